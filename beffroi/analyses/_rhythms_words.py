"""Columns, figures and sentences of the rhythms of the week."""

from dataclasses import replace

from beffroi.evidence.finding import Figure
from beffroi.vocabulary.lexicon import COVERED_DAYS, HOUR, INCIDENTS, WEEKDAY, Column, p_value
from beffroi.vocabulary.text import text


def _share(en: str, fr: str, es: str, *, decimals: int = 1) -> Column:
    label = text(en, fr, es)
    return Column(label=label, unit="%", role="estimate", of=("incidents",), decimals=decimals)


def _count(en: str, fr: str, es: str, *, only: str) -> Column:
    return Column(label=text(en, fr, es), role="count", only=only)


def _busiest(en: str, fr: str, es: str, *, unit: str) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("window_incidents",))


SHARE = _share("Share of incidents", "Part des faits", "Proporción de incidentes")
LOWER = _share("Lower limit of the share, 95 %", "Borne inférieure de la part, 95 %", "Límite inferior, 95 %")
UPPER = _share("Upper limit of the share, 95 %", "Borne supérieure de la part, 95 %", "Límite superior, 95 %")
EVEN_SHARE = Column(
    label=text("Share if spread evenly", "Part à répartition égale", "Proporción con reparto uniforme"),
    unit="%",
    decimals=1,
)
INDEX = Column(
    label=text(
        "Share over even share (ratio)",
        "Part sur part à répartition égale (rapport)",
        "Proporción sobre proporción uniforme (razón)",
    ),
    role="estimate",
    of=("incidents",),
    decimals=2,
)
SHARES = {"share": SHARE, "lower": LOWER, "upper": UPPER, "even_share": EVEN_SHARE, "index": INDEX}
PER_DAY = Column(
    label=text("Incidents per covered day", "Faits par jour couvert", "Incidentes por día cubierto"),
    role="ratio",
    of=("incidents", "days"),
    decimals=1,
)
FINE = {name: replace(column, decimals=2) for name, column in SHARES.items()}
PLACED_INCIDENTS = replace(INCIDENTS, only="placed")
WEEK = {"weekday": WEEKDAY, "hour": HOUR, "days": COVERED_DAYS, "incidents": PLACED_INCIDENTS} | FINE
HOURS = {"hour": HOUR, "incidents": PLACED_INCIDENTS} | SHARES
WEEKDAYS = {"weekday": WEEKDAY, "days": COVERED_DAYS, "incidents": PLACED_INCIDENTS, "per_day": PER_DAY} | SHARES
CLOCK_TITLE = text(
    "Times written as exactly midnight or noon",
    "Heures notées minuit ou midi pile",
    "Horas anotadas como medianoche o mediodía en punto",
)
CLOCK = {
    "hour": Column(label=text("Exactly at", "À l’heure précise", "A la hora exacta"), unit="hour", dimension="filter"),
    "incidents": replace(INCIDENTS, only="on_the_hour"),
    "neighbours": _count(
        "Exactly at the full hour before or after",
        "À l’heure pile d’avant ou d’après",
        "A la hora en punto anterior o posterior",
        only="on_a_neighbouring_hour",
    ),
    "index": Column(
        label=text(
            "Over the mean of these neighbours (ratio)",
            "Sur la moyenne de ces voisines (rapport)",
            "Sobre la media de esas vecinas (razón)",
        ),
        role="ratio",
        of=("incidents", "neighbours"),
        scale=2.0,
        decimals=1,
    ),
}
SUMMARY = {
    "events": _count("Events in scope", "Faits retenus", "Incidentes considerados", only="events"),
    "incidents": _count("Placed in the week", "Situés dans la semaine", "Situados en la semana", only="placed"),
    "placed_share": Column(
        label=text("Share placed in the week", "Part située dans la semaine", "Proporción situada en la semana"),
        unit="%",
        role="ratio",
        of=("incidents", "events"),
        scale=100.0,
        decimals=1,
    ),
    "hour_unknown": _count("Hour unknown", "Heure inconnue", "Hora desconocida", only="hour_unknown"),
    "interval_open": _count(
        "Interval without an end", "Intervalle sans fin", "Intervalo sin final", only="interval_open"
    ),
    "spread": _count(
        "Spread over an hour or more", "Répartis sur une heure ou plus", "Repartidos en una hora o más", only="spread"
    ),
    "window_from": _busiest(
        "Busiest six hours: from", "Six heures les plus chargées : de", "Seis horas con más: desde", unit="hour"
    ),
    "window_to": _busiest(
        "Busiest six hours: to", "Six heures les plus chargées : à", "Seis horas con más: hasta", unit="hour"
    ),
    "window_incidents": _count(
        "In the busiest six hours",
        "Dans les six heures les plus chargées",
        "En las seis horas con más",
        only="busiest_six_hours",
    ),
    "window_share": Column(
        label=text("Share of these six hours", "Part de ces six heures", "Proporción de esas seis horas"),
        unit="%",
        role="ratio",
        of=("window_incidents", "incidents"),
        scale=100.0,
        decimals=0,
    ),
    "even_share": replace(EVEN_SHARE, decimals=0),
    "busiest_day": _busiest("Busiest day of the week", "Jour le plus chargé", "Día con más incidentes", unit="weekday"),
    "p": p_value("incidents"),
    "draws": Column(label=text("Random draws", "Tirages aléatoires", "Sorteos aleatorios"), decimals=0),
}

