"""Columns and sentences of the analysis of revisions."""

from dataclasses import replace

from beffroi.evidence.finding import Figure
from beffroi.vocabulary.lexicon import COVERED_DAYS, INCIDENTS, OFFENCE, PERIOD, Column
from beffroi.vocabulary.text import Text, text


def _count(en: str, fr: str, es: str, *, only: str) -> Column:
    return Column(label=text(en, fr, es), role="count", only=only)


VERSION = Column(label=text("Version", "Version", "Versión"), dimension="filter", decimals=0)
MONTHS = Column(label=text("Months delivered again", "Mois livrés de nouveau", "Meses entregados de nuevo"), decimals=0)
FIRST = _count("First count", "Premier effectif", "Primer recuento", only="first_delivery")
RECORDS = {
    "same": _count("Unchanged", "Inchangés", "Sin cambios", only="unchanged"),
    "corrected": _count("Corrected", "Corrigés", "Corregidos", only="corrected"),
    "requalified": _count("Requalified", "Requalifiés", "Recalificados", only="requalified"),
    "redated": _count("Other date", "Autre date", "Otra fecha", only="redated"),
    "relocated": _count("Other place", "Autre lieu", "Otro lugar", only="relocated"),
    "restated": _count("Other status", "Autre statut", "Otro estado", only="restated"),
    "new": _count("Reported late", "Signalés tardivement", "Denunciados tarde", only="late"),
    "gone": _count("No longer held", "Disparus", "Ya no figuran", only="gone"),
}


def _share(of: tuple[str, str], label: Text) -> Column:
    return Column(label=label, unit="%", role="ratio", of=of, scale=100.0, decimals=1)


SHARE = _share(
    ("incidents", "first"),
    text("Percent of the first count", "Part du premier effectif", "Porcentaje del primer recuento"),
)
SUMMARY = {
    "months": MONTHS,
    "versions": Column(
        label=text("Most versions of a month", "Versions d’un mois, au plus", "Versiones de un mes, máximo"), decimals=0
    ),
    "first": FIRST,
    "incidents": INCIDENTS,
    "share": SHARE,
    **{name: RECORDS[name] for name in ("corrected", "requalified", "gone")},
}
TRIANGLE = {
    "period": PERIOD,
    "version": VERSION,
    "received": Column(label=text("Received", "Reçue le", "Recibida"), unit="date"),
    "days": COVERED_DAYS,
    "first": FIRST,
    "incidents": INCIDENTS,
    "share": SHARE,
}
GROWTH = {
    "version": VERSION,
    "months": Column(label=text("Months", "Mois", "Meses"), decimals=0),
    "before": _count(
        "Incidents in the version before", "Faits dans la version précédente", "Incidentes en la versión anterior",
        only="version_before",
    ),
    "incidents": INCIDENTS,
    "factor": Column(
        label=text("Growth (ratio)", "Croissance (rapport)", "Crecimiento (razón)"), role="ratio",
        of=("incidents", "before"), decimals=3,
    ),
}  # fmt: skip
CHANGES = {
    "delivery": Column(label=text("Delivery", "Livraison", "Entrega"), unit="text", dimension="filter"),
    **RECORDS,
}
REQUALIFIED = {
    "first": replace(
        OFFENCE, label=text("Offence at first", "Infraction d’abord", "Delito al principio"), dimension="filter"
    ),
    "offence": replace(OFFENCE, label=text("Offence now", "Infraction à présent", "Delito ahora")),
    "n": _count("Records", "Enregistrements", "Registros", only="requalified"),
}
GROWTH_TITLE = text(
    "Growth from one version to the next", "Croissance d’une version à la suivante", "Crecimiento de una versión a otra"
)
CHANGES_TITLE = text(
    "What each delivery changed of the records held",
    "Ce que chaque livraison a changé aux enregistrements détenus",
    "Lo que cada entrega cambió de los registros que se tenían",
)
REQUALIFIED_TITLE = text(
    "Offences requalified since they were first delivered",
    "Infractions requalifiées depuis leur première livraison",
    "Delitos recalificados desde su primera entrega",
)
FIGURE = Figure(
    mark="heatmap",
    table="triangle",
    title=text(
        "Count of each month after each delivery, in percent of the first",
        "Effectif de chaque mois après chaque livraison, en pourcentage du premier",
        "Recuento de cada mes tras cada entrega, en porcentaje del primero",
    ),
    alt=text(
        "Heat map of the revisions: one row a month, one column a version of its count. Over {months} months delivered"
        " again, the count is now {share} of the first.",
        "Carte de chaleur des révisions : une ligne par mois, une colonne par version de son effectif. Sur {months} mois"
        " livrés de nouveau, l’effectif est à présent {share} du premier.",
        "Mapa de calor de las revisiones: una fila por mes, una columna por versión de su recuento. En {months} meses"
        " entregados de nuevo, el recuento es ahora el {share} del primero.",
    ),
    x="version",
    y="period",
    value="share",
)
HEADLINE = text(
    "{months:month was|months were} delivered again: {first:incident|incidents} at first, {incidents} now ({share}).",
    "{months:mois a été livré|mois ont été livrés} de nouveau : {first:fait|faits} d’abord, {incidents} à présent"
    " ({share}).",
    "{months:mes se entregó|meses se entregaron} de nuevo: {first:incidente|incidentes} al principio, {incidents} ahora"
    " ({share}).",
)
NO_INTERVAL = text(
    "These are complete counts, not a sample: no interval applies. How much the latest months will still grow is not"
    " said here.",
    "Ce sont des effectifs complets, non un échantillon : aucun intervalle ne s’applique. L’évolution à venir des"
    " derniers mois n’est pas dite ici.",
    "Son recuentos completos, no una muestra: no se aplica ningún intervalo. Aquí no se dice cuánto crecerán todavía los"
    " últimos meses.",
)
ALL_RECORDS = text(
    "What each delivery changed is counted over all its records, whatever the places and offences asked.",
    "Ce que chaque livraison a changé est compté sur tous ses enregistrements, quels que soient les lieux et les"
    " infractions demandés.",
    "Lo que cambió cada entrega se cuenta sobre todos sus registros, sean cuales sean los lugares y delitos consultados.",
)

METHOD = text(
    "With n(m, v) the count of month m after its v-th delivery, a share is n(m, v) / n(m, 1), and the growth from "
    "version v − 1 to v is Σ n(m, v) / Σ n(m, v − 1) over the months that have both: the link ratio of the chain "
    "ladder, in which large months weigh more. Counts are complete, not a sample, so no interval is given. "
    "Records are told the same by their key.",
    "Soit n(m, v) l’effectif du mois m après sa v-ième livraison : la part vaut n(m, v) / n(m, 1), et la "
    "croissance de la version v − 1 à la version v vaut Σ n(m, v) / Σ n(m, v − 1) sur les mois qui ont les deux : "
    "c’est le facteur de développement du chain ladder, où les grands mois pèsent davantage. Les effectifs sont "
    "complets, non un échantillon : aucun intervalle n’est donné. Les enregistrements sont reconnus à leur clé.",
    "Con n(m, v) el recuento del mes m tras su v-ésima entrega, la proporción es n(m, v) / n(m, 1) y el "
    "crecimiento de la versión v − 1 a la v es Σ n(m, v) / Σ n(m, v − 1) sobre los meses que tienen ambas: el "
    "factor de desarrollo del chain ladder, en el que pesan más los meses grandes. Los recuentos son completos, "
    "no una muestra, así que no se da intervalo. Los registros se reconocen por su clave.",
)
