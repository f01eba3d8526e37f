"""Point patterns: points spread evenly, or two kinds that nothing tells apart."""

from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from beffroi.analyses.busiest_places import BusiestPlaces
from beffroi.analyses.cross_pattern import CrossPattern
from beffroi.analyses.inhomogeneous_pattern import InhomogeneousPattern
from beffroi.analyses.nearest_neighbours import NearestNeighbours
from beffroi.analyses.point_clusters import PointClusters
from beffroi.analyses.point_pattern import PointPattern
from beffroi.analyses.risk_adjusted_clusters import RiskAdjustedClusters
from beffroi.evidence.finding import Geography
from beffroi.kernels.nearest import donnelly, expected_distance, expected_spread, neighbour_distances
from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.quadrats import quadrat_test
from beffroi.kernels.relative_risk import asymptotic_p, relative_risk
from beffroi.tables.views import Coverage, points_from_arrays
from beffroi.vocabulary.period import Period
from sizes._base import LEVELS, Test, decided, trial

WEST, SOUTH, SIDE = 500_000.0, 4_600_000.0, 4000.0
SQUARE = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
WINDOW = Geography(name="window", codes=("a",), labels=("A",), outlines=(SQUARE.wkb,), crs="EPSG:32631")
YEARS = Period(start=date(2017, 1, 1), end=date(2019, 1, 1))
YEAR = Period(start=date(2018, 1, 1), end=date(2019, 1, 1))


STRIP = replace(WINDOW, outlines=(shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + 125).wkb,))


def points(x, y, *, outline=WINDOW, first=17_532, days=300):
    """Return a view of places in metres from the south-west corner, dated over days of 2018 or from another day on."""
    made = points_from_arrays(WEST + x, SOUTH + y, day=first + np.arange(x.size) % days)
    made = replace(made, basis=replace(made.basis, period=YEAR, coverage=Coverage(periods=(YEARS,))))
    return replace(made, window=outline)


def even(rng, n):
    """Return n places spread evenly over the square."""
    return rng.uniform(0, SIDE, (2, n))


def asked(question, *views):
    """Return the summary of an answer."""
    finding = question.run(*views)
    if finding.refusal:
        raise ValueError(finding.refusal.reason.template("en"))
    return finding.tables["summary"].row()


CSR = "{n} points spread evenly over a square of known outline"
RANKS = "The extreme rank alone, ties taken for as extreme: the upper end of the interval of p-values."
LEAST = "The extreme rank alone, ties taken for less extreme."


FEWEST, AT_5 = 39, (0.05,)  # simulations of variants: they show the size at 5 %, in less than half the time


def envelope(name, *, at="point_pattern", kind="exact", why="", levels=AT_5):
    """Return the tests of a global rank envelope."""
    p, most, least = (f"{at}.summary.{each}" for each in ("p", "p_most", "p_least"))
    return (
        Test(name=name, of=("envelopes.Envelope.p", p), kind=kind, why=why, levels=levels),
        Test(
            name=f"{name}, most", of=("envelopes.Envelope.p_most", most), kind="conservative", why=RANKS, levels=levels
        ),
        Test(name=f"{name}, least", of=("envelopes.Envelope.p_least", least), kind="bound", why=LEAST, levels=levels),
    )


def _curve(rng, seed, statistic, *, simulations=FEWEST, places=None, outline=WINDOW):
    question = PointPattern(statistic=statistic, simulations=simulations, steps=10, seed=seed)
    row = asked(question, points(*(even(rng, 50) if places is None else places), outline=outline))
    return row["p"], row["p_most"], row["p_least"]


@trial(CSR.format(n=50), *envelope("L of Besag (K ranks patterns alike)", levels=LEVELS), quick=10)
def besag_l(rng, seed):
    return _curve(rng, seed, "besag_l", simulations=99)


@trial(CSR.format(n=50), *envelope("Pair correlation"), quick=10)
def pair_correlation(rng, seed):
    return _curve(rng, seed, "pair_correlation")


@trial(CSR.format(n=50), *envelope("G, nearest neighbours"), quick=10)
def nearest_g(rng, seed):
    return _curve(rng, seed, "nearest_g")


NARROW = "40 points spread evenly over a strip of 4,000 by 125 m"


@trial(NARROW, *envelope("F, empty space"), quick=10)
def empty_space_f(rng, seed):
    return _curve(rng, seed, "empty_space_f", places=rng.uniform(0, [[SIDE], [125]], (2, 40)), outline=STRIP)


@trial(NARROW, *envelope("J of van Lieshout and Baddeley"), quick=10)
def van_lieshout_j(rng, seed):
    return _curve(rng, seed, "van_lieshout_j", places=rng.uniform(0, [[SIDE], [125]], (2, 40)), outline=STRIP)


BOX = "The rectangle round the points stands for the outline: points of the pattern lie on its border, simulated ones do not."


@trial(
    "50 points spread evenly over a square whose outline is not known",
    Test(
        name="L of Besag, outline unknown",
        of=("point_pattern.summary.p",),
        kind="approximate",
        why=BOX,
        levels=AT_5,
    ),
    quick=10,
)
def besag_l_without_outline(rng, seed):
    return _curve(rng, seed, "besag_l", outline=None)[0]


