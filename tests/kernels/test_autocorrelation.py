"""Gi* against its definition, a hand example, published software and the size of the test."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import _conditional
from beffroi.kernels.autocorrelation import getis_ord_g_star
from beffroi.kernels.permutation import benjamini_hochberg

# esda 2.9.0, libpysal 4.14.1: w = lat2W(4, 5, rook=False);
# g = esda.G_Local(V.ravel(), w, transform="B", star=True, permutations=99999, seed=1); g.Zs and g.p_sim
V = np.array([[0, 1, 2, 0, 5], [3, 8, 9, 1, 0], [2, 7, 12, 4, 1], [0, 0, 3, 2, 6]], float)
ESDA_Z = np.array(
    [
        [-0.192722, 0.44859, 0.168221, -0.392516, -1.15633],
        [0.168221, 1.846535, 1.846535, 0.555252, -1.233622],
        [0.028037, 1.846535, 2.104792, 1.071765, -0.813069],
        [-0.674526, 0.588774, 1.149512, 1.149512, -0.03212],
    ]
)
ESDA_P = np.array(
    [
        [0.3985, 0.26, 0.3925, 0.4693, 0.0104],
        [0.432, 0.0698, 0.0755, 0.2568, 0.1589],
        [0.4444, 0.0626, 0.0431, 0.1724, 0.2671],
        [0.399, 0.1859, 0.1319, 0.1115, 0.3538],
    ]
)
grids = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))


def drawn(rows, columns, seed):
    rng = np.random.default_rng(seed)
    return rng.poisson(1.5, (rows, columns)), rng.random((rows, columns)) < 0.8


def around(r, c, inside):
    """The queen neighbours of a cell in the study area."""
    near = product(range(r - 1, r + 2), range(c - 1, c + 2))
    rows, columns = inside.shape
    return [(i, j) for i, j in near if (i, j) != (r, c) and 0 <= i < rows and 0 <= j < columns and inside[i, j]]


@settings(deadline=None)
@given(grids)
def test_z_is_the_formula_cell_by_cell(size):
    values, inside = drawn(*size)
    found = getis_ord_g_star(values, inside=inside, permutations=0)
    n = inside.sum()
    mean, spread = (values[inside].mean(), values[inside].std()) if n else (0, 0)
    for r, c in product(*map(range, values.shape)):
        if not inside[r, c]:
            assert np.isnan(found.z[r, c])
            continue
        near = [*around(r, c, inside), (r, c)]
        w = len(near)
        scale = spread * np.sqrt((n * w - w * w) / max(n - 1, 1))
        expected = (sum(values[cell] for cell in near) - mean * w) / scale if scale > 1e-9 else 0.0
        assert found.z[r, c] == pytest.approx(expected, abs=1e-9)
        assert found.neighbours[r, c] == w - 1


def test_z_of_a_hand_example():
    """Five cells in a row, 0 0 0 0 9: mean 9/5, s = 18/5; the end: (9 - 18/5) / (18/5 sqrt(6/4)) = 5.4 / 4.409."""
    found = getis_ord_g_star([[0, 0, 0, 0, 9]], permutations=0)
    assert found.z[0, 4] == pytest.approx((9 - 3.6) / (3.6 * np.sqrt((5 * 2 - 4) / 4)))
    assert found.z[0, 3] == pytest.approx((9 - 5.4) / (3.6 * np.sqrt((5 * 3 - 9) / 4)))


def test_z_and_p_are_those_of_esda():
    """esda folds p at the nearer tail, the lower one strictly below: min(p, 1 - p + 1 / (R + 1))."""
    found = getis_ord_g_star(V, permutations=99_999, seed=2)
    assert found.z == pytest.approx(ESDA_Z, abs=2e-6)
    assert np.minimum(found.p, 1 - found.p) == pytest.approx(ESDA_P, abs=0.006)


@settings(deadline=None, max_examples=30)
@given(grids, st.integers(1, 200))
def test_p_counts_the_draws_that_leave_the_cell_out(size, permutations):
    """The same draws, cell by cell: those without the cell, at least as high."""
    values, inside = drawn(*size)
    cells = np.argwhere(inside)
    flat = values[inside]
    found = getis_ord_g_star(values, inside=inside, permutations=permutations, seed=3)
    most = int(found.neighbours.max(initial=0))
    if not most:
        assert (found.p[inside] == 1).all()
        return
    draws = _conditional._draw(len(flat), most, permutations=permutations, seed=3)
    for k, (r, c) in enumerate(cells):
        near = around(r, c, inside)
        kept = [draw[: len(near)] for draw in draws if k not in draw[: len(near)]]
        sums = np.array([flat[draw].sum() for draw in kept])
        as_high = int((sums >= sum(values[i, j] for i, j in near)).sum())
        expected = (as_high + 1) / (len(kept) + 1) if near else 1.0
        assert found.p[r, c] == pytest.approx(expected, abs=1e-12)


def test_p_approaches_all_ways_to_draw_the_neighbours():
    """A corner of 3 x 4 cells has 3 neighbours: all 165 ways to draw 3 of the other 11."""
    values = np.array([[1, 5, 0, 2], [4, 6, 1, 0], [0, 2, 3, 1]])
    others = np.delete(values.ravel(), 0)
    sums = np.array([others[list(three)].sum() for three in combinations(range(11), 3)])
    exact = (sums >= 15).mean()
    assert getis_ord_g_star(values, permutations=50_000).p[0, 0] == pytest.approx(exact, abs=0.003)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 2), st.integers(1, 4), st.integers(0, 1000))
def test_drawn_p_is_every_sum_written_out(rows, columns, seed):
    values, inside = drawn(rows, columns, seed)
    flat = values[inside]
    found = getis_ord_g_star(values, inside=inside, permutations=0).p_drawn
    for r, c in np.argwhere(inside):
        near = [*around(r, c, inside), (r, c)]
        if len(near) > 4:
            continue
        sums = np.array([sum(draw) for draw in product(flat, repeat=len(near))])
        assert found[r, c] == pytest.approx((sums >= sum(values[i, j] for i, j in near)).mean(), abs=1e-12)


def test_drawn_p_needs_whole_numbers():
    assert np.isnan(getis_ord_g_star([[0.5, 1.0, 2.0]]).p_drawn).all()
    assert np.isnan(getis_ord_g_star([[-1, 1, 2]]).p_drawn).all()


def test_draws_are_of_different_cells_and_reach_all():
    for cells in (9, 100):
        draws = _conditional._draw(cells, 8, permutations=3000, seed=1)
        ordered = np.sort(draws, axis=1)
        assert (ordered[:, 1:] > ordered[:, :-1]).all()
        counts = np.bincount(draws.ravel(), minlength=cells)
        assert ((counts - 24_000 / cells) ** 2 / (24_000 / cells)).sum() < 1.6 * cells + 20
    assert np.array_equal(
        _conditional._draw(100, 8, permutations=1500, seed=1),
        _conditional._draw(100, 8, permutations=3000, seed=1)[:1500],
    )


def test_flat_empty_and_tiny_grids_have_no_nan():
    flat = getis_ord_g_star(np.full((5, 5), 7))
    assert (flat.z == 0).all()
    assert (flat.p == 1).all()
    assert (flat.p_drawn == 1).all()
    one = getis_ord_g_star([[3]])
    assert one.z.tolist() == [[0.0]]
    assert one.p.tolist() == [[1.0]]
    none = getis_ord_g_star([[3, 4]], inside=[[False, False]])
    assert np.isnan(none.z).all()
    assert np.isnan(none.p).all()
    all_near = getis_ord_g_star([[1, 2], [3, 9]])
    assert (all_near.z == 0).all()


def test_an_island_has_no_neighbour_to_permute():
    values = np.zeros((3, 5))
    values[1, 4] = 50
    inside = np.ones((3, 5), bool)
    inside[:, 3] = inside[0, 4] = inside[2, 4] = False
    found = getis_ord_g_star(values, inside=inside)
    assert found.neighbours[1, 4] == 0
    assert found.p[1, 4] == 1
    assert found.z[1, 4] == pytest.approx((50 - 5) / (15 * np.sqrt((10 - 1) / 9)))


def test_a_planted_hot_spot_is_found():
    values = np.random.default_rng(1).poisson(2, (30, 30))
    values[10:13, 20:23] += 8
    found = getis_ord_g_star(values, permutations=9_999)
    assert found.z[11, 21] == found.z.max()
    assert found.p[11, 21] == pytest.approx(1e-4, rel=0.1)
    assert benjamini_hochberg(found.p_drawn.ravel()).reshape(30, 30)[11, 21] < 1e-6


def test_size_without_hot_spots():
    """Skewed counts without pattern: one cell's p is at most 5 % in 5 % of 600 maps; any false discovery in few."""
    rng = np.random.default_rng(4)
    single, any_drawn, any_normal = 0, 0, 0
    for k in range(600):
        values = rng.negative_binomial(0.4, 0.2, (12, 12))
        found = getis_ord_g_star(values, permutations=199, seed=k)
        single += found.p[6, 6] <= 0.05
        any_drawn += (benjamini_hochberg(found.p_drawn.ravel()) <= 0.05).any()
        any_normal += (benjamini_hochberg(found.p_normal.ravel()) <= 0.05).any()
    assert 15 <= single <= 50  # binomial(600, 0.05), quantiles 0.0005 and 0.9995; fewer because of ties
    assert any_drawn <= 50
    assert any_normal > 2 * any_drawn  # why the normal approximation decides nothing


def test_the_same_seed_gives_the_same_answer_and_inputs_stay():
    values = np.random.default_rng(1).poisson(2, (20, 20)).astype(float)
    kept = values.copy()
    values.flags.writeable = False
    one, two = getis_ord_g_star(values, seed=5), getis_ord_g_star(values, seed=5)
    assert np.array_equal(one.p, two.p)
    assert not np.array_equal(one.p, getis_ord_g_star(values, seed=6).p)
    assert np.array_equal(values, kept)


def test_wrong_grids_are_named():
    with pytest.raises(ValueError, match="finite"):
        getis_ord_g_star([[np.nan, 1.0]])
    with pytest.raises(ValueError, match="shape"):
        getis_ord_g_star([[1.0, 2.0]], inside=[[True]])
