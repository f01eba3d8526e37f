"""Space-time scans: planted clusters are found where and when they are, and absent ones are not."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from beffroi.analyses.area_scan import AreaScan
from beffroi.analyses.space_time_scan import SpaceTimeScan
from beffroi.governance.gate import Policy, protect
from beffroi.tables.views import Points, day_number
from beffroi.vocabulary.period import Period
from tests import views
from tests.analyses.test_neighbouring_areas import town

YEAR = Period.parse("2017-01/2017-12")
STEPS = list(YEAR.split("month"))


def events(extra=0, seed=1, n=1500):
    """Incidents spread over 4 by 4 km in 2017, and `extra` ones at (2,050, 2,050) in May and June."""
    rng = np.random.default_rng(seed)
    first, last = day_number(YEAR.start), day_number(YEAR.end)
    may, july = day_number(date(2017, 5, 1)), day_number(date(2017, 7, 1))
    x = np.concatenate([rng.uniform(0, 4000, n), rng.uniform(2010, 2090, extra)])
    y = np.concatenate([rng.uniform(0, 4000, n), rng.uniform(2010, 2090, extra)])
    day = np.concatenate([rng.integers(first, last, n), rng.integers(may, july, extra)])
    order = np.argsort(day, kind="stable")
    basis = views.basis(views.city(n=50), period=YEAR, events=x.size)
    return Points(basis=basis, x=x[order], y=y[order], day=day[order], weight=np.ones(x.size))


def areas_by_month(extra=0, seed=1, august=1):
    """Counts by month of 81 areas of unequal population, and `extra` ones a month in area 40 in May and June."""
    rng = np.random.default_rng(seed)
    people = rng.integers(1, 5, 81) * 500.0
    counts, exposure = town(np.zeros(81, int), people)
    n = rng.poisson(people[:, None] / 500 * np.where(np.arange(12) == 7, august, 1))
    n[40, 4:6] += extra
    rows = [
        {
            "place": f"{i:03d}",
            "name": f"{i:03d}",
            "period": step.start,
            "days": step.days,
            "length": step.days,
            "n": n[i, t],
        }
        for i in range(81)
        for t, step in enumerate(STEPS)
    ]
    basis = replace(counts.basis, period=YEAR, events=int(n.sum()))
    return replace(counts, frame=pl.DataFrame(rows), basis=basis), exposure


def codes(column):
    return {number: said.en for number, said in column.codes}


def test_a_planted_cluster_of_events_is_found_where_and_when_it_is():
    finding = SpaceTimeScan(every="month", cell=400).run(events(extra=40))
    table = finding.tables["clusters"]
    top = table.frame.row(0, named=True)
    assert (top["x"], top["y"], top["radius"]) == (2200, 2200, 0)
    assert codes(table.columns["start"])[top["start"]] == "2017-05-01"
    assert codes(table.columns["end"])[top["end"]] == "2017-06-30"
    assert top["p"] <= 0.01
    assert top["incidents"] >= 40
    assert finding.headline.en.startswith("Clusters of incidents established")
    named = finding.tables["cells"].frame.filter(pl.col("cluster") == 1)
    assert named.select("x", "y").rows() == [(2200, 2200)]


def test_prospective_scans_see_only_what_lasts_to_the_end():
    finding = SpaceTimeScan(every="month", cell=400, kind="prospective").run(events(extra=40))
    frame = finding.tables["clusters"].frame
    assert frame["end"].n_unique() == 1
    assert frame["p"][0] > 0.05  # May and June are over
    assert frame["recurrence"].to_list() == pytest.approx([31 / p for p in frame["p"]])


def test_nothing_is_named_where_nothing_is_planted():
    named = [
        SpaceTimeScan(every="month", cell=800, permutations=99, seed=s).run(events(seed=s, n=300)).tables["summary"]
        for s in range(40)
    ]
    assert sum(each.row()["clusters"] > 0 for each in named) <= 7  # P(more than 7 of 40 at 5 %) is 1 in 1,000


def test_a_planted_cluster_of_areas_is_found_and_people_alone_make_none():
    found = AreaScan(every="month").run(*areas_by_month(extra=25))
    assert found.tables["places"].frame.filter(pl.col("cluster") == 1)["place"].to_list() == ["040"]
    table = found.tables["clusters"]
    assert codes(table.columns["start"])[table.frame["start"][0]] == "2017-05-01"
    assert AreaScan(every="month").run(*areas_by_month()).tables["summary"].row()["clusters"] == 0


def test_a_month_of_the_whole_city_is_a_cluster_only_against_the_average():
    busy = areas_by_month(august=3)
    asked = {"every": "month", "permutations": 99}
    assert AreaScan(**asked).run(*busy).tables["summary"].row()["clusters"] == 0
    assert AreaScan(trend="average", **asked).run(*busy).tables["summary"].row()["clusters"] > 0


def test_nothing_of_a_cluster_leaves_the_gate():
    finding = SpaceTimeScan(every="month", cell=400).run(events(extra=40))
    frame = protect(finding.tables["clusters"], Policy(threshold=5, sensitive_threshold=5)).frame
    assert all(frame[name].null_count() == frame.height for name in frame.columns if name != "rank")
    summary = protect(finding.tables["summary"], Policy(threshold=5, sensitive_threshold=5)).row()
    assert {summary[name] for name in ("top_incidents", "top_ratio", "top_days", "top_places")} == {None}


def test_hard_cases_have_an_answer_in_words():
    points = events()
    assert SpaceTimeScan().run(replace(points, resolution=500.0)).refusal.kind == "not_public"
    assert SpaceTimeScan(every="year").run(points).refusal.kind == "not_enough"
    assert SpaceTimeScan(cell=50_000).run(replace(points, x=points.x * 0 + 9_000.0)).refusal.kind == "not_defined"
    degrees = replace(points, x=points.x / 1e5, y=points.y / 1e5)
    assert "degrees" in SpaceTimeScan().run(degrees).refusal.reason.en
    together = replace(points, x=np.full(points.x.size, 500.0), y=np.full(points.x.size, 500.0))
    assert SpaceTimeScan().run(together).refusal.kind == "not_defined"
    counts, exposure = areas_by_month()
    assert AreaScan(every="year").run(counts, exposure).refusal.kind == "not_enough"
    assert AreaScan(every="month").run(replace(counts, geography=None), exposure).refusal.kind == "no_location"
    nobody = replace(exposure, frame=exposure.frame.head(0))
    assert AreaScan(every="month").run(counts, nobody).refusal.kind == "no_exposure"
    few = replace(exposure, frame=exposure.frame.head(5))
    assert AreaScan(every="month").run(counts, few).refusal.kind == "not_enough"


def test_an_area_without_people_is_left_out_and_said():
    counts, exposure = areas_by_month()
    frame = exposure.frame.with_columns(pl.when(pl.col("place") == "000").then(0.0).otherwise("value").alias("value"))
    found = AreaScan(every="month", permutations=99).run(counts, replace(exposure, frame=frame))
    assert found.tables["summary"].row()["left_out"] == 1
    assert any("left_out" in said.fields for said in found.caveats)
