"""Kernel density by a sweep along rows of cells, cut into runs of rows with the events near them as a halo."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import fixed, in_parallel
from beffroi.kernels._density import POWER, Shape, mark_row, run_along, sort_by
from beffroi.kernels._spread import engine, spread
from beffroi.kernels.grid import Grid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROWS_AT_ONCE = 64  # rows of cells that one thread sweeps
STRIPS = 64  # across the grid, in which the events of a row are kept together


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What all runs of rows share: the bandwidth in cells, the power of the kernel, how long a row is."""

    reach: float
    power: int
    columns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Rows of cells from `first` on; the events that reach row k are `starts[k]:stops[k]`, in cells."""

    first: int
    starts: Ints
    stops: Ints
    x: Floats
    y: Floats
    mass: Floats


def swept(x: Floats, y: Floats, mass: Floats, *, grid: Grid, bandwidth: float, shape: Shape) -> Floats:
    """Sum the kernels row by row, over their height; rows are swept apart, so threads and workers change nothing."""
    reach = bandwidth / grid.size
    asked = Sweep(reach=reach, power=POWER[shape], columns=grid.columns)
    east, north = x / grid.size - (grid.column + 0.5), y / grid.size - (grid.row + 0.5)
    near = (north > -reach) & (north < grid.rows - 1 + reach) & (east > -reach) & (east < grid.columns - 1 + reach)
    runs = runs_of(east[near], north[near], mass[near], reach=reach, grid=grid)
    return np.concatenate(list(spread(sweep_run, runs, shared=asked)))


def runs_of(east: Floats, north: Floats, mass: Floats, *, reach: float, grid: Grid) -> Iterator[Run]:
    """Yield runs of rows with about as many events as the engine in force asks for, and as the kernel's reach allows."""
    bucket = np.floor(north + reach).astype(np.int64)  # the last row that the event reaches
    strip = ((east + reach) * (STRIPS / (grid.columns + 2 * reach))).astype(np.int64)  # near in memory, if near in rows
    ends = np.concatenate(([0], np.cumsum(np.bincount(bucket * STRIPS + strip, minlength=1))))
    order = np.empty(east.size, np.int64)
    sort_by(bucket * STRIPS + strip, ends.copy(), order)
    events = fixed(east[order], np.float64), fixed(north[order], np.float64), fixed(mass[order], np.float64)
    row = np.arange(grid.rows)
    starts = ends[np.minimum(row * STRIPS, ends.size - 1)]
    stops = ends[np.minimum((row + int(2 * reach) + 2) * STRIPS, ends.size - 1)]
    parts = -(-east.size // engine().most)
    tall = ROWS_AT_ONCE * int(np.ceil(max(grid.rows / max(parts, 1), 2 * reach) / ROWS_AT_ONCE))
    for first in range(0, grid.rows, tall if parts > 1 else grid.rows):
        last = min(first + tall, grid.rows) if parts > 1 else grid.rows
        met = slice(starts[first], stops[last - 1])
        yield Run(
            first=first, starts=starts[first:last] - met.start, stops=stops[first:last] - met.start,
            x=events[0][met], y=events[1][met], mass=events[2][met],
        )  # fmt: skip


def sweep_run(asked: Sweep, run: Run) -> Floats:
    """Return the sums of one run of rows: (rows, columns)."""
    events = fixed(run.x, np.float64), fixed(run.y, np.float64), fixed(run.mass, np.float64)

    half = fixed(np.arange(asked.columns) // (int(2.0 * asked.reach) + 2), np.uint32)

    def sweep(first: int) -> Floats:
        total = np.zeros((min(ROWS_AT_ONCE, run.starts.size - first), asked.columns))
        change = np.zeros((2, asked.columns + 1, 8))
        for k in range(total.shape[0]):
            met = slice(run.starts[first + k], run.stops[first + k])
            mark_row(
                *(part[met] for part in events), float(run.first + first + k), asked.reach, asked.power, half, change
            )
            run_along(change, asked.reach, total[k])
        return total

    return np.concatenate(list(in_parallel(sweep, range(0, run.starts.size, ROWS_AT_ONCE))))
