"""Data quality: what do these data cover, what do they lack, and what became of every row?"""

from dataclasses import replace

import polars as pl

from beffroi.analyses._base import About, Analysis
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.tables.ratios import table
from beffroi.tables.views import Quality
from beffroi.vocabulary.checks import LEFT_OUT
from beffroi.vocabulary.lexicon import COVERED_DAYS, INCIDENTS, PERIOD, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import Text, text

COMPLETENESS = ("located", "hour_known", "mapped")


METHOD = text(
    "Rows received = stored + set aside + left out, by delivery and by reason. A month of which no day is covered "
    "is missing, not zero. A check gives how many rows show a fault; where an even spread gives an expected share "
    "(at noon, the mean of the same minute in other hours; on the first of the month, 12/365.25), the ratio of "
    "the two says how much more often it is written than it happens.",
    "Lignes reçues = enregistrées + mises de côté + écartées, par livraison et par motif. Un mois dont aucun jour "
    "n’est couvert est manquant, et non nul. Un contrôle donne le nombre de lignes en défaut ; lorsqu’une "
    "répartition égale fixe une part attendue (à midi, la moyenne de la même minute aux autres heures ; le "
    "premier du mois, 12/365,25), le rapport des deux dit combien de fois plus on l’écrit que cela n’arrive.",
    "Filas recibidas = almacenadas + apartadas + descartadas, por entrega y por motivo. Un mes sin ningún día "
    "cubierto falta, no es cero. Una comprobación indica cuántas filas presentan un defecto; cuando un reparto "
    "uniforme da una proporción esperable (al mediodía, la media del mismo minuto en las demás horas; el primero "
    "de mes, 12/365,25), la razón de ambas dice cuántas veces más se anota de lo que ocurre.",
)


class DataQuality(Analysis):
    """Coverage, completeness, heaping and the account of rows of a data set.

    Rows in = stored + quarantined + dropped, by delivery and by reason. A month
    of which no day is covered is missing, not zero. A check is n of the
    rows it looks at; where an even spread gives an expected share (at noon, the
    mean of the same minute in the other hours; on the first of the month,
    12/365.25), the ratio of both says how much more is written there than
    happens there.
    """

    about = About(
        title=text("Quality of the data", "Qualité des données", "Calidad de los datos"),
        question=text(
            "What do these data cover, what do they lack, and what became of every row?",
            "Que couvrent ces données, que leur manque-t-il et qu’est devenue chaque ligne ?",
            "¿Qué cubren estos datos, qué les falta y qué pasó con cada fila?",
        ),
        needs=("quality",),
        level="aggregate",
        assumption=text(
            "The periods covered are those that the partner declared; what was never recorded cannot be seen here.",
            "Les périodes couvertes sont celles que le partenaire a déclarées ; ce qui n’a jamais été enregistré ne se"
            " voit pas ici.",
            "Los periodos cubiertos son los que declaró el socio; lo que nunca se registró no se ve aquí.",
        ),
        minimum=0,
        method=METHOD,
        references=(
            "ISO/IEC 25012:2008. Data quality model: accuracy, completeness, consistency, credibility, currentness.",
            "Ratcliffe, J. H. (2004). Geocoding crime and a first estimate of a minimum acceptable hit rate."
            " International Journal of Geographical Information Science 18(1), 61–72.",
        ),
    )

    def run(self, quality: Quality) -> Finding:
        """Answer from the account of the imports."""
        refusal = self.check_basis((quality.basis,))
        if refusal:
            return self.refuse(refusal)
        summary = _summary(quality)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": table(SUMMARY, summary),
                "calendar": table(CALENDAR, _calendar(quality)),
                "checks": table(CHECKS, _checks(quality.checks), title=CHECKS_TITLE),
                **({} if quality.reasons.is_empty() else {"rows": table(ROWS, _rows(quality), title=ROWS_TITLE)}),
                "deliveries": table(DELIVERIES, quality.deliveries, title=DELIVERIES_TITLE),
                **_defaults(quality),
            },
            figures=(YEARS_FIGURE if _is_coarse(quality) else CALENDAR_FIGURE,),
            headline=ROWS_AND_PLACES if "located" in quality.checks["check"] else ROWS_ONLY,
            caveats=_caveats(quality, summary.row(0, named=True)),
        )


def _summary(quality: Quality) -> pl.DataFrame:
    totals = quality.deliveries.select("rows_in", "stored", "quarantined", "dropped").sum().row(0, named=True)
    calendar = quality.calendar
    found = {row["check"]: row for row in quality.checks.iter_rows(named=True)}
    row = {
        **totals,
        "incidents": quality.basis.events,
        "covered_days": int(calendar["days"].sum()),
        "asked_days": int(calendar["length"].sum()),
        "missing_months": int((calendar["days"] == 0).sum()),
        "partial_months": int(((calendar["days"] > 0) & (calendar["days"] < calendar["length"])).sum()),
        "deliveries": quality.deliveries.height,
    }
    for check in COMPLETENESS:
        row[check] = found[check]["n"] if check in found else None
        row[f"{check}_of"] = found[check]["of"] if check in found else None
    return pl.DataFrame([row], schema_overrides=dict.fromkeys(row, pl.Int64))


