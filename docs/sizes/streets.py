"""Streets: incidents of which every metre of street is as likely."""

from functools import cache

import numpy as np
import polars as pl
import shapely

from beffroi.analyses.nearest_facilities import NearestFacilities
from beffroi.kernels.envelopes import rank_envelope
from beffroi.kernels.hot_routes import hot_routes
from beffroi.kernels.network import network_of, position, snap, uniform
from beffroi.kernels.network_k import network_k, simulated_k
from beffroi.kernels.network_pairs import network_knox
from beffroi.kernels.streets import clean_streets
from beffroi.tables.views import StreetNetwork, points_from_arrays
from sizes._base import Test, any_of, trial

EAST, NORTH = 500_000.0, 4_600_000.0
RADII = (50.0, 100.0, 150.0, 200.0, 250.0)
BARS = ((110.0, 0.0), (300.0, 240.0), (20.0, 400.0))
COUNTS = "Whole numbers of incidents on a segment or in a band: few have a tail of just 5 %."


@cache
def segments(blocks=4, side=100.0):
    """Return the streets of square blocks: their lines, and their graph."""
    ends = [((c, r), (c + 1, r)) for r in range(blocks + 1) for c in range(blocks)]
    ends += [((c, r), (c, r + 1)) for c in range(blocks + 1) for r in range(blocks)]
    corner = np.array([EAST, NORTH])
    lines = [shapely.to_wkb(shapely.LineString(np.array(line) * side + corner)) for line in ends]
    made = clean_streets(lines).wkb()
    return made, network_of(made)


STREETS = "{n} incidents, even over 4 km of streets between 16 square blocks"


@trial(
    STREETS.format(n=40),
    Test(name="Network K", of=("envelopes.Envelope.p", "street_clustering.summary.p")),
    quick=10,
)
def k_function(rng, seed):
    _, town = segments()
    radii = np.array(RADII)
    observed = network_k(town, uniform(town, 40, rng), radii=RADII) / radii
    drawn = simulated_k(town, 0, n=40, radii=RADII, simulations=99, seed=seed) / radii
    return rank_envelope(observed, drawn).p


@trial(
    STREETS.format(n=40) + ", and three facilities",
    Test(
        name="Network cross-K round facilities",
        of=("envelopes.Envelope.p", "street_clustering.summary.p"),
        kind="conservative",
        why="Numbers of incidents round three facilities tie.",
    ),
    quick=10,
)
def k_round_facilities(rng, seed):
    _, town = segments()
    bars = snap(town, *(np.array(BARS) + np.array([EAST, NORTH])).T, within=1.0)
    radii = np.array(RADII)
    observed = network_k(town, bars, uniform(town, 40, rng), radii=RADII) / radii
    drawn = simulated_k(town, bars, n=40, radii=RADII, simulations=99, seed=seed) / radii
    return rank_envelope(observed, drawn).p


TIES = "Numbers of pairs tie: permutations with as many pairs count as at least as extreme."


@trial(
    STREETS.format(n=100) + " and 100 days",
    Test(name="Knox along the streets, one band", of=("street_near_repeat.bands.p",), kind="conservative", why=TIES),
    Test(
        name="Knox along the streets, one band, adjusted for all",
        of=("street_near_repeat.bands.p_adjusted",),
        kind="conservative",
        why="One band, tested as if all had been looked at.",
    ),
    Test(name="Knox along the streets, all bands", of=("street_near_repeat.summary.p_overall",)),
)
def knox(rng, seed):
    _, town = segments()
    asked = {"distance_edges": (0, 50, 100), "lag_edges": (0, 7, 14)}
    found = network_knox(town, uniform(town, 100, rng), rng.integers(0, 100, 100), **asked, permutations=99, seed=seed)
    return found.p.ravel()[seed % 4], found.p_adjusted.ravel()[seed % 4], found.p_overall


@trial(
    STREETS.format(n=200),
    Test(name="One street segment", of=("hot_routes.HotRoutes.p",), kind="conservative", why=COUNTS),
    Test(
        name="Any hot street, false discovery rate",
        of=("hot_routes.HotRoutes.p_adjusted", "street_counts.segments.p"),
        kind="conservative",
        why=COUNTS,
    ),
)
def hot_streets(rng, _):
    _, town = segments()
    counts = np.bincount(uniform(town, 200, rng).segment, minlength=town.segments)
    found = hot_routes(town, counts)
    return found.p[0], any_of(found.p_adjusted)


@trial(
    STREETS.format(n=100) + ", and three facilities",
    Test(
        name="Nearest facility, one band of distance",
        of=("nearest_facilities.bands.p",),
        kind="conservative",
        why=COUNTS,
    ),
    Test(
        name="Nearest facility, the band with the smallest p-value, times the number of bands",
        of=("nearest_facilities.summary.top_p",),
        kind="conservative",
        why="The headline compares it with 5 % over the number of bands (Bonferroni), of excesses only.",
    ),
    quick=10,
)
def facilities(rng, seed):
    lines, town = segments()
    places = uniform(town, 100, rng)
    points = points_from_arrays(*position(town, places), day=19_000 + rng.integers(0, 300, 100))
    bars = pl.DataFrame({"name": ["a", "b", "c"], "x": [EAST + x for x, _ in BARS], "y": [NORTH + y for _, y in BARS]})
    codes = [str(number) for number in range(len(lines))]
    n = np.bincount(places.segment, minlength=len(lines))
    view = StreetNetwork(
        basis=points.basis, name="streets", within=50.0, away=np.zeros(100), facilities=bars,
        frame=pl.DataFrame({"place": codes, "name": codes, "wkb": lines, "n": n}),
    )  # fmt: skip
    bands = (100.0, 200.0, 300.0)
    tables = NearestFacilities(distance_bands=bands).run(points, view).tables
    top = tables["summary"].row()["top_p"]
    return tables["bands"].frame["p"][seed % 3], 1.0 if top is None else min(3 * top, 1.0)
