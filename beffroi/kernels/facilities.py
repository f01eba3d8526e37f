"""How far the nearest facility is along the streets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import fixed
from beffroi.kernels._network import nearest_loop
from beffroi.kernels.network import Network, OnStreets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest facility of each place, -1 where no street leads to one, and its distance in metres, infinite there."""

    facility: Ints
    metres: Floats


def nearest_facility(network: Network, places: OnStreets, facilities: OnStreets) -> Nearest:
    """Return the nearest facility of each place along the streets, and how far it is.

    All must be on a street. Of facilities equally far the first in order is taken. One search from all facilities at
    once: O((nodes + segments) log nodes + places + facilities).

    >>> from beffroi.kernels.network import network_of_points, snap
    >>> corner = network_of_points([[0, 0], [30, 0], [30, 0], [30, 40]], [0, 2, 4])
    >>> bars, thefts = snap(corner, [30.0], [40.0], within=1.0), snap(corner, [10.0, 30.0], [0.0, 30.0], within=1.0)
    >>> nearest_facility(corner, thefts, bars).metres.tolist()
    [60.0, 10.0]
    """
    if not (places.on.all() and facilities.on.all()):
        msg = "every place and every facility must be on a street: leave out those that are not"
        raise ValueError(msg)
    order = np.lexsort((facilities.along, facilities.segment))
    at = np.searchsorted(facilities.segment[order], np.arange(network.segments + 1))
    facility, metres = nearest_loop(
        fixed(network.ends, np.int64), fixed(network.begin, np.int64), fixed(network.out, np.int64),
        fixed(network.length, float), fixed(at, np.int64), fixed(facilities.along[order], float),
        fixed(order, np.int64), fixed(places.segment, np.int64), fixed(places.along, float),
    )  # fmt: skip
    return Nearest(facility=facility, metres=metres)
