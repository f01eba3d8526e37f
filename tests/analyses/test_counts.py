"""Counts beside earlier years: comparisons that are fair, found when planted, absent when there is nothing."""

from datetime import timedelta

import polars as pl
import pytest

from beffroi.analyses.counts import Counts
from beffroi.governance.gate import Policy, protect, release
from beffroi.kernels.counts import e_test, rate_ratio_interval
from tests.analyses import counting_data as made

HARSH = Policy(threshold=1000, sensitive_threshold=1000)
SEVEN_YEARS = ("2012-01/2018-07",)


def asked(mean, *, seed=1, period="2018-01/2018-07", covered=SEVEN_YEARS, **changes):
    about = made.basis(period, covered=covered, **changes)
    return Counts().run(made.daily(about, mean=mean, rng=made.seeded(seed)), made.grid(about))


def summary(finding):
    return finding.tables["summary"].row()


def test_the_last_complete_month_is_compared_with_the_same_month_of_five_years():
    row = summary(asked(lambda day: 20))
    assert row["period"] == "2018-07"
    assert row["previous_years"] == 5
    assert row["previous_periods"] == "2013-07, 2014-07, 2015-07, 2016-07, 2017-07"
    assert (row["covered_days"], row["previous_days"]) == (31, 155)
    assert row["ytd_period"] == "2018-01/2018-07"
    assert row["ytd_previous_days"] == 212 * 5 + 1  # 2016 has its 29 February


def test_counts_ratio_interval_and_test_are_those_of_the_kernels():
    finding = asked(lambda day: 20)
    row = summary(finding)
    windows = finding.tables["same_period"].frame
    assert row["previous_incidents"] == windows["incidents"].head(5).sum()
    assert row["incidents"] == windows["incidents"].tail(1).item()
    counts, days = (row["incidents"], row["previous_incidents"]), (31, 155)
    assert row["p"] == pytest.approx(e_test(counts, days))
    assert row["phi"] <= 1.0
    exact = rate_ratio_interval(counts, days)
    assert (row["rate_ratio"], row["lower"], row["upper"]) == (exact.estimate, exact.lower, exact.upper)


def test_a_planted_rise_is_found_and_said():
    rise = asked(lambda day: 30 if day >= made.day("2018-07-01") else 20)
    assert summary(rise)["lower"] > 1.0
    assert "more than" in rise.headline.en
    fall = asked(lambda day: 10 if day >= made.day("2018-07-01") else 20)
    assert summary(fall)["upper"] < 1.0
    assert "fewer than" in fall.headline.en


def test_where_nothing_changes_a_change_is_rarely_said():
    found = [asked(lambda day: 5, seed=seed, covered=("2013-06/2018-07",)) for seed in range(40)]
    clear = [row["lower"] > 1 or row["upper"] < 1 for row in map(summary, found)]
    assert sum(clear) <= 5


def test_years_that_differ_widen_the_interval():
    level = {2012: 18, 2013: 12, 2014: 26, 2015: 14, 2016: 30, 2017: 20, 2018: 22}
    finding = asked(lambda day: level[day.year])
    row = summary(finding)
    exact = rate_ratio_interval((row["incidents"], row["previous_incidents"]), (31, 155))
    assert row["phi"] > 5
    assert row["upper"] / row["lower"] > 1.5 * exact.upper / exact.lower
    assert any("{phi}" in caveat.en and "widened" in caveat.en for caveat in finding.caveats)


def test_a_partly_covered_month_is_compared_per_covered_day():
    """July 2016 is covered for ten days only: a constant rate stays a ratio of one."""
    about = made.basis("2018-01/2018-07", covered=("2012-01-01/2016-07-10", "2016-09-01/2018-07-31"))
    days = {about.coverage.span().start + timedelta(days=n): 20 for n in range(about.coverage.span().days)}
    row = summary(Counts().run(made.daily(about, counts=days), made.grid(about)))
    assert row["previous_days"] == 31 * 4 + 10
    assert row["rate_ratio"] == pytest.approx(1.0)
    assert row["ytd_rate_ratio"] == pytest.approx(1.0)


def test_the_year_so_far_leaves_out_years_of_which_only_a_season_is_covered():
    """The data begin in August 2015, the high season: its per-day rate would pass for that of the whole year."""
    about = made.basis("2018", covered=("2015-08/2018-12",))

    def seasonal(day):
        return 40 if day.month >= 8 else 10

    finding = Counts().run(made.daily(about, mean=seasonal, rng=made.seeded()), made.grid(about))
    row = summary(finding)
    assert row["previous_years"] == 3
    assert row["ytd_previous_years"] == 2
    assert row["ytd_rate_ratio"] == pytest.approx(1.0, abs=0.05)
    assert any("nine tenths" in caveat.en for caveat in finding.caveats)


def test_a_year_that_is_not_covered_is_missing_and_not_zero():
    about = made.basis("2018-01/2018-07", covered=("2013-01/2015-12", "2017-01/2018-07"))
    days = {about.coverage.span().start + timedelta(days=n): 20 for n in range(about.coverage.span().days)}
    row = summary(Counts().run(made.daily(about, counts=days), made.grid(about)))
    assert row["previous_years"] == 4
    assert "2016-07" not in row["previous_periods"]
    assert row["rate_ratio"] == pytest.approx(1.0)


