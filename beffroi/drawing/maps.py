"""Maps in projected metres, drawn in pixels so that outlines are small and the scale bar is exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.drawing import format as fmt
from beffroi.drawing._sketch import ABSENT, Sketch, Spec, tooltip
from beffroi.drawing.classes import Classes, classes_of, legend, pixel, pixel_lines
from beffroi.drawing.theme import FONT
from beffroi.drawing.words import MISSING, NORTH
from beffroi.evidence.finding import Geography

TALLEST = 430
LEGEND_HEIGHT = 58
TOLERANCE = 0.35  # pixels: simplification that the eye cannot see


@dataclass(frozen=True, slots=True)
class Frame:
    """From metres to pixels: `x = (east - west) * scale`, `y = top + (north - y) * scale`."""

    west: float
    north: float
    scale: float  # pixels a metre
    left: float
    top: float
    width: float
    height: float


def area_map(sketch: Sketch) -> Spec:
    """Draw places coloured by class; withheld places are hatched, places without data are left blank."""
    geography = geography_of(sketch)
    place, value = _place(sketch), _value(sketch)
    classes = classes_of(sketch, value)
    worded = () if sketch.is_number(value) else (value,)
    known = {str(row[place]): row for row in sketch.rows(place, value, worded=worded, marked=value)}
    shapes = _shapes(geography)
    if not any(shape.area for shape in shapes):
        from beffroi.drawing.street_maps import line_map

        return line_map(sketch, place=place, value=value)
    frame = frame_of(bounds_of(shapes), width=sketch.width)
    drawn = [pixel_shape(shape, frame) for shape in shapes]
    layers = _area_layers(sketch, geography, drawn, known=known, classes=classes)
    hidden, missing = sketch.gaps(value)
    absent = missing or any(code not in known for code in geography.codes)
    layers += legend(sketch, value, classes, withheld=hidden, absent=absent)
    layers += scale_bar(sketch, frame) + north_arrow(sketch, frame)
    return canvas(frame, layers)


def frame_of(bounds: tuple[float, float, float, float], *, width: int) -> Frame:
    """Return the frame that fits bounds (west, south, east, north in metres) under the legend.

    >>> frame = frame_of((0.0, 0.0, 1000.0, 500.0), width=612)
    >>> frame.scale, frame.top, frame.height
    (0.6, 58, 300.0)
    """
    west, south, east, north = bounds
    across, along = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((width - 12) / across, TALLEST / along)
    left = (width - 12 - across * scale) / 2
    return Frame(west, north, scale, left, LEGEND_HEIGHT, width - 12, along * scale)


def scale_bar(sketch: Sketch, frame: Frame) -> list[Spec]:
    """Return the layers of a scale bar of a round length, at most a fifth of the width, below the map."""
    metres = _round_length(frame.width / frame.scale / 5)
    length = metres * frame.scale
    y = frame.top + frame.height + 22
    x = 0.0
    text = fmt.with_unit(fmt.number(metres // 1000, sketch.locale), metres, "km", locale=sketch.locale)
    if metres < 1000:
        text = fmt.with_unit(fmt.number(metres, sketch.locale), metres, "m", locale=sketch.locale)
    bar = [{"x": x, "y": y, "x2": x + length, "y2": y}]
    bar += [{"x": at, "y": y - 4, "x2": at, "y2": y} for at in (x, x + length)]
    return [pixel_lines(bar, colour=sketch.paper.soft, width=1.2), _note(sketch, text, x + length + 7, y - 2)]


def north_arrow(sketch: Sketch, frame: Frame) -> list[Spec]:
    """Return the layers of a north arrow: grid north of the projected reference system."""
    x, y = frame.width - 8, frame.top + frame.height + 22
    lines = [
        {"x": x, "y": y, "x2": x, "y2": y - 22},
        {"x": x, "y": y - 22, "x2": x - 4, "y2": y - 14},
        {"x": x, "y": y - 22, "x2": x + 4, "y2": y - 14},
    ]
    return [
        pixel_lines(lines, colour=sketch.paper.soft, width=1.2),
        _note(sketch, NORTH(sketch.locale), x - 18, y - 8),
    ]


def _area_layers(
    sketch: Sketch, geography: Geography, drawn: Sequence[Any], *, known: dict[str, Spec], classes: Classes
) -> list[Spec]:
    from shapely.geometry import mapping

    value, p = _value(sketch), sketch.paper
    parts: dict[str, list[Spec]] = {"shown": [], "withheld": [], "absent": []}
    hatched = []
    for code, label, shape in zip(geography.codes, geography.labels, drawn, strict=True):
        row = known.get(code)
        feature = {"type": "Feature", "geometry": rounded(mapping(shape)), "properties": (row or {}) | {"name": label}}
        mark = MISSING if row is None else row.get(ABSENT, "")
        kind = "shown" if not mark else "absent" if mark == MISSING else "withheld"
        parts[kind].append(feature)
        if kind == "withheld":
            hatched.append(shape)
    number = "nominal" if classes.names else "quantitative"
    colour = {"field": f"properties.{_escaped(value)}", "type": number, "scale": classes.scale(), "legend": None}
    about = [{"field": "properties.name", "type": "nominal", "title": _name_heading(sketch)}]
    about += [entry | {"field": f"properties.{_escaped(entry['field'])}"} for entry in tooltip(sketch, value)]
    edge = {"type": "geoshape", "stroke": p.edge, "strokeWidth": 0.7, "strokeJoin": "round"}
    layers = [geo_layer(parts["shown"], edge, {"fill": colour, "tooltip": about})] if parts["shown"] else []
    layers += (
        [geo_layer(parts["withheld"], edge | {"fill": p.blank, "stroke": p.hatch}, {})] if parts["withheld"] else []
    )
    layers += [hatch_layer(sketch, hatched)] if hatched else []
    blank = edge | {"fill": p.ground, "stroke": p.soft, "strokeWidth": 0.5}
    return layers + ([geo_layer(parts["absent"], blank, {})] if parts["absent"] else [])


def hatch_layer(sketch: Sketch, shapes: Sequence[Any]) -> Spec:
    """Return the diagonal lines that mark withheld places; they print, and need no pattern of the page."""
    lines = [line for shape in shapes for line in _hatch(shape)]
    feature = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": lines}, "properties": {}}
    mark = {"type": "geoshape", "stroke": sketch.paper.hatch, "strokeWidth": 0.7, "fill": None}
    return geo_layer([feature], mark, {})


def _name_heading(sketch: Sketch) -> str:
    from beffroi.vocabulary.lexicon import PLACE_NAME

    return PLACE_NAME.label(sketch.locale)


def geo_layer(features: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    """Return a layer of shapes that are already in pixels."""
    return {
        "data": {"values": features},
        "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
        "mark": mark | {"clip": False},
        "encoding": encoding,
    }


def canvas(frame: Frame, layers: list[Spec]) -> Spec:
    """Return the drawing of a map: legend, map, scale bar and north arrow in one frame of pixels."""
    return {
        "width": frame.width,
        "height": round(frame.top + frame.height + 28),
        "layer": layers,
        "view": {"stroke": None},
    }


def _hatch(shape: Any, *, step: float = 5.0) -> list[list[list[float]]]:
    """Return the diagonal lines, `step` pixels apart, that lie in a shape."""
    from shapely.geometry import MultiLineString

    west, top, east, bottom = shape.bounds
    reach = bottom - top
    first = int((west - bottom) // step) * step + bottom
    lines, x = [], first - reach
    while x < east + reach:
        anchored = round(x / step) * step
        lines.append([(anchored + bottom % step, bottom), (anchored + bottom % step + reach, top)])
        x += step
    inside = MultiLineString(lines).intersection(shape)
    found = [g for g in getattr(inside, "geoms", [inside]) if g.geom_type == "LineString" and not g.is_empty]
    return [[[round(x, 1), round(y, 1)] for x, y in line.coords] for line in found]


def _shapes(geography: Geography) -> list[Any]:
    from shapely import from_wkb

    return [from_wkb(outline) for outline in geography.outlines]


def outlines(sketch: Sketch) -> list[Any]:
    """Return the shapes of the figure's geography, none if it names none."""
    return _shapes(geography_of(sketch)) if sketch.figure.geography or len(sketch.geographies) == 1 else []


