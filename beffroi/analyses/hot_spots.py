"""Hot spots: where do incidents gather more than chance would place them?"""

from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat, model_validator

from beffroi.analyses import _hot_spot_words as words
from beffroi.analyses import _patterns as patterns
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._points import (
    ALPHA,
    FINEST,
    DefaultLocations,
    bandwidth_asked,
    cell_asked,
    cells_inside,
    check_points,
    default_locations,
    finest_side,
    left_out,
    outlined,
    random_seed,
    study_area,
    study_bounds,
)
from beffroi.evidence.finding import Finding, Table
from beffroi.kernels._density import Shape
from beffroi.kernels.adaptive_density import adaptive_density
from beffroi.kernels.autocorrelation import GiStar, getis_ord_g_star
from beffroi.kernels.density import Edge, edge_corrected, scott_bandwidth, smooth_counts
from beffroi.kernels.grid import Grid, count_by_cell, grid_over, round_size
from beffroi.kernels.permutation import benjamini_hochberg, can_resolve, permutations_needed
from beffroi.tables.views import Points

MANY_CELLS = 40_000  # automatic cells in the bounding rectangle
MOST_CELLS = 2_000_000
FEWEST_CELLS = 30
DENSER_THAN = (0, 50, 75, 90, 95, 99)  # per cent of the study area: the classes of the map


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surface:
    """What is computed of the cells, (rows, columns) each."""

    grid: Grid
    bandwidth: float
    inside: NDArray[np.bool_]
    counts: NDArray[np.float64]
    density: NDArray[np.float64]  # incidents per square kilometre
    association: GiStar
    p: NDArray[np.float64]
    hot: NDArray[np.bool_]
    tests: int
    uses_permutations: bool


