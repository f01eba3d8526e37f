"""The view of a street network: its segments with their incidents, and how far from the streets incidents are."""

from typing import Any

import numpy as np
import polars as pl

from beffroi.store.frames import one_row_an_event
from beffroi.store.gazetteers import gazetteer_of
from beffroi.store.piles import on_points
from beffroi.tables.views import Request, StreetNetwork
from beffroi.vocabulary.scope import Scope

EVERY_PLACE = "place"
END = 0.5  # metres from the end of a segment: a junction


def street_view(engine: Any, request: Request, scope: Scope) -> StreetNetwork:
    """Return the street network that a request names, with the incidents of a scope."""
    from beffroi.kernels.network import network_of, snap

    places = engine.places_of(scope, request.places)
    network = network_of(places.frame["wkb"].to_list())
    events, apart = _located(engine, request, scope)
    found = snap(network, events["x"].to_numpy(), events["y"].to_numpy(), within=places.within)
    on = found.only(found.on)
    at_end = np.minimum(on.along, network.length[on.segment] - on.along) < END
    n = np.bincount(on.segment, minlength=network.segments).astype(np.int64)
    return StreetNetwork(
        basis=engine.basis(scope, history=request.history),
        name=places.name,
        frame=places.frame.select("place", "name", "wkb", pl.Series("n", n)),
        within=places.within,
        away=np.sort(found.away),
        at_ends=int(at_end.sum()),
        apart=apart,
        facilities=_facilities(engine, request.options.get("facilities")),
        geography=places.geography(),
    )


def _facilities(engine: Any, named: str | None) -> pl.DataFrame | None:
    """Return the named places of the gazetteer, or of one of its files: each once, at its point or within its outline."""
    import shapely

    if named is None:
        return None
    table = gazetteer_of(engine.store, only=None if named == EVERY_PLACE else named)
    if table is None:
        return pl.DataFrame(schema={"name": pl.String, "x": pl.Float64, "y": pl.Float64})
    places = table.filter(pl.col("kind") == EVERY_PLACE).unique("entry", keep="first", maintain_order=True)
    points = shapely.point_on_surface(shapely.from_wkb(places["wkb"].to_numpy()))
    return places.select("name").with_columns(
        pl.Series("x", shapely.get_x(points), pl.Float64), pl.Series("y", shapely.get_y(points), pl.Float64)
    )


def _located(engine: Any, request: Request, scope: Scope) -> tuple[pl.DataFrame, int]:
    """Return the located events of a scope, and how many on default locations were kept apart from them."""
    rows, _ = engine.in_scope(scope)
    if "x" not in rows.columns:
        return pl.DataFrame(schema={"x": pl.Float64, "y": pl.Float64}), 0
    events = one_row_an_event(rows).filter(pl.col("x").is_not_null())
    if request.options.get("defaults") != "apart":
        return events, 0
    kept = ~on_points(events, engine.default_points(engine.dataset(scope)))
    return events.filter(kept), events.height - int(kept.sum())
