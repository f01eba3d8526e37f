"""Counts: how many, beside the same month of earlier years and the year so far?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from beffroi.analyses import _counts_words as words
from beffroi.analyses import _periods as periods
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.kernels.counts import Dispersion, RateRatio, dispersion, e_test, rate_ratio_interval
from beffroi.tables.views import Basis, Request, Series
from beffroi.tables.views import Counts as CountsView
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.text import Text, text

YEARS = 5
MONTHS_SHOWN = 12


class Counts(Analysis):
    """The last complete month against the same month of up to five earlier years, and the year to date."""

    about = About(
        title=text("Counts", "Effectifs", "Recuentos"),
        question=text(
            "How many incidents are recorded, beside the same month of earlier years and the year so far?",
            "Combien de faits sont enregistrés, au regard du même mois des années précédentes et depuis janvier\u00a0?",
            "¿Cuántos incidentes se registran, frente al mismo mes de años anteriores y en lo que va del año?",
        ),
        needs=("series", "counts"),
        level="small_area",
        assumption=text(
            "Events are recorded in the same way in every year compared, and do not cause one another.",
            "Les faits sont enregistrés de la même façon chacune des années comparées et ne s’entraînent pas l’un l’autre.",
            "Los incidentes se registran igual en todos los años comparados y no se provocan unos a otros.",
        ),
        references=(
            "Przyborowski and Wilenski 1940",
            "Krishnamoorthy and Thomson 2004",
            "Korn and Graubard 1998",
            "McCullagh and Nelder 1989",
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

    def run(self, series: Series, counts: CountsView) -> Finding:
        """Answer from the daily series with its history and the monthly counts by place and offence."""
        basis = series.basis
        refusal = self.check_basis([basis])
        if refusal or series.frame.is_empty():
            return self.refuse(refusal or refusals.not_covered(period=basis.period))
        grain = max(periods.finest_grain(basis, series.every), "month", key=periods.GRAINS.index)
        current, complete = periods.last_period(basis, grain)
        month = _compare(series, current, grain=grain, years=self.years)
        so_far = Period(start=current.start.replace(month=1, day=1), end=current.end)
        to_date = _compare(series, so_far, grain=grain, years=self.years) if so_far.start < current.start else None
        tables = {"summary": _summary(basis, month=month, to_date=to_date, series=series)}
        tables |= _tables(month, to_date=to_date)
        tables |= _breakdowns(series, counts, grain=grain)
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=tuple(_figures(tables)),
            headline=_headline(month, grain=grain),
            caveats=tuple(_caveats(month, basis=basis, complete=complete, years=self.years)),
            choices=_choices(month, grain=grain),
            geographies={counts.geography.name: counts.geography} if counts.geography else {},
        )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One window beside the same days of earlier years."""

    current: periods.Window
    previous: tuple[periods.Window, ...]
    spread: Dispersion
    ratio: RateRatio | None
    p: float | None

    @property
    def before(self) -> tuple[int, int]:
        """Events and covered days of all earlier years together."""
        return sum(w.incidents for w in self.previous), sum(w.days for w in self.previous)


def _compare(series: Series, period: Period, *, grain: Every, years: int) -> _Comparison:
    """Compare a window with the covered days of the same window of earlier years."""
    current = periods.window(series, period)
    shifted = (periods.window(series, period.shift_years(-back)) for back in range(years, 0, -1))
    previous = tuple(w for w in shifted if w.days)
    if not previous or not current.days:
        return _Comparison(current, (), Dispersion(1.0, 0), None, None)
    spread = _spread(series, period, grain=grain, years=years, previous=previous)
    events, days = (
        (current.incidents, sum(w.incidents for w in previous)),
        (current.days, sum(w.days for w in previous)),
    )
    if sum(events) == 0:
        return _Comparison(current, previous, spread, None, None)
    ratio = rate_ratio_interval(events, days, dispersion=spread)
    return _Comparison(current, previous, spread, ratio, e_test(events, days))


def _spread(
    series: Series, period: Period, *, grain: Every, years: int, previous: tuple[periods.Window, ...]
) -> Dispersion:
    """Return the larger of two dispersions: of the same months of the earlier years, and of the window itself."""
    history = series.frame.filter(
        (pl.col("period") >= period.shift_years(-years).start) & (pl.col("period") < period.start)
    )
    months = periods.regroup(history, grain).filter(pl.col("days") > 0)
    same_month = dispersion(months["n"], months["days"], groups=months["period"].dt.month())
    window = dispersion([w.incidents for w in previous], [w.days for w in previous])
    return max(same_month, window, key=lambda found: (found.phi if found.freedom else 0.0, found.freedom))


def _summary(basis: Basis, *, month: _Comparison, to_date: _Comparison | None, series: Series) -> Table:
    total = periods.window(series, basis.period)
    row: dict[str, Any] = {
        **_said(month, prefix=""),
        **_said(to_date, prefix="ytd_"),
        "scope_period": str(basis.period),
        "scope_days": total.days,
        "scope_incidents": total.incidents,
        "unplaced": basis.unplaced,
        "unit": basis.unit,
    }
    return Table(words.SUMMARY, pl.DataFrame([row], schema=words.schema(words.SUMMARY)))


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
                "phi": compared.spread.phi if compared.spread.freedom else None,
            }
        if compared.ratio:
            ratio = compared.ratio
            row |= {"rate_ratio": ratio.estimate, "lower": ratio.lower, "upper": ratio.upper, "p": compared.p}
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


