"""Busiest places: which places have most incidents, there and round them?"""

from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl
from pydantic import PositiveFloat

from beffroi.analyses import _cluster_words as cluster_words
from beffroi.analyses import _clusters as shape
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import (
    APART,
    DefaultLocations,
    default_locations,
    outlined,
    random_seed,
    simulations,
)
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.circles import fuzzy_mode
from beffroi.kernels.permutation import pseudo_p, stream
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

Overlaps = Literal["dropped", "all_kept"]
LEVEL = 0.05


class BusiestPlaces(Analysis):
    """Mode and fuzzy mode: places ranked by the incidents within a distance of them, and at the very place.

    Fuzzy mode of a place: incidents within the reach of it, its own included. A place within the reach of a busier one
    is left out unless asked otherwise. p = (M + 1) / (R + 1), M the even spreads of as many incidents whose busiest
    place has as many.
    """

    about = shared.about(
        title=text("Busiest places", "Lieux les plus touchés", "Lugares más afectados"),
        question=text(
            "Which places have most incidents, at the very place and within a short distance of it?",
            "Quels lieux comptent le plus de faits, sur place et à faible distance ?",
            "¿Qué lugares tienen más incidentes, en el propio lugar y a poca distancia?",
        ),
        method=text(
            "Mode: incidents at one place. Fuzzy mode (CrimeStat): incidents within the reach of a place where one happened, "
            "those of the place and the rim included. Places are ranked by it; ties by the incidents at the place, then from "
            "west to east. A place within the reach of a busier one is left out, unless all are kept, as CrimeStat does. "
            "p-value: the count against that of the busiest place of even spreads, (M + 1)/(R + 1), which allows for having "
            "looked everywhere.",
            "Mode : faits en un même lieu. Mode flou (CrimeStat) : faits à portée d’un lieu où il s’en est produit un, ceux du "
            "lieu et du bord compris. Les lieux sont classés par ce nombre ; en cas d’égalité, par les faits sur place, puis "
            "d’ouest en est. Un lieu à portée d’un lieu plus touché est écarté, sauf si tous sont conservés, comme le fait "
            "CrimeStat. Valeur p : effectif comparé à celui du lieu le plus touché de répartitions uniformes, (M + 1)/(R + 1), "
            "ce qui tient compte d’avoir regardé partout.",
            "Moda: incidentes en un mismo lugar. Moda difusa (CrimeStat): incidentes al alcance de un lugar donde ocurrió "
            "alguno, incluidos los del lugar y los del borde. Los lugares se ordenan por ese número; los empates, por los "
            "incidentes en el lugar y luego de oeste a este. Un lugar al alcance de otro más afectado se omite, salvo que se "
            "conserven todos, como hace CrimeStat. Valor p: el recuento frente al del lugar más afectado de repartos "
            "uniformes, (M + 1)/(R + 1), lo que tiene en cuenta haber mirado en todas partes.",
        ),
        references=(
            "Levine 2015, CrimeStat IV: A Spatial Statistics Program for the Analysis of Crime Incident Locations, chapter 7",
        ),
    )
    reach: PositiveFloat = parameter(
        100.0,
        unit="m",
        en="Distance within which incidents count for a place",
        fr="Distance à laquelle les faits comptent pour un lieu",
        es="Distancia a la que los incidentes cuentan para un lugar",
    )
    top: int = parameter(25, ge=1, le=500, en="Places listed", fr="Lieux présentés", es="Lugares presentados")
    overlaps: Overlaps = parameter(
        "dropped",
        en="Places within the reach of a busier one",
        fr="Lieux à portée d’un lieu plus touché",
        es="Lugares al alcance de otro más afectado",
    )
    simulations: int = simulations(99)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def run(self, points: Points) -> Finding:
        """Answer from located events."""
        pattern = shared.prepared(self, points)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        reach = max(self.reach, 2 * pattern.finest)
        places = self._places(pattern, reach)
        label = _of_place(places, pattern, reach)
        row = pattern.counts() | {
            "clusters": places.height,
            "peak": places["incidents"][0],
            "here": places["here"].max(),
            "clustered": 100 * float((label >= 0).mean()),
            "reach": reach,
            "p": places["p"][0],
            "simulations": self.simulations,
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "places": Table(PLACES, places.select(list(PLACES)), title=PLACES_TITLE),
                "cells": Table(CELLS, shape.cells(label, pattern.x, pattern.y, pattern.window)),
            },
            figures=(replace(cluster_words.figure(has_window=points.window is not None), title=MAP, alt=MAP_SAID),),
            headline=SOME if row["p"] <= LEVEL else NONE,
            caveats=(shared.EVEN, *shared.caveats_of(pattern), *shared.same_places(pattern)),
            choices=shared.used(self, reach=reach),
            geographies=outlined(points),
        )

    def _places(self, pattern: shared.Pattern, reach: float) -> pl.DataFrame:
        """Return the busiest places: rank, x, y, incidents, here, p."""
        spots, here = np.unique(np.column_stack([pattern.x, pattern.y]), axis=0, return_counts=True)
        first = np.concatenate(([0], np.cumsum(here)[:-1]))
        count = fuzzy_mode(*pattern.ordered, reach=reach)[first]
        ranked = np.lexsort((spots[:, 1], spots[:, 0], -here, -count))
        kept: list[int] = []
        for place in ranked:
            if len(kept) == self.top:
                break
            near = np.hypot(*(spots[kept] - spots[place]).T) <= reach
            if self.overlaps == "all_kept" or not near.any():
                kept.append(int(place))

        def highest(number: int) -> int:
            return int(fuzzy_mode(*pattern.window.draw(pattern.size, rng=stream(self.seed, number)), reach=reach).max())

        highs = shared.simulated(highest, self.simulations)
        return pl.DataFrame(
            {
                "rank": np.arange(1, len(kept) + 1),
                "x": spots[kept, 0],
                "y": spots[kept, 1],
                "incidents": count[kept],
                "here": here[kept],
                "p": pseudo_p((highs >= count[kept, None]).sum(axis=1), permutations=self.simulations),
            }
        )


