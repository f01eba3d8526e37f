"""What is computed of the rows of a data set: the partial functions that each engine maps over its deliveries.

The embedded engine applies them once, to all rows that it holds; a cluster's workers apply them to the rows of some
deliveries each, and what they return is added up. They are pure: of rows and of what is asked, nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from beffroi.store.calendar import period_of
from beffroi.store.frames import in_offences, within
from beffroi.store.places import PlaceSet
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope

OF_BASIS = (
    "event_key", "sensitive", "offence", "offence_status", "location_kind", "location_metres", "hour_known",
    "date_precision", "value", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows are asked: those in scope and of a period; with neither, all.

    `places` is the set that the area of the scope belongs to, where it has one. `columns` are kept, those there are.
    """

    scope: Scope | None = None
    period: Period | None = None
    places: PlaceSet | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """By what rows are counted: parts of a calendar (their first days), places, offences (digits of the code)."""

    starts: pl.Series | None = None
    places: PlaceSet | None = None
    digits: int | None = None

    @property
    def axes(self) -> list[str]:
        """Columns of a tally besides `n`."""
        told = {"place": self.places, "period": self.starts, "offence": self.digits}
        return [name for name, given in told.items() if given is not None]


def column_of(places: PlaceSet) -> str:
    """Return the column that holds the place of each row."""
    return f"in {places.name}"


def chosen(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Return the rows that are asked."""
    wanted = pl.lit(value=True)
    scope = asked.scope
    if scope is not None:
        wanted &= in_offences(scope)
        if scope.unit is not None and "unit" in rows.columns:
            wanted &= pl.col("unit") == scope.unit
        if scope.setting:
            wanted &= pl.col("setting").is_in(scope.setting)
        if asked.places is not None:
            wanted &= pl.col(column_of(asked.places)).is_in(scope.area).fill_null(value=False)
    if asked.period is not None:
        wanted &= within("day", asked.period)
    found = rows.select(wanted.fill_null(value=False).alias("wanted"))["wanted"]
    if asked.columns is not None:
        rows = rows.select(name for name in asked.columns if name in rows.columns)
    return rows if found.all() else rows.filter(found)


def tally(rows: pl.DataFrame, asked: Asked, cells: Cells) -> pl.DataFrame:
    """Count the rows that are asked, by cell: the axes of the cells, `n` (Int64)."""
    by, needed = [], ["value", "day", "offence"]
    if cells.places is not None:
        needed.append(column_of(cells.places))
        by.append(pl.col(column_of(cells.places)).alias("place"))
    if cells.starts is not None:
        by.append(period_of(cells.starts, "day").alias("period"))
    if cells.digits is not None:
        by.append(offence_at(cells.digits).alias("offence"))
    found = chosen(rows, replace(asked, columns=tuple(needed)))
    return add_up([found.select(pl.col("value").alias("n"), *by)], cells)


def add_up(tallies: Sequence[pl.DataFrame], cells: Cells) -> pl.DataFrame:
    """Return the sum of tallies, or of rows, by cell."""
    return pl.concat(tallies).group_by(cells.axes).agg(pl.col("n").sum())


def facts(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Return what a basis says of the rows that are asked, once each with how many rows say it (`times`).

    Rows of keyed events are left as they are: another part may hold rows of the same event.
    """
    found = chosen(rows, asked)
    if "event_key" not in found.columns:
        return lone(found)
    keyed = pl.col("event_key").is_not_null()
    loose = found.filter(~keyed).group_by(found.columns).agg(times=pl.len().cast(pl.Int64))
    return pl.concat([loose, lone(found.filter(keyed))])


def lone(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as facts that are each said once."""
    return rows.with_columns(times=pl.lit(1, pl.Int64))


def offence_at(digits: int) -> pl.Expr:
    """Return the offence code of a row at a level; 0: as it is."""
    whole = pl.col("offence")
    return (whole.str.head(digits) if digits else whole).fill_null("unmapped")
