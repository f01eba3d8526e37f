"""Who is next to whom: weights between places, by contiguity, by rank of distance or by distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kernel = Literal["triangular", "quartic", "gaussian"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Weights between n places, a row a place: row i holds `other[start[i]:start[i + 1]]`, in rising order.

    start
        (n + 1,) where each row begins.
    other
        (pairs,) the neighbour; never the place itself.
    weight
        (pairs,) positive.
    """

    start: Ints
    other: Ints
    weight: Floats

    @property
    def size(self) -> int:
        """Number of places."""
        return self.start.size - 1

    @property
    def degree(self) -> Ints:
        """(n,) neighbours of each place; 0 for an island."""
        return np.diff(self.start)

    @property
    def origin(self) -> Ints:
        """(pairs,) the place that each weight belongs to."""
        return np.repeat(np.arange(self.size), self.degree)

    def of(self, place: int) -> Ints:
        """Return the neighbours of one place."""
        return self.other[self.start[place] : self.start[place + 1]]

    def lag(self, values: ArrayLike) -> Floats:
        """Return the weighted sum of the neighbours' values, 0 for an island. `values` is (n,) or (n, columns)."""
        given = np.asarray(values, dtype=np.float64)
        return np.asarray(self.matrix() @ given)

    def row_standardised(self) -> "Neighbours":
        """Return the same neighbours with the weights of each row summing to 1; an island keeps none."""
        total, _ = self.row_sums()
        return Neighbours(start=self.start, other=self.other, weight=self.weight / total[self.origin])

    def matrix(self, *, power: int = 1) -> Any:
        """Return the weights, to a power, as a scipy sparse matrix (n, n)."""
        from scipy.sparse import csr_matrix

        weight = self.weight if power == 1 else self.weight**power if power else np.ones(self.weight.size)
        return csr_matrix((weight, self.other, self.start), shape=(self.size, self.size))

    def is_equal_by_row(self) -> bool:
        """Whether the weights of every place are equal to one another."""
        changed = np.flatnonzero(self.weight[1:] != self.weight[:-1]) + 1
        begins = np.zeros(self.weight.size + 1, bool)
        begins[self.start] = True
        within = changed[~begins[changed]]
        return bool((np.abs(self.weight[within] - self.weight[within - 1]) <= 1e-12 * self.weight[within]).all())

    def row_sums(self) -> tuple[Floats, Floats]:
        """Return the sums of each place's weights and of their squares: (n,) each, 0 for an island."""
        if not self.is_equal_by_row():
            return self.lag(np.ones(self.size)), np.asarray(self.matrix(power=2) @ np.ones(self.size))
        first = (
            self.weight[np.minimum(self.start[:-1], self.weight.size - 1)] if self.weight.size else np.zeros(self.size)
        )
        return self.degree * first, self.degree * first**2

    def around(self, values: ArrayLike) -> Floats:
        """Return the plain sum of the neighbours' values, whatever their weights: (n,), 0 for an island."""
        return np.asarray(self.matrix(power=0) @ np.asarray(values, dtype=np.float64))


