"""The Mann-Kendall statistic against scipy and its definition; classes of histories by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from beffroi.kernels import emerging as e


@given(st.lists(st.integers(-4, 4), min_size=3, max_size=15))
def test_mann_kendall_is_its_definition(values):
    n = len(values)
    s = sum(np.sign(values[j] - values[i]) for i in range(n) for j in range(i + 1, n))
    ties = sum(t * (t - 1) * (2 * t + 5) for t in np.unique(values, return_counts=True)[1])
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    expected = (s - np.sign(s)) / np.sqrt(variance) if variance else 0.0
    assert e.mann_kendall(values)[0] == pytest.approx(expected)


def test_mann_kendall_by_hand():
    """10 15 14 20: five rises and one fall, S = 4, variance 4 · 3 · 13 / 18."""
    assert e.mann_kendall([10, 15, 14, 20])[0] == pytest.approx((4 - 1) / np.sqrt(4 * 3 * 13 / 18))


def test_mann_kendall_keeps_its_size_without_a_trend():
    z = e.mann_kendall(np.random.default_rng(1).normal(size=(4000, 24)))
    share = (2 * norm.sf(np.abs(z)) <= 0.05).mean()
    assert share == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 4000))


@pytest.mark.parametrize(
    ("hot", "cold", "trend", "kind"),
    [
        ("0000000001", "", 0, e.NEW),
        ("0000000111", "", 0, e.CONSECUTIVE),
        ("1111111111", "", 3, e.INTENSIFYING),
        ("0111111111", "", 0, e.PERSISTENT),
        ("1111111111", "", -3, e.DIMINISHING),
        ("0110100001", "", 0, e.SPORADIC),
        ("0000000011", "1000000000", 0, e.OSCILLATING),
        ("1111111110", "", 3, e.HISTORICAL),
        ("1100000000", "", 0, e.NONE),
        ("0000000000", "1111111111", -3, e.NONE),
    ],
)
def test_each_class_of_history(hot, cold, trend, kind):
    def flags(written):
        return [[mark == "1" for mark in written.ljust(10, "0")]]

    assert e.classify(flags(hot), flags(cold), [trend]).tolist() == [kind]
