"""Trends: how do recorded incidents change over time, and which periods leave ordinary variation?"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import numpy as np
import polars as pl

from beffroi.analyses import _periods as periods
from beffroi.analyses import _trends_words as words
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.series import LEAST_FOR_BANDS, LEAST_FOR_TREND, SeriesFit, fit_series
from beffroi.tables.ratios import table
from beffroi.tables.views import Basis, Request, Series, day_number
from beffroi.vocabulary.period import Every, Period, next_boundary
from beffroi.vocabulary.text import Text, text

STEPS = ("week", "month", "quarter", "year")
TWO_YEARS = 2 * 365
FEW_A_WEEK = 10.0
SERIAL_SAID = 0.2
NEEDED = {"week": words.WEEK_WORD, **{grain: refusals.DATE_WORDS[grain] for grain in ("month", "quarter", "year")}}


class Trends(Analysis):
    """Series of counts with its trend, its season and the band of ordinary variation."""

    about = About(
        title=text("Trends", "Tendances", "Tendencias"),
        question=text(
            "How do recorded incidents change over time, and which periods leave ordinary variation?",
            "Comment les faits enregistrés évoluent-ils dans le temps, et quelles périodes sortent de la variation ordinaire\u202f?",
            "¿Cómo cambian los incidentes registrados en el tiempo y qué periodos salen de la variación ordinaria?",
        ),
        needs=("series",),
        level="aggregate",
        assumption=text(
            "One trend and one season hold over the whole series, and recording does not change.",
            "Une même tendance et une même saison valent pour toute la série, et l’enregistrement ne change pas.",
            "Una misma tendencia y una misma estacionalidad valen para toda la serie, y el registro no cambia.",
        ),
        method=words.METHOD,
        references=(
            "Hilbe 2011, Negative Binomial Regression, second edition, chapter 8",
            "McCullagh and Nelder 1989, Generalized Linear Models, section 6.2",
        ),
        minimum=20,
        instead=words.COARSER,
        history=True,
    )
    every: Literal["auto", "week", "month", "quarter", "year"] = parameter(
        "auto", en="Calendar step", fr="Pas du calendrier", es="Paso del calendario"
    )
    season: bool = parameter(
        True,
        en="Fit a season where the data allow",
        fr="Ajuster une saison si possible",
        es="Ajustar la estacionalidad si es posible",
    )

    def requests(self) -> tuple[Request, ...]:
        """Ask for every covered day up to the end of the scope: coarser steps are added up from it."""
        return (Request(view="series", every="day", history=True),)

    def grains(self) -> tuple[Analysis, ...]:
        """Return this question at coarser and coarser steps: small counts by week may be shown by month."""
        coarser = STEPS[STEPS.index(self.every) + 1 :] if self.every != "auto" else STEPS[1:]
        return (self, *(self.model_copy(update={"every": every}) for every in coarser))

    def run(self, series: Series) -> Finding:
        """Answer from the daily series with its history."""
        basis = series.basis
        refusal = self.check_basis([basis]) or self._check_step(series)
        if refusal:
            return self.refuse(refusal)
        every, reason = self._step(series)
        frame = _complete(periods.regroup(series.frame, every), every=every)
        fit = _fit(frame, every=every, season=self.season)
        if fit is None:
            found = frame.filter(pl.col("days") > 0).height
            values = {"found": found, "minimum": LEAST_FOR_BANDS}
            return self.refuse(
                Refusal(kind="not_enough", reason=words.PERIODS_NEEDED, instead=words.LONGER, values=values)
            )
        tables = _tables(frame, fit=fit, basis=basis, every=every)
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=(_figure(every),),
            headline=_headline(tables["summary"].row(), every=every),
            caveats=tuple(_caveats(tables["summary"].row(), fit=fit, every=every, reason=reason)),
            choices={"every": every, "season": fit.harmonics > 0},
        )

    def _check_step(self, series: Series) -> Refusal | None:
        """Return why the step asked is finer than the dates, or why there is nothing to count."""
        if series.frame.is_empty():
            return refusals.not_covered(period=series.basis.period)
        finest = periods.finest_grain(series.basis, series.every)
        if self.every == "auto" or periods.GRAINS.index(self.every) >= periods.GRAINS.index(finest):
            return None
        found = refusals.DATE_WORDS[series.basis.date_precision]
        return refusals.date_too_coarse(found=found, needed=NEEDED[self.every], instead=words.COARSER)

    def _step(self, series: Series) -> tuple[Every, Text | None]:
        """Return the calendar step, and the sentence that announces an automatic one."""
        if self.every != "auto":
            return self.every, None
        finest = max(periods.finest_grain(series.basis, series.every), "week", key=periods.GRAINS.index)
        n, days = int(series.frame["n"].sum() or 0), int(series.frame["days"].sum() or 1)
        if finest == "week" and 7 * n / days < FEW_A_WEEK:
            return "month", words.TOO_FEW_A_WEEK
        return finest, words.AUTOMATIC[finest]


def _complete(frame: pl.DataFrame, *, every: Every) -> pl.DataFrame:
    """Add the calendar periods that no row speaks of: no covered day, no count."""
    starts, day = [], frame["period"].min()
    while isinstance(day, date) and day <= frame["period"].max():  # type: ignore[operator]
        starts.append(day)
        day = next_boundary(day, every)
    whole = pl.DataFrame({"period": starts}, schema={"period": pl.Date})
    length = pl.Series("length", [(next_boundary(start, every) - start).days for start in starts], dtype=pl.Int64)
    joined = whole.with_columns(length).join(frame.select("period", "days", "n"), on="period", how="left")
    return joined.with_columns(pl.col("days").fill_null(0)).select("period", "days", "length", "n").sort("period")


def _fit(frame: pl.DataFrame, *, every: Every, season: bool) -> SeriesFit | None:
    """Fit the series; the middle of a period is that of the calendar."""
    middles = np.array([day_number(day) for day in frame["period"]]) + frame["length"].to_numpy() / 2.0
    counts = frame["n"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return fit_series(counts, frame["days"].to_numpy(), middles=middles, season=season and every != "year")


def _tables(frame: pl.DataFrame, *, fit: SeriesFit, basis: Basis, every: Every) -> dict[str, Table]:
    named = {day: periods.covered_name(basis, day, every) for day in frame["period"].to_list()}
    laid = frame.select(
        "period",
        pl.col("period").replace_strict(named, return_dtype=pl.String).alias("covered"),
        pl.col("days").alias("covered_days"),
        pl.col("n").alias("incidents"),
        pl.Series("expected", fit.expected).fill_nan(None),
        pl.Series("lower", fit.lower).fill_nan(None),
        pl.Series("upper", fit.upper).fill_nan(None),
    )
    tables = {
        "summary": _summary(frame, fit=fit, basis=basis),
        "series": table(words.SERIES, laid, title=words.TITLES[every]),
    }
    broken = frame.filter(pl.col("days") < pl.col("length")).select("period", "days", "length")
    if broken.height:
        covered = pl.col("period").replace_strict(named, return_dtype=pl.String).alias("covered")
        shown = broken.select("period", covered, pl.col("days").alias("covered_days"), "length")
        tables["coverage"] = Table(words.COVERAGE, shown, title=words.COVERAGE_TITLE)
    return tables


def _summary(frame: pl.DataFrame, *, fit: SeriesFit, basis: Basis) -> Table:
    used = frame.filter(pl.col("days") > 0)
    n = frame["n"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    span = Period(start=used["period"].min(), end=basis.period.end)
    told_apart = span.days >= TWO_YEARS
    slope = {"trend": fit.trend, "lower": fit.trend_lower, "upper": fit.trend_upper}
    percent = {name: 100.0 * (value - 1.0) for name, value in slope.items()}
    row: dict[str, Any] = {
        "period": str(_named_span(span, basis)),
        "covered_days": int(used["days"].sum()),
        "incidents": int(used["n"].sum()),
        "periods": used.height,
        "missing": frame.height - used.height,
        "partial": used.filter(pl.col("days") < pl.col("length")).height,
        **{name: value if told_apart and np.isfinite(value) else None for name, value in percent.items()},
        "outside": int(np.nansum((n < fit.lower) | (n > fit.upper))),
        "phi": float(f"{fit.phi:.2g}"),
        "serial": fit.serial,
        "harmonics": fit.harmonics,
        "unit": basis.unit,
    }
    types = dict.fromkeys(slope, pl.Float64)
    return Table(words.SUMMARY, pl.DataFrame([row], schema_overrides=types))


def _named_span(span: Period, basis: Basis) -> Period:
    """Return the span from the first covered day to the last in scope."""
    parts = basis.coverage.within(span)
    return Period(start=parts[0].start, end=parts[-1].end) if parts else span


def _figure(every: Every) -> Figure:
    return Figure(
        mark="line",
        table="series",
        x="period",
        y="daily",
        value="daily_expected",
        lower="daily_lower",
        upper="daily_upper",
        title=words.DRAWN[every],
        alt=words.ALT,
    )


def _headline(row: dict[str, Any], *, every: Every) -> Text:
    slope = words.LEVEL
    if row["trend"] is None:
        slope = words.NO_TREND
    elif row["lower"] > 0.0 or row["upper"] < 0.0:
        slope = words.RISING if row["lower"] > 0.0 else words.FALLING
    return words.headline(slope, every=every, some=row["outside"] > 0)


def _caveats(row: dict[str, Any], *, fit: SeriesFit, every: Every, reason: Text | None) -> Iterator[Text]:
    if row["trend"] is not None:
        yield words.SLOPE
    if reason:
        yield reason
    yield words.FAMILIES[fit.family]
    if every != "year":
        yield words.SEASON if fit.harmonics else words.NO_SEASON
    if row["periods"] < LEAST_FOR_TREND:
        yield words.TOO_SHORT
    elif row["trend"] is None:
        yield words.UNDER_TWO_YEARS
    elif fit.serial > SERIAL_SAID:
        yield words.SERIAL
    if row["missing"] or row["partial"]:
        yield words.GAPS
    yield words.COVERS
    yield words.UNIT
