"""Points that hold far more records than others: the town hall, the station, the call centre."""

from typing import Any

import polars as pl

from beffroi.kernels.piles import LEAST, count_piles
from beffroi.sources.quality import check

_LOOKED_AT = 200_000  # records, evenly spaced, in which points are sought; those found are counted in all


def piles(x: pl.Series, y: pl.Series) -> list[dict[str, Any]]:
    """Return the check `piled_up`: how many records lie on points that hold far more than others; nothing without any.

    The rule is that of `kernels.piles.count_piles`.
    """
    points = pl.DataFrame({"x": x, "y": y}).drop_nulls()
    if not points.height:
        return []
    sample = points.gather_every(max(1, -(-points.height // _LOOKED_AT)))
    counts = sample.group_by("x", "y").len().sort("len", "x", "y", descending=True)
    often = counts.head(count_piles(counts["len"].to_numpy()))
    held = points.join(often.select("x", "y"), on=["x", "y"], how="semi") if often.height else points.clear()
    return [check("piled_up", held.height, points.height)] if held.height >= LEAST else []
