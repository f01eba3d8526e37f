"""Who may touch the files of an observatory: many who add, or one who takes away.

Imports add files that nobody names yet; a deletion, a compaction or a clean-up
removes files that nobody names. Both at once would lose a delivery: so the
former share the folder's lock and the latter hold it alone. Readers need none.
The system lets go of a lock when its process ends, however it ends.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beffroi.errors.store import BusyCatalogue

WAIT = 60.0  # seconds
_PAUSE = 0.02
_held = threading.local()


@contextmanager
def sharing(folder: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Add files beside others who add; within it, it may be entered again.

    Raises
    ------
    BusyCatalogue
        Whoever is taking files away did not end within `wait` seconds.
    """
    depth = _depths().get(folder, 0)
    if depth:
        _depths()[folder] = depth + 1
        try:
            yield
        finally:
            _depths()[folder] -= 1
        return
    with _locked(folder, exclusive=False, wait=wait):
        _depths()[folder] = 1
        try:
            yield
        finally:
            del _depths()[folder]


def shares(folder: Path) -> bool:
    """Whether this thread is adding files."""
    return _depths().get(folder, 0) > 0


@contextmanager
def alone(folder: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Take files away while nobody adds any.

    Raises
    ------
    BusyCatalogue
        Others did not end within `wait` seconds.
    """
    with _locked(folder, exclusive=True, wait=wait):
        yield


@contextmanager
def _locked(folder: Path, *, exclusive: bool, wait: float) -> Iterator[None]:
    """Queue at `turn` first, so that a stream of those who share cannot keep one out who would be alone."""
    until = time.monotonic() + wait
    with (folder / "lock.turn").open("ab") as turn, (folder / "lock").open("ab") as lock:
        _take(turn, exclusive=True, until=until, wait=wait)
        try:
            _take(lock, exclusive=exclusive, until=until, wait=wait)
        finally:
            _release(turn)
        try:
            yield
        finally:
            _release(lock)


def _take(file: Any, *, exclusive: bool, until: float, wait: float) -> None:
    while not _try(file, exclusive=exclusive):
        if time.monotonic() >= until:
            raise BusyCatalogue(seconds=round(wait))
        time.sleep(_PAUSE)


def _depths() -> dict[Path, int]:
    if not hasattr(_held, "depths"):
        _held.depths = {}
    return _held.depths


if os.name == "nt":  # there is only one kind of lock: those who add queue too
    import msvcrt

    def _try(file: Any, *, exclusive: bool) -> bool:  # noqa: ARG001
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

    def _release(file: Any) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _try(file: Any, *, exclusive: bool) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(file: Any) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
