"""Links, kinds and strings: their definition, their test under the null and with planted repeats, on any threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import repeat_series as module
from beffroi.kernels.repeat_series import ALONE, NEAR_REPEAT, ORIGINATOR, REPEAT, kinds, links, repeat_test, strings

EVENTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 9)), min_size=0, max_size=10)
ASKED = {"near": st.integers(1, 5), "soon": st.integers(1, 5), "same": st.sampled_from([0, 1])}


def arrays(events):
    return tuple(np.array([each[k] for each in events], dtype=float) for k in range(3))


@settings(deadline=None, max_examples=100)
@given(events=EVENTS, **ASKED, convention=st.sampled_from(["half_open", "closed"]))
def test_kinds_and_strings_are_their_definition(events, near, soon, same, convention):
    x, y, day = arrays(events)
    n = len(events)
    within = (lambda a, b: a <= b) if convention == "closed" else (lambda a, b: a < b)
    apart = [[(x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 for j in range(n)] for i in range(n)]
    is_linked = [
        [i != j and within(apart[i][j], near**2) and within(abs(day[i] - day[j]), soon) for j in range(n)]
        for i in range(n)
    ]
    found = links(x, y, day, near=near, soon=soon, same=same, convention=convention)
    made, string = kinds(found, n), strings(found, n)
    expected = {(i, j) for i in range(n) for j in range(n) if is_linked[i][j] and (day[i], i) < (day[j], j)}
    assert set(zip(found.earlier.tolist(), found.later.tolist(), strict=True)) == expected
    for i in range(n):
        earlier = [j for j in range(n) if is_linked[i][j] and (day[j], j) < (day[i], i)]
        if any(apart[i][j] <= same**2 for j in earlier):
            kind = REPEAT
        elif earlier:
            kind = NEAR_REPEAT
        else:
            kind = ORIGINATOR if any(is_linked[i]) else ALONE
        assert made[i] == kind
    assert string.tolist() == reached(is_linked)


def reached(is_linked):
    """Number the strings by walking from each event to all that can be reached."""
    label = [-1] * len(is_linked)
    number = 0
    for start, row in enumerate(is_linked):
        if label[start] >= 0 or not any(row):
            continue
        waiting = [start]
        while waiting:
            i = waiting.pop()
            label[i] = number
            waiting += [j for j, linked in enumerate(is_linked[i]) if linked and label[j] < 0]
        number += 1
    return label


def town(n=400, seed=1, followers=0):
    """Events anywhere in 4 km over a year, of which some follow another within 50 m and a week."""
    rng = np.random.default_rng(seed)
    x, y, day = rng.uniform(0, 4000, n), rng.uniform(0, 4000, n), rng.integers(0, 365, n)
    leaders = rng.integers(0, n, followers)
    x = np.concatenate([x, x[leaders] + rng.uniform(-30, 30, followers)])
    y = np.concatenate([y, y[leaders] + rng.uniform(-30, 30, followers)])
    return x, y, np.concatenate([day, day[leaders] + rng.integers(1, 7, followers)])


def test_planted_near_repeats_are_found():
    found = repeat_test(*town(followers=60), near=100, soon=14)
    assert found.observed[NEAR_REPEAT] >= 60
    assert found.expected[NEAR_REPEAT] < 30
    assert found.p_following == 1 / 200
    assert found.observed.sum() == 460


def test_the_size_under_the_null():
    """Of 300 draws without repeats, at most 5 % + 4 standard errors have p <= 0.05."""
    named = [
        repeat_test(*town(60, seed), near=400, soon=60, permutations=99, seed=seed).p_following <= 0.05
        for seed in range(300)
    ]
    assert np.mean(named) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 300)


def test_compiled_and_plain_give_the_same_integers_on_one_thread_and_on_two(monkeypatch):
    data = town(800, followers=100)
    asked = {"near": 300, "soon": 30, "same": 20, "permutations": 19, "seed": 4}
    plain = repeat_test(*data, **asked)
    monkeypatch.setattr(module, "LITTLE_WORK", 0)
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        compiled = repeat_test(*data, **asked)
        assert compiled.observed.tolist() == plain.observed.tolist()
        assert compiled.expected.tolist() == plain.expected.tolist()
        assert compiled.p.tolist() == plain.p.tolist()


def test_blocks_of_pairs_do_not_change_the_answer(monkeypatch):
    from beffroi.kernels import _repeats

    data = town(300, followers=50)
    whole = repeat_test(*data, near=300, soon=30, permutations=9)
    linked = links(*data, near=300, soon=30)
    monkeypatch.setattr(_repeats, "MANY_PAIRS", 500)
    again = repeat_test(*data, near=300, soon=30, permutations=9)
    assert again.expected.tolist() == whole.expected.tolist()
    assert links(*data, near=300, soon=30).later.tolist() == linked.later.tolist()


def test_hard_cases():
    assert repeat_test([], [], [], near=1, soon=1, permutations=9).observed.tolist() == [0, 0, 0, 0]
    assert kinds(links([1], [1], [1], near=1, soon=1), 1).tolist() == [ALONE]
    together = links(np.zeros(4), np.zeros(4), np.zeros(4, int), near=1, soon=1)
    assert kinds(together, 4).tolist() == [ORIGINATOR, REPEAT, REPEAT, REPEAT]
    assert strings(together, 4).tolist() == [0, 0, 0, 0]
    day = np.array([2, 1])
    day.flags.writeable = False
    repeat_test([0.0, 1.0], [0.0, 0.0], day, near=5, soon=5, permutations=9)
    with pytest.raises(ValueError, match="whole"):
        links([0], [0], [0.5], near=1, soon=1)
