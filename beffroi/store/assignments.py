"""Which place each row of a delivery belongs to: found once a delivery and place set, kept where it can be thrown away.

A file of the cache is never the truth: its first line names what it was made
from and the digest of the rest, and a file that does not fit both is made anew.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries
from beffroi.store.files import write_whole
from beffroi.store.moments import arrived
from beffroi.store.places import NEEDED, STREET, PlaceSet, placing
from beffroi.tables.incidents import INCIDENTS, RECORDED_COUNTS

RULE = 2  # of `placing`: a change of the rule makes every file of the cache old


def place_sets(store: Deliveries, *, until: int | None = None) -> dict[str, PlaceSet]:
    """Return the latest version of each place set and vintage, in order of first arrival; of the first `until` deliveries.

    Streets are apart: they are a set of places only for those who name them.
    """
    return {name: places for name, places in _all_sets(store, until=until).items() if places.match != STREET}


def street_sets(store: Deliveries, *, until: int | None = None) -> dict[str, PlaceSet]:
    """Return the latest version of each set of street segments, likewise."""
    return {name: places for name, places in _all_sets(store, until=until).items() if places.match == STREET}


def _all_sets(store: Deliveries, *, until: int | None) -> dict[str, PlaceSet]:
    found: dict[str, PlaceSet] = {}
    for delivery in arrived(store.catalogue.deliveries(kind="places"), until=until):
        told = delivery.account["places"]
        key = f"{delivery.id}-{_table_digest(delivery)}"
        name = f"{delivery.dataset}@{told['period']}" if told.get("period") else delivery.dataset
        found[name] = PlaceSet(name=name, frame=store.read(delivery), key=key, **told)
    return found


def places_of(store: Deliveries, delivery: Delivery, places: PlaceSet) -> pl.Series:
    """Return the place code of every row of a delivery's table, null where it belongs to none."""
    return places.at(assign(store, delivery, places))


def assign(store: Deliveries, delivery: Delivery, places: PlaceSet) -> NDArray[np.int32]:
    """Return the position in `places.frame` of the place of every row of a delivery's table, -1 where it has none."""
    path = store.folder / "cache" / f"{delivery.id}-{places.key.partition('-')[0]}.places"
    made_from = f"{RULE} {delivery.id}-{_table_digest(delivery)} {places.key}"
    found = _kept(path, made_from) if places.key else None
    if found is None:
        found = _found(store, delivery, places)
        with suppress(OSError):  # a folder where nothing can be kept: found anew each time
            if places.key:
                _keep(path, made_from, found)
    return found


def _found(store: Deliveries, delivery: Delivery, places: PlaceSet) -> NDArray[np.int32]:
    """Place the rows some at a time."""
    schema = INCIDENTS if delivery.kind == "incidents" else RECORDED_COUNTS
    needed = [name for name in NEEDED if name in schema]
    place = placing(places)
    return np.concatenate([place(rows) for rows in store.batches(delivery, needed)])


def _keep(path: Path, made_from: str, found: NDArray[np.int32]) -> None:
    body = found.astype("<i4").tobytes()
    head = f"{made_from} {hashlib.sha256(body).hexdigest()}\n".encode()
    write_whole(path, lambda to: to.write_bytes(head + body))


def _kept(path: Path, made_from: str) -> NDArray[np.int32] | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, _, body = content.partition(b"\n")
    fits = head == f"{made_from} {hashlib.sha256(body).hexdigest()}".encode()
    return np.frombuffer(body, "<i4").astype(np.int32, copy=False) if fits else None


def _table_digest(delivery: Delivery) -> str:
    return next(str(file["sha256"]) for file in delivery.files if file["role"] == "table")
