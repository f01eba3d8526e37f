"""Which polygon holds each point, by one stated edge rule, a million points at a time."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed
from beffroi.kernels._raster import Raster, build_raster, locate_by_raster

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LITTLE_WORK = 100_000_000  # points times edges, likewise
FEW_POINTS = 20_000  # fewer are looked up polygon by polygon: quicker than loading the compiler


class PolygonIndex:
    """Edges of polygons, and a raster made of them when many points ask.

    Attributes
    ----------
    size
        Number of places: the geometries given.
    place
        (parts,) place of each simple part, increasing.
    starts
        (parts + 1,) edges of part k are `starts[k]:starts[k + 1]`.
    edges
        (edges, 4) x0, y0, x1, y1 with y0 <= y1.
    bounds
        (parts, 4) xmin, ymin, xmax, ymax.
    asked
        Points looked up so far: beyond a few, a raster is worth its making.
    """

    def __init__(self, *, size: int, place: Ints, starts: Ints, edges: Floats) -> None:
        self.size = size
        self.asked = 0  # points so far: few at a time, many times over, are many
        self.place = fixed(place, np.int64)
        self.starts = fixed(starts, np.int64)
        self.edges = fixed(edges, np.float64)
        self.bounds = fixed(_bounds(self.edges, self.starts), np.float64)

    @cached_property
    def raster(self) -> Raster:
        """The lookup grid, built once."""
        return build_raster(self.edges, self.starts, self.bounds)


def index_polygons(wkb: Sequence[bytes | None]) -> PolygonIndex:
    """Prepare polygons for `locate`.

    Parameters
    ----------
    wkb
        Polygons or multipolygons, holes allowed, as well-known binary, in one
        plane (projected metres). None, empty geometries, points and lines hold
        no point. Of a polygon that crosses itself, the inside is what an odd
        number of its edges encloses.

    Raises
    ------
    ValueError
        Bytes that are not well-known binary, or coordinates that are not finite.

    >>> import shapely
    >>> index = index_polygons([shapely.box(0, 0, 1, 1).wkb, shapely.box(1, 0, 2, 1).wkb])
    >>> locate(index, [0.5, 1.0, 2.0], [0.5, 0.5, 0.5]).tolist()
    [0, 1, -1]
    """
    import shapely

    try:
        shapes = shapely.from_wkb(np.array(list(wkb), dtype=object))
    except (shapely.errors.GEOSException, TypeError) as error:
        msg = f"not a geometry in well-known binary: {error}"
        raise ValueError(msg) from error
    parts, place = _polygon_parts(shapes)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    if not np.isfinite(points).all():
        msg = "a polygon has a coordinate that is not a finite number"
        raise ValueError(msg)
    is_edge = ring[1:] == ring[:-1]
    edges = np.hstack([points[:-1], points[1:]])[is_edge]
    owner = part[ring[1:]][is_edge]
    falls = edges[:, 1] > edges[:, 3]
    edges[falls] = edges[falls][:, [2, 3, 0, 1]]
    starts = np.searchsorted(owner, np.arange(len(parts) + 1), side="left")
    has_edges = np.diff(starts) > 0
    return PolygonIndex(
        size=len(shapes), place=place[has_edges], starts=np.append(starts[:-1][has_edges], starts[-1]), edges=edges
    )


def locate(index: PolygonIndex, x: ArrayLike, y: ArrayLike) -> NDArray[np.int32]:
    """Return the polygon that holds each point, or -1.

    The edge rule is half-open: a point on an edge belongs to the polygon on
    its right (or, for a horizontal edge, above it), so a point on an edge that
    two polygons share, vertex for vertex, belongs to exactly one of them, and
    a point on the right or top outline of all belongs to none. Where polygons
    overlap the lowest index holds the point. Points that are not finite are in
    none. The rule is decided by one floating-point expression per edge, the
    same for both its polygons; within rounding of an edge, that expression is
    the rule.

    O(points) after O(edges x cells crossed) once; the definition, used for few
    points, is O(points x edges).

    Parameters
    ----------
    index
        From `index_polygons`.
    x, y
        (n,) in the polygons' plane. Never written into.

    >>> import shapely
    >>> index = index_polygons([shapely.box(0, 0, 1, 1).wkb, shapely.box(1, 0, 2, 1).wkb])
    >>> locate(index, [0.5, 1.0, 3.0], [0.5, 0.5, 0.5]).tolist()
    [0, 1, -1]
    """
    east, north = fixed(x, np.float64), fixed(y, np.float64)
    if east.shape != north.shape or east.ndim != 1:
        msg = f"x and y must be one-dimensional and equally long, got {east.shape} and {north.shape}"
        raise ValueError(msg)
    if not index.place.size:
        return np.full(east.size, -1, np.int32)
    index.asked += east.size
    if index.asked <= FEW_POINTS and index.asked * len(index.edges) <= LITTLE_WORK:
        part = _locate_plainly(index, east, north)
    else:
        part = locate_by_raster(index.raster, east, north)
    return np.append(index.place, -1)[part].astype(np.int32)


def _polygon_parts(shapes: Any) -> tuple[Any, Ints]:
    """Return the simple polygons of every shape, however nested, and the place of each."""
    import shapely

    place = np.arange(len(shapes))
    while (shapely.get_type_id(shapes) > 3).any():
        shapes, parent = shapely.get_parts(shapes, return_index=True)
        place = place[parent]
    is_polygon = shapely.get_type_id(shapes) == 3
    return shapes[is_polygon], place[is_polygon]


def _bounds(edges: Floats, starts: Ints) -> Floats:
    if starts.size < 2:
        return np.empty((0, 4))
    first = starts[:-1]
    left = np.minimum.reduceat(np.minimum(edges[:, 0], edges[:, 2]), first)
    right = np.maximum.reduceat(np.maximum(edges[:, 0], edges[:, 2]), first)
    return np.column_stack(
        [left, np.minimum.reduceat(edges[:, 1], first), right, np.maximum.reduceat(edges[:, 3], first)]
    )


def _locate_plainly(index: PolygonIndex, x: Floats, y: Floats) -> Ints:
    """Return the lowest part that holds each point, or -1: the even-odd rule written out."""
    found = np.full(x.size, -1, np.int64)
    order = np.argsort(y, kind="stable")
    sorted_y = y[order]
    low = np.searchsorted(sorted_y, index.bounds[:, 1], side="left")
    high = np.searchsorted(sorted_y, index.bounds[:, 3], side="right")
    for part in range(index.place.size - 1, -1, -1):  # the lowest is written last
        near = order[low[part] : high[part]]
        near = near[(x[near] >= index.bounds[part, 0]) & (x[near] <= index.bounds[part, 2])]
        edges = index.edges[index.starts[part] : index.starts[part + 1]]
        block = max(1, 2_000_000 // len(edges))
        for start in range(0, near.size, block):
            some = near[start : start + block]
            found[some[_is_inside(edges, x[some], y[some])]] = part
    return found


def _is_inside(edges: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return whether an odd number of edges lies to the right of each point."""
    x0, y0, x1, y1 = edges.T[:, :, None]
    spans = (y0 <= y) & (y < y1)
    is_left_of = (x1 - x0) * (y - y0) > (x - x0) * (y1 - y0)
    return (spans & is_left_of).sum(axis=0) % 2 == 1
