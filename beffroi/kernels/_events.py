"""What every kernel of events in space and time takes: whole millimetres, whole days, and the edges of bands."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Convention = Literal["half_open", "closed", "near_repeat"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MILLIMETRES = 1000.0  # distances are exact in whole millimetres, so a move of the map changes no band


def check_events(x: ArrayLike, y: ArrayLike, day: ArrayLike) -> tuple[Floats, Floats, Ints]:
    """Return x and y in whole millimetres and the days, or raise ValueError."""
    east, north, given = np.asarray(x, np.float64), np.asarray(y, np.float64), np.asarray(day)
    if not east.shape == north.shape == given.shape or east.ndim != 1:
        msg = f"x, y and day must be one-dimensional and equally long, got {east.shape}, {north.shape}, {given.shape}"
        raise ValueError(msg)
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        msg = "x and y must be finite: leave out events without a location"
        raise ValueError(msg)
    days = given.astype(np.int64)  # NaN and infinity become numbers that differ from them
    if not np.array_equal(days, given):
        msg = "days must be whole numbers"
        raise ValueError(msg)
    return _millimetres(east), _millimetres(north), days


def _millimetres(metres: Floats) -> Floats:
    made = metres * MILLIMETRES
    return np.rint(made, out=made)


def check_edges(edges: Sequence[float]) -> Floats:
    """Return the edges of bands as an array, or raise ValueError."""
    given = np.asarray(edges, dtype=np.float64)
    if given.ndim != 1 or given.size < 2 or not (given[0] >= 0 and (np.diff(given) > 0).all() and given[-1] < np.inf):
        msg = f"band edges must increase from 0 or more and number at least two, got {list(edges)}"
        raise ValueError(msg)
    return given


def distance_limits(edges: Sequence[float], convention: Convention) -> Floats:
    """Return limits of squared millimetres: band k holds `limits[k] <= value < limits[k + 1]`."""
    limits = check_edges(edges)
    squared = (limits * MILLIMETRES) ** 2
    return squared if convention != "closed" else np.where(limits == 0, 0.0, np.nextafter(squared, np.inf))


def lag_limits(edges: Sequence[int], convention: Convention) -> Ints:
    """Return limits of whole days, likewise."""
    limits = check_edges(edges)
    if convention != "closed":
        return np.ceil(limits).astype(np.int64)
    return np.where(limits == 0, 0, np.floor(limits) + 1).astype(np.int64)


def dates_of(days: Ints) -> tuple[Ints, Ints]:
    """Return the dates there are, in rising order, and how many events each has.

    >>> [part.tolist() for part in dates_of(np.array([7, 3, 7]))]
    [[3, 7], [1, 2]]
    """
    first = int(days.min(initial=0)) if days.size else 0
    span = int(days.max(initial=first)) - first
    if span > 4 * days.size + 65_536:
        dates, events = np.unique(days, return_counts=True)
        return dates, events.astype(np.int64)
    events = np.bincount(days - first, minlength=1)
    some = np.flatnonzero(events)
    return some + first, events[some].astype(np.int64)


def lag_shares(days: Ints, late: Ints) -> Floats:
    """Return the share of all pairs of dates in each band of delay."""
    dates, events = dates_of(days)
    before = np.concatenate(([0], np.cumsum(events)))
    own = events * (events - 1) // 2
    below = [
        int((events * (before[np.searchsorted(dates, dates + limit, side="left")] - before[1:]) + own).sum())
        if limit > 0
        else 0
        for limit in late
    ]
    pairs = days.size * (days.size - 1) / 2
    return np.diff(below) / max(pairs, 1.0)
