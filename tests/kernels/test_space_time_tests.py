"""Mantel and Jacquez: against their definitions written out, against pointpats, planted and absent, in hard cases."""

import itertools
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels import space_time_tests
from beffroi.kernels.pairs import knox_test
from beffroi.kernels.space_time_tests import jacquez_test, mantel_test

events = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 8)), min_size=4, max_size=14
)  # coordinates and dates that tie


def pairs_of(x, y, day):
    for a, b in itertools.combinations(range(len(x)), 2):
        yield np.hypot(x[a] - x[b], y[a] - y[b]), abs(day[a] - day[b])


@settings(deadline=None, max_examples=60)
@given(events, st.sampled_from([(1.0, 2.0, -1.0), (0.5, 0.5, -2.0), (0.0, 0.0, 1.0)]))
def test_mantel_is_the_sum_over_pairs(rows, how):
    x, y, day = np.array(rows, float).T
    a, b, power = how
    found = mantel_test(x, y, day, distance_constant=a, lag_constant=b, power=power, permutations=64)
    near, soon = np.array([((d + a) ** power, (u + b) ** power) for d, u in pairs_of(x, y, day)]).T
    assert found.total == pytest.approx((near * soon).sum())
    assert found.expected == pytest.approx(near.sum() * soon.mean())
    if near.std() > 1e-6 * near.mean() and soon.std() > 1e-6 * soon.mean():
        assert found.correlation == pytest.approx(np.corrcoef(near, soon)[0, 1], abs=1e-9)


def shares(distance, k):
    """Each other's share of the k places nearest to each event: ties share what is left equally."""
    n = len(distance)
    made = np.zeros((n, n))
    for i in range(n):
        others = [j for j in range(n) if j != i]
        limit = sorted(distance[i, j] for j in others)[k - 1]
        closer = [j for j in others if distance[i, j] < limit]
        tied = [j for j in others if distance[i, j] == limit]
        made[i, closer] = 1.0
        made[i, tied] = (k - len(closer)) / len(tied)
    return made


@settings(deadline=None, max_examples=80)
@given(events, st.integers(1, 3), st.sampled_from([2, 200]))
def test_jacquez_is_the_sum_of_shared_neighbours(rows, k, pile):
    """Whether the pairs of events at one place are counted by day or looked at one by one."""
    x, y, day = np.array(rows, float).T
    with mock.patch.object(space_time_tests, "PILE", pile):
        found = jacquez_test(x, y, day, neighbours=(k,), permutations=64)
    near = shares((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2, k)
    soon = shares(np.abs(day[:, None] - day), k)
    assert found.observed[0] == pytest.approx((near * soon).sum())
    assert found.expected[0] == pytest.approx(len(x) * k * k / (len(x) - 1))


def test_ties_are_broken_in_every_way_at_once():
    """Three others as near at the second place: the mean over all choices of one of them is the share."""
    near = [{1, 2}, {1, 3}, {1, 4}]  # neighbours of event 0: 1 is nearest; 2, 3, 4 tie
    soon = {2, 1}
    mean = np.mean([len(each & soon) for each in near])
    x, y, day = [0.0, 1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 0.0, 2.0, -2.0], [0, 1, 3, 50, 90]
    assert shares(np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y)), 2)[0] @ np.isin(
        range(5), list(soon)
    ) == pytest.approx(mean)
    assert jacquez_test(x, y, day, neighbours=(2,), permutations=0).observed[0] > 0


NUMBER = np.arange(1, 61)
X = np.floor(NUMBER * 618.034 % 1000) + np.round(0.137 * (NUMBER % 7), 3)
Y = np.floor(NUMBER * 414.214 % 1000) + np.round(0.091 * (NUMBER % 5), 3)
DAY = np.floor(NUMBER * NUMBER * 7919.77 % 100003)
# pointpats.spacetime.mantel(place, day, permutations=0, scon=a, spow=power, tcon=b, tpow=power), pointpats 2.5.5
MANTEL = {
    (1, 1, -1): 0.007189581527107751,
    (50, 200, -1): 0.007918561304504447,
    (0, 0, 1): -0.012167630390830079,
}
# pointpats.spacetime.jacquez(place, day, k, permutations=0) (tests/references/space_time_tests.py)
JACQUEZ = {2: 5, 4: 16, 6: 38, 8: 64, 10: 100}


# surveillance::knox(dist(day), dist(cbind(x, y)), eps.t = 20000, eps.s = 200)$statistic, $null.value, surveillance 1.20.3
# (tests/references/space_time.R)
KNOX = {"pairs": 54, "expected": 51.4463276836}


def test_the_pairs_of_knox_are_those_of_surveillance():
    asked = {"distance_edges": (0, 200), "lag_edges": (0, 20_000), "convention": "closed", "permutations": 0}
    found = knox_test(X, Y, DAY, **asked)
    assert found.observed.tolist() == [[KNOX["pairs"]]]
    assert found.expected_exact[0, 0] == pytest.approx(KNOX["expected"], rel=1e-11)


def test_the_correlation_of_mantel_is_that_of_pointpats():
    for (a, b, power), expected in MANTEL.items():
        found = mantel_test(X, Y, DAY, distance_constant=a, lag_constant=b, power=power, permutations=0)
        assert found.correlation == pytest.approx(expected, rel=1e-10)


def test_jacquez_without_ties_is_that_of_pointpats():
    found = jacquez_test(X, Y, DAY, neighbours=tuple(JACQUEZ), permutations=0)
    assert found.observed.tolist() == list(JACQUEZ.values())


