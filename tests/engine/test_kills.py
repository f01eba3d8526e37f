"""Workers and schedulers that end in mid-run: the answer does not change, or there is none and it is said why."""

import os
import signal
import threading

import pytest

from beffroi.errors.cluster import NoWorkers, SchedulerUnreachable, WorkersLost
from beffroi.kernels import _tiles
from beffroi.kernels._spread import running_on
from beffroi.kernels.pairs import knox_test
from beffroi.store import cluster as module
from beffroi.store.cluster import DaskEngine
from tests.engine import processes, work
from tests.engine.same import assert_same
from tests.engine.test_kernels import HOW, town

pytest.importorskip("distributed")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(module, "LOOKING", 0.2)


@pytest.fixture
def at(tmp_path):
    """Start a scheduler with workers that signal into a folder; they and their clients are gone afterwards."""
    made, clients, stacks = [], [], []

    def start(workers: int, **environment):
        stack = processes.running(tmp_path, workers=workers, **{work.FOLDER: str(tmp_path)}, **environment)
        made.append(stack.__enter__())
        stacks.append(stack)
        client = DaskEngine(made[-1].address)
        client._connected().wait_for_workers(workers, timeout=processes.PATIENCE)
        clients.append(client)
        return made[-1], client

    yield start
    for client in clients:
        client.close()
    for stack in stacks:
        stack.__exit__(None, None, None)
    assert all(process.poll() is not None for one in made for process in (*one.workers, one.scheduler))


@pytest.mark.parametrize("killed", [1, 2])
def test_killing_workers_in_mid_run_changes_no_answer(at, tmp_path, monkeypatch, killed):
    """Both workers are in the midst of their first part when some are killed; if both are, another one comes."""
    x, y, day = town(2_000)
    here = knox_test(x, y, day, **HOW, permutations=299, seed=7)
    running, engine = at(2)
    monkeypatch.setattr(DaskEngine, "most", 300)
    monkeypatch.setattr(_tiles, "count_batches", work.count_batches)
    there, ended = [], []

    def ask():
        with running_on(engine):
            there.append(knox_test(x, y, day, **HOW, permutations=299, seed=7))

    asking = threading.Thread(target=ask)
    asking.start()
    processes.until(lambda: len(work.begun(tmp_path)) == 2, doing=running.scheduler)
    for worker in running.workers[:killed]:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
        ended.append(worker.pid)
    if killed == 2:
        running.add_worker()
    (tmp_path / "go").touch()
    asking.join(processes.PATIENCE)
    assert set(ended) <= set(work.begun(tmp_path))
    assert not [pid for pid in ended if (tmp_path / f"done-{pid}").exists()]
    assert_same(there[0], here)


def test_without_any_worker_left_it_says_so(at, tmp_path, quick):
    running, engine = at(1)
    engine._idle = 0.5
    answers = engine.run(work.wait_to_be_killed, [1, 2], shared=None)
    asking = threading.Thread(target=lambda: _kill_once_begun(running, tmp_path))
    asking.start()
    with pytest.raises(NoWorkers):
        list(answers)
    asking.join(10)


def _kill_once_begun(running, folder):
    processes.until(lambda: work.begun(folder))
    os.kill(running.workers[0].pid, signal.SIGKILL)


def test_a_part_that_ends_its_workers_is_given_up(at):
    _, engine = at(1, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    with pytest.raises(WorkersLost, match="1 workers"):
        list(engine.run(work.end_the_worker, [1], shared=None))


def test_a_scheduler_that_goes_away_is_noticed(at, tmp_path, quick):
    running, engine = at(1)
    answers = engine.run(work.wait_to_be_killed, [1, 2], shared=None)

    def kill():
        processes.until(lambda: work.begun(tmp_path))
        os.kill(running.scheduler.pid, signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    with pytest.raises(SchedulerUnreachable):
        list(answers)
    killing.join(10)


def test_a_scheduler_that_went_away_between_two_questions_is_noticed(at, quick):
    running, engine = at(1)
    engine._connecting = 0.5
    assert list(engine.run(work.double, [1, 2], shared=3)) == [3, 6]
    os.kill(running.scheduler.pid, signal.SIGKILL)
    running.scheduler.wait(10)
    for _ in range(2):
        with pytest.raises(SchedulerUnreachable):
            list(engine.run(work.double, [1], shared=3))
