"""A delivery is the unit of storage: kept as received, written once, visible by one catalogue row."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.intake import ChangedMeanwhile
from beffroi.errors.store import ALTERED, MISSING, BusyCatalogue, DamagedFile, GoneMeanwhile
from beffroi.store.catalogue import Catalogue, Delivery, now
from beffroi.store.files import check_room, remove_file, sha256_of, sweep, write_named, write_table, write_whole
from beffroi.store.fingerprint import content_fingerprint
from beffroi.store.lock import WAIT, alone, shares, sharing
from beffroi.store.overlaps import decided
from beffroi.store.packs import repacked
from beffroi.store.revisions import covered_by, own_rows, revision_of, shared_days
from beffroi.store.staging import Amend, Staged, batches_of, stage
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import Text

SAID_APART = ("places", "exposure")  # the same rows mean something else under another measure, year or way to join
LATEST = (*SAID_APART, "gazetteer")  # of which the last delivery stands, for those before it told by the same name


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a source hands over, ready to be stored.

    raw
        The file to keep: as received, or the minimised copy.
    sha256
        Of the file as received.
    account
        JSON-able: rows_in, stored, quarantined, dropped, reasons, checks, covered, notes, columns.
    """

    dataset: str
    kind: str
    raw: Path
    file_name: str
    sha256: str
    table: pl.DataFrame | Staged
    quarantined: pl.DataFrame
    account: Mapping[str, Any]
    profile: Mapping[str, Any]
    contract: str  # fingerprint of the profile
    overlap: str = "ask"
    covered: tuple[Period, ...] = ()
    as_received: bool = False  # the file to keep is the one that was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One damaged file found by `check`."""

    delivery: str
    file: str
    fault: Text


