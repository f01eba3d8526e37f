"""What a file says of its own quality: heaps at default times, first days, repeats."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

HEAP = 3.0  # a default time is a heap when it holds more than three times what its neighbours hold
FIRST_DAY = 12 / 365.2425  # share of days that are the first of a month


def check(name: str, n: int, of: int, expected: float | None = None) -> dict[str, Any]:
    """Return one line of the quality report: how many of how many, and the share expected without a fault."""
    return {"check": name, "n": int(n), "of": int(of), "expected_share": expected}


class Clock:
    """How often each time of day and each first of a month occurs, counted over any number of batches."""

    def __init__(self) -> None:
        self.minutes = np.zeros(1440, np.int64)
        self.first_days = self.days = 0

    def add(self, moments: pl.DataFrame, minutes: pl.Series) -> None:
        """Count the times of rows with occurred_from, timed and date_precision; `minutes` are theirs."""
        self.minutes += np.bincount(minutes.drop_nulls().to_numpy(), minlength=1440)
        to_the_day = moments["date_precision"].is_in(["minute", "hour", "day"])
        days = moments["occurred_from"].filter(to_the_day)
        self.days += days.len() - days.null_count()
        self.first_days += int((days.dt.day() == 1).sum())

    def shares(self, wanted: str) -> tuple[int, int, float]:
        """Return how many times equal `wanted` (HH:MM), out of how many, and the share expected.

        Expected: the mean share of the same minute in the other 23 hours, so that
        rounding to the hour or half hour is not taken for a default time.
        """
        minute = minute_of(wanted)
        n, of = int(self.minutes[minute]), int(self.minutes.sum())
        same = int(self.minutes[minute % 60 :: 60].sum())
        return n, of, (same - n) / 23 / of if of else 0.0

    def heaps(self, default_times: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return the default times that are heaped: time, n, of, expected_share."""
        found = ((wanted, *self.shares(wanted)) for wanted in default_times)
        return [
            {"time": wanted, "n": n, "of": of, "expected_share": expected}
            for wanted, n, of, expected in found
            if heaped(n, of, expected)
        ]

    def checks(self) -> list[dict[str, Any]]:
        """Return the counts at midnight, at noon and on first days of months."""
        checks = []
        for name, wanted in (("midnight", "00:00"), ("noon", "12:00")):
            n, of, expected = self.shares(wanted)
            checks += [check(name, n, of, expected)] if of else []
        if self.days:
            checks.append(check("first_of_month", self.first_days, self.days, FIRST_DAY))
        return checks


def minute_of(wanted: str) -> int:
    """Return the minute of the day that `HH:MM` says."""
    hour, minute = (int(part) for part in wanted.split(":")[:2])
    return 60 * hour + minute


def minutes_of(moments: pl.DataFrame) -> pl.Series:
    """Return the minute of the day of each row, null where no time of day is given."""
    at = moments["occurred_from"]
    minutes = at.dt.hour().cast(pl.Int16) * 60 + at.dt.minute()
    return minutes.set(~moments["timed"], None) if not moments["timed"].all() else minutes


def heaped(n: int, of: int, expected: float) -> bool:
    """Whether a time of day is a heap: more than three times what is expected of it, and at least 10 rows.

    >>> heaped(300, 1000, 0.05), heaped(100, 1000, 0.05)
    (True, False)
    """
    return of > 0 and n >= 10 and n / of > HEAP * expected


def known_hours(minutes: pl.Series, heaps: Iterable[str]) -> pl.Series:
    """Return which rows have an hour: a time of day is given, and it is none of the heaped default times."""
    unknown = [minute_of(wanted) for wanted in heaps]
    known = minutes.is_not_null()
    return known & ~minutes.is_in(unknown).fill_null(True) if unknown else known
