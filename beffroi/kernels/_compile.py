"""Compile kernels when they are first called: never at import, never twice if a cache can be kept."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper
from pathlib import Path
from threading import RLock
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

R = TypeVar("R")
Item = TypeVar("Item")

_lock = RLock()
_alone: ContextVar[bool] = ContextVar("alone", default=False)
_announcers: list[Callable[[str], None]] = []


def announce_compiling(callback: Callable[[str], None]) -> None:
    """Call back, once, with the name of the first kernel that has to be compiled in this process."""
    _announcers.append(callback)


def compiled(function: Callable[..., R]) -> "Compiled[R]":
    """Mark a loop to be compiled on its first call.

    The loop must be one self-contained function of arrays and numbers.
    `function.py_func` stays the plain Python function: the definition.
    """
    return Compiled(function)


class Compiled(Generic[R]):
    """A function that turns into machine code when it is first called, and then runs without the interpreter's lock."""

    def __init__(self, function: Callable[..., R]) -> None:
        self.py_func = function
        self._fast: Callable[..., R] | None = None
        update_wrapper(self, function)

    def __call__(self, *args: Any) -> R:
        if self._fast is None:
            with _lock:
                if self._fast is None:
                    self._fast = _jit(self.py_func)
        if not _announcers:
            return self._call(*args)
        with _listening(self.py_func.__name__):
            return self._call(*args)

    def _call(self, *args: Any) -> R:
        try:
            return self._fast(*args)  # type: ignore[misc]
        except OSError:  # the cache folder filled up or was taken away: go on without
            self._fast = _jit(self.py_func, cache=False)
            return self._fast(*args)


def fixed(values: Any, dtype: DTypeLike) -> NDArray[Any]:
    """Return values as a contiguous array of one type that no kernel can write into.

    One signature a kernel: whether the caller's array was writable or not,
    the compiler sees the same type, and compiles once.
    """
    array = np.ascontiguousarray(values, dtype=dtype).view()
    array.flags.writeable = False
    return array


@contextmanager
def one_thread() -> Iterator[None]:
    """Let kernels called within use one thread: where each of many processes does a part, they share the cores."""
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


def threads() -> int:
    """Return how many threads kernels may use: `BEFFROI_THREADS`, else every core of this process."""
    if _alone.get():
        return 1
    asked = os.environ.get("BEFFROI_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def in_parallel(work: Callable[[Item], R], items: Iterable[Item]) -> Iterator[R]:
    """Yield `work(item)` in the order of the items, on the allowed number of threads."""
    count = threads()
    if count == 1:
        yield from map(work, items)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(count) as pool:
        yield from pool.map(work, items)


def cache_folder() -> Path | None:
    """Return a private writable folder for compiled kernels, or None where there is none."""
    import platformdirs

    owner = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    places = (
        Path(platformdirs.user_cache_dir("beffroi")) / "kernels",
        Path(tempfile.gettempdir()) / f"beffroi-{owner}",
    )
    return next((place for place in places if _is_usable(place)), None)


def _is_usable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    others_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)  # cached code is run: nobody else may write it
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not others_write


def _jit(function: Callable[..., R], *, cache: bool = True) -> Callable[..., R]:
    import numba

    compiler: Any = numba
    asked = compiler.config.CACHE_DIR
    folder = asked or (cache and cache_folder())
    if not cache or not folder:
        return compiler.njit(nogil=True)(function)
    compiler.config.CACHE_DIR = str(folder)  # read when the function is wrapped, so put back at once
    try:
        return compiler.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba found no place where it may write
        return compiler.njit(nogil=True)(function)
    finally:
        compiler.config.CACHE_DIR = asked


@contextmanager
def _listening(name: str) -> Iterator[None]:
    from numba.core import event

    class Listener(event.Listener):
        def on_start(self, _event: Any) -> None:
            while _announcers:
                _announcers.pop()(name)

        def on_end(self, _event: Any) -> None:
            pass

    with event.install_listener("numba:compile", Listener()):
        yield
