"""Cells too far apart, or where no sheet has any: refused before the reader takes memory for the area."""

import io
import zipfile

import pytest

from beffroi.errors.intake import DamagedFile
from beffroi.sources import workbook_bounds
from beffroi.sources.intake import read
from beffroi.sources.workbook_bounds import check_spread
from beffroi.sources.workbook_writer import workbook
from tests.sources.files import CRS, HEADER, profile, write

HEAD = HEADER.split(",")
GOOD = ["1", "2018-03-05 14:00:00", "-87.65", "41.85", "THEFT", "STREET"]


def moved(to, rows=1):
    """A workbook whose last cell says that it is elsewhere."""
    content = workbook({"A": [HEAD, *[GOOD] * rows]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    last = f"F{rows + 1}".encode()
    assert last in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'r="' + last, b'r="' + to.encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


@pytest.mark.parametrize("to", ["EEEEEEEEEEEEEEEEEEEEE9", "XFE2", "A1048577", "A99999999999999999999", "xfe3"])
def test_a_cell_that_no_sheet_has(tmp_path, to):
    with pytest.raises(DamagedFile, match="which no sheet has"):
        read(write(tmp_path, moved(to), name="a.xlsx"), profile(file={"kind": "excel"}), crs=CRS)


@pytest.mark.parametrize("to", ["XFD1048576", "CVA30000"])
def test_cells_too_far_apart(tmp_path, to):
    with pytest.raises(DamagedFile, match="spread over an area"):
        read(write(tmp_path, moved(to), name="a.xlsx"), profile(file={"kind": "excel"}), crs=CRS)


def test_a_remark_somewhat_apart_is_no_harm(tmp_path):
    found = read(write(tmp_path, moved("AB900", rows=2), name="a.xlsx"), profile(file={"kind": "excel"}), crs=CRS)
    assert found.rows_in >= 2


def test_a_cell_is_found_wherever_a_piece_ends(monkeypatch):
    content = moved("XFD1048577", rows=3)
    for size in (64, 97, 1000):
        monkeypatch.setattr(workbook_bounds, "_PIECE", size)
        with pytest.raises(DamagedFile):
            check_spread(content, name="a.xlsx")
        check_spread(workbook({"A": [HEAD, GOOD]}), name="a.xlsx")
