"""A backup is whole, verified, of one moment, and never overwrites; restored, it answers as the observatory did."""

import json
import random
import sqlite3
import threading
import zipfile

import pytest
import sqlalchemy as sa

from beffroi.analyses.counts import Counts
from beffroi.cli import main
from beffroi.errors.backups import BackupExists, DamagedBackup, NoBackup, NotEmpty
from beffroi.errors.store import DamagedCatalogue, DamagedFile, DiskFails, NewerStore
from beffroi.observatory import Observatory
from beffroi.store import backup as backups
from beffroi.store.seals import digest_of
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope
from tests.store import life

MONTHLY = Request(view="series", every="month")


@pytest.fixture
def made(create, tmp_path):
    files = life.write_files(tmp_path / "files", many=6)
    observatory = Observatory.open(create(tmp_path / "o"))
    observatory.add_places(files / "districts.geojson", name="districts", code="code")
    for number in range(4):
        observatory.deliver(files / f"{number}.csv", profile=str(files / "town.toml"), overlap="add")
        if number == 1:
            observatory.compact()
    observatory.publish(Counts())
    yield observatory
    observatory.close()


def told(made: Observatory) -> list:
    frame = made.engine.view(MONTHLY, Scope()).frame
    return [dict(made.meta), made.deliveries(), frame.to_dicts(), made.catalogue.statements()]


@pytest.mark.parametrize("name", ["b.zip", "b"])
def test_what_is_restored_answers_as_before(made, tmp_path, name):
    written = made.backup(tmp_path / name)
    assert (written.deliveries, written.files) == (5, 4 + 2 + 4 + 1 + 2)
    Observatory.restore(tmp_path / name, tmp_path / "r")
    restored = Observatory.open(tmp_path / "r")
    assert told(restored) == told(made)
    assert restored.check().is_sound
    assert restored.catalogue.check() == made.catalogue.check()
    restored.delete(restored.deliveries()[-1].id)
    files = tmp_path / "files"
    restored.deliver(files / "5.csv", profile=str(files / "town.toml"), overlap="add")
    restored.close()
    assert [path.name for path in tmp_path.glob(".*")] == []  # nothing is left beside it


def test_a_backup_moves_an_observatory_to_a_server_and_back(made, server, monkeypatch, tmp_path):
    from tests.store import servers

    monkeypatch.setenv("PGPASSWORD", servers.PASSWORD)
    made.backup(tmp_path / "b.zip")
    url = server.database()
    Observatory.restore(tmp_path / "b.zip", tmp_path / "r", catalogue=url)
    assert servers.PASSWORD not in (tmp_path / "r" / "catalogue.toml").read_text("utf-8")
    assert not (tmp_path / "r" / "catalogue.sqlite").exists()
    moved = Observatory.open(tmp_path / "r")
    assert told(moved) == told(made)
    assert moved.check().is_sound
    files = tmp_path / "files"
    moved.deliver(files / "5.csv", profile=str(files / "town.toml"), overlap="add")  # sequences go on
    moved.publish(Counts())
    moved.backup(tmp_path / "back")
    with pytest.raises(NotEmpty):
        Observatory.restore(tmp_path / "b.zip", tmp_path / "twice", catalogue=url)
    assert not (tmp_path / "twice").exists()
    Observatory.restore(tmp_path / "back", tmp_path / "home")
    home = Observatory.open(tmp_path / "home")
    assert told(home) == told(moved)
    moved.close()
    home.close()


