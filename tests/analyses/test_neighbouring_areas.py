"""Areas and their neighbours: what is planted is found, what is not is not, and every hard case has its answer."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import shapely

from beffroi.analyses.local_clusters import LocalClusters
from beffroi.analyses.smoothed_rates import SmoothedRates
from beffroi.analyses.spatial_autocorrelation import SpatialAutocorrelation
from beffroi.kernels.local_association import local_moran
from beffroi.kernels.neighbours import contiguous
from tests import views

ALL = (SpatialAutocorrelation, LocalClusters, SmoothedRates)
SIDE = 9


def town(n, people=None):
    """Counts and residents of a lattice of 81 areas."""
    n = np.asarray(n)
    codes = tuple(f"{i:03d}" for i in range(n.size))
    city = views.city(n=200)
    base = views.view(views.Request(view="counts"), city)
    outlines = tuple(
        shapely.to_wkb(shapely.box(500.0 * c, 500.0 * r, 500.0 * c + 500, 500.0 * r + 500))
        for r, c in (divmod(i, SIDE) for i in range(n.size))
    )
    frame = pl.DataFrame(
        {
            "place": codes,
            "name": codes,
            "period": [views.ASKED.start] * n.size,
            "days": [views.ASKED.days] * n.size,
            "length": [views.ASKED.days] * n.size,
            "n": n,
        }
    )
    geography = replace(base.geography, codes=codes, labels=codes, outlines=outlines)
    basis = replace(base.basis, events=int(n.sum()), unplaced=0)
    counts = replace(base, frame=frame, geography=geography, basis=basis)
    held = views.view(views.Request(view="exposure"), city)
    value = np.full(n.size, 1000.0) if people is None else np.asarray(people, dtype=float)
    exposure = replace(held, frame=pl.DataFrame({"place": codes, "value": value, "standard_error": [None] * n.size}))
    return counts, exposure


def planted(seed=1):
    n = np.random.default_rng(seed).poisson(10, SIDE * SIDE)
    r, c = np.divmod(np.arange(n.size), SIDE)
    inside = (abs(r - 4) <= 1) & (abs(c - 4) <= 1)
    return np.where(inside, n + 40, n), inside


def test_a_planted_cluster_is_found_where_it_is():
    n, inside = planted()
    found = LocalClusters().run(*town(n))
    cluster = found.tables["places"].frame["cluster"].to_numpy()
    assert (cluster[inside] == 1).mean() >= 0.5
    assert not (cluster[~inside] == 1).any()
    assert SpatialAutocorrelation().run(*town(n)).tables["summary"].row()["p"] <= 0.01


@pytest.mark.parametrize("statistic", ["local_moran", "getis_ord", "local_geary"])
def test_maps_without_pattern_rarely_name_an_area(statistic):
    """With no true cluster, any area named is a false one: the rate controls how often a map names some."""
    named = 0
    for seed in range(40):
        n = np.random.default_rng(seed).poisson(10, SIDE * SIDE)
        row = LocalClusters(statistic=statistic, seed=seed).run(*town(n)).tables["summary"].row()
        named += bool(row["high"] or row["low"] or row["apart"])
    assert named <= 7  # 5 % of 40 maps, and room for chance: P(more than 7) is 1 in 1,000


def test_global_autocorrelation_keeps_its_size():
    p = [
        SpatialAutocorrelation(permutations=99, seed=seed)
        .run(*town(np.random.default_rng(seed).poisson(10, SIDE * SIDE)))
        .tables["summary"]
        .row()["p"]
        for seed in range(100)
    ]
    assert 0 <= np.mean(np.array(p) <= 0.05) <= 0.12


def test_people_alone_make_no_cluster_of_rates_but_one_of_counts():
    _, inside = planted()
    people = np.where(inside, 9000.0, 1000.0)
    n = np.random.default_rng(3).poisson(people / 100)
    assert LocalClusters().run(*town(n, people)).tables["summary"].row()["high"] == 0
    assert LocalClusters(of="count").run(*town(n, people)).tables["summary"].row()["high"] > 0


def test_too_few_permutations_are_raised_and_announced():
    n, _ = planted()
    found = LocalClusters(permutations=99).run(*town(n))
    assert found.choices["permutations"] == found.tables["summary"].row()["permutations"] >= 2 * 81 / 0.05 - 1


def test_one_area_alone_can_be_told_apart():
    """Its p-value is the smallest there is: as many draws count for it as the false discovery rate asks."""
    n = np.random.default_rng(5).poisson(10, SIDE * SIDE).clip(6, 14)
    r, c = np.divmod(np.arange(n.size), SIDE)
    n[(np.maximum(abs(r - 4), abs(c - 4)) == 1)] = 60 + np.arange(8)
    n[(r == 4) & (c == 4)] = 60
    places = LocalClusters(statistic="local_moran").run(*town(n)).tables["places"].frame
    assert places["p"][40] <= 0.05
    near = contiguous([shapely.from_wkb(each) for each in town(n)[0].geography.outlines])
    drawn = LocalClusters(permutations=99)._draws(81, 8)
    alone = local_moran(n, near.row_standardised(), permutations=drawn)
    assert 81 * alone.p[40] <= 0.05


def test_smoothing_draws_small_areas_in():
    people = np.where(np.arange(81) == 40, 60.0, 4000.0)
    n = np.where(np.arange(81) == 40, 3, np.random.default_rng(4).poisson(40, 81))
    frame = SmoothedRates().run(*town(n, people)).tables["places"].frame
    small = frame.row(40, named=True)
    assert small["rate"] == pytest.approx(50)
    assert small["smoothed"] < 20
    assert small["lower"] < small["smoothed"] < small["upper"]
    steady = SmoothedRates(method="head_banging").run(*town(n, people)).tables["places"].frame
    assert steady["smoothed"][40] < 20
    assert steady["lower"].null_count() == 81
    around = SmoothedRates(method="local_empirical_bayes").run(*town(n, people)).tables["places"].frame
    assert around["smoothed"][40] < 25


@pytest.mark.parametrize("analysis", ALL)
def test_hard_cases_have_an_answer_in_words(analysis):
    n, _ = planted()
    counts, exposure = town(n)
    flat = analysis().run(*town(np.full(81, 5)))
    assert flat.refusal.kind == "not_defined"
    assert analysis().run(replace(counts, geography=None), exposure).refusal.kind == "no_location"
    nobody = replace(exposure, frame=exposure.frame.head(0))
    assert analysis().run(counts, nobody).refusal.kind == "no_exposure"
    few = replace(counts, frame=counts.frame.head(5))
    assert analysis().run(few, exposure).refusal.values["found"] == 5


@pytest.mark.parametrize("analysis", ALL)
def test_an_island_is_left_out_and_said(analysis):
    import shapely

    n, _ = planted()
    counts, exposure = town(n)
    away = (shapely.to_wkb(shapely.box(1e5, 1e5, 1e5 + 9, 1e5 + 9)), *counts.geography.outlines[1:])
    found = analysis().run(replace(counts, geography=replace(counts.geography, outlines=away)), exposure)
    assert found.tables["summary"].row()["islands"] == 1
    assert any("islands" in said.fields for said in found.caveats)


@pytest.mark.parametrize("neighbours", ["queen", "rook", "nearest"])
def test_every_kind_of_neighbour_answers(neighbours):
    n, _ = planted()
    assert SpatialAutocorrelation(neighbours=neighbours).run(*town(n)).tables["summary"].row()["p"] <= 0.01
