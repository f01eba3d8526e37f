"""Relative risk: where one kind of events is denser than another, in logarithms (Kelsall and Diggle 1995)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from beffroi.kernels._compile import in_parallel
from beffroi.kernels._density import Shape, height_of
from beffroi.kernels.density import mass_inside, smooth_counts
from beffroi.kernels.permutation import pseudo_p, stream

Floats = NDArray[np.float64]

FEW = 5.0  # events of both kinds under the kernel's own spread: fewer say nothing about their shares


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeRisk:
    """The surface and its tests, (rows, columns) each; NaN outside the study area and where too few events are near.

    log_ratio
        ln(f / g), f and g the densities of the two kinds, each with the mass 1 over the study area.
    p_higher, p_lower
        Pseudo p-values of each cell, one-sided, under random labels; pointwise.
    p
        Of the whole surface: the mean square of the log ratio among those of random labels.
    compared
        Cells with a value.
    """

    log_ratio: Floats
    p_higher: Floats
    p_lower: Floats
    p: float
    compared: NDArray[np.bool_]


def log_relative_risk(
    cases: ArrayLike,
    controls: ArrayLike,
    *,
    inside: ArrayLike,
    size: float,
    bandwidth: float,
    shape: Shape = "gaussian",
) -> Floats:
    """Return ln(f / g) of counts held at the centres of their cells: (rows, columns), NaN outside or where f or g is 0.

    f and g are kernel densities with one common bandwidth, corrected for the edge (divided by the share of the kernel
    inside), each scaled to 1 over the study area: a ratio of shares, so the larger number of one kind does not count.
    As sparr::risk of two fixed bivariate.density.

    >>> whole = np.ones((1, 5), bool)
    >>> log_relative_risk([[4, 0, 0, 0, 0]], [[0, 0, 0, 0, 4]], inside=whole, size=1.0, bandwidth=2.0).round(2).tolist()
    [[2.0, 1.0, -0.0, -1.0, -2.0]]
    """
    kept = np.asarray(inside, bool)
    share = mass_inside(kept, size=size, bandwidth=bandwidth, shape=shape)
    one, two = (
        _density(counts, kept, share, size=size, bandwidth=bandwidth, shape=shape) for counts in (cases, controls)
    )
    ratio = np.full(kept.shape, np.nan)
    good = kept & (one > 0) & (two > 0)
    ratio[good] = np.log(one[good] / two[good])
    return ratio


def relative_risk(
    cases: ArrayLike,
    controls: ArrayLike,
    *,
    inside: ArrayLike,
    size: float,
    bandwidth: float,
    permutations: int = 199,
    seed: int = 1,
    shape: Shape = "gaussian",
) -> RelativeRisk:
    """Return the log relative risk with tolerance by random labels (Kelsall and Diggle 1995).

    Under the null every event is as likely a case wherever it lies: the labels are drawn anew among the events,
    `permutations` times, each from its own random stream. Cells where both kinds together have fewer than five events
    under the kernel (density over the height of the kernel) are not compared.
    O(permutations x cells log cells).

    Parameters
    ----------
    cases, controls
        (rows, columns) whole counts.

    >>> whole = np.ones((4, 5), bool)
    >>> made = relative_risk(np.eye(4, 5) * 9, np.full((4, 5), 3), inside=whole, size=1.0, bandwidth=2.0, permutations=19)
    >>> 0 < made.p <= 1
    True
    """
    one, two = (np.rint(np.asarray(counts, np.float64)).astype(np.int64) for counts in (cases, controls))
    kept = np.asarray(inside, bool)
    one, two = one * kept, two * kept
    if not (one.sum() > 0 and two.sum() > 0):
        msg = "there must be events of both kinds in the study area"
        raise ValueError(msg)
    pooled = smooth_counts(one + two, size=size, bandwidth=bandwidth, shape=shape)
    compared = kept & (pooled >= FEW * height_of(shape, bandwidth))
    kernel = {"inside": kept, "size": size, "bandwidth": bandwidth, "shape": shape}
    observed = log_relative_risk(one, two, **kernel)  # type: ignore[arg-type]
    compared &= np.isfinite(observed)
    where = np.flatnonzero((one + two).ravel())
    both = (one + two).ravel()[where]

    def relabelled(number: int) -> Floats:
        drawn = stream(seed, number).multivariate_hypergeometric(both, int(one.sum()), method="marginals")
        case = np.zeros(one.size, np.int64)
        case[where] = drawn
        labelled = case.reshape(one.shape)
        made = log_relative_risk(labelled, one + two - labelled, **kernel)  # type: ignore[arg-type]
        return np.where(np.isnan(made[compared]), 0.0, made[compared])

    values = observed[compared]
    higher, lower, further = np.zeros(values.size, np.int64), np.zeros(values.size, np.int64), 0
    for drawn in in_parallel(relabelled, range(permutations)):
        higher += drawn >= values
        lower += drawn <= values
        further += bool(values.size and (drawn**2).sum() >= (values**2).sum())
    made = np.full((3, *kept.shape), np.nan)
    made[:, compared] = values, pseudo_p(higher, permutations=permutations), pseudo_p(lower, permutations=permutations)
    p = float(pseudo_p(further, permutations=permutations)) if values.size else 1.0
    return RelativeRisk(log_ratio=made[0], p_higher=made[1], p_lower=made[2], p=p, compared=compared)


def asymptotic_p(cases: ArrayLike, controls: ArrayLike, *, inside: ArrayLike, size: float, bandwidth: float) -> Floats:
    """Return the one-sided p-value of a higher risk at each cell, by the normal limit: (rows, columns).

    z = ln(f / g) / sqrt(q (1 / n1 + 1 / n2) / (h^2 r)), r the density of both kinds together and q the share inside of
    the squared kernel, (4 pi)^-1 e(h / sqrt 2) / e(h)^2 (Hazelton and Davies 2009), for Gaussian kernels; as
    sparr::tolerance with `method = "ASY"`. A limit for small bandwidths: the variance leaves out that f and g each sum
    to 1, so that at a bandwidth of a fifth of the side of the area it is twice too large, and few cells are named.

    >>> whole = np.ones((4, 5), bool)
    >>> asymptotic_p(np.full((4, 5), 2), np.full((4, 5), 3), inside=whole, size=1.0, bandwidth=2.0)[1, 1].round(6).item()
    0.5
    """
    from scipy.special import ndtr

    one, two, kept = np.asarray(cases, np.float64), np.asarray(controls, np.float64), np.asarray(inside, bool)
    share = mass_inside(kept, size=size, bandwidth=bandwidth, shape="gaussian")
    narrow = mass_inside(kept, size=size, bandwidth=bandwidth * 0.5**0.5, shape="gaussian")
    pooled = _density(one + two, kept, share, size=size, bandwidth=bandwidth, shape="gaussian")
    ratio = log_relative_risk(one, two, inside=kept, size=size, bandwidth=bandwidth)
    spread = np.full(kept.shape, np.nan)
    good = kept & (pooled > 0)
    many = 1 / (one * kept).sum() + 1 / (two * kept).sum()
    spread[good] = np.sqrt(narrow[good] / (4 * np.pi) / share[good] ** 2 * many / pooled[good]) / bandwidth
    return np.asarray(ndtr(-ratio / spread))


def _density(
    counts: ArrayLike, kept: NDArray[np.bool_], share: Floats, *, size: float, bandwidth: float, shape: Shape
) -> Floats:
    made = smooth_counts(np.asarray(counts, np.float64) * kept, size=size, bandwidth=bandwidth, shape=shape)
    made = np.divide(made, share, out=np.zeros(kept.shape), where=kept & (share > 0))
    total = made.sum() * size**2
    return made / total if total > 0 else made
