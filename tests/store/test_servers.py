"""A catalogue on a server: its address is kept without the password; what fails is said in words that help."""

import pytest

from beffroi.cli import main
from beffroi.errors.store import (
    BusyCatalogue,
    CatalogueUnreachable,
    DamagedCatalogue,
    DriverMissing,
    ObservatoryExists,
    UnknownCatalogue,
)
from beffroi.observatory import Observatory
from beffroi.store import connect
from beffroi.store.connect import engine_of, password_of, without_password
from tests.store import life, servers

TOLD = {"name": "T", "languages": ("en",), "timezone": "Europe/Paris", "crs": "EPSG:2154"}


@pytest.fixture
def url(server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", servers.PASSWORD)
    return server.database()


def test_the_password_is_nowhere_in_the_folder(url, tmp_path):
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    files = life.write_files(tmp_path / "files")
    made = Observatory.open(tmp_path / "o")
    made.deliver(files / "0.csv", profile=str(files / "town.toml"))
    made.close()
    held = [path for path in (tmp_path / "o").rglob("*") if path.is_file()]
    assert (tmp_path / "o" / "catalogue.toml") in held
    assert not [path for path in held if servers.PASSWORD.encode() in path.read_bytes()]
    assert not (tmp_path / "o" / "catalogue.sqlite").exists()


def test_the_password_comes_from_the_users_file(url, tmp_path, monkeypatch):
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    monkeypatch.delenv("PGPASSWORD")
    kept = tmp_path / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(kept))
    kept.write_text(f"# comment\nother:*:*:*:wrong\n127.0.0.1:*:*:{servers.USER}:{servers.PASSWORD}\n")
    kept.chmod(0o600)
    Observatory.open(tmp_path / "o").close()
    kept.chmod(0o644)  # others may read it: it is left alone, as by every client
    with pytest.raises(CatalogueUnreachable, match="password"):
        Observatory.open(tmp_path / "o")


def test_lines_of_the_users_file(tmp_path, monkeypatch):
    kept = tmp_path / "pgpass"
    kept.write_text("db:5432:a\\:b:me:one\n*:*:*:me:t\\:w\\\\o\n")
    kept.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(kept))
    assert password_of("db", "5432", "a:b", "me") == "one"
    assert password_of("db", "5433", "a:b", "me") == "t:w\\o"
    assert password_of("db", "5432", "a:b", "you") is None


def test_a_database_holds_one_observatory(url, tmp_path):
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    with pytest.raises(ObservatoryExists) as caught:
        Observatory.create(tmp_path / "other", catalogue=url, **TOLD)
    assert servers.PASSWORD not in str(caught.value)
    with pytest.raises(ObservatoryExists):
        Observatory.create(tmp_path / "o", catalogue=url, **TOLD)


def test_an_interrupted_init_goes_on(url, tmp_path):
    (tmp_path / "o").mkdir()
    connect.write_address(tmp_path / "o", url)
    made = Observatory.create(tmp_path / "o", catalogue=url, **TOLD)
    assert made.check().is_sound
    made.close()


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path, url):
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    connect.write_address(tmp_path / "o", "postgresql://me:hidden@127.0.0.1:1/none")
    with pytest.raises(CatalogueUnreachable) as caught:
        Observatory.open(tmp_path / "o")
    assert "127.0.0.1:1" in str(caught.value)
    assert "hidden" not in str(caught.value)
    connect.write_address(tmp_path / "o", url.rpartition("/")[0] + "/nothing")
    with pytest.raises(CatalogueUnreachable, match="nothing"):
        Observatory.open(tmp_path / "o")


def test_rows_altered_by_another_hand_are_refused(url, server, tmp_path):
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    files = life.write_files(tmp_path / "files")
    made = Observatory.open(tmp_path / "o")
    made.deliver(files / "0.csv", profile=str(files / "town.toml"))
    name = url.rpartition("/")[2]
    server.run(name, "UPDATE audit SET action = 'init' WHERE action = 'deliver'")
    with pytest.raises(DamagedCatalogue, match="audit"):
        made.check()
    server.run(
        name, "UPDATE audit SET action = 'deliver' WHERE sequence = 2", "UPDATE deliveries SET overlap = 'replace'"
    )
    with pytest.raises(DamagedCatalogue, match="delivery"):
        made.deliveries()
    made.close()


def test_a_writer_that_does_not_end_is_said(url, tmp_path, monkeypatch):
    monkeypatch.setattr(connect, "WAIT", 1)
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    one, other = Observatory.open(tmp_path / "o"), Observatory.open(tmp_path / "o")
    with one.catalogue.writing("test", {}), pytest.raises(BusyCatalogue), other.catalogue.writing("test", {}):
        pass
    with other.catalogue.writing("test", {}):
        pass
    assert other.catalogue.check() == 3
    one.close()
    other.close()


def test_deleted_rows_are_in_no_table_file_of_the_server(url, server, tmp_path):
    """The server's own log (WAL) is its administrator's, and may hold them until it is recycled."""
    files = life.write_files(tmp_path / "files")
    (files / "0.csv").rename(files / f"{life.TOKEN}.csv")
    Observatory.create(tmp_path / "o", catalogue=url, **TOLD).close()
    made = Observatory.open(tmp_path / "o")
    received = made.deliver(files / f"{life.TOKEN}.csv", profile=str(files / "town.toml"))

    def held() -> list:
        server.run("postgres", "CHECKPOINT")
        found = []
        for path in (server.folder / "data" / "base").rglob("*"):
            try:
                if path.is_file() and life.TOKEN.encode() in path.read_bytes():
                    found.append(path)
            except FileNotFoundError:  # the server removes its own caches while it is looked at
                continue
        return found

    assert held()  # or the search finds nothing because it cannot
    made.delete(received.delivery.id)
    assert held() == []
    made.close()


@pytest.mark.parametrize("address", ["mysql://me@host/db", "nonsense", "postgresql//host"])
def test_an_address_of_another_kind_is_refused(tmp_path, address, capsys):
    given = ["init", str(tmp_path / "o"), "--timezone", "Europe/Paris", "--catalogue", address]
    assert main(given) == 2
    assert "postgresql://" in capsys.readouterr().err
    with pytest.raises(UnknownCatalogue):
        engine_of(address)


def test_a_missing_driver_is_named_with_the_way_to_install_it():
    with pytest.raises(DriverMissing, match=r"beffroi\[postgresql\]"):
        engine_of("postgresql+psycopg2://me@host/db")


def test_what_is_shown_of_an_address_holds_no_password():
    assert without_password("postgresql://me:secret@host:5433/db") == "postgresql+pg8000://me@host:5433/db"
    assert "secret" not in without_password("postgresql://me@host/db?password=secret")