def _is_coarse(quality: Quality) -> bool:
    """Whether months cannot be told apart: counts by quarter or year."""
    return quality.basis.date_precision in ("quarter", "year")


def _calendar(quality: Quality) -> pl.DataFrame:
    """Coverage and incidents by month; by year where the data know no months. Not covered is null, never zero."""
    calendar = quality.calendar.sort("period")
    if _is_coarse(quality):
        year = pl.col("period").dt.truncate("1y")
        calendar = calendar.group_by(year, maintain_order=True).agg(pl.col("days", "length", "n").sum())
    incidents = pl.when(pl.col("days") > 0).then(pl.col("n")).alias("incidents")
    return calendar.with_columns(incidents)


def _checks(checks: pl.DataFrame) -> pl.DataFrame:
    expected = pl.col("expected_share")
    return checks.rename({"n": "incidents"}).with_columns(
        (expected * pl.col("of")).alias("expected"), (100 * expected).alias("expected_share")
    )


def _rows(quality: Quality) -> pl.DataFrame:
    """Why each row that is not stored was set aside or left out, most frequent reason first."""
    reasons = quality.reasons.select("outcome", "reason", pl.col("n").cast(pl.Int64).alias("rows"))
    return reasons.sort(["outcome", "rows", "reason"], descending=[True, True, False])


def _defaults(quality: Quality) -> dict[str, Table]:
    """Incidents on default locations by area; no table without any."""
    if quality.defaults.is_empty():
        return {}
    return {"defaults": table(DEFAULTS, quality.defaults.rename({"n": "incidents"}), title=DEFAULTS_TITLE)}


def _caveats(quality: Quality, summary: dict[str, int]) -> tuple[Text, ...]:
    said = [ACCOUNT]
    if summary["missing_months"]:
        said.append(MISSING)
    if summary["partial_months"]:
        said.append(PARTIAL)
    if _heaped(quality.checks):
        said.append(HEAPED)
    if quality.defaults.height:
        said.append(DEFAULTED)
    said.append({"reported": REPORTED, "proactive": PROACTIVE, "mixed": MIXED}[quality.basis.recording])
    return (*said, *(LEFT_OUT[code] for code in quality.basis.caveats))


def _heaped(checks: pl.DataFrame) -> bool:
    """Whether any moment holds over one and a half times its expected share."""
    share, enough = pl.col("n") / pl.col("of"), pl.col("n") >= 20
    heaped = enough & (share > 1.5 * pl.col("expected_share"))
    return bool(checks.select(heaped.fill_null(value=False).any()).item())


# Rows set aside or left out are published as they are: they are in no statistic, and nothing is said of them but why.
# Rows stored are incidents, of the month or the place that a file is of: they are counts like any other.
def _rows_column(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), decimals=0)


def _count(en: str, fr: str, es: str, *, only: str = "rows_looked_at") -> Column:
    return Column(label=text(en, fr, es), role="count", only=only)


def _share(of: tuple[str, str], *, en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), unit="%", role="ratio", of=of, scale=100.0, decimals=1)


