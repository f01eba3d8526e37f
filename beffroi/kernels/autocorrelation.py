"""Local spatial association on a grid of cells: the Getis-Ord Gi* statistic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._conditional import tails
from beffroi.kernels.grid import queen_sum
from beffroi.kernels.permutation import pseudo_p

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST = 1_000_000  # value up to which distributions are convolved
FLOOR = 1e-15  # rounding of the transform: a probability below it is written as it


@dataclass(frozen=True, slots=True, kw_only=True)
class GiStar:
    """Gi* by cell, (rows, columns); NaN (and False) outside the study area.

    z
        Standardised sum over the cell and its neighbours.
    p_normal
        Upper-tail probability of z under the normal approximation.
    p
        Conditional-permutation pseudo p-value of a sum at least as high; NaN
        without permutations. An island (no neighbour inside) has 1.
    p_drawn
        Probability of a sum at least as high if the cell and its neighbours had
        taken the values of cells drawn independently: exact for whole numbers,
        skewed or not, and as small as it takes (to 1e-15). NaN everywhere if
        the values are not whole and from 0 on.
    neighbours
        Queen neighbours inside the study area.
    """

    z: Floats
    p_normal: Floats
    p_drawn: Floats
    p: Floats
    neighbours: Ints


def getis_ord_g_star(
    values: ArrayLike, *, inside: ArrayLike | None = None, permutations: int = 999, seed: int = 1
) -> GiStar:
    """Return Gi* of every cell with binary queen weights that include the cell (Getis and Ord 1992, Ord and Getis 1995).

    z = (S - m W) / (s sqrt((n W - W^2) / (n - 1))), where S sums the values of
    the cell and its k neighbours, W = k + 1, and m and s are the mean and the
    population standard deviation of the n cells of the study area. z is 0
    where it is not defined: all values equal, or every cell a neighbour.

    The permutation p-value holds the cell at its value and draws the values of
    its neighbours from the other cells, without replacement (Anselin 1995).
    Under equal weights that distribution depends on k alone, so one set of
    draws serves all cells: sorted once for each k, each cell finds its place by
    bisection, and the draws that hold the cell itself are taken out again. Ties
    count as at least as high. A cell's R is `permutations` less the draws taken out.

    `p_drawn` convolves the distribution of the cells' values W times with itself:
    the null under which z has mean 0, without its normal approximation.

    O(cells log R + R log R + W max log(W max)). The answer depends on the seed, not on threads.

    Parameters
    ----------
    values
        (rows, columns) counts or other quantities, finite inside. Never written into.
    inside
        (rows, columns) the study area; all cells if None.

    >>> found = getis_ord_g_star([[0, 0, 0, 0, 9]], permutations=0)
    >>> found.z.round(3).tolist()
    [[-0.816, -1.225, -1.225, 0.816, 1.225]]
    """
    grid = np.asarray(values, dtype=np.float64)
    area = np.ones(grid.shape, bool) if inside is None else np.asarray(inside, dtype=bool)
    if grid.ndim != 2 or grid.shape != area.shape or not np.isfinite(grid[area]).all():
        msg = f"values must be a finite (rows, columns) grid of the shape of the study area, got {grid.shape}"
        raise ValueError(msg)
    kept = np.where(area, grid, 0.0)
    neighbours = np.where(area, queen_sum(area), 0).round().astype(np.int64)
    around = queen_sum(kept)
    z = _standardise(kept + around, neighbours + 1, kept[area])
    p = np.full(grid.shape, np.nan)
    if permutations:
        p[area] = _conditional_p(kept[area], around[area], neighbours[area], permutations=permutations, seed=seed)
    drawn = np.full(grid.shape, np.nan)
    drawn[area] = _drawn_p(kept[area], (kept + around)[area], neighbours[area] + 1)
    z[~area] = np.nan
    return GiStar(z=z, p_normal=_upper_tail(z), p_drawn=drawn, p=p, neighbours=neighbours)


def _standardise(total: Floats, weight: Ints, values: Floats) -> Floats:
    n = values.size
    mean, spread = (values.mean(), values.std()) if n else (0.0, 0.0)
    scale = spread * np.sqrt(np.maximum(n * weight - weight**2, 0) / max(n - 1, 1))
    is_flat = scale <= 1e-12 * max(float(np.abs(values).max(initial=0.0)), 1e-300)
    return np.where(is_flat, 0.0, (total - mean * weight) / np.where(is_flat, 1.0, scale))


def _upper_tail(z: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(-z))


def _drawn_p(values: Floats, total: Floats, weight: Ints) -> Floats:
    """Return P(sum of W independent draws >= total) of each cell, from the W-fold convolution of the values."""
    whole = values.round().astype(np.int64)
    if not values.size or (whole != values).any() or whole.min() < 0 or whole.max() > LARGEST:
        return np.full(values.size, np.nan)
    most = int(whole.max())
    length = most * int(weight.max()) + 1
    transform = np.fft.rfft(np.bincount(whole, minlength=most + 1) / whole.size, length)
    p = np.ones(values.size)
    for w in np.flatnonzero(np.bincount(weight)):
        cells = np.flatnonzero(weight == w)
        chance = np.maximum(np.fft.irfft(transform**w, length), 0.0)
        at_least = np.cumsum(chance[::-1])[::-1]
        p[cells] = at_least[total[cells].round().astype(np.int64)]
    return np.clip(p, FLOOR, 1.0)


def _conditional_p(values: Floats, around: Floats, neighbours: Ints, *, permutations: int, seed: int) -> Floats:
    """Return the pseudo p-value of each cell's neighbour sum, from draws shared by all cells."""
    upper, _, kept = tails(values, around, neighbours, permutations=permutations, seed=seed)
    return np.asarray(pseudo_p(upper, permutations=kept), dtype=np.float64)
