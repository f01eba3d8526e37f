"""The page: complete, self-contained, readable by machines and by ear, the same numbers in each language."""

import csv
import io
import json
import re
from itertools import pairwise

import pytest

from beffroi.errors.publication import UnknownLanguage
from beffroi.publications import bulletin
from tests.publications.editions import edition
from tests.publications.reading import tree

LOCALES = ("en", "fr", "es")


def page(issue, locale="en"):
    return tree((issue / f"bulletin.{locale}.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_asks_nothing_of_the_network(issue, locale):
    raw = (issue / f"bulletin.{locale}.html").read_text(encoding="utf-8")
    root = tree(raw)
    assert not list(root.all("script"))
    assert "default-src 'none'" in raw
    assert not re.search(r"@import|url\((?!#)|<(img|iframe|object|embed|audio|video)\b", raw)
    assert not any("src" in node.attributes for node in root.all())
    assert all(node.attributes.get("rel") == "alternate" for node in root.all("link"))
    for link in root.all("a"):
        href = link.attributes["href"]
        assert (
            href.startswith("#")
            or re.fullmatch(r"(bulletin\.\w\w\.html|data/[\w.-]+\.csv)", href)
            or href in raw_sources()
        )


def raw_sources():
    return {source.url for source in edition().sources}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_link_of_the_page_leads_somewhere(issue, locale):
    root = page(issue, locale)
    ids = [node.attributes["id"] for node in root.all() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for link in root.all("a"):
        href = link.attributes["href"]
        if href.startswith("#"):
            assert href[1:] in ids
        elif not href.startswith("http"):
            assert (issue / href).exists()
    for node in root.all():
        for named in ("aria-labelledby", "aria-describedby"):
            assert set(node.attributes.get(named, "").split()) <= set(ids)


@pytest.mark.parametrize("locale", LOCALES)
def test_headings_never_skip_a_level_and_there_is_one_first(issue, locale):
    levels = [int(node.tag[1]) for node in page(issue, locale).all() if re.fullmatch(r"h[1-6]", node.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("locale", LOCALES)
def test_language_landmarks_and_switch(issue, locale):
    root = page(issue, locale)
    assert next(root.all("html")).attributes["lang"] == locale
    assert len(list(root.all("main"))) == 1
    first = next(root.all("a"))
    assert first.attributes["href"] == "#main"
    switch = next(root.all("nav"))
    assert [link.attributes["lang"] for link in switch.all("a")] == list(LOCALES)
    current = [link.attributes["lang"] for link in switch.all("a") if link.attributes.get("aria-current") == "page"]
    assert current == [locale]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_has_its_words_and_its_table(issue, locale):
    root = page(issue, locale)
    captions = [node.words() for node in root.all("caption")]
    figures = list(root.all("figure"))
    assert len(figures) == 3
    for figure in figures:
        plate = next(node for node in figure.all("div") if node.attributes.get("role") == "img")
        number = re.findall(r"\d+", plate.attributes["aria-label"])[-1]
        assert len(plate.attributes["aria-label"]) > 20
        assert any(re.match(rf"\w+\s{number}\.", caption) for caption in captions)


def test_tables_have_captions_and_scopes(issue):
    for table in page(issue).all("table"):
        assert len(list(table.all("caption"))) == 1
        assert all(th.attributes.get("scope") in ("col", "row") for th in table.all("th"))
        for row in list(next(table.all("tbody")).all("tr")):
            assert len(list(row.all("th"))) == 1


def values(issue, locale):
    root = page(issue, locale)
    cells = [
        (node.attributes.get("data-status"), node.attributes["data-value"])
        for node in root.all()
        if "data-value" in node.attributes
    ]
    points = [json.loads(node.attributes["data-values"]) for node in root.all() if "data-values" in node.attributes]
    return cells, points


def test_the_three_languages_hold_the_same_numbers(issue):
    english = values(issue, "en")
    assert len(english[0]) > 200
    assert sum(len(point) for point in english[1]) == 4
    assert values(issue, "fr") == english
    assert values(issue, "es") == english


def digits(text):
    return re.sub(r"[^0-9]", "", text)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_shown_number_is_its_value(issue, locale):
    """What the eye reads is the machine's value, rounded at most, never another number."""
    checked = 0
    for cell in page(issue, locale).all("td"):
        value = cell.attributes["data-value"]
        if re.fullmatch(r"\d+", value) and cell.attributes.get("class") == "n":
            assert digits(cell.words()) == value
            checked += 1
    assert checked > 180


def test_the_page_and_the_files_hold_the_same_cells(issue):
    for table in page(issue).all("table"):
        rows = list(csv.reader(io.StringIO((issue / "data" / file_of(table)).read_text(encoding="utf-8"), newline="")))
        names = rows[0]
        columns = [n for n, name in enumerate(names) if not name.endswith("_status")]
        filed = [[row[n] for n in columns] for row in rows[1:]]
        read = [
            [cell.attributes.get("data-value", "") for cell in row.children]
            for row in next(table.all("tbody")).all("tr")
        ]
        match table.attributes["class"]:
            case "pairs":
                assert [value for _, value in read] == filed[0]
            case "crossed":
                assert sorted(value for row in read for value in row[1:]) == sorted(row[-1] for row in filed)
            case _:
                assert read == filed


def file_of(table):
    details = table
    while details.tag != "details":
        details = details.parent
    return [link.attributes["href"] for link in details.all("a")][-1].removeprefix("data/")


def test_withheld_missing_and_released_are_told_apart(issue):
    words = page(issue, "fr").words()
    rows = {
        next(row.all("th")).words(): [cell.words() for cell in row.all("td")]
        for row in page(issue, "fr").all("tr")
        if next(row.all("th"), None)
    }
    assert rows["North Center"][1] == "<\u00a05"
    assert rows["North Center"][3] == "c"
    assert rows["Lincoln Park"][1] == "<\u00a05"  # a zero beside a small count
    assert rows["juillet 2018"] == ["–", "–"]
    assert "l’absence de données n’est pas zéro" in words


def test_a_refusal_is_one_sentence_with_what_is_possible(issue):
    said = [node.words() for node in page(issue).all("p") if node.attributes.get("class") == "refused"]
    assert said == [
        "No answer with these data: there are fewer than 5 events and the method needs at least 50; "
        "instead: ask about a longer period or more offences."
    ]


def test_the_same_edition_gives_the_same_bytes(issue, tmp_path):
    written = [path for locale in LOCALES for path in bulletin.write(edition(), locale=locale, out=tmp_path)]
    assert len({path.name for path in written}) == 6 + 10
    for path in written:
        assert path.read_bytes() == (issue / path.relative_to(tmp_path)).read_bytes(), path.name


def test_a_language_the_edition_lacks_is_refused(tmp_path):
    with pytest.raises(UnknownLanguage, match="“pt”"):
        bulletin.write(edition(), locale="pt", out=tmp_path)


def test_a_region_keeps_its_language(tmp_path):
    written = bulletin.write(edition(locales=("fr_CA", "en")), locale="fr_CA", out=tmp_path)
    root = tree(written[0].read_text(encoding="utf-8"))
    assert written[0].name == "bulletin.fr-CA.html"
    assert next(root.all("html")).attributes["lang"] == "fr-CA"


def test_hostile_words_are_never_markup(tmp_path):
    written = bulletin.write(
        edition(name='<script>alert("x")</script>', publisher="a & b #{} $x$"), locale="en", out=tmp_path
    )
    root = tree(written[0].read_text(encoding="utf-8"))
    assert not list(root.all("script"))
    assert '<script>alert("x")</script>' in next(root.all("h1")).words()
