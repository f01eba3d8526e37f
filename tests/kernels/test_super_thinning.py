"""Super-thinning: intensities by the definition, residuals of the rate they should have, and the size of their test."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from beffroi.kernels import _self_exciting as loops
from beffroi.kernels import super_thinning as thinning
from beffroi.kernels._excitation import Limits, Parameters
from beffroi.kernels.background import EVEN, Background
from beffroi.kernels.excitation_simulation import even_times, simulated
from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.self_exciting import Rate, self_exciting
from beffroi.kernels.super_thinning import Residuals, evenly_spread, intensity, super_thinned

AREA = rectangle((0.0, 0.0, 6000.0, 6000.0))
YEAR = ((0.0, 365.0),)
SPANS = ((0.0, 150.0), (200.0, 365.0))
TRUTH = Parameters(background=250.0, offspring=0.5, decay=0.2, spread=60.0)
NOTHING = Parameters(300.0, 0.0, 1.0, 1.0)
LIMITS = Limits(decay=(1 / 90, 5.0), spread=(5.0, 1000.0))


def fitted(x, y, time, *, bandwidth=None, spans=YEAR, blocks=()):
    how = {"window": AREA, "spans": spans, "bandwidth": bandwidth, "blocks": blocks, "limits": LIMITS}
    return self_exciting(x, y, time, **how), Background(AREA, x, y, bandwidth=bandwidth), Rate(time, spans, blocks)


def p_of(x, y, time, *, bandwidth=None, seed=1):
    model = fitted(x, y, time, bandwidth=bandwidth)
    left = super_thinned(*model, window=AREA, seed=seed)
    return evenly_spread(left, window=AREA, spans=YEAR, bandwidth=bandwidth, simulations=39, seed=seed).p


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 999), bandwidth=st.sampled_from([None, 600.0]))
def test_the_intensity_is_the_definition(seed, bandwidth):
    x, y, time = simulated(TRUTH, window=AREA, spans=SPANS, seed=seed, blocks=(100.0,), shares=(0.4, 0.6))
    model, places, rate = fitted(x, y, time, bandwidth=bandwidth, spans=SPANS, blocks=(100.0,))
    rng, at = np.random.default_rng(seed), model.parameters
    east, north = rng.uniform(0, 6000, (2, 30))
    east[:10], north[:10] = x[:10] + 20, np.clip(y[:10] + 20, 0, 6000)
    east = np.clip(east, 0, 6000)
    when = even_times(30, SPANS, rng=rng)
    late = np.where(when < 100, rate.shares(model.chance)[0] / 100, rate.shares(model.chance)[1] / 215)
    found = intensity(model, places, rate, x=east, y=north, time=when)
    for k in range(30):
        squared = (x - east[k]) ** 2 + (y - north[k]) ** 2
        here = 1 / AREA.area
        if bandwidth is not None:
            kernel = np.exp(-squared / 2 / bandwidth**2) / (2 * np.pi * bandwidth**2)
            weight = model.chance / places.share
            here = (1 - EVEN) * (weight * kernel).sum() / model.chance.sum() + EVEN / AREA.area
        expected = at.background * here * late[k]
        for i in range(x.size if at.offspring > 0 else 0):
            if time[i] < when[k]:
                gone = np.exp(-at.decay * (when[k] - time[i]) - squared[i] / (2 * at.spread**2))
                expected += at.offspring * at.decay / (2 * np.pi * at.spread**2) * gone
        assert found[k] == pytest.approx(expected, rel=0.05 if bandwidth else 1e-3)


def test_the_residuals_have_the_mean_rate_and_lie_inside():
    sizes, kept = [], []
    for k in range(40):
        x, y, time = simulated(TRUTH, window=AREA, spans=SPANS, seed=3, number=k)
        left = super_thinned(*fitted(x, y, time, spans=SPANS), window=AREA, seed=k)
        assert left.rate == pytest.approx(x.size / AREA.area / 315)
        assert (AREA.holds(left.x, left.y)).all()
        assert (np.searchsorted(np.ravel(SPANS), left.time, side="right") % 2 == 1).all()
        sizes.append(left.x.size / left.expected)
        kept.append(left.is_kept.mean())
    assert np.mean(sizes) == pytest.approx(1.0, abs=0.02)
    assert 0.4 < np.mean(kept) < 0.8


def test_where_nothing_is_triggered_nearly_all_stay():
    rng = np.random.default_rng(1)
    x, y, time = *rng.uniform(0, 6000, (2, 300)), rng.uniform(0, 365, 300)
    left = super_thinned(*fitted(x, y, time), window=AREA, seed=1)
    assert left.is_kept.sum() >= 270


def test_the_same_seed_leaves_the_same_over_on_any_number_of_threads(monkeypatch):
    x, y, time = simulated(TRUTH, window=AREA, spans=YEAR, seed=4)
    model, made = fitted(x, y, time, bandwidth=1000.0), []
    for threads, seed in (("1", 1), ("2", 1), ("2", 2)):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        left = super_thinned(*model, window=AREA, seed=seed)
        made.append((left.x, evenly_spread(left, window=AREA, spans=YEAR, simulations=39, seed=seed).deviations))
    assert all((a == b).all() for a, b in zip(made[0], made[1], strict=True))
    assert made[0][0].size != made[2][0].size
    parts = intensity(*model, x=x, y=y, time=time)
    monkeypatch.setattr(thinning, "MOST_PAIRS", 5000)
    assert intensity(*model, x=x, y=y, time=time) == pytest.approx(parts, rel=1e-12)


def test_pairs_are_those_counted_one_by_one():
    rng = np.random.default_rng(2)
    x, y, time = *rng.uniform(0, 900, (2, 80)), rng.uniform(0, 100, 80)
    left = Residuals(x=x, y=y, time=time, is_kept=np.ones(80, bool), rate=1.0, expected=80.0)
    found = evenly_spread(left, window=rectangle((0, 0, 900, 900)), spans=((0.0, 100.0),), simulations=39, seed=1)
    minute = np.floor(time * 1440)
    for (metres, days), pairs in zip(found.scales, found.pairs, strict=True):
        near = (np.hypot(x[:, None] - x, y[:, None] - y) < metres) & (abs(minute[:, None] - minute) < days * 1440)
        assert pairs == (near.sum() - 80) / 2
    few = Residuals(x=x[:1], y=y[:1], time=time[:1], is_kept=np.ones(1, bool), rate=1.0, expected=80.0)
    assert evenly_spread(few, window=AREA, spans=YEAR, simulations=39, seed=1).p == 1.0


@pytest.mark.parametrize("bandwidth", [None, 1000.0, 300.0])
def test_a_model_that_holds_is_rarely_faulted(bandwidth):
    draws = 60
    found = sum(
        p_of(*simulated(TRUTH, window=AREA, spans=YEAR, seed=77, number=k), bandwidth=bandwidth, seed=k) <= 0.05
        for k in range(draws)
    )
    assert found <= stats.binom.ppf(0.9995, draws, 0.05)


def test_models_that_do_not_hold_are_faulted():
    """A trigger held to 10 metres leaves pairs over; incidents that keep apart leave too few."""
    narrow = LIMITS._replace(spread=(5.0, 10.0))
    for seed in range(4):
        x, y, time = simulated(TRUTH, window=AREA, spans=YEAR, seed=seed)
        model = self_exciting(x, y, time, window=AREA, spans=YEAR, limits=narrow)
        left = super_thinned(model, Background(AREA, x, y, bandwidth=None), Rate(time, YEAR, ()), window=AREA, seed=1)
        found = evenly_spread(left, window=AREA, spans=YEAR, simulations=39, seed=1)
        assert found.p == 1 / 40
        assert found.deviations.max() > 4
    x, y = (part.ravel() for part in np.meshgrid(np.arange(125.0, 6000, 250), np.arange(125.0, 6000, 250)))
    rng = np.random.default_rng(1)
    model = fitted(x + rng.uniform(-20, 20, x.size), y + rng.uniform(-20, 20, x.size), rng.uniform(0, 365, x.size))
    left = super_thinned(*model, window=AREA, seed=1)
    found = evenly_spread(left, window=AREA, spans=YEAR, simulations=39, seed=1)
    assert found.p == 1 / 40
    assert found.deviations.min() < -3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("truth", "bandwidth"),
    [(TRUTH, None), (TRUTH, 1000.0), (TRUTH, 300.0), (NOTHING, None), (NOTHING, 1000.0)],
)
def test_the_size_is_at_most_the_level(monkeypatch, truth, bandwidth):
    monkeypatch.setattr(loops, "FEW_EVENTS", 0)  # the compiled loops: of so many patterns they are faster
    draws = 400
    found = sum(
        p_of(*simulated(truth, window=AREA, spans=YEAR, seed=21, number=k), bandwidth=bandwidth, seed=k) <= 0.05
        for k in range(draws)
    )
    assert found <= stats.binom.ppf(0.999, draws, 0.05)
