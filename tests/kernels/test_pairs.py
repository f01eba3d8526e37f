"""The Knox test against pairs counted one by one, hand-worked bands, planted and absent near repeats."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import _pairs
from beffroi.kernels.pairs import knox_test

FAR, LATE = (0, 100, 200, 400), (0, 7, 14)
events = st.lists(
    st.tuples(st.integers(-5, 5).map(lambda k: 50 * k), st.integers(-5, 5).map(lambda k: 50 * k), st.integers(0, 30)),
    min_size=2,
    max_size=25,
)


def in_band(value, low, high, *, convention):
    """Whether a band holds a value."""
    if convention == "closed":
        return low < value <= high or (low == 0 == value)
    return low <= value < high


def one_by_one(x, y, day, *, far, late, convention="half_open", metric="euclidean"):
    """Pairs in each band, counted pair by pair: the definition."""
    count = np.zeros((len(far) - 1, len(late) - 1), int)
    for i, j in combinations(range(len(x)), 2):
        dx, dy = abs(x[i] - x[j]), abs(y[i] - y[j])
        distance = dx + dy if metric == "manhattan" else (dx * dx + dy * dy) ** 0.5
        for a, (low, high) in enumerate(pairwise(far)):
            for b, (soon, after) in enumerate(pairwise(late)):
                count[a, b] += in_band(distance, low, high, convention=convention) and in_band(
                    abs(int(day[i]) - int(day[j])), soon, after, convention=convention
                )
    return count


def scattered(n, *, seed, side=2000.0, days=200):
    rng = np.random.default_rng(seed)
    return rng.uniform(0, side, n).round(1), rng.uniform(0, side, n).round(1), rng.integers(0, days, n)


def ask(x, y, day, **changes):
    return knox_test(x, y, day, **({"distance_edges": FAR, "lag_edges": LATE, "permutations": 99} | changes))


def same(one, other):
    assert np.array_equal(one.observed, other.observed)
    assert np.array_equal(one.expected, other.expected)
    assert np.array_equal(one.p, other.p)
    assert np.array_equal(one.p_adjusted, other.p_adjusted)
    assert np.array_equal(one.pairs_near, other.pairs_near)


@settings(deadline=None)
@given(events, st.sampled_from(["half_open", "closed", "near_repeat"]), st.sampled_from(["euclidean", "manhattan"]))
def test_pairs_are_those_counted_one_by_one(rows, convention, metric):
    x, y, day = (np.array(part) for part in zip(*rows, strict=True))
    found = ask(x, y, day, convention=convention, metric=metric, permutations=1)
    expected = one_by_one(x, y, day, far=FAR, late=LATE, convention=convention, metric=metric)
    assert np.array_equal(found.observed, expected)


@settings(deadline=None, max_examples=30)
@given(events, st.sampled_from(["half_open", "closed"]))
def test_the_exact_mean_is_the_mean_over_all_permutations_of_two_dates(rows, convention):
    """Pairs near in space times the share of pairs near in time, both counted one by one."""
    x, y, day = (np.array(part) for part in zip(*rows, strict=True))
    found = ask(x, y, day, permutations=1, convention=convention)
    near = one_by_one(x, y, np.zeros(len(x), int), far=FAR, late=(0, 1000), convention=convention)
    soon = one_by_one(np.zeros(len(x)), np.zeros(len(x)), day, far=(0, 1), late=LATE, convention=convention)
    expected = near * soon / (len(x) * (len(x) - 1) / 2)
    assert found.expected_exact == pytest.approx(expected)


def test_hand_worked_bands_at_their_edges():
    """Two pairs lie exactly on an edge: 100 m and 0 days; 30 m and 7 days. A third is 130 m and 7 days apart."""
    x, y, day = [0, 100, 130], [0, 0, 0], [0, 0, 7]
    asked = {"distance_edges": (0, 100, 200), "lag_edges": (0, 7, 14), "permutations": 1}
    assert knox_test(x, y, day, **asked).observed.tolist() == [[0, 1], [1, 1]]
    assert knox_test(x, y, day, **asked, convention="closed").observed.tolist() == [[2, 0], [1, 0]]


def test_the_near_repeat_convention_is_left_closed_by_name():
    """R: cut(d, sds, right = FALSE) of the package NearRepeat puts 100 m in 100-200 and 7 days in 7-14."""
    x, y, day = [0, 100, 0], [0, 0, 0], [0, 7, 7]
    asked = {"distance_edges": (0, 0.1, 100, 200), "lag_edges": (0, 7, 14), "permutations": 1}
    found = knox_test(x, y, day, **asked, convention="near_repeat")
    assert found.observed.tolist() == [[0, 1], [0, 0], [1, 1]]
    same(found, knox_test(x, y, day, **asked, convention="half_open"))


def test_a_lowest_edge_above_zero_leaves_nearer_pairs_out():
    x, y, day = [0, 10, 150], [0, 0, 0], [0, 0, 0]
    found = knox_test(x, y, day, distance_edges=(100, 200), lag_edges=(0, 7), permutations=1)
    assert found.observed.tolist() == [[2]]
    assert found.pairs_near.tolist() == [2]


def test_decimals_do_not_move_a_pair_over_an_edge():
    """1234.1 - 1134.1 is a little under 100 in binary, a little over elsewhere on the map."""
    for shift in (0.0, 361_000.0, 4_123_456.7):
        found = knox_test(
            [1134.1 + shift, 1234.1 + shift], [0, 0], [0, 0], distance_edges=(0, 100, 200), lag_edges=(0, 7)
        )
        assert found.observed.tolist() == [[0], [1]]


@pytest.mark.parametrize("n", [60, 700])
@pytest.mark.parametrize("late", [(0, 7), (0, 3, 6, 9, 12), (2, 5, 7, 11, 14, 28, 56, 90, 200)])
def test_compiled_loops_count_the_same_integers(monkeypatch, n, late):
    """From one limit of delay to more than the loop takes at a time."""
    x, y, day = scattered(n, seed=n)
    x, y = x // 50 * 50, y // 50 * 50  # many pairs exactly on the edges of bands
    asked = {"permutations": 150, "lag_edges": late, "distance_edges": (0, 1, 50, 51, 100, 250, 1000)}
    plain = ask(x, y, day, **asked)
    monkeypatch.setattr(_pairs, "FEW_CANDIDATES", -1)
    monkeypatch.setattr(_pairs, "LITTLE_WORK", -1)
    same(ask(x, y, day, **asked), plain)


def test_manhattan_pairs_are_the_same_compiled(monkeypatch):
    x, y, day = scattered(300, seed=9)
    plain = ask(x, y, day, metric="manhattan")
    monkeypatch.setattr(_pairs, "FEW_CANDIDATES", -1)
    same(ask(x, y, day, metric="manhattan"), plain)


def test_dates_a_century_apart_need_wider_integers():
    x, y, day = scattered(80, seed=3)
    late = day.copy()
    late[::2] += 40_000
    found = ask(x, y, late)
    assert np.array_equal(found.observed, one_by_one(x, y, late, far=FAR, late=LATE))


def test_blocks_of_pairs_add_up(monkeypatch):
    x, y, day = scattered(300, seed=4)
    whole = ask(x, y, day)
    monkeypatch.setattr(_pairs, "MANY_PAIRS", 50)
    same(ask(x, y, day), whole)


def test_one_thread_or_two_give_the_same_answer(monkeypatch):
    x, y, day = scattered(700, seed=5)
    monkeypatch.setattr(_pairs, "LITTLE_WORK", -1)
    monkeypatch.setenv("BEFFROI_THREADS", "1")
    one = ask(x, y, day, permutations=300)
    monkeypatch.setenv("BEFFROI_THREADS", "2")
    same(ask(x, y, day, permutations=300), one)


def test_rows_in_any_order_and_a_move_of_the_map_change_nothing():
    x, y, day = scattered(200, seed=6)
    order = np.random.default_rng(1).permutation(200)
    same(ask(x[order], y[order], day[order]), ask(x, y, day))
    same(ask(x + 432_100.0, y + 4_612_300.0, day + 17_000), ask(x, y, day))


def test_inputs_are_never_written_into():
    x, y, day = scattered(100, seed=7)
    kept = x.copy(), y.copy(), day.copy()
    for array in (x, y, day):
        array.flags.writeable = False
    ask(x, y, day)
    assert all(np.array_equal(a, b) for a, b in zip(kept, (x, y, day), strict=True))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_event_has_no_pair_and_no_nan(n):
    found = ask(np.zeros(n) + 500.0, np.zeros(n), np.arange(n) * 100)
    assert found.observed.sum() == 0
    assert np.isfinite(found.expected_exact).all()
    assert (found.p == 1).all()
    assert found.p_overall == 1


def test_events_all_in_one_place_or_on_one_day_show_no_interaction():
    rng = np.random.default_rng(1)
    day = rng.integers(0, 60, 80)
    here = ask(np.full(80, 7.0), np.full(80, 9.0), day)
    assert (here.p == 1).all()
    assert np.array_equal(here.observed, here.expected)
    today = ask(rng.uniform(0, 900, 80), rng.uniform(0, 900, 80), np.zeros(80, int))
    assert (today.p == 1).all()
    line = ask(np.arange(80) * 10.0, np.arange(80) * 10.0, day)
    assert np.isfinite(line.p_adjusted).all()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"x": [0.0, np.nan]}, "finite"),
        ({"day": [0.5, 1.0]}, "whole"),
        ({"day": [0]}, "equally long"),
        ({"distance_edges": (0, 200, 100)}, "increase"),
        ({"distance_edges": (-1, 100)}, "increase"),
        ({"lag_edges": (7,)}, "at least two"),
        ({"lag_edges": (0, np.nan)}, "increase"),
    ],
)
def test_wrong_input_is_named(changes, reason):
    given_ = {"x": [0.0, 1.0], "y": [0.0, 1.0], "day": [0, 1], "distance_edges": FAR, "lag_edges": LATE} | changes
    with pytest.raises(ValueError, match=reason):
        knox_test(given_.pop("x"), given_.pop("y"), given_.pop("day"), **given_)


def test_points_too_far_apart_for_the_bands_are_an_error():
    with pytest.raises(ValueError, match="too far apart"):
        knox_test([0, 1e15], [0, 1e15], [0, 0], distance_edges=(0, 0.001), lag_edges=(0, 7))


def test_every_order_of_the_dates_is_about_as_likely():
    """All 24 orders of 4 dates in 64,000 shuffles: chi-square with 23 degrees of freedom under its 0.1 % limit."""
    orders = np.concatenate(
        [_pairs.shuffled(np.arange(4), seed=1, batch=k, lanes=64, permutations=0) for k in range(1000)], axis=1
    )
    _, counts = np.unique(orders, axis=1, return_counts=True)
    assert counts.size == 24
    assert ((counts - 64_000 / 24) ** 2 / (64_000 / 24)).sum() < 49.7


def test_planted_near_repeats_are_found_in_their_band():
    x, y, day = scattered(300, seed=8, side=5000.0, days=365)
    rng = np.random.default_rng(2)
    x = np.append(x, x[:45] + rng.uniform(-50, 50, 45))
    y = np.append(y, y[:45] + rng.uniform(-50, 50, 45))
    found = ask(x, y, np.append(day, day[:45] + rng.integers(0, 6, 45)), permutations=999)
    assert found.p_adjusted[0, 0] == 0.001
    assert found.observed[0, 0] > 3 * found.expected[0, 0]
    assert (found.p_adjusted[1:] > 0.05).all()


def test_size_without_interaction():
    """400 cities without interaction, clustered in space and in time: 5 % are called, within 99.9 % limits."""
    called = 0
    rng = np.random.default_rng(3)
    for k in range(400):
        x, y = rng.normal(0, 300, 60), rng.normal(0, 300, 60)
        day = np.abs(rng.normal(0, 40, 60)).astype(int)
        called += ask(x, y, day, permutations=99, seed=k).p_overall <= 0.05
    assert 8 <= called <= 37  # binomial(400, 0.05), quantiles 0.0005 and 0.9995
