"""The share of a Gaussian round a place that falls inside the study area, and how it changes with its spread."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.pattern_window import Window

Floats = NDArray[np.float64]
Edges = tuple[Any, Floats, Floats]

FAR = 6.0  # standard deviations from the border beyond which a Gaussian lies inside, but for 2e-9 of it
STEP = np.log(2.0) / 8  # between the spreads, on the log scale, at which the shares in polygons are computed
LOSS = 0.002  # of the spread: how far a simplified outline may lie from the outline
MOST_PAIRS = 2_000_000  # of places and edges, looked at together
LEAST = 1e-9  # metres: a place on the line of a border is taken as this far inside


class EdgeShare:
    """Shares of Gaussians round n places inside the study area: `EdgeShare(window, x, y).at(spread)`.

    In a rectangle: the product of two differences of the normal distribution function. In polygons: 1 less the sum
    over their edges of Owen's T(h, a2) - T(h, a1), h the distance from the place to the line of the edge over the
    spread, a1 and a2 where the edge begins and ends along it (Owen 1956, doi:10.1214/aoms/1177728074). That sum is
    computed at spreads a factor 2^(1/8) apart, as they are needed, and read between by cubics with the slopes at both
    ends: within 2e-6 of the exact share. An
    outline of many corners is simplified first, by `loss` of the spread (a five-hundredth): within 1e-3. A place on the very corner of polygons counts as on a side.
    """

    def __init__(self, window: Window, x: ArrayLike, y: ArrayLike, *, loss: float = LOSS) -> None:
        self.window, self.loss = window, loss
        self.x, self.y = np.array(x, np.float64), np.array(y, np.float64)
        self.away = window.border_distance(self.x, self.y)
        self._outward = np.argsort(self.away, kind="stable")
        self._rising = self.away[self._outward]
        self._sides = window.to_sides(self.x, self.y) if window.is_rectangle else self.away
        self._known: dict[int, tuple[Floats, Floats]] = {}

    def at(self, spread: float) -> tuple[Floats, Floats]:
        """Return the shares inside and their derivatives by the log of the spread: (n,), (n,).

        >>> from beffroi.kernels.pattern_window import rectangle
        >>> share, slope = EdgeShare(rectangle((0, 0, 1000, 1000)), [0.0, 500.0], [500.0, 500.0]).at(50.0)
        >>> share.round(6).tolist(), slope.round(6).tolist()
        ([0.5, 1.0], [-0.0, 0.0])
        """
        share, slope = np.ones(self.x.size), np.zeros(self.x.size)
        near, *there = self.near(spread)
        share[near], slope[near] = there
        return share, slope

    def near(self, spread: float) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return the places near the border, and `at` of these: elsewhere shares are 1 and derivatives 0."""
        near = self._outward[: np.searchsorted(self._rising, FAR * spread)]
        return (near, *(self._in_box(near, spread) if self.window.is_rectangle else self._read(near, spread)))

    def _in_box(self, near: NDArray[np.int64], spread: float) -> tuple[Floats, Floats]:
        from scipy.special import ndtr

        sides = self._sides[near]  # west, south, east, north
        inside, height = np.ones(sides.shape), np.zeros(sides.shape)
        close = np.nonzero(sides < FAR * spread)
        scaled = sides[close] / spread
        inside[close] = ndtr(scaled)
        height[close] = scaled * np.exp(-0.5 * scaled**2) / np.sqrt(2 * np.pi)
        along = inside[:, :2] + inside[:, 2:] - 1.0
        change = -(height[:, :2] + height[:, 2:])
        return along[:, 0] * along[:, 1], change[:, 0] * along[:, 1] + along[:, 0] * change[:, 1]

    def _read(self, near: NDArray[np.int64], spread: float) -> tuple[Floats, Floats]:
        at = np.log(spread) / STEP
        low = int(np.floor(at))
        (p, m), (q, k) = ((part[near] for part in self._node(node)) for node in (low, low + 1))
        u, m, k = at - low, m * STEP, k * STEP
        value = p * (1 + 2 * u) * (1 - u) ** 2 + m * u * (1 - u) ** 2 + q * u**2 * (3 - 2 * u) + k * u**2 * (u - 1)
        slope = 6 * u * (1 - u) * (q - p) + m * (1 - u) * (1 - 3 * u) + k * u * (3 * u - 2)
        return value, slope / STEP

    def _node(self, node: int) -> tuple[Floats, Floats]:
        """Return the exact shares and slopes at a spread of the table, of the places that are near the border."""
        if node not in self._known:
            self._known[node] = self.in_polygons(float(np.exp(node * STEP)))
        return self._known[node]

    def in_polygons(self, spread: float) -> tuple[Floats, Floats]:
        """Return the shares inside and their derivatives of any polygons, at this very spread: (n,), (n,)."""
        share, slope = np.ones(self.x.size), np.zeros(self.x.size)
        reach = FAR * spread * np.exp(STEP)
        edges = edges_of(self.window.outline, loss=self.loss * spread)
        for near in np.array_split(*_parts(np.flatnonzero(self.away < reach), edges[1].shape[0])):
            away = _beyond(edges, np.column_stack([self.x[near], self.y[near]]), spread=spread, reach=reach)
            share[near] -= away[0]
            slope[near] -= away[1]
        return share, slope


