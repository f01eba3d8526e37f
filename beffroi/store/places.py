"""Place sets: outlines, and which place a row belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.evidence.finding import Geography

if TYPE_CHECKING:
    from beffroi.kernels.polygons import PolygonIndex

STREET = "street"  # how the rows of a set of street segments join: to the nearest of them
NEEDED = (
    "x",
    "y",
    "location_kind",
    "place_code",
    "place_name",
)  # columns of a table, those there are, that say where a row belongs


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSet:
    """Places of one kind: `frame` has place, name, wkb (null without an outline).

    match
        How rows join: `location` (point in outline; a point on a shared edge
        belongs to exactly one place), `code` or `name` (the source's own), `street`
        (the nearest segment, at most `within` metres away).
    period
        When these boundaries are in force, where the set has vintages: `lsoa@2011/2020` is one of the set `lsoa`.
    """

    name: str
    kind: str
    frame: pl.DataFrame
    crs: str
    match: str
    attribution: str = ""
    key: str = ""  # of the delivery and its table, where the set comes from a store
    period: str = ""
    within: float = 0.0  # metres, of streets

    @property
    def has_outlines(self) -> bool:
        """Whether every place has an outline."""
        return self.frame["wkb"].null_count() == 0

    def at(self, positions: NDArray[np.int32]) -> pl.Series:
        """Return the place codes at positions of `frame`, null where one is negative."""
        found = pl.Series("place", positions).cast(pl.Int64)
        return self.frame["place"].gather(found.set(found < 0, None)).alias("place")

    def geography(self) -> Geography | None:
        """Return the outlines for drawing."""
        if not self.has_outlines or self.frame.is_empty():
            return None
        return Geography(
            name=self.name,
            codes=tuple(self.frame["place"]),
            labels=tuple(self.frame["name"]),
            outlines=tuple(self.frame["wkb"]),
            crs=self.crs,
            attribution=self.attribution,
        )


def positions(places: PlaceSet, rows: pl.DataFrame) -> NDArray[np.int32]:
    """Return the position in `places.frame` of the place of each row, -1 where it belongs to none.

    Rows without coordinates of their own (recorded counts) join by code. A set
    matched by code or name takes the location where the text says nothing. Rows whose location is an
    area (`location_kind`) join by the code of it, or else by its name.
    """
    return placing(places)(rows)


def placing(places: PlaceSet) -> Callable[[pl.DataFrame], NDArray[np.int32]]:
    """Return what does as `positions` for some rows after others: what it needs of the outlines is made once."""
    if places.frame.is_empty():
        return lambda rows: np.full(rows.height, -1, np.int32)
    inside = _on_streets(places) if places.match == STREET else _inside(places)

    def place(rows: pl.DataFrame) -> NDArray[np.int32]:
        located = places.has_outlines and "x" in rows.columns
        if places.match in ("code", "name") or not located:
            said = _by_text(places, rows)
            return np.where(said < 0, inside(rows), said) if located else said
        found = inside(rows)
        if places.match != STREET and "location_kind" in rows.columns and (rows["location_kind"] == "area").any():
            areal = (rows["location_kind"] == "area").to_numpy() & (found < 0)
            coded, named = _by_text(places, rows), _by_text(places, rows, by="name")
            found = np.where(areal, np.where(coded < 0, named, coded), found)
        return found

    return place


def _inside(places: PlaceSet) -> Callable[[pl.DataFrame], NDArray[np.int32]]:
    made: list[PolygonIndex] = []

    def find(rows: pl.DataFrame) -> NDArray[np.int32]:
        from beffroi.kernels.polygons import index_polygons, locate

        if not made:
            made.append(index_polygons(places.frame["wkb"].to_list()))
        return locate(made[0], rows["x"].fill_null(np.nan).to_numpy(), rows["y"].fill_null(np.nan).to_numpy())

    return find


def _on_streets(places: PlaceSet) -> Callable[[pl.DataFrame], NDArray[np.int32]]:
    made: list[Any] = []

    def find(rows: pl.DataFrame) -> NDArray[np.int32]:
        from beffroi.kernels.network import network_of, snap

        if not made:
            made.append(network_of(places.frame["wkb"].to_list()))
        x, y = (rows[axis].fill_null(np.nan).to_numpy() for axis in ("x", "y"))
        return snap(made[0], x, y, within=places.within).segment.astype(np.int32)

    return find


def _by_text(places: PlaceSet, rows: pl.DataFrame, *, by: str = "") -> NDArray[np.int32]:
    column, key = ("place_name", "name") if (by or places.match) == "name" else ("place_code", "place")
    known = {_same(value): at for at, value in enumerate(places.frame[key])}
    said = rows[column].unique()
    found = pl.Series([known.get(_same(value), -1) for value in said], dtype=pl.Int32)
    table = pl.DataFrame({column: said, "at": found})
    joined = rows.select(column).join(table, on=column, how="left", nulls_equal=True, maintain_order="left")
    return joined["at"].to_numpy()


def _same(value: str | None) -> str | None:
    """Fold case, spaces and hyphens: `Côte-des-Neiges` and `CÔTE DES NEIGES` are the same name."""
    return " ".join(value.casefold().replace("–", " ").replace("-", " ").split()) if value is not None else None
