"""Smoothed rates: what are the rates of areas once chance in small populations is allowed for?"""

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _neighbours as shared
from beffroi.analyses._base import About, Analysis, one_row, parameter
from beffroi.analyses._rates_words import rate_words
from beffroi.evidence.finding import Figure, Finding, Refusal
from beffroi.kernels.neighbours import centroids
from beffroi.kernels.smoothing import empirical_bayes, head_banging
from beffroi.tables.ratios import table
from beffroi.tables.views import Counts, Exposure, Request
from beffroi.vocabulary.lexicon import EXPOSURE, INCIDENTS, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import Text, text

THOUSAND = 1000.0
Floats = NDArray[np.float64]


METHOD = text(
    "Empirical Bayes: m + A / (A + m / e) (r − m), r the rate of a place, e its exposure, m the overall rate (or "
    "that of the neighbourhood) and A the variance of rates beyond chance (Marshall). Head-banging: the median of "
    "the rate and of two screens, the medians of the lower and of the higher ends of pairs of neighbours that "
    "face each other.",
    "Bayes empirique : m + A / (A + m / e) (r − m), r étant le taux d’un lieu, e son exposition, m le taux "
    "d’ensemble (ou celui du voisinage) et A la variance des taux au-delà du hasard (Marshall). Head-banging : "
    "médiane du taux et de deux écrans, médianes des extrémités basses et des extrémités hautes des paires de "
    "voisins qui se font face.",
    "Bayes empírico: m + A / (A + m / e) (r − m), donde r es la tasa de un lugar, e su exposición, m la tasa "
    "global (o la del vecindario) y A la varianza de las tasas más allá del azar (Marshall). Head-banging: "
    "mediana de la tasa y de dos pantallas, las medianas de los extremos bajos y de los extremos altos de los "
    "pares de vecinos enfrentados.",
)


class SmoothedRates(Analysis):
    """Rates drawn towards the overall rate, or towards that of the neighbours, by how little people they rest on.

    Empirical Bayes: m + A / (A + m / e_i) (r_i − m), m the overall (or local) rate and A the variance of rates beyond
    chance. Head-banging: the median of the rate and of two screens, the medians of the lower and higher ends of pairs
    of neighbours that face each other.
    """

    about = About(
        title=text("Smoothed rates", "Taux lissés", "Tasas suavizadas"),
        question=text(
            "What are the rates of areas once chance in small populations is allowed for?",
            "Quels sont les taux des territoires, une fois écartée la part du hasard dans les petites populations\u202f?",
            "¿Cuáles son las tasas de los territorios una vez descontado el azar de las poblaciones pequeñas?",
        ),
        needs=("counts", "exposure"),
        level="small_area",
        assumption=text(
            "Counts vary as chance has it around true rates that are spread round a common one.",
            "Les effectifs varient au hasard autour de vrais taux, répartis autour d’un taux commun.",
            "Los recuentos varían al azar en torno a tasas verdaderas repartidas alrededor de una tasa común.",
        ),
        minimum=30,
        location_kind="area",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Marshall 1991, Mapping disease and mortality rates using empirical Bayes estimators, Applied Statistics 40",
            "Mungiole, Pickle and Simonson 1999, Application of a weighted head-banging algorithm to mortality data maps, "
            "Statistics in Medicine 18",
        ),
    )
    method: Literal["empirical_bayes", "local_empirical_bayes", "head_banging"] = parameter(
        "empirical_bayes", en="Smoothing", fr="Lissage", es="Suavizado"
    )
    measure: str = shared.MEASURE
    neighbours: shared.Contiguity = shared.CONTIGUITY
    nearest: int = shared.NEAREST

    def requests(self) -> tuple[Request, ...]:
        """Ask for the whole period as one, by place, and for the exposure."""
        return shared.area_requests(self)

    def run(self, counts: Counts, exposure: Exposure) -> Finding:
        """Answer from counts by place over the whole period and the exposure of each place."""
        compared = shared.compare(self, counts, exposure, of="rate")
        if isinstance(compared, Refusal):
            return self.refuse(compared)
        outline = dict(zip(compared.geography.codes, compared.geography.outlines, strict=True))
        smoothed, lower, upper = self._smooth(compared, [outline[code] for code in compared.frame["place"]])
        frame = shared.place_values(compared.frame, {"smoothed": smoothed, "lower": lower, "upper": upper})
        frame = frame.with_columns(pl.col("smoothed", "lower", "upper").fill_nan(None))
        raw = THOUSAND * compared.frame["incidents"] / compared.frame["exposure"]
        row = {
            "incidents": int(compared.frame["incidents"].sum()),
            "places": compared.values.size,
            "raw_spread": round(float(np.ptp(raw.to_numpy())), 1),
            "smoothed_spread": round(float(np.ptp(smoothed)), 1),
            "islands": compared.islands,
            "left_out": compared.left_out,
        }
        columns = _columns(self.measure)
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "places": table(columns, frame, title=BY_PLACE),
            },
            figures=(_figure(compared.geography.name),),
            headline=HEADLINE,
            caveats=(*self._caveats(), *shared.caveats(compared, of="rate")[1:]),
            geographies={compared.geography.name: compared.geography},
        )

    def _smooth(self, compared: shared.Compared, outlines: list[bytes]) -> tuple[Floats, Floats, Floats]:
        """Return the smoothed rate per 1,000 of each place and its limits; no limits for head-banging."""
        n = compared.frame["incidents"].to_numpy().astype(np.float64)
        e = compared.frame["exposure"].to_numpy()
        if self.method == "head_banging":
            x, y = centroids(outlines)
            none = np.full(n.size, np.nan)
            return head_banging(THOUSAND * n / e, x, y, weight=e), none, none
        near = compared.near if self.method == "local_empirical_bayes" else None
        found = empirical_bayes(n, e, near=near)
        return THOUSAND * found.rate, THOUSAND * found.lower, THOUSAND * found.upper

    def _caveats(self) -> tuple[Text, ...]:
        if self.method == "head_banging":
            return (NO_LIMITS,)
        return (TOWARDS_NEIGHBOURS if self.method == "local_empirical_bayes" else TOWARDS_ALL, NARROW)


