"""Windows of a space-time scan, and the search through them: the parts under the scan statistic."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import compiled, fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MILLIMETRES = 1000.0  # distances are compared in whole millimetres, so a move of the map changes no window
HEIGHTS = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 25, 32, 45, 70])
SHAPES = ((1.5, 4), (2.0, 6), (3.0, 9))  # long over short axis, and directions: SaTScan's first three
SAME = 1e-9  # log-likelihood ratios no further apart are equal
FINE = 16  # steps of the root of an expectation for which the least excess is known
BLOCK = 1_000_000  # running counts held at once
LITTLE_WORK = 3_000_000  # windows times intervals that NumPy looks through sooner than the compiler loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """Nested windows, a family a centre and shape: family f holds `member[start[f]:start[f + 1]]`, nearest first.

    closes
        Whether a window ends at this member: the next one is farther.
    share
        Share of the weight in the window that ends here.
    radius
        Metres from the centre to the farthest member; for ellipses half the long axis.
    factor
        By family: what its log-likelihood ratios are multiplied by (1 for circles).
    """

    start: Ints
    member: Ints
    closes: NDArray[np.bool_]
    share: Floats
    radius: Floats
    factor: Floats
    centre: Ints
    shape: Floats
    angle: Floats


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Time: `before[t]` is the weight of the steps before t (T + 1 of them); windows last up to `longest` steps.

    A window holds `fewest_events` at least."""

    before: Floats
    longest: int
    is_prospective: bool
    fewest_events: int = 2

    @cached_property
    def lightest(self) -> Floats:
        """Least positive weight of 1, 2, 4, ... steps in a row, as far as intervals last."""
        spans = [1 << c for c in range(self.longest.bit_length())]
        weights = [self.before[span:] - self.before[:-span] for span in spans]
        return np.array([weight[weight > 0].min(initial=self.before[-1]) for weight in weights])

    @property
    def size(self) -> int:
        """Number of steps."""
        return self.before.size - 1

    @property
    def intervals(self) -> int:
        """Number of intervals that are looked at."""
        if self.is_prospective:
            return self.longest
        return sum(self.size - length + 1 for length in range(1, self.longest + 1))


def families(
    x: Floats, y: Floats, weight: Floats, *, spatial_share: float, radius: float, is_elliptic: bool
) -> Families:
    """Return the windows round every location, up to a share of the weight and a radius; O(n² log n)."""
    east, north = np.rint(x * MILLIMETRES), np.rint(y * MILLIMETRES)
    forms = [(1.0, 0.0)]
    if is_elliptic:
        forms += [(shape, np.pi * turn / turns) for shape, turns in SHAPES for turn in range(turns)]
    total = float(weight.sum())
    kept = []
    for shape, angle in forms:
        for centre in range(x.size):
            member, apart = _nested(centre, east, north, shape=shape, angle=angle)
            share = np.cumsum(weight[member]) / total
            closes = np.append(apart[1:] > apart[:-1], True)
            fits = closes & (share <= spatial_share + 1e-12) & (apart <= radius * MILLIMETRES)
            last = int(np.flatnonzero(fits)[-1]) + 1 if fits.any() else 0
            kept.append((centre, shape, angle, member[:last], fits[:last], share[:last], apart[:last] / MILLIMETRES))
    shapes = np.array([part[1] for part in kept])
    return Families(
        start=np.concatenate([[0], np.cumsum([part[3].size for part in kept])]).astype(np.int64),
        member=np.concatenate([part[3] for part in kept]),
        closes=np.concatenate([part[4] for part in kept]),
        share=np.concatenate([part[5] for part in kept]),
        radius=np.concatenate([part[6] for part in kept]),
        factor=np.sqrt(4 * shapes / (shapes + 1) ** 2),
        centre=np.array([part[0] for part in kept]),
        shape=shapes,
        angle=np.array([part[2] for part in kept]),
    )


def _nested(centre: int, east: Floats, north: Floats, *, shape: float, angle: float) -> tuple[Ints, Floats]:
    """Return all locations from the nearest to the farthest, and how far each is, in whole millimetres."""
    right, up = east - east[centre], north - north[centre]
    along = right * np.cos(angle) + up * np.sin(angle)
    across = (up * np.cos(angle) - right * np.sin(angle)) * shape
    apart = np.rint(np.hypot(along, across))
    order = np.argsort(apart, kind="stable")
    return order, apart[order]


def log_ratio(observed: ArrayLike, expected: ArrayLike, *, total: int) -> Floats:
    """Return the log-likelihood ratio of an excess, n ln(n/E) + (N − n) ln((N − n)/(N − E)); 0 without an excess."""
    n, e = np.broadcast_arrays(np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64))
    rest, other = total - n, total - e
    some = (n > e) & (e > 0)
    inside = n * np.log(np.divide(n, e, out=np.ones(n.shape), where=some))
    outside = rest * np.log(np.divide(rest, other, out=np.ones(n.shape), where=some & (rest > 0) & (other > 0)))
    return np.where(some, np.maximum(inside + outside, 0.0), 0.0)


