"""Pseudo p-values, random streams and false discovery, against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from beffroi.kernels.permutation import benjamini_hochberg, can_resolve, permutations_needed, pseudo_p, stream

chances = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_the_observed_arrangement_counts_as_one():
    assert pseudo_p(0, permutations=999) == 0.001
    assert pseudo_p(999, permutations=999) == 1.0
    assert pseudo_p(np.array([0, 9]), permutations=np.array([9, 19])).tolist() == [0.1, 0.5]


def test_a_stream_depends_on_seed_and_unit_alone():
    first = stream(1, 2).integers(0, 2**62, 5)
    stream(1, 3).integers(0, 2**62, 5)
    assert np.array_equal(stream(1, 2).integers(0, 2**62, 5), first)
    others = [stream(1, 3), stream(2, 2), stream(1), stream(1, 2, 0)]
    assert all(not np.array_equal(other.integers(0, 2**62, 5), first) for other in others)


@given(chances)
def test_false_discovery_as_defined(p):
    """The adjusted value is the least m p_(j) / j over the ranks j from this one up."""
    adjusted = benjamini_hochberg(p)
    ordered = sorted(p)
    for value, found in zip(p, adjusted, strict=True):
        rank = max(k for k, other in enumerate(ordered, 1) if other == value)
        expected = min(1.0, *(len(p) * ordered[j - 1] / j for j in range(rank, len(p) + 1)))
        assert found == pytest.approx(expected, abs=1e-12)


@given(chances)
def test_false_discovery_as_scipy_does(p):
    """scipy.stats.false_discovery_control(p, method="bh")."""
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"), abs=1e-12)


def test_false_discovery_of_nothing():
    assert benjamini_hochberg([]).size == 0


@given(st.integers(99, 99_999), st.integers(1, 100_000), st.sampled_from([0.01, 0.05, 0.1]))
def test_permutations_resolve_when_the_smallest_p_could_be_rejected(permutations, tests, alpha):
    lone = np.ones(tests)
    lone[0] = 1 / (permutations + 1)
    if abs(tests / (permutations + 1) - alpha) > 1e-9:  # apart from rounding of the comparison itself
        assert can_resolve(permutations, tests=tests, alpha=alpha) == (benjamini_hochberg(lone)[0] <= alpha)


@given(st.integers(1, 1_000_000), st.sampled_from([0.01, 0.05, 0.1]))
def test_permutations_needed_is_the_least_that_resolves(tests, alpha):
    needed = permutations_needed(tests=tests, alpha=alpha)
    assert can_resolve(needed, tests=tests, alpha=alpha * (1 + 1e-9))
    assert not can_resolve(needed - 1, tests=tests, alpha=alpha * (1 - 1e-9))
