"""Which rule holds where a delivery meets earlier ones: the declared one, the only one that fits, or a question."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import polars as pl

from beffroi.errors.revisions import KeysReused, NewestNeedsAKey, OverlappingRecords
from beffroi.errors.store import OverlappingDelivery
from beffroi.store.catalogue import Delivery
from beffroi.store.revisions import covered_by, shared_days
from beffroi.store.staging import Staged, nulls
from beffroi.vocabulary.period import Period

FEW = 5  # shared keys up to which most of them having another date tells nothing
REUSED = 0.5  # share of shared keys that have another date, beyond which the numbering may start again


class Arriving(Protocol):
    """What is decided about: see `deliveries.Parcel`."""

    @property
    def dataset(self) -> str: ...
    @property
    def overlap(self) -> str: ...
    @property
    def covered(self) -> tuple[Period, ...]: ...
    @property
    def table(self) -> pl.DataFrame | Staged: ...


def decided(parcel: Arriving, before: Sequence[Delivery], *, revision: Mapping[str, Any]) -> str:
    """Return `add`, `newest` or `replace`.

    A declared rule holds. Without one: nothing shared is added; records that
    have a key and of which none disappeared are taken as the newest (to
    replace the days would give the same); everything else asks.

    Raises
    ------
    OverlappingDelivery, KeysReused, NewestNeedsAKey
        A person must say which rule holds; nothing is stored.
    """
    keyed = "source_id" in parcel.table.columns and nulls(parcel.table, "source_id") < parcel.table.height
    if parcel.overlap == "newest" and not keyed and parcel.table.height:
        raise NewestNeedsAKey(dataset=parcel.dataset)
    if parcel.overlap != "ask":
        return parcel.overlap
    shared = _first_shared(parcel, before)
    if keyed:
        _check_reused(parcel, revision)
        if not shared or (not revision["gone"] and not revision["loose"]["gone"]):
            return "newest"
    if not shared:
        return "add"
    period, delivery = shared
    told = {"period": str(period), "delivery": delivery.id, "dataset": parcel.dataset}
    if not revision:
        raise OverlappingDelivery(**told)
    loose = revision["loose"]
    raise OverlappingRecords(
        **told, corrected=revision["corrected"],
        **{name: revision[name] + loose[name] for name in ("same", "new", "gone")},
    )  # fmt: skip


def _first_shared(parcel: Arriving, before: Sequence[Delivery]) -> tuple[Period, Delivery] | None:
    met = ((days, one) for one in before for days in shared_days(parcel.covered, covered_by(one)))
    return next(met, None)


def _check_reused(parcel: Arriving, revision: Mapping[str, Any]) -> None:
    if not revision:
        return
    shared, redated = revision["same"] + revision["corrected"], revision["redated"]
    if shared > FEW and redated > REUSED * shared:
        raise KeysReused(shared=shared, redated=redated, dataset=parcel.dataset)
