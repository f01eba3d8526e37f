"""A small imaginary city, and every view of it: what a question can be asked of in tests.

The city is a square of 6 by 4 km cut into 24 areas. Its incidents gather round
three corners, in the evening, at week-ends; some follow another one nearby,
soon after; some have an interval, some no hour, some no place. May 2016 was
never delivered and the data stop on 8 August 2018: missing is not zero.
Everything is computed by the definition, from one list of events.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from beffroi.evidence.finding import Geography
from beffroi.store.growth import TRIANGLE
from beffroi.tables.views import (
    Basis,
    Counts,
    Coverage,
    Exposure,
    Points,
    Quality,
    Request,
    Revisions,
    Series,
    StreetNetwork,
    Times,
    day_number,
)
from beffroi.vocabulary.period import Period
from tests import street_views

COVERED = (Period.parse("2014-01-01/2016-04-30"), Period.parse("2016-06-01/2018-08-08"))
ASKED = Period.parse("2018-01-01/2018-08-08")
SIDE, COLUMNS, ROWS = 1000.0, 6, 4
CORNERS = ((1500.0, 900.0), (4200.0, 2700.0), (4600.0, 700.0))
OFFENCES = ("0401", "0501", "0502", "0903")
ARRAYS = ("x", "y", "start", "end", "hour_known", "offence")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The events of the imaginary city, in the order of their file; `origin` moves all coordinates."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    start: NDArray[np.datetime64]
    end: NDArray[np.datetime64]
    hour_known: NDArray[np.bool_]
    offence: NDArray[np.str_]
    origin: tuple[float, float] = (0.0, 0.0)

    @property
    def days(self) -> NDArray[np.int64]:
        """Days since 1970-01-01."""
        return self.start.astype("datetime64[D]").astype(np.int64)

    def within(self, period: Period) -> "City":
        """Return the events of a period."""
        kept = (self.days >= day_number(period.start)) & (self.days < day_number(period.end))
        return self.take(np.flatnonzero(kept))

    def take(self, rows: NDArray[np.int64]) -> "City":
        """Return some events, in that order."""
        return replace(self, **{name: getattr(self, name)[rows] for name in ARRAYS})

    def shuffled(self, seed: int) -> "City":
        """Return the same events in another order."""
        return self.take(np.random.default_rng(seed).permutation(self.x.size))

    def moved(self, *, east: float, north: float) -> "City":
        """Return the same city elsewhere on the map."""
        return replace(self, x=self.x + east, y=self.y + north, origin=(self.origin[0] + east, self.origin[1] + north))


def city(*, seed: int = 1, n: int = 12_000) -> City:
    """Draw `n` events over the covered days; the same seed, the same city."""
    rng = np.random.default_rng(seed)
    days = np.concatenate([np.arange(day_number(p.start), day_number(p.end)) for p in COVERED])
    weight = 1 + 0.4 * ((days + 3) % 7 >= 5) + 0.25 * np.sin(2 * np.pi * days / 365.25)
    day = rng.choice(days, size=n, p=weight / weight.sum())
    anywhere = rng.uniform(0, 1, (n, 2)) * (COLUMNS * SIDE, ROWS * SIDE)
    near = np.array(CORNERS)[rng.integers(0, 3, n)] + rng.normal(0, 220, (n, 2))
    place, day = _follow(np.where(rng.random((n, 1)) < 0.5, anywhere, near), day, rng=rng)
    place = np.round(place, 1)
    minute = np.where(rng.random(n) < 0.6, rng.normal(20.5 * 60, 150, n), rng.uniform(0, 1440, n)) % 1440
    minute = np.where(rng.random(n) < 0.05, 720, minute).astype(np.int64)
    start = day.astype("datetime64[D]").astype("datetime64[us]") + minute.astype("timedelta64[m]")
    length = np.where(rng.random(n) < 0.2, rng.exponential(9 * 60, n), 0).astype(np.int64)
    end = start + length.astype("timedelta64[m]")
    end[rng.random(n) < 0.02] = np.datetime64("NaT")
    place[rng.random(n) < 0.03] = np.nan
    return City(
        x=place[:, 0],
        y=place[:, 1],
        start=start,
        end=end,
        hour_known=rng.random(n) > 0.06,
        offence=np.array(OFFENCES)[rng.choice(4, n, p=(0.2, 0.3, 0.4, 0.1))],
    )


def _follow(place: NDArray[Any], day: NDArray[Any], *, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """Move one event in eight close to another, within two weeks: near repeats."""
    n = day.size
    if n < 2:
        return place, day
    followers = np.flatnonzero(rng.random(n) < 0.125)
    leaders = rng.integers(0, n, followers.size)
    place, moved = place.copy(), day.copy()
    place[followers] = place[leaders] + rng.uniform(-90, 90, (followers.size, 2))
    moved[followers] = day[leaders] + rng.integers(0, 14, followers.size)
    covered = np.zeros(n, bool)
    for period in COVERED:
        covered |= (moved >= day_number(period.start)) & (moved < day_number(period.end))
    return place, np.where(covered, moved, day)


def basis(events: City, /, *, period: Period = ASKED, **changes: Any) -> Basis:
    """Return what a view says of the data behind it."""
    scope = events.within(period)
    values: dict[str, Any] = {
        "dataset": "imaginary",
        "title": "Imaginary city",
        "source": "Imaginary police",
        "licence": "CC0-1.0",
        "unit": "event",
        "period": period,
        "coverage": Coverage(periods=COVERED),
        "events": scope.x.size,
        "unplaced": int(np.isnan(scope.x).sum()),
        "hour_unknown": int((~scope.hour_known).sum()),
        "offences": OFFENCES,
        "recording": "reported",
        "deliveries": ("0" * 64,),
    }
    return Basis(**(values | changes))


def views_for(question: Any, events: City, *, period: Period = ASKED) -> tuple[Any, ...]:
    """Return the views that a question asks for, in order."""
    return tuple(view(request, events, period=period) for request in question.requests())


def view(request: Request, events: City, *, period: Period = ASKED) -> Any:
    """Return one view of the city."""
    build = {
        "points": points,
        "times": times,
        "counts": counts,
        "series": series,
        "exposure": exposure,
        "quality": quality,
        "revisions": revisions,
        "network": network,
    }
    return build[request.view](request, events, period)


def points(request: Request, events: City, period: Period = ASKED) -> Points:
    """Located events, sorted by time, then by their order in the file."""
    scope = events.within(_seen(request, period))
    scope = scope.take(np.flatnonzero(~np.isnan(scope.x)))
    scope = scope.take(np.argsort(scope.start, kind="stable"))
    if request.options.get("offences"):
        scope = scope.take(np.flatnonzero(np.isin(scope.offence, request.options["offences"])))
    return Points(
        basis=basis(events, period=period),
        x=scope.x,
        y=scope.y,
        day=scope.days,
        weight=np.ones(scope.x.size),
        window=window(events),
    )


def network(request: Request, events: City, period: Period = ASKED) -> StreetNetwork:
    """Streets, with the located events of the period on them."""
    scope = events.within(_seen(request, period))
    scope = scope.take(np.flatnonzero(~np.isnan(scope.x)))
    told = basis(events, period=period)
    asked = request.options.get("facilities")
    return street_views.network(scope.x, scope.y, origin=events.origin, basis=told, facilities=asked)


def times(request: Request, events: City, period: Period = ASKED) -> Times:
    """Intervals of all events, located or not."""
    scope = events.within(_seen(request, period))
    return Times(basis=basis(events, period=period), start=scope.start, end=scope.end, hour_known=scope.hour_known)


def counts(request: Request, events: City, period: Period = ASKED) -> Counts:
    """Counts on the complete grid of areas, periods and offences."""
    rows: list[dict[str, Any]] = []
    without: list[dict[str, Any]] = []
    kinds = sorted({code[: request.by_offence] for code in OFFENCES}) if request.by_offence else [""]
    for piece, days in _pieces(_seen(request, period), request.every):
        scope = events.within(piece)
        place = area_of(scope)
        for kind in kinds:
            kept = np.char.startswith(scope.offence, kind)
            tally = np.bincount(place[kept & (place >= 0)], minlength=COLUMNS * ROWS)
            extra = {"offence": kind} if request.by_offence else {}
            for code, name, n in zip(area_codes(), area_names(), tally.tolist(), strict=True):
                row = {"place": code, "name": name, "period": piece.start, "days": days, "length": piece.days}
                rows.append(row | extra | {"n": n if days else None})
            without.append({"period": piece.start} | extra | {"n": int((kept & (place < 0)).sum())})
    return Counts(
        basis=basis(events, period=period),
        frame=pl.DataFrame(rows, schema_overrides={"n": pl.Int64}),
        unplaced=pl.DataFrame(without, schema_overrides={"n": pl.Int64}),
        geography=areas(events),
    )


def series(request: Request, events: City, period: Period = ASKED) -> Series:
    """Counts of the whole city by period."""
    every = request.every or "month"
    frame = _calendar(events, _seen(request, period), every)
    return Series(basis=basis(events, period=period), frame=frame, every=every)


def exposure(request: Request, events: City, period: Period = ASKED) -> Exposure:
    """Residents by area, from 800 to some 15,000."""
    value = 800.0 + 600.0 * np.arange(COLUMNS * ROWS)
    frame = pl.DataFrame({"place": area_codes(), "value": value, "standard_error": value * 0.02})
    return Exposure(measure=request.measure, frame=frame, period=Period.parse("2018"), source="Imaginary census")


def quality(request: Request, events: City, period: Period = ASKED) -> Quality:
    """What the import of the city would have accounted for: 40 rows set aside, 12 left out."""
    stored = events.x.size
    deliveries = {"delivery": ["0" * 64], "covered": ["2024"], "rows_in": [stored + 52], "stored": [stored]}
    reasons = {
        "outcome": ["quarantined", "quarantined", "dropped"],
        "reason": ["bad_date", "wrong_width", "blank_line"],
        "n": [37, 3, 12],
    }
    schema = {"check": pl.String, "n": pl.Int64, "of": pl.Int64, "expected_share": pl.Float64}
    return Quality(
        basis=basis(events, period=period),
        deliveries=pl.DataFrame(deliveries | {"quarantined": [40], "dropped": [12]}),
        reasons=pl.DataFrame(reasons),
        calendar=_calendar(events, Period(start=COVERED[0].start, end=period.end), "month"),
        checks=pl.DataFrame(_checks(events), schema=schema, orient="row"),
    )


def revisions(request: Request, events: City, period: Period = ASKED) -> Revisions:
    """Two versions of every covered month: one event in ten was reported after the first."""
    early = (events.start.astype("datetime64[m]").astype(np.int64) % 10) != 0
    first, rows = events.take(np.flatnonzero(early)), []
    for piece, days in _pieces(period, "month"):
        for version, known in ((1, first), (2, events)) if days else ():
            row = {"period": piece.start, "version": version, "delivery": f"{version}" * 12}
            row |= {"received": piece.end, "days": days, "length": piece.days, "n": known.within(piece).x.size}
            rows.append(row)
    late = events.x.size - first.x.size
    changes = {"delivery": "2" * 12, "rule": "newest", "same": first.x.size, "new": late, "gone": 0}
    changes |= dict.fromkeys(("corrected", "requalified", "redated", "relocated", "restated"), late // 2)
    return Revisions(
        basis=basis(events, period=period),
        every="month",
        frame=pl.DataFrame(rows, schema=TRIANGLE),
        changes=pl.DataFrame([changes]),
        requalified=pl.DataFrame({"first": ["0501"], "offence": ["0502"], "n": [late // 2]}),
    )


def _checks(events: City) -> list[tuple[str, int, int, float | None]]:
    n = events.x.size
    minute = (events.start - events.start.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
    first = events.start.astype("datetime64[D]") == events.start.astype("datetime64[M]")
    return [
        ("located", int((~np.isnan(events.x)).sum()), n, None),
        ("hour_known", int(events.hour_known.sum()), n, None),
        ("mapped", n, n, None),
        ("midnight", int((minute == 0).sum()), n, 1 / 1440),
        ("noon", int((minute == 720).sum()), n, 1 / 1440),
        ("first_of_month", int(first.sum()), n, 12 / 365.25),
        ("open_interval", int(np.isnat(events.end).sum()), n, None),
        ("a_check_of_tomorrow", 0, n, None),
    ]


def _seen(request: Request, period: Period) -> Period:
    """The days that a view holds: with history, from the first covered day on."""
    return Period(start=COVERED[0].start, end=period.end) if request.history else period


def _pieces(seen: Period, every: Any) -> list[tuple[Period, int]]:
    """Every period of a view, and how many of its days are covered."""
    coverage = Coverage(periods=COVERED)
    return [(piece, coverage.days(piece)) for piece in (seen.split(every) if every else (seen,))]


def _calendar(events: City, seen: Period, every: Any) -> pl.DataFrame:
    rows = [
        {
            "period": piece.start,
            "days": days,
            "length": piece.days,
            "n": events.within(piece).x.size if days else None,
        }
        for piece, days in _pieces(seen, every)
    ]
    return pl.DataFrame(rows, schema={"period": pl.Date, "days": pl.Int64, "length": pl.Int64, "n": pl.Int64})


def area_codes() -> list[str]:
    """Codes of the 24 areas, row by row from the south-west."""
    return [f"A{index + 1:02d}" for index in range(COLUMNS * ROWS)]


def area_names() -> list[str]:
    """Names of the 24 areas."""
    return [f"Quarter {index + 1}" for index in range(COLUMNS * ROWS)]


def area_of(events: City) -> NDArray[np.int64]:
    """Index of the area of every event; -1 without one."""
    east, north = events.x - events.origin[0], events.y - events.origin[1]
    inside = (east >= 0) & (east < COLUMNS * SIDE) & (north >= 0) & (north < ROWS * SIDE)
    column, row = np.where(inside, east // SIDE, 0), np.where(inside, north // SIDE, 0)
    return np.where(inside, row * COLUMNS + column, -1).astype(np.int64)


def areas(events: City) -> Geography:
    """Outlines of the areas."""
    corners = [(column * SIDE, row * SIDE) for row in range(ROWS) for column in range(COLUMNS)]
    outlines = tuple(_box(events, east, north, SIDE, SIDE) for east, north in corners)
    return Geography(
        name="areas", codes=tuple(area_codes()), labels=tuple(area_names()), outlines=outlines, crs="EPSG:32616"
    )


def window(events: City) -> Geography:
    """Outline of the whole city."""
    outline = _box(events, 0.0, 0.0, COLUMNS * SIDE, ROWS * SIDE)
    return Geography(name="window", codes=("city",), labels=("City",), outlines=(outline,), crs="EPSG:32616")


def _box(events: City, east: float, north: float, width: float, height: float) -> bytes:
    left, bottom = events.origin[0] + east, events.origin[1] + north
    return bytes(shapely.to_wkb(shapely.box(left, bottom, left + width, bottom + height)))
