"""Space-time permutation scan of a city's cells: CPU seconds.

python bench/scan.py [incidents] [permutations]     (5,000 incidents in cells of 1 km over 52 steps; 99 permutations)

Checksum: cylinders looked at, the largest ratio found, the sum of the simulated ones.
"""

import sys

import numpy as np
from _city import DAYS, SIDE, city, cpu, report

from beffroi.kernels.scan import permutation_scan

CELL, STEPS = 1000.0, 52


def main() -> None:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 5000
    permutations = int(float(sys.argv[2])) if len(sys.argv) > 2 else 99
    x, y, day = city(n)
    across = int(SIDE / CELL)
    cell = (y // CELL).astype(int) * across + (x // CELL).astype(int)
    cells, of = np.unique(cell, return_inverse=True)
    counts = np.zeros((cells.size, STEPS), int)
    np.add.at(counts, (of, day * STEPS // DAYS), 1)
    row, column = np.divmod(cells, across)
    permutation_scan(column * CELL, row * CELL, counts, permutations=1)  # compiles
    seconds, found = cpu(
        lambda: permutation_scan(column * CELL, row * CELL, counts, permutations=permutations), repeat=1
    )
    checksum = (found.windows, round(found.clusters[0].ratio, 6), round(float(found.simulated.sum()), 6))
    report(f"permutation_scan, {cells.size} cells, {STEPS} steps, {permutations}", seconds, checksum)


if __name__ == "__main__":
    main()
