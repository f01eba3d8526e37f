"""Why a question cannot be answered: each reason worded once."""

from typing import Any

from beffroi.evidence.finding import Refusal
from beffroi.vocabulary.text import Text, text


def not_enough(*, found: int, minimum: int) -> Refusal:
    """Too few events for the method."""
    return Refusal(
        kind="not_enough",
        reason=text(
            "There are {found} events and the method needs at least {minimum}.",
            "Il y a {found} faits et la méthode en demande au moins {minimum}.",
            "Hay {found} incidentes y el método necesita al menos {minimum}.",
        ),
        instead=text(
            "Ask about a longer period or more offences.",
            "Interrogez une période plus longue ou davantage d’infractions.",
            "Consulte un periodo más largo o más delitos.",
        ),
        values={"found": found, "minimum": minimum},
    )


def date_too_coarse(*, found: Text, needed: Text, instead: Text) -> Refusal:
    """Dates are known less finely than the method needs."""
    return Refusal(
        kind="too_coarse",
        reason=text(
            "Dates are known to the {found}; the method needs the {needed}.",
            "Les dates sont connues par {found} ; la méthode les demande par {needed}.",
            "Las fechas se conocen por {found}; el método las necesita por {needed}.",
        ),
        instead=instead,
        values={"found": found, "needed": needed},
    )


def location_too_coarse(*, found: Text, needed: Text, instead: Text) -> Refusal:
    """Locations are known less finely than the method needs."""
    return Refusal(
        kind="too_coarse",
        reason=text(
            "Locations are {found}; the method needs {needed}.",
            "La localisation est : {found} ; la méthode demande : {needed}.",
            "La ubicación es: {found}; el método necesita: {needed}.",
        ),
        instead=instead,
        values={"found": found, "needed": needed},
    )


def no_location() -> Refusal:
    """The data are counts or have no place."""
    return Refusal(
        kind="no_location",
        reason=text(
            "These data have no point locations.",
            "Ces données ne comportent pas de localisation ponctuelle.",
            "Estos datos no tienen ubicaciones puntuales.",
        ),
        instead=text(
            "Counts and rates by area are possible.",
            "Les effectifs et les taux par territoire sont possibles.",
            "Los recuentos y las tasas por territorio son posibles.",
        ),
    )


def no_places() -> Refusal:
    """The observatory has no place to count by."""
    return Refusal(
        kind="no_location",
        reason=text(
            "This observatory has no areas to count by.",
            "Cet observatoire n’a pas de territoires où compter.",
            "Este observatorio no tiene territorios por los que contar.",
        ),
        instead=text(
            "Add some with `beffroi places add`.",
            "Ajoutez-en avec `beffroi places add`.",
            "Añada algunos con `beffroi places add`.",
        ),
    )


def no_streets() -> Refusal:
    """The observatory has no street network."""
    return Refusal(
        kind="no_location",
        reason=text(
            "This observatory has no street network.",
            "Cet observatoire n’a pas de réseau de rues.",
            "Este observatorio no tiene una red de calles.",
        ),
        instead=text(
            "Add one with `beffroi streets add`.",
            "Ajoutez-en un avec `beffroi streets add`.",
            "Añada una con `beffroi streets add`.",
        ),
    )


def no_exposure(*, measure: str, places: str) -> Refusal:
    """No denominator joins the places."""
    return Refusal(
        kind="no_exposure",
        reason=text(
            "No exposure “{measure}” is known for the places “{places}”.",
            "Aucun dénominateur « {measure} » n’est connu pour les lieux « {places} ».",
            "No se conoce ninguna población expuesta «{measure}» para los lugares «{places}».",
        ),
        instead=text(
            "Add one with `beffroi exposure add`.",
            "Ajoutez-en un avec `beffroi exposure add`.",
            "Añada una con `beffroi exposure add`.",
        ),
        values={"measure": measure, "places": places},
    )


