"""What the analyses of repeats share: how near, how soon, what is the same place, the kinds of events and their words."""

from typing import Any, Literal, Protocol

from beffroi.analyses._base import About, parameter
from beffroi.analyses._points import PREFERS, check_points, random_seed
from beffroi.evidence.finding import Refusal
from beffroi.evidence.refusals import LOCATION_WORDS
from beffroi.kernels.repeat_series import ALONE, NEAR_REPEAT, ORIGINATOR, REPEAT
from beffroi.tables.views import Points
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

Edge = Literal["half_open", "closed"]
FOLLOWING = (NEAR_REPEAT, REPEAT)
BLOCK_METRES = 100.0  # a location rounded to the block says nothing below the length of a block
SAME_METRES = 1.0  # exact locations of one address differ by their rounding
INSTEAD = text(
    "Hot spots, and counts by area and month, are possible.",
    "Les points chauds, ainsi que les effectifs par territoire et par mois, sont possibles.",
    "Los puntos calientes y los recuentos por territorio y mes son posibles.",
)

NEAR = parameter(
    200.0,
    unit="m",
    en="How near the other incident is",
    fr="Distance maximale de l’autre fait",
    es="A qué distancia como máximo está el otro incidente",
)
SOON = parameter(
    14,
    unit="d",
    en="How soon it comes",
    fr="Délai maximal de l’autre fait",
    es="En qué plazo como máximo ocurre",
)
SAME = parameter(
    None,
    unit="m",
    ge=0,
    en="Up to how far apart two locations are the same place; automatic: what the locations are known to",
    fr="Distance jusqu’à laquelle deux localisations sont le même lieu ; automatique : la précision des localisations",
    es="Distancia hasta la que dos ubicaciones son el mismo lugar; automático: la precisión de las ubicaciones",
)
EDGE = parameter(
    "half_open",
    unit="text",
    en="Whether a distance or delay that is just reached counts: no (half_open) or yes (closed)",
    fr="Si une distance ou un délai tout juste atteint compte : non (half_open) ou oui (closed)",
    es="Si cuenta una distancia o un plazo justo alcanzado: no (half_open) o sí (closed)",
)


PERMUTATIONS = parameter(
    199, ge=99, le=9999, en="Permutations of the dates", fr="Permutations des dates", es="Permutaciones de las fechas"
)  # fmt: skip
SEED = random_seed()
INTERACTION = text(
    "Without interaction, any date could have gone with any place: what changes where incidents happen over "
    "the period also counts as interaction.",
    "Sans interaction, chaque date aurait pu échoir à n’importe quel lieu : tout ce qui modifie la répartition "
    "des faits au cours de la période compte aussi comme une interaction.",
    "Sin interacción, cualquier fecha podría haber correspondido a cualquier lugar: todo lo que cambia la "
    "distribución de los incidentes durante el periodo también cuenta como interacción.",
)


def about(**own: Any) -> About:
    """Return what every door says of a question about incidents that follow others, but for what is its own."""
    usual: dict[str, Any] = {
        "needs": ("points",),
        "assumption": INTERACTION,
        "minimum": 50,
        "prefers": PREFERS,
        "date_precision": "day",
        "location_kind": "block",
        "instead": INSTEAD,
        "in_bulletin": False,
    }
    return About(**(usual | own))


class Question(Protocol):
    """A question about events that follow others."""

    @property
    def near(self) -> float: ...
    @property
    def same(self) -> float | None: ...


def check_increasing(*limits: tuple[float, ...]) -> None:
    """Raise ValueError where the edges of bands do not increase."""
    for edges in limits:
        if list(edges) != sorted(set(edges)):
            msg = f"the edges of bands must increase, got {edges}"
            raise ValueError(msg)


def precision(points: Points) -> float:
    """Return the metres below which two locations cannot be told apart."""
    metres = points.basis.location_metres
    return max(metres, BLOCK_METRES) if points.basis.location_kind == "block" else metres


def prepared(question: Any, points: Points, *, protected: Refusal) -> float | Refusal:
    """Return up to how many metres two locations are the same place, or why these points cannot answer."""
    return check_points(question, points, protected=protected) or same_place(question, points)


def same_place(question: Question, points: Points) -> float | Refusal:
    """Return up to how many metres two locations are the same place, or why none are near without being the same."""
    least = precision(points)
    same = max(least, SAME_METRES) if question.same is None else max(question.same, least)
    if question.near > same:
        return same
    return Refusal(
        kind="too_coarse",
        reason=text(
            "Locations are {found}: two of them up to {metres:.0f} m apart are the same place, so none nearer than "
            "{near:.0f} m can be told from it.",
            "La localisation est : {found} ; jusqu’à {metres:.0f} m, deux localisations sont le même lieu, et rien à moins "
            "de {near:.0f} m ne s’en distingue.",
            "La ubicación es: {found}; hasta {metres:.0f} m, dos ubicaciones son el mismo lugar, y nada a menos de "
            "{near:.0f} m se distingue de él.",
        ),
        instead=text(
            "Ask for a distance beyond {metres:.0f} m.",
            "Demandez une distance supérieure à {metres:.0f} m.",
            "Solicite una distancia de más de {metres:.0f} m.",
        ),
        values={"found": LOCATION_WORDS[points.basis.location_kind], "metres": same, "near": question.near},
    )