DAYS_ASKED = Column(label=text("Days in the period", "Jours de la période", "Días del periodo"), unit="d", decimals=0)
ACCOUNTS = {
    "rows_in": Column(
        label=text("Rows received", "Lignes reçues", "Filas recibidas"), role="estimate", of=("stored",), decimals=0
    ),
    "stored": _count("Rows stored", "Lignes enregistrées", "Filas almacenadas", only="rows_stored"),
    "quarantined": _rows_column("Rows set aside", "Lignes mises de côté", "Filas apartadas"),
    "dropped": _rows_column("Rows left out", "Lignes écartées", "Filas descartadas"),
}
SUMMARY = {
    **ACCOUNTS,
    "deliveries": Column(label=text("Deliveries", "Livraisons", "Entregas"), decimals=0),
    "incidents": replace(
        INCIDENTS,
        label=text("Incidents in the period asked", "Faits de la période demandée", "Incidentes del periodo pedido"),
        only="events",
    ),
    "covered_days": COVERED_DAYS,
    "asked_days": DAYS_ASKED,
    "covered_share": _share(
        ("covered_days", "asked_days"), en="Share of days covered", fr="Part des jours couverts", es="Días cubiertos, %"
    ),
    "missing_months": Column(label=text("Months missing", "Mois manquants", "Meses ausentes"), decimals=0),
    "partial_months": Column(
        label=text("Months partly covered", "Mois couverts en partie", "Meses cubiertos en parte"), decimals=0
    ),
    "located": _count("With a location", "Avec localisation", "Con ubicación", only="located"),
    "located_of": _count("Of (location)", "Sur (localisation)", "De (ubicación)", only="rows_of_located"),
    "located_share": _share(
        ("located", "located_of"),
        en="Share with a location",
        fr="Part avec localisation",
        es="Proporción con ubicación",
    ),
    "hour_known": _count("With a known hour", "Avec heure connue", "Con hora conocida", only="hour_known"),
    "hour_known_of": _count("Of (hour)", "Sur (heure)", "De (hora)", only="rows_of_hour"),
    "hour_known_share": _share(
        ("hour_known", "hour_known_of"),
        en="Share with a known hour",
        fr="Part avec heure connue",
        es="Proporción con hora conocida",
    ),
    "mapped": _count("Offence classified", "Infraction classée", "Delito clasificado", only="mapped"),
    "mapped_of": _count("Of (offence)", "Sur (infraction)", "De (delito)", only="rows_of_mapped"),
    "mapped_share": _share(
        ("mapped", "mapped_of"), en="Share classified", fr="Part classée", es="Proporción clasificada"
    ),
}
CALENDAR = {
    "period": PERIOD,
    "days": COVERED_DAYS,
    "length": DAYS_ASKED,
    "incidents": INCIDENTS,
    "per_day": Column(
        label=text("Incidents per covered day", "Faits par jour couvert", "Incidentes por día cubierto"),
        role="ratio",
        of=("incidents", "days"),
        decimals=1,
    ),
}
CHECKS = {
    "check": Column(label=text("Check", "Contrôle", "Control"), unit="check", dimension="filter"),
    "incidents": _count("Rows found", "Lignes trouvées", "Filas encontradas", only="rows_found"),
    "of": _count("Of rows", "Sur lignes", "De filas"),
    "share": _share(("incidents", "of"), en="Share", fr="Part", es="Proporción"),
    "expected_share": Column(
        label=text("Share if spread evenly", "Part à répartition égale", "Proporción con reparto uniforme"),
        unit="%",
        decimals=2,
    ),
    "expected": Column(
        label=text("Rows if spread evenly", "Lignes à répartition égale", "Filas con reparto uniforme"),
        role="estimate",
        of=("of",),
        decimals=0,
    ),
    "ratio": Column(
        label=text("Found over expected (ratio)", "Trouvé sur attendu (rapport)", "Encontrado sobre esperado (razón)"),
        role="ratio",
        of=("incidents", "expected"),
        decimals=1,
    ),
}
ROWS = {
    "outcome": Column(label=text("What became of it", "Devenir", "Destino"), unit="outcome"),
    "reason": Column(label=text("Reason", "Motif", "Motivo"), unit="reason"),
    "rows": _rows_column("Rows", "Lignes", "Filas"),
}
DEFAULTS = {
    "place": PLACE,
    "name": PLACE_NAME,
    "why": Column(label=text("Reason", "Motif", "Motivo"), unit="check", dimension="filter"),
    "incidents": replace(INCIDENTS, only="default_location"),
}
DELIVERIES = {
    "delivery": Column(label=text("Delivery", "Livraison", "Entrega"), unit="text", dimension="filter"),
    "covered": Column(label=text("Period covered", "Période couverte", "Periodo cubierto"), unit="period"),
} | ACCOUNTS

