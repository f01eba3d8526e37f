"""A question to a database as a delivery: its answer is written to a file, which is then read like any other.

The address, with whatever password it holds, is used and forgotten: what is kept says the kind of database, its host
and its name. The database is asked in a transaction for reading only, which is never committed.
"""

import csv
import hashlib
import io
import json
import os
import re
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import sqlalchemy as sa

from beffroi.errors.databases import (
    NO_FILE,
    NO_ROWS,
    NO_VARIABLE,
    NOT_AN_ADDRESS,
    SEVERAL,
    TWO_NAMES,
    BadDatabase,
    DatabaseRefused,
    DriverNotInstalled,
    WrongSnapshot,
)
from beffroi.errors.intake import KINDS, EmptyFile
from beffroi.sources.profile import Profile
from beffroi.vocabulary.text import filled

_FETCHED = 50_000  # rows taken from the database at once
_DRIVERS = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}  # where the address names none
_HARMLESS = {  # what a statement to SQLite may do: no ATTACH, which makes a file
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}  # fmt: skip
_MYSQL = {"mysql", "mariadb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The answer of a database, in a file of the kind that the profile reads."""

    path: Path
    database: str  # without user, password and options
    query: str


def snapshot(address: str, query: str, *, profile: Profile, into: Path) -> Snapshot:
    """Ask a database and write its answer into a folder; the same answer gives the same bytes.

    Parameters
    ----------
    address
        A SQLAlchemy URL, or `env:NAME` for the one that a variable of the environment holds.
    query
        One statement that reads.
    profile
        Parquet keeps the types of the database; delimited text is written with the marks of the profile.

    Raises
    ------
    BadDatabase, DriverNotInstalled, DatabaseRefused
        The address cannot be used, its driver is absent, the database or the query fails.
    EmptyFile
        The answer holds no row.
    WrongSnapshot
        The profile reads another kind of file.
    """
    if profile.file.kind not in ("parquet", "delimited"):
        raise WrongSnapshot(profile=profile.name, kind=KINDS[profile.file.kind])
    url = _url(address)
    columns, rows = _answer(url, query)
    name = f"{profile.dataset}-{hashlib.sha256(query.encode()).hexdigest()[:8]}"
    if not rows:
        raise EmptyFile(path=said(url))
    into.mkdir(parents=True, exist_ok=True)
    if profile.file.kind == "parquet":
        path = into / f"{name}.parquet"
        frame = pl.DataFrame([_column(title, [row[at] for row in rows]) for at, title in enumerate(columns)])
        frame.write_parquet(path, compression="zstd", statistics=False)
    else:
        path = into / f"{name}.csv"
        path.write_bytes(_delimited(columns, rows, profile))
    return Snapshot(path=path, database=said(url), query=query)


def said(url: sa.URL) -> str:
    """Return an address without user, password and options.

    >>> said(sa.make_url("postgresql+pg8000://me:secret@db.example.org/crimes?sslkey=k"))
    'postgresql://db.example.org/crimes'
    """
    bare = sa.URL.create(url.get_backend_name(), host=url.host, port=url.port, database=url.database)
    return bare.render_as_string(hide_password=True)


def _url(address: str) -> sa.URL:
    if address.startswith("env:"):
        name = address.removeprefix("env:")
        if not os.environ.get(name):
            raise BadDatabase(why=filled(NO_VARIABLE, name=name))
        address = os.environ[name]
    try:
        url = sa.make_url(address)
        if url.drivername in _DRIVERS:
            url = url.set(drivername=_DRIVERS[url.drivername])
        kind = url.get_backend_name()
    except (sa.exc.ArgumentError, ValueError):
        raise BadDatabase(why=NOT_AN_ADDRESS) from None
    if kind == "sqlite" and not Path(url.database or "").is_file():  # the driver would make an empty one
        raise BadDatabase(why=filled(NO_FILE, name=url.database or "–"))
    return url


def _answer(url: sa.URL, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    if ";" in re.sub(r"'[^']*'|\"[^\"]*\"", "", query).strip().rstrip(";"):
        raise DatabaseRefused(database=said(url), why=SEVERAL)
    with _reading(url) as connection, _asking(url):
        result = connection.exec_driver_sql(query)
        if not result.returns_rows:
            raise DatabaseRefused(database=said(url), why=NO_ROWS)
        columns = [str(column) for column in result.keys()]  # noqa: SIM118 - a view, not a mapping
        twice = next((column for column in columns if columns.count(column) > 1), None)
        if twice is not None:
            raise DatabaseRefused(database=said(url), why=filled(TWO_NAMES, name=twice))
        rows: list[tuple[Any, ...]] = []
        while part := result.fetchmany(_FETCHED):
            rows += [tuple(row) for row in part]
        return columns, rows


@contextmanager
def _reading(url: sa.URL) -> Iterator[sa.Connection]:
    """Connect for reading only; whatever was begun is taken back."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa.exc.SAWarning)  # of options that a driver does not know
            engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    except sa.exc.NoSuchModuleError:
        raise BadDatabase(why=NOT_AN_ADDRESS) from None
    except ModuleNotFoundError as error:
        raise DriverNotInstalled(kind=url.get_backend_name(), package=error.name or "–") from None
    with _asking(url), warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        connection = engine.connect()
    try:
        with _asking(url):
            _forbid_writing(connection, url)
        yield connection
    finally:
        connection.rollback()
        connection.close()
        engine.dispose()


def _forbid_writing(connection: sa.Connection, url: sa.URL) -> None:
    kind = url.get_backend_name()
    if kind == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        raw: Any = connection.connection.dbapi_connection
        raw.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _HARMLESS else sqlite3.SQLITE_DENY)
    elif kind == "postgresql":
        connection.exec_driver_sql("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        connection.commit()
    elif kind in _MYSQL:
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")


@contextmanager
def _asking(url: sa.URL) -> Iterator[None]:
    """Turn what the database complains of into an error of ours, without the secrets of its address."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, OSError) as error:
        if isinstance(error, DatabaseRefused):
            raise
        raise DatabaseRefused(database=said(url), why=_without_secrets(error, url)) from None


def _without_secrets(error: Exception, url: sa.URL) -> str:
    """Return the first line of a complaint, without the password of the address."""
    origin = getattr(error, "orig", None) or error
    told = origin.args[0] if origin.args else ""
    text = str(told.get("M", "")) if isinstance(told, dict) else str(told)  # pg8000: M is the message
    text = (text or type(origin).__name__).splitlines()[0][:200]
    for secret in (url.password, *(value for value in url.query.values() if isinstance(value, str))):
        if secret:
            text = text.replace(str(secret), "***")
    return text.rstrip(".")


def _column(title: str, values: list[Any]) -> pl.Series:
    """Return a column of the type that all its values have, or of text."""
    kinds = {type(value) for value in values if value is not None}
    for wanted, dtype in (({bool}, pl.Boolean), ({int}, pl.Int64), ({int, float}, pl.Float64)):
        if kinds and kinds <= wanted and all(abs(value) < 2**63 for value in values if type(value) is int):
            return pl.Series(title, values, dtype=dtype, strict=False)
    if kinds == {datetime} and len({value.tzinfo is None for value in values if value is not None}) == 1:
        return pl.Series(title, values)
    if kinds == {date}:
        return pl.Series(title, values, dtype=pl.Date)
    return pl.Series(title, [None if value is None else _text(value) for value in values], dtype=pl.String)


def _text(value: Any) -> str:
    """Return a value as text: dates as 2024-04-03 00:00:00, decimals in full, bytes in hexadecimal, lists as JSON."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, str | date | time | timedelta | UUID | bool | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _delimited(columns: list[str], rows: list[tuple[Any, ...]], profile: Profile) -> bytes:
    file, lines = profile.file, io.StringIO(newline="")
    lines.write("\n" * file.skip_lines)
    writer = csv.writer(
        lines, delimiter=file.separator, quotechar=file.quote, lineterminator="\n", quoting=csv.QUOTE_ALL
    )
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if value is None else _written(value, file.decimal) for value in row])
    return lines.getvalue().encode(file.encoding, errors="replace")


def _written(value: Any, decimal: str) -> str:
    text = _text(value)
    return text.replace(".", decimal) if isinstance(value, float | Decimal) and decimal != "." else text
