"""Pairs by distance and delay of ten million events, by tiles with halo: on one worker, on two, and embedded.

python bench/cluster.py [n]     (1e7: two workers at least 1.6 times as fast as one, and at most 1.3 times the embedded
                                 engine's CPU; several minutes)

A scheduler and its workers run on the loopback; each worker has one core. CPU is that of all processes: this one, the
scheduler and the workers. Every worker has computed once before, so that no kernel is compiled while the clock runs.
The time from question to answer is that of the clock, and says little where other work shares the cores; so beside it
stands what the others used meanwhile, and what the busiest of these processes needed: no run can end sooner, however
many cores are free. Checksum: pairs in the first cell, in all.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from _city import city, report, verdict

from beffroi.kernels._spread import Embedded, running_on
from beffroi.kernels.pairs import knox_test
from beffroi.store.cluster import DaskEngine

ROOT = Path(__file__).parents[1]
HOW: dict[str, Any] = {"distance_edges": (0, 10, 20), "lag_edges": (0, 7, 14, 28), "permutations": 0}
ONE_MACHINE = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
WARM = 5_000


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[int]]]:
    """Run a scheduler and workers; yield its address and the numbers of all processes."""
    started: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory() as folder:

        def start(*options: str) -> None:
            command = [sys.executable, "-m", "dask", *options, *ONE_MACHINE]
            environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(subprocess.Popen(command, cwd=folder, env=environment, **quiet))  # type: ignore[call-overload]

        told = Path(folder) / "scheduler.json"
        try:
            start("scheduler", "--port", "0", "--scheduler-file", str(told))
            while not (told.exists() and told.read_text("utf-8").endswith("}")):
                time.sleep(0.1)
            address = json.loads(told.read_text("utf-8"))["address"]
            for _ in range(workers):
                start("worker", address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
            yield address, [one.pid for one in started]
        finally:
            for one in started:
                one.kill()
                one.wait()


def busy(pids: list[int]) -> list[float]:
    """Return the CPU seconds that each process has used."""
    return [sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids]


def whole_machine() -> float:
    """Return the CPU seconds that all processes of the machine have used."""
    times = psutil.cpu_times()
    return sum(times[:7]) - times.idle - getattr(times, "iowait", 0.0)


def ask(engine: Any, events: Any) -> Any:
    with running_on(engine):
        return knox_test(*events, **HOW)


def measured(engine: Any, events: Any, pids: list[int]) -> dict[str, Any]:
    all_before, before, start = whole_machine(), busy(pids), time.perf_counter()
    found = ask(engine, events)
    wall = time.perf_counter() - start
    used = [after - earlier for after, earlier in zip(busy(pids), before, strict=True)]
    others = whole_machine() - all_before - sum(used)
    peak = max(psutil.Process(pid).memory_info().rss for pid in pids) / 2**20
    checksum = int(found.observed[0, 0]), int(found.observed.sum())
    told = {"wall": wall, "cpu": sum(used), "busiest": max(used), "used": used, "others": others}
    return {**told, "memory": peak, "checksum": checksum}


def on_workers(workers: int, events: Any) -> dict[str, Any]:
    with cluster(workers) as (address, pids):
        engine = DaskEngine(address)
        engine._connected().wait_for_workers(workers)
        few = [part[:: max(len(part) // (WARM * 40 * workers), 1)] for part in events]
        engine.most = WARM
        ask(engine, few)
        engine.most = DaskEngine.most
        found = measured(engine, events, [os.getpid(), *pids])
        engine.close()
    return found


def main() -> None:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    events = city(n)
    ask(Embedded(), [part[::50] for part in events])
    found = {"embedded": measured(Embedded(), events, [os.getpid()])}
    found |= {f"{workers} worker(s)": on_workers(workers, events) for workers in (1, 2)}
    for name, one in found.items():
        note = f"{one['wall']:.1f} s by the clock, others used {one['others']:.1f}; {_each(one['used'])}"
        report(f"pairs, n = {n:,}, {name}", one["cpu"], one["checksum"], note=note, memory=one["memory"])
    embedded, single, double = found.values()
    assert embedded["checksum"] == single["checksum"] == double["checksum"], "the counts differ"
    verdict(
        clock_of_two_workers_over_one=(double["wall"] / single["wall"], 1 / 1.6),
        busiest_process_of_two_workers_over_one=(double["busiest"] / single["busiest"], 1 / 1.6),
        cpu_of_two_workers_over_embedded=(double["cpu"] / embedded["cpu"], 1.3),
    )


def _each(used: list[float]) -> str:
    names = ("this process", "scheduler", *(f"worker {number}" for number in range(1, len(used))))
    return ", ".join(f"{name} {seconds:.1f}" for name, seconds in zip(names, used, strict=False))


if __name__ == "__main__":
    main()
