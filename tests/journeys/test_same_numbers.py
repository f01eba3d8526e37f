"""The same bulletin numbers on one thread and on two, and whatever the order of the rows of a file."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys import town

MAKE = """
import sys
from pathlib import Path
from beffroi.edition import edition
from beffroi.observatory import Observatory
from beffroi.publications.open_data import files_of
files, folder = Path(sys.argv[1]), Path(sys.argv[2])
made = Observatory.create(folder / "o", name="Town", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154")
made.add_places(files / "districts.geojson", name="districts", code="code", label="label")
made.add_exposure(files / "residents.csv", measure="residents", places="districts", period="2023",
                  place="district", value="residents")
made.deliver(files / "incidents.csv", profile=str(files / "town.toml"))
for name, content in files_of(edition(made, period="2024")).items():
    if name.endswith(".csv"):
        (folder / Path(name).name).write_bytes(content)
made.close()
"""


def tables(files: Path, folder: Path, *, threads: int) -> dict[str, bytes]:
    """The open data of the town's bulletin, computed in a process of so many threads."""
    folder.mkdir()
    limited = {name: str(threads) for name in ("POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS")}
    subprocess.run([sys.executable, "-c", MAKE, str(files), str(folder)], check=True, env={**os.environ, **limited})
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("same")
    town.write(base / "files", rows=900)
    head, *lines = (base / "files" / "incidents.csv").read_text("utf-8").splitlines()
    town.write(base / "shuffled", rows=900)
    random.Random(7).shuffle(lines)
    (base / "shuffled" / "incidents.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
    return {
        "one": tables(base / "files", base / "one", threads=1),
        "two": tables(base / "files", base / "two", threads=2),
        "shuffled": tables(base / "shuffled", base / "other", threads=2),
    }


def test_on_one_thread_and_on_two(made):
    assert len(made["one"]) > 20
    assert {name for name in made["one"] if made["one"][name] != made["two"].get(name)} == set()


def test_whatever_the_order_of_the_rows(made):
    """Only the name of a delivery, which is a hash of the file, may differ."""
    changed = {name for name in made["two"] if made["two"][name] != made["shuffled"].get(name)}
    assert changed <= {"data_quality-deliveries.csv"}
