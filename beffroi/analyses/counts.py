"""Counts: how many, beside the same month of earlier years and the year so far?"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

import polars as pl

from beffroi.analyses import _counts_words as words
from beffroi.analyses import _periods as periods
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.kernels.counts import Dispersion, RateRatio, dispersion, e_test, rate_ratio_interval
from beffroi.tables.views import Basis, Request, Series
from beffroi.tables.views import Counts as CountsView
from beffroi.vocabulary.period import Every, Period, next_boundary
from beffroi.vocabulary.text import Text, text

Step = Every | Literal["whole"]
YEARS = 5
MOSTLY = 0.9  # a year so far is compared with years covered as much: seasons would be mixed otherwise
MONTHS_SHOWN = 12
MANY = 10  # a number that no threshold withholds
STEPS = ("month", "quarter", "year", "whole")


class Counts(Analysis):
    """The last complete month against the same month of up to five earlier years, and the year to date."""

    about = About(
        title=text("Counts", "Effectifs", "Recuentos"),
        question=text(
            "How many incidents are recorded, beside the same month of earlier years and the year so far?",
            "Combien de faits sont enregistrés, au regard du même mois des années précédentes et depuis janvier\u202f?",
            "¿Cuántos incidentes se registran, frente al mismo mes de años anteriores y en lo que va del año?",
        ),
        needs=("series", "counts"),
        level="small_area",
        assumption=text(
            "Events are recorded in the same way in every year compared, and do not cause one another.",
            "Les faits sont enregistrés de la même façon chacune des années comparées et ne s’entraînent pas l’un l’autre.",
            "Los incidentes se registran igual en todos los años comparados y no se provocan unos a otros.",
        ),
        method=words.METHOD,
        references=(
            "Przyborowski and Wilenski 1940, Homogeneity of results in testing samples from Poisson series, Biometrika 31",
            "Krishnamoorthy and Thomson 2004, A more powerful test for comparing two Poisson means, "
            "Journal of Statistical Planning and Inference 119",
            "Korn and Graubard 1998, Confidence intervals for proportions with small expected number of positive counts, "
            "Survey Methodology 24",
            "McCullagh and Nelder 1989, Generalized Linear Models, section 6.2",
        ),
        history=True,
    )
    years: int = parameter(
        YEARS,
        ge=1,
        le=20,
        unit="a",
        en="Earlier years compared, at most",
        fr="Années précédentes comparées, au plus",
        es="Años anteriores comparados, como máximo",
    )
    step: Literal["auto", "month", "quarter", "year", "whole"] = parameter(
        "auto",
        en="Calendar step of the tables by offence and by place",
        fr="Pas du calendrier des tableaux par infraction et par lieu",
        es="Paso del calendario de las tablas por delito y por lugar",
    )
    offence_level: int = parameter(
        2,
        ge=2,
        le=8,
        en="Digits of the offence code in the table by offence",
        fr="Nombre de chiffres du code d’infraction dans le tableau par infraction",
        es="Dígitos del código de delito en la tabla por delito",
    )

    def requests(self) -> tuple[Request, ...]:
        """Ask for every covered day up to the end of the scope, and the scope's months by place and offence."""
        return (
            Request(view="series", every="day", history=True),
            Request(view="counts", every="month", by_offence=self.offence_level),
        )

    def grains(self) -> tuple[Analysis, ...]:
        """Return this question with its tables by place and offence at coarser and coarser steps."""
        coarser = STEPS[STEPS.index(self.step) + 1 :] if self.step != "auto" else ("year", "whole")
        return (self, *(self.model_copy(update={"step": step}) for step in coarser))

    def run(self, series: Series, counts: CountsView) -> Finding:
        """Answer from the daily series with its history and the monthly counts by place and offence."""
        basis = counts.basis
        refusal = self.check_basis([basis])
        if refusal or series.frame.is_empty():
            return self.refuse(refusal or refusals.not_covered(period=basis.period))
        grain = max(periods.finest_grain(basis, series.every), "month", key=periods.GRAINS.index)
        current, complete = periods.last_period(basis, grain)
        month = _compare(series, current, grain=grain, years=self.years, covered=0.0)
        so_far = Period(start=current.start.replace(month=1, day=1), end=current.end)
        longer = so_far.start < current.start
        to_date = _compare(series, so_far, grain=grain, years=self.years, covered=MOSTLY) if longer else None
        tables = {"summary": _summary(month, to_date=to_date, series=series, counts=counts)}
        tables |= _tables(month, to_date=to_date)
        by_period = _by_period(series, basis=basis, grain=grain)
        step = self._step(by_period, grain=grain)
        tables |= {"by_period": by_period} | _breakdowns(counts, step=step)
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=tuple(_figures(tables)),
            headline=_headline(month, grain=grain),
            caveats=tuple(_caveats(month, to_date=to_date, counts=counts, complete=complete, years=self.years)),
            choices={"step": step} | ({"years": len(month.previous)} if month.previous else {}),
            geographies={counts.geography.name: counts.geography} if counts.geography else {},
        )

    def _step(self, by_period: Table, *, grain: Every) -> Step:
        """Return the step of the tables: no finer than the dates, by year where there are over twelve periods."""
        if self.step == "whole":
            return "whole"
        if self.step != "auto":
            return max(self.step, grain, key=periods.GRAINS.index)
        return grain if by_period.frame.height <= MONTHS_SHOWN else "year"


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One window beside the same days of earlier years."""

    current: periods.Window
    previous: tuple[periods.Window, ...]
    spread: Dispersion
    ratio: RateRatio | None
    p: float | None
    left_out: int  # earlier years too little covered to be compared

    @property
    def before(self) -> tuple[int, int]:
        """Events and covered days of all earlier years together."""
        return sum(w.incidents for w in self.previous), sum(w.days for w in self.previous)


def _compare(series: Series, period: Period, *, grain: Every, years: int, covered: float) -> _Comparison:
    """Compare a window with the same window of earlier years, of those covered for more than a share of it."""
    current = periods.window(series, period)
    shifted = (periods.window(series, period.shift_years(-back)) for back in range(years, 0, -1))
    seen = tuple(w for w in shifted if w.days)
    previous = tuple(w for w in seen if w.days >= covered * w.period.days)
    if not previous or not current.days:
        return _Comparison(current, (), Dispersion(1.0, 0), None, None, len(seen))
    left_out = len(seen) - len(previous)
    spread = _spread(series, period, grain=grain, years=years, previous=previous)
    events, days = (
        (current.incidents, sum(w.incidents for w in previous)),
        (current.days, sum(w.days for w in previous)),
    )
    if sum(events) == 0:
        return _Comparison(current, previous, spread, None, None, left_out)
    ratio = rate_ratio_interval(events, days, dispersion=spread)
    return _Comparison(current, previous, spread, ratio, e_test(events, days), left_out)


def _spread(
    series: Series, period: Period, *, grain: Every, years: int, previous: tuple[periods.Window, ...]
) -> Dispersion:
    """Return how much the same months vary from year to year; over several months, how much their sums do if more."""
    history = series.frame.filter(
        (pl.col("period") >= period.shift_years(-years).start) & (pl.col("period") < period.start)
    )
    months = periods.regroup(history, grain).filter(pl.col("days") > 0)
    same_month = dispersion(months["n"], months["days"], groups=months["period"].dt.month())
    if period.end <= next_boundary(period.start, grain):
        return same_month
    window = dispersion([w.incidents for w in previous], [w.days for w in previous])
    return max(same_month, window, key=lambda found: (found.phi if found.freedom else 0.0, found.freedom))


def _summary(month: _Comparison, *, to_date: _Comparison | None, series: Series, counts: CountsView) -> Table:
    basis = counts.basis
    total = periods.window(series, basis.period)
    row: dict[str, Any] = {
        **_said(month, prefix=""),
        **_said(to_date, prefix="ytd_"),
        "scope_period": str(basis.period),
        "scope_days": total.days,
        "scope_incidents": total.incidents,
        "unplaced": _unplaced(counts),
        "unit": basis.unit,
    }
    return Table(words.SUMMARY, pl.DataFrame([row], schema=words.schema(words.SUMMARY)))


def _unplaced(counts: CountsView) -> int:
    """Events of the scope that no place holds."""
    return int(counts.unplaced["n"].sum() or 0)


def _said(compared: _Comparison | None, *, prefix: str) -> dict[str, Any]:
    """Return the cells of one comparison; None where there is nothing to say."""
    row: dict[str, Any] = dict.fromkeys(words.COMPARISON)
    if compared:
        events, days = compared.before
        row |= {
            "period": str(compared.current.period),
            "covered_days": compared.current.days,
            "incidents": compared.current.incidents,
            "previous_years": len(compared.previous),
        }
        if compared.previous:
            row |= {
                "previous_periods": ", ".join(str(w.period) for w in compared.previous),
                "previous_days": days,
                "previous_incidents": events,
                "expected": events / days * compared.current.days,
                "phi": float(f"{compared.spread.phi:.2g}") if compared.spread.freedom else None,
            }
        if compared.ratio:
            ratio = compared.ratio
            limits = {"rate_ratio": ratio.estimate, "lower": ratio.lower, "upper": ratio.upper}
            row |= {name: value if isfinite(value) else None for name, value in limits.items()} | {"p": compared.p}
    return {f"{prefix}{name}": value for name, value in row.items()}


def _tables(month: _Comparison, *, to_date: _Comparison | None) -> dict[str, Table]:
    """Return the windows year by year, where there is an earlier year."""
    named = {"same_period": (month, words.SAME_PERIOD), "year_to_date": (to_date, words.YEAR_TO_DATE)}
    return {
        name: _windows((*compared.previous, compared.current), title=title)
        for name, (compared, title) in named.items()
        if compared and compared.previous
    }


def _windows(windows: tuple[periods.Window, ...], *, title: Text) -> Table:
    kept = [w for w in windows if w.days]
    rows = [
        {"period": str(w.period), "covered_days": w.days, "incidents": w.incidents, "daily": w.incidents / w.days}
        for w in kept
    ]
    return Table(words.WINDOWS, pl.DataFrame(rows, schema=words.schema(words.WINDOWS)), title=title)


def _by_period(series: Series, *, basis: Basis, grain: Every) -> Table:
    """Return the counts of the scope, period by period."""
    scope = series.frame.filter((pl.col("period") >= basis.period.start) & (pl.col("period") < basis.period.end))
    return _laid_out(periods.regroup(scope, grain), basis=basis, step=grain, title=words.BY_PERIOD)


def _breakdowns(counts: CountsView, *, step: Step) -> dict[str, Table]:
    """Return the counts in scope by offence and by place."""
    if counts.frame.is_empty():
        return {}
    tables, basis = {}, counts.basis
    if "offence" in counts.frame.columns:
        frame = _stepped(_with_unplaced(counts), basis=basis, step=step, keys=("offence",))
        tables["by_offence"] = _laid_out(frame, basis=basis, step=step, title=words.BY_OFFENCE)
    frame = _stepped(counts.frame, basis=basis, step=step, keys=("name", "place")).select("place", pl.exclude("place"))
    return tables | {"by_place": _laid_out(frame, basis=basis, step=step, title=words.BY_PLACE)}


def _stepped(frame: pl.DataFrame, *, basis: Basis, step: Step, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows of a grid added up by key and step."""
    finer = periods.collapse(frame, keys)
    return (
        periods.whole(finer, basis.period.start, keys=keys)
        if step == "whole"
        else periods.regroup(finer, step, keys=keys)
    )


