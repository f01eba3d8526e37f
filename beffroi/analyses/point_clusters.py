"""Point clusters: which groups of incidents lie close together, and do they stay where they are?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _cluster_words as words
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._points import LEFT_OUT, DefaultLocations, default_locations, points_request
from beffroi.analyses._scan import RANKED
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels._compile import in_parallel
from beffroi.kernels.clusters import dbscan, hierarchical_distance, nearest_neighbour_hierarchy
from beffroi.kernels.grid import cell_of, grid_over, round_size
from beffroi.kernels.nearest import lattice
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.tables.views import Points, Request

Rule = Literal["dbscan", "nearest_neighbour_hierarchy"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CHANCE = 0.001  # of a point being a core point in an even spread: what the automatic reach allows
CELLS_ACROSS = 100
MANY_PLACES = 400  # of the lattice on which the area near clusters is measured, across
FEWEST_AHEAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Cluster of each incident (-1: none), and the places that stand for the clusters: all near them is their area."""

    label: Ints
    marks: tuple[Floats, Floats]
    reach: float
    second: int | None


class PointClusters(Analysis):
    """Clusters of incidents by density (DBSCAN) or by nearest-neighbour hierarchy (CrimeStat's Nnh), and their value.

    DBSCAN: an incident with so many within the reach, itself included, is a core; cores within the reach of one
    another, and what lies within their reach, are one cluster. Value: clusters are found again in the first half of
    the period; PAI = share of the incidents of the second half within the reach of these clusters / share of the area.
    """

    about = About(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points",),
        level="small_area",
        assumption=words.ASSUMPTION,
        minimum=30,
        prefers=("0501", "0401", "0502", "0201"),
        location_kind="snapped",
        in_bulletin=False,
        method=words.METHOD,
        references=(
            "Ester, Kriegel, Sander and Xu 1996, A density-based algorithm for discovering clusters (KDD-96), 226–231",
            "Levine 2015, CrimeStat IV: A Spatial Statistics Program for the Analysis of Crime Incident Locations, chapter 7",
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
    simulations: int = parameter(
        99, ge=39, le=9_999, en="Simulations", fr="Simulations", es="Simulaciones"
    )  # fmt: skip
    default_locations: DefaultLocations = default_locations()
    seed: int = parameter(1, ge=0, en="Random seed", fr="Graine aléatoire", es="Semilla aleatoria")

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points, without those that stand for "somewhere" unless they are to be kept."""
        return points_request(self, self.default_locations)

    def run(self, points: Points) -> Finding:
        """Answer from located events and their days."""
        ready = shared.prepared(self, points)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        pattern, window = ready
        least_metres = 2 * points.basis.location_metres
        found = self._clusters(pattern.x, pattern.y, window, least_metres)
        clustered = float((found.label >= 0).mean())
        p = self._chance(clustered, pattern.size, window, found.reach)
        row = {
            "incidents": pattern.size,
            "outside": pattern.outside,
            "apart": points.apart,
            "places": pattern.places,
            "clusters": int(found.label.max(initial=-1)) + 1,
            "second_order": found.second,
            "clustered": 100 * clustered,
            "p": p,
            "reach": found.reach,
            "least": self.least,
            "simulations": self.simulations,
        } | self._value(pattern, window, least_metres)
        summary = pl.DataFrame([row], schema_overrides=words.NUMBERS).select(list(words.SUMMARY))
        cells = _cells(found.label, pattern.x, pattern.y, window)
        established = bool((found.label >= 0).any()) and p <= words.LEVEL
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": Table(words.SUMMARY, summary),
                "clusters": Table(
                    words.CLUSTERS, _table(found.label, pattern.x, pattern.y), title=words.CLUSTERS_TITLE
                ),
                "cells": Table(words.CELLS, cells),
            },
            figures=(words.figure(has_window=points.window is not None),),
            headline=words.SOME if established else words.NONE,
            caveats=(
                words.NO_VALUE if row["pai"] is None else words.VALUE,
                *shared.caveats_of(pattern),
                *((LEFT_OUT,) if points.apart else ()),
                *shared.same_places(pattern),
            ),
            choices=shared.used(self, reach=found.reach),
            geographies={"window": points.window} if points.window else {},
        )

    def _reach(self, n: int, window: Window, least_metres: float) -> float:
        """Return the reach: asked, or the one with which an even spread would hardly make a cluster."""
        if self.reach:
            return max(self.reach, least_metres)
        if self.rule == "nearest_neighbour_hierarchy":
            return max(hierarchical_distance(n, area=window.area), least_metres, 1.0)
        from scipy.special import gammaincinv

        near = float(gammaincinv(self.least - 1, CHANCE))  # Poisson mean of the others: `least - 1` once in a thousand
        return max(float(f"{(near * window.area / (np.pi * n)) ** 0.5:.2g}"), least_metres, 1.0)

    def _clusters(self, x: Floats, y: Floats, window: Window, least_metres: float) -> _Found:
        return self._with_reach(x, y, window, self._reach(x.size, window, least_metres))

    def _with_reach(self, x: Floats, y: Floats, window: Window, reach: float) -> _Found:
        if self.rule == "dbscan":
            made = dbscan(x, y, reach=reach, least=self.least)
            return _Found(label=made.label, marks=(x[made.core], y[made.core]), reach=reach, second=None)
        orders = nearest_neighbour_hierarchy(x, y, area=window.area, least=self.least, reach=reach)
        label = _ranked(orders[0]) if orders else np.full(x.size, -1)
        second = int(orders[1].max()) + 1 if len(orders) > 1 else 0
        return _Found(label=label, marks=(x[label >= 0], y[label >= 0]), reach=reach, second=second)

    def _chance(self, clustered: float, n: int, window: Window, reach: float) -> float:
        """Return the p-value of the share in clusters, against even spreads of as many incidents."""

        def simulate(number: int) -> float:
            drawn = window.draw(n, rng=stream(self.seed, number))
            return float((self._with_reach(*drawn, window, reach).label >= 0).mean())

        shares = np.array(list(in_parallel(simulate, range(self.simulations))))
        return float(pseudo_p(int((shares >= clustered).sum()), permutations=self.simulations))

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
            return float((tree.query(np.column_stack([x, y]))[0] <= before.reach).mean())

        area = near(*lattice(window, across=MANY_PLACES))
        hits = near(pattern.x[~early], pattern.y[~early])
        return {"ahead_area": 100 * area, "ahead_hits": 100 * hits, "pai": hits / area if area else None}


def _ranked(label: Ints) -> Ints:
    """Number clusters by size, the largest first."""
    size = np.bincount(label[label >= 0])
    number = np.empty(size.size, np.int64)
    number[np.argsort(-size, kind="stable")] = np.arange(size.size)
    return np.where(label >= 0, number[label], -1)


def _table(label: Ints, x: Floats, y: Floats) -> pl.DataFrame:
    """Return one row a cluster, the largest first: its mean centre, and the distance of its farthest incident."""
    inside = label >= 0
    of, east, north = label[inside], x[inside], y[inside]
    size = np.bincount(of)
    centre = [np.bincount(of, weights=part) / np.maximum(size, 1) for part in (east, north)]
    radius = np.zeros(size.size)
    np.maximum.at(radius, of, np.hypot(east - centre[0][of], north - centre[1][of]) if of.size else np.zeros(0))
    return pl.DataFrame(
        {"rank": np.arange(1, size.size + 1), "x": centre[0], "y": centre[1], "incidents": size, "radius": radius}
    )


def _cells(label: Ints, x: Floats, y: Floats, window: Window) -> pl.DataFrame:
    """Return the cells of the study area, with the largest of the clusters that have an incident there."""
    grid = grid_over(window.bounds, size=round_size(max(window.size) / CELLS_ACROSS, up=True))
    east, north = (part.ravel() for part in grid.centres())
    best = np.full(east.size, RANKED)
    inside = label >= 0
    cell = cell_of(grid, x[inside], y[inside])
    rank = np.full(east.size, np.iinfo(np.int64).max)
    np.minimum.at(rank, cell, label[inside] + 1)
    best = np.where(rank < RANKED, rank, np.where(rank < np.iinfo(np.int64).max, RANKED, 0))
    shown = window.holds(east, north) | (best > 0)
    frame = {"x": east, "y": north, "size": np.full(east.size, grid.size), "cluster": best}
    return pl.DataFrame(frame).filter(shown)
