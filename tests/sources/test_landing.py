"""Coordinates read the wrong way round, and points outside the bounds of a profile."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.errors.intake import ReferenceSystemContradicted
from beffroi.sources.landing import metres_outside, righted
from tests.sources.files import CRS, GOOD, HEADER, take

ROW = "{n},2018-03-05 14:00:00,{x},{y},THEFT,STREET"


def taken(folder, points, **parts):
    rows = [ROW.format(n=n, x=x, y=y) for n, (x, y) in enumerate(points, 1)]
    return take(folder, "\n".join([HEADER, *rows]).encode(), **parts)


def counts(found):
    return {check["check"]: check["n"] for check in found.checks}


@pytest.mark.parametrize(
    ("turn", "code"), [((41.85, -87.65), "coordinates_swapped"), ((87.65, 41.85), "sign_restored")]
)
def test_a_whole_file_the_wrong_way_round_is_put_right_and_noted(tmp_path, turn, code):
    found = taken(tmp_path, [turn] * 30 + [("", "")])
    right = taken(tmp_path, [(-87.65, 41.85)] * 30 + [("", "")])
    assert found.table.drop("row").equals(right.table.drop("row"))
    assert dict(found.notes)[code] == {"n": 30, "of": 30}
    assert counts(found)["located"] == 30


def test_a_record_that_was_right_in_such_a_file_is_set_aside(tmp_path):
    found = taken(tmp_path, [(41.85, -87.65)] * 59 + [(-87.65, 41.85)])
    assert found.quarantined.select("row", "reason").rows() == [(60, "swapped_coordinates")]
    assert found.table.height == 59


@pytest.mark.parametrize(
    "points",
    [
        [(41.85, -87.65)] * 10,  # too few to tell
        [(41.85, -87.65)] * 60 + [(10.0, 10.0)] * 10,  # no remedy brings most inside
        [(41.85, -87.65)] * 30 + [(87.65, 41.85)] * 30,  # two faults
    ],
)
def test_what_no_single_remedy_explains_is_refused(tmp_path, points):
    with pytest.raises(ReferenceSystemContradicted):
        taken(tmp_path, points)


def test_two_remedies_are_none():
    x, y = np.full(40, -5.0), np.full(40, 5.0)
    assert righted(x, y, np.full(40, True), bounds=(1.0, -9.0, 9.0, 9.0)) is None


def test_without_bounds_nothing_is_put_right(tmp_path):
    with pytest.raises(ReferenceSystemContradicted):
        taken(tmp_path, [(41.85, -187.65)] * 30, where={"bounds": None})


def test_points_outside_are_kept_left_without_a_place_or_set_aside(tmp_path):
    edge = -87.4
    degrees = 1 / (111_320 * np.cos(np.radians(41.85)))  # of one metre
    found = taken(
        tmp_path, [(-87.65, 41.85)] * 10 + [(edge + metres * degrees, 41.85) for metres in (50, 150, 950, 1_050)]
    )
    assert counts(found) | {"just_outside": 1, "outside_bounds": 2, "located": 11} == counts(found)
    assert found.quarantined.select("row", "reason").rows() == [(14, "outside_boundary")]
    assert found.table["location_kind"].to_list() == ["block"] * 11 + ["none"] * 2


def test_metres_are_those_of_the_source_system(tmp_path):
    feet = {"crs": "EPSG:3435", "bounds": (-87.9, 41.7, -87.5, 42.0)}
    inside, north = (1_176_000.0, 1_900_000.0), 1_950_000.0
    found = taken(tmp_path, [inside] * 10 + [(1_176_000.0, north + 40_000.0)], where=feet)
    assert found.quarantined["reason"].to_list() == ["outside_boundary"]
    assert CRS == "EPSG:32616"
    assert GOOD


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_the_distance_to_a_box_is_that_of_its_nearest_point(x, y):
    west, south, east, north = bounds = (-3.0, -2.0, 4.0, 5.0)
    nearest = (min(max(x, west), east), min(max(y, south), north))
    wanted = ((x - nearest[0]) ** 2 + (y - nearest[1]) ** 2) ** 0.5
    found = metres_outside(np.array([x]), np.array([y]), bounds=bounds, unit=0.3)
    assert found[0] == pytest.approx(0.3 * wanted, abs=1e-9)
