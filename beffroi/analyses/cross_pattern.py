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
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import DefaultLocations, default_locations, random_seed, simulations
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.envelopes import Envelope, rank_envelope
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream
from beffroi.kernels.second_order import cross_k, pair_correlation
from beffroi.tables.views import Points, Request

Statistic = Literal["cross_l", "cross_k", "cross_g"]
Null = Literal["labels", "shift"]
Floats = NDArray[np.float64]
Places = compared.Places

PAIRS = 5e5  # near ones of an even spread that every simulation may look at


class CrossPattern(Analysis):
    """Cross-type K, L or pair correlation of two sets of incidents, against random labels or a random shift.

    K(r) = A / (n₁ n₂) Σ w 1(d ≤ r) over pairs of one of each set, w the edge correction; L = √(K / π), shown as L − r.
    Global envelope and p-value by extreme rank lengths.
    """

    about = shared.about(
        title=words.TITLE,
        question=words.QUESTION,
        needs=("points", "points"),
        assumption=words.ASSUMPTION,
        location_kind="block",
        method=words.METHOD,
        references=(
            "Lotwick and Silverman 1982, doi:10.1111/j.2517-6161.1982.tb01221.x",
            "Baddeley, Rubak and Turner 2015, Spatial Point Patterns: Methodology and Applications with R, section 14.6",
            "Myllymäki et al. 2017, doi:10.1111/rssb.12172",
        ),
    )
    against: compared.Against = compared.AGAINST
    control: tuple[str, ...] = compared.CONTROL
    statistic: Statistic = curves.function_asked("cross_l")
    null: Null = parameter(
        "labels",
        en="Chance that it is compared with",
        fr="Hasard auquel on compare",
        es="Azar con el que se compara",
    )
    reach: PositiveFloat | None = curves.REACH
    steps: int = curves.steps_asked(40)
    correction: curves.Asked = curves.CORRECTION
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
        ready = compared.prepared(self, points, others)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        pattern, beside = ready
        scale = curves.scale_of(self, pattern, has_border=self.statistic != "cross_g")
        if isinstance(scale, Refusal):
            return self.refuse(scale)
        most = self._most(pattern.size, beside[0].size, window=pattern.window, reach=scale.reach)
        asked, drawn = self._drawn(pattern.ordered, most[0], 1), self._drawn(beside, most[1], 2)
        curve, envelope = self._compare(asked, drawn, pattern=pattern, scale=scale)
        near, far = curves.beyond(curve, envelope)
        counts = {"others": beside[0].size, "looked_at": asked[0].size, "sampled": drawn[0].size}
        row = curves.summary(pattern, scale, envelope, out=near if near.len() else far) | counts
        is_sample = counts["looked_at"] + counts["sampled"] < pattern.size + counts["others"]
        unit: dict[str, Any] = {"unit": "m", "decimals": 1} if self.statistic == "cross_l" else {}
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(words.SUMMARY, row | {"simulations": self.simulations}),
                "curve": Table(curves.columns(words.NAMES[self.statistic], **unit), curve),
            },
            figures=(words.figure(self.statistic),),
            headline=words.TOGETHER if near.len() else words.APART if far.len() else words.NEITHER,
            caveats=(
                words.NULLS[self.null],
                *((words.SAMPLED,) if is_sample else ()),
                *shared.caveats_of(pattern),
                *shared.precise(pattern),
            ),
            choices=shared.used(self, reach=scale.reach, correction=scale.correction),
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

    def _compare(
        self, asked: Places, beside: Places, *, pattern: shared.Pattern, scale: curves.Scale
    ) -> tuple[pl.DataFrame, Envelope]:
        """Return the curve observed beside the mean of the simulations, and their envelope."""
        window, radii = pattern.window, scale.radii
        n = asked[0].size
        half = 0.15 * (5 * window.area / beside[0].size) ** 0.5

        def curve(first: Places, second: Places) -> Floats:
            x, y = (np.concatenate(parts) for parts in zip(first, second, strict=True))
            how: dict[str, Any] = {"window": window, "radii": radii, "correction": scale.correction}
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

        every, observed = shared.simulated(simulated, self.simulations), curve(asked, beside) + scale.known
        envelope = rank_envelope(observed, every, alpha=curves.LEVEL)
        return curves.curve(radii, observed, every.mean(axis=0), envelope, n=pattern.size), envelope
