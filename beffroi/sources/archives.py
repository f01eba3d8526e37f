"""Zip archives in front of every reader: one file out of them, or a refusal. Nothing is ever written to a disk."""

import io
import stat
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from beffroi.errors.archives import (
    BOMB,
    DOCTYPE,
    ENCRYPTED,
    LINK,
    NESTED,
    NO_DIRECTORY,
    OUTSIDE,
    WANTS_NAMED,
    WANTS_ONE,
    WRONG_SUM,
    ZIP_FAILURES,
    ChooseMember,
    UnsafeArchive,
)
from beffroi.errors.intake import KINDS, ArchiveTooLarge, DamagedFile, EmptyFile, IntakeError, WrongKind
from beffroi.vocabulary.text import filled

LARGEST = 2_000_000_000  # bytes of an archive once decompressed
LARGEST_RATIO = 100  # bytes out for one byte in
SMALL = 1_000_000  # bytes out below which no ratio can do harm
WORKBOOK = "xl/workbook.xml"  # what tells a workbook from any other zip archive
_CONTENT_TYPES = "[Content_Types].xml"  # what tells a document of an office program from any other zip archive
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf")
FAILURES = (*ZIP_FAILURES, OSError, RuntimeError, ValueError)
_PIECE = 1 << 22  # bytes
_LEFT_BY_SYSTEMS = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def is_workbook(content: bytes | Path) -> bool:
    """Whether a zip archive, given as bytes or as a file, is a spreadsheet (xlsx).

    >>> is_workbook(b"PK")
    False
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            return WORKBOOK in archive.namelist()
    except FAILURES:
        return False


def extracted(content: bytes, *, name: str, member: str | None, archive_inside: bool = False) -> bytes:
    """Return the one file of a zip archive, or the one whose name matches `member` (a * stands for anything).

    Raises
    ------
    UnsafeArchive, ArchiveTooLarge
        A path out of the archive, a link, a password, an archive inside (unless `archive_inside`: a workbook),
        or more than 100 bytes out for one in, or 2 GB.
    ChooseMember
        Not exactly one file can be meant; the message lists those there are.
    DamagedFile
        The archive is cut, or a checksum is wrong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_safe(archive, name=name, packed=len(content))
            if archive_inside and _CONTENT_TYPES in archive.namelist():
                raise WrongKind(path=name, found=KINDS["document"], expected=KINDS["excel"])
            chosen = _chosen(archive, name=name, member=member)
            inside = _read(archive, chosen, name=name)
    except IntakeError:
        raise
    except FAILURES as error:
        raise damaged(error, name) from None
    if inside.startswith(_ARCHIVES) and not (archive_inside and is_workbook(inside)):
        raise UnsafeArchive(path=name, why=filled(NESTED, name=chosen.filename))
    return inside


def streamed(path: Path, *, name: str, member: str | None) -> Iterator[bytes]:
    """Yield in pieces what `extracted` returns whole; what is not held in memory may be larger than 2 GB.

    Raises
    ------
    UnsafeArchive, ChooseMember, DamagedFile
        As `extracted`; a wrong checksum is found after the last piece.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_safe(archive, name=name, packed=path.stat().st_size, largest=None)
            chosen, size = _chosen(archive, name=name, member=member), 0
            with archive.open(chosen) as part:
                while piece := part.read(_PIECE):
                    if not size and piece.startswith(_ARCHIVES):
                        raise UnsafeArchive(path=name, why=filled(NESTED, name=chosen.filename))
                    size += len(piece)
                    yield piece
            if size != chosen.file_size:
                raise zipfile.BadZipFile(name)
    except IntakeError:
        raise
    except FAILURES as error:
        raise damaged(error, name) from None


def check_archive(content: bytes, *, name: str) -> None:
    """Refuse an unsafe zip archive that is handed whole to its reader: a shapefile, a workbook.

    Raises
    ------
    UnsafeArchive, ArchiveTooLarge, DamagedFile
        As `extracted`; of a workbook, also parts that declare a document type.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_safe(archive, name=name, packed=len(content))
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        if b"<!DOCTYPE" in part.read(4096).replace(b"\x00", b"").upper():
                            raise UnsafeArchive(path=name, why=filled(DOCTYPE, name=info.filename))
    except IntakeError:
        raise
    except FAILURES as error:
        raise damaged(error, name) from None


def check_safe(archive: zipfile.ZipFile, *, name: str, packed: int, largest: int | None = LARGEST) -> None:
    """Refuse an archive with a link, a password, a path that leads out of it, or that grows too much."""
    entries = archive.infolist()
    for info in entries:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or info.filename[1:2] == ":":
            raise UnsafeArchive(path=name, why=filled(OUTSIDE, name=info.filename))
        if stat.S_ISLNK(info.external_attr >> 16):
            raise UnsafeArchive(path=name, why=filled(LINK, name=info.filename))
        if info.flag_bits & 1:
            raise UnsafeArchive(path=name, why=filled(ENCRYPTED, name=info.filename))
        _check_growth(info.file_size, info.compress_size, name=name, largest=largest)
    _check_growth(sum(info.file_size for info in entries), packed, name=name, largest=largest)


def _check_growth(size: int, packed: int, *, name: str, largest: int | None) -> None:
    if largest is not None and size > largest:
        raise ArchiveTooLarge(path=name, limit=largest)
    if size > SMALL and size > LARGEST_RATIO * max(packed, 1):
        raise UnsafeArchive(path=name, why=filled(BOMB, ratio=size // max(packed, 1), limit=LARGEST_RATIO))


def _chosen(archive: zipfile.ZipFile, *, name: str, member: str | None) -> zipfile.ZipInfo:
    files = [info for info in archive.infolist() if not info.is_dir() and not _is_left(info.filename)]
    if not files:
        raise EmptyFile(path=name)
    meant = files if member is None else [info for info in files if _is_named(info.filename, member)]
    if len(meant) == 1:
        return meant[0]
    found = ", ".join(f"`{info.filename[:60]}`" for info in files[:12]) or "–"
    raise ChooseMember(
        path=name, found=found, wanted=WANTS_ONE if member is None else filled(WANTS_NAMED, member=member)
    )


def _is_left(path: str) -> bool:
    return path.startswith(_LEFT_BY_SYSTEMS) or path.endswith(_LEFT_BY_SYSTEMS[1:])


def _is_named(path: str, member: str) -> bool:
    return fnmatchcase(path, member) or fnmatchcase(path.rsplit("/", 1)[-1], member)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, name: str) -> bytes:
    """Read one file; never more than its directory entry says, which was checked."""
    with archive.open(info) as part:
        inside = part.read(info.file_size + 1)
    if len(inside) != info.file_size:
        raise zipfile.BadZipFile(name)
    return inside


def damaged(error: Exception, name: str) -> DamagedFile:
    """Return the error that says what is wrong with an archive."""
    told = (str(error) or type(error).__name__).splitlines()[0][:160]
    known = {"File is not a zip file": NO_DIRECTORY, "Bad CRC-32": WRONG_SUM}
    why = next((wording for start, wording in known.items() if told.startswith(start)), told)
    return DamagedFile(path=name, expected=KINDS["zip"], why=why)
