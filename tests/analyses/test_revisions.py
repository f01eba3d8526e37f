"""Revisions: the triangle is the count as each delivery left it; planted growth is found, and none where there is none."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from beffroi.analyses.revisions import Revisions
from beffroi.store.growth import TRIANGLE
from beffroi.store.local import LocalEngine
from beffroi.store.reference import Supply, current_rows
from beffroi.tables.views import Request
from beffroi.tables.views import Revisions as View
from beffroi.vocabulary.scope import Scope
from tests import views
from tests.store.test_revisions import SUPPLIES, Shelf, days, row


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path)
    yield made
    made.catalogue.close()


def view_of(shelf, **scope):
    return LocalEngine(shelf.store).view(Request(view="revisions"), Scope(**scope))


def triangle(view):
    return [tuple(map(str, each)) for each in view.frame.select("period", "version", "n").iter_rows()]


def test_the_count_of_a_month_is_told_as_each_delivery_left_it(shelf):
    shelf.deliver(row("a", 1), row("b", 2))
    shelf.deliver(row("a", 1), row("b", 2), row("c", 3), row("d", 40), covered=(0, 60))
    shelf.deliver(row("a", 41), row("d", 40), covered=(31, 60))
    assert triangle(view_of(shelf)) == [
        ("2024-01-01", "1", "2"),
        ("2024-01-01", "2", "3"),
        ("2024-01-01", "3", "2"),  # the third delivery moved a record to February
        ("2024-02-01", "1", "1"),
        ("2024-02-01", "2", "2"),
    ]


def test_requalified_records_are_counted_from_the_first_offence_to_the_last(shelf):
    shelf.deliver(row("a", 1, offence="assault"), row("b", 1))
    for code in ("0201", "0102"):
        shelf.deliver({**row("a", 1, offence=code), "offence": code}, row("b", 1))
    assert view_of(shelf).requalified.rows() == [("0501", "0102", 1)]
    assert view_of(shelf, offences=("0102",)).requalified.height == 1
    assert view_of(shelf, offences=("07",)).requalified.height == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(supplies=SUPPLIES)
def test_each_version_is_what_the_definition_lets_stand(tmp_path_factory, supplies):
    shelf, kept = Shelf(tmp_path_factory.mktemp("shelf")), []
    for rows, covered, rule in supplies:
        rule = "replace" if rule == "newest" and all(each["source_id"] is None for each in rows) else rule
        if shelf.deliver(*rows, covered=covered, rule=rule)[1]:
            kept.append(Supply(rows=rows, covered=(days(*covered),), rule=rule))
    months = (Counter(one["occurred_from"].month for one in current_rows(kept[: at + 1])) for at in range(len(kept)))
    assert [one for *_, one in view_of(shelf).frame.select("n").iter_rows()] == [month[1] for month in months]
    shelf.catalogue.close()


# the analysis


def made(*counts):
    """A view of months from January 2018 on, each with the counts of its versions."""
    rows = [
        {"period": views.Period.parse(f"2018-{month:02d}").start, "version": version, "n": n, "days": 28, "length": 28}
        for month, versions in enumerate(counts, start=1)
        for version, n in enumerate(versions, start=1)
    ]
    seen = views.view(Request(view="revisions"), views.city())
    return View(basis=seen.basis, every="month", frame=pl.DataFrame(rows, schema=TRIANGLE), changes=seen.changes,
                requalified=seen.requalified)  # fmt: skip


def test_growth_pools_the_months_that_have_both_versions():
    growth = Revisions().run(made((100, 110, 121), (200, 240), (50,))).tables["growth"].frame
    assert growth.select("version", "months", "before", "incidents").rows() == [(2, 2, 300, 350), (3, 1, 110, 121)]
    assert growth["factor"].to_list() == pytest.approx([350 / 300, 1.1])


def test_months_that_did_not_change_have_a_ratio_of_one():
    finding = Revisions().run(made((100, 100), (80, 80, 80)))
    assert set(finding.tables["triangle"].frame["share"]) == {100.0}
    assert finding.tables["summary"].frame.select("first", "incidents").row(0) == (180, 180)


def test_months_delivered_once_are_no_triangle():
    refusal = Revisions().run(made((100,), (80,))).refusal
    assert refusal.kind == "not_defined"
    assert "more than once" in refusal.reason.en


def test_the_latest_months_are_shown():
    finding = Revisions(months=2).run(made((9, 10), (9, 10), (9, 10)))
    assert finding.tables["triangle"].frame["period"].dt.month().unique().sort().to_list() == [2, 3]
    assert finding.tables["summary"].frame["months"].item() == 3
