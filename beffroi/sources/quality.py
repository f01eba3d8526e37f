"""What a file says of its own quality: heaps at default times, first days, repeats."""

from typing import Any

import polars as pl

HEAP = 3.0  # a default time is a heap when it holds more than three times what its neighbours hold
FIRST_DAY = 12 / 365.2425  # share of days that are the first of a month


def check(name: str, n: int, of: int, expected: float | None = None) -> dict[str, Any]:
    """Return one line of the quality report: how many of how many, and the share expected without a fault."""
    return {"check": name, "n": int(n), "of": int(of), "expected_share": expected}


def time_shares(times: pl.Series, wanted: str) -> tuple[int, int, float]:
    """Return how many times equal `wanted` (HH:MM), out of how many, and the share expected.

    Expected: the mean share of the same minute in the other 23 hours, so that
    rounding to the hour or half hour is not taken for a default time.
    """
    hour, minute = (int(part) for part in wanted.split(":")[:2])
    of = times.len() - times.null_count()
    same = times.filter(times.dt.minute() == minute)
    n = int((same.dt.hour() == hour).sum())
    return n, of, (same.len() - n) / 23 / of if of else 0.0


def heaped(n: int, of: int, expected: float) -> bool:
    """Whether a time of day is a heap: more than three times what is expected of it, and at least 10 rows.

    >>> heaped(300, 1000, 0.05), heaped(100, 1000, 0.05)
    (True, False)
    """
    return of > 0 and n >= 10 and n / of > HEAP * expected


def unknown_hours(moments: pl.DataFrame, *, default_times: tuple[str, ...]) -> tuple[pl.Series, list[dict[str, Any]]]:
    """Return which records have an hour, and the default times found heaped (time, n, of, expected_share)."""
    timed = moments["timed"] & moments["occurred_from"].is_not_null()
    times = moments["occurred_from"].filter(timed)
    known, heaps = timed, []
    for wanted in default_times:
        n, of, expected = time_shares(times, wanted)
        if heaped(n, of, expected):
            hour, minute = (int(part) for part in wanted.split(":")[:2])
            at = moments["occurred_from"]
            known = known & ~((at.dt.hour() == hour) & (at.dt.minute() == minute)).fill_null(False)
            heaps.append({"time": wanted, "n": n, "of": of, "expected_share": expected})
    return known, heaps


def heaping_checks(moments: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the counts at midnight, at noon and on first days of months."""
    rows = moments.filter(pl.col("occurred_from").is_not_null())
    times = rows.filter("timed")["occurred_from"]
    checks = []
    for name, wanted in (("midnight", "00:00"), ("noon", "12:00")):
        n, of, expected = time_shares(times, wanted)
        checks += [check(name, n, of, expected)] if of else []
    days = rows.filter(pl.col("date_precision").is_in(["minute", "hour", "day"]))["occurred_from"]
    if len(days):
        checks.append(check("first_of_month", int((days.dt.day() == 1).sum()), len(days), FIRST_DAY))
    return checks
