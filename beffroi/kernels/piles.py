"""Points that hold far more records than the other points lead one to expect."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST = 20  # records on a point that can be a pile
TIMES = 10.0  # as many as points hold on average
TAIL = 100  # fullest points, at least, whose counts show how far counts reach
LEVEL = 0.01  # chance that a source without a pile is said to have one
MOST = 10  # points that can be piles together
_EXPONENTS = np.concatenate([np.arange(1.05, 6.0, 0.05), np.arange(6.0, 31.0, 1.0)])


def count_piles(counts: ArrayLike, *, level: float = LEVEL) -> int:
    """Return how many of the fullest points are piles: 0 where all counts belong together.

    Records gather on few points wherever they are exact: the counts of points
    have a tail that falls as a power, P(X >= c | X >= c') = zeta(a, c) / zeta(a, c'), zeta Hurwitz's. The
    exponent is that of greatest likelihood over the tail (the 100 fullest points and those that tie
    with them) where the r fullest are known only to hold more than the next one. The r fullest
    are piles when the gap below them is unlikely: (zeta(a, c_r) / zeta(a, c_(r+1))) ** r <= level / 10,
    for the largest such r <= 10; and each holds at least 20 records and ten times the mean of the
    points, which leaves alone sources that place every record on one of few points.
    O(n log n). After Clauset, Shalizi and Newman 2009, doi:10.1137/070710111 (the tail) and
    Wheatley and Sornette 2015, arXiv:1510.07354 (outliers of a tail, known by their gap).

    Parameters
    ----------
    counts
        (points,) records of each distinct point.
    level
        Chance of finding a pile where there is none.

    >>> count_piles([1] * 900 + [2] * 90 + [3] * 9 + [60])
    1
    >>> count_piles([1] * 900 + [2] * 200 + [4] * 50 + [8] * 12 + [16] * 3 + [32])
    0
    """
    ordered = np.sort(np.asarray(counts, dtype=np.float64))[::-1]
    if not ordered.size:
        return 0
    enough = int((ordered >= max(LEAST, TIMES * ordered.mean())).sum())
    least = ordered[min(TAIL, ordered.size) - 1]
    tail = ordered[ordered >= least]
    for r in range(min(enough, MOST, tail.size - 1), 0, -1):
        if tail[r - 1] > tail[r] and _gap(tail, r) <= level / MOST:
            return r
    return 0


def _gap(tail: NDArray[np.float64], r: int) -> float:
    """Return the chance that r points that hold at least what the next one holds all hold as much as they do."""
    from scipy.special import zeta

    rest, least = tail[r:], tail[-1]
    seen = -_EXPONENTS * np.log(rest).sum() - tail.size * np.log(zeta(_EXPONENTS, least))
    likelihood = seen + r * np.log(zeta(_EXPONENTS, rest[0]))
    a = _EXPONENTS[int(np.argmax(likelihood))]
    return float((zeta(a, tail[r - 1]) / zeta(a, rest[0])) ** r)
