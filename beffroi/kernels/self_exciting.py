"""Self-exciting events: how many are set off by earlier ones nearby, how far off, how soon?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._excitation import Climb, Limits, Parameters, Process, Spans, climb
from beffroi.kernels.background import Background
from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.pattern_window import Window

Floats = NDArray[np.float64]
Name = Literal["background", "offspring", "decay", "spread"]
NAMES: tuple[Name, ...] = ("background", "offspring", "decay", "spread")

STARTS = ((50.0, 3.0), (200.0, 20.0))  # metres, mean delay in days
OFFSPRING = 0.3  # at every start
FIRST_LOOKS, FIRST_TOLERANCE = 15, 1e-3  # of each start, before the best one goes on
SLACK = 30.0  # times the tolerance, while the background still moves
ROUNDS = 60  # of background and parameters in turn
APART = 1e-3  # step of the logs over which slopes are differenced
NORMAL = 1.959963984540054  # 97.5 % of the normal distribution
LIMITS = Limits(decay=(1 / 365.0, 10.0), spread=(1.0, 2000.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfExciting:
    """A fitted self-exciting model.

    Attributes
    ----------
    parameters
        Expected background events, offspring an event (branching ratio), decay a day, spread in metres (standard
        deviation along each axis). Where nothing is triggered: offspring 0, decay and spread NaN.
    chance
        (n,) probability that each event belongs to the background.
    shape
        (n,) density of the background at each event, per m² and day; it holds 1 over area and time.
    log_likelihood, plain
        Of the model, and of the background alone, its density that of all events.
    covariance
        (4, 4) of the natural logarithms of the parameters, from the observed information; NaN where that cannot be
        inverted. The density of the background counts as known.
    seen
        Expected offspring inside area and time over those anywhere: `sum of G_i S_i`, and its derivatives by the logs
        of decay and spread.
    looks, is_settled
        Evaluations of the likelihood, and whether the steps had become small when they ended.
    at_bounds
        Parameters that ended on a bound of the search: their value is that bound, and says nothing else.
    """

    parameters: Parameters
    chance: Floats
    shape: Floats
    log_likelihood: float
    plain: float
    covariance: Floats
    seen: tuple[float, float, float]
    looks: int
    is_settled: bool
    at_bounds: tuple[Name, ...]
    process: Process = field(repr=False)

    @property
    def share(self) -> float:
        """Share of the events that earlier ones triggered."""
        own = self.parameters.background
        return float(1.0 - own / (own + self.parameters.offspring * self.seen[0]))

    @property
    def aic_gain(self) -> float:
        """AIC of the background alone less that of the model, which has three parameters more: positive favours it."""
        return 2.0 * (self.log_likelihood - self.plain) - 6.0

    def interval(self, name: Name) -> tuple[float, float]:
        """Return the 95 % interval of a parameter, normal for its logarithm; NaN where there is none."""
        k = NAMES.index(name)
        half = NORMAL * np.sqrt(self.covariance[k, k])
        value = self.parameters[k]
        return (float(value * np.exp(-half)), float(value * np.exp(half)))

    def share_interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the share triggered, normal for its logit; NaN where there is none."""
        all_seen, by_decay, by_spread = self.seen
        slope = np.array([-1.0, 1.0, by_decay / all_seen, by_spread / all_seen])
        half = NORMAL * np.sqrt(slope @ self.covariance @ slope)
        odds = self.share / (1.0 - self.share)
        low, high = odds * np.exp(-half), odds * np.exp(half)
        return float(low / (1 + low)), float(high / (1 + high))


