"""HDBSCAN: against its definition written out, against R and scikit-learn, planted groups, hard cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from beffroi.kernels.hdbscan import hdbscan, spanning_tree
from tests.kernels.patterns import MOVED, THREE

points = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), min_size=2, max_size=14)
FINEST = 0.5


def reachability(x, y, least):
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    core = np.sort(apart, axis=1)[:, least - 1]
    return np.maximum(np.maximum(apart, core), core[:, None])


def parts(inside, edges, distance):
    """Components of the points by the edges shorter than a distance."""
    number, label = connected_components(edges[np.ix_(inside, inside)] < distance, directed=False)
    return [inside[label == k] for k in range(number)]


def best_by_definition(inside, edges, least, birth, *, is_whole):
    """Summed stability and clusters of the best choice at and below one cluster, by removing ever shorter edges."""
    stability, left, own = 0.0, inside, []
    for distance in sorted(set(edges[np.ix_(inside, inside)][np.triu_indices(inside.size, 1)]), reverse=True):
        found = parts(left, edges, distance)
        if len(found) == 1:
            continue
        large = [each for each in found if each.size >= least]
        if len(large) == 1:
            stability += (left.size - large[0].size) * (1 / distance - birth)
            left = large[0]
            continue
        stability += left.size * (1 / distance - birth)
        below = [best_by_definition(each, edges, least, 1 / distance, is_whole=False) for each in large]
        own = [cluster for each in below for cluster in each[1]]
        summed = sum(each[0] for each in below)
        if is_whole or summed > stability:
            return summed, own
        return stability, [(stability, inside)]
    return stability, [] if is_whole else [(stability, inside)]


@settings(deadline=None, max_examples=150)
@given(points, st.integers(2, 4))
def test_it_is_the_definition(rows, least):
    """Clusters and stabilities, also where distances tie and points coincide."""
    x, y = np.array(rows, float).T
    if len(x) < least:
        assert (hdbscan(x, y, least=least).label == -1).all()
        return
    edges = np.maximum(reachability(x, y, least), FINEST)
    _, expected = best_by_definition(np.arange(len(x)), edges, least, 0.0, is_whole=True)
    found = hdbscan(x, y, least=least, finest=FINEST)
    made = {frozenset(np.flatnonzero(found.label == k).tolist()): s for k, s in enumerate(found.stability)}
    close = {frozenset(members.tolist()): stability for stability, members in expected}
    if set(made) != set(close):  # equal sums of stability may be chosen either way
        assert sum(made.values()) == pytest.approx(sum(close.values()), rel=1e-9)
    else:
        assert all(made[each] == pytest.approx(close[each], rel=1e-9) for each in made)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 25)), min_size=3, max_size=120), st.integers(2, 6))
def test_the_tree_is_as_short_as_any(rows, least):
    x, y = np.array(rows, float).T
    edges = reachability(x, y, min(least, len(x)))
    core = edges.diagonal().copy()
    pairs, length = spanning_tree(x, y, core)
    assert length == pytest.approx(edges[pairs[:, 0], pairs[:, 1]])
    ones = np.ones(len(pairs))
    joined = np.zeros((len(x), len(x)))
    joined[pairs[:, 0], pairs[:, 1]] = ones
    assert connected_components(joined, directed=False)[0] == 1
    shifted = edges + 1.0  # scipy takes 0 for no edge
    np.fill_diagonal(shifted, 0.0)
    assert length.sum() == pytest.approx(minimum_spanning_tree(shifted).sum() - (len(x) - 1))


def same_groups(label, others):
    """Whether two labellings, with none below 0, hold the same groups."""
    both = set(zip(label.tolist(), others.tolist(), strict=True))
    return len(both) == len(set(label.tolist())) == len(set(others.tolist())) and all(
        (a < 0) == (b < 0) for a, b in both
    )


def numbers(text):
    return np.array([int(each) for each in text.split()])


# dbscan::hdbscan(moved, minPts = 4)$cluster (tests/references/hdbscan.R); scikit-learn finds the same groups
R_MOVED_4 = numbers(
    "6 6 6 6 6 4 4 4 4 4 4 4 4 4 2 2 2 5 5 5 5 5 5 5 5 2 2 2 2 2 2 2 2 2 2 3 3 3 1 1 3 3 3 3 3 3 1 1 3 3 3 1 3 3 3 3 3 3 3 "
    "1 1 1"
)
# sklearn.cluster.HDBSCAN(min_cluster_size=8, min_samples=8).fit(...).labels_ (tests/references/hdbscan.py)
SKLEARN_MOVED_8 = numbers(
    "-1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 1 1 1 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 1 1 1 1 1 -1 -1 1 1 1 1 1 1 -1 -1 1 1 1 -1 1 1 1 "
    "1 1 1 1 -1 -1 -1"
)
SKLEARN_MEMBERSHIP = {("MOVED", 8): 47.747781675536, ("THREE", 4): 101.824830151529, ("THREE", 8): 85.286355213478}


def test_groups_are_those_of_r_and_scikit_learn():
    assert same_groups(hdbscan(*MOVED, least=4).label, R_MOVED_4)
    assert same_groups(hdbscan(*MOVED, least=8).label, SKLEARN_MOVED_8)
    for least in (4, 8):  # both peers: the three groups, none left out
        assert same_groups(hdbscan(*THREE, least=least).label, np.arange(1, 121) % 3)
    for (name, least), expected in SKLEARN_MEMBERSHIP.items():
        found = hdbscan(*(MOVED if name == "MOVED" else THREE), least=least)
        assert found.membership.sum() == pytest.approx(expected, rel=1e-10)


def test_planted_groups_of_different_density_are_found():
    """No single reach of DBSCAN finds both the tight and the loose group."""
    rng = np.random.default_rng(1)
    tight, loose = rng.normal([0, 0], 5, (100, 2)), rng.normal([2000, 0], 150, (100, 2))
    x, y = np.concatenate([tight, loose, rng.uniform(-3000, 5000, (40, 2))]).T
    found = hdbscan(x, y, least=15)
    assert found.stability.size == 2
    assert len(set(found.label[:90].tolist()) - {-1}) == len(set(found.label[100:190].tolist()) - {-1}) == 1
    assert (found.label[200:] < 0).mean() > 0.7
    assert found.stability[found.label[0]] > found.stability[found.label[100]]
    assert found.membership[found.label >= 0].max() == 1.0
    assert (found.membership[found.label < 0] == 0).all()


def test_the_order_of_rows_and_the_place_do_not_matter():
    rng = np.random.default_rng(3)
    x, y = rng.normal(0, 100, (2, 700)).round(0)
    mixed = rng.permutation(700)
    one, other = hdbscan(x, y, least=6, finest=1.0), hdbscan(x[mixed] + 4096, y[mixed] - 8192, least=6, finest=1.0)
    assert (one.label[mixed] == other.label).all()
    assert one.stability == pytest.approx(other.stability)


def test_hard_cases():
    assert hdbscan([], [], least=3).label.size == 0
    assert hdbscan([1.0], [1.0], least=3).label.tolist() == [-1]
    together = hdbscan([5.0] * 20, [5.0] * 20, least=4)
    assert (together.label == -1).all()  # the whole is never a cluster
    piles = hdbscan([5.0] * 20 + [90.0] * 20, [5.0] * 40, least=4, finest=1.0)
    assert piles.label.tolist() == [0] * 20 + [1] * 20
    assert piles.stability == pytest.approx([20 * (1 - 1 / 85)] * 2)
    line = hdbscan(np.arange(50.0), np.zeros(50), least=4)
    assert (line.label == -1).all()
    far = hdbscan(np.append(THREE[0], 1e9), np.append(THREE[1], -1e9), least=8)
    assert far.label[-1] == -1
    for bad in ({"least": 1}, {"least": 3, "finest": 0.0}):
        with pytest.raises(ValueError, match="least"):
            hdbscan([1.0, 2.0], [1.0, 2.0], **bad)
