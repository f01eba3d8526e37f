"""The content fingerprint: of the multiset of rows, not of their order, file or library."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.store import fingerprint
from beffroi.store.fingerprint import content_fingerprint

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "a": st.none() | st.integers(-(2**40), 2**40),
            "b": st.none() | st.text(max_size=5),
            "c": st.none() | st.floats(allow_nan=False, width=32),
        }
    ),
    max_size=8,
)
SCHEMA = {"a": pl.Int64, "b": pl.String, "c": pl.Float64}


def _frame(rows):
    return pl.DataFrame(rows, schema=SCHEMA)


@given(ROWS, st.randoms())
def test_order_does_not_matter(rows, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert content_fingerprint(_frame(rows)) == content_fingerprint(_frame(shuffled))


@given(ROWS, ROWS)
def test_different_multisets_differ(one, other):
    same = sorted(map(repr, _frame(one).rows())) == sorted(map(repr, _frame(other).rows()))
    zeros = any(row["c"] == 0 for row in one + other)  # -0.0 and 0.0 are one value
    assert zeros or (content_fingerprint(_frame(one)) == content_fingerprint(_frame(other))) == same


@given(ROWS)
def test_a_repeated_row_counts(rows):
    frame = _frame([*rows, {"a": 1, "b": "x", "c": 0.5}])
    assert content_fingerprint(frame) != content_fingerprint(pl.concat([frame, frame.tail(1)]))


def test_swapping_two_columns_is_another_content():
    frame = pl.DataFrame({"a": ["x", "y"], "b": ["y", "z"]})
    assert content_fingerprint(frame) != content_fingerprint(frame.rename({"a": "b", "b": "a"}))


def test_position_in_the_file_is_not_content():
    frame = pl.DataFrame({"row": [1, 2], "a": [5, 6]})
    assert content_fingerprint(frame) == content_fingerprint(frame.with_columns(row=pl.Series([9, 8])))


def test_blocks_do_not_change_the_fingerprint():
    frame = pl.DataFrame({"a": range(100_000), "b": [f"k{i % 977}" for i in range(100_000)]})
    assert content_fingerprint(frame) == content_fingerprint(frame.reverse())


@given(ROWS)
def test_compiled_code_gives_the_words_that_arrays_give(rows):
    frame = _frame(rows)
    expected = content_fingerprint(frame)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fingerprint, "_MANY", 0)  # compiled code for any size, and texts joined by the engine
        patch.setattr(fingerprint, "_FEW", 0)
        assert content_fingerprint(frame) == expected
        patch.setattr(fingerprint, "_ROWS_AT_ONCE", 3)
        assert content_fingerprint(frame) == expected


def test_large_and_small_parts_give_the_same_fingerprint():
    """Parts of many rows go through compiled code, and texts that repeat are looked up."""
    n = 40_000
    frame = pl.DataFrame(
        {
            "same": pl.Series(["é", None, "theft", ""] * (n // 4)),
            "own": pl.Series([f"née {i}" for i in range(n)]),
            "kind": pl.Series(["a", None] * (n // 2), dtype=pl.Enum(["b", "a"])),
            "category": pl.Series(["x", None] * (n // 2), dtype=pl.Categorical),
            "bytes": pl.Series([b"\x00", None] * (n // 2)),
            "none": pl.Series([None] * n, dtype=pl.String),
            "small": pl.Series([-0.0, None] * (n // 2), dtype=pl.Float32),
            "sure": pl.Series([True, None, False, True] * (n // 4)),
        }
    )
    parts = fingerprint.Fingerprint()
    for part in frame.iter_slices(1_000):
        parts.add(part)
    assert parts.hexdigest() == content_fingerprint(frame) == "fd47aa76b8e02709a5f969710c8646ac"


def test_the_rule_is_frozen():
    """These digits are in catalogues already: they may never change."""
    frame = pl.DataFrame(
        {
            "when": [datetime(2024, 2, 29, 23, 59), None],
            "what": ["Vol qualifié", None],
            "x": [1.5, -2.25],
            "kind": pl.Series(["exact", "none"], dtype=pl.Enum(["exact", "none"])),
            "sure": [True, None],
        }
    )
    assert content_fingerprint(frame) == FROZEN


FROZEN = "d327bc0a26e8be0237b88c7fed42f18c"