def _with_unplaced(counts: CountsView) -> pl.DataFrame:
    """Add the events without a place to those with one, where the view knows their offence."""
    columns = ["period", "days", "offence", "n"]
    if "offence" not in counts.unplaced.columns or counts.unplaced.is_empty():
        return counts.frame.select(columns)
    days = counts.frame.group_by("period").agg(pl.col("days").max())
    unplaced = counts.unplaced.join(days, on="period", how="inner").select(columns)
    return pl.concat([counts.frame.select(columns), unplaced], how="vertical_relaxed")


def _laid_out(frame: pl.DataFrame, *, basis: Basis, step: Step, title: Text) -> Table:
    """Return rows of (key, period, what it covers, covered days, incidents); without the period when it is the scope."""
    starts = frame["period"].unique().to_list()
    named = {day: str(basis.period) if step == "whole" else periods.covered_name(basis, day, step) for day in starts}
    keys = [name for name in frame.columns if name in words.KEYS]
    columns = {name: words.KEYS[name] for name in keys} | (words.SCOPE if step == "whole" else words.PERIODS)
    laid = frame.with_columns(
        pl.col("period").replace_strict(named, return_dtype=pl.String).alias("covered"),
        pl.col("days").alias("covered_days"),
        pl.col("n").alias("incidents"),
    )
    return Table(columns, laid.select(list(columns)), title=title)


