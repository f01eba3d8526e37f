"""What every analysis of points asks, checks before it computes, measures of its study area, and says of them."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from beffroi.analyses._base import COUNTS_POSSIBLE, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Geography, Refusal
from beffroi.kernels.grid import Grid, cells_touching
from beffroi.kernels.pattern_window import polygons
from beffroi.tables.views import Points, StreetNetwork
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

DefaultLocations = Literal["apart", "kept"]
PREFERS = ("0501", "0401", "0502", "0201")  # burglary, robbery, theft, assaults and threats
LEAST_BANDWIDTH = 20  # metres: below, a density shows single buildings
STRAY = 20.0  # times the median distance to the median centre: no city reaches as far
FINEST = 50.0  # metres: below, cells show single buildings
SNAPPED_METRES = 250.0  # when the publisher does not say how far it moved the points
USUAL_METRES = {"block": 100.0, "snapped": SNAPPED_METRES}
ALPHA = parameter(
    0.05,
    gt=0,
    le=0.2,
    en="Share of false hot spots accepted",
    fr="Part acceptée de faux points chauds",
    es="Proporción aceptada de falsos puntos calientes",
)
APART = Column(
    label=text(
        "Incidents on default locations, left out",
        "Faits portés à une localisation par défaut, écartés",
        "Incidentes en ubicaciones por defecto, excluidos",
    ),
    role="count",
    only="default_location",
)
LEFT_OUT = text(
    "{apart:incident lies|incidents lie} on points that stand for “somewhere” (a police station, the centre of an area) "
    "rather than for where something happened: left out here.",
    "{apart:fait est porté|faits sont portés} à des points qui signifient « quelque part » (un poste de police, le "
    "centre d’un territoire) et non un lieu de commission\u00a0: ils sont écartés ici.",
    "{apart:incidente está|incidentes están} en puntos que significan «en algún lugar» (una comisaría, el centro de un "
    "territorio) y no dónde ocurrió algo: aquí se excluyen.",
)

DEGREES = Refusal(
    kind="not_defined",
    reason=text(
        "The coordinates look like degrees of longitude and latitude; distances need metres.",
        "Les coordonnées ressemblent à des degrés de longitude et de latitude ; les distances se calculent en mètres.",
        "Las coordenadas parecen grados de longitud y latitud; las distancias se calculan en metros.",
    ),
    instead=text(
        "Import the file with the reference system of its coordinates, so that they are projected to metres.",
        "Importez le fichier en indiquant le système de coordonnées : elles seront projetées en mètres.",
        "Importe el archivo indicando su sistema de coordenadas, para que se proyecten a metros.",
    ),
)


def default_locations() -> Any:
    """Declare the parameter that says what becomes of incidents on default locations."""
    return parameter(
        "apart",
        unit="text",
        en="Incidents on default locations: left out and counted (apart) or taken as they are (kept)",
        fr="Faits portés à une localisation par défaut : écartés et comptés (apart) ou pris tels quels (kept)",
        es="Incidentes en ubicaciones por defecto: excluidos y contados (apart) o tomados tal cual (kept)",
    )


def cell_asked(en: str, fr: str, es: str, *, least: float = 10) -> Any:
    """Declare the side of square cells in metres; the words say what the automatic side is."""
    return parameter(
        None,
        unit="m",
        ge=least,
        en=f"Side of the cells; automatic: {en}",
        fr=f"Côté des mailles ; automatique : {fr}",
        es=f"Lado de las celdas; automático: {es}",
    )


def bandwidth_asked(en: str, fr: str, es: str) -> Any:
    """Declare a bandwidth in metres, 20 at least: below, a density shows single buildings."""
    return parameter(None, unit="m", ge=LEAST_BANDWIDTH, en=en, fr=fr, es=es)


def random_seed() -> Any:
    """Declare the parameter that starts every random draw of an answer."""
    return parameter(1, ge=0, en="Random seed", fr="Graine aléatoire", es="Semilla aleatoria")


def simulations(usual: int, *, least: int = 39, most: int = 9_999) -> Any:
    """Declare the parameter that says how many patterns are drawn under chance."""
    return parameter(usual, ge=least, le=most, en="Simulations", fr="Simulations", es="Simulaciones")


def check_points(question: Analysis, points: Points, *, protected: Refusal | None = None) -> Refusal | None:
    """Return why these points cannot answer, or None; `protected` where the answer cannot come from counts of cells."""
    refusal = question.check_basis([points.basis])
    if refusal:
        return refusal
    located = round(float(points.weight.sum()))
    if located < question.about.minimum:
        return refusals.not_enough(found=located, minimum=question.about.minimum)
    if abs(points.x).max() <= 180 and abs(points.y).max() <= 90:
        return DEGREES
    return protected if points.resolution else None


def left_out(points: Points | StreetNetwork) -> tuple[Text, ...]:
    """Return what is said of the incidents on default locations, where some were left out."""
    return (LEFT_OUT,) if points.apart else ()


def outlined(points: Points) -> dict[str, Geography]:
    """Return the outline of the study area for the maps of an answer, where it is known."""
    return {"window": points.window} if points.window else {}


def cell_map(value: str, *, has_window: bool, title: Text, alt: Text, **more: Any) -> Figure:
    """Return a map of square cells coloured by a column of their table, with the outline of the area where it is known."""
    geography = "window" if has_window else None
    whole: dict[str, Any] = {"table": "cells", "x": "x", "y": "y", "size": "size", "geography": geography} | more
    return Figure(mark="cell_map", value=value, title=title, alt=alt, **whole)


def cells_inside(points: Points, grid: Grid) -> NDArray[np.bool_]:
    """Return which cells touch the study area: all of them where its outline is not known."""
    return cells_touching(grid, points.window.outlines) if points.window else np.ones(grid.shape, bool)


def not_stray(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which places are no further from their median centre than twenty times the median distance to it.

    One wrong coordinate would otherwise stretch a study area without an outline over half a country.
    """
    away = np.hypot(x - np.median(x), y - np.median(y))
    return np.asarray(away <= STRAY * max(float(np.median(away)), 1.0))


