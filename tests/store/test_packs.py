"""Packed together, small deliveries answer as before and each is still checked, deleted and mended on its own."""

import pytest

from beffroi.errors.store import DamagedFile
from beffroi.observatory import Observatory
from beffroi.store import packs
from beffroi.store.fingerprint import content_fingerprint
from beffroi.store.packs import plan
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope
from tests.store import life

MANY = 6
MONTHLY = Request(view="series", every="month")


@pytest.fixture
def made(create, tmp_path):
    files = life.write_files(tmp_path / "files", many=MANY)
    observatory = Observatory.open(create(tmp_path / "o"))
    observatory.add_places(files / "districts.geojson", name="districts", code="code")
    for number in range(MANY):
        observatory.deliver(files / f"{number}.csv", profile=str(files / "town.toml"), overlap="add")
    yield observatory
    observatory.close()


def answers(made: Observatory) -> list:
    views = (MONTHLY, Request(view="counts", every="year", by_offence=4), Request(view="quality"))
    asked = [made.engine.view(view, Scope()) for view in views]
    return [asked[0].frame.to_dicts(), asked[1].frame.to_dicts(), asked[2].deliveries.to_dicts()]


def incidents(made: Observatory) -> list:
    return [one for one in made.deliveries() if one.kind == "incidents"]


def tables(made: Observatory) -> set[str]:
    return {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*.parquet")}


def test_packing_changes_no_answer_fingerprint_or_account(made):
    before, held = answers(made), made.deliveries()
    done = made.compact()
    assert (done.deliveries, done.packs) == (MANY, 1)
    assert done.files_before - done.files_after == 2 * MANY - 2
    assert answers(made) == before
    for one, earlier in zip(made.deliveries(), held, strict=True):
        assert one.fingerprint == earlier.fingerprint == content_fingerprint(made.store.read(one))
        assert (one.account, one.profile, one.sequence) == (earlier.account, earlier.profile, earlier.sequence)
        assert one.file("raw") == earlier.file("raw")
    assert made.check().is_sound
    assert made.check().orphans == ()
    assert len([path for path in tables(made) if path.startswith("packs/")]) == 2


def test_packing_again_does_nothing_until_more_arrives(made, tmp_path):
    made.compact()
    before = tables(made)
    assert made.compact().packs == 0
    assert tables(made) == before
    files = life.write_files(tmp_path / "more", many=MANY + 2)
    made.deliver(files / f"{MANY}.csv", profile=str(files / "town.toml"), overlap="add")
    assert made.compact().deliveries == MANY + 1
    assert len([path for path in tables(made) if path.startswith("packs/")]) == 2
    assert made.check().orphans == ()


def test_a_packed_delivery_is_deleted_to_the_last_byte_and_the_others_stay(made):
    made.compact()
    token = next(one for one in incidents(made) if one.file_name == "2.csv")
    kept = {one.id: made.store.read(one) for one in incidents(made) if one.id != token.id}
    gone = made.delete(token.id)
    assert any(path.startswith("packs/") for path in gone)
    assert {one.id for one in incidents(made)} == set(kept)
    assert all(made.store.read(one).equals(kept[one.id]) for one in incidents(made))
    left = [path for path in made.folder.rglob("*") if path.is_file()]
    assert not [path for path in left if life.TOKEN.encode() in path.read_bytes() or token.id in str(path)]
    for one in incidents(made):
        made.delete(one.id)
    assert {path.split("/")[0] for path in tables(made)} == {"deliveries"}  # of the places
    assert made.check().orphans == ()


def test_a_damaged_pack_is_mended_from_the_raw_files(made):
    before = answers(made)
    made.compact()
    pack = next(made.folder.glob("packs/*/table.parquet"))
    pack.write_bytes(pack.read_bytes()[:-9] + b"123456789")
    found = made.check()
    assert {fault.file for fault in found.faults} == {pack.relative_to(made.folder).as_posix()}
    assert len(found.faults) == MANY
    with pytest.raises(DamagedFile):
        made.engine.view(MONTHLY, Scope())
    found = made.check(repair=True)
    assert found.is_sound
    assert len(found.repaired) == MANY
    assert answers(made) == before
    assert not list(made.folder.glob("packs/*"))
    assert made.compact().deliveries == MANY
    assert answers(made) == before


def test_nothing_is_packed_over_damage(made):
    path = made.store.path_of(incidents(made)[2].path("table"))
    path.write_bytes(b"torn")
    with pytest.raises(DamagedFile):
        made.compact()
    assert made.check().orphans == ()
    made.check(repair=True)
    assert made.compact().packs == 1


def test_packs_hold_only_small_deliveries_of_one_data_set_and_are_never_too_large(made, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(packs, "FULL", 3 * life.ROWS)
        assert [len(group) for group in plan(made.deliveries())] == [3, 3]
    monkeypatch.setattr(packs, "SMALL", life.ROWS - 1)
    assert [sorted(one.file_name for one in group) for group in plan(made.deliveries())] == [
        sorted(one.file_name for one in incidents(made) if one.account["stored"] < life.ROWS)
    ]


def test_an_interrupted_packing_changes_nothing(made, monkeypatch):
    before, files = answers(made), tables(made)
    with monkeypatch.context() as patch:
        patch.setattr(made.catalogue, "move", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            made.compact()
    assert answers(made) == before
    found = made.check(remove_orphans=True)
    assert found.is_sound
    assert tables(made) == files
