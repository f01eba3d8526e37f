"""What had arrived at an earlier moment: answers as they were given then."""

import re
from collections.abc import Sequence

from beffroi.errors.revisions import NothingYet
from beffroi.errors.store import UnknownDelivery
from beffroi.store.catalogue import Delivery

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def sequence_at(deliveries: Sequence[Delivery], when: str) -> int:
    """Return the place in the order of arrival of the last delivery known at a moment.

    `when` is a day (its deliveries included), or the beginning of the name of a delivery. Order is that of
    arrival, never the clock's: with a clock that went back, a day ends before the first delivery dated later.

    Raises
    ------
    NothingYet, UnknownDelivery
        Nothing had arrived by that day; no delivery, or several, have that name.
    """
    if not _DAY.fullmatch(when):
        named = [one for one in deliveries if one.id.startswith(when)]
        if len(named) != 1:
            raise UnknownDelivery(name=when)
        return named[0].sequence
    last = 0
    for one in deliveries:
        if one.received_at[:10] > when:
            break
        last = one.sequence
    if not last:
        raise NothingYet(when=when, first=deliveries[0].received_at[:10] if deliveries else "–")
    return last


def arrived(deliveries: Sequence[Delivery], *, until: int | None) -> list[Delivery]:
    """Return the deliveries up to a place in the order of arrival; all of them without one."""
    return [one for one in deliveries if until is None or one.sequence <= until]
