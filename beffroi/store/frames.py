"""From deliveries to the rows in scope: overlap, offences, events, period."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import polars as pl

from beffroi.store.catalogue import Delivery
from beffroi.store.revisions import covered_by, lifetimes, own_rows, standing
from beffroi.tables.incidents import INCIDENTS
from beffroi.tables.views import Coverage
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope


def coverage_of(deliveries: Sequence[Delivery]) -> Coverage:
    """Merge the covered periods of deliveries."""
    periods = sorted(
        (period for delivery in deliveries for period in covered_by(delivery)), key=lambda p: (p.start, p.end)
    )
    merged: list[Period] = []
    for period in periods:
        if merged and period.start <= merged[-1].end:
            merged[-1] = Period(start=merged[-1].start, end=max(merged[-1].end, period.end))
        else:
            merged.append(period)
    return Coverage(periods=tuple(merged))


class Tables(Protocol):
    """Where the table of a delivery is read: a folder, or what a worker was given of it."""

    def read(self, delivery: Delivery, role: str = "table", *, columns: list[str] | None = None) -> pl.DataFrame:
        """Return a table of a delivery, some of its columns or all."""


def read_rows(
    store: Tables, deliveries: Sequence[Delivery], *, day: str, fallen: bool = False, without: Sequence[str] = ()
) -> pl.DataFrame:
    """Read the rows of deliveries that stand: each of a day its delivery covers, superseded by no later one.

    Rows that a delivery holds of days it does not cover (a last day cut short,
    a few before the declared period) fall: those days are missing here, and
    another delivery may hold them whole. `store.revisions` has the rule by which a later delivery supersedes.
    `day` names the column that dates a row. The column `position` counts the
    rows of all the tables, one after the other, those that fell included. With `fallen`, superseded rows are
    there too, and `arrived` and `fell` number the deliveries that brought and superseded each row. Of a single
    delivery, the columns in `without` are not read; several are compared by all that they hold.
    """
    frames, height, columns = [], 0, None
    if len(deliveries) == 1 and deliveries[0].kind == "incidents" and without:
        columns = [name for name in INCIDENTS if name not in without]
    for delivery in deliveries:
        frame = store.read(delivery, columns=columns).with_row_index("position", offset=height)
        height += frame.height
        frames.append(own_rows(frame, covered_by(delivery), day=day))
    kept = (lifetimes if fallen else standing)(frames, deliveries, day=day)
    named = [frame.with_columns(pl.lit(one.id).alias("delivery")) for frame, one in zip(kept, deliveries, strict=True)]
    return pl.concat(named, how="vertical", rechunk=True)


def without_wholes(counts: pl.DataFrame) -> pl.DataFrame:
    """Leave out the recorded counts of classes that hold others, wherever one of those stands beside them.

    A class is a part of another when its code is within the other's, for the
    same place, period and unit. A whole whose parts were not delivered stays.
    """
    cell = ["delivery", "place_code", "period_start", "period_end", "unit"]
    parts = counts.filter(~pl.col("aggregate"))
    wholes = counts.filter("aggregate")
    kept = [parts]
    for code in wholes["offence"].unique().sort():
        within_code = pl.col("offence").str.starts_with(code) if code else pl.lit(value=False)
        own = wholes.filter(pl.col("offence").eq_missing(pl.lit(code)))
        kept.append(own.join(parts.filter(within_code), on=cell, how="anti", nulls_equal=True))
    return pl.concat(kept).sort("position")


def within(column: str, period: Period) -> pl.Expr:
    """Whether a date or local time falls in a half-open period."""
    return (pl.col(column) >= pl.lit(period.start)) & (pl.col(column) < pl.lit(period.end))


def in_offences(scope: Scope) -> pl.Expr:
    """Whether a row belongs to the offences of a scope; categories that are not offences never do."""
    offence = pl.col("offence_status") != "not_an_offence"
    if scope.offences:
        wanted = pl.any_horizontal(pl.col("offence").str.starts_with(code) for code in scope.offences)
        offence &= wanted.fill_null(value=False)
    return offence


def one_row_an_event(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the first row of each event; rows without an event key are events."""
    if frame["event_key"].null_count() == frame.height:
        return frame
    keyed = pl.col("event_key").is_not_null()
    return frame.filter(~keyed | pl.col("event_key").is_first_distinct())


def months(period: Period) -> list[date]:
    """First days of the months that a period touches."""
    return [part.start.replace(day=1) for part in period.split("month")]
