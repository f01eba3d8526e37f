"""Centrography: the middle of a cloud of points, and how and in which direction it spreads."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Convention = Literal["yuill", "arcgis", "crimestat"]

NEARLY = 1e-9  # of the spread: when the centre of minimum distance no longer moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Centrography:
    """Summaries of n weighted points, in metres.

    mean, median, nearest
        Mean centre; centre of the medians of x and of y; the place whose summed distance to the points is least.
    standard_distance
        Root mean squared distance to the mean centre (Bachi 1963): over n for `yuill` and `arcgis`, n - 2 for `crimestat`.
    long, short
        Half axes of the standard deviational ellipse.
    bearing
        Of the long axis, degrees clockwise from north, from 0 to below 180; NaN for a circle or one place.
    """

    mean: tuple[float, float]
    median: tuple[float, float]
    nearest: tuple[float, float]
    standard_distance: float
    long: float
    short: float
    bearing: float


def centrography(
    x: ArrayLike, y: ArrayLike, *, weight: ArrayLike | None = None, convention: Convention = "yuill"
) -> Centrography:
    """Return the centres and the standard deviational ellipse of points.

    The axes of the ellipse are those of largest and smallest spread. Half axes, conventions differ: `yuill` the
    standard deviations along the axes, over n (Yuill 1971; 39 % of a normal cloud lies inside); `arcgis` sqrt(2)
    times these (63 %); `crimestat` sqrt(2) times and over n - 2 (Levine 2015, chapter 4).

    >>> made = centrography([0.0, 4.0, 0.0, 4.0], [0.0, 4.0, 1.0, 3.0])
    >>> made.mean, made.median, round(made.bearing, 1)
    ((2.0, 2.0), (2.0, 2.0), 52.0)
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    mass = np.ones(east.size) if weight is None else np.asarray(weight, np.float64)
    total = float(mass.sum())
    if not total > 0:
        msg = "centres need at least one point with a positive weight"
        raise ValueError(msg)
    centre = float(mass @ east / total), float(mass @ north / total)
    dx, dy = east - centre[0], north - centre[1]
    divisor = total if convention != "crimestat" else max(total - 2, 1e-300)
    xx, yy, xy = (float(mass @ part) / divisor for part in (dx * dx, dy * dy, dx * dy))
    middle, half = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    scale = 1.0 if convention == "yuill" else math.sqrt(2)
    is_round = half <= 1e-12 * max(middle, 1e-300)
    bearing = math.nan if is_round else math.degrees(math.atan2(2 * xy, yy - xx) / 2) % 180
    return Centrography(
        mean=centre,
        median=(_median(east, mass), _median(north, mass)),
        nearest=_least_distance(dx, dy, mass, centre),
        standard_distance=math.sqrt(xx + yy),
        long=scale * math.sqrt(middle + half),
        short=scale * math.sqrt(max(middle - half, 0.0)),
        bearing=bearing,
    )


def ellipse(made: Centrography, *, points: int = 73) -> tuple[Floats, Floats]:
    """Return x and y of the standard deviational ellipse, closed: (points,) each.

    >>> x, y = ellipse(centrography([0.0, 2.0], [0.0, 0.0]), points=5)
    >>> x.round(6).tolist()
    [2.0, 1.0, 0.0, 1.0, 2.0]
    """
    turn = np.linspace(0, 2 * np.pi, points)
    along = math.radians(0.0 if math.isnan(made.bearing) else made.bearing)
    long, short = made.long * np.cos(turn), made.short * np.sin(turn)
    x = made.mean[0] + long * math.sin(along) + short * math.cos(along)
    return x, made.mean[1] + long * math.cos(along) - short * math.sin(along)


def _median(values: Floats, mass: Floats) -> float:
    """Return the weighted median: half the weight on each side; between two, their middle."""
    order = np.argsort(values, kind="stable")
    ordered, below = values[order], np.cumsum(mass[order])
    half = below[-1] / 2
    first = int(np.searchsorted(below, half * (1 - 1e-12)))
    last = int(np.searchsorted(below, half * (1 + 1e-12), side="right"))
    return float((ordered[first] + ordered[min(last, ordered.size - 1)]) / 2)


def _least_distance(dx: Floats, dy: Floats, mass: Floats, centre: tuple[float, float]) -> tuple[float, float]:
    """Return the centre of minimum distance by Weiszfeld's steps, which stop at a point that outweighs the rest."""
    scale = float(np.sqrt((mass @ (dx * dx + dy * dy)) / mass.sum()))
    if scale == 0:
        return centre
    a, b = 0.0, 0.0
    for _ in range(1000):
        east, north, own, pulls = _pull(dx, dy, mass, (a, b), NEARLY * scale)
        force = math.hypot(east, north)
        if force <= own or not pulls > 0:
            break
        step = (1 - own / force) / pulls  # Vardi and Zhang 2000: leave a point that does not outweigh the others
        a, b = a + step * east, b + step * north
        if step * force <= NEARLY * scale:
            break
    near = int(np.argmin((dx - a) ** 2 + (dy - b) ** 2))  # steps towards a point itself grow ever shorter
    east, north, own, _ = _pull(dx, dy, mass, (float(dx[near]), float(dy[near])), NEARLY * scale)
    if math.hypot(east, north) <= own:
        a, b = float(dx[near]), float(dy[near])
    return centre[0] + a, centre[1] + b


def _pull(
    dx: Floats, dy: Floats, mass: Floats, at: tuple[float, float], here: float
) -> tuple[float, float, float, float]:
    """Return the summed unit vectors towards the points elsewhere, the mass at the place, and the summed 1 / d."""
    d = np.hypot(dx - at[0], dy - at[1])
    is_here = d <= here
    pull = np.where(is_here, 0.0, mass / np.where(is_here, 1.0, d))
    return float(pull @ (dx - at[0])), float(pull @ (dy - at[1])), float(mass[is_here].sum()), float(pull.sum())
