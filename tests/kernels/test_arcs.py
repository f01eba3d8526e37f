"""The share of a circle inside polygons: against its crossings found one by one, against spatstat, and in K."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import arcs
from beffroi.kernels.arcs import arc_share
from beffroi.kernels.pattern_window import polygons, rectangle
from beffroi.kernels.second_order import (
    Simulator,
    circle_share,
    cross_k,
    inhomogeneous_k,
    k_function,
    pair_correlation,
    simulated_k,
)

MAIN = shapely.Polygon(
    [(0, 0), (900, 0), (900, 500), (420, 380), (0, 700)], [[(200, 150), (200, 250), (300, 250), (300, 150)]]
)
HOLES = polygons([MAIN.wkb, shapely.Polygon([(950, 0), (1100, 0), (1100, 300)]).wkb])
RADII = np.array([20.0, 60.0, 120.0])


def share_by_crossings(outline, x, y, d):
    """Where the circle meets each edge, in turn round it; the share of the angles between whose middles lie inside."""
    angles = [0.0, 2 * np.pi]
    for line in shapely.get_parts(shapely.boundary(outline)):
        corners = shapely.get_coordinates(line) - (x, y)
        for a, b in pairwise(corners):
            step = b - a
            p, q, r = step @ step, 2 * (a @ step), a @ a - d * d
            if q * q - 4 * p * r <= 0:
                continue
            for root in ((-q - np.sqrt(q * q - 4 * p * r)) / (2 * p), (-q + np.sqrt(q * q - 4 * p * r)) / (2 * p)):
                if 0 <= root <= 1:
                    at = a + root * step
                    angles.append(np.arctan2(at[1], at[0]) % (2 * np.pi))
    angles = np.unique(angles)
    middle = (angles[:-1] + angles[1:]) / 2
    inside = shapely.contains_xy(outline, x + d * np.cos(middle), y + d * np.sin(middle))
    return float(np.diff(angles)[inside].sum() / (2 * np.pi))


@st.composite
def shapes(draw):
    """A star with a hole, and sometimes an island; and places inside."""
    turns = np.linspace(0, 2 * np.pi, draw(st.integers(4, 11)), endpoint=False)
    reach = np.array(draw(st.lists(st.floats(200, 900), min_size=turns.size, max_size=turns.size)))
    star = shapely.Polygon(np.column_stack([reach * np.cos(turns), reach * np.sin(turns)]))
    hole = shapely.Point(draw(st.floats(-60, 60)), draw(st.floats(-60, 60))).buffer(draw(st.floats(5, 60)), quad_segs=2)
    outline = star.difference(hole)
    if draw(st.booleans()):
        outline = outline.union(shapely.box(1000, 0, 1000 + draw(st.floats(10, 400)), 300))
    seed = draw(st.integers(0, 9999))
    window = polygons([outline.wkb])
    return (
        window,
        *window.draw(6, rng=np.random.default_rng(seed)),
        np.array(draw(st.lists(st.floats(1, 1500), min_size=6, max_size=6))),
    )


@settings(deadline=None, max_examples=150)
@given(given_shape=shapes())
def test_the_share_is_that_of_the_crossings(given_shape):
    window, x, y, d = given_shape
    expected = [share_by_crossings(window.outline, *row) for row in zip(x, y, d, strict=True)]
    assert arc_share(window, x, y, distance=d) == pytest.approx(expected, abs=1e-7)


def test_the_share_in_a_box_is_that_of_rectangles():
    """A box and a speck far away: polygons, and yet the formula of rectangles holds round places of the box."""
    box = rectangle((0, 0, 1000, 600))
    window = polygons([shapely.box(0, 0, 1000, 600).wkb, shapely.box(9000, 0, 9001, 1).wkb])
    x, y = box.draw(500, rng=np.random.default_rng(5))
    d = np.random.default_rng(6).uniform(1, 300, 500)
    assert arc_share(window, x, y, distance=d) == pytest.approx(circle_share(box.to_sides(x, y), d), abs=1e-12)
    assert arc_share(box, x, y, distance=d) == pytest.approx(circle_share(box.to_sides(x, y), d), abs=1e-12)


def test_places_on_the_outline_and_far_from_it():
    x, y = np.array([450.0, 250.0, 100.0, 0.0]), np.array([0.0, 150.0, 200.0, 300.0])
    assert arc_share(HOLES, x, y, distance=[50.0, 40.0, 99.0, 10.0]) == pytest.approx([0.5, 0.5, 1.0, 0.5], abs=1e-9)
    assert arc_share(HOLES, [100.0], [100.0], distance=[5000.0]) == pytest.approx([0.0], abs=1e-12)
    assert arc_share(HOLES, [], [], distance=1.0).size == 0


def k_by_definition(window, x, y, *, first, second, radii):
    total = np.zeros(len(radii))
    for i in range(len(x)):
        for j in range(len(x)):
            d = np.hypot(x[i] - x[j], y[i] - y[j])
            if i != j and d <= radii[-1]:
                share = share_by_crossings(window.outline, x[i], y[i], d) if d else 1.0
                total += first[i] * second[j] * min(1 / max(share, 1e-9), 100.0) * (d <= radii)
    return total


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 9999), n=st.integers(2, 20))
def test_k_is_the_sum_over_pairs(seed, n):
    rng = np.random.default_rng(seed)
    x, y = (np.round(part, 3) for part in HOLES.draw(n, rng=rng))
    radii, ones, density = np.array([15.0, 200.0, 333.0]), np.ones(n), rng.uniform(1e-5, 1e-4, n)
    how = {"window": HOLES, "radii": radii, "correction": "isotropic"}
    expected = k_by_definition(HOLES, x, y, first=ones, second=ones, radii=radii)
    assert k_function(x, y, **how) == pytest.approx(expected * HOLES.area / (n * (n - 1)), rel=1e-7, abs=1e-6)
    expected = k_by_definition(HOLES, x, y, first=1 / density, second=1 / density, radii=radii)
    scale = HOLES.area / (1 / density).sum() ** 2
    assert inhomogeneous_k(x, y, density=density, **how) == pytest.approx(expected * scale, rel=1e-7, abs=1e-6)
    first = np.arange(n) % 2 == 0
    expected = k_by_definition(HOLES, x, y, first=first, second=~first, radii=radii)
    found = cross_k(x, y, is_first=first, **how)
    assert found == pytest.approx(expected * HOLES.area / (first.sum() * (~first).sum()), rel=1e-7, abs=1e-6)


# spatstat 3.0-3, tests/references/point_patterns.R: 73 places in HOLES, at 20, 60 and 120 metres
_NUMBER = np.arange(1, 91)
_PLACES = np.column_stack([30 + 11.137 * ((7 * _NUMBER) % 97), 7 + 5.219 * ((11 * _NUMBER) % 89)])
INSIDE = _PLACES[HOLES.holds(*_PLACES.T)].T
KEST_HOLES = [0.0, 11181.88975752, 45155.26028729]  # Kest(Z, correction = "isotropic")
KCROSS_HOLES = [0.0, 8377.73467679, 53561.53309747]  # Kcross(N, "a", "b", correction = "isotropic")
KINHOM_HOLES = [0.0, 11479.36799594, 45283.15261250]  # Kinhom(Z, lambda, correction = "isotropic", normpower = 2)
PCF_HOLES = [0.0, 0.72583471, 1.43935004]  # pcf(Z, correction = "isotropic", bw = 30 / sqrt(5), divisor = "r")
SHARES = [1.0, 0.835457888467, 0.673406543210, 0.655523303988, 0.524903784300]  # 1 / edge.Ripley(Z[...], ...)
THIRD = np.arange(1, 74) % 3 == 0


def test_weights_in_polygons_are_those_of_spatstat():
    how = {"window": HOLES, "radii": RADII, "correction": "isotropic"}
    assert INSIDE.shape[1] == 73
    assert k_function(*INSIDE, **how) == pytest.approx(KEST_HOLES, rel=1e-9)
    assert cross_k(*INSIDE, is_first=THIRD, **how) == pytest.approx(KCROSS_HOLES, rel=1e-9)
    assert inhomogeneous_k(*INSIDE, density=(1 + INSIDE[0] / 1000) / 1e4, **how) == pytest.approx(
        KINHOM_HOLES, rel=1e-9
    )
    assert pair_correlation(*INSIDE, bandwidth=30.0, **how) == pytest.approx(PCF_HOLES, abs=5e-3)
    chosen = INSIDE[:, [0, 1, 4, 8, 13]]
    assert arc_share(HOLES, *chosen, distance=[30, 80, 120, 200, 330]) == pytest.approx(SHARES, abs=1e-11)


def test_the_fast_simulator_gives_k_within_its_stated_error():
    x, y = HOLES.draw(3000, rng=np.random.default_rng(4))
    simulator = Simulator(HOLES, reach=100.0, steps=20, correction="isotropic")
    exact = k_function(x, y, window=HOLES, radii=simulator.radii, correction="isotropic")
    assert simulator.k(x, y) == pytest.approx(exact, rel=3e-3)


def test_even_patterns_have_k_of_pi_r_squared():
    many = simulated_k(300, window=HOLES, reach=150.0, steps=3, correction="isotropic", simulations=80, seed=2)
    error = many.std(axis=0) / 80**0.5
    assert (np.abs(many.mean(axis=0) - np.pi * np.array([50.0, 100, 150]) ** 2) < 4 * error).all()


def test_parts_threads_and_order_change_nothing(monkeypatch):
    x, y = HOLES.draw(60, rng=np.random.default_rng(9))
    x.flags.writeable = y.flags.writeable = False
    how = {"window": HOLES, "radii": RADII, "correction": "isotropic"}
    whole, share = k_function(x, y, **how), arc_share(HOLES, x, y, distance=90.0)
    back = k_function(x[::-1], y[::-1], **how)
    monkeypatch.setattr(arcs, "MOST_PAIRS", 40)
    assert k_function(x, y, **how) == pytest.approx(whole, rel=1e-13)
    assert (arc_share(HOLES, x, y, distance=90.0) == share).all()
    assert back == pytest.approx(whole, rel=1e-13)
    made = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        made.append(simulated_k(80, window=HOLES, reach=90.0, steps=4, correction="isotropic", simulations=6, seed=3))
    assert (made[0] == made[1]).all()


def test_hard_patterns():
    how = {"window": HOLES, "radii": RADII, "correction": "isotropic"}
    same = np.full(30, 2.0), np.full(30, 2.0)
    assert k_function(*same, **how) == pytest.approx(HOLES.area, rel=1e-12)  # in one place, and near a corner
    apart = k_function([1.0, 1099.0], [1.0, 1.0], **how)
    assert apart.tolist() == [0.0, 0.0, 0.0]
