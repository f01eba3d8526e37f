"""Centrography: where is the middle of the incidents, and how do they spread round it?"""

import math
from dataclasses import replace

import numpy as np
import polars as pl

from beffroi.analyses import _centre_groups as groups
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import APART, DefaultLocations, cell_map, default_locations, outlined
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.centrography import Centrography as Centres
from beffroi.kernels.centrography import Convention, centrography
from beffroi.kernels.grid import cell_of, grid_over, round_size
from beffroi.kernels.pattern_window import Window
from beffroi.tables.views import Points, Request
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

CELLS_ACROSS = 100
OUTSIDE, INSIDE, MEAN, MEDIAN, NEAREST = range(5)


class Centrography(Analysis):
    """Mean centre, median centre, centre of minimum distance, standard distance and standard deviational ellipse.

    Standard distance √(Σ d² / n), d the distance to the mean centre. Half axes of the ellipse: the standard deviations
    along the directions of largest and smallest spread, √(Σ u² / n) (Yuill), √2 times these (ArcGIS), or √2 times and
    with n − 2 (CrimeStat).
    """

    about = shared.about(
        title=text("Centre and spread", "Centre et dispersion", "Centro y dispersión"),
        question=text(
            "Where is the middle of the incidents, and how far and in which direction do they spread?",
            "Où est le centre des faits, et jusqu’où et dans quelle direction s’étendent-ils ?",
            "¿Dónde está el centro de los incidentes, y hasta dónde y en qué dirección se extienden?",
        ),
        assumption=text(
            "One centre and one ellipse describe one cloud: several hot spots apart have a middle where nothing happens.",
            "Un centre et une ellipse décrivent un seul nuage : plusieurs points chauds éloignés ont un milieu où il ne se "
            "passe rien.",
            "Un centro y una elipse describen una sola nube: varios puntos calientes alejados tienen un centro donde no "
            "ocurre nada.",
        ),
        minimum=10,
        prefers=(),
        method=text(
            "Mean centre; median centre (medians of x and of y); centre of minimum distance (Weiszfeld). Standard distance: "
            "root mean squared distance to the mean centre, over n (over n − 2 for CrimeStat). Standard deviational ellipse: "
            "axes of largest and smallest spread; half axes by convention: Yuill, standard deviations over n, some 39 % of "
            "a normal cloud; ArcGIS, √2 times, some 63 %; CrimeStat, √2 times and over n − 2. Bearing of the long axis: "
            "degrees clockwise from north. By group (month, quarter, year or offence): the same, from 10 incidents on.",
            "Centre moyen ; centre médian (médianes de x et de y) ; centre de distance minimale (Weiszfeld). Distance type : "
            "racine de la moyenne des carrés des distances au centre moyen, sur n (sur n − 2 pour CrimeStat). Ellipse de "
            "dispersion : axes de plus grande et de plus petite dispersion ; demi-axes selon la convention : Yuill, écarts "
            "types sur n, environ 39 % d’un nuage normal ; ArcGIS, √2 fois, environ 63 % ; CrimeStat, √2 fois et sur n − 2. "
            "Azimut du grand axe : degrés à partir du nord, dans le sens horaire. Par groupe (mois, trimestre, année ou "
            "infraction) : les mêmes, à partir de 10 faits.",
            "Centro medio; centro mediano (medianas de x y de y); centro de distancia mínima (Weiszfeld). Distancia estándar: "
            "raíz de la media de los cuadrados de las distancias al centro medio, sobre n (sobre n − 2 en CrimeStat). Elipse "
            "de desviación estándar: ejes de mayor y menor dispersión; semiejes según la convención: Yuill, desviaciones "
            "típicas sobre n, un 39 % de una nube normal; ArcGIS, √2 veces, un 63 %; CrimeStat, √2 veces y sobre n − 2. "
            "Acimut del eje mayor: grados desde el norte en sentido horario. Por grupo (mes, trimestre, año o delito): los "
            "mismos, a partir de 10 incidentes.",
        ),
        references=(
            "Bachi 1963, doi:10.1007/BF01934863",
            "Yuill 1971, doi:10.1080/04353684.1971.11879353",
            "Levine 2015, CrimeStat IV: A Spatial Statistics Program for the Analysis of Crime Incident Locations, chapter 4",
        ),
    )
    convention: Convention = parameter(
        "yuill",
        en="Convention of the ellipse",
        fr="Convention de l’ellipse",
        es="Convención de la elipse",
    )
    by: groups.By = groups.BY
    offence_level: int = groups.OFFENCE_LEVEL
    default_locations: DefaultLocations = default_locations()

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points, with the offence of each where they are grouped by it."""
        digits = self.offence_level if self.by == "offence" else 0
        return tuple(replace(one, by_offence=digits) for one in super().requests())

    def run(self, points: Points) -> Finding:
        """Answer from located events."""
        pattern = shared.prepared(self, points)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        x, y = pattern.ordered
        made = centrography(x, y, convention=self.convention)
        row = pattern.counts() | {
            "standard_distance": made.standard_distance,
            "long": made.long,
            "short": made.short,
            "bearing": None if math.isnan(made.bearing) else made.bearing,
            "inside": 100.0 * float(_inside(made, x, y).mean()),
            "apart_centres": math.dist(made.mean, made.nearest),
        }
        places = (made.mean, made.median, made.nearest)
        centres = pl.DataFrame(
            {
                "centre": [MEAN, MEDIAN, NEAREST],
                "incidents": [pattern.size] * 3,
                "x": [place[0] for place in places],
                "y": [place[1] for place in places],
            }
        )
        finding = Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "centres": Table(CENTRES, centres, title=CENTRES_TITLE),
                "cells": Table(CELLS, _cells(made, pattern.window)),
            },
            figures=(_figure(has_window=points.window is not None),),
            headline=HEADLINE,
            caveats=(MIDDLE, *shared.caveats_of(pattern)),
            geographies=outlined(points),
        )
        return finding if self.by == "none" else self._with_groups(finding, points, pattern, whole=made)

    def _with_groups(self, finding: Finding, points: Points, pattern: shared.Pattern, *, whole: Centres) -> Finding:
        """Return the finding with the centre and the ellipse of each group."""
        by = groups.grain_of(self.by, points)
        least = self.about.minimum
        table = groups.grouped(points, pattern, whole, by=by, convention=self.convention, least=least)
        counted = groups.counted(table, least=least)
        summary = one_row(SUMMARY | groups.SUMMARY, finding.tables["summary"].row() | counted)
        return replace(
            finding,
            tables={**finding.tables, "summary": summary, "groups": table},
            figures=(*finding.figures, *((groups.figure(by),) if counted["groups"] > 1 else ())),
            caveats=(*finding.caveats, groups.DRIFT, *((groups.FEW,) if counted["few"] else ())),
            choices={**finding.choices, **shared.used(self, by=by)},
        )


def _inside(made: Centres, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which places lie in the ellipse."""
    along = math.radians(0.0 if math.isnan(made.bearing) else made.bearing)
    dx, dy = x - made.mean[0], y - made.mean[1]
    long, short = dx * math.sin(along) + dy * math.cos(along), dx * math.cos(along) - dy * math.sin(along)
    return np.asarray((long / max(made.long, 1e-9)) ** 2 + (short / max(made.short, 1e-9)) ** 2 <= 1)


