"""Spatial autocorrelation: do neighbouring areas resemble one another more than chance would have it?"""

import polars as pl

from beffroi.analyses import _neighbours as shared
from beffroi.analyses._base import About, Analysis
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.association import Association, correlogram, geary, getis_ord_g, moran
from beffroi.kernels.neighbours import by_order
from beffroi.tables.views import Counts, Exposure, Request
from beffroi.vocabulary.lexicon import INCIDENTS, PERMUTATIONS, Column, p_value
from beffroi.vocabulary.text import text

ORDERS = 5  # neighbours of neighbours, and so on


METHOD = text(
    "Moran: I = (n / S0) Σ w_ij z_i z_j / Σ z_i². Geary: C = (n − 1) / (2 S0) Σ w_ij (x_i − x_j)² / Σ z_i². "
    "General G: Σ w_ij x_i x_j / Σ x_i x_j over i ≠ j, of counts only. The weights w are row-standardised (binary "
    "for G), S0 is their sum; p is twice the smaller tail of permutations of the values over the areas, (M + 1) / "
    "(R + 1).",
    "Moran : I = (n / S0) Σ w_ij z_i z_j / Σ z_i². Geary : C = (n − 1) / (2 S0) Σ w_ij (x_i − x_j)² / Σ z_i². G "
    "général : Σ w_ij x_i x_j / Σ x_i x_j pour i ≠ j, sur les effectifs seulement. Les poids w sont normalisés "
    "par ligne (binaires pour G), S0 est leur somme ; p vaut deux fois la plus petite queue des permutations des "
    "valeurs entre territoires, (M + 1) / (R + 1).",
    "Moran: I = (n / S0) Σ w_ij z_i z_j / Σ z_i². Geary: C = (n − 1) / (2 S0) Σ w_ij (x_i − x_j)² / Σ z_i². G "
    "general: Σ w_ij x_i x_j / Σ x_i x_j para i ≠ j, solo con recuentos. Los pesos w se normalizan por filas "
    "(binarios para G) y S0 es su suma; p es el doble de la menor cola de las permutaciones de los valores entre "
    "territorios, (M + 1) / (R + 1).",
)


