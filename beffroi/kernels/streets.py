"""Lines drawn by a map office to the segments of a street graph: cut where streets meet, nothing twice, nothing empty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Noding = Literal["ends", "vertices", "crossings"]
Chains = Literal["kept", "merged"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

GRID = 0.001  # metres: points closer than this are the same point
STRAY = 100_000.0  # metres from the middle of the network, and
STRAY_TIMES = 20.0  # times as far as nineteen lines in twenty


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """What became of the lines of a file.

    lines, parts
        Features of the file; the single lines that they are made of.
    no_line, zero_length, stray
        Parts left out: without a line, of no length, far from all others (`STRAY`).
    cut
        Parts that were cut, where they meet others or themselves.
    duplicates
        Segments drawn more than once, of which one was kept.
    chains
        Segments joined to another where only the two of them meet; 0 where chains are kept.
    segments, nodes, islands
        What is left: segments, their ends, and groups of segments that no street joins.
    loops, parallels
        Segments that end where they begin; those beyond the first between the same two ends.
    metres, largest
        Length of all segments; share of it in the largest group.
    """

    lines: int
    parts: int = 0
    no_line: int = 0
    zero_length: int = 0
    stray: int = 0
    cut: int = 0
    duplicates: int = 0
    chains: int = 0
    segments: int = 0
    nodes: int = 0
    islands: int = 0
    loops: int = 0
    parallels: int = 0
    metres: float = 0.0
    largest: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Streets:
    """Segments of streets: segment k runs along `points[first[k]:first[k + 1]]`.

    points
        (vertices, 2) metres.
    first
        (segments + 1,).
    line
        (segments,) the line of the file that a segment comes from; of a joined chain, the first of them.
    """

    points: Floats
    first: Ints
    line: Ints
    cleaning: Cleaning

    def wkb(self) -> list[bytes]:
        """Return every segment as well-known binary."""
        import shapely

        segment = np.repeat(np.arange(self.line.size), np.diff(self.first))
        return [bytes(one) for one in shapely.to_wkb(shapely.linestrings(self.points, indices=segment))]


def clean_streets(
    lines: Sequence[bytes | None], *, noding: Noding = "vertices", chains: Chains = "kept", grid: float = GRID
) -> Streets:
    """Cut lines where they meet, and leave out what is empty or drawn twice.

    Parameters
    ----------
    lines
        Well-known binary in projected metres; lines of several parts are taken apart.
    noding
        Where lines are joined. `ends`: where an end falls on an end, lines are never cut. `vertices`: at every
        point that two lines, or a line twice, pass through as a vertex, as OpenStreetMap means it; a bridge that
        crosses without a shared vertex stays apart. `crossings`: wherever they touch on the map, bridges too.
    chains
        `merged` joins the segments that meet only each other, so that every node is a junction or a dead end.
    grid
        Points are moved to a grid of this many metres: nearer ones are the same.

    Notes
    -----
    O(v log v) for v vertices, and for `crossings` the pairs of lines that touch.

    >>> import shapely
    >>> cross = [shapely.to_wkb(shapely.LineString(ends)) for ends in ([(0, 0), (9, 0)], [(5, -5), (5, 5)])]
    >>> [clean_streets(cross, noding=noding).cleaning.segments for noding in ("vertices", "crossings")]
    [2, 4]
    """
    parts, line, report = _parts(lines)
    far = _stray(parts)
    parts, line = parts[~far], line[~far]
    pieces = _rounded(parts, grid)
    if noding == "crossings":
        pieces = _with_crossings(pieces, grid)
    place, vertices, first = _vertices(pieces)
    kept = np.diff(first) > 1
    report = replace(report, stray=int(far.sum()), zero_length=int((~kept).sum()))
    runs, of = _cut(vertices, first, interior=noding != "ends")
    report = replace(report, cut=int((np.bincount(of, minlength=line.size) > 1).sum()))
    runs, of, duplicates = _without_twice(runs, of)
    joined = 0
    if chains == "merged":
        runs, of, joined = _joined(runs, of)
    points = place[np.concatenate(runs)] if runs else np.empty((0, 2))
    starts = np.concatenate(([0], np.cumsum([len(run) for run in runs]))).astype(np.int64)
    report = replace(report, duplicates=duplicates, chains=joined, **_shape(runs, points, starts))
    return Streets(points=points, first=starts, line=line[of], cleaning=report)


def _parts(lines: Sequence[bytes | None]) -> tuple[Any, Ints, Cleaning]:
    import shapely

    shapes = shapely.from_wkb(np.array(lines, dtype=object)) if len(lines) else np.empty(0, object)
    parts, line = shapely.get_parts(shapes, return_index=True)
    inner, again = shapely.get_parts(parts, return_index=True)  # a collection may hold lines of several parts
    parts, line = inner, line[again]
    usable = np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)
    usable &= np.isfinite(shapely.bounds(parts)).all(axis=1) if len(parts) else usable
    without = len(lines) - np.unique(line).size
    found = Cleaning(lines=len(lines), parts=int(line.size + without), no_line=int((~usable).sum() + without))
    return parts[usable], line[usable].astype(np.int64), found


def _stray(parts: Any) -> NDArray[np.bool_]:
    """Return which lines lie where no others do: a point in another country, a swapped coordinate."""
    import shapely

    if len(parts) < 3:
        return np.zeros(len(parts), bool)
    box = shapely.bounds(parts)
    middle = np.column_stack([box[:, 0] + box[:, 2], box[:, 1] + box[:, 3]]) / 2
    away = np.hypot(*(middle - np.median(middle, axis=0)).T)
    return away > max(STRAY, STRAY_TIMES * float(np.quantile(away, 0.95, method="lower")))


def _rounded(parts: Any, grid: float) -> list[Floats]:
    import shapely

    points, of = shapely.get_coordinates(parts, return_index=True)
    ends = np.searchsorted(of, np.arange(len(parts) + 1))
    points = np.rint(points / grid) * grid
    return [points[a:b] for a, b in pairwise(ends)]


def _with_crossings(pieces: list[Floats], grid: float) -> list[Floats]:
    """Return the lines with a vertex wherever they touch another, or the same, line."""
    import shapely

    long = [k for k, piece in enumerate(pieces) if (piece != piece[0]).any()]
    edges = [np.column_stack([pieces[k][:-1], pieces[k][1:]]).reshape(-1, 2, 2) for k in long]
    edges = [each[(each[:, 0] != each[:, 1]).any(axis=1)] for each in edges]
    owner = np.repeat(long, [len(each) for each in edges]).astype(np.int64)
    straight = shapely.linestrings(np.concatenate(edges)) if edges else np.empty(0, object)
    one, other = shapely.STRtree(straight).query(straight, predicate="intersects")
    one, other = one[one < other], other[one < other]
    met = shapely.intersection(straight[one], straight[other])
    points, pair = shapely.get_coordinates(met, return_index=True)
    points = np.rint(points / grid) * grid
    new: dict[int, list[tuple[float, float]]] = {}
    for at, pairs in ((one[pair], points), (other[pair], points)):
        for edge, point in zip(at.tolist(), pairs.tolist(), strict=True):
            new.setdefault(edge, []).append((point[0], point[1]))
    first = {k: int(np.searchsorted(owner, k)) for k in {int(owner[edge]) for edge in new}}
    out = list(pieces)
    for k, start in first.items():
        out[k] = _inserted(straight, owner, new, start=start, line=k)
    return out


def _inserted(
    straight: Any, owner: Ints, new: dict[int, list[tuple[float, float]]], *, start: int, line: int
) -> Floats:
    import shapely

    rows: list[Floats] = []
    edge = start
    while edge < owner.size and owner[edge] == line:
        ends = shapely.get_coordinates(straight[edge])
        added = np.array(new.get(edge, []), dtype=np.float64).reshape(-1, 2)
        along = (added - ends[0]) @ (ends[1] - ends[0])
        rows += [ends[:1], added[np.argsort(along, kind="stable")]]
        last = ends[1:]
        edge += 1
    return np.concatenate([*rows, last])


def _vertices(pieces: list[Floats]) -> tuple[Floats, Ints, Ints]:
    """Return the places of all vertices, and each line as numbers of them, without repeats in a row."""
    if not pieces:
        return np.empty((0, 2)), np.empty(0, np.int64), np.zeros(1, np.int64)
    points = np.concatenate(pieces) + 0.0  # -0.0 is 0.0
    of = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    place, vertex = np.unique(points, axis=0, return_inverse=True)
    vertex = vertex.reshape(-1).astype(np.int64)
    kept = np.ones(of.size, bool)
    kept[1:] = (vertex[1:] != vertex[:-1]) | (of[1:] != of[:-1])
    first = np.searchsorted(of[kept], np.arange(len(pieces) + 1)).astype(np.int64)
    return place, vertex[kept], first


def _cut(vertices: Ints, first: Ints, *, interior: bool) -> tuple[list[Ints], Ints]:
    """Return runs of vertices from node to node, and the line of each; lines of one vertex are left out."""
    node = np.zeros(int(vertices.max(initial=-1)) + 1, bool)
    if interior:
        node = np.bincount(vertices, minlength=node.size) > 1
        back = np.flatnonzero(vertices[2:] == vertices[:-2]) + 1  # where a line turns back on itself
        node[vertices[back]] = True
    lines = np.flatnonzero(np.diff(first) > 1)
    node[vertices[first[lines]]] = True
    node[vertices[first[lines + 1] - 1]] = True
    runs: list[Ints] = []
    of: list[int] = []
    for line in lines.tolist():
        run = vertices[first[line] : first[line + 1]]
        inside = np.flatnonzero(node[run[1:-1]]) + 1 if interior else np.empty(0, np.int64)
        marks = [0, *inside.tolist(), run.size - 1]
        for a, b in pairwise(marks):
            runs.append(run[a : b + 1])
            of.append(line)
    return runs, np.array(of, dtype=np.int64)


def _without_twice(runs: list[Ints], of: Ints) -> tuple[list[Ints], Ints, int]:
    """Leave out a run that was met before, in either direction."""
    seen: set[bytes] = set()
    kept: list[int] = []
    for k, run in enumerate(runs):
        key = min(run.tobytes(), run[::-1].tobytes())
        if key not in seen:
            seen.add(key)
            kept.append(k)
    return [runs[k] for k in kept], of[kept] if kept else of[:0], len(runs) - len(kept)


def _joined(runs: list[Ints], of: Ints) -> tuple[list[Ints], Ints, int]:
    """Join runs that meet only each other; the whole takes the line of its first run in the file."""
    ends: dict[int, list[int]] = {}
    for k, run in enumerate(runs):
        ends.setdefault(int(run[0]), []).append(k)
        ends.setdefault(int(run[-1]), []).append(k)
    through = {node for node, met in ends.items() if len(met) == 2 and met[0] != met[1]}
    used = np.zeros(len(runs), bool)
    out: list[Ints] = []
    line: list[int] = []
    for k, run in enumerate(runs):
        if used[k]:
            continue
        used[k] = True
        whole, members = run, [k]
        for _ in range(2):  # forward, then the other way
            while int(whole[-1]) in through and whole[0] != whole[-1]:
                other = next((m for m in ends[int(whole[-1])] if not used[m]), None)
                if other is None:
                    break
                used[other] = True
                members.append(other)
                piece = runs[other] if runs[other][0] == whole[-1] else runs[other][::-1]
                whole = np.concatenate([whole, piece[1:]])
            whole = whole[::-1]
        out.append(whole)
        line.append(int(of[min(members)]))
    return out, np.array(line, dtype=np.int64), len(runs) - len(out)


def _shape(runs: list[Ints], points: Floats, first: Ints) -> dict[str, Any]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not runs:
        return {}
    ends = np.array([(run[0], run[-1]) for run in runs])
    nodes, number = np.unique(ends, return_inverse=True)
    number = number.reshape(-1, 2)
    step = np.hypot(*np.diff(points, axis=0).T)
    step[first[1:-1] - 1] = 0.0  # from the end of a segment to the start of the next
    metres = np.add.reduceat(np.append(step, 0.0), first[:-1])
    joins = coo_matrix((np.ones(len(runs)), (number[:, 0], number[:, 1])), shape=(nodes.size, nodes.size))
    islands, group = connected_components(joins, directed=False)
    held = np.bincount(group[number[:, 0]], weights=metres)
    loop = number[:, 0] == number[:, 1]
    between = np.unique(np.sort(number[~loop], axis=1), axis=0)
    return {
        "segments": len(runs),
        "nodes": int(nodes.size),
        "islands": int(islands),
        "loops": int(loop.sum()),
        "parallels": int((~loop).sum() - len(between)),
        "metres": float(metres.sum()),
        "largest": float(held.max() / metres.sum()),
    }
