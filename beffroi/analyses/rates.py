"""Rates: how many incidents for the people exposed, place by place, and which differ beyond chance?"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import polars as pl

from beffroi.analyses import _rates_words as words
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._periods import collapse
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.counts import poisson_interval
from beffroi.kernels.funnel import Funnel, funnel_limits
from beffroi.tables.views import Counts, Exposure, Request
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import Text, text

MANY = 10  # a number that no threshold withholds
THOUSAND = 1000.0
YEAR = 365.25
LEAST_FOR_PHI = 5


class Rates(Analysis):
    """Incidents per 1,000 of an exposure by place, beside the limits of a funnel."""

    about = About(
        title=text("Rates", "Taux", "Tasas"),
        question=text(
            "How many incidents are recorded for the people exposed, and which places differ beyond chance?",
            "Combien de faits sont enregistrés au regard de la population exposée, et quels lieux diffèrent au-delà du hasard\u202f?",
            "¿Cuántos incidentes se registran según la población expuesta y qué lugares difieren más allá del azar?",
        ),
        needs=("counts", "exposure"),
        level="small_area",
        assumption=text(
            "The denominator counts those who can be affected, and incidents are recorded alike in all places.",
            "Le dénominateur compte ceux qui peuvent être touchés, et les faits sont enregistrés de la même façon partout.",
            "El denominador cuenta a quienes pueden verse afectados y los incidentes se registran igual en todos los lugares.",
        ),
        method=words.METHOD,
        references=(
            "Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24",
            "Spiegelhalter 2005, Handling over-dispersion of performance indicators, Quality and Safety in Health Care 14",
            "Garwood 1936, Fiducial limits for the Poisson distribution, Biometrika 28",
        ),
    )
    measure: str = parameter("residents", en="Exposure", fr="Dénominateur d’exposition", es="Población expuesta")
    per: Literal["period", "year"] = parameter(
        "period",
        en="Rate over the covered period, or brought to a year",
        fr="Taux sur la période couverte, ou ramené à l’année",
        es="Tasa en el periodo cubierto o llevada al año",
    )
    limits: Literal["over_dispersed", "poisson"] = parameter(
        "over_dispersed", en="Limits of the funnel", fr="Limites de l’entonnoir", es="Límites del embudo"
    )
    floor: float = parameter(
        1000.0,
        ge=0,
        en="Least exposure of a place for a rate",
        fr="Exposition minimale d’un lieu pour un taux",
        es="Exposición mínima de un lugar para una tasa",
    )

    def requests(self) -> tuple[Request, ...]:
        """Ask for the whole period as one, by place, and for the exposure."""
        return (Request(view="counts"), Request(view="exposure", measure=self.measure))

    def run(self, counts: Counts, exposure: Exposure) -> Finding:
        """Answer from counts by place over the whole period and the exposure of each place."""
        basis = counts.basis
        refusal = self.check_basis([basis])
        if refusal:
            return self.refuse(refusal)
        places = _joined(counts, exposure, per=self.per, floor=self.floor)
        rated = places.filter(pl.col("denominator").is_not_null() & pl.col("incidents").is_not_null())
        if rated.is_empty():
            return self.refuse(self._nothing_rated(places, counts=counts, exposure=exposure))
        spread = "accumulated" if exposure.per_day else self.per
        columns = words.columns(self.measure, spread=spread)
        widen = self.limits == "over_dispersed" and rated.height >= LEAST_FOR_PHI
        funnel = funnel_limits(rated["incidents"], rated["denominator"], over_dispersed=widen)
        tables = _tables(places, columns=columns)
        tables["funnel"] = _funnel_table(rated, funnel, columns=columns)
        tables["summary"] = _summary(self, places, funnel=funnel, tables=tables, counts=counts, exposure=exposure)
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=tuple(_figures(counts, columns=columns)),
            headline=words.headline(
                self.measure,
                spread=spread,
                outside=tables["summary"].row()["outside"],
                widened=funnel.widened,
            ),
            caveats=tuple(
                _caveats(tables["summary"].row(), spread=spread, widened=funnel.widened, widen=widen, exposure=exposure)
            ),
            choices={"limits": "over_dispersed" if funnel.widened else "poisson"},
            geographies={counts.geography.name: counts.geography} if counts.geography else {},
        )

    def _nothing_rated(self, places: pl.DataFrame, *, counts: Counts, exposure: Exposure) -> Refusal:
        """Return why no place has a rate."""
        if places["exposure"].null_count() == places.height:
            named = counts.geography.name if counts.geography else "places"
            return refusals.no_exposure(measure=exposure.measure, places=named)
        if places["incidents"].null_count() == places.height:
            return refusals.not_covered(period=counts.basis.period)
        values = {"places": places.height, "floor": self.floor}
        return Refusal(kind="no_exposure", reason=words.ALL_BELOW, instead=words.ALL_BELOW_INSTEAD, values=values)


def _joined(counts: Counts, exposure: Exposure, *, per: str, floor: float) -> pl.DataFrame:
    """Return place, name, incidents, exposure, denominator (null where no rate is given), rate and its interval."""
    whole = collapse(counts.frame, ("name", "place"))
    summed = whole.group_by("name", "place").agg(
        pl.when(pl.col("n").is_not_null().any()).then(pl.col("n").sum()).cast(pl.Int64).alias("incidents")
    )
    days = counts.basis.coverage.days(counts.basis.period)
    known = exposure.frame.group_by("place").agg(pl.col("value").sum().cast(pl.Float64).alias("exposure"))
    stated = pl.col("exposure").is_not_null() & (pl.col("exposure") > 0) & (pl.col("exposure") >= floor)
    joined = summed.join(known, on="place", how="left").with_columns(
        pl.when(stated).then(pl.col("exposure") * _time(exposure, days=days, per=per)).alias("denominator")
    )
    return _with_rates(joined.sort("name", "place", nulls_last=True))


def _time(exposure: Exposure, *, days: int, per: str) -> float:
    """Return what the exposure is multiplied by: covered years, or covered days over the days it was added up on."""
    if exposure.per_day:
        return days / exposure.period.days if exposure.period else float(days)
    return days / YEAR if per == "year" else 1.0


def _with_rates(places: pl.DataFrame) -> pl.DataFrame:
    n = places["incidents"].fill_null(0).to_numpy()
    lower, upper = poisson_interval(n)
    has_rate = pl.col("incidents").is_not_null() & pl.col("denominator").is_not_null()
    return (
        places.with_columns(pl.Series("lower", lower), pl.Series("upper", upper))
        .with_columns(
            pl.when(has_rate).then(THOUSAND * pl.col(of) / pl.col("denominator")).alias(name)
            for name, of in (("rate", "incidents"), ("lower", "lower"), ("upper", "upper"))
        )
        .select("place", "name", "incidents", "exposure", "denominator", "rate", "lower", "upper")
    )


def _tables(places: pl.DataFrame, *, columns: Mapping[str, Column]) -> dict[str, Table]:
    """Return every place in alphabetical order, and the lists of those without a rate."""
    tables = {"places": _table(places, columns, title=words.BY_PLACE)}
    below = places.filter(pl.col("exposure").is_not_null() & pl.col("denominator").is_null())
    without = places.filter(pl.col("exposure").is_null())
    if below.height:
        tables["below_floor"] = _table(below.select("place", "name", "exposure"), columns, title=words.BELOW_FLOOR)
    if without.height:
        tables["without_exposure"] = _table(without.select("place", "name"), columns, title=words.WITHOUT_EXPOSURE)
    return tables


def _table(frame: pl.DataFrame, columns: Mapping[str, Column], *, title: Text) -> Table:
    return Table({name: columns[name] for name in frame.columns}, frame, title=title)


def _funnel_table(rated: pl.DataFrame, funnel: Funnel, *, columns: Mapping[str, Column]) -> Table:
    limits = {
        f"{ring}_{side}": THOUSAND * getattr(funnel, side)[row]
        for row, ring in enumerate(("inner", "outer"))
        for side in ("lower", "upper")
    }
    frame = rated.select("place", "name", "incidents", "denominator", "rate").with_columns(
        pl.lit(THOUSAND * funnel.reference).alias("reference"),
        *(pl.Series(name, values) for name, values in limits.items()),
    )
    return _table(frame, columns, title=words.FUNNEL)


def _summary(
    question: Rates,
    places: pl.DataFrame,
    *,
    funnel: Funnel,
    tables: Mapping[str, Table],
    counts: Counts,
    exposure: Exposure,
) -> Table:
    basis, chart = counts.basis, tables["funnel"].frame
    outside = (chart["rate"] < chart["outer_lower"]) | (chart["rate"] > chart["outer_upper"])
    incidents, denominator = int(chart["incidents"].sum()), float(chart["denominator"].sum())
    lower, upper = (THOUSAND * float(limit) / denominator for limit in poisson_interval(incidents))
    row: dict[str, Any] = {
        "period": str(basis.period),
        "covered_days": basis.coverage.days(basis.period),
        "exposure_period": str(exposure.period) if exposure.period else None,
        "incidents": incidents,
        "denominator": denominator,
        "rate": THOUSAND * incidents / denominator,
        "lower": lower,
        "upper": upper,
        "phi": float(f"{funnel.phi:.2g}"),  # finer, it would tell withheld counts of a known sum apart
        "outside": int(outside.sum()),
        "places": places.height,
        "rated": chart.height,
        "floor": question.floor,
        "below_floor": tables["below_floor"].frame.height if "below_floor" in tables else 0,
        "without_exposure": tables["without_exposure"].frame.height if "without_exposure" in tables else 0,
        "unjoined": exposure.frame.filter(~pl.col("place").is_in(places["place"].to_list())).height,
        "not_rated": int(places["incidents"].sum() or 0) - incidents,
        "unplaced": int(counts.unplaced["n"].sum() or 0),
        "unit": basis.unit,
    }
    known = words.columns(question.measure, spread="accumulated" if exposure.per_day else question.per) | words.SUMMARY
    return Table(
        {name: known[name] for name in row}, pl.DataFrame([row], schema_overrides={"exposure_period": pl.String})
    )


def _figures(counts: Counts, *, columns: Mapping[str, Column]) -> Iterator[Figure]:
    if counts.geography:
        yield Figure(
            mark="area_map",
            table="places",
            x="place",
            value="rate",
            geography=counts.geography.name,
            title=columns["rate"].label,
            alt=words.MAP_ALT,
        )
    yield Figure(
        mark="funnel",
        table="funnel",
        x="denominator",
        y="rate",
        lower="inner_lower",
        upper="inner_upper",
        title=words.FUNNEL,
        alt=words.FUNNEL_ALT,
        options={"reference": "reference", "outer_lower": "outer_lower", "outer_upper": "outer_upper", "label": "name"},
    )


def _is_whole_year(row: Mapping[str, Any]) -> bool:
    """Whether the rate is over every day of twelve months: a yearly rate, whatever it is called."""
    period = Period.parse(row["period"])
    return period.end == period.shift_years(1).start and row["covered_days"] == period.days


def _caveats(row: Mapping[str, Any], *, spread: str, widened: bool, widen: bool, exposure: Exposure) -> Iterator[Text]:
    yield words.DIFFERENT
    yield words.LIMITS
    if spread in ("period", "year") and not _is_whole_year(row):
        yield words.PERIOD_RATE if spread == "period" else words.YEAR_RATE
    yield words.WIDENED if widened else words.NOT_WIDENED if widen else words.POISSON
    for count, said in (
        ("below_floor", words.FLOOR),
        ("without_exposure", words.NOT_JOINED),
        ("unjoined", words.UNJOINED),
        ("exposure_period", words.DENOMINATOR_OF),
        ("unplaced", words.MANY_UNPLACED if row["unplaced"] >= MANY else words.UNPLACED),
    ):
        if row[count]:
            yield said
    if exposure.frame["standard_error"].null_count() < exposure.frame.height:
        yield words.UNCERTAIN
    yield words.COVERS
    yield words.UNIT
