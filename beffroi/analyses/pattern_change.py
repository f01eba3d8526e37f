"""Change of pattern: did incidents move from some areas to others between two periods?"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from beffroi.analyses import _pattern_change_words as words
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._periods import complete_steps, finest_grain, regroup, steps_of
from beffroi.analyses._points import random_seed
from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.permutation import benjamini_hochberg
from beffroi.kernels.point_pattern_test import (
    PatternTest,
    bootstrap_pattern_test,
    conditional_change,
    difference_pattern_test,
)
from beffroi.tables.views import Basis, Counts, Request
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.text import Text, text

FEWEST_PLACES = 5
NOT_A_PERIOD = PydanticCustomError("period_form", "not a period")
Ints = NDArray[np.int64]


class PatternChange(Analysis):
    """Spatial point pattern test of two periods, and the conditional Poisson z of the change of each area.

    S: the share of areas whose share of the incidents does not differ, by Fisher's exact test of each area against the
    others (difference form) or against samples of the later incidents (original form). z = (n − E) / σ of the later
    count given the sum of both. Areas named: false discovery rate by Benjamini and Hochberg.
    """

    about = About(
        title=text("Change of pattern", "Évolution de la répartition", "Cambio del patrón"),
        question=text(
            "Did incidents move from some areas to others between two periods, and where did they rise or fall?",
            "Les faits se sont-ils déplacés d’un territoire à l’autre entre deux périodes, et où ont-ils augmenté ou "
            "diminué ?",
            "¿Se desplazaron los incidentes de unos territorios a otros entre dos periodos, y dónde subieron o bajaron?",
        ),
        needs=("counts", "counts"),
        level="small_area",
        assumption=text(
            "Incidents are independent of one another and recorded alike in both periods.",
            "Les faits sont indépendants les uns des autres et enregistrés de la même façon dans les deux périodes.",
            "Los incidentes son independientes entre sí y se registran igual en ambos periodos.",
        ),
        minimum=30,
        location_kind="area",
        in_bulletin=False,
        method=words.METHOD,
        references=(
            "Andresen 2009, doi:10.1016/j.apgeog.2008.12.004",
            "Wheeler, Steenbeek and Andresen 2018, doi:10.1111/tgis.12341",
            "Wheeler 2016, Tables and graphs for monitoring temporal crime trends, International Journal of Police "
            "Science & Management 18",
            "Przyborowski and Wilenski 1940, Homogeneity of results in testing samples from Poisson series, Biometrika 31",
        ),
    )
    before: str | None = parameter(
        None,
        unit="period",
        en="Period to compare with, such as 2017-01/2017-06; automatic: a year earlier, or else the first half",
        fr="Période de comparaison, par exemple 2017-01/2017-06 ; automatique : un an plus tôt, sinon la première moitié",
        es="Periodo de comparación, por ejemplo 2017-01/2017-06; automático: un año antes o, si no, la primera mitad",
    )
    every: Every = parameter(
        "month",
        en="Calendar step that both periods are made of",
        fr="Pas du calendrier qui compose les deux périodes",
        es="Paso del calendario que compone ambos periodos",
    )
    against: Literal["overall", "steady"] = parameter(
        "overall",
        en="What each area is compared with: the change of the whole (overall), or no change (steady)",
        fr="À quoi chaque territoire est comparé : l’évolution d’ensemble (overall) ou l’absence d’évolution (steady)",
        es="Con qué se compara cada territorio: el cambio del conjunto (overall) o ningún cambio (steady)",
    )
    form: Literal["difference", "bootstrap"] = parameter(
        "difference",
        en="Form of the point pattern test: by differences (difference) or by samples (bootstrap)",
        fr="Forme du test de similarité : par différences (difference) ou par échantillons (bootstrap)",
        es="Forma de la prueba de similitud: por diferencias (difference) o por muestras (bootstrap)",
    )
    alpha: float = parameter(
        0.05,
        gt=0,
        le=0.2,
        en="Share of false changes accepted",
        fr="Part acceptée de fausses évolutions",
        es="Proporción aceptada de falsos cambios",
    )
    samples: int = parameter(
        999,
        ge=99,
        le=9999,
        en="Samples, for the form by samples",
        fr="Échantillons, pour la forme par échantillons",
        es="Muestras, para la forma por muestras",
    )
    seed: int = random_seed()

    @field_validator("before", mode="before")
    @classmethod
    def _is_a_period(cls, written: Any) -> str | None:
        try:
            return None if written is None else str(Period.parse(str(written)))  # a year may come as a number
        except ValueError:
            raise NOT_A_PERIOD from None

    def requests(self) -> tuple[Request, ...]:
        """Ask for the period as one, which says what was asked, and for every covered step up to its end."""
        return (Request(view="counts"), Request(view="counts", every=self.every, history=True))

    def run(self, asked: Counts, counts: Counts) -> Finding:
        """Answer from counts by place over the period asked and by step with its history."""
        refusal = self.check_basis([asked.basis])
        windows = refusal or self._windows(asked.basis)
        if isinstance(windows, Refusal):
            return self.refuse(windows)
        frame = _compared(counts, windows, finest_grain(asked.basis, self.every))
        before, after = frame["before"].to_numpy(), frame["after"].to_numpy()
        refusal = self._too_little(before, after)
        if refusal:
            return self.refuse(refusal)
        test = self._test(before, after)
        frame, change = self._mapped(frame, test, share=windows.after_days / (windows.before_days + windows.after_days))
        frame = frame.with_columns(
            pl.lit(str(windows.before)).alias("before_period"), pl.lit(str(windows.after)).alias("after_period")
        )
        drawn = counts.geography
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": Table(words.SUMMARY, self._summary(windows, test, change, before, after)),
                "places": Table(words.PLACES, frame.select(list(words.PLACES)), title=words.BY_PLACE),
            },
            figures=(words.figure(drawn.name),) if drawn else (),
            headline=words.SHARES if self.against == "overall" else words.NUMBERS,
            caveats=self._caveats(windows),
            choices={} if self.before else {"before": windows.before},
            geographies={drawn.name: drawn} if drawn else {},
        )

    def _windows(self, basis: Basis) -> "_Windows | Refusal":
        """Return the two periods compared, or why there are not two."""
        grain = finest_grain(basis, self.every)
        after = complete_steps(basis, grain)
        if not after:
            return words.NOTHING_BEFORE
        whole = Period(start=after[0].start, end=after[-1].end)
        asked = Period.parse(self.before) if self.before else _a_year_earlier(whole, grain)
        if self.before and asked.overlap(whole):
            return words.OVERLAPPING
        before = steps_of(basis, asked, grain)
        if before and (self.before or len(before) == len(after)):
            return _Windows(before, after)
        if self.before or len(after) < 2:
            return words.NOTHING_BEFORE
        middle = len(after) // 2
        return _Windows(after[:middle], after[middle:], are_halves=True)

    def _too_little(self, before: Ints, after: Ints) -> Refusal | None:
        if before.size < FEWEST_PLACES:
            return words.too_few_places(before.size, FEWEST_PLACES)
        found = int(before.sum() + after.sum())
        if found < self.about.minimum or not before.any() or not after.any():
            return refusals.not_enough(found=min(found, self.about.minimum - 1), minimum=self.about.minimum)
        return None

    def _test(self, before: Ints, after: Ints) -> PatternTest:
        if self.form == "bootstrap":
            return bootstrap_pattern_test(before, after, samples=self.samples, seed=self.seed)
        return difference_pattern_test(before, after, alpha=self.alpha)

    def _mapped(self, frame: pl.DataFrame, test: PatternTest, *, share: float) -> tuple[pl.DataFrame, Ints]:
        """Return the places with their expected counts, z, adjusted p and class; and the classes."""
        before, after = frame["before"].to_numpy(), frame["after"].to_numpy()
        found = conditional_change(before, after, share=share if self.against == "steady" else None)
        p = np.ones(before.size)
        some = (before + after) > 0
        p[some] = benjamini_hochberg(found.p[some])
        change = np.where(p <= self.alpha, np.sign(found.z), 0).astype(np.int64)
        if self.against == "overall":
            p, change = test.p, test.differs
        columns = {"expected": found.expected, "z": found.z, "p": p, "change": change}
        made = frame.with_columns(pl.Series(name, values) for name, values in columns.items())
        return made.with_columns(pl.col("p").fill_nan(None)), change

    def _summary(self, windows: "_Windows", test: PatternTest, change: Ints, before: Ints, after: Ints) -> pl.DataFrame:
        rates = after.sum() / windows.after_days, before.sum() / windows.before_days
        row: dict[str, Any] = {
            "before_period": str(windows.before),
            "after_period": str(windows.after),
            "before": int(before.sum()),
            "after": int(after.sum()),
            "before_days": windows.before_days,
            "after_days": windows.after_days,
            "ratio": rates[0] / rates[1],
            "s": test.s,
            "s_robust": test.s_robust,
            "places": before.size,
            "up": int((change == words.UP).sum()),
            "down": int((change == words.DOWN).sum()),
            "alpha": 100 * self.alpha,
        }
        return pl.DataFrame([row])

    def _caveats(self, windows: "_Windows") -> tuple[Text, ...]:
        return (
            words.AGAINST_ALL if self.against == "overall" else words.AGAINST_NONE,
            words.NOT_PROOF,
            *((words.BY_SAMPLES,) if self.form == "bootstrap" else ()),
            words.OVERDISPERSED,
            words.WHOLE_STEPS,
            *((words.HALVES,) if windows.are_halves else ()),
        )


@dataclass(frozen=True, slots=True)
class _Windows:
    """The steps of both periods."""

    before_steps: list[Period]
    after_steps: list[Period]
    are_halves: bool = False

    @property
    def before(self) -> Period:
        return Period(start=self.before_steps[0].start, end=self.before_steps[-1].end)

    @property
    def after(self) -> Period:
        return Period(start=self.after_steps[0].start, end=self.after_steps[-1].end)

    @property
    def before_days(self) -> int:
        return sum(step.days for step in self.before_steps)

    @property
    def after_days(self) -> int:
        return sum(step.days for step in self.after_steps)


def _a_year_earlier(period: Period, grain: Every) -> Period:
    """Return the same period a year earlier; of weeks and days 52 weeks, so that they hold the same weekdays."""
    if grain not in ("day", "week"):
        return period.shift_years(-1)
    back = timedelta(weeks=52)
    return Period(start=period.start - back, end=period.end - back)


def _compared(counts: Counts, windows: _Windows, grain: Every) -> pl.DataFrame:
    """Return place, name and the counts of both periods, by place."""
    frame = regroup(counts.frame, grain, keys=("place", "name"))

    def within(steps: list[Period]) -> pl.Expr:
        starts: list[date] = [step.start for step in steps]
        return pl.col("n").filter(pl.col("period").is_in(starts)).sum().cast(pl.Int64)

    return (
        frame.group_by("place", "name")
        .agg(within(windows.before_steps).alias("before"), within(windows.after_steps).alias("after"))
        .sort("place")
    )
