"""How coarse coordinates are by their own testimony: written on a grid, or on points that keep their distance."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

DEGREES = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001)
METRES = (10_000.0, 5_000.0, 2_000.0, 1_000.0, 500.0, 250.0, 200.0, 100.0, 50.0, 25.0, 20.0, 10.0)
FEWEST = 8  # distinct values from which a grid can be told from chance
SHARE = 0.98  # of the values must lie on the grid; the rest are corrections by hand
APART = 20.0  # metres: addresses stand closer
RANDOM = (
    0.272  # 5 % quantile over median of d for points thrown at random: sqrt(ln 0.95 / ln 0.5); cities have far less
)
NOISE = 2.24  # standard error of that quantile, relative, times the root of the number of points
SHARED = 0.4  # of the records lie on a point with another one
_FEWEST_POINTS = 100


def grid_step(values: ArrayLike, *, steps: tuple[float, ...] = DEGREES) -> float | None:
    """Return the step of the coarsest grid that one axis of coordinates is written on, or None.

    A step s fits when 98 % of the values differ from one another by multiples of s (to a millionth of s,
    or what a float can tell), so that corners and centres of squares are both found. The chance that values
    known to s / 10 fit is (1 / 10) ** 7 or less: at least 8 distinct values are asked for. O(n) a step.

    >>> grid_step([-73.61 + 0.01 * k for k in range(30)]), grid_step([50.0 + 100.0 * k for k in range(30)], steps=METRES)
    (0.01, 100.0)
    >>> import math
    >>> grid_step([math.sqrt(k) for k in range(30)])
    """
    given = np.asarray(values, dtype=np.float64)
    given = given[np.isfinite(given)]
    distinct = np.unique(given).size
    for step in steps:
        tolerance = max(1e-6, 4 * float(np.spacing(np.abs(given).max(initial=0.0))) / step)
        turns = given / step % 1.0
        away = np.abs(turns - np.median(turns)) if turns.size else turns
        usual = turns[int(np.argmin(away))] if turns.size else 0.0
        off = np.abs(turns - usual)
        fits = np.minimum(off, 1.0 - off) <= tolerance
        edge = np.minimum(turns, 1.0 - turns) <= tolerance  # the median of turns near 0 and near 1 lies in neither
        if distinct >= FEWEST and max(fits.mean(), edge.mean()) >= SHARE:
            return step
    return None


def support(x: ArrayLike, y: ArrayLike) -> float | None:
    """Return the usual distance in metres between the points of a source that has only few, or None.

    Blocks, intersections and the map points of publishers keep their distance from one another, which addresses do
    not. Let d be the distance from each distinct point to the nearest other: the source is on fixed points when 40 %
    of the records share a point and the 5 % quantile of d is at least 20 m and larger, by three standard errors,
    than 0.272 of its median, which points thrown at random have. The support is then the median of d. O(n log n).

    Parameters
    ----------
    x, y
        (n,) projected metres; at least 100 distinct points.

    >>> east, north = np.divmod(np.arange(600) % 300, 20) * np.array([[90.0], [90.0]])
    >>> support(east, north)
    90.0
    """
    plane = np.asarray(x, dtype=np.float64) + 1j * np.asarray(y, dtype=np.float64)  # one number a point sorts faster
    found, records = np.unique(plane, return_counts=True)
    points = np.column_stack([found.real, found.imag])
    shared = records[records > 1].sum() / max(records.sum(), 1)
    if len(points) < _FEWEST_POINTS or shared < SHARED:
        return None
    from scipy.spatial import cKDTree  # loading it takes longer than the rest: only for sources that share points

    nearest: NDArray[np.float64] = cKDTree(points).query(points, k=2)[0][:, 1]
    close, usual = np.quantile(nearest, [0.05, 0.5])
    random = RANDOM * usual * (1 + 3 * NOISE / np.sqrt(len(points)))
    return float(usual) if close >= max(APART, random) else None
