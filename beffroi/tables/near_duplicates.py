"""Records that may be one event entered twice: same offence, same moment, close by, another key. Reported, never dropped."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

METRES = 50.0
SAME_POINT = 1.0  # metres, where only the day is known: a day holds too many events to ask less
_PAIRS = {"row": pl.UInt32, "other": pl.UInt32, "metres": pl.Float64}


def near_duplicates(incidents: pl.DataFrame, *, metres: float = METRES, place: str = "row") -> pl.DataFrame:
    """Return the pairs of located records that one event may have made, by a stated rule.

    Two records are near-duplicates when their source category is the same, their keys differ, they are of no common
    event, and they begin in the same minute at most `metres` apart; where only the day is known, on the same day at
    most 1 m apart. Coarser dates, areas and rows without a key are not looked at. Categories are texts or numbers
    that stand for them. `place` names the column that
    tells rows apart; columns row, other (the later one of a pair in that order) and metres are returned.

    >>> from datetime import datetime
    >>> one = {"row": 1, "source_id": "a", "event_key": None, "offence_source": "theft", "hour_known": True}
    >>> one |= {"occurred_from": datetime(2024, 5, 1, 14, 2), "date_precision": "minute", "location_kind": "exact"}
    >>> rows = [{**one, "x": 0.0, "y": 0.0}, {**one, "row": 2, "source_id": "b", "x": 30.0, "y": 40.0}]
    >>> near_duplicates(pl.DataFrame(rows)).row(0)
    (1, 2, 50.0)
    """
    located = incidents.filter(
        pl.col("source_id").is_not_null() & pl.col("x").is_not_null() & pl.col("offence_source").is_not_null(),
        pl.col("location_kind").cast(pl.String).is_in(["exact", "block", "snapped"]),
    )
    timed = _pairs(located.filter("hour_known"), metres, every="1m", place=place)
    only_day = ~pl.col("hour_known") & (pl.col("date_precision").cast(pl.String) == "day")
    dated = _pairs(located.filter(only_day), min(metres, SAME_POINT), every="1d", place=place)
    return pl.concat([timed, dated]).sort("row", "other")


def _pairs(rows: pl.DataFrame, metres: float, *, every: str, place: str) -> pl.DataFrame:
    """Pair rows of one category and moment; moments are cut to `every`."""
    kinds = _kinds(rows, every=every)
    alike = repeated(kinds)
    rows = rows[alike].with_columns(kind=pl.Series(kinds[alike])).sort("kind", "x", maintain_order=True)
    kind, x, y = (rows[name].to_numpy() for name in ("kind", "x", "y"))
    found = [(first, second) for first, second in _close(kind, x, y, metres=metres)]
    if not found:
        return pl.DataFrame(schema=_PAIRS)
    one, other = (rows[np.concatenate(side)] for side in zip(*found, strict=True))
    differ = (one["source_id"] != other["source_id"]) & (one["event_key"] != other["event_key"]).fill_null(value=True)
    apart = ((one["x"] - other["x"]) ** 2 + (one["y"] - other["y"]) ** 2).sqrt()
    ends = pl.DataFrame({"a": one[place], "b": other[place], "metres": apart}).filter(differ)
    return ends.select(
        pl.min_horizontal("a", "b").cast(pl.UInt32).alias("row"),
        pl.max_horizontal("a", "b").cast(pl.UInt32).alias("other"),
        "metres",
    )


def _kinds(rows: pl.DataFrame, *, every: str) -> NDArray[np.int64]:
    """Number the pairs of category and moment: the same number, the same pair."""
    source = rows["offence_source"]
    numbers = source if source.dtype.is_integer() else source.cast(pl.Categorical).to_physical()
    category = numbers.cast(pl.Int64).to_numpy()
    moment = rows["occurred_from"].dt.truncate(every).dt.epoch("s").to_numpy()
    return moment * (int(category.max(initial=0)) + 1) + category


def repeated(kinds: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return where numbers stand that occur more than once, equal ones side by side.

    >>> sorted(repeated(np.array([7, 5, 7])).tolist())
    [0, 2]
    """
    candidates = _perhaps_repeated(kinds)
    order = candidates[np.argsort(kinds[candidates])]
    again = kinds[order][1:] == kinds[order][:-1]
    several = np.append(again, False) | np.insert(again, 0, False) if len(order) else np.empty(0, bool)
    return np.asarray(order[several])


def _perhaps_repeated(kinds: NDArray[np.int64]) -> NDArray[np.intp]:
    """Leave out numbers that are surely alone: nothing else falls into their pigeonhole. Sorting the rest is less work."""
    bits = max(len(kinds), 1).bit_length() + 1
    holes = (kinds.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits)
    taken = np.bincount(holes.view(np.int64), minlength=1 << bits)
    return np.flatnonzero(taken[holes] > 1)


def _close(
    kind: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64], *, metres: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield pairs of positions of one kind within a distance; rows come in order of kind, then x."""
    first, step = np.arange(len(kind)), 0
    while len(first):
        step += 1
        first = first[first + step < len(kind)]
        second = first + step
        near = (kind[first] == kind[second]) & (x[second] - x[first] <= metres)
        first, second = first[near], second[near]
        within = (x[second] - x[first]) ** 2 + (y[second] - y[first]) ** 2 <= metres**2
        yield first[within], second[within]
