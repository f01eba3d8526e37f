"""Maps of streets: lines by class, what is zero thin, what is withheld dashed, what stands out edged."""

import polars as pl
from shapely import LineString, to_wkb

from beffroi.drawing.figures import specification, svg
from beffroi.evidence.finding import Figure, Geography, Table
from beffroi.vocabulary import lexicon
from tests.drawing.samples import ALT, TITLE

STREETS = Geography(
    name="streets",
    codes=("a", "b", "c", "d"),
    labels=("A", "B", "C", "D"),
    outlines=tuple(
        to_wkb(LineString([(500_000, 4_600_000 + y), (500_900, 4_600_000 + y)])) for y in (0, 300, 600, 900)
    ),
    crs="EPSG:32616",
)
COLUMNS = {"place": lexicon.PLACE, "incidents": lexicon.INCIDENTS, "route": lexicon.LAG}


def drawn(mark, counts, *, routes=(0, 0, 0, 0), withheld="", **more):
    frame = pl.DataFrame({"place": STREETS.codes, "incidents": counts, "route": routes})
    figure = Figure(
        mark=mark, table="t", title=TITLE, alt=ALT, x="place", value="incidents", geography="streets", **more
    )
    return specification(figure, Table(COLUMNS, frame), "en", geographies={"streets": STREETS}, withheld=withheld)


def strokes(spec):
    """Stroke, width and number of lines of each layer of shapes."""
    found = []
    for layer in spec["layer"]:
        if layer["mark"].get("type") == "geoshape":
            lines = [f["geometry"] for f in layer["data"]["values"]]
            count = sum(len(g["coordinates"]) if g["type"].startswith("Multi") else 1 for g in lines)
            found.append((layer["mark"], count))
    return found


def test_the_busier_the_wider_and_zero_is_thin():
    layers = strokes(drawn("street_map", [0, 1, 5, 20]))
    widths = [mark["strokeWidth"] for mark, _ in layers]
    assert widths == sorted(widths)
    assert widths[0] < 1 < widths[-1]
    assert sum(count for _, count in layers) == 4
    assert all(mark["fill"] is None for mark, _ in layers)


def test_what_is_withheld_is_dashed_and_said():
    spec = drawn("street_map", [None, 7, 8, 9], withheld="< 5")
    dashed = [mark for mark, _ in strokes(spec) if mark.get("strokeDash")]
    assert len(dashed) == 1
    assert "&lt; 5" in svg(spec)


def test_streets_that_stand_out_have_an_edge_and_the_legend_says_so():
    spec = drawn("street_map", [1, 2, 3, 9], routes=(0, 0, 0, 1), series="route", options={"outlined": TITLE})
    plain = drawn("street_map", [1, 2, 3, 9], series="route", options={"outlined": TITLE})
    assert len(strokes(spec)) == len(strokes(plain)) + 1
    assert svg(spec).count(f">{TITLE.en}<") > svg(plain).count(f">{TITLE.en}<")


def test_a_map_of_areas_whose_areas_are_streets_draws_them_as_lines():
    layers = strokes(drawn("area_map", [1, 2, 3, 9]))
    assert sum(count for _, count in layers) == 4
    assert all(mark["fill"] is None for mark, _ in layers)
