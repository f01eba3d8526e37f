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
    d = np.full(begin.size - 1, np.inf)
    touched = np.empty(d.size, np.int64)
    stamp = np.full(length.size, -1, np.int64)
    starts, stops = np.empty(2 * length.size + 4), np.empty(2 * length.size + 4)
    ways = np.ones(metres.size)
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
                if stamp[f] == i:
                    continue
                stamp[f] = i
                starts[runs], starts[runs + 1] = d[ends[2 * f]], d[ends[2 * f + 1]]
                stops[runs] = stops[runs + 1] = (starts[runs] + starts[runs + 1] + length[f]) / 2
                runs += 2
        starts[:runs].sort()
        stops[:runs].sort()
        for k in range(near_first[i], near_first[i + 1]):
            open_at = 0
            for edges, sign in ((starts, 1), (stops, -1)):
                low, high = 0, runs
                while low < high:
                    middle = (low + high) // 2
                    below = edges[middle] < metres[k] - least
                    low, high = (middle + 1, high) if below else (low, middle)
                open_at += sign * low
            ways[k] = max(open_at, 1)
        for n in range(count):
            d[touched[n]] = np.inf
    return ways
