"""One file out of a large zip archive on a portal: its directory and the parts that hold the file, nothing else."""

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from beffroi.errors.archives import ZIP_FAILURES
from beffroi.errors.portal_reasons import BYTES, ZIPPED
from beffroi.errors.portals import BadAnswer, Grows, NotPublished, PortalError, TooLarge
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client, Head
from beffroi.portals.exchange import GROWTH, SMALL
from beffroi.portals.plans import Member

READ_AHEAD = 1 << 20
_DAMAGED = (*ZIP_FAILURES, RuntimeError, ValueError)


@dataclass
class RemoteFile(io.RawIOBase):
    """A file on a portal that is read by parts, as long as it stays the same file."""

    client: Client
    url: str
    head: Head
    position: int = 0
    asked: int = field(default=0, init=False)  # bytes that were fetched

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read from anywhere: yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.head.total or 0}[whence]
        self.position = max(0, start + offset)
        return self.position

    def tell(self) -> int:
        """Return the position."""
        return self.position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fetch as many bytes as are asked."""
        last = min(self.position + len(buffer), self.head.total or 0) - 1
        if last < self.position:
            return 0
        found = self.client.part(self.url, self.position, last, like=self.head)
        content = b"" if found is None else found[0]
        buffer[: len(content)] = content
        self.position += len(content)
        self.asked += len(content)
        return len(content)


def opened(plan: Member, client: Client, folder: Path, known: Head | None) -> tuple[BinaryIO, Head] | None:
    """Return the archive to read from and what is said of it; None when it is unchanged since `known`.

    Where a portal sends no parts, the whole archive is fetched.
    """
    first = client.part(plan.url, 0, 0, like=None)
    if first is not None:
        _, head, where = first
        if (
            known is not None
            and head.validator
            and (head.etag, head.last_modified) == (known.etag, known.last_modified)
        ):
            return None
        return io.BufferedReader(RemoteFile(client, where, head), READ_AHEAD), head
    head_or_none = client.download(plan.url, folder, expects="zip", known=known)
    return None if head_or_none is None else ((folder / "body").open("rb"), head_or_none)


def extract(plan: Member, archive: BinaryIO, client: Client, into: Path) -> None:
    """Write the member of an archive, its checksum verified.

    Raises
    ------
    NotPublished
        The archive has no such member; the message lists those of its folder.
    TooLarge, Grows, BadAnswer
        More than is taken, or a damaged archive.
    """
    url = shown(plan.url)
    try:
        with zipfile.ZipFile(archive) as opened_archive:
            info = _found(plan, opened_archive)
            if info.file_size > client.limits.bytes:
                raise TooLarge(url=url, limit=client.limits.bytes, what=BYTES)
            if info.file_size > SMALL and info.file_size > GROWTH * max(info.compress_size, 1):
                raise Grows(url=url, ratio=info.file_size // max(info.compress_size, 1), limit=GROWTH)
            with opened_archive.open(info) as part, into.open("wb") as file:
                left = info.file_size
                while left and (block := part.read(min(left, READ_AHEAD))):
                    left -= len(block)
                    file.write(block)
    except PortalError:
        raise
    except _DAMAGED:
        raise BadAnswer(url=url, why=ZIPPED) from None


def _found(plan: Member, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    try:
        return archive.getinfo(plan.member)
    except KeyError:
        names = sorted(archive.namelist())
        folder = plan.member.partition("/")[0]
        near = [name for name in names if name.startswith(f"{folder}/") and name.endswith(".csv")] or names
        told = ", ".join(near[:12]) + (f" … ({len(near)})" if len(near) > 12 else "")
        raise NotPublished(wanted=plan.member, found=told or "–") from None
