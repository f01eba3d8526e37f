"""Read a Chicago-like file of a million rows: CPU seconds and peak memory of decoding and of canonical rows.

python bench/import_file.py [rows] [22]     (22: the wide form with all columns of the portal)
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from beffroi.sources import publishers
from beffroi.sources.decode import receive
from beffroi.sources.intake import decode, read

HEADER = (
    "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,Ward,"
    "Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location"
)
TYPES = (
    "THEFT,$500 AND UNDER",
    "BATTERY,SIMPLE",
    "BURGLARY,FORCIBLE ENTRY",
    "ROBBERY,ARMED - HANDGUN",
    "ASSAULT,SIMPLE",
)
SETTINGS = ("STREET", "RESIDENCE", "APARTMENT", '"SCHOOL, PUBLIC, BUILDING"', "SIDEWALK")
MAPPED = (
    "ID",
    "Date",
    "Primary Type",
    "Description",
    "Location Description",
    "Community Area",
    "Latitude",
    "Longitude",
)


def write(path: Path, rows: int, *, wide: bool) -> None:
    """Write a file like the portal's: seven years, block coordinates, 1 % without a location."""
    rng = np.random.default_rng(1)
    start = np.datetime64("2015-01-01T00:00:00", "us")
    when = pl.Series(start + rng.integers(0, 7 * 365 * 1440, rows) * np.timedelta64(60, "s"))
    frame = pl.DataFrame(
        {
            "id": np.arange(10_000_000, 10_000_000 + rows),
            "date": when.dt.strftime("%m/%d/%Y %I:%M:%S %p"),
            "kind": pl.Series(TYPES).gather(rng.integers(0, len(TYPES), rows)),
            "setting": pl.Series(SETTINGS).gather(rng.integers(0, len(SETTINGS), rows)),
            "area": rng.integers(1, 78, rows),
            "lat": pl.Series(np.round(rng.uniform(41.65, 42.02, rows), 9)).cast(pl.String),
            "lon": pl.Series(np.round(rng.uniform(-87.85, -87.53, rows), 9)).cast(pl.String),
            "away": rng.random(rows) < 0.01,
        }
    ).with_columns(pl.when("away").then(pl.lit("")).otherwise(pl.col(name)).alias(name) for name in ("lat", "lon"))
    narrow = "{},{},{},{},{},{},{}"
    full = (
        "{},JA354631,{},024XX W LITHUANIAN PLAZA CT,143A,{},{},true,false,0832,008,15,{},15,1161120,1858829,2017,"
        '02/10/2018 03:50:01 PM,{},{},"(41.768308395, -87.684976205)"'
    )
    lines = frame.select(pl.format(full if wide else narrow, "id", "date", "kind", "setting", "area", "lat", "lon"))
    header = HEADER if wide else ",".join(MAPPED)
    path.write_text(header + "\n" + "\n".join(lines.to_series()) + "\n")


def main() -> None:
    """Write the file, then measure in a fresh process, so that writing does not count in the peak."""
    rows, wide = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, "22" in sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crimes.csv"
        write(path, rows, wide=wide)
        print(f"file        {path.stat().st_size / 1e6:6.0f} MB, {rows:,} rows", flush=True)
        for step in ("decode", "read"):
            subprocess.run([sys.executable, __file__, "--measure", step, str(path)], check=True)


def measure(path: Path, step: str) -> None:
    """Time one step: `decode` alone, or the whole `read`."""
    profile = publishers.profile("chicago")
    small = path.with_name("small.csv")
    with path.open() as lines:
        small.write_text("".join(next(lines) for _ in range(2_000)))
    read(small, profile, crs="EPSG:32616")  # imports are not counted
    start, wall = time.process_time(), time.perf_counter()
    if step == "decode":
        rows = decode(receive(path, kind="delimited"), profile).records.rows_in
    else:
        found = read(path, profile, crs="EPSG:32616")
        rows = found.table.height + found.quarantined.height + sum(found.dropped.values())
    cpu, wall = time.process_time() - start, time.perf_counter() - wall
    status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent that wrote the file
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1e3
    print(f"{step:8}{cpu:6.2f} s CPU {wall:6.2f} s wall {peak:6.0f} MB peak {rows:11,} rows", flush=True)


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure(Path(sys.argv[-1]), sys.argv[-2])
    else:
        main()