def _parts(near: NDArray[np.int64], edges: int) -> tuple[NDArray[np.int64], int]:
    """Return the places, and into how many parts they go so that each has no more pairs with edges than memory holds."""
    return near, max(1, -(-near.size * edges // MOST_PAIRS))


def _beyond(edges: Edges, places: Floats, *, spread: float, reach: float) -> tuple[Floats, Floats]:
    """Return what of the Gaussian round each place lies outside, and the derivative by the log of the spread."""
    import shapely
    from scipy.special import ndtr, owens_t

    place, edge = edges[0].query(shapely.points(places), predicate="dwithin", distance=np.float64(reach))
    a, b = (ends[edge] - places[place] for ends in edges[1:])
    length = np.hypot(*(b - a).T)
    off = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / length  # of the line, positive on its left
    side = np.where(off >= 0, 1.0, -1.0)
    off = np.maximum(np.abs(off), LEAST)
    h = off / spread
    first, last = (((end * (b - a)).sum(axis=1) / length) / off for end in (a, b))
    beyond = side * (owens_t(h, last) - owens_t(h, first))
    change = side * h * np.exp(-0.5 * h**2) / np.sqrt(2 * np.pi) * (ndtr(h * last) - ndtr(h * first))
    outside, moved = np.zeros(len(places)), np.zeros(len(places))
    np.add.at(outside, place, beyond)
    np.add.at(moved, place, change)
    return outside, moved


def edges_of(outline: Any, *, loss: float) -> Edges:
    """Return a tree of the edges of polygons, and where each begins and ends, the inside on its left: (edges, 2), metres.

    Outlines are simplified first, by `loss` metres.

    >>> import shapely
    >>> tree, begin, end = edges_of(shapely.Polygon([(0, 0), (9, 0), (0, 9)]), loss=0.0)
    >>> begin.tolist(), end.tolist()
    ([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]], [[9.0, 0.0], [0.0, 9.0], [0.0, 0.0]])
    """
    import shapely

    rings = []
    for part in shapely.get_parts(shapely.orient_polygons(shapely.simplify(outline, loss))):
        for ring in (part.exterior, *part.interiors):
            corners = shapely.get_coordinates(ring)
            rings.append(np.column_stack([corners[:-1], corners[1:]]))
    ends = np.concatenate(rings)
    ends = ends[np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) > 0]
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    return shapely.STRtree(lines), ends[:, :2], ends[:, 2:]
