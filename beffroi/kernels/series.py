"""Regression of a series of counts: trend, season, bands of ordinary variation."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Family = Literal["poisson", "negative_binomial", "quasi_poisson"]
YEAR = 365.25
LEAST_FOR_BANDS = 4
LEAST_FOR_TREND = 6
LEAST_FOR_NEGATIVE_BINOMIAL = 15
MOST_HARMONICS = 3
_NEARLY_POISSON = 1e-6


@dataclass(frozen=True, slots=True)
class SeriesFit:
    """What a fitted series says of every period; arrays have the length of the input.

    Attributes
    ----------
    family
        Variation round the mean: `poisson` when the counts vary no more than
        Poisson counts, `negative_binomial` (variance mu + alpha mu^2), or
        `quasi_poisson` (variance phi mu) where alpha could not be estimated.
    harmonics
        Number of yearly sine and cosine pairs; 0: no season.
    trend
        Rate ratio a year, its limits; nan when the model has no trend.
    phi
        Pearson dispersion round the fitted mean.
    alpha
        Dispersion of the negative binomial, 0 otherwise.
    serial
        Correlation of neighbouring residuals.
    expected, lower, upper
        Fitted mean of each period and limits of a new count; nan where not covered.
    """

    family: Family
    harmonics: int
    trend: float
    trend_lower: float
    trend_upper: float
    phi: float
    alpha: float
    serial: float
    expected: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Fit:
    """One regression that converged."""

    beta: NDArray[np.float64]
    covariance: NDArray[np.float64]
    mu: NDArray[np.float64]
    log_likelihood: float
    alpha: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One number of harmonics, fitted as Poisson and, where counts vary more, as negative binomial."""

    harmonics: int
    has_trend: bool
    design: NDArray[np.float64]
    poisson: _Fit
    fit: _Fit


def fit_series(
    counts: ArrayLike,
    days: ArrayLike,
    *,
    middles: ArrayLike,
    season: bool = True,
    trend: bool = True,
    level: float = 0.95,
) -> SeriesFit | None:
    """Fit counts = days x exp(level + trend + season) and return the bands.

    Negative binomial (NB2, Hilbe 2011) by maximum likelihood: iteratively
    reweighted least squares for the mean, in turn with a bounded search for
    alpha. Poisson when the Pearson phi is at most 1; quasi-Poisson when the
    negative binomial does not converge. log(days) is an offset, so a period
    that is partly covered is compared with what its covered days would bring.

    The season is a sum of yearly harmonics; their number (0 to 3) has the
    least corrected Akaike criterion, and is 0 under two years or when the
    periods are longer than a quarter. The trend needs 6 covered periods, the
    negative binomial 15 (quasi-Poisson below), and no more parameters are
    fitted than a third of the periods. Bands hold `level` of new counts, the
    mean's own error included.

    The trend's interval uses Student's t and the larger of two variances: the
    model's, raised by (1 + r) / (1 - r) where neighbouring residuals correlate
    by r > 0, and that of Newey and West (1987, Econometrica 55) with weights
    that fall to 0 over a year. Cost O(k^2) for k periods.

    Parameters
    ----------
    counts
        Counts a period, shape (k,); nan or no covered day: left out, not zero.
    days
        Covered days, shape (k,).
    middles
        Middle of each period in days since 1970, shape (k,), increasing.

    Returns
    -------
    The fit; None with fewer than four covered periods, no event, or no fit
    that converged.

    >>> import numpy as np
    >>> counts = np.array([50, 61, 48, 55, 52, 47, 58, 53, 49, 56])
    >>> fit = fit_series(counts, np.full(10, 30.0), middles=np.arange(10) * 30.0)
    >>> fit.family, fit.harmonics, round(float(fit.expected[0]), 1)
    ('poisson', 0, 52.9)
    """
    from scipy.special import stdtrit

    n, covered = np.asarray(counts, dtype=np.float64), np.asarray(days, dtype=np.float64)
    middle = np.asarray(middles, dtype=np.float64)
    used = np.isfinite(n) & (covered > 0)
    if used.sum() < LEAST_FOR_BANDS or not n[used].sum() > 0:
        return None
    offset = np.log(covered[used])
    chosen = _choose(n[used], offset, middle[used], season=season, trend=trend)
    if chosen is None:
        return None
    design, fit = chosen.design, chosen.fit
    freedom = max(1, int(used.sum()) - design.shape[1])
    phi = _pearson(n[used], chosen.poisson.mu) / freedom
    family: Family = "negative_binomial" if fit.alpha > 0 else "quasi_poisson" if phi > 1 else "poisson"
    mean, spread = fit.mu, fit.mu + fit.alpha * fit.mu**2
    scale = max(1.0, float(np.sum((n[used] - mean) ** 2 / spread)) / freedom)
    covariance, spread = scale * fit.covariance, scale * spread
    error = np.einsum("ij,jk,ik->i", design, covariance, design)
    serial = _serial((n[used] - mean) / np.sqrt(spread), middle[used])
    reach = float(stdtrit(freedom, (1.0 + level) / 2.0))
    bands = count_band(mean, spread + mean**2 * error, level=level)
    slope = (np.nan, np.nan, np.nan)
    if chosen.has_trend:
        influence = design @ fit.covariance[:, 1] * (n[used] - mean) / (1.0 + fit.alpha * mean)
        variance = max(covariance[1, 1] * _inflation(serial), _long_run(influence, middle[used]) * len(mean) / freedom)
        slope = _slope(fit.beta[1], variance, reach=reach)
    expected, lower, upper = (_spread_out(values, used) for values in (mean, *bands))
    return SeriesFit(family, chosen.harmonics, *slope, phi, fit.alpha, serial, expected, lower, upper)


