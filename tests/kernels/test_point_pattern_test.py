"""Spatial point pattern test: against R, drawing by drawing, at its level, and where counts changed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.point_pattern_test import (
    bootstrap_pattern_test,
    conditional_change,
    difference_pattern_test,
    poisson_change,
)

BASE, OTHER = [12, 3, 0, 25, 7, 40], [5, 9, 4, 30, 7, 20]
R_CENTRAL = [0.527862402491, 0.03053453312, 0.0512, 0.0408374843049, 0.615095604347, 0.357140476031]


R_FISHER = [0.19884362759, 0.06731257827, 0.04396330586, 0.13850655449, 0.78676343443, 0.01430296341]
R_PLAIN = [0.14001197746, 0.03823188318, 0.02917142478, 0.13112824460, 0.77122617437, 0.01115429784]
R_HOLM = [0.41551966348, 0.26925031309, 0.21981652929, 0.41551966348, 0.78676343443, 0.08581778044]
R_FDR = [0.23861235311, 0.13462515655, 0.13188991757, 0.20775983174, 0.78676343443, 0.08581778044]


def test_the_difference_form_is_as_in_r():
    """R 4.2.2: fisher.test(matrix(c(a, N - a, b, M - b), 2)), prop.test(c(b, a), c(M, N), correct = FALSE), p.adjust."""
    exact = difference_pattern_test(BASE, OTHER, adjustment="none")
    assert exact.p == pytest.approx(R_FISHER, rel=1e-9)
    assert exact.differs.tolist() == [0, 0, 1, 0, 0, -1]
    plain = difference_pattern_test(BASE, OTHER, adjustment="none", is_exact=False)
    assert plain.p == pytest.approx(R_PLAIN, rel=1e-9)
    assert difference_pattern_test(BASE, OTHER, adjustment="holm").p == pytest.approx(R_HOLM, rel=1e-9)
    assert difference_pattern_test(BASE, OTHER, adjustment="fdr").p == pytest.approx(R_FDR, rel=1e-9)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6), level=st.sampled_from([0.8, 0.9, 0.95]))
def test_the_bootstrap_form_is_its_definition(seed, level):
    """Draw events one by one from the same streams, sort the shares of each area, and cut both tails."""
    from beffroi.kernels.permutation import stream

    rng = np.random.default_rng(seed)
    base, other = rng.poisson(3, 7) + np.eye(7, dtype=int)[0], rng.poisson(6, 7) + np.eye(7, dtype=int)[1]
    found = bootstrap_pattern_test(base, other, samples=60, level=level, seed=seed)
    drawn = round(0.85 * other.sum())
    shares = [stream(seed, unit).multivariate_hypergeometric(other, drawn) / drawn for unit in range(60)]
    cut = {0.8: 6, 0.9: 3, 0.95: 1}[level]  # of 60 samples, from each end
    alike = []
    for area in range(7):
        kept = sorted(share[area] for share in shares)[cut : 60 - cut]
        alike.append(kept[0] - 1e-12 <= base[area] / base.sum() <= kept[-1] + 1e-12)
    assert (found.differs == 0).tolist() == alike
    assert found.s == pytest.approx(np.mean(alike))
    some = (base + other) > 0
    assert found.s_robust == pytest.approx(np.mean(np.array(alike)[some]))


def test_areas_without_events_raise_s_and_not_the_robust_s():
    few = difference_pattern_test(BASE, OTHER, adjustment="none")
    many = difference_pattern_test([*BASE, *[0] * 94], [*OTHER, *[0] * 94], adjustment="none")
    assert many.s > few.s
    assert many.s_robust == few.s_robust == few.s


def test_a_planted_change_is_found():
    base, other = np.full(50, 20), np.full(50, 20)
    other[7] = 70
    for found in (difference_pattern_test(base, other), bootstrap_pattern_test(base, other)):
        assert found.differs[7] == 1
    assert difference_pattern_test(base, other).s == pytest.approx(0.98)


def test_the_size_under_the_null():
    """2,000 pairs of alike patterns. Any area named at a false discovery rate of 5 %: at most 5 % + 4 standard errors."""
    rng = np.random.default_rng(2)
    share = rng.dirichlet(np.full(12, 5))
    pairs = [(rng.multinomial(300, share), rng.multinomial(400, share)) for _ in range(2000)]
    named = [difference_pattern_test(*pair, is_exact=False).differs.any() for pair in pairs]
    assert np.mean(named) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 2000)
    each = [(difference_pattern_test(*p, is_exact=False, adjustment="none").differs != 0).mean() for p in pairs]
    assert np.mean(each) == pytest.approx(0.05, abs=0.008)


def test_the_poisson_z_has_a_variance_of_two_and_the_interval_its_level():
    rng = np.random.default_rng(4)
    before, after = rng.poisson(30, 20_000), rng.poisson(30, 20_000)
    score, lower, upper = poisson_change(before, after)
    assert score.var() == pytest.approx(2, rel=0.05)
    assert ((lower <= 0) & (upper >= 0)).mean() == pytest.approx(0.95, abs=0.01)


def test_hard_cases():
    for base, other in (([0, 0], [1, 2]), ([1, 2], [1, 2, 3]), ([1.5, 2], [1, 2]), ([-1, 2], [1, 2])):
        with pytest.raises(ValueError, match=r"pattern|whole"):
            difference_pattern_test(base, other)
    assert difference_pattern_test([5], [9]).s == 1.0
    with pytest.raises(ValueError, match="share"):
        bootstrap_pattern_test([1], [1], share=0)


def test_the_conditional_change_is_as_in_r():
    """R 4.2.2: for each area 2 * min(pbinom(b, a + b, s), pbinom(b - 1, a + b, s, lower.tail = FALSE)), at most 1."""
    found = conditional_change(BASE, OTHER, share=0.4)
    assert found.p == pytest.approx(R_CENTRAL, rel=1e-9)
    assert found.expected == pytest.approx(0.4 * (np.array(BASE) + OTHER))
    assert found.z == pytest.approx((np.array(OTHER) - found.expected) / np.sqrt(0.6 * found.expected))
    whole = conditional_change(BASE, OTHER)
    assert whole.p == pytest.approx(difference_pattern_test(BASE, OTHER, adjustment="none").p)


@settings(deadline=None, max_examples=60)
@given(
    first=st.lists(st.integers(0, 9), min_size=2, max_size=6),
    second=st.lists(st.integers(0, 9), min_size=2, max_size=6),
    share=st.sampled_from([0.2, 0.5, 0.75]),
)
def test_the_conditional_change_is_its_definition(first, second, share):
    """Every count an area might have had, with its probability written out."""
    size = min(len(first), len(second))
    before, after = [*first[:size], 1], [*second[:size], 1]
    total, whole = sum(before), sum(after)
    margin, given_share = conditional_change(before, after), conditional_change(before, after, share=share)
    for area, (a, b) in enumerate(zip(before, after, strict=True)):
        n = a + b
        law = {
            k: math.comb(whole, k) * math.comb(total, n - k) / math.comb(total + whole, n)
            for k in range(max(0, n - total), min(n, whole) + 1)
        }
        mean = sum(k * q for k, q in law.items())
        variance = sum((k - mean) ** 2 * q for k, q in law.items())
        assert margin.expected[area] == pytest.approx(mean)
        assert margin.z[area] == pytest.approx((b - mean) / math.sqrt(variance) if variance > 1e-12 else 0.0)
        assert margin.p[area] == pytest.approx(sum(q for q in law.values() if q <= law[b] * (1 + 1e-7)))
        binomial = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
        assert given_share.p[area] == pytest.approx(min(1.0, 2 * min(sum(binomial[: b + 1]), sum(binomial[b:]))))


def test_the_conditional_change_keeps_its_size_and_its_z_is_standard():
    rng = np.random.default_rng(6)
    before, after = rng.poisson(40, 2000), rng.poisson(20, 2000)
    found = conditional_change(before, after, share=1 / 3)
    assert found.z.std() == pytest.approx(1, abs=0.06)
    assert (found.p <= 0.05).mean() <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 2000)
    with pytest.raises(ValueError, match="share"):
        conditional_change([1], [1], share=1.0)
