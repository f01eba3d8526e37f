"""A pile is found where one is planted; crowded intersections, and sources of few points, have none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import zeta

from beffroi.kernels.piles import LEAST, LEVEL, count_piles


def power_law(rng, points, exponent):
    return np.floor(rng.uniform(size=points) ** (-1 / exponent))


@pytest.mark.parametrize("exponent", [1.4, 2.0, 2.6])
def test_intersections_whose_counts_fall_as_a_power_have_no_pile(exponent):
    rng, runs = np.random.default_rng(3), 400
    found = sum(count_piles(power_law(rng, 3000, exponent)) > 0 for _ in range(runs))
    assert found <= LEVEL * runs + 4 * math.sqrt(LEVEL * runs)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: rng.poisson(np.exp(rng.normal(0, 1.5, 3000))),
        lambda rng: rng.negative_binomial(0.3, 0.05, 3000),
        lambda rng: rng.poisson(200, 40),
    ],
    ids=["lognormal", "negative binomial", "one point a district"],
)
def test_other_uneven_sources_have_no_pile(draw):
    rng = np.random.default_rng(5)
    assert sum(count_piles(draw(rng)) > 0 for _ in range(200)) <= 2


@given(piles=st.integers(1, 4), seed=st.integers(0, 50))
def test_planted_piles_are_found_each(piles, seed):
    rng = np.random.default_rng(seed)
    counts = power_law(rng, 2000, 2.4)
    planted = counts.max() * 300 * (1 + np.arange(piles) / 10)
    assert count_piles(np.append(counts, planted)) == piles


@given(st.lists(st.integers(1, 60), max_size=300), st.randoms(use_true_random=False))
def test_the_order_of_points_does_not_matter_and_piles_are_large(counts, shuffler):
    found = count_piles(counts)
    mixed = list(counts)
    shuffler.shuffle(mixed)
    assert count_piles(mixed) == found
    fullest = sorted(counts, reverse=True)[:found]
    assert all(n >= max(LEAST, 10 * np.mean(counts)) for n in fullest)


def test_the_gap_is_the_ratio_of_tails():
    """Written out for one point above a tail: greatest likelihood over the exponents, then Hurwitz's zeta."""
    tail = np.array([12.0, 9, 7, 6, 5, 5, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2] * 6 + [2.0] * 30)
    for pile in (90.0, 400.0, 4000.0):
        held = np.append(tail, pile)
        best = max(
            np.arange(1.05, 6.0, 0.05),
            key=lambda a: -a * np.log(tail).sum() - held.size * np.log(zeta(a, 2)) + np.log(zeta(a, 12)),
        )
        chance = zeta(best, pile) / zeta(best, 12)
        assert (count_piles(held) == 1) == (chance <= LEVEL / 10)


def test_nothing_has_no_pile():
    assert count_piles([]) == 0
    assert count_piles([1000]) == 0
    assert count_piles([1] * 50) == 0
