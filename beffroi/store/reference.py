"""The reference engine: the views written out slowly, row by row, for other engines to be held against."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl

from beffroi.kernels.piles import LEAST, TIMES, count_piles
from beffroi.store.places import PlaceSet
from beffroi.tables.views import Basis, Counts, Coverage, Points, Request, Series, Times, day_number
from beffroi.vocabulary.period import Period, floor_to, next_boundary
from beffroi.vocabulary.scope import Scope

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """One delivery as a list of rows: the days it covers, and by what rule it supersedes earlier ones."""

    rows: Sequence[Row]
    covered: tuple[Period, ...]
    rule: str  # add | newest | replace


def current_rows(supplies: Sequence[Supply]) -> list[Row]:
    """Return the rows that stand, delivery by delivery, each row held against each later delivery.

    The rule of `store.revisions`, written out: quadratic, for small data.
    """
    own = [[row for row in one.rows if _covers(one, row)] for one in supplies]
    kept: list[Row] = []
    for at, rows in enumerate(own):
        standing = list(rows)
        for later, other in zip(supplies[at + 1 :], own[at + 1 :], strict=True):
            if later.rule == "replace":
                standing = [row for row in standing if not (later.covered and _covers(later, row))]
            if later.rule in ("newest", "replace"):
                keys = {row["source_id"] for row in other} - {None}
                standing = [row for row in standing if row["source_id"] not in keys]
            if later.rule == "newest" and later.covered and supplies[at].covered:
                both = (supplies[at], later)
                taken = _repeats(
                    [row for row in rows if _is_loose(row, *both)], [r for r in other if _is_loose(r, *both)]
                )
                standing = [row for row in standing if id(row) not in taken]
        kept += standing
    return kept


def _covers(supply: Supply, row: Row) -> bool:
    return not supply.covered or any(period.start <= _day(row) < period.end for period in supply.covered)


def _is_loose(row: Row, earlier: Supply, later: Supply) -> bool:
    return row["source_id"] is None and _covers(earlier, row) and _covers(later, row)


def _repeats(rows: Sequence[Row], later: Sequence[Row]) -> set[int]:
    """Return the identities of the rows that a later delivery holds again; each of its rows stands for one."""
    left = Counter(_content(row) for row in later)
    taken = set()
    for row in rows:
        if left[_content(row)]:
            left[_content(row)] -= 1
            taken.add(id(row))
    return taken


def _content(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in sorted(row) if name != "row")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEngine:
    """Computes the same views as the embedded engine from a list of rows held in memory.

    A point belongs to the place whose outline contains it; points on an edge
    are not asked of this engine.
    """

    rows: Sequence[Row]
    coverage: Coverage
    places: PlaceSet
    basis: Basis

    def view(self, request: Request, scope: Scope) -> Any:
        """Return the view that a request asks for."""
        make = {"points": self._points, "times": self._times, "counts": self._counts, "series": self._series}
        return make[request.view](request, scope)

    def _points(self, request: Request, scope: Scope) -> Points:
        events = [row for row in _events(self._in_scope(request, scope)) if row["x"] is not None]
        apart = self._defaults() if request.options.get("defaults") == "apart" else set()
        located, events = len(events), [row for row in events if (row["x"], row["y"]) not in apart]
        events.sort(key=lambda row: (row["occurred_from"], row["row"]))
        return Points(
            basis=self.basis,
            x=np.array([row["x"] for row in events], dtype=float),
            y=np.array([row["y"] for row in events], dtype=float),
            day=np.array([day_number(_day(row)) for row in events], dtype=np.int64),
            weight=np.ones(len(events)),
            window=self.places.geography(),
            apart=located - len(events),
        )

    def _defaults(self) -> set[tuple[float, float]]:
        """Points that hold far more events than others, and centres of areas that hold many, over all the rows."""
        import shapely

        events = [
            row for row in _events(self.rows) if row["x"] is not None and row["location_kind"] in ("exact", "block")
        ]
        held = Counter((row["x"], row["y"]) for row in events).most_common()
        piled = count_piles([n for _, n in held])
        shapes = [shapely.from_wkb(outline) for outline in self.places.frame["wkb"]]
        whole = shapely.union_all(shapes)
        centres = [shape.centroid for shape in (*shapes, whole)] + [
            shapely.box(*shape.bounds).centroid for shape in shapes
        ]
        centres.append(shapely.box(*whole.bounds).centroid)
        full = max(LEAST, TIMES * len(events) / max(len(held), 1))
        return {point for point, _ in held[:piled]} | {
            point for point, n in held if n >= full and any(shapely.Point(point).distance(at) <= 2.0 for at in centres)
        }

    def _times(self, request: Request, scope: Scope) -> Times:
        events = sorted(_events(self._in_scope(request, scope)), key=lambda row: (row["occurred_from"], row["row"]))
        ends = [None if row["interval_open"] else row["occurred_to"] or row["occurred_from"] for row in events]
        return Times(
            basis=self.basis,
            start=np.array([row["occurred_from"] for row in events], dtype="datetime64[us]"),
            end=np.array([end or np.datetime64("NaT") for end in ends], dtype="datetime64[us]"),
            hour_known=np.array([row["hour_known"] for row in events], dtype=bool),
        )

    def _counts(self, request: Request, scope: Scope) -> Counts:
        rows = list(self._in_scope(request, scope))
        grid = self._grid(request, scope)
        found = {_kind(row, request.by_offence) for row in self.rows if _is_asked(row, scope)}
        kinds = sorted(found, key=str) if request.by_offence else [None]
        tally = Counter((self._place(row), _start(row, grid), _kind(row, request.by_offence)) for row in rows)
        table = [
            {
                "place": place,
                "name": name,
                **cell,
                **({"offence": kind} if request.by_offence else {}),
                "n": tally[place, cell["period"], kind] if cell["days"] else None,
            }
            for place, name in sorted(zip(self.places.frame["place"], self.places.frame["name"], strict=True))
            for cell in grid
            for kind in kinds
        ]
        apart = Counter((_start(row, grid), _kind(row, request.by_offence)) for row in rows if self._place(row) is None)
        unplaced = [
            {
                "period": cell["period"],
                **({"offence": kind} if request.by_offence else {}),
                "n": apart[cell["period"], kind],
            }
            for cell in grid
            for kind in kinds
        ]
        return Counts(
            basis=self.basis,
            frame=pl.DataFrame(table),
            unplaced=pl.DataFrame(unplaced),
            geography=self.places.geography(),
        )

    def _series(self, request: Request, scope: Scope) -> Series:
        grid = self._grid(request, scope)
        tally = Counter(_start(row, grid) for row in self._in_scope(request, scope))
        table = [{**cell, "n": tally[cell["period"]] if cell["days"] else None} for cell in grid]
        return Series(basis=self.basis, frame=pl.DataFrame(table), every=request.every or "month")

    def _in_scope(self, request: Request, scope: Scope) -> Iterable[Row]:
        period = self._period(request, scope)
        for row in self.rows:
            if not period.start <= _day(row) < period.end or not _is_asked(row, scope):
                continue
            if scope.area and self._place(row) not in scope.area:
                continue
            yield row

    def _period(self, request: Request, scope: Scope) -> Period:
        span = self.coverage.span()
        asked = scope.period or span
        start = min(span.start, asked.start) if request.history else asked.start
        return Period(start=max(start, span.start), end=min(asked.end, span.end))

    def _grid(self, request: Request, scope: Scope) -> list[dict[str, Any]]:
        period = self._period(request, scope)
        parts = list(period.split(request.every)) if request.every else [period]
        return [
            {
                "period": part.start,
                "days": sum(_is_covered(part, day, self.coverage) for day in range(part.days)),
                "length": (next_boundary(part.start, request.every) - floor_to(part.start, request.every)).days
                if request.every
                else part.days,
            }
            for part in parts
        ]

    def _place(self, row: Row) -> str | None:
        import shapely

        if row["location_kind"] == "area" and row["place_code"] in self.places.frame["place"]:
            return str(row["place_code"])
        if row["x"] is None:
            return None
        for code, outline in zip(self.places.frame["place"], self.places.frame["wkb"], strict=True):
            if shapely.from_wkb(outline).contains(shapely.Point(row["x"], row["y"])):
                return str(code)
        return None


def _is_asked(row: Row, scope: Scope) -> bool:
    if row["offence_status"] == "not_an_offence":
        return False
    return not scope.offences or any((row["offence"] or "").startswith(code) for code in scope.offences)


def _events(rows: Iterable[Row]) -> Iterable[Row]:
    seen = set()
    for row in rows:
        if row["event_key"] is None or row["event_key"] not in seen:
            seen.add(row["event_key"])
            yield row


def _day(row: Row) -> date:
    moment: datetime = row["occurred_from"]
    return moment.date()


def _start(row: Row, grid: Sequence[Row]) -> date:
    return max(cell["period"] for cell in grid if cell["period"] <= _day(row))


def _kind(row: Row, digits: int) -> str | None:
    if not digits:
        return None
    return row["offence"][:digits] if row["offence"] else "unmapped"


def _is_covered(part: Period, day: int, coverage: Coverage) -> bool:
    moment = date.fromordinal(part.start.toordinal() + day)
    return any(period.start <= moment < period.end for period in coverage.periods)