def self_exciting(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    *,
    window: Window,
    spans: Spans,
    bandwidth: float | None = None,
    blocks: Sequence[float] = (),
    limits: Limits = LIMITS,
    tolerance: float = 1e-6,
    most: int = 2000,
) -> SelfExciting:
    """Return the self-exciting model of events in space and time, fitted by expectation and maximisation.

    lambda(x, y, t) = mu f(x, y) v(t) + sum over earlier events of theta w exp(-w dt) exp(-d^2 / 2 s^2) / (2 pi s^2):
    background events (mu in all), each event triggers theta others on average, after a delay of mean 1 / w days and
    at a Gaussian distance of standard deviation s. (Mohler et al. 2011, doi:10.1198/jasa.2011.ap09546; Reinhart 2018,
    doi:10.1214/17-STS629.)

    f is even (no bandwidth), or the kernel density of the events by their chance to be background, each left out at
    its own place (`Background`), in turn with the parameters (stochastic declustering, Zhuang, Ogata and Vere-Jones
    2002). v is even, or steps between `blocks` with the share of the background in each. Edges: offspring that fall
    outside the area, after the end or in a gap between spans are not expected (shares G and S of the compensator).
    What happened before the first day triggers nothing: its offspring count as background. An event at the same
    instant as another triggers it not.

    Pairs are cut off where the trigger in time or space is below 1e-6 of its height. Two starts (50 m and 3 days,
    200 m and 20 days; theta 0.3), the better one after 15 looks goes on. Converged: no parameter moves by more than
    `tolerance` of itself; with a background that is estimated, by more than a hundred
    times that between two rounds.

    Parameters
    ----------
    x, y
        (n,) metres, inside the window. Never written into.
    time
        (n,) days, with fractions, inside the spans.
    spans
        Stretches of time that were seen, as (start, end) in days, in order.
    bandwidth
        Standard deviation in metres of the kernel of the background.
    blocks
        Edges of the blocks of time with a background rate of their own.

    Raises
    ------
    ValueError
        Arrays of different length or not finite, fewer than two events, events outside the spans, spans without end.

    Notes
    -----
    O(n log n + (pairs + n) looks), and with a bandwidth O(cells log cells) a round.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> from beffroi.kernels.excitation_simulation import simulated
    >>> area, spans = rectangle((0, 0, 5000, 5000)), ((0.0, 365.0),)
    >>> truth = Parameters(background=300, offspring=0.5, decay=0.2, spread=60)
    >>> x, y, time = simulated(truth, window=area, spans=spans, seed=1)
    >>> found = self_exciting(x, y, time, window=area, spans=spans)
    >>> round(found.share, 2), round(found.parameters.spread)
    (0.5, 61)
    """
    east, north, when = _check_times(x, y, time, spans)
    share = EdgeShare(window, east, north)
    places = Background(window, east, north, bandwidth=bandwidth)
    return fit(share, places, Rate(when, spans, blocks), limits=limits, tolerance=tolerance, most=most)


def _check_times(x: ArrayLike, y: ArrayLike, time: ArrayLike, spans: Spans) -> tuple[Floats, Floats, Floats]:
    """Return places and times as arrays, or raise ValueError."""
    east, north, when = (np.asarray(part, np.float64) for part in (x, y, time))
    if not east.shape == north.shape == when.shape or east.ndim != 1 or east.size < 2:
        msg = f"x, y and time must be one-dimensional, equally long and two or more, got {east.shape}, {when.shape}"
        raise ValueError(msg)
    if not all(np.isfinite(part).all() for part in (east, north, when)):
        msg = "x, y and time must be finite"
        raise ValueError(msg)
    edges = np.array(spans, np.float64).ravel()
    if edges.size < 2 or not (np.diff(edges) > 0).all():
        msg = f"spans must be stretches of time in order, got {spans}"
        raise ValueError(msg)
    if not (np.searchsorted(edges, when, side="right") % 2 == 1).all():
        msg = "events must lie inside the spans"
        raise ValueError(msg)
    return east, north, when


class Rate:
    """The background in time: even over the spans, or even over those in each block."""

    def __init__(self, time: Floats, spans: Spans, blocks: Sequence[float]) -> None:
        self.time, self.spans = time, spans
        inner = [edge for edge in blocks if spans[0][0] < edge < spans[-1][1]]
        self.edges = np.array([spans[0][0], *inner, spans[-1][1]])
        self.block = np.searchsorted(self.edges[1:-1], time, side="right")
        self.days = np.array([self._days(*ends) for ends in zip(self.edges[:-1], self.edges[1:], strict=True)])

    def _days(self, first: float, last: float) -> float:
        return sum(max(min(end, last) - max(start, first), 0.0) for start, end in self.spans)

    @property
    def is_even(self) -> bool:
        """Whether there is one block."""
        return self.days.size == 1

    def shares(self, weight: Floats) -> Floats:
        """Return the share of the background in each block."""
        return np.asarray(np.bincount(self.block, weights=weight, minlength=self.days.size) / weight.sum())

    def at_events(self, weight: Floats) -> Floats:
        """Return the density in time at each event, per day."""
        return np.asarray((self.shares(weight) / np.maximum(self.days, 1e-300))[self.block])


