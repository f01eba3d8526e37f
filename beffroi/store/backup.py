"""Backups: the catalogue and every file it names, verified when written and again when restored.

A backup is one moment of the observatory, taken while others may import: what
they add is in it whole or not at all. It is a folder or one ZIP file: a list
of its files with their digests, the catalogue as SQLite whatever keeps it, and
the files. So an observatory also moves by it from one kind of catalogue to another.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from beffroi import __version__
from beffroi.errors.archives import ZIP_FAILURES
from beffroi.errors.backups import BackupExists, DamagedBackup, NoBackup, NotEmpty
from beffroi.errors.store import DamagedFile, NewerStore
from beffroi.store.catalogue import Catalogue, now
from beffroi.store.connect import CATALOGUE, write_address
from beffroi.store.deliveries import Deliveries
from beffroi.store.files import check_room, make_folder, sha256_of, sync_folder, write_whole
from beffroi.store.schema import DOOMED, FORMAT, create_tables, tables
from beffroi.store.seals import digest_of

LIST = "backup.json"
_FILE = re.compile(r"(raw|deliveries|packs)(/[0-9A-Za-z_-][0-9A-Za-z_.-]*)+")
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a backup holds."""

    path: Path
    deliveries: int
    files: int
    bytes: int


def backup(store: Deliveries, to: Path) -> BackedUp:
    """Write a backup into a new folder, or a new file where the name ends in .zip.

    Raises
    ------
    BackupExists
        Something stands there: a backup never overwrites.
    DamagedFile
        A file is not what was delivered: a backup would keep the damage and drop the remedy.
    """
    if to.exists():
        raise BackupExists(path=str(to))
    make_folder(to.absolute().parent)
    made = to.with_name(f".{to.name}.{secrets.token_hex(4)}.tmp")
    with store.receiving():  # others add, nobody takes away
        copy = made.with_name(f"{made.name}-catalogue")
        try:
            files = _snapshot(store, copy)
            check_room(made.parent, needed=sum(size for _, size in files.values()), name=to.name)
            listed = _list(copy, files)
            with _container(made, zipped=to.suffix.lower() == ".zip") as put:
                put(LIST, json.dumps(listed, indent=1).encode())
                put(CATALOGUE, copy)
                for name in files:
                    put(name, store.folder / name)
            _verify(made)
            made.rename(to)
        finally:
            for left in (copy, made):
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    sync_folder(to.absolute().parent)
    total = sum(int(file["bytes"]) for file in listed["files"].values())
    return BackedUp(path=to, deliveries=listed["deliveries"], files=len(files), bytes=total)


