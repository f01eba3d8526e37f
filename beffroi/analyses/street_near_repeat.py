"""Near repeats along streets: do incidents follow one another soon after and near by street?"""

from dataclasses import replace

from pydantic import PositiveFloat

from beffroi.analyses import _repeats as repeats
from beffroi.analyses import _streets as shared
from beffroi.analyses import near_repeat as straight
from beffroi.analyses._base import parameter
from beffroi.evidence.finding import Finding, Refusal
from beffroi.kernels.network_pairs import network_knox
from beffroi.tables.views import Points, Request, StreetNetwork
from beffroi.vocabulary.text import text

METHOD = text(
    "Knox test as for near repeats, by bands of distance along the streets: the shortest way between the places on the "
    "nearest street. Incidents on streets that nothing joins are never near. Ratio: pairs of a band over their mean in R "
    "permutations of the dates; p = (M + 1) / (R + 1).",
    "Test de Knox comme pour les répétitions rapprochées, par classes de distance le long des rues : le plus court chemin entre "
    "les lieux de la rue la plus proche. Des faits situés sur des rues que rien ne relie ne sont jamais proches. Rapport : "
    "paires de la classe rapportées à leur moyenne dans R permutations des dates ; p = (M + 1) / (R + 1).",
    "Prueba de Knox como para las repeticiones cercanas, por bandas de distancia a lo largo de las calles: el camino más corto "
    "entre los lugares de la calle más cercana. Los incidentes en calles sin conexión nunca están cerca. Razón: pares de la "
    "banda sobre su media en R permutaciones de las fechas; p = (M + 1) / (R + 1).",
)


class StreetNearRepeat(straight.NearRepeat):
    """Knox test of space-time interaction by bands of distance along the streets and of delay, against permuted dates.

    Ratio: pairs of incidents in the band over their mean in R permutations of the dates; p = (M + 1) / (R + 1), M the
    permutations with at least as many pairs. Distance: the shortest way along the streets.
    """

    about = repeats.about(
        title=text(
            "Near repeats along streets",
            "Répétitions rapprochées le long des rues",
            "Repeticiones cercanas por las calles",
        ),
        question=text(
            "Do incidents follow one another soon after and near by street more often than places and dates alone would "
            "explain?",
            "Les faits se suivent-ils à bref délai et à proximité par les rues plus souvent que les lieux et les dates, pris "
            "séparément, ne l’expliqueraient\u202f?",
            "¿Se suceden los incidentes poco después y cerca por las calles con más frecuencia de lo que explicarían por sí "
            "solos los lugares y las fechas?",
        ),
        needs=("points", "network"),
        level="aggregate",
        method=METHOD,
        references=(
            *straight.NearRepeat.about.references,
            "Okabe and Sugihara 2012, Spatial Analysis along Networks, doi:10.1002/9781119967101",
        ),
    )
    streets: str = shared.streets_asked()
    distance_bands: tuple[PositiveFloat, ...] = parameter(
        (100.0, 200.0, 300.0, 400.0),
        unit="m",
        min_length=1,
        max_length=20,
        en="Upper edges of the distance bands, along the streets",
        fr="Bornes supérieures des classes de distance, le long des rues",
        es="Límites superiores de las bandas de distancia, a lo largo de las calles",
    )

    def requests(self) -> tuple[Request, ...]:
        """Ask for the points and the network."""
        return shared.points_and_streets(self)

    def run(self, points: Points, streets: StreetNetwork) -> Finding:  # type: ignore[override]
        """Answer from incidents put on the nearest street and dated to the day or better."""
        ready = shared.on_streets(self, points, streets)
        if isinstance(ready, Refusal):
            return self.refuse(ready)
        lowest, bands = self._usable_bands(points)
        if not bands:
            return self.refuse(repeats.no_band(points, lowest))
        network, _ = ready
        on, events = shared.snapped(network, points, streets)
        there = replace(points, x=points.x[on], y=points.y[on], day=points.day[on], weight=points.weight[on])
        test = network_knox(
            network,
            events,
            there.day,
            distance_edges=(lowest, *bands),
            lag_edges=(0, *self.lag_bands),
            permutations=self.permutations,
            seed=self.seed,
            convention=self.convention,
        )
        return self._finding(
            test,
            bands,
            lowest=lowest,
            points=there,
            convention=straight.CONVENTIONS["closed" if self.convention == "closed" else "half_open"],
            snap=shared.snap_report(streets),
            columns=SUMMARY,
            said=shared.snap_caveats(streets),
        )


SUMMARY = straight.SUMMARY | {
    name: column for name, column in shared.SNAP_REPORT.items() if name not in straight.SUMMARY
}
