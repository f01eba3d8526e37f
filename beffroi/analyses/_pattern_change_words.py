"""Columns, sentences and refusals of the comparison of two periods."""

from dataclasses import replace

from beffroi.evidence.finding import Figure, Refusal
from beffroi.vocabulary.lexicon import INCIDENTS, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import text

DOWN, SAME, UP = -1, 0, 1
METHOD = text(
    "Spatial point pattern test: S is the share of areas whose share of the incidents does not differ between the periods, "
    "robust S that among areas with an incident. Difference form: Fisher’s exact test of each area against the others; "
    "original form (Andresen): the base share against the central 95 % of the shares of samples of 85 % of the later "
    "incidents. Change map: z = (n − E) / σ of the later count given the sum of both, hypergeometric against the change of "
    "the whole, binomial by days against no change. False discovery rate over the areas (Benjamini and Hochberg).",
    "Test de similarité de deux semis de points : S est la part des territoires dont la part des faits ne diffère pas entre "
    "les périodes, S robuste celle parmi les territoires comptant un fait. Forme par différence : test exact de Fisher de "
    "chaque territoire contre les autres ; forme d’origine (Andresen) : la part de départ face aux 95 % centraux des parts "
    "d’échantillons de 85 % des faits ultérieurs. Carte d’évolution : z = (n − E) / σ du second effectif à somme fixée, "
    "hypergéométrique face à l’évolution d’ensemble, binomial au prorata des jours face à l’absence d’évolution. Taux de "
    "fausses découvertes contrôlé sur les territoires (Benjamini et Hochberg).",
    "Prueba de similitud de patrones de puntos: S es la proporción de territorios cuya parte de los incidentes no difiere "
    "entre los periodos, y S robusto la misma entre los territorios con algún incidente. Forma por diferencia: prueba exacta "
    "de Fisher de cada territorio frente a los demás; forma original (Andresen): la parte de partida frente al 95 % central "
    "de las partes de muestras del 85 % de los incidentes posteriores. Mapa de cambio: z = (n − E) / σ del segundo recuento "
    "dada la suma de ambos, hipergeométrico frente al cambio del conjunto, binomial según los días frente a la ausencia de "
    "cambio. Tasa de falsos descubrimientos controlada entre los territorios (Benjamini y Hochberg).",
)


def _period(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), unit="period", dimension="period")


def _estimate(en: str, fr: str, es: str, *, decimals: int = 2) -> Column:
    return Column(label=text(en, fr, es), role="estimate", of=("before", "after"), decimals=decimals)


WINDOWS = {
    "before_period": _period("Earlier period", "Première période", "Primer periodo"),
    "after_period": _period("Later period", "Seconde période", "Segundo periodo"),
    "before": replace(
        INCIDENTS,
        label=text("Incidents in the earlier period", "Faits de la première période", "Incidentes del primer periodo"),
        of=("before_period",),
    ),
    "after": replace(
        INCIDENTS,
        label=text("Incidents in the later period", "Faits de la seconde période", "Incidentes del segundo periodo"),
        of=("after_period",),
    ),
}
SUMMARY = WINDOWS | {
    "before_days": Column(
        label=text("Days of the earlier period", "Jours de la première période", "Días del primer periodo"),
        unit="d",
        decimals=0,
    ),
    "after_days": Column(
        label=text("Days of the later period", "Jours de la seconde période", "Días del segundo periodo"),
        unit="d",
        decimals=0,
    ),
    "ratio": _estimate(
        "Daily rate, later over earlier (rate ratio)",
        "Rythme quotidien, seconde sur première période (rapport de taux)",
        "Ritmo diario, segundo sobre primer periodo (razón de tasas)",
    ),
    "s": _estimate("Index of similarity S", "Indice de similarité S", "Índice de similitud S"),
    "s_robust": _estimate(
        "Robust S: areas with an incident",
        "S robuste : territoires comptant un fait",
        "S robusto: territorios con algún incidente",
    ),
    "places": Column(label=text("Areas compared", "Territoires comparés", "Territorios comparados"), decimals=0),
    "up": _estimate("Areas on the rise", "Territoires en hausse", "Territorios al alza", decimals=0),
    "down": _estimate("Areas on the decline", "Territoires en baisse", "Territorios a la baja", decimals=0),
    "alpha": Column(
        label=text("False ones accepted", "Part de faux acceptée", "Falsos aceptados"), unit="%", decimals=0
    ),
}
CHANGE = _estimate("Change", "Évolution", "Cambio", decimals=0)
PLACES = {
    "place": PLACE,
    "name": PLACE_NAME,
    **WINDOWS,
    "expected": _estimate("Expected later", "Attendus en seconde période", "Esperados después", decimals=1),
    "z": _estimate("Poisson z", "z de Poisson", "z de Poisson", decimals=1),
    "p": Column(
        label=text("adjusted p-value", "valeur p ajustée", "valor p ajustado"),
        unit="p",
        role="estimate",
        of=("before", "after"),
        decimals=3,
    ),
    "change": replace(
        CHANGE,
        codes=(
            (UP, text("Rise", "Hausse", "Alza")),
            (SAME, text("Nothing established", "Rien d’établi", "Nada establecido")),
            (DOWN, text("Decline", "Baisse", "Baja")),
        ),
    ),
}
PLACES["before"] = replace(PLACES["before"], of=("place", "before_period"))
PLACES["after"] = replace(PLACES["after"], of=("place", "after_period"))
BY_PLACE = text("Change of each area", "L’évolution de chaque territoire", "El cambio de cada territorio")


