"""Canonical incidents: the exact schema, keys, offences, and the account of every row."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.errors import BeffroiError
from beffroi.errors.intake import KeysDestroyed
from beffroi.errors.profiles import IncompleteProfile, UnknownCrosswalk
from beffroi.errors.questions import UnknownOffence
from beffroi.sources.intake import read
from beffroi.tables.incidents import INCIDENTS
from tests.sources.files import CRS, HEADER, lines, profile, reasons, take, write


def row(n, when="2018-03-05 10:00:00", kind="THEFT", setting="STREET"):
    return f"{n},{when},-87.65,41.85,{kind},{setting}"


def test_the_table_has_the_canonical_columns_and_types(tmp_path):
    table = take(tmp_path, lines()).table
    assert dict(table.schema) == {name: pl.Series(dtype=dtype).dtype for name, dtype in INCIDENTS.items()}
    assert table["row"].to_list() == [1, 2, 3]
    assert table["status"].unique().to_list() == ["provisional"]


def test_an_exact_repeat_of_a_key_is_dropped_and_another_content_set_aside(tmp_path):
    found = take(tmp_path, lines(row(7), row(7), row(7, kind="RAPE"), row(8), n=1))
    assert found.dropped == {"exact_repeat_of_key": 1}
    assert reasons(found) == ["conflicting_key"]
    assert found.quarantined["row"].to_list() == [4]
    assert found.table["source_id"].to_list() == ["1", "7", "8"]


def test_rows_of_one_event_are_all_kept(tmp_path):
    content = lines(row(7), row(7, kind="RAPE"), n=1)
    found = take(tmp_path, content, event_key="id", row_is="victim")
    assert found.table.height == 3
    assert found.table["event_key"].to_list() == ["1", "7", "7"]


def test_rows_without_a_key_are_kept_and_their_repeats_counted(tmp_path):
    found = take(tmp_path, lines(row(""), row(""), row(""), n=1))
    assert found.table["source_id"].to_list() == ["1", None, None, None]
    assert next(check["n"] for check in found.checks if check["check"] == "exact_repeats") == 2
    keyless = take(tmp_path, lines(row(1), row(1), n=1), key=None)
    assert keyless.table.height == 3
    assert next(check["n"] for check in keyless.checks if check["check"] == "exact_repeats") == 1


def test_keys_rounded_by_a_spreadsheet_refuse_the_file(tmp_path):
    with pytest.raises(KeysDestroyed, match=r"2\.02401E\+11"):
        take(tmp_path, lines(row("2.02401E+11"), row("2.02401E+11")))
    assert take(tmp_path, lines(row("E+F/12"))).table["source_id"][-1] == "E+F/12"


def test_a_bad_row_does_not_hold_its_key_against_a_good_one(tmp_path):
    found = take(tmp_path, lines(row(7, when="never"), row(7), n=1))
    assert reasons(found) == ["bad_date"]
    assert found.table["source_id"].to_list() == ["1", "7"]


def test_offences_are_mapped_kept_unmapped_or_marked_as_none(tmp_path):
    kinds = ["theft", " Theft ", "RAPE", "LOITERING", "", "SUICIDE"]
    found = take(
        tmp_path, lines(*(row(n, kind=kind) for n, kind in enumerate(kinds)), n=0), what={"not_an_offence": ["suicide"]}
    )
    assert found.table["offence"].to_list() == ["0502", "0502", "03011", None, None, None]
    assert found.table["offence_status"].to_list() == ["mapped"] * 3 + ["unmapped"] * 2 + ["not_an_offence"]
    assert found.table["sensitive"].to_list() == [False, False, True, False, False, False]
    assert found.table["offence_source"].to_list() == ["theft", "Theft", "RAPE", "LOITERING", None, "SUICIDE"]
    counts = {check["check"]: check["n"] for check in found.checks}
    assert (counts["mapped"], counts["unmapped"], counts["not_an_offence"]) == (3, 2, 1)


def test_a_mixed_class_inherits_the_stricter_threshold(tmp_path):
    assert take(tmp_path, lines(), what={"sensitive": ["theft"]}).table["sensitive"].all()


def test_several_columns_form_the_category_and_its_first_part_may_do(tmp_path):
    codes = {"THEFT": "0502", "THEFT / RETAIL": "050231"}
    found = take(
        tmp_path,
        lines(row(5, setting="RETAIL")),
        what={"category": ["kind", "setting"], "codes": codes, "setting": None},
    )
    assert found.table["offence_source"].to_list() == ["THEFT / STREET"] * 3 + ["THEFT / RETAIL"]
    assert found.table["offence"].to_list() == ["0502"] * 3 + ["050231"]


def test_a_constant_offence_needs_no_column(tmp_path):
    found = take(tmp_path, lines(), what={"category": [], "constant": "Theft"})
    assert found.table["offence"].to_list() == ["0502"] * 3


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"category": []}, IncompleteProfile),
        ({"crosswalk": "atlantis"}, UnknownCrosswalk),
        ({"codes": {"A": "99"}}, UnknownOffence),
    ],
)
def test_a_profile_without_a_usable_offence_is_refused(tmp_path, what, error):
    with pytest.raises(error):
        take(tmp_path, lines(), what=what)


def test_under_an_agreement_quarantine_keeps_no_text(tmp_path):
    found = take(tmp_path, lines("4,x"), keep_raw="minimised")
    assert found.quarantined["raw"].to_list() == [""]


def test_the_same_file_gives_the_same_rows(tmp_path):
    content = lines(row(7), row(7, kind="RAPE"), "8,x")
    one, other = take(tmp_path, content), take(tmp_path, content)
    assert one.table.equals(other.table)
    assert one.quarantined.equals(other.quarantined)
    assert one.sha256 == other.sha256


CELLS = {
    "id": st.sampled_from(["1", "2", "3", ""]),
    "when": st.sampled_from(
        ["2018-03-05 10:00:00", "2018-03-05 10:00:00", "2018-03-05 24:00:00", "", "2999-01-01 00:00:00", "x"]
    ),
    "lon": st.sampled_from(["-87.65", "-87.65", "-87.65", "0", "", "12"]),
    "lat": st.sampled_from(["41.85", "41.85", "41.85", "0", "x"]),
    "kind": st.sampled_from(["THEFT", "RAPE", "?", ""]),
    "setting": st.sampled_from(["STREET", '"A, B"', '"', "é"]),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(*CELLS.values()), max_size=12), st.lists(st.sampled_from(["", ",", "1,2", HEADER]), max_size=3)
)
def test_rows_in_are_rows_stored_set_aside_or_dropped(tmp_path, rows, odd):
    content = "\n".join([HEADER, *(",".join(cells) for cells in rows), *odd, ""]).encode()
    try:
        found = take(tmp_path, content)
    except BeffroiError:
        return
    assert found.table["row"].is_sorted()
    assert found.table["occurred_from"].null_count() == 0
    assert set(found.table["row"]).isdisjoint(found.quarantined["row"])


def test_declared_now_decides_what_is_in_the_future(tmp_path):
    from datetime import datetime

    path = write(tmp_path, lines())
    late, early = (read(path, profile(), crs=CRS, received=datetime(2018, 3, day)) for day in (6, 3))
    assert late.table.height == 3
    assert early.table.height == 0
    assert reasons(early) == ["future_date"] * 3
