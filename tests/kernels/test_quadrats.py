"""Quadrats: against the counts and areas written out, against spatstat, planted and absent, in hard cases."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels.pattern_window import polygons, rectangle
from beffroi.kernels.quadrats import quadrat_test
from tests.kernels.patterns import MOVED

points = st.lists(st.tuples(st.floats(0, 50), st.floats(0, 30)), min_size=1, max_size=40)
SHAPE = shapely.Polygon([(0, 0), (50, 0), (50, 30), (20, 12), (0, 30)])


@settings(deadline=None, max_examples=80)
@given(points, st.sampled_from([7.0, 10.0, 23.5]))
def test_counts_areas_and_chi_square_are_the_definition(rows, side):
    x, y = np.array(rows, float).T
    found = quadrat_test(x, y, window=rectangle((0, 0, 50, 30)), side=side, simulations=19)
    observed, expected = [], []
    for south in np.arange(0, 30 - 1e-9, side):
        for west in np.arange(0, 50 - 1e-9, side):
            east, north = min(west + side, 50), min(south + side, 30)
            inside = ((x > west) | (west == 0)) & (x <= east) & ((y > south) | (south == 0)) & (y <= north)
            observed.append(int(inside.sum()))
            expected.append(len(x) * (east - west) * (north - south) / 1500)
    assert found.observed.tolist() == observed
    assert found.expected == pytest.approx(expected)
    assert found.chi_square == pytest.approx(sum((o - e) ** 2 / e for o, e in zip(observed, expected, strict=True)))
    assert found.p_clustered == pytest.approx(stats.chi2.sf(found.chi_square, len(observed) - 1), abs=1e-12)


# quadrat.test(X, nx, ny), of equal squares, or with `tess`, `xbreaks` and `ybreaks`: $statistic, $parameter, $p.value, and
# that of alternative = "clustered" (tests/references/quadrats.R)
SPATSTAT = {
    ("square", 250.0): (36.5806451613, 15, 0.00291334094032, 0.00145667047016),
    ("square", 200.0): (54.935483871, 24, 0.000638734360032, 0.000319367180016),
    ("square", 300.0): (44.0931899642, 15, 0.000212660493003, 0.000106330246501),
    ("polygon", 200.0): (118.153114238, 15, 8.63210875253e-18, 4.31605437626e-18),
    ("polygon", 300.0): (104.877083253, 6, 4.80941199055e-20, 2.40470599528e-20),
}

SQUARE = rectangle((0, -1000, 1000, 0))
_NUMBER = np.arange(1, 63)
OTHER = 30 + 9.137 * ((7 * _NUMBER) % 41), 20 + 5.219 * ((11 * _NUMBER) % 59)
OUTLINE = polygons([shapely.Polygon([(0, 0), (900, 0), (900, 500), (420, 380), (0, 700)]).wkb])


def test_it_is_the_quadrat_test_of_spatstat():
    """In polygons spatstat clips on a grid of whole numbers: equal to seven digits."""
    for (shape, side), (chi_square, degrees, either, clustered) in SPATSTAT.items():
        seen, window = (MOVED, SQUARE) if shape == "square" else (OTHER, OUTLINE)
        found = quadrat_test(*seen, window=window, side=side, simulations=19)
        exact = 1e-10 if shape == "square" else 1e-7
        assert found.chi_square == pytest.approx(chi_square, rel=exact)
        assert found.degrees == degrees
        assert found.p_either == pytest.approx(either, rel=100 * exact)
        assert found.p_clustered == pytest.approx(clustered, rel=100 * exact)


def test_clipped_quadrats_add_up_to_the_window():
    window = polygons([SHAPE.wkb])
    x, y = window.draw(40, rng=np.random.default_rng(1))
    found = quadrat_test(x, y, window=window, side=9.0, simulations=19)
    assert found.area.sum() == pytest.approx(window.area)
    assert found.expected.sum() == pytest.approx(40)
    assert found.observed.sum() == 40
    assert (found.area <= 81 + 1e-9).all()


def test_planted_clusters_and_regular_spacing_are_told_apart():
    window = rectangle((0, 0, 1000, 1000))
    rng = np.random.default_rng(1)
    heap = quadrat_test(*rng.normal(500, 60, (2, 200)).clip(0, 1000), window=window, side=200)
    assert heap.p_simulated == 0.001
    assert heap.dispersion > 5
    spaced = np.meshgrid(np.arange(50, 1000, 100.0), np.arange(50, 1000, 100.0))
    even = quadrat_test(spaced[0].ravel(), spaced[1].ravel(), window=window, side=200)
    assert even.p_regular < 1e-6
    assert even.p_simulated == 1.0


def test_the_size_under_the_null():
    """Of 400 even spreads over a polygon as many are named at 5 % as a binomial allows (1 in 1,000)."""
    window = polygons([SHAPE.wkb])
    p = [
        quadrat_test(*window.draw(60, rng=np.random.default_rng(k)), window=window, side=10, simulations=99, seed=k)
        for k in range(400)
    ]
    low, high = stats.binom.ppf([0.0005, 0.9995], 400, 0.05)
    assert low <= sum(each.p_simulated <= 0.05 for each in p) <= high


def test_hard_cases():
    window = rectangle((0, 0, 100, 100))
    one = quadrat_test([5.0], [5.0], window=window, side=50)
    assert one.observed.tolist() == [1, 0, 0, 0]
    piled = quadrat_test([5.0] * 30, [5.0] * 30, window=window, side=50)
    assert piled.p_simulated == 0.001
    corners = quadrat_test([0.0, 100, 0, 100], [0.0, 0, 100, 100], window=window, side=50)
    assert corners.observed.tolist() == [1, 1, 1, 1]
    line = quadrat_test(np.arange(101.0), np.full(101, 50.0), window=window, side=50)
    assert line.observed.tolist() == [51, 50, 0, 0]
    for bad in (0.0, 100.0, 1e-3):
        with pytest.raises(ValueError, match="quadrats"):
            quadrat_test([5.0], [5.0], window=window, side=bad)
    for x in ([], [101.0]):
        with pytest.raises(ValueError, match="in the window"):
            quadrat_test(x, x, window=window, side=50)


def test_a_point_on_a_tip_counts_in_a_square_that_has_some_area():
    """The tip of the triangle touches the empty square to its west: expected there is nothing, and nothing is divided."""
    tip = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.Polygon([(20, 5), (30, 0), (30, 10)])])
    found = quadrat_test([1, 2, 20, 25.0], [1, 2, 5, 5.0], window=polygons([tip.wkb]), side=10, simulations=99)
    assert found.observed.tolist() == [2, 2]
    assert found.expected.round(3).tolist() == [2.667, 1.333]
    assert found.chi_square == pytest.approx(0.5)
