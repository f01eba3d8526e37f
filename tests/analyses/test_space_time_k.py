"""Space-time K: planted interaction is found and said, absent one is not, and hard cases have their answer."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from beffroi.analyses.space_time_k import NONE, SOME, SpaceTimeK
from beffroi.governance.gate import Policy, protect
from beffroi.kernels.space_time_k import space_time_k
from tests.analyses.test_near_repeat import points, scattered, with_repeats


def test_planted_interaction_is_found_and_said():
    finding = SpaceTimeK().run(with_repeats())
    row = finding.tables["summary"].row()
    assert finding.headline is SOME
    assert row["p"] == 0.005
    assert row["top_distance"] == 100
    assert row["top_lag"] in {3, 7}
    assert row["top_ratio"] > 2
    profile = finding.tables["profile"].frame
    assert (profile["ratio"] > profile["upper"])[0]


def test_the_table_is_what_the_kernel_counts():
    seen = with_repeats()
    frame = SpaceTimeK(distances=(50, 150), lags=(0, 9)).run(seen).tables["scales"].frame
    kernel = space_time_k(seen.x, seen.y, seen.day, distances=(50, 150), lags=(0, 9))
    assert frame["pairs"].to_list() == kernel.pairs.ravel().tolist()
    assert frame["distance"].to_list() == [50, 50, 150, 150]
    west, east, south, north = seen.x.min(), seen.x.max(), seen.y.min(), seen.y.max()
    n, days = seen.x.size, seen.basis.coverage.days(seen.basis.period)
    scale = (east - west) * (north - south) * days * 2 / (n * (n - 1)) / 1e6
    assert frame["k"].to_numpy() == pytest.approx(scale * kernel.pairs.ravel())


def test_scattered_events_rarely_interact():
    named = sum(
        SpaceTimeK(permutations=99).run(points(*scattered(100, seed=seed))).headline is SOME for seed in range(40)
    )
    assert named <= 7  # P(more than 7 of 40 at 5 %) is 1 in 1,000


def test_few_pairs_between_two_scales_hide_all():
    """Counts up to each distance and delay tell those in between: all leave or none does."""
    table = SpaceTimeK().run(with_repeats()).tables["scales"]
    assert 0 < table.frame["rarest"][0] < 20
    frame = protect(table, Policy(threshold=20, sensitive_threshold=20)).frame
    assert frame["pairs"].null_count() == frame["ratio"].null_count() == frame.height
    assert protect(table, Policy(threshold=1, sensitive_threshold=1)).frame["pairs"].null_count() == 0


def test_hard_cases_have_their_answer():
    def kind(view, **asked):
        refusal = SpaceTimeK(**asked).run(view).refusal
        return refusal and refusal.kind

    seen = with_repeats()
    assert kind(points([1], [1], [1])) == "not_enough"
    assert kind(points([], [], [])) == "not_enough"
    assert kind(replace(seen, x=seen.x / 1e4, y=seen.y / 1e6)) == "not_defined"
    block = replace(seen, basis=replace(seen.basis, location_kind="block", location_metres=100.0))
    assert kind(block) is None
    assert SpaceTimeK().run(block).choices == {"distances": (200.0, 300.0, 400.0, 600.0, 800.0, 1000.0)}
    assert kind(block, distances=(50.0, 100.0)) == "too_coarse"
    assert kind(replace(seen, basis=replace(seen.basis, date_precision="month"))) == "too_coarse"
    assert kind(replace(seen, resolution=500.0)) == "too_coarse"
    together = SpaceTimeK().run(points(np.zeros(60), np.zeros(60), np.zeros(60, int)))
    assert together.headline is NONE
    apart = SpaceTimeK().run(points(np.arange(60) * 5000, np.zeros(60), np.arange(60)))
    assert apart.headline is NONE
    assert apart.tables["summary"].row()["top_ratio"] is None
    stray = with_repeats()
    stray.x[0] += 1_000_000
    assert kind(stray) is None
    for bad in ({"distances": (100, 100)}, {"lags": (7, 1)}, {"distances": ()}, {"lags": (-1,)}):
        with pytest.raises(ValidationError):
            SpaceTimeK(**bad)
