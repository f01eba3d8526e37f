"""Seals of what the catalogue says: SQLite keeps no checksum of its own, so a flipped bit would be read as it is.

Each delivery and each release has a seal: the digest of what was written.
Rows of the audit are chained, and the end of the chain is sealed. A row that
was altered, added or taken away by anything but this program is found.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from beffroi.errors.store import DamagedCatalogue
from beffroi.store.schema import AUDIT, META, RELEASES, SEALS, STATEMENTS, Delivery, read_deliveries


def digest_of(content: Any) -> str:
    """Return the digest of JSON-able values.

    >>> digest_of({"a": 1, "b": None})[:8] == digest_of({"b": None, "a": 1})[:8]
    True
    """
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def told(delivery: Delivery) -> dict[str, Any]:
    """Return what the seal of a delivery covers: all of it (as `dataclasses.asdict`, without its copies)."""
    return {field.name: getattr(delivery, field.name) for field in fields(delivery)}


def seals_of(connection: sa.Connection, kind: str) -> dict[str, str]:
    """Return every seal of a kind by name."""
    found = connection.execute(sa.select(SEALS.c.name, SEALS.c.digest).where(SEALS.c.kind == kind))
    return {row.name: row.digest for row in found}


def seal(connection: sa.Connection, kind: str, name: str, digest: str | None) -> None:
    """Write a seal in place of the former; None: there is nothing to seal any more."""
    connection.execute(SEALS.delete().where(SEALS.c.kind == kind, SEALS.c.name == name))
    if digest is not None:
        connection.execute(SEALS.insert().values(kind=kind, name=name, digest=digest))


def check_seals(connection: sa.Connection, kind: str, found: Mapping[str, str]) -> None:
    """Hold the digests of what is there against the seals of a kind.

    Raises
    ------
    DamagedCatalogue
        Something is not what was written, or is gone.
    """
    sealed = seals_of(connection, kind)
    if sealed != found:
        wrong = sorted(name for name in {*sealed, *found} if sealed.get(name) != found.get(name))
        raise DamagedCatalogue(found=f"{kind} {', '.join(wrong)}")


def reseal_deliveries(connection: sa.Connection, names: Iterable[str]) -> None:
    """Seal deliveries as they now stand; one that is gone loses its seal."""
    wanted = list(names)
    now = {delivery.id: digest_of(told(delivery)) for delivery in read_deliveries(connection, names=wanted)}
    for name in wanted:
        seal(connection, "delivery", name, now.get(name))


def checked_deliveries(connection: sa.Connection) -> list[Delivery]:
    """Return every delivery in order of arrival, each as it was written."""
    found = read_deliveries(connection)
    check_seals(connection, "delivery", {delivery.id: digest_of(told(delivery)) for delivery in found})
    return found


def read_meta(connection: sa.Connection) -> dict[str, Any]:
    """Return what is frozen, unchecked."""
    return {row.name: json.loads(row.value) for row in connection.execute(META.select())}


def checked_statements(connection: sa.Connection) -> list[dict[str, Any]]:
    """Return every statement ever released, in order, each as it was written."""
    releases = [dict(row) for row in connection.execute(RELEASES.select().order_by(RELEASES.c.sequence)).mappings()]
    found = [dict(row) for row in connection.execute(STATEMENTS.select().order_by(STATEMENTS.c.sequence)).mappings()]
    said: dict[str, list[dict[str, Any]]] = {release["id"]: [] for release in releases}
    for statement in found:
        if statement["release"] not in said:
            raise DamagedCatalogue(found=f"release {statement['release']}")
        said[statement["release"]].append(statement)
    check_seals(connection, "release", {row["id"]: digest_of([row, said[row["id"]]]) for row in releases})
    return found


def reseal_releases(connection: sa.Connection, names: Iterable[str]) -> None:
    """Seal releases with their statements as they now stand."""
    for name in names:
        release = connection.execute(RELEASES.select().where(RELEASES.c.id == name)).mappings().one()
        said = STATEMENTS.select().where(STATEMENTS.c.release == name).order_by(STATEMENTS.c.sequence)
        statements = [dict(row) for row in connection.execute(said).mappings()]
        seal(connection, "release", name, digest_of([dict(release), statements]))


def link(before: str, row: Mapping[str, Any]) -> str:
    """Return the chain after a row of the audit."""
    return digest_of([before, row["at"], row["action"], row["detail"]])


def append_audit(connection: sa.Connection, row: Mapping[str, Any]) -> None:
    """Write a row of the audit: chained to the one before, the end of the chain sealed."""
    last = sa.select(AUDIT.c.chain).order_by(AUDIT.c.sequence.desc()).limit(1)
    chain = link(connection.execute(last).scalar() or "", row)
    connection.execute(AUDIT.insert().values(**row, chain=chain))
    seal(connection, "audit", "end", chain)


def check_audit(connection: sa.Connection) -> int:
    """Verify the chain of the audit; return how many rows it has.

    Raises
    ------
    DamagedCatalogue
        A row was altered, added, moved or taken away.
    """
    chain, rows = "", 0
    for row in connection.execute(AUDIT.select().order_by(AUDIT.c.sequence)).mappings():
        chain, rows = link(chain, dict(row)), rows + 1
        if chain != row["chain"]:
            raise DamagedCatalogue(found=f"audit {row['sequence']}")
    check_seals(connection, "audit", {"end": chain} if rows else {})
    return rows
