"""Altered on disk anywhere: found by the check or refused at reading, never another answer in silence (S5)."""

import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from beffroi.analyses.counts import Counts
from beffroi.errors import BeffroiError
from beffroi.observatory import Observatory
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope
from tests.store import life
from tests.store.counts import report, times

CORRUPTIONS = times("CORRUPTIONS", short=60, full=1_000)
ALL = Scope(period="2023-01/2024-12")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """An observatory with a pack, deliveries of their own, places, a denominator and releases."""
    base = tmp_path_factory.mktemp("sound")
    files = life.write_files(base / "files")
    home = base / "o"
    Observatory.create(home, name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154").close()
    made = Observatory.open(home)
    made.add_places(files / "districts.geojson", name="districts", code="code")
    residents = {"measure": "residents", "places": "districts", "place": "district", "value": "residents"}
    made.add_exposure(files / "residents.csv", **residents)
    for number in range(4):
        made.deliver(files / f"{number}.csv", profile=str(files / "town.toml"), overlap="add")
        if number == 1:
            made.compact()
    made.publish(Counts(), ALL)
    made.close()
    with sqlite3.connect(home / "catalogue.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return home, said(home)


def said(home: Path) -> list:
    """Everything that the observatory answers from."""
    made = Observatory.open(home)
    try:
        series = made.engine.view(Request(view="series", every="month"), ALL).frame.to_dicts()
        counts = made.engine.view(Request(view="counts"), ALL).frame.to_dicts()
        exposure = made.engine.view(Request(view="exposure", measure="residents"), ALL).frame.to_dicts()
        quarantined = [made.store.read(one, "quarantine").to_dicts() for one in made.deliveries()]
        return [dict(made.meta), made.deliveries(), series, counts, exposure, quarantined, made.catalogue.statements()]
    finally:
        made.close()


def harm(content: bytes, kind: str, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    if kind == "bit":
        return content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]
    if kind == "cut":
        return content[:at]
    start = at // 512 * 512
    return content[:start] + bytes(len(content[start : start + 512])) + content[start + 512 :]


def targets(home: Path) -> list[Path]:
    parts = ("raw", "deliveries", "packs")
    files = [path for part in parts for path in sorted((home / part).rglob("*")) if path.is_file()]
    return [*files, *[home / "catalogue.sqlite"] * (len(files) // 2)]


def outcome(home: Path, path: Path, truth: list) -> str:
    """What became of a harm: `named` by the check, `refused`, or `harmless`; anything else fails."""
    relative = path.relative_to(home).as_posix()
    try:
        answered = said(home) == truth
    except BeffroiError:
        answered = None
    assert answered is not False, f"another answer in silence: {relative}"
    made = None
    try:
        made = Observatory.open(home)
        found = made.check()
    except BeffroiError:
        return "refused"
    finally:
        if made:
            made.close()
    if not found.is_sound:
        assert {fault.file for fault in found.faults} == {relative}
        return "named"
    assert answered, "refused, yet the check finds nothing"
    return "harmless"


def test_no_corruption_is_answered_from_in_silence(sound, tmp_path):
    home, truth = sound
    rng, outcomes, places = random.Random(13), Counter(), targets(home)
    for number in range(CORRUPTIONS):
        path = places[number % len(places)]
        copy = tmp_path / "copy"
        shutil.copytree(home, copy)
        harmed = copy / path.relative_to(home)
        kind = rng.choice(("bit", "bit", "zero", "cut"))
        before = harmed.read_bytes()
        after = harm(before, kind, rng)
        harmed.chmod(0o644)
        harmed.write_bytes(after)
        try:
            ended = outcome(copy, harmed, truth)
        except BaseException as error:
            error.add_note(f"{number}: {kind} of {harmed}")
            raise
        part = path.relative_to(home).parts[0]
        outcomes[part, ended] += 1
        if after == before:
            assert ended == "harmless"
        elif part != "catalogue.sqlite":
            assert ended == "named"
            mended(copy, harmed, before, truth)
        shutil.rmtree(copy)
    report(f"S5 corruptions {CORRUPTIONS} {dict(outcomes)}")
    assert sum(many for (_, ended), many in outcomes.items() if ended != "harmless") > CORRUPTIONS // 2


def mended(home: Path, path: Path, before: bytes, truth: list) -> None:
    """What can be rebuilt is rebuilt bit by bit; a raw file comes back with the file received again."""
    made = Observatory.open(home)
    found = made.check(repair=True)
    if "raw" in path.parts:
        assert not found.is_sound
        assert not found.repaired
        again(made, home.parent)
        assert path.read_bytes() == before
    else:
        assert found.is_sound
        assert found.repaired
        if "packs" not in path.parts:
            assert path.read_bytes() == before
    made.close()
    after = said(home)
    assert after[2:] == truth[2:]
    assert [one.fingerprint for one in after[1]] == [one.fingerprint for one in truth[1]]
    made = Observatory.open(home)
    assert made.check().is_sound
    made.close()


def again(made: Observatory, base: Path) -> None:
    """Import every file again: what is whole stays, what was hurt is put back."""
    files = life.write_files(base / "files") if not (base / "files").exists() else base / "files"
    made.add_places(files / "districts.geojson", name="districts", code="code")
    residents = {"measure": "residents", "places": "districts", "place": "district", "value": "residents"}
    made.add_exposure(files / "residents.csv", **residents)
    for number in range(4):
        made.deliver(files / f"{number}.csv", profile=str(files / "town.toml"), overlap="add")
