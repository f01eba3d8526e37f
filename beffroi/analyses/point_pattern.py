"""Point pattern: at which distances do incidents gather more than chance?"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _curves as curves
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row
from beffroi.analyses._points import DefaultLocations, default_locations, random_seed, simulations
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.envelopes import Envelope, rank_envelope
from beffroi.kernels.nearest import f_function, g_function, j_function
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream
from beffroi.kernels.second_order import Correction, Simulator, k_function, pair_correlation
from beffroi.tables.views import Points
from beffroi.vocabulary.text import Text, text

Statistic = Literal["besag_l", "ripley_k", "pair_correlation", "nearest_g", "empty_space_f", "van_lieshout_j"]
Floats = NDArray[np.float64]

LOWER_IS_CLUSTERED = ("empty_space_f", "van_lieshout_j")


class PointPattern(Analysis):
    """Summary function of the distances between incidents, against incidents drawn evenly over the study area.

    K(r) = A / (n (n − 1)) Σ w 1(d ≤ r) over ordered pairs, w the edge correction; L = √(K / π), shown as L − r;
    g(r) = K′(r) / (2 π r), smoothed; G and F: distances to the nearest incident from incidents and from places;
    J = (1 − G) / (1 − F). Global envelope and p-value by extreme rank lengths.
    """

    about = shared.about(
        title=text("Point pattern", "Semis de points", "Patrón de puntos"),
        question=text(
            "At which distances do incidents gather more than if they were spread evenly over the area?",
            "À quelles distances les faits se regroupent-ils plus que s’ils étaient répartis au hasard sur le territoire ?",
            "¿A qué distancias se agrupan los incidentes más que si se repartieran al azar por el territorio?",
        ),
        location_kind="block",
        method=text(
            "K of Ripley: A / (n (n − 1)) times the sum over ordered pairs at most r apart of their edge weights; L = √(K/π), "
            "shown as L − r; pair correlation g: derivative of K over 2πr, by an Epanechnikov kernel (Stoyan); G, F: "
            "distances to the nearest incident, by Kaplan and Meier; J = (1 − G)/(1 − F). Isotropic edge weights in a "
            "rectangle, rigid motion weights in polygons. Envelope over all distances at once and its p-value: extreme rank "
            "lengths of the simulations (Myllymäki et al.), p = (M + 1)/(R + 1).",
            "K de Ripley : A / (n (n − 1)) fois la somme, sur les couples distants d’au plus r, de leurs poids de bord ; "
            "L = √(K/π), présenté sous la forme L − r ; corrélation de paires g : dérivée de K sur 2πr, par un noyau "
            "d’Epanechnikov (Stoyan) ; G, F : distances au fait le plus proche, selon Kaplan et Meier ; J = (1 − G)/(1 − F). "
            "Poids isotropes dans un rectangle, de mouvement rigide dans des polygones. Enveloppe valable pour toutes les "
            "distances à la fois et sa valeur p : longueurs de rangs extrêmes des simulations (Myllymäki et al.), "
            "p = (M + 1)/(R + 1).",
            "K de Ripley: A / (n (n − 1)) por la suma, en los pares ordenados a distancia r como máximo, de sus pesos de "
            "borde; L = √(K/π), mostrada como L − r; correlación de pares g: derivada de K sobre 2πr, con núcleo de "
            "Epanechnikov (Stoyan); G, F: distancias al incidente más cercano, según Kaplan y Meier; J = (1 − G)/(1 − F). "
            "Pesos isótropos en un rectángulo, de movimiento rígido en polígonos. Envolvente válida para todas las distancias a la "
            "vez y su valor p: longitudes de rangos extremos de las simulaciones (Myllymäki et al.), p = (M + 1)/(R + 1).",
        ),
        references=(
            "Ripley 1977, doi:10.1111/j.2517-6161.1977.tb01615.x",
            "Baddeley, Rubak and Turner 2015, Spatial Point Patterns: Methodology and Applications with R",
            "Myllymäki et al. 2017, doi:10.1111/rssb.12172",
        ),
    )
    statistic: Statistic = curves.function_asked("besag_l")
    reach: PositiveFloat | None = curves.REACH
    steps: int = curves.steps_asked(50)
    correction: curves.Asked = curves.CORRECTION
    simulations: int = simulations(199)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def run(self, points: Points) -> Finding:
        """Answer from located events."""
        pattern = shared.prepared(self, points)
        if isinstance(pattern, Refusal):
            return self.refuse(pattern)
        scale = curves.scale_of(self, pattern, has_border=self.statistic != "pair_correlation")
        if isinstance(scale, Refusal):
            return self.refuse(scale)
        curve, envelope = self._curve(pattern, scale)
        clustered, regular = curves.beyond(curve, envelope)
        if self.statistic in LOWER_IS_CLUSTERED:
            clustered, regular = regular, clustered
        row = curves.summary(pattern, scale, envelope, out=clustered) | {"simulations": self.simulations}
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(curves.SUMMARY, row),
                "curve": Table(curves.columns(NAMES[self.statistic], **UNITS.get(self.statistic, {})), curve),
            },
            figures=(_figure(self.statistic),),
            headline=CLUSTERED if clustered.len() else REGULAR if regular.len() else NEITHER,
            caveats=(
                shared.EVEN,
                *shared.caveats_of(pattern),
                *shared.same_places(pattern),
                *shared.precise(pattern),
            ),
            choices=shared.used(self, reach=scale.reach, correction=scale.correction),
        )

    def _curve(self, pattern: shared.Pattern, scale: curves.Scale) -> tuple[pl.DataFrame, Envelope]:
        """Return the curve observed beside its expectation under an even spread, and the envelope of the simulations.

        Of K and L the observed curve is exact, and ranked by the simulator's own value of it.
        """
        exact, ranked = self._functions(pattern.window, scale.radii, scale.correction)
        every = shared.simulated(
            lambda number: ranked(*pattern.window.draw(pattern.size, rng=stream(self.seed, number))), self.simulations
        )
        envelope = rank_envelope(ranked(pattern.x, pattern.y) + scale.known, every, alpha=curves.LEVEL)
        observed = exact(pattern.x, pattern.y) + scale.known
        return curves.curve(scale.radii, observed, every.mean(axis=0), envelope, n=pattern.size), envelope

    def _functions(
        self, window: Window, radii: Floats, correction: Correction
    ) -> tuple[Callable[[Floats, Floats], Floats], Callable[[Floats, Floats], Floats]]:
        if self.statistic in ("ripley_k", "besag_l"):
            simulator = Simulator(window, reach=float(radii[-1]), steps=radii.size, correction=correction)

            def shown(k: Floats) -> Floats:
                return np.sqrt(k / np.pi) - radii if self.statistic == "besag_l" else k / 1e6

            return (
                lambda x, y: shown(k_function(x, y, window=window, radii=radii, correction=correction)),
                lambda x, y: shown(simulator.k(x, y)),
            )
        if self.statistic == "pair_correlation":

            def one(x: Floats, y: Floats) -> Floats:
                return pair_correlation(x, y, window=window, radii=radii, correction=correction)

            return one, one
        method = {"border": "border", "none": "none"}.get(correction, "kaplan_meier")
        function = {"nearest_g": g_function, "empty_space_f": f_function, "van_lieshout_j": j_function}[self.statistic]

        def another(x: Floats, y: Floats) -> Floats:
            return function(x, y, window=window, radii=radii, method=method)  # type: ignore[arg-type]

        return another, another


NAMES: dict[str, Text] = {
    "besag_l": text("L(r) − r", "L(r) − r", "L(r) − r"),
    "ripley_k": text("K(r), km²", "K(r), km²", "K(r), km²"),
    "pair_correlation": text("Pair correlation g(r)", "Corrélation de paires g(r)", "Correlación de pares g(r)"),
    "nearest_g": text(
        "Share of incidents with another nearer, G(r)",
        "Part des faits ayant un autre fait plus proche, G(r)",
        "Proporción de incidentes con otro más cercano, G(r)",
    ),
    "empty_space_f": text(
        "Share of places with an incident nearer, F(r)",
        "Part des lieux ayant un fait plus proche, F(r)",
        "Proporción de lugares con un incidente más cercano, F(r)",
    ),
    "van_lieshout_j": text("J(r)", "J(r)", "J(r)"),
}
UNITS: dict[str, Any] = {"besag_l": {"unit": "m", "decimals": 1}}


def _figure(statistic: str) -> Figure:
    return curves.figure(
        title=text(
            "Incidents observed, against an even spread",
            "Faits observés, par rapport à une répartition uniforme",
            "Incidentes observados, frente a un reparto uniforme",
        ),
        alt=text(
            "Curve by distance up to {reach}; the band holds 95 % of {simulations} simulated even spreads, all distances "
            "at once. p-value {p}.",
            "Courbe selon la distance jusqu’à {reach} ; la bande contient 95 % de {simulations} répartitions uniformes "
            "simulées, toutes distances à la fois. Valeur p : {p}.",
            "Curva según la distancia hasta {reach}; la banda contiene el 95 % de {simulations} repartos uniformes "
            "simulados, todas las distancias a la vez. Valor p: {p}.",
        ),
        zero=statistic in ("ripley_k", "nearest_g", "empty_space_f"),
    )


CLUSTERED = text(
    "Incidents gather more than an even spread at distances from {since} to {until}.",
    "Les faits se regroupent plus qu’une répartition uniforme à des distances de {since} à {until}.",
    "Los incidentes se agrupan más que un reparto uniforme a distancias de {since} a {until}.",
)
REGULAR = text(
    "Incidents keep further apart than an even spread would.",
    "Les faits sont plus espacés que dans une répartition uniforme.",
    "Los incidentes están más separados que en un reparto uniforme.",
)
NEITHER = text(
    "Up to {reach}, incidents cannot be told from an even spread.",
    "Jusqu’à {reach}, les faits ne se distinguent pas d’une répartition uniforme.",
    "Hasta {reach}, los incidentes no se distinguen de un reparto uniforme.",
)
