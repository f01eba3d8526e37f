"""Tests of interaction: planted interaction is found and said, absent one is not, and hard cases have their answer."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from beffroi.analyses._interaction_words import NONE, SAMPLED, SOME
from beffroi.analyses.space_time_interaction import SpaceTimeInteraction
from beffroi.kernels.pairs import knox_test
from beffroi.kernels.space_time_tests import jacquez_test, mantel_test
from tests.analyses.test_near_repeat import points, scattered, with_repeats


def test_planted_interaction_is_found_by_all_three_and_said():
    finding = SpaceTimeInteraction().run(with_repeats())
    row = finding.tables["summary"].row()
    assert finding.headline is SOME
    assert row["p_knox"] == row["p_mantel"] == row["p_jacquez"] == 0.005
    assert row["p"] == pytest.approx(0.015)
    assert row["knox_ratio"] > 2
    assert row["correlation"] > 0
    frame = finding.tables["neighbours"].frame
    assert (frame["ratio"] > frame["upper"])[0]


@pytest.mark.parametrize("transform", ["reciprocal", "as_measured"])
def test_the_numbers_are_those_of_the_kernels(transform):
    seen = with_repeats()
    finding = SpaceTimeInteraction(transform=transform, neighbours=(2, 7), distance_constant=30, edge="closed").run(
        seen
    )
    tests = finding.tables["tests"].frame
    knox = knox_test(
        seen.x, seen.y, seen.day, distance_edges=(0, 200), lag_edges=(0, 14), convention="closed", permutations=0
    )
    power = -1.0 if transform == "reciprocal" else 1.0
    mantel = mantel_test(seen.x, seen.y, seen.day, distance_constant=30, lag_constant=7, power=power, permutations=0)
    jacquez = jacquez_test(seen.x, seen.y, seen.day, neighbours=(2, 7), permutations=0)
    assert tests["observed"][0] == knox.observed[0, 0]
    assert tests["observed"][1] == pytest.approx(mantel.total)
    assert finding.tables["neighbours"].frame["observed"].to_list() == pytest.approx(jacquez.observed.tolist())
    assert finding.choices == {}


def test_scattered_events_rarely_interact():
    named = sum(
        SpaceTimeInteraction(permutations=99).run(points(*scattered(80, seed=seed))).headline is SOME
        for seed in range(40)
    )
    assert named <= 7  # P(more than 7 of 40 at 5 %) is 1 in 1,000


def test_a_sample_is_said_and_finds_what_is_planted():
    finding = SpaceTimeInteraction(most=250).run(with_repeats())
    row = finding.tables["summary"].row()
    assert (row["incidents"], row["sampled"]) == (350, 250)
    assert SAMPLED in finding.caveats
    assert row["p_mantel"] <= 0.05


def test_hard_cases_have_their_answer():
    def kind(view, **asked):
        refusal = SpaceTimeInteraction(**asked).run(view).refusal
        return refusal and refusal.kind

    seen = with_repeats()
    assert kind(points([1], [1], [1])) == "not_enough"
    assert kind(points([], [], [])) == "not_enough"
    assert kind(replace(seen, x=seen.x / 1e4, y=seen.y / 1e6)) == "not_defined"
    block = replace(seen, basis=replace(seen.basis, location_kind="block", location_metres=150.0))
    assert SpaceTimeInteraction().run(block).choices == {"distance_constant": 150.0}
    assert kind(block, near=120.0) == "too_coarse"
    assert kind(replace(seen, basis=replace(seen.basis, date_precision="month"))) == "too_coarse"
    assert kind(replace(seen, resolution=500.0)) == "not_public"
    together = SpaceTimeInteraction(permutations=99).run(points(np.zeros(60), np.zeros(60), np.arange(60) % 7))
    assert together.headline is NONE
    assert together.tables["summary"].row()["correlation"] is None
    for where in (np.zeros(60), np.arange(60) * 5000):
        assert SpaceTimeInteraction(permutations=99).run(points(where, where, np.zeros(60, int))).headline is NONE
    stray = with_repeats()
    stray.x[0] += 1_000_000
    assert kind(stray) is None
    for bad in ({"neighbours": (3, 2)}, {"neighbours": (0,)}, {"neighbours": ()}, {"neighbours": (41,)}, {"near": 0}):
        with pytest.raises(ValidationError):
            SpaceTimeInteraction(**bad)
