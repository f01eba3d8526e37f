"""What was asked of a portal, and the plan that a portal makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from beffroi.errors.portals import BadPortalAddress, NotOfThisPortal
from beffroi.portals.pages import Paged


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a user asks: a portal, the address of a data set on it, and what the portal needs besides."""

    portal: str
    address: str = ""
    format: str | None = None
    filter: str | None = None  # in the portal's own language
    resource: str | None = None  # CKAN
    month: str | None = None  # police.uk, as are force and kind
    force: str | None = None
    kind: str | None = None
    page_rows: int | None = None
    whole: bool = False  # Socrata: its export in one file instead of pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A file fetched in one go, continued where it broke."""

    url: str
    expects: str  # csv | json | geojson | zip | xlsx | any
    version: str = ""
    checksum: tuple[str, str] | None = None  # algorithm and hexadecimal digest, where the portal states one
    announced: int | None = None  # rows
    state: Callable[[], tuple[int, str]] | None = None  # rows and version as the portal says them now
    counted: str = ""  # form in which rows are counted; empty: not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file out of a large zip archive, of which only the parts that hold it are fetched."""

    url: str
    member: str
    expects: str = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to fetch, and under which name it is kept."""

    name: str
    file: str
    how: Whole | Member | Paged
    home: str  # an address of the portal: the only host that a key is sent to

    @property
    def url(self) -> str:
        """The address of the data, without the offset of a page."""
        return self.how.url


def with_scheme(address: str) -> str:
    """Return an address that says https where it says nothing.

    >>> with_scheme("data.example.org/d/abcd-1234")
    'https://data.example.org/d/abcd-1234'
    """
    written = address.strip()
    return written if "://" in written or ":" in written.partition("/")[0] else f"https://{written}"


def base(address: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def query(url: str, **parameters: object) -> str:
    """Return an address with parameters; those that are None are left out. A leading underscore stands for `$`.

    >>> query("https://x.example/r", _limit=2, where=None, q="a b")
    'https://x.example/r?$limit=2&q=a%20b'
    """
    given = {name.replace("_", "$", 1) if name.startswith("_") else name: value for name, value in parameters.items()}
    told = {name: str(value) for name, value in given.items() if value is not None}
    return f"{url}?{urlencode(told, quote_via=quote, safe='$*:')}" if told else url


def check_format(asked: Asked, *possible: str) -> str:
    """Return the format asked, or the first possible one; refuse any other."""
    chosen = (asked.format or possible[0]).lower()
    if chosen not in possible:
        raise NotOfThisPortal(portal=asked.portal, found=f"--format {chosen}", known=", ".join(possible))
    return chosen


def check_options(asked: Asked, *possible: str) -> None:
    """Refuse an option that the portal would ignore in silence."""
    special = ("filter", "resource", "month", "force", "kind", "page_rows", "whole", "format")
    for name in special:
        if getattr(asked, name) and name not in possible:
            known = ", ".join(f"--{one.replace('_', '-')}" for one in possible) or "–"
            raise NotOfThisPortal(portal=asked.portal, found=f"--{name.replace('_', '-')}", known=known)


def not_a_data_set(asked: Asked, example: str) -> BadPortalAddress:
    """Return the error of an address that names no data set of this portal."""
    return BadPortalAddress(found=asked.address[:200] or "–", portal=asked.portal, example=example)
