"""Wide tables: one record a cell, every row accounted for, the year read in the name of the file."""

from datetime import date

import polars as pl
import pytest
from pydantic import ValidationError

from beffroi.errors.profiles import DuplicatedColumn, NameSaysNothing, PersonColumnMapped, ProfileDoesNotFit
from beffroi.sources import publishers
from beffroi.sources.intake import read
from tests.sources.files import profile, write

WIDE = "Faits;1;2;2A\nVols à la tire;1 473;166;0\nMarchandage - prêt de main d’œuvre;2;x;1 \n"
PARTS = {
    "key": None, "table": "recorded_counts", "when": {"start": None}, "where": {"x": None, "y": None, "bounds": None, "place_code": "area"},
    "what": {"category": ["kind"], "setting": None}, "tally": {"value": "n", "year": "year"},
}  # fmt: skip


def etat(folder, content=WIDE, name="faits2002.csv"):
    found = read(write(folder, content.encode("cp1252"), name=name), publishers.profile("etat-4001"), crs="EPSG:2154")
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values())
    return found


def wide(folder, content, **unpivot):
    made = profile(**PARTS, unpivot={"into": "area", "value": "n"} | unpivot)
    return read(write(folder, content.encode()), made, crs="EPSG:32616")


def test_a_cell_is_a_record(tmp_path):
    found = etat(tmp_path)
    table = found.table
    assert (found.rows_in, table.height) == (6, 5)
    assert table["place_code"].to_list() == ["01", "02", "2A", "01", "2A"]
    assert table["value"].to_list() == [1473, 166, 0, 2, 1]
    assert table["offence"].to_list() == ["050221"] * 3 + ["0808"] * 2
    assert set(table["period_start"]) == {date(2002, 1, 1)}
    assert found.quarantined.rows() == [(5, 3, "bad_value", "Marchandage - prêt de main d’œuvre;2;x;1 ")]
    assert dict(found.notes)["cells_as_records"] == {"lines": 2, "columns": 3, "n": 6}
    assert "units_by_index" in dict(found.notes)


def test_a_broken_line_is_set_aside_whole(tmp_path):
    found = etat(tmp_path, WIDE + "Recels;1;2\nVols à l'étalage;1;2;3\n")
    assert (found.rows_in, found.table.height, found.quarantined.height) == (10, 8, 2)
    assert dict(found.quarantined["reason"].value_counts().iter_rows()) == {"bad_value": 1, "missing_cells": 1}
    assert found.table["row"].is_unique().all()


def test_blank_and_repeated_lines_are_no_cells(tmp_path):
    found = etat(tmp_path, WIDE.replace("x", "3") + "Faits;1;2;2A\n;;;\nTotal;9;;\n")
    assert (found.rows_in, found.table.height) == (9, 6)
    assert found.dropped == {"repeated_header": 1, "blank_line": 1, "footer_line": 1}


def test_the_name_must_say_the_year(tmp_path):
    with pytest.raises(NameSaysNothing, match="tableau"):
        etat(tmp_path, name="tableau.csv")
    path = write(tmp_path, WIDE.encode("cp1252"), name="kept-under-its-hash")
    kept = read(path, publishers.profile("etat-4001"), crs="EPSG:2154", name="faits2004.csv.gz")
    assert set(kept.table["period_start"]) == {date(2004, 1, 1)}


def test_columns_are_taken_by_pattern(tmp_path):
    content = "kind,year,pop,n-01,n-02\nTHEFT,2020,99,1,2\n"
    found = wide(tmp_path, content, columns=["n-*"])
    assert found.table.select("place_code", "value").rows() == [("n-01", 1), ("n-02", 2)]
    assert found.columns_not_kept == ("pop",)


@pytest.mark.parametrize(
    ("header", "columns", "error"),
    [
        ("kind,year,a,a", ["*"], DuplicatedColumn),
        ("kind,year,a,suspect_age", ["*"], PersonColumnMapped),
        ("kind,year,a,b", ["n-*"], ProfileDoesNotFit),
    ],
)
def test_what_no_wide_table_may_hold(tmp_path, header, columns, error):
    with pytest.raises(error):
        wide(tmp_path, f"{header}\nTHEFT,2020,1,2\n", columns=columns)


def test_a_wide_parquet(tmp_path):
    pl.DataFrame({"kind": ["THEFT"], "year": [2020], "a": [3.0], "b": [4]}).write_parquet(tmp_path / "w.parquet")
    made = profile(**PARTS, file={"kind": "parquet"}, unpivot={"into": "area", "value": "n"})
    assert read(tmp_path / "w.parquet", made, crs="EPSG:32616").table["value"].to_list() == [3, 4]


def test_a_wide_table_is_kept_as_received():
    with pytest.raises(ValidationError, match="unpivot"):
        profile(**PARTS, keep_raw="minimised", unpivot={"into": "area", "value": "n"})
