"""Space-time scan statistic: the cylinder of places and time that holds most more events than expected."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import in_parallel
from beffroi.kernels._scan import SAME, Best, Families, Search, Steps, families
from beffroi.kernels.permutation import pseudo_p, stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Draw = Callable[[np.random.Generator], Ints]

MOST_CLUSTERS = 10
CHUNK = 8  # simulations of one unit of work of a thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Which cylinders are looked at.

    spatial_share
        Largest share of the population (permutation: of the events) in a window, up to 0.5.
    temporal_share
        Longest share of the steps that a cluster may last, up to 0.5; one step at least.
    radius
        Largest radius in metres (of an ellipse: half the long axis).
    is_elliptic
        Ellipses 1.5, 2 and 3 times as long as wide, in 4, 6 and 9 directions, as well as circles; their ratio is
        multiplied by sqrt(4 s / (s + 1)²) for a shape s, SaTScan's medium penalty for lack of compactness.
    is_prospective
        Only clusters that last up to the last step.
    fewest_events
        A window with fewer is no cluster: 2, as in SaTScan.
    """

    spatial_share: float = 0.5
    temporal_share: float = 0.5
    radius: float = float("inf")
    is_elliptic: bool = False
    is_prospective: bool = False
    fewest_events: int = 2

    def __post_init__(self) -> None:
        shares_fit = 0 < self.spatial_share <= 0.5 and 0 < self.temporal_share <= 0.5
        if not (shares_fit and self.radius >= 0):
            msg = "shares of a scan window must be over 0 and at most 0.5, and its radius 0 or more"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cylinder with more events than expected.

    members
        Locations inside, nearest to the centre first.
    centre, radius, shape, angle
        Location at the centre; metres to the farthest member (ellipse: half the long axis); long over short axis (1: a
        circle); direction of the long axis in radians from the east.
    first, after
        Steps: first <= step < after.
    observed, expected
        Events inside, and expected without a cluster.
    ratio
        Log-likelihood ratio (penalised for ellipses).
    p
        Pseudo p-value: simulations whose largest ratio, anywhere and at any time, is at least this one.
    """

    members: Ints
    centre: int
    radius: float
    shape: float
    angle: float
    first: int
    after: int
    observed: int
    expected: float
    ratio: float
    p: float

    @property
    def observed_over_expected(self) -> float:
        """Events over events expected, inside."""
        return self.observed / self.expected

    def relative_risk(self, total: int) -> float:
        """Return the risk inside over the risk outside, (n / E) / ((N − n) / (N − E)); infinite where all are inside."""
        outside = (total - self.observed) / (total - self.expected)
        return self.observed_over_expected / outside if outside > 0 else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a scan found.

    clusters
        The most likely cluster first, then the most likely that share no location with those before.
    simulated
        (permutations,) the largest ratio of each simulation.
    windows
        Cylinders looked at.
    total
        Events scanned.
    """

    clusters: tuple[Cluster, ...]
    simulated: Floats
    windows: int
    total: int


def recurrence_interval(p: float, *, days: float) -> float:
    """Return in days how often an analysis repeated every `days` would find such a cluster by chance, days / p.

    Kleinman, Lazarus and Platt 2004, doi:10.1093/aje/kwh029.

    >>> recurrence_interval(0.01, days=7)
    700.0
    """
    return days / p


