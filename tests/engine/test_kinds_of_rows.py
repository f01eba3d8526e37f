"""Recorded counts, events of several rows and revised records: what needs rows of other deliveries finds them."""

import polars as pl
import pytest

from beffroi.store.cluster_views import ClusterViews
from beffroi.store.local import LocalEngine
from beffroi.tables.views import Request
from beffroi.vocabulary.scope import Scope
from tests.engine.same import assert_same
from tests.engine.test_lots import Elsewhere
from tests.store.test_terms import commit, events, store, tallies  # noqa: F401 - `store` is a fixture

VIEWS = [
    Request(view="counts", every="month", by_offence=2),
    Request(view="counts", every="month", by_offence=4, history=True),
    Request(view="counts"),
    Request(view="series", every="month"),
    Request(view="points"),
    Request(view="points", options={"defaults": "apart"}),
    Request(view="times"),
    Request(view="quality"),
]


def assert_same_views(store, requests=VIEWS, **scope):  # noqa: F811
    asked = Scope(dataset="town", **scope)
    for request in requests:
        there = ClusterViews(store, Elsewhere(2)).view(request, asked)
        assert_same(there, LocalEngine(store).view(request, asked))


def test_events_of_several_rows_are_counted_once_across_deliveries(store):  # noqa: F811
    place = {"x": 5.0, "y": 7.0, "location_kind": "exact"}
    commit(store, events("01-02", "01-03", "01-04", "01-04 18:00", event_key="A", **place), covered="2024-01", name="a")
    commit(store, events("02-02", "02-03", "02-05", event_key="A", **place), covered="2024-02", name="b")
    commit(store, events("03-02", "03-03 10:00", "03-05"), covered="2024-03", name="c")
    assert LocalEngine(store).basis(Scope(dataset="town")).events == 4
    assert_same_views(store)
    assert_same_views(store, offences=("05",))


def test_a_delivery_that_replaces_days_of_others_is_read_with_them(store):  # noqa: F811
    commit(store, events("01-02", "01-03", "01-20"), covered="2024-01", name="a")
    commit(store, events("02-02", "02-25"), covered="2024-02", name="b")
    commit(store, events("01-25", "02-03"), covered="2024-01-15/2024-02-10", name="c", overlap="replace")
    assert LocalEngine(store).basis(Scope(dataset="town")).events == 5
    assert_same_views(store)


@pytest.mark.parametrize("unit", [None, "victim"])
def test_recorded_counts_keep_wholes_and_parts_apart(store, unit):  # noqa: F811
    rows = tallies(("vols", "0502", True, 9), ("vols simples", "050221", False, 4), ("coups", "0201", False, 2))
    more = rows.with_columns(pl.col("period_start", "period_end").dt.offset_by("1y"), pl.col("value") * 10)
    commit(store, rows, covered="2020", name="a", kind="recorded_counts")
    commit(store, more, covered="2021", name="b", kind="recorded_counts")
    assert_same_views(store, [one for one in VIEWS if one.view in ("counts", "series")], unit=unit)
