"""Where things are, for those who keep an observatory: its gazetteer, texts that were not found, default locations."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from beffroi.intake import Received
from beffroi.vocabulary.scope import Scope

FULLEST = 8  # points beside the default ones that are worth a look


def add_to_gazetteer(
    observatory: Any,
    path: Path,
    *,
    name: str,
    kind: str,
    names: list[str],
    aliases: str = "",
    low: list[str] | None = None,
    high: list[str] | None = None,
    **reading: Any,
) -> Received:
    """Add streets (`low` and `high` name the columns of their numbers) or named places; see `intake.Counter.gazetteer`."""
    from beffroi.sources.gazetteer import Columns

    columns = Columns(names=tuple(names), aliases=aliases, low=tuple(low or ()), high=tuple(high or ()))
    received: Received = observatory.intake.gazetteer(path, name=name, kind=kind, columns=columns, **reading)
    return received


def find_text(observatory: Any, written: str) -> dict[str, Any]:
    """Return the best match of a text with its confidence, longitude and latitude (null without any).

    Raises
    ------
    NoGazetteer
    """
    from beffroi.errors.gazetteer import NoGazetteer
    from beffroi.sources.geocode import LEAST, Geocoder
    from beffroi.store.gazetteers import gazetteer_of

    table = gazetteer_of(observatory.store)
    if table is None:
        raise NoGazetteer(profile="–", column=written)
    match = Geocoder(table).find(written)
    known = bool(match.name)
    lon, lat = _degrees(match.x, match.y, crs=observatory.meta["crs"]) if known else (None, None)
    return {
        "text": written, "matched": match.taken(LEAST), "name": match.name or None, "kind": match.kind or None,
        "confidence": round(match.confidence, 4), "least": LEAST, "metres": match.metres if known else None,
        "ambiguous": match.ambiguous, "lon": lon, "lat": lat,
    }  # fmt: skip


def review_texts(observatory: Any, delivery: str) -> pl.DataFrame:
    """Return every text of a delivery with what the gazetteer, as it stands, answers; see `intake.Counter.review`."""
    found: pl.DataFrame = observatory.intake.review(observatory.catalogue.delivery(delivery))
    return found


def texts_to_review(reviewed: pl.DataFrame) -> pl.DataFrame:
    """Count the records of each text that was not located, the most frequent first: text, name, confidence, records."""
    left = reviewed.filter(pl.col("status") != "matched")
    counted = left.group_by("text", "name", "confidence").agg(pl.len().alias("records"))
    return counted.sort(["records", "text"], descending=[True, False])


def full_points(observatory: Any, dataset: str | None = None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the default locations of a data set and the fullest of its other points: working figures, never released.

    Each has source_x and source_y (in the system of the profile, to be written into it), area, n, why (None: not a
    default location by the rule).
    """
    engine = observatory.engine
    scope = Scope(dataset=engine.dataset(Scope(dataset=dataset)))
    piled = engine.default_points(scope.dataset)
    others = engine.fullest_points(scope.dataset, FULLEST + piled.height)
    others = others.join(piled, on=["x", "y"], how="anti").head(FULLEST).with_columns(why=pl.lit(None, pl.String))
    return _listed(observatory, piled, scope), _listed(observatory, others, scope)


def _listed(observatory: Any, points: pl.DataFrame, scope: Scope) -> list[dict[str, Any]]:
    from beffroi.sources.locations import project
    from beffroi.store.places import positions

    if points.is_empty():
        return []
    engine = observatory.engine
    source = engine.datasets[scope.dataset][-1].profile["where"]["crs"]
    x, y = (points[axis].to_numpy() for axis in ("x", "y"))
    source_x, source_y = project(x, y, source=observatory.meta["crs"], target=source)
    places = engine.places_of(scope)
    texts = points.with_columns(place_code=pl.lit(None, pl.String), place_name=pl.lit(None, pl.String))
    codes = places.at(positions(places, texts))
    names = dict(zip(places.frame["place"], places.frame["name"], strict=True))
    return [
        {"source_x": float(a), "source_y": float(b), "area": names.get(code), "n": n, "why": why}
        for a, b, code, n, why in zip(source_x, source_y, codes, points["n"], points["why"], strict=True)
    ]


def _degrees(x: float, y: float, *, crs: str) -> tuple[float, float]:
    from beffroi.sources.locations import project

    lon, lat = project(np.array([x]), np.array([y]), source=crs, target="EPSG:4326")
    return float(lon[0]), float(lat[0])
