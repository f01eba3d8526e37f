"""Spatial association over all places: Moran's I, Geary's C, the Getis-Ord G, join counts and their correlograms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.neighbours import Neighbours, from_pairs
from beffroi.kernels.permutation import pseudo_p, stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Measure = Callable[[Floats], Floats]

BLOCK = 64  # permutations of one unit of work of the random stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """One global statistic, with its moments if the values were handed out at random.

    value
        The statistic; NaN where it is not defined (all values equal, no neighbours).
    expected, variance
        Under randomisation: every arrangement of the observed values is as likely.
    variance_normal
        If the values were independent draws of one normal distribution; NaN where the literature gives none.
    z
        (value − expected) / √variance.
    p
        Permutation pseudo p-value, two-sided: twice the smaller tail, at most 1; NaN without permutations.
    p_normal
        Two-sided, from z.
    places, islands
        Places that enter; places left out since they have no neighbour.
    """

    value: float
    expected: float
    variance: float
    variance_normal: float
    z: float
    p: float
    p_normal: float
    places: int
    islands: int


def moran(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1) -> Association:
    """Return Moran's I = (n / S0) Σ w_ij z_i z_j / Σ z_i², z the deviations from the mean (Moran 1950).

    E = −1 / (n − 1); variances after Cliff and Ord (1981). Islands are left
    out: they have no neighbour to resemble. O(permutations × pairs).

    Parameters
    ----------
    values
        (n,) finite. Never written into.
    near
        Weights of the n places; `row_standardised()` gives each place the same say.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> found = moran([1.0, 2.0, 3.0, 4.0], line, permutations=0)
    >>> round(found.value, 4), round(found.expected, 4), round(found.variance, 4)
    (0.3333, -0.3333, 0.1778)
    """
    x, kept, islands = _without_islands(values, near)
    n, sums = x.size, _Sums.of(kept)

    def measure(columns: Floats) -> Floats:
        z = columns - x.mean()
        return n / sums.s0 * (z * kept.lag(z)).sum(axis=0) / ((x - x.mean()) ** 2).sum()

    moments = _moran_moments(x, sums) if _is_defined(x, sums) else _NONE
    return _associate(x, measure, moments, islands=islands, permutations=permutations, seed=seed)


def geary(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1) -> Association:
    """Return Geary's C = (n − 1) / (2 S0) Σ w_ij (x_i − x_j)² / Σ z_i² (Geary 1954).

    E = 1; below 1 neighbours are alike. Variances after Cliff and Ord (1981).
    Parameters as for `moran`.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> round(geary([1.0, 2.0, 3.0, 4.0], line, permutations=0).value, 4)
    0.3
    """
    x, kept, islands = _without_islands(values, near)
    n, sums = x.size, _Sums.of(kept)
    one, two, weight = kept.origin, kept.other, kept.weight[:, None]

    def measure(columns: Floats) -> Floats:
        apart = (weight * (columns[one] - columns[two]) ** 2).sum(axis=0)
        return (n - 1) / (2 * sums.s0) * apart / ((x - x.mean()) ** 2).sum()

    moments = _geary_moments(x, sums) if _is_defined(x, sums) else _NONE
    return _associate(x, measure, moments, islands=islands, permutations=permutations, seed=seed)


def getis_ord_g(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1) -> Association:
    """Return the general G = Σ w_ij x_i x_j / Σ_{i≠j} x_i x_j of values from 0 on (Getis and Ord 1992).

    High where high values lie near one another; moments after their paper.
    Raises ValueError for negative values. Parameters as for `moran`.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> round(getis_ord_g([1.0, 2.0, 3.0, 4.0], line, permutations=0).value, 4)
    0.5714
    """
    x, kept, islands = _without_islands(values, near)
    if (x < 0).any():
        msg = "the general G is defined for values from 0 on"
        raise ValueError(msg)
    sums = _Sums.of(kept)
    total = x.sum() ** 2 - (x**2).sum()

    def measure(columns: Floats) -> Floats:
        return np.asarray((columns * kept.lag(columns)).sum(axis=0) / total)

    moments = _general_g_moments(x, sums) if _is_defined(x, sums) and total > 0 else _NONE
    return _associate(x, measure, moments, islands=islands, permutations=permutations, seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinCounts:
    """Neighbouring pairs of places by whether both, one or none is marked; each pair counts once."""

    both: float
    one: float
    none: float
    expected_both: float
    expected_one: float
    z_both: float
    p_both: float
    p_one: float
    places: int
    islands: int


def join_counts(marked: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1) -> JoinCounts:
    """Return the join counts of marked places (Moran 1948; Cliff and Ord 1981, non-free sampling).

    BB = ½ Σ w_ij x_i x_j and BW = ½ Σ w_ij (x_i − x_j)² for x of 0 and 1. The
    pseudo p-values are one-sided: as many marked neighbours of marked places
    (`p_both`), as few mixed pairs (`p_one`).

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> found = join_counts([True, True, False, False], line, permutations=0)
    >>> found.both, found.one, found.none, found.expected_both
    (1.0, 1.0, 1.0, 0.5)
    """
    x, kept, islands = _without_islands(np.asarray(marked, dtype=bool), near)
    n, b, sums = x.size, float(x.sum()), _Sums.of(kept)

    def both(columns: Floats) -> Floats:
        return np.asarray((columns * kept.lag(columns)).sum(axis=0) / 2)

    column = x[:, None]
    weight = kept.weight[:, None]
    bb = float(both(column)[0]) if n else 0.0
    bw = float((weight * (column[kept.origin] - column[kept.other]) ** 2).sum() / 2)
    chance = [b * (b - 1) / (n * (n - 1)), b * (n - b) / (n * (n - 1))] if n > 1 else [np.nan, np.nan]
    variance = _join_variance(n, b, sums) if n > 3 else np.nan
    upper = lower = 0
    for columns in _arrangements(x, permutations, seed):
        found = both(columns)
        mixed = (weight * (columns[kept.origin] - columns[kept.other]) ** 2).sum(axis=0) / 2
        upper += int((found >= bb - 1e-9 * max(bb, 1.0)).sum())
        lower += int((mixed <= bw + 1e-9 * max(bw, 1.0)).sum())
    expected = sums.s0 / 2 * chance[0]
    return JoinCounts(
        both=bb,
        one=bw,
        none=sums.s0 / 2 - bb - bw,
        expected_both=expected,
        expected_one=sums.s0 * chance[1],
        z_both=(bb - expected) / np.sqrt(variance) if variance > 0 else np.nan,
        p_both=float(pseudo_p(upper, permutations=permutations)) if permutations else np.nan,
        p_one=float(pseudo_p(lower, permutations=permutations)) if permutations else np.nan,
        places=n,
        islands=islands,
    )


def correlogram(
    values: ArrayLike, bands: Sequence[Neighbours], *, statistic: Any = moran, permutations: int = 999, seed: int = 1
) -> list[Association]:
    """Return one statistic a band of neighbours (rings of distance, or orders of contiguity).

    The bands share their arrangements (one seed); p-values are not adjusted for the number of bands.

    >>> from beffroi.kernels.neighbours import within
    >>> x, y = [0.0, 1.0, 2.0, 3.0], [0.0] * 4
    >>> rings = [within(x, y, distance=1.0), within(x, y, distance=2.0, beyond=1.0)]
    >>> [round(one.value, 3) for one in correlogram([1.0, 2.0, 3.0, 4.0], rings, permutations=0)]
    [0.333, -0.6]
    """
    return [statistic(values, band, permutations=permutations, seed=seed) for band in bands]


def assuncao_reis(events: ArrayLike, exposure: ArrayLike) -> Floats:
    """Return rates standardised for unequal exposure, for Moran's I of rates (Assunção and Reis 1999).

    z_i = (r_i − m) / √(a + m / e_i) with r the rates, m the overall rate and
    a = s² − m / (mean exposure), s² the exposure-weighted variance of the
    rates; where a + m / e_i is not positive, m / e_i stands for it. A place without exposure is NaN.

    >>> assuncao_reis([2, 4, 9], [100.0, 200.0, 300.0]).round(3).tolist()
    [-0.408, -1.0, 0.548]
    """
    n, e = np.asarray(events, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    some = e > 0
    rate = np.divide(n, e, out=np.full(n.size, np.nan), where=some)
    overall = n[some].sum() / e[some].sum()
    spread = (e[some] * (rate[some] - overall) ** 2).sum() / e[some].sum()
    a = spread - overall / e[some].mean()
    variance = np.divide(overall, e, out=np.full(n.size, np.nan), where=some)
    variance = np.where(a + variance > 0, a + variance, variance)
    return np.asarray((rate - overall) / np.sqrt(variance))


@dataclass(frozen=True, slots=True)
class _Sums:
    """S0 = Σ w_ij, S1 = ½ Σ (w_ij + w_ji)², S2 = Σ_i (w_i. + w_.i)²."""

    s0: float
    s1: float
    s2: float

    @classmethod
    def of(cls, near: Neighbours) -> "_Sums":
        w = near.matrix()
        both = w + w.T
        out, into = np.asarray(w.sum(axis=1)).ravel(), np.asarray(w.sum(axis=0)).ravel()
        return cls(float(w.sum()), float(both.multiply(both).sum()) / 2, float(((out + into) ** 2).sum()))


_NONE = (np.nan, np.nan, np.nan)  # expected, variance under randomisation, variance under normality


def _without_islands(values: ArrayLike, near: Neighbours) -> tuple[Floats, Neighbours, int]:
    x = np.asarray(values, dtype=np.float64)
    if x.shape != (near.size,) or not np.isfinite(x).all():
        msg = f"values must be one finite number a place, got {x.shape} for {near.size} places"
        raise ValueError(msg)
    named = np.zeros(near.size, bool)
    named[near.other] = True
    kept = (near.degree > 0) | named
    if kept.all():
        return x, near, 0
    place = np.cumsum(kept) - 1
    inner = from_pairs(int(kept.sum()), place[near.origin], place[near.other], weight=near.weight)
    return x[kept], inner, int((~kept).sum())


def _is_defined(x: Floats, sums: _Sums) -> bool:
    return x.size > 3 and sums.s0 > 0 and float(np.ptp(x)) > 0


def _kurtosis(x: Floats) -> float:
    z = x - x.mean()
    return float((z**4).mean() / (z**2).mean() ** 2)


def _moran_moments(x: Floats, w: _Sums) -> tuple[float, float, float]:
    n, k = x.size, _kurtosis(x)
    expected = -1 / (n - 1)
    normal = (n * n * w.s1 - n * w.s2 + 3 * w.s0**2) / (w.s0**2 * (n * n - 1)) - expected**2
    free = n * ((n * n - 3 * n + 3) * w.s1 - n * w.s2 + 3 * w.s0**2)
    bound = k * (n * (n - 1) * w.s1 - 2 * n * w.s2 + 6 * w.s0**2)
    random = (free - bound) / ((n - 1) * (n - 2) * (n - 3) * w.s0**2) - expected**2
    return expected, random, normal


def _geary_moments(x: Floats, w: _Sums) -> tuple[float, float, float]:
    n, k = x.size, _kurtosis(x)
    normal = ((2 * w.s1 + w.s2) * (n - 1) - 4 * w.s0**2) / (2 * (n + 1) * w.s0**2)
    first = (n - 1) * w.s1 * (n * n - 3 * n + 3 - (n - 1) * k)
    second = (n - 1) * w.s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * k) / 4
    third = w.s0**2 * (n * n - 3 - (n - 1) ** 2 * k)
    return 1.0, (first - second + third) / (n * (n - 2) * (n - 3) * w.s0**2), normal


def _general_g_moments(x: Floats, w: _Sums) -> tuple[float, float, float]:
    n = x.size
    m1, m2, m3, m4 = (float((x**power).sum()) for power in (1, 2, 3, 4))
    b0 = (n * n - 3 * n + 3) * w.s1 - n * w.s2 + 3 * w.s0**2
    b1 = -((n * n - n) * w.s1 - 2 * n * w.s2 + 6 * w.s0**2)
    b2 = -(2 * n * w.s1 - (n + 3) * w.s2 + 6 * w.s0**2)
    b3 = 4 * (n - 1) * w.s1 - 2 * (n + 1) * w.s2 + 8 * w.s0**2
    b4 = w.s1 - w.s2 + w.s0**2
    top = b0 * m2**2 + b1 * m4 + b2 * m1**2 * m2 + b3 * m1 * m3 + b4 * m1**4
    expected = w.s0 / (n * (n - 1))
    second = top / ((m1**2 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3))
    return expected, second - expected**2, np.nan


def _join_variance(n: int, b: float, w: _Sums) -> float:
    """Variance of BB under non-free sampling."""
    two = b * (b - 1) / (n * (n - 1))
    three = two * (b - 2) / (n - 2)
    four = three * (b - 3) / (n - 3)
    return float((w.s1 * (two - 2 * three + four) + w.s2 * (three - four) + w.s0**2 * (four - two**2)) / 4)


def _associate(
    x: Floats, measure: Measure, moments: tuple[float, float, float], *, islands: int, permutations: int, seed: int
) -> Association:
    expected, random, normal = moments
    if np.isnan(expected):
        return Association(
            value=np.nan, expected=np.nan, variance=np.nan, variance_normal=np.nan, z=np.nan, p=np.nan,
            p_normal=np.nan, places=x.size, islands=islands,
        )  # fmt: skip
    from scipy.special import ndtr

    value = float(measure(x[:, None])[0])
    z = (value - expected) / np.sqrt(random) if random > 0 else np.nan
    upper = lower = 0
    slack = 1e-9 * max(abs(value), abs(expected))
    for columns in _arrangements(x, permutations, seed):
        found = measure(columns)
        upper += int((found >= value - slack).sum())
        lower += int((found <= value + slack).sum())
    p = min(1.0, 2 * float(pseudo_p(min(upper, lower), permutations=permutations))) if permutations else np.nan
    return Association(
        value=value, expected=expected, variance=random, variance_normal=normal, z=float(z), p=p,
        p_normal=float(2 * ndtr(-abs(z))), places=x.size, islands=islands,
    )  # fmt: skip


def _arrangements(x: Floats, permutations: int, seed: int) -> Any:
    """Yield blocks of random arrangements of the values: (n, up to BLOCK)."""
    for block in range(-(-permutations // BLOCK)):
        drawn = stream(seed, block).permuted(np.tile(x, (BLOCK, 1)), axis=1).T
        yield drawn[:, : min(BLOCK, permutations - block * BLOCK)]
