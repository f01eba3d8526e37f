"""Rhythms: what is placed, what is left out and said, what is found and what is not."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from beffroi.analyses._rhythms_words import CLEAR, EVEN, MIDNIGHT, NOON, OPEN, SPREAD, UNKNOWN
from beffroi.analyses.rhythms import Rhythms
from beffroi.governance.gate import Policy, protect
from beffroi.tables.views import Basis, Coverage, Times
from beffroi.vocabulary.period import Period
from tests import views

YEAR = Period.parse("2018")
MONDAY = np.datetime64("2018-01-01T00:00", "us")


def times(start: np.ndarray, *, end: np.ndarray | None = None, known: np.ndarray | None = None, **changes) -> Times:
    start = start.astype("datetime64[us]")
    known = np.ones(start.size, bool) if known is None else known
    facts = {
        "dataset": "d",
        "title": "t",
        "source": "s",
        "licence": "l",
        "unit": "event",
        "period": YEAR,
        "coverage": Coverage(periods=(YEAR,)),
        "events": start.size,
        "hour_unknown": int((~known).sum()),
    }
    basis = Basis(**(facts | changes))
    return Times(basis=basis, start=start, end=start if end is None else end, hour_known=known)


def anywhere(n: int, *, seed: int = 1) -> np.ndarray:
    """Moments spread evenly over 364 days."""
    return MONDAY + np.random.default_rng(seed).integers(0, 364 * 1440, n).astype("timedelta64[m]")


def summary(finding) -> dict:
    return finding.tables["summary"].row()


def test_the_week_holds_every_placed_event_once():
    finding = Rhythms().run(*views.views_for(Rhythms(), views.city()))
    placed = summary(finding)["incidents"]
    for name in ("week", "hours", "weekdays"):
        assert finding.tables[name].frame["incidents"].sum() == pytest.approx(placed, abs=5)  # rounded cell by cell
        assert finding.tables[name].frame["share"].sum() == pytest.approx(100)
        assert finding.tables[name].frame["even_share"].sum() == pytest.approx(100)
    assert finding.tables["week"].frame.height == 168


def test_events_add_up_and_what_is_left_out_is_counted():
    start = anywhere(200)
    known = np.arange(200) >= 30
    end = start.copy()
    end[40:50] = np.datetime64("NaT")
    end[50] = start[50] - np.timedelta64(1, "h")
    finding = Rhythms(draws=99).run(times(start, end=end, known=known))
    row = summary(finding)
    assert (row["events"], row["hour_unknown"], row["interval_open"], row["incidents"]) == (200, 30, 11, 159)
    assert row["placed_share"] == pytest.approx(100 * 159 / 200)
    assert OPEN in finding.caveats
    assert UNKNOWN in finding.caveats


def test_hours_that_are_not_known_are_not_midnight():
    start = anywhere(300)
    known = np.ones(300, bool)
    start[:100] = start[:100].astype("datetime64[D]")
    known[:100] = False
    finding = Rhythms(draws=99).run(times(start, known=known))
    assert finding.tables["hours"].frame["incidents"][0] < 30
    assert MIDNIGHT not in finding.caveats


def test_a_planted_rhythm_is_found_where_it_was_put():
    start = anywhere(800)
    late = start[:400].astype("datetime64[D]").astype("datetime64[us]")
    start[:400] = late + np.random.default_rng(2).integers(20 * 60, 26 * 60, 400).astype("timedelta64[m]")
    finding = Rhythms(draws=199).run(times(start))
    row = summary(finding)
    assert finding.headline == CLEAR
    assert (row["window_from"], row["window_to"]) == (20, 2)
    assert 55 < row["window_share"] < 70
    assert row["p"] == 0.005


def test_an_even_week_is_not_called_a_rhythm():
    verdicts = [Rhythms(draws=99).run(times(anywhere(400, seed=seed))).headline for seed in range(20)]
    assert verdicts.count(EVEN) >= 16


def test_an_interval_is_spread_and_said():
    start = np.full(100, np.datetime64("2018-01-01T22:00", "us"))
    finding = Rhythms(draws=99).run(times(start, end=start + np.timedelta64(4, "h")))
    week = finding.tables["week"].frame
    at = {(day, hour): n for day, hour, n in week.select("weekday", "hour", "incidents").iter_rows()}
    assert [at[0, 22], at[0, 23], at[1, 0], at[1, 1]] == [25.0] * 4
    assert SPREAD in finding.caveats


def test_weekdays_are_compared_by_covered_day():
    """Mondays covered twice as often hold twice as many incidents, and no more a day."""
    periods = tuple(Period.parse(f"2018-01-{day:02d}") for day in range(1, 15))
    mondays = tuple(Period.parse(str(np.datetime64("2018-01-15") + 7 * week)) for week in range(2))
    covered = Coverage(periods=periods + mondays)
    days = [np.datetime64(str(period.start)) for period in covered.periods]
    start = np.concatenate([np.datetime64(day, "us") + np.arange(24) * np.timedelta64(1, "h") for day in days])
    finding = Rhythms(draws=99).run(times(start, coverage=covered))
    frame = finding.tables["weekdays"].frame
    assert frame["days"].to_list() == [4, 2, 2, 2, 2, 2, 2]
    assert frame["per_day"].to_list() == [24.0] * 7
    assert frame["index"].to_list() == pytest.approx([1.0] * 7)
    assert finding.headline == EVEN


def test_noon_far_above_its_neighbours_is_announced():
    start = anywhere(400)
    start[:40] = start[:40].astype("datetime64[D]") + np.timedelta64(12, "h")
    finding = Rhythms(draws=99).run(times(start))
    assert NOON in finding.caveats
    clock = finding.tables["clock"].frame
    assert clock.filter(pl.col("hour") == 12)["incidents"].item() >= 40


@pytest.mark.parametrize("width", [1, 2, 3, 4, 6])
def test_wider_cells_hold_the_same_events(width):
    seen = views.views_for(Rhythms(), views.city())
    week = Rhythms(hours_per_cell=width).run(*seen).tables["week"].frame
    assert week.height == 168 // width
    assert week["hour"].unique().sort().to_list() == list(range(0, 24, width))
    assert week["share"].sum() == pytest.approx(100)


def test_coarser_grains_hide_less():
    seen = views.views_for(Rhythms(), views.city())

    def hidden(question: Rhythms) -> float:
        table = protect(question.run(*seen).tables["week"], Policy())
        return table.frame["incidents"].is_null().mean()

    shares = [hidden(question) for question in Rhythms(draws=99).grains()]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1] == 0


@pytest.mark.parametrize("precision", ["day", "month", "quarter", "year"])
def test_days_without_hours_get_a_typed_refusal(precision):
    finding = Rhythms().run(times(anywhere(500), date_precision=precision))
    assert finding.refusal.kind == "too_coarse"


def test_too_few_with_an_hour_is_said_with_the_number():
    known = np.zeros(500, bool)
    known[:60] = True
    finding = Rhythms().run(times(anywhere(500), known=known))
    assert finding.refusal.kind == "not_enough"
    assert finding.refusal.values == {"found": 60, "minimum": 100}


def test_the_order_of_rows_changes_no_digit():
    one = times(
        anywhere(300), end=anywhere(300) + np.random.default_rng(1).integers(0, 900, 300).astype("timedelta64[m]")
    )
    order = np.random.default_rng(2).permutation(300)
    two = replace(one, start=one.start[order], end=one.end[order], hour_known=one.hour_known[order])
    for name, table in Rhythms(draws=99).run(one).tables.items():
        assert table.frame.equals(Rhythms(draws=99).run(two).tables[name].frame)
