"""Space-time scan: every cylinder written out, SaTScan's own output, planted clusters, and the size under the null."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from beffroi.kernels import _scan
from beffroi.kernels.scan import Windows, permutation_scan, poisson_scan, recurrence_interval
from tests.kernels.satscan import EVENTS, PLACES

LINE = np.arange(8) * 100.0


def random_map(seed, places=6, steps=5, mean=1.5):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(mean, (places, steps))
    counts[0, 0] += 1
    return rng.integers(0, 4, places) * 10.0, rng.integers(0, 4, places) * 10.0, counts, rng.integers(1, 9, places)


def every_cylinder(x, y, weight, steps, windows):
    """Yield (locations, first step, step after) of every cylinder within the shares, by comparing all distances."""
    longest = max(1, int(windows.temporal_share * steps))
    for centre in range(x.size):
        apart = np.hypot(x - x[centre], y - y[centre])
        for radius in np.unique(apart.round(6)):
            inside = apart <= radius + 1e-6
            if weight[inside].sum() > windows.spatial_share * weight.sum() + 1e-9:
                continue
            for first in range(steps):
                for after in range(first + 1, min(first + longest, steps) + 1):
                    if after == steps or not windows.is_prospective:
                        yield inside, first, after


def by_likelihood(counts, expected, inside, first, after):
    """The ratio of Poisson likelihoods with and without a higher risk inside, cell by cell."""
    n, e, total = counts[inside, first:after].sum(), expected[inside, first:after].sum(), counts.sum()
    if n < 2 or e <= 0 or n <= e:
        return 0.0
    risk = np.full(counts.shape, (total - n) / (total - e) if total > e else 1.0)
    risk[inside, first:after] = n / e
    return float((poisson.logpmf(counts, expected * risk) - poisson.logpmf(counts, expected)).sum())


def clusters_by_enumeration(x, y, counts, expected, weight, windows):
    """Take the most likely cylinder, then the most likely that shares no location with those taken, and so on."""
    cylinders = [
        (by_likelihood(counts, expected, *each), each)
        for each in every_cylinder(x, y, weight, counts.shape[1], windows)
    ]
    taken, found = np.zeros(x.size, bool), []
    while True:
        free = [(ratio, each) for ratio, each in cylinders if not (each[0] & taken).any()]
        top = max((ratio for ratio, _ in free), default=0.0)
        if top <= 1e-9:
            return found
        ties = [each for ratio, each in free if ratio > top - 1e-9]
        found.append((top, ties))
        if len({(tuple(np.flatnonzero(each[0])), each[1:]) for each in ties}) > 1:
            return found  # which of equals is taken decides the rest
        taken |= ties[0][0]


def assert_same_clusters(scan, defined):
    assert len(scan.clusters) >= len(defined)
    for cluster, (ratio, ties) in zip(scan.clusters, defined, strict=False):
        assert cluster.ratio == pytest.approx(ratio, abs=1e-9)
        named = {(tuple(np.flatnonzero(inside)), first, after) for inside, first, after in ties}
        assert (tuple(sorted(cluster.members)), cluster.first, cluster.after) in named


@pytest.mark.parametrize("is_compiled", [False, True])
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), is_prospective=st.booleans(), share=st.sampled_from([0.25, 0.5]))
def test_the_permutation_scan_is_its_definition(is_compiled, seed, is_prospective, share):
    x, y, counts, _ = random_map(seed)
    windows = Windows(is_prospective=is_prospective, spatial_share=share, temporal_share=share)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    defined = clusters_by_enumeration(x, y, counts, expected, counts.sum(axis=1), windows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_scan, "LITTLE_WORK", 0 if is_compiled else 10**12)
        assert_same_clusters(permutation_scan(x, y, counts, windows=windows, permutations=0), defined)


@pytest.mark.parametrize("is_compiled", [False, True])
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10**6), follows_time=st.booleans())
def test_the_poisson_scan_is_its_definition(is_compiled, seed, follows_time):
    x, y, counts, people = random_map(seed)
    days = np.array([31.0, 28.0, 31.0, 30.0, 31.0])
    by_time = counts.sum(axis=0) if follows_time else counts.sum() * days / days.sum()
    defined = clusters_by_enumeration(
        x, y, counts, np.outer(people / people.sum(), by_time), people.astype(float), Windows()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_scan, "LITTLE_WORK", 0 if is_compiled else 10**12)
        scan = poisson_scan(x, y, counts, population=people, days=days, follows_time=follows_time, permutations=0)
    assert_same_clusters(scan, defined)


COUNTS = np.zeros((len(PLACES), 1001), int)
np.add.at(COUNTS, tuple(np.array(EVENTS).T), 1)
SATSCAN = {"members": [6, 11, 21, 22], "cases": 10, "expected": 5.46, "ratio": 1.622161, "relative": 1.83}


def test_it_is_as_in_satscan():
    """SaTScan 9.4.4, prospective space-time permutation, Cartesian coordinates, generic time 0 to 1000, circles of at
    most 50 % of the cases and 50 units: its output for these 100 cases (see tests/kernels/satscan.py)."""
    x, y = np.array(PLACES, dtype=float).T
    top = permutation_scan(x, y, COUNTS, windows=Windows(is_prospective=True, radius=50)).clusters[0]
    assert sorted(top.members + 1) == SATSCAN["members"]
    assert (x[top.centre], y[top.centre], top.radius) == (30, 30, 20)
    assert (top.first, top.after - 1, top.observed, round(top.expected, 2)) == (
        930,
        1000,
        SATSCAN["cases"],
        SATSCAN["expected"],
    )
    assert round(top.observed_over_expected, 2) == SATSCAN["relative"]
    assert top.ratio == pytest.approx(SATSCAN["ratio"], abs=5e-7)
    assert top.p > 0.9  # 1.00, stopped after 50 simulations


FIVE = (
    [0, 10, 13, 40, 55],
    [0, 0, 5, 10, 0],
    [[2, 3, 1, 0, 2, 4], [1, 2, 9, 8, 1, 2], [0, 1, 7, 6, 2, 1], [3, 2, 2, 1, 0, 3], [1, 0, 2, 3, 1, 2]],
)
FIVE_PEOPLE = [100, 150, 120, 200, 130]
SPATSTAT = {"twice_the_ratio": 36.8326053216, "expected": 9.25714285714, "cases": 30}


def test_it_is_as_in_spatstat():
    """R 4.2.2, spatstat.explore 3.0-6: the largest scanPoisLRTS(n, N, E, N, "greater") / 2 over every circle and
    interval of at most half of the population and of the steps, enumerated by a loop in R: 36.8326053216 / 2."""
    top = poisson_scan(*FIVE, population=FIVE_PEOPLE).clusters[0]
    assert 2 * top.ratio == pytest.approx(SPATSTAT["twice_the_ratio"], rel=1e-11)
    assert (sorted(top.members + 1), top.first + 1, top.after, top.observed) == ([2, 3], 3, 4, SPATSTAT["cases"])
    assert top.expected == pytest.approx(SPATSTAT["expected"], rel=1e-11)


@pytest.mark.parametrize("is_elliptic", [False, True])
def test_the_compiled_search_and_the_plain_one_give_the_same(monkeypatch, is_elliptic):
    x, y, counts, people = random_map(4, places=12, steps=9)
    windows = Windows(is_elliptic=is_elliptic)
    found = []
    for work in (0, 10**12):
        monkeypatch.setattr(_scan, "LITTLE_WORK", work)
        found.append(poisson_scan(x, y, counts, population=people, windows=windows, permutations=60))
    fast, plain = found
    assert np.allclose(fast.simulated, plain.simulated, rtol=1e-12)
    for one, other in zip(fast.clusters, plain.clusters, strict=True):
        assert one.members.tolist() == other.members.tolist()
        assert (one.first, one.after, one.observed, one.shape) == (
            other.first,
            other.after,
            other.observed,
            other.shape,
        )
        assert one.ratio == pytest.approx(other.ratio, rel=1e-12)


def test_a_planted_cluster_is_found_where_and_when_it_is():
    rng = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(7.0), np.arange(7.0))
    x, y = x.ravel(), y.ravel()
    counts = rng.poisson(3, (49, 20))
    inside = np.hypot(x - 4, y - 2) <= 1
    counts[inside, 8:13] += 6
    for scan in (permutation_scan(x, y, counts), poisson_scan(x, y, counts, population=np.ones(49))):
        top = scan.clusters[0]
        assert sorted(top.members) == np.flatnonzero(inside).tolist()
        assert (top.first, top.after, top.p) == (8, 13, 0.001)
        assert all(other.p > 0.05 for other in scan.clusters[1:])
        assert top.relative_risk(scan.total) > top.observed_over_expected
    assert top.observed_over_expected == pytest.approx(3, rel=0.15)  # planted: 9 for 3, the average a little higher


def test_a_long_cluster_is_found_by_an_ellipse():
    counts = np.random.default_rng(1).poisson(2, (81, 6))
    y, x = np.divmod(np.arange(81.0), 9)
    counts[(y == 4) & (abs(x - 4) <= 2), 2:4] += 8
    circle, ellipse = (
        permutation_scan(x, y, counts, permutations=9, windows=Windows(is_elliptic=long)).clusters[0]
        for long in (False, True)
    )
    assert ellipse.ratio > circle.ratio
    assert (ellipse.shape, ellipse.angle) == (3.0, 0.0)
    assert sorted(ellipse.members) == [38, 39, 40, 41, 42]


@pytest.mark.parametrize("model", ["permutation", "poisson"])
def test_the_size_under_the_null_is_nominal(model, monkeypatch):
    """2,000 maps without a cluster among 1,999 simulations; 5 % ± 4 standard errors of both."""
    monkeypatch.setattr(_scan, "LITTLE_WORK", 0)
    rng = np.random.default_rng(11)
    people = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    place, step = rng.choice(8, 120, p=people / 36), rng.integers(0, 6, 120)

    def scan(counts, permutations):
        if model == "permutation":
            return permutation_scan(LINE, 0 * LINE, counts, most=1, permutations=permutations)
        return poisson_scan(LINE, 0 * LINE, counts, population=people, most=1, permutations=permutations)

    def null():
        if model == "permutation":  # the same numbers by place and by step
            return np.bincount(place * 6 + rng.permutation(step), minlength=48).reshape(8, 6)
        return np.bincount(rng.choice(8, 120, p=people / 36) * 6 + rng.integers(0, 6, 120), minlength=48).reshape(8, 6)

    simulated = scan(null(), 1999).simulated
    tops = [max((each.ratio for each in scan(null(), 0).clusters), default=0.0) for _ in range(2000)]
    p = np.array([((simulated >= top - 1e-9).sum() + 1) / 2000 for top in tops])
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=4 * np.sqrt(2 * 0.05 * 0.95 / 2000))


def test_the_answer_depends_on_the_seed_and_not_on_the_threads(monkeypatch):
    x, y, counts, _ = random_map(8, places=12, steps=9)
    monkeypatch.setattr(_scan, "LITTLE_WORK", 0)
    found = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        found.append(permutation_scan(x, y, counts, permutations=50).simulated)
    assert np.array_equal(*found)
    assert not np.array_equal(found[0], permutation_scan(x, y, counts, permutations=50, seed=2).simulated)


def test_moving_or_reordering_the_map_changes_nothing():
    x, y, counts, _ = random_map(5, places=10, steps=6, mean=3)
    order = np.random.default_rng(1).permutation(10)
    here = permutation_scan(x, y, counts, permutations=0).clusters
    there = permutation_scan(x + 360_000.0, y + 720_000.0, counts, permutations=0).clusters
    mixed = permutation_scan(x[order], y[order], counts[order], permutations=0).clusters
    assert [each.members.tolist() for each in here] == [each.members.tolist() for each in there]
    assert here[0].ratio == pytest.approx(mixed[0].ratio, rel=1e-12)


def test_hard_cases():
    together = permutation_scan([5, 5, 5], [1, 1, 1], np.eye(3, dtype=int) * 4)
    assert together.clusters == ()  # all in one place: no window holds only half of the events
    assert permutation_scan([0], [0], [[3, 1]]).clusters == ()
    assert permutation_scan([0, 9], [0, 0], [[4], [4]], permutations=9).clusters == ()  # one step: no time to compare
    for counts in (np.zeros((3, 4)), np.zeros((0, 4)), [[0.5, 1]], [[-1, 2]]):
        with pytest.raises(ValueError, match=r"event|shape|whole"):
            permutation_scan(np.zeros(len(counts)), np.zeros(len(counts)), counts)
    with pytest.raises(ValueError, match="finite"):
        permutation_scan([np.nan], [0], [[1, 2]])
    with pytest.raises(ValueError, match="positive"):
        poisson_scan([0, 1], [0, 0], [[1, 2], [2, 1]], population=[0, 5])
    with pytest.raises(ValueError, match=r"at most 0\.5"):
        Windows(spatial_share=0.6)


def test_thresholds_never_spare_a_window_that_passes():
    total = 1500
    limit, least = _scan.thresholds(total)
    n = np.arange(1, total + 1)
    for row, height in enumerate(_scan.HEIGHTS):
        assert (_scan.log_ratio(n, limit[row, 1:], total=total) <= height + 1e-6).all()
        for e in (0.3, 2.0, 70.0, 800.0):
            passing = n[(_scan.log_ratio(n, e, total=total) > height) & (n > e) & (n <= total / 2)]
            assert least[row, int(np.sqrt(e) * _scan.FINE)] <= (passing - e).min(initial=np.inf)


def test_the_recurrence_interval_is_time_over_p():
    assert recurrence_interval(0.001, days=1) == pytest.approx(1000)
