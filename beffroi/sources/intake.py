"""The one way in: a file and its profile to canonical rows, and an account of every other row."""

import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from beffroi.errors.intake import MOST_UNDECODABLE, EncodingContradicted, FewerRows
from beffroi.sources._base import Account, Intake, Records
from beffroi.sources.arrival import Arrival
from beffroi.sources.characters import without_accidents
from beffroi.sources.columns import check_no_person, cleaned
from beffroi.sources.decode import Decoded, Note, Received, receive, text_of
from beffroi.sources.delimited import AT_ONCE, Delimited, read_delimited
from beffroi.sources.hours import Amend
from beffroi.sources.incidents import Canonical, Incidents, Totals, to_incidents
from beffroi.sources.locations import UNDECIDED, ReadAgain
from beffroi.sources.portrait import LOOKED_AT, Portrait, Sitting, encoding_of, portrait
from beffroi.sources.profile import Profile
from beffroi.sources.times import zone_of
from beffroi.vocabulary.text import filled

_LEAST, _MOST = 10, 0.5  # records that do not decode, and their share, from which the encoding is another one

_ORDER = ("last_record_cut", "cells_as_records", "encoded_twice", "characters_normalised")


def read(path: Path, profile: Profile, *, crs: str, **how: object) -> Intake:
    """Read a file by its profile into canonical rows; parameters and errors are those of `Flow`.

    Returns
    -------
    Intake
        rows_in = table.height + quarantined.height + sum(dropped.values()).
    """
    flow = Flow(path, profile, crs=crs, **how)  # type: ignore[arg-type]
    try:
        tables = list(flow.tables())
    except ReadAgain:
        tables = list(flow.tables())
    table = pl.concat(tables) if len(tables) > 1 else tables[0]
    account = flow.account()
    told = {each.name: getattr(account, each.name) for each in fields(account)}
    return Intake(table=flow.amend(table, 0) if flow.amend else table, **told)


