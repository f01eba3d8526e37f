"""How the catalogue is reached: SQLite in the folder, or PostgreSQL where several servers share it.

The folder of an observatory whose catalogue is elsewhere holds `catalogue.toml`
with its address and no password; that comes from the environment (PGPASSWORD)
or from ~/.pgpass, as for every PostgreSQL client.
"""

import os
import sqlite3
import stat
import tomllib
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from beffroi.errors import BeffroiError
from beffroi.errors.store import (
    BusyCatalogue,
    CatalogueUnreachable,
    DamagedCatalogue,
    DiskFails,
    DiskFull,
    DriverMissing,
    UnknownCatalogue,
)
from beffroi.store.files import write_whole

CATALOGUE, ADDRESS = "catalogue.sqlite", "catalogue.toml"
WAIT = 60  # seconds that a writer waits for another one
WRITES = {"writes": True}  # execution option of a connection that will write
DRIVERS = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}  # where the address names none


def holds_observatory(folder: Path) -> bool:
    """Whether a folder holds an observatory."""
    return (folder / CATALOGUE).exists() or (folder / ADDRESS).exists()


def address_of(folder: Path) -> str:
    """Return the address of the catalogue of a folder."""
    written = folder / ADDRESS
    if not written.exists():
        return f"sqlite:///{folder / CATALOGUE}"
    try:
        return str(tomllib.loads(written.read_text("utf-8"))["catalogue"])
    except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError):
        raise DamagedCatalogue(found=ADDRESS) from None


def write_address(folder: Path, url: str) -> None:
    """Write down where the catalogue is, without the password."""
    quoted = without_password(url).replace("\\", "\\\\").replace('"', '\\"')
    write_whole(folder / ADDRESS, lambda to: to.write_text(f'catalogue = "{quoted}"\n', "utf-8"))


def scrub(engine: sa.Engine) -> bool:
    """Overwrite what was deleted; return False where a reader kept some of it from being done.

    A server's own log of changes and its backups are its administrator's.
    """
    raw = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            cursor = raw.cursor()
            cursor.execute("VACUUM")
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        raw.rollback()
        raw.driver_connection.autocommit = True  # type: ignore[union-attr]
        cursor = raw.cursor()
        cursor.execute(f"SET lock_timeout = '{WAIT}s'")
        for table in ("deliveries", "files", "seals"):
            cursor.execute(f"VACUUM FULL {table}")
        return True
    finally:
        raw.close()


def without_password(url: str) -> str:
    """Return the address of a catalogue as it may be shown and kept."""
    made = checked_url(url)
    bare = sa.URL.create(
        made.drivername, username=made.username, host=made.host, port=made.port, database=made.database,
        query={name: value for name, value in made.query.items() if name != "password"},
    )  # fmt: skip
    return bare.render_as_string()


def checked_url(url: str) -> sa.URL:
    """Return the address of a catalogue as SQLAlchemy's; PostgreSQL and SQLite are known."""
    try:
        made = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise UnknownCatalogue(found=url.partition("@")[2] or url) from None
    made = made.set(drivername=DRIVERS.get(made.drivername, made.drivername))
    if made.get_backend_name() not in ("postgresql", "sqlite"):
        raise UnknownCatalogue(found=made.drivername)
    return made


def engine_of(url: str) -> sa.Engine:
    """Return the engine behind an address; readers see one moment, writers come one at a time.

    Raises
    ------
    UnknownCatalogue
        The address is neither of PostgreSQL nor of SQLite.
    DriverMissing
        The extra that talks to PostgreSQL is not installed.
    """
    made = checked_url(url)
    if made.get_backend_name() == "sqlite":
        engine = sa.create_engine(made)
        sa.event.listen(engine, "connect", _durable)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        # a connection lasts as long as it is used: no process keeps one idle, or inherits one
        engine = sa.create_engine(
            made, connect_args=_credentials(made), isolation_level="REPEATABLE READ", poolclass=sa.NullPool
        )
    except ModuleNotFoundError as error:
        raise DriverMissing(module=error.name or made.get_driver_name()) from None
    sa.event.listen(engine, "begin", _begin_postgresql)
    return engine


def _durable(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the module would begin and commit by itself, around table definitions
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT * 1000}")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cell_size_check=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    """Lock before the first look (a SELECT would fix what is seen): a writer sees what the one before it wrote."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
        connection.exec_driver_sql("LOCK TABLE meta IN SHARE ROW EXCLUSIVE MODE")


def _credentials(url: sa.URL) -> dict[str, str]:
    """Return what the address leaves out; without any password the server refuses in words of its own."""
    if url.password is not None or url.get_driver_name() != "pg8000":
        return {}  # other drivers rest on the client library, which looks by itself
    user = url.username or os.environ.get("PGUSER") or os.environ.get("USER") or "postgres"
    port = str(url.port or os.environ.get("PGPORT") or 5432)
    found = os.environ.get("PGPASSWORD") or password_of(url.host or "localhost", port, url.database or user, user)
    return {"user": user, "password": found or ""}


def password_of(host: str, port: str, database: str, user: str, /) -> str | None:
    """Return the password that ~/.pgpass (or PGPASSFILE) holds for a connection; None: none.

    As the client library does, a file that others may read is left alone.
    """
    file = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        if os.name != "nt" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            return None
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        fields = _fields(line)
        asked = zip(fields, (host, port, database, user), strict=False)
        if len(fields) == 5 and all(said in ("*", wanted) for said, wanted in asked):
            return fields[4]
    return None


def _fields(line: str) -> list[str]:
    """Split a line at its colons, but those after a backslash.

    >>> _fields("db:5432:*:me:a\\\\:b")
    ['db', '5432', '*', 'me', 'a:b']
    """
    fields, escaped = [""], False
    for letter in "" if line.startswith("#") else line:
        if letter == ":" and not escaped:
            fields.append("")
        elif letter == "\\" and not escaped:
            escaped = True
            continue
        else:
            fields[-1] += letter
        escaped = False
    return fields


def as_ours(error: Exception, *, where: str) -> BeffroiError:
    """Return what a failure of the database means to a person."""
    origin = getattr(error, "orig", None) or error
    told = origin.args[0] if origin.args else ""
    if isinstance(told, dict):  # pg8000: a field a letter; C is the SQLSTATE, M the message
        code, found = str(told.get("C", "")), str(told.get("M", ""))
    else:
        code, found = str(getattr(origin, "sqlstate", None) or ""), str(told)
    found = (found.strip() or type(origin).__name__).splitlines()[0].rstrip(".")
    if isinstance(origin, sqlite3.Error):
        return _of_sqlite(found)
    if isinstance(error, sa.exc.DBAPIError):
        return _of_server(code, found, where=where)
    return DamagedCatalogue(found=found)


def _of_sqlite(found: str) -> BeffroiError:
    if "locked" in found or "busy" in found:
        return BusyCatalogue(seconds=WAIT)
    if "disk is full" in found:
        return DiskFull(file=CATALOGUE, free="0")
    if "I/O error" in found or "unable to open" in found:
        return DiskFails(found=found)
    return DamagedCatalogue(found=found)


def _of_server(code: str, found: str, *, where: str) -> BeffroiError:
    """Tell by the SQLSTATE; a failure without one is of the connection."""
    if code in ("55P03", "40001", "40P01"):
        return BusyCatalogue(seconds=WAIT)
    if code == "53100":
        return DiskFull(file=where, free="0")
    if not code or code[:2] in ("08", "28", "3D", "42501", "53", "57"):
        return CatalogueUnreachable(where=where, found=found)
    return DamagedCatalogue(found=found)
