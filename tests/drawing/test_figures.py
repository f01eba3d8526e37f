"""Every mark is drawn, from the columns it names and nothing else, the same each time, in every language."""

import json
import re
from copy import deepcopy
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import polars as pl
import pytest

from beffroi.drawing.classes import text_width
from beffroi.drawing.figures import DRAWERS, specification, svg
from beffroi.drawing.maps import TALLEST
from beffroi.drawing.render import png
from beffroi.evidence.finding import Figure, Table
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.text import text
from tests.drawing.samples import ALT, MARKS, SECRET, SQUARES, TITLE, months, sample

LOCALES = ("en_GB", "fr_CA", "es_MX")
GEOGRAPHIES = {"area": SQUARES}


def drawn(mark, locale="en_GB", **given):
    figure, table = sample(mark)
    return specification(figure, table, locale, geographies=GEOGRAPHIES, **given)


def parts(spec, key):
    """Every value under a key, anywhere in a specification."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name == key:
                yield value
            yield from parts(value, key)
    elif isinstance(spec, list):
        for value in spec:
            yield from parts(value, key)


def rows(spec):
    return [row for data in parts(spec, "data") if isinstance(data, dict) for row in data["values"]]


def fields(spec):
    """Names of the data's fields, those of map features included; coordinates in pixels and swatches apart."""
    names = set()
    for row in rows(spec):
        names |= set(row["properties"]) if row.get("type") == "Feature" else set(row)
    return names


def marks_of(spec):
    return [m if isinstance(m, dict) else {"type": m} for m in parts(spec, "mark")]


def said(drawing):
    return " ".join(ElementTree.fromstring(drawing).itertext())


def test_every_mark_has_a_drawer():
    assert set(DRAWERS) == set(MARKS)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_mark_draws_in_every_language(mark, locale):
    drawing = svg(drawn(mark, locale, withheld="< 5", dark=locale == "fr_CA"))
    root = ElementTree.fromstring(drawing)
    assert root.tag.endswith("svg")
    assert len(drawing) > 2000
    assert "undefined" not in drawing
    assert "NaN" not in drawing


@pytest.mark.parametrize("mark", MARKS)
def test_the_drawing_is_one_image_with_a_title_and_a_description(mark):
    root = ElementTree.fromstring(svg(drawn(mark, "fr_CA")))
    assert root.get("role") == "img"
    assert root.get("lang") == "fr-CA"
    title, description = root[0], root[1]
    assert title.tag.endswith("title")
    assert title.text == TITLE.fr
    assert description.tag.endswith("desc")
    assert description.text == ALT.fr
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert not re.findall(r'aria-label="', ElementTree.tostring(root, encoding="unicode"))


@pytest.mark.parametrize("mark", MARKS)
def test_only_the_named_columns_are_in_the_drawing(mark):
    figure, table = sample(mark)
    spec = drawn(mark)
    options = {v for v in figure.options.values() if isinstance(v, str) and v in table.columns}
    named = figure.columns() | options
    pixels = {"x", "y", "x2", "y2", "text", "c", "s", "w", "_absent"}
    assert fields(spec) <= named | pixels | {"name"}
    assert str(SECRET) not in json.dumps(spec)
    assert str(SECRET) not in svg(spec).replace("\u202f", "").replace(",", "")


@pytest.mark.parametrize("mark", MARKS)
def test_the_same_figure_gives_the_same_bytes_and_leaves_its_inputs_alone(mark):
    figure, table = sample(mark)
    before = table.frame.clone()
    one, two = (specification(figure, table, "es_MX", geographies=GEOGRAPHIES) for _ in range(2))
    kept = deepcopy(one)
    assert svg(one) == svg(two)
    assert one == kept
    assert table.frame.equals(before)


@pytest.mark.parametrize("mark", MARKS)
def test_nothing_is_fetched(mark):
    spec = json.dumps({k: v for k, v in drawn(mark).items() if k != "$schema"})
    assert "http" not in spec
    assert '"url"' not in spec


@pytest.mark.parametrize("mark", MARKS)
def test_an_empty_table_says_there_are_no_data(mark):
    figure, table = sample(mark)
    empty = Table(table.columns, table.frame.clear())
    assert "Sin datos" in said(svg(specification(figure, empty, "es_CO", geographies=GEOGRAPHIES)))


@pytest.mark.parametrize("mark", MARKS)
def test_one_row_is_drawn(mark):
    figure, table = sample(mark)
    one = Table(table.columns, table.frame.head(1))
    assert "<svg" in svg(specification(figure, one, "fr_FR", geographies=GEOGRAPHIES))


