"""Windows of a space-time scan, and the search through them: the parts under the scan statistic."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import compiled, fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MILLIMETRES = 1000.0  # distances are compared in whole millimetres, so a move of the map changes no window
HEIGHTS = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 25, 32, 45, 70])
SHAPES = ((1.5, 4), (2.0, 6), (3.0, 9))  # long over short axis, and directions: SaTScan's first three
SAME = 1e-9  # log-likelihood ratios no further apart are equal
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Time: `before[t]` is the weight of the steps before t (T + 1 of them); windows last up to `longest` steps.

    A window holds `fewest_events` at least."""

    before: Floats
    longest: int
    is_prospective: bool
    fewest_events: int = 2

    @property
    def lightest(self) -> float:
        """Weight of the lightest step in which anything is expected."""
        weight = np.diff(self.before)
        return float(weight[weight > 0].min())

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
    """Return, for each height and count, the expectation below which the ratio passes the height, and the least excess.

    `limit[h, n]`: log_ratio(n, E) > HEIGHTS[h] only if E < limit[h, n]. `least[h, n]`: the smallest m − limit[h, m]
    over m ≥ n: no window of n events or more passes with a smaller excess. Both are conservative: counts between
    those solved for take the limit of the next larger one.
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
    excess = np.arange(total + 1) - limit
    return fixed(limit, float), fixed(np.minimum.accumulate(excess[:, ::-1], axis=1)[:, ::-1], float)


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
        self.limit, self.least = (np.zeros((1, 1)),) * 2 if self.is_plain else thresholds(total)

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
        w, t = self.windows, self.steps
        _search(
            fixed(counts, np.int64), fixed(shut, np.bool_), fixed(w.start, np.int64), fixed(w.member, np.int64),
            fixed(w.closes, np.bool_), fixed(w.share, float), fixed(w.factor, float), fixed(t.before, float), t.lightest,
            t.longest, t.is_prospective, t.fewest_events, self.total, self.limit, self.least, fixed(HEIGHTS, float),
            found.ratio, found.position, found.first, found.after,
        )  # fmt: skip
        return found

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


@compiled
def _search(  # type: ignore[no-untyped-def]
    counts, shut, start, member, closes, share, factor, before, lightest, longest, is_prospective, fewest_events,
    total, limit, least, heights, out_ratio, out_position, out_first, out_after,
):  # fmt: skip
    """One pass: a family's windows grow member by member; a bound on the excess of any interval spares most of them."""
    steps = before.size - 1
    tally = np.zeros(steps, np.int64)
    below = np.zeros(steps + 1, np.int64)
    best = 0.0
    for family in range(factor.size):
        tally[:] = 0
        target = best / factor[family]
        own = 0.0
        level = 0
        while level + 1 < heights.size and heights[level + 1] < target - 2e-9:
            level += 1
        fewest = fewest_events
        for position in range(start[family], start[family + 1]):
            if shut[member[position]]:
                break
            for t in range(steps):
                tally[t] += counts[member[position], t]
            if not closes[position]:
                continue
            a = share[position]
            run = 0.0
            top = 0.0
            for t in range(steps):
                below[t + 1] = below[t] + tally[t]
                run = max(run, 0.0) + tally[t] - a * (before[t + 1] - before[t])
                top = max(top, run)
            if is_prospective:
                top = 0.0
                for first in range(steps - longest, steps):
                    top = max(top, below[steps] - below[first] - a * (before[steps] - before[first]))
            while fewest <= total and limit[level, fewest] <= a * lightest:
                fewest += 1
            if fewest > total or top < least[level, fewest] - 1e-9:
                continue
            for first in range(steps - longest if is_prospective else 0, steps):
                for after in range(steps if is_prospective else first + 1, min(first + longest, steps) + 1):
                    n = below[after] - below[first]
                    e = a * (before[after] - before[first])
                    if n < fewest_events or e >= limit[level, n] or e <= 0.0 or n <= e:
                        continue
                    value = n * np.log(n / e)
                    if n < total:
                        value += (total - n) * np.log((total - n) / (total - e))
                    value *= factor[family]
                    is_shorter = (  # equal, because nothing happened anywhere in the steps left out
                        position == out_position[family] and after - first < out_after[family] - out_first[family]
                    )
                    if value > best - 1e-9 and (value > own + 1e-9 or (is_shorter and value > own - 1e-9)):
                        own = max(own, value)
                        out_ratio[family] = own
                        out_position[family] = position
                        out_first[family] = first
                        out_after[family] = after
                        if value > best:
                            best = value
                            target = best / factor[family]
                            while level + 1 < heights.size and heights[level + 1] < target - 2e-9:
                                level += 1
