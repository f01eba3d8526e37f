"""A real scheduler and workers, each a process of its own on the loopback, stopped by their number."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
ALONE = ("--idle-timeout", "600s")  # none is left behind for long by tests that were killed
PATIENCE = 60.0  # seconds that a process may take to be there on a busy machine


class Processes:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.told = folder, folder / "scheduler.json"
        quiet = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error", "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False"}
        path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part)
        self.environment = os.environ | quiet | {"PYTHONPATH": path} | environment
        self.workers: list[subprocess.Popen] = []
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self.told), *ALONE)
        self.address = self._address()

    def add_worker(self, **environment: str) -> subprocess.Popen:
        self.environment |= environment
        one = [self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--death-timeout", "30"]
        made = self._start("worker", *one, "--local-directory", str(self.folder))
        self.workers.append(made)
        return made

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                process.kill()
            process.wait(10)

    def _start(self, kind: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "dask", kind, *LOOPBACK, *options]
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(command, env=self.environment, cwd=self.folder, stdout=log, stderr=log)

    def _address(self) -> str:
        until(lambda: self.told.exists() and self.told.read_text("utf-8").endswith("}"), doing=self.scheduler)
        return json.loads(self.told.read_text("utf-8"))["address"]


def until(is_done, *, doing: subprocess.Popen | None = None) -> None:
    """Wait for something to be so, as long as the process that brings it about runs."""
    end = time.monotonic() + PATIENCE
    while not is_done():
        assert doing is None or doing.poll() is None, "the process ended"
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.02)


@contextmanager
def running(folder: Path, *, workers: int, **environment: str) -> Iterator[Processes]:
    made = Processes(folder, **environment)
    try:
        for _ in range(workers):
            made.add_worker()
        yield made
    finally:
        made.stop()
