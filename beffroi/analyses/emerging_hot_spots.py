"""Emerging hot spots: which hot spots are new, lasting, growing or gone?"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _patterns as patterns
from beffroi.analyses._base import About, Analysis, one_row, parameter
from beffroi.analyses._hot_spot_words import EMERGING_METHOD
from beffroi.analyses._periods import complete_steps
from beffroi.analyses._points import (
    ALPHA,
    APART,
    FINEST,
    DefaultLocations,
    cell_asked,
    cell_map,
    cells_inside,
    check_points,
    default_locations,
    finest_side,
    left_out,
    not_public,
    outlined,
    study_area,
    study_bounds,
    unfit_cells,
)
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels import emerging as kernel
from beffroi.kernels.autocorrelation import getis_ord_g_star
from beffroi.kernels.grid import Grid, count_by_cell, grid_over, round_size
from beffroi.kernels.permutation import benjamini_hochberg
from beffroi.tables.views import Points, day_number
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.text import text

MOST_CELLS = 200_000
FEWEST_CELLS, FEWEST_STEPS = 30, 6
AT_LEAST = 100  # cells, where few incidents would make them large
Floats = NDArray[np.float64]


class EmergingHotSpots(Analysis):
    """Getis-Ord Gi* of the cells of each step of time, the Mann-Kendall trend of each cell, and a class of its history.

    Hot (cold) in a step: the sum of a cell and its neighbours is higher (lower) than sums of cells drawn at random,
    with a false discovery rate over all cells and steps. New: hot in the last step only. Consecutive: hot without a
    break up to the last step, never before. Intensifying, diminishing, persistent: hot in 90 % of the steps, rising,
    falling or neither. Oscillating: hot now, cold before. Sporadic: hot now, on and off before. Historical: hot in
    90 % of the steps, not in the last.
    """

    about = About(
        title=text("Emerging hot spots", "Points chauds émergents", "Puntos calientes emergentes"),
        question=text(
            "Which hot spots are new, lasting, growing or gone?",
            "Quels points chauds sont nouveaux, durables, en hausse ou éteints\u202f?",
            "¿Qué puntos calientes son nuevos, duraderos, crecientes o ya apagados?",
        ),
        needs=("points",),
        level="small_area",
        assumption=text(
            "In each step, any cell of the study area could have held the count of any other.",
            "À chaque pas de temps, chaque maille du territoire étudié aurait pu avoir l’effectif de n’importe quelle autre.",
            "En cada paso, cualquier celda de la zona de estudio podría haber tenido el recuento de cualquier otra.",
        ),
        minimum=200,
        date_precision="month",
        location_kind="snapped",
        history=True,
        in_bulletin=False,
        method=EMERGING_METHOD,
        references=(
            "Ord and Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x",
            "Mann 1945, Nonparametric tests against trend, Econometrica 13",
            "Caldas de Castro and Singer 2006, doi:10.1111/j.0016-7363.2006.00682.x",
        ),
    )
    cell: PositiveFloat | None = cell_asked(
        "one incident a cell and step on average, and 100 cells at least",
        "un fait par maille et par pas en moyenne, et 100 mailles au moins",
        "un incidente por celda y paso de media, y 100 celdas como mínimo",
        least=FINEST,
    )
    every: Every = parameter("month", en="Step of time", fr="Pas de temps", es="Paso de tiempo")
    steps: int = parameter(
        24,
        ge=FEWEST_STEPS,
        le=240,
        en="Latest steps, at most",
        fr="Derniers pas, au plus",
        es="Últimos pasos, como máximo",
    )
    alpha: float = ALPHA
    default_locations: DefaultLocations = default_locations()

    def run(self, points: Points) -> Finding:
        """Answer from located events and their days, over complete steps only."""
        refusal = check_points(self, points, protected=PROTECTED)
        if refusal:
            return self.refuse(refusal)
        slices = complete_steps(points.basis, self.every, earlier=True)[-self.steps :]
        if len(slices) < FEWEST_STEPS:
            return self.refuse(_too_few_steps(len(slices)))
        grid = grid_over(study_bounds(points), size=self._cell_size(points, slices))
        inside = cells_inside(points, grid)
        if grid.rows * grid.columns > MOST_CELLS or inside.sum() < FEWEST_CELLS:
            return self.refuse(unfit_cells(UNFIT_CELLS, cells=int(inside.sum()), size=grid.size))
        everywhere = [self._within(points, piece) for piece in slices]
        counts = np.stack([count_by_cell(grid, points.x[kept], points.y[kept]) * inside for kept in everywhere])
        kinds, hot, trend = self._classes(counts, inside)
        cells = _cells(grid, inside, counts=counts, kinds=kinds, hot=hot, trend=trend)
        incidents = round(float(counts.sum()))
        outside = sum(int(kept.sum()) for kept in everywhere) - incidents
        row = {
            "incidents": incidents,
            "outside": outside,
            "apart": points.apart,
            "cell": grid.size,
            "steps": len(slices),
            "since": slices[0].start,
            "emerging": int(np.isin(kinds, (kernel.NEW, kernel.CONSECUTIVE)).sum()),
            "lasting": int(np.isin(kinds, (kernel.INTENSIFYING, kernel.PERSISTENT, kernel.DIMINISHING)).sum()),
            "irregular": int(np.isin(kinds, (kernel.SPORADIC, kernel.OSCILLATING)).sum()),
            "gone": int((kinds == kernel.HISTORICAL).sum()),
            "alpha": 100 * self.alpha,
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "classes": Table(CLASSES, _tally(kinds, incidents), title=CLASSES_TITLE),
                "cells": Table(CELLS, cells),
            },
            figures=(_figure(has_window=points.window is not None),),
            headline=SOME if (kinds > 0).any() else NONE,
            caveats=(COMPLETE, PEOPLE, TRENDS, *patterns.outside_said(outside), *left_out(points)),
            choices={"cell": grid.size} if grid.size != self.cell else {},
            geographies=outlined(points),
        )

    def _cell_size(self, points: Points, slices: list[Period]) -> float:
        least = max(FINEST, finest_side(points))
        if self.cell:
            return max(self.cell, least)
        area = study_area(points)
        recent = (points.day >= day_number(slices[0].start)) & (points.day < day_number(slices[-1].end))
        rule = min(np.sqrt(area * len(slices) / max(int(recent.sum()), 1)), np.sqrt(area / AT_LEAST))
        return max(round_size(float(rule), up=False), least)

    def _within(self, points: Points, piece: Period) -> NDArray[np.bool_]:
        return (points.day >= day_number(piece.start)) & (points.day < day_number(piece.end))

    def _classes(
        self, counts: Floats, inside: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Return the class of each cell inside, in how many steps it is hot, and its trend."""
        found = [getis_ord_g_star(step, inside=inside, permutations=0) for step in counts]
        z = np.stack([one.z[inside] for one in found], axis=1)
        upper = np.stack([one.p_drawn[inside] for one in found], axis=1)
        lower = np.stack([one.p_normal[inside] for one in found], axis=1)
        hot = (benjamini_hochberg(upper.ravel()).reshape(upper.shape) <= self.alpha) & (z > 0)
        cold = (benjamini_hochberg(1 - lower.ravel()).reshape(lower.shape) <= self.alpha) & (z < 0)
        trend = kernel.mann_kendall(z)
        return kernel.classify(hot, cold, trend), hot.sum(axis=1), trend


