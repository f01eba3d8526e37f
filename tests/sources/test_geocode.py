"""A small town with streets in three languages: texts find their place, and what is elsewhere does not."""

import math
import random

import polars as pl
import pytest
import shapely

from beffroi.sources.gazetteer import GAZETTEER
from beffroi.sources.geocode import LEAST, Geocoder

STREETS = [  # name, from, to, first number, last number
    ("Rue Sainte-Catherine Est", (0, 0), (100, 0), 200, 299),
    ("Rue Sainte-Catherine Est", (100, 0), (200, 0), 300, 399),
    ("Rue Sainte-Catherine Est", (300, 0), (400, 0), 500, 599),
    ("Rue Sainte-Catherine Ouest", (-100, 0), (0, 0), 100, 199),
    ("Rue Saint-Denis", (100, -200), (100, 300), 1200, 1699),
    ("Calle de Alcalá", (0, 200), (400, 200), 1, 99),
    ("22nd Avenue", (300, -100), (300, 300), 100, 499),
    ("23rd Avenue", (400, -100), (400, 300), 100, 499),
    ("Avenue du Parc", (0, 400), (400, 400), 1, 99),
    ("Rue du Parc", (0, 900), (400, 900), 1, 99),
]
PLACES = [("Station Berri-UQAM", (100, 20)), ("Parc La Fontaine", (700, 700)), ("La Fontaine Park", (700, 700))]


def table() -> pl.DataFrame:
    rows = [
        {"entry": at, "kind": "street", "name": name, "low": low, "high": high, "wkb": shapely.LineString([a, b]).wkb}
        for at, (name, a, b, low, high) in enumerate(STREETS)
    ]
    rows += [
        {"entry": 90 + at, "kind": "place", "name": name, "low": None, "high": None, "wkb": shapely.Point(xy).wkb}
        for at, (name, xy) in enumerate(PLACES)
    ]
    return pl.DataFrame(rows, schema=GAZETTEER)


@pytest.fixture(scope="module")
def town():
    return Geocoder(table())


@pytest.mark.parametrize(
    ("written", "kind", "x", "y"),
    [
        ("angle Sainte-Catherine Est et Saint-Denis", "intersection", 100, 0),
        ("St-Denis / Ste-Catherine E", "intersection", 100, 0),
        ("Calle Alcalá esquina 22nd Ave", "intersection", 300, 200),
        ("250 rue Ste-Catherine Est", "number", 50, 0),
        ("300 block of Ste Catherine St E", "block", 150, 0),
        ("22nd Ave 300", "number", 300, 100),
        ("STATION BERRI UQAM", "place", 100, 20),
        ("Parc Lafontaine", "", 0, 0),
        ("La Fontaine Park", "place", 700, 700),
        ("1450 Saint-Denis", "number", 100, 50),
        ("1450, rue Saint-Dennis", "number", 100, 50),
    ],
)
def test_texts_find_their_place(town, written, kind, x, y):
    match = town.find(written)
    if not kind:
        assert not match.taken(LEAST)
        return
    assert match.kind == kind
    assert match.taken(0.84 if "St E" in written else LEAST), match  # street for rue: not taken by itself
    assert math.hypot(match.x - x, match.y - y) < 1.5


def test_a_block_between_two_that_are_known_is_placed_between_them(town):
    match = town.find("450 rue Sainte-Catherine Est")
    assert match.kind == "number"
    assert 200 <= match.x <= 300
    assert LEAST <= match.confidence < 1
    assert match.metres == 50.0


def test_precision_says_what_is_meant(town):
    assert town.find("angle Alcalá et 22nd Ave").metres == 25.0
    assert town.find("300 block rue Ste-Catherine Est").metres == 100.0
    assert town.find("Calle de Alcalá").metres == 200.0
    assert town.find("Calle de Alcalá").kind == "street"


@pytest.mark.parametrize(
    "written",
    [
        "24th Avenue & Calle Alcalá",  # a number is never misspelt
        "900 rue Saint-Denis",  # no such number
        "angle Saint-Denis et 23rd Avenue",  # they do not meet
        "Boulevard Pie-IX",
        "Rue Catherine",
        "",
        "et",
    ],
)
def test_what_is_not_there_is_not_found(town, written):
    assert not town.find(written).taken(LEAST)


def test_two_places_that_fit_equally_are_ambiguous(town):
    match = town.find("50 Parc")
    assert match.ambiguous
    assert not match.taken(LEAST)
    assert town.find("50 avenue du Parc").taken(LEAST)
    assert town.find("50 rue du Parc").y == 900


def test_the_other_side_of_a_street_is_not_it(town):
    assert town.find("150 Ste-Catherine Ouest").x == pytest.approx(-49.5, abs=0.1)
    assert not town.find("350 Ste-Catherine Ouest").taken(LEAST)


def test_answers_do_not_depend_on_the_order_of_the_gazetteer(town):
    mixed = Geocoder(table().sample(fraction=1.0, shuffle=True, seed=4))
    texts = ["angle Ste-Catherine E et St-Denis", "250 Ste-Catherine E", "50 Parc", "Station Berri", "Alcala 22"]
    assert [repr(mixed.find(each)) for each in texts] == [repr(town.find(each)) for each in texts]


def test_a_table_of_answers_has_a_row_a_text_and_no_point_without_a_match(town):
    texts = pl.Series(["250 Ste-Catherine E", None, "250 Ste-Catherine E", "50 Parc", "Boulevard Pie-IX"])
    found = town.find_all(texts)
    assert found["status"].to_list() == ["matched", "unmatched", "matched", "review", "unmatched"]
    assert found["x"].is_null().to_list() == [False, True, False, True, True]
    coarse = town.find_all(pl.Series(["300 block rue Ste-Catherine E"]), coarsest=60.0)
    assert coarse["status"].to_list() == ["review"]
    assert coarse["x"].to_list() == [None]


SYLLABLES = ["ber", "ga", "lo", "min", "tra", "vel", "sou", "dre", "ki", "pon", "ral", "ne", "ush", "of", "wick", "tam"]


def invented(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randrange(2, 4))).title()


def test_streets_of_another_town_are_taken_for_ours_less_than_once_in_200():
    rng = random.Random(11)
    ours = sorted({invented(rng) for _ in range(400)})
    theirs = sorted({invented(rng) for _ in range(1200)} - set(ours))
    rows = [
        {"entry": at, "kind": "street", "name": f"Rue {name}", "low": 1, "high": 999,
         "wkb": shapely.LineString([(0, 100 * at), (900, 100 * at)]).wkb}
        for at, name in enumerate(ours)
    ]  # fmt: skip
    coder = Geocoder(pl.DataFrame(rows, schema=GAZETTEER))
    found = coder.find_all(pl.Series([f"{rng.randrange(1, 999)} rue {name}" for name in theirs]))
    assert (found["status"] == "matched").mean() < 0.005
    slips = [name[:2] + name[3:] if len(name) > 6 else name for name in ours]
    again = coder.find_all(pl.Series([f"120, rue {name}" for name in slips]))
    right = again.with_columns(pl.Series("wanted", [f"120 Rue {name}" for name in ours])).filter(
        pl.col("status") == "matched"
    )
    assert right.height > 0.9 * len(ours)
    assert (right["name"] == right["wanted"]).mean() > 0.99
