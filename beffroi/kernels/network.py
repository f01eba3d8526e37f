"""A street graph: places on it, and distances along it up to a limit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import fixed, in_parallel
from beffroi.kernels._network import near_loop, reach_loop
from beffroi.kernels._snap import snap_many

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FEW = 20_000  # points that shapely puts on streets about as soon as the compiler loads
SAME = 1e-6  # metres: lines whose distances differ by less are equally near
BLOCK = 2048  # sources of one unit of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Streets as a graph. Segment k is two ways: `2 k` from its first end to its last, `2 k + 1` back.

    points, first
        Segment k runs along `points[first[k]:first[k + 1]]`, in metres.
    length
        (segments,) metres, more than 0.
    ends
        (2 segments,) the node from which each way leaves; way `w` arrives at `ends[w ^ 1]`.
    begin, out
        The ways that leave node v are `out[begin[v]:begin[v + 1]]`; a loop leaves twice.
    """

    points: Floats
    first: Ints
    length: Floats
    ends: Ints
    begin: Ints
    out: Ints

    @property
    def segments(self) -> int:
        """Number of segments."""
        return self.length.size

    @property
    def nodes(self) -> int:
        """Number of ends of segments."""
        return self.begin.size - 1

    @property
    def degree(self) -> Ints:
        """(nodes,) ways out of each node."""
        return np.diff(self.begin)

    @property
    def metres(self) -> float:
        """Length of all streets."""
        return float(self.length.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStreets:
    """Places on a network: the segment of each (-1: none near enough), metres along it, metres away from it."""

    segment: Ints
    along: Floats
    away: Floats

    @property
    def on(self) -> NDArray[np.bool_]:
        """Which places are on a street."""
        return self.segment >= 0

    def only(self, chosen: NDArray[np.bool_] | Ints) -> "OnStreets":
        """Return some of the places."""
        return OnStreets(segment=self.segment[chosen], along=self.along[chosen], away=self.away[chosen])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Shortest ways between nodes of at most `limit` metres: from node v to `node[first[v]:first[v + 1]]`, nearest first."""

    limit: float
    first: Ints
    node: NDArray[np.int32]
    away: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Places near places along the streets: place i has `other[first[i]:first[i + 1]]`, `metres` away."""

    first: Ints
    other: NDArray[np.int32]
    metres: Floats


def network_of(lines: Sequence[bytes]) -> Network:
    """Return the graph of clean segments (see `streets.clean_streets`): they meet where their ends are the same point.

    `lines` is well-known binary of lines of positive length, in projected metres.

    >>> import shapely
    >>> corner = [shapely.to_wkb(shapely.LineString(ends)) for ends in ([(0, 0), (30, 0)], [(30, 0), (30, 40)])]
    >>> network_of(corner).degree.tolist()
    [1, 2, 1]
    """
    import shapely

    shapes = shapely.from_wkb(np.array(lines, dtype=object)) if len(lines) else np.empty(0, object)
    points, of = shapely.get_coordinates(shapes, return_index=True)
    return network_of_points(points, np.searchsorted(of, np.arange(len(lines) + 1)))


def network_of_points(points: ArrayLike, first: ArrayLike) -> Network:
    """Return the graph of segments whose vertices are `points[first[k]:first[k + 1]]`.

    Raises
    ------
    ValueError
        A segment without a length.

    >>> network_of_points([[0, 0], [30, 0], [30, 0], [30, 40]], [0, 2, 4]).length.tolist()
    [30.0, 40.0]
    """
    place, starts = np.asarray(points, np.float64).reshape(-1, 2), np.asarray(first, np.int64)
    size = starts.size - 1
    step = np.append(np.hypot(*np.diff(place, axis=0).T), 0.0) if len(place) else np.zeros(1)
    step[starts[1:] - 1 if size else []] = 0.0
    length = np.add.reduceat(step, starts[:-1]) if size else np.empty(0)
    if not (length > 0).all():
        msg = "every segment needs a length: clean the streets first"
        raise ValueError(msg)
    tips = np.empty((2 * size, 2))
    tips[0::2], tips[1::2] = place[starts[:-1]], place[starts[1:] - 1]
    nodes, ends = np.unique(tips + 0.0, axis=0, return_inverse=True)
    ends = ends.reshape(-1).astype(np.int64)
    out = np.argsort(ends, kind="stable")
    begin = np.searchsorted(ends[out], np.arange(len(nodes) + 1))
    return Network(
        points=place, first=starts, length=length, ends=ends, begin=begin.astype(np.int64), out=out.astype(np.int64)
    )


def snap(network: Network, x: ArrayLike, y: ArrayLike, *, within: float) -> OnStreets:
    """Put points on the nearest street at most `within` metres away.

    Of streets equally near to a millionth of a metre (a point at a junction is as near to each) the first is taken.
    O((n + segments) log segments).

    >>> import shapely
    >>> street = network_of([shapely.to_wkb(shapely.LineString([(0, 0), (100, 0)]))])
    >>> found = snap(street, [30.0, 30.0], [4.0, 80.0], within=50.0)
    >>> found.segment.tolist(), found.along.tolist()
    ([0, -1], [30.0, nan])
    """
    import shapely

    east, north = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if network.segments and east.size > FEW:
        found = snap_many(network.points, network.first, east, north, within=within, same=SAME)
        return OnStreets(segment=found[0], along=np.minimum(found[1], network.length[found[0]]), away=found[2])
    segment = np.full(east.size, -1, np.int64)
    along, away = np.full(east.size, np.nan), np.full(east.size, np.inf)
    placed = np.flatnonzero(np.isfinite(east) & np.isfinite(north))
    if network.segments and placed.size:
        lines = _lines(network)
        points = shapely.points(east[placed], north[placed])
        near = _nearest(shapely.STRtree(lines), points, within=within, none=network.segments)
        got = near < network.segments
        at, near = placed[got], near[got]
        segment[at] = near
        along[at] = np.clip(shapely.line_locate_point(lines[near], points[got]), 0.0, network.length[near])
        away[at] = shapely.distance(lines[near], points[got])
    return OnStreets(segment=segment, along=along, away=away)


def _nearest(tree: Any, points: Any, *, within: float, none: int) -> Ints:
    """Return the first of the lines nearest to each point, to a precision that a move of the map does not change."""
    (which, _), metres = tree.query_nearest(points, max_distance=within + SAME, all_matches=False, return_distance=True)
    at, line = tree.query(points[which], predicate="dwithin", distance=metres + SAME)
    near = np.full(len(points), none, np.int64)
    np.minimum.at(near, which[at], line)
    return near


def position(network: Network, places: OnStreets) -> tuple[Floats, Floats]:
    """Return the coordinates of places on the streets, in metres.

    >>> street = network_of_points([[0, 0], [0, 80]], [0, 2])
    >>> [axis.tolist() for axis in position(street, snap(street, [3.0], [60.0], within=9.0))]
    [[0.0], [60.0]]
    """
    import shapely

    found = shapely.line_interpolate_point(_lines(network)[places.segment], places.along)
    return shapely.get_x(found), shapely.get_y(found)


def every_so_often(network: Network, *, metres: float) -> OnStreets:
    """Return places along all streets: each segment in equal parts of at most `metres`, a place in the middle of each.

    >>> import shapely
    >>> every_so_often(network_of([shapely.to_wkb(shapely.LineString([(0, 0), (30, 0)]))]), metres=20.0).along.tolist()
    [7.5, 22.5]
    """
    parts = np.ceil(network.length / metres - 1e-9).astype(np.int64).clip(1)
    segment = np.repeat(np.arange(network.segments), parts)
    number = np.arange(segment.size) - np.repeat(np.cumsum(parts) - parts, parts)
    along = (number + 0.5) * (network.length / parts)[segment]
    return OnStreets(segment=segment, along=along, away=np.zeros(segment.size))


def pieces(network: Network, *, metres: float) -> list[bytes]:
    """Return the parts in whose middle `every_so_often` puts its places, as well-known binary lines.

    >>> len(pieces(network_of_points([[0, 0], [30, 0]], [0, 2]), metres=20.0))
    2
    """
    import shapely

    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(network.points, axis=0).T)))
    parts = np.ceil(network.length / metres - 1e-9).astype(np.int64).clip(1)
    made = []
    for segment, count in enumerate(parts.tolist()):
        own = slice(network.first[segment], network.first[segment + 1])
        points, place = network.points[own], along[own] - along[own.start]
        cuts = np.linspace(0.0, place[-1], count + 1)
        at = np.column_stack([np.interp(cuts, place, points[:, axis]) for axis in (0, 1)])
        for k in range(count):
            inside = points[(place > cuts[k]) & (place < cuts[k + 1])]
            made.append(shapely.linestrings(np.vstack([at[k : k + 1], inside, at[k + 1 : k + 2]])))
    return [bytes(one) for one in shapely.to_wkb(made)] if made else []


