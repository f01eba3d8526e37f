"""What is installed is what runs: a wheel holds every file of the package that is not code, and nothing else of ours."""

import subprocess
import sys
import zipfile

import pytest

from tests.house.documentation import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel with the locked back end, and return the names of its files."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_package(wheel):
    here = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "beffroi").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".tmp"
    }
    assert not here - wheel


def test_the_wheel_holds_the_licence_and_nothing_of_the_house(wheel):
    assert any(name.endswith("licenses/LICENSE") for name in wheel)
    assert {name.split("/")[0] for name in wheel} <= {"beffroi"} | {
        name.split("/")[0] for name in wheel if ".dist-info/" in name
    }
