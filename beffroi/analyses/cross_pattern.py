"""Two kinds of incidents: at which distances do they lie near one another more than chance?"""

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _compared as compared
from beffroi.analyses import _cross_words as words
from beffroi.analyses import _curves as curves
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._points import LEFT_OUT, DefaultLocations, default_locations, random_seed, simulations
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels._compile import in_parallel
from beffroi.kernels.envelopes import Envelope, rank_envelope
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream
from beffroi.kernels.second_order import Correction, cross_k, pair_correlation
from beffroi.tables.views import Points, Request

Statistic = Literal["cross_l", "cross_k", "cross_g"]
Null = Literal["labels", "shift"]
Asked = Literal["auto", "isotropic", "rigid", "translation", "border", "none"]
Floats = NDArray[np.float64]
Places = tuple[Floats, Floats]

PAIRS = 5e5  # near ones of an even spread that every simulation may look at


class CrossPattern(Analysis):
    """Cross-type K, L or pair correlation of two sets of incidents, against random labels or a random shift.

    K(r) = A / (n₁ n₂) Σ w 1(d ≤ r) over pairs of one of each set, w the edge correction; L = √(K / π), shown as L − r.
    Global envelope and p-value by extreme rank lengths.
    """

    about = About(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points", "points"),
        level="small_area",
        assumption=words.ASSUMPTION,
        minimum=30,
        prefers=("0501", "0401", "0502", "0201"),
        location_kind="block",
        in_bulletin=False,
        method=words.METHOD,
        references=(
            "Lotwick and Silverman 1982, doi:10.1111/j.2517-6161.1982.tb01221.x",
            "Baddeley, Rubak and Turner 2015, Spatial Point Patterns: Methodology and Applications with R, section 14.6",
            "Myllymäki et al. 2017, doi:10.1111/rssb.12172",
        ),
    )
    against: compared.Against = compared.AGAINST
    control: tuple[str, ...] = compared.CONTROL
    statistic: Statistic = parameter(
        "cross_l",
        en="Function of distance",
        fr="Fonction de la distance",
        es="Función de la distancia",
    )
    null: Null = parameter(
        "labels",
        en="Chance that it is compared with",
        fr="Hasard auquel on compare",
        es="Azar con el que se compara",
    )
    reach: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Largest distance; automatic: a quarter of the short side of the area, 1 km at most",
        fr="Plus grande distance ; automatique : le quart du petit côté du territoire, 1 km au plus",
        es="Mayor distancia; automático: un cuarto del lado corto del territorio, 1 km como máximo",
    )
    steps: int = parameter(40, ge=5, le=200, en="Distances", fr="Distances", es="Distancias")
    correction: Asked = parameter(
        "auto",
        en="Correction of the edges",
        fr="Correction des effets de bord",
        es="Corrección de los bordes",
    )
    most: int | None = parameter(
        None,
        ge=100,
        le=100_000,
        en="Most incidents of either kind: beyond, so many are drawn at random; automatic: half a million near pairs",
        fr="Effectif maximal de chaque type : au-delà, autant de faits sont tirés au hasard ; automatique : un demi-million "
        "de paires proches",
        es="Máximo de incidentes de cada tipo: si hay más, se eligen tantos al azar; automático: medio millón de pares "
        "cercanos",
    )
    simulations: int = simulations(99)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points in scope, and for those they are set beside."""
        return compared.requests(self)

    def run(self, points: Points, others: Points) -> Finding:
        """Answer from two sets of located events."""
        ready = shared.prepared(self, points)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        pattern, window = ready
        beside = compared.others_of(self, points, others, pattern=pattern, window=window)
        if isinstance(beside, Refusal):
            return self.refuse(beside)
        reach, finest = curves.reach_of(self.reach, window), points.basis.location_metres
        if finest >= reach:
            return self.refuse(shared.too_coarse(finest, reach))
        order = np.lexsort((pattern.y, pattern.x))
        most = self._most(pattern.size, beside[0].size, window=window, reach=reach)
        asked = self._drawn((pattern.x[order], pattern.y[order]), most[0], 1)
        drawn = self._drawn(beside, most[1], 2)
        radii = reach * np.arange(1, self.steps + 1) / self.steps
        correction = self._correction(window)
        observed, expected, envelope = self._compare(asked, drawn, window=window, radii=radii, correction=correction)
        known = np.where(radii >= finest, 0.0, np.nan)
        curve = curves.curve(radii, observed + known, expected, envelope, n=pattern.size)
        counts = {"others": beside[0].size, "looked_at": asked[0].size, "sampled": drawn[0].size}
        used = {"reach": reach, "correction": correction}
        return self._finding(points, pattern, curve, envelope=envelope, counts=counts, used=used)

    def _finding(
        self,
        points: Points,
        pattern: shared.Pattern,
        curve: pl.DataFrame,
        *,
        envelope: Envelope,
        counts: dict[str, int],
        used: dict[str, Any],
    ) -> Finding:
        finest, is_established = points.basis.location_metres, envelope.p <= words.LEVEL
        near, far = (
            curve.filter(out & is_established)["distance"]
            for out in (pl.col("observed") > pl.col("upper"), pl.col("observed") < pl.col("lower"))
        )
        out = near if near.len() else far
        row = {
            "incidents": pattern.size,
            "outside": pattern.outside,
            "apart": points.apart,
            "p": envelope.p,
            "p_least": envelope.p_least,
            "p_most": envelope.p_most,
            "since": out.min(),
            "until": out.max(),
            "reach": used["reach"],
            "finest": finest,
            "simulations": self.simulations,
        } | counts
        frame = pl.DataFrame([row], schema_overrides={"since": pl.Float64, "until": pl.Float64})
        unit: dict[str, Any] = {"unit": "m", "decimals": 1} if self.statistic == "cross_l" else {}
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": Table(words.SUMMARY, frame.select(list(words.SUMMARY))),
                "curve": Table(curves.columns(words.NAMES[self.statistic], **unit), curve),
            },
            figures=(words.figure(self.statistic),),
            headline=words.TOGETHER if near.len() else words.APART if far.len() else words.NEITHER,
            caveats=(
                words.NULLS[self.null],
                *(
                    (words.SAMPLED,)
                    if counts["looked_at"] + counts["sampled"] < pattern.size + counts["others"]
                    else ()
                ),
                *shared.caveats_of(pattern),
                *((LEFT_OUT,) if points.apart else ()),
                *((shared.PRECISION,) if finest else ()),
            ),
            choices=shared.used(self, **used),
        )

    def _most(self, n: int, others: int, *, window: Window, reach: float) -> tuple[int, int]:
        """Return how many of each kind to look at."""
        if self.most:
            return self.most, self.most
        share = (2 * PAIRS * window.area / (np.pi * reach**2)) ** 0.5 / (n + others)
        least = self.about.minimum
        return max(int(share * n), least), max(int(share * others), least)

    def _drawn(self, places: Places, most: int, unit: int) -> Places:
        if places[0].size <= most:
            return places
        chosen = np.sort(stream(self.seed, 0, unit).permutation(places[0].size)[:most])
        return places[0][chosen], places[1][chosen]

    def _correction(self, window: Window) -> Correction:
        if self.correction == "border" and self.statistic == "cross_g":
            return "rigid"
        return curves.correction_of(self.correction, window)

    def _compare(
        self, asked: Places, beside: Places, *, window: Window, radii: Floats, correction: Correction
    ) -> tuple[Floats, Floats, Envelope]:
        """Return the curve observed, the mean of the simulations, and their envelope."""
        n = asked[0].size
        half = 0.15 * (5 * window.area / beside[0].size) ** 0.5

        def curve(first: Places, second: Places) -> Floats:
            x, y = (np.concatenate(parts) for parts in zip(first, second, strict=True))
            how: dict[str, Any] = {"window": window, "radii": radii, "correction": correction}
            is_first = np.arange(x.size) < first[0].size
            if self.statistic == "cross_g":
                return pair_correlation(x, y, is_first=is_first, bandwidth=half, **how)
            k = cross_k(x, y, is_first=is_first, **how)
            return k / 1e6 if self.statistic == "cross_k" else np.sqrt(k / np.pi) - radii

        together = [np.concatenate(parts) for parts in zip(asked, beside, strict=True)]

        def simulated(number: int) -> Floats:
            rng = stream(self.seed, number)
            if self.null == "shift":
                return curve(asked, window.shift(*beside, rng=rng))
            mixed = rng.permutation(together[0].size)
            x, y = together[0][mixed], together[1][mixed]
            return curve((x[:n], y[:n]), (x[n:], y[n:]))

        every = np.array(list(in_parallel(simulated, range(self.simulations))))
        observed = curve(asked, beside)
        return observed, every.mean(axis=0), rank_envelope(observed, every, alpha=words.LEVEL)
