"""The calendar of a view: the parts of a period, how much of each is covered, and which part holds a day."""

import polars as pl

from beffroi.tables.views import Coverage
from beffroi.vocabulary.period import Every, Period, floor_to, next_boundary


def grid_of(period: Period, every: Every | None, coverage: Coverage) -> pl.DataFrame:
    """Return the calendar of a period: period (first day), days (covered), length (days of the whole calendar unit)."""
    parts = list(period.split(every)) if every else [period]
    return pl.DataFrame(
        {
            "period": [part.start for part in parts],
            "days": [coverage.days(part) for part in parts],
            "length": [_whole(part, every) for part in parts],
        },
        schema={"period": pl.Date, "days": pl.Int64, "length": pl.Int64},
    )


def _whole(part: Period, every: Every | None) -> int:
    """Days of the whole calendar unit that a piece belongs to."""
    if every is None:
        return part.days
    return (next_boundary(part.start, every) - floor_to(part.start, every)).days


def period_of(starts: pl.Series, day: str) -> pl.Expr:
    """Return the first day of the part of the grid that holds a day."""
    edges = starts.sort()
    position = pl.lit(edges).search_sorted(pl.col(day), side="right") - 1
    return pl.lit(edges).gather(position)
