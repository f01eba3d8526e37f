"""Columns and sentences of the analysis of rates; those that name the measure are built for it."""

from dataclasses import replace

from beffroi.vocabulary.lexicon import COVERED_DAYS, EXPOSURE, INCIDENTS, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import Text, text

MEASURES = {
    "residents": text("residents", "habitants", "habitantes"),
    "ambient": text("people present", "personnes présentes", "personas presentes"),
    "boardings": text("boardings", "montées", "abordajes"),
    "passenger_km": text("passenger-kilometres", "voyageurs-kilomètres", "pasajeros-kilómetro"),
    "service_hours": text("service hours", "heures de service", "horas de servicio"),
    "premises": text("premises", "locaux", "locales"),
    "households": text("households", "ménages", "hogares"),
    "staff_hours": text("staff hours", "heures de travail du personnel", "horas de personal"),
}


def measure_word(measure: str) -> Text:
    """Return the plural noun of a measure; one without wording keeps its own name.

    >>> measure_word("residents").fr, measure_word("bicycles").es
    ('habitants', 'bicycles')
    """
    plain = measure.replace("{", "(").replace("}", ")")
    return MEASURES.get(measure) or text(plain, plain, plain)


def rate_words(measure: str, *, spread: str) -> Text:
    """Return "per 1,000 ...": over the whole covered period, per year of it, or of a measure that accumulates."""
    word = measure_word(measure)
    per = text(f"per 1,000 {word.en}", f"pour 1\u00a0000 {word.fr}", f"por cada mil {word.es}")
    tail = {
        "period": text("over the covered period", "sur la période couverte", "en el periodo cubierto"),
        "year": text(
            "and per year (covered days / 365.25)",
            "et par an (jours couverts / 365,25)",
            "y por año (días cubiertos / 365,25)",
        ),
    }.get(spread)
    if tail is None:
        return per
    return text(f"{per.en} {tail.en}", f"{per.fr} {tail.fr}", f"{per.es} {tail.es}")


def columns(measure: str, *, spread: str) -> dict[str, Column]:
    """Return every column of this analysis by name, worded for a measure."""
    per, word = rate_words(measure, spread=spread), measure_word(measure)
    at_risk = text(
        f"Denominator of the rate ({word.en})",
        f"Dénominateur du taux ({word.fr})",
        f"Denominador de la tasa ({word.es})",
    )
    if spread == "year":
        at_risk = text(
            f"Denominator of the rate ({word.en} × years covered)",
            f"Dénominateur du taux ({word.fr} × années couvertes)",
            f"Denominador de la tasa ({word.es} × años cubiertos)",
        )
    return {
        "place": PLACE,
        "name": PLACE_NAME,
        "incidents": INCIDENTS,
        "exposure": replace(EXPOSURE, label=text(word.en.capitalize(), word.fr.capitalize(), word.es.capitalize())),
        "denominator": Column(label=at_risk, decimals=0),
        "rate": Column(
            label=text(f"Rate {per.en}", f"Taux {per.fr}", f"Tasa {per.es}"),
            role="ratio",
            of=("incidents", "denominator"),
            scale=1000.0,
            decimals=1,
        ),
        "lower": _limit("Rate, lower limit 95 %", "Taux, borne inférieure à 95 %", "Tasa, límite inferior del 95 %"),
        "upper": _limit("Rate, upper limit 95 %", "Taux, borne supérieure à 95 %", "Tasa, límite superior del 95 %"),
        "reference": _limit("Overall rate", "Taux d’ensemble", "Tasa global"),
        "inner_lower": _limit(
            "Funnel, lower limit 95 %", "Entonnoir, borne inférieure à 95 %", "Embudo, límite inferior del 95 %"
        ),
        "inner_upper": _limit(
            "Funnel, upper limit 95 %", "Entonnoir, borne supérieure à 95 %", "Embudo, límite superior del 95 %"
        ),
        "outer_lower": _limit(
            "Funnel, lower limit 99.8 %", "Entonnoir, borne inférieure à 99,8 %", "Embudo, límite inferior del 99,8 %"
        ),
        "outer_upper": _limit(
            "Funnel, upper limit 99.8 %", "Entonnoir, borne supérieure à 99,8 %", "Embudo, límite superior del 99,8 %"
        ),
    }


