"""The self-exciting model: against its definition written out, another program, and events drawn from it."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import _self_exciting as loops
from beffroi.kernels._excitation import Limits, Parameters, Process
from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.excitation_simulation import simulated
from beffroi.kernels.pattern_window import polygons, rectangle
from beffroi.kernels.self_exciting import LIMITS, self_exciting

BOX = rectangle((0.0, 0.0, 2000.0, 2000.0))
CORNER = polygons(
    [shapely.Polygon([(0, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 2000), (0, 2000)]).wkb]
)  # fmt: skip
YEAR = ((0.0, 365.0),)
TRUTH = Parameters(background=250.0, offspring=0.5, decay=0.2, spread=60.0)
WIDE = rectangle((0.0, 0.0, 6000.0, 6000.0))


def definition(x, y, time, at, *, window, spans, shape, step=20.0):
    """The log-likelihood, event by event; the integral over the area by small squares, over time by small steps."""
    logs = 0.0
    for j in range(x.size):
        intensity = at.background * shape[j]
        for i in range(x.size):
            if time[i] < time[j]:
                squared = (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2
                late = at.decay * np.exp(-at.decay * (time[j] - time[i]))
                far = np.exp(-squared / (2 * at.spread**2)) / (2 * np.pi * at.spread**2)
                intensity += at.offspring * late * far
        logs += np.log(intensity)
    west, south, east, north = window.bounds
    a, b = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    inside = window.holds(a.ravel(), b.ravel()).reshape(a.shape)
    expected = at.background
    for i in range(x.size):
        far = np.exp(-((a - x[i]) ** 2 + (b - y[i]) ** 2) / (2 * at.spread**2)) / (2 * np.pi * at.spread**2)
        held = far[inside].sum() * step**2
        for start, end in spans:
            s = np.linspace(max(start, time[i]), max(end, time[i]), 2001)
            expected += at.offspring * held * np.trapezoid(at.decay * np.exp(-at.decay * (s - time[i])), s)
    return logs - expected


def drawn(window, spans, *, seed, n=30):
    rng = np.random.default_rng(seed)
    x, y = window.draw(n, rng=rng)
    x[1:6], y[1:6] = x[0] + rng.uniform(-30, 30, 5), y[0] + rng.uniform(-30, 30, 5)
    kept = window.holds(x, y)
    lengths = [end - start for start, end in spans]
    span = rng.choice(len(spans), n, p=np.array(lengths) / sum(lengths))
    time = np.array([spans[k][0] + rng.random() * lengths[k] for k in span])
    return x[kept], y[kept], time[kept]


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 999),
    offspring=st.floats(0.05, 1.5),
    decay=st.floats(0.05, 1.0),
    spread=st.floats(60.0, 200.0),
    is_box=st.booleans(),
    has_gap=st.booleans(),
)
def test_the_likelihood_is_its_definition(seed, offspring, decay, spread, is_box, has_gap):
    window, spans = BOX if is_box else CORNER, ((0.0, 40.0), (55.0, 90.0)) if has_gap else ((0.0, 60.0),)
    x, y, time = drawn(window, spans, seed=seed)
    shape = np.random.default_rng(seed).uniform(0.5, 2.0, x.size) / window.area / 60
    at = Parameters(20.0, offspring, decay, spread)
    process = Process(EdgeShare(window, x, y), time, spans=spans, limits=LIMITS)
    slow = definition(x, y, time, at, window=window, spans=spans, shape=shape)
    assert process.look(at.logs(), shape).value == pytest.approx(slow, abs=0.02)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999), logs=st.tuples(*[st.floats(-0.7, 0.7)] * 4), is_box=st.booleans())
def test_the_slopes_are_those_of_the_likelihood(seed, logs, is_box):
    window, spans = BOX if is_box else CORNER, ((0.0, 40.0), (55.0, 90.0))
    x, y, time = drawn(window, spans, seed=seed)
    at = Parameters(20.0, 0.4, 0.2, 80.0).logs() + np.array(logs)
    shape = np.full(x.size, 1 / window.area / 75)
    process = Process(EdgeShare(window, x, y), time, spans=spans, limits=LIMITS)
    process.before(Parameters(*np.exp(at + np.array([0, 0, -0.1, 0.1]))))
    slope = process.look(at, shape).slope
    for k, step in enumerate(1e-4 * np.eye(4)):
        change = (process.look(at + step, shape).value - process.look(at - step, shape).value) / 2e-4
        assert slope[k] == pytest.approx(change, abs=2e-3)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999), reach=st.floats(5.0, 3000.0), horizon=st.floats(0.5, 400.0), n=st.integers(2, 120))
def test_compiled_loops_and_numpy_list_and_sum_alike(seed, reach, horizon, n):
    rng = np.random.default_rng(seed)
    x, y = (rng.integers(0, 60, n) * 20.0 + offset for offset in (4e5, 4.6e6))
    time = rng.integers(0, 90, n) * 1.0  # ties in place and time
    plain = loops._list_plainly(x, y, time, reach=reach, horizon=horizon)
    kept, loops.FEW_EVENTS = loops.FEW_EVENTS, 0
    try:
        fast = loops.list_before(x, y, time, reach=reach, horizon=horizon)
    finally:
        loops.FEW_EVENTS = kept
    background = rng.uniform(0.1, 1.0, n)
    asked = {"height": 0.7, "decay": 0.1, "spread": 100.0}
    assert fast.delay.size == plain.delay.size
    assert sorted(zip(fast.delay, fast.squared, strict=True)) == sorted(zip(plain.delay, plain.squared, strict=True))
    for one, other in zip(
        loops.sums_over(fast, background, **asked), loops.sums_over(plain, background, **asked), strict=True
    ):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-12)
    one, other = (loops.triggered_by(each, n, decay=0.1, spread=100.0) for each in (fast, plain))
    assert one == pytest.approx(other, rel=1e-12, abs=1e-18)


def planted():
    """Events of tests/references/self_exciting.R, by formula."""
    i, k = np.arange(120.0), np.arange(0, 119, 2)
    x, y, time = (i * 618.034) % 2000, (i * 414.214) % 2000, (i * 73.2051) % 200
    x = np.append(x, x[k] + 40 * np.sin(1.7 * k))
    y = np.append(y, y[k] + 40 * np.cos(2.3 * k))
    time = np.append(time, time[k] + 0.5 + (k * 0.61803) % 6)
    inside = (x > 0) & (x < 2000) & (y > 0) & (y < 2000) & (time > 0) & (time < 200)
    return x[inside], y[inside], time[inside]


TWINSTIM = [  # window, parameters, log-likelihood, standard errors of the logarithms of three of them
    (BOX, (123.0590353, 0.3111543281, 0.293187803, 27.86859362), -2773.463431, (0.0916197, 0.141583, 0.07009)),
    (CORNER, (93.89532615, 0.3126720627, 0.3127852129, 27.88951139), -2108.099907, (0.104785, 0.161958, 0.0808337)),
]


@pytest.mark.parametrize(("window", "values", "likelihood", "errors"), TWINSTIM, ids=["rectangle", "polygon"])
def test_values_of_another_program(window, values, likelihood, errors):
    """surveillance 1.20.3, twinstim with Gaussian and exponential triggers: tests/references/self_exciting.R."""
    x, y, time = planted()
    inside = window.holds(x, y)
    found = self_exciting(x[inside], y[inside], time[inside], window=window, spans=((0.0, 200.0),), tolerance=1e-9)
    assert found.parameters == pytest.approx(values, rel=2e-6)
    assert found.log_likelihood == pytest.approx(likelihood, abs=2e-6)
    assert np.sqrt(np.diag(found.covariance))[[0, 2, 3]] == pytest.approx(errors, rel=2e-5)


def test_planted_triggering_is_found():
    x, y, time = simulated(TRUTH, window=WIDE, spans=YEAR, seed=1)
    for bandwidth in (None, 1000.0):
        found = self_exciting(x, y, time, window=WIDE, spans=YEAR, bandwidth=bandwidth)
        for name, true in TRUTH._asdict().items():
            low, high = found.interval(name)
            assert low < true < high, name
        low, high = found.share_interval()
        assert 0.3 < low < found.share < high < 0.6
        assert found.aic_gain > 100
        assert found.is_settled
        assert found.share == pytest.approx(1 - found.chance.mean(), abs=1e-5)


def test_slopes_are_zero_where_the_fit_ends():
    x, y, time = simulated(TRUTH, window=WIDE, spans=YEAR, seed=2)
    found = self_exciting(x, y, time, window=WIDE, spans=YEAR, tolerance=1e-9)
    assert np.abs(found.process.look(found.parameters.logs(), found.shape).slope).max() < 1e-5
    assert found.parameters.background + found.parameters.offspring * found.seen[0] == pytest.approx(x.size)


@pytest.mark.parametrize("seed", range(6))
def test_events_that_trigger_nothing_are_seen_as_such(seed):
    rng = np.random.default_rng(seed)
    x, y = WIDE.draw(300, rng=rng)
    found = self_exciting(
        x, y, rng.random(300) * 365, window=WIDE, spans=YEAR, limits=Limits((1 / 30, 5.0), (5.0, 500.0))
    )
    assert found.share < 0.2
    assert np.isnan(found.share_interval()).all() or found.share_interval()[0] < 0.03
    assert found.aic_gain < 8


def test_nothing_is_triggered_where_no_event_follows_another():
    at = np.arange(36.0)
    found = self_exciting(1000 * (at % 6), 1000 * (at // 6), at * 10, window=WIDE, spans=YEAR)
    assert (found.share, found.parameters.offspring, found.aic_gain) == (0.0, 0.0, -6.0)
    assert np.isnan(found.interval("spread")).all()
    assert (found.chance == 1).all()
    assert found.log_likelihood == found.plain


def test_a_background_that_gathers_is_no_triggering():
    """Hot spots without any triggering: an even background takes them for it, one that follows them does not."""
    rng = np.random.default_rng(4)
    centres = rng.uniform(500, 5500, (12, 2))
    x, y = (np.clip(c[rng.integers(0, 12, 900)] + rng.normal(0, 150, 900), 1, 5999) for c in centres.T)
    time = rng.random(900) * 365
    even, follows = (
        self_exciting(x, y, time, window=WIDE, spans=YEAR, bandwidth=each) for each in (None, 150.0)
    )  # fmt: skip
    assert even.share > 0.5
    assert follows.share < 0.1


def test_a_season_is_no_triggering():
    rng = np.random.default_rng(5)
    x, y, time = simulated(
        Parameters(600.0, 0.0, 1.0, 1.0), window=WIDE, spans=YEAR, seed=5, blocks=(180.0, 240.0), shares=(0.2, 0.6, 0.2)
    )
    assert ((time > 180) & (time < 240)).mean() == pytest.approx(0.6, abs=0.06)
    kept = np.hypot(x - 3000, y - 3000) < 2500
    found = self_exciting(x[kept], y[kept], time[kept], window=WIDE, spans=YEAR, blocks=(180.0, 240.0))
    even = self_exciting(x[kept], y[kept], rng.permutation(time[kept]), window=WIDE, spans=YEAR)
    assert found.plain > even.plain + 100


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"time": [0.0, np.nan, 2.0]}, "finite"),
        ({"x": [1.0, 2.0]}, "equally long"),
        ({"time": [0.0, 1.0, 400.0]}, "inside the spans"),
        ({"spans": ((5.0, 1.0),)}, "spans"),
        ({"spans": ()}, "spans"),
        ({"x": [1.0], "y": [1.0], "time": [1.0]}, "two or more"),
    ],
)
def test_bad_input_is_refused(changes, said):
    given = {"x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 3.0], "time": [0.0, 1.0, 2.0], "spans": YEAR} | changes
    with pytest.raises(ValueError, match=said):
        self_exciting(given["x"], given["y"], given["time"], window=BOX, spans=given["spans"])


def test_inputs_stay_as_they_are():
    x, y, time = simulated(TRUTH, window=WIDE, spans=YEAR, seed=3)
    for part in (x, y, time):
        part.flags.writeable = False
    before = x.copy(), y.copy(), time.copy()
    self_exciting(x, y, time, window=WIDE, spans=YEAR, bandwidth=500.0)
    assert all((one == other).all() for one, other in zip(before, (x, y, time), strict=True))
