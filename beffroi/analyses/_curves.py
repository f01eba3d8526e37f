"""What the analyses of functions of distance share: the curve with its envelope, its columns, and the summary."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _patterns as shared
from beffroi.analyses._points import APART
from beffroi.kernels.envelopes import Envelope
from beffroi.kernels.grid import round_size
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.second_order import Correction
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.text import Text, text

Floats = NDArray[np.float64]

estimate = shared.estimate
FARTHEST = 1000.0  # metres: the automatic reach; beyond, the shape of the city speaks


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
    curves = {"observed": observed, "expected": expected, "lower": envelope.lower, "upper": envelope.upper}
    curves |= {"low": envelope.low, "high": envelope.high}
    made = {name: _known(values) for name, values in curves.items()}
    return pl.DataFrame({"distance": radii, "incidents": np.full(radii.size, n)} | made)


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
