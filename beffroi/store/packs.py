"""Packs: the tables of many small deliveries in one file, each still found, checked and deleted on its own.

A pack holds the rows of its deliveries one after the other, in order of
arrival; the catalogue says where those of each begin and how many they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from beffroi.errors.store import ALTERED, DamagedFile
from beffroi.store.files import write_table, write_whole
from beffroi.store.fingerprint import content_fingerprint
from beffroi.store.lock import alone
from beffroi.store.schema import Delivery
from beffroi.store.seals import digest_of

if TYPE_CHECKING:
    from beffroi.store.deliveries import Deliveries

SMALL = 100_000  # rows: a larger table gains nothing
FULL = 1_000_000  # rows of a pack
ROLES = ("table", "quarantine")
PACKED = ("incidents", "recorded_counts", "encounters")  # kinds whose deliveries come by the month, not once a year
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What a compaction did: deliveries packed, packs made, table files before and after."""

    deliveries: int
    packs: int
    files_before: int
    files_after: int


def compact(store: "Deliveries") -> Compacted:
    """Pack the tables of small deliveries; every fingerprint is verified before and after, no answer changes.

    Raises
    ------
    DamagedFile
        A table is not what was delivered: nothing is packed over damage.
    BusyCatalogue
        Others are writing.
    """
    with alone(store.folder):
        before = _table_files(store.catalogue.deliveries())
        groups = plan(store.catalogue.deliveries())
        for group in groups:
            for members in _of_one_schema(store, group):
                moved = _pack(store, members)
                left = {str(file["path"]).partition("#")[0] for one in members for file in one.files}
                now = {str(file["path"]).partition("#")[0] for file in moved}
                store.catalogue.move(
                    "compact", moved, doomed=[path for path in left - now if not path.startswith("raw/")]
                )
        store.finish()
        after = _table_files(store.catalogue.deliveries())
    packed = sum(len(group) for group in groups)
    return Compacted(deliveries=packed, packs=len(groups), files_before=len(before), files_after=len(after))


def plan(deliveries: Iterable[Delivery]) -> list[list[Delivery]]:
    """Return the deliveries that go together: small ones of one data set, in order of arrival, a pack at a time.

    What lies together already and could take no more stays as it is.
    """
    groups: list[list[Delivery]] = []
    open_: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in deliveries:
        if delivery.kind not in PACKED or _rows(delivery) > SMALL:
            continue
        key = (delivery.dataset, delivery.kind)
        group = open_.get(key)
        if group is None or sum(map(_rows, group)) + _rows(delivery) > FULL:
            group = open_[key] = []
            groups.append(group)
        group.append(delivery)
    return [group for group in groups if len(group) > 1 and not _lies_together(group)]


def repacked(store: "Deliveries", delivery: Delivery, others: Sequence[Delivery]) -> Rows:
    """Write the packs of a delivery anew without it; return where the files of the others are then."""
    packs = {store.path_of(file["path"]) for file in delivery.files if file["first"] is not None}
    members = [one for one in others if any(store.path_of(file["path"]) in packs for file in one.files)]
    return _pack(store, members) if members else []


def _rows(delivery: Delivery) -> int:
    return max(int(delivery.account["stored"]), int(delivery.account["quarantined"]))


def _lies_together(group: Sequence[Delivery]) -> bool:
    where = {str(one.path("table")).partition("#")[0] for one in group}
    return len(where) == 1 and all(one.file("table")["first"] is not None for one in group)


def _of_one_schema(store: "Deliveries", group: Sequence[Delivery]) -> Iterable[list[Delivery]]:
    """Part deliveries whose tables have other columns or types: an earlier version wrote them."""
    found: dict[str, list[Delivery]] = {}
    for delivery in group:
        for role in ROLES:
            if fault := store.fault_of(delivery.file(role)):
                raise DamagedFile(file=delivery.file(role)["path"], delivery=delivery.id, fault=fault)
        schemas = [pl.read_parquet_schema(store.path_of(delivery.file(role)["path"])) for role in ROLES]
        found.setdefault(str(schemas), []).append(delivery)
    return (members for members in found.values() if len(members) > 1)


def _pack(store: "Deliveries", members: Sequence[Delivery]) -> Rows:
    name = digest_of([[one.id, one.fingerprint, one.file("table")["sha256"]] for one in members])[:12]
    moved: Rows = []
    for role in ROLES:
        frames = [store.read(one, role) for one in members]
        if role == "table":
            _check_content(members, frames)
        path = store.folder / "packs" / name / f"{role}.parquet"
        digest = write_whole(path, partial(write_table, pl.concat(frames)))
        ends = [0]
        for frame in frames:
            ends.append(ends[-1] + frame.height)
        whole = pl.read_parquet(path, glob=False)
        for one, frame, (start, end) in zip(members, frames, pairwise(ends), strict=True):
            if not whole.slice(start, end - start).equals(frame, null_equal=True):
                raise DamagedFile(file=path.name, delivery=one.id, fault=ALTERED)
            relative = path.relative_to(store.folder).as_posix()
            moved.append(
                {"delivery": one.id, "role": role, "path": f"{relative}#{one.id}", "sha256": digest,
                 "bytes": path.stat().st_size, "first": start, "rows": end - start}
            )  # fmt: skip
    return moved


def _check_content(members: Sequence[Delivery], frames: Sequence[pl.DataFrame]) -> None:
    for one, frame in zip(members, frames, strict=True):
        if content_fingerprint(frame) != one.fingerprint:
            raise DamagedFile(file=str(one.path("table")), delivery=one.id, fault=ALTERED)


def _table_files(deliveries: Iterable[Delivery]) -> set[str]:
    return {str(one.path(role)).partition("#")[0] for one in deliveries for role in ROLES if one.path(role) is not None}
