"""The loops under kernel density: sharing events between cells, sweeping rows, summing kernel by kernel."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled

Floats = NDArray[np.float64]
Shape = Literal["quartic", "epanechnikov", "gaussian", "triangular", "uniform"]

FAR = 8.0  # standard deviations beyond which a Gaussian kernel, 1e-14 of its height, is taken as 0
POWER = {"uniform": 0, "epanechnikov": 1, "quartic": 2}  # kernels that are polynomials of the squared distance
NUMBER = {"triangular": 3, "gaussian": 4}
HEIGHT = {"quartic": 3.0, "epanechnikov": 2.0, "uniform": 1.0, "triangular": 3.0, "gaussian": 0.5}  # times 1 / (pi h^2)
SPREAD = {  # standard deviation along one axis of a kernel of bandwidth 1
    "quartic": 8**-0.5,
    "epanechnikov": 6**-0.5,
    "uniform": 0.5,
    "triangular": 0.15**0.5,
    "gaussian": 1.0,
}


def profile(shape: Shape, squared: Floats) -> Floats:
    """Return the kernel over its height at (d / h)^2."""
    if shape == "gaussian":
        return np.where(squared < FAR**2, np.exp(-0.5 * squared), 0.0)
    if shape == "triangular":
        return 1.0 - np.sqrt(np.minimum(squared, 1.0))
    if shape == "uniform":
        return (squared <= 1.0).astype(np.float64)
    return np.maximum(1.0 - squared, 0.0) ** POWER[shape]


def reach_of(shape: Shape) -> float:
    """Return how far the kernel reaches, in bandwidths."""
    return FAR if shape == "gaussian" else 1.0


def height_of(shape: Shape, bandwidth: Any) -> Any:
    """Return the highest value of the kernel of one event, per square metre."""
    return HEIGHT[shape] / (np.pi * bandwidth**2)


def sum_plainly(
    x: Floats, y: Floats, mass: Floats, start: tuple[float, float], size: float, bandwidth: Floats, shape: Shape
) -> Any:
    """Return a function that adds every event's kernel, over its height at bandwidth 1, to every centre near it."""

    def add(total: Floats) -> None:
        rows, columns = total.shape
        east, north = start[0] + np.arange(columns) * size, start[1] + np.arange(rows) * size
        for k in range(x.size):
            reach = reach_of(shape) * bandwidth[k]
            c = slice(*np.searchsorted(east, [x[k] - reach, np.nextafter(x[k] + reach, np.inf)]))
            r = slice(*np.searchsorted(north, [y[k] - reach, np.nextafter(y[k] + reach, np.inf)]))
            squared = ((north[r, None] - y[k]) ** 2 + (east[c] - x[k]) ** 2) / bandwidth[k] ** 2
            total[r, c] += mass[k] / bandwidth[k] ** 2 * profile(shape, squared)

    return add


@compiled
def sum_kernels(x: Any, y: Any, mass: Any, start: Any, size: Any, bandwidth: Any, number: Any, total: Any) -> None:
    """Add every event's kernel to every centre near it, one bandwidth an event."""
    rows, columns = total.shape
    start_x, start_y = start
    column = np.empty(columns)
    for k in range(x.size):
        reach = bandwidth[k] * (8.0 if number == 4 else 1.0)
        scale = 1.0 / bandwidth[k] ** 2
        c0 = max(0, int(np.ceil((x[k] - reach - start_x) / size)))
        c1 = min(columns - 1, int(np.floor((x[k] + reach - start_x) / size)))
        r0 = max(0, int(np.ceil((y[k] - reach - start_y) / size)))
        r1 = min(rows - 1, int(np.floor((y[k] + reach - start_y) / size)))
        if number == 4:
            for c in range(c0, c1 + 1):
                dx = start_x + c * size - x[k]
                column[c] = np.exp(-0.5 * dx * dx * scale)
        for r in range(r0, r1 + 1):
            dy = start_y + r * size - y[k]
            if number == 4:
                share = mass[k] * scale * np.exp(-0.5 * dy * dy * scale)
                rest = 64.0 - dy * dy * scale
                for c in range(c0, c1 + 1):
                    dx = start_x + c * size - x[k]
                    if dx * dx * scale < rest:
                        total[r, c] += share * column[c]
                continue
            for c in range(c0, c1 + 1):
                dx = start_x + c * size - x[k]
                rest = 1.0 - (dx * dx + dy * dy) * scale
                if rest >= 0:
                    value = 1.0
                    if number == 3:
                        value = 1.0 - np.sqrt(1.0 - rest)
                    elif number == 2:
                        value = rest * rest
                    elif number == 1:
                        value = rest
                    total[r, c] += mass[k] * scale * value


