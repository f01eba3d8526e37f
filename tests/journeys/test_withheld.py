"""Through the whole chain: two towns that differ only in what is withheld have the same open data, byte for byte."""

import json
from pathlib import Path

import numpy as np
import pytest

from beffroi.edition import edition
from beffroi.observatory import Observatory
from beffroi.publications.open_data import files_of
from tests.journeys.town import PROFILE

WIDTH, NAMES = 0.04, "ABCDEF"  # six districts in a row, each three kilometres wide; E and F have few incidents


def centre(name: str) -> tuple[float, float]:
    return 2.30 + WIDTH * (NAMES.index(name) + 0.5), 48.85


def incidents(few: dict[str, int]) -> list[tuple[str, str, float, float]]:
    """Sixty incidents in each of A to D; those of `few`, at the same moments wherever they are."""
    rng = np.random.default_rng(4)
    rows = []
    for name in "ABCD":
        for _ in range(60):
            x, y = np.array(centre(name)) + rng.uniform(-0.01, 0.01, 2)
            rows.append((str(rng.integers(0, 520_000)), "cambriolage" if rng.random() < 0.5 else "vol", x, y))
    spots = [name for name, n in sorted(few.items()) for _ in range(n)]
    for minute, name in zip((40_000, 110_000, 240_000, 420_000), spots, strict=True):
        rows.append((str(minute), "vol", *centre(name)))
    return rows


def tables(folder: Path, few: dict[str, int]) -> dict[str, bytes]:
    folder.mkdir()
    lines = ["id;when;kind;lon;lat;victim_name"]
    for number, (minute, kind, x, y) in enumerate(incidents(few)):
        when = str(np.datetime64("2024-01-01T00:00") + np.timedelta64(int(minute), "m")).replace("T", " ")
        lines.append(f"{number};{when};{kind};{x:.6f};{y:.6f};x".replace(".", ","))
    (folder / "incidents.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "town.toml").write_text(PROFILE.format(keep_raw="as_received", agreement=""), "utf-8")
    squares = []
    for name in NAMES:
        west = centre(name)[0] - WIDTH / 2
        ring = [[west, 48.83], [west + WIDTH, 48.83], [west + WIDTH, 48.87], [west, 48.87], [west, 48.83]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        squares.append({"type": "Feature", "properties": {"code": name, "label": name}, "geometry": geometry})
    (folder / "districts.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": squares}), "utf-8")
    (folder / "residents.csv").write_text("district,residents\n" + "".join(f"{n},20000\n" for n in NAMES), "utf-8")
    made = Observatory.create(folder / "o", name="Town", languages=("en",), timezone="Europe/Paris", crs="EPSG:2154")
    made.add_places(folder / "districts.geojson", name="districts", code="code", label="label")
    residents = {"place": "district", "value": "residents", "period": "2024"}
    made.add_exposure(folder / "residents.csv", measure="residents", places="districts", **residents)
    made.deliver(folder / "incidents.csv", profile=str(folder / "town.toml"))
    found = files_of(edition(made, period="2024"))
    made.close()
    return {name: content for name, content in found.items() if name.endswith(".csv")}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    base = tmp_path_factory.mktemp("withheld")
    return {
        "three": tables(base / "three", {"E": 1, "F": 3}),
        "one": tables(base / "one", {"E": 3, "F": 1}),
        "more": tables(base / "more", {"A": 1, "B": 3}),
    }


def test_nothing_tells_which_withheld_count_is_which(made):
    """All but the name of the delivery, which is a hash of the file."""
    changed = {name for name in made["three"] if made["three"][name] != made["one"].get(name)}
    assert {Path(name).name for name in changed} <= {"data_quality-deliveries.csv"}


def test_the_test_above_can_fail(made):
    changed = {Path(name).name for name in made["three"] if made["three"][name] != made["more"].get(name)}
    assert {"counts-by_place.csv", "rates-places.csv"} <= changed
