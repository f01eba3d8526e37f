"""Covered days: a missing month is missing, a day cut short is not covered, stragglers are outside."""

from datetime import date, datetime, timedelta

import polars as pl

from beffroi.sources.coverage import Days, covered_periods
from tests.sources.files import profile


def covered(dates, **parts):
    counted = Days()
    for start in range(0, len(dates), 500):
        counted.add(pl.Series(dates[start : start + 500], dtype=pl.Datetime("us")))
    periods, notes = covered_periods(counted, profile(**parts))
    return [str(period) for period in periods], dict(notes)


def days(first, last, each=1):
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [
        datetime.combine(start + timedelta(days=at), datetime.min.time()) for at in range((end - start).days + 1)
    ] * each


def test_from_the_first_day_to_the_last():
    assert covered(days("2018-01-01", "2018-08-08", 20)) == (["2018-01-01/2018-08-08"], {})
    assert covered(days("2018-01-01", "2018-07-31")) == (["2018-01/2018-07"], {})


def test_a_thin_last_day_is_cut_short():
    dates = days("2018-01-01", "2018-03-10", 20)
    periods, notes = covered([*dates, *days("2018-03-11", "2018-03-11", 9)])
    assert periods == ["2018-01-01/2018-03-10"]
    assert notes["last_day_cut"] == {"day": "2018-03-11", "n": 9, "usual": 20.0}
    assert covered([*dates, *days("2018-03-11", "2018-03-11", 10)]) == (["2018-01-01/2018-03-11"], {})


def test_in_a_sparse_file_a_thin_last_day_says_nothing():
    assert covered([*days("2018-01-01", "2018-03-10", 4), *days("2018-03-11", "2018-03-11")])[1] == {}


def test_a_month_without_a_row_is_missing_not_zero():
    periods, notes = covered([*days("2018-01-05", "2018-02-28", 3), *days("2018-04-01", "2018-05-31", 3)])
    assert periods == ["2018-01-05/2018-02-28", "2018-04/2018-05"]
    assert notes == {"months_without_rows": {"months": "2018-03"}}


def test_in_a_rare_event_file_a_month_without_a_row_may_be_zero():
    assert covered([*days("2018-01-01", "2018-01-05"), *days("2018-05-01", "2018-05-31")]) == (["2018-01/2018-05"], {})


def test_month_by_month_files_cover_the_months_they_hold():
    dates = [datetime(2020, 8, 1), datetime(2020, 9, 1), datetime(2020, 12, 1)]
    periods, notes = covered(dates, coverage="months_present", when={"precision": "month", "formats": ("%Y-%m",)})
    assert periods == ["2020-08/2020-09", "2020-12"]
    assert notes == {}


def test_quarters_and_years_are_covered_whole():
    assert covered([datetime(2020, 4, 1)], when={"precision": "quarter"})[0] == ["2020-04/2020-06"]
    assert covered([datetime(2020, 1, 1), datetime(2021, 1, 1)], when={"precision": "year"})[0] == ["2020/2021"]


def test_a_declared_period_holds_against_stragglers():
    dates = [*days("2013-11-20", "2013-12-31"), *days("2014-01-01", "2015-12-31", 3)]
    periods, notes = covered(dates, declared="2014/2015")
    assert periods == ["2014/2015"]
    assert notes == {"outside_declared": {"n": 42, "period": "2014/2015"}}


def test_nothing_covers_nothing():
    assert covered([]) == ([], {})
    assert covered([None]) == ([], {})
