"""Local Moran, G, Geary and join counts: by definition, by enumeration, against published software, at their size."""

from itertools import permutations as arrangements

import numpy as np
import pytest

from beffroi.kernels import _conditional
from beffroi.kernels.local_association import local_g, local_geary, local_join_counts, local_moran
from beffroi.kernels.neighbours import contiguous, from_pairs
from tests.kernels.columbus import CRIME, QUEEN, ROW
from tests.kernels.test_association import directed, lattice

ALL = (local_moran, local_g, local_geary)


SPDEP = {  # the calls stand in the test; first six places
    "moran": [0.73681849060836, 0.52877701326597, 0.0938507416616, 0.00482096662822, 0.30360612475209, -0.18157051694],
    "moran_z": [0.9378076510353, 0.9856591202615, 0.7184189125046, 0.0666623234487, 1.0471360294309, -0.4547457512919],
    "moran_p": [0.348343268465, 0.324300416174],
    "g": [-0.9378076510353, -0.9856591202615, -0.7184189125046, -0.0666623234487, 1.0471360294309, 0.4547457512919],
    "g_star": [
        -1.4327796539664,
        -1.3400080974642,
        -0.7719986809531,
        -0.1317333644905,
        1.2853627984373,
        0.0686480438111,
    ],
    "geary": [0.413437372214, 0.397518387169, 0.686846626284, 0.500630964029, 0.921499091857, 1.121846532042],
}


def test_columbus_is_as_in_spdep():
    """spdep 1.2-7: localmoran(CRIME, w), localG(CRIME, b), localG(CRIME, nb2listw(include.self(nb), style = "B")),
    localC(CRIME, w), with nb <- poly2nb(columbus), w row-standardised, b binary; first six places."""
    moran = local_moran(CRIME, ROW, permutations=0)
    assert moran.value[:6] == pytest.approx(SPDEP["moran"])
    assert moran.z[:6] == pytest.approx(SPDEP["moran_z"])
    assert moran.p_normal[:2] == pytest.approx(SPDEP["moran_p"])
    assert local_g(CRIME, QUEEN, star=False, permutations=0).z[:6] == pytest.approx(SPDEP["g"])
    star = pytest.approx(SPDEP["g_star"])
    assert local_g(CRIME, QUEEN, permutations=0).z[:6] == star
    assert local_g(CRIME, ROW, permutations=0).z[:6] == star, "row-standardised or not, one answer"
    assert local_geary(CRIME, ROW, permutations=0).value[:6] == pytest.approx(SPDEP["geary"])


@pytest.mark.parametrize("statistic", [local_moran, local_geary])
def test_z_has_the_moments_of_all_arrangements_of_the_others(statistic):
    near, x = directed(6, 3, pairs=8), np.array([1.0, 4.0, 2.0, 2.0, 7.0, 3.0])
    found = statistic(x, near, permutations=0)
    for place in range(6):
        others = np.delete(x, place)
        every = [
            statistic(np.insert(np.array(order), place, x[place]), near, permutations=0).value[place]
            for order in arrangements(others)
        ]
        z = (found.value[place] - np.mean(every)) / np.std(every)
        assert found.z[place] == pytest.approx(z)


@pytest.mark.parametrize("near", [QUEEN, from_pairs(49, QUEEN.origin, QUEEN.other, weight=1 + 0.5 * QUEEN.other / 49)])
def test_p_is_the_share_of_arrangements_of_the_others(near):
    """Equal weights share their draws, unequal ones gather them: both against plain shuffling."""
    found = local_moran(CRIME, near, permutations=9999, seed=2)
    lag = near.lag(CRIME)
    rng = np.random.default_rng(1)
    for place in (0, 20, 33):
        others = np.delete(np.arange(49), place)
        w = near.matrix()[place].toarray().ravel()[others]
        drawn = np.array([w @ CRIME[rng.permutation(others)] for _ in range(4000)])
        assert found.p_high[place] == pytest.approx((drawn >= lag[place]).mean(), abs=0.03)
        assert found.p_low[place] == pytest.approx((drawn <= lag[place]).mean(), abs=0.03)


@pytest.mark.parametrize("statistic", ALL)
def test_compiled_and_plain_draws_count_alike(statistic, monkeypatch):
    near = from_pairs(49, QUEEN.origin, QUEEN.other, weight=1 + QUEEN.other / 49)
    plain = statistic(CRIME, near, permutations=499, seed=3)
    monkeypatch.setattr(_conditional, "LITTLE_WORK", 0)
    found = []
    for threads in ("1", "2"):
        monkeypatch.setenv("BEFFROI_THREADS", threads)
        found.append(statistic(CRIME, near, permutations=499, seed=3))
    for other in found:
        assert np.array_equal(plain.p_high, other.p_high)
        assert np.array_equal(plain.p_low, other.p_low)


@pytest.mark.parametrize("statistic", ALL)
def test_the_size_under_the_null_is_nominal(statistic):
    near = lattice(6, 6).row_standardised()
    rng = np.random.default_rng(11)
    p = np.concatenate([statistic(rng.poisson(2, 36), near, permutations=199, seed=s).p for s in range(60)])
    share = np.mean(p <= 0.05)  # 2,160 tests, dependent within a map; counts have ties: at most the level
    assert share <= 0.05 + 5 * np.sqrt(0.05 * 0.95 / p.size)
    q = np.concatenate([statistic(rng.normal(size=36), near, permutations=199, seed=s).p for s in range(60)])
    assert np.mean(q <= 0.05) == pytest.approx(0.05, abs=5 * np.sqrt(0.05 * 0.95 / q.size))


def test_a_planted_cluster_is_found_in_its_quadrant():
    values = np.random.default_rng(2).poisson(5, 100).astype(float)
    r, c = np.divmod(np.arange(100), 10)
    inside = (abs(r - 5) <= 1) & (abs(c - 5) <= 1)
    values[inside] += 30
    near = lattice(10, 10).row_standardised()
    found = local_moran(values, near, permutations=999)
    assert (found.p[inside] <= 0.05).mean() > 0.8
    assert (found.quadrant[inside] == 1).all()
    assert (local_g(values, near).z[inside] > 2).all()
    counted = local_join_counts(values > 20, near)
    assert (counted.p_high[inside] <= 0.05).all()
    assert np.isnan(counted.p_high[~(values > 20)]).all()


def test_islands_and_flat_maps_are_a_rule_not_an_error():
    from shapely import box

    near = contiguous([box(0, 0, 1, 1), box(1, 0, 2, 1), box(9, 9, 10, 10), box(2, 0, 3, 1)])
    for statistic in ALL:
        found = statistic([1.0, 2.0, 9.0, 3.0], near, permutations=99)
        assert np.isnan(found.value[2])
        assert np.isnan(found.p[2])
        assert found.quadrant[2] == 0
        flat = statistic(np.full(4, 2.0), near, permutations=99)
        assert not flat.z[:2].any()
        assert (flat.p[:2] == 1).all()
        nothing = statistic([], from_pairs(0, [], []), permutations=9)
        assert nothing.value.size == 0


def test_inputs_are_not_modified():
    x = CRIME.copy()
    for statistic in ALL:
        statistic(x, ROW, permutations=9)
    assert (x == CRIME).all()
