"""Half-open periods of whole local days, and the calendar grains that cut them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, model_serializer, model_validator

Every = Literal["day", "week", "month", "quarter", "year"]


class Period(BaseModel):
    """Whole local days from `start` (included) to `end` (excluded).

    Written as ISO 8601 reduced dates, both ends included, as people say it.

    >>> Period.parse("2018-01/2018-07")
    Period(start=datetime.date(2018, 1, 1), end=datetime.date(2018, 8, 1))
    >>> str(Period.parse("2018"))
    '2018'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    start: date
    end: date

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return _bounds(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _increases(self) -> Self:
        if self.end <= self.start:
            msg = f"a period must end after it starts, got {self.start} to {self.end}"
            raise ValueError(msg)
        return self

    @model_serializer
    def _as_text(self) -> str:
        return str(self)

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read `2018`, `2018-03`, `2018-03-05` or `first/last`."""
        return cls.model_validate(written)

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days

    def overlap(self, other: "Period") -> "Period | None":
        """Return the days in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start=start, end=end) if start < end else None

    def split(self, every: Every) -> Iterator["Period"]:
        """Cut at calendar boundaries; the first and last pieces may be partial."""
        start = self.start
        while start < self.end:
            end = min(next_boundary(start, every), self.end)
            yield Period(start=start, end=end)
            start = end

    def shift_years(self, years: int) -> "Period":
        """Return the same calendar days, `years` later (29 February becomes 28)."""
        return Period(start=_shift(self.start, years), end=_shift(self.end, years))

    def __str__(self) -> str:
        last = self.end - timedelta(days=1)
        if (self.start.day, self.end.day) == (1, 1):
            if (self.start.month, self.end.month) == (1, 1):
                return _pair(f"{self.start:%Y}", f"{last:%Y}")
            return _pair(f"{self.start:%Y-%m}", f"{last:%Y-%m}")
        return _pair(self.start.isoformat(), last.isoformat())


def floor_to(day: date, every: Every) -> date:
    """Return the first day of the calendar unit that holds `day` (weeks start on Monday)."""
    match every:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)


def next_boundary(day: date, every: Every) -> date:
    """Return the first day of the calendar unit after the one that holds `day`."""
    length = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[every]
    return floor_to(floor_to(day, every) + timedelta(days=length), every)


_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def _bounds(written: str) -> dict[str, date]:
    first, _, last = written.strip().partition("/")
    return {"start": _edges(first)[0], "end": _edges(last or first)[1]}


def _edges(written: str) -> tuple[date, date]:
    match = _WRITTEN.match(written.strip())
    if not match:
        msg = f"a period is written 2018, 2018-03, 2018-03-05 or first/last, got {written!r}"
        raise ValueError(msg)
    year, month, day = (int(part or 0) for part in match.groups())
    start = date(year, month or 1, day or 1)
    every: Every = "day" if day else "month" if month else "year"
    return start, next_boundary(start, every)


def _pair(first: str, last: str) -> str:
    return first if first == last else f"{first}/{last}"


def _shift(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
