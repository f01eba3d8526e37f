"""Workbooks: the sheets that are meant, every cell as text, every row accounted for."""

import io
import sys
import zipfile

import polars as pl
import pytest

from beffroi.errors.archives import HiddenSheets, MissingSheet, ReaderNotInstalled, UnsafeArchive
from beffroi.errors.intake import DamagedFile, EmptyFile, WrongKind
from beffroi.errors.profiles import ProfileDoesNotFit
from beffroi.sources import publishers
from beffroi.sources.intake import read
from beffroi.sources.minimal import minimised
from beffroi.sources.workbook_writer import workbook
from beffroi.sources.workbooks import _records
from beffroi.vocabulary.text import LANGUAGES
from tests.sources.files import CRS, profile, reasons, write

HEAD = ["id", "when", "lon", "lat", "kind", "setting"]


def row(n, **cells):
    good = {"id": f"{n:03d}", "when": f"2018-03-05 14:{n % 60:02d}:00", "lon": "-87.65", "lat": "41.85"}
    return [(good | {"kind": "THEFT", "setting": None} | cells)[name] for name in HEAD]


def taken(tmp_path, book, /, *, hidden=(), **file):
    path = write(tmp_path, workbook(book, hidden=hidden), name="crimes.xlsx")
    found = read(path, profile(file={"kind": "excel"} | file), crs=CRS)
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values())
    return found


def refused(tmp_path, error, book, /, **options):
    with pytest.raises(error) as caught:
        taken(tmp_path, book, **options)
    assert len({caught.value.say(language) for language in LANGUAGES}) == len(LANGUAGES)
    return str(caught.value)


def test_sheets_follow_one_another(tmp_path):
    found = taken(tmp_path, {"Jan": [HEAD, row(1), row(2)], "Feb": [HEAD[::-1], row(3)[::-1]], "Empty": []})
    assert found.table["source_id"].to_list() == ["001", "002", "003"]
    assert found.table["row"].to_list() == [1, 2, 3]
    assert ("sheets_read", {"n": 2}) in found.notes


def test_rows_that_are_no_record_are_counted(tmp_path):
    blank, spaces = [None] * 6, ["  "] * 6
    found = taken(tmp_path, {"A": [blank, HEAD, row(1), blank, HEAD, row(2), spaces, ["Total", "2"]]})
    assert found.dropped == {"blank_line": 2, "repeated_header": 1, "footer_line": 1}
    assert found.rows_in == 6


def test_a_bad_row_says_its_sheet_and_its_line(tmp_path):
    sheets = {"Jan": [HEAD, *(row(n) for n in range(1, 5))], "Feb": [["note"], HEAD, row(8), row(9, when="soon")]}
    with pytest.raises(ProfileDoesNotFit, match="Feb"):
        taken(tmp_path, sheets)
    sheets["Jan"].insert(0, ["note"])
    found = taken(tmp_path, sheets, skip_lines=1)
    assert reasons(found) == ["bad_date"]
    assert found.quarantined["line"].to_list() == [4]
    assert '"sheet": "Feb"' in found.quarantined["raw"][0]
    assert '"soon"' in found.quarantined["raw"][0]


def test_columns_without_a_name_are_noted_when_they_hold_something(tmp_path):
    found = taken(tmp_path, {"A": [[*HEAD, None, None, "more"], [*row(1), None, "stray", "x"]]})
    assert ("nameless_columns", {"n": 1, "sheet": "A"}) in found.notes
    assert found.columns_not_kept == ("more",)


def test_a_hidden_sheet_is_asked_about_unless_named(tmp_path):
    sheets = {"2018": [HEAD, row(1)], "old": [HEAD, row(2)]}
    assert "`old`" in refused(tmp_path, HiddenSheets, sheets, hidden=["old"])
    assert taken(tmp_path, sheets, hidden=["old"], sheets=("2018",)).rows_in == 1
    assert taken(tmp_path, sheets, hidden=["old"], sheets=("*",)).rows_in == 1  # a pattern never means a hidden one
    both = taken(tmp_path, sheets, hidden=["old"], sheets=("2018", "old"))
    assert both.rows_in == 2
    left = taken(tmp_path, sheets, hidden=["old"], sheets=("20*",))
    assert ("sheets_not_read", {"sheets": "old"}) in left.notes