def figure(geography: str) -> Figure:
    """Return the change map: the Poisson z of each area, on both sides of no change."""
    return Figure(
        mark="area_map",
        table="places",
        x="place",
        value="z",
        geography=geography,
        title=text(
            "Where incidents rose and fell (Poisson z)",
            "Où les faits ont augmenté et diminué (z de Poisson)",
            "Dónde aumentaron y disminuyeron los incidentes (z de Poisson)",
        ),
        alt=text(
            "Map of the Poisson z of the change of {places} areas from {before_period} to {after_period}: {up} established "
            "to rise, {down} to decline. Beyond 3 either way is rare by chance.",
            "Carte du z de Poisson de l’évolution de {places} territoires entre {before_period} et {after_period} : "
            "{up:hausse établie|hausses établies}, {down:baisse établie|baisses établies}. Au-delà de 3 dans un sens ou "
            "l’autre, le seul hasard l’explique rarement.",
            "Mapa de la z de Poisson del cambio de {places} territorios entre {before_period} y {after_period}: "
            "{up:alza establecida|alzas establecidas}, {down:baja establecida|bajas establecidas}. Más allá de 3 en uno u "
            "otro sentido es raro por azar.",
        ),
        options={"midpoint": 0.0, "breaks": (-3.0, -2.0, 2.0, 3.0)},
    )


