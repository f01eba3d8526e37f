"""What the space-time scans share: their parameters, the table of clusters and their words."""

from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses._base import one_row, parameter
from beffroi.analyses._periods import dated
from beffroi.analyses._points import random_seed, simulations
from beffroi.evidence.finding import Refusal, Table
from beffroi.kernels.scan import Scan, Windows, recurrence_interval
from beffroi.vocabulary.lexicon import INCIDENTS, Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import Text, text

Kind = Literal["retrospective", "prospective"]
Shape = Literal["circle", "ellipse"]
LEVEL = 0.05
FEWEST_STEPS = 4
NOWHERE, RANKED = 0, 5  # the map names the clusters by rank, those of rank 5 and beyond together

KIND = parameter(
    "retrospective",
    en="Clusters of any time, or only those that last to the end",
    fr="Regroupements de toute époque, ou seulement ceux qui durent jusqu’à la fin",
    es="Agrupaciones de cualquier momento, o solo las que duran hasta el final",
)
EVERY = parameter("week", en="Step of time", fr="Pas de temps", es="Paso de tiempo")
SHAPE = parameter("circle", en="Shape of the clusters", fr="Forme des regroupements", es="Forma de las agrupaciones")
LARGEST = parameter(
    0.5,
    gt=0,
    le=0.5,
    en="Largest share of the whole that a cluster may cover",
    fr="Part maximale de l’ensemble qu’un regroupement peut couvrir",
    es="Proporción máxima del total que puede abarcar una agrupación",
)
LONGEST = parameter(
    0.5,
    gt=0,
    le=0.5,
    en="Longest share of the period that a cluster may last",
    fr="Part maximale de la période qu’un regroupement peut durer",
    es="Proporción máxima del periodo que puede durar una agrupación",
)
RADIUS = parameter(
    None,
    unit="m",
    en="Largest radius of a cluster; automatic: the share alone limits it",
    fr="Rayon maximal d’un regroupement ; automatique : seule la part le limite",
    es="Radio máximo de una agrupación; automático: solo lo limita la proporción",
)
PERMUTATIONS_ASKED = simulations(199, least=99, most=99_999)
SEED = random_seed()


def windows(question: Any) -> Windows:
    """Return the cylinders that a question asks for."""
    return Windows(
        spatial_share=question.largest,
        temporal_share=question.longest,
        radius=question.radius or float("inf"),
        is_elliptic=question.shape == "ellipse",
        is_prospective=question.kind == "prospective",
    )


def summary(scan: Scan, steps: list[Period]) -> dict[str, Any]:
    """Return what both scans say of what they found; null where there is no cluster at all."""
    top = scan.clusters[0] if scan.clusters else None
    return {
        "incidents": scan.total,
        "steps": len(steps),
        "since": steps[0].start,
        "until": steps[-1].end - timedelta(days=1),
        "clusters": sum(each.p <= LEVEL for each in scan.clusters),
        "top_incidents": top.observed if top else None,
        "top_ratio": top.observed_over_expected if top else None,
        "top_days": sum(piece.days for piece in steps[top.first : top.after]) if top else None,
        "top_places": top.members.size if top else None,
        "p": top.p if top else 1.0,
        "permutations": scan.simulated.size,
    }


def classes(scan: Scan, size: int) -> NDArray[np.int64]:
    """Return of each location the rank of the established cluster it is in, `RANKED` at most, or `NOWHERE`."""
    made = np.full(size, NOWHERE)
    for rank, cluster in enumerate(scan.clusters, 1):
        if cluster.p <= LEVEL:
            made[cluster.members] = min(rank, RANKED)
    return made


def tables(
    question: Any, scan: Scan, *, steps: list[Period], at: Any, row: dict[str, Any], columns: Any
) -> dict[str, Table]:
    """Return the summary of these columns and the table of clusters; `at` has x and y of every location."""
    return {
        "summary": one_row(columns, row, **NUMBERS),
        "clusters": cluster_table(scan, *at, steps=steps, question=question),
    }


