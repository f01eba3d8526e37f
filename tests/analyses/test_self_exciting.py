"""The self-exciting model: planted triggering is found and said, absent one is not, and hard cases have their answer."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from beffroi.analyses import _excitation_residuals as residuals
from beffroi.analyses import _excitation_words as words
from beffroi.analyses.self_exciting import SelfExciting
from beffroi.kernels._excitation import Parameters
from beffroi.kernels.excitation_simulation import simulated
from beffroi.kernels.pattern_window import rectangle
from beffroi.tables.views import Coverage, points_from_arrays
from beffroi.vocabulary.period import Period
from tests.analyses.test_near_repeat import points, scattered

AREA = rectangle((0.0, 0.0, 6000.0, 6000.0))
YEAR = ((0.0, 365.0),)


def drawn(*, seed=1, background=300.0, offspring=0.4, spread=60.0, decay=0.2):
    truth = Parameters(background, offspring, decay, spread)
    x, y, time = simulated(truth, window=AREA, spans=YEAR, seed=seed)
    return points(x, y, np.floor(time).astype(int))


def kind(view, **asked):
    refusal = SelfExciting(permutations=39, **asked).run(view).refusal
    return refusal and refusal.kind


def test_planted_triggering_is_found_and_said():
    finding = SelfExciting().run(drawn())
    row = finding.tables["summary"].row()
    assert finding.headline is words.FOUND
    assert row["p"] == 0.01
    assert row["share_low"] < 39 < row["share_high"]
    assert row["offspring_low"] < 0.4 < row["offspring_high"]
    assert row["spread_low"] < 60 < row["spread_high"]
    assert row["delay_low"] < 5 < row["delay_high"]
    assert row["half_distance"] == pytest.approx(1.17741 * row["spread"], rel=1e-4)
    assert row["half_delay"] == pytest.approx(0.693147 * row["delay"], rel=1e-4)
    assert row["gain"] > 100
    assert row["p_course"] > 0.05
    assert finding.choices == {"bandwidth": row["bandwidth"]}
    assert {words.FLAG, words.RECORDED, words.NO_FORECAST, words.DRAWN, words.HELD} <= set(finding.caveats)
    assert not {words.AT_BOUND, words.SAME_DAY, words.OFF_COURSE, words.UNSETTLED} & set(finding.caveats)
    assert row["p_left"] > 0.05
    assert residuals.NOT_EVEN not in finding.caveats
    assert row["kept"] + row["added"] == pytest.approx(row["incidents"], rel=0.2)


def test_the_curves_rise_to_the_offspring_inside_their_limits():
    finding = SelfExciting(permutations=39).run(drawn(seed=2))
    row = finding.tables["summary"].row()
    for name in ("in_time", "in_space"):
        frame = finding.tables[name].frame
        value, lower, upper = (frame[column].to_numpy() for column in ("value", "lower", "upper"))
        assert value[0] == 0
        assert (np.diff(value) > -1e-12).all()
        assert value[-1] == pytest.approx(row["offspring"], rel=1e-3)
        assert (lower <= value).all()
        assert (upper >= value).all()
        assert upper[-1] == pytest.approx(row["offspring_high"], rel=1e-2)
    half = np.interp(row["half_delay"], *(finding.tables["in_time"].frame[c] for c in ("lag", "value")))
    assert half == pytest.approx(row["offspring"] / 2, rel=0.02)


def test_the_background_reported_is_the_one_used():
    seen = drawn(seed=3)
    free = SelfExciting(permutations=39).run(seen)
    frame = free.tables["bandwidths"].frame
    chosen = free.tables["summary"].row()["bandwidth"]
    assert frame["bandwidth"].to_list() == [125, 250, 500, 1000]
    assert frame.sort("likelihood")["bandwidth"][-1] == chosen
    fixed = SelfExciting(permutations=39, bandwidth=chosen).run(seen)
    assert fixed.tables["summary"].row() == free.tables["summary"].row()
    assert fixed.choices == {}
    assert len(fixed.figures) == 2
    even = SelfExciting(permutations=39, background="even").run(seen)
    assert even.tables["summary"].row()["bandwidth"] is None
    assert even.choices == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scattered_events_trigger_nothing_that_is_said(seed):
    finding = SelfExciting(background="even").run(points(*scattered(300, seed=seed)))
    assert finding.headline is words.NONE


def test_lasting_hot_spots_are_not_called_triggering():
    rng = np.random.default_rng(4)
    centres = rng.uniform(500, 3500, (8, 2))
    centre = rng.integers(0, 8, 600)
    x, y = (part[centre] + rng.normal(0, 100, 600) for part in centres.T)
    finding = SelfExciting().run(points(x, y, rng.integers(0, 365, 600)))
    assert finding.headline is words.NONE
    shares = finding.tables["bandwidths"].frame["share"].to_list()
    assert shares == sorted(shares)  # the coarser the background, the more seems triggered


def test_what_a_model_that_does_not_hold_leaves_over_is_said_not_to_be_even():
    """Incidents that keep apart: no triggering can stand for that."""
    at, rng = np.arange(125.0, 6000, 250), np.random.default_rng(4)
    x, y = (part.ravel() + rng.uniform(-20, 20, part.size) for part in np.meshgrid(at, at))
    finding = SelfExciting(background="even", permutations=39).run(points(x, y, rng.integers(0, 365, x.size)))
    assert finding.tables["summary"].row()["p_left"] == 1 / 40
    assert residuals.NOT_EVEN in finding.caveats
    frame = finding.tables["residuals"].frame
    assert frame["distance"].to_list() == [50, 100, 200, 500]
    assert frame["deviation"].min() < -3
    narrow = SelfExciting(bandwidth=250, permutations=39).run(drawn(seed=2))
    assert narrow.tables["residuals"].frame["distance"].to_list() == [50, 100]


def test_a_busy_season_is_not_called_triggering():
    rng = np.random.default_rng(50)
    x, y, day = scattered(800, seed=5)
    day = np.where(rng.random(800) < 0.6, rng.integers(181, 212, 800), day)
    monthly, even = (
        SelfExciting(permutations=39, bandwidth=1000, season=season).run(points(x, y, day))
        for season in ("month", "even")
    )
    assert monthly.headline is words.NONE
    assert words.OFF_COURSE not in monthly.caveats
    assert words.OFF_COURSE in even.caveats


def test_several_records_of_one_event_are_flagged():
    x, y, day = scattered(400, seed=6)
    twice = points(*(np.append(part, part[:60]) for part in (x, y, day)))
    finding = SelfExciting(permutations=39).run(twice)
    assert finding.headline is words.ONE_EVENT
    assert words.SAME_DAY in finding.caveats
    assert finding.tables["summary"].row()["places"] == 400


def test_one_address_again_and_again_never_makes_a_spread_of_nothing():
    x, y, day = scattered(300, seed=7)
    x[100:200], y[100:200] = 1000.0, 1000.0
    for kept in ({}, {"location_kind": "block", "location_metres": 100.0}):
        row = SelfExciting(permutations=39).run(points(x, y, day, **kept)).tables["summary"].row()
        assert row["finest"] == (100 if kept else 10)
        assert row["spread"] is None or row["spread"] >= row["finest"] / 4 - 1e-9


def test_gaps_in_the_coverage_are_not_taken_for_quiet():
    seen = drawn(seed=8, background=500)
    day = seen.day - 17_532
    kept = (day < 120) | (day >= 181)
    gap = Coverage(periods=(Period.parse("2018-01/2018-04"), Period.parse("2018-07/2018-12")))
    basis = replace(seen.basis, coverage=gap, events=int(kept.sum()))
    view = replace(seen, x=seen.x[kept], y=seen.y[kept], day=seen.day[kept], weight=seen.weight[kept], basis=basis)
    finding = SelfExciting(permutations=39).run(view)
    row = finding.tables["summary"].row()
    assert row["offspring_low"] < 0.4 < row["offspring_high"]
    assert words.OFF_COURSE not in finding.caveats


def test_hard_cases_have_their_answer():
    seen = drawn()
    assert kind(points([1], [1], [1])) == "not_enough"
    assert kind(points([], [], [])) == "not_enough"
    assert kind(points(*scattered(99, seed=1))) == "not_enough"
    assert kind(replace(seen, x=seen.x / 1e4, y=seen.y / 1e6)) == "not_defined"
    assert kind(points(np.zeros(120), np.zeros(120), np.arange(120))) == "not_defined"
    assert kind(points(np.arange(120.0), np.zeros(120), np.arange(120))) == "not_defined"
    assert kind(replace(seen, basis=replace(seen.basis, date_precision="month"))) == "too_coarse"
    assert kind(replace(seen, basis=replace(seen.basis, location_kind="snapped"))) == "too_coarse"
    assert kind(replace(seen, resolution=500.0)) == "not_public"
    assert kind(seen, bandwidth=5.0) == "not_defined"
    assert kind(seen, bandwidth=50_000.0) == "not_defined"
    assert kind(points(*scattered(150, seed=1), location_kind="block", location_metres=3000.0)) == "not_defined"
    assert (
        kind(points(*(part * (1, 1, 0)[k] for k, part in enumerate(scattered(150, seed=1))))) is None
    )  # all on one day
    for bad in ({"background": "none"}, {"longest": 1}, {"permutations": 9}, {"bandwidth": -1}):
        with pytest.raises(ValidationError):
            SelfExciting(**bad)


def test_a_stray_point_is_left_out_and_said():
    seen = drawn()
    seen.x[0] += 1_000_000
    finding = SelfExciting(permutations=39).run(seen)
    assert finding.tables["summary"].row()["outside"] == 1
    assert finding.tables["summary"].row()["incidents"] == seen.x.size - 1


def test_it_runs_on_plain_arrays_in_any_order():
    x, y, time = simulated(Parameters(200.0, 0.4, 0.2, 60.0), window=AREA, spans=YEAR, seed=9)
    order = np.random.default_rng(1).permutation(x.size)
    one, two = (
        SelfExciting(permutations=39).run(points_from_arrays(x[o] + 4e5, y[o] + 4e6, day=np.floor(time[o]).astype(int)))
        for o in (order, np.arange(x.size))
    )
    assert one.tables["summary"].row() == two.tables["summary"].row()