def study_bounds(points: Points) -> tuple[float, float, float, float]:
    """Return the bounds of the study area: of its outline where it is known, else of the incidents but for strays."""
    if points.window:
        from shapely import from_wkb, total_bounds

        outline = total_bounds(from_wkb(list(points.window.outlines)))
        if np.isfinite(outline).all():
            west, south, east, north = (float(edge) for edge in outline)
            return west, south, east, north
    near = not_stray(points.x, points.y)
    x, y = points.x[near], points.y[near]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def in_study_area(points: Points) -> NDArray[np.bool_]:
    """Return which incidents lie in the study area: in its outline where it is known, else not far from all others."""
    if points.window and points.window.outlines:
        return polygons(points.window.outlines).holds(points.x, points.y)
    return not_stray(points.x, points.y)


def study_area(points: Points) -> float:
    """Return the square metres of the study area: of its outline where it is known, else of its bounds."""
    if points.window:
        from shapely import area, from_wkb

        outlined = float(area(from_wkb(list(points.window.outlines))).sum())
        if outlined:
            return outlined
    west, south, east, north = study_bounds(points)
    return max(east - west, 1.0) * max(north - south, 1.0)


def inside_only(points: Points) -> tuple[Points, int]:
    """Return the incidents that lie in the study area, and how many do not."""
    kept = in_study_area(points)
    parts: dict[str, Any] = {name: getattr(points, name)[kept] for name in ("x", "y", "day", "weight")}
    offence = None if points.offence is None else points.offence[kept]
    return replace(points, **parts, offence=offence), int((~kept).sum())


def known_to(points: Points) -> float:
    """Return to how many metres the locations are known: as stated, or as is usual for their kind."""
    return points.basis.location_metres or USUAL_METRES.get(points.basis.location_kind, 0.0)


def finest_side(points: Points) -> float:
    """Return the smallest side of a cell that the precision of the locations allows: twice that precision."""
    metres = points.basis.location_metres
    if points.basis.location_kind == "snapped":
        metres = metres or SNAPPED_METRES
    return 2.0 * metres


def not_public(reason: Text) -> Refusal:
    """Return the refusal of what rests on counts too small to be published."""
    return Refusal(kind="not_public", reason=reason, instead=COUNTS_POSSIBLE)


def unfit_cells(reason: Text, *, cells: int, size: float) -> Refusal:
    """Return the refusal of too few or too many cells; the reason is filled from `cells` and `size`."""
    return Refusal(kind="not_defined", reason=reason, instead=OTHER_CELLS, values={"size": size, "cells": cells})


OTHER_CELLS = text(
    "Ask for another cell size, or check for locations far outside the area.",
    "Demandez un autre côté de maille, ou vérifiez s’il existe des localisations très éloignées.",
    "Solicite otro tamaño de celda, o compruebe si hay ubicaciones muy alejadas.",
)
