"""One request and its answer: to the address that was checked, with nothing read that was not bounded."""

import http.client
import shutil
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

from beffroi import __version__
from beffroi.errors.portal_reasons import ADVICE_GONE, ADVICE_KEY, ADVICE_OTHER, BYTES, CODED, DOWNGRADE, TOO_MANY
from beffroi.errors.portals import (
    AddressRefused,
    BadAnswer,
    Grows,
    PortalBusy,
    PortalError,
    PortalRefused,
    PortalSilent,
    TooLarge,
    Truncated,
    Untrusted,
)
from beffroi.portals.addresses import Endpoint, Rules, check, is_same_host, shown
from beffroi.vocabulary.text import filled

AGENT = f"Beffroi/{__version__} (open urban-safety observatory; a person asked for this file)"
MOVED = (301, 302, 303, 307, 308)
BUSY = (408, 425, 429, 500, 502, 503, 504, 509)
BLOCK = 65_536
GROWTH, SMALL = 100, 1_000_000  # bytes out for one byte in; below SMALL bytes out, no ratio does harm
_BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much, how often and how long: everything that a portal could otherwise decide for us."""

    bytes: int = 2_000_000_000  # of a file, and of all pages together
    page_bytes: int = 64_000_000
    rows: int = 20_000_000
    pages: int = 20_000
    redirects: int = 5
    attempts: int = 5
    timeout: float = 30.0  # seconds of silence
    longest_wait: float = 120.0  # seconds that a portal may ask us to wait; beyond, come back later
    first_wait: float = 1.0  # doubled at each attempt
    least_rate: float = 1_000.0  # bytes a second, on average, once `patience` is over
    patience: float = 60.0
    pause: float = 0.2  # seconds between two pages, out of politeness


class Hiccup(Exception):
    """Something that may go better the next time; `cause` is what to say when it does not."""

    def __init__(self, cause: PortalError, *, wait: float | None = None) -> None:
        self.cause, self.wait = cause, wait
        super().__init__(str(cause))


@dataclass(slots=True, kw_only=True)
class Answer:
    """The head of an answer, and its body to be read once."""

    url: str  # where it came from in the end, keys and all: never shown
    status: int
    headers: Message
    raw: http.client.HTTPResponse
    started: float = field(default_factory=time.monotonic)

    @property
    def shown(self) -> str:
        """The address as it may be printed."""
        return shown(self.url)

    def text(self, name: str) -> str:
        """Return a header, or nothing."""
        return str(self.headers.get(name) or "").strip()

    @property
    def length(self) -> int | None:
        """Bytes announced."""
        written = self.text("Content-Length")
        return int(written) if written.isdecimal() else None


@contextmanager
def exchange(
    url: str, *, rules: Rules, limits: Limits, headers: Mapping[str, str], keys: Mapping[str, str]
) -> Iterator[Answer]:
    """Ask for an address, follow its redirections, each checked like the first, and hand over the answer.

    `keys` are headers that go to the first host only.

    Raises
    ------
    AddressRefused, HostUnknown, Untrusted, PortalRefused
        For good.
    Hiccup
        No connection, or busy: it may be tried again.
    """
    first = url
    for _ in range(limits.redirects + 1):
        endpoint = check(url, rules)
        may_know = is_same_host(first, url) and (endpoint.scheme == "https" or endpoint.is_for_tests)
        sent = {"User-Agent": AGENT, **headers, **(keys if may_know else {})}
        connection, raw = _asked(endpoint, sent, limits)
        try:
            location = raw.headers.get("Location")
            if raw.status in MOVED and location:
                url = _next(url, location)
                continue
            answer = Answer(url=url, status=raw.status, headers=raw.headers, raw=raw)
            _check_status(answer, endpoint, limits)
            yield answer
            return
        finally:
            raw.close()  # a connection that is not kept alive is the answer's own
            connection.close()
    raise AddressRefused(url=shown(first), why=filled(TOO_MANY, limit=limits.redirects))


def _next(url: str, location: str) -> str:
    try:
        following = urljoin(url, location.strip())
    except ValueError:
        following = location
    if url.startswith("https:") and following.startswith("http:"):
        raise AddressRefused(url=shown(following), why=DOWNGRADE)
    return following


def _asked(
    endpoint: Endpoint, headers: Mapping[str, str], limits: Limits
) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    """Send the request to the first checked address that takes the connection."""
    failure: Exception = OSError("no address")
    for address in endpoint.addresses:
        connection = _pinned(endpoint, address, limits)
        try:
            connection.request("GET", endpoint.path, headers=dict(headers))
            return connection, connection.getresponse()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            raise Untrusted(host=endpoint.host, why=getattr(error, "verify_message", "TLS")) from None
        except _BROKEN as error:
            connection.close()
            failure = error
    raise Hiccup(silent(endpoint.host, failure, limits))


def _pinned(endpoint: Endpoint, address: str, limits: Limits) -> http.client.HTTPConnection:
    """Return a connection that goes to one numeric address, whatever its name says by then."""
    if endpoint.scheme == "https":
        secure = _PinnedHTTPS(
            endpoint.host, endpoint.port, timeout=limits.timeout, context=ssl.create_default_context()
        )
        secure.address = address
        return secure
    plain = _PinnedHTTP(endpoint.host, endpoint.port, timeout=limits.timeout)
    plain.address = address
    return plain


class _PinnedHTTP(http.client.HTTPConnection):
    address: str

    def connect(self) -> None:
        """Connect by number: no name is resolved here."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    address: str
    _context: ssl.SSLContext

    def connect(self) -> None:
        """Connect by number; the certificate must still be that of the name."""
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def _check_status(answer: Answer, endpoint: Endpoint, limits: Limits) -> None:
    """Let through what carries something; anything else is a wait or a refusal."""
    if answer.status in (200, 206, 304, 416):
        return
    if answer.status in BUSY:
        wait = retry_after(answer.text("Retry-After"))
        seconds = limits.longest_wait if wait is None else wait
        raise Hiccup(PortalBusy(host=endpoint.host, status=answer.status, seconds=round(seconds)), wait=wait)
    advice = {401: ADVICE_KEY, 403: ADVICE_KEY, 404: ADVICE_GONE, 410: ADVICE_GONE}.get(answer.status, ADVICE_OTHER)
    raise PortalRefused(url=answer.shown, status=answer.status, advice=advice)


