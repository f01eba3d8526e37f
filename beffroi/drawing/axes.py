"""Axes, colours and small parts that charts share."""

from typing import Any

from beffroi.drawing import format as fmt
from beffroi.drawing._sketch import ABSENT, Sketch, Spec, top_title
from beffroi.drawing.dates import hour_text
from beffroi.drawing.theme import DASHES, series_colours
from beffroi.drawing.timeline import time_bands, time_scale

FEW = 4  # bars that would be as wide as they are high
LOG_TICKS = (0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 5, 10, 20, 50, 100)


def categories_and_numbers(sketch: Sketch) -> tuple[str, str]:
    """Return the names of the column of categories and of the column of numbers."""
    f = sketch.figure
    if f.x and f.y:
        return (f.y, f.x) if sketch.is_number(f.x) and not sketch.is_number(f.y) else (f.x, f.y)
    one = f.x or f.y
    if one and f.value:
        return one, f.value
    msg = f"the figure {f.title.en!r} needs a column of categories and one of numbers"
    raise ValueError(msg)


def worded(sketch: Sketch, *names: str | None) -> tuple[str, ...]:
    """Return those of the columns that are drawn as words."""
    return tuple(n for n in names if n and not sketch.is_date(n) and not sketch.is_number(n))


def lies(sketch: Sketch, category: str) -> bool:
    """Whether categories stand in rows: names that are many or long do; hours, weekdays and dates do not."""
    if sketch.is_date(category) or sketch.column(category).unit in ("weekday", "hour"):
        return False
    names = sketch.categories(category)
    return sketch.figure.y == category or len(names) > 8 or len(names) < FEW or max(map(len, names), default=0) > 9


