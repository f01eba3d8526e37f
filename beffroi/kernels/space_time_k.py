"""Space-time K function: how many more pairs are both near and soon than places and dates alone would make?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from beffroi.kernels._events import Floats, Ints, check_events, distance_limits, lag_limits, lag_shares
from beffroi.kernels._tiles import count_pairs
from beffroi.kernels.permutation import pseudo_p


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceTimeK:
    """The space-time K function at distances s (rows) and delays t (columns).

    Attributes
    ----------
    pairs
        (S, T) pairs at most s and t apart.
    k, k_space, k_time
        (S, T) |A| L / (n (n - 1)) times the ordered pairs at most s and t apart, in m² d; (S,) and (T,) the same of
        distances and of delays alone, in m² and d.
    ratio
        (S, T) K(s, t) / (K(s) K(t)): 1 without interaction; NaN where no pair is as near or as soon.
    lower, upper
        (S, T) limits of the ratio between which 95 % of the permutations lie, all s and t at once.
    residual
        (S, T) the difference D = K(s, t) - K(s) K(t) over its standard deviation under permuted dates, the dates as they
        are among them: no arrangement is treated apart, which keeps the size of the tests.
    p
        Pseudo p-value of the sum of the residuals (Diggle et al. 1995): as large or larger.
    p_largest
        That of the largest residual.
    permutations
        How many.
    """

    pairs: Ints
    k: Floats
    k_space: Floats
    k_time: Floats
    ratio: Floats
    lower: Floats
    upper: Floats
    residual: Floats
    p: float
    p_largest: float
    permutations: int


def space_time_k(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    distances: Sequence[float],
    lags: Sequence[int],
    area: float = 1.0,
    length: float = 1.0,
    permutations: int = 199,
    seed: int = 1,
) -> SpaceTimeK:
    """Return the space-time K function of events, against permuted dates.

    Diggle, Chetwynd, Häggkvist and Morris 1995, Second-order analysis of space-time clustering, Statistical Methods
    in Medical Research 4(2), 124–136. Pairs are counted as they are, without correction for the edges: these thin out
    K(s, t) and K(s) K(t) alike, and the permutations keep every place. The envelope is the studentised maximum one:
    the same number of standard deviations everywhere, such that 95 % of the permutations stay inside at all s and t.

    Parameters
    ----------
    x, y, day
        n events: metres, metres, whole days (integers). Never written into.
    distances, lags
        Increasing, over 0, in metres and days (0 is allowed for a delay); both included in "at most".
    area, length
        Square metres of the study area and days of the period: they scale K, and change no test.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, days that are not whole, limits that do not increase.

    Notes
    -----
    O(n log n + pairs x permutations), as the Knox test, whose permutations these are.

    >>> found = space_time_k([0, 10, 500], [0, 0, 0], [0, 3, 9], distances=(100, 600), lags=(3, 9), permutations=99)
    >>> found.pairs.tolist(), found.ratio.round(2).tolist()
    ([[1, 1], [1, 3]], [[3.0, 1.0], [1.0, 1.0]])
    """
    east, north, days = check_events(x, y, day)
    far, late = distance_limits((0.0, *distances), "closed"), _late(lags)
    bands, near = count_pairs(
        east, north, days, far=far, late=late, permutations=permutations, seed=seed, metric="euclidean"
    )
    counts = bands.cumsum(axis=1).cumsum(axis=2)
    near, share = near.cumsum(), lag_shares(days, late).cumsum()
    scale = 2.0 / max(days.size * (days.size - 1), 1)
    expected = near[:, None] * share  # exact mean over all permutations
    apart = counts - expected
    # the dates as they are among them: all arrangements are treated alike
    spread = np.sqrt((apart**2).mean(axis=0)) if permutations else np.zeros(expected.shape)
    residual = np.divide(apart, spread, out=np.zeros(apart.shape), where=spread > 0)
    sums, largest = residual.sum(axis=(1, 2)), residual.max(axis=(1, 2), initial=0.0)
    furthest = np.sort(np.abs(residual[1:]).max(axis=(1, 2), initial=0.0))
    reach = furthest[min(math.ceil(0.95 * (permutations + 1)), permutations) - 1] if permutations else np.nan
    ratio, half = (
        np.divide(part, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
        for part in (counts[0], reach * spread)
    )
    return SpaceTimeK(
        pairs=counts[0],
        k=area * length * scale * counts[0],
        k_space=np.asarray(area * scale * near, dtype=np.float64),
        k_time=length * share,
        ratio=ratio,
        lower=np.maximum(1.0 - half, 0.0),
        upper=1.0 + half,
        residual=residual[0],
        p=float(pseudo_p((sums[1:] >= sums[0] - 1e-9).sum(), permutations=permutations)),
        p_largest=float(pseudo_p((largest[1:] >= largest[0] - 1e-9).sum(), permutations=permutations)),
        permutations=permutations,
    )


def _late(lags: Sequence[int]) -> Ints:
    """Return the limits of delays of at most so many days, 0 days being a delay like any other."""
    if len(lags) and lags[0] == 0:
        inner = lag_limits(lags, "closed")[1:] if len(lags) > 1 else np.zeros(0, np.int64)
        return np.concatenate(([0, 1], inner))
    return lag_limits((0, *lags), "closed")
