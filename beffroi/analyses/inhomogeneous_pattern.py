"""Beyond density: do incidents gather more than the places where they are dense would make them?"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _curves as curves
from beffroi.analyses import _exposed as exposed
from beffroi.analyses import _patterns as shared
from beffroi.analyses._base import Analysis, one_row, parameter
from beffroi.analyses._points import DefaultLocations, bandwidth_asked, default_locations, random_seed, simulations
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.bandwidths import density_of_others
from beffroi.kernels.envelopes import Envelope, rank_envelope
from beffroi.kernels.pattern_window import Window
from beffroi.kernels.permutation import stream
from beffroi.kernels.second_order import Correction, inhomogeneous_k
from beffroi.tables.views import Points, Request
from beffroi.vocabulary.text import text

SPARSEST = 0.1  # of the mean density: what a density counts at least
Floats = NDArray[np.float64]


class InhomogeneousPattern(Analysis):
    """Inhomogeneous L of incidents, against incidents drawn independently where they are dense.

    K(r) = A / S² Σ w 1(d ≤ r) / (f_i f_j) over ordered pairs, f the kernel density that the other incidents give, S the
    sum of the 1 / f; L = √(K / π), shown as L − r. Global envelope and p-value by extreme rank lengths.
    """

    about = shared.about(
        title=text(
            "Gathering beyond density", "Regroupement au-delà de la densité", "Agrupación más allá de la densidad"
        ),
        question=text(
            "At which distances do incidents gather more than the density of the places where they happen would explain?",
            "À quelles distances les faits se regroupent-ils plus que ne l’explique la densité des lieux où ils se produisent ?",
            "¿A qué distancias se agrupan los incidentes más de lo que explica la densidad de los lugares donde ocurren?",
        ),
        assumption=text(
            "What is wider than the bandwidth is density, what is narrower is gathering: the data alone cannot tell them apart.",
            "Ce qui est plus large que le rayon de lissage est de la densité, ce qui est plus étroit un regroupement : les "
            "données seules ne peuvent les distinguer.",
            "Lo que es más ancho que el ancho de banda es densidad y lo más estrecho es agrupación: los datos solos no pueden "
            "distinguirlos.",
        ),
        minimum=50,
        location_kind="block",
        method=text(
            "Inhomogeneous K (Baddeley, Møller and Waagepetersen): each ordered pair at most r apart counts its edge weight over "
            "the densities of both; divided by S²/A, S the sum of 1/f. f: Gaussian kernel density of the other incidents, over "
            "the share of the kernel in the study area, a tenth of the mean at least; bandwidth by Scott’s rule unless asked. L = √(K/π), shown as L − r. "
            "Simulations: incidents drawn independently from the kernel density (an incident drawn at random, moved by the "
            "kernel), f estimated anew in each; envelope over all distances at once and its p-value: extreme rank lengths, "
            "p = (M + 1)/(R + 1). Distances up to the bandwidth. Density of an exposure: that of each area, even within it, "
            "smoothed (bandwidth: half the side of a square as large as an area is on average); simulations are drawn from among "
            "the exposed, and distances are not limited.",
            "K inhomogène (Baddeley, Møller et Waagepetersen) : chaque couple ordonné distant d’au plus r compte son poids de "
            "bord divisé par les densités des deux ; le tout divisé par S²/A, S étant la somme des 1/f. f : densité à noyau "
            "gaussien des autres faits, divisée par la part du noyau dans le territoire étudié, au moins un dixième de la moyenne ; rayon de lissage selon la règle "
            "de Scott, sauf demande contraire. L = √(K/π), présenté sous la forme L − r. Simulations : faits tirés "
            "indépendamment selon la densité (un fait tiré au hasard, déplacé selon le noyau), f étant réestimée à chaque fois ; "
            "enveloppe valable pour toutes les distances à la fois et sa valeur p : longueurs de rangs extrêmes, "
            "p = (M + 1)/(R + 1). Distances jusqu’au rayon de lissage. Densité d’un dénominateur d’exposition : celle de chaque "
            "territoire, uniforme à l’intérieur, puis lissée (rayon : la moitié du côté d’un carré de la surface moyenne d’un "
            "territoire) ; les simulations sont tirées dans la population exposée, et les distances ne sont pas limitées.",
            "K no homogénea (Baddeley, Møller y Waagepetersen): cada par ordenado a distancia r como máximo cuenta su peso de "
            "borde dividido por las densidades de ambos; todo dividido por S²/A, donde S es la suma de los 1/f. f: densidad con "
            "núcleo gaussiano de los demás incidentes, dividida por la proporción del núcleo dentro de la zona, al menos un décimo de la media; ancho de banda "
            "según la regla de Scott, salvo que se pida otro. L = √(K/π), mostrada como L − r. Simulaciones: incidentes "
            "sorteados de forma independiente según la densidad (un incidente al azar, desplazado según el núcleo), con f "
            "estimada de nuevo cada vez; envolvente válida para todas las distancias a la vez y su valor p: longitudes de rangos "
            "extremos, p = (M + 1)/(R + 1). Distancias hasta el ancho de banda. Densidad de una población expuesta: la de cada "
            "territorio, uniforme en su interior y suavizada (ancho: la mitad del lado de un cuadrado de la superficie media de un "
            "territorio); las simulaciones se sortean entre los expuestos y las distancias no se limitan.",
        ),
        references=(
            "Baddeley, Møller and Waagepetersen 2000, doi:10.1111/1467-9574.00144",
            "Myllymäki et al. 2017, doi:10.1111/rssb.12172",
        ),
    )
    density: Literal["incidents", "exposure"] = parameter(
        "incidents",
        en="Density that explains: that of the incidents themselves, or of an exposure",
        fr="Densité qui explique : celle des faits eux-mêmes, ou d’un dénominateur d’exposition",
        es="Densidad que explica: la de los propios incidentes, o la de una población expuesta",
    )
    measure: str = exposed.MEASURE
    bandwidth: PositiveFloat | None = bandwidth_asked(
        "Bandwidth of the density; automatic: Scott’s rule, or half the width of an area",
        "Rayon de lissage de la densité ; automatique : règle de Scott, ou la moitié de la largeur d’un territoire",
        "Ancho de banda de la densidad; automático: regla de Scott, o la mitad del ancho de un territorio",
    )
    reach: PositiveFloat | None = parameter(
        None,
        unit="m",
        en="Largest distance; automatic: a quarter of the short side of the area, 1 km at most; never beyond the bandwidth",
        fr="Plus grande distance ; automatique : le quart du petit côté du territoire, 1 km au plus ; jamais au-delà du rayon de "
        "lissage",
        es="Mayor distancia; automático: un cuarto del lado corto del territorio, 1 km como máximo; nunca más allá del ancho de "
        "banda",
    )
    steps: int = curves.steps_asked(40)
    correction: curves.Asked = curves.CORRECTION
    simulations: int = simulations(99)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points, and for the exposure of their areas where that is the density."""
        more = {"exposure": self.measure} if self.density == "exposure" else {}
        return tuple(replace(one, options={**one.options, **more}) for one in super().requests())

    def run(self, points: Points) -> Finding:
        """Answer from located events, and the exposure of their areas where that is the density."""
        is_exposed, left_out = self.density == "exposure", 0
        if is_exposed:
            ready = exposed.prepared(self, points, measure=self.measure)
            if isinstance(ready, Refusal):
                return self.refuse(ready)
            pattern, points, left_out = ready
        else:
            alone = shared.prepared(self, points)
            if isinstance(alone, Refusal):
                return self.refuse(alone)
            pattern = alone
        density = self._density(pattern, points)
        scale = curves.scale_of(self, pattern, most=math.inf if is_exposed else density.bandwidth)
        if isinstance(scale, Refusal):
            return self.refuse(scale)
        curve, envelope = self._compare(pattern, scale, density)
        clustered, regular = curves.beyond(curve, envelope)
        row = curves.summary(pattern, scale, envelope, out=clustered)
        row |= {"simulations": self.simulations, "bandwidth": density.bandwidth, "left_out": left_out}
        said = BEYOND_EXPOSURE if is_exposed else (CLUSTERED, REGULAR, NEITHER)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "curve": Table(curves.columns(NAME, unit="m", decimals=1), curve),
            },
            figures=(FIGURE,),
            headline=said[0] if clustered.len() else said[1] if regular.len() else said[2],
            caveats=(
                SMOOTH,
                *(exposed.caveats(left_out) if is_exposed else ()),
                *shared.caveats_of(pattern),
                *shared.same_places(pattern),
                *shared.precise(pattern),
            ),
            choices=shared.used(self, reach=scale.reach, bandwidth=density.bandwidth, correction=scale.correction),
        )

    def _density(self, pattern: shared.Pattern, points: Points) -> "_Density":
        """Return the density that explains: that of the other incidents, or of the exposure."""
        (x, y), window = pattern.ordered, pattern.window
        if self.density == "exposure":
            people, bandwidth = exposed.exposed(points, window, bandwidth=self.bandwidth)
            return _Density(
                at=lambda east, north: x.size * people.density(east, north),
                draw=lambda rng: people.draw(x.size, rng=rng),
                bandwidth=bandwidth,
            )
        own = self.bandwidth or shared.scott(pattern.x, pattern.y)
        return _Density(
            at=lambda east, north: density_of_others(east, north, bandwidth=own, window=window),
            draw=lambda rng: _drawn(x, y, window, bandwidth=own, rng=rng),
            bandwidth=own,
        )

    def _compare(
        self, pattern: shared.Pattern, scale: curves.Scale, density: "_Density"
    ) -> tuple[pl.DataFrame, Envelope]:
        """Return the curve observed beside the mean of the simulations, and their envelope."""

        def curve_of(x: Floats, y: Floats) -> Floats:
            at = density.at(x, y)
            return _curve(x, y, pattern.window, density=at, radii=scale.radii, correction=scale.correction)

        every = shared.simulated(lambda number: curve_of(*density.draw(stream(self.seed, number))), self.simulations)
        observed = scale.known + curve_of(*pattern.ordered)
        envelope = rank_envelope(observed, every, alpha=curves.LEVEL)
        return curves.curve(scale.radii, observed, every.mean(axis=0), envelope, n=pattern.size), envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class _Density:
    """The density at places of a pattern, events per square metre, a draw of as many places from it, its bandwidth."""

    at: Callable[[Floats, Floats], Floats]
    draw: Callable[[np.random.Generator], tuple[Floats, Floats]]
    bandwidth: float


