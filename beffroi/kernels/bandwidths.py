"""How far an event should spread: bandwidths chosen from the events themselves."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.adaptive_density import density_at
from beffroi.kernels.density import kernel_density, mass_inside
from beffroi.kernels.grid import Grid, grid_over
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.second_order import Correction, k_function

Floats = NDArray[np.float64]

FEW_EVENTS = 1_500  # whose pairs are compared one by one
CELLS_A_BANDWIDTH = 5  # beyond, cells of a fifth of the bandwidth
MOST_ACROSS = 1_500  # of them along one side
LEAST_INSIDE = 0.01  # of a kernel: no event counts for more than a hundred


def likelihood_scores(x: ArrayLike, y: ArrayLike, *, bandwidths: Sequence[float]) -> Floats:
    """Return for each bandwidth the sum over events of the log density that the other events give there.

    The kernel is Gaussian and `bandwidths` its standard deviations, in metres; no edge correction. Minus infinity
    where an event has no other near enough. Up to 1,500 events the sum is over pairs; beyond, over cells of a fifth
    of the bandwidth, each event taken out of its own cells: O(events + cells log cells) a bandwidth.
    (Habbema, Hermans and van den Broek 1974; Loader 1999, section 5.3.)

    >>> likelihood_scores([0.0, 100.0], [0.0, 0.0], bandwidths=[100.0]).round(4).tolist()
    [-23.0964]
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    made = np.full(len(bandwidths), -np.inf)
    for k, bandwidth in enumerate(bandwidths):
        others = _by_pairs(east, north, bandwidth) if east.size <= FEW_EVENTS else _by_cells(east, north, bandwidth)
        if (others > 0).all():
            made[k] = np.log(others).sum()
    return made


def likelihood_bandwidth(x: ArrayLike, y: ArrayLike, *, bandwidths: Sequence[float]) -> float:
    """Return that of the bandwidths under which the events are likeliest, each given the others, in metres.

    Events at one point favour ever smaller bandwidths: where a publisher moves events to a few points, give
    bandwidths above the distance between them. 0 where no bandwidth joins every event to another.

    >>> likelihood_bandwidth([0.0, 100.0, 110.0, 0.0], [0.0, 0.0, 30.0, 40.0], bandwidths=[10.0, 50.0, 800.0])
    50.0
    """
    score = likelihood_scores(x, y, bandwidths=bandwidths)
    return float(bandwidths[int(np.argmax(score))]) if score.size and np.isfinite(score.max()) else 0.0


def density_of_others(
    x: ArrayLike, y: ArrayLike, *, bandwidth: float, window: Window, exact: bool | None = None
) -> Floats:
    """Return the density that the other events give at each event, over the share of the kernel in the window: (n,).

    Events per square metre by a Gaussian kernel with standard deviation `bandwidth`, as spatstat's density.ppp with
    `at = "points", leaveoneout = TRUE`; the share is exact in rectangles, and of cells of a fifth of the bandwidth in
    polygons. Sums are over pairs up to 1,500 events (`exact`), else over cells.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area = rectangle((0.0, 0.0, 1000.0, 1000.0))
    >>> (1e6 * density_of_others([500.0, 600.0], [500.0, 500.0], bandwidth=100.0, window=area)).round(4).tolist()
    [9.6532, 9.6535]
    """
    west, south = window.bounds[:2]  # cells start there, so that a move of the map changes nothing
    east, north = np.asarray(x, np.float64) - west, np.asarray(y, np.float64) - south
    by_pairs = east.size <= FEW_EVENTS if exact is None else exact
    made = _by_pairs(east, north, bandwidth) if by_pairs else _by_cells(east, north, bandwidth)
    return np.asarray(np.maximum(made, 0.0) / _share_inside(east, north, bandwidth, window))


def _share_inside(x: Floats, y: Floats, bandwidth: float, window: Window) -> Floats:
    """Return the share of the kernel round each event, told from the window's south-western corner, that falls in it."""
    if window.is_rectangle:
        from scipy.special import ndtr

        width, height = window.size
        across = ndtr((width - x) / bandwidth) - ndtr(-x / bandwidth)
        return np.asarray(across * (ndtr((height - y) / bandwidth) - ndtr(-y / bandwidth)))
    shares, grid = _shares(window, bandwidth)
    return np.maximum(density_at(shares, x, y, grid=grid), LEAST_INSIDE)


