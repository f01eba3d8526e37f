"""Dates and times of many rows: read by compiled code, or each distinct text once, and set in their zone by a table."""

import re
from datetime import timedelta
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.sources.day_numbers import WHOLE, is_count

WALL = pl.Datetime("us")
_FEW = 10_000  # rows that the engine sets in their zone one by one
_YEARS = 200  # a table of the clock's changes is made for no longer
_NONE = np.iinfo(np.int64).max  # no offset: such a wall time never is, or is twice
_WHOLE_DATE = re.compile(r"%[FDxv]|(?=.*%[Yy])(?=.*%[mbB]).*%[de]")
_ONLY_TIME = re.compile(r"(%[HIMSTRpP]|[^%])+")
_HOUR, _SECOND = 3_600_000_000, 1_000_000  # microseconds


def spread(values: pl.Series, where: pl.Series) -> pl.Series:
    """Spread values over the rows where a mask is true; null elsewhere."""
    position = where.cast(pl.Int64).cum_sum() - 1
    return values.gather(position.zip_with(where, pl.Series([None], dtype=pl.Int64).new_from_index(0, len(where))))


def of_many(text: pl.Series, fmt: str) -> pl.Series:
    """Read dates in figures of fixed width by compiled code; what is not read so is read as a few would be."""
    from beffroi.kernels._dates import UNREAD, plan_of, read_fixed

    plan = plan_of(fmt)
    if plan is None:
        return _in_two(text, fmt)
    told = pl.col("text").fill_null("")
    written = text.to_frame("text").select(joined=told.str.join(), lengths=told.str.len_bytes().cast(pl.Int64))
    letters = np.frombuffer(written["joined"][0].encode(), np.uint8)
    found = pl.Series(read_fixed(letters, written["lengths"].to_numpy(), plan=plan))
    return _or_whole(found.set(found == UNREAD, None).cast(WALL), text, fmt)


def _or_whole(read: pl.Series, text: pl.Series, fmt: str) -> pl.Series:
    """Read what is not read yet as a whole."""
    left = read.is_null() & text.is_not_null()
    if not left.any():
        return read
    return read.fill_null(spread(text.filter(left).str.to_datetime(fmt, time_unit="us", strict=False), left))


def _in_two(text: pl.Series, form: str) -> pl.Series:
    """Read dates and times apart, each distinct text once: many rows share few days and few times of day.

    Only for a format with a whole date before its first space and a time after it; what is not read so is read whole.
    """
    day_format, _, time_format = form.partition(" ")
    width = str(text.drop_nulls().first() or "").find(" ")
    read = pl.Series([None], dtype=WALL).new_from_index(0, len(text))
    if width > 0 and _WHOLE_DATE.search(day_format) and _ONLY_TIME.fullmatch(time_format) and level_of(form) == 0:
        parts = (text.str.slice(0, width), text.str.slice(width + 1))
        days, clocks = (part.unique().drop_nulls() for part in parts)
        day = parts[0].replace_strict(days, days.str.to_date(day_format, strict=False), default=None)
        clock = parts[1].replace_strict(clocks, clocks.str.to_time(time_format, strict=False), default=None)
        at = day.cast(WALL) + clock.cast(pl.Duration("us"))
        read = at.set((text.str.slice(width, 1) != " ").fill_null(False), None)
    return _or_whole(read, text, form)


def level_of(fmt: str) -> int:
    """Return the index in DATE_PRECISIONS of what a format can express."""
    if is_count(fmt):
        return 2 if fmt.endswith(WHOLE) else 0
    if re.search(r"%[HIRTcXs]", fmt):
        return 0 if re.search(r"%[MRTcXs]", fmt) else 1
    if re.search(r"%[djeDFxv]", fmt):
        return 2
    return 3 if re.search(r"%[mbBh]", fmt) else 5


def instants(frame: pl.DataFrame, *, zone: str) -> tuple[pl.Series, dict[str, int]]:
    """Return UTC instants of `occurred_from` for records with a day, and counts at clock changes."""
    day_known = frame["date_precision"].is_in(["minute", "hour", "day"])
    wall = frame["occurred_from"].set(~day_known, None)
    exact = _plain_instants(wall, zone)
    odd = exact.is_null() & wall.is_not_null()
    if not odd.any():
        return exact, {"dst_gap": 0, "dst_fold": 0}
    walls = wall.filter(odd)
    first = walls.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC")
    before = (walls - timedelta(hours=6)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    shifted = before.dt.convert_time_zone("UTC") + timedelta(hours=6)
    filled = spread(first.fill_null(shifted), odd)
    counts = {"dst_gap": first.null_count(), "dst_fold": len(first) - first.null_count()}
    return exact.fill_null(filled), counts


def _plain_instants(wall: pl.Series, zone: str) -> pl.Series:
    """Return the UTC instants of wall times; null where there is none, or there are two."""
    first, last = wall.dt.year().min(), wall.dt.year().max()
    if len(wall) < _FEW or not isinstance(first, int) or not isinstance(last, int) or last - first > _YEARS:
        exact = wall.dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
        return exact.dt.convert_time_zone("UTC")
    edges, offsets = _clock(zone, first, last)
    at = wall.to_physical().fill_null(0).to_numpy()
    offset = offsets[np.searchsorted(edges, at, side="right")]
    found = pl.Series(wall.name, at - offset).set(pl.Series(offset == _NONE) | wall.is_null(), None)
    return found.cast(WALL).dt.replace_time_zone("UTC")


@cache
def _clock(zone: str, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return wall times at which the offset of a zone changes, and the offset before and after each (`_NONE`: odd)."""
    changes = [change for year in range(first - 1, last + 2) for change in _changes(zone, year)]
    edges, offsets = [], [changes[0][1] if changes else _offset_at(zone, first)]
    for instant, before, after in changes:
        edges += [instant + min(before, after), instant + max(before, after)]
        offsets += [_NONE, after]
    return np.array(edges, np.int64), np.array(offsets, np.int64)


@cache
def _changes(zone: str, year: int) -> list[tuple[int, int, int]]:
    """Return the changes of a zone's offset in a year: instant, offset before and after, in microseconds."""
    start = int(np.datetime64(f"{year:04d}-01-01", "us").astype(np.int64))
    end = int(np.datetime64(f"{year + 1:04d}-01-01", "us").astype(np.int64))
    found = []
    hours = np.arange(start, end + _HOUR, _HOUR)
    offsets = _offsets(zone, hours)
    for at in np.flatnonzero(offsets[1:] != offsets[:-1]):
        seconds = np.arange(hours[at], hours[at + 1] + _SECOND, _SECOND)
        within = _offsets(zone, seconds)
        for change in np.flatnonzero(within[1:] != within[:-1]):
            found.append((int(seconds[change + 1]), int(within[change]), int(within[change + 1])))
    return found


def _offset_at(zone: str, year: int) -> int:
    return int(_offsets(zone, np.array([np.datetime64(f"{year:04d}-07-01", "us").astype(np.int64)]))[0])


def _offsets(zone: str, instants: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the offsets of a zone at UTC instants, all in microseconds: those of the engine's own table of zones."""
    there = pl.Series(instants).cast(WALL).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return there.dt.replace_time_zone(None).to_physical().to_numpy() - instants
