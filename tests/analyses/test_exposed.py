"""Incidents beside an exposure: what follows it is no finding, what is planted beyond it is, and its lack has a reason."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import shapely
from scipy import stats

from beffroi.analyses.inhomogeneous_pattern import InhomogeneousPattern
from beffroi.analyses.risk_adjusted_clusters import RiskAdjustedClusters
from beffroi.evidence.finding import Geography
from tests.analyses.test_point_patterns import points, summary

SIDE = 8  # areas of 500 metres: a crowded centre, quiet edges
_AT = [(column, row) for row in range(SIDE) for column in range(SIDE)]
CODES = tuple(f"{column}-{row}" for column, row in _AT)
PEOPLE = np.array([4000.0 / (1 + (column - 2) ** 2 + (row - 5) ** 2) for column, row in _AT])
AREAS = Geography(
    name="blocks",
    codes=CODES,
    labels=CODES,
    outlines=tuple(shapely.box(500 * c, 500 * r, 500 * c + 500, 500 * r + 500).wkb for c, r in _AT),
    crs="EPSG:32616",
)
CLUSTERS = RiskAdjustedClusters(against="exposure", permutations=39, least=6)
PATTERN = InhomogeneousPattern(density="exposure", simulations=39, steps=8, reach=400.0)


def beside(x, y, *, people=PEOPLE, areas=AREAS):
    return replace(points(x, y), window=areas, exposure=pl.DataFrame({"place": list(areas.codes), "value": people}))


def following(seed, n=250):
    """Where people are: an area by its people, a place anywhere in it."""
    rng = np.random.default_rng(seed)
    at = np.array(_AT)[rng.choice(len(_AT), n, p=PEOPLE / PEOPLE.sum())]
    return ((at + rng.random((n, 2))) * 500).T


def planted(seed, n=25):
    x, y = following(seed)
    rng = np.random.default_rng(seed + 1000)
    return np.append(x, rng.normal(3700, 20, n)), np.append(y, rng.normal(300, 20, n))


def ask(question, seen):
    return question.run(seen, seen) if isinstance(question, RiskAdjustedClusters) else question.run(seen)


@pytest.mark.parametrize("question", [CLUSTERS, PATTERN], ids=["clusters", "pattern"])
def test_what_follows_the_people_is_no_finding_and_what_is_planted_is(question):
    plain = ask(question, beside(*following(1)))
    assert summary(plain)["p"] > 0.05
    assert "exposure" in plain.headline.en
    found = ask(question, beside(*planted(1)))
    assert summary(found)["p"] == 1 / 40
    assert "xposure" in found.headline.en
    assert any("Within an area" in said.en for said in found.caveats)
    if question is CLUSTERS:
        top = found.tables["clusters"].frame.filter(pl.col("x") > 3000).row(0, named=True)
        assert (top["x"], top["y"]) == pytest.approx((3700, 300), abs=40)
        assert summary(found)["exposure"] == pytest.approx(PEOPLE.sum())
        assert summary(found)["others"] is None


@pytest.mark.parametrize("question", [CLUSTERS, PATTERN], ids=["clusters", "pattern"])
def test_the_size_of_the_test_beside_people(question):
    p = [summary(ask(question.model_copy(update={"seed": k}), beside(*following(k, 120))))["p"] for k in range(80)]
    found = sum(each <= 0.05 for each in p)
    assert found <= stats.binom.ppf(0.9995, 80, 0.05)


def test_without_people_as_a_baseline_the_crowded_centre_is_a_finding():
    alone = InhomogeneousPattern(density="exposure", simulations=39, steps=8, reach=400.0)
    even = np.full(PEOPLE.size, 1000.0)
    assert summary(alone.run(beside(*following(1), people=even)))["p"] == 1 / 40


@pytest.mark.parametrize("question", [CLUSTERS, PATTERN], ids=["clusters", "pattern"])
def test_areas_without_people_are_left_out_with_their_incidents(question):
    some = PEOPLE.copy()
    some[0], some[1], some[2] = 0.0, np.nan, -1.0
    x, y = following(2)
    x, y = np.append(x, [100.0, 700.0]), np.append(y, [100.0, 100.0])
    seen = beside(x, y)
    frame = seen.exposure.with_columns(pl.Series("value", some).fill_nan(None))
    row = summary(ask(question, replace(seen, exposure=frame)))
    assert row["left_out"] == 3
    assert row["outside"] >= 2
    assert row["incidents"] + row["outside"] == x.size


@pytest.mark.parametrize("question", [CLUSTERS, PATTERN], ids=["clusters", "pattern"])
def test_no_exposure_and_hard_patterns_get_a_reason(question):
    seen = beside(*following(3))
    assert ask(question, replace(seen, exposure=None)).refusal.kind == "no_exposure"
    assert ask(question, replace(seen, window=None)).refusal.kind == "no_exposure"
    assert ask(question, beside(*following(3), people=np.zeros(PEOPLE.size))).refusal.kind == "no_exposure"
    assert ask(question, replace(seen, resolution=100.0)).refusal.kind == "not_public"
    assert ask(question, beside([900.0], [900.0])).refusal.kind == "not_enough"
    assert summary(ask(question, beside(np.full(60, 900.0), np.full(60, 900.0))))["p"] <= 0.05


def test_the_bandwidth_is_that_of_the_areas_unless_asked_and_is_said():
    finding = PATTERN.run(beside(*following(4)))
    assert finding.choices["bandwidth"] == summary(finding)["bandwidth"] == 250.0
    wide = PATTERN.model_copy(update={"bandwidth": 400.0}).run(beside(*following(4)))
    assert "bandwidth" not in wide.choices
    assert summary(wide)["bandwidth"] == 400.0
