"""Lots: deliveries of which no other supersedes a row, so that what is computed of each lot can be added up.

A worker reads the tables of a lot where the observatory's folder is mounted as it is here, and verifies their
checksums; where it is not, the rows are sent.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from beffroi.kernels._spread import cuts
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries
from beffroi.store.files import sha256_of
from beffroi.store.held_rows import valued_rows
from beffroi.store.partials import Asked, Cells, chosen, column_of, facts, tally
from beffroi.store.places import NEEDED, PlaceSet, placing
from beffroi.store.revisions import covered_by, shared_days
from beffroi.tables.incidents import INCIDENTS

OF_EVERY_ROW = ("row", "occurred_from", "offence", "offence_status", "setting")  # what scopes and deliveries ask of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where the table of a delivery lies, and which of its rows are meant: `rows` from `first` on."""

    path: str
    sha256: str
    first: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Deliveries, their numbers in order of arrival, and their tables, or the rows themselves."""

    deliveries: tuple[Delivery, ...]
    numbers: tuple[int, ...]
    tables: tuple[Table | pl.DataFrame, ...]


class NotAtHand(Exception):
    """A worker has no such file, or another one in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is asked of every lot: rows (`chosen`), counts (`tally`, by cells) or `facts`."""

    kind: str
    asked: Asked
    cells: Cells | None = None

    @property
    def sets(self) -> list[PlaceSet]:
        """The sets of places that rows have to be placed in."""
        given = (self.asked.places, self.cells.places if self.cells else None)
        return list({places.name: places for places in given if places is not None}.values())


def lots_of(store: Deliveries, deliveries: Sequence[Delivery], *, most: int) -> list[Lot]:
    """Part the deliveries of a data set; a single delivery of events by about `most` rows a lot."""
    found = []
    for group in together(deliveries):
        members = tuple(deliveries[number] for number in group)
        tables = tuple(table_of(store, one) for one in members)
        lot = Lot(deliveries=members, numbers=tuple(group), tables=tables)
        if len(members) == 1 and members[0].kind == "incidents":
            found += [_cut(lot, run) for run in cuts(tables[0].rows, most=most)]
        else:
            found.append(lot)
    return found


def together(deliveries: Sequence[Delivery]) -> list[list[int]]:
    """Return the numbers of the deliveries that have to be read together, each group and all groups in order.

    Two have where the later one may supersede a row of the earlier one: both cover a day, one does not say what it
    covers, or the later one is known to hold a record of the earlier one.
    """
    covered = [covered_by(one) for one in deliveries]
    group = list(range(len(deliveries)))
    for later, one in enumerate(deliveries):
        revised = one.account.get("revision", {}).get("earlier", ())
        for earlier in range(later):
            mine, theirs = covered[later], covered[earlier]
            if deliveries[earlier].id in revised or not mine or not theirs or shared_days(mine, theirs):
                group = [group[earlier] if each == group[later] else each for each in group]
    found: dict[int, list[int]] = {}
    for number, each in enumerate(group):
        found.setdefault(each, []).append(number)
    return sorted(found.values())


def table_of(store: Deliveries, delivery: Delivery) -> Table:
    """Return where the table of a delivery lies."""
    file = delivery.file("table")
    path, rows = store.path_of(file["path"]).absolute(), file["rows"]
    if rows is None:
        rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item() if path.exists() else 0
    return Table(path=str(path), sha256=file["sha256"], first=file["first"] or 0, rows=rows)


def _cut(lot: Lot, run: slice) -> Lot:
    (table,) = lot.tables
    assert isinstance(table, Table)
    return replace(lot, tables=(replace(table, first=table.first + run.start, rows=run.stop - run.start),))


def sent(store: Deliveries, lots: Iterable[Lot], work: Work) -> Iterator[Lot]:
    """Yield lots with their rows, read and verified here; of a single delivery, what the work needs of them."""
    last: tuple[str, pl.DataFrame] = ("", pl.DataFrame())
    for lot in lots:
        frames = []
        single = len(lot.deliveries) == 1 and lot.deliveries[0].kind == "incidents"
        columns = [name for name in INCIDENTS if name in wanted_of(work)] if single else None
        for delivery, table in zip(lot.deliveries, lot.tables, strict=True):
            if last[0] != delivery.id:
                last = delivery.id, store.read(delivery, columns=columns)
            before = delivery.file("table")["first"] or 0
            frames.append(last[1].slice(table.first - before, table.rows) if isinstance(table, Table) else table)
        yield replace(lot, tables=tuple(frames))


def wanted_of(work: Work) -> set[str]:
    """Return the columns of a table of events that the work depends on."""
    return {*OF_EVERY_ROW, *(work.asked.columns or ()), *(NEEDED if work.sets else ())}


def do_lot(work: Work, lot: Lot) -> pl.DataFrame | None:
    """Do to a lot what is asked; None where its tables are not at hand. Rows and facts carry `arrival`."""
    try:
        rows = _rows_of(work, lot)
    except NotAtHand:
        return None
    if work.kind == "tally" and work.cells is not None:
        return tally(rows, work.asked, work.cells)
    kept = None if work.asked.columns is None else (*work.asked.columns, "arrival")
    make: Callable[[pl.DataFrame, Asked], pl.DataFrame] = {"chosen": chosen, "facts": facts}[work.kind]
    return make(rows, replace(work.asked, columns=kept))


def _rows_of(work: Work, lot: Lot) -> pl.DataFrame:
    """Return the rows of a lot that stand, each with its places and the number of its delivery (`arrival`)."""
    store, wanted = _Given(lot), wanted_of(work)
    rows = valued_rows(store, lot.deliveries, without=[name for name in INCIDENTS if name not in wanted])
    heights = pl.Series([0, *store.heights[:-1]], dtype=pl.Int64).cum_sum()
    number = heights.search_sorted(rows["position"].cast(pl.Int64), side="right") - 1
    arrival = pl.Series("arrival", lot.numbers, pl.Int64).gather(number)
    return rows.with_columns(arrival, *(_placed(places, rows) for places in work.sets))


def _placed(places: PlaceSet, rows: pl.DataFrame) -> pl.Series:
    return places.at(placing(places)(rows)).alias(column_of(places))


class _Given:
    """Reads the tables of a lot: what `frames.Tables` asks for."""

    def __init__(self, lot: Lot) -> None:
        self._tables = dict(zip((one.id for one in lot.deliveries), lot.tables, strict=True))
        self.heights: list[int] = []

    def read(self, delivery: Delivery, role: str = "table", *, columns: list[str] | None = None) -> pl.DataFrame:  # noqa: ARG002
        """Return the rows of a delivery, some of their columns or all."""
        table = self._tables[delivery.id]
        found = _verified(table, columns) if isinstance(table, Table) else table.select(columns or pl.all())
        self.heights.append(found.height)
        return found


_seen: dict[tuple[str, int, int], str] = {}  # of files that a worker has verified, by name, size and time


def _verified(table: Table, columns: list[str] | None) -> pl.DataFrame:
    path = Path(table.path)
    try:
        state = path.stat()
        key = (table.path, state.st_size, state.st_mtime_ns)
        if key not in _seen:
            _seen[key] = sha256_of(path)
        if _seen[key] != table.sha256:
            raise NotAtHand(table.path)
        rows = pl.scan_parquet(path, glob=False)
        return (rows if columns is None else rows.select(columns)).slice(table.first, table.rows).collect()
    except OSError as error:
        raise NotAtHand(table.path) from error


def gathered(parts: Sequence[pl.DataFrame], numbers: Sequence[tuple[int, ...]]) -> pl.DataFrame:
    """Return the rows of lots in order of arrival; the rows of a delivery stay as they came."""
    rows = pl.concat(parts)
    ends = [edge for each in numbers for edge in (each[0], each[-1])]
    ordered = rows if ends == sorted(ends) else rows.sort("arrival", maintain_order=True)
    return ordered.drop("arrival")
