"""Observatories of earlier formats open; what was written stays sealed, and damage does not pass for an upgrade."""

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from beffroi.analyses.counts import Counts
from beffroi.errors.store import DamagedCatalogue, NewerStore
from beffroi.observatory import Observatory
from beffroi.store.schema import FORMAT
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope

GOLDEN = sorted(Path(__file__).parent.glob("format-*.zip"))  # one an earlier format, written by the version that had it
ANSWER = [50, 58]  # rows of 2023 and 2024, as that version counted them


@pytest.fixture(params=GOLDEN, ids=lambda path: path.stem)
def earlier(request, tmp_path):
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path / "o")
    return tmp_path / "o"


def altered(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "catalogue.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_there_is_a_golden_observatory_of_every_earlier_format():
    assert [path.stem for path in GOLDEN] == [f"format-{number}" for number in range(1, FORMAT)]


def test_an_observatory_of_an_earlier_format_opens_and_answers_as_before(earlier):
    observatory = Observatory.open(earlier)
    assert observatory.meta["format"] == FORMAT
    frame = observatory.engine.view(Request(view="series", every="year"), Scope()).frame
    assert frame["n"].to_list() == ANSWER
    assert observatory.check().is_sound
    assert len(observatory.catalogue.statements()) > 20
    observatory.publish(Counts(), Scope(period="2024"))
    assert observatory.catalogue.check() > 5
    observatory.close()
    again = Observatory.open(earlier)
    assert again.catalogue.check() > 5
    again.close()


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE deliveries SET overlap = 'replace' WHERE overlap = 'add'",
        "DELETE FROM files WHERE role = 'quarantine'",
        "UPDATE meta SET value = '\"EPSG:2155\"' WHERE name = 'crs'",
        "DELETE FROM meta WHERE name = 'seal:meta'",
    ],
)
def test_what_was_altered_before_the_upgrade_is_refused_and_stays_as_it_is(earlier, harm):
    altered(earlier, harm)
    for _ in range(2):
        with pytest.raises(DamagedCatalogue):
            Observatory.open(earlier)
    with sqlite3.connect(earlier / "catalogue.sqlite") as connection:
        assert connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone() == ("1",)
        assert not connection.execute("SELECT * FROM sqlite_master WHERE name = 'seals'").fetchall()
    connection.close()


def test_a_failed_upgrade_changes_nothing(earlier, monkeypatch):
    from beffroi.store import migrations

    monkeypatch.setattr(migrations, "_chain_audit", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        Observatory.open(earlier)
    monkeypatch.undo()
    observatory = Observatory.open(earlier)
    assert observatory.check().is_sound
    observatory.close()


def test_a_later_format_is_refused_and_untouched(earlier):
    Observatory.open(earlier).close()
    altered(earlier, f"UPDATE meta SET value = '{FORMAT + 1}' WHERE name = 'format'")
    before = (earlier / "catalogue.sqlite").read_bytes()
    with pytest.raises(NewerStore, match=str(FORMAT + 1)):
        Observatory.open(earlier)
    assert (earlier / "catalogue.sqlite").read_bytes() == before


SEALED = [
    ("UPDATE statements SET value = value + 1 WHERE value IS NOT NULL", "statements"),
    ("UPDATE statements SET value = 3 WHERE value IS NULL", "statements"),
    ("DELETE FROM statements WHERE sequence = 4", "statements"),
    ("DELETE FROM releases", "statements"),
    ("UPDATE releases SET policy = replace(policy, '5', '1')", "statements"),
    ("DELETE FROM seals WHERE kind = 'release'", "statements"),
    ("UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE sequence = 2", "check"),
    ("DELETE FROM audit WHERE sequence = 3", "check"),
    ("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)", "check"),
    ("DELETE FROM audit", "check"),
    ("INSERT INTO audit SELECT 999, at, action, detail, chain FROM audit WHERE sequence = 2", "check"),
    ("UPDATE audit SET sequence = 500 WHERE sequence = 1", "check"),
]


@pytest.mark.parametrize(("harm", "noticed"), SEALED, ids=[harm for harm, _ in SEALED])
def test_releases_statements_and_the_audit_are_sealed(earlier, harm, noticed):
    Observatory.open(earlier).close()
    altered(earlier, harm)
    observatory = Observatory.open(earlier)
    with pytest.raises(DamagedCatalogue):
        getattr(observatory.catalogue, noticed)()
    with pytest.raises(DamagedCatalogue):
        observatory.check()
    observatory.close()


def test_the_audit_says_that_the_format_changed(earlier):
    observatory = Observatory.open(earlier)
    observatory.close()
    with sqlite3.connect(earlier / "catalogue.sqlite") as connection:
        ((action, detail),) = connection.execute(
            "SELECT action, detail FROM audit ORDER BY sequence DESC LIMIT 1"
        ).fetchall()
    connection.close()
    assert (action, json.loads(detail)) == ("migrate", {"from": 1, "to": 2})
    shutil.rmtree(earlier)
