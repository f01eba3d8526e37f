"""Data that a portal hands out page by page: kept as received, counted, and joined into one file that can be imported."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from beffroi.errors.portal_reasons import BYTES, EMPTY, HEADERS_DIFFER, LACKS, PAGES, REPEATS, ROWS
from beffroi.errors.portals import BadAnswer, MovedMeanwhile, RowsDiffer, TooLarge
from beffroi.portals.addresses import shown
from beffroi.portals.client import Client, parsed
from beffroi.vocabulary.text import filled, text

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the only date that a zip archive of ours holds: same pages, same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """How the pages of a data set are asked for.

    address
        Offset and number of rows to the address of a page; a portal may send fewer rows than asked.
    state
        Asks how many rows there are now, and what the portal says of the state of its data.
    exact
        A page holds as many rows as asked, or the data changed.
    convert
        A page as received to the page as joined, where the portal's form is its own.
    """

    url: str
    format: str  # csv | json | geojson
    announced: int
    version: str
    page_rows: int
    address: Callable[[int, int], str]
    state: Callable[[], tuple[int, str]]
    exact: bool = False
    convert: Callable[[bytes], bytes] = bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page that was received."""

    file: str
    rows: int
    bytes: int
    sha256: str


def receive(plan: Paged, client: Client, folder: Path) -> list[Page]:
    """Receive every page into `folder`, going on after those that an interrupted attempt left there.

    Raises
    ------
    TooLarge
        More rows, pages or bytes than is taken in one go.
    MovedMeanwhile
        The number of rows at the end is not that of the beginning.
    RowsDiffer
        The pages do not add up to the number announced.
    BadAnswer
        There is no row at all, or the portal sends the same page again and again.
    """
    if not plan.announced:
        raise BadAnswer(url=plan.url, why=EMPTY)
    if plan.announced > client.limits.rows:
        raise TooLarge(url=plan.url, limit=client.limits.rows, what=ROWS)
    pages = _left(plan, folder)
    offset = sum(page.rows for page in pages)
    while offset < plan.announced:
        if pages:
            client.sleep(client.limits.pause)
        page = _one(plan, client, folder, offset=offset, number=len(pages) + 1)
        if not page.rows:
            break
        if pages and page.sha256 == pages[-1].sha256:
            raise BadAnswer(url=plan.url, why=REPEATS)
        if plan.exact and page.rows != min(plan.page_rows, plan.announced - offset):
            break
        pages.append(page)
        offset += page.rows
        _note(plan, folder, pages)
        _check_size(plan, client, pages)
    _check_whole(plan, folder, offset)
    return pages


