"""Dates in several columns: each record as precise as the parts it has."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from beffroi.sources.date_parts import date_of_parts
from tests.sources.files import profile, reasons, take

PARTS = {"year": "Y", "month": "M", "day": "D", "hour": "H", "minute": "N"}
HEADER = "id,Y,M,D,H,N,lon,lat,kind,setting"


def taken(tmp_path, *dates, **parts):
    rows = [f"{at},{date},-87.65,41.85,THEFT,STREET" for at, date in enumerate(dates)]
    when = {"start": None, "parts": PARTS, "default_times": ()} | parts
    return take(tmp_path, "\n".join([HEADER, *rows, ""]).encode(), when=when)


def test_parts_make_one_date(tmp_path):
    found = taken(tmp_path, "2018,3,5,14,7", "2018,12,31,0,0", "2018, 03,05 ,9.0,30")
    assert found.table["occurred_from"].to_list() == [
        datetime(2018, 3, 5, 14, 7), datetime(2018, 12, 31), datetime(2018, 3, 5, 9, 30),
    ]  # fmt: skip
    assert found.table["hour_known"].all()
    assert set(found.columns_kept) >= set(PARTS.values())


def test_a_record_is_as_precise_as_its_parts(tmp_path):
    found = taken(tmp_path, "2018,3,5,14,7", "2018,3,5,14,", "2018,3,5,,", "2018,3,,,", "2018,,,,", "2018,3,5,,7")
    precisions = found.table["date_precision"].cast(str).to_list()
    assert precisions == ["minute", "hour", "day", "month", "year", "day"]
    assert found.table["hour_known"].to_list() == [True, True, False, False, False, False]
    assert found.table["occurred_from"][4] == datetime(2018, 1, 1)


def test_what_is_no_date_is_set_aside_and_what_is_no_time_leaves_the_day(tmp_path):
    found = taken(
        tmp_path, "2018,2,30,1,1", "2018,13,1,1,1", ",3,5,1,1", "2018,May,5,1,1", "2018,3,5,25,0", "2018,3,5,x,0",
        "2018,3,5,1,61", *["2018,3,5,1,0"] * 8,
    )  # fmt: skip
    assert reasons(found) == ["bad_date", "bad_date", "missing_date", "bad_date"]
    assert found.table["date_precision"].cast(str).to_list()[:3] == ["day"] * 3
    assert {"check": "unreadable_times", "n": 3, "of": 11, "expected_share": None} in found.checks


@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), min_size=1, max_size=20))
def test_every_date_comes_back(dates):
    import polars as pl

    records = pl.DataFrame(
        {"Y": [str(d.year) for d in dates], "M": [str(d.month) for d in dates], "D": [str(d.day) for d in dates],
         "H": [str(d.hour) for d in dates], "N": [str(d.minute) for d in dates]}
    )  # fmt: skip
    found = date_of_parts(records, profile(when={"start": None, "parts": PARTS}))
    assert found["at"].to_list() == [date.replace(second=0, microsecond=0) for date in dates]
    assert found["level"].to_list() == [0] * len(dates)


@pytest.mark.parametrize("parts", [{"month": "M"}, {"year": "Y", "day": "D"}])
def test_parts_have_no_gap(parts):
    with pytest.raises(ValidationError, match="without a gap"):
        profile(when={"start": None, "parts": parts})
    with pytest.raises(ValidationError, match="in place of start"):
        profile(when={"parts": {"year": "Y"}})
