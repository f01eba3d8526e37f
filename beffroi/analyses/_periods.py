"""What the analyses of counts share: calendar grains, covered windows, sums in which missing is not zero."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from beffroi.tables.views import Basis, DatePrecision, Series
from beffroi.vocabulary.lexicon import COVERED_DAYS, PERIOD, Column
from beffroi.vocabulary.period import Every, Period, floor_to, next_boundary
from beffroi.vocabulary.text import text

GRAINS: tuple[Every, ...] = ("day", "week", "month", "quarter", "year")
FINEST: dict[DatePrecision, Every] = {
    "minute": "day",
    "hour": "day",
    "day": "day",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}


@dataclass(frozen=True, slots=True)
class Window:
    """Events recorded on the covered days of a period."""

    period: Period
    incidents: int
    days: int


def finest_grain(basis: Basis, every: Every) -> Every:
    """Return the finest calendar grain that both the dates and the view allow.

    >>> from beffroi.vocabulary.period import Period
    >>> from beffroi.tables.views import Coverage
    >>> year = Period.parse("2018")
    >>> basis = Basis(dataset="d", title="", source="", licence="", unit="event", period=year,
    ...               coverage=Coverage(periods=(year,)), date_precision="month")
    >>> finest_grain(basis, "day")
    'month'
    """
    return max(FINEST[basis.date_precision], every, key=GRAINS.index)


def regroup(frame: pl.DataFrame, every: Every, *, keys: tuple[str, ...] = ()) -> pl.DataFrame:
    """Add up finer rows into calendar periods: columns *keys, period, days, length, n, sorted.

    `n` is null where no day is covered; `length` is the calendar length. Place
    names and other columns are left behind; rows that differ in `keys` stay apart.
    """
    starts = frame["period"].unique().to_list()
    begin = {day: floor_to(day, every) for day in starts}
    length = {day: (next_boundary(day, every) - day).days for day in set(begin.values())}
    covered = pl.col("days") > 0
    dated = frame.with_columns(pl.col("period").replace_strict(begin, return_dtype=pl.Date))
    summed = dated.group_by(*keys, "period").agg(
        pl.col("days").sum().cast(pl.Int64),
        pl.when(covered.any()).then(pl.col("n").filter(covered).sum()).cast(pl.Int64).alias("n"),
    )
    lengths = pl.col("period").replace_strict(length, return_dtype=pl.Int64)
    return (
        summed.with_columns(lengths.alias("length"))
        .select(*keys, "period", "days", "length", "n")
        .sort(*keys, "period", nulls_last=True)
    )


def collapse(frame: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Add up the rows of a grid that share `keys` and period: the covered days stay those of the period."""
    return frame.group_by(*keys, "period").agg(
        pl.col("days").max(), pl.when(pl.col("n").is_not_null().any()).then(pl.col("n").sum()).alias("n")
    )


def whole(frame: pl.DataFrame, start: date, *, keys: tuple[str, ...]) -> pl.DataFrame:
    """Add up every period of a grid: one row for each of `keys`, with columns *keys, period (`start`), days, n."""
    covered = pl.col("n").is_not_null().any()
    return (
        frame.group_by(*keys)
        .agg(pl.col("days").sum(), pl.when(covered).then(pl.col("n").sum()).alias("n"))
        .with_columns(pl.lit(start).alias("period"))
        .sort(*keys, nulls_last=True)
    )


def window(series: Series, period: Period) -> Window:
    """Return what is recorded on the covered days of a period that the view's grain can cut."""
    inside = series.frame.filter((pl.col("period") >= period.start) & (pl.col("period") < period.end))
    covered = inside.filter(pl.col("days") > 0)
    return Window(period, int(covered["n"].sum() or 0), int(covered["days"].sum() or 0))


def last_period(basis: Basis, every: Every) -> tuple[Period, bool]:
    """Return the last complete calendar period in scope, and True; else the last covered days, and False."""
    pieces = [piece for piece in basis.period.split(every) if basis.coverage.days(piece)]
    whole = [piece for piece in pieces if _is_calendar(piece, every) and basis.coverage.is_complete(piece)]
    if whole:
        return whole[-1], True
    return basis.coverage.within(pieces[-1])[-1], False


def complete_steps(basis: Basis, every: Every, *, earlier: bool = False) -> list[Period]:
    """Return the calendar steps of the period that the data cover wholly: a partly covered one is missing, not low.

    With `earlier`, also those before the period, from the first covered day on.
    """
    start = min(basis.coverage.span().start, basis.period.start) if earlier else basis.period.start
    return steps_of(basis, Period(start=start, end=basis.period.end), every)


def steps_of(basis: Basis, period: Period, every: Every) -> list[Period]:
    """Return the calendar steps of any period that the data cover wholly."""
    pieces = period.split(every)
    return [piece for piece in pieces if _is_calendar(piece, every) and basis.coverage.is_complete(piece)]


def covered_name(basis: Basis, start: date, every: Every) -> str | None:
    """Return the first to the last covered day of a calendar period in scope: a partly covered month is renamed."""
    parts = basis.coverage.within(Period(start=start, end=next_boundary(start, every)))
    parts = tuple(cut for part in parts if (cut := part.overlap(_until(basis))))
    return str(Period(start=parts[0].start, end=parts[-1].end)) if parts else None


def _until(basis: Basis) -> Period:
    return Period(start=min(basis.period.start, basis.coverage.span().start), end=basis.period.end)


def _is_calendar(piece: Period, every: Every) -> bool:
    return piece.start == floor_to(piece.start, every) and piece.end == next_boundary(piece.start, every)


def dated(column: Column, days: Iterable[int]) -> Column:
    """Word ordinal days as dates: ISO 8601, the same in every language; a column that is no key holds numbers only."""
    said = [(day, date.fromordinal(day).isoformat()) for day in days]
    return replace(column, codes=tuple((day, text(iso, iso, iso)) for day, iso in said))


COVERED = Column(
    label=text("First to last covered day", "Du premier au dernier jour couvert", "Del primer al último día cubierto"),
    unit="period",
    dimension="period",
)
PERIOD_COLUMNS = {"period": PERIOD, "covered": COVERED, "covered_days": COVERED_DAYS}
