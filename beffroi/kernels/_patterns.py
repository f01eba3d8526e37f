"""The loops under the summaries of point patterns: points in small cells, and the distances between near ones."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed
from beffroi.kernels._density import sort_by

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLD = 8  # cells along the reach: small enough that few looked-at points lie beyond it
MOST_CELLS = 4_000_000
HEAVIEST = 100.0  # the most that a pair may count, as spatstat's `maxedgewt`


class Cells:
    """Points ordered by square cells, several along the reach, row by row from the south-west.

    start
        (cells + 1,) points of cell k are `start[k]:start[k + 1]`.
    widths
        (fold + 1,) how many cells to each side can hold a near point, so many rows of cells above.
    """

    def __init__(self, x: NDArray[Any], y: NDArray[Any], *, size: tuple[float, float], reach: float) -> None:
        side = max(reach / FOLD, (size[0] * size[1] / MOST_CELLS) ** 0.5, max(size) / MOST_CELLS)
        self.fold = int(np.ceil(reach / side))
        self.columns, lines = (int(length / side) + 1 for length in size)
        column = np.minimum((x / x.dtype.type(side)).astype(np.int64), self.columns - 1)
        key = np.minimum((y / y.dtype.type(side)).astype(np.int64), lines - 1) * self.columns + column
        counts = np.bincount(key, minlength=self.columns * lines)
        self.start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        self.order = np.empty(key.size, np.int64)
        sort_by(fixed(key, np.int64), self.start.copy(), self.order)
        gap = np.maximum(np.arange(self.fold + 1) - 1, 0) * side
        self.widths = np.ceil(np.sqrt(np.maximum(reach**2 - gap**2, 0.0)) / side).astype(np.int64)
        far = (
            int(np.ceil(reach / side)) + 1
        )  # cells from a border beyond which a point is further from it than the reach
        self.inner = np.array([far, self.columns - 1 - far, far, lines - 1 - far], np.int64)


@compiled
def count_near(
    x: Any, y: Any, start: Any, columns: Any, widths: Any, inner: Any, rows: Any, scale: Any, bins: Any, counts: Any
) -> None:
    """Count unordered pairs by distance: bin `int(distance scale)` of the last row of `counts`.

    With `rows`, a pair whose cells are not both inside `inner` counts twice instead: in the row of each of its points.
    """
    lines = (start.size - 1) // columns
    buffer = np.empty(x.size, np.int32)
    top = np.float32(bins)
    inside = counts[counts.size - (bins + 1) :]
    for cell in range(start.size - 1):
        line = cell // columns
        column = cell - line * columns
        for step in range(min(widths.size - 1, lines - 1 - line) + 1):
            west = max(0, column - widths[step])
            east = min(columns - 1, column + widths[step])
            above = (line + step) * columns
            split = rows.size > 0 and (
                line < inner[2] or line + step > inner[3] or min(west, column) < inner[0] or east > inner[1]
            )
            for a in range(start[cell], start[cell + 1]):
                met = slice(a + 1 if step == 0 else start[above + west], start[above + east + 1])
                here, there = x[a], y[a]
                xs, ys = x[met], y[met]
                for q in range(xs.size):
                    dx = here - xs[q]
                    dy = there - ys[q]
                    buffer[q] = np.int32(min(np.sqrt(dx * dx + dy * dy) * scale, top))
                if split:
                    own, others = rows[a], rows[met]
                    for q in range(xs.size):
                        counts[np.uint32(own + buffer[q])] += 1  # unsigned: no look for places counted from the end
                        counts[np.uint32(others[q] + buffer[q])] += 1
                else:
                    for q in range(xs.size):
                        inside[np.uint32(buffer[q])] += 1


@compiled
def sum_near(
    x: Any,
    y: Any,
    start: Any,
    columns: Any,
    widths: Any,
    mass: Any,
    rows: Any,
    inside: Any,
    overlap: Any,
    step: Any,
    squared: Any,
    guess: Any,
    out: Any,
) -> None:
    """Add the weights of ordered pairs by distance: `out` is (rows, slots, 3), with the moments 0, 1, 2 of the distance.

    mass
        (n, 2) of a point as the first of a pair, and as its second.
    rows
        (n,) row of `out` for pairs whose first point it is.
    inside
        (n, 4) distances to the sides of a rectangle, for the isotropic weight; empty: none.
    overlap
        Area over the overlap of the window with itself shifted by (column - columns // 2, row) steps of `step`, read
        linearly between; of a rectangle its width and height alone; empty: none.
    squared, guess
        Squared upper ends of the slots, and a slot not above the right one for each of equal parts of the reach.
    """
    lines = (start.size - 1) // columns
    reach = np.sqrt(squared[-1])
    middle = overlap.shape[1] // 2
    for cell in range(start.size - 1):
        line = cell // columns
        column = cell - line * columns
        for up in range(min(widths.size - 1, lines - 1 - line) + 1):
            above = (line + up) * columns
            for a in range(start[cell], start[cell + 1]):
                first = a + 1 if up == 0 else start[above + max(0, column - widths[up])]
                for b in range(first, start[above + min(columns - 1, column + widths[up]) + 1]):
                    dx, dy = x[b] - x[a], y[b] - y[a]
                    d2 = dx * dx + dy * dy
                    if d2 > squared[-1]:
                        continue
                    d = np.sqrt(d2)
                    slot = guess[int(d / reach * (guess.size - 1))]
                    while d2 > squared[slot]:
                        slot += 1
                    weight = 1.0
                    if overlap.shape[0] == 1:
                        weight = min(
                            100.0, 1 / max(1e-9, (1 - abs(dx) / overlap[0, 0]) * (1 - abs(dy) / overlap[0, 1]))
                        )
                    elif overlap.size:
                        if dy < 0:
                            dx, dy = -dx, -dy
                        e, f = dx / step + middle, dy / step
                        i, j = int(e), int(f)
                        e, f = e - i, f - j
                        low = overlap[j, i] * (1 - e) + overlap[j, i + 1] * e
                        weight = low * (1 - f) + (overlap[j + 1, i] * (1 - e) + overlap[j + 1, i + 1] * e) * f
                    for end in range(2):
                        p, q = (a, b) if end == 0 else (b, a)
                        w = weight * mass[p, 0] * mass[q, 1]
                        if inside.size and min(inside[p, 0], inside[p, 1], inside[p, 2], inside[p, 3]) < d:
                            away = 0.0
                            for side in range(4):  # arcs beyond each side, less what two of them share beyond a corner
                                h, k = inside[p, side], inside[p, (side + 1) % 4]
                                if h < d:
                                    away += 2 * np.arccos(h / d)
                                    if h * h + k * k < d2:
                                        away -= np.arccos(h / d) + np.arccos(k / d) - np.pi / 2
                            w *= min(100.0, 1 / max(1e-9, 1 - away / (2 * np.pi)))
                        out[rows[p], slot, 0] += w
                        out[rows[p], slot, 1] += w * d
                        out[rows[p], slot, 2] += w * d2
