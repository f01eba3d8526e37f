"""Regression of series: against statsmodels, planted trends and seasons, and the size of bands and intervals."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels.series import YEAR, count_band, fit_series

WEEKS = np.arange(260) * 7.0 + 3.5
MONTHS = np.arange(84) * YEAR / 12 + 15.0


def mean_of(middles, days, *, level=3.0, slope=0.0, wave=0.0):
    years = middles / YEAR
    return days * np.exp(level + slope * years + wave * np.cos(2 * np.pi * years))


def negative_binomial(rng, mean, alpha):
    return rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mean))


def test_the_negative_binomial_fit_is_that_of_statsmodels():
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    days = np.full(84, 30.0)
    counts = negative_binomial(rng, mean_of(MONTHS, days, slope=0.05, wave=0.3), 0.04)
    ours = fit_series(counts, days, middles=MONTHS)
    years = MONTHS / YEAR
    columns = [np.ones(84), years - years.mean()]
    for k in range(1, ours.harmonics + 1):
        columns += [np.cos(2 * np.pi * k * years), np.sin(2 * np.pi * k * years)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sm.NegativeBinomial(counts, np.column_stack(columns), offset=np.log(days)).fit(disp=0)
    assert ours.family == "negative_binomial"
    assert ours.trend == pytest.approx(np.exp(theirs.params[1]), rel=1e-4)
    assert ours.alpha == pytest.approx(theirs.params[-1], rel=1e-3)


def test_planted_trend_and_season_are_found():
    rng = np.random.default_rng(2)
    days = np.full(84, 30.0)
    fit = fit_series(rng.poisson(mean_of(MONTHS, days, slope=0.10, wave=0.3)), days, middles=MONTHS)
    assert fit.trend_lower < np.exp(0.10) < fit.trend_upper
    assert fit.trend_lower > 1.0
    assert fit.harmonics >= 1


@pytest.mark.parametrize("alpha", [0.0, 0.05])
def test_size_without_trend(alpha):
    """The trend's interval and the band hold about 95 % of what they should when nothing changes."""
    rng = np.random.default_rng(3)
    days = np.full(60, 30.0)
    wrong, outside = [], []
    for _ in range(150):
        mean = mean_of(MONTHS[:60], days, level=1.0)
        counts = rng.poisson(mean) if alpha == 0 else negative_binomial(rng, mean, alpha)
        fit = fit_series(counts, days, middles=MONTHS[:60])
        wrong.append(not fit.trend_lower <= 1.0 <= fit.trend_upper)
        outside.append(np.mean((counts < fit.lower) | (counts > fit.upper)))
    assert np.mean(wrong) <= 0.10
    assert 0.02 < np.mean(outside) < 0.065


def test_poisson_counts_are_fitted_as_poisson_or_nearly():
    rng = np.random.default_rng(4)
    counts = rng.poisson(140, 260)
    fit = fit_series(counts, np.full(260, 7.0), middles=WEEKS)
    assert fit.family == "poisson" or fit.alpha < 0.002


@pytest.mark.parametrize("seed", [0, 3, 4, 5])
def test_a_strong_season_is_found_where_a_fit_converges_slowly(seed):
    """Seventeen years of weeks, the last ones higher: a stopping rule too early once left the season out, unsaid."""
    rng = np.random.default_rng(seed)
    weeks, days = np.arange(888) * 7.0 + 13_145.0, np.full(888, 7.0)
    mean = days * np.exp(1.3 - 0.4 * np.cos(2 * np.pi * weeks / YEAR)) * np.where(np.arange(888) > 754, 1.6, 1.0)
    fit = fit_series(negative_binomial(rng, mean, 0.12), days, middles=weeks)
    assert fit.family == "negative_binomial"
    assert fit.harmonics >= 1


def test_quarters_of_a_few_years_do_not_take_every_wave():
    """With few periods, waves are weighed against counts that vary more than Poisson counts."""
    rng = np.random.default_rng(9)
    quarters = np.arange(14) * YEAR / 4
    found = [
        fit_series(negative_binomial(rng, np.full(14, 3000.0), 0.02), np.full(14, 91.0), middles=quarters).harmonics
        for _ in range(40)
    ]
    assert np.mean(np.array(found) > 0) < 0.35


