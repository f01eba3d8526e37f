"""The loops under HDBSCAN: a minimum spanning tree of mutual reachability, by Boruvka's rounds over a k-d tree."""

from typing import Any

import numpy as np

from beffroi.kernels._compile import compiled


@compiled
def nearest_elsewhere(
    x: Any, y: Any, core: Any, ends: Any, boxes: Any, low: Any, part: Any, part_of: Any, best: Any, ends_at: Any
) -> None:
    """Find for each part the shortest edge that leaves it: its length in `best`, its points in `ends_at` (parts, 2).

    Points are in the order of a complete binary tree: node k has children 2k + 1 and 2k + 2 and holds the points
    `ends[k, 0]:ends[k, 1]`; `boxes` are its bounds, `low` its least core distance, `part_of` its part (-1: several).
    The length of an edge is the largest of the two core distances and the distance itself.
    """
    inner = (ends.shape[0] - 1) // 2
    stack = np.empty(128, np.int64)
    for p in range(x.size):
        own = part[p]
        if core[p] >= best[own]:
            continue
        depth = 1
        stack[0] = 0
        while depth > 0:
            depth -= 1
            node = stack[depth]
            if part_of[node] == own:
                continue
            dx = max(boxes[node, 0] - x[p], 0.0, x[p] - boxes[node, 2])
            dy = max(boxes[node, 1] - y[p], 0.0, y[p] - boxes[node, 3])
            if max(core[p], low[node], np.sqrt(dx * dx + dy * dy)) >= best[own]:
                continue
            if node >= inner:
                for q in range(ends[node, 0], ends[node, 1]):
                    if part[q] != own:
                        apart = max(core[p], core[q], np.sqrt((x[p] - x[q]) ** 2 + (y[p] - y[q]) ** 2))
                        if apart < best[own]:
                            best[own] = apart
                            ends_at[own, 0] = p
                            ends_at[own, 1] = q
                continue
            left, right = 2 * node + 1, 2 * node + 2
            is_left = p < ends[left, 1]  # the side of the point itself last: it is looked at first
            stack[depth] = right if is_left else left
            stack[depth + 1] = left if is_left else right
            depth += 2


@compiled
def add_shortest(best: Any, ends_at: Any, root: Any, edges: Any, length: Any, found: Any) -> int:
    """Add the shortest edges of all parts to the tree, but those that would close a ring; return how many there are.

    `root` leads from every point to one that stands for its part; `found` edges are there already.
    """
    for k in range(best.size):
        if best[k] == np.inf:
            continue
        a, b = ends_at[k, 0], ends_at[k, 1]
        one, two = a, b
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        while root[two] != two:
            root[two] = root[root[two]]
            two = root[two]
        if one != two:
            root[max(one, two)] = min(one, two)
            edges[found, 0] = a
            edges[found, 1] = b
            length[found] = best[k]
            found += 1
    for p in range(root.size):
        at = p
        while root[at] != at:
            at = root[at]
        root[p] = at
    return found