class SpatialAutocorrelation(Analysis):
    """Moran's I, Geary's C and the general G of areas, with the correlogram of Moran's I by order of neighbours.

    I = (n / S0) Σ w_ij z_i z_j / Σ z_i²; C = (n − 1) / (2 S0) Σ w_ij (x_i − x_j)² / Σ z_i²; G = Σ w_ij x_i x_j /
    Σ_{i≠j} x_i x_j, of counts only. w are row-standardised (binary for G); p is twice the smaller tail of
    permutations of the values over the areas, (M + 1) / (R + 1).
    """

    about = About(
        title=text("Likeness of neighbours", "Ressemblance entre voisins", "Semejanza entre vecinos"),
        question=text(
            "Do neighbouring areas resemble one another more than chance would have it?",
            "Les territoires voisins se ressemblent-ils plus que ne le voudrait le hasard\u202f?",
            "¿Se parecen los territorios vecinos más de lo que daría el azar?",
        ),
        needs=("counts", "exposure"),
        level="aggregate",
        assumption=text(
            "Were there no pattern, any arrangement of the values over the areas would be as likely.",
            "Sans structure, toute répartition des valeurs entre les territoires serait aussi probable.",
            "Sin estructura, cualquier distribución de los valores entre los territorios sería igual de probable.",
        ),
        minimum=30,
        location_kind="area",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Moran 1950, Notes on continuous stochastic phenomena, Biometrika 37",
            "Geary 1954, The contiguity ratio and statistical mapping, The Incorporated Statistician 5",
            "Getis and Ord 1992, doi:10.1111/j.1538-4632.1992.tb00261.x",
            "Cliff and Ord 1981, Spatial Processes: Models and Applications",
            "Assunção and Reis 1999, A new proposal to adjust Moran’s I for population density, Statistics in Medicine 18",
        ),
    )
    of: shared.Of = shared.OF
    measure: str = shared.MEASURE
    neighbours: shared.Contiguity = shared.CONTIGUITY
    nearest: int = shared.NEAREST
    permutations: int = shared.PERMUTATIONS
    seed: int = shared.SEED

    def requests(self) -> tuple[Request, ...]:
        """Ask for the whole period as one, by place, and for the exposure."""
        return shared.area_requests(self)

    def run(self, counts: Counts, exposure: Exposure) -> Finding:
        """Answer from counts by place over the whole period and the exposure of each place."""
        compared = shared.compare(self, counts, exposure, of=self.of)
        if isinstance(compared, Refusal):
            return self.refuse(compared)
        found = self._statistics(compared)
        orders = correlogram(
            compared.values,
            [near.row_standardised() for near in by_order(compared.near, most=ORDERS) if near.other.size],
            permutations=self.permutations,
            seed=self.seed,
        )
        incidents = int(compared.frame["incidents"].sum())
        summary = {
            "incidents": incidents,
            "places": compared.values.size,
            "moran": round(found["moran"].value, 2),
            "expected": round(found["moran"].expected, 2),
            "z": round(found["moran"].z, 1),
            "p": found["moran"].p,
            "islands": compared.islands,
            "left_out": compared.left_out,
            "permutations": self.permutations,
        }
        alike = found["moran"].p <= 0.05
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": Table(SUMMARY, pl.DataFrame([summary])),
                "statistics": Table(STATISTICS, _rows(found, incidents), title=STATISTICS_TITLE),
                "orders": Table(ORDERS_COLUMNS, _order_rows(orders, incidents), title=ORDERS_TITLE),
            },
            figures=(CORRELOGRAM,),
            headline=NO_PATTERN if not alike else ALIKE if found["moran"].value > found["moran"].expected else UNLIKE,
            caveats=shared.caveats(compared, of=self.of),
        )

    def _statistics(self, compared: shared.Compared) -> dict[str, Association]:
        drawn = {"permutations": self.permutations, "seed": self.seed}
        near, n = compared.near, compared.frame["incidents"].to_numpy()
        return {
            "moran": moran(compared.values, near.row_standardised(), **drawn),
            "geary": geary(compared.values, near.row_standardised(), **drawn),
            "general_g": getis_ord_g(n, near, **drawn),
        }


def _rows(found: dict[str, Association], incidents: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "statistic": [list(found).index(name) for name in found],
            "incidents": [incidents] * len(found),
            "value": [round(one.value, 3 if name == "general_g" else 2) for name, one in found.items()],
            "expected": [round(one.expected, 3 if name == "general_g" else 2) for name, one in found.items()],
            "z": [round(one.z, 1) for one in found.values()],
            "p": [one.p for one in found.values()],
        }
    )


