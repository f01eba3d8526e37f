"""What an answer is made of: tables of typed columns, figures that name them, words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text

Level = Literal["record", "small_area", "aggregate"]
Mark = Literal[
    "bar", "line", "interval", "heatmap", "area_map", "cell_map", "funnel", "lorenz", "calendar", "dots", "street_map"
]


@dataclass(frozen=True, slots=True)
class Table:
    """The only place in a finding where numbers may live."""

    columns: Mapping[str, Column]
    frame: pl.DataFrame
    title: Text | None = None

    def __post_init__(self) -> None:
        if list(self.columns) != self.frame.columns:
            msg = f"the table declares {list(self.columns)} and holds {self.frame.columns}"
            raise ValueError(msg)
        for name, column in self.columns.items():
            unknown = set(column.of) - set(self.columns)
            if unknown:
                msg = f"column {name!r} rests on {sorted(unknown)}, which the table lacks"
                raise ValueError(msg)

    def row(self) -> dict[str, Any]:
        """Return the only row of a one-row table."""
        return self.frame.row(0, named=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing of one table: it names columns and holds no data of its own.

    Fields that a mark does not use stay None. `lower` and `upper` draw an
    interval round `y` (or bands round it, for lines); `size` is the cell side of a `cell_map`;
    `classes` names the column whose values are the classes of a map.
    """

    mark: Mark
    table: str
    title: Text
    alt: Text
    x: str | None = None
    y: str | None = None
    value: str | None = None
    lower: str | None = None
    upper: str | None = None
    series: str | None = None
    geography: str | None = None
    size: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def columns(self) -> set[str]:
        """Names of the columns that the figure draws."""
        named = (self.x, self.y, self.value, self.lower, self.upper, self.series, self.size)
        return {name for name in named if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Geography:
    """Outlines of places, in projected metres; public, and no statistic of its own."""

    name: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    outlines: tuple[bytes, ...]  # well-known binary
    crs: str
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a question cannot be answered with these data, and what could be asked instead."""

    kind: Literal["not_enough", "too_coarse", "no_location", "no_exposure", "not_covered", "not_defined", "not_public"]
    reason: Text
    instead: Text
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Unreleased evidence. Only `governance.gate.release` turns it into a Release.

    tables
        Always one named `summary` with one row, unless the answer is a refusal.
    headline
        One plain sentence, filled from the summary, for a reader in a hurry.
    caveats
        What the answer rests on and cannot say; filled from the summary.
    choices
        Automatic choices (bandwidth, cell size), by parameter: the value used.
    """

    question: Any
    level: Level
    tables: Mapping[str, Table] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    headline: Text | None = None
    caveats: tuple[Text, ...] = ()
    choices: Mapping[str, Any] = field(default_factory=dict)
    geographies: Mapping[str, Geography] = field(default_factory=dict)
    refusal: Refusal | None = None

    def __post_init__(self) -> None:
        if self.refusal is None and ("summary" not in self.tables or self.tables["summary"].frame.height != 1):
            msg = "a finding has a table named 'summary' with exactly one row"
            raise ValueError(msg)
        for figure in self.figures:
            missing = figure.columns() - set(self.tables[figure.table].columns)
            if missing:
                msg = f"the figure {figure.title.en!r} names {sorted(missing)}, which its table lacks"
                raise ValueError(msg)
