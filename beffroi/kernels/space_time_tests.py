"""Mantel's and Jacquez's tests of space-time interaction: are near incidents also close in time?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed, in_parallel
from beffroi.kernels._events import MILLIMETRES, Floats, Ints, check_events
from beffroi.kernels._pairs import LANES, shuffled
from beffroi.kernels._space_time import sum_distances, sum_piled, sum_products, sum_shared
from beffroi.kernels.permutation import pseudo_p

MANY_PAIRS = 2_000_000  # pairs of neighbours held at once
PILE = 200  # events at one place: with so many, their pairs are counted by day
SAME = 1e-9  # sums that differ by less are the same, added up in another order


@dataclass(frozen=True, slots=True, kw_only=True)
class Mantel:
    """Mantel's test.

    total
        Z, the sum over pairs of (distance + constant)^power times (delay + constant)^power.
    expected, spread
        Exact mean of Z over all permutations of the dates; standard deviation of those drawn.
    correlation
        Pearson's r of the two; NaN where one of them is the same for all pairs.
    p
        Pseudo p-value of a Z, thus of an r, as large or larger.
    """

    total: float
    expected: float
    spread: float
    correlation: float
    p: float
    permutations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Jacquez:
    """Jacquez's test at K numbers of neighbours.

    observed, expected
        (K,) events that are neighbours both in space and in time; exact mean over all permutations of the dates.
    simulated
        (permutations, K) the same of each permutation.
    excess
        (K,) observed less expected, over the standard deviation in the permutations.
    p
        (K,) pseudo p-values of as many or more.
    p_overall
        That of the largest excess, which allows for all K.
    """

    observed: Floats
    expected: Floats
    simulated: Floats
    excess: Floats
    p: Floats
    p_overall: float
    permutations: int


def mantel_test(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    distance_constant: float = 1.0,
    lag_constant: float = 1.0,
    power: float = -1.0,
    permutations: int = 199,
    seed: int = 1,
) -> Mantel:
    """Return Mantel's test of space-time interaction, against permuted dates (Mantel 1967).

    Z = sum over pairs of (d + a)^power (u + b)^power, d the distance in metres, u the delay in days. With `power` -1,
    the reciprocals that Mantel recommends, pairs both near and soon weigh most; the constants say how near and how
    soon, and keep coincident events finite. With `power` 1 distances and delays are taken as they are: pairs far apart
    weigh most, and the constants change nothing in r or p. Knox's test is the same sum with 1 for near or soon and 0
    for not. As pointpats.mantel with scon, tcon, spow = tpow.

    Parameters
    ----------
    x, y, day
        (n,) metres, metres, whole days. Never written into.
    distance_constant, lag_constant
        Metres and days, above 0 where the power is negative.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, days that are not whole, constants that would divide by 0.

    Notes
    -----
    O(n^2 permutations) time, O(n) memory: no matrix of distances is kept.

    >>> found = mantel_test([0, 10, 500], [0, 0, 0], [0, 3, 9], permutations=99)
    >>> round(found.total, 6), round(found.expected, 6), round(found.correlation, 6)
    (0.023218, 0.015598, 0.960879)
    """
    east, north, days = _ordered(x, y, day)
    if power < 0 and not (distance_constant > 0 and lag_constant > 0):
        msg = f"with a negative power the constants must be above 0, got {distance_constant} and {lag_constant}"
        raise ValueError(msg)
    times = days - days.min(initial=0 if not days.size else days[0])
    delay = (np.arange(int(times.max(initial=0)) + 1) + float(lag_constant)) ** power
    places = fixed(east / MILLIMETRES, float), fixed(north / MILLIMETRES, float)
    number = days.size * (days.size - 1) / 2
    distances = np.zeros(2)
    sum_distances(*places, float(distance_constant), float(power), distances)
    pairs = _pairs_by_delay(times, delay.size)
    delays = np.array([pairs @ delay, pairs @ delay**2])

    def totals(lanes: NDArray[Any]) -> Floats:
        out = np.zeros(lanes.shape[1])
        sum_products(*places, float(distance_constant), float(power), fixed(delay, float), fixed(lanes, np.int32), out)
        return out

    total = float(totals(times[:, None])[0])
    simulated = np.concatenate(list(_permuted(times, totals, permutations=permutations, seed=seed)))[:permutations]
    means = np.array([distances[0], delays[0]]) / max(number, 1.0)
    squares = np.array([distances[1], delays[1]]) / max(number, 1.0) - means**2
    is_defined = number > 0 and (squares > 1e-12 * means**2).all()
    covariance = total / max(number, 1.0) - means.prod()
    return Mantel(
        total=total,
        expected=float(number * means.prod()),
        spread=float(simulated.std()) if permutations else float("nan"),
        correlation=float(covariance / np.sqrt(squares.prod())) if is_defined else float("nan"),
        p=float(pseudo_p(int((simulated >= total - SAME * abs(total)).sum()), permutations=permutations)),
        permutations=permutations,
    )


def jacquez_test(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    neighbours: Sequence[int] = (1, 2, 3, 5, 10),
    permutations: int = 199,
    seed: int = 1,
) -> Jacquez:
    """Return Jacquez's test of space-time interaction, against permuted dates (Jacquez 1996).

    J_k = sum over events of those others that are among its k nearest both in space and in time. Ties: others equally
    near at the k-th place share the places left equally, in space and in time, so that J_k is the mean over all ways
    of breaking ties; on data without ties it is pointpats.jacquez. Expected: n k^2 / (n - 1), exact for shares too.

    Parameters
    ----------
    x, y, day
        (n,) metres, metres, whole days. Never written into.
    neighbours
        Numbers k, from 1 to n - 1.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, days that are not whole, a k out of range.

    Notes
    -----
    O(n log n + pairs of neighbours times permutations); events at one place are all neighbours of one another, and
    hundreds of them are counted by day rather than pair by pair.

    >>> found = jacquez_test([0, 10, 500, 520], [0] * 4, [0, 3, 90, 91], neighbours=(1, 2), permutations=99)
    >>> found.observed.tolist(), found.expected.round(3).tolist()
    ([4.0, 8.0], [1.333, 5.333])
    """
    east, north, days = _ordered(x, y, day)
    if not len(neighbours) or not all(1 <= k < max(days.size, 1) for k in neighbours):
        msg = (
            f"the numbers of neighbours must be from 1 to one less than the {days.size} events, got {list(neighbours)}"
        )
        raise ValueError(msg)
    times = days - days.min()
    simulated = np.zeros((1 + permutations, len(neighbours)))
    for column, k in enumerate(neighbours):
        reach, share = _delays_shared(times, k)
        soon = fixed(reach, np.int64), fixed(share, float)
        starts, ends = _piles(east, north, least=max(k + 1, PILE))
        weight = fixed(k / np.maximum(ends - starts - 1, 1), float)
        parts: list[tuple[Any, tuple[Any, ...]]] = [(sum_piled, (starts, ends, weight))] if starts.size else []
        alone = np.ones(east.size, bool)
        for first, last in zip(starts, ends, strict=True):
            alone[first:last] = False
        shared = _places_shared(east, north, k, of=np.flatnonzero(alone))
        pairs = ((sum_shared, (fixed(i, np.int64), fixed(j, np.int64), fixed(w, float))) for i, j, w in shared)
        for summed, given in chain(parts, pairs):

            def totals(lanes: NDArray[Any], summed: Any = summed, given: Any = given, soon: Any = soon) -> Floats:
                out = np.zeros(lanes.shape[1])
                summed(*given, fixed(lanes, np.int32), *soon, out)
                return out

            simulated[0, column] += totals(times[:, None])[0]
            made = np.concatenate(list(_permuted(times, totals, permutations=permutations, seed=seed)))
            simulated[1:, column] += made[:permutations]
    expected = days.size * np.array(neighbours, np.float64) ** 2 / (days.size - 1)
    spread = simulated.std(axis=0)
    excess = np.where(spread > SAME * expected, (simulated - expected) / np.maximum(spread, SAME * expected), 0.0)
    largest, observed, simulated = excess.max(axis=1), simulated[0], simulated[1:]
    return Jacquez(
        observed=observed,
        expected=expected,
        simulated=simulated,
        excess=excess[0],
        p=np.asarray(pseudo_p((simulated >= observed - SAME * expected).sum(axis=0), permutations=permutations)),
        p_overall=float(pseudo_p(int((largest[1:] >= largest[0] - SAME).sum()), permutations=permutations)),
        permutations=permutations,
    )


def _ordered(x: ArrayLike, y: ArrayLike, day: ArrayLike) -> tuple[Floats, Floats, Ints]:
    """Return the events in an order of their own, so that answers do not depend on that of the rows."""
    east, north, days = check_events(x, y, day)
    order = np.lexsort((days, north, east))
    if days.size and int(days.max()) - int(days.min()) >= 2**31:
        msg = "the days lie too far apart"
        raise ValueError(msg)
    return east[order], north[order], days[order]


def _permuted(times: Ints, totals: Any, *, permutations: int, seed: int) -> Iterator[Floats]:
    """Yield the totals of batches of permutations of the dates, in order."""
    pool = np.sort(times)
    yield np.zeros(0)
    yield from in_parallel(
        lambda batch: totals(shuffled(pool, seed=seed, batch=batch, lanes=LANES, permutations=permutations)),
        range(-(-permutations // LANES)),
    )


def _pairs_by_delay(times: Ints, size: int) -> Floats:
    """Return how many pairs are each number of days apart."""
    found, count = np.unique(times, return_counts=True)
    pairs = np.zeros(size)
    pairs[0] = (count * (count - 1) / 2).sum() if count.size else 0.0
    for k in range(found.size - 1):
        pairs[found[k + 1 :] - found[k]] += count[k] * count[k + 1 :]
    return pairs


def _delays_shared(times: Ints, k: int) -> tuple[Ints, Floats]:
    """Return for each day the delay of its k-th nearest other event, and the share of those just so far: (days,) each."""
    ordered = np.sort(times)
    found, first = np.unique(ordered, return_index=True)
    step = np.concatenate([np.arange(-k, 0), np.arange(1, k + 1)])
    place = first[:, None] + step
    apart = np.abs(ordered[place.clip(0, ordered.size - 1)] - found[:, None])
    apart = np.where((place >= 0) & (place < ordered.size), apart, np.iinfo(np.int64).max)
    limit = np.partition(apart, k - 1, axis=1)[:, k - 1]

    def within(delay: Ints) -> Ints:
        upto = np.searchsorted(ordered, found + delay, side="right")
        return np.asarray(upto - np.searchsorted(ordered, found - delay, side="left") - 1)

    closer = np.where(limit > 0, within(np.maximum(limit - 1, 0)), 0)
    reach, share = np.zeros(int(ordered[-1]) + 1, np.int64), np.zeros(int(ordered[-1]) + 1)
    reach[found], share[found] = limit, (k - closer) / (within(limit) - closer)
    return reach, share


def _piles(x: Floats, y: Floats, *, least: int) -> tuple[Ints, Ints]:
    """Return where the runs of so many ordered events at one place start and end: (piles,) each."""
    moves = np.flatnonzero((np.diff(x) != 0) | (np.diff(y) != 0)) + 1
    starts, ends = np.append(0, moves), np.append(moves, x.size)
    large = ends - starts >= least
    return starts[large], ends[large]


def _places_shared(x: Floats, y: Floats, k: int, *, of: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield pairs (i, j) of the events `of` and any others, with j among the k nearest of i, and its share of a place there."""
    from scipy.spatial import cKDTree

    if not of.size:
        return
    places = np.column_stack([x, y])
    tree = cKDTree(places)
    reach = tree.query(places[of], k=[k + 1])[0][:, 0] * (
        1 + 1e-12
    )  # the event itself is the nearest, or as near as any
    ends = np.cumsum(tree.query_ball_point(places[of], reach, return_length=True))
    first = 0
    while first < of.size:
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + MANY_PAIRS, side="right")))
        near = tree.query_ball_point(places[of[first:last]], reach[first:last], return_sorted=True)
        size = np.array([len(each) for each in near])
        row = np.repeat(np.arange(last - first), size)
        i, j = of[first:last][row], np.concatenate([np.array(each, np.int64) for each in near])
        row, i, j = row[i != j], i[i != j], j[i != j]
        squared = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
        starts = np.searchsorted(row, np.arange(last - first))
        rank = np.lexsort((squared, row))
        limit = squared[rank][starts + k - 1][row]  # the k-th nearest of each
        closer, tied = (np.bincount(row, weights=part)[row] for part in (squared < limit, squared == limit))
        weight = np.where(squared < limit, 1.0, (k - closer) / tied) * (squared <= limit)
        yield i, j, weight
        first = last
