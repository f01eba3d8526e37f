"""Circles of CrimeStat: the fuzzy mode round incidents, and STAC's hot clusters of a lattice of circles."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.clusters import by_size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Lattice = Literal["rectangular", "triangular"]

WIDER = 2**0.5  # radius of STAC's circles, in search radii
MANY_PAIRS = 4_000_000  # of places held at once
FEWEST = 2  # points of a circle that STAC looks at


def fuzzy_mode(x: ArrayLike, y: ArrayLike, *, reach: float) -> Ints:
    """Return for each point how many points, itself included, lie within `reach` metres of it, the rim included: (n,).

    With a reach of 0 it is the mode: how many points lie at the same place (Levine 2015, CrimeStat IV, chapter 7).
    O(n log n + pairs).

    >>> fuzzy_mode([0, 0, 5, 90], [0, 0, 0, 0], reach=5).tolist(), fuzzy_mode([0, 0, 5, 90], [0] * 4, reach=0).tolist()
    ([3, 3, 3, 1], [2, 2, 1, 1])
    """
    from scipy.spatial import cKDTree

    places = np.column_stack([np.asarray(x, np.float64), np.asarray(y, np.float64)])
    if reach < 0:
        msg = f"the reach must be 0 or more, got {reach}"
        raise ValueError(msg)
    if not len(places):
        return np.zeros(0, np.int64)
    found, of, count = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    if reach == 0:
        return np.asarray(count[of.ravel()], np.int64)
    tree = cKDTree(found)
    if len(found) == len(places):
        return np.asarray(tree.query_ball_point(places, reach, return_length=True), np.int64)
    total, ends = count.copy(), np.cumsum(tree.query_ball_point(found, reach, return_length=True))
    first = 0
    while first < len(found):  # one place many points: count them once; pairs of places as memory allows
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + MANY_PAIRS, side="right")))
        near = cKDTree(found[first:last]).sparse_distance_matrix(tree, reach, output_type="coo_matrix")
        others = count[near.col] * (near.row + first != near.col)
        total[first:last] += np.bincount(near.row, weights=others, minlength=last - first).astype(np.int64)
        first = last
    return np.asarray(total[of.ravel()], np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotClusters:
    """STAC's clusters, the largest first.

    label
        (n,) number of the cluster of each point, -1 for none.
    circles
        (clusters,) circles that were joined.
    """

    label: Ints
    circles: Ints


def stac(
    x: ArrayLike,
    y: ArrayLike,
    *,
    bounds: tuple[float, float, float, float],
    reach: float,
    least: int = 10,
    lattice: Lattice = "triangular",
    most: int = 25,
) -> HotClusters:
    """Return the hot clusters of STAC, the Spatial and Temporal Analysis of Crime.

    After the steps of the Illinois Criminal Justice Information Authority's program as CrimeStat documents them (Block
    1995; Levine 2015, CrimeStat IV, chapter 8): a lattice over the bounds, rectangular or triangular; round each node a
    circle of sqrt(2) times the search radius, so that circles overlap; of the circles of two points or more, the
    `most` with most points; circles that share a point are joined until none do. Clusters of fewer than `least` points
    are dissolved. The nodes are one search radius apart, from the south-western corner (the program lays 20 by 20 of
    them over any area, which leaves gaps in a large one); circles of equal counts: the southern, then the western first.
    Built from the description; not compared with the program. O(n log n).

    Parameters
    ----------
    x, y
        (n,) metres, inside the bounds.
    bounds
        West, south, east, north.

    >>> found = stac([1, 2, 3, 90, 91, 50], [1, 1, 2, 90, 90, 50], bounds=(0, 0, 100, 100), reach=10, least=2)
    >>> found.label.tolist(), found.circles.tolist()
    ([0, 0, 0, 1, 1, -1], [3, 8])
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if not reach > 0 or least < 1 or most < 1:
        msg = f"the reach, the least and the most must be positive, got {reach}, {least} and {most}"
        raise ValueError(msg)
    circle, point = _in_circles(east - bounds[0], north - bounds[1], bounds=bounds, reach=reach, lattice=lattice)
    found, of, count = np.unique(circle, return_inverse=True, return_counts=True)
    ranked = np.lexsort((found, -count))[:most]
    kept = np.full(found.size, -1, np.int64)
    kept[ranked[count[ranked] >= FEWEST]] = np.arange(int((count[ranked] >= FEWEST).sum()))
    hot = kept[of.ravel()] >= 0
    return _joined(kept[of.ravel()][hot], point[hot], east, north, least=least)


def _in_circles(
    x: Floats, y: Floats, *, bounds: tuple[float, float, float, float], reach: float, lattice: Lattice
) -> tuple[Ints, Ints]:
    """Return every (circle, point) with the point in the circle; circles are numbered row by row from the south."""
    rise = reach * (3**0.5 / 2 if lattice == "triangular" else 1.0)
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    columns, rows = int(np.ceil(width / reach)) + 2, int(np.ceil(height / rise)) + 1
    near_row, near_column = np.rint(y / rise).astype(np.int64), np.rint(x / reach).astype(np.int64)
    step = np.arange(-2, 3)
    row = near_row[:, None, None] + step[:, None]
    shift = (row % 2) * 0.5 if lattice == "triangular" else np.zeros(row.shape)
    column = near_column[:, None, None] + np.arange(-3, 3)
    apart = (x[:, None, None] - (column + shift) * reach) ** 2 + (y[:, None, None] - row * rise) ** 2
    inside = (apart <= (WIDER * reach) ** 2 * (1 + 1e-12)) & (row >= 0) & (row < rows) & (column >= 0)
    inside &= column < columns
    point = np.broadcast_to(np.arange(x.size)[:, None, None], inside.shape)
    return np.asarray((row * columns + column)[inside]), np.asarray(point[inside])


def _joined(circle: Ints, point: Ints, x: Floats, y: Floats, *, least: int) -> HotClusters:
    """Join the circles that share points; return the clusters of at least so many points."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    many = int(circle.max(initial=-1)) + 1
    shared = coo_array((np.ones(circle.size), (circle, many + point)), shape=(many + x.size, many + x.size))
    root = connected_components(shared, directed=False)[1]
    label = np.full(x.size, -1, np.int64)
    label[point] = root[many + point]
    size = np.bincount(label[label >= 0], minlength=many + x.size)
    label = np.where((label >= 0) & (size[label] >= least), label, -1)
    ranked, sizes = by_size(label, x, y)
    circles = np.zeros(sizes.size, np.int64)
    joined = np.bincount(root[:many], minlength=many + x.size)
    circles[ranked[ranked >= 0]] = joined[label[ranked >= 0]]
    return HotClusters(label=ranked, circles=circles)
