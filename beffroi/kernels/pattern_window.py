"""The study area of a point pattern: a rectangle or polygons, how far its border is, and points drawn in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.polygons import PolygonIndex, index_polygons, locate

Floats = NDArray[np.float64]

ROOM = 16  # shifts are rounded up to so many steps, so that patterns share one raster
ACROSS = 512  # cells of the raster that the overlap of a polygon with itself is measured on


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """A study area in metres: `bounds` west, south, east, north; a rectangle unless `outline` and `index` are given."""

    bounds: tuple[float, float, float, float]
    area: float
    outline: Any = None
    index: PolygonIndex | None = None

    @property
    def is_rectangle(self) -> bool:
        """Whether the study area is its bounding rectangle."""
        return self.index is None

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the bounding rectangle."""
        west, south, east, north = self.bounds
        return east - west, north - south

    def holds(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
        """Return which points lie in the study area; of a rectangle, its border included."""
        east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
        if self.index is not None:
            return np.asarray(locate(self.index, east, north) >= 0)
        a, b, c, d = self.bounds
        return np.asarray((east >= a) & (east <= c) & (north >= b) & (north <= d))

    def to_sides(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Return the distances to the west, south, east and north sides of the bounding rectangle: (n, 4)."""
        east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
        a, b, c, d = self.bounds
        return np.column_stack([east - a, north - b, c - east, d - north])

    def border_distance(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Return the distance of each point to the nearest border: (n,)."""
        if self.is_rectangle:
            return self.to_sides(x, y).min(axis=1, initial=np.inf)
        from shapely import boundary, distance, points, prepare

        border = boundary(self.outline)
        prepare(border)
        return np.asarray(distance(points(np.asarray(x, float), np.asarray(y, float)), border), np.float64)

    def draw(self, n: int, *, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return n points drawn evenly over the study area."""
        west, south, _, _ = self.bounds
        width, height = self.size
        if self.is_rectangle:
            return west + width * rng.random(n), south + height * rng.random(n)
        from shapely import contains_xy

        share = max(self.area / (width * height), 1e-3)
        kept: list[NDArray[Any]] = []
        missing = n
        while missing > 0:
            tries = rng.random((2, int(missing / share * 1.1) + 10))
            x, y = west + width * tries[0], south + height * tries[1]
            inside = contains_xy(self.outline, x, y)  # of a prepared outline: no draw falls on the border itself
            kept.append(np.stack([x[inside], y[inside]])[:, :missing])
            missing -= kept[-1].shape[1]
        x, y = np.concatenate(kept, axis=1) if kept else np.zeros((2, 0))
        return x, y

    def shift(self, x: ArrayLike, y: ArrayLike, *, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return the points moved together by one random vector; what leaves a side comes in on the opposite one.

        Over polygons the sides are those of the bounding rectangle, and points that end outside are left out, so that
        there may be fewer (Lotwick and Silverman 1982).
        """
        west, south, _, _ = self.bounds
        (width, height), (right, up) = self.size, rng.random(2)
        east = west + (np.asarray(x, np.float64) - west + right * width) % width
        north = south + (np.asarray(y, np.float64) - south + up * height) % height
        inside = self.holds(east, north)
        return east[inside], north[inside]

    def overlap_weights(self, reach: float) -> tuple[Floats, float]:
        """Return the area over the overlap of polygons with themselves shifted, and the step in metres: (rows, columns).

        Entry (j, i) is for a shift of (i - columns // 2, j) steps, from a raster of 512 cells across, by Fourier
        transform. At most 100, as in spatstat.
        """
        step = max(self.size) / ACROSS
        many = int(np.ceil(reach / step)) + 1
        return self.area / np.maximum(_overlap(self, step, many), self.area / 100.0), step

    def mean_overlap(self, distance: ArrayLike) -> Floats:
        """Return the area that the window shares with itself shifted by each distance, mean over all directions: (n,)."""
        d, turn = np.asarray(distance, np.float64)[:, None], (np.arange(180) + 0.5) * (np.pi / 180)
        east, north = d * np.cos(turn), d * np.sin(turn)
        width, height = self.size
        if self.is_rectangle:
            return (np.maximum(width - abs(east), 0) * np.maximum(height - north, 0)).mean(axis=1)
        step = max(self.size) / ACROSS
        many = -(-int(np.ceil(d.max(initial=0) / step) + 1) // ROOM) * ROOM
        raster = _overlap(self, step, many)
        column, row = east / step + many, north / step
        i, j = column.astype(np.int64), row.astype(np.int64)
        e, f = column - i, row - j
        low = raster[j, i] * (1 - e) + raster[j, i + 1] * e
        return np.asarray((low * (1 - f) + (raster[j + 1, i] * (1 - e) + raster[j + 1, i + 1] * e) * f).mean(axis=1))


@lru_cache(maxsize=4)
def _overlap(window: Window, step: float, many: int) -> Floats:
    """Return the area that polygons share with themselves shifted by up to `many` steps; kept for the next pattern."""
    from scipy.fft import irfft2, rfft2

    west, south, _, _ = window.bounds
    columns, rows = (int(np.ceil(length / step)) for length in window.size)
    x, y = np.meshgrid(west + (np.arange(columns) + 0.5) * step, south + (np.arange(rows) + 0.5) * step)
    inside = window.holds(x.ravel(), y.ravel()).reshape(rows, columns).astype(float)
    room = rows + many + 1, columns + many + 1
    turned = rfft2(inside, room)
    whole = irfft2(turned * np.conj(turned), room)
    made = np.asarray(whole[: many + 1][:, np.arange(-many, many + 1)] * (window.area / max(whole[0, 0], 1e-300)))
    made.flags.writeable = False
    return made


def rectangle(bounds: tuple[float, float, float, float]) -> Window:
    """Return a rectangular study area.

    >>> rectangle((0.0, 0.0, 20.0, 10.0)).area
    200.0
    """
    west, south, east, north = (float(edge) for edge in bounds)
    if not (east > west and north > south):
        msg = f"a study area needs some width and height, got {bounds}"
        raise ValueError(msg)
    return Window(bounds=(west, south, east, north), area=(east - west) * (north - south))


def polygons(wkb: Sequence[bytes]) -> Window:
    """Return the study area made of polygons, given as well-known binary in projected metres; they are joined.

    >>> import shapely
    >>> polygons([shapely.box(0, 0, 1, 1).wkb, shapely.box(1, 0, 2, 2).wkb]).area
    3.0
    """
    import shapely

    joined = shapely.union_all(shapely.make_valid(shapely.from_wkb(list(wkb))))
    if not joined.area > 0:
        msg = "the polygons have no area"
        raise ValueError(msg)
    if shapely.equals(joined, shapely.envelope(joined)):
        return rectangle(joined.bounds)
    shapely.prepare(joined)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapely.get_parts(joined)))
    shapely.contains_xy(joined, *inside.T)  # builds the index of every part now, before threads share it
    return Window(
        bounds=joined.bounds, area=float(joined.area), outline=joined, index=index_polygons([shapely.to_wkb(joined)])
    )
