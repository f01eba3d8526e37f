"""The one way in: a file and its profile to canonical rows, and an account of every other row."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl

from beffroi.errors.intake import MOST_UNDECODABLE, EncodingContradicted, FewerRows
from beffroi.sources._base import Intake, Records
from beffroi.sources.characters import without_accidents
from beffroi.sources.columns import check_no_person, cleaned
from beffroi.sources.decode import Decoded, Received, receive
from beffroi.sources.delimited import read_delimited
from beffroi.sources.incidents import Canonical, to_incidents
from beffroi.sources.portrait import encoding_of, portrait
from beffroi.sources.profile import Profile
from beffroi.sources.times import zone_of
from beffroi.vocabulary.text import filled

_LEAST, _MOST = 10, 0.5  # records that do not decode, and their share, from which the encoding is another one


def read(
    path: Path,
    profile: Profile,
    *,
    crs: str,
    rows: int | None = None,
    sha256: str | None = None,
    received: datetime | None = None,
    name: str | None = None,
    gazetteer: pl.DataFrame | None = None,
) -> Intake:
    """Read a file by its profile into canonical rows.

    Parameters
    ----------
    path, profile
        The file as delivered, and the reviewed profile of its publisher.
    crs
        The observatory's reference system, projected in metres.
    rows, sha256
        What the sender declared; a file with fewer records, or another file, is refused.
    received
        Local wall time of the delivery, now by default; later dates (by more than a day) are in the future.
    name
        Name under which the file was delivered, when it is kept under another.
    gazetteer
        Streets and places that locate records by the text of `[where] text`.

    Returns
    -------
    Intake
        rows_in = table.height + quarantined.height + sum(dropped.values()).

    Raises
    ------
    IntakeError
        Nothing is kept; the message says what was found and what to do.
    """
    check_no_person(profile)
    zone = zone_of(profile)
    got = receive(path, kind=profile.file.kind, member=profile.file.member, sha256=sha256)
    digest, written, decoded = got.sha256, encoding_of(got.content), decode(got, profile, name=name)
    del got  # a long text is not held while its rows become canonical
    _check_encoding(decoded.records, path=path.name, profile=profile)
    if rows is not None and decoded.records.rows_in < rows:
        raise FewerRows(path=path.name, found=decoded.records.rows_in, declared=rows)
    now = received or datetime.now(zone).replace(tzinfo=None)
    canonical = _canonical(decoded, profile, crs=crs, received=now, gazetteer=gazetteer)
    told = portrait(decoded, canonical.table, profile=profile, encoding=written)
    return replace(_intake(digest, decoded, canonical, profile), extra={"portrait": told})


def decode(received: Received, profile: Profile, *, clean: bool = True, name: str | None = None) -> Decoded:
    """Turn received bytes into records with the reader of their kind; `clean` strips texts and empties missing ones."""
    if profile.file.kind == "delimited":
        decoded = read_delimited(received, profile)
    elif profile.file.kind == "excel":
        from beffroi.sources.workbooks import read_workbook

        decoded = read_workbook(received, profile)
    else:
        from beffroi.sources.typed import read_typed

        decoded = read_typed(received, profile)
    if profile.unpivot:
        from beffroi.sources.unpivot import unpivoted

        decoded = unpivoted(decoded, profile, name=name or received.path.name)
    if not clean:
        return decoded
    frame, notes = without_accidents(decoded.records.frame, profile)
    frame = cleaned(frame, profile)
    return replace(decoded, records=replace(decoded.records, frame=frame, notes=decoded.records.notes + notes))


def _canonical(
    decoded: Decoded, profile: Profile, *, crs: str, received: datetime, gazetteer: pl.DataFrame | None
) -> Canonical:
    if profile.table == "recorded_counts":
        from beffroi.sources.tallies import to_recorded_counts

        return to_recorded_counts(decoded, profile)
    if profile.table == "encounters":
        from beffroi.sources.encounters import to_encounters

        return to_encounters(decoded, profile, crs=crs, received=received)
    return to_incidents(decoded, profile, crs=crs, received=received, gazetteer=gazetteer)


def _check_encoding(records: Records, *, path: str, profile: Profile) -> None:
    """Refuse a file most of whose records do not decode: its encoding is another one."""
    n, of = int((records.quarantined["reason"] == "undecodable_bytes").sum()), records.rows_in
    if n >= _LEAST and n > _MOST * of:
        why = filled(MOST_UNDECODABLE, n=n, of=of)
        raise EncodingContradicted(path=path, declared=profile.file.encoding, why=why)


def _intake(sha256: str, decoded: Decoded, canonical: Canonical, profile: Profile) -> Intake:
    records = decoded.records
    quarantined = pl.concat([records.quarantined, canonical.quarantined]).sort("row")
    if profile.keep_raw == "minimised":
        quarantined = quarantined.with_columns(raw=pl.lit(""))
    dropped = dict(records.dropped)
    for reason, n in canonical.dropped.items():
        dropped[reason] = dropped.get(reason, 0) + n
    kept = [source for name, source in decoded.found.items() if name != profile.where.text]  # read, and not carried
    return Intake(
        table=canonical.table,
        quarantined=quarantined,
        dropped=dropped,
        rows_in=records.rows_in,
        covered=canonical.covered,
        checks=canonical.checks,
        notes=records.notes + canonical.notes + tuple((name, {}) for name in profile.caveats),
        sha256=sha256,
        columns_kept=tuple(kept),
        columns_not_kept=tuple(name for name in decoded.columns if name not in kept),
    )