def not_covered(*, period: Any) -> Refusal:
    """No day of the period is covered."""
    return Refusal(
        kind="not_covered",
        reason=text(
            "The data cover no day of {period}: missing is not zero.",
            "Les données ne couvrent aucun jour de {period} : l’absence de données n’est pas zéro.",
            "Los datos no cubren ningún día de {period}: la falta de datos no es cero.",
        ),
        instead=text(
            "`beffroi ask data-quality` shows what is covered.",
            "`beffroi ask data-quality` montre ce qui est couvert.",
            "`beffroi ask data-quality` muestra lo que está cubierto.",
        ),
        values={"period": str(period)},
    )


DATE_WORDS = {
    "minute": text("minute", "minute", "minuto"),
    "hour": text("hour", "heure", "hora"),
    "day": text("day", "jour", "día"),
    "month": text("month", "mois", "mes"),
    "quarter": text("quarter", "trimestre", "trimestre"),
    "year": text("year", "année", "año"),
}
LOCATION_WORDS = {
    "exact": text("exact", "exacte", "exacta"),
    "block": text("rounded to the block", "arrondie au pâté de maisons", "redondeada a la cuadra"),
    "snapped": text(
        "moved to a nearby map point by the publisher",
        "déplacée par le diffuseur vers un point proche",
        "desplazada por el editor a un punto cercano",
    ),
    "area": text("known by area only", "connue par territoire seulement", "conocida solo por territorio"),
    "none": text("unknown", "inconnue", "desconocida"),
}
LOCATION_NEEDS = {
    "exact": text("exact points", "des points exacts", "puntos exactos"),
    "block": text(
        "points known at least to the block",
        "des points connus au moins au pâté de maisons près",
        "puntos conocidos al menos por cuadra",
    ),
    "snapped": text(
        "points, be they moved to a nearby map point",
        "des points, fussent-ils déplacés vers un point proche",
        "puntos, aunque estén desplazados a un punto cercano",
    ),
    "area": text("an area at least", "au moins un territoire", "al menos un territorio"),
    "none": text("no location", "aucune localisation", "ninguna ubicación"),
}


def not_supplied_again() -> Refusal:
    """No month was delivered twice."""
    return Refusal(
        kind="not_defined",
        reason=text(
            "No month of this period was delivered more than once: how its count grew is not known.",
            "Aucun mois de cette période n’a été livré plus d’une fois : l’évolution de son effectif n’est pas connue.",
            "Ningún mes de este periodo se entregó más de una vez: no se sabe cómo creció su recuento.",
        ),
        instead=text(
            "Ask the partner to deliver past months again with each new one, and import every delivery.",
            "Demandez au partenaire de livrer de nouveau les mois passés avec chaque nouveau mois, et importez chaque"
            " livraison.",
            "Pida al socio que vuelva a entregar los meses pasados con cada mes nuevo, e importe cada entrega.",
        ),
    )


def never_public() -> Refusal:
    """The answer tells single records apart; the public never sees it."""
    return Refusal(
        kind="not_public",
        reason=text(
            "This answer would tell which records were corrected: it is for the partner and the observatory, not for the"
            " public.",
            "Cette réponse dirait quels enregistrements ont été corrigés : elle est destinée au partenaire et à"
            " l’observatoire, non au public.",
            "Esta respuesta diría qué registros se corrigieron: es para el socio y el observatorio, no para el público.",
        ),
        instead=text(
            "Published counts say which deliveries they rest on.",
            "Les effectifs diffusés indiquent les livraisons sur lesquelles ils reposent.",
            "Los recuentos publicados dicen en qué entregas se basan.",
        ),
    )


def streets_stay_inside() -> Refusal:
    """Counts by street segment: a short segment may hold one building."""
    return Refusal(
        kind="not_public",
        reason=text(
            "Numbers by street segment are not published: a short segment may hold a single building.",
            "Les chiffres par tronçon de rue ne sont pas diffusés : un tronçon court peut ne compter qu’un seul immeuble.",
            "Las cifras por tramo de calle no se publican: un tramo corto puede tener un solo edificio.",
        ),
        instead=text(
            "Publish counts by area; ask by street for your own work with `beffroi ask`.",
            "Diffusez les effectifs par territoire ; interrogez par rue pour votre propre travail avec `beffroi ask`.",
            "Publique los recuentos por territorio; consulte por calle para su propio trabajo con `beffroi ask`.",
        ),
    )
