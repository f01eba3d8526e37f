"""Where coordinates land: a whole file read the wrong way round, and points outside the bounds of a profile."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LANDS = 0.95  # share of the locations that one remedy must bring inside before it is applied to the whole file
LEAST = 20  # locations below which no remedy is applied
CLOSE, FAR = 100.0, 1_000.0  # metres outside the bounds: kept as it is; without a location; set aside
REMEDIES: dict[str, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    "coordinates_swapped": lambda x, y: (y, x),
    "sign_restored": lambda x, y: (-x, y),
}
_DEGREE = 111_320.0  # metres of a degree of latitude


def within(x: Floats, y: Floats, bounds: Bounds) -> Mask:
    """Whether points lie in a box, its edges included; one that is no number never does."""
    west, south, east, north = bounds
    inside: Mask = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


def righted(
    x: Floats, y: Floats, given: Mask, *, bounds: Bounds
) -> tuple[Floats, Floats, tuple[str, dict[str, Any]]] | None:
    """Return coordinates exchanged, or with the other sign, when that and nothing else brings them inside.

    For a file of which most locations (`given`) fall outside. One remedy of the two must bring more than 95 % of at
    least 20 locations inside; the note says which it was, and how many. None when no remedy does, or both.

    >>> lon, lat = np.full(30, 45.5), np.full(30, -73.6)
    >>> righted(lon, lat, np.full(30, True), bounds=(-74, 45, -73, 46))[2]
    ('coordinates_swapped', {'n': 30, 'of': 30})
    """
    of = int(given.sum())
    lands = {code: int((within(*tried(x, y), bounds) & given).sum()) for code, tried in REMEDIES.items()}
    remedy = remedy_of(lands, of=of)
    return (*REMEDIES[remedy](x, y), (remedy, {"n": lands[remedy], "of": of})) if remedy else None


def remedy_of(lands: Mapping[str, int], *, of: int) -> str | None:
    """Return the one remedy that brings enough of some locations inside; `lands` counts how many each does.

    >>> remedy_of({"coordinates_swapped": 30, "sign_restored": 2}, of=30)
    'coordinates_swapped'
    """
    fits = [code for code, n in lands.items() if n > LANDS * of]
    return fits[0] if of >= LEAST and len(fits) == 1 else None


def metres_outside(x: Floats, y: Floats, *, bounds: Bounds, unit: float | None) -> Floats:
    """Return how many metres points lie outside a box, 0 inside. `unit` is the metres of one unit; None: degrees.

    >>> metres_outside(np.array([2.0, 5.0]), np.array([0.0, 4.0]), bounds=(0, 0, 2, 0), unit=1.0)
    array([0., 5.])
    """
    west, south, east, north = bounds
    dx = np.maximum(np.maximum(west - x, x - east), 0.0)
    dy = np.maximum(np.maximum(south - y, y - north), 0.0)
    if unit is not None:
        return np.hypot(dx, dy) * unit
    return np.hypot(dx * np.cos(np.radians(np.clip(y, south, north))), dy) * _DEGREE