def fit(
    share: EdgeShare, places: Background, rate: Rate, *, limits: Limits, tolerance: float, most: int
) -> SelfExciting:
    """Return the model of `self_exciting`, of events whose shares inside the area, background and times are ready.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> at, area = np.arange(40.0), rectangle((0, 0, 2000, 2100))
    >>> x, y, rate = at % 7 * 300, at % 11 * 200, Rate((at * 17) % 100, ((0.0, 100.0),), ())
    >>> places = Background(area, x, y, bandwidth=None)
    >>> fitted = fit(EdgeShare(area, x, y), places, rate, limits=LIMITS, tolerance=1e-6, most=500)
    >>> fitted.chance.size, 0 <= fitted.share < 1
    (40, True)
    """
    process = Process(share, rate.time, spans=rate.spans, limits=limits)
    n = rate.time.size
    is_known = places.bandwidth is None and rate.is_even
    shape = places.at_events(np.ones(n)) * rate.at_events(np.ones(n))
    plain = _plain_log_likelihood(shape)
    best = _first_climb(process, shape)
    looks, is_settled = best.looks, is_known
    for _ in range(0 if is_known else ROUNDS):
        chance = best.look.chance
        shape = places.at_events(chance) * rate.at_events(chance)
        made = climb(process, shape, start=best.logs, tolerance=SLACK * tolerance, most=most - looks)
        looks += made.looks
        moved = np.abs(made.logs - best.logs).max()
        best = made
        if best.look.triggered == 0 or looks >= most or moved <= 100 * tolerance:
            is_settled = looks < most
            break
    if best.look.triggered > 0:
        best = climb(process, shape, start=best.logs, tolerance=tolerance, most=max(most - looks, 1))
        looks, is_settled = looks + best.looks, is_settled and best.is_settled
    return _fitted(process, shape, best, plain=plain, looks=looks, is_settled=is_settled)


def _plain_log_likelihood(shape: Floats) -> float:
    """Return the log-likelihood of n events from a background of this density, n of them expected."""
    n = shape.size
    return float(n * np.log(n) + np.log(shape).sum() - n)


def _first_climb(process: Process, shape: Floats, *, looks: int = FIRST_LOOKS) -> Climb:
    """Return the best of the starts after a few looks each."""
    n = process.time.size
    starts = (Parameters((1 - OFFSPRING) * n, OFFSPRING, 1 / days, metres).logs() for metres, days in STARTS)
    climbs = [climb(process, shape, start=start, tolerance=FIRST_TOLERANCE, most=looks) for start in starts]
    return max(climbs, key=lambda made: made.look.value)


def _fitted(
    process: Process, shape: Floats, best: Climb, *, plain: float, looks: int, is_settled: bool
) -> SelfExciting:
    n = process.time.size
    at = Parameters(*(float(value) for value in np.exp(best.logs)))
    bounds, covariance = _at_bounds(at, process.limits), np.full((4, 4), np.nan)
    value, chance, seen = best.look.value, best.look.chance, process.compensator(at)
    if best.look.triggered == 0:
        at, chance, value, bounds = Parameters(float(n), 0.0, np.nan, np.nan), np.ones(n), plain, ()
    elif not bounds:
        covariance = _covariance(process, shape, best.logs)
    return SelfExciting(
        parameters=at,
        chance=chance,
        shape=shape,
        log_likelihood=value,
        plain=plain,
        covariance=covariance,
        seen=seen,
        looks=looks,
        is_settled=is_settled,
        at_bounds=bounds,
        process=process,
    )


def _at_bounds(at: Parameters, limits: Limits) -> tuple[Name, ...]:
    inside = {"decay": limits.decay, "spread": limits.spread}
    return tuple(
        name  # type: ignore[misc]
        for name, (low, high) in inside.items()
        if not low * (1 + 1e-6) < getattr(at, name) < high * (1 - 1e-6)
    )


def _covariance(process: Process, shape: Floats, logs: Floats) -> Floats:
    """Return the inverse of the observed information: the slopes of the log-likelihood, differenced centrally."""
    steps = APART * np.eye(4)
    rows = [(process.look(logs - step, shape).slope - process.look(logs + step, shape).slope) for step in steps]
    information = np.array(rows) / (2 * APART)
    information = (information + information.T) / 2
    if not np.isfinite(information).all() or np.linalg.eigvalsh(information)[0] <= 0:
        return np.full((4, 4), np.nan)
    return np.asarray(np.linalg.inv(information), np.float64)
