"""Concentration: corrected for few incidents, beside chance, and a curve that gives no small count away."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.analyses.concentration import CONCENTRATED, ORDINARY, SPARSE, Concentration
from beffroi.governance.gate import Policy, protect
from beffroi.kernels.concentration import lorenz_curve
from beffroi.tables.views import Counts
from tests import views


def counts(n: list[int | None], *, unplaced: int = 0) -> Counts:
    total = sum(value or 0 for value in n) + unplaced
    frame = pl.DataFrame(
        {
            "place": [f"P{index:03d}" for index in range(len(n))],
            "name": [f"Place {index}" for index in range(len(n))],
            "period": [views.ASKED.start] * len(n),
            "days": [0 if value is None else views.ASKED.days for value in n],
            "length": [views.ASKED.days] * len(n),
            "n": n,
        },
        schema_overrides={"n": pl.Int64},
    )
    basis = views.basis(views.city(n=0), events=total)
    return Counts(basis=basis, frame=frame, unplaced=pl.DataFrame({"period": [views.ASKED.start], "n": [unplaced]}))


def ask(n: list[int | None], **changes):
    return Concentration(draws=199).run(counts(n, **changes))


def summary(finding) -> dict:
    return finding.tables["summary"].row()


def test_planted_concentration_is_found():
    n = np.random.default_rng(1).multinomial(500, np.r_[np.full(4, 0.15), np.full(36, 0.4 / 36)]).tolist()
    finding = ask(n)
    row = summary(finding)
    assert finding.headline == CONCENTRATED
    assert row["p"] == 0.005
    assert row["lower"] < row["gini"] < row["upper"]
    assert row["half_share"] < 10
    assert row["half_chance"] > 35


def test_ordinary_clumping_is_not_called_concentration():
    rng = np.random.default_rng(2)
    verdicts = [ask(rng.multinomial(80, np.full(60, 1 / 60)).tolist()).headline for _ in range(20)]
    assert verdicts.count(ORDINARY) >= 16


def test_fewer_incidents_than_places_is_measured_from_the_most_even_spread():
    finding = ask([1] * 40 + [0] * 160)
    row = summary(finding)
    assert row["gini"] == 0
    assert row["p"] == 1
    assert SPARSE in finding.caveats
    assert finding.headline == ORDINARY


def test_places_not_covered_are_not_places_without_incidents():
    assert summary(ask([20, 30, 40, None]))["places"] == 3
    assert summary(ask([20, 30, 40, 0]))["places"] == 4


def test_shares_are_those_of_the_definition():
    finding = ask([40, 30, 20, 10, 0])
    holding = {row["part"]: row for row in finding.tables["holding"].frame.iter_rows(named=True)}
    assert (holding[50.0]["places"], holding[25.0]["places"]) == (2, 1)
    assert holding[50.0]["places_share"] == pytest.approx(100 * (1 + 10 / 30) / 5, abs=0.05)
    assert summary(finding)["incidents"] == 100


def test_incidents_without_an_area_are_counted_apart():
    assert summary(ask([40, 30, 20], unplaced=7))["unplaced"] == 7


def test_one_area_and_few_incidents_are_refused():
    assert ask([50]).refusal.kind == "not_defined"
    finding = ask([3, 4, 5], unplaced=40)
    assert finding.refusal.kind == "not_enough"
    assert finding.refusal.values["found"] == 12


many_counts = st.lists(st.integers(0, 60), min_size=2, max_size=40).filter(lambda n: sum(n) >= 30)


@given(many_counts, st.sampled_from([1, 3, 5, 10, 50]))
@settings(max_examples=60, deadline=None)
def test_no_two_released_points_differ_by_a_small_count(n, least):
    """The attack: multiply shares by the total, subtract neighbours, and the ends from the total."""
    finding = Concentration(draws=99).run(counts(n))
    released = protect(finding.tables["curve"], Policy(threshold=least, sensitive_threshold=least)).frame
    shares = released["incidents_share"].drop_nulls().to_numpy()
    if not shares.size:
        return  # withheld whole: what is left tells nothing
    reached = np.rint(shares * sum(n) / 100).astype(int)
    steps = np.diff(np.unique(np.concatenate([[0], reached, [sum(n)]])))
    decimals = finding.tables["curve"].columns["incidents_share"].decimals
    rounding = 2 * np.ceil(sum(n) * 0.005 * 10.0**-decimals)  # what is read off rounded shares is off by as much
    assert ((steps >= least - rounding) | (steps == 0)).all()
    told = finding.tables["curve"].frame.filter(released["incidents_share"].is_not_null())["incidents_share"].to_numpy()
    exact = np.rint(told * sum(n) / 100).astype(int)  # were they not rounded
    assert set(exact) <= {0, *np.sort(n)[::-1].cumsum().tolist()}
    true = np.diff(np.unique(np.concatenate([[0], exact, [sum(n)]])))
    assert (true >= least).all()


@given(many_counts)
@settings(max_examples=40, deadline=None)
def test_points_lie_on_the_curve_and_reach_both_ends(n):
    frame = Concentration(draws=99).run(counts(n)).tables["curve"].frame
    curve = lorenz_curve(np.array(n))
    at = np.rint(frame["places_share"].to_numpy() * len(n) / 100).astype(int)
    np.testing.assert_allclose(frame["incidents_share"].to_numpy(), 100 * curve[at] / sum(n))
    assert frame.row(0)[:2] == (0.0, 0.0)
    assert frame.row(-1)[:2] == (100.0, 100.0)
    assert frame["places_share"].is_sorted()
    assert frame.height <= 12


def test_areas_without_an_incident_cannot_be_told_from_small_counts():
    """Withheld cells may be zeros or 1 to 4: no released number says how many of them are zeros."""
    finding = ask([60, 40, 30, 20, 10, 2, 0, 0])
    assert finding.tables["curve"].frame["incidents_share"].to_list().count(100.0) == 1
    assert "empty" not in finding.tables["summary"].columns


def test_a_coefficient_is_too_coarse_to_give_hidden_counts_away():
    """Two hidden cells of known sum: every split of it gives the same released numbers."""
    open_cells = [60, 55, 40, 38, 30, 25, 22, 20, 18, 15]
    answers = {str(ask([*open_cells, first, 6 - first]).tables["summary"].row()["gini"]) for first in (2, 3)}
    assert len(answers) == 1


def test_the_city_has_its_three_corners():
    question = Concentration()
    finding = question.run(*views.views_for(question, views.city()))
    assert 0.35 < summary(finding)["gini"] < 0.55
    assert finding.figures[0].mark == "lorenz"
