"""Near repeats: do incidents follow one another nearby and soon after?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from pydantic import PositiveFloat, PositiveInt, model_validator

from beffroi.analyses import _repeats as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import APART, DefaultLocations, check_points, default_locations, left_out
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.kernels.pairs import KnoxTest, knox_test
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

LEVEL = 0.05


METHOD = text(
    "Knox test, by bands of distance and delay. Ratio: pairs of incidents in a band over their mean in R "
    "permutations of the dates; p = (M + 1) / (R + 1), M the permutations with at least as many pairs. The "
    "p-value that allows for all bands compares the standardised count of a band with the largest one of each "
    "permutation.",
    "Test de Knox, par classes de distance et de délai. Rapport : paires de faits de la classe rapportées à leur "
    "moyenne dans R permutations des dates ; p = (M + 1) / (R + 1), M étant le nombre de permutations qui donnent "
    "au moins autant de paires. La valeur p qui tient compte de toutes les classes compare l’effectif centré "
    "réduit d’une classe au plus grand de chaque permutation.",
    "Prueba de Knox, por bandas de distancia y de plazo. Razón: pares de incidentes de la banda sobre su media en "
    "R permutaciones de las fechas; p = (M + 1) / (R + 1), donde M son las permutaciones con al menos tantos "
    "pares. El valor p que considera todas las bandas compara el recuento estandarizado de una banda con el mayor "
    "de cada permutación.",
)


class NearRepeat(Analysis):
    """Knox test of space-time interaction, by bands of distance and delay, against permuted dates.

    Ratio: pairs of incidents in the band over their mean in R permutations of the dates.
    p = (M + 1) / (R + 1), M the permutations with at least as many pairs. The p-value that allows for all bands
    compares the standardised count with the largest one of each permutation.
    """

    about = shared.about(
        title=text("Near repeats", "Répétitions rapprochées", "Repeticiones cercanas"),
        question=text(
            "Do incidents follow one another nearby and soon after more often than places and dates alone would "
            "explain?",
            "Les faits se suivent-ils à proximité et à bref délai plus souvent que les lieux et les dates, pris "
            "séparément, ne l’expliqueraient ?",
            "¿Se suceden los incidentes cerca y poco después con más frecuencia de lo que explicarían por sí solos "
            "los lugares y las fechas?",
        ),
        level="aggregate",
        in_bulletin=True,
        method=METHOD,
        references=(
            "Knox 1964, doi:10.2307/2985220",
            "Johnson et al. 2007, doi:10.1007/s10940-007-9025-3",
            "Kulldorff and Hjalmars 1999, doi:10.1111/j.0006-341X.1999.00544.x",
        ),
    )
    distance_bands: tuple[PositiveFloat, ...] = parameter(
        (100.0, 200.0, 300.0, 400.0),
        unit="m",
        min_length=1,
        max_length=20,
        en="Upper edges of the distance bands",
        fr="Bornes supérieures des classes de distance",
        es="Límites superiores de las bandas de distancia",
    )
    lag_bands: tuple[PositiveInt, ...] = parameter(
        (7, 14, 28),
        unit="d",
        min_length=1,
        max_length=20,
        en="Upper edges of the delay bands",
        fr="Bornes supérieures des classes de délai",
        es="Límites superiores de las bandas de plazo",
    )
    convention: Literal["half_open", "closed", "near_repeat"] = parameter(
        "half_open",
        unit="text",
        en="Which edge a band holds: the lower (half_open; near_repeat is the same, as the R package NearRepeat "
        "does) or the upper (closed)",
        fr="Borne comprise dans chaque classe : l’inférieure (half_open ; near_repeat est identique, comme dans le "
        "paquet R NearRepeat) ou la supérieure (closed)",
        es="Límite incluido en cada banda: el inferior (half_open; near_repeat es igual, como en el paquete de R "
        "NearRepeat) o el superior (closed)",
    )
    permutations: int = parameter(
        999,
        ge=99,
        le=99_999,
        en="Permutations of the dates",
        fr="Permutations des dates",
        es="Permutaciones de las fechas",
    )
    default_locations: DefaultLocations = default_locations()
    seed: int = shared.SEED

    @model_validator(mode="after")
    def _edges_increase(self) -> Self:
        shared.check_increasing(self.distance_bands, self.lag_bands)
        return self

    def run(self, points: Points) -> Finding:
        """Answer from events located to the block or better, dated to the day or better."""
        refusal = check_points(self, points)
        if refusal:
            return self.refuse(refusal)
        lowest, bands = self._usable_bands(points)
        if points.resolution or not bands:
            return self.refuse(shared.no_band(points, points.resolution or lowest))
        test = knox_test(
            points.x,
            points.y,
            points.day,
            distance_edges=(lowest, *bands),
            lag_edges=(0, *self.lag_bands),
            permutations=self.permutations,
            seed=self.seed,
            convention=self.convention,
        )
        return self._finding(test, bands, lowest=lowest, points=points, convention=CONVENTIONS[self.convention])

    def _finding(
        self,
        test: KnoxTest,
        bands: tuple[float, ...],
        *,
        lowest: float,
        points: Points,
        convention: Text,
        snap: dict[str, Any] | None = None,
        columns: Mapping[str, Column] | None = None,
        said: tuple[Text, ...] = (),
    ) -> Finding:
        """Return the answer; on streets with the columns and words of the snap report."""
        rows = self._rows(test, bands)
        row = (snap or {}) | self._summary(rows, test, lowest=lowest, points=points)
        return Finding(
            question=self,
            level=self.about.level,
            tables={"summary": one_row(columns or SUMMARY, row), "bands": Table(BANDS, rows, title=HEATMAP.title)},
            figures=(HEATMAP,),
            headline=EXCESS if test.p_overall <= LEVEL and row["top_ratio"] is not None else NO_EXCESS,
            caveats=(
                *(convention, MANY_BANDS, NOT_WHY, shared.SHIFTS),
                *said,
                *((shared.DROPPED,) if lowest else ()),
                *left_out(points),
            ),
            choices={"distance_bands": bands} if lowest else {},
        )

    def _usable_bands(self, points: Points) -> tuple[float, tuple[float, ...]]:
        """Return where the bands start and those that the precision of the locations allows."""
        least = shared.precision(points)
        dropped = [edge for edge in self.distance_bands if edge <= least]
        return max(dropped, default=0.0), self.distance_bands[len(dropped) :]

    def _rows(self, test: KnoxTest, bands: tuple[float, ...]) -> pl.DataFrame:
        delays = len(self.lag_bands)
        observed, expected = test.observed.ravel(), test.expected.ravel()
        ratio = np.divide(observed, expected, out=np.full(expected.shape, np.nan), where=expected > 0)
        return pl.DataFrame(
            {
                "distance": np.repeat(np.array(bands, dtype=np.float64), delays),
                "lag": np.tile(np.array(self.lag_bands, dtype=np.int64), len(bands)),
                "pairs": observed,
                "expected": expected,
                "expected_exact": test.expected_exact.ravel(),
                "ratio": ratio,
                "p": test.p.ravel(),
                "p_adjusted": test.p_adjusted.ravel(),
            }
        ).with_columns(pl.col("ratio").fill_nan(None))

    def _summary(self, rows: pl.DataFrame, test: KnoxTest, *, lowest: float, points: Points) -> dict[str, Any]:
        """Return the band least likely by chance, and of those the one with the largest ratio."""
        ranked = rows.sort(["p_adjusted", "ratio", "distance", "lag"], descending=[False, True, False, False])
        top = ranked.row(0, named=True)
        return {
            "incidents": points.x.size,
            "apart": points.apart,
            "bands": rows.height,
            "top_nearest": max((edge for edge in self.distance_bands if edge < top["distance"]), default=lowest),
            "top_distance": top["distance"],
            "top_soonest": max((edge for edge in self.lag_bands if edge < top["lag"]), default=0),
            "top_lag": top["lag"],
            "top_pairs": top["pairs"],
            "top_expected": top["expected"],
            "top_ratio": top["ratio"],
            "p_overall": test.p_overall,
            "permutations": test.permutations,
        }


def _edge(label: Text, *, unit: str) -> Column:
    """An edge of the band that stands out: it falls with its pairs."""
    return Column(label=label, unit=unit, role="estimate", of=("top_pairs",), decimals=0)


def _p(label: Text, *of: str) -> Column:
    return Column(label=label, role="estimate", of=of, decimals=3)


BANDS = {
    "distance": lexicon.DISTANCE,
    "lag": lexicon.LAG,
    "pairs": replace(lexicon.PAIRS, only="pairs"),
    "expected": lexicon.EXPECTED_PAIRS,
    "expected_exact": Column(
        label=text("Pairs expected, exact mean", "Paires attendues, moyenne exacte", "Pares esperados, media exacta"),
        role="estimate",
        of=("pairs",),
        decimals=1,
    ),
    "ratio": lexicon.KNOX_RATIO,
    "p": lexicon.p_value("pairs"),
    "p_adjusted": _p(
        text(
            "p-value allowing for all bands",
            "valeur p tenant compte de toutes les classes",
            "valor p que considera todas las bandas",
        ),
        "pairs",
    ),
}
SUMMARY = {
    "incidents": replace(lexicon.INCIDENTS, only="located"),
    "apart": APART,
    "bands": Column(label=text("Bands tested", "Classes testées", "Bandas evaluadas"), decimals=0),
    "top_nearest": _edge(text("Distance from", "Distance à partir de", "Distancia desde"), unit="m"),
    "top_distance": _edge(lexicon.DISTANCE.label, unit="m"),
    "top_soonest": _edge(text("Delay from", "Délai à partir de", "Plazo desde"), unit="d"),
    "top_lag": _edge(lexicon.LAG.label, unit="d"),
    "top_pairs": replace(lexicon.PAIRS, only="pairs_of_top_band"),
    "top_expected": Column(label=lexicon.EXPECTED_PAIRS.label, role="estimate", of=("top_pairs",), decimals=1),
    "top_ratio": Column(label=lexicon.KNOX_RATIO.label, role="ratio", of=("top_pairs", "top_expected"), decimals=2),
    "p_overall": _p(BANDS["p_adjusted"].label, "top_pairs"),
    "permutations": lexicon.PERMUTATIONS,
}
HEATMAP = Figure(
    mark="heatmap",
    table="bands",
    x="lag",
    y="distance",
    value="ratio",
    title=text(
        "Pairs observed over pairs expected, by distance and delay",
        "Paires observées sur paires attendues, selon la distance et le délai",
        "Pares observados sobre pares esperados, por distancia y plazo",
    ),
    alt=text(
        "Heat map of the ratio of observed to expected pairs of incidents: one row a distance band, one column a "
        "delay band."
        " What stands out most: {top_nearest} to {top_distance} and {top_soonest} to {top_lag}, ratio {top_ratio}.",
        "Carte de chaleur du rapport entre paires de faits observées et attendues : une ligne par classe de distance, "
        "une colonne par classe de délai."
        " Ce qui ressort le plus\u00a0: de {top_nearest} à {top_distance} et de {top_soonest} à {top_lag}, rapport {top_ratio}.",
        "Mapa de calor de la razón entre pares de incidentes observados y esperados: una fila por banda de distancia, "
        "una columna por banda de plazo."
        " Lo que más destaca: de {top_nearest} a {top_distance} y de {top_soonest} a {top_lag}, razón {top_ratio}.",
    ),
    options={"midpoint": 1.0},
)
EXCESS = text(
    "Incidents follow one another more often than places and dates alone would explain: the clearest excess is among "
    "those {top_nearest} to {top_distance} and {top_soonest} to {top_lag} apart, with {top_ratio} times the pairs "
    "expected.",
    "Les faits se suivent plus souvent que les lieux et les dates, pris séparément, ne l’expliqueraient : l’excédent "
    "le plus net concerne les faits distants de {top_nearest} à {top_distance} et séparés de {top_soonest} à {top_lag}, "
    "avec {top_ratio} fois le nombre de paires attendu.",
    "Los incidentes se suceden con más frecuencia de lo que explicarían por sí solos los lugares y las fechas: el "
    "exceso más claro se da entre {top_nearest} y {top_distance} de distancia y entre {top_soonest} y {top_lag} de "
    "plazo, con {top_ratio} veces los pares esperados.",
)
NO_EXCESS = text(
    "No band of distance and delay holds clearly more pairs of incidents than places and dates alone would explain.",
    "Aucune classe de distance et de délai ne compte nettement plus de paires de faits que les lieux et les dates, "
    "pris séparément, ne l’expliqueraient.",
    "Ninguna banda de distancia y plazo tiene claramente más pares de incidentes de lo que explicarían por sí solos "
    "los lugares y las fechas.",
)
CONVENTIONS = {
    "half_open": text(
        "Each band includes its lower edge and excludes its upper edge: 7 days means less than 7 full days.",
        "Chaque classe comprend sa borne inférieure et exclut sa borne supérieure : 7 jours signifie moins de 7 jours.",
        "Cada banda incluye su límite inferior y excluye el superior: 7 días significa menos de 7 días.",
    ),
    "closed": text(
        "Each band includes its upper edge and excludes its lower edge; the first band also includes 0.",
        "Chaque classe comprend sa borne supérieure et exclut sa borne inférieure ; la première comprend aussi 0.",
        "Cada banda incluye su límite superior y excluye el inferior; la primera incluye también el 0.",
    ),
    "near_repeat": text(
        "Each band includes its lower edge and excludes its upper edge, as the R package NearRepeat does by default; "
        "distances are straight lines.",
        "Chaque classe comprend sa borne inférieure et exclut sa borne supérieure, comme le fait par défaut le paquet "
        "R NearRepeat ; les distances sont à vol d’oiseau.",
        "Cada banda incluye su límite inferior y excluye el superior, como hace por defecto el paquete de R "
        "NearRepeat; las distancias son en línea recta.",
    ),
}
MANY_BANDS = text(
    "{bands} bands are tested at once: read the p-value that allows for all of them ({p_overall}), not the smallest one.",
    "{bands} classes sont testées à la fois : lisez la valeur p qui tient compte de toutes ({p_overall}), et non la plus "
    "petite.",
    "Se evalúan {bands} bandas a la vez: lea el valor p que las considera todas ({p_overall}), no el más pequeño.",
)
NOT_WHY = text(
    "An excess does not say why: the first incident may raise the risk around it, or lasting features of the place "
    "may draw several incidents.",
    "Un excédent ne dit pas pourquoi : le premier fait peut accroître le risque alentour, ou des traits durables du "
    "lieu peuvent attirer plusieurs faits.",
    "Un exceso no dice por qué: el primer incidente puede aumentar el riesgo a su alrededor, o rasgos duraderos del "
    "lugar pueden atraer varios incidentes.",
)
