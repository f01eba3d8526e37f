"""Streets from the command line: a network, incidents on it, what leaves and what does not."""

import json

import pytest

from beffroi.analyses.concentration import Concentration
from beffroi.analyses.counts import Counts
from beffroi.analyses.local_clusters import LocalClusters
from beffroi.analyses.street_clustering import StreetClustering
from beffroi.analyses.street_counts import StreetCounts
from beffroi.analyses.street_density import StreetDensity
from beffroi.cli import main
from beffroi.observatory import Observatory
from beffroi.vocabulary.scope import Scope
from tests.journeys.town import write

LANGUAGES = ("en", "fr", "es")


def run(arguments):
    assert main(arguments) == 0, arguments


def lattice(path, step=0.004):
    """Streets every 0.004 degrees, each one line across the whole town."""
    west = [2.30 + step * k for k in range(26)]
    south = [48.82 + step * k for k in range(21)]
    lines = [[[x, y] for x in west] for y in south] + [[[x, y] for y in south] for x in west]
    features = [
        {"type": "Feature", "properties": {"nom": f"Rue {k}"}, "geometry": {"type": "LineString", "coordinates": line}}
        for k, line in enumerate(lines)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streets")
    write(folder / "files", rows=400)
    files, made = folder / "files", folder / "o"
    run(["init", str(made), "--timezone", "Europe/Paris"])
    both = ["--observatory", str(made)]
    run(["places", "add", str(files / "districts.geojson"), "--id", "code", "--as", "parts", *both])
    run(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *both])
    lattice(files / "rues.geojson")
    return made, files


def added(home, capsys, *more):
    made, files = home
    run(
        [
            "streets",
            "add",
            str(files / "rues.geojson"),
            "--name",
            "nom",
            "--as",
            "rues",
            "--observatory",
            str(made),
            *more,
        ]
    )
    return capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_adding_says_what_was_cut_and_adding_again_that_nothing_is_new(home, capsys, language):
    said = added(home, capsys, "--language", language, "--within", "200")
    assert "1045" in said.replace("\u202f", "").replace(",", "")  # 21 rows of 25 blocks and 26 columns of 20
    assert "47" in said


def test_the_options_said_last_are_those_that_hold_even_where_they_were_said_before(home, capsys):
    """A, then B, then A again of one file; and adding what holds already adds nothing."""

    def held():
        observatory = Observatory.open(home[0])
        try:
            held = observatory.store.catalogue.deliveries(dataset="rues", kind="places")
            return observatory.ask(StreetCounts()).finding.tables["summary"].row()["incidents"], len(held)
        finally:
            observatory.close()

    made = []
    for within in ("70", "220", "70", "70", "220", "70"):
        added(home, capsys, "--within", within)
        made.append(held())
    counts, stored = zip(*made, strict=True)
    assert counts[0] < counts[1]
    assert counts == (counts[0], counts[1], counts[0], counts[0], counts[1], counts[0])
    assert [one - stored[0] for one in stored] == [0, 1, 2, 2, 3, 4]


