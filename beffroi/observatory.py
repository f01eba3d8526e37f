"""The one path: deliver, ask (may I? → views → run), publish (→ gate → ledger)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from beffroi import __version__
from beffroi.analyses import Analysis
from beffroi.answer import Answer
from beffroi.controls import all_permuted
from beffroi.errors.governance import TooMuchUnmapped
from beffroi.errors.revisions import PastNotPublished
from beffroi.errors.store import NoObservatory, ObservatoryExists
from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding, Refusal
from beffroi.governance.gate import Policy, Release, release
from beffroi.governance.ledger import record
from beffroi.governance.permissions import check_may_publish, policy_facts, too_much_unmapped
from beffroi.governance.surfaces import HIDDEN_AT_MOST, finest_cells
from beffroi.intake import Counter
from beffroi.kernels._spread import running_on
from beffroi.sources.timezone import check_projected, utm_of_timezone
from beffroi.store.catalogue import Catalogue, Delivery
from beffroi.store.cluster_views import engine_set, views_of
from beffroi.store.connect import holds_observatory
from beffroi.store.deliveries import Deliveries
from beffroi.store.files import make_folder
from beffroi.store.moments import sequence_at
from beffroi.store.packs import Compacted, compact
from beffroi.streets import receive_streets
from beffroi.tables.limits import limits
from beffroi.tables.views import Basis, Points
from beffroi.upkeep import Checked, check
from beffroi.vocabulary.scope import Scope
from beffroi.vocabulary.text import Text

if TYPE_CHECKING:
    from beffroi.store.backup import BackedUp

NEED_PLACES = (("counts",), ("counts", "exposure"), ("counts", "counts"))
"""Views of the analyses that cannot say anything without a place to count by."""


class Observatory:
    """An urban-safety observatory in a folder.

    Open one with `Observatory.open("my-city")`, ask it questions with `ask`,
    and let an answer out with `publish`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue = Catalogue.in_folder(folder)
        self.store = Deliveries(folder, self.catalogue)
        try:
            self.meta: Mapping[str, Any] = self.catalogue.meta()
            self.store.recover()
        except BaseException:
            self.catalogue.close()
            raise
        self.workers = engine_set()
        self.engine = views_of(self.store, self.workers)
        self.intake = Counter(self.store, self.meta)

    # opening

    @classmethod
    def create(
        cls,
        folder: Path | str,
        *,
        name: str,
        languages: Iterable[str],
        timezone: str,
        crs: str | None = None,
        catalogue: str | None = None,
    ) -> Self:
        """Make an observatory in a folder that holds none; the reference system is frozen.

        Without `crs`, it is the UTM zone of the time zone's principal city. `catalogue` is the
        address of a PostgreSQL database where several servers share one; its password is not kept.
        """
        home = Path(folder)
        suited = utm_of_timezone(timezone)
        crs = check_projected(crs) if crs else suited
        if holds_observatory(home) and (catalogue is None or Catalogue.in_folder(home).is_made()):
            raise ObservatoryExists(folder=str(home))
        make_folder(home)
        meta = {"name": name, "languages": list(languages), "timezone": timezone, "crs": crs}
        Catalogue.make(home, meta, url=catalogue)
        return cls(home)

    @classmethod
    def open(cls, folder: Path | str) -> Self:
        """Open the observatory of a folder."""
        home = Path(folder)
        if not holds_observatory(home):
            raise NoObservatory(folder=str(home))
        return cls(home)

    def close(self) -> None:
        """Let go of the catalogue, and of the scheduler where one was asked."""
        self.catalogue.close()
        self.workers.close()

    # fetching: the one way in that uses the network, and only when a person asks

    def fetch(self, portal: str, address: str = "", **options: Any) -> Any:
        """Fetch a file from a publisher's portal into a hashed snapshot; see `portals.door.fetch_into`."""
        from beffroi.portals.door import fetch_into

        return fetch_into(self.folder, portal=portal, address=address, **options)

    # receiving: what a partner, a map office or a census delivered

    def deliver(self, path: Path | str, *, profile: Any, **options: Any) -> Any:
        """Import one file under a reviewed profile; see `intake.Counter.incidents`.

        A file that was fetched must still be what was received; where a profile keeps only what it maps, the
        fetched copy goes once its rows are stored.
        """
        from beffroi.portals import snapshots

        contract = self.intake.profile(profile)
        fetched = snapshots.of_file(self.folder, Path(path))
        received = self._renewed(self.intake.incidents(Path(path), profile=contract, **options))
        if fetched is not None and contract.keep_raw == "minimised":
            snapshots.forget(self.folder, fetched.sha256)
        return received

    def deliver_answer(self, database: str, query: str, /, *, profile: Any, **options: Any) -> Any:
        """Import what a database answers to a query, read only; see `sources.databases.snapshot`."""
        return self._renewed(self.intake.answer(database, query, profile=profile, **options))

    def series(self, path: Path | str, *, profile: Any) -> list[Path]:
        """Return the files that a file, a folder or a pattern means; see `intake.Counter.series`."""
        return self.intake.series(Path(path), profile=profile)

    def update_profile(self, path: Path | str, *, profile: Any, out: Path, dataset: str | None = None) -> Any:
        """Write a profile changed as a file needs where nothing is yet; return what changed since earlier deliveries."""
        from beffroi.errors.store import NeverOverwritten

        if out.exists():
            raise NeverOverwritten(file=str(out))
        toml, found = self.intake.update_profile(Path(path), profile=profile, dataset=dataset)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(toml, "utf-8")
        return found

    def add_places(self, path: Path | str, **options: Any) -> Any:
        """Add a set of places; see `intake.Counter.places`."""
        return self._renewed(self.intake.places(Path(path), **options))

    def add_streets(self, path: Path | str, **options: Any) -> Any:
        """Add a street network; see `streets.receive_streets`."""
        return self._renewed(receive_streets(self.intake, Path(path), **options))

    def add_exposure(self, path: Path | str, **options: Any) -> Any:
        """Add a denominator; see `intake.Counter.exposure`."""
        return self._renewed(self.intake.exposure(Path(path), **options))

    def exposure_joins(self, delivery: Delivery, *, places: str) -> tuple[Any, int, int]:
        """Return how a denominator joins a set of places, and how many values and places there are."""
        from beffroi.sources.exposure import join_report

        codes = self.engine.places(places).frame["place"].to_list()
        given = self.store.read(delivery)["place"].to_list()
        return join_report(given, codes), len(given), len(codes)

    def boundary(self) -> Any:
        """Return the outlines of the places, for a file to be tried against; None where there are none."""
        from beffroi.sources.boundary import Boundary

        sets = self.engine.place_sets.values()
        outlines = tuple(outline for places in sets for outline in places.frame["wkb"].drop_nulls())
        told = {"crs": self.meta["crs"], "name": self.meta["name"], "timezone": self.meta["timezone"]}
        return Boundary(outlines=outlines, **told) if outlines else None

    def _renewed(self, result: Any) -> Any:
        self.engine = views_of(self.store, self.workers)
        return result

    def deliveries(self) -> list[Delivery]:
        """Return every visible delivery in order of arrival."""
        return self.catalogue.deliveries()

    # asking

    def ask(self, question: Analysis, scope: Scope | None = None) -> Answer:
        """Answer a question for entitled eyes; the answer is marked "not for publication"."""
        return self._then(scope)._answer(question, scope)

    def negative_control(self, question: Analysis, scope: Scope | None = None, *, seed: int = 1) -> Answer:
        """Answer the same question from permuted data: what the method says where there is nothing to find."""
        return self._then(scope)._answer(question, scope, control=seed)

    def _answer(self, question: Analysis, scope: Scope | None, *, control: int | None = None) -> Answer:
        scope = self._complete(scope)
        basis = self._basis(question, scope)
        finding = self._run(question, scope, basis, control=control)
        return Answer(finding=finding, scope=scope, context=self._context(question, scope, basis))

    def _then(self, scope: Scope | None) -> Self:
        """Return the observatory as it stood at the moment that a scope names; itself where it names none."""
        if scope is None or scope.as_of is None:
            return self
        past = copy(self)
        past.engine = views_of(self.store, self.workers, until=sequence_at(self.deliveries(), scope.as_of))
        return past

    def publish(self, question: Analysis, scope: Scope | None = None) -> Release:
        """Answer a question for the public: through the gate (see `protected`), into the ledger."""
        made = self.protected(question, scope)
        self.record((made,))
        return made

    def record(self, releases: Sequence[Release]) -> None:
        """Write what leaves together into the ledger: all of it or, on an error, nothing."""
        record(releases, self.catalogue)

    def protected(self, question: Analysis, scope: Scope | None = None) -> Release:
        """Pass an answer through the gate, at the finest grain that hides at most 10 % of the positive cells."""
        scope = self._complete(scope)
        if scope.as_of is not None:
            raise PastNotPublished(when=scope.as_of)
        basis = self._basis(question, scope)
        check_may_publish(basis, level=question.about.level, name=question.name())
        self._check_mapped(scope, history=question.about.history)
        if question.about.level == "small_area" and self._places_named(question, scope) in self.engine.street_sets:
            return self._refused(question, scope, refusals.streets_stay_inside())
        policy = Policy(**policy_facts(basis))  # type: ignore[arg-type]
        return self._at_finest_grain(question, scope, basis, policy)

    def kept_inside(self, question: Analysis, scope: Scope | None = None) -> Release:
        """Return the release that says, in place of an answer about single records, why it is never published."""
        return self._refused(question, self._complete(scope), refusals.never_public())

    def _refused(self, question: Analysis, scope: Scope, refusal: Refusal) -> Release:
        basis = self._basis(question, scope)
        finding = Finding(question=question, level="aggregate", refusal=refusal)
        policy = Policy(**policy_facts(basis))  # type: ignore[arg-type]
        return release(finding, policy, context=self._context(question, scope, basis))

    def _at_finest_grain(self, question: Analysis, scope: Scope, basis: Basis, policy: Policy) -> Release:
        grains = question.grains()
        for grain in grains:
            protect_points = grain.about.level == "small_area" and "points" in grain.about.needs
            context = self._context(grain, scope, basis)
            finding = self._run(grain, scope, basis, protected=policy if protect_points else None, told=context)
            made = release(finding, policy, context=context, from_protected=protect_points)
            if hidden_share(made) <= HIDDEN_AT_MOST:
                break
        return made

    def _check_mapped(self, scope: Scope, *, history: bool) -> None:
        """Look at all offences: what is not classified is missing from each of them."""
        basis = self.engine.basis(scope.narrowed(offences=(), setting=()), history=history, any_unit=True)
        if too_much_unmapped(basis):
            share = f"{100 * basis.unmapped / max(basis.events, 1):.1f} %"
            categories = ", ".join(self.engine.unmapped_categories(basis.dataset)[:8])
            raise TooMuchUnmapped(share=share, dataset=basis.dataset, categories=categories)

    def _run(
        self,
        question: Analysis,
        scope: Scope,
        basis: Basis,
        *,
        protected: Policy | None = None,
        control: int | None = None,
        told: dict[str, Any] | None = None,
    ) -> Finding:
        refusal = question.check_basis([basis])
        if refusal:
            return question.refuse(refusal)
        known = self.engine.place_sets or (scope.places and self.engine.street_sets)
        if not known and question.about.needs in NEED_PLACES:
            return question.refuse(refusals.no_places())
        if "network" in question.about.needs and not self.engine.street_sets:
            return question.refuse(refusals.no_streets())
        views = []
        for request in question.requests():
            view = self.engine.view(request, scope)
            if view is None:
                places = self.engine.places_of(scope, request.places).name or "–"
                return question.refuse(refusals.no_exposure(measure=request.measure, places=places))
            if protected and isinstance(view, Points):
                cells = finest_cells(view, protected)
                view = cells.points
                (told if told is not None else {}).update(cell_side=cells.side, cell_hidden=cells.hidden_share)
            views.append(view)
        if control is not None:
            views = all_permuted(views, seed=control, keep_places="day" in _dates(question))
        with running_on(self.workers):
            finding = question.run(*views)
        asked = basis.period if question.about.history else scope.period or basis.coverage.span()
        return replace(finding, tables={**finding.tables, "limits": limits(basis, asked=asked)})

    def _basis(self, question: Analysis, scope: Scope) -> Basis:
        return self.engine.basis(scope, history=question.about.history)

    def _complete(self, scope: Scope | None) -> Scope:
        scope = scope or Scope()
        return scope.narrowed(dataset=self.engine.dataset(scope))

    def _context(self, question: Analysis, scope: Scope, basis: Basis) -> dict[str, Any]:
        return {
            "observatory": self.meta["name"],
            "dataset": basis.dataset, "title": basis.title, "source": basis.source, "licence": basis.licence,
            "unit": basis.unit, "period": str(basis.period), "zones": ";".join(scope.area) or "all",
            "places": self._places_named(question, scope),
            "offences": ";".join(scope.offences) or "all",
            "coverage": [str(period) for period in basis.coverage.periods],
            "question": json.dumps({"analysis": question.name(), **question.model_dump(mode="json")}, sort_keys=True),
            "scope": scope.model_dump_json(), "deliveries": basis.deliveries, "version": __version__,
            "already_public": basis.already_public, "translations": basis.translations,
        }  # fmt: skip

    def _places_named(self, question: Analysis, scope: Scope) -> str:
        """Name the places that a question counts by: a set of its own, such as streets, or that of the scope."""
        own = next((request.places for request in question.requests() if self.engine.street_sets), None)
        return self.engine.places_of(scope, own).name

    # keeping

    def explain_column(self, column: str, *, locale: str) -> list[str]:
        """Say, delivery by delivery, whether a source column was kept, why, and until when."""
        from beffroi.retention import explain

        return [
            explain(delivery, column, locale=locale)
            for delivery in self.deliveries()
            if delivery.account.get("columns_kept")
        ]

    def check(self, *, repair: bool = False, remove_orphans: bool = False) -> Checked:
        """Verify every seal, checksum and account of rows; `repair` rebuilds tables from raw files."""
        return self._renewed(check(self.store, self.intake, repair=repair, remove_orphans=remove_orphans))

    def compact(self) -> Compacted:
        """Pack the tables of many small deliveries together; no answer changes and each may still be deleted."""
        return self._renewed(compact(self.store))

    def backup(self, to: Path | str) -> "BackedUp":
        """Write a verified backup into a new folder, or a new ZIP file; others may import meanwhile."""
        from beffroi.store.backup import backup

        return backup(self.store, Path(to))

    @classmethod
    def restore(cls, path: Path | str, folder: Path | str, *, catalogue: str | None = None) -> "BackedUp":
        """Make an observatory from a backup in an empty or new folder; `catalogue` is as for `create`."""
        from beffroi.store.backup import restore

        return restore(Path(path), Path(folder), url=catalogue)

    def delete(self, delivery: str) -> list[str]:
        """Really delete a delivery: raw file, tables, caches and catalogue rows; return the files removed."""
        from beffroi.portals import snapshots

        doomed = self.catalogue.delivery(delivery)
        gone = self.store.delete(doomed)
        if not any(other.sha256 == doomed.sha256 for other in self.catalogue.deliveries()):
            copies = [*snapshots.forget(self.folder, doomed.sha256), *snapshots.forget_attempts(self.folder)]
            gone += [path.relative_to(self.folder).as_posix() for path in copies]
        return self._renewed(gone)


def _dates(question: Analysis) -> tuple[str, ...]:
    """Date precisions at least as coarse as a day that the question still needs: it is about when as well as where."""
    return ("day",) if question.about.date_precision in ("minute", "hour", "day") else ()


def is_observatory(folder: Path) -> bool:
    """Whether a folder holds an observatory."""
    return holds_observatory(folder)


def when_compiling(callback: Callable[[str], None]) -> None:
    """Call back once, with the name of a kernel, if one has to be compiled."""
    from beffroi.kernels._compile import announce_compiling

    announce_compiling(callback)


def reason_words() -> Mapping[str, Text]:
    """Return the wording of every quarantine, drop and check code."""
    from beffroi.sources.reasons import REASONS
    from beffroi.vocabulary.checks import CHECKS, OUTCOMES

    return {**REASONS, **CHECKS, **OUTCOMES}


def hidden_share(made: Release) -> float:
    """Return the share of positive counts that a release withholds; zeros withheld beside them are not of them."""
    positive = made.withheld_positive + sum((statement.value or 0) > 0 for statement in made.statements)
    return made.withheld_positive / positive if positive else 0.0
