"""Records that one event may have made twice, counted over batches: the rule is that of `tables.near_duplicates`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.sources.quality import minute_of
from beffroi.tables.near_duplicates import near_duplicates, repeated

_HELD = 1 << 20  # rows that stay in memory; more go to a scratch file
_PARTS = 64  # pairs are of one day: each part holds every 64th day
_MINUTE = 60_000_000  # microseconds
_DAY = 1440 * _MINUTE
_RECORD = np.dtype(
    [("row", "u4"), ("source_id", "u8"), ("event_key", "u8"), ("offence_source", "i4"), ("occurred_from", "i8"),
     ("timed", "?"), ("to_the_day", "?"), ("x", "f8"), ("y", "f8")]
)  # fmt: skip
_NO_EVENT = np.uint64(0)
_LOOKED_AT = (
    "row",
    "source_id",
    "event_key",
    "offence_source",
    "occurred_from",
    "x",
    "y",
    "location_kind",
    "date_precision",
)


class NearDuplicates:
    """Gathers what the rule looks at; keys are compared by hashes of 64 bits."""

    def __init__(self, scratch: Path | None = None) -> None:
        self._codes: dict[str, int] = {}
        self._held: list[NDArray[Any]] = []
        self._scratch = scratch
        self._file: Any = None
        self._runs: list[NDArray[np.int64]] = []  # where each part of each batch begins in the file, and its end

    def add(self, table: pl.DataFrame, *, timed: pl.Series) -> None:
        """Gather the located rows of a batch that have a key."""
        rows = table.select(*_LOOKED_AT, timed=timed).filter(
            pl.col("source_id").is_not_null() & pl.col("x").is_not_null() & pl.col("offence_source").is_not_null(),
            pl.col("location_kind").is_in(["exact", "block", "snapped"]),
            pl.col("timed") | (pl.col("date_precision") == "day"),
        )
        for code in rows["offence_source"].unique().sort().to_list():
            self._codes.setdefault(code, len(self._codes))
        records = np.empty(rows.height, _RECORD)
        records["event_key"] = _NO_EVENT
        if rows["event_key"].null_count() < rows.height:
            events = rows["event_key"].hash().to_numpy()
            records["event_key"] = np.where(rows["event_key"].is_null().to_numpy(), _NO_EVENT, np.maximum(events, 1))
        records["source_id"] = rows["source_id"].hash().to_numpy()
        if rows.height:
            records["offence_source"] = rows["offence_source"].replace_strict(self._codes, return_dtype=pl.Int32)
        records["to_the_day"] = (rows["date_precision"] == "day").to_numpy()
        records["occurred_from"] = rows["occurred_from"].to_physical().to_numpy()
        for name in ("row", "timed", "x", "y"):
            records[name] = rows[name].to_numpy()
        self._held.append(records)
        if sum(len(held) for held in self._held) > _HELD:
            self._spill()

    def count(self, *, heaps: Iterable[Mapping[str, Any]]) -> int:
        """Count the records that may be another's event again, and forget all; heaped default times are no hours."""
        times = [str(heap["time"]) for heap in heaps]
        return sum(near_duplicates(_rows(records, times))["other"].n_unique() for records in self._parts())

    def _spill(self) -> None:
        """Write what is held, the rows of each part together."""
        self._file = self._file or TemporaryFile(dir=self._scratch)  # noqa: SIM115 - closed when all was counted
        for records in self._held:
            part = ((records["occurred_from"] // _DAY) % _PARTS).astype(np.uint8)
            ends = np.cumsum(np.bincount(part, minlength=_PARTS))
            self._runs.append(self._file.tell() + _RECORD.itemsize * np.concatenate([[0], ends]))
            self._file.write(_bytes_of(records)[np.argsort(part, kind="stable")].data)
        self._held = []

    def _parts(self) -> Iterator[NDArray[Any]]:
        if self._file is None:
            held, self._held = self._held, []
            yield (
                np.concatenate([_bytes_of(records) for records in held or [np.empty(0, _RECORD)]]).ravel().view(_RECORD)
            )
            return
        self._spill()
        for first, last in self._groups():
            pieces = []
            for run in self._runs:
                self._file.seek(run[first])
                pieces.append(self._file.read(run[last] - run[first]))
            yield np.frombuffer(b"".join(pieces), _RECORD)
        self._file.close()

    def _groups(self) -> Iterator[tuple[int, int]]:
        """Take parts together, one at least, as long as they fit in memory."""
        ends = sum(run - run[0] for run in self._runs) // _RECORD.itemsize
        first = 0
        while first < _PARTS:
            last = max(first + 1, int(np.searchsorted(ends, ends[first] + _HELD, side="right")) - 1)
            yield first, last
            first = last


def _bytes_of(records: NDArray[Any]) -> NDArray[np.uint8]:
    """Look at records as rows of bytes: whole rows are moved faster than field by field."""
    return records.view(np.uint8).reshape(len(records), _RECORD.itemsize)


def _rows(records: NDArray[Any], heaps: list[str]) -> pl.DataFrame:
    """Return the records that are not alone at their moment, with what the rule looks at as it wants it."""
    minutes = records["occurred_from"] // _MINUTE
    known = records["timed"] & ~np.isin(minutes % 1440, [minute_of(wanted) for wanted in heaps])
    moments = np.where(known, 2 * minutes, 2 * (minutes // 1440) + 1)
    alike = repeated(moments * (int(records["offence_source"].max(initial=0)) + 1) + records["offence_source"])
    alike.sort()
    records = records[alike]
    frame = pl.DataFrame({name: np.ascontiguousarray(records[name]) for name in _RECORD.names or ()})
    return frame.with_columns(
        pl.col("occurred_from").cast(pl.Datetime("us")),
        date_precision=pl.when("to_the_day").then(pl.lit("day")).otherwise(pl.lit("minute")),
        event_key=pl.when(pl.col("event_key") != _NO_EVENT).then("event_key"),
        location_kind=pl.lit("exact"),
        hour_known=pl.Series(known[alike]),
    )
