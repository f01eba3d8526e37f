"""The compiled loops of density along streets: shortest ways, and pulses that split where streets meet."""

from typing import Any

import numpy as np

from beffroi.kernels._compile import compiled


@compiled
def simple_loop(
    ends: Any, begin: Any, out: Any, length: Any, first: Any, node: Any, away: Any, sources: Any, at: Any, along: Any,
    weight: Any, sample_at: Any, sample_along: Any, bandwidth: Any, power: Any, total: Any,
) -> None:  # fmt: skip
    """Add the kernel of the events of each source segment, by the shortest way, to the samples within the bandwidth."""
    d = np.full((2, begin.size - 1), np.inf)
    stamp = np.full(length.size, -1, np.int64)
    touched = np.empty(begin.size - 1, np.int64)
    for e in sources:
        count = 0
        for side in range(2):
            v = ends[2 * e + side]
            for k in range(first[v], first[v + 1]):
                if d[0, node[k]] == np.inf and d[1, node[k]] == np.inf:
                    touched[count] = node[k]
                    count += 1
                d[side, node[k]] = away[k]
        for n in range(-1, count):
            low, high = (0, 1) if n < 0 else (begin[touched[n]], begin[touched[n] + 1])
            for k in range(low, high):
                f = e if n < 0 else out[k] >> 1
                if stamp[f] == e and n >= 0:
                    continue
                stamp[f] = e
                p, q = ends[2 * f], ends[2 * f + 1]
                for i in range(at[e], at[e + 1]):
                    a = min(along[i] + d[0, p], length[e] - along[i] + d[1, p])
                    b = min(along[i] + d[0, q], length[e] - along[i] + d[1, q])
                    for j in range(sample_at[f], sample_at[f + 1]):
                        between = min(a + sample_along[j], b + length[f] - sample_along[j])
                        if f == e:
                            between = min(between, abs(along[i] - sample_along[j]))
                        u = between / bandwidth
                        if u < 1.0:
                            total[j] += weight[i] * (1.0 - u * u) ** power
        for n in range(count):
            d[0, touched[n]] = np.inf
            d[1, touched[n]] = np.inf


@compiled
def paths_loop(
    ends: Any, begin: Any, out: Any, length: Any, arriving: Any, limit: Any, is_continuous: Any, most: Any
) -> Any:
    """Follow the pulse that arrives by each way along every path shorter than its limit.

    Returns, for each way given, where its pulses begin, and for each pulse the way it enters, how far it has come
    since it arrived and its share; a count of -1 where there are more than `most`.
    """
    first = np.zeros(arriving.size + 1, np.int64)
    whole = np.ones(arriving.size, np.bool_)
    entered, come, share = np.empty(4096, np.int64), np.empty(4096), np.empty(4096)
    stack_way, stack_come, stack_share = np.empty(4096, np.int64), np.empty(4096), np.empty(4096)
    used = 0
    for s in range(arriving.size):
        start = used
        stack_way[0], stack_come[0], stack_share[0] = arriving[s], 0.0, 1.0
        size = 1
        while size > 0 and whole[s]:
            size -= 1
            way, a, c = stack_way[size], stack_come[size], stack_share[size]
            v = ends[way ^ 1]
            k = begin[v + 1] - begin[v]
            on = 2.0 / k if is_continuous else 1.0 / max(k - 1, 1)
            back = on - 1.0 if is_continuous else 0.0
            for o in out[begin[v] : begin[v + 1]]:
                part = c * (back if o == way ^ 1 else on)
                if part == 0.0:
                    continue
                if used - start == most:
                    whole[s] = False
                    break
                if used == entered.size:
                    entered = np.concatenate((entered, entered))
                    come = np.concatenate((come, come))
                    share = np.concatenate((share, share))
                entered[used], come[used], share[used] = o, a, part
                used += 1
                if a + length[o >> 1] < limit[s]:
                    if size == stack_way.size:
                        stack_way = np.concatenate((stack_way, stack_way))
                        stack_come = np.concatenate((stack_come, stack_come))
                        stack_share = np.concatenate((stack_share, stack_share))
                    stack_way[size], stack_come[size], stack_share[size] = o, a + length[o >> 1], part
                    size += 1
        used = used if whole[s] else start
        first[s + 1] = used
    return first, whole, entered[:used].copy(), come[:used].copy(), share[:used].copy()


@compiled
def waves_loop(
    ends: Any, begin: Any, out: Any, length: Any, arriving: Any, nodes: Any, step: Any, steps: Any, is_continuous: Any
) -> Any:
    """Follow the pulse that arrives by one way, lengths being on a grid of `step` metres; the same answer as `paths_loop`.

    A length between two steps is shared between them linearly; a street shorter than a step counts as one.
    """
    place = np.full(length.size * 2, -1, np.int64)
    ways = np.empty(out.size, np.int64)
    count = 0
    for v in nodes:
        for o in out[begin[v] : begin[v + 1]]:
            place[o] = count
            ways[count] = o
            count += 1
    held = np.zeros((count + 1, steps + 2))
    for m in range(-1, steps):
        for n in range(count if m >= 0 else 1):
            way = ways[n] if m >= 0 else arriving
            amount = held[n, m] if m >= 0 else 1.0
            if amount == 0.0:
                continue
            reached = 0.0 if m < 0 else m + max(length[way >> 1] / step, 1.0)
            low = int(reached)
            v = ends[way ^ 1]
            if low > steps:
                continue
            k = begin[v + 1] - begin[v]
            on = 2.0 / k if is_continuous else 1.0 / max(k - 1, 1)
            back = on - 1.0 if is_continuous else 0.0
            for o in out[begin[v] : begin[v + 1]]:
                if place[o] >= 0:
                    part = amount * (back if o == way ^ 1 else on)
                    held[place[o], low] += part * (1.0 - (reached - low))
                    held[place[o], low + 1] += part * (reached - low)
    some = np.nonzero(held[:count, : steps + 1])
    share = np.empty(some[0].size)
    for k in range(share.size):
        share[k] = held[some[0][k], some[1][k]]
    return ways[some[0]], some[1] * step, share


@compiled
def spread_loop(
    length: Any, arriving: Any, first: Any, entered: Any, come: Any, share: Any, at: Any, along: Any, weight: Any,
    sample_at: Any, sample_along: Any, bandwidth: Any, power: Any, total: Any,
) -> None:  # fmt: skip
    """Add to the samples what the pulses of each way bring of the events on it."""
    for s in range(arriving.size):
        e = arriving[s] >> 1
        for k in range(first[s], first[s + 1]):
            f = entered[k] >> 1
            for i in range(at[e], at[e + 1]):
                lead = come[k] + (length[e] - along[i] if arriving[s] % 2 == 0 else along[i])
                if lead >= bandwidth:
                    continue
                for j in range(sample_at[f], sample_at[f + 1]):
                    s_along = sample_along[j] if entered[k] % 2 == 0 else length[f] - sample_along[j]
                    u = (lead + s_along) / bandwidth
                    if u < 1.0:
                        total[j] += weight[i] * share[k] * (1.0 - u * u) ** power