def _cells(
    grid: Grid,
    inside: NDArray[np.bool_],
    *,
    counts: Floats,
    kinds: NDArray[np.int64],
    hot: NDArray[np.int64],
    trend: Floats,
) -> pl.DataFrame:
    x, y = grid.centres()
    return pl.DataFrame(
        {
            "x": x[inside],
            "y": y[inside],
            "size": np.full(int(inside.sum()), grid.size),
            "incidents": counts.sum(axis=0)[inside].round().astype(np.int64),
            "kind": kinds,
            "hot_steps": hot,
            "trend": trend,
        }
    )


def _tally(kinds: NDArray[np.int64], incidents: int) -> pl.DataFrame:
    order = [code for code, _ in KINDS if code]
    return pl.DataFrame(
        {
            "kind": order,
            "incidents": [incidents] * len(order),
            "cells": [int((kinds == code).sum()) for code in order],
        }
    )


KINDS = (
    (kernel.NEW, text("New", "Nouveau", "Nuevo")),
    (kernel.CONSECUTIVE, text("Consecutive", "Consécutif", "Consecutivo")),
    (kernel.INTENSIFYING, text("Intensifying", "En hausse", "Creciente")),
    (kernel.PERSISTENT, text("Persistent", "Persistant", "Persistente")),
    (kernel.DIMINISHING, text("Diminishing", "En baisse", "Decreciente")),
    (kernel.SPORADIC, text("Sporadic", "Sporadique", "Esporádico")),
    (kernel.OSCILLATING, text("Oscillating", "Oscillant", "Oscilante")),
    (kernel.HISTORICAL, text("Historical", "Éteint", "Histórico")),
    (kernel.NONE, text("No hot spot", "Pas de point chaud", "Sin punto caliente")),
)
KIND = Column(label=text("History", "Évolution", "Evolución"), role="surface", codes=KINDS)