def test_neither_a_backup_nor_a_restoration_overwrites(made, tmp_path):
    made.backup(tmp_path / "b.zip")
    before = (tmp_path / "b.zip").read_bytes()
    with pytest.raises(BackupExists):
        made.backup(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == before
    with pytest.raises(NotEmpty):
        Observatory.restore(tmp_path / "b.zip", made.folder)
    with pytest.raises(NoBackup):
        Observatory.restore(tmp_path / "nothing.zip", tmp_path / "r")
    with pytest.raises(NoBackup):
        Observatory.restore(tmp_path / "files", tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_a_backup_is_of_one_moment_while_another_imports(made, create, tmp_path):
    files, stop = tmp_path / "files", threading.Event()
    other = Observatory.open(made.folder)

    def deliver():
        for number in (4, 5):
            other.deliver(files / f"{number}.csv", profile=str(files / "town.toml"), overlap="add")
        stop.set()

    thread = threading.Thread(target=deliver)
    thread.start()
    taken = 0
    while not stop.is_set() or not taken:
        made.backup(tmp_path / f"b{taken}")
        taken += 1
    thread.join()
    other.close()
    for number in range(taken):
        Observatory.restore(tmp_path / f"b{number}", tmp_path / f"r{number}")
        restored = Observatory.open(tmp_path / f"r{number}")
        assert restored.check().is_sound
        assert restored.check().orphans == ()
        names = [one.file_name for one in restored.deliveries()]
        assert names == ["districts.geojson", *(f"{at}.csv" for at in range(len(names) - 1))]
        restored.close()


@pytest.mark.parametrize("name", ["b.zip", "b"])
def test_a_damaged_backup_is_refused_whatever_is_damaged(made, tmp_path, name):
    path = tmp_path / name
    made.backup(path)
    rng = random.Random(4)
    for _ in range(12):
        file = rng.choice(sorted(one for one in path.rglob("*") if one.is_file())) if path.is_dir() else path
        before = file.read_bytes()
        at = rng.randrange(len(before))
        file.chmod(0o644)
        file.write_bytes(
            before[:at] if rng.random() < 0.3 else before[:at] + bytes([before[at] ^ 8]) + before[at + 1 :]
        )
        try:
            Observatory.restore(path, tmp_path / "r")
        except (DamagedBackup, DamagedCatalogue):
            assert not (tmp_path / "r").exists()
        else:  # bits of a ZIP that say nothing: a date, a name written twice
            restored = Observatory.open(tmp_path / "r")
            assert told(restored)[1:] == told(made)[1:]
            restored.close()
            assert path.suffix == ".zip"
            import shutil

            shutil.rmtree(tmp_path / "r")
        file.write_bytes(before)


def test_a_damaged_observatory_is_not_backed_up(made, tmp_path):
    path = made.store.path_of(made.deliveries()[0].path("raw"))
    path.chmod(0o644)
    path.write_bytes(b"torn")
    with pytest.raises(DamagedFile):
        made.backup(tmp_path / "b.zip")
    assert [one for one in tmp_path.iterdir() if one.name.startswith((".", "b"))] == []


@pytest.mark.parametrize("name", ["../evil", "raw/../../evil", "/etc/evil", "cache/x", "raw/.hidden"])
def test_a_list_that_leads_outside_is_refused(made, tmp_path, name):
    made.backup(tmp_path / "b")
    listed = json.loads((tmp_path / "b" / backups.LIST).read_text("utf-8"))
    listed.pop("seal")
    listed["files"][name] = {"sha256": "0" * 64, "bytes": 0}
    (tmp_path / "b" / backups.LIST).write_text(json.dumps({**listed, "seal": digest_of(listed)}), "utf-8")
    with pytest.raises(DamagedBackup):
        Observatory.restore(tmp_path / "b", tmp_path / "r")


def test_a_backup_of_a_later_format_is_refused(made, tmp_path):
    made.backup(tmp_path / "b")
    listed = json.loads((tmp_path / "b" / backups.LIST).read_text("utf-8"))
    listed.pop("seal")
    listed["format"] += 1
    (tmp_path / "b" / backups.LIST).write_text(json.dumps({**listed, "seal": digest_of(listed)}), "utf-8")
    with pytest.raises(NewerStore):
        Observatory.restore(tmp_path / "b", tmp_path / "r")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_commands_say_what_they_did(made, tmp_path, capsys, language):
    given = ["--observatory", str(made.folder), "--language", language]
    assert main(["compact", *given]) == 0
    assert main(["compact", *given]) == 0
    assert main(["backup", str(tmp_path / "b.zip"), *given]) == 0
    assert main(["restore", str(tmp_path / "b.zip"), str(tmp_path / "r"), "--language", language]) == 0
    assert main(["backup", str(tmp_path / "b.zip"), *given]) == 2
    orphan = made.folder / "raw" / "left"
    orphan.write_bytes(b"")
    assert main(["check", *given]) == 0
    assert main(["check", "--remove-orphans", *given]) == 0
    said = capsys.readouterr()
    assert not orphan.exists()
    assert "raw/left" in said.out
    assert "b.zip" in said.err
    assert zipfile.ZipFile(tmp_path / "b.zip").testzip() is None


def test_a_disk_that_fails_under_the_copy_of_the_catalogue_is_said_and_leaves_nothing(made, tmp_path, monkeypatch):
    def fails(_):
        raise sa.exc.OperationalError("CREATE TABLE", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr(backups, "create_tables", fails)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DiskFails):
        made.backup(tmp_path / "b.zip")
    assert sorted(tmp_path.iterdir()) == before
