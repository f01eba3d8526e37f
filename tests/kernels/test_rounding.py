"""Coordinates written on a grid or on points that keep their distance are recognised; others are left alone."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beffroi.kernels.rounding import DEGREES, METRES, grid_step, support


@given(
    step=st.sampled_from(DEGREES),
    middle=st.floats(-150, 150),
    offset=st.sampled_from([0.0, 0.5, 0.25]),
    seed=st.integers(0, 99),
)
def test_values_on_a_grid_tell_its_step(step, middle, offset, seed):
    turns = np.random.default_rng(seed).permutation(np.arange(64))[:40]
    values = (np.floor(middle / step) + turns + offset) * step
    assume((np.diff(np.sort(turns)) == 1).any())
    assert grid_step(values) == step


@pytest.mark.parametrize(("decimals", "step"), [(2, 0.01), (3, 0.001), (4, 0.0001), (5, None), (6, None)])
def test_decimals_of_degrees_tell_the_step(decimals, step):
    values = np.round(np.random.default_rng(1).uniform(-73.7, -73.4, 500), decimals)
    assert grid_step(values) == step


@given(st.integers(0, 300))
def test_values_of_full_precision_are_on_no_grid(seed):
    rng = np.random.default_rng(seed)
    assert grid_step(np.round(rng.uniform(-90, 90, 12), 6)) is None
    assert grid_step(np.round(rng.uniform(4e5, 6e6, 12), 1), steps=METRES) is None


def test_some_corrected_by_hand_do_not_hide_a_grid_and_many_do():
    rng = np.random.default_rng(2)
    rounded, exact = rng.integers(0, 500, 1000) * 100.0, rng.uniform(0, 5e4, 1000)
    assert grid_step(np.append(rounded[:990], exact[:10]), steps=METRES) == 100.0
    assert grid_step(np.append(rounded[:700], exact[:300]), steps=METRES) is None


def test_few_values_tell_nothing():
    assert grid_step([]) is None
    assert grid_step([0.1 * k for k in range(7)] * 50) is None


def blocks(rng, jitter=0.0):
    """Records on the middles of blocks 90 m long."""
    at = rng.integers(0, 20, (3000, 2)) * 90.0
    return at + rng.normal(0, jitter, at.shape) if jitter else at


def test_middles_of_blocks_tell_their_distance():
    points = blocks(np.random.default_rng(1))
    assert support(points[:, 0], points[:, 1]) == 90.0


def test_addresses_have_no_support():
    rng = np.random.default_rng(1)
    addresses = rng.uniform(0, 2000, (700, 2))[rng.integers(0, 700, 3000)]  # shared, thrown at random
    assert support(addresses[:, 0], addresses[:, 1]) is None
    exact = blocks(rng, jitter=3.0)  # a point of its own for each
    assert support(exact[:, 0], exact[:, 1]) is None
    assert support([0.0, 0.0], [1.0, 1.0]) is None


@pytest.mark.parametrize("sites", [100, 400, 1000])
def test_points_thrown_at_random_are_not_taken_for_blocks(sites):
    found = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        thrown = rng.uniform(0, 300 * sites**0.5, (sites, 2))[rng.integers(0, sites, 5 * sites)]
        found += support(thrown[:, 0], thrown[:, 1]) is not None
    assert found <= 3
