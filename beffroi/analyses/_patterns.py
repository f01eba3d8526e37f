"""What the analyses of point patterns share: the study area, points screened, who may see them, and words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beffroi.analyses._base import COUNTS_POSSIBLE, About, Analysis
from beffroi.analyses._points import (
    LEAST_BANDWIDTH,
    LEFT_OUT,
    PREFERS,
    check_points,
    known_to,
    not_stray,
)
from beffroi.evidence import refusals
from beffroi.evidence.finding import Refusal
from beffroi.kernels._compile import in_parallel
from beffroi.kernels.density import scott_bandwidth
from beffroi.kernels.pattern_window import Window, polygons, rectangle
from beffroi.tables.views import Points
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Events inside a study area; `outside` were left out, `is_outlined` where the observatory knows the outline.

    `apart` lie on default locations and are not among them; locations are known to `finest` metres.
    """

    x: Floats
    y: Floats
    day: NDArray[np.int64]
    outside: int
    apart: int
    finest: float
    is_outlined: bool
    window: Window

    @property
    def size(self) -> int:
        """Events inside."""
        return int(self.x.size)

    @property
    def places(self) -> int:
        """Different places among them."""
        return len(np.unique(np.column_stack([self.x, self.y]), axis=0)) if self.size else 0

    @property
    def ordered(self) -> tuple[Floats, Floats]:
        """Where they lie, in an order of their own: sums and samples then do not depend on that of the rows."""
        order = np.lexsort((self.y, self.x))
        return self.x[order], self.y[order]

    def counts(self) -> dict[str, int]:
        """Return what a summary says of the events: inside, outside, on default locations, and their places."""
        return {"incidents": self.size, "outside": self.outside, "apart": self.apart, "places": self.places}


def _area_of(points: Points) -> tuple[NDArray[np.bool_], Window | None]:
    """Return which events are inside the outline of the study area, and the area; without an outline, their rectangle.

    Without an outline, events far from all others are left out first.
    """
    x, y = points.x, points.y
    if points.window and points.window.outlines:
        window = polygons(points.window.outlines)
        return window.holds(x, y), window
    inside = not_stray(x, y)
    bounds = x[inside].min(), y[inside].min(), x[inside].max(), y[inside].max()
    return inside, rectangle(bounds) if bounds[2] > bounds[0] and bounds[3] > bounds[1] else None


OUTSIDE = Column(
    label=text(
        "Incidents outside the study area, left out",
        "Faits hors du territoire étudié, écartés",
        "Incidentes fuera de la zona de estudio, excluidos",
    ),
    role="count",
    only="outside",
)
OUTSIDE_SAID = text(
    "{outside:incident lies|incidents lie} outside the study area, or so far away that the location is in doubt: left out "
    "here.",
    "{outside:fait se trouve|faits se trouvent} hors du territoire étudié, ou si loin que la localisation est douteuse : "
    "ils sont écartés ici.",
    "{outside:incidente está|incidentes están} fuera de la zona de estudio, o tan lejos que la ubicación es dudosa: aquí se "
    "excluyen.",
)
INCIDENTS = replace(lexicon.INCIDENTS, only="inside")
PLACES = Column(
    label=text("Different places", "Lieux distincts", "Lugares distintos"),
    role="estimate",
    of=("incidents",),
    decimals=0,
)
BOX_SAID = text(
    "The outline of the study area is not known: the rectangle round the incidents stands for it, which makes them look "
    "a little more spread than they are.",
    "Le contour du territoire étudié n’est pas connu : le rectangle qui entoure les faits en tient lieu, ce qui les fait "
    "paraître un peu plus dispersés qu’ils ne le sont.",
    "No se conoce el contorno de la zona de estudio: la sustituye el rectángulo que rodea los incidentes, lo que los hace "
    "parecer algo más dispersos de lo que están.",
)
ANYWHERE = text(
    "Without clustering, any place of the study area could have any incident, whatever happens elsewhere.",
    "Sans regroupement, tout lieu du territoire étudié pourrait connaître n’importe quel fait, quoi qu’il arrive "
    "ailleurs.",
    "Sin agrupación, cualquier lugar de la zona de estudio podría tener cualquier incidente, pase lo que pase en "
    "otros.",
)
EVEN = text(
    "People, streets and premises are never spread evenly: that incidents gather more than chance is expected, and says "
    "nothing of why.",
    "La population, les rues et les établissements ne sont jamais répartis uniformément : que les faits se regroupent plus "
    "que le hasard est attendu, et n’en dit pas la cause.",
    "La población, las calles y los establecimientos nunca se reparten de modo uniforme: que los incidentes se agrupen más "
    "que al azar es lo esperable, y no explica por qué.",
)
PROTECTED = Refusal(
    kind="not_public",
    reason=text(
        "This answer rests on the distances between single incidents, which protected counts do not hold.",
        "Cette réponse repose sur les distances entre faits, que les effectifs protégés ne contiennent pas.",
        "Esta respuesta se basa en las distancias entre incidentes, que los recuentos protegidos no contienen.",
    ),
    instead=COUNTS_POSSIBLE,
)
ONE_PLACE = Refusal(
    kind="not_defined",
    reason=text(
        "The incidents lie in one place or on one line: they enclose no study area.",
        "Les faits se trouvent en un seul lieu ou sur une seule ligne : ils ne délimitent aucun territoire étudié.",
        "Los incidentes están en un solo lugar o en una sola línea: no delimitan ninguna zona de estudio.",
    ),
    instead=text(
        "Add the outline of the study area with `beffroi places add`, or ask about more offences.",
        "Ajoutez le contour du territoire étudié avec `beffroi places add`, ou interrogez davantage d’infractions.",
        "Añada el contorno de la zona de estudio con `beffroi places add`, o consulte más delitos.",
    ),
)


