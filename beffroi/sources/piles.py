"""Points that hold far more records than others: the town hall, the station, the call centre."""

from typing import Any

import polars as pl

from beffroi.sources.quality import check

LEAST = 20  # records on a point that can be a pile
SHARE = 0.01  # of all records with a location
TIMES = 10.0  # as many as points hold on average
_LOOKED_AT = 200_000  # records, evenly spaced, in which points are sought; those found are counted in all


def piles(x: pl.Series, y: pl.Series) -> list[dict[str, Any]]:
    """Return the check `piled_up`: how many records lie on points that hold far more than others; nothing without any.

    A pile holds at least 20 records, 1 % of those with a location, and ten times the mean of the points. The
    mean leaves sources alone that place every record on one of few points.
    """
    points = pl.DataFrame({"x": x, "y": y}).drop_nulls()
    sample = points.gather_every(max(1, -(-points.height // _LOOKED_AT)))
    counts = sample.group_by("x", "y").len()
    if not counts.height:
        return []
    usual = sample.height / counts.height
    often = counts.filter((pl.col("len") >= SHARE * sample.height) & (pl.col("len") >= TIMES * usual))
    held = points.join(often.select("x", "y"), on=["x", "y"], how="semi") if often.height else points.clear()
    least = held.group_by("x", "y").len().filter(pl.col("len") >= LEAST)["len"].sum() if held.height else 0
    return [check("piled_up", int(least), points.height)] if least else []
