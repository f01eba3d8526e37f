"""What the analyses that set incidents beside an exposure share: whose density it is, where it is known, and its words."""

from dataclasses import replace

import numpy as np
import polars as pl

from beffroi.analyses import _neighbours as areas
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis
from beffroi.evidence import refusals
from beffroi.evidence.finding import Refusal
from beffroi.kernels.exposed import Exposed
from beffroi.kernels.pattern_window import Window
from beffroi.tables.views import Points
from beffroi.vocabulary.lexicon import EXPOSURE
from beffroi.vocabulary.text import Text, text

MEASURE = areas.MEASURE
LEFT_OUT = areas.LEFT_OUT
TOTAL = replace(EXPOSURE, decimals=0)
NARROWEST = 20.0  # metres: of a bandwidth


def known(points: Points, measure: str) -> tuple[Points, int] | Refusal:
    """Return the points over the areas whose exposure is known and positive, and how many areas are left out."""
    window = points.window
    if window is None or not any(window.outlines) or points.exposure is None:
        return refusals.no_exposure(measure=measure, places=window.name if window else "–")
    value = _values(points)
    kept = [k for k, code in enumerate(window.codes) if value.get(code, 0.0) > 0 and window.outlines[k]]
    if not kept:
        return refusals.no_exposure(measure=measure, places=window.name)
    narrowed = replace(
        window,
        codes=tuple(window.codes[k] for k in kept),
        labels=tuple(window.labels[k] for k in kept),
        outlines=tuple(window.outlines[k] for k in kept),
    )
    return replace(points, window=narrowed), len(window.codes) - len(kept)


def prepared(question: Analysis, points: Points, *, measure: str) -> tuple[shared.Pattern, Points, int] | Refusal:
    """Return the events over the areas whose exposure is known, and what `known` gives; or why there are none."""
    held = known(points, measure)
    if isinstance(held, Refusal):
        return held
    pattern = shared.prepared(question, held[0])
    return pattern if isinstance(pattern, Refusal) else (pattern, *held)


def exposed(points: Points, window: Window, *, bandwidth: float | None) -> tuple[Exposed, float]:
    """Return the exposure of `known` points spread over their areas, and the bandwidth used.

    Automatic: half the side of a square as large as an area is on average, for it depends on the areas alone.
    """
    assert points.window is not None
    outlines, value = points.window.outlines, _values(points)
    usual = max(float(f"{(window.area / len(outlines)) ** 0.5 / 2:.2g}"), NARROWEST)
    held = np.array([value[code] for code in points.window.codes])
    return Exposed(outlines, held, window=window, bandwidth=bandwidth or usual), bandwidth or usual


def total(points: Points) -> float:
    """Return the exposure of all the areas of `known` points."""
    assert points.window is not None
    value = _values(points)
    return float(sum(value[code] for code in points.window.codes))


def _values(points: Points) -> dict[str, float]:
    assert points.exposure is not None
    held = points.exposure.drop_nulls(["place", "value"]).group_by("place").agg(pl.col("value").sum().cast(pl.Float64))
    return dict(zip(held["place"], held["value"], strict=True))


def caveats(left_out: int) -> tuple[Text, ...]:
    """Return what every answer beside an exposure says."""
    return (EVEN_WITHIN, *((UNKNOWN,) if left_out else ()))


EVEN_WITHIN = text(
    "Within an area the exposure is taken to be even: what gathers at distances shorter than the width of the areas may be "
    "where people live or pass.",
    "À l’intérieur d’un territoire, le dénominateur est supposé réparti uniformément : un regroupement à des distances "
    "inférieures à la largeur des territoires peut refléter les lieux où l’on habite ou passe.",
    "Dentro de un territorio se supone que la población expuesta se reparte de modo uniforme: lo que se agrupa a distancias "
    "menores que el ancho de los territorios puede reflejar dónde se vive o por dónde se pasa.",
)
UNKNOWN = text(
    "{left_out:area has|areas have} no exposure: left out, with the incidents there.",
    "{left_out:territoire n’a|territoires n’ont} pas de dénominateur d’exposition : écartés, avec les faits qui s’y trouvent.",
    "{left_out:territorio no tiene|territorios no tienen} población expuesta: excluidos, con los incidentes que hay en ellos.",
)
