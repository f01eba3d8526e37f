"""From the catalogue of an earlier format to the present one: one transaction, each step checked before it is made.

Imported only when an earlier format is met. A step verifies the seals that its
format had, changes the tables, and seals what it leaves; killed on the way,
the catalogue stays as it was.
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from beffroi.errors.store import DamagedCatalogue
from beffroi.store.schema import AUDIT, DOOMED, FORMAT, META, RELEASES, SEALS, read_deliveries
from beffroi.store.seals import digest_of, link, read_meta, reseal_deliveries, reseal_releases, seal, told


def migrate(connection: sa.Connection) -> Iterator[tuple[int, int]]:
    """Bring the catalogue to the present format; yield each step made.

    Raises
    ------
    DamagedCatalogue
        It is not what was written, or of no known format.
    """
    while (found := read_meta(connection).get("format")) != FORMAT:
        if found not in STEPS:
            raise DamagedCatalogue(found=f"format {found}")
        STEPS[found](connection)
        _number(connection, found + 1)
        yield found, found + 1


def _number(connection: sa.Connection, number: int) -> None:
    connection.execute(META.update().where(META.c.name == "format").values(value=json.dumps(number)))
    seal(connection, "meta", "all", digest_of(read_meta(connection)))


def _seal_releases_and_audit(connection: sa.Connection) -> None:
    """From 1 to 2: seals get a table of their own, releases and the audit get theirs, files may be packed."""
    found = read_meta(connection)
    seals = {name.removeprefix("seal:"): digest for name, digest in found.items() if name.startswith("seal:")}
    frozen = {name: value for name, value in found.items() if not name.startswith("seal:")}
    for column in ("first", "rows"):
        connection.exec_driver_sql(f"ALTER TABLE files ADD COLUMN {column} BIGINT")
    held = read_deliveries(connection)
    sealed_now = {delivery.id: digest_of(_without_packing(told(delivery))) for delivery in held}
    if seals != {"meta": digest_of(frozen), **sealed_now}:
        raise DamagedCatalogue(found="seals")
    for table in (SEALS, DOOMED):
        table.create(connection)
    connection.execute(META.delete().where(META.c.name.like("seal:%")))
    reseal_deliveries(connection, sealed_now)
    reseal_releases(
        connection, connection.execute(sa.select(RELEASES.c.id).order_by(RELEASES.c.sequence)).scalars().all()
    )
    _chain_audit(connection)


def _without_packing(delivery: dict[str, Any]) -> dict[str, Any]:
    files = [{name: value for name, value in f.items() if name not in ("first", "rows")} for f in delivery["files"]]
    return {**delivery, "files": files}


def _chain_audit(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE audit ADD COLUMN chain VARCHAR NOT NULL DEFAULT ''")
    chain = ""
    for row in connection.execute(AUDIT.select().order_by(AUDIT.c.sequence)).mappings().all():
        chain = link(chain, dict(row))
        connection.execute(AUDIT.update().where(AUDIT.c.sequence == row["sequence"]).values(chain=chain))
    seal(connection, "audit", "end", chain if chain else None)


STEPS = {1: _seal_releases_and_audit}
