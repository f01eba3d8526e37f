"""Street counts: which streets have most incidents for their length, and where do such streets adjoin?"""

from typing import Any

import numpy as np
import polars as pl

from beffroi.analyses import _streets as shared
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._points import DefaultLocations, default_locations, left_out
from beffroi.evidence.finding import Figure, Finding, Table
from beffroi.kernels.hot_routes import HotRoutes, hot_routes
from beffroi.kernels.network import Network
from beffroi.tables.ratios import table
from beffroi.tables.views import Request, StreetNetwork
from beffroi.vocabulary.lexicon import INCIDENTS, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import text

METHOD = text(
    "Each incident counts on the nearest segment. Rate: incidents per 100 m. With N incidents in all, a segment of "
    "length l out of L holds n or more by chance with the upper tail of the binomial distribution (N, l/L); the p-values "
    "are adjusted for the false discovery rate (Benjamini and Hochberg) and a segment with at least two incidents is hot "
    "where that is at most α. Hot segments with a common end form one hot route.",
    "Chaque fait est rattaché au tronçon le plus proche. Taux : faits pour 100 m. Avec N faits en tout, un tronçon de "
    "longueur l sur L en compte par hasard n ou plus avec la queue supérieure de la loi binomiale (N, l/L) ; les valeurs p "
    "sont corrigées pour le taux de fausses découvertes (Benjamini et Hochberg) et un tronçon d’au moins deux faits est "
    "chaud si elle ne dépasse pas α. Les tronçons chauds ayant une extrémité commune forment un itinéraire chaud.",
    "Cada incidente se asigna al tramo más cercano. Tasa: incidentes por 100 m. Con N incidentes en total, un tramo de "
    "longitud l sobre L reúne por azar n o más con la cola superior de la distribución binomial (N, l/L); los valores p se "
    "ajustan por la tasa de falsos descubrimientos (Benjamini y Hochberg) y un tramo con al menos dos incidentes es "
    "caliente si no supera α. Los tramos calientes con un extremo común forman una ruta caliente.",
)


class StreetCounts(Analysis):
    """Incidents and rate per 100 m of every street segment, and hot routes.

    With N incidents in all, a segment of length l out of L holds n or more by chance with the upper tail of the
    binomial distribution (N, l/L). A segment with at least two incidents is hot where that tail, adjusted for the
    false discovery rate over all segments, is at most alpha; hot segments with a common end form one hot route.
    """

    about = About(
        title=text("Incidents by street", "Faits par rue", "Incidentes por calle"),
        question=text(
            "Which streets have more incidents than their length explains, and where do such streets adjoin?",
            "Quelles rues comptent plus de faits que leur longueur ne l’explique, et où se touchent-elles\u202f?",
            "¿Qué calles tienen más incidentes de lo que explica su longitud y dónde son contiguas?",
        ),
        needs=("network",),
        level="small_area",
        assumption=text(
            "Without hot streets, every metre of street would be as likely a place: streets where more people live, work "
            "or pass stand out for that alone.",
            "Sans rue chaude, chaque mètre de rue serait un lieu aussi probable : les rues où vivent, travaillent ou "
            "passent plus de personnes ressortent de ce seul fait.",
            "Sin calles calientes, cada metro de calle sería un lugar igual de probable: las calles donde vive, trabaja o "
            "pasa más gente destacan solo por ello.",
        ),
        minimum=20,
        location_kind="snapped",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Tompson, Partridge and Shepherd 2009, Hot routes: developing a new technique for the spatial analysis of "
            "crime, Crime Mapping 1(1), 77–96",
            "Weisburd 2015, doi:10.1111/1745-9125.12070",
            "Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x",
        ),
    )
    streets: str = shared.streets_asked()
    alpha: float = parameter(
        0.05,
        gt=0,
        le=0.2,
        en="Share of false hot streets accepted",
        fr="Part acceptée de fausses rues chaudes",
        es="Proporción aceptada de falsas calles calientes",
    )
    default_locations: DefaultLocations = default_locations()

    def requests(self) -> tuple[Request, ...]:
        """Ask for the network with the incidents of each segment."""
        return (Request(view="network", places=self.streets, options={"defaults": self.default_locations}),)

    def run(self, streets: StreetNetwork) -> Finding:
        """Answer from the incidents of each segment over the whole period."""
        refusal = shared.check_streets(self, streets)
        if refusal:
            return self.refuse(refusal)
        network, n = shared.graph(streets), streets.frame["n"].to_numpy()
        found = hot_routes(network, n, alpha=self.alpha)
        row = self._summary(streets, network, found)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": table(SUMMARY, pl.DataFrame([row], schema_overrides=FLOATS).select(list(SUMMARY))),
                "routes": Table(ROUTES, _routes(network, n, found), title=HOT),
                "segments": table(SEGMENTS, _segments(streets, network, found), title=BY_SEGMENT),
            },
            figures=(_figure(streets.name),) if streets.geography else (),
            headline=SOME if row["routes"] else NONE,
            caveats=(*shared.snap_caveats(streets), PEOPLE, *left_out(streets)),
            geographies={streets.name: streets.geography} if streets.geography else {},
        )

    def _summary(self, streets: StreetNetwork, network: Network, found: HotRoutes) -> dict[str, Any]:
        n, hot = streets.frame["n"].to_numpy(), found.route > 0
        return shared.snap_report(streets) | {
            "segments": network.segments,
            "kilometres": network.metres / 1000,
            "per_100m": 100 * int(n.sum()) / network.metres,
            "metres": network.metres,
            "with_any": 100 * float((n > 0).mean()),
            "routes": int(found.route.max(initial=0)),
            "hot_segments": int(hot.sum()),
            "hot_incidents": 100 * float(n[hot].sum()) / max(int(n.sum()), 1),
            "hot_length": 100 * float(network.length[hot].sum()) / network.metres,
            "alpha": 100 * self.alpha,
        }


