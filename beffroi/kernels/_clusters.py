"""The loops under density-based clusters: points in cells so small that all in one are near one another."""

from typing import Any

from beffroi.kernels._compile import compiled


@compiled
def find_core(x: Any, y: Any, start: Any, low: Any, high: Any, squared: Any, least: Any, core: Any) -> None:
    """Mark the points that have `least` points or more, themselves included, within the reach."""
    for cell in range(start.size - 1):
        first, last = start[cell], start[cell + 1]
        if last - first >= least:
            for a in range(first, last):
                core[a] = True
            continue
        for a in range(first, last):
            near = last - first
            for row in range(5):
                for b in range(low[cell, row], high[cell, row]):
                    if first <= b < last:
                        continue
                    dx = x[a] - x[b]
                    dy = y[a] - y[b]
                    if dx * dx + dy * dy <= squared:
                        near += 1
                if near >= least:
                    break
            core[a] = near >= least


@compiled
def join_cells(
    x: Any, y: Any, start: Any, cell_of: Any, low: Any, high: Any, squared: Any, core: Any, parent: Any
) -> None:
    """Join the cells of which two core points lie within the reach: `parent` leads to one cell for all."""
    for cell in range(start.size - 1):
        for row in range(5):
            b = max(low[cell, row], start[cell + 1])  # each pair of cells once
            while b < high[cell, row]:
                other = cell_of[b]
                end = start[other + 1]
                one, two = cell, other
                while parent[one] != one:
                    parent[one] = parent[parent[one]]
                    one = parent[one]
                while parent[two] != two:
                    parent[two] = parent[parent[two]]
                    two = parent[two]
                if one != two:
                    met = False
                    for q in range(b, end):
                        if core[q]:
                            for a in range(start[cell], start[cell + 1]):
                                dx = x[a] - x[q]
                                dy = y[a] - y[q]
                                if core[a] and dx * dx + dy * dy <= squared:
                                    met = True
                                    break
                        if met:
                            break
                    if met:
                        parent[max(one, two)] = min(one, two)
                b = end


@compiled
def place_points(
    x: Any, y: Any, start: Any, low: Any, high: Any, cell_of: Any, squared: Any, core: Any, parent: Any, root: Any
) -> None:
    """Write the cell that stands for the cluster of each point: of a border point, that of its nearest core point."""
    for cell in range(start.size - 1):
        for a in range(start[cell], start[cell + 1]):
            best = squared
            found = cell if core[a] else -1
            for row in range(5):
                if core[a]:
                    break
                for b in range(low[cell, row], high[cell, row]):
                    if core[b]:
                        dx = x[a] - x[b]
                        dy = y[a] - y[b]
                        d2 = dx * dx + dy * dy
                        if d2 < best or (d2 == best and found < 0):
                            best = d2
                            found = cell_of[b]
            if found >= 0:
                while parent[found] != found:
                    found = parent[found]
            root[a] = found
