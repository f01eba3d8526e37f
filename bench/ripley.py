"""Ripley's K to 1 km at 50 radii, observed and 99 simulations: CPU seconds without correction and with isotropic weights.

python bench/ripley.py [points]     (100000: at most 8 s without correction, and 1.3 times that with isotropic weights)

The peer counts pairs with scipy's cKDTree.count_neighbors for one pattern, scaled to a hundred. Checksum: pairs within
1 km, K(200 m), K(1 km) of the observed pattern. Growth: 1e4, 1e5 and, without simulations, 1e6 points.
"""

import sys

import numpy as np
from _city import SIDE, city, cpu, report, verdict
from scipy.spatial import cKDTree

from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.second_order import Correction, k_function, simulated_k

REACH, STEPS, SIMULATIONS = 1000.0, 50, 99
RADII = REACH * np.arange(1, STEPS + 1) / STEPS
WINDOW = rectangle((0.0, 0.0, SIDE, SIDE))


def ours(n: int, correction: Correction) -> np.ndarray:
    x, y, _ = city(n)
    simulated_k(n, window=WINDOW, reach=REACH, steps=STEPS, correction=correction, simulations=SIMULATIONS, seed=1)
    return k_function(x, y, window=WINDOW, radii=RADII, correction=correction)


def checksum(k: np.ndarray, n: int) -> tuple[int, float, float]:
    return round(k[-1] * n * (n - 1) / WINDOW.area / 2), float(f"{k[9]:.8g}"), float(f"{k[-1]:.8g}")


def main() -> None:
    points = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
    seconds = {}
    corrections: tuple[Correction, Correction] = ("none", "isotropic")
    first, _ = cpu(lambda: ours(1000, "isotropic"), repeat=1)
    report("K and 99 simulations, first call, n = 1,000", first, "")
    for n in (points // 10, points):
        for correction in corrections:
            seconds[correction], k = cpu(lambda c=correction, n=n: ours(n, c), repeat=2)
            report(f"K and 99 simulations, {correction}, n = {n:,}", seconds[correction], checksum(k, n))
    x, y, _ = city(points)
    tree = cKDTree(np.column_stack([x.round(3), y.round(3)]))
    once, pairs = cpu(lambda: tree.count_neighbors(tree, RADII), repeat=1)
    report("cKDTree.count_neighbors, scaled to 100", 100 * once, int((pairs[-1] - points) // 2), note="same pairs")
    assert (pairs[-1] - points) // 2 == checksum(ours(points, "none"), points)[0], "the peer counts other pairs"
    if points == 100_000:
        x, y, _ = city(1_000_000)
        alone, k = cpu(lambda: k_function(x, y, window=WINDOW, radii=RADII / 4, correction="none"), repeat=1)
        report("K alone, to 250 m, n = 1,000,000", alone, checksum(k, 1_000_000))
        verdict(ripley_cpu=(seconds["none"], 8.0), ripley_isotropic_ratio=(seconds["isotropic"] / seconds["none"], 1.3))


if __name__ == "__main__":
    main()
