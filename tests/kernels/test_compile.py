"""Kernels compile on first call, keep their machine code where they may, and never need to."""

import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from beffroi.kernels import _compile
from beffroi.kernels._compile import Compiled, announce_compiling, cache_folder, compiled, fixed, in_parallel, threads


@compiled
def add_up(values):
    total = 0.0
    for value in values:
        total += value
    return total


@pytest.fixture
def own_cache(monkeypatch, tmp_path):
    """A user whose cache folders are empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(_compile, "_announcers", [])
    return tmp_path / "cache"


def test_importing_kernels_loads_no_compiler():
    code = (
        "import sys; from beffroi.kernels import autocorrelation, density, grid, pairs, permutation, polygons; "
        "print([m for m in ('numba', 'scipy', 'shapely', 'platformdirs') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_it_compiles_once_says_so_once_and_keeps_the_code(own_cache):
    said = []
    announce_compiling(said.append)
    assert Compiled(add_up.py_func)(fixed([1, 2], float)) == 3
    assert said == ["add_up"]
    assert list(own_cache.rglob("*.nbc"))
    announce_compiling(said.append)
    assert Compiled(add_up.py_func)(fixed([1, 2], float)) == 3
    assert said == ["add_up"], "the second time the code is read from the folder"


def test_without_a_folder_it_compiles_all_the_same(own_cache, monkeypatch):
    monkeypatch.setattr(_compile, "cache_folder", lambda: None)
    assert Compiled(add_up.py_func)(fixed([1, 2], float)) == 3
    assert not list(own_cache.rglob("*.nbc"))


def test_a_folder_taken_away_is_done_without(own_cache):
    kernel = Compiled(add_up.py_func)

    def gone(*args):
        raise OSError(28, "No space left on device")

    kernel._fast = gone
    assert kernel(fixed([1, 2], float)) == 3


def test_the_folder_is_private(own_cache):
    folder = cache_folder()
    assert folder is not None
    assert folder.is_relative_to(own_cache)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o777)
    other = cache_folder()
    assert other is not None
    assert other != folder, "a folder where others may write could hold their code"


def test_no_place_to_write_is_no_folder(own_cache, monkeypatch):
    own_cache.parent.joinpath("file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(own_cache.parent / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(own_cache.parent / "file"))
    assert cache_folder() is None


def test_writable_or_not_is_one_signature(own_cache):
    kernel = Compiled(add_up.py_func)
    values = np.arange(4.0)
    locked = values.copy()
    locked.flags.writeable = False
    assert kernel(fixed(values, float)) == kernel(fixed(locked, float)) == kernel(fixed(values[::2], float)) + 4
    assert len(kernel._fast.signatures) == 1
    assert values.flags.writeable, "the caller's own array stays as it was"


@pytest.mark.parametrize("count", ["1", "2", "3"])
def test_work_comes_back_in_order(monkeypatch, count):
    monkeypatch.setenv("BEFFROI_THREADS", count)
    assert threads() == int(count)
    assert list(in_parallel(lambda k: k * k, range(20))) == [k * k for k in range(20)]


def test_threads_are_those_of_the_process_unless_asked(monkeypatch):
    for odd in ("", "0", "many"):
        monkeypatch.setenv("BEFFROI_THREADS", odd)
        assert 1 <= threads() <= (os.cpu_count() or 1)
