"""The power fails at any moment: what was said to be stored is there whole, the rest is there whole or not at all (S2)."""

import random
import shutil
import tempfile
from pathlib import Path

import pytest

from beffroi.errors import BeffroiError
from tests.store import life, traces
from tests.store.counts import report, times
from tests.store.crash_states import History, choices, materialise

STATES = times("STATES", short=60, full=5_000)
GO_ON = 100  # every so many states, the life goes on to its end
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def place():
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def recorded(place):
    files, base = life.write_files(place / "files"), place / "base"
    base.mkdir()
    command = traces.python(life.LIVE, base, files, "", traces.ROOT)
    ops = traces.record(command, base=base, trace=place / "trace")
    return History.of(ops, base), files, base


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@traces.needs_strace
def test_what_was_recorded_is_what_happened(recorded, place):
    history, _, base = recorded
    materialise(history.effects, place / "all")
    assert tree(place / "all") == tree(base)
    assert len(history.effects) > 300


@traces.needs_strace
def test_everything_is_safe_before_it_is_said_to_be_done(recorded):
    history, *_ = recorded
    kept = ("/raw/", "/deliveries/", "/packs/", "/b.zip", "catalogue.sqlite")
    for moment, said in history.said:
        _, loose = history.parted(moment)
        left = [(one.op.kind, one.op.path) for one in loose if one.op.kind in ("create", "rename", "write")]
        ours = [(kind, path) for kind, path in left if any(part in path for part in kept)]
        # SQLite makes an empty log when it opens a file, and syncs it with its first content
        assert [one for one in ours if not one[1].endswith("-shm") and one[0] + one[1][-4:] != "create-wal"] == [], said


@traces.needs_strace
def test_no_state_that_power_loss_may_leave_loses_or_halves_a_delivery(recorded, place):
    history, files, _ = recorded
    truth = life.Truth.of(place / "truth", files)
    rng, seen, known, tried, opened = random.Random(7), set(), set(), 0, 0
    while tried < STATES:
        moment = rng.randrange(history.moments + 1)
        safe, loose = history.parted(moment)
        for chosen in choices(loose, rng):
            base = place / f"state{tried}"
            state = materialise([*safe, *chosen], base)
            if state not in seen:
                seen.add(state)
                tried += 1
                try:
                    on = files if tried % GO_ON == 0 else None
                    found = life.examine(base, history.told(moment), truth, go_on=on, known=known)
                except BaseException as error:
                    error.add_note(f"moment {moment}, {len(safe)} safe, {[one.op.path for one in chosen]}")
                    raise
                opened += found.opened
                if tried % 500 == 0:
                    report(f"S2 states so far {tried}")
            shutil.rmtree(base)
    report(f"S2 states {tried} opened {opened}")
    assert opened > STATES // 2


@traces.needs_strace
def test_without_syncs_the_same_trial_finds_losses(recorded, place):
    """The control: a trial that cannot fail says nothing."""
    history, files, _ = recorded
    forgetful = History(history.base, history.effects, [], history.said, history.moments)
    truth, rng, lost = life.Truth.of(place / "truth-of-control", files), random.Random(3), 0
    for tried in range(12):
        moment = history.moments - rng.randrange(200)
        safe, loose = forgetful.parted(moment)
        base = place / f"control{tried}"
        materialise([*safe, *(one for one in loose if rng.random() < 0.9)], base)
        try:
            life.examine(base, history.told(moment), truth)
        except (AssertionError, BeffroiError, OSError):
            lost += 1
        shutil.rmtree(base)
    assert lost >= 10
