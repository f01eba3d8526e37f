"""What the first question on a new machine costs: CPU seconds of a fresh process that has no compiled kernel.

python bench/compiling.py     (at most 5 CPU s more than the same questions take once compiled, for each analysis)

Each line is a process of its own with an empty folder for compiled code, which asks for what the kernels of one analysis
compute, of a pattern large enough that nothing is left to NumPy alone, and then asks again: the difference is reported.
numba's own start, some 0.5 s, is in it. Checksum: kernels compiled.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _city import DAYS, SIDE, city, report, verdict

HERE, MANY = Path(__file__).parent, 20_000


def near_repeat() -> Any:
    from beffroi.kernels.pairs import knox_test

    return knox_test(*city(MANY), distance_edges=(0, 100, 200, 400), lag_edges=(0, 7, 14, 28), permutations=99)


def hot_spots() -> Any:
    from beffroi.kernels.autocorrelation import getis_ord_g_star
    from beffroi.kernels.density import kernel_density
    from beffroi.kernels.grid import grid_over

    x, y, _ = city(10 * MANY)
    grid = grid_over((0, 0, SIDE - 0.1, SIDE - 0.1), size=50.0)
    made = [kernel_density(x, y, grid=grid, bandwidth=500.0, exact=exact) for exact in (True, False)]
    return made, getis_ord_g_star(made[1], permutations=99)


def point_pattern() -> Any:
    from beffroi.kernels.pattern_window import rectangle
    from beffroi.kernels.second_order import k_function, simulated_k

    x, y, _ = city(MANY)
    window, how = rectangle((0.0, 0.0, SIDE, SIDE)), {"reach": 1000.0, "steps": 20, "simulations": 1, "seed": 1}
    simulated_k(MANY, window=window, correction="isotropic", **how)
    return k_function(x, y, window=window, radii=[500.0, 1000.0])


def point_clusters() -> Any:
    from beffroi.kernels.clusters import dbscan
    from beffroi.kernels.hdbscan import hdbscan

    x, y, _ = city(MANY)
    return dbscan(x, y, reach=50.0, least=10), hdbscan(x, y, least=10)


def space_time_scan() -> Any:
    from beffroi.kernels.scan import permutation_scan

    x, y, day = city(MANY)
    cell = (y // 1000).astype(int) * 20 + (x // 1000).astype(int)
    counts = np.zeros((400, 52), int)
    np.add.at(counts, (cell, day * 52 // DAYS), 1)
    row, column = np.divmod(np.arange(400), 20)
    return permutation_scan(column * 1000.0, row * 1000.0, counts, permutations=1)


def self_exciting() -> Any:
    from beffroi.kernels.pattern_window import rectangle
    from beffroi.kernels.self_exciting import self_exciting as fit

    x, y, day = city(MANY)
    later = day + np.random.default_rng(2).random(MANY)
    return fit(x, y, later, window=rectangle((0.0, 0.0, SIDE, SIDE)), spans=((0.0, float(DAYS)),), bandwidth=500.0)


def space_time_interaction() -> Any:
    from beffroi.kernels.space_time_tests import jacquez_test, mantel_test

    x, y, day = (part[:2000] for part in city(MANY))
    mantel = mantel_test(x, y, day, distance_constant=100.0, lag_constant=7.0, permutations=9)
    return mantel, jacquez_test(x, y, day, permutations=9)


def street_clustering() -> Any:
    from streets import RADII, town

    from beffroi.kernels.network import position, snap, uniform
    from beffroi.kernels.network_k import network_k, simulated_k

    streets = town()
    x, y = position(streets, uniform(streets, MANY, np.random.default_rng(1)))
    events = snap(streets, x, y, within=50.0)
    return network_k(streets, events, radii=RADII), simulated_k(streets, 0, n=1000, radii=RADII, simulations=1)


def street_density() -> Any:
    from streets import BANDWIDTH, EVERY, town

    from beffroi.kernels.network import every_so_often, position, snap, uniform
    from beffroi.kernels.network_density import network_density

    streets = town()
    x, y = position(streets, uniform(streets, MANY, np.random.default_rng(1)))
    events = snap(streets, x, y, within=50.0).only(slice(0, 1000))
    return network_density(
        streets, events, every_so_often(streets, metres=EVERY), bandwidth=BANDWIDTH, method="continuous"
    )


ANALYSES: tuple[Callable[[], Any], ...] = (
    near_repeat, hot_spots, point_pattern, point_clusters, space_time_scan, self_exciting, space_time_interaction,
    street_clustering, street_density,
)  # fmt: skip


def ask_twice(work: Callable[[], Any]) -> None:
    """Print what the first call costs more than the second, and how many kernels were compiled."""
    seconds = []
    for _ in range(2):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    kernels = len(list(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbc")))
    print(seconds[0] - seconds[1], kernels, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    if len(sys.argv) > 1:
        ask_twice(next(work for work in ANALYSES if work.__name__ == sys.argv[1]))
        return
    most = 0.0
    for work in ANALYSES:
        with tempfile.TemporaryDirectory() as folder:
            told = subprocess.run(
                [sys.executable, str(HERE / "compiling.py"), work.__name__],
                check=True, stdout=subprocess.PIPE, text=True, env=os.environ | {"NUMBA_CACHE_DIR": folder},
            )  # fmt: skip
        seconds, kernels, memory = told.stdout.split()
        report(f"compiling, {work.__name__}", float(seconds), int(kernels), memory=float(memory))
        most = max(most, float(seconds))
    verdict(compiling_the_slowest_analysis=(most, 5.0))


if __name__ == "__main__":
    main()
