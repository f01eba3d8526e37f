"""Asking a portal patiently: documents, pages, whole files that go on where they broke, and parts of an archive."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from beffroi.errors.portal_reasons import EMPTY, LACKS, NOT_JSON, NOT_RANGED
from beffroi.errors.portals import BadAnswer, MovedMeanwhile, NoRoom, WrongContent
from beffroi.portals.addresses import Rules, is_same_host, shown
from beffroi.portals.exchange import Answer, Hiccup, Limits, Sleep, body, exchange, room
from beffroi.vocabulary.text import Text, filled, text

T = TypeVar("T")
TELLING = 64  # bytes that show what a file is
HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
PAGE = text("a web page", "une page web", "una página web")
OTHER = text("something else ({type})", "autre chose ({type})", "otra cosa ({type})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a portal says of a file: enough to ask later whether it has changed."""

    url: str = ""  # where it came from in the end, as it may be written down
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    total: int | None = None  # bytes announced

    @property
    def validator(self) -> str:
        """What proves that a part belongs to what was received before; a weak ETag does not (RFC 9110, 13.1.5)."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def conditions(self) -> dict[str, str]:
        """Headers that ask for the file only if it has changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(slots=True)
class Client:
    """Asks one portal; `keys` are headers with the user's key, sent to the host that was asked and to no other."""

    rules: Rules = field(default_factory=Rules)
    limits: Limits = field(default_factory=Limits)
    keys: Mapping[str, str] = field(default_factory=dict)
    home: str = ""  # an address of the portal: keys go to its host only
    sleep: Sleep = time.sleep

    def patiently(self, work: Callable[[], T]) -> T:
        """Do something again until it works, waiting longer each time, or as long as the portal asks."""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return work()
            except Hiccup as hiccup:
                wait = self.limits.first_wait * 2 ** (attempt - 1) if hiccup.wait is None else hiccup.wait
                if attempt == self.limits.attempts or wait > self.limits.longest_wait:
                    raise hiccup.cause from None
            self.sleep(wait)
        raise AssertionError

    def exchange(self, url: str, headers: Mapping[str, str]) -> Any:
        """Ask once; a context that gives the answer."""
        keys = self.keys if self.home and is_same_host(self.home, url) else {}
        return exchange(url, rules=self.rules, limits=self.limits, headers=headers, keys=keys)

    # small answers

    def page(self, url: str, read: Callable[[bytes], T], *, expects: str) -> tuple[bytes, T]:
        """Return the bytes of one page and what `read` makes of them; a `Hiccup` in `read` asks again."""

        def once() -> tuple[bytes, T]:
            with self.exchange(url, {"Accept-Encoding": "gzip"}) as answer:
                content = b"".join(checked(answer, body(answer, self.limits, most=self.limits.page_bytes), expects))
            return content, read(content)

        return self.patiently(once)

    def json(self, url: str, *needed: str) -> Any:
        """Return a JSON document; its object must have the fields that are needed."""

        def read(content: bytes) -> Any:
            found = parsed(content, url)
            for name in needed:
                if not isinstance(found, dict) or name not in found:
                    raise BadAnswer(url=shown(url), why=filled(LACKS, name=name))
            return found

        return self.page(url, read, expects="json")[1]

    # whole files

    def download(self, url: str, folder: Path, *, expects: str, known: Head | None = None) -> Head | None:
        """Receive a file into `folder/body`; return what was said of it, or None when it is unchanged since `known`.

        What an earlier attempt left there is continued when the portal proves that it is still the same file.
        """
        folder.mkdir(parents=True, exist_ok=True)
        return self.patiently(lambda: self._download(url, folder, expects=expects, known=known))

    def _download(self, url: str, folder: Path, *, expects: str, known: Head | None) -> Head | None:
        part, note = folder / "body", folder / "head.json"
        left, size = _left(part, note)
        headers = {"Accept-Encoding": "identity"}
        if size and left.validator:
            headers |= {"Range": f"bytes={size}-", "If-Range": left.validator}
        elif known:
            headers |= known.conditions()
        with self.exchange(url, headers) as answer:
            if answer.status == 304:
                return None
            if answer.status == 416 or (answer.status == 206 and not _continues(answer, size)):
                part.unlink(missing_ok=True)
                raise Hiccup(BadAnswer(url=answer.shown, why=NOT_RANGED), wait=0.0)
            head = left if answer.status == 206 else self._begin(answer, url, note, folder)
            more = answer.status == 206
            blocks = body(answer, self.limits, most=self.limits.bytes - (size if more else 0))
            with part.open("ab" if more else "wb") as file:
                for block in blocks if more else checked(answer, blocks, expects):
                    file.write(block)
        return head

    def _begin(self, answer: Answer, url: str, note: Path, folder: Path) -> Head:
        head = head_of(answer, asked=url)
        if head.total and head.total > room(folder):
            raise NoRoom(url=answer.shown, needed=head.total, free=room(folder))
        # what was decoded on the way cannot be continued from a number of bytes
        known = replace(head, etag="", last_modified="") if answer.text("Content-Encoding") else head
        note.write_text(json.dumps(asdict(known)), "utf-8")
        return head

    # parts of a file

    def part(self, url: str, first: int, last: int, *, like: Head | None) -> tuple[bytes, Head, str] | None:
        """Return bytes `first` to `last` of a file, what is said of it, and where it was; None where parts are not sent.

        Raises
        ------
        MovedMeanwhile
            It is no longer the file that `like` describes.
        """

        def once() -> tuple[bytes, Head, str] | None:
            headers = {"Accept-Encoding": "identity", "Range": f"bytes={first}-{last}"}
            with self.exchange(url, headers) as answer:
                if answer.status != 206:
                    return None
                if not _continues(answer, first):
                    raise BadAnswer(url=answer.shown, why=NOT_RANGED)
                head = head_of(answer, asked=url)
                if like is not None and (head.etag, head.last_modified) != (like.etag, like.last_modified):
                    raise MovedMeanwhile(url=shown(url), before=_named(like), after=_named(head))
                return b"".join(body(answer, self.limits, most=last - first + 1)), head, answer.url

        return self.patiently(once)


