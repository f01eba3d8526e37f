"""Rhythms: at which hours and on which days of the week do incidents happen?"""

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal
from beffroi.kernels import aoristic
from beffroi.tables.ratios import table
from beffroi.tables.views import Times, day_number
from beffroi.vocabulary.lexicon import COVERED_DAYS, HOUR, INCIDENTS, PERMUTATIONS, WEEKDAY, Column, p_value
from beffroi.vocabulary.text import Text, text

HEAP = 20  # fewest times at exactly noon or midnight to be called a heap
WINDOW = 6  # hours: a quarter of the day, a shift of service


class Rhythms(Analysis):
    """Incidents by hour and day of the week, with an event of unknown moment spread over its interval.

    Each event has a weight of 1, spread evenly over [start, end): the share of
    hour h is |[start, end) ∩ h| / (end − start) (Ratcliffe 2000). An event
    whose hour is not known, or whose interval has no end, is left out and
    counted. A share is compared with the one of an even spread over the covered
    hours, since some days of the week may be covered once more than others.
    Limits are simultaneous (Goodman 1965): they allow for looking at all cells.
    The p-value belongs to the whole pattern: Σ (O − E)²/E against the same
    intervals moved to hours picked at random.
    """

    about = About(
        title=text("Rhythms of the week", "Rythmes de la semaine", "Ritmos de la semana"),
        question=text(
            "At which hours and on which days of the week do incidents happen?",
            "À quelles heures et quels jours de la semaine les faits se produisent-ils ?",
            "¿A qué horas y qué días de la semana ocurren los incidentes?",
        ),
        needs=("times",),
        level="aggregate",
        assumption=text(
            "An event whose moment is not known is equally likely at each moment of its interval; events happen"
            " independently of one another; hours that are not recorded are like those that are.",
            "Un fait dont le moment n’est pas connu a la même chance à chaque instant de son intervalle ; les faits"
            " sont indépendants les uns des autres ; les heures non enregistrées ressemblent aux autres.",
            "Un incidente cuyo momento se desconoce es igual de probable en cada instante de su intervalo; los"
            " incidentes son independientes entre sí; las horas no registradas se parecen a las registradas.",
        ),
        minimum=100,
        date_precision="hour",
        instead=text(
            "Counts by month, or by day where the day is known, are possible.",
            "Les effectifs par mois, ou par jour quand le jour est connu, sont possibles.",
            "Los recuentos por mes, o por día cuando se conoce el día, son posibles.",
        ),
        references=(
            "Ratcliffe, J. H. (2000). Aoristic analysis: the spatial interpretation of unspecific temporal events."
            " International Journal of Geographical Information Science 14(7), 669–679.",
            "Ratcliffe, J. H. (2002). Aoristic signatures and the spatio-temporal analysis of high volume crime"
            " patterns. Journal of Quantitative Criminology 18(1), 23–43.",
            "Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial proportions."
            " Technometrics 7(2), 247–254.",
        ),
    )
    hours_per_cell: Literal[1, 2, 3, 4, 6] = parameter(
        1, unit="h", en="Hours in a cell", fr="Heures par case", es="Horas por celda"
    )
    draws: int = parameter(999, ge=99, le=99_999, en="Random draws", fr="Tirages aléatoires", es="Sorteos aleatorios")
    seed: int = parameter(1, ge=0, en="Seed of the draws", fr="Graine des tirages", es="Semilla de los sorteos")

    def grains(self) -> tuple["Rhythms", ...]:
        """Return this question with cells of more and more hours."""
        wider = (width for width in (1, 2, 3, 4, 6) if width >= self.hours_per_cell)
        return tuple(self.model_copy(update={"hours_per_cell": width}) for width in wider)

    def run(self, times: Times) -> Finding:
        """Answer from the intervals of all events."""
        placed = times.hour_known & ~np.isnat(times.end) & (times.end >= times.start)
        refusal = self.check_basis((times.basis,)) or self._check_placed(int(placed.sum()))
        if refusal:
            return self.refuse(refusal)
        start, end, days = times.start[placed], times.end[placed], _covered(times)
        weights = aoristic.aoristic_week(start, end).reshape(7, 24)
        test = aoristic.week_uniformity_test(start, end, days=days, draws=self.draws, seed=self.seed)
        tables = {
            "summary": table(SUMMARY, _summary(times, weights, p=test.p, draws=self.draws)),
            "week": table(WEEK, _week(weights, days, width=self.hours_per_cell)),
            "hours": table(HOURS, _hours(weights)),
            "weekdays": table(WEEKDAYS, _weekdays(weights, days)),
            "clock": table(CLOCK, _clock(times)),
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=(WEEK_FIGURE, HOURS_FIGURE, WEEKDAYS_FIGURE),
            headline=CLEAR if test.p < 0.05 else EVEN,
            caveats=_caveats(times, placed),
        )

    def _check_placed(self, found: int) -> Refusal | None:
        return refusals.not_enough(found=found, minimum=self.about.minimum) if found < self.about.minimum else None


