"""Conditional permutation of neighbours: a place keeps its value, its neighbours draw theirs from the other places."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed, in_parallel
from beffroi.kernels.neighbours import Neighbours
from beffroi.kernels.permutation import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 1024  # draws of one unit of work of the random stream
LITTLE_WORK = 20_000_000  # gathers that NumPy does sooner than the compiler loads
WIDEST = 2**40  # sums beyond it are not looked at as whole numbers
CHUNK = 512  # places of one unit of work of a thread


def tails(values: Floats, around: Floats, degree: Ints, *, permutations: int, seed: int) -> tuple[Ints, Ints, Ints]:
    """Return, by place, draws whose sum of neighbours is at least and at most the one observed, and draws counted.

    For equal weights the distribution of a place's sum depends on its number
    of neighbours alone, so one set of draws serves all places: sorted once for
    each number, each place finds its own by bisection, and the draws that hold
    the place itself are taken out again. Ties count in both tails.
    """
    most = int(degree.max(initial=0))
    kept = np.full(values.size, permutations, np.int64)
    if most == 0:
        return np.full(values.size, permutations), np.full(values.size, permutations), kept
    members = _draw(values.size, most, permutations=permutations, seed=seed)
    sums = np.cumsum(values[members], axis=1)
    slack = 1e-9 * max(float(np.abs(values).max()), 1e-300)
    one, group = _alike(around, degree)
    upper, lower = np.full((2, one.size), permutations)
    sizes = range(1, most + 1)
    for k in sizes:
        places = np.flatnonzero(degree[one] == k)
        reference = np.sort(sums[:, k - 1]) if places.size else sums[:0, 0]
        upper[places] = permutations - np.searchsorted(reference, around[one[places]] - slack, side="left")
        lower[places] = np.searchsorted(reference, around[one[places]] + slack, side="right")
    upper, lower = upper[group], lower[group]
    for k in sizes:
        place = members[:, :k]
        draw, position = np.nonzero(degree[place] == k)
        own = place[draw, position]
        np.subtract.at(kept, own, 1)
        np.subtract.at(upper, own, (sums[draw, k - 1] >= around[own] - slack).astype(np.int64))
        np.subtract.at(lower, own, (sums[draw, k - 1] <= around[own] + slack).astype(np.int64))
    return upper, lower, kept


def _alike(around: Floats, degree: Ints) -> tuple[Ints, Ints]:
    """Return one place of each number of neighbours and their sum, and which of these each place is like.

    Of sums that are not whole numbers, or are spread too widely, every place stands for itself.
    """
    whole, low = around.astype(np.int64), around.min(initial=0.0)
    wide = int(around.max(initial=0.0) - low) + 1 if np.abs(around).max(initial=0.0) < WIDEST else WIDEST
    if wide * (int(degree.max(initial=0)) + 1) > max(around.size, 1024) or (whole != around).any():
        return np.arange(around.size), np.arange(around.size)
    key = degree * wide + (whole - int(low))
    first = np.full(wide * (int(degree.max(initial=0)) + 1), -1)
    first[key] = np.arange(around.size)
    one = np.flatnonzero(first >= 0)
    number = np.empty(first.size, np.int64)
    number[one] = np.arange(one.size)
    return first[one], number[key]


def weighted_tails(values: Floats, near: Neighbours, *, permutations: int, seed: int) -> tuple[Ints, Ints]:
    """Return the same tails for weights that differ within a row: each place gathers its own draws.

    Draw r gives k ranks among the n − 1 other places; a rank from the place's
    own on is moved up by one. All places read the same ranks.
    """
    slack = 1e-9 * max(float(np.abs(values).max(initial=0.0)), 1e-300)
    rank = _ranks(values.size, near, permutations=permutations, seed=seed)
    return _gathered_tails(values, near, rank, observed=near.lag(values), slack=slack, is_squared=False)


def geary_tails(values: Floats, near: Neighbours, *, permutations: int, seed: int) -> tuple[Ints, Ints]:
    """Return the tails of the weighted sum of squared differences between each place and its neighbours."""
    spread = float(np.ptp(values)) if values.size else 0.0
    slack = 1e-9 * max(spread * spread, 1e-300)
    rank = _ranks(values.size, near, permutations=permutations, seed=seed)
    observed = squared_differences(values, near)
    return _gathered_tails(values, near, rank, observed=observed, slack=slack, is_squared=True)


def _gathered_tails(
    values: Floats, near: Neighbours, rank: Ints, *, observed: Floats, slack: float, is_squared: bool
) -> tuple[Ints, Ints]:
    upper, lower = np.zeros(near.size, np.int64), np.zeros(near.size, np.int64)
    if len(rank) * near.other.size <= LITTLE_WORK:
        for place in range(near.size):
            drawn = _gather(values, near, rank, place, is_squared=is_squared)
            upper[place] = (drawn >= observed[place] - slack).sum()
            lower[place] = (drawn <= observed[place] + slack).sum()
        return upper, lower
    arrays = (fixed(values, float), fixed(near.start, np.int64), fixed(near.weight, float), fixed(rank, np.int64))

    def work(first: int) -> None:
        last = min(first + CHUNK, near.size)
        _tails(*arrays, is_squared, fixed(observed, float), slack, first, last, upper, lower)

    for _ in in_parallel(work, range(0, near.size, CHUNK)):
        pass
    return upper, lower


def squared_differences(values: Floats, near: Neighbours) -> Floats:
    """Return for each place the weighted sum of squared differences from its neighbours."""
    apart = (values[near.origin] - values[near.other]) ** 2
    return np.asarray(np.bincount(near.origin, weights=near.weight * apart, minlength=near.size), dtype=np.float64)


def _ranks(size: int, near: Neighbours, *, permutations: int, seed: int) -> Ints:
    most = int(near.degree.max(initial=0))
    if most == 0:
        return np.zeros((permutations, 0), np.int64)
    return _draw(size - 1, most, permutations=permutations, seed=seed)


def _gather(values: Floats, near: Neighbours, rank: Ints, place: int, *, is_squared: bool) -> Floats:
    k = int(near.start[place + 1] - near.start[place])
    other = rank[:, :k] + (rank[:, :k] >= place)
    weight = near.weight[near.start[place] : near.start[place + 1]]
    drawn = (values[other] - values[place]) ** 2 if is_squared else values[other]
    total = np.zeros(len(rank))
    for position in range(k):  # in the order of the compiled loop: the same rounding
        total += weight[position] * drawn[:, position]
    return total


@compiled
def _tails(values, start, weight, rank, is_squared, observed, slack, first, last, upper, lower):  # type: ignore[no-untyped-def]
    for place in range(first, last):
        above = 0
        below = 0
        for draw in range(rank.shape[0]):
            total = 0.0
            for position in range(start[place + 1] - start[place]):
                other = rank[draw, position]
                if other >= place:
                    other += 1
                drawn = values[other]
                if is_squared:
                    drawn = (drawn - values[place]) * (drawn - values[place])
                total += weight[start[place] + position] * drawn
            above += total >= observed[place] - slack
            below += total <= observed[place] + slack
        upper[place] = above
        lower[place] = below


def _draw(places: int, size: int, *, permutations: int, seed: int) -> Ints:
    """Return `permutations` ordered draws of `size` different places: (permutations, size)."""
    blocks = [_draw_block(places, size, stream(seed, block)) for block in range(-(-permutations // BLOCK))]
    return np.concatenate(blocks)[:permutations]


def _draw_block(places: int, size: int, rng: np.random.Generator) -> Any:
    if places < 8 * size:
        return rng.permuted(np.tile(np.arange(places), (BLOCK, 1)), axis=1)[:, :size]
    draws = rng.integers(places, size=(BLOCK, size))
    while True:
        ordered = np.sort(draws, axis=1)
        again = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not again.size:
            return draws
        draws[again] = rng.integers(places, size=(again.size, size))