def _limit(en: str, fr: str, es: str) -> Column:
    spaced = (wording.replace(" %", "\u00a0%") for wording in (en, fr, es))
    return Column(label=text(*spaced), role="estimate", of=("incidents",), decimals=1)


def _places(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), decimals=0)


SUMMARY = {
    "period": Column(label=text("Period", "Période", "Periodo"), unit="period", dimension="period"),
    "covered_days": COVERED_DAYS,
    "exposure_period": Column(
        label=text("Period of the denominator", "Période du dénominateur", "Periodo del denominador"), unit="period"
    ),
    "phi": Column(
        label=text("Winsorised dispersion φ", "Dispersion φ winsorisée", "Dispersión φ winsorizada"),
        role="estimate",
        of=("incidents",),
    ),
    "outside": Column(
        label=text(
            "Places outside the 99.8\u00a0% limits",
            "Lieux hors des limites à 99,8\u00a0%",
            "Lugares fuera de los límites del 99,8\u00a0%",
        ),
        role="estimate",
        of=("incidents",),
        decimals=0,
    ),
    "places": _places("Places", "Lieux", "Lugares"),
    "rated": _places("Places with a rate", "Lieux avec un taux", "Lugares con tasa"),
    "floor": _places(
        "Least denominator for a rate", "Dénominateur minimal pour un taux", "Denominador mínimo para una tasa"
    ),
    "below_floor": _places("Places below it", "Lieux en dessous", "Lugares por debajo"),
    "without_exposure": _places("Places without a denominator", "Lieux sans dénominateur", "Lugares sin denominador"),
    "unjoined": _places(
        "Denominators that join no place", "Dénominateurs sans lieu", "Denominadores que no corresponden a ningún lugar"
    ),
    "incidents": replace(INCIDENTS, only="in_rated_places"),
    "not_rated": Column(
        label=text("Incidents in places without a rate", "Faits de lieux sans taux", "Incidentes en lugares sin tasa"),
        role="count",
        only="not_rated",
    ),
    "unplaced": Column(
        label=text("In no place", "Hors de tout lieu", "En ningún lugar"), role="count", only="in_no_place"
    ),
    "unit": Column(label=text("Counting unit", "Unité de compte", "Unidad de conteo"), unit="counting_unit"),
}

BY_PLACE = text(
    "Rates by place, in alphabetical order",
    "Taux par lieu, par ordre alphabétique",
    "Tasas por lugar, en orden alfabético",
)
FUNNEL = text("Rates against their denominator", "Taux selon leur dénominateur", "Tasas según su denominador")
BELOW_FLOOR = text(
    "Places too small for a rate", "Lieux trop petits pour un taux", "Lugares demasiado pequeños para una tasa"
)
WITHOUT_EXPOSURE = text("Places without a denominator", "Lieux sans dénominateur", "Lugares sin denominador")
FUNNEL_ALT = text(
    "Funnel chart: the rate of each place against its denominator, with the limits within which 95\u00a0% and 99.8\u00a0% of places "
    "would lie if all shared one rate."
    " {outside} of {rated} places {outside:=lies|lie} outside the wider limits.",
    "Graphique en entonnoir\u00a0: le taux de chaque lieu selon son dénominateur, avec les limites entre lesquelles se "
    "trouveraient 95\u00a0% et 99,8\u00a0% des lieux s’ils partageaient un même taux."
    " {outside} des {rated} lieux {outside:=est|sont} hors des limites les plus larges.",
    "Gráfico de embudo: la tasa de cada lugar según su denominador, con los límites entre los que estarían el 95\u00a0% y el "
    "99,8\u00a0% de los lugares si compartieran una misma tasa."
    " {outside} de {rated} lugares {outside:=está|están} fuera de los límites más amplios.",
)
MAP_ALT = text(
    "Map of the rate of each place; a place without a rate is left blank. All places together: {rate}.",
    "Carte du taux de chaque lieu\u202f; un lieu sans taux est laissé en blanc. Ensemble des lieux\u00a0: {rate}.",
    "Mapa de la tasa de cada lugar; un lugar sin tasa queda en blanco. Todos los lugares juntos: {rate}.",
)
INTERVAL_ALT = text(
    "Rate of each place with its 95\u00a0% interval, in alphabetical order.",
    "Taux de chaque lieu et son intervalle à 95\u00a0%, par ordre alphabétique.",
    "Tasa de cada lugar con su intervalo del 95\u00a0%, en orden alfabético.",
)


