"""The catalogue: the one list of what is visible, in SQLite (or PostgreSQL)."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from beffroi.errors.store import DamagedCatalogue, NewerStore, UnknownDelivery

FORMAT = 1
SEAL = "seal:"  # of a row, in `meta`: the digest of what was written
_tables = sa.MetaData()
META = sa.Table(
    "meta", _tables, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Text, nullable=False)
)
DELIVERIES = sa.Table(
    "deliveries",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),  # order of arrival; never the clock
    sa.Column("id", sa.String, unique=True, nullable=False),
    sa.Column("dataset", sa.String, nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),  # incidents | recorded_counts | places | exposure
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),  # JSON: the contract it was read under
    sa.Column("account", sa.Text, nullable=False),  # JSON: rows in, stored, quarantined, dropped, checks, coverage
    sa.Column("overlap", sa.String, nullable=False),  # replace | add
    sa.Column("received_at", sa.String, nullable=False),  # UTC, ISO 8601
)
FILES = sa.Table(
    "files",
    _tables,
    sa.Column("delivery", sa.String, sa.ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("role", sa.String, nullable=False),  # raw | table | quarantine
    sa.Column("path", sa.String, primary_key=True),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
)
RELEASES = sa.Table(
    "releases",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String, nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("made_at", sa.String, nullable=False),
)
STATEMENTS = sa.Table(
    "statements",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("release", sa.String, nullable=False, index=True),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("dataset", "table", "column", "zones", "offences", "period", "filter")
    ),
    sa.Column("value", sa.Float, nullable=True),  # null: withheld
)
AUDIT = sa.Table(
    "audit",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the catalogue, with its files."""

    sequence: int
    id: str
    dataset: str
    kind: str
    sha256: str
    file_name: str
    fingerprint: str
    profile: dict[str, Any]
    account: dict[str, Any]
    overlap: str
    received_at: str
    files: tuple[dict[str, Any], ...] = ()

    def path(self, role: str) -> str | None:
        """Relative path of the file that has a role."""
        return next((str(file["path"]) for file in self.files if file["role"] == role), None)


