"""What every analysis of points asks, checks before it computes, and says of default locations."""

from typing import Any, Literal

from beffroi.analyses._base import Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Refusal
from beffroi.tables.views import Points, Request
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

DefaultLocations = Literal["apart", "kept"]
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


def points_request(question: Analysis, defaults: DefaultLocations) -> tuple[Request, ...]:
    """Return the request for points, with or without those on default locations."""
    return (Request(view="points", history=question.about.history, options={"defaults": defaults}),)


def check_points(question: Analysis, points: Points) -> Refusal | None:
    """Return why these points cannot answer, or None."""
    refusal = question.check_basis([points.basis])
    if refusal:
        return refusal
    located = round(float(points.weight.sum()))
    if located < question.about.minimum:
        return refusals.not_enough(found=located, minimum=question.about.minimum)
    if abs(points.x).max() <= 180 and abs(points.y).max() <= 90:
        return DEGREES
    return None