def test_a_partly_covered_period_is_compared_with_its_covered_days():
    days = np.full(40, 30.0)
    days[20] = 3.0
    counts = np.round(days * 10).astype(int)
    fit = fit_series(counts, days, middles=MONTHS[:40])
    assert fit.expected[20] == pytest.approx(30.0, rel=0.05)
    assert fit.lower[20] <= 30 <= fit.upper[20]


def test_a_period_not_covered_is_missing_and_not_zero():
    rng = np.random.default_rng(5)
    days = np.full(48, 30.0)
    counts = rng.poisson(300, 48).astype(float)
    days[10:14], counts[10:14] = 0.0, np.nan
    fit = fit_series(counts, days, middles=MONTHS[:48])
    kept = np.r_[0:10, 14:48]
    alone = fit_series(counts[kept], days[kept], middles=MONTHS[kept])
    assert np.isnan(fit.expected[10:14]).all()
    assert fit.expected[kept] == pytest.approx(alone.expected)
    assert fit.expected[kept].min() > 250


def test_few_periods_take_a_simpler_model():
    level = fit_series([50, 55, 45, 60], [30.0] * 4, middles=MONTHS[:4])
    assert level.family in ("poisson", "quasi_poisson")
    assert np.isnan(level.trend)
    assert level.expected == pytest.approx([52.5] * 4)
    short = fit_series([50, 90, 45, 160, 20, 70, 85], [365.0] * 7, middles=np.arange(7) * YEAR)
    assert short.family == "quasi_poisson"
    assert short.harmonics == 0


@pytest.mark.parametrize("counts", [[], [5], [1, 2, 3], [0] * 20, [float("nan")] * 20])
def test_too_little_gives_no_fit_and_no_traceback(counts):
    assert fit_series(counts, [30.0] * len(counts), middles=np.arange(len(counts)) * 30.0) is None


def test_neighbours_that_resemble_widen_the_interval_of_the_trend():
    rng = np.random.default_rng(6)
    wrong = []
    for _ in range(80):
        walk = np.zeros(120)
        for i in range(1, 120):
            walk[i] = 0.6 * walk[i - 1] + rng.normal(0, 0.12)
        counts = rng.poisson(200 * np.exp(walk))
        fit = fit_series(counts, np.full(120, 30.0), middles=np.arange(120) * 30.44, season=False)
        wrong.append(not fit.trend_lower <= 1.0 <= fit.trend_upper)
    assert np.mean(wrong) < 0.15


@settings(deadline=None)
@given(st.floats(0.2, 300.0), st.floats(1.0, 6.0), st.sampled_from([0.8, 0.95, 0.998]))
def test_bands_are_quantiles_of_the_distribution(mean, ratio, level):
    lower, upper = (float(limit) for limit in count_band(mean, mean * ratio, level=level))
    tail = (1 - level) / 2
    wide = ratio > 1.001
    law = stats.nbinom(mean / (ratio - 1), 1 / ratio) if wide else stats.poisson(mean)
    for limit, p in ((lower, tail), (upper, 1 - tail)):
        assert law.cdf(limit) >= p - 1e-3
        assert limit == 0 or law.cdf(limit - 1) < p + 1e-3


def test_inputs_are_not_modified_and_the_answer_repeats():
    rng = np.random.default_rng(7)
    counts, days = rng.poisson(100, 60), np.full(60, 30.0)
    before = counts.copy()
    one, other = (fit_series(counts, days, middles=MONTHS[:60]) for _ in range(2))
    assert (counts == before).all()
    assert (one.upper == other.upper).all()
    assert one.trend == other.trend


def test_years_that_differ_are_not_taken_for_a_trend():
    """Whole years higher or lower than others: the model's own variance would call two in five of these a trend."""
    rng = np.random.default_rng(8)
    wrong = []
    for _ in range(80):
        level = np.repeat(rng.normal(0, 0.1, 9), 12)
        counts = rng.poisson(100 * np.exp(level))
        fit = fit_series(counts, np.full(108, 30.0), middles=np.arange(108) * YEAR / 12, season=False)
        wrong.append(not fit.trend_lower <= 1.0 <= fit.trend_upper)
    assert np.mean(wrong) < 0.25
