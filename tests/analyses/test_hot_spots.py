"""Hot spots: planted ones are found, chance is not called one, and everything comes from counts of cells."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import shapely
from pydantic import ValidationError

from beffroi.analyses import _hot_spot_words as words
from beffroi.analyses.hot_spots import HotSpots
from beffroi.evidence.finding import Geography
from beffroi.governance.gate import Policy, protect
from beffroi.kernels.density import smooth_counts
from beffroi.tables.views import Coverage, Points
from beffroi.vocabulary.period import Period
from tests import views

YEAR = Period.parse("2018")
EAST, NORTH, SIDE = 400_000.0, 4_600_000.0, 6000.0


def outline(side=SIDE):
    shape = shapely.to_wkb(shapely.box(EAST, NORTH, EAST + side, NORTH + side))
    return Geography(name="window", codes=("city",), labels=("City",), outlines=(shape,), crs="EPSG:32616")


def points(x, y, *, weight=None, window=None, resolution=None, **changes):
    """A view of events at metres from the south-west corner of the city."""
    stated = {"events": len(x), "unplaced": 0, "coverage": Coverage(periods=(YEAR,))} | changes
    return Points(
        basis=replace(views.basis(views.city(n=0), period=YEAR), **stated),
        x=np.asarray(x, float) + EAST,
        y=np.asarray(y, float) + NORTH,
        day=np.full(len(x), 17_600),
        weight=np.ones(len(x)) if weight is None else np.asarray(weight, float),
        window=window,
        resolution=resolution,
    )


def spread(n, *, seed=1, **changes):
    x, y = np.random.default_rng(seed).uniform(0, SIDE, (2, n))
    return points(x, y, window=outline(), **changes)


def with_hot_spot(*, seed=1, **changes):
    """1,500 incidents anywhere, and 120 round one corner at (2250, 4250)."""
    rng = np.random.default_rng(seed)
    x = np.append(rng.uniform(0, SIDE, 1500), rng.normal(2250, 120, 120))
    y = np.append(rng.uniform(0, SIDE, 1500), rng.normal(4250, 120, 120))
    return points(x, y, window=outline(), **changes)


def cells(finding):
    return finding.tables["cells"].frame


def test_a_planted_hot_spot_is_found_where_it_is():
    finding = HotSpots(cell=250, bandwidth=500).run(with_hot_spot())
    hot = cells(finding).filter(significant=1)
    assert hot.height >= 4
    assert (np.hypot(hot["x"] - EAST - 2250, hot["y"] - NORTH - 4250) < 800).all()
    assert finding.headline is words.SOME_HOT
    top = cells(finding).sort("density").row(-1, named=True)
    assert np.hypot(top["x"] - EAST - 2250, top["y"] - NORTH - 4250) < 300
    assert top["class"] == 99


def test_chance_alone_is_seldom_called_a_hot_spot():
    """200 cities without hot spots: at most 5 % have a false one, within a 99.9 % limit."""
    called = sum(
        HotSpots(cell=500, seed=seed, permutations=99).run(spread(400, seed=seed)).headline is words.SOME_HOT
        for seed in range(200)
    )
    assert called <= 22


@pytest.mark.parametrize(("cell", "bandwidth"), [(200, 400), (250, 730), (None, 400), (None, 1234.5)])
def test_the_bandwidth_asked_is_the_bandwidth_used_and_said(cell, bandwidth):
    finding = HotSpots(cell=cell, bandwidth=bandwidth).run(with_hot_spot())
    summary = finding.tables["summary"].row()
    assert summary["bandwidth"] == bandwidth
    assert "bandwidth" not in finding.choices
    size = summary["cell"]
    assert size <= bandwidth / 2
    side = round(SIDE / size)
    counts = np.zeros((side, side))
    seen = with_hot_spot()
    np.add.at(counts, (((seen.y - NORTH) // size).astype(int), ((seen.x - EAST) // size).astype(int)), 1)
    expected = smooth_counts(counts, size=size, bandwidth=bandwidth) * 1e6
    assert cells(finding)["density"].to_numpy() == pytest.approx(expected.ravel())


def test_automatic_choices_are_announced_and_used():
    finding = HotSpots().run(with_hot_spot())
    summary = finding.tables["summary"].row()
    assert finding.choices == {"cell": summary["cell"], "bandwidth": summary["bandwidth"]}
    assert summary["cell"] == 250  # two incidents a cell: sqrt(2 x 36 km2 / 1620) = 211 m, rounded up
    assert summary["bandwidth"] >= 2 * summary["cell"]
    again = HotSpots(**finding.choices).run(with_hot_spot())
    assert cells(again).equals(cells(finding))
    assert again.choices == {}


def test_every_cell_of_the_study_area_is_in_the_table_wherever_the_incidents_are():
    frame = cells(HotSpots(cell=500, bandwidth=1000).run(with_hot_spot()))
    assert frame.height == 144
    assert frame["incidents"].sum() == 1620
    other = cells(HotSpots(cell=500, bandwidth=1000).run(with_hot_spot(seed=2)))
    assert frame.select("x", "y").equals(other.select("x", "y"))


def test_incidents_outside_the_outline_are_counted_apart():
    inside = spread(300)
    seen = points(np.append(inside.x - EAST, [9e4, -9e4]), np.append(inside.y - NORTH, [0, 0]), window=outline())
    summary = HotSpots(cell=500).run(seen).tables["summary"].row()
    assert (summary["incidents"], summary["outside"]) == (300, 2)


def test_permutations_that_cannot_resolve_are_said_and_not_used():
    coarse = HotSpots(cell=250, bandwidth=500).run(with_hot_spot())
    assert words.BY_FORMULA in coarse.caveats
    assert coarse.tables["summary"].row()["permutations_needed"] == 576 * 20 - 1
    enough = HotSpots(cell=250, bandwidth=500, permutations=11_519).run(with_hot_spot())
    assert words.BY_PERMUTATIONS in enough.caveats
    assert enough.headline is words.SOME_HOT
    assert cells(enough)["p"].min() == pytest.approx(1 / 11_520, rel=0.05)


def test_protected_cells_give_the_same_answer_as_their_counts():
    """A protected view: the centres of cells of 500 m, weighted by counts of 5 or more."""
    events = with_hot_spot()
    frame = cells(HotSpots(cell=500, bandwidth=1000).run(events)).filter(pl.col("incidents") >= 5)
    x, y = frame["x"].to_numpy() - EAST, frame["y"].to_numpy() - NORTH
    seen = points(x, y, weight=frame["incidents"].to_numpy(), window=outline(), resolution=500.0, events=1620)
    finding = HotSpots(cell=100, bandwidth=300).run(seen)
    assert finding.choices == {"cell": 500.0, "bandwidth": 1000.0}
    assert cells(finding)["incidents"].drop_nulls().to_list() == frame["incidents"].to_list()
    assert cells(finding)["incidents"].null_count() == 144 - frame.height
    assert cells(finding)["density"].null_count() == 0
    assert words.PROTECTED in finding.caveats
    repeated = points(np.repeat(x, frame["incidents"]), np.repeat(y, frame["incidents"]), window=outline())
    same = HotSpots(cell=500, bandwidth=1000).run(repeated)
    assert cells(same).drop("incidents").equals(cells(finding).drop("incidents"))


@pytest.mark.parametrize(("metres", "least"), [(0.0, 500.0), (400.0, 800.0)])
def test_snapped_points_are_read_as_areas(metres, least):
    seen = with_hot_spot(location_kind="snapped", location_metres=metres)
    finding = HotSpots(cell=100, bandwidth=300).run(seen)
    assert finding.choices == {"cell": least, "bandwidth": 2 * least}
    assert words.SNAPPED in finding.caveats


def test_the_map_names_its_columns_and_outline():
    finding = HotSpots().run(with_hot_spot())
    (figure,) = finding.figures
    assert figure.mark == "cell_map"
    assert (figure.x, figure.y, figure.size, figure.value, figure.geography) == ("x", "y", "size", "class", "window")
    assert set(finding.geographies) == {"window"}
    bare = HotSpots().run(replace(with_hot_spot(), window=None))
    assert bare.figures[0].geography is None
    assert bare.geographies == {}


def test_classes_are_shares_of_the_study_area():
    frame = cells(HotSpots(cell=250, bandwidth=500).run(with_hot_spot()))
    for row in frame.sample(40, seed=1).iter_rows(named=True):
        share = 100 * (frame["density"] < row["density"]).mean()
        assert row["class"] == max(least for least in (0, 50, 75, 90, 95, 99) if least <= share)
    assert (frame["class"] >= 90).sum() == pytest.approx(0.1 * frame.height, abs=2)


def test_raw_counts_are_said_to_show_where_people_are():
    assert words.WHERE_PEOPLE_ARE in HotSpots().run(with_hot_spot()).caveats


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.full(60, 55.0), np.full(60, 55.0)),  # all in one place
        (np.linspace(0, 9, 60), np.zeros(60)),  # a few metres
        (np.linspace(0, 9e6, 60), np.linspace(0, 9e6, 60)),  # a continent, in cells of 100 m
    ],
)
def test_degenerate_study_areas_have_a_reason(x, y):
    finding = HotSpots(cell=100).run(points(x, y))
    assert finding.refusal.kind == "not_defined"


def test_incidents_along_a_line_have_an_answer_without_nan():
    finding = HotSpots(cell=100, permutations=99).run(
        points(np.random.default_rng(1).uniform(0, 6000, 300), np.zeros(300))
    )
    assert finding.refusal is None
    assert cells(finding).select(pl.col(pl.Float64).is_nan().any()).row(0) == (False,) * 6


def test_few_events_and_degrees_are_refused():
    assert HotSpots().run(spread(29)).refusal.kind == "not_enough"
    assert HotSpots().run(spread(20, events=900)).refusal.values["found"] == 20
    seen = with_hot_spot()
    degrees = replace(seen, x=(seen.x - EAST) / 1e5 - 73.5, y=(seen.y - NORTH) / 1e5 + 45.5, window=None)
    assert "degrees" in HotSpots().run(degrees).refusal.reason.en


@pytest.mark.parametrize(
    "wrong", [{"cell": 0}, {"bandwidth": -1}, {"cell": 300, "bandwidth": 500}, {"alpha": 0}, {"permutations": 9}]
)
def test_wrong_parameters_are_errors(wrong):
    with pytest.raises(ValidationError):
        HotSpots(**wrong)


def test_no_small_count_passes_a_harsh_gate_and_no_surface_of_points_passes_any():
    for table in HotSpots().run(with_hot_spot()).tables.values():
        frame = protect(table, Policy(threshold=1000)).frame
        for name, column in table.columns.items():
            left = frame[name].drop_nulls()
            if column.role == "count":
                assert ((left == 0) | (left >= 1000)).all()
            if column.role == "surface":
                assert left.is_empty()


@pytest.mark.parametrize("shape", ["quartic", "epanechnikov", "gaussian", "triangular", "uniform"])
def test_every_kernel_spreads_the_incidents(shape):
    plain = cells(HotSpots(cell=100, bandwidth=300).run(*views.views_for(HotSpots(), views.city())))
    found = cells(HotSpots(cell=100, bandwidth=300, shape=shape).run(*views.views_for(HotSpots(), views.city())))
    assert np.corrcoef(found["density"], plain["density"])[0, 1] > 0.85
    assert found["z"].equals(plain["z"])  # the test does not rest on the density


def test_borders_are_corrected_on_request():
    seen = views.views_for(HotSpots(), views.city())
    made = {edge: HotSpots(cell=100, bandwidth=400, edge=edge).run(*seen) for edge in ("none", "by_place", "conserved")}
    mass = {edge: cells(each)["density"].sum() * 0.1**2 for edge, each in made.items()}
    held = made["none"].tables["summary"].row()["incidents"]
    assert mass["conserved"] == pytest.approx(held, rel=1e-9)
    assert mass["none"] < 0.995 * held
    corner = (pl.col("x") < 200) & (pl.col("y") < 200)
    plain, corrected = (cells(made[edge]).filter(corner)["density"].mean() for edge in ("none", "by_place"))
    assert corrected > 1.5 * plain


def test_an_adaptive_density_is_sharper():
    seen = views.views_for(HotSpots(), views.city())
    made = {
        spread: cells(HotSpots(cell=100, bandwidth=500, spread=spread).run(*seen)) for spread in ("fixed", "adaptive")
    }
    assert made["adaptive"]["density"].max() > 1.1 * made["fixed"]["density"].max()
    with pytest.raises(ValueError, match="ask for one of the two"):
        HotSpots(spread="adaptive", edge="conserved")
