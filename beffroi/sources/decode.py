"""From a path to checked bytes: what kind of file it is, and valid UTF-8 where it is text."""

import codecs
import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.intake import (
    KINDS,
    ArchiveTooLarge,
    CutArchive,
    EmptyFile,
    FileMissing,
    FileUnreadable,
    FolderGiven,
    WrongChecksum,
    WrongKind,
)
from beffroi.errors.profiles import UnknownEncoding
from beffroi.sources._base import Records

LARGEST = 2_000_000_000  # bytes of one file once decompressed
RAW_LENGTH = 4_000  # characters kept of a record in quarantine
_BLOCK = 1 << 22
_BLANK = b" \t\r\n"
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAGIC = (
    (b"PAR1", "parquet"),
    *((magic, "zip") for magic in _ZIP),
    (b"SQLite format 3\x00", "geopackage"),
    (b"fgb\x03fgb", "flatgeobuf"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (_GZIP, "archive"),
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
    """Read a file, decompress it and check that it is of the announced kind.

    The first bytes only serve to refuse a wrong kind, never to choose a reader. Of a zip archive, the one
    file it holds is read, or the one that `member` names.

    Raises
    ------
    IntakeError
        The file is missing, a folder, empty, cut, too large, of another kind,
        or not the one whose SHA-256 was declared.
    """
    delivered = _bytes_of(path)
    digest = hashlib.sha256(delivered).hexdigest()
    if sha256 is not None and sha256.lower() != digest:
        raise WrongChecksum(path=path.name, found=digest, declared=sha256)
    content = _decompress(delivered, path.name) if delivered.startswith(_GZIP) else delivered
    if content.startswith(_ZIP):
        content = _out_of_zip(content, kind=kind, member=member, name=path.name)
    if not content[:_BLOCK].strip(_BLANK) and not content.strip(_BLANK):  # the second strip copies the whole
        raise EmptyFile(path=path.name)
    _check_kind(content, kind=kind, name=path.name)
    return Received(path=path, content=content, sha256=digest)


def _out_of_zip(content: bytes, *, kind: str, member: str | None, name: str) -> bytes:
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


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        found = sorted(entry.name for entry in path.iterdir())
        raise FolderGiven(path=path.name, found=", ".join(found[:5]) or "–")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileMissing(path=str(path)) from None
    except (OSError, ValueError) as error:
        raise FileUnreadable(path=path.name, why=getattr(error, "strerror", None) or str(error)) from error
    if not content:
        raise EmptyFile(path=path.name)
    return content


def _decompress(packed: bytes, name: str) -> bytes:
    parts, size, rest = [], 0, packed
    while rest.startswith(_GZIP):
        stream = zlib.decompressobj(wbits=31)
        try:
            part = stream.decompress(rest, LARGEST + 1 - size)
        except zlib.error:
            raise CutArchive(path=name, read=size) from None
        size += len(part)
        if size > LARGEST:
            raise ArchiveTooLarge(path=name, limit=LARGEST)
        if not stream.eof:
            raise CutArchive(path=name, read=size)
        parts.append(part)
        rest = stream.unused_data
    if rest.strip(b"\x00"):
        raise CutArchive(path=name, read=size)
    return parts[0] if len(parts) == 1 else b"".join(parts)


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


def _check_kind(content: bytes, *, kind: str, name: str) -> None:
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
    """Bytes in UTF-8 with `\\n` line ends and no BOM or NUL; `valid` says whether all of it decodes."""

    content: bytes
    valid: bool
    notes: tuple[Note, ...]


def to_utf8(content: bytes, *, encoding: str) -> TextBytes:
    """Decode with the encoding that the profile pins, and unify line ends.

    Bytes that do not decode become sequences that are not valid UTF-8, so that
    the record which holds them, and only that one, goes to quarantine.

    >>> to_utf8("é\\r\\n".encode("cp1252"), encoding="windows-1252").content.decode()
    'é\\n'
    """
    try:
        codec = codecs.lookup(encoding).name
        if codec not in _TEXT_CODECS:
            "".encode(codec)
    except LookupError:
        raise UnknownEncoding(found=encoding) from None
    notes: list[Note] = []
    if codec in {"utf-8", "utf-8-sig", "ascii"}:
        text = content.removeprefix(codecs.BOM_UTF8)
        valid = is_utf8(text)
    else:
        decoded = content.decode(codec, errors="beffroi_mark").removeprefix("\ufeff")
        text = decoded.encode("utf-8", errors="surrogatepass")
        valid = "\udcff" not in decoded
        controls = len(content) - len(content.translate(None, _CONTROLS)) if codec == "iso8859-1" else 0
        notes += [("latin1_controls", {"n": controls})] if controls else []
    if b"\x00" in text:
        notes.append(("nul_removed", {"n": text.count(b"\x00")}))
        text = text.replace(b"\x00", b"")
    if b"\r" in text:
        text, mixed = _unify_lines(text)
        notes += [("mixed_line_ends", {})] if mixed else []
    return TextBytes(content=text, valid=valid, notes=tuple(notes))


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


def _unify_lines(text: bytes) -> tuple[bytes, bool]:
    pairs, returns, feeds = text.count(b"\r\n"), text.count(b"\r"), text.count(b"\n")
    kinds = (pairs > 0) + (returns > pairs) + (feeds > pairs)
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), kinds > 1
