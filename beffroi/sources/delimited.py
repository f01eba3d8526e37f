"""Delimited text to records, window by window. Polars only ever parses text that was checked here.

Text is cut into blocks of whole lines. A block where every line is one strict
record (see `grammar`) is taken as it is; in any other, records are read one by
one and the bad ones set aside. Without any bad record, the original bytes go
to Polars unchanged.
"""

import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.errors.intake import EmptyFile
from beffroi.errors.profiles import WrongSeparator
from beffroi.sources._base import QUARANTINE, Records
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Note, Received, TextPieces, is_utf8
from beffroi.sources.grammar import Grammar, cells_of, records
from beffroi.sources.parts import SMALL, Part, Window, after_line, cut, is_decided
from beffroi.sources.profile import Profile

AT_ONCE = 1 << 24  # bytes of text that become records together
_NEWLINE = 10


class Delimited:
    """The records of a delimited text, some at a time: one text column for each mapped column.

    `notes` say what was found in the text, once it has been read; `consumed` is how many bytes of it became records.

    Raises
    ------
    IntakeError
        The encoding or separator is unknown, a mapped column is missing, or there is no record.
    """

    def __init__(self, pieces: Iterator[bytes], profile: Profile, *, name: str, at_once: int = AT_ONCE) -> None:
        self._text = TextPieces(pieces, encoding=profile.file.encoding)
        self._pieces = iter(self._text)
        self._grammar = _grammar(profile)
        self._profile, self._name, self._at_once = profile, name, at_once
        self.consumed = 0

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was found in the text read so far."""
        return self._text.notes

    def __iter__(self) -> Iterator[Decoded]:
        content, final = self._more(b"", self._at_once)
        while (header := _header(content, self._grammar, skip=self._profile.file.skip_lines, final=final)) is None:
            content, final = self._more(content, len(content) + self._at_once)
        if not header.names:
            raise EmptyFile(path=self._name)
        positions = resolve(self._profile, header.names, path=self._name)
        grammar = replace(self._grammar, cells=len(header.names))
        start, row, line, kept = header.end, 1, header.line, 0
        while True:
            valid = is_utf8(content[start : len(content) if final else content.rfind(b"\n") + 1])
            window = Window(
                content=content,
                start=start,
                row=row,
                line=line,
                valid=valid,
                final=final,
                grammar=grammar,
                header=header.last,
            )
            parts = cut(window)
            if parts or final:
                found = _assemble(window, parts, positions)
                kept += found.rows_in - sum(found.dropped.values())
                self.consumed += parts[-1].end - start if parts else 0
                row += found.rows_in
                named = {name: header.names[at] for name, at in positions.items()}
                yield Decoded(records=found, columns=header.names, found=named, raw=_Raw(content=content, parts=parts))
            if final:
                break
            end = parts[-1].end if parts else start
            line = _line_after(parts[-1], content) if parts else line
            content, start = content[end - 1 :], 1  # the line end before a record is looked at with it
            content, final = self._more(content, self._at_once if parts else len(content) + self._at_once)
        if not kept:
            raise EmptyFile(path=self._name)

    def _more(self, content: bytes, wanted: int) -> tuple[bytes, bool]:
        """Return the text grown to a length, and whether that is all of it."""
        pieces, size = [content], len(content)
        while size < wanted:
            piece = next(self._pieces, b"")
            if not piece:
                return b"".join(pieces), True
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces), False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    names: tuple[str, ...]  # none: there is no header that can be read
    end: int  # offset after the header
    line: int  # physical line that follows
    last: bytes  # its last line, as written


def _header(content: bytes, grammar: Grammar, *, skip: int, final: bool) -> _Header | None:
    """Return the header of a text; None when only the text to come can tell."""
    at, line = 0, 1
    for _ in range(skip):
        at, line = after_line(content, at), line + 1
    if content[at : at + 4].lower() == b"sep=":
        at, line = after_line(content, at), line + 1
    while at < len(content) and content[at : at + 1] == b"\n":
        at, line = at + 1, line + 1
    parsed = next(records(content, start=at, line=line, grammar=grammar), None)
    if not final and (parsed is None or not is_decided(parsed, content, final=False)):
        return None
    if parsed is None or parsed.fault:
        return _Header(names=(), end=0, line=0, last=b"")
    cells = cells_of(content[parsed.start : parsed.end], grammar)
    end = min(parsed.end + 1, len(content))
    return _Header(
        names=tuple(cell.decode("utf-8", "replace").strip() for cell in cells),
        end=end,
        line=line + content.count(b"\n", parsed.start, parsed.end) + 1,
        last=content[content.rfind(b"\n", 0, max(end - 1, 0)) + 1 : max(end - 1, 0)],
    )


def read_delimited(received: Received, profile: Profile) -> Decoded:
    """Read delimited text into text columns, one per mapped column, all at once.

    Raises
    ------
    IntakeError
        As `Delimited`.
    """
    reader = Delimited(iter([received.content]), profile, name=received.path.name, at_once=sys.maxsize)
    (decoded,) = reader
    return replace(decoded, records=replace(decoded.records, notes=reader.notes + decoded.records.notes))


def _grammar(profile: Profile) -> Grammar:
    for mark in (profile.file.separator, profile.file.quote):
        if len(mark) != 1 or not mark.isascii() or mark in "\r\n\x00":
            raise WrongSeparator(found=mark)
    if profile.file.separator == profile.file.quote:
        raise WrongSeparator(found=profile.file.quote)
    return Grammar(separator=profile.file.separator.encode(), quote=profile.file.quote.encode())


def _assemble(window: Window, parts: list[Part], positions: dict[str, int]) -> Records:
    """Assemble the mapped columns of all parts, with row and line numbers."""
    rows, lines = (_numbers(parts, at) for at in (0, 1))
    bad = [entry for part in parts for entry in part.bad]
    dropped: dict[str, int] = {}
    for part in parts:
        for reason, n in part.dropped.items():
            dropped[reason] = dropped.get(reason, 0) + n
    frame = _parse(window, parts, positions, height=len(rows))
    frame = frame.select(pl.Series("row", rows), pl.Series("line", lines), pl.all())
    notes: tuple[Note, ...] = (("last_record_cut", {}),) if any(entry[2] == "cut_last_record" for entry in bad) else ()
    quarantined = pl.DataFrame(bad, schema=QUARANTINE, orient="row")
    rows_in = sum(part.n for part in parts)
    return Records(frame=frame, quarantined=quarantined, dropped=dropped, rows_in=rows_in, notes=notes)


def _numbers(parts: list[Part], which: int) -> NDArray[np.uint32]:
    """Return the row (0) or line (1) numbers of all good records."""
    found = [np.empty(0, np.uint32)]
    for part in parts:
        if part.strict:
            first = (part.row, part.line)[which]
            found.append(np.arange(first, first + part.n, dtype=np.uint32))
        else:
            found.append(np.fromiter((entry[which] for entry in part.good), np.uint32, len(part.good)))
    return np.concatenate(found)


def _parse(window: Window, parts: list[Part], positions: dict[str, int], *, height: int) -> pl.DataFrame:
    """Return the mapped columns as text: by Polars on strict text, by hand for a short text or if it disagrees."""
    content, grammar = window.content, window.grammar
    if all(part.strict for part in parts):
        frame = _by_polars(content[parts[0].start : parts[-1].end], positions, grammar) if parts else None
    elif height * grammar.cells < SMALL:
        frame = None
    else:
        frame = _by_polars(_strict_text(content, parts, grammar), positions, grammar)
    if frame is not None and frame.height == height:
        return frame
    return _by_hand([raw for part in parts for raw in _raws(content, part)], positions, grammar)


def _line_after(part: Part, content: bytes) -> int:
    """Return the physical line that follows a part."""
    return part.line + (part.n if part.strict else content.count(b"\n", part.start, part.end))


def _raws(content: bytes, part: Part) -> list[bytes]:
    if part.strict:
        return content[part.start : part.end].removesuffix(b"\n").split(b"\n")
    return [content[start:end] for _, _, start, end in part.good]


def _strict_text(content: bytes, parts: list[Part], grammar: Grammar) -> bytes:
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


def _by_polars(content: bytes, positions: dict[str, int], grammar: Grammar) -> pl.DataFrame | None:
    """Read mapped columns as text; None when Polars cannot."""
    order = sorted(set(positions.values()))
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
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
    """Raw text of records by row number, for those that a later step quarantines."""

    content: bytes
    parts: list[Part]

    def __call__(self, rows: pl.Series) -> list[str]:
        starts = [part.row for part in self.parts]
        found: dict[int, dict[int, tuple[int, int]]] = {}
        texts = []
        for row in rows.to_list():
            at = bisect_right(starts, row) - 1
            if at not in found:
                found[at] = self._spans(self.parts[at])
            start, end = found[at][row]
            texts.append(self.content[start:end].decode("utf-8", "replace")[:RAW_LENGTH])
        return texts

    def _spans(self, part: Part) -> dict[int, tuple[int, int]]:
        if not part.strict:
            return {row: (start, end) for row, _, start, end in part.good}
        content = self.content
        breaks = np.flatnonzero(np.frombuffer(content, np.uint8)[part.start : part.end] == _NEWLINE) + part.start
        ends = breaks if content[part.end - 1 : part.end] == b"\n" else np.append(breaks, part.end)
        starts = np.concatenate([[part.start], ends[:-1] + 1])
        return {part.row + at: (int(starts[at]), int(ends[at])) for at in range(part.n)}
