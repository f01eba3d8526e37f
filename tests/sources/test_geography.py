"""Outlines: read from every kind of file, repaired aloud, refused when the coordinates contradict the file."""

import gzip
import json

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from beffroi.errors.places import (
    ChooseLayer,
    NoReference,
    NotAreas,
    NotReadable,
    PlaceWithoutCode,
    RepeatedPlace,
    UnknownColumn,
    WrongReference,
)
from beffroi.sources.geography import MERGED, OVERLAPPING, REPAIRED, WHOLE_NUMBERS, closest, code_texts, read_places

METRES = "EPSG:32616"  # UTM 16 north, around Chicago
WEST, SOUTH = -87.7, 41.8


def square(x=WEST, y=SOUTH, side=0.01):
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


BOW_TIE = [[[WEST, SOUTH], [WEST + 0.01, SOUTH + 0.01], [WEST + 0.01, SOUTH], [WEST, SOUTH + 0.01], [WEST, SOUTH]]]


def write_geojson(path, rows, crs=None):
    """Write (properties, rings) rows as GeoJSON."""
    features = [
        {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": rings}}
        for told, rings in rows
    ]
    content = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    raw = json.dumps(content).encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def write_layer(path, shapes, values, **options):
    """Write shapes with one column `code` in any format."""
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(shapes), dtype=object),
        field_data=[np.asarray(values)],
        fields=["code"],
        geometry_type=options.pop("geometry_type", "Polygon"),
        crs=options.pop("crs", "EPSG:4326"),
        **options,
    )
    return path


@pytest.fixture
def two(tmp_path):
    rows = [({"id": "007", "name": "Rogers Park"}, square()), ({"id": "12", "name": "Loop"}, square(WEST + 0.02))]
    return write_geojson(tmp_path / "areas.geojson", rows)


def test_areas_come_out_in_metres_sorted_by_code(two):
    places = read_places(two, code="id", name="name", crs=METRES)
    assert places.frame["place"].to_list() == ["007", "12"]
    assert places.frame["name"].to_list() == ["Rogers Park", "Loop"]
    # one hundredth of a degree: 1,110.5 m north-south, 830.7 m east-west at 41.8° on the ellipsoid
    geod = pyproj.Geod(ellps="WGS84")
    lon, lat = np.array(square()[0]).T
    true, _ = geod.polygon_area_perimeter(lon, lat)
    assert places.frame["area_m2"][0] == pytest.approx(abs(true), rel=2e-3)
    assert shapely.from_wkb(places.frame["wkb"][0]).bounds[0] == pytest.approx(441_860, abs=50)
    assert places.source_crs == "EPSG:4326"
    assert places.notes == ()


def test_gzip_and_plain_agree(two, tmp_path):
    packed = tmp_path / "areas.geojson.gz"
    packed.write_bytes(gzip.compress(two.read_bytes()))
    assert read_places(packed, code="id", crs=METRES).frame.equals(read_places(two, code="id", crs=METRES).frame)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
def test_other_formats(tmp_path, suffix):
    path = write_layer(tmp_path / f"areas{suffix}", [shapely.Polygon(square()[0])], ["A"])
    assert read_places(path, code="code", crs=METRES).frame["place"].to_list() == ["A"]


def test_decimal_codes_become_whole_and_it_is_said(tmp_path):
    shapes = [shapely.Polygon(square()[0]), shapely.Polygon(square(WEST + 0.02)[0])]
    path = write_layer(tmp_path / "areas.gpkg", shapes, [12.0, 3.0])
    places = read_places(path, code="code", crs=METRES)
    assert places.frame["place"].to_list() == ["12", "3"]
    assert [wording for wording, _ in places.notes] == [WHOLE_NUMBERS]


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=6))
def test_codes_stay_as_written(values):
    texts, whole = code_texts(values)
    assert not whole
    assert len(texts) == len(values)
    assert all(text is None or (text and text == text.strip()) for text in texts)


def test_an_outline_that_crosses_itself_is_repaired_aloud(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [({"id": "1"}, BOW_TIE)])
    places = read_places(path, code="id", crs=METRES)
    assert [(wording, told["n"]) for wording, told in places.notes] == [(REPAIRED, 1)]
    shape = shapely.from_wkb(places.frame["wkb"][0])
    assert shape.is_valid
    assert shape.area == pytest.approx(places.frame["area_m2"][0])
    assert shape.area > 0


def test_the_file_is_not_modified(two):
    before = two.read_bytes()
    read_places(two, code="id", crs=METRES)
    assert two.read_bytes() == before


