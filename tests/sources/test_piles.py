"""A pile on one point is found and counted whole; places that are few by design are left alone."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from beffroi.sources import piles as module
from beffroi.sources.piles import piles
from tests.sources.files import HEADER, reasons, take


def points(n, pile=0, seed=1):
    draw = np.random.default_rng(seed)
    x, y = draw.uniform(0, 1000, n), draw.uniform(0, 1000, n)
    x[:pile], y[:pile] = 500.0, 500.0
    return pl.Series(x), pl.Series(y)


@given(st.integers(20, 400), st.integers(0, 9))
def test_a_planted_pile_is_counted_whole(pile, seed):
    # with 20 of 1,000, a pile holds 2 % of records and twenty times the mean of the points
    assert piles(*points(1000, pile, seed)) == [
        {"check": "piled_up", "n": pile, "of": 1000, "expected_share": None},
    ]


def test_a_pile_is_sought_in_a_part_and_counted_in_all(monkeypatch):
    monkeypatch.setattr(module, "_LOOKED_AT", 300)
    assert piles(*points(3000, 900))[0]["n"] == 900


def test_no_pile_without_one():
    assert piles(*points(1000)) == []
    assert piles(pl.Series([], dtype=pl.Float64), pl.Series([], dtype=pl.Float64)) == []
    assert piles(pl.Series([None] * 50, dtype=pl.Float64), pl.Series([None] * 50, dtype=pl.Float64)) == []


def test_a_source_with_one_point_a_district_has_no_pile():
    x = pl.Series(np.arange(2000) % 40).cast(pl.Float64)
    assert piles(x, x) == []


def test_exchanged_coordinates_do_not_hold_a_key_nor_count_outside(tmp_path):
    rows = [HEADER, *(f"{n},2018-03-05 14:00:00,-87.65,41.85,THEFT,A" for n in range(4))]
    rows += ["7,2018-03-05 14:00:00,41.85,-87.65,THEFT,A", "8,2018-03-05 14:00:00,87.65,41.85,THEFT,A"]
    rows += ["9,2018-03-05 14:00:00,-87.395,41.85,THEFT,A", "10,never,41.85,-87.65,THEFT,A"]
    found = take(tmp_path, "\n".join(rows).encode())
    assert reasons(found) == ["swapped_coordinates", "sign_lost", "bad_date"]
    assert found.quarantined["row"].to_list() == [5, 6, 8]
    assert {check["check"]: check["n"] for check in found.checks}["outside_bounds"] == 1
