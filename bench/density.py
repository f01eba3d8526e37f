"""Quartic kernel density, bandwidth 500 m: CPU seconds of the exact loop and of bins with FFT.

python bench/density.py [points] [cells a side]     (1e6 500)

Checksum: mass, highest density; the binned surface says how far it is from the exact one.
"""

import sys

import numpy as np
from _city import SIDE, city, cpu, report

from beffroi.kernels.density import kernel_density
from beffroi.kernels.grid import grid_over


def main() -> None:
    points = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    side = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    x, y, _ = city(points)
    grid = grid_over((0, 0, SIDE - 0.1, SIDE - 0.1), size=SIDE / side)
    made = {}
    for exact in (True, False):
        seconds, _ = cpu(lambda exact=exact: kernel_density(x, y, grid=grid, bandwidth=500.0, exact=exact), repeat=1)
        report(f"{'exact' if exact else 'binned'}, first call", seconds, "")
        seconds, found = cpu(
            lambda exact=exact: kernel_density(x, y, grid=grid, bandwidth=500.0, exact=exact), repeat=2
        )
        checksum = (round(float(found.sum()) * grid.size**2), float(f"{found.max():.6g}"))
        report(f"{'exact' if exact else 'binned'}, {points:,}, {grid.rows} x {grid.columns}", seconds, checksum)
        made[exact] = found
    print(f"largest difference {np.abs(made[True] - made[False]).max() / made[True].max():.3%} of the highest density")


if __name__ == "__main__":
    main()
