"""A PostgreSQL server for the tests: a temporary cluster of an unprivileged user, on the loopback, gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "beffroi", secrets.token_hex(8)


def programs() -> Path | None:
    """The folder of the newest server installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parents[1].name))
    if found:
        return found[-1].parent
    known = shutil.which("initdb")
    return Path(known).parent if known else None


@dataclass(frozen=True)
class Server:
    """A running cluster."""

    port: int
    folder: Path

    def address(self, database: str, *, password: bool = True) -> str:
        secret = f":{PASSWORD}" if password else ""
        return f"postgresql://{USER}{secret}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Make an empty database and return its address."""
        name = f"o{secrets.token_hex(4)}"
        self.run("postgres", f"CREATE DATABASE {name}")
        return self.address(name)

    def run(self, database: str, *statements: str) -> list:
        """Run statements as the tests' user; return the rows of the last."""
        import sqlalchemy as sa

        from beffroi.store.connect import checked_url

        engine = sa.create_engine(checked_url(self.address(database)), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                results = [connection.exec_driver_sql(statement) for statement in statements]
                return list(results[-1]) if results[-1].returns_rows else []
        finally:
            engine.dispose()


def environment() -> dict[str, str]:
    """The environment of a child process that talks to the server."""
    return {**os.environ, "PGPASSWORD": PASSWORD}


def user() -> str | None:
    """Root may not run the server: the user of the package, or nobody."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def running() -> Iterator[Server]:
    pytest.importorskip("pg8000", reason="needs the extra postgresql")
    where, owner = programs(), user()
    if where is None:
        pytest.skip("needs the Debian package postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = folder / "secret"
    secret.write_text(PASSWORD)
    if owner:
        for path in (folder, secret):
            shutil.chown(path, owner)

    def call(program: str, *arguments: str) -> None:
        home = {**os.environ, "LC_ALL": "C", "HOME": str(folder)}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([where / program, *arguments], check=True, user=owner, cwd=folder, env=home, **quiet)

    data = folder / "data"
    call("initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "-N")
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    try:
        call("pg_ctl", "-D", data, "-w", "-o", settings, "-l", str(folder / "log"), "start")
        yield Server(port, folder)
    finally:
        call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
