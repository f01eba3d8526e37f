"""Who is next to whom, against plain geometry and plain sorting."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.neighbours import centroids, contiguous, from_pairs, kernel_weights, nearest, within

points = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=20)


def parts(where):
    return np.array(where, dtype=float).T


@settings(deadline=None)
@given(points, st.integers(1, 4))
def test_the_nearest_are_the_nearest_ties_in_order(where, k):
    x, y = parts(where)
    k = min(k, len(where) - 1)
    found = nearest(x, y, k=k)
    for place in range(len(where)):
        ranked = sorted((np.hypot(x[i] - x[place], y[i] - y[place]), i) for i in range(len(where)) if i != place)
        assert found.of(place).tolist() == sorted(i for _, i in ranked[:k])


@settings(deadline=None)
@given(points, st.floats(0.5, 9), st.floats(0, 5))
def test_rings_are_open_below_and_closed_above(where, distance, beyond):
    x, y = parts(where)
    found = within(x, y, distance=distance, beyond=beyond)
    for place in range(len(where)):
        away = np.hypot(x - x[place], y - y[place])
        kept = (away <= distance) & ((away > beyond) | (beyond == 0))
        kept[place] = False
        assert found.of(place).tolist() == np.flatnonzero(kept).tolist()


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [("triangular", 0.5), ("quartic", 15 / 16 * 0.5625), ("gaussian", np.exp(-0.125) / np.sqrt(2 * np.pi))],
)
def test_kernels_at_half_the_bandwidth(kernel, expected):
    assert kernel_weights([0.0, 1.0, 9.0], [0.0] * 3, bandwidth=2.0, kernel=kernel).weight == pytest.approx(expected)


def test_queen_touches_a_corner_and_rook_a_side():
    squares = [shapely.box(c, r, c + 1, r + 1) for r in range(5) for c in range(5)]
    queen, rook = contiguous(squares), contiguous(squares, rook=True)
    assert sorted(queen.degree)[:4] == [3] * 4
    assert sorted(queen.degree)[-1] == 8
    assert rook.of(12).tolist() == [7, 11, 13, 17]
    assert (queen.matrix() != queen.matrix().T).nnz == 0


def test_a_sliver_parts_neighbours_unless_a_tolerance_joins_them():
    pair = [shapely.to_wkb(shapely.box(0, 0, 1, 1)), shapely.to_wkb(shapely.box(1.0005, 0, 2, 1))]
    assert contiguous(pair).degree.tolist() == [0, 0]
    assert contiguous(pair, tolerance=0.01).degree.tolist() == [1, 1]


def test_outlines_that_overlap_are_neighbours_in_both_ways():
    pair = [shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]
    assert contiguous(pair).degree.tolist() == contiguous(pair, rook=True).degree.tolist() == [1, 1]


def test_rows_sum_to_one_and_islands_to_nothing():
    near = from_pairs(4, [0, 0, 1], [1, 2, 0], weight=[3.0, 1.0, 5.0]).row_standardised()
    assert near.matrix().sum(axis=1).ravel().tolist() == [[1.0, 1.0, 0.0, 0.0]]
    assert near.lag([10.0, 20.0, 40.0, 0.0]).tolist() == [25.0, 10.0, 0.0, 0.0]
    assert not near.is_equal_by_row()


def test_pairs_with_itself_or_twice_count_for_nothing_more():
    assert from_pairs(3, [0, 0, 1, 1], [0, 1, 0, 0]).degree.tolist() == [1, 1, 0]


@pytest.mark.parametrize("bad", [0, 2])
def test_as_many_neighbours_as_there_are_others_at_most(bad):
    with pytest.raises(ValueError, match="k must be"):
        nearest([0.0, 1.0], [0.0, 0.0], k=bad)


def test_coordinates_that_are_not_numbers_are_refused():
    with pytest.raises(ValueError, match="finite"):
        within([0.0, np.nan], [0.0, 0.0], distance=1)
    assert within([], [], distance=1.0).size == 0
    assert contiguous([]).size == 0
    assert [part.tolist() for part in centroids([shapely.box(0, 0, 2, 2)])] == [[1.0], [1.0]]