def _columns(measure: str) -> dict[str, Column]:
    per = rate_words(measure, spread="period")

    def surface(en: str, fr: str, es: str) -> Column:
        return Column(label=text(en, fr, es), role="surface", decimals=1)

    return {
        "place": PLACE,
        "name": PLACE_NAME,
        "incidents": INCIDENTS,
        "exposure": EXPOSURE,
        "rate": Column(
            label=text(f"Rate {per.en}", f"Taux {per.fr}", f"Tasa {per.es}"),
            role="ratio",
            of=("incidents", "exposure"),
            scale=THOUSAND,
            decimals=1,
        ),
        "smoothed": surface(f"Smoothed rate {per.en}", f"Taux lissé {per.fr}", f"Tasa suavizada {per.es}"),
        "lower": surface(
            "Smoothed, lower limit 95\u00a0%",
            "Lissé, borne inférieure à 95\u00a0%",
            "Suavizada, límite inferior del 95\u00a0%",
        ),
        "upper": surface(
            "Smoothed, upper limit 95\u00a0%",
            "Lissé, borne supérieure à 95\u00a0%",
            "Suavizada, límite superior del 95\u00a0%",
        ),
    }


def _figure(geography: str) -> Figure:
    return Figure(
        mark="area_map",
        table="places",
        x="place",
        value="smoothed",
        geography=geography,
        title=BY_PLACE,
        alt=text(
            "Map of the smoothed rates; they spread over {smoothed_spread} per 1,000, the raw ones over {raw_spread}.",
            "Carte des taux lissés ; leur étendue est de {smoothed_spread} pour 1 000, contre {raw_spread} pour les taux "
            "bruts.",
            "Mapa de las tasas suavizadas; su recorrido es de {smoothed_spread} por cada mil, frente a {raw_spread} de las "
            "tasas brutas.",
        ),
    )


def _spread(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), role="surface", decimals=1)


SUMMARY = {
    "incidents": INCIDENTS,
    "places": shared.PLACES,
    "raw_spread": _spread(
        "From lowest to highest raw rate",
        "Du plus bas au plus haut taux brut",
        "De la tasa bruta más baja a la más alta",
    ),
    "smoothed_spread": _spread(
        "From lowest to highest smoothed rate",
        "Du plus bas au plus haut taux lissé",
        "De la tasa suavizada más baja a la más alta",
    ),
    "islands": shared.ISLANDS,
    "left_out": shared.LEFT_OUT,
}
BY_PLACE = text("Smoothed rates by area", "Taux lissés par territoire", "Tasas suavizadas por territorio")
HEADLINE = text(
    "Once smoothed, the rates of the {places} areas spread over {smoothed_spread} per 1,000 from lowest to highest, "
    "against {raw_spread} as recorded.",
    "Une fois lissés, les taux des {places} territoires s’étendent sur {smoothed_spread} pour 1 000 du plus bas au plus "
    "haut, contre {raw_spread} tels qu’enregistrés.",
    "Una vez suavizadas, las tasas de los {places} territorios abarcan {smoothed_spread} por cada mil de la más baja a la "
    "más alta, frente a {raw_spread} tal como se registraron.",
)
TOWARDS_ALL = text(
    "Each area is drawn towards the overall rate, the more so the fewer people it has.",
    "Chaque territoire est rapproché du taux d’ensemble, d’autant plus qu’il est peu peuplé.",
    "Cada territorio se acerca a la tasa global, tanto más cuanto menos poblado está.",
)
TOWARDS_NEIGHBOURS = text(
    "Each area is drawn towards the rate of its neighbours, the more so the fewer people it has: sharp edges blur.",
    "Chaque territoire est rapproché du taux de ses voisins, d’autant plus qu’il est peu peuplé : les ruptures nettes "
    "s’estompent.",
    "Cada territorio se acerca a la tasa de sus vecinos, tanto más cuanto menos poblado está: los límites nítidos se "
    "difuminan.",
)
NARROW = text(
    "The limits take the spread of true rates as known and are somewhat too narrow.",
    "Les bornes tiennent pour connue la dispersion des vrais taux : elles sont un peu trop étroites.",
    "Los límites dan por conocida la dispersión de las tasas verdaderas y son algo estrechos.",
)
NO_LIMITS = text(
    "Head-banging keeps sharp edges and gives no interval.",
    "Le lissage « head-banging » conserve les ruptures nettes et ne donne pas d’intervalle.",
    "El suavizado «head-banging» conserva los límites nítidos y no da intervalo.",
)