def test_without_an_earlier_year_nothing_is_compared_and_the_last_month_is_renamed():
    finding = asked(lambda day: 20, period="2018-01-01/2018-08-08", covered=None)
    row = summary(finding)
    assert row["previous_years"] == 0
    assert row["rate_ratio"] is None
    assert row["expected"] is None
    assert "no earlier year" in finding.headline.en
    assert "same_period" not in finding.tables
    months = finding.tables["by_period"].frame
    assert months["covered"].to_list()[-1] == "2018-08-01/2018-08-08"
    assert months["covered_days"].to_list()[-1] == 8
    assert row["period"] == "2018-07"


def test_no_complete_month_takes_the_covered_days_and_says_so():
    finding = asked(lambda day: 20, period="2018-08-01/2018-08-08", covered=("2015-01-01/2018-08-08",))
    row = summary(finding)
    assert row["period"] == "2018-08-01/2018-08-08"
    assert (row["covered_days"], row["previous_days"]) == (8, 24)
    assert any("No whole month" in caveat.en for caveat in finding.caveats)


def test_yearly_counts_are_compared_by_year():
    about = made.basis("2022", covered=("2016/2022",), date_precision="year", unit="victim")
    starts = {made.day(f"{year}-01-01"): 1000 + 10 * (year - 2016) for year in range(2016, 2023)}
    counts = made.grid(about, value=lambda place, start, offence: 530 if start.month == 1 else 0)
    finding = Counts().run(made.daily(about, counts=starts), counts)
    row = summary(finding)
    assert row["period"] == "2022"
    assert row["incidents"] == 1060
    assert row["previous_years"] == 5
    assert row["ytd_period"] is None
    assert finding.tables["by_place"].frame["incidents"].to_list() == [530, 530]
    assert finding.tables["by_place"].frame["covered"].to_list() == ["2022", "2022"]


def test_tables_add_up_and_hold_every_offence_and_place():
    about = made.basis("2018-01/2018-03")
    counts = made.grid(about, offences=("0401", "0501"), value=lambda place, start, offence: 7 if place == "A" else 11)
    finding = Counts().run(made.daily(about, mean=lambda day: 3, rng=made.seeded()), counts)
    offences, places = (finding.tables[name].frame for name in ("by_offence", "by_place"))
    assert offences["incidents"].to_list() == [18] * 6
    assert offences["covered_days"].to_list() == [31, 28, 31] * 2
    assert places.filter(pl.col("place") == "A")["incidents"].to_list() == [14, 14, 14]
    whole = Counts(step="whole").run(made.daily(about, mean=lambda day: 3, rng=made.seeded()), counts)
    assert whole.tables["by_place"].frame["incidents"].to_list() == [42, 66]
    assert whole.tables["by_place"].frame["covered_days"].to_list() == [90, 90]
    assert "period" not in whole.tables["by_place"].columns


def test_events_that_no_place_holds_are_in_the_table_by_offence_where_their_offence_is_known():
    about = made.basis("2018-01/2018-02")
    lost = pl.DataFrame({"period": [made.day("2018-01-01")], "offence": ["05"], "n": [4]})
    grid = made.grid(about)
    counts = type(grid)(basis=about, frame=grid.frame, unplaced=lost)
    finding = Counts().run(made.daily(about, mean=lambda day: 3, rng=made.seeded()), counts)
    assert finding.tables["by_offence"].frame["incidents"].to_list() == [18, 14]
    assert summary(finding)["unplaced"] == 4


def test_nothing_recorded_and_nothing_before():
    about = made.basis("2018-07", covered=("2016-01/2018-07",), events=3)
    nothing = Counts().run(made.daily(about, counts={}), made.grid(about))
    assert nothing.refusal is None
    assert summary(nothing)["rate_ratio"] is None
    first = Counts().run(made.daily(about, counts={made.day("2018-07-09"): 12}), made.grid(about))
    assert summary(first)["rate_ratio"] is None
    assert summary(first)["lower"] > 1.0
    assert "none in the same days" in first.headline.en


def test_an_empty_view_is_refused():
    about = made.basis("2018-07", events=0)
    finding = Counts().run(made.daily(about, counts={}), made.grid(about))
    assert finding.refusal.kind == "not_enough"
    about = made.basis("2019-07", covered=("2018-01/2018-07",))
    assert Counts().run(made.daily(about, counts={}), made.grid(about)).refusal.kind == "not_covered"


def test_no_small_count_nor_what_rests_on_it_passes_the_gate():
    finding = asked(lambda day: 5)
    for table in finding.tables.values():
        frame = protect(table, HARSH).frame
        for name, column in table.columns.items():
            if column.role == "count":
                assert (frame[name].drop_nulls() >= 1000).all() or (frame[name].drop_nulls() == 0).all()
    row = protect(finding.tables["summary"], HARSH).row()
    for name in ("rate_ratio", "lower", "upper", "p", "phi", "expected"):
        assert row[name] is None, name


def test_each_count_is_written_down_with_its_own_period():
    context = {"zones": "all", "offences": "all", "period": "2018-01/2018-07"}
    made_public = release(asked(lambda day: 20), Policy(), context=context)
    periods = {s.column: s.period for s in made_public.statements if s.table == "summary"}
    assert periods["incidents"] == "period=2018-07"
    assert periods["ytd_incidents"] == "ytd_period=2018-01/2018-07"
    assert periods["previous_incidents"].startswith("previous_periods=2013-07, ")
    assert periods["scope_incidents"] == "scope_period=2018-01/2018-07"


def test_coarser_grains_follow_the_step():
    assert [q.step for q in Counts().grains()] == ["auto", "year", "whole"]
    assert [q.step for q in Counts(step="quarter").grains()] == ["quarter", "year", "whole"]
