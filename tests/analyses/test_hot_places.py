"""STAC, busiest places and risk-adjusted clusters: planted ones are found, absent ones are not, hard cases have a reason."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from beffroi.analyses.busiest_places import BusiestPlaces
from beffroi.analyses.point_clusters import PointClusters
from beffroi.analyses.risk_adjusted_clusters import RiskAdjustedClusters
from beffroi.kernels.centrography import centrography
from tests.analyses.test_point_patterns import SHAPE, clustered, even, points, summary

OFFENCES = {"against": "offences", "permutations": 39}
SPOTS = np.array([[1000.0, 1000], [3000, 2000]])


def with_spots(seed=3, n=200, spread=25.0):
    rng = np.random.default_rng(seed)
    place = SPOTS[np.arange(n) % 2] + rng.normal(0, spread, (n, 2))
    return np.concatenate([place, rng.uniform(0, 4000, (200, 2))])[rng.permutation(n + 200)].T


@pytest.mark.parametrize("lattice", ["triangular", "rectangular"])
def test_stac_finds_planted_clusters_and_draws_their_ellipses(lattice):
    x, y = with_spots()
    finding = PointClusters(rule="stac", lattice=lattice, circles=16, reach=60.0, simulations=39).run(points(x, y))
    row = summary(finding)
    assert row["p"] == 1 / 40
    top = finding.tables["clusters"].frame.head(2).sort("x")
    assert top["x"].to_list() == pytest.approx([1000, 3000], abs=30)
    assert top["long"].to_list() == pytest.approx([35, 35], abs=15)
    assert (top["hull"] < 3.0).all()


def test_the_ellipse_is_that_of_centrography():
    x, y = with_spots()
    seen = points(x, y)
    finding = PointClusters(rule="dbscan", reach=60.0, simulations=39).run(seen)
    first = finding.tables["clusters"].frame.row(0, named=True)
    near = np.hypot(seen.x - first["x"], seen.y - first["y"]) <= first["radius"] + 1e-6
    assert near.sum() == first["incidents"]
    made = centrography(seen.x[near], seen.y[near], convention="crimestat")
    assert [first[name] for name in ("long", "short", "bearing")] == pytest.approx(
        [made.long, made.short, made.bearing]
    )


def test_the_size_of_stac_under_an_even_spread():
    question = PointClusters(rule="stac", simulations=39, least=4)
    p = [summary(question.model_copy(update={"seed": k}).run(even(k, 100)))["p"] for k in range(100)]
    assert sum(each <= 0.05 for each in p) <= stats.binom.ppf(0.9995, 100, 0.05)


def test_the_busiest_places_are_ranked_and_do_not_overlap():
    x, y = with_spots(spread=10.0)
    finding = BusiestPlaces(simulations=39, top=5).run(points(x, y))
    frame = finding.tables["places"].frame
    assert sorted(frame["x"].head(2).to_list()) == pytest.approx([1000, 3000], abs=40)
    assert frame["incidents"].to_list() == sorted(frame["incidents"], reverse=True)
    assert frame["p"].to_list()[:2] == [1 / 40] * 2
    apart = np.hypot(*(frame.select("x", "y").to_numpy()[:, None] - frame.select("x", "y").to_numpy()).T)
    assert apart[apart > 0].min() > 100
    kept = BusiestPlaces(simulations=39, top=5, overlaps="all_kept").run(points(x, y)).tables["places"].frame
    assert kept["incidents"].min() > frame["incidents"].min()


def test_the_size_of_the_busiest_place_under_an_even_spread():
    question = BusiestPlaces(simulations=39, reach=150.0)
    p = [summary(question.model_copy(update={"seed": k}).run(even(k, 60)))["p"] for k in range(100)]
    assert sum(each <= 0.05 for each in p) <= stats.binom.ppf(0.9995, 100, 0.05)


def test_incidents_at_one_place_are_its_mode():
    one = even(2, 60)
    piled = replace(one, x=np.where(np.arange(60) < 9, 500.0, one.x), y=np.where(np.arange(60) < 9, 500.0, one.y))
    frame = BusiestPlaces(simulations=39, reach=1.0).run(piled).tables["places"].frame
    assert frame.row(0, named=True) | {"p": 0} == {"rank": 1, "x": 500.0, "y": 500.0, "incidents": 9, "here": 9, "p": 0}


def city_and_cases(planted, seed=1):
    """All incidents lie in a few busy quarters; cases are a random part of them, and a few planted in a quiet street."""
    rng = np.random.default_rng(seed)
    quarters = rng.uniform(500, 3500, (5, 2))
    every = (quarters[rng.integers(0, 5, 3000)] + rng.normal(0, 200, (3000, 2))).clip(1, 3999)
    street = np.column_stack([rng.normal(3800, 15, planted), rng.normal(150, 15, planted)])
    asked = rng.permutation(3000)[:300]
    both = np.concatenate([every, street])
    cases = np.concatenate([every[asked], street])
    return points(*cases.T), points(*both.T)


def test_what_follows_the_baseline_is_no_cluster_and_what_does_not_is():
    cases, everything = city_and_cases(0)
    plain = summary(PointClusters(rule="nearest_neighbour_hierarchy", simulations=39).run(cases))
    assert plain["p"] == 1 / 40  # gathers more than an even spread would
    adjusted = RiskAdjustedClusters(**OFFENCES).run(cases, everything)
    assert summary(adjusted)["p"] > 0.05
    assert "No clustering beyond" in adjusted.headline.en
    planted = RiskAdjustedClusters(**OFFENCES).run(*city_and_cases(25))
    assert summary(planted)["p"] == 1 / 40
    top = planted.tables["clusters"].frame.row(0, named=True)
    assert (top["x"], top["y"]) == pytest.approx((3800, 150), abs=40)


def test_the_size_of_the_adjusted_test():
    question = RiskAdjustedClusters(**OFFENCES, least=5)
    p = [summary(question.model_copy(update={"seed": k}).run(*city_and_cases(0, seed=k)))["p"] for k in range(60)]
    assert sum(each <= 0.05 for each in p) <= stats.binom.ppf(0.9995, 60, 0.05)


def test_clusters_new_since_earlier_periods_are_found():
    cases, _ = city_and_cases(25)
    _, before = city_and_cases(0)
    earlier = replace(before, day=before.day - 400)
    finding = RiskAdjustedClusters(permutations=39).run(cases, earlier)
    assert summary(finding)["p"] == 1 / 40
    late = RiskAdjustedClusters(permutations=39).run(cases, before)
    assert late.refusal.kind == "not_enough"  # nothing there is earlier


def test_incidents_compared_with_by_code_are_added():
    cases, _ = city_and_cases(25)
    _, others = city_and_cases(0)
    others = replace(others, day=others.day + 1000)  # none is the same record as an incident asked about
    row = summary(RiskAdjustedClusters(**OFFENCES, control=("0501",)).run(cases, others))
    assert row["others"] == others.x.size
    assert row["p"] == 1 / 40


@pytest.mark.parametrize("analysis", [BusiestPlaces, RiskAdjustedClusters, PointClusters])
def test_hard_patterns_get_a_reason(analysis):
    asked = {PointClusters: {"rule": "stac"}, RiskAdjustedClusters: OFFENCES}.get(analysis, {})
    question = analysis(**asked)
    two = analysis is RiskAdjustedClusters

    def ask(view):
        return question.run(view, view) if two else question.run(view)

    same = ask(points(np.full(60, 900.0), np.full(60, 900.0), outline=None))
    line = ask(points(np.arange(60) * 90.0, np.full(60, 900.0), outline=None))
    assert same.refusal.kind == line.refusal.kind == "not_defined"
    degrees = ask(points(np.linspace(-88, -87, 60), np.linspace(41, 42, 60), outline=None))
    assert "degrees" in degrees.refusal.reason.en
    assert ask(replace(even(1), resolution=100.0)).refusal.kind == "not_public"
    assert ask(points([900.0], [900.0])).refusal.kind == "not_enough"
    if two:
        assert ask(even(1)).refusal.kind == "not_enough"  # nothing but themselves to compare with


@pytest.mark.parametrize("outline", [SHAPE, None], ids=["polygon", "unknown"])
def test_a_stray_point_is_screened_and_outlines_are_kept(outline):
    one = clustered(6, outline=outline)
    far = replace(one, x=np.append(one.x, 1e6), y=np.append(one.y, 5.0), day=np.append(one.day, one.day[-1]))
    far = replace(far, weight=np.ones(far.x.size))
    for question in (BusiestPlaces(simulations=39), PointClusters(rule="stac", simulations=39)):
        assert summary(question.run(far))["outside"] == 1 + summary(question.run(one))["outside"]


def test_hdbscan_tells_planted_clusters_from_an_even_spread():
    x, y = with_spots()
    question = PointClusters(rule="hdbscan", simulations=39, least=8)
    finding = question.run(points(x, y))
    assert summary(finding)["p"] == 1 / 40
    frame = finding.tables["clusters"].frame
    assert frame["stability"].max() == pytest.approx(100)
    assert frame.head(2)["p"].to_list() == [1 / 40] * 2
    assert frame["membership"].is_between(0, 100).all()
    p = [summary(question.model_copy(update={"seed": k}).run(even(k, 100)))["p"] for k in range(60)]
    assert sum(each <= 0.05 for each in p) <= stats.binom.ppf(0.9995, 60, 0.05)
    other = PointClusters(rule="dbscan", simulations=39).run(points(x, y)).tables["clusters"].frame
    assert other["stability"].null_count() == other.height
