"""The view of a street network: its segments with their incidents, and how far from the streets incidents are."""

from typing import Any

import numpy as np
import polars as pl

from beffroi.store.gazetteers import gazetteer_of
from beffroi.tables.views import Request, StreetNetwork
from beffroi.vocabulary.scope import Scope

EVERY_PLACE = "place"
END = 0.5  # metres from the end of a segment: a junction


def street_view(engine: Any, request: Request, scope: Scope) -> StreetNetwork:
    """Return the street network that a request names, with the incidents of a scope."""
    from beffroi.kernels.network import network_of, snap

    places = engine.places_of(scope, request.places)
    network = network_of(places.frame["wkb"].to_list())
    kept = {name: request.options[name] for name in ("defaults",) if name in request.options}
    events = engine.view(Request(view="points", history=request.history, options=kept), scope)
    found = snap(network, events.x, events.y, within=places.within)
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
        apart=events.apart,
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
