"""The package's own door: three names, and a light start."""

import subprocess
import sys

import pytest

import beffroi

HEAVY = {"numba", "scipy", "statsmodels", "pandas", "pyogrio", "shapely", "pyproj", "vl_convert", "typst", "babel"}


@pytest.mark.parametrize("name", ["Observatory", "Scope", "catalogue"])
def test_the_package_offers_what_the_readme_uses(name):
    assert callable(getattr(beffroi, name))
    assert name in dir(beffroi)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = beffroi.nothing_of_that_name


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["import", "--help"]], ids=" ".join)
def test_help_starts_without_heavy_imports(words):
    script = f"""
import sys
from beffroi.cli import main
try:
    main({words!r})
except SystemExit:
    pass
print("\\n" + " ".join(sorted({{name.split(".")[0] for name in sys.modules}})))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "beffroi" in loaded
    assert not loaded & HEAVY
