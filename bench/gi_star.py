"""Getis-Ord Gi* with conditional permutations on a square of cells: CPU seconds.

python bench/gi_star.py [cells] [permutations]     (100000 999: at most 0.05 s)

The definition draws every cell's neighbours anew; it is timed on 200 cells and scaled.
Checksum: sum of z, cells with p at most 5 %.
"""

import sys

import numpy as np
from _city import SIDE, city, cpu, report, verdict

from beffroi.kernels.autocorrelation import GiStar, getis_ord_g_star
from beffroi.kernels.grid import count_by_cell, grid_over


def definition(values: np.ndarray, found: GiStar, *, cells: int, permutations: int) -> np.ndarray:
    """Draw each cell's neighbours from the other cells, permutation by permutation."""
    rng = np.random.default_rng(1)
    flat, made = values.ravel(), np.empty(cells)
    padded = np.pad(values, 1)
    for cell in range(cells):
        row, column = divmod(cell, values.shape[1])
        observed = padded[row : row + 3, column : column + 3].sum() - flat[cell]
        k = int(found.neighbours[row, column])
        sums = np.array([flat[_others(rng, flat.size, k, cell)].sum() for _ in range(permutations)])
        made[cell] = ((sums >= observed).sum() + 1) / (permutations + 1)
    return made


def _others(rng: np.random.Generator, n: int, k: int, cell: int) -> np.ndarray:
    draw = rng.choice(n - 1, k, replace=False, shuffle=False)
    return draw + (draw >= cell)


def main() -> None:
    cells = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
    permutations = int(float(sys.argv[2])) if len(sys.argv) > 2 else 999
    side = round(cells**0.5)
    x, y, _ = city(10 * side * side)
    values = count_by_cell(grid_over((0, 0, SIDE - 0.1, SIDE - 0.1), size=SIDE / side), x, y)
    getis_ord_g_star(values[:3], permutations=9)  # loads scipy
    seconds, found = cpu(lambda: getis_ord_g_star(values, permutations=permutations), repeat=5)
    checksum = (round(float(found.z.sum()), 3), int((found.p <= 0.05).sum()))
    report(f"getis_ord_g_star, {values.size:,} cells, {permutations:,}", seconds, checksum)
    if permutations <= 999:
        some, p = cpu(lambda: definition(values, found, cells=200, permutations=permutations), repeat=1)
        agree = float(((p <= 0.05) == (found.p.ravel()[:200] <= 0.05)).mean())
        scaled = some * values.size / 200
        report("cell by cell in NumPy, scaled", scaled, f"{agree:.1%} same decisions on 200 cells")
    if (cells, permutations) == (100_000, 999):
        verdict(gi_star_cpu=(seconds, 0.05))


if __name__ == "__main__":
    main()
