"""Moran, Geary, G and join counts: by enumeration, against published software, and at their nominal size."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernels.association import assuncao_reis, correlogram, geary, getis_ord_g, join_counts, moran
from beffroi.kernels.neighbours import contiguous, from_pairs, within
from tests.kernels.columbus import CRIME, EVENTS, PEOPLE, QUEEN, ROW

STATISTICS = (moran, geary, getis_ord_g)


def directed(places, seed, pairs=20):
    """Weights without symmetry, every place in some pair."""
    rng = np.random.default_rng(seed)
    one = np.concatenate([np.arange(places), rng.integers(0, places, pairs)])
    two = np.concatenate([(np.arange(places) + 1) % places, rng.integers(0, places, pairs)])
    return from_pairs(places, one, two, weight=rng.uniform(0.1, 2, one.size))


def lattice(rows, columns):
    from shapely import box

    return contiguous([box(c, r, c + 1, r + 1) for r in range(rows) for c in range(columns)])


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_the_statistics_are_their_definitions(seed):
    near = directed(8, seed)
    x = np.random.default_rng(seed).poisson(4, 8) + 1.0
    w = near.matrix().toarray()
    z = x - x.mean()
    if not z.any():
        return
    cross = sum(w[i, j] * z[i] * z[j] for i in range(8) for j in range(8))
    assert moran(x, near, permutations=0).value == pytest.approx(8 / w.sum() * cross / (z**2).sum())
    apart = sum(w[i, j] * (x[i] - x[j]) ** 2 for i in range(8) for j in range(8))
    assert geary(x, near, permutations=0).value == pytest.approx(7 / (2 * w.sum()) * apart / (z**2).sum())
    products = sum(x[i] * x[j] for i in range(8) for j in range(8) if i != j)
    pairs = sum(w[i, j] * x[i] * x[j] for i in range(8) for j in range(8))
    assert getis_ord_g(x, near, permutations=0).value == pytest.approx(pairs / products)


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("seed", [1, 2])
def test_moments_are_those_of_all_arrangements(statistic, seed):
    near = directed(6, seed, pairs=9)
    x = np.random.default_rng(seed).poisson(3, 6) + 1.0
    every = [statistic(np.array(order), near, permutations=0).value for order in permutations(x)]
    found = statistic(x, near, permutations=0)
    assert found.expected == pytest.approx(np.mean(every))
    assert found.variance == pytest.approx(np.var(every))


def test_join_counts_are_those_of_all_arrangements():
    near = lattice(2, 3)
    marked = np.array([1, 1, 0, 0, 1, 1])
    every = [join_counts(np.array(order), near, permutations=0) for order in set(permutations(marked))]
    found = join_counts(marked, near, permutations=0)
    assert found.expected_both == pytest.approx(np.mean([one.both for one in every]))
    assert found.expected_one == pytest.approx(np.mean([one.one for one in every]))
    variance = ((found.both - found.expected_both) / found.z_both) ** 2
    assert variance == pytest.approx(np.var([one.both for one in every]))
    assert found.both + found.one + found.none == len(near.other) / 2


SPDEP = {  # the calls stand in the test
    "moran": (0.50018855718286, 0.00868928920133, 5.589382675),
    "moran_normal": 0.0085634131194,
    "geary": (0.54052820270207, 0.00938426377697, -4.743061501),
    "getis_ord_g": (0.127807457382, 0.100340136054, 4.638150932),
    "joins": (54, 35),
    "joins_z": 6.16297337,
    "assuncao_reis": 0.4764833801,
}


def test_columbus_is_as_in_spdep():
    """spdep 1.2-7: nb <- poly2nb(columbus); w <- nb2listw(nb); b <- nb2listw(nb, style = "B").

    moran.test(CRIME, w), moran.test(CRIME, w, randomisation = FALSE), geary.test(CRIME, w), globalG.test(CRIME, b),
    joincount.test(factor(CRIME > mean(CRIME)), b), EBImoran.mc(round(CRIME), round(100 * INC), w, 99).
    """
    found = moran(CRIME, ROW, permutations=0)
    assert (found.value, found.variance, found.z) == pytest.approx(SPDEP["moran"])
    assert found.variance_normal == pytest.approx(SPDEP["moran_normal"])
    found = geary(CRIME, ROW, permutations=0)
    assert (found.value, found.variance, found.z) == pytest.approx(SPDEP["geary"])
    found = getis_ord_g(CRIME, QUEEN, permutations=0)
    assert (found.value, found.expected, found.z) == pytest.approx(SPDEP["getis_ord_g"])
    found = join_counts(CRIME.mean() < CRIME, QUEEN, permutations=0)
    assert (found.both, found.none) == SPDEP["joins"]
    assert found.z_both == pytest.approx(SPDEP["joins_z"])
    assert moran(assuncao_reis(EVENTS, PEOPLE), ROW, permutations=0).value == pytest.approx(SPDEP["assuncao_reis"])


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_permutations_have_the_exact_moments(statistic):
    """The pseudo p-value of the normal score agrees with the exact z where the distribution is near normal."""
    x = np.random.default_rng(5).normal(10, 1, 100)
    found = statistic(x, lattice(10, 10), permutations=4999, seed=3)
    assert found.p == pytest.approx(found.p_normal, abs=0.03)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_size_under_the_null_is_nominal(statistic):
    """2,000 maps without structure; 5 % ± 4 standard errors."""
    near = lattice(5, 5).row_standardised()
    rng = np.random.default_rng(7)
    p = [statistic(rng.poisson(3, 25) + 1, near, permutations=99, seed=seed).p for seed in range(2000)]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 2000))


def test_a_planted_gradient_is_found_and_a_chessboard_is_not_taken_for_one():
    near = lattice(8, 8)
    r, c = np.divmod(np.arange(64), 8)
    assert moran(r + c, near).p <= 0.01 < moran(r + c, near).value
    assert geary(r + c, near).value < 1
    board = moran((r + c) % 2, within(c, r, distance=1.0))
    assert board.value == pytest.approx(-1)
    assert board.p <= 0.01


def test_islands_are_left_out_and_counted():
    near = from_pairs(5, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    with_island = moran([1.0, 2.0, 3.0, 4.0, 1000.0], near, permutations=99)
    without = moran([1.0, 2.0, 3.0, 4.0], from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]), permutations=99)
    assert with_island.islands == 1
    assert (with_island.value, with_island.z, with_island.p) == (without.value, without.z, without.p)


def test_what_is_not_defined_is_nan_never_a_number():
    near = lattice(3, 3)
    assert np.isnan(moran(np.full(9, 2.0), near).value)
    assert np.isnan(moran(np.arange(3.0), from_pairs(3, [], [])).p)
    with pytest.raises(ValueError, match="from 0 on"):
        getis_ord_g(np.arange(9) - 4.0, near)
    with pytest.raises(ValueError, match="finite"):
        moran([1.0, np.nan], from_pairs(2, [0], [1]))


def test_inputs_are_not_modified_and_the_seed_decides():
    x = CRIME.copy()
    first, again = (moran(x, ROW, permutations=199, seed=4) for _ in range(2))
    assert first == again
    assert (x == CRIME).all()


def test_the_correlogram_falls_from_likeness_to_unlikeness():
    r, c = np.divmod(np.arange(100), 10)
    rings = [within(c, r, distance=d + 1.0, beyond=float(d)) for d in range(8)]
    found = [one.value for one in correlogram(r + c, rings, permutations=0)]
    assert found[0] > 0.8
    assert found[-1] < -0.2
    assert all(a >= b for a, b in pairwise(found))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5000)), min_size=2, max_size=12))
def test_standardised_rates_are_the_definition(rows):
    n, e = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    if e.sum() == 0 or n[e > 0].sum() == 0:
        return
    some = e > 0
    overall = n[some].sum() / e[some].sum()
    spread = sum(e[i] * (n[i] / e[i] - overall) ** 2 for i in np.flatnonzero(some)) / e[some].sum()
    a = spread - overall / e[some].mean()
    found = assuncao_reis(n, e)
    for i in range(len(rows)):
        if not some[i]:
            assert np.isnan(found[i])
            continue
        v = a + overall / e[i]
        v = v if v > 0 else overall / e[i]
        assert found[i] == pytest.approx((n[i] / e[i] - overall) / np.sqrt(v), abs=1e-9)
