"""Distances along streets by spaghetti (PySAL): run by the interpreter that has it, never by ours.

python bench/_spaghetti.py FILE     (an .npz with `lines`, two ends a row, and `x`, `y` of points on them)

Prints one line of JSON: CPU seconds to build the network, to put the points on it, and for all distances; then the number
of ordered pairs at most each of `radii` apart.
"""

import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")


def main() -> None:
    import geopandas
    import shapely
    import spaghetti

    given = np.load(sys.argv[1])
    lines = geopandas.GeoDataFrame(geometry=list(shapely.linestrings(given["lines"].reshape(-1, 2, 2))))
    points = geopandas.GeoDataFrame(geometry=list(shapely.points(given["x"], given["y"])))
    clock = [time.process_time()]
    network = spaghetti.Network(in_data=lines)
    clock.append(time.process_time())
    network.snapobservations(points, "events")
    clock.append(time.process_time())
    apart = network.allneighbordistances("events")
    clock.append(time.process_time())
    np.fill_diagonal(apart, np.inf)
    pairs = [int((apart <= radius).sum()) for radius in given["radii"]]
    spent = dict(zip(("network", "snap", "distances"), np.diff(clock).tolist(), strict=True))
    print(json.dumps({**spent, "pairs": pairs, "version": spaghetti.__version__}))


if __name__ == "__main__":
    main()
