"""Released tables laid out for reading: headings, cells, notes; in pairs or crossed where that reads better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from beffroi.evidence.finding import Table
from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.cells import Cell
from beffroi.vocabulary.text import Text

BACKSTAGE = ("summary", "limits")
WIDEST = 9  # columns of a crossed table


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column heading; `numeric` columns are set flush right, the cells of a `header` name their row."""

    name: str
    label: str
    numeric: bool
    header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One released table with its caption, notes and file of open data."""

    id: str
    number: int
    caption: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    notes: tuple[str, ...]
    file: str
    shape: str = "list"  # or `pairs` (one released row as item and value), `crossed` (one key across, one down)


def grid(
    release: Release,
    table: str,
    *,
    number: int,
    section: str,
    nth: int,
    caption: str,
    locale: str,
    words: Mapping[str, Text],
) -> Grid:
    """Lay out one released table."""
    held = release.finding.tables[table]
    rows: Sequence[Sequence[Cell]] = cells.rows(release, table, locale=locale, words=words)
    notes = _notes(rows, locale=locale)
    heads: Sequence[Head] = _heads(held, locale)
    shape = "list"
    if table in BACKSTAGE:
        heads, rows, shape = *_in_pairs(heads, rows[0], locale=locale), "pairs"
    elif crossed := _crossed(held, heads, rows):
        heads, rows, shape = *crossed, "crossed"
    return Grid(
        id=f"{section}-{nth}-{table}".replace("_", "-"),
        number=number,
        caption=caption,
        heads=heads,
        rows=rows,
        notes=notes,
        file=file_name(section, nth=nth, table=table),
        shape=shape,
    )


def file_name(section: str, *, nth: int, table: str) -> str:
    """Return the file name of one released table.

    >>> file_name("counts", nth=0, table="areas"), file_name("counts", nth=1, table="areas")
    ('counts-areas.csv', 'counts-2-areas.csv')
    """
    return f"{section}-{table}.csv" if nth == 0 else f"{section}-{nth + 1}-{table}.csv"


def _heads(table: Table, locale: str) -> list[Head]:
    from beffroi.drawing.format import header

    keys = [name for name, column in table.columns.items() if column.role == "key"]
    named = next((name for name in keys if table.columns[name].unit == "text" and name != "place"), "")
    made = []
    for name, column in table.columns.items():
        numeric = table.frame.schema[name].is_numeric() and column.unit not in ("hour", "weekday")
        is_header = name == (named or (keys or [""])[0])
        made.append(Head(name=name, label=header(column, locale, unit=True), numeric=numeric, header=is_header))
    return made


def _in_pairs(heads: Sequence[Head], row: Sequence[Cell], *, locale: str) -> tuple[list[Head], list[list[Cell]]]:
    item = Head(name="item", label=phrases.ITEM(locale), numeric=False, header=True)
    value = Head(name="value", label=phrases.VALUE(locale), numeric=True)
    named = [Cell(shown=head.label, value="", status="released") for head in heads]
    return [item, value], [[name, cell] for name, cell in zip(named, row, strict=True)]


def _crossed(
    table: Table, heads: Sequence[Head], rows: Sequence[Sequence[Cell]]
) -> tuple[list[Head], list[list[Cell]]] | None:
    """Set one key across and the other down, where the table is one value by two keys and complete."""
    keys = [n for n, column in enumerate(table.columns.values()) if column.role == "key"]
    if len(keys) != 2 or len(heads) != 3:
        return None
    value = ({0, 1, 2} - set(keys)).pop()
    down, across = sorted(keys, key=lambda n: -len({row[n].value for row in rows}))
    columns = list(dict.fromkeys(row[across] for row in rows))
    lines = list(dict.fromkeys(row[down] for row in rows))
    if not 1 < len(columns) < WIDEST or len(columns) * len(lines) != len(rows):
        return None
    at = {(row[down], row[across]): row[value] for row in rows}
    if len(at) != len(rows):
        return None
    first = Head(name=heads[down].name, label=heads[down].label, numeric=False, header=True)
    others = [Head(name=column.value, label=column.shown, numeric=True) for column in columns]
    return [first, *others], [[line, *(at[line, column] for column in columns)] for line in lines]


def _notes(rows: Sequence[Sequence[Cell]], *, locale: str) -> tuple[str, ...]:
    seen = {(cell.status, cell.shown) for row in rows for cell in row}
    made = []
    for mark in sorted({shown for status, shown in seen if status == "withheld" and shown != cells.SECRET}, key=len):
        made.append(phrases.NOTE_SMALL(locale, mark=mark, least=mark.split("\u00a0")[-1]))
    if ("withheld", cells.SECRET) in seen:
        made.append(phrases.NOTE_SECRET(locale, mark=cells.SECRET))
    if any(status == "missing" for status, _ in seen):
        made.append(phrases.NOTE_MISSING(locale))
    return tuple(made)
