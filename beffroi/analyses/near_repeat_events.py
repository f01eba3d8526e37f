"""Events of near repeats: which incidents follow which, in which strings, and around which are there more than by chance?"""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat, PositiveInt

from beffroi.analyses import _repeats as shared
from beffroi.analyses._base import Analysis, one_row
from beffroi.analyses._periods import dated
from beffroi.analyses._points import (
    ALPHA,
    APART,
    DefaultLocations,
    cell_map,
    default_locations,
    left_out,
    outlined,
    study_bounds,
)
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.local_knox import LocalKnox, local_knox
from beffroi.kernels.permutation import benjamini_hochberg
from beffroi.kernels.repeat_series import kinds, links, strings
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

EPOCH = date(1970, 1, 1).toordinal()
ACROSS = 120  # squares of the map across the study area
Ints = NDArray[np.int64]

METHOD = text(
    "Links: pairs of incidents nearer than the distance and sooner than the delay; strings: incidents linked step by step. "
    "Local Knox: the number n_i of others both near and soon; were the dates of the others permuted it would be "
    "hypergeometric, so p = P(X ≥ n_i) exactly, given how many are near and how many soon. False discovery rate over the "
    "incidents (Benjamini and Hochberg).",
    "Liens : paires de faits plus proches que la distance et que le délai ; chaînes : faits reliés de proche en proche. Knox "
    "local : nombre n_i d’autres faits à la fois proches et rapprochés dans le temps ; si les dates des autres étaient "
    "permutées, il suivrait une loi hypergéométrique, d’où p = P(X ≥ n_i), exacte, étant donné les nombres de faits proches "
    "et de faits rapprochés. Taux de fausses découvertes contrôlé sur les faits (Benjamini et Hochberg).",
    "Vínculos: pares de incidentes más cercanos que la distancia y que el plazo; cadenas: incidentes enlazados paso a paso. "
    "Knox local: el número n_i de otros a la vez cercanos en el espacio y en el tiempo; si se permutaran las fechas de los "
    "demás sería hipergeométrico, por lo que p = P(X ≥ n_i) exacta, dados cuántos están cerca y cuántos en el plazo. Tasa de "
    "falsos descubrimientos controlada entre los incidentes (Benjamini y Hochberg).",
)


class NearRepeatEvents(Analysis):
    """The incidents that others follow or that follow others, their strings, and the local Knox statistic of each.

    Local Knox: n_i others both near and soon; p = P(X >= n_i), X hypergeometric given how many are near and how many
    soon, exact for permuted dates of the others. Named: false discovery rate by Benjamini and Hochberg. Never public.
    """

    about = shared.about(
        title=text(
            "Incidents of near repeats", "Les faits des répétitions rapprochées", "Incidentes de repeticiones cercanas"
        ),
        question=text(
            "Which incidents follow which, in which strings, and around which are there more than chance explains?",
            "Quels faits en suivent d’autres, dans quelles chaînes, et autour desquels y en a-t-il plus que par hasard ?",
            "¿Qué incidentes siguen a otros, en qué cadenas, y en torno a cuáles hay más de los que explica el azar?",
        ),
        level="record",
        method=METHOD,
        references=(
            *shared.REFERENCES,
            "Knox 1964, doi:10.2307/2985220",
            "Rogerson 2001, Monitoring point patterns for the development of space–time clusters, Journal of the Royal "
            "Statistical Society A 164(1), 87–96",
        ),
    )
    near: PositiveFloat = shared.NEAR
    soon: PositiveInt = shared.SOON
    same: float | None = shared.SAME
    edge: shared.Edge = shared.EDGE
    alpha: float = ALPHA
    default_locations: DefaultLocations = default_locations()

    def run(self, points: Points) -> Finding:
        """Answer from events located to the block or better, dated to the day or better."""
        same = shared.prepared(self, points, protected=refusals.never_public())
        if isinstance(same, Refusal):
            return self.refuse(same)
        size = points.x.size
        x, y, day = points.x, points.y, points.day
        found = links(x, y, day, near=self.near, soon=self.soon, same=same, convention=self.edge)
        kind, string = kinds(found, size), _by_size(strings(found, size), points)
        local = local_knox(x, y, day, near=self.near, soon=self.soon, convention=self.edge)
        p = benjamini_hochberg(local.p)
        row = {
            "incidents": size,
            "apart": points.apart,
            "near": self.near,
            "soon": self.soon,
            "same": same,
            "strings": int(string.max(initial=-1)) + 1,
            "in_strings": int((string >= 0).sum()),
            "longest": int(np.bincount(string[string >= 0]).max(initial=0)) if (string >= 0).any() else 0,
            "established": int((p <= self.alpha).sum()),
            "alpha": 100 * self.alpha,
        }
        tables = {
            "summary": one_row(SUMMARY, row),
            "strings": _strings(points, string),
            "events": _events(points, kind=kind, string=string, local=local, p=p),
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables=tables,
            figures=(_figure(has_window=points.window is not None),) if row["strings"] else (),
            headline=SOME if row["strings"] else NONE,
            caveats=(
                NEVER,
                shared.EDGES[self.edge],
                shared.SAME_WORDS,
                shared.CHAINS,
                shared.BEGINNING,
                *left_out(points),
            ),
            choices=shared.choices(self, same),
            geographies=outlined(points),
        )


