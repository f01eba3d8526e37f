"""Pairs counted tile by tile: whole rows of cells, and the row above as a halo, so that no pair is missed or met twice.

A pair belongs to the tile of its first point, in the order of `Neighbours`: by rows of cells from south to north, west
to east within a row. Its second point lies in the same row or in the one above.

Permutations are cut otherwise. Each of them draws all dates, which costs more than counting the pairs of a tile: where
the pairs can be held, a part counts all of them under a few permutations, and who has found them once holds them for
the next part. Only where they are too many are they cut into tiles, each under all permutations.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import fixed
from beffroi.kernels._density import sort_by
from beffroi.kernels._events import dates_of
from beffroi.kernels._pairs import (
    LANES,
    MANY_PAIRS,
    Draws,
    Floats,
    Ints,
    Metric,
    Neighbours,
    Pairs,
    cell_along,
    corner_of,
    count_below,
    from_zero,
    width_of,
)
from beffroi.kernels._spread import EVERYTHING, cuts, engine, spread

HELD = 2 * MANY_PAIRS  # candidates whose pairs a process holds: half a gigabyte
BLOCK = 65_536  # numbers worked on at once
MANY_ROWS = 65_536  # of cells, whose numbers fit 16 bits
PARTS = 64  # of the permutations, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Points of a tile, then those of its halo; `first_event` are in the rows of cells below.

    x and y are whole millimetres, of a tile from the corner where cells begin: numbers of 32 bits where they fit, as
    they are sent.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    times: NDArray[Any]
    own: int
    first_event: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What the tiles of one count of pairs share: limits, and the dates as they are drawn."""

    far: Floats
    late: Ints
    metric: Metric
    dates: Ints
    events: Ints  # on each of the dates
    permutations: int
    seed: int

    @property
    def reach(self) -> float:
        """Side of the cells."""
        return float(np.sqrt(self.far[-1])) + 1.0

    def draws(self) -> Draws:
        """Return the dates of all events, in order."""
        return Draws(pool=np.repeat(self.dates, self.events), permutations=self.permutations, seed=self.seed)


