"""Re-supplied, corrected and withdrawn records: the embedded engine against the rule written out slowly."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.errors.revisions import KeysReused, NewestNeedsAKey, NothingYet, OverlappingRecords
from beffroi.errors.store import OverlappingDelivery, UnknownDelivery
from beffroi.store.catalogue import Catalogue
from beffroi.store.deliveries import Deliveries, Parcel
from beffroi.store.local import LocalEngine
from beffroi.store.moments import sequence_at
from beffroi.store.reference import Supply, current_rows
from beffroi.tables.incidents import INCIDENTS
from beffroi.tables.views import Request
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope
from tests.spec.conftest import DEFAULTS, PROFILE

START = date(2024, 1, 1)


def row(key, day, *, number=1, offence="theft", **changes):
    """One incident of a day of January 2024 on (0 is the first)."""
    moment = datetime.combine(START + timedelta(days=day), datetime.min.time())
    return {**DEFAULTS, "row": number, "source_id": key, "occurred_from": moment, "location_kind": "none",
            "offence_source": offence, **changes}  # fmt: skip


def days(first, last):
    """A half-open period, as days of January 2024 on."""
    return Period(start=START + timedelta(days=first), end=START + timedelta(days=last))


class Shelf:
    """A store in a folder, and deliveries by the dozen."""

    def __init__(self, folder):
        self.catalogue = Catalogue.in_folder(folder)
        self.catalogue.create({"name": "Town"})
        self.store = Deliveries(folder, self.catalogue)
        self.folder = folder

    def deliver(self, *rows, covered=(0, 31), rule="ask"):
        """Commit a delivery; rows are numbered as they come."""
        numbered = [{**each, "row": at} for at, each in enumerate(rows, start=1)]
        raw = self.folder / "raw.txt"
        name = f"{len(self.catalogue.deliveries())}"
        raw.write_text(name)
        account = {"rows_in": len(rows), "stored": len(rows), "quarantined": 0, "dropped": {}, "reasons": {}}
        return self.store.commit(
            Parcel(
                dataset="town", kind="incidents", raw=raw, file_name=f"{name}.csv", sha256=name * 8,
                table=pl.DataFrame(numbered, schema=INCIDENTS), quarantined=pl.DataFrame(),
                account={**account, "checks": []}, profile=PROFILE, contract="1", overlap=rule,
                covered=(days(*covered),) if covered else (),
            )
        )  # fmt: skip

    def standing(self, until=None):
        """The rows that stand, as key, day and category."""
        engine = LocalEngine(self.store, until=until)
        rows = engine._all_rows("town", whole=True).sort("position")
        days_in = (rows["occurred_from"].dt.date() - START).dt.total_days()
        return list(zip(rows["source_id"], days_in, rows["offence_source"], strict=True))


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path)
    yield made
    made.catalogue.close()


def test_a_corrected_record_stands_once_and_both_versions_are_kept(shelf):
    first, _ = shelf.deliver(row("a", 1), row("b", 2))
    second, _ = shelf.deliver(row("a", 3), row("b", 2), row("c", 4))
    assert shelf.standing() == [("a", 3, "theft"), ("b", 2, "theft"), ("c", 4, "theft")]
    assert shelf.store.read(first)["source_id"].to_list() == ["a", "b"]
    assert second.overlap == "newest"
    told = second.account["revision"]
    assert (told["same"], told["corrected"], told["redated"], told["new"], told["gone"]) == (1, 1, 1, 1, 0)


def test_a_requalified_offence_keeps_both_and_answers_with_the_later(shelf):
    shelf.deliver(row("a", 1, offence="assault"), row("b", 2))
    second, _ = shelf.deliver(row("a", 1, offence="homicide"), row("b", 2, status="consolidated"))
    assert shelf.standing() == [("a", 1, "homicide"), ("b", 2, "theft")]
    assert shelf.standing(until=1) == [("a", 1, "assault"), ("b", 2, "theft")]
    told = second.account["revision"]
    assert (told["requalified"], told["restated"], told["corrected"], told["same"]) == (1, 1, 2, 0)


def test_a_record_that_disappeared_asks_and_says_how_many(shelf):
    shelf.deliver(row("a", 1), row("b", 2))
    with pytest.raises(OverlappingRecords, match="1 that this file no longer holds"):
        shelf.deliver(row("a", 1))
    assert len(shelf.catalogue.deliveries()) == 1


@pytest.mark.parametrize(("rule", "left"), [("newest", {"a", "b"}), ("replace", {"a"})])
def test_a_record_that_disappeared_is_reported_and_withdrawn_by_rule(shelf, rule, left):
    shelf.deliver(row("a", 1), row("b", 2))
    second, _ = shelf.deliver(row("a", 1), rule=rule)
    assert {key for key, *_ in shelf.standing()} == left
    assert second.account["revision"]["gone"] == 1


def test_a_record_of_another_month_is_corrected_too(shelf):
    shelf.deliver(row("a", 30), row("b", 2))
    shelf.deliver(row("a", 31), row("c", 40), covered=(31, 60))
    assert sorted(shelf.standing()) == [("a", 31, "theft"), ("b", 2, "theft"), ("c", 40, "theft")]


def test_overlapping_months_count_once(shelf):
    january = [row(f"j{n}", n) for n in range(10)]
    february = [row(f"f{n}", 31 + n) for n in range(10)]
    shelf.deliver(*january)
    shelf.deliver(*january, *february, covered=(0, 60))
    assert len(shelf.standing()) == 20


def test_to_append_counts_both_even_of_one_key(shelf):
    shelf.deliver(row("a", 1))
    shelf.deliver(row("a", 1, offence="burglary"), rule="add")
    assert shelf.standing() == [("a", 1, "theft"), ("a", 1, "burglary")]


def test_rows_without_a_key_that_come_again_count_once(shelf):
    shelf.deliver(row("a", 1), row(None, 2), row(None, 2))
    shelf.deliver(row("a", 1), row(None, 2), row(None, 2), row(None, 3), rule="newest")
    assert Counter(shelf.standing()) == Counter({("a", 1, "theft"): 1, (None, 2, "theft"): 2, (None, 3, "theft"): 1})


def test_rows_without_a_key_count_as_often_as_the_delivery_that_has_most(shelf):
    shelf.deliver(row("a", 1), row(None, 2), row(None, 2))
    for key in "bc":
        shelf.deliver(row(key, 1), row(None, 2), rule="newest")
    assert Counter(shelf.standing())[None, 2, "theft"] == max(2, 1, 1)


def test_data_without_a_key_ask_and_have_no_newest(shelf):
    shelf.deliver(row(None, 1))
    with pytest.raises(OverlappingDelivery, match="1 records the same"):
        shelf.deliver(row(None, 1), row(None, 2))
    with pytest.raises(NewestNeedsAKey):
        shelf.deliver(row(None, 1), row(None, 2), rule="newest")


def test_numbering_that_starts_again_asks(shelf):
    shelf.deliver(*(row(str(n), n) for n in range(10)))
    again = [row(str(n), 31 + n, offence="other") for n in range(10)]
    with pytest.raises(KeysReused, match="10 keys"):
        shelf.deliver(*again, covered=(31, 60))
    shelf.deliver(*again, covered=(31, 60), rule="add")
    assert len(shelf.standing()) == 20


def test_a_deleted_version_leaves_no_gap_in_the_chain(shelf):
    shelf.deliver(row("a", 1))
    second, _ = shelf.deliver(row("a", 2))
    shelf.deliver(row("a", 3))
    shelf.store.delete(second)
    assert shelf.standing() == [("a", 3, "theft")]


def test_a_day_names_what_had_arrived_by_then_in_order_of_arrival(shelf):
    for day in (1, 2, 3):
        shelf.deliver(row(f"k{day}", day), covered=(day, day + 1))
    clock = ("2024-05-01", "2024-05-03", "2024-05-02")  # it went back once
    arrived = [
        replace(one, received_at=f"{when}T10:00:00+00:00")
        for one, when in zip(shelf.catalogue.deliveries(), clock, strict=True)
    ]
    assert [sequence_at(arrived, when) for when in ("2024-05-01", "2024-05-02", "2024-05-03")] == [1, 1, 3]
    assert sequence_at(arrived, arrived[1].id[:8]) == 2
    with pytest.raises(NothingYet, match="2024-05-01"):
        sequence_at(arrived, "2024-04-30")
    with pytest.raises(UnknownDelivery):
        sequence_at(arrived, "nothing")


# the rule, against its definition

KEYS = st.sampled_from([None, "a", "b", "c", "d"])
ROWS = st.lists(
    st.builds(row, KEYS, st.integers(0, 9), offence=st.sampled_from(["theft", "arson"])), min_size=1, max_size=6
)
SUPPLIES = st.lists(
    st.tuples(ROWS, st.tuples(st.integers(0, 6), st.integers(7, 10)), st.sampled_from(["add", "newest", "replace"])),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(supplies=SUPPLIES)
def test_the_rows_that_stand_are_those_of_the_definition(tmp_path_factory, supplies):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    kept = []
    for rows, covered, rule in supplies:
        rule = "replace" if rule == "newest" and all(each["source_id"] is None for each in rows) else rule
        _, added = shelf.deliver(*rows, covered=covered, rule=rule)
        if added:
            kept.append(Supply(rows=[*rows], covered=(days(*covered),), rule=rule))
    slow = current_rows(kept)
    expected = Counter(
        (one["source_id"], (one["occurred_from"].date() - START).days, one["offence_source"]) for one in slow
    )
    assert Counter(shelf.standing()) == expected
    series = LocalEngine(shelf.store).view(Request(view="series", every="day"), Scope()).frame
    assert int(series["n"].sum()) == len(slow)
    shelf.catalogue.close()
