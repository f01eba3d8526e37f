"""Data quality: missing is not zero, every row has a fate, heaping is said with what was expected."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from beffroi.analyses.data_quality import HEAPED, MISSING, PARTIAL, PROACTIVE, ROWS_ONLY, DataQuality
from beffroi.governance.gate import Policy, protect
from beffroi.tables.views import Quality, Request
from beffroi.vocabulary.checks import CHECKS, LEFT_OUT, OUTCOMES
from beffroi.vocabulary.text import LANGUAGES
from tests import views


def quality(**changes) -> Quality:
    made = views.view(Request(view="quality"), views.city())
    return replace(made, **changes)


def ask(**changes):
    return DataQuality().run(quality(**changes))


def test_rows_in_are_stored_plus_quarantined_plus_dropped():
    finding = ask()
    row = finding.tables["summary"].row()
    assert row["rows_in"] == row["stored"] + row["quarantined"] + row["dropped"] == 12_052
    rows = finding.tables["rows"].frame
    assert rows["rows"].sum() == row["rows_in"] - row["stored"]
    assert rows["outcome"].to_list() == ["quarantined", "quarantined", "dropped"]
    assert rows["rows"].to_list() == [37, 3, 12]


def test_the_rows_of_a_small_delivery_are_protected_like_the_incidents_they_are():
    """A file of one month tells by its rows stored, or received less those left out, how many incidents that month had."""
    made = quality().deliveries.head(1)
    three = made.with_columns(rows_in=3, stored=3, quarantined=0, dropped=0).cast(made.schema)
    released = protect(ask(deliveries=pl.concat([made, three])).tables["deliveries"], Policy())
    assert released.frame["stored"].to_list() == [12_000, None]
    assert released.frame["rows_in"].to_list() == [12_052, None]


def test_a_month_that_is_not_covered_is_missing_and_a_covered_month_may_be_zero():
    calendar = quality().calendar.with_columns(
        pl.when(pl.col("period") == date(2018, 2, 1)).then(0).otherwise("n").alias("n")
    )
    finding = ask(calendar=calendar)
    shown = {row["period"]: row for row in finding.tables["calendar"].frame.iter_rows(named=True)}
    assert shown[date(2016, 5, 1)]["incidents"] is None
    assert shown[date(2016, 5, 1)]["per_day"] is None
    assert (shown[date(2018, 2, 1)]["incidents"], shown[date(2018, 2, 1)]["per_day"]) == (0, 0.0)
    assert finding.tables["summary"].row()["missing_months"] == 1
    assert MISSING in finding.caveats


def test_a_zero_in_a_month_without_cover_is_not_believed():
    calendar = quality().calendar.with_columns(pl.col("n").fill_null(0))
    shown = ask(calendar=calendar).tables["calendar"].frame
    assert shown.filter(pl.col("days") == 0)["incidents"].to_list() == [None]


def test_months_covered_in_part_are_said_and_compared_by_day():
    half = pl.when(pl.col("period") == date(2018, 3, 1)).then(10).otherwise("days").alias("days")
    finding = ask(calendar=quality().calendar.with_columns(half))
    assert finding.tables["summary"].row()["partial_months"] == 1
    assert PARTIAL in finding.caveats
    march = finding.tables["calendar"].frame.filter(pl.col("period") == date(2018, 3, 1)).row(0, named=True)
    assert march["per_day"] == march["incidents"] / 10


def test_what_the_source_leaves_out_is_said():
    finding = ask(basis=replace(quality().basis, caveats=("delays_only",)))
    assert LEFT_OUT["delays_only"] in finding.caveats
    assert not set(LEFT_OUT.values()) & set(ask().caveats)


def test_heaping_stands_beside_what_was_expected():
    checks = {row["check"]: row for row in ask().tables["checks"].frame.iter_rows(named=True)}
    assert checks["noon"]["share"] == pytest.approx(5, abs=1)
    assert checks["noon"]["expected_share"] == pytest.approx(100 / 1440)
    assert checks["noon"]["ratio"] == pytest.approx(checks["noon"]["incidents"] / (12_000 / 1440))
    assert checks["located"]["ratio"] is None
    assert HEAPED in ask().caveats


def test_no_heaping_is_not_announced():
    calm = quality().checks.filter(~pl.col("check").is_in(["noon"]))
    assert HEAPED not in ask(checks=calm).caveats


def test_counts_that_arrive_as_counts_have_no_places_and_no_months():
    """Yearly recorded counts: no point, no hour; months cannot be told apart."""
    calendar = pl.DataFrame(
        {
            "period": [date(year, month, 1) for year in (2016, 2017) for month in range(1, 13)],
            "days": [30] * 12 + [0] * 12,
            "length": [30] * 24,
            "n": [900] + [0] * 11 + [None] * 12,
        },
        schema_overrides={"n": pl.Int64},
    )
    basis = views.basis(views.city(n=0), events=900, date_precision="year", location_kind="area", unit="victim")
    empty = quality().checks.clear()
    finding = ask(basis=basis, calendar=calendar, checks=empty)
    assert finding.headline == ROWS_ONLY
    shown = finding.tables["calendar"].frame
    assert shown["period"].to_list() == [date(2016, 1, 1), date(2017, 1, 1)]
    assert shown["incidents"].to_list() == [900, None]
    assert finding.figures[0].mark == "bar"
    assert finding.tables["summary"].row()["located"] is None


def test_how_records_came_to_be_is_said():
    basis = views.basis(views.city(), recording="proactive")
    assert PROACTIVE in ask(basis=basis).caveats


def test_no_delivery_at_all_is_an_account_of_zero_rows():
    made = quality()
    nothing = {name: getattr(made, name).clear() for name in ("deliveries", "reasons", "checks")}
    row = ask(**nothing).tables["summary"].row()
    assert (row["rows_in"], row["deliveries"]) == (0, 0)


@pytest.mark.parametrize("words", [*CHECKS.values(), *OUTCOMES.values()], ids=[*CHECKS, *OUTCOMES])
def test_codes_are_worded_in_every_language(words):
    assert len({words.template(language) for language in LANGUAGES}) == len(LANGUAGES)
