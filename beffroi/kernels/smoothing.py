"""Rates of small populations drawn towards the others: empirical Bayes, and the head-banging median."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.neighbours import Neighbours

Floats = NDArray[np.float64]

WIDE = 135.0  # degrees: least angle that two neighbours of a triple make at the place between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """Rates by place, (n,); NaN where there is no exposure.

    rate
        The smoothed rate.
    weight
        Share of the place's own rate in it, from 0 to 1.
    lower, upper
        Limits of the posterior gamma distribution, at the level asked.
    prior_mean, prior_variance
        The distribution of rates that the place was drawn towards, (n,); the
        variance is 0 where the rates vary no more than chance makes them.
    """

    rate: Floats
    weight: Floats
    lower: Floats
    upper: Floats
    prior_mean: Floats
    prior_variance: Floats


def empirical_bayes(
    events: ArrayLike, exposure: ArrayLike, *, near: Neighbours | None = None, level: float = 0.95
) -> Smoothed:
    """Return empirical Bayes rates by the method of moments (Marshall 1991), and their credible limits.

    Events are Poisson around rate × exposure, rates vary with mean m = Σ n / Σ e
    and variance A = s² − m / ē, not below 0, where s² = Σ e (r − m)² / Σ e and ē
    is the mean exposure. The estimate is m + A / (A + m / e_i) (r_i − m). With
    `near`, m, s² and ē are those of the place and its neighbours. The limits
    take the prior as gamma and as known, so they are somewhat too narrow.

    Parameters
    ----------
    events, exposure
        (n,) counts from 0 on, and what they are divided by. Never written into.

    >>> found = empirical_bayes([0, 4, 30], [100.0, 200.0, 1000.0])
    >>> found.rate.round(4).tolist()
    [0.0252, 0.0257, 0.0272]
    """
    n, e = np.asarray(events, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if n.shape != e.shape or (near is not None and near.size != n.size):
        msg = f"events, exposure and neighbours must agree, got {n.shape}, {e.shape}"
        raise ValueError(msg)
    some = e > 0
    n, e = np.where(some, n, 0.0), np.where(some, e, 0.0)
    rate = np.divide(n, e, out=np.zeros(n.size), where=some)

    around = None if near is None else _binary(near)

    def summed(values: Floats) -> Floats:
        return np.full(n.size, values.sum()) if around is None else values + around.lag(values)

    people, places = summed(e), summed(some.astype(float))
    mean = np.divide(summed(n), people, out=np.zeros(n.size), where=people > 0)
    square = np.divide(summed(e * rate**2), people, out=np.zeros(n.size), where=people > 0)
    typical = np.divide(people, places, out=np.ones(n.size), where=places > 0)
    spread = np.maximum(square - mean**2 - mean / np.where(typical > 0, typical, 1.0), 0.0)
    chance = np.divide(mean, e, out=np.zeros(n.size), where=some)
    weight = np.divide(spread, spread + chance, out=np.zeros(n.size), where=spread + chance > 0)
    lower, upper = _posterior(n, e, mean=mean, spread=spread, level=level)
    nothing = np.where(some, 0.0, np.nan)
    return Smoothed(
        rate=mean + weight * (rate - mean) + nothing,
        weight=weight + nothing,
        lower=lower + nothing,
        upper=upper + nothing,
        prior_mean=mean,
        prior_variance=spread,
    )


def _binary(near: Neighbours) -> Neighbours:
    return Neighbours(start=near.start, other=near.other, weight=np.ones(near.other.size))


def _posterior(n: Floats, e: Floats, *, mean: Floats, spread: Floats, level: float) -> tuple[Floats, Floats]:
    """Gamma with shape a + n and rate b + e, where a / b is the prior mean and a / b² its variance."""
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    varies = (spread > 0) & (mean > 0)
    b = np.divide(mean, spread, out=np.ones(n.size), where=varies)
    a = np.where(varies, mean * b, 1.0)
    lower, upper = (gammaincinv(a + n, share) / (b + e) for share in (tail, 1 - tail))
    return np.where(varies, lower, mean), np.where(varies, upper, mean)


def head_banging(
    values: ArrayLike, x: ArrayLike, y: ArrayLike, *, weight: ArrayLike | None = None, near: int = 8, triples: int = 5,
    rounds: int = 10,
) -> Floats:  # fmt: skip
    """Return values smoothed by the head-banging median (Tukey and Tukey 1981; Mungiole, Pickle and Simonson 1999).

    Pairs of the `near` nearest places that face each other across a place (at
    135° or more) are its triples; the `triples` whose line passes nearest to it
    are kept. The medians of their lower and of their higher ends are two
    screens; a value between them stays, one beyond is pulled to the screen. It
    keeps edges and needs no distribution, and gives no interval. With
    `weight` (people), the screens are weighted medians. `rounds` repeats it
    until nothing moves. A place without triples stays as it is.

    Parameters
    ----------
    values
        (n,) finite. Never written into.
    x, y
        (n,) metres.

    >>> head_banging([1, 9, 1, 1, 1], [0, 1, 2, 3, 4], [0] * 5, near=2).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    current = np.array(values, dtype=np.float64)
    where = np.column_stack([np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)])
    heavy = np.ones(current.size) if weight is None else np.asarray(weight, dtype=np.float64)
    found = [_triples(where, place, near=near, most=triples) for place in range(current.size)]
    for _ in range(rounds):
        after = np.array([_between(current, heavy, place, pairs) for place, pairs in enumerate(found)])
        if np.array_equal(after, current):
            break
        current = after
    return current


def _triples(where: Floats, place: int, *, near: int, most: int) -> list[tuple[int, int]]:
    """Return the pairs of neighbours that face each other across a place, nearest to its line first."""
    away = where - where[place]
    distance = np.hypot(away[:, 0], away[:, 1])
    order = [i for i in np.lexsort((np.arange(len(where)), distance)) if i != place and distance[i] > 0][:near]
    pairs = []
    for index, one in enumerate(order):
        for two in order[index + 1 :]:
            cosine = float(away[one] @ away[two]) / (distance[one] * distance[two])
            if cosine > np.cos(np.deg2rad(WIDE)) + 1e-12:
                continue
            across = away[two] - away[one]
            off = abs(away[one][0] * across[1] - away[one][1] * across[0]) / np.hypot(*across)
            pairs.append((float(off), float(distance[one] + distance[two]), int(one), int(two)))
    return [(one, two) for _, _, one, two in sorted(pairs)[:most]]


def _between(current: Floats, heavy: Floats, place: int, pairs: list[tuple[int, int]]) -> float:
    if not pairs:
        return float(current[place])
    ordered = [sorted(pair, key=lambda end: current[end]) for pair in pairs]
    low = _weighted_median([(current[one], heavy[one]) for one, _ in ordered])
    high = _weighted_median([(current[two], heavy[two]) for _, two in ordered])
    return float(np.clip(current[place], min(low, high), max(low, high)))


def _weighted_median(pairs: list[tuple[float, float]]) -> float:
    """Return the value at which half the weight is reached; the mean of two where it falls between."""
    pairs = sorted(pairs)
    half = sum(weight for _, weight in pairs) / 2
    if half <= 0:
        return float(np.median([value for value, _ in pairs]))
    reached = 0.0
    for index, (value, weight) in enumerate(pairs):
        reached += weight
        if abs(reached - half) <= 1e-12 * half and index + 1 < len(pairs):
            return float((value + pairs[index + 1][0]) / 2)
        if reached > half:
            return float(value)
    return float(pairs[-1][0])