class Deliveries:
    """Raw files, tables and their catalogue, in one folder."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder, self.catalogue = folder, catalogue
        self._verified: dict[tuple[str, int, int], str] = {}
        self._unwanted: list[Path] = []  # written for deliveries that did not come about
        self._last_pack: tuple[Any, pl.DataFrame] = (None, pl.DataFrame())

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Add files while none is taken away: whoever prepares a parcel in this folder does so within it."""
        try:
            with sharing(self.folder):
                yield
        finally:
            if self._unwanted and not shares(self.folder):
                unwanted, self._unwanted = self._unwanted, []
                self._withdraw(unwanted)

    def stage(self, tables: Iterator[pl.DataFrame], *, amend: Callable[[], Amend | None] = lambda: None) -> Staged:
        """Write a table to come batch by batch; see `staging.stage`. Only while `receiving`."""
        return stage(tables, self.folder / "deliveries", amend=amend)

    def commit(self, parcel: Parcel) -> tuple[Delivery, bool]:
        """Store a parcel; return the delivery and whether anything was added.

        The same file under the same contract, or the same rows in another
        wrapping, add nothing. Days already covered ask for a decision. Of
        places, denominators and gazetteers the last delivery stands: one that
        another has replaced since is stored again.
        """
        name = self._name(parcel)
        fingerprint = _fingerprint(parcel.table)
        written: list[Path] = []
        with self.receiving():
            try:
                held = self._commit(name, parcel, fingerprint, written)
            except Exception:
                self._unwanted += written
                raise
            if held is not None:
                self._unwanted += written
        return (held, False) if held is not None else (self.catalogue.delivery(name), True)

    def _name(self, parcel: Parcel) -> str:
        """Return the identifier of a parcel: of its file and contract, and of what it replaces where it was replaced itself."""
        told = f"{parcel.sha256}{parcel.contract}{parcel.kind}{parcel.dataset}"
        name = hashlib.sha256(told.encode()).hexdigest()[:12]
        before = self.catalogue.deliveries(dataset=parcel.dataset, kind=parcel.kind)
        if parcel.kind not in LATEST or name not in {one.id for one in before}:
            return name
        last = before[-1]
        return last.id if _is_of(last, parcel) else hashlib.sha256(f"{told}{last.id}".encode()).hexdigest()[:12]

    def _commit(self, name: str, parcel: Parcel, fingerprint: str, written: list[Path]) -> Delivery | None:
        """Decide, write the files, then decide again if others wrote meanwhile; return what holds the same already."""
        before = self.catalogue.deliveries(dataset=parcel.dataset, kind=parcel.kind)
        row = self._row(name, parcel, fingerprint, before=before)
        if isinstance(row, Delivery):
            if row.id == name:
                self._heal(row, parcel)
            return row
        needed = parcel.raw.stat().st_size + _room(parcel.table) + 1_000_000
        check_room(self.folder, needed=needed, name=parcel.file_name)

        def decide(visible: list[Delivery]) -> Delivery | Mapping[str, Any]:
            now = [one for one in visible if (one.dataset, one.kind) == (parcel.dataset, parcel.kind)]
            return row if now == before else self._row(name, parcel, fingerprint, before=now)

        return self.catalogue.add(name, self._write(name, parcel, written), decide=decide)

    def _row(
        self, name: str, parcel: Parcel, fingerprint: str, *, before: list[Delivery]
    ) -> Delivery | Mapping[str, Any]:
        """Return the catalogue's row of a parcel, or the delivery that holds the same."""
        for delivery in before[-1:] if parcel.kind in LATEST else before:
            if delivery.id == name or (delivery.fingerprint == fingerprint and parcel.kind not in SAID_APART):
                return delivery
        revision = self._revision(parcel, before)
        overlap = "replace" if parcel.kind in SAID_APART else decided(parcel, before, revision=revision)
        return {
            "id": name, "dataset": parcel.dataset, "kind": parcel.kind, "sha256": parcel.sha256,
            "file_name": parcel.file_name, "fingerprint": fingerprint, "profile": dict(parcel.profile),
            "account": {
                **parcel.account,
                "covered": [str(period) for period in parcel.covered],
                **({"revision": revision} if revision else {}),
            },
            "overlap": overlap, "received_at": now(),
        }  # fmt: skip

    def _revision(self, parcel: Parcel, before: list[Delivery]) -> dict[str, Any]:
        """Compare a parcel with the records that stand; nothing where it touches none of them."""
        if parcel.kind != "incidents" or not any(self._touches(parcel, one) for one in before):
            return {}
        day = "occurred_from"
        own = {one.id: own_rows(self.read(one), covered_by(one), day=day) for one in before}
        table = parcel.table.read() if isinstance(parcel.table, Staged) else parcel.table
        return revision_of(table, parcel.covered, before=own, earlier=before, day=day)

    def _touches(self, parcel: Parcel, earlier: Delivery) -> bool:
        """Whether a parcel covers a day, or holds a key, that an earlier delivery does."""
        if shared_days(covered_by(earlier), parcel.covered):
            return True
        keys = parcel.table["source_id"].drop_nulls()
        return bool(len(keys)) and self.read(earlier, columns=["source_id"])["source_id"].is_in(keys.implode()).any()

    def _withdraw(self, written: list[Path]) -> None:
        """Remove the files of a delivery that did not come about, unless others are writing (then `check` names them)."""
        with suppress(OSError), alone(self.folder, wait=0):
            orphans = set(self.orphans()) if written else set()
            for path in orphans.intersection(written):
                remove_file(path, within=self.folder)

    def _write(self, name: str, parcel: Parcel, written: list[Path]) -> list[dict[str, Any]]:
        """Write the files of a delivery; the raw one is named by what it holds, so that equal ones are kept once."""
        raw, digest = write_named(self.folder / "raw", partial(shutil.copyfile, parcel.raw))
        written.append(raw)
        if parcel.as_received and digest != parcel.sha256:
            raise ChangedMeanwhile(path=parcel.file_name)
        made = {"raw": (raw, digest)}
        for role, frame in (("table", parcel.table), ("quarantine", parcel.quarantined)):
            path = self.folder / "deliveries" / name / f"{role}.parquet"
            digest = write_whole(path, partial(_put, frame))
            made[role] = (path, digest)
            self._verified[_state(path)] = digest
            written.append(path)
        return [
            {"role": role, "path": self._file_key(name, role, path), "sha256": sha256, "bytes": path.stat().st_size}
            for role, (path, sha256) in made.items()
        ]

    def _file_key(self, delivery: str, role: str, path: Path) -> str:
        """Raw files may be shared by deliveries: the catalogue lists them once a delivery."""
        relative = path.relative_to(self.folder).as_posix()
        return f"{relative}#{delivery}" if role == "raw" else relative

    def path_of(self, key: str) -> Path:
        """Return the file behind a catalogue path."""
        return self.folder / key.partition("#")[0]

    def read(self, delivery: Delivery, role: str = "table", *, columns: list[str] | None = None) -> pl.DataFrame:
        """Read a table of a delivery after verifying its checksum."""
        while True:
            try:
                return self._read(delivery, role, columns)
            except DamagedFile:
                held = next((one for one in self.catalogue.deliveries() if one.id == delivery.id), None)
                if held is None:
                    raise GoneMeanwhile(delivery=delivery.id) from None
                if held.files == delivery.files:
                    raise
                delivery = held  # another process has packed it since, and may do so again

    def _read(self, delivery: Delivery, role: str, columns: list[str] | None) -> pl.DataFrame:
        file = delivery.file(role)
        fault = self.fault_of(file)
        if fault:
            raise DamagedFile(file=file["path"], delivery=delivery.id, fault=fault)
        path = self.path_of(file["path"])
        try:
            if file["first"] is None:
                return pl.read_parquet(path, columns=columns, glob=False)
            return self._pack(path, file["sha256"], columns).slice(file["first"], file["rows"])
        except FileNotFoundError:
            raise DamagedFile(file=file["path"], delivery=delivery.id, fault=MISSING) from None

    def batches(self, delivery: Delivery, columns: list[str]) -> Iterator[pl.DataFrame]:
        """Yield some columns of a delivery's table, some rows at a time, after verifying its checksum."""
        file = delivery.file("table")
        if file["first"] is not None or self.fault_of(file):  # a few rows of a pack; or what `read` knows to say
            yield self.read(delivery, columns=columns)
            return
        read = 0
        try:
            for batch in batches_of(self.path_of(file["path"]), columns):
                yield batch
                read += batch.height
        except FileNotFoundError:  # packed or deleted since
            yield self.read(delivery, columns=columns)[read:]

    def _pack(self, path: Path, digest: str, columns: list[str] | None) -> pl.DataFrame:
        """Return the rows of a pack; the last one read is at hand, for its other deliveries are asked for next."""
        if self._last_pack[0] != (digest, columns):
            self._last_pack = ((digest, columns), pl.read_parquet(path, columns=columns, glob=False))
        return self._last_pack[1]

    def fault_of(self, file: Mapping[str, Any]) -> Text | None:
        """Return what is wrong with a file, or None; unchanged files are hashed once a process."""
        path = self.path_of(file["path"])
        try:
            key = _state(path)
            if key not in self._verified:
                self._verified[key] = sha256_of(path)
        except FileNotFoundError:
            return MISSING
        return None if self._verified[key] == file["sha256"] else ALTERED

    def check(self) -> Iterator[Fault]:
        """Verify every checksum afresh, and the conservation of rows."""
        self._verified.clear()
        for delivery in self.catalogue.deliveries():
            for file in delivery.files:
                fault = self.fault_of(file)
                if fault:
                    yield Fault(delivery=delivery.id, file=file["path"].partition("#")[0], fault=fault)

    def _heal(self, held: Delivery, parcel: Parcel) -> None:
        """Put back what was damaged since, from the same file received again."""
        hurt = {str(file["role"]) for file in held.files if self.fault_of(file)}
        if "raw" in hurt:
            raw, digest = write_named(self.folder / "raw", partial(shutil.copyfile, parcel.raw))
            file = {**held.file("raw"), "path": self._file_key(held.id, "raw", raw), "sha256": digest}
            self.catalogue.move("repair", [{**file, "bytes": raw.stat().st_size}])
        if hurt - {"raw"}:
            self.rewrite(held, {"table": parcel.table, "quarantine": parcel.quarantined})

    def rewrite(self, delivery: Delivery, tables: Mapping[str, pl.DataFrame | Staged]) -> bool:
        """Replace damaged tables by rebuilt ones; return whether their content is what was delivered."""
        if _fingerprint(tables["table"]) != delivery.fingerprint:
            return False
        moved = []
        for role, frame in tables.items():
            path = self.folder / "deliveries" / delivery.id / f"{role}.parquet"
            digest = write_whole(path, partial(_put, frame))
            moved.append(
                {"delivery": delivery.id, "role": role, "path": self._file_key(delivery.id, role, path),
                 "sha256": digest, "bytes": path.stat().st_size, "first": None, "rows": None}
            )  # fmt: skip
        now = {str(file["path"]) for file in moved}
        left = {str(file["path"]) for file in delivery.files if file["role"] in tables} - now
        self.catalogue.move("repair", moved, doomed=[key.partition("#")[0] for key in left])
        return True

    def delete(self, delivery: Delivery) -> list[str]:
        """Really delete: catalogue row, tables, caches, and the raw file unless another delivery needs it."""
        with alone(self.folder):
            others = [one for one in self.catalogue.deliveries() if one.id != delivery.id]
            needed = {self.path_of(file["path"]) for other in others for file in other.files}
            moved = repacked(self, delivery, others)
            kept = needed - {self.path_of(file["path"]) for file in delivery.files if file["first"] is not None}
            gone = sorted({self.path_of(file["path"]) for file in delivery.files} - kept)
            doomed = [path.relative_to(self.folder).as_posix() for path in gone]
            self.catalogue.remove(delivery, doomed=doomed, moved=moved)
            self.finish()
        return doomed

    def tidy(self, *, wait: float = WAIT) -> bool:
        """Finish what an interruption left: deletions begun, temporary files. False: others are writing."""
        try:
            with alone(self.folder, wait=wait):
                self.finish()
        except (BusyCatalogue, PermissionError):
            return False
        return True

    def recover(self) -> None:
        """Finish a deletion that was interrupted; where others are writing or nothing may be written, another time."""
        if self.catalogue.doomed():
            with suppress(OSError):
                self.tidy(wait=0)

    def finish(self) -> None:
        """Remove temporary files and those that a deletion named; nobody may be adding any."""
        sweep(self.folder)
        doomed = self.catalogue.doomed()
        if not doomed:
            return
        needed = {self.path_of(file["path"]) for one in self.catalogue.deliveries() for file in one.files}
        for path in {self.path_of(name) for name in doomed} - needed:
            remove_file(path, within=self.folder)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        if self.catalogue.vacuum():
            self.catalogue.forget_doomed(doomed)

    def orphans(self) -> list[Path]:
        """Return files that no catalogue row names: left by a crash, never read."""
        known = {self.path_of(file["path"]) for delivery in self.catalogue.deliveries() for file in delivery.files}
        parts = ("raw", "deliveries", "packs")
        found = [path for part in parts for path in (self.folder / part).rglob("*") if path.is_file()]
        return sorted(path for path in found if path not in known)


def _state(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return str(path), state.st_size, state.st_mtime_ns


def _is_of(delivery: Delivery, parcel: Parcel) -> bool:
    """Whether a delivery is of this very file, read in the same way."""
    profiles = (json.dumps(dict(one.profile), sort_keys=True) for one in (delivery, parcel))
    return delivery.sha256 == parcel.sha256 and len(set(profiles)) == 1


def _fingerprint(table: pl.DataFrame | Staged) -> str:
    return table.fingerprint if isinstance(table, Staged) else content_fingerprint(table)


def _room(table: pl.DataFrame | Staged) -> int:
    """Return how many bytes a table is about to take; one that is staged has taken them."""
    return 0 if isinstance(table, Staged) else int(table.estimated_size()) // 4


def _put(table: pl.DataFrame | Staged, path: Path) -> None:
    """Write a table, or give the one that was written its place."""
    if isinstance(table, Staged):
        table.path.replace(path)
    else:
        write_table(table, path)
