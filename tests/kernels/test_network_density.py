"""Density along streets against every path followed by hand, mass that is kept, and the values of spatstat."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import network_density as module
from beffroi.kernels.network import OnStreets, every_so_often, network_of_points, position, snap, uniform
from beffroi.kernels.network_density import network_density
from tests.kernels.town_streets import apart, grid_town, network, shortest_ways, towns_with_places

DATA = Path(__file__).parent / "data" / "streets"
CONSTANT = {"uniform": (0, 0.5), "epanechnikov": (1, 0.75), "quartic": (2, 15 / 16)}


def kernel(d, h, shape):
    power, scale = CONSTANT[shape]
    return scale / h * (1 - (d / h) ** 2) ** power if d < h else 0.0


def by_hand(town, events, samples, *, h, method, shape="quartic"):
    """The definition: each event to each sample along the shortest way, or along every path."""
    total = np.zeros(samples.segment.size)
    ways = shortest_ways(town)
    for i in range(events.segment.size):
        for j in range(samples.segment.size):
            if method == "simple":
                total[j] += kernel(apart(town, ways, events, i, samples, j), h, shape)
            elif events.segment[i] == samples.segment[j]:
                total[j] += kernel(abs(events.along[i] - samples.along[j]), h, shape)
        e, t = events.segment[i], events.along[i]
        if method != "simple":
            for way, lead in ((2 * e, town.length[e] - t), (2 * e + 1, t)):
                follow(town, samples, total, way, lead, 1.0, h=h, method=method, shape=shape)
    return total


def follow(town, samples, total, way, come, share, **how):
    """A pulse arrives by a way: split it, put it on the samples of the streets it enters, and go on."""
    node = town.ends[way ^ 1]
    leaving = [w for w in range(2 * town.segments) if town.ends[w] == node]
    k = len(leaving)
    for o in leaving:
        back = o == way ^ 1
        part = 2 / k - back if how["method"] == "continuous" else 0.0 if back else 1 / (k - 1)
        if part == 0 or come >= how["h"]:
            continue
        f = o >> 1
        for j in np.flatnonzero(samples.segment == f):
            s = samples.along[j] if o % 2 == 0 else town.length[f] - samples.along[j]
            total[j] += share * part * kernel(come + s, how["h"], how["shape"])
        if come + town.length[f] < how["h"]:
            follow(town, samples, total, o, come + town.length[f], share * part, **how)


@settings(deadline=None, max_examples=40)
@given(
    towns_with_places(most=4),
    st.sampled_from(["simple", "discontinuous", "continuous"]),
    st.sampled_from(["quartic", "epanechnikov", "uniform"]),
    st.sampled_from([31.7, 90.3, 151.9]),
)
def test_density_is_that_of_every_path_followed_by_hand(given_town, method, shape, h):
    town, events = given_town
    samples = every_so_often(town, metres=41.0)
    found = network_density(town, events, samples, bandwidth=h, method=method, shape=shape)
    assert found == pytest.approx(by_hand(town, events, samples, h=h, method=method, shape=shape), abs=1e-12)


@settings(deadline=None, max_examples=25)
@given(towns_with_places(most=3), st.sampled_from(["discontinuous", "continuous"]))
def test_the_grid_of_lengths_differs_by_less_than_what_is_stated(given_town, method):
    town, events = given_town
    samples = every_so_often(town, metres=41.0)
    exact = network_density(town, events, samples, bandwidth=190.0, method=method)
    before = module.MOST_PATHS
    try:
        module.MOST_PATHS = 0
        near = network_density(town, events, samples, bandwidth=190.0, method=method)
    finally:
        module.MOST_PATHS = before
    assert near == pytest.approx(exact, abs=0.005 * (15 / 16 / 190.0) * max(events.segment.size, 1))


@pytest.mark.parametrize("method", ["discontinuous", "continuous"])
def test_mass_is_kept_where_there_is_no_dead_end_and_by_the_continuous_one_everywhere(method):
    town = grid_town(4)
    events = uniform(town, 30, np.random.default_rng(1))
    samples = every_so_often(town, metres=0.5)
    found = network_density(town, events, samples, bandwidth=170.0, method=method)
    assert 0.5 * found.sum() == pytest.approx(30, rel=1e-4)
    street = network([(0, 0), (100, 0)])
    event = snap(street, [10.0], [0.0], within=1.0)
    mass = 0.5 * network_density(street, event, every_so_often(street, metres=0.5), bandwidth=60.0, method=method).sum()
    kept = 1.0 if method == "continuous" else 0.5 + 15 / 16 * (1 / 6 - 2 / 3 / 6**3 + 1 / 5 / 6**5)  # to the dead end
    assert mass == pytest.approx(kept, abs=0.001)


def test_simple_density_counts_an_event_whole_on_every_street():
    town = network([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0), (100, 100)], [(100, 0), (100, -100)])
    event = snap(town, [100.0], [0.0], within=1.0)
    found = network_density(town, event, every_so_often(town, metres=1.0), bandwidth=50.0, method="simple")
    assert found.sum() == pytest.approx(2.0, rel=1e-3)  # four half kernels


def test_a_dense_town_is_finished_and_keeps_its_mass():
    town = grid_town(6, side=20.0)
    events = uniform(town, 40, np.random.default_rng(5))
    samples = every_so_often(town, metres=2.0)
    found = network_density(town, events, samples, bandwidth=200.0)
    assert 2 * found.sum() == pytest.approx(40, rel=2e-3)
    assert found.min() > 0


def test_the_same_on_one_and_two_threads_in_any_order_and_weights_are_repeats(monkeypatch):
    town = grid_town(10)
    events = uniform(town, 800, np.random.default_rng(3))
    samples = every_so_often(town, metres=30.0)
    for method in ("simple", "continuous"):
        found = []
        for threads in ("1", "2"):
            monkeypatch.setenv("BEFFROI_THREADS", threads)
            found.append(network_density(town, events, samples, bandwidth=150.0, method=method))
        shuffled = events.only(np.random.default_rng(4).permutation(800))
        again = network_density(town, shuffled, samples, bandwidth=150.0, method=method)
        assert np.array_equal(found[0], found[1])
        assert np.array_equal(found[0], again)
    twice = network_density(town, events.only(np.repeat(np.arange(5), 2)), samples, bandwidth=150.0)
    weighed = network_density(town, events.only(np.arange(5)), samples, bandwidth=150.0, weight=np.full(5, 2.0))
    assert twice == pytest.approx(weighed, rel=1e-12)


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, np.nan, np.inf])
def test_a_bandwidth_that_cannot_be_and_places_on_no_street(bandwidth):
    town = grid_town(2)
    samples = every_so_often(town, metres=50.0)
    with pytest.raises(ValueError, match="bandwidth"):
        network_density(town, samples, samples, bandwidth=bandwidth)
    with pytest.raises(ValueError, match="on a street"):
        network_density(town, snap(town, [1e6], [0.0], within=5.0), samples, bandwidth=9.0)


def test_no_event_gives_no_density():
    town = grid_town(2)
    nothing = OnStreets(segment=np.empty(0, np.int64), along=np.empty(0), away=np.empty(0))
    for method in ("simple", "discontinuous", "continuous"):
        found = network_density(town, nothing, every_so_often(town, metres=50.0), bandwidth=90.0, method=method)
        assert not found.any()


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


SPATSTAT = pytest.mark.parametrize(
    ("column", "method", "shape", "spread"),
    [
        ("esc_epanechnikov", "continuous", "epanechnikov", 5**0.5),
        ("esc_quartic", "continuous", "quartic", 7**0.5),
        ("esd_epanechnikov", "discontinuous", "epanechnikov", 5**0.5),
        ("esd_quartic", "discontinuous", "quartic", 7**0.5),
    ],
)


def spatstat_town():
    """The streets, the events and the places where spatstat gives its densities, and those."""
    ends = np.array([[[r["x0"], r["y0"]], [r["x1"], r["y1"]]] for r in rows("lines.csv")])
    town = network_of_points(ends.reshape(-1, 2), 2 * np.arange(len(ends) + 1))
    events = on(town, [r for r in rows("points.csv") if r["type"] == 1])
    table = rows("density.csv")
    return (town, events, on(town, table)), {name: [r[name] for r in table] for name in table[0]}


@SPATSTAT
def test_equal_split_densities_are_those_of_spatstat(column, method, shape, spread):
    (town, events, samples), table = spatstat_town()
    found = network_density(town, events, samples, bandwidth=40.0 * spread, method=method, shape=shape)
    assert np.allclose(position(town, samples)[0], table["x"], atol=1e-6)
    assert found == pytest.approx(table[column], rel=1e-9, abs=1e-12)


def on(town, table):
    segment = np.array([int(r["seg"]) - 1 for r in table])
    return OnStreets(
        segment=segment, along=np.array([r["tp"] for r in table]) * town.length[segment], away=np.zeros(len(table))
    )