def restore(path: Path, folder: Path, *, url: str | None = None) -> BackedUp:
    """Make an observatory from a backup in a folder that is empty or new; all of it or nothing.

    `url` is the address of the PostgreSQL database that will keep the catalogue.

    Raises
    ------
    NotEmpty
        The folder holds something.
    NoBackup
        There is none at `path`.
    DamagedBackup
        Something in it is not what was written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(folder=str(folder))
    listed = _verify(path)
    home = folder.absolute()
    make_folder(home.parent)
    sizes = [int(file["bytes"]) for file in listed["files"].values()]
    check_room(home.parent, needed=sum(sizes), name=path.name)
    made = home.with_name(f".{home.name}.{secrets.token_hex(4)}.restoring")
    try:
        with _reader(path) as open_:
            for name in listed["files"]:
                write_whole(made / name, partial(_fill, open_, name), read_only=name.startswith("raw/"))
        if url is not None:
            _to_server(made, url)
        if folder.exists():
            home.rmdir()
        made.rename(home)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    sync_folder(home.parent)
    return BackedUp(path=folder, deliveries=listed["deliveries"], files=len(listed["files"]) - 1, bytes=sum(sizes))


# writing


def _snapshot(store: Deliveries, to: Path) -> dict[str, tuple[str, int]]:
    """Copy the catalogue of one moment; return the files it names, each verified, by path."""
    copy_catalogue(store.catalogue, to)
    kept = Catalogue(f"sqlite:///{to}")
    try:
        deliveries = kept.deliveries()
    finally:
        kept.vacuum()
        kept.close()
    found: dict[str, tuple[str, int]] = {}
    for delivery in deliveries:
        for file in delivery.files:
            fault = store.fault_of(file)
            if fault:
                raise DamagedFile(file=file["path"].partition("#")[0], delivery=delivery.id, fault=fault)
            found[file["path"].partition("#")[0]] = (file["sha256"], int(file["bytes"]))
    return dict(sorted(found.items()))


def copy_catalogue(source: Catalogue, to: Path) -> None:
    """Copy a catalogue of either kind, as it is at one moment, into a new SQLite file."""
    made = Catalogue(f"sqlite:///{to}")
    try:
        with source.guarded(), source.engine.connect() as given, made.engine.begin() as taken:
            create_tables(taken)
            _copy_rows(given, taken)
    finally:
        made.close()


def _copy_rows(given: sa.Connection, taken: sa.Connection) -> None:
    for table in tables():
        if table is DOOMED:
            continue  # what is still to be removed is not in a backup
        rows = given.execute(table.select().order_by(*table.primary_key.columns)).mappings()
        while some := rows.fetchmany(_ROWS_AT_ONCE):
            taken.execute(table.insert(), [dict(row) for row in some])


def _list(copy: Path, files: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    kept = Catalogue(f"sqlite:///{copy}")
    held = len(kept.deliveries())
    kept.close()
    told = {CATALOGUE: (sha256_of(copy), copy.stat().st_size), **files}
    listed = {
        "backup": 1, "format": FORMAT, "version": __version__, "made_at": now(), "deliveries": held,
        "files": {name: {"sha256": digest, "bytes": size} for name, (digest, size) in told.items()},
    }  # fmt: skip
    return {**listed, "seal": digest_of(listed)}


Put = Callable[[str, "bytes | Path"], None]


@contextmanager
def _container(path: Path, *, zipped: bool) -> Iterator[Put]:
    if zipped:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            yield partial(_put_zip, archive)
        with path.open("rb+") as file:
            os.fsync(file.fileno())
        return
    yield partial(_put_folder, path)


def _put_zip(archive: zipfile.ZipFile, name: str, content: bytes | Path) -> None:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
    if isinstance(content, bytes):
        archive.writestr(info, content)
        return
    with content.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _put_folder(path: Path, name: str, content: bytes | Path) -> None:
    if isinstance(content, bytes):
        write_whole(path / name, lambda to: to.write_bytes(content))
    else:
        write_whole(path / name, partial(shutil.copyfile, content))


# reading

Open = Callable[[str], Any]


@contextmanager
def _reader(path: Path) -> Iterator[Open]:
    if path.is_dir():
        yield lambda name: (path / name).open("rb")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive.open
    except (*ZIP_FAILURES, KeyError) as error:
        raise DamagedBackup(path=str(path), found=str(error).strip("'\"")) from None
    except FileNotFoundError:
        raise NoBackup(path=str(path)) from None


def _fill(open_: Open, name: str, to: Path) -> None:
    with open_(name) as source, to.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def _verify(path: Path) -> dict[str, Any]:
    """Read a backup whole and return its list; every file is there and is what the list says."""
    try:
        with _reader(path) as open_:
            with open_(LIST) as file:
                listed = _checked_list(path, file.read())
            for name, told in listed["files"].items():
                with open_(name) as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                if digest != told["sha256"]:
                    raise DamagedBackup(path=str(path), found=name)
    except FileNotFoundError as error:
        if not path.exists() or (path.is_dir() and not (path / LIST).exists()):
            raise NoBackup(path=str(path)) from None
        raise DamagedBackup(path=str(path), found=Path(str(error.filename)).name) from None
    return listed


def _checked_list(path: Path, content: bytes) -> dict[str, Any]:
    try:
        listed: dict[str, Any] = json.loads(content)
        sealed = listed.pop("seal")
        names = set(listed["files"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamagedBackup(path=str(path), found=LIST) from None
    outside = [name for name in names if name != CATALOGUE and not _FILE.fullmatch(name)]
    if sealed != digest_of(listed) or outside or CATALOGUE not in names:
        raise DamagedBackup(path=str(path), found=LIST)
    if listed["format"] > FORMAT:
        raise NewerStore(found=listed["format"], known=FORMAT)
    return listed


def _to_server(folder: Path, url: str) -> None:
    """Move the catalogue of a restored folder to a server: all of it in one transaction."""
    given, server = Catalogue.in_folder(folder), Catalogue(url)
    try:
        given.meta()  # brings an earlier format to the present one first
        if server.is_made():
            raise NotEmpty(folder=server.where)
        with server.guarded(), given.engine.connect() as source, server.engine.begin() as target:
            create_tables(target)
            _copy_rows(source, target)
            for table in tables():
                if "sequence" in table.columns:
                    last = sa.select(sa.func.coalesce(sa.func.max(table.c.sequence), 0) + 1).scalar_subquery()
                    named = sa.func.pg_get_serial_sequence(table.name, "sequence")
                    target.execute(sa.select(sa.func.setval(named, last, False)))
    finally:
        given.close()
        server.close()
    for left in folder.glob(f"{CATALOGUE}*"):
        left.unlink()
    write_address(folder, url)
