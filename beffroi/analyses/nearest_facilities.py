"""Nearest facilities: are incidents nearer to facilities, along the streets, than the streets themselves are?"""

from typing import Any, Self

import numpy as np
import polars as pl
from pydantic import PositiveFloat, model_validator

from beffroi.analyses import _streets as shared
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._points import DefaultLocations, default_locations, left_out
from beffroi.evidence.finding import Figure, Finding, Refusal
from beffroi.kernels.facilities import nearest_facility
from beffroi.kernels.network import Network, OnStreets, every_so_often
from beffroi.tables.ratios import table
from beffroi.tables.views import Points, Request, StreetNetwork
from beffroi.vocabulary.lexicon import DISTANCE, INCIDENTS, LOWER, UPPER, Column, p_value
from beffroi.vocabulary.text import text

SAMPLE = 10.0  # metres between the places that stand for the streets
METHOD = text(
    "Distance along the streets from each incident to the nearest facility, by bands that hold their lower limit and not the "
    "upper. Expected: the incidents times the share of the length of the streets in the band, found from places every 10 m. "
    "The ratio of rates has the exact limits of Clopper and Pearson, and a two-sided exact binomial p-value, for each band "
    "alone.",
    "Distance, le long des rues, de chaque fait à l’équipement le plus proche, par classes comprenant leur borne inférieure et "
    "non la supérieure. Attendu : les faits multipliés par la part de la longueur des rues dans la classe, trouvée à partir de "
    "lieux espacés de 10 m. Le rapport des taux a les bornes exactes de Clopper et Pearson et une valeur p binomiale exacte, "
    "bilatérale, pour chaque classe prise seule.",
    "Distancia, a lo largo de las calles, de cada incidente al equipamiento más cercano, por bandas que incluyen su límite "
    "inferior y no el superior. Esperado: los incidentes por la proporción de la longitud de las calles en la banda, obtenida "
    "de lugares cada 10 m. La razón de tasas tiene los límites exactos de Clopper y Pearson y un valor p binomial exacto, "
    "bilateral, para cada banda por separado.",
)