@pytest.mark.parametrize("mark", MARKS)
def test_numbers_that_are_all_withheld_are_drawn_as_such(mark):
    figure, table = sample(mark)
    numbers = [n for n, t in table.frame.schema.items() if t.is_numeric() and n in (figure.value, figure.y, figure.x)]
    numbers = [n for n in numbers if table.columns[n].role in ("count", "ratio", "estimate")]
    hidden = table.frame.with_columns(pl.lit(None, dtype=pl.Int64).alias(n) for n in numbers)
    assert "<svg" in svg(specification(figure, Table(table.columns, hidden), "en_US", geographies=GEOGRAPHIES))


@pytest.mark.parametrize("mark", ["bar", "interval", "heatmap", "dots"])
def test_a_withheld_number_is_marked_and_never_zero(mark):
    figure, _ = sample(mark)
    spec = drawn(mark, withheld="< 5")
    assert "< 5" in said(svg(spec))
    value = figure.value or (figure.x if mark in ("interval", "dots") else figure.y)
    assert any(row[value] is None for row in rows(spec) if value in row)


@pytest.mark.parametrize(("mark", "word"), [("area_map", "Masqué (< 5)"), ("cell_map", "Masqué (< 5)")])
def test_a_map_tells_withheld_from_missing(mark, word):
    hidden, plain = (said(svg(drawn(mark, "fr_FR", withheld=w))) for w in ("< 5", ""))
    assert word in hidden.replace("\u00a0", " ")
    assert word not in plain.replace("\u00a0", " ")
    if mark == "area_map":
        assert "Sans données" in hidden
        assert "Sans données" in plain


def test_hatching_lies_inside_the_withheld_place_only():
    spec = drawn("area_map", withheld="< 5")
    lines = [
        f
        for layer in spec["layer"]
        for f in layer["data"]["values"]
        if f.get("geometry", {}).get("type") == "MultiLineString"
    ]
    assert len(lines) == 1
    xs = [x for line in lines[0]["geometry"]["coordinates"] for x, _ in line]
    ys = [y for line in lines[0]["geometry"]["coordinates"] for _, y in line]
    assert len(xs) > 40
    middle = spec["width"] / 2  # place 3 is the south-west quarter
    assert max(xs) <= middle + 0.2
    assert min(ys) >= 58 + TALLEST / 2 - 0.2


def test_a_line_is_broken_where_there_is_no_number():
    spec = drawn("line")
    assert all(mark["invalid"].startswith("break-paths") for mark in marks_of(spec) if mark["type"] in ("line", "area"))
    paths = re.findall(r'aria-roledescription="line|class="mark-line[^>]*>(.*?)</g>', svg(spec))
    assert any(path.count("M") == 2 for path in paths)


def test_a_period_that_the_table_lacks_breaks_the_line_too():
    frame = pl.DataFrame({"period": [m for m in months(12) if m.month not in (5, 6)], "incidents": range(10)})
    table = Table({"period": lexicon.PERIOD, "incidents": lexicon.INCIDENTS}, frame)
    figure = Figure(mark="line", table="t", title=TITLE, alt=ALT, x="period", y="incidents")
    spec = specification(figure, table, "en_GB")
    gaps = [row for row in spec["data"]["values"] if row["incidents"] is None]
    assert [row["period"] for row in gaps] == ["2017-05-01", "2017-06-01"]


def test_a_point_between_two_gaps_is_still_seen():
    values = [float(i) if i % 2 else None for i in range(80)]
    frame = pl.DataFrame({"period": months(80, year=2010), "incidents": values})
    table = Table({"period": lexicon.PERIOD, "incidents": lexicon.INCIDENTS}, frame)
    figure = Figure(mark="line", table="t", title=TITLE, alt=ALT, x="period", y="incidents")
    dots = [layer for layer in specification(figure, table, "en_GB")["layer"] if layer["mark"]["type"] == "point"]
    assert len(dots[0]["data"]["values"]) == 40


def test_a_missing_month_of_a_calendar_is_grey_and_zero_is_not():
    spec = drawn("calendar")
    values = {row["period"]: row["incidents"] for row in spec["data"]["values"]}
    assert values["2017-01-01"] == 0
    assert values["2018-03-01"] is None
    assert "No data" in said(svg(spec))


