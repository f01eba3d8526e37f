"""Space and time: dates that nothing ties to places."""

import numpy as np

from beffroi.analyses.space_time_interaction import SpaceTimeInteraction
from beffroi.kernels import scan
from beffroi.kernels.local_knox import local_knox
from beffroi.kernels.pairs import knox_test
from beffroi.kernels.permutation import benjamini_hochberg, stream
from beffroi.kernels.repeat_series import repeat_test
from beffroi.kernels.space_time_k import space_time_k
from beffroi.kernels.space_time_tests import jacquez_test, mantel_test
from beffroi.tables.views import points_from_arrays
from sizes._base import Test, any_of, decided, trial

COUNTS = "Numbers of pairs tie: permutations with as many pairs count as at least as extreme."


def scattered(rng, n, *, side=1000.0, days=100):
    """Return n places in a square and days of their own."""
    return rng.uniform(0, side, n), rng.uniform(0, side, n), rng.integers(0, days, n)


@trial(
    "100 events, even over 1 km² and 100 days",
    Test(
        name="Knox, one band of four", of=("pairs.KnoxTest.p", "near_repeat.bands.p"), kind="conservative", why=COUNTS
    ),
    Test(
        name="Knox, one band, adjusted for all",
        of=("pairs.KnoxTest.p_adjusted", "near_repeat.bands.p_adjusted"),
        kind="conservative",
        why="One band, tested as if all had been looked at.",
    ),
    Test(name="Knox, all bands", of=("pairs.KnoxTest.p_overall", "near_repeat.summary.p_overall")),
)
def knox(rng, seed):
    x, y, day = scattered(rng, 100)
    asked = {"distance_edges": (0, 100, 200), "lag_edges": (0, 7, 14)}
    found = knox_test(x, y, day, **asked, permutations=99, seed=seed)
    return found.p.ravel()[seed % 4], found.p_adjusted.ravel()[seed % 4], found.p_overall


@trial(
    "100 events at 30 addresses, 100 days: places shared by several events",
    Test(name="Knox, all bands, shared places", of=("pairs.KnoxTest.p_overall",)),
)
def knox_at_addresses(rng, seed):
    home = rng.integers(0, 30, 100)
    x, y = rng.uniform(0, 1000, (2, 30))[:, home]
    asked = {"distance_edges": (0, 1, 100, 200), "lag_edges": (0, 7, 14)}
    return knox_test(x, y, rng.integers(0, 100, 100), **asked, permutations=99, seed=seed).p_overall


@trial(
    "150 events, even over 1 km² and 100 days",
    Test(
        name="Local Knox, one event",
        of=("local_knox.LocalKnox.p",),
        kind="conservative",
        why="Hypergeometric: a few others near and soon, so few p-values are possible.",
    ),
    Test(
        name="Local Knox, any event, false discovery rate",
        of=("near_repeat_events.events.p",),
        kind="conservative",
        why="Hypergeometric p-values adjusted for the false discovery rate.",
    ),
)
def local(rng, seed):
    found = local_knox(*scattered(rng, 150), near=200, soon=14)
    return found.p[seed % 150], any_of(benjamini_hochberg(found.p))


@trial(
    "150 events, even over 1 km² and 100 days",
    Test(
        name="Repeats and near repeats together",
        of=("repeat_series.RepeatTest.p_following", "repeat_shares.summary.p"),
        kind="conservative",
        why=COUNTS,
    ),
    Test(
        name="One kind of event (originator, near repeat, alone)",
        of=("repeat_series.RepeatTest.p", "repeat_shares.kinds.p"),
        kind="conservative",
        why=COUNTS,
    ),
)
def repeats(rng, seed):
    found = repeat_test(*scattered(rng, 150), near=100, soon=14, same=1.0, permutations=99, seed=seed)
    return found.p_following, found.p[(0, 1, 3)[seed % 3]]


@trial(
    "60 events, even over 1 km² and 100 days",
    Test(
        name="Mantel, reciprocals",
        of=("space_time_tests.Mantel.p", "space_time_interaction.summary.p_mantel", "space_time_interaction.tests.p"),
    ),
    Test(name="Mantel, distances as they are", of=("space_time_tests.Mantel.p",)),
)
def mantel(rng, seed):
    events = scattered(rng, 60)
    constants = {"distance_constant": 50.0, "lag_constant": 3.0}
    near = mantel_test(*events, **constants, permutations=99, seed=seed)
    return near.p, mantel_test(*events, power=1.0, permutations=99, seed=seed).p


@trial(
    "60 events, even over 1 km² and 100 days",
    Test(
        name="Jacquez, one number of neighbours",
        of=("space_time_tests.Jacquez.p", "space_time_interaction.neighbours.p"),
        kind="conservative",
        why=COUNTS,
    ),
    Test(
        name="Jacquez, all numbers of neighbours",
        of=(
            "space_time_tests.Jacquez.p_overall",
            "space_time_interaction.summary.p_jacquez",
            "space_time_interaction.tests.p",
        ),
    ),
)
def jacquez(rng, seed):
    found = jacquez_test(*scattered(rng, 60), neighbours=(1, 3, 5), permutations=99, seed=seed)
    return found.p[seed % 3], found.p_overall