def uniform(network: Network, n: int, generator: np.random.Generator) -> OnStreets:
    """Return n places drawn at random, every metre of street as likely as any other.

    >>> street = network_of_points([[0, 0], [0, 80]], [0, 2])
    >>> bool(uniform(street, 9, np.random.default_rng(1)).along.max() <= 80)
    True
    """
    edges = np.cumsum(network.length)
    drawn = generator.random(n) * edges[-1]
    segment = np.searchsorted(edges, drawn, side="right").clip(0, network.segments - 1)
    along = np.clip(drawn - (edges - network.length)[segment], 0.0, network.length[segment])
    return OnStreets(segment=segment, along=along, away=np.zeros(n))


def reach_of(network: Network, *, limit: float) -> Reach:
    """Return the shortest way from every node to every node at most `limit` metres away (Dijkstra, stopped there).

    O(pairs log pairs of a node); 12 bytes a pair of nodes. Results do not depend on the number of threads.

    >>> corner = network_of_points([[0, 0], [30, 0], [30, 0], [30, 40]], [0, 2, 4])
    >>> reach_of(corner, limit=50.0).first.tolist()
    [0, 2, 5, 7]
    """
    graph = _graph(network)

    def block(start: int) -> tuple[Ints, NDArray[np.int32], Floats]:
        sources = fixed(np.arange(start, min(start + BLOCK, network.nodes)), np.int64)
        return reach_loop(*graph, sources, float(limit))

    first, node, away = _whole(in_parallel(block, range(0, network.nodes, BLOCK)))
    return Reach(limit=float(limit), first=first, node=node, away=away)


