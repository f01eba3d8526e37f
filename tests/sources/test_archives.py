"""Zip archives: one file out of them, and a refusal for anything that could do harm."""

import io
import struct
import zipfile

import polars as pl
import pytest

from beffroi.errors.archives import ChooseMember, UnsafeArchive
from beffroi.errors.intake import ArchiveTooLarge, DamagedFile, WrongKind
from beffroi.sources.intake import read
from beffroi.vocabulary.text import LANGUAGES
from tests.sources.files import CRS, lines, profile, take, write


def zipped(**members):
    return zipped_as({name.replace("_", "."): part for name, part in members.items()})


def zipped_as(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return content.getvalue()


def refused(tmp_path, content, error, **parts):
    with pytest.raises(error) as caught:
        take(tmp_path, content, **parts)
    assert len({caught.value.say(language) for language in LANGUAGES}) == len(LANGUAGES)
    return str(caught.value)


def test_a_name_with_braces_is_named_as_it_is(tmp_path):
    nested = zipped_as({"{crimes}.zip": zipped(a_csv=lines())})
    assert "“{crimes}.zip”" in refused(tmp_path, nested, UnsafeArchive)


def test_the_one_file_of_an_archive_is_read_like_the_file_itself(tmp_path):
    alone = take(tmp_path, lines("4,2018-03-05 14:00:00,-87.65"))
    found = take(tmp_path, zipped(crimes_csv=lines("4,2018-03-05 14:00:00,-87.65")))
    assert found.table.equals(alone.table)
    assert found.quarantined.equals(alone.quarantined)
    assert found.sha256 != alone.sha256  # of what was delivered


def test_what_a_system_leaves_in_an_archive_is_no_file(tmp_path):
    content = zipped_as({"months/": "", "months/a.csv": lines(), "__MACOSX/months/._a.csv": "x", ".DS_Store": "x"})
    assert take(tmp_path, content).rows_in == 3


def test_several_files_need_a_name_and_a_name_needs_one_file(tmp_path):
    content = zipped_as({"data/crimes_2018.csv": lines(), "terms.txt": "Be kind"})
    assert "`terms.txt`" in refused(tmp_path, content, ChooseMember)
    assert take(tmp_path, content, file={"member": "crimes_*.csv"}).rows_in == 3
    assert take(tmp_path, content, file={"member": "data/crimes_2018.csv"}).rows_in == 3
    refused(tmp_path, content, ChooseMember, file={"member": "*s*"})
    refused(tmp_path, content, ChooseMember, file={"member": "crimes_2019.csv"})


@pytest.mark.parametrize(
    "name", ["../crimes.csv", "/etc/crimes.csv", "a/../../crimes.csv", "C:crimes.csv", "..\\c.csv"]
)
def test_a_path_out_of_the_archive_is_refused(tmp_path, name):
    assert "points outside" in refused(tmp_path, zipped_as({name: lines()}), UnsafeArchive)


def test_a_link_is_refused(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("crimes.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refused(tmp_path, content.getvalue(), UnsafeArchive)


def test_an_archive_in_an_archive_is_refused(tmp_path):
    import gzip

    assert "is an archive itself" in refused(tmp_path, zipped_as({"a.zip": zipped(a_csv=lines())}), UnsafeArchive)
    assert "is an archive itself" in refused(tmp_path, zipped_as({"a.csv.gz": gzip.compress(lines())}), UnsafeArchive)


def test_a_bomb_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    content = zipped_as({"a.csv": lines() + b"\n" * 30_000_000})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("opened"))
    assert "times" in refused(tmp_path, content, UnsafeArchive)


def test_a_small_archive_may_repeat_itself(tmp_path):
    assert take(tmp_path, zipped_as({"a.csv": lines() + b"\n" * 900_000})).rows_in == 900_003


def test_a_size_that_lies_is_no_way_in(tmp_path):
    content = bytearray(zipped_as({"a.csv": lines() + b"\n" * 30_000_000}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)  # the directory entry says 100 bytes
    refused(tmp_path, bytes(content), DamagedFile)
    content[at + 24 : at + 28] = struct.pack("<I", 3_000_000_000)
    refused(tmp_path, bytes(content), UnsafeArchive)
    refused(tmp_path, bytes(content), ArchiveTooLarge, file={"kind": "geojson"})


def test_a_password_is_refused(tmp_path):
    content = bytearray(zipped_as({"a.csv": lines()}))
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert "password" in refused(tmp_path, bytes(content), UnsafeArchive)


@pytest.mark.parametrize("keep", [30, 200, -30])
def test_a_cut_archive_is_refused(tmp_path, keep):
    refused(tmp_path, zipped(a_csv=lines(n=40))[:keep], DamagedFile)


def test_a_flipped_byte_is_found(tmp_path):
    content = bytearray(zipped(a_csv=lines(n=40)))
    content[80] ^= 0xFF
    refused(tmp_path, bytes(content), DamagedFile)


def test_a_workbook_is_not_taken_for_an_archive_of_text(tmp_path):
    content = zipped_as({"xl/workbook.xml": "<x/>", "a.csv": lines()})
    assert "spreadsheet" in refused(tmp_path, content, WrongKind)


def test_a_parquet_file_in_an_archive(tmp_path):
    content = io.BytesIO()
    frame = {"id": ["1"], "when": ["2018-03-05 14:00:00"], "lon": [-87.65], "lat": [41.85]}
    pl.DataFrame(frame | {"kind": ["THEFT"], "setting": ["STREET"]}).write_parquet(content)
    path = write(tmp_path, zipped_as({"a.parquet": content.getvalue()}), name="a.zip")
    assert read(path, profile(file={"kind": "parquet"}), crs=CRS).table.height == 1


def test_bad_rows_come_out_of_an_archive_as_they_were(tmp_path):
    content = zipped_as({"a.csv": lines("4,yesterday,-87.65,41.85,THEFT,STREET", n=5), "b.txt": "x"})
    found = take(tmp_path, content, file={"member": "a.csv"})
    assert found.quarantined["raw"].to_list() == ["4,yesterday,-87.65,41.85,THEFT,STREET"]
