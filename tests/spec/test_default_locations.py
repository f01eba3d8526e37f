"""Points that stand for "somewhere" are kept apart where a request says so; an area can be a location."""

import pytest

from beffroi.tables.views import Request

APART = Request(view="points", options={"defaults": "apart"})
KEPT = Request(view="points")


def rows(*points: tuple[float, float, int], spread: int = 60) -> str:
    """Lines of events: `spread` on a point of their own each, then so many on each point given."""
    lines = ["day   | x | y"]
    lines += [f"01-{1 + at % 28:02d} | {10 + 7.5 * at} | {20 + 3.25 * (at % 9)}" for at in range(spread)]
    for x, y, n in points:
        lines += [f"02-{1 + at % 28:02d} | {x} | {y}" for at in range(n)]
    return "\n".join(lines)


@pytest.mark.parametrize(("asked", "apart", "left"), [(APART, 50, 60), (KEPT, 0, 60 + 50)])
def test_a_pile_is_kept_apart_and_counted(town, asked, apart, left):
    town.given(rows((333.0, 777.0, 50)))
    seen = town.view(asked)
    assert (seen.apart, seen.x.size) == (apart, left)


def test_what_is_a_pile_does_not_depend_on_the_period_asked(town):
    town.given(rows((333.0, 777.0, 50)))
    assert town.view(APART, period="2024-02-01/2024-02-02").apart == sum(at % 28 < 2 for at in range(50))


def test_the_centre_of_an_area_that_holds_many_is_kept_apart_and_others_are_not(town):
    ladder = [(300.0 + n, 700.0, n) for n in (2, 3, 4, 5, 7, 9, 12, 16, 20, 25)]  # no gap between them: no pile
    town.given(rows((1500.0, 500.0, 30), *ladder, spread=280))
    assert town.view(APART).apart == 30


def test_without_a_default_location_nothing_is_kept_apart(town):
    town.given(rows())
    assert town.view(APART).apart == 0


@pytest.mark.parametrize("defaults", ["apart", "kept"])
def test_several_rows_of_one_event_are_no_pile(town, defaults):
    lines = ["day | x | y | event_key"]
    lines += [f"01-{1 + at % 28:02d} | {10 + 7.5 * at} | 20 | -" for at in range(40)]
    lines += ["02-01 | 700 | 700 | e1"] * 30
    town.given("\n".join(lines))
    seen = town.view(Request(view="points", options={"defaults": defaults}))
    assert (seen.apart, seen.x.size) == (0, 40 + 1)


def test_the_code_of_an_area_places_a_record_without_a_point(town):
    town.given(
        """
        day   | x   | y   | place_code | location_kind
        01-05 | -   | -   | E          | area
        01-06 | -   | -   | E          | area
        01-07 | -   | -   | Z          | area
        01-08 | -   | -   | W          | none
        01-09 | 500 | 500 | E          | exact
        """
    )
    counts = town.view(Request(view="counts"))
    assert dict(counts.frame.select("place", "n").iter_rows()) == {"E": 2, "W": 1}
    assert counts.unplaced["n"].to_list() == [1 + 1]
    assert counts.basis.location_kind == "area"
    assert counts.basis.unplaced == 1