def near(
    network: Network, places: OnStreets, others: OnStreets | None = None, *, reach: Reach, limit: float | None = None
) -> Near:
    """Return, for each place, the others at most `limit` metres away along the streets, and how far.

    Without `others`, the places are compared with one another and none with itself. All places must be on a
    street. `limit` is at most that of `reach`, which it is by default. O(pairs + segments within the limit).

    >>> corner = network_of_points([[0, 0], [30, 0], [30, 0], [30, 40]], [0, 2, 4])
    >>> near(corner, snap(corner, [10, 30], [0, 25], within=1.0), reach=reach_of(corner, limit=50.0)).metres.tolist()
    [45.0, 45.0]
    """
    same = others is None
    far = reach.limit if limit is None else min(float(limit), reach.limit)
    found = places if others is None else others
    order = np.lexsort((found.along, found.segment))
    at = fixed(np.searchsorted(found.segment[order], np.arange(network.segments + 1)), np.int64)
    fixed_reach = (fixed(reach.first, np.int64), fixed(reach.node, np.int32), fixed(reach.away, float))
    graph, along, number = _graph(network), fixed(found.along[order], float), order.astype(np.int64)

    def block(start: int) -> tuple[Ints, NDArray[np.int32], Floats]:
        own = slice(start, min(start + BLOCK, places.segment.size))
        numbers = fixed(number - start if same else number, np.int64)
        first, other, metres = near_loop(
            *graph, *fixed_reach, fixed(places.segment[own], np.int64), fixed(places.along[own], float),
            at, along, numbers, far, same,
        )  # fmt: skip
        return first, other + np.int32(start) if same else other, metres

    first, other, metres = _whole(in_parallel(block, range(0, places.segment.size, BLOCK)))
    return Near(first=first, other=other, metres=metres)


def _graph(network: Network) -> tuple[Ints, Ints, Ints, Floats]:
    return (
        fixed(network.begin, np.int64), fixed(network.out, np.int64),
        fixed(network.ends, np.int64), fixed(network.length, float),
    )  # fmt: skip


def _whole(parts: Iterable[tuple[Ints, NDArray[np.int32], Floats]]) -> tuple[Ints, NDArray[np.int32], Floats]:
    """Put the rows of blocks one after the other."""
    blocks = list(parts)
    sizes = [np.diff(first) for first, _, _ in blocks]
    first = np.concatenate([[0], np.cumsum(np.concatenate(sizes) if sizes else np.empty(0, np.int64))]).astype(np.int64)
    other = np.concatenate([each for _, each, _ in blocks]) if blocks else np.empty(0, np.int32)
    metres = np.concatenate([each for _, _, each in blocks]) if blocks else np.empty(0)
    return first, other, metres


def _lines(network: Network) -> NDArray[np.object_]:
    import shapely

    segment = np.repeat(np.arange(network.segments), np.diff(network.first))
    return np.asarray(shapely.linestrings(network.points, indices=segment))
