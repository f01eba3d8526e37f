"""Clusters of points: DBSCAN, and the nearest-neighbour hierarchical clusters of CrimeStat."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._clusters import find_core, join_cells, place_points
from beffroi.kernels._compile import fixed
from beffroi.kernels._density import sort_by

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROOM = 4  # cells a point: more, and cells are sorted rather than counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Clusters, the largest first.

    label
        (n,) number of the cluster of each point, -1 for none.
    core
        (n,) which points have enough points near them.
    size
        (clusters,) points in each.
    """

    label: Ints
    core: NDArray[np.bool_]
    size: Ints


def dbscan(x: ArrayLike, y: ArrayLike, *, reach: float, least: int) -> Clusters:
    """Return density-based clusters (Ester, Kriegel, Sander and Xu 1996).

    A core point has `least` points or more within `reach` metres, the distance itself and the point itself included.
    Core points within the reach of one another are in one cluster; a point within the reach of a core point joins the
    cluster of the nearest one; others are in none. Clusters are numbered by size, then by their westernmost and
    southernmost coordinate, so that the order of the rows does not matter. About O(n) for reaches of a street:
    cells of reach / sqrt(2), in which all points are near one another.

    >>> dbscan([0.0, 1.0, 2.0, 50.0], [0.0, 0.0, 0.0, 0.0], reach=1.0, least=3).label.tolist()
    [0, 0, 0, -1]
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if not reach > 0 or least < 1 or east.shape != north.shape:
        msg = f"the reach must be positive and the least number 1 or more, got {reach} and {least}"
        raise ValueError(msg)
    if not east.size:
        return Clusters(label=np.empty(0, np.int64), core=np.empty(0, bool), size=np.empty(0, np.int64))
    order, key, width = _sorted_cells(east, north, reach)
    cells, start = np.unique(key, return_index=True) if key.size < 2 else _runs(key)
    bounds = np.append(start, key.size).astype(np.int64)
    shift = (np.arange(5) - 2) * width
    low = bounds[np.searchsorted(cells, cells[:, None] + shift - 2, side="left")]
    high = bounds[np.searchsorted(cells, cells[:, None] + shift + 2, side="right")]
    places = fixed(east[order], float), fixed(north[order], float)
    runs = fixed(low, np.int64), fixed(high, np.int64)
    of_cell = fixed(np.repeat(np.arange(cells.size), np.diff(bounds)), np.int64)
    core, root = np.zeros(east.size, bool), np.empty(east.size, np.int64)
    parent, ends, squared = np.arange(cells.size), fixed(bounds, np.int64), float(reach) ** 2
    find_core(*places, ends, *runs, squared, least, core)
    join_cells(*places, ends, of_cell, *runs, squared, core, parent)
    place_points(*places, ends, *runs, of_cell, squared, core, parent, root)
    label, is_core = np.empty(east.size, np.int64), np.empty(east.size, bool)
    label[order], is_core[order] = root, core
    label, size = by_size(label, east, north)
    return Clusters(label=label, core=is_core, size=size)


def _sorted_cells(x: Floats, y: Floats, reach: float) -> tuple[Ints, Ints, int]:
    """Return the order of the points by cell, their cells in that order, and the cells in a row."""
    side = reach / np.sqrt(2) * (1 - 1e-9)
    column = np.floor((x - x.min()) / side).astype(np.int64) + 2
    row = np.floor((y - y.min()) / side).astype(np.int64) + 2
    width = int(column.max()) + 3
    if width * (int(row.max()) + 3) > 2**62:
        msg = "the points lie too far apart for this reach"
        raise ValueError(msg)
    key = row * width + column
    if width * (int(row.max()) + 3) > ROOM * x.size + 100_000:
        order = np.argsort(key, kind="stable")
    else:
        place = np.concatenate(([0], np.cumsum(np.bincount(key))))
        order = np.empty(x.size, np.int64)
        sort_by(fixed(key, np.int64), place.astype(np.int64), order)
    return order, key[order], width


def _runs(key: Ints) -> tuple[Ints, Ints]:
    start = np.concatenate(([0], np.flatnonzero(np.diff(key)) + 1))
    return key[start], start


def by_size(root: Ints, x: Floats, y: Floats) -> tuple[Ints, Ints]:
    """Number clusters by size, then by place; return the numbers of the points, -1 for none, and the sizes.

    >>> [each.tolist() for each in by_size(np.array([7, -1, 4, 4]), np.zeros(4), np.zeros(4))]
    [[1, -1, 0, 0], [2, 1]]
    """
    inside = root >= 0
    found, of = np.unique(root[inside], return_inverse=True)
    size = np.bincount(of, minlength=found.size)
    west, south = np.full(found.size, np.inf), np.full(found.size, np.inf)
    np.minimum.at(west, of, x[inside])
    np.minimum.at(south, of, y[inside])
    ranked = np.lexsort((south, west, -size))
    number = np.empty(found.size, np.int64)
    number[ranked] = np.arange(found.size)
    label = np.full(root.size, -1, np.int64)
    label[inside] = number[of]
    return label, size[ranked]


def hierarchical_distance(n: int, *, area: float, z: float = -1.645) -> float:
    """Return the distance under which CrimeStat joins points: the limit of the mean nearest distance at random.

    0.5 sqrt(A / n) + z 0.26136 / sqrt(n^2 / A), in metres: with z = -1.645 a single such mean would be as small by
    chance once in twenty. Never negative. (Levine 2015, CrimeStat IV, chapter 7.)

    >>> round(hierarchical_distance(100, area=1e6), 3)
    45.701
    """
    return max(0.5 * (area / n) ** 0.5 + z * 0.26136 / (n**2 / area) ** 0.5, 0.0)


def nearest_neighbour_hierarchy(
    x: ArrayLike,
    y: ArrayLike,
    *,
    area: float,
    least: int = 10,
    z: float = -1.645,
    reach: float | ArrayLike | None = None,
) -> list[Ints]:
    """Return nearest-neighbour hierarchical clusters, order by order: labels of points, then of clusters, and so on.

    As CrimeStat describes its routine Nnh: the number of points within the threshold distance (given, or
    `hierarchical_distance`) is counted for every point. The point with most is the seed of a cluster of all points
    within the distance (equal to it included) that no cluster has taken; next the point with most that is not taken;
    and so on. Clusters of fewer than `least` points are dissolved. Then the mean centres of the clusters are treated
    as points, with a threshold of their own number and two as the least, until no more are found. Equal counts: the
    westernmost, then the southernmost first. Built from the manual's description; not compared with the program.
    O(n log n + pairs).

    `reach` of one distance a point adjusts them to a risk (the manual's Rnnh): two points are within the distance where
    they are within that of each. Only the first order is adjusted.

    >>> [each.tolist() for each in nearest_neighbour_hierarchy([0, 1, 2, 900.0], [0, 0, 0, 0.0], area=1e6, least=3, reach=5.0)]
    [[0, 0, 0, -1]]
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    orders: list[Ints] = []
    while east.size:
        distance = reach if reach is not None and not orders else hierarchical_distance(east.size, area=area, z=z)
        label = _one_order(east, north, distance, least if not orders else 2)
        found = int(label.max(initial=-1)) + 1
        if not found:
            break
        orders.append(label)
        size = np.bincount(label[label >= 0], minlength=found)
        east, north = (np.bincount(label[label >= 0], weights=part[label >= 0]) / size for part in (east, north))
    return orders


def _one_order(x: Floats, y: Floats, distance: float | ArrayLike, least: int) -> Ints:
    from scipy.spatial import cKDTree

    places = np.column_stack([x, y])
    tree, own = cKDTree(places), np.broadcast_to(np.asarray(distance, np.float64), x.shape)
    is_adjusted = np.ndim(distance) > 0
    count = _counts_within(tree, own) if is_adjusted else tree.query_ball_point(places, distance, return_length=True)
    label, found = np.full(x.size, -1, np.int64), 0
    taken = np.zeros(x.size, bool)
    for seed in np.lexsort((y, x, -count)):
        if count[seed] < least:
            break
        if taken[seed]:
            continue
        near = np.array(tree.query_ball_point(places[seed], own[seed]), np.int64)
        if is_adjusted:
            near = near[np.hypot(*(places[near] - places[seed]).T) <= own[near]]
        near = near[~taken[near]]
        if near.size >= least:
            label[near] = found
            taken[near] = True
            found += 1
    return label


def _counts_within(tree: Any, own: Floats) -> Ints:
    """Return how many points, itself included, lie within each point's own distance and it within theirs: (n,)."""
    places = np.asarray(tree.data)
    count = np.zeros(own.size, np.int64)
    for first in range(0, own.size, 5000):
        near = tree.query_ball_point(places[first : first + 5000], own[first : first + 5000])
        i = np.repeat(np.arange(first, first + len(near)), [len(each) for each in near])
        j = np.concatenate([np.array(each, np.int64) for each in near])
        mutual = np.hypot(*(places[i] - places[j]).T) <= own[j]
        count += np.bincount(i[mutual], minlength=own.size)
    return count
