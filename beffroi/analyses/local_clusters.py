"""Local clusters: which areas stand with their neighbours, and which stand apart from them?"""

from math import ceil
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses import _neighbours as shared
from beffroi.analyses._base import About, Analysis, one_row, parameter
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.local_association import HIGH_HIGH, HIGH_LOW, LOW_HIGH, LOW_LOW, LocalAssociation, local_g
from beffroi.kernels.local_association import local_geary as geary
from beffroi.kernels.local_association import local_moran as moran
from beffroi.kernels.permutation import benjamini_hochberg, can_resolve, permutations_needed
from beffroi.tables.views import Counts, Exposure, Request
from beffroi.vocabulary.lexicon import EXPOSURE, INCIDENTS, PERMUTATIONS, PLACE, PLACE_NAME, Column
from beffroi.vocabulary.text import Text, text

MOST = 99_999
ORDINARY = 0
LIKE, UNLIKE = 5, 6  # classes of the local Geary, beside those of the Moran scatter plot


METHOD = text(
    "Local Moran: I_i = (z_i / m2) Σ w_ij z_j. Gi*: Σ w_ij x_j with the area itself, standardised. Local Geary: "
    "c_i = Σ w_ij (z_i − z_j)². Each area keeps its value while its neighbours draw theirs from the other areas; "
    "p is twice the smaller tail, (M + 1) / (R + 1), adjusted for the false discovery rate (Benjamini and "
    "Hochberg).",
    "Moran local : I_i = (z_i / m2) Σ w_ij z_j. Gi* : Σ w_ij x_j, le territoire lui-même compris, centré réduit. "
    "Geary local : c_i = Σ w_ij (z_i − z_j)². Chaque territoire garde sa valeur tandis que ses voisins tirent la "
    "leur parmi les autres territoires ; p vaut deux fois la plus petite queue, (M + 1) / (R + 1), avec contrôle "
    "du taux de fausses découvertes (Benjamini et Hochberg).",
    "Moran local: I_i = (z_i / m2) Σ w_ij z_j. Gi*: Σ w_ij x_j con el propio territorio, estandarizado. Geary "
    "local: c_i = Σ w_ij (z_i − z_j)². Cada territorio conserva su valor mientras sus vecinos sortean el suyo "
    "entre los demás territorios; p es el doble de la menor cola, (M + 1) / (R + 1), con control de la tasa de "
    "falsos descubrimientos (Benjamini y Hochberg).",
)