ROWS_AND_PLACES = text(
    "{rows_in:row|rows} received: {stored} stored, {quarantined} set aside, {dropped} left out; {located_share} have a"
    " location.",
    "{rows_in:ligne reçue|lignes reçues} : {stored:enregistrée|enregistrées}, {quarantined:mise de côté|mises de côté},"
    " {dropped:écartée|écartées} ; {located_share} ont une localisation.",
    "{rows_in:fila recibida|filas recibidas}: {stored:almacenada|almacenadas}, {quarantined:apartada|apartadas},"
    " {dropped:descartada|descartadas}; el {located_share} tiene ubicación.",
)
ROWS_ONLY = text(
    "{rows_in:row|rows} received: {stored} stored, {quarantined} set aside, {dropped} left out.",
    "{rows_in:ligne reçue|lignes reçues} : {stored:enregistrée|enregistrées}, {quarantined:mise de côté|mises de côté},"
    " {dropped:écartée|écartées}.",
    "{rows_in:fila recibida|filas recibidas}: {stored:almacenada|almacenadas}, {quarantined:apartada|apartadas},"
    " {dropped:descartada|descartadas}.",
)
ACCOUNT = text(
    "Every row received is stored, set aside with its reason, or left out with its reason: the three add up.",
    "Chaque ligne reçue est enregistrée, mise de côté ou écartée avec son motif : le compte y est.",
    "Cada fila recibida se almacena, se aparta o se descarta con su motivo: las tres suman el total.",
)
MISSING = text(
    "{missing_months:month is|months are} not covered at all: missing is not zero.",
    "{missing_months:mois n’est pas couvert|mois ne sont pas couverts} du tout : l’absence de données n’est pas zéro.",
    "{missing_months:mes no está cubierto|meses no están cubiertos} en absoluto: la falta de datos no es cero.",
)
PARTIAL = text(
    "{partial_months:month is|months are} covered in part: compare incidents per covered day, not per month.",
    "{partial_months:mois est couvert|mois sont couverts} en partie : comparez les faits par jour couvert, non par"
    " mois.",
    "{partial_months:mes está cubierto|meses están cubiertos} en parte: compare los incidentes por día cubierto, no por"
    " mes.",
)
HEAPED = text(
    "Some times or dates are written over one and a half times as often as an even spread would have it: they are often"
    " defaults, and hours or days near them are less sure.",
    "Certaines heures ou dates sont notées plus d’une fois et demie plus souvent qu’à répartition égale : ce sont"
    " souvent des valeurs par défaut, et les heures ou les jours voisins sont moins sûrs.",
    "Algunas horas o fechas se anotan más de una vez y media lo que daría un reparto uniforme: a menudo son valores por"
    " defecto, y las horas o los días cercanos son menos seguros.",
)
DEFAULTED = text(
    "Some incidents lie on points that stand for “somewhere” rather than for where something happened: hot spots and "
    "near repeats leave them out and say how many.",
    "Des faits sont portés à des points qui signifient «\u00a0quelque part\u00a0» et non un lieu de commission\u00a0: les points"
    " chauds et les répétitions rapprochées les écartent et disent combien.",
    "Algunos incidentes están en puntos que significan «en algún lugar» y no dónde ocurrió algo: los puntos calientes y"
    " las repeticiones cercanas los excluyen y dicen cuántos.",
)
REPORTED = text(
    "These records exist because someone reported them: what is not reported is not here.",
    "Ces enregistrements existent parce que quelqu’un a signalé les faits : ce qui n’est pas signalé n’y figure pas.",
    "Estos registros existen porque alguien los denunció: lo que no se denuncia no está aquí.",
)
PROACTIVE = text(
    "These records exist because the police looked: they show where it worked as much as what happened.",
    "Ces enregistrements existent parce que la police a cherché : ils montrent où elle a travaillé autant que ce qui"
    " s’est passé.",
    "Estos registros existen porque la policía buscó: muestran dónde trabajó tanto como lo que ocurrió.",
)
MIXED = text(
    "Part of these records exists because someone reported, part because the police looked: a change may come from"
    " either.",
    "Une partie de ces enregistrements vient de signalements, une autre de l’initiative de la police : une variation"
    " peut venir de l’une ou de l’autre.",
    "Parte de estos registros viene de denuncias y parte de la iniciativa policial: un cambio puede venir de una u otra.",
)
DEFAULTS_TITLE = text(
    "Incidents on default locations, by area",
    "Faits portés à une localisation par défaut, par territoire",
    "Incidentes en ubicaciones por defecto, por territorio",
)
CALENDAR_FIGURE = Figure(
    mark="calendar",
    table="calendar",
    title=text(
        "Months covered, and incidents per covered day",
        "Mois couverts, et faits par jour couvert",
        "Meses cubiertos e incidentes por día cubierto",
    ),
    alt=text(
        "A calendar with one row a year and one box a month: grey where nothing is covered, darker where more incidents"
        " a day were recorded.",
        "Un calendrier, une ligne par année et une case par mois : gris quand rien n’est couvert, plus foncé quand"
        " davantage de faits par jour ont été enregistrés.",
        "Un calendario con una fila por año y una casilla por mes: gris donde no hay cobertura, más oscuro donde se"
        " registraron más incidentes por día.",
    ),
    x="period",
    value="per_day",
)
YEARS_FIGURE = Figure(
    mark="bar",
    table="calendar",
    title=text("Recorded incidents by year", "Faits enregistrés par an", "Incidentes registrados por año"),
    alt=text(
        "Bars: one a year; a year without a bar is not covered.",
        "Barres : une par année ; une année sans barre n’est pas couverte.",
        "Barras: una por año; un año sin barra no está cubierto.",
    ),
    x="period",
    y="incidents",
)
CHECKS_TITLE = text("Checks of the rows", "Contrôles des lignes", "Comprobaciones de las filas")
ROWS_TITLE = text("What became of the rows", "Ce que sont devenues les lignes", "Qué ocurrió con las filas")
DELIVERIES_TITLE = text("Deliveries", "Livraisons", "Entregas")
