"""Boundaries change: a question is counted by the vintage in force or the one asked; a measure crosses from one to the other."""

import json

import pytest
import shapely

from beffroi.analyses.counts import Counts
from beffroi.conversion import convert_counts, convert_measure, keep
from beffroi.errors.places import NoMeasure, NoVintage
from beffroi.errors.questions import UnknownPlace
from beffroi.observatory import Observatory
from beffroi.store.vintages import choose
from beffroi.vocabulary.scope import Scope
from tests.journeys.town import write

HALVES = {"W": (2.30, 48.82, 2.35, 48.90), "E": (2.35, 48.82, 2.40, 48.90)}  # the districts are N and S
SMALLER = {"W": (2.30, 48.82, 2.35, 48.90)}  # the east is in none of them


def outlines(path, areas):
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": shapely.geometry.mapping(shapely.box(*edges))}
        for code, edges in areas.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.fixture
def home(tmp_path):
    incidents = write(tmp_path / "files", rows=300)
    made = Observatory.create(tmp_path / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    made.add_places(tmp_path / "files" / "districts.geojson", name="parts", code="code", period="2010/2022")
    made.add_places(outlines(tmp_path / "halves.geojson", HALVES), name="parts", code="code", period="2023-07/2040")
    made.deliver(incidents, profile=tmp_path / "files" / "town.toml")
    yield made
    made.close()


def counted(home, **scope):
    answer = home.ask(Counts(), Scope(**scope))
    frame = answer.finding.tables["places"].frame if "places" in answer.finding.tables else None
    return answer, frame


def test_the_vintage_in_force_on_the_last_day_asked_is_counted_by(home):
    assert set(home.engine.places_of(Scope(dataset="town")).frame["place"]) == {"W", "E"}
    assert set(home.engine.places_of(Scope(dataset="town", period="2022")).frame["place"]) == {"N", "S"}
    assert set(home.engine.places_of(Scope(dataset="town", places="parts", period="2024-01")).frame["place"]) == {
        "W",
        "E",
    }


def test_the_vintage_asked_is_counted_by(home):
    asked = Scope(dataset="town", places="parts@2010", area=("N",))
    answer, _ = counted(home, places="parts@2010")
    assert answer.context["places"] == "parts@2010/2022"
    rows, _ = home.engine.in_scope(asked)
    assert 0 < rows.height < 300
    answer, _ = counted(home)
    assert answer.context["places"] == "parts@2023-07/2040-12"


def test_no_vintage_in_force_is_said_and_is_an_error_only_where_the_set_is_named(home):
    assert home.engine.places_of(Scope(dataset="town", period="2023-02")).period == "2023-07/2040-12"
    with pytest.raises(NoVintage) as error:
        home.engine.places_of(Scope(dataset="town", places="parts", period="2023-02"))
    for language in ("en", "fr", "es"):
        assert "parts@2010/2022, parts@2023-07/2040-12" in error.value.say(language)
    with pytest.raises(UnknownPlace):
        choose(home.engine.place_sets, "nowhere@2011")
    assert choose(home.engine.place_sets, "parts").period == "2023-07/2040-12"  # no day: the latest


def test_one_vintage_replaces_itself_and_not_the_other(home, tmp_path):
    home.add_places(outlines(tmp_path / "again.geojson", SMALLER), name="parts", code="code", period="2023-07/2040")
    assert sorted(home.engine.place_sets) == ["parts@2010/2022", "parts@2023-07/2040-12"]
    assert home.engine.places("parts").frame["place"].to_list() == ["W"]


def residents(home, places="parts@2010"):
    file = home.folder.parent / "files" / "residents.csv"
    home.add_exposure(
        file, measure="residents", places=home.engine.places(places).name, place="district", value="residents"
    )


def test_a_measure_crosses_to_other_boundaries_and_says_that_it_is_an_estimate(home):
    residents(home)
    made = convert_measure(home, "residents", source="parts@2010", target="parts")
    assert made.frame["value"].sum() + made.rest == pytest.approx(100_000)
    assert made.frame["value"].to_list() == pytest.approx([50_000, 50_000], rel=2e-3)
    assert made.rest == pytest.approx(0, abs=1)
    assert (made.uncovered, made.partly, made.unknown) == (0, 0, 0)
    assert "evenly" in made.assumption("en", **made.values)
    keep(home, made, title="residents, interpolated")
    (kept,) = [each for each in home.deliveries() if each.dataset == f"residents/{made.target}"]
    assert kept.account["source"]["title"] == "residents, interpolated"
    assert "interpolated-from-parts@2010" in kept.file_name
    assert home.engine.exposure("residents", made.target).frame["value"].sum() == pytest.approx(100_000)


def test_weights_by_finer_places_move_it(home, tmp_path):
    residents(home)
    fine = outlines(tmp_path / "fine.geojson", {"a": (2.30, 48.82, 2.31, 48.90), "b": (2.39, 48.82, 2.40, 48.90)})
    home.add_places(fine, name="fine", code="code")
    (tmp_path / "fine.csv").write_text("code,n\na,30\nb,10\n", "utf-8")
    home.add_exposure(tmp_path / "fine.csv", measure="homes", places="fine", place="code", value="n")
    made = convert_measure(home, "residents", source="parts@2010", target="parts", weight="homes", finer="fine")
    assert dict(made.frame.select("place", "value").iter_rows()) == pytest.approx({"W": 75_000, "E": 25_000}, rel=1e-3)
    assert "homes" in made.assumption("fr", **made.values)


def test_what_lies_in_no_place_is_said_and_counts_convert_too(home, tmp_path):
    home.add_places(outlines(tmp_path / "small.geojson", SMALLER), name="small", code="code")
    made = convert_counts(home, Scope(dataset="town"), source="parts@2010", target="small")
    assert made.given == 300
    assert made.frame["value"].sum() + made.rest == pytest.approx(300)
    assert made.rest == pytest.approx(150, abs=1)


def test_a_measure_that_is_not_known_is_an_error(home):
    with pytest.raises(NoMeasure):
        convert_measure(home, "residents", source="parts@2010", target="parts")
