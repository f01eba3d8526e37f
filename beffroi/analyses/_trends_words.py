"""Columns and sentences of the analysis of trends."""

from beffroi.analyses._periods import PERIOD_COLUMNS
from beffroi.vocabulary.lexicon import COVERED_DAYS, INCIDENTS, Column
from beffroi.vocabulary.text import Text, text


def _estimate(en: str, fr: str, es: str, *, decimals: int | None = None) -> Column:
    return Column(label=text(en, fr, es), role="estimate", of=("incidents",), decimals=decimals)


def _change(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), role="estimate", of=("incidents",), unit="%", decimals=1)


def _daily(of: str, en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), role="ratio", of=(of, "covered_days"), decimals=1)


def _number(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), decimals=0)


SERIES = {
    **PERIOD_COLUMNS,
    "incidents": INCIDENTS,
    "expected": _estimate(
        "Expected from trend and season",
        "Attendus selon tendance et saison",
        "Esperables según tendencia y estacionalidad",
        decimals=1,
    ),
    "lower": _estimate(
        "Band, lower limit 95\u00a0%",
        "Bande, borne inférieure à 95\u00a0%",
        "Banda, límite inferior del 95\u00a0%",
        decimals=0,
    ),
    "upper": _estimate(
        "Band, upper limit 95\u00a0%",
        "Bande, borne supérieure à 95\u00a0%",
        "Banda, límite superior del 95\u00a0%",
        decimals=0,
    ),
}
SERIES |= {
    "daily": _daily("incidents", "Incidents per covered day", "Faits par jour couvert", "Incidentes por día cubierto"),
    "daily_expected": _daily(
        "expected", "Expected per covered day", "Attendus par jour couvert", "Esperables por día cubierto"
    ),
    "daily_lower": _daily(
        "lower",
        "Band per covered day, lower limit 95\u00a0%",
        "Bande par jour couvert, borne inférieure à 95\u00a0%",
        "Banda por día cubierto, límite inferior del 95\u00a0%",
    ),
    "daily_upper": _daily(
        "upper",
        "Band per covered day, upper limit 95\u00a0%",
        "Bande par jour couvert, borne supérieure à 95\u00a0%",
        "Banda por día cubierto, límite superior del 95\u00a0%",
    ),
}
COVERAGE = {
    "period": PERIOD_COLUMNS["period"],
    "covered": PERIOD_COLUMNS["covered"],
    "covered_days": COVERED_DAYS,
    "length": Column(label=text("Days in the period", "Jours de la période", "Días del periodo"), unit="d", decimals=0),
}
SUMMARY = {
    "period": Column(label=text("Period", "Période", "Periodo"), unit="period", dimension="period"),
    "covered_days": COVERED_DAYS,
    "incidents": INCIDENTS,
    "periods": _number("Periods covered", "Périodes couvertes", "Periodos cubiertos"),
    "missing": _number("Periods not covered", "Périodes non couvertes", "Periodos no cubiertos"),
    "partial": _number("Periods partly covered", "Périodes couvertes en partie", "Periodos cubiertos en parte"),
    "trend": _change("Change a year", "Évolution par an", "Cambio por año"),
    "lower": _change(
        "Change a year, lower limit 95\u00a0%",
        "Évolution par an, borne inférieure à 95\u00a0%",
        "Cambio por año, límite inferior del 95\u00a0%",
    ),
    "upper": _change(
        "Change a year, upper limit 95\u00a0%",
        "Évolution par an, borne supérieure à 95\u00a0%",
        "Cambio por año, límite superior del 95\u00a0%",
    ),
    "outside": _estimate(
        "Periods outside the band", "Périodes hors de la bande", "Periodos fuera de la banda", decimals=0
    ),
    "phi": _estimate("Dispersion φ", "Dispersion φ", "Dispersión φ"),
    "serial": _estimate(
        "Correlation of neighbouring periods",
        "Corrélation des périodes voisines",
        "Correlación de periodos vecinos",
        decimals=2,
    ),
    "harmonics": _estimate(
        "Harmonics of the season", "Harmoniques de la saison", "Armónicos de la estacionalidad", decimals=0
    ),
    "unit": Column(label=text("Counting unit", "Unité de compte", "Unidad de conteo"), unit="counting_unit"),
}

