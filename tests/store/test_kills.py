"""Killed at any call, or refused by the disk at any call: nothing acknowledged is lost, nothing is there by half (S1, S4)."""

import random
import re
import shutil
from pathlib import Path

import pytest

from tests.store import life, traces
from tests.store.counts import report, times
from tests.store.nursery import Nursery

KILLS = times("KILLS", short=6, full=300)
ERRORS = times("ERRORS", short=4, full=200)
CALLS = ("fsync,fdatasync", "pwrite64", "write", "rename", "unlink", "mkdir", "ftruncate", "openat", "sendfile")
REFUSALS = ("EIO", "ENOSPC", "EINTR", "EDQUOT")


@pytest.fixture(scope="module")
def nursery():
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return life.write_files(tmp_path_factory.mktemp("given") / "files")


@pytest.fixture(scope="module")
def truth(tmp_path_factory, files):
    return life.Truth.of(tmp_path_factory.mktemp("truth") / "alone", files)


@pytest.fixture(scope="module")
def counted(tmp_path_factory, files, nursery):
    """How many calls of each kind a life makes."""
    base = tmp_path_factory.mktemp("counted") / "life"
    listed = base.with_name("calls")
    nursery.live(base, files, "-c", "-o", str(listed), "-e", f"trace={','.join(CALLS)}")
    found = re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", listed.read_text(), re.MULTILINE)
    many = {call: int(number) for number, call in found if call != "total"}
    return {calls: max(many.get(call, 0) for call in calls.split(",")) for calls in CALLS}


def points(counted: dict[str, int], trials: int, *, seed: int) -> list[tuple[str, int]]:
    """Calls to strike at, spread over the kinds and over the life."""
    rng = random.Random(seed)
    kinds = [calls for calls, number in counted.items() if number]
    return [(calls, rng.randint(1, counted[calls])) for calls in (kinds * (trials // len(kinds) + 1))[:trials]]


@traces.needs_strace
def test_a_life_killed_at_any_call_loses_nothing_it_had_said(tmp_path, files, truth, counted, nursery):
    stopped = 0
    for at, (calls, number) in enumerate(points(counted, KILLS, seed=11)):
        base = tmp_path / str(at)
        ended = nursery.live(base, files, "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}")
        stopped += ended.code < 0
        assert ended.code <= 0, ended.wrong
        strike(base, ended.told, truth, files if at % 20 == 0 else None, f"{calls} {number}")
        if at % 50 == 49:
            report(f"S1 kills so far {at + 1} stopped {stopped}")
    report(f"S1 kills {KILLS} stopped {stopped}")
    assert stopped >= KILLS // 2


@traces.needs_strace
def test_a_life_that_the_disk_refuses_any_call_loses_nothing_it_had_said(tmp_path, files, truth, counted, nursery):
    stopped = 0
    for at, (calls, number) in enumerate(points({**counted, "openat": 0, "write": 0}, ERRORS, seed=5)):
        base, error = tmp_path / str(at), REFUSALS[at % len(REFUSALS)]
        ended = nursery.live(base, files, "-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={number}")
        stopped += ended.code != 0
        if ended.code:
            assert re.match(r"(beffroi\.errors|OSError|InterruptedError)", ended.wrong.strip().splitlines()[-1]), (
                ended.wrong
            )
        strike(base, ended.told, truth, files if at % 20 == 0 else None, f"{calls} {number} {error}")
    report(f"S4 errors {ERRORS} refused {stopped}")
    assert stopped >= ERRORS // 4


def strike(base: Path, told: list[str], truth: life.Truth, go_on: Path | None, where: str) -> None:
    try:
        life.examine(base, told, truth, go_on=go_on)
    except BaseException as error:
        error.add_note(f"struck at {where}; said: {told[-1:]}")
        raise
    shutil.rmtree(base)


@traces.needs_strace
def test_a_life_that_nobody_disturbs_says_every_step(tmp_path, files, truth, nursery):
    ended = nursery.live(tmp_path / "life", files)
    assert (ended.code, ended.wrong) == (0, "")
    assert len(ended.told) == 12
    life.examine(tmp_path / "life", ended.told, truth)
