"""Which days a file covers. A missing month is missing, never zero."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from beffroi.sources.profile import Profile
from beffroi.vocabulary.period import Period, next_boundary

USUAL_MONTH = 30  # rows a month from which an empty month is a gap in the data
USUAL_DAY = 10  # rows a day from which a thin last day is a day cut short
THIN = 0.5  # share of the median of the four weeks before
WEEKS = 28

Note = tuple[str, dict[str, Any]]


class Days:
    """How many rows each day holds, counted over any number of batches."""

    def __init__(self) -> None:
        self._counts: list[pl.DataFrame] = []

    def add(self, occurred: pl.Series) -> None:
        """Count the days of dates and times."""
        days = occurred.drop_nulls().dt.date().alias("day")
        self._counts = [_summed([*self._counts, days.value_counts(name="n").cast({"n": pl.Int64})])]

    def frame(self) -> pl.DataFrame:
        """Return day and n, in order of days."""
        return _summed(self._counts or [pl.DataFrame(schema={"day": pl.Date, "n": pl.Int64})]).sort("day")


def _summed(counts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(counts).group_by("day").agg(pl.col("n").sum())


def covered_periods(days: Days, profile: Profile) -> tuple[tuple[Period, ...], tuple[Note, ...]]:
    """Return the covered periods of counted days, and notes that say which rule cut them.

    `months_present`: the calendar months that hold at least one row. `span`: from
    the first day to the last, within `declared` when the profile declares a
    period; the last day is left out when the file has at least 10 rows a day and
    that day has less than half the median of the 28 days before it (it is then
    cut short); a calendar month without a row, in a file of at least 30 rows a
    month on average, is not covered.
    """
    counted = days.frame()
    if not counted.height:
        return (), ()
    if profile.coverage == "months_present" or profile.when.precision in {"month", "quarter", "year"}:
        return _months(counted["day"], profile), ()
    declared = Period.parse(profile.declared) if profile.declared else None
    if declared is None:
        span, notes = _span(counted)
    else:
        span, notes = declared, []
        out = (pl.col("day") < declared.start) | (pl.col("day") >= declared.end)
        outside = int(counted.filter(out)["n"].sum())
        notes += [("outside_declared", {"n": outside, "period": str(declared)})] if outside else []
    periods, gaps = _without_gaps(span, counted)
    notes += [("months_without_rows", {"months": ", ".join(gaps)})] if gaps else []
    return periods, tuple(notes)


def _months(days: pl.Series, profile: Profile) -> tuple[Period, ...]:
    every = {"quarter": "quarter", "year": "year"}.get(profile.when.precision, "month")
    starts = days.dt.truncate({"quarter": "1q", "year": "1y"}.get(every, "1mo")).unique().sort().to_list()
    return joined([Period(start=start, end=next_boundary(start, every)) for start in starts])  # type: ignore[arg-type]


def _span(counted: pl.DataFrame) -> tuple[Period, list[Note]]:
    counts: dict[date, int] = dict(counted.iter_rows())
    first, last = counted["day"][0], counted["day"][-1]
    before = sorted(counts.get(last - timedelta(days=back), 0) for back in range(1, WEEKS + 1))
    usual = (before[WEEKS // 2 - 1] + before[WEEKS // 2]) / 2
    if (last - first).days >= WEEKS and usual >= USUAL_DAY and counts[last] < THIN * usual:
        return Period(start=first, end=last), [
            ("last_day_cut", {"day": last.isoformat(), "n": counts[last], "usual": usual})
        ]
    return Period(start=first, end=last + timedelta(days=1)), []


def _without_gaps(span: Period, counted: pl.DataFrame) -> tuple[tuple[Period, ...], list[str]]:
    months = list(span.split("month"))
    present = set(counted["day"].dt.truncate("1mo").unique().to_list())
    empty = [month for month in months if month.start.replace(day=1) not in present]
    if not empty or counted["n"].sum() < USUAL_MONTH * len(months):
        return (span,), []
    return joined([month for month in months if month not in empty]), [str(month) for month in empty]


def joined(periods: list[Period]) -> tuple[Period, ...]:
    """Return periods with those that touch joined into one; they come sorted."""
    whole: list[Period] = []
    for period in periods:
        if whole and whole[-1].end == period.start:
            whole[-1] = Period(start=whole[-1].start, end=period.end)
        else:
            whole.append(period)
    return tuple(whole)
