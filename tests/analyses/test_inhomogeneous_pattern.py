"""Gathering beyond density: planted pairs are found, a gradient alone is not, hard cases have a reason."""

from dataclasses import replace

import numpy as np
import pytest

from beffroi.analyses.inhomogeneous_pattern import CLUSTERED, InhomogeneousPattern
from tests.analyses.test_point_patterns import SHAPE, SQUARE, clustered, even, points, summary

QUICK = {"simulations": 39, "steps": 8, "bandwidth": 600.0, "reach": 300.0}


def gradient(seed, n=200, *, outline=SQUARE):
    """Denser to the west, and otherwise independent."""
    rng = np.random.default_rng(seed)
    drawn = np.column_stack([4000 * rng.beta(1, 2.5, 5 * n), rng.uniform(0, 4000, 5 * n)])
    return points(*drawn[outline_holds(outline, drawn)][:n].T, outline=outline)


def outline_holds(outline, drawn):
    import shapely

    return shapely.contains_xy(outline, *drawn.T)


@pytest.mark.parametrize("outline", [SQUARE, SHAPE], ids=["rectangle", "polygon"])
def test_pairs_planted_on_a_gradient_are_found(outline):
    one = gradient(1, 150, outline=outline)
    rng = np.random.default_rng(2)
    x, y = (np.concatenate([part, part + rng.normal(0, 15, part.size)]).clip(1, 3999) for part in (one.x, one.y))
    finding = InhomogeneousPattern(**QUICK).run(points(x, y, outline=outline))
    assert finding.headline is CLUSTERED
    assert summary(finding)["since"] <= 80
    assert finding.choices["correction"] == ("isotropic" if outline is SQUARE else "rigid")


@pytest.mark.parametrize("outline", [SQUARE, SHAPE], ids=["rectangle", "polygon"])
def test_a_gradient_alone_is_rarely_called_gathering(outline):
    question = InhomogeneousPattern(**QUICK)
    named = sum(question.run(gradient(k, outline=outline)).headline is CLUSTERED for k in range(30))
    assert named <= 6  # P(more than 6 of 30 at 5 %) is 1 in 1,000


def test_the_reach_ends_at_the_bandwidth_and_both_are_said():
    finding = InhomogeneousPattern(simulations=39, steps=5, bandwidth=250.0, reach=900.0).run(even(1, 150))
    assert finding.choices["reach"] == summary(finding)["reach"] == 250.0
    automatic = InhomogeneousPattern(simulations=39, steps=5).run(even(1, 150))
    assert automatic.choices["bandwidth"] == summary(automatic)["bandwidth"] > 250


def test_hard_patterns_get_a_reason():
    question = InhomogeneousPattern(**QUICK)
    for x in (np.full(60, 900.0), np.arange(60) * 90.0):
        assert question.run(points(x, np.full(60, 900.0), outline=None)).refusal.kind == "not_defined"
    degrees = question.run(points(np.linspace(-88, -87, 60), np.linspace(41, 42, 60), outline=None))
    assert "degrees" in degrees.refusal.reason.en
    assert question.run(replace(even(1), resolution=100.0)).refusal.kind == "not_public"
    assert question.run(points([900.0], [900.0])).refusal.kind == "not_enough"
    assert question.run(even(1, location_metres=400.0)).refusal.kind == "too_coarse"
    assert summary(question.run(points(np.full(60, 900.0), np.full(60, 900.0))))["p"] <= 0.05
    one = clustered(6, outline=None)
    far = replace(one, x=np.append(one.x, 1e6), y=np.append(one.y, 5.0), day=np.append(one.day, one.day[-1]))
    assert summary(question.run(replace(far, weight=np.ones(far.x.size))))["outside"] == 1
