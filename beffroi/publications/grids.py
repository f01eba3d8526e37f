"""Released tables laid out for reading: headings, cells, notes; in pairs or crossed where that reads better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from beffroi.evidence.finding import Table
from beffroi.governance.gate import Release
from beffroi.publications import cells, phrases
from beffroi.publications.cells import Cell
from beffroi.vocabulary.text import Text

BACKSTAGE = ("summary", "limits")
WIDEST = 13  # columns of a crossed table, less one: the months of a year


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
    heads, rows = _told_once(heads, rows)
    shape = "list"
    if table in BACKSTAGE:
        heads, rows, shape = *_in_pairs(heads, rows[0], locale=locale), "pairs"
        notes = tuple(note for note in notes if note != phrases.NOTE_MISSING(locale))
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
    pairs = [[name, cell] for name, cell in zip(named, row, strict=True) if cell.status != "missing"]
    return [item, value], pairs


def _told_once(
    heads: Sequence[Head], rows: Sequence[Sequence[Cell]]
) -> tuple[Sequence[Head], Sequence[Sequence[Cell]]]:
    """Leave out the first day of a period where the row names the days covered: that one says both."""
    at = {head.name: n for n, head in enumerate(heads)}
    if not {"period", "covered"} <= set(at):
        return heads, rows
    rows = [_named_even_if_missing(row, period=at["period"], covered=at["covered"]) for row in rows]
    first, named = at["period"], at["covered"]
    kept = [n for n in range(len(heads)) if n != first]
    renamed = [replace(heads[named], label=heads[first].label) if n == named else heads[n] for n in range(len(heads))]
    if heads[first].header:
        renamed[named] = replace(renamed[named], header=True)
    return [renamed[n] for n in kept], [[row[n] for n in kept] for row in rows]


def _named_even_if_missing(row: Sequence[Cell], *, period: int, covered: int) -> list[Cell]:
    """Give a period of which no day is covered its calendar name."""
    return [row[period] if n == covered and cell.status == "missing" else cell for n, cell in enumerate(row)]


def _crossed(
    table: Table, heads: Sequence[Head], rows: Sequence[Sequence[Cell]]
) -> tuple[list[Head], list[list[Cell]]] | None:
    """Set one key across and another down, where the table is one value by two keys and complete.

    Keys that follow from one of the two (the name of a place, the last day of
    a month) do not hinder; of them, only the name is shown.
    """
    keys = [n for n, head in enumerate(heads) if table.columns[head.name].role == "key"]
    if len(keys) < 2 or len(heads) != len(keys) + 1:
        return None
    value = (set(range(len(heads))) - set(keys)).pop()
    axes = _axes(keys, rows)
    if axes is None:
        return None
    down, across = axes
    named, said = _named(down, keys, heads, rows), _named(across, keys, heads, rows)
    columns = {row[across].value: row[said] for row in rows}
    lines = {row[down].value: row[named] for row in rows}
    at = {(row[down].value, row[across].value): row[value] for row in rows}
    first = Head(name=heads[named].name, label=heads[named].label, numeric=False, header=True)
    others = [Head(name=code, label=cell.shown, numeric=True) for code, cell in columns.items()]
    return [first, *others], [[name, *(at[line, column] for column in columns)] for line, name in lines.items()]


def _named(key: int, keys: Sequence[int], heads: Sequence[Head], rows: Sequence[Sequence[Cell]]) -> int:
    """Return the column that names a key one for one (the name of a place), or the key itself."""
    names = [n for n in keys if n != key and heads[n].header and _follows(n, key, rows) and _follows(key, n, rows)]
    return names[0] if names else key


def _axes(keys: Sequence[int], rows: Sequence[Sequence[Cell]]) -> tuple[int, int] | None:
    """Find the key down and the key across: every pair of their values once, the other keys following from one."""
    several = {n: len({row[n].value for row in rows}) for n in keys}
    for across in sorted(keys, key=lambda n: several[n]):
        for down in sorted(keys, key=lambda n: -several[n]):
            if (
                down == across
                or several[down] < 2
                or not 1 < several[across] < WIDEST
                or several[down] * several[across] != len(rows)
            ):
                continue
            if len({(row[down].value, row[across].value) for row in rows}) != len(rows):
                continue
            rest = [n for n in keys if n not in (down, across)]
            if all(_follows(n, down, rows) or _follows(n, across, rows) for n in rest):
                return down, across
    return None


def _follows(key: int, other: int, rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether one key has a single value for each value of another."""
    return len({(row[other].value, row[key].value) for row in rows}) == len({row[other].value for row in rows})


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
