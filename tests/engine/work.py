"""Partial functions that tell the test when they began, and wait for it: what happens then, happens in mid-run."""

import os
import time
from pathlib import Path

from beffroi.errors.store import MISSING, DamagedFile
from beffroi.kernels import _tiles

FOLDER = "BEFFROI_TEST_SIGNALS"  # in which processes tell one another how far they are
_count_batches = _tiles.count_batches


def begun(folder: Path) -> list[int]:
    """Numbers of the processes that have begun a part."""
    return sorted(int(path.name.partition("-")[2]) for path in folder.glob("began-*"))


def count_batches(whole, batches):
    """Count some permutations once the test lets go; until then every worker is in the midst of its first part."""
    folder = Path(os.environ[FOLDER])
    (folder / f"began-{os.getpid()}").touch()
    end = time.monotonic() + 60
    while not (folder / "go").exists():
        assert time.monotonic() < end, "the test never let go"
        time.sleep(0.01)
    answer = _count_batches(whole, batches)
    with (folder / f"done-{os.getpid()}").open("a") as done:
        done.write(f"{batches}\n")
    return answer


def wait_to_be_killed(_shared, part):
    folder = Path(os.environ[FOLDER])
    (folder / f"began-{os.getpid()}").touch()
    time.sleep(60)
    return part


def end_the_worker(_shared, _part):
    os._exit(9)


def refuse(_shared, part):
    msg = f"cannot do {part}"
    raise ValueError(msg)


def double(shared, part):
    return shared * part


def find_damage(_shared, part):
    raise DamagedFile(file=part, delivery="d", fault=MISSING)
