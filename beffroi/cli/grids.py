"""Tables for a terminal: numbers to the right, headers folded, too wide a table cut into blocks that repeat its keys."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

GAP = "  "
FOLDED = 13  # a header is folded to about this width
LONGEST, SHORTEST = 34, 20  # texts are folded to this width, and to the shortest where the table is too wide


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table as it is shown."""

    header: str
    cells: Sequence[str]
    right: bool = False
    key: bool = False  # repeated in every block


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def lines(fields: Sequence[Field], *, across: int | None = None, blocks: int | None = None) -> Iterator[str]:
    """Yield the lines of a table; `blocks` is the most that are shown of one too wide.

    >>> for line in lines([Field("Place", ["Nord", "Sud"], key=True), Field("Incidents", ["1,204", "7"], right=True)]):
    ...     print(line)
    Place  Incidents
    ─────  ─────────
    Nord       1,204
    Sud            7
    """
    for number, block in enumerate(_blocks(fields, across or width())):
        if number == blocks:
            return
        if number:
            yield ""
        yield from _block(block)


def left_out(fields: Sequence[Field], *, blocks: int) -> list[str]:
    """Return the headers of the columns that so many blocks leave out."""
    made = list(_blocks(fields, width()))
    shown = {field.header for block in made[:blocks] for field in block}
    return [field.header for field in fields if field.header not in shown]


def folded(words: str, across: int, *, first: str = "", rest: str = "") -> Iterator[str]:
    """Yield a sentence in lines of at most `across`, never broken at a no-break space."""
    line, lead = first, first
    for word in words.split(" "):
        joined = f"{line}{word}" if line == lead else f"{line} {word}"
        if len(joined) > across and line != lead:
            yield line
            line, lead = f"{rest}{word}", rest
        else:
            line = joined
    yield line


def _blocks(fields: Sequence[Field], across: int) -> Iterator[list[Field]]:
    for longest in range(LONGEST, SHORTEST - 1, -2):
        cut = [_shortened(field, longest) for field in fields]
        if _total(cut) <= across:
            yield cut
            return
    cut = [_shortened(field, LONGEST) for field in fields]
    keys = [field for field in cut if field.key]
    held: list[Field] = []
    for field in cut:
        if len(held) > len(keys) and _total([*held, field]) > across:
            yield held
            held = list(keys)
        held.append(field)
    yield held


def _shortened(field: Field, longest: int) -> Field:
    """Fold the texts of a column; a word that is too long by itself is cut."""
    if field.right:
        return field
    folds = ([_cut(line, longest) for line in folded(cell, longest)] for cell in field.cells)
    return replace(field, cells=["\n".join(fold) for fold in folds])


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _total(fields: Sequence[Field]) -> int:
    return sum(_wide(field) for field in fields) + len(GAP) * (len(fields) - 1)


def _wide(field: Field) -> int:
    header = max(len(part) for part in folded(field.header, FOLDED))
    return max([header, 1, *(len(line) for cell in field.cells for line in cell.split("\n"))])


def _block(fields: Sequence[Field]) -> Iterator[str]:
    wide = [_wide(field) for field in fields]
    heads = [list(folded(field.header, max(FOLDED, across))) for field, across in zip(fields, wide, strict=True)]
    wide = [max(across, *(len(part) for part in head)) for across, head in zip(wide, heads, strict=True)]
    deepest = max(len(head) for head in heads)
    padded = [[""] * (deepest - len(head)) + head for head in heads]
    for row in zip(*padded, strict=True):
        yield _row(fields, row, wide)
    yield GAP.join("─" * across for across in wide)
    for row in zip(*(field.cells for field in fields), strict=True):
        for part in zip_longest(*(cell.split("\n") for cell in row), fillvalue=""):
            yield _row(fields, part, wide)


def _row(fields: Sequence[Field], row: Sequence[str], wide: Sequence[int]) -> str:
    parts = [
        cell.rjust(across) if field.right else cell.ljust(across)
        for field, cell, across in zip(fields, row, wide, strict=True)
    ]
    return GAP.join(parts).rstrip()
