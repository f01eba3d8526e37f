"""Delimited files whatever they hold: every row accounted for, nothing raised but our own errors."""

import csv
import io

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.errors import BeffroiError
from beffroi.errors.intake import EmptyFile
from beffroi.errors.profiles import DuplicatedColumn, ProfileDoesNotFit, UnknownEncoding, WrongSeparator
from beffroi.sources import parts
from beffroi.sources.decode import Received
from beffroi.sources.intake import decode
from tests.sources.files import HEADER, lines, profile, reasons, take

ANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
GARBAGE = st.lists(
    st.sampled_from(
        [
            b"1",
            b"a",
            b",",
            b",,,,,",
            b'"',
            b'""',
            b"\n",
            b"\r",
            b"\r\n",
            b"\x00",
            b"\xff",
            b"\xc3\xa9",
            HEADER.encode(),
            b"\n9,2018-01-01 00:00:00,-87.65,41.85,THEFT,STREET\n",
            b"Total : 3",
            b" ",
            b"\n,,,,,\n",
            b"\n , ,, ,,\n",
            b"\n  \n",
        ]
    ),
    max_size=40,
).map(b"".join)


def received(tmp_path, content):
    return Received(path=tmp_path / "crimes.csv", content=content, sha256="")


def decoded(tmp_path, content, **parts):
    found = decode(received(tmp_path, content), profile(**parts)).records
    assert found.rows_in == found.frame.height + found.quarantined.height + sum(found.dropped.values())
    return found


@ANY
@given(GARBAGE)
def test_any_bytes_after_a_header_are_accounted_for(tmp_path, garbage):
    try:
        found = decoded(tmp_path, HEADER.encode() + b"\n" + garbage)
    except BeffroiError:
        return
    rows = [*found.frame["row"], *found.quarantined["row"]]
    assert len(set(rows)) == len(rows)
    assert all(1 <= row <= found.rows_in for row in rows)


@ANY
@given(st.binary(max_size=200), st.sampled_from(["utf-8", "windows-1252", "latin-1", "utf-16", "ascii"]))
def test_any_bytes_at_all_give_records_or_one_of_our_errors(tmp_path, content, encoding):
    try:
        decoded(tmp_path, content, file={"encoding": encoding})
    except BeffroiError as error:
        for language in ("en", "fr", "es"):
            error.say(language)


@ANY
@given(st.lists(st.lists(st.text(alphabet='aé ,"\n;', max_size=5), min_size=6, max_size=6), max_size=8))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path, rows):
    rows = [[f"k{at}", *row[1:]] for at, row in enumerate(rows)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([HEADER.split(","), *rows])
    if not rows:
        with pytest.raises(EmptyFile):
            decoded(tmp_path, written.getvalue().encode())
        return
    found = decode(received(tmp_path, written.getvalue().encode()), profile(), clean=False).records
    assert found.quarantined.height == 0
    names = ["id", "when", "lon", "lat", "kind", "setting"]
    assert [list(row) for row in found.frame.select(names).iter_rows()] == rows


@ANY
@given(GARBAGE, GARBAGE)
def test_blocks_read_by_polars_and_records_read_one_by_one_agree(tmp_path, first, second):
    good = lines(n=40).split(b"\n", 1)[1]
    content = HEADER.encode() + b"\n" + good + first + b"\n" + good + second
    with pytest.MonkeyPatch.context() as patch:
        slow = _or_error(lambda: decoded(tmp_path, content))
        patch.setattr(parts, "SMALL", 64)
        patch.setattr(parts, "BLOCK", 512)
        fast = _or_error(lambda: decoded(tmp_path, content))
    if isinstance(slow, type):
        assert fast is slow
        return
    assert fast.frame.equals(slow.frame)
    assert fast.quarantined.equals(slow.quarantined)
    assert (fast.dropped, fast.rows_in, fast.notes) == (slow.dropped, slow.rows_in, slow.notes)


def _or_error(call):
    try:
        return call()
    except BeffroiError as error:
        return type(error)


def test_without_a_bad_record_polars_gets_the_original_bytes(tmp_path, monkeypatch):
    content = lines(n=3000)
    given_to_polars = []
    read_csv = pl.read_csv
    monkeypatch.setattr(pl, "read_csv", lambda source, **how: given_to_polars.append(source) or read_csv(source, **how))
    assert decoded(tmp_path, content).frame.height == 3000
    assert given_to_polars == [content.split(b"\n", 1)[1]]


def test_one_bad_record_in_a_large_file_costs_only_itself(tmp_path):
    content = lines('4,"2018', "5,x", n=3000) + lines(n=3000).split(b"\n", 1)[1]
    found = decoded(tmp_path, content, key=None)
    assert found.frame.height == 6000
    assert found.quarantined.select("row", "line", "reason", "raw").rows() == [
        (3001, 3002, "unclosed_quote", '4,"2018'),
        (3002, 3003, "missing_cells", "5,x"),
    ]


def test_each_fault_has_its_reason_and_line(tmp_path):
    found = take(
        tmp_path,
        lines(
            "8,2018-03-05 10:00:00,-87.65,41.85,THEFT,STREET,one more",
            "9,2018-03-05 10:00:00,-87.65",
            HEADER,
            "",
            ",,,,,",
            '10,"2018-03-05 10:00:00,-87.65,41.85,THEFT,STREET',
            "11,2018-03-05 10:00:00,-87.65,41.85,THEFT,STREET",
            "Total : 312",
        ),
    )
    assert reasons(found) == ["extra_cells", "missing_cells", "unclosed_quote"]
    assert found.quarantined["line"].to_list() == [5, 6, 10]
    assert found.dropped == {"repeated_header": 1, "blank_line": 2, "footer_line": 1}
    assert found.table["source_id"].to_list() == ["1", "2", "3", "11"]


def test_a_quoted_cell_may_hold_separators_and_line_ends(tmp_path):
    found = take(tmp_path, lines('4,2018-03-05 10:00:00,-87.65,41.85,THEFT,"SCHOOL,\nPUBLIC ""A"""'))
    assert found.table["setting"][-1] == 'SCHOOL,\nPUBLIC "A"'


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_any_line_ends_are_read(tmp_path, ends):
    found = take(tmp_path, lines().replace(b"\n", ends.encode()))
    assert found.table.height == 3


def test_mixed_line_ends_are_read_and_noted(tmp_path):
    found = take(tmp_path, lines().replace(b"\n", b"\r\n", 1).replace(b"\n", b"\r", 2))
    assert found.table.height == 3
    assert ("mixed_line_ends", {}) in found.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "latin-1", "utf-16"])
