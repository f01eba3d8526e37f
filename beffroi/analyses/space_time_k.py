"""Space-time K function: at which distances and delays do incidents interact?"""

from dataclasses import replace
from typing import Any, Self

import numpy as np
import polars as pl
from pydantic import NonNegativeInt, PositiveFloat, model_validator

from beffroi.analyses import _repeats as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import (
    APART,
    DefaultLocations,
    check_points,
    default_locations,
    left_out,
    study_area,
)
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.kernels import space_time_k as kernel
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column, p_value
from beffroi.vocabulary.text import Text, text

LEVEL = 0.05

METHOD = text(
    "K(s, t) = |A| L / (n (n − 1)) times the ordered pairs at most s and t apart; K(s) and K(t) likewise of distances and of "
    "delays alone. Ratio K(s, t) / (K(s) K(t)), 1 without interaction; residual: the difference over its standard deviation "
    "in R permutations of the dates. The p-value compares the sum of the residuals with those of the permutations; the "
    "envelope holds 95 % of the permutations at all distances and delays at once. No correction for the edges.",
    "K(s, t) = |A| L / (n (n − 1)) fois le nombre de paires ordonnées distantes d’au plus s et t ; K(s) et K(t) de même pour "
    "les seules distances et les seuls délais. Rapport K(s, t) / (K(s) K(t)), égal à 1 sans interaction ; résidu : différence "
    "rapportée à son écart type dans R permutations des dates. La valeur p compare la somme des résidus à celles des "
    "permutations ; l’enveloppe contient 95 % des permutations pour toutes les distances et tous les délais à la fois. Sans "
    "correction des effets de bord.",
    "K(s, t) = |A| L / (n (n − 1)) por el número de pares ordenados a distancia y plazo de s y t como máximo; K(s) y K(t), lo "
    "mismo solo para las distancias y solo para los plazos. Razón K(s, t) / (K(s) K(t)), igual a 1 sin interacción; residuo: "
    "la diferencia sobre su desviación típica en R permutaciones de las fechas. El valor p compara la suma de los residuos con "
    "las de las permutaciones; la envolvente contiene el 95 % de las permutaciones en todas las distancias y plazos a la vez. "
    "Sin corrección de bordes.",
)


