"""Portals that are slow, busy, broken or not what they say: tried again, bounded, or refused with what was found."""

import gzip
import socket
import threading
import time
from email.utils import formatdate

import pytest

from beffroi.errors.portals import (
    BadAnswer,
    Grows,
    PortalBusy,
    PortalRefused,
    PortalSilent,
    TooLarge,
    Truncated,
    WrongContent,
)
from beffroi.portals.addresses import Rules
from beffroi.portals.client import Client
from beffroi.portals.exchange import Limits
from beffroi.vocabulary.text import LANGUAGES
from tests.portals.server import Reply, ranged

LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>"
ROWS = b"id,kind\n" + b"".join(b"%d,theft\n" % n for n in range(2_000))


def test_who_asks_is_said_and_nothing_else(portal):
    portal.answers["/x"] = Reply.of({"a": 1})
    assert portal.client().json(f"{portal.base}/x", "a") == {"a": 1}
    (asked,) = portal.asked
    assert asked.headers["User-Agent"].startswith("Beffroi/")
    assert set(asked.headers) == {"Host", "Accept-Encoding", "User-Agent"}


# trying again


def test_a_busy_portal_is_given_the_time_it_asks(portal):
    portal.answers["/x"] = [Reply(status=429, headers={"Retry-After": "7"}), Reply.of([1])]
    assert portal.client().json(f"{portal.base}/x") == [1]
    assert portal.waited == [7.0]


def test_the_time_may_be_a_date(portal):
    soon = formatdate(time.time() + 40, usegmt=True)
    portal.answers["/x"] = [Reply(status=503, headers={"Retry-After": soon}), Reply.of([1])]
    assert portal.client().json(f"{portal.base}/x") == [1]
    assert 30 < portal.waited[0] <= 40


def test_a_failure_of_the_portal_is_tried_again_later_and_later(portal):
    portal.answers["/x"] = [*(Reply(status=code) for code in (500, 502, 504)), Reply.of([1])]
    assert portal.client().json(f"{portal.base}/x") == [1]
    assert portal.waited == [1.0, 2.0, 4.0]


def test_trying_ends(portal):
    portal.answers["/x"] = Reply(status=500)
    with pytest.raises(PortalBusy, match="500"):
        portal.client().json(f"{portal.base}/x")
    assert len(portal.asked) == 4


