"""The tables of the catalogue and what a row of each means; FORMAT changes whenever they do (see `migrations`)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

FORMAT = 2
_tables = sa.MetaData()
META = sa.Table(
    "meta", _tables, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.Text, nullable=False)
)
SEALS = sa.Table(
    "seals",
    _tables,
    sa.Column("kind", sa.String, primary_key=True),  # meta | delivery | release | audit
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
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
    sa.Column("path", sa.String, primary_key=True),  # `file#delivery` where deliveries share a file
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("first", sa.BigInteger, nullable=True),  # of a delivery's rows in a packed table; null: the file is all its own
    sa.Column("rows", sa.BigInteger, nullable=True),
)  # fmt: skip
DOOMED = sa.Table(
    "doomed",
    _tables,
    sa.Column("path", sa.String, primary_key=True),  # to be removed from the disk: no delivery names it any more
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
    sa.Column("value", sa.Double, nullable=True),  # null: withheld
)
AUDIT = sa.Table(
    "audit",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("chain", sa.String, nullable=False),  # digest of this row and of the chain before it
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

    def file(self, role: str) -> dict[str, Any]:
        """Return the catalogue's row of the file that has a role."""
        return next(file for file in self.files if file["role"] == role)

    def path(self, role: str) -> str | None:
        """Relative path of the file that has a role."""
        return next((str(file["path"]) for file in self.files if file["role"] == role), None)


def create_tables(connection: sa.Connection) -> None:
    """Make every table of the present format."""
    _tables.create_all(connection)


def tables() -> list[sa.Table]:
    """Return the tables of the present format, parents before children."""
    return list(_tables.sorted_tables)


def read_deliveries(connection: sa.Connection, *, names: Iterable[str] | None = None) -> list[Delivery]:
    """Read every delivery, or those named, with their files, in order of arrival."""
    some, theirs = DELIVERIES.select(), FILES.select()
    if names is not None:
        wanted = list(names)
        some, theirs = some.where(DELIVERIES.c.id.in_(wanted)), theirs.where(FILES.c.delivery.in_(wanted))
    rows = connection.execute(some.order_by(DELIVERIES.c.sequence)).mappings().all()
    owned: dict[str, list[dict[str, Any]]] = {}
    for file in connection.execute(theirs).mappings():
        owned.setdefault(file["delivery"], []).append(dict(file))
    return [_delivery(dict(row), owned.get(row["id"], [])) for row in rows]


def _delivery(row: dict[str, Any], files: list[dict[str, Any]]) -> Delivery:
    row |= {"profile": json.loads(row["profile"]), "account": json.loads(row["account"])}
    return Delivery(**row, files=tuple(sorted(files, key=lambda file: file["path"])))
