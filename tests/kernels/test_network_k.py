"""The network K function against its definition, spatstat, and chance."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from beffroi.kernels.envelopes import rank_envelope
from beffroi.kernels.network import OnStreets, near, network_of_points, reach_of, snap, uniform
from beffroi.kernels.network_k import network_k, simulated_k, ways_out
from tests.kernels.town_streets import apart, grid_town, network, shortest_ways, towns

DATA = Path(__file__).parent / "data" / "streets"
RADII = (0.0, 30.0, 75.0, 160.0)


def passing(town, ways, places, i, t, *, tiny=1e-3):
    """Places of the streets just under t metres from a place, counted where the distance crosses t on fine steps."""
    count = 0
    for f in range(town.segments):
        leave = OnStreets(segment=np.full(4001, f), along=np.linspace(0, town.length[f], 4001), away=np.zeros(4001))
        d = np.array([apart(town, ways, places, i, leave, j) for j in range(4001)]) - (t - tiny)
        count += int(((d[1:] > 0) != (d[:-1] > 0)).sum())
    return count


def drawn(town, n, seed):
    return uniform(town, n, np.random.default_rng(seed))


@settings(deadline=None, max_examples=8)
@given(towns(most=5).filter(lambda town: town.segments > 1), st.integers(0, 99))
def test_ways_out_are_where_the_distance_crosses_the_value(town, seed):
    places, ways = drawn(town, 3, seed), shortest_ways(town)
    reach = reach_of(town, limit=150.0)
    found = near(town, places, reach=reach)
    got = ways_out(town, places, found, reach=reach)
    for i in range(3):
        for k in range(found.first[i], found.first[i + 1]):
            assert got[k] == passing(town, ways, places, i, found.metres[k])


@settings(deadline=None)
@given(towns().filter(lambda town: town.segments > 0), st.integers(0, 99), st.integers(2, 7))
def test_without_correction_k_counts_pairs_by_floyd_and_warshall(town, seed, n):
    places, ways = drawn(town, n, seed), shortest_ways(town)
    between = np.array([apart(town, ways, places, i, places, j) for i in range(n) for j in range(n) if i != j])
    assume(not np.isclose(between[:, None], RADII, atol=1e-6).any())
    wanted = [town.metres / (n * (n - 1)) * (between <= r).sum() for r in RADII]
    assert network_k(town, places, radii=RADII, correction="none") == pytest.approx(wanted)


def small_town():
    with (DATA / "lines.csv").open(encoding="utf-8", newline="") as file:
        lines = [[float(value) for value in row.values()] for row in csv.DictReader(file)]
    town = network_of_points(np.array(lines).reshape(-1, 2), 2 * np.arange(len(lines) + 1))
    with (DATA / "points.csv").open(encoding="utf-8", newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    places = [[r for r in rows if r["type"] == kind] for kind in (1, 2)]
    return town, *(
        OnStreets(
            segment=(segment := np.array([int(r["seg"]) - 1 for r in own])),
            along=np.array([r["tp"] for r in own]) * town.length[segment],
            away=np.zeros(len(own)),
        )
        for own in places
    )


def spatstat_k():
    """What spatstat says of the small town, by column."""
    with (DATA / "k.csv").open(encoding="utf-8", newline="") as file:
        table = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    return {name: [row[name] for row in table] for name in table[0]}


@pytest.mark.parametrize("correction", ["ang", "none"])
def test_k_and_cross_k_are_those_of_spatstat(correction):
    town, one, other = small_town()
    table = spatstat_k()
    assert network_k(town, one, radii=table["r"], correction=correction) == pytest.approx(
        table[f"k_{correction}"], rel=1e-9
    )
    assert network_k(town, one, other, radii=table["r"], correction=correction) == pytest.approx(
        table[f"cross_{correction}"], rel=1e-9
    )


@pytest.mark.parametrize("town", [grid_town(6), network([(0, 0), (900, 0)], [(900, 0), (900, 500), (0, 0)])])
def test_with_the_correction_chance_gives_the_radius_on_any_network(town):
    found = simulated_k(town, 0, n=60, radii=(50.0, 150.0), simulations=199)
    error = found.std(axis=0) / 199**0.5
    assert np.all(np.abs(found.mean(axis=0) - (50.0, 150.0)) < 4 * error)


def test_planted_clusters_are_found_and_absent_ones_are_not_more_than_one_time_in_twenty():
    town = grid_town(5)
    radii = (40.0, 80.0, 160.0)
    null = simulated_k(town, 0, n=40, radii=radii, simulations=99)
    rejected = [
        rank_envelope(network_k(town, drawn(town, 40, 1000 + k), radii=radii), null).p <= 0.05 for k in range(200)
    ]
    assert binomtest(sum(rejected), 200, 0.05).pvalue > 0.001
    middle = drawn(town, 8, 3)
    x = np.repeat(middle.segment, 5)
    close = np.clip(np.repeat(middle.along, 5) + np.random.default_rng(1).normal(0, 8, 40), 0, 100)
    clustered = OnStreets(segment=x, along=close, away=np.zeros(40))
    assert rank_envelope(network_k(town, clustered, radii=radii), null).p == pytest.approx(0.01)


def test_crimes_about_facilities_are_found_by_the_cross_function():
    town = grid_town(5)
    bars = drawn(town, 6, 4)
    radii = (50.0, 100.0)
    null = simulated_k(town, bars, n=60, radii=radii, simulations=99)
    at_bars = OnStreets(segment=np.repeat(bars.segment, 5), along=np.repeat(bars.along, 5), away=np.zeros(30))
    assert rank_envelope(network_k(town, bars, at_bars, radii=radii), null).p == pytest.approx(0.01)
    anywhere = rank_envelope(network_k(town, bars, drawn(town, 60, 77), radii=radii), null)
    assert anywhere.p > 0.05


def test_coincident_one_none_islands_and_a_stray(monkeypatch):
    town = network([(0, 0), (100, 0)], [(0, 50), (100, 50)])
    same = snap(town, [50.0] * 4, [0.0] * 4, within=1.0)
    assert network_k(town, same, radii=(0.0, 10.0)).tolist() == [200.0, 200.0]
    one = same.only(np.array([0]))
    assert np.isnan(network_k(town, one, radii=(10.0,))).all()
    assert np.isnan(network_k(town, one.only(np.array([], int)), radii=(10.0,))).all()
    apart_ones = snap(town, [50.0, 50.0], [0.0, 50.0], within=1.0)
    assert network_k(town, apart_ones, radii=(1e5,)).tolist() == [0.0]
    with pytest.raises(ValueError, match="on a street"):
        network_k(town, snap(town, [1e6], [0.0], within=5.0), radii=(10.0,))
    for radii in ((), (5.0, 5.0), (-1.0, 2.0), (1.0, np.inf)):
        with pytest.raises(ValueError, match="radii"):
            network_k(town, same, radii=radii)


def test_the_same_on_one_and_two_threads(monkeypatch):
    found = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        found.append(simulated_k(grid_town(4), 0, n=30, radii=(60.0, 90.0), simulations=20, seed=5))
    assert np.array_equal(*found)
