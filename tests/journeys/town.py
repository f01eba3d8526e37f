"""A made-up town on disk: incidents, two districts, residents, a reviewed profile."""

import json
from pathlib import Path

import numpy as np

PROFILE = """
name = "town"
title = "Offences recorded in Town"
publisher = "Town police"
licence = "CC BY 4.0"
dataset = "town"
key = "id"
keep_raw = "{keep_raw}"
{agreement}
[file]
separator = ";"
decimal = ","

[when]
start = "when"
formats = ["%Y-%m-%d %H:%M"]
timezone = "Europe/Paris"

[where]
x = "lon"
y = "lat"
bounds = [2.0, 48.0, 3.0, 49.0]

[what]
category = ["kind"]

[what.codes]
"cambriolage" = "0501"
"vol" = "0502"
"""
DISTRICTS = {"N": (2.30, 48.86, 2.40, 48.90), "S": (2.30, 48.82, 2.40, 48.86)}


def write(folder: Path, *, rows: int = 600, seed: int = 1, keep_raw: str = "as_received", agreement: str = "") -> Path:
    """Write the files of the town and return its incident file."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    lines = ["id;when;kind;lon;lat;victim_name"]
    for number in range(rows):
        day = np.datetime64("2023-01-01T00:00") + np.timedelta64(int(rng.integers(0, 731 * 24 * 60)), "m")
        x, y = rng.uniform(2.30, 2.40), rng.uniform(48.82, 48.90)
        kind = "cambriolage" if rng.random() < 0.4 else "vol"
        when = str(day).replace("T", " ")
        lines.append(f"{number};{when};{kind};{x:.6f};{y:.6f};SECRETNAME".replace(".", ","))
    (folder / "incidents.csv").write_text("\n".join(lines) + "\n", "utf-8")
    quoted = f'agreement = "{agreement}"\n' if agreement else ""
    (folder / "town.toml").write_text(PROFILE.format(keep_raw=keep_raw, agreement=quoted), "utf-8")
    (folder / "districts.geojson").write_text(json.dumps(_districts()), "utf-8")
    (folder / "residents.csv").write_text("district,residents\nN,40000\nS,60000\n", "utf-8")
    return folder / "incidents.csv"


def _districts() -> dict:
    features = []
    for code, (west, south, east, north) in DISTRICTS.items():
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        properties = {"code": code, "label": f"District {code}"}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    return {"type": "FeatureCollection", "features": features}
