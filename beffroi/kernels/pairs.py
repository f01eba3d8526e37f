"""Pairs of events close in space and time: the Knox test by bands of distance and delay."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._events import Convention, check_events, distance_limits, lag_limits, lag_shares
from beffroi.kernels._pairs import Metric, Near, count_permuted, standardised
from beffroi.kernels._tiles import count_pairs
from beffroi.kernels.permutation import pseudo_p

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnoxTest:
    """Pairs by band of distance (rows) and of delay (columns).

    observed, expected, expected_exact
        Pairs counted; their mean over the permutations; their exact mean over
        all n! permutations (pairs near in space times the share of all pairs
        that are near in time).
    p
        Pseudo p-value of each band alone: permutations with at least as many pairs.
    p_adjusted
        The same allowing for all bands (single-step maximum of standardised counts).
    p_overall
        Pseudo p-value of "no band has an excess": the smallest adjusted one.
    pairs_near
        Pairs in each band of distance, whatever their delay.
    """

    observed: Ints
    expected: Floats
    expected_exact: Floats
    p: Floats
    p_adjusted: Floats
    p_overall: float
    pairs_near: Ints
    permutations: int


def knox_test(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    distance_edges: Sequence[float],
    lag_edges: Sequence[int],
    permutations: int = 999,
    seed: int = 1,
    convention: Convention = "half_open",
    metric: Metric = "euclidean",
) -> KnoxTest:
    """Count pairs by distance and delay, against permuted dates (Knox 1964).

    Parameters
    ----------
    x, y, day
        n events: metres, metres, whole days (integers). Never written into.
    distance_edges, lag_edges
        Increasing edges in metres and days, the lowest included: `(0, 100, 200)` makes two bands.
    permutations, seed
        The dates are permuted among the places; the answer depends on the seed, not on the threads.
    convention
        `half_open`: each band holds its lower edge and not its upper one.
        `near_repeat`: the same bands under the name of the R package NearRepeat,
        whose default is `right = FALSE` for distance and delay.
        `closed`: each band holds its upper edge and not its lower one, except
        that a lowest edge of 0 holds 0; sums of bands are then counts of
        "at most", as in surveillance::knox and pointpats.
    metric
        `euclidean`, or `manhattan` as NearRepeat measures unless told otherwise.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, days that are not whole, edges that do not increase.

    Notes
    -----
    O(n log n + pairs x permutations); 8 bytes a pair, those of 80 million candidates at once.
    Coordinates are rounded to the millimetre, and distances compared exactly.
    The shuffles draw each index from 32 random bits, so no arrangement is
    favoured by more than n / 2^32.

    >>> test = knox_test([0, 10, 500], [0, 0, 0], [0, 3, 9], distance_edges=(0, 100), lag_edges=(0, 7), permutations=99)
    >>> test.observed.tolist(), test.expected_exact.round(3).tolist()
    ([[1]], [[0.667]])
    """
    east, north, days = check_events(x, y, day)
    far = distance_limits(distance_edges, convention)
    late = lag_limits(lag_edges, convention)
    counts, near = count_pairs(
        east, north, days, far=far, late=late, permutations=permutations, seed=seed, metric=metric
    )
    return judged(counts, near, days=days, late=late)


def tested(
    neighbours: Near, days: Ints, *, far: Floats, late: Ints, permutations: int, seed: int, metric: Metric
) -> KnoxTest:
    """Return the Knox test of events whose near pairs are known: by straight line, or along streets.

    `far` and `late` are limits of squared millimetres and of whole days (see `_events`).

    >>> from beffroi.kernels._pairs import Neighbours
    >>> events = Neighbours(np.array([0.0, 9.0]), np.zeros(2), reach=20.0)
    >>> how = {"far": np.array([0.0, 100.0]), "late": np.array([0, 7]), "metric": "euclidean"}
    >>> tested(events, np.array([3, 5]), permutations=0, seed=1, **how).observed.tolist()
    [[1]]
    """
    counts, near = count_permuted(
        neighbours, days, far=far, late=late, permutations=permutations, seed=seed, metric=metric
    )
    return judged(counts, near, days=days, late=late)


def judged(counts: Ints, near: Ints, *, days: Ints, late: Ints) -> KnoxTest:
    """Return what counts of pairs (1 + permutations, distance bands, delay bands), observed first, say.

    >>> judged(np.array([[[3]], [[1]]]), np.array([4]), days=np.array([0, 0, 9]), late=np.array([0, 7])).p.tolist()
    [[0.5]]
    """
    observed, simulated, permutations = counts[0], counts[1:], len(counts) - 1
    share = lag_shares(days, late)
    standard = standardised(counts)
    largest = standard.max(axis=(1, 2)) if standard.size else np.zeros(len(counts))
    adjusted = pseudo_p((largest[1:, None, None] >= standard[0] - 1e-9).sum(axis=0), permutations=permutations)
    return KnoxTest(
        observed=observed,
        expected=simulated.mean(axis=0) if permutations else near[:, None] * share,
        expected_exact=near[:, None] * share,
        p=pseudo_p((simulated >= observed).sum(axis=0), permutations=permutations),
        p_adjusted=adjusted,
        p_overall=float(adjusted.min()),
        pairs_near=near,
        permutations=permutations,
    )
