"""Clustering along streets: do incidents gather along the streets, or about facilities, more than chance?"""

from typing import Any, Literal, Self

import numpy as np
import polars as pl
from pydantic import PositiveFloat, model_validator

from beffroi.analyses import _curves as curves
from beffroi.analyses import _streets as shared
from beffroi.analyses._base import About, Analysis, one_row, parameter
from beffroi.analyses._points import DefaultLocations, default_locations, left_out, random_seed, simulations
from beffroi.evidence.finding import Finding, Refusal, Table
from beffroi.kernels.envelopes import Envelope, rank_envelope
from beffroi.kernels.network import Network, OnStreets, near, reach_of
from beffroi.kernels.network_k import SAME, network_k, simulated_k
from beffroi.tables.views import Points, Request, StreetNetwork
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column, p_value
from beffroi.vocabulary.text import Text, text

LEVEL = 0.05
METHOD = text(
    "Network K function: L / (n (n − 1)) times the sum over ordered pairs of incidents at most r apart along the streets of "
    "1 / m, m the number of places of the streets at just that distance (Ang, Baddeley and Nair), or of 1 without correction "
    "(Okabe and Yamada); the cross function counts incidents about facilities. Shown as K(r) / r, 1 for chance with the "
    "correction. Chance: as many incidents drawn evenly over the metres of street, facilities staying. Global envelope and "
    "p-value by extreme rank lengths; pointwise limits beside.",
    "Fonction K de réseau : L / (n (n − 1)) fois la somme, sur les paires ordonnées de faits distants d’au plus r le long des "
    "rues, de 1 / m, m étant le nombre de lieux des rues à cette distance exacte (Ang, Baddeley et Nair), ou de 1 sans "
    "correction (Okabe et Yamada) ; la fonction croisée compte les faits autour des équipements. Présentée sous la forme "
    "K(r) / r, qui vaut 1 pour le hasard avec la correction. Hasard : autant de faits tirés uniformément sur les mètres de rue, "
    "les équipements restant en place. Enveloppe globale et valeur p par longueurs de rangs extrêmes ; limites point par point "
    "à côté.",
    "Función K de red: L / (n (n − 1)) por la suma, sobre los pares ordenados de incidentes separados como máximo r a lo largo "
    "de las calles, de 1 / m, siendo m el número de lugares de las calles a esa distancia exacta (Ang, Baddeley y Nair), o de 1 "
    "sin corrección (Okabe y Yamada); la función cruzada cuenta los incidentes en torno a los equipamientos. Se muestra como "
    "K(r) / r, que vale 1 por azar con la corrección. Azar: otros tantos incidentes sorteados uniformemente sobre los metros de "
    "calle, con los equipamientos fijos. Envolvente global y valor p por longitudes de rangos extremos; límites punto por punto "
    "al lado.",
)


