"""Maps of street segments: lines coloured and widened by class, hot ones with a dark edge."""

from collections.abc import Sequence
from typing import Any

from beffroi.drawing._sketch import ABSENT, Sketch, Spec
from beffroi.drawing.classes import Classes, classes_of, legend
from beffroi.drawing.maps import (
    TOLERANCE,
    Frame,
    bounds_of,
    canvas,
    frame_of,
    geo_layer,
    geography_of,
    north_arrow,
    outlines,
    pixel_shape,
    rounded,
    scale_bar,
)
from beffroi.drawing.theme import sequential
from beffroi.drawing.words import MISSING

THIN, WIDE = 0.5, 3.2  # pixels: a street without incidents, the highest class
SHARES = (0.5, 0.75, 0.9, 0.97)  # most streets have next to nothing: equal classes would darken them all
EDGE = 1.6  # pixels of dark edge on each side of a street that stands out


def street_map(sketch: Sketch) -> Spec:
    """Draw segments by class of `value`; those at zero are thin, those withheld dashed.

    Segments whose `series` is over 0 get a dark edge; option `outlined` says what they are. The segments of one class are
    one shape, so that a city's streets fit a page.
    """
    f = sketch.figure
    if not (f.x and f.value):
        msg = f"the map {f.title.en!r} needs x and value"
        raise ValueError(msg)
    codes = geography_of(sketch).codes
    shapes = dict(zip(codes, outlines(sketch), strict=True))
    frame = frame_of(bounds_of(list(shapes.values())), width=sketch.width)
    rows = sketch.rows(f.x, f.value, f.series, marked=f.value)
    values = sorted(float(row[f.value]) for row in rows if (row[f.value] or 0) > 0)
    breaks = _breaks(values)
    classes = Classes(
        breaks,
        sequential(len(breaks) + 1, dark=sketch.dark),
        low=min(values, default=0.0),
        high=max(values, default=0.0),
    )
    hot = [row[f.x] for row in rows if f.series and (row.get(f.series) or 0) > 0]
    parts = _parts(rows, classes, place=f.x, value=f.value)
    return _drawn(sketch, shapes, frame, classes=classes, parts=parts, value=f.value, hot=hot)


def line_map(sketch: Sketch, *, place: str, value: str) -> Spec:
    """Draw segments in the place of areas: by the classes that a map of areas has."""
    codes = geography_of(sketch).codes
    shapes = dict(zip(codes, outlines(sketch), strict=True))
    frame = frame_of(bounds_of(list(shapes.values())), width=sketch.width)
    classes = classes_of(sketch, value)
    rows = sketch.rows(place, value, worded=() if sketch.is_number(value) else (value,), marked=value)
    parts = _parts(rows, classes, place=place, value=value)
    return _drawn(sketch, shapes, frame, classes=classes, parts=parts, value=value, hot=[])


def _drawn(
    sketch: Sketch,
    shapes: dict[str, Any],
    frame: Frame,
    *,
    classes: Classes,
    parts: dict[str, list[str]],
    value: str,
    hot: Sequence[str],
) -> Spec:
    hidden, absent = sketch.gaps(value)
    layers = _plain(sketch, parts, shapes, frame)
    if hot:
        layers.append(_lines(shapes, hot, frame, colour=sketch.paper.ink, width=WIDE + 2 * EDGE))
    for number, colour in enumerate(classes.colours):
        width = 1.0 + (WIDE - 1.0) * (number + 1) / len(classes.colours)
        width = THIN if colour == sketch.paper.blank else WIDE if classes.names else width
        colour = sketch.paper.hatch if colour == sketch.paper.blank else colour
        layers.append(_lines(shapes, parts[f"class {number}"], frame, colour=colour, width=width))
    said = sketch.options["outlined"](sketch.locale) if hot else ""
    layers += legend(sketch, value, classes, withheld=hidden, absent=absent, hatch=False, outlined=said)
    return canvas(frame, [layer for layer in layers if layer] + scale_bar(sketch, frame) + north_arrow(sketch, frame))


def _breaks(values: Sequence[float]) -> tuple[float, ...]:
    """Return round numbers that half, a quarter, a tenth and one in thirty-three of the streets with incidents exceed."""
    if not values:
        return ()
    exact = [values[int(len(values) * share)] for share in SHARES]
    found = sorted({float(f"{edge:.2g}") for edge in exact})
    return tuple(edge for edge in found if values[0] < edge <= values[-1])


def _parts(rows: Sequence[Spec], classes: Classes, *, place: str, value: str) -> dict[str, list[str]]:
    """Return the codes of the segments by how they are drawn."""
    parts: dict[str, list[str]] = {"nothing": [], "withheld": []}
    parts |= {f"class {number}": [] for number in range(len(classes.colours))}
    for row in rows:
        number = row[value]
        if number is None:
            kind = "withheld" if row.get(ABSENT) not in (None, "", MISSING) else "nothing"
        elif classes.names:
            kind = f"class {classes.names.index(number)}"
        else:
            kind = f"class {sum(number >= edge for edge in classes.breaks)}" if number > 0 else "nothing"
        parts[kind].append(row[place])
    return parts


def _plain(sketch: Sketch, parts: dict[str, list[str]], shapes: dict[str, Any], frame: Frame) -> list[Spec]:
    quiet = _lines(shapes, parts["nothing"], frame, colour=sketch.paper.hatch, width=THIN)
    withheld = _lines(shapes, parts["withheld"], frame, colour=sketch.paper.soft, width=2 * THIN)
    if withheld:
        withheld["mark"] |= {"strokeDash": [2, 2]}
    return [quiet, withheld]


def _lines(shapes: dict[str, Any], codes: Sequence[str], frame: Frame, *, colour: str, width: float) -> Spec:
    """Return a layer of lines of one kind; nothing where there is none."""
    from shapely import MultiLineString, line_merge, simplify
    from shapely.geometry import mapping

    found = [shapes[code].boundary if shapes[code].area else shapes[code] for code in codes if code in shapes]
    if not found:
        return {}
    whole = line_merge(MultiLineString(found))
    drawn = simplify(pixel_shape(whole, frame, simplify=False), TOLERANCE, preserve_topology=False)
    feature = {"type": "Feature", "geometry": rounded(mapping(drawn)), "properties": {}}
    mark = {"type": "geoshape", "fill": None, "stroke": colour, "strokeWidth": width, "strokeJoin": "round"}
    return geo_layer([feature], mark | {"strokeCap": "round"}, {})