def _surface(en: str, fr: str, es: str, *, decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), role="surface", decimals=decimals)


def _cells_of(en: str, fr: str, es: str, *, unit: str = "1") -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("incidents",), decimals=0)


CELLS = {
    "x": lexicon.CELL_X,
    "y": lexicon.CELL_Y,
    "size": lexicon.CELL_SIZE,
    "incidents": replace(lexicon.INCIDENTS, only="located"),
    "kind": KIND,
    "hot_steps": _surface("Steps as a hot spot", "Pas en point chaud", "Pasos como punto caliente"),
    "trend": _surface(
        "Trend (Mann-Kendall, standardised)",
        "Tendance (Mann-Kendall, centrée réduite)",
        "Tendencia (Mann-Kendall, estandarizada)",
        decimals=2,
    ),
}
CLASSES = {
    "kind": replace(KIND, role="key"),
    "incidents": replace(lexicon.INCIDENTS, only="inside"),
    "cells": _cells_of("Cells", "Mailles", "Celdas"),
}
CLASSES_TITLE = text("Cells by history", "Mailles selon leur évolution", "Celdas según su evolución")
SUMMARY = {
    "incidents": patterns.INCIDENTS,
    "outside": patterns.OUTSIDE,
    "apart": APART,
    "cell": _cells_of("Cell size", "Côté de la maille", "Lado de la celda", unit="m"),
    "steps": Column(label=text("Steps compared", "Pas comparés", "Pasos comparados"), decimals=0),
    "since": Column(label=text("Since", "Depuis", "Desde"), unit="date"),
    "emerging": _cells_of("Emerging", "Émergents", "Emergentes"),
    "lasting": _cells_of("Lasting", "Durables", "Duraderos"),
    "irregular": _cells_of("On and off", "Intermittents", "Intermitentes"),
    "gone": _cells_of("Gone", "Éteints", "Apagados"),
    "alpha": Column(
        label=text("False ones accepted", "Part de faux acceptée", "Falsos aceptados"), unit="%", decimals=0
    ),
}


