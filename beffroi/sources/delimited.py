"""Delimited text to records. Polars only ever parses text that was checked here.

Grammar: cells are joined by a separator; a cell that starts with a quote ends
at its closing quote (a doubled quote is a quote) and may hold separators and
line ends; a quote inside an unquoted cell is a plain character. Every record
has as many cells as the header. A record that starts a quote and does not close
it properly is quarantined alone, and reading goes on with the next line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from beffroi.errors.intake import EmptyFile, ProfileDoesNotFit, WrongSeparator
from beffroi.sources._base import QUARANTINE, Records
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Received, to_utf8
from beffroi.sources.profile import Profile

LONGEST_CELL = 1_000_000  # bytes
LONGEST_RECORD = 16_000_000  # bytes
FOOTER_LINES = 10  # a totals line is only looked for in the last lines
SMALL = 1 << 16  # bytes: below, records are read one by one
_BLOCK = 1 << 22
_NEWLINE = 10
_FOOTER = re.compile(
    rb"^\W*(grand total|total|totals|totaux|total general|total g\xc3\xa9n\xc3\xa9ral|sum|somme|suma|"
    rb"source|fuente|generated|rows|lignes|filas)\b",
    re.IGNORECASE,
)


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
    cells: list[bytes] | None  # None: fine and without any quote, cells not split
    fault: str | None = None  # quarantine reason
    drop: str | None = None  # reason of a dropped line


def read_delimited(received: Received, profile: Profile) -> Decoded:
    """Read delimited text into text columns, one per mapped column.

    Raises
    ------
    IntakeError
        The encoding or separator is unknown, a mapped column is missing, or there is no record.
    """
    text = to_utf8(received.content, encoding=profile.file.encoding)
    grammar = _grammar(profile)
    header, body_start, line = _header(text.content, grammar, skip=profile.file.skip_lines, name=received.path.name)
    positions = resolve(profile, header, path=received.path.name)
    if len(header) == 1 and len(positions) > 1:
        raise ProfileDoesNotFit(
            path=received.path.name, profile=profile.name, missing="–", found=header[0], closest="–"
        )
    grammar = Grammar(separator=grammar.separator, quote=grammar.quote, cells=len(header))
    body = _Body(content=text.content, start=body_start, line=line, valid=text.valid, grammar=grammar)
    columns = {name: header[at] for name, at in positions.items()}
    records, raw = _fast(body, positions) or _careful(body, positions)
    records = replace(records, notes=text.notes + records.notes)
    if records.rows_in == sum(records.dropped.values()):
        raise EmptyFile(path=received.path.name)
    return Decoded(records=records, columns=tuple(header), found=columns, raw=raw)


def _grammar(profile: Profile) -> Grammar:
    for mark in (profile.file.separator, profile.file.quote):
        if len(mark) != 1 or not mark.isascii() or mark in "\r\n\x00":
            raise WrongSeparator(found=mark)
    if profile.file.separator == profile.file.quote:
        raise WrongSeparator(found=profile.file.quote)
    return Grammar(separator=profile.file.separator.encode(), quote=profile.file.quote.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    content: bytes
    start: int  # offset of the first record
    line: int  # its physical line, 1 for the first line of the file
    valid: bool
    grammar: Grammar


def _header(content: bytes, grammar: Grammar, *, skip: int, name: str) -> tuple[list[str], int, int]:
    """Return the column names, the offset after the header and the physical line that follows."""
    at, line = 0, 1
    for _ in range(skip):
        at, line = _after_line(content, at), line + 1
    if content[at : at + 4].lower() == b"sep=":
        at, line = _after_line(content, at), line + 1
    while at < len(content) and content[at : at + 1] == b"\n":
        at, line = at + 1, line + 1
    parsed = next(_records(content, at, line, grammar), None)
    if parsed is None or parsed.fault:
        raise EmptyFile(path=name)
    cells = _cells(content[parsed.start : parsed.end], grammar)
    names = [cell.decode("utf-8", "replace").strip() for cell in cells]
    lines = content.count(b"\n", parsed.start, parsed.end) + 1
    return names, min(parsed.end + 1, len(content)), line + lines


def _after_line(content: bytes, at: int) -> int:
    end = content.find(b"\n", at)
    return len(content) if end < 0 else end + 1


# The vectorised check, then Polars on the original buffer.


def _fast(body: _Body, positions: dict[str, int]) -> tuple[Records, "_RawLines"] | None:
    """Read with Polars when the whole text is strict, one record a line; None when any line needs care."""
    if not body.valid or len(body.content) - body.start < SMALL or _suspicious(body):
        return None
    n = count_strict(np.frombuffer(body.content, np.uint8), start=body.start, grammar=body.grammar)
    if not n:
        return None
    blanks = _trailing_blanks(body.content)
    frame = _parse(body.content[: len(body.content) - blanks], body, positions)
    if frame is None or frame.height != n:
        return None
    frame = frame.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("row"),
        pl.int_range(body.line, pl.len() + body.line, dtype=pl.UInt32).alias("line"),
        pl.all(),
    )
    dropped = {"blank_line": blanks} if blanks else {}
    records = Records(frame=frame, quarantined=_quarantine([]), dropped=dropped, rows_in=n + blanks)
    return records, _RawLines(body)


def _suspicious(body: _Body) -> bool:
    """Whether a repeated header, an all-empty line or a totals line makes the careful reader necessary."""
    content, start, grammar = body.content, body.start, body.grammar
    header_at = content.rfind(b"\n", 0, max(start - 1, 0)) + 1
    header = content[header_at : start - 1]
    empty = b"\n" + grammar.separator * (grammar.cells - 1) + b"\n"
    if header and content.find(header + b"\n", start - 1) >= 0:
        return True
    if content.find(empty, start - 1) >= 0:
        return True
    tail = content[start:].rstrip(b"\n") if len(content) - start < SMALL else content[-SMALL:].rstrip(b"\n")
    return any(_FOOTER.match(line) for line in tail.split(b"\n")[-FOOTER_LINES:])


def _trailing_blanks(content: bytes) -> int:
    return max(len(content) - len(content.rstrip(b"\n")) - 1, 0)


def count_strict(data: np.ndarray, *, start: int, grammar: Grammar) -> int | None:
    """Count records when every line is one strict record of the right number of cells, else return None.

    Shape (bytes,), in blocks of 4 MiB; trailing blank lines are not counted. Strict: quotes stand only around whole
    cells or doubled inside them, no quoted cell holds a line end, no record is longer than a megabyte. O(bytes).

    >>> text = b'1,"a, b"\\n2,c\\n'
    >>> count_strict(np.frombuffer(text, np.uint8), start=0, grammar=Grammar(separator=b",", quote=b'"', cells=2))
    2
    """
    stop = len(data)
    while stop > start and data[stop - 1] == _NEWLINE:
        stop -= 1
    separator, quote = grammar.separator[0], grammar.quote[0]
    open_quote, separators, last_end, n = 0, 0, start - 1, 0
    for block in range(start, stop, _BLOCK):
        part = data[block : min(block + _BLOCK, stop)]
        marks = (part == separator) | (part == _NEWLINE)
        is_quote = part == quote
        if open_quote or is_quote.any():
            at = np.flatnonzero(marks | is_quote)
            quotes = part[at] == quote
            inside = (np.cumsum(quotes) + open_quote) & 1
            if not _quotes_fit(data, at[quotes] + block, inside[quotes], grammar=grammar, edges=(start, stop)):
                return None
            open_quote = int(inside[-1]) if at.size else open_quote
            if (inside[part[at] == _NEWLINE]).any():
                return None
            at = at[(inside == 0) & ~quotes]
        else:
            at = np.flatnonzero(marks)
        ends = np.flatnonzero(part[at] == _NEWLINE)
        if ends.size:
            between = np.diff(ends, prepend=-1) - 1
            between[0] += separators
            lengths = np.diff(at[ends] + block, prepend=last_end)
            if (between != grammar.cells - 1).any() or lengths.max() > LONGEST_CELL:
                return None
            n += ends.size
            last_end = int(at[ends[-1]]) + block
            separators = at.size - int(ends[-1]) - 1
        else:
            separators += at.size
    if open_quote or separators != grammar.cells - 1 or stop - last_end > LONGEST_CELL:
        return None
    return n + 1 if stop > last_end + 1 else None


def _quotes_fit(
    data: np.ndarray, at: np.ndarray, inside: np.ndarray, *, grammar: Grammar, edges: tuple[int, int]
) -> bool:
    """Whether opening quotes follow a separator, line end or quote, and closing ones precede one."""
    start, stop = edges
    neighbours = np.zeros(256, bool)
    neighbours[[grammar.separator[0], grammar.quote[0], _NEWLINE]] = True
    opening, closing = at[inside == 1], at[inside == 0]
    opening, closing = opening[opening > start], closing[closing + 1 < stop]
    return bool(neighbours[data[opening - 1]].all() and neighbours[data[closing + 1]].all())


def _parse(content: bytes, body: _Body, positions: dict[str, int]) -> pl.DataFrame | None:
    """Read the mapped columns as text with Polars; None when it disagrees with the grammar."""
    order = sorted(set(positions.values()))
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            skip_lines=body.line - 1,
            columns=order,
            separator=body.grammar.separator.decode(),
            quote_char=body.grammar.quote.decode(),
            infer_schema=False,
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return None
    if frame.width != len(order):
        return None
    names = dict(zip(order, frame.columns, strict=True))  # Polars keeps the order of the file
    return frame.select(pl.col(names[at]).alias(wanted) for wanted, at in positions.items())


# The careful reader: record by record, also the oracle of the vectorised check.


def _careful(body: _Body, positions: dict[str, int]) -> tuple[Records, "_RawSpans"]:
    content, grammar = body.content, body.grammar
    last_line = body.line + content.count(b"\n", body.start) - (1 if content.endswith(b"\n") else 0)
    header = content[content.rfind(b"\n", 0, max(body.start - 1, 0)) + 1 : max(body.start - 1, 0)]
    bad: list[tuple[int, int, str, str]] = []
    good: list[list[bytes]] = []
    rows: list[int] = []
    lines: list[int] = []
    spans: list[tuple[int, int]] = []
    dropped: dict[str, int] = {}
    order = list(positions.values())
    row = 0
    for parsed in _records(content, body.start, body.line, grammar):
        row += 1
        raw = content[parsed.start : parsed.end]
        drop = _why_drop(raw, grammar, header=header, near_end=parsed.line > last_line - FOOTER_LINES)
        if drop:
            dropped[drop] = dropped.get(drop, 0) + 1
            continue
        fault = parsed.fault or (None if body.valid or _decodes(raw) else "undecodable_bytes")
        if fault:
            if fault in {"missing_cells", "unclosed_quote"} and parsed.end == len(content):
                fault = "cut_last_record"
            bad.append((row, parsed.line, fault, raw.decode("utf-8", "replace")[:RAW_LENGTH]))
            continue
        cells = raw.split(grammar.separator) if parsed.cells is None else parsed.cells
        good.append([cells[at] for at in order])
        rows.append(row)
        lines.append(parsed.line)
        spans.append((parsed.start, parsed.end))
    frame = _frame(good, rows, lines, names=list(positions))
    notes: tuple[tuple[str, dict[str, Any]], ...] = (
        (("last_record_cut", {}),) if any(entry[2] == "cut_last_record" for entry in bad) else ()
    )
    records = Records(frame=frame, quarantined=_quarantine(bad), dropped=dropped, rows_in=row, notes=notes)
    return records, _RawSpans(content, rows, spans)


def _frame(good: list[list[bytes]], rows: list[int], lines: list[int], *, names: list[str]) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {
        "row": pl.Series(rows, dtype=pl.UInt32),
        "line": pl.Series(lines, dtype=pl.UInt32),
    }
    for at, name in enumerate(names):
        columns[name] = pl.Series([cells[at].decode("utf-8", "replace") for cells in good], dtype=pl.String)
    return pl.DataFrame(columns)


def _quarantine(bad: list[tuple[int, int, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(bad, schema=QUARANTINE, orient="row")


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _why_drop(raw: bytes, grammar: Grammar, *, header: bytes, near_end: bool) -> str | None:
    if not raw.strip(grammar.separator + b" \t"):
        return "blank_line"
    if raw == header:
        return "repeated_header"
    if near_end and _FOOTER.match(raw) and _filled(raw, grammar) <= 2:
        return "footer_line"
    return None


def _filled(raw: bytes, grammar: Grammar) -> int:
    return sum(1 for cell in raw.split(grammar.separator) if cell.strip(grammar.quote + b" \t"))


def _records(content: bytes, start: int, line: int, grammar: Grammar) -> Iterator[Parsed]:
    """Yield records from an offset; physical lines are counted from `line`."""
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


def _cells(raw: bytes, grammar: Grammar) -> list[bytes]:
    return _scan(raw, 0, grammar)[0]


# Text of a record by row number, for rows that a later step quarantines.


class _RawLines:
    """Raw text when every record is one line: the n-th line after the header."""

    def __init__(self, body: _Body) -> None:
        self._body = body

    def __call__(self, rows: pl.Series) -> list[str]:
        if not len(rows):
            return []
        content, start = self._body.content, self._body.start
        breaks = np.flatnonzero(np.frombuffer(content, np.uint8)[start:] == _NEWLINE) + start
        edges = np.concatenate([[start - 1], breaks, [len(content)]])
        return [
            content[edges[row - 1] + 1 : edges[row]].decode("utf-8", "replace")[:RAW_LENGTH] for row in rows.to_list()
        ]


class _RawSpans:
    """Raw text when records were found one by one."""

    def __init__(self, content: bytes, rows: list[int], spans: list[tuple[int, int]]) -> None:
        self._content = content
        self._spans = dict(zip(rows, spans, strict=True))

    def __call__(self, rows: pl.Series) -> list[str]:
        found = (self._spans[row] for row in rows.to_list())
        return [self._content[start:end].decode("utf-8", "replace")[:RAW_LENGTH] for start, end in found]
