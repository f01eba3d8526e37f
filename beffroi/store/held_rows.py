"""The rows of data sets that stand, read once and held in memory: of large ones only what views ask for."""

from collections.abc import Sequence

import polars as pl

from beffroi.store.assignments import places_of
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries
from beffroi.store.frames import Tables, read_rows, without_wholes
from beffroi.store.partials import column_of
from beffroi.store.places import PlaceSet

HELD = 1_000_000  # rows of several data sets that stay in memory; a single data set may have more
OF_NO_VIEW = ("source_id", "occurred_utc", "reported_at", "place_code", "place_name", "status", "delivery")


class HeldRows:
    """The rows that stand, with `day` and `value`, by data set; those asked first are forgotten first."""

    def __init__(self, store: Deliveries, *, fallen: bool = False) -> None:
        self._store, self._fallen = store, fallen
        self._rows: dict[str, pl.DataFrame] = {}  # by data set, in the order they were first asked
        self._whole: set[str] = set()  # the data sets of which every column is held

    def of(self, deliveries: Sequence[Delivery], *, whole: bool = False) -> pl.DataFrame:
        """Return the rows of a data set; the columns that no view asks for only with `whole`."""
        dataset = deliveries[0].dataset
        if dataset not in self._rows or (whole and dataset not in self._whole):
            self._rows.pop(dataset, None)
            rows = self._read(deliveries, without=() if whole else OF_NO_VIEW)
            while self._rows and rows.height + sum(held.height for held in self._rows.values()) > HELD:
                self._rows.pop(next(iter(self._rows)))
            self._rows[dataset] = rows
            (self._whole.add if whole else self._whole.discard)(dataset)
        return self._rows[dataset]

    def placed(self, deliveries: Sequence[Delivery], places: PlaceSet) -> str:
        """Find once which place each row belongs to; return the column that says it."""
        column = column_of(places)
        rows = self.of(deliveries)
        if column not in rows.columns:
            whole = pl.concat(places_of(self._store, delivery, places) for delivery in deliveries)
            found = whole.gather(rows["position"]).alias(column)
            self._rows[deliveries[0].dataset] = rows.with_columns(found)
        return column

    def _read(self, deliveries: Sequence[Delivery], *, without: Sequence[str]) -> pl.DataFrame:
        return valued_rows(self._store, deliveries, without=without, fallen=self._fallen).drop(without, strict=False)


def valued_rows(
    store: Tables, deliveries: Sequence[Delivery], *, without: Sequence[str], fallen: bool = False
) -> pl.DataFrame:
    """Read the rows of a data set that stand, with their `day` and `value`; see `frames.read_rows`."""
    counted = deliveries[0].kind == "recorded_counts"
    day = "period_start" if counted else "occurred_from"
    rows = read_rows(store, deliveries, day=day, fallen=fallen, without=without)
    if counted:
        return without_wholes(rows).with_columns(pl.col(day).alias("day"))
    return rows.with_columns(pl.col(day).dt.date().alias("day"), pl.lit(1, pl.Int64).alias("value"))