class Whole:
    """All events of a count, and their pairs once they were found: what `_pairs.count_below` asks of near events."""

    def __init__(self, asked: Counting, tile: Tile) -> None:
        self.asked, self.tile = asked, tile

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what was found: finding it again is sooner than sending it."""
        return {"asked": self.asked, "tile": self.tile}

    @cached_property
    def neighbours(self) -> Neighbours:
        """The events in the order of their cells."""
        return Neighbours(self.tile.x, self.tile.y, reach=self.asked.reach)

    @cached_property
    def found(self) -> list[Pairs]:
        """The pairs, block by block."""
        near, how = self.neighbours, {"far": self.asked.far, "metric": self.asked.metric}
        return [near.pairs(first, last, **how) for first, last in near.blocks(MANY_PAIRS)]  # type: ignore[arg-type]

    @property
    def order(self) -> Ints:
        """Numbers of the events, in that order."""
        return self.neighbours.order

    def blocks(self, many: int) -> Iterator[tuple[int, int]]:
        """Yield the numbers of the blocks."""
        yield from ((at, at + 1) for at in range(len(self.found)))

    def pairs(self, first: int, last: int, *, far: Floats, metric: Metric) -> Pairs:
        """Return the pairs of a block."""
        return self.found[first]


def count_pairs(
    x: Floats, y: Floats, days: Ints, *, far: Floats, late: Ints, permutations: int, seed: int, metric: Metric
) -> tuple[Ints, Ints]:
    """Count pairs of events by distance and delay on the engine in force, as `_pairs.count_permuted` does.

    Returned are counts (1 + permutations, distance bands, delay bands), observed first, and pairs by distance.
    """
    times = from_zero(days)
    dates, events = dates_of(times)
    asked = Counting(
        far=far, late=late, metric=metric, dates=dates, events=events, permutations=permutations, seed=seed
    )  # fmt: skip
    below = np.zeros((1 + len(asked.draws().batches) * LANES, far.size - 1, late.size), dtype=np.int64)
    near = np.zeros(far.size - 1, dtype=np.int64)
    for first, found, pairs in _answers(Tile(x=x, y=y, times=times, own=x.size), asked):
        below[0] += found[0]
        below[1 + first * LANES : first * LANES + len(found)] += found[1:]
        near += pairs
    return np.diff(below[: permutations + 1], axis=2), near


def _answers(tile: Tile, asked: Counting) -> Iterator[tuple[int, Ints, Ints]]:
    """Cut the work as it costs least; yield the first batch of each part, its counts, and pairs by distance."""
    most, batches = engine().most, asked.draws().batches
    if batches and most < EVERYTHING:
        whole = Whole(asked, tile)
        candidates = int(whole.neighbours.candidates[-1]) if tile.own else 0
        if candidates <= HELD:
            run = -(-len(batches) // PARTS)
            runs = (batches[first : first + run] for first in range(0, len(batches), run))
            return spread(count_batches, runs, shared=whole)
        most = -(-tile.own * MANY_PAIRS // candidates)
    return spread(count_tile, tiles_of(tile.x, tile.y, tile.times, reach=asked.reach, most=most), shared=asked)


def count_batches(whole: Whole, batches: range) -> tuple[int, Ints, Ints]:
    """Count all pairs under some permutations; with the first of them, as observed too."""
    return batches.start, *_counted(whole, whole.tile, whole.asked, batches)


def count_tile(asked: Counting, tile: Tile) -> tuple[int, Ints, Ints]:
    """Count the pairs of one tile, as observed and under all permutations."""
    x, y = tile.x.astype(np.float64), tile.y.astype(np.float64)
    near = Neighbours(x, y, reach=asked.reach, corner=(0.0, 0.0), own=tile.own)
    return 0, *_counted(near, tile, asked, asked.draws().batches)


def _counted(near: Neighbours | Whole, tile: Tile, asked: Counting, batches: range) -> tuple[Ints, Ints]:
    return count_below(
        near, np.asarray(tile.times, np.int64)[near.order], draws=asked.draws(), batches=batches, far=asked.far, late=asked.late,
        metric=asked.metric, first_event=tile.first_event,
    )  # fmt: skip


def tiles_of(x: Floats, y: Floats, times: Ints, *, reach: float, most: int) -> Iterator[Tile]:
    """Yield tiles of about `most` points, never less than a row of cells.

    >>> north = np.array([0.0, 9.0, 30.0, 21.0])
    >>> [(tile.y.tolist(), tile.own) for tile in tiles_of(north * 0, north, np.arange(4), reach=10.0, most=1)]
    [([0, 9], 2), ([21, 30], 1), ([30], 1)]
    """
    west, south = corner_of(x, y)
    if x.size <= most:
        yield Tile(x=x - west, y=y - south, times=times, own=x.size)
        return
    width_of(x, y, reach=reach, corner=(west, south))
    east, north, dates = _small(x, west), _small(y, south), _small(times, 0)
    rows = int(cell_along(north.max(), 0.0, reach)) + 1
    row = _by_blocks(lambda part: cell_along(part, 0.0, reach), north, np.uint16 if rows <= MANY_ROWS else np.int64)
    if rows > MANY_ROWS:  # as where some lie far away: rows without points are passed over
        held, row = np.unique(row, return_inverse=True)
        rows = held.size
    begins = np.concatenate(([0], np.cumsum(np.bincount(row)), [x.size]))  # of each row; that above the last is empty
    order = np.empty(x.size, np.int32 if x.size < 2**31 else np.int64)
    sort_by(fixed(row, row.dtype), begins.copy(), order)
    first = np.unique(np.searchsorted(begins, np.arange(0, x.size, most), side="right") - 1)
    for this, following in zip(first, [*first[1:], rows], strict=True):
        start, stop = int(begins[this]), int(begins[following])
        held = order[start : begins[int(row[order[stop - 1]]) + 2]]
        yield Tile(x=east[held], y=north[held], times=dates[held], own=stop - start, first_event=start)


def _small(values: NDArray[Any], start: float) -> NDArray[Any]:
    """Return how far whole numbers lie beyond the least of them, in 32 bits where they fit."""
    dtype = np.int32 if values.max() - start < 2**31 else values.dtype
    return _by_blocks(lambda part: part - start, values, dtype)


def _by_blocks(work: Callable[[NDArray[Any]], Any], values: NDArray[Any], dtype: Any) -> NDArray[Any]:
    """Return `work(values)`, done in blocks that the processor's cache holds: half the time is else that of new memory."""
    made = np.empty(values.size, dtype)
    for cut in cuts(values.size, most=BLOCK):
        made[cut] = work(values[cut])
    return made
