"""The Knox test by bands of distance along the streets."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._events import MILLIMETRES, Convention, check_events, distance_limits, lag_limits
from beffroi.kernels._pairs import Metric, Pairs
from beffroi.kernels.network import Network, OnStreets, near, reach_of
from beffroi.kernels.pairs import KnoxTest, tested

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWER = 1 << 14  # events whose neighbours are looked for at once


def network_knox(
    network: Network,
    places: OnStreets,
    day: ArrayLike,
    *,
    distance_edges: Sequence[float],
    lag_edges: Sequence[int],
    permutations: int = 999,
    seed: int = 1,
    convention: Convention = "half_open",
) -> KnoxTest:
    """Count pairs by distance along the streets and delay, against permuted dates; see `pairs.knox_test`.

    `places` are all on a street. Distances are rounded to the millimetre; events that no street joins are never near.
    O(pairs x permutations), and the nodes and segments within reach of each event.

    >>> from beffroi.kernels.network import network_of_points, snap
    >>> corner = network_of_points([[0, 0], [80, 0], [80, 0], [80, 80]], [0, 2, 4])
    >>> two = snap(corner, [10, 80], [0, 60], within=1.0)
    >>> how = {"distance_edges": (0, 100, 200), "lag_edges": (0, 7), "permutations": 99}
    >>> network_knox(corner, two, [0, 3], **how).observed.tolist()
    [[0], [1]]
    """
    days = check_events(np.zeros(places.segment.size), np.zeros(places.segment.size), day)[2]
    far, late = distance_limits(distance_edges, convention), lag_limits(lag_edges, convention)
    neighbours = StreetNeighbours(network, places, reach=float(np.sqrt(far[-1])) / MILLIMETRES + 0.001)
    return tested(neighbours, days, far=far, late=late, permutations=permutations, seed=seed, metric="euclidean")


class StreetNeighbours:
    """Events in the order of their streets; the order depends on where they are, not on the order of the rows."""

    def __init__(self, network: Network, places: OnStreets, *, reach: float) -> None:
        self.order: Ints = np.lexsort((places.along, places.segment))
        self.network, self.places = network, places.only(self.order)
        self.reach = reach_of(network, limit=reach)

    def blocks(self, many: int) -> Iterator[tuple[int, int]]:  # noqa: ARG002 - candidates are pairs already
        """Yield runs of first events."""
        for first in range(0, self.order.size, FEWER):
            yield first, min(first + FEWER, self.order.size)

    def pairs(self, first: int, last: int, *, far: Floats, metric: Metric) -> Pairs:  # noqa: ARG002
        """Return the pairs whose first event is in `first:last`, by band of squared millimetres."""
        own = np.arange(first, last)
        found = near(self.network, self.places.only(own), self.places, reach=self.reach)
        i = np.repeat(own, np.diff(found.first))
        squared = np.rint(found.metres * MILLIMETRES) ** 2
        band = np.searchsorted(far, squared, side="right") - 1
        kept = np.flatnonzero((found.other > i) & (band >= 0) & (band < far.size - 1))
        kept = kept[np.lexsort((found.other[kept], i[kept], band[kept]))]
        starts = np.searchsorted(band[kept], np.arange(far.size), side="left")
        return Pairs(i=i[kept].astype(np.int32), j=found.other[kept].astype(np.int32), starts=starts.astype(np.int64))