def test_a_sheet_that_is_named_and_absent(tmp_path):
    assert "`2018`" in refused(tmp_path, MissingSheet, {"2018": [HEAD, row(1)]}, sheets=("2019",))


def test_text_is_text(tmp_path):
    found = taken(
        tmp_path, {"A": [HEAD, row(1, id="007", kind='=HYPERLINK("x")'), row(2, id="2024010100000000000001")]}
    )
    assert found.table["source_id"].to_list() == ["007", "2024010100000000000001"]
    assert found.table["offence_source"][0] == '=HYPERLINK("x")'


@pytest.mark.parametrize("sheets", [{"A": []}, {"A": [HEAD]}, {"A": [[None] * 6]}])
def test_a_workbook_without_a_record(tmp_path, sheets):
    refused(tmp_path, EmptyFile, sheets)


def test_a_time_of_day_alone_loses_the_day_that_spreadsheets_add():
    cells = pl.DataFrame([HEAD, row(1, when="1899-12-31 13:05:00"), row(2)], orient="row", strict=False)
    sheet = _records("A", cells, profile(file={"kind": "excel"}), path="a", after=0)
    assert sheet.frame["when"].to_list() == ["13:05:00", "2018-03-05 14:02:00"]


def test_what_is_no_workbook(tmp_path):
    for content, error in ((b"a,b\n1,2\n", WrongKind), (workbook({"A": [HEAD, row(1)]})[:300], DamagedFile)):
        with pytest.raises(error):
            read(write(tmp_path, content, name="a.xlsx"), profile(file={"kind": "excel"}), crs=CRS)


def test_a_sheet_that_the_workbook_no_longer_leads_to_is_no_silent_loss(tmp_path):
    whole = workbook({"A": [HEAD, row(1)], "B": [HEAD, row(2)]})
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(path, "w") as other:
        for name in archive.namelist():
            part = archive.read(name)
            lost = part.replace(b"relationships/worksheet", b"relationships/worksheep", 1)
            other.writestr(name, lost if name.endswith("workbook.xml.rels") else part)
    with pytest.raises(DamagedFile):
        read(path, profile(file={"kind": "excel"}), crs=CRS)


def test_a_document_type_is_refused(tmp_path):
    path = write(tmp_path, workbook({"A": [HEAD, row(1)]}), name="a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/styles.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
    with pytest.raises(UnsafeArchive, match="styles"):
        read(path, profile(file={"kind": "excel"}), crs=CRS)


def test_a_workbook_in_a_zip_archive(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xlsx", workbook({"A": [HEAD, row(1)]}))
    assert read(path, profile(file={"kind": "excel"}), crs=CRS).rows_in == 1


def test_the_minimised_copy_reads_the_same(tmp_path):
    path = write(tmp_path, workbook({"A 1": [[*HEAD, "name"], [*row(1), "Jo"]], "A 2": [HEAD, row(2)]}), name="a.xlsx")
    contract = profile(file={"kind": "excel", "sheets": ("A*",), "skip_lines": 0})
    whole, copy = (read(file, contract, crs=CRS) for file in (path, minimised(path, contract, into=tmp_path / "m")))
    assert copy.table.equals(whole.table)
    assert "name" not in copy.columns_not_kept


def test_without_the_reader_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    assert "beffroi[excel]" in refused(tmp_path, ReaderNotInstalled, {"A": [HEAD, row(1)]})


def test_the_log_of_toronto(tmp_path):
    head = ["Date", "Time", "Day", "Station", "Code", "Min Delay", "Min Gap", "Bound", "Line", "Vehicle"]
    codes = ["SUDP", "MUIS", "SUEAS", "SUSA", "STDP"]
    rows = [
        ["2019-01-01 00:00:00", "01:08", "Tuesday", "YORK MILLS STATION", code, "0", "0", "S", "YU", "5766"]
        for code in codes
    ]
    path = write(tmp_path, workbook({"Jan 19": [head, *rows]}), name="ttc.xlsx")
    found = read(path, publishers.profile("ttc"), crs="EPSG:26917")
    assert found.table["offence_status"].cast(str).to_list() == [
        "mapped",
        "not_an_offence",
        "not_an_offence",
        "mapped",
        "unmapped",  # mistyped by whoever wrote the log
    ]
    assert found.table["sensitive"].to_list() == [False, False, False, True, False]
    assert ("delays_only", {}) in found.notes