def cluster_table(scan: Scan, x: Any, y: Any, *, steps: list[Period], question: Any) -> Table:
    """Return one row a cluster, the most likely first."""
    found = scan.clusters
    last = steps[-1].days
    rows = {
        "rank": range(1, len(found) + 1),
        "x": [float(x[each.centre]) for each in found],
        "y": [float(y[each.centre]) for each in found],
        "radius": [each.radius for each in found],
        "shape": [each.shape for each in found],
        "locations": [each.members.size for each in found],
        "start": [_day(steps[each.first].start) for each in found],
        "end": [_day(steps[each.after - 1].end) - 1 for each in found],
        "incidents": [each.observed for each in found],
        "expected": [each.expected for each in found],
        "ratio": [each.observed_over_expected for each in found],
        "log_ratio": [each.ratio for each in found],
        "p": [each.p for each in found],
        "recurrence": [recurrence_interval(each.p, days=last) for each in found],
    }
    frame = pl.DataFrame({name: pl.Series(name, list(values), _DTYPES.get(name)) for name, values in rows.items()})
    dates = sorted({*frame["start"].to_list(), *frame["end"].to_list()})
    columns = CLUSTERS | {name: dated(CLUSTERS[name], dates) for name in ("start", "end")}
    asked = {"recurrence": question.kind == "prospective", "shape": question.shape == "ellipse"}
    columns = {name: column for name, column in columns.items() if asked.get(name, True)}
    return Table(columns, frame.select(list(columns)), title=CLUSTERS_TITLE)


def _day(day: date) -> int:
    return day.toordinal()


def _surface(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="surface", decimals=decimals)


_DTYPES: dict[str, Any] = {
    "rank": pl.Int64, "locations": pl.Int64, "start": pl.Int64, "end": pl.Int64, "incidents": pl.Int64,
    "x": pl.Float64, "y": pl.Float64, "radius": pl.Float64, "shape": pl.Float64, "expected": pl.Float64,
    "ratio": pl.Float64, "log_ratio": pl.Float64, "p": pl.Float64, "recurrence": pl.Float64,
}  # fmt: skip
NUMBERS: dict[str, Any] = {
    "top_incidents": pl.Int64,
    "top_ratio": pl.Float64,
    "top_days": pl.Int64,
    "top_places": pl.Int64,
}
# A cluster is a sum of places over a time that no other table publishes: its numbers would tell hidden ones apart.
CLUSTERS = {
    "rank": Column(label=text("Cluster", "Regroupement", "Agrupación"), decimals=0),
    "x": _surface("Centre, east", "Centre, est", "Centro, este", unit="m"),
    "y": _surface("Centre, north", "Centre, nord", "Centro, norte", unit="m"),
    "radius": _surface("Radius", "Rayon", "Radio", unit="m"),
    "shape": _surface("Long over short axis", "Grand axe sur petit axe", "Eje mayor sobre eje menor", decimals=1),
    "locations": _surface("Places inside", "Lieux compris", "Lugares incluidos"),
    "start": _surface("First day", "Premier jour", "Primer día"),
    "end": _surface("Last day", "Dernier jour", "Último día"),
    "incidents": _surface("Incidents inside", "Faits à l’intérieur", "Incidentes en el interior"),
    "expected": _surface("Incidents expected", "Faits attendus", "Incidentes esperados", decimals=1),
    "ratio": _surface(
        "Observed over expected (ratio)",
        "Observé sur attendu (rapport)",
        "Observado sobre esperado (razón)",
        decimals=2,
    ),
    "log_ratio": _surface(
        "Log-likelihood ratio",
        "Logarithme du rapport de vraisemblance",
        "Logaritmo de la razón de verosimilitud",
        decimals=2,
    ),
    "p": _surface("p-value", "valeur p", "valor p", unit="p", decimals=3),
    "recurrence": _surface("Recurrence interval", "Intervalle de récurrence", "Intervalo de recurrencia", unit="d"),
}
CLUSTERS_TITLE = text(
    "Clusters, the most likely first", "Regroupements, du plus au moins net", "Agrupaciones, de más a menos clara"
)
CLUSTER = Column(
    label=text("Cluster", "Regroupement", "Agrupación"),
    role="surface",
    codes=(
        (1, text("1 (the clearest)", "1 (le plus net)", "1 (la más clara)")),
        *((rank, text(*[str(rank)] * 3)) for rank in range(2, RANKED)),
        (RANKED, text(f"{RANKED} and beyond", f"{RANKED} et suivants", f"{RANKED} y siguientes")),
        (NOWHERE, text("Nothing established", "Rien d’établi", "Nada establecido")),
    ),
)
MAP_OPTIONS = {"neutral": NOWHERE, "order": (*range(1, RANKED + 1), NOWHERE)}
SUMMARY = {
    "incidents": INCIDENTS,
    "steps": Column(label=text("Steps compared", "Pas comparés", "Pasos comparados"), decimals=0),
    "since": Column(label=text("Since", "Depuis", "Desde"), unit="date"),
    "until": Column(label=text("Until", "Jusqu’au", "Hasta"), unit="date"),
    "clusters": Column(
        label=text("Clusters established", "Regroupements établis", "Agrupaciones establecidas"),
        role="estimate",
        of=("incidents",),
        decimals=0,
    ),
    "top_incidents": _surface("Incidents in the clearest one", "Faits du plus net", "Incidentes de la más clara"),
    "top_ratio": _surface(
        "Observed over expected there (ratio)",
        "Observé sur attendu (rapport) du plus net",
        "Observado sobre esperado (razón) de la más clara",
        decimals=2,
    ),
    "top_days": _surface("How long it lasts", "Durée du plus net", "Duración de la más clara", unit="d"),
    "top_places": _surface("Places it covers", "Lieux du plus net", "Lugares de la más clara"),
    "p": Column(label=text("p-value", "valeur p", "valor p"), unit="p", role="estimate", of=("incidents",), decimals=3),
    "permutations": Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}