def poisson_scan(
    x: ArrayLike,
    y: ArrayLike,
    counts: ArrayLike,
    *,
    population: ArrayLike,
    days: ArrayLike | None = None,
    follows_time: bool = False,
    windows: Windows | None = None,
    most: int = MOST_CLUSTERS,
    permutations: int = 999,
    seed: int = 1,
) -> Scan:
    """Scan areas for a cluster of events beyond their population: the discrete Poisson model (Kulldorff 1997, 2001).

    A cylinder Z (all locations within a radius of one of them, for an interval of steps) holds n of N events and
    expects E = N × its share of population and time. It is ranked by the ratio of likelihoods of a higher risk inside
    than outside, n ln(n/E) + (N − n) ln((N − n)/(N − E)) where n > E. The p-value compares it with the largest ratio
    of simulated maps, N events dealt by the expectations (with `follows_time`: those of each step dealt among the
    locations), so it allows for all cylinders.

    Parameters
    ----------
    x, y
        (n,) metres, e.g. centroids. Locations at the same distance from a centre enter together.
    counts
        (n, steps) whole numbers. Never written into.
    population
        (n,) positive: people at risk.
    days
        (steps,) positive: how long each step is; None: all alike.
    follows_time
        Expect at each step the city's own number (time removed non-parametrically), not the average one.
    most
        Clusters reported.

    Raises
    ------
    ValueError
        Arrays that do not match, or counts and populations that are negative, not finite or empty.

    Notes
    -----
    O(windows × steps × permutations), and × intervals for the few windows whose excess could pass the best yet.

    >>> counts = np.full((4, 6), 2)
    >>> counts[3, 4:] = 9
    >>> found = poisson_scan([0, 1, 2, 9], [0, 0, 0, 0], counts, population=[1, 1, 1, 1], permutations=99)
    >>> top = found.clusters[0]
    >>> top.members.tolist(), (top.first, top.after), top.observed, round(top.expected, 2), top.p
    ([3], (4, 6), 18, 5.17, 0.01)
    """
    tally = _whole(counts)
    east, north, people = _numbers(x, tally.shape[0]), _numbers(y, tally.shape[0]), _numbers(population, tally.shape[0])
    length = np.ones(tally.shape[1]) if days is None else _numbers(days, tally.shape[1])
    if not ((people > 0).all() and (length > 0).all()):
        msg = "populations and lengths of steps must be positive: leave out locations where nobody is at risk"
        raise ValueError(msg)
    total, by_step = int(tally.sum()), tally.sum(axis=0)
    share = people / people.sum()
    weight = by_step.astype(np.float64) if follows_time else total * length / length.sum()

    def draw(rng: np.random.Generator) -> Ints:
        if follows_time:
            return np.ascontiguousarray(rng.multinomial(by_step, share).T)
        dealt = rng.multinomial(total, np.outer(share, length / length.sum()).ravel())
        return dealt.reshape(tally.shape)

    asked = windows or Windows()
    search = _search(east, north, tally, people=people, weight=weight, windows=asked, work=permutations + most)
    return _scan(search, tally, draw, most=most, permutations=permutations, seed=seed)


def permutation_scan(
    x: ArrayLike,
    y: ArrayLike,
    counts: ArrayLike,
    *,
    windows: Windows | None = None,
    most: int = MOST_CLUSTERS,
    permutations: int = 999,
    seed: int = 1,
) -> Scan:
    """Scan events alone for a place that has more than its usual share for a while (Kulldorff et al. 2005).

    The space-time permutation model: a cylinder of the locations A and the steps I expects
    E = N_A N_I / N, where N_A and N_I are the events of A at all times and of I at all places; ranked as in
    `poisson_scan`. Simulations permute the times among the events, so every location and every step keeps its number.

    Parameters
    ----------
    x, y, counts
        (n,) metres and (n, steps) whole numbers, as in `poisson_scan`; locations without events play no part.

    >>> counts = np.array([[3, 3, 3, 3], [4, 4, 4, 4], [0, 1, 0, 9]])
    >>> found = permutation_scan([0, 5, 9], [0, 0, 0], counts, permutations=99)
    >>> top = found.clusters[0]
    >>> top.members.tolist(), (top.first, top.after), top.observed, round(top.expected, 2)
    ([2], (3, 4), 9, 4.21)
    """
    tally = _whole(counts)
    east, north = _numbers(x, tally.shape[0]), _numbers(y, tally.shape[0])
    by_place, by_step = tally.sum(axis=1), tally.sum(axis=0)
    place, step = np.repeat(np.arange(by_place.size), by_place), np.repeat(np.arange(by_step.size), by_step)

    def draw(rng: np.random.Generator) -> Ints:
        cells = place * by_step.size + rng.permutation(step)
        return np.bincount(cells, minlength=tally.size).reshape(tally.shape)

    search = _search(
        east, north, tally, people=by_place.astype(np.float64), weight=by_step.astype(np.float64),
        windows=windows or Windows(), work=permutations + most,
    )  # fmt: skip
    return _scan(search, tally, draw, most=most, permutations=permutations, seed=seed)


