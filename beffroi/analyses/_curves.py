"""What the analyses of functions of distance share: the curve with its envelope, its columns, and the summary."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import parameter
from beffroi.analyses._points import APART
from beffroi.evidence.finding import Figure, Refusal
from beffroi.kernels.envelopes import Envelope
from beffroi.kernels.grid import round_size
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.second_order import Correction
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.text import Text, text

Floats = NDArray[np.float64]

estimate = shared.estimate
Asked = Literal["auto", "isotropic", "rigid", "translation", "border", "none"]
LEVEL = 0.05
FARTHEST = 1000.0  # metres: the automatic reach; beyond, the shape of the city speaks


REACH = parameter(
    None,
    unit="m",
    en="Largest distance; automatic: a quarter of the short side of the area, 1 km at most",
    fr="Plus grande distance ; automatique : le quart du petit côté du territoire, 1 km au plus",
    es="Mayor distancia; automático: un cuarto del lado corto del territorio, 1 km como máximo",
)
CORRECTION = parameter(
    "auto",
    en="Correction of the edges",
    fr="Correction des effets de bord",
    es="Corrección de los bordes",
)


def function_asked(usual: str) -> Any:
    """Declare the parameter that names the function of distance."""
    return parameter(usual, en="Function of distance", fr="Fonction de la distance", es="Función de la distancia")


def steps_asked(usual: int) -> Any:
    """Declare the parameter that says at how many distances the function is shown."""
    return parameter(usual, ge=5, le=200, en="Distances", fr="Distances", es="Distancias")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The distances looked at, (steps,) metres up to the reach, and the correction of the edges.

    `known` is 0 at the distances that the precision of the locations allows, NaN at shorter ones, which would measure it.
    """

    reach: float
    radii: Floats
    known: Floats
    correction: Correction


def scale_of(
    question: Any, pattern: shared.Pattern, *, most: float = math.inf, has_border: bool = True
) -> Scale | Refusal:
    """Return the distances to look at, `most` at most, or why none can be; a function without a border method gets rigid."""
    reach = min(reach_of(question.reach, pattern.window), most)
    if pattern.finest >= reach:
        return shared.too_coarse(pattern.finest, reach)
    radii = np.minimum(reach * np.arange(1, question.steps + 1) / question.steps, reach)
    asked = "rigid" if question.correction == "border" and not has_border else question.correction
    known = np.where(radii >= pattern.finest, 0.0, np.nan)
    return Scale(reach=reach, radii=radii, known=known, correction=correction_of(asked, pattern.window))


def reach_of(asked: float | None, window: Window) -> float:
    """Return how far to look: as asked, at most half the short side; automatic: a quarter of it, 1 km at most."""
    least = min(window.size)
    return min(asked, least / 2) if asked else round_size(min(least / 4, FARTHEST), up=False)


def correction_of(asked: str, window: Window) -> Correction:
    """Return the correction of the edges: automatic, isotropic in rectangles and rigid motion in polygons.

    Both are unbiased; in polygons isotropic weights are looked for along the outline in every simulation, and cost by its
    corners (20,000 for a city: 40 times the rigid motion), so that there they are for those who ask.
    """
    if asked == "auto":
        return "isotropic" if window.is_rectangle else "rigid"
    return asked  # type: ignore[return-value]


def curve(radii: Floats, observed: Floats, expected: Floats, envelope: Envelope, *, n: int) -> pl.DataFrame:
    """Return one row a distance: the curve, its expectation, and its envelopes."""
    shown = np.where(np.isnan(observed), np.nan, expected)  # where the curve is left out, so is what it is set against
    curves = {"observed": observed, "expected": shown, "lower": envelope.lower, "upper": envelope.upper}
    curves |= {"low": envelope.low, "high": envelope.high}
    made = {name: _known(values) for name, values in curves.items()}
    return pl.DataFrame({"distance": radii, "incidents": np.full(radii.size, n)} | made)


def beyond(curve: pl.DataFrame, envelope: Envelope) -> tuple[pl.Series, pl.Series]:
    """Return the distances at which the curve lies above its global envelope, and below it, where that is established."""
    is_established = envelope.p <= LEVEL
    above, below = pl.col("observed") > pl.col("upper"), pl.col("observed") < pl.col("lower")
    return curve.filter(above & is_established)["distance"], curve.filter(below & is_established)["distance"]


def summary(pattern: shared.Pattern, scale: Scale, envelope: Envelope, *, out: pl.Series) -> dict[str, Any]:
    """Return what every curve's summary says; `out` are the distances at which it leaves its envelope."""
    return pattern.counts() | {
        "p": envelope.p,
        "p_least": envelope.p_least,
        "p_most": envelope.p_most,
        "since": out.min(),
        "until": out.max(),
        "reach": scale.reach,
        "finest": pattern.finest,
    }


BAND = text(
    "band: 95 % of the simulations, all distances at once",
    "bande : 95 % des simulations, toutes distances à la fois",
    "banda: 95 % de las simulaciones, todas las distancias a la vez",
)


def figure(*, title: Text, alt: Text, **options: Any) -> Figure:
    """Return the line of the curve with its expectation and the band of its global envelope."""
    options = {"band": BAND} | options
    columns = {"x": "distance", "y": "observed", "value": "expected", "lower": "lower", "upper": "upper"}
    return Figure(mark="line", table="curve", title=title, alt=alt, options=options, **columns)


def _known(values: Floats) -> pl.Series:
    """Return numbers with null where a function is not defined."""
    return pl.Series(values).fill_nan(None)


def columns(name: Text, *, unit: str = "1", decimals: int = 3) -> dict[str, lexicon.Column]:
    """Return the columns of the curve, whose name and unit are given."""

    def column(label: Text) -> lexicon.Column:
        return lexicon.Column(label=label, unit=unit, role="estimate", of=("incidents",), decimals=decimals)

    return {
        "distance": lexicon.Column(
            label=text("Distance r", "Distance r", "Distancia r"), unit="m", dimension="filter", decimals=0
        ),
        "incidents": shared.INCIDENTS,
        "observed": column(name),
        "expected": column(text("Mean of the simulations", "Moyenne des simulations", "Media de las simulaciones")),
        "lower": column(text("Global envelope, lower", "Enveloppe globale, bas", "Envolvente global, inferior")),
        "upper": column(text("Global envelope, upper", "Enveloppe globale, haut", "Envolvente global, superior")),
        "low": column(text("Pointwise, lower", "Point par point, bas", "Punto por punto, inferior")),
        "high": column(text("Pointwise, upper", "Point par point, haut", "Punto por punto, superior")),
    }


SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "places": shared.PLACES,
    "p": lexicon.p_value("incidents"),
    "p_least": shared.estimate(
        "p-value of the extreme rank, least",
        "valeur p du rang extrême, au moins",
        "valor p del rango extremo, mínimo",
        unit="p",
        decimals=3,
    ),
    "p_most": shared.estimate(
        "p-value of the extreme rank, most",
        "valeur p du rang extrême, au plus",
        "valor p del rango extremo, máximo",
        unit="p",
        decimals=3,
    ),
    "since": shared.estimate("Clustered from", "Regroupés à partir de", "Agrupados desde", unit="m", decimals=0),
    "until": shared.estimate("Clustered up to", "Regroupés jusqu’à", "Agrupados hasta", unit="m", decimals=0),
    "reach": shared.estimate("Largest distance", "Plus grande distance", "Mayor distancia", unit="m", decimals=0),
    "finest": shared.FINEST,
    "simulations": lexicon.Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}
