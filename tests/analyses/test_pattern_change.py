"""Change of pattern: a planted move is found, none is found where there is none, and hard cases have their answer."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError

from beffroi.analyses.pattern_change import PatternChange
from beffroi.governance.gate import Policy, protect
from beffroi.tables.views import Coverage
from beffroi.vocabulary.period import Period
from tests import views

BEFORE, AFTER = Period.parse("2016"), Period.parse("2017")


def seen(before, after, *, covered=(BEFORE, AFTER), asked=AFTER, months=12):
    """Both views of areas that counted `before` in each of some months of 2016 and `after` in those of 2017."""
    before, after = np.asarray(before), np.asarray(after)
    codes = [f"{i:03d}" for i in range(before.size)]
    rows = [
        {
            "place": code,
            "name": code,
            "period": step.start,
            "days": step.days,
            "length": step.days,
            "n": int(n) * (step.start.month <= months),
        }
        for year, counts in ((BEFORE, before), (AFTER, after))
        for step in year.split("month")
        for code, n in zip(codes, counts, strict=True)
    ]
    base = views.view(views.Request(view="counts"), views.city(n=50))
    whole = Period(start=covered[0].start, end=covered[-1].end)
    coverage = Coverage(periods=(whole,) if whole.days == sum(each.days for each in covered) else covered)
    basis = replace(base.basis, period=asked, coverage=coverage, events=12 * int(after.sum()))
    counts = replace(base, frame=pl.DataFrame(rows), basis=basis, geography=None)
    return counts, counts


def steady(n=40, seed=1):
    return np.random.default_rng(seed).poisson(8, n)


def moved():
    before, after = steady(), steady(seed=2)
    after[3] += 30
    before[7] += 30
    return before, after


@pytest.mark.parametrize("asked", [{}, {"against": "steady"}, {"form": "bootstrap"}])
def test_a_planted_move_is_found(asked):
    finding = PatternChange(**asked).run(*seen(*moved()))
    change = dict(finding.tables["places"].frame.select("place", "change").iter_rows())
    assert (change["003"], change["007"]) == (1, -1)
    row = finding.tables["summary"].row()
    assert (row["before_period"], row["after_period"]) == ("2016", "2017")
    assert row["up"] >= 1
    assert row["down"] >= 1
    assert row["s"] < 1


def test_no_change_is_rarely_named():
    """The chance of naming any area is at most 5 %: more than 10 of 80 has a probability under 0.005."""
    named = 0
    for seed in range(80):
        rng = np.random.default_rng(seed)
        views_ = seen(rng.poisson(18, 30), rng.poisson(18, 30), months=1)
        named += PatternChange().run(*views_).tables["summary"].row()["s"] < 1
    assert named <= 10


def test_a_general_decline_moves_no_pattern_and_lowers_every_count():
    before = np.full(30, 40)
    after = np.full(30, 20)
    assert PatternChange().run(*seen(before, after)).tables["summary"].row()["s"] == 1.0
    row = PatternChange(against="steady").run(*seen(before, after)).tables["summary"].row()
    assert (row["up"], row["down"]) == (0, 30)
    assert row["ratio"] == pytest.approx(0.5 * 366 / 365)


def test_the_z_is_conditional():
    """By hand: 12 x 5 then 12 x 10 in one area; given 180, the later count has mean 180 s and variance 180 s (1 - s)."""
    before, after = np.full(10, 5), np.full(10, 5)
    after[0] = 10
    frame = PatternChange(against="steady").run(*seen(before, after)).tables["places"].frame
    share = 365 / 731
    assert frame["expected"][0] == pytest.approx(180 * share)
    assert frame["z"][0] == pytest.approx((120 - 180 * share) / (180 * share * (1 - share)) ** 0.5)


def test_the_earlier_period_is_chosen_and_said():
    finding = PatternChange().run(*seen(*moved()))
    assert finding.choices == {"before": BEFORE}
    named = PatternChange(before="2016-01/2016-06").run(*seen(*moved()))
    assert named.choices == {}
    assert named.tables["summary"].row()["before_days"] == 182
    halves = PatternChange().run(*seen(*moved(), covered=(AFTER,)))
    row = halves.tables["summary"].row()
    assert (row["before_period"], row["after_period"]) == ("2017-01/2017-06", "2017-07/2017-12")
    assert any("beginning and the end" in caveat.en for caveat in halves.caveats)


def test_weeks_are_compared_with_the_same_weekdays():
    question = PatternChange(every="week")
    city = views.city()
    finding = question.run(*views.views_for(question, city))
    row = finding.tables["summary"].row()
    first, last = (Period.parse(row[name]) for name in ("before_period", "after_period"))
    assert (last.start - first.start).days == 364
    assert first.start.weekday() == last.start.weekday() == 0


def test_hard_cases_have_their_answer():
    def kind(question, *given, **more):
        return question.run(*seen(*given, **more)).refusal.kind

    assert kind(PatternChange(), [3, 3], [3, 3]) == "not_enough"
    assert kind(PatternChange(), np.zeros(10, int), steady(10)) == "not_enough"
    assert kind(PatternChange(), np.zeros(10, int), np.zeros(10, int)) == "not_enough"
    assert kind(PatternChange(before="2010"), *moved()) == "not_covered"
    assert kind(PatternChange(before="2017-06"), *moved()) == "not_defined"
    january = Period.parse("2017-01")
    assert kind(PatternChange(), *moved(), covered=(january,), asked=january) == "not_covered"
    assert PatternChange(before=2016).before == "2016"
    for written in ("soon", "2017-13", "2017-06/2017-01"):
        with pytest.raises(ValidationError):
            PatternChange(before=written)


def test_nothing_that_rests_on_a_small_count_leaves_the_gate():
    before, after = steady(), steady(seed=2)
    after[0] = 0
    finding = PatternChange(before="2016-01").run(*seen(before, after))
    table = finding.tables["places"]
    frame = protect(table, Policy(threshold=9, sensitive_threshold=9)).frame
    small = (table.frame["before"] > 0) & (table.frame["before"] < 9)
    assert small.any()
    assert frame.filter(small).select("before", "expected", "z", "p", "change").null_count().sum_horizontal()[0] == (
        5 * int(small.sum())
    )
