"""From a Chicago-like file of a million rows (22 columns) to a committed delivery, placed in 1,000 areas.

python bench/import_delivery.py [rows] [areas]     (1000000 1000: at most 4 s CPU and 700 MB)

Ours: decode, hash, quality, repeats, project, assign, fingerprint, write, fsync, catalogue. The peer only parses
with Polars, projects and asks shapely's tree. Each is a fresh process. The bound is on the CPU from the file to the
committed delivery with the kernels warm (one small question asked of each first); the whole process, from its start and
with everything it loads, stands beside it. Checksum: a digest of the counts per area; ours is also compared row by row on a sample.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from _city import report, verdict
from import_file import write

from beffroi.kernels._dates import plan_of, read_fixed
from beffroi.kernels._fingerprint import fold, hash_texts
from beffroi.kernels._records import count_records
from beffroi.kernels._seen import mark
from beffroi.kernels.polygons import index_polygons, locate
from beffroi.observatory import Observatory
from beffroi.store.assignments import place_sets, places_of

CPU, MEMORY = 4.0, 700.0  # seconds, MB
CRS, BOX = "EPSG:32616", (-87.85, 41.65, -87.53, 42.02)
SAMPLE = 20_000


def write_areas(path: Path, count: int) -> None:
    """Write Voronoi cells that fill the city, as GeoJSON in degrees."""
    rng = np.random.default_rng(9)
    corners = np.column_stack([rng.uniform(BOX[0], BOX[2], count), rng.uniform(BOX[1], BOX[3], count)])
    frame = shapely.box(*BOX)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(corners), extend_to=frame).geoms
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"{at:04d}", "label": f"Area {at}"},
            "geometry": json.loads(shapely.to_geojson(shapely.intersection(cell, frame))),
        }
        for at, cell in enumerate(cells)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def observatory(folder: Path, areas: Path) -> Observatory:
    """Make an observatory that knows the areas."""
    made = Observatory.create(folder, name="City", languages=("en",), timezone="America/Chicago", crs=CRS)
    made.add_places(areas, name="areas", code="code", label="label")
    return made


def deliver(file: Path, folder: Path) -> dict[str, object]:
    """Import the file as a user does; return CPU (of the process since its start), memory and the account."""
    account = Observatory.open(folder).deliver(file, profile="chicago").account
    return {"cpu": time.process_time(), "memory": peak(), "rows": account["rows_in"]}


def warm(file: Path, folder: Path) -> dict[str, object]:
    """Import the file where the kernels have answered once; return CPU (from the file on), memory and the account."""
    made = Observatory.open(folder)
    outlines = index_polygons(place_sets(made.store)["areas"].frame["wkb"].to_list())
    locate(outlines, np.zeros(50_000), np.zeros(50_000))
    _warm_others()
    began = time.process_time()
    account = made.deliver(file, profile="chicago").account
    return {"cpu": time.process_time() - began, "memory": peak(), "rows": account["rows_in"]}


def _warm_others() -> None:
    """Ask one small question of each other kernel of an import."""
    few, one = np.zeros(1, np.int64), np.zeros(1, np.uint64)
    fold(one.copy(), one, salt=one[0])
    hash_texts(np.zeros(1, np.uint8), few + 1, weights=one)
    read_fixed(np.zeros(1, np.uint8), few + 1, plan=plan_of("%Y-%m-%d %H:%M"))
    count_records(np.zeros(1, np.uint8), separator=44, quote=34, cells=1, longest=9)
    mark(one, one, slots=np.zeros((64, 2), np.uint64))


def look(folder: Path) -> str:
    """Check what was delivered: nothing lost, every row placed, as shapely places it; return the checksum."""
    made = Observatory.open(folder)
    (delivery,) = made.engine.datasets["chicago"]
    account = delivery.account
    assert account["rows_in"] == account["stored"] + account["quarantined"] + sum(account["dropped"].values())
    assert list((folder / "cache").glob("*.places")), "rows were not placed at import"
    places = place_sets(made.store)["areas"]
    placed = places_of(made.store, delivery, places)
    check_sample(made.store.read(delivery), placed, places.frame)
    return digest(placed)


def check_sample(table: pl.DataFrame, placed: pl.Series, places: pl.DataFrame) -> None:
    """Ask shapely's tree of some rows, one by one, and compare."""
    some = np.random.default_rng(1).choice(table.height, min(SAMPLE, table.height), replace=False)
    x, y = (table[name].fill_null(np.nan).to_numpy()[some] for name in ("x", "y"))
    tree = shapely.STRtree(shapely.from_wkb(places["wkb"].to_list()))
    expected = np.full(some.size, None, object)
    given = np.flatnonzero(np.isfinite(x))
    point, area = tree.query(shapely.points(x[given], y[given]), predicate="within")
    expected[given[point]] = places["place"].to_numpy()[area]
    found = placed.to_numpy()[some]
    edge = (expected != found).sum()  # a point on an outline is within none, and ours give it to one
    assert edge <= 2, f"{edge} of {some.size} rows are placed otherwise than by shapely"


