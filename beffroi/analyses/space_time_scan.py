"""Space-time scan: where and when were there more incidents than place and time alone explain?"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _patterns as patterns
from beffroi.analyses import _scan as shared
from beffroi.analyses._base import About, Analysis
from beffroi.analyses._periods import complete_steps
from beffroi.analyses._points import (
    APART,
    FINEST,
    PREFERS,
    DefaultLocations,
    cell_asked,
    cell_map,
    check_points,
    default_locations,
    finest_side,
    in_study_area,
    left_out,
    not_public,
    outlined,
    study_area,
    unfit_cells,
)
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.grid import cell_of, grid_over, round_size
from beffroi.kernels.scan import permutation_scan
from beffroi.tables.views import Points, day_number
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.text import text

METHOD = text(
    "Space-time permutation scan (Kulldorff et al.). A cylinder of the cells A and the steps I expects N_A N_I / N incidents "
    "and holds n; it is ranked by n ln(n/E) + (N − n) ln((N − n)/(N − E)) where n > E. The p-value is (M + 1) / (R + 1), M "
    "the permutations of the dates among the incidents whose largest ratio is at least that of the cluster. Recurrence "
    "interval: length of a step / p.",
    "Balayage spatio-temporel par permutation (Kulldorff et al.). Un cylindre des mailles A et des pas I attend N_A N_I / N "
    "faits et en compte n ; il est classé selon n ln(n/E) + (N − n) ln((N − n)/(N − E)) lorsque n > E. La valeur p est "
    "(M + 1) / (R + 1), M étant le nombre de permutations des dates entre les faits dont le plus grand rapport atteint celui "
    "du regroupement. Intervalle de récurrence : longueur d’un pas / p.",
    "Barrido espaciotemporal por permutación (Kulldorff et al.). Un cilindro de las celdas A y los pasos I espera N_A N_I / N "
    "incidentes y reúne n; se ordena por n ln(n/E) + (N − n) ln((N − n)/(N − E)) cuando n > E. El valor p es "
    "(M + 1) / (R + 1), donde M son las permutaciones de las fechas entre los incidentes cuya mayor razón alcanza la de la "
    "agrupación. Intervalo de recurrencia: duración de un paso / p.",
)

CELLS_WANTED, MOST_CELLS = 150, 1500
MOST_STEPS = 1100


class SpaceTimeScan(Analysis):
    """Space-time permutation scan: the cylinder of cells and steps with most more incidents than its margins explain.

    A cylinder of the cells A and the steps I expects N_A N_I / N incidents and holds n; it is ranked by
    n ln(n/E) + (N − n) ln((N − n)/(N − E)) where n > E. The p-value is (M + 1) / (R + 1), M the permutations of the
    dates among the incidents whose largest ratio, anywhere and at any time, is at least that of the cluster. Further
    clusters share no cell with those before. Recurrence interval: length of a step / p.
    """

    about = About(
        title=text("Space-time clusters", "Regroupements spatio-temporels", "Agrupaciones espaciotemporales"),
        question=text(
            "Where and when were there more incidents than the place and the time alone would explain?",
            "Où et quand y a-t-il eu plus de faits que le lieu et le moment, pris séparément, ne l’expliqueraient ?",
            "¿Dónde y cuándo hubo más incidentes de lo que explicarían por sí solos el lugar y el momento?",
        ),
        needs=("points",),
        level="small_area",
        assumption=text(
            "Without a cluster, every place would keep the same share of the incidents at all times: a population that "
            "grows faster somewhere, or a change of recording there, also makes a cluster.",
            "Sans regroupement, chaque lieu garderait en tout temps la même part des faits : une population qui croît plus "
            "vite quelque part, ou un changement d’enregistrement local, fait aussi un regroupement.",
            "Sin agrupación, cada lugar conservaría siempre la misma proporción de los incidentes: una población que crece "
            "más deprisa en algún lugar, o un cambio local de registro, también forma una agrupación.",
        ),
        minimum=50,
        prefers=PREFERS,
        date_precision="month",
        location_kind="snapped",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Kulldorff et al. 2005, doi:10.1371/journal.pmed.0020059",
            "Kulldorff 2001, doi:10.1111/1467-985X.00186",
            "Kleinman, Lazarus and Platt 2004, doi:10.1093/aje/kwh029",
        ),
    )
    kind: shared.Kind = shared.KIND
    every: Every = shared.EVERY
    cell: PositiveFloat | None = cell_asked(
        "some 150 of them over the study area",
        "environ 150 mailles sur le territoire étudié",
        "unas 150 en la zona de estudio",
        least=FINEST,
    )
    shape: shared.Shape = shared.SHAPE
    largest: float = shared.LARGEST
    longest: float = shared.LONGEST
    radius: PositiveFloat | None = shared.RADIUS
    permutations: int = shared.PERMUTATIONS_ASKED
    default_locations: DefaultLocations = default_locations()
    seed: int = shared.SEED

    def run(self, points: Points) -> Finding:
        """Answer from located events and their days, over complete steps only."""
        refusal = check_points(self, points, protected=PROTECTED)
        if refusal:
            return self.refuse(refusal)
        steps = complete_steps(points.basis, self.every)
        if not shared.FEWEST_STEPS <= len(steps) <= MOST_STEPS:
            return self.refuse(shared.too_few_steps(len(steps)) if len(steps) < MOST_STEPS else TOO_FINE)
        x, y, counts, size, outside = self._cells(points, steps)
        if counts.sum() < self.about.minimum:
            return self.refuse(refusals.not_enough(found=int(counts.sum()), minimum=self.about.minimum))
        if not 2 <= x.size <= MOST_CELLS:
            return self.refuse(unfit_cells(UNFIT_CELLS, cells=x.size, size=size))
        scan = permutation_scan(
            x, y, counts, windows=shared.windows(self), permutations=self.permutations, seed=self.seed
        )
        row = shared.summary(scan, steps) | {"cell": size, "outside": outside, "apart": points.apart}
        cells = {
            "x": x,
            "y": y,
            "size": np.full(x.size, size),
            "incidents": counts.sum(axis=1),
            "cluster": shared.classes(scan, x.size),
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                **shared.tables(self, scan, steps=steps, at=(x, y), row=row, columns=SUMMARY),
                "cells": Table(CELLS, pl.DataFrame(cells)),
            },
            figures=(_figure(has_window=points.window is not None),),
            headline=shared.SOME if row["clusters"] else shared.NONE,
            caveats=(*shared.caveats(self), CHANGES, *patterns.outside_said(outside), *left_out(points)),
            choices={"cell": size} if size != self.cell else {},
            geographies=outlined(points),
        )

    def _cells(
        self, points: Points, steps: list[Period]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], float, int]:
        """Return the centres of the cells that hold incidents, their counts by step, their side, and how many are outside."""
        step = np.full(points.day.size, -1)
        for number, piece in enumerate(steps):
            step[(points.day >= day_number(piece.start)) & (points.day < day_number(piece.end))] = number
        inside, size = in_study_area(points) & (step >= 0), self._cell_size(points)
        outside = int((step >= 0).sum() - inside.sum())
        east, north = points.x[inside], points.y[inside]
        if not east.size:
            return east, north, np.zeros((0, len(steps)), np.int64), size, outside
        grid = grid_over((east.min(), north.min(), east.max(), north.max()), size=size)
        cells, of = np.unique(cell_of(grid, east, north), return_inverse=True)
        counts = np.zeros((cells.size, len(steps)), np.int64)
        np.add.at(counts, (of, step[inside]), 1)
        row, column = np.divmod(cells, grid.columns)
        return (column + grid.column + 0.5) * size, (row + grid.row + 0.5) * size, counts, size, outside

    def _cell_size(self, points: Points) -> float:
        least = max(FINEST, finest_side(points))
        if self.cell:
            return max(self.cell, least)
        rule = float(np.sqrt(study_area(points) / CELLS_WANTED))
        below, above = round_size(rule, up=False), round_size(rule, up=True)
        return max(above if above * below <= rule * rule else below, least)


def _figure(*, has_window: bool) -> Figure:
    return cell_map(
        "cluster",
        has_window=has_window,
        title=text(
            "Cells of the established clusters",
            "Mailles des regroupements établis",
            "Celdas de las agrupaciones establecidas",
        ),
        alt=text(
            "Map of square cells of {cell}; {clusters:established cluster stands|established clusters stand} "
            "out from {since} to {until}.",
            "Carte de mailles carrées de {cell} ; {clusters:regroupement établi ressort|regroupements établis ressortent}, "
            "du {since} au {until}.",
            "Mapa de celdas cuadradas de {cell}; {clusters:agrupación establecida destaca|agrupaciones establecidas destacan}, entre "
            "{since} y {until}.",
        ),
        options=shared.MAP_OPTIONS,
    )


SUMMARY = shared.SUMMARY | {
    "incidents": replace(lexicon.INCIDENTS, only="inside"),
    "cell": Column(label=lexicon.CELL_SIZE.label, unit="m", role="estimate", of=("incidents",), decimals=0),
    "outside": patterns.OUTSIDE,
    "apart": APART,
}
CELLS = {
    "x": lexicon.CELL_X,
    "y": lexicon.CELL_Y,
    "size": lexicon.CELL_SIZE,
    "incidents": replace(lexicon.INCIDENTS, only="located"),
    "cluster": shared.CLUSTER,
}
CHANGES = text(
    "A place that grew, or whose recording changed, during the period also makes a cluster.",
    "Un lieu qui a grandi, ou dont l’enregistrement a changé, pendant la période fait aussi un regroupement.",
    "Un lugar que creció, o cuyo registro cambió, durante el periodo también forma una agrupación.",
)
PROTECTED = not_public(
    text(
        "Clusters rest on counts of small places and short times, too small to be published.",
        "Les regroupements reposent sur des effectifs de petits lieux et de courtes durées, trop faibles pour être diffusés.",
        "Las agrupaciones se basan en recuentos de lugares pequeños y tiempos breves, demasiado pequeños para publicarse.",
    )
)
UNFIT_CELLS = text(
    "With cells of {size:g} m the incidents lie in {cells} cells: too few to compare, or too many to compute.",
    "Avec des mailles de {size:g} m, les faits se trouvent dans {cells} mailles : trop peu pour être comparées, ou "
    "trop pour être calculées.",
    "Con celdas de {size:g} m, los incidentes están en {cells} celdas: demasiado pocas para compararlas o "
    "demasiadas para calcularlas.",
)
TOO_FINE = Refusal(
    kind="not_defined",
    reason=text(
        "The period has too many steps to compute.",
        "La période compte trop de pas de temps pour le calcul.",
        "El periodo tiene demasiados pasos para calcularlos.",
    ),
    instead=text("Ask with longer steps.", "Demandez des pas plus longs.", "Pida pasos más largos."),
)
