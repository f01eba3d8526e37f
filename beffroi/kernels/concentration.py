"""Gini, Lorenz and the share of places that holds half of the incidents, corrected for few incidents."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

_AT_ONCE = 4_000_000  # simulated cells held in memory at a time


class EqualChance(NamedTuple):
    """What the same number of incidents would show if every place had the same chance."""

    gini: NDArray[np.float64]  # one value a draw
    curve: NDArray[np.float64]  # mean cumulative counts, busiest place first


def gini(counts: NDArray[np.int64]) -> float:
    """Return the Gini coefficient of counts by place: 0 when all are equal.

    Parameters
    ----------
    counts
        Shape (n,), not negative, not all zero. Places without incidents count.

    Notes
    -----
    2 Σ i·x₍ᵢ₎ / (n Σ x) − (n + 1)/n, x in ascending order. O(n log n).

    Examples
    --------
    >>> round(gini(np.array([10, 8, 2, 0, 0, 0, 0, 0, 0, 0])), 2)
    0.78
    """
    return float(_gini_rows(np.asarray(counts)[None, :])[0])


def generalized_gini(counts: NDArray[np.int64]) -> float:
    """Return the Gini coefficient measured from maximal equality, for fewer incidents than places.

    Five incidents cannot be spread over ten places more evenly than one in
    each of five: the ordinary coefficient calls that concentrated (0.5), this
    one 0. From as many incidents as places on, both are the same.

    Parameters
    ----------
    counts
        Shape (n,), not negative, not all zero.

    Notes
    -----
    G′ = max(n/c, 1)·(G − 1) + 1, c the incidents, n the places: the area under
    the line of maximal equality, which reaches 1 at the share c/n of the
    places, takes the place of the diagonal (Bernasco and Steenbeek 2017).

    Examples
    --------
    >>> round(generalized_gini(np.array([5, 2, 1, 0, 0, 0, 0, 0, 0, 0])), 2)  # ordinary: 0.80
    0.75
    """
    return float(_generalized_rows(np.asarray(counts)[None, :])[0])


def lorenz_curve(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return cumulative incidents, busiest place first, starting with 0: shape (n + 1,).

    Examples
    --------
    >>> lorenz_curve(np.array([1, 5, 2]))
    array([0, 5, 7, 8])
    """
    return np.concatenate([[0], np.cumsum(np.sort(counts)[::-1])])


def places_holding(counts: NDArray[np.int64], *, share: float) -> int:
    """Return the fewest places that together hold at least a share of the incidents.

    Examples
    --------
    >>> places_holding(np.array([1, 5, 2, 0]), share=0.5)
    1
    """
    curve = lorenz_curve(counts)
    return int(np.searchsorted(curve, share * curve[-1] - 1e-9))


def share_holding(curve: NDArray[np.float64] | NDArray[np.int64], *, share: float) -> float:
    """Return the share of the places, busiest first, at which a Lorenz curve reaches a share of the incidents.

    The curve is taken as straight between places, so that the answer does not
    jump by a whole place when one incident moves.

    Parameters
    ----------
    curve
        Shape (n + 1,), cumulative incidents from 0 on, as `lorenz_curve` returns.
    share
        Between 0 and 1, excluded.

    Examples
    --------
    >>> share_holding(lorenz_curve(np.array([4, 4, 2, 0])), share=0.5)  # one place and a quarter of the next
    0.3125
    """
    return float(np.interp(share * curve[-1], curve, np.arange(curve.size)) / (curve.size - 1))


def bootstrap_interval(
    counts: NDArray[np.int64],
    *,
    statistics: Callable[[NDArray[np.int64]], ArrayLike],
    draws: int,
    seed: int,
    level: float = 0.95,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return limits for the values of some statistics that the same risks would give again.

    Incidents are drawn again, as many, each place with its observed share.
    Drawing adds chance to counts that already hold chance, so the drawn values
    are shifted on average: they are moved back by their mean excess, and the
    limits are quantiles of what results.

    Parameters
    ----------
    counts
        Shape (n,), not negative, not all zero.
    statistics
        From counts to k numbers.
    draws, seed
        Of the bootstrap.
    level
        Of each interval.

    Returns
    -------
    lower, upper
        Shape (k,).

    Notes
    -----
    [t + q(α/2) − m, t + q(1 − α/2) − m], q and m the quantiles and the mean of
    the drawn values, t the observed one (Efron and Tibshirani 1993, ch. 10, for
    the correction). The places are all there are; what varies is the
    incidents, taken as independent: those that come in series make the truth
    less certain. O(draws · n log n).

    Examples
    --------
    >>> counts = np.array([50, 30, 20])
    >>> lower, upper = bootstrap_interval(counts, statistics=gini, draws=199, seed=1)
    >>> bool(lower < gini(counts) < upper)
    True
    """
    ordered = np.sort(counts)  # so that the draws do not depend on the order of the places
    total = int(ordered.sum())
    rng = np.random.default_rng(seed)
    drawn = np.array([statistics(rng.multinomial(total, ordered / total)) for _ in range(draws)], np.float64)
    quantiles = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    lower, upper = quantiles - drawn.mean(axis=0) + np.asarray(statistics(ordered))
    return lower, upper


def equal_chance(*, incidents: int, places: int, draws: int, seed: int) -> EqualChance:
    """Simulate the Gini coefficient and the Lorenz curve of incidents that fall anywhere alike.

    Parameters
    ----------
    incidents, places
        How many of each, at least one.
    draws, seed
        Of the simulation.

    Returns
    -------
    gini
        Shape (draws,), generalized Gini coefficients.
    curve
        Shape (places + 1,), mean cumulative incidents, busiest place first.

    Notes
    -----
    Counts are multinomial with equal chances: Poisson counts of one mean, given
    their total. O(draws · places log places).

    Examples
    --------
    >>> alike = equal_chance(incidents=30, places=10, draws=199, seed=1)
    >>> bool(0.15 < alike.gini.mean() < 0.40), float(alike.curve[-1])
    (True, 30.0)
    """
    rng = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // places)
    ginis, curve = [], np.zeros(places)
    for first in range(0, draws, step):
        drawn = rng.multinomial(incidents, np.full(places, 1 / places), size=min(step, draws - first))
        ginis.append(_generalized_rows(drawn))
        curve += np.cumsum(np.sort(drawn, axis=1)[:, ::-1], axis=1).sum(axis=0)
    return EqualChance(np.concatenate(ginis), np.concatenate([[0.0], curve / draws]))


def _gini_rows(rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Gini coefficient of each row."""
    places = rows.shape[1]
    rank = np.arange(1, places + 1)
    # integers until the last division: the order of places cannot change the result
    weighted = np.sort(rows, axis=1).astype(np.int64) @ rank
    return 2.0 * weighted / (places * rows.sum(axis=1)) - (places + 1) / places


def _generalized_rows(rows: NDArray[np.int64]) -> NDArray[np.float64]:
    scale = np.maximum(rows.shape[1] / rows.sum(axis=1), 1.0)
    return scale * (_gini_rows(rows) - 1.0) + 1.0
