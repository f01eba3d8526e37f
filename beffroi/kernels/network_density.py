"""Density of events along streets: by the shortest way, or split equally where streets meet."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed, in_parallel
from beffroi.kernels._network_density import paths_loop, simple_loop, spread_loop, waves_loop
from beffroi.kernels.network import Network, OnStreets, Reach, reach_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Method = Literal["simple", "discontinuous", "continuous"]
Shape = Literal["uniform", "epanechnikov", "quartic"]

POWERS: dict[Shape, tuple[int, float]] = {"uniform": (0, 1 / 2), "epanechnikov": (1, 3 / 4), "quartic": (2, 15 / 16)}
MOST_PATHS = 4096  # of one way; with more, lengths are put on a grid
STEPS = 500  # of that grid to a bandwidth
BLOCK = 256  # ways of one unit of work


def network_density(
    network: Network,
    events: OnStreets,
    samples: OnStreets,
    *,
    bandwidth: float,
    method: Method = "continuous",
    shape: Shape = "quartic",
    weight: ArrayLike | None = None,
) -> Floats:
    """Return events per metre of street at the samples (Okabe, Satoh and Sugihara 2009).

    An event spreads its weight by the kernel c (1 - (d / h)^2)^p / h for d < h along the street, c so that it sums to
    1 on a street without junctions: quartic p = 2, c = 15/16; Epanechnikov p = 1, c = 3/4; uniform p = 0, c = 1/2.

    simple
        d is the shortest way. Where k streets meet, the event counts whole on each of the k - 1 others: the total is
        too large by design, and densest at junctions.
    discontinuous
        At a node of k streets each of the k - 1 others gets an equal part, 1 / (k - 1). Mass is kept but at dead ends;
        the density jumps at junctions. Every path without a turn back counts.
    continuous
        Each of the k streets gets 2 / k of what arrives, less what it brought: 2 / k on the others, 2 / k - 1 back.
        Mass is kept, also at dead ends, and the density is continuous. Every path counts, turns back included.

    Where one way has more than 4,096 paths shorter than the bandwidth, path lengths are put on a grid of a
    five-hundredth of the bandwidth, each shared linearly between two steps: below 0.5 % of the highest density off.

    Parameters
    ----------
    events, samples
        Places on streets, all of them on one (`OnStreets.on`). Never written into.
    bandwidth
        h in metres, the distance beyond which an event has no influence.
    weight
        (events,), 1 by default.

    Notes
    -----
    simple: O(nodes within h of each + pairs of an event and a sample within h). The others: O(paths within h).

    >>> from beffroi.kernels.network import network_of_points, every_so_often
    >>> street = network_of_points([[0, 0], [1000, 0]], [0, 2])
    >>> event = OnStreets(segment=np.array([0]), along=np.array([500.0]), away=np.zeros(1))
    >>> found = network_density(street, event, every_so_often(street, metres=10.0), bandwidth=200.0)
    >>> round(float(10 * found.sum()), 6)
    1.0
    """
    if not (np.isfinite(bandwidth) and bandwidth > 0):
        msg = f"the bandwidth must be positive, got {bandwidth}"
        raise ValueError(msg)
    if not (events.on.all() and samples.on.all()):
        msg = "every event and every sample must be on a street: leave out those that are not"
        raise ValueError(msg)
    power, scale = POWERS[shape]
    held = _by_segment(network, events, weight)
    order, sample_at, sample_along = _samples(network, samples)
    reach = reach_of(network, limit=bandwidth)
    inside = (sample_at, sample_along, float(bandwidth), power)
    add = _simple if method == "simple" else _equal_split
    total = add(network, held, inside, reach=reach, is_continuous=method == "continuous")
    found = np.empty(order.size)
    found[order] = total * scale / bandwidth
    return found


def _by_segment(network: Network, places: OnStreets, weight: ArrayLike | None) -> tuple[Ints, Floats, Floats]:
    """Return where the events of each segment begin, and their positions and weights in that order."""
    mass = np.ones(places.segment.size) if weight is None else np.asarray(weight, np.float64)
    order = np.lexsort((mass, places.along, places.segment))
    at = np.searchsorted(places.segment[order], np.arange(network.segments + 1))
    return fixed(at, np.int64), fixed(places.along[order], float), fixed(mass[order], float)


def _samples(network: Network, samples: OnStreets) -> tuple[Ints, Ints, Floats]:
    order = np.lexsort((samples.along, samples.segment))
    at = np.searchsorted(samples.segment[order], np.arange(network.segments + 1))
    return order, fixed(at, np.int64), fixed(samples.along[order], float)


def _graph(network: Network) -> tuple[Ints, Ints, Ints, Floats]:
    return (
        fixed(network.ends, np.int64), fixed(network.begin, np.int64),
        fixed(network.out, np.int64), fixed(network.length, float),
    )  # fmt: skip


def _simple(network: Network, held: Any, inside: Any, *, reach: Reach, is_continuous: bool) -> Floats:  # noqa: ARG001
    graph, known = (
        _graph(network),
        (fixed(reach.first, np.int64), fixed(reach.node, np.int32), fixed(reach.away, float)),
    )
    sources = np.flatnonzero(np.diff(held[0]))
    sample_at, sample_along, bandwidth, power = inside

    def block(start: int) -> Floats:
        total = np.zeros(sample_along.size)
        own = fixed(sources[start : start + BLOCK], np.int64)
        simple_loop(*graph, *known, own, *held, sample_at, sample_along, bandwidth, power, total)
        return total

    return _summed(block, sources.size, sample_along.size)


def _equal_split(network: Network, held: Any, inside: Any, *, reach: Reach, is_continuous: bool) -> Floats:
    at, along, weight = held
    sample_at, sample_along, bandwidth, power = inside
    sources = np.flatnonzero(np.diff(at))
    arriving = np.repeat(2 * sources, 2) + np.tile([0, 1], sources.size)
    least = np.column_stack([network.length[sources] - along[at[sources + 1] - 1], along[at[sources]]]).ravel()
    arriving, limit = arriving[least < bandwidth], bandwidth - least[least < bandwidth]
    graph = _graph(network)

    def block(start: int) -> Floats:
        total = np.zeros(sample_along.size)
        own, far = fixed(arriving[start : start + BLOCK], np.int64), fixed(limit[start : start + BLOCK], float)
        first, whole, *pulses = paths_loop(*graph, own, far, is_continuous, MOST_PATHS)
        rest = (at, along, weight, sample_at, sample_along, bandwidth, power, total)
        spread_loop(graph[3], own, first, *pulses, *rest)
        for number in np.flatnonzero(~whole):
            way, node = own[number], int(network.ends[own[number] ^ 1])
            nodes = fixed(reach.node[reach.first[node] : reach.first[node + 1]], np.int32)
            step = bandwidth / STEPS
            entered, come, share = waves_loop(*graph, way, nodes, step, int(far[number] / step), is_continuous)
            one = (fixed([way], np.int64), np.array([0, share.size]))
            spread_loop(graph[3], *one, entered, come, share, *rest)
        return total

    own_segment = _direct(sources, held, inside)
    return own_segment + _summed(block, arriving.size, sample_along.size)


def _direct(sources: Ints, held: Any, inside: Any) -> Floats:
    """What events bring to the samples of their own segment without leaving it."""
    at, along, weight = held
    sample_at, sample_along, bandwidth, power = inside
    total = np.zeros(sample_along.size)
    for e in sources:
        own, near = slice(at[e], at[e + 1]), slice(sample_at[e], sample_at[e + 1])
        u = np.abs(along[own, None] - sample_along[None, near]) / bandwidth
        total[near] += (weight[own, None] * np.where(u < 1, (1 - np.minimum(u, 1) ** 2) ** power, 0)).sum(axis=0)
    return total


def _summed(block: Any, units: int, size: int) -> Floats:
    """Add up blocks in their order, so that the sum does not depend on the threads."""
    total = np.zeros(size)
    for part in in_parallel(block, range(0, units, BLOCK)):
        total += part
    return total
