"""One file makes an analysis: the example of CONTRIBUTING.md, dropped into a copy, is found at every door."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.house.documentation import ROOT, blocks

COPIED = ("beffroi", "docs", "tests", "decisions", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml")
(EXAMPLE,) = (block for block in blocks(ROOT / "CONTRIBUTING.md", "python") if "(Analysis)" in block)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Return a copy of the repository in which one file more lies in `beffroi/analyses/`."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache", "node_modules")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder / name)
    (folder / "beffroi" / "analyses" / "night_share.py").write_text(EXAMPLE, "utf-8")
    return folder


def run(folder, *arguments):
    """Run this Python in the copy, and return what it printed."""
    environment = os.environ | {"PYTHONPATH": str(folder), "LANG": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "120"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def test_the_copy_is_what_runs(copy):
    assert run(copy, "-c", "import beffroi; print(beffroi.__file__)").strip() == str(copy / "beffroi" / "__init__.py")


def test_the_catalogue_finds_it(copy):
    found = run(copy, "-c", "from beffroi.analyses import catalogue; print(*catalogue())").split()
    there = run(ROOT, "-c", "from beffroi.analyses import catalogue; print(*catalogue())").split()
    assert set(found) - set(there) == {"night_share"}


def test_it_answers(copy):
    question = """
import numpy as np
from beffroi.analyses import catalogue
from beffroi.tables.views import Basis, Coverage, Times
from beffroi.vocabulary.period import Period
year = Period.parse("2018")
basis = Basis(dataset="d", title="t", source="s", licence="l", unit="event", period=year,
              coverage=Coverage(periods=(year,)), events=240)
start = np.datetime64("2018-01-01T00:00", "us") + np.arange(240) * np.timedelta64(1, "h")
finding = catalogue()["night_share"]().run(
    Times(basis=basis, start=start, end=start, hour_known=np.ones(240, dtype=bool)))
row = finding.tables["summary"].row()
print(row["night"], row["known"], round(row["share"], 3))
"""
    assert run(copy, "-c", question).split() == ["80", "240", "33.333"]


def test_its_example_is_right(copy):
    printed = run(copy, "-m", "pytest", "--doctest-modules", "beffroi/analyses/night_share.py")
    assert "1 passed" in printed


def test_the_command_line_has_it_with_its_options(copy):
    assert "night-share" in run(copy, "-m", "beffroi.cli", "ask", "--help")
    printed = run(copy, "-m", "beffroi.cli", "ask", "night-share", "--help")
    assert "--begins" in printed
    assert "--ends" in printed


def test_the_documentation_has_its_method_card(copy):
    run(copy, "docs/build.py")
    card = (copy / "docs" / "analyses" / "night_share.md").read_text("utf-8")
    for words in ("What share of incidents happens at night?", "Quelle part des faits", "¿Qué proporción", "`begins`"):
        assert words in card
    assert "night_share.md" in (copy / "docs" / "analyses" / "index.md").read_text("utf-8")
    assert run(copy, "docs/build.py", "--check") == ""


def test_the_tests_that_every_analysis_inherits_run_on_it(copy):
    run(copy, "docs/build.py")
    printed = run(
        copy, "-m", "pytest", "tests/house", "-k", "night_share or NightShare", "-rA", "-p", "no:cacheprovider"
    )
    passed = set(re.findall(r"^PASSED tests/house/(test_\w+)\.py::", printed, re.MULTILINE))
    assert passed >= {"test_docs", "test_every_analysis"}


def test_the_bulletin_has_its_section_in_three_languages(copy):
    program = """
from pathlib import Path
from beffroi.cli import main
from tests.journeys import town
base = Path("made")
town.write(base / "files", rows=300)
files, at = base / "files", ["--observatory", str(base / "o")]
assert main(["init", str(base / "o"), "--timezone", "Europe/Paris", "--crs", "EPSG:2154"]) == 0
assert main(["places", "add", str(files / "districts.geojson"), "--id", "code", *at]) == 0
assert main(["import", str(files / "incidents.csv"), "--profile", str(files / "town.toml"), *at]) == 0
assert main(["bulletin", "--out", str(base / "out"), *at]) == 0
"""
    run(copy, "-c", program)
    for locale, title in (("en", "Night and day"), ("fr", "La nuit et le jour"), ("es", "La noche y el día")):
        page = (copy / "made" / "out" / f"bulletin.{locale}.html").read_text("utf-8")
        assert re.search(rf"<h2[^>]*>\s*{title}", page)
    assert any(path.name.startswith("night_share") for path in (copy / "made" / "out" / "data").iterdir())
