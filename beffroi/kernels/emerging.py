"""How hot spots come and go: the Mann-Kendall trend of each cell, and the class of its history."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE, NEW, CONSECUTIVE, INTENSIFYING, PERSISTENT, DIMINISHING, SPORADIC, OSCILLATING, HISTORICAL = range(9)
MOSTLY = 0.9  # of the steps


def mann_kendall(values: ArrayLike) -> Floats:
    """Return the standardised Mann-Kendall statistic of each series, positive for a rise (Mann 1945; Kendall 1975).

    S = Σ_{i<j} sign(x_j − x_i); variance with the correction for ties; the
    statistic is (S − sign S) / √var, 0 where all values are equal. O(series × steps²).

    Parameters
    ----------
    values
        (series, steps), or (steps,) of one series.

    >>> mann_kendall([1.0, 2.0, 3.0, 4.0, 5.0]).round(3).tolist()
    [2.205]
    """
    x = np.atleast_2d(np.asarray(values, dtype=np.float64))
    n = x.shape[1]
    s = np.zeros(x.shape[0])
    for step in range(n - 1):
        s += np.sign(x[:, step + 1 :] - x[:, step : step + 1]).sum(axis=1)
    ordered = np.sort(x, axis=1)
    ties = np.zeros(x.shape[0])
    run = np.ones(x.shape[0])
    for step in range(1, n + 1):
        same = ordered[:, step] == ordered[:, step - 1] if step < n else np.zeros(x.shape[0], bool)
        ties += np.where(same, 0.0, run * (run - 1) * (2 * run + 5))
        run = np.where(same, run + 1, 1.0)
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    return np.divide(s - np.sign(s), np.sqrt(variance), out=np.zeros(x.shape[0]), where=variance > 0)


def classify(hot: ArrayLike, cold: ArrayLike, trend: ArrayLike, *, critical: float = 1.959964) -> Ints:
    """Return the class of each cell's history of hot spots.

    With "mostly" for 90 % of the steps or more: new, hot in the last step only; consecutive, hot without a
    break up to the last step, for two or more and not mostly, never before; intensifying and
    diminishing, mostly hot with the last step, and a rising or falling trend;
    persistent, mostly hot, no trend; oscillating, hot in the last step and
    cold before; sporadic, hot in the last step, on and off before; historical,
    mostly hot and not in the last step; 0, none of these.

    Parameters
    ----------
    hot, cold
        (cells, steps) whether a cell is a significant hot (cold) spot in a step.
    trend
        (cells,) standardised trend of the cell's statistic.

    >>> classify([[0, 0, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]], [[0] * 4] * 3, [0, 0, 3.0]).tolist()
    [1, 2, 3]
    """
    is_hot, is_cold = np.asarray(hot, dtype=bool), np.asarray(cold, dtype=bool)
    slope = np.asarray(trend, dtype=np.float64)
    steps = is_hot.shape[1]
    share, last = is_hot.mean(axis=1), is_hot[:, -1]
    mostly = share >= MOSTLY
    ending = np.where(is_hot.all(axis=1), steps, np.argmin(is_hot[:, ::-1], axis=1))
    unbroken = ending == is_hot.sum(axis=1)
    rules = [
        (last & unbroken & (ending == 1), NEW),
        (mostly & last & (slope > critical), INTENSIFYING),
        (mostly & last & (slope < -critical), DIMINISHING),
        (mostly & last, PERSISTENT),
        (mostly, HISTORICAL),
        (last & is_cold.any(axis=1), OSCILLATING),
        (last & unbroken, CONSECUTIVE),
        (last, SPORADIC),
    ]
    return np.select([where for where, _ in rules], [kind for _, kind in rules], default=NONE).astype(np.int64)