@lru_cache(maxsize=2)  # the same numbers for every scan of as many events
def thresholds(total: int) -> tuple[Floats, Floats]:
    """Return the expectation under which a count passes a height, and the excess that an expectation needs.

    `limit[h, n]`: log_ratio(n, E) > HEIGHTS[h] only if E < limit[h, n]. `least[h, k]`: no window whose expectation is
    (k / FINE)² or more, and that holds half of the events at most, passes with a smaller excess n − E. Both are conservative: counts between those solved for take
    the limit of the next larger one.
    """
    some = np.unique(np.concatenate([np.arange(1, min(total, 400) + 1), _spaced(total)]))
    n = some.astype(np.float64)
    limit = np.empty((HEIGHTS.size, total + 1))
    for row, height in enumerate(HEIGHTS):
        low, high = -(height / n + 1), np.zeros(n.size)
        for _ in range(30):
            middle = (low + high) / 2
            passes = log_ratio(n, n * np.exp(middle), total=total) > height
            low, high = np.where(passes, middle, low), np.where(passes, high, middle)
        solved = n if height == 0 else n * np.exp(high)
        limit[row, 1:] = solved[np.searchsorted(some, np.arange(1, total + 1))]
    limit[:, 0] = -1.0
    excess = np.full((HEIGHTS.size, total + 2), np.inf)
    half = total // 2 + 1  # beyond, an excess weighs more and more, because little is left outside
    excess[:, :half] = np.arange(half) - limit[:, :half]
    excess = np.minimum.accumulate(excess[:, ::-1], axis=1)[:, ::-1]  # the least over this many events or more
    expected = (np.arange(int(FINE * np.sqrt(total)) + 2) / FINE) ** 2
    fewest = [np.maximum(1, np.searchsorted(row, expected, side="right")) for row in limit]
    return fixed(limit, float), fixed(np.take_along_axis(excess, np.array(fewest), axis=1), float)


