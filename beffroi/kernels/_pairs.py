"""Finding pairs of near points and counting their delays: the parts under the Knox test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed, in_parallel
from beffroi.kernels.permutation import stream

Metric = Literal["euclidean", "manhattan"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MANY_PAIRS = 80_000_000  # candidates looked at at once; about three in ten are pairs, of 8 bytes
FEW_CANDIDATES = 1_000_000  # NumPy alone finds these pairs sooner than the compiler loads
LITTLE_WORK = 40_000_000  # pairs times permutations, likewise
LANES = 64  # permutations held side by side; also the unit of work of a random stream
GUESSES = 1024  # parts of the squared distances whose band is looked up
SHORT = 32_767  # days that fit 16 bits: 89 years


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs (i, j) of ordered points, grouped by band: band b is `starts[b]:starts[b + 1]`."""

    i: NDArray[np.int32]
    j: NDArray[np.int32]
    starts: Ints


class Neighbours:
    """Points ordered by square cells of side `reach`, so that near points lie in two runs of that order.

    The order depends on the points alone, not on the order of the rows.
    """

    def __init__(
        self, x: Floats, y: Floats, *, reach: float, corner: tuple[float, float] | None = None, own: int | None = None
    ) -> None:
        """Order all points; those of a tile with the corner of the whole's cells, of which the first `own` are its own."""
        west, south = corner = corner or corner_of(x, y)
        width = width_of(x, y, reach=reach, corner=corner)
        column, row = cell_along(x, west, reach), cell_along(y, south, reach)
        self.own = x.size if own is None else own
        key = row * width + column
        self.order: Ints = np.lexsort((y, x, key))
        self.x, self.y = x[self.order], y[self.order]
        ordered = key[self.order]
        after = np.arange(1, x.size + 1)
        self.beside = after, np.searchsorted(ordered, ordered + 1, side="right")
        self.above = (
            np.searchsorted(ordered, ordered + width - 1, side="left"),
            np.searchsorted(ordered, ordered + width + 1, side="right"),
        )
        self.candidates = np.cumsum((self.beside[1] - self.beside[0]) + (self.above[1] - self.above[0]))

    def blocks(self, many: int) -> Iterator[tuple[int, int]]:
        """Yield runs of first points with at most about `many` candidate pairs each."""
        first, total = 0, self.own
        while first < total:
            done = int(self.candidates[first - 1]) if first else 0
            last = max(first + 1, int(np.searchsorted(self.candidates[:total], done + many, side="right")))
            yield first, last
            first = last

    def pairs(self, first: int, last: int, *, far: Floats, metric: Metric) -> Pairs:
        """Return the pairs whose first point is in `first:last` and whose squared distance is in a band."""
        runs = [fixed(edge[first:last], np.int64) for edge in (*self.beside, *self.above)]
        if sum(int((end - start).sum()) for start, end in (runs[:2], runs[2:])) <= FEW_CANDIDATES:
            return self._pairs_plainly(runs, first=first, far=far, metric=metric)
        x, y, limits, is_taxi = fixed(self.x, float), fixed(self.y, float), fixed(far, float), metric == "manhattan"
        sizes = np.zeros(far.size - 1, np.int64)
        none = np.empty(0, np.int32)
        guess, bins = _guesses(far)
        arrays = (x, y, *runs, first, limits, fixed(guess, np.int64), bins, is_taxi)
        _visit_pairs(*arrays, sizes, none, none)
        starts = np.concatenate(([0], np.cumsum(sizes)))
        i, j = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int32)
        if i.size:
            _visit_pairs(*arrays, starts[:-1].copy(), i, j)
        return Pairs(i=i, j=j, starts=starts)

    def _pairs_plainly(self, runs: list[Ints], *, first: int, far: Floats, metric: Metric) -> Pairs:
        point = np.arange(first, first + runs[0].size)
        i, j = (
            np.concatenate(parts)
            for parts in zip(_expand(point, runs[0], runs[1]), _expand(point, runs[2], runs[3]), strict=True)
        )
        dx, dy = self.x[i] - self.x[j], self.y[i] - self.y[j]
        squared = (np.abs(dx) + np.abs(dy)) ** 2 if metric == "manhattan" else dx * dx + dy * dy
        band = np.searchsorted(far, squared, side="right") - 1
        kept = np.flatnonzero((band >= 0) & (band < far.size - 1))
        kept = kept[np.argsort(band[kept], kind="stable")]
        starts = np.searchsorted(band[kept], np.arange(far.size), side="left")
        return Pairs(i=i[kept].astype(np.int32), j=j[kept].astype(np.int32), starts=starts.astype(np.int64))


