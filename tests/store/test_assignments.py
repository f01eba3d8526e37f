"""The place of each row is found once and kept where it can be thrown away; what is kept is never trusted blindly."""

import pytest

from beffroi.observatory import Observatory
from beffroi.store import assignments
from beffroi.store.assignments import place_sets, places_of
from tests.journeys.town import write


@pytest.fixture
def home(tmp_path):
    write(tmp_path / "files", rows=60)
    made = Observatory.create(tmp_path / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    yield made
    made.close()


def add_places(home):
    home.add_places(home.folder.parent / "files" / "districts.geojson", name="districts", code="code")


def deliver(home):
    files = home.folder.parent / "files"
    return home.deliver(files / "incidents.csv", profile=files / "town.toml").delivery


def kept(home):
    return sorted((home.folder / "cache").glob("*.places"))


def found(home, delivery):
    return places_of(home.store, delivery, place_sets(home.store)["districts"]).to_list()


@pytest.fixture
def without_finding(monkeypatch):
    def refuse(*_):
        pytest.fail("the places were found again")

    return lambda: monkeypatch.setattr(assignments, "placing", refuse)


def test_rows_are_placed_at_import_and_not_again(home, without_finding):
    add_places(home)
    delivery = deliver(home)
    (file,) = kept(home)
    assert delivery.id in file.name
    without_finding()
    assert set(found(home, delivery)) == {"N", "S"}


def test_places_that_come_later_are_found_when_asked_and_kept(home, without_finding):
    delivery = deliver(home)
    assert kept(home) == []
    add_places(home)
    before = found(home, delivery)
    assert len(kept(home)) == 1
    without_finding()
    assert found(home, delivery) == before


@pytest.mark.parametrize("harm", [b"", b"nothing of the sort", None])
def test_a_damaged_file_of_the_cache_is_made_anew(home, harm):
    add_places(home)
    delivery = deliver(home)
    (file,) = kept(home)
    whole, before = file.read_bytes(), found(home, delivery)
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if harm is None else harm)
    assert found(home, delivery) == before
    assert file.read_bytes() == whole


def test_another_delivery_of_the_places_does_not_answer_for_the_first(home):
    add_places(home)
    delivery = deliver(home)
    path = home.folder.parent / "files" / "districts.geojson"
    path.write_text(path.read_text().replace('"N"', '"X"').replace('"S"', '"N"').replace('"X"', '"S"'))
    before = found(home, delivery)
    add_places(home)
    assert found(home, delivery) == [{"N": "S", "S": "N"}[place] for place in before]


def test_deleting_a_delivery_deletes_what_was_kept(home):
    add_places(home)
    home.delete(deliver(home).id)
    assert kept(home) == []


def test_a_denominator_given_again_after_another_stands_again(home):
    """Of the same measure and places, the last one given holds: A, B, A is A; a file damaged since is put back."""
    add_places(home)
    files = home.folder.parent / "files"
    said = {"measure": "residents", "places": "districts", "place": "district", "value": "residents"}
    (files / "double.csv").write_text("district,residents\nN,90000\nS,80000\n", "utf-8")

    def total():
        return home.engine.exposure("residents", "districts").frame["value"].sum()

    def give(name):
        return home.add_exposure(files / name, **said).added

    first = "residents.csv"
    assert give(first)
    one = total()
    assert give("double.csv")
    assert total() == 170_000
    assert give(first)
    assert total() == one
    assert not give(first)
    last = home.store.catalogue.deliveries(kind="exposure")[-1]
    path = home.store.path_of(str(last.path("table")))
    path.chmod(0o600)
    path.write_bytes(b"damaged")
    assert not give(first)
    assert total() == one