TITLES = {
    "week": text("Incidents by week", "Faits par semaine", "Incidentes por semana"),
    "month": text("Incidents by month", "Faits par mois", "Incidentes por mes"),
    "quarter": text("Incidents by quarter", "Faits par trimestre", "Incidentes por trimestre"),
    "year": text("Incidents by year", "Faits par année", "Incidentes por año"),
}
COVERAGE_TITLE = text(
    "Periods not covered, or only in part",
    "Périodes non couvertes, ou en partie seulement",
    "Periodos no cubiertos, o solo en parte",
)
DRAWN = {
    "week": text(
        "Incidents per covered day, by week",
        "Faits par jour couvert, par semaine",
        "Incidentes por día cubierto, por semana",
    ),
    "month": text(
        "Incidents per covered day, by month",
        "Faits par jour couvert, par mois",
        "Incidentes por día cubierto, por mes",
    ),
    "quarter": text(
        "Incidents per covered day, by quarter",
        "Faits par jour couvert, par trimestre",
        "Incidentes por día cubierto, por trimestre",
    ),
    "year": text(
        "Incidents per covered day, by year",
        "Faits par jour couvert, par année",
        "Incidentes por día cubierto, por año",
    ),
}
ALT = text(
    "Line of the incidents recorded per covered day in each period, over the band where 95\u00a0% of periods would lie; "
    "periods that are not covered are gaps."
    " {outside} of {periods} {outside:=lies|lie} outside it.",
    "Courbe des faits enregistrés par jour couvert à chaque période, sur la bande où se trouveraient 95\u00a0% des périodes\u202f; "
    "les périodes non couvertes laissent un vide."
    " {outside} sur {periods} en {outside:=sort|sortent}.",
    "Línea de los incidentes registrados por día cubierto en cada periodo, sobre la banda donde estaría el 95\u00a0% de los "
    "periodos; los periodos no cubiertos dejan un hueco."
    " {outside} de {periods} {outside:=queda|quedan} fuera.",
)

_STEPS = {  # one and several, with "none of the" and "of the" where they agree with the noun
    "week": (("week", "weeks"), ("Aucune", "semaine", "semaines"), ("Ninguna", "las", "semana", "semanas")),
    "month": (("month", "months"), ("Aucun", "mois", "mois"), ("Ninguno", "los", "mes", "meses")),
    "quarter": (
        ("quarter", "quarters"),
        ("Aucun", "trimestre", "trimestres"),
        ("Ninguno", "los", "trimestre", "trimestres"),
    ),
    "year": (("year", "years"), ("Aucune", "année", "années"), ("Ninguno", "los", "año", "años")),
}


def outside(every: str, *, some: bool) -> Text:
    """Return the sentence of how many weeks, months ... leave ordinary variation."""
    (_, weeks), (none_fr, _, semaines), (none_es, the, _, semanas) = _STEPS[every]
    if not some:
        return text(
            f"None of the {{periods}} {weeks} leaves ordinary variation.",
            f"{none_fr} des {{periods}} {semaines} ne sort de la variation ordinaire.",
            f"{none_es} de {the} {{periods}} {semanas} sale de la variación ordinaria.",
        )
    return text(
        f"Of the {{periods}} {weeks}, {{outside}} {{outside:=leaves|leave}} ordinary variation.",
        f"Sur les {{periods}} {semaines}, {{outside}} {{outside:=sort|sortent}} de la variation ordinaire.",
        f"De {the} {{periods}} {semanas}, {{outside}} {{outside:=sale|salen}} de la variación ordinaria.",
    )


def headline(slope: Text, *, every: str, some: bool) -> Text:
    """Return the sentence of the slope followed by the one of the periods outside the band."""
    tail = outside(every, some=some)
    return text(f"{slope.en} {tail.en}", f"{slope.fr} {tail.fr}", f"{slope.es} {tail.es}")


