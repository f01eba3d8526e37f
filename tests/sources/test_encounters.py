"""Stops and searches: kept apart from incidents, with nothing about the person."""

from datetime import datetime

import polars as pl
import pytest
from pydantic import ValidationError

from beffroi.errors.questions import EncountersApart
from beffroi.observatory import Observatory
from beffroi.sources import publishers
from beffroi.sources.columns import describes_person
from beffroi.sources.intake import read
from beffroi.tables.incidents import ENCOUNTERS
from beffroi.vocabulary.scope import Scope
from tests.sources.files import profile, write

STOPS = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing\n"
    "Person search,2019-05-31T23:01:00+00:00,False,,53.407704,-2.162284,Female,10-17,White,White,"
    "Police and Criminal Evidence Act 1984 (section 1),Offensive weapons,A no further action disposal,,False\n"
    "Vehicle search,2019-06-02T10:00:00+00:00,False,,,,,,,,Misuse of Drugs Act 1971 (section 23),Controlled drugs,Arrest,"
    "True,False\n"
    "Person search,broken,False,,,,,,,,,,,,\n"
)


@pytest.fixture
def stops(tmp_path):
    return write(tmp_path, STOPS.encode(), name="2019-06-force-stop-and-search.csv")


def test_a_stop_says_what_was_done_and_not_of_whom(stops):
    found = read(stops, publishers.profile("police-uk-stops"), crs="EPSG:27700")
    assert list(found.table.columns) == list(ENCOUNTERS)
    assert (found.rows_in, found.table.height, found.quarantined["reason"].to_list()) == (3, 2, ["bad_date"])
    first, second = found.table.rows(named=True)
    assert first["occurred_from"] == datetime(2019, 6, 1, 0, 1)  # the file says UTC and means it
    assert (first["kind"], first["reason"], first["found"]) == ("Person search", "Offensive weapons", None)
    assert (second["outcome"], second["found"], second["x"]) == ("Arrest", True, None)
    assert set(found.columns_not_kept) >= {"Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity"}
    counts = {check["check"]: check["n"] for check in found.checks}
    assert counts["found_unknown"] == 1
    assert not counts.keys() & {"mapped", "unmapped"}


def test_no_column_of_an_encounter_is_about_a_person():
    assert not [name for name in ENCOUNTERS if describes_person(name)]


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        (
            "san-jose-stops",
            "date,time,location,lat,lng,subject_race,type,arrest_made,citation_issued,outcome,contraband_found,"
            "search_conducted,reason_for_stop\n2013-09-01,00:08:37,TULLY RD AND LUCRETIA AV,37.35,-121.85,white,vehicular,"
            "FALSE,TRUE,citation,NA,TRUE,Vehicle Code Violation\n",
            {
                "kind": "vehicular",
                "reason": "Vehicle Code Violation",
                "searched": True,
                "found": None,
                "arrested": False,
            },
        ),
        (
            "washington-stops",
            "stop_date,stop_time,race_ethnicity,gender,stop_reason_nonticket,stop_district,stop_location_block,"
            "stop_datetime,age_group,arrest\n2019-07-22,840,Black,Male,Call for service,1D,200 BLOCK,2019-07-22 00:14:00,"
            "17-24,TRUE\n",
            {"reason": "Call for service", "place_code": "1D", "searched": None, "arrested": True},
        ),
    ],
)
def test_other_publishers_of_stops(tmp_path, name, content, wanted):
    found = read(write(tmp_path, content.encode()), publishers.profile(name), crs="EPSG:32618")
    (row,) = found.table.rows(named=True)
    assert {key: row[key] for key in wanted} == wanted
    assert "filtered_extract" in dict(found.notes)


def test_stops_are_never_counted_with_offences(tmp_path, stops):
    made = Observatory.create(tmp_path / "o", name="o", languages=("en",), timezone="Europe/London", crs="EPSG:27700")
    received = made.deliver(stops, profile="police-uk-stops")
    assert (received.delivery.kind, received.account["stored"]) == ("encounters", 2)
    assert "police-uk-stops" not in made.engine.datasets
    with pytest.raises(EncountersApart) as refused:
        made.engine.dataset(Scope(dataset="police-uk-stops"))
    assert len({refused.value.say(language) for language in ("en", "fr", "es")}) == 3
    assert not made.deliver(stops, profile="police-uk-stops").added
    (tmp_path / "o" / str(received.delivery.path("table"))).write_bytes(b"broken")
    assert made.check(repair=True).repaired
    assert pl.read_parquet(made.engine.store.path_of(str(received.delivery.path("table")))).height == 2


def test_a_profile_of_encounters_says_so_whole():
    with pytest.raises(ValidationError, match="encounters"):
        profile(table="encounters", stop={"kind": "kind"})
