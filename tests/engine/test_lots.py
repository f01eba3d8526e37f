"""Deliveries are parted so that no row is lost, met twice or read from a file that is not what was delivered."""

import pickle
from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest

from beffroi.analyses import catalogue
from beffroi.errors.store import DamagedFile
from beffroi.kernels._spread import Embedded
from beffroi.observatory import Observatory
from beffroi.store import lots as module
from beffroi.store.cluster_views import ClusterViews
from beffroi.store.lots import NotAtHand, Table, do_lot, lots_of, together
from beffroi.store.partials import Asked, Cells, facts
from beffroi.vocabulary.scope import Scope
from tests.engine.same import assert_same
from tests.engine.test_answers import home  # noqa: F401 - a fixture
from tests.journeys import town


def delivery(*covered: str, name: str = "d", revised: tuple[str, ...] = ()):
    return SimpleNamespace(id=name, account={"covered": list(covered), "revision": {"earlier": list(revised)}})


@pytest.mark.parametrize(
    ("deliveries", "groups"),
    [
        ([], []),
        ([delivery("2023-01/2023-06"), delivery("2023-07/2023-12")], [[0], [1]]),
        ([delivery("2023-01/2023-07"), delivery("2023-06/2023-12")], [[0, 1]]),
        ([delivery("2023"), delivery("2024"), delivery("2023-12/2024-02"), delivery("2025")], [[0, 1, 2], [3]]),
        ([delivery("2023"), delivery("2025"), delivery("2023-05/2023-06")], [[0, 2], [1]]),
        ([delivery("2023", name="a"), delivery("2024", revised=("a",))], [[0, 1]]),
        ([delivery("2023"), delivery()], [[0, 1]]),
    ],
)
def test_deliveries_that_may_supersede_one_another_stay_together(deliveries, groups):
    assert together(deliveries) == groups


class Elsewhere(Embedded):
    """Runs parts here, from what a network would carry: nothing is shared but what travels."""

    def __init__(self, most: int) -> None:
        self.most, self.parts, self.bytes = most, [], 0

    def run(self, work, parts, *, shared):
        for part in parts:
            packed = pickle.dumps((work, shared, part))
            self.parts.append(part)
            self.bytes += len(packed)
            work_, shared_, part_ = pickle.loads(packed)
            yield work_(shared_, part_)


@pytest.fixture
def opened(home):  # noqa: F811
    made = Observatory.open(home)
    yield made
    made.close()


def asked(views, home):  # noqa: F811
    """Ask everything of one engine of views."""
    home.engine = views
    return [home.ask(catalogue()[name](), scope) for name in ("counts", "trends", "data_quality") for scope in SCOPES]


SCOPES = (Scope(), Scope(places="districts", area=("S",), offences=("05",)), Scope(period="2023-03/2023-12"))


@pytest.mark.parametrize("most", [9, 70, 10_000])
def test_any_size_of_lot_gives_the_same_answers(opened, most):
    here = asked(opened.engine, opened)
    engine = Elsewhere(most)
    there = asked(ClusterViews(opened.store, engine), opened)
    assert_same(there, here)
    assert engine.parts


def test_a_single_delivery_is_cut_and_others_are_not(opened):
    deliveries = opened.engine.datasets["town"]
    lots = lots_of(opened.store, deliveries, most=50)
    assert [lot.numbers for lot in lots if len(lot.numbers) > 1] == [(1, 2, 3)]
    cut = [lot for lot in lots if lot.numbers == (0,)]
    height = opened.store.read(deliveries[0]).height
    assert len(cut) == -(-height // 50)
    assert sum(lot.tables[0].rows for lot in cut) == height
    assert [lot.tables[0].first for lot in cut] == sorted({lot.tables[0].first for lot in cut})


def test_rows_are_sent_to_workers_that_lack_the_folder(opened, monkeypatch):
    here = asked(opened.engine, opened)
    monkeypatch.setattr(module, "_verified", _not_there)
    engine = Elsewhere(60)
    assert_same(asked(ClusterViews(opened.store, engine), opened), here)
    assert any(isinstance(table, pl.DataFrame) for lot in engine.parts for table in lot.tables)
    tried = [lot for lot in engine.parts if isinstance(lot.tables[0], Table)]
    assert len(tried) == len(lots_of(opened.store, opened.engine.datasets["town"], most=60)), "asked once, not again"


def _not_there(table, columns):
    raise NotAtHand(table.path)


def test_only_the_columns_that_are_needed_travel(opened, monkeypatch):
    monkeypatch.setattr(module, "_verified", _not_there)
    engine = Elsewhere(60)
    opened.engine = ClusterViews(opened.store, engine)
    opened.ask(catalogue()["trends"]())
    sent = [
        table for lot in engine.parts for table in lot.tables if isinstance(table, pl.DataFrame) and lot.numbers == (0,)
    ]
    names = {name for table in sent for name in table.columns}
    assert sent
    assert not names & {"source_id", "offence_source", "x", "y", "place_name", "reported_at"} - {"x", "y"}


def test_a_table_that_was_altered_is_no_answer_on_any_engine(tmp_path):
    town.write(tmp_path / "files", rows=50)
    made = Observatory.create(tmp_path / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    received = made.deliver(tmp_path / "files" / "incidents.csv", profile=tmp_path / "files" / "town.toml")
    made.close()
    file = made.folder / str(received.delivery.path("table"))
    rows = pl.read_parquet(file)
    file.chmod(0o600)
    rows.head(40).write_parquet(file)
    again = Observatory.open(made.folder)
    again.engine = ClusterViews(again.store, Elsewhere(1000))
    with pytest.raises(DamagedFile):
        again.ask(catalogue()["trends"]())
    again.close()


def test_packed_tables_are_read_where_they_lie(opened, tmp_path):
    here = asked(opened.engine, opened)
    opened.compact()
    engine = Elsewhere(40)
    assert_same(asked(ClusterViews(opened.store, engine), opened), here)
    assert {table.path for lot in engine.parts for table in lot.tables if "packs" in table.path}


def test_facts_hold_each_row_once_and_keyed_rows_apart():
    rows = pl.DataFrame({"event_key": [None, None, "a", "a"], "offence": ["1", "1", "1", "1"]})
    found = facts(rows, Asked()).sort("event_key", nulls_last=False)
    assert found["times"].to_list() == [2, 1, 1]
    assert found["event_key"].to_list() == [None, "a", "a"]


def test_a_lot_that_is_not_at_hand_says_so(tmp_path):
    table = Table(path=str(tmp_path / "gone.parquet"), sha256="0", first=0, rows=3)
    lot = module.Lot(
        deliveries=(SimpleNamespace(id="d", kind="incidents", account={}, overlap="add"),),
        numbers=(0,),
        tables=(table,),
    )
    work = module.Work(kind="tally", asked=Asked(scope=Scope()), cells=Cells(digits=2))
    assert do_lot(work, lot) is None
    assert replace(lot, tables=()).tables == ()
