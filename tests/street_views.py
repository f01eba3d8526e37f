"""The streets of the imaginary city: a grid of blocks of 200 m, found by looking at each line in turn."""

from typing import Any

import numpy as np
import polars as pl
import shapely

from beffroi.evidence.finding import Geography
from beffroi.tables.views import Basis, StreetNetwork

BLOCK, WIDE, TALL, WITHIN = 200.0, 30, 20, 60.0


def network(x: Any, y: Any, *, origin: tuple[float, float], basis: Basis) -> StreetNetwork:
    """The view of the streets for located events."""
    lines = segments(origin)
    tree = shapely.STRtree(lines)
    points = shapely.points(x, y)
    nearest = tree.query_nearest(points, all_matches=True, max_distance=WITHIN)
    first = np.full(len(points), len(lines))
    np.minimum.at(first, nearest[0], nearest[1])
    on = first < len(lines)
    away = np.full(len(points), np.inf)
    away[on] = np.round(shapely.distance(points[on], lines[first[on]]), 6)
    codes = tuple(f"S{number + 1:04d}" for number in range(len(lines)))
    outlines = tuple(bytes(shapely.to_wkb(line)) for line in lines)
    n = np.bincount(first[on], minlength=len(lines)).astype(np.int64)
    names = [f"Street {number + 1}" for number in range(len(lines))]
    return StreetNetwork(
        basis=basis,
        name="streets",
        frame=pl.DataFrame({"place": codes, "name": names, "wkb": outlines, "n": n}),
        within=WITHIN,
        away=np.sort(away),
        at_ends=0,
        geography=Geography(name="streets", codes=codes, labels=tuple(names), outlines=outlines, crs="EPSG:32616"),
    )


def segments(origin: tuple[float, float]) -> Any:
    """The segments: those that run east first, row by row, then those that run north."""
    east = [((c, r), (c + 1, r)) for r in range(TALL + 1) for c in range(WIDE)]
    north = [((c, r), (c, r + 1)) for r in range(TALL) for c in range(WIDE + 1)]
    return shapely.linestrings(np.array(east + north, float) * BLOCK + np.array(origin))
