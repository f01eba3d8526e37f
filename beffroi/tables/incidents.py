"""Canonical columns of an incident, a recorded count and an encounter. There is none for a person's name, home address or free text."""

import polars as pl

MINUTES = pl.Datetime("us")

INCIDENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,  # record number in the source file, 1 for the first after the header
    "source_id": pl.String,  # key of the row in the source; null without one
    "event_key": pl.String,  # rows of one event share it; null: the row is the event
    "occurred_utc": pl.Datetime("us", "UTC"),  # instant of `occurred_from`; null when only a month or more is known
    "occurred_from": MINUTES,  # local wall time; first instant of the interval
    "occurred_to": MINUTES,  # local wall time; null: same as from, or open (see interval_open)
    "interval_open": pl.Boolean,  # the source should have an end and has none
    "hour_known": pl.Boolean,  # false: only the day (or less) is known, or the hour is a default
    "date_precision": pl.Enum(["minute", "hour", "day", "month", "quarter", "year"]),
    "reported_at": MINUTES,
    "x": pl.Float64,  # metres in the observatory's reference system; null: no location
    "y": pl.Float64,
    "location_kind": pl.Enum(["exact", "block", "snapped", "area", "none"]),
    "location_metres": pl.Float32,  # stated precision of x, y
    "place_code": pl.String,  # the source's own area code, as written
    "place_name": pl.String,  # the source's own area name, as written
    "offence_source": pl.String,  # the source's own category, as written
    "offence": pl.String,  # ICCS code; null when unmapped or not an offence
    "offence_status": pl.Enum(["mapped", "unmapped", "not_an_offence"]),
    "sensitive": pl.Boolean,  # stricter threshold (a mixed class inherits it)
    "setting": pl.String,  # kind of place: residence, street, transit ...
    "status": pl.Enum(["provisional", "consolidated"]),
}

RECORDED_COUNTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "place_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,  # excluded
    "offence_source": pl.String,
    "offence": pl.String,
    "offence_status": pl.Enum(["mapped", "unmapped", "not_an_offence"]),
    "aggregate": pl.Boolean,  # a parent class: never summed with its parts
    "sensitive": pl.Boolean,
    "unit": pl.String,  # counting unit of this count: victim, offence, vehicle ...
    "value": pl.Int64,
    "status": pl.Enum(["provisional", "consolidated"]),
}

ENCOUNTERS: dict[str, pl.DataType | type[pl.DataType]] = {
    **{
        name: INCIDENTS[name]
        for name in ("row", "source_id", "event_key", "occurred_utc", "occurred_from", "occurred_to", "interval_open")
    },
    **{
        name: INCIDENTS[name] for name in ("hour_known", "date_precision", "x", "y", "location_kind", "location_metres")
    },
    "place_code": pl.String,
    "place_name": pl.String,
    "kind": pl.String,  # of a person, of a vehicle ...: as written
    "power": pl.String,  # the law that allowed it, as written
    "reason": pl.String,  # what it was for, as written
    "outcome": pl.String,  # as written
    "searched": pl.Boolean,  # null: the source does not say
    "found": pl.Boolean,  # what was looked for was found
    "arrested": pl.Boolean,
    "status": INCIDENTS["status"],
}
