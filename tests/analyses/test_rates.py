"""Rates: covered person-time below, exact limits beside, no ranking, and reasons where there is no rate."""

import numpy as np
import polars as pl
import pytest

from beffroi.analyses.rates import Rates
from beffroi.governance.gate import Policy, protect
from beffroi.kernels.counts import poisson_interval
from tests.analyses import counting_data as made

SEVEN_MONTHS = made.basis("2018-01/2018-07")


def city(n=40, *, rate=0.01, seed=1, spread=0.0):
    rng = made.seeded(seed)
    residents = rng.integers(2000, 60_000, n)
    means = residents * rate * (rng.gamma(1 / spread, spread, n) if spread else 1.0)
    counts = [(f"{i:02}", f"Place {i:02}", int(rng.poisson(mean))) for i, mean in enumerate(means)]
    return counts, [(f"{i:02}", int(value)) for i, value in enumerate(residents)]


def asked(counts, residents, *, about=SEVEN_MONTHS, question=None, **exposure):
    return (question or Rates()).run(made.totals(about, counts), made.exposure(residents, **exposure))


def test_the_rate_is_over_the_covered_period_and_says_so():
    finding = asked([("a", "A", 424), ("b", "B", 50)], [("a", 10_000), ("b", 5_000)])
    table = finding.tables["places"]
    assert table.frame["rate"].to_list() == [42.4, 10.0]
    assert table.columns["rate"].label.en == "Rate per 1,000 residents over the covered period"
    assert finding.tables["summary"].row()["covered_days"] == 212
    assert any("not a yearly rate" in caveat.en for caveat in finding.caveats)


def test_a_rate_is_brought_to_a_year_only_when_asked_and_the_label_says_so():
    finding = asked([("a", "A", 212), ("b", "B", 106)], [("a", 10_000), ("b", 5_000)], question=Rates(per="year"))
    table = finding.tables["places"]
    assert table.frame["rate"].to_list() == pytest.approx([36.525, 36.525])
    assert "per year" in table.columns["rate"].label.en
    assert table.frame["denominator"].to_list() == pytest.approx([10_000 * 212 / 365.25, 5_000 * 212 / 365.25])


def test_a_partly_covered_period_has_less_person_time():
    about = made.basis("2018", covered=("2018-01-01/2018-03-31", "2018-05-01/2018-12-31"))
    finding = asked([("a", "A", 335)], [("a", 10_000)], about=about, question=Rates(per="year"))
    assert finding.tables["places"].frame["denominator"].item() == pytest.approx(10_000 * 335 / 365.25)


def test_an_exposure_that_accumulates_is_taken_for_the_covered_days():
    boardings = {"measure": "boardings", "per_day": True}
    finding = asked([("a", "A", 30)], [("a", 365_000)], question=Rates(measure="boardings"), **boardings)
    row = finding.tables["places"].frame
    assert row["denominator"].item() == pytest.approx(212_000)
    assert finding.tables["places"].columns["rate"].label.fr == "Taux pour 1\u00a0000 montées"


def test_limits_are_exact():
    finding = asked([("a", "A", 7), ("b", "B", 0)], [("a", 2_000), ("b", 3_000)])
    frame = finding.tables["places"].frame
    lower, upper = poisson_interval([7, 0])
    assert frame["lower"].to_list() == pytest.approx([lower[0] / 2, 0.0])
    assert frame["upper"].to_list() == pytest.approx([upper[0] / 2, upper[1] / 3])


def test_places_are_in_alphabetical_order_whatever_their_rate_or_the_order_of_rows():
    counts = [("z", "Alder", 10), ("a", "Zinc", 90), ("m", "Maple", 50)]
    residents = [("a", 2000), ("m", 2000), ("z", 2000)]
    one, other = asked(counts, residents), asked(counts[::-1], residents[::-1])
    assert one.tables["places"].frame["name"].to_list() == ["Alder", "Maple", "Zinc"]
    assert one.tables["places"].frame.equals(other.tables["places"].frame)
    assert one.tables["funnel"].frame["name"].to_list() == ["Alder", "Maple", "Zinc"]


