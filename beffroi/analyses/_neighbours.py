"""What the analyses of neighbouring areas share: the values compared, who is next to whom, and their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses._base import parameter
from beffroi.analyses._periods import collapse
from beffroi.analyses._points import random_seed
from beffroi.evidence import refusals
from beffroi.evidence.finding import Geography, Refusal
from beffroi.kernels.association import assuncao_reis
from beffroi.kernels.neighbours import Neighbours, centroids, contiguous, nearest
from beffroi.tables.views import Basis, Counts, Exposure, Request
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

Of = Literal["rate", "count"]
Contiguity = Literal["queen", "rook", "nearest"]
FEWEST_PLACES = 10

OF = parameter(
    "rate",
    en="What is compared: rates, or raw counts",
    fr="Ce qui est comparé : les taux, ou les effectifs bruts",
    es="Lo que se compara: las tasas, o los recuentos brutos",
)
MEASURE = parameter("residents", en="Exposure", fr="Dénominateur d’exposition", es="Población expuesta")
CONTIGUITY = parameter(
    "queen",
    en="Which areas are neighbours",
    fr="Quels territoires sont voisins",
    es="Qué territorios son vecinos",
)
NEAREST = parameter(
    6,
    ge=1,
    le=50,
    en="Neighbours of each area, for the nearest ones",
    fr="Nombre de voisins par territoire, pour les plus proches",
    es="Vecinos de cada territorio, para los más cercanos",
)
PERMUTATIONS = parameter(
    999,
    ge=99,
    le=99_999,
    en="Permutations of the areas",
    fr="Permutations des territoires",
    es="Permutaciones de territorios",
)
SEED = random_seed()

PLACES = Column(label=text("Areas compared", "Territoires comparés", "Territorios comparados"), decimals=0)
ISLANDS = Column(
    label=text("Areas without a neighbour", "Territoires sans voisin", "Territorios sin vecinos"), decimals=0
)
LEFT_OUT = Column(label=text("Areas without a value", "Territoires sans valeur", "Territorios sin valor"), decimals=0)


class Question(Protocol):
    """A question about areas and their neighbours."""

    @property
    def measure(self) -> str: ...
    @property
    def neighbours(self) -> Contiguity: ...
    @property
    def nearest(self) -> int: ...
    def check_basis(self, bases: Sequence[Basis]) -> Refusal | None: ...


def area_requests(question: Question) -> tuple[Request, ...]:
    """Return the requests for the whole period as one, by place, and for the exposure."""
    return (Request(view="counts"), Request(view="exposure", measure=question.measure))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Places in alphabetical order, one row each, that have a value; and who is next to whom among them.

    `frame` has place, name, incidents, exposure (null for raw counts); `values`
    are counts, or rates standardised for unequal exposure.
    """

    frame: pl.DataFrame
    values: NDArray[np.float64]
    near: Neighbours
    left_out: int
    geography: Geography

    @property
    def islands(self) -> int:
        """Places without a neighbour."""
        return int((self.near.degree == 0).sum())


def compare(question: Question, counts: Counts, exposure: Exposure, *, of: Of) -> Compared | Refusal:
    """Return the places with their values and neighbours, or why they cannot be compared."""
    refusal = question.check_basis([counts.basis])
    if refusal:
        return refusal
    if counts.geography is None:
        return NO_OUTLINES
    frame = _joined(counts, exposure)
    if of == "rate" and frame["exposure"].null_count() == frame.height:
        return refusals.no_exposure(measure=exposure.measure, places=counts.geography.name)
    outline = dict(zip(counts.geography.codes, counts.geography.outlines, strict=True))
    usable = pl.col("incidents").is_not_null() & pl.col("place").is_in(list(outline))
    if of == "rate":
        usable &= pl.col("exposure").is_not_null() & (pl.col("exposure") > 0)
    kept = frame.filter(usable)
    if kept.height < FEWEST_PLACES:
        return too_few_places(kept.height)
    if not kept["incidents"].sum():
        return refusals.not_enough(found=0, minimum=1)
    outlines = [outline[code] for code in kept["place"]]
    near = _neighbours(outlines, contiguity=question.neighbours, k=min(question.nearest, kept.height - 1))
    n = kept["incidents"].to_numpy().astype(np.float64)
    values = assuncao_reis(n, kept["exposure"].to_numpy()) if of == "rate" else n
    if not np.ptp(values) > 0:
        return ALL_ALIKE
    if not near.other.size:
        return NO_NEIGHBOURS
    return Compared(
        frame=kept, values=values, near=near, left_out=frame.height - kept.height, geography=counts.geography
    )


def _joined(counts: Counts, exposure: Exposure) -> pl.DataFrame:
    whole = collapse(counts.frame, ("name", "place"))
    summed = whole.group_by("name", "place").agg(
        pl.when(pl.col("n").is_not_null().any()).then(pl.col("n").sum()).cast(pl.Int64).alias("incidents")
    )
    known = exposure.frame.group_by("place").agg(pl.col("value").sum().cast(pl.Float64).alias("exposure"))
    return summed.join(known, on="place", how="left").sort("name", "place", nulls_last=True)


