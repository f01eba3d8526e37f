"""A delivered file in pieces: hashed as it was delivered, decompressed, of the announced kind; never whole in memory."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from beffroi.errors.intake import (
    ArchiveTooLarge,
    CutArchive,
    EmptyFile,
    FileMissing,
    FileUnreadable,
    FolderGiven,
    WrongChecksum,
)

LARGEST = 2_000_000_000  # bytes of one file once decompressed
GROWTH = 100  # bytes out for one byte in, that a file which is read in pieces may grow beyond that
PIECE = 1 << 22  # bytes
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class Arrival:
    """A file as it arrives: `pieces` once, then `sha256` of what was delivered."""

    def __init__(self, path: Path, *, sha256: str | None = None) -> None:
        self.path, self.name = path, path.name
        self._declared = sha256
        self._digest = hashlib.sha256()
        self.size = 0  # bytes read so far

    @property
    def sha256(self) -> str:
        """SHA-256 of what was read so far; of the whole once all pieces were."""
        return self._digest.hexdigest()

    def delivered(self) -> Iterator[bytes]:
        """Yield the bytes as they were delivered.

        Raises
        ------
        FileMissing, FolderGiven, FileUnreadable, EmptyFile
            There is nothing to read.
        WrongChecksum
            It is not the file whose SHA-256 was declared.
        """
        if self._declared is not None:
            self._check_declared()
        some = False
        for piece in _pieces_of(self.path):
            some = True
            self._digest.update(piece)
            self.size += len(piece)
            yield piece
        if not some:
            raise EmptyFile(path=self.name)

    def _check_declared(self) -> None:
        digest = hashlib.sha256()
        for piece in _pieces_of(self.path):
            digest.update(piece)
        if self._declared is not None and digest.hexdigest() != self._declared.lower():
            raise WrongChecksum(path=self.name, found=digest.hexdigest(), declared=self._declared)


def _pieces_of(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        found = sorted(entry.name for entry in path.iterdir())
        raise FolderGiven(path=path.name, found=", ".join(found[:5]) or "–")
    with _reading(path), path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise FileMissing(path=str(path)) from None
    except (OSError, ValueError) as error:
        raise FileUnreadable(path=path.name, why=getattr(error, "strerror", None) or str(error)) from error


def gunzipped(packed: Iterator[bytes], *, name: str, limit: int) -> Iterator[bytes]:
    """Yield what gzip members, one after the other, hold.

    Raises
    ------
    CutArchive
        The last member ends before its end, a checksum is wrong, or something that is no member follows.
    ArchiveTooLarge
        They hold more than `limit` bytes.
    """
    stream, size, rest, over = zlib.decompressobj(wbits=31), 0, b"", False
    for piece in chain(packed, [b""]):
        rest += piece
        while rest or not piece:
            if stream.eof and (rest == GZIP[:1] and piece):
                break  # the next piece says whether another member begins
            if stream.eof:
                over |= not rest.startswith(GZIP)
                if over:
                    break
                stream = zlib.decompressobj(wbits=31)
            try:
                part = stream.decompress(rest, PIECE)
            except zlib.error:
                raise CutArchive(path=name, read=size) from None
            size += len(part)
            if size > limit:
                raise ArchiveTooLarge(path=name, limit=limit)
            rest = stream.unused_data if stream.eof else stream.unconsumed_tail
            if part:
                yield part
            elif not rest:
                break
        if over and rest.strip(b"\x00"):
            raise CutArchive(path=name, read=size)
        rest = b"" if over else rest
    if not stream.eof:
        raise CutArchive(path=name, read=size)