class HotSpots(Analysis):
    """Kernel density and Getis-Ord Gi* of the counts of square cells.

    Density: each count spreads by the quartic kernel 3 / (π h²) (1 − (d / h)²)², h the bandwidth.
    Gi*: z = (S − m W) / (s √((n W − W²) / (n − 1))), S the sum over a cell and its W − 1 neighbours, m and s the
    mean and standard deviation of the n cells. Hot spots: false discovery rate by Benjamini and Hochberg.
    """

    about = About(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points",),
        level="small_area",
        assumption=words.ASSUMPTION,
        minimum=30,
        location_kind="snapped",
        method=words.METHOD,
        references=(
            "Getis and Ord 1992, doi:10.1111/j.1538-4632.1992.tb00261.x",
            "Ord and Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x",
            "Caldas de Castro and Singer 2006, doi:10.1111/j.0016-7363.2006.00682.x",
            "Chainey, Tompson and Uhlig 2008, doi:10.1057/palgrave.sj.8350066",
        ),
    )
    cell: PositiveFloat | None = cell_asked(
        "two incidents a cell on average, rounded up",
        "deux faits par maille en moyenne, arrondi au-dessus",
        "dos incidentes por celda de media, redondeado hacia arriba",
    )
    bandwidth: PositiveFloat | None = bandwidth_asked(
        "Bandwidth: how far an incident counts; automatic: Scott’s rule, two cells at least",
        "Rayon de lissage : jusqu’où un fait compte ; automatique : règle de Scott, deux mailles au moins",
        "Ancho de banda: hasta dónde cuenta un incidente; automático: regla de Scott, dos celdas como mínimo",
    )
    shape: Shape = parameter(
        "quartic",
        en="Kernel; the bandwidth is its radius, or its standard deviation for the Gaussian one",
        fr="Noyau ; le rayon de lissage est son rayon, ou son écart type pour le noyau gaussien",
        es="Núcleo; el ancho de banda es su radio, o su desviación típica en el gaussiano",
    )
    spread: Literal["fixed", "adaptive"] = parameter(
        "fixed",
        en="One bandwidth everywhere, or narrower where incidents are dense",
        fr="Un même rayon partout, ou plus étroit là où les faits sont denses",
        es="Un mismo ancho en todas partes, o más estrecho donde los incidentes son densos",
    )
    edge: Edge = parameter(
        "none",
        en="Correction of the density along the border of the area",
        fr="Correction de la densité le long de la limite du territoire",
        es="Corrección de la densidad junto al límite de la zona",
    )
    permutations: int = parameter(
        999,
        ge=99,
        le=99_999,
        en="Permutations of the cells",
        fr="Permutations des mailles",
        es="Permutaciones de celdas",
    )
    alpha: float = ALPHA
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    @model_validator(mode="after")
    def _two_cells_at_least(self) -> Self:
        if self.cell and self.bandwidth and self.bandwidth < 2 * self.cell:
            msg = f"the bandwidth must be at least two cells, got {self.bandwidth} m for cells of {self.cell} m"
            raise ValueError(msg)
        if self.spread == "adaptive" and self.edge != "none":
            msg = "an adaptive density has no correction of the border: ask for one of the two"
            raise ValueError(msg)
        return self

    def run(self, points: Points) -> Finding:
        """Answer from located events, or from protected cells; everything is computed from counts of cells."""
        refusal = check_points(self, points)
        if refusal:
            return self.refuse(refusal)
        size = self._cell_size(points)
        grid = grid_over(study_bounds(points), size=size)
        if grid.rows * grid.columns > MOST_CELLS:
            return self.refuse(words.too_many_cells(size))
        surface = self._surface(points, grid)
        if surface.tests < FEWEST_CELLS or not surface.counts[surface.inside].std() > 0:
            return self.refuse(words.too_few_cells(surface.tests, size))
        summary = self._summary(surface, events=float(points.weight.sum()), apart=points.apart)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": Table(words.SUMMARY, summary),
                "cells": Table(words.CELLS, _cells(surface, is_protected=points.resolution is not None)),
            },
            figures=(words.figure(has_window=points.window is not None, is_hot=bool(surface.hot.any())),),
            headline=words.SOME_HOT if surface.hot.any() else words.NONE_HOT,
            caveats=self._caveats(points, surface, outside=summary["outside"].item()),
            choices=self._choices(grid.size, surface.bandwidth),
            geographies=outlined(points),
        )

    def _cell_size(self, points: Points) -> float:
        """Return the side of the cells: the view's own, or the one asked, or by rule; never below the precision."""
        if points.resolution:
            return points.resolution
        least = finest_side(points)
        if self.cell:
            return max(self.cell, least)
        west, south, east, north = study_bounds(points)
        width, height = max(east - west, 1.0), max(north - south, 1.0)
        rule = max(np.sqrt(2 * study_area(points) / points.weight.sum()), np.sqrt(width * height / MANY_CELLS), FINEST)
        size = round_size(float(rule), up=True)
        if self.bandwidth:
            size = min(size, round_size(self.bandwidth / 2, up=False))
        return max(size, least)

    def _bandwidth(self, grid: Grid, counts: NDArray[np.float64]) -> float:
        if self.bandwidth:
            return max(self.bandwidth, 2 * grid.size)
        x, y = grid.centres()
        some = counts > 0
        rule = scott_bandwidth(x[some], y[some], weight=counts[some])
        return max(2 * grid.size, float(f"{rule:.2g}"))

    def _surface(self, points: Points, grid: Grid) -> _Surface:
        inside = cells_inside(points, grid)
        counts = count_by_cell(grid, points.x, points.y, weight=points.weight) * inside
        bandwidth = self._bandwidth(grid, counts)
        association = getis_ord_g_star(counts, inside=inside, permutations=self.permutations, seed=self.seed)
        tests = int(inside.sum())
        uses_permutations = can_resolve(self.permutations, tests=tests, alpha=self.alpha)
        p = association.p if uses_permutations else association.p_drawn
        hot = np.zeros(grid.shape, bool)
        hot[inside] = (benjamini_hochberg(p[inside]) <= self.alpha) & (association.z[inside] > 0)
        return _Surface(
            grid=grid,
            bandwidth=bandwidth,
            inside=inside,
            counts=counts,
            density=self._density(counts, grid, inside=inside, bandwidth=bandwidth) * 1e6,
            association=association,
            p=p,
            hot=hot,
            tests=tests,
            uses_permutations=uses_permutations,
        )

    def _density(
        self, counts: NDArray[np.float64], grid: Grid, *, inside: NDArray[np.bool_], bandwidth: float
    ) -> NDArray[np.float64]:
        """Return incidents per square metre, from the counts held at the centres of their cells."""
        if self.spread == "fixed" and self.edge == "none":
            return smooth_counts(counts, size=grid.size, bandwidth=bandwidth, shape=self.shape)
        some = counts > 0
        x, y = (part[some] for part in grid.centres())
        if self.spread == "adaptive":
            return adaptive_density(x, y, grid=grid, bandwidth=bandwidth, weight=counts[some], shape=self.shape)
        return edge_corrected(
            x, y, grid=grid, inside=inside, bandwidth=bandwidth, edge=self.edge, weight=counts[some], shape=self.shape
        )

    def _summary(self, surface: _Surface, *, events: float, apart: int) -> pl.DataFrame:
        incidents = float(surface.counts.sum())
        return pl.DataFrame(
            {
                "incidents": [round(incidents)],
                "outside": [round(events - incidents)],
                "apart": [apart],
                "cell": [surface.grid.size],
                "bandwidth": [surface.bandwidth],
                "cells": [surface.tests],
                "hot_cells": [int(surface.hot.sum())],
                "hot_area": [100.0 * float(surface.hot.sum()) / surface.tests],
                "hot_incidents": [100.0 * float(surface.counts[surface.hot].sum()) / incidents],
                "densest": [float(surface.density[surface.inside].max())],
                "alpha": [100.0 * self.alpha],
                "permutations": [self.permutations],
                "permutations_needed": [permutations_needed(tests=surface.tests, alpha=self.alpha)],
            }
        )

    def _choices(self, cell: float, bandwidth: float) -> dict[str, Any]:
        used = {"cell": cell, "bandwidth": bandwidth}
        return {name: value for name, value in used.items() if value != getattr(self, name)}

    def _caveats(self, points: Points, surface: _Surface, *, outside: int) -> tuple[Any, ...]:
        decided = words.BY_PERMUTATIONS if surface.uses_permutations else words.BY_FORMULA
        made = [words.WHERE_PEOPLE_ARE, decided, words.EDGE]
        if points.basis.location_kind == "snapped":
            made.append(words.SNAPPED)
        if points.resolution:
            made.append(words.PROTECTED)
        strays = patterns.outside_said(outside) if points.window is None else ()
        return (*made, *left_out(points), *strays)


def _cells(surface: _Surface, *, is_protected: bool) -> pl.DataFrame:
    """Return every cell of the study area; in a protected view an empty cell may be a withheld one."""
    kept = surface.inside
    x, y = surface.grid.centres()
    incidents = pl.Series("incidents", surface.counts[kept].round().astype(np.int64))
    frame = pl.DataFrame(
        {
            "x": x[kept],
            "y": y[kept],
            "size": np.full(int(kept.sum()), surface.grid.size),
            "incidents": incidents,
            "density": surface.density[kept],
            "class": _denser_than(surface)[kept],
            "z": surface.association.z[kept],
            "p": surface.p[kept],
            "significant": surface.hot[kept].astype(np.int64),
        }
    )
    if is_protected:
        frame = frame.with_columns(pl.col("incidents").replace(0, None))
    return frame


def _denser_than(surface: _Surface) -> NDArray[np.int64]:
    """Return for each cell the most of `DENSER_THAN` such that it is denser than that share of the study area."""
    ordered = np.sort(surface.density[surface.inside])
    share = 100.0 * np.searchsorted(ordered, surface.density, side="left") / ordered.size
    return np.array(DENSER_THAN)[np.searchsorted(DENSER_THAN, share, side="right") - 1]
