"""Where the points of an unknown file land: read in each way that is possible, against the places of an observatory."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.sources.roles import SYSTEMS, Coordinates

SAMPLE = 2_000  # points that are tried, evenly spaced
ROOM = 1_000.0  # metres outside the places that still count as there
LANDS, ELSEWHERE = 0.9, 0.5  # share of one reading, and of every other one, from which there is no doubt
SAME = 50.0  # metres apart, within which two systems read the same
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read two columns: the system, whether they change places, the sign of x; and the share that lands."""

    crs: str
    swapped: bool = False
    mirrored: bool = False  # the sign of x was lost
    share: float = 0.0
    at: tuple[float, float] = (0.0, 0.0)  # where the middle of the points lands, in the observatory's system


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """The places of an observatory: outlines (WKB) in a projected system, how they are called, where its clock is."""

    outlines: tuple[bytes, ...]
    crs: str
    name: str
    timezone: str

    @cached_property
    def _area(self) -> Any:
        import shapely

        area = shapely.union_all(shapely.make_valid(shapely.from_wkb(list(self.outlines)))).buffer(ROOM)
        shapely.prepare(area)
        return area

    def reading(self, x: Floats, y: Floats, *, crs: str, swapped: bool = False, mirrored: bool = False) -> Reading:
        """Read two columns in one way: the share of points in the places, or at most 1 km from them."""
        import pyproj
        import shapely

        x, y = (y, x) if swapped else (x, y)
        x = -x if mirrored else x

        there = pyproj.Transformer.from_crs(crs, self.crs, always_xy=True).transform(x, y, errcheck=False)
        sound = np.isfinite(there[0]) & np.isfinite(there[1])
        inside = shapely.contains_xy(self._area, np.where(sound, there[0], 0.0), np.where(sound, there[1], 0.0))
        share = float((inside & sound).sum() / len(x)) if len(x) else 0.0
        at = (float(np.median(there[0])), float(np.median(there[1])))
        return Reading(crs=crs, swapped=swapped, mirrored=mirrored, share=share, at=at)


def landings(where: Coordinates, points: Sequence[tuple[float, float]], boundary: Boundary) -> list[Reading]:
    """Try every way to read two columns of coordinates; the reading that lands most of them comes first."""
    chosen = points[:: max(1, len(points) // SAMPLE)]
    x, y = (np.array([one[at] for one in chosen], dtype=np.float64) for at in (0, 1))
    made = []
    for crs in ("EPSG:4326",) if where.degrees else dict.fromkeys([*SYSTEMS, boundary.crs]):
        for swapped in (False, True):
            made.append(boundary.reading(x, y, crs=crs, swapped=swapped))
            if where.degrees:
                made.append(boundary.reading(x, y, crs=crs, swapped=swapped, mirrored=True))
    return sorted(made, key=lambda one: -one.share)


def settled(tried: Sequence[Reading]) -> Reading | None:
    """Return the one reading that lands, when no other system, order or sign lands anywhere else there.

    Systems that put the points within 50 m of each other (two datums of one grid) are one reading, the first of them.

    >>> settled([Reading(crs="EPSG:4326", share=0.98), Reading(crs="EPSG:4326", swapped=True)]).crs
    'EPSG:4326'
    """
    first, *others = tried
    rivals = [one for one in others if one.share >= ELSEWHERE and math.dist(one.at, first.at) > SAME]
    return first if first.share >= LANDS and not rivals else None
