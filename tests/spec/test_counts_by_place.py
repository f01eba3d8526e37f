"""Counts by place and period: the grid is complete, missing is not zero, the unlocated stay in totals."""

from beffroi.tables.views import Request
from tests.spec.conftest import told

ROWS = """
day   | x    | y   | offence
01-05 | 100  | 500 | 0501
01-09 | 200  | 500 | 0401
02-01 | 1500 | 500 | 0501
02-03 | -    | -   | 0501
03-30 | 1500 | 900 | 0501
"""


def test_every_place_has_every_period(town):
    town.given(ROWS)
    view = town.view(Request(view="counts", every="month"))
    assert told(view.frame, "place", "period", "n") == [
        ("E", "2024-01-01", 0),
        ("E", "2024-02-01", 1),
        ("E", "2024-03-01", 1),
        ("W", "2024-01-01", 1 + 1),
        ("W", "2024-02-01", 0),
        ("W", "2024-03-01", 0),
    ]


def test_an_incident_without_a_place_is_counted_apart(town):
    town.given(ROWS)
    view = town.view(Request(view="counts", every="month"))
    assert told(view.unplaced, "period", "n") == [("2024-01-01", 0), ("2024-02-01", 1), ("2024-03-01", 0)]


def test_a_month_that_is_not_covered_is_missing_not_zero(town):
    town.given(ROWS, covered="2024-01,2024-03")
    view = town.view(Request(view="counts", every="month"))
    assert told(view.frame, "place", "period", "days", "n")[:3] == [
        ("E", "2024-01-01", 31, 0),
        ("E", "2024-02-01", 0, None),
        ("E", "2024-03-01", 31, 1),
    ]


def test_a_section_holds_all_its_offences(town):
    town.given(ROWS)
    view = town.view(Request(view="counts"), offences=("05",))
    assert told(view.frame, "place", "n") == [("E", 1 + 1), ("W", 1)]


def test_what_is_not_an_offence_is_never_counted(town):
    town.given("""
day   | x    | y   | offence | offence_status
01-05 | 100  | 500 | 0501    | mapped
01-06 | 100  | 500 | -       | not_an_offence
01-07 | 100  | 500 | -       | unmapped
""")
    assert told(town.view(Request(view="counts")).frame, "place", "n") == [("E", 0), ("W", 1 + 1)]


def test_offences_are_told_apart_at_the_level_asked(town):
    town.given(ROWS)
    view = town.view(Request(view="counts", by_offence=2))
    assert told(view.frame, "place", "offence", "n") == [
        ("E", "04", 0),
        ("E", "05", 1 + 1),
        ("W", "04", 1),
        ("W", "05", 1),
    ]


def test_an_area_narrows_the_scope(town):
    town.given(ROWS)
    view = town.view(Request(view="counts"), places="squares", area=("W",))
    assert told(view.frame, "place", "n") == [("E", 0), ("W", 2)]


def test_the_unlocated_are_told_apart_by_offence_too(town):
    town.given(ROWS)
    view = town.view(Request(view="counts", by_offence=2))
    assert told(view.unplaced, "offence", "n") == [("04", 0), ("05", 1)]