def _of_place(places: pl.DataFrame, pattern: shared.Pattern, reach: float) -> np.ndarray:
    """Return for each incident the number of the first place whose reach holds it, -1 for none."""
    label = np.full(pattern.size, -1, np.int64)
    for number, (x, y) in enumerate(places.select("x", "y").iter_rows()):
        label[(label < 0) & (np.hypot(pattern.x - x, pattern.y - y) <= reach)] = number
    return label


SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "places": shared.PLACES,
    "clusters": shared.estimate("Places listed", "Lieux présentés", "Lugares presentados", decimals=0),
    "peak": shared.estimate(
        "Incidents within reach of the busiest place",
        "Faits à portée du lieu le plus touché",
        "Incidentes al alcance del lugar más afectado",
        decimals=0,
    ),
    "here": shared.estimate(
        "Most incidents at one place", "Plus grand nombre de faits en un lieu", "Más incidentes en un lugar", decimals=0
    ),
    "clustered": shared.estimate(
        "Incidents within reach of these places",
        "Faits à portée de ces lieux",
        "Incidentes al alcance de estos lugares",
        unit="%",
        decimals=0,
    ),
    "reach": shared.estimate("Near: within", "Proche : à moins de", "Cerca: a menos de", unit="m", decimals=0),
    "p": lexicon.p_value("incidents"),
    "simulations": Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}
PLACES = {
    "rank": Column(label=text("Rank", "Rang", "Rango"), decimals=0),
    "x": cluster_words.surface("East", "Est", "Este", unit="m"),
    "y": cluster_words.surface("North", "Nord", "Norte", unit="m"),
    "incidents": cluster_words.surface("Incidents within reach", "Faits à portée", "Incidentes al alcance"),
    "here": cluster_words.surface("Of these at the place", "Dont sur place", "De ellos, en el lugar"),
    "p": Column(label=text("p-value", "valeur p", "valor p"), unit="p", role="surface", decimals=3),
}
PLACES_TITLE = text(
    "The busiest places, the first one most", "Les lieux les plus touchés, du plus au moins", "Los lugares más afectados, de más a menos"
)  # fmt: skip
CELLS = cluster_words.CELLS | {
    "cluster": replace(
        cluster_words.CLUSTER,
        label=text("Rank of the place", "Rang du lieu", "Rango del lugar"),
        codes=(
            (1, text("1 (the busiest)", "1 (le plus touché)", "1 (el más afectado)")),
            *cluster_words.CLUSTER.codes[1:],
        ),
    )
}
MAP = text(
    "Cells with incidents within reach of the busiest places",
    "Mailles où se trouvent les faits à portée des lieux les plus touchés",
    "Celdas con incidentes al alcance de los lugares más afectados",
)
MAP_SAID = text(
    "Map of square cells; those with incidents within {reach} of the {clusters:place|places} listed stand out.",
    "Carte de mailles carrées ; celles où se trouvent les faits à moins de {reach} des lieux présentés ({clusters}) ressortent.",
    "Mapa de celdas cuadradas; destacan las que tienen incidentes a menos de {reach} de los lugares presentados ({clusters}).",
)
SOME = text(
    "The busiest place has {peak} incidents within {reach}, more than any place of an even spread would; the "
    "{clusters:place listed has|places listed have} {clustered} of all.",
    "Le lieu le plus touché compte {peak} faits à moins de {reach}, plus que tout lieu d’une répartition uniforme ; "
    "{clusters:lieu présenté en réunit|lieux présentés en réunissent} {clustered}.",
    "El lugar más afectado tiene {peak} incidentes a menos de {reach}, más que cualquier lugar de un reparto uniforme; "
    "{clusters:lugar presentado reúne|lugares presentados reúnen} el {clustered} del total.",
)
NONE = text(
    "The busiest place has {peak} incidents within {reach}: no more than chance would gather somewhere.",
    "Le lieu le plus touché compte {peak} faits à moins de {reach} : pas plus que le hasard n’en réunirait quelque part.",
    "El lugar más afectado tiene {peak} incidentes a menos de {reach}: no más de los que el azar reuniría en alguna parte.",
)