def test_p_is_the_share_of_all_arrangements():
    """Six events: the 720 arrangements of their dates, written out."""
    x, y, day = [0.0, 3, 9, 14, 40, 41], [0.0, 1, 0, 8, 2, 9], [1, 2, 9, 30, 33, 60]
    every = list(itertools.permutations(day))
    z = [mantel_test(x, y, each, permutations=0).total for each in every]
    j = [jacquez_test(x, y, each, neighbours=(2,), permutations=0).observed[0] for each in every]
    mantel = mantel_test(x, y, day, permutations=4999)
    jacquez = jacquez_test(x, y, day, neighbours=(2,), permutations=4999)
    assert np.mean(z) == pytest.approx(mantel.expected)
    assert np.std(z) == pytest.approx(mantel.spread, rel=0.05)
    assert np.mean(j) == pytest.approx(jacquez.expected[0])
    assert mantel.p == pytest.approx(np.mean(np.array(z) >= mantel.total - 1e-12), abs=0.025)
    assert jacquez.p[0] == pytest.approx(np.mean(np.array(j) >= jacquez.observed[0] - 1e-9), abs=0.025)


def test_knox_is_mantel_of_near_and_soon():
    """The same sum over pairs, of indicators: so they are tests of one family."""
    near, soon = np.array([(d < 300, u < 9000) for d, u in pairs_of(X, Y, DAY)]).T
    knox = knox_test(X, Y, DAY, distance_edges=(0, 300), lag_edges=(0, 9000), permutations=0)
    assert knox.observed[0, 0] == (near * soon).sum()


def town(n=200, seed=1, followers=0):
    rng = np.random.default_rng(seed)
    x, y, day = rng.uniform(0, 2000, n), rng.uniform(0, 2000, n), rng.integers(0, 200, n)
    of = rng.integers(0, n, followers)
    x = np.concatenate([x, x[of] + rng.uniform(-40, 40, followers)])
    y = np.concatenate([y, y[of] + rng.uniform(-40, 40, followers)])
    return x, y, np.concatenate([day, day[of] + rng.integers(0, 5, followers)])


def test_planted_interaction_is_found():
    data = town(followers=40)
    assert mantel_test(*data, distance_constant=50).p == 0.005
    found = jacquez_test(*data, neighbours=(1, 3, 5))
    assert found.p.tolist() == [0.005] * 3
    assert (found.observed > 1.5 * found.expected).all()


def test_the_size_under_the_null():
    """Of 300 draws without interaction as many are named at 5 % as a binomial allows (1 in 1,000)."""
    found = [(mantel_test(*town(50, k), permutations=99, seed=k).p,
              jacquez_test(*town(50, k), neighbours=(3,), permutations=99, seed=k).p[0]) for k in range(300)]  # fmt: skip
    low, high = stats.binom.ppf([0.0005, 0.9995], 300, 0.05)
    mantel, jacquez = (np.array(found) <= 0.05).sum(axis=0)
    assert low <= mantel <= high
    assert jacquez <= high


def test_the_answer_depends_on_neither_threads_nor_rows_nor_place(monkeypatch):
    x, y, day = town(150, followers=20)
    mixed = np.random.default_rng(2).permutation(x.size)
    made = []
    for threads, rows, moved in (("1", slice(None), 0.0), ("2", slice(None), 0.0), ("2", mixed, 640_000.0)):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        data = np.round(x[rows], 3) + moved, np.round(y[rows], 3), day[rows]
        found = mantel_test(*data), jacquez_test(*data)
        made.append((found[0].p, found[1].p.tolist(), found[0].total, found[1].observed.tolist()))
    assert made[0] == made[1]
    assert made[2][:2] == made[0][:2]
    assert made[2][2] == pytest.approx(made[0][2], rel=1e-9)


def test_hard_cases():
    for n in (0, 1):
        alone = mantel_test(np.zeros(n), np.zeros(n), np.zeros(n, int))
        assert (alone.total, alone.p) == (0.0, 1.0)
        assert np.isnan(alone.correlation)
        with pytest.raises(ValueError, match="neighbours"):
            jacquez_test(np.zeros(n), np.zeros(n), np.zeros(n, int), neighbours=(1,))
    same = mantel_test(np.zeros(5), np.zeros(5), np.arange(5))
    assert (same.p, np.isnan(same.correlation)) == (1.0, True)
    piled = jacquez_test(np.zeros(5), np.zeros(5), np.zeros(5, int), neighbours=(2,))
    assert piled.observed[0] == pytest.approx(piled.expected[0])
    assert piled.p[0] == 1.0
    line = jacquez_test(np.arange(9.0), np.zeros(9), np.arange(9), neighbours=(2,))
    assert line.observed[0] == pytest.approx(18)
    stray = mantel_test(np.append(np.arange(9.0), 1e9), np.zeros(10), np.append(np.arange(9), 9))
    assert stray.p <= 0.01
    for bad in ({"distance_constant": 0.0}, {"lag_constant": 0.0}):
        with pytest.raises(ValueError, match="above 0"):
            mantel_test([0, 1], [0, 1], [0, 1], **bad)
    for k in ((), (0,), (5,)):
        with pytest.raises(ValueError, match="neighbours"):
            jacquez_test(np.zeros(5), np.zeros(5), np.zeros(5, int), neighbours=k)


def test_thousands_at_one_place_are_counted_as_pair_by_pair():
    rng = np.random.default_rng(4)
    x, y = (np.append(np.full(260, 500.0), rng.integers(0, 1000, 120)) for _ in range(2))
    day = rng.integers(0, 90, 380)
    found = jacquez_test(x, y, day, neighbours=(1, 5), permutations=99)
    with mock.patch.object(space_time_tests, "PILE", 10_000):
        slowly = jacquez_test(x, y, day, neighbours=(1, 5), permutations=99)
    np.testing.assert_allclose(found.simulated, slowly.simulated, rtol=1e-12)
    assert found.p.tolist() == slowly.p.tolist()
