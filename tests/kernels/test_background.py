"""The background density at events: against the plain sum over pairs, and drawn back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.background import EVEN, Background
from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.pattern_window import rectangle
from tests.kernels.test_edge_share import CITY

BOX = rectangle((500.0, 0.0, 9500.0, 6000.0))


def by_pairs(window, x, y, weight, bandwidth):
    """The definition: all other events, each with its kernel over its share inside; one hundredth even."""
    squared = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    height = (
        np.exp(-squared / (2 * bandwidth**2)) / (2 * np.pi * bandwidth**2) / EdgeShare(window, x, y).at(bandwidth)[0]
    )
    np.fill_diagonal(height, 0.0)
    return (1 - EVEN) * (height @ weight) / (weight.sum() - weight) + EVEN / window.area


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), bandwidth=st.floats(60.0, 900.0), is_box=st.booleans())
def test_the_density_is_that_of_all_other_events(seed, bandwidth, is_box):
    rng = np.random.default_rng(seed)
    window = BOX if is_box else CITY
    x, y = window.draw(300, rng=rng)
    x[:60], y[:60] = x[0], y[0]  # a pile
    weight = rng.random(300)
    found = Background(window, x, y, bandwidth=bandwidth).at_events(weight)
    expected = by_pairs(window, x, y, weight, bandwidth)
    assert np.abs(found - expected).max() <= 0.03 * expected.max()


def test_without_a_bandwidth_it_is_even():
    found = Background(CITY, [10.0, 20.0], [10.0, 20.0], bandwidth=None)
    assert found.at_events([1.0, 0.5]) == pytest.approx([1 / CITY.area] * 2)
    x, y = found.draw(500, weight=[1.0, 1.0], rng=np.random.default_rng(1))
    assert CITY.holds(x, y).all()


def test_draws_lie_inside_and_as_wide_as_the_kernel():
    places = Background(BOX, [5000.0, 5100.0], [3000.0, 3000.0], bandwidth=100.0)
    x, y = places.draw(20_000, weight=[3.0, 1.0], rng=np.random.default_rng(1))
    near = np.hypot(x - 5025, y - 3000) < 800
    assert 0.98 < near.mean() < 0.995
    assert x[near].mean() == pytest.approx(5025, abs=4)
    assert y[near].std() == pytest.approx(100, rel=0.03)
    assert BOX.holds(x, y).all()


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, np.nan, 3.0])
def test_a_bandwidth_that_no_lattice_shows_is_refused(bandwidth):
    with pytest.raises(ValueError, match="bandwidth"):
        Background(BOX, [5000.0, 5100.0], [3000.0, 3000.0], bandwidth=bandwidth)
