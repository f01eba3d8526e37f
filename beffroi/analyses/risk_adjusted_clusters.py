"""Risk-adjusted clusters: where do incidents lie closer together than others would?"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _adjusted_words as words
from beffroi.analyses import _cluster_words as cluster_words
from beffroi.analyses import _clusters as shape
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._points import LEFT_OUT, DefaultLocations, default_locations
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels._compile import in_parallel
from beffroi.kernels.clusters import hierarchical_distance, nearest_neighbour_hierarchy
from beffroi.kernels.density import edge_corrected, scott_bandwidth
from beffroi.kernels.grid import cell_of, cells_touching, grid_over, round_size
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.tables.views import Points, Request, day_number

Against = Literal["earlier", "offences"]
Floats = NDArray[np.float64]

FURTHEST = 4.0  # times the threshold of an even baseline
CELLS_ACROSS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Baseline:
    """All incidents a cluster could be made of, in an order of their own, with the threshold distance of each."""

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

    about = About(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points", "points"),
        level="small_area",
        assumption=words.ASSUMPTION,
        minimum=30,
        prefers=("0501", "0401", "0502", "0201"),
        location_kind="snapped",
        in_bulletin=False,
        method=words.METHOD,
        references=(
            "Levine 2015, CrimeStat IV: A Spatial Statistics Program for the Analysis of Crime Incident Locations, chapter 7",
        ),
    )
    against: Against = parameter(
        "earlier",
        en="Compared with where incidents of all earlier periods lie, or with other offences",
        fr="Comparés aux lieux des faits de toutes les périodes antérieures, ou à d’autres infractions",
        es="Comparados con los lugares de los incidentes de todos los periodos anteriores, o con otros delitos",
    )
    control: tuple[str, ...] = parameter(
        (),
        unit="text",
        en="Other offences compared with (ICCS codes); none: all offences",
        fr="Autres infractions de comparaison (codes ICCS) ; aucune : toutes les infractions",
        es="Otros delitos de comparación (códigos ICCS); ninguno: todos los delitos",
    )
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
    bandwidth: PositiveFloat | None = parameter(
        None,
        unit="m",
        ge=20,
        en="Bandwidth of the baseline; automatic: Scott’s rule",
        fr="Rayon de lissage de la référence ; automatique : règle de Scott",
        es="Ancho de banda de la referencia; automático: regla de Scott",
    )
    permutations: int = parameter(
        99, ge=39, le=9_999, en="Random labellings", fr="Étiquetages aléatoires", es="Etiquetados aleatorios"
    )
    default_locations: DefaultLocations = default_locations()
    seed: int = parameter(1, ge=0, en="Random seed", fr="Graine aléatoire", es="Semilla aleatoria")

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points in scope, and for those they are compared with."""
        options: dict[str, Any] = {"defaults": self.default_locations}
        if self.against == "offences":
            other = Request(view="points", options=options | {"offences": self.control})
        else:
            other = Request(view="points", history=True, options=options)
        return (Request(view="points", options=options), other)

    def run(self, points: Points, others: Points) -> Finding:
        """Answer from two sets of located events."""
        ready = shared.prepared(self, points)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        pattern, window = ready
        inside = window.holds(others.x, others.y)
        if self.against == "earlier":
            inside &= others.day < day_number(points.basis.period.start)
        holds_asked = self.against == "offences" and not self.control  # all offences hold those asked too
        apart = int(inside.sum()) - (pattern.size if holds_asked else 0)
        if others.resolution or apart < self.about.minimum:
            return self.refuse(shared.PROTECTED if others.resolution else words.too_few(apart, self.about.minimum))
        baseline = self._baseline(pattern, (others.x[inside], others.y[inside]), window, points)
        label = self._clusters(baseline, baseline.is_asked, window)
        clustered = float((label >= 0).mean())

        def relabelled(number: int) -> float:
            chosen = np.zeros(baseline.x.size, bool)
            chosen[stream(self.seed, number).permutation(baseline.x.size)[: pattern.size]] = True
            return float((self._clusters(baseline, chosen, window) >= 0).mean())

        shares = np.array(list(in_parallel(relabelled, range(self.permutations))))
        row = {
            "incidents": pattern.size,
            "outside": pattern.outside,
            "apart": points.apart,
            "others": apart,
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
        return self._finding(points, pattern, window, row=row, found=(label, baseline))

    def _finding(
        self,
        points: Points,
        pattern: shared.Pattern,
        window: Window,
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
                "summary": Table(words.SUMMARY, pl.DataFrame([row]).select(list(words.SUMMARY))),
                "clusters": Table(cluster_words.CLUSTERS, shape.table(label, x, y), title=cluster_words.CLUSTERS_TITLE),
                "cells": Table(cluster_words.CELLS, shape.cells(label, x, y, window)),
            },
            figures=(cluster_words.figure(has_window=points.window is not None),),
            headline=words.SOME if established else words.NONE,
            caveats=(words.BEYOND, *shared.caveats_of(pattern), *((LEFT_OUT,) if points.apart else ())),
            choices=shared.used(self, reach=row["reach"], bandwidth=row["bandwidth"]),
            geographies={"window": points.window} if points.window else {},
        )

    def _baseline(
        self, pattern: shared.Pattern, others: tuple[Floats, Floats], window: Window, points: Points
    ) -> _Baseline:
        """Return the incidents asked and compared with, their density scaled to those asked, and their thresholds."""
        x, y = others
        if self.against == "earlier" or self.control:
            x, y = np.concatenate([pattern.x, x]), np.concatenate([pattern.y, y])
        order = np.lexsort((y, x))
        x, y = x[order], y[order]
        bandwidth = self.bandwidth or max(float(f"{scott_bandwidth(x, y):.2g}"), 20.0)
        size = round_size(max(bandwidth / 4, max(window.size) / CELLS_ACROSS), up=True)
        grid = grid_over(window.bounds, size=size)
        inside = cells_touching(grid, points.window.outlines) if points.window else np.ones(grid.shape, bool)
        surface = edge_corrected(x, y, grid=grid, inside=inside, bandwidth=bandwidth, shape="gaussian")
        share = surface.ravel()[cell_of(grid, x, y)] * window.area / x.size  # 1 where the baseline is even
        least = max(2 * points.basis.location_metres, 1.0)
        base = max(self.reach or hierarchical_distance(pattern.size, area=window.area), least)
        own = base * np.minimum(1 / np.sqrt(np.maximum(share, FURTHEST**-2)), FURTHEST)
        return _Baseline(
            x=x,
            y=y,
            own=np.maximum(own, least),
            is_asked=_found_among(pattern, x, y),
            base=base,
            bandwidth=bandwidth,
        )

    def _clusters(self, baseline: _Baseline, chosen: NDArray[np.bool_], window: Window) -> NDArray[np.int64]:
        x, y, own = baseline.x[chosen], baseline.y[chosen], baseline.own[chosen]
        orders = nearest_neighbour_hierarchy(x, y, area=window.area, least=self.least, reach=own)
        return shape.ranked(orders[0]) if orders else np.full(x.size, -1)


def _found_among(pattern: shared.Pattern, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return which of the ordered places are those of the pattern: of equal places, as many as it has there."""
    places = np.column_stack([x, y])
    spots, first = np.unique(places, axis=0, return_index=True)
    asked, count = np.unique(np.column_stack([pattern.x, pattern.y]), axis=0, return_counts=True)
    _, of = np.unique(np.vstack([spots, asked]), axis=0, return_inverse=True)
    start = np.full(int(of.max()) + 1, x.size)
    start[of.ravel()[: len(spots)]] = first
    begin = start[of.ravel()[len(spots) :]]
    found = np.zeros(x.size, bool)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    at = np.repeat(begin, count) + offset
    found[at[at < x.size]] = True
    return found
