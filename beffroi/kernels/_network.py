"""The compiled loops over street graphs: shortest paths up to a limit, places near one another, ways out at a distance."""

from heapq import heappop, heappush
from typing import Any

import numpy as np

from beffroi.kernels._compile import compiled


@compiled
def reach_loop(begin: Any, out: Any, ends: Any, length: Any, sources: Any, limit: Any) -> Any:
    """From each source node, every node at most `limit` away and how far, nearest first (Dijkstra)."""
    nodes = begin.size - 1
    best = np.full(nodes, np.inf)
    done = np.zeros(nodes, np.bool_)
    first = np.zeros(sources.size + 1, np.int64)
    found = np.empty(max(1024, 8 * sources.size), np.int32)
    away = np.empty(found.size)
    used = 0
    for s in range(sources.size):
        start = used
        best[sources[s]] = 0.0
        heap = [(0.0, sources[s])]
        while len(heap) > 0:
            d, node = heappop(heap)
            if done[node]:
                continue
            done[node] = True
            if used == found.size:
                more, further = np.empty(2 * used, np.int32), np.empty(2 * used)
                for k in range(used):  # not np.concatenate, which takes a second to compile
                    more[k], further[k] = found[k], away[k]
                found, away = more, further
            found[used] = node
            away[used] = d
            used += 1
            for k in range(begin[node], begin[node + 1]):
                other = ends[out[k] ^ 1]
                reached = d + length[out[k] >> 1]
                if reached <= limit and reached < best[other]:
                    best[other] = reached
                    heappush(heap, (reached, other))
        for k in range(start, used):
            done[found[k]] = False
            best[found[k]] = np.inf
        first[s + 1] = used
    return first, found[:used].copy(), away[:used].copy()


@compiled
def near_loop(
    begin: Any,
    out: Any,
    ends: Any,
    length: Any,
    first: Any,
    found: Any,
    away: Any,
    segment: Any,
    along: Any,
    at: Any,
    other_along: Any,
    other_of: Any,
    limit: Any,
    same: Any,
) -> Any:
    """From each place, the other places at most `limit` away by street and how far.

    `at` is where the others of each segment begin in `other_along`, `other_of` their numbers; `same`: a place is
    not its own neighbour.
    """
    d = np.full(begin.size - 1, np.inf)
    touched = np.empty(d.size, np.int64)
    stamp = np.full(length.size, -1, np.int64)
    start = np.zeros(segment.size + 1, np.int64)
    j = np.empty(max(1024, 8 * segment.size), np.int32)
    far = np.empty(j.size)
    used = 0
    for i in range(segment.size):
        own, t = segment[i], along[i]
        count = 0
        for side in range(2):
            node = ends[2 * own + side]
            lead = t if side == 0 else length[own] - t
            for k in range(first[node], first[node + 1]):
                reached = lead + away[k]
                if reached > limit:
                    break
                w = found[k]
                if d[w] == np.inf:
                    touched[count] = w
                    count += 1
                d[w] = min(d[w], reached)
        for n in range(-1, count):
            low, high = (0, 1) if n < 0 else (begin[touched[n]], begin[touched[n] + 1])
            for k in range(low, high):
                f = own if n < 0 else out[k] >> 1
                if n >= 0 and stamp[f] == i:
                    continue
                stamp[f] = i
                a, b = d[ends[2 * f]], d[ends[2 * f + 1]]
                while used + at[f + 1] - at[f] > j.size:
                    more, further = np.empty(2 * j.size, np.int32), np.empty(2 * j.size)
                    for m in range(used):
                        more[m], further[m] = j[m], far[m]
                    j, far = more, further
                for m in range(at[f], at[f + 1]):
                    s = other_along[m]
                    between = min(a + s, b + length[f] - s)
                    if f == own:
                        between = min(between, abs(t - s))
                    if between <= limit and not (same and other_of[m] == i):
                        j[used] = other_of[m]
                        far[used] = between
                        used += 1
        for n in range(count):
            d[touched[n]] = np.inf
        start[i + 1] = used
    return start, j[:used].copy(), far[:used].copy()


@compiled
def nearest_loop(
    ends: Any, begin: Any, out: Any, length: Any, at: Any, position: Any, number: Any, segment: Any, along: Any
) -> Any:
    """The nearest facility of every place: a search from all facilities at once, then along each place's own segment."""
    best = np.full(begin.size - 1, np.inf)
    whose = np.full(best.size, -1, np.int64)
    heap = [(0.0, 0, 0) for _ in range(0)]
    for f in range(length.size):
        for k in range(at[f], at[f + 1]):
            heappush(heap, (position[k], number[k], ends[2 * f]))
            heappush(heap, (length[f] - position[k], number[k], ends[2 * f + 1]))
    while len(heap) > 0:
        d, facility, node = heappop(heap)
        if whose[node] >= 0:
            continue
        best[node], whose[node] = d, facility
        for way in out[begin[node] : begin[node + 1]]:
            if whose[ends[way ^ 1]] < 0:
                heappush(heap, (d + length[way >> 1], facility, ends[way ^ 1]))
    found = np.full(segment.size, -1, np.int64)
    metres = np.full(segment.size, np.inf)
    for i in range(segment.size):
        e, t = segment[i], along[i]
        for side in range(2):
            node, lead = ends[2 * e + side], (t if side == 0 else length[e] - t)
            nearer = lead + best[node] < metres[i]
            if nearer or (lead + best[node] == metres[i] and whose[node] < found[i]):
                found[i], metres[i] = whose[node], lead + best[node]
        for k in range(at[e], at[e + 1]):
            apart = abs(t - position[k])
            if apart < metres[i] or (apart == metres[i] and number[k] < found[i]):
                found[i], metres[i] = number[k], apart
    return found, metres
