"""Records placed by a text: counted, with kind and precision; the text is in no table, and nothing is silent."""

import polars as pl
import pytest

from beffroi.errors.gazetteer import NoGazetteer, NoNumbers, NoText, NothingNamed
from beffroi.sources.gazetteer import Columns, read_gazetteer
from beffroi.sources.intake import read
from beffroi.sources.located_texts import reviewed
from tests.sources.files import CRS, profile, write
from tests.sources.test_geocode import table

ROWS = [
    "id,when,where,lon,lat,kind,setting",
    "1,2018-03-05 14:00:00,angle Ste-Catherine Est et St-Denis,,,THEFT,S",
    "2,2018-03-05 14:00:00,250 rue Ste-Catherine Est,,,THEFT,S",
    "3,2018-03-05 14:00:00,Calle de Alcalá,,,THEFT,S",  # a whole street: 200 m
    "4,2018-03-05 14:00:00,Boulevard Pie-IX,,,THEFT,S",
    "5,2018-03-05 14:00:00,50 Parc,,,THEFT,S",  # ambiguous
    "6,2018-03-05 14:00:00,,,,THEFT,S",
    "7,2018-03-05 14:00:00,250 rue Ste-Catherine Est,-87.65,41.85,THEFT,S",  # has its own coordinates
    "8,never,250 rue Ste-Catherine Est,,,THEFT,S",
]
CONTENT = "\n".join([*ROWS, ""]).encode()


def taken(folder, *, gazetteer=None, **where):
    made = profile(where={"text": "where", "kind": "exact", "metres": 5.0, **where})
    return read(write(folder, CONTENT), made, crs=CRS, gazetteer=table() if gazetteer is None else gazetteer)


def test_texts_locate_what_has_no_coordinates(tmp_path):
    found = taken(tmp_path, text_coarsest=150.0)
    rows = found.table.select("row", "location_kind", "location_metres").rows()
    assert rows == [
        (1, "snapped", 25.0), (2, "block", 50.0), (3, "none", None), (4, "none", None),
        (5, "none", None), (6, "none", None), (7, "exact", 5.0),
    ]  # fmt: skip
    assert found.table["x"][0] == pytest.approx(100)
    assert found.table["x"][6] > 1000  # its own coordinates stay
    counts = {check["check"]: check["n"] for check in found.checks}
    assert (counts["located_by_text"], counts["text_to_review"], counts["text_unmatched"]) == (2, 2, 1)
    assert counts["located"] == 3


def test_a_profile_says_how_precise_a_match_must_be(tmp_path):
    assert taken(tmp_path).table["location_metres"].to_list()[2] == 200.0
    strict = taken(tmp_path, text_least=0.96, text_coarsest=40.0)
    assert strict.table["location_kind"].to_list()[:3] == ["snapped", "none", "none"]


def test_the_text_is_carried_into_no_table(tmp_path):
    found = taken(tmp_path)
    assert "where" not in found.columns_kept
    assert "where" in found.columns_not_kept
    stored = [value for row in found.table.cast(pl.String).rows() for value in row if value]
    assert not any("Catherine" in value or "Alcal" in value for value in stored)
    assert "Catherine" not in str(found.extra)


def test_without_a_gazetteer_it_is_refused_in_three_languages(tmp_path):
    made, file = profile(where={"text": "where"}), write(tmp_path, CONTENT)
    for gazetteer in (None, table().clear()):
        with pytest.raises(NoGazetteer) as error:
            read(file, made, crs=CRS, gazetteer=gazetteer)
        assert len({error.value.say(language) for language in ("en", "fr", "es")}) == 3


def test_the_review_lists_what_was_not_taken_with_its_likely_place(tmp_path):
    made = profile(where={"text": "where", "text_coarsest": 150.0})
    found = reviewed(write(tmp_path, CONTENT), made, name="crimes.csv", gazetteer=table())
    assert found.filter(pl.col("status") == "matched")["row"].to_list() == [1, 2, 8]
    left = found.filter(pl.col("status") != "matched").select("row", "status", "name").rows()
    assert left == [(4, "unmatched", None), (5, "review", left[1][2]), (3, "review", "Calle de Alcalá")]
    with pytest.raises(NoText):
        reviewed(write(tmp_path, CONTENT), profile(), name="crimes.csv", gazetteer=table())


GEOJSON = """{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"name": "Parc central", "nombre": "Parque central", "other": "The Park; Le Parc",
  "a": null, "b": null}, "geometry": {"type": "Point", "coordinates": [-87.65, 41.85]}},
 {"type": "Feature", "properties": {"name": null, "nombre": null, "other": null, "a": 2, "b": 98},
  "geometry": {"type": "Point", "coordinates": [-87.65, 41.85]}},
 {"type": "Feature", "properties": {"name": "Rue A", "nombre": "Rue A", "other": null, "a": 100, "b": 198},
  "geometry": {"type": "LineString", "coordinates": [[-87.65, 41.85], [-87.64, 41.85]]}}]}"""


def test_a_gazetteer_has_names_in_several_languages_and_numbers(tmp_path):
    file = tmp_path / "g.geojson"
    file.write_text(GEOJSON, "utf-8")
    columns = Columns(names=("name", "nombre"), aliases="other", low=("a",), high=("b",))
    found, notes = read_gazetteer(file, kind="street", columns=columns, crs=CRS)
    assert found.select("entry", "name", "low", "high").rows() == [
        (0, "Parc central", None, None), (0, "Parque central", None, None), (0, "The Park", None, None),
        (0, "Le Parc", None, None), (2, "Rue A", 100, 198),
    ]  # fmt: skip
    assert notes[0][1] == {"n": 1}
    with pytest.raises(NoNumbers):
        read_gazetteer(file, kind="street", columns=Columns(names=("name",), low=("a",)), crs=CRS)
    file.write_text(GEOJSON.replace('"other": "The Park; Le Parc"', '"other": null'), "utf-8")
    with pytest.raises(NothingNamed):
        read_gazetteer(file, kind="place", columns=Columns(names=("other",)), crs=CRS)
