"""What every drawer is given, and the parts that several of them share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from beffroi.drawing import format as fmt
from beffroi.drawing.dates import grain_of
from beffroi.drawing.theme import Paper, paper
from beffroi.drawing.words import MISSING
from beffroi.evidence.finding import Figure, Geography, Table
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Every
from beffroi.vocabulary.text import Text

Spec = dict[str, Any]
ABSENT = "_absent"
NUMERIC = ("Int", "UInt", "Float", "Decimal")
NAMED_UNITS = ("weekday", "hour", "offence", "place", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """One figure about to be drawn: its table, language, size and appearance."""

    figure: Figure
    table: Table
    locale: str
    geographies: Mapping[str, Geography] = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)
    width: int = 680
    dark: bool = False
    withheld: str = ""
    hidden: pl.DataFrame | None = None  # which cells of the table are withheld; None: every absent number is

    @property
    def paper(self) -> Paper:
        """The neutral colours."""
        return paper(dark=self.dark)

    @property
    def options(self) -> Mapping[str, Any]:
        """The figure's options."""
        return self.figure.options

    def column(self, name: str) -> Column:
        """Return what a column means."""
        return self.table.columns[name]

    def label(self, name: str) -> str:
        """Return the label of a column with its unit."""
        return fmt.header(self.column(name), self.locale, unit=True)

    def values(self, name: str) -> list[Any]:
        """Return the values of a column."""
        return self.table.frame[name].to_list()

    def is_number(self, name: str) -> bool:
        """Whether a column is drawn on a scale of numbers (not names, codes, weekdays or dates)."""
        written = str(self.table.frame[name].dtype)
        if written == "Null":
            return self.column(name).role != "key"
        column = self.column(name)
        return written.startswith(NUMERIC) and column.unit not in NAMED_UNITS and not column.codes

    def is_date(self, name: str) -> bool:
        """Whether a column holds dates."""
        return str(self.table.frame[name].dtype).startswith("Date")

    def grain(self, name: str) -> Every | None:
        """Return the calendar grain of a column of dates."""
        return grain_of(self.values(name))

    def names(self, name: str) -> list[str]:
        """Return a column in words, one text a row."""
        return fmt.cells(self.table, name, self.locale, words=self.words)

    def rows(self, *names: str | None, worded: tuple[str, ...] = (), marked: str | None = None) -> list[dict[str, Any]]:
        """Return the rows of the named columns only; those in `worded` as words, dates as ISO texts.

        Where `marked` has no number, the field `_absent` is what to write instead.
        """
        wanted = list(dict.fromkeys(name for name in names if name))
        shown = {name: self.names(name) if name in worded else self.values(name) for name in wanted}
        made = [{name: plain(shown[name][i]) for name in wanted} for i in range(self.table.frame.height)]
        if marked:
            for row, mark in zip(made, self.marks(marked), strict=True):
                row |= {ABSENT: mark} if mark else {}
        return made

    def marks(self, name: str) -> list[str]:
        """Return what stands for each value of a column: nothing, the withheld mark, or the dash of missing data."""
        values = [plain(value) for value in self.values(name)]
        hidden = [bool(self.withheld)] * len(values)
        if self.hidden is not None and name in self.hidden.columns:
            hidden = [bool(self.withheld) and bool(h) for h in self.hidden[name].to_list()]
        absent = {True: self.withheld, False: MISSING}
        return ["" if v is not None else absent[h] for v, h in zip(values, hidden, strict=True)]

    def gaps(self, name: str) -> tuple[bool, bool]:
        """Whether a column has withheld numbers, and whether it has missing ones."""
        marks = set(self.marks(name)) - {""}
        return self.withheld in marks and bool(self.withheld), MISSING in marks

    def categories(self, name: str) -> list[str]:
        """Return the distinct words of a column, in the order of the table (numbers and dates: ascending)."""
        raw, shown = self.values(name), self.names(name)
        seen = dict(zip(shown, raw, strict=True))
        if self.is_date(name) or not any(isinstance(v, str) for v in raw):
            return [text for text, _ in sorted(seen.items(), key=lambda pair: (pair[1] is None, pair[1] or 0))]
        return list(seen)


def top_title(title: str, *, offset: int = 10) -> Spec:
    """Axis properties that put the title of a vertical axis above it, horizontally."""
    return {
        "title": title,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -offset,
    }


def number_format(column: Column) -> str:
    """Return the d3 format that shows a column as `format.number` does."""
    if column.decimals is not None:
        return f",.{column.decimals}f"
    return ",.0f" if column.role == "count" else ",.3~r"


def tooltip(sketch: Sketch, *names: str | None) -> list[Spec]:
    """Return what an interactive figure says of a mark: only columns that the figure draws."""
    made: list[Spec] = []
    for name in dict.fromkeys(n for n in names if n):
        entry: Spec = {"field": name, "title": sketch.label(name)}
        if sketch.is_date(name):
            entry |= {"type": "nominal"}
        elif sketch.is_number(name):
            entry |= {"type": "quantitative", "format": number_format(sketch.column(name))}
        else:
            entry |= {"type": "nominal"}
        made.append(entry)
    return made


def share(encoding: Spec, layers: list[Spec]) -> list[Spec]:
    """Return the layers, each with the shared encoding under its own; a layer marked `alone` keeps only its own."""
    made = []
    for layer in layers:
        kept = {key: part for key, part in layer.items() if key != "alone"}
        own = layer.get("encoding", {})
        made.append(kept | {"encoding": own if layer.get("alone") else encoding | own})
    return made


def plain(value: Any) -> Any:
    """Return a value as a specification writes it: dates as ISO text, no infinity."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None  # noqa: PLR0124 - NaN is not itself
    return value
