"""HDBSCAN: clusters that last over the widest range of densities, with their stability."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed
from beffroi.kernels._spanning import add_shortest, nearest_elsewhere
from beffroi.kernels.clusters import by_size

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAF = 16  # points of the smallest nodes of the tree


@dataclass(frozen=True, slots=True, kw_only=True)
class StableClusters:
    """Clusters, the largest first.

    label
        (n,) number of the cluster of each point, -1 for none.
    membership
        (n,) how deep in its cluster: the density at which it leaves, over the one at which the last leave; 0 for none.
    stability
        (clusters,) sum over its points of the range of densities (1 / metres) through which they are in it.
    core
        (n,) distance within which a point has the least number, itself included, in metres.
    """

    label: Ints
    membership: Floats
    stability: Floats
    core: Floats


def hdbscan(x: ArrayLike, y: ArrayLike, *, least: int, finest: float = 1e-3) -> StableClusters:
    """Return hierarchical density-based clusters (Campello, Moulavi and Sander 2013; HDBSCAN*).

    The core distance of a point is that within which `least` points lie, itself included. Points are in one component
    at a distance where a chain of edges joins them, the length of an edge being the largest of the two core distances
    and the distance itself. As the distance falls, a cluster goes on while one part of `least` points or more is
    left, and ends where it falls into several such parts, or none. Stability: the sum over points of 1 / distance
    where they leave less 1 / distance where the cluster began. Clusters are chosen so that their summed stability is
    largest, none inside another; the whole is never one. As scikit-learn's HDBSCAN with min_cluster_size = min_samples
    = least, and R's dbscan::hdbscan. Distances below `finest` metres count as it, so that coincident points have a
    finite density; components of equal distances part at once, so that the order of the rows does not matter.
    About O(n log n): an exact spanning tree by Boruvka's rounds over a k-d tree.

    Raises
    ------
    ValueError
        Fewer than two as the least, arrays of different length.

    >>> found = hdbscan([0, 1, 2, 90, 91, 92.5], [0] * 6, least=3)
    >>> found.label.tolist(), found.stability.round(3).tolist()
    ([0, 0, 0, 1, 1, 1], [1.466, 1.166])
    """
    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if least < 2 or not finest > 0 or east.shape != north.shape:
        msg = f"the least number must be 2 or more and the finest distance positive, got {least} and {finest}"
        raise ValueError(msg)
    n = east.size
    if n < least:
        nothing = np.full(n, np.inf)
        return StableClusters(label=np.full(n, -1), membership=np.zeros(n), stability=np.zeros(0), core=nothing)
    from scipy.spatial import cKDTree

    places = np.column_stack([east, north])
    core = cKDTree(places).query(places, k=[least])[0][:, 0]
    edges, length = spanning_tree(east, north, core)
    tree = _condense(edges, np.maximum(length, finest), n=n, least=least)
    chosen = _most_stable(tree)
    label, leaving = np.full(n, -1, np.int64), np.zeros(n)
    for number, cluster in enumerate(chosen):
        for part in tree.left[cluster]:
            label[part.points], leaving[part.points] = number, part.density
    ranked, sizes = by_size(label, east, north)
    deepest = np.zeros(sizes.size)
    np.maximum.at(deepest, ranked[ranked >= 0], leaving[ranked >= 0])
    stability = np.zeros(sizes.size)
    for number, cluster in enumerate(chosen):
        stability[ranked[np.argmax(label == number)]] = tree.stability[cluster]
    deep = np.where(ranked >= 0, leaving / np.append(deepest, 1.0)[ranked], 0.0)
    return StableClusters(label=ranked, membership=deep, stability=stability, core=np.maximum(core, finest))


def spanning_tree(x: Floats, y: Floats, core: Floats) -> tuple[Ints, Floats]:
    """Return the edges (n - 1, 2) of a minimum spanning tree of mutual reachability, and their lengths (n - 1,).

    >>> spanning_tree(np.array([0.0, 1.0, 5.0]), np.zeros(3), np.array([2.0, 1.0, 0.0]))[1].tolist()
    [2.0, 4.0]
    """
    n = x.size
    order, ends = _halves(x, y)
    places = fixed(x[order], float), fixed(y[order], float), fixed(core[order], float)
    leaves = ends[(ends.shape[0] - 1) // 2 :]

    def up(values: NDArray[Any], join: Any) -> NDArray[Any]:
        """Return a value of every node from those of the leaves."""
        levels = [values]
        while len(levels[0]) > 1:
            levels.insert(0, join(levels[0][::2], levels[0][1::2]))
        return np.concatenate(levels)

    least = [up(np.minimum.reduceat(part, leaves[:, 0]), np.minimum) for part in places]
    most = [up(np.maximum.reduceat(part, leaves[:, 0]), np.maximum) for part in places[:2]]
    boxes, low = fixed(np.column_stack([*least[:2], *most]), float), fixed(least[2], float)
    root, edges, length, found = np.arange(n), np.empty((n - 1, 2), np.int64), np.empty(n - 1), 0
    while found < n - 1:
        part = np.unique(root, return_inverse=True)[1].ravel()
        first, last = (up(side.reduceat(part, leaves[:, 0]), side) for side in (np.minimum, np.maximum))
        best, ends_at = np.full(int(part.max()) + 1, np.inf), np.zeros((int(part.max()) + 1, 2), np.int64)
        of_node = fixed(np.where(first == last, first, -1), np.int64)
        nearest_elsewhere(*places, fixed(ends, np.int64), boxes, low, fixed(part, np.int64), of_node, best, ends_at)
        found = int(add_shortest(best, ends_at, root, edges, length, found))
    return order[edges], length


def _halves(x: Floats, y: Floats) -> tuple[Ints, Ints]:
    """Return an order of the points and the runs of it (nodes, 2) that a complete k-d tree splits into halves."""
    depth = max(int(np.ceil(np.log2(max(x.size, 1) / LEAF))), 0)
    order, runs = np.lexsort((y, x)), [(0, x.size)]
    every = list(runs)
    for _ in range(depth):
        halves = []
        for start, end in runs:
            own = order[start:end]
            wide = np.ptp(x[own]) >= np.ptp(y[own])
            order[start:end] = own[np.argsort((x if wide else y)[own], kind="stable")]
            halves += [(start, (start + end) // 2), ((start + end) // 2, end)]
        runs = halves
        every += halves
    return order, np.array(every, np.int64)


@dataclass(frozen=True, slots=True)
class _Left:
    """Points that leave a cluster at a density."""

    points: Ints
    density: float


@dataclass(slots=True)
class _Tree:
    """Clusters numbered from the whole (0) down: parent, stability, children, and the points that leave each."""

    parent: list[int] = field(default_factory=list)
    birth: list[float] = field(default_factory=list)
    stability: list[float] = field(default_factory=list)
    left: list[list[_Left]] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)

    def add(self, parent: int, birth: float) -> int:
        self.parent.append(parent)
        self.birth.append(birth)
        self.stability.append(0.0)
        self.left.append([])
        self.children.append([])
        if parent >= 0:
            self.children[parent].append(len(self.parent) - 1)
        return len(self.parent) - 1

    def leave(self, cluster: int, points: Ints, density: float) -> None:
        self.stability[cluster] += points.size * (density - self.birth[cluster])
        self.left[cluster].append(_Left(points, density))


def _condense(edges: Ints, length: Floats, *, n: int, least: int) -> _Tree:
    """Return the tree of clusters of at least so many points, from the edges of a spanning tree."""
    nodes, run = _dendrogram(edges, length, n=n)
    tree = _Tree()
    waiting = [(len(nodes) - 1, tree.add(-1, 0.0))]
    while waiting:
        node, cluster = waiting.pop()
        start, end, distance, parts = nodes[node]
        density = 1.0 / distance
        large = [part for part in parts if part >= n and nodes[part - n][1] - nodes[part - n][0] >= least]
        if len(large) == 1:
            first, last = nodes[large[0] - n][:2]
            tree.leave(cluster, np.concatenate([run[start:first], run[last:end]]), density)
            waiting.append((large[0] - n, cluster))
            continue
        tree.leave(cluster, run[start:end], density)
        waiting += [(part - n, tree.add(cluster, density)) for part in large]
    return tree


def _dendrogram(edges: Ints, length: Floats, *, n: int) -> tuple[list[tuple[int, int, float, list[int]]], Ints]:
    """Return the joins, shortest first: run of points, distance, and parts (points below n, joins from n on).

    Joins of one distance that meet are one join. The last holds all points; the runs are of the array returned.
    """
    parent = list(range(n))
    held = list(range(n))  # the point or join that stands for each root

    def root(point: int) -> int:
        while parent[point] != point:
            parent[point] = parent[parent[point]]
            point = parent[point]
        return point

    joins: list[tuple[float, list[int]]] = []
    ranked = np.argsort(length, kind="stable")
    for distance, (one, two) in zip(length[ranked].tolist(), edges[ranked].tolist(), strict=True):
        a, b = root(one), root(two)
        parts: list[int] = []
        for at in (held[a], held[b]):
            is_same = at >= n and joins[at - n][0] == distance
            parts += joins[at - n][1] if is_same else [at]
        joins.append((distance, parts))
        parent[max(a, b)] = min(a, b)
        held[min(a, b)] = n + len(joins) - 1
    size = [0] * len(joins)
    for k, (_, parts) in enumerate(joins):
        size[k] = sum(1 if part < n else size[part - n] for part in parts)
    run, nodes = np.empty(n, np.int64), [(0, 0, distance, parts) for distance, parts in joins]
    waiting = [(len(joins) - 1, 0)] if joins else []
    while waiting:
        k, start = waiting.pop()
        nodes[k] = (start, start + size[k], *joins[k])
        for part in joins[k][1]:
            if part < n:
                run[start] = part
                start += 1
            else:
                waiting.append((part - n, start))
                start += size[part - n]
    return nodes, run


def _most_stable(tree: _Tree) -> list[int]:
    """Return the clusters, none inside another and none the whole, whose summed stability is largest."""
    best, own = list(tree.stability), [True] * len(tree.parent)
    for cluster in range(len(tree.parent) - 1, 0, -1):
        below = sum(best[child] for child in tree.children[cluster])
        if below > tree.stability[cluster]:
            best[cluster], own[cluster] = below, False
    chosen, waiting = [], list(tree.children[0]) if tree.children else []
    while waiting:
        cluster = waiting.pop(0)
        if own[cluster]:
            chosen.append(cluster)
        else:
            waiting += tree.children[cluster]
    return chosen
