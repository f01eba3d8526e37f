"""A view that was asked before is at hand; a delivery makes every view anew; much is not kept."""

import numpy as np
import pytest

from beffroi.observatory import Observatory
from beffroi.store import kept
from beffroi.tables.views import Request, points_from_arrays
from beffroi.vocabulary.scope import Scope
from tests.journeys.town import write

MONTHS = Request(view="series", every="month")


@pytest.fixture
def home(tmp_path):
    write(tmp_path / "files", rows=60)
    made = Observatory.create(tmp_path / "town", name="Town", languages=("en",), timezone="Europe/Paris")
    made.deliver(tmp_path / "files" / "incidents.csv", profile=tmp_path / "files" / "town.toml")
    yield made
    made.close()


def test_the_same_request_is_answered_from_what_was_made(home):
    first = home.engine.view(MONTHS, Scope())
    assert home.engine.view(Request(view="series", every="month"), Scope()) is first


@pytest.mark.parametrize(
    ("request_", "scope"),
    [
        (Request(view="series", every="week"), Scope()),
        (Request(view="series", every="month", history=True), Scope()),
        (Request(view="series", every="month", options={"other": 1}), Scope()),
        (MONTHS, Scope(offences=("0502",))),
        (Request(view="counts", every="month"), Scope()),
    ],
)
def test_another_request_or_scope_is_another_view(home, request_, scope):
    assert home.engine.view(request_, scope) is not home.engine.view(MONTHS, Scope())


def test_a_delivery_makes_every_view_anew(home):
    before = home.engine.view(MONTHS, Scope())
    files = home.folder.parent / "files"
    more = write(files / "more", rows=30, seed=9)
    home.deliver(more, profile=files / "town.toml", overlap="add")
    after = home.engine.view(MONTHS, Scope())
    assert after.frame["n"].sum() == before.frame["n"].sum() + 30


def test_few_heavy_views_are_kept_and_the_last_one_always(monkeypatch):
    monkeypatch.setattr(kept, "HEAVY", 25)
    views = kept.KeptViews()

    def points(n):
        return lambda: points_from_arrays(np.arange(n, dtype=float), np.zeros(n), day=[19_000] * n)

    first = views.get("a", points(10))
    assert views.get("a", points(10)) is first
    views.get("b", points(10))
    views.get("c", points(30))
    assert len(views.get("c", lambda: pytest.fail("made again")).x) == 30
    assert views.get("a", points(10)) is not first


def test_no_more_than_so_many_views_are_kept(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    views = kept.KeptViews()
    for name in "abc":
        views.get(name, lambda name=name: name)
    assert views.get("c", lambda: "new") == "c"
    assert views.get("a", lambda: "new") == "new"
