"""Many writers and readers at once: nothing lost, nothing doubled, whole deliveries only (S6)."""

import hashlib
import subprocess
from collections import Counter
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from beffroi.errors.store import BusyCatalogue, GoneMeanwhile
from beffroi.observatory import Observatory
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Parcel
from beffroi.store.lock import alone, sharing
from beffroi.tables.incidents import INCIDENTS
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope
from tests.spec.conftest import PROFILE, read_table
from tests.store import life, servers, traces
from tests.store.counts import report, times

WRITERS = times("WRITERS", short=3, full=8)
EACH = times("DELIVERIES", short=4, full=25)
READERS = times("READERS", short=1, full=4)
ROWS = 5
WRITE = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.store.test_writers import Observatory, Path, committed, parcel
made = Observatory.open(sys.argv[2])
for number in range(int(sys.argv[4])):
    for one in (parcel(Path(sys.argv[2]), f"{sys.argv[3]}-{number}"), parcel(Path(sys.argv[2]), f"shared-{number}")):
        delivery, added = committed(made, one)
        print(delivery.id, int(added), flush=True)
"""
READ = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.store.test_writers import look, Path
looks = 0
while not (Path(sys.argv[2]).parent / "end").exists() or not looks:
    look(Path(sys.argv[2]))
    looks += 1
print(looks)
"""
COMPACT = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.store.test_writers import Observatory, Path
made = Observatory.open(sys.argv[2])
packs = 0
while not (Path(sys.argv[2]).parent / "end").exists():
    packs += made.compact().packs
    made.check()
