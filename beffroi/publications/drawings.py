"""Figures of released tables, in light and dark dress, with what they say in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from beffroi.evidence.finding import Figure, Table
from beffroi.governance.gate import Release, thresholds
from beffroi.publications import cells
from beffroi.vocabulary.text import Text

FULL_WIDTH = 680


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One figure: `width` is its share of the full width of the page."""

    id: str
    number: int
    title: str
    alt: str
    light: str
    dark: str
    table: int
    width: float = 1.0


def drawing(
    release: Release,
    figure: Figure,
    *,
    number: int,
    table: int,
    title: str,
    alt: str,
    locale: str,
    words: Mapping[str, Text],
    dark: bool,
) -> Drawing:
    """Draw a figure of a release."""
    from beffroi.drawing.figures import specification
    from beffroi.drawing.render import settled, svg, unsettled

    drawn, mark, hidden = as_drawn(release, figure)
    given: dict[str, Any] = {"geographies": release.finding.geographies, "words": words, "width": FULL_WIDTH}
    given |= {"summary": release.finding.tables["summary"], "withheld": mark, "hidden": hidden}
    day = unsettled(specification(figure, drawn, locale, **given))
    light = settled(day)
    return Drawing(
        id=f"figure-{number}",
        number=number,
        title=title,
        alt=alt,
        light=light,
        dark=(by_night(day) or svg(specification(figure, drawn, locale, dark=True, **given))) if dark else "",
        table=table,
        width=min(1.0, width_of(light) / FULL_WIDTH),
    )


def as_drawn(release: Release, figure: Figure) -> tuple[Table, str, pl.DataFrame]:
    """Return the table that a figure draws, the mark of its withheld values, empty where none is, and their mask.

    With the mask, a figure tells a value that was withheld from one that is missing.
    """
    table, mask = cells.ordered(release, figure.table)
    values = [name for name in table.columns if name in figure.columns() and table.columns[name].role != "key"]
    if not values or not mask.select(pl.any_horizontal(pl.col(name).any() for name in values)).item():
        return table, "", mask
    return table, f"<\u00a0{max(thresholds(table, release.policy))}", mask


def by_night(unsettled: str) -> str | None:
    """Exchange the colours of a drawing by day for those of the dark theme; None where that would not be the same.

    The two dresses differ in colour only, and drawing twice costs twice.
    """
    exchange = _exchange()
    used = set(re.findall(r"#[0-9a-fA-F]{6}\b", unsettled))
    if not used <= set(exchange) or re.search(r"rgba?\(|hsl", unsettled):
        return None
    return re.sub(r"#[0-9a-fA-F]{6}\b", lambda found: exchange[found[0]], unsettled)


@lru_cache(maxsize=1)
def _exchange() -> Mapping[str, str]:
    from beffroi.drawing import theme

    letters = {letter: night for (_, night), letter in theme.LETTERS.items()}
    return {**theme.at_night(), **letters}


def width_of(svg: str) -> float:
    """Return the width that a drawing asks for.

    >>> width_of('<svg width="340.5" height="10"/>')
    340.5
    """
    found = re.search(r'<svg[^>]*?\bwidth="([\d.]+)', svg)
    return float(found[1]) if found else float(FULL_WIDTH)