@trial(
    "60 events, even over 1 km² and 100 days",
    Test(
        name="Knox, Mantel and Jacquez together",
        of=("space_time_interaction.summary.p",),
        kind="conservative",
        why="Three times the smallest p-value (Bonferroni), of tests that go together; the smallest possible is 3 %.",
        levels=(0.05,),
    ),
    Test(
        name="Knox among the three",
        of=("space_time_interaction.summary.p_knox", "space_time_interaction.tests.p"),
        kind="conservative",
        why=COUNTS,
    ),
    quick=10,
)
def interaction(rng, seed):
    x, y, day = scattered(rng, 60)
    points = points_from_arrays(500_000 + x, 4_600_000 + y, day=19_000 + day)
    row = SpaceTimeInteraction(permutations=99, seed=seed).run(points).tables["summary"].row()
    return row["p"], row["p_knox"]


@trial(
    "80 events, even over 1 km² and 100 days",
    Test(name="Space-time K, sum of residuals", of=("space_time_k.SpaceTimeK.p", "space_time_k.summary.p")),
    Test(
        name="Space-time K, largest residual",
        of=("space_time_k.SpaceTimeK.p_largest", "space_time_k.summary.p_largest"),
    ),
    Test(
        name="Space-time K, envelope of 95 %",
        of=("space_time_k.SpaceTimeK.upper",),
        levels=(0.05,),
    ),
)
def k_function(rng, seed):
    asked = {"distances": (100, 200, 300), "lags": (7, 14, 28)}
    found = space_time_k(*scattered(rng, 80), **asked, permutations=99, seed=seed)
    known = np.isfinite(found.ratio)
    over, under = found.ratio - found.upper, found.lower - found.ratio
    off = np.maximum(over, under)[known] > 1e-9
    return found.p, found.p_largest, decided(off.any())


# scans: of places without ties of distance, enough of them for the compiled search


def centres(cells):
    """Return places that stay the same in every draw, in a square of 4 km."""
    return stream(1, cells).uniform(0, 4000, (2, cells))


def shares(cells):
    """Return shares of a population that differ from cell to cell."""
    people = 1.0 + np.arange(cells) % 5
    return people / people.sum()


def by_population(rng, *, cells, steps, events):
    """Return events dealt over cells and steps by population, and the population."""
    share = shares(cells)
    dealt = rng.multinomial(events, np.repeat(share, steps) / steps)
    return dealt.reshape(cells, steps), 1000 * share


def apart(rng, *, cells, steps, events):
    """Return events whose cells and steps are drawn apart from one another."""
    place = rng.choice(cells, events, p=shares(cells))
    return np.bincount(place * steps + rng.integers(0, steps, events), minlength=cells * steps).reshape(-1, steps)


def _p(found):
    return found.clusters[0].p if found.clusters else 1.0


def _scanned(name, *of):
    return Test(name=name, of=("scan.Cluster.p", *of))


@trial(
    "150 events dealt over 49 areas and 12 steps by population",
    _scanned("Poisson scan, circles", "area_scan.summary.p", "area_scan.clusters.p"),
)
def poisson_scan(rng, seed):
    counts, people = by_population(rng, cells=49, steps=12, events=150)
    return _p(scan.poisson_scan(*centres(49), counts, population=people, most=1, permutations=99, seed=seed))


@trial(
    "100 events dealt over 25 areas and 10 steps by population",
    _scanned("Poisson scan, ellipses, the city’s own course of time", "area_scan.summary.p"),
    quick=5,
)
def elliptic_scan(rng, seed):
    counts, people = by_population(rng, cells=25, steps=10, events=100)
    asked = {"population": people, "follows_time": True, "windows": scan.Windows(is_elliptic=True), "most": 1}
    return _p(scan.poisson_scan(*centres(25), counts, **asked, permutations=99, seed=seed))


@trial(
    "150 events dealt over 64 areas and 32 steps by population",
    _scanned("Poisson scan, prospective", "area_scan.clusters.p"),
    Test(
        name="Recurrence interval of a year or more, of scans once a fortnight (p ≤ 14/365)",
        of=("scan.recurrence_interval", "area_scan.clusters.recurrence"),
        kind="conservative",
        levels=(0.05,),
        why="One scan in 26 at most: 3.8 %.",
    ),
    quick=5,
)
def prospective_scan(rng, seed):
    counts, people = by_population(rng, cells=64, steps=32, events=150)
    asked = {"population": people, "windows": scan.Windows(is_prospective=True), "most": 1}
    p = _p(scan.poisson_scan(*centres(64), counts, **asked, permutations=99, seed=seed))
    return p, decided(scan.recurrence_interval(p, days=14) >= 365)


@trial(
    "150 events in 49 cells and 12 steps, drawn apart from one another",
    _scanned("Space-time permutation scan", "space_time_scan.summary.p", "space_time_scan.clusters.p"),
)
def permutation_scan(rng, seed):
    counts = apart(rng, cells=49, steps=12, events=150)
    return _p(scan.permutation_scan(*centres(49), counts, most=1, permutations=99, seed=seed))


@trial(
    "150 events in 64 cells and 32 steps, drawn apart from one another",
    _scanned("Space-time permutation scan, prospective", "space_time_scan.summary.p", "space_time_scan.clusters.p"),
    quick=5,
)
def prospective_permutation_scan(rng, seed):
    counts = apart(rng, cells=64, steps=32, events=150)
    windows = scan.Windows(is_prospective=True)
    return _p(scan.permutation_scan(*centres(64), counts, windows=windows, most=1, permutations=99, seed=seed))