class StreetClustering(Analysis):
    """Network K function of incidents, or cross-K of facilities and incidents, against incidents drawn evenly over the streets.

    K(r) = L / (n (n − 1)) Σ 1(d ≤ r) / m(i, d), d the distance along the streets, m the number of places of the streets
    that far from i (1 without correction). Global rank envelope over all distances at once, pointwise limits beside.
    """

    about = About(
        title=text("Clustering along streets", "Regroupement le long des rues", "Agrupación a lo largo de las calles"),
        question=text(
            "At which distances along the streets do incidents gather more than chance?",
            "À quelles distances le long des rues les faits se regroupent-ils plus que par hasard\u202f?",
            "¿A qué distancias a lo largo de las calles se agrupan los incidentes más que por azar?",
        ),
        needs=("points", "network"),
        level="aggregate",
        assumption=text(
            "By chance, every metre of street would be as likely a place, and incidents independent of one another.",
            "Par hasard, chaque mètre de rue serait un lieu aussi probable, et les faits indépendants les uns des autres.",
            "Por azar, cada metro de calle sería un lugar igual de probable y los incidentes independientes entre sí.",
        ),
        minimum=20,
        location_kind="block",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Okabe and Yamada 2001, doi:10.1111/j.1538-4632.2001.tb00448.x",
            "Ang, Baddeley and Nair 2012, doi:10.1111/j.1467-9469.2011.00752.x",
            "Myllymäki et al. 2017, doi:10.1111/rssb.12172",
        ),
    )
    streets: str = shared.streets_asked()
    around: Literal["incidents", "facilities"] = parameter(
        "incidents",
        en="What incidents gather about",
        fr="Autour de quoi les faits se regroupent",
        es="En torno a qué se agrupan",
    )
    facilities: str = shared.facilities_asked()
    distances: tuple[PositiveFloat, ...] = parameter(
        (50.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 700.0, 800.0, 900.0, 1000.0),
        unit="m",
        min_length=2,
        max_length=100,
        en="Distances along the streets",
        fr="Distances le long des rues",
        es="Distancias a lo largo de las calles",
    )
    correction: Literal["ang", "none"] = parameter(
        "ang",
        en="Correction for the shape of the network",
        fr="Correction de la forme du réseau",
        es="Corrección de la forma de la red",
    )
    simulations: int = simulations(199)
    default_locations: DefaultLocations = default_locations()
    seed: int = random_seed()

    @model_validator(mode="after")
    def _distances_increase(self) -> Self:
        if list(self.distances) != sorted(set(self.distances)) or self.distances[-1] > 5000:
            msg = f"distances must increase, to 5000 m at most, got {self.distances}"
            raise ValueError(msg)
        return self

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points and the network, with the facilities where they are meant."""
        return shared.points_and_streets(self, facilities=self.facilities if self.around == "facilities" else None)

    def run(self, points: Points, streets: StreetNetwork) -> Finding:
        """Answer from located incidents put on the nearest street."""
        ready = shared.on_streets(self, points, streets)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        network, events = ready
        centres: OnStreets | int = 0
        if self.around == "facilities":
            found = shared.facilities_on(network, streets)
            if isinstance(found, Refusal):
                return self.refuse(found)
            centres = found
        observed, simulated = self._curves(network, events, centres)
        band = rank_envelope(observed, simulated, alpha=LEVEL)
        curve = self._curve(network, events, centres, observed=observed, simulated=simulated, band=band)
        row = self._summary(streets, curve, band)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "curve": Table(CURVE, curve, title=FIGURE.title),
            },
            figures=(FIGURE,),
            headline=_headline(band, row, about=self.around),
            caveats=(EVEN, *shared.snap_caveats(streets), *left_out(points)),
        )

    def _curves(self, network: Network, events: OnStreets, centres: OnStreets | int) -> tuple[Any, Any]:
        """Return K(r) / r of the incidents, and of those drawn by chance."""
        radii = np.array(self.distances)
        how: Any = {"radii": self.distances, "correction": self.correction}
        one = (
            network_k(network, events, **how)
            if isinstance(centres, int)
            else network_k(network, centres, events, **how)
        )
        drawn = simulated_k(
            network, centres, n=events.segment.size, simulations=self.simulations, seed=self.seed, **how
        )
        return one / radii, drawn / radii

    def _curve(
        self,
        network: Network,
        events: OnStreets,
        centres: OnStreets | int,
        *,
        observed: Any,
        simulated: Any,
        band: Envelope,
    ) -> pl.DataFrame:
        reach = reach_of(network, limit=self.distances[-1] + SAME)
        alone = isinstance(centres, int)
        found = (
            near(network, events, reach=reach)
            if isinstance(centres, int)
            else near(network, centres, events, reach=reach)
        )
        pairs = [int((found.metres <= r + SAME).sum()) // (2 if alone else 1) for r in self.distances]
        data = {
            "distance": np.array(self.distances), "pairs": np.array(pairs), "observed": observed,
            "expected": simulated.mean(axis=0), "lower": band.lower, "upper": band.upper, "low": band.low, "high": band.high,
        }  # fmt: skip
        return pl.DataFrame(data)

    def _summary(self, streets: StreetNetwork, curve: pl.DataFrame, band: Envelope) -> dict[str, Any]:
        above = curve.filter(pl.col("observed") > pl.col("upper"))["distance"]
        met = curve.filter(pl.col("expected") > 0)  # no simulation may have a pair at the shortest distances
        ratio = met["observed"] / met["expected"]
        top = ratio.arg_max()
        return shared.snap_report(streets) | {
            "kilometres": float(shared.graph(streets).metres) / 1000,
            "pairs": int(curve["pairs"][-1]),
            "since": above.min() if above.len() else None,
            "until": above.max() if above.len() else None,
            "top": None if top is None else met["distance"][top],
            "top_ratio": None if top is None else ratio[top],
            "p": band.p,
            "simulations": self.simulations,
        }


def _headline(band: Envelope, row: dict[str, Any], *, about: str) -> Text:
    if band.p > LEVEL or row["since"] is None:
        return ORDINARY_ABOUT if about == "facilities" else ORDINARY
    return GATHER_ABOUT if about == "facilities" else GATHER


def _estimate(label: Text, *, unit: str = "1", decimals: int = 2, of: str = "pairs") -> Column:
    return Column(label=label, unit=unit, role="estimate", of=(of,), decimals=decimals)


CURVE = {
    "distance": Column(
        label=text("Distance along the streets", "Distance le long des rues", "Distancia a lo largo de las calles"),
        unit="m",
        dimension="filter",
        decimals=0,
    ),
    "pairs": Column(label=lexicon.PAIRS.label, role="count", only="pairs_along_streets"),
    "observed": _estimate(text("K(r) / r observed", "K(r) / r observé", "K(r) / r observado")),
    "expected": _estimate(text("Mean of the simulations", "Moyenne des simulations", "Media de las simulaciones")),
    "lower": _estimate(text("Global envelope, lower", "Enveloppe globale, bas", "Envolvente global, inferior")),
    "upper": _estimate(text("Global envelope, upper", "Enveloppe globale, haut", "Envolvente global, superior")),
    "low": _estimate(text("Pointwise, lower", "Point par point, bas", "Punto por punto, inferior")),
    "high": _estimate(text("Pointwise, upper", "Point par point, haut", "Punto por punto, superior")),
}
SUMMARY = shared.SNAP_REPORT | {
    "kilometres": Column(
        label=text("Length of the streets", "Longueur des rues", "Longitud de las calles"), unit="km", decimals=0
    ),
    "pairs": Column(label=lexicon.PAIRS.label, role="count", only="pairs_along_streets"),
    "since": _estimate(
        text("More than chance from", "Plus que le hasard à partir de", "Más que el azar desde"), unit="m", decimals=0
    ),
    "until": _estimate(
        text("More than chance up to", "Plus que le hasard jusqu’à", "Más que el azar hasta"), unit="m", decimals=0
    ),
    "top": _estimate(text("Most of all up to", "Surtout jusqu’à", "Sobre todo hasta"), unit="m", decimals=0),
    "top_ratio": _estimate(
        text("Observed over chance there (ratio)", "Observé sur hasard (rapport)", "Observado sobre azar (razón)"),
        decimals=1,
    ),
    "p": p_value("pairs"),
    "simulations": Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}
FIGURE = curves.figure(
    title=text(
        "Incidents near one another along the streets, against chance",
        "Faits proches les uns des autres le long des rues, par rapport au hasard",
        "Incidentes cercanos entre sí a lo largo de las calles, frente al azar",
    ),
    alt=text(
        "Curve of K(r) / r by distance along the streets; the band holds 95 % of {simulations} simulations, all distances at "
        "once. Most of all up to {top}: {top_ratio} times chance.",
        "Courbe de K(r) / r selon la distance le long des rues ; la bande contient 95 % de {simulations} simulations, toutes "
        "distances à la fois. Surtout jusqu’à {top} : {top_ratio} fois le hasard.",
        "Curva de K(r) / r según la distancia a lo largo de las calles; la banda contiene el 95 % de {simulations} "
        "simulaciones, todas las distancias a la vez. Sobre todo hasta {top}: {top_ratio} veces el azar.",
    ),
)
GATHER = text(
    "Incidents gather along the streets more than chance, most of all up to {top}: {top_ratio} times the pairs of chance.",
    "Les faits se regroupent le long des rues plus que par hasard, surtout jusqu’à {top} : {top_ratio} fois les paires du "
    "hasard.",
    "Los incidentes se agrupan a lo largo de las calles más que por azar, sobre todo hasta {top}: {top_ratio} veces los pares "
    "del azar.",
)
GATHER_ABOUT = text(
    "Incidents gather about the facilities more than chance, most of all up to {top} along the streets: {top_ratio} times.",
    "Les faits se regroupent autour des équipements plus que par hasard, surtout jusqu’à {top} le long des rues : {top_ratio} "
    "fois.",
    "Los incidentes se agrupan en torno a los equipamientos más que por azar, sobre todo hasta {top} a lo largo de las calles: "
    "{top_ratio} veces.",
)
ORDINARY = text(
    "Along the streets, incidents do not clearly gather more than chance (p = {p}).",
    "Le long des rues, les faits ne se regroupent pas nettement plus que par hasard (p = {p}).",
    "A lo largo de las calles, los incidentes no se agrupan claramente más que por azar (p = {p}).",
)
ORDINARY_ABOUT = text(
    "Along the streets, incidents do not clearly gather about the facilities more than chance (p = {p}).",
    "Le long des rues, les faits ne se regroupent pas nettement autour des équipements plus que par hasard (p = {p}).",
    "A lo largo de las calles, los incidentes no se agrupan claramente en torno a los equipamientos más que por azar (p = {p}).",
)
EVEN = text(
    "Chance spreads incidents evenly over the metres of street: streets where more people live or pass also make clusters.",
    "Le hasard répartit les faits uniformément sur les mètres de rue : les rues où vivent ou passent plus de personnes font "
    "aussi des regroupements.",
    "El azar reparte los incidentes uniformemente sobre los metros de calle: las calles donde vive o pasa más gente también "
    "forman agrupaciones.",
)
