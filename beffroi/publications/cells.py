"""Released tables as cells that are shown, withheld or missing: one reading for page, document and file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isfinite
from typing import Any, Literal

import polars as pl

from beffroi.evidence.finding import Table
from beffroi.governance.gate import Release, thresholds
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text

Status = Literal["released", "withheld", "missing"]
MISSING = "–"
SECRET = "c"  # the mark of European statistics for a confidential value
UNCODED = frozenset({"text", "place", "date", "month", "period"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: what is shown, its value written for machines, and why it is empty when it is."""

    shown: str
    value: str
    status: Status


def ordered(release: Release, name: str) -> tuple[Table, pl.DataFrame]:
    """Return a released table and its mask of withheld cells.

    Where cells are withheld, rows are put in the order of their keys: the order
    in which an analysis ranked them would tell which withheld count is larger.
    """
    table = release.finding.tables[name]
    mask = release.hidden.get(name)
    if mask is None:
        mask = pl.DataFrame({column: [False] * table.frame.height for column in table.columns})
    if not mask.select(pl.any_horizontal(pl.all().any())).item():
        return table, mask
    keys = [column for column, about in table.columns.items() if about.role == "key"] or list(table.columns)
    rows = table.frame.select(keys).rows()
    order = sorted(range(table.frame.height), key=lambda n: ([_natural(value) for value in rows[n]], n))
    return replace(table, frame=table.frame[order]), mask[order]


def _natural(value: Any) -> tuple[int, float, str]:
    if value is None:
        return (2, 0.0, "")
    if isinstance(value, (bool, int, float)):
        return (0, float(value), "")
    written = str(value)
    return (0, float(written), "") if re.fullmatch(r"-?\d{1,15}(\.\d+)?", written) else (1, 0.0, written)


def rows(release: Release, name: str, *, locale: str, words: Mapping[str, Text]) -> list[list[Cell]]:
    """Return the rows of a released table as cells in the words of a locale."""
    table, mask = ordered(release, name)
    least = thresholds(table, release.policy)
    columns = [_column(table, mask, column, least=least, locale=locale, words=words) for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(
    table: Table, mask: pl.DataFrame, name: str, *, least: list[int], locale: str, words: Mapping[str, Text]
) -> list[Cell]:
    """A withheld count says the threshold; what rests on it says `c`; what never was, a dash."""
    from beffroi.drawing import format as written

    column, values = table.columns[name], table.frame[name].to_list()
    known = {} if column.unit in UNCODED else words
    once = Table(
        {name: replace(column, role="key", of=())}, table.frame.select(pl.col(name).unique(maintain_order=True))
    )
    wording = dict(
        zip(
            once.frame[name].to_list(),
            written.cells(once, name, locale, words=known, bare=_is_measured(column)),
            strict=True,
        )
    )
    made = []
    for value, hidden, small in zip(values, mask[name].to_list(), least, strict=True):
        if hidden:
            mark = f"<\u00a0{small}" if column.role == "count" else SECRET
            made.append(Cell(shown=mark, value="", status="withheld"))
        else:
            status: Status = "missing" if plain(value) == "" else "released"
            made.append(Cell(shown=wording.get(value, MISSING), value=plain(value), status=status))
    return made


def _is_measured(column: Column) -> bool:
    """Whether the heading says the unit, once for all cells."""
    return column.unit in ("m", "km", "d", "h", "wk", "mo", "a", "km2", "m2", "%")


def plain(value: Any) -> str:
    """Write a value for machines: ISO dates, point decimals, no grouping.

    >>> plain(1234.5), plain(date(2018, 1, 31)), plain(None), plain(3.0)
    ('1234.5', '2018-01-31', '', '3.0')
    """
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def say(phrase: Text, release: Release, *, locale: str, words: Mapping[str, Text] | None = None) -> str | None:
    """Fill a phrase from the summary of a release; None where a field is withheld or missing."""
    from beffroi.drawing.format import fill

    if not phrase.fields:
        return phrase(locale)
    table = release.finding.tables["summary"]
    row = table.row()
    if any(plain(row.get(name)) == "" for name in phrase.fields):
        return None
    return fill(phrase, row, table.columns, locale=locale, words=words)
