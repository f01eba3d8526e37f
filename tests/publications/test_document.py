"""The PDF: its tags, language and descriptions read back, and the same numbers as the page."""

import re

import pytest

from tests.publications.reading import objects, pdf_strings, tree

LOCALES = ("en", "fr", "es")


def document(issue, locale):
    return objects((issue / f"bulletin.{locale}.pdf").read_bytes())


@pytest.mark.parametrize("locale", LOCALES)
def test_it_states_its_language_title_and_conformance(issue, locale):
    opened = document(issue, locale)
    assert set(pdf_strings(opened, "Lang")) >= {locale}
    assert re.search(r"/MarkInfo\s*<<[^>]*/Marked true", opened)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", opened)
    assert "/DisplayDocTitle true" in opened
    assert any("Riverton" in title for title in pdf_strings(opened, "Title"))


@pytest.mark.parametrize("locale", LOCALES)
def test_its_structure_is_tagged(issue, locale):
    tags = re.findall(r"/S\s*/(\w+)", document(issue, locale))
    assert tags.count("H1") == 1
    assert tags.count("H2") > 8
    assert tags.count("Table") == 8
    assert tags.count("TH") > 8 * 2
    assert tags.count("Caption") == 3 + 8
    assert {"L", "LI", "P", "TR", "TD", "Link"} <= set(tags)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_is_described_as_on_the_page(issue, locale):
    root = tree((issue / f"bulletin.{locale}.html").read_text(encoding="utf-8"))
    labels = [node.attributes["aria-label"] for node in root.all("div") if node.attributes.get("role") == "img"]
    described = set(pdf_strings(document(issue, locale), "Alt"))
    assert len(labels) == 3
    for label in labels:
        assert any(label.startswith(alt) for alt in described), (label, described)


def test_headings_of_columns_have_a_scope(issue):
    opened = document(issue, "en")
    assert opened.count("/Scope /Column") + opened.count("/Scope/Column") >= 8 * 2


@pytest.mark.parametrize("locale", LOCALES)
def test_it_holds_the_numbers_of_the_page(issue, locale):
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads the text of a PDF back")
    reader = pypdf.PdfReader(issue / f"bulletin.{locale}.pdf")
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    root = tree((issue / f"bulletin.{locale}.html").read_text(encoding="utf-8"))
    cells = {cell.words() for cell in root.all("td")}
    assert len(cells) > 60
    missing = {cell for cell in cells if re.sub(r"\s", "", cell) not in text}
    assert not {cell for cell in missing if any(c.isdigit() for c in cell)}
