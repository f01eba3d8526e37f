"""Finding pairs of near events, and marking which follow which: the parts under repeats, strings and local Knox."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed
from beffroi.kernels._events import Convention, Floats, Ints, distance_limits
from beffroi.kernels._pairs import Neighbours

LEADS, NEARBY, SAME = 1, 2, 4  # what is marked of an event
MANY_PAIRS = 80_000_000  # candidates looked at at once


def near_pairs(
    x: Floats, y: Floats, *, near: float, same: float, convention: Convention
) -> Iterator[tuple[Ints, Ints, NDArray[np.bool_]]]:
    """Yield the rows of the pairs nearby, and whether they lie at the same place."""
    far = distance_limits((0.0, near), convention)
    together = distance_limits((0.0, same), "closed")[1] if same > 0 else np.nextafter(0.0, 1.0)
    neighbours = Neighbours(x, y, reach=float(np.sqrt(far[-1])) + 1.0)
    for first, last in neighbours.blocks(MANY_PAIRS):
        pairs = neighbours.pairs(first, last, far=far, metric="euclidean")
        dx, dy = neighbours.x[pairs.i] - neighbours.x[pairs.j], neighbours.y[pairs.i] - neighbours.y[pairs.j]
        yield neighbours.order[pairs.i], neighbours.order[pairs.j], dx * dx + dy * dy < together


def mark(
    pairs: tuple[Any, ...], rank: Any, arranged: Ints, late: int, marks: NDArray[np.uint8], *, is_little: bool
) -> None:
    """Mark in place what each event does under one order of the events: leads, follows nearby, follows at the place."""
    i, j, is_same = pairs
    if not is_little:
        arrays = (fixed(i, np.int64), fixed(j, np.int64), fixed(is_same, np.bool_), fixed(rank, np.int32))
        _mark_loop(*arrays, fixed(arranged, np.int64), late, marks)
        return
    kept = np.flatnonzero(np.abs(arranged[rank[i]] - arranged[rank[j]]) < late)
    i, j, is_same = i[kept], j[kept], is_same[kept]
    swapped = rank[i] > rank[j]
    earlier, later = np.where(swapped, j, i), np.where(swapped, i, j)
    for bit, rows in ((LEADS, earlier), (NEARBY, later), (SAME, later[is_same])):
        marks[rows] |= bit


@compiled
def _mark_loop(i, j, is_same, rank, arranged, late, marks):  # type: ignore[no-untyped-def]
    for pair in range(i.size):
        a = i[pair]
        b = j[pair]
        if abs(arranged[rank[a]] - arranged[rank[b]]) < late:
            if rank[a] > rank[b]:
                a = j[pair]
                b = i[pair]
            marks[a] |= np.uint8(1)
            marks[b] |= np.uint8(6) if is_same[pair] else np.uint8(2)
