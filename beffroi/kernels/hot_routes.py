"""Hot routes: runs of adjoining street segments with more events than their length explains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.network import Network
from beffroi.kernels.permutation import benjamini_hochberg

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HotRoutes:
    """Which segments are hot, and which of them adjoin.

    p
        (segments,) chance of as many events on a segment if every metre of street were as likely.
    p_adjusted
        The same for the false discovery rate over all segments (Benjamini and Hochberg).
    route
        (segments,) number of the route, 1 for the one with most events; 0: none.
    """

    p: Floats
    p_adjusted: Floats
    route: Ints


def hot_routes(network: Network, counts: ArrayLike, *, alpha: float = 0.05, least: int = 2) -> HotRoutes:
    """Return the hot segments, joined where they meet.

    With N events in all, a segment of length l out of L holds n or more by chance with the upper tail of the
    binomial distribution (N, l / L). A segment is hot where that, adjusted for all segments, is at most `alpha` and
    n at least `least`; hot segments with a common end are one route. After Tompson, Partridge and Shepherd 2009 (hot
    routes: events of a segment over its length), with a test in place of classes of the map. O(segments).

    >>> from beffroi.kernels.network import network_of_points
    >>> street = network_of_points([[0, 0], [9, 0], [9, 0], [99, 0]], [0, 2, 4])
    >>> hot_routes(street, [8, 2]).route.tolist()
    [1, 0]
    """
    from scipy.special import betainc

    n = np.asarray(counts, np.int64)
    total = int(n.sum())
    p = np.ones(n.size)
    some = n > 0
    if some.any():
        p[some] = betainc(n[some], total - n[some] + 1, network.length[some] / network.metres)
    adjusted = benjamini_hochberg(p) if n.size else p
    hot = (adjusted <= alpha) & (n >= least)
    return HotRoutes(p=p, p_adjusted=adjusted, route=_ranked(_adjoining(network, hot), n, network.length))


def _adjoining(network: Network, hot: NDArray[np.bool_]) -> Ints:
    """Return a number for each group of hot segments with common ends, -1 for the others."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    start, end = network.ends[0::2][hot], network.ends[1::2][hot]
    joins = coo_matrix((np.ones(start.size), (start, end)), shape=(network.nodes, network.nodes))
    group = np.full(hot.size, -1, np.int64)
    if start.size:
        group[hot] = connected_components(joins, directed=False)[1][start]
    return group


def _ranked(group: Ints, n: Ints, length: Floats) -> Ints:
    """Number groups from 1: most events first, then most events a metre, then the first segment."""
    known = np.unique(group[group >= 0])
    facts = [(-int(n[own].sum()), float(length[own].sum()), int(np.flatnonzero(own)[0]), each)
             for each in known for own in [group == each]]  # fmt: skip
    route = np.zeros(group.size, np.int64)
    for rank, fact in enumerate(sorted(facts), 1):
        route[group == fact[3]] = rank
    return route
