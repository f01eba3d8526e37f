"""Views of large data sets come back from the cache in a later process: the same, or not at all."""

import polars as pl
import pytest

from beffroi.analyses.concentration import Concentration
from beffroi.analyses.counts import Counts
from beffroi.analyses.hot_spots import HotSpots
from beffroi.analyses.rhythms import Rhythms
from beffroi.analyses.trends import Trends
from beffroi.observatory import Observatory
from beffroi.store import remembered
from beffroi.store.files import sha256_of
from beffroi.store.held_rows import HeldRows
from beffroi.vocabulary.scope import Scope
from tests.journeys import town

QUESTIONS = (Counts(), Concentration(draws=99), HotSpots(bandwidth=500, permutations=99), Rhythms(draws=99), Trends())
PART = Scope(offences=("0501",), places="districts", area=("N",))


@pytest.fixture
def large(tmp_path, monkeypatch):
    """An observatory whose data set is large enough to be remembered; its folder."""
    monkeypatch.setattr(remembered, "LARGE", 1)
    file = town.write(tmp_path / "files")
    made = Observatory.create(tmp_path / "o", name="T", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154")
    made.deliver(file, profile=str(file.parent / "town.toml"))
    made.add_places(file.parent / "districts.geojson", name="districts", code="code")
    made.close()
    return tmp_path / "o"


def answers(folder):
    made = Observatory.open(folder)
    found = []
    for question in QUESTIONS:
        for scope in (Scope(), PART):
            finding = made.ask(question, scope).finding
            tables = {name: table.frame.to_dict(as_series=False) for name, table in finding.tables.items()}
            found.append((question.name(), finding.refusal, tables))
    made.close()
    return found


def files_of(folder):
    return sorted((folder / "cache" / "views").glob("*"))


def test_a_later_process_reads_no_rows_and_answers_the_same(large, monkeypatch):
    monkeypatch.setattr(remembered, "LARGE", 10**9)
    plain = answers(large)
    assert not files_of(large)
    monkeypatch.setattr(remembered, "LARGE", 1)
    first = answers(large)
    assert repr(first) == repr(plain)
    monkeypatch.setattr(HeldRows, "of", lambda *_, **__: pytest.fail("rows were read"))
    assert repr(answers(large)) == repr(first)


def test_another_delivery_is_another_answer(large, tmp_path):
    before = answers(large)
    more = town.write(tmp_path / "more", rows=90, seed=2)
    text = more.read_text().replace("\n", "\n70000")[:-5]  # other keys
    more.write_text(text)
    made = Observatory.open(large)
    made.deliver(more, profile=str(more.parent / "town.toml"), overlap="add")
    assert made.engine.basis(Scope()).events == 690
    made.close()
    assert repr(answers(large)) != repr(before)


def test_damaged_files_are_made_again(large):
    first = answers(large)
    held = files_of(large)
    for at, path in enumerate(held):
        content = bytearray(path.read_bytes())
        content[len(content) * (at + 1) // (len(held) + 1)] ^= 0xFF
        path.write_bytes(content if at % 3 else content[: len(content) // 2])
    assert repr(answers(large)) == repr(first)
    asked = [path.name.partition("-")[0] for path in held]
    assert [path.name.partition("-")[0] for path in files_of(large)] == asked
    assert all(sha256_of(path) in path.name for path in files_of(large))


def test_deletion_removes_what_was_remembered(large):
    answers(large)
    assert files_of(large)
    made = Observatory.open(large)
    made.delete(made.engine.datasets["town"][0].id)
    made.close()
    assert not files_of(large)


def test_what_was_asked_of_a_delivery_that_is_gone_is_not_kept(large):
    late = Observatory.open(large)
    late.engine.datasets  # noqa: B018 - looked up before the deletion
    late.engine._rows.of(late.engine.datasets["town"])
    made = Observatory.open(large)
    made.delete(made.engine.datasets["town"][0].id)
    assert late.engine._counted("town", remembered.Asked(), remembered.Cells(digits=2)).height == 1
    assert not files_of(large)
    made.close()
    late.close()


def test_nothing_is_written_while_another_takes_files_away(large):
    made = Observatory.open(large)
    with remembered_alone(large):
        made.ask(Counts(), Scope())
    assert not files_of(large)
    made.close()


def remembered_alone(folder):
    from beffroi.store.lock import alone

    return alone(folder)


def test_files_used_longest_ago_make_room(large, monkeypatch):
    answers(large)
    held = {path.name for path in files_of(large)}
    largest = max(path.stat().st_size for path in files_of(large))
    monkeypatch.setattr(remembered, "ROOM", largest)
    made = Observatory.open(large)
    made.ask(Counts(), Scope(offences=("0502",)))
    made.close()
    left = files_of(large)
    assert len(left) < len(held)
    assert sum(path.stat().st_size for path in left) <= 2 * largest


def test_sets_of_places_that_no_delivery_holds_are_not_told_apart_by_a_name():
    places = remembered.PlaceSet(
        name="a", kind="area", crs="", match="code",
        frame=pl.DataFrame({"place": ["x"], "name": ["x"], "wkb": [None]}),
    )  # fmt: skip
    assert remembered.said("tally", remembered.Asked(), remembered.Cells(places=places)) is None
