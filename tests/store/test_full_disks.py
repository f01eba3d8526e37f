"""The disk is full at any point: what is stored stays readable, the message says what is missing, space is enough to go on (S3)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from beffroi.errors.store import DiskFails, DiskFull, NotEnoughRoom
from beffroi.observatory import Observatory
from beffroi.store import files as store_files
from tests.store import life, traces
from tests.store.counts import report, times

DISKS = times("DISKS", short=3, full=40)
SMALLEST, LARGEST = 150, 1_900  # kB: from no room for the catalogue to room for all
SAID = (DiskFull, NotEnoughRoom, DiskFails)


def may_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return life.write_files(tmp_path_factory.mktemp("given") / "files", many=6)


@pytest.fixture
def disk(tmp_path):
    """A file system of any size, remounted larger later."""
    if not may_mount():
        pytest.skip("needs root to mount a small file system")
    mounted = []

    def mount(kilobytes: int) -> Path:
        where = tmp_path / f"disk{kilobytes}"
        where.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", where], check=False)
        if done.returncode:
            pytest.skip("this system lets nobody mount a small file system")
        mounted.append(where)
        return where

    yield mount
    for where in mounted:
        subprocess.run(["umount", where], check=True)


def grow(where: Path, kilobytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", where], check=True)


def yearly(made: Observatory) -> list[int]:
    return made.engine.view(life.YEARLY, life.Scope(period="2023-01/2024-12")).frame["n"].to_list()


def deliver(made: Observatory, files: Path, number: int) -> None:
    made.deliver(files / f"{number}.csv", profile=str(files / "town.toml"), overlap="add")


def fill(made: Observatory, files: Path) -> tuple[int, Exception | None]:
    """Import until the disk refuses; return how many were stored."""
    for number in range(6):
        try:
            deliver(made, files, number)
        except SAID as error:
            return number, error
    return 6, None


def test_at_any_size_of_disk_nothing_is_lost_and_space_is_enough_to_go_on(disk, files, monkeypatch):

    refused = compacted = 0
    for at in range(DISKS):
        size = SMALLEST + (LARGEST - SMALLEST) * at // max(DISKS - 1, 1)
        where = disk(size)
        home = where / "o"
        try:
            told = {"name": "T", "languages": ("en",), "timezone": "Europe/Paris", "crs": "EPSG:2154"}
            Observatory.create(home, **told).close()
        except SAID:
            grow(where, 8_000)
            Observatory.create(home, **told).close()
            grow(where, max(size, 400))
            refused += 1
        made = Observatory.open(home)
        if at % 2:  # the other half runs into the wall itself instead of being warned
            monkeypatch.setattr("beffroi.store.deliveries.check_room", lambda *_, **__: None)
        stored, error = fill(made, files)
        monkeypatch.undo()
        refused += error is not None
        if error:
            assert isinstance(error, DiskFull | NotEnoughRoom)
            assert "MB" in error.say("en")
            assert "Mo" in error.say("fr")
        assert len(made.deliveries()) == stored
        before = yearly(made) if stored else None  # reads go on
        if stored > 1:
            try:
                compacted += made.compact().packs
            except SAID:
                refused += 1
            assert yearly(made) == before
        grow(where, 8_000)
        made.close()
        made = Observatory.open(home)
        for number in range(6):
            deliver(made, files, number)  # no other command
        found = made.check()
        assert found.is_sound
        assert len(made.deliveries()) == 6
        assert not list(home.rglob("*.tmp*"))
        made.close()
    report(f"S3 disks {DISKS} refused {refused} compacted {compacted}")
    assert refused


LIMITED = """
import resource, signal, sys
sys.path.insert(0, sys.argv[1])
from tests.store.test_full_disks import fill, Observatory, Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
made = Observatory.open(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
stored, error = fill(made, Path(sys.argv[3]))
assert len(made.deliveries()) == stored
print(stored, type(error).__name__)
"""


@pytest.mark.parametrize("limit", [8_000, *(pytest.param(size, marks=pytest.mark.slow) for size in (500, 30_000))])
def test_a_limit_on_the_size_of_files_is_met_in_the_same_way(tmp_path, files, limit):
    home = tmp_path / "o"
    Observatory.create(home, name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154").close()
    done = subprocess.run(
        traces.python(LIMITED, traces.ROOT, home, files, limit), check=True, capture_output=True, text=True
    )
    stored, error = done.stdout.split()
    assert error in ("DiskFull", "DiskFails") or int(stored) == 6
    made = Observatory.open(home)
    assert len(made.deliveries()) == int(stored)
    assert made.check().is_sound
    deliver(made, files, 5)
    made.close()


def test_a_delivery_that_would_not_fit_is_refused_before_it_is_begun(tmp_path, files, monkeypatch):
    home = tmp_path / "o"
    Observatory.create(home, name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154").close()
    made = Observatory.open(home)
    monkeypatch.setattr(store_files, "free_in", lambda _: 300_000)
    with pytest.raises(NotEnoughRoom, match=r"About 0\.7\d MB are missing"):
        deliver(made, files, 0)
    assert not list((home / "raw").rglob("*")) if (home / "raw").exists() else True
    made.close()
