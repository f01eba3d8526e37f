"""Negative controls: the same question asked of data in which the pattern was broken on purpose."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from beffroi.tables.views import Counts, Points, Series, StreetNetwork, Times


def permuted(view: Any, *, seed: int, keep_places: bool) -> Any:
    """Return a view whose margins are kept and whose pattern is gone.

    Points: dates are exchanged between events that keep their places, so that
    space-time interaction vanishes; without `keep_places`, places are drawn
    evenly over the study area (its outlines, else the extent of the points). Times:
    each event gets a random start in the period and keeps its length. Counts:
    the total of each period is dealt to the places at equal chance. Series:
    the values of equally long periods are exchanged. Street network: its events are dealt to the segments by length.
    """
    rng = np.random.default_rng(seed)
    match view:
        case Points():
            return replace(view, day=rng.permutation(view.day)) if keep_places else _scattered(view, rng)
        case Times():
            return _redated(view, rng)
        case Counts():
            return _dealt(view, rng)
        case Series():
            return _exchanged(view, rng)
        case StreetNetwork() if view.frame.height:
            return _strewn(view, rng)
        case _:
            return view


def all_permuted(views: list[Any], *, seed: int, keep_places: bool) -> list[Any]:
    """Return views likewise; beside a street network, places are drawn evenly over the metres of street."""
    made = [permuted(view, seed=seed, keep_places=keep_places) for view in views]
    streets = next((view for view in views if isinstance(view, StreetNetwork)), None)
    if streets is None or keep_places or not streets.frame.height:
        return made
    return [_along(view, streets, seed=seed) if isinstance(view, Points) else view for view in made]


def _along(view: Points, streets: StreetNetwork, *, seed: int) -> Points:
    from beffroi.kernels.network import network_of, position, uniform

    network = network_of(streets.frame["wkb"].to_list())
    x, y = position(network, uniform(network, view.x.size, np.random.default_rng(seed)))
    return replace(view, x=x, y=y)


def _strewn(view: StreetNetwork, rng: np.random.Generator) -> StreetNetwork:
    """Deal the events to the segments, each by its length."""
    from beffroi.kernels.network import network_of

    length = network_of(view.frame["wkb"].to_list()).length
    dealt = rng.multinomial(int(view.frame["n"].sum()), length / length.sum())
    return replace(view, frame=view.frame.with_columns(n=pl.Series(dealt, dtype=pl.Int64)))


def _scattered(view: Points, rng: np.random.Generator) -> Points:
    """Draw places evenly over the window, by rejection from its extent."""
    from beffroi.kernels.polygons import index_polygons, locate

    n = len(view.x)
    if n == 0:
        return view
    outlines = index_polygons(list(view.window.outlines)) if view.window else None
    x, y = np.empty(0), np.empty(0)
    while len(x) < n:
        more_x = rng.uniform(view.x.min(), view.x.max(), n)
        more_y = rng.uniform(view.y.min(), view.y.max(), n)
        inside = locate(outlines, more_x, more_y) >= 0 if outlines else np.ones(n, bool)
        if not inside.any():
            inside[:] = True
        x, y = np.append(x, more_x[inside]), np.append(y, more_y[inside])
    return replace(view, x=x[:n], y=y[:n])


def _redated(view: Times, rng: np.random.Generator) -> Times:
    first = np.datetime64(view.basis.period.start, "us")
    minutes = view.basis.period.days * 24 * 60
    start = first + rng.integers(0, minutes, len(view.start)).astype("timedelta64[m]")
    return replace(view, start=start, end=start + (view.end - view.start))


def _dealt(view: Counts, rng: np.random.Generator) -> Counts:
    keys = [name for name in ("period", "offence") if name in view.frame.columns]
    parts = []
    for part in view.frame.partition_by(keys, maintain_order=True):
        total = int(part["n"].fill_null(0).sum())
        dealt = rng.multinomial(total, np.full(part.height, 1 / part.height))
        covered = part["n"].is_not_null()
        parts.append(part.with_columns(pl.when(covered).then(pl.Series(dealt)).alias("n")))
    return replace(view, frame=pl.concat(parts).select(view.frame.columns))


def _exchanged(view: Series, rng: np.random.Generator) -> Series:
    frame = view.frame.with_row_index("at")
    known = frame.filter(pl.col("n").is_not_null() & (pl.col("days") == pl.col("length")))
    shuffled = known.select("at").with_columns(pl.Series("swapped", rng.permutation(known["n"].to_numpy())))
    joined = frame.join(shuffled, on="at", how="left").sort("at")
    return replace(view, frame=joined.with_columns(pl.coalesce("swapped", "n").alias("n")).select(view.frame.columns))
