"""Tables as read and as drawn: crossed where complete, each gap called what it is, thresholds row by row."""

import re
from datetime import date

import polars as pl
import pytest

from beffroi.drawing.figures import specification
from beffroi.drawing.render import svg, unsettled
from beffroi.drawing.theme import LETTERS
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.governance.gate import Policy, release
from beffroi.publications.drawings import as_drawn, by_night, width_of
from beffroi.publications.grids import grid
from beffroi.publications.pdf import widths
from beffroi.vocabulary.lexicon import INCIDENTS, OFFENCE, PERIOD, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import text
from tests.publications.editions import CONTEXT, Question, counted, months, summary, week

DAYS = Column(label=text("Days", "Jours", "Días"), unit="d")
COLUMNS = {"place": PLACE, "name": PLACE_NAME, "period": PERIOD, "days": DAYS, "incidents": INCIDENTS}


def released(columns, rows, **more):
    frame = pl.DataFrame(rows, schema=list(columns), orient="row")
    finding = Finding(
        question=Question(), level="aggregate", tables={"summary": summary(), "t": Table(columns, frame)}, **more
    )
    return release(finding, Policy(), context=CONTEXT)


def laid_out(made, locale="en"):
    return grid(made, "t", number=1, section="counts", nth=0, caption="", locale=locale, words={})


PLACES = (
    ("7", "Lincoln Park"),
    ("10", "Uptown"),
    ("3", "Loop"),
    ("4", "West Town"),
    *((str(n), f"Area {n}") for n in range(50, 60)),
)


def places_by_month(months=3, counts=None, places=4):
    given = iter(counts or range(100, 10_000))
    return [
        (code, name, date(2018 + (month - 1) // 12, (month - 1) % 12 + 1, 1), 28 + month, next(given))
        for code, name in PLACES[:places]
        for month in range(1, months + 1)
    ]


def test_places_go_down_and_months_across_with_what_follows_from_them():
    made = laid_out(released(COLUMNS, places_by_month()))
    assert made.shape == "crossed"
    assert [head.label for head in made.heads] == ["Place", "January 2018", "February 2018", "March 2018"]
    assert [[cell.value for cell in row] for row in made.rows] == [
        ["Lincoln Park", "100", "101", "102"],
        ["Uptown", "103", "104", "105"],
        ["Loop", "106", "107", "108"],
        ["West Town", "109", "110", "111"],
    ]


def test_two_places_go_across_by_name():
    made = laid_out(released(COLUMNS, places_by_month(places=2)), "fr")
    assert [head.label for head in made.heads] == ["Période", "Lincoln Park", "Uptown"]
    assert [cell.shown for cell in made.rows[2]] == ["mars 2018", "102", "105"]


@pytest.mark.parametrize(
    "rows", [places_by_month()[:-1], places_by_month(months=13, places=14), places_by_month(months=1)]
)
def test_an_incomplete_or_wide_or_single_table_stays_a_list(rows):
    made = laid_out(released(COLUMNS, rows))
    assert made.shape == "list"
    assert len(made.rows) == len(rows)


def test_two_places_of_one_name_stay_apart():
    rows = [(code, "Centre", *rest) for code, _, *rest in places_by_month()]
    made = laid_out(released(COLUMNS, rows))
    assert [row[0].value for row in made.rows] == ["7", "10", "3", "4"]


def test_each_row_says_its_own_threshold():
    columns = {"offence": OFFENCE, "incidents": INCIDENTS}
    made = laid_out(released(columns, [("0301", 7), ("0501", 3), ("0401", 50)]))
    marks = {row[0].value: row[1].shown for row in made.rows}
    assert marks == {"0301": "<\u00a010", "0501": "<\u00a05", "0401": "50"}
    assert len([note for note in made.notes if note.startswith("<")]) == 2


BOXES = Figure(
    mark="calendar", table="t", x="period", value="incidents", title=text("t", "t", "t"), alt=text("a", "a", "a")
)


def test_missing_alone_is_not_marked_as_withheld():
    made = released(COLUMNS, places_by_month(counts=[9, 9, None, 9, 9, 9], places=2))
    table, mark, _ = as_drawn(made, BOXES)
    assert mark == ""
    assert table.frame.height == 6


def test_beside_withheld_values_missing_ones_are_drawn_as_missing():
    made = released(COLUMNS, places_by_month(counts=[9, 3, None], places=1))
    table, mark, hidden = as_drawn(made, BOXES)
    assert mark == "<\u00a05"
    assert hidden["incidents"].to_list() == [False, True, False]
    values = specification(BOXES, table, "en", withheld=mark, hidden=hidden)["data"]["values"]
    assert [row.get("_absent") for row in values][1:3] == ["<\u00a05", "–"]


def test_wide_tables_get_widths_that_follow_their_words():
    columns = {f"k{n}": Column(label=text(f"Heading {n}", "Titre", "Título"), unit="text") for n in range(6)}
    made = laid_out(released(columns | {"incidents": INCIDENTS}, [("x" * 25, "a", "b", "c", "d", "e", 12)]))
    shares = widths(made)
    assert shares[0] == max(shares) == 27
    assert widths(laid_out(released(COLUMNS, places_by_month()))) == []


def test_a_drawing_without_a_width_takes_the_page():
    assert width_of("<svg></svg>") == 680


COLOURS = re.compile(r"#[0-9a-fA-F]{3,6}\b|rgba?\([^)]*\)")


@pytest.mark.parametrize("made", [counted(), months(), week()])
def test_the_dark_dress_is_the_one_of_the_dark_theme(made):
    (figure,) = made.finding.figures
    table, mark, hidden = as_drawn(made, figure)
    given = {"summary": made.finding.tables["summary"], "withheld": mark, "hidden": hidden}
    day, night = (specification(figure, table, "en", dark=dark, **given) for dark in (False, True))
    exchanged = by_night(unsettled(day))
    assert exchanged is not None
    assert COLOURS.findall(exchanged) == COLOURS.findall(svg(night))
    assert not set(COLOURS.findall(svg(day) + exchanged)) & set(LETTERS.values())


def test_an_unknown_colour_is_drawn_again():
    assert by_night('<svg><path fill="#123456"/></svg>') is None
    assert by_night('<svg><path fill="#ffffff"/></svg>') == '<svg><path fill="#14181c"/></svg>'


def test_a_period_named_by_its_covered_days_is_told_once():
    columns = {
        "period": PERIOD,
        "covered": Column(label=text("First to last", "Du premier au dernier", "Del primero al último"), unit="period"),
        "incidents": INCIDENTS,
    }
    made = laid_out(released(columns, [(date(2018, 1, 1), "2018-01-01/2018-08-08", 90)]))
    assert [head.label for head in made.heads] == ["Period", "Incidents"]
    assert [cell.shown for cell in made.rows[0]] == ["January 1 – August 8, 2018", "90"]
