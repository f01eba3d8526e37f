"""The gate as a truth table: what leaves, what is withheld, and what falls with it."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.evidence.finding import Finding, Table
from beffroi.evidence.refusals import not_enough
from beffroi.governance.gate import Policy, Release, protect, release
from beffroi.observatory import hidden_share
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

CONTEXT = {"zones": "all", "offences": "all", "period": "2024"}
WORD = text("x", "x", "x")


def of(values, **columns):
    frame = pl.DataFrame({"incidents": values, **{name: column[1] for name, column in columns.items()}})
    return Table({"incidents": lexicon.INCIDENTS, **{name: column[0] for name, column in columns.items()}}, frame)


@pytest.mark.parametrize(
    ("values", "policy", "released"),
    [
        ([5, 6, 100], Policy(), [5, 6, 100]),
        ([4, 6, 100], Policy(), [None, 6, 100]),
        ([0, 6, 100], Policy(), [0, 6, 100]),
        ([0, 1, 100], Policy(), [None, None, 100]),  # a zero beside a withheld cell would narrow it
        ([9, 10, 0], Policy(sensitive=True), [None, 10, None]),
        ([9, 10, 0], Policy(threshold=3), [9, 10, 0]),
        ([1, 2, 0], Policy(already_public="the publisher, by month"), [1, 2, 0]),
        ([None, 2, 7], Policy(), [None, None, 7]),
        ([], Policy(), []),
    ],
)
def test_counts(values, policy, released):
    table = of(pl.Series(values, dtype=pl.Int64))
    assert protect(table, policy).frame["incidents"].to_list() == released


def test_a_sensitive_offence_has_its_own_threshold_in_a_table_of_all():
    offence = (lexicon.OFFENCE, ["0501", "0301", "0301"])
    table = of([7, 7, 12], offence=offence)
    assert protect(table, Policy()).frame["incidents"].to_list() == [7, None, 12]


def test_a_ratio_is_recomputed_from_what_is_left():
    exposure = (lexicon.EXPOSURE, [1000, 2000])
    rate = (lexicon.RATE_PER_1000, [99.0, 99.0])  # whatever an analysis wrote
    table = of([4, 30], exposure=exposure, rate=rate)
    assert protect(table, Policy()).frame["rate"].to_list() == [None, 1000 * 30 / 2000]


def test_an_estimate_falls_with_its_counts_through_other_estimates():
    upper = Column(label=WORD, role="estimate", of=("middle",))
    middle = Column(label=WORD, role="estimate", of=("incidents",))
    table = of([3, 30], upper=(upper, [1.0, 2.0]), middle=(middle, [1.0, 2.0]))
    assert protect(table, Policy()).frame["upper"].to_list() == [None, 2.0]


@pytest.mark.parametrize("from_protected", [True, False])
def test_a_surface_leaves_only_when_made_of_released_cells(from_protected):
    surface = (Column(label=WORD, role="surface"), [0.1, 0.2])
    frame = protect(of([30, 40], density=surface), Policy(), from_protected=from_protected).frame
    assert frame["density"].to_list() == ([0.1, 0.2] if from_protected else [None, None])


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 20))
def test_no_small_positive_count_leaves(values, threshold):
    frame = protect(of(pl.Series(values, dtype=pl.Int64)), Policy(threshold=threshold)).frame
    assert all(value is None or value == 0 or value >= threshold for value in frame["incidents"])


def finding(table, level="aggregate", **more):
    return Finding(question=None, level=level, tables={"summary": of([50]), "cells": table}, **more)


def test_every_released_count_is_a_linear_statement():
    place = (lexicon.PLACE, ["A", "B"])
    period = (lexicon.PERIOD, ["2024-01", "2024-01"])
    made = release(finding(of([3, 30], place=place, period=period)), Policy(), context=CONTEXT)
    told = [(s.table, s.zones, s.period, s.offences, s.value) for s in made.statements]
    assert told == [
        ("summary", "all", "2024", "all", 50),
        ("cells", "place=A", "period=2024-01", "all", None),
        ("cells", "place=B", "period=2024-01", "all", 30),
    ]
    assert (made.withheld, made.shown) == (1, 1 + 1)


def test_zeros_withheld_beside_a_small_count_are_not_of_the_positive_cells():
    place = (lexicon.PLACE, list("ABCD"))
    made = release(finding(of([3, 0, 0, 30], place=place)), Policy(), context=CONTEXT)
    assert (made.withheld, made.withheld_positive) == (3, 1)
    assert hidden_share(made) == 1 / 3  # of A, D and the summary: the counts that are positive


def test_missing_is_not_withheld():
    made = release(finding(of([None, 3, 30])), Policy(), context=CONTEXT)
    assert made.hidden["cells"]["incidents"].to_list() == [False, True, False]


def test_a_refusal_does_not_tell_a_small_number():
    refused = Finding(question=None, level="aggregate", refusal=not_enough(found=3, minimum=50))
    assert release(refused, Policy(), context=CONTEXT).finding.refusal.values["found"].en == "fewer than 5"


def test_single_records_are_never_released():
    class Question:
        @staticmethod
        def name():
            return "strings"

    with pytest.raises(TypeError, match="single records"):
        release(Finding(question=Question, level="record", tables={"summary": of([50])}), Policy(), context=CONTEXT)


def test_a_release_cannot_be_made_by_hand():
    with pytest.raises(TypeError, match="never by hand"):
        Release(finding=None, policy=Policy(), statements=(), withheld=0, shown=0)


def test_the_input_is_not_changed():
    table = of([3, 30])
    before = table.frame.clone()
    protect(table, Policy())
    assert table.frame.equals(before)


def test_an_estimate_leaves_with_the_digits_it_is_shown_with():
    fitted = Column(label=WORD, role="estimate", of=("incidents",), decimals=1)
    free = Column(label=WORD, role="estimate", of=("incidents",))
    table = of([30, 40], fitted=(fitted, [1.23456, 9.87654]), free=(free, [1234.5678, 0.000123456]))
    released = protect(table, Policy()).frame
    assert released["fitted"].to_list() == [1.2, 9.9]
    assert released["free"].to_list() == pytest.approx([1235.0, 0.0001235])
