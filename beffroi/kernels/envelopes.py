"""Global and pointwise envelopes of a curve among simulated ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels.permutation import pseudo_p

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Where a curve may run if it is like the simulated ones.

    lower, upper
        (points,) global envelope: under the null the whole curve stays within it with probability 1 - alpha.
    low, high
        (points,) pointwise limits: at each single point with that probability, not all along.
    p
        Global p-value of the extreme rank lengths, never 0.
    p_least, p_most
        Interval of the p-value of the extreme rank itself, with ties counted for and against.
    used
        (points,) where all curves are defined; elsewhere the limits are NaN and the point plays no part.
    """

    lower: Floats
    upper: Floats
    low: Floats
    high: Floats
    p: float
    p_least: float
    p_most: float
    used: NDArray[np.bool_]


def rank_envelope(observed: ArrayLike, simulated: ArrayLike, *, alpha: float = 0.05) -> Envelope:
    """Return the global rank envelope of a curve, by extreme rank lengths (Myllymaki et al. 2017).

    At each point every curve has the rank of the nearer end, ties taken in the middle. Curves are ordered by their
    smallest ranks, then by their next smallest, and so on: the extreme rank length. p = (M + 1) / (R + 1), M the
    simulated curves at least as extreme. The envelope spans the curves left when the floor(alpha (R + 1)) most extreme
    are put aside: the observed curve leaves it somewhere if and only if p is at most alpha, ties apart.

    Parameters
    ----------
    observed, simulated
        (points,) and (R, points).

    >>> band = rank_envelope([0.0, 9.0], [[k % 7, k % 5] for k in range(39)])
    >>> band.p <= 0.05, bool(band.upper[1] < 9.0), bool(band.lower[0] <= 0.0)
    (True, True, True)
    """
    curve, others = np.asarray(observed, np.float64), np.asarray(simulated, np.float64)
    if others.ndim != 2 or others.shape[1] != curve.size or others.shape[0] < 1:
        msg = f"a curve of {curve.size} points needs simulated ones as long, got {others.shape}"
        raise ValueError(msg)
    every = np.vstack([curve, others])
    used = np.asarray(np.isfinite(every).all(axis=0))
    limits = np.full((4, curve.size), np.nan)
    if not used.any():
        return Envelope(
            lower=limits[0], upper=limits[1], low=limits[2], high=limits[3], p=1.0, p_least=1.0, p_most=1.0, used=used
        )
    kept = every[:, used]
    total = len(every)
    ranks = _nearer_ranks(kept)
    ordered = np.sort(ranks, axis=1)
    place = np.unique(ordered, axis=0, return_inverse=True)[1].reshape(-1)  # rows in lexicographic order
    p = float(pseudo_p(int((place[1:] <= place[0]).sum()), permutations=total - 1))
    aside = int(np.floor(alpha * total + 1e-9))
    last = np.sort(place)[aside] if aside < total else place.max()
    left = kept[place >= last]
    tail = max(int(np.floor(alpha / 2 * total + 1e-9)), 0)
    by_point = np.sort(kept, axis=0)
    limits[:, used] = left.min(axis=0), left.max(axis=0), by_point[tail], by_point[total - 1 - tail]
    least = ordered[:, 0]
    return Envelope(
        lower=limits[0], upper=limits[1], low=limits[2], high=limits[3], p=p,
        p_least=float(pseudo_p(int((least[1:] < least[0]).sum()), permutations=total - 1)),
        p_most=float(pseudo_p(int((least[1:] <= least[0]).sum()), permutations=total - 1)), used=used,
    )  # fmt: skip


def _nearer_ranks(curves: Floats) -> Floats:
    """Return at each point the rank of each curve from the nearer end, ties in the middle: (curves, points)."""
    total = len(curves)
    ordered = np.sort(curves, axis=0)
    ranks = np.empty_like(curves)
    for point in range(curves.shape[1]):
        below = np.searchsorted(ordered[:, point], curves[:, point], side="left")
        upto = np.searchsorted(ordered[:, point], curves[:, point], side="right")
        ranks[:, point] = (below + upto + 1) / 2
    return np.minimum(ranks, total + 1 - ranks)
