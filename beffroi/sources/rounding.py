"""The precision of locations that the coordinates themselves give away, in metres, and the note that says so."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels.rounding import DEGREES, METRES, grid_step, support

_LOOKED_AT = 200_000  # first records in which fixed points are sought
_ENOUGH = 20_000  # records, evenly spaced, in which a grid is sought
_METRES_A_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km

Note = tuple[str, dict[str, Any]]


def written_on_grid(x: NDArray[np.float64], y: NDArray[np.float64], *, crs: str) -> tuple[float, tuple[Note, ...]]:
    """Return the larger side in metres of the squares that source coordinates were rounded to, and the note; else 0.

    `x` and `y` are in the units of the source, before projection: a grid is seen only there. Metres have two
    significant digits.
    """
    from pyproj import CRS

    every = max(1, x.size // _ENOUGH)
    x, y = x[::every], y[::every]
    system = CRS.from_user_input(crs)
    steps = [grid_step(axis, steps=DEGREES if system.is_geographic else METRES) for axis in (x, y)]
    if None in steps:
        return 0.0, ()
    east, north = (float(step or 0.0) for step in steps)
    if system.is_geographic:
        squeezed = float(np.cos(np.radians(np.median(y))))
        metres = max(east * squeezed, north) * _METRES_A_DEGREE
        unit = "°"
    else:
        metres, unit = max(east, north) * float(system.axis_info[0].unit_conversion_factor), ""
    metres = float(f"{metres:.2g}")
    return metres, (("rounded_to_grid", {"step": f"{max(east, north):g}{unit}", "metres": f"{metres:.0f}"}),)


def on_fixed_points(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, tuple[Note, ...]]:
    """Return how far apart in metres the few points of a source are, and the note; 0 where it has many."""
    finite = np.isfinite(x) & np.isfinite(y)  # what cannot be projected has no place
    found = support(x[finite][:_LOOKED_AT], y[finite][:_LOOKED_AT]) if finite.any() else None
    if found is None:
        return 0.0, ()
    metres = float(f"{found:.2g}")
    return metres, (("on_fixed_points", {"metres": f"{metres:.0f}"}),)
