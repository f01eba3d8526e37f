"""The embedded engine: views computed with Polars on one machine."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from beffroi.errors.questions import ChooseDataset, EncountersApart, UnknownDataset, UnknownPlace
from beffroi.store.assignments import place_sets, street_sets
from beffroi.store.basis import basis_of
from beffroi.store.calendar import grid_of
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries
from beffroi.store.event_rows import LOCATED, TIMED, located, timed
from beffroi.store.frames import coverage_of, one_row_an_event
from beffroi.store.held_rows import HeldRows
from beffroi.store.kept import KeptViews
from beffroi.store.moments import arrived
from beffroi.store.partials import OF_BASIS, Asked, Cells, chosen, facts, lone, tally
from beffroi.store.piles import default_areas, default_points, genuine_points
from beffroi.store.places import PlaceSet
from beffroi.store.quality import quality_view
from beffroi.store.remembered import Remembered, said
from beffroi.store.street_view import street_view
from beffroi.store.vintages import choose
from beffroi.tables.views import (
    Basis,
    Counts,
    Coverage,
    Exposure,
    Points,
    Request,
    Series,
    Times,
)
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.scope import Scope

EVENTS = ("incidents", "recorded_counts")
NOWHERE = PlaceSet(
    name="",
    kind="none",
    frame=pl.DataFrame(schema={"place": pl.String, "name": pl.String, "wkb": pl.Binary}),
    crs="",
    match="code",
)
"""The place set of an observatory that has none: every row is counted apart."""


class LocalEngine:
    """Computes the views of `tables.views` from the deliveries of one folder."""

    fallen = False  # whether superseded rows are read too: see `growth`

    def __init__(self, store: Deliveries, *, until: int | None = None) -> None:
        """Answer from the deliveries of a store; from those up to a place in the order of arrival where one is given."""
        self.store, self.until = store, until
        self._rows = HeldRows(store, fallen=self.fallen)
        self._bases: dict[tuple[Any, ...], Basis] = {}
        self._defaults: dict[str, pl.DataFrame] = {}
        self._kept = KeptViews()
        self._remembered = Remembered(store, reading=f"fallen {self.fallen}, until {until}")

    # what there is

    @cached_property
    def datasets(self) -> dict[str, list[Delivery]]:
        """Deliveries of incidents or recorded counts, by data set, in order of arrival."""
        found: dict[str, list[Delivery]] = {}
        for delivery in arrived(self.store.catalogue.deliveries(), until=self.until):
            if delivery.kind in EVENTS:
                found.setdefault(delivery.dataset, []).append(delivery)
        return found

    @cached_property
    def place_sets(self) -> dict[str, PlaceSet]:
        """The latest version of each place set, in order of first arrival."""
        return place_sets(self.store, until=self.until)

    @cached_property
    def street_sets(self) -> dict[str, PlaceSet]:
        """The latest version of each street network: a set of places for those who name it."""
        return street_sets(self.store, until=self.until)

    def dataset(self, scope: Scope) -> str:
        """Return the data set of a scope; several without a name is an error, never a sum."""
        known = ", ".join(self.datasets) or "–"
        if scope.dataset is None:
            if len(self.datasets) == 1:
                return next(iter(self.datasets))
            if self.datasets:
                raise ChooseDataset(known=known)
        if scope.dataset not in self.datasets:
            if self.store.catalogue.deliveries(dataset=scope.dataset, kind="encounters"):
                raise EncountersApart(name=scope.dataset, known=known)
            raise UnknownDataset(name=scope.dataset or "–", known=known)
        return scope.dataset

    def places(self, name: str | None, *, on: date | None = None) -> PlaceSet:
        """Return a place set by name or kind, the vintage in force on a day; the first of areas when none is named."""
        return choose(self.place_sets | self.street_sets if name else self.place_sets, name, on=on)

    def places_of(self, scope: Scope, name: str | None = None) -> PlaceSet:
        """Return the place set asked, or that of a scope: the vintage in force on the last day asked."""
        if not (name or scope.places or self.place_sets):
            return NOWHERE
        return self.places(name or scope.places, on=self._last_day(scope))

    def _last_day(self, scope: Scope) -> date:
        end = scope.period.end if scope.period else self.coverage(self.dataset(scope)).span().end
        return end - timedelta(days=1)

    def coverage(self, dataset: str) -> Coverage:
        """Return the covered periods of a data set."""
        return coverage_of(self.datasets[dataset])

    def units(self, dataset: str) -> tuple[str, ...]:
        """Return the counting units of recorded counts; one for events."""
        counted = self.datasets[dataset][0].kind == "recorded_counts"
        rows = self._all_rows(dataset) if counted else pl.DataFrame()
        if "unit" not in rows.columns:
            return (str(self.datasets[dataset][-1].profile["unit"]),)
        return tuple(rows["unit"].drop_nulls().unique().sort())

    def unmapped_categories(self, dataset: str) -> list[str]:
        """Return the source categories without a code, most frequent first."""
        asked = Asked(columns=("offence_source", "offence_status"))
        held = self._known_facts(dataset, asked).filter(pl.col("offence_status") == "unmapped")
        counted = held.drop_nulls("offence_source").group_by("offence_source").agg(pl.col("times").sum())
        return counted.sort("times", "offence_source", descending=[True, False])["offence_source"].to_list()

    def default_points(self, dataset: str) -> pl.DataFrame:
        """Return the default locations of a data set, found over all its events: x, y, n, why."""
        asked, crs = Asked(columns=("x", "y", "location_kind", "event_key")), self.store.catalogue.meta().get("crs")
        sets = list(self.place_sets.values())

        def make() -> pl.DataFrame:
            rows = self._asked_rows(dataset, asked)
            events = one_row_an_event(rows) if "x" in rows.columns else rows
            return default_points(events, place_sets=sets, genuine=genuine_points(self.datasets[dataset], crs=crs))

        if dataset not in self._defaults:
            told = said("defaults", asked, crs=crs, sets=[one.key for one in sets])
            self._defaults[dataset] = self._recalled(dataset, told, make)
        return self._defaults[dataset]

    def fullest_points(self, dataset: str, n: int) -> pl.DataFrame:
        """Return the points that hold most events: x, y, n."""
        rows = self._all_rows(dataset)
        if "x" not in rows.columns:
            return pl.DataFrame(schema={"x": pl.Float64, "y": pl.Float64, "n": pl.Int64})
        held = one_row_an_event(rows).drop_nulls("x").group_by("x", "y").agg(pl.len().cast(pl.Int64).alias("n"))
        return held.top_k(n, by="n").sort("n", "x", "y", descending=True)

    # views

    def view(self, request: Request, scope: Scope) -> Any:
        """Return the view that a request asks for; one that was asked before is at hand."""
        make: dict[str, Callable[[Request, Scope], Any]] = {
            "points": self._points, "times": self._times, "counts": self._counts,
            "series": self._series, "exposure": self._exposure, "quality": self._quality, "revisions": self._revisions,
            "network": lambda asked, within: street_view(self, asked, within),
        }  # fmt: skip
        return self._kept.get((repr(request), scope), lambda: make[request.view](request, scope))

    def basis(self, scope: Scope, *, history: bool = False, any_unit: bool = False) -> Basis:
        """Say what the data behind a scope are, cover and lack.

        Recorded counts of several units have no total: without `any_unit`, a
        scope that holds several is refused.
        """
        key = (scope, history, any_unit)
        if key not in self._bases:
            self._bases[key] = self._basis(scope, history=history, any_unit=any_unit)
        return self._bases[key]

    def _basis(self, scope: Scope, *, history: bool, any_unit: bool) -> Basis:
        dataset = self.dataset(scope)
        asked, period = self._asked(scope, history=history, columns=OF_BASIS)
        rows, coverage = self._known_facts(dataset, asked), self.coverage(dataset)
        return basis_of(rows, self.datasets[dataset], scope, coverage=coverage, period=period, any_unit=any_unit)

    def _points(self, request: Request, scope: Scope) -> Points:
        scope = scope.narrowed(offences=request.options.get("offences", scope.offences))
        basis = self.basis(scope, history=request.history)
        window = self.places(request.places, on=self._last_day(scope)).geography() if self.place_sets else None
        asked, _ = self._asked(
            scope, history=request.history, columns=LOCATED + ("offence",) * bool(request.by_offence)
        )
        keeps = request.options.get("defaults") != "apart"

        def make() -> pl.DataFrame:
            rows = self._asked_rows(basis.dataset, asked)
            return located(rows, defaults=None if keeps else self.default_points(basis.dataset))

        events = self._recalled(basis.dataset, said("points", asked, keeps=keeps), make)
        apart = int(events["apart"].sum())
        events = events.filter(~pl.col("apart")) if apart else events
        return Points(
            basis=basis,
            x=events["x"].to_numpy().copy(),
            y=events["y"].to_numpy().copy(),
            day=events["day"].cast(pl.Int64).to_numpy().copy(),
            weight=np.ones(events.height),
            window=window,
            exposure=self._beside(request, scope),
            apart=apart,
            offence=_codes(events, request.by_offence),
        )

    def _beside(self, request: Request, scope: Scope) -> pl.DataFrame | None:
        """Return the exposure of the places that the points of a request are in, where it names one."""
        measure = request.options.get("exposure")
        if not measure or not self.place_sets:
            return None
        held = self.exposure(measure, self.places(request.places, on=self._last_day(scope)).name)
        return held.frame if held else None

    def _times(self, request: Request, scope: Scope) -> Times:
        basis = self.basis(scope, history=request.history)
        asked, _ = self._asked(scope, history=request.history, columns=TIMED)
        events = self._recalled(
            basis.dataset, said("times", asked), lambda: timed(self._asked_rows(basis.dataset, asked))
        )
        return Times(
            basis=basis,
            start=events["start"].to_numpy().astype("datetime64[us]"),
            end=events["end"].to_numpy().astype("datetime64[us]"),
            hour_known=events["hour_known"].to_numpy().copy(),
        )

    def _counts(self, request: Request, scope: Scope) -> Counts:
        places, digits = self.places_of(scope, request.places), request.by_offence
        dataset = self.dataset(scope)
        asked, period = self._asked(scope, history=request.history)
        grid = grid_of(period, request.every, self.coverage(dataset))
        by = Cells(starts=grid["period"], places=places, digits=digits or None)
        found = self._counted(dataset, asked, by)
        axes = by.axes[1:]
        cells = grid.join(self._kinds(scope, digits), how="cross") if digits else grid
        complete = places.frame.select("place", "name").join(cells, how="cross")
        frame = complete.join(found, on=["place", *axes], how="left").with_columns(_covered_n()).sort("place", *axes)
        apart = cells.join(found.filter(pl.col("place").is_null()), on=axes, how="left")
        return Counts(
            basis=self.basis(scope, history=request.history),
            frame=frame,
            unplaced=apart.select(*axes, pl.col("n").fill_null(0)).sort(axes),
            geography=places.geography(),
        )

    def _kinds(self, scope: Scope, digits: int) -> pl.DataFrame:
        """Return the offences that the data set ever recorded: which of them the scope holds is a count like any other."""
        asked = Asked(scope=Scope(offences=scope.offences, unit=scope.unit))
        return self._counted(self.dataset(scope), asked, Cells(digits=digits)).select("offence").sort("offence")

    def _series(self, request: Request, scope: Scope) -> Series:
        dataset = self.dataset(scope)
        asked, period = self._asked(scope, history=request.history)
        grid = grid_of(period, request.every, self.coverage(dataset))
        found = self._counted(dataset, asked, Cells(starts=grid["period"]))
        frame = grid.join(found, on="period", how="left").with_columns(_covered_n())
        return Series(
            basis=self.basis(scope, history=request.history), frame=frame.sort("period"), every=request.every or "month"
        )

    def _exposure(self, request: Request, scope: Scope) -> Exposure | None:
        return self.exposure(request.measure, self.places_of(scope, request.places).name)

    def exposure(self, measure: str, places: str) -> Exposure | None:
        """Return the latest denominator of a set of places, by its name or that of the set it is a vintage of."""
        for delivery in reversed(arrived(self.store.catalogue.deliveries(kind="exposure"), until=self.until)):
            told = delivery.account["exposure"]
            if told["measure"] == measure and told["places"] in (places, places.partition("@")[0]):
                period = Period.parse(told["period"]) if told["period"] else None
                return Exposure(
                    measure=measure, frame=self.store.read(delivery), period=period,
                    source=delivery.file_name, per_day=told["per_day"],
                )  # fmt: skip
        return None

    def _quality(self, _request: Request, scope: Scope) -> Any:
        asked = ("value", "day", "x", "y", "event_key")
        rows, period = self._in_scope(scope.narrowed(offences=()), history=True, columns=asked)
        dataset = self.dataset(scope)
        defaults = default_areas(rows, self.default_points(dataset), places=self.places_of(scope))
        return quality_view(
            self.basis(scope, any_unit=True), self.datasets[dataset], rows, period=period, defaults=defaults
        )

    def _revisions(self, _request: Request, scope: Scope) -> Any:
        from beffroi.store.growth import revisions_view

        return revisions_view(self, scope)

    # rows

    def in_scope(self, scope: Scope) -> tuple[pl.DataFrame, Period]:
        """Return the rows in scope with every column, `day` and `value`, and the period they are of."""
        self._all_rows(self.dataset(scope), whole=True)
        return self._in_scope(scope, history=False)

    def _in_scope(
        self, scope: Scope, *, history: bool, columns: Sequence[str] | None = None
    ) -> tuple[pl.DataFrame, Period]:
        """Return the rows in scope, with those of some columns that there are, and the period they are of."""
        asked, period = self._asked(scope, history=history, columns=columns)
        return self._asked_rows(self.dataset(scope), asked), period

    def _asked(self, scope: Scope, *, history: bool, columns: Sequence[str] | None = None) -> tuple[Asked, Period]:
        """Return which rows are in scope, and the period they are of."""
        span = self.coverage(self.dataset(scope)).span()
        asked = scope.period or span
        if history:
            asked = Period(start=min(span.start, asked.start), end=asked.end)
        period = asked.overlap(span) or asked
        places = self._places_asked(scope) if scope.area else None
        kept = None if columns is None else tuple(columns)
        return Asked(scope=scope, period=period, places=places, columns=kept), period

    def _places_asked(self, scope: Scope) -> PlaceSet:
        """Return the set that the area of a scope belongs to."""
        places = self.places_of(scope)
        unknown = set(scope.area) - set(places.frame["place"])
        if unknown:
            raise UnknownPlace(name=", ".join(sorted(unknown)), known=", ".join(places.frame["place"].sort().head(12)))
        return places

    # what is kept of large data sets

    def _recalled(self, dataset: str, told: str | None, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        return self._remembered.get(self.datasets[dataset], told, make)

    def _counted(self, dataset: str, asked: Asked, cells: Cells) -> pl.DataFrame:
        return self._recalled(dataset, said("tally", asked, cells), lambda: self._tally(dataset, asked, cells))

    def _known_facts(self, dataset: str, asked: Asked) -> pl.DataFrame:
        return self._recalled(dataset, said("facts", asked), lambda: self._facts(dataset, asked))

    # what another engine does elsewhere: the partial functions, here applied to all rows at once

    def _asked_rows(self, dataset: str, asked: Asked) -> pl.DataFrame:
        """Return the rows that are asked, in order of arrival."""
        if asked.places is not None:
            self._placed(dataset, asked.places)
        return chosen(self._all_rows(dataset), asked)

    def _tally(self, dataset: str, asked: Asked, cells: Cells) -> pl.DataFrame:
        """Count the rows that are asked by cell."""
        for places in (asked.places, cells.places):
            if places is not None:
                self._placed(dataset, places)
        return tally(self._all_rows(dataset), asked, cells)

    def _facts(self, dataset: str, asked: Asked) -> pl.DataFrame:
        """Return the rows that are asked and how many say the same (`times`): of a small data set each for itself."""
        rows = self._asked_rows(dataset, asked)
        return facts(rows, Asked()) if self._remembered.concerns(self.datasets[dataset]) else lone(rows)

    def _placed(self, dataset: str, places: PlaceSet) -> str:
        return self._rows.placed(self.datasets[dataset], places)

    def _all_rows(self, dataset: str, *, whole: bool = False) -> pl.DataFrame:
        return self._rows.of(self.datasets[dataset], whole=whole)


def _covered_n() -> pl.Expr:
    """Fill the cells where nothing was recorded: zero where a day is covered, missing elsewhere."""
    return pl.when(pl.col("days") > 0).then(pl.col("n").fill_null(0)).alias("n")


def _codes(events: pl.DataFrame, digits: int) -> Any:
    """Return the codes of events cut to some digits, "unmapped" without one; None where they are not asked for."""
    if not digits:
        return None
    if "offence" not in events.columns:
        return np.full(events.height, "unmapped")
    return events["offence"].str.slice(0, digits).fill_null("unmapped").to_numpy().astype(np.str_)