def retry_after(written: str) -> float | None:
    """Return the seconds that a portal asks us to wait: a number, or a date (RFC 9110, section 10.2.3).

    >>> retry_after("7"), retry_after("soon"), retry_after("Wed, 21 Oct 2015 07:28:00 GMT")
    (7.0, None, 0.0)
    """
    if written.isdecimal():
        return float(min(int(written), 10**9))
    try:
        when = parsedate_to_datetime(written)
        return max(0.0, when.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def silent(host: str, why: Exception | str, limits: Limits) -> PortalSilent:
    """Return the error of a connection that does not work."""
    said = why if isinstance(why, str) else (str(why) or type(why).__name__)
    return PortalSilent(host=host, attempts=limits.attempts, why=said.splitlines()[0][:120])


def body(answer: Answer, limits: Limits, *, most: int) -> Iterator[bytes]:
    """Yield the body of an answer, decoded, never more than `most` bytes in all.

    Raises
    ------
    TooLarge, Grows, BadAnswer
        More than `most`, or over 100 bytes out for one in, or coded as nobody asked.
    Hiccup
        Cut short, or slower than anybody waits.
    """
    announced = answer.length
    if announced is not None and announced > most:
        raise TooLarge(url=answer.shown, limit=most, what=BYTES)
    decoder = _decoder(answer)
    received = out = 0
    while block := _read(answer, limits, received=received):
        received += len(block)
        for piece in _decoded(decoder, block, answer):
            out += len(piece)
            if out > most:
                raise TooLarge(url=answer.shown, limit=most, what=BYTES)
            if out > SMALL and out > GROWTH * received:
                raise Grows(url=answer.shown, ratio=out // received, limit=GROWTH)
            yield piece
    is_cut = announced is not None and received < announced
    if is_cut or (decoder is not None and not decoder.eof):
        raise Hiccup(Truncated(url=answer.shown, announced=announced or "?", received=received))


def _read(answer: Answer, limits: Limits, *, received: int) -> bytes:
    elapsed = time.monotonic() - answer.started
    if elapsed > limits.patience and received < limits.least_rate * elapsed:
        raise Hiccup(silent(answer.shown, f"{received / elapsed:.0f} B/s", limits))
    try:
        return answer.raw.read1(BLOCK)
    except http.client.IncompleteRead as error:
        announced = answer.length
        got = received + len(error.partial)
        raise Hiccup(Truncated(url=answer.shown, announced=announced or "?", received=got)) from None
    except _BROKEN as error:
        raise Hiccup(silent(answer.shown, error, limits)) from None


class _Decoder:
    """A gzip stream read in pieces of bounded size."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    def pieces(self, block: bytes) -> Iterator[bytes]:
        while block and not self._stream.eof:
            yield self._stream.decompress(block, SMALL)
            block = self._stream.unconsumed_tail


def _decoder(answer: Answer) -> _Decoder | None:
    coding = answer.text("Content-Encoding").lower()
    if coding in ("", "identity"):
        return None
    if coding not in ("gzip", "x-gzip"):
        raise BadAnswer(url=answer.shown, why=filled(CODED, coding=coding[:40]))
    return _Decoder()


def _decoded(decoder: _Decoder | None, block: bytes, answer: Answer) -> Iterator[bytes]:
    if decoder is None:
        yield block
        return
    try:
        yield from decoder.pieces(block)
    except zlib.error as error:
        raise BadAnswer(url=answer.shown, why=filled(CODED, coding=f"gzip: {error}")) from None


def room(folder: Path) -> int:
    """Return the free bytes of a disk."""
    return shutil.disk_usage(folder).free


Sleep = Callable[[float], None]
