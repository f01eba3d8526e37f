"""Copies kept under an agreement hold the mapped columns and nothing else."""

import pytest

from beffroi.sources.intake import read
from beffroi.sources.minimal import minimised
from tests.sources.files import CRS, lines, profile, write
from tests.sources.test_typed import GEO, PARQUET, parquet, points


def with_names(content):
    rows = content.decode().splitlines()
    return "\n".join([rows[0] + ",victim", *(row + ",Jane Doe" for row in rows[1:]), ""])


def same_rows(first, second):
    left, right = (found.table.drop("row") for found in (first, second))
    return left.equals(right)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_a_delimited_copy_reads_to_the_same_rows_without_the_other_columns(tmp_path, encoding):
    contract = profile(keep_raw="minimised", file={"encoding": encoding})
    content = with_names(lines("5,x")).replace("STREET", 'Métro "A"').replace('Métro "A"', '"Métro ""A"", B"')
    path = write(tmp_path, content.encode(encoding))
    copy = minimised(path, contract, into=tmp_path / "kept")
    assert "Jane" not in copy.read_bytes().decode(encoding)
    assert same_rows(read(copy, contract, crs=CRS), read(path, contract, crs=CRS))
    again = minimised(path, contract, into=tmp_path / "again")
    assert again.read_bytes() == copy.read_bytes()


def test_a_copy_keeps_lines_before_the_header(tmp_path):
    contract = profile(file={"skip_lines": 2})
    path = write(tmp_path, b"Jane Doe\nJane Doe\n" + lines())
    copy = minimised(path, contract, into=tmp_path / "kept")
    assert b"Jane" not in copy.read_bytes()
    assert same_rows(read(copy, contract, crs=CRS), read(path, contract, crs=CRS))


def test_a_parquet_copy(tmp_path):
    contract = profile(**PARQUET)
    path = write(tmp_path, parquet(), name="crimes.parquet")
    copy = minimised(path, contract, into=tmp_path / "kept")
    assert read(copy, contract, crs=CRS).columns_not_kept == ()
    assert same_rows(read(copy, contract, crs=CRS), read(path, contract, crs=CRS))
    assert minimised(path, contract, into=tmp_path / "again").read_bytes() == copy.read_bytes()


def test_a_geojson_copy(tmp_path):
    contract = profile(file={"kind": "geojson"}, **GEO)
    path = write(tmp_path, points(), name="points.geojson")
    copy = minimised(path, contract, into=tmp_path / "kept")
    assert same_rows(read(copy, contract, crs=CRS), read(path, contract, crs=CRS))
