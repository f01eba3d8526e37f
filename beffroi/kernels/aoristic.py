"""Aoristic weights over the 168 hours of the week, and whether they differ from an even spread."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels.permutation import pseudo_p

HOURS = 168
_HOUR = 3_600_000_000  # microseconds
_MONDAY = 3 * 24 * _HOUR  # 1970-01-01 was a Thursday


class WeekTest(NamedTuple):
    """Outcome of `week_uniformity_test`."""

    statistic: float
    p: float
    expected: NDArray[np.float64]


def aoristic_week(start: NDArray[np.datetime64], end: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Spread each event's weight of 1 evenly over [start, end) and add up by hour of the week.

    An event that ends in the hour in which it starts, or that has no length,
    counts 1 in that hour. An interval longer than a week goes round as often
    as needed: whole weeks add the same to each hour, the rest is exact.

    Parameters
    ----------
    start, end
        Shape (n,), datetime64[us], local wall time, no NaT, `end >= start`.

    Returns
    -------
    Shape (168,): events by hour of the week, Monday 00:00 first. Sums to n
    within rounding, and does not depend on the order of the events.

    Raises
    ------
    ValueError
        A time is missing, or an interval ends before it starts.

    Notes
    -----
    Weight of hour h for one event: |[start, end) ∩ h| / (end − start), summed
    over the weeks touched (Ratcliffe 2000, 2002). O(n log n): whole hours are
    added to a difference array, so that the length of intervals costs nothing.
    Wall time is taken as it stands: the hour skipped or repeated when clocks
    change shifts at most one hour of an interval across it.

    Examples
    --------
    >>> times = np.array(["2018-01-01T22:30", "2018-01-02T09:15"], "datetime64[us]")
    >>> ends = np.array(["2018-01-02T00:30", "2018-01-02T09:15"], "datetime64[us]")
    >>> aoristic_week(times, ends)[[22, 23, 24, 33]]
    array([0.25, 0.5 , 0.25, 1.  ])
    """
    begin, finish = _checked(start, end)
    order = np.lexsort((finish, begin))  # one order of addition, whatever the order of the rows
    begin, finish = begin[order], finish[order]
    first, last = begin // _HOUR, finish // _HOUR
    alone = first == last
    weights = np.bincount(first[alone] % HOURS, minlength=HOURS).astype(np.float64)
    begin, finish, first, last = begin[~alone], finish[~alone], first[~alone], last[~alone]
    length = (finish - begin).astype(np.float64)
    weights += np.bincount(first % HOURS, ((first + 1) * _HOUR - begin) / length, HOURS)
    weights += np.bincount(last % HOURS, (finish - last * _HOUR) / length, HOURS)
    return weights + _whole_hours(first + 1, last - first - 1, _HOUR / length)


