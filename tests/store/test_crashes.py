"""Killed at any moment, or altered on disk: nothing partial is visible, nothing is silently wrong, deleted is gone."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from beffroi.errors.store import DamagedCatalogue, DamagedFile, NewerStore
from beffroi.observatory import Observatory
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope
from tests.journeys import town

KILLS = int(os.environ.get("BEFFROI_KILLS", "4"))
SERIES = Request(view="series", every="year")
IMPORT = """
import sys
from pathlib import Path
from beffroi.observatory import Observatory
made = Observatory.open(sys.argv[1])
files = Path(sys.argv[2])
print("ready", flush=True)
for file in sorted(files.glob("*.csv"), key=lambda path: int(path.stem)):
    received = made.deliver(file, profile=str(files / "town.toml"), overlap="add")
    if received.added:
        print(received.delivery.id, flush=True)
"""


def files_in(folder: Path, *, many: int) -> Path:
    """Many small files of one town, each with rows of its own."""
    town.write(folder, rows=1)
    for number in range(many):
        made = town.write(folder / "made", rows=40, seed=number)
        made.rename(folder / f"{number}.csv")
    (folder / "incidents.csv").unlink()
    (folder / "residents.csv").unlink()
    return folder


def create(folder: Path) -> Path:
    Observatory.create(folder, name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154").close()
    return folder


def test_a_killed_import_leaves_whole_deliveries_only(tmp_path):
    files, home = files_in(tmp_path / "files", many=8 * KILLS), create(tmp_path / "o")
    rng, told, stopped = random.Random(5), [], 0
    for _ in range(KILLS):
        with subprocess.Popen([sys.executable, "-c", IMPORT, home, files], stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            assert child.stdout.readline() == "ready\n"
            told += [line.strip() for _ in range(rng.randrange(4)) if (line := child.stdout.readline())]
            time.sleep(rng.uniform(0.0, 0.2))
            stopped += child.poll() is None
            child.kill()
            told += child.stdout.read().split()
        observatory = Observatory.open(home)
        seen = [delivery.id for delivery in observatory.deliveries()]
        assert len(seen) == len(set(seen))
        assert set(told) <= set(seen)  # what was acknowledged is there
        assert len(seen) - len(told) in (0, 1)  # and at most the one under way when it was killed
        told = seen
        found = observatory.check()
        assert found.is_sound
        assert not list(home.rglob("*.tmp"))
        assert observatory.engine.basis(Scope()).events == 40 * len(seen) if seen else True
        observatory.close()
    assert stopped >= KILLS // 2  # or the test kills nothing
    assert told
    subprocess.run([sys.executable, "-c", IMPORT, home, files], check=True, stdout=subprocess.DEVNULL)
    observatory = Observatory.open(home)
    assert len(observatory.deliveries()) == 8 * KILLS
    assert observatory.check().orphans == ()
    observatory.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """An observatory with one delivery that has quarantined rows, and its answer."""
    base = tmp_path_factory.mktemp("sound")
    file = town.write(base / "files", rows=300)
    file.write_text(file.read_text("utf-8").replace(";2023-", ";never-", 5), "utf-8")
    home = create(base / "o")
    observatory = Observatory.open(home)
    observatory.deliver(file, profile=str(base / "files" / "town.toml"))
    answer = observatory.engine.view(SERIES, Scope()).frame["n"].to_list()
    observatory.close()
    return home, answer


@pytest.mark.parametrize("role", ["raw", "table", "quarantine"])
def test_a_flipped_bit_is_named_wherever_it_is(sound, role):
    home, answer = sound
    rng = random.Random(11)
    observatory = Observatory.open(home)
    (delivery,) = observatory.deliveries()
    observatory.close()
    path = home / str(delivery.path(role)).partition("#")[0]
    whole, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o644)
    try:
        for _ in range(12):
            altered = bytearray(whole)
            altered[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
            path.write_bytes(altered)
            observatory = Observatory.open(home)
            faults = [(fault.delivery, fault.file) for fault in observatory.check().faults]
            assert faults == [(delivery.id, path.relative_to(home).as_posix())]
            if role == "table":
                with pytest.raises(DamagedFile):
                    observatory.engine.view(SERIES, Scope())
            observatory.close()
    finally:
        path.write_bytes(whole)
        path.chmod(mode)
    observatory = Observatory.open(home)
    assert observatory.engine.view(SERIES, Scope()).frame["n"].to_list() == answer
    observatory.close()


def test_a_flipped_bit_of_the_catalogue_never_changes_a_number_in_silence(sound):
    home, answer = sound
    path = home / "catalogue.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, rng, noticed = path.read_bytes(), random.Random(3), 0
    try:
        for _ in range(60):
            altered = bytearray(whole)
            altered[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
            path.write_bytes(altered)
            try:
                observatory = Observatory.open(home)
                found = observatory.engine.view(SERIES, Scope()).frame["n"].to_list()
                noticed += not observatory.check().is_sound
                observatory.close()
            except (DamagedCatalogue, NewerStore):
                noticed += 1
            else:
                assert found == answer
        assert noticed
    finally:
        path.write_bytes(whole)


def test_a_deleted_delivery_leaves_no_byte_of_itself(tmp_path):
    token = "QUETZALCOATL"
    file = town.write(tmp_path / "files", rows=400)
    file.write_text(file.read_text("utf-8").replace(";vol;", f";{token};").replace("SECRETNAME", token), "utf-8")
    profile = tmp_path / "files" / "town.toml"
    profile.write_text(profile.read_text("utf-8").replace('"vol" =', f'"{token}" ='), "utf-8")
    home = create(tmp_path / "o")
    observatory = Observatory.open(home)
    received = observatory.deliver(file, profile=str(profile), dataset="town")
    observatory.add_places(tmp_path / "files" / "districts.geojson", name="districts", code="code")
    observatory.engine.view(Request(view="counts"), Scope())
    assert token in json.dumps(received.delivery.profile)
    observatory.delete(received.delivery.id)
    held = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert any(path.name.startswith("catalogue.sqlite") for path in held)
    assert [
        path for path, content in held.items() if token.encode() in content or token.lower().encode() in content
    ] == []
    observatory.close()
