"""An imaginary city of any number of incidents, and a table of CPU seconds, for the benches of points."""

import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE, DAYS = 20_000.0, 1826  # metres, days: 20 x 20 km, five years
Arrays = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]


def city(n: int, *, seed: int = 1) -> Arrays:
    """Draw x, y (metres) and day: 45 % anywhere, 40 % round 250 corners, 15 % close to another and soon after."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, SIDE, (2, n))
    corners, width = rng.uniform(0, SIDE, (2, 250)), rng.uniform(80, 450, 250)
    near = np.flatnonzero(rng.random(n) < 0.47)
    corner = rng.choice(250, near.size, p=rng.dirichlet(np.full(250, 0.7)))
    x[near] = corners[0, corner] + rng.normal(0, width[corner])
    y[near] = corners[1, corner] + rng.normal(0, width[corner])
    day = rng.integers(0, DAYS, n)
    followers = np.flatnonzero(rng.random(n) < 0.15)
    leaders = rng.integers(0, n, followers.size)
    x[followers] = x[leaders] + rng.normal(0, 60, followers.size)
    y[followers] = y[leaders] + rng.normal(0, 60, followers.size)
    day[followers] = day[leaders] + rng.geometric(0.2, followers.size) - 1
    return np.clip(x, 0, SIDE - 0.1), np.clip(y, 0, SIDE - 0.1), np.clip(day, 0, DAYS - 1)


def cpu(work: Callable[[], Any], *, repeat: int = 3) -> tuple[float, Any]:
    """Return the best CPU seconds (user and system, all threads) of some calls, and the last answer."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        answer = work()
        best = min(best, time.process_time() - start)
    return best, answer


def report(name: str, seconds: float, checksum: object, *, note: str = "", memory: float | None = None) -> None:
    """Print one line: what, CPU seconds, peak memory (of this process so far, unless given), checksum."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if memory is None else memory
    print(f"{name:<44} {seconds:>9.4f} s  {peak:>6.0f} MB  {checksum}  {note}".rstrip(), flush=True)
    keep(name=name, seconds=seconds, memory=peak, checksum=str(checksum), note=note)


def keep(**line: object) -> None:
    """Add a line to the file that `run.py` makes its table of, when it asked for one."""
    if os.environ.get("BENCH_LINES"):
        with Path(os.environ["BENCH_LINES"]).open("a") as lines:
            lines.write(json.dumps(line) + "\n")


def verdict(**bounds: tuple[float, float]) -> None:
    """Say of each measure (found, bound) whether its bound is met; leave with status 1 where one is missed."""
    missed = False
    for name, (found, bound) in bounds.items():
        missed |= found > bound
        print(f"{name}: {found:.3g}, bound {bound:g}: {'MISSED' if found > bound else 'met'}", flush=True)
        keep(name=name, found=found, bound=bound)
    if missed:
        raise SystemExit(1)
