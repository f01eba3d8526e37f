"""Rhythms: at which hours and on which days of the week do incidents happen?"""

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _rhythms_words as words
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding, Refusal
from beffroi.kernels import aoristic
from beffroi.tables.ratios import table
from beffroi.tables.views import Times, day_number
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
        method=words.METHOD,
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
        summary = _summary(times, weights, days=days) | {"p": test.p, "draws": self.draws}
        tables = {
            "summary": table(words.SUMMARY, pl.DataFrame([summary])),
            "week": table(words.WEEK, _week(weights, days, width=self.hours_per_cell)),
            "hours": table(words.HOURS, _hours(weights)),
            "weekdays": table(words.WEEKDAYS, _weekdays(weights, days)),
            "clock": table(words.CLOCK, _clock(times), title=words.CLOCK_TITLE),
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=(words.WEEK_FIGURE, words.HOURS_FIGURE, words.WEEKDAYS_FIGURE),
            headline=words.CLEAR if test.p < 0.05 else words.EVEN,
            caveats=_caveats(times, placed),
        )

    def _check_placed(self, found: int) -> Refusal | None:
        return refusals.not_enough(found=found, minimum=self.about.minimum) if found < self.about.minimum else None


def _covered(times: Times) -> NDArray[np.int64]:
    """Covered days of the period, by weekday."""
    parts = times.basis.coverage.within(times.basis.period)
    first, last = ([day_number(getattr(part, edge)) for part in parts] for edge in ("start", "end"))
    return aoristic.covered_weekdays(np.array(first), np.array(last))


def _summary(times: Times, weights: NDArray[np.float64], *, days: NDArray[np.int64]) -> dict[str, float]:
    hourly, daily = weights.sum(axis=0), weights.sum(axis=1)
    per_day = np.divide(daily, days, out=np.zeros(7), where=days > 0)
    first = aoristic.busiest_window(hourly, hours=WINDOW)
    within = float(np.roll(hourly, -first)[:WINDOW].sum())
    known = times.hour_known
    length = times.end - times.start
    return {
        "events": known.size,
        "incidents": round(float(weights.sum())),
        "hour_unknown": int((~known).sum()),
        "interval_open": int((known & ~(times.end >= times.start)).sum()),
        "spread": int((known & (length >= np.timedelta64(1, "h"))).sum()),
        "window_from": first,
        "window_to": (first + WINDOW) % 24,
        "window_incidents": round(within, 1),
        "even_share": 100.0 * WINDOW / 24,
        "busiest_day": int(per_day.argmax()),
    }


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
    said = [words.PLACED]
    if not times.hour_known.all():
        said.append(words.UNKNOWN)
    if (~placed & times.hour_known).any():
        said.append(words.OPEN)
    if (times.end[placed] - times.start[placed] >= np.timedelta64(1, "h")).any():
        said.append(words.SPREAD)
    tally = aoristic.on_the_hour(times.start[times.hour_known])
    for hour, caveat in ((0, words.MIDNIGHT), (12, words.NOON)):
        if tally[hour] >= HEAP and tally[hour] > 0.75 * (tally[hour - 1] + tally[hour + 1]):
            said.append(caveat)
    return (*said, words.SERIES)
