"""Gini and Lorenz against the definition, published values, and chance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.concentration import (
    bootstrap_interval,
    equal_chance,
    generalized_gini,
    gini,
    lorenz_curve,
    places_holding,
    share_holding,
)

some_counts = st.lists(st.integers(0, 40), min_size=1, max_size=30).filter(any).map(np.array)


@given(some_counts)
def test_gini_is_the_mean_difference_of_all_pairs(counts):
    """Half the mean absolute difference of all pairs, over the mean."""
    differences = np.abs(counts[:, None] - counts[None, :]).mean()
    assert gini(counts) == pytest.approx(differences / (2 * counts.mean()))


@given(some_counts)
def test_generalized_gini_is_an_area_from_the_line_of_maximal_equality(counts):
    """The area above the observed curve over the area above the most even one, taken from 1."""
    n, c = counts.size, counts.sum()
    curve = lorenz_curve(counts) / c
    above = 1 - np.trapezoid(curve, dx=1 / n)
    most_even = 1 - np.trapezoid([0, 1, 1], [0, min(1, c / n), 1]) if c < n else 0.5
    assert generalized_gini(counts) == pytest.approx(1 - above / most_even)


PUBLISHED = [  # counts, ordinary, corrected
    ([10, 8, 2] + [0] * 7, 0.78, 0.78),  # examples of lorenzgini 0.1.2 (R): gini(crimes, unbiased = FALSE)
    ([5, 2, 1] + [0] * 7, 0.80, 0.75),
    ([10] + [0] * 9, 0.90, 0.90),
    ([10] + [0] * 99, 0.99, 0.90),  # ordinary value printed there; corrected from its formula
]


@pytest.mark.parametrize(("counts", "ordinary", "corrected"), PUBLISHED)
def test_published_values(counts, ordinary, corrected):
    assert gini(np.array(counts)) == pytest.approx(ordinary)
    assert generalized_gini(np.array(counts)) == pytest.approx(corrected)


def test_as_even_as_can_be_is_zero_however_few():
    assert gini(np.array([1] * 5 + [0] * 5)) == pytest.approx(0.5)
    assert generalized_gini(np.array([1] * 5 + [0] * 5)) == pytest.approx(0)
    assert generalized_gini(np.array([4, 4, 4])) == pytest.approx(0)


@given(some_counts, st.randoms(use_true_random=False))
def test_the_order_of_places_changes_nothing_at_all(counts, random):
    order = list(range(counts.size))
    random.shuffle(order)
    assert generalized_gini(counts[order]) == generalized_gini(counts)
    assert lorenz_curve(counts[order]).tolist() == lorenz_curve(counts).tolist()


@given(some_counts, st.floats(0.01, 0.99))
def test_places_holding_is_the_shortest_run_of_the_busiest(counts, share):
    ordered = sorted(counts.tolist(), reverse=True)
    needed = next(k for k in range(counts.size + 1) if sum(ordered[:k]) >= share * counts.sum() - 1e-9)
    assert places_holding(counts, share=share) == needed
    continuous = share_holding(lorenz_curve(counts), share=share) * counts.size
    assert needed - 1 - 1e-9 <= continuous <= needed + 1e-9


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 60), st.integers(2, 40))
def test_chance_is_the_definition_simulated_place_by_place(incidents, places):
    alike = equal_chance(incidents=incidents, places=places, draws=400, seed=1)
    rng = np.random.default_rng(99)
    drawn = [np.bincount(rng.integers(0, places, incidents), minlength=places) for _ in range(400)]
    error = 5 * np.std([generalized_gini(row) for row in drawn]) / np.sqrt(400) * 1.5 + 1e-9
    assert alike.gini.mean() == pytest.approx(np.mean([generalized_gini(row) for row in drawn]), abs=error)
    np.testing.assert_allclose(
        alike.curve, np.mean([lorenz_curve(row) for row in drawn], axis=0), atol=incidents * 0.05
    )


def test_chance_in_pieces_is_chance_at_once(monkeypatch):
    from beffroi.kernels import concentration

    whole = equal_chance(incidents=50, places=20, draws=99, seed=3)
    monkeypatch.setattr(concentration, "_AT_ONCE", 200)
    pieces = equal_chance(incidents=50, places=20, draws=99, seed=3)
    np.testing.assert_array_equal(whole.gini, pieces.gini)
    np.testing.assert_allclose(whole.curve, pieces.curve)


def test_ordinary_clumping_is_called_concentration_no_more_often_than_stated():
    rng = np.random.default_rng(2)
    alike = equal_chance(incidents=120, places=40, draws=999, seed=1)
    observed = [generalized_gini(rng.multinomial(120, np.full(40, 1 / 40))) for _ in range(400)]
    p = [((alike.gini >= value - 1e-12).sum() + 1) / 1000 for value in observed]
    assert np.mean(np.array(p) <= 0.05) <= 0.09


def test_planted_concentration_is_found():
    alike = equal_chance(incidents=120, places=40, draws=999, seed=1)
    planted = np.random.default_rng(2).multinomial(120, np.r_[np.full(5, 0.1), np.full(35, 0.5 / 35)])
    assert generalized_gini(planted) > alike.gini.max()


def test_limits_cover_the_value_that_the_same_risks_give_on_average():
    rng = np.random.default_rng(4)
    risk = rng.gamma(1.5, 1, 40)
    risk /= risk.sum()
    truth = np.mean([gini(rng.multinomial(600, risk)) for _ in range(2000)])
    covered = 0
    for trial in range(150):
        lower, upper = bootstrap_interval(rng.multinomial(600, risk), statistics=gini, draws=199, seed=trial)
        covered += bool(lower <= truth <= upper)
    assert 0.88 <= covered / 150 <= 0.99


def test_limits_do_not_depend_on_the_order_of_places_and_leave_counts_alone():
    counts = np.array([5, 40, 1, 12, 0, 0, 7])
    counts.flags.writeable = False
    one = bootstrap_interval(counts, statistics=gini, draws=99, seed=1)
    two = bootstrap_interval(counts[::-1], statistics=gini, draws=99, seed=1)
    assert one == two
