"""Gi* and local Moran's I with conditional permutations on a square of cells: CPU seconds.

python bench/gi_star.py [cells]     (100000: at most 0.01 s with 999 permutations, 0.1 s with 99,999, each)

The definition of Gi* draws every cell's neighbours anew; it is timed on 200 cells and scaled. Local Moran's I takes its
neighbours from a list of 800,000 pairs, equal weights in each row. Growth: cells of 1e4, 1e5, 1e6.
Checksum: sum of z, cells with p (of high values) at most 5 %.
"""

import sys

import numpy as np
from _city import SIDE, city, cpu, report, verdict

from beffroi.kernels.autocorrelation import GiStar, getis_ord_g_star
from beffroi.kernels.grid import count_by_cell, grid_over
from beffroi.kernels.local_association import local_moran
from beffroi.kernels.neighbours import Neighbours, from_pairs


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


def square(side: int) -> Neighbours:
    """Return the queen neighbours of the cells of a square, the weights of each row equal and summing to 1."""
    cell = np.arange(side * side).reshape(side, side)
    pairs = [(cell[:, :-1], cell[:, 1:]), (cell[:-1], cell[1:])]
    pairs += [(cell[:-1, :-1], cell[1:, 1:]), (cell[:-1, 1:], cell[1:, :-1])]
    one, two = (np.concatenate([pair[k].ravel() for pair in pairs]) for k in (0, 1))
    return from_pairs(side * side, np.concatenate([one, two]), np.concatenate([two, one])).row_standardised()


def counts_of(side: int) -> np.ndarray:
    x, y, _ = city(10 * side * side)
    return count_by_cell(grid_over((0, 0, SIDE - 0.1, SIDE - 0.1), size=SIDE / side), x, y)


def measure(values: np.ndarray, permutations: int) -> tuple[float, float, GiStar]:
    near = square(values.shape[0])
    made = f"{values.size:,} cells, {permutations:,}"
    repeat = 9 if permutations < 10_000 else 3
    star, found = cpu(lambda: getis_ord_g_star(values, permutations=permutations), repeat=repeat)
    report(f"getis_ord_g_star, {made}", star, checksum(found.z, found.p))
    moran, local = cpu(lambda: local_moran(values.ravel(), near, permutations=permutations), repeat=repeat)
    report(f"local_moran, {made}", moran, checksum(local.z, local.p_high))
    return star, moran, found


def checksum(z: np.ndarray, p: np.ndarray) -> tuple[float, int]:
    return round(float(z.sum()), 3), int((p <= 0.05).sum())


def main() -> None:
    cells = int(float(sys.argv[1])) if len(sys.argv) > 1 else 100_000
    getis_ord_g_star(counts_of(10), permutations=9)  # loads scipy
    local_moran(counts_of(10).ravel(), square(10), permutations=9)
    for n in (cells // 10, 10 * cells):
        measure(counts_of(round(n**0.5)), 999)
    values = counts_of(round(cells**0.5))
    star, moran, found = measure(values, 999)
    some, p = cpu(lambda: definition(values, found, cells=200, permutations=999), repeat=1)
    agree = float(((p <= 0.05) == (found.p.ravel()[:200] <= 0.05)).mean())
    report("cell by cell in NumPy, scaled", some * values.size / 200, f"{agree:.1%} same decisions on 200 cells")
    star_long, moran_long, _ = measure(values, 99_999)
    if cells == 100_000:
        verdict(
            gi_star_cpu=(star, 0.01),
            local_moran_cpu=(moran, 0.01),
            gi_star_99999_cpu=(star_long, 0.1),
            local_moran_99999_cpu=(moran_long, 0.1),
        )


if __name__ == "__main__":
    main()
