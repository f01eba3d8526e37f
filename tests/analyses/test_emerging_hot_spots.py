"""Hot spots that come, last and go: planted ones get their class, and none is named where nothing is planted."""

import numpy as np
import pytest

from beffroi.analyses.emerging_hot_spots import EmergingHotSpots
from beffroi.kernels import emerging as e
from beffroi.tables.views import Points, day_number
from beffroi.vocabulary.period import Period
from tests import views

YEAR = Period.parse("2017-01/2017-12")


def events(extra, seed=1, n=4000):
    """Incidents spread over 4 by 4 km in 2017, and `extra` ones a month at (2,000, 2,000)."""
    rng = np.random.default_rng(seed)
    first, last = day_number(YEAR.start), day_number(YEAR.end)
    x, y, day = [rng.uniform(0, 4000, n)], [rng.uniform(0, 4000, n)], [rng.integers(first, last, n)]
    for piece, more in zip(YEAR.split("month"), extra, strict=True):
        x.append(rng.normal(2000, 60, more))
        y.append(rng.normal(2000, 60, more))
        day.append(rng.integers(day_number(piece.start), day_number(piece.end), more))
    basis = views.basis(views.city(n=50), period=YEAR, events=sum(part.size for part in x))
    order = np.argsort(np.concatenate(day), kind="stable")
    x, y, day = (np.concatenate(part)[order] for part in (x, y, day))
    return Points(basis=basis, x=x, y=y, day=day, weight=np.ones(x.size))


def kind_at(finding, x=2000, y=2000):
    cells = finding.tables["cells"].frame
    row = cells.row(int(((cells["x"] - x) ** 2 + (cells["y"] - y) ** 2).arg_min()), named=True)
    return row["kind"]


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ([0] * 11 + [80], e.NEW),
        ([0] * 9 + [80] * 3, e.CONSECUTIVE),
        ([80] * 12, e.PERSISTENT),
        ([40 + 25 * month for month in range(12)], e.INTENSIFYING),
        ([340 - 25 * month for month in range(12)], e.DIMINISHING),
        ([80] * 11 + [0], e.HISTORICAL),
        ([80, 0, 0, 80, 0, 0, 0, 80, 0, 0, 0, 80], e.SPORADIC),
        ([0] * 12, e.NONE),
    ],
)
def test_planted_histories_get_their_class(extra, kind):
    finding = EmergingHotSpots(cell=200, steps=12).run(events(extra))
    assert kind_at(finding) == kind


def test_nothing_is_named_where_nothing_is_planted():
    named = [
        bool(
            (EmergingHotSpots(cell=250, steps=12).run(events([0] * 12, seed=s)).tables["cells"].frame["kind"] > 0).any()
        )
        for s in range(20)
    ]
    assert sum(named) <= 4


def test_a_month_that_is_partly_covered_is_not_a_low_month():
    finding = EmergingHotSpots(cell=250).run(*views.views_for(EmergingHotSpots(), views.city(n=8000)))
    assert finding.tables["summary"].row()["since"].isoformat() == "2016-08-01"  # 24 whole months up to July 2018


def test_protected_cells_and_too_short_histories_are_refused():
    from dataclasses import replace

    points = events([0] * 12)
    assert EmergingHotSpots().run(replace(points, resolution=500.0)).refusal.kind == "not_public"
    assert EmergingHotSpots(every="year").run(points).refusal.kind == "not_enough"