def _curve(x: Floats, y: Floats, window: Window, *, density: Floats, radii: Floats, correction: Correction) -> Floats:
    """Return L(r) - r, each pair over the densities at its ends."""
    least = SPARSEST * x.size / window.area  # else a few incidents far from all others would weigh more than all others
    k = inhomogeneous_k(x, y, density=np.maximum(density, least), window=window, radii=radii, correction=correction)
    return np.asarray(np.sqrt(k / np.pi) - radii)


def _drawn(
    x: Floats, y: Floats, window: Window, *, bandwidth: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return as many places drawn from the kernel density: of an incident at random, moved by the kernel."""
    kept: list[Floats] = []
    missing = x.size
    while missing > 0:
        of = rng.integers(0, x.size, 2 * missing + 20)
        moved = np.stack([x[of], y[of]]) + bandwidth * rng.standard_normal((2, of.size))
        kept.append(moved[:, window.holds(*moved)][:, :missing])
        missing -= kept[-1].shape[1]
    east, north = np.concatenate(kept, axis=1)
    return east, north


SUMMARY = curves.SUMMARY | {
    "bandwidth": shared.estimate("Bandwidth", "Rayon de lissage", "Ancho de banda", unit="m", decimals=0),
    "left_out": exposed.LEFT_OUT,
}
NAME = text("Inhomogeneous L(r) − r", "L inhomogène(r) − r", "L no homogénea(r) − r")
FIGURE = curves.figure(
    title=text(
        "Incidents observed, against independent ones as dense",
        "Faits observés, par rapport à des faits indépendants de même densité",
        "Incidentes observados, frente a otros independientes de igual densidad",
    ),
    alt=text(
        "Curve by distance up to {reach}; the band holds 95 % of {simulations} simulated patterns of the same density, all "
        "distances at once. p-value {p}.",
        "Courbe selon la distance jusqu’à {reach} ; la bande contient 95 % de {simulations} semis simulés de même densité, "
        "toutes distances à la fois. Valeur p : {p}.",
        "Curva según la distancia hasta {reach}; la banda contiene el 95 % de {simulations} patrones simulados de igual "
        "densidad, todas las distancias a la vez. Valor p: {p}.",
    ),
    zero=False,
)
CLUSTERED = text(
    "Beyond what density explains, incidents gather at distances from {since} to {until} (p = {p}).",
    "Au-delà de ce qu’explique la densité, les faits se regroupent à des distances de {since} à {until} (p = {p}).",
    "Más allá de lo que explica la densidad, los incidentes se agrupan a distancias de {since} a {until} (p = {p}).",
)
REGULAR = text(
    "Given their density, incidents keep further apart than chance would place them (p = {p}).",
    "Compte tenu de leur densité, les faits sont plus espacés que ne le voudrait le hasard (p = {p}).",
    "Dada su densidad, los incidentes están más separados de lo que daría el azar (p = {p}).",
)
NEITHER = text(
    "Up to {reach}, density alone explains how incidents gather (p = {p}).",
    "Jusqu’à {reach}, la densité suffit à expliquer le regroupement des faits (p = {p}).",
    "Hasta {reach}, la densidad basta para explicar la agrupación de los incidentes (p = {p}).",
)
SMOOTH = text(
    "Density is what a bandwidth of {bandwidth} shows; with another, more or less would count as gathering.",
    "La densité est ce que montre un rayon de lissage de {bandwidth} ; avec un autre, plus ou moins compterait comme "
    "regroupement.",
    "La densidad es lo que muestra un ancho de banda de {bandwidth}; con otro, contaría más o menos como agrupación.",
)
BEYOND_EXPOSURE = (
    text(
        "Beyond what the exposure explains, incidents gather at distances from {since} to {until} (p = {p}).",
        "Au-delà de ce qu’explique le dénominateur d’exposition, les faits se regroupent à des distances de {since} à {until} "
        "(p = {p}).",
        "Más allá de lo que explica la población expuesta, los incidentes se agrupan a distancias de {since} a {until} "
        "(p = {p}).",
    ),
    text(
        "Given the exposure, incidents keep further apart than chance would place them (p = {p}).",
        "Compte tenu du dénominateur d’exposition, les faits sont plus espacés que ne le voudrait le hasard (p = {p}).",
        "Dada la población expuesta, los incidentes están más separados de lo que daría el azar (p = {p}).",
    ),
    text(
        "Up to {reach}, the exposure alone explains how incidents gather (p = {p}).",
        "Jusqu’à {reach}, le dénominateur d’exposition suffit à expliquer le regroupement des faits (p = {p}).",
        "Hasta {reach}, la población expuesta basta para explicar la agrupación de los incidentes (p = {p}).",
    ),
)