def _cells(made: Centres, window: Window) -> pl.DataFrame:
    """Return the cells of the study area, in the ellipse or not, and those that hold the centres."""
    grid = grid_over(window.bounds, size=round_size(max(window.size) / CELLS_ACROSS, up=True))
    x, y = (part.ravel() for part in grid.centres())
    zone = np.where(_inside(made, x, y), INSIDE, OUTSIDE)
    shown = window.holds(x, y) | (zone == INSIDE)
    for number, place in ((NEAREST, made.nearest), (MEDIAN, made.median), (MEAN, made.mean)):
        cell = int(cell_of(grid, [place[0]], [place[1]])[0])
        if cell >= 0:
            zone[cell], shown[cell] = number, True
    frame = {"x": x, "y": y, "size": np.full(x.size, grid.size), "zone": zone}
    return pl.DataFrame(frame).filter(shown)


def _figure(*, has_window: bool) -> Figure:
    return cell_map(
        "zone",
        has_window=has_window,
        title=text(
            "Centres and standard deviational ellipse",
            "Centres et ellipse de dispersion",
            "Centros y elipse de desviación estándar",
        ),
        alt=text(
            "Map of the study area with the ellipse of half axes {long} and {short} and the three centres; it holds {inside} "
            "of the incidents.",
            "Carte du territoire étudié avec l’ellipse de demi-axes {long} et {short} et les trois centres ; elle contient "
            "{inside} des faits.",
            "Mapa de la zona de estudio con la elipse de semiejes {long} y {short} y los tres centros; contiene el {inside} "
            "de los incidentes.",
        ),
        options={"neutral": OUTSIDE, "order": (MEAN, MEDIAN, INSIDE, NEAREST, OUTSIDE)},
    )


