"""Clusters and centres: against their definitions written out, against R, and in hard cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.centrography import centrography, ellipse
from beffroi.kernels.clusters import dbscan, hierarchical_distance, nearest_neighbour_hierarchy
from tests.kernels.patterns import MOVED

points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 25)), min_size=1, max_size=60)


def by_definition(x, y, reach, least):
    """Core points, and which of them are joined, from the matrix of all distances."""
    near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 <= reach**2
    core = near.sum(axis=1) >= least
    joined = near & core & core[:, None]
    for _ in range(len(x)):
        joined = joined | (joined.astype(int) @ joined.astype(int) > 0)
    return near, core, joined


@settings(deadline=None, max_examples=150)
@given(points, st.sampled_from([1.0, 2.5, 5.0, 13.0]), st.integers(1, 6))
def test_dbscan_is_the_definition(rows, reach, least):
    x, y = np.array(rows, float).T
    found = dbscan(x, y, reach=reach, least=least)
    near, core, joined = by_definition(x, y, reach, least)
    assert (found.core == core).all()
    assert ((found.label >= 0) == (near & core).any(axis=1)).all()
    same = found.label[:, None] == found.label
    assert (same[core][:, core] == joined[core][:, core]).all()
    for k in np.flatnonzero((found.label >= 0) & ~core):
        squared = np.where(core, (x - x[k]) ** 2 + (y - y[k]) ** 2, np.inf)
        assert found.label[k] in found.label[squared == squared.min()]
    assert found.size.tolist() == np.bincount(found.label[found.label >= 0], minlength=found.size.size).tolist()
    assert (np.diff(found.size) <= 0).all()


# dbscan(m, eps = 40, 60, 80, minPts = 4)$cluster (tests/references/clusters.R)
R_LABELS = {
    40.0: "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 "
    "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
    60.0: "0 1 1 1 1 0 0 0 0 2 0 2 2 2 3 3 3 4 4 4 4 4 4 4 4 3 3 3 3 3 3 3 3 3 3 0 0 0 0 0 0 0 0 5 5 5 "
    "0 0 0 0 0 0 5 5 0 0 0 5 0 0 0 0",
    80.0: "0 1 1 1 1 2 2 2 2 2 2 2 2 2 3 3 3 4 4 4 4 4 4 4 4 3 3 3 3 3 3 3 3 3 3 5 5 5 0 0 6 6 0 6 6 6 "
    "0 0 5 5 5 0 6 6 6 6 6 6 6 0 0 0",
}


def test_dbscan_is_that_of_r():
    """The same groups; at 40 m a border point could join either of two, and both take the nearer one or the first."""
    for reach, expected in R_LABELS.items():
        found = dbscan(*MOVED, reach=reach, least=4)
        theirs = np.array([int(each) for each in expected.split()])
        assert ((found.label < 0) == (theirs == 0)).all()
        pairs = set(zip(found.label[found.core].tolist(), theirs[found.core].tolist(), strict=True))
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) == theirs.max()


def test_clusters_do_not_depend_on_the_order_of_rows_or_the_place():
    rng = np.random.default_rng(1)
    x, y = rng.normal([[0], [0]], 300, (2, 3000)).round(1)
    one = dbscan(x, y, reach=20.0, least=5)
    mixed = rng.permutation(3000)
    assert (dbscan(x[mixed], y[mixed], reach=20.0, least=5).label == one.label[mixed]).mean() > 0.999
    far = dbscan(np.append(x, 1e6), np.append(y, -1e6), reach=20.0, least=5)
    assert (far.label[:-1] == one.label).all()
    assert far.label[-1] == -1


def test_hard_cases():
    assert dbscan([], [], reach=1.0, least=2).size.size == 0
    assert dbscan([5.0], [5.0], reach=1.0, least=2).label.tolist() == [-1]
    assert dbscan([5.0], [5.0], reach=1.0, least=1).label.tolist() == [0]
    assert dbscan([5.0] * 9, [5.0] * 9, reach=1.0, least=9).label.tolist() == [0] * 9
    line = dbscan(np.arange(30.0), np.zeros(30), reach=1.0, least=3)
    assert (line.label == 0).all()
    assert line.core.sum() == 28
    with pytest.raises(ValueError, match="positive"):
        dbscan([5.0], [5.0], reach=0.0, least=1)
    assert nearest_neighbour_hierarchy([], [], area=1e6) == []
    assert nearest_neighbour_hierarchy([1.0], [1.0], area=1e6) == []


def test_the_hierarchy_finds_planted_clusters_of_clusters():
    rng = np.random.default_rng(2)
    centres = np.array([[1000, 1000], [1100, 1010], [1050, 1100], [8000, 8000], [8100, 8050], [8020, 8110.0]])
    x, y = (np.repeat(centres, 20, axis=0) + rng.normal(0, 4, (120, 2))).T
    x, y = np.append(x, rng.uniform(0, 10_000, 40)), np.append(y, rng.uniform(0, 10_000, 40))
    first, second, *_ = nearest_neighbour_hierarchy(x, y, area=1e8, least=10, reach=20.0)
    assert first.max() == 5
    assert all(len(set(first[20 * k : 20 * k + 20].tolist()) - {-1}) == 1 for k in range(6))
    groups = [second[first[20 * k]] for k in range(6)]
    assert groups[0] == groups[1] == groups[2] != groups[3] == groups[4] == groups[5]


def test_the_hierarchy_takes_the_busiest_seed_first():
    """Five points in a row, 1 apart: the middle one has most within 2; it takes all."""
    [label] = nearest_neighbour_hierarchy([0.0, 1, 2, 3, 4], [0.0] * 5, area=1e6, least=3, reach=2.0)
    assert label.tolist() == [0] * 5
    # seeds: 2 has 5; without it 1 and 3 would part the row
    assert nearest_neighbour_hierarchy([0.0, 1, 2, 3, 4], [0.0] * 5, area=1e6, least=6, reach=2.0) == []


def test_the_threshold_of_the_hierarchy():
    assert hierarchical_distance(100, area=1e6) == pytest.approx(50 - 1.645 * 2.6136)
    assert hierarchical_distance(100, area=1e6, z=-30.0) == 0


# centrography


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 3)), min_size=3, max_size=30))
def test_centres_and_axes_are_the_definition(rows):
    x, y, weight = np.array(rows, float).T
    made = centrography(x, y, weight=weight)
    xs, ys = np.repeat(x, weight.astype(int)), np.repeat(y, weight.astype(int))
    assert made.mean == pytest.approx((xs.mean(), ys.mean()), abs=1e-9)
    assert made.median == (np.median(xs), np.median(ys))
    assert made.standard_distance == pytest.approx(np.sqrt(((xs - xs.mean()) ** 2 + (ys - ys.mean()) ** 2).mean()))
    spread = np.linalg.eigvalsh(np.cov(xs, ys, bias=True))
    assert [made.short**2, made.long**2] == pytest.approx(spread, abs=1e-6)
    if made.long > made.short * (1 + 1e-6):
        along = np.radians(made.bearing)
        projected = (xs - xs.mean()) * np.sin(along) + (ys - ys.mean()) * np.cos(along)
        assert projected.std() == pytest.approx(made.long, rel=1e-6)
        assert 0 <= made.bearing < 180

    def summed(a, b):
        return np.hypot(xs - a, ys - b).sum()

    best = summed(*made.nearest)
    step = 0.05
    around = [summed(made.nearest[0] + i * step, made.nearest[1] + j * step) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    assert best <= min(around) + 1e-5 * best
    assert best <= summed(*made.mean) + 1e-6


def test_conventions_of_the_ellipse():
    x, y = np.random.default_rng(1).normal([[0], [0]], [[30], [10]], (2, 500))
    yuill, arcgis, crimestat = (centrography(x, y, convention=each) for each in ("yuill", "arcgis", "crimestat"))
    assert arcgis.long / yuill.long == pytest.approx(2**0.5)
    assert crimestat.long / yuill.long == pytest.approx((2 * 500 / 498) ** 0.5)
    assert yuill.bearing == crimestat.bearing == pytest.approx(90, abs=3)
    east, north = ellipse(yuill)
    assert np.hypot(east - yuill.mean[0], north - yuill.mean[1]).max() == pytest.approx(yuill.long)


def test_hard_centres():
    one = centrography([5.0, 5.0], [7.0, 7.0])
    assert (one.mean, one.median, one.nearest, one.long, one.standard_distance) == ((5, 7), (5, 7), (5, 7), 0, 0)
    assert np.isnan(one.bearing)
    line = centrography([0.0, 1.0, 2.0], [0.0, 1.0, 2.0])
    assert line.short == pytest.approx(0, abs=1e-9)
    assert line.bearing == pytest.approx(45)
    heavy = centrography([0.0, 10.0, 20.0], [0.0, 0.0, 5.0], weight=[1, 5, 1])
    assert heavy.nearest == pytest.approx((10, 0), abs=1e-6)
    with pytest.raises(ValueError, match="at least one"):
        centrography([], [])
