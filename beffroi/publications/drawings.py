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

FULL_WIDTH, SMALL_WIDTH = 680, 330  # of the page, and of each of two side by side or of a telephone
MAPS = ("area_map", "cell_map", "street_map")


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
    narrow: str = ""  # the same, drawn again for a telephone
    narrow_dark: str = ""


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
    small: bool = False,
) -> Drawing:
    """Draw a figure of a release; where it is not `small`, for the page and for a telephone."""
    drawn, mark, hidden = as_drawn(release, figure)
    given: dict[str, Any] = {"geographies": release.finding.geographies, "words": words, "withheld": mark}
    given |= {"summary": release.finding.tables["summary"], "hidden": hidden}
    width = SMALL_WIDTH if small else FULL_WIDTH
    light, night = _dressed(figure, drawn, locale, given | {"width": width}, dark=dark)
    again = dark and not small
    narrow = _dressed(figure, drawn, locale, given | {"width": SMALL_WIDTH}, dark=True) if again else ("", "")
    return Drawing(
        id=f"figure-{number}",
        number=number,
        title=title,
        alt=alt,
        light=light,
        dark=night,
        table=table,
        width=min(1.0, width_of(light) / width),
        narrow=narrow[0],
        narrow_dark=narrow[1],
    )


def _dressed(figure: Figure, drawn: Table, locale: str, given: dict[str, Any], *, dark: bool) -> tuple[str, str]:
    """Return the drawing by day and, if asked, by night."""
    from beffroi.drawing.figures import specification
    from beffroi.drawing.render import settled, svg, unsettled

    day = unsettled(specification(figure, drawn, locale, **given))
    night = (by_night(day) or svg(specification(figure, drawn, locale, dark=True, **given))) if dark else ""
    return settled(day), night


def says_something(release: Release, figure: Figure) -> bool:
    """Whether a figure tells more than a number does: a map, or at least two marks side by side."""
    frame = release.finding.tables[figure.table].frame
    if figure.mark in MAPS:
        return not frame.is_empty()
    keys = [name for name in (figure.x, figure.y, figure.series) if name]
    return frame.select(keys).unique().height > 1


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
