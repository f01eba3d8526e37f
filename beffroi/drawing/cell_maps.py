"""Maps of square cells. Many cells are drawn as areas of one class, so that a map never outgrows its page."""

from typing import Any

import numpy as np

from beffroi.drawing._sketch import Sketch, Spec, tooltip
from beffroi.drawing.classes import OUTLINE, Classes, classes_of, legend, pixel
from beffroi.drawing.maps import (
    Frame,
    bounds_of,
    canvas,
    frame_of,
    geo_layer,
    hatch_layer,
    north_arrow,
    outlines,
    pixel_shape,
    rounded,
    scale_bar,
)
from beffroi.drawing.raster import edges, lattice, picture

MOST_EDGES = 20_000  # most changes of class that outlines draw
SINGLE = 400  # most cells that are drawn one by one


def cell_map(sketch: Sketch) -> Spec:
    """Draw squares of `size` metres centred on x, y, coloured by class, cut to the outlines of the study area.

    Up to 400 cells are drawn one by one and answer to the pointer; beyond,
    neighbouring cells of one class are merged into areas, with the same edges;
    where classes change more than 20,000 times from cell to cell, the cells of
    a regular grid become one picture under the same legend and outlines.
    Cells whose `series` is 1 are outlined together; option `outlined` says what they are.
    """
    f = sketch.figure
    if not (f.x and f.y and f.value):
        msg = f"the map {f.title.en!r} needs x, y and value"
        raise ValueError(msg)
    classes = classes_of(sketch, f.value)
    x, y, half = (
        np.asarray(values, dtype=float) for values in (sketch.values(f.x), sketch.values(f.y), _halves(sketch))
    )
    corners = np.column_stack([x - half, y - half, x + half, y + half])
    shapes = outlines(sketch)
    frame = frame_of(_reach(corners, shapes), width=sketch.width)
    hidden = np.array([bool(mark) and mark == sketch.withheld for mark in sketch.marks(f.value)])
    kinds = np.where(hidden, -1, _kinds(sketch, classes, f.value))
    grid = lattice(x, y, kinds) if len(x) > SINGLE else None
    pictured = grid is not None and edges(grid) > MOST_EDGES
    area = _study_area(shapes)
    if pictured:
        layers = [_picture(sketch, classes, grid, corners=corners, frame=frame)]
    elif len(x) <= SINGLE:
        layers = _singles(sketch, classes, corners, frame=frame, area=area)
    else:
        layers = _merged(classes, corners, kinds, frame=frame, area=area)
    if hidden.any() and not pictured:
        layers += _withheld(sketch, [_cell(corner, frame, area) for corner in corners[hidden]])
    if shapes:
        features = [_feature(pixel_shape(shape, frame), {}) for shape in shapes]
        edge = {"type": "geoshape", "fill": None, "stroke": sketch.paper.soft, "strokeWidth": 0.6, "opacity": 0.8}
        layers.append(geo_layer(features, edge, {}))
    said = ""
    if f.series and (marked := np.array([value == 1 for value in sketch.values(f.series)])).any():
        layers += _outlined(sketch, corners[marked], frame=frame, area=area)
        said = sketch.options["outlined"](sketch.locale)
    layers += legend(
        sketch, f.value, classes, withheld=bool(hidden.any()), absent=False, hatch=not pictured, outlined=said
    )
    return canvas(frame, layers + scale_bar(sketch, frame) + north_arrow(sketch, frame))


def _study_area(shapes: list[Any]) -> Any:
    """Return the area that cells are cut to, None without outlines."""
    from shapely import make_valid, union_all

    return union_all(make_valid(shapes)) if shapes else None


def _cut(shape: Any, area: Any) -> Any:
    """Return the part of a shape inside the study area; all of it where it lies outside."""
    from shapely import get_parts, intersection, multipolygons

    if area is None:
        return shape
    parts = [part for part in get_parts(intersection(shape, area)) if part.geom_type == "Polygon"]
    return shape if not parts else parts[0] if len(parts) == 1 else multipolygons(parts)


def _singles(sketch: Sketch, classes: Classes, corners: Any, *, frame: Frame, area: Any) -> list[Spec]:
    value = str(sketch.figure.value)
    rows = sketch.rows(value, worded=(value,) if classes.names else ())
    features = [
        _feature(_cell(corner, frame, area), row)
        for corner, row in zip(corners, rows, strict=True)
        if row[value] is not None
    ]
    kind = "nominal" if classes.names else "quantitative"
    fill = {"field": f"properties.{value}", "type": kind, "scale": classes.scale(), "legend": None}
    about = [entry | {"field": f"properties.{entry['field']}"} for entry in tooltip(sketch, value)]
    mark = {"type": "geoshape", "stroke": sketch.paper.ground, "strokeWidth": 0.4}
    return [geo_layer(features, mark, {"fill": fill, "tooltip": about})]


