"""Memory that would go back to the system between two batches, only to be asked for again, is kept meanwhile."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

LARGE = 1 << 26  # bytes of a file that is read in several batches
_TRIM, _MAPPED = (
    -1,
    -3,
)  # of glibc's `mallopt`: what may stay free at the end of its heap, and what gets pages of its own
_KEPT, _AFTERWARDS, _MOST_MAPPED = 1 << 27, 1 << 26, 1 << 25  # bytes; afterwards: what glibc's own rule arrives at


@contextmanager
def kept_for(path: Path) -> Iterator[None]:
    """Keep freed memory while a large file is read, and give it back at the end; without glibc, nothing is done.

    A batch frees some hundred arrays that the next one asks for again: handing them out anew, page by page, took
    the system a sixth of an import.
    """
    try:
        large = path.stat().st_size >= LARGE
    except OSError:
        large = False
    library = _glibc() if large else None
    if library is None:
        yield
        return
    library.mallopt(_MAPPED, _MOST_MAPPED)
    library.mallopt(_TRIM, _KEPT)
    try:
        yield
    finally:
        library.mallopt(_TRIM, _AFTERWARDS)
        library.malloc_trim(0)


@cache
def _glibc() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - another C library has none
        return library if library.mallopt and library.malloc_trim else None
    except (OSError, AttributeError):
        return None