CLEAR = text(
    "{window_share} of incidents happen between {window_from} and {window_to}; an even spread would give {even_share}.",
    "{window_share} des faits se produisent entre {window_from} et {window_to} ; une répartition égale en donnerait"
    " {even_share}.",
    "El {window_share} de los incidentes ocurre entre las {window_from} y las {window_to}; un reparto uniforme daría"
    " {even_share}.",
)
EVEN = text(
    "No difference between the hours of the week is established (p = {p}); the busiest six hours, from {window_from} to"
    " {window_to}, hold {window_share}, against {even_share} if spread evenly.",
    "Aucune différence entre les heures de la semaine n’est établie (p = {p}) ; les six heures les plus chargées, de"
    " {window_from} à {window_to}, en réunissent {window_share}, contre {even_share} à répartition égale.",
    "No se establece ninguna diferencia entre las horas de la semana (p = {p}); las seis horas con más incidentes, de"
    " {window_from} a {window_to}, reúnen el {window_share}, frente al {even_share} con un reparto uniforme.",
)
PLACED = text(
    "{placed_share} of events can be placed in the week.",
    "{placed_share} des faits peuvent être situés dans la semaine.",
    "El {placed_share} de los incidentes puede situarse en la semana.",
)
UNKNOWN = text(
    "{hour_unknown:event without a known hour is|events without a known hour are} left out, not placed at midnight.",
    "{hour_unknown:fait dont l’heure est inconnue est laissé|faits dont l’heure est inconnue sont laissés} de côté, et non"
    " à minuit.",
    "{hour_unknown:incidente sin hora conocida queda|incidentes sin hora conocida quedan} fuera: no se sitúan a"
    " medianoche.",
)
OPEN = text(
    "{interval_open:event has|events have} an interval without a usable end: counted apart, placed nowhere.",
    "{interval_open:fait a|faits ont} un intervalle sans fin utilisable : comptés à part, placés nulle part.",
    "{interval_open:incidente tiene|incidentes tienen} un intervalo sin final utilizable: se cuentan aparte y no se"
    " sitúan.",
)
SPREAD = text(
    "{spread:event is|events are} spread evenly over the interval in which the moment lies; the limits do not say when"
    " in that time.",
    "{spread:fait est réparti|faits sont répartis} également sur l’intervalle où se situe le moment ; les bornes ne"
    " disent pas à quel instant.",
    "{spread:incidente se reparte|incidentes se reparten} por igual en el intervalo en que se sitúa el momento; los"
    " límites no dicen en qué instante.",
)
MIDNIGHT = text(
    "Times written as exactly midnight are over one and a half times as many as at the hours beside it: often a"
    " default, not a rhythm.",
    "Les heures notées minuit pile sont plus d’une fois et demie plus nombreuses qu’aux heures voisines : souvent une"
    " valeur par défaut, et non un rythme.",
    "Las horas anotadas como medianoche en punto son más de una vez y media las de las horas vecinas: a menudo un valor"
    " por defecto, no un ritmo.",
)
NOON = text(
    "Times written as exactly noon are over one and a half times as many as at the hours beside it: often a habit of"
    " recording, not a rhythm.",
    "Les heures notées midi pile sont plus d’une fois et demie plus nombreuses qu’aux heures voisines : souvent une"
    " habitude de saisie, et non un rythme.",
    "Las horas anotadas como mediodía en punto son más de una vez y media las de las horas vecinas: a menudo un hábito"
    " de registro, no un ritmo.",
)
SERIES = text(
    "Incidents that come in series, several on one evening, make the limits too narrow.",
    "Des faits survenus en série, plusieurs le même soir, rendent les bornes trop étroites.",
    "Los incidentes en serie, varios la misma noche, hacen que los límites sean demasiado estrechos.",
)
WEEK_FIGURE = Figure(
    mark="heatmap",
    table="week",
    title=text(
        "Incidents by hour and day, over an even spread",
        "Faits par heure et par jour, rapportés à une répartition égale",
        "Incidentes por hora y día, respecto de un reparto uniforme",
    ),
    alt=text(
        "A table of colours: one row a day of the week, one column an hour, darker where more incidents happen."
        " {window_share} of incidents happen between {window_from} and {window_to}.",
        "Un tableau de couleurs : une ligne par jour de la semaine, une colonne par heure, plus foncé là où les faits"
        " sont plus nombreux."
        " {window_share} des faits se produisent entre {window_from} et {window_to}.",
        "Una tabla de colores: una fila por día de la semana, una columna por hora, más oscura donde hay más incidentes."
        " El {window_share} de los incidentes ocurre entre las {window_from} y las {window_to}.",
    ),
    x="hour",
    y="weekday",
    value="index",
)
HOURS_FIGURE = Figure(
    mark="bar",
    table="hours",
    title=text("Share of incidents by hour", "Part des faits par heure", "Proporción de incidentes por hora"),
    alt=text(
        "Bars: the share of incidents in each hour of the day, with its limits.",
        "Barres : part des faits à chaque heure du jour, avec ses bornes.",
        "Barras: proporción de incidentes en cada hora del día, con sus límites.",
    ),
    x="hour",
    y="share",
    lower="lower",
    upper="upper",
    options={"height": 180},
)
WEEKDAYS_FIGURE = Figure(
    mark="bar",
    table="weekdays",
    title=text(
        "Share of incidents by day of the week",
        "Part des faits par jour de la semaine",
        "Proporción de incidentes por día de la semana",
    ),
    alt=text(
        "Bars: the share of incidents on each day of the week, with its limits.",
        "Barres : part des faits chaque jour de la semaine, avec ses bornes.",
        "Barras: proporción de incidentes cada día de la semana, con sus límites.",
    ),
    x="weekday",
    y="share",
    lower="lower",
    upper="upper",
    options={"height": 140},
)

