"""Aoristic weights against the definition, Goodman against a peer, and a test that keeps its size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import multinomial_proportions_confint

from beffroi.kernels.aoristic import (
    aoristic_week,
    busiest_window,
    covered_weekdays,
    goodman_interval,
    on_the_hour,
    week_uniformity_test,
)

MONDAY = np.datetime64("2018-01-01T00:00", "us")
MINUTE = np.timedelta64(1, "m")


def times(*written: str) -> np.ndarray:
    return np.array(written, "datetime64[us]")


def by_definition(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Walk through each interval minute by minute."""
    week = np.zeros(168)
    for begin, finish in zip(start, end, strict=True):
        minutes = int((finish - begin) / MINUTE)
        moments = [begin + MINUTE * step for step in range(minutes)] or [begin]
        for moment in moments:
            week[int((moment - MONDAY) // np.timedelta64(1, "h")) % 168] += 1 / len(moments)
    return week


intervals = st.lists(
    st.tuples(st.integers(-50_000, 50_000), st.one_of(st.just(0), st.integers(0, 200), st.integers(0, 25_000))),
    min_size=1,
    max_size=8,
)


@given(intervals)
@settings(max_examples=60, deadline=None)
def test_weights_are_the_minutes_counted_one_by_one(drawn):
    start = np.array([MONDAY + MINUTE * first for first, _ in drawn])
    end = start + np.array([length for _, length in drawn]) * MINUTE
    np.testing.assert_allclose(aoristic_week(start, end), by_definition(start, end), atol=1e-9)


@given(intervals, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_each_event_weighs_one_and_order_does_not_matter(drawn, random):
    start = np.array([MONDAY + MINUTE * first for first, _ in drawn])
    end = start + np.array([length for _, length in drawn]) * MINUTE
    order = list(range(len(drawn)))
    random.shuffle(order)
    week = aoristic_week(start, end)
    assert week.sum() == pytest.approx(len(drawn))
    assert (week >= 0).all()
    assert (aoristic_week(start[order], end[order]) == week).all()


def test_many_awkward_intervals_add_up_alike_in_any_order():
    rng = np.random.default_rng(8)
    start = MONDAY + rng.integers(0, 500_000, 3000) * MINUTE
    end = start + rng.integers(61, 30_000, 3000) * MINUTE
    order = rng.permutation(3000)
    assert (aoristic_week(start[order], end[order]) == aoristic_week(start, end)).all()


def test_the_example_of_an_event_over_four_hours():
    """Ratcliffe (2002): an event that may have happened in any of four hours counts 0.25 in each."""
    week = aoristic_week(times("2018-01-03T10:00"), times("2018-01-03T14:00"))
    assert week[58:62].tolist() == [0.25] * 4
    assert week.sum() == 1


def test_a_whole_number_of_weeks_is_even_over_the_week():
    week = aoristic_week(times("2018-01-03T10:20"), times("2018-01-24T10:20"))
    np.testing.assert_allclose(week, 1 / 168, atol=1e-12)


def test_a_missing_or_reversed_time_is_an_error():
    with pytest.raises(ValueError, match="needs a start and an end"):
        aoristic_week(times("2018-01-01"), times("NaT"))
    with pytest.raises(ValueError, match="1 intervals end before they start"):
        aoristic_week(times("2018-01-02"), times("2018-01-01"))


def test_inputs_are_left_alone_and_nothing_gives_nothing():
    start, end = times("2018-01-01T05:30"), times("2018-01-01T09:00")
    kept = start.copy(), end.copy()
    aoristic_week(start, end)
    assert (start == kept[0]).all()
    assert (end == kept[1]).all()
    assert aoristic_week(times(), times()).tolist() == [0.0] * 168


@given(st.integers(-3000, 3000), st.integers(0, 60))
def test_covered_weekdays_are_the_days_counted_one_by_one(first, length):
    days = [(np.datetime64(first + step, "D") - np.datetime64("2018-01-01")).astype(int) % 7 for step in range(length)]
    expected = [days.count(weekday) for weekday in range(7)]
    assert covered_weekdays(np.array([first]), np.array([first + length])).tolist() == expected


def test_simultaneous_limits_are_those_of_statsmodels():
    counts = np.array([56, 72, 73, 59, 62, 87, 58, 3, 0])
    peer = multinomial_proportions_confint(counts, alpha=0.05, method="goodman")
    lower, upper = goodman_interval(counts)
    np.testing.assert_allclose(np.column_stack([lower, upper]), peer, atol=1e-12)


def test_all_limits_cover_at_once_as_often_as_they_say():
    rng = np.random.default_rng(7)
    share = np.repeat([0.5, 1.0, 2.0, 1.5], 6) / 30
    covered = 0
    for _ in range(400):
        lower, upper = goodman_interval(rng.multinomial(800, share))
        covered += bool(((lower <= share) & (share <= upper)).all())
    assert covered / 400 >= 0.93


def drawn_week(rng: np.random.Generator, n: int, *, hours: float, evening: float = 0.0) -> tuple:
    """Events over 26 weeks, a share of them between 18:00 and 24:00, their moments known within `hours`."""
    minute = rng.integers(0, 26 * 7 * 1440, n)
    late = rng.random(n) < evening
    minute[late] += 18 * 60 + rng.integers(0, 360, late.sum()) - minute[late] % 1440
    moment = MONDAY + minute * MINUTE
    before = rng.integers(0, max(1, int(hours * 60)), n) * MINUTE
    return moment - before, moment - before + np.timedelta64(int(hours * 60), "m")


@pytest.mark.parametrize("hours", [0, 1.5, 9])
def test_an_even_week_is_called_uneven_no_more_often_than_stated(hours):
    rng = np.random.default_rng(11)
    days = np.full(7, 26)
    rejected = 0
    for trial in range(200):
        start, end = drawn_week(rng, 150, hours=hours)
        rejected += week_uniformity_test(start, end, days=days, draws=99, seed=trial).p <= 0.05
    assert rejected <= 20  # 200 × 0.05 = 10, one in 500 chances to exceed 20


@pytest.mark.parametrize("hours", [0, 4])
def test_a_planted_evening_is_found(hours):
    rng = np.random.default_rng(12)
    start, end = drawn_week(rng, 600, hours=hours, evening=0.5)
    assert week_uniformity_test(start, end, days=np.full(7, 26), draws=199, seed=1).p == 0.005


def test_days_covered_more_often_are_expected_to_hold_more():
    """Nine weeks of Mondays and one of the other days: most on Mondays is then not a rhythm."""
    rng = np.random.default_rng(5)
    days = np.array([54, 1, 1, 1, 1, 1, 1])
    corrected, naive = 0, 0
    for trial in range(100):
        weekday = rng.choice(7, 200, p=days / 60)
        start = MONDAY + (weekday * 1440 + rng.integers(0, 1440, 200)) * MINUTE
        corrected += week_uniformity_test(start, start, days=days, draws=99, seed=trial).p <= 0.05
        naive += week_uniformity_test(start, start, days=np.full(7, 9), draws=99, seed=trial).p <= 0.05
    assert corrected <= 13
    assert naive == 100


def test_the_same_seed_gives_the_same_answer():
    start, end = drawn_week(np.random.default_rng(3), 200, hours=3)
    one, two = (week_uniformity_test(start, end, days=np.full(7, 26), draws=99, seed=4) for _ in range(2))
    assert (one.statistic, one.p) == (two.statistic, two.p)
    assert one.expected.sum() == pytest.approx(200)


@given(st.lists(st.integers(0, 50), min_size=6, max_size=24), st.integers(1, 6))
def test_the_busiest_window_is_the_largest_sum_round_the_clock(hourly, hours):
    hourly = np.array(hourly, float)
    sums = [sum(hourly[(first + step) % hourly.size] for step in range(hours)) for first in range(hourly.size)]
    assert busiest_window(hourly, hours=hours) == int(np.argmax(sums))


def test_only_exact_hours_are_counted():
    seen = on_the_hour(times("2018-01-01T00:00", "2018-01-02T00:00", "2018-01-02T00:01", "2018-01-02T12:00"))
    assert seen[[0, 12]].tolist() == [2, 1]
    assert seen.sum() == 3