def _figures(tables: dict[str, Table]) -> Iterator[Figure]:
    yield Figure(
        mark="line", table="by_period", x="period", y="incidents", title=words.BY_PERIOD, alt=words.BY_PERIOD_ALT
    )
    drawn = set(tables["by_period"].frame["covered"])
    for name, title in (("same_period", words.SAME_PERIOD), ("year_to_date", words.YEAR_TO_DATE)):
        if name in tables and not drawn.issuperset(tables[name].frame["period"]):  # the line holds them already
            yield Figure(mark="bar", table=name, x="period", y="daily", title=title, alt=words.WINDOWS_ALT)
    if "by_offence" in tables and tables["by_offence"].frame["offence"].n_unique() > 1:
        yield _offence_figure(tables["by_offence"])


def _offence_figure(table: Table) -> Figure:
    """Draw a grid of offences and periods, or bars when there is one period."""
    many = "period" in table.columns and table.frame["period"].n_unique() > 1
    return Figure(
        mark="heatmap" if many else "bar",
        table="by_offence",
        x="period" if many else "incidents",
        y="offence",
        value="incidents" if many else None,
        title=words.BY_OFFENCE,
        alt=words.BY_OFFENCE_ALT,
    )


def _headline(month: _Comparison, *, grain: Every) -> Text:
    if not month.previous:
        return words.NO_EARLIER_YEAR
    if month.ratio is None:
        return words.NOTHING_RECORDED
    if not isfinite(month.ratio.upper):
        return words.NONE_BEFORE
    same = words.SAME_YEARS if grain == "year" else words.SAME_DAYS
    if month.ratio.lower > 1.0:
        return same["more"]
    return same["fewer"] if month.ratio.upper < 1.0 else same["alike"]


def _caveats(
    month: _Comparison, *, to_date: _Comparison | None, counts: CountsView, complete: bool, years: int
) -> Iterator[Text]:
    if month.previous and month.ratio and isfinite(month.ratio.upper):
        yield words.RATIO
    if to_date and to_date.ratio and isfinite(to_date.ratio.upper):
        yield words.YEAR_SO_FAR
    if not month.previous:
        yield words.NOTHING_COMPARED
    elif month.ratio:
        yield words.COVERS
        yield words.WIDENED if _is_widened(month) else words.EXACT if month.spread.freedom else words.EXACT_UNKNOWN
        yield words.PER_DAY
        if len(month.previous) < years:
            yield words.FEWER_YEARS
    if to_date and to_date.left_out:
        yield words.LEFT_OUT
    if not complete:
        yield words.INCOMPLETE
    if not counts.basis.coverage.is_complete(counts.basis.period):
        yield words.RENAMED
    if unplaced := _unplaced(counts):
        yield words.MANY_UNPLACED if unplaced >= MANY else words.UNPLACED
    yield words.UNIT


def _is_widened(month: _Comparison) -> bool:
    return month.spread.freedom > 0 and month.spread.phi > 1.0
