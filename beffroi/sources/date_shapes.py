"""Which dates a column of text holds, and in which order: read off all values, and left open where two orders fit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_DATE = r"(?P<a>\d{1,4})(?P<mark>[-/.])(?P<b>\d{1,4})(?:(?P=mark)(?P<c>\d{1,4}))?"
_TIME = (
    r"(?P<join>[T ])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<second>:\d{2}(?P<fraction>\.\d+)?)?(?P<half> ?[AaPp][Mm])?"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_SHAPE = re.compile(f"{_DATE}(?:{_TIME})?{_ZONE}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:\d{2})?( ?[AaPp][Mm])?")
LEAST_SHARE = 0.9  # of the values of a column that must read as dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """How a column reads as dates.

    Attributes
    ----------
    orders
        `ymd`, `dmy`, `mdy`, `ym`, `my`: every order that reads all values; two mean that the file does not tell.
    formats
        strptime formats for each order.
    share
        Share of the filled values that read as dates.
    timed
        Share of values with a time of day; `midnight` and `noon`: shares of those at 00:00 and 12:00.
    first_days
        Share of dates on the first of a month.
    zone
        `Z`, `offset`, or empty.
    example
        A value as written.
    """

    orders: tuple[str, ...]
    formats: dict[str, tuple[str, ...]]
    share: float
    timed: float
    midnight: float
    noon: float
    first_days: float
    zone: str
    example: str

    @property
    def precision(self) -> str:
        """The finest precision that the values can have."""
        if self.orders and self.orders[0] in ("ym", "my"):
            return "month"
        return "minute" if self.timed and self.midnight < 1 else "day"


@dataclass(slots=True)
class _Tally:
    """What was counted over the values of one column."""

    shapes: Counter[tuple[str, str, str, str]]  # (order family, mark, time format, zone)
    first_over: bool = False  # a first part above 12: it cannot be a month
    second_over: bool = False
    read: int = 0
    timed: int = 0
    midnight: int = 0
    noon: int = 0
    first_days: int = 0


def read_dates(values: Sequence[str]) -> Dates | None:
    """Return how values read as dates, or None when most do not.

    >>> read_dates(["03/04/2024", "11/12/2024"]).orders
    ('dmy', 'mdy')
    >>> read_dates(["03/04/2024", "21/12/2024"]).formats["dmy"]
    ('%d/%m/%Y',)
    """
    tally = _Tally(shapes=Counter())
    for value in values:
        matched = _SHAPE.fullmatch(value)
        if matched:
            _count(matched.groupdict(), tally)
    if not values or tally.read < LEAST_SHARE * len(values):
        return None
    orders = _orders(tally)
    return Dates(
        orders=orders,
        formats={order: _formats(order, tally) for order in orders},
        share=tally.read / len(values),
        timed=tally.timed / tally.read,
        midnight=tally.midnight / max(tally.timed, 1),
        noon=tally.noon / max(tally.timed, 1),
        first_days=tally.first_days / tally.read,
        zone=next((zone for *_, zone in tally.shapes if zone), ""),
        example=next(value for value in values if _SHAPE.fullmatch(value)),
    )


def read_times(values: Sequence[str]) -> tuple[str, ...]:
    """Return the formats of a column of times of day, or nothing when most are none.

    >>> read_times(["07:00", "23:15:00"])
    ('%H:%M', '%H:%M:%S')
    """
    found = [match for match in map(_CLOCK.fullmatch, values) if match]
    if not values or len(found) < LEAST_SHARE * len(values):
        return ()
    seen = {_time_format(match[3] or "", match[4] or "") for match in found}
    return tuple(sorted(seen, key=len))


def _count(part: dict[str, str | None], tally: _Tally) -> None:
    a, b, c = part["a"] or "", part["b"] or "", part["c"]
    family = _family(a, b, c)
    if family is None:
        return
    time = _time_format(part["second"] or "", part["half"] or "") if part["hour"] else ""
    zone = "" if not part["zone"] else "Z" if part["zone"] == "Z" else "offset"
    tally.shapes[(family, part["mark"] or "", (part["join"] or "") + time, zone)] += 1
    tally.read += 1
    if family in ("xxy", "xx2"):
        tally.first_over |= int(a) > 12
        tally.second_over |= int(b) > 12
    day = {"ymd": c, "xxy": a, "xx2": a}.get(family)
    tally.first_days += day is not None and int(day) == 1
    if part["hour"]:
        tally.timed += 1
        at = (int(part["hour"]), part["minute"])
        after_noon = (part["half"] or "").strip().lower() == "pm"
        tally.midnight += at == ((12, "00") if part["half"] and not after_noon else (0, "00"))
        tally.noon += at == (12, "00") and (after_noon or not part["half"])


def _family(a: str, b: str, c: str | None) -> str | None:
    """Year first, year last, year of two digits, or no day; None when the numbers cannot be a date."""
    if c is None:
        if len(a) == 4 and len(b) <= 2 and 1 <= int(b) <= 12:
            return "ym"
        return "my" if len(b) == 4 and len(a) <= 2 and 1 <= int(a) <= 12 else None
    if len(b) > 2 or not 1 <= int(b) <= 31:
        return None
    if len(a) == 4:
        return "ymd" if len(c) <= 2 and int(b) <= 12 and 1 <= int(c) <= 31 else None
    if len(a) > 2 or not 1 <= int(a) <= 31:
        return None
    return {4: "xxy", 2: "xx2"}.get(len(c))


def _orders(tally: _Tally) -> tuple[str, ...]:
    families = {family for family, *_ in tally.shapes}
    if families & {"xxy", "xx2"}:
        if tally.first_over and tally.second_over:
            return ()
        return ("dmy",) if tally.first_over else ("mdy",) if tally.second_over else ("dmy", "mdy")
    return tuple(sorted(families, key=len, reverse=True))[:1]


def _formats(order: str, tally: _Tally) -> tuple[str, ...]:
    made = []
    for (family, mark, time, zone), _ in tally.shapes.most_common():
        if family in ("xxy", "xx2"):
            year = "%Y" if family == "xxy" else "%y"
            date = mark.join(("%d", "%m", year) if order == "dmy" else ("%m", "%d", year))
        else:
            date = mark.join({"ymd": ("%Y", "%m", "%d"), "ym": ("%Y", "%m"), "my": ("%m", "%Y")}[family])
        made.append(date + time + {"": "", "Z": "Z", "offset": "%z"}[zone])
    return tuple(dict.fromkeys(made))


def _time_format(second: str, half: str) -> str:
    hour = "%I" if half else "%H"
    seconds = "" if not second else ":%S%.f" if "." in second else ":%S"
    return f"{hour}:%M{seconds}" + (" %p" if half.startswith(" ") else "%p" if half else "")