def bounds_of(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of shapes, in metres."""
    from shapely import total_bounds

    west, south, east, north = total_bounds(list(shapes))
    return float(west), float(south), float(east), float(north)


def pixel_shape(shape: Any, frame: Frame, *, simplify: bool = True) -> Any:
    """Return a shape in pixels, simplified by less than the eye can see."""
    from shapely import make_valid, transform

    def to_pixels(points: Any) -> Any:
        import numpy as np

        east = frame.left + (points[:, 0] - frame.west) * frame.scale
        south = frame.top + (frame.north - points[:, 1]) * frame.scale
        return np.column_stack([east, south])

    small = transform(shape, to_pixels)
    if not simplify:
        return small
    small = small.simplify(TOLERANCE, preserve_topology=True)
    return small if small.is_valid else make_valid(small)


def rounded(geometry: Any) -> Any:
    """Round coordinates and wind rings as d3-geo's planar renderer takes them (either way)."""
    if isinstance(geometry, dict):
        if "geometries" in geometry:
            return geometry | {"geometries": [rounded(g) for g in geometry["geometries"]]}
        return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
    if isinstance(geometry, list | tuple) and geometry and isinstance(geometry[0], float | int):
        return [round(float(v), 1) for v in geometry]
    return [rounded(part) for part in geometry]


def _note(sketch: Sketch, text: str, x: float, y: float) -> Spec:
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "color": sketch.paper.soft,
        "fontSize": 11,
        "font": FONT,
    }
    return {
        "data": {"values": [{"x": x, "y": y, "text": text}]},
        "mark": mark,
        "encoding": pixel("x", "y") | {"text": {"field": "text"}},
    }


def _round_length(metres: float) -> int:
    power = 1
    while power * 10 <= metres:
        power *= 10
    return max(step * power for step in (1, 2, 5) if step * power <= max(metres, 1))


def _escaped(name: str) -> str:
    return name.replace(".", "\\.")


def geography_of(sketch: Sketch) -> Geography:
    """Return the outlines that the figure names, or the only ones there are."""
    name = sketch.figure.geography
    if name is None and len(sketch.geographies) == 1:
        return next(iter(sketch.geographies.values()))
    if name is None or name not in sketch.geographies:
        msg = f"the map {sketch.figure.title.en!r} names the geography {name!r}, which the finding lacks"
        raise ValueError(msg)
    return sketch.geographies[name]


def _place(sketch: Sketch) -> str:
    named = sketch.figure.x or sketch.figure.series
    if named:
        return named
    places = [n for n, c in sketch.table.columns.items() if c.dimension == "place" and not sketch.is_number(n)]
    if not places:
        msg = f"the map {sketch.figure.title.en!r} has no column of places"
        raise ValueError(msg)
    return places[0]


def _value(sketch: Sketch) -> str:
    value = sketch.figure.value or sketch.figure.y
    if value is None:
        msg = f"the map {sketch.figure.title.en!r} needs a value"
        raise ValueError(msg)
    return value
