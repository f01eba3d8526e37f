"""Nothing inward is ever reached, however it is written, named or redirected to."""

import socket
import ssl

import pytest

from beffroi.errors.portals import AddressRefused, HostUnknown, PortalError, PortalSilent
from beffroi.portals.addresses import Rules, check, is_public, shown
from beffroi.portals.client import Client
from beffroi.portals.exchange import Limits
from beffroi.vocabulary.text import LANGUAGES
from tests.portals.server import Reply, no_names

PUBLIC = "93.184.216.34"

INWARD = [
    "https://127.0.0.1/", "https://127.0.0.2/x", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://0x7f.0.0.1/", "https://127.0.0.1./", "https://１２７.0.0.1/", "https://127。0。0。1/",
    "https://0.0.0.0/", "https://0/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/",
    "https://100.64.0.1/", "https://169.254.169.254/latest/meta-data/", "https://168.63.129.16/", "https://192.0.0.192/",
    "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/", "https://198.18.0.1/", "https://[::1]/",
    "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/", "https://[2001:0:7f00:1::]/", "https://[fe80::1]/", "https://[fc00::1]/",
    "https://[fd00:ec2::254]/", "https://[ff02::1]/", "https://[2001:db8::1]/", "https://[::127.0.0.1]/",
    "https://localhost/", "https://LOCALHOST./", "https://app.localhost/", "https://printer.local/", "https://intranet/",
    "https://metadata.google.internal/computeMetadata/v1/",
]  # fmt: skip
NOT_OURS = [
    "http://data.example.org/", "file:///etc/passwd", "ftp://data.example.org/x", "gopher://data.example.org/",
    "data:text/csv,a", "jar:https://x.example.org!/", "https://user:pw@data.example.org/", "https://user@data.example.org/",
    "https://data.example.org:22/", "https://data.example.org:0/", "https://data.example.org:99999/", "https:///x", "", "//x.org/",
    "https://data.example.org/a b", "https://data.example.org/\r\nHost: x", "https://data.example.org\\@127.0.0.1/",
    "https://data..example.org/", "https://" + "a" * 9000 + ".org/", "https://[::1/", "https://127.0.0.1:80@data.example.org/",
]  # fmt: skip


def literal(host, port):
    """A resolver that gives numbers back as they are, and a public address for any name."""
    return [host if host[:1].isdigit() or ":" in host else PUBLIC]


def test_the_list_is_as_long_as_was_promised():
    assert len({*INWARD, *NOT_OURS}) >= 60


@pytest.mark.parametrize("url", [*INWARD, *NOT_OURS])
def test_an_address_that_leads_inward_is_refused_before_anything_is_sent(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", unreachable)
    with pytest.raises(AddressRefused) as refused:
        Client(rules=Rules(resolve=literal)).json(url)
    for language in LANGUAGES:
        said = refused.value.say(language)
        assert "pw@" not in said
        assert "{" not in said


def unreachable(address, *_):
    raise AssertionError(f"a connection was tried: {address}")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1", "nonsense"]
)
def test_a_public_name_with_an_inward_address_is_refused_even_beside_a_public_one(address):
    rules = Rules(resolve=lambda host, port: [PUBLIC, address])
    with pytest.raises(AddressRefused, match=r"data\.example\.org"):
        check("https://data.example.org/x", rules)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_public(address):
    assert is_public(address)
    found = check("https://Data.Example.org:8443/a?b=c#d", Rules(resolve=lambda host, port: [address]))
    assert (found.host, found.port, found.path, found.addresses) == ("data.example.org", 8443, "/a?b=c", (address,))


def test_an_address_with_accents_is_sent_as_it_must_be():
    found = check(
        "https://données.example.org/jeu de données".replace(" ", "%20"), Rules(resolve=lambda h, p: [PUBLIC])
    )
    assert found.host == "données".encode("idna").decode() + ".example.org"
    assert found.path == "/jeu%20de%20donn%C3%A9es"


def test_a_name_that_leads_nowhere_says_so():
    with pytest.raises(HostUnknown, match=r"gone\.example\.org"):
        check("https://gone.example.org/", Rules(resolve=no_names))
    with pytest.raises(HostUnknown):
        check("https://gone.example.org/", Rules(resolve=lambda host, port: []))


def test_plain_http_needs_to_be_accepted_and_still_leads_nowhere_inward():
    accepting = Rules(plain_http=True, resolve=literal)
    assert check("http://data.example.org/x", accepting).port == 80
    with pytest.raises(AddressRefused):
        check("http://127.0.0.1/x", accepting)


# the allowance of the tests


@pytest.mark.parametrize(
    "allowed", ["10.0.0.1:80", "169.254.169.254:80", "localhost:80", "93.184.216.34:80", "192.168.0.1:80"]
)
def test_the_allowance_of_tests_is_for_a_loopback_number_only(allowed):
    with pytest.raises((AddressRefused, HostUnknown)):
        check(f"http://{allowed}/", Rules(loopback=allowed, resolve=no_names))


