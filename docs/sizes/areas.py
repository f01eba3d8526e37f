"""Areas: values that nothing ties to where they are."""

import numpy as np

from beffroi.kernels import association, local_association
from beffroi.kernels.autocorrelation import getis_ord_g_star
from beffroi.kernels.emerging import mann_kendall
from beffroi.kernels.neighbours import Neighbours, from_pairs, kernel_weights
from beffroi.kernels.permutation import benjamini_hochberg
from sizes._base import Test, any_of, decided, trial

SIDE = 7
TWO_SIDED = "Twice the smaller tail: values that tie count on both sides."
TIES = "Counts tie: arrangements that tie with the observed one count as at least as extreme."
NORMAL = "The normal limit, at 49 places."
PERMUTED = 199
LOCALLY = 2999  # one place of 49 can then be told apart at a false discovery rate of 5 %


def lattice(side: int = SIDE) -> Neighbours:
    """Return the queen contiguity of square cells."""
    row, column = np.divmod(np.arange(side * side), side)
    apart = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column))
    return from_pairs(side * side, *np.nonzero(apart == 1))


NEAR = lattice()
ROW = NEAR.row_standardised()
RINGS = [from_pairs(SIDE * SIDE, *np.nonzero(
    np.maximum(abs(np.arange(49)[:, None] // 7 - np.arange(49) // 7), abs(np.arange(49)[:, None] % 7 - np.arange(49) % 7)) == 2
))]  # fmt: skip
EVEN = "49 independent normal values on a lattice of 7 by 7, queen contiguity"
COUNTED = "49 independent Poisson counts of mean 3 on a lattice of 7 by 7, queen contiguity"


@trial(
    EVEN,
    Test(
        name="Moran’s I, permutations",
        of=("association.Association.p", "spatial_autocorrelation.summary.p", "spatial_autocorrelation.statistics.p"),
    ),
    Test(name="Moran’s I, normal", of=("association.Association.p_normal",), kind="approximate", why=NORMAL),
)
def moran(rng, seed):
    found = association.moran(rng.standard_normal(49), ROW, permutations=PERMUTED, seed=seed)
    return found.p, found.p_normal


@trial(
    EVEN,
    Test(name="Geary’s C, permutations", of=("association.Association.p", "spatial_autocorrelation.statistics.p")),
    Test(name="Geary’s C, normal", of=("association.Association.p_normal",), kind="approximate", why=NORMAL),
)
def geary(rng, seed):
    found = association.geary(rng.standard_normal(49), ROW, permutations=PERMUTED, seed=seed)
    return found.p, found.p_normal


@trial(
    COUNTED,
    Test(
        name="Getis and Ord’s G, permutations",
        of=("association.Association.p", "spatial_autocorrelation.statistics.p"),
        kind="conservative",
        why=TIES,
    ),
    Test(name="Getis and Ord’s G, normal", of=("association.Association.p_normal",), kind="approximate", why=NORMAL),
)
def general_g(rng, seed):
    found = association.getis_ord_g(rng.poisson(3, 49), NEAR, permutations=PERMUTED, seed=seed)
    return found.p, found.p_normal


@trial(
    COUNTED,
    Test(name="Moran’s I of counts, permutations", of=("association.Association.p",), kind="conservative", why=TIES),
)
def moran_of_counts(rng, seed):
    return association.moran(rng.poisson(3, 49), ROW, permutations=PERMUTED, seed=seed).p


@trial(
    EVEN,
    Test(name="Correlogram of Moran’s I, second order", of=("spatial_autocorrelation.orders.p",)),
    Test(
        name="Correlogram, interval of 95 %",
        of=("spatial_autocorrelation.orders.lower",),
        kind="approximate",
        why=NORMAL,
        levels=(0.05,),
    ),
)
def correlogram(rng, seed):
    near = [ring.row_standardised() for ring in RINGS]
    one = association.correlogram(rng.standard_normal(49), near, permutations=PERMUTED, seed=seed)[0]
    return one.p, decided(abs(one.value - one.expected) > 1.96 * one.variance**0.5)


def _rates(rng):
    """Return standardised rates of places whose populations rise from 200 in the west to 6,400 in the east."""
    people = 200 * 2.0 ** (5 * (np.arange(49) % 7) / 6)
    return association.assuncao_reis(rng.poisson(0.02 * people), people)


RATES = "49 Poisson counts of one rate; populations from 200 in the west to 6,400 in the east"
ALIKE = "Standardised rates (Assunção and Reis) have one mean and nearly one variance, but not one distribution."


@trial(
    RATES,
    Test(
        name="Moran’s I of standardised rates",
        of=("association.assuncao_reis", "association.Association.p"),
        kind="approximate",
        why=ALIKE,
    ),
)
def moran_of_rates(rng, seed):
    return association.moran(_rates(rng), ROW, permutations=PERMUTED, seed=seed).p


@trial(
    RATES,
    Test(
        name="Local Moran of standardised rates, one place",
        of=("local_association.LocalAssociation.p", "local_clusters.places.p"),
        kind="approximate",
        why=ALIKE,
    ),
)
def local_moran_of_rates(rng, seed):
    return local_association.local_moran(_rates(rng), ROW, permutations=999, seed=seed).p[seed % 49]


@trial(
    "49 places, each marked with odds of 0.4, queen contiguity",
    Test(name="Join counts, both marked", of=("association.JoinCounts.p_both",), kind="conservative", why=TIES),
    Test(name="Join counts, mixed pairs", of=("association.JoinCounts.p_one",), kind="conservative", why=TIES),
)
def join_counts(rng, seed):
    found = association.join_counts(rng.random(49) < 0.4, NEAR, permutations=99, seed=seed)
    return found.p_both, found.p_one


def _local(found, seed):
    place = seed % 49
    return (
        found.p[place],
        found.p_high[place],
        found.p_low[place],
        found.p_normal[place],
        any_of(benjamini_hochberg(found.p)),
    )


LOCAL_P = ("local_association.LocalAssociation.p", "local_clusters.places.p")
LOCAL = (
    ("local_association.LocalAssociation.p_high",),
    ("local_association.LocalAssociation.p_low",),
    ("local_association.LocalAssociation.p_normal",),
)
DEPEND = "False discovery rate of two-sided tests of places that share neighbours."
FEW_NEAR = "The normal limit of a sum over 3 to 8 neighbours."


def _named(name):
    return (
        Test(name=f"{name}, one place, two-sided", of=LOCAL_P),
        Test(name=f"{name}, one place, high", of=LOCAL[0]),
        Test(name=f"{name}, one place, low", of=LOCAL[1]),
        Test(name=f"{name}, one place, normal", of=LOCAL[2], kind="approximate", why=FEW_NEAR),
        Test(name=f"{name}, any place, false discovery rate", of=("local_clusters.places.p",), kind="conservative", why=DEPEND, levels=(0.05,)),
    )  # fmt: skip


@trial(EVEN, *_named("Local Moran"))
def local_moran(rng, seed):
    return _local(local_association.local_moran(rng.standard_normal(49), ROW, permutations=LOCALLY, seed=seed), seed)


@trial(EVEN, *_named("Local Geary"))
def local_geary(rng, seed):
    return _local(local_association.local_geary(rng.standard_normal(49), ROW, permutations=LOCALLY, seed=seed), seed)


@trial(EVEN, *_named("Local G"))
def local_g(rng, seed):
    x = rng.standard_normal(49) + 9
    return _local(local_association.local_g(x, NEAR, star=False, permutations=LOCALLY, seed=seed), seed)


@trial(EVEN, *_named("Local G*"))
def local_g_star(rng, seed):
    x = rng.standard_normal(49) + 9
    return _local(local_association.local_g(x, NEAR, permutations=LOCALLY, seed=seed), seed)


WEIGHTED = kernel_weights(*(100.0 * part for part in np.divmod(np.arange(49.0), 7)), bandwidth=250.0)


@trial(
    "49 independent normal values on a lattice of 7 by 7, weights that fall with distance",
    Test(name="Local Moran, weights that differ, one place", of=LOCAL_P),
)
def local_moran_weighted(rng, seed):
    return local_association.local_moran(rng.standard_normal(49), WEIGHTED, permutations=999, seed=seed).p[seed % 49]


@trial(
    "100 independent Poisson counts of mean 2 on a grid of 10 by 10 cells",
    Test(
        name="Gi* of a cell, permutations",
        of=("autocorrelation.GiStar.p", "hot_spots.cells.p"),
        kind="conservative",
        why=TIES,
    ),
    Test(
        name="Gi* of a cell, drawn",
        of=("autocorrelation.GiStar.p_drawn", "hot_spots.cells.p"),
        kind="conservative",
        why="Whole numbers: few sums have a tail of just 5 %; the cells drawn are those observed.",
    ),
    Test(name="Gi* of a cell, normal", of=("autocorrelation.GiStar.p_normal",), kind="approximate", why=FEW_NEAR),
    Test(
        name="Hot spots, any cell, false discovery rate",
        of=("hot_spots.cells.p", "hot_spots.cells.significant"),
        kind="conservative",
        why="Whole numbers, and sums of neighbouring cells that share terms.",
    ),
)
def hot_spots(rng, seed):
    found = getis_ord_g_star(rng.poisson(2, (10, 10)), permutations=999, seed=seed)
    cell = divmod(seed % 100, 10)
    hot = benjamini_hochberg(found.p_drawn.ravel())[found.z.ravel() > 0]
    return found.p[cell], found.p_drawn[cell], found.p_normal[cell], any_of(hot)


@trial(
    "12 steps of 100 independent Poisson counts of mean 2 on a grid of 10 by 10 cells",
    Test(
        name="Emerging hot spots, any cell and step hot",
        of=("emerging_hot_spots.cells.hot_steps",),
        kind="conservative",
        why="Whole numbers, and sums of neighbouring cells that share terms.",
    ),
    Test(
        name="Trend of a cell, Mann-Kendall",
        of=("emerging_hot_spots.cells.trend", "emerging.mann_kendall"),
        kind="approximate",
        why="The normal limit, at 12 steps, with the correction for continuity.",
    ),
)
def emerging(rng, seed):
    from scipy.special import ndtr

    found = [getis_ord_g_star(step, permutations=0) for step in rng.poisson(2, (12, 10, 10))]
    p, z = (np.stack([getattr(one, name).ravel() for one in found]) for name in ("p_drawn", "z"))
    hot = benjamini_hochberg(p.ravel())[z.ravel() > 0]
    return any_of(hot), 2 * ndtr(-abs(mann_kendall(z[:, seed % 100])[0]))