def covered_weekdays(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the days of each weekday in half-open runs of days.

    Parameters
    ----------
    first, last
        Shape (k,), days since 1970-01-01; `last` is excluded.

    Returns
    -------
    Shape (7,), Monday first.

    Examples
    --------
    >>> covered_weekdays(np.array([17532]), np.array([17541]))  # Monday 1 January 2018, nine days
    array([2, 2, 1, 1, 1, 1, 1])
    """
    monday = np.arange(7)

    def up_to(day: NDArray[np.int64]) -> NDArray[np.int64]:
        return (day[:, None] + 3 - monday + 6) // 7

    return (up_to(np.asarray(last, np.int64)) - up_to(np.asarray(first, np.int64))).sum(axis=0)


def goodman_interval(
    weights: NDArray[np.float64], *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return simultaneous confidence limits of the shares of k cells.

    All k intervals cover at once with probability `level` or more, so a reader
    may pick the highest cell afterwards.

    Parameters
    ----------
    weights
        Shape (k,), counts or sums of aoristic weights, not all zero. A sum of
        weights between 0 and 1 varies less than a count of the same size, so
        the limits are then on the wide side; what they do not cover is where
        in its interval an event really happened.

    Returns
    -------
    lower, upper
        Shape (k,), between 0 and 1.

    Notes
    -----
    Goodman (1965): Wilson limits at level 1 − α/k. With A the 1 − α/k quantile
    of χ² on one degree of freedom, x the count and n the total,
    [A + 2x ± √(A (A + 4x(n − x)/n))] / (2(n + A)).

    Examples
    --------
    >>> lower, upper = goodman_interval(np.array([56.0, 72.0, 73.0, 59.0, 62.0, 87.0, 58.0]))
    >>> round(float(lower[0]), 4), round(float(upper[0]), 4)
    (0.0852, 0.1663)
    """
    x = np.asarray(weights, np.float64)
    n = x.sum()
    a = NormalDist().inv_cdf(1 - (1 - level) / (2 * x.size)) ** 2
    half = np.sqrt(a * (a + 4 * x * (n - x) / n))
    return (a + 2 * x - half) / (2 * (n + a)), (a + 2 * x + half) / (2 * (n + a))


def week_uniformity_test(
    start: NDArray[np.datetime64], end: NDArray[np.datetime64], *, days: NDArray[np.int64], draws: int, seed: int
) -> WeekTest:
    """Test whether events spread evenly over the covered hours of the week.

    Each draw moves every event, with its length, to an hour of the covered
    week picked at random, and spreads it again; the statistic is compared
    with its values in the draws, so the blur of intervals is in both.

    Parameters
    ----------
    start, end
        As in `aoristic_week`; at least one event.
    days
        Shape (7,), covered days by weekday, Monday first; not all zero.
    draws
        Number of Monte Carlo draws.
    seed
        Of the draws.

    Returns
    -------
    statistic
        Σ (O − E)² / E over the hours with any covered day.
    p
        (M + 1) / (draws + 1), M the draws with a statistic as large or larger.
    expected
        Shape (168,), n · days of the weekday / (24 · covered days).

    Notes
    -----
    Lengths are cut to whole hours, at least one, from a day on to quarters of a
    day, and to less than a week: shorter intervals make the draws vary a little
    more than the truth, so the size is at most the stated one. Events are taken
    as independent of each other. O(n log n + draws · 168 · distinct lengths, 47 at most).

    Examples
    --------
    >>> hours = np.datetime64("2018-01-01", "us") + np.arange(336) * np.timedelta64(3600, "s")
    >>> week_uniformity_test(hours, hours, days=np.full(7, 2), draws=99, seed=1).p  # one in each hour
    1.0
    """
    share = np.repeat(np.asarray(days, np.float64), 24)
    share /= share.sum()
    begin, finish = _checked(start, end)
    expected = begin.size * share
    lengths, events = np.unique(_rounded_down((finish - begin) // _HOUR), return_counts=True)
    rng = np.random.default_rng(seed)
    drawn = np.zeros((draws, HOURS // 2 + 1), np.complex128)
    for length, n in zip(lengths, events, strict=True):
        starts = rng.multinomial(n, share, size=draws)
        drawn += np.fft.rfft(starts, axis=1) * np.fft.rfft((np.arange(HOURS) < length) / length)
    simulated = np.fft.irfft(drawn, HOURS, axis=1)
    statistic = _chi_square(aoristic_week(start, end)[None, :], expected)[0]
    above = int((_chi_square(simulated, expected) >= statistic * (1 - 1e-9)).sum())
    return WeekTest(float(statistic), float(pseudo_p(above, permutations=draws)), expected)


def busiest_window(hourly: NDArray[np.float64], *, hours: int) -> int:
    """Return the first hour of the busiest run of `hours` hours, round the clock; the earliest if tied.

    Examples
    --------
    >>> busiest_window(np.array([5.0, 1, 0, 0, 0, 7]), hours=2)
    5
    """
    twice = np.concatenate([hourly, hourly[: hours - 1]])
    sums = np.convolve(twice, np.ones(hours), mode="valid")
    return int(np.flatnonzero(sums >= sums.max() - 1e-9)[0])


def on_the_hour(start: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Count the times that are exactly a full hour (00 minutes, 00 seconds), by hour.

    Returns
    -------
    Shape (24,). Noon or midnight far above its neighbours is a habit of
    recording, or a default, before it is a rhythm.

    Examples
    --------
    >>> on_the_hour(np.array(["2018-01-01T12:00", "2018-01-02T12:01"], "datetime64[us]"))[12]
    np.int64(1)
    """
    clock = start.astype("datetime64[us]").astype(np.int64) % (24 * _HOUR)
    return np.bincount(clock[clock % _HOUR == 0] // _HOUR, minlength=24)


def _checked(start: NDArray[np.datetime64], end: NDArray[np.datetime64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Microseconds since a Monday, checked."""
    if np.isnat(start).any() or np.isnat(end).any():
        msg = "every event needs a start and an end; leave out those without"
        raise ValueError(msg)
    begin, finish = (part.astype("datetime64[us]").astype(np.int64) + _MONDAY for part in (start, end))
    if (finish < begin).any():
        msg = f"{int((finish < begin).sum())} intervals end before they start"
        raise ValueError(msg)
    return begin, finish


def _whole_hours(first: NDArray[np.int64], many: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add `weight` to each of `many` hours from `first` on, round the week."""
    weeks, rest = np.divmod(many, HOURS)
    begin = first % HOURS
    steps = np.bincount(begin, weight, 2 * HOURS + 1) - np.bincount(begin + rest, weight, 2 * HOURS + 1)
    run = np.cumsum(steps)[: 2 * HOURS]
    added = run[:HOURS] + run[HOURS:] + (weeks * weight).sum()
    return np.maximum(added, 0.0)  # sums that cancel leave some 1e-12


def _rounded_down(hours: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole hours below a day, quarters of a day above, less than a week."""
    kept = np.clip(hours, 1, HOURS - 6)
    return np.where(kept < 24, kept, kept // 6 * 6)


def _chi_square(rows: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    some = expected > 0
    return ((rows[:, some] - expected[some]) ** 2 / expected[some]).sum(axis=1)
