"""Where the records of a delimited text lie: stretches of strict lines taken whole, and records found one by one."""

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from beffroi.sources.decode import RAW_LENGTH
from beffroi.sources.grammar import LONGEST_CELL, LONGEST_RECORD, Grammar, Parsed, count_strict, records

FOOTER_LINES = 10  # a totals line is only looked for in the last lines
BLOCK = 1 << 17  # bytes checked at once: what is derived from them stays in the processor's cache
LONG = 1 << 24  # bytes from which compiled code pays for its loading
SMALL = 1 << 16  # bytes: a shorter text is read record by record
FOOTER = re.compile(
    rb"^\W*(grand total|total|totals|totaux|total general|total g\xc3\xa9n\xc3\xa9ral|sum|somme|suma|"
    rb"source|fuente|generated|rows|lignes|filas)\b",
    re.IGNORECASE,
)
_AHEAD = LONGEST_RECORD + 2 * LONGEST_CELL  # bytes beyond which no quote is followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a text, from the line end before its first record on.

    `content[:start]` ends where the first record starts: numbered `row`, on physical line `line`. `final` says that
    the text ends with the window; in any other, the last lines are left for the next one.
    """

    content: bytes
    start: int
    row: int
    line: int
    valid: bool
    final: bool
    grammar: Grammar
    header: bytes  # last line of the header


@dataclass(slots=True, kw_only=True)
class Part:
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


def cut(window: Window) -> list[Part]:
    """Cut a window into strict parts and parts read record by record; each ends where a record ends.

    In a window that is not final, the last lines stay (they may turn out to be the last of all), and so does a
    record that the text to come may change.
    """
    at, row, line = window.start, window.row, window.line
    data = np.frombuffer(window.content, np.uint8)
    checks = _Checks(window)
    stop = len(data) if window.final else checks.tail
    parts: list[Part] = []
    decided = True
    while at < stop and decided:
        part = Part(start=at, end=at, row=row, line=line)
        for size in (BLOCK, SMALL):  # in a block with a bad record, smaller ones leave less to read one by one
            part.end = after_line(window.content, min(at + size, stop) - 1)
            n = None if checks.needs_care(at, part.end) else _count(data[at : part.end], window)
            if n is not None:
                part.n, line = n, line + n
                break
        else:
            line, decided = _read_one_by_one(part, window, checks)
        parts += [part] if part.end > at else []
        at, row = part.end, row + part.n
    return parts


def _count(data: NDArray[np.uint8], window: Window) -> int | None:
    """Return what `count_strict` does, by compiled code for a long text."""
    grammar = window.grammar
    if len(window.content) < LONG:
        return count_strict(data, grammar=grammar)
    from beffroi.kernels._records import count_records

    separator, quote = grammar.separator[0], grammar.quote[0]
    n = count_records(data, separator=separator, quote=quote, cells=grammar.cells, longest=LONGEST_CELL)
    return n if n >= 0 else None


def after_line(content: bytes, at: int) -> int:
    """Return the offset after the line that holds an offset."""
    end = content.find(b"\n", at)
    return len(content) if end < 0 else end + 1


class _Checks:
    """What a strict block may not hold: a repeated header, an empty line, undecodable bytes, a totals line."""

    def __init__(self, window: Window) -> None:
        content, grammar = window.content, window.grammar
        self.window = window
        self.header = window.header
        self.empty = b"\n" + grammar.separator * (grammar.cells - 1) + b"\n"
        self.tail = self._tail_start()
        self.small = len(content) - window.start < SMALL

    def _tail_start(self) -> int:
        """Return the offset from which totals lines are looked for: the last ten lines that are not empty."""
        content, at = self.window.content, len(self.window.content)
        while at > self.window.start and content[at - 1 : at] == b"\n":
            at -= 1
        for _ in range(FOOTER_LINES):
            at = content.rfind(b"\n", self.window.start, max(at, self.window.start))
            if at < 0:
                return self.window.start
        return at + 1

    def needs_care(self, start: int, end: int) -> bool:
        content = self.window.content
        if self.small or (not self.window.valid and not _decodes(content[start:end])):
            return True
        if content.find(self.empty, start - 1, end) >= 0 or (end == len(content) and self._ends_empty()):
            return True
        if self.header and content.find(self.header, start, end) >= 0:
            return True
        return end > self.tail and any(FOOTER.match(line) for line in content[max(start, self.tail) : end].split(b"\n"))

    def _ends_empty(self) -> bool:
        return self.window.grammar.cells > 1 and self.window.content.endswith(self.empty[:-1])

    def why_drop(self, raw: bytes, parsed: Parsed) -> str | None:
        """Return why a line is left out, if it is no record at all."""
        grammar = self.window.grammar
        if not raw.strip(grammar.separator) or (parsed.fault and not raw.strip(grammar.separator + b" \t")):
            return "blank_line"
        if raw == self.header:
            return "repeated_header"
        filled = (cell.strip(grammar.quote + b" \t") for cell in raw.split(grammar.separator))
        if parsed.start >= self.tail and FOOTER.match(raw) and sum(map(bool, filled)) <= 2:
            return "footer_line"
        return None


def _read_one_by_one(part: Part, window: Window, checks: _Checks) -> tuple[int, bool]:
    """Fill a part record by record, up to the first record that starts at its end or later.

    Returns the line that follows, and whether the text of the window decides all of these records: the part ends
    before the first that it does not.
    """
    content, line, last = window.content, part.line, part.start - 1
    part.strict = False
    for parsed in records(content, start=part.start, line=part.line, grammar=window.grammar):
        if parsed.start >= part.end:
            break
        if not is_decided(parsed, content, final=window.final):
            part.end = parsed.start
            return line, False
        row = part.row + part.n
        part.n += 1
        raw = content[parsed.start : parsed.end]
        line = parsed.line + raw.count(b"\n") + 1
        last = parsed.end
        drop = checks.why_drop(raw, parsed)
        fault = None if drop else _fault(parsed, raw, window)
        if drop:
            part.dropped[drop] = part.dropped.get(drop, 0) + 1
        elif fault:
            part.bad.append((row, parsed.line, fault, raw.decode("utf-8", "replace")[:RAW_LENGTH]))
        else:
            part.good.append((row, parsed.line, parsed.start, parsed.end))
    part.end = max(part.end, min(last + 1, len(content)))
    return line, True


def is_decided(parsed: Parsed, content: bytes, *, final: bool) -> bool:
    """Whether no text after a window can change how a record in it is read."""
    if final:
        return True
    open_ended = parsed.fault == "unclosed_quote" and parsed.start + _AHEAD > len(content)
    return parsed.end < len(content) - 1 and not open_ended


def _fault(parsed: Parsed, raw: bytes, window: Window) -> str | None:
    if parsed.fault in {"missing_cells", "unclosed_quote"} and parsed.end == len(window.content):
        return "cut_last_record"
    return parsed.fault or (None if window.valid or _decodes(raw) else "undecodable_bytes")


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
