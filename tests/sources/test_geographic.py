"""Shapefiles with and without their companions, layers that nobody named, FlatGeobuf, texts in another encoding."""

import io
import zipfile

import numpy as np
import pytest

from beffroi.errors.archives import ChooseMember, IncompleteShapefile, LayerNotNamed
from beffroi.errors.intake import DamagedFile, EmptyFile, WrongKind
from beffroi.sources.intake import read
from beffroi.sources.minimal import minimised
from tests.sources.files import CRS, profile

GEO = {"where": {"x": None, "y": None, "geometry": True}}
NAMES = ("Côté", "Zoé’s", "Main")


def layer(path, driver, *, encoding="UTF-8", layer=None, append=False, n=3, crs="EPSG:4326"):
    """Write n points with the columns of the small profile."""
    import shapely
    from pyogrio import raw

    fields = {"id": [str(at + 1) for at in range(n)], "when": ["2018-07-01 14:30:00"] * n, "kind": ["THEFT"] * n}
    fields["setting"] = list(NAMES[:n])
    raw.write(
        str(path),
        geometry=shapely.to_wkb(shapely.points([[-87.65, 41.85]] * n)),
        field_data=[np.array(values, dtype=object) for values in fields.values()],
        fields=list(fields),
        crs=crs,
        geometry_type="Point",
        driver=driver,
        encoding=encoding if driver == "ESRI Shapefile" else None,
        append=append,
        **({"layer": layer} if layer else {}),
    )
    return path


def zipped(folder, *, encoding="UTF-8", drop=(), under="", twice=False, cpg=None):
    """A zipped shapefile, with or without some of its files."""
    layer(folder / "points.shp", "ESRI Shapefile", encoding=encoding)
    path = folder / "points.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.glob("points.*")):
            if part.suffix == ".cpg" and cpg is not None:
                archive.writestr("points.cpg", cpg)
            elif part.suffix not in (*drop, ".zip"):
                archive.write(part, under + part.name)
                if twice:
                    archive.write(part, "again" + part.suffix)
    return path


def shapefile(path, **parts):
    found = read(path, profile(file={"kind": "shapefile"} | parts, **GEO), crs=CRS)
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values())
    return found


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1252"])
@pytest.mark.parametrize("under", ["", "données/"])
def test_the_cpg_states_the_encoding(tmp_path, encoding, under):
    found = shapefile(zipped(tmp_path, encoding=encoding, under=under))
    assert found.table["setting"].to_list() == list(NAMES)
    assert found.table["x"].null_count() == 0
    stated = [values["stated"] for code, values in found.notes if code == "encoding_stated"]
    assert stated == ([] if encoding == "UTF-8" else ["WINDOWS-1252"])


@pytest.mark.parametrize("cpg", [None, b"LDID/87", b"\xff\xfe", b""])
def test_without_a_cpg_that_can_be_read_the_profile_decides(tmp_path, cpg):
    drop = (".cpg",) if cpg is None else ()
    path = zipped(tmp_path, encoding="windows-1252", drop=drop, cpg=cpg)
    found = shapefile(path, encoding="windows-1252")
    assert found.table["setting"].to_list() == list(NAMES)
    assert {"no_encoding_stated", "encoding_not_understood"} & set(dict(found.notes))


def test_a_text_in_another_encoding_is_set_aside_alone(tmp_path):
    found = shapefile(zipped(tmp_path, encoding="windows-1252", drop=(".cpg",)))
    assert found.quarantined.select("row", "reason").rows() == [(1, "undecodable_bytes"), (2, "undecodable_bytes")]
    assert found.table["source_id"].to_list() == ["3"]


@pytest.mark.parametrize("drop", [(".dbf",), (".shx",), (".dbf", ".shx")])
def test_a_shapefile_is_whole(tmp_path, drop):
    with pytest.raises(IncompleteShapefile) as refused:
        shapefile(zipped(tmp_path, drop=drop))
    assert all(suffix in str(refused.value) for suffix in drop)
    assert len({refused.value.say(language) for language in ("en", "fr", "es")}) == 3


def test_a_shapefile_without_its_system_takes_that_of_the_profile(tmp_path):
    found = shapefile(zipped(tmp_path, drop=(".prj",)))
    assert dict(found.notes)["no_system_stated"] == {"crs": "EPSG:4326"}
    assert found.table["x"].null_count() == 0


