"""Point patterns: planted clustering is found, an even spread is not called clustered, hard cases get a reason."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import shapely
from scipy import stats

from beffroi.analyses.centrography import Centrography
from beffroi.analyses.nearest_neighbours import NearestNeighbours
from beffroi.analyses.point_clusters import PointClusters
from beffroi.analyses.point_pattern import PointPattern
from beffroi.analyses.relative_risk import RelativeRisk
from beffroi.evidence.finding import Geography
from beffroi.tables.views import Points
from tests import views

FIVE = (PointPattern, NearestNeighbours, PointClusters, Centrography)
QUICK = {PointPattern: {"simulations": 39, "steps": 10}, NearestNeighbours: {"simulations": 39, "orders": 3}}
QUICK |= {PointClusters: {"simulations": 39}, Centrography: {}, RelativeRisk: {"permutations": 99}}
SQUARE = shapely.box(0, 0, 4000, 4000)
SHAPE = shapely.Polygon([(0, 0), (4000, 0), (4000, 4000), (2000, 2500), (0, 4000)])


def points(x, y, *, outline=SQUARE, **changes):
    """Located events of some months of 2018."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    window = None
    if outline is not None:
        window = Geography(name="window", codes=("a",), labels=("A",), outlines=(outline.wkb,), crs="EPSG:32616")
    day = np.sort(np.arange(x.size) % 200) + views.day_number(views.ASKED.start)
    basis = replace(views.basis(views.city(n=50), events=x.size), **changes)
    return Points(basis=basis, x=x, y=y, day=day, weight=np.ones(x.size), window=window)


def even(seed, n=150, *, outline=SQUARE, **changes):
    rng = np.random.default_rng(seed)
    drawn = rng.uniform(0, 4000, (4 * n, 2))
    inside = drawn[shapely.contains_xy(outline if outline is not None else SQUARE, *drawn.T)][:n]
    return points(*inside.T, outline=outline, **changes)


def clustered(seed, n=300, *, outline=SQUARE):
    rng = np.random.default_rng(seed)
    parents = rng.uniform(300, 2300, (12, 2))
    x, y = (parents[rng.integers(0, 12, n)] + rng.normal(0, 60, (n, 2))).T
    return points(x, y, outline=outline)


def summary(finding):
    assert finding.refusal is None, finding.refusal
    return finding.tables["summary"].row()


@pytest.mark.parametrize(
    "statistic", ["besag_l", "ripley_k", "pair_correlation", "nearest_g", "empty_space_f", "van_lieshout_j"]
)
@pytest.mark.parametrize("outline", [SQUARE, SHAPE, None], ids=["rectangle", "polygon", "unknown"])
def test_planted_clustering_is_found_by_every_function(statistic, outline):
    question = PointPattern(statistic=statistic, **QUICK[PointPattern], reach=300.0)
    finding = question.run(clustered(1, outline=outline))
    assert summary(finding)["p"] <= 0.05
    assert finding.headline.en.startswith("Incidents gather more")
    expected = "rigid" if outline is SHAPE else "isotropic"
    assert finding.choices["correction"] == expected
    assert ("The outline of the study area is not known" in " ".join(c.en for c in finding.caveats)) == (
        outline is None
    )


@pytest.mark.parametrize("statistic", ["besag_l", "ripley_k", "pair_correlation"])
def test_isotropic_weights_are_used_in_polygons_where_asked_for(statistic):
    made = {}
    for correction in ("isotropic", "rigid"):
        question = PointPattern(statistic=statistic, correction=correction, **QUICK[PointPattern], reach=300.0)
        finding = question.run(clustered(1, outline=SHAPE))
        assert "correction" not in finding.choices  # used as asked, so nothing to announce
        assert summary(finding)["p"] <= 0.05
        made[correction] = finding.tables["curve"].frame["observed"].to_numpy()
    assert (made["isotropic"] != made["rigid"]).any()
    assert made["isotropic"] == pytest.approx(made["rigid"], rel=0.2)


