"""What the analyses that set incidents beside others share: which others, where they lie, and too few of them."""

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import parameter
from beffroi.evidence.finding import Refusal
from beffroi.tables.views import Points, Request, day_number
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

Against = Literal["earlier", "offences"]
Floats = NDArray[np.float64]
Places = tuple[Floats, Floats]

AGAINST = parameter(
    "earlier",
    en="Compared with incidents of all earlier periods, or with other offences",
    fr="Comparés aux faits de toutes les périodes antérieures, ou à d’autres infractions",
    es="Comparados con los incidentes de todos los periodos anteriores, o con otros delitos",
)
CONTROL = parameter(
    (),
    unit="text",
    en="Other offences compared with (ICCS codes); none: all others",
    fr="Autres infractions de comparaison (codes ICCS) ; aucune : toutes les autres",
    es="Otros delitos de comparación (códigos ICCS); ninguno: todos los demás",
)
LABELLINGS = Column(label=text("Random labellings", "Étiquetages aléatoires", "Etiquetados aleatorios"), decimals=0)
OTHERS = Column(
    label=text("Incidents compared with", "Faits de comparaison", "Incidentes de comparación"),
    role="count",
    only="compared",
)


def labellings(usual: int, *, least: int) -> Any:
    """Declare the parameter that says how many times the two sets are mixed at random."""
    return parameter(
        usual, ge=least, le=9_999, en="Random labellings", fr="Étiquetages aléatoires", es="Etiquetados aleatorios"
    )


def requests(question: Any) -> tuple[Request, ...]:
    """Ask for the points in scope, and for those they are compared with."""
    options: dict[str, Any] = {"defaults": question.default_locations}
    if question.against == "offences":
        other = Request(view="points", options=options | {"offences": question.control})
    else:
        other = Request(view="points", history=True, options=options)
    return (Request(view="points", options=options), other)


def prepared(question: Any, points: Points, others: Points) -> tuple[shared.Pattern, Places] | Refusal:
    """Return the events to look at, and where those compared with lie; or why there are none."""
    pattern = shared.prepared(question, points)
    if isinstance(pattern, Refusal):
        return pattern
    beside = _others_of(question, points, others, pattern)
    return beside if isinstance(beside, Refusal) else (pattern, beside)


def _others_of(question: Any, points: Points, others: Points, pattern: shared.Pattern) -> Places | Refusal:
    """Return where the others lie inside the study area, those asked about left out, in an order of their own."""
    if others.resolution:
        return shared.PROTECTED
    inside = pattern.window.holds(others.x, others.y)
    if question.against == "earlier":
        inside &= others.day < day_number(points.basis.period.start)
    x, y, day = others.x[inside], others.y[inside], others.day[inside]
    if question.against == "offences":
        kept = _without((x, y, day), (pattern.x, pattern.y, pattern.day))
        x, y = x[kept], y[kept]
    if x.size < question.about.minimum:
        return _too_few(x.size, question.about.minimum)
    order = np.lexsort((y, x))
    return x[order], y[order]


def _without(rows: tuple[Any, ...], taken: tuple[Any, ...]) -> NDArray[np.int64]:
    """Return which rows are left when each of the taken ones takes one equal row away."""
    names = ["x", "y", "day"]

    def numbered(parts: tuple[Any, ...]) -> pl.DataFrame:
        frame = pl.DataFrame(dict(zip(names, parts, strict=True)))
        return frame.with_columns(pl.int_range(pl.len()).over(names).alias("k")).with_row_index("row")

    left = numbered(rows).join(numbered(taken), on=[*names, "k"], how="anti")
    return left["row"].sort().to_numpy().astype(np.int64)


def _too_few(found: int, minimum: int) -> Refusal:
    return Refusal(
        kind="not_enough",
        reason=text(
            "There are {found} incidents to compare with in the study area, and the method needs at least {minimum}.",
            "Le territoire étudié compte {found} faits de comparaison et la méthode en demande au moins {minimum}.",
            "La zona de estudio tiene {found} incidentes de comparación y el método necesita al menos {minimum}.",
        ),
        instead=text(
            "Compare with other offences (`--against offences`), or with more of them (`--control`).",
            "Comparez à d’autres infractions (`--against offences`), ou à davantage d’entre elles (`--control`).",
            "Compare con otros delitos (`--against offences`), o con más de ellos (`--control`).",
        ),
        values={"found": found, "minimum": minimum},
    )
