"""The validation page is what running its comparisons gives, and no row agrees in fewer digits than it must."""

from dataclasses import replace

import numpy as np
import pytest

from tests.house.documentation import ROOT, script

validate = script("validate")
ROWS = [row for family in validate.families() for row in family.rows]


def test_the_page_is_what_running_gives():
    assert (ROOT / validate.PAGE).read_text("utf-8") == validate.page(), "run python3 docs/validate.py"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.statistic)
def test_a_row_reaches_its_floor_and_a_difference_is_explained(row):
    made = validate.outcome(row)
    assert made.is_exact or made.digits >= row.floor != 0, made
    assert made.is_exact or made.digits == made.possible or row.note
    assert (ROOT / row.test).is_file()


def test_every_family_is_there_with_its_rows():
    assert len(validate.families()) == 8
    assert len(ROWS) >= 100
    assert sum(row.floor < 0 for row in ROWS) == 1, "one known difference"


def test_a_value_that_is_off_falls_below_its_floor(monkeypatch):
    first = ROWS[0]
    off = replace(first, reference=f"np.array({first.reference}) * (1 + 1e-6)")
    whole = replace(first, call="np.array([54, 36])", take=(), reference="[54, 35]", floor=0)
    family = validate.Family("Wrong", "", (first, off, whole))
    monkeypatch.setattr(validate, "families", lambda: [family])
    assert validate.below_floor() == [off.statistic, whole.statistic]


@pytest.mark.parametrize(
    ("reference", "ours", "equal"),
    [
        (205.4063, 205.40630255, "7 of 7"),
        (205.4063, 205.40640255, "6 of 7"),
        (-0.25, 0.25, "0 of 2"),
        (1.03554135225e-14, 1.03554135231e-14, "10 of 10"),
        (0.13462515655, 0.134625156549, "10 of 10"),
        (0.0, 0.4, "1 of 1"),
        (0.0, 3.0, "0 of 1"),
    ],
)
def test_digits_are_counted_after_rounding_to_those_of_the_reference(reference, ours, equal):
    assert validate.compared(reference, ours).equal == equal


def test_points_put_alike():
    one = np.array([-1, 0, 0, 1, 1, 1])
    assert validate.alike(one, np.array([-1, 7, 7, 2, 2, 2])) == 6
    assert validate.alike(one, np.array([0, 7, 7, 2, 2, -1])) == 4
