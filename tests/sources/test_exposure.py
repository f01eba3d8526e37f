"""Denominators: one number a place; what can be read in two ways is refused; joins are proposed, never applied."""

import gzip
import json
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.errors.places import (
    AmbiguousNumber,
    NothingLeft,
    NotReadable,
    PlaceWithoutCode,
    RepeatedPlace,
    UnknownColumn,
)
from beffroi.sources.exposure import SUMMED, WITHOUT_VALUE, ZERO, Numbers, join_report, parse_numbers, read_exposure


def write(path, written, encoding="utf-8"):
    raw = written.encode(encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def read(path, **options):
    return read_exposure(path, place="code", value="pop", measure="residents", **options)


def rows(table):
    return table.frame.select("place", "value").rows()


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.tsv"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimited_files(tmp_path, name, mark):
    path = write(tmp_path / name, "\ufeff" + f"code{mark}pop\n02{mark}20\n01{mark}10\n")
    table = read(path, period="2018")
    assert rows(table) == [("01", 10.0), ("02", 20.0)]
    assert str(table.period) == "2018"
    assert table.frame["standard_error"].to_list() == [None, None]
    assert table.notes == ()


def test_typed_files_agree_with_text(tmp_path):
    pl.DataFrame({"code": [1.0, 2.0], "pop": [10, None]}).write_parquet(tmp_path / "a.parquet")
    features = [{"type": "Feature", "properties": {"code": 1, "pop": 10}}, {"properties": {"code": 2, "pop": None}}]
    write(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    write(tmp_path / "a.json", json.dumps([{"code": "1", "pop": 10}, {"code": "2"}]))
    write(tmp_path / "a.csv", "code,pop\n1,10\n2,\n")
    for name in ("a.parquet", "a.geojson", "a.json", "a.csv"):
        table = read(tmp_path / name)
        assert rows(table) == [("1", 10.0), ("2", None)], name
        assert [(wording, told["codes"]) for wording, told in table.notes] == [(WITHOUT_VALUE, "2")]


def test_records_keyed_by_place(tmp_path):
    path = write(tmp_path / "a.json", json.dumps({"Centro": {"pop": 5}, "Roma": {"pop": 7}}))
    assert rows(read_exposure(path, place="key", value="pop", measure="residents")) == [("Centro", 5.0), ("Roma", 7.0)]


def test_a_zero_is_kept_and_said(tmp_path):
    table = read(write(tmp_path / "a.csv", "code,pop\nA,0\nB,3\n"))
    assert rows(table) == [("A", 0.0), ("B", 3.0)]
    assert [(wording, told["n"]) for wording, told in table.notes] == [(ZERO, 1)]


def test_rows_of_one_place_are_refused_unless_they_are_parts(tmp_path):
    path = write(tmp_path / "a.csv", "code,pop,se\nA,1,3\nA,2,4\nB,3,1\nC,5,\nC,,1\n")
    with pytest.raises(RepeatedPlace, match="--sum-rows"):
        read(path)
    table = read(path, sum_rows=True, standard_error="se")
    # standard errors of independent parts: sqrt(3² + 4²); a missing part makes the whole missing
    assert table.frame.rows() == [("A", 3.0, 5.0), ("B", 3.0, 1.0), ("C", None, None)]
    assert table.notes[0] == (SUMMED, {"rows": 5, "n": 3})


def test_a_filter_keeps_exact_texts(tmp_path):
    path = write(tmp_path / "a.csv", "code,pop,year\nA,1,2020\nA,2,2021\n")
    assert rows(read(path, where={"year": "2021"})) == [("A", 2.0)]
    with pytest.raises(NothingLeft, match="2020, 2021"):
        read(path, where={"year": "21"})
    with pytest.raises(UnknownColumn) as raised:
        read(path, where={"yeer": "2021"})
    assert raised.value.values["closest"] == "year"


def test_a_row_without_a_place_is_refused(tmp_path):
    with pytest.raises(PlaceWithoutCode, match="rows 2"):
        read(write(tmp_path / "a.csv", "code,pop\nA,1\n,2\n"))


@pytest.mark.parametrize(
    ("written", "how", "expected"),
    [
        ("1204", Numbers(), 1204.0),
        ("12.5", Numbers(), 12.5),
        ("1,204", Numbers(thousands=","), 1204.0),
        ("1,204,999.5", Numbers(decimal=".", thousands=","), 1_204_999.5),
        ("1.204", Numbers(decimal=","  , thousands="."), 1204.0),
        ("1.204", Numbers(decimal="."), 1.204),
        ("87,5", Numbers(decimal=","), 87.5),
        ("1 204", Numbers(thousands=" "), 1204.0),
        ("1\u00a0204", Numbers(thousands=" "), 1204.0),
        ("1\u202f204,5", Numbers(decimal=",", thousands=" "), 1204.5),
        ("1’204", Numbers(thousands="'"), 1204.0),
        ("NA", Numbers(na=("NA",)), None),
        ("", Numbers(), None),
        (7, Numbers(), 7.0),
        (math.nan, Numbers(), None),
    ],
)  # fmt: skip
def test_numbers_as_announced(written, how, expected):
    assert parse_numbers([written], column="pop", how=how) == [expected]


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("1.204", Numbers()),  # a thousand or a decimal?
        ("1,204", Numbers()),
        ("1 204", Numbers()),
        ("12 04", Numbers(thousands=" ")),
        ("1,20", Numbers(thousands=",")),
        ("1.5", Numbers(decimal=",")),
        ("-3", Numbers()),
        ("NA", Numbers()),
        ("inf", Numbers()),
        ("", Numbers(na=("NA",))),
        ("1’204", Numbers()),
    ],
)
def test_numbers_in_doubt_are_refused(written, how):
    with pytest.raises(AmbiguousNumber, match="column “pop” \\(row 1\\)"):
        parse_numbers([written], column="pop", how=how)


