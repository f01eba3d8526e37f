"""Distances along streets against Floyd and Warshall; places snapped, spread and drawn."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import network as module
from beffroi.kernels.network import (
    OnStreets,
    every_so_often,
    near,
    network_of,
    network_of_points,
    position,
    reach_of,
    snap,
    uniform,
)
from tests.kernels.town_streets import apart, grid_town, network, shortest_ways, towns, towns_with_places, wkb


@settings(deadline=None)
@given(towns(), st.sampled_from([0.0, 37.0, 100.0, 1e4]))
def test_shortest_ways_are_those_of_floyd_and_warshall(town, limit):
    ways, reach = shortest_ways(town), reach_of(town, limit=limit)
    for node in range(town.nodes):
        mine = slice(reach.first[node], reach.first[node + 1])
        assert sorted(reach.node[mine]) == np.flatnonzero(ways[node] <= limit).tolist()
        assert reach.away[mine] == pytest.approx(ways[node][reach.node[mine]])
        assert (np.diff(reach.away[mine]) >= 0).all()


@settings(deadline=None)
@given(towns_with_places(), st.sampled_from([0.0, 60.0, 111.3, 1e4]))
def test_places_near_places_are_those_of_the_definition(given_town, limit):
    town, places = given_town
    ways, found = shortest_ways(town), near(town, places, reach=reach_of(town, limit=limit))
    n = places.segment.size
    wanted = np.array([[apart(town, ways, places, i, places, j) for j in range(n)] for i in range(n)]).reshape(n, n)
    sure = np.abs(wanted - limit) > 1e-6
    for i in range(n):
        mine = slice(found.first[i], found.first[i + 1])
        got = dict(zip(found.other[mine].tolist(), found.metres[mine].tolist(), strict=True))
        assert len(got) == mine.stop - mine.start  # nobody twice
        assert i not in got
        for j in range(n):
            if j != i and sure[i, j]:
                assert (j in got) == (wanted[i, j] <= limit)
            if j in got:
                assert got[j] == pytest.approx(wanted[i, j], abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(towns_with_places(), st.integers(0, 5))
def test_other_places_may_be_others(given_town, n):
    town, places = given_town
    others = uniform(town, n, np.random.default_rng(n))
    ways, found = shortest_ways(town), near(town, places, others, reach=reach_of(town, limit=90.0))
    pairs = {(i, int(j)) for i in range(places.segment.size) for j in found.other[found.first[i] : found.first[i + 1]]}
    assert pairs == {
        (i, j) for i in range(places.segment.size) for j in range(n) if apart(town, ways, places, i, others, j) <= 90.0
    }


def test_the_same_on_one_and_two_threads(monkeypatch):
    town = grid_town(20)
    places = uniform(town, 5000, np.random.default_rng(1))
    before = (places.segment.copy(), places.along.copy())
    found = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        found.append(near(town, places, reach=reach_of(town, limit=250.0)))
    assert all(
        np.array_equal(getattr(found[0], name), getattr(found[1], name)) for name in ("first", "other", "metres")
    )
    assert np.array_equal(places.segment, before[0])
    assert np.array_equal(places.along, before[1])


def test_a_loop_and_parallel_streets_are_taken_the_short_way_round():
    town = network([(0, 0), (10, 0)], [(10, 0), (10, 10), (20, 10), (20, 0), (10, 0)], [(0, 0), (5, 5), (10, 0)])
    loop = next(k for k in range(town.segments) if town.ends[2 * k] == town.ends[2 * k + 1])
    assert town.degree.tolist() == [2, 4]
    places = OnStreets(segment=np.array([loop, loop]), along=np.array([1.0, 38.0]), away=np.zeros(2))
    assert near(town, places, reach=reach_of(town, limit=50.0)).metres.tolist() == [3.0, 3.0]


def test_islands_are_never_reached():
    town = network([(0, 0), (10, 0)], [(0, 1), (10, 1)])
    places = snap(town, [5, 5], [0, 1], within=1.0)
    assert near(town, places, reach=reach_of(town, limit=1e9)).other.size == 0


def test_points_go_to_the_nearest_street_or_are_dropped():
    town = network([(0, 0), (100, 0)], [(0, 50), (100, 50)])
    found = snap(town, [10, 20, -3, 50, np.nan, 1e6], [4, 45, -4, 500, 0, 0], within=30.0)
    assert found.segment.tolist() == [0, 1, 0, -1, -1, -1]
    assert found.along[:3].tolist() == [10.0, 20.0, 0.0]
    assert found.away.tolist() == [4.0, 5.0, 5.0, np.inf, np.inf, np.inf]
    x, y = position(town, found.only(found.on))
    assert x.tolist() == [10.0, 20.0, 0.0]
    assert y.tolist() == [0.0, 50.0, 0.0]


def test_a_point_at_a_junction_takes_the_first_of_its_streets():
    town = grid_town(2)
    assert snap(town, [100.0], [100.0], within=5.0).segment.tolist() == [
        min(int(way) >> 1 for node in range(town.nodes) if town.degree[node] == 4
            for way in town.out[town.begin[node] : town.begin[node + 1]])
    ]  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(towns(), st.lists(st.tuples(st.floats(-50, 250), st.floats(-50, 250)), max_size=12), st.floats(1, 80))
def test_snapping_measures_as_shapely_does_one_by_one(town, points, within):
    x, y = (np.array([p[k] for p in points], float) for k in (0, 1))
    lines = [shapely.LineString(town.points[a:b]) for a, b in zip(town.first[:-1], town.first[1:], strict=True)]
    found = snap(town, x, y, within=within)
    for k, point in enumerate(points):
        away = [line.distance(shapely.Point(point)) for line in lines]
        assert bool(found.on[k]) == (min(away, default=np.inf) <= within)
        if found.on[k]:
            assert found.segment[k] == away.index(min(away))
            assert found.away[k] == pytest.approx(min(away))


@settings(deadline=None, max_examples=60)
@given(
    towns(),
    st.lists(
        st.tuples(st.floats(-90, 250).map(lambda v: round(v, 1)), st.floats(-90, 250).map(lambda v: round(v, 1))),
        max_size=15,
    ),
    st.sampled_from([3.0, 37.0, 80.0]),
)
def test_many_points_are_put_where_few_are(town, points, within):
    x, y = (np.array([p[k] for p in points] + [np.nan, 1e9, 37.0], float) for k in (0, 1))
    few = snap(town, x, y, within=within)
    before = module.FEW
    try:
        module.FEW = 0
        many = snap(town, x, y, within=within)
    finally:
        module.FEW = before
    assert many.segment.tolist() == few.segment.tolist()
    assert np.allclose(many.along, few.along, atol=1e-6, equal_nan=True)
    assert np.allclose(many.away, few.away, atol=1e-6)


def test_samples_lie_in_the_middle_of_equal_parts():
    town = network([(0, 0), (100, 0)], [(0, 10), (30, 10)])
    found = every_so_often(town, metres=40.0)
    assert np.bincount(found.segment).tolist() == [3, 1]
    assert found.along == pytest.approx([100 / 6, 50.0, 500 / 6, 15.0])


def test_random_places_fall_on_every_metre_alike():
    town = network([(0, 0), (300, 0)], [(0, 10), (100, 10)])
    drawn = uniform(town, 40_000, np.random.default_rng(3))
    assert np.bincount(drawn.segment)[0] / 40_000 == pytest.approx(0.75, abs=0.01)
    assert np.mean(drawn.along[drawn.segment == 1]) == pytest.approx(50, abs=1.0)


def test_a_segment_without_length_and_an_empty_network():
    with pytest.raises(ValueError, match="clean the streets"):
        network_of_points([[0, 0], [0, 0]], [0, 2])
    empty = network_of([])
    assert (empty.segments, empty.nodes, empty.metres) == (0, 0, 0.0)
    assert not snap(empty, [1.0], [1.0], within=9.0).on.any()
    assert reach_of(empty, limit=9.0).node.size == 0


def test_ends_meet_when_they_are_the_same_point_only():
    joined = network_of(wkb([(0, 0), (1, 0)], [(1, 0), (2, 0)]))
    apart_by_a_centimetre = network_of(wkb([(0, 0), (1, 0)], [(1.01, 0), (2, 0)]))
    assert (joined.nodes, apart_by_a_centimetre.nodes) == (3, 4)
