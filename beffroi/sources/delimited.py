"""Delimited text to records. Polars only ever parses text that was checked here.

Text is cut into blocks of whole lines. A block where every line is one strict
record (see `grammar`) is taken as it is; in any other, records are read one by
one and the bad ones set aside. Without any bad record, the original bytes go
to Polars unchanged.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.errors.intake import EmptyFile
from beffroi.errors.profiles import WrongSeparator
from beffroi.sources._base import QUARANTINE, Records
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Note, Received, receive, to_utf8
from beffroi.sources.grammar import Grammar, Parsed, cells_of, count_strict, records
from beffroi.sources.profile import Profile

FOOTER_LINES = 10  # a totals line is only looked for in the last lines
BLOCK = 1 << 17  # bytes checked at once: what is derived from them stays in the processor's cache
SMALL = 1 << 16  # bytes: a shorter text is read record by record
HELD = 1 << 24  # bytes of a text that is kept in memory until its rows are canonical
_NEWLINE = 10
FOOTER = re.compile(
    rb"^\W*(grand total|total|totals|totaux|total general|total g\xc3\xa9n\xc3\xa9ral|sum|somme|suma|"
    rb"source|fuente|generated|rows|lignes|filas)\b",
    re.IGNORECASE,
)


def read_delimited(received: Received, profile: Profile) -> Decoded:
    """Read delimited text into text columns, one per mapped column.

    Raises
    ------
    IntakeError
        The encoding or separator is unknown, a mapped column is missing, or there is no record.
    """
    text = to_utf8(received.content, encoding=profile.file.encoding)
    grammar = _grammar(profile)
    header, start, line = _header(text.content, grammar, skip=profile.file.skip_lines, name=received.path.name)
    positions = resolve(profile, header, path=received.path.name)
    grammar = replace(grammar, cells=len(header))
    body = _Body(content=text.content, start=start, line=line, valid=text.valid, grammar=grammar)
    parts = _parts(body)
    found = _assemble(body, parts, positions)
    if found.rows_in == sum(found.dropped.values()):
        raise EmptyFile(path=received.path.name)
    return Decoded(
        records=replace(found, notes=text.notes + found.notes),
        columns=tuple(header),
        found={name: header[at] for name, at in positions.items()},
        raw=_Raw(received=_light(received), profile=profile, parts=parts),
    )


def _light(received: Received) -> Received:
    """Return what was received, without its content when that is long."""
    return received if len(received.content) <= HELD else replace(received, content=b"")


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
    parsed = next(records(content, start=at, line=line, grammar=grammar), None)
    if parsed is None or parsed.fault:
        raise EmptyFile(path=name)
    cells = cells_of(content[parsed.start : parsed.end], grammar)
    names = [cell.decode("utf-8", "replace").strip() for cell in cells]
    lines = content.count(b"\n", parsed.start, parsed.end) + 1
    return names, min(parsed.end + 1, len(content)), line + lines


def _after_line(content: bytes, at: int) -> int:
    end = content.find(b"\n", at)
    return len(content) if end < 0 else end + 1


@dataclass(slots=True, kw_only=True)
class _Part:
    """A stretch of text: strict lines taken whole, or records found one by one."""

    start: int
    end: int
    row: int  # number of its first record
    line: int  # physical line of its first record
    n: int = 0  # records, good and bad
    strict: bool = True
    good: list[tuple[int, int, int, int]] = field(default_factory=list)  # row, line, start, end
    bad: list[tuple[int, int, str, str]] = field(default_factory=list)  # row, line, reason, raw
    dropped: dict[str, int] = field(default_factory=dict)


def _parts(body: _Body) -> list[_Part]:
    """Cut the text into strict parts and parts read record by record; each ends where a record ends."""
    at, row, line = body.start, 1, body.line
    data = np.frombuffer(body.content, np.uint8)
    checks = _Checks(body)
    parts: list[_Part] = []
    while at < len(data):
        part = _Part(start=at, end=at, row=row, line=line)
        for size in (BLOCK, SMALL):  # in a block with a bad record, smaller ones leave less to read one by one
            part.end = _after_line(body.content, min(at + size, len(data)) - 1)
            n = None if checks.needs_care(at, part.end) else count_strict(data[at : part.end], grammar=body.grammar)
            if n is not None:
                part.n, line = n, line + n
                break
        else:
            line = _read_one_by_one(part, body, checks)
        parts.append(part)
        at, row = part.end, row + part.n
    return parts


class _Checks:
    """What a strict block may not hold: a repeated header, an empty line, undecodable bytes, a totals line."""

    def __init__(self, body: _Body) -> None:
        content, grammar = body.content, body.grammar
        self.body = body
        self.header = content[content.rfind(b"\n", 0, max(body.start - 1, 0)) + 1 : max(body.start - 1, 0)]
        self.empty = b"\n" + grammar.separator * (grammar.cells - 1) + b"\n"
        self.tail = self._tail_start()
        self.small = len(content) - body.start < SMALL

    def _tail_start(self) -> int:
        """Return the offset from which totals lines are looked for: the last ten lines that are not empty."""
        content, at = self.body.content, len(self.body.content)
        while at > self.body.start and content[at - 1 : at] == b"\n":
            at -= 1
        for _ in range(FOOTER_LINES):
            at = content.rfind(b"\n", self.body.start, max(at, self.body.start))
            if at < 0:
                return self.body.start
        return at + 1

    def needs_care(self, start: int, end: int) -> bool:
        content = self.body.content
        if self.small or (not self.body.valid and not _decodes(content[start:end])):
            return True
        if content.find(self.empty, start - 1, end) >= 0 or (end == len(content) and self._ends_empty()):
            return True
        if self.header and content.find(self.header, start, end) >= 0:
            return True
        return end > self.tail and any(FOOTER.match(line) for line in content[max(start, self.tail) : end].split(b"\n"))

    def _ends_empty(self) -> bool:
        return self.body.grammar.cells > 1 and self.body.content.endswith(self.empty[:-1])

    def why_drop(self, raw: bytes, parsed: Parsed) -> str | None:
        """Return why a line is left out, if it is no record at all."""
        grammar = self.body.grammar
        if not raw.strip(grammar.separator) or (parsed.fault and not raw.strip(grammar.separator + b" \t")):
            return "blank_line"
        if raw == self.header:
            return "repeated_header"
        filled = (cell.strip(grammar.quote + b" \t") for cell in raw.split(grammar.separator))
        if parsed.start >= self.tail and FOOTER.match(raw) and sum(map(bool, filled)) <= 2:
            return "footer_line"
        return None


def _read_one_by_one(part: _Part, body: _Body, checks: _Checks) -> int:
    """Fill a part record by record, up to the first record that starts at its end or later; returns the next line."""
    content, line = body.content, part.line
    part.strict = False
    for parsed in records(content, start=part.start, line=part.line, grammar=body.grammar):
        if parsed.start >= part.end:
            break
        row = part.row + part.n
        part.n += 1
        raw = content[parsed.start : parsed.end]
        line = parsed.line + raw.count(b"\n") + 1
        last = parsed.end
        drop = checks.why_drop(raw, parsed)
        fault = None if drop else _fault(parsed, raw, body)
        if drop:
            part.dropped[drop] = part.dropped.get(drop, 0) + 1
        elif fault:
            part.bad.append((row, parsed.line, fault, raw.decode("utf-8", "replace")[:RAW_LENGTH]))
        else:
            part.good.append((row, parsed.line, parsed.start, parsed.end))
    part.end = max(part.end, min(last + 1, len(content)))
    return line


def _fault(parsed: Parsed, raw: bytes, body: _Body) -> str | None:
    if parsed.fault in {"missing_cells", "unclosed_quote"} and parsed.end == len(body.content):
        return "cut_last_record"
    return parsed.fault or (None if body.valid or _decodes(raw) else "undecodable_bytes")


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _assemble(body: _Body, parts: list[_Part], positions: dict[str, int]) -> Records:
    """Assemble the mapped columns of all parts, with row and line numbers."""
    rows, lines = (_numbers(parts, at) for at in (0, 1))
    bad = [entry for part in parts for entry in part.bad]
    dropped: dict[str, int] = {}
    for part in parts:
        for reason, n in part.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + n
    frame = _parse(body, parts, positions, height=len(rows))
    frame = frame.select(pl.Series("row", rows), pl.Series("line", lines), pl.all())
    notes: tuple[Note, ...] = (("last_record_cut", {}),) if any(entry[2] == "cut_last_record" for entry in bad) else ()
    quarantined = pl.DataFrame(bad, schema=QUARANTINE, orient="row")
    rows_in = sum(part.n for part in parts)
    return Records(frame=frame, quarantined=quarantined, dropped=dropped, rows_in=rows_in, notes=notes)


def _numbers(parts: list[_Part], which: int) -> NDArray[np.uint32]:
    """Return the row (0) or line (1) numbers of all good records."""
    found = [np.empty(0, np.uint32)]
    for part in parts:
        if part.strict:
            first = (part.row, part.line)[which]
            found.append(np.arange(first, first + part.n, dtype=np.uint32))
        else:
            found.append(np.fromiter((entry[which] for entry in part.good), np.uint32, len(part.good)))
    return np.concatenate(found)


def _parse(body: _Body, parts: list[_Part], positions: dict[str, int], *, height: int) -> pl.DataFrame:
    """Return the mapped columns as text: by Polars on strict text, by hand for a short text or if it disagrees."""
    content, grammar = body.content, body.grammar
    if all(part.strict for part in parts):
        frame = _by_polars(content, positions, grammar, skip=body.line - 1)
    elif height * grammar.cells < SMALL:
        frame = None
    else:
        frame = _by_polars(_strict_text(content, parts, grammar), positions, grammar, skip=0)
    if frame is not None and frame.height == height:
        return frame
    return _by_hand([raw for part in parts for raw in _raws(content, part)], positions, grammar)


def _raws(content: bytes, part: _Part) -> list[bytes]:
    if part.strict:
        return content[part.start : part.end].removesuffix(b"\n").split(b"\n")
    return [content[start:end] for _, _, start, end in part.good]


def _strict_text(content: bytes, parts: list[_Part], grammar: Grammar) -> bytes:
    """Return the good records alone, those with quotes written anew so that every one is strict."""
    pieces = []
    for part in parts:
        if part.strict:
            pieces.append(content[part.start : part.end].removesuffix(b"\n"))
        else:
            pieces += [_strict(raw, grammar) if grammar.quote in raw else raw for raw in _raws(content, part)]
    return b"\n".join(pieces)


def _strict(raw: bytes, grammar: Grammar) -> bytes:
    quote = grammar.quote
    return grammar.separator.join(quote + cell.replace(quote, quote * 2) + quote for cell in cells_of(raw, grammar))


def _by_hand(raws: list[bytes], positions: dict[str, int], grammar: Grammar) -> pl.DataFrame:
    order = list(positions.values())
    rows = []
    for raw in raws:
        cells = cells_of(raw, grammar) if grammar.quote in raw else raw.split(grammar.separator)
        rows.append([cells[at].decode("utf-8", "replace") for at in order])
    return pl.DataFrame(rows, schema=dict.fromkeys(positions, pl.String), orient="row")


def _by_polars(content: bytes, positions: dict[str, int], grammar: Grammar, *, skip: int) -> pl.DataFrame | None:
    """Read mapped columns as text; None when Polars cannot."""
    order = sorted(set(positions.values()))
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            skip_lines=skip,
            columns=order,
            separator=grammar.separator.decode(),
            quote_char=grammar.quote.decode(),
            infer_schema=False,
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return None
    if frame.width != len(order):
        return None
    names = dict(zip(order, frame.columns, strict=True))  # Polars keeps the order of the file
    return frame.select(pl.col(names[at]).alias(wanted) for wanted, at in positions.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """Raw text of records by row number, for those that a later step quarantines.

    A long text is not held meanwhile: it is read again, and checked to be the same, if a row asks for it.
    """

    received: Received  # without its content when that is long
    profile: Profile
    parts: list[_Part]

    def __call__(self, rows: pl.Series) -> list[str]:
        if not len(rows):
            return []
        received = self.received
        if not received.content:
            member = self.profile.file.member
            received = receive(received.path, kind="delimited", member=member, sha256=received.sha256)
        content = to_utf8(received.content, encoding=self.profile.file.encoding).content
        starts = [part.row for part in self.parts]
        found: dict[int, dict[int, tuple[int, int]]] = {}
        texts = []
        for row in rows.to_list():
            at = bisect_right(starts, row) - 1
            if at not in found:
                found[at] = self._spans(content, self.parts[at])
            start, end = found[at][row]
            texts.append(content[start:end].decode("utf-8", "replace")[:RAW_LENGTH])
        return texts

    def _spans(self, content: bytes, part: _Part) -> dict[int, tuple[int, int]]:
        if not part.strict:
            return {row: (start, end) for row, _, start, end in part.good}
        breaks = np.flatnonzero(np.frombuffer(content, np.uint8)[part.start : part.end] == _NEWLINE) + part.start
        ends = breaks if content[part.end - 1 : part.end] == b"\n" else np.append(breaks, part.end)
        starts = np.concatenate([[part.start], ends[:-1] + 1])
        return {part.row + at: (int(starts[at]), int(ends[at])) for at in range(part.n)}