def checked(answer: Answer, blocks: Iterable[bytes], expects: str) -> Iterator[bytes]:
    """Let blocks through once the first shows that they are what was expected, and not a page for persons.

    Raises
    ------
    WrongContent
        HTML, whatever it is called; no zip archive where one was expected; XML or HTML for JSON or CSV.
    BadAnswer
        Nothing at all.
    """
    held, is_known = b"", False
    for block in blocks:
        if is_known:
            yield block
            continue
        held += block
        if len(held.lstrip()) >= TELLING:  # a beginning may come in drops
            is_known = True
            _check_content(answer, held[:4096], expects)
            yield held
    if not is_known:
        if not held:
            raise BadAnswer(url=answer.shown, why=EMPTY)
        _check_content(answer, held[:4096], expects)
        yield held


def _check_content(answer: Answer, start: bytes, expects: str) -> None:
    said = answer.text("Content-Type").partition(";")[0].strip().lower()
    found: Text | None = None
    if said in ("text/html", "application/xhtml+xml") or HTML.match(start):
        found = PAGE
    elif (
        (expects in ("zip", "xlsx") and not start.startswith(b"PK"))
        or (expects in ("json", "geojson") and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["))
        or (expects == "csv" and start.lstrip().startswith((b"<?xml", b"PK\x03\x04")))
    ):
        found = filled(OTHER, type=said or "–")
    if found is not None:
        raise WrongContent(url=answer.shown, found=found, expected=expects.upper())


def parsed(content: bytes, url: str) -> Any:
    """Return JSON, or say that it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise BadAnswer(url=shown(url), why=NOT_JSON) from None


def head_of(answer: Answer, *, asked: str) -> Head:
    """Return what an answer says of its file."""
    _, _, whole = answer.text("Content-Range").rpartition("/")
    total = int(whole) if whole.isdecimal() else answer.length
    return Head(
        url=shown(answer.url, elsewhere=not is_same_host(asked, answer.url)),
        etag=answer.text("ETag")[:200],
        last_modified=answer.text("Last-Modified")[:60],
        content_type=answer.text("Content-Type")[:100],
        total=total,
    )


def _left(part: Path, note: Path) -> tuple[Head, int]:
    """Return what an interrupted attempt left."""
    with suppress(OSError, ValueError, TypeError):
        return Head(**json.loads(note.read_text("utf-8"))), part.stat().st_size
    return Head(), 0


def _continues(answer: Answer, first: int) -> bool:
    """Whether a part begins where it was asked to (RFC 9110, section 14.4)."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(?:\d+|\*)", answer.text("Content-Range"))
    return found is not None and int(found[1]) == first


def _named(head: Head) -> str:
    return head.etag or head.last_modified or "–"
