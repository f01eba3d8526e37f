"""The words, columns and pictures of the self-exciting model."""

from dataclasses import replace

from beffroi.analyses import _excitation_residuals as residuals
from beffroi.analyses import _patterns as shared
from beffroi.analyses._points import APART
from beffroi.evidence.finding import Figure, Refusal
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

TITLE = text("Self-exciting model", "Modèle auto-excitant", "Modelo autoexcitante")
QUESTION = text(
    "What share of incidents do earlier ones nearby set off, how far and how soon?",
    "Quelle part des faits est déclenchée par des faits antérieurs proches, à quelle distance et en combien de temps ?",
    "¿Qué proporción de los incidentes la desencadenan otros anteriores cercanos, a qué distancia y en cuánto tiempo?",
)
ASSUMPTION = text(
    "Where the other incidents happen changes over the period at the same pace everywhere: what gathers more finely "
    "than the bandwidth of the background, or for a while only, counts as set off by earlier incidents.",
    "La répartition des autres faits évolue partout au même rythme pendant la période : ce qui se concentre plus "
    "finement que le rayon de lissage du fond, ou pour un temps seulement, compte comme déclenché par des faits "
    "antérieurs.",
    "La distribución de los demás incidentes cambia en todas partes al mismo ritmo durante el periodo: lo que se "
    "concentra a una escala más fina que el ancho de banda del fondo, o solo por un tiempo, cuenta como "
    "desencadenado por incidentes anteriores.",
)
FITTED = text(
    "Intensity λ(x, t) = μ f(x) ν(t) + Σ θ ω exp(−ω Δt) exp(−d²/2σ²)/2πσ² over earlier incidents. Estimation by "
    "expectation and maximisation, accelerated (SQUAREM), with the offspring that fall outside the area or the "
    "period taken out of what is expected. f: Gaussian kernel density of the incidents weighted by their probability "
    "of belonging to the background, each left out at its own place, its mass kept inside the area, one hundredth "
    "spread evenly; ν: one rate a month. σ up to the bandwidth. Automatic bandwidth: of 125, 250, 500, 1,000 and "
    "2,000 m that the area and the precision allow, the likeliest. Intervals: observed information on the logarithms "
    "(logit for the share), the background held, over five draws of times and places within their precision (Rubin). "
    "p-value: gain of likelihood of three fixed triggers (50 m and 3 days, 100 m and 7, 200 m and 20), dates "
    "permuted, (M + 1)/(R + 1): the likelihood ratio has no χ² law where nothing is triggered. Residuals: Ogata’s "
    "rescaled times, Kolmogorov–Smirnov. Converged when no parameter moves by more than 1e-6.",
    "Intensité λ(x, t) = μ f(x) ν(t) + Σ θ ω exp(−ω Δt) exp(−d²/2σ²)/2πσ² sur les faits antérieurs. Estimation par "
    "espérance-maximisation accélérée (SQUAREM), en retirant de l’attendu les descendants tombés hors du territoire "
    "ou de la période. f : densité à noyau gaussien des faits, pondérés par leur probabilité d’appartenir au fond, "
    "chacun étant exclu à son propre lieu, masse conservée dans le territoire, un centième réparti uniformément ; ν "
    ": un taux par mois. σ au plus égal au rayon de lissage. Rayon automatique : le plus vraisemblable parmi 125, "
    "250, 500, 1 000 et 2 000 m, dans les limites du territoire et de la précision. Intervalles : information "
    "observée sur les logarithmes (logit pour la part), fond fixé, sur cinq tirages des heures et des lieux dans "
    "leur précision (Rubin). Valeur p : gain de vraisemblance de trois déclenchements fixes (50 m et 3 jours, 100 m "
    "et 7, 200 m et 20), dates permutées, (M + 1)/(R + 1) : sans déclenchement, le rapport de vraisemblance ne suit "
    "aucune loi du χ². Résidus : temps transformés d’Ogata, Kolmogorov-Smirnov. Convergence quand aucun paramètre ne "
    "varie de plus de 1e-6.",
    "Intensidad λ(x, t) = μ f(x) ν(t) + Σ θ ω exp(−ω Δt) exp(−d²/2σ²)/2πσ² sobre los incidentes anteriores. "
    "Estimación por esperanza-maximización acelerada (SQUAREM), descontando de lo esperado los descendientes que "
    "caen fuera de la zona o del periodo. f: densidad de núcleo gaussiano de los incidentes, ponderados por su "
    "probabilidad de pertenecer al fondo, cada uno excluido en su propio lugar, masa conservada dentro de la zona, "
    "un centésimo repartido por igual; ν: una tasa por mes. σ no supera el ancho de banda. Ancho automático: el más "
    "verosímil de 125, 250, 500, 1000 y 2000 m que permiten la zona y la precisión. Intervalos: información "
    "observada de los logaritmos (logit para la proporción), con el fondo fijo, en cinco sorteos de horas y lugares "
    "dentro de su precisión (Rubin). Valor p: ganancia de verosimilitud de tres desencadenamientos fijos (50 m y 3 "
    "días, 100 m y 7, 200 m y 20), con fechas permutadas, (M + 1)/(R + 1): sin desencadenamiento, la razón de "
    "verosimilitudes no sigue ninguna ley χ². Residuos: tiempos transformados de Ogata, Kolmogórov-Smirnov. "
    "Convergencia cuando ningún parámetro varía más de 1e-6.",
)
METHOD = text(
    f"{FITTED.en} {residuals.METHOD.en}",
    f"{FITTED.fr} {residuals.METHOD.fr}",
    f"{FITTED.es} {residuals.METHOD.es}",
)


