"""Areal interpolation: totals are conserved, tobler's values are met, what is not covered is not zero."""

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.areal import interpolate, overlaps


def boxes(edges_x, edges_y):
    return [shapely.box(a, b, c, d) for a, c in pairwise(edges_x) for b, d in pairwise(edges_y)]


def wkb(shapes):
    return [shapely.to_wkb(shape) for shape in shapes]


edges = st.lists(st.integers(0, 40), min_size=2, max_size=6, unique=True).map(sorted)


def grid_pair(draw_x, draw_y, other_x, other_y):
    return boxes(draw_x, draw_y), boxes(other_x, other_y)


@settings(max_examples=60)
@given(edges, edges, edges, edges, st.integers(0, 99))
def test_totals_are_conserved_and_shares_are_those_of_the_definition(ax, ay, bx, by, seed):
    source, target = grid_pair(ax, ay, bx, by)  # neither set nested in the other, nor covering it
    values = np.random.default_rng(seed).integers(0, 1000, len(source)).astype(float)
    found = overlaps(wkb(source), wkb(target))
    estimates, rest = interpolate(values, found)
    assert math.isclose(np.nansum(estimates) + rest, values.sum(), abs_tol=1e-6)
    for at, area in enumerate(target):
        slow = sum(v * s.intersection(area).area / s.area for v, s in zip(values, source, strict=True))
        reached = any(s.intersection(area).area > 0 for s in source)
        assert math.isnan(estimates[at]) if not reached else math.isclose(estimates[at], slow, abs_tol=1e-6)


@settings(max_examples=40)
@given(edges, edges, edges, edges, st.integers(0, 99))
def test_totals_are_conserved_with_weights_too(ax, ay, bx, by, seed):
    rng = np.random.default_rng(seed)
    source, target = grid_pair(ax, ay, bx, by)
    fine = boxes(list(range(0, 41, 5)), list(range(0, 41, 5)))
    weights = rng.integers(0, 4, len(fine)).astype(float)
    values = rng.integers(0, 1000, len(source)).astype(float)
    estimates, rest = interpolate(values, overlaps(wkb(source), wkb(target), weights=(wkb(fine), weights)))
    assert math.isclose(np.nansum(estimates) + rest, values.sum(), rel_tol=1e-9, abs_tol=1e-6)
    assert np.nanmin(estimates, initial=0) >= 0


def test_weights_move_the_quantity_to_where_people_live():
    old = [shapely.box(0, 0, 10, 10)]
    new = [shapely.box(0, 0, 5, 10), shapely.box(5, 0, 10, 10)]
    homes = wkb([shapely.box(0, 0, 5, 5), shapely.box(6, 6, 9, 9)])
    estimates, rest = interpolate([80.0], overlaps(wkb(old), wkb(new), weights=(homes, [3.0, 1.0])))
    assert estimates.tolist() == [60.0, 20.0]
    assert rest == 0
    even, _ = interpolate([80.0], overlaps(wkb(old), wkb(new), weights=(homes, [0.0, 0.0])))
    assert even.tolist() == [40.0, 40.0]


def test_slivers_between_two_drawings_hold_nothing():
    old = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]
    new = [shapely.box(0, 0, 1000.3, 1000), shapely.box(1000.3, 0, 2000, 1000)]  # one border, drawn 30 cm aside
    found = overlaps(wkb(old), wkb(new))
    estimates, rest = interpolate([500.0, 70.0], found)
    assert list(zip(found.source.tolist(), found.target.tolist(), strict=True)) == [(0, 0), (1, 1)]
    assert estimates.tolist() == [500.0, 70.0]
    assert rest == 0


def test_what_is_not_covered_is_not_zero():
    old = [shapely.box(0, 0, 100, 100)]
    new = [shapely.box(50, 0, 150, 100), shapely.box(500, 0, 600, 100)]
    found = overlaps(wkb(old), wkb(new))
    estimates, rest = interpolate([10.0], found)
    assert estimates[0] == 5.0
    assert math.isnan(estimates[1])
    assert rest == 5.0
    assert found.target_covered.tolist() == [0.5, 0.0]
    assert found.source_covered.tolist() == [0.5]


def test_an_unknown_value_makes_what_it_reaches_unknown():
    old, new = boxes([0, 1, 2], [0, 1]), boxes([0, 1.5, 2], [0, 1])
    estimates, _ = interpolate([math.nan, 8.0], overlaps(wkb(old), wkb(new)))
    assert math.isnan(estimates[0])
    assert estimates[1] == 4.0


PEER = json.loads((Path(__file__).parent / "areal_peer.json").read_text("utf-8"))


def test_tobler_gives_the_same():
    """tobler 0.13.0: area_interpolate(source, target, extensive_variables=["v"], allocate_total=False)."""
    sets = {name: [shapely.from_wkt(each).wkb for each in PEER[name]] for name in ("source", "target")}
    estimates, _ = interpolate(PEER["values"], overlaps(sets["source"], sets["target"], sliver=0))
    assert np.nan_to_num(estimates).tolist() == pytest.approx(
        PEER["tobler"], rel=1e-6
    )  # it computes in single precision