def category_axis(sketch: Sketch, name: str, *, horizontal: bool) -> Spec:
    """Return the encoding of categories, in rows (`horizontal` bars) or in columns."""
    if sketch.is_date(name):
        return time_bands(sketch, name, room=sketch.width - 70)
    axis: Spec = {"title": None, "grid": False, "labelAngle": 0}
    axis |= {"labelColor": sketch.paper.ink, "labelLimit": sketch.width // 3} if horizontal else {"labelOverlap": True}
    if sketch.is_number(name):
        return {"field": name, "type": "ordinal", "axis": axis | {"title": sketch.label(name)}}
    order = sketch.categories(name)
    if sketch.column(name).unit == "hour" and not horizontal:
        kept = [hour_text(h, sketch.locale) for h in range(0, 24, 3)]
        axis["values"] = [text for text in order if text in kept]
    return {"field": name, "type": "nominal", "sort": sketch.options.get("sort") or order, "axis": axis}


def any_axis(sketch: Sketch, name: str) -> Spec:
    """Return the encoding of whatever a column holds along a horizontal axis."""
    if sketch.is_date(name):
        return time_scale(sketch, name, room=sketch.width - 60)
    axis = {"title": sketch.label(name), "titleAnchor": "start", "grid": False, "titlePadding": 8}
    if sketch.is_number(name):
        whole = {"tickMinStep": 1} if sketch.column(name).decimals == 0 else {}
        return {"field": name, "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis | whole}
    return {"field": name, "type": "ordinal", "sort": sketch.categories(name), "axis": axis | {"labelAngle": 0}}


def amount_axis(sketch: Sketch, name: str, *, horizontal: bool) -> Spec:
    """Return the axis properties of numbers: the title above a vertical axis, at the start of a horizontal one."""
    title = {"title": sketch.label(name)} if horizontal else top_title(sketch.label(name))
    return title | {"tickCount": 5, "grid": True} | ({"titleAnchor": "start", "titlePadding": 8} if horizontal else {})


def amount(sketch: Sketch, name: str, *, horizontal: bool = False, zero: bool = True) -> Spec:
    """Return the encoding of numbers, from zero unless told otherwise, or on a logarithmic scale by option."""
    axis = amount_axis(sketch, name, horizontal=horizontal)
    if sketch.options.get("scale") == "log":
        scale, ticks = _log(sketch, name)
        return {"field": name, "type": "quantitative", "scale": scale, "axis": axis | {"values": ticks}}
    scale = {"zero": bool(sketch.options.get("zero", zero)), "nice": True}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": axis}


def colour(
    sketch: Sketch, series: str | None, *, legend: bool = True, symbol: str = "square", above: bool = True
) -> Spec:
    """Return the colour encoding of series; the legend stands `above` the title of a vertical axis, if there is one."""
    names = sketch.categories(str(series))
    scale = {"domain": names, "range": series_colours(len(names), dark=sketch.dark)}
    shown = {"title": None, "symbolType": symbol, "columns": 4, "offset": 24 if above else 8} if legend else None
    return {"field": series, "type": "nominal", "scale": scale, "legend": shown}


def dash(sketch: Sketch, series: str | None) -> Spec:
    """Return the dash encoding of series, for readers without colour."""
    names = sketch.categories(str(series))
    scale = {"domain": names, "range": [list(d) for d in DASHES[: len(names)]]}
    return {"field": series, "type": "nominal", "scale": scale}


def absent_mark(sketch: Sketch, quantity: str, along: str) -> Spec:
    """Return the layer that writes a mark where a number is absent: it is not zero."""
    mark: Spec = {"type": "text", "color": sketch.paper.soft, "fontSize": 10.5}
    mark |= {"align": "left", "dx": 5} if along == "x" else {"align": "center", "dy": -6}
    return {
        "transform": [{"filter": f"!isValid(datum[{quantity!r}])"}],
        "mark": mark,
        "encoding": {along: {"value": 0 if along == "x" else "height"}, "text": {"field": ABSENT}},
    }


def whiskers(sketch: Sketch, along: str, *, thick: bool = False) -> list[Spec]:
    """Return the layer of intervals, or none where the figure has none."""
    f = sketch.figure
    if not (f.lower and f.upper):
        return []
    mark: Spec = {"type": "rule", "strokeWidth": 2 if thick else 1.2, "invalid": "filter", "color": sketch.paper.ink}
    own: Spec = {along: {"field": f.lower, "type": "quantitative"}, along + "2": {"field": f.upper}}
    if f.series and thick:
        del mark["color"]
        own["color"] = colour(sketch, f.series)
    return [{"mark": mark, "encoding": own}]


def reference(sketch: Sketch, along: str = "y") -> list[Spec]:
    """Return the layer of a reference line: option `reference`, a number such as 1 for a ratio."""
    at: Any = sketch.options.get("reference")
    if not isinstance(at, int | float):
        return []
    mark = {"type": "rule", "color": sketch.paper.soft, "strokeDash": [4, 3], "strokeWidth": 1}
    return [{"data": {"values": [{}]}, "mark": mark, "encoding": {along: {"datum": at}}, "alone": True}]


def height(sketch: Sketch, usual: int = 220) -> int:
    """Return the height of the plot in pixels: option `height`, or the usual one."""
    return int(sketch.options.get("height", usual))


def _log(sketch: Sketch, name: str) -> tuple[Spec, list[float]]:
    f = sketch.figure
    drawn = [v for n in (name, f.lower, f.upper) if n for v in sketch.values(n) if v and v > 0]
    at = sketch.options.get("reference")
    low, high = min([*drawn, at or 1.0]) / 1.1, max([*drawn, at or 1.0]) * 1.1
    ticks = [t for t in LOG_TICKS if low <= t <= high]
    if len(ticks) > 8:
        ticks = [t for t in ticks if t in (0.1, 0.5, 1, 2, 5, 10, 50, 100)]
    return {"type": "log", "domain": [low, high], "nice": False}, ticks


def words_of(sketch: Sketch, name: str, values: list[Any]) -> list[str]:
    """Return values of a column in words, without their unit (the title of the axis has it)."""
    shown = fmt.cells(sketch.table, name, sketch.locale, words=sketch.words, bare=True)
    known = dict(zip(sketch.values(name), shown, strict=True))
    return [known[value] for value in values]