def _by_size(string: Ints, points: Points) -> Ints:
    """Number the strings again from 0: the largest first, of equals the earlier one, whatever the order of the rows."""
    inside = string >= 0
    of, many = string[inside], int(string.max(initial=-1)) + 1
    first = np.full(many, np.iinfo(np.int64).max)
    np.minimum.at(first, of, points.day[inside])
    x, y = (np.bincount(of, weights=values[inside], minlength=many) for values in (points.x, points.y))
    rank = np.argsort(np.lexsort((y.round(3), x.round(3), first, -np.bincount(of, minlength=many))))
    return np.append(rank, -1)[string]


def _strings(points: Points, string: Ints) -> Table:
    """Return one row a string, the largest first: where its middle lies, from when to when, and how far it reaches."""
    inside = string >= 0
    west, south, east, north = study_bounds(points)
    frame = (
        pl.DataFrame(
            {"string": string[inside], "x": points.x[inside], "y": points.y[inside], "day": points.day[inside] + EPOCH}
        )
        .group_by("string")
        .agg(
            pl.len().cast(pl.Int64).alias("incidents"),
            pl.col("day").min().alias("start"),
            pl.col("day").max().alias("end"),
            pl.col("x", "y").mean(),
            (((pl.col("x") - pl.col("x").mean()) ** 2 + (pl.col("y") - pl.col("y").mean()) ** 2).max().sqrt()).alias(
                "radius"
            ),
        )
        .sort("string")
        .with_columns(
            (pl.col("string") + 1).alias("string"),
            pl.lit(max(east - west, north - south, 1.0) / ACROSS).alias("size"),
        )
        .select(list(STRINGS))
    )
    days = sorted({*frame["start"].to_list(), *frame["end"].to_list()})
    columns = STRINGS | {name: dated(STRINGS[name], days) for name in ("start", "end")}
    return Table(columns, frame, title=BY_STRING)


def _events(points: Points, *, kind: Ints, string: Ints, local: LocalKnox, p: NDArray[np.float64]) -> Table:
    """Return one row an incident of a string, in the order of the strings and of time."""
    inside = np.flatnonzero(string >= 0)
    rows = inside[np.lexsort((points.y[inside], points.x[inside], kind[inside], points.day[inside], string[inside]))]
    frame = pl.DataFrame(
        {
            "string": string[rows] + 1,
            "day": points.day[rows] + EPOCH,
            "kind": kind[rows],
            "x": points.x[rows],
            "y": points.y[rows],
            "around": local.observed[rows],
            "expected": local.expected[rows],
            "p": p[rows],
        }
    )
    columns = EVENTS | {"day": dated(EVENTS["day"], sorted(set(frame["day"].to_list())))}
    return Table(columns, frame, title=BY_EVENT)


def _figure(*, has_window: bool) -> Figure:
    return cell_map(
        "incidents",
        table="strings",
        has_window=has_window,
        title=text(
            "Strings by their number of incidents",
            "Chaînes selon leur nombre de faits",
            "Cadenas según su número de incidentes",
        ),
        alt=text(
            "Map of the middles of {strings:string|strings} of incidents, by their number of incidents, {longest} at most.",
            "Carte du milieu de {strings:chaîne|chaînes} de faits, selon leur nombre de faits, {longest} au plus.",
            "Mapa del centro de {strings:cadena|cadenas} de incidentes, según su número de incidentes, {longest} como máximo.",
        ),
        options={"breaks": (3, 5, 10)},
    )