def corner_of(x: Floats, y: Floats) -> tuple[float, float]:
    """Return where the cells of points begin."""
    return float(x.min(initial=np.inf)), float(y.min(initial=np.inf))


def width_of(x: Floats, y: Floats, *, reach: float, corner: tuple[float, float]) -> int:
    """Return how many square cells of side `reach` a row takes, with room round it."""
    if not x.size:
        return 3
    width, height = (int(cell_along(axis.max(), start, reach)) + 3 for axis, start in zip((x, y), corner, strict=True))
    if width * height > 2**62:
        msg = "the points lie too far apart for these distances"
        raise ValueError(msg)
    return width


def cell_along(values: Any, start: float, reach: float) -> Any:
    """Return the number of the cell that holds each value, along one axis."""
    return np.floor((values - start) / reach).astype(np.int64)


def _expand(point: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return every (point, member of its run)."""
    length = end - start
    offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return np.repeat(point, length), np.repeat(start, length) + offset


@compiled
def _visit_pairs(x, y, beside0, beside1, above0, above1, first, far, guess, bins, is_taxi, place, i, j):  # type: ignore[no-untyped-def]
    """Count pairs by band into `place`; with room in `i`, `j`, write them from `place` on instead.

    `guess` holds the band of the least distance of each of as many equal parts of the squared distances, `bins` of
    them a squared millimetre: the band itself is there or a little further.
    """
    bands = far.size - 1
    writes = i.size > 0
    squared = np.empty(512)
    for k in range(beside0.size):
        a = first + k
        east = x[a]
        north = y[a]
        for run in range(2):
            start = beside0[k] if run == 0 else above0[k]
            last = beside1[k] if run == 0 else above1[k]
            while start < last:
                end = min(start + 512, last)
                if is_taxi:
                    for b in range(start, end):
                        squared[b - start] = (abs(east - x[b]) + abs(north - y[b])) ** 2
                else:
                    for b in range(start, end):
                        dx = east - x[b]
                        dy = north - y[b]
                        squared[b - start] = dx * dx + dy * dy
                for b in range(start, end):
                    value = squared[b - start]
                    if value >= far[bands] or value < far[0]:
                        continue
                    band = guess[int(value * bins)]
                    while value >= far[band + 1]:
                        band += 1
                    if writes:
                        i[place[band]] = a
                        j[place[band]] = b
                    place[band] += 1
                start = end


def _guesses(far: Floats) -> tuple[Ints, float]:
    """Return the band of the least distance of each of GUESSES parts, and how many parts a squared millimetre makes."""
    bins = (GUESSES - 1) / float(far[-1])
    least = np.arange(GUESSES) / bins * (1 - 1e-12)  # a guess may be too low, never too high
    return np.maximum(np.searchsorted(far, least, side="right") - 1, 0).astype(np.int64), bins


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
class Draws:
    """The dates of all events, in rising order and from 0 on, and how often they are permuted."""

    pool: Ints
    permutations: int
    seed: int

    @property
    def batches(self) -> range:
        """Numbers of the units of work that draw them, LANES permutations each."""
        return range(-(-self.permutations // LANES))


def count_permuted(
    neighbours: Near, days: Ints, *, far: Floats, late: Ints, permutations: int, seed: int, metric: Metric
) -> tuple[Ints, Ints]:
    """Return counts (1 + permutations, distance bands, delay bands), observed first, and pairs by distance."""
    times = from_zero(days)
    draws = Draws(pool=np.sort(times), permutations=permutations, seed=seed)
    below, near = count_below(
        neighbours, times[neighbours.order], draws=draws, batches=draws.batches, far=far, late=late, metric=metric
    )
    return np.diff(below[: permutations + 1], axis=2), near


def from_zero(days: Ints) -> Ints:
    """Return days counted from the first."""
    return days - days.min(initial=0 if not days.size else days[0])


def count_below(
    neighbours: Near,
    times: Ints,
    *,
    draws: Draws,
    batches: range,
    far: Floats,
    late: Ints,
    metric: Metric,
    first_event: int = 0,
) -> tuple[Ints, Ints]:
    """Count pairs by distance whose delay is under each limit, and pairs by distance.

    Returned are (1 + LANES a batch, distance bands, limits), as observed first; `times` are those of the events in
    their order, the first of which is number `first_event` of all events in that order. What is observed, and pairs
    by distance, go with the first of all batches: without it they are 0, so that runs of batches add up.
    """
    below = np.zeros((1 + len(batches) * LANES, far.size - 1, late.size), dtype=np.int64)
    near = np.zeros(far.size - 1, dtype=np.int64)
    mine = slice(first_event, first_event + times.size)
    for first, last in neighbours.blocks(MANY_PAIRS):
        pairs = neighbours.pairs(first, last, far=far, metric=metric)
        if batches.start == 0:
            near += np.diff(pairs.starts)
            below[0] += tally_below(pairs, times[:, None], late=late, work=0)[..., 0]

        def permuted(batch: int, pairs: Pairs = pairs) -> Ints:
            work = pairs.i.size * draws.permutations
            lanes = shuffled(draws.pool, seed=draws.seed, batch=batch, lanes=LANES, permutations=draws.permutations)
            return tally_below(pairs, lanes[mine], late=late, work=work)

        for at, found in enumerate(in_parallel(permuted, batches)):
            below[1 + at * LANES : 1 + (at + 1) * LANES] += np.moveaxis(found, -1, 0)
    return below, near


def standardised(counts: Ints) -> Floats:
    """Return counts less their mean over all draws (first axis, the observed one included), over their deviation."""
    spread = counts.std(axis=0)
    return (counts - counts.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def shuffled(pool: Ints, *, seed: int, batch: int, lanes: int, permutations: int) -> NDArray[Any]:
    """Return `lanes` random orders of the pool, one a column: (n, lanes).

    Fisher and Yates, each index from 32 random bits; the draws depend on seed and batch alone.
    """
    n = pool.size
    draws = stream(seed, batch).bit_generator.random_raw(lanes * ((n + 1) // 2)).view(np.uint32).reshape(lanes, -1)
    kind = np.int16 if n and pool[-1] < SHORT else np.int64
    if kind is np.int16 and n * permutations > LITTLE_WORK // 8:
        out = np.empty((lanes, n), np.int16)
        _shuffle_lanes(fixed(pool, np.int16), fixed(draws, np.uint32), out)
        return np.ascontiguousarray(out.T)
    out = np.repeat(pool.astype(kind)[:, None], lanes, axis=1)
    lane = np.arange(lanes)
    for last in range(n - 1, 0, -1):
        other = (draws[:, last].astype(np.uint64) * np.uint64(last + 1) >> np.uint64(32)).astype(np.int64)
        moved = out[other, lane]
        out[other, lane] = out[last]
        out[last] = moved
    return out


@compiled
def _shuffle_lanes(pool, draws, out):  # type: ignore[no-untyped-def]
    for lane in range(out.shape[0]):
        for k in range(pool.size):
            out[lane, k] = pool[k]
        for last in range(pool.size - 1, 0, -1):
            other = np.int64((np.uint64(draws[lane, last]) * np.uint64(last + 1)) >> np.uint64(32))
            moved = out[lane, other]
            out[lane, other] = out[lane, last]
            out[lane, last] = moved


def tally_below(pairs: Pairs, times: NDArray[Any], *, late: Ints, work: int) -> Ints:
    """Count pairs by band whose delay is under each limit, for every column of times: (bands, limits, lanes)."""
    below = np.zeros((pairs.starts.size - 1, late.size, times.shape[1]), np.int64)
    if work > LITTLE_WORK and times.dtype == np.int16 and times.shape[1] == LANES and late[-1] <= SHORT:
        some = late > 0  # nothing is less than 0 days apart
        found = np.zeros((below.shape[0], int(some.sum()), LANES), np.int64)
        i, j, starts = fixed(pairs.i, np.int32), fixed(pairs.j, np.int32), fixed(pairs.starts, np.int64)
        _tally_loop(i, j, starts, fixed(times, np.int16), fixed(late[some], np.int64), found)
        below[:, some] = found
        return below
    for band in range(below.shape[0]):
        for start in range(int(pairs.starts[band]), int(pairs.starts[band + 1]), 65_536):
            part = slice(start, min(start + 65_536, int(pairs.starts[band + 1])))
            delay = np.abs(times[pairs.i[part]] - times[pairs.j[part]])
            for k, limit in enumerate(late):
                below[band, k] += (delay < limit).sum(axis=0)
    return below


@compiled
def _tally_loop(i, j, starts, times, late, below):  # type: ignore[no-untyped-def]
    """Four pairs and four limits at a time, all permutations side by side, so that delays stay in registers.

    16-bit counters are emptied before they can run over.
    """
    count = np.empty((4, LANES), np.int16)
    limit = np.zeros(4, np.int16)  # no delay is under 0
    for group in range(0, late.size, 4):
        used = min(4, late.size - group)
        limit[:] = 0
        for q in range(used):
            limit[q] = late[group + q]
        m0, m1, m2, m3 = limit[0], limit[1], limit[2], limit[3]
        for band in range(starts.size - 1):
            start = starts[band]
            while start < starts[band + 1]:
                end = min(start + 30_000, starts[band + 1])
                whole = end - (end - start) % 4
                count[:] = 0
                for p in range(start, whole, 4):
                    a0, b0, a1, b1 = times[i[p]], times[j[p]], times[i[p + 1]], times[j[p + 1]]
                    a2, b2, a3, b3 = times[i[p + 2]], times[j[p + 2]], times[i[p + 3]], times[j[p + 3]]
                    for k in range(LANES):
                        d0 = max(np.int16(a0[k] - b0[k]), np.int16(b0[k] - a0[k]))
                        d1 = max(np.int16(a1[k] - b1[k]), np.int16(b1[k] - a1[k]))
                        d2 = max(np.int16(a2[k] - b2[k]), np.int16(b2[k] - a2[k]))
                        d3 = max(np.int16(a3[k] - b3[k]), np.int16(b3[k] - a3[k]))
                        count[0, k] += np.int16(
                            np.int16(d0 < m0) + np.int16(d1 < m0) + np.int16(d2 < m0) + np.int16(d3 < m0)
                        )
                        count[1, k] += np.int16(
                            np.int16(d0 < m1) + np.int16(d1 < m1) + np.int16(d2 < m1) + np.int16(d3 < m1)
                        )
                        count[2, k] += np.int16(
                            np.int16(d0 < m2) + np.int16(d1 < m2) + np.int16(d2 < m2) + np.int16(d3 < m2)
                        )
                        count[3, k] += np.int16(
                            np.int16(d0 < m3) + np.int16(d1 < m3) + np.int16(d2 < m3) + np.int16(d3 < m3)
                        )
                for p in range(whole, end):
                    a0, b0 = times[i[p]], times[j[p]]
                    for q in range(used):
                        for k in range(LANES):
                            count[q, k] += np.int16(max(np.int16(a0[k] - b0[k]), np.int16(b0[k] - a0[k])) < limit[q])
                for q in range(used):
                    for k in range(LANES):
                        below[band, group + q, k] += count[q, k]
                start = end
