"""Shares of Gaussians inside a study area: against a plain sum over the area, and their slopes against differences."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.pattern_window import polygons, rectangle

BOX = rectangle((500.0, -200.0, 1500.0, 400.0))
CITY = polygons(
    [
        shapely.Polygon(
            [(0, 0), (1000, 0), (1000, 600), (700, 600), (700, 300), (300, 300), (300, 1000), (0, 1000)],
            holes=[[(100, 100), (200, 100), (200, 250), (100, 250)]],
        ).wkb,
        shapely.box(1200, 0, 1300, 500).wkb,
    ]
)


def summed(window, x, y, spread, *, step=2.0):
    """The Gaussian round a place, added up over small squares of the study area."""
    west, south, east, north = window.bounds
    a, b = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    inside = window.holds(a.ravel(), b.ravel()).reshape(a.shape)
    height = np.exp(-((a - x) ** 2 + (b - y) ** 2) / (2 * spread**2)) / (2 * np.pi * spread**2)
    return float(height[inside].sum() * step**2)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 999), spread=st.floats(10.0, 400.0), is_box=st.booleans())
def test_the_share_is_the_mass_inside(seed, spread, is_box):
    window = BOX if is_box else CITY
    x, y = window.draw(1, rng=np.random.default_rng(seed))
    share, slope = EdgeShare(window, x, y).at(spread)
    assert share[0] == pytest.approx(summed(window, x[0], y[0], spread), abs=1e-3)
    around = [EdgeShare(window, x, y).at(spread * factor)[0][0] for factor in (np.exp(-1e-3), np.exp(1e-3))]
    assert slope[0] == pytest.approx((around[1] - around[0]) / 2e-3, abs=2e-5)


def test_places_on_the_border_and_in_corners():
    share, _ = EdgeShare(BOX, [500.0, 500.0, 1000.0], [100.0, -200.0, 100.0]).at(20.0)
    assert share == pytest.approx([0.5, 0.25, 1.0], abs=1e-8)
    share, _ = EdgeShare(CITY, [0.0, 1e-6, 300 - 1e-6, 150.0], [500.0, 1e-6, 300 - 1e-6, 100.0]).at(10.0)
    assert share == pytest.approx([0.5, 0.25, 0.75, 0.5], abs=2e-6)


def test_shares_read_between_spreads_are_the_exact_ones():
    x, y = CITY.draw(200, rng=np.random.default_rng(2))
    edges = EdgeShare(CITY, x, y)
    for spread in (11.0, 47.0, 160.0):
        exact = edges.in_polygons(spread)
        assert np.abs(edges.at(spread)[0] - exact[0]).max() < 2e-6
        assert np.abs(edges.at(spread)[1] - exact[1]).max() < 1e-4


def test_a_rectangle_given_as_polygons_of_many_edges_is_that_rectangle():
    corners = shapely.segmentize(shapely.box(500, -200, 1500, 400), 37.0)
    bent = shapely.union(corners, shapely.box(1500, 0, 1500.0001, 1))
    x, y = BOX.draw(100, rng=np.random.default_rng(3))
    for spread in (15.0, 80.0, 300.0):
        there, here = (EdgeShare(window, x, y).at(spread) for window in (polygons([bent.wkb]), BOX))
        assert there[0] == pytest.approx(here[0], abs=3e-6)
        assert there[1] == pytest.approx(here[1], abs=1e-4)
