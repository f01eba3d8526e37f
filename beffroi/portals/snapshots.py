"""What was fetched, as it was received: hashed, described, never changed.

`snapshots/NAME/TIME-HASH/` in the observatory's folder holds the file that is imported, `snapshot.json` that says where,
when and what it is, and, of what came page by page, `received.zip` with every page. An attempt that was interrupted
waits in `snapshots/partial/`.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from beffroi.errors.portals import AlreadyFetching, SnapshotAltered
from beffroi.store.files import sha256_of, sync_folder

PLACE, PARTIAL, NOTE, PAGES = "snapshots", "partial", "snapshot.json", "received.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is known of one fetched file; written down as `snapshot.json`.

    rows_announced, rows_received
        None where the portal announces no number, or where its file is not counted.
    received
        Pages as they came: file in `received.zip`, rows, bytes, SHA-256.
    """

    key: str  # of what was asked: two snapshots of one key are two states of the same data
    portal: str
    url: str
    fetched_at: str
    file: str
    bytes: int
    sha256: str
    final_url: str = ""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    version: str = ""  # what the portal itself says of the state of its data
    rows_announced: int | None = None
    rows_received: int | None = None
    member: str = ""  # of an archive, of which only this file was taken
    filter: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    folder: Path = Path()

    @property
    def path(self) -> Path:
        """The file to import."""
        return self.folder / self.file

    def noted(self) -> dict[str, Any]:
        """Return what is written down: everything but where it lies."""
        content = asdict(self)
        del content["folder"]
        return content


def slug(words: str) -> str:
    """Return a name that is safe in any file system.

    >>> slug("Actes criminels/2024"), slug("../..")
    ('actes-criminels-2024', 'data')
    """
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-")
    return "data" if plain in ("", PARTIAL) else plain


def keep(home: Path, name: str, draft: Snapshot) -> Snapshot:
    """Give the finished files of an attempt their final name: the folder appears whole or not at all."""
    with (home / NOTE).open("w", encoding="utf-8") as file:
        json.dump(draft.noted(), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    for path in home.iterdir():
        if path.name not in (draft.file, PAGES, NOTE):
            path.unlink()
    (home / draft.file).chmod(0o444)
    stamp = re.sub(r"[^0-9T]", "", draft.fetched_at[:19])
    parent = home.parent.parent / slug(name)
    names = (f"{stamp}Z-{draft.sha256[:12]}{more}" for more in ("", *(f"-{n}" for n in range(2, 1_000))))
    final = next(parent / one for one in names if not (parent / one).exists())
    final.parent.mkdir(parents=True, exist_ok=True)
    home.rename(final)
    sync_folder(final.parent)
    return _read(final)


def _read(folder: Path) -> Snapshot:
    return Snapshot(**json.loads((folder / NOTE).read_text("utf-8")), folder=folder)


def every(folder: Path) -> Iterator[Snapshot]:
    """Yield the snapshots of an observatory, oldest first within a name."""
    for note in sorted((folder / PLACE).glob(f"*/*/{NOTE}")):
        with suppress(OSError, ValueError, TypeError):
            if note.parent.parent.name != PARTIAL:
                yield _read(note.parent)


def latest(folder: Path, key: str) -> Snapshot | None:
    """Return the last snapshot of what is asked, if its file is still there."""
    found = [one for one in every(folder) if one.key == key and _is_there(one)]
    return max(found, key=lambda one: datetime.fromisoformat(one.fetched_at), default=None)


def is_whole(snapshot: Snapshot) -> bool:
    """Whether the file of a snapshot is what was received."""
    return _is_there(snapshot) and sha256_of(snapshot.path) == snapshot.sha256


def _is_there(snapshot: Snapshot) -> bool:
    return snapshot.path.is_file() and snapshot.path.stat().st_size == snapshot.bytes


def of_file(folder: Path, path: Path) -> Snapshot | None:
    """Return the snapshot that a file to import belongs to, once its bytes are those that were fetched.

    Raises
    ------
    SnapshotAltered
        They are not.
    """
    at = path.resolve()
    if (folder / PLACE).resolve() not in at.parents:
        return None
    found = next((one for one in every(folder) if one.path.resolve() == at), None)
    if found is not None and sha256_of(at) != found.sha256:
        raise SnapshotAltered(file=found.file)
    return found


def forget(folder: Path, sha256: str) -> list[Path]:
    """Delete every snapshot of a file; return the files that are gone."""
    return _removed([one.folder for one in every(folder) if one.sha256 == sha256])


def forget_attempts(folder: Path) -> list[Path]:
    """Delete what interrupted attempts left; return the files that are gone."""
    return _removed([folder / PLACE / PARTIAL])


def _removed(places: list[Path]) -> list[Path]:
    gone = [path for place in places for path in place.rglob("*") if path.is_file()]
    for place in places:
        shutil.rmtree(place, ignore_errors=True)
    return gone


@contextmanager
def attempt(folder: Path, key: str, *, url: str) -> Iterator[Path]:
    """Hand over the folder of an attempt, to nobody else meanwhile.

    Raises
    ------
    AlreadyFetching
        Another process is at it.
    """
    home = folder / PLACE / PARTIAL / key[:16]
    home.mkdir(parents=True, exist_ok=True)
    lock = home.with_suffix(".lock")
    with lock.open("a") as file:
        if not _locked(file) or not _is_same(file, lock):
            raise AlreadyFetching(url=url)
        try:
            yield home
        finally:
            _tidy(home, lock)


def _is_same(file: Any, lock: Path) -> bool:
    """Whether a lock that was taken is still the one that others see."""
    return lock.exists() and os.fstat(file.fileno()).st_ino == lock.stat().st_ino


def _tidy(home: Path, lock: Path) -> None:
    """Leave nothing of an attempt but what it received."""
    lock.unlink(missing_ok=True)
    for folder in (home, home.parent, home.parent.parent):
        with suppress(OSError):
            folder.rmdir()  # only if it is empty


def _locked(file: Any) -> bool:
    """Take the lock of a file, which ends with the process; where the system has none, go on without."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
