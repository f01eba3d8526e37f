"""Whole answers of an observatory of several deliveries: the same from a cluster as from this process."""

from pathlib import Path

import numpy as np
import pytest

from beffroi.analyses import catalogue
from beffroi.observatory import Observatory
from beffroi.store.cluster import DaskEngine
from beffroi.vocabulary.scope import Scope
from tests.engine.same import assert_same
from tests.journeys import town

YEARS = ("2023-01/2023-07", "2023-07/2024-01", "2024-01/2025-01", "2023-10/2024-02")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """Four deliveries: two that touch no other, and one that replaces some months of two."""
    folder = tmp_path_factory.mktemp("observatory")
    town.write(folder / "files", rows=900)
    made = Observatory.create(folder / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    made.add_places(folder / "files" / "districts.geojson", name="districts", code="code")
    head, *lines = (folder / "files" / "incidents.csv").read_text("utf-8").splitlines()
    rng = np.random.default_rng(5)
    for number, period in enumerate(YEARS):
        start, end = period.split("/")
        kept = [line for line in lines if start <= line.split(";")[1][:7] < end]
        if number == 3:  # as known later: some records are gone, others moved
            kept = [line.replace("2,3", "2,4") if rng.random() < 0.1 else line for line in kept[::2]]
        file = folder / "files" / f"part{number}.csv"
        file.write_text("\n".join([head, *kept]) + "\n", "utf-8")
        how = {"overlap": "replace"} if number == 3 else {"overlap": "newest"}
        made.deliver(file, profile=folder / "files" / "town.toml", accept=("all",), **how)
    made.close()
    return made.folder


@pytest.fixture
def both(home, cluster, monkeypatch):
    """The observatory as it answers here, and as it answers from a cluster that the setting names."""
    here = Observatory.open(home)
    monkeypatch.setenv("BEFFROI_SCHEDULER", cluster.address)
    monkeypatch.setattr(DaskEngine, "most", 150)  # so that everything is cut
    there = Observatory.open(home)
    assert isinstance(there.workers, DaskEngine)
    yield here, there
    here.close()
    there.close()


QUESTIONS = {
    "counts": {}, "trends": {}, "hot_spots": {"permutations": 99}, "rates": {}, "concentration": {}, "rhythms": {},
    "data_quality": {}, "revisions": {}, "near_repeat": {"permutations": 199, "distance_bands": (200.0, 600.0)},
}  # fmt: skip
SCOPES = {
    "all": Scope(), "an area and burglary": Scope(places="districts", area=("N",), offences=("0501",)),
    "half a year": Scope(period="2023-11/2024-03"),
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES.values(), ids=list(SCOPES))
@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_are_the_same(both, name, scope):
    here, there = both
    question = catalogue()[name](**QUESTIONS[name])
    mine, theirs = here.ask(question, scope), there.ask(question, scope)
    assert_same(theirs, mine)
    if scope == SCOPES["all"] and name != "rates":
        assert mine.refusal is None, mine.refusal


def test_what_was_known_then_and_what_leaves_are_the_same(both):
    here, there = both
    then = Scope(as_of=here.deliveries()[2].id)
    question = catalogue()["counts"]()
    mine = here.ask(question, then)
    assert_same(there.ask(question, then), mine)
    assert not mine.frame().equals(here.ask(question).frame())
    assert_same(there.protected(question), here.protected(question))
