"""Heaps at default times, against counts made by hand."""

from datetime import datetime

import polars as pl
import pytest

from beffroi.sources.hours import Hours
from beffroi.sources.quality import FIRST_DAY, Clock, heaped, minutes_of
from tests.sources.files import lines, take


def moments(times, precision="minute"):
    frame = pl.DataFrame({"occurred_from": times}, schema={"occurred_from": pl.Datetime("us")})
    return frame.with_columns(date_precision=pl.lit(precision), timed=pl.lit(precision == "minute"))


def counted(*batches):
    clock = Clock()
    for batch in batches:
        clock.add(batch, minutes_of(batch))
    return clock


def unknown_hours(batch, default_times):
    clock = counted(batch)
    return Hours(default_times).known(minutes_of(batch), clock=clock), clock.heaps(default_times)


def every_hour(n=10):
    return [datetime(2018, 3, 5 + day, hour) for day in range(n) for hour in range(24)]


def test_expected_is_the_mean_of_the_same_minute_in_other_hours():
    times = [datetime(2018, 3, 5, 12)] * 46 + [datetime(2018, 3, 5, hour) for hour in range(24) if hour != 12]
    n, of, expected = counted(moments(times)).shares("12:00")
    assert (n, of) == (46, 69)
    assert expected == pytest.approx(1 / 69)


def test_rounding_to_the_hour_is_not_a_heap():
    known, heaps = unknown_hours(moments(every_hour()), default_times=("00:00", "12:00"))
    assert known.all()
    assert heaps == []


def test_a_heap_at_a_default_time_makes_those_hours_unknown():
    times = [*every_hour(), *[datetime(2018, 3, 5, 12)] * 60]
    known, heaps = unknown_hours(moments(times), default_times=("00:00", "12:00"))
    assert [heap["time"] for heap in heaps] == ["12:00"]
    assert int((~known).sum()) == heaps[0]["n"] == 70
    known, heaps = unknown_hours(moments(times), default_times=("00:00",))
    assert known.all()


def test_few_rows_are_no_heap():
    assert not heaped(9, 9, 0.0)
    assert not heaped(0, 0, 0.0)
    assert heaped(10, 10, 0.0)


def test_dates_without_time_have_no_known_hour_and_no_time_checks():
    day = moments(every_hour(), precision="day")
    assert not unknown_hours(day, default_times=("00:00",))[0].any()
    assert [check["check"] for check in counted(day).checks()] == ["first_of_month"]
    assert counted(moments(every_hour(), precision="month")).checks() == []


def test_checks_count_midnight_noon_and_first_days():
    times = [*every_hour(), *[datetime(2018, 3, 1)] * 12]
    midnight, noon, first = counted(moments(times)).checks()
    assert (midnight["n"], noon["n"], first["n"], first["of"]) == (22, 10, 12, 252)
    assert first["expected_share"] == FIRST_DAY
    assert midnight["expected_share"] == pytest.approx(10 * 23 / 23 / 252)


def test_the_rule_comes_back_as_a_note(tmp_path):
    rows = [f"{n},2018-03-05 00:00:00,-87.65,41.85,THEFT,STREET" for n in range(100, 140)]
    found = take(tmp_path, lines(*rows))
    assert found.table["hour_known"].sum() == 3
    ((_code, values),) = [note for note in found.notes if note[0] == "heaped_default_time"]
    assert (values["time"], values["n"], values["of"]) == ("00:00", 40, 43)