def calendar_of(starts, values, **given):
    table = Table(
        {"period": lexicon.PERIOD, "incidents": lexicon.INCIDENTS},
        pl.DataFrame({"period": starts, "incidents": values}),
    )
    figure = Figure(mark="calendar", table="t", title=TITLE, alt=ALT, x="period", value="incidents")
    return specification(figure, table, "en_GB", **given)


def test_months_outside_the_span_of_a_calendar_are_blank_and_months_between_are_not():
    spec = calendar_of([date(2017, 11, 1), date(2018, 2, 1)], [3, 4])
    values = {row["period"]: row["incidents"] for row in spec["data"]["values"]}
    assert values == {"2017-11-01": 3, "2017-12-01": None, "2018-01-01": None, "2018-02-01": 4}


def test_the_legend_of_a_ratio_shows_the_classes_that_the_picture_has():
    rows = {"period": months(3), "offence": ["a"] * 3, "ratio": [1.02, 1.2, 1.05]}
    columns = {
        "period": lexicon.PERIOD,
        "offence": lexicon.PLACE_NAME,
        "ratio": lexicon.Column(label=TITLE, unit="1", decimals=2),
    }
    figure = Figure(
        mark="heatmap", table="t", title=TITLE, alt=ALT, x="period", y="offence", value="ratio", options={"midpoint": 1}
    )
    spec = specification(figure, Table(columns, pl.DataFrame(rows)), "en_GB")
    boxes = next(layer for layer in spec["vconcat"][0]["layer"] if layer["mark"]["type"] == "rect")["data"]["values"]
    assert len(boxes) == 2  # about one, and above it; nothing is below


def series_table(count):
    names = [f"Offence {i}" for i in range(count)]
    data = [
        {"offence": n, "period": m, "incidents": 100 * i + m.month} for i, n in enumerate(names, 1) for m in months(6)
    ]
    columns = {"offence": lexicon.PLACE_NAME, "period": lexicon.PERIOD, "incidents": lexicon.INCIDENTS}
    return Table(columns, pl.DataFrame(data))


def series_spec(count, **options):
    figure = Figure(
        mark="line", table="t", title=TITLE, alt=ALT, x="period", y="incidents", series="offence", options=options
    )
    return specification(figure, series_table(count), "en_GB")


def test_few_series_are_labelled_at_their_line_and_many_become_small_multiples():
    few, many = series_spec(3), series_spec(8)
    assert all(legend is None for legend in parts(few, "legend") if not isinstance(legend, dict) or "title" in legend)
    assert all(f"Offence {i}" in said(svg(few)) for i in range(3))
    assert "facet" in many
    assert said(svg(many)).count("Offence") == 8


def test_numbers_are_written_as_the_locale_writes_them():
    assert "1\u202f200" in said(svg(drawn("bar", "fr_FR")))
    assert "1\u00a0200" in said(svg(drawn("bar", "fr_CA")))
    assert "1.200" in said(svg(drawn("bar", "es_ES")))
    assert "1,200" in said(svg(drawn("bar", "es_MX")))


def test_months_are_written_in_the_language_whatever_the_clock_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "America/Chicago")
    assert {"janv.", "2017"} <= set(re.findall(r"[\w.]+", said(svg(drawn("line", "fr_FR")))))
    assert "ene" in said(svg(drawn("line", "es_MX")))
    assert "déc." not in said(svg(drawn("line", "fr_FR"))).replace("déc.", "", 1)


def test_the_title_and_description_are_filled_from_the_summary():
    figure, table = sample("bar")
    filled = text("{incidents} incidents", "{incidents} faits", "{incidents} incidentes")
    figure = Figure(mark="bar", table="t", title=filled, alt=filled, x="name", y="incidents")
    summary = Table({"incidents": lexicon.INCIDENTS}, pl.DataFrame({"incidents": [12345]}))
    spec = specification(figure, table, "fr_FR", summary=summary, heading=True)
    assert spec["description"] == "12\u202f345 faits"
    assert "12\u202f345 faits" in said(svg(spec))


def test_a_codes_words_are_used():
    columns = {"reason": lexicon.PLACE_NAME, "incidents": lexicon.INCIDENTS}
    table = Table(columns, pl.DataFrame({"reason": ["bad_date", "bad_place"], "incidents": [3, 4]}))
    figure = Figure(mark="bar", table="t", title=TITLE, alt=ALT, x="reason", y="incidents")
    words = {"bad_date": text("Date not read", "Date illisible", "Fecha ilegible")}
    assert "Date illisible" in said(svg(specification(figure, table, "fr_FR", words=words)))