def _segments(streets: StreetNetwork, network: Network, found: HotRoutes) -> pl.DataFrame:
    """One row a segment, in the order of the network: another order would tell which are hot."""
    rate = 100 * streets.frame["n"].to_numpy() / network.length
    return streets.frame.select("place", "name").with_columns(
        pl.Series("metres", network.length),
        streets.frame["n"].alias("incidents"),
        pl.Series("per_100m", rate),
        pl.Series("route", np.where(found.route > 0, found.route, 0)),
        pl.Series("p", found.p_adjusted),
    )


def _routes(network: Network, n: Any, found: HotRoutes) -> pl.DataFrame:
    rows = []
    for route in range(1, int(found.route.max(initial=0)) + 1):
        own = found.route == route
        metres, incidents = float(network.length[own].sum()), int(n[own].sum())
        rows.append((route, int(own.sum()), metres, incidents, 100 * incidents / metres))
    schema = {name: pl.Int64 if name in WHOLE else pl.Float64 for name in ROUTES}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _figure(geography: str) -> Figure:
    return Figure(
        mark="street_map",
        table="segments",
        x="place",
        value="per_100m",
        series="route",
        geography=geography,
        title=text(
            "Incidents per 100 m of street, and hot routes",
            "Faits pour 100 m de rue et itinéraires chauds",
            "Incidentes por 100 m de calle y rutas calientes",
        ),
        alt=text(
            "Map of {segments} street segments, the wider and darker the more incidents per 100 m; {routes} hot routes hold "
            "{hot_incidents} of the incidents on {hot_length} of the length.",
            "Carte de {segments} tronçons de rue, d’autant plus larges et foncés que les faits pour 100 m sont nombreux ; "
            "{routes} itinéraires chauds réunissent {hot_incidents} des faits sur {hot_length} de la longueur.",
            "Mapa de {segments} tramos de calle, más anchos y oscuros cuantos más incidentes por 100 m; {routes} rutas "
            "calientes reúnen el {hot_incidents} de los incidentes en el {hot_length} de la longitud.",
        ),
        options={"outlined": text("hot route", "itinéraire chaud", "ruta caliente")},
    )


def _estimate(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("incidents",), decimals=decimals)


