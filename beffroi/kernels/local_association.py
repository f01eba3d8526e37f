"""Spatial association place by place: local Moran, local G and G*, local Geary, local join counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._conditional import geary_tails, squared_differences, tails, weighted_tails
from beffroi.kernels.neighbours import Neighbours, from_pairs
from beffroi.kernels.permutation import pseudo_p

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ISLAND, HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW = range(5)  # quadrants of the Moran scatter plot, counted as GeoDa does


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAssociation:
    """A statistic by place, (n,) each; NaN for an island, which has no neighbour to be compared with.

    value
        The statistic.
    z
        Standardised under conditional permutation, exactly (no simulation).
    p_normal
        Two-sided probability of z under the normal approximation.
    p_high, p_low
        Conditional-permutation pseudo p-values of a sum over the neighbours at
        least as high, at least as low; NaN without permutations.
    quadrant
        1 high among high, 2 low among high, 3 low among low, 4 high among low; 0 for an island.
    """

    value: Floats
    z: Floats
    p_normal: Floats
    p_high: Floats
    p_low: Floats
    quadrant: Ints

    @property
    def p(self) -> Floats:
        """Two-sided pseudo p-value: twice the smaller tail, at most 1."""
        return np.minimum(1.0, 2 * np.minimum(self.p_high, self.p_low))


def local_moran(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1) -> LocalAssociation:
    """Return the local Moran I_i = (z_i / m2) Σ w_ij z_j, with z the deviations and m2 = Σ z² / n (Anselin 1995).

    z is (lag − E) / sd of the neighbours' sum when they draw their values from
    the other places, signed as I_i (the conditional moments of Sokal, Oden and
    Thomson 1998). O(permutations log permutations + n log permutations) for
    weights that are equal within a row, O(permutations × pairs) otherwise.

    Parameters
    ----------
    values
        (n,) finite. Never written into.
    near
        Weights of the n places, row-standardised as a rule.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]).row_standardised()
    >>> local_moran([1.0, 2.0, 3.0, 4.0], line, permutations=0).value.round(2).tolist()
    [0.6, 0.2, 0.2, 0.6]
    """
    x = _checked(values, near)
    deviation = x - x.mean() if x.size else x
    spread = float((deviation**2).mean()) if x.size else 0.0
    lag = near.lag(deviation)
    value = deviation * lag / spread if spread > 0 else np.zeros(x.size)
    z = np.sign(deviation) * _conditional_z(deviation, near, lag=lag)
    high, low = _lag_p(x, near, permutations=permutations, seed=seed)
    return _local(value, z, high, low, near, quadrant=_quadrants(deviation, lag))


def local_g(
    values: ArrayLike, near: Neighbours, *, star: bool = True, permutations: int = 999, seed: int = 1
) -> LocalAssociation:
    """Return the Getis-Ord G_i, or G_i* which includes the place itself (Getis and Ord 1992, Ord and Getis 1995).

    The value is Σ w_ij x_j over the sum of all values (of the others, for
    G_i). z standardises it with all values for G_i* and with the others' for
    G_i. For G_i* the place's own weight is the mean weight of its row: 1 for
    binary weights, and the same z for those weights row-standardised (they
    differ in some published software). The permutations hold the place at its value.
    Parameters as for `local_moran`.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(5, [0, 1, 1, 2, 2, 3, 3, 4], [1, 0, 2, 1, 3, 2, 4, 3])
    >>> local_g([0, 0, 0, 0, 9], line, permutations=0).z.round(3).tolist()
    [-0.816, -1.225, -1.225, 0.816, 1.225]
    """
    x = _checked(values, near)
    total, others = x.sum(), x.sum() - x
    if star:
        every = _with_self(near)
        sums = every.matrix() @ x
        z = _unconditional_z(x, every, sums)
        value = np.divide(sums, total, out=np.zeros(x.size), where=total != 0)
    else:
        sums = near.lag(x)
        z = _conditional_z(x, near, lag=near.lag(x))
        value = np.divide(sums, others, out=np.zeros(x.size), where=others != 0)
    high, low = _lag_p(x, near, permutations=permutations, seed=seed)
    deviation = x - x.mean() if x.size else x
    return _local(value, z, high, low, near, quadrant=_quadrants(deviation, near.lag(deviation)))


def local_geary(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1) -> LocalAssociation:
    """Return the local Geary c_i = Σ w_ij (z_i − z_j)², z standardised with n − 1 (Anselin 1995, 2019).

    Low where a place resembles its neighbours: `p_low` is the test of
    likeness, `p_high` of contrast. Moments and permutations are conditional on
    the place's own value. O(permutations × pairs). Parameters as for `local_moran`.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2]).row_standardised()
    >>> local_geary([1.0, 2.0, 3.0, 4.0], line, permutations=0).value.round(2).tolist()
    [0.6, 0.6, 0.6, 0.6]
    """
    x = _checked(values, near)
    scale = x.std(ddof=1) if x.size > 1 else 0.0
    z = (x - x.mean()) / scale if scale > 0 else np.zeros(x.size)
    value = squared_differences(z, near)
    m = [float((z**power).sum()) for power in range(1, 5)]
    first = _others_mean(z**2 * (x.size - 1) - 2 * z * (m[0] - z) + (m[1] - z**2), x.size)
    rest = [m[power - 1] - z**power for power in range(1, 5)]
    fourth = z**4 * (x.size - 1) - 4 * z**3 * rest[0] + 6 * z**2 * rest[1] - 4 * z * rest[2] + rest[3]
    standardised = _standardise(value, near, mean=first, square=_others_mean(fourth, x.size))
    upper, lower = geary_tails(z, near, permutations=permutations, seed=seed) if permutations else (None, None)
    high, low = (_pseudo(one, x.size, permutations) for one in (upper, lower))
    return _local(value, standardised, high, low, near, quadrant=_quadrants(z, near.lag(z)))


def local_join_counts(
    marked: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 1
) -> LocalAssociation:
    """Return the local join count of marked places, BB_i = x_i Σ w_ij x_j (Anselin and Li 2019).

    Tested for marked places only, upper tail; NaN for the others. Parameters as for `local_moran`.

    >>> from beffroi.kernels.neighbours import from_pairs
    >>> line = from_pairs(4, [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> local_join_counts([True, True, False, False], line, permutations=0).value.tolist()
    [1.0, 1.0, 0.0, 0.0]
    """
    x = _checked(np.asarray(marked, dtype=bool), near)
    untested = x == 0
    high, low = _lag_p(x, near, permutations=permutations, seed=seed)
    z = _conditional_z(x, near, lag=near.lag(x))
    for part in (high, low, z):
        part[untested] = np.nan
    deviation = x - x.mean() if x.size else x
    return _local(x * near.lag(x), z, high, low, near, quadrant=_quadrants(deviation, near.lag(deviation)))


def _checked(values: ArrayLike, near: Neighbours) -> Floats:
    x = np.array(values, dtype=np.float64)
    if x.shape != (near.size,) or not np.isfinite(x).all():
        msg = f"values must be one finite number a place, got {x.shape} for {near.size} places"
        raise ValueError(msg)
    return x


def _with_self(near: Neighbours) -> Neighbours:
    """Return the weights with each place's own: the mean of its row, 1 for an island."""
    total, _ = near.row_sums()
    own = np.where(near.degree > 0, total / np.maximum(near.degree, 1), 1.0)
    place = np.arange(near.size)
    doubled = from_pairs(
        2 * near.size,  # its own weight is filed under another number, then moved back
        np.concatenate([near.origin, place]),
        np.concatenate([near.other, near.size + place]),
        weight=np.concatenate([near.weight, own]),
    )
    start = doubled.start[: near.size + 1]
    return Neighbours(start=start, other=doubled.other % max(near.size, 1), weight=doubled.weight)


def _conditional_z(x: Floats, near: Neighbours, *, lag: Floats) -> Floats:
    """Standardise each place's lag of x under draws from the other places, without replacement."""
    first = _others_mean(x.sum() - x, x.size)
    square = _others_mean((x**2).sum() - x**2, x.size)
    return _standardise(lag, near, mean=first, square=square)


def _others_mean(total: Floats, n: int) -> Floats:
    return total / max(n - 1, 1)


def _standardise(value: Floats, near: Neighbours, *, mean: Floats, square: Floats) -> Floats:
    """Return (value − E) / sd of a weighted sum of draws without replacement from n − 1 others of these moments."""
    others = near.size - 1
    w, w2 = near.row_sums()
    spread = np.maximum(square - mean**2, 0.0)
    variance = spread * np.maximum(others * w2 - w**2, 0.0) / max(others - 1, 1)
    is_flat = variance <= 1e-24 * np.maximum(square * w2, 1e-300)
    return np.where(is_flat, 0.0, (value - w * mean) / np.sqrt(np.where(is_flat, 1.0, variance)))


def _unconditional_z(x: Floats, every: Neighbours, sums: Floats) -> Floats:
    n = x.size
    w, w2 = every.row_sums()
    mean, spread = (x.mean(), x.std()) if n else (0.0, 0.0)
    scale = spread * np.sqrt(np.maximum(n * w2 - w**2, 0.0) / max(n - 1, 1))
    is_flat = scale <= 1e-12 * max(float(np.abs(x).max(initial=0.0)), 1e-300)
    return np.where(is_flat, 0.0, (sums - mean * w) / np.where(is_flat, 1.0, scale))


def _lag_p(x: Floats, near: Neighbours, *, permutations: int, seed: int) -> tuple[Floats, Floats]:
    if not permutations or not x.size:
        return _pseudo(None, x.size, 0), _pseudo(None, x.size, 0)
    if near.is_equal_by_row():
        upper, lower, kept = tails(x, near.around(x), near.degree, permutations=permutations, seed=seed)
        return (
            np.asarray(pseudo_p(upper, permutations=kept), dtype=np.float64),
            np.asarray(pseudo_p(lower, permutations=kept), dtype=np.float64),
        )
    upper, lower = weighted_tails(x, near, permutations=permutations, seed=seed)
    return _pseudo(upper, x.size, permutations), _pseudo(lower, x.size, permutations)


def _pseudo(as_extreme: Ints | None, n: int, permutations: int) -> Floats:
    if as_extreme is None:
        return np.full(n, np.nan)
    return np.asarray(pseudo_p(as_extreme, permutations=permutations), dtype=np.float64)


def _quadrants(deviation: Floats, lag: Floats) -> Ints:
    high, beside = deviation > 0, lag > 0
    return np.where(high, np.where(beside, HIGH_HIGH, HIGH_LOW), np.where(beside, LOW_HIGH, LOW_LOW))


def _local(
    value: Floats, z: Floats, high: Floats, low: Floats, near: Neighbours, *, quadrant: Ints
) -> LocalAssociation:
    from scipy.special import ndtr

    island = near.degree == 0
    if island.any():
        value, z, high, low = (np.where(island, np.nan, part) for part in (value, z, high, low))
    return LocalAssociation(
        value=value,
        z=z,
        p_normal=2 * ndtr(-np.abs(z)),
        p_high=high,
        p_low=low,
        quadrant=np.where(island, ISLAND, quadrant),
    )
