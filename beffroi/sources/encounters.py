"""Records of encounters (stops, searches) to canonical rows: never incidents, and nothing about the person."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from beffroi.sources.columns import texts
from beffroi.sources.decode import Decoded
from beffroi.sources.incidents import Canonical, to_incidents
from beffroi.sources.profile import Profile, Stop, What
from beffroi.sources.quality import check
from beffroi.tables.incidents import ENCOUNTERS

_YES_OR_NO = {"searched": "searched_unknown", "found": "found_unknown", "arrested": "arrested_unknown"}
_OF_OFFENCES = {"mapped", "unmapped", "not_an_offence"}


def to_encounters(decoded: Decoded, profile: Profile, *, crs: str, received: datetime) -> Canonical:
    """Build canonical encounters from decoded records; times, places and faults are those of incidents.

    rows of `decoded.records.frame` = table.height + quarantined.height + sum(dropped.values()).

    Raises
    ------
    IntakeError
        The profile is incomplete, its dates or its reference system contradict the file.
    """
    stop = profile.stop
    assert stop is not None  # a profile of encounters has one
    timed = profile.model_copy(update={"what": What(constant="encounter")})
    found = to_incidents(decoded, timed, crs=crs, received=received)
    said = _said(decoded.records.frame, stop)
    table = found.table.join(said, on="row", how="left", maintain_order="left")
    kept = tuple(line for line in found.checks if line["check"] not in _OF_OFFENCES)
    given = stop.columns()
    unread = [(code, table[name].null_count()) for name, code in _YES_OR_NO.items() if name in given]
    return replace(
        found,
        table=table.select(pl.col(name).cast(dtype) for name, dtype in ENCOUNTERS.items()),
        checks=kept + tuple(check(code, n, table.height) for code, n in unread),
    )


def _said(records: pl.DataFrame, stop: Stop) -> pl.DataFrame:
    """Return what each record says of the encounter: null where the source has no column for it."""
    columns = stop.columns()
    said = {name: texts(records[column]) for name, column in columns.items()}
    words = dict.fromkeys(stop.yes, True) | dict.fromkeys(stop.no, False)
    for name in _YES_OR_NO:
        if name in said:
            said[name] = said[name].replace_strict(words, default=None, return_dtype=pl.Boolean)
    every = ("kind", "power", "reason", "outcome", *_YES_OR_NO)
    return records.select("row", **{name: said.get(name, pl.lit(None, ENCOUNTERS[name])) for name in every})
