"""The grammar of delimited text, read one record at a time (the definition) or counted in blocks (the fast check).

Cells are joined by a separator; a cell that starts with a quote ends at its
closing quote (a doubled quote is a quote) and may hold separators and line
ends; a quote inside an unquoted cell is a plain character. Every record has as
many cells as the header. A record that starts a quote and does not close it
properly is at fault alone, and reading goes on with the next line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST_CELL = 1_000_000  # bytes
LONGEST_RECORD = 16_000_000  # bytes
_NEWLINE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How cells are told apart: one separator byte, one quote byte, the number of cells of a record."""

    separator: bytes
    quote: bytes
    cells: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One record: where it lies in the text, on which physical line, its cells or what is wrong with it."""

    start: int
    end: int
    line: int
    cells: list[bytes] | None  # None: without any quote, cells not split
    fault: str | None = None  # quarantine reason


def count_strict(data: NDArray[np.uint8], *, grammar: Grammar) -> int | None:
    """Count records when every line of a block is one strict record with the right number of cells, else return None.

    Strict: quotes stand only around whole cells, or doubled inside them; no cell holds a line end; no record is
    longer than a megabyte. Shape (bytes,); whole lines, the last line end is optional. O(bytes).

    >>> text = b'1,"a, b"\\n2,c\\n'
    >>> count_strict(np.frombuffer(text, np.uint8), grammar=Grammar(separator=b",", quote=b'"', cells=2))
    2
    """
    if not data.size:
        return None
    is_quote = data == grammar.quote[0]
    marks = (data == grammar.separator[0]) | (data == _NEWLINE)
    if is_quote.any():
        at = np.flatnonzero(marks | is_quote)
        quotes = is_quote[at]
        inside = np.cumsum(quotes, dtype=np.uint32) & 1
        if inside[-1] or (inside[data[at] == _NEWLINE]).any() or not _quotes_fit(data, at[quotes], grammar=grammar):
            return None
        at = at[(inside == 0) & ~quotes]
    else:
        at = np.flatnonzero(marks)
    ends = np.flatnonzero(data[at] == _NEWLINE)
    if data[-1] != _NEWLINE:
        ends, at = np.append(ends, at.size), np.append(at, data.size)
    separators = np.diff(ends, prepend=-1) - 1
    lengths = np.diff(at[ends], prepend=-1)
    return ends.size if (separators == grammar.cells - 1).all() and lengths.max() <= LONGEST_CELL else None


def _quotes_fit(data: NDArray[np.uint8], at: NDArray[np.int64], *, grammar: Grammar) -> bool:
    """Whether opening quotes follow a separator, line end or quote, and closing ones precede one; they alternate."""
    neighbours = np.zeros(256, bool)
    neighbours[[grammar.separator[0], grammar.quote[0], _NEWLINE]] = True
    opening, closing = at[0::2], at[1::2]
    before, after = data[opening[opening > 0] - 1], data[closing[closing + 1 < data.size] + 1]
    return bool(neighbours[before].all() and neighbours[after].all())


def records(content: bytes, *, start: int, line: int, grammar: Grammar) -> Iterator[Parsed]:
    """Yield the records of a text from an offset, one by one; physical lines are counted from `line`.

    >>> rules = Grammar(separator=b",", quote=b'"', cells=2)
    >>> [(found.line, found.fault) for found in records(b'1,a\\n2,"b\\n3,c\\n4\\n', start=0, line=1, grammar=rules)]
    [(1, None), (2, 'unclosed_quote'), (3, None), (4, 'missing_cells')]
    """
    at, stop = start, len(content)
    while at < stop:
        end = content.find(b"\n", at)
        end = stop if end < 0 else end
        if content.find(grammar.quote, at, end) < 0:
            count = content.count(grammar.separator, at, end) + 1
            yield Parsed(start=at, end=end, line=line, cells=None, fault=_fault(count, grammar, end - at))
            at, line = end + 1, line + 1
            continue
        parsed = _quoted_record(content, at, end, line, grammar)
        yield parsed
        line += content.count(b"\n", at, parsed.end) + 1
        at = parsed.end + 1


def _fault(count: int, grammar: Grammar, length: int) -> str | None:
    if length > LONGEST_CELL:
        return "cell_too_long"
    if grammar.cells and count != grammar.cells:
        return "extra_cells" if count > grammar.cells else "missing_cells"
    return None


def _quoted_record(content: bytes, start: int, first_end: int, line: int, grammar: Grammar) -> Parsed:
    """Parse a record that holds quotes; one that runs over lines must close and fit, else its first line is at fault."""
    cells, end, fault = _scan(content, start, grammar)
    fault = fault or _fault(len(cells), grammar, max((len(cell) for cell in cells), default=0))
    if fault is None or (end == first_end and fault != "unclosed_quote"):
        return Parsed(start=start, end=end, line=line, cells=cells, fault=fault)
    return Parsed(start=start, end=first_end, line=line, cells=[], fault="unclosed_quote")


def _scan(content: bytes, start: int, grammar: Grammar) -> tuple[list[bytes], int, str | None]:
    """Split one record into cells. Returns the cells, the offset of its end, and what is wrong with its quotes."""
    separator, quote = grammar.separator, grammar.quote
    cells: list[bytes] = []
    at, stop = start, len(content)
    limit = min(stop, start + LONGEST_RECORD)
    while True:
        if content[at : at + 1] == quote:
            close = _closing(content, at + 1, quote, min(limit, at + 2 * LONGEST_CELL))
            if close < 0:
                return cells, stop, "unclosed_quote"
            cells.append(content[at + 1 : close].replace(quote * 2, quote))
            at = close + 1
            if at < stop and content[at : at + 1] not in (separator, b"\n"):
                end = content.find(b"\n", at)
                return cells, stop if end < 0 else end, "stray_quote"
        else:
            line_end = content.find(b"\n", at)
            line_end = stop if line_end < 0 else line_end
            end = content.find(separator, at, line_end)
            end = line_end if end < 0 else end
            cells.append(content[at:end])
            at = end
        if at >= stop or content[at : at + 1] == b"\n":
            return cells, at, None
        at += 1


def _closing(content: bytes, at: int, quote: bytes, limit: int) -> int:
    """Return the offset of the closing quote from `at`, stepping over doubled quotes; -1 without one."""
    while True:
        at = content.find(quote, at, limit)
        if at < 0 or content[at + 1 : at + 2] != quote:
            return at
        at += 2


def cells_of(raw: bytes, grammar: Grammar) -> list[bytes]:
    """Split one record into its cells, without their quotes."""
    return _scan(raw, 0, grammar)[0]
