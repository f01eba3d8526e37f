"""Two patterns of counts over the same areas: are they alike (Andresen's S), and where did counts change?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.permutation import benjamini_hochberg, stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Adjustment = Literal["none", "holm", "fdr"]
TIE = 1e-7  # relative difference within which two probabilities are the same, as in R


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternTest:
    """How alike two patterns are, area by area.

    Attributes
    ----------
    s
        Share of the areas that do not differ.
    s_robust
        The same over the areas with an event in either pattern; NaN where there is none.
    differs
        (n,) 1: a larger share in the second pattern than in the first; -1: a smaller one; 0: no difference.
    p
        (n,) two-sided p-values, adjusted as asked; NaN for the bootstrap form, which has none.
    """

    s: float
    s_robust: float
    differs: Ints
    p: Floats


def bootstrap_pattern_test(
    base: ArrayLike, other: ArrayLike, *, share: float = 0.85, samples: int = 200, level: float = 0.95, seed: int = 1
) -> PatternTest:
    """Return Andresen's spatial point pattern test (Andresen 2009, doi:10.1016/j.apgeog.2008.12.004).

    `share` of the events of the second pattern are drawn without replacement, `samples` times; an area is alike where
    the base's share of events lies within the central `level` of the shares drawn (both ends included).

    Parameters
    ----------
    base, other
        (n,) whole numbers of events by area, some in each.

    >>> bootstrap_pattern_test([50, 50, 0], [500, 20, 480]).differs.tolist()
    [0, -1, 1]
    """
    first, second = _pair(base, other)
    drawn = round(share * int(second.sum()))
    if not (0 < share <= 1 and 0 < level < 1 and samples >= 1 and drawn >= 1):
        msg = "the share drawn must be over 0 and at most 1, the level between them, and one sample at least drawn"
        raise ValueError(msg)
    draws = [stream(seed, unit).multivariate_hypergeometric(second, drawn) for unit in range(samples)]
    shares = np.sort(np.array(draws) / drawn, axis=0)
    cut = int(np.floor(samples * (1 - level) / 2 + 1e-9))
    expected = first / first.sum()
    lower, upper = shares[cut], shares[samples - 1 - cut]
    differs = np.where(expected < lower - 1e-12, 1, np.where(expected > upper + 1e-12, -1, 0))
    return _indices(first, second, differs, np.full(first.size, np.nan))


def difference_pattern_test(
    base: ArrayLike, other: ArrayLike, *, alpha: float = 0.05, adjustment: Adjustment = "fdr", is_exact: bool = True
) -> PatternTest:
    """Return the same test without drawing: the difference of two shares, area by area.

    After Wheeler, Steenbeek and Andresen 2018 (doi:10.1111/tgis.12341). Each area's events against those elsewhere,
    in the two patterns: Fisher's exact test (as R's `fisher.test`), or the two-sample z of proportions (as R's
    `prop.test(correct = FALSE)`). The p-values are adjusted over the areas with an event by Holm or by Benjamini and
    Hochberg; an area without events has p = 1.

    >>> found = difference_pattern_test([12, 3, 0, 25, 7, 40], [5, 9, 4, 30, 7, 20], adjustment="none")
    >>> found.p.round(4).tolist(), round(found.s, 3)
    ([0.1988, 0.0673, 0.044, 0.1385, 0.7868, 0.0143], 0.667)
    """
    first, second = _pair(base, other)
    some = (first + second) > 0
    total, whole = int(first.sum()), int(second.sum())
    raw = np.ones(first.size)
    if is_exact:
        raw = _fisher(first, second)
    else:
        raw[some] = _proportions(first[some], second[some], total=total, whole=whole)
    p = np.ones(first.size)
    p[some] = _adjust(raw[some], adjustment)
    sign = np.sign(second / whole - first / total).astype(np.int64)
    return _indices(first, second, np.where(p <= alpha, sign, 0), p)


def poisson_change(
    before: ArrayLike, after: ArrayLike, *, z: float = 1.959963984540054
) -> tuple[Floats, Floats, Floats]:
    """Return the Poisson z of each change of a count, 2 (√after − √before), and the limits of the change after − before.

    Wheeler 2016, Tables and graphs for monitoring temporal crime trends (International Journal of Police Science &
    Management 18). The root of a Poisson count has a variance near 1/4, so 2 (√after − √before) has a variance near 2
    where nothing changed: Wheeler reads 3 and more as a change. The limits are after − before ± 1.96 √(after + before).

    >>> score, lower, upper = poisson_change([9, 0], [16, 0])
    >>> score.tolist(), lower.round(2).tolist(), upper.round(2).tolist()
    ([2.0, 0.0], [-2.8, 0.0], [16.8, 0.0])
    """
    first, second = _whole(before), _whole(after)
    spread = z * np.sqrt(first + second)
    apart = (second - first).astype(np.float64)
    return 2 * (np.sqrt(second) - np.sqrt(first)), apart - spread, apart + spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How each count changed, given the sum of its two counts.

    Attributes
    ----------
    expected
        (n,) counts expected in the second pattern.
    z
        (n,) Poisson z: counts above the expected over their standard deviation; 0 where nothing can vary.
    p
        (n,) exact two-sided p-values, not adjusted.
    """

    expected: Floats
    z: Floats
    p: Floats