@compiled
def share_between_cells(x: Any, y: Any, mass: Any, frame: Any, columns: Any, total: Any) -> None:
    """Share every event linearly between the four nearest centres of a flat grid; `frame`: origin and size."""
    west, south, size = frame
    rows = total.size // columns
    for k in range(x.size):
        east = x[k] / size - west
        north = y[k] / size - south
        if east >= 0 and east < columns - 1 and north >= 0 and north < rows - 1:
            left = int(east)
            low = int(north)
            east -= left
            north -= low
            cell = low * columns + left
            total[cell] += mass[k] * (1 - east) * (1 - north)
            total[cell + 1] += mass[k] * east * (1 - north)
            total[cell + columns] += mass[k] * (1 - east) * north
            total[cell + columns + 1] += mass[k] * east * north


@compiled
def sort_by(bucket: Any, place: Any, order: Any) -> None:
    """Write the rows bucket by bucket; `place` is where each bucket begins, and moves on."""
    for k in range(bucket.size):
        order[place[bucket[k]]] = k
        place[bucket[k]] += 1


@compiled
def mark_row(x: Any, y: Any, mass: Any, row: Any, reach: Any, power: Any, half: Any, change: Any) -> None:
    """Write where along a row the disc of every event begins and ends: there its polynomial is added and taken off.

    x, y, row and `reach`, the bandwidth, are in cells. Polynomials are about the middle of windows over four bandwidths
    wide, and begin anew in each, so that rounding does not travel. The windows of two lanes overlap by half, so that
    every disc lies within one of them: that in the first half of which it begins; `half`, (columns,), numbers the
    halves. `change` is (2 lanes, columns + 1, 8): events, five coefficients, and two unused, so that a column's stay in
    one line of the processor's cache.
    """
    columns = change.shape[1] - 1
    width = np.uint32(int(2.0 * reach) + 2)  # of half a window
    share = 1.0 / reach
    rest, first, stop = np.empty(256), np.empty(256, np.int32), np.empty(256, np.int32)
    for start in range(0, x.size, 256):
        east, north, weight = x[start : start + 256], y[start : start + 256], mass[start : start + 256]
        for i in range(east.size):  # without a branch, so that several events are done at once
            dy = (north[i] - row) * share
            rest[i] = 1.0 - dy * dy
            d = reach * np.sqrt(max(rest[i], 0.0))
            first[i] = np.int32(max(np.ceil(east[i] - d), 0.0))
            stop[i] = np.int32(min(max(np.floor(east[i] + d), -1.0), columns - 1.0)) + 1 if rest[i] >= 0.0 else 0
        for i in range(east.size):
            c, end, m = np.uint32(first[i]), np.uint32(stop[i]), weight[i]
            if c < end:
                k = half[c]
                lane = k & np.uint32(1)
                p = (east[i] - float((k + np.uint32(1)) * width)) * share
                q = rest[i] - p * p
                e0, e1, e2, e3, e4 = m, 0.0, 0.0, 0.0, 0.0
                if power == 2:
                    e0, e1, e2, e3, e4 = m * q * q, 4.0 * m * p * q, 4.0 * m * p * p - 2.0 * m * q, -4.0 * m * p, m
                elif power == 1:
                    e0, e1, e2 = m * q, 2.0 * m * p, -m
                change[lane, c, 0] += 1.0
                change[lane, c, 1] += e0
                change[lane, c, 2] += e1
                change[lane, c, 3] += e2
                change[lane, c, 4] += e3
                change[lane, c, 5] += e4
                change[lane, end, 0] -= 1.0
                change[lane, end, 1] -= e0
                change[lane, end, 2] -= e1
                change[lane, end, 3] -= e2
                change[lane, end, 4] -= e3
                change[lane, end, 5] -= e4


@compiled
def run_along(change: Any, reach: Any, out: Any) -> None:
    """Add the changes from west to east, add the polynomial's value to each column, and clear the changes."""
    width = int(2.0 * reach) + 2
    for lane in range(2):
        n = s0 = s1 = s2 = s3 = s4 = 0.0
        anew = middle = 0
        for c in range(out.size):
            if c == anew:  # the lane's windows begin at even or at odd multiples of half a window
                k = c // width
                middle = (k + 1 if k % 2 == lane else k) * width
                anew = middle + width
                n = 0.0
            if n < 0.5:
                n = s0 = s1 = s2 = s3 = s4 = 0.0
            n += change[lane, c, 0]
            s0 += change[lane, c, 1]
            s1 += change[lane, c, 2]
            s2 += change[lane, c, 3]
            s3 += change[lane, c, 4]
            s4 += change[lane, c, 5]
            if n > 0.5:
                u = (c - middle) / reach
                out[c] += max(0.0, s0 + u * (s1 + u * (s2 + u * (s3 + u * s4))))
    change[:] = 0.0
