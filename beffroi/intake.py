"""The counter where files are handed in: source → canonical rows → parcel → store."""

import shutil
from collections import Counter as Tally
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from beffroi.drifting import changes_of, changes_of_unread, check_accepted, portrait_of, portraits, stored, updated
from beffroi.errors.drift import NothingToCompare
from beffroi.errors.intake import FewerRows, IntakeError, WrongChecksum
from beffroi.memory import kept_for
from beffroi.sources._base import QUARANTINE, Account
from beffroi.sources.drift import Drift
from beffroi.sources.profile import Profile
from beffroi.sources.timezone import check_reference
from beffroi.store.assignments import assign, place_sets
from beffroi.store.catalogue import Delivery
from beffroi.store.deliveries import Deliveries, Parcel
from beffroi.store.files import sha256_of
from beffroi.store.gazetteers import gazetteer_digest, gazetteer_of
from beffroi.store.places import STREET
from beffroi.store.staging import Staged
from beffroi.streets import read_again
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import LANGUAGES, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What an import did: the delivery, and whether it added anything."""

    delivery: Delivery
    added: bool
    drift: tuple[Drift, ...] = ()  # what changed since the earlier deliveries of its data set

    @property
    def account(self) -> Mapping[str, Any]:
        """Rows in, stored, quarantined, dropped, checks, coverage."""
        return self.delivery.account


class Counter:
    """Receives files for one observatory."""

    def __init__(self, store: Deliveries, meta: Mapping[str, Any]) -> None:
        self.store, self.meta = store, meta

    def incidents(
        self,
        path: Path,
        *,
        profile: Profile | Path | str,
        dataset: str | None = None,
        overlap: str | None = None,
        rows: int | None = None,
        sha256: str | None = None,
        accept: Collection[str] = (),
        told: Mapping[str, Any] | None = None,
    ) -> Received:
        """Import a file of incidents or recorded counts under a reviewed profile.

        `profile` is a profile, a TOML file, or the name of a packaged one.
        `dataset` names the data set otherwise than the profile does: one profile
        may read several. `rows` and `sha256`, when declared, must be met. `accept` names kinds of change since the
        earlier deliveries that are right as they are (see `sources.drift`), or `all`. `told` is kept with the account. Nothing is stored on error.
        """
        contract = self.profile(profile)
        if dataset:
            contract = contract.model_copy(update={"dataset": dataset})
        with (
            self.store.receiving(),
            self._compared(path, contract, rows=rows, sha256=sha256, accept=accept) as (staged, read, changed),
            self._to_keep(path, contract, sha256=read.sha256) as kept,
        ):
            parcel = Parcel(
                dataset=contract.dataset,
                kind=contract.table,
                raw=kept,
                file_name=path.name,
                sha256=read.sha256,
                table=staged,
                quarantined=read.quarantined,
                account={**account_of(read), **(told or {}), "portrait": portrait_of(read), "drift": stored(changed)},
                profile=contract.model_dump(mode="json"),
                contract=contract.fingerprint() + (gazetteer_digest(self.store) if contract.where.text else ""),
                overlap=overlap or contract.overlap,
                covered=read.covered,
                as_received=contract.keep_raw == "as_received",
            )
            delivery, added = self.store.commit(parcel)
        if added:
            for places in place_sets(self.store).values():
                assign(self.store, delivery, places)
        return Received(delivery=delivery, added=added, drift=changed)

    @contextmanager
    def _compared(
        self, path: Path, contract: Profile, *, rows: int | None, sha256: str | None, accept: Collection[str]
    ) -> Iterator[tuple[Staged, Account, tuple[Drift, ...]]]:
        """Read a file and hold it against the earlier ones of its data set; its table is gone afterwards."""
        before = self.store.catalogue.deliveries(dataset=contract.dataset, kind=contract.table)
        try:
            staged, read = self._read(path, contract, rows=rows, sha256=sha256)
        except (WrongChecksum, FewerRows):
            raise
        except IntakeError as error:
            check_accepted(changes_of_unread(path, before, contract), (), path=path, profile=contract, cause=error)
            raise
        with staged:
            known = any(read.sha256 == delivery.sha256 for delivery in before)
            changed = () if known else changes_of(read, before, contract)
            check_accepted(changed, accept, path=path, profile=contract)
            yield staged, read, changed

    def update_profile(self, path: Path, *, profile: Path | str, dataset: str | None = None) -> tuple[str, Any]:
        """Return the text of a profile changed as a file needs, and what changed; writes nothing."""
        from beffroi.sources import publishers

        contract = self.profile(profile)
        before = self.store.catalogue.deliveries(dataset=dataset or contract.dataset, kind=contract.table)
        if not portraits(before):
            raise NothingToCompare(path=path.name, dataset=dataset or contract.dataset)
        try:
            with self.store.receiving():
                staged, read = self._read(path, contract)
                with staged:
                    found = changes_of(read, before, contract)
        except IntakeError:
            found = changes_of_unread(path, before, contract)
        return updated(publishers.text_of(profile), found, path=path), found

    def answer(self, database: str, query: str, /, *, profile: Profile | Path | str, **options: Any) -> Received:
        """Import what a database answers; what is kept is the answer, and where it came from without any password."""
        from beffroi.sources.databases import snapshot

        contract = self.profile(profile)
        found = snapshot(database, query, profile=contract, into=self.store.folder / "cache" / "answers")
        try:
            return self.incidents(
                found.path, profile=contract, told={"database": found.database, "query": found.query}, **options
            )
        finally:
            found.path.unlink(missing_ok=True)

    def series(self, path: Path, *, profile: Profile | Path | str) -> list[Path]:
        """Return the files that a file, a folder or a pattern means, in name order: one delivery each."""
        from beffroi.sources.series import files_of

        return files_of(path, self.profile(profile))

    def profile(self, named: Profile | Path | str) -> Profile:
        """Return a profile given as such, as a TOML file, or by the name of a packaged one."""
        from beffroi.sources import publishers

        if isinstance(named, Profile):
            return named
        if isinstance(named, Path) or named.endswith(".toml"):
            return publishers.read_profile(Path(named))
        return publishers.profile(named)

    def _read(self, path: Path, contract: Profile, **declared: Any) -> tuple[Staged, Account]:
        """Read a file into a table that waits on disk, and the account of its records."""
        from beffroi.sources.intake import Flow
        from beffroi.sources.locations import ReadAgain

        scratch = self.store.folder / "cache"
        scratch.mkdir(exist_ok=True)
        known = gazetteer_of(self.store) if contract.where.text else None
        flow = Flow(path, contract, crs=self.meta["crs"], gazetteer=known, scratch=scratch, **declared)
        with kept_for(path):
            try:
                staged = self.store.stage(flow.tables(), amend=lambda: flow.amend)
            except ReadAgain:
                staged = self.store.stage(flow.tables(), amend=lambda: flow.amend)
            return staged, flow.account()

    @contextmanager
    def _to_keep(self, path: Path, contract: Profile, *, sha256: str) -> Iterator[Path]:
        """The file to keep: as received, or a minimised copy in a folder of its own that is gone afterwards."""
        if contract.keep_raw == "as_received":
            yield path
            return
        from beffroi.sources.minimal import minimised

        with self._aside() as folder:
            yield minimised(path, contract, into=folder, sha256=sha256)

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """A folder for files that last as long as one import; a deletion, which clears the cache, waits for its end."""
        with self.store.receiving():
            (self.store.folder / "cache").mkdir(exist_ok=True)
            with TemporaryDirectory(dir=self.store.folder / "cache", suffix=".tmp") as folder:
                yield Path(folder)

    def places(
        self,
        path: Path,
        *,
        name: str,
        kind: str = "area",
        code: str,
        label: str | None = None,
        match: str = "location",
        **reading: Any,
    ) -> Received:
        """Add a set of places with outlines: `code` and `label` name columns of the file.

        `reading` is what `read_places` takes besides: layer, where, merge, source_crs, attribution; and `title`
        and `licence`, which publications print with the attribution; and `period`, when these boundaries are in
        force: sets of one name and different periods are vintages.
        """
        cited, table, found = self._read_places(path, code=code, label=label, **reading)
        dated = {"period": str(Period.parse(reading["period"]))} if reading.get("period") else {}
        told = {"kind": kind, "crs": self.meta["crs"], "match": match, "attribution": found.attribution, **dated}
        options = {
            "name": name,
            "kind": kind,
            "code": code,
            "label": label,
            "match": match,
            **_cited(reading)[1],
            **dated,
            **cited,
        }
        account = {
            "places": told,
            "source": {**cited, "attribution": found.attribution},
            "remarks": remarks_of(found.notes),
        }
        return self.public_table(path, table, dataset=name, kind="places", told=account, options=options)

    def _read_places(
        self, path: Path, *, code: str, label: str | None = None, **reading: Any
    ) -> tuple[dict[str, str], pl.DataFrame, Any]:
        """Return what is printed of the source, the table of the places, and all that reading them found."""
        from beffroi.sources.geography import read_places

        cited, reading = _cited(reading)
        reading.pop("period", None)
        if "source_crs" in reading:
            check_reference(reading["source_crs"])
        found = read_places(path, code=code, name=label, crs=self.meta["crs"], **reading)
        return cited, found.frame.select("place", "name", "wkb"), found

    def gazetteer(self, path: Path, *, name: str, kind: str, columns: Any, **reading: Any) -> Received:
        """Add streets or named places to the gazetteer; a later file of the same name replaces an earlier one.

        `columns` are `sources.gazetteer.Columns` of the file; `reading` is layer, source_crs, title, attribution, licence.
        """
        from dataclasses import asdict

        from beffroi.sources.gazetteer import read_gazetteer

        cited, reading = _cited(reading)
        cited["attribution"] = reading.pop("attribution", "")
        if "source_crs" in reading:
            check_reference(reading["source_crs"])
        table, notes = read_gazetteer(path, kind=kind, columns=columns, crs=self.meta["crs"], **reading)  # type: ignore[arg-type]
        told = {"gazetteer": {"kind": kind, "entries": table["entry"].n_unique()}, "source": cited}
        options = {"name": name, "kind": kind, **asdict(columns), **cited, **reading}
        account = {**told, "remarks": remarks_of(notes)}
        return self.public_table(path, table, dataset=name, kind="gazetteer", told=account, options=options)

    def review(self, delivery: Delivery) -> pl.DataFrame:
        """Return what the gazetteer, as it stands, answers to each text of a delivery: row, text, status, confidence...

        Read again from the raw file: texts are in no table.
        """
        from beffroi.sources.located_texts import reviewed

        contract = Profile.model_validate(delivery.profile)
        raw = self.store.path_of(str(delivery.path("raw")))
        return reviewed(raw, contract, name=delivery.file_name, gazetteer=gazetteer_of(self.store))

    def exposure(
        self, path: Path, *, measure: str, places: str, period: str | None = None, per_day: bool = False, **reading: Any
    ) -> Received:
        """Add a denominator for a set of places: `place` and `value` name columns of the file.

        `reading` is what `read_exposure` takes besides; `decimal` and `thousands` say how its numbers are written.
        `title`, `attribution` and `licence` are printed in publications.
        """
        cited, reading = _cited(reading)
        cited["attribution"] = reading.pop("attribution", "")
        found = self._read_exposure(path, measure=measure, period=period, **reading)
        told = {"measure": measure, "places": places, "period": period, "per_day": per_day}
        account = {"exposure": told, "source": cited, "remarks": remarks_of(found.notes)}
        name = f"{measure}/{places}"
        options = {**told, **cited, **reading}
        return self.public_table(path, found.frame, dataset=name, kind="exposure", told=account, options=options)

    def _read_exposure(self, path: Path, *, measure: str, period: str | None = None, **reading: Any) -> Any:
        from beffroi.sources.exposure import Numbers, read_exposure

        numbers = Numbers(decimal=reading.get("decimal"), thousands=reading.get("thousands", ""))
        columns = {key: value for key, value in reading.items() if key not in ("decimal", "thousands")}
        return read_exposure(path, measure=measure, period=period, numbers=numbers, **columns)

    def public_table(
        self, path: Path, table: pl.DataFrame, *, dataset: str, kind: str, told: dict[str, Any], options: dict[str, Any]
    ) -> Received:
        """Store a table that holds no events; `options` say how the file was read."""
        account = {
            "rows_in": table.height,
            "stored": table.height,
            "quarantined": 0,
            "dropped": {},
            "reasons": {},
            "checks": [],
            **told,
        }
        parcel = Parcel(
            dataset=dataset, kind=kind, raw=path, file_name=path.name, sha256=sha256_of(path), table=table,
            quarantined=pl.DataFrame(schema=QUARANTINE), account=account, profile=options, contract=repr(sorted(options.items())),
        )  # fmt: skip
        delivery, added = self.store.commit(parcel)
        return Received(delivery=delivery, added=added)

    def repair(self, delivery: Delivery) -> str | None:
        """Rebuild the tables of a delivery from its raw file; return its id when its content came back whole."""
        if any(self.store.fault_of(file) for file in delivery.files if file["role"] == "raw"):
            return None
        raw = self.store.path_of(str(delivery.path("raw")))
        reread = {
            "places": self._places_again,
            "exposure": self._exposure_again,
            "gazetteer": self._gazetteer_again,
        }.get(delivery.kind)
        tables: dict[str, pl.DataFrame | Staged]
        if reread is None:
            with self.store.receiving():
                staged, read = self._read(raw, Profile.model_validate(delivery.profile), name=delivery.file_name)
                with staged:
                    tables = {"table": staged, "quarantine": read.quarantined}
                    return delivery.id if self.store.rewrite(delivery, tables) else None
        with self._aside() as folder:  # readers of maps and tables go by the name
            named = Path(shutil.copyfile(raw, folder / delivery.file_name))
            tables = {"table": reread(named, delivery), "quarantine": pl.DataFrame(schema=QUARANTINE)}
        return delivery.id if self.store.rewrite(delivery, tables) else None

    def _places_again(self, path: Path, delivery: Delivery) -> pl.DataFrame:
        if delivery.profile["match"] == STREET:
            return read_again(path, dict(delivery.profile), crs=self.meta["crs"])[0]
        told = {name: value for name, value in delivery.profile.items() if name not in ("name", "kind", "match")}
        return self._read_places(path, **told)[1]

    def _exposure_again(self, path: Path, delivery: Delivery) -> pl.DataFrame:
        apart = ("places", "per_day", "title", "licence", "attribution")
        told = {name: value for name, value in delivery.profile.items() if name not in apart}
        table: pl.DataFrame = self._read_exposure(path, **told).frame
        return table

    def _gazetteer_again(self, path: Path, delivery: Delivery) -> pl.DataFrame:
        from dataclasses import fields

        from beffroi.sources.gazetteer import Columns, read_gazetteer

        told: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in delivery.profile.items()
        }
        columns = Columns(**{field.name: told.pop(field.name) for field in fields(Columns) if field.name in told})
        reading: Any = {name: told[name] for name in ("layer", "source_crs") if name in told}
        return read_gazetteer(path, kind=told["kind"], columns=columns, crs=self.meta["crs"], **reading)[0]


def _cited(reading: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Part what publications print of a source from what reading it needs; what is empty is left out."""
    given = {key: value for key, value in reading.items() if value}
    return {key: given.pop(key, "") for key in ("title", "licence")}, given


def account_of(read: Account) -> dict[str, Any]:
    """Return the account of every row of a file, as JSON-able values."""
    return {
        "rows_in": read.rows_in,
        "stored": read.stored,
        "quarantined": read.quarantined.height,
        "dropped": dict(read.dropped),
        "reasons": dict(Tally(read.quarantined["reason"].to_list())),
        "checks": [dict(check) for check in read.checks],
        "notes": [[code, {name: str(value) for name, value in values.items()}] for code, values in read.notes],
        "columns_kept": list(read.columns_kept),
        "columns_not_kept": list(read.columns_not_kept),
    }


def remarks_of(notes: Iterable[tuple[Text, Mapping[str, Any]]]) -> list[dict[str, str]]:
    """Return what reading a file remarked, filled in every language: an account outlives the wording of a version."""
    return [{language: wording(language, **values) for language in LANGUAGES} for wording, values in notes]
