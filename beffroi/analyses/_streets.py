"""What every analysis of streets asks, checks, and says of putting incidents on them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.analyses._base import COUNTS_POSSIBLE, Analysis, parameter
from beffroi.analyses._points import DEGREES, check_points
from beffroi.evidence import refusals
from beffroi.evidence.finding import Refusal
from beffroi.kernels.network import Network, OnStreets, network_of, snap
from beffroi.tables.views import Points, Request, StreetNetwork
from beffroi.vocabulary.lexicon import INCIDENTS, Column
from beffroi.vocabulary.text import Text, text

SEGMENT = "segment"  # kind of the places that streets are
PLACES = "place"  # kind of the entries of the gazetteer that facilities are
MANY_AT_ENDS = 0.1


def streets_asked() -> Any:
    """Declare the parameter that names the street network."""
    return parameter(
        SEGMENT,
        unit="text",
        min_length=1,
        en="Street network (its name, or segment where there is only one)",
        fr="Réseau de rues (son nom, ou segment s’il n’y en a qu’un)",
        es="Red de calles (su nombre, o segment si solo hay una)",
    )


def graph(streets: StreetNetwork) -> Network:
    """Return the street graph of a view: its segments in the order of the view."""
    return network_of(streets.frame["wkb"].to_list())


def check_streets(question: Analysis, streets: StreetNetwork) -> Refusal | None:
    """Return why this network and these incidents cannot answer, or None."""
    refusal = question.check_basis([streets.basis])
    if refusal:
        return refusal
    located = int(streets.frame["n"].sum())
    if located < question.about.minimum:
        return refusals.not_enough(found=located, minimum=question.about.minimum)
    if streets.frame.height < 2:
        return ONE_SEGMENT
    return DEGREES if in_degrees(graph(streets)) else None


def in_degrees(network: Network) -> bool:
    """Whether coordinates look like longitude and latitude."""
    return bool((np.abs(network.points) <= (180.0, 90.0)).all())


def snap_report(streets: StreetNetwork) -> dict[str, Any]:
    """Return the columns of the snap report: how many incidents are on a street, how far they were, how many are not."""
    near = streets.away[np.isfinite(streets.away)]
    return {
        "incidents": int(streets.frame["n"].sum()),
        "dropped": int(streets.away.size - near.size),
        "unlocated": streets.basis.unplaced,
        "apart": streets.apart,
        "at_ends": streets.at_ends,
        "within": streets.within,
        "median_away": float(np.median(near)) if near.size else None,
        "most_away": float(np.quantile(near, 0.95)) if near.size else None,
    }


def snap_caveats(streets: StreetNetwork) -> tuple[Text, ...]:
    """Return what is said of putting incidents on streets."""
    many = streets.at_ends > MANY_AT_ENDS * max(int(streets.frame["n"].sum()), 1)
    return (SNAPPED, *((AT_ENDS,) if many else ()))


def _estimate(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("incidents",), decimals=decimals)


ON_STREETS = Column(label=INCIDENTS.label, role="count", only="on_a_street")
SNAP_REPORT = {
    "incidents": ON_STREETS,
    "dropped": Column(
        label=text("Too far from any street", "Trop loin de toute rue", "Demasiado lejos de toda calle"),
        role="count",
        only="on_no_street",
    ),
    "unlocated": Column(
        label=text("Without a location", "Sans localisation", "Sin ubicación"), role="count", only="unplaced"
    ),
    "apart": Column(
        label=text(
            "On default locations, left out",
            "Portés à une localisation par défaut, écartés",
            "En ubicaciones por defecto, excluidos",
        ),
        role="count",
        only="default_location",
    ),
    "at_ends": Column(
        label=text("At the end of a segment", "À l’extrémité d’un tronçon", "En el extremo de un tramo"),
        role="count",
        only="at_an_end",
    ),
    "within": Column(
        label=text("On a street within", "Rattachés à une rue jusqu’à", "Asignados a una calle hasta"),
        unit="m",
        decimals=0,
    ),
    "median_away": _estimate(
        "Median distance to the street",
        "Distance médiane à la rue",
        "Distancia mediana a la calle",
        unit="m",
        decimals=1,
    ),
    "most_away": _estimate(
        "Distance exceeded by 5 %", "Distance dépassée par 5 %", "Distancia superada por el 5 %", unit="m", decimals=1
    ),
}
SNAPPED = text(
    "Each incident counts on the nearest street within {within}: {incidents} do, {dropped:lies|lie} too far from any "
    "and {unlocated:has|have} no location.",
    "Chaque fait est rattaché à la rue la plus proche, jusqu’à {within} : {incidents} le sont, {dropped:est|sont} trop loin "
    "de toute rue et {unlocated:n’a|n’ont} pas de localisation.",
    "Cada incidente se asigna a la calle más cercana, hasta {within}: {incidents} lo están, {dropped:queda|quedan} demasiado "
    "lejos de toda calle y {unlocated:carece|carecen} de ubicación.",
)
AT_ENDS = text(
    "{at_ends:incident lies|incidents lie} at the end of a segment: which of the streets that meet there is taken is "
    "arbitrary (the first of the file).",
    "{at_ends:fait se trouve|faits se trouvent} à l’extrémité d’un tronçon : la rue retenue parmi celles qui s’y rencontrent "
    "est arbitraire (la première du fichier).",
    "{at_ends:incidente está|incidentes están} en el extremo de un tramo: cuál de las calles que allí se encuentran se toma "
    "es arbitrario (la primera del archivo).",
)
ONE_SEGMENT = Refusal(
    kind="not_defined",
    reason=text(
        "The street network has a single segment: there is nothing to compare.",
        "Le réseau de rues ne compte qu’un tronçon : il n’y a rien à comparer.",
        "La red de calles tiene un solo tramo: no hay nada que comparar.",
    ),
    instead=text(
        "Add the streets of the whole area with `beffroi streets add`.",
        "Ajoutez les rues de tout le territoire avec `beffroi streets add`.",
        "Añada las calles de todo el territorio con `beffroi streets add`.",
    ),
)


def points_and_streets(question: Any, *, facilities: str | None = None) -> tuple[Request, ...]:
    """Return the requests of a question about single incidents on streets: points, then the network."""
    options = {"defaults": question.default_locations}
    more = {"facilities": facilities} if facilities else {}
    return (
        Request(view="points", history=question.about.history, options=options),
        Request(view="network", places=question.streets, options=options | more),
    )


def on_streets(question: Analysis, points: Points, streets: StreetNetwork) -> tuple[Network, OnStreets] | Refusal:
    """Return the graph and the incidents that are on it, or why they cannot answer; protected cells are on no street."""
    refusal = check_points(question, points, protected=PROTECTED)
    if refusal:
        return refusal
    network = graph(streets)
    if network.segments < 2:
        return ONE_SEGMENT
    if in_degrees(network):
        return DEGREES
    on, found = snapped(network, points, streets)
    if on.sum() < question.about.minimum:
        return refusals.not_enough(found=int(on.sum()), minimum=question.about.minimum)
    return network, found


def snapped(network: Network, points: Points, streets: StreetNetwork) -> tuple[NDArray[np.bool_], OnStreets]:
    """Return which incidents are on a street, and where these are."""
    found = snap(network, points.x, points.y, within=streets.within)
    return found.on, found.only(found.on)


PROTECTED = Refusal(
    kind="not_public",
    reason=text(
        "Places along a street are too small to be published.",
        "Des lieux le long d’une rue sont trop petits pour être diffusés.",
        "Los lugares a lo largo de una calle son demasiado pequeños para publicarse.",
    ),
    instead=COUNTS_POSSIBLE,
)


def facilities_asked() -> Any:
    """Declare the parameter that names the facilities."""
    return parameter(
        PLACES,
        unit="text",
        min_length=1,
        en="Facilities: a file of the gazetteer (its name, or place for all its named places)",
        fr="Équipements : un fichier du répertoire (son nom, ou place pour tous ses lieux nommés)",
        es="Equipamientos: un archivo del nomenclátor (su nombre, o place para todos sus lugares con nombre)",
    )


def facilities_on(network: Network, streets: StreetNetwork) -> OnStreets | Refusal:
    """Return the facilities of a view that are on a street, or why there is none."""
    known = streets.facilities
    if known is None or known.is_empty():
        return NO_FACILITIES
    found = snap(network, known["x"].to_numpy(), known["y"].to_numpy(), within=streets.within)
    return found.only(found.on) if found.on.any() else NO_FACILITIES


NO_FACILITIES = Refusal(
    kind="no_location",
    reason=text(
        "No facility of that name lies on a street.",
        "Aucun équipement de ce nom ne se trouve sur une rue.",
        "Ningún equipamiento con ese nombre está en una calle.",
    ),
    instead=text(
        "Add them with `beffroi gazetteer add` and `--kind place`.",
        "Ajoutez-les avec `beffroi gazetteer add` et `--kind place`.",
        "Añádalos con `beffroi gazetteer add` y `--kind place`.",
    ),
)
