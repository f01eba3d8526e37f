"""From a file of ten million rows (110 bytes each) to a committed delivery, beside what others need to parse and assign.

python bench/import_large.py [rows] [areas]     (1e7 1000: at most 30 s CPU and 1 GB; several minutes)

Ours: decode, hash, quality, repeats, near duplicates, project, assign, fingerprint, write, fsync, catalogue; the whole
process from its start. The peers parse, drop repeats, read dates, project, assign and count by month, area and category:
Polars with pyproj and shapely's tree, and DuckDB with its spatial extension where both are installed. One process each.
Checksum: rows kept, and the sum of squares of the counts per area; all three must agree.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from _city import report, verdict
from import_delivery import BOX, CRS, observatory, peak, write_areas

from beffroi.observatory import Observatory
from beffroi.store.assignments import assign, place_sets

CPU, MEMORY = 30.0, 1000.0  # seconds, MB
TYPES = ("THEFT", "BATTERY", "CRIMINAL DAMAGE", "ASSAULT", "BURGLARY", "ROBBERY", "NARCOTICS", "OTHER OFFENSE")
DETAILS = ("$500 AND UNDER", "SIMPLE", "TO PROPERTY", "FORCIBLE ENTRY")
PROFILE = """
name = "large"
title = "Large"
publisher = "Bench"
licence = "CC0"
dataset = "large"
key = "Case Number"
[when]
start = "Date"
formats = ["%Y-%m-%d %H:%M:%S"]
timezone = "America/Chicago"
[where]
x = "Longitude"
y = "Latitude"
kind = "exact"
metres = 10.0
[what]
category = ["Primary Type", "Description"]
crosswalk = "chicago"
"""
AT_ONCE = 500_000  # rows


def write(path: Path, rows: int) -> None:
    """Write a file like the peers' own: 2 % without a location, 1 % the row before once more."""
    rng = np.random.default_rng(5)
    start = np.datetime64("2016-01-01T00:00:00", "ms")
    with path.open("w") as out:
        out.write("ID,Case Number,Date,Block,Primary Type,Description,Arrest,Longitude,Latitude\n")
        for first in range(0, rows, AT_ONCE):
            n = min(AT_ONCE, rows - first)
            block = rng.integers(0, 40_000, n)
            away = pl.Series(rng.random(n) < 0.02)
            frame = pl.DataFrame(
                {
                    "id": np.arange(first, first + n) + 10_000_000,
                    "date": pl.Series(
                        start + rng.integers(0, 5 * 365 * 86_400, n) * np.timedelta64(1000, "ms")
                    ).dt.strftime("%F %T"),
                    "block": block,
                    "type": pl.Series(TYPES).gather(np.minimum(rng.exponential(2.0, n), 7).astype(np.uint32)),
                    "detail": pl.Series(DETAILS).gather(rng.integers(0, 4, n)),
                    "arrest": rng.random(n) < 0.2,
                    "lon": np.round(rng.uniform(BOX[0], BOX[2], n), 6),
                    "lat": np.round(rng.uniform(BOX[1], BOX[3], n), 6),
                }
            ).with_columns(
                pl.when(~away).then(pl.col(name).cast(pl.String)).otherwise(pl.lit("")) for name in ("lon", "lat")
            )
            again = np.arange(n) - (rng.random(n) < 0.01)
            frame = frame[np.maximum(again, 0)]
            line = "{},HZ{},{},{}XX RUE NUMERO {},{},{},{},{},{}"
            columns = ("id", "id", "date", pl.col("block") % 100, "block", "type", "detail", "arrest", "lon", "lat")
            out.write("\n".join(frame.select(pl.format(line, *columns)).to_series()) + "\n")


def ours(file: Path, folder: Path) -> dict[str, Any]:
    """Import the file as a user does; the checksum is made once what counts was measured."""
    made = Observatory.open(folder)
    delivery = made.deliver(file, profile=str(file.with_name("large.toml"))).delivery
    measured = {"cpu": time.process_time(), "memory": peak()}
    account = delivery.account
    assert account["rows_in"] == account["stored"] + account["quarantined"] + sum(account["dropped"].values())
    x = np.concatenate([batch["x"].is_not_null().to_numpy() for batch in made.store.batches(delivery, ["x"])])
    found = assign(made.store, delivery, place_sets(made.store)["areas"])
    return measured | {"sum": checksum(int(x.sum()), found)}


def checksum(rows: int, found: Any) -> str:
    """Return rows with a location, and the sum of squares of the counts per area."""
    counts = np.bincount(np.asarray(found)[np.asarray(found) >= 0])
    return f"{rows} {int((counts.astype(np.int64) ** 2).sum())}"


