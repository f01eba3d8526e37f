"""Dates whose year, month, day, hour and minute come in columns of their own."""

import polars as pl

from beffroi.sources.profile import Profile

_UNITS = ("year", "month", "day", "hour", "minute", "second")
_EMPTY = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}
_LEVELS = {"year": 5, "month": 3, "day": 2, "hour": 1, "minute": 0, "second": 0}  # index in DATE_PRECISIONS


def date_of_parts(records: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Return at (wall time), level (0 minute … 5 year), missing and unreadable_time, one row a record.

    A record without a year is missing its date; without an hour it has a day only (and so on upwards: what follows
    an empty part is not read). Parts that are no date (month 13) leave `at` empty; an hour or minute that is none
    leaves the day.
    """
    parts = profile.when.parts
    numbers = records.select(_whole(records[column], unit) for unit, column in parts.items())
    written = records.select(pl.col(column).is_not_null().alias(unit) for unit, column in parts.items())
    units = [unit for unit in _UNITS if unit in parts]
    given = written.select(pl.all_horizontal(*units[: at + 1]).alias(unit) for at, unit in enumerate(units))
    days = [unit for unit in units if unit in _UNITS[:3]]
    clock = [unit for unit in units if unit in _UNITS[3:]]
    bad_day = pl.any_horizontal(*[given[unit] & numbers[unit].is_null() for unit in days])
    frame = numbers.select(
        bad=bad_day,
        missing=~given["year"],
        level=pl.coalesce(
            *[pl.when(given[unit]).then(pl.lit(_LEVELS[unit], pl.Int8)) for unit in reversed(units)],
            pl.lit(_LEVELS["year"], pl.Int8),
        ),
        date=_written(numbers, given, _UNITS[:3], fmt="{}-{}-{}").str.to_date("%Y-%m-%d", strict=False),
        time=_written(numbers, given, _UNITS[3:], fmt="{}:{}:{}").str.to_time("%H:%M:%S", strict=False),
        broken=pl.any_horizontal(*[given[unit] & numbers[unit].is_null() for unit in clock])
        if clock
        else pl.lit(False),
    )
    unread = pl.col("time").is_null() | pl.col("broken")
    at = pl.col("date").cast(pl.Datetime("us")) + pl.col("time").fill_null(pl.time(0)).cast(pl.Duration("us"))
    return frame.select(
        "missing",
        at=pl.when(~pl.col("bad") & ~pl.col("missing")).then(
            pl.when(unread).then(pl.col("date").cast(pl.Datetime("us"))).otherwise(at)
        ),
        level=pl.when(unread).then(pl.max_horizontal("level", pl.lit(2, pl.Int8))).otherwise("level"),
        unreadable_time=unread & ~pl.col("missing"),
    )


def _whole(column: pl.Series, unit: str) -> pl.Series:
    text = column.cast(pl.String).str.strip_chars().str.replace(r"\.0+$", "")
    return text.cast(pl.Int64, strict=False).alias(unit)


def _written(numbers: pl.DataFrame, given: pl.DataFrame, units: tuple[str, ...], *, fmt: str) -> pl.Expr:
    """Write parts as text that a date reader takes; an empty part is the first that is possible."""
    parts = []
    for unit in units:
        if unit in numbers.columns:
            parts.append(pl.when(pl.lit(given[unit])).then(pl.col(unit)).otherwise(_EMPTY.get(unit)).cast(pl.String))
        else:
            parts.append(pl.lit(str(_EMPTY[unit])))
    width = [4 if unit == "year" else 2 for unit in units]
    return pl.format(fmt, *(part.str.zfill(n) for part, n in zip(parts, width, strict=True)))