def _whole(counts: ArrayLike) -> Ints:
    given = np.asarray(counts)
    if given.ndim != 2 or not given.size:
        msg = f"counts must be a table of locations and steps, got the shape {given.shape}"
        raise ValueError(msg)
    whole = given.astype(np.int64)
    if not np.array_equal(whole, given) or (whole < 0).any():
        msg = "counts must be whole numbers of 0 or more"
        raise ValueError(msg)
    if not whole.sum():
        msg = "there is no event to scan"
        raise ValueError(msg)
    return whole


def _numbers(values: ArrayLike, size: int) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    if given.shape != (size,) or not np.isfinite(given).all():
        msg = f"expected {size} finite numbers, got the shape {given.shape}"
        raise ValueError(msg)
    return given


def _search(
    x: Floats, y: Floats, tally: Ints, *, people: Floats, weight: Floats, windows: Windows, work: int
) -> Search:
    nested = families(
        x, y, people, spatial_share=windows.spatial_share, radius=windows.radius, is_elliptic=windows.is_elliptic
    )
    longest = max(1, int(windows.temporal_share * tally.shape[1] + 1e-9))
    before = np.concatenate([[0.0], np.cumsum(weight)])
    steps = Steps(
        before=before, longest=longest, is_prospective=windows.is_prospective, fewest_events=windows.fewest_events
    )
    return Search(nested, steps, total=int(tally.sum()), work=work)


def _scan(search: Search, tally: Ints, draw: Draw, *, most: int, permutations: int, seed: int) -> Scan:
    def simulate(chunk: range) -> Floats:
        return np.array([search.best(draw(stream(seed, unit))).ratio.max(initial=0.0) for unit in chunk])

    chunks = [range(first, min(first + CHUNK, permutations)) for first in range(0, permutations, CHUNK)]
    simulated = np.concatenate([np.zeros(0), *in_parallel(simulate, chunks)])
    clusters: list[Cluster] = []
    taken = np.zeros(tally.shape[0], bool)
    while len(clusters) < most:
        found = search.best(tally, blocked=taken)
        family = _first(found, search.windows)
        if family is None:
            break
        clusters.append(_cluster(search, tally, found, family=family, simulated=simulated))
        taken[clusters[-1].members] = True
    return Scan(
        clusters=tuple(clusters),
        simulated=simulated,
        windows=int(search.windows.closes.sum()) * search.steps.intervals,
        total=search.total,
    )


def _first(found: Best, windows: Families) -> int | None:
    """Return the family of the largest ratio; of equal ones the fewest members, then the shortest radius."""
    top = float(found.ratio.max(initial=0.0))
    if top <= SAME:
        return None
    tied = np.flatnonzero(found.ratio >= top - SAME)
    members = found.position[tied] - windows.start[tied]
    return int(tied[np.lexsort((tied, windows.radius[found.position[tied]], windows.shape[tied], members))[0]])


def _cluster(search: Search, tally: Ints, found: Best, *, family: int, simulated: Floats) -> Cluster:
    w, before = search.windows, search.steps.before
    position, first, after = (int(part[family]) for part in (found.position, found.first, found.after))
    members = w.member[w.start[family] : position + 1]
    ratio = float(found.ratio[family])
    return Cluster(
        members=members,
        centre=int(w.centre[family]),
        radius=float(w.radius[position]),
        shape=float(w.shape[family]),
        angle=float(w.angle[family]),
        first=first,
        after=after,
        observed=int(tally[members, first:after].sum()),
        expected=float(w.share[position] * (before[after] - before[first])),
        ratio=ratio,
        p=float(pseudo_p((simulated >= ratio - SAME).sum(), permutations=simulated.size)),
    )
