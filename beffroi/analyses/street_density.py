"""Density along streets: where along the streets are incidents densest?"""

from typing import Any

import numpy as np
import polars as pl
from pydantic import PositiveFloat

from beffroi.analyses import _streets as shared
from beffroi.analyses._base import About, Analysis, one_row, parameter
from beffroi.analyses._points import DefaultLocations, default_locations, left_out
from beffroi.evidence.finding import Figure, Finding, Geography, Refusal, Table
from beffroi.kernels.network import Network, OnStreets, every_so_often, pieces
from beffroi.kernels.network_density import Method, Shape, network_density
from beffroi.tables.views import Points, Request, StreetNetwork
from beffroi.vocabulary.lexicon import PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import Text, text

MOST_PIECES = 60_000
METHOD = text(
    "Each incident spreads over the streets by a kernel of half-width h, measured along them. Simple: by the shortest way, "
    "whole on every street it meets. Discontinuous: at a node of k streets each of the k − 1 others gets 1/(k − 1). "
    "Continuous: each gets 2/k and 2/k − 1 turns back, so that the density is continuous and the total is kept (Okabe, "
    "Satoh and Sugihara). Density is taken at the middle of pieces of equal length.",
    "Chaque fait se répartit le long des rues selon un noyau de demi-largeur h, mesurée en les suivant. Simple : par le plus "
    "court chemin, en entier sur chaque rue rencontrée. Discontinue : à un nœud de k rues, chacune des k − 1 autres reçoit "
    "1/(k − 1). Continue : chacune reçoit 2/k et 2/k − 1 rebrousse chemin, de sorte que la densité est continue et le total "
    "conservé (Okabe, Satoh et Sugihara). La densité est prise au milieu de portions d’égale longueur.",
    "Cada incidente se reparte a lo largo de las calles con un núcleo de semianchura h, medida siguiéndolas. Simple: por el "
    "camino más corto, entero en cada calle que encuentra. Discontinua: en un nodo de k calles, cada una de las k − 1 "
    "restantes recibe 1/(k − 1). Continua: cada una recibe 2/k y 2/k − 1 regresa, de modo que la densidad es continua y el "
    "total se conserva (Okabe, Satoh y Sugihara). La densidad se toma en el centro de porciones de igual longitud.",
)


