#!/usr/bin/env python3
"""Everything a developer does with this repository: needs Python 3.11 or later and git, nothing else.

python3 dev.py demo        install, build an observatory from the bundled data, publish its bulletin
python3 dev.py test        install what tests need and run them; further arguments go to pytest
python3 dev.py check       formatting, lint, types, import contracts
python3 dev.py check-all   test, with the slow ones and the trials of the store in full, then check, then the sizes of all
                           tests under the null (docs/size.md), then the benchmarks
python3 dev.py docs        regenerate GLOSSARY.md and the generated pages of docs/
python3 dev.py lock        resolve pyproject.toml again into requirements*.txt (needs uv on the path)
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DEBIAN = {  # program that tests call: package that holds it
    "chromium": "chromium",
    "faketime": "faketime",
    "pdftotext": "poppler-utils",
    "pg_ctlcluster": "postgresql",
    "strace": "strace",
}
PYTEST = ["-m", "pytest", "-n", "2", "-rs"]


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if sys.version_info < (3, 11):
        print(f"Beffroi needs Python 3.11 or later; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    command, *rest = arguments or ["help"]
    if command in COMMANDS:
        return COMMANDS[command](rest)
    print(__doc__)
    return 0 if command in ("help", "--help", "-h") else 2


def demo(rest: list[str]) -> int:
    """Install what users get, then build and publish the demonstration observatory."""
    install("requirements.txt")
    return python("-m", "beffroi.cli", "demo", *rest)


def test(rest: list[str]) -> int:
    """Run every test but the slow ones."""
    install_for_tests()
    return python(*PYTEST, "-m", "not slow", *rest)


def check_all(rest: list[str]) -> int:
    """Run every test, check, trial under the null and benchmark; return the first failure; see docs/durability.md."""
    install_for_tests()
    os.environ["BEFFROI_FULL"] = "1"  # trials of the store at their full counts
    return python(*PYTEST, *rest) or check([]) or python("docs/size.py", "--check") or bench()


def docs(rest: list[str]) -> int:
    """Regenerate the pages that are derived from the code."""
    install("requirements.txt")
    return python("docs/build.py", *rest)


def python(*arguments: str) -> int:
    """Run the environment's Python in the repository and return its exit code."""
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, check=False).returncode


def install(lock_file: str) -> None:
    """Bring `.venv` to exactly what the lock says, unless a stamp says that it is there already."""
    if PYTHON.exists() and any(_stamp(name) == _wanted(name) for name in (lock_file, "requirements-dev.txt")):
        return
    if find_spec("ensurepip") is None:
        sys.exit("This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv")
    print(f"Installing {lock_file} into {VENV} (once)...", flush=True)
    stamps = list(VENV.glob("*.stamp"))
    if not PYTHON.exists() or not any(stamp.read_text("utf-8").endswith(sys.version) for stamp in stamps):
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)
    for stamp in VENV.glob("*.stamp"):
        stamp.unlink()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / lock_file)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    (VENV / f"{lock_file}.stamp").write_text(_wanted(lock_file), "utf-8")


def _stamp(lock_file: str) -> str:
    path = VENV / f"{lock_file}.stamp"
    return path.read_text("utf-8") if path.exists() else ""


def _wanted(lock_file: str) -> str:
    content = b"".join((ROOT / name).read_bytes() for name in (lock_file, "pyproject.toml"))
    return f"{hashlib.sha256(content).hexdigest()} {ROOT} {sys.version}"


def install_for_tests() -> None:
    """Install the lock and, where we may, the programs that a few tests call; without them those are skipped."""
    install("requirements-dev.txt")
    missing = sorted(package for program, package in DEBIAN.items() if not shutil.which(program))
    if not missing:
        return
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        print(f"Tests that need {', '.join(missing)} will be skipped: install them to run these too.")
        return
    print(f"Installing {', '.join(missing)} for the tests...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    for step in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *missing]):
        if subprocess.run(["apt-get", *step], check=False, **quiet).returncode:
            print(f"apt-get {step[0]} failed: tests that need {', '.join(missing)} will be skipped.")
            return


def check(_: list[str]) -> int:
    """Run every check, even after one failed, and return 1 if any did."""
    install("requirements-dev.txt")
    tools = (
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        ["-c", "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"],
    )
    failed = [" ".join(tool[:3]) for tool in tools if python(*tool)]
    print(f"check: {'failed: ' + '; '.join(failed) if failed else 'all passed'}")
    return int(bool(failed))


def bench() -> int:
    """Run every benchmark and return 1 if any fell short."""
    scripts = sorted(path for path in (ROOT / "bench").glob("[!_]*.py") if path.name != "run.py")  # which runs them too
    return max([python(str(path)) for path in scripts], default=0)


def lock(_: list[str]) -> int:
    """Resolve the dependencies for every platform and Python that we support, with hashes and no host names."""
    uv = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--generate-hashes"]
    uv += ["--no-annotate", "--no-header", "--quiet", "--extra", "build"]
    dev = [*uv, "--extra", "dev", "--constraint", "requirements.txt", "--output-file", "requirements-dev.txt"]
    for step in ([*uv, "--output-file", "requirements.txt"], dev):
        subprocess.run(step, cwd=ROOT, check=True)
    return 0


COMMANDS = {"demo": demo, "test": test, "check": check, "check-all": check_all, "docs": docs, "lock": lock}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