class Flow:
    """A file on its way to canonical rows, batch by batch.

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
    scratch
        A folder for what memory should not hold.
    at_once
        Bytes of delimited text that become rows together. The rows, and their account, do not depend on it.

    Raises
    ------
    IntakeError
        By `tables` or `account`. Nothing is kept; the message says what was found and what to do.
    """

    def __init__(
        self,
        path: Path,
        profile: Profile,
        *,
        crs: str,
        rows: int | None = None,
        sha256: str | None = None,
        received: datetime | None = None,
        name: str | None = None,
        gazetteer: pl.DataFrame | None = None,
        scratch: Path | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        check_no_person(profile)
        zone = zone_of(profile)
        self.path, self.profile, self.crs = path, profile, crs
        self._declared_rows, self._declared_sha256 = rows, sha256
        self._received = received or datetime.now(zone).replace(tzinfo=None)
        self._file_name = name or path.name
        self._gazetteer = gazetteer
        whole = profile.when.updated or profile.where.text  # what becomes of a record depends on records to come
        self._scratch, self._at_once = scratch, sys.maxsize if whole else at_once
        self._remedy: str | None = UNDECIDED
        self._account: Account | None = None
        self.amend: Amend | None = None  # corrects the tables, once all were yielded

    def tables(self) -> Iterator[pl.DataFrame]:
        """Yield the canonical rows, at least one table.

        Raises
        ------
        ReadAgain
            Only the whole file told how to read it: now the flow knows, and starts again.
        """
        wide = self.profile.unpivot is not None
        in_batches = self.profile.file.kind == "delimited" and self.profile.table == "incidents" and not wide
        return self._batches() if in_batches else self._whole()

    def account(self) -> Account:
        """Return the account of the file, once all tables were yielded."""
        assert self._account is not None
        return self._account

    def _whole(self) -> Iterator[pl.DataFrame]:
        profile = self.profile
        got = receive(self.path, kind=profile.file.kind, member=profile.file.member, sha256=self._declared_sha256)
        digest, written, decoded = got.sha256, encoding_of(got.content), decode(got, profile, name=self._file_name)
        del got  # a long text is not held while its rows become canonical
        self._check_records(decoded.records)
        found = _canonical(decoded, profile, crs=self.crs, received=self._received, gazetteer=self._gazetteer)
        yield found.table
        told = portrait(decoded, found.table, profile=profile, encoding=written)
        quarantined = pl.concat([decoded.records.quarantined, found.quarantined])
        records = replace(decoded.records, quarantined=quarantined, frame=found.table)
        self._close(replace(decoded, records=records), found, sha256=digest, portrait=told)

    def _batches(self) -> Iterator[pl.DataFrame]:
        profile = self.profile
        arrival = Arrival(self.path, sha256=self._declared_sha256)
        text = First(text_of(arrival, member=profile.file.member))
        reader = Delimited(iter(text), profile, name=self.path.name, at_once=self._at_once)
        building = Incidents(
            profile,
            crs=self.crs,
            received=self._received,
            gazetteer=self._gazetteer,
            scratch=self._scratch,
            remedy=self._remedy,
        )
        sitting = Sitting(profile)
        seen: list[Decoded] = []
        for decoded in reader:
            clean = _prepared(decoded, profile, name=self._file_name)
            table, quarantined = building.add(clean)
            sitting.add(clean, table)
            seen.append(_light(clean, quarantined, table))
            if len(seen) == 1:
                whole = self.path.stat().st_size * max(1.0, text.size / max(arrival.size, 1))
                building.expect(int(1.1 * seen[0].records.rows_in * whole / max(reader.consumed, 1)))
            del decoded, clean
            yield table
        records = _joined([one.records for one in seen], notes=reader.notes)
        self._check_records(records)
        try:
            totals = building.totals()
        except ReadAgain as again:
            self._remedy = again.remedy
            raise
        self.amend = totals.amend
        told = sitting.portrait(seen[0].columns, encoding=encoding_of(text.start))
        self._close(replace(seen[0], records=records), totals, sha256=arrival.sha256, portrait=told)

    def _check_records(self, records: Records) -> None:
        _check_encoding(records, path=self.path.name, profile=self.profile)
        found = records.rows_in
        if self._declared_rows is not None and found < self._declared_rows:
            raise FewerRows(path=self.path.name, found=found, declared=self._declared_rows)

    def _close(self, decoded: Decoded, found: Totals | Canonical, *, sha256: str, portrait: Portrait) -> None:
        """Draw up the account; the frame of the records is only counted."""
        records, profile = decoded.records, self.profile
        quarantined = records.quarantined.sort("row")
        if profile.keep_raw == "minimised":
            quarantined = quarantined.with_columns(raw=pl.lit(""))
        dropped = dict(records.dropped)
        for reason, n in found.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + n
        kept = [source for name, source in decoded.found.items() if name != profile.where.text]  # read, and not carried
        self._account = Account(
            stored=records.rows_in - quarantined.height - sum(dropped.values()),
            quarantined=quarantined,
            dropped=dropped,
            rows_in=records.rows_in,
            covered=found.covered,
            checks=found.checks,
            notes=records.notes + found.notes + tuple((name, {}) for name in profile.caveats),
            sha256=sha256,
            columns_kept=tuple(kept),
            columns_not_kept=tuple(name for name in decoded.columns if name not in kept),
            extra={"portrait": portrait},
        )


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
    return _prepared(decoded, profile, name=name or received.path.name, clean=clean)


class First:
    """Pieces of a file, of which the beginning is remembered."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.start, self.size = b"", 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            if len(self.start) < LOOKED_AT:
                self.start = (self.start + piece)[:LOOKED_AT]
            yield piece


def _prepared(decoded: Decoded, profile: Profile, *, name: str, clean: bool = True) -> Decoded:
    """Return records as later steps take them."""
    if profile.unpivot:
        from beffroi.sources.unpivot import unpivoted

        decoded = unpivoted(decoded, profile, name=name)
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


def _light(decoded: Decoded, quarantined: pl.DataFrame, table: pl.DataFrame) -> Decoded:
    """Return a batch without its records and their text: what its account needs."""
    both = pl.concat([decoded.records.quarantined, quarantined])
    records = replace(decoded.records, quarantined=both, frame=table.clear())
    return replace(decoded, records=records, raw=lambda _rows: [])


def _joined(batches: list[Records], *, notes: tuple[Note, ...]) -> Records:
    """Return the records of all batches as one, without their frames."""
    dropped: dict[str, int] = {}
    said: dict[str, dict[str, int]] = {}
    for batch in batches:
        for reason, n in batch.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + n
        for code, values in batch.notes:
            known = said.setdefault(code, {})
            for name, n in values.items():
                known[name] = n if name == "columns" else known.get(name, 0) + n
    return Records(
        frame=batches[0].frame,
        quarantined=pl.concat([batch.quarantined for batch in batches]),
        dropped=dropped,
        rows_in=sum(batch.rows_in for batch in batches),
        notes=notes + tuple((code, said[code]) for code in sorted(said, key=_ORDER.index)),
    )