print(packs)
"""


def parcel(home: Path, name: str) -> Parcel:
    """A few rows of their own under one name; the same name is the same delivery."""
    raw = home.parent / "given" / f"{name}.csv"
    raw.parent.mkdir(exist_ok=True)
    if not raw.exists():
        raw.write_text(name)
    rows = [{**row, "offence_source": name} for row in read_table("day\n" + "\n".join(["01-05"] * ROWS))]
    counts = {"rows_in": ROWS, "stored": ROWS, "quarantined": 0, "dropped": {}, "reasons": {}, "checks": []}
    return Parcel(
        dataset="town", kind="incidents", raw=raw, file_name=raw.name, sha256=hashlib.sha256(name.encode()).hexdigest(),
        table=pl.DataFrame(rows, schema=INCIDENTS), quarantined=pl.DataFrame({"line": [name]}), account=counts,
        profile=PROFILE, contract="1", overlap="add", covered=(Period.parse("2024-01"),),
    )  # fmt: skip


def committed(made: Observatory, one: Parcel) -> tuple[Delivery, bool]:
    """Commit as the message says: again, where others took longer than one waits."""
    for _ in range(20):
        with suppress(BusyCatalogue):
            return made.store.commit(one)
    return made.store.commit(one)


def look(home: Path) -> None:
    """What a reader sees is whole: every row of every delivery that it sees, no other."""
    made = Observatory.open(home)
    held = made.deliveries()
    assert len({one.id for one in held}) == len(held)
    if held:
        made.engine.datasets  # noqa: B018  what is visible at this moment
        seen = len(made.engine.datasets["town"])
        assert made.engine.basis(Scope(dataset="town")).events == ROWS * seen
    made.close()


def started(script: str, *arguments: object) -> subprocess.Popen:
    command = traces.python(script, traces.ROOT, *arguments)
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=servers.environment()
    )


def ended(process: subprocess.Popen) -> str:
    said, wrong = process.communicate(timeout=3_000)
    assert process.returncode == 0, wrong
    return said


def test_nothing_is_lost_or_doubled_between_writers_readers_and_a_compaction(create, tmp_path):
    home = create(tmp_path / "o")
    (tmp_path / "given").mkdir()
    for number in range(EACH):
        parcel(home, f"shared-{number}")
    writers = [started(WRITE, home, at, EACH) for at in range(WRITERS)]
    others = [started(READ, home) for _ in range(READERS)] + [started(COMPACT, home)]
    told = [line.split() for writer in writers for line in ended(writer).splitlines()]
    (tmp_path / "end").touch()
    looks = [int(ended(other)) for other in others]
    made = Observatory.open(home)
    held = [one.id for one in made.deliveries()]
    assert len(held) == len(set(held)) == WRITERS * EACH + EACH  # each one's own, and one of what all were given
    assert {name for name, _ in told} == set(held)
    assert Counter(name for name, added in told if added == "1") == Counter(held)
    assert made.engine.basis(Scope(dataset="town")).events == ROWS * len(held)
    found = made.check()
    assert found.is_sound
    assert not found.orphans
    assert made.catalogue.check() >= len(held)
    made.close()
    report(f"S6 {made.catalogue.engine.dialect.name} {WRITERS} x {EACH} (+{EACH} shared), looks {looks}")


def test_who_would_be_alone_waits_for_those_who_share_and_says_so(tmp_path):
    with sharing(tmp_path), sharing(tmp_path), pytest.raises(BusyCatalogue, match="0 s"), alone(tmp_path, wait=0.05):
        pass
    with alone(tmp_path, wait=0.05):
        pass


def test_a_check_beside_an_import_takes_nothing_of_it_away(create, tmp_path):
    home = create(tmp_path / "o")
    (tmp_path / "given").mkdir()
    made, other = Observatory.open(home), Observatory.open(home)
    under_way = home / "deliveries" / "new" / "table.parquet"
    with made.store.receiving():
        under_way.parent.mkdir(parents=True)
        under_way.write_bytes(b"half")
        (home / "raw.ab.tmp").write_bytes(b"half")
        found = other.check(remove_orphans=True)
        assert found.busy
        assert under_way.exists()
        assert (home / "raw.ab.tmp").exists()
    found = other.check()
    assert (found.busy, found.orphans) == (False, ("deliveries/new/table.parquet",))
    assert not (home / "raw.ab.tmp").exists()
    assert other.check(remove_orphans=True).removed == ("deliveries/new/table.parquet",)
    assert not under_way.parent.exists()
    made.close()
    other.close()


def test_a_reader_follows_what_was_packed_and_is_told_of_what_was_deleted(create, tmp_path):
    home = create(tmp_path / "o")
    (tmp_path / "given").mkdir()
    made, reader = Observatory.open(home), Observatory.open(home)
    for number in range(3):
        made.store.commit(parcel(home, str(number)))
    seen = reader.deliveries()
    assert made.compact().packs == 1
    assert reader.store.read(seen[0])["offence_source"].unique().to_list() == ["0"]
    made.delete(seen[1].id)
    assert reader.store.read(seen[2])["offence_source"].unique().to_list() == ["2"]
    with pytest.raises(GoneMeanwhile):
        reader.store.read(seen[1])
    made.close()
    reader.close()


def test_a_reader_follows_what_is_packed_again_while_it_looks_for_it(create, tmp_path, monkeypatch):
    home = create(tmp_path / "o")
    (tmp_path / "given").mkdir()
    made, reader = Observatory.open(home), Observatory.open(home)
    for number in range(2):
        made.store.commit(parcel(home, str(number)))
    seen = reader.deliveries()
    begun = reader.store.batches(seen[0], ["offence_source"])
    look = reader.catalogue.deliveries
    looks = []

    def meanwhile():
        found = look()
        if len(looks) < 2:  # another delivery comes and all are packed anew: what was found is gone again
            looks.append(made.store.commit(parcel(home, f"later-{len(looks)}")))
            assert made.compact().packs == 1
        return found

    assert made.compact().packs == 1
    monkeypatch.setattr(reader.catalogue, "deliveries", meanwhile)
    assert reader.store.read(seen[0])["offence_source"].unique().to_list() == ["0"]
    assert len(looks) == 2
    assert [batch["offence_source"].unique().to_list() for batch in begun] == [["0"]]
    made.close()
    reader.close()


def test_a_table_that_is_packed_between_two_of_its_batches_is_read_to_its_end(create, tmp_path, monkeypatch):
    home = create(tmp_path / "o")
    (tmp_path / "given").mkdir()
    monkeypatch.setattr("beffroi.store.staging.ROW_GROUP", 2)
    made, reader = Observatory.open(home), Observatory.open(home)
    for number in range(2):
        made.store.commit(parcel(home, str(number)))
    batches = reader.store.batches(reader.deliveries()[0], ["row"])
    first = next(batches)
    assert made.compact().packs == 1
    rows = pl.concat([first, *batches])
    assert rows["row"].to_list() == made.store.read(made.deliveries()[0])["row"].to_list()
    assert (first.height, rows.height) == (2, ROWS)
    made.close()
    reader.close()


def test_the_same_rows_from_two_at_once_are_stored_once(create, tmp_path, monkeypatch):
    """Both look before either writes: the second is told so while it holds the catalogue."""
    home = create(tmp_path / "o")
    files = life.write_files(tmp_path / "files")
    first, second = Observatory.open(home), Observatory.open(home)
    (files / "again.csv").write_text((files / "0.csv").read_text("utf-8"), "utf-8")
    write = first.store._write

    def meanwhile(*arguments):
        second.deliver(files / "again.csv", profile=str(files / "town.toml"))
        return write(*arguments)

    monkeypatch.setattr(first.store, "_write", meanwhile)
    received = first.deliver(files / "0.csv", profile=str(files / "town.toml"))
    assert not received.added
    assert [one.file_name for one in first.deliveries()] == ["again.csv"]
    assert first.check().orphans == ()
    first.close()
    second.close()
