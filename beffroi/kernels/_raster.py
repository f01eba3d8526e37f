"""A raster over polygons: most cells answer at once, cells with an edge ask the edges in their row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLACK = 1e-6  # of a cell: edges this near a cell count as inside it, so rounding cannot lose one


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """Square raster of `side` rows and columns, in row order.

    answer
        Per cell: the part that fills it, -1 for none, -2 - k for boundary cell k.
    first, last
        Boundary cell k has the candidates `first[k]:last[k]`, in increasing order of part.
    part, begin, end
        Per candidate: the part and the run of `edges` that decides, empty where
        the part covers the whole cell.
    edges
        (n, 4) edges by part and row of cells.
    """

    frame: Floats  # xmin, ymin, cells a metre east, cells a metre north
    side: int
    answer: NDArray[np.int32]
    first: Ints
    last: Ints
    part: NDArray[np.int32]
    begin: NDArray[np.int32]
    end: NDArray[np.int32]
    edges: Floats


def build_raster(edges: Floats, starts: Ints, bounds: Floats) -> Raster:
    """Return the raster of parts whose edges are `edges[starts[k]:starts[k + 1]]`. O(edges x rows + cells)."""
    side = int(np.clip(2 ** np.ceil(np.log2(16 * np.sqrt(len(bounds)))), 64, 2048))
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    size = np.maximum(high - low, np.abs(high) * 1e-9 + 1e-9) * (1 + 1e-9)
    frame = fixed(np.concatenate([low, side / size]), np.float64)
    rows = np.clip(np.floor((bounds[:, [1, 3]] - low[1]) * frame[3] + [-SLACK, SLACK]), 0, side - 1).astype(np.int64)
    strips = np.concatenate(([0], np.cumsum(rows[:, 1] - rows[:, 0] + 1)))
    geometry = edges, starts, fixed(rows, np.int64), fixed(strips, np.int64), frame
    length = np.zeros(strips[-1], np.int64)
    _fill_strips(*geometry, length, np.empty(0, np.int64))
    run = np.concatenate(([0], np.cumsum(length)))
    members = np.empty(run[-1], np.int64)
    _fill_strips(*geometry, run[:-1].copy(), members)
    in_strips, run = fixed(edges[members], np.float64), fixed(run, np.int64)
    placed = in_strips, run, geometry[2], geometry[3], frame, side
    size_of = np.zeros(side * side, np.int64)
    none = np.empty(0, np.int32)
    _fill_cells(*placed, size_of, none, none, none)
    first = np.cumsum(size_of) - size_of
    part, begin, end = (np.empty(int(size_of.sum()), np.int32) for _ in range(3))
    if part.size:
        _fill_cells(*placed, first.copy(), part, begin, end)
    return _answers(frame, side, (first, size_of, part, begin, end), in_strips)


def _answers(frame: Floats, side: int, cells: tuple[NDArray[Any], ...], edges: Floats) -> Raster:
    first, size, part, begin, end = cells
    answer = np.full(size.size, -1, np.int32)
    some = np.flatnonzero(size)
    is_full = begin[first[some]] == end[first[some]]
    answer[some[is_full]] = part[first[some[is_full]]]
    mixed = some[~is_full]
    answer[mixed] = -2 - np.arange(mixed.size)
    return Raster(
        frame=frame,
        side=side,
        answer=fixed(answer, np.int32),
        first=fixed(first[mixed], np.int64),
        last=fixed(first[mixed] + size[mixed], np.int64),
        part=fixed(part, np.int32),
        begin=fixed(begin, np.int32),
        end=fixed(end, np.int32),
        edges=edges,
    )


def locate_by_raster(raster: Raster, x: Floats, y: Floats) -> Ints:
    """Return the lowest part that holds each point, or -1."""
    found = np.empty(x.size, np.int64)
    cells = raster.answer, raster.first, raster.last
    candidates = raster.part, raster.begin, raster.end, raster.edges
    _locate_loop(x, y, raster.frame, raster.side, *cells, *candidates, found)
    return found


@compiled
def _fill_strips(edges, starts, rows, strips, frame, place, members):  # type: ignore[no-untyped-def]
    """Count the edges of each part in each row of cells; with room in `members`, write them instead."""
    writes = members.size > 0
    for part in range(rows.shape[0]):
        for k in range(starts[part], starts[part + 1]):
            low = int(np.floor((edges[k, 1] - frame[1]) * frame[3] - SLACK))
            high = int(np.floor((edges[k, 3] - frame[1]) * frame[3] + SLACK))
            for row in range(max(low, rows[part, 0]), min(high, rows[part, 1]) + 1):
                strip = strips[part] + row - rows[part, 0]
                if writes:
                    members[place[strip]] = k
                place[strip] += 1


@compiled
def _fill_cells(edges, run, rows, strips, frame, side, place, part_of, begin, end):  # type: ignore[no-untyped-def]
    """Count the parts in each cell; with room in `part_of`, write them and their edges instead."""
    writes = part_of.size > 0
    touched = np.full(side, -1, np.int64)
    for part in range(rows.shape[0]):
        for row in range(rows[part, 0], rows[part, 1] + 1):
            strip = strips[part] + row - rows[part, 0]
            bottom = frame[1] + (row - SLACK) / frame[3]
            top = frame[1] + (row + 1 + SLACK) / frame[3]
            left = side
            right = -1
            for k in range(run[strip], run[strip + 1]):
                x0, y0, x1, y1 = edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3]
                xa, xb = x0, x1
                if y1 > y0:
                    slope = (x1 - x0) / (y1 - y0)
                    if y0 < bottom:
                        xa = x0 + (bottom - y0) * slope
                    if y1 > top:
                        xb = x0 + (top - y0) * slope
                a = max(0, int(np.floor((min(xa, xb) - frame[0]) * frame[2] - SLACK)))
                b = min(side - 1, int(np.floor((max(xa, xb) - frame[0]) * frame[2] + SLACK)))
                left = min(left, a)
                right = max(right, b)
                for column in range(a, b + 1):
                    touched[column] = strip
            knows = False
            inside = False
            yc = frame[1] + (row + 0.5) / frame[3]
            for column in range(left, right + 1):
                is_touched = touched[column] == strip
                if is_touched:
                    knows = False
                elif not knows:
                    knows = True
                    inside = False
                    xc = frame[0] + (column + 0.5) / frame[2]
                    for k in range(run[strip], run[strip + 1]):
                        x0, y0, x1, y1 = edges[k, 0], edges[k, 1], edges[k, 2], edges[k, 3]
                        if y0 <= yc < y1 and (x1 - x0) * (yc - y0) > (xc - x0) * (y1 - y0):
                            inside = not inside
                if is_touched or inside:
                    cell = row * side + column
                    if writes:
                        part_of[place[cell]] = part
                        begin[place[cell]] = run[strip] if is_touched else 0
                        end[place[cell]] = run[strip + 1] if is_touched else 0
                    place[cell] += 1


@compiled
def _locate_loop(x, y, frame, side, answer, first, last, part, begin, end, edges, found):  # type: ignore[no-untyped-def]
    """The definition's expression, on the few edges of the point's row and cell."""
    for point in range(x.size):
        px, py = x[point], y[point]
        found[point] = -1
        east = (px - frame[0]) * frame[2]
        north = (py - frame[1]) * frame[3]
        if not (0.0 <= east < side and 0.0 <= north < side):
            continue
        cell = answer[int(north) * side + int(east)]
        if cell >= -1:
            found[point] = cell
            continue
        for k in range(first[-2 - cell], last[-2 - cell]):
            inside = begin[k] == end[k]
            for e in range(begin[k], end[k]):
                x0, y0, x1, y1 = edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3]
                if y0 <= py < y1 and (x1 - x0) * (py - y0) > (px - x0) * (y1 - y0):
                    inside = not inside
            if inside:
                found[point] = part[k]
                break
