"""The demonstration: what is bundled is what its README says, and it becomes a bulletin in three languages."""

import csv
import gzip
import io
import re
import zipfile

import pytest

from beffroi import demo
from beffroi.cli import main
from beffroi.edition import edition
from beffroi.observatory import Observatory
from beffroi.store.assignments import place_sets, places_of
from beffroi.vocabulary.period import Period

COLUMNS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


def months():
    return {path.name[:7]: path for path in sorted(demo.INCIDENTS.iterdir())}


def rows(path):
    return list(csv.DictReader(gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The demonstration as its command makes it."""
    folder = tmp_path_factory.mktemp("demonstration") / "town"
    assert main(["demo", "--out", str(folder), "--language", "fr"]) == 0
    observatory = Observatory.open(folder)
    yield observatory
    observatory.close()


def test_the_files_hold_the_district_as_the_publisher_wrote_it():
    residents = list(csv.DictReader(demo.RESIDENTS.read_text("utf-8").splitlines()))
    codes = {row["geography code"] for row in residents}
    assert len(codes) == 55
    assert sum(int(row[demo.RESIDENTS_COLUMN]) for row in residents) == 90_455
    found = 0
    for month, path in months().items():
        assert gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()[0] == COLUMNS
        held = rows(path)
        assert {row["Month"] for row in held} == {month}
        assert {row["LSOA code"] for row in held} <= codes
        found += len(held)
    assert (len(months()), found) == (26, 13_254)
    with zipfile.ZipFile(demo.AREAS) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"shp", "shx", "dbf", "prj"}


def test_the_readme_of_the_data_gives_their_true_figures():
    about = (demo.DATA / "README.md").read_text("utf-8")
    for figure in ("13,254", "26 files", "55", "90,455", "September, October and November 2021"):
        assert figure in about


def test_every_row_is_accounted_for_and_the_missing_months_stay_missing(built):
    accounts = [delivery.account for delivery in built.deliveries() if delivery.kind == "incidents"]
    assert sum(account["rows_in"] for account in accounts) == sum(account["stored"] for account in accounts) == 13_254
    assert built.check().is_sound
    covered = built.engine.coverage(demo.PUBLISHER)
    assert covered.periods == (Period.parse("2020-08/2021-08"), Period.parse("2021-12/2022-12"))
    asked = Period.parse(demo.PERIOD)
    assert covered.is_complete(asked)
    assert not covered.is_complete(asked.shift_years(-1))


def test_the_point_of_a_record_lies_in_the_area_that_the_publisher_names(built):
    areas, pairs = place_sets(built.store)["areas"], []
    for delivery in built.deliveries():
        if delivery.kind == "incidents":
            table = built.store.read(delivery)
            pairs += zip(places_of(built.store, delivery, areas), table["place_code"], strict=True)
    assert len(pairs) == 13_254
    elsewhere = sum(found != named for found, named in pairs)
    assert elsewhere / len(pairs) < 0.01


def test_what_can_be_answered_is_and_the_rest_says_why_in_one_sentence(built):
    made = edition(built, period=demo.PERIOD)
    refused = {s.name: r.finding.refusal for s in made.sections for r in s.releases if r.finding.refusal}
    coarse = {name for name, refusal in refused.items() if refusal.kind == "too_coarse"}
    assert coarse == {"rhythms", "near_repeat"}
    answered = {s.name for s in made.sections} - set(refused)
    assert {"counts", "rates", "trends", "concentration", "hot_spots", "data_quality"} <= answered


@pytest.mark.parametrize("locale", ["en", "fr", "es"])
def test_a_bulletin_is_published_with_the_words_of_the_licence(built, locale):
    page = (built.folder / "bulletin" / f"bulletin.{locale}.html").read_text("utf-8")
    assert (built.folder / "bulletin" / f"bulletin.{locale}.pdf").stat().st_size > 50_000
    said = re.sub(r"\s+", " ", page)
    assert "Contains public sector information licensed under the Open Government Licence v3.0" in said
    assert "Contains National Statistics data © Crown copyright and database right 2026" in said
    assert "Chicago" not in said


def test_start_makes_a_bulletin_of_the_same_files_and_offers_the_right_columns(tmp_path, monkeypatch, capsys):
    areas = [str(demo.AREAS), "", "lsoa21nm"]
    people = [str(demo.RESIDENTS), "", "", "2021"]
    lines = [str(demo.INCIDENTS), "", *areas, *people, "fr"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    assert main(["start", str(tmp_path / "o"), "--language", "fr"]) == 0
    assert "police-uk" in capsys.readouterr().out
    started = Observatory.open(tmp_path / "o")
    kinds = [delivery.kind for delivery in started.deliveries()]
    assert kinds == ["incidents"] * 26 + ["places", "exposure"]
    assert started.engine.places(None).frame["place"].str.starts_with("E01").all()
    assert started.meta["timezone"] == demo.TIMEZONE
    started.close()
    assert (tmp_path / "o" / "bulletin" / "bulletin.fr.html").exists()
