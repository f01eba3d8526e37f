"""Two kinds of incidents: planted attraction and separation are found, chance is not, hard cases have a reason."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from beffroi.analyses._cross_words import APART, NEITHER, SAMPLED, TOGETHER
from beffroi.analyses.cross_pattern import CrossPattern
from beffroi.kernels.pattern_window import polygons, rectangle
from beffroi.kernels.permutation import stream
from tests.analyses.test_point_patterns import SHAPE, SQUARE, clustered, even, points, summary

QUICK = {"against": "offences", "control": ("0502",), "simulations": 39, "steps": 8, "reach": 400.0}


def later(view):
    """The same places on other days: other records than those asked about."""
    return replace(view, day=view.day + 1000)


def near(view, *, spread, seed=1):
    """Others that each lie near one of the incidents."""
    rng = np.random.default_rng(seed)
    x = (view.x + rng.normal(0, spread, view.x.size)).clip(1, 3999)
    y = (view.y + rng.normal(0, spread, view.y.size)).clip(1, 3999)
    return later(points(x, y))


@pytest.mark.parametrize("statistic", ["cross_l", "cross_k", "cross_g"])
@pytest.mark.parametrize("null", ["labels", "shift"])
def test_planted_attraction_is_found_where_it_is(statistic, null):
    one = even(1, 250)
    finding = CrossPattern(statistic=statistic, null=null, **QUICK | {"simulations": 199}).run(
        one, near(one, spread=30)
    )
    row = summary(finding)
    if null == "shift":
        assert finding.headline is TOGETHER
        assert row["since"] <= 100
    assert row["others"] == 250
    assert finding.choices == {"correction": "isotropic"}


@pytest.mark.parametrize("outline", [SQUARE, SHAPE], ids=["rectangle", "polygon"])
def test_kinds_in_different_places_keep_apart(outline):
    rng = np.random.default_rng(2)
    west = points(rng.uniform(0, 1500, 150), rng.uniform(0, 2000, 150), outline=outline)
    east = later(points(rng.uniform(2500, 4000, 150), rng.uniform(0, 2000, 150)))
    finding = CrossPattern(**QUICK | {"reach": 800.0}).run(west, east)
    assert finding.headline is APART
    assert summary(finding)["p"] == 1 / 40


def test_clusters_shared_by_both_kinds_are_random_labels_and_no_shift():
    both = clustered(4, n=600)
    asked = np.arange(600) % 2 == 0

    def part(rows):
        return points(both.x[rows], both.y[rows])

    labels = CrossPattern(**QUICK).run(part(asked), later(part(~asked)))
    assert labels.headline is NEITHER
    shift = CrossPattern(null="shift", **QUICK).run(part(asked), later(part(~asked)))
    assert shift.headline is TOGETHER


@pytest.mark.parametrize("null", ["labels", "shift"])
@pytest.mark.parametrize("outline", [SQUARE, SHAPE], ids=["rectangle", "polygon"])
def test_the_size_under_the_null(null, outline):
    """100 pairs of even patterns: rejected at 5 % as often as a binomial allows (1 in 1,000)."""
    question = CrossPattern(null=null, **QUICK)
    p = [
        summary(question.model_copy(update={"seed": k}).run(even(k, 40, outline=outline), later(even(k + 999, 40, outline=outline))))["p"]
        for k in range(100)
    ]  # fmt: skip
    low, high = stats.binom.ppf([0.0005, 0.9995], 100, 0.05)
    assert low <= sum(each <= 0.05 for each in p) <= high


def test_a_shift_keeps_distances_round_the_torus():
    window = rectangle((10.0, 20.0, 110.0, 70.0))
    x, y = np.random.default_rng(1).uniform([[10], [20]], [[110], [70]], (2, 30))
    east, north = window.shift(x, y, rng=stream(1, 2))
    assert window.holds(east, north).all()
    for was, made, length in ((x, east, 100.0), (y, north, 50.0)):
        moved = (made - was) % length
        assert moved == pytest.approx(np.full(30, moved[0]))
    shape = polygons([SHAPE.wkb])
    kept = shape.shift(*shape.draw(200, rng=stream(1, 3)), rng=stream(1, 4))
    assert shape.holds(*kept).all()
    assert 100 < kept[0].size < 200


def test_records_asked_about_are_not_their_own_others():
    one, two = even(1, 80), later(even(2, 90))
    together = points(np.append(one.x, two.x), np.append(one.y, two.y))
    together = replace(together, day=np.append(one.day, two.day))
    row = summary(CrossPattern(**QUICK | {"control": ()}).run(one, together))
    assert row["others"] == 90
    earlier = CrossPattern(against="earlier", simulations=39, steps=5).run(one, replace(two, day=two.day - 2000))
    assert summary(earlier)["others"] == 90


def test_a_sample_of_the_others_is_said():
    finding = CrossPattern(most=100, **QUICK).run(even(1, 60), later(even(2, 300)))
    assert (summary(finding)["others"], summary(finding)["sampled"]) == (300, 100)
    assert SAMPLED in finding.caveats


def test_hard_patterns_get_a_reason():
    question, other = CrossPattern(**QUICK), later(even(9, 60))
    for x in (np.full(60, 900.0), np.arange(60) * 90.0):
        assert question.run(points(x, np.full(60, 900.0), outline=None), other).refusal.kind == "not_defined"
    degrees = question.run(points(np.linspace(-88, -87, 60), np.linspace(41, 42, 60), outline=None), other)
    assert "degrees" in degrees.refusal.reason.en
    assert question.run(replace(even(1), resolution=100.0), other).refusal.kind == "not_public"
    assert question.run(even(1), replace(other, resolution=100.0)).refusal.kind == "not_public"
    assert question.run(points([900.0], [900.0]), other).refusal.kind == "not_enough"
    assert question.run(even(1), even(1)).refusal.kind == "not_enough"
    coarse = CrossPattern(**QUICK | {"reach": 100.0}).run(even(3, location_metres=120.0), other)
    assert coarse.refusal.kind == "too_coarse"
    piled = question.run(
        points(np.full(60, 900.0), np.full(60, 900.0)), later(points(np.full(60, 950.0), np.full(60, 900.0)))
    )
    assert summary(piled)["p"] <= 1.0
