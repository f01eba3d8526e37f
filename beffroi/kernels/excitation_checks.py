"""Does a self-exciting model hold? Its residuals in time, and what dates dealt out anew gain by it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import in_parallel
from beffroi.kernels._excitation import Parameters
from beffroi.kernels._self_exciting import FEW_EVENTS, run_clock, triggered_by
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.kernels.self_exciting import Rate, SelfExciting

Floats = NDArray[np.float64]

SCALES = ((50.0, 3.0), (100.0, 7.0), (200.0, 20.0))  # metres and mean delays of the triggers that are tried


def pooled(fits: Sequence[SelfExciting]) -> SelfExciting:
    """Return one model from several of the same events, what their rounding leaves open drawn anew for each.

    Rubin's rules (1987, Multiple Imputation for Nonresponse in Surveys) on the logarithms of the parameters: their
    mean; as covariance the mean one, plus (1 + 1 / m) times that between the m fits. Likelihoods are means. Where a
    fit triggers nothing or ended on a bound: the fit with the middle share, without covariance.

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> from beffroi.kernels.self_exciting import self_exciting
    >>> at = np.arange(40.0)
    >>> x, y, time, spans = at % 7 * 300, at % 11 * 200, (at * 17) % 100, ((0.0, 100.0),)
    >>> fitted = self_exciting(x, y, time, window=rectangle((0, 0, 2000, 2100)), spans=spans)
    >>> pooled([fitted, fitted, fitted]).share == fitted.share
    True
    """
    middle = sorted(fits, key=lambda each: each.share)[len(fits) // 2]
    bounds = tuple(dict.fromkeys(name for each in fits for name in each.at_bounds))
    means: dict[str, Any] = {
        "log_likelihood": float(np.mean([each.log_likelihood for each in fits])),
        "plain": float(np.mean([each.plain for each in fits])),
        "is_settled": all(each.is_settled for each in fits),
    }
    if len(fits) == 1 or bounds or any(each.parameters.offspring == 0 for each in fits):
        nothing = middle.covariance if len(fits) == 1 else np.full((4, 4), np.nan)
        return replace(middle, covariance=nothing, at_bounds=bounds, **means)
    logs = np.array([each.parameters.logs() for each in fits])
    between = np.cov(logs.T) * (1 + 1 / len(fits))
    seen: Any = tuple(float(value) for value in np.mean([each.seen for each in fits], axis=0))
    return replace(
        fits[0],
        parameters=Parameters(*(float(value) for value in np.exp(logs.mean(axis=0)))),
        covariance=np.mean([each.covariance for each in fits], axis=0) + between,
        seen=seen,
        **means,
    )


def rescaled_times(fitted: SelfExciting, rate: Rate) -> Floats:
    """Return for each event the share of all events expected that were expected before it, in order of time: (n,).

    Residual analysis of Ogata (1988, doi:10.1080/01621459.1988.10478560): the integral of the fitted intensity up to
    each event, over that up to the end. Under the model, the events are spread evenly from 0 to 1. O(n log n).

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> from beffroi.kernels.self_exciting import self_exciting
    >>> at = np.arange(40.0)
    >>> x, y, time, spans = at % 7 * 300, at % 11 * 200, (at * 17) % 100, ((0.0, 100.0),)
    >>> fitted = self_exciting(x, y, time, window=rectangle((0, 0, 2000, 2100)), spans=spans)
    >>> shares = rescaled_times(fitted, Rate(time, spans, ()))
    >>> shares.size, bool(((shares >= 0) & (shares <= 1)).all())
    (40, True)
    """
    process, at = fitted.process, fitted.parameters
    order = np.argsort(process.time, kind="stable")
    edges = np.ravel(rate.spans)
    ticks = np.concatenate([process.time[order], edges])
    jump = np.zeros(ticks.size)
    if at.offspring > 0:
        jump[: order.size] = at.offspring * process.share.at(at.spread)[0][order]
    sort = np.argsort(ticks, kind="stable")
    is_seen = np.searchsorted(edges, ticks[sort], side="right") % 2 == 1
    passed = np.zeros(ticks.size)
    run = run_clock.py_func if ticks.size <= FEW_EVENTS else run_clock
    run(ticks[sort], jump[sort], is_seen, at.decay if at.offspring > 0 else 1.0, passed)
    made = np.empty(ticks.size)
    made[sort] = passed
    made += at.background * _background_before(ticks, rate, fitted.chance)
    return np.sort(made[: order.size] / made[-1])


def _background_before(time: Floats, rate: Rate, chance: Floats) -> Floats:
    """Return the share of the background before each instant."""
    edges = np.unique(np.concatenate([np.ravel(rate.spans), rate.edges]))
    middle = (edges[1:] + edges[:-1]) / 2
    seen = np.searchsorted(np.ravel(rate.spans), middle, side="right") % 2 == 1
    block = np.searchsorted(rate.edges[1:-1], middle, side="right")
    density = (rate.shares(chance) / np.maximum(rate.days, 1e-300))[block] * seen
    return np.asarray(np.interp(time, edges, np.concatenate([[0.0], np.cumsum(density * np.diff(edges))])))


def evenness(shares: Floats) -> tuple[float, float]:
    """Return the Kolmogorov-Smirnov distance of n numbers from an even spread over 0 to 1, and its p-value.

    The limit distribution at (sqrt n + 0.12 + 0.11 / sqrt n) D (Stephens 1970). For residuals the p-value is
    approximate, too large rather than too small: the parameters were fitted to the same events.

    >>> distance, p = evenness(np.array([0.1, 0.35, 0.55, 0.8]))
    >>> round(distance, 2), p > 0.9
    (0.2, True)
    """
    from scipy.special import kolmogorov

    n = shares.size
    ordered = np.sort(shares)
    distance = float(max((np.arange(1, n + 1) / n - ordered).max(), (ordered - np.arange(n) / n).max()))
    return distance, float(kolmogorov((n**0.5 + 0.12 + 0.11 / n**0.5) * distance))


def gains_by_chance(fitted: SelfExciting, shape: tuple[Floats, Floats], *, permutations: int, seed: int) -> Floats:
    """Return what triggering adds to the log-likelihood with the dates as they are, and dealt out anew: (1 + R, 3).

    `shape` is the density of the background of all events, in place and in time. For each of three triggers held
    fixed (50 m and 3 days, 100 m and 7, 200 m and 20) the offspring alone are estimated, 0 or more: one concave
    problem. Where any date could have gone with any place, the dates as they are are one arrangement among equals,
    whatever the background (`combined_p`). The likelihood ratio of the whole model has no chi-square distribution:
    without triggering its share lies on the border of what is possible, and decay and spread mean nothing.
    O(R (n log n + pairs)).

    >>> from beffroi.kernels.pattern_window import rectangle
    >>> from beffroi.kernels.self_exciting import self_exciting
    >>> at = np.arange(40.0)
    >>> x, y, time, spans = at % 7 * 300, at % 11 * 200, (at * 17) % 100, ((0.0, 100.0),)
    >>> fitted = self_exciting(x, y, time, window=rectangle((0, 0, 2000, 2100)), spans=spans)
    >>> even = np.full(40, 1 / 4.2e6), np.full(40, 1 / 100)
    >>> gains_by_chance(fitted, even, permutations=9, seed=1).shape
    (10, 3)
    """
    process = fitted.process
    in_place, in_time = shape
    widest = Parameters(1.0, 1.0, 1 / SCALES[-1][1], SCALES[-1][0])

    def one(number: int) -> Floats:
        n = process.time.size
        order = stream(seed, number).permutation(n) if number else np.arange(n)
        dealt, own = process.at_times(process.time[order]), in_place * in_time[order]
        before = dealt.before(widest)
        made = []
        for metres, days in SCALES:
            at = Parameters(1.0, 1.0, 1 / days, metres)
            near = triggered_by(before, n, decay=at.decay, spread=metres)
            made.append(_best_gain(near / (n * own), dealt.compensator(at)[0] / n))
        return np.array(made)

    return np.array(list(in_parallel(one, range(permutations + 1))))


def _best_gain(ratio: Floats, seen: float) -> float:
    """Return the largest sum of log(1 + theta (ratio - seen)) for theta from 0 to 1 / seen."""
    apart = ratio - seen
    low, high = 0.0, (1 - 1e-9) / seen
    if apart.sum() <= 0:
        return 0.0
    theta = 0.1 * high
    for _ in range(60):  # Newton's steps, halving where one leaves the bracket
        inside = apart / (1 + theta * apart)
        slope, bend = float(inside.sum()), float((inside**2).sum())
        low, high = (theta, high) if slope > 0 else (low, theta)
        following = theta + slope / bend
        following = following if low < following < high else (low + high) / 2
        if abs(following - theta) <= 1e-10 * theta:
            break
        theta = following
    return float(np.log1p(theta * apart).sum())


def combined_p(gains: Floats) -> float:
    """Return the pseudo p-value of the first row of gains: its largest, in standard deviations of all rows.

    >>> combined_p(np.array([[9.0, 8.0], [1.0, 2.0], [2.0, 0.0], [0.0, 1.0]]))
    0.25
    """
    spread = gains.std(axis=0)
    apart = np.divide(gains - gains.mean(axis=0), spread, out=np.zeros(gains.shape), where=spread > 0)
    largest = apart.max(axis=1)
    return float(pseudo_p((largest[1:] >= largest[0] - 1e-9).sum(), permutations=gains.shape[0] - 1))