SOME = text(
    "Clusters of incidents established: {clusters}. The clearest one holds {top_incidents:incident|incidents} in "
    "{top_places:place|places} over {top_days}, {top_ratio} times as many as expected.",
    "Regroupements de faits établis : {clusters}. Le plus net réunit {top_incidents:fait|faits} dans "
    "{top_places:lieu|lieux} en {top_days}, soit {top_ratio} fois le nombre attendu.",
    "Agrupaciones de incidentes establecidas: {clusters}. La más clara reúne {top_incidents:incidente|incidentes} en "
    "{top_places:lugar|lugares} durante {top_days}, {top_ratio} veces lo esperado.",
)
NONE = text(
    "No place and time holds clearly more incidents than expected (p = {p}).",
    "Aucun lieu ni moment ne réunit nettement plus de faits qu’attendu (p = {p}).",
    "Ningún lugar y momento reúne claramente más incidentes de lo esperado (p = {p}).",
)
COMPLETE = text(
    "Only steps that the data cover wholly are compared.",
    "Seuls les pas entièrement couverts par les données sont comparés.",
    "Solo se comparan los pasos que los datos cubren por completo.",
)
ALL_WINDOWS = text(
    "The p-value allows for every place, size and time looked at; {permutations} simulations give it.",
    "La valeur p tient compte de tous les lieux, tailles et moments examinés ; elle repose sur {permutations} simulations.",
    "El valor p tiene en cuenta todos los lugares, tamaños y momentos examinados; se basa en {permutations} simulaciones.",
)
ROUGHLY = text(
    "A cluster is round and its edges are uncertain: places at its edge may not belong to it, and others may.",
    "Un regroupement est rond et ses bords sont incertains : des lieux du bord peuvent ne pas en faire partie, et "
    "d’autres en faire partie.",
    "Una agrupación es redonda y sus bordes son inciertos: lugares del borde pueden no pertenecer a ella, y otros sí.",
)
AGAIN = text(
    "The recurrence interval says how often chance alone would give such a cluster, were the question asked at every "
    "step.",
    "L’intervalle de récurrence dit à quelle fréquence le seul hasard donnerait un tel regroupement si la question était "
    "posée à chaque pas.",
    "El intervalo de recurrencia dice con qué frecuencia el puro azar daría una agrupación así si la pregunta se hiciera "
    "en cada paso.",
)


def caveats(question: Any) -> tuple[Text, ...]:
    """Return what every scan rests on."""
    return (ALL_WINDOWS, ROUGHLY, COMPLETE, *((AGAIN,) if question.kind == "prospective" else ()))


def too_few_steps(found: int) -> Refusal:
    """Return the refusal of a period too short to tell one time from another."""
    return Refusal(
        kind="not_enough",
        reason=text(
            "The data cover {found} whole steps; a scan needs {minimum} at least.",
            "Les données couvrent {found} pas de temps entiers ; le balayage en demande au moins {minimum}.",
            "Los datos cubren {found} pasos completos; el barrido necesita al menos {minimum}.",
        ),
        instead=text(
            "Ask with shorter steps, or about a longer period.",
            "Demandez des pas plus courts, ou une période plus longue.",
            "Pida pasos más cortos, o un periodo más largo.",
        ),
        values={"found": found, "minimum": FEWEST_STEPS},
    )