def conditional_change(before: ArrayLike, after: ArrayLike, *, share: float | None = None) -> Change:
    """Return the change of each count among all that could have happened to the same number of events.

    Given its sum n, the second of two Poisson counts is binomial(n, share) where nothing changed, `share` being that
    of the second period in the time at risk (Przyborowski and Wilenski 1940, Biometrika 31); p is twice the smaller
    tail, 1 at most. Without `share`, each area is compared with the change of the whole: given both totals too the
    count is hypergeometric, and p that of Fisher's exact test (as R's `fisher.test`).

    Parameters
    ----------
    before, after
        (n,) whole numbers of events by area; without `share`, some in each.

    >>> found = conditional_change([10, 4], [20, 4], share=0.5)
    >>> found.expected.tolist(), found.z.round(3).tolist(), found.p.round(4).tolist()
    ([15.0, 4.0], [1.826, 0.0], [0.0987, 1.0])
    """
    first, second = _pair(before, after) if share is None else (_whole(before), _whole(after))
    both, total = first + second, int(first.sum() + second.sum())
    if share is None:
        part = second.sum() / total
        variance = both * part * (1 - part) * (total - both) / max(total - 1, 1)
        p = _fisher(first, second)
    else:
        if first.shape != second.shape or not 0 < share < 1:
            msg = f"both patterns need the same areas, and the share must lie between 0 and 1, got {share}"
            raise ValueError(msg)
        part, variance = share, both * share * (1 - share)
        p = _binomial(second, both, share)
    expected = (both * float(part)).astype(np.float64)
    z = np.divide(second - expected, np.sqrt(variance), out=np.zeros(both.size), where=variance > 0)
    return Change(expected=expected, z=z, p=p)


def _binomial(count: Ints, of: Ints, share: float) -> Floats:
    from scipy.special import bdtr, bdtrc

    lower = bdtr(count.astype(np.float64), of, share)
    upper = np.where(count > 0, bdtrc(np.maximum(count - 1.0, 0.0), of, share), 1.0)
    return np.asarray(np.minimum(2 * np.minimum(lower, upper), 1.0), dtype=np.float64)


def _fisher(first: Ints, second: Ints) -> Floats:
    """Return Fisher's two-sided p of each area: the probability of all counts no more probable than the second."""
    total, whole = int(first.sum()), int(second.sum())
    p = np.ones(first.size)
    for area in np.flatnonzero(first + second):
        n = int(first[area] + second[area])
        low, high = max(0, n - total), min(n, whole)
        k = np.arange(low, high)  # each count beside the next: how much more probable the next one is
        steps = np.log((n - k) * (whole - k) / ((k + 1.0) * (total - n + k + 1.0)))
        logs = np.concatenate(([0.0], np.cumsum(steps)))
        weight = np.exp(logs - logs.max())
        p[area] = weight[logs <= logs[second[area] - low] + TIE].sum() / weight.sum()
    return np.minimum(p, 1.0)


def _proportions(first: Ints, second: Ints, *, total: int, whole: int) -> Floats:
    from scipy.stats import norm

    pooled = (first + second) / (total + whole)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / total + 1 / whole))
    score = np.divide(second / whole - first / total, spread, out=np.zeros(first.size), where=spread > 0)
    return np.asarray(2 * norm.sf(np.abs(score)), dtype=np.float64)


def _adjust(p: Floats, adjustment: Adjustment) -> Floats:
    if adjustment == "fdr":
        return benjamini_hochberg(p)
    if adjustment == "none":
        return p
    order = np.argsort(p, kind="stable")
    scaled = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(scaled, 1.0)
    return adjusted


def _indices(first: Ints, second: Ints, differs: Ints, p: Floats) -> PatternTest:
    some = (first + second) > 0
    alike = differs == 0
    robust = float(alike[some].mean()) if some.any() else float("nan")
    return PatternTest(s=float(alike.mean()), s_robust=robust, differs=differs.astype(np.int64), p=p)


def _pair(base: ArrayLike, other: ArrayLike) -> tuple[Ints, Ints]:
    first, second = _whole(base), _whole(other)
    if first.shape != second.shape or not (first.sum() and second.sum()):
        msg = "both patterns need the same areas and an event at least"
        raise ValueError(msg)
    return first, second


def _whole(counts: ArrayLike) -> Ints:
    given = np.asarray(counts)
    whole = given.astype(np.int64)
    if given.ndim != 1 or not np.array_equal(whole, given) or (whole < 0).any():
        msg = "counts must be a row of whole numbers of 0 or more"
        raise ValueError(msg)
    return whole