def _covered(times: Times) -> NDArray[np.int64]:
    """Covered days of the period, by weekday."""
    parts = times.basis.coverage.within(times.basis.period)
    first, last = ([day_number(getattr(part, edge)) for part in parts] for edge in ("start", "end"))
    return aoristic.covered_weekdays(np.array(first), np.array(last))


def _summary(times: Times, weights: NDArray[np.float64], *, p: float, draws: int) -> pl.DataFrame:
    hourly, daily = weights.sum(axis=0), weights.sum(axis=1)
    first = aoristic.busiest_window(hourly, hours=WINDOW)
    within = float(np.roll(hourly, -first)[:WINDOW].sum())
    known = times.hour_known
    length = times.end - times.start
    row = {
        "events": known.size,
        "incidents": round(float(weights.sum())),
        "hour_unknown": int((~known).sum()),
        "interval_open": int((known & ~(times.end >= times.start)).sum()),
        "spread": int((known & (length >= np.timedelta64(1, "h"))).sum()),
        "window_from": first,
        "window_to": (first + WINDOW) % 24,
        "window_incidents": round(within, 1),
        "even_share": 100.0 * WINDOW / 24,
        "busiest_day": int(daily.argmax()),
        "p": p,
        "draws": draws,
    }
    return pl.DataFrame([row])


