"""Dates as a spreadsheet counts them: days since 1900 or 1904, the time of day as a fraction."""

from datetime import datetime

import polars as pl

EPOCHS = {"excel": datetime(1899, 12, 30), "excel-1904": datetime(1904, 1, 1)}
WHOLE = " whole"  # of a format: numbers without a fraction, which say the day only
_FIRST = {"excel": 61, "excel-1904": 0}  # 1 March 1900: the count of 1900 has a day 60 that never was
_LAST = 2_956_000  # in year 9993 or later
_DAY = 86_400


def expanded(formats: tuple[str, ...]) -> tuple[str, ...]:
    """Return formats with each count of days in two: whole numbers (a day), then the others (a time of day).

    >>> expanded(("%d/%m/%Y", "excel"))
    ('%d/%m/%Y', 'excel whole', 'excel')
    """
    return tuple(each for fmt in formats for each in ([fmt + WHOLE, fmt] if fmt in EPOCHS else [fmt]))


def is_count(fmt: str) -> bool:
    """Whether a format is a count of days."""
    return fmt.removesuffix(WHOLE) in EPOCHS


def from_counts(text: pl.Series, fmt: str) -> pl.Series:
    """Read counts of days as wall time, to the second; null for anything else.

    >>> from_counts(pl.Series(["45413.5", "45413,25", "x"]), "excel").to_list()[0]
    datetime.datetime(2024, 5, 1, 12, 0)
    """
    plain = text.str.strip_chars().str.replace(",", ".", literal=True)
    plain = plain.set((~plain.str.contains(r"^\d{1,7}(\.\d+)?$")).fill_null(True), None)
    number = plain.cast(pl.Float64, strict=False)
    era = fmt.removesuffix(WHOLE)
    number = number.set(~number.is_between(_FIRST[era], _LAST), None)
    if fmt.endswith(WHOLE):
        number = number.set(number != number.floor(), None)
    seconds = (number * _DAY).round(0).cast(pl.Int64)
    since = (seconds * 1_000_000).cast(pl.Duration("us"))
    return pl.select(pl.lit(EPOCHS[era]).cast(pl.Datetime("us")) + pl.lit(since)).to_series().alias(text.name)