def by_polars(file: Path, areas: Path) -> dict[str, Any]:
    """Parse, drop repeats, read dates, project, assign with shapely's tree, count."""
    import shapely
    from pyproj import Transformer

    project = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    shapes = np.array(shapely.from_geojson(areas.read_text()).geoms)
    outlines = shapely.transform(shapes, lambda at: np.column_stack(project(at[:, 0], at[:, 1])))
    wanted = ("Case Number", "Date", "Primary Type", "Longitude", "Latitude")
    frame = (
        pl.scan_csv(file).select(wanted).drop_nulls(["Longitude", "Latitude"]).unique("Case Number", keep="first")
        .with_columns(pl.col("Date").str.to_datetime("%Y-%m-%d %H:%M:%S")).collect()
    )  # fmt: skip
    x, y = project(frame["Longitude"].to_numpy(), frame["Latitude"].to_numpy())
    point, area = shapely.STRtree(outlines).query(shapely.points(x, y), predicate="intersects")
    at = np.full(frame.height, -1)
    at[point[::-1]] = area[::-1]
    frame.with_columns(area=pl.Series(at)).group_by(pl.col("Date").dt.truncate("1mo"), "area", "Primary Type").len()
    return {"cpu": time.process_time(), "memory": peak(), "sum": checksum(frame.height, at)}


def by_duckdb(file: Path, areas: Path) -> dict[str, Any]:
    """The same in one query of DuckDB on two threads."""
    import duckdb
    import duckdb_extension_spatial as spatial

    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    extension = next(Path(spatial.__file__).parent.rglob("*.duckdb_extension*"))
    connection.execute(f"load '{extension}'")
    connection.execute("set threads=2")
    features = json.loads(areas.read_text())["features"]
    connection.execute("create table areas (code integer, outline geometry)")
    for at, feature in enumerate(features):
        connection.execute("insert into areas values (?, st_geomfromgeojson(?))", [at, json.dumps(feature["geometry"])])
    query = """
    with a as (select distinct on ("Case Number") * from read_csv(?) where "Longitude" is not null and "Latitude" is not null),
    b as (select date_trunc('month', "Date") mo, "Primary Type" cat, st_point("Longitude", "Latitude") p,
                 st_transform(st_point("Longitude", "Latitude"), 'EPSG:4326', ?, true) q from a),
    d as (select mo, cat, code, st_x(q) x from b left join areas on st_intersects(outline, p)),
    e as (select mo, code, cat, count(*) n, sum(x) from d group by all),
    f as (select code, sum(n) n from e where code is not null group by code)
    select (select count(*) from a), (select sum(n * n) from f), (select count(*) from e)
    """
    rows, squares, _ = connection.execute(query, [str(file), CRS]).fetchone()
    return {"cpu": time.process_time(), "memory": peak(), "sum": f"{int(rows)} {int(squares)}"}


def main() -> None:
    """Write file and areas, then run each in a process of its own, once."""
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    areas = int(float(sys.argv[2])) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as folder:
        file, outlines, town = Path(folder) / "large.csv", Path(folder) / "areas.geojson", Path(folder) / "town"
        write(file, rows)
        file.with_name("large.toml").write_text(PROFILE, "utf-8")
        write_areas(outlines, areas)
        observatory(town, outlines).close()
        print(f"file of {file.stat().st_size / 1e6:.0f} MB, {rows:,} rows; {areas:,} areas", flush=True)
        mine = _run("ours", file, town)
        report(f"{rows:.0e} rows to committed delivery, whole process", mine["cpu"], mine["sum"], memory=mine["memory"])
        for name, peer in (("Polars, pyproj, shapely", "by_polars"), ("DuckDB with spatial", "by_duckdb")):
            found = _run(peer, file, outlines)
            if found is None:
                print(f"{name}: not installed here, left out", flush=True)
                continue
            note = "" if found["sum"] == mine["sum"] else f"differs from {mine['sum']}"
            report(f"{name}: parse and assign", found["cpu"], found["sum"], memory=found["memory"], note=note)
    if rows >= 10_000_000:
        verdict(large_import_cpu=(mine["cpu"], CPU), large_import_megabytes=(mine["memory"], MEMORY))


def _run(kind: str, *paths: Path) -> dict[str, Any] | None:
    command = [sys.executable, __file__, "--measure", kind, *map(str, paths)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode == 3:
        return None
    done.check_returncode()
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    if "--measure" in sys.argv:
        step, *given = sys.argv[-3:]
        try:
            print(json.dumps({"ours": ours, "by_polars": by_polars, "by_duckdb": by_duckdb}[step](*map(Path, given))))
        except ModuleNotFoundError:
            raise SystemExit(3) from None
    else:
        main()