def _known(label: Text, *, unit: str = "1", decimals: int | None = None) -> Column:
    return Column(label=label, unit=unit, role="estimate", of=("incidents",), decimals=decimals)


def _limits(en: str, fr: str, es: str, *, unit: str = "1", decimals: int | None = None) -> tuple[Column, ...]:
    """Return the columns of an estimate and of the limits of its 95 % interval."""
    low = text(f"{en}, lower limit 95 %", f"{fr}, borne inférieure à 95 %", f"{es}, límite inferior 95 %")
    high = text(f"{en}, upper limit 95 %", f"{fr}, borne supérieure à 95 %", f"{es}, límite superior 95 %")
    return tuple(_known(label, unit=unit, decimals=decimals) for label in (text(en, fr, es), low, high))


SHARE, SHARE_LOW, SHARE_HIGH = _limits(
    "Share triggered", "Part déclenchée", "Proporción desencadenada", unit="%", decimals=0
)
OFFSPRING, OFFSPRING_LOW, OFFSPRING_HIGH = _limits(
    "Incidents that one triggers (branching ratio)",
    "Faits déclenchés par un fait (facteur de branchement)",
    "Incidentes que desencadena uno (razón de ramificación)",
    decimals=2,
)
SPREAD, SPREAD_LOW, SPREAD_HIGH = _limits(
    "Standard deviation of the distance, each axis",
    "Écart type de la distance, par axe",
    "Desviación típica de la distancia, por eje",
    unit="m",
    decimals=0,
)
DELAY, DELAY_LOW, DELAY_HIGH = _limits("Mean delay", "Délai moyen", "Plazo medio", unit="d", decimals=1)
P = lexicon.p_value("incidents")
BANDWIDTH = text("Bandwidth of the background", "Rayon de lissage du fond", "Ancho de banda del fondo")
GAIN = text(
    "AIC of the background alone, less that of the model",
    "AIC du fond seul, moins celui du modèle",
    "AIC del fondo solo, menos el del modelo",
)
SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "places": shared.PLACES,
    "share": SHARE,
    "share_low": SHARE_LOW,
    "share_high": SHARE_HIGH,
    "offspring": OFFSPRING,
    "offspring_low": OFFSPRING_LOW,
    "offspring_high": OFFSPRING_HIGH,
    "spread": SPREAD,
    "spread_low": SPREAD_LOW,
    "spread_high": SPREAD_HIGH,
    "delay": DELAY,
    "delay_low": DELAY_LOW,
    "delay_high": DELAY_HIGH,
    "half_distance": _known(
        text("Half of them within", "La moitié à moins de", "La mitad a menos de"), unit="m", decimals=0
    ),
    "half_delay": _known(
        text("Half of them within", "La moitié en moins de", "La mitad en menos de"), unit="d", decimals=1
    ),
    "p": P,
    "permutations": lexicon.PERMUTATIONS,
    "gain": _known(GAIN, decimals=0),
    "likelihood": _known(text("Log-likelihood", "Log-vraisemblance", "Log-verosimilitud"), decimals=1),
    "off_course": _known(
        text(
            "Largest gap between incidents expected and seen over time (Kolmogorov–Smirnov)",
            "Plus grand écart entre faits attendus et observés au fil du temps (Kolmogorov-Smirnov)",
            "Mayor diferencia entre incidentes esperados y observados en el tiempo (Kolmogórov-Smirnov)",
        ),
        decimals=3,
    ),
    "p_course": replace(
        P,
        label=text(
            "p-value of that gap, approximate",
            "valeur p de cet écart, approchée",
            "valor p de esa diferencia, aproximado",
        ),
    ),
    **residuals.SUMMARY,
    "bandwidth": _known(BANDWIDTH, unit="m", decimals=0),
    "longest": Column(
        label=text("Longest mean delay", "Délai moyen maximal", "Plazo medio máximo"), unit="d", decimals=0
    ),
    "finest": shared.FINEST,
}


