"""Self-exciting model: what share of incidents do earlier ones nearby set off, how far and how soon?"""

from typing import Any, Literal

import numpy as np
from pydantic import PositiveFloat

from beffroi.analyses import _excitation as model
from beffroi.analyses import _excitation_words as words
from beffroi.analyses import _patterns as shared
from beffroi.analyses import _repeats as repeats
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import DefaultLocations, default_locations
from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels import excitation_checks as checks
from beffroi.kernels import self_exciting as kernel
from beffroi.tables.views import Points
from beffroi.vocabulary.text import Text

LEVEL = 0.05


class SelfExciting(Analysis):
    """Self-exciting point process: background and triggering, by expectation and maximisation with edge correction.

    λ(x, t) = μ f(x) ν(t) + Σ θ ω exp(−ω Δt) exp(−d²/2σ²) / 2πσ² over earlier incidents. Share triggered:
    θ ΣGS / (μ + θ ΣGS), G and S the shares of an incident's offspring that fall inside the period and the area.
    """

    about = repeats.about(
        title=words.TITLE,
        question=words.QUESTION,
        level="small_area",
        assumption=words.ASSUMPTION,
        minimum=100,
        method=words.METHOD,
        references=(
            "Mohler et al. 2011, doi:10.1198/jasa.2011.ap09546",
            "Reinhart 2018, doi:10.1214/17-STS629",
            "Zhuang, Ogata and Vere-Jones 2002, doi:10.1198/016214502760046925",
            "Ogata 1988, doi:10.1080/01621459.1988.10478560",
        ),
    )
    background: Literal["places", "even"] = parameter(
        "places",
        en="What happens without earlier incidents: follows the places of the incidents (places) or even (even)",
        fr="Ce qui se produit sans faits antérieurs : selon les lieux des faits (places) ou uniforme (even)",
        es="Lo que ocurre sin incidentes anteriores: según los lugares de los incidentes (places) o uniforme (even)",
    )
    bandwidth: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Bandwidth of the background: standard deviation of its kernel; automatic: the likeliest",
        fr="Rayon de lissage du fond : écart type de son noyau ; automatique : le plus vraisemblable",
        es="Ancho de banda del fondo: desviación típica de su núcleo; automático: el más verosímil",
    )
    season: Literal["month", "even"] = parameter(
        "month",
        en="Rate of the background in time: one a month, or even",
        fr="Taux du fond dans le temps : un par mois, ou uniforme",
        es="Tasa del fondo en el tiempo: una por mes, o uniforme",
    )
    longest: int = parameter(
        60,
        unit="d",
        ge=2,
        le=365,
        en="Longest mean delay; beyond it, a lasting difference between places",
        fr="Délai moyen maximal ; au-delà, une différence durable entre lieux",
        es="Plazo medio máximo; más allá, una diferencia duradera entre lugares",
    )
    permutations: int = parameter(
        99, ge=39, le=9999, en="Permutations of the dates", fr="Permutations des dates", es="Permutaciones de las fechas"
    )  # fmt: skip
    default_locations: DefaultLocations = default_locations()
    seed: int = repeats.SEED

    def run(self, points: Points) -> Finding:
        """Answer from events located to the block or better, dated to the day or better."""
        pattern = shared.prepared(self, points)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        seen, *others = (self._ready(points, pattern, draw=draw) for draw in range(model.DRAWS))
        if seen.rate.time.size < self.about.minimum:
            return self.refuse(refusals.not_enough(found=seen.rate.time.size, minimum=self.about.minimum))
        bandwidths = self._bandwidths(*seen.bandwidths)
        if not bandwidths:
            return self.refuse(words.unfit(*seen.bandwidths))
        found = model.tried_and_chosen(seen, bandwidths, longest=self.longest)
        one = max(found, key=lambda each: each.fitted.log_likelihood)
        fits = [model.tried(other, (one.bandwidth,), longest=self.longest)[0].fitted for other in others]
        best = model.Tried(one.bandwidth, one.places, checks.pooled([one.fitted, *fits]))
        found = [each if each is not one else best for each in found]
        row = self._row(seen, one, best.fitted)
        lags = np.linspace(0.0, self.longest, model.STEPS + 1)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": row,
                "in_time": Table(
                    words.IN_TIME,
                    model.reached(best.fitted, key="lag", at=lags),
                    title=words.DELAYS_FIGURE.title,
                ),
                "in_space": Table(
                    words.IN_SPACE,
                    model.reached(best.fitted, key="distance", at=model.DISTANCES),
                    title=words.DISTANCES_FIGURE.title,
                ),
                "bandwidths": Table(words.BANDWIDTHS, model.compared(found), title=words.BANDWIDTHS_FIGURE.title),
            },
            figures=(
                words.DELAYS_FIGURE,
                words.DISTANCES_FIGURE,
                *((words.BANDWIDTHS_FIGURE,) if len(found) > 1 else ()),
            ),
            headline=_headline(row.row()),
            caveats=self._caveats(seen, best, row.row()),
            choices=shared.used(self, bandwidth=best.bandwidth),
        )

    def _bandwidths(self, least: float, most: float) -> tuple[float | None, ...]:
        """Return the bandwidths to try: None for an even background, none where what is asked is not possible."""
        if self.background == "even":
            return (None,)
        asked = model.CANDIDATES if self.bandwidth is None else (self.bandwidth,)
        return tuple(each for each in asked if least <= each <= most)

    def _ready(self, points: Points, pattern: shared.Pattern, *, draw: int) -> model.Ready:
        return model.ready(points, pattern, seed=self.seed, draw=draw, is_seasonal=self.season == "month")

    def _row(self, seen: model.Ready, one: model.Tried, fitted: kernel.SelfExciting) -> Table:
        """Return the summary: estimates of all draws; the test and the course of time, of the first one."""
        all_alike = np.ones(seen.rate.time.size)
        gains = checks.gains_by_chance(
            one.fitted,
            (one.places.at_events(all_alike), seen.rate.at_events(all_alike)),
            permutations=self.permutations,
            seed=self.seed,
        )
        gap, p_course = checks.evenness(checks.rescaled_times(one.fitted, seen.rate))
        row = seen.pattern.counts() | {
            "incidents": seen.rate.time.size,
            **model.share_of(fitted),
            **model.trigger_of(fitted),
            "p": checks.combined_p(gains),
            "permutations": self.permutations,
            "gain": fitted.aic_gain,
            "likelihood": fitted.log_likelihood,
            "off_course": gap,
            "p_course": p_course,
            "bandwidth": one.bandwidth,
            "longest": self.longest,
            "finest": seen.finest,
        }
        return one_row(words.SUMMARY, row)

    def _caveats(self, seen: model.Ready, best: model.Tried, row: dict[str, Any]) -> tuple[Text, ...]:
        fitted = best.fitted
        said = (
            (words.FLAG, True),
            (words.RECORDED, True),
            (words.AT_BOUND, bool(fitted.at_bounds)),
            (words.SAME_DAY, (row["delay"] or np.inf) < 1),
            (words.OFF_COURSE, row["p_course"] <= LEVEL),
            (words.UNSETTLED, not fitted.is_settled),
            (words.NO_FORECAST, True),
            (words.HELD, True),
            (words.DRAWN, True),
        )
        return (
            *(words_of for words_of, applies in said if applies),
            *shared.same_places(seen.pattern),
            *shared.caveats_of(seen.pattern),
        )


def _headline(row: dict[str, Any]) -> Text:
    if row["p"] > LEVEL or row["offspring"] == 0:
        return words.NONE
    if row["delay"] < 1:
        return words.ONE_EVENT
    return words.UNTOLD if row["share_low"] is None else words.FOUND
