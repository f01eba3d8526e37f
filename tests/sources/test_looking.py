"""A proposal looks into archives and workbooks, tries the points against known places, and shows what it reads."""

import io
import json
import tomllib
import zipfile

import numpy as np
import polars as pl
import pyproj
import pytest
import shapely

from beffroi.errors.archives import UnsafeArchive
from beffroi.errors.proposals import NothingToPropose
from beffroi.sources import proposal_words as words
from beffroi.sources.boundary import Boundary
from beffroi.sources.look import look
from beffroi.sources.profile import DECIDE
from beffroi.sources.propose import propose
from beffroi.sources.workbook_writer import workbook

MONTREAL = (-73.60, 45.50)
HEAD = ["ID", "DATE", "CATEGORIE", "LONGITUDE", "LATITUDE"]


def rows(n=60, first=0):
    rng = np.random.default_rng(5)
    kinds = ("Vol", "Introduction", "Méfait")
    return [
        [str(first + k), f"2023-0{k % 9 + 1}-{k % 27 + 1:02d} 14:{k % 60:02d}", kinds[k % 3],
         f"{MONTREAL[0] + rng.normal(0, 0.01):.5f}", f"{MONTREAL[1] + rng.normal(0, 0.01):.5f}"]
        for k in range(n)
    ]  # fmt: skip


def text_of(table, head=HEAD):
    return "\n".join(",".join(row) for row in [head, *table]) + "\n"


def packed(tmp_path, **files):
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def book(tmp_path, sheets, hidden=()):
    path = tmp_path / "data.xlsx"
    path.write_bytes(workbook(sheets, hidden=hidden))
    return path


def said(proposal, *wordings):
    told = {wording for wording, _ in (*proposal.explanations, *proposal.questions)}
    return [wording in told for wording in wordings]


# archives


def test_the_one_table_of_an_archive_is_looked_at_and_named(tmp_path):
    path = packed(tmp_path, crimes__csv=text_of(rows()), disclaimer__txt="No warranty.\n")
    proposal = propose(path)
    told = tomllib.loads(proposal.toml)
    assert told["file"]["member"] == "crimes.csv"
    assert said(proposal, words.MEMBER, words.MEMBERS) == [True, False]
    assert proposal.seen.rows == 60


def test_an_archive_of_one_file_needs_no_name(tmp_path):
    assert "member" not in tomllib.loads(propose(packed(tmp_path, crimes__csv=text_of(rows()))).toml)["file"]


def test_several_tables_are_a_question_with_the_largest_looked_at(tmp_path):
    path = packed(tmp_path, a__csv=text_of(rows(20)), b__csv=text_of(rows(50)))
    proposal = propose(path)
    assert tomllib.loads(proposal.toml)["file"]["member"] == DECIDE
    assert (proposal.seen.member, proposal.seen.members) == ("b.csv", ("b.csv", "a.csv"))
    assert look(path, member="a.csv").rows == 20


def test_parquet_and_workbooks_inside_an_archive_are_read(tmp_path):
    inside = io.BytesIO()
    pl.DataFrame(dict(zip(HEAD, zip(*rows(), strict=True), strict=True))).write_parquet(inside)
    assert look(packed(tmp_path, t__parquet=inside.getvalue())).kind == "parquet"
    assert look(packed(tmp_path, t__xlsx=workbook({"2023": [HEAD, *rows()]}))).kind == "excel"


def test_an_archive_without_a_table_and_an_unsafe_one_are_refused(tmp_path):
    with pytest.raises(NothingToPropose):
        look(packed(tmp_path, readme__txt="Words only, and no table.\n"))
    with pytest.raises(UnsafeArchive):
        look(packed(tmp_path, **{"../out__csv": text_of(rows())}))


# workbooks and preambles


def test_the_sheets_of_one_table_are_read_together_below_their_preamble(tmp_path):
    above = [["Police", None, None, None, None], []]
    path = book(tmp_path, {"Jan": [*above, HEAD, *rows(30)], "Feb": [*above, HEAD, *rows(40, 30)]})
    proposal = propose(path)
    told = tomllib.loads(proposal.toml)
    assert (proposal.seen.rows, told["file"]["skip_lines"], told["key"]) == (70, 2, "ID")
    assert "sheets" not in told["file"]
    assert said(proposal, words.SHEETS, words.SKIPPED) == [True, True]


def test_hidden_sheets_are_left_out_by_name_and_other_tables_are_a_question(tmp_path):
    table = [HEAD, *rows()]
    hidden = propose(book(tmp_path, {"2023": table, "old": table}, hidden=["old"]))
    assert tomllib.loads(hidden.toml)["file"]["sheets"] == ["2023"]
    other = propose(book(tmp_path, {"2023": table, "codes": [["code", "label"], ["1", "a"], ["2", "b"]]}))
    assert tomllib.loads(other.toml)["file"]["sheets"] == DECIDE
    assert said(other, words.SHEET_GROUPS) == [True]


