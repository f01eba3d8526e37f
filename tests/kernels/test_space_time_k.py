"""Space-time K: its definition pair by pair, R's Kest, its size, planted interaction, and its hard cases."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import _pairs
from beffroi.kernels.space_time_k import space_time_k

EVENTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 12)), min_size=2, max_size=9)
S, T = (1, 3, 6), (0, 2, 5)


@settings(deadline=None, max_examples=60)
@given(events=EVENTS)
def test_it_is_its_definition(events):
    """K(s, t) = |A| L / (n (n - 1)) sum over i != j of I(d <= s) I(u <= t); the margins without the other condition."""
    x, y, day = (np.array([each[k] for each in events], dtype=float) for k in range(3))
    found = space_time_k(x, y, day, distances=S, lags=T, area=50.0, length=13.0, permutations=9)
    n = len(events)
    ordered = [(i, j) for i in range(n) for j in range(n) if i != j]
    near = {s: [math.dist((x[i], y[i]), (x[j], y[j])) <= s for i, j in ordered] for s in S}
    soon = {t: [abs(day[i] - day[j]) <= t for i, j in ordered] for t in T}
    scale = 1 / (n * (n - 1))
    for (a, s), (b, t) in itertools.product(enumerate(S), enumerate(T)):
        both = sum(p and q for p, q in zip(near[s], soon[t], strict=True))
        assert found.pairs[a, b] == both / 2
        assert found.k[a, b] == pytest.approx(50 * 13 * scale * both)
        assert found.k_space[a] == pytest.approx(50 * scale * sum(near[s]))
        assert found.k_time[b] == pytest.approx(13 * scale * sum(soon[t]))
        product = found.k_space[a] * found.k_time[b]
        assert found.ratio[a, b] == pytest.approx(found.k[a, b] / product if product else np.nan, nan_ok=True)


def test_the_spread_is_that_of_all_permutations():
    """Six events: the mean and deviation of the counts over all 720 arrangements of the dates."""
    rng = np.random.default_rng(1)
    x, y, day = rng.uniform(0, 10, 6), rng.uniform(0, 10, 6), np.array([0, 1, 3, 4, 8, 9])
    asked = {"distances": (4.0, 8.0), "lags": (1, 4)}
    found = space_time_k(x, y, day, **asked, permutations=4999)
    every = np.array(
        [space_time_k(x, y, arranged, **asked, permutations=0).pairs for arranged in itertools.permutations(day)]
    )
    expected = every.mean(axis=0)
    assert found.pairs / found.ratio == pytest.approx(expected)
    assert found.residual == pytest.approx((found.pairs - expected) / every.std(axis=0), rel=0.06, abs=0.02)


R_MARGIN = [2010.05025126, 23869.3467337, 106180.904523]
_I = np.arange(1, 201)
TWO_HUNDRED = np.floor(_I * 618.034 % 1000), np.floor(_I * 414.214 % 1000), np.zeros(200, int)


def test_the_margin_in_space_is_as_in_r():
    """R 4.2.2, spatstat 3.0-3: Kest(ppp(x, y, c(0, 1000), c(0, 1000)), r = seq(0, 200, 0.5), correction = "none")."""
    found = space_time_k(*TWO_HUNDRED, distances=(50, 100, 200), lags=(0,), area=1e6, permutations=0)
    assert found.k_space == pytest.approx(R_MARGIN, rel=1e-9)


def town(n=300, seed=1, followers=0):
    rng = np.random.default_rng(seed)
    x, y, day = rng.uniform(0, 2000, n), rng.uniform(0, 2000, n), rng.integers(0, 200, n)
    of = rng.integers(0, n, followers)
    x = np.concatenate([x, x[of] + rng.uniform(-40, 40, followers)])
    y = np.concatenate([y, y[of] + rng.uniform(-40, 40, followers)])
    return x, y, np.concatenate([day, day[of] + rng.integers(0, 5, followers)])


ASKED = {"distances": (50, 100, 200, 400), "lags": (2, 5, 10, 20)}


def test_planted_interaction_is_found_at_its_scale():
    found = space_time_k(*town(followers=40), **ASKED)
    assert (found.p, found.p_largest) == (0.005, 0.005)
    assert found.ratio[1, 1] > found.upper[1, 1]
    assert found.ratio[1, 1] > found.ratio[3, 3] > 0.9


def test_the_size_under_the_null():
    """Of 400 draws without interaction at most 5 % + 4 standard errors are named, by either p and by the envelope."""
    found = [space_time_k(*town(60, seed), **ASKED, permutations=99, seed=seed) for seed in range(400)]
    most = 0.05 + 4 * math.sqrt(0.05 * 0.95 / 400)
    assert np.mean([each.p <= 0.05 for each in found]) <= most
    assert np.mean([each.p_largest <= 0.05 for each in found]) <= most
    outside = [((each.ratio > each.upper + 1e-9) | (each.ratio < each.lower - 1e-9)).any() for each in found]
    assert np.mean(outside) <= most


def test_same_integers_compiled_and_on_one_thread_and_two(monkeypatch):
    data = town(400, followers=50)
    plain = space_time_k(*data, **ASKED)
    monkeypatch.setattr(_pairs, "LITTLE_WORK", -1)
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        again = space_time_k(*data, **ASKED)
        assert again.pairs.tolist() == plain.pairs.tolist()
        assert again.residual.tolist() == plain.residual.tolist()
        assert again.p == plain.p


def test_hard_cases():
    for n in (0, 1):
        empty = space_time_k(np.zeros(n), np.zeros(n), np.zeros(n, int), **ASKED)
        assert empty.pairs.sum() == 0
        assert np.isnan(empty.ratio).all()
        assert empty.p == 1.0
    together = space_time_k(np.zeros(5), np.zeros(5), np.zeros(5, int), **ASKED)
    assert together.pairs.tolist() == [[10] * 4] * 4
    assert (together.ratio == 1).all()
    assert together.p == 1.0
    for bad in ({"distances": (5, 5)}, {"lags": (3, 1)}, {"distances": ()}, {"lags": ()}):
        with pytest.raises(ValueError, match="edges"):
            space_time_k([0, 1], [0, 1], [0, 1], **(ASKED | bad))
    day = np.array([2, 1])
    day.flags.writeable = False
    space_time_k([0.0, 1.0], [0.0, 0.0], day, **ASKED)
