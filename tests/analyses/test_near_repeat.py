"""Near repeats: planted ones are found, absent ones are not, and coarse data get a reason."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from beffroi.analyses.near_repeat import EXCESS, NO_EXCESS, NearRepeat
from beffroi.evidence.finding import Finding
from beffroi.governance.gate import Policy, protect
from beffroi.kernels.pairs import knox_test
from beffroi.tables.views import Coverage, Points
from beffroi.vocabulary.period import Period
from tests import views

YEAR = Period.parse("2018")


def points(x, y, day, **changes):
    """A view of events dated in days of 2018, located exactly unless said otherwise."""
    stated = {"events": len(x), "unplaced": 0, "coverage": Coverage(periods=(YEAR,))} | changes
    return Points(
        basis=replace(views.basis(views.city(n=0), period=YEAR), **stated),
        x=np.asarray(x, float) + 400_000,
        y=np.asarray(y, float) + 4_600_000,
        day=np.asarray(day, np.int64) + 17_532,
        weight=np.ones(len(x)),
    )


def scattered(n, *, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 4000, n), rng.uniform(0, 4000, n), rng.integers(0, 365, n)


def with_repeats(*, seed=1):
    x, y, day = scattered(300, seed=seed)
    rng = np.random.default_rng(seed)
    x, y = np.append(x, x[:50] + rng.uniform(-60, 60, 50)), np.append(y, y[:50] + rng.uniform(-60, 60, 50))
    return points(x, y, np.append(day, day[:50] + rng.integers(0, 6, 50)))


def bands(finding):
    return finding.tables["bands"].frame


def test_planted_near_repeats_are_found_and_said():
    finding = NearRepeat().run(with_repeats())
    summary = finding.tables["summary"].row()
    assert [summary[f"top_{edge}"] for edge in ("nearest", "distance", "soonest", "lag")] == [0, 100, 0, 7]
    assert summary["p_overall"] <= 0.005
    assert summary["top_ratio"] > 2
    assert summary["incidents"] == 350
    assert finding.headline is EXCESS
    assert finding.choices == {}


def test_the_table_is_what_the_kernel_counts():
    seen = with_repeats()
    question = NearRepeat(distance_bands=(50, 150), lag_bands=(3, 10), permutations=199, seed=4, convention="closed")
    frame = bands(question.run(seen))
    test = knox_test(
        seen.x,
        seen.y,
        seen.day,
        distance_edges=(0, 50, 150),
        lag_edges=(0, 3, 10),
        permutations=199,
        seed=4,
        convention="closed",
    )
    assert frame.select("distance", "lag").rows() == [(50, 3), (50, 10), (150, 3), (150, 10)]
    assert frame["pairs"].to_list() == test.observed.ravel().tolist()
    assert frame["expected"].to_list() == test.expected.ravel().tolist()
    assert frame["p_adjusted"].to_list() == test.p_adjusted.ravel().tolist()
    assert frame["ratio"].to_numpy() == pytest.approx((test.observed / test.expected).ravel())


def test_the_band_that_stands_out_is_named_by_both_edges():
    x, y, day = scattered(300, seed=1)
    rng = np.random.default_rng(2)
    angle, far = rng.uniform(0, 6.28, 60), rng.uniform(220, 280, 60)
    x, y = np.append(x, x[:60] + far * np.cos(angle)), np.append(y, y[:60] + far * np.sin(angle))
    seen = points(x, y, np.append(day, day[:60] + rng.integers(8, 13, 60)), location_kind="block")
    summary = NearRepeat().run(seen).tables["summary"].row()
    assert [summary[f"top_{edge}"] for edge in ("nearest", "distance", "soonest", "lag")] == [200, 300, 7, 14]
    only = NearRepeat(distance_bands=(100, 300), lag_bands=(7, 14)).run(seen).tables["summary"].row()
    assert [only[f"top_{edge}"] for edge in ("nearest", "distance")] == [100, 300]


def test_size_without_near_repeats():
    """200 cities without interaction: 5 % are called, within 99.9 % limits, whatever their hot spots and seasons."""
    called = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        seen = points(rng.normal(0, 250, 60), rng.normal(0, 250, 60), np.abs(rng.normal(0, 60, 60)).astype(int))
        finding = NearRepeat(permutations=99, seed=seed).run(seen)
        called += finding.headline is EXCESS
    assert 1 <= called <= 22  # binomial(200, 0.05), quantiles 0.0005 and 0.9995


def test_nothing_to_find_is_said():
    assert NearRepeat().run(points(*scattered(200, seed=7))).headline is NO_EXCESS


def test_block_rounded_locations_have_no_band_under_a_block():
    seen = with_repeats()
    rounded = replace(seen, basis=replace(seen.basis, location_kind="block"))
    finding = NearRepeat().run(rounded)
    assert bands(finding)["distance"].unique().sort().to_list() == [200, 300, 400]
    assert finding.choices == {"distance_bands": (200, 300, 400)}
    assert any("left out" in caveat.en for caveat in finding.caveats)
    exact = bands(NearRepeat().run(seen)).filter(distance=200.0)
    assert bands(finding).filter(distance=200.0)["pairs"].to_list() == exact["pairs"].to_list()


def test_bands_within_the_stated_precision_are_left_out():
    seen = with_repeats()
    vague = replace(seen, basis=replace(seen.basis, location_metres=250.0))
    finding = NearRepeat().run(vague)
    assert bands(finding)["distance"].unique().sort().to_list() == [300, 400]
    refused = NearRepeat(distance_bands=(100, 250)).run(vague)
    assert refused.refusal.kind == "too_coarse"
    assert refused.refusal.instead("en", **refused.refusal.values) == "Ask for distance bands beyond 250 m."


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"date_precision": "month"}, "too_coarse"),
        ({"location_kind": "snapped"}, "too_coarse"),
        ({"location_kind": "area"}, "no_location"),
        ({"events": 49}, "not_enough"),
    ],
)
def test_coarse_or_few_data_are_refused(changes, kind):
    seen = with_repeats()
    finding = NearRepeat().run(replace(seen, basis=replace(seen.basis, **changes)))
    assert finding.refusal.kind == kind


def test_few_located_events_are_refused_however_many_there_are():
    finding = NearRepeat().run(points(*scattered(20, seed=1), events=900, unplaced=880))
    assert finding.refusal.kind == "not_enough"
    assert finding.refusal.values["found"] == 20


def test_degrees_are_refused_with_the_remedy():
    seen = with_repeats()
    finding = NearRepeat().run(replace(seen, x=np.full(350, -73.5), y=np.full(350, 45.5)))
    assert finding.refusal.kind == "not_defined"
    assert "degrees" in finding.refusal.reason.en


def test_protected_cells_have_no_dates_to_permute():
    finding = NearRepeat().run(replace(with_repeats(), resolution=500.0))
    assert finding.refusal.kind == "too_coarse"


@pytest.mark.parametrize("convention", ["half_open", "closed", "near_repeat"])
def test_the_convention_is_printed(convention):
    finding = NearRepeat(convention=convention, permutations=99).run(with_repeats())
    said = finding.caveats[0].en
    assert ("excludes its upper edge" in said) == (convention != "closed")
    assert ("NearRepeat" in said) == (convention == "near_repeat")


@pytest.mark.parametrize(
    ("x", "y"),
    [(np.full(60, 5.0), np.full(60, 5.0)), (np.arange(60.0), np.zeros(60)), (np.repeat([0.0, 9e5], 30), np.zeros(60))],
)
def test_odd_places_have_an_answer_without_nan(x, y):
    finding = NearRepeat(permutations=99).run(points(x, y, np.arange(60)))
    assert isinstance(finding, Finding)
    assert bands(finding)["ratio"].is_nan().sum() == 0
    assert np.isfinite(bands(finding)["p"].to_numpy()).all()


@pytest.mark.parametrize(
    "wrong", [{"distance_bands": (200, 100)}, {"lag_bands": (7, 7)}, {"lag_bands": ()}, {"permutations": 5}]
)
def test_wrong_parameters_are_errors(wrong):
    with pytest.raises(ValidationError):
        NearRepeat(**wrong)


def test_no_small_count_passes_a_harsh_gate():
    for table in NearRepeat().run(with_repeats()).tables.values():
        frame = protect(table, Policy(threshold=1000)).frame
        for name, column in table.columns.items():
            left = frame[name].drop_nulls()
            if column.role == "count":
                assert ((left == 0) | (left >= 1000)).all()
            elif column.role != "key":
                assert left.is_empty()