def test_incidents_that_keep_apart_are_said_to():
    x, y = np.meshgrid(np.arange(100, 4000, 250.0), np.arange(100, 4000, 250.0))
    jitter = np.random.default_rng(1).uniform(-40, 40, (2, x.size))
    finding = PointPattern(**QUICK[PointPattern], reach=200.0).run(points(x.ravel() + jitter[0], y.ravel() + jitter[1]))
    assert finding.headline.en.startswith("Incidents keep further apart")
    near = NearestNeighbours(**QUICK[NearestNeighbours]).run(points(x.ravel() + jitter[0], y.ravel() + jitter[1]))
    assert summary(near)["index"] > 1.3
    assert near.headline.en.endswith("times as far.")


@pytest.mark.parametrize("statistic", ["besag_l", "nearest_g"])
def test_the_size_of_the_global_test_under_an_even_spread(statistic):
    """200 even patterns: rejected at 5 % as often as a binomial allows (1 in 1,000)."""
    question = PointPattern(statistic=statistic, **QUICK[PointPattern], reach=400.0)
    p = [summary(question.model_copy(update={"seed": k}).run(even(k, 60)))["p"] for k in range(200)]
    low, high = stats.binom.ppf([0.0005, 0.9995], 200, 0.05)
    assert low <= sum(each <= 0.05 for each in p) <= high


def test_the_size_of_the_share_in_clusters_under_an_even_spread():
    question = PointClusters(simulations=39, least=4)
    p = [summary(question.model_copy(update={"seed": k}).run(even(k, 200)))["p"] for k in range(100)]
    assert sum(each <= 0.05 for each in p) <= stats.binom.ppf(0.9995, 100, 0.05)


def test_nearest_neighbours_of_clusters_are_near():
    row = summary(NearestNeighbours(**QUICK[NearestNeighbours]).run(clustered(2)))
    assert row["index"] < 0.5
    assert row["p"] == 2 / 40
    assert row["z"] < -10


@pytest.mark.parametrize("rule", ["dbscan", "hdbscan", "nearest_neighbour_hierarchy"])
def test_planted_clusters_are_found_and_stay(rule):
    rng = np.random.default_rng(3)
    place = np.array([[1000, 1000], [3000, 2000]])[np.arange(200) % 2] + rng.normal(0, 25, (200, 2))
    x, y = np.concatenate([place, rng.uniform(0, 4000, (200, 2))])[rng.permutation(400)].T
    finding = PointClusters(rule=rule, simulations=39, reach=60.0).run(points(x, y))
    row = summary(finding)
    assert row["p"] == 1 / 40
    assert row["pai"] > 10
    top = finding.tables["clusters"].frame.head(2).sort("x")
    about = 100 if rule == "hdbscan" else 30  # which takes what lies round them
    assert top["x"].to_list() == pytest.approx([1000, 3000], abs=about)
    assert top["y"].to_list() == pytest.approx([1000, 2000], abs=about)
    assert finding.tables["cells"].frame.filter(pl.col("cluster") == 1).height >= 1


def test_centres_are_where_the_incidents_are():
    rng = np.random.default_rng(4)
    x, y = rng.normal([[2000], [1500]], [[600], [200]], (2, 500)).clip(1, 3999)
    finding = Centrography().run(points(x, y))
    row = summary(finding)
    assert (row["long"], row["short"], row["bearing"]) == pytest.approx((600, 200, 90), rel=0.1)
    assert row["inside"] == pytest.approx(39.3, abs=6)  # of a normal cloud
    wider = summary(Centrography(convention="crimestat").run(points(x, y)))
    assert wider["long"] / row["long"] == pytest.approx((2 * 500 / 498) ** 0.5)
    assert finding.tables["centres"].frame["x"].to_list() == pytest.approx([2000] * 3, abs=80)


def two_years(moved):
    """Two years alike, but that a share of the second one's incidents moves to one corner."""
    rng = np.random.default_rng(5)
    first, last = (views.day_number(day) for day in (views.ASKED.start, views.ASKED.end))
    x, y = rng.uniform(0, 4000, (2, 1600))
    day = rng.integers(first, last, 1600) - 365 * (np.arange(1600) % 2)
    now = (np.arange(1600) % 2 == 0) & (rng.random(1600) < moved)
    x[now], y[now] = rng.normal(3000, 150, now.sum()), rng.normal(1000, 150, now.sum())
    both = replace(points(x, y), day=day)
    kept = day >= first
    return replace(both, x=x[kept], y=y[kept], day=day[kept], weight=np.ones(kept.sum())), both


