"""Classes of a map or heat map: where they break, what colour they have, how the legend says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Any

from beffroi.drawing import format as fmt
from beffroi.drawing import words as w
from beffroi.drawing._sketch import Sketch, Spec
from beffroi.drawing.theme import FONT, MOST_CLASSES, diverging, sequential, series_colours

WIDE = 500  # pixels from which a legend need not save room
OUTLINE = 1.6  # width of the line round cells that stand out


@dataclass(frozen=True, slots=True)
class Classes:
    """Colours of values: breaks between classes of numbers, or the words of named classes."""

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    names: tuple[str, ...] = ()  # words of the classes, when they are named and not numbers
    low: float | None = None
    high: float | None = None

    def colour(self, value: Any, blank: str) -> str:
        """Return the colour of a value, or `blank` if there is none."""
        if value is None:
            return blank
        if self.names:
            return self.colours[self.names.index(value)]
        return self.colours[sum(value >= b for b in self.breaks)]

    def scale(self) -> Spec:
        """Return the Vega-Lite scale."""
        if self.names:
            return {"type": "ordinal", "domain": list(self.names), "range": list(self.colours)}
        return {"type": "threshold", "domain": list(self.breaks), "range": list(self.colours)}


def classes_of(sketch: Sketch, name: str) -> Classes:
    """Return the classes of a column: `options` may give `breaks`, `classes` (how many), `midpoint` or `order`."""
    if not sketch.is_number(name):
        return _named(sketch, name)
    values = [float(v) for v in sketch.values(name) if v is not None and isfinite(v)]
    if not values:
        return Classes((), sequential(1, dark=sketch.dark))
    low, high = min(values), max(values)
    wanted = min(int(sketch.options.get("classes", 5)), MOST_CLASSES)
    midpoint = sketch.options.get("midpoint")
    given = sketch.options.get("breaks")
    if given:
        breaks = tuple(float(b) for b in given)[: MOST_CLASSES - 1]
    elif midpoint is not None:
        breaks = _breaks_around(values, float(midpoint))
    else:
        breaks = class_breaks(values, wanted)
    ramp = diverging if midpoint is not None else sequential
    return Classes(breaks, ramp(len(breaks) + 1, dark=sketch.dark), low=low, high=high)


def class_breaks(values: Sequence[float], count: int) -> tuple[float, ...]:
    """Return round numbers that cut values into at most `count` classes of about equal size, none empty.

    >>> class_breaks([3, 8, 12, 19, 25, 40, 61, 90, 120, 400], 5)
    (12.0, 25.0, 61.0, 120.0)
    >>> class_breaks([1, 1, 2, 3], 5)
    (2.0, 3.0)
    """
    ordered = sorted(float(v) for v in values if isfinite(v))
    distinct = sorted(set(ordered))
    if len(distinct) <= count:
        return tuple(distinct[1:])
    exact = [ordered[(len(ordered) * i) // count] for i in range(1, count)]
    for digits in (2, 3, 4):
        rounded = sorted({_round(b, digits) for b in exact})
        if len(rounded) == len(set(exact)):
            break
    kept: list[float] = []
    below = -float("inf")
    for edge in rounded:
        if any(below <= v < edge for v in ordered) and edge <= ordered[-1]:
            kept.append(edge)
            below = edge
    return tuple(kept)


def legend(
    sketch: Sketch, name: str, classes: Classes, *, withheld: bool, absent: bool, hatch: bool = True, outlined: str = ""
) -> list[Spec]:
    """Return the layers of a legend drawn in pixels from (0, 0), 46 px high and `sketch.width` wide."""
    p = sketch.paper
    layers = [_texts([{"x": 0, "y": 8, "text": sketch.label(name)}], colour=p.soft)]
    boxes, labels, x = _named_boxes(classes) if classes.names else _ramp_boxes(sketch, name, classes)
    extra = []
    if withheld:
        extra.append(w.WITHHELD_BECAUSE(sketch.locale, mark=sketch.withheld))
    if absent:
        extra.append(w.NO_DATA(sketch.locale))
    lines: list[Spec] = []
    if outlined:
        boxes.append({"x": x, "x2": x + 20, "y": 18, "y2": 30, "c": p.ground, "s": p.ink, "w": OUTLINE})
        labels.append({"x": x + 26, "y": 24, "text": outlined})
        x += 26 + text_width(outlined) + 22
    for text in extra:
        hatched = hatch and text != w.NO_DATA(sketch.locale)
        fill = p.blank if hatched or not hatch else p.ground
        boxes.append({"x": x, "x2": x + 20, "y": 18, "y2": 30, "c": fill, "s": p.hatch if fill == p.blank else p.soft})
        if hatched:
            lines += [{"x": x + d, "y": 30, "x2": x + d + 8, "y2": 18} for d in (0, 6, 12)]
        labels.append({"x": x + 26, "y": 24, "text": text})
        x += 26 + text_width(text) + 22
    layers.append(_boxes(boxes))
    if lines:
        layers.append(pixel_lines(lines, colour=p.hatch))
    layers.append(_texts(labels, colour=p.soft, align="left"))
    return layers


def legend_strip(sketch: Sketch, name: str, classes: Classes, *, missing: bool = False) -> Spec:
    """Return the legend as a small chart of its own, to stand above a heat map; `missing` adds "no data"."""
    hidden, absent = sketch.gaps(name)
    layers = legend(sketch, name, classes, withheld=hidden, absent=absent or missing, hatch=False)
    return {"width": min(300, sketch.width - 30), "height": 46, "view": {"stroke": None}, "layer": layers}


def text_width(text: str, size: float = 11) -> float:
    """Return about how wide a text is, in pixels: Arial averages 0.52 of its size."""
    return 0.52 * size * len(text)


def pixel(*names: str) -> Spec:
    """Return encodings that place marks in pixels: `x`, `y`, `x2`, `y2`."""
    made: Spec = {}
    for name in names:
        made[name] = {"field": name}
        if name in ("x", "y"):
            made[name] |= {"type": "quantitative", "scale": None, "axis": None}
    return made


def pixel_lines(rows: list[Spec], *, colour: str, width: float = 0.8) -> Spec:
    """Return a layer of straight lines in pixels."""
    return {
        "data": {"values": rows},
        "mark": {"type": "rule", "color": colour, "strokeWidth": width},
        "encoding": pixel("x", "y", "x2", "y2"),
    }


def _texts(rows: list[Spec], *, colour: str, align: str = "left") -> Spec:
    mark = {"type": "text", "align": align, "baseline": "middle", "color": colour, "fontSize": 11, "font": FONT}
    return {"data": {"values": rows}, "mark": mark, "encoding": pixel("x", "y") | {"text": {"field": "text"}}}


def _boxes(rows: list[Spec]) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {
            "type": "rect",
            "strokeWidth": {"expr": "datum.w || 0.8"},
            "fill": {"expr": "datum.c"},
            "stroke": {"expr": "datum.s"},
        },
        "encoding": pixel("x", "y", "x2", "y2"),
    }


def _ramp_boxes(sketch: Sketch, name: str, classes: Classes) -> tuple[list[Spec], list[Spec], float]:
    if classes.low is None or classes.high is None:
        return [], [], 0
    if sketch.options.get("midpoint") is not None and classes.breaks:
        return _signed_boxes(sketch, name, classes, low=classes.low, high=classes.high)
    edges: list[float | None] = [classes.low, *classes.breaks, classes.high]
    if classes.breaks and classes.low >= classes.breaks[0]:
        edges[0] = None
    if classes.breaks and classes.high < classes.breaks[-1]:
        edges[-1] = None
    shown = _edges(sketch, name, edges, breaks=classes.breaks)
    beside = text_width(shown[0]) + text_width(shown[1]) / 2 if len(shown) > 1 else 0.0  # the first stands flush left
    step = max(52.0 if sketch.width >= WIDE else 30.0, 14 + max(text_width(text) for text in shown), 10 + beside)
    boxes: list[Spec] = [
        {"x": i * step, "x2": (i + 1) * step, "y": 18, "y2": 30, "c": c, "s": c} for i, c in enumerate(classes.colours)
    ]
    labels: list[Spec] = []
    for i, text in enumerate(shown):
        if text and not (i == len(shown) - 1 and i > 0 and text == shown[i - 1]):
            labels.append({"x": i * step - (text_width(text) / 2 if i else 0), "y": 40, "text": text})
    return boxes, labels, len(classes.colours) * step + 32


def _signed_boxes(
    sketch: Sketch, name: str, classes: Classes, *, low: float, high: float
) -> tuple[list[Spec], list[Spec], float]:
    """Return the classes on both sides of a midpoint, from the first to the last that the picture shows."""
    middle = len(classes.breaks) // 2
    used = [sum(value >= edge for edge in classes.breaks) for value in (low, high)]
    first, last = min(used[0], middle), max(used[1], middle)
    shown = _edges(sketch, name, list(classes.breaks), breaks=classes.breaks)
    step = max(52.0, 14 + max(text_width(text) for text in shown))
    boxes: list[Spec] = []
    labels: list[Spec] = []
    for place, number in enumerate(range(first, last + 1)):
        colour = classes.colours[number]
        edge = sketch.paper.hatch if number == middle else colour
        boxes.append({"x": place * step, "x2": (place + 1) * step, "y": 18, "y2": 30, "c": colour, "s": edge})
        if number < last or number < len(classes.breaks):
            text = shown[number]
            labels.append({"x": (place + 1) * step - text_width(text) / 2, "y": 40, "text": text})
    if first > 0:
        labels.insert(0, {"x": 0, "y": 40, "text": shown[first - 1]})
    return boxes, labels, (last - first + 1) * step + 32


def _named_boxes(classes: Classes) -> tuple[list[Spec], list[Spec], float]:
    boxes, labels, x = [], [], 0.0
    for text, colour in zip(classes.names, classes.colours, strict=True):
        boxes.append({"x": x, "x2": x + 20, "y": 18, "y2": 30, "c": colour, "s": colour})
        labels.append({"x": x + 26, "y": 24, "text": text})
        x += 26 + text_width(text) + 22
    return boxes, labels, x


def _edges(sketch: Sketch, name: str, edges: Sequence[float | None], *, breaks: Sequence[float]) -> list[str]:
    """Write the limits of classes: breaks exactly, the ends to the same number of decimals."""
    decimals = next((d for d in range(3) if all(round(b, d) == b for b in breaks)), 2) if breaks else None
    if not breaks:
        decimals = sketch.column(name).decimals
    return ["" if e is None else fmt.number(float(e), sketch.locale, decimals=decimals) for e in edges]


def _named(sketch: Sketch, name: str) -> Classes:
    present = sketch.categories(name)
    raw = dict(zip(sketch.names(name), sketch.values(name), strict=True))
    order = [str(v) for v in sketch.options.get("order", ())]
    ranked = sorted(present, key=lambda text: order.index(str(raw[text])) if str(raw[text]) in order else len(order))
    names = tuple(text for text in ranked if raw[text] is not None)
    if sketch.options.get("ordered"):
        return Classes((), sequential(len(names), dark=sketch.dark), names)
    plain = [text for text in names if raw[text] == sketch.options.get("neutral")]
    coloured = iter(series_colours(len(names) - len(plain), dark=sketch.dark))
    return Classes((), tuple(sketch.paper.blank if text in plain else next(coloured) for text in names), names)


def _breaks_around(values: Sequence[float], midpoint: float) -> tuple[float, ...]:
    if midpoint == 1 and min(values) >= 0:
        far = max((max(v, 1 / v) for v in values if v > 0), default=2.0)
        ladder = ((1.5, 1.1, 1.25), (3.0, 1.2, 1.5), (6.0, 1.5, 2.5))
        near, wide = next(((a, b) for most, a, b in ladder if far <= most), (2.0, 4.0))
        return (1 / wide, 1 / near, near, wide)
    far = _round(max(abs(v - midpoint) for v in values) / 2 or 1.0, 1)
    return (midpoint - far, midpoint - far / 4, midpoint + far / 4, midpoint + far)


def _round(value: float, digits: int) -> float:
    if value == 0:
        return 0.0
    return float(round(value, digits - 1 - floor(log10(abs(value)))))
