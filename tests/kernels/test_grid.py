"""Square cells against their definition."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from beffroi.kernels.grid import Grid, cell_of, cells_touching, count_by_cell, grid_over, queen_sum, round_size

metres = st.floats(-1e6, 1e6)
sizes = st.sampled_from([50.0, 100.0, 250.0, 333.3])


@given(st.lists(st.tuples(metres, metres), min_size=1, max_size=20), sizes)
def test_every_point_of_the_bounds_is_in_one_cell_that_holds_it(points, size):
    x, y = np.array(points).T
    size = max(size, float(max(np.ptp(x), np.ptp(y))) / 300)
    grid = grid_over((x.min(), y.min(), x.max(), y.max()), size=size)
    cell = cell_of(grid, x, y)
    assert (cell >= 0).all()
    east, north = (centre.ravel()[cell] for centre in grid.centres())
    slack = size * (0.5 + 1e-6)
    assert (np.abs(east - x) <= slack).all()
    assert (np.abs(north - y) <= slack).all()
    assert count_by_cell(grid, x, y).sum() == x.size


@given(metres, metres, st.floats(0, 5000), sizes)
def test_cells_do_not_depend_on_the_extent(x, y, wider, size):
    near = grid_over((x, y, x, y), size=size)
    far = grid_over((x - wider, y - wider, x + wider, y + wider), size=size)
    centre = [part.ravel()[cell_of(far, [x], [y])[0]] for part in far.centres()]
    assert centre == [part.item() for part in near.centres()]


def test_cells_are_half_open_and_weights_add_up():
    grid = Grid(size=10.0, column=0, row=0, columns=2, rows=2)
    counts = count_by_cell(grid, [0, 9.99, 10, 20, -0.01], [0, 0, 10, 0, 0], weight=[1, 2, 4, 8, 16])
    assert counts.tolist() == [[3.0, 0.0], [0.0, 4.0]]


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 100))
def test_queen_sum_cell_by_cell(rows, columns, seed):
    values = np.random.default_rng(seed).integers(0, 9, (rows, columns))
    expected = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            for i in range(max(0, r - 1), min(rows, r + 2)):
                for j in range(max(0, c - 1), min(columns, c + 2)):
                    expected[r, c] += values[i, j] * ((i, j) != (r, c))
    assert np.array_equal(queen_sum(values), expected)


def test_cells_of_a_study_area_share_area_with_it():
    grid = Grid(size=10.0, column=0, row=0, columns=4, rows=3)
    found = cells_touching(grid, [shapely.to_wkb(shapely.box(10, 10, 25, 20))])
    assert found.astype(int).tolist() == [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert not cells_touching(grid, [None, shapely.to_wkb(shapely.Polygon())]).any()


@given(st.floats(1e-3, 1e6))
def test_round_sizes_bracket(size):
    low, high = round_size(size, up=False), round_size(size, up=True)
    assert low <= size * (1 + 1e-9)
    assert high >= size * (1 - 1e-9)
    assert high <= 2 * low * (1 + 1e-9) or low == pytest.approx(high)
    for found in (low, high):
        digits = found / 10 ** np.floor(np.log10(found) + 1e-9)
        assert min(abs(digits - step) for step in (1, 2, 2.5, 5, 10)) < 1e-6


def test_wrong_grids_are_named():
    with pytest.raises(ValueError, match="positive size"):
        grid_over((0, 0, 1, 1), size=0)
    with pytest.raises(ValueError, match="finite"):
        grid_over((0, 0, np.nan, 1), size=10)
