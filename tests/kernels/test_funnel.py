"""Funnel limits: against the formulas of the source written slowly, and their size when places are alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels.funnel import funnel_limits, interpolated_quantile, winsorised_dispersion


@settings(deadline=None)
@given(st.floats(0.01, 500.0), st.sampled_from([0.001, 0.025, 0.5, 0.975, 0.999]))
def test_the_interpolated_quantile_is_appendix_a1(mean, p):
    """Spiegelhalter (2005), A.1.1: r is the smallest count with F(r) >= p; r - (F(r) - p) / (F(r) - F(r - 1))."""
    r = 0
    while stats.poisson.cdf(r, mean) < p:
        r += 1
    reached, before = stats.poisson.cdf(r, mean), stats.poisson.cdf(r - 1, mean)
    by_hand = max(0.0, r - (reached - p) / (reached - before))
    assert interpolated_quantile([mean], probability=p)[0] == pytest.approx(by_hand, rel=1e-6, abs=1e-9)


def test_poisson_limits_narrow_as_the_exposure_grows():
    funnel = funnel_limits([10, 100, 1000], [100.0, 1000.0, 10_000.0], over_dispersed=False)
    width = funnel.upper - funnel.lower
    assert (np.diff(width, axis=1) < 0).all()
    assert (funnel.lower[1] < funnel.lower[0]).all()
    assert (funnel.upper[1] > funnel.upper[0]).all()


def test_over_dispersed_limits_are_the_formula_of_the_source():
    rng = np.random.default_rng(4)
    exposure = rng.uniform(1000, 50_000, 60)
    counts = rng.poisson(0.01 * exposure * rng.gamma(10, 0.1, 60))
    funnel = funnel_limits(counts, exposure)
    reference = counts.sum() / exposure.sum()
    z = (counts - reference * exposure) / np.sqrt(reference * exposure)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, low, high) ** 2)
    assert funnel.widened
    assert funnel.phi == pytest.approx(phi)
    reach = 1.959964 * np.sqrt(phi * reference / exposure)
    assert funnel.upper[0] == pytest.approx(reference + reach, rel=1e-5)
    assert funnel.lower[0] == pytest.approx(np.maximum(reference - reach, 0.0), rel=1e-5)


def test_places_alike_stay_within_poisson_limits():
    rng = np.random.default_rng(5)
    outside, far, phis = [], [], []
    for _ in range(60):
        exposure = rng.uniform(2000, 80_000, 77)
        counts = rng.poisson(0.01 * exposure)
        funnel = funnel_limits(counts, exposure)
        rate = counts / exposure
        outside.append(np.mean((rate < funnel.lower[0]) | (rate > funnel.upper[0])))
        far.append(np.mean((rate < funnel.lower[1]) | (rate > funnel.upper[1])))
        phis.append(funnel.phi)
    assert 0.03 < np.mean(outside) < 0.06
    assert np.mean(far) < 0.006
    assert np.mean(phis) == pytest.approx(0.68, abs=0.05)


def test_a_planted_place_is_outside_even_the_widened_limits():
    rng = np.random.default_rng(6)
    exposure = np.full(50, 20_000.0)
    counts = rng.poisson(0.01 * exposure * rng.gamma(25, 1 / 25, 50))
    counts[7] = 900
    funnel = funnel_limits(counts, exposure)
    rate = counts / exposure
    beyond = np.flatnonzero((rate < funnel.lower[1]) | (rate > funnel.upper[1]))
    assert funnel.widened
    assert 7 in beyond
    assert len(beyond) <= 2


def test_order_of_places_does_not_matter():
    rng = np.random.default_rng(7)
    counts, exposure = rng.poisson(50, 30), rng.uniform(1000, 9000, 30)
    order = rng.permutation(30)
    one, other = funnel_limits(counts, exposure), funnel_limits(counts[order], exposure[order])
    assert one.phi == pytest.approx(other.phi)
    assert np.allclose(one.upper[:, order], other.upper)


def test_nothing_recorded_has_limits_of_zero():
    funnel = funnel_limits([0, 0], [100.0, 200.0])
    assert funnel.reference == 0.0
    assert funnel.lower.max() == 0.0
    assert winsorised_dispersion([0, 0], [0.0, 0.0]) == 1.0