def _breakdowns(series: Series, counts: CountsView, *, grain: Every) -> dict[str, Table]:
    """Return the counts in scope by period, offence and place; by year where there are over twelve months."""
    basis = series.basis
    scope = series.frame.filter((pl.col("period") >= basis.period.start) & (pl.col("period") < basis.period.end))
    by_period = periods.regroup(scope, grain)
    every: Every = grain if by_period.height <= MONTHS_SHOWN else "year"
    tables = {"by_period": _laid_out(by_period, basis=basis, every=grain, title=words.BY_PERIOD)}
    if counts.frame.is_empty():
        return tables
    if "offence" in counts.frame.columns:
        frame = periods.regroup(periods.collapse(_with_unplaced(counts), ("offence",)), every, keys=("offence",))
        tables["by_offence"] = _laid_out(frame, basis=basis, every=every, title=words.BY_OFFENCE)
    keys = ("name", "place")
    frame = periods.regroup(periods.collapse(counts.frame, keys), every, keys=keys).select("place", pl.exclude("place"))
    tables["by_place"] = _laid_out(frame, basis=basis, every=every, title=words.BY_PLACE)
    return tables


def _with_unplaced(counts: CountsView) -> pl.DataFrame:
    """Add the events without a place to those with one, where the view knows their offence."""
    columns = ["period", "days", "offence", "n"]
    if "offence" not in counts.unplaced.columns or counts.unplaced.is_empty():
        return counts.frame.select(columns)
    days = counts.frame.group_by("period").agg(pl.col("days").max())
    unplaced = counts.unplaced.join(days, on="period", how="inner").select(columns)
    return pl.concat([counts.frame.select(columns), unplaced], how="vertical_relaxed")


def _laid_out(frame: pl.DataFrame, *, basis: Basis, every: Every, title: Text) -> Table:
    """Return rows of (key, period, what it covers, covered days, incidents)."""
    named = {day: periods.covered_name(basis, day, every) for day in frame["period"].unique().to_list()}
    keys = [name for name in frame.columns if name in ("offence", "place", "name")]
    laid = frame.select(
        *keys,
        "period",
        pl.col("period").replace_strict(named, return_dtype=pl.String).alias("covered"),
        pl.col("days").alias("covered_days"),
        pl.col("n").alias("incidents"),
    )
    columns = {name: words.KEYS[name] for name in keys} | words.PERIODS
    return Table(columns, laid, title=title)


def _figures(tables: dict[str, Table]) -> Iterator[Figure]:
    yield Figure(
        mark="line", table="by_period", x="period", y="incidents", title=words.BY_PERIOD, alt=words.BY_PERIOD_ALT
    )
    for name, title in (("same_period", words.SAME_PERIOD), ("year_to_date", words.YEAR_TO_DATE)):
        if name in tables:
            yield Figure(mark="bar", table=name, x="period", y="daily", title=title, alt=words.WINDOWS_ALT)
    if "by_offence" in tables:
        yield Figure(
            mark="heatmap",
            table="by_offence",
            x="period",
            y="offence",
            value="incidents",
            title=words.BY_OFFENCE,
            alt=words.BY_OFFENCE_ALT,
        )


def _headline(month: _Comparison, *, grain: Every) -> Text:
    if not month.previous:
        return words.NO_EARLIER_YEAR
    if month.ratio is None:
        return words.NOTHING_RECORDED
    same = words.SAME_YEARS if grain == "year" else words.SAME_DAYS
    if month.ratio.lower > 1.0:
        return same["more"]
    return same["fewer"] if month.ratio.upper < 1.0 else same["alike"]


def _caveats(month: _Comparison, *, basis: Basis, complete: bool, years: int) -> Iterator[Text]:
    yield words.UNIT
    if not month.previous:
        yield words.NOTHING_COMPARED
    elif month.ratio:
        yield words.COVERS
        yield words.WIDENED if _is_widened(month) else words.EXACT if month.spread.freedom else words.EXACT_UNKNOWN
        yield words.PER_DAY
        if len(month.previous) < years:
            yield words.FEWER_YEARS
    if not complete:
        yield words.INCOMPLETE
    if not basis.coverage.is_complete(basis.period):
        yield words.RENAMED
    if basis.unplaced:
        yield words.UNPLACED


def _is_widened(month: _Comparison) -> bool:
    return month.spread.freedom > 0 and month.spread.phi > 1.0


def _choices(month: _Comparison, *, grain: Every) -> dict[str, Any]:
    chosen: dict[str, Any] = {"grain": grain, "period": str(month.current.period)}
    if month.previous:
        interval = "dispersion-adjusted" if _is_widened(month) else "exact conditional"
        chosen |= {"earlier_years": len(month.previous), "interval": interval}
        if month.spread.freedom:
            chosen |= {"phi": round(month.spread.phi, 3), "phi_degrees_of_freedom": month.spread.freedom}
    return chosen
