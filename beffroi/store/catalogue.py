"""The catalogue: the one list of what is visible, in SQLite or PostgreSQL."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from beffroi.errors.store import DamagedCatalogue, NewerStore, ObservatoryExists, UnknownDelivery
from beffroi.store.connect import (
    CATALOGUE,
    WRITES,
    address_of,
    as_ours,
    engine_of,
    scrub,
    without_password,
    write_address,
)
from beffroi.store.files import write_whole
from beffroi.store.schema import DELIVERIES, DOOMED, FILES, FORMAT, META, RELEASES, STATEMENTS, Delivery, create_tables
from beffroi.store.seals import (
    append_audit,
    check_audit,
    check_seals,
    checked_deliveries,
    checked_statements,
    digest_of,
    read_meta,
    reseal_deliveries,
    reseal_releases,
    seal,
)

__all__ = ["Catalogue", "Delivery", "now"]
_FAILURES = (sa.exc.DBAPIError, sqlite3.Error, ValueError, KeyError, TypeError)
Decide = Callable[[list[Delivery]], "Delivery | Mapping[str, Any]"]


class Catalogue:
    """Reads and writes the catalogue; every write is one transaction with its audit row."""

    def __init__(self, url: str) -> None:
        self.engine = engine_of(url)
        self.where = without_password(url)

    @classmethod
    def in_folder(cls, folder: Path) -> "Catalogue":
        """Open the catalogue of a folder: the SQLite file in it, or the server that its `catalogue.toml` names."""
        return cls(address_of(folder))

    @classmethod
    def make(cls, folder: Path, meta: Mapping[str, Any], *, url: str | None = None) -> None:
        """Make the catalogue of a new observatory, whole or not at all: a file in its folder, or at an address.

        Raises
        ------
        ObservatoryExists
            The folder, or the database at the address, holds one already.
        """
        if url is None:
            write_whole(folder / CATALOGUE, lambda path: _made_apart(path, meta))
            return
        server = cls(url)
        try:
            if server.is_made():
                raise ObservatoryExists(folder=server.where)
            write_address(folder, url)  # first: an interruption leaves an address that the next `init` goes on with
            server.create(meta)
        finally:
            server.close()

    def is_made(self) -> bool:
        """Whether there are tables of a catalogue."""
        with self._reading() as connection:
            return sa.inspect(connection).has_table("meta")

    def create(self, meta: Mapping[str, Any]) -> None:
        """Make the tables and write down what is frozen for ever."""
        frozen = {"format": FORMAT, **meta}
        with self.guarded(), self.engine.begin() as connection:
            create_tables(connection)
            for name, value in frozen.items():
                connection.execute(META.insert().values(name=name, value=json.dumps(value)))
            seal(connection, "meta", "all", digest_of(frozen))
            append_audit(connection, _audit("init", meta))

    def meta(self) -> dict[str, Any]:
        """Return what was frozen at creation; bring an earlier format to the present one, refuse a later one.

        Raises
        ------
        DamagedCatalogue
            It cannot be read, or is not what was written.
        """
        with self._reading() as connection:
            found = read_meta(connection)
            later = found.get("format")
            if isinstance(later, int) and later > FORMAT:
                raise NewerStore(found=later, known=FORMAT)
            if later == FORMAT:
                check_seals(connection, "meta", {"all": digest_of(found)})
                return found
        return self._upgraded()

    def _upgraded(self) -> dict[str, Any]:
        from beffroi.store.migrations import migrate

        with self.guarded(), self.engine.connect().execution_options(**WRITES) as connection, connection.begin():
            for earlier, later in migrate(connection):
                append_audit(connection, _audit("migrate", {"from": earlier, "to": later}))
            return read_meta(connection)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Say what a failure means; what cannot be read, or not as it was written, is damage."""
        try:
            yield
        except _FAILURES as error:
            raise as_ours(error, where=self.where) from None

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """Read rows of one moment."""
        with self.guarded(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, action: str, detail: Mapping[str, Any]) -> Iterator[sa.Connection]:
        """Open a transaction that ends with its audit row; no other writes meanwhile."""
        try:
            with self.engine.connect().execution_options(**WRITES) as connection, connection.begin():
                yield connection
                append_audit(connection, _audit(action, detail))
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise as_ours(error, where=self.where) from None

    def deliveries(self, *, dataset: str | None = None, kind: str | None = None) -> list[Delivery]:
        """Return visible deliveries in order of arrival, each as it was written.

        Raises
        ------
        DamagedCatalogue
            A row is not what was written, or is gone.
        """
        with self._reading() as connection:
            kept = checked_deliveries(connection)
        return [one for one in kept if dataset in (None, one.dataset) and kind in (None, one.kind)]

    def delivery(self, name: str) -> Delivery:
        """Return one delivery by its identifier or an unambiguous beginning of it."""
        found = [delivery for delivery in self.deliveries() if delivery.id.startswith(name)]
        if len(found) != 1:
            raise UnknownDelivery(name=name)
        return found[0]

    def add(self, name: str, files: Sequence[Mapping[str, Any]], *, decide: Decide) -> Delivery | None:
        """Make a delivery visible: its files are already durable.

        `decide` is asked while no other process writes, with all that is
        visible: it returns the row to write, or the delivery that holds the
        same already, which is returned and nothing is written.
        """
        try:
            with self.writing("deliver", {"delivery": name}) as connection:
                row = _or_held(decide(checked_deliveries(connection)))
                written = {key: json.dumps(row[key]) for key in ("profile", "account")}
                connection.execute(DELIVERIES.insert().values({**row, **written}))
                named = [{"first": None, "rows": None, **file, "delivery": name} for file in files]
                connection.execute(FILES.insert(), named)
                reseal_deliveries(connection, [name])
        except _HeldAlready as found:
            return found.delivery
        return None

    def remove(
        self, delivery: Delivery, *, doomed: Iterable[str] = (), moved: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Forget a delivery; files in `doomed` are remembered until they are gone, those in `moved` have moved."""
        with self.writing("delete", {"delivery": delivery.id, "sha256": delivery.sha256}) as connection:
            connection.execute(FILES.delete().where(FILES.c.delivery == delivery.id))
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.id == delivery.id))
            _doom(connection, doomed)
            reseal_deliveries(connection, [delivery.id, *_move(connection, moved)])

    def move(self, action: str, moved: Sequence[Mapping[str, Any]], *, doomed: Iterable[str] = ()) -> None:
        """Record that files of deliveries are elsewhere now; each of `moved` is a whole row of the files."""
        names = sorted({str(file["delivery"]) for file in moved})
        with self.writing(action, {"deliveries": names}) as connection:
            _doom(connection, doomed)
            reseal_deliveries(connection, _move(connection, moved))

    def doomed(self) -> list[str]:
        """Return the files that are still to be removed from the disk."""
        with self._reading() as connection:
            return list(connection.execute(sa.select(DOOMED.c.path).order_by(DOOMED.c.path)).scalars())

    def forget_doomed(self, paths: Sequence[str]) -> None:
        """Strike files off the list of those to be removed: they are gone."""
        with self.guarded(), self.engine.connect().execution_options(**WRITES) as connection, connection.begin():
            connection.execute(DOOMED.delete().where(DOOMED.c.path.in_(paths)))

    def update_file(self, path: str, *, sha256: str, size: int) -> None:
        """Record a rebuilt file."""
        with self.writing("repair", {"path": path}) as connection:
            connection.execute(FILES.update().where(FILES.c.path == path).values(sha256=sha256, bytes=size))
            owner = connection.execute(sa.select(FILES.c.delivery).where(FILES.c.path == path)).scalar_one()
            reseal_deliveries(connection, [owner])

    def record_releases(self, releases: Sequence[tuple[Mapping[str, Any], list[dict[str, Any]]]]) -> None:
        """Write releases with their statements, all or none; an identical release is written once."""
        with self._reading() as connection:
            known = set(connection.execute(sa.select(RELEASES.c.id)).scalars())
        unknown = {str(release["id"]) for release, _ in releases} - known
        if not unknown:
            return
        with self.writing("release", {"releases": sorted(unknown)}) as connection:
            known = set(connection.execute(sa.select(RELEASES.c.id)).scalars())
            new = {str(release["id"]): (release, told) for release, told in releases if release["id"] not in known}
            for release, statements in new.values():
                connection.execute(RELEASES.insert().values(**release, made_at=now()))
                if statements:
                    connection.execute(STATEMENTS.insert(), statements)
            reseal_releases(connection, new)

    def statements(self) -> list[dict[str, Any]]:
        """Return every statement ever released, in order, each as it was written.

        Raises
        ------
        DamagedCatalogue
            A release or a statement is not what was written, or is gone.
        """
        with self._reading() as connection:
            return checked_statements(connection)

    def check(self) -> int:
        """Verify every seal and the chain of the audit; return how many rows the audit has."""
        self.meta()
        with self._reading() as connection:
            if self.engine.dialect.name == "sqlite":
                _check_pages(connection)
            checked_deliveries(connection)
            checked_statements(connection)
            return check_audit(connection)

    def vacuum(self) -> bool:
        """Leave no deleted row readable in the file; return False where others kept some of it from being done."""
        with self.guarded():
            return scrub(self.engine)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _made_apart(path: Path, meta: Mapping[str, Any]) -> None:
    made = Catalogue(f"sqlite:///{path}")
    try:
        made.create(meta)
        made.vacuum()  # and nothing is left beside the file
    finally:
        made.close()


class _HeldAlready(Exception):
    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery


def _or_held(decided: Delivery | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(decided, Delivery):
        raise _HeldAlready(decided)
    return decided


def now() -> str:
    """Return the present instant, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _audit(action: str, detail: Mapping[str, Any]) -> dict[str, str]:
    return {"at": now(), "action": action, "detail": json.dumps(dict(detail), sort_keys=True, default=str)}


def _doom(connection: sa.Connection, paths: Iterable[str]) -> None:
    known = set(connection.execute(sa.select(DOOMED.c.path)).scalars())
    for path in sorted(set(paths) - known):
        connection.execute(DOOMED.insert().values(path=path))


def _move(connection: sa.Connection, moved: Iterable[Mapping[str, Any]]) -> list[str]:
    """Rewrite rows of the files; return the deliveries they are of."""
    names = []
    for file in moved:
        is_it = (FILES.c.delivery == file["delivery"]) & (FILES.c.role == file["role"])
        if connection.execute(FILES.update().where(is_it).values(**file)).rowcount != 1:
            raise DamagedCatalogue(found=f"files {file['delivery']}")
        names.append(str(file["delivery"]))
    return sorted(set(names))


def _check_pages(connection: sa.Connection) -> None:
    found = list(connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars())
    if found != ["ok"]:
        raise DamagedCatalogue(found="; ".join(map(str, found)))
