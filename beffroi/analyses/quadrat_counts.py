"""Quadrat test: do counts of equal squares vary more than an even spread would make them?"""

import polars as pl
from pydantic import PositiveFloat

from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import (
    APART,
    DefaultLocations,
    cell_map,
    default_locations,
    outlined,
    random_seed,
    simulations,
)
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.grid import round_size
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.quadrats import MOST, QuadratTest, quadrat_test
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

LEVEL = 0.05
EXPECTED = 10.0  # incidents in a whole quadrat: what the automatic side aims at
FEW = 5.0  # expected: below, the chi-square distribution is not to be relied on


class QuadratCounts(Analysis):
    """Quadrat test of an even spread: counts of equal squares, clipped by the study area, against their expectation.

    χ² = Σ (O − E)² / E, E = n times the share of the area; dispersion χ² / (quadrats − 1), 1 for an even spread. p: among
    even spreads, (M + 1) / (R + 1), and of the chi-square distribution, twice the smaller tail.
    """

    about = shared.about(
        title=text("Quadrat test", "Test des quadrats", "Prueba de cuadrantes"),
        question=text(
            "Do the counts of equal squares differ more than they would if incidents were spread evenly over the area?",
            "Les effectifs de carrés égaux diffèrent-ils plus que si les faits étaient répartis au hasard sur le territoire ?",
            "¿Difieren los recuentos de cuadrados iguales más que si los incidentes se repartieran al azar por el territorio?",
        ),
        method=text(
            "Squares from the south-western corner; those on the border are clipped, and expected counts are n times the share "
            "of the area. χ² = Σ (O − E)²/E, with quadrats − 1 degrees of freedom; dispersion: χ² over these, the variance of "
            "the counts over their mean where squares are whole. p-value: even spreads with as large a χ², (M + 1)/(R + 1), "
            "which holds whatever the counts; that of the chi-square distribution beside it, twice the smaller tail. "
            "Automatic side: 10 incidents expected in a whole square.",
            "Carrés à partir de l’angle sud-ouest ; ceux du bord sont coupés, et l’effectif attendu est n fois la part de la "
            "superficie. χ² = Σ (O − E)²/E, à quadrats − 1 degrés de liberté ; dispersion : χ² rapporté à ceux-ci, soit la "
            "variance des effectifs sur leur moyenne si les carrés sont entiers. Valeur p : répartitions uniformes donnant un "
            "χ² au moins aussi grand, (M + 1)/(R + 1), valable quels que soient les effectifs ; à côté, celle de la loi du "
            "χ², deux fois la plus petite queue. Côté automatique : 10 faits attendus dans un carré entier.",
            "Cuadrados desde la esquina suroeste; los del borde se recortan, y el recuento esperado es n por la proporción de la "
            "superficie. χ² = Σ (O − E)²/E, con cuadrados − 1 grados de libertad; dispersión: χ² entre ellos, es decir, la "
            "varianza de los recuentos sobre su media si los cuadrados están enteros. Valor p: repartos uniformes con un χ² al "
            "menos igual, (M + 1)/(R + 1), válido sean cuales sean los recuentos; junto a él, el de la distribución χ², dos "
            "veces la cola menor. Lado automático: 10 incidentes esperados en un cuadrado entero.",
        ),
        references=(
            "Greig-Smith 1952, doi:10.1093/oxfordjournals.aob.a083317",
            "Baddeley, Rubak and Turner 2015, Spatial Point Patterns: Methodology and Applications with R, section 6.4",
        ),
    )
    side: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Side of the squares; automatic: 10 incidents expected in each",
        fr="Côté des carrés ; automatique : 10 faits attendus dans chacun",
        es="Lado de los cuadrados; automático: 10 incidentes esperados en cada uno",
    )
    simulations: int = simulations(999, least=99, most=99_999)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def run(self, points: Points) -> Finding:
        """Answer from located events."""
        pattern = shared.prepared(self, points)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        window = pattern.window
        side = self._side(pattern.size, window, 2 * pattern.finest)
        if side >= max(window.size) or window.size[0] * window.size[1] / side**2 > MOST:
            return self.refuse(unfit(side))
        made = quadrat_test(
            pattern.x, pattern.y, window=window, side=side, simulations=self.simulations, seed=self.seed
        )
        row = pattern.counts() | {
            "quadrats": made.area.size,
            "few": 100 * float((made.expected < FEW).mean()),
            "side": side,
            "chi_square": made.chi_square,
            "dispersion": made.dispersion,
            "p": made.p_simulated,
            "p_chi_square": made.p_either,
            "simulations": self.simulations,
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "cells": Table(CELLS, _cells(made, side)),
            },
            figures=(_figure(has_window=points.window is not None),),
            headline=_headline(made),
            caveats=(
                shared.EVEN,
                SIDE,
                *shared.caveats_of(pattern),
                *((SMALL,) if row["few"] > 20 else ()),
            ),
            choices=shared.used(self, side=side),
            geographies=outlined(points),
        )

    def _side(self, n: int, window: Window, least: float) -> float:
        if self.side:
            return max(self.side, least)
        widest = max(window.size) / 2
        return max(min(round_size((EXPECTED * window.area / n) ** 0.5, up=True), widest), least)


def unfit(side: float) -> Refusal:
    """Return the refusal of squares too large or too small for the study area."""
    return Refusal(
        kind="not_defined",
        reason=text(
            "Squares of {side:g} m do not cut the study area into a sensible number of parts.",
            "Des carrés de {side:g} m ne découpent pas le territoire étudié en un nombre raisonnable de parties.",
            "Cuadrados de {side:g} m no dividen la zona de estudio en un número razonable de partes.",
        ),
        instead=text(
            "Ask for another side: `--side`.", "Demandez un autre côté : `--side`.", "Solicite otro lado: `--side`."
        ),
        values={"side": side},
    )


