"""Where events happen whatever happened before: a density over the study area, from events that count by a weight."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.pattern_window import Window

Floats = NDArray[np.float64]

CELLS_A_BANDWIDTH = 3.0
MOST_ACROSS = 1_500  # cells along the longer side
REACH = 6.0  # bandwidths beyond which an event adds nothing
LOSS = 0.02  # of the bandwidth: how far the outline is simplified for the share of the kernel inside it
OFF = 0.37  # of a cell: how far the lattice begins outside, so that no node lies on a straight border
EVEN = 0.01  # of the density is spread evenly: no place is beyond all background


class Background:
    """A density that n weighted events give to the place of each, the event itself left out.

    f(x_i) = sum over j of w_j k(x_i - x_j) / s_j less that of i itself, over sum of w_j less w_i: k Gaussian with
    `bandwidth` as standard deviation (metres), s_j its share inside the study area (Diggle 1985, as spatstat's
    `diggle = TRUE`), so that f holds 1 over the area. An event would else be its own best explanation. One hundredth
    of f is spread evenly, so that a lone event can be background. Without a bandwidth: 1 over the area.

    Each event is shared between the centres of the four nearest cells, a third of the bandwidth wide, and the density
    read between them; the kernel is narrowed by what both widen it, a variance of size^2 / 3. Within 3 % of
    the plain sum's highest value. O(n + cells log cells) a call; at most 1,500 cells across, so that a bandwidth below a
    five-hundredth of the area is wider than asked: ValueError.
    """

    def __init__(self, window: Window, x: ArrayLike, y: ArrayLike, *, bandwidth: float | None) -> None:
        self.window, self.bandwidth = window, bandwidth
        self.x, self.y = np.array(x, np.float64), np.array(y, np.float64)
        if bandwidth is None:
            return
        size = bandwidth / CELLS_A_BANDWIDTH
        if not bandwidth > 0 or max(window.size) / size > MOST_ACROSS:
            msg = f"the bandwidth must be at least a five-hundredth of the area's width, got {bandwidth}"
            raise ValueError(msg)
        west, south = window.bounds[0] - OFF * size, window.bounds[1] - OFF * size
        rows, columns = (int(length / size + OFF) + 2 for length in (window.size[1], window.size[0]))
        self._smooth = _Smoother((rows, columns), size=size, spread=(bandwidth**2 - size**2 / 3) ** 0.5)
        self.corners, e, f = self._between(self.x, self.y)
        self.share = self._inside(west, south, columns)
        near = self._smooth.kernel / size**2
        wide, high = e**2 + (1 - e) ** 2, f**2 + (1 - f) ** 2
        self.own = (wide * near[0] + (1 - wide) * near[1]) * (high * near[0] + (1 - high) * near[1]) * size**2

    def _between(self, x: Floats, y: Floats) -> tuple[list[tuple[NDArray[np.int64], Floats]], Floats, Floats]:
        """Return the four cells between whose centres each place lies, with its part of each; and how far between."""
        size, (rows, columns) = self._smooth.size, self._smooth.shape
        west, south = self.window.bounds[0] - OFF * size, self.window.bounds[1] - OFF * size
        east, north = (x - west) / size, (y - south) / size
        left, low = (np.minimum(part.astype(np.int64), most - 2) for part, most in ((east, columns), (north, rows)))
        e, f = east - left, north - low
        corners = [
            (low * columns + left, (1 - e) * (1 - f)),
            (low * columns + left + 1, e * (1 - f)),
            (low * columns + left + columns, (1 - e) * f),
            (low * columns + left + columns + 1, e * f),
        ]
        return corners, e, f

    def _inside(self, west: float, south: float, columns: int) -> Floats:
        """Return the share of the kernel round each event inside the study area: exact in a rectangle, else between nodes."""
        if self.bandwidth is None or self.window.is_rectangle:
            return EdgeShare(self.window, self.x, self.y).at(self.bandwidth or 1.0)[0]
        size = self._smooth.size
        cells, where = np.unique(np.stack([cell for cell, _ in self.corners]), return_inverse=True)
        x, y = west + (cells % columns) * size, south + (cells // columns) * size
        beyond = 1.0 - EdgeShare(self.window, x, y, loss=LOSS).in_polygons(self.bandwidth)[0]
        node = np.clip(self.window.holds(x, y) - beyond, 0.0, 1.0)[where.reshape(len(self.corners), -1)]
        return np.maximum(sum(part * node[k] for k, (_, part) in enumerate(self.corners)), 0.05)

    def at_events(self, weight: ArrayLike) -> Floats:
        """Return the density at the place of each event, from the others, per square metre: (n,).

        >>> from beffroi.kernels.pattern_window import rectangle
        >>> places = Background(rectangle((0, 0, 9e3, 9e3)), [4000.0, 4050.0], [4500.0, 4500.0], bandwidth=100.0)
        >>> (1e6 * places.at_events([1.0, 1.0])).round().tolist()
        [14.0, 14.0]
        """
        mass = np.asarray(weight, np.float64)
        if self.bandwidth is None:
            return np.full(self.x.size, 1.0 / self.window.area)
        held, surface = mass / self.share, self._surface(mass)
        here = sum(part * surface[cell] for cell, part in self.corners) - held * self.own
        density = np.maximum(here, 0.0) / np.maximum(mass.sum() - mass, 1e-300)
        return np.asarray((1 - EVEN) * density + EVEN / self.window.area)

    def at(self, x: ArrayLike, y: ArrayLike, *, weight: ArrayLike) -> Floats:
        """Return the density at any places of the area, from all events, per square metre: (m,).

        >>> from beffroi.kernels.pattern_window import rectangle
        >>> places = Background(rectangle((0, 0, 9e3, 9e3)), [4000.0, 4050.0], [4500.0, 4500.0], bandwidth=100.0)
        >>> (1e6 * places.at([4025.0, 8000.0], [4500.0, 100.0], weight=[1.0, 1.0])).round(2).tolist()
        [15.19, 0.0]
        """
        east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
        if self.bandwidth is None:
            return np.full(east.size, 1.0 / self.window.area)
        mass = np.asarray(weight, np.float64)
        surface = self._surface(mass)
        here = sum(part * surface[cell] for cell, part in self._between(east, north)[0])
        return np.asarray((1 - EVEN) * np.maximum(here, 0.0) / mass.sum() + EVEN / self.window.area)

    def _surface(self, mass: Floats) -> Floats:
        """Return the density at the centres of the cells, each event over its share inside the area: (cells,)."""
        total, held = np.zeros(self._smooth.shape[0] * self._smooth.shape[1]), mass / self.share
        for cell, part in self.corners:
            total += np.bincount(cell, weights=held * part, minlength=total.size)
        return self._smooth(total)

    def draw(self, n: int, *, weight: ArrayLike, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return n places drawn from the density: an event chosen by its weight, moved by the kernel, inside the area."""
        if self.bandwidth is None:
            return self.window.draw(n, rng=rng)
        mass = np.asarray(weight, np.float64)
        chosen = rng.choice(mass.size, n, p=mass / mass.sum())
        x, y = self.x[chosen], self.y[chosen]
        even = rng.random(n) < EVEN
        x[even], y[even] = self.window.draw(int(even.sum()), rng=rng)
        missing = np.flatnonzero(~even)
        while missing.size:
            x[missing] = self.x[chosen[missing]] + rng.normal(0, self.bandwidth, missing.size)
            y[missing] = self.y[chosen[missing]] + rng.normal(0, self.bandwidth, missing.size)
            missing = missing[~self.window.holds(x[missing], y[missing])]
        return x, y


class _Smoother:
    """Counts at the nodes of a lattice spread by a Gaussian whose values at the nodes sum to 1: events per m²."""

    def __init__(self, shape: tuple[int, int], *, size: float, spread: float) -> None:
        from scipy.fft import next_fast_len, rfft

        self.shape, self.size = shape, size
        reach = int(np.ceil(REACH * spread / size))
        offset = np.arange(-reach, reach + 1)
        kernel = np.exp(-0.5 * (offset * size / spread) ** 2)
        kernel /= kernel.sum()
        self.kernel = kernel[reach:]
        self._room = [next_fast_len(length + reach, real=True) for length in shape]
        turned: list[Any] = []
        for room in self._room:
            line = np.zeros(room)
            np.add.at(line, offset % room, kernel)
            turned.append(line)
        self._turned = np.real(np.fft.fft(turned[0]))[:, None] * np.real(rfft(turned[1]))

    def __call__(self, total: Floats) -> Floats:
        from scipy.fft import irfft2, rfft2

        made = irfft2(rfft2(total.reshape(self.shape), self._room) * self._turned, self._room)
        return np.asarray(made[: self.shape[0], : self.shape[1]].ravel() / self.size**2)
