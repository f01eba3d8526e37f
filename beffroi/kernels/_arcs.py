"""The loops under the isotropic weights of polygons: which part of a circle lies beyond the edges near its centre."""

from typing import Any

import numpy as np

from beffroi.kernels._compile import compiled


@compiled
def arc_shares(start: Any, off: Any, first: Any, last: Any, side: Any, radius: Any) -> Any:
    """Return the share inside of the circle of each radius round each place: (n,); see `arcs.Border`."""
    share = np.ones(radius.size)
    for k in range(radius.size):
        for e in range(start[k], start[k + 1]):
            if off[e] < radius[k]:
                half = np.sqrt(radius[k] ** 2 - off[e] ** 2)
                a, b = max(first[e], -half), min(last[e], half)
                if b > a:
                    share[k] -= side[e] * (np.arctan2(b, off[e]) - np.arctan2(a, off[e])) / (2 * np.pi)
    return share


@compiled
def add_excess(
    x: Any,
    y: Any,
    cells: Any,
    columns: Any,
    widths: Any,
    mass: Any,
    squared: Any,
    begin: Any,
    start: Any,
    off: Any,
    first: Any,
    last: Any,
    side: Any,
    near: Any,
    far: Any,
    out: Any,
) -> None:
    """Add the excess of the pairs whose first is one of the points from `begin` on that have edges within reach."""
    fold = widths.size - 1
    lines = (cells.size - 1) // columns
    others, length = np.empty(x.size, np.int64), np.empty(x.size)
    for k in range(start.size - 1):
        if start[k] == start[k + 1]:
            continue
        p = begin + k
        nearest = 1e6 * near[start[k] : start[k + 1]].min() ** 2
        cell = np.searchsorted(cells, p, side="right") - 1
        line, column = cell // columns, cell % columns
        many = 0
        for at in range(max(0, line - fold), min(lines - 1, line + fold) + 1):
            wide = widths[abs(at - line)]
            west, east = max(0, column - wide), min(columns - 1, column + wide)
            for q in range(cells[at * columns + west], cells[at * columns + east + 1]):
                d2 = (x[q] - x[p]) ** 2 + (y[q] - y[p]) ** 2
                if nearest < d2 <= squared[-1]:
                    others[many], length[many] = q, d2
                    many += 1
        rising = np.argsort(length[:many])
        d = np.sqrt(length[rising]) / 1000.0
        angle, whole = np.zeros(many), np.zeros(many + 1)  # of edges that the circle cuts, and of those within it
        for e in range(start[k], start[k + 1]):
            a, b, h = first[e], last[e], off[e]
            begins, ends = np.searchsorted(d, near[e]), np.searchsorted(d, far[e])
            if ends < many:
                whole[ends] += side[e] * (np.arctan2(b, h) - np.arctan2(a, h))
            for q in range(begins, ends):
                half = np.sqrt(max(d[q] * d[q] - h * h, 0.0))
                low, high = max(a, -half), min(b, half)
                if high > low:
                    angle[q] += side[e] * (np.arctan2(high, h) - np.arctan2(low, h))
        passed, slot = 0.0, 0
        for q in range(many):
            passed += whole[q]
            share = 1 - (angle[q] + passed) / (2 * np.pi)
            while length[rising[q]] > squared[slot]:
                slot += 1
            excess = min(100.0, 1 / max(1e-9, share)) - 1
            w = max(excess, 0.0) * mass[p, 0] * mass[others[rising[q]], 1]
            out[slot, 0] += w
            out[slot, 1] += w * d[q] * 1000.0
            out[slot, 2] += w * d[q] * d[q] * 1e6
