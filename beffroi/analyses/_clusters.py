"""What the analyses of clusters share: their table, with ellipses and hulls, and the cells that hold them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses._scan import RANKED
from beffroi.kernels.grid import cell_of, grid_over, round_size
from beffroi.kernels.pattern_window import Window

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELLS_ACROSS = 100


def ranked(label: Ints) -> Ints:
    """Number clusters by size, the largest first."""
    size = np.bincount(label[label >= 0])
    number = np.empty(size.size, np.int64)
    number[np.argsort(-size, kind="stable")] = np.arange(size.size)
    return np.where(label >= 0, number[label], -1)


def table(label: Ints, x: Floats, y: Floats) -> pl.DataFrame:
    """Return one row a cluster, the largest first: its mean centre, its farthest incident, its ellipse and its hull.

    Half axes as CrimeStat's: sqrt(2) standard deviations along the axes of largest and smallest spread, over n - 2.
    """
    import shapely

    inside = np.flatnonzero(label >= 0)
    inside = inside[np.lexsort((y[inside], x[inside], label[inside]))]
    of, east, north = label[inside], x[inside], y[inside]
    size = np.bincount(of)
    centre = [np.bincount(of, weights=part) / np.maximum(size, 1) for part in (east, north)]
    dx, dy = east - centre[0][of], north - centre[1][of]
    radius = np.zeros(size.size)
    np.maximum.at(radius, of, np.hypot(dx, dy) if of.size else np.zeros(0))
    xx, yy, xy = (np.bincount(of, weights=part) / np.maximum(size - 2, 1) for part in (dx * dx, dy * dy, dx * dy))
    middle, half = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    bearing = np.degrees(np.arctan2(2 * xy, yy - xx) / 2) % 180
    spots = shapely.multipoints(shapely.points(east, north), indices=of) if of.size else np.empty(0, object)
    return pl.DataFrame(
        {
            "rank": np.arange(1, size.size + 1),
            "x": centre[0],
            "y": centre[1],
            "incidents": size,
            "radius": radius,
            "long": np.sqrt(2 * (middle + half)),
            "short": np.sqrt(2 * np.maximum(middle - half, 0.0)),
            "bearing": np.where(half > 1e-9 * np.maximum(middle, 1e-9), bearing, np.nan),
            "hull": shapely.area(shapely.convex_hull(spots)) / 1e4,
        }
    ).with_columns(pl.col("bearing").fill_nan(None))


def cells(label: Ints, x: Floats, y: Floats, window: Window) -> pl.DataFrame:
    """Return the cells of the study area, with the largest of the clusters that have an incident there."""
    grid = grid_over(window.bounds, size=round_size(max(window.size) / CELLS_ACROSS, up=True))
    east, north = (part.ravel() for part in grid.centres())
    inside = label >= 0
    cell = cell_of(grid, x[inside], y[inside])
    rank = np.full(east.size, np.iinfo(np.int64).max)
    np.minimum.at(rank, cell, label[inside] + 1)
    best = np.where(rank < RANKED, rank, np.where(rank < np.iinfo(np.int64).max, RANKED, 0))
    shown = window.holds(east, north) | (best > 0)
    frame = {"x": east, "y": north, "size": np.full(east.size, grid.size), "cluster": best}
    return pl.DataFrame(frame).filter(shown)