class LocalClusters(Analysis):
    """Local Moran, Getis-Ord Gi* or local Geary of areas, with a false discovery rate over the areas.

    Moran: I_i = (z_i / m2) Σ w_ij z_j. Gi*: Σ w_ij x_j with the area itself, standardised. Geary: c_i =
    Σ w_ij (z_i − z_j)². Each area keeps its value while its neighbours draw theirs from the other areas; p is twice
    the smaller tail, (M + 1) / (R + 1), adjusted by Benjamini and Hochberg.
    """

    about = About(
        title=text("Clusters of areas", "Regroupements de territoires", "Agrupaciones de territorios"),
        question=text(
            "Which areas are high or low together with their neighbours, and which stand apart from them?",
            "Quels territoires sont hauts ou bas avec leurs voisins, et lesquels s’en détachent\u202f?",
            "¿Qué territorios son altos o bajos junto con sus vecinos y cuáles se apartan de ellos?",
        ),
        needs=("counts", "exposure"),
        level="small_area",
        assumption=text(
            "Were there no pattern, an area’s neighbours could have had the values of any other areas.",
            "Sans structure, les voisins d’un territoire auraient pu avoir les valeurs de n’importe quels autres.",
            "Sin estructura, los vecinos de un territorio podrían haber tenido los valores de cualquier otro.",
        ),
        minimum=30,
        location_kind="area",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Anselin 1995, Local indicators of spatial association, Geographical Analysis 27",
            "Ord and Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x",
            "Anselin 2019, A local indicator of multivariate spatial association, Geographical Analysis 51",
            "Caldas de Castro and Singer 2006, doi:10.1111/j.0016-7363.2006.00682.x",
        ),
    )
    statistic: Literal["local_moran", "getis_ord", "local_geary"] = parameter(
        "local_moran", en="Local statistic", fr="Statistique locale", es="Estadístico local"
    )
    of: shared.Of = shared.OF
    measure: str = shared.MEASURE
    neighbours: shared.Contiguity = shared.CONTIGUITY
    nearest: int = shared.NEAREST
    permutations: int = shared.PERMUTATIONS
    alpha: float = parameter(
        0.05,
        gt=0,
        le=0.2,
        en="Share of false clusters accepted",
        fr="Part acceptée de faux regroupements",
        es="Proporción aceptada de falsas agrupaciones",
    )
    seed: int = shared.SEED

    def requests(self) -> tuple[Request, ...]:
        """Ask for the whole period as one, by place, and for the exposure."""
        return shared.area_requests(self)

    def run(self, counts: Counts, exposure: Exposure) -> Finding:
        """Answer from counts by place over the whole period and the exposure of each place."""
        compared = shared.compare(self, counts, exposure, of=self.of)
        if isinstance(compared, Refusal):
            return self.refuse(compared)
        tested = compared.values.size - compared.islands
        drawn = self._draws(tested, int(compared.near.degree.max()))
        found = self._local(compared, permutations=drawn)
        p = _adjusted(found.p if self._resolves(tested, drawn) else found.p_normal)
        classes = self._classes(found, p)
        row = {
            "incidents": int(compared.frame["incidents"].sum()),
            "places": compared.values.size,
            "high": int(np.isin(classes, (HIGH_HIGH, LIKE)).sum()),
            "low": int((classes == LOW_LOW).sum()),
            "apart": int(np.isin(classes, (HIGH_LOW, LOW_HIGH, UNLIKE)).sum()),
            "alpha": 100 * self.alpha,
            "permutations": drawn,
            "islands": compared.islands,
            "left_out": compared.left_out,
        }
        places = shared.place_values(compared.frame, {"cluster": classes, "z": found.z, "p": p})
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": one_row(SUMMARY, row),
                "places": Table(PLACES, places.with_columns(pl.col("z", "p").fill_nan(None)), title=BY_PLACE),
            },
            figures=(_figure(compared.geography.name),),
            headline=self._headline(row),
            caveats=(
                PERMUTED if self._resolves(tested, drawn) else NORMAL,
                *shared.caveats(compared, of=self.of),
            ),
            choices={"permutations": drawn} if drawn != self.permutations else {},
            geographies={compared.geography.name: compared.geography},
        )

    def _resolves(self, tested: int, drawn: int) -> bool:
        """Whether one area alone could be told apart: its two-sided p is at least 2 / (R + 1)."""
        return can_resolve(drawn, tests=2 * tested, alpha=self.alpha)

    def _draws(self, tested: int, neighbours: int) -> int:
        """Return as many permutations as it takes to tell one area apart, where that can be afforded.

        Draws that hold the area itself do not count: a share of the neighbours over the areas, give or take five
        standard deviations.
        """
        needed = permutations_needed(tests=2 * tested, alpha=self.alpha)
        if needed > MOST:
            return self.permutations
        share = min(neighbours / tested, 0.9)
        asked = needed / (1 - share)
        return max(self.permutations, min(ceil(asked + 5 * (asked * share) ** 0.5 / (1 - share)), MOST))

    def _local(self, compared: shared.Compared, *, permutations: int) -> LocalAssociation:
        if self.statistic == "getis_ord":
            return local_g(compared.values, compared.near, permutations=permutations, seed=self.seed)
        chosen = geary if self.statistic == "local_geary" else moran
        return chosen(compared.values, compared.near.row_standardised(), permutations=permutations, seed=self.seed)

    def _classes(self, found: LocalAssociation, p: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the class of each place; 0 where nothing is established."""
        if self.statistic == "getis_ord":
            kind = np.where(found.z > 0, HIGH_HIGH, LOW_LOW)
        elif self.statistic == "local_geary":
            alike = found.p_low < found.p_high
            same = np.isin(found.quadrant, (HIGH_HIGH, LOW_LOW))
            kind = np.where(alike, np.where(same, found.quadrant, LIKE), UNLIKE)
        else:
            kind = found.quadrant
        return np.where(p <= self.alpha, kind, ORDINARY)

    def _headline(self, row: dict[str, Any]) -> Text:
        return SOME if row["high"] or row["low"] or row["apart"] else NONE


def _adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return p-values adjusted over the places that have one."""
    known = ~np.isnan(p)
    adjusted = np.full(p.size, np.nan)
    adjusted[known] = benjamini_hochberg(p[known])
    return adjusted


def _figure(geography: str) -> Figure:
    return Figure(
        mark="area_map",
        table="places",
        x="place",
        value="cluster",
        geography=geography,
        title=BY_PLACE,
        alt=text(
            "Map of the areas: {high} high among high neighbours, {low} low among low ones, {apart} apart from "
            "their neighbours.",
            "Carte des territoires : {high:haut entouré|hauts entourés} de hauts, {low:bas entouré|bas entourés} de bas, "
            "{apart:détaché|détachés} du voisinage.",
            "Mapa de los territorios: {high:alto|altos} entre altos, {low:bajo|bajos} entre bajos, "
            "{apart:apartado|apartados} de su entorno.",
        ),
        options={"neutral": ORDINARY},
    )


def _number(en: str, fr: str, es: str) -> Column:
    return Column(label=text(en, fr, es), role="estimate", of=("incidents",), decimals=0)


SUMMARY = {
    "incidents": INCIDENTS,
    "places": shared.PLACES,
    "high": _number("High among high", "Hauts parmi les hauts", "Altos entre altos"),
    "low": _number("Low among low", "Bas parmi les bas", "Bajos entre bajos"),
    "apart": _number("Apart from their neighbours", "Détachés de leurs voisins", "Apartados de sus vecinos"),
    "alpha": Column(
        label=text("False ones accepted", "Part de faux acceptée", "Falsas aceptadas"), unit="%", decimals=0
    ),
    "permutations": PERMUTATIONS,
    "islands": shared.ISLANDS,
    "left_out": shared.LEFT_OUT,
}
PLACES = {
    "place": PLACE,
    "name": PLACE_NAME,
    "incidents": INCIDENTS,
    "exposure": EXPOSURE,
    "cluster": Column(
        label=text("Cluster", "Regroupement", "Agrupación"),
        role="surface",
        codes=(
            (HIGH_HIGH, text("High among high", "Haut parmi les hauts", "Alto entre altos")),
            (HIGH_LOW, text("High among low", "Haut parmi les bas", "Alto entre bajos")),
            (LOW_LOW, text("Low among low", "Bas parmi les bas", "Bajo entre bajos")),
            (LOW_HIGH, text("Low among high", "Bas parmi les hauts", "Bajo entre altos")),
            (LIKE, text("Like its neighbours", "Semblable à ses voisins", "Semejante a sus vecinos")),
            (UNLIKE, text("Unlike its neighbours", "Différent de ses voisins", "Distinto de sus vecinos")),
            (ORDINARY, text("Nothing established", "Rien d’établi", "Nada establecido")),
        ),
    ),
    "z": Column(label=text("z-score", "Score z", "Puntuación z"), role="surface", decimals=2),
    "p": Column(label=text("adjusted p-value", "valeur p ajustée", "valor p ajustado"), role="surface", decimals=3),
}
BY_PLACE = text(
    "Areas that stand with their neighbours, or apart from them",
    "Les territoires qui suivent leurs voisins, ou s’en détachent",
    "Los territorios que siguen a sus vecinos, o se apartan de ellos",
)
SOME = text(
    "Of {places} areas: {high} high among high neighbours, {low} low among low ones, {apart} apart from their neighbours.",
    "Sur {places} territoires : {high:haut|hauts} parmi des voisins hauts, {low:bas|bas} parmi des voisins bas, "
    "{apart:détaché|détachés} du voisinage.",
    "De {places} territorios: {high:alto|altos} entre vecinos altos, {low:bajo|bajos} entre vecinos bajos, "
    "{apart:apartado|apartados} de su entorno.",
)
NONE = text(
    "None of the {places} areas is established to stand with its neighbours or apart from them.",
    "Il n’est établi pour aucun des {places} territoires qu’il suive ses voisins ou s’en détache.",
    "No se establece para ninguno de los {places} territorios que siga a sus vecinos o se aparte de ellos.",
)
PERMUTED = text(
    "Decided by {permutations} permutations, with at most {alpha} of false ones expected among the areas named.",
    "Établi par {permutations} permutations, avec au plus {alpha} de faux attendus parmi les territoires désignés.",
    "Decidido con {permutations} permutaciones; se espera como máximo un {alpha} de falsos entre los territorios "
    "señalados.",
)
NORMAL = text(
    "So many areas cannot be told apart by {permutations} permutations: the normal approximation decides, with at most "
    "{alpha} of false ones expected among the areas named.",
    "Autant de territoires ne peuvent être distingués par {permutations} permutations : l’approximation normale décide, "
    "avec au plus {alpha} de faux attendus parmi les territoires désignés.",
    "Tantos territorios no pueden distinguirse con {permutations} permutaciones: decide la aproximación normal; se "
    "espera como máximo un {alpha} de falsos entre los territorios señalados.",
)
