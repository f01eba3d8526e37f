"""The loops under Mantel's and Jacquez's tests: sums over pairs, for many permutations of the dates side by side."""

from typing import Any

import numpy as np

from beffroi.kernels._compile import compiled


@compiled
def sum_distances(x: Any, y: Any, constant: Any, power: Any, out: Any) -> None:
    """Add up the transformed distances of all pairs, and their squares."""
    for i in range(x.size):
        one, two = 0.0, 0.0
        for j in range(i):
            near = (np.sqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2) + constant) ** power
            one += near
            two += near * near
        out[0] += one
        out[1] += two


@compiled
def sum_products(x: Any, y: Any, constant: Any, power: Any, delay: Any, times: Any, out: Any) -> None:
    """Add up transformed distance times transformed delay over all pairs, for every column of times."""
    row = np.empty(out.size)
    for i in range(x.size):
        row[:] = 0.0
        for j in range(i):
            near = np.sqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2) + constant
            near = 1.0 / near if power == -1.0 else near**power
            for lane in range(out.size):
                row[lane] += near * delay[abs(times[i, lane] - times[j, lane])]
        for lane in range(out.size):
            out[lane] += row[lane]


@compiled
def sum_shared(i: Any, j: Any, weight: Any, times: Any, reach: Any, share: Any, out: Any) -> None:
    """Add up the weights of pairs of which the second is among the soonest of the first, for every column of times."""
    for pair in range(i.size):
        for lane in range(out.size):
            at = times[i[pair], lane]
            apart = abs(at - times[j[pair], lane])
            if apart < reach[at]:
                out[lane] += weight[pair]
            elif apart == reach[at]:
                out[lane] += weight[pair] * share[at]


@compiled
def sum_piled(starts: Any, ends: Any, weight: Any, times: Any, reach: Any, share: Any, out: Any) -> None:
    """Add up the same of all pairs within piles, runs of rows at one place, each pair with the weight of its pile.

    Counts by day stand for the pairs: O(rows + piles days) for every column of times.
    """
    days = reach.size
    upto = np.zeros(days + 1)
    for lane in range(out.size):
        for pile in range(starts.size):
            upto[:] = 0.0
            for row in range(starts[pile], ends[pile]):
                upto[times[row, lane] + 1] += 1.0
            for day in range(days):
                upto[day + 1] += upto[day]
            total = 0.0
            for day in range(days):
                here = upto[day + 1] - upto[day]
                if here > 0.0:
                    far = reach[day]
                    low, high = max(day - far, 0), min(day + far + 1, days)
                    near = upto[high] - upto[low]
                    closer = 0.0
                    if far > 0:
                        closer = upto[min(day + far, days)] - upto[max(day - far + 1, 0)]
                    tied = near - closer
                    if far > 0:
                        closer -= 1.0
                    else:
                        tied -= 1.0
                    total += here * (closer + share[day] * tied)
            out[lane] += weight[pile] * total