def test_a_shift_from_one_year_to_the_next_is_found_where_it_is():
    finding = RelativeRisk(permutations=99).run(*two_years(0.25))
    assert summary(finding)["p"] == 0.01
    assert finding.headline.en.startswith("The two maps differ")
    top = finding.tables["cells"].frame.sort("ratio", descending=True, nulls_last=True).row(0, named=True)
    assert (top["x"], top["y"]) == pytest.approx((3000, 1000), abs=250)
    assert top["beyond"] == 1
    alike = RelativeRisk(permutations=99).run(*two_years(0.0))
    assert alike.headline.en.startswith("No difference")


def test_offences_are_compared_with_all_others():
    now, both = two_years(0.25)
    finding = RelativeRisk(against="offences", permutations=99).run(now, both)
    row = summary(finding)
    assert row["cases"] + row["controls"] == both.x.size  # those compared are taken out of all
    nothing = RelativeRisk(against="offences", permutations=99).run(now, now)
    assert nothing.refusal.kind == "not_enough"


@pytest.mark.parametrize("rule", ["scott", "likelihood", "mean_square"])
def test_rules_of_bandwidth_are_used_and_said(rule):
    finding = RelativeRisk(rule=rule, permutations=99).run(*two_years(0.25))
    assert finding.choices["bandwidth"] == summary(finding)["bandwidth"] >= finding.choices["cell"]


def test_a_bandwidth_below_the_cell_is_an_error():
    with pytest.raises(ValueError, match="at least one cell"):
        RelativeRisk(cell=200, bandwidth=100)


@pytest.mark.parametrize("analysis", FIVE)
def test_a_stray_point_is_screened_and_said(analysis):
    one = clustered(6, outline=None)
    far = replace(one, x=np.append(one.x, 1e6), y=np.append(one.y, 5.0), day=np.append(one.day, one.day[-1]))
    far = replace(far, weight=np.ones(far.x.size))
    question = analysis(**QUICK[analysis])
    row, before = summary(question.run(far)), summary(question.run(one))
    assert row["outside"] == 1
    assert row["incidents"] == before["incidents"]
    assert any("outside the study area" in caveat.en for caveat in question.run(far).caveats)


@pytest.mark.parametrize("analysis", FIVE)
def test_hard_patterns_get_a_reason(analysis):
    question = analysis(**QUICK[analysis])
    same = question.run(points(np.full(60, 900.0), np.full(60, 900.0), outline=None))
    line = question.run(points(np.arange(60) * 90.0, np.full(60, 900.0), outline=None))
    assert same.refusal.kind == line.refusal.kind == "not_defined"
    degrees = question.run(points(np.linspace(-88, -87, 60), np.linspace(41, 42, 60), outline=None))
    assert "degrees" in degrees.refusal.reason.en
    hidden = question.run(replace(even(1), resolution=100.0))
    assert hidden.refusal.kind == "not_public"
    nobody = question.run(points(np.full(60, 9e4), np.full(60, 9e4)))
    assert nobody.refusal.kind == "not_enough"


def test_coincident_incidents_are_counted_and_said():
    one = even(2, 60)
    twice = replace(
        one, x=np.tile(one.x, 2), y=np.tile(one.y, 2), day=np.sort(np.tile(one.day, 2)), weight=np.ones(120)
    )
    finding = PointPattern(**QUICK[PointPattern]).run(twice)
    assert (summary(finding)["incidents"], summary(finding)["places"]) == (120, 60)
    assert any("different places" in caveat.en for caveat in finding.caveats)


def test_distances_below_the_precision_are_left_out():
    finding = PointPattern(**QUICK[PointPattern], reach=500.0).run(even(3, location_metres=120.0))
    curve = finding.tables["curve"].frame
    assert curve["observed"].null_count() == curve.filter(pl.col("distance") < 120).height == 2
    assert any("known to about" in caveat.en for caveat in finding.caveats)
    refused = PointPattern(**QUICK[PointPattern], reach=100.0).run(even(3, location_metres=120.0))
    assert refused.refusal.kind == "too_coarse"
