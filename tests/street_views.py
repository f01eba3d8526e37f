"""The streets of the imaginary city: a grid of blocks of 200 m, found by looking at each line in turn."""

from typing import Any

import numpy as np
import polars as pl
import shapely

from beffroi.evidence.finding import Geography
from beffroi.tables.views import Basis, StreetNetwork

BLOCK, WIDE, TALL, WITHIN = 200.0, 30, 20, 60.0


def network(
    x: Any, y: Any, *, origin: tuple[float, float], basis: Basis, facilities: str | None = None
) -> StreetNetwork:
    """The view of the streets for located events."""
    lines = segments(origin)
    tree = shapely.STRtree(lines)
    points = shapely.points(x, y)
    close = tree.query(points, predicate="dwithin", distance=WITHIN)
    metres = shapely.distance(points[close[0]], lines[close[1]])
    least = np.full(len(points), np.inf)
    np.minimum.at(least, close[0], metres)
    tied = metres < least[close[0]] + 1e-6
    first = np.full(len(points), len(lines))
    np.minimum.at(first, close[0][tied], close[1][tied])
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
        facilities=_bars(origin) if facilities else None,
        geography=Geography(name="streets", codes=codes, labels=tuple(names), outlines=outlines, crs="EPSG:32616"),
    )


def _bars(origin: tuple[float, float]) -> pl.DataFrame:
    """Nine bars, most of them where incidents gather."""
    at = np.array(
        [
            (1500, 900),
            (4200, 2700),
            (4600, 700),
            (1480, 1010),
            (4010, 2600),
            (4790, 790),
            (300, 3500),
            (5200, 3900),
            (2200, 2000),
        ]
    )
    return pl.DataFrame({"name": [f"Bar {k}" for k in range(9)], "x": at[:, 0] + origin[0], "y": at[:, 1] + origin[1]})


def segments(origin: tuple[float, float]) -> Any:
    """The segments: those that run east first, row by row, then those that run north."""
    east = [((c, r), (c + 1, r)) for r in range(TALL + 1) for c in range(WIDE)]
    north = [((c, r), (c, r + 1)) for r in range(TALL) for c in range(WIDE + 1)]
    return shapely.linestrings(np.array(east + north, float) * BLOCK + np.array(origin))
