"""Local Knox: its definition pair by pair, R's hypergeometric tails, a peer's counts, its size and its hard cases."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import local_knox as module
from beffroi.kernels.local_knox import local_knox
from beffroi.kernels.pairs import knox_test

EVENTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 12)), min_size=0, max_size=9)


@settings(deadline=None, max_examples=80)
@given(
    events=EVENTS, near=st.integers(1, 6), soon=st.integers(1, 8), convention=st.sampled_from(["half_open", "closed"])
)
def test_it_is_its_definition(events, near, soon, convention):
    """Every pair looked at; the tail from the counts of ways to choose."""
    x, y, day = (np.array([each[k] for each in events], dtype=float) for k in range(3))
    found = local_knox(x, y, day, near=near, soon=soon, convention=convention)
    within = (lambda a, b: a <= b) if convention == "closed" else (lambda a, b: a < b)
    n = len(events)
    for i in range(n):
        others = [j for j in range(n) if j != i]
        is_near = {j for j in others if within((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2, near**2)}
        is_soon = {j for j in others if within(abs(day[i] - day[j]), soon)}
        assert (found.near[i], found.soon[i], found.observed[i]) == (len(is_near), len(is_soon), len(is_near & is_soon))
        size, k, m = n - 1, len(is_near), len(is_soon)
        ways = [
            math.comb(m, both) * math.comb(size - m, k - both)
            for both in range(len(is_near & is_soon), min(k, m) + 1)
            if k - both <= size - m
        ]
        assert found.p[i] == pytest.approx(sum(ways) / math.comb(size, k), rel=1e-9)
        assert found.expected[i] == pytest.approx(k * m / max(size, 1))


R_TAILS = {
    (3, 5, 30, 59): 0.516462574,
    (40, 1000, 900, 100_000): 1.03554135225e-14,
    (1, 900, 5000, 10_000): 1.0,
    (30, 1200, 300, 100_000): 1.32438899394e-18,
    (3, 12, 40, 200): 0.443458293808,
}


def test_the_tails_are_as_in_r():
    """R 4.2.2: phyper(observed - 1, soon, size - soon, near, lower.tail = FALSE)."""
    for (observed, near, soon, size), p in R_TAILS.items():
        found = module._at_least(*(np.array([value]) for value in (observed, near, soon)), size)
        assert found[0] == pytest.approx(p, rel=1e-7), (observed, near, soon, size)


PEER = [int(digit) for digit in "324111122112211331012111121143200021114220213112301313330233"]


def sixty():
    """Places and days of sixty events for a peer."""
    rng = np.random.default_rng(7)
    xy, t = rng.integers(0, 1000, (60, 2)).astype(float), rng.integers(0, 90, 60)
    return xy[:, 0], xy[:, 1], t


def test_the_counts_are_those_of_a_peer():
    """pointpats 2.5.5: KnoxLocal(xy, t, 200, 20).nsti. Its p-values take the delays of all pairs, ours of the event."""
    assert local_knox(*sixty(), near=200, soon=20, convention="closed").observed.tolist() == PEER


def test_the_sum_is_twice_the_global_count():
    rng = np.random.default_rng(3)
    x, y, day = rng.uniform(0, 2000, 400), rng.uniform(0, 2000, 400), rng.integers(0, 100, 400)
    whole = knox_test(x, y, day, distance_edges=(0, 150), lag_edges=(0, 10), permutations=0)
    assert local_knox(x, y, day, near=150, soon=10).observed.sum() == 2 * whole.observed.sum()


def test_the_size_under_the_null():
    """2,000 events, one of each of 2,000 draws: at most 5 % + 4 standard errors have p <= 0.05."""
    rng = np.random.default_rng(5)
    below = 0
    for _ in range(2000):
        x, y, day = rng.uniform(0, 500, 30), rng.uniform(0, 500, 30), rng.integers(0, 40, 30)
        below += local_knox(x, y, day, near=150, soon=10).p[0] <= 0.05
    assert below / 2000 <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 2000)
    assert below


def test_a_planted_cluster_is_found_where_it_is():
    rng = np.random.default_rng(5)
    x, y, day = rng.uniform(0, 5000, 500), rng.uniform(0, 5000, 500), rng.integers(0, 365, 500)
    x[:8], y[:8], day[:8] = 1000 + np.arange(8), 1000, 100 + np.arange(8)
    found = local_knox(x, y, day, near=200, soon=14)
    assert (found.p[:8] < 1e-4).all()
    assert np.median(found.p[8:]) > 0.3


def test_hard_cases_and_inputs_left_alone():
    assert local_knox([], [], [], near=1, soon=1).p.size == 0
    assert local_knox([1], [1], [1], near=1, soon=1).p.tolist() == [1.0]
    all_alike = local_knox(np.zeros(5), np.zeros(5), np.zeros(5, int), near=1, soon=1)
    assert all_alike.observed.tolist() == [4] * 5
    assert all_alike.p == pytest.approx(1.0)
    day = np.array([3, 1, 2])
    day.flags.writeable = False
    local_knox([0.0, 1.0, 2.0], [0.0, 0.0, 0.0], day, near=5, soon=2)
    for bad in ({"near": 0, "soon": 1}, {"near": 1, "soon": 0}):
        with pytest.raises(ValueError, match="edges"):
            local_knox([0.0], [0.0], [0], **bad)
