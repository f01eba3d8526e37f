"""Dates: by the formats of the profile, never guessed; wall time kept, instants derived."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.errors import BeffroiError
from beffroi.errors.intake import DateOrderContradicted, DatesDoNotFit
from beffroi.errors.profiles import IncompleteProfile
from beffroi.errors.projection import UnknownTimezone
from beffroi.sources import times
from beffroi.sources.intake import read
from tests.sources.files import CRS, GOOD, HEADER, lines, profile, reasons, take, write

NOW = datetime(2026, 1, 1)


def moments(dates, **when):
    """Read dates apart from any file."""
    wanted = profile(when={"timezone": "America/Chicago"} | when)
    columns = dates if isinstance(dates, dict) else {"when": dates}
    return times.read_moments(pl.DataFrame(columns), wanted, received=NOW)


def row(date, n=9):
    return f"{n},{date},-87.65,41.85,THEFT,STREET"


def test_a_wall_time_becomes_an_instant():
    found = moments(["2018-07-01 14:30:00", "2018-01-01 14:30:00"]).frame
    assert found["occurred_from"].to_list() == [datetime(2018, 7, 1, 14, 30), datetime(2018, 1, 1, 14, 30)]
    instants = found["occurred_utc"].dt.replace_time_zone(None).to_list()
    assert instants == [datetime(2018, 7, 1, 19, 30), datetime(2018, 1, 1, 20, 30)]


def test_spring_hours_that_do_not_exist_and_autumn_hours_that_exist_twice_are_counted():
    found = moments(["2018-03-11 02:30:00", "2018-11-04 01:30:00", "2018-11-04 03:00:00"])
    instants = found.frame["occurred_utc"].dt.replace_time_zone(None).to_list()
    assert instants == [datetime(2018, 3, 11, 8, 30), datetime(2018, 11, 4, 6, 30), datetime(2018, 11, 4, 9)]
    assert (found.counts["dst_gap"], found.counts["dst_fold"]) == (1, 1)
    assert found.frame["fault"].null_count() == 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2025, 12, 31)), min_size=1, max_size=5))
def test_instants_are_those_of_the_standard_library(dates):
    found = moments([f"{date:%Y-%m-%d %H:%M:%S}" for date in dates]).frame
    zone = times.zone_of(profile())
    expected = [date.replace(microsecond=0, tzinfo=zone, fold=0).timestamp() for date in dates]
    assert [instant.timestamp() for instant in found["occurred_utc"].to_list()] == expected


def test_each_row_takes_the_first_format_that_reads_all_of_it():
    found = moments(
        ["2024-09-14", "2024-09-14 20:00:00", "14/09/2024"], formats=["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]
    ).frame
    assert found["date_precision"].to_list()[:2] == ["day", "minute"]
    assert found["timed"].to_list() == [False, True, False]
    assert found["fault"].to_list() == [None, None, "bad_date"]


@pytest.mark.parametrize(
    ("written", "fmt", "precision", "first"),
    [
        ("2020-08", "%Y-%m", "month", datetime(2020, 8, 1)),
        ("2020", "%Y", "year", datetime(2020, 1, 1)),
        ("05/08/2020", "%d/%m/%Y", "day", datetime(2020, 8, 5)),
        ("2020-08-05 14", "%Y-%m-%d %H", "hour", datetime(2020, 8, 5, 14)),
        ("08/05/2020 2 PM", "%m/%d/%Y %I %p", "hour", datetime(2020, 8, 5, 14)),
        ("7/19/2017 13:45", "%m/%d/%Y %H:%M", "minute", datetime(2017, 7, 19, 13, 45)),
        ("08/09/2018 04:30:00 AM", "%m/%d/%Y %I:%M:%S %p", "minute", datetime(2018, 8, 9, 4, 30)),
        ("2018-07-01T12:00:00Z", "%Y-%m-%dT%H:%M:%S%z", "minute", datetime(2018, 7, 1, 7)),
    ],
)
def test_the_precision_is_what_the_format_can_say(written, fmt, precision, first):
    found = moments([written], formats=[fmt]).frame
    assert found["date_precision"][0] == precision
    assert found["occurred_from"][0] == first


def test_a_month_has_no_instant_and_no_hour():
    found = moments(["2020-08"], formats=["%Y-%m"], precision="month").frame
    assert found["occurred_utc"][0] is None
    assert not found["timed"][0]


def test_the_time_of_day_may_stand_apart():
    columns = {"when": ["2024-09-14", "2024-09-14 20:00:00", "2024-09-14"], "at": ["07:15:00", "20:00:00:00", None]}
    formats = {"formats": ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"], "time_formats": ["%H:%M:%S", "%H:%M:%S:00"]}
    found = moments(columns, start_time="at", **formats).frame
    assert found["occurred_from"].to_list() == [
        datetime(2024, 9, 14, 7, 15),
        datetime(2024, 9, 14, 20),
        datetime(2024, 9, 14),
    ]
    assert found["date_precision"].to_list() == ["minute", "minute", "day"]
    assert found["timed"].to_list() == [True, True, False]


def test_a_time_that_cannot_be_read_keeps_its_day_and_is_counted():
    found = moments({"when": ["2024-09-14"], "at": ["late"]}, start_time="at", formats=["%Y-%m-%d"])
    assert found.counts["unreadable_times"] == 1
    assert found.frame["date_precision"][0] == "day"


def test_twenty_four_hours_is_midnight_of_the_next_day():
    found = moments(["2018-03-05 24:00:00", "2018-03-05 23:59:00"])
    assert found.frame["occurred_from"][0] == datetime(2018, 3, 6)
    assert found.counts["hour_24"] == 1


def test_many_rows_read_in_two_halves_equal_rows_read_whole(monkeypatch):
    start = datetime(2018, 1, 1)
    dates = [f"{start + timedelta(minutes=37 * at):%m/%d/%Y %I:%M:%S %p}" for at in range(400)]
    dates += [
        "7/4/2018 01:00:00 PM",
        "07/04/2018  01:00:00 PM",
        "2018",
        "13/40/2018 01:00:00 PM",
        None,
        " 07/04/2018 01:00:00 PM",
    ]
    whole = moments(dates, formats=["%m/%d/%Y %I:%M:%S %p"])
    monkeypatch.setattr(times, "_MANY", 10)
    halves = moments(dates, formats=["%m/%d/%Y %I:%M:%S %p"])
    assert halves.frame.equals(whole.frame)
    assert whole.frame["fault"].to_list()[-6:] == [None, None, "bad_date", "bad_date", "missing_date", None]


def test_a_column_that_says_utc_and_holds_wall_time():
    stamps = pl.Series("when", [datetime(2018, 7, 1, 14, 30)]).dt.replace_time_zone("UTC")
    for false_utc, wall in ((True, 14), (False, 9)):
        found = times.read_moments(stamps.to_frame(), profile(when={"false_utc": false_utc}), received=NOW)
        assert found.frame["occurred_from"][0] == datetime(2018, 7, 1, wall, 30)


def test_bad_rows_are_set_aside_each_with_its_reason(tmp_path):
    content = lines(
        row("2018-02-30 10:00:00", 4), row("", 5), row("0024-03-05 10:00:00", 6), row("2018-03-07 10:00:00", 7)
    )
    found = read(write(tmp_path, content), profile(), crs=CRS, received=datetime(2018, 3, 5, 20))
    assert reasons(found) == ["bad_date", "missing_date", "implausible_date", "future_date"]
    assert found.quarantined["line"].to_list() == [5, 6, 7, 8]
    assert found.quarantined["raw"][0] == row("2018-02-30 10:00:00", 4)
    assert found.rows_in == 7


def test_intervals_keep_both_ends_and_say_when_one_is_open(tmp_path):
    header = HEADER.replace("when", "when,until")
    rows = [
        "2018-03-05 10:00:00,2018-03-06 08:00:00",
        "2018-03-05 10:00:00,",
        "2018-03-05 10:00:00,2018-03-04 08:00:00",
    ]
    rows += ["2018-03-05 10:00:00,unknown"]
    content = "\n".join([header, *(row(dates, n) for n, dates in enumerate(rows)), ""]).encode()
    found = take(tmp_path, content, when={"end": "until", "interval": True})
    assert found.table["occurred_to"].to_list() == [datetime(2018, 3, 6, 8), None]
    assert found.table["interval_open"].to_list() == [False, True]
    assert reasons(found) == ["end_before_start", "bad_date"]
    assert next(check for check in found.checks if check["check"] == "open_interval")["n"] == 1


def test_dates_that_mostly_do_not_fit_refuse_the_file(tmp_path):
    with pytest.raises(DatesDoNotFit, match=r"05\.03\.2018"):
        take(tmp_path, lines(*(row("05.03.2018", n) for n in range(10, 20))))


def test_day_and_month_that_contradict_the_profile_refuse_the_file(tmp_path):
    days = [f"{day:02d}/03/2018" for day in range(1, 29)] * 3
    content = "\n".join([HEADER, *(row(date, n) for n, date in enumerate(days)), ""]).encode()
    with pytest.raises(DateOrderContradicted, match="13/03/2018"):
        take(tmp_path, content, when={"formats": ["%m/%d/%Y"]})
    assert take(tmp_path, content, when={"formats": ["%d/%m/%Y"]}).table.height == len(days)


def test_an_unknown_zone_or_a_profile_without_a_date_is_refused(tmp_path):
    with pytest.raises(UnknownTimezone):
        take(tmp_path, lines(), when={"timezone": "Europe/Lyon"})
    with pytest.raises(IncompleteProfile):
        take(tmp_path, lines(), when={"start": None})


@pytest.mark.parametrize("fmt", ["%Q", "%d-%Y-%H:%M", "", "%", "%Y-%m-%d %H:%M %"])
def test_an_unusable_format_is_one_of_our_errors(fmt):
    with pytest.raises(BeffroiError):
        moments(["2018-03-05 10:00:00"], formats=[fmt])


def test_good_rows_are_good():
    assert GOOD.format(n=1, m=1).count(",") == HEADER.count(",")
