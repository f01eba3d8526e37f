"""Locations: projected to metres; rows without one stay; a contradicted reference system refuses the file."""

import numpy as np
import pytest

from beffroi.errors.intake import ReferenceSystemContradicted, UnknownReferenceSystem
from beffroi.errors.projection import NotProjected
from beffroi.sources.intake import read
from beffroi.sources.locations import Spaced, project, source_bounds
from tests.sources.files import CRS, lines, profile, take, write


def row(x, y, n=9):
    return f"{n},2018-03-05 10:00:00,{x},{y},THEFT,STREET"


def counts(found):
    return {check["check"]: check["n"] for check in found.checks}


def test_a_known_point_lands_where_it_must():
    # Willis Tower, 41.8789 N, 87.6359 W: UTM zone 16 gives 447 km east and 4 636 km north.
    x, y = project(np.array([-87.6359]), np.array([41.8789]), source="EPSG:4326", target=CRS)
    assert x[0] == pytest.approx(447_242, abs=60)
    assert y[0] == pytest.approx(4_636_470, abs=60)


def test_rows_without_a_usable_location_stay_and_are_counted(tmp_path):
    found = take(
        tmp_path,
        lines(
            row("", "", 4), row("0", "0", 5), row("-87.395", "41.8", 6), row("unknown", "41.8", 7), row("nan", "41", 8)
        ),
    )
    assert found.table.height == 8
    assert found.table["x"].null_count() == found.table["y"].null_count() == 5
    assert found.table["location_kind"].to_list() == ["block"] * 3 + ["none"] * 5
    assert found.table["location_metres"].to_list() == [100.0] * 3 + [None] * 5
    assert counts(found) | {"missing_coordinates": 3, "zero_coordinates": 1, "outside_bounds": 1} == counts(found)
    assert counts(found)["located"] == 3


def test_decimal_commas_and_outer_spaces_are_read(tmp_path):
    content = "\n".join(
        ["id;when;lon;lat;kind;setting", "1;2018-03-05 10:00:00; -87,65 ;41,85;THEFT;STREET", ""]
    ).encode()
    found = take(tmp_path, content, file={"separator": ";", "decimal": ","})
    assert found.table["x"].null_count() == 0


def test_projected_coordinates_of_the_source_are_read_in_their_system(tmp_path):
    content = lines(row("1160121.88", "1899000.2"), n=0)  # Illinois State Plane East, feet
    found = take(tmp_path, content, where={"crs": "EPSG:3435"})
    assert found.table["x"][0] == pytest.approx(443_500, abs=5_000)
    west, south, east, north = source_bounds((-88.0, 41.6, -87.4, 42.1), crs="EPSG:3435")
    assert west < 1160121 < east
    assert south < 1899000 < north


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ("41.85", "-87.65", "Exchanging x and y would bring 77"),
        ("87.65", "41.85", "minus sign"),
        ("2.35", "48.85", "would not help"),
    ],
)
def test_points_that_land_elsewhere_refuse_the_file_and_say_where(tmp_path, x, y, said):
    path = write(tmp_path, lines(*(row(x, y, n) for n in range(10, 20))))
    with pytest.raises(ReferenceSystemContradicted, match=said) as raised:
        read(path, profile(), crs=CRS)
    assert raised.value.values["outside"] == 10
    assert raised.value.values["of"] == 13
    assert raised.value.say("fr") != raised.value.say("es")


def test_metres_in_a_column_of_degrees_refuse_the_file_without_bounds_too(tmp_path):
    with pytest.raises(ReferenceSystemContradicted):
        take(tmp_path, lines(*(row(447242, 4636470, n) for n in range(10, 20))), where={"bounds": None})


def test_a_file_without_coordinates_has_places_only(tmp_path):
    found = take(tmp_path, lines(), where={"x": None, "y": None, "place_code": "setting"}, what={"setting": None})
    assert found.table["location_kind"].unique().to_list() == ["none"]
    assert found.table["place_code"].to_list() == ["STREET"] * 3


def test_the_observatory_counts_in_metres(tmp_path):
    path = write(tmp_path, lines())
    for crs in ("EPSG:4326", "EPSG:2263", "nowhere"):
        with pytest.raises(NotProjected):
            read(path, profile(), crs=crs)
    with pytest.raises(UnknownReferenceSystem):
        read(path, profile(where={"crs": "EPSG:999999"}), crs=CRS)


@pytest.mark.parametrize("first_only", [True, False])
def test_points_that_stay_do_not_hold_their_batches(first_only):
    spaced, batch = Spaced(first_only=first_only), np.arange(200_000.0).reshape(2, -1)
    for _ in range(5):
        spaced.add(batch)
    assert not any(np.shares_memory(held, batch) for held in spaced._held)
    assert len(spaced.points()[0]) >= 200_000
