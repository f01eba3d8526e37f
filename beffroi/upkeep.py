"""Keeping an observatory: what was found wrong with its files, and what may be mended without inventing anything."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from beffroi.errors.store import BusyCatalogue
from beffroi.intake import Counter
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries, Fault
from beffroi.store.files import remove_file
from beffroi.store.lock import alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `check` found, and what it did about it."""

    deliveries: int
    files: int
    faults: tuple[Fault, ...]
    unbalanced: tuple[str, ...]  # deliveries whose rows in differ from stored + quarantined + dropped
    orphans: tuple[str, ...]
    repaired: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()  # orphans, when asked
    busy: bool = False  # others were writing: what no delivery names yet may be theirs

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.faults or self.unbalanced)


def check(store: Deliveries, counter: Counter, *, repair: bool = False, remove_orphans: bool = False) -> Checked:
    """Verify every seal, every checksum and the conservation of rows.

    Deletions that were interrupted are finished and temporary files removed,
    whenever nobody else writes. `repair` rebuilds tables from raw files that
    are whole, and keeps only what has the delivered content; `remove_orphans`
    removes the files that no delivery names.
    """
    tidied = store.tidy(wait=0)
    store.catalogue.check()
    faults = tuple(store.check())
    deliveries = store.catalogue.deliveries()
    repaired = [counter.repair(delivery) for delivery in deliveries if repair and _is_hurt(delivery, faults)]
    if repaired:
        store.tidy(wait=0)
        faults = tuple(store.check())
    orphans, removed, busy = _orphans(store, remove=remove_orphans)
    return Checked(
        deliveries=len(deliveries),
        files=sum(len(delivery.files) for delivery in deliveries),
        faults=faults,
        unbalanced=tuple(delivery.id for delivery in deliveries if not _balances(delivery)),
        orphans=orphans,
        removed=removed,
        repaired=tuple(name for name in repaired if name),
        busy=busy or not tidied,
    )


def _orphans(store: Deliveries, *, remove: bool) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Return the files that no delivery names: those left, those removed; and whether others were writing."""
    with suppress(BusyCatalogue, PermissionError), alone(store.folder, wait=0):
        found = store.orphans()
        names = tuple(path.relative_to(store.folder).as_posix() for path in found)
        if not remove:
            return names, (), False
        for path in found:
            remove_file(path, within=store.folder)
        return (), names, False
    return (), (), True


def _balances(delivery: Delivery) -> bool:
    account = delivery.account
    return bool(account["rows_in"] == account["stored"] + account["quarantined"] + sum(account["dropped"].values()))


def _is_hurt(delivery: Delivery, faults: Iterable[Fault]) -> bool:
    return any(fault.delivery == delivery.id for fault in faults)
