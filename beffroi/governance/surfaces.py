"""Public surfaces are drawn from protected cells, never from points.

The points are counted in square cells, small counts are withheld, and the
analysis receives the centres of the cells weighted by what is left. Whatever it
computes is then a function of released cells only.
"""

from dataclasses import dataclass, replace

import numpy as np

from beffroi.governance.gate import Policy
from beffroi.tables.views import Points

SIDES = (100.0, 200.0, 250.0, 400.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 3000.0, 5000.0)
HIDDEN_AT_MOST = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Protected points and what was withheld to make them."""

    points: Points
    side: float
    positive: int
    hidden: int

    @property
    def hidden_share(self) -> float:
        """Share of the cells with an event whose count is withheld."""
        return self.hidden / self.positive if self.positive else 0.0


def finest_cells(points: Points, policy: Policy) -> Cells:
    """Return protected cells of the finest side that hides at most 10 % of the cells with an event.

    Cells are never smaller than twice the precision of the locations.
    """
    floor = 2 * points.basis.location_metres
    sides = [side for side in SIDES if side >= floor] or [SIDES[-1]]
    for side in sides:
        cells = protected_cells(points, policy, side=side)
        if cells.hidden_share <= HIDDEN_AT_MOST:
            return cells
    return cells


def protected_cells(points: Points, policy: Policy, *, side: float) -> Cells:
    """Count points in cells aligned on multiples of the side; withhold counts under the threshold."""
    columns = np.floor(np.column_stack([points.x, points.y]) / side).astype(np.int64)
    first = columns.min(axis=0, initial=0)
    width = int((columns - first)[:, 1].max(initial=0)) + 1
    ranks, inverse = np.unique((columns - first) @ [width, 1], return_inverse=True)  # one number a cell sorts faster
    cells = np.column_stack(np.divmod(ranks, width)) + first
    counts = np.bincount(inverse, weights=points.weight, minlength=len(cells))
    kept = counts >= policy.least
    centres = (cells[kept].astype(np.float64) + 0.5) * side
    return Cells(
        points=replace(
            points,
            x=centres[:, 0].copy(),
            y=centres[:, 1].copy(),
            day=np.zeros(int(kept.sum()), np.int64),
            weight=counts[kept].astype(np.float64),
            resolution=side,
            offence=None,
        ),
        side=side,
        positive=len(counts),
        hidden=int((~kept).sum()),
    )
