"""Data sets of several deliveries: the strictest terms, one unit, no day counted twice, no whole beside its parts."""

from datetime import date

import polars as pl
import pytest

from beffroi.errors.store import MixedUnits
from beffroi.store.catalogue import Catalogue
from beffroi.store.deliveries import Deliveries, Parcel
from beffroi.store.local import LocalEngine
from beffroi.store.places import PlaceSet, positions
from beffroi.tables.incidents import INCIDENTS, RECORDED_COUNTS
from beffroi.tables.views import Request
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope
from tests.spec.conftest import PROFILE, read_table

TOWN = Scope(dataset="town")


@pytest.fixture
def store(tmp_path):
    catalogue = Catalogue.in_folder(tmp_path)
    catalogue.create({"name": "Town"})
    yield Deliveries(tmp_path, catalogue)
    catalogue.close()


def commit(store, table, *, covered, name, kind="incidents", overlap="ask", **profile):
    raw = store.folder.parent / f"{name}.csv"
    raw.write_text(name)
    counts = {"rows_in": table.height, "stored": table.height, "quarantined": 0, "dropped": {}, "reasons": {}}
    parcel = Parcel(
        dataset="town",
        kind=kind,
        raw=raw,
        file_name=raw.name,
        sha256=name * 8,
        table=table,
        quarantined=pl.DataFrame(),
        account={**counts, "checks": []},
        profile={**PROFILE, "table": kind, **profile},
        contract="1",
        overlap=overlap,
        covered=(Period.parse(covered),),
    )
    return store.commit(parcel)


def events(*days, **columns):
    return pl.DataFrame([{**row, **columns} for row in read_table("day\n" + "\n".join(days))], schema=INCIDENTS)


def tallies(*rows):
    """Recorded counts of 2020 in place A: (class, ICCS code, whole, value)."""
    made = [
        {
            "row": at, "place_code": "A", "period_start": date(2020, 1, 1), "period_end": date(2021, 1, 1),
            "offence_source": source, "offence": code, "offence_status": "mapped", "aggregate": whole,
            "sensitive": False, "unit": "victim", "value": value, "status": "consolidated",
        }
        for at, (source, code, whole, value) in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(made, schema=RECORDED_COUNTS)


@pytest.mark.parametrize("agreed_first", [True, False])
def test_one_delivery_under_agreement_puts_the_whole_data_set_under_it(store, agreed_first):
    commit(store, events("01-02"), covered="2024-01", name="a", agreement="A-12" if agreed_first else None)
    commit(store, events("02-02"), covered="2024-02", name="b", agreement=None if agreed_first else "A-12")
    assert LocalEngine(store).basis(TOWN).agreement == "A-12"


def test_counts_are_public_already_only_where_those_of_every_delivery_are(store):
    commit(store, events("01-02"), covered="2024-01", name="a", already_public="published monthly")
    assert LocalEngine(store).basis(TOWN).already_public == "published monthly"
    commit(store, events("02-02"), covered="2024-02", name="b")
    commit(store, events("03-02"), covered="2024-03", name="c", already_public="published monthly")
    assert LocalEngine(store).basis(TOWN).already_public is None


def test_deliveries_that_count_different_things_have_no_sum(store):
    commit(store, events("01-02"), covered="2024-01", name="a", unit="victim")
    commit(store, events("02-02"), covered="2024-02", name="b", unit="offence")
    with pytest.raises(MixedUnits):
        LocalEngine(store).basis(TOWN)


def test_a_last_day_cut_short_is_not_counted_beside_the_same_day_delivered_whole(store):
    commit(store, events("01-30", "01-31"), covered="2024-01-01/2024-01-30", name="a")
    commit(store, events("01-31", "01-31", "02-01"), covered="2024-01-31/2024-02-29", name="b")
    engine = LocalEngine(store)
    frame = engine.view(Request(view="series", every="month"), TOWN).frame
    assert frame["n"].to_list() == [3, 1]
    assert engine.basis(TOWN).events == 4


@pytest.mark.parametrize(("overlap", "january"), [("replace", 2), ("add", 4)])
def test_a_corrected_part_of_a_month_replaces_those_days_only(store, overlap, january):
    commit(store, events("01-05", "01-20", "01-31"), covered="2024-01", name="a")
    commit(store, events("01-25"), covered="2024-01-20/2024-01-31", name="b", overlap=overlap)
    frame = LocalEngine(store).view(Request(view="series", every="month"), TOWN).frame
    assert frame["n"].to_list() == [january]


def test_a_day_without_its_hour_does_not_take_the_hour_from_the_others(store):
    table = pl.concat([events("01-02 10:00"), events("01-03", date_precision="day", hour_known=False)])
    commit(store, table, covered="2024-01", name="a")
    basis = LocalEngine(store).basis(TOWN)
    assert (basis.date_precision, basis.hour_unknown) == ("minute", 1)


def test_a_month_among_moments_is_as_coarse_as_a_month(store):
    table = pl.concat([events("01-02 10:00"), events("01-03", date_precision="month", hour_known=False)])
    commit(store, table, covered="2024-01", name="a")
    assert LocalEngine(store).basis(TOWN).date_precision == "month"


def test_gaps_are_counted_in_events_where_rows_are_victims(store):
    rows = read_table("day | event_key | x\n01-02 | a | -\n01-02 | a | -\n01-03 | b | 5")
    commit(store, pl.DataFrame([{**row, "y": row["x"]} for row in rows], schema=INCIDENTS), covered="2024-01", name="a")
    basis = LocalEngine(store).basis(TOWN)
    assert (basis.events, basis.unplaced) == (2, 1)


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([("all", "02011", True, 9), ("home", "02011", False, 4), ("other", "02011", False, 5)], 9),
        ([("all", "02011", True, 9)], 9),  # without its parts, a whole is all there is
        ([("all", "02011", True, 9), ("theft", "0502", False, 7)], 16),
    ],
)
def test_a_whole_falls_only_beside_its_parts(store, rows, total):
    commit(store, tallies(*rows), covered="2020", name="a", kind="recorded_counts")
    assert LocalEngine(store).basis(TOWN).events == total


def test_unmapped_recorded_counts_weigh_what_they_count(store):
    table = tallies(("known", "0502", False, 90), ("new", None, False, 10))
    table = table.with_columns(
        pl.when(pl.col("offence").is_null())
        .then(pl.lit("unmapped"))
        .otherwise("offence_status")
        .alias("offence_status")
    ).cast(RECORDED_COUNTS)
    commit(store, table, covered="2020", name="a", kind="recorded_counts")
    assert LocalEngine(store).basis(TOWN).unmapped == 10


def test_thousands_of_codes_each_join_their_own_place():
    codes = [f"E{number:05d}" for number in range(3_000)]
    frame = pl.DataFrame(
        {"place": codes, "name": codes, "wkb": [None] * len(codes)}, schema_overrides={"wkb": pl.Binary}
    )
    places = PlaceSet(name="small", kind="area", frame=frame, crs="EPSG:27700", match="code")
    asked = pl.Series("place_code", codes[::-1] * 20)
    assert places.at(positions(places, pl.DataFrame([asked]))).to_list() == asked.to_list()


def test_an_account_of_one_unit_among_several_says_which(store):
    table = tallies(("a", "0502", False, 90), ("b", "0501", False, 10))
    table = table.with_columns(pl.Series("unit", ["victim", "vehicle"]))
    commit(store, table, covered="2020", name="a", kind="recorded_counts")
    basis = LocalEngine(store).basis(Scope(dataset="town", unit="vehicle"), any_unit=True)
    assert (basis.unit, basis.events) == ("vehicle", 10)
