"""Likeness of words and names: the definition, the same both ways, never of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.sources.similarity import alike, name_similarity, slips

words = st.text(alphabet="abcdeé", max_size=9)


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("kitten", "sitting", 3),
        ("sunday", "saturday", 3),
        ("ca", "abc", 3),
        ("ab", "ba", 1),
        ("", "abc", 3),
        ("", "", 0),
    ],
)
def test_published_distances(one, other, value):
    assert slips(one, other) == slips(other, one) == value


def slowly(one: str, other: str) -> int:
    """The definition: the fewest slips, no part of a word touched twice."""
    if not one or not other:
        return len(one) + len(other)
    options = [
        slowly(one[1:], other) + 1,
        slowly(one, other[1:]) + 1,
        slowly(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        options.append(slowly(one[2:], other[2:]) + 1)
    return min(options)


@given(st.text(alphabet="abc", max_size=5), st.text(alphabet="abc", max_size=5))
def test_slips_are_those_of_the_definition(one, other):
    assert slips(one, other) == slowly(one, other)


@given(words, words)
def test_likeness_is_of_0_to_1_and_1_only_of_the_same(one, other):
    assert 0 <= alike(one, other) <= 1
    assert (alike(one, other) == 1) == (one == other)
    assert alike(one, other) == alike(other, one)


@given(st.lists(words.filter(bool), min_size=1, max_size=4), st.lists(words.filter(bool), min_size=1, max_size=4))
def test_names_are_as_alike_in_any_order_of_their_words(asked, known):
    score = name_similarity(asked, known, {})
    assert 0 <= score <= 1
    assert name_similarity(asked, asked, {}) == pytest.approx(1)
    assert name_similarity(asked[::-1], known[::-1], {}) == pytest.approx(score)


def test_numbers_are_never_misspelt():
    assert alike("122", "123") == 0
    assert alike("block12", "block13") == 0


def test_a_rare_word_counts_more_than_one_of_every_name():
    weight = {"saint": 0.2, "denis": 1.0, "hubert": 1.0}
    assert name_similarity(["saint", "denis"], ["saint", "hubert"], weight) == pytest.approx(0.2 / 1.2)
    assert name_similarity(["denis"], ["saint", "denis"], weight) == pytest.approx(2 / 2.2)
