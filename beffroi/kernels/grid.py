"""Square cells whose edges are multiples of their size, so that they never depend on the data's extent."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._spread import cuts, engine, spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SIZES = (1.0, 2.0, 2.5, 5.0)  # times a power of ten: sizes a reader can say


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Cells of side `size` metres; cell (r, c) is [(column + c) size, (column + c + 1) size) by rows likewise."""

    size: float
    column: int  # of the western cells, counted from x = 0
    row: int  # of the southern cells, counted from y = 0
    columns: int
    rows: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.rows, self.columns

    def centres(self) -> tuple[Floats, Floats]:
        """Return x and y of the cell centres, each (rows, columns)."""
        x = (self.column + np.arange(self.columns) + 0.5) * self.size
        y = (self.row + np.arange(self.rows) + 0.5) * self.size
        east, north = np.meshgrid(x, y)
        return east, north


def grid_over(bounds: tuple[float, float, float, float], *, size: float, margin: int = 0) -> Grid:
    """Return the cells that hold every point of xmin, ymin, xmax, ymax, and `margin` more on each side.

    >>> grid_over((105.0, 5.0, 299.0, 100.0), size=100.0)
    Grid(size=100.0, column=1, row=0, columns=2, rows=2)
    """
    if not size > 0 or not np.isfinite(bounds).all():
        msg = f"a grid needs a positive size and finite bounds, got {size} and {bounds}"
        raise ValueError(msg)
    west, south, east, north = (int(np.floor(edge / size)) for edge in bounds)
    return Grid(
        size=size,
        column=west - margin,
        row=south - margin,
        columns=east - west + 1 + 2 * margin,
        rows=north - south + 1 + 2 * margin,
    )


def round_size(size: float, *, up: bool) -> float:
    """Return the nearest of 1, 2, 2.5, 5 times a power of ten that is not below (or not above) `size`.

    >>> round_size(123.0, up=True), round_size(123.0, up=False)
    (200.0, 100.0)
    """
    power = 10.0 ** np.floor(np.log10(size))
    sizes = [step * power for step in (*SIZES, 10.0)]
    slack = 1e-9 * size
    if up:
        return float(min(found for found in sizes if found >= size - slack))
    return float(max(found for found in sizes if found <= size + slack))


def cell_of(grid: Grid, x: ArrayLike, y: ArrayLike) -> Ints:
    """Return the cell number (row by row) that holds each point, or -1 outside.

    >>> cell_of(Grid(size=10.0, column=0, row=0, columns=2, rows=2), [5.0, 5.0, 20.0], [5.0, 10.0, 5.0]).tolist()
    [0, 2, -1]
    """
    column = np.floor(np.asarray(x, np.float64) / grid.size) - grid.column
    row = np.floor(np.asarray(y, np.float64) / grid.size) - grid.row
    is_in = (column >= 0) & (column < grid.columns) & (row >= 0) & (row < grid.rows)
    return np.where(is_in, row * grid.columns + column, -1).astype(np.int64)


def count_by_cell(grid: Grid, x: ArrayLike, y: ArrayLike, *, weight: ArrayLike | None = None) -> Floats:
    """Return the summed weight (1 by default) of the points of each cell: (rows, columns).

    Points outside the grid are not counted.

    >>> count_by_cell(Grid(size=10.0, column=0, row=0, columns=2, rows=1), [0.0, 9.9, 10.0], [0.0, 0.0, 0.0]).tolist()
    [[2.0, 1.0]]
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    mass = None if weight is None else np.asarray(weight, np.float64)
    runs = cuts(east.size, most=max(engine().most, grid.rows * grid.columns))  # no more comes back than is sent
    if len(runs) == 1:
        return _count_batch(grid, (east, north, mass))
    total = np.zeros(grid.shape)
    parts = ((east[run], north[run], None if mass is None else mass[run]) for run in runs)
    for found in spread(_count_batch, parts, shared=grid):
        total += found
    return total


def _count_batch(grid: Grid, events: tuple[Floats, Floats, Floats | None]) -> Floats:
    x, y, weight = events
    cell = cell_of(grid, x, y)
    is_in = cell >= 0
    given = None if weight is None else weight[is_in]
    total = np.bincount(cell[is_in], weights=given, minlength=grid.rows * grid.columns)
    return total.astype(np.float64).reshape(grid.shape)


def cells_touching(grid: Grid, wkb: Sequence[bytes | None]) -> Bools:
    """Return the cells that share some area with one of the polygons: (rows, columns).

    Which cells belong to a study area then depends on its outline alone,
    never on where the events are.

    >>> import shapely
    >>> cells_touching(Grid(size=10.0, column=0, row=0, columns=3, rows=1), [shapely.box(2, 2, 15, 8).wkb]).tolist()
    [[True, True, False]]
    """
    from shapely import STRtree, box, from_wkb

    x, y = grid.centres()
    half = grid.size * (0.5 - 1e-6)  # a cell that only touches the outline from outside has no area in it
    cells = box(x.ravel() - half, y.ravel() - half, x.ravel() + half, y.ravel() + half)
    touching = np.zeros(grid.rows * grid.columns, bool)
    touching[STRtree(cells).query(from_wkb(list(wkb)), predicate="intersects")[1]] = True
    return touching.reshape(grid.shape)


def queen_sum(values: ArrayLike) -> Floats:
    """Return for each cell the sum over the up to eight cells that touch it, itself left out: (rows, columns).

    >>> queen_sum([[1, 2, 4], [8, 16, 32]]).tolist()
    [[26.0, 61.0, 50.0], [19.0, 47.0, 22.0]]
    """
    given = np.asarray(values, dtype=np.float64)
    padded = np.pad(given, 1)
    across = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return across[:-2] + across[1:-1] + across[2:] - given
