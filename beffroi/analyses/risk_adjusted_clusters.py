"""Risk-adjusted clusters: where do incidents lie closer together than others would?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _adjusted_words as words
from beffroi.analyses import _cluster_words as cluster_words
from beffroi.analyses import _clusters as shape
from beffroi.analyses import _compared as compared
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import (
    DefaultLocations,
    bandwidth_asked,
    cells_inside,
    default_locations,
    outlined,
    random_seed,
)
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.clusters import hierarchical_distance, nearest_neighbour_hierarchy
from beffroi.kernels.density import edge_corrected
from beffroi.kernels.grid import cell_of, grid_over, round_size
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.tables.views import Points, Request

Floats = NDArray[np.float64]

FURTHEST = 4.0  # times the threshold of an even baseline
CELLS_ACROSS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Baseline:
    """All incidents a cluster could be made of, those asked about first, with the threshold distance of each."""

    x: Floats
    y: Floats
    own: Floats
    is_asked: NDArray[np.bool_]
    base: float
    bandwidth: float


class RiskAdjustedClusters(Analysis):
    """Nearest-neighbour hierarchical clusters with thresholds adjusted to a baseline (CrimeStat's Rnnh), and their test.

    Threshold of an incident: 0.5 / √f − 1.645 · 0.26136 / √(n f), f the density of the baseline there, scaled to the n
    incidents. p: share in clusters among random choices of n incidents of the baseline, (M + 1) / (R + 1).
    """

    about = shared.about(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points", "points"),
        assumption=words.ASSUMPTION,
        method=words.METHOD,
        references=(
            "Levine 2015, CrimeStat IV: A Spatial Statistics Program for the Analysis of Crime Incident Locations, chapter 7",
        ),
    )
    against: compared.Against = compared.AGAINST
    control: tuple[str, ...] = compared.CONTROL
    reach: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Threshold distance where the baseline is even; automatic: that of Nnh",
        fr="Distance seuil là où la référence est uniforme ; automatique : celle de Nnh",
        es="Distancia umbral donde la referencia es uniforme; automático: la de Nnh",
    )
    least: int = parameter(
        10,
        ge=3,
        le=1000,
        en="Fewest incidents of a cluster",
        fr="Effectif minimal d’un regroupement",
        es="Mínimo de incidentes de una agrupación",
    )
    bandwidth: PositiveFloat | None = bandwidth_asked(
        "Bandwidth of the baseline; automatic: Scott’s rule",
        "Rayon de lissage de la référence ; automatique : règle de Scott",
        "Ancho de banda de la referencia; automático: regla de Scott",
    )
    permutations: int = compared.labellings(99, least=39)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points in scope, and for those they are compared with."""
        return compared.requests(self)

    def run(self, points: Points, others: Points) -> Finding:
        """Answer from two sets of located events."""
        ready = compared.prepared(self, points, others)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        pattern, beside = ready
        window = pattern.window
        baseline = self._baseline(pattern, beside, points)
        label = self._clusters(baseline, baseline.is_asked, window)
        clustered = float((label >= 0).mean())

        def relabelled(number: int) -> float:
            chosen = np.zeros(baseline.x.size, bool)
            chosen[stream(self.seed, number).permutation(baseline.x.size)[: pattern.size]] = True
            return float((self._clusters(baseline, chosen, window) >= 0).mean())

        shares = shared.simulated(relabelled, self.permutations)
        row = pattern.counts() | {
            "others": beside[0].size,
            "clusters": int(label.max(initial=-1)) + 1,
            "clustered": 100 * clustered,
            "expected": 100 * float(shares.mean()),
            "p": float(pseudo_p(int((shares >= clustered).sum()), permutations=self.permutations)),
            "reach": baseline.base,
            "nearest": float(baseline.own[baseline.is_asked].min()),
            "furthest": float(baseline.own[baseline.is_asked].max()),
            "bandwidth": baseline.bandwidth,
            "permutations": self.permutations,
        }
        return self._finding(points, pattern, row=row, found=(label, baseline))

    def _finding(
        self,
        points: Points,
        pattern: shared.Pattern,
        *,
        row: dict[str, Any],
        found: tuple[NDArray[np.int64], _Baseline],
    ) -> Finding:
        label, baseline = found
        x, y = baseline.x[baseline.is_asked], baseline.y[baseline.is_asked]
        established = bool((label >= 0).any()) and row["p"] <= words.LEVEL
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(words.SUMMARY, row),
                "clusters": Table(cluster_words.CLUSTERS, shape.table(label, x, y), title=cluster_words.CLUSTERS_TITLE),
                "cells": Table(cluster_words.CELLS, shape.cells(label, x, y, pattern.window)),
            },
            figures=(cluster_words.figure(has_window=points.window is not None),),
            headline=words.SOME if established else words.NONE,
            caveats=(words.BEYOND, *shared.caveats_of(pattern)),
            choices=shared.used(self, reach=row["reach"], bandwidth=row["bandwidth"]),
            geographies=outlined(points),
        )

    def _baseline(self, pattern: shared.Pattern, others: compared.Places, points: Points) -> _Baseline:
        """Return the incidents asked and compared with, their density scaled to those asked, and their thresholds."""
        x, y = (np.concatenate(parts) for parts in zip(pattern.ordered, others, strict=True))
        window = pattern.window
        finest = round_size(max(window.size) / CELLS_ACROSS, up=True)
        bandwidth = max(self.bandwidth or shared.scott(x, y), finest)
        size = max(round_size(bandwidth / 4, up=True), finest)
        grid = grid_over(window.bounds, size=size)
        inside = cells_inside(points, grid)
        surface = edge_corrected(x, y, grid=grid, inside=inside, bandwidth=bandwidth, shape="gaussian")
        share = surface.ravel()[cell_of(grid, x, y)] * window.area / x.size  # 1 where the baseline is even
        least = max(2 * pattern.finest, 1.0)
        base = max(self.reach or hierarchical_distance(pattern.size, area=window.area), least)
        own = base * np.minimum(1 / np.sqrt(np.maximum(share, FURTHEST**-2)), FURTHEST)
        return _Baseline(
            x=x,
            y=y,
            own=np.maximum(own, least),
            is_asked=np.arange(x.size) < pattern.size,
            base=base,
            bandwidth=bandwidth,
        )

    def _clusters(self, baseline: _Baseline, chosen: NDArray[np.bool_], window: Window) -> NDArray[np.int64]:
        x, y, own = baseline.x[chosen], baseline.y[chosen], baseline.own[chosen]
        orders = nearest_neighbour_hierarchy(x, y, area=window.area, least=self.least, reach=own)
        return shape.ranked(orders[0]) if orders else np.full(x.size, -1)
