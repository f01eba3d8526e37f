"""Adaptive kernel density: narrow kernels where events are dense, wide ones where they are few (Abramson 1982)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._density import Shape
from beffroi.kernels.density import kernel_density
from beffroi.kernels.grid import Grid

Floats = NDArray[np.float64]

WIDEST = (
    5.0  # times the typical bandwidth: an isolated event would otherwise spread over the whole city (as sparr's `trim`)
)
STEPS = 8  # classes of bandwidth in a doubling, where bins are used: each event within 4.5 % of its own bandwidth


def abramson_bandwidths(density: ArrayLike, *, bandwidth: float, widest: float = WIDEST) -> Floats:
    """Return one bandwidth an event, h g_i / G: (n,), in metres.

    g_i = f_i^(-1/2), f_i the pilot density at the event (Abramson 1982), G the geometric mean of the g_i, so that
    `bandwidth` h is what an event of typical density gets; no event gets more than `widest` times as much
    (Davies and Hazelton 2010).

    >>> abramson_bandwidths([1.0, 1.0, 4.0, 4.0], bandwidth=100.0).round(1).tolist()
    [141.4, 141.4, 70.7, 70.7]
    """
    pilot = np.asarray(density, np.float64)
    if not pilot.size:
        return pilot.copy()
    if not (pilot > 0).all() or not bandwidth > 0:
        msg = "the pilot density must be positive at every event, and so the bandwidth"
        raise ValueError(msg)
    wide = pilot**-0.5
    return bandwidth * np.minimum(wide / np.exp(np.log(wide).mean()), widest)


def density_at(surface: ArrayLike, x: ArrayLike, y: ArrayLike, *, grid: Grid) -> Floats:
    """Return a surface between the centres of its cells, linearly; beyond the outer centres, as at the nearest.

    >>> from beffroi.kernels.grid import Grid
    >>> grid = Grid(size=10.0, column=0, row=0, columns=2, rows=1)
    >>> density_at([[0.0, 4.0]], [5.0, 10.0, 99.0], [5.0, 5.0, 5.0], grid=grid).tolist()
    [0.0, 2.0, 4.0]
    """
    values = np.asarray(surface, np.float64)
    east = np.clip(np.asarray(x, np.float64) / grid.size - (grid.column + 0.5), 0, grid.columns - 1)
    north = np.clip(np.asarray(y, np.float64) / grid.size - (grid.row + 0.5), 0, grid.rows - 1)
    left, low = east.astype(np.int64), north.astype(np.int64)
    right, above = np.minimum(left + 1, grid.columns - 1), np.minimum(low + 1, grid.rows - 1)
    east, north = east - left, north - low
    lower = values[low, left] * (1 - east) + values[low, right] * east
    upper = values[above, left] * (1 - east) + values[above, right] * east
    return lower * (1 - north) + upper * north


def adaptive_density(
    x: ArrayLike,
    y: ArrayLike,
    *,
    grid: Grid,
    bandwidth: float,
    weight: ArrayLike | None = None,
    exact: bool = False,
    shape: Shape = "quartic",
) -> Floats:
    """Return events per square metre at the cell centres, each event with its own bandwidth: (rows, columns).

    The pilot is the fixed density with `bandwidth`, read at the events between the centres of cells; from it,
    Abramson's bandwidths. exact=True sums each event's own kernel: O(events (h / size)^2). exact=False takes events
    together whose bandwidths lie in one class of 9 % (Davies and Baddeley 2018) and bins each class: bandwidths are
    within 4.5 % of their own, and two cells at least.

    >>> from beffroi.kernels.grid import Grid
    >>> grid = Grid(size=50.0, column=-20, row=-20, columns=40, rows=40)
    >>> made = adaptive_density([0.0, 10.0, 300.0], [0.0, 5.0, 300.0], grid=grid, bandwidth=200.0)
    >>> round(float(made.sum()) * 50.0**2, 6)
    3.0
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    mass = np.ones(east.size) if weight is None else np.asarray(weight, np.float64)
    if not east.size:
        return np.zeros(grid.shape)
    pilot = kernel_density(east, north, grid=grid, bandwidth=bandwidth, weight=mass, exact=exact, shape=shape)
    at = density_at(pilot, east, north, grid=grid)
    held = np.maximum(at, 1e-6 * at.max()) if at.max() > 0 else np.ones(at.size)  # events beyond the grid
    own = abramson_bandwidths(held, bandwidth=bandwidth)
    if exact:
        return kernel_density(
            east, north, grid=grid, bandwidth=np.ascontiguousarray(own), weight=mass, exact=True, shape=shape
        )
    step = np.rint(np.log2(own / bandwidth) * STEPS).astype(np.int64)
    total = np.zeros(grid.shape)
    for number in np.unique(step):
        near = step == number
        width = max(bandwidth * 2.0 ** (number / STEPS), 2 * grid.size)
        total += kernel_density(east[near], north[near], grid=grid, bandwidth=width, weight=mass[near], shape=shape)
    return total
