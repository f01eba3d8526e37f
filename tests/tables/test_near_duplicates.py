"""Near-duplicates: the stated rule, against every pair looked at one by one."""

from datetime import datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.tables.near_duplicates import near_duplicates

START = datetime(2024, 5, 1, 14, 0)
ONE = {"source_id": "a", "event_key": None, "offence_source": "theft", "hour_known": True, "date_precision": "minute",
       "occurred_from": START, "location_kind": "exact", "x": 0.0, "y": 0.0}  # fmt: skip


def frame(*changes):
    rows = [{**ONE, "source_id": f"k{at}", **each, "row": at} for at, each in enumerate(changes)]
    return pl.DataFrame(rows, schema_overrides={"row": pl.UInt32, "event_key": pl.String, "source_id": pl.String})


def pairs(table, **options):
    return [row[:2] for row in near_duplicates(table, **options).iter_rows()]


def test_the_distance_is_included_and_what_is_further_is_not():
    assert pairs(frame({}, {"x": 30.0, "y": 40.0}, {"x": 30.1, "y": -40.0})) == [(0, 1)]
    assert pairs(frame({}, {"x": 30.0, "y": 40.0}), metres=49.0) == []


def test_each_part_of_the_rule_counts():
    other = [{"offence_source": "arson"}, {"occurred_from": START + timedelta(minutes=1)}, {"source_id": "k0"},
             {"location_kind": "area"}, {"x": None}, {"source_id": None}]  # fmt: skip
    for change in other:
        assert pairs(frame({}, change)) == [], change


def test_rows_of_one_event_are_not_duplicates_of_each_other():
    assert pairs(frame({"event_key": "e"}, {"event_key": "e"}, {"event_key": "f"})) == [(0, 2), (1, 2)]


def test_where_only_the_day_is_known_the_point_must_be_the_same():
    day = {"hour_known": False, "date_precision": "day"}
    assert pairs(frame(day, {**day, "x": 1.0}, {**day, "x": 2.5})) == [(0, 1)]
    assert pairs(frame({**day, "date_precision": "month"}, {**day, "date_precision": "month"})) == []


ROWS = st.lists(
    st.fixed_dictionaries({
        "source_id": st.sampled_from([None, "a", "b", "c"]),
        "event_key": st.sampled_from([None, "e"]),
        "offence_source": st.sampled_from(["theft", "arson"]),
        "hour_known": st.booleans(),
        "occurred_from": st.integers(0, 2).map(lambda n: START + timedelta(hours=n)),
        "date_precision": st.sampled_from(["minute", "day", "month"]),
        "x": st.integers(-60, 60).map(float),
        "y": st.integers(-60, 60).map(float),
    }),
    max_size=14,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(rows=ROWS)
def test_it_is_the_definition(rows):
    table = frame(*rows)
    if not rows:
        return
    assert pairs(table) == sorted(
        (i, j) for i in range(len(rows)) for j in range(i + 1, len(rows)) if alike(rows[i], rows[j])
    )


def alike(one, other):
    if None in (one["source_id"], other["source_id"]) or one["source_id"] == other["source_id"]:
        return False
    if one["offence_source"] != other["offence_source"] or one["hour_known"] != other["hour_known"]:
        return False
    if one["event_key"] is not None and one["event_key"] == other["event_key"]:
        return False
    apart = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2) ** 0.5
    if one["hour_known"]:
        return one["occurred_from"] == other["occurred_from"] and apart <= 50
    both_days = {one["date_precision"], other["date_precision"]} == {"day"}
    return both_days and one["occurred_from"].date() == other["occurred_from"].date() and apart <= 1
