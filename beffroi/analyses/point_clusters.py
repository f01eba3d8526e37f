"""Point clusters: which groups of incidents lie close together, and do they stay where they are?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _cluster_words as words
from beffroi.analyses import _clusters as shape
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import DefaultLocations, default_locations, outlined, random_seed, simulations
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.circles import Lattice, stac
from beffroi.kernels.clusters import dbscan, hierarchical_distance, nearest_neighbour_hierarchy
from beffroi.kernels.hdbscan import StableClusters, hdbscan
from beffroi.kernels.nearest import lattice
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.tables.views import Points

Rule = Literal["dbscan", "hdbscan", "nearest_neighbour_hierarchy", "stac"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CHANCE = 0.001  # of a point being a core point in an even spread: what the automatic reach allows
MANY_PLACES = 400  # of the lattice on which the area near clusters is measured, across
FEWEST_AHEAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Cluster of each incident (-1: none), and the places that stand for the clusters: all near them is their area."""

    label: Ints
    marks: tuple[Floats, Floats]
    reach: float
    second: int | None = None
    stable: StableClusters | None = None

    @property
    def score(self) -> float:
        """What is set against chance: the share in clusters; of HDBSCAN, which always makes some, how long one lasts."""
        return float((self.label >= 0).mean()) if self.stable is None else float(self.lasting.max(initial=0.0))

    @property
    def near(self) -> float:
        """How near is near: the reach; of HDBSCAN, whose reach is only the finest distance, the median core distance."""
        if self.stable is None or not self.marks[0].size:
            return self.reach
        return max(float(np.median(self.stable.core[self.label >= 0])), self.reach)

    @property
    def lasting(self) -> Floats:
        """Stability of each cluster of HDBSCAN over its incidents: a large part of the whole would else be the most."""
        assert self.stable is not None
        return self.stable.stability / np.maximum(np.bincount(self.label[self.label >= 0]), 1)


