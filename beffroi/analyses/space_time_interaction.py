"""Tests of space-time interaction: are incidents that are near one another also closer in time?"""

from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from pydantic import PositiveFloat, PositiveInt, model_validator

from beffroi.analyses import _interaction_words as words
from beffroi.analyses import _repeats as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._patterns import PROTECTED, outside_said
from beffroi.analyses._points import DefaultLocations, check_points, default_locations, inside_only, left_out
from beffroi.evidence import refusals
from beffroi.evidence.finding import Finding, Table
from beffroi.kernels.envelopes import rank_envelope
from beffroi.kernels.pairs import KnoxTest, knox_test
from beffroi.kernels.permutation import stream
from beffroi.kernels.space_time_tests import Jacquez, Mantel, jacquez_test, mantel_test
from beffroi.tables.views import Points

Transform = Literal["reciprocal", "as_measured"]
MOST_NEIGHBOURS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tests:
    """What the three tests found; `sampled` are Mantel's events."""

    knox: KnoxTest
    mantel: Mantel
    jacquez: Jacquez
    sampled: int

    @property
    def p(self) -> float:
        """The smallest of the three, allowing for three."""
        return min(3 * min(self.knox.p_overall, self.mantel.p, self.jacquez.p_overall), 1.0)


class SpaceTimeInteraction(Analysis):
    """Knox's, Mantel's and Jacquez's tests of space-time interaction, against permuted dates.

    Knox: pairs with d < s and u < t. Mantel: Σ 1/(d + a) · 1/(u + b) over pairs. Jacquez: J_k = Σ of the others that are
    among the k nearest in space and in time; ties share the places left. p = (M + 1) / (R + 1), M the permutations of the
    dates with as large a value; Jacquez over all k: the largest standardised excess.
    """

    about = shared.about(
        title=words.TITLE,
        question=words.QUESTION,
        level="small_area",
        method=words.METHOD,
        references=words.REFERENCES,
    )
    near: PositiveFloat = shared.NEAR
    soon: PositiveInt = shared.SOON
    edge: shared.Edge = shared.EDGE
    transform: Transform = parameter(
        "reciprocal",
        en="Distances and delays in Mantel’s test",
        fr="Distances et délais dans le test de Mantel",
        es="Distancias y plazos en la prueba de Mantel",
    )
    distance_constant: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Constant added to distances before Mantel’s reciprocal; automatic: 100 m, the precision of the locations at least",
        fr="Constante ajoutée aux distances avant l’inverse de Mantel ; automatique : 100 m, au moins la précision des "
        "localisations",
        es="Constante sumada a las distancias antes del inverso de Mantel; automático: 100 m, como mínimo la precisión de las "
        "ubicaciones",
    )
    lag_constant: PositiveFloat = parameter(
        7.0,
        unit="d",
        en="Constant added to delays before Mantel’s reciprocal",
        fr="Constante ajoutée aux délais avant l’inverse de Mantel",
        es="Constante sumada a los plazos antes del inverso de Mantel",
    )
    neighbours: tuple[PositiveInt, ...] = parameter(
        (1, 2, 3, 5, 10),
        min_length=1,
        max_length=20,
        en="Numbers of nearest neighbours of Jacquez’s test",
        fr="Nombres de plus proches voisins du test de Jacquez",
        es="Números de vecinos más cercanos de la prueba de Jacquez",
    )
    most: int = parameter(
        4000,
        ge=100,
        le=20_000,
        en="Most incidents in Mantel’s test: beyond, so many are drawn at random",
        fr="Effectif maximal du test de Mantel : au-delà, autant de faits sont tirés au hasard",
        es="Máximo de incidentes en la prueba de Mantel: si hay más, se eligen tantos al azar",
    )
    permutations: int = shared.PERMUTATIONS
    default_locations: DefaultLocations = default_locations()
    seed: int = shared.SEED

    @model_validator(mode="after")
    def _numbers_increase(self) -> Self:
        shared.check_increasing(self.neighbours)
        if self.neighbours[-1] > MOST_NEIGHBOURS:
            msg = f"at most {MOST_NEIGHBOURS} nearest neighbours can be asked for, got {self.neighbours}"
            raise ValueError(msg)
        return self

    def run(self, points: Points) -> Finding:
        """Answer from events located to the block or better, dated to the day or better."""
        refusal = check_points(self, points, protected=PROTECTED)
        if refusal:
            return self.refuse(refusal)
        points, outside = inside_only(points)
        if points.x.size < self.about.minimum:
            return self.refuse(refusals.not_enough(found=points.x.size, minimum=self.about.minimum))
        least = shared.precision(points)
        if self.near <= least:
            return self.refuse(shared.no_band(points, least))
        constant = self.distance_constant or max(100.0, least)
        found = self._tests(points, constant)
        summary = {
            "incidents": points.x.size,
            "outside": outside,
            "apart": points.apart,
            "sampled": found.sampled,
            "near": self.near,
            "soon": self.soon,
            "correlation": None if np.isnan(found.mantel.correlation) else found.mantel.correlation,
            "knox_ratio": _ratio(found.knox.observed[0, 0], found.knox.expected_exact[0, 0]),
            "p_knox": found.knox.p_overall,
            "p_mantel": found.mantel.p,
            "p_jacquez": found.jacquez.p_overall,
            "p": found.p,
            "permutations": self.permutations,
        }
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(words.SUMMARY, summary),
                "tests": Table(words.TESTS, _tests_table(found, points.x.size), title=words.TESTS_TITLE),
                "neighbours": Table(words.NEIGHBOURS, self._neighbours_table(found, points.x.size)),
            },
            figures=(words.FIGURE,),
            headline=words.SOME if found.p <= words.LEVEL else words.NONE,
            caveats=(
                words.SENSITIVE,
                shared.EDGES[self.edge],
                shared.SHIFTS,
                *((words.SAMPLED,) if found.sampled < points.x.size else ()),
                *outside_said(outside),
                *left_out(points),
            ),
            choices={} if constant == self.distance_constant else {"distance_constant": constant},
        )

    def _tests(self, points: Points, constant: float) -> _Tests:
        order = np.lexsort((points.day, points.y, points.x))  # a sample that does not depend on the order of the rows
        x, y, day = points.x[order], points.y[order], points.day[order]
        drawn = np.arange(x.size)
        if x.size > self.most:
            drawn = np.sort(stream(self.seed, 1, 0).permutation(x.size)[: self.most])
        bands: dict[str, Any] = {"distance_edges": (0, self.near), "lag_edges": (0, self.soon), "convention": self.edge}
        transform: dict[str, Any] = {"distance_constant": constant, "lag_constant": self.lag_constant}
        transform["power"] = -1.0 if self.transform == "reciprocal" else 1.0
        asked: dict[str, Any] = {"permutations": self.permutations, "seed": self.seed}
        return _Tests(
            knox=knox_test(x, y, day, **bands, **asked),
            mantel=mantel_test(x[drawn], y[drawn], day[drawn], **transform, **asked),
            jacquez=jacquez_test(x, y, day, neighbours=self.neighbours, **asked),
            sampled=drawn.size,
        )

    def _neighbours_table(self, found: _Tests, n: int) -> pl.DataFrame:
        made = found.jacquez
        band = rank_envelope(made.observed / made.expected, made.simulated / made.expected, alpha=words.LEVEL)
        return pl.DataFrame(
            {
                "neighbours": list(self.neighbours),
                "incidents": [n] * len(self.neighbours),
                "observed": made.observed,
                "expected": made.expected,
                "ratio": made.observed / made.expected,
                "lower": band.lower,
                "upper": band.upper,
                "p": made.p,
            }
        ).with_columns(pl.col("lower", "upper").fill_nan(None))


def _ratio(observed: float, expected: float) -> float | None:
    return float(observed / expected) if expected > 0 else None


def _tests_table(found: _Tests, n: int) -> pl.DataFrame:
    pairs, mantel, jacquez, top = found.knox, found.mantel, found.jacquez, int(np.argmax(found.jacquez.excess))
    observed = [float(pairs.observed[0, 0]), mantel.total, float(jacquez.observed[top])]
    expected = [float(pairs.expected_exact[0, 0]), mantel.expected, float(jacquez.expected[top])]
    return pl.DataFrame(
        {
            "test": [words.KNOX, words.MANTEL, words.JACQUEZ],
            "incidents": [n, found.sampled, n],
            "observed": observed,
            "expected": expected,
            "ratio": [_ratio(*each) for each in zip(observed, expected, strict=True)],
            "p": [pairs.p_overall, mantel.p, found.jacquez.p_overall],
        },
        schema_overrides={"ratio": pl.Float64},
    )
