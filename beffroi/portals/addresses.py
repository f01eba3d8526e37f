"""Which addresses may be fetched from: the public internet by https, and nothing inward.

Resolve, check, then connect to the very address that was checked: a name that resolves differently a moment later
(DNS rebinding) is never asked twice. OWASP, "Server-Side Request Forgery Prevention", says why each rule is here.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from beffroi.errors.portal_reasons import (
    CREDENTIALS,
    INWARD,
    LOCAL_NAME,
    NOT_A_URL,
    NUMERIC,
    PLAIN_HTTP,
    PORT,
    SCHEME,
    TOO_LONG,
)
from beffroi.errors.portals import AddressRefused, HostUnknown
from beffroi.vocabulary.text import Text, filled

LONGEST = 8_192  # characters of an address
PORTS = {"https": (443, 6443, 8443), "http": (80, 8080)}  # 6443 is what ArcGIS servers listen on
LOCAL = ("localhost", "local", "internal", "localdomain", "home.arpa", "lan", "intranet", "corp", "home", "private")
PUBLIC_V6 = ip_network("2000::/3")
REFUSED = tuple(
    ip_network(written)
    for written in (
        # the special-purpose registries of IANA: what `is_global` says of them differs between versions of Python
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # metadata of a large provider, in public space
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),  # tunnels hold an IPv4 address; examples
    )
)
_SECRET = re.compile(r"token|key|secret|passw|pwd|signature|^sig$|auth|credential|session|jwt", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")

Resolver = Callable[[str, int], Sequence[str]]


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses that the system gives for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What may be fetched.

    `loopback` is for tests only: one address of this machine with its port, such as `127.0.0.1:8765`. Nothing but that
    very address and port is let through, and no private or metadata address can be named by it.
    """

    plain_http: bool = False
    loopback: str = ""
    resolve: Resolver = resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address that was checked: connect to one of `addresses`, and to nothing else."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]
    is_for_tests: bool = False


def check(url: str, rules: Rules) -> Endpoint:
    """Return where an address leads, once everything about it is allowed.

    Raises
    ------
    AddressRefused
        Not https, a password in it, an odd port, a disguised number, or any of its addresses is not public.
    HostUnknown
        The name leads nowhere.
    """
    parts = _parted(url)
    host = _host(parts.hostname or "", url)
    port = _port(parts, url)
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    if rules.loopback and f"{host}:{port}" == rules.loopback and _is_loopback(host):
        return Endpoint(scheme=parts.scheme, host=host, port=port, path=path, addresses=(host,), is_for_tests=True)
    if parts.scheme == "http" and not rules.plain_http:
        raise _refused(url, PLAIN_HTTP)
    if port not in PORTS[parts.scheme]:
        raise _refused(url, PORT, port=port)
    return Endpoint(scheme=parts.scheme, host=host, port=port, path=path, addresses=_public(host, port, url, rules))


def _parted(url: str) -> SplitResult:
    """Part an address; refuse what is none of the web."""
    if len(url) > LONGEST:
        raise _refused(url[:100], TOO_LONG)
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise _refused(url, NOT_A_URL)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _refused(url, NOT_A_URL) from None
    if parts.scheme not in PORTS:
        raise _refused(url, SCHEME, scheme=parts.scheme) if parts.scheme else _refused(url, NOT_A_URL)
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refused(url, CREDENTIALS)
    return parts._replace(path=quote(parts.path, safe=_KEPT), query=quote(parts.query, safe=_KEPT), fragment="")


_KEPT = "%/:?#[]@!$&'()*+,;=~|"  # what stands in an address as it is; anything else is percent-encoded


def _host(written: str, url: str) -> str:
    """Return the name or number of a machine in its one true form; refuse any disguise."""
    if ":" in written:  # an IPv6 number, which is checked as an address
        return written
    try:
        host = written.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _refused(url, NOT_A_URL) from None
    if not _HOST.fullmatch(host) or ".." in host:
        raise _refused(url, NOT_A_URL)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):  # decimal, octal, hexadecimal and short forms all end in a number
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise _refused(url, NUMERIC, host=host) from None
    if len(labels) == 1 or any(host == name or host.endswith(f".{name}") for name in LOCAL):
        raise _refused(url, LOCAL_NAME, host=host)
    return host


def _port(parts: SplitResult, url: str) -> int:
    if parts.port == 0:
        raise _refused(url, PORT, port=0)
    return parts.port or PORTS[parts.scheme][0]


def _public(host: str, port: int, url: str, rules: Rules) -> tuple[str, ...]:
    """Return the addresses of a host: all of them public, or a refusal."""
    try:
        addresses = (host,) if _is_number(host) else tuple(rules.resolve(host, port))
    except (OSError, UnicodeError):
        raise HostUnknown(host=host) from None
    if not addresses:
        raise HostUnknown(host=host)
    for address in addresses:
        if not is_public(address):
            raise _refused(url, INWARD, host=host, address=address)
    return addresses


def is_public(written: str) -> bool:
    """Whether an address is of the public internet: not private, local, shared, reserved, multicast or metadata.

    IPv6 forms that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo) are not.

    >>> [is_public(one) for one in ("93.184.216.34", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fe80::1%1")]
    [True, False, False, False, False]
    """
    try:
        address = ip_address(written)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and (address not in PUBLIC_V6 or address.scope_id):
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address.version == net.version and address in net for net in REFUSED)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(url: str, why: Text, **values: object) -> AddressRefused:
    return AddressRefused(url=shown(url), why=filled(why, **values))


def is_same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one scheme, host and port: what a key may be sent to."""
    a, b = urlsplit(one), urlsplit(other)
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)


def shown(url: str, *, elsewhere: bool = False) -> str:
    """Return an address as it may be printed or written down: no name, password or key in it.

    `elsewhere`, after a redirection to a store of files, leaves the whole query out: it is a signature.

    >>> shown("https://me:pw@data.example.org/x.csv?app_token=abc&year=2024")
    'https://data.example.org/x.csv?app_token=***&year=2024'
    """
    cleaned = re.sub(r"[\x00-\x20\x7f]", "", url)
    try:
        parts = urlsplit(cleaned)
        netloc = parts.netloc.rpartition("@")[2]
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return cleaned.partition("?")[0].rpartition("@")[2][:200]
    told = [(name, "***" if _SECRET.search(name) else value) for name, value in pairs]
    query = "" if elsewhere else urlencode(told, safe="*$:,='() <>/", quote_via=quote).replace(" ", "%20")
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))[:2_000]
