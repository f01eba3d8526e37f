"""The K function along streets: how many events lie within a distance of an event, or of a place of another kind."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import fixed, in_parallel
from beffroi.kernels._network_k import ways_out_loop
from beffroi.kernels.network import Near, Network, OnStreets, Reach, near, reach_of, uniform
from beffroi.kernels.permutation import stream

Floats = NDArray[np.float64]
Correction = Literal["ang", "none"]

SAME = 1e-6  # metres: a distance is "at most r" to this precision, so that a move of the map changes nothing
JUST_BELOW = (
    1e-3  # metres: ways out are counted a millimetre before a distance, so that rounding does not pass a junction
)


def network_k(
    network: Network,
    places: OnStreets,
    others: OnStreets | None = None,
    *,
    radii: Sequence[float],
    correction: Correction = "ang",
    reach: Reach | None = None,
) -> Floats:
    """Return the network K function at increasing radii, in metres of street.

    K(r) = L / (n (n - 1)) times the sum, over ordered pairs (i, j) at most r metres apart along the streets, of 1
    without correction (Okabe and Yamada 2001), or of 1 / m(i, d_ij) with that of Ang, Baddeley and Nair (2012): L the
    length of the streets, m(u, t) the number of places of the streets exactly t metres from u. With the correction
    K(r) = r for events at random on any network of one piece; without, K depends on the shape of the network.

    With `others`, the cross function: pairs of a place and another, over n times the number of others; m is that of
    the place.

    Parameters
    ----------
    places, others
        All on a street. Never written into.
    reach
        Shortest ways between the nodes to at least the largest radius, where they are at hand.

    Notes
    -----
    O(nodes and segments within r of each place + pairs). NaN where there is no pair to count.

    >>> from beffroi.kernels.network import network_of_points
    >>> street = network_of_points([[0, 0], [100, 0]], [0, 2])
    >>> two = OnStreets(segment=np.array([0, 0]), along=np.array([40.0, 50.0]), away=np.zeros(2))
    >>> network_k(street, two, radii=[5.0, 20.0]).tolist(), network_k(street, two, radii=[20.0], correction="none").tolist()
    ([0.0, 50.0], [100.0])
    """
    edges = np.asarray(radii, np.float64)
    if (
        edges.ndim != 1
        or not edges.size
        or not (edges[0] >= 0 and (np.diff(edges) > 0).all() and np.isfinite(edges[-1]))
    ):
        msg = f"radii must increase from 0 or more, got {list(radii)}"
        raise ValueError(msg)
    if not places.on.all() or (others is not None and not others.on.all()):
        msg = "every place must be on a street: leave out those that are not"
        raise ValueError(msg)
    n = places.segment.size
    total = n * (n - 1 if others is None else others.segment.size)
    if not total:
        return np.full(edges.size, np.nan)
    known = reach or reach_of(network, limit=float(edges[-1]) + SAME)
    found = near(network, places, others, reach=known, limit=float(edges[-1]) + SAME)
    ways = ways_out(network, places, found, reach=known) if correction == "ang" else np.ones(found.metres.size)
    band = np.searchsorted(edges, found.metres - SAME, side="left")
    held = np.bincount(band, weights=1 / ways, minlength=edges.size)[: edges.size]
    return np.asarray(network.metres / total * np.cumsum(held))


def ways_out(network: Network, places: OnStreets, found: Near, *, reach: Reach) -> Floats:
    """Return, for each place and each of its neighbours, in how many places the streets pass at that distance of it.

    >>> from beffroi.kernels.network import network_of_points
    >>> street = network_of_points([[0, 0], [100, 0]], [0, 2])
    >>> two = OnStreets(segment=np.array([0, 0]), along=np.array([10.0, 50.0]), away=np.zeros(2))
    >>> known = reach_of(street, limit=100.0)
    >>> ways_out(street, two, near(street, two, reach=known), reach=known).tolist()
    [1.0, 2.0]
    """
    return ways_out_loop(
        fixed(network.ends, np.int64), fixed(network.begin, np.int64), fixed(network.out, np.int64),
        fixed(network.length, float), fixed(reach.first, np.int64), fixed(reach.node, np.int32), fixed(reach.away, float),
        fixed(places.segment, np.int64), fixed(places.along, float), fixed(found.first, np.int64),
        fixed(found.metres, float), float(found.metres.max(initial=0.0)) + 1.0, JUST_BELOW,
    )  # fmt: skip


def simulated_k(
    network: Network,
    places: OnStreets | int,
    *,
    n: int,
    radii: Sequence[float],
    simulations: int = 99,
    seed: int = 1,
    correction: Correction = "ang",
) -> Floats:
    """Return the K functions of n events at random on the streets, every metre as likely: (simulations, radii).

    With `places`, the cross functions of these places, which stay, and n events at random; an integer (0) stands for
    none. Each simulation has its own random stream: the answer depends on the seed, not on the threads.

    >>> from beffroi.kernels.network import network_of_points
    >>> street = network_of_points([[0, 0], [1000, 0]], [0, 2])
    >>> simulated_k(street, 0, n=50, radii=[100.0], simulations=99).mean().round(-1)
    np.float64(100.0)
    """
    reach = reach_of(network, limit=float(max(radii)) + SAME)

    def one(number: int) -> Floats:
        drawn = uniform(network, n, stream(seed, number))
        if isinstance(places, int):
            return network_k(network, drawn, radii=radii, correction=correction, reach=reach)
        return network_k(network, places, drawn, radii=radii, correction=correction, reach=reach)

    return np.array(list(in_parallel(one, range(simulations)))).reshape(simulations, -1)