def _picture(sketch: Sketch, classes: Classes, grid: Any, *, corners: Any, frame: Frame) -> Spec:
    side = (corners[0, 2] - corners[0, 0]) * frame.scale
    address = picture(grid, classes.colours, blank=sketch.paper.blank, pixels=max(1, min(8, round(2 * side))))
    rows, columns = grid.shape
    left = frame.left + (corners[:, 0].min() - frame.west) * frame.scale
    top = frame.top + (frame.north - corners[:, 3].max()) * frame.scale
    mark = {"type": "image", "url": address, "aspect": False, "smooth": False, "align": "left", "baseline": "top"}
    size = {"width": columns * side, "height": rows * side}
    return {"data": {"values": [{"x": left, "y": top}]}, "mark": mark | size, "encoding": pixel("x", "y")}


def _merged(classes: Classes, corners: Any, kinds: Any, *, frame: Frame, area: Any) -> list[Spec]:
    from shapely import GEOSException, box, coverage_union_all, is_valid, union_all

    layers = []
    for number, colour in enumerate(classes.colours):
        own = corners[kinds == number]
        if not len(own):
            continue
        boxes = box(own[:, 0], own[:, 1], own[:, 2], own[:, 3])
        try:
            joined = coverage_union_all(boxes)
            joined = joined if is_valid(joined) else union_all(boxes)
        except GEOSException:  # squares round single events overlap
            joined = union_all(boxes)
        mark = {"type": "geoshape", "fill": colour, "stroke": colour, "strokeWidth": 0.3}
        layers.append(geo_layer([_feature(pixel_shape(_cut(joined, area), frame, simplify=False), {})], mark, {}))
    return layers


def _outlined(sketch: Sketch, corners: Any, *, frame: Frame, area: Any) -> list[Spec]:
    """Return the line round cells that stand out, over a wider one that parts it from dark cells."""
    from shapely import box, union_all

    marked = union_all(box(corners[:, 0], corners[:, 1], corners[:, 2], corners[:, 3]))
    shape = [_feature(pixel_shape(_cut(marked, area), frame, simplify=False), {})]
    strokes = ((sketch.paper.ground, 2.5 * OUTLINE), (sketch.paper.ink, OUTLINE))
    return [
        geo_layer(shape, {"type": "geoshape", "fill": None, "stroke": colour, "strokeWidth": width}, {})
        for colour, width in strokes
    ]


def _withheld(sketch: Sketch, boxes: list[Any]) -> list[Spec]:
    from shapely import union_all

    area = union_all(boxes)
    plain = {"type": "geoshape", "fill": sketch.paper.blank}
    return [geo_layer([_feature(area, {})], plain, {}), hatch_layer(sketch, [area])]


def _kinds(sketch: Sketch, classes: Classes, value: str) -> Any:
    """Return the class number of each cell, -2 where there is no value."""
    if classes.names:
        numbers = {name: i for i, name in enumerate(classes.names)}
        return np.array([numbers.get(name, -2) for name in sketch.names(value)])
    values = np.array([np.nan if v is None else float(v) for v in sketch.values(value)])
    return np.where(np.isnan(values), -2, np.searchsorted(np.array(classes.breaks), values, side="right"))


def _halves(sketch: Sketch) -> list[float]:
    size = sketch.figure.size
    if size:
        return [value / 2 for value in sketch.values(size)]
    steps = np.diff(np.unique(np.asarray(sketch.values(str(sketch.figure.x)), dtype=float)))
    return [float(steps.min()) / 2 if len(steps) else 50.0] * sketch.table.frame.height


def _reach(corners: Any, shapes: list[Any]) -> tuple[float, float, float, float]:
    west, south = corners[:, 0].min(), corners[:, 1].min()
    east, north = corners[:, 2].max(), corners[:, 3].max()
    if shapes:
        a, b, c, d = bounds_of(shapes)
        west, south, east, north = min(a, west), min(b, south), max(c, east), max(d, north)
    return float(west), float(south), float(east), float(north)


def _cell(corner: Any, frame: Frame, area: Any) -> Any:
    """Return the part of a cell inside the study area, in pixels."""
    from shapely import box

    return pixel_shape(_cut(box(*corner), area), frame, simplify=False)


def _feature(shape: Any, properties: Spec) -> Spec:
    from shapely.geometry import mapping

    return {"type": "Feature", "geometry": rounded(mapping(shape)), "properties": properties}
