"""From a path to checked bytes: what kind of file it is, and valid UTF-8 where it is text."""

import codecs
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.intake import KINDS, EmptyFile, WrongKind
from beffroi.errors.profiles import UnknownEncoding
from beffroi.sources._base import Records
from beffroi.sources.arrival import GROWTH, GZIP, LARGEST, ZIP, Arrival, gunzipped

RAW_LENGTH = 4_000  # characters kept of a record in quarantine
_BLOCK = 1 << 22
_BLANK = b" \t\r\n"
_START = 1024  # bytes that tell a kind
_MAGIC = (
    (b"PAR1", "parquet"),
    *((magic, "zip") for magic in ZIP),
    (b"SQLite format 3\x00", "geopackage"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (GZIP, "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # of a workbook with a password, in the shell of an old one

Note = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A delivered file: its content, decompressed, and the SHA-256 of what was delivered."""

    path: Path
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Records with what later steps need to quarantine one of them as it was received.

    `records.frame` has the columns row, line, then the mapped columns under the
    names that the profile gives them. `raw` gives the text of records by row number.
    """

    records: Records
    columns: tuple[str, ...]  # all columns of the file, as written
    found: dict[str, str]  # name in the profile -> name in the file
    raw: Callable[[pl.Series], list[str]]


def receive(path: Path, *, kind: str, member: str | None = None, sha256: str | None = None) -> Received:
    """Read a file whole, decompress it and check that it is of the announced kind.

    The first bytes only serve to refuse a wrong kind, never to choose a reader. Of a zip archive, the one
    file it holds is read, or the one that `member` names.

    Raises
    ------
    IntakeError
        The file is missing, a folder, empty, cut, too large, of another kind,
        or not the one whose SHA-256 was declared.
    """
    arrival = Arrival(path, sha256=sha256)
    content = b"".join(arrival.delivered())
    if content.startswith(GZIP):
        content = b"".join(gunzipped(iter([content]), name=path.name, limit=LARGEST))
    if content.startswith(ZIP):
        content = out_of_zip(content, kind=kind, member=member, name=path.name)
    if not content[:_BLOCK].strip(_BLANK) and not content.strip(_BLANK):  # the second strip copies the whole
        raise EmptyFile(path=path.name)
    check_kind(content, kind=kind, name=path.name)
    return Received(path=path, content=content, sha256=arrival.sha256)


def text_of(arrival: Arrival, *, member: str | None = None) -> Iterator[bytes]:
    """Yield in pieces the content of a text file, out of a gzip or zip archive where it lies in one.

    Raises
    ------
    IntakeError
        As `receive`; what is not held in memory may grow beyond 2 GB, up to a hundred times its archive.
    """
    with closing(_unpacked(arrival, member)) as pieces:
        start = b""
        for piece in pieces:
            start += piece
            if len(start) >= _START and start.strip(_BLANK):
                break
        if not start.strip(_BLANK):
            raise EmptyFile(path=arrival.name)
        check_kind(start, kind="delimited", name=arrival.name)
        yield start
        yield from pieces


def _unpacked(arrival: Arrival, member: str | None) -> Generator[bytes]:
    delivered = arrival.delivered()
    first = next(delivered)
    whole = chain([first], delivered)
    if first.startswith(ZIP):
        yield from _out_of_zip_file(arrival, whole, member)
        return
    if not first.startswith(GZIP):
        yield from whole
        return
    limit = max(LARGEST, GROWTH * arrival.path.stat().st_size)
    content = gunzipped(whole, name=arrival.name, limit=limit)
    first = next(content, b"")
    if first.startswith(ZIP):  # an archive in an archive is read whole
        inside = first + b"".join(content)
        yield out_of_zip(inside, kind="delimited", member=member, name=arrival.name)
    else:
        yield from chain([first], content)


def _out_of_zip_file(arrival: Arrival, delivered: Iterator[bytes], member: str | None) -> Iterator[bytes]:
    from beffroi.sources.archives import is_workbook, streamed

    start = next(delivered)
    for _ in delivered:  # its hash needs every byte, and the archive its last ones first
        pass
    yield from [start] if is_workbook(arrival.path) else streamed(arrival.path, name=arrival.name, member=member)


def out_of_zip(content: bytes, *, kind: str, member: str | None, name: str) -> bytes:
    """Return the file that a zip archive holds; a shapefile or workbook, itself a zip archive, as it is."""
    from beffroi.sources.archives import check_archive, extracted, is_workbook

    if kind == "shapefile" or is_workbook(content):
        if kind in _ACCEPTED and "zip" in _ACCEPTED[kind]:
            check_archive(content, name=name)
        return content
    inside = extracted(content, name=name, member=member, archive_inside=kind == "excel")
    if kind == "excel":
        check_archive(inside, name=name)
    return inside


def kind_of(content: bytes) -> str:
    """Return what the first bytes say a file is: a key of `errors.intake.KINDS`.

    >>> kind_of(b"<!DOCTYPE html><html>"), kind_of(b"date,place")
    ('html', 'text')
    """
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return "locked" if kind == "xls" and _LOCKED in content[:_BLOCK] else kind
    if content[257:262] == b"ustar":
        return "archive"
    start = content[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in start[:512]:
        return "html"
    return "text"


_ACCEPTED = {
    "delimited": {"text"},
    "parquet": {"parquet"},
    "geojson": {"text"},
    "geopackage": {"geopackage"},
    "shapefile": {"zip"},
    "flatgeobuf": {"flatgeobuf"},
    "excel": {"zip"},
    "json": {"text"},
}


def check_kind(content: bytes, *, kind: str, name: str) -> None:
    """Refuse content whose first bytes are of another kind."""
    found = kind_of(content)
    if found not in _ACCEPTED[kind]:
        raise WrongKind(path=name, found=KINDS[found], expected=KINDS[kind])


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that do not decode: a lone surrogate, which no valid UTF-8 contains."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


codecs.register_error("beffroi_mark", _mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBytes:
    """Bytes in UTF-8 with `\n` line ends and no BOM or NUL; `valid` says whether all of it decodes."""

    content: bytes
    valid: bool
    notes: tuple[Note, ...]


def to_utf8(content: bytes, *, encoding: str) -> TextBytes:
    r"""Decode with the encoding that the profile pins, and unify line ends.

    Bytes that do not decode become sequences that are not valid UTF-8, so that
    the record which holds them, and only that one, goes to quarantine.

    >>> to_utf8("é\r\n".encode("cp1252"), encoding="windows-1252").content.decode()
    'é\n'
    """
    text = TextPieces(iter([content]), encoding=encoding)
    whole = b"".join(text)
    return TextBytes(content=whole, valid=is_utf8(whole), notes=text.notes)


class TextPieces:
    """What `to_utf8` returns, in pieces of which none ends between a return and its line feed."""

    def __init__(self, pieces: Iterator[bytes], *, encoding: str) -> None:
        self._pieces = pieces
        self._codec = _codec(encoding)
        self._counts = dict.fromkeys(("controls", "nul", "pairs", "returns", "feeds"), 0)

    def __iter__(self) -> Iterator[bytes]:
        held, start = b"", True
        for piece, last in with_last(self._decoded()):
            text = held + piece
            if start:
                text = text.removeprefix(codecs.BOM_UTF8)
            start &= not text
            text = self._without_nul(text)
            held = b"\r" if text.endswith(b"\r") and not last else b""
            text = self._unified(text.removesuffix(held))
            if text:
                yield text

    def _decoded(self) -> Iterator[bytes]:
        if self._codec in {"utf-8", "utf-8-sig", "ascii"}:
            yield from self._pieces
            return
        decoder: codecs.IncrementalDecoder | None = None
        for piece, last in with_last(self._pieces):
            if decoder is None:
                codec, marked = _ordered(self._codec, piece)
                decoder = codecs.getincrementaldecoder(codec)(errors="beffroi_mark")
                piece = piece[marked:]
            if codec == "iso8859-1":
                self._counts["controls"] += len(piece) - len(piece.translate(None, _CONTROLS))
            yield decoder.decode(piece, final=last).encode("utf-8", errors="surrogatepass")

    def _without_nul(self, text: bytes) -> bytes:
        if b"\x00" not in text:
            return text
        self._counts["nul"] += text.count(b"\x00")
        return text.replace(b"\x00", b"")

    def _unified(self, text: bytes) -> bytes:
        counts = self._counts
        if b"\r" not in text:
            counts["feeds"] += b"\n" in text  # one is enough to tell that not all ends are pairs
            return text
        for name, ends in (("pairs", b"\r\n"), ("returns", b"\r"), ("feeds", b"\n")):
            counts[name] += text.count(ends)
        return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was found in the pieces so far."""
        counts = self._counts
        kinds = (counts["pairs"] > 0) + (counts["returns"] > counts["pairs"]) + (counts["feeds"] > counts["pairs"])
        counted = (("latin1_controls", counts["controls"]), ("nul_removed", counts["nul"]))
        notes: tuple[Note, ...] = tuple((code, {"n": n}) for code, n in counted if n)
        return (*notes, ("mixed_line_ends", {})) if kinds > 1 else notes


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
        if codec not in _TEXT_CODECS:
            "".encode(codec)
    except LookupError:
        raise UnknownEncoding(found=encoding) from None
    return codec


def _ordered(codec: str, start: bytes) -> tuple[str, int]:
    """Return a codec that needs no mark of byte order, and the bytes of the mark; without one, the machine's order."""
    if codec not in {"utf-16", "utf-32"}:
        return codec, 0
    width = int(codec[-2:]) // 8
    for order, mark in (("le", b"\xff\xfe" + bytes(width - 2)), ("be", bytes(width - 2) + b"\xfe\xff")):
        if start.startswith(mark):
            return f"{codec}-{order}", width
    return f"{codec}-{sys.byteorder[0]}e", 0


def with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece, and whether it is the last."""
    before: bytes | None = None
    for piece in pieces:
        if before is not None:
            yield before, False
        before = piece
    if before is not None:
        yield before, True


_TEXT_CODECS = {"utf-8", "utf-8-sig", "ascii", "cp1252", "iso8859-1", "utf-16", "utf-16-le", "utf-16-be"}

_CONTROLS = bytes(range(0x80, 0xA0))  # marks in Latin-1 that no text holds; signs such as ’ and œ in Windows-1252


def is_utf8(content: bytes) -> bool:
    """Whether bytes are valid UTF-8, in blocks: no copy of the whole as text."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _BLOCK):
            decoder.decode(content[start : start + _BLOCK], final=start + _BLOCK >= len(content))
    except UnicodeDecodeError:
        return False
    return True
