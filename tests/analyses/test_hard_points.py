"""Hard patterns: every analysis of located incidents answers them in numbers or in words, and leaves its views alone."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from beffroi.analyses import catalogue
from beffroi.analyses.cross_pattern import CrossPattern
from beffroi.analyses.emerging_hot_spots import EmergingHotSpots
from beffroi.analyses.hot_spots import HotSpots
from beffroi.analyses.point_pattern import PointPattern
from beffroi.analyses.risk_adjusted_clusters import RiskAdjustedClusters
from beffroi.analyses.space_time_interaction import SpaceTimeInteraction
from beffroi.analyses.space_time_scan import SpaceTimeScan
from tests.analyses import street_town
from tests.analyses.test_point_patterns import SHAPE, clustered, points, summary

QUICK = {"simulations": 39, "permutations": 99, "steps": 10, "bandwidth": 500.0}
OWN = {
    "quadrat_counts": {"simulations": 99},
    "emerging_hot_spots": {"steps": 12},
    "hot_spots": {"permutations": 99},
    "inhomogeneous_pattern": {"simulations": 39, "steps": 5},
}
N = 220
EVERY = {name: analysis for name, analysis in catalogue().items() if "points" in analysis.about.needs}
every_analysis = pytest.mark.parametrize("analysis", EVERY.values(), ids=EVERY)
spread = np.random.default_rng(1).uniform(100, 1900, (2, N))
line = np.linspace(100.0, 1900.0, N)
HARD = {  # places, and what is refused at the least: everything, what needs an area, or nothing
    "none": (np.zeros((2, 0)), "all"),
    "one": (np.full((2, 1), 500.0), "all"),
    "degrees": (np.stack([spread[0] / 4e3 - 88, spread[1] / 4e3 + 41]), "all"),
    "one place": (np.full((2, N), 500.0), "some"),
    "two places": (np.stack([np.where(np.arange(N) % 2, 500.0, 900.0), np.full(N, 500.0)]), "some"),
    "on a line": (np.stack([line, np.full(N, 700.0)]), "some"),
    "on a diagonal": (np.stack([line, line]), "some"),
    "on a lattice": (np.stack(np.meshgrid(line[::15], line[::15])).reshape(2, -1), "some"),
    "one far away": (np.concatenate([spread, [[1e6], [1e6]]], axis=1), "some"),
    "all far away": (spread + 1e6, "some"),
}


def question(analysis, **more):
    asked = QUICK | OWN.get(analysis.name(), {}) | more
    return analysis(**{name: value for name, value in asked.items() if name in analysis.model_fields})


def answer(asked, seen):
    """The answer to a question about one view of points, with others beside it and a town of streets about it."""
    args = [seen]
    if asked.about.needs.count("points") == 2:
        others = clustered(3)
        args.append(replace(others, day=others.day - 400))
    if "network" in asked.about.needs:
        bars = [(street_town.EAST + 50, street_town.NORTH)]
        args.append(street_town.streets(seen, bars=bars))
    return asked.run(*args)


def assert_numbers(finding):
    """What is not known is missing: no table holds a NaN or an infinity."""
    for table in finding.tables.values() if finding.refusal is None else ():
        for column in table.frame.iter_columns():
            if column.dtype.is_float():
                assert column.drop_nulls().is_finite().all(), column.name


@pytest.mark.parametrize("outline", [None, SHAPE], ids=["unknown", "polygon"])
@pytest.mark.parametrize("case", HARD)
@every_analysis
def test_hard_patterns_are_answered_in_numbers_or_in_words(analysis, case, outline):
    places, refused = HARD[case]
    seen = points(*places, outline=None if case == "degrees" else outline)
    before = [part.copy() for part in (seen.x, seen.y, seen.day, seen.weight)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        finding = answer(question(analysis), seen)
    if refused == "all":
        assert finding.refusal is not None
    assert_numbers(finding)
    for part, kept in zip((seen.x, seen.y, seen.day, seen.weight), before, strict=True):
        np.testing.assert_array_equal(part, kept)


@pytest.mark.parametrize("metres", [1e-3, 1e9])
@every_analysis
def test_distances_that_make_no_sense_are_answered_too(analysis, metres):
    names = [name for name in ("reach", "near", "side", "cell", "piece") if name in analysis.model_fields]
    names += [name for name in ("distances", "distance_bands") if name in analysis.model_fields]
    for name in names:
        value = (metres, 2 * metres) if name in ("distances", "distance_bands") else metres
        try:
            asked = question(analysis, **{name: value, "bandwidth": None})
        except ValidationError:
            continue
        for seen in (points(*spread, outline=None), street_town.anywhere(N)):
            finding = answer(asked, seen)
            assert finding.refusal is not None or finding.tables
            assert_numbers(finding)


@pytest.mark.parametrize("bands", [(200.0, 100.0), (100.0, 100.0), (-1.0,), ()])
@pytest.mark.parametrize("name", ["distances", "distance_bands"])
def test_bands_that_do_not_increase_are_refused(name, bands):
    asked = [analysis for analysis in EVERY.values() if name in analysis.model_fields]
    assert asked
    for analysis in asked:
        with pytest.raises(ValidationError):
            analysis(**{name: bands})


@pytest.mark.parametrize("analysis", [HotSpots, EmergingHotSpots, SpaceTimeScan, SpaceTimeInteraction])
def test_one_wrong_coordinate_changes_nothing_but_is_said(analysis):
    without = question(analysis).run(clustered(4, outline=None))
    one = clustered(4, outline=None)
    x, y = np.append(one.x, 1e6), np.append(one.y, 1e6)
    day, weight = np.append(one.day, one.day[-1]), np.append(one.weight, 1.0)
    with_one = question(analysis).run(replace(one, x=x, y=y, day=day, weight=weight))
    assert summary(with_one)["outside"] == 1
    assert any("left out here" in caveat.en for caveat in with_one.caveats)
    assert summary(with_one) | {"outside": 0} == summary(without)


@pytest.mark.parametrize("side", [3001.7, 1234.567, 777.7777])
@pytest.mark.parametrize("steps", [5, 49, 50])
def test_the_largest_distance_possible_can_be_asked_for(side, steps):
    places = np.random.default_rng(5).uniform(0, side, (2, 60))
    finding = PointPattern(reach=1e9, steps=steps, simulations=39).run(points(*places, outline=None))
    assert summary(finding)["reach"] <= side / 2


def test_a_bandwidth_below_the_cell_is_raised_to_it_and_said():
    """A kernel narrower than the cells it is computed on would miss the very incidents it stands for."""
    wide = 50 * spread
    others = replace(points(*wide, outline=None), day=points(*wide, outline=None).day - 400)
    asked = RiskAdjustedClusters(bandwidth=20.0, permutations=39)
    finding = asked.run(points(*(wide + 30), outline=None), others)
    assert finding.choices["bandwidth"] == summary(finding)["bandwidth"] >= 50 * 1800 / 200


def test_distances_below_the_precision_play_no_part_in_the_test():
    """Two kinds recorded at the same few places, to 300 m: what they share below 300 m is how they were recorded."""
    rng = np.random.default_rng(3)
    places = rng.uniform(0, 2000, (40, 2))
    own, other = (places[rng.integers(0, 40, 150)].T for _ in range(2))
    coarse = {"outline": None, "location_kind": "block", "location_metres": 300.0}
    others = points(*other, **coarse)
    finding = CrossPattern(null="shift", reach=900.0, simulations=39, steps=20).run(
        points(*own, **coarse), replace(others, day=others.day - 400)
    )
    curve = finding.tables["curve"].frame
    near = curve.filter(curve["distance"] < 300)
    assert near["observed"].null_count() == near["upper"].null_count() == near.height > 5


def test_locations_of_unstated_precision_have_that_of_their_kind():
    places = np.random.default_rng(6).uniform(0, 2000, (2, 80))
    seen = points(*places, outline=None, location_kind="block", location_metres=0.0)
    assert summary(PointPattern(simulations=39).run(seen))["finest"] == 100.0
