"""K, L and the pair correlation: against the pairs written out, against spatstat, and the fast simulator against both."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels import second_order
from beffroi.kernels.bandwidths import density_of_others
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
from tests.kernels.patterns import MOVED, MOVED_WINDOW

WINDOW = rectangle((100.0, -50.0, 900.0, 450.0))
RADII = np.array([7.0, 30.0, 31.5, 90.0, 125.0])
points = st.lists(st.tuples(st.floats(100, 900), st.floats(-50, 450)), min_size=2, max_size=25)
CORRECTIONS = ("none", "isotropic", "translation", "border")
EVERY = (*CORRECTIONS, "rigid")


def share_of_circle(x, y, d, window=WINDOW, parts=20_000):
    angle = (np.arange(parts) + 0.5) * (2 * np.pi / parts)
    return window.holds(x + d * np.cos(angle), y + d * np.sin(angle)).mean()


def k_by_definition(x, y, correction, first=None, second=None):
    """Every ordered pair by itself."""
    n, (width, height) = len(x), WINDOW.size
    first = np.ones(n) if first is None else first
    second = np.ones(n) if second is None else second
    border = WINDOW.border_distance(x, y)
    total, reduced = np.zeros(len(RADII)), np.zeros((2, len(RADII)))
    for i in range(n):
        reduced[1] += first[i] * (border[i] >= RADII)
        for j in range(n):
            d = np.hypot(x[i] - x[j], y[i] - y[j])
            if i == j or d > RADII[-1]:
                continue
            weight = first[i] * second[j]
            if correction == "isotropic" and d > border[i]:
                weight /= circle_share(WINDOW.to_sides(x[i : i + 1], y[i : i + 1]), [d])[0]
            if correction == "translation":
                weight *= WINDOW.area / ((width - abs(x[i] - x[j])) * (height - abs(y[i] - y[j])))
            total += weight * (d <= RADII)
            reduced[0] += weight * (d <= RADII) * (border[i] >= RADII)
    if correction == "border":
        with np.errstate(invalid="ignore", divide="ignore"):
            return reduced[0] / reduced[1] * WINDOW.area / (n if (first == 1).all() else second.sum())
    return total * WINDOW.area / (n * (n - 1) if (first == 1).all() else first.sum() * second.sum())


@pytest.mark.parametrize("correction", CORRECTIONS)
@settings(deadline=None, max_examples=30)
@given(rows=points)
def test_k_is_the_definition(correction, rows):
    x, y = np.round(np.array(rows, float), 3).T
    found = k_function(x, y, window=WINDOW, radii=RADII, correction=correction)
    assert found == pytest.approx(k_by_definition(x, y, correction), rel=2e-8, nan_ok=True)


@pytest.mark.parametrize("correction", CORRECTIONS)
@settings(deadline=None, max_examples=15)
@given(rows=points)
def test_cross_k_is_the_definition(correction, rows):
    x, y = np.round(np.array(rows, float), 3).T
    kind = np.arange(len(x)) % 2 == 0
    found = cross_k(x, y, is_first=kind, window=WINDOW, radii=RADII, correction=correction)
    expected = k_by_definition(x, y, correction, kind.astype(float), (~kind).astype(float))
    assert found == pytest.approx(expected, rel=2e-8, nan_ok=True)


def test_the_share_of_a_circle_is_that_of_its_points():
    rng = np.random.default_rng(1)
    x, y = WINDOW.draw(60, rng=rng)
    d = rng.uniform(10, 480, 60)
    found = circle_share(WINDOW.to_sides(x, y), d)
    assert found == pytest.approx([share_of_circle(*each) for each in zip(x, y, d, strict=True)], abs=3e-4)


# spatstat at r = 25, 50, 100, 200, 250 (tests/references/point_patterns.R)
AT = np.array([25.0, 50, 100, 200, 250])
# Kest(U, r = fine, correction = )
KEST = {
    "none": [4964.97617134, 27583.20095188, 66751.34630354, 151155.94121629, 190324.08656795],
    "border": [4964.97617134, 27583.20095188, 71353.65446237, 171061.81790323, 216865.25548387],
    "isotropic": [4964.97617134, 27583.20095188, 66796.55596055, 159959.20886544, 210497.67056580],
    "translation": [5064.76326155, 28844.37713443, 71939.01211631, 174551.34194081, 228164.03265712],
}
# Kcross(M, "a", "b", r = fine, correction = )
KCROSS = {
    "none": [11177.10707143, 38498.92435714, 79481.65028571, 158963.30057143, 197462.22492857],
    "border": [11177.10707143, 38498.92435714, 84741.46537815, 173866.11000000, 198704.12571429],
    "isotropic": [11177.10707143, 38498.92435714, 79481.65028571, 165325.91743841, 216411.45931529],
    "translation": [11401.74681855, 40120.57825663, 85309.56323954, 181227.47698163, 234008.15272315],
}
# Kinhom(U, lambda, r = fine, correction = , normpower = 2)
KINHOM = {
    "isotropic": [6259.60935210, 31453.87909945, 73549.37102159, 170929.59443415, 220977.40356345],
    "translation": [6385.40639011, 32885.69601898, 79257.11269792, 188844.53346029, 243234.86127883],
}
# pcf(U, r = fine, correction = , bw = 50 / sqrt(5), divisor = "r")
PCF = {
    "isotropic": [3.23027742, 2.45895783, 1.49561370, 0.71335044, 0.82139129],
    "translation": [3.40311528, 2.63321447, 1.62678856, 0.78493661, 0.86916749],
}
# Kinhom(U, lambda, r = fine, correction = "border", renormalise = FALSE)
KINHOM["border"] = [2548.04902386, 12803.67854090, 31951.60803281, 73986.98653369, 87411.66284183]
# Kinhom(U, sigma = 150, r = fine, correction = , normpower = 2): density(U, sigma = 150, leaveoneout = TRUE)
KINHOM_KERNEL = {
    "isotropic": [4464.55746476, 23473.00529442, 52579.24913415, 128099.49710793, 182719.50694206],
    "translation": [4554.25348326, 24516.44991191, 56460.60921180, 134768.64707580, 187896.49261608],
}


# density(U, sigma = 150, at = "points", leaveoneout = TRUE): the first five times 1e6, and the sum of all
LEAVE_ONE_OUT = [35.006503464, 48.165817513, 53.5849830058, 53.638330364, 56.4978093899]
LEAVE_ONE_OUT_SUM = 0.00451609117282


def test_inhomogeneous_k_with_the_density_of_the_others_is_that_of_spatstat():
    density = density_of_others(*MOVED, bandwidth=150.0, window=MOVED_WINDOW)
    assert density[:5] * 1e6 == pytest.approx(LEAVE_ONE_OUT, rel=1e-9)
    assert density.sum() == pytest.approx(LEAVE_ONE_OUT_SUM, rel=1e-9)
    for correction, expected in KINHOM_KERNEL.items():
        found = inhomogeneous_k(*MOVED, density=density, window=MOVED_WINDOW, radii=AT, correction=correction)
        assert found == pytest.approx(expected, rel=1e-9), correction


def test_k_is_that_of_spatstat():
    for correction, expected in KEST.items():
        found = k_function(*MOVED, window=MOVED_WINDOW, radii=AT, correction=correction)
        assert found == pytest.approx(expected, rel=1e-9), correction


def test_cross_k_is_that_of_spatstat():
    for correction, expected in KCROSS.items():
        first = np.arange(1, 63) % 3 == 0
        found = cross_k(*MOVED, is_first=first, window=MOVED_WINDOW, radii=AT, correction=correction)
        assert found == pytest.approx(expected, rel=1e-9), correction


def test_inhomogeneous_k_is_that_of_spatstat():
    for correction, expected in KINHOM.items():
        density = (1 + MOVED[0] / 1000) / 1e4
        found = inhomogeneous_k(*MOVED, density=density, window=MOVED_WINDOW, radii=AT, correction=correction)
        assert found == pytest.approx(expected, rel=1e-9), correction


def test_pair_correlation_is_that_of_spatstat():
    """spatstat reads its density off a grid of distances: equal to three digits."""
    for correction, expected in PCF.items():
        found = pair_correlation(*MOVED, window=MOVED_WINDOW, radii=AT, correction=correction, bandwidth=50.0)
        assert found == pytest.approx(expected, rel=4e-3), correction


# pcfcross(M, "a", "b", r = fine, correction = , bw = 50 / sqrt(5), divisor = "r")
PCFCROSS = {
    "isotropic": [4.15995724, 2.80468592, 1.54140036, 0.65170754, 0.80225747],
    "translation": [4.35856758, 2.98891307, 1.68926759, 0.71706069, 0.85285297],
}


def test_cross_pair_correlation_is_that_of_spatstat():
    for correction, expected in PCFCROSS.items():
        how = {"window": MOVED_WINDOW, "radii": AT, "correction": correction, "bandwidth": 50.0}
        found = pair_correlation(*MOVED, is_first=np.arange(1, 63) % 3 == 0, **how)
        assert found == pytest.approx(expected, rel=6e-3), correction


@settings(deadline=None, max_examples=20)
@given(rows=points, half=st.floats(5, 60))
def test_pair_correlation_is_the_definition(rows, half):
    x, y = np.round(np.array(rows, float), 3).T
    found = pair_correlation(x, y, window=WINDOW, radii=RADII, correction="none", bandwidth=half)
    d = np.hypot(x[:, None] - x, y[:, None] - y)[~np.eye(len(x), dtype=bool)]
    kernel = 0.75 / half * np.maximum(1 - ((RADII[:, None] - d) / half) ** 2, 0)
    expected = WINDOW.area * kernel.sum(axis=1) / (2 * np.pi * RADII * len(x) * (len(x) - 1))
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-7 * max(expected.max(), 1))


def test_translation_over_polygons_is_the_overlap_of_shapes():
    outline = shapely.Polygon([(0, 0), (900, 0), (900, 500), (420, 380), (0, 700)])
    window = polygons([outline.wkb])
    x, y = window.draw(25, rng=np.random.default_rng(3))
    found = k_function(x, y, window=window, radii=RADII, correction="translation")
    expected = np.zeros(len(RADII))
    for i in range(25):
        for j in range(25):
            if i != j:
                moved = shapely.affinity.translate(outline, x[i] - x[j], y[i] - y[j])
                inside = outline.intersection(moved).area
                expected += outline.area / inside * (np.hypot(x[i] - x[j], y[i] - y[j]) <= RADII)
    assert found == pytest.approx(expected * outline.area / (25 * 24), rel=2e-3)


@pytest.mark.parametrize("correction", EVERY)
def test_the_fast_simulator_gives_k_within_its_stated_error(correction):
    x, y = WINDOW.draw(4000, rng=np.random.default_rng(4))
    simulator = Simulator(WINDOW, reach=100.0, steps=20, correction=correction)
    exact = k_function(x, y, window=WINDOW, radii=simulator.radii, correction=correction)
    assert simulator.k(x, y) == pytest.approx(exact, rel=3e-3)
    assert simulator.k(x, y)[-1] == pytest.approx(exact[-1], rel=1e-3)


def test_even_patterns_have_k_of_pi_r_squared():
    shape = polygons([shapely.Polygon([(0, 0), (1000, 0), (700, 900), (200, 600)]).wkb])
    for window, correction in (
        (WINDOW, "isotropic"),
        (WINDOW, "translation"),
        (WINDOW, "border"),
        (shape, "translation"),
    ):
        many = simulated_k(400, window=window, reach=60.0, steps=3, correction=correction, simulations=60, seed=2)
        error = many.std(axis=0) / 60**0.5
        assert (np.abs(many.mean(axis=0) - np.pi * np.array([20.0, 40, 60]) ** 2) < 4 * error).all()


def test_simulations_depend_on_the_seed_and_not_on_threads(monkeypatch):
    made = []
    for threads, seed in (("1", 5), ("2", 5), ("2", 6)):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        made.append(
            simulated_k(300, window=WINDOW, reach=90.0, steps=5, correction="isotropic", simulations=6, seed=seed)
        )
    assert (made[0] == made[1]).all()
    assert (made[0] != made[2]).any()


def test_hard_patterns():
    same = np.full(40, 500.0), np.full(40, 200.0)
    assert k_function(*same, window=WINDOW, radii=RADII) == pytest.approx(WINDOW.area, rel=1e-12)
    line = np.linspace(120, 880, 77), np.full(77, 200.0)
    found = k_function(*line, window=WINDOW, radii=[25.0, 105.0], correction="none")
    assert found == pytest.approx(
        WINDOW.area / (77 * 76) * np.array([2 * (76 + 75), 2 * sum(77 - k for k in range(1, 11))])
    )
    for wrong in ([1.0], [1.0, 2.0]):
        with pytest.raises(ValueError, match=r"two points|in the window"):
            k_function(wrong, wrong, window=rectangle((5, 5, 9, 9)), radii=[1.0])
    with pytest.raises(ValueError, match="increase"):
        k_function(*same, window=WINDOW, radii=[2.0, 1.0])


def test_inputs_are_not_modified():
    x, y = (part.copy() for part in MOVED)
    x.flags.writeable = y.flags.writeable = False
    for correction in CORRECTIONS:
        k_function(x, y, window=MOVED_WINDOW, radii=AT, correction=correction)
        Simulator(MOVED_WINDOW, reach=250.0, steps=5, correction=correction).k(x, y)
    assert second_order.FINE == 8


_NUMBER = np.arange(1, 63)
OTHER = 30 + 9.137 * ((7 * _NUMBER) % 41), 20 + 5.219 * ((11 * _NUMBER) % 59)
OUTLINE = polygons([shapely.Polygon([(0, 0), (900, 0), (900, 500), (420, 380), (0, 700)]).wkb])
KEST_POLYGON = {
    "rigid": [0.0, 38302.26762237, 153782.71435179],
    "translation": [0.0, 38378.13447977, 154263.71631906],
}


def test_polygon_weights_are_those_of_spatstat():
    """Kest(V, correction = ) at 20, 60, 120 (tests/references/point_patterns.R); spatstat rasters at 128, ours at 512."""
    for correction, values in KEST_POLYGON.items():
        found = k_function(*OTHER, window=OUTLINE, radii=[20.0, 60.0, 120.0], correction=correction)
        assert found == pytest.approx(values, rel=6e-3), correction


@pytest.mark.parametrize("is_polygon", [False, True])
def test_rigid_motion_weights_are_the_mean_overlap_over_all_directions(is_polygon):
    outline = shapely.Polygon([(0, 0), (900, 0), (900, 500), (420, 380), (0, 700)])
    window, shape = (polygons([outline.wkb]), outline) if is_polygon else (WINDOW, shapely.box(100, -50, 900, 450))
    for d in (40.0, 150.0):
        turn = np.arange(0, 360, 3) * np.pi / 180
        moved = [shapely.affinity.translate(shape, d * np.cos(a), d * np.sin(a)).intersection(shape).area for a in turn]
        assert window.mean_overlap([d])[0] == pytest.approx(np.mean(moved), rel=2e-3)
