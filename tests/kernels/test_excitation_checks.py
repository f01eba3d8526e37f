"""Events drawn from the self-exciting model, its residuals, and its test: size, coverage, and the dates' exchange."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from beffroi.kernels import _self_exciting as loops
from beffroi.kernels import excitation_checks as checks
from beffroi.kernels._excitation import Limits, Parameters
from beffroi.kernels.background import Background
from beffroi.kernels.excitation_simulation import simulated
from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.self_exciting import NAMES, Rate, self_exciting
from tests.kernels.test_edge_share import CITY

AREA = rectangle((0.0, 0.0, 6000.0, 6000.0))
YEAR = ((0.0, 365.0),)
TRUTH = Parameters(background=250.0, offspring=0.5, decay=0.2, spread=60.0)
NOTHING = Parameters(background=300.0, offspring=0.0, decay=1.0, spread=1.0)
LIMITS = Limits(decay=(1 / 90, 5.0), spread=(5.0, 1000.0))


def p_of(x, y, time, *, bandwidth=None, seed=1, permutations=39):
    rate, alike = Rate(time, YEAR, ()), np.ones(x.size)
    found = self_exciting(x, y, time, window=AREA, spans=YEAR, bandwidth=bandwidth, limits=LIMITS)
    places = Background(AREA, x, y, bandwidth=bandwidth)
    shape = places.at_events(alike), rate.at_events(alike)
    return checks.combined_p(checks.gains_by_chance(found, shape, permutations=permutations, seed=seed))


def test_draws_are_as_many_as_the_model_expects():
    wide = rectangle((0.0, 0.0, 60_000.0, 60_000.0))
    spans = ((0.0, 3650.0),)
    sizes = [simulated(TRUTH, window=wide, spans=spans, seed=1, number=k)[0].size for k in range(200)]
    assert np.mean(sizes) == pytest.approx(500, abs=12)  # mu / (1 - theta), with deviation sqrt(500 / 0.25 / 200) = 3
    assert np.std(sizes) == pytest.approx((250 / 0.5**3) ** 0.5, rel=0.2)


def test_the_same_seed_draws_the_same_and_all_lie_inside():
    spans = ((0.0, 100.0), (150.0, 300.0))
    one, two, other = (
        simulated(TRUTH, window=CITY, spans=spans, seed=4, number=k, blocks=(60.0,), shares=(0.9, 0.1))
        for k in (0, 0, 1)
    )
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    assert one[0].size != other[0].size
    assert CITY.holds(one[0], one[1]).all()
    assert (np.searchsorted(np.ravel(spans), one[2], side="right") % 2 == 1).all()
    assert (one[2] < 60).mean() > 0.7


def test_more_than_one_offspring_an_event_is_refused():
    for offspring in (1.0, -0.1, np.nan):
        with pytest.raises(ValueError, match="fewer than one"):
            simulated(TRUTH._replace(offspring=offspring), window=AREA, spans=YEAR, seed=1)


def test_rescaled_times_are_the_integral_of_the_intensity():
    spans, blocks = ((0.0, 100.0), (150.0, 300.0)), (60.0, 200.0)
    x, y, time = simulated(TRUTH, window=AREA, spans=spans, seed=2, blocks=blocks, shares=(0.5, 0.2, 0.3))
    rate = Rate(time, spans, blocks)
    found = self_exciting(x, y, time, window=AREA, spans=spans, blocks=blocks)
    at, inside = found.parameters, found.process.share.at(found.parameters.spread)[0]
    steps = np.arange(0.005, 300.0, 0.01)
    seen = np.searchsorted(np.ravel(spans), steps, side="right") % 2 == 1
    density = rate.shares(found.chance)[np.searchsorted(blocks, steps, side="right")]
    density = at.background * density / rate.days[np.searchsorted(blocks, steps, side="right")]
    for own, when in zip(inside, time, strict=True):
        late = steps - when
        density = density + np.where(late > 0, at.offspring * own * at.decay * np.exp(-at.decay * np.abs(late)), 0.0)
    passed = np.cumsum(density * seen) * 0.01
    expected = np.interp(time, steps, passed) / passed[-1]
    assert checks.rescaled_times(found, rate) == pytest.approx(np.sort(expected), abs=2e-3)


def test_the_residuals_tell_a_model_that_holds_from_one_that_does_not():
    x, y, time = simulated(TRUTH, window=AREA, spans=YEAR, seed=3)
    good = self_exciting(x, y, time, window=AREA, spans=YEAR)
    assert checks.evenness(checks.rescaled_times(good, Rate(time, YEAR, ())))[1] > 0.05
    hurried = 365 * (time / 365) ** 2
    bad = self_exciting(x, y, hurried, window=AREA, spans=YEAR)
    assert checks.evenness(checks.rescaled_times(bad, Rate(hurried, YEAR, ())))[1] < 0.01


@pytest.mark.parametrize("n", [20, 200, 2000])
def test_the_distance_and_its_p_value_are_those_of_kolmogorov(n):
    even = np.random.default_rng(n).random(n)
    distance, p = checks.evenness(even)
    peer = stats.kstest(even, "uniform")
    assert distance == pytest.approx(peer.statistic, abs=1e-12)
    assert p == pytest.approx(peer.pvalue, abs=0.02)


def test_the_gain_is_the_largest_of_the_likelihood():
    rng = np.random.default_rng(1)
    for _ in range(20):
        ratio, seen = rng.exponential(rng.uniform(0.3, 3.0), 50), rng.uniform(0.5, 1.0)
        tried = [np.log1p(theta * (ratio - seen)).sum() for theta in np.linspace(0, (1 - 1e-9) / seen, 20_000)]
        assert checks._best_gain(ratio, seen) == pytest.approx(max(tried), abs=1e-3)


def test_planted_triggering_is_found_and_its_dates_dealt_out_are_not():
    x, y, time = simulated(TRUTH, window=AREA, spans=YEAR, seed=5)
    assert p_of(x, y, time) == 1 / 40
    assert p_of(x, y, np.random.default_rng(1).permutation(time)) > 0.05


def test_lasting_hot_spots_are_no_finding():
    """What the background cannot follow is in every arrangement of the dates alike."""
    rng = np.random.default_rng(6)
    centres = rng.uniform(500, 5500, (12, 2))
    rarely = 0
    for seed in range(12):
        x, y = (np.clip(c[rng.integers(0, 12, 400)] + rng.normal(0, 100, 400), 1, 5999) for c in centres.T)
        rarely += p_of(x, y, rng.random(400) * 365, seed=seed) <= 0.05
    assert rarely <= 4  # P(more than 4 of 12 at 5 %) is 2 in 10,000


def test_several_fits_are_pooled_by_rubins_rules():
    """Dates known to the day, drawn anew within it: the mean of the logarithms, and the spread between added."""
    x, y, time = simulated(TRUTH, window=AREA, spans=YEAR, seed=9)
    fits = [
        self_exciting(x, y, np.floor(time) + np.random.default_rng(k).random(x.size), window=AREA, spans=YEAR)
        for k in range(3)
    ]
    one = checks.pooled(fits)
    logs = np.array([each.parameters.logs() for each in fits])
    assert one.parameters.logs() == pytest.approx(logs.mean(axis=0))
    between = ((logs - logs.mean(axis=0)) ** 2).sum(axis=0) / 2
    within = np.mean([np.diag(each.covariance) for each in fits], axis=0)
    assert np.diag(one.covariance) == pytest.approx(within + 4 / 3 * between)
    assert (np.diag(one.covariance) > within).all()
    assert one.share == pytest.approx(np.mean([each.share for each in fits]), abs=1e-3)
    lost = checks.pooled([*fits[:2], replace(fits[2], at_bounds=("decay",))])
    assert lost.at_bounds == ("decay",)
    assert np.isnan(lost.share_interval()).all()


def coverage(truth, *, draws, bandwidth=None):
    """How often the 95 % intervals hold the parameters that the events were drawn with, and the share triggered."""
    held = np.zeros(5)
    for number in range(draws):
        x, y, time = simulated(truth, window=AREA, spans=YEAR, seed=11, number=number)
        found = self_exciting(x, y, time, window=AREA, spans=YEAR, limits=LIMITS, bandwidth=bandwidth)
        inside = [found.interval(name) for name in NAMES]
        seen = truth.offspring * found.process.compensator(truth)[0]
        inside.append(found.share_interval())
        held += [
            low <= true <= high
            for (low, high), true in zip(inside, (*truth, seen / (truth.background + seen)), strict=True)
        ]
    return held / draws


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    assert (coverage(TRUTH, draws=30) >= 0.8).all()  # P(fewer than 24 of 30 at 95 %) is 6 in 10,000, each


@pytest.fixture
def at_once_compiled(monkeypatch):
    """Patterns this small are listed by NumPy, for the compiler loads more slowly; of a thousand the loops are faster."""
    monkeypatch.setattr(loops, "FEW_EVENTS", 0)
    monkeypatch.setattr(checks, "FEW_EVENTS", 0)


@pytest.mark.slow
@pytest.mark.usefixtures("at_once_compiled")
@pytest.mark.parametrize("bandwidth", [None, 1000.0])
@pytest.mark.parametrize("truth", [TRUTH, Parameters(400.0, 0.15, 0.2, 60.0)], ids=["half", "some"])
def test_coverage_is_nominal(truth, bandwidth):
    held = coverage(truth, draws=300, bandwidth=bandwidth)
    assert (held >= 0.905).all()  # 95 % less 3.5 deviations of 300 draws
    assert (held <= 0.985).all()


@pytest.mark.slow
@pytest.mark.usefixtures("at_once_compiled")
@pytest.mark.parametrize("bandwidth", [None, 1000.0])
def test_the_test_keeps_its_level(bandwidth):
    draws = 1000
    found = sum(
        p_of(*simulated(NOTHING, window=AREA, spans=YEAR, seed=12, number=k), seed=k, bandwidth=bandwidth) <= 0.05
        for k in range(draws)
    )
    low, high = stats.binom.ppf([0.001, 0.999], draws, 0.05)
    assert low <= found <= high
