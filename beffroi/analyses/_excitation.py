"""What the self-exciting model needs ready, the backgrounds it tries, and the tables of what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _patterns as shared
from beffroi.analyses import _repeats as repeats
from beffroi.kernels import self_exciting as kernel
from beffroi.kernels._excitation import Limits
from beffroi.kernels.background import Background
from beffroi.kernels.edge_share import EdgeShare
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream
from beffroi.tables.views import Points, day_number

Floats = NDArray[np.float64]

CANDIDATES = (125.0, 250.0, 500.0, 1000.0, 2000.0)  # metres
LEAST_PRECISION = 10.0  # metres: places nearer than this are not told apart, however exact
SHORTEST = 0.1  # days
DRAWS = 5  # of what the precision of dates and places leaves open
TOLERANCE, ROUGH, MOST = 1e-6, 1e-5, 1500  # the rough one chooses the background
DISTANCES = np.arange(0.0, 501.0, 5.0)
STEPS = 60  # of the curve of delays


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Events in order of day and place, put at times of their day and at places within their precision."""

    pattern: shared.Pattern
    window: Window
    share: EdgeShare
    rate: kernel.Rate
    finest: float

    @property
    def bandwidths(self) -> tuple[float, float]:
        """The least and the largest bandwidth that the area and the precision allow."""
        return max(2 * self.finest, max(self.window.size) / 450), min(self.window.size) / 3


@dataclass(frozen=True, slots=True)
class Tried:
    """A background (bandwidth None: even) and the model fitted with it."""

    bandwidth: float | None
    places: Background
    fitted: kernel.SelfExciting


def ready(points: Points, pattern: shared.Pattern, *, seed: int, draw: int = 0, is_seasonal: bool) -> Ready:
    """Return the events with what dates to the day and places to so many metres leave open drawn at random.

    The draws follow the order of day and place, so that the order of the rows changes nothing. A place that would
    leave the study area stays where it is.
    """
    finest = max(repeats.precision(points), LEAST_PRECISION)
    basis, window = points.basis, pattern.window
    spans = tuple(
        (float(day_number(part.start)), float(day_number(part.end))) for part in basis.coverage.within(basis.period)
    )
    seen = np.searchsorted(np.ravel(spans), pattern.day, side="right") % 2 == 1
    x, y, day = pattern.x[seen], pattern.y[seen], pattern.day[seen]
    order = np.lexsort((np.rint(1000 * y), np.rint(1000 * x), day))
    x, y, day = x[order], y[order], day[order]
    rng = stream(seed, draw)
    time, (east, north) = day + rng.random(day.size), finest * (rng.random((2, day.size)) - 0.5)
    stays = ~window.holds(x + east, y + north)
    x, y = np.where(stays, x, x + east), np.where(stays, y, y + north)
    blocks = [
        float(day_number(part.start))
        for whole in basis.coverage.within(basis.period)
        for part in whole.split("month")
        if is_seasonal
    ]
    return Ready(
        pattern=pattern,
        window=window,
        share=EdgeShare(window, x, y),
        rate=kernel.Rate(time, spans, blocks),
        finest=finest,
    )


def tried(
    seen: Ready, bandwidths: Sequence[float | None], *, longest: int, tolerance: float = TOLERANCE
) -> list[Tried]:
    """Return the model fitted with each background."""
    made = []
    for bandwidth in bandwidths:
        places = Background(seen.window, seen.share.x, seen.share.y, bandwidth=bandwidth)
        widest = bandwidth or seen.bandwidths[1]
        limits = Limits(decay=(1 / longest, 1 / SHORTEST), spread=(seen.finest / 4, widest))
        fitted = kernel.fit(seen.share, places, seen.rate, limits=limits, tolerance=tolerance, most=MOST)
        made.append(Tried(bandwidth, places, fitted))
    return made


def tried_and_chosen(seen: Ready, bandwidths: Sequence[float | None], *, longest: int) -> list[Tried]:
    """Return the model fitted roughly with each background, and in full with the likeliest one."""
    found = tried(seen, bandwidths, longest=longest, tolerance=ROUGH) if len(bandwidths) > 1 else []
    likeliest = max(found, key=lambda each: each.fitted.log_likelihood).bandwidth if found else bandwidths[0]
    chosen = tried(seen, (likeliest,), longest=longest)[0]
    return [each if each.bandwidth != likeliest else chosen for each in found] or [chosen]


def known(value: float, *, times: float = 1.0) -> float | None:
    """Return a number that exists, scaled, or None."""
    return None if not np.isfinite(value) else float(value) * times


def share_of(fitted: kernel.SelfExciting) -> dict[str, float | None]:
    """Return the share triggered and its interval, in per cent."""
    low, high = fitted.share_interval() if fitted.parameters.offspring > 0 else (np.nan, np.nan)
    return {"share": 100 * fitted.share, "share_low": known(low, times=100), "share_high": known(high, times=100)}


def trigger_of(fitted: kernel.SelfExciting) -> dict[str, float | None]:
    """Return offspring, spread and mean delay with their intervals, and within what half of the offspring fall."""
    at = fitted.parameters
    made: dict[str, float | None] = {}
    for name, value, interval in (
        ("offspring", at.offspring, fitted.interval("offspring")),
        ("spread", at.spread, fitted.interval("spread")),
        ("delay", 1 / at.decay, tuple(1 / limit for limit in reversed(fitted.interval("decay")))),
    ):
        made |= {name: known(value), f"{name}_low": known(interval[0]), f"{name}_high": known(interval[1])}
    made |= {
        "half_distance": known(at.spread, times=(2 * np.log(2)) ** 0.5),
        "half_delay": known(1 / at.decay, times=np.log(2)),
    }
    return made


def reached(fitted: kernel.SelfExciting, *, key: str, at: Floats) -> pl.DataFrame:
    """Return how many incidents one triggers up to each delay or distance, with the limits of a 95 % interval."""
    parameters = fitted.parameters
    if key == "lag":
        scaled = parameters.decay * at
        part, slope = -np.expm1(-scaled), scaled * np.exp(-scaled)
    else:
        scaled = (at / parameters.spread) ** 2 / 2
        part, slope = -np.expm1(-scaled), -2 * scaled * np.exp(-scaled)
    value = parameters.offspring * part
    slopes = np.zeros((at.size, 4))
    slopes[:, 1] = 1.0
    slopes[:, 2 if key == "lag" else 3] = np.divide(slope, part, out=np.zeros(at.size), where=part > 0)
    half = kernel.NORMAL * np.sqrt(np.einsum("ij,jk,ik->i", slopes, fitted.covariance, slopes))
    columns = {"value": value, "lower": value * np.exp(-half), "upper": value * np.exp(half)}
    if parameters.offspring == 0:
        columns = dict.fromkeys(columns, np.zeros(at.size))
    made = {key: at, "incidents": np.full(at.size, fitted.chance.size)} | columns
    return pl.DataFrame(made).with_columns(pl.col(*columns).fill_nan(None))


def compared(found: Sequence[Tried]) -> pl.DataFrame:
    """Return what each background leaves to triggering."""
    kinds = ("bandwidth", "share", "share_low", "share_high", "spread", "delay", "gain", "likelihood")
    rows = [
        {"bandwidth": each.bandwidth, "incidents": each.fitted.chance.size}
        | share_of(each.fitted)
        | {name: value for name, value in trigger_of(each.fitted).items() if name in ("spread", "delay")}
        | {"gain": each.fitted.aic_gain, "likelihood": each.fitted.log_likelihood}
        for each in found
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(kinds, pl.Float64))
