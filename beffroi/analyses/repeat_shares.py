"""Repeats and near repeats: what share of incidents follow another at the same place or nearby, soon after?"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat, PositiveInt

from beffroi.analyses import _repeats as shared
from beffroi.analyses._base import Analysis
from beffroi.analyses._points import APART, DefaultLocations, default_locations, left_out, not_public
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.repeat_series import RepeatTest, links, repeat_test, strings
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column, p_value
from beffroi.vocabulary.text import text

LEVEL = 0.05
SIZES = (2, 3, 4, 5, 10)  # incidents in a string: the least of each class

METHOD = text(
    "An incident is a repeat if an earlier one, less than the delay before, lies at the same place; else a near repeat if one "
    "lies nearby; else an originator if one follows; else alone. Strings: incidents linked step by step. The dates are "
    "permuted R times among the places; p = (M + 1) / (R + 1), M the permutations with at least as many of the kind (of those "
    "alone: at most as many).",
    "Un fait est une répétition si un fait antérieur, dans le délai, a eu lieu au même endroit ; sinon une répétition "
    "rapprochée si l’un a eu lieu à proximité ; sinon un fait initial si un autre le suit ; sinon isolé. Chaînes : faits "
    "reliés de proche en proche. Les dates sont permutées R fois entre les lieux ; p = (M + 1) / (R + 1), M étant le nombre "
    "de permutations qui donnent au moins autant de faits du type (au plus autant, pour les faits isolés).",
    "Un incidente es una repetición si uno anterior, dentro del plazo, ocurrió en el mismo lugar; si no, una repetición "
    "cercana si alguno ocurrió cerca; si no, inicial si otro lo sigue; si no, aislado. Cadenas: incidentes enlazados paso a "
    "paso. Las fechas se permutan R veces entre los lugares; p = (M + 1) / (R + 1), donde M son las permutaciones con al "
    "menos tantos del tipo (de los aislados, como máximo tantos).",
)


class RepeatShares(Analysis):
    """Shares of repeats, near repeats, originators and lone incidents, against permuted dates; strings by size.

    Repeat: an earlier incident at the same place within the delay. Near repeat: none, but one nearby. Originator: none,
    but one follows. p = (M + 1) / (R + 1), M the permutations of the dates with at least as many incidents of the kind.
    """

    about = shared.about(
        title=text("Repeats and their strings", "Les répétitions et leurs chaînes", "Las repeticiones y sus cadenas"),
        question=text(
            "What share of incidents follow another at the same place or nearby, soon after?",
            "Quelle part des faits en suivent un autre au même lieu ou à proximité, à bref délai ?",
            "¿Qué proporción de los incidentes sigue a otro en el mismo lugar o cerca, poco después?",
        ),
        level="aggregate",
        method=METHOD,
        references=shared.REFERENCES,
    )
    near: PositiveFloat = shared.NEAR
    soon: PositiveInt = shared.SOON
    same: float | None = shared.SAME
    edge: shared.Edge = shared.EDGE
    permutations: int = shared.PERMUTATIONS
    default_locations: DefaultLocations = default_locations()
    seed: int = shared.SEED

    def run(self, points: Points) -> Finding:
        """Answer from events located to the block or better, dated to the day or better."""
        same = shared.prepared(self, points, protected=PROTECTED)
        if isinstance(same, Refusal):
            return self.refuse(same)
        test = repeat_test(
            points.x,
            points.y,
            points.day,
            near=self.near,
            soon=self.soon,
            same=same,
            permutations=self.permutations,
            seed=self.seed,
            convention=self.edge,
        )
        string = self._strings(points, same)
        summary = self._summary(test, string, points=points, same=same)
        is_more = test.p_following <= LEVEL
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": Table(SUMMARY, summary),
                "kinds": Table(KINDS, _kinds(test), title=FIGURE.title),
                "sizes": Table(SIZES_TABLE, _sizes(string), title=BY_SIZE),
            },
            figures=(FIGURE,),
            headline=MORE if is_more else NO_MORE,
            caveats=(
                shared.EDGES[self.edge],
                shared.SAME_WORDS,
                shared.BEGINNING,
                shared.CHAINS,
                EXPECTED_BY,
                *left_out(points),
            ),
            choices=shared.choices(self, same),
        )

    def _strings(self, points: Points, same: float) -> NDArray[np.int64]:
        """Return the incidents of each string."""
        found = links(points.x, points.y, points.day, near=self.near, soon=self.soon, same=same, convention=self.edge)
        of = strings(found, points.x.size)
        return np.bincount(of[of >= 0])

    def _summary(self, test: RepeatTest, string: NDArray[np.int64], *, points: Points, same: float) -> pl.DataFrame:
        following = int(test.observed[list(shared.FOLLOWING)].sum())
        expected = float(test.expected[list(shared.FOLLOWING)].sum())
        row = {
            "incidents": points.x.size,
            "apart": points.apart,
            "near": self.near,
            "soon": self.soon,
            "same": same,
            "rarest": _rarest(test.observed),
            "following": following,
            "share": 100 * following / points.x.size,
            "expected": expected,
            "ratio": following / expected if expected else None,
            "p": test.p_following,
            "strings": string.size,
            "in_strings": int(string.sum()),
            "permutations": test.permutations,
        }
        return pl.DataFrame([row], schema_overrides={"ratio": pl.Float64}).select(list(SUMMARY))


def _kinds(test: RepeatTest) -> pl.DataFrame:
    order = [code for code, _ in shared.KINDS]
    total = int(test.observed.sum())
    rows = {
        "kind": order,
        "rarest": [_rarest(test.observed)] * len(order),
        "incidents": [int(test.observed[code]) for code in order],
        "total": [total] * len(order),
        "share": [100 * int(test.observed[code]) / total for code in order],
        "expected": [float(test.expected[code]) for code in order],
        "lower": [float(test.lower[code]) for code in order],
        "upper": [float(test.upper[code]) for code in order],
        "p": [float(test.p[code]) for code in order],
    }
    return pl.DataFrame(rows)


def _sizes(string: NDArray[np.int64]) -> pl.DataFrame:
    place = np.searchsorted(SIZES, string, side="right") - 1
    of_size = np.bincount(place, minlength=len(SIZES))
    return pl.DataFrame(
        {
            "size": list(SIZES),
            "rarest": [_rarest(of_size)] * len(SIZES),
            "strings": of_size,
            "incidents": np.bincount(place, weights=string, minlength=len(SIZES)).astype(np.int64),
        }
    )


def _rarest(counts: NDArray[np.int64]) -> int:
    """Return the smallest count over 0: parts that add up to a known whole are shown together or not at all."""
    return int(counts[counts > 0].min(initial=counts.sum()))


LOCATED = replace(lexicon.INCIDENTS, only="located")


def _estimate(en: str, fr: str, es: str, *, decimals: int = 1) -> Column:
    return Column(label=text(en, fr, es), role="estimate", of=("rarest",), decimals=decimals)


def _fewest(en: str, fr: str, es: str, *, only: str) -> Column:
    return Column(label=text(en, fr, es), role="count", of=(), only=only)


RAREST = _fewest(
    "Incidents of the rarest kind",
    "Faits du type le plus rare",
    "Incidentes del tipo menos frecuente",
    only="rarest_kind",
)
KINDS = {
    "kind": shared.KIND,
    "rarest": RAREST,
    "incidents": _estimate("Incidents", "Faits", "Incidentes", decimals=0),
    "total": replace(LOCATED, label=text("All incidents", "Ensemble des faits", "Todos los incidentes")),
    "share": Column(
        label=text("Share", "Part", "Proporción"),
        unit="%",
        role="ratio",
        of=("incidents", "total"),
        scale=100.0,
        decimals=1,
    ),
    "expected": _estimate("Expected by permuted dates", "Attendus par permutation", "Esperados por permutación"),
    "lower": _estimate(
        "Permuted, lower limit 95 %", "Permutés, borne inférieure à 95 %", "Permutados, límite inferior 95 %"
    ),
    "upper": _estimate(
        "Permuted, upper limit 95 %", "Permutés, borne supérieure à 95 %", "Permutados, límite superior 95 %"
    ),
    "p": p_value("rarest"),
}
SIZES_TABLE = {
    "size": Column(
        label=text("Incidents in the string", "Faits de la chaîne", "Incidentes de la cadena"),
        dimension="filter",
        codes=(
            (2, text("2", "2", "2")),
            (3, text("3", "3", "3")),
            (4, text("4", "4", "4")),
            (5, text("5 to 9", "5 à 9", "5 a 9")),
            (10, text("10 or more", "10 ou plus", "10 o más")),
        ),
    ),
    "rarest": _fewest(
        "Strings of the rarest size",
        "Chaînes de la taille la plus rare",
        "Cadenas del tamaño menos frecuente",
        only="rarest_size",
    ),
    "strings": _estimate("Strings", "Chaînes", "Cadenas", decimals=0),
    "incidents": _estimate("Incidents", "Faits", "Incidentes", decimals=0),
}
BY_SIZE = text("Strings by size", "Chaînes selon leur taille", "Cadenas según su tamaño")
SUMMARY = {
    "incidents": LOCATED,
    "apart": APART,
    "near": shared.NEAR_SAID,
    "soon": shared.SOON_SAID,
    "same": shared.SAME_SAID,
    "rarest": RAREST,
    "following": _estimate(
        "Incidents that follow another", "Faits qui en suivent un autre", "Incidentes que siguen a otro", decimals=0
    ),
    "share": Column(
        label=text("Share that follow another", "Part de ceux qui en suivent un autre", "Proporción que sigue a otro"),
        unit="%",
        role="ratio",
        of=("following", "incidents"),
        scale=100.0,
        decimals=1,
    ),
    "expected": _estimate("Expected by permuted dates", "Attendus par permutation", "Esperados por permutación"),
    "ratio": Column(
        label=text(
            "Observed over expected (ratio)", "Observé sur attendu (rapport)", "Observado sobre esperado (razón)"
        ),
        role="ratio",
        of=("following", "expected"),
        decimals=2,
    ),
    "p": p_value("rarest"),
    "strings": _estimate("Strings", "Chaînes", "Cadenas", decimals=0),
    "in_strings": _estimate(
        "Incidents in strings", "Faits appartenant à une chaîne", "Incidentes en cadenas", decimals=0
    ),
    "permutations": lexicon.PERMUTATIONS,
}
FIGURE = Figure(
    mark="bar",
    table="kinds",
    x="kind",
    y="incidents",
    lower="lower",
    upper="upper",
    title=text(
        "Incidents by kind, and where permuted dates put 95 %",
        "Faits selon le type, et l’intervalle où les permutations en placent 95 %",
        "Incidentes según el tipo, y dónde las permutaciones sitúan el 95 %",
    ),
    alt=text(
        "Bars of the incidents by kind, with the interval that permuted dates give: {following} incidents follow another, "
        "{expected} expected.",
        "Barres des faits selon le type, avec l’intervalle que donnent les dates permutées : {following} faits en suivent un "
        "autre, contre {expected} attendus.",
        "Barras de los incidentes según el tipo, con el intervalo que dan las fechas permutadas: {following} incidentes siguen "
        "a otro, frente a {expected} esperados.",
    ),
)
MORE = text(
    "{share} of incidents follow another within {near} and {soon}: {ratio} times as many as permuted dates "
    "would give (p = {p}).",
    "{share} des faits en suivent un autre dans un rayon de {near} et un délai de {soon} : {ratio} fois ce que donneraient des dates "
    "permutées (p = {p}).",
    "El {share} de los incidentes sigue a otro en un radio de {near} y un plazo de {soon}: {ratio} veces lo que darían fechas permutadas "
    "(p = {p}).",
)
NO_MORE = text(
    "{share} of incidents follow another within {near} and {soon}: not clearly more than permuted dates would "
    "give (p = {p}).",
    "{share} des faits en suivent un autre dans un rayon de {near} et un délai de {soon} : pas nettement plus que des dates permutées "
    "(p = {p}).",
    "El {share} de los incidentes sigue a otro en un radio de {near} y un plazo de {soon}: no claramente más de lo que darían fechas "
    "permutadas (p = {p}).",
)
EXPECTED_BY = text(
    "In dense places many incidents follow another by chance: the ratio to the {expected} that permuted dates give counts, "
    "not the share.",
    "Là où les faits sont denses, beaucoup en suivent un autre par hasard : c’est le rapport aux {expected} que donnent les "
    "dates permutées qui compte, non la part.",
    "Donde los incidentes son densos, muchos siguen a otro por azar: cuenta la razón respecto a los {expected} que dan las "
    "fechas permutadas, no la proporción.",
)
PROTECTED = not_public(
    text(
        "What follows what cannot be told from counts of cells.",
        "On ne peut dire quels faits en suivent d’autres à partir d’effectifs de mailles.",
        "No puede saberse qué incidentes siguen a otros a partir de recuentos de celdas.",
    )
)