def _reached(key: Column) -> dict[str, Column]:
    value, low, high = _limits(
        "Incidents triggered by one", "Faits déclenchés par un fait", "Incidentes desencadenados por uno", decimals=3
    )
    return {"key": key, "incidents": shared.INCIDENTS, "value": value, "lower": low, "upper": high}


def _renamed(columns: dict[str, Column], key: str) -> dict[str, Column]:
    return {key if name == "key" else name: column for name, column in columns.items()}


IN_TIME = _renamed(_reached(lexicon.LAG), "lag")
IN_SPACE = _renamed(_reached(lexicon.DISTANCE), "distance")
BANDWIDTHS = {
    "bandwidth": Column(label=BANDWIDTH, unit="m", dimension="filter", decimals=0),
    "incidents": shared.INCIDENTS,
    "share": SHARE,
    "share_low": SHARE_LOW,
    "share_high": SHARE_HIGH,
    "spread": SPREAD,
    "delay": DELAY,
    "gain": _known(GAIN, decimals=0),
    "likelihood": SUMMARY["likelihood"],
}
BAND = text("band: 95 % interval", "bande : intervalle à 95 %", "banda: intervalo del 95 %")
DELAYS_FIGURE = Figure(
    mark="line",
    table="in_time",
    x="lag",
    y="value",
    lower="lower",
    upper="upper",
    title=text(
        "Incidents that one sets off, up to each delay",
        "Faits qu’un fait déclenche, jusqu’à chaque délai",
        "Incidentes que uno desencadena, hasta cada plazo",
    ),
    alt=text(
        "Rising curve of the incidents triggered by one, with its 95 % interval, up to {longest}: {offspring} in "
        "all, after a mean delay of {delay}.",
        "Courbe croissante des faits déclenchés par un fait, avec son intervalle à 95 %, jusqu’à {longest} : "
        "{offspring} en tout, après un délai moyen de {delay}.",
        "Curva creciente de los incidentes que uno desencadena, con su intervalo del 95 %, hasta {longest}: "
        "{offspring} en total, tras un plazo medio de {delay}.",
    ),
    options={"zero": True, "band": BAND},
)
DISTANCES_FIGURE = Figure(
    mark="line",
    table="in_space",
    x="distance",
    y="value",
    lower="lower",
    upper="upper",
    title=text(
        "Incidents that one sets off, up to each distance",
        "Faits qu’un fait déclenche, jusqu’à chaque distance",
        "Incidentes que uno desencadena, hasta cada distancia",
    ),
    alt=text(
        "Rising curve of the incidents triggered by one, with its 95 % interval, by distance: {offspring} in all, "
        "half of them within {half_distance}.",
        "Courbe croissante des faits déclenchés par un fait, avec son intervalle à 95 %, selon la distance : "
        "{offspring} en tout, la moitié à moins de {half_distance}.",
        "Curva creciente de los incidentes que uno desencadena, con su intervalo del 95 %, según la distancia: "
        "{offspring} en total, la mitad a menos de {half_distance}.",
    ),
    options={"zero": True, "band": BAND},
)
BANDWIDTHS_FIGURE = Figure(
    mark="dots",
    table="bandwidths",
    x="bandwidth",
    y="share",
    lower="share_low",
    upper="share_high",
    title=text(
        "Share triggered, by how finely the background follows the places",
        "Part déclenchée, selon la finesse avec laquelle le fond suit les lieux",
        "Proporción desencadenada, según la finura con que el fondo sigue los lugares",
    ),
    alt=text(
        "Share triggered, with its 95 % interval, for each bandwidth of the background; at {bandwidth} it is {share}.",
        "Part déclenchée, avec son intervalle à 95 %, pour chaque rayon de lissage du fond ; à {bandwidth}, elle est "
        "de {share}.",
        "Proporción desencadenada, con su intervalo del 95 %, para cada ancho de banda del fondo; con {bandwidth} es "
        "de {share}.",
    ),
)
FOUND = text(
    "In this model, earlier incidents nearby set off {share} of the incidents ({share_low} to {share_high}), half of "
    "them within {half_distance}, half within {half_delay} (p = {p}).",
    "Dans ce modèle, des faits antérieurs proches déclenchent {share} des faits (de {share_low} à {share_high}), la "
    "moitié à moins de {half_distance}, la moitié en moins de {half_delay} (p = {p}).",
    "En este modelo, incidentes anteriores cercanos desencadenan el {share} de los incidentes (de {share_low} a "
    "{share_high}), la mitad a menos de {half_distance}, la mitad en menos de {half_delay} (p = {p}).",
)
NONE = text(
    "No triggering of incidents by earlier ones nearby is established (p = {p}).",
    "Aucun déclenchement de faits par des faits antérieurs proches n’est établi (p = {p}).",
    "No se establece que unos incidentes desencadenen otros cercanos (p = {p}).",
)
UNTOLD = text(
    "Incidents follow one another in space and time (p = {p}), but the model cannot tell triggering from lasting "
    "differences between places: no share is given as established.",
    "Les faits se suivent dans l’espace et le temps (p = {p}), mais le modèle ne distingue pas le déclenchement des "
    "différences durables entre lieux : aucune part n’est donnée pour établie.",
    "Los incidentes se suceden en el espacio y el tiempo (p = {p}), pero el modelo no distingue el desencadenamiento "
    "de las diferencias duraderas entre lugares: no se da ninguna proporción por establecida.",
)
ONE_EVENT = text(
    "Incidents come together on one day and in one place more than chance would have it (p = {p}), as several "
    "records of one event do: no share is given as triggered.",
    "Des faits se produisent le même jour au même endroit plus que le hasard ne le voudrait (p = {p}), comme le font "
    "plusieurs enregistrements d’un même événement : aucune part n’est donnée pour déclenchée.",
    "Hay incidentes el mismo día y en el mismo lugar más de lo que querría el azar (p = {p}), como ocurre con varios "
    "registros de un mismo suceso: no se da ninguna proporción por desencadenada.",
)
FLAG = text(
    "A place that attracts incidents and an incident that draws others leave the same traces: the coarser the "
    "background, the larger the share that seems triggered. The share by bandwidth shows by how much.",
    "Un lieu qui attire les faits et un fait qui en entraîne d’autres laissent les mêmes traces : plus le fond est "
    "lissé, plus la part qui semble déclenchée est grande. La part selon le rayon de lissage montre de combien.",
    "Un lugar que atrae incidentes y un incidente que arrastra otros dejan las mismas huellas: cuanto más liso el "
    "fondo, mayor parece la proporción desencadenada. La proporción según el ancho de banda muestra cuánto.",
)
RECORDED = text(
    "These are recorded incidents: a first record that makes people or police look closer at a place makes further "
    "records without further offences.",
    "Il s’agit de faits enregistrés : un premier enregistrement qui attire l’attention des habitants ou de la police "
    "sur un lieu en produit d’autres sans davantage d’infractions.",
    "Se trata de incidentes registrados: un primer registro que atrae la atención de los vecinos o de la policía "
    "sobre un lugar produce otros sin que haya más delitos.",
)
NO_FORECAST = text(
    "This describes the period; it forecasts nothing. Beside the background alone, the model gains {gain} in AIC "
    "(over 0 favours it); without any triggering it would still be over 0 in up to one case in ten.",
    "Ceci décrit la période et ne prévoit rien. Par rapport au fond seul, le modèle gagne {gain} en AIC (une valeur "
    "positive lui est favorable) ; sans aucun déclenchement, la valeur serait encore positive dans un cas sur dix au "
    "plus.",
    "Esto describe el periodo y no pronostica nada. Frente al fondo solo, el modelo gana {gain} en AIC (un valor "
    "positivo le es favorable); sin ningún desencadenamiento aún sería positivo hasta en uno de cada diez casos.",
)
DRAWN = text(
    "Dates are taken to the day and locations to about {finest}: incidents are put at random times of their day and "
    "at random within that precision, so that one instant or one place for several does not pass for contagion. Five "
    "such draws (by the seed) are combined, and the intervals hold how they differ.",
    "Les dates sont prises au jour et les localisations à {finest} près environ : les faits sont placés au hasard "
    "dans leur journée et dans cette marge, pour qu’un instant ou un lieu commun ne passe pas pour de la contagion. "
    "Cinq tirages (selon la graine) sont combinés, et les intervalles tiennent compte de leurs écarts.",
    "Las fechas se toman por día y las ubicaciones con un margen de unos {finest}: los incidentes se colocan al azar "
    "dentro de su día y de ese margen, para que un instante o un lugar común no pase por contagio. Se combinan cinco "
    "sorteos (según la semilla), y los intervalos recogen sus diferencias.",
)
HELD = text(
    "The intervals hold the background as known, and the bandwidth too: they are too narrow rather than too wide. What "
    "happened before the first day triggers nothing here, and its followers count as background.",
    "Les intervalles tiennent le fond et le rayon de lissage pour connus : ils sont plutôt trop étroits. Ce qui a eu "
    "lieu avant le premier jour ne déclenche rien ici, et ses suites comptent comme fond.",
    "Los intervalos dan por conocidos el fondo y el ancho de banda: son más bien demasiado estrechos. Lo ocurrido "
    "antes del primer día no desencadena nada aquí, y sus secuelas cuentan como fondo.",
)
AT_BOUND = text(
    "The estimate ended at a limit of what was looked for (a mean delay of up to {longest}, a distance from the "
    "precision of the locations to the bandwidth): it says that limit and nothing else, and has no interval.",
    "L’estimation a atteint une limite de ce qui était cherché (un délai moyen d’au plus {longest}, une distance "
    "comprise entre la précision des localisations et le rayon de lissage) : elle ne dit que cette limite et n’a pas "
    "d’intervalle.",
    "La estimación llegó a un límite de lo que se buscaba (un plazo medio de {longest} como máximo, una distancia "
    "entre la precisión de las ubicaciones y el ancho de banda): solo dice ese límite y no tiene intervalo.",
)
SAME_DAY = text(
    "The mean delay is under a day, less than the dates tell: several records of one event look like this.",
    "Le délai moyen est inférieur à un jour, en deçà de la précision des dates : plusieurs enregistrements d’un même "
    "événement ont cet aspect.",
    "El plazo medio es inferior a un día, menos de lo que dicen las fechas: varios registros de un mismo suceso "
    "tienen este aspecto.",
)
OFF_COURSE = text(
    "The model does not follow the course of incidents over the period (p = {p_course}): read its numbers with "
    "reserve.",
    "Le modèle ne suit pas l’évolution des faits pendant la période (p = {p_course}) : ses chiffres sont à lire avec "
    "réserve.",
    "El modelo no sigue la evolución de los incidentes en el periodo (p = {p_course}): sus cifras deben leerse con "
    "reserva.",
)
UNSETTLED = text(
    "The estimation had not settled when it was stopped.",
    "L’estimation n’était pas stabilisée lorsqu’elle a été arrêtée.",
    "La estimación no se había estabilizado cuando se detuvo.",
)


def unfit(least: float, most: float) -> Refusal:
    """Return the refusal of a bandwidth that the area or the precision of the locations does not allow."""
    return Refusal(
        kind="not_defined",
        reason=text(
            "With this area and this precision of the locations, the bandwidth of the background must lie between "
            "{least:.0f} and {most:.0f} m.",
            "Avec ce territoire et cette précision des localisations, le rayon de lissage du fond doit se situer entre "
            "{least:.0f} et {most:.0f} m.",
            "Con esta zona y esta precisión de las ubicaciones, el ancho de banda del fondo debe estar entre "
            "{least:.0f} y {most:.0f} m.",
        ),
        instead=text(
            "Ask for another one with `--bandwidth`, or for an even background with `--background even`.",
            "Demandez-en un autre avec `--bandwidth`, ou un fond uniforme avec `--background even`.",
            "Solicite otro con `--bandwidth`, o un fondo uniforme con `--background even`.",
        ),
        values={"least": least, "most": most},
    )
