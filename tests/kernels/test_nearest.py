"""Nearest neighbours, F, G, J, and envelopes of curves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels.bandwidths import mean_square_bandwidth
from beffroi.kernels.envelopes import rank_envelope
from beffroi.kernels.nearest import (
    distance_distribution,
    donnelly,
    expected_distance,
    expected_spread,
    f_function,
    g_function,
    j_function,
    neighbour_distances,
)
from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.second_order import k_function
from tests.kernels.patterns import MOVED, MOVED_WINDOW, REDWOOD

AT = np.array([25.0, 50, 100, 200, 250])
points = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 60)), min_size=5, max_size=30)


@settings(deadline=None, max_examples=40)
@given(points)
def test_neighbour_distances_are_the_smallest_of_all(rows):
    x, y = np.array(rows).T
    every = np.hypot(x[:, None] - x, y[:, None] - y)
    every[np.eye(len(x), dtype=bool)] = np.inf
    assert neighbour_distances(x, y, orders=3) == pytest.approx(np.sort(every, axis=1)[:, :3], abs=1e-9)


def test_expected_distances_are_those_of_simulation():
    """On a torus, where nothing is hidden: the mean and spread of the k-th distance."""
    x, y = np.random.default_rng(1).uniform(0, 1, (2, 4000))
    tiles = [(x + i, y + j) for i in (0, -1, 1) for j in (0, -1, 1)]
    near = neighbour_distances(*np.concatenate(tiles, axis=1), orders=5)[:4000]
    for k in range(5):
        assert near[:, k].mean() == pytest.approx(expected_distance(k + 1, density=4000), rel=0.02)
        assert near[:, k].std() == pytest.approx(expected_spread(k + 1, density=4000, n=1), rel=0.04)


# spatstat (tests/references/point_patterns.R)


NNDIST = [39.25847702, 65.50000202, 81.22908756, 103.93671477]  # mean(nndist(U, k = )), k from 1 to 4
CLARK_EVANS = {"none": 0.60530769, "donnelly": 0.57237410, "log10_p": -8.55949308}  # the calls stand in the test


def test_the_index_of_clark_and_evans_is_that_of_spatstat():
    """clarkevans(U, correction = ), clarkevans.test(U, correction = "none", alternative = "two.sided")."""
    near = neighbour_distances(*MOVED, orders=4).mean(axis=0)
    assert near == pytest.approx(NNDIST, rel=1e-9)
    area, (width, height) = MOVED_WINDOW.area, MOVED_WINDOW.size
    expected = expected_distance(1, density=62 / area)
    assert near[0] / expected == pytest.approx(CLARK_EVANS["none"], rel=1e-7)
    corrected = near[0] / donnelly(62, area=area, perimeter=2 * (width + height))[0]
    assert corrected == pytest.approx(CLARK_EVANS["donnelly"], rel=1e-7)
    z = (near[0] - expected) / expected_spread(1, density=62 / area, n=62)
    log10_p = math.log10(2 * stats.norm.sf(abs(z)))
    assert log10_p == pytest.approx(CLARK_EVANS["log10_p"], abs=1e-4)  # spatstat rounds 0.26136


# Gest(U, r = fine, correction = ), at 25, 50, 100, 200, 250
GEST = {
    "border": [0.27868852, 0.86885246, 0.94444444, 1.0, 1.0],
    "kaplan_meier": [0.27868852, 0.86885246, 0.94379391, 0.96252927, 0.96252927],
    "none": [0.27419355, 0.85483871, 0.91935484, 1.0, 1.0],
}
# Fest(U, r = fine, correction = , eps = 2)
FEST = {
    "border": [0.10698700, 0.29848815, 0.63858845, 0.99791152, 1.0],
    "kaplan_meier": [0.10419408, 0.28285336, 0.62518565, 0.99812975, 1.0],
}
JEST = {"border": [0.80740017, 0.18632893, 0.15407407], "kaplan_meier": [0.80501183, 0.18257776, 0.15014549]}


def test_g_is_that_of_spatstat():
    for method, expected in GEST.items():
        found = g_function(*MOVED, window=MOVED_WINDOW, radii=AT, method=method)
        assert found == pytest.approx(expected, abs=6e-3 if method == "kaplan_meier" else 1e-8), method


def test_f_and_j_are_those_of_spatstat():
    """Both look from a lattice of places, not the same one: two digits."""
    for method, expected in FEST.items():
        assert f_function(*MOVED, window=MOVED_WINDOW, radii=AT, method=method) == pytest.approx(expected, abs=6e-3)
    for method, expected in JEST.items():
        found = j_function(*MOVED, window=MOVED_WINDOW, radii=AT[:3], method=method)
        assert found == pytest.approx(expected, abs=1.5e-2)


DIGGLE = {"translation": 22.73308, "border": 31.9762}  # bw.diggle(U, correction = )
DIGGLE_ISOTROPIC = 31.9762  # bw.diggle(U, correction = "isotropic")
DIGGLE_ERRORS = [
    -2.98499859,
    -2.99089074,
]  # attr(bw.diggle(U, correction = "isotropic"), "cv")[c(92, 129)], at 22.7 and 32.0
DIGGLE_REDWOOD = 22.50489237  # 1000 * bw.diggle(redwood)


def test_the_bandwidth_of_diggle_is_that_of_spatstat():
    """bw.diggle(U, correction = ), and bw.diggle(redwood) in metres."""
    for correction, expected in DIGGLE.items():
        found = mean_square_bandwidth(*MOVED, window=MOVED_WINDOW, correction=correction)
        assert found == pytest.approx(expected, rel=1e-5), correction
    square = rectangle((0, -1000, 1000, 0))
    assert mean_square_bandwidth(*(1000 * part for part in REDWOOD), window=square) == pytest.approx(
        DIGGLE_REDWOOD, rel=1e-8
    )


def errors_of_bandwidths(x, y, *, window, among, steps):
    """Return Berman and Diggle's error of 22.73 and 31.98 metres, each pair put at a share of the step it falls in."""
    density = len(x) / window.area
    radii = np.linspace(0, 255.31, 511 * steps + 1)
    k = np.concatenate(([0.0], k_function(x, y, window=window, radii=radii[1:], correction="isotropic")))
    made = []
    for at in (91 * steps, 128 * steps):
        r = radii[at]
        share = np.minimum((radii[:-1] + among * np.diff(radii)) / (2 * r), 1.0)
        common = 2 * r * r * (np.arccos(share) - share * np.sqrt(1 - share**2))
        disc = np.pi * r * r
        made.append((1 / density - 2 * k[at]) / disc + (common * np.diff(k)).sum() / disc**2)
    return made