@lru_cache(maxsize=4)
def _shares(window: Window, bandwidth: float) -> tuple[Floats, Grid]:
    """Return the share of the kernel round the centres of cells that falls in polygons; kept for the next pattern."""
    size = max(bandwidth / CELLS_A_BANDWIDTH, max(window.size) / MOST_ACROSS)
    west, south = window.bounds[:2]
    grid = grid_over((0.0, 0.0, *window.size), size=size, margin=1)
    x, y = (part.ravel() for part in grid.centres())
    inside = window.holds(x + west, y + south).reshape(grid.shape)
    return mass_inside(inside, size=size, bandwidth=bandwidth, shape="gaussian"), grid


def _by_pairs(x: Floats, y: Floats, bandwidth: float) -> Floats:
    squared = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    near = np.exp(-squared / (2 * bandwidth**2))
    np.fill_diagonal(near, 0.0)
    return near.sum(axis=1) / (2 * np.pi * bandwidth**2)


def _by_cells(x: Floats, y: Floats, bandwidth: float) -> Floats:
    size = max(bandwidth / CELLS_A_BANDWIDTH, float(max(np.ptp(x), np.ptp(y))) / MOST_ACROSS)
    if size > bandwidth:
        return np.zeros(x.size)  # a bandwidth below a thousandth of the city: the cells could not show it
    grid = grid_over((x.min(), y.min(), x.max(), y.max()), size=size, margin=1)
    surface = kernel_density(x, y, grid=grid, bandwidth=bandwidth, shape="gaussian")
    return density_at(surface, x, y, grid=grid) - _own(x, y, grid_size=size, bandwidth=bandwidth)


def _own(x: Floats, y: Floats, *, grid_size: float, bandwidth: float) -> Floats:
    """Return what an event adds to its own place: shared between four centres, and read between the same four."""
    east, north = (part / grid_size - 0.5 for part in (x, y))
    east, north = east - np.floor(east), north - np.floor(north)
    wide, high = east**2 + (1 - east) ** 2, north**2 + (1 - north) ** 2
    step = np.exp(-(grid_size**2) / (2 * bandwidth**2))
    steps = np.arange(-8 * CELLS_A_BANDWIDTH - 8, 8 * CELLS_A_BANDWIDTH + 9) * grid_size
    height = 1 / (np.exp(-(steps**2) / (2 * bandwidth**2)).sum() * grid_size) ** 2
    return np.asarray(height * (wide + (1 - wide) * step) * (high + (1 - high) * step))


def mean_square_bandwidth(x: ArrayLike, y: ArrayLike, *, window: Window, correction: Correction = "isotropic") -> float:
    """Return the Gaussian standard deviation of least mean square error for clustered points, in metres.

    Berman and Diggle (1989): for disc kernels of radius r the error is M(r) = (1 / f - 2 K(r)) / (pi r^2) plus the
    integral of the common area of two discs over dK, over (pi r^2)^2, f the density; the smallest on 257 radii up to
    an eighth of the short side (or of a disc that would hold 1,000 points at random, its half), halved, as spatstat's
    bw.diggle, but for the integral: between two radii of K discs are taken at the middle distance, where spatstat takes
    them at the shorter one, which makes every error a little larger. Points drawn in clusters are its model; with
    others it may stop at the smallest radius, 0.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> x, y = np.random.default_rng(1).normal(500, 40, (2, 200))
    >>> round(mean_square_bandwidth(x, y, window=rectangle((0, 0, 1000, 1000))), 1)
    8.1
    """
    n = np.asarray(x).size
    density = n / window.area
    reach = min(min(window.size) / 4, (1000 / (np.pi * density)) ** 0.5)
    radii = np.linspace(0, reach, 512)
    k = np.concatenate(([0.0], k_function(x, y, window=window, radii=radii[1:], correction=correction)))
    half = radii[radii <= reach / 2]
    middle = (radii[:-1] + radii[1:]) / 2
    share = np.minimum(middle / np.maximum(2 * half[:, None], 1e-300), 1.0)
    common = 4 * np.pi * half[:, None] ** 2 * (np.arccos(share) - share * np.sqrt(1 - share**2)) / (2 * np.pi)
    disc = np.pi * half[1:] ** 2
    error = (1 / density - 2 * k[1 : half.size]) / disc + (common @ np.diff(k))[1:] / disc**2
    return float(half[1 + int(np.argmin(error))] / 2)
