"""Whatever is written, sent or split: no traceback, no inward address, no row lost or doubled."""

import csv
import io
import ipaddress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from beffroi.errors.portals import PortalError
from beffroi.portals.addresses import Rules, check, is_public, shown
from beffroi.portals.exchange import retry_after
from beffroi.portals.fetch import file_name
from beffroi.portals.pages import Lines, Page, Paged, join, rows_of
from beffroi.portals.snapshots import slug

PUBLIC = "93.184.216.34"
PIECES = st.sampled_from([
    "https://", "http://", "file://", "//", "@", ":", "[", "]", "::1", "127.0.0.1", "0x7f", "127.1", ".", "localhost", "%31",
    "%00", "\\", "#", "?", "/", "..", "data.example.org", "１", "。", "443", ":22", "ﬀ", "\u200b", "\r\n", " ", "é", "169.254.169.254",
])  # fmt: skip
ADDRESSES = st.one_of(
    st.lists(PIECES, max_size=8).map("".join),
    st.text(max_size=60),
    st.lists(PIECES, max_size=6).map(lambda x: "https://" + "".join(x)),
)


@settings(max_examples=250, deadline=None)
@given(ADDRESSES)
def test_any_text_is_refused_or_leads_to_the_public_internet(written):
    try:
        found = check(written, Rules(plain_http=True, resolve=lambda host, port: [PUBLIC]))
    except PortalError as error:
        assert error.say("fr")
        return
    assert found.scheme in ("http", "https")
    assert all(is_public(address) for address in found.addresses)
    assert found.path.startswith("/")
    assert found.path.isascii()
    assert not set(found.path) & set(" \r\n\t")
    shown(written)


@settings(max_examples=300, deadline=None)
@given(st.ip_addresses(v=4))
def test_a_public_address_is_global_in_the_registries_too(address):
    """`ipaddress` of the Python that runs may know less than our list, never more."""
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}"):
        assert not is_public(wrapped)
    sixtofour = ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))
    assert not is_public(str(sixtofour))


@given(st.text(max_size=40))
def test_a_wait_that_is_written_oddly_is_a_number_or_nothing(written):
    found = retry_after(written)
    assert found is None or found >= 0


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=8)
TABLES = st.lists(st.tuples(VALUES, VALUES), max_size=12)


def written(rows):
    content = io.StringIO()
    csv.writer(content, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("id", "note"), *rows])
    return content.getvalue().encode()


@settings(max_examples=200, deadline=None)
@given(TABLES, st.integers(1, 5), st.integers(1, 50), st.booleans())
@example([("a\n", '"'), ("", "")], 1, 1, True)
def test_pages_of_text_join_to_the_very_rows(tmp_path_factory, rows, size, block, ends):
    folder = tmp_path_factory.mktemp("pages")
    parts = [rows[at : at + size] for at in range(0, len(rows), size)]
    pages = []
    for number, part in enumerate(parts):
        content = written(part) if ends else written(part)[:-1]
        (folder / str(number)).write_bytes(content)
        assert rows_of("csv", content, url="") == len(part)
        pages.append(Page(file=str(number), rows=len(part), bytes=len(content), sha256=""))
    plan = Paged(
        url="",
        format="csv",
        announced=len(rows),
        version="",
        page_rows=size,
        address=lambda a, b: "",
        state=lambda: (0, ""),
    )
    join(plan, pages, folder, folder / "joined")
    joined = (folder / "joined").read_bytes()
    assert joined == (written(rows) if rows else b"")
    counter = Lines()
    for at in range(0, len(joined), block):
        counter.feed(joined[at : at + block])
    assert counter.total == (len(rows) + 1 if rows else 0)


@given(st.text(max_size=120))
def test_a_name_of_a_portal_cannot_leave_its_folder(name):
    for made in (slug(name), file_name(name)):
        assert made not in ("", ".", "..", "partial")
        assert not set(made) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert not made.startswith(".")
        assert len(made) < 140