SHARES = text(
    "From {before_period} to {after_period}, {up} of {places} areas gained and {down} lost a clearly different share of the "
    "incidents (S = {s}; among areas with an incident {s_robust}).",
    "Entre {before_period} et {after_period}, sur {places} territoires, {up:a gagné|ont gagné} et {down:a perdu|ont perdu} "
    "une part nettement différente des faits (S = {s} ; parmi les territoires comptant un fait, {s_robust}).",
    "Entre {before_period} y {after_period}, de {places} territorios, {up:ganó|ganaron} y {down:perdió|perdieron} una parte "
    "claramente distinta de los incidentes (S = {s}; entre los territorios con algún incidente, {s_robust}).",
)
NUMBERS = text(
    "From {before_period} to {after_period}, incidents a day were multiplied by {ratio}; {up} of {places} areas rose and {down} "
    "fell beyond chance (S = {s}; among areas with an incident {s_robust}).",
    "Entre {before_period} et {after_period}, le nombre quotidien de faits a été multiplié par {ratio} ; sur {places} "
    "territoires, {up:a augmenté|ont augmenté} et {down:a diminué|ont diminué} au-delà du hasard (S = {s} ; parmi les "
    "territoires comptant un fait, {s_robust}).",
    "Entre {before_period} y {after_period}, los incidentes diarios se multiplicaron por {ratio}; de {places} territorios, "
    "{up:subió|subieron} y {down:bajó|bajaron} más de lo que da el azar (S = {s}; entre los territorios con algún "
    "incidente, {s_robust}).",
)
AGAINST_ALL = text(
    "An area rises or declines here against the whole: in a year of general decline, one that holds steady gains a share.",
    "Un territoire est ici en hausse ou en baisse par rapport à l’ensemble : quand tout diminue, celui qui reste stable gagne "
    "une part.",
    "Un territorio sube o baja aquí respecto al conjunto: cuando todo disminuye, el que se mantiene gana una parte.",
)
AGAINST_NONE = text(
    "Counts are compared as they are, allowing for the days of each period: the whole was multiplied by {ratio}.",
    "Les effectifs sont comparés tels quels, compte tenu des jours de chaque période : l’ensemble a été multiplié par {ratio}.",
    "Los recuentos se comparan tal cual, según los días de cada periodo: el conjunto se multiplicó por {ratio}.",
)
NOT_PROOF = text(
    "An area where nothing is established may have changed: with few incidents little can be established, and S is high.",
    "Un territoire où rien n’est établi a pu évoluer : avec peu de faits, peu de choses s’établissent et S est élevé.",
    "Un territorio donde nada se establece pudo cambiar: con pocos incidentes se establece poco y S es alto.",
)
BY_SAMPLES = text(
    "The form by samples takes the earlier counts as certain: it names areas whose earlier count differed by chance alone. "
    "With a dozen incidents an area in each period, that is more than half of the areas where nothing changed.",
    "La forme par échantillons tient les premiers effectifs pour certains : elle désigne aussi des territoires dont le "
    "premier effectif ne différait que par hasard. Avec une douzaine de faits par territoire et par période, c’est plus de "
    "la moitié des territoires où rien n’a changé.",
    "La forma por muestras toma los primeros recuentos como ciertos: señala también territorios cuyo primer recuento solo "
    "difería por azar. Con una docena de incidentes por territorio y periodo, es más de la mitad de los territorios donde "
    "nada cambió.",
)
WHOLE_STEPS = text(
    "Only calendar steps covered wholly in both periods are compared.",
    "Seuls les pas du calendrier entièrement couverts dans les deux périodes sont comparés.",
    "Solo se comparan los pasos del calendario cubiertos por completo en ambos periodos.",
)
HALVES = text(
    "No earlier year is covered, so the beginning and the end of the period are compared: the season differs between them.",
    "Aucune année antérieure n’étant couverte, le début et la fin de la période sont comparés : la saison y diffère.",
    "Al no estar cubierto ningún año anterior, se comparan el principio y el final del periodo: la estación difiere.",
)
OVERDISPERSED = text(
    "The test takes incidents as independent; one offender active for a while is enough to make an area rise.",
    "Le test suppose les faits indépendants ; un seul auteur actif pendant un temps suffit à faire monter un territoire.",
    "La prueba supone que los incidentes son independientes; basta un autor activo durante un tiempo para que un territorio "
    "suba.",
)
NOTHING_BEFORE = Refusal(
    kind="not_covered",
    reason=text(
        "There are not two periods to compare: the data cover too few whole steps, or none of the earlier period.",
        "Il n’y a pas deux périodes à comparer : les données couvrent trop peu de pas entiers, ou aucun de la première période.",
        "No hay dos periodos que comparar: los datos cubren muy pocos pasos completos, o ninguno del primer periodo.",
    ),
    instead=text(
        "Ask about a longer period, by shorter steps, or name an earlier period that is covered.",
        "Interrogez une période plus longue, des pas plus courts, ou nommez une première période qui est couverte.",
        "Consulte un periodo más largo, pasos más cortos, o indique un primer periodo que esté cubierto.",
    ),
)
OVERLAPPING = Refusal(
    kind="not_defined",
    reason=text(
        "The two periods share some days.",
        "Les deux périodes ont des jours en commun.",
        "Los dos periodos tienen días en común.",
    ),
    instead=text(
        "Name an earlier period that ends before the one asked about begins, or begins after it ends.",
        "Nommez une première période qui se termine avant celle demandée, ou commence après.",
        "Indique un primer periodo que termine antes del consultado, o empiece después.",
    ),
)


def too_few_places(found: int, minimum: int) -> Refusal:
    """Return the refusal of too few areas to speak of a pattern."""
    return Refusal(
        kind="not_enough",
        reason=text(
            "There are {found} areas; comparing patterns needs {minimum} at least.",
            "Il y a {found} territoires ; la comparaison de répartitions en demande au moins {minimum}.",
            "Hay {found} territorios; comparar patrones necesita al menos {minimum}.",
        ),
        instead=text(
            "Ask by smaller areas.", "Interrogez des territoires plus petits.", "Consulte territorios más pequeños."
        ),
        values={"found": found, "minimum": minimum},
    )
