"""People or places exposed, area by area, spread over a map: how dense they are anywhere, and draws from among them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.adaptive_density import density_at
from beffroi.kernels.density import smooth_counts
from beffroi.kernels.grid import cell_of, grid_over, round_size
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.polygons import index_polygons, locate

Floats = NDArray[np.float64]

ACROSS = 200  # cells along the longer side, at most
WITHIN = 4  # places looked at along the side of a cell: how much of it an area takes


class Exposed:
    """The exposure of areas, even within each, on cells: `mass`, (rows, columns), whose sum is that of the areas.

    A cell takes of an area what 16 places in the cell find of it; an area that none finds is held by the cell of a point
    inside. `density` is the mass smoothed by a Gaussian over the land smoothed likewise, so that the border of the study
    area does not thin it, scaled to hold 1 over the study area.

    Parameters
    ----------
    wkb, values
        Outlines of the areas in metres, and the exposure of each, not negative, their sum positive.
    window
        The study area: that of the outlines together.
    bandwidth
        Standard deviation of the Gaussian, metres; cells are a quarter of it wide, and 200 along the longer side at most.

    >>> import shapely
    >>> from beffroi.kernels.pattern_window import polygons
    >>> halves = [shapely.box(0, 0, 500, 1000).wkb, shapely.box(500, 0, 1000, 1000).wkb]
    >>> people = Exposed(halves, [300.0, 100.0], window=polygons(halves), bandwidth=100.0)
    >>> (1e6 * people.density([100.0, 500.0, 900.0], [500.0] * 3)).round(2).tolist()
    [1.5, 1.0, 0.5]
    """

    def __init__(self, wkb: Sequence[bytes], values: ArrayLike, *, window: Window, bandwidth: float) -> None:
        exposure = np.asarray(values, np.float64)
        if not (exposure >= 0).all() or not exposure.sum() > 0 or not bandwidth > 0:
            msg = "exposures must not be negative, some must be positive, and so must the bandwidth"
            raise ValueError(msg)
        self.window = window
        size = round_size(max(bandwidth / 4, max(window.size) / ACROSS), up=True)
        self.grid = grid_over(window.bounds, size=size)
        self.mass, land = self._spread(wkb, exposure)
        smooth = [smooth_counts(part, size=size, bandwidth=bandwidth, shape="gaussian") for part in (self.mass, land)]
        over = np.divide(smooth[0], smooth[1], out=np.zeros(land.shape), where=smooth[1] > 1e-9 * smooth[1].max())
        self.surface = over / (over * land).sum() / size**2

    def _spread(self, wkb: Sequence[bytes], exposure: Floats) -> tuple[Floats, Floats]:
        """Return the exposure and the share of land of each cell."""
        from shapely import from_wkb, point_on_surface

        x, y = self.grid.centres()
        step = (np.arange(WITHIN) + 0.5) / WITHIN - 0.5
        east = (x.ravel()[:, None, None] + step * self.grid.size) + np.zeros((WITHIN, 1))
        north = (y.ravel()[:, None, None] + step[:, None] * self.grid.size) + np.zeros(WITHIN)
        area = locate(index_polygons(list(wkb)), east.ravel(), north.ravel())
        cell, found = np.repeat(np.arange(x.size), WITHIN**2)[area >= 0], area[area >= 0]
        times = np.bincount(found, minlength=exposure.size)
        share = exposure / np.maximum(times, 1)
        mass = np.bincount(cell, weights=share[found], minlength=x.size).astype(np.float64)
        missed = np.flatnonzero(times == 0)
        inside = point_on_surface(from_wkb([wkb[int(k)] for k in missed]))
        where = [cell_of(self.grid, point.x, point.y) for point in inside]
        np.add.at(mass, np.array(where, np.int64), exposure[missed])
        land = np.bincount(cell, minlength=x.size) / WITHIN**2
        return mass.reshape(self.grid.shape), land.reshape(self.grid.shape)

    def density(self, x: ArrayLike, y: ArrayLike) -> Floats:
        """Return the density at places, per square metre: (n,)."""
        return np.asarray(density_at(self.surface, x, y, grid=self.grid))

    def draw(self, n: int, *, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return n places drawn from among the exposed: a cell by its mass, and a place of the study area in it: (n,), (n,)."""
        weights = np.cumsum(self.mass.ravel())
        west, south = (part.ravel() - self.grid.size / 2 for part in self.grid.centres())
        x, y = np.empty(n), np.empty(n)
        missing = np.arange(n)
        cell = np.minimum(np.searchsorted(weights, rng.random(n) * weights[-1], side="right"), weights.size - 1)
        while missing.size:
            x[missing] = west[cell[missing]] + self.grid.size * rng.random(missing.size)
            y[missing] = south[cell[missing]] + self.grid.size * rng.random(missing.size)
            missing = missing[~self.window.holds(x[missing], y[missing])]
        return x, y