def count_band(
    mean: ArrayLike, variance: ArrayLike, *, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the smallest counts whose cumulated probability reaches (1 - level) / 2 and (1 + level) / 2.

    The counts are negative binomial with this mean and variance, Poisson where
    the variance is not above the mean. Cost O(n).

    >>> [int(v[0]) for v in count_band([10.0], [10.0])]
    [4, 17]
    """
    mu, var = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    tail = (1.0 - level) / 2.0
    return _quantile(mu, var, tail), _quantile(mu, var, 1.0 - tail)


def _quantile(mu: NDArray[np.float64], var: NDArray[np.float64], p: float) -> NDArray[np.float64]:
    """Bisect the cumulated probability over whole counts."""
    low = np.full(mu.shape, -1.0)
    high = np.ceil(mu + 12.0 * np.sqrt(var) + 40.0)
    while np.any(high - low > 1.0):
        middle = np.floor((low + high) / 2.0)
        reached = _cumulated(middle, mu, var) >= p
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    return high


def _cumulated(k: NDArray[np.float64], mu: NDArray[np.float64], var: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import betainc, pdtr

    excess = var - mu
    wide = excess > _NEARLY_POISSON * mu
    size = np.where(wide, mu**2 / np.where(wide, excess, 1.0), 1.0)
    share = size / (size + mu)
    at = np.maximum(k, 0.0)
    return np.where(k < 0, 0.0, np.where(wide, betainc(size, at + 1.0, share), pdtr(at, mu)))


def _choose(
    n: NDArray[np.float64], offset: NDArray[np.float64], middle: NDArray[np.float64], *, season: bool, trend: bool
) -> _Candidate | None:
    """Return the candidate with the least corrected Akaike criterion, all compared under one family.

    Where a candidate needs extra variation and has no negative binomial fit,
    all are compared as quasi-Poisson, with the dispersion of the largest
    (Burnham and Anderson 2002, section 2.5).
    """
    periods = len(n)
    has_trend = trend and periods >= LEAST_FOR_TREND
    step = float(np.median(np.diff(middle)))
    seasonal = season and middle[-1] - middle[0] + step >= 2 * YEAR - 7 and step <= 100
    candidates: list[_Candidate] = []
    for harmonics in range((MOST_HARMONICS if seasonal else 0) + 1):
        design = _design(middle, harmonics=harmonics, trend=has_trend)
        if 3 * design.shape[1] > periods and harmonics:
            break
        poisson = _regression(n, offset, design)
        if poisson:
            fit = _with_dispersion(n, offset, design, poisson=poisson)
            candidates.append(_Candidate(harmonics, has_trend, design, poisson, fit))
    phi = [_pearson(n, c.poisson.mu) / max(1, periods - c.design.shape[1]) for c in candidates]
    if any(over > 1 and not c.fit.alpha for over, c in zip(phi, candidates, strict=True)):
        candidates = [replace(c, fit=c.poisson) for c in candidates]
        return min(candidates, key=lambda c: _criterion(c, periods, scale=max(1.0, phi[-1])))
    return min(candidates, key=lambda c: _criterion(c, periods), default=None)


def _criterion(candidate: _Candidate, periods: int, *, scale: float = 1.0) -> float:
    size = candidate.design.shape[1] + 1
    penalty = 2.0 * size * periods / max(1.0, periods - size - 1.0)
    return -2.0 * candidate.fit.log_likelihood / scale + penalty


def _design(middle: NDArray[np.float64], *, harmonics: int, trend: bool) -> NDArray[np.float64]:
    """Return the columns 1, years since the mean date, cosines and sines."""
    years = middle / YEAR
    columns = [np.ones_like(years)]
    if trend:
        columns.append(years - years.mean())
    for k in range(1, harmonics + 1):
        columns += [np.cos(2 * np.pi * k * years), np.sin(2 * np.pi * k * years)]
    return np.column_stack(columns)


def _regression(
    n: NDArray[np.float64], offset: NDArray[np.float64], design: NDArray[np.float64], *, alpha: float = 0.0
) -> _Fit | None:
    """Fit the mean for a known alpha (0: Poisson) by Fisher scoring; None if it does not settle.

    Settled means that a further step would gain less than 1e-9 of log-likelihood.
    """
    beta: NDArray[np.float64] = np.zeros(design.shape[1])
    beta[0] = np.log(n.sum() / np.exp(offset).sum())
    for _ in range(100):
        mu = np.exp(np.clip(design @ beta + offset, -30.0, 30.0))
        information = design.T @ ((mu / (1.0 + alpha * mu))[:, None] * design)
        if np.linalg.cond(information) > 1e12:
            return None
        score = design.T @ ((n - mu) / (1.0 + alpha * mu))
        step = np.asarray(np.linalg.solve(information, score), dtype=np.float64)
        if score @ step < 1e-9:
            covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
            return _Fit(beta, covariance, mu, _log_likelihood(n, mu, alpha), alpha)
        beta = beta + step
    return None


def _with_dispersion(
    n: NDArray[np.float64], offset: NDArray[np.float64], design: NDArray[np.float64], *, poisson: _Fit
) -> _Fit:
    """Return the negative binomial fit, or the Poisson one where counts do not vary more or it does not settle."""
    from scipy.optimize import minimize_scalar

    too_few = len(n) < LEAST_FOR_NEGATIVE_BINOMIAL
    if too_few or _pearson(n, poisson.mu) <= max(1, len(n) - design.shape[1]):
        return poisson
    fit = poisson
    for _ in range(50):
        mu = fit.mu
        found = minimize_scalar(lambda at: -_log_likelihood(n, mu, np.exp(at)), bounds=(-16.0, 5.0), method="bounded")  # noqa: B023
        if not found.success or not -15.5 < found.x < 4.5:
            return poisson
        after = _regression(n, offset, design, alpha=float(np.exp(found.x)))
        if after is None:
            return poisson
        if abs(after.log_likelihood - fit.log_likelihood) < 1e-8 * (abs(after.log_likelihood) + 1.0):
            return after
        fit = after
    return poisson


def _log_likelihood(n: NDArray[np.float64], mu: NDArray[np.float64], alpha: float) -> float:
    """Return the log-likelihood without the terms in log n!, the same for every model."""
    from scipy.special import gammaln

    if alpha <= 0:
        return float(np.sum(n * np.log(mu) - mu))
    size = 1.0 / alpha
    terms = gammaln(n + size) - gammaln(size) + n * np.log(alpha * mu) - (n + size) * np.log1p(alpha * mu)
    return float(np.sum(terms))


def _pearson(n: NDArray[np.float64], mu: NDArray[np.float64]) -> float:
    return float(np.sum((n - mu) ** 2 / mu))


def _serial(residuals: NDArray[np.float64], middle: NDArray[np.float64]) -> float:
    """Return the correlation of neighbouring residuals; a pair across a gap is no neighbour."""
    step = np.diff(middle)
    together = step < 1.5 * np.median(step)
    if together.sum() < LEAST_FOR_BANDS:
        return 0.0
    total = float(np.mean(residuals**2))
    return float(np.mean((residuals[1:] * residuals[:-1])[together]) / total) if total > 0 else 0.0


def _inflation(serial: float) -> float:
    """Return how much a correlation of neighbours inflates the variance of a slope."""
    r = min(max(serial, 0.0), 0.9)
    return (1.0 + r) / (1.0 - r)


def _long_run(influence: NDArray[np.float64], middle: NDArray[np.float64]) -> float:
    """Return the variance of a sum of dependent terms: Bartlett weights over a year (Newey and West 1987)."""
    days = middle[:, None] - middle[None, :]
    weight = np.maximum(1.0 - np.abs(days) / YEAR, 0.0)
    return float(influence @ weight @ influence)


def _slope(beta: float, variance: float, *, reach: float) -> tuple[float, float, float]:
    """Return the rate ratio a year and its limits, `reach` standard errors away."""
    width = reach * np.sqrt(variance)
    return float(np.exp(beta)), float(np.exp(beta - width)), float(np.exp(beta + width))


def _spread_out(values: NDArray[np.float64], used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the values at the used periods, nan elsewhere."""
    full = np.full(used.shape, np.nan)
    full[used] = values
    return full
