"""Pairs of events close in space and time: the Knox test by bands of distance and delay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import in_parallel
from beffroi.kernels._events import Convention, check_events, distance_limits, lag_limits
from beffroi.kernels._pairs import LANES, Metric, Neighbours, Pairs, shuffled, tally_below
from beffroi.kernels.permutation import pseudo_p

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MANY_PAIRS = 80_000_000  # candidates looked at at once; about three in ten are pairs, of 8 bytes


class Near(Protocol):
    """Events in an order of their own, and the pairs of them that are near."""

    @property
    def order(self) -> Ints:
        """Numbers of the events, in that order."""

    def blocks(self, many: int) -> Iterator[tuple[int, int]]:
        """Yield runs of first events with about `many` candidate pairs each."""

    def pairs(self, first: int, last: int, *, far: Floats, metric: Metric) -> Pairs:
        """Return the pairs whose first event is in a run, by band of squared millimetres."""


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
    neighbours = Neighbours(east, north, reach=float(np.sqrt(far[-1])) + 1.0)
    return tested(neighbours, days, far=far, late=late, permutations=permutations, seed=seed, metric=metric)


def tested(
    neighbours: Near, days: Ints, *, far: Floats, late: Ints, permutations: int, seed: int, metric: Metric
) -> KnoxTest:
    """Return the Knox test of events whose near pairs are known: by straight line, or along streets.

    `far` and `late` are limits of squared millimetres and of whole days (see `_events`).

    >>> events = Neighbours(np.array([0.0, 9.0]), np.zeros(2), reach=20.0)
    >>> how = {"far": np.array([0.0, 100.0]), "late": np.array([0, 7]), "metric": "euclidean"}
    >>> tested(events, np.array([3, 5]), permutations=0, seed=1, **how).observed.tolist()
    [[1]]
    """
    counts, near = _count(neighbours, days, far=far, late=late, permutations=permutations, seed=seed, metric=metric)
    observed, simulated = counts[0], counts[1:]
    share = _time_shares(days, late)
    standard = _standardise(counts)
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


def _time_shares(days: Ints, late: Ints) -> Floats:
    """Share of all pairs of dates in each band of delay."""
    ordered = np.sort(days)
    after = np.arange(ordered.size)
    below = [int((np.searchsorted(ordered, ordered + limit, side="left") - after - 1).clip(0).sum()) for limit in late]
    pairs = ordered.size * (ordered.size - 1) / 2
    return np.diff(below) / max(pairs, 1.0)


def _standardise(counts: Ints) -> Floats:
    spread = counts.std(axis=0)
    return (counts - counts.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _count(
    neighbours: Near, days: Ints, *, far: Floats, late: Ints, permutations: int, seed: int, metric: Metric
) -> tuple[Ints, Ints]:
    """Return counts (1 + permutations, distance bands, delay bands), observed first, and pairs by distance."""
    batches = range(-(-permutations // LANES))
    below = np.zeros((1 + len(batches) * LANES, far.size - 1, late.size), dtype=np.int64)
    near = np.zeros(far.size - 1, dtype=np.int64)
    times = days - days.min(initial=0 if not days.size else days[0])
    observed, pool = times[neighbours.order, None], np.sort(times)
    for first, last in neighbours.blocks(MANY_PAIRS):
        pairs = neighbours.pairs(first, last, far=far, metric=metric)
        near += np.diff(pairs.starts)
        below[0] += tally_below(pairs, observed, late=late, work=0)[..., 0]

        def permuted(batch: int, pairs: Pairs = pairs) -> Ints:
            work = pairs.i.size * permutations
            lanes = shuffled(pool, seed=seed, batch=batch, lanes=LANES, permutations=permutations)
            return tally_below(pairs, lanes, late=late, work=work)

        for batch, found in zip(batches, in_parallel(permuted, batches), strict=True):
            rows = slice(1 + batch * LANES, 1 + (batch + 1) * LANES)
            below[rows] += np.moveaxis(found, -1, 0)
    return np.diff(below[: permutations + 1], axis=2), near
