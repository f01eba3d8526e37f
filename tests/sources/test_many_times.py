"""What compiled code and tables say of dates and times is what the engine says of each."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.kernels._dates import plan_of
from beffroi.sources import many_times
from beffroi.sources.many_times import WALL, instants, of_many

FORMATS = ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y%m%dT%H%M", "%F %T", "%I:%M%p %d.%m.%Y")
ZONES = (
    "America/Chicago", "Europe/Paris", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Europe/Dublin",
    "Asia/Kathmandu", "UTC", "America/Bogota", "America/Mexico_City",
)  # fmt: skip
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31))


def whole(text, form):
    return text.str.to_datetime(form, time_unit="us", strict=False)


@pytest.mark.parametrize("form", FORMATS)
@given(moments=st.lists(MOMENTS, min_size=1, max_size=8), noise=st.data())
def test_dates_in_figures_are_read_as_one_by_one(form, moments, noise):
    written = [f"{moment:{form}}" for moment in moments]
    letters = st.sampled_from("0123456789 :/-APMapm.\u00e9")
    for at in range(len(written)):
        if noise.draw(st.booleans()):
            place = noise.draw(st.integers(0, len(written[at]) - 1))
            written[at] = written[at][:place] + noise.draw(letters) + written[at][place + 1 :]
    text = pl.Series("when", [*written, None, "", "24:00", written[0] + "0"], dtype=pl.String)
    assert of_many(text, form).equals(whole(text, form))


@pytest.mark.parametrize("form", ["%d %B %Y %H:%M", "%Y-%m-%d", "%Y-%j %H:%M", "%y-%m-%d %H:%M", "%Y-%m-%d\u00a0%H:%M"])
def test_other_formats_are_left_to_the_engine(form):
    assert plan_of(form) is None
    text = pl.Series("when", [f"{datetime(2024, 2, 29, 13, 5) + timedelta(hours=at):{form}}" for at in range(9)])
    assert of_many(text, form).equals(whole(text, form))


@pytest.mark.parametrize("zone", ZONES)
@given(start=st.datetimes(min_value=datetime(1930, 1, 1), max_value=datetime(2037, 1, 1)), minutes=st.integers(1, 700))
def test_instants_by_a_table_are_those_of_the_engine(zone, start, minutes):
    walls = [start + timedelta(minutes=minutes * step) for step in range(200)]
    wall = pl.Series("occurred_from", [*walls, None]).cast(WALL)
    frame = pl.DataFrame({"occurred_from": wall, "date_precision": ["minute"] * 200 + ["day"]})
    expected = instants(frame, zone=zone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_times, "_FEW", 0)
        found = instants(frame, zone=zone)
    assert found[1] == expected[1]
    assert found[0].equals(expected[0])


@pytest.mark.parametrize("zone", ZONES)
def test_every_half_hour_of_changing_years_has_its_instant(zone, monkeypatch):
    for year in (1942, 1996, 2011, 2018):
        start = datetime(year, 1, 1)
        wall = pl.datetime_range(start, start + timedelta(days=366), "15m", time_unit="us", eager=True).alias(
            "occurred_from"
        )
        frame = pl.DataFrame({"occurred_from": wall, "date_precision": pl.repeat("minute", len(wall), eager=True)})
        monkeypatch.setattr(many_times, "_FEW", 10**9)
        expected = instants(frame, zone=zone)
        monkeypatch.setattr(many_times, "_FEW", 0)
        found = instants(frame, zone=zone)
        assert found[1] == expected[1]
        assert found[0].equals(expected[0])