def _neighbours(outlines: list[bytes], *, contiguity: Contiguity, k: int) -> Neighbours:
    if contiguity == "nearest":
        return nearest(*centroids(outlines), k=k)
    return contiguous(outlines, rook=contiguity == "rook")


def place_values(frame: pl.DataFrame, columns: Mapping[str, Any]) -> pl.DataFrame:
    """Return place, name, incidents and exposure of the places, with more columns beside."""
    return frame.select("place", "name", "incidents", "exposure").with_columns(
        pl.Series(name, values) for name, values in columns.items()
    )


NO_OUTLINES = Refusal(
    kind="no_location",
    reason=text(
        "The areas have no outlines, so who is next to whom is not known.",
        "Les territoires n’ont pas de contours : on ne sait pas qui est voisin de qui.",
        "Los territorios no tienen contornos, por lo que no se sabe cuáles son vecinos.",
    ),
    instead=text(
        "Add areas with their outlines with `beffroi places add`.",
        "Ajoutez les territoires avec leurs contours avec `beffroi places add`.",
        "Añada los territorios con sus contornos con `beffroi places add`.",
    ),
)
ALL_ALIKE = Refusal(
    kind="not_defined",
    reason=text(
        "All areas have the same value: there is nothing to compare.",
        "Tous les territoires ont la même valeur : il n’y a rien à comparer.",
        "Todos los territorios tienen el mismo valor: no hay nada que comparar.",
    ),
    instead=text(
        "Ask about a longer period or more offences.",
        "Interrogez une période plus longue ou davantage d’infractions.",
        "Consulte un periodo más largo o más delitos.",
    ),
)
NO_NEIGHBOURS = Refusal(
    kind="not_defined",
    reason=text(
        "No area touches another one.",
        "Aucun territoire n’en touche un autre.",
        "Ningún territorio toca a otro.",
    ),
    instead=text(
        "Compare each area with its nearest ones instead.",
        "Comparez plutôt chaque territoire avec les plus proches.",
        "Compare más bien cada territorio con los más cercanos.",
    ),
)


def too_few_places(found: int) -> Refusal:
    """Return the refusal of too few areas to compare with their neighbours."""
    return Refusal(
        kind="not_enough",
        reason=text(
            "Only {found} areas have a value; comparing neighbours needs {minimum} at least.",
            "Seuls {found} territoires ont une valeur ; la comparaison entre voisins en demande au moins {minimum}.",
            "Solo {found} territorios tienen un valor; la comparación entre vecinos necesita al menos {minimum}.",
        ),
        instead=text(
            "Ask by smaller areas, or add the missing denominators with `beffroi exposure add`.",
            "Interrogez des territoires plus petits, ou ajoutez les dénominateurs manquants avec `beffroi exposure add`.",
            "Consulte territorios más pequeños, o añada las poblaciones que faltan con `beffroi exposure add`.",
        ),
        values={"found": found, "minimum": FEWEST_PLACES},
    )


ISLANDS_LEFT = text(
    "{islands} of the areas have no neighbour and are left out.",
    "{islands} des territoires n’ont pas de voisin et sont laissés de côté.",
    "{islands} de los territorios no tienen vecinos y quedan fuera.",
)
VALUES_MISSING = text(
    "{left_out} of the areas have no count, denominator or outline and are left out.",
    "{left_out} des territoires n’ont ni effectif, ni dénominateur ou contour, et sont laissés de côté.",
    "{left_out} de los territorios no tienen recuento, población expuesta o contorno y quedan fuera.",
)
RAW_COUNTS = text(
    "Raw counts also follow where people are: neighbouring areas may be alike only because they are as populated.",
    "Les effectifs bruts suivent aussi la population : des territoires voisins peuvent se ressembler seulement parce "
    "qu’ils sont aussi peuplés.",
    "Los recuentos brutos también siguen a la población: unos territorios vecinos pueden parecerse solo porque están "
    "igual de poblados.",
)
STANDARDISED = text(
    "Rates are standardised for unequal populations (Assunção and Reis 1999), so that small areas do not stand out by "
    "chance alone.",
    "Les taux sont standardisés pour tenir compte des populations inégales (Assunção et Reis 1999) : les petits "
    "territoires ne se détachent pas par le seul hasard.",
    "Las tasas se estandarizan según las poblaciones desiguales (Assunção y Reis 1999), para que los territorios "
    "pequeños no destaquen por puro azar.",
)
AREAS_DRAWN = text(
    "The answer depends on how the areas are drawn.",
    "La réponse dépend du découpage des territoires.",
    "La respuesta depende de cómo se han trazado los territorios.",
)


def caveats(compared: Compared, *, of: Of) -> tuple[Text, ...]:
    """Return what every comparison of neighbours rests on; filled from `islands` and `left_out`."""
    said = [STANDARDISED if of == "rate" else RAW_COUNTS, AREAS_DRAWN]
    if compared.islands:
        said.append(ISLANDS_LEFT)
    if compared.left_out:
        said.append(VALUES_MISSING)
    return tuple(said)