class PointClusters(Analysis):
    """Clusters by density (DBSCAN), nearest-neighbour hierarchy (CrimeStat's Nnh) or circles (STAC), and their value.

    DBSCAN: an incident with so many within the reach, itself included, is a core; cores within the reach of one
    another, and what lies within their reach, are one cluster. HDBSCAN: those that last over the widest range of
    densities, Σ (1/d left − 1/d begun). STAC: the 25 fullest circles of √2 times the reach on a
    lattice; those that share incidents are one cluster. Value: clusters are found again in the first half of
    the period; PAI = share of the incidents of the second half within the reach of these clusters / share of the area.
    """

    about = shared.about(
        title=words.TITLE,
        question=words.QUESTION,
        assumption=words.ASSUMPTION,
        method=words.METHOD,
        references=(
            "Ester, Kriegel, Sander and Xu 1996, A density-based algorithm for discovering clusters (KDD-96), 226–231",
            "Levine 2015, CrimeStat IV: A Spatial Statistics Program for the Analysis of Crime Incident Locations, chapters 7 "
            "and 8",
            "Campello, Moulavi and Sander 2013, doi:10.1007/978-3-642-37456-2_14",
            "Block 1995, STAC hot-spot areas: a statistical tool for law enforcement decisions, in Crime Analysis through "
            "Computer Mapping, Police Executive Research Forum, 15–32",
            "Chainey, Tompson and Uhlig 2008, doi:10.1057/palgrave.sj.8350066",
        ),
    )
    rule: Rule = parameter(
        "dbscan",
        en="Rule of the clusters",
        fr="Règle des regroupements",
        es="Regla de las agrupaciones",
    )
    reach: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Distance within which incidents are near; automatic: by the density of the area",
        fr="Distance à laquelle des faits sont proches ; automatique : selon la densité du territoire",
        es="Distancia a la que los incidentes son cercanos; automático: según la densidad de la zona",
    )
    least: int = parameter(
        10,
        ge=3,
        le=1000,
        en="Fewest incidents of a core or a cluster",
        fr="Effectif minimal d’un cœur ou d’un regroupement",
        es="Mínimo de incidentes de un núcleo o de una agrupación",
    )
    lattice: Lattice = parameter(
        "triangular",
        en="Lattice of the circles of STAC",
        fr="Réseau des cercles de STAC",
        es="Retícula de los círculos de STAC",
    )
    circles: int = parameter(
        25,
        ge=1,
        le=1000,
        en="Circles of STAC looked at, those with most incidents",
        fr="Cercles de STAC retenus, ceux qui comptent le plus de faits",
        es="Círculos de STAC considerados, los que tienen más incidentes",
    )
    simulations: int = simulations(99)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def run(self, points: Points) -> Finding:
        """Answer from located events and their days."""
        pattern = shared.prepared(self, points)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        window, least_metres = pattern.window, 2 * pattern.finest
        found = self._clusters(pattern.x, pattern.y, window, least_metres)
        scores = self._chance(pattern.size, window, found.reach)
        p = float(pseudo_p(int((scores >= found.score).sum()), permutations=self.simulations))
        row = (
            pattern.counts()
            | {
                "clusters": int(found.label.max(initial=-1)) + 1,
                "second_order": found.second,
                "clustered": 100 * float((found.label >= 0).mean()),
                "p": p,
                "reach": found.near,
                "least": self.least,
                "simulations": self.simulations,
            }
            | self._value(pattern, window, least_metres)
        )
        cells = shape.cells(found.label, pattern.x, pattern.y, window)
        established = bool((found.label >= 0).any()) and p <= words.LEVEL
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(words.SUMMARY, row, second_order=pl.Int64),
                "clusters": Table(words.STABLE_CLUSTERS, _table(found, pattern, scores), title=words.CLUSTERS_TITLE),
                "cells": Table(words.CELLS, cells),
            },
            figures=(words.figure(has_window=points.window is not None),),
            headline=words.HEADLINES[self.rule == "hdbscan", established],
            caveats=(
                words.NO_VALUE if row["pai"] is None else words.VALUE,
                *shared.caveats_of(pattern),
                *shared.same_places(pattern),
            ),
            choices=shared.used(self, reach=found.near),
            geographies=outlined(points),
        )

    def _reach(self, n: int, window: Window, least_metres: float) -> float:
        """Return the reach: asked, or the one with which an even spread would hardly make a cluster."""
        if self.rule == "hdbscan":
            return max(least_metres, 1.0)
        if self.reach:
            return max(self.reach, least_metres)
        if self.rule == "nearest_neighbour_hierarchy":
            return max(hierarchical_distance(n, area=window.area), least_metres, 1.0)
        from scipy.special import gammaincinv

        if self.rule == "stac":  # circles of twice the area, which may have `least` once in a thousand
            near = float(gammaincinv(self.least, CHANCE)) / 2
        else:
            near = float(gammaincinv(self.least - 1, CHANCE))  # mean of the others: `least - 1` once in a thousand
        return max(float(f"{(near * window.area / (np.pi * n)) ** 0.5:.2g}"), least_metres, 1.0)

    def _clusters(self, x: Floats, y: Floats, window: Window, least_metres: float) -> _Found:
        return self._with_reach(x, y, window, self._reach(x.size, window, least_metres))

    def _with_reach(self, x: Floats, y: Floats, window: Window, reach: float) -> _Found:
        if self.rule == "dbscan":
            made = dbscan(x, y, reach=reach, least=self.least)
            return _Found(label=made.label, marks=(x[made.core], y[made.core]), reach=reach)
        if self.rule == "hdbscan":
            stable = hdbscan(x, y, least=self.least, finest=max(reach, 1.0))
            inside = stable.label >= 0
            return _Found(label=stable.label, marks=(x[inside], y[inside]), reach=reach, stable=stable)
        if self.rule == "stac":
            bounds, asked = window.bounds, {"least": self.least, "most": self.circles}
            label = stac(x, y, bounds=bounds, reach=reach, lattice=self.lattice, **asked).label
            return _Found(label=label, marks=(x[label >= 0], y[label >= 0]), reach=reach)
        orders = nearest_neighbour_hierarchy(x, y, area=window.area, least=self.least, reach=reach)
        label = shape.ranked(orders[0]) if orders else np.full(x.size, -1)
        second = int(orders[1].max()) + 1 if len(orders) > 1 else 0
        return _Found(label=label, marks=(x[label >= 0], y[label >= 0]), reach=reach, second=second)

    def _chance(self, n: int, window: Window, reach: float) -> Floats:
        """Return the scores of even spreads of as many incidents."""

        def simulate(number: int) -> float:
            drawn = window.draw(n, rng=stream(self.seed, number))
            return self._with_reach(*drawn, window, reach).score

        return shared.simulated(simulate, self.simulations)

    def _value(self, pattern: shared.Pattern, window: Window, least_metres: float) -> dict[str, float | None]:
        """Return how the clusters of the first half of the period do in the second: PAI and its parts."""
        nothing: dict[str, float | None] = {"ahead_area": None, "ahead_hits": None, "pai": None}
        middle = (int(pattern.day.min()) + int(pattern.day.max()) + 1) / 2
        early = pattern.day < middle
        if min(early.sum(), (~early).sum()) < max(FEWEST_AHEAD, self.least):
            return nothing
        before = self._clusters(pattern.x[early], pattern.y[early], window, least_metres)
        if not before.marks[0].size:
            return nothing
        from scipy.spatial import cKDTree

        tree = cKDTree(np.column_stack(before.marks))

        def near(x: Floats, y: Floats) -> float:
            return float((tree.query(np.column_stack([x, y]))[0] <= before.near).mean())

        area = near(*lattice(window, across=MANY_PLACES))
        hits = near(pattern.x[~early], pattern.y[~early])
        return {"ahead_area": 100 * area, "ahead_hits": 100 * hits, "pai": hits / area if area else None}


def _table(found: _Found, pattern: shared.Pattern, scores: Floats) -> pl.DataFrame:
    """Return one row a cluster; of HDBSCAN with its stability an incident, relative to the largest, and more."""
    made, names = shape.table(found.label, pattern.x, pattern.y), ("stability", "membership", "p")
    if found.stable is None:
        return made.with_columns(pl.lit(None, pl.Float64).alias(name) for name in names)
    inside, own = found.label >= 0, found.lasting
    mean = np.bincount(found.label[inside], weights=found.stable.membership[inside]) / made["incidents"].to_numpy()
    p = pseudo_p((scores >= own[:, None]).sum(axis=1), permutations=scores.size)
    values = 100 * own / max(found.score, 1e-300), 100 * mean, p
    return made.with_columns(pl.Series(name, value) for name, value in zip(names, values, strict=True))