def test_one_decimal_settles_the_column():
    assert parse_numbers(["1.204", "3.5"], column="pop") == [1.204, 3.5]


@given(st.integers(0, 10**9), st.sampled_from([",", " ", "."]))
def test_grouped_numbers_return(value, mark):
    written = f"{value:,}".replace(",", mark)
    how = Numbers(decimal="," if mark == "." else ".", thousands=mark)
    assert parse_numbers([written], column="pop", how=how) == [float(value)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just one column\n1\n",
        b"code,pop\nA,1,2\n",
        b"code,pop\n\xe9,1\n",
        b"<html><body>Sign in</body></html>",
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(NotReadable) as raised:
        read(path)
    for locale in ("en", "fr", "es"):
        assert "a.csv" in raised.value.say(locale)
        assert str(tmp_path) not in raised.value.say(locale)


def test_an_encoding_is_named_not_guessed(tmp_path):
    path = write(tmp_path / "a.csv", "code,pop\nOrléans,1\n", encoding="latin-1")
    with pytest.raises(NotReadable, match="--encoding"):
        read(path)
    assert rows(read(path, encoding="latin-1")) == [("Orléans", 1.0)]


def test_a_cut_archive_and_a_false_parquet_are_refused(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"code,pop\nA,1\n")[:-6])
    (tmp_path / "a.parquet").write_bytes(b"code,pop\nA,1\n")
    for name in ("a.csv.gz", "a.parquet"):
        with pytest.raises(NotReadable):
            read(tmp_path / name)


def test_a_join_is_reported_whole():
    places = ["1", "2", "Île-de-Ré", "Saint Denis", "Neuf–Brisach", "Alpha Centre"]
    report = join_report(["1", "02", "Ile de Re", "SAINT-DENIS", "Neuf-Brisach", "Nowhere", "971"], places)
    assert report.joined == ("1",)
    assert report.missing == ("2", "Alpha Centre", "Neuf–Brisach", "Saint Denis", "Île-de-Ré")
    assert report.unmatched == ("02", "971", "Ile de Re", "Neuf-Brisach", "Nowhere", "SAINT-DENIS")
    assert report.proposed == {
        "02": "2", "Ile de Re": "Île-de-Ré", "Neuf-Brisach": "Neuf–Brisach", "SAINT-DENIS": "Saint Denis",
    }  # fmt: skip


def test_two_candidates_give_no_proposal():
    assert join_report(["st denis"], ["St-Denis", "St. Denis"]).proposed == {}


def test_numbers_are_never_matched_by_resemblance():
    assert join_report(["75101"], ["75102"]).proposed == {}


@given(st.sets(st.text("abc-é 0", min_size=1, max_size=4)), st.sets(st.text("abc-é 0", min_size=1, max_size=4)))
def test_every_code_is_somewhere(given_codes, place_codes):
    report = join_report(given_codes, place_codes)
    assert set(report.joined) | set(report.unmatched) == given_codes
    assert set(report.joined) | set(report.missing) == place_codes
    assert set(report.proposed) <= set(report.unmatched)
    assert set(report.proposed.values()) <= set(report.missing)
