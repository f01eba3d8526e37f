"""Files that are not what they should be: one clear error each, in three languages, and nothing else."""

import gzip
import hashlib
import io
import zipfile

import polars as pl
import pytest

from beffroi.errors.intake import (
    ArchiveTooLarge,
    CutArchive,
    DamagedFile,
    EmptyFile,
    FewerRows,
    FileMissing,
    FolderGiven,
    WrongChecksum,
    WrongKind,
)
from beffroi.sources import decode
from beffroi.sources.decode import is_utf8, kind_of, to_utf8
from beffroi.sources.intake import read
from tests.sources.files import CRS, lines, profile, write


def refused(path, error, **how):
    """The error that reading a file raises, after checking that it speaks three languages and exits above 0."""
    wanted = profile(**how.pop("profile", {}))
    with pytest.raises(error) as raised:
        read(path, wanted, crs=CRS, **how)
    said = [raised.value.say(language) for language in ("en", "fr", "es")]
    assert len(set(said)) == 3
    assert raised.value.exit_code > 0
    return said[0]


def test_a_missing_file(tmp_path):
    assert "no file" in refused(tmp_path / "absent.csv", FileMissing)


def test_a_folder_lists_what_it_holds(tmp_path):
    write(tmp_path, b"x", name="2018-01.csv")
    assert "2018-01.csv" in refused(tmp_path, FolderGiven)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", lines(n=0)])
def test_a_file_without_a_record(tmp_path, content):
    refused(write(tmp_path, content), EmptyFile)


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><html><body>Sign in", b"\n <HTML><head>", b"\xef\xbb\xbf<html lang=fr>"]
)
def test_a_web_page_saved_as_csv(tmp_path, content):
    assert "web page" in refused(write(tmp_path, content), WrongKind)


def test_a_spreadsheet_given_as_csv(tmp_path):
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "xlsx" in refused(write(tmp_path, book.getvalue()), WrongKind)


@pytest.mark.parametrize(("start", "kind"), [(b"PAR1", "parquet"), (b"%PDF-1.7", "pdf"), (b"\xd0\xcf\x11\xe0", "xls")])
def test_other_kinds_are_named(tmp_path, start, kind):
    assert kind_of(start) == kind
    refused(write(tmp_path, start + b"x" * 40), WrongKind)


def test_text_given_as_parquet(tmp_path):
    assert "Parquet" in refused(write(tmp_path, lines()), WrongKind, profile={"file": {"kind": "parquet"}})


def test_a_damaged_parquet_file(tmp_path):
    whole = io.BytesIO()
    pl.DataFrame({"id": [1]}).write_parquet(whole)
    path = write(tmp_path, whole.getvalue()[:-9])
    refused(path, DamagedFile, profile={"file": {"kind": "parquet"}})


def test_a_compressed_file_is_read(tmp_path):
    path = write(tmp_path, lines(), name="crimes.csv.gz")
    found = read(path, profile(), crs=CRS)
    assert found.table.height == 3
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_joined_compressed_files_are_one(tmp_path):
    head, _, tail = lines(n=4).partition(b"3,2018")
    path = tmp_path / "crimes.csv.gz"
    path.write_bytes(gzip.compress(head) + gzip.compress(b"3,2018" + tail))
    assert read(path, profile(), crs=CRS).table.height == 4


@pytest.mark.parametrize("cut", [1, 8, 20, 60])
def test_a_cut_archive_is_refused(tmp_path, cut):
    path = write(tmp_path, lines(n=50), name="crimes.csv.gz")
    path.write_bytes(path.read_bytes()[:-cut])
    refused(path, CutArchive)


@pytest.mark.parametrize("at", [12, 30, -3])
def test_a_damaged_archive_is_refused(tmp_path, at):
    path = write(tmp_path, lines(n=50), name="crimes.csv.gz")
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(bytes(content))
    refused(path, CutArchive)


def test_an_archive_that_grows_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(decode, "LARGEST", 1000)
    refused(write(tmp_path, lines() + b"\n" * 3_000_000, name="crimes.csv.gz"), ArchiveTooLarge)
    assert read(write(tmp_path, lines(n=100), name="crimes.csv.gz"), profile(), crs=CRS).rows_in == 100


def test_fewer_rows_than_declared(tmp_path):
    path = write(tmp_path, lines())
    assert "4 were declared" in refused(path, FewerRows, rows=4)
    assert read(path, profile(), crs=CRS, rows=3).rows_in == 3


def test_another_file_than_declared(tmp_path):
    path = write(tmp_path, lines())
    refused(path, WrongChecksum, sha256="0" * 64)
    assert read(path, profile(), crs=CRS, sha256=hashlib.sha256(path.read_bytes()).hexdigest().upper()).rows_in == 3


def test_bytes_that_do_not_decode_are_marked_where_they_stand():
    found = to_utf8(b"caf\x81 \x80", encoding="windows-1252")
    assert not found.valid
    assert found.content.startswith(b"caf")
    assert found.content.endswith(" €".encode())


def test_validity_is_checked_across_blocks(monkeypatch):
    monkeypatch.setattr(decode, "_BLOCK", 3)
    assert is_utf8("aé€𝄞é".encode() * 5)
    assert not is_utf8("aé€𝄞é".encode() * 5 + b"\xc3")
