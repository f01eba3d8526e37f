"""Which of 1,000 polygons holds each of a million points: CPU seconds beside shapely's tree.

python bench/point_in_polygon.py [points] [polygons]     (1e6 1000: at most 0.1 s warm, index included)

Checksum: sum of the answers. The polygons are Voronoi cells that fill the city.
"""

import sys

import numpy as np
import shapely
from _city import SIDE, city, cpu, report, verdict

from beffroi.kernels.polygons import index_polygons, locate


def areas(count: int) -> np.ndarray:
    points = shapely.MultiPoint(np.random.default_rng(9).uniform(0, SIDE, (count, 2)))
    square = shapely.box(0, 0, SIDE, SIDE)
    return shapely.intersection(np.array(shapely.voronoi_polygons(points, extend_to=square).geoms), square)


def by_tree(shapes: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    point, area = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
    found = np.full(x.size, -1)
    found[point[::-1]] = area[::-1]
    return found


def main() -> None:
    points = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    polygons = int(float(sys.argv[2])) if len(sys.argv) > 2 else 1000
    x, y, _ = city(points)
    shapes = areas(polygons)
    wkb = shapely.to_wkb(shapes)
    seconds, found = cpu(lambda: locate(index_polygons(wkb), x, y), repeat=1)
    report("index and locate, first call", seconds, int(found.sum()))
    seconds, found = cpu(lambda: locate(index_polygons(wkb), x, y))
    report(f"index and locate, warm, {points:,} x {polygons:,}", seconds, int(found.sum()))
    peer, expected = cpu(lambda: by_tree(shapes, x, y), repeat=1)
    report("shapely STRtree", peer, int(expected.sum()), note=f"{int((expected != found).sum())} answers differ")
    print(f"ratio {peer / seconds:.1f}")
    if (points, polygons) == (1_000_000, 1000):
        verdict(point_in_polygon_cpu=(seconds, 0.1))


if __name__ == "__main__":
    main()
