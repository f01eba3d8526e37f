"""Nearest neighbours: the index of Clark and Evans, and the functions G, F and J of a point pattern."""

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.pattern_window import Window

Floats = NDArray[np.float64]
Method = Literal["none", "border", "kaplan_meier"]

TEST_POINTS = 128  # of the lattice for F, along the longer side


def neighbour_distances(x: ArrayLike, y: ArrayLike, *, orders: int = 1) -> Floats:
    """Return the distances of each point to its nearest others: (n, orders) metres, infinite where there is none.

    Points at one place are at distance 0. O(n log n).

    >>> neighbour_distances([0.0, 3.0, 3.0], [0.0, 4.0, 5.0]).ravel().round(3).tolist()
    [5.0, 1.0, 1.0]
    """
    from scipy.spatial import cKDTree

    places = np.column_stack([np.asarray(x, np.float64), np.asarray(y, np.float64)])
    if not len(places):
        return np.empty((0, orders))
    found, _ = cKDTree(places).query(places, k=np.arange(2, orders + 2))
    return np.asarray(found, np.float64)


def expected_distance(order: int, *, density: float) -> float:
    """Return the mean distance to the k-th nearest of points at random in the plane, in metres (Thompson 1956).

    k (2k)! / (2^k k!)^2 / sqrt(density).

    >>> round(expected_distance(1, density=0.25), 3), round(expected_distance(2, density=0.25), 3)
    (1.0, 1.5)
    """
    logs = math.lgamma(2 * order + 1) - 2 * (order * math.log(2) + math.lgamma(order + 1))
    return order * math.exp(logs) / math.sqrt(density)


def expected_spread(order: int, *, density: float, n: int) -> float:
    """Return the standard error of the mean of n such distances, taken as independent (Thompson 1956).

    >>> round(expected_spread(1, density=1.0, n=1), 4)  # sqrt((4 - pi) / (4 pi))
    0.2614
    """
    variance = order / (math.pi * density) - expected_distance(order, density=density) ** 2
    return math.sqrt(variance / n)


def donnelly(n: int, *, area: float, perimeter: float) -> tuple[float, float]:
    """Return the mean distance to the nearest of n points at random in a window, and its standard error, in metres.

    0.5 sqrt(A / n) + (0.0514 + 0.0412 / sqrt(n)) P / n, and sqrt(0.0703 A / n^2 + 0.037 P sqrt(A / n^5)): points near
    the border have neighbours on one side only (Donnelly 1978).

    >>> [round(each, 5) for each in donnelly(100, area=1.0, perimeter=4.0)]
    [0.05222, 0.00292]
    """
    mean = 0.5 * math.sqrt(area / n) + (0.0514 + 0.0412 / math.sqrt(n)) * perimeter / n
    return mean, math.sqrt(0.0703 * area / n**2 + 0.037 * perimeter * math.sqrt(area / n**5))


def distance_distribution(distance: ArrayLike, to_border: ArrayLike, *, radii: ArrayLike, method: Method) -> Floats:
    """Return the share of distances of at most r, corrected for what the border hides: (radii,).

    border: among the points at least r from the border (reduced sample); NaN where there is none. kaplan_meier: the
    border cuts a distance short as the end of a study cuts a life, so the product over the distances met of one less
    the share that ends there (Baddeley and Gill 1997). none: of all points.

    >>> distance_distribution([1.0, 2.0, 3.0], [5.0, 1.5, 5.0], radii=[1.0, 2.0], method="border").tolist()
    [0.3333333333333333, 0.5]
    """
    d, b, at = np.asarray(distance, float), np.asarray(to_border, float), np.asarray(radii, float)
    if method == "none":
        return np.searchsorted(np.sort(d), at, side="right") / max(d.size, 1)
    if method == "border":
        kept = b.size - np.searchsorted(np.sort(b), at, side="left")
        met = np.array([((d <= r) & (b >= r)).sum() for r in at])
        return np.divide(met, kept, out=np.full(at.size, np.nan), where=kept > 0)
    ends = np.sort(d[d <= b])
    risk = d.size - np.searchsorted(np.sort(np.minimum(d, b)), ends, side="left")
    values, first, many = np.unique(ends, return_index=True, return_counts=True)
    lives = np.cumprod(np.concatenate(([1.0], 1 - many / risk[first]))) if ends.size else np.ones(1)
    return np.asarray(1 - lives[np.searchsorted(values, at, side="right")])


def g_function(
    x: ArrayLike, y: ArrayLike, *, window: Window, radii: ArrayLike, method: Method = "kaplan_meier"
) -> Floats:
    """Return G(r): the share of points whose nearest other is at most r away, as spatstat's Gest.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> g_function([4.0, 6.0], [5.0, 5.0], window=rectangle((0, 0, 10, 10)), radii=[1.0, 2.0]).tolist()
    [0.0, 1.0]
    """
    near = neighbour_distances(x, y)[:, 0]
    return distance_distribution(near, window.border_distance(x, y), radii=radii, method=method)


def lattice(window: Window, *, across: int = TEST_POINTS) -> tuple[Floats, Floats]:
    """Return the lattice of places in the window from which F looks for the nearest point: `across` along the longer side.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> lattice(rectangle((0, 0, 20, 10)), across=2)[0].tolist()
    [5.0, 15.0]
    """
    west, south, east, north = window.bounds
    step = max(window.size) / across
    columns, up = (max(1, round(length / step)) for length in window.size)
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * (east - west) / columns,
        south + (np.arange(up) + 0.5) * (north - south) / up,
    )
    inside = window.holds(x.ravel(), y.ravel())
    return x.ravel()[inside], y.ravel()[inside]


def f_function(
    x: ArrayLike, y: ArrayLike, *, window: Window, radii: ArrayLike, method: Method = "kaplan_meier"
) -> Floats:
    """Return F(r): the share of places whose nearest point is at most r away (empty space), as spatstat's Fest.

    Places are those of `lattice`.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area = rectangle((0, 0, 10, 10))
    >>> f_function([5.0], [5.0], window=area, radii=[2.0], method="none").round(3).tolist()  # pi 2^2 / 100
    [0.125]
    """
    from scipy.spatial import cKDTree

    east, north = lattice(window)
    near, _ = cKDTree(np.column_stack([np.asarray(x, float), np.asarray(y, float)])).query(
        np.column_stack([east, north])
    )
    return distance_distribution(near, window.border_distance(east, north), radii=radii, method=method)


def j_function(
    x: ArrayLike, y: ArrayLike, *, window: Window, radii: ArrayLike, method: Method = "kaplan_meier"
) -> Floats:
    """Return J(r) = (1 - G(r)) / (1 - F(r)): below 1 where points gather; NaN where F is 1 (van Lieshout and Baddeley 1996).

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> j_function([4.0, 6.0], [5.0, 5.0], window=rectangle((0, 0, 10, 10)), radii=[2.0]).tolist()
    [0.0]
    """
    g = g_function(x, y, window=window, radii=radii, method=method)
    f = f_function(x, y, window=window, radii=radii, method=method)
    return np.divide(1 - g, 1 - f, out=np.full(g.size, np.nan), where=f < 1)
