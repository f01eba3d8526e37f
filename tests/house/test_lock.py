"""The lock installs what was resolved and nothing else: hashed, complete, and naming no host."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def entries(lock: str) -> list[str]:
    """Split a lock into its requirements, continuation lines joined."""
    joined = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


def names(lock: str) -> set[str]:
    return {normal(PIN.match(entry)[1]) for entry in entries(lock)}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", name)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock):
    for entry in entries(lock):
        assert PIN.match(entry), f"{lock}: {entry[:80]} is not pinned"
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"{lock}: {entry[:80]} has no hash"


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_host_or_a_folder(lock):
    content = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|@ ", content)


def test_the_lock_holds_every_declared_dependency():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = declared["project"]["optional-dependencies"]
    run = {normal(name) for name in declared["project"]["dependencies"] + extras["build"]}
    assert run <= names("requirements.txt")
    assert run | {normal(name) for name in extras["dev"]} <= names("requirements-dev.txt")


def test_the_build_back_end_is_the_locked_one():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (backend,) = declared["build-system"]["requires"]
    assert all(any(entry.startswith(backend) for entry in entries(lock)) for lock in LOCKS)


def test_tests_run_on_the_versions_that_users_get():
    def pins(lock: str) -> set[str]:
        return {entry.split(" --hash")[0].strip() for entry in entries(lock)}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
