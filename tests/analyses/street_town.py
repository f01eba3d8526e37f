"""A town of square blocks with incidents on its streets, as the views that analyses of streets take."""

import numpy as np
import polars as pl

from beffroi.evidence.finding import Geography
from beffroi.kernels.network import network_of, position, snap, uniform
from beffroi.kernels.streets import clean_streets
from beffroi.tables.views import StreetNetwork, points_from_arrays
from tests.kernels.town_streets import wkb

EAST, NORTH = 500_000.0, 4_600_000.0


def lines(blocks=6, side=100.0, east=EAST, north=NORTH):
    across = [[(c * side, r * side), (c * side + side, r * side)] for r in range(blocks + 1) for c in range(blocks)]
    along = [[(c * side, r * side), (c * side, r * side + side)] for c in range(blocks + 1) for r in range(blocks)]
    return [[(x + east, y + north) for x, y in line] for line in across + along]


def streets(events, drawn=None, *, within=50.0, bars=None):
    """The network of lines with the events on it."""
    segments = clean_streets(wkb(*(lines() if drawn is None else drawn))).wkb()
    network = network_of(segments)
    found = snap(network, events.x, events.y, within=within)
    n = np.bincount(found.segment[found.on], minlength=len(segments)).astype(np.int64)
    codes = [str(k + 1) for k in range(len(segments))]
    on = found.only(found.on)
    ends = np.minimum(on.along, network.length[on.segment] - on.along) < 0.5
    return StreetNetwork(
        basis=events.basis,
        name="streets",
        frame=pl.DataFrame(
            {"place": codes, "name": codes, "wkb": segments, "n": n},
            schema={"place": pl.String, "name": pl.String, "wkb": pl.Binary, "n": pl.Int64},
        ),
        within=within,
        away=np.sort(found.away),
        at_ends=int(ends.sum()),
        facilities=None if bars is None else pl.DataFrame({"name": [f"bar {k}" for k in range(len(bars))],
                                                           "x": [b[0] for b in bars], "y": [b[1] for b in bars]}),
        geography=Geography(name="streets", codes=tuple(codes), labels=tuple(codes), outlines=tuple(segments), crs="EPSG:32616"),
    )  # fmt: skip


def anywhere(n, *, seed=1, days=300, drawn=None):
    """Events drawn evenly over the metres of street, dated at random."""
    rng = np.random.default_rng(seed)
    network = network_of(clean_streets(wkb(*(lines() if drawn is None else drawn))).wkb())
    x, y = position(network, uniform(network, n, rng))
    return points_from_arrays(x, y, day=rng.integers(19_000, 19_000 + days, n))
