"""Street segments from files of lines: every format, filters, codes, and a report that adds up."""

import json

import polars as pl
import pyogrio
import pytest
import shapely

from beffroi.errors.places import ChooseLayer, NotReadable, UnknownColumn, WrongReference
from beffroi.errors.streets import NoStreets
from beffroi.kernels.streets import Cleaning
from beffroi.sources.streets import CUT, FILTERED, ISLANDS, LEFT_OUT, MADE, MANY_ISLANDS, read_streets

METRES = "EPSG:32616"  # UTM 16 north, around Chicago
WEST, SOUTH = -87.7, 41.8
CROSS = (
    ({"osm_id": "10", "name": "Elm Street", "highway": "residential"}, [(0, 0), (1, 0), (2, 0)]),
    ({"osm_id": "11", "name": "Oak Street", "highway": "primary"}, [(1, -1), (1, 0), (1, 1)]),
    ({"osm_id": "12", "name": None, "highway": None}, [(3, 0), (3, 1)]),
    ({"osm_id": "13", "name": "Elm Street", "highway": "residential"}, [(5, 5), (5, 5)]),
)


def degrees(line):
    return [(WEST + 0.001 * x, SOUTH + 0.001 * y) for x, y in line]


def write(path, rows=CROSS, layer=None):
    """Write lines in any format that the file name says; Esri shapefiles are what `.shp` means."""
    if path.suffix in (".geojson", ".json"):
        features = [
            {"type": "Feature", "properties": told, "geometry": {"type": "LineString", "coordinates": degrees(line)}}
            for told, line in rows
        ]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
        return path
    lines = [shapely.LineString(degrees(line)) for _, line in rows]
    columns = list(rows[0][0])
    pyogrio.raw.write(
        str(path), shapely.to_wkb(lines), [pl.Series([told[c] for told, _ in rows]).to_numpy() for c in columns],
        columns, geometry_type="LineString", crs="EPSG:4326", layer=layer,
    )  # fmt: skip
    return path


@pytest.mark.parametrize("name", ["streets.geojson", "streets.gpkg", "streets.shp"])
def test_lines_of_every_format_become_the_same_segments(tmp_path, name):
    frame, told, _ = read_streets(write(tmp_path / name), crs=METRES, code="osm_id", name="name")
    assert frame["place"].to_list() == ["10/1", "10/2", "11/1", "11/2", "12"]
    assert frame["name"].to_list() == ["Elm Street", "Elm Street", "Oak Street", "Oak Street", "12"]
    assert (told.parts, told.zero_length, told.segments, told.islands) == (4, 1, 5, 2)
    metres = shapely.length(shapely.from_wkb(frame["wkb"].to_numpy()))
    assert metres.sum() == pytest.approx(told.metres)
    assert 80 < metres[0] < 86  # a thousandth of a degree of longitude there


def test_a_filter_keeps_a_value_or_any_value(tmp_path):
    path = write(tmp_path / "a.geojson")
    assert read_streets(path, crs=METRES, where={"highway": "primary"})[1].segments == 1
    frame, told, notes = read_streets(path, crs=METRES, where={"highway": "*"})
    assert (told.lines, told.segments) == (3, 4)
    assert dict(notes)[FILTERED] == {"n": 1}
    assert frame["place"].to_list() == ["1/1", "1/2", "2/1", "2/2"]  # the number of the line, without a code
    with pytest.raises(NoStreets):
        read_streets(path, crs=METRES, where={"highway": "canal"})


def test_what_was_done_is_said_only_where_it_was_done(tmp_path):
    whole = dict(read_streets(write(tmp_path / "a.geojson"), crs=METRES)[2])
    assert set(whole) == {MADE, LEFT_OUT, CUT, ISLANDS}
    assert whole[LEFT_OUT] == {"no_line": 0, "zero_length": 1, "stray": 0, "duplicates": 0}
    assert whole[CUT] == {"cut": 2, "chains": 0}
    plain = dict(read_streets(write(tmp_path / "b.geojson", CROSS[:1]), crs=METRES)[2])
    assert set(plain) == {MADE}
    many = [({"name": None}, [(0, k), (0.5, k)]) for k in range(120)]
    assert MANY_ISLANDS in dict(read_streets(write(tmp_path / "c.geojson", many), crs=METRES)[2])


def test_noding_and_chains_are_choices(tmp_path):
    path = write(tmp_path / "a.geojson")
    found = {
        (noding, chains): read_streets(path, crs=METRES, noding=noding, chains=chains)[1].segments
        for noding in ("ends", "vertices")
        for chains in ("kept", "merged")
    }
    assert found == {("ends", "kept"): 3, ("ends", "merged"): 3, ("vertices", "kept"): 5, ("vertices", "merged"): 5}


def test_a_layer_must_be_named_where_there_are_several_and_a_column_must_exist(tmp_path):
    path = write(tmp_path / "a.gpkg", layer="roads")
    write(path, layer="rails")
    with pytest.raises(ChooseLayer):
        read_streets(path, crs=METRES)
    assert read_streets(path, crs=METRES, layer="roads")[1].segments == 5
    with pytest.raises(UnknownColumn):
        read_streets(path, crs=METRES, layer="roads", code="osmid")


def test_files_that_are_none_and_systems_that_contradict_are_refused(tmp_path):
    (tmp_path / "a.geojson").write_text("{", "utf-8")
    with pytest.raises(NotReadable):
        read_streets(tmp_path / "a.geojson", crs=METRES)
    with pytest.raises(WrongReference):  # degrees said to be metres
        read_streets(write(tmp_path / "b.gpkg"), crs=METRES, source_crs=METRES)


def test_points_and_areas_among_the_lines_are_left_out_and_counted(tmp_path):
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [WEST, SOUTH]}},
        {"type": "Feature", "properties": {}, "geometry": None},
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": degrees([(0, 0), (1, 0)])}},
    ]  # fmt: skip
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    told = read_streets(tmp_path / "a.geojson", crs=METRES)[1]
    assert (told.no_line, told.segments) == (2, 1)
    assert isinstance(told, Cleaning)


def test_codes_that_look_like_numbers_of_another_stay_apart(tmp_path):
    rows = [({"id": "a"}, [(0, 0), (1, 0), (2, 0)]), ({"id": "b"}, [(1, 0), (1, 1)]), ({"id": "a/1"}, [(5, 0), (6, 0)])]
    codes = read_streets(write(tmp_path / "a.geojson", rows), crs=METRES, code="id")[0]["place"]
    assert codes.n_unique() == 4
