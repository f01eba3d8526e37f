"""Typed files: Parquet with its own types, points of GeoJSON and GeoPackage."""

import io
import json
from datetime import datetime

import numpy as np
import polars as pl
import pytest

from beffroi.errors.intake import DamagedFile, EmptyFile, UnknownReferenceSystem, WrongKind
from beffroi.errors.profiles import ProfileDoesNotFit
from beffroi.sources.intake import read
from tests.sources.files import CRS, profile, reasons, take, write

STAMP = datetime(2018, 7, 1, 14, 30)


def parquet(**columns):
    base = {"id": [1.0, 2.0], "when": [STAMP, None], "lon": [-87.65, None], "lat": [41.85, 41.85]}
    base |= {"kind": ["THEFT", "RAPE"], "setting": ["STREET", None], "race": ["x", "y"]}
    content = io.BytesIO()
    pl.DataFrame(base | columns).write_parquet(content)
    return content.getvalue()


PARQUET = {"file": {"kind": "parquet"}}


@pytest.mark.parametrize("content", ["{", '{"other": []}', '{"records": 3}', '{"records": [3]}', "[]" * 2, "null"])
def test_json_that_holds_no_records_is_refused(tmp_path, content):
    with pytest.raises(DamagedFile):
        take(tmp_path, content.encode(), file={"kind": "json", "layer": "records"})


def test_json_records_keep_their_types_and_may_lack_a_field(tmp_path):
    good = '{"id":"007","when":"2018-03-05 14:00:00","lon":-87.65,"lat":41.85,"kind":"THEFT","setting":"STREET"}'
    more = '{"id":"8","when":"2018-03-05 14:00:00","kind":["a"],"extra":true,"setting":null,"lat":"41.85"}'
    found = take(tmp_path, f"[{good},{more}]".encode(), file={"kind": "json"})
    assert found.table["source_id"].to_list() == ["007", "8"]
    assert found.table["x"].null_count() == 1
    assert found.table["offence_source"][1] == '["a"]'
    assert found.columns_not_kept == ("extra",)


def test_parquet_keeps_its_types_and_codes_lose_their_decimal_part(tmp_path):
    found = take(tmp_path, parquet(), **PARQUET)
    assert found.table.select("row", "source_id", "setting").rows() == [(1, "1", "STREET")]
    assert found.table["occurred_from"][0] == STAMP
    assert reasons(found) == ["missing_date"]
    assert json.loads(found.quarantined["raw"][0])["kind"] == "RAPE"
    assert "race" not in found.quarantined["raw"][0]
    assert found.columns_not_kept == ("race",)


def test_dates_without_time_have_day_precision(tmp_path):
    found = take(tmp_path, parquet(when=[STAMP.date(), STAMP.date()]), **PARQUET)
    assert found.table["date_precision"].to_list() == ["day", "day"]
    assert not found.table["hour_known"].any()


def test_an_index_written_by_pandas_is_found_by_its_alias(tmp_path):
    content = io.BytesIO()
    frame = pl.read_parquet(io.BytesIO(parquet())).rename({"when": "__index_level_0__"})
    frame.write_parquet(content)
    found = take(tmp_path, content.getvalue(), **PARQUET, aliases={"when": ("__index_level_0__",)})
    assert found.rows_in == 2
    assert "__index_level_0__" in found.columns_kept


def test_parquet_without_rows_or_without_a_column(tmp_path):
    empty = io.BytesIO()
    pl.read_parquet(io.BytesIO(parquet())).clear().write_parquet(empty)
    with pytest.raises(EmptyFile):
        take(tmp_path, empty.getvalue(), **PARQUET)
    with pytest.raises(ProfileDoesNotFit):
        take(tmp_path, parquet(), **PARQUET, what={"setting": "where"})


def points(crs=None):
    shapes = [{"type": "Point", "coordinates": [-87.65, 41.85]}, None]
    shapes.append({"type": "LineString", "coordinates": [[-87.6, 41.8], [-87.7, 41.9]]})
    properties = {"id": "1", "when": "2018-07-01 14:30:00", "kind": "THEFT", "setting": "STREET"}
    features = [
        {"type": "Feature", "properties": properties | {"id": str(n)}, "geometry": shape}
        for n, shape in enumerate(shapes)
    ]
    named = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **named, "features": features}).encode()


GEO = {"where": {"x": None, "y": None, "geometry": True}}


@pytest.mark.parametrize("name", ["points.geojson", "points.geojson.gz"])
def test_points_of_geojson(tmp_path, name):
    found = read(write(tmp_path, points(), name=name), profile(file={"kind": "geojson"}, **GEO), crs=CRS)
    assert found.table["location_kind"].to_list() == ["block", "none"]
    assert found.table["source_id"].to_list() == ["0", "1"]
    assert found.quarantined.select("row", "reason").rows() == [(3, "not_a_point")]
    assert json.loads(found.quarantined["raw"][0])["id"] == "2"


def test_a_geographic_file_that_states_another_system_is_refused(tmp_path):
    path = write(tmp_path, points(crs="EPSG:2263"), name="points.geojson")
    with pytest.raises(UnknownReferenceSystem):
        read(path, profile(file={"kind": "geojson"}, **GEO), crs=CRS)


@pytest.mark.parametrize("content", [b"{}", b'{"type": "FeatureCollection", "features": [', b"id,when\n1,2\n"])
def test_what_is_not_geojson_is_refused(tmp_path, content):
    with pytest.raises((DamagedFile, EmptyFile, WrongKind)):
        read(write(tmp_path, content, name="points.geojson"), profile(file={"kind": "geojson"}, **GEO), crs=CRS)


def test_points_of_a_geopackage(tmp_path):
    import shapely
    from pyogrio import raw

    path = tmp_path / "points.gpkg"
    fields = ["id", "when", "kind", "setting"]
    values = [np.array(column, dtype=object) for column in (["1"], ["2018-07-01 14:30:00"], ["THEFT"], ["STREET"])]
    geometry = shapely.to_wkb(shapely.points([[-87.65, 41.85]]))
    raw.write(
        str(path),
        geometry=geometry,
        field_data=values,
        fields=fields,
        crs="EPSG:4326",
        geometry_type="Point",
        driver="GPKG",
    )
    found = read(path, profile(file={"kind": "geopackage"}, **GEO), crs=CRS)
    assert found.table.select("source_id", "offence").rows() == [("1", "0502")]
    assert found.table["x"][0] == pytest.approx(446_000, abs=5_000)
