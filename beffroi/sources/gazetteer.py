"""A gazetteer: streets with their numbers, and named places, from the geographic files that a city has."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from beffroi.errors.gazetteer import NoNumbers, NothingNamed
from beffroi.sources.geography import Note, code_texts, read_shapes
from beffroi.vocabulary.text import text

EntryKind = Literal["street", "place"]
GAZETTEER = {
    "entry": pl.UInt32,  # rows of one entry are its names
    "kind": pl.String,  # street | place
    "name": pl.String,
    "low": pl.Int64,  # first and last number of the segment; null: not known
    "high": pl.Int64,
    "wkb": pl.Binary,
}
NAMELESS = text(
    "Features without a name, left out ({n}).",
    "Éléments sans nom, écartés ({n}).",
    "Elementos sin nombre, descartados ({n}).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of the file: names (the first is the usual one, the others aliases), and numbers of each side."""

    names: tuple[str, ...]
    low: tuple[str, ...] = ()  # first numbers, left and right of the street
    high: tuple[str, ...] = ()
    aliases: str = ""  # column of several names, split by `;` or `|`


def read_gazetteer(
    path: Path,
    *,
    kind: EntryKind,
    columns: Columns,
    crs: str,
    layer: str | None = None,
    source_crs: str | None = None,
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """Read streets (lines, or points of blocks) or places (points or areas) into a gazetteer table, in metres of `crs`.

    Raises
    ------
    NotReadable, ChooseLayer, UnknownColumn, NoReference, WrongReference
        As for outlines of places.
    NothingNamed, NoNumbers
        No feature has a name; a first number is given without a last one.
    """
    if len(columns.low) != len(columns.high):
        raise NoNumbers(low=", ".join(columns.low) or "–", high=", ".join(columns.high) or "–")
    wanted = [*columns.names, *columns.low, *columns.high, *([columns.aliases] if columns.aliases else [])]
    shapes, fields = read_shapes(path, columns=list(dict.fromkeys(wanted)), crs=crs, layer=layer, source_crs=source_crs)
    import shapely

    names = [_names(fields, columns, at) for at in range(len(shapes))]
    rows: list[dict[str, Any]] = []
    low, high = _extreme(fields, columns.low, columns.high)
    for at, (shape, named) in enumerate(zip(shapes, names, strict=True)):
        if shape is None or shape.is_empty:
            continue
        wkb = shapely.to_wkb(shape)
        rows += [
            {"entry": at, "kind": kind, "name": name, "low": low[at], "high": high[at], "wkb": wkb} for name in named
        ]
    if not rows:
        raise NothingNamed(file=path.name, columns=", ".join(columns.names))
    nameless = sum(not named for named in names)
    return pl.DataFrame(rows, schema=GAZETTEER), (((NAMELESS, {"n": nameless}),) if nameless else ())


def _names(fields: dict[str, Any], columns: Columns, at: int) -> list[str]:
    found = [code_texts([fields[column][at]])[0][0] for column in columns.names]
    if columns.aliases:
        written = code_texts([fields[columns.aliases][at]])[0][0] or ""
        found += [part.strip() for part in written.replace("|", ";").split(";")]
    return list(dict.fromkeys(name for name in found if name))


def _extreme(
    fields: dict[str, Any], low: Sequence[str], high: Sequence[str]
) -> tuple[list[int | None], list[int | None]]:
    """Return the smallest first and the largest last number over the sides of each segment; 0 and less is none."""
    n = len(next(iter(fields.values()))) if fields else 0
    numbers: list[list[int]] = [[] for _ in range(n)]
    for column in (*low, *high):
        for at, value in enumerate(fields[column]):
            try:
                number = int(float(value))
            except (TypeError, ValueError):
                continue
            if number > 0:
                numbers[at].append(number)
    return [min(held, default=None) for held in numbers], [max(held, default=None) for held in numbers]
