"""Kernel density on a grid of cells: exact, or fast from linear bins with a stated error."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed
from beffroi.kernels._density import (
    NUMBER,
    POWER,
    SPREAD,
    Shape,
    height_of,
    profile,
    reach_of,
    share_between_cells,
    sum_kernels,
    sum_plainly,
)
from beffroi.kernels._sweep import swept
from beffroi.kernels.grid import Grid, cell_of

Floats = NDArray[np.float64]

Edge = Literal["none", "by_place", "conserved"]

LITTLE_WORK = 20_000_000  # kernel evaluations that NumPy does sooner than the compiler loads
FEW_EVENTS = 100_000  # events that NumPy shares between cells sooner than the compiler loads


def scott_bandwidth(x: ArrayLike, y: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Return s n^(-1/6), in metres: Scott's rule in two dimensions, with a spread that outliers cannot inflate.

    s is the smaller of the standard distance per axis, sqrt((var x + var y) / 2),
    and the median distance to the mean centre over sqrt(2 ln 2), which is equal
    to it for a normal cloud. n is the summed weight. 0 when all points coincide.
    (Scott 2015, Multivariate Density Estimation, section 6.3.)

    >>> round(scott_bandwidth([0, 2, 0, 2], [0, 0, 2, 2]), 4)
    0.7937
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    mass = np.ones(east.size) if weight is None else np.asarray(weight, np.float64)
    total = mass.sum()
    if total <= 0:
        return 0.0
    squared = (east - (mass @ east) / total) ** 2 + (north - (mass @ north) / total) ** 2
    order = np.argsort(squared, kind="stable")
    middle = np.searchsorted(np.cumsum(mass[order]), total / 2)
    median = np.sqrt(squared[order[min(middle, order.size - 1)]] / (2 * np.log(2)))
    spread = np.sqrt((mass @ squared) / total / 2)
    return float((min(spread, median) or spread) * total ** (-1 / 6))


def equivalent_bandwidth(bandwidth: float, *, shape: Shape, like: Shape) -> float:
    """Return the bandwidth with which the kernel `shape` spreads as widely as the kernel `like` with `bandwidth`.

    Two kernels spread alike when their standard deviations along one axis are equal: the bandwidth is the radius of
    a kernel, and the standard deviation itself for the Gaussian one (Silverman 1986, section 3.3).

    >>> round(equivalent_bandwidth(100.0, shape="quartic", like="gaussian"), 1)
    282.8
    """
    return bandwidth * SPREAD[like] / SPREAD[shape]


def kernel_density(
    x: ArrayLike,
    y: ArrayLike,
    *,
    grid: Grid,
    bandwidth: float | ArrayLike,
    weight: ArrayLike | None = None,
    exact: bool = False,
    shape: Shape = "quartic",
) -> Floats:
    """Return events per square metre at the cell centres: (rows, columns).

    Each event spreads its weight by a kernel (Silverman 1986, section 4.2.1), with u = d / h < 1:
    quartic 3 / (pi h^2) (1 - u^2)^2, epanechnikov 2 / (pi h^2) (1 - u^2), triangular 3 / (pi h^2) (1 - u),
    uniform 1 / (pi h^2), the rim u = 1 included; gaussian 1 / (2 pi h^2) exp(-u^2 / 2), for u < 8.

    exact=True sums the kernel over every event near every centre. Quartic, epanechnikov and uniform are polynomials
    of the squared distance along a row of cells, which a sweep adds where an event's disc begins and takes off where
    it ends: O(events h / size + cells), within 1e-11 of the highest density of the plain sum. The others, and
    bandwidths that differ from event to event, take O(events (h / size)^2).

    exact=False shares each event linearly between the four nearest centres and convolves with the kernel by FFT:
    O(events + cells log cells). The kernel is scaled so that its sum over cells is 1, so the mass of events further
    than h inside the grid is kept to rounding. The error of one event, relative to the highest value of its kernel, is
    at most 1.5 (size / h)^2 (quartic), 0.5 (size / h)^2 (gaussian, as its error of bins is size^2 / 8 times the sum
    of the two pure second derivatives), 2 size / h (epanechnikov) and 1.5 size / h (triangular), whose slopes break at
    the rim or the middle. The uniform kernel jumps at its rim, so that bins could be wrong by its whole height: it is
    always exact. Never ask for bins with h below 2 cells (1 for gaussian): ValueError.

    Parameters
    ----------
    x, y, weight
        (n,) metres and weights (1 by default). Never written into.
    bandwidth
        h in metres: the radius beyond which an event has no influence; for gaussian, the standard deviation.
        (n,) with exact=True: one an event.

    >>> from beffroi.kernels.grid import Grid
    >>> grid = Grid(size=100.0, column=0, row=0, columns=3, rows=1)
    >>> (1e6 * kernel_density([150.0], [50.0], grid=grid, bandwidth=200.0, exact=True)).round(2).tolist()
    [[13.43, 23.87, 13.43]]
    """
    h = np.asarray(bandwidth, np.float64)
    is_exact = exact or shape == "uniform"
    least = 0.0 if is_exact else grid.size * (1 if shape == "gaussian" else 2)
    if not (h > 0).all() or not (h >= least).all() or (h.ndim and not exact):
        msg = f"the bandwidth must be positive, and two cells or more unless exact, got {h}"
        raise ValueError(msg)
    east, north = fixed(x, np.float64), fixed(y, np.float64)
    mass = fixed(np.ones(east.size) if weight is None else weight, np.float64)
    if not is_exact:
        return _binned(east, north, mass, grid=grid, bandwidth=float(h), shape=shape)
    work = float(np.sum((2 * reach_of(shape) * h / grid.size + 1) ** 2)) * (1 if h.ndim else east.size)
    if work > LITTLE_WORK and shape in POWER and not h.ndim:
        sums = swept(east, north, mass, grid=grid, bandwidth=float(h), shape=shape)
        return sums * height_of(shape, float(h))
    start = (grid.column + 0.5) * grid.size, (grid.row + 0.5) * grid.size
    each = fixed(np.broadcast_to(h, east.shape), np.float64)
    total = np.zeros(grid.shape)
    if work > LITTLE_WORK:
        number = POWER[shape] if shape in POWER else NUMBER[shape]
        sum_kernels(east, north, mass, start, float(grid.size), each, number, total)
    else:
        sum_plainly(east, north, mass, start, float(grid.size), each, shape)(total)
    return total * height_of(shape, 1.0)


def smooth_counts(counts: ArrayLike, *, size: float, bandwidth: float, shape: Shape = "quartic") -> Floats:
    """Return the density of counts held at the centres of their cells, per square metre: (rows, columns).

    The kernel at the distances between centres, scaled to sum to 1, so
    a count further than the bandwidth from the border keeps its whole mass.

    >>> (1e4 * smooth_counts([[0, 8, 0]], size=100.0, bandwidth=150.0)).round(2).tolist()
    [[1.08, 3.5, 1.08]]
    """
    given = np.asarray(counts, np.float64)
    spread = _convolved(given, _cell_kernel(size, bandwidth=bandwidth, shape=shape))
    noise = 1e-13 * max(float(spread.max(initial=0.0)), 0.0)  # what the transform leaves where nothing is near
    return np.where(spread > noise, spread, 0.0) / size**2


def _cell_kernel(size: float, *, bandwidth: float, shape: Shape) -> Floats:
    """Return the shares of an event at a centre that the cells round it get; they sum to 1."""
    reach = int(np.ceil(reach_of(shape) * bandwidth / size))
    offset = np.arange(-reach, reach + 1) * size
    kernel = profile(shape, (offset[:, None] ** 2 + offset**2) / bandwidth**2)
    return kernel / kernel.sum()


def mass_inside(inside: ArrayLike, *, size: float, bandwidth: float, shape: Shape = "quartic") -> Floats:
    """Return the share of a kernel round each cell's centre that falls on the study area: (rows, columns).

    >>> mass_inside([[True, True, True]], size=100.0, bandwidth=150.0).round(3).tolist()
    [[0.573, 0.708, 0.573]]
    """
    share = smooth_counts(np.asarray(inside, np.float64), size=size, bandwidth=bandwidth, shape=shape) * size**2
    return np.minimum(share, 1.0)


def edge_corrected(
    x: ArrayLike,
    y: ArrayLike,
    *,
    grid: Grid,
    inside: ArrayLike,
    bandwidth: float,
    edge: Edge = "by_place",
    weight: ArrayLike | None = None,
    exact: bool = False,
    shape: Shape = "quartic",
) -> Floats:
    """Return events per square metre of the study area, 0 outside it: (rows, columns).

    none: `kernel_density`, which leaks over the border. by_place: divided by the share of the kernel round the place
    that falls on the study area, unbiased where density is even (Diggle 1985). conserved: the kernel of each event is
    divided by its share on the study area, so that the surface holds the mass of the events (Jones 1993; spatstat
    calls it `diggle = TRUE`). Shares are those of the cell's centre (`mass_inside`); what they leave over, less than
    1 %, is made up by scaling.

    Parameters
    ----------
    inside
        (rows, columns) cells of the study area.
    x, y
        Events; those outside the study area count for nothing.

    >>> from beffroi.kernels.grid import Grid
    >>> grid = Grid(size=100.0, column=0, row=0, columns=3, rows=3)
    >>> all_in = np.ones((3, 3), bool)
    >>> held = edge_corrected([50.0], [50.0], grid=grid, inside=all_in, bandwidth=250.0, edge="conserved")
    >>> round(float(held.sum()) * 100.0**2, 6)
    1.0
    """
    kept = np.asarray(inside, bool)
    cell = cell_of(grid, x, y)
    within = (cell >= 0) & kept.ravel()[cell]
    east, north, cell = (np.asarray(part)[within] for part in (x, y, cell))
    mass = np.ones(east.size) if weight is None else np.asarray(weight, np.float64)[within]
    share = (
        mass_inside(kept, size=grid.size, bandwidth=bandwidth, shape=shape) if edge != "none" else np.ones(kept.shape)
    )
    held = float(mass.sum())
    if edge == "conserved":
        mass = mass / share.ravel()[cell]
    made = kernel_density(east, north, grid=grid, bandwidth=bandwidth, weight=mass, exact=exact, shape=shape)
    if edge == "by_place":
        made = np.divide(made, share, out=np.zeros(kept.shape), where=kept)
    made = np.where(kept, made, 0.0)
    if edge == "conserved" and made.sum() > 0:  # what the shares at centres leave over, less than 1 %
        made *= held / (made.sum() * grid.size**2)
    return made


def _convolved(counts: Floats, kernel: Floats) -> Floats:
    """Convolve by Fourier transform and keep the middle: what scipy.signal does, without loading all of it."""
    from scipy.fft import irfftn, next_fast_len, rfftn

    middle = kernel.shape[0] // 2
    reach = [min(middle, n - 1) for n in counts.shape]  # no two centres lie further apart
    near = kernel[middle - reach[0] : middle + reach[0] + 1, middle - reach[1] : middle + reach[1] + 1]
    room = [next_fast_len(n + r, real=True) for n, r in zip(counts.shape, reach, strict=True)]
    round_zero = np.zeros(room)  # what wraps round lands in the margin, which is not kept
    round_zero[: near.shape[0], : near.shape[1]] = near
    round_zero = np.roll(round_zero, (-reach[0], -reach[1]), (0, 1))
    rows, columns = counts.shape
    return irfftn(rfftn(counts, room) * rfftn(round_zero, room).real, room)[:rows, :columns]


def _binned(x: Floats, y: Floats, mass: Floats, *, grid: Grid, bandwidth: float, shape: Shape) -> Floats:
    reach = int(np.ceil(reach_of(shape) * bandwidth / grid.size)) + 1
    reach = int(np.clip(np.ceil(_overshoot(x, y, grid)) + 1, 1, reach))
    rows, columns = grid.rows + 2 * reach, grid.columns + 2 * reach
    total = np.zeros(rows * columns)
    frame = grid.column - reach + 0.5, grid.row - reach + 0.5, float(grid.size)
    if x.size > FEW_EVENTS:
        share_between_cells(x, y, mass, frame, columns, total)
    else:
        _share_plainly(x, y, mass, frame=frame, columns=columns, total=total)
    smooth = smooth_counts(total.reshape(rows, columns), size=grid.size, bandwidth=bandwidth, shape=shape)
    return smooth[reach:-reach, reach:-reach]


def _overshoot(x: Floats, y: Floats, grid: Grid) -> float:
    """Return by how many cells the events reach beyond the grid."""
    if not x.size:
        return 0.0
    east, north = grid.column * grid.size, grid.row * grid.size
    beyond = max(east - x.min(), x.max() - east - grid.columns * grid.size)
    return float(max(beyond, north - y.min(), y.max() - north - grid.rows * grid.size, 0.0) / grid.size)


def _share_plainly(
    x: Floats, y: Floats, mass: Floats, *, frame: tuple[float, float, float], columns: int, total: Floats
) -> None:
    """Share every event linearly between the four nearest centres."""
    east, north = x / frame[2] - frame[0], y / frame[2] - frame[1]
    near = (east >= 0) & (east < columns - 1) & (north >= 0) & (north < total.size // columns - 1)
    east, north, mass = east[near], north[near], mass[near]
    left, low = east.astype(np.int64), north.astype(np.int64)
    right_share, upper_share = east - left, north - low
    cell = low * columns + left
    for step, share in (
        (0, (1 - right_share) * (1 - upper_share)),
        (1, right_share * (1 - upper_share)),
        (columns, (1 - right_share) * upper_share),
        (columns + 1, right_share * upper_share),
    ):
        total += np.bincount(cell + step, weights=mass * share, minlength=total.size)
