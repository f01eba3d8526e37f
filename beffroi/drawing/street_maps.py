"""Maps of street segments: lines coloured and widened by class, hot ones with a dark edge."""

from collections.abc import Sequence
from typing import Any

from beffroi.drawing._sketch import ABSENT, Sketch, Spec
from beffroi.drawing.classes import Classes, class_breaks, legend
from beffroi.drawing.maps import (
    TOLERANCE,
    Frame,
    bounds_of,
    canvas,
    frame_of,
    geo_layer,
    north_arrow,
    outlines,
    pixel_shape,
    rounded,
    scale_bar,
)
from beffroi.drawing.theme import sequential
from beffroi.drawing.words import MISSING

THIN, WIDE = 0.5, 3.2  # pixels: a street without incidents, the highest class
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
    codes = sketch.geographies[str(f.geography)].codes
    shapes = dict(zip(codes, outlines(sketch), strict=True))
    frame = frame_of(bounds_of(list(shapes.values())), width=sketch.width)
    rows = sketch.rows(f.x, f.value, f.series, marked=f.value)
    values = [float(row[f.value]) for row in rows if row[f.value]]
    breaks = class_breaks(values, 5)
    classes = Classes(
        breaks,
        sequential(len(breaks) + 1, dark=sketch.dark),
        low=min(values, default=0.0),
        high=max(values, default=0.0),
    )
    parts = _parts(rows, classes, place=f.x, value=f.value)
    hidden, absent = sketch.gaps(f.value)
    layers = _plain(sketch, parts, shapes, frame)
    hot = [row[f.x] for row in rows if f.series and (row.get(f.series) or 0) > 0]
    if hot:
        layers.append(_lines(shapes, hot, frame, colour=sketch.paper.ink, width=WIDE + 2 * EDGE))
    for number, colour in enumerate(classes.colours):
        width = 1.0 + (WIDE - 1.0) * (number + 1) / len(classes.colours)
        layers.append(_lines(shapes, parts[f"class {number}"], frame, colour=colour, width=width))
    said = sketch.options["outlined"](sketch.locale) if hot else ""
    layers += legend(sketch, f.value, classes, withheld=hidden, absent=absent, hatch=False, outlined=said)
    return canvas(frame, [layer for layer in layers if layer] + scale_bar(sketch, frame) + north_arrow(sketch, frame))


def _parts(rows: Sequence[Spec], classes: Classes, *, place: str, value: str) -> dict[str, list[str]]:
    """Return the codes of the segments by how they are drawn."""
    parts: dict[str, list[str]] = {"nothing": [], "withheld": []}
    parts |= {f"class {number}": [] for number in range(len(classes.colours))}
    for row in rows:
        number = row[value]
        if number is None:
            kind = "withheld" if row.get(ABSENT) not in (None, "", MISSING) else "nothing"
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
