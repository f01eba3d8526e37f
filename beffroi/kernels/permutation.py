"""Pseudo p-values, counter-based random streams and false discovery: each defined once."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pseudo_p(as_extreme: ArrayLike, *, permutations: ArrayLike) -> Any:
    """Return the pseudo p-value (M + 1) / (R + 1) of a permutation test.

    M permutations out of R gave a statistic at least as extreme as the one
    observed; the observed arrangement counts as one of them, so the p-value is
    never 0 and the test never exceeds its level (North, Curtis and Sham 2002).

    >>> float(pseudo_p(49, permutations=999))
    0.05
    """
    return (np.asarray(as_extreme) + 1) / (np.asarray(permutations) + 1)


def stream(seed: int, *unit: int) -> np.random.Generator:
    """Return the random stream of one unit of work.

    The stream depends on the seed and on the unit's number alone, so an answer
    does not depend on which thread does which unit, or in which order.

    >>> bool(stream(1, 7).integers(2**32) == stream(1, 7).integers(2**32))
    True
    >>> bool(stream(1, 7).integers(2**32) == stream(1, 8).integers(2**32))
    False
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=unit)))


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return the p-values adjusted for the false discovery rate, in the order given.

    Reject where the adjusted value is at most alpha: then at most a share
    alpha of the rejections is false, on average, under independence or positive
    dependence (Benjamini and Hochberg 1995). O(m log m).

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    given = np.asarray(p, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    tests = given.size
    scaled = given[order] * tests / np.arange(1, tests + 1)
    adjusted = np.empty(tests)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def can_resolve(permutations: int, *, tests: int, alpha: float) -> bool:
    """Return whether R permutations can find one single false-discovery-controlled rejection among m tests.

    The smallest pseudo p-value is 1 / (R + 1); multiplied by m it must not
    exceed alpha.

    >>> can_resolve(999, tests=10_000, alpha=0.05), can_resolve(999, tests=50, alpha=0.05)
    (False, True)
    """
    return tests <= alpha * (permutations + 1)


def permutations_needed(*, tests: int, alpha: float) -> int:
    """Return the fewest permutations that can resolve m tests at a false discovery rate alpha.

    >>> permutations_needed(tests=50, alpha=0.05)
    999
    """
    return math.ceil(round(tests / alpha, 6)) - 1