def test_accents_survive_the_encoding_of_the_profile(tmp_path, encoding):
    content = lines().decode().replace("STREET", "Métro Champs-Élysées").encode(encoding)
    found = take(tmp_path, content, file={"encoding": encoding})
    assert found.table["setting"].unique().to_list() == ["Métro Champs-Élysées"]


def test_a_record_that_does_not_decode_is_set_aside_alone(tmp_path):
    content = lines().replace(b"STREET", b"M\xe9tro", 1)
    found = take(tmp_path, content)
    assert reasons(found) == ["undecodable_bytes"]
    assert found.table.height == 2


def test_nul_bytes_are_removed_and_noted(tmp_path):
    found = take(tmp_path, lines().replace(b"STREET", b"STR\x00EET", 1))
    assert found.table["setting"].to_list() == ["STREET"] * 3
    assert ("nul_removed", {"n": 1}) in found.notes


def test_a_text_cut_in_its_last_record_loses_that_record_and_says_so(tmp_path):
    found = take(tmp_path, lines()[:-20])
    assert reasons(found) == ["cut_last_record"]
    assert ("last_record_cut", {}) in found.notes
    assert found.table.height == 2


def test_text_that_looks_missing_is_kept_unless_the_profile_says_missing(tmp_path):
    content = lines().replace(b"STREET", b"NA", 1).replace(b"STREET", b"null", 1)
    assert take(tmp_path, content).table["setting"].to_list() == ["NA", "null", "STREET"]
    assert take(tmp_path, content, file={"na": ["", "NA"]}).table["setting"].to_list() == [None, "null", "STREET"]


def test_codes_stay_text(tmp_path):
    found = take(tmp_path, lines().replace(b"STREET", b"007", 1).replace(b"STREET", b"12A", 1))
    assert found.table["setting"].to_list() == ["007", "12A", "STREET"]


def test_lines_before_the_header_and_a_sep_line_are_skipped(tmp_path):
    content = b"Export of crimes\nMarch 2018\n" + b"sep=;\n" + lines().replace(b",", b";")
    found = take(tmp_path, content, file={"skip_lines": 2, "separator": ";"})
    assert found.table.height == 3


def test_a_wrong_separator_lists_what_was_found(tmp_path):
    with pytest.raises(ProfileDoesNotFit, match="id;when"):
        take(tmp_path, lines().replace(b",", b";"))


def test_a_renamed_column_is_proposed_never_taken(tmp_path):
    with pytest.raises(ProfileDoesNotFit, match="setting → Setting"):
        take(tmp_path, lines().replace(b"setting", b"Setting"))
    found = take(tmp_path, lines().replace(b"setting", b"Setting"), aliases={"setting": ("Setting",)})
    assert found.columns_kept[-1] == "Setting"


def test_two_columns_of_one_name_are_not_chosen_between(tmp_path):
    with pytest.raises(DuplicatedColumn):
        take(tmp_path, lines().replace(b"setting", b"kind"), what={"setting": None})


@pytest.mark.parametrize(
    ("how", "error"),
    [({"encoding": "klingon"}, UnknownEncoding), ({"encoding": "base64"}, UnknownEncoding)]
    + [({"separator": mark}, WrongSeparator) for mark in (";;", "", "é", '"', "\n")],
)
def test_a_profile_that_cannot_be_read_by_is_refused(tmp_path, how, error):
    with pytest.raises(error):
        take(tmp_path, lines(), file=how)


def test_columns_that_are_not_mapped_are_listed_and_not_kept(tmp_path):
    content = b"\n".join(
        line + b",John" if at else line + b",complainant name" for at, line in enumerate(lines().split(b"\n")[:-1])
    )
    found = take(tmp_path, content + b"\n")
    assert found.columns_not_kept == ("complainant name",)
    assert "John" not in found.table.write_csv()
