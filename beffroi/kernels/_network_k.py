"""The compiled loop of the network K function: how many places of the streets lie at a distance."""

from typing import Any

import numpy as np

from beffroi.kernels._compile import compiled


@compiled
def ways_out_loop(
    ends: Any, begin: Any, out: Any, length: Any, first: Any, node: Any, away: Any, segment: Any, along: Any,
    near_first: Any, metres: Any, limit: Any, least: Any,
) -> Any:  # fmt: skip
    """For each place and each distance to a neighbour, in how many places the streets pass at just that distance.

    Along a segment whose ends are a and b metres away the streets run outwards from a, and from b, to the point that is as
    far by either end, (a + b + length) / 2 away.
    """
    d, touched = np.full(begin.size - 1, np.inf), np.empty(begin.size - 1, np.int64)
    stamp, ways = np.full(length.size, -1, np.int64), np.zeros(metres.size)
    edges = np.empty((2, 2 * length.size + 4))
    starts, stops = edges[0], edges[1]  # of the ways out: where they begin and where they end
    for i in range(segment.size):
        if near_first[i] == near_first[i + 1]:
            continue
        own, count, runs = segment[i], 0, 0
        leads = (along[i], length[own] - along[i])
        for side in range(2):
            lead, v = leads[side], ends[2 * own + side]
            for k in range(first[v], first[v + 1]):
                if lead + away[k] > limit:
                    break
                if d[node[k]] == np.inf:
                    touched[count] = node[k]
                    count += 1
                d[node[k]] = min(d[node[k]], lead + away[k])
        for side in range(2):
            starts[runs], starts[runs + 1] = 0.0, d[ends[2 * own + side]]
            stops[runs] = stops[runs + 1] = (starts[runs + 1] + leads[side]) / 2
            runs += 2
        stamp[own] = i
        for n in range(count):
            for way in out[begin[touched[n]] : begin[touched[n] + 1]]:
                f = way >> 1
                if stamp[f] != i:
                    starts[runs], starts[runs + 1] = d[ends[2 * f]], d[ends[2 * f + 1]]
                    stops[runs] = stops[runs + 1] = (starts[runs] + starts[runs + 1] + length[f]) / 2
                    stamp[f], runs = i, runs + 2
        for side in range(2):
            gap = runs // 2
            while gap > 0:  # Shell's sort, as numba takes seconds to compile its own
                for k in range(gap, runs):
                    value, place = edges[side, k], k
                    while place >= gap and edges[side, place - gap] > value:
                        edges[side, place] = edges[side, place - gap]
                        place -= gap
                    edges[side, place] = value
                gap //= 2
            for k in range(near_first[i], near_first[i + 1]):
                low, high = 0, runs
                while low < high:
                    middle = (low + high) // 2
                    below = edges[side, middle] < metres[k] - least
                    low, high = (middle + 1, high) if below else (low, middle)
                ways[k] += low if side == 0 else -low
        for n in range(count):
            d[touched[n]] = np.inf
    return np.maximum(ways, 1.0)
