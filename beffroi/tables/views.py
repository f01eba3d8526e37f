"""Views: the only shape in which an analysis sees data. The store computes them.

Times are local wall time without zone; days are counted from 1970-01-01;
x and y are metres in the observatory's projected reference system.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.evidence.finding import Geography
from beffroi.vocabulary.period import Every, Period

DatePrecision = Literal["minute", "hour", "day", "month", "quarter", "year"]
DATE_PRECISIONS: tuple[DatePrecision, ...] = ("minute", "hour", "day", "month", "quarter", "year")
LocationKind = Literal["exact", "block", "snapped", "area", "none"]
LOCATION_KINDS: tuple[LocationKind, ...] = ("exact", "block", "snapped", "area", "none")
DEFAULTS = {"place": pl.String, "name": pl.String, "why": pl.String, "n": pl.Int64}
_EPOCH = date(1970, 1, 1).toordinal()
CountingUnit = Literal[
    "offence", "victim", "event", "call", "encounter", "file", "vehicle", "heard_victim", "implicated"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Which days the data set covers: half-open, sorted, not touching. The rest is missing, not zero."""

    periods: tuple[Period, ...]

    def within(self, asked: Period) -> tuple[Period, ...]:
        """Return the covered parts of a period."""
        parts = (asked.overlap(period) for period in self.periods)
        return tuple(part for part in parts if part)

    def days(self, asked: Period) -> int:
        """Number of covered days of a period."""
        return sum(part.days for part in self.within(asked))

    def is_complete(self, asked: Period) -> bool:
        """Whether every day of a period is covered."""
        return self.days(asked) == asked.days

    def span(self) -> Period:
        """From the first covered day to the last."""
        return Period(start=self.periods[0].start, end=self.periods[-1].end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What every view says of the data behind it.

    Attributes
    ----------
    dataset, title, source, licence
        Identifier, human title, attribution line and licence of the data set.
    unit
        What one unit of a count is.
    period
        The period asked, cut to what the coverage spans; never longer than covered.
    coverage
        All covered days of the data set (not only of the period).
    date_precision
        Coarsest precision in the data in scope.
    location_kind, location_metres
        Coarsest kind of location and its precision in metres.
    events
        Events in scope, with or without a location.
    unplaced, unmapped, hour_unknown
        Events in scope without a location; with an offence code that is not
        mapped; whose hour is unknown or a default.
    offences
        ICCS codes present in scope (decides the disclosure threshold).
    recording
        `reported`, `proactive` or `mixed`: who causes a record to exist.
    deliveries
        SHA-256 of the raw files that the answer rests on.
    """

    dataset: str
    title: str
    source: str
    licence: str
    unit: CountingUnit
    period: Period
    coverage: Coverage
    date_precision: DatePrecision = "minute"
    location_kind: LocationKind = "exact"
    location_metres: float = 0.0
    events: int = 0
    unplaced: int = 0
    unmapped: int = 0
    hour_unknown: int = 0
    offences: tuple[str, ...] = ()
    recording: Literal["reported", "proactive", "mixed"] = "mixed"
    deliveries: tuple[str, ...] = ()
    sensitive: bool = False  # the stricter disclosure threshold applies to the whole scope
    sensitive_offences: tuple[str, ...] = ()  # codes with rows that take the stricter threshold by their source class
    agreement: str | None = None  # reference of the agreement that the data are under; then not published
    already_public: str | None = None  # source and reason, when the publisher released these counts itself
    translations: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)  # of these words, by language
    caveats: tuple[str, ...] = ()  # codes of vocabulary.checks.LEFT_OUT: what the source leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Located events, one row an event, sorted by time then source order.

    `weight` is 1 for events; a protected view holds cell centres weighted by
    their released counts. `resolution` is the side in metres of those cells,
    None for events. `apart` counts the events on default locations, where the
    request keeps them out (option `defaults` = `apart`). `offence`: ICCS code of
    each event to the digits of the request's `by_offence`, "unmapped" without one. `exposure`: place, value,
    of the areas of `window`, where the request names a measure (option `exposure`)
    and it is known.
    """

    basis: Basis
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    day: NDArray[np.int64]
    weight: NDArray[np.float64]
    window: Geography | None = None  # outline of the study area, when known
    exposure: pl.DataFrame | None = None
    resolution: float | None = None
    apart: int = 0
    offence: NDArray[np.str_] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When events happened, located or not: `start` and `end` (datetime64[us], NaT if open), `hour_known`."""

    basis: Basis
    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    hour_known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts by place, period and (if asked) offence, on the complete grid.

    `frame` has columns place, name, period (first day), days (covered days in
    the period and scope), length (days of the whole calendar unit), [offence,] n. `n` is null where
    no day is covered: missing is not zero. `unplaced` has period, n.
    """

    basis: Basis
    frame: pl.DataFrame
    unplaced: pl.DataFrame
    geography: Geography | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Counts by period over the whole area: columns period, days, length, n (null where not covered)."""

    basis: Basis
    frame: pl.DataFrame
    every: Every


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetNetwork:
    """The segments of a street network with their events, and how far from it the located events in scope are.

    `frame` has place, name, wkb (a line in projected metres; segments meet where their ends are the same point) and
    n (events in scope whose nearest segment it is). `within` is how far from a street, in metres, an event may be to
    count there. `away` is the distance of each located event to the nearest segment, in rising order; infinite where
    none is near enough. `at_ends` counts the events at an end of their segment, `apart` those on default locations.
    `facilities`, where the request names them (option `facilities`), has name, x, y.
    """

    basis: Basis
    name: str
    frame: pl.DataFrame
    within: float
    away: NDArray[np.float64]
    at_ends: int = 0
    apart: int = 0
    facilities: pl.DataFrame | None = None
    geography: Geography | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """A denominator by place: columns place, value, standard_error (null if unknown), and the period it is for."""

    measure: str
    frame: pl.DataFrame
    period: Period | None
    source: str
    per_day: bool = False  # True: a quantity that accumulates (boardings); False: a stock (residents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What the imports of a data set accounted for.

    `deliveries`: delivery, covered (a period, null when not known), rows_in, stored, quarantined, dropped. `reasons`:
    outcome (quarantined | dropped), reason, n. `calendar`: period (first day of month), days,
    length, n. `checks`: check, n, of, expected_share (null when none): completeness and heaping.
    `defaults`: place (code and name of the area; null outside all), why, n: the default locations, never
    their coordinates.
    """

    basis: Basis
    deliveries: pl.DataFrame
    reasons: pl.DataFrame
    calendar: pl.DataFrame
    checks: pl.DataFrame
    defaults: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DEFAULTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """How the count of each month (year, where months are unknown) grew, delivery after delivery.

    `frame`: period (first day), version (1 for the first delivery of the month), delivery, received (date), days
    (covered once it had arrived), length, n (what stood then). `changes`, a delivery that met records held before:
    delivery, rule, same, corrected, requalified, redated, relocated, restated, new, gone (records, whatever the
    scope). `requalified`: first, offence (ICCS), n.
    """

    basis: Basis
    every: Every
    frame: pl.DataFrame
    changes: pl.DataFrame
    requalified: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One view that an analysis asks of the store.

    places
        Place set; None: the observatory's default set of areas. For a whole-city answer use `series`.
    every
        Calendar grain; None: the whole period as one.
    by_offence
        ICCS level of the offence column of counts and points (2: section, 4: division...); 0: no such column.
    history
        True: all covered periods up to the end of the scope's; False: the scope's only.
    options
        Of points: `defaults` (`apart` or `kept`); `offences`, ICCS codes in place of the scope's (empty: all);
        `exposure`, the measure of exposure to hand over beside them.
    """

    view: Literal["points", "times", "counts", "series", "exposure", "quality", "revisions", "network"]
    places: str | None = None
    every: Every | None = None
    by_offence: int = 0
    history: bool = False
    measure: str = "residents"
    options: Mapping[str, Any] = field(default_factory=dict)


def points_from_arrays(x: Sequence[float], y: Sequence[float], *, day: Sequence[int], title: str = "arrays") -> Points:
    """Return located events from plain arrays, for those who have no observatory.

    `x` and `y` are projected metres, `day` counts days from 1970-01-01; all
    have shape (n,). The period is from the first day to the last.

    >>> events = points_from_arrays([0.0, 50.0], [0.0, 0.0], day=[19_000, 19_003])
    >>> events.basis.period.days
    4
    """
    days = np.asarray(day, dtype=np.int64)
    order = np.argsort(days, kind="stable")
    edges = (int(days[order[0]]), int(days[order[-1]])) if len(days) else (0, 0)
    period = Period(start=date.fromordinal(_EPOCH + edges[0]), end=date.fromordinal(_EPOCH + edges[1] + 1))
    basis = Basis(
        dataset=title, title=title, source=title, licence="", unit="event", period=period,
        coverage=Coverage(periods=(period,)), date_precision="day", events=len(days),
    )  # fmt: skip
    return Points(
        basis=basis,
        x=np.array(x, dtype=np.float64)[order],
        y=np.array(y, dtype=np.float64)[order],
        day=days[order],
        weight=np.ones(len(days)),
    )


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days
