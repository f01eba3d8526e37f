"""A bulletin as one page that opens offline: no script, no request, no byte from elsewhere."""

import re
from importlib.resources import files

from beffroi.publications import phrases
from beffroi.publications.drawings import Drawing
from beffroi.publications.sheet import Sheet, lower
from beffroi.vocabulary.text import Text

FOLDER = "data"
PAPER_ROWS, SAMPLE = 60, 12  # longest table that is printed whole, and rows of a longer one
SEMICOLON = {"fr": "\u202f; "}


def page(sheet: Sheet) -> str:
    """Return the bulletin as a self-contained HTML document."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from beffroi.drawing.format import sentence

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False, keep_trailing_newline=True)
    template = environment.from_string(resource("bulletin.html.j2"))
    belfry = resource("belfry.svg").replace("<svg ", '<svg aria-hidden="true" focusable="false" ').strip()
    pictures = {
        drawing.id: _pictured(drawing)
        for chapter in sheet.chapters
        for answer in chapter.answers
        for drawing in answer.drawings
    }
    return template.render(
        sheet=sheet,
        w=sheet.words,
        label=lambda name, **values: sentence(phrase(name), values, sheet.locale),
        lower=lower,
        colon="\u00a0:" if sheet.language == "fr" else ":",
        semicolon=SEMICOLON.get(sheet.language, "; "),
        css=Markup(resource("bulletin.css")),
        belfry=Markup(belfry),
        pictures=pictures,
        titles={chapter.id: chapter.title for chapter in sheet.chapters},
        folder=FOLDER,
        on_paper=on_paper,
    )


def _pictured(drawing: Drawing) -> list[tuple[str, str]]:
    """Return the pictures of a figure, each with the class that says for whom: by day or night, wide or narrow."""
    from markupsafe import Markup

    wide = "wide" if drawing.narrow else ""
    dressed = {
        ("d", f"by-day {wide}"): drawing.light,
        ("n", f"by-night {wide}"): drawing.dark,
        ("e", "by-day narrow"): drawing.narrow,
        ("f", "by-night narrow"): drawing.narrow_dark,
    }
    return [
        (name.strip(), Markup(own_ids(drawn, f"{drawing.id}{letter}")))
        for (letter, name), drawn in dressed.items()
        if drawn
    ]


def on_paper(rows: int) -> int:
    """Return how many rows of a table are printed: all, or a sample of a table that is read as a file.

    >>> on_paper(55), on_paper(449)
    (55, 12)
    """
    return rows if rows <= PAPER_ROWS else SAMPLE


def resource(name: str) -> str:
    """Return the text of a file beside the templates."""
    return files("beffroi.publications").joinpath("templates", name).read_text(encoding="utf-8")


def phrase(name: str) -> Text:
    """Return a phrase by its lower-case name."""
    return getattr(phrases, name.upper())


def own_ids(svg: str, prefix: str) -> str:
    """Give the identifiers of a drawing a prefix, so that two drawings of a page never share one.

    >>> own_ids('<g id="a"/><use href="#a"/><g clip-path="url(#a)"/>', "x")
    '<g id="x-a"/><use href="#x-a"/><g clip-path="url(#x-a)"/>'
    """
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)
    svg = re.sub(r'aria-labelledby="([^"]+)"', lambda m: f'aria-labelledby="{_each(m[1], prefix)}"', svg)
    return re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)


def _each(names: str, prefix: str) -> str:
    return " ".join(f"{prefix}-{name}" for name in names.split())
