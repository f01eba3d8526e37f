"""Nothing calls out: one package imports the network, and an observatory at work never uses it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import town

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "beffroi"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
NETWORK = {
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "nntplib", "xmlrpc"),
    *("socketserver", "asyncio", "selectors", "webbrowser", "requests", "httpx", "aiohttp", "urllib3", "websockets"),
    *("pycurl", "fsspec", "boto3", "botocore", "paramiko", "smart_open", "wsgiref"),
}


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function, or by name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))


def test_the_walker_sees_the_one_package_that_may():
    seen = {name.split(".")[0] for path in SOURCES if "portals" in path.parts for name in imported(path)}
    assert {"socket", "ssl", "http", "urllib"} <= seen


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_that_package_imports_the_network(path):
    if path.relative_to(PACKAGE).parts[0] == "portals":
        return
    assert not [name for name in imported(path) if name.split(".")[0] in NETWORK]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_inside_it_one_file_connects_and_one_resolves(path):
    opening = {"socket": ("addresses.py", "exchange.py"), "http": ("exchange.py",), "ssl": ("exchange.py",)}
    for name in imported(path):
        assert path.name in opening.get(name.split(".")[0], (path.name,)), f"{path.name} imports {name}"
        assert name.partition(".")[2] not in ("request", "robotparser"), "urllib.request follows redirections unchecked"


AT_WORK = """
import sys

def refuse(event, arguments):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        raise SystemExit(f"the network was used: {event} {arguments}")

sys.addaudithook(refuse)
from beffroi.cli import main

for command in COMMANDS:
    assert main(command) == 0, command
print("nothing called out")
"""


def test_an_observatory_at_work_never_calls_out(tmp_path):
    """Python itself reports every look-up of a name and every connection to a hook (PEP 578)."""
    town.write(tmp_path / "files", rows=300)
    files, at = tmp_path / "files", ["--observatory", str(tmp_path / "o")]
    commands = [
        ["init", str(tmp_path / "o"), "--name", "Town", "--timezone", "Europe/Paris"],
        ["places", "add", str(files / "districts.geojson"), "--id", "code", "--name", "label", *at],
        [
            "exposure",
            "add",
            str(files / "residents.csv"),
            "--id",
            "district",
            "--value",
            "residents",
            "--period",
            "2023",
            *at,
        ],
        ["profile", "propose", str(files / "incidents.csv"), *at],
        ["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *at],
        ["ask", "counts", *at],
        ["check", *at],
        ["bulletin", "--period", "2023", "--language", "en", "--out", str(tmp_path / "out"), *at],
    ]
    program = AT_WORK.replace("COMMANDS", repr(commands))
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert ran.stdout.endswith("nothing called out\n")


def test_the_hook_notices_a_call():
    program = AT_WORK.replace("COMMANDS", "()") + "\nimport socket\nsocket.create_connection(('127.0.0.1', 9))\n"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "the network was used: socket." in ran.stderr
