"""A wrong file of each kind: what it is, said in three languages, and nothing of it obeyed by a terminal."""

import bz2
import gzip
import io
import json
import tarfile
import zipfile

import pytest

from beffroi.errors import BeffroiError
from beffroi.errors.archives import ChooseMember, UnsafeArchive
from beffroi.errors.intake import CutArchive, DamagedFile, EmptyFile, EncodingContradicted, WrongKind
from beffroi.errors.profiles import ProfileDoesNotFit
from beffroi.sources.intake import read
from beffroi.sources.workbook_writer import workbook
from beffroi.vocabulary.text import LANGUAGES
from tests.sources.files import CRS, lines, profile, write

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = lines(n=40)


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def with_password(content):
    """Set the marks that say that the first file is encrypted."""
    made = bytearray(content)
    made[made.find(b"PK\x03\x04") + 6] |= 1
    made[made.find(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def tarred(content):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        info = tarfile.TarInfo("a.csv")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


WRONG = {  # kind, content, error, what the message says
    "web page": ("delimited", b"<!DOCTYPE html><html>", WrongKind, "web page"),
    "pdf": ("delimited", b"%PDF-1.7", WrongKind, "PDF"),
    "old workbook": ("excel", OLD + bytes(3000), WrongKind, "old spreadsheet"),
    "workbook with a password": (
        "excel", OLD + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000), WrongKind, "password",
    ),
    "letter": ("excel", zipped(**{"word/document.xml": "", "[Content_Types].xml": ""}), WrongKind, "another program"),
    "cut workbook": ("excel", workbook({"A": [["id"], ["1"]]})[:300], DamagedFile, "cut"),
    "text for a workbook": ("excel", GOOD, WrongKind, "plain text"),
    "cut zip": ("delimited", zipped(**{"a.csv": GOOD})[:-30], DamagedFile, "cut"),
    "empty zip": ("delimited", zipped(), EmptyFile, "no record"),
    "several in a zip": ("delimited", zipped(**{"a.csv": GOOD, "b.csv": GOOD}), ChooseMember, "which one is meant?"),
    "zip with a password": ("delimited", with_password(zipped(**{"a.csv": GOOD})), UnsafeArchive, "password"),
    "zip bomb": ("delimited", zipped(**{"a.csv": bytes(2_000_000)}), UnsafeArchive, "grow"),
    "zip in a zip": ("delimited", zipped(**{"a.zip": zipped(**{"a.csv": GOOD})}), UnsafeArchive, "archive itself"),
    "cut gzip": ("delimited", gzip.compress(GOOD)[:-20], CutArchive, "cut"),
    "tar": ("delimited", tarred(GOOD), WrongKind, "archive of another kind"),
    "tar in gzip": ("delimited", gzip.compress(tarred(GOOD)), WrongKind, "archive of another kind"),
    "bzip2": ("delimited", bz2.compress(GOOD), WrongKind, "archive of another kind"),
    "UTF-16 for UTF-8": ("delimited", GOOD.decode().encode("utf-16"), EncodingContradicted, "UTF-16"),
    "Windows-1252 for UTF-8": (
        "delimited", GOOD.replace(b"STREET", "é".encode("cp1252")), EncodingContradicted, "40 of its 40 records",
    ),
    "broken JSON": ("json", b'[{"id":1,\n', DamagedFile, "line 2, column 1"),
    "a number for JSON": ("json", b"42", DamagedFile, "no list of records"),
    "cut Parquet": ("parquet", b"PAR1" + bytes(100), DamagedFile, "Parquet"),
    "another separator": ("delimited", GOOD.replace(b",", b";"), ProfileDoesNotFit, "separator"),
    "marks of a terminal": ("delimited", b"\x1b]0;x\x07\x1b[2J,b\n1,2\n", ProfileDoesNotFit, "\u00b7[2J"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_named_for_what_it_is(tmp_path, what):
    kind, content, error, said = WRONG[what]
    with pytest.raises(error) as refused:
        read(write(tmp_path, content, name="delivery.bin"), profile(file={"kind": kind}), crs=CRS)
    told = [refused.value.say(language) for language in LANGUAGES]
    assert said in told[0]
    assert len(set(told)) == len(LANGUAGES)
    assert all(each.isprintable() or each.replace("\u202f", "").replace("\u00a0", "").isprintable() for each in told)


def test_a_few_records_in_another_encoding_are_set_aside(tmp_path):
    content = GOOD.replace(b"STREET", "é".encode("cp1252"), 9)
    found = read(write(tmp_path, content), profile(), crs=CRS)
    assert (found.table.height, found.quarantined.height) == (31, 9)


def test_half_a_sign_in_json_is_no_text(tmp_path):
    row = {"id": "1", "when": "2018-03-05 14:00:00", "lon": -87.65, "lat": 41.85, "kind": "THEFT", "setting": "\ud83d"}
    content = json.dumps([row, row | {"id": "2", "setting": "\U0001f600", "more \ud83d": [True]}]).encode()
    found = read(write(tmp_path, content, name="a.json"), profile(file={"kind": "json"}), crs=CRS)
    assert found.quarantined.select("row", "reason").rows() == [(1, "undecodable_bytes")]
    assert found.table["setting"].to_list() == ["\U0001f600"]
    assert found.columns_not_kept == ("more ?",)


def test_every_error_speaks_plainly():
    class Told(BeffroiError):
        """An error that quotes a file."""

        message = ProfileDoesNotFit.message
        remedy = ProfileDoesNotFit.remedy

    told = Told(path="a\x1b[31m", profile="p", missing="m", found="\u202eevil", closest="\x9b", extra=1)
    assert not set(told.say("en")) & set("\x1b\u202e\x9b")
