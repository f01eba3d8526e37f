"""Columns and sentences of the analysis of counts."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from beffroi.analyses._periods import PERIOD_COLUMNS
from beffroi.vocabulary.lexicon import COVERED_DAYS, INCIDENTS, OFFENCE, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import Text, text

_WHOLE = {"period", "scope_period", "unit", "previous_periods", "ytd_period", "ytd_previous_periods"}
_REAL = {"expected", "rate_ratio", "lower", "upper", "p", "phi", "daily"}


def schema(columns: Mapping[str, Column]) -> dict[str, type[pl.DataType]]:
    """Return the types of a table of these columns."""
    return {
        name: pl.String if name in _WHOLE else pl.Float64 if name.removeprefix("ytd_") in _REAL else pl.Int64
        for name in columns
    }


def _comparison(prefix: str) -> dict[str, Column]:
    """Return the columns of one window beside earlier years. `of` of a count names the keys that restrict it."""
    now, before = f"{prefix}incidents", f"{prefix}previous_incidents"
    both = (now, before)
    return {
        f"{prefix}{name}": column
        for name, column in {
            "period": Column(label=text("Period", "Période", "Periodo"), unit="period", dimension="period"),
            "covered_days": COVERED_DAYS,
            "incidents": replace(INCIDENTS, of=(f"{prefix}period",)),
            "previous_years": Column(
                label=text("Earlier years compared", "Années précédentes comparées", "Años anteriores comparados"),
                decimals=0,
            ),
            "previous_periods": Column(
                label=text("Compared with", "Comparé à", "Comparado con"), unit="periods", dimension="period"
            ),
            "previous_days": Column(
                label=text(
                    "Days covered in earlier years",
                    "Jours couverts des années précédentes",
                    "Días cubiertos de años anteriores",
                ),
                unit="d",
                decimals=0,
            ),
            "previous_incidents": Column(
                label=text(
                    "Incidents in earlier years", "Faits des années précédentes", "Incidentes de años anteriores"
                ),
                role="count",
                of=(f"{prefix}previous_periods",),
            ),
            "expected": Column(
                label=text(
                    "Expected from earlier years, for as many days",
                    "Attendus d’après les années précédentes, à jours égaux",
                    "Esperables según años anteriores, para los mismos días",
                ),
                role="estimate",
                of=(before,),
            ),
            "rate_ratio": Column(
                label=text("Rate ratio", "Rapport de taux", "Razón de tasas"), role="estimate", of=both, decimals=2
            ),
            "lower": Column(
                label=text(
                    "Rate ratio, lower limit 95 %",
                    "Rapport de taux, borne inférieure à 95\u00a0%",
                    "Razón de tasas, límite inferior del 95\u00a0%",
                ),
                role="estimate",
                of=both,
                decimals=2,
            ),
            "upper": Column(
                label=text(
                    "Rate ratio, upper limit 95 %",
                    "Rapport de taux, borne supérieure à 95\u00a0%",
                    "Razón de tasas, límite superior del 95\u00a0%",
                ),
                role="estimate",
                of=both,
                decimals=2,
            ),
            "p": Column(
                label=text("E-test, p-value", "Test E, valeur p", "Prueba E, valor p"),
                unit="p",
                role="estimate",
                of=both,
                decimals=3,
            ),
            "phi": Column(label=text("Dispersion φ", "Dispersion φ", "Dispersión φ"), role="estimate", of=both),
        }.items()
    }


def _so_far(label: Text) -> Text:
    """Return the label of a cell about the year to date, told from that of the last period."""
    en, fr, es = (word if word[1] == "-" else word[:1].lower() + word[1:] for word in (label.en, label.fr, label.es))
    return text(f"Year so far: {en}", f"Depuis le début de l’année : {fr}", f"En lo que va del año: {es}")


COMPARISON = tuple(_comparison(""))
SUMMARY = {
    **_comparison(""),
    **{name: replace(column, label=_so_far(column.label)) for name, column in _comparison("ytd_").items()},
    "scope_period": Column(
        label=text("Period asked and covered", "Période demandée et couverte", "Periodo solicitado y cubierto"),
        unit="period",
        dimension="period",
    ),
    "scope_days": replace(
        COVERED_DAYS,
        label=text(
            "Days covered in the whole period",
            "Jours couverts sur toute la période",
            "Días cubiertos en todo el periodo",
        ),
    ),
    "scope_incidents": Column(
        label=text("Incidents in the whole period", "Faits sur toute la période", "Incidentes en todo el periodo"),
        role="count",
        of=("scope_period",),
    ),
    "unplaced": Column(
        label=text("In no place", "Hors de tout lieu", "En ningún lugar"),
        role="count",
        of=("scope_period",),
        only="in_no_place",
    ),
    "unit": Column(label=text("Counting unit", "Unité de compte", "Unidad de conteo"), unit="counting_unit"),
}
WINDOWS = {
    "period": Column(label=text("Period", "Période", "Periodo"), unit="period", dimension="period"),
    "covered_days": COVERED_DAYS,
    "incidents": INCIDENTS,
    "daily": Column(
        label=text("Incidents per covered day", "Faits par jour couvert", "Incidentes por día cubierto"),
        role="ratio",
        of=("incidents", "covered_days"),
        decimals=1,
    ),
}
KEYS = {"offence": OFFENCE, "place": PLACE, "name": PLACE_NAME}
PERIODS = {**PERIOD_COLUMNS, "incidents": INCIDENTS}
SCOPE = {
    "covered": replace(PERIOD_COLUMNS["covered"], label=text("Period", "Période", "Periodo"), dimension="period"),
    "covered_days": COVERED_DAYS,
    "incidents": INCIDENTS,
}

SAME_PERIOD = text("The same period of each year", "La même période de chaque année", "El mismo periodo de cada año")
YEAR_TO_DATE = text(
    "The year so far, and the same days of earlier years",
    "Depuis le début de l’année, et les mêmes jours des années précédentes",
    "En lo que va del año, y los mismos días de años anteriores",
)
BY_PERIOD = text("Incidents by period", "Faits par période", "Incidentes por periodo")
BY_OFFENCE = text("Incidents by offence", "Faits par infraction", "Incidentes por delito")
BY_PLACE = text("Incidents by place", "Faits par lieu", "Incidentes por lugar")
BY_PERIOD_ALT = text(
    "Line of the incidents recorded in each period; a period that is not covered is a gap."
    " In all, {scope_incidents:incident|incidents} {scope_period:when}.",
    "Courbe des faits enregistrés à chaque période\u202f; une période non couverte laisse un vide."
    " Au total, {scope_incidents:fait|faits} {scope_period:when}.",
    "Línea de los incidentes registrados en cada periodo; un periodo no cubierto deja un hueco."
    " En total, {scope_incidents:incidente|incidentes} {scope_period:when}.",
)
WINDOWS_ALT = text(
    "Bars of the incidents recorded per covered day, one bar a year.",
    "Barres des faits enregistrés par jour couvert, une barre par année.",
    "Barras de los incidentes registrados por día cubierto, una barra por año.",
)
BY_OFFENCE_ALT = text(
    "Grid of the incidents recorded by offence and period.",
    "Grille des faits enregistrés par infraction et par période.",
    "Cuadrícula de los incidentes registrados por delito y periodo.",
)


def _compared(en: str, fr: str, es: str, *, source: Text) -> Text:
    """Return one headline: `en`, `fr`, `es` say how the count stands to the expected one."""
    return text(
        f"{{period:When}}: {{incidents:recorded incident|recorded incidents}}, {en} {{expected}} {source.en}.",
        f"{{period:When}}\u00a0: {{incidents:fait enregistré|faits enregistrés}}, {fr} {{expected}} {source.fr}.",
        f"{{period:When}}: {{incidents:incidente registrado|incidentes registrados}}, {es} {{expected}} {source.es}.",
    )


def _three(source: Text) -> dict[str, Text]:
    return {
        "more": _compared("more than the", "soit plus que les", "más que los", source=source),
        "fewer": _compared("fewer than the", "soit moins que les", "menos que los", source=source),
        "alike": _compared(
            "not clearly different from the",
            "sans écart net avec les",
            "sin diferencia clara con los",
            source=source,
        ),
    }


RATIO = text(
    "Recorded over expected: {rate_ratio} (95\u00a0% interval {lower} to {upper}). An interval that holds 1 is no clear difference.",
    "Enregistrés sur attendus\u00a0: {rate_ratio} (intervalle à 95\u00a0%\u00a0: {lower} à {upper}). Un intervalle qui contient 1 "
    "n’indique aucun écart net.",
    "Registrados sobre esperables: {rate_ratio} (intervalo del 95\u00a0%: {lower} a {upper}). Un intervalo que contiene el 1 "
    "no indica una diferencia clara.",
)

SAME_DAYS = _three(
    text(
        "expected from the same days of {previous_years:earlier year|earlier years}",
        "attendus d’après les mêmes jours de {previous_years:année antérieure|années antérieures}",
        "esperables según los mismos días de {previous_years:año anterior|años anteriores}",
    )
)
SAME_YEARS = _three(
    text(
        "expected from {previous_years:earlier year|earlier years}",
        "attendus d’après {previous_years:année antérieure|années antérieures}",
        "esperables según {previous_years:año anterior|años anteriores}",
    )
)
NO_EARLIER_YEAR = text(
    "{scope_period:When}: {scope_incidents:recorded incident|recorded incidents} ({scope_days} covered). "
    "The data hold no earlier year, so nothing is compared.",
    "{scope_period:When}\u00a0: {scope_incidents:fait enregistré|faits enregistrés} ({scope_days} couverts). "
    "Les données ne comportent aucune année antérieure\u00a0: rien n’est comparé.",
    "{scope_period:When}: {scope_incidents:incidente registrado|incidentes registrados} ({scope_days} cubiertos). "
    "Los datos no incluyen ningún año anterior: no se compara nada.",
)
NOTHING_RECORDED = text(
    "{period:When} and in the same period of earlier years, no incident is recorded.",
    "{period:When} et pendant la même période des années précédentes, aucun fait n’est enregistré.",
    "{period:When} y en el mismo periodo de años anteriores, no se registra ningún incidente.",
)

NONE_BEFORE = text(
    "{period:When}: {incidents:recorded incident|recorded incidents}; none in the same days of "
    "{previous_years:earlier year|earlier years}.",
    "{period:When}\u00a0: {incidents:fait enregistré|faits enregistrés}\u202f; aucun les mêmes jours de "
    "{previous_years:année antérieure|années antérieures}.",
    "{period:When}: {incidents:incidente registrado|incidentes registrados}; ninguno en los mismos días de "
    "{previous_years:año anterior|años anteriores}.",
)
YEAR_SO_FAR = text(
    "The year so far, {ytd_period:when}: {ytd_incidents:recorded incident|recorded incidents} against {ytd_expected} expected from "
    "the same days of {ytd_previous_years:earlier year|earlier years} (rate ratio {ytd_rate_ratio}, 95\u00a0% interval "
    "{ytd_lower} to {ytd_upper}).",
    "Depuis le début de l’année, {ytd_period:when}\u00a0: {ytd_incidents:fait enregistré|faits enregistrés} contre {ytd_expected} "
    "attendus d’après les mêmes jours de {ytd_previous_years:année antérieure|années antérieures} (rapport de taux\u00a0: "
    "{ytd_rate_ratio}\u202f; intervalle à 95\u00a0%\u00a0: {ytd_lower} à {ytd_upper}).",
    "En lo que va del año, {ytd_period:when}: {ytd_incidents:incidente registrado|incidentes registrados} frente a {ytd_expected} "
    "esperables según los mismos días de {ytd_previous_years:año anterior|años anteriores} (razón de tasas: {ytd_rate_ratio}; "
    "intervalo del 95\u00a0%: {ytd_lower} a {ytd_upper}).",
)

LEFT_OUT = text(
    "For the year so far, earlier years covered for less than nine tenths of the same days are left out: "
    "seasons would be mixed.",
    "Pour l’année en cours, les années précédentes couvertes pour moins de neuf dixièmes des mêmes jours sont laissées de "
    "côté\u00a0: les saisons seraient mêlées.",
    "Para el año en curso se dejan de lado los años anteriores cubiertos en menos de nueve décimas partes de los mismos días: "
    "se mezclarían las estaciones.",
)
UNIT = text("Counted in {unit}.", "Unité de compte\u00a0: {unit}.", "Unidad de conteo: {unit}.")
COVERS = text(
    "The interval covers the ordinary variation of what is recorded, not what goes unrecorded, "
    "nor a change in the way of recording.",
    "L’intervalle couvre la variation ordinaire de ce qui est enregistré, non ce qui échappe à l’enregistrement, "
    "ni un changement dans la façon d’enregistrer.",
    "El intervalo abarca la variación ordinaria de lo que se registra, no lo que queda sin registrar, "
    "ni un cambio en la forma de registrar.",
)
WIDENED = text(
    "The same period varies {phi} times as much from year to year as Poisson counts would: the interval is widened "
    "for it. The E-test assumes Poisson counts, so its p-value ({p}) is too small.",
    "D’une année à l’autre, la même période varie {phi} fois plus que des effectifs de Poisson\u00a0: l’intervalle "
    "est élargi en conséquence. Le test E suppose des effectifs de Poisson\u00a0: sa valeur p ({p}) est trop petite.",
    "De un año a otro, el mismo periodo varía {phi} veces lo que variarían recuentos de Poisson: el intervalo se "
    "amplía en consecuencia. La prueba E supone recuentos de Poisson, así que su valor p ({p}) es demasiado pequeño.",
)
EXACT = text(
    "The interval is the exact conditional one: the same period varies from year to year no more than Poisson counts "
    "would (dispersion {phi}). E-test of equal rates: p-value {p}.",
    "L’intervalle est l’intervalle conditionnel exact\u00a0: d’une année à l’autre, la même période ne varie pas plus que "
    "des effectifs de Poisson (dispersion {phi}). Test E d’égalité des taux\u00a0: valeur p {p}.",
    "El intervalo es el condicional exacto: de un año a otro, el mismo periodo no varía más que recuentos de "
    "Poisson (dispersión {phi}). Prueba E de igualdad de tasas: valor p {p}.",
)
EXACT_UNKNOWN = text(
    "The interval is the exact conditional one. With so short a history, the variation from year to year cannot be "
    "estimated: the interval may be too narrow. E-test of equal rates: p-value {p}.",
    "L’intervalle est l’intervalle conditionnel exact. Avec un historique si court, la variation d’une année à l’autre ne "
    "peut être estimée\u00a0: l’intervalle est peut-être trop étroit. Test E d’égalité des taux\u00a0: valeur p {p}.",
    "El intervalo es el condicional exacto. Con un historial tan corto no se puede estimar la variación de un año a "
    "otro: el intervalo puede ser demasiado estrecho. Prueba E de igualdad de tasas: valor p {p}.",
)
PER_DAY = text(
    "Rates are compared per covered day: {covered_days} against {previous_days} in earlier years.",
    "Les taux sont comparés par jour couvert\u00a0: {covered_days} contre {previous_days} les années précédentes.",
    "Las tasas se comparan por día cubierto: {covered_days} frente a {previous_days} en años anteriores.",
)
FEWER_YEARS = text(
    "The data cover only {previous_years:earlier year|earlier years} of this period.",
    "Les données ne couvrent cette période que pour {previous_years:année antérieure|années antérieures}.",
    "Los datos solo cubren este periodo en {previous_years:año anterior|años anteriores}.",
)
NOTHING_COMPARED = text(
    "The data hold no earlier year: whether this is much or little cannot be said from them.",
    "Les données ne comportent aucune année antérieure\u00a0: elles ne disent pas si c’est beaucoup ou peu.",
    "Los datos no incluyen ningún año anterior: con ellos no se puede decir si es mucho o poco.",
)
INCOMPLETE = text(
    "No whole month or year of the scope is covered: the last covered days, {period}, are counted instead.",
    "Aucun mois ni aucune année du champ n’est couvert en entier\u00a0: ce sont les derniers jours couverts, {period}, qui "
    "sont comptés.",
    "Ningún mes ni año del ámbito está cubierto por completo: se cuentan los últimos días cubiertos, {period}.",
)
RENAMED = text(
    "A period that is partly covered is named by the days that are covered; one that is not covered is missing, not zero.",
    "Une période couverte en partie porte le nom des jours couverts\u202f; une période non couverte est manquante, et non nulle.",
    "Un periodo cubierto en parte lleva el nombre de los días cubiertos; uno no cubierto falta, no es cero.",
)
MANY_UNPLACED = text(
    "{unplaced:incident lies|incidents lie} in none of the places: counted in the totals, not in the table by place.",
    "{unplaced:fait ne relève|faits ne relèvent} d’aucun des lieux : comptés dans les totaux, non dans le tableau par lieu.",
    "{unplaced:incidente no corresponde|incidentes no corresponden} a ninguno de los lugares: se cuentan en los totales, no "
    "en la tabla por lugar.",
)
UNPLACED = text(
    "Incidents that no place holds are counted in the totals, not in the table by place.",
    "Les faits qui ne relèvent d’aucun lieu sont comptés dans les totaux, non dans le tableau par lieu.",
    "Los incidentes que no corresponden a ningún lugar se cuentan en los totales, no en la tabla por lugar.",
)

METHOD = text(
    "The last complete month is compared with the same month of up to five earlier years, per covered day; so is "
    "the year to date. The interval of the rate ratio is the exact conditional one of two Poisson counts "
    "(Przyborowski and Wilenski), computed on effective counts, divided by the dispersion φ, where the same "
    "months vary by more than Poisson counts (φ > 1, Korn and Graubard). The E-test compares two Poisson rates "
    "without conditioning.",
    "Le dernier mois complet est comparé au même mois des cinq années précédentes au plus, par jour couvert ; de "
    "même pour l’année en cours. L’intervalle du rapport de taux est l’intervalle conditionnel exact de deux "
    "effectifs de Poisson (Przyborowski et Wilenski) ; lorsque les mêmes mois varient plus que des effectifs de "
    "Poisson (dispersion φ > 1), il est calculé sur des effectifs efficaces, divisés par φ (Korn et Graubard). Le "
    "test E compare deux taux de Poisson sans conditionner.",
    "El último mes completo se compara con el mismo mes de hasta cinco años anteriores, por día cubierto; lo "
    "mismo se hace con el año en curso. El intervalo de la razón de tasas es el condicional exacto de dos "
    "recuentos de Poisson (Przyborowski y Wilenski); cuando los mismos meses varían más que recuentos de Poisson "
    "(dispersión φ > 1), se calcula con recuentos efectivos, divididos por φ (Korn y Graubard). La prueba E "
    "compara dos tasas de Poisson sin condicionar.",
)