def _order_rows(orders: list[Association], incidents: int) -> pl.DataFrame:
    """Return Moran's I by order, with the interval in which chance alone would put 95 % of such values."""
    defined = [(order, one) for order, one in enumerate(orders, 1) if one.value == one.value]
    return pl.DataFrame(
        {
            "order": [order for order, _ in defined],
            "incidents": [incidents] * len(defined),
            "value": [round(one.value, 2) for _, one in defined],
            "lower": [round(one.expected - 1.96 * one.variance**0.5, 2) for _, one in defined],
            "upper": [round(one.expected + 1.96 * one.variance**0.5, 2) for _, one in defined],
            "p": [one.p for _, one in defined],
        },
        schema_overrides={"order": pl.Int64, "value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64},
    )


def _estimate(en: str, fr: str, es: str, *, decimals: int = 2) -> Column:
    return Column(label=text(en, fr, es), role="estimate", of=("incidents",), decimals=decimals)


MORAN = _estimate("Moran’s I", "I de Moran", "I de Moran")
EXPECTED = _estimate("Expected by chance", "Attendu par le hasard", "Esperado por azar")
Z = _estimate("z-score", "Score z", "Puntuación z", decimals=1)
P = p_value("incidents")
SUMMARY = {
    "incidents": INCIDENTS,
    "places": shared.PLACES,
    "moran": MORAN,
    "expected": EXPECTED,
    "z": Z,
    "p": P,
    "islands": shared.ISLANDS,
    "left_out": shared.LEFT_OUT,
    "permutations": PERMUTATIONS,
}
STATISTICS = {
    "statistic": Column(
        label=text("Statistic", "Statistique", "Estadístico"),
        codes=(
            (0, text("Moran’s I", "I de Moran", "I de Moran")),
            (1, text("Geary’s C", "C de Geary", "C de Geary")),
            (2, text("General G (counts)", "G général (effectifs)", "G general (recuentos)")),
        ),
    ),
    "incidents": INCIDENTS,
    "value": _estimate("Value", "Valeur", "Valor", decimals=3),
    "expected": _estimate("Expected by chance", "Attendu par le hasard", "Esperado por azar", decimals=3),
    "z": Z,
    "p": P,
}
STATISTICS_TITLE = text("Three measures of likeness", "Trois mesures de ressemblance", "Tres medidas de semejanza")
ORDERS_COLUMNS = {
    "order": Column(
        label=text("Order of neighbours", "Ordre de voisinage", "Orden de vecindad"),
        codes=tuple((order, text(*[str(order)] * 3)) for order in range(1, ORDERS + 1)),
    ),
    "incidents": INCIDENTS,
    "value": MORAN,
    "lower": _estimate(
        "By chance, lower limit 95\u00a0%",
        "Par hasard, borne inférieure à 95\u00a0%",
        "Por azar, límite inferior del 95\u00a0%",
    ),
    "upper": _estimate(
        "By chance, upper limit 95\u00a0%",
        "Par hasard, borne supérieure à 95\u00a0%",
        "Por azar, límite superior del 95\u00a0%",
    ),
    "p": P,
}
ORDERS_TITLE = text(
    "Likeness with distance: neighbours, their neighbours, and so on",
    "Ressemblance selon la distance : voisins, voisins des voisins, etc.",
    "Semejanza según la distancia: vecinos, vecinos de los vecinos, etc.",
)
CORRELOGRAM = Figure(
    mark="line",
    table="orders",
    x="order",
    y="value",
    lower="lower",
    upper="upper",
    title=ORDERS_TITLE,
    alt=text(
        "Moran’s I by order of neighbours, with the band in which chance alone would put it; between direct neighbours it is {moran}.",
        "I de Moran selon l’ordre de voisinage, avec la bande où le seul hasard le placerait ; entre voisins directs, il "
        "vaut {moran}.",
        "I de Moran según el orden de vecindad, con la banda en la que lo situaría el puro azar; entre vecinos directos "
        "vale {moran}.",
    ),
    options={
        "band": text("band: 95 % by chance alone", "bande : 95 % par le seul hasard", "banda: 95 % por puro azar")
    },
)
ALIKE = text(
    "Neighbouring areas are alike: Moran’s I is {moran}, {expected} expected by chance (p = {p}).",
    "Les territoires voisins se ressemblent : l’indice I de Moran vaut {moran}, contre {expected} attendu par le hasard "
    "(p = {p}).",
    "Los territorios vecinos se parecen: el índice I de Moran vale {moran}, frente a {expected} esperado por azar "
    "(p = {p}).",
)
UNLIKE = text(
    "Neighbouring areas differ more than chance would have it: Moran’s I is {moran}, {expected} expected by chance (p = {p}).",
    "Les territoires voisins diffèrent plus que ne le voudrait le hasard : l’indice I de Moran vaut {moran}, contre "
    "{expected} attendu par le hasard (p = {p}).",
    "Los territorios vecinos difieren más de lo que daría el azar: el índice I de Moran vale {moran}, frente a {expected} "
    "esperado por azar (p = {p}).",
)
NO_PATTERN = text(
    "No likeness between neighbouring areas is established: Moran’s I is {moran}, {expected} expected by chance (p = {p}).",
    "Aucune ressemblance entre territoires voisins n’est établie : l’indice I de Moran vaut {moran}, contre {expected} "
    "attendu par le hasard (p = {p}).",
    "No se establece ninguna semejanza entre territorios vecinos: el índice I de Moran vale {moran}, frente a {expected} "
    "esperado por azar (p = {p}).",
)
