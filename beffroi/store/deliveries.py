"""A delivery is the unit of storage: kept as received, written once, visible by one catalogue row."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.store import ALTERED, MISSING, DamagedFile
from beffroi.store.catalogue import Catalogue, Delivery, now
from beffroi.store.files import sha256_of, sweep, sync_folder, write_whole
from beffroi.store.fingerprint import content_fingerprint
from beffroi.store.overlaps import decided
from beffroi.store.revisions import covered_by, own_rows, revision_of, shared_days
from beffroi.store.staging import Amend, Staged, batches_of, stage, write_table
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import Text

SAID_APART = ("places", "exposure")  # the same rows mean something else under another measure, year or way to join


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

    def commit(self, parcel: Parcel) -> tuple[Delivery, bool]:
        """Store a parcel; return the delivery and whether anything was added.

        The same file under the same contract, or the same rows in another
        wrapping, add nothing. Days already covered ask for a decision.
        """
        name = hashlib.sha256(f"{parcel.sha256}{parcel.contract}{parcel.kind}{parcel.dataset}".encode()).hexdigest()[
            :12
        ]
        fingerprint = _fingerprint(parcel.table)
        before = self.catalogue.deliveries(dataset=parcel.dataset, kind=parcel.kind)
        for delivery in before:
            if delivery.id == name or (delivery.fingerprint == fingerprint and parcel.kind not in SAID_APART):
                return delivery, False
        revision = self._revision(parcel, before)
        overlap = "replace" if parcel.kind in SAID_APART else decided(parcel, before, revision=revision)
        files = self._write(name, parcel)
        row = {
            "id": name, "dataset": parcel.dataset, "kind": parcel.kind, "sha256": parcel.sha256,
            "file_name": parcel.file_name, "fingerprint": fingerprint, "profile": dict(parcel.profile),
            "account": {
                **parcel.account,
                "covered": [str(period) for period in parcel.covered],
                **({"revision": revision} if revision else {}),
            },
            "overlap": overlap, "received_at": now(),
        }  # fmt: skip
        self.catalogue.add(row, files)
        return self.catalogue.delivery(name), True

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

    def _write(self, name: str, parcel: Parcel) -> list[dict[str, Any]]:
        stored = self.folder / "raw" / parcel.sha256[:2] / parcel.sha256
        home = self.folder / "deliveries" / name
        table, quarantine = home / "table.parquet", home / "quarantine.parquet"
        digests = {
            stored: sha256_of(stored)
            if stored.exists()
            else write_whole(stored, partial(shutil.copyfile, parcel.raw), read_only=True),
            table: write_whole(table, partial(_put, parcel.table)),
            quarantine: write_whole(quarantine, partial(write_table, parcel.quarantined)),
        }
        sync_folder(home.parent)
        for path, digest in digests.items():
            self._verified[_state(path)] = digest
        return [
            {"role": role, "path": self._file_key(name, role, path), "sha256": digest, "bytes": path.stat().st_size}
            for role, (path, digest) in zip(("raw", "table", "quarantine"), digests.items(), strict=True)
        ]

    def _file_key(self, delivery: str, role: str, path: Path) -> str:
        """Raw files may be shared by deliveries: the catalogue lists them once a delivery."""
        relative = path.relative_to(self.folder).as_posix()
        return f"{relative}#{delivery}" if role == "raw" else relative

    def path_of(self, key: str) -> Path:
        """Return the file behind a catalogue path."""
        return self.folder / key.partition("#")[0]

    def stage(self, tables: Iterator[pl.DataFrame], *, amend: Callable[[], Amend | None] = lambda: None) -> Staged:
        """Write a table to come batch by batch; see `staging.stage`."""
        return stage(tables, self.folder / "deliveries", amend=amend)

    def batches(self, delivery: Delivery, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield the rows of a delivery's table some at a time, after verifying its checksum."""
        return batches_of(self._sound(delivery, "table"), columns)

    def read(self, delivery: Delivery, role: str = "table", *, columns: list[str] | None = None) -> pl.DataFrame:
        """Read a table of a delivery after verifying its checksum."""
        return pl.read_parquet(self._sound(delivery, role), columns=columns, glob=False)

    def _sound(self, delivery: Delivery, role: str) -> Path:
        """Return the file of a delivery that has a role, verified."""
        file = next(file for file in delivery.files if file["role"] == role)
        fault = self.fault_of(file)
        if fault:
            raise DamagedFile(file=file["path"], delivery=delivery.id, fault=fault)
        return self.path_of(file["path"])

    def fault_of(self, file: Mapping[str, Any]) -> Text | None:
        """Return what is wrong with a file, or None; unchanged files are hashed once a process."""
        path = self.path_of(file["path"])
        if not path.exists():
            return MISSING
        key = _state(path)
        if key not in self._verified:
            self._verified[key] = sha256_of(path)
        return None if self._verified[key] == file["sha256"] else ALTERED

    def check(self) -> Iterator[Fault]:
        """Verify every checksum afresh, and the conservation of rows."""
        self._verified.clear()
        for delivery in self.catalogue.deliveries():
            for file in delivery.files:
                fault = self.fault_of(file)
                if fault:
                    yield Fault(delivery=delivery.id, file=file["path"].partition("#")[0], fault=fault)

    def rewrite(self, delivery: Delivery, tables: Mapping[str, pl.DataFrame | Staged]) -> bool:
        """Replace damaged tables by rebuilt ones; return whether their content is what was delivered."""
        same = _fingerprint(tables["table"]) == delivery.fingerprint
        if same:
            for role, frame in tables.items():
                key = str(delivery.path(role))
                path = self.path_of(key)
                digest = write_whole(path, partial(_put, frame))
                self.catalogue.update_file(key, sha256=digest, size=path.stat().st_size)
        return same

    def delete(self, delivery: Delivery) -> list[str]:
        """Really delete: catalogue row, tables, caches, and the raw file unless another delivery needs it."""
        self.catalogue.remove(delivery)
        needed = {self.path_of(file["path"]) for other in self.catalogue.deliveries() for file in other.files}
        gone = [self.path_of(file["path"]) for file in delivery.files if self.path_of(file["path"]) not in needed]
        for path in gone:
            if path.exists():
                path.chmod(0o644)
                path.unlink()
        shutil.rmtree(self.folder / "deliveries" / delivery.id, ignore_errors=True)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        sweep(self.folder)
        self.catalogue.vacuum()
        return [path.relative_to(self.folder).as_posix() for path in gone]

    def orphans(self) -> list[Path]:
        """Return files that no catalogue row names: left by a crash, never read."""
        known = {self.path_of(file["path"]) for delivery in self.catalogue.deliveries() for file in delivery.files}
        found = [path for part in ("raw", "deliveries") for path in (self.folder / part).rglob("*") if path.is_file()]
        return sorted(path for path in found if path not in known)


def _state(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return str(path), state.st_size, state.st_mtime_ns


def _fingerprint(table: pl.DataFrame | Staged) -> str:
    return table.fingerprint if isinstance(table, Staged) else content_fingerprint(table)


def _put(table: pl.DataFrame | Staged, path: Path) -> None:
    """Write a table, or give the one that was written its place."""
    if isinstance(table, Staged):
        table.path.replace(path)
    else:
        write_table(table, path)