RISING = text(
    "{period:When}, recorded incidents rise: {trend:+} a year [{lower:+}; {upper:+}].",
    "{period:When}, les faits enregistrés augmentent\u00a0: {trend:+} par an [{lower:+}\u202f; {upper:+}].",
    "{period:When}, los incidentes registrados aumentan: {trend:+} al año [{lower:+}; {upper:+}].",
)
FALLING = text(
    "{period:When}, recorded incidents fall: {trend:+} a year [{lower:+}; {upper:+}].",
    "{period:When}, les faits enregistrés diminuent\u00a0: {trend:+} par an [{lower:+}\u202f; {upper:+}].",
    "{period:When}, los incidentes registrados disminuyen: {trend:+} al año [{lower:+}; {upper:+}].",
)
LEVEL = text(
    "{period:When}, recorded incidents show no clear change from year to year: {trend:+} a year [{lower:+}; {upper:+}].",
    "{period:When}, les faits enregistrés ne montrent pas d’évolution nette d’année en année\u00a0: {trend:+} par an "
    "[{lower:+}\u202f; {upper:+}].",
    "{period:When}, los incidentes registrados no muestran un cambio claro de año en año: {trend:+} al año "
    "[{lower:+}; {upper:+}].",
)
NO_TREND = text(
    "{period:When}, the series is too short to tell a trend.",
    "{period:When}, la série est trop courte pour dégager une tendance.",
    "{period:When}, la serie es demasiado corta para distinguir una tendencia.",
)
SLOPE = text(
    "In brackets, the 95\u00a0% interval of the change in one year ({lower:+} to {upper:+}); one that holds 0 shows no clear "
    "change.",
    "Entre crochets, l’intervalle à 95\u00a0% de l’évolution en un an (de {lower:+} à {upper:+})\u00a0; s’il contient 0, "
    "aucune évolution nette.",
    "Entre corchetes, el intervalo del 95\u00a0% del cambio en un año (de {lower:+} a {upper:+}); si contiene el 0, no hay un "
    "cambio claro.",
)

AUTOMATIC = {
    "week": text(
        "Counted by week, the finest that the dates allow.",
        "Compté par semaine, le pas le plus fin que permettent les dates.",
        "Contado por semana, lo más fino que permiten las fechas.",
    ),
    "month": text(
        "Counted by month, the finest that the dates allow.",
        "Compté par mois, le pas le plus fin que permettent les dates.",
        "Contado por mes, lo más fino que permiten las fechas.",
    ),
    "quarter": text(
        "Counted by quarter, the finest that the dates allow.",
        "Compté par trimestre, le pas le plus fin que permettent les dates.",
        "Contado por trimestre, lo más fino que permiten las fechas.",
    ),
    "year": text(
        "Counted by year, the finest that the dates allow.",
        "Compté par année, le pas le plus fin que permettent les dates.",
        "Contado por año, lo más fino que permiten las fechas.",
    ),
}
TOO_FEW_A_WEEK = text(
    "Counted by month: the dates allow weeks, but there are fewer than ten incidents a week on average.",
    "Compté par mois\u00a0: les dates permettent la semaine, mais il y a moins de dix faits par semaine en moyenne.",
    "Contado por mes: las fechas permiten la semana, pero hay menos de diez incidentes por semana en promedio.",
)
FAMILIES = {
    "negative_binomial": text(
        "The band is that of a negative binomial regression, as counts vary more than Poisson counts would (dispersion {phi}).",
        "La bande est celle d’une régression binomiale négative, car les effectifs varient plus que ceux d’une loi de Poisson "
        "(dispersion {phi}).",
        "La banda es la de una regresión binomial negativa, pues los recuentos varían más que los de Poisson (dispersión {phi}).",
    ),
    "quasi_poisson": text(
        "The band is that of a quasi-Poisson regression (dispersion {phi}): the negative binomial one could not be "
        "estimated, or the periods are too few for it.",
        "La bande est celle d’une régression quasi-Poisson (dispersion {phi})\u00a0: la binomiale négative n’a pas pu être "
        "estimée, ou les périodes sont trop peu nombreuses.",
        "La banda es la de una regresión cuasi-Poisson (dispersión {phi}): la binomial negativa no se pudo estimar, o los "
        "periodos son demasiado pocos.",
    ),
    "poisson": text(
        "The band is that of a Poisson regression: counts vary no more than that (dispersion {phi}).",
        "La bande est celle d’une régression de Poisson\u00a0: les effectifs ne varient pas davantage (dispersion {phi}).",
        "La banda es la de una regresión de Poisson: los recuentos no varían más (dispersión {phi}).",
    ),
}
SEASON = text(
    "The season is fitted by {harmonics:yearly wave|yearly waves}, a number chosen automatically.",
    "La saison est ajustée par {harmonics:onde annuelle|ondes annuelles}, nombre choisi automatiquement.",
    "La estacionalidad se ajusta con {harmonics:onda anual|ondas anuales}, número elegido automáticamente.",
)
NO_SEASON = text(
    "No season is fitted: it would need two years of data, and to improve the fit.",
    "Aucune saison n’est ajustée\u00a0: il y faudrait deux ans de données, et un meilleur ajustement.",
    "No se ajusta la estacionalidad: harían falta dos años de datos y que el ajuste mejorara.",
)
UNDER_TWO_YEARS = text(
    "Under two years of data, trend and season cannot be told apart: no change per year is given.",
    "Sous deux ans de données, tendance et saison ne se distinguent pas\u00a0: aucune évolution annuelle n’est donnée.",
    "Con menos de dos años de datos, tendencia y estacionalidad no se distinguen: no se da ningún cambio anual.",
)
TOO_SHORT = text(
    "With so few periods only their mean level is fitted, without trend or season.",
    "Avec si peu de périodes, seul leur niveau moyen est ajusté, sans tendance ni saison.",
    "Con tan pocos periodos solo se ajusta su nivel medio, sin tendencia ni estacionalidad.",
)
SERIAL = text(
    "Neighbouring periods resemble each other (correlation {serial}): the interval of the trend takes it into account.",
    "Les périodes voisines se ressemblent (corrélation {serial})\u00a0: l’intervalle de la tendance en tient compte.",
    "Los periodos vecinos se parecen (correlación {serial}): el intervalo de la tendencia lo tiene en cuenta.",
)
GAPS = text(
    "Periods not covered: {missing} (gaps, not zeros); covered in part: {partial} (fitted to their covered days).",
    "Périodes non couvertes\u00a0: {missing} (des vides, non des zéros)\u202f; couvertes en partie\u00a0: {partial} (ajustées à leurs "
    "jours couverts).",
    "Periodos no cubiertos: {missing} (huecos, no ceros); cubiertos en parte: {partial} (ajustados a sus días cubiertos).",
)
COVERS = text(
    "The band covers the ordinary variation of what is recorded, not a change in the way of recording. About one period in "
    "twenty lies outside it by chance.",
    "La bande couvre la variation ordinaire de ce qui est enregistré, non un changement dans la façon d’enregistrer. Environ "
    "une période sur vingt en sort par hasard.",
    "La banda abarca la variación ordinaria de lo que se registra, no un cambio en la forma de registrar. Aproximadamente "
    "uno de cada veinte periodos queda fuera por azar.",
)
UNIT = text("Counted in {unit}.", "Unité de compte\u00a0: {unit}.", "Unidad de conteo: {unit}.")

