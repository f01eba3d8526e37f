"""Relative risk: where is one set of incidents denser than another?"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat, model_validator

from beffroi.analyses import _compared as compared
from beffroi.analyses import _patterns as patterns
from beffroi.analyses import _risk_words as words
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import (
    FINEST,
    DefaultLocations,
    bandwidth_asked,
    cell_asked,
    cells_inside,
    check_points,
    default_locations,
    finest_side,
    left_out,
    not_stray,
    outlined,
    random_seed,
)
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.bandwidths import likelihood_bandwidth, mean_square_bandwidth
from beffroi.kernels.density import scott_bandwidth
from beffroi.kernels.grid import Grid, count_by_cell, grid_over, round_size
from beffroi.kernels.pattern_window import rectangle
from beffroi.kernels.relative_risk import RelativeRisk as Surface
from beffroi.kernels.relative_risk import relative_risk
from beffroi.tables.views import Points, Request, day_number
from beffroi.vocabulary.period import Period

Against = Literal["year_before", "period_before", "offences"]
Rule = Literal["scott", "likelihood", "mean_square"]
Floats = NDArray[np.float64]

CELLS_ACROSS = 100
MOST_CELLS = 250_000
CANDIDATES = 24  # bandwidths tried by the likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sets:
    """The two sets as counts of cells, and the study area."""

    grid: Grid
    inside: NDArray[np.bool_]
    cases: Floats
    controls: Floats
    outside: int


class RelativeRisk(Analysis):
    """Log ratio of the kernel densities of two sets of incidents, with tolerance contours from random labels.

    ln(f / g), f and g Gaussian kernel densities with one bandwidth, each divided by the share of the kernel inside the
    study area and scaled to 1: shares are compared, not numbers. p of a cell: (M + 1) / (R + 1), M the random
    labellings with as high a ratio there; p of the whole: by the mean square of ln(f / g).
    """

    about = patterns.about(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points", "points"),
        assumption=words.ASSUMPTION,
        method=words.METHOD,
        references=(
            "Kelsall and Diggle 1995, doi:10.1002/sim.4780142106",
            "Hazelton and Davies 2009, doi:10.1002/bimj.200810495",
            "Davies, Marshall and Hazelton 2018, doi:10.1002/sim.7577",
        ),
    )
    against: Against = parameter(
        "year_before",
        en="Compared with the same dates a year before, the days just before, or other offences",
        fr="Comparés aux mêmes dates un an plus tôt, aux jours qui précèdent, ou à d’autres infractions",
        es="Comparados con las mismas fechas un año antes, los días anteriores u otros delitos",
    )
    control: tuple[str, ...] = compared.CONTROL
    cell: PositiveFloat | None = cell_asked(
        "a hundred along the longer side",
        "cent le long du grand côté",
        "cien a lo largo del lado mayor",
    )
    bandwidth: PositiveFloat | None = bandwidth_asked(
        "Bandwidth: standard deviation of the kernel; automatic: by the rule, a cell at least",
        "Rayon de lissage : écart type du noyau ; automatique : selon la règle, une maille au moins",
        "Ancho de banda: desviación típica del núcleo; automático: según la regla, una celda como mínimo",
    )
    rule: Rule = parameter(
        "scott",
        en="Rule of the bandwidth",
        fr="Règle du rayon de lissage",
        es="Regla del ancho de banda",
    )
    permutations: int = compared.labellings(199, least=99)
    alpha: float = parameter(
        0.05,
        gt=0,
        le=0.2,
        en="Level of the tolerance contours",
        fr="Seuil des contours de tolérance",
        es="Nivel de los contornos de tolerancia",
    )
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    @model_validator(mode="after")
    def _a_cell_at_least(self) -> Self:
        if self.cell and self.bandwidth and self.bandwidth < self.cell:
            msg = f"the bandwidth must be at least one cell, got {self.bandwidth} m for cells of {self.cell} m"
            raise ValueError(msg)
        return self

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points in scope, and for those they are compared with."""
        return compared.requests(self)

    def run(self, points: Points, others: Points) -> Finding:
        """Answer from two sets of located events, or of protected cells; everything is computed from counts of cells."""
        refusal = check_points(self, points)
        if refusal:
            return self.refuse(refusal)
        control = self._control(points, others)
        if isinstance(control, Refusal):
            return self.refuse(control)
        sets = self._sets(points, control)
        if sets is None:
            return self.refuse(words.UNFIT)
        least = int(min(sets.cases.sum(), sets.controls.sum()))
        if least < self.about.minimum:
            return self.refuse(words.too_few(least, self.about.minimum))
        bandwidth = self._bandwidth(sets)
        made = relative_risk(
            sets.cases,
            sets.controls,
            inside=sets.inside,
            size=sets.grid.size,
            bandwidth=bandwidth,
            permutations=self.permutations,
            seed=self.seed,
        )
        if not made.compared.any():
            return self.refuse(words.UNFIT)
        used = {"cell": sets.grid.size, "bandwidth": bandwidth}
        row = self._summary(sets, made) | used | {"apart": points.apart}
        differs = made.p <= self.alpha
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(words.SUMMARY, row),
                "cells": Table(words.CELLS, self._cells(sets, made)),
            },
            figures=(words.figure(has_window=points.window is not None, differs=differs),),
            headline=words.DIFFERENT if differs else words.ALIKE,
            caveats=(
                words.AGAINST[self.against],
                words.POINTWISE,
                words.SHARES,
                *left_out(points),
                *((words.OUTSIDE_SAID,) if sets.outside else ()),
            ),
            choices=patterns.used(self, **used),
            geographies=outlined(points),
        )

    def _control(self, points: Points, others: Points) -> Points | Refusal:
        """Return the events compared with; of the past, those of the days of the earlier period."""
        if self.against == "offences":
            return others
        period = points.basis.period
        earlier = _year_before(period) if self.against == "year_before" else _just_before(period)
        if not points.basis.coverage.is_complete(earlier):
            return words.not_covered(earlier)
        kept = (others.day >= day_number(earlier.start)) & (others.day < day_number(earlier.end))
        return replace(others, x=others.x[kept], y=others.y[kept], day=others.day[kept], weight=others.weight[kept])

    def _sets(self, points: Points, control: Points) -> _Sets | None:
        bounds = _bounds(points, control)
        size = self._cell_size(points, bounds)
        grid = grid_over(bounds, size=size)
        if not 4 <= grid.rows * grid.columns <= MOST_CELLS:
            return None
        inside = cells_inside(points, grid)
        cases, controls = (
            count_by_cell(grid, each.x, each.y, weight=each.weight) * inside for each in (points, control)
        )
        if self.against == "offences" and not self.control:
            controls = np.maximum(controls - cases, 0.0)  # all offences hold those in scope too
        outside = round(float(points.weight.sum() - cases.sum()))
        return _Sets(grid=grid, inside=inside, cases=cases, controls=controls, outside=outside)

    def _cell_size(self, points: Points, bounds: tuple[float, float, float, float]) -> float:
        if points.resolution:
            return points.resolution
        least = finest_side(points)
        if self.cell:
            return max(self.cell, least)
        size = round_size(max(bounds[2] - bounds[0], bounds[3] - bounds[1], 1.0) / CELLS_ACROSS, up=True)
        if self.bandwidth:
            size = min(size, round_size(self.bandwidth, up=False))
        return max(size, least, FINEST)

    def _bandwidth(self, sets: _Sets) -> float:
        """Return the bandwidth asked, or the rule's for both sets together; never below a cell."""
        size = sets.grid.size
        if self.bandwidth:
            return max(self.bandwidth, size)
        together = sets.cases + sets.controls
        x, y = (part[together > 0] for part in sets.grid.centres())
        weight = together[together > 0]
        if self.rule == "scott":
            found = scott_bandwidth(x, y, weight=weight)
        else:
            repeated = np.repeat(x, weight.astype(int)), np.repeat(y, weight.astype(int))
            area = sets.grid
            west, south = area.column * size, area.row * size
            bounds = west, south, west + area.columns * size, south + area.rows * size
            widest = max(bounds[2] - west, bounds[3] - south) / 4
            tried = np.geomspace(size, max(widest, 2 * size), CANDIDATES).tolist()
            found = (
                likelihood_bandwidth(*repeated, bandwidths=tried)
                if self.rule == "likelihood"
                else mean_square_bandwidth(*repeated, window=rectangle(bounds), correction="translation")
            )
        return max(size, float(f"{found:.2g}"))

    def _summary(self, sets: _Sets, made: Surface) -> dict[str, Any]:
        area = float(sets.inside.sum())
        return {
            "cases": round(float(sets.cases.sum())),
            "controls": round(float(sets.controls.sum())),
            "outside": sets.outside,
            "compared": 100 * float(made.compared.sum()) / area,
            "higher": 100 * float((made.p_higher <= self.alpha).sum()) / area,
            "lower": 100 * float((made.p_lower <= self.alpha).sum()) / area,
            "highest": float(np.exp(np.nanmax(made.log_ratio))),
            "p": made.p,
            "alpha": 100 * self.alpha,
            "permutations": self.permutations,
        }

    def _cells(self, sets: _Sets, made: Surface) -> pl.DataFrame:
        kept = sets.inside
        x, y = sets.grid.centres()
        beyond = (made.p_higher <= self.alpha) | (made.p_lower <= self.alpha)
        values = {
            "ratio": np.exp(made.log_ratio[kept]),
            "p_higher": made.p_higher[kept],
            "p_lower": made.p_lower[kept],
            "beyond": beyond[kept].astype(np.int64),
        }
        frame = {"x": x[kept], "y": y[kept], "size": np.full(int(kept.sum()), sets.grid.size)}
        return pl.DataFrame(frame | values).with_columns(pl.col("ratio", "p_higher", "p_lower").fill_nan(None))


def _bounds(*sets: Points) -> tuple[float, float, float, float]:
    """Return the bounds of the study area: of its outline where it is known, else of all events."""
    if sets[0].window:
        from shapely import from_wkb, total_bounds

        west, south, east, north = (float(edge) for edge in total_bounds(from_wkb(list(sets[0].window.outlines))))
        return west, south, east, north
    x, y = np.concatenate([each.x for each in sets]), np.concatenate([each.y for each in sets])
    near = not_stray(x, y)
    return float(x[near].min()), float(y[near].min()), float(x[near].max()), float(y[near].max())


def _year_before(period: Period) -> Period:
    return Period(start=_back(period.start), end=_back(period.end))


def _back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _just_before(period: Period) -> Period:
    return Period(start=period.start - timedelta(days=period.days), end=period.start)
