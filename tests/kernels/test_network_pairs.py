"""The Knox test along the streets against pairs counted one by one, and planted and absent near repeats."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from beffroi.kernels.network import OnStreets, snap, uniform
from beffroi.kernels.network_pairs import network_knox
from beffroi.kernels.pairs import knox_test
from tests.kernels.town_streets import apart, grid_town, network, shortest_ways, towns_with_places

FAR, LATE = (0, 50, 90.5, 200.25), (0, 7, 14)


def one_by_one(town, places, day):
    ways = shortest_ways(town)
    count = np.zeros((len(FAR) - 1, len(LATE) - 1), int)
    for i, j in combinations(range(len(day)), 2):
        metres = np.rint(apart(town, ways, places, i, places, j) * 1000) / 1000
        for a, (low, high) in enumerate(pairwise(FAR)):
            for b, (soon, after) in enumerate(pairwise(LATE)):
                count[a, b] += low <= metres < high and soon <= abs(int(day[i]) - int(day[j])) < after
    return count


@settings(deadline=None)
@given(towns_with_places(), st.integers(0, 50))
def test_pairs_are_those_counted_one_by_one(given_town, seed):
    town, places = given_town
    day = np.random.default_rng(seed).integers(0, 20, places.segment.size)
    found = network_knox(town, places, day, distance_edges=FAR, lag_edges=LATE, permutations=9)
    assert np.array_equal(found.observed, one_by_one(town, places, day))


def test_on_one_straight_street_it_is_the_test_of_straight_lines():
    street, rng = network([(0, 0), (5000, 0)]), np.random.default_rng(1)
    x, day = rng.uniform(0, 5000, 400).round(3), rng.integers(0, 100, 400)
    how = {"distance_edges": (0, 100, 250), "lag_edges": (0, 7, 30), "permutations": 99, "seed": 3}
    along = network_knox(street, snap(street, x, np.zeros(400), within=1.0), day, **how)
    across = knox_test(x, np.zeros(400), day, **how)
    assert np.array_equal(along.observed, across.observed)
    assert along.expected_exact == pytest.approx(across.expected_exact)


def test_streets_side_by_side_are_not_near_where_nothing_joins_them():
    town = network([(0, 0), (1000, 0)], [(0, 30), (1000, 30)])
    places = snap(town, [500.0, 500.0], [0.0, 30.0], within=1.0)
    found = network_knox(town, places, [1, 2], distance_edges=(0, 100), lag_edges=(0, 7), permutations=9)
    assert found.observed.tolist() == [[0]]


def test_planted_near_repeats_are_found_and_absent_ones_not_more_than_one_time_in_twenty():
    town, rng = grid_town(8), np.random.default_rng(2)
    how = {"distance_edges": (0, 100, 200), "lag_edges": (0, 7, 14), "permutations": 99}
    places = uniform(town, 120, rng)
    rejected = 0
    for seed in range(200):
        rejected += network_knox(town, places, rng.integers(0, 300, 120), seed=seed, **how).p_overall <= 0.05
    assert binomtest(rejected, 200, 0.05).pvalue > 0.001
    day = rng.integers(0, 300, 120)
    followed = np.concatenate([day, day[:40] + rng.integers(0, 7, 40)])
    again = OnStreets(
        segment=np.concatenate([places.segment, places.segment[:40]]),
        along=np.concatenate([places.along, places.along[:40]]),
        away=np.zeros(160),
    )
    assert network_knox(town, again, followed, **how).p_overall == pytest.approx(0.01)


def test_the_same_on_one_and_two_threads_and_in_any_order(monkeypatch):
    town, rng = grid_town(6), np.random.default_rng(4)
    places, day = uniform(town, 300, rng), rng.integers(0, 60, 300)
    how = {"distance_edges": (0, 150), "lag_edges": (0, 7), "permutations": 99}
    found = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        found.append(network_knox(town, places, day, **how))
    other = rng.permutation(300)
    found.append(network_knox(town, places.only(other), day[other], **how))
    assert (
        len({(each.p_overall, *each.expected.ravel().tolist(), *each.observed.ravel().tolist()) for each in found[:2]})
        == 1
    )
    assert np.array_equal(found[0].observed, found[2].observed)


def test_days_that_are_not_whole_and_bands_that_do_not_increase():
    town = grid_town(2)
    places = uniform(town, 3, np.random.default_rng(1))
    with pytest.raises(ValueError, match="whole"):
        network_knox(town, places, [0.5, 1, 2], distance_edges=(0, 10), lag_edges=(0, 7))
    with pytest.raises(ValueError, match="increase"):
        network_knox(town, places, [0, 1, 2], distance_edges=(10, 10), lag_edges=(0, 7))
