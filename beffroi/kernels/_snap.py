"""The nearest street of many points: straight pieces of streets registered in square cells."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_CELLS = 16_000_000
LONGEST = 4.0  # cells: longer pieces are registered in parts, so that a diagonal does not fill a square


def snap_many(
    points: Floats, first: Ints, x: Floats, y: Floats, *, within: float, same: float
) -> tuple[Ints, Floats, Floats]:
    """Return for each point the first of the nearest segments (-1: none), the metres along it and away from it."""
    kept = np.ones(len(points) - 1, bool)
    kept[first[1:-1] - 1] = False  # from one segment to the next
    start = np.flatnonzero(kept)
    segment = np.searchsorted(first, start, side="right") - 1
    step = np.where(kept, np.hypot(*np.diff(points, axis=0).T), 0.0)
    whole = np.append(0.0, np.cumsum(step))
    before = whole[start] - whole[first[segment]]
    low = points.min(axis=0) - within - 1.0
    size = points.max(axis=0) + within + 1.0 - low
    side = max(within, float(np.sqrt(size[0] * size[1] / MOST_CELLS)), float(size.max()) / MOST_CELLS)
    columns, rows = (int(extent // side) + 1 for extent in size)
    a, b = points[start], points[start + 1]
    at, held = _register(a, b, low, side=side, columns=columns, rows=rows, within=within + same)
    found = np.full(x.size, -1, np.int64)
    along, away = np.full(x.size, np.nan), np.full(x.size, np.inf)
    _look(
        fixed(a, float), fixed(b - a, float), fixed(segment, np.int64), fixed(before, float), fixed(at, np.int64),
        fixed(held, np.int64), low[0], low[1], side, columns, rows, fixed(x, float), fixed(y, float),
        within + same, same, found, along, away,
    )  # fmt: skip
    return found, along, away


def _register(
    a: Floats, b: Floats, low: Floats, *, side: float, columns: int, rows: int, within: float
) -> tuple[Ints, Ints]:
    """Return where the pieces of each cell begin, and the pieces that a point of the cell may be near to, in order."""
    parts = np.ceil(np.hypot(*(b - a).T) / (LONGEST * side)).astype(np.int64).clip(1)
    piece = np.repeat(np.arange(len(a)), parts)
    number = np.arange(piece.size) - np.repeat(np.cumsum(parts) - parts, parts)
    ends = [a[piece] + (b - a)[piece] * ((number + k) / parts[piece])[:, None] for k in (0, 1)]
    cells = [np.floor((np.minimum(*ends) - within - low) / side), np.floor((np.maximum(*ends) + within - low) / side)]
    (west, south), (east, north) = (each.astype(np.int64).clip(0, (columns - 1, rows - 1)).T for each in cells)
    wide = east - west + 1
    count = wide * (north - south + 1)
    owner = np.repeat(np.arange(piece.size), count)
    place = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
    cell = (south[owner] + place // wide[owner]) * columns + west[owner] + place % wide[owner]
    key = np.unique(cell * len(a) + piece[owner])
    return np.searchsorted(key, np.arange(rows * columns + 1) * len(a)), key % len(a)


@compiled
def _look(
    a: Any, step: Any, segment: Any, before: Any, at: Any, held: Any, west: Any, south: Any, side: Any, columns: Any,
    rows: Any, x: Any, y: Any, within: Any, same: Any, found: Any, along: Any, away: Any,
) -> None:  # fmt: skip
    for i in range(x.size):
        column, row = (x[i] - west) / side, (y[i] - south) / side
        if not (0 <= column < columns and 0 <= row < rows):
            continue
        cell = int(row) * columns + int(column)
        least = within
        for turn in range(2):  # how near the nearest is, then the first that is as near
            for k in range(at[cell], at[cell + 1]):
                p = held[k]
                dx, dy = x[i] - a[p, 0], y[i] - a[p, 1]
                squared = step[p, 0] * step[p, 0] + step[p, 1] * step[p, 1]
                t = min(max((dx * step[p, 0] + dy * step[p, 1]) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
                d = np.sqrt((dx - t * step[p, 0]) ** 2 + (dy - t * step[p, 1]) ** 2)
                if turn == 0:
                    least = min(least, d)
                elif d <= least + same and d <= within and (found[i] < 0 or (segment[p] == found[i] and d < away[i])):
                    found[i], away[i] = segment[p], d
                    along[i] = before[p] + t * np.sqrt(squared)
