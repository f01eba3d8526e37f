"""Place sets: outlines, and which place a row belongs to."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.evidence.finding import Geography


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSet:
    """Places of one kind: `frame` has place, name, wkb (null without an outline).

    match
        How rows join: `location` (point in outline; a point on a shared edge
        belongs to exactly one place), `code` or `name` (the source's own).
    """

    name: str
    kind: str
    frame: pl.DataFrame
    crs: str
    match: str
    attribution: str = ""

    @property
    def has_outlines(self) -> bool:
        """Whether every place has an outline."""
        return self.frame["wkb"].null_count() == 0

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


def assign(places: PlaceSet, rows: pl.DataFrame) -> pl.Series:
    """Return the place code of each row, null where it belongs to none.

    Rows without coordinates of their own (recorded counts) join by code. A set
    matched by code or name takes the location where the text says nothing.
    """
    if places.match in ("code", "name") or not places.has_outlines or "x" not in rows.columns:
        column = "place_name" if places.match == "name" else "place_code"
        key = "name" if places.match == "name" else "place"
        known = {_same(value): code for value, code in zip(places.frame[key], places.frame["place"], strict=True)}
        by_text = [known.get(_same(value)) for value in rows[column].unique()]
        table = pl.DataFrame({column: rows[column].unique(), "place": pl.Series(by_text, dtype=pl.String)})
        joined = rows.select(column).join(table, on=column, how="left", nulls_equal=True, maintain_order="left")[
            "place"
        ]
        if places.geography() is None or "x" not in rows.columns:
            return joined
        located = _by_location(places, rows)
        return pl.select(pl.coalesce(joined, located)).to_series().alias("place")
    return _by_location(places, rows)


def _by_location(places: PlaceSet, rows: pl.DataFrame) -> pl.Series:
    from beffroi.kernels.polygons import index_polygons, locate

    index = index_polygons(places.frame["wkb"].to_list())
    found: NDArray[np.int32] = locate(
        index, rows["x"].fill_null(np.nan).to_numpy(), rows["y"].fill_null(np.nan).to_numpy()
    )
    position = pl.Series(found).cast(pl.Int64)
    return places.frame["place"].gather(position.set(position < 0, None)).alias("place")


def _same(value: str | None) -> str | None:
    """Fold case, spaces and hyphens: `Côte-des-Neiges` and `CÔTE DES NEIGES` are the same name."""
    return " ".join(value.casefold().replace("–", " ").replace("-", " ").split()) if value is not None else None
