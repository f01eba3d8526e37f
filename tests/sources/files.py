"""Small files and profiles that the tests of the intake are made of."""

import gzip
from pathlib import Path
from typing import Any

from beffroi.sources.intake import read
from beffroi.sources.profile import Profile

CRS = "EPSG:32616"
HEADER = "id,when,lon,lat,kind,setting"
GOOD = "{n},2018-03-05 14:{m:02d}:00,-87.65,41.85,THEFT,STREET"


def profile(**parts: Any) -> Profile:
    """A profile of a small Chicago-like file; parts replace its parts, nested ones key by key."""
    base: dict[str, Any] = {
        "name": "test",
        "title": "Test",
        "publisher": "Test",
        "licence": "CC0",
        "dataset": "test",
        "key": "id",
        "file": {},
        "when": {"start": "when", "timezone": "America/Chicago"},
        "where": {"x": "lon", "y": "lat", "kind": "block", "metres": 100.0, "bounds": (-88.0, 41.6, -87.4, 42.1)},
        "what": {"category": ["kind"], "codes": {"THEFT": "0502", "RAPE": "03011"}, "setting": "setting"},
    }
    for name, value in parts.items():
        base[name] = base.get(name, {}) | value if isinstance(value, dict) else value
    return Profile.model_validate({name: value for name, value in base.items() if value is not None})


def lines(*rows: str, n: int = 3) -> bytes:
    """A file with a header, n good rows, then the rows given."""
    good = [GOOD.format(n=at, m=at % 60) for at in range(1, n + 1)]
    return "\n".join([HEADER, *good, *rows, ""]).encode()


def write(folder: Path, content: bytes, *, name: str = "crimes.csv") -> Path:
    """Write a file, compressed when its name says so."""
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def take(folder: Path, content: bytes, **parts: Any) -> Any:
    """Read content by the small profile."""
    name = "crimes.parquet" if parts.get("file", {}).get("kind") == "parquet" else "crimes.csv"
    found = read(write(folder, content, name=name), profile(**parts), crs=CRS)
    assert found.rows_in == found.table.height + found.quarantined.height + sum(found.dropped.values())
    return found


def reasons(found: Any) -> list[str]:
    """Reasons of the quarantined rows, in order."""
    return list(found.quarantined["reason"])