def _surface(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="surface", decimals=decimals)


STRING = _surface("String", "Chaîne", "Cadena")
STRINGS = {
    "string": STRING,
    "incidents": _surface("Incidents", "Faits", "Incidentes"),
    "start": _surface("First day", "Premier jour", "Primer día"),
    "end": _surface("Last day", "Dernier jour", "Último día"),
    "x": _surface("Middle, east", "Milieu, est", "Centro, este", unit="m"),
    "y": _surface("Middle, north", "Milieu, nord", "Centro, norte", unit="m"),
    "size": _surface("Side of its square", "Côté de son carré", "Lado de su cuadrado", unit="m"),
    "radius": _surface("Reach from the middle", "Portée depuis le milieu", "Alcance desde el centro", unit="m"),
}
EVENTS = {
    "string": STRING,
    "day": _surface("Day", "Jour", "Día"),
    "kind": replace(shared.KIND, role="surface", dimension=None),
    "x": _surface("East", "Est", "Este", unit="m"),
    "y": _surface("North", "Nord", "Norte", unit="m"),
    "around": _surface("Others near and soon", "Autres faits proches et rapprochés", "Otros cercanos y en el plazo"),
    "expected": _surface("Expected by chance", "Attendus par hasard", "Esperados por azar", decimals=2),
    "p": _surface("adjusted p-value", "valeur p ajustée", "valor p ajustado", unit="p", decimals=3),
}
SUMMARY = {
    "incidents": replace(lexicon.INCIDENTS, only="located"),
    "apart": APART,
    "near": shared.NEAR_SAID,
    "soon": shared.SOON_SAID,
    "same": shared.SAME_SAID,
    "strings": _surface("Strings", "Chaînes", "Cadenas"),
    "in_strings": _surface("Incidents in strings", "Faits appartenant à une chaîne", "Incidentes en cadenas"),
    "longest": _surface("Incidents of the largest", "Faits de la plus grande", "Incidentes de la mayor"),
    "established": _surface(
        "Incidents with more around than by chance",
        "Faits plus entourés que par hasard",
        "Incidentes con más alrededor que por azar",
    ),
    "alpha": Column(
        label=text("False ones accepted", "Part de faux acceptée", "Falsos aceptados"), unit="%", decimals=0
    ),
}
BY_STRING = text(
    "Strings, the largest first", "Chaînes, de la plus grande à la plus petite", "Cadenas, de mayor a menor"
)
BY_EVENT = text("Incidents of the strings", "Faits des chaînes", "Incidentes de las cadenas")
SOME = text(
    "{in_strings} of {incidents} incidents form {strings:string|strings} of incidents within {near} and {soon} of one another; the "
    "largest holds {longest}. Incidents with clearly more others around than chance explains: {established}.",
    "{in_strings} des {incidents} faits forment {strings:chaîne|chaînes} de faits dans un rayon de {near} et un délai de {soon} les uns des autres ; la "
    "plus grande en compte {longest}. Faits nettement plus entourés que par hasard : {established}.",
    "{in_strings} de {incidents} incidentes forman {strings:cadena|cadenas} de incidentes en un radio de {near} y un plazo de {soon} entre sí; la "
    "mayor reúne {longest}. Incidentes con claramente más a su alrededor de lo que explica el azar: {established}.",
)
NONE = text(
    "No two of the {incidents} incidents lie within {near} and {soon} of one another.",
    "Parmi les {incidents} faits, aucun n’est dans un rayon de {near} et un délai de {soon} d’un autre.",
    "Ninguno de los {incidents} incidentes está en un radio de {near} y un plazo de {soon} de otro.",
)
NEVER = text(
    "This names single incidents and is never public: a repeat burglary is a household. Shares are in `repeat-shares`.",
    "Ceci désigne des faits un à un et ne se diffuse jamais : un cambriolage répété, c’est un foyer. Les parts sont dans "
    "`repeat-shares`.",
    "Esto señala incidentes uno por uno y nunca se publica: un robo repetido es un hogar. Las proporciones están en "
    "`repeat-shares`.",
)