@trial(
    "60 points spread evenly over a square of known outline",
    Test(name="Nearest neighbours, first order", of=("nearest_neighbours.summary.p", "nearest_neighbours.orders.p")),
    Test(name="Nearest neighbours, third order", of=("nearest_neighbours.orders.p",)),
    Test(
        name="Nearest neighbours, interval of 95 %",
        of=("nearest_neighbours.orders.lower",),
        kind="approximate",
        why="Quantiles of 199 simulations.",
        levels=(0.05,),
    ),
    quick=10,
)
def nearest_neighbours(rng, seed):
    question = NearestNeighbours(orders=3, simulations=199, seed=seed)
    rows = question.run(points(*even(rng, 60))).tables["orders"].frame
    first = rows.row(0, named=True)
    return *rows["p"].to_list()[::2], decided(not first["lower"] <= first["index"] <= first["upper"])


@trial(
    "60 points spread evenly over a square whose outline is not known",
    Test(
        name="Nearest neighbours, outline unknown",
        of=("nearest_neighbours.summary.p",),
        kind="approximate",
        why=BOX,
        levels=AT_5,
    ),
    quick=10,
)
def nearest_without_outline(rng, seed):
    question = NearestNeighbours(orders=1, simulations=FEWEST, seed=seed)
    return asked(question, points(*even(rng, 60), outline=None))["p"]


@trial(
    "100 points spread evenly over a square",
    Test(
        name="Clark and Evans’s z",
        of=("nearest.expected_spread", "nearest_neighbours.summary.z"),
        kind="approximate",
        why="Distances at random in the plane, without a border, taken as independent of one another.",
        miss="Near the border the nearest other is further away, and mutual nearest neighbours share one distance: the z of "
        "the formula finds regularity too often. Its method text says so; the answer’s p-value is that of the simulations.",
    ),
    Test(
        name="Donnelly’s z",
        of=("nearest.donnelly",),
        kind="approximate",
        why="Mean and spread fitted to simulated patterns in rectangles (Donnelly 1978).",
    ),
)
def clark_evans(rng, seed):
    from scipy.special import ndtr

    mean = neighbour_distances(*even(rng, 100))[:, 0].mean()
    density = 100 / SIDE**2
    plane = (mean - expected_distance(1, density=density)) / expected_spread(1, density=density, n=100)
    there, spread = donnelly(100, area=SIDE**2, perimeter=4 * SIDE)
    return 2 * ndtr(-abs(plane)), 2 * ndtr(-abs((mean - there) / spread))


@trial(
    "100 points spread evenly over a square, 16 quadrats",
    Test(
        name="Quadrats, simulated",
        of=("quadrats.QuadratTest.p_simulated", "quadrat_counts.summary.p"),
        kind="conservative",
        why="Whole numbers: values of chi-square tie.",
    ),
    Test(
        name="Quadrats, chi-square, either tail",
        of=("quadrats.QuadratTest.p_either", "quadrat_counts.summary.p_chi_square"),
        kind="approximate",
        why="The chi-square distribution, with six points expected in each.",
    ),
    Test(
        name="Quadrats, chi-square, clustered",
        of=("quadrats.QuadratTest.p_clustered",),
        kind="approximate",
        why="The chi-square distribution, with six points expected in each.",
    ),
    Test(
        name="Quadrats, chi-square, regular",
        of=("quadrats.QuadratTest.p_regular",),
        kind="approximate",
        why="The chi-square distribution, with six points expected in each.",
    ),
)
def quadrats(rng, seed):
    window = rectangle((0, 0, SIDE, SIDE))
    found = quadrat_test(*even(rng, 100), window=window, side=SIDE / 4, simulations=99, seed=seed)
    return found.p_simulated, found.p_either, found.p_clustered, found.p_regular


WHOLE = "Numbers of incidents tie; a pattern without a cluster has p = 1."


@trial(
    CSR.format(n=60),
    Test(
        name="Busiest place",
        of=("busiest_places.summary.p", "busiest_places.places.p"),
        kind="conservative",
        why="Numbers of incidents tie.",
    ),
    quick=10,
)
def busiest_places(rng, seed):
    return asked(BusiestPlaces(reach=500.0, simulations=99, seed=seed), points(*even(rng, 60)))["p"]


def _clusters(rng, seed, *, n=40, simulations=FEWEST, **rule):
    view = points(*even(rng, n), days=1)  # no second half of the period to be predicted: the test needs none
    return asked(PointClusters(simulations=simulations, seed=seed, **rule), view)["p"]


@trial(
    CSR.format(n=40),
    Test(name="Share in clusters, DBSCAN", of=("point_clusters.summary.p",), kind="conservative", why=WHOLE),
    quick=10,
)
def dbscan(rng, seed):
    return _clusters(rng, seed, simulations=99, rule="dbscan", reach=550.0, least=4)


