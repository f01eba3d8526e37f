"""Centres and ellipses of groups of incidents: by month, quarter, year or offence."""

import math
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _patterns as shared
from beffroi.analyses import _periods as periods
from beffroi.analyses._base import parameter
from beffroi.evidence.finding import Figure, Table
from beffroi.kernels.centrography import Centrography, Convention, centrography
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Every
from beffroi.vocabulary.text import Text, text

By = Literal["none", "month", "quarter", "year", "offence"]
SPANS = {"month": "1mo", "quarter": "1q", "year": "1y"}
NUMBERS = ("x", "y", "standard_distance", "long", "short", "bearing", "shift")

BY = parameter(
    "none",
    en="Centres of groups besides: by month, quarter, year or offence",
    fr="Centres de groupes en plus : par mois, trimestre, année ou infraction",
    es="Centros de grupos además: por mes, trimestre, año o delito",
)
OFFENCE_LEVEL = parameter(
    2,
    ge=2,
    le=8,
    en="Digits of the offence code in the table by offence",
    fr="Nombre de chiffres du code d’infraction dans le tableau par infraction",
    es="Dígitos del código de delito en la tabla por delito",
)


def grain_of(by: By, points: Points) -> By:
    """Return how incidents are grouped: by periods no finer than the dates are known."""
    if by in ("none", "offence"):
        return by
    every: Every = periods.finest_grain(points.basis, by)  # type: ignore[arg-type]
    return every  # type: ignore[return-value]


def grouped(
    points: Points, pattern: shared.Pattern, whole: Centrography, *, by: By, convention: Convention, least: int
) -> Table:
    """Return the centre and ellipse of each group; of those smaller than `least`, the count alone."""
    key = "offence" if by == "offence" else "period"
    rows = [
        {key: name} | _row(pattern.x[at], pattern.y[at], whole, convention=convention, least=least)
        for name, at in _groups(points, pattern, by)
    ]
    kinds: Any = {"incidents": pl.Int64} | dict.fromkeys(NUMBERS, pl.Float64)
    columns = {key: lexicon.OFFENCE if by == "offence" else lexicon.PERIOD} | COLUMNS
    return Table(columns, pl.DataFrame(rows, schema_overrides=kinds).select(list(columns)), title=TITLE)


def _groups(points: Points, pattern: shared.Pattern, by: By) -> Iterator[tuple[Any, NDArray[np.bool_]]]:
    """Yield each group that has incidents, in order, and which they are."""
    if by == "offence":
        assert points.offence is not None  # the request asks for it
        names = pl.Series(points.offence[pattern.kept].astype(str))
    else:
        names = pl.Series(pattern.day).cast(pl.Int32).cast(pl.Date).dt.truncate(SPANS[by])
    for name in names.unique().sort():
        yield name, (names == name).to_numpy()


def _row(
    x: NDArray[np.float64], y: NDArray[np.float64], whole: Centrography, *, convention: Convention, least: int
) -> dict[str, float | None]:
    row: dict[str, float | None] = {"incidents": x.size} | dict.fromkeys(NUMBERS)
    if x.size < least:
        return row
    order = np.lexsort((y, x))
    made = centrography(x[order], y[order], convention=convention)
    return row | {
        "x": made.mean[0],
        "y": made.mean[1],
        "standard_distance": made.standard_distance,
        "long": made.long,
        "short": made.short,
        "bearing": None if math.isnan(made.bearing) else made.bearing,
        "shift": math.dist(made.mean, whole.mean),
    }


def counted(table: Table, *, least: int) -> dict[str, int]:
    """Return how many groups there are, and how many are too small for a centre."""
    return {"groups": table.frame.height, "few": int((table.frame["incidents"] < least).sum()), "least": least}


TITLE = text(
    "Mean centre and ellipse of each group, in projected metres",
    "Centre moyen et ellipse de chaque groupe, en mètres projetés",
    "Centro medio y elipse de cada grupo, en metros proyectados",
)
SUMMARY = {
    "groups": Column(label=text("Groups", "Groupes", "Grupos"), decimals=0),
    "few": shared.estimate(
        "Groups too small for a centre", "Groupes trop petits pour un centre", "Grupos demasiado pequeños", decimals=0
    ),
    "least": Column(
        label=text(
            "Fewest incidents of a centre", "Effectif minimal d’un centre", "Mínimo de incidentes para un centro"
        ),
        decimals=0,
    ),
}
ELLIPSE = {
    "standard_distance": shared.estimate(
        "Standard distance", "Distance type", "Distancia estándar", unit="m", decimals=0
    ),
    "long": shared.estimate("Half of the long axis", "Demi-grand axe", "Semieje mayor", unit="m", decimals=0),
    "short": shared.estimate("Half of the short axis", "Demi-petit axe", "Semieje menor", unit="m", decimals=0),
    "bearing": shared.estimate(
        "Bearing of the long axis, degrees from north",
        "Azimut du grand axe, degrés depuis le nord",
        "Acimut del eje mayor, grados desde el norte",
        decimals=0,
    ),
}
COLUMNS = {
    "incidents": shared.INCIDENTS,
    "x": shared.estimate("Mean centre, east", "Centre moyen, est", "Centro medio, este", unit="m", decimals=0),
    "y": shared.estimate("Mean centre, north", "Centre moyen, nord", "Centro medio, norte", unit="m", decimals=0),
    **ELLIPSE,
    "shift": shared.estimate(
        "From the mean centre of all",
        "Du centre moyen de l’ensemble",
        "Desde el centro medio del conjunto",
        unit="m",
        decimals=0,
    ),
}
FEW = text(
    "{few:group has|groups have} fewer than {least} incidents: counted, without a centre.",
    "{few:groupe compte|groupes comptent} moins de {least} faits : comptés, sans centre.",
    "{few:grupo tiene|grupos tienen} menos de {least} incidentes: se cuentan, sin centro.",
)
DRIFT: Text = text(
    "The mean centre of few incidents moves by chance: by about the standard distance over the root of their number.",
    "Le centre moyen de peu de faits se déplace au hasard : d’environ la distance type divisée par la racine de leur nombre.",
    "El centro medio de pocos incidentes se mueve por azar: cerca de la distancia estándar dividida por la raíz de su número.",
)


def figure(by: By) -> Figure:
    """Return the picture of how far the centre of each group lies from that of all."""
    return Figure(
        mark="bar",
        table="groups",
        x="offence" if by == "offence" else "period",
        y="shift",
        title=text(
            "How far the mean centre of each group lies from that of all",
            "Distance du centre moyen de chaque groupe à celui de l’ensemble",
            "Distancia del centro medio de cada grupo al del conjunto",
        ),
        alt=text(
            "Distance between the mean centre of each of {groups} groups and that of all incidents.",
            "Distance entre le centre moyen de chacun des {groups} groupes et celui de tous les faits.",
            "Distancia entre el centro medio de cada uno de los {groups} grupos y el de todos los incidentes.",
        ),
    )
