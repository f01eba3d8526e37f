"""Centres by group: each is that of its own incidents, a move is seen, and small groups are counted without a centre."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.analyses import _centre_groups as groups
from beffroi.analyses.centrography import Centrography
from beffroi.analyses.counts import Counts
from beffroi.observatory import Observatory
from tests.analyses.test_point_patterns import even, points, summary
from tests.journeys.town import write

SAME = ("standard_distance", "long", "short", "bearing")


def coded(seen, codes):
    return replace(seen, offence=np.asarray(codes, np.str_))


def chosen(seen, at):
    basis = replace(seen.basis, events=int(at.sum()))
    return replace(seen, x=seen.x[at], y=seen.y[at], day=seen.day[at], weight=seen.weight[at], basis=basis)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 999), n=st.integers(20, 120), by=st.sampled_from(["month", "quarter", "year", "offence"]))
def test_each_group_is_asked_by_itself(seed, n, by):
    rng = np.random.default_rng(seed)
    seen = coded(points(*rng.uniform(1, 3999, (2, n)).round(3)), rng.choice(["0401", "0501", "0502"], n))
    finding = Centrography(by=by).run(seen)
    frame = finding.tables["groups"].frame
    whole = finding.tables["centres"].frame.row(0, named=True)
    date = pl.Series(seen.day).cast(pl.Int32).cast(pl.Date)
    label = {
        "month": [day.replace(day=1) for day in date],
        "quarter": [day.replace(day=1, month=3 * ((day.month - 1) // 3) + 1) for day in date],
        "year": [day.replace(day=1, month=1) for day in date],
        "offence": seen.offence.tolist(),
    }[by]
    assert frame[frame.columns[0]].to_list() == sorted(set(label))
    assert frame["incidents"].sum() == n
    for row in frame.iter_rows(named=True):
        at = np.array([each == row[frame.columns[0]] for each in label])
        assert row["incidents"] == at.sum()
        if at.sum() < 10:
            assert [row[name] for name in groups.NUMBERS] == [None] * len(groups.NUMBERS)
            continue
        alone = Centrography().run(chosen(seen, at))
        assert [row[name] for name in SAME] == pytest.approx([summary(alone)[name] for name in SAME])
        centre = alone.tables["centres"].frame.row(0, named=True)
        assert (row["x"], row["y"]) == pytest.approx((centre["x"], centre["y"]))
        assert row["shift"] == pytest.approx(np.hypot(row["x"] - whole["x"], row["y"] - whole["y"]))
    few = (frame["incidents"] < 10).sum()
    assert summary(finding) | {"few": few, "groups": frame.height, "least": 10} == summary(finding)
    assert (groups.FEW in finding.caveats) == (few > 0)
    assert groups.DRIFT in finding.caveats


def test_a_centre_that_moves_is_seen_to():
    seen = even(1, 300)
    later = seen.day >= np.median(seen.day)
    moved = replace(seen, x=np.where(later, seen.x / 4 + 3000, seen.x / 4))
    frame = Centrography(by="quarter").run(moved).tables["groups"].frame
    assert frame["x"][-1] - frame["x"][0] > 2400
    still = Centrography(by="quarter").run(seen).tables["groups"].frame
    assert (still["shift"] * still["incidents"].sqrt()).max() < 5 * 1633  # deviations of 4 km over the root of 6


def test_dates_known_to_the_quarter_are_not_grouped_by_month_and_that_is_said():
    finding = Centrography(by="month").run(even(2, date_precision="quarter"))
    assert finding.choices == {"by": "quarter"}
    assert Centrography(by="quarter").run(even(2)).choices == {}
    assert "groups" not in Centrography().run(even(2)).tables


def test_a_group_outside_the_study_area_and_one_place_have_their_answer():
    one = even(3, 40)
    codes = np.where(np.arange(one.x.size) < 12, "0401", "0501")
    far = np.arange(one.x.size) < 12
    away = coded(replace(one, x=np.where(far, one.x + 90_000, one.x)), codes)
    finding = Centrography(by="offence").run(away)
    assert finding.tables["groups"].frame["offence"].to_list() == ["0501"]
    assert summary(finding)["outside"] == 12
    assert len(finding.figures) == 1  # one group needs no picture of groups
    heap = coded(replace(one, x=np.where(far, 500.0, one.x), y=np.where(far, 500.0, one.y)), codes)
    row = Centrography(by="offence").run(heap).tables["groups"].frame.row(0, named=True)
    assert (row["x"], row["standard_distance"], row["bearing"]) == (500.0, 0.0, None)


def test_the_observatory_hands_over_the_offence_of_each_event(tmp_path):
    write(tmp_path / "files", rows=400)
    made = Observatory.create(tmp_path / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    try:
        made.add_places(tmp_path / "files" / "districts.geojson", name="districts", code="code")
        made.deliver(tmp_path / "files" / "incidents.csv", profile=tmp_path / "files" / "town.toml")
        for level in (2, 4):
            found = made.ask(Centrography(by="offence", offence_level=level)).finding
            frame = found.tables["groups"].frame
            counted = made.ask(Counts(offence_level=level, step="whole")).finding.tables["by_offence"].frame
            by_code = dict(counted.group_by("offence").agg(pl.col("incidents").sum()).iter_rows())
            for code, n in frame.select("offence", "incidents").iter_rows():
                assert 0 < n <= by_code[code]
            row = summary(found)
            assert frame["incidents"].sum() == row["incidents"]
            assert row["incidents"] + row["outside"] + row["apart"] <= sum(by_code.values())
        by_month = made.ask(Centrography(by="month")).finding.tables["groups"].frame
        assert {str(day)[-2:] for day in by_month["period"]} == {"01"}
        assert by_month["incidents"].sum() == summary(found)["incidents"]
        assert made.publish(Centrography(by="month")).finding.refusal.kind == "not_public"
    finally:
        made.close()