def bare(file: Path, areas: Path) -> dict[str, object]:
    """Parse with Polars, project, ask shapely's tree: nothing checked, nothing kept."""
    from pyproj import Transformer

    project = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform
    shapes = np.array(shapely.from_geojson(areas.read_text()).geoms)
    outlines = shapely.transform(shapes, lambda at: np.column_stack(project(at[:, 0], at[:, 1])))
    numbers = {"Latitude": pl.Float64, "Longitude": pl.Float64}
    frame = pl.read_csv(file, columns=["Date", "Primary Type", *numbers], schema_overrides=numbers)
    frame = frame.with_columns(pl.col("Date").str.to_datetime("%m/%d/%Y %I:%M:%S %p"))
    x, y = project(frame["Longitude"].fill_null(np.nan).to_numpy(), frame["Latitude"].fill_null(np.nan).to_numpy())
    given = np.flatnonzero(np.isfinite(x))
    point, area = shapely.STRtree(outlines).query(shapely.points(x[given], y[given]), predicate="intersects")
    codes = pl.Series([f"{at:04d}" for at in range(len(outlines))])
    at = np.full(frame.height, -1)
    at[given[point]] = area
    placed = codes.gather(at[at >= 0])
    return {"cpu": time.process_time(), "memory": peak(), "rows": frame.height, "sum": digest(placed)}


def digest(placed: pl.Series) -> str:
    """Return eight digits of the counts per area."""
    counts = sorted(Counter(placed.drop_nulls().to_list()).items())
    return hashlib.sha256(repr(counts).encode()).hexdigest()[:8]


def peak() -> float:
    """Return the most memory this process has held, in MB (its parent, which wrote the file, does not count)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1e3


def main() -> None:
    """Write file and areas, then run each in processes of their own; the best of three counts."""
    rows = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    areas = int(float(sys.argv[2])) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as folder:
        file, outlines = Path(folder) / "crimes.csv", Path(folder) / "areas.geojson"
        write(file, rows, wide=True)
        write_areas(outlines, areas)
        print(f"file of {file.stat().st_size / 1e6:.0f} MB, {rows:,} rows; {areas:,} areas", flush=True)
        ours, whole, checksums = [], [], set()
        for n in range(6):  # the first compiles kernels where they never were
            town = Path(folder) / f"town {n}"
            observatory(town, outlines).close()
            (whole if n % 2 else ours).append(_run("deliver" if n % 2 else "warm", file, town))
            checksums.add(look(town))
        peers = [_run("bare", file, outlines) for _ in range(3)]
        checksums |= {run["sum"] for run in peers}
        assert len(checksums) == 1, f"the counts per area differ: {checksums}"
        assert {run["rows"] for run in ours + whole + peers} == {rows}
    best, plain, peer = (min(runs, key=lambda run: run["cpu"]) for runs in (ours, whole, peers))
    checksum = checksums.pop()
    report("file to committed delivery, kernels warm", best["cpu"], checksum, memory=best["memory"])
    report("the same, whole process from its start", plain["cpu"], checksum, memory=plain["memory"])
    report("Polars, pyproj, shapely: parse and assign", peer["cpu"], peer["sum"], memory=peer["memory"])
    if rows >= 1_000_000:
        verdict(import_cpu=(best["cpu"], CPU), import_megabytes=(plain["memory"], MEMORY))


def _run(kind: str, *paths: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", kind, *map(str, paths)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    if "--measure" in sys.argv:
        step, *given = sys.argv[-3:]
        print(json.dumps({"deliver": deliver, "warm": warm, "bare": bare}[step](*map(Path, given))))
    else:
        main()
