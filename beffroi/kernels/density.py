"""Quartic kernel density on a grid of cells: exact, or fast from linear bins with a stated error."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import compiled, fixed
from beffroi.kernels.grid import Grid

Floats = NDArray[np.float64]

LITTLE_WORK = 20_000_000  # kernel evaluations that NumPy does sooner than the compiler loads


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


def kernel_density(
    x: ArrayLike, y: ArrayLike, *, grid: Grid, bandwidth: float, weight: ArrayLike | None = None, exact: bool = False
) -> Floats:
    """Return events per square metre at the cell centres: (rows, columns).

    Each event spreads its weight by the quartic kernel 3 / (pi h^2) (1 - (d / h)^2)^2
    for d < h (Silverman 1986, section 4.2.1).

    exact=True sums the kernel over every event near every centre.
    O(events (h / size)^2).

    exact=False shares each event linearly between the four nearest centres and
    convolves with the kernel by FFT: O(events + cells log cells). The kernel is
    scaled so that its sum over cells is 1, so the mass of events further than h
    inside the grid is kept to rounding. Bilinear sharing moves the density by at
    most size^2 / 8 times the sum of the two pure second derivatives in absolute
    value, which for the quartic kernel gives, relative to the highest value of one
    event's kernel, at most (size / h)^2 (plus the scaling of the kernel's sum): 1 % at
    h = 10 cells. Never ask it with h below 2 cells: ValueError.

    Parameters
    ----------
    x, y, weight
        (n,) metres and weights (1 by default). Never written into.
    bandwidth
        h in metres: the radius beyond which an event has no influence.

    >>> from beffroi.kernels.grid import Grid
    >>> grid = Grid(size=100.0, column=0, row=0, columns=3, rows=1)
    >>> (1e6 * kernel_density([150.0], [50.0], grid=grid, bandwidth=200.0, exact=True)).round(2).tolist()
    [[13.43, 23.87, 13.43]]
    """
    if not bandwidth > 0 or (not exact and bandwidth < 2 * grid.size):
        msg = f"the bandwidth must be positive, and two cells or more unless exact, got {bandwidth}"
        raise ValueError(msg)
    east, north = fixed(x, np.float64), fixed(y, np.float64)
    mass = fixed(np.ones(east.size) if weight is None else weight, np.float64)
    if not exact:
        return _binned(east, north, mass, grid=grid, bandwidth=bandwidth)
    total = np.zeros(grid.shape)
    start_x, start_y = (grid.column + 0.5) * grid.size, (grid.row + 0.5) * grid.size
    loop = _sum_kernels if east.size * (2 * bandwidth / grid.size + 1) ** 2 > LITTLE_WORK else _sum_plainly
    loop(east, north, mass, (start_x, start_y), float(grid.size), float(bandwidth), total)
    return total * (3 / (np.pi * bandwidth**2))


def smooth_counts(counts: ArrayLike, *, size: float, bandwidth: float) -> Floats:
    """Return the density of counts held at the centres of their cells, per square metre: (rows, columns).

    The quartic kernel at the distances between centres, scaled to sum to 1, so
    a count further than the bandwidth from the border keeps its whole mass.

    >>> (1e4 * smooth_counts([[0, 8, 0]], size=100.0, bandwidth=150.0)).round(2).tolist()
    [[1.08, 3.5, 1.08]]
    """
    reach = int(np.ceil(bandwidth / size))
    offset = np.arange(-reach, reach + 1) * size
    kernel = np.maximum(1 - (offset[:, None] ** 2 + offset**2) / bandwidth**2, 0.0) ** 2
    spread = _convolved(np.asarray(counts, np.float64), kernel / kernel.sum(), reach=reach)
    noise = 1e-13 * max(float(spread.max(initial=0.0)), 0.0)  # what the transform leaves where nothing is near
    return np.where(spread > noise, spread, 0.0) / size**2


def _convolved(counts: Floats, kernel: Floats, *, reach: int) -> Floats:
    """Convolve by Fourier transform and keep the middle: what scipy.signal does, without loading all of it."""
    from scipy.fft import irfftn, next_fast_len, rfftn

    shape = [n + 2 * reach for n in counts.shape]
    room = [next_fast_len(n, real=True) for n in shape]
    whole = irfftn(rfftn(counts, room) * rfftn(kernel, room), room)
    rows, columns = counts.shape
    return whole[reach : reach + rows, reach : reach + columns]


def _binned(x: Floats, y: Floats, mass: Floats, *, grid: Grid, bandwidth: float) -> Floats:
    reach = int(np.ceil(bandwidth / grid.size)) + 1
    rows, columns = grid.rows + 2 * reach, grid.columns + 2 * reach
    east = x / grid.size - (grid.column - reach + 0.5)
    north = y / grid.size - (grid.row - reach + 0.5)
    is_near = (east >= 0) & (east < columns - 1) & (north >= 0) & (north < rows - 1)
    east, north, mass = east[is_near], north[is_near], mass[is_near]
    left, low = east.astype(np.int64), north.astype(np.int64)
    right_share, upper_share = east - left, north - low
    cell = low * columns + left
    total = np.zeros(rows * columns)
    for step, share in (
        (0, (1 - right_share) * (1 - upper_share)),
        (1, right_share * (1 - upper_share)),
        (columns, (1 - right_share) * upper_share),
        (columns + 1, right_share * upper_share),
    ):
        total += np.bincount(cell + step, weights=mass * share, minlength=rows * columns)
    smooth = smooth_counts(total.reshape(rows, columns), size=grid.size, bandwidth=bandwidth)
    return smooth[reach:-reach, reach:-reach]


def _sum_plainly(  # noqa: PLR0917
    x: Floats, y: Floats, mass: Floats, start: tuple[float, float], size: float, bandwidth: float, total: Floats
) -> None:
    """Add every event's kernel to every centre near it."""
    rows, columns = total.shape
    east = (start[0] + np.arange(columns) * size)[:, None]
    north = (start[1] + np.arange(rows) * size)[:, None]
    for k in range(x.size):
        c = slice(*np.searchsorted(east[:, 0], [x[k] - bandwidth, x[k] + bandwidth]))
        r = slice(*np.searchsorted(north[:, 0], [y[k] - bandwidth, y[k] + bandwidth]))
        squared = (north[r] - y[k]) ** 2 + (east[c].T - x[k]) ** 2
        total[r, c] += mass[k] * np.maximum(1 - squared / bandwidth**2, 0.0) ** 2


@compiled
def _sum_kernels(x, y, mass, start, size, bandwidth, total):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0917
    rows, columns = total.shape
    start_x, start_y = start
    scale = 1.0 / bandwidth**2
    for k in range(x.size):
        c0 = max(0, int(np.ceil((x[k] - bandwidth - start_x) / size)))
        c1 = min(columns - 1, int(np.floor((x[k] + bandwidth - start_x) / size)))
        r0 = max(0, int(np.ceil((y[k] - bandwidth - start_y) / size)))
        r1 = min(rows - 1, int(np.floor((y[k] + bandwidth - start_y) / size)))
        for r in range(r0, r1 + 1):
            dy = start_y + r * size - y[k]
            for c in range(c0, c1 + 1):
                dx = start_x + c * size - x[k]
                rest = 1.0 - (dx * dx + dy * dy) * scale
                if rest > 0:
                    total[r, c] += mass[k] * rest * rest
