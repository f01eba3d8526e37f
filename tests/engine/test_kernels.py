"""Kernels that are cut into parts: the workers of a cluster, this process and the whole uncut say the same."""

from dataclasses import replace

import numpy as np
import pytest

from beffroi.kernels import _spread, _tiles, density
from beffroi.kernels._spread import Embedded, running_on
from beffroi.kernels.grid import Grid, count_by_cell
from beffroi.kernels.pairs import knox_test
from beffroi.kernels.space_time_k import space_time_k
from tests.engine.same import assert_same

HOW = {"distance_edges": (0, 100, 250), "lag_edges": (0, 7, 28)}


class Cut(Embedded):
    """Cuts as a cluster would, and runs the parts here."""

    def __init__(self, most: int) -> None:
        self.most = most


def town(n: int, *, seed: int = 1):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 6_000, (2, n)).round(1)
    x[: n // 4], y[: n // 4] = x[n // 2], y[n // 2]  # a pile of coincident points
    return x, y, rng.integers(0, 400, n)


@pytest.mark.parametrize(("most", "held"), [(1, 0), (7, 0), (100, 0), (10_000, 0), (100, 10**9)])
@pytest.mark.parametrize("convention", ["half_open", "closed"])
def test_tiles_count_each_pair_once(monkeypatch, most, held, convention):
    """Pairs by tiles under all permutations, or all pairs by runs of permutations: the same as uncut."""
    monkeypatch.setattr(_tiles, "HELD", held)
    monkeypatch.setattr(_tiles, "MANY_PAIRS", 800 * most)  # about `most` events a tile
    x, y, day = town(800)
    whole = knox_test(x, y, day, **HOW, permutations=130, seed=3, convention=convention)
    with running_on(Cut(most)):
        tiled = knox_test(x, y, day, **HOW, permutations=130, seed=3, convention=convention)
    assert_same(tiled, whole)
    assert whole.observed.sum() > 1000


@pytest.mark.parametrize("many", [1, 65_536])
def test_rows_without_points_take_no_memory(monkeypatch, many):
    """A stray point 40,000 km north leaves 160,000 empty rows of cells between: they are passed over."""
    monkeypatch.setattr(_tiles, "MANY_ROWS", many)
    x, y, day = town(300)
    y[0] = 4e7
    whole = knox_test(x, y, day, **HOW, permutations=0)
    with running_on(Cut(50)):
        assert_same(knox_test(x, y, day, **HOW, permutations=0), whole)


def test_a_tile_needs_its_halo(monkeypatch):
    """Without the row above, pairs across the border of two tiles are lost: the halo does something."""
    x, y, day = town(800)
    whole = knox_test(x, y, day, **HOW, permutations=0)
    plain = _tiles.tiles_of

    def bare(*given, **how):
        for tile in plain(*given, **how):
            own = slice(0, tile.own)
            yield replace(tile, x=tile.x[own], y=tile.y[own], times=tile.times[own])

    monkeypatch.setattr(_tiles, "tiles_of", bare)
    with running_on(Cut(50)):
        assert knox_test(x, y, day, **HOW, permutations=0).pairs_near.sum() < whole.pairs_near.sum()


def test_workers_count_the_pairs_that_this_process_counts(engine, monkeypatch):
    monkeypatch.setattr(type(engine), "most", 300)
    x, y, day = town(2_000)
    for permutations in (0, 499):
        here = knox_test(x, y, day, **HOW, permutations=permutations, seed=7)
        with running_on(engine):
            there = knox_test(x, y, day, **HOW, permutations=permutations, seed=7)
        assert_same(there, here)


def test_workers_count_too_many_pairs_to_hold_by_tiles(engine, monkeypatch):
    monkeypatch.setattr(_tiles, "HELD", 0)
    monkeypatch.setattr(_tiles, "MANY_PAIRS", 500_000)
    x, y, day = town(2_000)
    here = knox_test(x, y, day, **HOW, permutations=199, seed=7)
    with running_on(engine):
        assert_same(knox_test(x, y, day, **HOW, permutations=199, seed=7), here)


def test_the_space_time_k_runs_there_too(engine, monkeypatch):
    monkeypatch.setattr(type(engine), "most", 300)
    how = {"distances": (100, 250), "lags": (7, 28), "permutations": 99}
    x, y, day = town(1_000)
    here = space_time_k(x, y, day, **how)
    with running_on(engine):
        assert_same(space_time_k(x, y, day, **how), here)


@pytest.mark.parametrize(("x", "y"), [([], []), ([5.0], [5.0]), ([5.0] * 40, [5.0] * 40), ([0.0, 1e6], [0.0, 1e6])])
def test_odd_points_are_cut_as_well(x, y):
    day = np.arange(len(x))
    with running_on(Cut(1)):
        cut = knox_test(x, y, day, **HOW, permutations=99)
    assert_same(cut, knox_test(x, y, day, **HOW, permutations=99))


def test_points_too_far_apart_are_refused_alike():
    for engine in (Embedded(), Cut(1)):
        with running_on(engine), pytest.raises(ValueError, match="too far apart"):
            knox_test([0.0, 1e15], [0.0, 1e15], [0, 1], distance_edges=(0, 0.001), lag_edges=(0, 7))


def test_the_engine_is_put_back():
    with running_on(Cut(3)):
        assert _spread.engine().most == 3
    assert _spread.engine().most == _spread.EVERYTHING


GRID = Grid(size=25.0, column=0, row=0, columns=240, rows=240)


@pytest.fixture
def always_compiled(monkeypatch):
    monkeypatch.setattr(density, "LITTLE_WORK", 0)


@pytest.mark.parametrize("most", [1, 60, 250])
@pytest.mark.parametrize("bandwidth", [30.0, 400.0, 2_500.0])
@pytest.mark.parametrize("shape", ["quartic", "epanechnikov", "uniform"])
def test_runs_of_rows_add_up_to_the_density(always_compiled, most, bandwidth, shape):
    x, y, _ = town(800)
    how = {"grid": GRID, "bandwidth": bandwidth, "exact": True, "shape": shape}
    whole = density.kernel_density(x, y, **how)
    with running_on(Cut(most)):
        assert np.array_equal(density.kernel_density(x, y, **how), whole)
    assert whole.max() > 0


def test_workers_sum_the_density_that_this_process_sums(engine, always_compiled, monkeypatch):
    monkeypatch.setattr(type(engine), "most", 300)
    x, y, _ = town(2_000)
    how = {"grid": GRID, "bandwidth": 300.0, "exact": True, "weight": np.linspace(0.5, 2, 2_000)}
    here = density.kernel_density(x, y, **how)
    with running_on(engine):
        assert_same(density.kernel_density(x, y, **how), here)


def test_workers_count_the_cells_that_this_process_counts(engine, monkeypatch):
    monkeypatch.setattr(type(engine), "most", 300)
    coarse = Grid(size=500.0, column=0, row=0, columns=12, rows=12)
    x, y, _ = town(2_000)
    for weight in (None, np.full(2_000, 0.5)):
        here = count_by_cell(coarse, x, y, weight=weight)
        with running_on(engine):
            assert_same(count_by_cell(coarse, x, y, weight=weight), here)
        assert here.sum() == 2_000 * (1 if weight is None else 0.5)
