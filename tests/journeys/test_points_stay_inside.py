"""What rests on where single incidents are stays inside: means of two scopes that differ by one incident would tell it."""

import pytest

from beffroi.analyses import catalogue
from beffroi.cli import main
from beffroi.errors.governance import NotPublic
from beffroi.observatory import Observatory
from beffroi.vocabulary.scope import Scope
from tests.journeys.town import write

INSIDE = (
    "busiest_places",
    "centrography",
    "inhomogeneous_pattern",
    "nearest_neighbours",
    "point_clusters",
    "point_pattern",
    "quadrat_counts",
    "space_time_interaction",
    "self_exciting",
    "space_time_scan",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("points")
    files, made = folder / "files", folder / "o"
    write(files, rows=400)
    both = ["--observatory", str(made)]
    assert main(["init", str(made), "--timezone", "Europe/Paris"]) == 0
    assert main(["places", "add", str(files / "districts.geojson"), "--id", "code", "--as", "parts", *both]) == 0
    assert main(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *both]) == 0
    return made


@pytest.mark.parametrize("name", ["cross_pattern", "risk_adjusted_clusters"])
def test_incidents_beside_other_offences_stay_inside_too(home, name):
    observatory = Observatory.open(home)
    question = catalogue()[name](against="offences", control=("0502",))
    scope = Scope.model_validate({"offences": ("0501",)})
    try:
        assert observatory.ask(question, scope).finding.refusal is None
        assert observatory.publish(question, scope).finding.refusal.kind == "not_public"
    finally:
        observatory.close()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("risk_adjusted_clusters", {"against": "exposure", "permutations": 39}),
        ("inhomogeneous_pattern", {"density": "exposure", "simulations": 39, "steps": 8}),
    ],
)
def test_incidents_beside_residents_are_answered_and_stay_inside(home, name, asked):
    observatory, question = Observatory.open(home), catalogue()[name](**asked)
    try:
        if observatory.engine.exposure("residents", "parts") is None:
            refused = observatory.ask(question.model_copy(update={"measure": "boardings"})).finding.refusal
            assert refused.kind == "no_exposure"
            file = home.parent / "files" / "residents.csv"
            observatory.add_exposure(file, measure="residents", places="parts", place="district", value="residents")
        finding = observatory.ask(question).finding
        assert finding.refusal is None
        if name == "risk_adjusted_clusters":
            assert finding.tables["summary"].row()["exposure"] == 100_000
        assert observatory.publish(question).finding.refusal.kind == "not_public"
    finally:
        observatory.close()


@pytest.mark.parametrize("name", INSIDE)
def test_answers_from_single_points_are_refused_to_the_public_and_given_to_the_analyst(home, name):
    observatory, question = Observatory.open(home), catalogue()[name]()
    try:
        assert observatory.ask(question).finding.refusal is None
        made = observatory.publish(question)
        assert made.finding.refusal.kind == "not_public"
        assert not set(made.finding.tables) - {"limits"}
        assert not made.finding.figures
    finally:
        observatory.close()


def test_single_records_are_no_answer_at_all(home):
    observatory = Observatory.open(home)
    try:
        with pytest.raises(NotPublic):
            observatory.publish(catalogue()["near_repeat_events"]())
    finally:
        observatory.close()