def test_incidents_are_counted_on_streets_and_every_one_is_accounted_for(home, capsys):
    added(home, capsys, "--within", "60")
    with_json = ["ask", "street-counts", "--observatory", str(home[0]), "--json"]
    run(with_json)
    summary = json.loads(capsys.readouterr().out)["tables"]["summary"][0]
    assert summary["incidents"] + summary["dropped"] + summary["unlocated"] == 400
    assert summary["dropped"] > 0
    assert summary["segments"] == 1045
    added(home, capsys, "--within", "210")
    run(with_json)
    wider = json.loads(capsys.readouterr().out)["tables"]["summary"][0]
    assert wider["incidents"] > summary["incidents"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_speaks_every_language_and_is_drawn(home, capsys, tmp_path, language):
    added(home, capsys)
    out = tmp_path / "map.svg"
    run(["ask", "street-counts", "--observatory", str(home[0]), "--language", language, "--svg", str(out)])
    assert "{" not in capsys.readouterr().out
    assert "<svg" in out.read_text("utf-8")


@pytest.mark.parametrize("asked", ["street-density", "street-clustering", "street-near-repeat", "nearest-facilities"])
def test_every_question_about_streets_is_answered_and_drawn_at_the_command_line(home, capsys, tmp_path, asked):
    made, files = home
    added(home, capsys, "--within", "150")
    features = [
        {"type": "Feature", "properties": {"nom": f"Bar {k}"}, "geometry": {"type": "Point", "coordinates": [2.31 + 0.02 * k, 48.84]}}
        for k in range(4)
    ]  # fmt: skip
    (files / "bars.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    both = ["--observatory", str(made)]
    run(["gazetteer", "add", str(files / "bars.geojson"), "--kind", "place", "--name", "nom", "--as", "bars", *both])
    capsys.readouterr()
    out = tmp_path / "drawn.svg"
    more = ["--simulations", "39"] if asked == "street-clustering" else []
    more += ["--facilities", "bars"] if asked == "nearest-facilities" else []
    run(["ask", asked, "--svg", str(out), "--language", "fr", *more, *both])
    assert "{" not in capsys.readouterr().out
    assert "<svg" in out.read_text("utf-8")


def test_the_density_of_streets_is_never_published_and_their_clustering_may_be(home, capsys):
    added(home, capsys, "--within", "150")
    observatory = Observatory.open(home[0])
    try:
        assert observatory.publish(StreetDensity()).finding.refusal.kind == "not_public"
        curve = observatory.publish(StreetClustering(simulations=39)).finding.tables["curve"].frame
    finally:
        observatory.close()
    shown = curve["pairs"].drop_nulls()
    assert ((shown == 0) | (shown >= 5)).all()


def test_streets_are_places_for_those_who_name_them_and_never_the_default(home, capsys):
    added(home, capsys, "--within", "200")
    observatory = Observatory.open(home[0])
    try:
        assert list(observatory.engine.place_sets) == ["parts"]
        by_default = observatory.ask(StreetCounts()).finding.tables["segments"].frame
        assert by_default.height == 1045
        assert observatory.ask(Concentration()).finding.tables["summary"].row()["places"] == 2
        by_street = observatory.ask(Concentration(), Scope(places="rues")).finding.tables["summary"].row()
        assert by_street["places"] == 1045
        assert by_street["incidents"] == by_default["incidents"].sum()
    finally:
        observatory.close()


def test_no_number_of_a_street_leaves(home, capsys):
    """A short segment may hold one building: only what tells no segment apart is published."""
    added(home, capsys, "--within", "200")
    observatory = Observatory.open(home[0])
    try:
        by_street = Scope(places="rues")
        asked = [(StreetCounts(), None), (Counts(), by_street), (LocalClusters(permutations=99), by_street)]
        for question, scope in asked:
            made = observatory.publish(question, scope)
            assert made.finding.refusal.kind == "not_public"
            assert not made.finding.tables
        assert observatory.publish(Counts()).finding.refusal is None
        assert observatory.publish(Concentration(), by_street).finding.refusal is None
    finally:
        observatory.close()


def test_a_network_is_rebuilt_from_its_file(home, capsys):
    added(home, capsys, "--noding", "crossings", "--chains", "merged", "--within", "70")
    observatory = Observatory.open(home[0])
    try:
        delivery = observatory.catalogue.deliveries(kind="places")[-1]
        assert delivery.profile["noding"] == "crossings"
        before = observatory.store.read(delivery)
        assert observatory.intake.repair(delivery) == delivery.id
        assert before.equals(observatory.store.read(delivery))
    finally:
        observatory.close()


def test_without_streets_the_answer_says_how_to_add_some(tmp_path, capsys):
    write(tmp_path / "files", rows=60)
    made = str(tmp_path / "o")
    run(["init", made, "--timezone", "Europe/Paris"])
    run(["import", str(tmp_path / "files" / "incidents.csv"), "--profile", str(tmp_path / "files" / "town.toml"),
         "--observatory", made])  # fmt: skip
    capsys.readouterr()
    main(["ask", "street-counts", "--observatory", made])
    assert "beffroi streets add" in capsys.readouterr().out


@pytest.mark.parametrize("within", ["0", "-5", "nan", "99999"])
def test_a_distance_that_cannot_be_is_refused_with_the_fix(home, capsys, within):
    made, files = home
    assert main(["streets", "add", str(files / "rues.geojson"), f"--within={within}", "--observatory", str(made)]) != 0
    assert "--within" in capsys.readouterr().err


def test_areas_are_no_streets(home, capsys):
    made, files = home
    assert main(["streets", "add", str(files / "districts.geojson"), "--observatory", str(made)]) != 0
    assert "--layer" in capsys.readouterr().err