class SpaceTimeK(Analysis):
    """Space-time K function of events against permuted dates, with a test and an envelope of all scales at once.

    K(s, t) = |A| L / (n (n − 1)) Σ I(d ≤ s) I(u ≤ t). Ratio K(s, t) / (K(s) K(t)): 1 without interaction. p: the sum over
    s and t of the standardised differences, among those of R permutations of the dates (Diggle et al. 1995).
    """

    about = shared.about(
        title=text("Space-time K function", "Fonction K spatio-temporelle", "Función K espaciotemporal"),
        question=text(
            "At which distances and delays do incidents come together more than places and dates alone would explain?",
            "À quelles distances et à quels délais les faits se rapprochent-ils plus que les lieux et les dates, pris "
            "séparément, ne l’expliqueraient ?",
            "¿A qué distancias y plazos se agrupan los incidentes más de lo que explicarían por sí solos los lugares y las "
            "fechas?",
        ),
        level="aggregate",
        method=METHOD,
        references=(
            "Diggle, Chetwynd, Häggkvist and Morris 1995, Second-order analysis of space-time clustering, Statistical "
            "Methods in Medical Research 4(2), 124–136",
            "Myllymäki et al. 2017, doi:10.1111/rssb.12172",
        ),
    )
    distances: tuple[PositiveFloat, ...] = parameter(
        (100.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1000.0),
        unit="m",
        min_length=1,
        max_length=20,
        en="Distances",
        fr="Distances",
        es="Distancias",
    )
    lags: tuple[NonNegativeInt, ...] = parameter(
        (1, 3, 7, 14, 28, 56), unit="d", min_length=1, max_length=20, en="Delays", fr="Délais", es="Plazos"
    )
    permutations: int = shared.PERMUTATIONS
    default_locations: DefaultLocations = default_locations()
    seed: int = shared.SEED

    @model_validator(mode="after")
    def _limits_increase(self) -> Self:
        shared.check_increasing(self.distances, self.lags)
        return self

    def run(self, points: Points) -> Finding:
        """Answer from events located to the block or better, dated to the day or better."""
        refusal = check_points(self, points)
        if refusal:
            return self.refuse(refusal)
        least = points.resolution or shared.precision(points)
        distances = tuple(each for each in self.distances if each > least)
        if points.resolution or not distances:
            return self.refuse(shared.no_band(points, least))
        found = kernel.space_time_k(
            points.x,
            points.y,
            points.day,
            distances=distances,
            lags=self.lags,
            area=study_area(points),
            length=points.basis.coverage.days(points.basis.period),
            permutations=self.permutations,
            seed=self.seed,
        )
        rarest = _rarest(found)
        top = np.unravel_index(int(np.argmax(found.residual)), found.residual.shape)
        summary = {
            "incidents": points.x.size,
            "apart": points.apart,
            "rarest": rarest,
            "top_distance": distances[int(top[0])],
            "top_lag": self.lags[int(top[1])],
            "top_ratio": None if np.isnan(found.ratio[top]) else float(found.ratio[top]),
            "p": found.p,
            "p_largest": found.p_largest,
            "permutations": found.permutations,
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, summary),
                "scales": Table(SCALES, self._scales(found, distances, rarest), title=HEATMAP.title),
                "profile": Table(PROFILE, _profile(found, distances, rarest, lag=int(top[1])), title=LINE.title),
            },
            figures=(HEATMAP, LINE),
            headline=SOME if found.p <= LEVEL else NONE,
            caveats=self._caveats(points, dropped=len(distances) < len(self.distances)),
            choices={"distances": distances} if distances != self.distances else {},
        )

    def _scales(self, found: kernel.SpaceTimeK, distances: tuple[float, ...], rarest: int) -> pl.DataFrame:
        delays = len(self.lags)
        return pl.DataFrame(
            {
                "distance": np.repeat(np.array(distances, dtype=np.float64), delays),
                "lag": np.tile(np.array(self.lags, dtype=np.int64), len(distances)),
                "rarest": np.full(found.pairs.size, rarest),
                "pairs": found.pairs.ravel(),
                "k": found.k.ravel() / 1e6,
                "ratio": found.ratio.ravel(),
                "lower": found.lower.ravel(),
                "upper": found.upper.ravel(),
                "residual": found.residual.ravel(),
            }
        ).with_columns(pl.col("ratio", "lower", "upper").fill_nan(None))

    def _caveats(self, points: Points, *, dropped: bool) -> tuple[Text, ...]:
        return (
            CUMULATIVE,
            EDGES,
            shared.SHIFTS,
            *((shared.DROPPED,) if dropped else ()),
            *left_out(points),
        )


def _rarest(found: kernel.SpaceTimeK) -> int:
    """Return the fewest pairs, over 0, between two distances and two delays: sums of a few would tell them."""
    bands = np.diff(np.diff(found.pairs, axis=0, prepend=0), axis=1, prepend=0)
    return int(bands[bands > 0].min(initial=found.pairs[-1, -1]))


def _profile(found: kernel.SpaceTimeK, distances: tuple[float, ...], rarest: int, *, lag: int) -> pl.DataFrame:
    columns: dict[str, Any] = {
        "distance": list(distances),
        "rarest": [rarest] * len(distances),
        "ratio": found.ratio[:, lag],
        "lower": found.lower[:, lag],
        "upper": found.upper[:, lag],
    }
    return pl.DataFrame(columns).with_columns(pl.col("ratio", "lower", "upper").fill_nan(None))


def _estimate(label: Text, *, decimals: int = 2, unit: str = "1") -> Column:
    return Column(label=label, role="estimate", of=("rarest",), decimals=decimals, unit=unit)