def test_a_map_of_an_unknown_geography_says_so():
    figure, table = sample("area_map")
    with pytest.raises(ValueError, match="names the geography 'area'"):
        specification(figure, table, "en_GB", geographies={})


def test_text_stays_text_and_a_picture_can_be_made():
    drawing = svg(drawn("bar"))
    assert "<text" in drawing
    assert png(drawn("bar"), scale=1)[:4] == b"\x89PNG"


@pytest.mark.parametrize("mark", ["bar", "heatmap", "area_map"])
def test_the_gates_mask_tells_withheld_from_missing(mark):
    figure, table = sample(mark)
    value = figure.value or figure.y
    never = pl.DataFrame({value: [False] * table.frame.height})
    given = {"geographies": GEOGRAPHIES, "withheld": "< 5"}
    masked = said(svg(specification(figure, table, "en_GB", hidden=never, **given)))
    assert "< 5" not in masked
    assert "< 5" in said(
        svg(specification(figure, table, "en_GB", hidden=table.frame.select(pl.col(value).is_null()), **given))
    )


def test_a_month_without_a_row_is_missing_even_where_counts_are_withheld():
    spec = calendar_of([date(2017, 11, 1), date(2018, 2, 1)], [3, None], withheld="< 5")
    spoken = said(svg(spec))
    assert "No data" in spoken
    assert "Withheld" in spoken


def test_the_heading_is_written_only_when_asked():
    assert said(svg(drawn("bar"))).count(TITLE.en) == 1
    assert said(svg(drawn("bar", heading=True))).count(TITLE.en) == 2


def test_the_ground_is_left_to_the_page_when_asked():
    assert 'fill="#ffffff"' in svg(drawn("line"))
    assert 'fill="#ffffff"' not in svg(drawn("line", transparent=True))


def test_a_withheld_point_of_a_line_has_a_cross_and_a_missing_one_nothing():
    hidden, missing = (said(svg(drawn("line", withheld=w))) for w in ("< 5", ""))
    assert hidden.count("×") == 3  # two points and the words that explain them
    assert "× withheld (< 5)" in hidden
    assert "×" not in missing


def test_long_names_under_a_heat_map_are_slanted_and_numbers_that_do_not_fit_are_left_out():
    data = {"x": [f"A rather long name {i}" for i in range(12)], "y": ["Row"] * 12, "n": [123456] * 12}
    columns = {"x": lexicon.PLACE_NAME, "y": lexicon.PLACE_NAME, "n": lexicon.INCIDENTS}
    figure = Figure(mark="heatmap", table="t", title=TITLE, alt=ALT, x="x", y="y", value="n")
    spec = specification(figure, Table(columns, pl.DataFrame(data)), "en_GB", width=500)
    assert -40 in set(parts(spec, "labelAngle"))
    assert said(svg(spec)).count("123,456") <= 1  # the legend's


def test_a_line_of_years_names_years_and_no_month():
    starts = [date(year, 1, 1) for year in range(2016, 2023)]
    table = Table(
        {"period": lexicon.PERIOD, "incidents": lexicon.INCIDENTS},
        pl.DataFrame({"period": starts, "incidents": [5, 6, 7, 8, 9, 8, 7]}),
    )
    figure = Figure(mark="line", table="t", title=TITLE, alt=ALT, x="period", y="incidents")
    spoken = said(svg(specification(figure, table, "fr_FR")))
    assert all(str(start.year) in spoken for start in starts)
    assert "janv" not in spoken
    assert "juil" not in spoken


def test_the_numbers_of_a_legend_do_not_run_into_each_other():
    rows = {
        "name": [f"Place {i}" for i in range(6)],
        "incidents": [553_772, 580_123, 660_400, 710_000, 720_000, 728_626],
    }
    columns = {"name": lexicon.PLACE_NAME, "incidents": lexicon.INCIDENTS, "half": lexicon.PLACE_NAME}
    table = Table(columns, pl.DataFrame(rows | {"half": ["a"] * 6}))
    figure = Figure(mark="heatmap", table="t", title=TITLE, alt=ALT, x="name", y="half", value="incidents")
    texts = [
        layer
        for layer in specification(figure, table, "fr_FR")["vconcat"][0]["layer"]
        if layer["mark"]["type"] == "text"
    ]
    labels = sorted((row["x"], row["text"]) for row in texts[-1]["data"]["values"] if row["y"] == 40)
    assert len(labels) > 3
    for (left, shown), (right, _) in pairwise(labels):
        assert left + text_width(shown) < right
