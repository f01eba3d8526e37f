"""What is kept of a fetch: the bytes, where they are from, and never the same bytes twice."""

import hashlib
import multiprocessing
import stat

import pytest

from beffroi.errors.portals import AlreadyFetching, BadKey, NoRoom, SnapshotAltered
from beffroi.observatory import Observatory
from beffroi.portals import client as asking
from beffroi.portals.door import fetch_into, keys_of
from beffroi.portals.fetch import fetch
from beffroi.portals.plans import Asked
from beffroi.portals.snapshots import attempt, every
from beffroi.settings import Settings
from tests.journeys import town
from tests.portals import replies
from tests.portals.server import Reply, ranged

CONTENT = b"id,kind\n1,theft\n"


def wanted(portal, **more):
    return Asked(portal="url", address=f"{portal.base}/crimes.csv", **more)


def test_a_snapshot_says_where_when_and_what(portal, tmp_path):
    headers = {"ETag": '"v1"', "Last-Modified": "Tue, 14 Nov 2023 22:13:20 GMT", "Content-Type": "text/csv"}
    portal.answers["/crimes.csv"] = Reply(CONTENT, headers=headers)
    made = fetch(wanted(portal), portal.client(), folder=tmp_path)
    noted = replies.loads(made.snapshot.folder / "snapshot.json")
    assert noted == made.snapshot.noted()
    assert noted["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert (noted["url"], noted["bytes"]) == (f"{portal.base}/crimes.csv", len(CONTENT))
    assert (noted["etag"], noted["last_modified"], noted["content_type"]) == tuple(headers.values())
    assert noted["fetched_at"].endswith("+00:00")
    assert not made.snapshot.path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert made.snapshot.path.is_relative_to(tmp_path / "snapshots" / "crimes")


@pytest.mark.parametrize("proof", ["etag", "bytes", "version"])
def test_what_has_not_changed_is_not_stored_again(portal, tmp_path, proof):
    if proof == "version":
        replies.socrata(portal, 5)
        what = Asked(portal="socrata", address=f"{portal.base}/d/{replies.CODE}")
    else:
        portal.answers["/crimes.csv"] = ranged(CONTENT) if proof == "etag" else Reply(CONTENT)
        what = wanted(portal)
    first = fetch(what, portal.client(), folder=tmp_path)
    portal.asked.clear()
    second = fetch(what, portal.client(), folder=tmp_path)
    assert (first.added, second.added) == (True, False)
    assert second.snapshot == first.snapshot
    assert len(list(every(tmp_path))) == 1
    if proof == "etag":
        assert portal.asked[0].headers["If-None-Match"] == '"v1"'
    if proof == "version":
        assert not [request for request in portal.asked if "$offset" in request.query]


def test_what_changed_is_a_snapshot_beside_the_first(portal, tmp_path):
    portal.answers["/crimes.csv"] = ranged(CONTENT)
    first = fetch(wanted(portal), portal.client(), folder=tmp_path)
    portal.answers["/crimes.csv"] = ranged(CONTENT + b"2,arson\n", etag='"v2"')
    second = fetch(wanted(portal), portal.client(), folder=tmp_path)
    assert second.added
    assert first.snapshot.path.read_bytes() == CONTENT
    assert second.snapshot.path.read_bytes() == CONTENT + b"2,arson\n"


def test_again_asks_for_everything_and_keeps_nothing_twice(portal, tmp_path):
    portal.answers["/crimes.csv"] = ranged(CONTENT)
    fetch(wanted(portal), portal.client(), folder=tmp_path)
    portal.asked.clear()
    made = fetch(wanted(portal), portal.client(), folder=tmp_path, again=True)
    assert not made.added
    assert "If-None-Match" not in portal.asked[0].headers
    made.snapshot.path.chmod(0o644)
    made.snapshot.path.write_bytes(CONTENT.replace(b"theft", b"arson"))
    assert not fetch(wanted(portal), portal.client(), folder=tmp_path).added, "the portal says that nothing changed"
    anew = fetch(wanted(portal), portal.client(), folder=tmp_path, again=True)
    assert anew.added
    assert anew.snapshot.path.read_bytes() == CONTENT


def test_a_snapshot_whose_file_is_gone_is_fetched_again(portal, tmp_path):
    portal.answers["/crimes.csv"] = ranged(CONTENT)
    first = fetch(wanted(portal), portal.client(), folder=tmp_path)
    first.snapshot.path.chmod(0o644)
    first.snapshot.path.unlink()
    assert fetch(wanted(portal), portal.client(), folder=tmp_path, name="copy").added


def test_a_store_of_files_behind_a_redirection_is_named_without_its_signature(portal, tmp_path, monkeypatch):
    portal.answers["/crimes.csv"] = replies.redirect("/store/f?X-Amz-Signature=SECRET&Expires=1")
    portal.answers["/store/f"] = Reply(CONTENT)
    monkeypatch.setattr(asking, "is_same_host", lambda one, other: one == other)
    made = fetch(wanted(portal), portal.client(), folder=tmp_path)
    assert made.snapshot.final_url == f"{portal.base}/store/f"
    assert "SECRET" not in (made.snapshot.folder / "snapshot.json").read_text("utf-8")


def test_two_at_once_do_not_mix(portal, tmp_path):
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(tmp_path, held, done))
    other.start()
    try:
        assert held.wait(20)
        with pytest.raises(AlreadyFetching), attempt(tmp_path, "k" * 64, url="https://x.example.org"):
            pass
    finally:
        done.set()
        other.join(20)
    with attempt(tmp_path, "k" * 64, url="https://x.example.org") as home:
        assert home.is_dir()


