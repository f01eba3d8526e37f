"""The nearest facility along the streets, against Floyd and Warshall."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.facilities import nearest_facility
from beffroi.kernels.network import OnStreets, snap, uniform
from tests.kernels.town_streets import apart, grid_town, network, shortest_ways, towns_with_places


@settings(deadline=None)
@given(towns_with_places(), st.integers(0, 5))
def test_the_nearest_facility_is_that_of_the_definition(given_town, n):
    town, places = given_town
    facilities, ways = uniform(town, n, np.random.default_rng(n)), shortest_ways(town)
    found = nearest_facility(town, places, facilities)
    for i in range(places.segment.size):
        away = [apart(town, ways, places, i, facilities, j) for j in range(n)]
        assert found.metres[i] == pytest.approx(min(away, default=np.inf))
        assert found.facility[i] == (int(np.argmin(away)) if np.isfinite(min(away, default=np.inf)) else -1)


def test_islands_have_none_and_equal_ones_go_to_the_first():
    town = network([(0, 0), (100, 0)], [(0, 50), (100, 50)])
    bars = snap(town, [80.0, 20.0], [0.0, 0.0], within=1.0)
    found = nearest_facility(town, snap(town, [50.0, 50.0], [0.0, 50.0], within=1.0), bars)
    assert found.facility.tolist() == [0, -1]
    assert found.metres.tolist() == [30.0, np.inf]


def test_off_the_streets_is_refused_and_a_large_town_is_quick_to_answer():
    town = grid_town(30)
    with pytest.raises(ValueError, match="on a street"):
        nearest_facility(town, snap(town, [1e6], [0.0], within=5.0), uniform(town, 3, np.random.default_rng(1)))
    everywhere = uniform(town, 5000, np.random.default_rng(2))
    found = nearest_facility(town, everywhere, everywhere)
    assert (found.metres == 0).all()
    assert isinstance(everywhere, OnStreets)