NAMES = (
    (MEAN, text("Mean centre", "Centre moyen", "Centro medio")),
    (MEDIAN, text("Median centre", "Centre médian", "Centro mediano")),
    (NEAREST, text("Centre of minimum distance", "Centre de distance minimale", "Centro de distancia mínima")),
)
ZONES = (
    *NAMES,
    (INSIDE, text("In the ellipse", "Dans l’ellipse", "En la elipse")),
    (OUTSIDE, text("Outside", "Hors de l’ellipse", "Fuera")),
)
SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    **groups.ELLIPSE,
    "inside": shared.estimate(
        "Incidents in the ellipse", "Faits dans l’ellipse", "Incidentes en la elipse", unit="%", decimals=0
    ),
    "apart_centres": shared.estimate(
        "Mean centre to centre of minimum distance",
        "Du centre moyen au centre de distance minimale",
        "Del centro medio al centro de distancia mínima",
        unit="m",
        decimals=0,
    ),
}
CENTRES = {
    "centre": Column(label=text("Centre", "Centre", "Centro"), dimension="filter", codes=NAMES),
    "incidents": shared.INCIDENTS,
    "x": shared.estimate("East", "Est", "Este", unit="m", decimals=0),
    "y": shared.estimate("North", "Nord", "Norte", unit="m", decimals=0),
}
CENTRES_TITLE = text("Centres, in projected metres", "Centres, en mètres projetés", "Centros, en metros proyectados")
CELLS = {
    "x": lexicon.CELL_X,
    "y": lexicon.CELL_Y,
    "size": lexicon.CELL_SIZE,
    "zone": Column(label=text("Zone", "Zone", "Zona"), role="surface", codes=ZONES),
}
HEADLINE = text(
    "Incidents lie {standard_distance} from their mean centre (standard distance); the ellipse of {long} by {short} (half "
    "axes) holds {inside} of them.",
    "Les faits s’étendent à {standard_distance} de leur centre moyen (distance type) ; l’ellipse de {long} sur {short} "
    "(demi-axes) en contient {inside}.",
    "Los incidentes se extienden a {standard_distance} de su centro medio (distancia estándar); la elipse de {long} por "
    "{short} (semiejes) contiene el {inside}.",
)
MIDDLE = text(
    "The shape of the city and of its settlement decides most of the centre and the ellipse; compare them with those of "
    "residents or of other offences.",
    "La forme de la ville et de son peuplement détermine l’essentiel du centre et de l’ellipse ; comparez-les à ceux des "
    "habitants ou d’autres infractions.",
    "La forma de la ciudad y de su poblamiento determina casi todo el centro y la elipse; compárelos con los de los "
    "habitantes o de otros delitos.",
)
