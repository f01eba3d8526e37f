"""Log relative risk against sparr, and its tests: their size, and a planted difference."""

import numpy as np
import pytest
from scipy import stats

from beffroi.kernels.grid import Grid, count_by_cell
from beffroi.kernels.relative_risk import asymptotic_p, log_relative_risk, relative_risk
from tests.kernels.patterns import REDWOOD

GRID = Grid(size=20.0, column=0, row=0, columns=50, rows=50)
WHOLE = np.ones(GRID.shape, bool)
IS_CASE = np.arange(1, 63) % 3 == 0
X, Y = REDWOOD[0] * 1000 - 3.3, REDWOOD[1] * 1000 + 996.7
CASES, CONTROLS = (count_by_cell(GRID, X[kept], Y[kept]) for kept in (IS_CASE, ~IS_CASE))
AT = [4, 19, 24, 39, 49], [4, 14, 39, 29, 0]
# tests/references/relative_risk.R: risk(f, g)$rr and tolerance(, ref.density = p, method = "ASY"), h0 = 150
RATIO = [0.2199540651, -0.1791094487, 0.2473199114, 0.0880737956, -0.8704677517]
ASYMPTOTIC = [0.3989017560, 0.6569640686, 0.3620594942, 0.4289834653, 0.5877443939]


def test_the_log_ratio_is_that_of_sparr():
    found = log_relative_risk(CASES, CONTROLS, inside=WHOLE, size=20.0, bandwidth=150.0)
    assert found[AT] == pytest.approx(RATIO, abs=1e-8)


def test_the_normal_limit_is_that_of_sparr():
    found = asymptotic_p(CASES, CONTROLS, inside=WHOLE, size=20.0, bandwidth=150.0)
    assert found[AT] == pytest.approx(ASYMPTOTIC, abs=1e-8)


def test_random_labels_agree_with_the_normal_limit_where_events_are_many():
    rng = np.random.default_rng(1)
    cases, controls = rng.poisson(3, GRID.shape), rng.poisson(3, GRID.shape)
    made = relative_risk(cases, controls, inside=WHOLE, size=20.0, bandwidth=100.0, permutations=499)
    normal = asymptotic_p(cases, controls, inside=WHOLE, size=20.0, bandwidth=100.0)
    assert np.abs(made.p_higher - normal)[10:40, 10:40].mean() < 0.06


def counts(rng, n, middle=None, share=0.0):
    x, y = rng.uniform(0, 1000, (2, n))
    moved = rng.random(n) < share
    if middle:
        x[moved], y[moved] = rng.normal(middle[0], 60, moved.sum()), rng.normal(middle[1], 60, moved.sum())
    return count_by_cell(Grid(size=50.0, column=0, row=0, columns=20, rows=20), x, y)


def test_a_planted_difference_is_found_where_it_is():
    rng = np.random.default_rng(2)
    cases, controls = counts(rng, 400, middle=(725, 275), share=0.3), counts(rng, 400)
    made = relative_risk(cases, controls, inside=np.ones((20, 20), bool), size=50.0, bandwidth=90.0, permutations=199)
    assert made.p <= 0.01
    assert np.unravel_index(np.nanargmax(made.log_ratio), (20, 20)) in [(r, c) for r in (4, 5, 6) for c in (13, 14, 15)]
    assert made.p_higher[5, 14] <= 0.01
    assert made.p_lower[5, 14] > 0.9


def test_the_size_of_the_test_of_the_whole_is_its_level():
    """300 pairs of alike sets: rejected at 10 % as often as a binomial allows (1 in 1,000)."""
    rng = np.random.default_rng(3)
    inside = np.ones((20, 20), bool)
    p = [
        relative_risk(
            counts(rng, 80), counts(rng, 120), inside=inside, size=50.0, bandwidth=150.0, permutations=19, seed=k
        ).p
        for k in range(300)
    ]
    low, high = stats.binom.ppf([0.0005, 0.9995], 300, 0.1)
    assert low <= (np.array(p) <= 0.1).sum() <= high


def test_places_outside_or_with_few_events_are_not_compared():
    rng = np.random.default_rng(4)
    cases, controls = counts(rng, 300), counts(rng, 300)
    cases[:, 12:] = controls[:, 12:] = 0
    inside = np.ones((20, 20), bool)
    inside[:3] = False
    made = relative_risk(cases, controls, inside=inside, size=50.0, bandwidth=60.0, permutations=19)
    assert not made.compared[:3].any()
    assert not made.compared[:, 17:].any()
    assert made.compared[8, 5]
    assert np.isnan(made.log_ratio[~made.compared]).all()
    with pytest.raises(ValueError, match="both kinds"):
        relative_risk(cases, cases * 0, inside=inside, size=50.0, bandwidth=60.0)


def test_answers_depend_on_the_seed_and_not_on_threads(monkeypatch):
    rng = np.random.default_rng(5)
    cases, controls = counts(rng, 300), counts(rng, 300)
    made = []
    for threads, seed in (("1", 7), ("2", 7), ("2", 8)):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        made.append(
            relative_risk(
                cases, controls, inside=np.ones((20, 20), bool), size=50.0, bandwidth=90.0, permutations=39, seed=seed
            ).p_higher
        )
    assert np.array_equal(made[0], made[1], equal_nan=True)
    assert not np.array_equal(made[1], made[2], equal_nan=True)
