"""Streets: density of 5,000 events at 31,200 places, and the network K function as the number of events grows.

python bench/streets.py     (density by the shortest way: at most 0.02 CPU s)

The town is 40 by 40 streets, blocks of 500 m, the bandwidth 500 m, a place every 50 m: that of the figures of spNetwork
0.4.4.6 (86.5 CPU s, simple, quartic) and spatstat.linnet (K function: 0.26 s at 1,000 events, 3.8 s and 1 GB at 5,000).
The peer here is Dijkstra of scipy.sparse.csgraph from the ends of the events' streets, and NumPy for the rest; both give
the same sums. The first lines compile or load the kernels. A file of streets may be named: a GeoPackage and its layer.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from _city import cpu, report, verdict
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from beffroi.kernels.network import (
    Network,
    every_so_often,
    network_of,
    network_of_points,
    position,
    reach_of,
    snap,
    uniform,
)
from beffroi.kernels.network_density import Method, network_density
from beffroi.kernels.network_k import network_k
from beffroi.kernels.streets import clean_streets

STREETS, BLOCK, BANDWIDTH, EVERY = 40, 500.0, 500.0, 50.0
RADII = tuple(np.arange(100.0, 1001.0, 100.0))
METHODS: tuple[Method, ...] = ("simple", "discontinuous", "continuous")


def town() -> Network:
    east = [((c, r), (c + 1, r)) for r in range(STREETS) for c in range(STREETS - 1)]
    north = [((c, r), (c, r + 1)) for r in range(STREETS - 1) for c in range(STREETS)]
    ends = BLOCK * np.array(east + north, float)
    return network_of_points(ends.reshape(-1, 2), 2 * np.arange(len(ends) + 1))


def from_file(path: str, layer: str) -> Network:
    import pyogrio

    wkb = pyogrio.raw.read(path, layer=layer, force_2d=True)[2]
    return network_of(clean_streets(list(wkb)).wkb())


def ways(streets: Network, *, limit: float) -> Any:
    """Distances between all nodes by scipy, infinite beyond the limit."""
    joins = (streets.length, (streets.ends[0::2], streets.ends[1::2]))
    return dijkstra(coo_matrix(joins, shape=(streets.nodes, streets.nodes)), directed=False, limit=limit)


def apart(streets: Network, between: Any, one: Any, other: Any) -> Any:
    """Distances of places to others: (places, others), the nearer of both ends of both streets."""
    found = np.full((one.segment.size, other.segment.size), np.inf)
    for side in (0, 1):
        leave = one.along if side == 0 else streets.length[one.segment] - one.along
        for end in (0, 1):
            arrive = other.along if end == 0 else streets.length[other.segment] - other.along
            node, to = streets.ends[2 * one.segment + side], streets.ends[2 * other.segment + end]
            np.minimum(found, leave[:, None] + between[np.ix_(node, to)] + arrive, out=found)
    same = one.segment[:, None] == other.segment[None, :]
    return np.where(same, np.minimum(found, np.abs(one.along[:, None] - other.along)), found)


def peer_density(streets: Network, events: Any, samples: Any) -> Any:
    between, total = ways(streets, limit=BANDWIDTH), np.zeros(samples.segment.size)
    for start in range(0, events.segment.size, 250):
        u = apart(streets, between, events.only(slice(start, start + 250)), samples) / BANDWIDTH
        total += np.where(u < 1, 15 / 16 / BANDWIDTH * (1 - np.minimum(u, 1) ** 2) ** 2, 0).sum(axis=0)
    return total


def peer_pairs(streets: Network, events: Any) -> int:
    found = apart(streets, ways(streets, limit=RADII[-1]), events, events)
    return int((found <= RADII[-1]).sum()) - events.segment.size


def densities(streets: Network, name: str) -> float:
    """Report the densities of 5,000 events; return the seconds of the simple one."""
    events, samples = uniform(streets, 5000, np.random.default_rng(1)), every_so_often(streets, metres=EVERY)
    seconds = {}
    for method in METHODS:
        once, _ = cpu(
            lambda m=method: network_density(streets, events, samples, bandwidth=BANDWIDTH, method=m), repeat=1
        )
        report(f"network_density, {method}, {name}, first call", once, "")
        seconds[method], found = cpu(
            lambda m=method: network_density(streets, events, samples, bandwidth=BANDWIDTH, method=m)
        )
        checksum = (samples.segment.size, round(float(found.sum()), 6), round(float(found.max()), 8))
        report(f"network_density, {method}, {name}, warm", seconds[method], checksum)
        if method == "simple" and streets.nodes < 3000:
            slow, other = cpu(lambda: peer_density(streets, events, samples), repeat=1)
            assert np.allclose(found, other, rtol=1e-9), "the peer finds another density"
            report("scipy Dijkstra and NumPy", slow, checksum, note=f"the same; ratio {slow / seconds[method]:.0f}")
    return seconds["simple"]


def denser(streets: Network, name: str) -> None:
    """Report the simple density of more and more events at the same places."""
    samples = every_so_often(streets, metres=EVERY)
    for n in (10_000, 100_000, 1_000_000):
        events = uniform(streets, n, np.random.default_rng(1))
        seconds, found = cpu(
            lambda e=events: network_density(streets, e, samples, bandwidth=BANDWIDTH, method="simple"), repeat=1
        )
        report(f"network_density, simple, {name}, n = {n:,}", seconds, round(float(found.sum()), 5))


def growth(streets: Network, name: str) -> None:
    """Report the network K function of more and more events."""
    for n in (1000, 10_000):
        events = uniform(streets, n, np.random.default_rng(2))
        seconds, found = cpu(lambda e=events: network_k(streets, e, radii=RADII))
        report(f"network_k, Ang, {name}, n = {n:,}", seconds, round(float(found[-1]), 6))
        if n == 1000:
            slow, pairs = cpu(lambda e=events: peer_pairs(streets, e), repeat=1)
            plain = network_k(streets, events, radii=RADII, correction="none")
            assert round(plain[-1] * n * (n - 1) / streets.metres) == pairs, "the peer counts other pairs"
            report(
                "scipy Dijkstra and NumPy, without correction",
                slow,
                pairs,
                note=f"same pairs; ratio {slow / seconds:.0f}",
            )
    seconds, reach = cpu(lambda: reach_of(streets, limit=RADII[-1]))
    report(f"reach_of, {name}, 1,000 m", seconds, reach.node.size)


def snapping(streets: Network, name: str) -> None:
    """Report putting points on the nearest street, beside the tree of shapely."""
    for n in (100_000, 1_000_000):
        rng = np.random.default_rng(3)
        x, y = position(streets, uniform(streets, n, rng))
        x, y = x + rng.normal(0, 20, n), y + rng.normal(0, 20, n)
        seconds, found = cpu(lambda x=x, y=y: snap(streets, x, y, within=50.0), repeat=2)
        report(f"snap, {name}, n = {n:,}", seconds, (int(found.on.sum()), round(float(found.away[found.on].sum()), 3)))
    tree = shapely.STRtree(shapely.linestrings(streets.points.reshape(-1, 2, 2))) if name == "grid" else None
    if tree is not None:
        slow, nearest = cpu(
            lambda: tree.query_nearest(shapely.points(x, y), max_distance=50.0, all_matches=False), repeat=1
        )
        report("shapely STRtree, the nearest only", slow, nearest.shape[1], note=f"ratio {slow / seconds:.0f}")


def main() -> None:
    found = densities(town(), "grid")
    denser(town(), "grid")
    growth(town(), "grid")
    snapping(town(), "grid")
    if len(sys.argv) > 2:
        streets = from_file(sys.argv[1], sys.argv[2])
        densities(streets, Path(sys.argv[1]).stem)
        growth(streets, Path(sys.argv[1]).stem)
    verdict(network_density_cpu=(found, 0.02))


if __name__ == "__main__":
    main()