def _figure(*, has_window: bool) -> Figure:
    return cell_map(
        "kind",
        has_window=has_window,
        title=text(
            "Hot spots by their history",
            "Les points chauds selon leur évolution",
            "Los puntos calientes según su evolución",
        ),
        alt=text(
            "Map of square cells of {cell} by the history of their hot spots since {since}: {emerging} emerging, "
            "{lasting} lasting, {irregular} on and off, {gone} gone.",
            "Carte de mailles carrées de {cell} selon l’évolution des points chauds depuis {since} : {emerging} émergents, "
            "{lasting} durables, {irregular} intermittents, {gone} éteints.",
            "Mapa de celdas cuadradas de {cell} según la evolución de los puntos calientes desde {since}: {emerging} "
            "emergentes, {lasting} duraderos, {irregular} intermitentes, {gone} apagados.",
        ),
        options={"neutral": kernel.NONE},
    )


SOME = text(
    "Over {steps} steps, {emerging:cell has|cells have} lately become hot spots, {lasting:has|have} been so most of the "
    "time, {irregular:is|are} so now after being so on and off, and {gone:is|are} so no longer.",
    "Sur {steps} pas de temps, {emerging:maille est devenue|mailles sont devenues} récemment des points chauds, "
    "{lasting:l’a été|l’ont été} la plupart du temps, {irregular:l’est|le sont} par intermittence et {gone:ne l’est plus|ne le "
    "sont plus}.",
    "En {steps} pasos, {emerging:celda se ha convertido|celdas se han convertido} recientemente en puntos calientes, "
    "{lasting:lo ha sido|lo han sido} la mayor parte del tiempo, {irregular:lo es|lo son} de forma intermitente y "
    "{gone:ha dejado|han dejado} de serlo.",
)
NONE = text(
    "No hot spot is established in any of the {steps} steps.",
    "Aucun point chaud n’est établi dans aucun des {steps} pas de temps.",
    "No se establece ningún punto caliente en ninguno de los {steps} pasos.",
)
COMPLETE = text(
    "Only steps that the data cover wholly are compared.",
    "Seuls les pas entièrement couverts par les données sont comparés.",
    "Solo se comparan los pasos que los datos cubren por completo.",
)
PEOPLE = text(
    "Raw counts also map where people are: compare with rates before calling a place risky.",
    "Les effectifs bruts montrent aussi où se trouvent les gens : comparez avec les taux avant de dire un lieu risqué.",
    "Los recuentos brutos muestran también dónde está la gente: compare con las tasas antes de considerar peligroso un "
    "lugar.",
)
TRENDS = text(
    "A trend is called so at 5 % for each cell: among many cells, some trends are due to chance.",
    "Une tendance est retenue au seuil de 5 % pour chaque maille : parmi beaucoup de mailles, certaines sont dues au hasard.",
    "Una tendencia se admite al 5 % para cada celda: entre muchas celdas, algunas se deben al azar.",
)
PROTECTED = not_public(
    text(
        "The history of small cells rests on counts too small to be published.",
        "L’évolution de petites mailles repose sur des effectifs trop faibles pour être diffusés.",
        "La evolución de celdas pequeñas se basa en recuentos demasiado pequeños para publicarse.",
    )
)


def _too_few_steps(found: int) -> Refusal:
    return Refusal(
        kind="not_enough",
        reason=text(
            "The data cover {found} whole steps; a history needs {minimum} at least.",
            "Les données couvrent {found} pas de temps entiers ; une évolution en demande au moins {minimum}.",
            "Los datos cubren {found} pasos completos; una evolución necesita al menos {minimum}.",
        ),
        instead=text(
            "Ask with shorter steps, or of hot spots over the whole period.",
            "Demandez des pas plus courts, ou les points chauds sur toute la période.",
            "Pida pasos más cortos, o los puntos calientes de todo el periodo.",
        ),
        values={"found": found, "minimum": FEWEST_STEPS},
    )


UNFIT_CELLS = text(
    "With cells of {size:g} m the study area has {cells} cells: too few to compare, or too many to compute.",
    "Avec des mailles de {size:g} m, le territoire compte {cells} mailles : trop peu pour être comparées, ou trop "
    "pour être calculées.",
    "Con celdas de {size:g} m, el territorio tiene {cells} celdas: demasiado pocas para compararlas o demasiadas "
    "para calcularlas.",
)