SAME_PLACE = text(
    "The incidents lie in {places} different places: those recorded at the same place make the shortest distances look "
    "clustered, whatever happened.",
    "Les faits se trouvent en {places} lieux distincts : ceux enregistrés au même lieu font paraître regroupées les "
    "distances les plus courtes, quoi qu’il se soit passé.",
    "Los incidentes están en {places} lugares distintos: los registrados en un mismo lugar hacen parecer agrupadas las "
    "distancias más cortas, pase lo que pase.",
)


FINEST = Column(
    label=text("Precision of the locations", "Précision des localisations", "Precisión de las ubicaciones"),
    unit="m",
    decimals=0,
)
PRECISION = text(
    "Locations are known to about {finest}: shorter distances, which would measure how they were rounded, are left out.",
    "Les localisations sont connues à {finest} près environ : les distances plus courtes, qui mesureraient leur arrondi, sont "
    "écartées.",
    "Las ubicaciones se conocen con un margen de unos {finest}: se excluyen las distancias menores, que medirían su redondeo.",
)
NEAR_PRECISION = text(
    "Locations are known to about {finest}: distances of that size also measure how they were rounded.",
    "Les localisations sont connues à {finest} près environ : des distances de cet ordre mesurent aussi leur arrondi.",
    "Las ubicaciones se conocen con un margen de unos {finest}: las distancias de ese orden también miden su redondeo.",
)


def about(**own: Any) -> About:
    """Return what every door says of a question about where incidents lie, but for what is its own."""
    usual: dict[str, Any] = {
        "needs": ("points",),
        "level": "small_area",
        "assumption": ANYWHERE,
        "minimum": 30,
        "prefers": PREFERS,
        "location_kind": "snapped",
        "in_bulletin": False,
    }
    return About(**(usual | own))


def prepared(question: Analysis, points: Points, *, least: int = 0) -> Pattern | Refusal:
    """Return the events to look at and their study area, or why there are none; `least` where more are needed."""
    refusal = check_points(question, points, protected=PROTECTED)
    if refusal:
        return refusal
    inside, window = _area_of(points)
    found, minimum = int(inside.sum()), max(question.about.minimum, least)
    if found < minimum:
        return refusals.not_enough(found=found, minimum=minimum)
    if window is None:
        return ONE_PLACE
    return Pattern(
        x=points.x[inside],
        y=points.y[inside],
        day=points.day[inside],
        outside=inside.size - found,
        apart=points.apart,
        finest=known_to(points),
        is_outlined=bool(points.window and points.window.outlines),
        window=window,
    )


def scott(x: Floats, y: Floats) -> float:
    """Return Scott's bandwidth of these places to two figures, 20 m at least."""
    return max(float(f"{scott_bandwidth(x, y):.2g}"), LEAST_BANDWIDTH)


def simulated(one: Callable[[int], Any], times: int) -> Any:
    """Return what `one` gives for 0, 1, ... as an array, `times` long; in that order on any number of threads."""
    return np.array(list(in_parallel(one, range(times))))


def too_coarse(finest: float, reach: float) -> Refusal:
    """Return the refusal of distances below the precision of the locations."""
    return Refusal(
        kind="too_coarse",
        reason=text(
            "Locations are known to about {finest:g} m, and distances are looked at up to {reach:g} m only.",
            "Les localisations sont connues à {finest:g} m près environ, et les distances ne sont considérées que jusqu’à "
            "{reach:g} m.",
            "Las ubicaciones se conocen con un margen de unos {finest:g} m, y solo se consideran distancias hasta {reach:g} m.",
        ),
        instead=text(
            "Ask for a larger reach: `--reach`.",
            "Demandez une plus grande distance : `--reach`.",
            "Solicite una distancia mayor: `--reach`.",
        ),
        values={"finest": finest, "reach": reach},
    )


def same_places(pattern: Pattern) -> tuple[Text, ...]:
    """Return what distances of zero mean, where several incidents share a place."""
    return (SAME_PLACE,) if pattern.places < pattern.size else ()


def outside_said(outside: int) -> tuple[Text, ...]:
    """Return what is said of the incidents outside the study area, where there are some."""
    return (OUTSIDE_SAID,) if outside else ()


def caveats_of(pattern: Pattern) -> tuple[Text, ...]:
    """Return what every answer about a pattern says of its study area and of the incidents left out."""
    said = ((BOX_SAID, not pattern.is_outlined), (OUTSIDE_SAID, pattern.outside), (LEFT_OUT, pattern.apart))
    return tuple(words for words, applies in said if applies)


def precise(pattern: Pattern) -> tuple[Text, ...]:
    """Return which distances are left out, where locations are known only roughly."""
    return (PRECISION,) if pattern.finest else ()


def estimate(
    en: str, fr: str, es: str, *, unit: str = "1", decimals: int | None = None, of: str = "incidents"
) -> Column:
    """Return a column that falls with the count it rests on."""
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=(of,), decimals=decimals)


def used(question: Any, **values: Any) -> dict[str, Any]:
    """Return the choices that the question left open, with the values used."""
    return {name: value for name, value in values.items() if value != getattr(question, name)}
