"""Exact statements about Poisson counts: intervals, rate ratios, the E-test, dispersion."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RateRatio:
    """A ratio of two rates with its confidence limits; a limit without bound is `inf`, an unknown ratio `nan`."""

    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How much more counts vary than Poisson counts would: 1 is Poisson. `freedom` 0: nothing to estimate it from."""

    phi: float
    freedom: int


def poisson_interval(counts: ArrayLike, *, level: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the exact limits of the mean behind each count.

    The limits are those of Garwood (1936), "Fiducial limits for the Poisson
    distribution", Biometrika 28: half of a chi-square quantile with 2n and
    2n + 2 degrees of freedom. A count of 0 has lower limit 0. Cost O(n).

    Parameters
    ----------
    counts
        Counts, any shape.
    level
        Two-sided confidence.

    Returns
    -------
    Lower and upper limits, same shape as `counts`.

    >>> lower, upper = poisson_interval([0, 10])
    >>> [round(float(v), 3) for v in (*lower, *upper)]
    [0.0, 4.795, 3.689, 18.39]
    """
    from scipy.special import gammainccinv, gammaincinv

    n = np.asarray(counts, dtype=np.float64)
    tail = (1.0 - level) / 2.0
    lower = np.where(n > 0, gammaincinv(np.maximum(n, 1e-300), tail), 0.0)
    return lower, gammainccinv(n + 1.0, tail)


def rate_ratio_interval(
    counts: Pair, times: Pair, *, level: float = 0.95, dispersion: Dispersion | None = None
) -> RateRatio:
    """Return (counts[0] / times[0]) / (counts[1] / times[1]) with its conditional interval.

    Given the sum of two Poisson counts, the first is binomial with share
    p = r t0 / (r t0 + t1): the Clopper-Pearson limits of p give those of the
    ratio r (Przyborowski and Wilenski 1940, Biometrika 31; Lehmann and Romano
    2005, section 4.5). Exact: it covers at least `level`, for counts of 0 too.

    With `dispersion` and phi > 1 both counts are divided by phi before the
    beta quantiles are taken, and phi is raised by (t / z)^2 for its degrees of
    freedom: the effective-sample-size interval of Korn and Graubard (1998),
    Survey Methodology 24. phi <= 1, or unknown, leaves the exact interval.

    Parameters
    ----------
    counts
        Events of the period of interest and of the reference, >= 0.
    times
        Time at risk of each (covered days, person-time), > 0, in one unit.

    >>> ratio = rate_ratio_interval((41, 15), (28_010, 19_017))
    >>> round(ratio.estimate, 3), round(ratio.lower, 3), round(ratio.upper, 3)
    (1.856, 1.006, 3.609)
    """
    from scipy.special import betaincinv

    first, second = (float(n) for n in counts)
    scale = times[1] / times[0]
    if first + second == 0:
        return RateRatio(float("nan"), 0.0, float("inf"))
    estimate = scale * first / second if second else float("inf")
    shrink = _effective(dispersion, level=level)
    a, b, tail = first / shrink, second / shrink, (1.0 - level) / 2.0
    low = betaincinv(a, b + 1.0, tail) if first else 0.0
    high = betaincinv(a + 1.0, b, 1.0 - tail) if second else 1.0
    upper = scale * high / (1.0 - high) if high < 1.0 else float("inf")
    return RateRatio(estimate, float(scale * low / (1.0 - low)), float(upper))


def _effective(dispersion: Dispersion | None, *, level: float) -> float:
    """Return how many recorded events weigh as much as one independent event."""
    from scipy.special import ndtri, stdtrit

    if dispersion is None or dispersion.freedom < 1 or not dispersion.phi > 1.0:
        return 1.0
    tail = 1.0 - (1.0 - level) / 2.0
    return float(dispersion.phi * (stdtrit(dispersion.freedom, tail) / ndtri(tail)) ** 2)


def e_test(counts: Pair, times: Pair) -> float:
    """Return the two-sided p-value of the E-test that two Poisson rates are equal.

    The statistic is the difference of the rates over its unpooled standard
    error, T = (x/s - y/t) / sqrt(x/s^2 + y/t^2), taken as 0 when both counts
    are 0; its distribution is computed (not simulated) with both Poisson means
    at the pooled rate (x + y) / (s + t): Krishnamoorthy and Thomson (2004),
    "A more powerful test for comparing two Poisson means", J. Statist. Plann.
    Inference 119, equation 3.5. The same as `etest-wald` in statsmodels. Ties
    count as at least as extreme. It assumes Poisson counts: with dispersion
    above 1 the p-value is too small.

    A probability too small for a float is the smallest one, never 0. For a fixed x, |T| >= |t| outside an interval of y whose ends solve a
    quadratic, so the double sum is one sum of Poisson tails: O(sqrt(x + y)).

    >>> round(e_test((3, 0), (1, 1)), 4)
    0.0884
    """
    from scipy.special import gammaln, pdtr, pdtrc

    x, y = (float(n) for n in counts)
    s, t = (float(time) for time in times)
    if x / s == y / t:
        return 1.0
    square = (x / s - y / t) ** 2 / (x / s**2 + y / t**2)
    pooled = (x + y) / (s + t)
    first = _support(pooled * s)
    u = first / s
    middle = u + square / (2.0 * t)
    half = np.sqrt(square * (u / t + u / s) + (square / (2.0 * t)) ** 2)
    slack = 1e-9
    below = np.floor((middle - half) * t * (1 + slack) + slack)
    above = np.ceil((middle + half) * t * (1 - slack) - slack)
    below[first == 0] = -1.0  # T is 0 when both counts are 0: never extreme
    mean = pooled * t
    tails = np.where(below >= 0, pdtr(np.maximum(below, 0.0), mean), 0.0)
    tails += np.where(above >= 1, pdtrc(np.maximum(above - 1.0, 0.0), mean), 1.0)
    weight = np.exp(first * np.log(pooled * s) - pooled * s - gammaln(first + 1.0))
    return float(np.clip(np.dot(weight, tails), np.finfo(np.float64).tiny, 1.0))


def _support(mean: float) -> NDArray[np.float64]:
    """Return the counts that hold all but about 1e-16 of a Poisson distribution."""
    reach = 9.0 * np.sqrt(mean) + 40.0
    return np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach) + 1.0)


def dispersion(counts: ArrayLike, times: ArrayLike, *, groups: ArrayLike | None = None) -> Dispersion:
    """Return Pearson's dispersion of counts round the rate of their own group.

    phi = sum (n - e)^2 / e / (k - g), with e the count expected from the pooled
    rate of the group, k counts and g groups (McCullagh and Nelder 1989, 4.5).
    With calendar months as groups it is the variation of the same month from
    year to year, season taken out, trend left in. Groups without an event, or
    with a single count, teach nothing and are left out. Cost O(k log k).

    Parameters
    ----------
    counts, times
        Events and time at risk, shape (k,); rows without time at risk are left out.
    groups
        Label of the group of each count, shape (k,); None: one group.

    >>> dispersion([10, 20, 30], [1, 1, 1])
    Dispersion(phi=5.0, freedom=2)
    """
    n, time = np.asarray(counts, dtype=np.float64), np.asarray(times, dtype=np.float64)
    label = np.zeros(n.shape, dtype=np.int64) if groups is None else np.unique(groups, return_inverse=True)[1]
    kept = time > 0
    n, time, label = n[kept], time[kept], label[kept]
    events, at_risk, size = np.bincount(label, n), np.bincount(label, time), np.bincount(label)
    useful = (events > 0) & (size > 1)
    freedom = int(size[useful].sum() - useful.sum())
    if freedom < 1:
        return Dispersion(1.0, 0)
    shown = useful[label]
    n, time, label = n[shown], time[shown], label[shown]
    expected = time * (events / np.maximum(at_risk, 1e-300))[label]
    return Dispersion(float(np.sum((n - expected) ** 2 / expected) / freedom), freedom)
