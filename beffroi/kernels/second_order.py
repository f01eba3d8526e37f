"""Ripley's K, Besag's L and the pair correlation of a point pattern, with corrections for its edges."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed, in_parallel
from beffroi.kernels._patterns import HEAVIEST, Cells, count_near, sum_near
from beffroi.kernels.arcs import excess_weights
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream

Floats = NDArray[np.float64]
Correction = Literal["none", "border", "isotropic", "translation", "rigid"]

MILLIMETRES = 1000.0
FINE = 8  # bins of distance between two radii, where patterns are simulated
DEEP = 20  # classes of distance to a side, likewise
GUESSES = 4096


def k_function(
    x: ArrayLike, y: ArrayLike, *, window: Window, radii: ArrayLike, correction: Correction = "isotropic"
) -> Floats:
    """Return Ripley's K at the radii: (radii,) square metres (Ripley 1976, 1977).

    K(r) = A / (n (n - 1)) times the sum over ordered pairs at most r apart (r included) of their weights. `none`: 1.
    `isotropic`: one over the share of the circle through the second point round the first that lies in the window
    (Ripley 1988), at most 100; exact in rectangles and in polygons. `translation`: the area over the area that the window shares
    with itself shifted by the pair's difference (Ohser 1983). `rigid`: the same, shifted by the pair's distance and mean
    over all directions (Miles 1974; Ohser and Stoyan 1981), read at 1,024 distances. `border`: A / n times the mean number of others
    within r of the points at least r from the border. As spatstat's Kest. O(n + pairs); coordinates are rounded to
    the millimetre, and distances then compared exactly.

    Raises
    ------
    ValueError
        Fewer than two points, points outside the window, or radii that do not increase from above 0.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> k_function([4.0, 6.0], [5.0, 5.0], window=rectangle((0, 0, 10, 10)), radii=[1.0, 2.0]).tolist()
    [0.0, 100.0]
    """
    return _k(x, y, window=window, radii=radii, correction=correction, mass=None, scale=None)


def cross_k(
    x: ArrayLike,
    y: ArrayLike,
    *,
    is_first: ArrayLike,
    window: Window,
    radii: ArrayLike,
    correction: Correction = "isotropic",
) -> Floats:
    """Return the cross-type K: of the second kind of points round those of the first (as spatstat's Kcross).

    K(r) = A / (n1 n2) times the sum over pairs of a first and a second point at most r apart of their weights.
    `is_first` (n,) tells the two kinds apart.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area = rectangle((0, 0, 10, 10))
    >>> cross_k([4.0, 6.0, 5.0], [5.0] * 3, is_first=[True, False, False], window=area, radii=[1.0, 2.0]).tolist()
    [50.0, 100.0]
    """
    first = np.asarray(is_first, bool)
    if not 0 < first.sum() < first.size:
        msg = "there must be points of both kinds"
        raise ValueError(msg)
    mass = np.column_stack([first, ~first]).astype(np.float64)
    return _k(x, y, window=window, radii=radii, correction=correction, mass=mass, scale=None)


def inhomogeneous_k(
    x: ArrayLike,
    y: ArrayLike,
    *,
    density: ArrayLike,
    window: Window,
    radii: ArrayLike,
    correction: Correction = "isotropic",
) -> Floats:
    """Return the inhomogeneous K: each pair counts 1 over its two densities (Baddeley, Moller, Waagepetersen 2000).

    K(r) = 1 / S times the sum over ordered pairs at most r apart of their weights / (f_i f_j), with S the sum of the
    1 / f_i, an estimate of the area, squared and over A, as spatstat's Kinhom with `renormalise = TRUE, normpower = 2`.
    `border`: the sum over the points i at least r from the border of 1 / f_i times the 1 / f_j within r of it, over the
    sum of these 1 / f_i, as spatstat with `renormalise = FALSE`.

    Parameters
    ----------
    density
        (n,) f, events per square metre at each point, positive.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area = rectangle((0, 0, 10, 10))
    >>> inhomogeneous_k([4.0, 6.0], [5.0, 5.0], density=[0.02, 0.02], window=area, radii=[1.0, 2.0]).tolist()
    [0.0, 50.0]
    """
    own = np.asarray(density, np.float64)
    if not (own > 0).all():
        msg = "the density must be positive at every point"
        raise ValueError(msg)
    mass = np.column_stack([1 / own, 1 / own])
    if correction == "border":
        mass[:, 1] *= window.area / mass[:, 1].sum()  # which _k takes out again
        made = _k(x, y, window=window, radii=radii, correction=correction, mass=mass, scale=None)
        return made * float((1 / own).sum()) / window.area
    return _k(
        x, y, window=window, radii=radii, correction=correction, mass=mass, scale=window.area / mass[:, 0].sum() ** 2
    )


def pair_correlation(
    x: ArrayLike,
    y: ArrayLike,
    *,
    window: Window,
    radii: ArrayLike,
    correction: Correction = "translation",
    bandwidth: float | None = None,
    is_first: ArrayLike | None = None,
) -> Floats:
    """Return the pair correlation g(r): 1 where points lie at random, more where pairs at that distance are common.

    g(r) = A / (2 pi r n (n - 1)) times the sum over ordered pairs of k(r - d) w: the Epanechnikov kernel k of half
    width `bandwidth`, 0.15 sqrt(5 A / n) unless given (Stoyan and Stoyan 1994, equations 15.15 and 15.16), as
    spatstat's pcf with `divisor = "r"`. Not for the border correction. With `is_first` (n,) it is the cross-type g, of
    pairs of a first and a second point over n1 n2, by default smoothed by the second's number, as spatstat's pcfcross.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area = rectangle((0, 0, 10, 10))
    >>> pair_correlation([4.0, 6.0], [5.0, 5.0], window=area, radii=[2.0], correction="none", bandwidth=1.0).round(3).tolist()
    [5.968]
    """
    n = np.asarray(x).size
    mass, pairs, many = None, n * (n - 1), n
    if is_first is not None:
        first = np.asarray(is_first, bool)
        mass, many = np.column_stack([first, ~first]).astype(np.float64), int((~first).sum())
        pairs = many * int(first.sum())
    half = bandwidth or 0.15 * (5 * window.area / max(many, 1)) ** 0.5
    at = np.asarray(radii, np.float64)
    if correction == "border":
        msg = "the pair correlation has no border correction"
        raise ValueError(msg)
    ends = np.unique(np.concatenate([at - half, at + half]).clip(0))
    ends = ends[ends > 0]
    moments = np.cumsum(
        _moments(x, y, window=window, ends=ends, correction=correction, mass=mass)[0].sum(axis=0)[:-1], axis=0
    )
    moments = np.vstack([np.zeros(3), moments])
    between = (
        moments[np.searchsorted(ends, at + half) + 1] - moments[np.searchsorted(ends, (at - half).clip(0), "right")]
    )
    m0, m1, m2 = between.T
    smooth = 0.75 / half * (m0 * (1 - (at / half) ** 2) + 2 * at * m1 / half**2 - m2 / half**2)
    return np.asarray(window.area * smooth / (2 * np.pi * at * pairs))


def _k(
    x: ArrayLike,
    y: ArrayLike,
    *,
    window: Window,
    radii: ArrayLike,
    correction: Correction,
    mass: Floats | None,
    scale: float | None,
) -> Floats:
    ends = np.asarray(radii, np.float64)
    moments, border = _moments(x, y, window=window, ends=ends, correction=correction, mass=mass)
    sums = moments[..., 0][:, :-1]  # the last slot lies beyond the last radius
    n = np.asarray(x).size
    first = np.ones(n) if mass is None else mass[:, 0]
    second = n - 1.0 if mass is None else mass[:, 1].sum()
    if correction == "border":
        allowed = np.arange(ends.size + 1)[:, None] > np.arange(
            ends.size
        )  # points of row k are k radii from the border
        near = np.array([sums[k + 1 :, : k + 1].sum() for k in range(ends.size)])
        kept = (np.bincount(border, weights=first, minlength=ends.size + 1)[:, None] * allowed).sum(axis=0)
        each = (n if mass is None else second) / window.area
        return np.divide(near, kept * each, out=np.full(ends.size, np.nan), where=kept > 0)
    total = np.cumsum(sums.sum(axis=0))
    return np.asarray(total * (scale if scale is not None else window.area / (first.sum() * second)))


def _moments(
    x: ArrayLike, y: ArrayLike, *, window: Window, ends: Floats, correction: Correction, mass: Floats | None
) -> tuple[Floats, NDArray[np.int64]]:
    """Return sums of weights, weights times d and times d^2 by slot of distance, and the row of each point.

    Shape (rows, slots + 1, 3): one row, or for the border correction one by the number of radii that a point is away
    from the border; the last slot stays empty.
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    _check(east, north, window=window, ends=ends)
    if correction == "isotropic" and not window.is_rectangle:
        return _arc_moments(east, north, window=window, ends=ends, mass=mass), np.zeros(east.size, np.int64)
    if correction == "rigid":
        return _rigid_moments(east, north, window=window, ends=ends, mass=mass), np.zeros(east.size, np.int64)
    row = np.zeros(east.size, np.int64)
    if correction == "border":
        row = np.searchsorted(ends, window.border_distance(east, north) + 1e-9, side="right")
    west, south, _, _ = window.bounds
    dx, dy = np.rint((east - west) * MILLIMETRES), np.rint((north - south) * MILLIMETRES)
    reach = ends[-1] * MILLIMETRES
    width, height = (length * MILLIMETRES for length in window.size)
    cells = Cells(dx, dy, size=(width, height), reach=reach)
    overlap, step = np.zeros((0, 0)), 1.0
    if correction == "translation":
        overlap, step = np.array([[width, height]]), 1.0
        if not window.is_rectangle:
            overlap, step = window.overlap_weights(float(ends[-1]))
    sides = np.zeros((0, 4))
    if correction == "isotropic":
        sides = np.column_stack([dx, dy, width - dx, height - dy])
    squared = np.append((ends * MILLIMETRES) ** 2, 0.0)
    squared[-1] = squared[-2]
    guess = np.searchsorted(ends, np.arange(GUESSES + 1) * (ends[-1] / GUESSES) * (1 - 1e-12), side="left")
    out = np.zeros((int(row.max(initial=0)) + 1 if correction != "border" else ends.size + 1, ends.size + 1, 3))
    order = cells.order
    weight = np.ones((east.size, 2)) if mass is None else mass
    sum_near(
        fixed(dx[order], float),
        fixed(dy[order], float),
        cells.start,
        cells.columns,
        cells.widths,
        fixed(weight[order], float),
        fixed(row[order], np.int64),
        fixed(sides[order] if sides.size else sides, float),
        fixed(overlap, float),
        step * MILLIMETRES,
        fixed(squared, float),
        fixed(np.minimum(guess, ends.size - 1), np.int64),
        out,
    )
    return out / np.array([1.0, MILLIMETRES, MILLIMETRES**2]), row


def _arc_moments(x: Floats, y: Floats, *, window: Window, ends: Floats, mass: Floats | None) -> Floats:
    """Return the moments with the isotropic weights of polygons: of every pair once, and what the border adds."""
    moments, _ = _moments(x, y, window=window, ends=ends, correction="none", mass=mass)
    weight = np.ones((x.size, 2)) if mass is None else mass
    return moments + excess_weights(x, y, window=window, mass=weight, ends=ends)


def _rigid_moments(x: Floats, y: Floats, *, window: Window, ends: Floats, mass: Floats | None) -> Floats:
    """Return the moments with the rigid motion weights, each of the mean distance of a fine slot."""
    fine = np.unique(np.concatenate([ends, np.linspace(0, ends[-1], 1025)[1:]]))
    moments = _moments(x, y, window=window, ends=fine, correction="none", mass=mass)[0][0, :-1]
    middle = np.divide(moments[:, 1], moments[:, 0], out=fine.copy(), where=moments[:, 0] > 0)
    weight = window.area / np.maximum(window.mean_overlap(middle), window.area / HEAVIEST)
    first = np.concatenate(([0], np.searchsorted(fine, ends[:-1], side="right")))
    summed = np.add.reduceat(moments * weight[:, None], first, axis=0)
    return np.concatenate([summed, np.zeros((1, 3))])[None]


def _check(x: Floats, y: Floats, *, window: Window, ends: Floats) -> None:
    if x.size < 2 or x.shape != y.shape or x.ndim != 1:
        msg = f"a pattern needs two points or more, got arrays of shape {x.shape} and {y.shape}"
        raise ValueError(msg)
    if not window.holds(x, y).all():
        msg = "every point must lie in the window"
        raise ValueError(msg)
    if ends.ndim != 1 or not ends.size or not (ends[0] > 0 and (np.diff(ends) > 0).all() and np.isfinite(ends[-1])):
        msg = "the radii must increase from above 0"
        raise ValueError(msg)


def circle_share(sides: Floats, distance: ArrayLike) -> Floats:
    """Return the share of circles round points that lies in a rectangle, given the points' distances to its sides.

    sides
        (n, 4) distances to the west, south, east and north sides; `distance` is (n,) or (m, 1) for (m, n).

    >>> circle_share(np.array([[0.0, 9.0, 9.0, 9.0], [0.0, 0.0, 9.0, 9.0]]), [1.0, 1.0]).round(6).tolist()
    [0.5, 0.25]
    """
    d = np.asarray(distance, np.float64)
    angle = [np.arccos(np.minimum(sides[:, k] / d, 1.0)) for k in range(4)]
    away = 2 * sum(angle)
    for k in range(4):
        h, other = sides[:, k], sides[:, (k + 1) % 4]
        beyond = (h < d) & (other < d) & (h * h + other * other < d * d)
        away = away - np.where(beyond, angle[k] + angle[(k + 1) % 4] - np.pi / 2, 0.0)
    return np.asarray(1 - away / (2 * np.pi))


class Simulator:
    """K of many patterns in one window, fast: distances in single precision, and weights by classes.

    Distances are counted in bins of an eighth of the step between radii, which are equal steps from 0; isotropic
    weights are those of the middles of classes of distance to the two nearest sides, 20 along the reach, and border
    distances those of points. K is within some 1e-3 of `k_function`'s (tests/kernels/test_second_order.py), the same
    for observed and simulated patterns, so that ranks between them are fair.
    """

    def __init__(self, window: Window, *, reach: float, steps: int, correction: Correction) -> None:
        if not 0 < reach <= min(window.size) / 2:
            msg = "the reach must be positive, and at most half the short side"
            raise ValueError(msg)
        self.window, self.reach, self.correction = window, reach, correction
        self.radii = reach * np.arange(1, steps + 1) / steps
        self.bins = steps * FINE
        self.weights: Floats | None = None
        self.by_distance = np.ones(self.bins)
        self.by_arcs = correction == "isotropic" and not window.is_rectangle
        middle = (np.arange(self.bins) + 0.5) * (reach / self.bins)
        if correction == "rigid":
            self.by_distance = window.area / np.maximum(window.mean_overlap(middle), window.area / HEAVIEST)
        if correction == "isotropic" and not self.by_arcs:
            at = np.minimum((np.arange(DEEP + 1) + 0.5) / DEEP * reach, 2 * reach)
            at[DEEP] = 2 * reach
            sides = np.array([[p, q, 4 * reach, 4 * reach] for p in at for q in at])
            self.weights = np.minimum(1 / np.maximum(circle_share(sides, middle[:, None]), 1e-9), HEAVIEST).T

    def k(self, x: Floats, y: Floats) -> Floats:
        """Return K at the radii: (steps,)."""
        n = x.size
        if self.correction == "translation":
            return k_function(x, y, window=self.window, radii=self.radii, correction="translation")
        west, south, _, _ = self.window.bounds
        east, north = (x - west).astype(np.float32), (y - south).astype(np.float32)
        cells = Cells(east, north, size=self.window.size, reach=self.reach)
        row, rows = self._rows(x, y)
        counts = np.zeros((rows + 1, self.bins + 1), np.int64)
        offsets = (row * (self.bins + 1))[cells.order] if rows else np.empty(0)
        count_near(
            fixed(east[cells.order], np.float32),
            fixed(north[cells.order], np.float32),
            cells.start,
            cells.columns,
            cells.widths,
            cells.inner if self.window.is_rectangle else np.array([1, 0, 1, 0]),
            fixed(offsets, np.int32),
            np.float32(self.bins / self.reach),
            self.bins,
            counts.reshape(-1),
        )
        made = self._from_counts(counts[:, :-1].astype(np.float64), row, n=n)
        if not self.by_arcs:
            return made
        added = excess_weights(x, y, window=self.window, mass=np.ones((n, 2)), ends=self.radii)[:-1, 0]
        return np.asarray(made + np.cumsum(added) * (self.window.area / (n * (n - 1))))

    def _rows(self, x: Floats, y: Floats) -> tuple[NDArray[np.int64], int]:
        if self.correction == "isotropic" and not self.by_arcs:
            west, south, east, north = self.window.bounds
            scale = DEEP / self.reach
            across, up = (
                np.minimum(np.minimum(at - low, high - at) * scale, DEEP).astype(np.int64)
                for at, low, high in ((x, west, east), (y, south, north))
            )
            return across * (DEEP + 1) + up, (DEEP + 1) ** 2
        if self.correction == "border":
            return np.searchsorted(self.radii, self.window.border_distance(x, y), side="right"), self.radii.size + 1
        return np.empty(0, np.int64), 0

    def _from_counts(self, counts: Floats, row: NDArray[np.int64], *, n: int) -> Floats:
        inner = 2 * counts[-1] * self.by_distance
        if self.correction == "border":
            by_row = counts[:-1].copy()
            by_row[-1] += inner
            below = np.cumsum(by_row, axis=1)[:, FINE - 1 :: FINE]
            near = np.array([below[k + 1 :, k].sum() for k in range(self.radii.size)])
            kept = np.array([(row > k).sum() for k in range(self.radii.size)])
            return np.divide(near * self.window.area, kept * n, out=np.full(near.size, np.nan), where=kept > 0)
        weighted = inner + ((counts[:-1] * self.weights).sum(axis=0) if self.weights is not None else 0.0)
        return np.asarray(np.cumsum(weighted)[FINE - 1 :: FINE] * (self.window.area / (n * (n - 1))))


def simulated_k(
    n: int, *, window: Window, reach: float, steps: int, correction: Correction, simulations: int, seed: int
) -> Floats:
    """Return K of patterns of n points drawn evenly over the window: (simulations, steps).

    Each pattern has its own random stream, so the answer depends on the seed and not on the threads.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area = rectangle((0, 0, 10, 10))
    >>> simulated_k(9, window=area, reach=2.0, steps=4, correction="isotropic", simulations=3, seed=1).shape
    (3, 4)
    """
    simulator = Simulator(window, reach=reach, steps=steps, correction=correction)

    def draw(number: int) -> Floats:
        return simulator.k(*window.draw(n, rng=stream(seed, number)))

    return np.array(list(in_parallel(draw, range(simulations)))).reshape(simulations, steps)
