"""Kernel density against the kernel summed event by event, and the error that is stated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import density
from beffroi.kernels.density import kernel_density, scott_bandwidth, smooth_counts
from beffroi.kernels.grid import grid_over

GRID = grid_over((0, 0, 999, 799), size=20)
inside = st.tuples(st.floats(200, 800), st.floats(200, 600))
clouds = st.lists(st.tuples(st.floats(-100, 1100), st.floats(-100, 900), st.integers(1, 5)), min_size=1, max_size=12)


def event_by_event(x, y, weight, *, grid, bandwidth):
    """The quartic kernel of every event at every centre: the definition."""
    east, north = grid.centres()
    total = np.zeros(grid.shape)
    for k in range(len(x)):
        distance = np.hypot(east - x[k], north - y[k])
        total += weight[k] * np.where(distance < bandwidth, (1 - (distance / bandwidth) ** 2) ** 2, 0)
    return total * 3 / (np.pi * bandwidth**2)


@settings(deadline=None, max_examples=50)
@given(clouds, st.sampled_from([15.0, 60.0, 133.0]))
def test_exact_is_the_definition(rows, bandwidth):
    x, y, weight = np.array(rows, float).T
    expected = event_by_event(x, y, weight, grid=GRID, bandwidth=bandwidth)
    found = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, weight=weight, exact=True)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * max(expected.max(), 1e-9))


@settings(deadline=None, max_examples=20)
@given(clouds, st.sampled_from([15.0, 60.0, 133.0]))
def test_the_compiled_loop_is_the_definition(rows, bandwidth):
    x, y, weight = np.array(rows, float).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(density, "LITTLE_WORK", -1)
        found = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, weight=weight, exact=True)
    expected = event_by_event(x, y, weight, grid=GRID, bandwidth=bandwidth)
    highest = 3 / (np.pi * bandwidth**2)  # of one event
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * highest * weight.sum())


@settings(deadline=None, max_examples=60)
@given(inside, st.floats(2, 9))
def test_binned_keeps_within_the_stated_error(at, cells):
    """One event: at most 1.5 (size / h)^2 of the kernel's highest value."""
    bandwidth = cells * GRID.size
    x, y = ([part] for part in at)
    exact = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, exact=True)
    fast = kernel_density(x, y, grid=GRID, bandwidth=bandwidth)
    highest = 3 / (np.pi * bandwidth**2)
    assert np.abs(fast - exact).max() <= 1.5 / cells**2 * highest


@settings(deadline=None, max_examples=30)
@given(st.lists(inside, min_size=1, max_size=20), st.floats(2, 8))
def test_binned_keeps_the_mass_of_events_inside(rows, cells):
    x, y = np.array(rows).T
    found = kernel_density(x, y, grid=GRID, bandwidth=cells * GRID.size)
    assert found.sum() * GRID.size**2 == pytest.approx(len(rows), rel=1e-9)
    assert (found >= 0).all()


def test_events_beyond_the_grid_count_within_the_bandwidth():
    for exact in (True, False):
        found = kernel_density([-50.0, -500.0], [300.0, 300.0], grid=GRID, bandwidth=100, exact=exact)
        alone = kernel_density([-50.0], [300.0], grid=GRID, bandwidth=100, exact=exact)
        assert found[15, 0] > 0
        assert found == pytest.approx(alone, abs=1e-18)


def test_counts_spread_and_keep_their_mass():
    counts = np.zeros((21, 31))
    counts[10, 15], counts[10, 16] = 7, 2
    spread = smooth_counts(counts, size=100.0, bandwidth=400.0)
    assert spread.sum() * 100.0**2 == pytest.approx(9)
    assert spread[10, 15] == spread.max()
    assert (spread[:5] == 0).all()
    assert (smooth_counts(np.zeros((3, 3)), size=100.0, bandwidth=400.0) == 0).all()


def test_scott_rule_by_hand():
    """A normal cloud: n^(-1/6) times its standard deviation; an outlier changes little; weights repeat points."""
    x, y = np.random.default_rng(1).normal(0, 300, (2, 4096))
    assert scott_bandwidth(x, y) == pytest.approx(300 / 4, rel=0.03)
    assert scott_bandwidth(np.append(x, 1e6), np.append(y, 0)) == pytest.approx(300 / 4, rel=0.2)
    assert scott_bandwidth([0, 6, 6], [0, 8, 8]) == pytest.approx(scott_bandwidth([0, 6], [0, 8], weight=[1, 2]))
    assert scott_bandwidth([5, 5], [5, 5]) == 0
    assert scott_bandwidth([], []) == 0


def test_too_small_a_bandwidth_is_an_error():
    with pytest.raises(ValueError, match="two cells"):
        kernel_density([1.0], [1.0], grid=GRID, bandwidth=30)
    with pytest.raises(ValueError, match="positive"):
        kernel_density([1.0], [1.0], grid=GRID, bandwidth=0, exact=True)


def test_inputs_are_never_written_into():
    x, y, weight = np.array([1.0, 500.0]), np.array([2.0, 400.0]), np.array([1.0, 3.0])
    for array in (x, y, weight):
        array.flags.writeable = False
    for exact in (True, False):
        kernel_density(x, y, grid=GRID, bandwidth=100, weight=weight, exact=exact)
    assert x.tolist() == [1.0, 500.0]
