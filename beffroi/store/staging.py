"""Tables written batch by batch under a temporary name, until a delivery takes them."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from queue import Full, Queue
from types import TracebackType
from typing import Any, Self

import polars as pl
from polars.io.plugins import register_io_source

from beffroi.store.files import raise_if_full
from beffroi.store.fingerprint import Fingerprint

ROW_GROUP = 262_144  # rows; also what is read back at once
_PATIENCE = 0.2  # seconds between two looks at a writer that takes nothing
Amend = Callable[[pl.DataFrame, int], pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A table on disk that belongs to no delivery yet; leaving the context removes it if none took it."""

    path: Path
    height: int
    fingerprint: str
    columns: tuple[str, ...]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.path.unlink(missing_ok=True)

    def read(self, columns: list[str] | None = None) -> pl.DataFrame:
        """Return the rows, or some columns of them."""
        return pl.read_parquet(self.path, columns=columns, glob=False)

    def __getitem__(self, column: str) -> pl.Series:
        return self.read([column])[column]


def nulls(table: pl.DataFrame | Staged, column: str) -> int:
    """Count the rows where a column is empty."""
    if isinstance(table, pl.DataFrame):
        return table[column].null_count()
    return sum(batch[column].null_count() for batch in batches_of(table.path, [column]))


def stage(tables: Iterator[pl.DataFrame], folder: Path, *, amend: Callable[[], Amend | None] = lambda: None) -> Staged:
    """Write tables one after the other as one, never all in memory.

    `amend` is asked once all were written: it returns what corrects them, from rows and the number of rows before
    them, where only the last table could tell. The same rows give the same bytes, whatever the batches.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(6)}.parquet.tmp"
    try:
        staged = _written(tables, path)
        change = amend()
        if change is not None:
            other = path.with_name(f"{secrets.token_hex(6)}.parquet.tmp")
            try:
                staged = _written(_amended(path, change), other)
                other.replace(path)
            finally:
                other.unlink(missing_ok=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return replace(staged, path=path)


def _written(tables: Iterator[pl.DataFrame], path: Path) -> Staged:
    """Write tables while the next one is being made: each by its own thread, at most two tables in between."""
    fingerprint, first = Fingerprint(), next(tables)
    waiting: Queue[pl.DataFrame | None] = Queue(maxsize=1)

    def handed_over(*_: Any) -> Iterator[pl.DataFrame]:
        while (table := waiting.get()) is not None:
            yield table

    rows = register_io_source(handed_over, schema=first.schema)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_rows, rows, path)
        try:
            for table in chain([first], tables):
                fingerprint.add(table)
                _hand_over(table, waiting, writing)
        finally:
            _hand_over(None, waiting, writing)
        writing.result()
    return Staged(
        path=path, height=fingerprint.height, fingerprint=fingerprint.hexdigest(), columns=tuple(first.columns)
    )


def _hand_over(table: pl.DataFrame | None, waiting: "Queue[pl.DataFrame | None]", writing: Future[None]) -> None:
    """Wait until the writer takes what came before, or until it has given up."""
    while not writing.done():
        with suppress(Full):
            waiting.put(table, timeout=_PATIENCE)
            return
    writing.result()


def _amended(path: Path, change: Amend) -> Iterator[pl.DataFrame]:
    before = 0
    for table in batches_of(path):
        yield change(table, before)
        before += table.height


def batches_of(path: Path, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table some at a time, at least one table; all columns or some."""
    rows = pl.scan_parquet(path, glob=False)
    height = rows.select(pl.len()).collect().item()
    for start in range(0, max(height, 1), ROW_GROUP):
        some = rows if columns is None else rows.select(columns)
        yield some.slice(start, ROW_GROUP).collect()


def write_rows(rows: pl.LazyFrame, path: Path) -> None:
    """Write Parquet; the same rows give the same bytes under the same versions."""
    try:
        rows.sink_parquet(path, compression="zstd", compression_level=1, statistics=False, row_group_size=ROW_GROUP)
    except (pl.exceptions.ComputeError, OSError) as error:
        raise_if_full(error, path, name="table.parquet")
        raise
