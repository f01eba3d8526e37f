"""A folder or a pattern of files: each file once, in name order."""

import pytest

from beffroi.errors.intake import FileMissing, FolderGiven
from beffroi.sources.series import files_of, first_of
from tests.sources.files import profile


def names(path, kind="delimited"):
    return [file.name for file in files_of(path, profile(file={"kind": kind}))]


@pytest.fixture
def folder(tmp_path):
    for name in (
        "m10.csv",
        "m2.csv.gz",
        "m1.CSV",
        "m3.zip",
        "terms.pdf",
        ".m4.csv",
        "book.xlsx",
        "~$book.xlsx",
        "p.parquet",
    ):
        (tmp_path / name).touch()
    (tmp_path / "older.csv").mkdir()
    (tmp_path / "older.csv" / "m0.csv").touch()
    return tmp_path


def test_a_folder_means_its_files_of_the_kind_in_name_order(folder):
    assert names(folder) == ["m1.CSV", "m2.csv.gz", "m3.zip", "m10.csv"]
    assert names(folder, "parquet") == ["m3.zip", "p.parquet"]
    assert names(folder, "excel") == ["book.xlsx", "m3.zip"]


def test_a_pattern_means_what_it_matches(folder):
    assert names(folder / "m*.csv") == ["m10.csv"]
    assert names(folder / "**" / "m*.csv") == ["m10.csv", "m0.csv"]
    with pytest.raises(FileMissing, match="x\\*"):
        names(folder / "x*.csv")


def test_a_file_means_itself_even_absent_or_named_like_a_pattern(folder):
    (folder / "a[1].csv").touch()
    assert names(folder / "a[1].csv") == ["a[1].csv"]
    assert names(folder / "terms.pdf") == ["terms.pdf"]
    assert names(folder / "absent.csv") == ["absent.csv"]


def test_a_folder_without_such_a_file_says_what_it_holds(folder):
    with pytest.raises(FolderGiven, match=r"m0\.csv"):
        names(folder / "older.csv", "geopackage")


def test_the_first_file_stands_for_a_folder_and_a_file_for_itself(folder, tmp_path):
    assert first_of(folder).name == "book.xlsx"
    assert first_of(folder / "older.csv").name == "m0.csv"
    assert first_of(folder / "m2.csv.gz") == folder / "m2.csv.gz"
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "terms.pdf").touch()
    with pytest.raises(FolderGiven, match=r"terms\.pdf"):
        first_of(tmp_path / "empty")