def test_below_the_floor_no_rate_not_even_after_the_gate():
    finding = asked([("a", "A", 40), ("b", "B", 40)], [("a", 999), ("b", 1000)])
    frame = protect(finding.tables["places"], Policy()).frame
    assert frame["rate"].to_list() == [None, 40.0]
    assert frame["incidents"].to_list() == [40, 40]
    assert finding.tables["below_floor"].frame["place"].to_list() == ["a"]
    row = finding.tables["summary"].row()
    assert (row["below_floor"], row["floor"], row["not_rated"]) == (1, 1000.0, 40)
    assert any("{below_floor}" in caveat.en for caveat in finding.caveats)


def test_places_without_a_denominator_are_counted_and_listed():
    finding = asked([("a", "A", 40), ("b", "B", 12), ("c", "C", 9)], [("a", 5000), ("x", 5000), ("c", 0)])
    row = finding.tables["summary"].row()
    assert (row["without_exposure"], row["unjoined"], row["rated"]) == (1, 1, 1)
    assert finding.tables["without_exposure"].frame["place"].to_list() == ["b"]
    assert finding.tables["places"].frame["rate"].to_list() == [8.0, None, None]


def test_no_join_at_all_and_only_small_places_are_refused():
    counts = [("a", "A", 40)]
    assert asked(counts, [("x", 5000)]).refusal.kind == "no_exposure"
    small = asked(counts, [("a", 50)])
    assert small.refusal.values == {"places": 1, "floor": 1000.0}


def test_places_that_are_alike_stay_inside_poisson_limits_and_a_planted_one_does_not():
    counts, residents = city()
    alike = asked(counts, residents)
    assert alike.choices["limits"] == "poisson"
    assert alike.tables["summary"].row()["outside"] <= 1
    planted = [(code, name, n * 3 if code == "07" else n) for code, name, n in counts]
    found = asked(planted, residents)
    frame = found.tables["funnel"].frame
    beyond = frame.filter((pl.col("rate") > pl.col("outer_upper")) | (pl.col("rate") < pl.col("outer_lower")))
    assert "07" in beyond["place"].to_list()
    assert found.tables["summary"].row()["outside"] == beyond.height


def test_ordinary_differences_between_places_widen_the_limits_unless_poisson_is_asked():
    counts, residents = city(spread=0.2)
    wide, narrow = asked(counts, residents), asked(counts, residents, question=Rates(limits="poisson"))
    assert wide.choices["limits"] == "over_dispersed"
    assert narrow.choices["limits"] == "poisson"
    assert wide.tables["summary"].row()["outside"] < narrow.tables["summary"].row()["outside"]
    assert wide.tables["summary"].row()["phi"] == narrow.tables["summary"].row()["phi"] > 1
    assert any("different, not worse" in caveat.en for caveat in wide.caveats)


def test_missing_is_not_zero():
    counts = made.totals(SEVEN_MONTHS, [("a", "A", 40), ("b", "B", None)])
    finding = Rates().run(counts, made.exposure([("a", 5000), ("b", 5000)]))
    assert finding.tables["places"].frame["rate"].to_list() == [8.0, None]
    assert finding.tables["summary"].row()["rated"] == 1
    assert finding.tables["summary"].row()["denominator"] == 5000


def test_the_gate_takes_rates_and_limits_of_small_counts():
    finding = asked(*city())
    for name in ("places", "funnel", "summary"):
        table = finding.tables[name]
        frame = protect(table, Policy(threshold=100_000)).frame
        resting = [key for key, column in table.columns.items() if column.role in ("ratio", "estimate")]
        assert frame.select(pl.all_horizontal(pl.col(resting).is_null().all())).item(), name


def test_an_empty_view_is_refused():
    assert asked([], []).refusal.kind == "no_exposure"
    assert asked([("a", "A", 0)], [("a", 5000)], about=made.basis("2018", events=0)).refusal.kind == "not_enough"


def test_one_place_with_nothing_recorded_has_a_rate_of_zero():
    frame = asked([("a", "A", 0)], [("a", 5000)]).tables["places"].frame
    assert frame["rate"].item() == 0.0
    assert np.isclose(frame["upper"].item(), 3.689 / 5, atol=1e-3)


def test_the_headline_says_how_many_places_differ_in_plain_words():
    counts, residents = city(40, seed=3)
    alike = asked(counts, residents)
    assert "None of them differs" in alike.headline.en
    planted = asked([(*counts[0][:2], counts[0][2] * 3), *counts[1:]], residents)
    assert "{outside:=differs|differ} from that rate" in planted.headline.en
    for language in ("en", "fr", "es"):
        assert "99" not in planted.headline.template(language)
        assert any("99" in caveat.template(language) for caveat in planted.caveats)
