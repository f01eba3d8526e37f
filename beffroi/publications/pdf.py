"""A bulletin as a tagged document (PDF/UA-1), typeset by Typst from the same sheet as the page.

Fonts are those that Typst carries: Libertinus Serif (SIL Open Font License 1.1)
and, for hashes and questions, DejaVu Sans Mono (Bitstream Vera licence). No
font of the machine is used, so the same sheet gives the same bytes anywhere.
"""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from beffroi.errors.publication import NotTypeset
from beffroi.publications.edition import Edition
from beffroi.publications.grids import Grid
from beffroi.publications.html import FOLDER, SEMICOLON, on_paper, phrase, resource
from beffroi.publications.sheet import Answer, Sheet, lower

NARROW, WIDEST_CELL = 70, 30  # in letters
DOCUMENT_FONT = "Libertinus Serif"


def document(sheet: Sheet, edition: Edition) -> bytes:
    """Return the bulletin as a PDF that states its language, tags its structure and describes its figures."""
    import typst

    with TemporaryDirectory(prefix="beffroi-") as folder:
        root = Path(folder)
        for name in ("bulletin.typ", "belfry.svg"):
            (root / name).write_text(resource(name).replace("currentColor", "#1f5a75"), encoding="utf-8")
        for drawing in _drawings(sheet):
            (root / f"{drawing.id}.svg").write_text(in_document_font(drawing.light), encoding="utf-8")
        (root / "sheet.json").write_text(json.dumps(_laid_out(sheet, edition), default=_plain), encoding="utf-8")
        try:
            made = typst.compile(root / "bulletin.typ", root=root, ignore_system_fonts=True, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            raise NotTypeset(why=str(error)) from error
    return bytes(made)


def in_document_font(svg: str) -> str:
    """Set the text of a drawing in the font of the document, which the document carries."""
    import re

    return re.sub(r'font-family="[^"]*"', f'font-family="{DOCUMENT_FONT}"', svg)


def _drawings(sheet: Sheet) -> Iterator[Any]:
    for chapter in sheet.chapters:
        for answer in chapter.answers:
            yield from answer.drawings


def _laid_out(sheet: Sheet, edition: Edition) -> dict[str, Any]:
    def say(name: str, **values: Any) -> str:
        from beffroi.drawing.format import sentence

        return sentence(phrase(name), values, sheet.locale)

    day, once = edition.made_at, _Once()
    return _plain(sheet) | {
        "region": sheet.locale.split("-")[1] if "-" in sheet.locale else None,
        "made_at": {"year": day.year, "month": day.month, "day": day.day} if day else None,
        "page_of": phrase("page_of").template(sheet.locale),
        "made_with": say("made_with", version=sheet.version),
        "open_data": say("open_data_in", folder=FOLDER),
        "chapters": [
            _plain(chapter)
            | {
                "answers": [_answer(answer, say, sheet, once=once) for answer in chapter.answers],
                "choices": _listed(chapter.choices, sheet),
            }
            for chapter in sheet.chapters
        ],
    }


class _Once:
    """Remembers the tables that say what an answer rests on: one that repeats another is not printed again."""

    def __init__(self) -> None:
        self.seen: dict[Any, int] = {}

    def same_as(self, grid: Grid) -> int:
        """Return the number of the table that holds the same pairs, or 0."""
        if grid.shape != "pairs":
            return 0
        told = tuple(tuple(cell.shown for cell in row) for row in grid.rows)
        number = self.seen.setdefault(told, grid.number)
        return number if number != grid.number else 0


def _listed(pairs: tuple[tuple[str, str], ...], sheet: Sheet) -> str:
    colon, semicolon = "\u00a0: " if sheet.language == "fr" else ": ", SEMICOLON.get(sheet.language, "; ")
    return semicolon.join(f"{lower(name)}{colon}{value}" for name, value in pairs)


def _answer(answer: Answer, say: Any, sheet: Sheet, *, once: "_Once") -> dict[str, Any]:
    return _plain(answer) | {
        "drawings": [
            {
                "file": f"{drawing.id}.svg",
                "width": round(drawing.width, 4),
                "title": drawing.title,
                "alt": drawing.alt,
                "label": say("figure", n=drawing.number),
                "data": say("figure_data", n=drawing.table),
            }
            for drawing in answer.drawings
        ],
        "grids": [_grid(grid, say, same=once.same_as(grid)) for grid in answer.grids],
        "choices": _listed(answer.choices, sheet),
        "parameters": _listed(answer.parameters, sheet),
    }


def _grid(grid: Grid, say: Any, *, same: int) -> dict[str, Any]:
    kept = on_paper(len(grid.rows))
    more = len(grid.rows) > kept
    file = f"{FOLDER}/{grid.file}"
    return _plain(grid) | {
        "rows": grid.rows[:kept],
        "same": say("same_as", n=same) if same else "",
        "widths": widths(grid),
        "label": say("table", n=grid.number),
        "partial": say("partial", shown=kept, rows=len(grid.rows), file=file) if more else "",
    }


def widths(grid: Grid) -> list[float]:
    """Return the share of the page that each column takes; nothing where the table is narrow enough to be left alone."""
    longest = [
        max(
            [
                max(map(len, head.label.split()), default=1),
                *(len(row[n].shown) for row in grid.rows[: on_paper(len(grid.rows))]),
            ]
        )
        for n, head in enumerate(grid.heads)
    ]
    shares = [float(min(length, WIDEST_CELL) + 2) for length in longest]
    return shares if grid.shape != "pairs" and sum(shares) > NARROW else []


def _plain(made: Any) -> dict[str, Any]:
    """Return the fields of a dataclass as they are, one level deep."""
    return {field.name: getattr(made, field.name) for field in fields(made)}
