"""The gazetteer of an observatory: the latest delivery of each file of streets and places, one after the other."""

import hashlib

import polars as pl

from beffroi.store.deliveries import Deliveries


def gazetteer_of(store: Deliveries, *, only: str | None = None) -> pl.DataFrame | None:
    """Return all streets and places, or those of `only` one file, entries numbered anew; None without any."""
    latest = {one.dataset: one for one in store.catalogue.deliveries(kind="gazetteer") if only in (None, one.dataset)}
    tables, first = [], 0
    for name in sorted(latest):
        table = store.read(latest[name])
        tables.append(table.with_columns((pl.col("entry") + first).cast(pl.UInt32)))
        first += int(table["entry"].to_numpy().max(initial=0)) + 1
    return pl.concat(tables) if tables else None


def gazetteer_digest(store: Deliveries) -> str:
    """Return what tells one state of the gazetteer from another: a file located anew by a better one is another delivery."""
    latest = {delivery.dataset: delivery.id for delivery in store.catalogue.deliveries(kind="gazetteer")}
    return hashlib.sha256(repr(sorted(latest.items())).encode()).hexdigest()[:12]
