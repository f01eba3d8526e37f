"""Quadrat test: planted clusters and spacing are said, an even spread is not named, hard cases have a reason."""

from dataclasses import replace

import numpy as np
import pytest

from beffroi.analyses.quadrat_counts import CLUSTERED, NEITHER, REGULAR, SMALL, QuadratCounts
from tests.analyses.test_point_patterns import SHAPE, SQUARE, clustered, even, points, summary


@pytest.mark.parametrize("outline", [SQUARE, SHAPE, None], ids=["rectangle", "polygon", "unknown"])
def test_planted_clusters_are_found(outline):
    finding = QuadratCounts(simulations=99).run(clustered(1, outline=outline))
    row = summary(finding)
    assert finding.headline is CLUSTERED
    assert row["p"] == 0.01
    assert row["dispersion"] > 3
    cells = finding.tables["cells"].frame
    assert cells["incidents"].sum() == row["incidents"]
    assert cells["expected"].sum() == pytest.approx(row["incidents"])
    assert finding.choices == {"side": row["side"]}


def test_spacing_and_even_spreads_are_told_apart():
    x, y = np.meshgrid(np.arange(100, 4000, 200.0), np.arange(100, 4000, 200.0))
    assert QuadratCounts(simulations=99).run(points(x.ravel(), y.ravel())).headline is REGULAR
    named = sum(QuadratCounts(simulations=99).run(even(k, 120)).headline is CLUSTERED for k in range(40))
    assert named <= 7  # P(more than 7 of 40 at 5 %) is 1 in 1,000


def test_the_side_asked_is_used_and_small_counts_are_said():
    finding = QuadratCounts(simulations=99, side=200.0).run(even(1, 120))
    assert finding.choices == {}
    assert summary(finding)["quadrats"] == 400
    assert SMALL in finding.caveats
    raised = QuadratCounts(simulations=99, side=200.0).run(even(1, 120, location_metres=150.0))
    assert raised.choices == {"side": 300.0}
    assert finding.headline in {NEITHER, CLUSTERED}


def test_hard_patterns_get_a_reason():
    question = QuadratCounts(simulations=99)
    for x in (np.full(60, 900.0), np.arange(60) * 90.0):
        assert question.run(points(x, np.full(60, 900.0), outline=None)).refusal.kind == "not_defined"
    degrees = question.run(points(np.linspace(-88, -87, 60), np.linspace(41, 42, 60), outline=None))
    assert "degrees" in degrees.refusal.reason.en
    assert question.run(replace(even(1), resolution=100.0)).refusal.kind == "not_public"
    assert question.run(points([900.0], [900.0])).refusal.kind == "not_enough"
    for side in (4000.0, 0.5):
        assert QuadratCounts(side=side).run(even(1)).refusal.kind == "not_defined"
    one = clustered(6, outline=None)
    far = replace(one, x=np.append(one.x, 1e6), y=np.append(one.y, 5.0), day=np.append(one.day, one.day[-1]))
    assert summary(question.run(replace(far, weight=np.ones(far.x.size))))["outside"] == 1
