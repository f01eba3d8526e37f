"""The share of a circle that lies inside polygons, exactly, and the isotropic edge weights of pairs that it gives."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._arcs import add_excess, arc_shares
from beffroi.kernels._compile import fixed
from beffroi.kernels._patterns import Cells
from beffroi.kernels.edge_share import LEAST, MOST_PAIRS, Edges, edges_of
from beffroi.kernels.pattern_window import Window

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MILLIMETRES = 1000.0


class Border(NamedTuple):
    """The edges of polygons near places: those of place k are `start[k]:start[k + 1]`.

    Of each: the distance `off` of its line from the place, where it begins and ends along that line, 0 being the foot of
    the place, and 1 or -1 where the inside lies on the side of the place or beyond.
    """

    start: Ints
    off: Floats
    first: Floats
    last: Floats
    side: Floats

    def reached(self) -> tuple[Floats, Floats]:
        """Return the distances of the nearest and of the farthest place of each edge."""
        nearest = np.maximum(np.maximum(self.first, -self.last), 0.0)
        farthest = np.maximum(-self.first, self.last)
        return np.hypot(self.off, nearest), np.hypot(self.off, farthest)


def arc_share(window: Window, x: ArrayLike, y: ArrayLike, *, distance: ArrayLike) -> Floats:
    """Return the share of the circle of each radius round each place of a study area that lies inside it: (n,).

    Along a ray from a place inside, the outline is left and entered in turn; what lies outside at a radius is left once
    more than entered before it. So the angle outside is the sum over the edges of the polygons, holes included, of the
    angle under which the part of the edge within the radius is seen: of the place's own side added, of the other taken
    off. No intersection is searched for, and any number of parts and holes will do. A place on a corner of the outline
    counts as on a side.

    Parameters
    ----------
    distance
        (n,) or one: radii, metres, positive.

    >>> from beffroi.kernels.pattern_window import polygons
    >>> import shapely
    >>> corner = polygons([shapely.Polygon([(0, 0), (100, 0), (0, 100)]).wkb])
    >>> arc_share(corner, [10.0, 30.0, 5.0], [10.0, 0.0, 5.0], distance=[1.0, 10.0, 7.5]).round(6).tolist()
    [1.0, 0.5, 0.48228]
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    radius = np.broadcast_to(np.asarray(distance, np.float64), east.shape)
    share = np.ones(east.size)
    if window.is_rectangle:
        from beffroi.kernels.second_order import circle_share

        return circle_share(window.to_sides(east, north), np.maximum(radius, 1e-300))
    edges = _outline_edges(window)
    for near in _parts(edges, east.size):
        border = _border_near(edges, east[near], north[near], reach=float(radius.max(initial=0.0)))
        share[near] = arc_shares(*(fixed(part, part.dtype) for part in border), fixed(radius[near], float))
    return share


def excess_weights(x: Floats, y: Floats, *, window: Window, mass: Floats, ends: Floats) -> Floats:
    """Return what the isotropic weights of pairs in polygons add to a weight of 1: sums by slot, (slots + 1, 3).

    The moments 0, 1 and 2 of the distance in metres, of ordered pairs at most `ends[-1]` apart, each times its mass; the
    weight of a pair is 1 over the share inside of the circle round its first point through its second, at most 100
    (Ripley 1988). The last slot stays empty. Time: that of the pairs whose first point lies within reach of the border,
    sorted, times the few edges that a circle cuts.

    Parameters
    ----------
    x, y
        (n,) metres, in the window; distances are between places rounded to the millimetre.
    mass
        (n, 2) of a point as the first of a pair, and as its second.
    ends
        (slots,) upper ends of the slots, metres, increasing.

    >>> from beffroi.kernels.pattern_window import polygons
    >>> import shapely
    >>> corner = polygons([shapely.Polygon([(0, 0), (100, 0), (0, 100)]).wkb])
    >>> place, mass, ends = np.array([30.0, 35.0]), np.ones((2, 2)), np.array([2.0, 10.0])
    >>> excess_weights(place, place * 0, window=corner, mass=mass, ends=ends)[:, 0].round(6).tolist()
    [0.0, 2.0, 0.0]
    """
    west, south = window.bounds[:2]
    width, height = (length * MILLIMETRES for length in window.size)
    east, north = np.rint((x - west) * MILLIMETRES), np.rint((y - south) * MILLIMETRES)
    cells = Cells(east, north, size=(width, height), reach=float(ends[-1]) * MILLIMETRES)
    order, edges, out = cells.order, _outline_edges(window), np.zeros((ends.size + 1, 3))
    points = fixed(east[order], float), fixed(north[order], float)
    weight, squared = fixed(mass[order], float), fixed((ends * MILLIMETRES) ** 2, float)
    for near in _parts(edges, x.size):
        border = _border_near(edges, x[order[near]], y[order[near]], reach=float(ends[-1]))
        add_excess(
            *points,
            cells.start,
            cells.columns,
            cells.widths,
            weight,
            squared,
            int(near[0]),
            *(fixed(part, part.dtype) for part in (*border, *border.reached())),
            out,
        )
    return out / np.array([1.0, MILLIMETRES, MILLIMETRES**2])


def _border_near(edges: Edges, x: Floats, y: Floats, *, reach: float) -> Border:
    """Return the edges within reach of places."""
    import shapely

    place, edge = edges[0].query(shapely.points(x, y), predicate="dwithin", distance=np.float64(reach))
    by_place = np.lexsort((edge, place))
    place, edge = place[by_place], edge[by_place]
    at = np.column_stack([x, y])[place]
    a, b = (ends[edge] - at for ends in edges[1:])
    length = np.hypot(*(b - a).T)
    off = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / length  # of the line, positive on its left
    first, last = ((end * (b - a)).sum(axis=1) / length for end in (a, b))
    start = np.searchsorted(place, np.arange(x.size + 1)).astype(np.int64)
    return Border(start, np.maximum(np.abs(off), LEAST), first, last, np.where(off >= 0, 1.0, -1.0))


@lru_cache(maxsize=8)
def _outline_edges(window: Window) -> Edges:
    """Return the edges of the outline of polygons, the inside on their left; kept for the next pattern."""
    return edges_of(window.outline, loss=0.0)


def _parts(edges: Edges, n: int) -> list[Ints]:
    """Return the numbers of the places in parts whose pairs with edges memory holds."""
    many = max(1, -(-n * edges[1].shape[0] // MOST_PAIRS))
    return [part for part in np.array_split(np.arange(n), min(many, max(n, 1))) if part.size]