PERIODS_NEEDED = text(
    "There are {found} covered periods and the method needs at least {minimum}.",
    "Il y a {found} périodes couvertes et la méthode en demande au moins {minimum}.",
    "Hay {found} periodos cubiertos y el método necesita al menos {minimum}.",
)
LONGER = text(
    "Ask about a longer period, or a finer calendar step if the dates allow it.",
    "Interrogez une période plus longue, ou un pas plus fin si les dates le permettent.",
    "Consulte un periodo más largo, o un paso más fino si las fechas lo permiten.",
)
COARSER = text(
    "A series by month, quarter or year is possible: leave --every automatic.",
    "Une série par mois, trimestre ou année est possible\u00a0: laissez --every en automatique.",
    "Es posible una serie por mes, trimestre o año: deje --every en automático.",
)
WEEK_WORD = text("day (to count by week)", "jour (pour compter par semaine)", "día (para contar por semana)")

METHOD = text(
    "Negative binomial regression of the counts on time and on yearly sine and cosine waves, with covered days as "
    "exposure; quasi-Poisson or Poisson where the data ask for no more or allow no better. The change per year is "
    "exp(slope) − 1; its interval is widened for the correlation of neighbouring periods, not "
    "quite enough: of series of six years whose months are correlated by 0.4, some 8 % are given a trend that they do not "
    "have. The band holds 95 % of the counts that the fitted distribution would give.",
    "Régression binomiale négative des effectifs sur le temps et sur des ondes annuelles (sinus et cosinus), les "
    "jours couverts servant d’exposition ; quasi-Poisson ou Poisson lorsque les données n’en demandent pas plus "
    "ou ne permettent pas mieux. L’évolution par an est exp(pente) − 1 ; son intervalle est élargi pour tenir "
    "compte de la corrélation des périodes voisines, sans y suffire tout à fait : parmi des séries de six ans dont les mois "
    "sont corrélés à 0,4, quelque 8 % se voient attribuer une tendance qu’elles n’ont pas. La bande contient 95 % "
    "des effectifs que donnerait la loi ajustée.",
    "Regresión binomial negativa de los recuentos sobre el tiempo y sobre ondas anuales (seno y coseno), con los "
    "días cubiertos como exposición; cuasi-Poisson o Poisson cuando los datos no piden más o no permiten otra "
    "cosa. El cambio por año es exp(pendiente) − 1; su intervalo se amplía por la correlación de los periodos "
    "vecinos, aunque no del todo: de las series de seis años cuyos meses se correlacionan en 0,4, a cerca del 8 % se les "
    "atribuye una tendencia que no tienen. La banda contiene el 95 % de los recuentos que daría la distribución ajustada.",
)
