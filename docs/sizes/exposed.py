"""Incidents beside an exposure: drawn from among the exposed, an area by its people and a place anywhere in it."""

from dataclasses import replace

import numpy as np
import polars as pl
import shapely

from beffroi.analyses.inhomogeneous_pattern import InhomogeneousPattern
from beffroi.analyses.risk_adjusted_clusters import RiskAdjustedClusters
from beffroi.evidence.finding import Geography
from sizes._base import Test, trial
from sizes.patterns import AT_5, FEWEST, SIDE, SOUTH, WEST, asked, envelope, points

AREAS_OF_A_SIDE = 8
STEP = SIDE / AREAS_OF_A_SIDE
_AT = [(column, row) for row in range(AREAS_OF_A_SIDE) for column in range(AREAS_OF_A_SIDE)]
PEOPLE = np.array([4000.0 / (1 + (column - 2) ** 2 + (row - 5) ** 2) for column, row in _AT])
BLOCKS = Geography(
    name="blocks",
    codes=tuple(f"{column}-{row}" for column, row in _AT),
    labels=tuple(f"{column}-{row}" for column, row in _AT),
    outlines=tuple(
        shapely.box(WEST + STEP * c, SOUTH + STEP * r, WEST + STEP * (c + 1), SOUTH + STEP * (r + 1)).wkb
        for c, r in _AT
    ),
    crs="EPSG:32631",
)
NULL = "{n} points drawn from among the people of 64 areas, dense in one of them and thin round it"


def beside(rng, n):
    """Return a view of n places drawn from among the people."""
    at = np.array(_AT)[rng.choice(len(_AT), n, p=PEOPLE / PEOPLE.sum())]
    x, y = ((at + rng.random((n, 2))) * STEP).T
    return replace(points(x, y, outline=BLOCKS), exposure=pl.DataFrame({"place": BLOCKS.codes, "value": PEOPLE}))


@trial(
    NULL.format(n=100),
    *envelope("Inhomogeneous L beside an exposure", at="inhomogeneous_pattern", levels=AT_5),
    quick=3,
)
def inhomogeneous(rng, seed):
    question = InhomogeneousPattern(density="exposure", simulations=FEWEST, steps=8, reach=400.0, seed=seed)
    row = asked(question, beside(rng, 100))
    return row["p"], row["p_most"], row["p_least"]


@trial(
    NULL.format(n=100),
    Test(
        name="Risk-adjusted clusters beside an exposure",
        of=("risk_adjusted_clusters.summary.p",),
        kind="conservative",
        why="The share in clusters has few values, and draws that tie with the observed one count as extreme.",
    ),
    quick=3,
)
def risk_adjusted(rng, seed):
    seen = beside(rng, 100)
    return asked(RiskAdjustedClusters(against="exposure", permutations=99, least=4, seed=seed), seen, seen)["p"]