def _surface(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="surface", decimals=decimals)


METRES = Column(label=text("Length", "Longueur", "Longitud"), unit="m", decimals=0)
PER_100M = Column(
    label=text("Rate per 100 m", "Taux pour 100 m", "Tasa por 100 m"),
    role="ratio",
    of=("incidents", "metres"),
    scale=100.0,
    decimals=2,
)
SUMMARY = shared.SNAP_REPORT | {
    "segments": Column(label=text("Street segments", "Tronçons de rue", "Tramos de calle"), decimals=0),
    "kilometres": Column(
        label=text("Length of the streets", "Longueur des rues", "Longitud de las calles"), unit="km", decimals=0
    ),
    "metres": METRES,
    "per_100m": PER_100M,
    "with_any": _estimate(
        "Segments with an incident",
        "Tronçons ayant au moins un fait",
        "Tramos con algún incidente",
        unit="%",
        decimals=1,
    ),
    "routes": _estimate("Hot routes", "Itinéraires chauds", "Rutas calientes"),
    "hot_segments": _estimate("Segments in hot routes", "Tronçons d’itinéraires chauds", "Tramos de rutas calientes"),
    "hot_incidents": _estimate(
        "Incidents on hot routes",
        "Faits sur les itinéraires chauds",
        "Incidentes en rutas calientes",
        unit="%",
        decimals=0,
    ),
    "hot_length": _estimate(
        "Length of hot routes",
        "Longueur des itinéraires chauds",
        "Longitud de las rutas calientes",
        unit="%",
        decimals=1,
    ),
    "alpha": Column(
        label=text("False ones accepted", "Part de fausses acceptée", "Falsas aceptadas"), unit="%", decimals=0
    ),
}
FLOATS = {"median_away": pl.Float64, "most_away": pl.Float64}
WHOLE = ("route", "segments", "incidents")
ROUTES = {
    "route": Column(label=text("Hot route", "Itinéraire chaud", "Ruta caliente"), decimals=0),
    "segments": _surface("Segments", "Tronçons", "Tramos"),
    "metres": _surface("Length", "Longueur", "Longitud", unit="m"),
    "incidents": _surface("Incidents", "Faits", "Incidentes"),
    "per_100m": _surface("Rate per 100 m", "Taux pour 100 m", "Tasa por 100 m", decimals=2),
}
SEGMENTS = {
    "place": PLACE,
    "name": PLACE_NAME,
    "metres": METRES,
    "incidents": INCIDENTS,
    "per_100m": PER_100M,
    "route": _surface("Hot route", "Itinéraire chaud", "Ruta caliente"),
    "p": _surface("adjusted p-value", "valeur p ajustée", "valor p ajustado", decimals=3),
}
HOT = text("Hot routes", "Itinéraires chauds", "Rutas calientes")
BY_SEGMENT = text("Incidents by street segment", "Faits par tronçon de rue", "Incidentes por tramo de calle")
SOME = text(
    "{routes:hot route holds|hot routes hold} {hot_incidents} of the incidents on {hot_length} of the length of the streets.",
    "{routes:itinéraire chaud réunit|itinéraires chauds réunissent} {hot_incidents} des faits sur {hot_length} de la "
    "longueur des rues.",
    "{routes:ruta caliente reúne|rutas calientes reúnen} el {hot_incidents} de los incidentes en el {hot_length} de la "
    "longitud de las calles.",
)
NONE = text(
    "No street has clearly more incidents than its length explains.",
    "Aucune rue ne compte nettement plus de faits que sa longueur ne l’explique.",
    "Ninguna calle tiene claramente más incidentes de lo que explica su longitud.",
)
PEOPLE = text(
    "The length of a street says nothing of how many people live, work or pass there: a rate per 100 m is not a risk.",
    "La longueur d’une rue ne dit rien du nombre de personnes qui y vivent, travaillent ou passent : un taux pour 100 m "
    "n’est pas un risque.",
    "La longitud de una calle no dice cuántas personas viven, trabajan o pasan por ella: una tasa por 100 m no es un riesgo.",
)