def test_the_allowance_of_tests_is_for_one_port():
    rules = Rules(loopback="127.0.0.1:8765", resolve=literal)
    assert check("http://127.0.0.1:8765/x", rules).addresses == ("127.0.0.1",)
    for other in ("http://127.0.0.1:8766/", "http://127.0.0.2:8765/", "http://localhost:8765/", "http://127.0.0.1/"):
        with pytest.raises(AddressRefused):
            check(other, rules)


def test_without_the_allowance_the_tests_own_portal_is_out_of_reach(portal):
    with pytest.raises(AddressRefused):
        Client(rules=Rules(plain_http=True)).json(f"{portal.base}/x")
    assert portal.asked == []


# names that change their mind


def test_a_name_is_resolved_once_and_the_connection_goes_to_the_number_that_was_checked(monkeypatch):
    """DNS rebinding: public when asked first, this machine when asked again."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    tried = []

    def connect(address, timeout=None):
        tried.append(address)
        raise OSError("unreachable here")

    monkeypatch.setattr(socket, "create_connection", connect)
    client = Client(rules=Rules(resolve=lambda host, port: next(answers)), limits=Limits(attempts=1))
    with pytest.raises(PortalSilent):
        client.json("https://rebind.example.org/x")
    assert tried == [(PUBLIC, 443)]
    again = Client(rules=Rules(resolve=lambda host, port: next(answers)), limits=Limits(attempts=1))
    with pytest.raises(AddressRefused):
        again.json("https://rebind.example.org/x")
    assert tried == [(PUBLIC, 443)]


def test_a_retry_that_finds_the_name_turned_inward_ends_there(monkeypatch):
    answers = iter([[PUBLIC], ["169.254.169.254"]])
    tried = []

    def connect(address, timeout=None):
        tried.append(address)
        raise OSError("unreachable here")

    monkeypatch.setattr(socket, "create_connection", connect)
    client = Client(rules=Rules(resolve=lambda host, port: next(answers)), sleep=lambda seconds: None)
    with pytest.raises(AddressRefused, match=r"169\.254\.169\.254"):
        client.json("https://rebind.example.org/x")
    assert tried == [(PUBLIC, 443)]


def test_the_certificate_is_checked_for_the_name_though_the_connection_goes_to_the_number(monkeypatch):
    wrapped = []

    class Context(ssl.SSLContext):
        def wrap_socket(self, sock, **options):
            wrapped.append((sock, options["server_hostname"], self.verify_mode, self.check_hostname))
            raise ssl.SSLCertVerificationError(1, "not for this name")

    def context():
        made = Context(ssl.PROTOCOL_TLS_CLIENT)
        made.load_default_certs()
        return made

    monkeypatch.setattr(socket, "create_connection", lambda address, timeout=None: address)
    monkeypatch.setattr(ssl, "create_default_context", context)
    with pytest.raises(PortalError, match=r"certificate of data\.example\.org"):
        Client(rules=Rules(resolve=lambda host, port: [PUBLIC])).json("https://data.example.org/x")
    assert wrapped == [((PUBLIC, 443), "data.example.org", ssl.CERT_REQUIRED, True)]


# redirections


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/", "http://localhost/", "https://localhost/",
        "file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/", "//127.0.0.1:1/x", "https://[::1]/", "http://2130706433/",
        "gopher://127.0.0.1:6379/_FLUSHALL", "https://user:pw@data.example.org/", "http://[::ffff:a9fe:a9fe]/", "https://[::1/",
    ],
)  # fmt: skip
def test_a_redirection_is_checked_like_the_first_address(portal, location):
    portal.answers["/data.json"] = Reply(status=302, headers={"Location": location})
    with pytest.raises(AddressRefused):
        portal.client().json(f"{portal.base}/data.json")
    assert portal.paths() == ["/data.json"]


def test_redirections_are_followed_but_not_for_ever(portal):
    portal.answers["/a"] = Reply(status=301, headers={"Location": "/b"})
    portal.answers["/b"] = Reply.of({"ok": 1})
    assert portal.client().json(f"{portal.base}/a") == {"ok": 1}
    portal.answers["/b"] = Reply(status=302, headers={"Location": "/a"})
    portal.asked.clear()
    with pytest.raises(AddressRefused, match="more than 5 times"):
        portal.client().json(f"{portal.base}/a")
    assert len(portal.asked) == 6


def test_a_key_goes_to_the_portal_and_not_where_it_redirects(portal):
    portal.answers["/a"] = Reply.of({})
    client = portal.client()
    client.keys, client.home = {"X-App-Token": "SECRETKEY"}, portal.base
    client.json(f"{portal.base}/a")
    assert portal.asked[-1].headers["X-App-Token"] == "SECRETKEY"
    client.home = "https://data.example.org"
    client.json(f"{portal.base}/a")
    assert "X-App-Token" not in portal.asked[-1].headers


def test_what_is_shown_of_an_address_holds_no_secret():
    told = shown(
        "https://me:pw@data.example.org/x.csv?app_token=SECRET&X-Amz-Signature=SECRET&$where=a%3D'b'&year=2024#SECRET"
    )
    assert "SECRET" not in told
    assert "pw" not in told
    assert "year=2024" in told
    assert (
        shown("https://store.example.org/f.zip?X-Amz-Date=1&k=SECRET", elsewhere=True)
        == "https://store.example.org/f.zip"
    )
