"""The ledger: one cell has one value wherever it appears, and what leaves together is written together."""

from collections import defaultdict

import pytest

from beffroi import edition
from beffroi.analyses.counts import Counts
from beffroi.errors.governance import TooMuchUnmapped
from beffroi.observatory import Observatory
from beffroi.vocabulary.scope import Scope
from tests.journeys import town

CELL = ("dataset", "zones", "offences", "period", "filter")


def build(folder, **options):
    """An observatory of the town, its districts and residents; `options` go to the town's files."""
    files = town.write(folder / "files", **options).parent
    observatory = Observatory.create(
        folder / "observatory", name="Town", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154"
    )
    observatory.add_places(files / "districts.geojson", name="districts", code="code", label="label")
    residents = {"place": "district", "value": "residents", "period": "2023"}
    observatory.add_exposure(files / "residents.csv", measure="residents", places="districts", **residents)
    observatory.deliver(files / "incidents.csv", profile=str(files / "town.toml"))
    return observatory


@pytest.fixture(scope="module")
def observatory(tmp_path_factory):
    made = build(tmp_path_factory.mktemp("ledger"))
    yield made
    made.close()


def test_one_cell_has_one_value_in_every_release_of_a_bulletin(observatory):
    edition.edition(observatory, period="2024", locales=("en",))
    values = defaultdict(set)
    for told in observatory.catalogue.statements():
        if told["value"] is not None:
            values[tuple(told[axis] for axis in CELL)].add(round(told["value"], 1))
    assert len(values) > 100
    assert {cell: found for cell, found in values.items() if len(found) > 1} == {}


def test_places_are_written_with_their_set_and_periods_with_what_they_cover(observatory):
    observatory.publish(Counts(step="month"), Scope(period="2024-03/2024-04"))
    told = [each for each in observatory.catalogue.statements() if each["table"] == "by_place"]
    assert {each["zones"] for each in told} >= {"place=N;of=districts", "place=S;of=districts"}
    assert any("covered=2024-03" in each["period"] for each in told)


def test_an_edition_that_fails_leaves_nothing_in_the_ledger(tmp_path, monkeypatch):
    observatory = build(tmp_path)
    made = []

    def fail_late(question, scope=None):
        made.append(question)
        if len(made) > 3:
            raise TooMuchUnmapped(share="2 %", dataset="town", categories="?")
        return Observatory.protected(observatory, question, scope)

    monkeypatch.setattr(observatory, "protected", fail_late)
    with pytest.raises(TooMuchUnmapped):
        edition.edition(observatory, period="2024")
    assert observatory.catalogue.statements() == []
    observatory.close()


def test_naming_an_offence_does_not_hide_that_others_are_not_classified(tmp_path):
    files = town.write(tmp_path / "files").parent
    lines = (files / "incidents.csv").read_text("utf-8").replace(";vol;", ";?;", 30)
    (files / "incidents.csv").write_text(lines, "utf-8")
    observatory = Observatory.create(tmp_path / "o", name="T", languages=("en",), timezone="Europe/Paris")
    observatory.deliver(files / "incidents.csv", profile=str(files / "town.toml"))
    with pytest.raises(TooMuchUnmapped, match=r"5\.0 %") as refused:
        observatory.publish(Counts(), Scope(offences=("0501",)))
    assert refused.value.exit_code == 3
    assert "?" in str(refused.value.remedy) + str(refused.value)
    observatory.close()


def test_not_enough_events_are_still_a_number_that_left(tmp_path):
    from beffroi.analyses.near_repeat import NearRepeat

    observatory = build(tmp_path, rows=30)
    release = observatory.publish(NearRepeat(), Scope())
    assert release.finding.refusal.values["found"] == 30
    assert [(each["table"], each["value"]) for each in observatory.catalogue.statements()] == [("refusal", 30.0)]
    observatory.close()
