"""Events that follow others nearby and soon after: links, kinds (originator, repeat, near repeat) and strings."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import in_parallel
from beffroi.kernels._events import Convention, Floats, Ints, check_events, lag_limits
from beffroi.kernels._repeats import LEADS, NEARBY, SAME, mark, near_pairs
from beffroi.kernels.permutation import pseudo_p, stream

ALONE, ORIGINATOR, NEAR_REPEAT, REPEAT = 0, 1, 2, 3
_KIND_OF_MARKS = np.array(  # of any sum of marks: repeat before near repeat before originator
    [REPEAT if marks & SAME else NEAR_REPEAT if marks & NEARBY else marks & LEADS for marks in range(8)]
)
LITTLE_WORK = 20_000_000  # pairs times permutations that NumPy goes through sooner than the compiler loads


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Pairs of events close in space and time, in the order of their rows: (m,) each.

    earlier, later
        Rows of both events; of two events of the same day, the one that stands first is the earlier.
    is_same
        Whether both lie at the same place: no further apart than `same`.
    days
        Delay.
    """

    earlier: Ints
    later: Ints
    is_same: NDArray[np.bool_]
    days: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatTest:
    """How many events are of each kind, beside permuted dates; in the order ALONE, ORIGINATOR, NEAR_REPEAT, REPEAT.

    observed, expected
        (4,) events of each kind, and their mean over the permutations.
    lower, upper
        (4,) limits between which 95 % of the permutations lie.
    p
        (4,) pseudo p-value of at least as many events of that kind; for ALONE, of at most as many.
    p_following
        That of at least as many events that follow another, whether at the same place or nearby.
    permutations
        How many.
    """

    observed: Ints
    expected: Floats
    lower: Floats
    upper: Floats
    p: Floats
    p_following: float
    permutations: int


def links(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    near: float,
    soon: int,
    same: float = 0.0,
    convention: Convention = "half_open",
) -> Links:
    """Return every pair of events less than `near` metres and `soon` days apart.

    Parameters
    ----------
    x, y, day
        (n,) metres, metres, whole days. Never written into.
    near, soon
        How near and how soon, in metres and days; `half_open` excludes and `closed` includes them.
    same
        Up to how many metres two events lie at the same place, included.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, days that are not whole, distances that are not positive.

    >>> found = links([0, 0, 50], [0, 0, 0], [1, 4, 6], near=100, soon=5)
    >>> found.earlier.tolist(), found.later.tolist(), found.is_same.tolist(), found.days.tolist()
    ([0, 1], [1, 2], [True, False], [3, 2])
    """
    east, north, days = check_events(x, y, day)
    late = lag_limits((0, soon), convention)[1]
    parts = []
    for i, j, is_same in near_pairs(east, north, near=near, same=same, convention=convention):
        delay = np.abs(days[i] - days[j])
        kept = np.flatnonzero(delay < late)
        parts.append((i[kept], j[kept], is_same[kept], delay[kept]))
    first, second, at, delay = (np.concatenate(each) for each in zip(*parts, strict=True)) if parts else _nothing()
    swapped = (days[first] > days[second]) | ((delay == 0) & (first > second))
    earlier, later = np.where(swapped, second, first), np.where(swapped, first, second)
    order = np.lexsort((later, earlier))
    return Links(earlier=earlier[order], later=later[order], is_same=at[order], days=delay[order])


def kinds(found: Links, size: int) -> Ints:
    """Return the kind of each of `size` events.

    REPEAT: an earlier event lies at the same place. NEAR_REPEAT: none does, but one nearby. ORIGINATOR: no earlier
    event, but a later one. ALONE: neither.

    >>> kinds(links([0, 0, 50, 900], [0, 0, 0, 0], [1, 4, 6, 6], near=100, soon=5), 4).tolist()
    [1, 3, 2, 0]
    """
    made = np.zeros(size, np.int64)
    made[found.earlier] = ORIGINATOR
    made[found.later] = NEAR_REPEAT
    made[found.later[found.is_same]] = REPEAT
    return made


def strings(found: Links, size: int) -> Ints:
    """Return the string that each of `size` events belongs to, numbered by first row from 0; -1 outside any.

    A string is a chain of links: all events that can be reached from one another.

    >>> strings(links([0, 900, 50, 100], [0, 0, 0, 0], [1, 4, 6, 10], near=100, soon=7), 4).tolist()
    [0, -1, 0, 0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(found.earlier.size, np.int8)
    _, label = connected_components(coo_array((ones, (found.earlier, found.later)), shape=(size, size)), directed=False)
    linked = np.zeros(size, bool)
    linked[found.earlier] = linked[found.later] = True
    made = np.full(size, -1)
    _, first, of = np.unique(label[linked], return_index=True, return_inverse=True)
    made[linked] = np.argsort(np.argsort(first))[of]
    return made


def repeat_test(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    near: float,
    soon: int,
    same: float = 0.0,
    permutations: int = 199,
    seed: int = 1,
    convention: Convention = "half_open",
) -> RepeatTest:
    """Count the events of each kind, against permuted dates.

    The dates are permuted among the places; of two events of the same day, which is the earlier is drawn too. The
    answer depends on the seed, not on the threads. O(n log n + pairs nearby x permutations); a byte an event and
    permutation.

    >>> repeat_test([0, 0, 50, 900], [0, 0, 0, 0], [1, 4, 6, 6], near=100, soon=5, permutations=9).observed.tolist()
    [1, 1, 1, 1]
    """
    east, north, days = check_events(x, y, day)
    late, size = int(lag_limits((0, soon), convention)[1]), days.size
    ordered = np.argsort(days, kind="stable")
    rank = np.empty(size, np.int32)
    rank[ordered] = np.arange(size, dtype=np.int32)
    arranged, by_place = days[ordered], np.lexsort((north, east))  # the draws do not depend on the order of the rows
    marks = np.zeros((permutations + 1, size), np.uint8)
    for pairs in near_pairs(east, north, near=near, same=same, convention=convention):

        def work(draw: int, pairs: tuple[Any, ...] = pairs) -> None:
            order = rank
            if draw:
                order = np.empty(size, np.int32)
                order[by_place] = stream(seed, draw).permutation(size)
            mark(pairs, order, arranged, late, marks[draw], is_little=pairs[0].size * permutations <= LITTLE_WORK)

        for _ in in_parallel(work, range(permutations + 1)):
            pass
    counts = np.stack([np.bincount(_KIND_OF_MARKS[row], minlength=4) for row in marks])
    return _tested(counts, permutations)


def _tested(counts: Ints, permutations: int) -> RepeatTest:
    observed, simulated = counts[0], counts[1:]
    as_extreme = (simulated >= observed).sum(axis=0)
    as_extreme[ALONE] = (simulated[:, ALONE] <= observed[ALONE]).sum()
    following = counts[:, NEAR_REPEAT] + counts[:, REPEAT]
    lower, upper = np.quantile(simulated, (0.025, 0.975), axis=0)
    return RepeatTest(
        observed=observed,
        expected=simulated.mean(axis=0),
        lower=lower,
        upper=upper,
        p=pseudo_p(as_extreme, permutations=permutations),
        p_following=float(pseudo_p((following[1:] >= following[0]).sum(), permutations=permutations)),
        permutations=permutations,
    )


def _nothing() -> tuple[Ints, Ints, NDArray[np.bool_], Ints]:
    none = np.zeros(0, np.int64)
    return none, none, none.astype(bool), none