def test_lines_above_the_header_of_a_text_are_counted(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Service de police\nExport du 2 mars\n" + text_of(rows()), "utf-8")
    proposal = propose(path)
    assert tomllib.loads(proposal.toml)["file"]["skip_lines"] == 2
    assert list(proposal.seen.columns) == HEAD


def test_a_date_in_columns_of_its_own_is_found(tmp_path):
    head = ["TYPE", "AÑO", "MES", "DIA", "HORA", "MINUTO"]
    table = [["robo", "2020", str(k % 12 + 1), str(k % 28 + 1), str(k % 24), str(k % 60)] for k in range(50)]
    path = tmp_path / "a.csv"
    path.write_text(text_of(table, head), "utf-8")
    proposal = propose(path, locale="es")
    when = tomllib.loads(proposal.toml)["when"]
    assert when["parts"] == dict(zip(("year", "month", "day", "hour", "minute"), head[1:], strict=True))
    assert proposal.rows[0]["when"] == "2020-01-01 00:00"


def test_json_records_are_looked_at_where_they_are(tmp_path):
    path = tmp_path / "a.json"
    records = [dict(zip(HEAD, row, strict=True)) for row in rows()]
    path.write_text(json.dumps({"meta": {"made": "today"}, "records": records}), "utf-8")
    proposal = propose(path)
    assert tomllib.loads(proposal.toml)["file"] == {"kind": "json", "layer": "records"}
    assert proposal.seen.rows == 60
    path.write_text(json.dumps(records), "utf-8")
    assert tomllib.loads(propose(path).toml)["file"] == {"kind": "json"}
    path.write_text('{"a": 1}', "utf-8")
    with pytest.raises(NothingToPropose):
        propose(path)


# landing


def boundary(crs="EPSG:2950"):
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*MONTREAL)
    return Boundary(
        outlines=(shapely.to_wkb(shapely.Point(x, y).buffer(4_000)),), crs=crs, name="Ville", timezone="America/Toronto"
    )


def written(tmp_path, x, y):
    table = [[*row[:3], f"{a:.6f}", f"{b:.6f}"] for row, a, b in zip(rows(), x, y, strict=True)]
    path = tmp_path / "a.csv"
    path.write_text(text_of(table, [*HEAD[:3], "X", "Y"]), "utf-8")
    return path


def points(crs="EPSG:4326"):
    lon, lat = (np.array([float(row[at]) for row in rows()]) for at in (3, 4))
    return pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)


def where(path, near):
    return tomllib.loads(propose(path, near=near).toml)["where"]


def test_points_that_land_settle_the_system_and_the_axes(tmp_path):
    x, y = points()
    path = written(tmp_path, x, y)
    named = path.read_text("utf-8").replace(",X,Y\n", ",LON,LAT\n")
    path.write_text(named, "utf-8")
    assert where(path, boundary())["crs"] == "EPSG:4326"
    path.write_text(named.replace(",LON,LAT\n", ",LAT,LON\n"), "utf-8")
    swapped = where(path, boundary())
    assert (swapped["x"], swapped["y"], swapped["crs"]) == ("LAT", "LON", "EPSG:4326")


@pytest.mark.parametrize("crs", ["EPSG:32188", "EPSG:26918"])
def test_projected_points_settle_their_system_where_only_one_lands_there(tmp_path, crs):
    path = written(tmp_path, *points(crs))
    assert where(path, None)["crs"] == DECIDE
    found = where(path, boundary())
    assert found["crs"] in (crs, "EPSG:2950")  # both are the same grid on two datums
    there = pyproj.Transformer.from_crs(found["crs"], crs, always_xy=True).transform(*points(found["crs"]))
    assert np.allclose(there, points(crs), atol=3)


def test_axes_exchanged_in_metres_are_seen(tmp_path):
    x, y = points("EPSG:26918")
    found = where(written(tmp_path, y, x), boundary())
    assert (found["x"], found["y"], found["crs"]) == ("Y", "X", "EPSG:26918")


def test_points_of_another_city_settle_nothing_and_say_so(tmp_path):
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:26917", always_xy=True).transform(
        np.full(60, -80.0) + np.arange(60) / 1000, np.full(60, 43.5)
    )
    proposal = propose(written(tmp_path, x, y), near=boundary())
    assert tomllib.loads(proposal.toml)["where"]["crs"] == DECIDE
    assert said(proposal, words.LANDS_NOWHERE, words.LANDS) == [True, False]


# the first rows


def test_the_first_rows_are_shown_as_they_would_be_read(tmp_path):
    path = tmp_path / "a.csv"
    dates = [f"0{k + 1}/0{k + 3}/2023" for k in range(6)] * 10  # no part above 12: two readings
    path.write_text(text_of([[row[0], date, *row[2:]] for row, date in zip(rows(), dates, strict=True)]), "utf-8")
    (first, *_) = propose(path, locale="fr").rows
    assert first["when"] == "2023-03-01 / 2023-01-03 ?"
    assert first["where"].startswith("-73.")
    assert first["offence"].startswith("Vol → ")
    assert first["key"] == "0"
