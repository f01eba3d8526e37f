"""Space-time scan of areas: which areas, and when, had more incidents than their population explains?"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import PositiveFloat

from beffroi.analyses import _neighbours as areas
from beffroi.analyses import _scan as shared
from beffroi.analyses._base import About, Analysis, parameter
from beffroi.analyses._periods import collapse, complete_steps
from beffroi.evidence import refusals
from beffroi.evidence.finding import Figure, Finding, Refusal, Table
from beffroi.kernels.neighbours import centroids
from beffroi.kernels.scan import Scan, poisson_scan
from beffroi.tables.views import Counts, Exposure, Request
from beffroi.vocabulary.lexicon import EXPOSURE, INCIDENTS, PLACE, PLACE_NAME
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.text import text

METHOD = text(
    "Discrete Poisson scan (Kulldorff). A cylinder, the areas whose centroids lie within a radius during an interval, holds "
    "n of N incidents and expects E by its share of the exposure and of each step’s incidents (or of the days); it is ranked "
    "by n ln(n/E) + (N − n) ln((N − n)/(N − E)) where n > E. The p-value is (M + 1) / (R + 1), M the simulated maps whose "
    "largest ratio is at least that of the cluster. Recurrence interval: length of a step / p.",
    "Balayage de Poisson (Kulldorff). Un cylindre, soit les territoires dont le centre se trouve dans un rayon donné pendant "
    "un intervalle, compte n des N faits et en attend E d’après sa part du dénominateur et des faits de chaque pas (ou des "
    "jours) ; il est classé selon n ln(n/E) + (N − n) ln((N − n)/(N − E)) lorsque n > E. La valeur p est "
    "(M + 1) / (R + 1), M étant le nombre de cartes simulées dont le plus grand rapport atteint celui du regroupement. "
    "Intervalle de récurrence : longueur d’un pas / p.",
    "Barrido de Poisson (Kulldorff). Un cilindro, es decir, los territorios cuyo centro queda dentro de un radio durante un "
    "intervalo, reúne n de los N incidentes y espera E según su parte de la población expuesta y de los incidentes de cada "
    "paso (o de los días); se ordena por n ln(n/E) + (N − n) ln((N − n)/(N − E)) cuando n > E. El valor p es "
    "(M + 1) / (R + 1), donde M son los mapas simulados cuya mayor razón alcanza la de la agrupación. Intervalo de "
    "recurrencia: duración de un paso / p.",
)


class AreaScan(Analysis):
    """Discrete Poisson scan: the cylinder of areas and steps with most more incidents than its population explains.

    A cylinder (the areas whose centroids lie within a radius, for an interval) holds n of N incidents and expects E by
    its share of the exposure and of each step's incidents (or of the days); it is ranked by
    n ln(n/E) + (N − n) ln((N − n)/(N − E)) where n > E. The p-value is (M + 1) / (R + 1), M the simulated maps whose
    largest ratio, anywhere and at any time, is at least that of the cluster. Further clusters share no area with those
    before. Recurrence interval: length of a step / p.
    """

    about = About(
        title=text(
            "Space-time clusters of areas",
            "Regroupements spatio-temporels de territoires",
            "Agrupaciones espaciotemporales de territorios",
        ),
        question=text(
            "Which areas, and when, had more incidents than their population explains?",
            "Quels territoires, et quand, ont compté plus de faits que leur population ne l’explique ?",
            "¿Qué territorios, y cuándo, tuvieron más incidentes de los que explica su población?",
        ),
        needs=("counts", "exposure"),
        level="small_area",
        assumption=text(
            "Without a cluster, everybody exposed would be at the same risk everywhere, whatever the area.",
            "Sans regroupement, le risque par personne exposée serait partout le même, quel que soit le territoire.",
            "Sin agrupación, el riesgo por persona expuesta sería igual en todas partes, sea cual sea el territorio.",
        ),
        minimum=50,
        date_precision="month",
        location_kind="area",
        in_bulletin=False,
        method=METHOD,
        references=(
            "Kulldorff 1997, doi:10.1080/03610929708831995",
            "Kulldorff 2001, doi:10.1111/1467-985X.00186",
            "Kleinman, Lazarus and Platt 2004, doi:10.1093/aje/kwh029",
        ),
    )
    kind: shared.Kind = shared.KIND
    every: Every = shared.EVERY
    measure: str = areas.MEASURE
    trend: Literal["city", "average"] = parameter(
        "city",
        en="Incidents expected at each step: those of the whole city, or the average",
        fr="Faits attendus à chaque pas : ceux de toute la ville, ou la moyenne",
        es="Incidentes esperados en cada paso: los de toda la ciudad, o la media",
    )
    shape: shared.Shape = shared.SHAPE
    largest: float = shared.LARGEST
    longest: float = shared.LONGEST
    radius: PositiveFloat | None = shared.RADIUS
    permutations: int = shared.PERMUTATIONS_ASKED
    seed: int = shared.SEED

    def requests(self) -> tuple[Request, ...]:
        """Ask for counts by place and step, and for the exposure."""
        return (Request(view="counts", every=self.every), Request(view="exposure", measure=self.measure))

    def run(self, counts: Counts, exposure: Exposure) -> Finding:
        """Answer from counts by place and step and the exposure of each place, over complete steps only."""
        refusal = self.check_basis([counts.basis])
        if refusal:
            return self.refuse(refusal)
        steps = complete_steps(counts.basis, self.every)
        if len(steps) < shared.FEWEST_STEPS:
            return self.refuse(shared.too_few_steps(len(steps)))
        found = _areas(counts, exposure, steps)
        if isinstance(found, Refusal):
            return self.refuse(found)
        total = int(found.counts.sum())
        if total < self.about.minimum:
            return self.refuse(refusals.not_enough(found=total, minimum=self.about.minimum))
        scan = poisson_scan(
            found.x,
            found.y,
            found.counts,
            population=found.frame["exposure"].to_numpy(),
            days=[piece.days for piece in steps],
            follows_time=self.trend == "city",
            windows=shared.windows(self),
            permutations=self.permutations,
            seed=self.seed,
        )
        assert counts.geography is not None  # `_areas` refuses without
        return self._finding(scan, found, steps, counts)

    def _finding(self, scan: Scan, found: "_Areas", steps: list[Period], counts: Counts) -> Finding:
        row = shared.summary(scan, steps) | {"places": found.x.size, "left_out": found.left_out}
        places = found.frame.with_columns(pl.Series("cluster", shared.classes(scan, found.x.size)))
        geography = counts.geography
        assert geography is not None
        return Finding(
            question=self,
            level=self.about.level,
            tables={
                **shared.tables(self, scan, steps=steps, at=(found.x, found.y), row=row, columns=SUMMARY),
                "places": Table(PLACES, places.select(list(PLACES)), title=BY_PLACE),
            },
            figures=(_figure(geography.name),),
            headline=shared.SOME if row["clusters"] else shared.NONE,
            caveats=(
                *shared.caveats(self),
                SAME_RISK,
                areas.AREAS_DRAWN,
                *((areas.VALUES_MISSING,) if found.left_out else ()),
            ),
            geographies={geography.name: geography},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Areas:
    """Areas with an outline and an exposure, by code: where their centroids lie and their counts by step."""

    frame: pl.DataFrame
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    counts: NDArray[np.int64]
    left_out: int


def _areas(counts: Counts, exposure: Exposure, steps: list[Period]) -> _Areas | Refusal:
    if counts.geography is None:
        return areas.NO_OUTLINES
    outline = dict(zip(counts.geography.codes, counts.geography.outlines, strict=True))
    known = exposure.frame.group_by("place").agg(pl.col("value").sum().cast(pl.Float64).alias("exposure"))
    kept = collapse(counts.frame, ("place", "name")).filter(pl.col("period").is_in([each.start for each in steps]))
    summed = kept.group_by("place", "name").agg(pl.col("n").sum().cast(pl.Int64).alias("incidents"))
    frame = summed.join(known, on="place", how="left").sort("place")
    if frame["exposure"].null_count() == frame.height:
        return refusals.no_exposure(measure=exposure.measure, places=counts.geography.name)
    usable = frame.filter((pl.col("exposure") > 0) & pl.col("place").is_in(list(outline)))
    if usable.height < areas.FEWEST_PLACES:
        return areas.too_few_places(usable.height)
    row = {place: number for number, place in enumerate(usable["place"])}
    column = {piece.start: number for number, piece in enumerate(steps)}
    tally = np.zeros((len(row), len(steps)), np.int64)
    for place, start, n in kept.select("place", "period", "n").iter_rows():
        if place in row and n:
            tally[row[place], column[start]] += n
    x, y = centroids([outline[code] for code in usable["place"]])
    return _Areas(frame=usable, x=x, y=y, counts=tally, left_out=frame.height - usable.height)


def _figure(geography: str) -> Figure:
    return Figure(
        mark="area_map",
        table="places",
        x="place",
        value="cluster",
        geography=geography,
        title=BY_PLACE,
        alt=text(
            "Map of {places} areas; {clusters:established cluster stands|established clusters stand} out from {since} to {until}.",
            "Carte de {places} territoires ; {clusters:regroupement établi ressort|regroupements établis ressortent}, du {since} au {until}.",
            "Mapa de {places} territorios; {clusters:agrupación establecida destaca|agrupaciones establecidas destacan}, entre {since} y "
            "{until}.",
        ),
        options=shared.MAP_OPTIONS,
    )


BY_PLACE = text(
    "Areas of the established clusters",
    "Territoires des regroupements établis",
    "Territorios de las agrupaciones establecidas",
)
SUMMARY = shared.SUMMARY | {"places": areas.PLACES, "left_out": areas.LEFT_OUT}
PLACES = {
    "place": PLACE,
    "name": PLACE_NAME,
    "incidents": INCIDENTS,
    "exposure": EXPOSURE,
    "cluster": shared.CLUSTER,
}
SAME_RISK = text(
    "The exposure is the same at all times here: where people come and go, a cluster may only follow them.",
    "Le dénominateur est ici le même en tout temps : là où la population va et vient, un regroupement peut seulement la "
    "suivre.",
    "La población expuesta es aquí la misma en todo momento: donde la gente va y viene, una agrupación puede solo "
    "seguirla.",
)
