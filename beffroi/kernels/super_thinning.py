"""Super-thinning: does what a self-exciting model leaves over lie as evenly as it should?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import in_parallel
from beffroi.kernels._excitation import TOLERANCE
from beffroi.kernels.background import Background
from beffroi.kernels.excitation_simulation import even_times
from beffroi.kernels.pairs import knox_test
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.kernels.self_exciting import Rate, SelfExciting

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SCALES = ((50.0, 3.0), (100.0, 7.0), (200.0, 20.0), (500.0, 60.0))  # metres and days within which pairs are counted
MINUTES = 1440
MOST_PAIRS = 2_000_000  # of a place and an event, looked at together
DRAWN_APART = 1_000_000  # the stream of the thinning, beyond those of the simulations


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """Events kept, and others drawn where the model expects few: evenly spread, if the model holds.

    `is_kept` (n,) tells the events from those drawn; `rate` is how many of both are expected per square metre and day.
    """

    x: Floats
    y: Floats
    time: Floats
    is_kept: Bools
    rate: float
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenness:
    """Pairs of residuals within each scale (metres and days), those expected of an even spread, and the p-value of all."""

    scales: tuple[tuple[float, float], ...]
    pairs: Floats
    expected: Floats
    deviations: Floats
    p: float


def intensity(fitted: SelfExciting, places: Background, rate: Rate, *, x: Floats, y: Floats, time: Floats) -> Floats:
    """Return the fitted intensity at any places and instants that were seen, events per square metre and day: (m,).

    The background as all events give it, and what earlier events set off, where the trigger is above 1e-6 of its height.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> from beffroi.kernels.self_exciting import self_exciting
    >>> at, area = np.arange(40.0), rectangle((0, 0, 2000, 2100))
    >>> x, y, when, spans = at % 7 * 300, at % 11 * 200, (at * 17) % 100, ((0.0, 100.0),)
    >>> fitted = self_exciting(x, y, when, window=area, spans=spans)
    >>> even, own = Background(area, x, y, bandwidth=None), fitted.parameters.background / area.area / 100
    >>> found = intensity(fitted, even, Rate(when, spans, ()), x=x, y=y, time=when)
    >>> bool((found >= own * (1 - 1e-12)).all())
    True
    """
    at, chance = fitted.parameters, fitted.chance
    block = np.searchsorted(rate.edges[1:-1], time, side="right")
    in_time = (rate.shares(chance) / np.maximum(rate.days, 1e-300))[block]
    made = at.background * places.at(x, y, weight=chance) * in_time
    if at.offspring > 0:
        made += _triggered(fitted, x, y, time)
    return np.asarray(made)


def _triggered(fitted: SelfExciting, x: Floats, y: Floats, time: Floats) -> Floats:
    """Return what earlier events set off at places and instants."""
    from scipy.spatial import KDTree

    at, process = fitted.parameters, fitted.process
    events = np.column_stack([process.share.x, process.share.y])
    there, reach = np.column_stack([x, y]), at.spread * float(np.sqrt(-2 * np.log(TOLERANCE)))
    tree, made = KDTree(events), np.zeros(x.size)
    height = at.offspring * at.decay / (2 * np.pi * at.spread**2)
    parts = max(1, -(-x.size * len(events) // MOST_PAIRS))
    for part in np.array_split(np.arange(x.size), min(parts, max(x.size, 1))):
        found = KDTree(there[part]).sparse_distance_matrix(tree, reach, output_type="ndarray") if part.size else _NONE
        own, event, distance = part[found["i"]], found["j"], found["v"]
        late = time[own] - process.time[event]
        value = np.exp(-at.decay * np.maximum(late, 0.0) - distance**2 / (2 * at.spread**2)) * (late > 0)
        made += np.bincount(own, weights=value, minlength=x.size)
    return height * made


_NONE = np.zeros(0, dtype=[("i", np.intp), ("j", np.intp), ("v", np.float64)])


def super_thinned(
    fitted: SelfExciting, places: Background, rate: Rate, *, window: Window, seed: int, number: int = 0
) -> Residuals:
    """Return the residuals of a fitted model by super-thinning (Clements, Schoenberg and Veen 2012).

    With b the mean rate of the events over area and time seen: an event stays with the chance b / intensity, at most 1;
    of places drawn evenly at the rate b, one stays with the chance 1 - intensity / b, at least 0. Under the model both
    together are a Poisson process of the rate b (doi:10.1002/env.2168). At the events themselves the background is the
    one that the others give, as in the fit.

    >>> from beffroi.kernels._excitation import Parameters
    >>> from beffroi.kernels.excitation_simulation import simulated
    >>> from beffroi.kernels.pattern_window import rectangle
    >>> from beffroi.kernels.self_exciting import self_exciting
    >>> area, spans = rectangle((0, 0, 5000, 5000)), ((0.0, 365.0),)
    >>> x, y, when = simulated(Parameters(300, 0.5, 0.2, 60), window=area, spans=spans, seed=1)
    >>> fitted, even = self_exciting(x, y, when, window=area, spans=spans), Background(area, x, y, bandwidth=None)
    >>> left = super_thinned(fitted, even, Rate(when, spans, ()), window=area, seed=1)
    >>> 0.8 < left.x.size / left.expected < 1.2, bool(left.is_kept.all())
    (True, False)
    """
    process, at = fitted.process, fitted.parameters
    n, rng = process.time.size, stream(seed, DRAWN_APART, number)
    days = sum(end - start for start, end in rate.spans)
    level = n / (window.area * days)
    own = at.background * fitted.shape / np.maximum(fitted.chance, 1e-300)
    kept = rng.random(n) * own < level
    many = int(rng.poisson(n))
    x, y = window.draw(many, rng=rng)
    time = even_times(many, rate.spans, rng=rng)
    stays = rng.random(many) * level > intensity(fitted, places, rate, x=x, y=y, time=time)
    return Residuals(
        x=np.concatenate([process.share.x[kept], x[stays]]),
        y=np.concatenate([process.share.y[kept], y[stays]]),
        time=np.concatenate([process.time[kept], time[stays]]),
        is_kept=np.arange(int(kept.sum() + stays.sum())) < int(kept.sum()),
        rate=level,
        expected=float(n),
    )


def evenly_spread(
    left: Residuals,
    *,
    window: Window,
    spans: tuple[tuple[float, float], ...],
    bandwidth: float | None = None,
    simulations: int,
    seed: int,
) -> Evenness:
    """Return how many pairs of residuals lie close in place and time, beside as many places and instants drawn evenly.

    Pairs within 50 m and 3 days, 100 m and 7, 200 m and 20, 500 m and 60, but for the first no further than half the
    bandwidth of the background, which follows the events more widely by itself; of each the deviation from the mean of the
    simulations, in their standard deviations; the p-value is that of the largest of these, (M + 1) / (R + 1). More
    pairs: what the model leaves over gathers; fewer: it explains too much. The parameters having been fitted to the same
    events, the p-value is too large rather than too small. It is of little power against what triggering can stand in for: of
    20 patterns of lasting hot spots under an even background it faults 2.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> area, spans, rng = rectangle((0, 0, 5000, 5000)), ((0.0, 365.0),), np.random.default_rng(1)
    >>> x, y, time = (high * rng.random(400) for high in (5000, 5000, 365))
    >>> left = Residuals(x=x, y=y, time=time, is_kept=np.ones(400, bool), rate=4.4e-8, expected=400.0)
    >>> found = evenly_spread(left, window=area, spans=spans, simulations=39, seed=1)
    >>> found.p > 0.05, found.pairs.size
    (True, 4)
    """
    n, widest = left.x.size, (bandwidth or np.inf) / 2
    scales = tuple(scale for k, scale in enumerate(SCALES) if k == 0 or scale[0] <= widest)

    def drawn(number: int) -> Floats:
        rng = stream(seed, number)
        return _pairs(*window.draw(n, rng=rng), even_times(n, spans, rng=rng), scales=scales)

    observed = _pairs(left.x, left.y, left.time, scales=scales)
    every = np.vstack([observed, *in_parallel(drawn, range(simulations))])
    mean, spread = every.mean(axis=0), every.std(axis=0)
    apart = np.divide(every - mean, spread, out=np.zeros(every.shape), where=spread > 0)
    largest = np.abs(apart).max(axis=1)
    p = float(pseudo_p(int((largest[1:] >= largest[0] - 1e-9).sum()), permutations=simulations))
    return Evenness(scales=scales, pairs=observed, expected=every[1:].mean(axis=0), deviations=apart[0], p=p)


def _pairs(x: Floats, y: Floats, time: Floats, *, scales: tuple[tuple[float, float], ...]) -> Floats:
    """Return the pairs within each scale."""
    if x.size < 2:
        return np.zeros(len(scales))
    far, late = zip(*scales, strict=True)
    found: Any = knox_test(
        x,
        y,
        np.floor(time * MINUTES).astype(np.int64),
        distance_edges=(0.0, *far),
        lag_edges=(0, *(int(days * MINUTES) for days in late)),
        permutations=0,
    )
    return np.cumsum(np.cumsum(found.observed, axis=0), axis=1).diagonal().astype(np.float64)