def no_band(points: Points, metres: float) -> Refusal:
    """Return the refusal of distances that all lie within what the locations are known to."""
    return Refusal(
        kind="too_coarse",
        reason=text(
            "Locations are {found}, so no distance up to {metres:.0f} m can be told apart, and every band asked lies "
            "within it.",
            "La localisation est : {found} ; les distances jusqu’à {metres:.0f} m ne se distinguent pas, et toutes "
            "les classes demandées en font partie.",
            "La ubicación es: {found}; no se distinguen las distancias de hasta {metres:.0f} m, y todas las bandas "
            "solicitadas quedan dentro.",
        ),
        instead=text(
            "Ask for distance bands beyond {metres:.0f} m.",
            "Demandez des classes de distance au-delà de {metres:.0f} m.",
            "Solicite bandas de distancia de más de {metres:.0f} m.",
        ),
        values={"found": LOCATION_WORDS[points.basis.location_kind], "metres": metres},
    )


def choices(question: Question, same: float) -> dict[str, Any]:
    """Return what was chosen automatically, or raised to what the locations allow."""
    return {"same": same} if same != question.same else {}


KINDS = (
    (REPEAT, text("Repeat: same place", "Répétition : même lieu", "Repetición: mismo lugar")),
    (NEAR_REPEAT, text("Near repeat", "Répétition rapprochée", "Repetición cercana")),
    (ORIGINATOR, text("Originator: others follow", "Fait initial : d’autres suivent", "Inicial: otros lo siguen")),
    (ALONE, text("Alone", "Isolé", "Aislado")),
)
KIND = Column(label=text("Kind", "Type", "Tipo"), dimension="filter", codes=KINDS)
NEAR_SAID = Column(label=text("Distance", "Distance", "Distancia"), unit="m", decimals=0)
SOON_SAID = Column(label=text("Delay", "Délai", "Plazo"), unit="d", decimals=0)
SAME_SAID = Column(label=text("Same place up to", "Même lieu jusqu’à", "Mismo lugar hasta"), unit="m", decimals=0)

EDGES = {
    "half_open": text(
        "A distance or a delay that is just reached does not count: within 7 days means less than 7.",
        "Une distance ou un délai tout juste atteint ne compte pas : un délai de 7 jours signifie moins de 7.",
        "Una distancia o un plazo justo alcanzado no cuenta: un plazo de 7 días significa menos de 7.",
    ),
    "closed": text(
        "A distance or a delay that is just reached counts: within 7 days means at most 7.",
        "Une distance ou un délai tout juste atteint compte : un délai de 7 jours signifie 7 au plus.",
        "Una distancia o un plazo justo alcanzado cuenta: un plazo de 7 días significa 7 como máximo.",
    ),
}
SAME_WORDS = text(
    "Locations up to {same} apart are taken as the same place: with rounded locations, a repeat may be at a neighbour’s.",
    "Jusqu’à {same} de distance, deux localisations sont tenues pour le même lieu : si elles sont arrondies, une répétition "
    "peut avoir eu lieu chez un voisin.",
    "Hasta {same} de distancia, dos ubicaciones se toman como el mismo lugar: si están redondeadas, una repetición puede "
    "haber ocurrido en casa de un vecino.",
)
BEGINNING = text(
    "Incidents that follow one from before the period, or outside the area, are not seen to follow: shares are too low.",
    "Les faits qui en suivent un autre antérieur à la période, ou hors du territoire, ne sont pas vus comme tels : les parts "
    "sont sous-estimées.",
    "Los incidentes que siguen a otro anterior al periodo, o de fuera de la zona, no se ven como tales: las proporciones "
    "quedan por debajo.",
)
CHAINS = text(
    "A string joins all incidents that can be reached step by step: in dense places chance alone makes long ones, and one "
    "string is not one offender.",
    "Une chaîne réunit tous les faits que l’on peut relier de proche en proche : là où ils sont denses, le seul hasard en fait "
    "de longues, et une chaîne n’est pas un auteur.",
    "Una cadena une todos los incidentes que pueden enlazarse paso a paso: donde son densos, el puro azar forma cadenas largas, "
    "y una cadena no es un autor.",
)
SHIFTS = text(
    "A population or an activity that moves during the period (a new estate, a season, a closed road) also produces "
    "an excess.",
    "Une population ou une activité qui se déplace pendant la période (nouveau quartier, saison, route fermée) produit "
    "aussi un excédent.",
    "Una población o una actividad que se desplaza durante el periodo (un barrio nuevo, una temporada, una calle "
    "cerrada) también produce un exceso.",
)
BAND = text(
    "band: 95 % of the permutations, all along at once",
    "bande : 95 % des permutations, sur toute la courbe à la fois",
    "banda: 95 % de las permutaciones, en toda la curva a la vez",
)
DROPPED = text(
    "The shortest distances were left out: the locations are not known precisely enough.",
    "Les distances les plus courtes ont été écartées : la localisation n’est pas assez précise.",
    "Se omitieron las distancias más cortas: la ubicación no se conoce con suficiente precisión.",
)
REFERENCES = (
    "Haberman and Ratcliffe 2012, The predictive policing challenges of near repeat armed street robberies, Policing 6(2)",
    "Townsley, Homel and Chaseling 2003, Infectious burglaries, British Journal of Criminology 43(3), 615–633",
    "Johnson et al. 2007, doi:10.1007/s10940-007-9025-3",
)
