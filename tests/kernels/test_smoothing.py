"""Empirical Bayes against published software and its definition; head-banging by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.neighbours import from_pairs
from beffroi.kernels.smoothing import empirical_bayes, head_banging
from tests.kernels.columbus import EVENTS, PEOPLE, QUEEN

rows = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9000)), min_size=1, max_size=15)


SPDEP = {  # the calls stand in the test; first five places
    "everywhere": [0.00870506860743, 0.00940031392014, 0.01961676091324, 0.06560125618958, 0.04421923822356],
    "around": [0.00905997049851, 0.00915315723689, 0.01946749795809, 0.06412257154897, 0.04478798082766],
}


def test_columbus_is_as_in_spdep():
    """spdep 1.2-7: EBest(round(CRIME), round(100 * INC)) and EBlocal(..., nb, geoda = TRUE); first five places."""
    assert empirical_bayes(EVENTS, PEOPLE).rate[:5] == pytest.approx(SPDEP["everywhere"])
    assert empirical_bayes(EVENTS, PEOPLE, near=QUEEN).rate[:5] == pytest.approx(SPDEP["around"])


@settings(deadline=None)
@given(rows)
def test_it_is_the_definition_and_lies_between_the_rate_and_the_mean(drawn):
    n, e = (np.array(part, dtype=float) for part in zip(*drawn, strict=True))
    found = empirical_bayes(n, e)
    some = e > 0
    assert np.isnan(found.rate[~some]).all()
    if not some.any():
        return
    m = n[some].sum() / e[some].sum()
    s2 = (e[some] * (n[some] / e[some] - m) ** 2).sum() / e[some].sum()
    a = max(0.0, s2 - m / e[some].mean())
    for i in np.flatnonzero(some):
        w = a / (a + m / e[i]) if a + m / e[i] > 0 else 0.0
        assert found.rate[i] == pytest.approx(m + w * (n[i] / e[i] - m), abs=1e-12)
        assert min(m, n[i] / e[i]) - 1e-12 <= found.rate[i] <= max(m, n[i] / e[i]) + 1e-12
        assert found.lower[i] <= found.rate[i] + 1e-9
        assert found.upper[i] >= found.lower[i]
        if n[i] >= 1:  # below, the law is so skewed that its mean may lie above 97.5 % of it
            assert found.upper[i] >= found.rate[i] - 1e-9


def test_its_limits_hold_the_true_rate_about_as_often_as_they_say():
    rng = np.random.default_rng(3)
    held = []
    for _ in range(40):
        true, e = rng.gamma(8, 0.002 / 8 * 5, 120), rng.uniform(200, 4000, 120)
        found = empirical_bayes(rng.poisson(true * e), e)
        held.append(((found.lower <= true) & (true <= found.upper)).mean())
    assert 0.90 <= np.mean(held) <= 0.97  # the prior is estimated and taken as known


def test_small_populations_are_drawn_further():
    found = empirical_bayes([3, 300, 10, 200], [100.0, 10_000.0, 1_000.0, 10_000.0])
    assert found.weight[0] < found.weight[2] < found.weight[1]


def test_it_errs_less_than_the_raw_rates_where_populations_are_small():
    rng = np.random.default_rng(9)
    true, e = rng.gamma(10, 0.001, 400), rng.uniform(50, 500, 400)
    n = rng.poisson(true * e)
    assert ((empirical_bayes(n, e).rate - true) ** 2).mean() < 0.5 * ((n / e - true) ** 2).mean()


def test_an_island_keeps_to_itself():
    found = empirical_bayes([4, 6, 9], [100.0, 100.0, 100.0], near=from_pairs(3, [0, 1], [1, 0]))
    assert found.rate[2] == pytest.approx(0.09)


def test_head_banging_takes_off_a_spike_and_keeps_an_edge():
    x, y = np.meshgrid(np.arange(7.0), np.arange(7.0))
    step = np.where(x < 3, 1.0, 9.0)
    spiked = step.copy()
    spiked[3, 1] = 50.0
    smooth = head_banging(spiked.ravel(), x.ravel(), y.ravel()).reshape(7, 7)
    assert smooth[3, 1] == 1.0
    assert (smooth[:, 0:2] == 1).all()
    assert (smooth[:, 4:] == 9).all()


def test_head_banging_by_hand():
    """One triple east and west (2, 6), one north and south (4, 8): screens 3 and 7; 20 is pulled to 7, 5 stays."""
    x, y = [0, 1, -1, 0, 0], [0, 0, 0, 1, -1]
    assert head_banging([20, 2, 6, 4, 8], x, y, near=4, rounds=1)[0] == 7
    assert head_banging([5, 2, 6, 4, 8], x, y, near=4, rounds=1)[0] == 5
    assert head_banging([20, 2, 6, 4, 8], x, y, near=4, rounds=1, weight=[1, 9, 9, 1, 1])[0] == 6


def test_inputs_are_not_modified():
    n, e = EVENTS.copy(), PEOPLE.copy()
    empirical_bayes(n, e, near=QUEEN)
    head_banging(n, np.arange(49), np.arange(49) % 7)
    assert (n == EVENTS).all()
    assert (e == PEOPLE).all()