def test_why_the_isotropic_bandwidth_differs_from_that_of_spatstat():
    """spatstat puts every pair at the beginning of its step: its own errors, digit by digit; and finer steps deny them."""
    how = {"x": MOVED[0], "y": MOVED[1], "window": MOVED_WINDOW}
    assert errors_of_bandwidths(**how, among=0.0, steps=1) == pytest.approx(DIGGLE_ERRORS, abs=1e-8)
    for among, steps in ((0.5, 1), (0.0, 8), (0.5, 8), (1.0, 8)):
        first, second = errors_of_bandwidths(**how, among=among, steps=steps)
        assert first < second - 0.003
    found = mean_square_bandwidth(*MOVED, window=MOVED_WINDOW, correction="isotropic")
    assert found == pytest.approx(DIGGLE["translation"], rel=1e-5)
    assert np.argmin(DIGGLE_ERRORS) == 1
    assert pytest.approx(255.31 / 511 * 128 / 2, rel=1e-6) == DIGGLE_ISOTROPIC


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=20))
def test_kaplan_and_meier_by_hand(rows):
    d, b = np.array(rows, float).T
    radii = np.arange(0.5, 10)
    alive, expected = 1.0, []
    for r in radii:
        s = r - 0.5  # distances are whole: the only one between two radii
        risk = ((d >= s) & (b >= s)).sum()
        alive *= 1 - ((d == s) & (d <= b)).sum() / risk if risk else 1.0
        expected.append(1 - alive)
    assert distance_distribution(d, b, radii=radii, method="kaplan_meier") == pytest.approx(expected, abs=1e-12)


def test_hard_patterns_have_distances():
    assert neighbour_distances([], [], orders=2).shape == (0, 2)
    assert neighbour_distances([1.0], [1.0]).tolist() == [[np.inf]]
    assert neighbour_distances([1.0, 1.0], [2.0, 2.0]).tolist() == [[0.0], [0.0]]
    area = rectangle((0, 0, 10, 10))
    assert np.isnan(g_function([5.0, 5.0], [5.0, 5.0], window=area, radii=[6.0], method="border")).all()
    assert j_function([5.0] * 3, [5.0] * 3, window=area, radii=[1.0, 2.0]).tolist() == [0, 0]


# envelopes


def test_extreme_rank_lengths_by_hand():
    """Ranks from the nearer end: the first curve is extreme once, the second twice."""
    curves = np.array([[9.0, 5, 5], [0, 9, 5.5], [5, 4, 4], [6, 6, 6], [4, 5.5, 7]])
    found = rank_envelope(curves[0], curves[1:], alpha=0.2)
    # smallest ranks: (1, 2, 2), (1, 1, 3), (1, 1, 3) and so on: see the ranks written out
    ranks = np.array([[5, 2, 2], [1, 5, 3], [3, 1, 1], [4, 4, 4], [2, 3, 5]], float)
    nearer = np.sort(np.minimum(ranks, 6 - ranks), axis=1)
    extreme = sum(tuple(row) <= tuple(nearer[0]) for row in nearer[1:])
    assert found.p == (extreme + 1) / 5
    assert found.p_least <= found.p <= found.p_most


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_a_curve_leaves_the_global_envelope_if_and_only_if_p_says_so(seed):
    rng = np.random.default_rng(seed)
    curves = rng.normal(size=(40, 1)) + 0.5 * rng.normal(size=(40, 8)).cumsum(axis=1)
    found = rank_envelope(curves[0] * 2, curves[1:], alpha=0.05)
    leaves = ((curves[0] * 2 < found.lower) | (curves[0] * 2 > found.upper)).any()
    assert leaves == (found.p <= 0.05)
    assert (found.low <= found.high).all()


def test_points_without_a_value_play_no_part():
    curves = np.random.default_rng(1).normal(size=(100, 4))
    curves[3, 2] = np.nan
    found = rank_envelope(curves[0], curves[1:])
    assert found.used.tolist() == [True, True, False, True]
    assert np.isnan(found.lower[2])
    nothing = rank_envelope([np.nan], [[1.0], [2.0]])
    assert (nothing.p, nothing.used.any()) == (1, False)
    with pytest.raises(ValueError, match="as long"):
        rank_envelope([1.0], [[1.0, 2.0]])


def test_the_size_of_the_global_test_is_its_level():
    """2,000 curves like the simulated ones: rejected at 5 % as often as a binomial of 5 % allows (1 in 1,000)."""
    rng = np.random.default_rng(2)
    curves = rng.normal(size=(2000, 40, 10)).cumsum(axis=2)
    rejected = sum(rank_envelope(each[0], each[1:]).p <= 0.05 for each in curves)
    low, high = stats.binom.ppf([0.0005, 0.9995], 2000, 0.05)
    assert low <= rejected <= high