def headline(measure: str, *, spread: str, outside: int, widened: bool) -> Text:
    """Return the sentence of the overall rate and of the places that differ from it."""
    per, why = rate_words(measure, spread=spread), _BEYOND[widened]
    some = _SOME_DIFFER if outside else _NONE_DIFFERS
    return text(
        f"{{period:When}}: {{rate}} recorded incidents {per.en}, in {_TOGETHER.en}. {some.en} {why.en}"
        f"{_NOT_WORSE.en if outside else ''}.",
        f"{{period:When}}\u00a0: {{rate}} faits enregistrés {per.fr}, dans {_TOGETHER.fr}. {some.fr} {why.fr}"
        f"{_NOT_WORSE.fr if outside else ''}.",
        f"{{period:When}}: {{rate}} incidentes registrados {per.es}, en {_TOGETHER.es}. {some.es} {why.es}"
        f"{_NOT_WORSE.es if outside else ''}.",
    )


_SOME_DIFFER = text(
    "Of them, {outside} {outside:=differs|differ} from that rate by more than",
    "Parmi eux, {outside} {outside:=s’écarte|s’écartent} de ce taux plus que ne l’expliquent",
    "De ellos, {outside} {outside:=se aparta|se apartan} de esa tasa más de lo que explican",
)
_NONE_DIFFERS = text(
    "None of them differs from that rate by more than",
    "Aucun d’eux ne s’écarte de ce taux plus que ne l’expliquent",
    "Ninguno de ellos se aparta de esa tasa más de lo que explican",
)
_TOGETHER = text("the {rated} places together", "l’ensemble des {rated} lieux", "el conjunto de los {rated} lugares")
_BEYOND = {
    True: text(
        "chance and the ordinary differences between places explain",
        "le hasard et les différences ordinaires entre lieux",
        "el azar y las diferencias ordinarias entre lugares",
    ),
    False: text(
        "chance and equal risk explain",
        "le hasard et un risque égal",
        "el azar y un riesgo igual",
    ),
}
_NOT_WORSE = text(" (different is not worse)", " (différent ne veut pas dire pire)", " (diferente no significa peor)")
LIMITS = text(
    "“More than chance explains” means outside the 99.8\u00a0% limits of the funnel chart.",
    "«\u00a0Plus que ne l’explique le hasard\u00a0» veut dire hors des limites à 99,8\u00a0% du graphique en entonnoir.",
    "«Más de lo que explica el azar» quiere decir fuera de los límites del 99,8\u00a0% del gráfico de embudo.",
)
UNIT = text("Counted in {unit}.", "Unité de compte\u00a0: {unit}.", "Unidad de conteo: {unit}.")
DIFFERENT = text(
    "A place outside the limits is different, not worse: what it holds besides its residents (shops, stations, visitors) "
    "and how much of what happens is recorded differ from place to place. Places are not ranked.",
    "Un lieu hors des limites est différent, non pire\u00a0: ce qu’il accueille outre ses habitants (commerces, gares, "
    "visiteurs) et la part des faits qui est enregistrée varient d’un lieu à l’autre. Les lieux ne sont pas classés.",
    "Un lugar fuera de los límites es diferente, no peor: lo que alberga además de sus habitantes (comercios, estaciones, "
    "visitantes) y la proporción de incidentes que se registra varían de un lugar a otro. Los lugares no se clasifican.",
)
PERIOD_RATE = text(
    "The rate is over the {covered_days} covered {period:when}; it is not a yearly rate.",
    "Le taux porte sur les {covered_days} couverts {period:when}\u202f; ce n’est pas un taux annuel.",
    "La tasa se refiere a los {covered_days} cubiertos {period:when}; no es una tasa anual.",
)
YEAR_RATE = text(
    "The rate is brought to a year from the {covered_days} covered {period:when}: it assumes that the other days are alike.",
    "Le taux est ramené à l’année à partir des {covered_days} couverts {period:when}\u00a0: il suppose les autres jours "
    "semblables.",
    "La tasa se lleva al año a partir de los {covered_days} cubiertos {period:when}: supone que los demás días son similares.",
)
DENOMINATOR_OF = text(
    "The denominator is that of {exposure_period}.",
    "Le dénominateur est celui de {exposure_period}.",
    "El denominador es el de {exposure_period}.",
)
WIDENED = text(
    "The limits are widened for the ordinary differences between places (winsorised dispersion φ\u00a0=\u00a0{phi}).",
    "Les limites sont élargies pour tenir compte des différences ordinaires entre lieux (dispersion winsorisée φ\u00a0=\u00a0{phi}).",
    "Los límites se amplían por las diferencias ordinarias entre lugares (dispersión winsorizada φ\u00a0=\u00a0{phi}).",
)
NOT_WIDENED = text(
    "The limits are those of Poisson counts: places differ no more than chance would make them (winsorised dispersion "
    "φ\u00a0=\u00a0{phi}).",
    "Les limites sont celles d’effectifs de Poisson\u00a0: les lieux ne diffèrent pas plus que le hasard ne le ferait (dispersion "
    "winsorisée φ\u00a0=\u00a0{phi}).",
    "Los límites son los de recuentos de Poisson: los lugares no difieren más de lo que haría el azar (dispersión "
    "winsorizada φ\u00a0=\u00a0{phi}).",
)
POISSON = text(
    "The limits are those of Poisson counts; the winsorised dispersion is φ\u00a0=\u00a0{phi}, and above 1 they are too narrow.",
    "Les limites sont celles d’effectifs de Poisson\u202f; la dispersion winsorisée est φ\u00a0=\u00a0{phi}, et au-dessus de 1 elles sont "
    "trop étroites.",
    "Los límites son los de recuentos de Poisson; la dispersión winsorizada es φ\u00a0=\u00a0{phi}, y por encima de 1 son demasiado "
    "estrechos.",
)
FLOOR = text(
    "No rate is given below a denominator of {floor} ({below_floor} of {places} places): it would swing from one period "
    "to the next. Several years together may reach it.",
    "Aucun taux n’est donné sous un dénominateur de {floor} ({below_floor} des {places} lieux)\u00a0: il varierait trop d’une "
    "période à l’autre. Plusieurs années réunies peuvent y suffire.",
    "No se da ninguna tasa por debajo de un denominador de {floor} ({below_floor} de {places} lugares): variaría demasiado "
    "de un periodo a otro. Varios años juntos pueden bastar.",
)
NOT_JOINED = text(
    "Without a denominator, no rate: {without_exposure} of {places} places; they are listed.",
    "Sans dénominateur, pas de taux\u00a0: {without_exposure} des {places} lieux\u202f; la liste en est donnée.",
    "Sin denominador no hay tasa: {without_exposure} de {places} lugares; se da la lista.",
)
UNJOINED = text(
    "Denominators that join no place and are not used: {unjoined}.",
    "Dénominateurs sans lieu correspondant, non utilisés\u00a0: {unjoined}.",
    "Denominadores que no corresponden a ningún lugar y no se usan: {unjoined}.",
)
UNCERTAIN = text(
    "The intervals leave out the sampling error of the denominator.",
    "Les intervalles ne tiennent pas compte de l’erreur d’échantillonnage du dénominateur.",
    "Los intervalos no incluyen el error de muestreo del denominador.",
)
COVERS = text(
    "The intervals cover the ordinary variation of what is recorded, not what goes unrecorded.",
    "Les intervalles couvrent la variation ordinaire de ce qui est enregistré, non ce qui échappe à l’enregistrement.",
    "Los intervalos abarcan la variación ordinaria de lo que se registra, no lo que queda sin registrar.",
)
MANY_UNPLACED = text(
    "{unplaced:incident lies|incidents lie} in none of the places and {unplaced:=is|are} in no rate.",
    "{unplaced:fait ne relève d’aucun des lieux et n’entre|faits ne relèvent d’aucun des lieux et n’entrent} dans aucun taux.",
    "{unplaced:incidente no corresponde a ninguno de los lugares y no entra|incidentes no corresponden a ninguno de los "
    "lugares y no entran} en ninguna tasa.",
)
UNPLACED = text(
    "Incidents that no place holds are in no rate.",
    "Les faits qui ne relèvent d’aucun lieu n’entrent dans aucun taux.",
    "Los incidentes que no corresponden a ningún lugar no entran en ninguna tasa.",
)
ALL_BELOW = text(
    "All {places} places have a denominator below {floor}.",
    "Les {places} lieux ont tous un dénominateur inférieur à {floor}.",
    "Los {places} lugares tienen todos un denominador inferior a {floor}.",
)
ALL_BELOW_INSTEAD = text(
    "Ask about larger places, or lower the floor with --floor.",
    "Interrogez des lieux plus grands, ou abaissez le seuil avec --floor.",
    "Consulte lugares más grandes o reduzca el umbral con --floor.",
)

