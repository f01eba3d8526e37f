"""The exposure of areas on cells: nothing is lost, the density is the definition's, and draws follow it."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.exposed import WITHIN, Exposed
from beffroi.kernels.pattern_window import polygons

SHAPE = shapely.Polygon([(0, 0), (900, 0), (900, 500), (420, 380), (0, 700)])


def areas(cuts):
    """The shape cut by upright lines."""
    edges = [0.0, *sorted(cuts), 900.0]
    parts = [SHAPE.intersection(shapely.box(a, 0, b, 700)) for a, b in pairwise(edges)]
    return [part for part in parts if part.area > 0]


def made(parts, values, bandwidth=60.0):
    wkb = [part.wkb for part in parts]
    return Exposed(wkb, values, window=polygons(wkb), bandwidth=bandwidth)


@settings(deadline=None, max_examples=25)
@given(
    cuts=st.lists(st.floats(1, 899), min_size=1, max_size=5, unique=True),
    bandwidth=st.floats(40, 300),
    seed=st.integers(0, 999),
)
def test_masses_and_densities_are_the_definition(cuts, bandwidth, seed):
    parts = areas(cuts)
    values = np.random.default_rng(seed).integers(1, 500, len(parts)).astype(float)
    people = made(parts, values, bandwidth)
    assert people.mass.sum() == pytest.approx(values.sum(), rel=1e-12)
    grid, size = people.grid, people.grid.size
    step = (np.arange(WITHIN) + 0.5) / WITHIN - 0.5
    x, y = grid.centres()
    land, held = np.zeros(grid.shape), np.zeros(grid.shape)
    for part, value in zip(parts, values, strict=True):
        found = sum(shapely.contains_xy(part, x + e * size, y + n * size) for e in step for n in step)
        if found.sum():
            held += value * found / found.sum()
            land += found / WITHIN**2
        else:
            inside = part.point_on_surface()
            held[int(inside.y // size) - grid.row, int(inside.x // size) - grid.column] += value
    assert people.mass == pytest.approx(held, rel=1e-9, abs=1e-9)
    near = np.exp(-((x[..., None] - x.ravel()) ** 2 + (y[..., None] - y.ravel()) ** 2) / (2 * bandwidth**2))
    over = (near @ held.ravel()) / (near @ land.ravel())
    expected = over / (over * land).sum() / size**2
    on_land = land > 0
    assert people.surface[on_land] == pytest.approx(expected[on_land], rel=2e-3)


def test_an_even_exposure_is_even_up_to_the_border():
    parts = areas([300.0])
    people = made(parts, [part.area for part in parts])
    x, y = people.window.draw(500, rng=np.random.default_rng(1))
    assert people.density(x, y) * people.window.area == pytest.approx(np.ones(500), abs=0.12)


def test_draws_are_as_many_in_each_area_as_it_has_people():
    parts = areas([300.0, 600.0])
    people = made(parts, [700.0, 100.0, 200.0])
    x, y = people.draw(20_000, rng=np.random.default_rng(2))
    assert people.window.holds(x, y).all()
    shares = [shapely.contains_xy(part, x, y).mean() for part in parts]
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.02)
    again = people.draw(20_000, rng=np.random.default_rng(2))
    assert (again[0] == x).all()


def test_an_area_too_small_to_be_seen_keeps_its_people():
    speck = shapely.box(500.1, 100.1, 500.2, 100.2)
    parts = [SHAPE.difference(speck), speck]
    people = made(parts, [10.0, 90.0])
    assert people.mass.sum() == pytest.approx(100.0)
    assert people.density([500.0], [100.0])[0] > 5 * people.density([100.0], [400.0])[0]


@pytest.mark.parametrize(("values", "bandwidth"), [([-1.0, 2.0], 50.0), ([0.0, 0.0], 50.0), ([1.0, 1.0], 0.0)])
def test_what_is_no_exposure_is_refused(values, bandwidth):
    with pytest.raises(ValueError, match="exposures"):
        made(areas([300.0]), values, bandwidth)
