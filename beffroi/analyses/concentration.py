"""Concentration: is a small share of places where most incidents happen, more than chance would have it?"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.analyses._base import About, Analysis, parameter
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal
from beffroi.kernels import concentration as kernel
from beffroi.tables.ratios import table
from beffroi.tables.views import Counts
from beffroi.vocabulary.lexicon import INCIDENTS, Column, p_value
from beffroi.vocabulary.text import text

PARTS = (0.25, 0.5)  # of the incidents
Row = dict[str, float]
POINTS = 10  # of the curve at most


METHOD = text(
    "Gini coefficient corrected for fewer incidents than areas: G′ = max(n/c, 1)·(G − 1) + 1 for c incidents and "
    "n areas (Bernasco and Steenbeek 2017). It is set beside what as many incidents would give if every area had "
    "the same chance; the p-value is the share of such simulations with as large a coefficient, (M + 1)/(R + 1). "
    "Limits: incidents are drawn again with the observed shares, less the mean excess that drawing adds.",
    "Coefficient de Gini corrigé lorsque les faits sont moins nombreux que les territoires : G′ = max(n/c, 1)·(G "
    "− 1) + 1 pour c faits et n territoires (Bernasco et Steenbeek 2017). Il est rapproché de ce que donneraient "
    "autant de faits si chaque territoire avait la même chance ; la valeur p est la part de ces simulations dont "
    "le coefficient est au moins aussi grand, (M + 1)/(R + 1). Bornes : les faits sont tirés à nouveau selon les "
    "parts observées, et l’excès moyen dû au tirage est retranché.",
    "Coeficiente de Gini corregido cuando hay menos incidentes que territorios: G′ = max(n/c, 1)·(G − 1) + 1 para "
    "c incidentes y n territorios (Bernasco y Steenbeek 2017). Se compara con lo que darían otros tantos "
    "incidentes si cada territorio tuviera la misma probabilidad; el valor p es la proporción de esas "
    "simulaciones con un coeficiente al menos igual, (M + 1)/(R + 1). Límites: los incidentes se sortean de nuevo "
    "según las proporciones observadas y se resta el exceso medio que añade el sorteo.",
)


class Concentration(Analysis):
    """Gini coefficient and Lorenz curve of incidents by area, corrected for fewer incidents than areas.

    G′ = max(n/c, 1)·(G − 1) + 1 for c incidents and n areas: the observed
    curve is measured from maximal equality given the data (Bernasco and
    Steenbeek 2017), which is the diagonal once there are as many incidents as
    areas. Beside it stands what the same number of incidents would give if every
    area had the same chance, since chance alone is uneven; the p-value is the
    share of such simulations, (M + 1)/(R + 1), with as large a coefficient.
    Limits: the incidents are drawn again with the observed shares and the mean
    excess that drawing adds is taken off.
    """

    about = About(
        title=text("Concentration", "Concentration", "Concentración"),
        question=text(
            "Is a small share of places where most incidents happen, more than chance would have it?",
            "Une petite part des lieux réunit-elle l’essentiel des faits, au-delà de ce que donnerait le hasard ?",
            "¿Una pequeña proporción de lugares reúne la mayoría de los incidentes, más de lo que daría el azar?",
        ),
        needs=("counts",),
        level="aggregate",
        assumption=text(
            "Areas are compared as they are, whatever their size or the number of people in them; incidents happen"
            " independently of one another.",
            "Les territoires sont comparés tels quels, quels que soient leur taille et le nombre de personnes qui s’y"
            " trouvent ; les faits sont indépendants les uns des autres.",
            "Los territorios se comparan tal como son, sea cual sea su tamaño o el número de personas que hay en ellos;"
            " los incidentes son independientes entre sí.",
        ),
        minimum=30,
        location_kind="snapped",
        instead=text(
            "Counts and rates by area are possible.",
            "Les effectifs et les taux par territoire sont possibles.",
            "Los recuentos y las tasas por territorio son posibles.",
        ),
        method=METHOD,
        references=(
            "Bernasco, W. and Steenbeek, W. (2017). More places than crimes: implications for evaluating the law of"
            " crime concentration at place. Journal of Quantitative Criminology 33(3), 451–467.",
            "Weisburd, D. (2015). The law of crime concentration and the criminology of place. Criminology 53(2),"
            " 133–157.",
        ),
    )
    draws: int = parameter(999, ge=99, le=99_999, en="Random draws", fr="Tirages aléatoires", es="Sorteos aleatorios")
    seed: int = parameter(1, ge=0, en="Seed of the draws", fr="Graine des tirages", es="Semilla de los sorteos")

    def run(self, counts: Counts) -> Finding:
        """Answer from the counts by area over the whole period."""
        refusal = self.check_basis((counts.basis,))
        if refusal:
            return self.refuse(refusal)
        n = _by_place(counts.frame)
        refusal = self._check_counts(n)
        if refusal:
            return self.refuse(refusal)
        alike = kernel.equal_chance(incidents=int(n.sum()), places=n.size, draws=self.draws, seed=self.seed)
        holding, summary = self._measure(n, alike)
        summary["unplaced"] = int(counts.unplaced["n"].sum())
        summary["draws"] = self.draws
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                "summary": table(_summary_columns(_decimals(n)), pl.DataFrame([summary])),
                "holding": table(HOLDING, pl.DataFrame(holding), title=HOLDING_TITLE),
                "curve": table(CURVE, _curve(n, alike.curve)),
            },
            figures=(LORENZ,),
            headline=CONCENTRATED if summary["p"] < 0.05 else ORDINARY,
            caveats=(SPARSE, AREAS, PEOPLE) if n.sum() < n.size else (AREAS, PEOPLE),
        )

    def _check_counts(self, n: NDArray[np.int64]) -> Refusal | None:
        if n.sum() < self.about.minimum:
            return refusals.not_enough(found=int(n.sum()), minimum=self.about.minimum)
        return ONE_PLACE if n.size < 2 else None

    def _measure(self, n: NDArray[np.int64], alike: kernel.EqualChance) -> tuple[list[Row], Row]:
        """Rows of the table of shares, and the row of the summary."""

        def statistics(counts: NDArray[np.int64]) -> list[float]:
            curve = kernel.lorenz_curve(counts)
            return [kernel.generalized_gini(counts), *(100 * kernel.share_holding(curve, share=p) for p in PARTS)]

        observed = statistics(n)
        lower, upper = kernel.bootstrap_interval(n, statistics=statistics, draws=self.draws, seed=self.seed)
        chance = [float(alike.gini.mean()), *(100 * kernel.share_holding(alike.curve, share=p) for p in PARTS)]
        values = [
            # rounded for good: an exact coefficient gives away two hidden counts whose sum is known
            {"value": round(t, d), "lower": round(max(0.0, low), d), "upper": round(high, d), "chance": round(c, d)}
            for t, low, high, c, d in zip(observed, lower, upper, chance, (_decimals(n), 1, 1), strict=True)
        ]
        holding = [
            {
                "part": 100 * part,
                "incidents": int(n.sum()),
                "places": kernel.places_holding(n, share=part),
                "places_share": row["value"],
                "lower": row["lower"],
                "upper": row["upper"],
                "chance": row["chance"],
            }
            for part, row in zip(PARTS, values[1:], strict=True)
        ]
        half = holding[PARTS.index(0.5)]
        summary = {
            "incidents": int(n.sum()),
            "places": n.size,
            "gini": values[0]["value"],
            "lower": values[0]["lower"],
            "upper": min(values[0]["upper"], 1.0),
            "chance": values[0]["chance"],
            "chance_upper": round(float(np.quantile(alike.gini, 0.95)), _decimals(n)),
            "half_share": half["places_share"],
            "half_lower": half["lower"],
            "half_upper": half["upper"],
            "half_chance": half["chance"],
            "p": (int((alike.gini >= observed[0] - 1e-12).sum()) + 1) / (self.draws + 1),
        }
        return holding, summary


def _decimals(n: NDArray[np.int64]) -> int:
    """Digits few enough not to show ten incidents that change rank with a neighbour: 2·10/(n·c) moves none."""
    return 3 if n.sum() >= 20_000 else 2


def _by_place(frame: pl.DataFrame) -> NDArray[np.int64]:
    """Counts of the covered places."""
    covered = frame.filter(pl.col("n").is_not_null())
    return covered.group_by("place").agg(pl.col("n").sum()).sort("place")["n"].to_numpy()


def _curve(n: NDArray[np.int64], chance: NDArray[np.float64]) -> pl.DataFrame:
    """Points of the Lorenz curve, at least a tenth of the incidents apart.

    Two points of the curve give, by subtraction, the incidents of the few areas
    between them. So the points are not placed at deciles of the areas, where the
    last steps hold next to nothing, but where another tenth of the incidents is
    reached; and all of them rest on `step`, the smallest difference between two
    neighbours: if the gate withholds that, it withholds the whole curve, and what
    is left (the total) tells nothing about a part of the areas. No point stands
    where the areas without an incident begin: how many they are would tell
    withheld zeros from the withheld counts beside them.
    """
    curve = kernel.lorenz_curve(n)
    total, least = int(curve[-1]), curve[-1] / POINTS
    ends = [0]
    for index, reached in enumerate(curve):
        if reached - curve[ends[-1]] >= least - 1e-9:
            ends.append(index)
    ends = [*ends[:-1], n.size] if len(ends) > 1 else [0, n.size]
    step = int(np.diff(curve[ends]).min())
    return pl.DataFrame(
        {
            "places_share": [100 * end / n.size for end in ends],
            "incidents_share": [100 * int(curve[end]) / total for end in ends],
            "chance_share": [100 * float(chance[end]) / total for end in ends],
            "step": [step] * len(ends),
        }
    )


def _estimate(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 2, of: str = "incidents") -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=(of,), decimals=decimals)


PLACES = Column(label=text("Areas", "Territoires", "Territorios"), decimals=0)
DRAWS = Column(label=text("Random draws", "Tirages aléatoires", "Sorteos aleatorios"), decimals=0)
SUMMARY = {
    "incidents": replace(INCIDENTS, only="in_a_place"),
    "unplaced": Column(
        label=text("Without an area", "Sans territoire connu", "Sin territorio conocido"),
        role="count",
        only="in_no_place",
    ),
    "places": PLACES,
    "gini": _estimate("Gini coefficient, corrected", "Coefficient de Gini corrigé", "Coeficiente de Gini corregido"),
    "lower": _estimate("Lower limit, 95 %", "Borne inférieure, 95 %", "Límite inferior, 95 %"),
    "upper": _estimate("Upper limit, 95 %", "Borne supérieure, 95 %", "Límite superior, 95 %"),
    "chance": _estimate(
        "Gini coefficient by chance alone", "Coefficient de Gini dû au seul hasard", "Coeficiente de Gini por puro azar"
    ),
    "chance_upper": _estimate(
        "By chance, exceeded once in 20", "Hasard, dépassé une fois sur 20", "Por azar, superado una vez de cada 20"
    ),
    "half_share": _estimate(
        "Share of areas with half of the incidents",
        "Part des territoires réunissant la moitié des faits",
        "Proporción de territorios con la mitad de los incidentes",
        unit="%",
        decimals=1,
    ),
    "half_lower": _estimate(
        "Of this share: lower limit, 95 %",
        "De cette part : borne inférieure, 95 %",
        "De esa proporción: límite inferior, 95 %",
        unit="%",
        decimals=1,
    ),
    "half_upper": _estimate(
        "Of this share: upper limit, 95 %",
        "De cette part : borne supérieure, 95 %",
        "De esa proporción: límite superior, 95 %",
        unit="%",
        decimals=1,
    ),
    "half_chance": _estimate(
        "Of this share: by chance alone",
        "De cette part : par le seul hasard",
        "De esa proporción: por puro azar",
        unit="%",
        decimals=1,
    ),
    "p": p_value("incidents"),
    "draws": DRAWS,
}


def _summary_columns(decimals: int) -> dict[str, Column]:
    coefficients = ("gini", "lower", "upper", "chance", "chance_upper")
    return SUMMARY | {name: replace(SUMMARY[name], decimals=decimals) for name in coefficients}


HOLDING = {
    "part": Column(
        label=text("Part of the incidents", "Part des faits", "Parte de los incidentes"), unit="%", decimals=0
    ),
    "incidents": replace(INCIDENTS, only="in_a_place"),
    "places": _estimate("Fewest areas", "Nombre minimal de territoires", "Mínimo de territorios", decimals=0),
    "places_share": _estimate(
        "Share of the areas", "Part des territoires", "Proporción de territorios", unit="%", decimals=1
    ),
    "lower": _estimate("Lower limit, 95 %", "Borne inférieure, 95 %", "Límite inferior, 95 %", unit="%", decimals=1),
    "upper": _estimate("Upper limit, 95 %", "Borne supérieure, 95 %", "Límite superior, 95 %", unit="%", decimals=1),
    "chance": _estimate("By chance alone", "Par le seul hasard", "Por puro azar", unit="%", decimals=1),
}
CURVE = {
    "places_share": _estimate(
        "Share of the areas, busiest first",
        "Part des territoires, les plus touchés d’abord",
        "Proporción de territorios, primero los más afectados",
        unit="%",
        decimals=0,
        of="step",
    ),
    "incidents_share": _estimate(
        "Share of the incidents", "Part des faits", "Proporción de incidentes", unit="%", decimals=0, of="step"
    ),
    "chance_share": _estimate(
        "If every area had the same chance",
        "Si chaque territoire avait la même chance",
        "Si cada territorio tuviera la misma probabilidad",
        unit="%",
        decimals=0,
        of="step",
    ),
    "step": Column(
        label=text(
            "Fewest incidents between two points",
            "Faits entre deux points, au moins",
            "Incidentes entre dos puntos, mínimo",
        ),
        role="count",
        only="least_step_of_curve",
    ),
}

ONE_PLACE = Refusal(
    kind="not_defined",
    reason=text(
        "There is only one area: concentration compares areas.",
        "Il n’y a qu’un territoire : la concentration compare des territoires.",
        "Solo hay un territorio: la concentración compara territorios.",
    ),
    instead=text(
        "Ask about a set of smaller areas.",
        "Interrogez un découpage plus fin.",
        "Consulte un conjunto de territorios más pequeños.",
    ),
)
CONCENTRATED = text(
    "Half of the incidents happen in {half_share} of the areas; with the same chance everywhere it would be"
    " {half_chance}.",
    "La moitié des faits se produit dans {half_share} des territoires ; avec la même chance partout, ce serait"
    " {half_chance}.",
    "La mitad de los incidentes ocurre en el {half_share} de los territorios; con la misma probabilidad en todas partes"
    " sería el {half_chance}.",
)
ORDINARY = text(
    "Incidents are not more concentrated than chance alone would give: Gini coefficient {gini}, by chance {chance}"
    " (p = {p}).",
    "Les faits ne sont pas plus concentrés que par le seul hasard : coefficient de Gini {gini}, par hasard {chance}"
    " (p = {p}).",
    "Los incidentes no están más concentrados de lo que daría el puro azar: coeficiente de Gini {gini}, por azar"
    " {chance} (p = {p}).",
)
SPARSE = text(
    "There are fewer incidents than areas ({incidents} for {places}): the coefficient is measured from the most even"
    " spread possible, one incident in each of as many areas.",
    "Il y a moins de faits que de territoires ({incidents} pour {places}) : le coefficient se mesure à partir de la"
    " répartition la plus égale possible, un fait dans autant de territoires.",
    "Hay menos incidentes que territorios ({incidents} para {places}): el coeficiente se mide desde el reparto más"
    " uniforme posible, un incidente en otros tantos territorios.",
)
AREAS = text(
    "The figure depends on how the city is cut into areas ({places} here): smaller areas always look more concentrated.",
    "Le résultat dépend du découpage ({places} territoires ici) : des territoires plus petits paraissent toujours plus"
    " concentrés.",
    "El resultado depende de cómo se divide la ciudad ({places} territorios aquí): los territorios más pequeños siempre"
    " parecen más concentrados.",
)
PEOPLE = text(
    "An area where more people live or pass has more incidents at the same risk: concentration is not risk.",
    "Un territoire où vivent ou passent plus de personnes compte plus de faits à risque égal : concentration n’est pas"
    " risque.",
    "Un territorio donde vive o pasa más gente tiene más incidentes con el mismo riesgo: concentración no es riesgo.",
)
LORENZ = Figure(
    mark="lorenz",
    table="curve",
    title=text(
        "Share of incidents by share of areas",
        "Part des faits selon la part des territoires",
        "Proporción de incidentes según la proporción de territorios",
    ),
    alt=text(
        "A curve of the cumulative share of incidents against the share of areas, busiest first, beside the curve that"
        " chance alone would give."
        " Half of the incidents happen in {half_share} of the areas.",
        "Courbe de la part cumulée des faits selon la part des territoires, les plus touchés d’abord, à côté de celle que"
        " donnerait le seul hasard."
        " La moitié des faits se produit dans {half_share} des territoires.",
        "Curva de la proporción acumulada de incidentes según la proporción de territorios, primero los más afectados,"
        " junto a la que daría el puro azar."
        " La mitad de los incidentes ocurre en el {half_share} de los territorios.",
    ),
    x="places_share",
    y="incidents_share",
    value="chance_share",
)
HOLDING_TITLE = text(
    "How few areas hold how much", "Combien de territoires pour quelle part", "Cuántos territorios para qué parte"
)