def _headline(made: QuadratTest) -> Text:
    if made.p_simulated <= LEVEL:
        return CLUSTERED
    return REGULAR if made.p_regular <= LEVEL / 2 and (made.expected >= FEW).mean() >= 0.8 else NEITHER


def _cells(made: QuadratTest, side: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "x": made.x,
            "y": made.y,
            "size": [side] * made.x.size,
            "incidents": made.observed,
            "expected": made.expected,
            "residual": (made.observed - made.expected) / made.expected**0.5,
        }
    )


def _figure(*, has_window: bool) -> Figure:
    return cell_map(
        "residual",
        has_window=has_window,
        title=text(
            "Squares with more or fewer incidents than an even spread",
            "Carrés comptant plus ou moins de faits qu’une répartition uniforme",
            "Cuadrados con más o menos incidentes que un reparto uniforme",
        ),
        alt=text(
            "Map of {quadrats} squares of {side}, coloured by observed less expected incidents over the root of the expected. "
            "Dispersion {dispersion}, p-value {p}.",
            "Carte de {quadrats} carrés de {side}, colorés selon l’écart entre faits observés et attendus rapporté à la racine "
            "des attendus. Dispersion {dispersion}, valeur p : {p}.",
            "Mapa de {quadrats} cuadrados de {side}, coloreados según la diferencia entre incidentes observados y esperados "
            "sobre la raíz de los esperados. Dispersión {dispersion}, valor p: {p}.",
        ),
        options={"midpoint": 0.0, "breaks": (-4.0, -2.0, 2.0, 4.0)},
    )


SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "quadrats": shared.estimate("Squares", "Carrés", "Cuadrados", decimals=0),
    "few": shared.estimate(
        "Squares with fewer than 5 expected",
        "Carrés à moins de 5 faits attendus",
        "Cuadrados con menos de 5 esperados",
        unit="%",
        decimals=0,
    ),
    "side": shared.estimate("Side", "Côté", "Lado", unit="m", decimals=0),
    "chi_square": shared.estimate("Chi-square", "Khi-deux", "Ji cuadrado", decimals=1),
    "dispersion": shared.estimate(
        "Dispersion (1: even)", "Dispersion (1 : uniforme)", "Dispersión (1: uniforme)", decimals=2
    ),
    "p": lexicon.p_value("incidents"),
    "p_chi_square": shared.estimate(
        "p-value of the chi-square distribution",
        "valeur p de la loi du khi-deux",
        "valor p de la distribución ji cuadrado",
        unit="p",
        decimals=3,
    ),
    "simulations": Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}


def _surface(en: str, fr: str, es: str, *, decimals: int) -> Column:
    return Column(label=text(en, fr, es), role="surface", decimals=decimals)


CELLS = {
    "x": lexicon.CELL_X,
    "y": lexicon.CELL_Y,
    "size": lexicon.CELL_SIZE,
    "incidents": _surface("Incidents", "Faits", "Incidentes", decimals=0),
    "expected": _surface("Expected", "Attendus", "Esperados", decimals=1),
    "residual": _surface(
        "Residual (observed less expected, over its root)",
        "Résidu (observés moins attendus, sur leur racine)",
        "Residuo (observados menos esperados, sobre su raíz)",
        decimals=1,
    ),
}
CLUSTERED = text(
    "Counts of squares of {side} vary {dispersion} times as much as those of an even spread (p = {p}).",
    "Les effectifs de carrés de {side} varient {dispersion} fois autant que ceux d’une répartition uniforme (p = {p}).",
    "Los recuentos de cuadrados de {side} varían {dispersion} veces lo que los de un reparto uniforme (p = {p}).",
)
REGULAR = text(
    "Counts of squares of {side} vary less than those of an even spread (dispersion {dispersion}): incidents keep apart.",
    "Les effectifs de carrés de {side} varient moins que ceux d’une répartition uniforme (dispersion {dispersion}) : les faits "
    "sont espacés.",
    "Los recuentos de cuadrados de {side} varían menos que los de un reparto uniforme (dispersión {dispersion}): los "
    "incidentes están espaciados.",
)
NEITHER = text(
    "Counts of squares of {side} cannot be told from those of an even spread (dispersion {dispersion}, p = {p}).",
    "Les effectifs de carrés de {side} ne se distinguent pas de ceux d’une répartition uniforme (dispersion {dispersion}, "
    "p = {p}).",
    "Los recuentos de cuadrados de {side} no se distinguen de los de un reparto uniforme (dispersión {dispersion}, p = {p}).",
)
SIDE = text(
    "The answer is about squares of {side}: gathering within a square, or over much larger distances, may not show.",
    "La réponse vaut pour des carrés de {side} : un regroupement à l’intérieur d’un carré, ou à bien plus grande échelle, peut "
    "ne pas apparaître.",
    "La respuesta vale para cuadrados de {side}: una agrupación dentro de un cuadrado, o a escala mucho mayor, puede no "
    "aparecer.",
)
SMALL = text(
    "In {few} of the squares fewer than 5 incidents are expected: rely on the simulated p-value, not on that of the "
    "chi-square distribution.",
    "Dans {few} des carrés, moins de 5 faits sont attendus : fiez-vous à la valeur p simulée, non à celle de la loi du "
    "khi-deux.",
    "En el {few} de los cuadrados se esperan menos de 5 incidentes: confíe en el valor p simulado, no en el de la "
    "distribución ji cuadrado.",
)
