"""Run every bench that has a bound and write the table of bench/README.md.

python bench/run.py [--large] [name ...]     (all: a few minutes; with ten million rows: half an hour)

Those of ten million rows have a section each, which stays as it was written last until they are run again.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BENCHES = (
    "import_delivery", "point_in_polygon", "near_repeat", "space_time", "self_exciting", "gi_star", "density", "ripley", "dbscan",
    "streets", "interaction", "compiling", "commands",
)  # fmt: skip
LARGE = ("import_large", "cluster")
HEAD = """# What it costs

Written by `python bench/run.py`; not by hand. CPU seconds (user and system, all threads), best of a few runs; a peer
stands under what it is compared with. Other work on the machine makes the same figures up to a third larger.

"""


def run(name: str, lines: Path) -> list[dict[str, Any]]:
    """Run one bench; return the lines it kept."""
    lines.unlink(missing_ok=True)
    root = os.pathsep.join(part for part in (str(HERE.parent), os.environ.get("PYTHONPATH", "")) if part)
    environment = os.environ | {"BENCH_LINES": str(lines), "PYTHONPATH": root}
    done = subprocess.run([sys.executable, str(HERE / f"{name}.py")], check=False, env=environment)
    if done.returncode and not lines.exists():
        msg = f"{name} failed"
        raise SystemExit(msg)
    return [json.loads(line) for line in lines.read_text().splitlines()]


def table(found: dict[str, list[dict[str, Any]]]) -> str:
    """Return the measures and the bounds as two tables."""
    made = ["| bench | what | CPU s | MB | checksum |", "| --- | --- | --- | --- | --- |"]
    for name, lines in found.items():
        made += [
            f"| `{name}` | {line['name']} | {line['seconds']:.4g} | {line['memory']:.0f} "
            f"| {line['checksum']} {line['note']} |"
            for line in lines
            if "seconds" in line
        ]
    made += ["", "| bound on | measured | at most | |", "| --- | --- | --- | --- |"]
    for lines in found.values():
        made += [
            f"| {line['name'].replace('_', ' ')} | {line['found']:.3g} | {line['bound']:g} | {_met(line)} |"
            for line in lines
            if "bound" in line
        ]
    return "\n".join(made)


def _met(line: dict[str, Any]) -> str:
    return "met" if line["found"] <= line["bound"] else "**missed**"


def large(name: str, lines: list[dict[str, Any]]) -> str:
    """Return the section of a bench of ten million rows."""
    return f"## `{name}`\n\nMeasured {date.today():%Y-%m-%d}, each once, {_busy()}.\n\n{table({name: lines})}"


def _busy() -> str:
    return f"{os.getloadavg()[0]:.0f} processes running at once on {os.cpu_count()} cores at the end"


def parted(readme: str) -> tuple[str, dict[str, str]]:
    """Return the table of the usual benches, and the sections of the large ones by name."""
    usual, *sections = readme.rstrip().split("\n\n## `")
    return usual, {section.partition("`")[0]: f"## `{section}" for section in sections}


def main() -> None:
    """Run the benches named, or all; the usual table is written only when all of its benches were run."""
    usual = [*BENCHES, *LARGE] if "--large" in sys.argv else list(BENCHES)
    names, before = [name for name in sys.argv[1:] if name != "--large"] or usual, os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        found = {name: run(name, Path(folder) / "lines") for name in names}
    made = table({name: lines for name, lines in found.items() if name not in LARGE})
    head, sections = parted((HERE / "README.md").read_text("utf-8"))
    sections |= {name: large(name, found[name]) for name in LARGE if name in found}
    print("\n\n".join([made, *(sections[name] for name in LARGE if name in found)]))
    if set(BENCHES) <= set(found):
        machine = (
            f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        )
        head = f"{HEAD}{machine}, {before:.0f} to {os.getloadavg()[0]:.0f} processes running at once.\n\n{made}"
    (HERE / "README.md").write_text("\n\n".join([head, *sections.values()]) + "\n", "utf-8")
    missed = any(line["found"] > line["bound"] for lines in found.values() for line in lines if "bound" in line)
    raise SystemExit(int(missed))


if __name__ == "__main__":
    main()