class StreetDensity(Analysis):
    """Kernel density along streets: simple, equal-split discontinuous or equal-split continuous.

    An incident spreads by c (1 − (d / h)²)^p / h, d metres along the streets (quartic p = 2, Epanechnikov p = 1, uniform
    p = 0). Simple: d by the shortest way. Discontinuous: 1 / (k − 1) on each other street of a node of k. Continuous:
    2 / k, and 2 / k − 1 turns back.
    """

    about = About(
        title=text("Density along streets", "Densité le long des rues", "Densidad a lo largo de las calles"),
        question=text(
            "Where along the streets are incidents densest?",
            "Où, le long des rues, les faits sont-ils les plus denses\u202f?",
            "¿Dónde, a lo largo de las calles, son más densos los incidentes?",
        ),
        needs=("points", "network"),
        level="small_area",
        assumption=text(
            "What happens at a place tells of the streets that can be reached from it within the bandwidth, and of them only.",
            "Ce qui se produit en un lieu renseigne sur les rues accessibles à moins du rayon de lissage, et sur elles "
            "seules.",
            "Lo que ocurre en un lugar informa sobre las calles accesibles dentro del ancho de banda, y solo sobre ellas.",
        ),
        minimum=20,
        location_kind="block",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Okabe, Satoh and Sugihara 2009, doi:10.1080/13658810802475491",
            "Okabe and Sugihara 2012, Spatial Analysis along Networks, doi:10.1002/9781119967101",
            "Xie and Yan 2008, doi:10.1016/j.compenvurbsys.2008.05.001",
        ),
    )
    streets: str = shared.streets_asked()
    split: Method = parameter(
        "continuous",
        en="What becomes of an incident where streets meet",
        fr="Ce que devient un fait là où les rues se rencontrent",
        es="Qué ocurre con un incidente donde se encuentran las calles",
    )
    kernel: Shape = parameter("quartic", en="Kernel", fr="Noyau", es="Núcleo")
    bandwidth: PositiveFloat = parameter(
        300.0,
        unit="m",
        ge=20,
        le=2000,
        en="How far along the streets an incident counts",
        fr="Portée d’un fait le long des rues",
        es="Alcance de un incidente a lo largo de las calles",
    )
    piece: PositiveFloat = parameter(
        50.0,
        unit="m",
        ge=5,
        le=500,
        en="Longest piece of street that gets one value",
        fr="Plus longue portion de rue recevant une même valeur",
        es="Mayor porción de calle que recibe un mismo valor",
    )
    default_locations: DefaultLocations = default_locations()

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points and the network."""
        return shared.points_and_streets(self)

    def run(self, points: Points, streets: StreetNetwork) -> Finding:
        """Answer from located incidents put on the nearest street."""
        ready = shared.on_streets(self, points, streets)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        network, events = ready
        piece = max(self.piece, round(network.metres / MOST_PIECES, 1))
        samples = every_so_often(network, metres=piece)
        density = 1000 * network_density(
            network, events, samples, bandwidth=self.bandwidth, method=self.split, shape=self.kernel
        )
        places = self._places(streets, samples, density)
        row = self._summary(streets, network, density) | {"piece": piece}
        drawn = _outlines(streets, network, piece, places)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "pieces": Table(PIECES, places, title=TITLE),
            },
            figures=(FIGURE,),
            headline=HEADLINE,
            caveats=(SPLITS[self.split], *shared.snap_caveats(streets), *left_out(points)),
            choices={"piece": piece} if piece != self.piece else {},
            geographies={"pieces": drawn},
        )

    def _places(self, streets: StreetNetwork, samples: OnStreets, density: Any) -> pl.DataFrame:
        first = np.searchsorted(samples.segment, samples.segment)
        number = np.arange(samples.segment.size) - first + 1
        own = streets.frame.select("place", "name")[samples.segment]
        return own.with_columns(
            pl.format("{}:{}", "place", pl.Series(number)).alias("place"), pl.Series("density", density)
        )

    def _summary(self, streets: StreetNetwork, network: Network, density: Any) -> dict[str, Any]:
        mean = 1000 * float(streets.frame["n"].sum()) / network.metres
        return shared.snap_report(streets) | {
            "kilometres": network.metres / 1000,
            "bandwidth": self.bandwidth,
            "mean": mean,
            "highest": float(density.max()),
            "dense": 100 * float((density > 2 * mean).mean()),
        }


def _outlines(streets: StreetNetwork, network: Network, piece: float, places: pl.DataFrame) -> Geography:
    """Return the pieces of streets as lines."""
    return Geography(
        name="pieces",
        codes=tuple(places["place"]),
        labels=tuple(places["name"]),
        outlines=tuple(pieces(network, metres=piece)),
        crs=streets.geography.crs if streets.geography else "",
        attribution=streets.geography.attribution if streets.geography else "",
    )


def _estimate(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 1) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("incidents",), decimals=decimals)


SUMMARY = shared.SNAP_REPORT | {
    "kilometres": Column(
        label=text("Length of the streets", "Longueur des rues", "Longitud de las calles"), unit="km", decimals=0
    ),
    "bandwidth": Column(label=text("Bandwidth", "Rayon de lissage", "Ancho de banda"), unit="m", decimals=0),
    "piece": Column(label=text("Longest piece", "Portion la plus longue", "Porción más larga"), unit="m", decimals=0),
    "mean": _estimate("Mean per km", "Moyenne par km", "Media por km"),
    "highest": _estimate("Highest density per km", "Densité maximale par km", "Densidad máxima por km"),
    "dense": _estimate(
        "Streets over twice the mean",
        "Rues à plus du double de la moyenne",
        "Calles con más del doble de la media",
        unit="%",
    ),
}
PIECES = {
    "place": PLACE,
    "name": PLACE_NAME,
    "density": Column(
        label=text("Incidents per km of street", "Faits par km de rue", "Incidentes por km de calle"),
        role="surface",
        decimals=1,
    ),
}
TITLE = text(
    "Density of incidents along the streets",
    "Densité des faits le long des rues",
    "Densidad de incidentes a lo largo de las calles",
)
FIGURE = Figure(
    mark="street_map",
    table="pieces",
    x="place",
    value="density",
    geography="pieces",
    title=TITLE,
    alt=text(
        "Map of the streets, the wider and darker the denser the incidents along them: up to {highest} per km, against "
        "{mean} on average.",
        "Carte des rues, d’autant plus larges et foncées que les faits y sont denses : jusqu’à {highest} par km, contre "
        "{mean} en moyenne.",
        "Mapa de las calles, más anchas y oscuras cuanto más densos los incidentes: hasta {highest} por km, frente a {mean} "
        "de media.",
    ),
)
HEADLINE = text(
    "Incidents are densest at {highest} per km of street, against {mean} on average; {dense} of the streets have more than "
    "twice the average.",
    "La densité des faits atteint {highest} par km de rue, contre {mean} en moyenne ; {dense} des rues dépassent le double de "
    "la moyenne.",
    "La densidad de incidentes alcanza {highest} por km de calle, frente a {mean} de media; el {dense} de las calles supera "
    "el doble de la media.",
)
SPLITS: dict[str, Text] = {
    "simple": text(
        "By the simple method an incident counts whole on every street it meets: densities add up to more than the "
        "incidents, and junctions stand out.",
        "Avec la méthode simple, un fait compte en entier sur chaque rue rencontrée : les densités totalisent plus que les "
        "faits et les carrefours ressortent.",
        "Con el método simple, un incidente cuenta entero en cada calle que encuentra: las densidades suman más que los "
        "incidentes y los cruces destacan.",
    ),
    "discontinuous": text(
        "By the discontinuous method an incident is split equally where streets meet: the density jumps at junctions.",
        "Avec la méthode discontinue, un fait est divisé à parts égales là où les rues se rencontrent : la densité fait un saut "
        "aux carrefours.",
        "Con el método discontinuo, un incidente se divide a partes iguales donde se encuentran las calles: la densidad da un "
        "salto en los cruces.",
    ),
    "continuous": text(
        "By the continuous method an incident is split equally where streets meet and partly turns back: the density is "
        "continuous and adds up to the incidents.",
        "Avec la méthode continue, un fait est divisé à parts égales là où les rues se rencontrent et rebrousse en partie "
        "chemin : la densité est continue et totalise les faits.",
        "Con el método continuo, un incidente se divide a partes iguales donde se encuentran las calles y en parte regresa: la "
        "densidad es continua y suma los incidentes.",
    ),
}