class Catalogue:
    """Reads and writes the catalogue; every write is one transaction with its audit row."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _durable)

    @classmethod
    def in_folder(cls, folder: Path) -> "Catalogue":
        """Open the SQLite catalogue of a folder."""
        return cls(f"sqlite:///{folder / 'catalogue.sqlite'}")

    def create(self, meta: Mapping[str, Any]) -> None:
        """Make the tables and write down what is frozen for ever."""
        _tables.create_all(self.engine)
        with self.writing("init", dict(meta)) as connection:
            frozen = {"format": FORMAT, **meta}
            for name, value in {**frozen, f"{SEAL}meta": _digest(frozen)}.items():
                connection.execute(META.insert().values(name=name, value=json.dumps(value)))

    def meta(self) -> dict[str, Any]:
        """Return what was frozen at creation; refuse a later format.

        Raises
        ------
        DamagedCatalogue
            It cannot be read, or is not what was written.
        """
        with self._reading() as connection:
            found = _meta(connection)
        frozen = {name: value for name, value in found.items() if not name.startswith(SEAL)}
        if isinstance(later := frozen.get("format"), int) and later > FORMAT:
            raise NewerStore(found=later, known=FORMAT)
        if found.get(f"{SEAL}meta") != _digest(frozen):
            raise DamagedCatalogue(found="meta")
        return frozen

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """Read rows; what cannot be read, or not as it was written, is damage."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except (sa.exc.DatabaseError, sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
            found = str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")
            raise DamagedCatalogue(found=found) from None

    @contextmanager
    def writing(self, action: str, detail: Mapping[str, Any]) -> Iterator[sa.Connection]:
        """Open a transaction that ends with its audit row."""
        with self.engine.begin() as connection:
            yield connection
            connection.execute(
                AUDIT.insert().values(
                    at=now(), action=action, detail=json.dumps(dict(detail), sort_keys=True, default=str)
                )
            )

    def deliveries(self, *, dataset: str | None = None, kind: str | None = None) -> list[Delivery]:
        """Return visible deliveries in order of arrival, each as it was written.

        Raises
        ------
        DamagedCatalogue
            A row is not what was written, or is gone.
        """
        with self._reading() as connection:
            found = {delivery.id: delivery for delivery in _read(connection)}
            seals = {name: value for name, value in _meta(connection).items() if name.startswith(SEAL)}
        del seals[f"{SEAL}meta"]
        if seals != {f"{SEAL}{name}": _seal(delivery) for name, delivery in found.items()}:
            altered = [name for name, one in found.items() if seals.get(f"{SEAL}{name}") != _seal(one)]
            gone = [name.removeprefix(SEAL) for name in seals if name.removeprefix(SEAL) not in found]
            raise DamagedCatalogue(found=", ".join(altered + gone))
        kept = found.values()
        return [one for one in kept if dataset in (None, one.dataset) and kind in (None, one.kind)]

    def _reseal(self, connection: sa.Connection, name: str) -> None:
        """Seal a delivery as it now stands; nothing to seal where it is gone."""
        connection.execute(META.delete().where(META.c.name == f"{SEAL}{name}"))
        for delivery in _read(connection):
            if delivery.id == name:
                connection.execute(META.insert().values(name=f"{SEAL}{name}", value=json.dumps(_seal(delivery))))

    def delivery(self, name: str) -> Delivery:
        """Return one delivery by its identifier or an unambiguous beginning of it."""
        found = [delivery for delivery in self.deliveries() if delivery.id.startswith(name)]
        if len(found) != 1:
            raise UnknownDelivery(name=name)
        return found[0]

    def add(self, delivery: Mapping[str, Any], files: list[dict[str, Any]]) -> None:
        """Make a delivery visible: its files are already durable."""
        row = {**delivery, "profile": json.dumps(delivery["profile"]), "account": json.dumps(delivery["account"])}
        with self.writing("deliver", {"delivery": row["id"], "sha256": row["sha256"]}) as connection:
            connection.execute(DELIVERIES.insert().values(**row))
            connection.execute(FILES.insert(), [{"delivery": row["id"], **file} for file in files])
            self._reseal(connection, str(row["id"]))

    def remove(self, delivery: Delivery) -> None:
        """Forget a delivery; its files are deleted by the caller."""
        with self.writing("delete", {"delivery": delivery.id, "sha256": delivery.sha256}) as connection:
            connection.execute(FILES.delete().where(FILES.c.delivery == delivery.id))
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.id == delivery.id))
            self._reseal(connection, delivery.id)

    def update_file(self, path: str, *, sha256: str, size: int) -> None:
        """Record a rebuilt file."""
        with self.writing("repair", {"path": path}) as connection:
            connection.execute(FILES.update().where(FILES.c.path == path).values(sha256=sha256, bytes=size))
            owner = connection.execute(sa.select(FILES.c.delivery).where(FILES.c.path == path)).scalar_one()
            self._reseal(connection, owner)

    def record_releases(self, releases: Sequence[tuple[Mapping[str, Any], list[dict[str, Any]]]]) -> None:
        """Write releases with their statements, all or none; an identical release is written once."""
        with self.engine.connect() as connection:
            known = {row.id for row in connection.execute(sa.select(RELEASES.c.id))}
        new = {str(release["id"]): (release, told) for release, told in releases if release["id"] not in known}
        if not new:
            return
        with self.writing("release", {"releases": sorted(new)}) as connection:
            for release, statements in new.values():
                connection.execute(RELEASES.insert().values(**release, made_at=now()))
                if statements:
                    connection.execute(STATEMENTS.insert(), statements)

    def statements(self) -> list[dict[str, Any]]:
        """Return every statement ever released, in order."""
        with self.engine.connect() as connection:
            return [
                dict(row) for row in connection.execute(STATEMENTS.select().order_by(STATEMENTS.c.sequence)).mappings()
            ]

    def vacuum(self) -> None:
        """Leave no deleted row readable in the file."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM"))
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def now() -> str:
    """Return the present instant, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _meta(connection: sa.Connection) -> dict[str, Any]:
    return {row.name: json.loads(row.value) for row in connection.execute(META.select())}


def _read(connection: sa.Connection) -> list[Delivery]:
    rows = connection.execute(DELIVERIES.select().order_by(DELIVERIES.c.sequence)).mappings().all()
    owned: dict[str, list[dict[str, Any]]] = {}
    for file in connection.execute(FILES.select().order_by(FILES.c.path)).mappings():
        owned.setdefault(file["delivery"], []).append(dict(file))
    return [_delivery(dict(row), owned.get(row["id"], [])) for row in rows]


def _seal(delivery: Delivery) -> str:
    return _digest(asdict(delivery))


def _digest(content: Any) -> str:
    """SQLite keeps no checksum of its own: a flipped bit would be read as it is."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _delivery(row: dict[str, Any], files: list[dict[str, Any]]) -> Delivery:
    row |= {"profile": json.loads(row["profile"]), "account": json.loads(row["account"])}
    return Delivery(**row, files=tuple(files))


def _durable(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