@trial(
    CSR.format(n=40),
    Test(name="Share in clusters, STAC", of=("point_clusters.summary.p",), kind="conservative", why=WHOLE, levels=AT_5),
    quick=10,
)
def stac(rng, seed):
    return _clusters(rng, seed, rule="stac", reach=500.0, least=5)


@trial(
    CSR.format(n=40),
    Test(
        name="Share in clusters, nearest neighbour hierarchy",
        of=("point_clusters.summary.p",),
        kind="conservative",
        why=WHOLE,
        levels=AT_5,
    ),
    quick=10,
)
def hierarchy(rng, seed):
    return _clusters(rng, seed, rule="nearest_neighbour_hierarchy", least=4)


@trial(
    CSR.format(n=30),
    Test(
        name="Most lasting cluster, HDBSCAN",
        of=("point_clusters.summary.p", "point_clusters.clusters.p"),
        levels=AT_5,
    ),
    quick=10,
)
def hdbscan(rng, seed):
    return _clusters(rng, seed, n=30, rule="hdbscan", least=4)


# two kinds

LABELS = "40 points spread evenly over a square, and 40 others"


def _crossed(rng, seed, *, simulations=FEWEST, **how):
    asked_of = {"against": "offences", "control": ("0502",), "steps": 8, "reach": 600.0}
    question = CrossPattern(**asked_of, simulations=simulations, seed=seed, **how)
    row = asked(question, points(*even(rng, 40)), points(*even(rng, 40), first=17_000))
    return row["p"], row["p_most"], row["p_least"]


@trial(LABELS, *envelope("Cross L, random labels", at="cross_pattern", levels=LEVELS), quick=10)
def cross_l(rng, seed):
    return _crossed(rng, seed, simulations=99, statistic="cross_l", null="labels")


@trial(LABELS, *envelope("Cross pair correlation, random labels", at="cross_pattern"), quick=10)
def cross_g(rng, seed):
    return _crossed(rng, seed, statistic="cross_g", null="labels")


@trial(
    LABELS,
    *envelope(
        "Cross K, one kind shifted", at="cross_pattern", kind="approximate", why="The torus joins opposite sides."
    ),
    quick=10,
)
def cross_k_shifted(rng, seed):
    return _crossed(rng, seed, statistic="cross_k", null="shift")


SMOOTHED = "The density is estimated from the same points, and simulated patterns have an estimate of their own."


@trial(
    "100 independent points, denser to the west, bandwidth 800 m",
    *envelope("Inhomogeneous L", at="inhomogeneous_pattern", kind="approximate", why=SMOOTHED),
    quick=10,
)
def inhomogeneous(rng, seed):
    question = InhomogeneousPattern(simulations=FEWEST, steps=8, bandwidth=800.0, reach=400.0, seed=seed)
    x, y = SIDE * rng.beta(1, 2, 100), rng.uniform(0, SIDE, 100)
    row = asked(question, points(x, y))
    return row["p"], row["p_most"], row["p_least"]


@trial(
    "60 cases among 200 points, both denser to the west",
    Test(
        name="Risk-adjusted clusters",
        of=("risk_adjusted_clusters.summary.p",),
        kind="conservative",
        why=WHOLE,
    ),
    quick=10,
)
def risk_adjusted(rng, seed):
    x, y = SIDE * rng.beta(1, 2, 200), rng.uniform(0, SIDE, 200)
    question = RiskAdjustedClusters(against="offences", permutations=99, least=4, bandwidth=800.0, seed=seed)
    return asked(question, points(x[:60], y[:60]), points(x[60:], y[60:], first=17_000))["p"]


GRID = np.ones((16, 16), bool)


@trial(
    "60 cases and 90 controls on 256 cells, both denser to the west, bandwidth 3 cells",
    Test(name="Relative risk, whole area", of=("relative_risk.RelativeRisk.p", "relative_risk.summary.p")),
    Test(
        name="Relative risk of a cell, higher",
        of=("relative_risk.RelativeRisk.p_higher", "relative_risk.cells.p_higher"),
    ),
    Test(
        name="Relative risk of a cell, lower", of=("relative_risk.RelativeRisk.p_lower", "relative_risk.cells.p_lower")
    ),
    Test(
        name="Relative risk of a cell, normal limit",
        of=("relative_risk.asymptotic_p",),
        kind="conservative",
        why="The limit for small bandwidths: its variance leaves out that each density sums to 1, which at a bandwidth of a "
        "fifth of the side makes it twice too large. No answer is decided by it.",
    ),
)
def relative(rng, seed):
    cell = np.minimum((16 * rng.beta(1, 1.5, 150)).astype(int), 15), rng.integers(0, 16, 150)
    tallies = [np.zeros((16, 16), np.int64) for _ in range(2)]
    for kind, rows in zip(tallies, (slice(None, 60), slice(60, None)), strict=True):
        np.add.at(kind, (cell[1][rows], cell[0][rows]), 1)
    how = {"inside": GRID, "size": 1.0, "bandwidth": 3.0}
    found = relative_risk(*tallies, **how, permutations=99, seed=seed)
    return found.p, found.p_higher[8, 5], found.p_lower[8, 5], asymptotic_p(*tallies, **how)[8, 5]