class NearestFacilities(Analysis):
    """Incidents by distance along the streets to the nearest facility, against the length of the streets at that distance.

    Expected in a band: the incidents on the streets that lead to a facility, times the share of the length of these
    streets in the band. Ratio: incidents over expected (a ratio of rates per metre), with exact binomial limits.
    """

    about = About(
        title=text("Nearest facilities", "Équipements les plus proches", "Equipamientos más cercanos"),
        question=text(
            "Are incidents nearer to facilities, along the streets, than the streets themselves are?",
            "Les faits sont-ils plus proches des équipements, en suivant les rues, que les rues elles-mêmes\u202f?",
            "¿Están los incidentes más cerca de los equipamientos, siguiendo las calles, que las propias calles?",
        ),
        needs=("points", "network"),
        level="aggregate",
        assumption=text(
            "Without a link, every metre of street would be as likely a place, and incidents independent of one another: "
            "facilities stand where more people pass, which alone brings incidents near.",
            "Sans lien, chaque mètre de rue serait un lieu aussi probable et les faits seraient indépendants les uns des "
            "autres : les équipements se trouvent là où passent plus de personnes, ce qui suffit à en rapprocher les faits.",
            "Sin relación, cada metro de calle sería un lugar igual de probable y los incidentes independientes entre sí: los "
            "equipamientos están donde pasa más gente, lo que ya acerca los incidentes.",
        ),
        minimum=20,
        location_kind="block",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Okabe and Sugihara 2012, Spatial Analysis along Networks, chapter 5, doi:10.1002/9781119967101",
            "Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404",
            "Brantingham and Brantingham 1995, doi:10.1007/BF02242925",
        ),
    )
    streets: str = shared.streets_asked()
    facilities: str = shared.facilities_asked()
    distance_bands: tuple[PositiveFloat, ...] = parameter(
        (100.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1200.0),
        unit="m",
        min_length=1,
        max_length=20,
        en="Upper edges of the distance bands",
        fr="Bornes supérieures des classes de distance",
        es="Límites superiores de las bandas de distancia",
    )
    default_locations: DefaultLocations = default_locations()

    @model_validator(mode="after")
    def _edges_increase(self) -> Self:
        if list(self.distance_bands) != sorted(set(self.distance_bands)):
            msg = f"the edges of bands must increase, got {self.distance_bands}"
            raise ValueError(msg)
        return self

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points and the network with its facilities."""
        return shared.points_and_streets(self, facilities=self.facilities)

    def run(self, points: Points, streets: StreetNetwork) -> Finding:
        """Answer from located incidents and facilities put on the nearest street."""
        ready = shared.on_streets(self, points, streets)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        network, events = ready
        facilities = shared.facilities_on(network, streets)
        if isinstance(facilities, Refusal):
            return self.refuse(facilities)
        found = nearest_facility(network, events, facilities).metres
        bands = self._bands(found, self._street_shares(network, facilities))
        row = self._summary(streets, found, facilities, bands)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": table(SUMMARY, pl.DataFrame([row], schema_overrides=FLOATS).select(list(SUMMARY))),
                "bands": table(BANDS, bands, title=FIGURE.title),
            },
            figures=(FIGURE,),
            headline=NEARER if row["top_p"] is not None and row["top_p"] <= 0.05 / len(bands) else ORDINARY,
            caveats=(NOT_CAUSE, *shared.snap_caveats(streets), *left_out(points)),
        )

    def _street_shares(self, network: Network, facilities: OnStreets) -> Any:
        """Return the share of the length of the streets that lead to a facility, by band."""
        samples = every_so_often(network, metres=SAMPLE)
        away = nearest_facility(network, samples, facilities).metres
        weight = network.length[samples.segment] / np.bincount(samples.segment)[samples.segment]
        return self._tally(away, weight) / weight[np.isfinite(away)].sum()

    def _tally(self, metres: Any, weight: Any) -> Any:
        band = np.searchsorted(np.array(self.distance_bands), np.round(metres, 3), side="right")
        return np.bincount(band, weights=weight, minlength=len(self.distance_bands) + 1)[: len(self.distance_bands)]

    def _bands(self, metres: Any, share: Any) -> pl.DataFrame:
        from scipy.stats import binomtest

        total = int(np.isfinite(metres).sum())
        n = self._tally(metres, np.ones(metres.size)).astype(np.int64)
        rows = []
        for edge, count, part in zip(self.distance_bands, n.tolist(), share.tolist(), strict=True):
            row = {"distance": edge, "incidents": count, "expected": total * part, "street_share": 100 * part}
            if 0 < part < 1 and total:
                test = binomtest(count, total, part)
                low, high = test.proportion_ci(0.95)
                row |= {"lower": low / part, "upper": high / part, "p": test.pvalue}
            rows.append(row | {"ratio": count / (total * part) if total * part > 0 else None})
        schema = {name: pl.Int64 if name == "incidents" else pl.Float64 for name in BANDS}
        return pl.DataFrame(rows, schema=schema)

    def _summary(
        self, streets: StreetNetwork, metres: Any, facilities: OnStreets, bands: pl.DataFrame
    ) -> dict[str, Any]:
        near = metres[np.isfinite(metres)]
        ranked = bands.filter(pl.col("ratio") > 1, pl.col("p").is_not_null()).sort("p", "distance")
        top = ranked.row(0, named=True) if ranked.height else dict.fromkeys(bands.columns)
        edges = [0.0, *self.distance_bands]
        return shared.snap_report(streets) | {
            "facilities": facilities.segment.size,
            "unreached": int((~np.isfinite(metres)).sum()),
            "median": float(np.median(near)) if near.size else None,
            "top_nearest": edges[edges.index(top["distance"]) - 1] if top["distance"] else None,
            "top_distance": top["distance"],
            "top_ratio": top["ratio"],
            "top_p": top["p"],
        }


def _estimate(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("incidents",), decimals=decimals)


BANDS = {
    "distance": DISTANCE,
    "incidents": Column(label=INCIDENTS.label, role="count", only="by_nearest_facility"),
    "street_share": Column(
        label=text("Share of the streets", "Part des rues", "Proporción de las calles"), unit="%", decimals=1
    ),
    "expected": _estimate("Incidents expected", "Faits attendus", "Incidentes esperados", decimals=1),
    "ratio": Column(
        label=text("Ratio of rates per metre", "Rapport des taux par mètre", "Razón de tasas por metro"),
        role="ratio",
        of=("incidents", "expected"),
        decimals=2,
    ),
    "lower": LOWER,
    "upper": UPPER,
    "p": p_value("incidents"),
}
SUMMARY = shared.SNAP_REPORT | {
    "facilities": Column(label=text("Facilities", "Équipements", "Equipamientos"), decimals=0),
    "unreached": Column(
        label=text(
            "Incidents from which no street leads to one",
            "Faits d’où aucune rue n’y mène",
            "Incidentes desde los que ninguna calle lleva a uno",
        ),
        role="count",
        only="no_facility",
    ),
    "median": _estimate(
        "Median distance to the nearest",
        "Distance médiane au plus proche",
        "Distancia mediana al más cercano",
        unit="m",
    ),
    "top_nearest": _estimate(
        "Clearest excess from", "Excédent le plus net à partir de", "Exceso más claro desde", unit="m"
    ),
    "top_distance": _estimate(
        "Clearest excess up to", "Excédent le plus net jusqu’à", "Exceso más claro hasta", unit="m"
    ),
    "top_ratio": _estimate("Ratio of rates there", "Rapport des taux", "Razón de tasas", decimals=2),
    "top_p": p_value("incidents"),
}
FLOATS = dict.fromkeys(
    ("median_away", "most_away", "median", "top_nearest", "top_distance", "top_ratio", "top_p"), pl.Float64
)
FIGURE = Figure(
    mark="interval",
    table="bands",
    x="distance",
    y="ratio",
    lower="lower",
    upper="upper",
    title=text(
        "Incidents against length of street, by distance to the nearest facility",
        "Faits rapportés à la longueur des rues, selon la distance à l’équipement le plus proche",
        "Incidentes frente a la longitud de calle, por distancia al equipamiento más cercano",
    ),
    alt=text(
        "Ratio of incidents to what the length of the streets would give, by band of distance to the nearest of {facilities} "
        "facilities, with 95 % limits; 1 is no difference.",
        "Rapport entre les faits et ce que donnerait la longueur des rues, par classe de distance au plus proche de "
        "{facilities} équipements, avec des bornes à 95 % ; 1 signifie aucune différence.",
        "Razón entre los incidentes y lo que daría la longitud de las calles, por banda de distancia al más cercano de "
        "{facilities} equipamientos, con límites del 95 %; 1 significa ninguna diferencia.",
    ),
    options={"reference": 1.0},
)
NEARER = text(
    "There are {top_ratio} times as many incidents per metre of street from {top_nearest} to {top_distance} of a facility as "
    "on the streets overall.",
    "De {top_nearest} à {top_distance} d’un équipement, il y a {top_ratio} fois plus de faits par mètre de rue que sur "
    "l’ensemble des rues.",
    "Entre {top_nearest} y {top_distance} de un equipamiento hay {top_ratio} veces más incidentes por metro de calle que en el "
    "conjunto de las calles.",
)
ORDINARY = text(
    "At no distance from a facility are there clearly more incidents per metre of street than overall.",
    "À aucune distance d’un équipement il n’y a nettement plus de faits par mètre de rue que dans l’ensemble.",
    "A ninguna distancia de un equipamiento hay claramente más incidentes por metro de calle que en el conjunto.",
)
NOT_CAUSE = text(
    "Incidents near a facility are not incidents because of it.",
    "Des faits proches d’un équipement ne sont pas pour autant dus à celui-ci.",
    "Los incidentes cercanos a un equipamiento no se deben por ello a este.",
)
