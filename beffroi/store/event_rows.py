"""Rows of events as views of points and times want them: one row an event, in order of time."""

import polars as pl

from beffroi.store.frames import one_row_an_event
from beffroi.store.piles import on_points

LOCATED = ("x", "y", "occurred_from", "row", "event_key")
TIMED = ("occurred_from", "occurred_to", "interval_open", "hour_known", "row", "event_key")
_NOWHERE = pl.Schema({"x": pl.Float64(), "y": pl.Float64(), "day": pl.Int32(), "apart": pl.Boolean()})
_NEVER = pl.Schema({"start": pl.Datetime("us"), "end": pl.Datetime("us"), "hour_known": pl.Boolean()})


def located(rows: pl.DataFrame, *, defaults: pl.DataFrame | None) -> pl.DataFrame:
    """Return the events with a location: x, y, day (since 1970-01-01), whether on a default location, any offence."""
    if "x" not in rows.columns:
        return pl.DataFrame(schema=_NOWHERE)
    events = one_row_an_event(rows).filter(pl.col("x").is_not_null()).sort("occurred_from", "row", maintain_order=True)
    apart = pl.lit(value=False) if defaults is None else on_points(events, defaults)
    day = pl.col("occurred_from").dt.epoch("d").cast(pl.Int32)
    return events.select("x", "y", *(["offence"] if "offence" in events.columns else []), day=day, apart=apart)


def timed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return when the events began and ended (null: open or unknown), and whether the hour is known."""
    if "occurred_to" not in rows.columns:
        return pl.DataFrame(schema=_NEVER)
    events = one_row_an_event(rows).sort("occurred_from", "row", maintain_order=True)
    end = pl.when(~pl.col("interval_open")).then(pl.coalesce("occurred_to", "occurred_from"))
    return events.select("hour_known", start=pl.col("occurred_from"), end=end)