def test_nobody_waits_for_an_hour(portal):
    portal.answers["/x"] = Reply(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(PortalBusy, match="3600 s"):
        portal.client().json(f"{portal.base}/x")
    assert portal.waited == []
    assert len(portal.asked) == 1


@pytest.mark.parametrize(
    ("status", "word"), [(401, "key"), (403, "key"), (404, "withdrawn"), (410, "withdrawn"), (400, "filter")]
)
def test_a_refusal_is_final_and_says_what_to_do(portal, status, word):
    portal.answers["/x"] = Reply(status=status)
    with pytest.raises(PortalRefused, match=word) as refused:
        portal.client().json(f"{portal.base}/x?app_token=SECRET")
    assert len(portal.asked) == 1
    for language in LANGUAGES:
        assert "SECRET" not in refused.value.say(language)
        assert str(status) in refused.value.say(language)


# a server that is not there, or does not speak


def test_nobody_there(portal):
    base, client = portal.base, portal.client(attempts=2)
    portal.server.server_close()
    with pytest.raises(PortalSilent, match="2 attempts"):
        client.json(f"{base}/x")


def test_a_server_that_says_nothing_is_left():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        client = Client(rules=Rules(loopback=f"127.0.0.1:{port}"), limits=Limits(timeout=0.2, attempts=1))
        with pytest.raises(PortalSilent):
            client.json(f"http://127.0.0.1:{port}/x")


def test_a_server_that_drips_is_left():
    """A byte now and then keeps a socket alive for ever: the mean rate has a floor."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        limits = Limits(timeout=2.0, attempts=1, patience=0.3, least_rate=1_000.0)
        with pytest.raises(PortalSilent, match="B/s"):
            Client(rules=Rules(loopback=f"127.0.0.1:{port}"), limits=limits).json(f"http://127.0.0.1:{port}/x")


def drip(server):
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(100):
            try:
                connection.sendall(b" ")
            except OSError:
                return
            time.sleep(0.05)


@pytest.mark.parametrize(
    "head", [b"nonsense\r\n\r\n", b"HTTP/1.1 two hundred\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500 + b"\r\n"]
)
def test_what_is_not_http_is_no_traceback(head):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=say, args=(server, head), daemon=True).start()
        client = Client(rules=Rules(loopback=f"127.0.0.1:{port}"), limits=Limits(timeout=2.0, attempts=1))
        with pytest.raises(PortalSilent):
            client.json(f"http://127.0.0.1:{port}/x")


def say(server, words):
    connection, _ = server.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(words)


# bodies


def test_a_page_cut_short_is_asked_again(portal):
    portal.answers["/x"] = [Reply.of([1, 2, 3], cut=4), Reply.of([1, 2, 3])]
    assert portal.client().json(f"{portal.base}/x") == [1, 2, 3]


def test_a_page_that_is_always_short_is_never_taken_for_whole(portal):
    portal.answers["/x"] = Reply(b"[1]", announce=900)
    with pytest.raises(Truncated, match="announced 900 bytes and sent 3"):
        portal.client().json(f"{portal.base}/x")


def test_chunks_that_end_early_are_noticed(portal):
    whole = b"3\r\n[1]\r\n0\r\n\r\n"
    chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}
    portal.answers["/x"] = [Reply(whole, headers=chunked, cut=6), Reply(whole, headers=chunked)]
    assert portal.client().json(f"{portal.base}/x") == [1]
    assert len(portal.asked) == 2


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/html; charset=utf-8"}, {"Content-Type": "application/json"}, {}]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_login_page_is_no_data(portal, headers, language, tmp_path):
    portal.answers["/x"] = Reply(LOGIN, headers=headers)
    for fetch in (
        lambda c: c.json(f"{portal.base}/x"),
        lambda c: c.download(f"{portal.base}/x", tmp_path, expects="csv"),
    ):
        with pytest.raises(WrongContent) as wrong:
            fetch(portal.client())
        assert {"en": "a web page", "fr": "une page web", "es": "una página web"}[language] in wrong.value.say(language)


def test_html_is_refused_where_anything_goes(portal, tmp_path):
    portal.answers["/x"] = Reply(b"  \n<html lang=fr>", headers={"Content-Type": "application/octet-stream"})
    with pytest.raises(WrongContent):
        portal.client().download(f"{portal.base}/x", tmp_path, expects="any")


@pytest.mark.parametrize(
    ("expects", "content"),
    [
        ("zip", b"id,kind\n1,a\n"),
        ("json", b"id,kind"),
        ("csv", b"<?xml version='1.0'?><Error/>"),
        ("csv", b"PK\x03\x04.."),
    ],
)
def test_another_kind_of_file_is_refused(portal, tmp_path, expects, content):
    portal.answers["/x"] = Reply(content, headers={"Content-Type": "application/octet-stream"})
    with pytest.raises(WrongContent, match=expects.upper()):
        portal.client().download(f"{portal.base}/x", tmp_path, expects=expects)


def test_nothing_at_all_is_refused(portal, tmp_path):
    portal.answers["/x"] = Reply(b"")
    with pytest.raises(BadAnswer, match="empty"):
        portal.client().download(f"{portal.base}/x", tmp_path, expects="csv")


@pytest.mark.parametrize("content", [b"{", b"[1, 2", b"[" * 100_000, b"\xff\xfe[1]"])
def test_broken_json_is_no_traceback(portal, content):
    portal.answers["/x"] = Reply(content, headers={"Content-Type": "application/json"})
    with pytest.raises((BadAnswer, WrongContent)):
        portal.client().json(f"{portal.base}/x")


# sizes


def test_gzip_is_read(portal):
    packed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    portal.answers["/x"] = Reply(gzip.compress(b"[1]"), headers=packed)
    assert portal.client().json(f"{portal.base}/x") == [1]
    portal.answers["/x"] = Reply(gzip.compress(b"[1]" * 100)[:-9], headers=packed)
    with pytest.raises(Truncated):
        portal.client().json(f"{portal.base}/x")
    portal.answers["/x"] = Reply(b"not gzip", headers=packed)
    with pytest.raises(BadAnswer, match="gzip"):
        portal.client().json(f"{portal.base}/x")


def test_a_bomb_does_not_go_off(portal):
    bomb = gzip.compress(b"0" * 60_000_000)
    assert len(bomb) < 100_000
    portal.answers["/x"] = Reply(b"[" + bomb, headers={"Content-Encoding": "gzip"})
    portal.answers["/y"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(BadAnswer):
        portal.client().json(f"{portal.base}/x")
    with pytest.raises((Grows, WrongContent), match=r"grow|where"):
        portal.client().json(f"{portal.base}/y")


def test_a_bomb_of_rows_does_not_go_off_on_the_disk(portal, tmp_path):
    bomb = gzip.compress(b"id\n" + b"1\n" * 20_000_000)
    portal.answers["/y"] = Reply(bomb, headers={"Content-Encoding": "gzip", "Content-Type": "text/csv"})
    with pytest.raises(Grows, match="at most 100 times"):
        portal.client().download(f"{portal.base}/y", tmp_path, expects="csv")
    assert (tmp_path / "body").stat().st_size < 2_000_000 + 100 * len(bomb)


def test_a_coding_that_nobody_asked_for_is_refused(portal):
    portal.answers["/x"] = Reply(b"....", headers={"Content-Encoding": "br"})
    with pytest.raises(BadAnswer, match="br"):
        portal.client().json(f"{portal.base}/x")


@pytest.mark.parametrize("announced", [True, False])
def test_too_large_is_refused_at_once_or_as_soon_as_it_is(portal, tmp_path, announced):
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(ROWS), ROWS)
    portal.answers["/x"] = Reply(ROWS) if announced else Reply(chunked, headers={"Transfer-Encoding": "chunked"})
    with pytest.raises(TooLarge, match="1000 bytes"):
        portal.client(bytes=1_000).download(f"{portal.base}/x", tmp_path, expects="csv")
    with pytest.raises(TooLarge):
        portal.client(page_bytes=1_000).json(f"{portal.base}/x")


# files that break off


def test_a_file_goes_on_where_it_broke(portal, tmp_path):
    portal.answers["/x.csv"] = ranged(ROWS, first_cut=5_000)
    head = portal.client().download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    assert (tmp_path / "body").read_bytes() == ROWS
    assert (head.etag, head.total) == ('"v1"', len(ROWS))
    assert portal.asked[1].headers["Range"] == "bytes=5000-"
    assert portal.asked[1].headers["If-Range"] == '"v1"'


def test_it_goes_on_in_another_process_too(portal, tmp_path):
    portal.answers["/x.csv"] = ranged(ROWS, first_cut=5_000)
    with pytest.raises(Truncated):
        portal.client(attempts=1).download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    assert (tmp_path / "body").stat().st_size == 5_000
    portal.client().download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    assert (tmp_path / "body").read_bytes() == ROWS


def test_a_file_that_changed_meanwhile_begins_anew(portal, tmp_path):
    portal.answers["/x.csv"] = ranged(b"old\n" * 3_000, first_cut=5_000)
    with pytest.raises(Truncated):
        portal.client(attempts=1).download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    portal.answers["/x.csv"] = ranged(ROWS, etag='"v2"')
    head = portal.client().download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    assert (tmp_path / "body").read_bytes() == ROWS
    assert head.etag == '"v2"'


@pytest.mark.parametrize("etag", ["", 'W/"v1"'])
def test_without_proof_that_it_is_the_same_file_nothing_is_continued(portal, tmp_path, etag):
    headers = {"ETag": etag} if etag else {}
    portal.answers["/x.csv"] = [Reply(ROWS, headers=headers, cut=5_000), Reply(ROWS, headers=headers)]
    portal.client().download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    assert (tmp_path / "body").read_bytes() == ROWS
    assert "Range" not in portal.asked[1].headers


def test_another_part_than_the_one_asked_is_not_pasted_in(portal, tmp_path):
    wrong = Reply(ROWS[:100], status=206, headers={"Content-Range": f"bytes 0-99/{len(ROWS)}", "ETag": '"v1"'})
    whole = Reply(ROWS, headers={"ETag": '"v1"'})
    portal.answers["/x.csv"] = [Reply(ROWS, headers={"ETag": '"v1"'}, cut=5_000), wrong, whole]
    portal.client().download(f"{portal.base}/x.csv", tmp_path, expects="csv")
    assert (tmp_path / "body").read_bytes() == ROWS
