"""What every analysis of points checks before it computes."""

from beffroi.analyses._base import Analysis
from beffroi.evidence import refusals
from beffroi.evidence.finding import Refusal
from beffroi.tables.views import Points
from beffroi.vocabulary.text import text

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
