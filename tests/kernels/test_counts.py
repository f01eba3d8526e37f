"""Intervals and tests of Poisson counts: against the definition, published values, and their own size."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels.counts import Dispersion, dispersion, e_test, poisson_interval, rate_ratio_interval

few = st.integers(0, 15)
time = st.floats(0.5, 20.0)


def e_test_by_definition(counts, times):
    """Sum the two Poisson distributions cell by cell (Krishnamoorthy and Thomson 2004, equations 3.3 to 3.5)."""
    (x, y), (s, t) = counts, times

    def statistic(first, second):
        spread = first / s**2 + second / t**2
        return abs(first / s - second / t) / np.sqrt(spread) if spread else 0.0

    observed, pooled = statistic(x, y), (x + y) / (s + t)
    first, second = (stats.poisson(pooled * span) for span in (s, t))
    ends = (int(law.isf(1e-14)) + 2 for law in (first, second))
    pairs = product(*(range(end) for end in ends))
    return sum(first.pmf(a) * second.pmf(b) for a, b in pairs if statistic(a, b) >= observed * (1 - 1e-9))


# (k1, n1, k2, n2): the clover-seed example of Krishnamoorthy and Thomson (2004), as printed in scipy's documentation
# of `poisson_means_test`: 0.0884; Gu, Ng, Tang and Schucany (2008): 60 in 51477.5 and 30 in 54308.7.
E_TEST = 0.0884


@pytest.mark.parametrize(("counts", "times", "published"), [((0, 3), (100, 100), E_TEST), ((3, 0), (1, 1), E_TEST)])
def test_the_published_example_of_the_e_test(counts, times, published):
    assert round(e_test(counts, times), 4) == published


@pytest.mark.parametrize("counts", [(0, 3), (6, 2), (41, 15), (60, 30), (5, 0), (17, 90), (200, 260)])
@pytest.mark.parametrize("times", [(1.0, 1.0), (31.0, 155.0), (51477.5, 54308.7)])
def test_the_e_test_agrees_with_scipy(counts, times):
    theirs = stats.poisson_means_test(counts[0], times[0], counts[1], times[1]).pvalue
    assert e_test(counts, times) == pytest.approx(theirs, rel=1e-6, abs=1e-12)


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_the_e_test_is_the_unpooled_one_of_statsmodels():
    from statsmodels.stats.rates import test_poisson_2indep as theirs

    for counts, times in (((41, 15), (28_010, 19_017)), ((7, 9), (5, 2)), ((0, 5), (31, 155))):
        arguments = (counts[0], times[0], counts[1], times[1])
        assert e_test(counts, times) == pytest.approx(theirs(*arguments, method="etest-wald").pvalue, rel=1e-6)
    assert e_test((7, 9), (5, 2)) != pytest.approx(theirs(7, 5, 9, 2, method="etest-score").pvalue, rel=0.1)


@settings(max_examples=15, deadline=None)
@given(few, few, time, time)
def test_the_e_test_is_its_definition(x, y, s, t):
    assume(x + y > 0)
    assert e_test((x, y), (s, t)) == pytest.approx(min(1.0, e_test_by_definition((x, y), (s, t))), rel=1e-6, abs=1e-10)


@settings(deadline=None)
@given(few, few, time, time)
def test_the_e_test_does_not_depend_on_the_order_of_the_counts(x, y, s, t):
    assert e_test((x, y), (s, t)) == pytest.approx(e_test((y, x), (t, s)), rel=1e-6, abs=1e-12)


def test_the_e_test_of_large_counts_is_that_of_a_normal_difference():
    x, y, s, t = 150_000, 751_000, 212.0, 1060.0
    z = (x / s - y / t) / np.sqrt(x / s**2 + y / t**2)
    assert e_test((x, y), (s, t)) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=0.02)


def test_the_size_of_the_e_test():
    rng = np.random.default_rng(1)
    draws = np.stack([rng.poisson(8.0, 2000), rng.poisson(40.0, 2000)], axis=1)
    rejected = np.mean([e_test(tuple(pair), (31.0, 155.0)) < 0.05 for pair in draws])
    assert 0.03 < rejected < 0.06


# Garwood (1936), as reprinted in Pearson and Hartley, Biometrika Tables for Statisticians I, table 40
GARWOOD_COUNTS = [0, 1, 2, 5, 10, 30]
GARWOOD_LOWER = [0.0, 0.025, 0.242, 1.623, 4.795, 20.241]
GARWOOD_UPPER = [3.69, 5.57, 7.22, 11.67, 18.39, 42.83]


def test_garwood_limits_as_tabulated():
    lower, upper = poisson_interval(GARWOOD_COUNTS)
    assert np.round(lower, 3).tolist() == GARWOOD_LOWER
    assert np.round(upper, 2).tolist() == GARWOOD_UPPER


@settings(deadline=None)
@given(st.integers(0, 500), st.floats(0.8, 0.999))
def test_garwood_limits_are_where_the_tails_are_half(count, level):
    lower, upper = (float(limit) for limit in poisson_interval(count, level=level))
    tail = (1 - level) / 2
    assert stats.poisson.cdf(count, upper) == pytest.approx(tail, rel=1e-6)
    assert lower == 0.0 if count == 0 else stats.poisson.sf(count - 1, lower) == pytest.approx(tail, rel=1e-6)


@settings(deadline=None)
@given(few, few, time, time)
def test_the_ratio_interval_is_clopper_pearson_on_the_share(x, y, s, t):
    assume(x + y > 0)
    ratio = rate_ratio_interval((x, y), (s, t))
    limits = stats.binomtest(x, x + y).proportion_ci(0.95, method="exact")
    low, high = (share / (1 - share) * t / s if share < 1 else np.inf for share in limits)
    assert ratio.lower == pytest.approx(low, rel=1e-6)
    assert ratio.upper == pytest.approx(high, rel=1e-6)
    assert ratio.lower <= ratio.estimate <= ratio.upper


# R: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)), its documented example: limits, estimate
POISSON_TEST = (0.85843, 4.27727, 1.971488)


def test_the_ratio_interval_of_r_poisson_test():
    ratio = rate_ratio_interval((11, 21), (800, 3011))
    assert (round(ratio.lower, 5), round(ratio.upper, 5), round(ratio.estimate, 6)) == POISSON_TEST


def test_the_ratio_interval_covers():
    rng = np.random.default_rng(2)
    inside = [
        (r := rate_ratio_interval((int(x), int(y)), (31, 155))).lower <= 1.5 <= r.upper
        for x, y in zip(rng.poisson(30, 1500), rng.poisson(100, 1500), strict=True)
    ]
    assert np.mean(inside) >= 0.945


def test_a_dispersion_of_one_or_unknown_changes_nothing_and_more_widens():
    plain = rate_ratio_interval((40, 100), (31, 155))
    assert rate_ratio_interval((40, 100), (31, 155), dispersion=Dispersion(0.7, 10)) == plain
    assert rate_ratio_interval((40, 100), (31, 155), dispersion=Dispersion(1.0, 0)) == plain
    wide = rate_ratio_interval((40, 100), (31, 155), dispersion=Dispersion(4.0, 40))
    assert wide.estimate == plain.estimate
    assert np.log(wide.upper / wide.lower) == pytest.approx(2 * np.log(plain.upper / plain.lower), rel=0.1)


@pytest.mark.parametrize(("phi", "covered"), [(1.0, 0.94), (4.0, 0.93)])
def test_the_adjusted_interval_covers_where_counts_vary_more(phi, covered):
    """Sixty months of history give phi; the exact interval alone covers far less when phi is 4."""
    rng = np.random.default_rng(3)
    adjusted, exact = [], []
    for _ in range(400):
        mean = 100.0
        draw = rng.poisson(mean, 61) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi, 61)
        spread = dispersion(draw[:60], np.ones(60), groups=np.arange(60) % 12)
        same = draw[np.arange(0, 60, 12)]
        found = rate_ratio_interval((draw[60], same.sum()), (1, 5), dispersion=spread)
        plain = rate_ratio_interval((draw[60], same.sum()), (1, 5))
        adjusted.append(found.lower <= 1.0 <= found.upper)
        exact.append(plain.lower <= 1.0 <= plain.upper)
    assert np.mean(adjusted) >= covered
    assert phi == 1 or np.mean(exact) < 0.8


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from([28, 30, 31]), st.integers(0, 3)), max_size=30))
def test_dispersion_is_its_definition(rows):
    total, freedom = 0.0, 0
    for group in range(4):
        inside = [(n, days) for n, days, label in rows if label == group]
        events, at_risk = sum(n for n, _ in inside), sum(days for _, days in inside)
        if len(inside) > 1 and events:
            rate = events / at_risk
            total += sum((n - rate * days) ** 2 / (rate * days) for n, days in inside)
            freedom += len(inside) - 1
    found = dispersion([r[0] for r in rows], [r[1] for r in rows], groups=[r[2] for r in rows])
    assert found.freedom == freedom
    assert found.phi == pytest.approx(total / freedom if freedom else 1.0)


def test_dispersion_leaves_out_what_is_not_covered():
    assert dispersion([10, 0, 20, 30], [1, 0, 1, 1]) == dispersion([10, 20, 30], [1, 1, 1])


def test_inputs_are_not_modified():
    counts, times = np.array([3, 0, 9]), np.array([1.0, 0.0, 1.0])
    dispersion(counts, times, groups=np.array([1, 1, 1]))
    poisson_interval(counts)
    assert counts.tolist() == [3, 0, 9]
    assert times.tolist() == [1.0, 0.0, 1.0]
