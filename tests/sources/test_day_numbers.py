"""Day numbers of a spreadsheet, of both eras, against the calendar."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.sources.day_numbers import from_counts
from tests.sources.files import HEADER, reasons, take

MOMENTS = st.datetimes(datetime(1904, 1, 1), datetime(9000, 1, 1)).map(lambda at: at.replace(microsecond=0))


@given(MOMENTS, st.sampled_from([("excel", date(1899, 12, 30)), ("excel-1904", date(1904, 1, 1))]))
def test_a_count_of_days_gives_its_second(at, era):
    fmt, epoch = era
    since = at - datetime(epoch.year, epoch.month, epoch.day)
    if since < timedelta(days=61) and fmt == "excel":
        return
    assert from_counts(pl.Series([f"{since / timedelta(days=1):.10f}"]), fmt).to_list() == [at]


def test_known_days():
    # 45413 is 1 May 2024 and 39448 is 1 January 2008 in the era of 1900 (Microsoft, "DATEVALUE" and "DATE" pages)
    assert from_counts(pl.Series(["45413", "39448"]), "excel").dt.date().to_list() == [
        date(2024, 5, 1),
        date(2008, 1, 1),
    ]


@pytest.mark.parametrize("text", ["", "x", "-5", "60", "1e5", "99999999", "2024-05-01", "45413.5.1"])
def test_anything_else_is_not_a_date(text):
    assert from_counts(pl.Series([text]), "excel").to_list() == [None]


def test_a_whole_number_says_the_day_only(tmp_path):
    rows = [HEADER, "1,45413,-87.65,41.85,THEFT,A", "2,45413.25,-87.65,41.85,THEFT,A", "3,n/a,-87.65,41.85,THEFT,A"]
    found = take(tmp_path, "\n".join(rows).encode(), when={"formats": ["excel"]})
    assert found.table["date_precision"].to_list() == ["day", "minute"]
    assert found.table["hour_known"].to_list() == [False, True]
    assert found.table["occurred_from"].to_list() == [datetime(2024, 5, 1), datetime(2024, 5, 1, 6)]
    assert reasons(found) == ["bad_date"]
