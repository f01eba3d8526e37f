"""Nearest neighbours: are incidents nearer to one another than chance would place them?"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import APART, DefaultLocations, default_locations, random_seed, simulations
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.nearest import donnelly, expected_distance, expected_spread, neighbour_distances
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

LEVEL = 0.05


class NearestNeighbours(Analysis):
    """Nearest-neighbour index of several orders, against incidents drawn evenly over the study area.

    Index of order k: mean distance to the k-th nearest incident over its mean in the simulations, which have the same
    edges. Clark and Evans: the expectation is 1 / (2 √(n / A)) in an endless plane; Donnelly: with the perimeter P,
    0.5 √(A / n) + (0.0514 + 0.0412 / √n) P / n.
    """

    about = shared.about(
        title=text("Nearest neighbours", "Plus proches voisins", "Vecinos más cercanos"),
        question=text(
            "Are incidents nearer to one another than if they were spread evenly over the area?",
            "Les faits sont-ils plus proches les uns des autres que s’ils étaient répartis au hasard sur le territoire ?",
            "¿Están los incidentes más cerca unos de otros que si se repartieran al azar por el territorio?",
        ),
        location_kind="block",
        method=text(
            "Index of order k: mean distance to the k-th nearest incident over the mean of the simulations, drawn evenly in "
            "the same area and so with the same edges; p = (M + 1)/(R + 1), twice that of the smaller tail. Beside it, for the "
            "first order: the index of Clark and Evans (endless plane) with its normal test, which knows no edges and so finds "
            "even spreads too regular too often, and the same with the expectation of Donnelly, which allows for the edges of "
            "a rectangle.",
            "Indice d’ordre k : distance moyenne au k-ième fait le plus proche, rapportée à la moyenne des simulations, "
            "tirées uniformément sur le même territoire et donc avec les mêmes bords ; p = (M + 1)/(R + 1), le double de celle "
            "de la plus petite queue. À côté, pour le premier ordre : l’indice de Clark et Evans (plan sans limite) avec son test "
            "normal, qui ignore les bords et juge donc trop souvent régulières des répartitions uniformes, et le même avec "
            "l’espérance de Donnelly, qui tient compte des bords d’un rectangle.",
            "Índice de orden k: distancia media al k-ésimo incidente más cercano sobre la media de las simulaciones, "
            "sorteadas de modo uniforme en la misma zona y, por tanto, con los mismos bordes; p = (M + 1)/(R + 1), el doble "
            "del de la cola menor. Además, para el primer orden: el índice de Clark y Evans (plano sin límites) con su "
            "prueba normal, que ignora los bordes y por ello juzga regulares con demasiada frecuencia repartos uniformes, y "
            "el mismo con la esperanza de Donnelly, que considera los bordes de un rectángulo.",
        ),
        references=(
            "Clark and Evans 1954, doi:10.2307/1931034",
            "Thompson 1956, Distribution of distance to nth neighbour in a population of randomly distributed individuals",
            "Donnelly 1978, Simulations to determine the variance and edge effect of total nearest-neighbour distance",
        ),
    )
    orders: int = parameter(
        10, ge=1, le=50, en="Nearest, second nearest … up to", fr="Rangs de voisinage, jusqu’à", es="Órdenes, hasta"
    )
    simulations: int = simulations(199)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def run(self, points: Points) -> Finding:
        """Answer from located events."""
        pattern = shared.prepared(self, points, least=self.orders + 1)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        observed = neighbour_distances(pattern.x, pattern.y, orders=self.orders).mean(axis=0)
        table = self._orders(observed, pattern)
        row = (
            pattern.counts()
            | _first(observed[0], pattern)
            | {
                "index": table["index"][0],
                "p": table["p"][0],
                "finest": pattern.finest,
                "simulations": self.simulations,
            }
        )
        is_rounded = observed[0] < 3 * pattern.finest
        is_near = row["p"] <= LEVEL and row["index"] < 1
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "orders": Table(ORDERS, table),
            },
            figures=(FIGURE,),
            headline=NEARER if is_near else FURTHER if row["p"] <= LEVEL else ALIKE,
            caveats=(
                shared.EVEN,
                *shared.caveats_of(pattern),
                *shared.same_places(pattern),
                *((shared.NEAR_PRECISION,) if is_rounded else ()),
            ),
        )

    def _orders(self, observed: NDArray[np.float64], pattern: shared.Pattern) -> pl.DataFrame:
        """Return the mean distances by order of the neighbour, against those of the simulations."""

        def simulate(number: int) -> NDArray[np.float64]:
            drawn = pattern.window.draw(pattern.size, rng=stream(self.seed, number))
            return np.asarray(neighbour_distances(*drawn, orders=self.orders).mean(axis=0))

        simulated = shared.simulated(simulate, self.simulations)
        middle = simulated.mean(axis=0)
        limits = np.quantile(simulated, [LEVEL / 2, 1 - LEVEL / 2], axis=0) / middle
        fewer = np.minimum((simulated <= observed).sum(axis=0), (simulated >= observed).sum(axis=0))
        orders, density = np.arange(1, self.orders + 1), pattern.size / pattern.window.area
        return pl.DataFrame(
            {
                "order": orders,
                "incidents": np.full(orders.size, pattern.size),
                "observed": observed,
                "simulated": middle,
                "plane": [expected_distance(int(k), density=density) for k in orders],
                "index": observed / middle,
                "lower": limits[0],
                "upper": limits[1],
                "p": np.minimum(2 * pseudo_p(fewer, permutations=self.simulations), 1.0),
            }
        )


def _first(mean: float, pattern: shared.Pattern) -> dict[str, float]:
    """Return what the formulas say of the mean distance to the nearest."""
    n, window = pattern.size, pattern.window
    density = n / window.area
    plane = expected_distance(1, density=density)
    return {
        "mean": mean,
        "clark_evans": mean / plane,
        "z": (mean - plane) / expected_spread(1, density=density, n=n),
        "donnelly": mean / donnelly(n, area=window.area, perimeter=_perimeter(window))[0],
    }


def _perimeter(window: Window) -> float:
    return 2 * sum(window.size) if window.is_rectangle else float(window.outline.length)


MEAN = shared.estimate(
    "Mean distance to the nearest",
    "Distance moyenne au plus proche",
    "Distancia media al más cercano",
    unit="m",
    decimals=0,
)
INDEX = shared.estimate(
    "Observed over simulated", "Observé sur simulé", "Observado sobre simulado", decimals=2
)  # fmt: skip
SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "places": shared.PLACES,
    "mean": MEAN,
    "index": INDEX,
    "p": lexicon.p_value("incidents"),
    "clark_evans": shared.estimate(
        "Clark-Evans index, endless plane",
        "Indice de Clark-Evans, plan sans limite",
        "Índice de Clark-Evans, plano sin límites",
        decimals=3,
    ),
    "z": shared.estimate("its normal statistic", "sa statistique normale", "su estadístico normal", decimals=2),
    "donnelly": shared.estimate(
        "Clark-Evans index with Donnelly’s edges",
        "Indice de Clark-Evans, bords selon Donnelly",
        "Índice de Clark-Evans, bordes según Donnelly",
        decimals=3,
    ),
    "finest": shared.FINEST,
    "simulations": Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}
ORDERS = {
    "order": Column(
        label=text("Order of the neighbour", "Rang du voisin", "Orden del vecino"), dimension="filter", decimals=0
    ),
    "incidents": shared.INCIDENTS,
    "observed": shared.estimate("Mean distance", "Distance moyenne", "Distancia media", unit="m", decimals=1),
    "simulated": shared.estimate(
        "Mean distance, simulated", "Distance moyenne simulée", "Distancia media simulada", unit="m", decimals=1
    ),
    "plane": shared.estimate(
        "Expected in an endless plane", "Attendu dans un plan sans limite", "Esperado en un plano sin límites",
        unit="m", decimals=1,
    ),
    "index": INDEX,
    "lower": shared.estimate(
        "Simulations, 2.5 %", "Simulations, 2,5\u00a0%", "Simulaciones, 2,5 %", decimals=2
    ),
    "upper": shared.estimate(
        "Simulations, 97.5 %", "Simulations, 97,5\u00a0%", "Simulaciones, 97,5 %", decimals=2
    ),
    "p": lexicon.p_value("incidents"),
}  # fmt: skip
FIGURE = Figure(
    mark="line",
    table="orders",
    x="order",
    y="index",
    lower="lower",
    upper="upper",
    title=text(
        "Distance to the nearest incidents, against an even spread",
        "Distance aux faits les plus proches, par rapport à une répartition uniforme",
        "Distancia a los incidentes más cercanos, frente a un reparto uniforme",
    ),
    alt=text(
        "Curve of the index by order of the neighbour; below 1 incidents are nearer than in an even spread. The nearest: "
        "{index}. The band holds 95 % of {simulations} simulations, order by order.",
        "Courbe de l’indice selon le rang du voisin ; au-dessous de 1, les faits sont plus proches que dans une répartition "
        "uniforme. Le plus proche : {index}. La bande contient 95 % de {simulations} simulations, rang par rang.",
        "Curva del índice según el orden del vecino; por debajo de 1 los incidentes están más cerca que en un reparto "
        "uniforme. El más cercano: {index}. La banda contiene el 95 % de {simulations} simulaciones, orden por orden.",
    ),
    options={
        "band": text(
            "band: 95 % of the simulations, order by order",
            "bande : 95 % des simulations, rang par rang",
            "banda: 95 % de las simulaciones, orden por orden",
        )
    },
)
NEARER = text(
    "The nearest other incident is {mean} away on average: {index} times the distance of an even spread.",
    "Le fait le plus proche est à {mean} en moyenne : {index} fois la distance d’une répartition uniforme.",
    "El incidente más cercano está a {mean} de media: {index} veces la distancia de un reparto uniforme.",
)
FURTHER = text(
    "The nearest other incident is {mean} away on average, further than in an even spread: {index} times as far.",
    "Le fait le plus proche est à {mean} en moyenne, plus loin que dans une répartition uniforme : {index} fois la distance.",
    "El incidente más cercano está a {mean} de media, más lejos que en un reparto uniforme: {index} veces la distancia.",
)
ALIKE = text(
    "The nearest other incident is {mean} away on average, as an even spread would give.",
    "Le fait le plus proche est à {mean} en moyenne, comme dans une répartition uniforme.",
    "El incidente más cercano está a {mean} de media, como en un reparto uniforme.",
)
