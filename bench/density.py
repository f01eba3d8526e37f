"""Quartic kernel density, bandwidth 500 m: CPU seconds of the exact sweep and of bins with FFT, beside a plain loop.

python bench/density.py [points] [cells a side]     (1e6 1000: at most 0.5 s exact, 0.06 s binned)

Checksum: mass, highest density; the binned surface says how far it is from the exact one. The plain loop visits every
cell within the bandwidth of every event. Growth: points of 1e4, 1e5, 1e6.
"""

import sys

import numpy as np
from _city import SIDE, city, cpu, report, verdict

from beffroi.kernels._density import sum_kernels
from beffroi.kernels.density import kernel_density
from beffroi.kernels.grid import Grid, grid_over

BANDWIDTH = 500.0


def plain_loop(x: np.ndarray, y: np.ndarray, grid: Grid) -> np.ndarray:
    total = np.zeros(grid.shape)
    start = (grid.column + 0.5) * grid.size, (grid.row + 0.5) * grid.size
    sum_kernels(x, y, np.ones(x.size), start, grid.size, np.full(x.size, BANDWIDTH), 2, total)
    return total * 3 / np.pi


def checksum(found: np.ndarray, grid: Grid) -> tuple[int, float]:
    return round(float(found.sum()) * grid.size**2), float(f"{found.max():.6g}")


def main() -> None:
    points = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    side = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    grid = grid_over((0, 0, SIDE - 0.1, SIDE - 0.1), size=SIDE / side)
    made, seconds = {}, {}
    for n in sorted({points // 100, points // 10, points}):
        x, y, _ = city(n)
        for exact in (True, False):
            name = "exact" if exact else "binned"

            def work(exact: bool = exact, x: np.ndarray = x, y: np.ndarray = y) -> np.ndarray:
                return kernel_density(x, y, grid=grid, bandwidth=BANDWIDTH, exact=exact)

            if n == points // 100:
                first, _ = cpu(work, repeat=1)
                report(f"{name}, first call", first, "")
            seconds[name], made[name] = cpu(work, repeat=5)
            report(f"{name}, {n:,}, {grid.rows} x {grid.columns}", seconds[name], checksum(made[name], grid))
    plain_loop(x[:10], y[:10], grid)
    loop, found = cpu(lambda: plain_loop(x, y, grid), repeat=1)
    report(f"plain loop, {points:,}", loop, checksum(found, grid), note=f"ratio {loop / seconds['exact']:.1f}")
    apart = {name: np.abs(surface - found).max() / found.max() for name, surface in made.items()}
    print(f"from the plain loop: exact {apart['exact']:.1e}, binned {apart['binned']:.2%} of the highest density")
    if (points, side) == (1_000_000, 1000):
        verdict(density_exact_cpu=(seconds["exact"], 0.5), density_binned_cpu=(seconds["binned"], 0.06))


if __name__ == "__main__":
    main()