METHOD = text(
    "Rate: incidents per 1,000 of the denominator, with Garwood’s exact Poisson interval. Funnel: 95 % and 99.8 % "
    "limits around the overall rate, against the denominator; they are widened by the dispersion φ of the places, "
    "computed on standardised deviations of which the extreme tenths are winsorised (Spiegelhalter 2005). That takes "
    "away about a third of the dispersion: where counts vary twice as much as Poisson counts, some 9 % of ordinary "
    "places lie beyond the 95 % limits.",
    "Taux : faits pour 1 000 unités du dénominateur, avec l’intervalle de Poisson exact de Garwood. Entonnoir : "
    "limites à 95 % et à 99,8 % autour du taux d’ensemble, selon le dénominateur ; elles sont élargies par la "
    "dispersion φ des lieux, calculée sur les écarts centrés réduits dont les dixièmes extrêmes sont winsorisés "
    "(Spiegelhalter 2005). La dispersion en perd environ un tiers : quand les effectifs varient deux fois plus que "
    "des effectifs de Poisson, quelque 9 % des lieux ordinaires sortent des limites à 95 %.",
    "Tasa: incidentes por cada 1.000 unidades del denominador, con el intervalo de Poisson exacto de Garwood. "
    "Embudo: límites del 95 % y del 99,8 % en torno a la tasa global, según el denominador; se amplían con la "
    "dispersión φ de los lugares, calculada sobre desviaciones estandarizadas cuyos décimos extremos se "
    "winsorizan (Spiegelhalter 2005). La dispersión pierde así cerca de un tercio: cuando los recuentos varían el doble "
    "que los de Poisson, alrededor del 9 % de los lugares ordinarios queda fuera de los límites del 95 %.",
)