def hold(folder, held, done):
    with attempt(folder, "k" * 64, url="https://x.example.org"):
        held.set()
        done.wait(20)


def test_a_full_disk_is_said_before_anything_is_written(portal, tmp_path, monkeypatch):
    portal.answers["/crimes.csv"] = Reply(CONTENT)
    monkeypatch.setattr(asking, "room", lambda folder: 3)
    with pytest.raises(NoRoom, match=f"{len(CONTENT)} bytes"):
        fetch(wanted(portal), portal.client(), folder=tmp_path)
    assert not list(tmp_path.rglob("body"))


# keys


def test_keys_come_from_the_environment_and_are_shown_nowhere(monkeypatch, portal, tmp_path):
    monkeypatch.setenv("BEFFROI_SOCRATA_TOKEN", "SECRETKEY")
    settings = Settings.from_environment()
    assert "SECRETKEY" not in repr(settings)
    assert keys_of("socrata", settings) == {"X-App-Token": "SECRETKEY"}
    assert keys_of("url", settings) == {}
    replies.socrata(portal, 3)
    asked = portal.client()
    asked.keys = keys_of("socrata", settings)
    made = fetch(Asked(portal="socrata", address=f"{portal.base}/d/{replies.CODE}"), asked, folder=tmp_path)
    assert {request.headers.get("X-App-Token") for request in portal.asked} == {"SECRETKEY"}
    assert not [path for path in made.snapshot.folder.iterdir() if b"SECRETKEY" in path.read_bytes()]


@pytest.mark.parametrize("key", ["two words", "line\r\nX-Other: 1", "clé"])
def test_a_key_that_cannot_be_sent_is_not_shown_either(key):
    with pytest.raises(BadKey, match="BEFFROI_CKAN_TOKEN") as bad:
        keys_of("ckan", Settings(ckan_token=key))
    assert key not in str(bad.value)


# into the observatory


@pytest.fixture
def home(tmp_path):
    made = Observatory.create(tmp_path / "o", name="Town", languages=["en"], timezone="Europe/Paris")
    yield made
    made.close()


def fetched(home, portal, folder, **more):
    portal.answers["/incidents.csv"] = ranged(town.write(folder, rows=50, **more).read_bytes())
    return fetch_into(home.folder, portal="url", address=f"{portal.base}/incidents.csv", client=portal.client())


def test_a_snapshot_is_imported_by_a_profile_and_deleted_with_its_delivery(home, portal, tmp_path):
    made = fetched(home, portal, tmp_path / "files")
    received = home.deliver(made.snapshot.path, profile=tmp_path / "files" / "town.toml")
    assert (received.account["stored"], received.delivery.sha256) == (50, made.snapshot.sha256)
    gone = home.delete(received.delivery.id)
    assert made.snapshot.path.relative_to(home.folder).as_posix() in gone
    left = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
    assert b"SECRETNAME" not in left


def test_a_snapshot_that_was_altered_is_not_imported(home, portal, tmp_path):
    made = fetched(home, portal, tmp_path / "files")
    made.snapshot.path.chmod(0o644)
    made.snapshot.path.write_bytes(made.snapshot.path.read_bytes().replace(b"vol", b"feu"))
    with pytest.raises(SnapshotAltered, match=r"incidents\.csv"):
        home.deliver(made.snapshot.path, profile=tmp_path / "files" / "town.toml")
    assert home.deliveries() == []


def test_where_only_mapped_columns_may_be_kept_the_fetched_copy_goes_once_it_is_imported(home, portal, tmp_path):
    made = fetched(home, portal, tmp_path / "files", keep_raw="minimised")
    assert b"SECRETNAME" in made.snapshot.path.read_bytes()
    home.deliver(made.snapshot.path, profile=tmp_path / "files" / "town.toml")
    assert not [path for path in home.folder.rglob("*") if path.is_file() and b"SECRETNAME" in path.read_bytes()]


STEPS = [
    "beffroi.portals.pages.join", "beffroi.portals.pages.pack", "beffroi.portals.fetch.sha256_of", "beffroi.portals.fetch.keep",
    "beffroi.portals.snapshots.os.fsync", "beffroi.portals.snapshots.sync_folder",
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("paged", [True, False])
def test_a_crash_at_any_step_leaves_no_half_snapshot_and_the_next_fetch_ends_well(
    portal, tmp_path, monkeypatch, step, paged
):
    def crash(*_, **__):
        raise SystemExit(step)

    replies.socrata(portal, 25)
    portal.answers["/crimes.csv"] = ranged(CONTENT)
    what = wanted(portal)
    if paged:
        what = Asked(portal="socrata", address=f"{portal.base}/d/{replies.CODE}", page_rows=10)
    with monkeypatch.context() as breaking:
        breaking.setattr(step, crash)
        if paged or not step.startswith("beffroi.portals.pages"):
            with pytest.raises(SystemExit):
                fetch(what, portal.client(), folder=tmp_path)
    seen = [(one, one.path.read_bytes()) for one in every(tmp_path)]
    assert all(hashlib.sha256(content).hexdigest() == one.sha256 for one, content in seen)
    assert len(seen) == (step == STEPS[-1]), "only once it has its final name"
    made = fetch(what, portal.client(), folder=tmp_path)
    assert made.snapshot.path.read_bytes() == (replies.csv_of(replies.rows(25)) if paged else CONTENT)
    assert {path.name for path in made.snapshot.folder.iterdir()} <= {
        "snapshot.json",
        "received.zip",
        made.snapshot.file,
    }