METHOD = text(
    "Aoristic count: each event weighs 1, spread evenly over its interval [start, end); hour h receives |[start, "
    "end) ∩ h| / (end − start) (Ratcliffe 2000). An event whose hour is unknown, or whose interval has no end, is "
    "left out and counted. Shares are compared with an even spread over the covered hours. Limits are "
    "simultaneous over all cells (Goodman 1965). The p-value is that of the whole pattern, Σ (O − E)²/E, against "
    "the same intervals moved to hours drawn at random.",
    "Dénombrement aoristique : chaque fait pèse 1, réparti uniformément sur son intervalle [début, fin) ; l’heure "
    "h en reçoit |[début, fin) ∩ h| / (fin − début) (Ratcliffe 2000). Un fait dont l’heure est inconnue, ou dont "
    "l’intervalle n’a pas de fin, est écarté et compté à part. Les parts sont comparées à une répartition égale "
    "sur les heures couvertes. Les bornes valent simultanément pour toutes les cases (Goodman 1965). La valeur p "
    "est celle de l’ensemble du profil, Σ (O − E)²/E, au regard des mêmes intervalles déplacés vers des heures "
    "tirées au hasard.",
    "Recuento aorístico: cada incidente pesa 1, repartido por igual en su intervalo [inicio, fin); la hora h "
    "recibe |[inicio, fin) ∩ h| / (fin − inicio) (Ratcliffe 2000). Un incidente cuya hora se desconoce, o cuyo "
    "intervalo no tiene fin, se excluye y se cuenta aparte. Las proporciones se comparan con un reparto uniforme "
    "entre las horas cubiertas. Los límites son simultáneos para todas las celdas (Goodman 1965). El valor p "
    "corresponde al conjunto del patrón, Σ (O − E)²/E, frente a los mismos intervalos trasladados a horas "
    "elegidas al azar.",
)