def _spaced(total: int) -> Ints:
    """Return counts from 400 to the total, a tenth of their root apart."""
    roots = np.arange(20.0, np.sqrt(total) + 0.05, 0.05)
    return np.append(np.minimum((roots * roots).astype(np.int64), total), total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best window of each family: its log-likelihood ratio, its last member (a position) and its interval."""

    ratio: Floats
    position: Ints
    first: Ints
    after: Ints


class Search:
    """Look through all windows and intervals for the largest log-likelihood ratio of each family.

    The expectation of a window is its share of the weight times the weight of its interval.
    """

    def __init__(self, windows: Families, steps: Steps, *, total: int, work: int) -> None:
        self.windows, self.steps, self.total = windows, steps, total
        self.is_plain = int(windows.closes.sum()) * steps.intervals * work <= LITTLE_WORK
        if self.is_plain:
            return
        self.limit, self.least = thresholds(total)
        self.position = np.flatnonzero(windows.closes)
        self.family = np.repeat(np.arange(windows.factor.size), np.diff(windows.start))
        self.window = np.searchsorted(self.position, windows.start)
        self.blocks = _blocks(self.window, most=max(1, BLOCK // (steps.size + 1)))

    def best(self, counts: Ints, *, blocked: NDArray[np.bool_] | None = None) -> Best:
        """Return the best of each family; `counts` is (locations, steps), windows with a blocked location are passed over."""
        shut = np.zeros(counts.shape[0], bool) if blocked is None else blocked
        size = self.windows.factor.size
        found = Best(
            ratio=np.zeros(size), position=np.full(size, -1), first=np.zeros(size, int), after=np.zeros(size, int)
        )
        if self.is_plain:
            self._best_plainly(counts, shut, found)
            return found
        self._best_compiled(counts, shut, found)
        return found

    def _best_compiled(self, counts: Ints, shut: NDArray[np.bool_], found: Best) -> None:
        w, t = self.windows, self.steps
        before, share, tally, closed = (
            fixed(t.before, float), fixed(w.share, float), fixed(counts, np.int64), fixed(shut, np.bool_)
        )  # fmt: skip
        start, member, closes = fixed(w.start, np.int64), fixed(w.member, np.int64), fixed(w.closes, np.bool_)
        best = np.zeros(1)
        for first, last in self.blocks:
            position = self.position[self.window[first] : self.window[last]]
            below = np.zeros((position.size, t.size + 1), np.int64)
            top = np.empty((position.size, t.lightest.size))
            _grow(tally, closed, start, member, closes, share, before, first, last, below, top)
            _examine(
                fixed(position, np.int64), fixed(self.family[position], np.int64), below, top, share,
                fixed(w.factor, float), before, fixed(t.lightest, float), t.longest, t.is_prospective, t.fewest_events,
                self.total, self.limit, self.least, fixed(HEIGHTS, float),
                best, found.ratio, found.position, found.first, found.after,
            )  # fmt: skip

    def _best_plainly(self, counts: Ints, shut: NDArray[np.bool_], found: Best) -> None:
        w, t = self.windows, self.steps
        lengths = np.arange(1, t.longest + 1)
        first = np.repeat(np.arange(t.size), t.longest)
        after = first + np.tile(lengths, t.size)
        asked = (after == t.size) if t.is_prospective else (after <= t.size)
        first, after = first[asked], after[asked]
        weight = t.before[after] - t.before[first]
        for family in range(w.factor.size):
            run = slice(w.start[family], w.start[family + 1])
            open_ = w.closes[run] & ~np.logical_or.accumulate(shut[w.member[run]])
            if not open_.any():
                continue
            below = np.cumsum(counts[w.member[run]], axis=0)[open_]
            below = np.concatenate([np.zeros((below.shape[0], 1), np.int64), np.cumsum(below, axis=1)], axis=1)
            n = below[:, after] - below[:, first]
            ratio = w.factor[family] * log_ratio(n, w.share[run][open_][:, None] * weight, total=self.total)
            ratio = np.where(n >= t.fewest_events, ratio, 0.0)
            top = float(ratio.max())
            if top <= SAME:
                continue
            row = int(np.argmax((ratio >= top - SAME).any(axis=1)))
            tied = np.flatnonzero(ratio[row] >= top - SAME)
            interval = int(tied[np.argmin((after - first)[tied])])  # what is left out: steps when nothing happened
            found.ratio[family] = top
            found.position[family] = run.start + np.flatnonzero(open_)[row]
            found.first[family], found.after[family] = first[interval], after[interval]


def _blocks(window: Ints, *, most: int) -> list[tuple[int, int]]:
    """Return runs of families of at most about `most` windows each."""
    cuts, first = [], 0
    while first < window.size - 1:
        last = max(first + 1, int(np.searchsorted(window, window[first] + most, side="right")) - 1)
        cuts.append((first, last))
        first = last
    return cuts


@compiled
def _grow(counts, shut, start, member, closes, share, before, first, last, below, top):  # type: ignore[no-untyped-def]
    """Fill, for each window of the families first to last, its running counts and the largest excess by length.

    `top[row, c]` bounds the excess of intervals of 2^c to 2^(c + 1) − 1 steps, by running minima over 2^c steps; -1
    where the window is shut.
    """
    steps = before.size - 1
    excess = np.zeros(steps + 1)
    low = np.empty(steps + 1)
    row = -1
    for family in range(first, last):
        tally = np.zeros(steps, np.int64)
        is_shut = False
        for position in range(start[family], start[family + 1]):
            is_shut = is_shut or shut[member[position]]
            for t in range(steps):
                tally[t] += counts[member[position], t]
            if not closes[position]:
                continue
            row += 1
            for c in range(top.shape[1]):  # not by slices, which take a second to compile
                top[row, c] = -1.0
            if is_shut:
                continue
            for t in range(steps):
                below[row, t + 1] = below[row, t] + tally[t]
                excess[t + 1] = below[row, t + 1] - share[position] * before[t + 1]
            for t in range(steps + 1):
                low[t] = excess[t]
            for c in range(top.shape[1]):
                span = 1 << c
                most = 0.0
                for after in range(span, steps + 1):
                    most = max(most, excess[after] - low[max(after - 2 * span + 1, 0)])
                top[row, c] = most
                for t in range(steps + 1 - span):
                    low[t] = min(low[t], low[t + span])


@compiled
def _examine(  # type: ignore[no-untyped-def]
    position, of, below, top, share, factor, before, lightest, longest, is_prospective, fewest_events, total,
    limit, least, heights, out_best, out_ratio, out_position, out_first, out_after,
):  # fmt: skip
    """Compute the ratios of the intervals whose bound on the excess could pass the best one yet."""
    steps = before.size - 1
    level = 0
    for row in range(position.size):
        family = of[row]
        a = share[position[row]]
        for c in range(top.shape[1]):
            if top[row, c] < 0:
                break
            target = out_best[0] / factor[family] - 2e-9
            while level > 0 and heights[level] >= target:
                level -= 1
            while level + 1 < heights.size and heights[level + 1] < target:
                level += 1
            is_part = 2 * below[row, steps] <= total
            if is_part and top[row, c] < least[level, int(np.sqrt(a * lightest[c]) * FINE * (1 - 1e-9))] - 1e-9:
                continue
            for first in range(steps):
                start = max(first + (1 << c), steps if is_prospective else 0)
                for after in range(start, min(first + min((2 << c) - 1, longest), steps) + 1):
                    n = below[row, after] - below[row, first]
                    e = a * (before[after] - before[first])
                    if n < fewest_events or e >= limit[level, n] or e <= 0.0 or n <= e:
                        continue
                    value = n * np.log(n / e)
                    if n < total:
                        value += (total - n) * np.log((total - n) / (total - e))
                    value *= factor[family]
                    is_shorter = (  # equal, because nothing happened anywhere in the steps left out
                        position[row] == out_position[family] and after - first < out_after[family] - out_first[family]
                    )
                    own = out_ratio[family]
                    if value > out_best[0] - 1e-9 and (value > own + 1e-9 or (is_shorter and value > own - 1e-9)):
                        out_ratio[family] = max(own, value)
                        out_position[family] = position[row]
                        out_first[family] = first
                        out_after[family] = after
                        out_best[0] = max(out_best[0], value)