def test_of_several_shapefiles_one_is_named(tmp_path):
    path = zipped(tmp_path, twice=True)
    with pytest.raises(ChooseMember):
        shapefile(path)
    with pytest.raises(ChooseMember):
        shapefile(path, member="other*.shp")
    assert shapefile(path, member="again.shp").table.height == 3


def test_an_archive_without_a_shapefile(tmp_path):
    with pytest.raises(ChooseMember):
        shapefile(zipped(tmp_path, drop=(".shp",)))


def test_a_shp_alone_is_named_for_what_it_is(tmp_path):
    layer(tmp_path / "points.shp", "ESRI Shapefile")
    with pytest.raises(WrongKind, match="without the other files"):
        shapefile(tmp_path / "points.shp")


def test_a_layer_is_asked_for(tmp_path):
    path = layer(tmp_path / "two.gpkg", "GPKG", layer="one")
    layer(path, "GPKG", layer="two", append=True, n=2)
    for named in (None, "three"):
        with pytest.raises(LayerNotNamed, match="`one`, `two`"):
            read(path, profile(file={"kind": "geopackage", "layer": named}, **GEO), crs=CRS)
    assert read(path, profile(file={"kind": "geopackage", "layer": "two"}, **GEO), crs=CRS).table.height == 2


def test_a_geopackage_without_layers_holds_nothing(tmp_path):
    import sqlite3

    path = tmp_path / "none.gpkg"
    with sqlite3.connect(path) as made:
        made.execute("create table notes (line text)")
        made.execute("drop table notes")
    with pytest.raises((EmptyFile, DamagedFile)):
        read(path, profile(file={"kind": "geopackage"}, **GEO), crs=CRS)


def test_flatgeobuf(tmp_path):
    path = layer(tmp_path / "points.fgb", "FlatGeobuf")
    found = read(path, profile(file={"kind": "flatgeobuf"}, **GEO), crs=CRS)
    assert sorted(found.table["setting"]) == sorted(NAMES)
    with pytest.raises(WrongKind, match="FlatGeobuf"):
        read(path, profile(file={"kind": "geopackage"}, **GEO), crs=CRS)


@pytest.mark.parametrize(
    ("kind", "driver", "suffix"), [("flatgeobuf", "FlatGeobuf", "fgb"), ("geopackage", "GPKG", "gpkg")]
)
def test_a_cut_file_is_damaged(tmp_path, kind, driver, suffix):
    whole = layer(tmp_path / f"points.{suffix}", driver).read_bytes()
    (tmp_path / f"cut.{suffix}").write_bytes(whole[: len(whole) // 3])
    with pytest.raises((DamagedFile, EmptyFile, LayerNotNamed)):
        read(tmp_path / f"cut.{suffix}", profile(file={"kind": kind}, **GEO), crs=CRS)


@pytest.mark.parametrize("kind", ["shapefile", "flatgeobuf", "geopackage"])
def test_a_minimised_copy_is_read_by_the_same_profile(tmp_path, kind):
    if kind == "shapefile":
        path = zipped(tmp_path)
    else:
        driver, suffix = {"flatgeobuf": ("FlatGeobuf", "fgb"), "geopackage": ("GPKG", "gpkg")}[kind]
        path = layer(tmp_path / f"points.{suffix}", driver)
    contract = profile(file={"kind": kind}, **GEO)
    copies = [minimised(path, contract, into=tmp_path / "copies" / at) for at in "ab"]
    assert copies[0].read_bytes() == copies[1].read_bytes()
    whole, copy = (read(each, contract, crs=CRS) for each in (path, copies[0]))
    assert copy.table.sort("source_id").drop("row").equals(whole.table.sort("source_id").drop("row"))


def test_a_stated_system_without_a_code(tmp_path):
    found = io.BytesIO(layer(tmp_path / "a.fgb", "FlatGeobuf", crs="+proj=longlat +datum=WGS84 +no_defs").read_bytes())
    (tmp_path / "b.fgb").write_bytes(found.getvalue())
    assert read(tmp_path / "b.fgb", profile(file={"kind": "flatgeobuf"}, **GEO), crs=CRS).table.height == 3
