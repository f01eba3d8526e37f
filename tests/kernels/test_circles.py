"""Fuzzy mode, STAC and the adjusted hierarchy: against their definitions written out, planted and absent, hard cases."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import circles
from beffroi.kernels.circles import WIDER, fuzzy_mode, stac
from beffroi.kernels.clusters import hierarchical_distance, nearest_neighbour_hierarchy

points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 25)), min_size=1, max_size=40)
BOUNDS = (0.0, 0.0, 40.0, 25.0)


@settings(deadline=None, max_examples=100)
@given(points, st.sampled_from([0.0, 1.0, 2.5, 5.0, 100.0]), st.sampled_from([1, 50, 4_000_000]))
def test_the_fuzzy_mode_is_the_definition(rows, reach, held):
    """However few pairs of places are held at once."""
    x, y = np.array(rows, float).T
    near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 <= reach**2
    with mock.patch.object(circles, "MANY_PAIRS", held):
        assert fuzzy_mode(x, y, reach=reach).tolist() == near.sum(axis=1).tolist()


def stac_by_definition(x, y, *, reach, least, lattice, most):
    """Every node of the lattice, every circle, and joining until no two sets share a point."""
    rise = reach * (3**0.5 / 2 if lattice == "triangular" else 1.0)
    circles = []
    row = 0
    while row < int(np.ceil(BOUNDS[3] / rise)) + 1:
        for column in range(int(np.ceil(BOUNDS[2] / reach)) + 2):
            east = (column + (0.5 if lattice == "triangular" and row % 2 else 0.0)) * reach
            inside = np.flatnonzero((x - east) ** 2 + (y - row * rise) ** 2 <= (WIDER * reach) ** 2 * (1 + 1e-12))
            if inside.size >= 2:
                circles.append((-inside.size, row, column, set(inside.tolist())))
        row += 1
    sets = [each[3] for each in sorted(circles, key=lambda each: each[:3])[:most]]
    joined = True
    while joined:
        joined = False
        for a in range(len(sets)):
            for b in range(a + 1, len(sets)):
                if sets[a] & sets[b]:
                    sets[a] |= sets.pop(b)
                    joined = True
                    break
            if joined:
                break
    return [each for each in sets if len(each) >= least]


@settings(deadline=None, max_examples=120)
@given(
    points,
    st.sampled_from([2.0, 3.7, 9.0]),
    st.integers(2, 6),
    st.sampled_from(["rectangular", "triangular"]),
    st.integers(1, 6),
)
def test_stac_is_the_definition(rows, reach, least, lattice, most):
    x, y = np.array(rows, float).T
    found = stac(x, y, bounds=BOUNDS, reach=reach, least=least, lattice=lattice, most=most)
    expected = stac_by_definition(x, y, reach=reach, least=least, lattice=lattice, most=most)
    made = [set(np.flatnonzero(found.label == k).tolist()) for k in range(found.circles.size)]
    assert sorted(map(sorted, made)) == sorted(map(sorted, expected))
    assert sorted(map(len, made), reverse=True) == list(map(len, made))
    assert found.circles.sum() <= most


def test_every_place_lies_in_a_circle_of_stac():
    rng = np.random.default_rng(1)
    for lattice in ("rectangular", "triangular"):
        x, y = rng.uniform(0, 40, 500), rng.uniform(0, 25, 500)
        found = stac(x, y, bounds=BOUNDS, reach=6.0, least=1, lattice=lattice, most=10_000)
        assert (found.label == 0).all()


def test_planted_hot_clusters_are_found():
    rng = np.random.default_rng(3)
    spots = np.array([[1000.0, 1000], [3000, 2000]])[np.arange(80) % 2] + rng.normal(0, 30, (80, 2))
    x, y = np.concatenate([spots, rng.uniform(0, 4000, (100, 2))]).T
    found = stac(x, y, bounds=(0, 0, 4000, 4000), reach=100.0, least=10, most=12)
    assert found.circles.size == 2
    for k in range(2):
        of = found.label[k:80:2]
        assert np.bincount(of[of >= 0]).max() >= 38


def near_by_definition(x, y, own):
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    return (apart <= own) & (apart <= own[:, None])


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 20), st.sampled_from([1.5, 3.5, 7.5])), min_size=2, max_size=40
    )
)
def test_the_adjusted_hierarchy_is_the_definition(rows):
    """Seed by seed: the point with most mutual neighbours takes those not taken."""
    x, y, own = np.array(rows, float).T
    near = near_by_definition(x, y, own)
    label, found = np.full(len(x), -1), 0
    for seed in sorted(range(len(x)), key=lambda k: (-near[k].sum(), x[k], y[k], k)):
        members = near[seed] & (label < 0)
        if label[seed] < 0 and near[seed].sum() >= 3 and members.sum() >= 3:
            label[members] = found
            found += 1
    orders = nearest_neighbour_hierarchy(x, y, area=600.0, least=3, reach=own)
    made = orders[0] if orders else np.full(len(x), -1)
    assert (made >= 0).sum() == (label >= 0).sum()
    assert made.tolist() == label.tolist()


def test_one_threshold_for_all_is_the_plain_hierarchy():
    x, y = np.random.default_rng(5).uniform(0, 1000, (2, 300))
    distance = hierarchical_distance(300, area=1e6)
    plain = nearest_neighbour_hierarchy(x, y, area=1e6, least=3)
    adjusted = nearest_neighbour_hierarchy(x, y, area=1e6, least=3, reach=np.full(300, distance))
    assert [each.tolist() for each in plain] == [each.tolist() for each in adjusted]


def test_hard_cases():
    assert fuzzy_mode([], [], reach=5).size == 0
    assert fuzzy_mode([3.0], [4.0], reach=5).tolist() == [1]
    assert fuzzy_mode([3.0] * 4, [4.0] * 4, reach=5).tolist() == [4] * 4
    assert stac([], [], bounds=BOUNDS, reach=5, least=2).label.size == 0
    assert stac([3.0], [4.0], bounds=BOUNDS, reach=5, least=2).label.tolist() == [-1]
    assert stac([3.0] * 5, [4.0] * 5, bounds=BOUNDS, reach=5, least=5).label.tolist() == [0] * 5
    line = stac(np.arange(40.0), np.zeros(40), bounds=BOUNDS, reach=2.0, least=5, most=1000)
    assert line.label.tolist() == [0] * 40
    far = stac([1.0, 1.5, 1e7], [1.0, 1.0, 1e7], bounds=(0, 0, 1e7, 1e7), reach=1.0, least=2)
    assert far.label.tolist() == [0, 0, -1]
    for bad in ({"reach": 0.0}, {"reach": 1.0, "least": 0}, {"reach": 1.0, "most": 0}):
        with pytest.raises(ValueError, match="positive"):
            stac([1.0], [1.0], bounds=BOUNDS, **bad)
    with pytest.raises(ValueError, match="0 or more"):
        fuzzy_mode([1.0], [1.0], reach=-1)
