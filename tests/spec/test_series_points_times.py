"""Series, points and times: partly covered periods, one point an event, open intervals."""

import numpy as np

from beffroi.tables.views import Request, day_number
from beffroi.vocabulary.period import Period
from tests.spec.conftest import told

ROWS = """
day         | x    | y   | event_key | occurred_to | interval_open
01-08 02:00 | 100  | 500 | a         | -           | -
01-08 02:00 | 100  | 500 | a         | -           | -
01-20 10:00 | 1500 | 500 | b         | 01-21 10:00 | -
02-02 23:00 | -    | -   | c         | -           | x
"""


def _given(town, **options):
    town.given(ROWS, **options)
    for row in town.rows:
        row["interval_open"] = row["interval_open"] == "x"


def test_a_partly_covered_month_says_how_many_days(town):
    _given(town, covered="2024-01/2024-01,2024-02-01/2024-02-10")
    view = town.view(Request(view="series", every="month"))
    assert told(view.frame, "period", "days", "length", "n") == [
        ("2024-01-01", 31, 31, 2 + 1),
        ("2024-02-01", 10, 29, 1),
    ]


def test_the_basis_is_never_longer_than_what_is_covered(town):
    _given(town, covered="2024-01/2024-01,2024-02-01/2024-02-10")
    view = town.view(Request(view="series", every="month"), period="2024")
    assert view.basis.period == Period.parse("2024-01-01/2024-02-10")


def test_history_reaches_back_to_the_first_covered_day(town):
    _given(town)
    asked = town.view(Request(view="series", every="month", history=True), period="2024-02")
    assert told(asked.frame, "period", "n") == [("2024-01-01", 3), ("2024-02-01", 1)]


def test_several_rows_of_one_event_are_one_point(town):
    _given(town)
    points = town.view(Request(view="points"))
    assert points.x.tolist() == [100.0, 1500.0]
    assert points.day.tolist() == [day_number(Period.parse(d).start) for d in ("2024-01-08", "2024-01-20")]
    assert points.basis.events == 3
    assert points.basis.unplaced == 1


def test_an_open_interval_has_no_end(town):
    _given(town)
    times = town.view(Request(view="times"))
    assert [str(start)[:16] for start in times.start] == ["2024-01-08T02:00", "2024-01-20T10:00", "2024-02-02T23:00"]
    assert np.isnat(times.end).tolist() == [False, False, True]
    assert str(times.end[1])[:16] == "2024-01-21T10:00"
