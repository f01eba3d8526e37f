"""The loops under the self-exciting model: which events come soon after and near which, and what each owes to them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEW_EVENTS = 800  # whose pairs NumPy lists and sums sooner than the compiler loads


@dataclass(frozen=True, slots=True)
class Before:
    """Earlier events near to each event: row k of `starts` is about event `event[k]`; delays and squared distances."""

    event: Ints
    starts: Ints
    delay: Floats
    squared: Floats
    reach: float
    horizon: float
    is_small: bool


def list_before(x: Floats, y: Floats, time: Floats, *, reach: float, horizon: float) -> Before:
    """Return the pairs of an event and an earlier one with delay / horizon + distance^2 / reach^2 at most 1.

    There a trigger that is exponential in time and Gaussian in space falls below one share of its height, wherever
    the pair lies. Events of the same instant are no pair. O(n log n + pairs).
    """
    if x.size <= FEW_EVENTS:
        return _list_plainly(x, y, time, reach=reach, horizon=horizon)
    most = 2_000  # cells across: more hold nothing
    side = max(reach, float(max(np.ptp(x), np.ptp(y))) / most)
    column, row = (np.floor((part - part.min()) / side).astype(np.int64) for part in (x, y))
    columns = int(column.max()) + 1
    key = row * columns + column
    order = np.argsort(time, kind="stable")
    order = order[np.argsort(key[order], kind="stable")]
    cells = columns * (int(row.max()) + 1)
    start = np.concatenate(([0], np.cumsum(np.bincount(key, minlength=cells))))
    ready = (*(fixed(part[order], np.float64) for part in (x, y, time)), fixed(start, np.int64), columns)
    limits = 1 / float(reach) ** 2, 1 / float(horizon)
    nothing = np.zeros(0)
    found = np.zeros(x.size, np.int64)
    find_before(*ready, *limits, found, nothing, nothing)
    starts = np.concatenate(([0], np.cumsum(found)))
    delay, squared = np.empty(int(starts[-1])), np.empty(int(starts[-1]))
    find_before(*ready, *limits, starts[:-1].copy(), delay, squared)
    return Before(order, starts, delay, squared, reach, horizon, is_small=False)


def _list_plainly(x: Floats, y: Floats, time: Floats, *, reach: float, horizon: float) -> Before:
    later = time[:, None] - time
    apart = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    child, parent = np.nonzero((later > 0) & (apart * (1 / reach**2) + later * (1 / horizon) <= 1))
    starts = np.concatenate(([0], np.cumsum(np.bincount(child, minlength=x.size))))
    pairs = later[child, parent], apart[child, parent]
    return Before(np.arange(x.size), starts, *pairs, reach, horizon, is_small=True)


@compiled
def find_before(
    x: Any,
    y: Any,
    time: Any,
    start: Any,
    columns: Any,
    flat: Any,
    decay: Any,
    starts: Any,
    delay: Any,
    squared: Any,
) -> None:
    """Count the earlier events near each, into `starts`; or with room in `delay` list them, from where `starts` says.

    Events are in order of cells of at least the reach, and of time in a cell; cell k is `start[k]:start[k + 1]`.
    """
    lines = (start.size - 1) // columns
    for cell in range(start.size - 1):
        line = cell // columns
        column = cell - line * columns
        for near_line in range(max(line - 1, 0), min(line + 2, lines)):
            for near in range(near_line * columns + max(column - 1, 0), near_line * columns + min(column + 2, columns)):
                first, end = start[near], start[near + 1]
                if first == end:
                    continue
                for a in range(start[cell], start[cell + 1]):
                    while first < end and (time[a] - time[first]) * decay > 1:
                        first += 1
                    for b in range(first, end):
                        late = time[a] - time[b]
                        if late <= 0:
                            break
                        dx, dy = x[a] - x[b], y[a] - y[b]
                        d2 = dx * dx + dy * dy
                        if d2 * flat + late * decay <= 1:
                            if delay.size:
                                delay[starts[a]] = late
                                squared[starts[a]] = d2
                            starts[a] += 1


def sums_over(
    before: Before, background: Floats, *, height: float, decay: float, spread: float
) -> tuple[Floats, Floats]:
    """Return the share of each event that is background, and sums over events and pairs.

    The intensity at event j is background_j + height * sum of w, over its pairs, w = exp(-decay delay - squared /
    (2 spread^2)). Sums: log intensity over events; over pairs the chance p that the one triggered the other, p delay
    and p squared. O(pairs).
    """
    chance, sums = np.empty(background.size), np.zeros(4)
    flat = 0.5 / spread**2
    if not before.is_small:
        add_up(before.event, before.starts, before.delay, before.squared, background, height, decay, flat, chance, sums)
        return chance, sums
    weight = height * np.exp(-decay * before.delay - flat * before.squared)
    child = np.repeat(np.arange(background.size), np.diff(before.starts))
    intensity = background + np.bincount(child, weights=weight, minlength=background.size)
    p = weight / intensity[child]
    sums[:] = np.log(intensity).sum(), p.sum(), (p * before.delay).sum(), (p * before.squared).sum()
    return background / intensity, sums


@compiled
def add_up(
    event: Any,
    starts: Any,
    delay: Any,
    squared: Any,
    background: Any,
    height: Any,
    decay: Any,
    flat: Any,
    chance: Any,
    sums: Any,
) -> None:
    """Add up what `sums_over` returns, in the order of the pairs."""
    total, pairs, late, far = 0.0, 0.0, 0.0, 0.0
    product = 1.0  # of intensities: one logarithm for many of them
    for row in range(event.size):
        own = background[event[row]]
        w0, w1, w2 = 0.0, 0.0, 0.0
        for k in range(starts[row], starts[row + 1]):
            w = np.exp(-decay * delay[k] - flat * squared[k])
            w0 += w
            w1 += w * delay[k]
            w2 += w * squared[k]
        intensity = own + height * w0
        chance[event[row]] = 1.0
        if 1e-150 < product < 1e150:
            product *= intensity
        else:
            total += np.log(product)
            product = intensity
        if w0 > 0:
            part = height / intensity
            pairs += part * w0
            late += part * w1
            far += part * w2
            chance[event[row]] = own / intensity
    sums[0] = total + np.log(product)
    sums[1] = pairs
    sums[2] = late
    sums[3] = far


def triggered_by(before: Before, n: int, *, decay: float, spread: float) -> Floats:
    """Return the intensity at each event that earlier ones set off, were they to trigger one each: (n,)."""
    made = np.zeros(n)
    flat = 0.5 / spread**2
    if before.is_small:
        weight = np.exp(-decay * before.delay - flat * before.squared)
        made += np.bincount(np.repeat(np.arange(n), np.diff(before.starts)), weights=weight, minlength=n)
    else:
        weigh(before.event, before.starts, before.delay, before.squared, decay, flat, made)
    return np.asarray(made * (decay * flat / np.pi))


@compiled
def weigh(event: Any, starts: Any, delay: Any, squared: Any, decay: Any, flat: Any, made: Any) -> None:
    """Sum for each event the weights of those before it."""
    for row in range(event.size):
        total = 0.0
        for k in range(starts[row], starts[row + 1]):
            total += np.exp(-decay * delay[k] - flat * squared[k])
        made[event[row]] = total


@compiled
def run_clock(time: Any, jump: Any, is_seen: Any, decay: Any, passed: Any) -> None:
    """Sum what earlier events have set off by each instant, over the stretches that were seen.

    Instants in order of time; `jump[k]` is what event k will set off in all, `is_seen[k]` whether the time from
    instant k on is seen.
    """
    alive, done = 0.0, 0.0
    for k in range(time.size):
        if k:
            left = alive * np.exp(-decay * (time[k] - time[k - 1]))
            if is_seen[k - 1]:
                done += alive - left
            alive = left
        passed[k] = done
        alive += jump[k]
