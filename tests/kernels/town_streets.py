"""Small street networks for tests: drawn by hand, or at random with loops, parallel streets, dead ends and islands."""

import numpy as np
import shapely
from hypothesis import strategies as st

from beffroi.kernels.network import OnStreets, network_of
from beffroi.kernels.streets import clean_streets


def wkb(*lines):
    return [shapely.to_wkb(shapely.LineString(line)) for line in lines]


def network(*lines, **choices):
    """The graph of lines given as lists of points."""
    return network_of(clean_streets(wkb(*lines), **choices).wkb())


def grid_town(blocks=4, side=100.0):
    """Square blocks."""
    lines = [[(c * side, r * side), (c * side + side, r * side)] for r in range(blocks + 1) for c in range(blocks)]
    lines += [[(c * side, r * side), (c * side, r * side + side)] for c in range(blocks + 1) for r in range(blocks)]
    return network(*lines)


@st.composite
def towns(draw, most=9):
    """Segments between points of a coarse grid, some bent, so that they meet, repeat, cross and end where they began."""
    corner = st.tuples(st.integers(0, 4).map(lambda k: 37.0 * k), st.integers(0, 4).map(lambda k: 53.0 * k))
    lines = draw(st.lists(st.lists(corner, min_size=2, max_size=4), min_size=1, max_size=most))
    made = clean_streets(wkb(*lines))
    return network_of(made.wkb())


@st.composite
def towns_with_places(draw, most=8):
    """A network that has a street, and places on it."""
    town = draw(towns().filter(lambda made: made.segments > 0))
    n = draw(st.integers(0, most))
    segment = np.array([draw(st.integers(0, town.segments - 1)) for _ in range(n)], np.int64)
    share = np.array([draw(st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0])) for _ in range(n)])
    return town, OnStreets(segment=segment, along=share * town.length[segment], away=np.zeros(n))


def shortest_ways(town):
    """Every distance between nodes, by Floyd and Warshall: the definition."""
    best = np.full((town.nodes, town.nodes), np.inf)
    np.fill_diagonal(best, 0.0)
    for segment in range(town.segments):
        a, b = town.ends[2 * segment], town.ends[2 * segment + 1]
        best[a, b] = best[b, a] = min(best[a, b], town.length[segment])
    for via in range(town.nodes):
        best = np.minimum(best, best[:, via, None] + best[None, via, :])
    return best


def apart(town, ways, one, i, other, j):
    """Distance along the streets between two places."""
    e, f, s, t = one.segment[i], other.segment[j], one.along[i], other.along[j]
    leave = ((town.ends[2 * e], s), (town.ends[2 * e + 1], town.length[e] - s))
    arrive = ((town.ends[2 * f], t), (town.ends[2 * f + 1], town.length[f] - t))
    found = min(a + ways[u, v] + b for u, a in leave for v, b in arrive)
    return min(found, abs(s - t)) if e == f else found
