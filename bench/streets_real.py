"""Streets on a real network: Montréal's 2,049 km with 19,010 recorded crimes, beside the definition and beside spaghetti.

python bench/run.py streets_real --data FOLDER [--peer PYTHON]

FOLDER holds `montreal_spnetwork.gpkg` (the layer `main_network_mtl` of the R package spNetwork, CC BY 4.0 Ville de Montréal)
and `crime_dt/crime_dt.shp`; none of it comes with Beffroi. PYTHON is an interpreter that has spaghetti and geopandas, which
are no dependency. The definition is Dijkstra of scipy.sparse.csgraph from the ends of the events' streets, and NumPy.
The 400 crimes of the comparison with spaghetti lie in the middle of the city, on its streets cut to straight pieces;
its distances take a table of all nodes by all nodes.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from _city import cpu, report
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from streets import EVERY, METHODS, RADII

from beffroi.kernels.network import Network, every_so_often, network_of, position, snap
from beffroi.kernels.network_density import network_density
from beffroi.kernels.network_k import network_k
from beffroi.kernels.streets import clean_streets

LAYER, CRS = "main_network_mtl", "EPSG:3797"
BANDWIDTH, WITHIN = 500.0, 50.0
MIDDLE, CRIMES = 1500.0, 400  # half the side in metres, and how many, of what spaghetti is given


def read(folder: Path) -> tuple[list[bytes], Any, Any]:
    """Return the lines of the streets, and x and y of the crimes in metres."""
    import pyogrio
    from pyproj import Transformer

    lines = pyogrio.raw.read(folder / "montreal_spnetwork.gpkg", layer=LAYER, force_2d=True)[2]
    crimes = shapely.get_coordinates(shapely.from_wkb(pyogrio.raw.read(folder / "crime_dt" / "crime_dt.shp")[2]))
    x, y = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(*crimes.T)
    return list(lines), np.asarray(x), np.asarray(y)


def pieces(streets: Network) -> Any:
    """Return the straight pieces of the segments, two ends a row."""
    inside = np.ones(len(streets.points) - 1, bool)
    inside[streets.first[1:-1] - 1] = False
    return np.column_stack([streets.points[:-1], streets.points[1:]])[inside]


def definition(streets: Network, events: Any, samples: Any) -> Any:
    """Return the simple density by shortest ways, event by event from the ends of its street."""
    joins = coo_matrix((streets.length, (streets.ends[0::2], streets.ends[1::2])), shape=(streets.nodes,) * 2).tocsr()
    total = np.zeros(samples.segment.size)
    ends = [streets.ends[2 * samples.segment + end] for end in (0, 1)]
    tail = [samples.along, streets.length[samples.segment] - samples.along]
    for k in range(events.segment.size):
        segment, along = events.segment[k], events.along[k]
        found = np.full(samples.segment.size, np.inf)
        for side, leave in enumerate((along, streets.length[segment] - along)):
            way = dijkstra(joins, directed=False, indices=streets.ends[2 * segment + side], limit=BANDWIDTH)
            for end in (0, 1):
                np.minimum(found, leave + way[ends[end]] + tail[end], out=found)
        same = samples.segment == segment
        found[same] = np.minimum(found[same], np.abs(samples.along[same] - along))
        u = np.minimum(found / BANDWIDTH, 1.0)
        total += 15 / 16 / BANDWIDTH * (1 - u**2) ** 2
    return total


def whole(lines: list[bytes], x: Any, y: Any) -> tuple[Network, Any]:
    """Report the whole city; return its network and the crimes on it."""
    seconds, cleaned = cpu(lambda: clean_streets(lines), repeat=1)
    streets = network_of(cleaned.wkb())
    report("clean_streets, Montréal", seconds, (streets.length.size, streets.nodes, round(streets.metres)))
    seconds, found = cpu(lambda: snap(streets, x, y, within=WITHIN), repeat=2)
    report(
        f"snap, {x.size:,} crimes, within {WITHIN:g} m",
        seconds,
        (int(found.on.sum()), round(float(found.away[found.on].sum()), 1)),
    )
    tree = shapely.STRtree(shapely.from_wkb(cleaned.wkb()))
    places = shapely.points(x, y)
    slow, nearest = cpu(lambda: tree.query_nearest(places, max_distance=WITHIN, all_matches=False), repeat=1)
    report("shapely STRtree, the nearest only", slow, nearest.shape[1], note=f"ratio {slow / seconds:.0f}")
    events = found.only(found.on)
    samples = every_so_often(streets, metres=EVERY)
    for method in METHODS:
        seconds, made = cpu(
            lambda m=method: network_density(streets, events, samples, bandwidth=BANDWIDTH, method=m), repeat=2
        )
        report(f"network_density, {method}, {samples.segment.size:,} places", seconds, round(float(made.sum()), 4))
    return streets, events


def beside_definition(streets: Network, events: Any) -> None:
    """Report the density of 300 crimes, every so many, beside the definition on the whole network."""
    some, samples = (
        events.only(slice(None, None, max(events.segment.size // 300, 1))),
        every_so_often(streets, metres=EVERY),
    )
    seconds, found = cpu(lambda: network_density(streets, some, samples, bandwidth=BANDWIDTH, method="simple"))
    report(f"network_density, simple, {some.segment.size} crimes", seconds, round(float(found.sum()), 6))
    slow, other = cpu(lambda: definition(streets, some, samples), repeat=1)
    assert np.allclose(found, other, rtol=1e-9, atol=1e-12), "the definition finds another density"
    report("scipy Dijkstra and NumPy", slow, round(float(other.sum()), 6), note=f"the same; ratio {slow / seconds:.0f}")
    for n in (1000, events.segment.size):
        part = events.only(slice(None, None, max(events.segment.size // n, 1)))
        seconds, k = cpu(lambda p=part: network_k(streets, p, radii=RADII), repeat=1)
        report(f"network_k, Ang, {part.segment.size:,} crimes", seconds, round(float(k[-1]), 4))


def beside_spaghetti(lines: list[bytes], x: Any, y: Any, *, peer: str) -> None:
    """Report the pairs along streets of some crimes in the middle of the city, by both."""
    east, north = float(np.median(x)), float(np.median(y))
    box = shapely.box(east - MIDDLE, north - MIDDLE, east + MIDDLE, north + MIDDLE)
    shapes = shapely.from_wkb(lines)
    streets = network_of(clean_streets(list(shapely.to_wkb(shapes[shapely.intersects(shapes, box)]))).wkb())
    found = snap(streets, x, y, within=WITHIN)
    events = found.only(found.on)
    events = events.only(slice(None, None, max(events.segment.size // CRIMES, 1)))
    at = position(streets, events)
    ours, k = cpu(lambda: network_k(streets, events, radii=RADII, correction="none"))
    n = events.segment.size
    pairs = [round(float(each) * n * (n - 1) / streets.metres) for each in k]
    report(f"network_k, no correction, {n} crimes, {streets.length.size} streets", ours, pairs[-1])
    if not peer:
        print("no interpreter with spaghetti was named")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "streets.npz"
        np.savez(file, lines=pieces(streets), x=at[0], y=at[1], radii=RADII)
        done = subprocess.run(
            [peer, str(Path(__file__).with_name("_spaghetti.py")), str(file)],
            check=True,
            capture_output=True,
            text=True,
        )
    theirs = json.loads(done.stdout.splitlines()[-1])
    spent = theirs["network"] + theirs["snap"] + theirs["distances"]
    same = sum(a == b for a, b in zip(pairs, theirs["pairs"], strict=True))
    note = f"network {theirs['network']:.1f}, snap {theirs['snap']:.1f}, distances {theirs['distances']:.1f}; "
    note += f"same pairs at {same} of {len(pairs)} radii; ratio {spent / ours:.0f}"
    report(f"spaghetti {theirs['version']}", spent, theirs["pairs"][-1], note=note)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--peer", default="")
    given = asked.parse_args()
    lines, x, y = read(given.data)
    beside_definition(*whole(lines, x, y))
    beside_spaghetti(lines, x, y, peer=given.peer)


if __name__ == "__main__":
    main()