def test_a_repeated_code_is_refused_or_merged_by_rule(tmp_path):
    rows = [({"id": "1"}, square()), ({"id": "1"}, square(WEST + 0.02)), ({"id": "2"}, square(WEST + 0.04))]
    path = write_geojson(tmp_path / "a.geojson", rows)
    with pytest.raises(RepeatedPlace, match="--merge"):
        read_places(path, code="id", crs=METRES)
    places = read_places(path, code="id", crs=METRES, merge=True)
    assert places.frame["place"].to_list() == ["1", "2"]
    assert [wording for wording, _ in places.notes] == [MERGED]
    one, two = places.frame["area_m2"]
    assert one == pytest.approx(2 * two, rel=1e-3)


def test_overlapping_outlines_are_said(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [({"id": "1"}, square()), ({"id": "2"}, square(WEST + 0.005))])
    ((wording, told),) = read_places(path, code="id", crs=METRES).notes
    assert wording is OVERLAPPING
    assert told["share"] == pytest.approx(25.0, abs=0.1)


def test_a_place_without_a_code_is_refused_with_its_rows(tmp_path):
    rows = [({"id": "1"}, square()), ({"id": None}, square(WEST + 0.02)), ({"id": "  "}, square(WEST + 0.04))]
    with pytest.raises(PlaceWithoutCode, match=r"2 of 3 .*rows 2, 3"):
        read_places(write_geojson(tmp_path / "a.geojson", rows), code="id", crs=METRES)


def test_an_unknown_column_names_the_closest(two):
    with pytest.raises(UnknownColumn) as raised:
        read_places(two, code="id", name="nome", crs=METRES)
    assert raised.value.values["closest"] == "name"
    assert "id, name" in raised.value.say("es")


def test_metres_declared_as_degrees_are_refused(tmp_path):
    rings = [[[485_000, 154_000], [486_000, 154_000], [486_000, 155_000], [485_000, 154_000]]]
    path = write_geojson(tmp_path / "a.geojson", [({"id": "1"}, rings)])
    with pytest.raises(WrongReference, match=r"EPSG:4326.*485000.*cannot exceed 180"):
        read_places(path, code="id", crs="EPSG:27700")
    told = read_places(path, code="id", crs="EPSG:27700", source_crs="EPSG:27700")
    assert told.source_crs == "EPSG:27700"
    assert told.frame["area_m2"][0] == pytest.approx(500_000)


def test_degrees_declared_as_metres_are_refused(tmp_path):
    path = write_geojson(tmp_path / "a.geojson", [({"id": "1"}, square())], crs="urn:ogc:def:crs:EPSG::32616")
    with pytest.raises(WrongReference, match="degrees, not metres"):
        read_places(path, code="id", crs=METRES)


def test_swapped_longitude_and_latitude_land_elsewhere(tmp_path):
    swapped = [[[y, x] for x, y in square()[0]]]
    with pytest.raises(WrongReference, match="land outside"):
        read_places(write_geojson(tmp_path / "a.geojson", [({"id": "1"}, swapped)]), code="id", crs=METRES)


def test_a_file_that_says_no_reference_asks(tmp_path):
    path = write_layer(tmp_path / "a.shp", [shapely.Polygon(square()[0])], ["A"])
    path.with_suffix(".prj").unlink()
    with pytest.raises(NoReference, match="never guessed"):
        read_places(path, code="code", crs=METRES)
    assert read_places(path, code="code", crs=METRES, source_crs="EPSG:4326").frame.height == 1


def test_points_are_not_places(tmp_path):
    path = write_layer(tmp_path / "a.gpkg", [shapely.Point(WEST, SOUTH)], ["A"], geometry_type="Point")
    with pytest.raises(NotAreas, match="Point"):
        read_places(path, code="code", crs=METRES)


def test_several_layers_ask_which(tmp_path):
    path = tmp_path / "a.gpkg"
    for layer in ("wards", "districts"):
        write_layer(path, [shapely.Polygon(square()[0])], [layer], layer=layer, append=path.exists())
    with pytest.raises(ChooseLayer, match="wards, districts"):
        read_places(path, code="code", crs=METRES)
    assert read_places(path, code="code", crs=METRES, layer="districts").frame["place"].to_list() == ["districts"]


@pytest.mark.parametrize("content", [b"", b"<html><body>Sign in</body></html>", b'{"type": "FeatureColl'])
def test_a_file_that_is_no_geography_is_refused_without_its_path(tmp_path, content):
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    with pytest.raises(NotReadable) as raised:
        read_places(path, code="id", crs=METRES)
    assert str(tmp_path) not in raised.value.say("fr")


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(NotReadable):
        read_places(tmp_path, code="id", crs=METRES)


def test_closest_ignores_case():
    assert closest("AREA_NUMBER", ["community", "area_numbe"]) == "area_numbe"
    assert closest("x", []) == "-"