def _week(weights: NDArray[np.float64], days: NDArray[np.int64], *, width: int) -> pl.DataFrame:
    cells = weights.reshape(7, 24 // width, width).sum(axis=2)
    even = np.repeat(days[:, None] / days.sum() * width / 24, 24 // width, axis=1)
    weekday, hour = np.divmod(np.arange(cells.size), 24 // width)
    return pl.DataFrame(
        {"weekday": weekday, "hour": hour * width, "days": days[weekday]} | _shares(cells.ravel(), even.ravel())
    )


def _hours(weights: NDArray[np.float64]) -> pl.DataFrame:
    return pl.DataFrame({"hour": np.arange(24)} | _shares(weights.sum(axis=0), np.full(24, 1 / 24)))


def _weekdays(weights: NDArray[np.float64], days: NDArray[np.int64]) -> pl.DataFrame:
    shares = _shares(weights.sum(axis=1), days / days.sum())
    return pl.DataFrame({"weekday": np.arange(7), "days": days} | shares)


def _shares(weights: NDArray[np.float64], even: NDArray[np.float64]) -> dict[str, Any]:
    lower, upper = aoristic.goodman_interval(weights)
    share = weights / weights.sum()
    index = np.divide(share, even, out=np.full(share.size, np.nan), where=even > 0)
    return {
        "incidents": weights.round(1),
        "share": 100 * share,
        "lower": 100 * lower,
        "upper": 100 * upper,
        "even_share": 100 * even,
        "index": pl.Series(index).fill_nan(None),
    }


def _clock(times: Times) -> pl.DataFrame:
    """Exactly midnight and exactly noon, beside the full hours before and after."""
    tally = aoristic.on_the_hour(times.start[times.hour_known])
    rows = [
        {
            "hour": hour,
            "incidents": int(tally[hour]),
            "neighbours": int(tally[hour - 1] + tally[hour + 1]),
        }
        for hour in (0, 12)
    ]
    return pl.DataFrame(rows)


def _caveats(times: Times, placed: NDArray[np.bool_]) -> tuple[Text, ...]:
    said = [KNOWN]
    if (~placed & times.hour_known).any():
        said.append(OPEN)
    if (times.end[placed] - times.start[placed] >= np.timedelta64(1, "h")).any():
        said.append(SPREAD)
    tally = aoristic.on_the_hour(times.start[times.hour_known])
    for hour, caveat in ((0, MIDNIGHT), (12, NOON)):
        if tally[hour] >= HEAP and tally[hour] > tally[hour - 1] + tally[hour + 1]:
            said.append(caveat)
    return (*said, SERIES)


def _share(en: str, fr: str, es: str, *, decimals: int = 1) -> Column:
    label = text(en, fr, es)
    return Column(label=label, unit="%", role="estimate", of=("incidents",), decimals=decimals)


def _count(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), role="count")


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
WEEK = {"weekday": WEEKDAY, "hour": HOUR, "days": COVERED_DAYS, "incidents": INCIDENTS} | SHARES
HOURS = {"hour": HOUR, "incidents": INCIDENTS} | SHARES
WEEKDAYS = {"weekday": WEEKDAY, "days": COVERED_DAYS, "incidents": INCIDENTS, "per_day": PER_DAY} | SHARES
CLOCK = {
    "hour": Column(label=text("Exactly at", "À l’heure précise", "A la hora exacta"), unit="hour", dimension="filter"),
    "incidents": INCIDENTS,
    "neighbours": _count(
        "Exactly at the full hour before or after",
        "À l’heure pile d’avant ou d’après",
        "A la hora en punto anterior o posterior",
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
    "events": _count("Events in scope", "Faits retenus", "Incidentes considerados"),
    "incidents": _count("Placed in the week", "Situés dans la semaine", "Situados en la semana"),
    "placed_share": Column(
        label=text("Share placed in the week", "Part située dans la semaine", "Proporción situada en la semana"),
        unit="%",
        role="ratio",
        of=("incidents", "events"),
        scale=100.0,
        decimals=1,
    ),
    "hour_unknown": _count("Hour unknown", "Heure inconnue", "Hora desconocida"),
    "interval_open": _count("Interval without an end", "Intervalle sans fin", "Intervalo sin final"),
    "spread": _count("Spread over an hour or more", "Répartis sur une heure ou plus", "Repartidos en una hora o más"),
    "window_from": _busiest(
        "Busiest six hours: from", "Six heures les plus chargées : de", "Seis horas con más: desde", unit="hour"
    ),
    "window_to": _busiest(
        "Busiest six hours: to", "Six heures les plus chargées : à", "Seis horas con más: hasta", unit="hour"
    ),
    "window_incidents": _count(
        "In the busiest six hours", "Dans les six heures les plus chargées", "En las seis horas con más"
    ),
    "window_share": Column(
        label=text("Share of these six hours", "Part de ces six heures", "Proporción de esas seis horas"),
        unit="%",
        role="ratio",
        of=("window_incidents", "incidents"),
        scale=100.0,
        decimals=0,
    ),
    "even_share": EVEN_SHARE,
    "busiest_day": _busiest("Busiest day of the week", "Jour le plus chargé", "Día con más incidentes", unit="weekday"),
    "p": p_value("incidents"),
    "draws": PERMUTATIONS,
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
KNOWN = text(
    "{placed_share} of events can be placed in the week; those without a known hour ({hour_unknown}) are left out, not"
    " placed at midnight.",
    "{placed_share} des faits peuvent être situés dans la semaine ; ceux dont l’heure est inconnue ({hour_unknown})"
    " sont laissés de côté, et non placés à minuit.",
    "El {placed_share} de los incidentes puede situarse en la semana; los de hora desconocida ({hour_unknown}) quedan"
    " fuera, no se sitúan a medianoche.",
)
OPEN = text(
    "{interval_open:event has|events have} an interval without a usable end: counted apart, placed nowhere.",
    "{interval_open:fait a|faits ont} un intervalle sans fin utilisable : comptés à part, placés nulle part.",
    "{interval_open:incidente tiene|incidentes tienen} un intervalo sin final utilizable: se cuentan aparte y no se"
    " sitúan.",
)
SPREAD = text(
    "{spread:event is|events are} spread evenly over the hours in which it can have happened; the limits do not say"
    " when in that time.",
    "{spread:fait est réparti|faits sont répartis} également sur les heures où il a pu se produire ; les bornes ne"
    " disent pas à quel moment.",
    "{spread:incidente se reparte|incidentes se reparten} por igual entre las horas en que pudo ocurrir; los límites no"
    " dicen en qué momento.",
)
MIDNIGHT = text(
    "Times written as exactly midnight are more than twice as many as at the hours beside it: often a default, not a"
    " rhythm.",
    "Les heures notées minuit pile sont plus de deux fois plus nombreuses qu’aux heures voisines : souvent une valeur"
    " par défaut, et non un rythme.",
    "Las horas anotadas como medianoche en punto son más del doble que las horas vecinas: a menudo un valor por"
    " defecto, no un ritmo.",
)
NOON = text(
    "Times written as exactly noon are more than twice as many as at the hours beside it: often a habit of recording,"
    " not a rhythm.",
    "Les heures notées midi pile sont plus de deux fois plus nombreuses qu’aux heures voisines : souvent une habitude"
    " de saisie, et non un rythme.",
    "Las horas anotadas como mediodía en punto son más del doble que las horas vecinas: a menudo un hábito de registro,"
    " no un ritmo.",
)
SERIES = text(
    "Incidents that come in series, several on one evening, make the limits too narrow.",
    "Des faits survenus en série, plusieurs le même soir, rendent les bornes trop étroites.",
    "Los incidentes en serie, varios la misma noche, hacen que los límites sean demasiado estrechos.",
)
WEEK_FIGURE = Figure(
    mark="heatmap",
    table="week",
    title=text("Incidents by hour and day", "Faits par heure et par jour", "Incidentes por hora y día"),
    alt=text(
        "A table of colours: one row a day of the week, one column an hour, darker where more incidents happen.",
        "Un tableau de couleurs : une ligne par jour de la semaine, une colonne par heure, plus foncé là où les faits"
        " sont plus nombreux.",
        "Una tabla de colores: una fila por día de la semana, una columna por hora, más oscura donde hay más incidentes.",
    ),
    x="hour",
    y="weekday",
    value="share",
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
)
