"""Hot routes: planted ones are found whole, chance alone makes next to none, the tail is that of the binomial."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from beffroi.kernels.hot_routes import hot_routes
from beffroi.kernels.network import network_of, uniform
from tests.kernels.town_streets import grid_town, network


def drawn(town, n, seed):
    return np.bincount(uniform(town, n, np.random.default_rng(seed)).segment, minlength=town.segments)


def test_the_p_value_is_the_upper_tail_of_the_binomial():
    town = grid_town(3)
    n = drawn(town, 40, 1)
    wanted = binom.sf(n - 1, 40, town.length / town.length.sum())
    assert hot_routes(town, n).p == pytest.approx(wanted, rel=1e-10)
    assert hot_routes(town, n).p[0] == pytest.approx(
        binomtest(int(n[0]), 40, town.length[0] / town.length.sum(), alternative="greater").pvalue
    )


def test_a_planted_route_is_found_whole_and_two_apart_are_two():
    town = grid_town(8)
    n = drawn(town, 300, 2)
    first, second = (np.flatnonzero(row(town)) for row in (lambda t: at(t, 0.0, 300.0), lambda t: at(t, 700.0, 800.0)))
    n[first] += 25
    n[second] += 18
    found = hot_routes(town, n)
    assert set(found.route[first]) == {1}
    assert set(found.route[second]) == {2}
    assert (found.route > 0).sum() == first.size + second.size


def at(town, west, east):
    """Segments of the southern street between two points."""
    ends = town.points.reshape(-1, 2, 2)
    return (ends[:, :, 1] == 0).all(axis=1) & (ends[:, :, 0].min(axis=1) >= west) & (ends[:, :, 0].max(axis=1) <= east)


def test_chance_alone_seldom_makes_a_hot_street():
    town = grid_town(6)
    any_hot = [bool(hot_routes(town, drawn(town, 200, seed)).route.any()) for seed in range(400)]
    assert binomtest(sum(any_hot), 400, 0.05, alternative="greater").pvalue > 0.001


def test_length_counts_not_the_number_of_events_alone():
    town = network([(0, 0), (1000, 0)], [(0, 10), (10, 10)])
    assert hot_routes(town, [90, 10]).route.tolist() == [0, 1]


def test_nothing_gives_nothing_and_inputs_stay():
    empty = network_of([])
    assert hot_routes(empty, []).route.size == 0
    town, n = grid_town(2), np.zeros(12, np.int64)
    n.flags.writeable = False
    assert not hot_routes(town, n).route.any()
