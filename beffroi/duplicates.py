"""Records of a data set that one event may have made, for the steward to look at: listed, never dropped."""

from typing import TYPE_CHECKING

import polars as pl

from beffroi.tables.near_duplicates import METRES, near_duplicates
from beffroi.vocabulary.scope import Scope

if TYPE_CHECKING:
    from beffroi.observatory import Observatory

TOLD = {"source_id": "key", "occurred_from": "occurred", "delivery": "delivery"}


def duplicates(observatory: "Observatory", *, dataset: str | None = None, metres: float = METRES) -> pl.DataFrame:
    """Return the pairs of records that stand and may be one event, over all deliveries of a data set.

    The rule is that of `tables.near_duplicates`. Columns: offence (as the source says), metres, and of both records
    key, occurred, delivery; the nearest pairs come first.
    """
    engine = observatory.engine
    rows, _ = engine.in_scope(Scope(dataset=engine.dataset(Scope(dataset=dataset))))
    if "source_id" not in rows.columns:
        return pl.DataFrame(schema={"offence": pl.String, "metres": pl.Float64})
    pairs = near_duplicates(rows, metres=metres, place="position")
    first = rows.select(pl.col("position").alias("row"), pl.col("offence_source").alias("offence"), *_told("first"))
    other = rows.select(pl.col("position").alias("other"), *_told("second"))
    found = (
        pairs.join(first, on="row")
        .join(other, on="other")
        .drop("row", "other")
        .sort("metres", "first_occurred", "first_key")
    )
    return found.select("offence", "metres", *(name for name in found.columns if name not in ("offence", "metres")))


def _told(which: str) -> list[pl.Expr]:
    return [pl.col(name).alias(f"{which}_{word}") for name, word in TOLD.items()]