RAREST = Column(
    label=text("Fewest pairs in a band", "Paires de la classe la plus rare", "Pares de la banda menos frecuente"),
    role="count",
    of=(),
    only="pairs_of_rarest_band",
)
RATIO = _estimate(lexicon.KNOX_RATIO.label)
LOWER = _estimate(
    text(
        "Without interaction, lower limit 95 %",
        "Sans interaction, borne inférieure à 95 %",
        "Sin interacción, límite inferior 95 %",
    )
)
UPPER = _estimate(
    text(
        "Without interaction, upper limit 95 %",
        "Sans interaction, borne supérieure à 95 %",
        "Sin interacción, límite superior 95 %",
    )
)
SCALES = {
    "distance": lexicon.DISTANCE,
    "lag": lexicon.LAG,
    "rarest": RAREST,
    "pairs": _estimate(lexicon.PAIRS.label, decimals=0),
    "k": _estimate(text("K (km² × days)", "K (km² × jours)", "K (km² × días)"), decimals=3),
    "ratio": RATIO,
    "lower": LOWER,
    "upper": UPPER,
    "residual": _estimate(text("Standardised residual", "Résidu standardisé", "Residuo estandarizado"), decimals=1),
}
PROFILE = {"distance": lexicon.DISTANCE, "rarest": RAREST, "ratio": RATIO, "lower": LOWER, "upper": UPPER}
SUMMARY = {
    "incidents": replace(lexicon.INCIDENTS, only="located"),
    "apart": APART,
    "rarest": RAREST,
    "top_distance": _estimate(lexicon.DISTANCE.label, decimals=0, unit="m"),
    "top_lag": _estimate(lexicon.LAG.label, decimals=0, unit="d"),
    "top_ratio": RATIO,
    "p": p_value("rarest"),
    "p_largest": replace(
        p_value("rarest"),
        label=text("p-value of the largest residual", "valeur p du plus grand résidu", "valor p del mayor residuo"),
    ),
    "permutations": lexicon.PERMUTATIONS,
}
HEATMAP = Figure(
    mark="heatmap",
    table="scales",
    x="lag",
    y="distance",
    value="ratio",
    title=text(
        "Pairs observed over pairs expected, up to each distance and delay",
        "Paires observées sur paires attendues, jusqu’à chaque distance et délai",
        "Pares observados sobre pares esperados, hasta cada distancia y plazo",
    ),
    alt=text(
        "Heat map of K(s, t) over K(s) K(t), one row a distance, one column a delay; it stands out most up to {top_distance} "
        "and {top_lag}, where it is {top_ratio}.",
        "Carte de chaleur de K(s, t) sur K(s) K(t), une ligne par distance, une colonne par délai ; il ressort le plus jusqu’à "
        "{top_distance} et {top_lag}, où il vaut {top_ratio}.",
        "Mapa de calor de K(s, t) sobre K(s) K(t), una fila por distancia, una columna por plazo; destaca más hasta "
        "{top_distance} y {top_lag}, donde vale {top_ratio}.",
    ),
    options={"midpoint": 1.0},
)
LINE = Figure(
    mark="line",
    table="profile",
    x="distance",
    y="ratio",
    lower="lower",
    upper="upper",
    title=text(
        "By distance, at the delay that stands out most",
        "Selon la distance, au délai qui ressort le plus",
        "Según la distancia, en el plazo que más destaca",
    ),
    alt=text(
        "Line of observed over expected pairs by distance, within {top_lag}, with the band that holds 95 % of permutations.",
        "Courbe des paires observées sur attendues selon la distance, en {top_lag} au plus, avec la bande qui contient 95 % des "
        "permutations.",
        "Línea de pares observados sobre esperados según la distancia, en {top_lag} como máximo, con la banda que contiene el "
        "95 % de las permutaciones.",
    ),
    options={"band": shared.BAND},
)
SOME = text(
    "Incidents interact in space and time (p = {p}): most clearly up to {top_distance} and {top_lag} apart, where there are "
    "{top_ratio} times the pairs that places and dates alone would make.",
    "Les faits interagissent dans l’espace et le temps (p = {p}) : le plus nettement jusqu’à {top_distance} et {top_lag}, avec "
    "{top_ratio} fois les paires que feraient les lieux et les dates pris séparément.",
    "Los incidentes interactúan en el espacio y el tiempo (p = {p}): con más claridad hasta {top_distance} y {top_lag}, con "
    "{top_ratio} veces los pares que formarían por sí solos los lugares y las fechas.",
)
NONE = text(
    "No interaction in space and time is established (p = {p}).",
    "Aucune interaction dans l’espace et le temps n’est établie (p = {p}).",
    "No se establece ninguna interacción en el espacio y el tiempo (p = {p}).",
)
CUMULATIVE = text(
    "Each value counts all pairs up to a distance and a delay: an excess at short range also shows at longer ones.",
    "Chaque valeur compte toutes les paires jusqu’à une distance et un délai : un excédent à courte portée se voit aussi plus "
    "loin.",
    "Cada valor cuenta todos los pares hasta una distancia y un plazo: un exceso a corto alcance se ve también más lejos.",
)
EDGES = text(
    "Pairs across the edge of the area are not seen; this lowers K but hardly the ratio.",
    "Les paires à cheval sur la limite du territoire ne sont pas vues : K en est abaissé, le rapport à peine.",
    "Los pares a ambos lados del límite de la zona no se ven: esto rebaja K, pero apenas la razón.",
)
