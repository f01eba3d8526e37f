"""Pairs counted tile by tile: whole rows of cells, and the row above as a halo, so that no pair is missed or met twice.

A pair belongs to the tile of its first point, in the order of `Neighbours`: by rows of cells from south to north, west
to east within a row. Its second point lies in the same row or in the one above.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from beffroi.kernels._pairs import (
    LANES,
    Draws,
    Floats,
    Ints,
    Metric,
    Neighbours,
    cells_of,
    corner_of,
    count_below,
    from_zero,
)
from beffroi.kernels._spread import EVERYTHING, engine, spread

BATCHES = 4  # of permutations that a part counts where work is cut: finding its pairs again costs a tenth of that


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """Points of a tile, in whole millimetres, then those of its halo; `first_event` are in the rows of cells below.

    `batches` are the units of permutation to be counted; with the first of them, the pairs as observed too.
    """

    x: Floats
    y: Floats
    times: Ints
    own: int
    first_event: int = 0
    batches: range = range(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What the tiles of one count of pairs share: limits, where cells begin, and the dates as they are drawn."""

    far: Floats
    late: Ints
    metric: Metric
    corner: tuple[float, float]
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


def count_pairs(
    x: Floats, y: Floats, days: Ints, *, far: Floats, late: Ints, permutations: int, seed: int, metric: Metric
) -> tuple[Ints, Ints]:
    """Count pairs of events by distance and delay on the engine in force, as `_pairs.count_permuted` does.

    Returned are counts (1 + permutations, distance bands, delay bands), observed first, and pairs by distance.
    """
    times = from_zero(days)
    dates, events = np.unique(times, return_counts=True)
    asked = Counting(
        far=far, late=late, metric=metric, corner=corner_of(x, y), dates=dates, events=events,
        permutations=permutations, seed=seed,
    )  # fmt: skip
    batches = asked.draws().batches
    below = np.zeros((1 + len(batches) * LANES, far.size - 1, late.size), dtype=np.int64)
    near = np.zeros(far.size - 1, dtype=np.int64)
    for first, found, pairs in spread(count_tile, parts_of(x, y, times, asked=asked), shared=asked):
        below[0] += found[0]
        below[1 + first * LANES : first * LANES + len(found)] += found[1:]
        near += pairs
    return np.diff(below[: permutations + 1], axis=2), near


def parts_of(x: Floats, y: Floats, times: Ints, *, asked: Counting) -> Iterator[Tile]:
    """Yield the tiles, each as many times as its permutations are cut into runs of batches."""
    batches = asked.draws().batches
    run = BATCHES if engine().most < EVERYTHING else max(len(batches), 1)
    for tile in tiles_of(x, y, times, reach=asked.reach, most=engine().most):
        for first in range(0, max(len(batches), 1), run):
            yield replace(tile, batches=batches[first : first + run])


def tiles_of(x: Floats, y: Floats, times: Ints, *, reach: float, most: int) -> Iterator[Tile]:
    """Yield tiles of about `most` points, never less than a row of cells.

    >>> north = np.array([0.0, 9.0, 30.0, 21.0])
    >>> [(tile.y.tolist(), tile.own) for tile in tiles_of(north * 0, north, np.arange(4), reach=10.0, most=1)]
    [([0.0, 9.0], 2), ([21.0, 30.0], 1), ([30.0], 1)]
    """
    if x.size <= most:
        yield Tile(x=x, y=y, times=times, own=x.size)
        return
    row = cells_of(x, y, reach=reach, corner=corner_of(x, y))[1]
    order = np.argsort(row.astype(np.uint16) if row.max() < 65_536 else row, kind="stable")
    ordered = row[order]
    starts = np.unique(np.searchsorted(ordered, ordered[::most], side="left"))
    for start, stop in zip(starts, [*starts[1:], x.size], strict=True):
        end = int(np.searchsorted(ordered, ordered[stop - 1] + 1, side="right"))
        held = order[start:end]
        yield Tile(x=x[held], y=y[held], times=times[held], own=int(stop - start), first_event=int(start))


def count_tile(asked: Counting, tile: Tile) -> tuple[int, Ints, Ints]:
    """Count the pairs of one tile; return its first batch, the counts of these and, with the first, pairs by distance."""
    near_each = Neighbours(tile.x, tile.y, reach=asked.reach, corner=asked.corner, own=tile.own)
    below, near = count_below(
        near_each,
        tile.times[near_each.order],
        draws=asked.draws(),
        batches=tile.batches,
        far=asked.far,
        late=asked.late,
        metric=asked.metric,
        first_event=tile.first_event,
    )
    if tile.batches.start > 0:  # the observed pairs are counted once
        below[0], near = 0, np.zeros_like(near)
    return tile.batches.start, below, near
