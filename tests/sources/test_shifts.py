"""Words for parts of the day: eight hours in which an event lies; on a synthetic file of Montréal's shape."""

from datetime import datetime
from random import Random

import polars as pl
import pytest

from beffroi.errors.profiles import UnusableFormat
from beffroi.sources import publishers
from beffroi.sources.intake import read
from tests.sources.files import take, write

MONTREAL = "EPSG:32188"
SHIFT = {
    "shift": "setting",
    "shifts": {"jour": ("08:00", "16:00"), "soir": ("16:00", "24:00")},
    "formats": ("%Y-%m-%d",),
}
LINE = "1,{day},-87.65,41.85,THEFT,{word}"


def shifted(folder, *words, **more):
    content = "\n".join(["id,when,lon,lat,kind,setting", *(LINE.format(day="2018-03-05", word=word) for word in words)])
    return take(folder, content.encode(), key=None, what={"setting": None}, when=SHIFT | more)


def synthetic(n=300, seed=1):
    """A synthetic file with the columns that the publisher documents; every value in it is made up."""
    draw = Random(seed)
    kinds = ("Introduction", "Méfait", "Vol de véhicule à moteur", "Vol dans / sur véhicule à moteur", "Vols qualifiés")
    lines = ["CATEGORIE,DATE,QUART,PDQ,X,Y,LONGITUDE,LATITUDE"]
    for at in range(n):
        nowhere = at % 10 == 0
        x, y = (0, 0) if nowhere else (draw.uniform(290_000, 305_000), draw.uniform(5_035_000, 5_050_000))
        day, word = f"2021-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}", ("jour", "soir", "nuit")[at % 3]
        lines.append(f"{draw.choice(kinds)},{day},{word},{draw.randrange(1, 50)},{x:.2f},{y:.2f},1,1")
    return "\n".join(lines).encode()


def test_a_shift_is_an_interval_of_the_day(tmp_path):
    table = shifted(tmp_path, "jour", "SOIR ").table
    assert table["occurred_from"].to_list() == [datetime(2018, 3, 5, 8), datetime(2018, 3, 5, 16)]
    assert table["occurred_to"].to_list() == [datetime(2018, 3, 5, 16), datetime(2018, 3, 6)]
    assert table["date_precision"].to_list() == ["hour", "hour"]
    assert table["hour_known"].all()
    assert not table["interval_open"].any()


def test_an_unknown_word_leaves_the_day(tmp_path):
    found = shifted(tmp_path, "matin", "", "jour")
    assert found.table["hour_known"].to_list() == [False, False, True]
    assert found.table["date_precision"].to_list() == ["day", "day", "hour"]
    assert found.table["occurred_to"].to_list() == [None, None, datetime(2018, 3, 5, 16)]
    assert {check["check"]: check["n"] for check in found.checks}["unreadable_times"] == 1


def test_limits_are_times_of_day(tmp_path):
    with pytest.raises(UnusableFormat):
        shifted(tmp_path, "jour", shifts={"jour": ("8h", "16h")})


def test_montreal_on_a_synthetic_file(tmp_path):
    found = read(write(tmp_path, synthetic()), publishers.profile("spvm"), crs=MONTREAL)
    table = found.table
    counts = {check["check"]: check["n"] for check in found.checks}
    assert (found.rows_in, table.height, counts["mapped"]) == (300, 300, 300)
    assert (counts["located"], counts["zero_coordinates"]) == (270, 30)
    hours = (table["occurred_to"] - table["occurred_from"]).dt.total_hours()
    assert hours.unique().to_list() == [8]
    assert dict(table["occurred_from"].dt.hour().value_counts().iter_rows()) == {0: 100, 8: 100, 16: 100}
    assert table["hour_known"].all()  # a third begins at midnight: no default time, the shift says so
    placed = table.filter(pl.col("x").is_not_null())
    assert placed["location_kind"].unique().to_list() == ["snapped"]
    assert placed["x"].is_between(290_000, 305_000).all()
    assert set(table["offence"].unique()) == {"0501", "0504", "050211", "0502", "0401"}
