"""What was computed of large data sets, kept in the observatory's cache: a later process need not read the rows again.

A file of the cache is never the truth: its name says what it was made of (deliveries, question, rule) and the SHA-256
of what it holds; one that is not what its name says is removed and made again. Deleting a delivery removes them all.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from secrets import token_hex
from typing import Any

import polars as pl

import beffroi
from beffroi.errors.store import BusyCatalogue
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries
from beffroi.store.files import sha256_of
from beffroi.store.lock import sharing
from beffroi.store.partials import Asked, Cells
from beffroi.store.places import PlaceSet

RULE = 1  # of `partials` and of what is kept: a change makes every file of the cache old
LARGE = 1_000_000  # rows of a data set from which reading them again takes longer than a reader waits gladly
ROOM = 2_000_000_000  # bytes of all files; those used longest ago go first


class Remembered:
    """Keeps tables made of the deliveries of one store, as read in one way (`reading`)."""

    def __init__(self, store: Deliveries, *, reading: str) -> None:
        self._store, self._reading = store, reading
        self._folder = store.folder / "cache" / "views"

    def concerns(self, deliveries: Iterable[Delivery]) -> bool:
        """Whether a data set is large enough for its tables to be kept."""
        return sum(int(one.account["stored"]) for one in deliveries) >= LARGE

    def get(self, deliveries: Iterable[Delivery], asked: str | None, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """Return the table that was asked of a data set: the one that is kept, or else made, and kept where large."""
        behind = list(deliveries)
        if asked is None or not self.concerns(behind):
            return make()
        key = self._key(behind, asked)
        found = self._read(key)
        if found is None:
            found = make()
            with suppress(OSError, BusyCatalogue, pl.exceptions.PolarsError):  # a reader may write nowhere
                self._keep(key, found, behind)
        return found

    def _key(self, deliveries: list[Delivery], asked: str) -> str:
        told: list[Any] = [RULE, beffroi.__version__, pl.__version__, self._reading, asked]
        told += [(one.id, one.fingerprint, one.overlap, one.account.get("covered")) for one in deliveries]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def _read(self, key: str) -> pl.DataFrame | None:
        for path in self._folder.glob(f"{key}-*.arrow"):
            with suppress(OSError, pl.exceptions.PolarsError):
                if sha256_of(path) == path.stem.partition("-")[2]:
                    table = pl.read_ipc(path)
                    path.touch()
                    return table
                path.unlink(missing_ok=True)
        return None

    def _keep(self, key: str, table: pl.DataFrame, deliveries: list[Delivery]) -> None:
        """Write a table unless a delivery behind it was deleted meanwhile; whoever deletes waits, or empties the cache."""
        with sharing(self._store.folder, wait=0):
            visible = {one.id for one in self._store.catalogue.deliveries()}
            if not visible.issuperset(one.id for one in deliveries):
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = self._folder / f"{key}.{token_hex(4)}.tmp"
            try:
                table.write_ipc(temporary, compression="uncompressed")
                temporary.replace(self._folder / f"{key}-{sha256_of(temporary)}.arrow")
            finally:
                temporary.unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        held = sorted(((path.stat().st_mtime, path) for path in self._folder.glob("*.arrow")), reverse=True)
        size = 0
        for at, (_, path) in enumerate(held):
            size += path.stat().st_size
            if at and size > ROOM:
                path.unlink(missing_ok=True)


def said(kind: str, asked: Asked, cells: Cells | None = None, **besides: Any) -> str | None:
    """Return the words that tell one question from every other; None for places that no delivery holds."""
    sets = [asked.places, cells.places if cells else None]
    if any(places is not None and not places.key and places.frame.height for places in sets):
        return None
    starts = cells.starts.to_list() if cells and cells.starts is not None else None
    digits = cells.digits if cells else None
    told = (asked.scope, asked.period, asked.columns, [_named(places) for places in sets], starts, digits)
    return repr((kind, *told, sorted(besides.items())))


def _named(places: PlaceSet | None) -> tuple[str, ...]:
    return () if places is None else (places.name, places.key, places.match, repr(places.within))