def _one(plan: Paged, client: Client, folder: Path, *, offset: int, number: int) -> Page:
    url = plan.address(offset, min(plan.page_rows, plan.announced - offset))
    content, rows = client.page(
        url, lambda page: rows_of(plan.format, plan.convert(page), url=url), expects=plan.format
    )
    name = f"{number:06d}.{plan.format}"
    (folder / name).write_bytes(content)
    return Page(file=name, rows=rows, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def _check_size(plan: Paged, client: Client, pages: list[Page]) -> None:
    if sum(page.bytes for page in pages) > client.limits.bytes:
        raise TooLarge(url=plan.url, limit=client.limits.bytes, what=BYTES)
    if len(pages) > client.limits.pages:
        raise TooLarge(url=plan.url, limit=client.limits.pages, what=PAGES)


def _check_whole(plan: Paged, folder: Path, received: int) -> None:
    before, now = (plan.announced, plan.version), plan.state()
    if now == before and received == plan.announced:
        return
    discard(folder)
    if now != before:
        raise moved(plan.url, before, now)
    raise RowsDiffer(url=plan.url, announced=plan.announced, received=received)


def moved(url: str, before: tuple[int, str], after: tuple[int, str]) -> MovedMeanwhile:
    """Return the error of data that changed under way: the numbers of rows, or else the states that the portal names."""
    told = [filled(SOME_ROWS, n=rows, state=state or "–") for rows, state in (before, after)]
    return MovedMeanwhile(url=url, before=told[0], after=told[1])


SOME_ROWS = text("{n} rows ({state})", "{n} lignes ({state})", "{n} filas ({state})")


def discard(folder: Path) -> None:
    """Forget what an attempt left: it does not fit what the portal holds now."""
    for path in folder.iterdir():
        if path.is_file() and path.name != "lock":
            path.unlink()


# going on after an interruption


def _note(plan: Paged, folder: Path, pages: list[Page]) -> None:
    content = {"begun": _begun(plan), "pages": [asdict(page) for page in pages]}
    (folder / "pages.json").write_text(json.dumps(content), "utf-8")


def _begun(plan: Paged) -> list[Any]:
    return [plan.url, plan.format, plan.announced, plan.version, plan.page_rows]


def _left(plan: Paged, folder: Path) -> list[Page]:
    """Return the pages of an earlier attempt that are whole, of the same data and from the beginning."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError, ValueError, TypeError, KeyError):
        content = json.loads((folder / "pages.json").read_text("utf-8"))
        pages = [Page(**page) for page in content["pages"]]
        is_same = content["begun"] == _begun(plan) and bool(plan.version)
        if is_same and all(_sha256(folder / page.file) == page.sha256 for page in pages):
            return pages
    discard(folder)
    return []


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# counting


def rows_of(form: str, content: bytes, *, url: str) -> int:
    """Return how many rows a page or a file holds.

    >>> rows_of("csv", b'id,note\\n1,"two\\nlines"\\n2,b', url=""), rows_of("json", b'[{"a": 1}]', url="")
    (2, 1)
    """
    if form == "csv":
        if not content.strip():
            raise BadAnswer(url=shown(url), why=EMPTY)
        counter = Lines()
        counter.feed(content)
        return max(0, counter.total - 1)
    return len(records(form, content, url=url))


def records(form: str, content: bytes, *, url: str) -> list[Any]:
    """Return the records of a JSON page, or the features of a GeoJSON one."""
    found = parsed(content, url)
    if form == "geojson":
        found = found.get("features") if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise BadAnswer(url=shown(url), why=filled(LACKS, name="features" if form == "geojson" else "[ ]"))
    return found


class Lines:
    """Counts the records of delimited text as it comes: line ends outside quotation marks, header included."""

    def __init__(self) -> None:
        self._ended, self._quoted, self._open = 0, False, False

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        for at, part in enumerate(block.split(b'"')):
            if at:
                self._quoted = not self._quoted
            if not self._quoted:
                self._ended += part.count(b"\n")
        if block:
            self._open = not block.endswith(b"\n")

    @property
    def total(self) -> int:
        """Records so far, the last one even without a line end."""
        return self._ended + self._open


def count_file(form: str, path: Path, *, url: str) -> int | None:
    """Return the rows of a received file; None for JSON that is too large to be held."""
    if form == "csv":
        counter = Lines()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                counter.feed(block)
        return max(0, counter.total - 1)
    if form in ("json", "geojson") and path.stat().st_size <= 256_000_000:
        return rows_of(form, path.read_bytes(), url=url)
    return None


# joining


def join(plan: Paged, pages: list[Page], folder: Path, into: Path) -> None:
    """Write the file that is imported: the rows of every page in order, one header, nothing else changed.

    Raises
    ------
    BadAnswer
        Two pages of delimited text have different columns.
    """
    parts = (plan.convert((folder / page.file).read_bytes()) for page in pages)
    with into.open("wb") as file:
        for block in _joined[plan.format](parts, plan.url):
            file.write(block)


def _csv(parts: Iterator[bytes], url: str) -> Iterator[bytes]:
    header = None
    for part in parts:
        first, rest = _first_record(part.removeprefix(b"\xef\xbb\xbf"))
        if header is None:
            header = first
            yield first.rstrip(b"\r\n") + b"\n"
        elif first.rstrip(b"\r\n") != header.rstrip(b"\r\n"):
            raise BadAnswer(url=url, why=HEADERS_DIFFER)
        if rest:
            yield rest if rest.endswith(b"\n") else rest + b"\n"


def _first_record(page: bytes) -> tuple[bytes, bytes]:
    at, quoted = 0, False
    while at < len(page):
        if page[at] == 0x22:
            quoted = not quoted
        at += 1
        if page[at - 1] == 0x0A and not quoted:
            break
    return page[:at], page[at:]


def _json(parts: Iterator[bytes], url: str) -> Iterator[bytes]:
    yield b"["
    yield from _separated(record for part in parts for record in records("json", part, url=url))
    yield b"]\n"


def _geojson(parts: Iterator[bytes], url: str) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": ['
    yield from _separated(record for part in parts for record in records("geojson", part, url=url))
    yield b"]}\n"


def _separated(found: Iterator[Any]) -> Iterator[bytes]:
    for at, record in enumerate(found):
        yield (b",\n" if at else b"\n") + json.dumps(record, ensure_ascii=False).encode()


_joined: dict[str, Callable[[Iterator[bytes], str], Iterator[bytes]]] = {
    "csv": _csv,
    "json": _json,
    "geojson": _geojson,
}


def pack(pages: list[Page], folder: Path, into: Path) -> None:
    """Keep the pages as they were received, in one zip archive whose bytes depend on nothing else."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for page in pages:
            info = zipfile.ZipInfo(page.file, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, (folder / page.file).read_bytes())
