"""Trends: the step that the dates allow, gaps that are not zeros, changes found when planted."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from beffroi.analyses.trends import Trends
from beffroi.governance.gate import Policy, protect
from tests.analyses import counting_data as made

FIVE_YEARS = ("2014-01/2018-12",)


def asked(mean, *, question=None, seed=1, period="2018", covered=FIVE_YEARS, **changes):
    about = made.basis(period, covered=covered, **changes)
    return (question or Trends()).run(made.daily(about, mean=mean, rng=made.seeded(seed)))


def summary(finding):
    return finding.tables["summary"].row()


@pytest.mark.parametrize(
    ("precision", "step"), [("minute", "week"), ("day", "week"), ("month", "month"), ("quarter", "quarter")]
)
def test_the_automatic_step_is_the_finest_the_dates_allow_and_is_announced(precision, step):
    finding = asked(lambda day: 20, date_precision=precision)
    assert finding.choices["every"] == step
    assert any(f"Counted by {step}" in caveat.en for caveat in finding.caveats)


def test_few_incidents_a_week_are_counted_by_month_and_it_is_said():
    finding = asked(lambda day: 0.5)
    assert finding.choices["every"] == "month"
    assert any("fewer than ten" in caveat.en for caveat in finding.caveats)


def test_weeks_of_monthly_dates_are_refused_with_what_is_possible():
    finding = asked(lambda day: 20, question=Trends(every="week"), date_precision="month")
    assert finding.refusal.kind == "too_coarse"
    assert "month" in finding.refusal.instead.en
    assert asked(lambda day: 20, question=Trends(every="month"), date_precision="month").refusal is None


def test_nothing_is_lost_or_added_by_the_step():
    for every in ("week", "month", "quarter", "year"):
        finding = asked(lambda day: 20, question=Trends(every=every))
        frame = finding.tables["series"].frame
        assert frame["incidents"].sum() == summary(finding)["incidents"]
        assert frame["covered_days"].sum() == 1826


def test_a_planted_trend_is_found_and_none_where_there_is_none():
    begin = made.day("2014-01-01")
    rising = asked(lambda day: 20 * 1.10 ** ((day - begin).days / 365.25))
    row = summary(rising)
    assert row["lower"] < 10.0 < row["upper"]
    assert row["lower"] > 0.0
    assert "rise" in rising.headline.en
    level = asked(lambda day: 20)
    assert "no clear change" in level.headline.en


def test_a_planted_season_is_found_and_takes_the_swing_out_of_what_is_unusual():
    def seasonal(day):
        return 20 * (1 + 0.4 * np.cos(2 * np.pi * day.timetuple().tm_yday / 365.25))

    finding = asked(seasonal)
    assert summary(finding)["harmonics"] >= 1
    assert finding.choices["season"]
    assert summary(finding)["outside"] <= 0.08 * summary(finding)["periods"]
    plain = asked(seasonal, question=Trends(season=False))
    assert summary(plain)["harmonics"] == 0


def test_a_planted_month_leaves_the_band():
    finding = asked(lambda day: 35 if (day.year, day.month) == (2017, 3) else 20, question=Trends(every="month"))
    frame = finding.tables["series"].frame
    unusual = frame.filter(pl.col("incidents") > pl.col("upper"))
    assert made.day("2017-03-01") in unusual["period"].to_list()


def test_under_two_years_no_change_a_year_is_given():
    finding = asked(lambda day: 10 + day.timetuple().tm_yday / 10, period="2018-01/2018-07", covered=None)
    row = summary(finding)
    assert (row["trend"], row["lower"], row["upper"]) == (None, None, None)
    assert any("cannot be told apart" in caveat.en for caveat in finding.caveats)
    assert "year to year" not in finding.headline.en


def test_a_period_that_is_not_covered_is_a_gap_and_not_zero():
    covered = ("2014-01/2016-03", "2016-06-16/2018-12-31")
    finding = asked(lambda day: 20, question=Trends(every="month"), covered=covered)
    frame = finding.tables["series"].frame
    gap = frame.filter(pl.col("period").is_in([made.day("2016-04-01"), made.day("2016-05-01")]))
    assert gap["incidents"].to_list() == [None, None]
    assert gap["expected"].to_list() == [None, None]
    half = frame.filter(pl.col("period") == made.day("2016-06-01")).row(0, named=True)
    assert half["covered"] == "2016-06-16/2016-06-30"
    assert half["lower"] <= half["incidents"] <= half["upper"]
    assert finding.tables["coverage"].frame["covered_days"].to_list() == [0, 0, 15]
    row = summary(finding)
    assert (row["missing"], row["partial"]) == (2, 1)
    assert row["lower"] < 0.0 < row["upper"]


def test_a_series_that_skips_a_month_altogether_has_a_gap_there():
    about = made.basis("2018", covered=("2018-01/2018-04", "2018-06/2018-12"))
    series = made.daily(about, mean=lambda day: 20, rng=made.seeded())
    kept = type(series)(basis=about, frame=series.frame.filter(pl.col("days") > 0), every="day")
    frame = Trends(every="month").run(kept).tables["series"].frame
    assert frame.height == 12
    assert frame["incidents"].null_count() == 1


def test_yearly_counts_have_a_yearly_series():
    about = made.basis("2022", covered=("2016/2022",), date_precision="year")
    starts = {made.day(f"{year}-01-01"): 1000 * 1.1 ** (year - 2016) for year in range(2016, 2023)}
    finding = Trends().run(made.daily(about, counts={day: int(n) for day, n in starts.items()}))
    assert finding.choices["every"] == "year"
    assert finding.tables["series"].frame["incidents"].to_list() == [int(n) for n in starts.values()]
    assert summary(finding)["trend"] == pytest.approx(10.0, abs=1.0)


@pytest.mark.parametrize("months", [1, 2, 3])
def test_too_few_periods_are_refused(months):
    finding = asked(lambda day: 20, question=Trends(every="month"), period=f"2018-01/2018-0{months}", covered=None)
    assert finding.refusal.kind == "not_enough"
    assert finding.refusal.values["found"] == months


def test_an_empty_series_is_refused():
    about = made.basis("2018", events=500)
    empty = made.daily(about, counts={})
    assert Trends().run(type(empty)(basis=about, frame=empty.frame.clear(), every="day")).refusal is not None
    assert Trends().run(empty).refusal is not None


def test_the_order_of_rows_does_not_matter():
    about = made.basis("2018", covered=FIVE_YEARS)
    series = made.daily(about, mean=lambda day: 20, rng=made.seeded())
    shuffled = type(series)(basis=about, frame=series.frame.sample(fraction=1.0, shuffle=True, seed=3), every="day")
    one, other = Trends().run(series), Trends().run(shuffled)
    assert one.tables["series"].frame.equals(other.tables["series"].frame)
    assert one.tables["summary"].frame.equals(other.tables["summary"].frame)


def test_the_band_falls_with_the_count_it_stands_beside():
    frame = protect(asked(lambda day: 20).tables["series"], Policy(threshold=1000)).frame
    for name in ("incidents", "expected", "lower", "upper"):
        assert frame[name].null_count() == frame.height


def test_coarser_grains_follow_the_step():
    assert [q.every for q in Trends().grains()] == ["auto", "month", "quarter", "year"]
    assert [q.every for q in Trends(every="quarter").grains()] == ["quarter", "year"]


def test_recording_that_stops_is_not_a_fall():
    """The series ends where the coverage does: the days after it are not counted as empty."""
    about = made.basis("2018", covered=("2014-01-01/2018-08-08",))
    series = made.daily(about, mean=lambda day: 20, rng=made.seeded())
    last = Trends(every="month").run(series).tables["series"].frame.row(-1, named=True)
    assert last["period"] == made.day("2018-08-01")
    assert last["covered_days"] == 8
    assert last["incidents"] == series.frame.filter(pl.col("period") > made.day("2018-07-31"))["n"].sum()
    assert about.coverage.span().end == made.day("2018-08-08") + timedelta(days=1)


def test_the_figure_draws_covered_days_so_that_a_period_cut_short_does_not_fall():
    finding = asked(lambda day: 20, period="2018-01/2018-07", covered=("2016-01/2018-07",))
    frame = finding.tables["series"].frame
    figure = finding.figures[0]
    assert frame["covered_days"].to_list()[-1] == 2
    assert frame[figure.y].to_list()[-1] == pytest.approx(frame["incidents"].to_list()[-1] / 2)
    assert frame[figure.lower].to_list()[-1] < 20 < frame[figure.upper].to_list()[-1]


def test_the_headline_names_its_calendar_step_and_gives_the_change_with_its_interval():
    steady = asked(lambda day: 20, question=Trends(every="month"))
    assert "months" in steady.headline.en
    assert "mois" in steady.headline.fr
    assert "meses" in steady.headline.es
    assert {"trend", "lower", "upper"} <= steady.headline.fields
    assert any({"lower", "upper"} <= caveat.fields for caveat in steady.caveats)
