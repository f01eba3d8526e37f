"""Open data: files that spreadsheets and machines read alike, described in three languages."""

import csv
import hashlib
import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.evidence.finding import Finding, Table
from beffroi.governance.gate import Policy, release
from beffroi.publications import open_data
from beffroi.vocabulary.lexicon import INCIDENTS, PERIOD, PLACE_NAME
from tests.publications.editions import CONTEXT, Question, edition, summary


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def described(issue):
    return json.loads((issue / "data" / "csv-metadata.json").read_text(encoding="utf-8"))


def test_each_protected_column_is_followed_by_its_status(issue):
    rows = read((issue / "data" / "counts-areas.csv").read_bytes())
    assert [row["incidents_status"] for row in rows] == ["released"] * 4 + [
        "withheld",
        "released",
        "withheld",
        "released",
    ]
    assert all((row["incidents"] == "") == (row["incidents_status"] != "released") for row in rows)
    assert all(row["rate_status"] == row["incidents_status"] for row in rows)
    series = read((issue / "data" / "trends-series.csv").read_bytes())
    assert [row["incidents_status"] for row in series if row["period"] == "2018-07-01"] == ["missing", "missing"]


def test_the_description_fits_the_files(issue):
    for table in described(issue)["tables"]:
        header = next(csv.reader(io.StringIO((issue / "data" / table["url"]).read_text(encoding="utf-8"), newline="")))
        columns = table["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == header
        assert all({"und", "en", "fr", "es"} <= set(column["titles"]) for column in columns)
        assert all(column["titles"]["und"] == column["name"] for column in columns)


KINDS = {"integer": int, "number": float, "string": str}


def test_values_have_the_type_that_is_declared(issue):
    for table in described(issue)["tables"]:
        rows = read((issue / "data" / table["url"]).read_bytes())
        for column in table["tableSchema"]["columns"]:
            kind = column["datatype"]
            for row in rows:
                value = row[column["name"]]
                if isinstance(kind, dict):
                    assert value in kind["format"].split("|")
                elif value and kind in KINDS:
                    KINDS[kind](value)


def test_the_catalogue_entry_names_every_file_with_its_hash(issue):
    entry = json.loads((issue / "data" / "dcat.jsonld").read_text(encoding="utf-8"))
    files = {part["dcat:downloadURL"]: part for part in entry["dcat:distribution"]}
    assert set(files) == {path.name for path in (issue / "data").glob("*.csv")}
    for name, part in files.items():
        content = (issue / "data" / name).read_bytes()
        assert part["spdx:checksum"]["spdx:checksumValue"] == hashlib.sha256(content).hexdigest()
        assert part["dcat:byteSize"] == len(content)
    assert entry["dct:temporal"]["dcat:endDate"]["@value"] == "2018-08-01"
    assert entry["dct:license"] == ["Riverton data terms"]
    assert entry["prov:wasDerivedFrom"][0]["spdx:checksum"][0]["spdx:checksumValue"] == "a" * 64
    assert {title["@language"] for title in entry["dct:title"]} == {"en", "fr", "es"}


HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\x00=1",
    "＝1",
    'a"b',
    "a,b",
    "a\r\nb",
    "café",
)


def hostile(names=HOSTILE):
    columns = {"name": PLACE_NAME, "period": PERIOD, "incidents": INCIDENTS}
    frame = pl.DataFrame({"name": names, "period": ["2018-01"] * len(names), "incidents": [100] * len(names)})
    finding = Finding(
        question=Question(), level="aggregate", tables={"summary": summary(), "names": Table(columns, frame)}
    )
    return release(finding, Policy(), context=CONTEXT)


def test_no_cell_starts_a_formula():
    content = open_data.as_csv(hostile(), "names")
    cells = [row["name"] for row in read(content)]
    assert [cell.removeprefix("'") for cell in cells] == list(HOSTILE)
    assert not any(cell[0] in open_data.FORMULA for cell in cells)
    assert content.count(b"\r\n") == len(HOSTILE) + 1 + 1  # one within a quoted cell


@pytest.mark.parametrize("written", ["-4.25", "+3", "1e-05", "-0.0", "2018-01-31", ""])
def test_numbers_and_dates_are_left_alone(written):
    assert open_data.safe(written) == written


@given(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12))
def test_any_text_comes_back_from_the_file(name):
    row = read(open_data.as_csv(hostile((name,)), "names"))[0]
    assert row["name"] in (name, f"'{name}")
    assert row["incidents"] == "100"


def test_an_edition_without_answers_has_an_entry_without_tables():
    files = open_data.files_of(edition(sections=()))
    assert sorted(files) == ["csv-metadata.json", "dcat.jsonld"]
    assert json.loads(files["dcat.jsonld"])["dcat:distribution"] == []
