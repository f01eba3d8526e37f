"""Kernels, edges and bandwidths one an event: against the definition, against spatstat, and the errors that are stated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import _sweep, density
from beffroi.kernels._density import SPREAD, height_of
from beffroi.kernels.adaptive_density import abramson_bandwidths, adaptive_density, density_at
from beffroi.kernels.density import edge_corrected, equivalent_bandwidth, kernel_density, mass_inside, smooth_counts
from beffroi.kernels.grid import Grid, count_by_cell, grid_over

SHAPES = ("quartic", "epanechnikov", "gaussian", "triangular", "uniform")
GRID = grid_over((0, 0, 999, 799), size=20)
FORMULAS = {
    "quartic": lambda u: 3 / np.pi * (1 - u**2) ** 2 * (u < 1),
    "epanechnikov": lambda u: 2 / np.pi * (1 - u**2) * (u < 1),
    "triangular": lambda u: 3 / np.pi * (1 - u) * (u < 1),
    "uniform": lambda u: 1 / np.pi * (u <= 1),
    "gaussian": lambda u: 1 / (2 * np.pi) * np.exp(-(u**2) / 2),
}
clouds = st.lists(st.tuples(st.floats(-100, 1100), st.floats(-100, 900), st.integers(1, 5)), min_size=1, max_size=10)
inside = st.tuples(st.floats(200, 800), st.floats(200, 600))
every_shape = pytest.mark.parametrize("shape", SHAPES)


def event_by_event(x, y, weight, *, bandwidth, shape):
    """The kernel of every event at every centre: the definition; one bandwidth, or one an event."""
    east, north = GRID.centres()
    each = np.broadcast_to(bandwidth, len(x))
    total = np.zeros(GRID.shape)
    for k in range(len(x)):
        total += weight[k] / each[k] ** 2 * FORMULAS[shape](np.hypot(east - x[k], north - y[k]) / each[k])
    return total


@every_shape
@pytest.mark.parametrize("little_work", [-1, 1e9])
@settings(deadline=None, max_examples=25)
@given(rows=clouds, bandwidth=st.sampled_from([7.3, 61.7, 133.1]))
def test_exact_is_the_definition(shape, little_work, rows, bandwidth):
    x, y, weight = np.array(rows, float).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(density, "LITTLE_WORK", little_work)
        found = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, weight=weight, exact=True, shape=shape)
    expected = event_by_event(x, y, weight, bandwidth=bandwidth, shape=shape)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-12 * height_of(shape, bandwidth) * weight.sum())
    assert (found >= 0).all()


@every_shape
@pytest.mark.parametrize("little_work", [-1, 1e9])
def test_one_bandwidth_an_event_is_the_definition(shape, little_work, monkeypatch):
    monkeypatch.setattr(density, "LITTLE_WORK", little_work)
    x, y, bandwidth = np.random.default_rng(4).uniform([[0], [0], [15]], [[1000], [800], [190]], (3, 40))
    found = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, exact=True, shape=shape)
    expected = event_by_event(x, y, np.ones(40), bandwidth=bandwidth, shape=shape)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-14)


@every_shape
def test_kernels_hold_one_event_and_spread_as_stated(shape):
    grid = grid_over((-4000, -4000, 3999, 3999), size=10)
    found = kernel_density([3.0], [-7.0], grid=grid, bandwidth=450.0, exact=True, shape=shape)
    east, _ = grid.centres()
    assert found.sum() * 100 == pytest.approx(1, rel=2e-3)
    assert np.sqrt((found * (east - 3.0) ** 2).sum() * 100) == pytest.approx(SPREAD[shape] * 450, rel=5e-3)


def test_equivalent_bandwidths_spread_alike():
    assert equivalent_bandwidth(100.0, shape="quartic", like="gaussian") == pytest.approx(100 * 8**0.5)
    for shape in SHAPES:
        assert equivalent_bandwidth(70.0, shape=shape, like=shape) == pytest.approx(70)


STATED = {
    "quartic": lambda cells: 1.5 / cells**2,
    "gaussian": lambda cells: 0.5 / cells**2,
    "epanechnikov": lambda cells: 2 / cells,
    "triangular": lambda cells: 1.5 / cells,
}


@pytest.mark.parametrize("shape", STATED)
@settings(deadline=None, max_examples=60)
@given(at=inside, cells=st.floats(2, 9))
def test_bins_keep_within_the_stated_error(shape, at, cells):
    bandwidth = cells * GRID.size
    x, y = ([part] for part in at)
    exact = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, exact=True, shape=shape)
    fast = kernel_density(x, y, grid=GRID, bandwidth=bandwidth, shape=shape)
    assert np.abs(fast - exact).max() <= STATED[shape](cells) * height_of(shape, bandwidth)


def test_uniform_kernels_are_never_binned():
    x, y = np.random.default_rng(1).uniform(0, 800, (2, 30))
    exact = kernel_density(x, y, grid=GRID, bandwidth=50.0, exact=True, shape="uniform")
    assert (kernel_density(x, y, grid=GRID, bandwidth=50.0, shape="uniform") == exact).all()


def test_compiled_bins_are_those_of_numpy(monkeypatch):
    x, y, weight = np.random.default_rng(2).uniform([[-80], [-80], [1]], [[1080], [880], [3]], (3, 500))
    plain = kernel_density(x, y, grid=GRID, bandwidth=90.0, weight=weight)
    monkeypatch.setattr(density, "FEW_EVENTS", -1)
    assert kernel_density(x, y, grid=GRID, bandwidth=90.0, weight=weight) == pytest.approx(plain, rel=1e-12, abs=1e-18)


def test_a_sweep_of_many_events_stays_close_to_the_plain_sum():
    """20,000 events, wide kernels: within 1e-11 of the highest density, and 0 where no event is near."""
    x, y = np.random.default_rng(3).normal([[500], [400]], 40, (2, 20_000))
    swept = kernel_density(x, y, grid=GRID, bandwidth=260.0, exact=True)
    plain = event_by_event(x, y, np.ones(x.size), bandwidth=260.0, shape="quartic")
    assert np.abs(swept - plain).max() <= 1e-11 * plain.max()
    assert (swept[plain == 0] == 0).all()


# spatstat: tests/references/density.R, eight events at the centres of cells of 100 m

EIGHT = (
    np.array([150.0, 250, 250, 850, 950, 1450, 1550, 1950]),
    np.array([50.0, 250, 350, 850, 850, 1250, 1450, 1950]),
)
SQUARE = Grid(size=100.0, column=0, row=0, columns=20, rows=20)
AT = ([0, 8, 19], [1, 8, 19])
# density(X, sigma = 200, kernel = "gaussian", edge = , diggle = , dimyx = c(20, 20))$v[cbind(c(1, 9, 20), c(2, 9, 20))]; sum
GAUSSIAN = {
    "none": (7.248580865720e-06, 7.498731890513e-06, 4.002915240539e-06, 6.474325802174),
    "by_place": (1.557977526972e-05, 7.498863801416e-06, 1.112901632213e-05, 7.792194203436),
    "conserved": (1.252249245902e-05, 7.499287205524e-06, 1.108655828613e-05, 8.0),
}
# the same with kernel = and edge = FALSE: sigma is a standard deviation
COMPACT = {
    "quartic": (6.517305675329e-06, 5.783125509847e-06, 2.983335275609e-06, 6.417900011654),
    "epanechnikov": (6.305309734513e-06, 5.199115044248e-06, 2.654867256637e-06, 6.398230088496),
    "uniform": (6.122448979592e-06, 4.081632653061e-06, 2.040816326531e-06, 6.387755102041),
}


@pytest.mark.parametrize("edge", GAUSSIAN)
def test_gaussian_densities_are_those_of_spatstat(edge):
    whole = np.ones(SQUARE.shape, bool)
    found = edge_corrected(*EIGHT, grid=SQUARE, inside=whole, bandwidth=200.0, edge=edge, shape="gaussian")
    assert [*found[AT], found.sum() * 1e4] == pytest.approx(GAUSSIAN[edge], rel=1e-6)


@pytest.mark.parametrize("shape", COMPACT)
def test_compact_densities_are_those_of_spatstat(shape):
    bandwidth = equivalent_bandwidth(200.0, shape=shape, like="gaussian")
    found = smooth_counts(count_by_cell(SQUARE, *EIGHT), size=100.0, bandwidth=bandwidth, shape=shape)
    assert [*found[AT], found.sum() * 1e4] == pytest.approx(COMPACT[shape], rel=1e-9)


def test_the_mass_inside_is_whole_in_the_middle_half_at_a_side_and_a_quarter_in_a_corner():
    share = mass_inside(np.ones((81, 81), bool), size=10.0, bandwidth=200.0)
    assert share[40, 40] == pytest.approx(1)
    assert share[0, 40] == pytest.approx(0.5, abs=0.03)
    assert share[0, 0] == pytest.approx(0.25, abs=0.03)


def test_edges_are_corrected_over_an_area_with_a_hole():
    kept = np.ones(GRID.shape, bool)
    kept[10:20, 10:30] = False
    x, y = np.random.default_rng(5).uniform(0, 800, (2, 4000))
    made = {
        edge: edge_corrected(x, y, grid=GRID, inside=kept, bandwidth=120.0, edge=edge)
        for edge in ("none", "by_place", "conserved")
    }
    within = count_by_cell(GRID, x, y)[kept].sum()
    assert made["conserved"].sum() * GRID.size**2 == pytest.approx(within, rel=1e-12)
    assert made["none"].sum() * GRID.size**2 < 0.93 * within
    assert made["by_place"][kept & (np.arange(50) < 38)].mean() == pytest.approx(4000 / 800**2, rel=0.05)
    assert all((surface[~kept] == 0).all() for surface in made.values())


def test_a_surface_is_read_between_centres():
    surface = np.arange(12.0).reshape(3, 4)
    grid = Grid(size=10.0, column=0, row=0, columns=4, rows=3)
    assert density_at(surface, [5, 10, 15, -9, 99], [5, 10, 25, -9, 99], grid=grid).tolist() == [0, 2.5, 9, 0, 11]


# Abramson: sparr::bivariate.density(X, h0 = 300, hp = 300, adapt = TRUE, edge = "none", resolution = 20)$h,
# its pilot safelookup(density(X, sigma = 300, edge = FALSE, dimyx = c(20, 20)), X)
PILOT = [4.127262809443e-06, 4.828826315992e-06, 4.544496845572e-06, 3.650720249094e-06]
PILOT += [3.701046431442e-06, 3.416542893507e-06, 3.337281173659e-06, 1.978662732654e-06]
OWN = [279.80498398, 258.68170551, 266.65123835, 297.50702883, 295.47738124, 307.53395207, 311.16454677, 404.11095238]


def test_abramson_bandwidths_are_those_of_sparr():
    assert abramson_bandwidths(PILOT, bandwidth=300.0) == pytest.approx(OWN, rel=1e-9)
    pilot = smooth_counts(count_by_cell(SQUARE, *EIGHT), size=100.0, bandwidth=300.0, shape="gaussian")
    assert density_at(pilot, *EIGHT, grid=SQUARE) == pytest.approx(PILOT, rel=1e-6)


def test_an_isolated_event_does_not_spread_over_the_city():
    own = abramson_bandwidths([1.0] * 99 + [1e-9], bandwidth=100.0)
    assert own.max() == 500
    assert abramson_bandwidths([], bandwidth=100.0).size == 0
    with pytest.raises(ValueError, match="positive"):
        abramson_bandwidths([1.0, 0.0], bandwidth=100.0)


def test_adaptive_density_is_sharper_where_events_are_dense_and_keeps_the_mass():
    rng = np.random.default_rng(6)
    x = np.concatenate([rng.normal(300, 15, 300), rng.uniform(150, 850, 100)])
    y = np.concatenate([rng.normal(400, 15, 300), rng.uniform(250, 550, 100)])
    fixed = kernel_density(x, y, grid=GRID, bandwidth=100.0)
    exact = adaptive_density(x, y, grid=GRID, bandwidth=100.0, exact=True)
    fast = adaptive_density(x, y, grid=GRID, bandwidth=100.0)
    assert fast.max() > 1.2 * fixed.max()
    assert np.abs(fast - exact).max() < 0.12 * exact.max()
    assert fast.sum() * GRID.size**2 == pytest.approx(400, rel=0.03)  # wide kernels leave the grid
    assert adaptive_density([], [], grid=GRID, bandwidth=100.0).sum() == 0


def test_answers_do_not_depend_on_threads(monkeypatch):
    x, y = np.random.default_rng(7).uniform(0, 1000, (2, 3000))
    monkeypatch.setattr(density, "LITTLE_WORK", -1)
    monkeypatch.setattr(_sweep, "ROWS_AT_ONCE", 7)
    made = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        made.append(kernel_density(x, y, grid=GRID, bandwidth=90.0, exact=True).tobytes())
    assert made[0] == made[1]
