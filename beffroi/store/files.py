"""Files that are whole or absent: written under a temporary name, synced, then renamed."""

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from beffroi.errors.store import DiskFull, NotEnoughRoom

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MEGABYTE, _MORE = 1_000_000, 65_536
_TEMPORARY = re.compile(r"\.tmp(-wal|-shm|-journal)?$")  # SQLite puts files of its own beside the one it writes


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable (where the system can)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each durable: a new folder is lost with power until the one above is synced."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        sync_folder(one.parent)


def write_whole(path: Path, write: Callable[[Path], object], *, read_only: bool = False) -> str:
    """Let `write` fill a temporary file, then give it its name; return its SHA-256.

    After a crash the file is there whole, or not at all (a `.tmp` file may
    remain; `sweep` removes it).

    Raises
    ------
    DiskFull
        There is no room; nothing is left of the file.
    """
    with _written(path, write, read_only=read_only) as (temporary, digest):
        temporary.replace(path)
    sync_folder(path.parent)
    return digest


def write_named(folder: Path, write: Callable[[Path], object]) -> tuple[Path, str]:
    """Write a read-only file whole under the name of its own SHA-256; return its path and the digest.

    A file that is there already under that name, and is what its name says, is kept.
    """
    with _written(folder / "received", write, read_only=True) as (temporary, digest):
        path = folder / digest[:2] / digest
        if path.exists() and sha256_of(path) == digest:
            temporary.unlink()
        else:
            make_folder(path.parent)
            temporary.replace(path)
    sync_folder(path.parent)
    return path, digest


@contextmanager
def _written(path: Path, write: Callable[[Path], object], *, read_only: bool) -> Iterator[tuple[Path, str]]:
    """Fill and sync a temporary file beside `path`; remove it should anything fail."""
    make_folder(path.parent)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        digest = sha256_of(temporary)
        if read_only:
            temporary.chmod(0o444)
        yield temporary, digest
    except Exception as error:
        raise_if_full(error, temporary, name=path.name)
        raise
    finally:
        temporary.unlink(missing_ok=True)


def raise_if_full(error: Exception, file: Path, *, name: str) -> None:
    """Raise `DiskFull` where that is why a file could not be written whole.

    Raises
    ------
    DiskFull
        There is no room for the file called `name`.
    """
    if is_full(error) or not _may_grow(file):
        raise DiskFull(file=name, free=_megabytes(free_in(file.parent))) from None


def is_full(error: BaseException) -> bool:
    """Whether a failure says that the disk, the quota or the largest file allowed is full; Polars says it in words."""
    number = getattr(error, "errno", None)
    found = re.search(r"os error (\d+)", str(error))
    return (number if number is not None else int(found[1]) if found else None) in _FULL


def _may_grow(temporary: Path) -> bool:
    """Whether a file that could not be written whole may take more: at the very end of a table Polars does not say why."""
    try:
        with temporary.open("ab") as file:
            file.write(bytes(_MORE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.errno not in _FULL
    return True


def free_in(folder: Path) -> int:
    """Return the bytes that may still be written in a folder's file system."""
    return shutil.disk_usage(folder).free


def check_room(folder: Path, *, needed: int, name: str) -> None:
    """Refuse to begin what would not fit.

    Raises
    ------
    NotEnoughRoom
        It says how much is missing.
    """
    free = free_in(folder)
    if free < needed:
        told = {"missing": needed - free, "needed": needed, "free": free}
        raise NotEnoughRoom(file=name, **{key: _megabytes(value) for key, value in told.items()})


def _megabytes(count: int) -> str:
    return str(-(-count // _MEGABYTE)) if count >= _MEGABYTE else f"{count / _MEGABYTE:.2f}"


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write Parquet; the same rows give the same bytes under the same versions."""
    frame.write_parquet(path, compression="zstd", compression_level=1, statistics=False, row_group_size=262_144)


def remove_file(path: Path, *, within: Path) -> None:
    """Remove a file for good, and the folders that it leaves empty."""
    if path.exists():
        path.chmod(0o644)
        path.unlink()
        sync_folder(path.parent)
    for folder in path.parents:
        if folder == within or not folder.exists() or any(folder.iterdir()):
            return
        folder.rmdir()
        sync_folder(folder.parent)


def sweep(folder: Path) -> int:
    """Remove temporary files left by a crash; return how many. Nobody may be writing (see `lock.alone`)."""
    left = [path for path in folder.rglob("*.tmp*") if path.is_file() and _TEMPORARY.search(path.name)]
    for path in left:
        path.unlink()
    return len(left)