def from_pairs(size: int, origin: ArrayLike, other: ArrayLike, *, weight: ArrayLike | None = None) -> Neighbours:
    """Return weights from directed pairs of different places; a pair given twice counts once.

    >>> from_pairs(3, [0, 1], [1, 0]).degree.tolist()
    [1, 1, 0]
    """
    one, two = np.asarray(origin, dtype=np.int64), np.asarray(other, dtype=np.int64)
    heavy = np.ones(one.size) if weight is None else np.asarray(weight, dtype=np.float64)
    kept = (one != two) & (heavy > 0)
    code, first = np.unique(one[kept] * size + two[kept], return_index=True)
    start = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(code // max(size, 1), minlength=size), out=start[1:])
    return Neighbours(start=start, other=code % max(size, 1), weight=heavy[kept][first])


def contiguous(outlines: Sequence[Any], *, rook: bool = False, tolerance: float = 0.0) -> Neighbours:
    """Return binary contiguity: places whose outlines touch, or share a stretch of border (rook).

    Queen contiguity is a common point; rook contiguity a common border of
    positive length. Digitised outlines often leave slivers: with a `tolerance`
    in metres, outlines that come that near count as touching (queen only).
    O(n log n + touching pairs).

    Parameters
    ----------
    outlines
        (n,) shapely polygons, or their well-known binary, in projected metres.

    >>> from shapely import box
    >>> squares = [box(0, 0, 1, 1), box(1, 0, 2, 1), box(1, 1, 2, 2)]
    >>> contiguous(squares).degree.tolist(), contiguous(squares, rook=True).degree.tolist()
    ([2, 2, 2], [1, 2, 1])
    """
    import shapely

    given = np.array([shapely.from_wkb(each) if isinstance(each, bytes) else each for each in outlines], dtype=object)
    if not given.size:
        return from_pairs(0, [], [])
    tree = shapely.STRtree(given)
    if tolerance > 0 and not rook:
        one, two = tree.query(given, predicate="dwithin", distance=tolerance)
    else:
        one, two = tree.query(given, predicate="intersects")
    once = one < two
    one, two = one[once], two[once]
    if rook:
        shared = shapely.length(shapely.intersection(shapely.boundary(given[one]), shapely.boundary(given[two])))
        overlapping = shapely.area(shapely.intersection(given[one], given[two])) > 0
        one, two = one[(shared > 0) | overlapping], two[(shared > 0) | overlapping]
    return from_pairs(given.size, np.concatenate([one, two]), np.concatenate([two, one]))


def nearest(x: ArrayLike, y: ArrayLike, *, k: int) -> Neighbours:
    """Return the k nearest other places of each, ties by their order in the input.

    Not symmetric: A may be among the nearest of B, and B not among A's.
    O(n (k + log n)), more where many places coincide.

    >>> nearest([0.0, 1.0, 5.0], [0.0, 0.0, 0.0], k=1).other.tolist()
    [1, 0, 1]
    """
    where = _points(x, y)
    n = len(where)
    if not 1 <= k < max(n, 2):
        msg = f"k must be from 1 to the number of other places, got {k} for {n} places"
        raise ValueError(msg)
    from scipy.spatial import cKDTree

    tree = cKDTree(where)
    reach = tree.query(where, k=k + 1)[0][:, -1] if n > 1 else np.zeros(n)
    rows = []
    for place, far in enumerate(reach):
        near = np.array(sorted(set(tree.query_ball_point(where[place], far * (1 + 1e-12))) - {place}), dtype=np.int64)
        distance = np.hypot(*(where[near] - where[place]).T)
        rows.append(near[np.argsort(distance, kind="stable")[:k]])
    other = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    return from_pairs(n, np.repeat(np.arange(n), [row.size for row in rows]), other)


def within(x: ArrayLike, y: ArrayLike, *, distance: float, beyond: float = 0.0) -> Neighbours:
    """Return binary weights of the places at most `distance` metres away and, for a ring, more than `beyond`.

    Closed above and open below, as the bands of a correlogram. A `beyond` of 0 takes coincident places in.

    >>> within([0.0, 1.0, 3.0], [0.0, 0.0, 0.0], distance=2.0).degree.tolist()
    [1, 2, 1]
    """
    one, two, apart = _pairs(x, y, distance)
    kept = (apart > beyond) | (beyond == 0)
    one, two = one[kept], two[kept]
    return from_pairs(np.size(x), np.concatenate([one, two]), np.concatenate([two, one]))


def kernel_weights(x: ArrayLike, y: ArrayLike, *, bandwidth: float, kernel: Kernel = "triangular") -> Neighbours:
    """Return weights that fall with distance d: of u = d / bandwidth, up to u = 1.

    triangular 1 − u; quartic (15/16) (1 − u²)²; gaussian exp(−u² / 2) / √(2π).
    A weight of 0 (at the edge) is no neighbour.

    >>> kernel_weights([0.0, 1.0], [0.0, 0.0], bandwidth=4.0).weight.tolist()
    [0.75, 0.75]
    """
    one, two, apart = _pairs(x, y, bandwidth)
    u = apart / bandwidth
    if kernel == "triangular":
        weight = 1 - u
    elif kernel == "quartic":
        weight = 15 / 16 * (1 - u * u) ** 2
    else:
        weight = np.exp(-u * u / 2) / np.sqrt(2 * np.pi)
    return from_pairs(
        np.size(x), np.concatenate([one, two]), np.concatenate([two, one]), weight=np.concatenate([weight, weight])
    )


def by_order(near: Neighbours, *, most: int) -> list[Neighbours]:
    """Return the binary neighbours of each order: first ones, neighbours of neighbours, and so on, up to `most`.

    A place counts at the smallest number of steps that reach it.

    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> [order.of(0).tolist() for order in by_order(line, most=4)]
    [[1], [2], [3], []]
    """
    from scipy.sparse import identity

    step = near.matrix().astype(bool).astype(np.int64)
    reached = identity(near.size, dtype=np.int64, format="csr")
    last, orders = reached, []
    for _ in range(most):
        arrived = ((last @ step) > 0).astype(np.int64)
        last = arrived - arrived.multiply(reached)
        last.eliminate_zeros()
        reached = ((reached + last) > 0).astype(np.int64)
        one, two = last.nonzero()
        orders.append(from_pairs(near.size, one, two))
    return orders


def centroids(outlines: Sequence[Any]) -> tuple[Floats, Floats]:
    """Return a point of each place: its centroid, in metres.

    >>> from shapely import box
    >>> [part.tolist() for part in centroids([box(0, 0, 2, 4)])]
    [[1.0], [2.0]]
    """
    import shapely

    given = [shapely.from_wkb(each) if isinstance(each, bytes) else each for each in outlines]
    middle = shapely.centroid(np.array(given, dtype=object))
    return shapely.get_x(middle), shapely.get_y(middle)


def _points(x: ArrayLike, y: ArrayLike) -> Floats:
    where = np.column_stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])
    if not np.isfinite(where).all():
        msg = "coordinates must be finite"
        raise ValueError(msg)
    return where


def _pairs(x: ArrayLike, y: ArrayLike, distance: float) -> tuple[Ints, Ints, Floats]:
    """Return each pair of places at most `distance` apart once, and how far apart they are."""
    if not distance > 0:
        msg = f"the distance must be positive, got {distance}"
        raise ValueError(msg)
    from scipy.spatial import cKDTree

    where = _points(x, y)
    found = (
        cKDTree(where).query_pairs(distance * (1 + 1e-12), output_type="ndarray") if len(where) else np.zeros((0, 2))
    )
    one, two = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    apart = np.hypot(*(where[one] - where[two]).T) if len(found) else np.zeros(0)
    kept = apart <= distance
    return one[kept], two[kept], apart[kept]
