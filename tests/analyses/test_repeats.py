"""Repeats, near repeats and strings: planted ones are found, absent ones are not, and what names one stays inside."""

from dataclasses import replace

import numpy as np
import pytest

from beffroi.analyses.near_repeat_events import NearRepeatEvents
from beffroi.analyses.repeat_shares import MORE, NO_MORE, RepeatShares
from beffroi.evidence.finding import Finding
from beffroi.governance.gate import Policy, protect, release
from beffroi.kernels.repeat_series import ALONE, NEAR_REPEAT, ORIGINATOR, REPEAT
from tests.analyses.test_near_repeat import points, scattered, with_repeats

BOTH = (RepeatShares, NearRepeatEvents)


def by_hand():
    """Three at one address in two weeks, one near them a day later, and 60 each alone."""
    alone = np.arange(60)
    x = np.concatenate([10_000 + 1000 * alone, [0, 0, 0, 120]])
    day = np.concatenate([alone, [100, 105, 112, 113]])
    return points(x, np.zeros(64), day)


def test_kinds_and_strings_by_hand():
    shares = RepeatShares(same=0).run(by_hand())
    kinds = dict(shares.tables["kinds"].frame.select("kind", "incidents").iter_rows())
    assert kinds == {REPEAT: 2, NEAR_REPEAT: 1, ORIGINATOR: 1, ALONE: 60}
    sizes = dict(shares.tables["sizes"].frame.select("size", "strings").iter_rows())
    assert sizes == {2: 0, 3: 0, 4: 1, 5: 0, 10: 0}
    events = NearRepeatEvents(same=0).run(by_hand()).tables["events"].frame
    assert events["kind"].to_list() == [ORIGINATOR, REPEAT, REPEAT, NEAR_REPEAT]
    assert events["string"].to_list() == [1] * 4
    strings = NearRepeatEvents(same=0).run(by_hand()).tables["strings"]
    day = dict(strings.columns["start"].codes)
    assert [day[strings.frame[name][0]].en for name in ("start",)] == ["2018-04-11"]
    assert strings.frame["x"][0] == pytest.approx(400_030)


def test_planted_near_repeats_are_found_and_said():
    finding = RepeatShares().run(with_repeats())
    row = finding.tables["summary"].row()
    assert finding.headline is MORE
    assert row["p"] == 0.005
    assert row["following"] >= 50
    assert row["ratio"] > 1.8
    assert finding.choices == {"same": 1.0}
    inside = NearRepeatEvents().run(with_repeats())
    assert inside.tables["summary"].row()["in_strings"] >= 100


def test_scattered_events_repeat_no_more_than_by_chance():
    named = sum(
        RepeatShares(permutations=99, near=400, soon=30).run(points(*scattered(150, seed=seed))).headline is MORE
        for seed in range(40)
    )
    assert named <= 7  # P(more than 7 of 40 at 5 %) is 1 in 1,000
    assert RepeatShares().run(points(*scattered(300, seed=1))).headline is NO_MORE


def test_an_incident_amid_a_burst_is_named():
    x, y, day = scattered(300, seed=1)
    x[:10], y[:10], day[:10] = 2000 + np.arange(10), 2000, 50 + np.arange(10)
    finding = NearRepeatEvents().run(points(x, y, day))
    frame = finding.tables["events"].frame
    assert finding.tables["summary"].row()["established"] >= 10
    assert frame.filter(frame["p"] <= 0.05)["string"].unique().to_list() == [1]


def test_single_incidents_never_leave():
    finding = NearRepeatEvents().run(with_repeats())
    with pytest.raises(TypeError, match="never released"):
        release(finding, Policy(), context={"zones": "", "offences": "", "period": ""})
    for table in finding.tables.values():
        frame = protect(table, Policy(threshold=5, sensitive_threshold=5)).frame
        for name, column in table.columns.items():
            assert column.role in ("key", "count") or frame[name].null_count() == frame.height


def test_parts_of_a_whole_leave_together_or_not_at_all():
    """With three repeats, 60 near repeats and a known total, showing all but one kind would show that one."""
    for name in ("kinds", "sizes"):
        table = RepeatShares(same=0).run(by_hand()).tables[name]
        frame = protect(table, Policy(threshold=5, sensitive_threshold=5)).frame
        assert frame["incidents"].null_count() == frame.height
        shown = protect(table, Policy(threshold=1, sensitive_threshold=1)).frame
        assert shown["incidents"].null_count() == 0


@pytest.mark.parametrize("analysis", BOTH)
def test_hard_cases_have_their_answer(analysis):
    def kind(view, **asked):
        answer = analysis(**asked).run(view)
        assert isinstance(answer, Finding)
        return answer.refusal and answer.refusal.kind

    few = points([1], [1], [1])
    assert kind(few) == "not_enough"
    assert kind(points([], [], [])) == "not_enough"
    degrees = by_hand()
    assert kind(replace(degrees, x=degrees.x / 1e4, y=degrees.y / 1e6)) == "not_defined"
    block = by_hand()
    block = replace(block, basis=replace(block.basis, location_kind="block", location_metres=100.0))
    assert kind(block) is None
    assert kind(block, near=100) == "too_coarse"
    monthly = replace(block, basis=replace(block.basis, date_precision="month"))
    assert kind(monthly) == "too_coarse"
    assert kind(replace(block, resolution=500.0)) == "not_public"
    together = points(np.zeros(60), np.zeros(60), np.zeros(60, int))
    assert kind(together) is None
    collinear = points(np.arange(60) * 10, np.zeros(60), np.arange(60))
    assert kind(collinear) is None
    stray = with_repeats()
    stray.x[0] += 1_000_000
    assert kind(stray) is None
    apart = points(np.arange(60) * 1000, np.zeros(60), np.arange(60))
    assert kind(apart) is None
    assert analysis().run(apart).headline
