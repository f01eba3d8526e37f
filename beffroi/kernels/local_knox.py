"""Local Knox statistic: around which events are others both near and soon more often than chance would place them?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from beffroi.kernels._events import Convention, Floats, Ints, check_events, lag_limits
from beffroi.kernels._repeats import near_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalKnox:
    """The others around each of n events: (n,) each.

    observed
        Others both near and soon.
    near, soon
        Others near, whatever their date; others soon, wherever they are.
    expected
        near x soon / (n - 1).
    p
        Exact probability of at least as many, were the dates of the others permuted.
    """

    observed: Ints
    near: Ints
    soon: Ints
    expected: Floats
    p: Floats


def local_knox(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    near: float,
    soon: int,
    convention: Convention = "half_open",
) -> LocalKnox:
    """Return for each event how many others are both near and soon, and how likely chance makes as many.

    Where an event keeps its place and date and the dates of the n - 1 others are permuted among their places, the
    number of near places that receive a soon date is hypergeometric (n - 1, soon, near): p needs no simulation.
    The sum of `observed` is twice the count of Knox (1964).

    Parameters
    ----------
    x, y, day
        (n,) metres, metres, whole days. Never written into.
    near, soon
        How near and how soon, in metres and days; `half_open` excludes and `closed` includes them.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, days that are not whole, distances that are not positive.

    >>> found = local_knox([0, 10, 500], [0, 0, 0], [0, 3, 9], near=100, soon=7)
    >>> found.observed.tolist(), found.expected.tolist(), found.p.tolist()
    ([1, 1, 0], [0.5, 1.0, 0.0], [0.5, 1.0, 1.0])
    """
    east, north, days = check_events(x, y, day)
    late, size = int(lag_limits((0, soon), convention)[1]), days.size
    around, both = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for i, j, _ in near_pairs(east, north, near=near, same=0.0, convention=convention):
        is_soon = np.abs(days[i] - days[j]) < late
        around += np.bincount(i, minlength=size) + np.bincount(j, minlength=size)
        both += np.bincount(i[is_soon], minlength=size) + np.bincount(j[is_soon], minlength=size)
    ordered = np.sort(days)
    before = np.searchsorted(ordered, days - late, side="right")
    others = np.searchsorted(ordered, days + late, side="left") - before - 1
    return LocalKnox(
        observed=both,
        near=around,
        soon=others,
        expected=around * others / max(size - 1, 1),
        p=_at_least(both, around, others, size - 1),
    )


def _at_least(observed: Ints, near: Ints, soon: Ints, size: int) -> Floats:
    """Return P(X >= observed) of the hypergeometric X: `near` draws out of `size`, of which `soon` count."""
    from scipy.special import gammaln

    triples, of = np.unique(np.column_stack([observed, near, soon]), axis=0, return_inverse=True)
    k, n, m = (triples[:, column].astype(np.float64) for column in range(3))

    def choose(top: Floats, bottom: Floats) -> Floats:
        return np.asarray(gammaln(top + 1) - gammaln(bottom + 1) - gammaln(top - bottom + 1), np.float64)

    def tail(start: Floats, step: int) -> Floats:
        """Add up the probabilities from `start` on, upwards or downwards, each from the one before."""
        at = start.copy()
        inside = (at >= low) & (at <= high)
        at = np.where(inside, at, low)
        term = np.where(inside, np.exp(choose(m, at) + choose(whole - m, n - at) - choose(whole, n)), 0.0)
        total = np.zeros(n.size)
        while (term > 0).any():
            total += term
            top, bottom = ((n - at) * (m - at), (at + 1) * (whole - m - n + at + 1))
            if step < 0:
                top, bottom = at * (whole - m - n + at), (n - at + 1) * (m - at + 1)
            term = term * np.maximum(top, 0.0) / np.maximum(bottom, 1.0)
            term = np.where(term > 1e-17 * total, term, 0.0)
            at = at + step
        return total

    whole = np.full(n.size, float(size))
    low, high = np.maximum(0.0, n + m - whole), np.minimum(n, m)
    is_high = k * whole > n * m  # the shorter tail is added up: no sum begins where the first term is 0
    p = np.where(is_high, tail(np.where(is_high, k, -1.0), 1), 1.0 - tail(np.where(is_high, -1.0, k - 1.0), -1))
    return np.asarray(np.clip(p, 0.0, 1.0)[of.ravel()], dtype=np.float64)
