"""The words, columns and picture of clusters of points."""

from beffroi.analyses import _patterns as shared
from beffroi.analyses._points import APART, cell_map
from beffroi.analyses._scan import MAP_OPTIONS, NOWHERE, RANKED
from beffroi.evidence.finding import Figure
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

LEVEL = 0.05
TITLE = text("Clusters of incidents", "Regroupements de faits", "Agrupaciones de incidentes")
QUESTION = text(
    "Which groups of incidents lie close together, and do they stay where they are?",
    "Quels groupes de faits sont proches les uns des autres, et restent-ils au même endroit ?",
    "¿Qué grupos de incidentes están cerca unos de otros, y permanecen en el mismo lugar?",
)
ASSUMPTION = text(
    "One distance tells near from far over the whole area: where incidents are dense everywhere, clusters run together.",
    "Une seule distance sépare le proche du lointain sur tout le territoire : là où les faits sont partout denses, les "
    "regroupements se confondent.",
    "Una sola distancia separa lo cercano de lo lejano en toda la zona: donde los incidentes son densos en todas partes, las "
    "agrupaciones se funden.",
)
METHOD = text(
    "DBSCAN (Ester et al.): an incident with the least number within the reach, itself included, is a core; cores within the "
    "reach of one another are one cluster, with what lies within their reach. Automatic reach: the one at which an even "
    "spread makes a core once in a thousand. HDBSCAN (Campello et al.): clusters of at least the least number at any distance, "
    "an edge being as long as the largest of its ends’ core distances and itself; chosen so that their summed stability, the "
    "sum over incidents of 1/distance left less 1/distance begun, is largest; no reach is asked, and near means the median "
    "core distance in clusters; p-values compare the stability per incident with the largest of each even spread. Nearest-neighbour hierarchy, after the description of CrimeStat’s Nnh: the "
    "incident with most others within the distance is the seed of a cluster of all of them, then the next one left; distance "
    "0.5√(A/n) − 1.645 · 0.26136/√(n²/A); the centres of clusters are clustered in turn. STAC, after the same description: "
    "round the nodes of a lattice, one search radius apart, circles of √2 search radii; those with most incidents, 25 unless "
    "asked otherwise, are kept, and those that share incidents joined. Ellipses: √2 standard deviations, over n − 2. p-value: share in clusters against "
    "even spreads, (M + 1)/(R + 1). Value ahead: clusters of the first half of the period; PAI = share of the second half’s "
    "incidents within the reach of their cores (or incidents) / share of the area within it.",
    "DBSCAN (Ester et al.) : un fait comptant l’effectif minimal à portée, lui compris, est un cœur ; les cœurs à portée les "
    "uns des autres forment un regroupement, avec ce qui est à leur portée. Portée automatique : celle à laquelle une "
    "répartition uniforme fait un cœur une fois sur mille. HDBSCAN (Campello et al.) : regroupements comptant au moins "
    "l’effectif minimal à une distance quelconque, une arête valant la plus grande des distances de cœur de ses extrémités et "
    "de leur distance ; choisis de sorte que leur stabilité totale, somme sur les faits de 1/distance de sortie moins "
    "1/distance de naissance, soit la plus grande ; aucune portée n’est demandée, et proche signifie la distance de cœur "
    "médiane des regroupements ; les valeurs p comparent la stabilité par fait à la plus grande de chaque répartition uniforme. Hiérarchie des plus proches voisins, d’après la description de la "
    "routine Nnh de CrimeStat : le fait qui en compte le plus d’autres à la distance est le germe d’un regroupement qui les "
    "prend tous, puis le suivant parmi les restants ; distance 0,5√(A/n) − 1,645 · 0,26136/√(n²/A) ; les centres des "
    "regroupements sont regroupés à leur tour. STAC, d’après la même description : autour des nœuds d’un réseau, distants "
    "d’un rayon de recherche, des cercles de √2 rayons ; ceux qui comptent le plus de faits, 25 sauf demande contraire, sont "
    "retenus, et ceux qui ont des faits en commun réunis. Ellipses : √2 écarts types, sur n − 2. Valeur p : part regroupée, par rapport à des répartitions uniformes, "
    "(M + 1)/(R + 1). Valeur prospective : regroupements de la première moitié de la période ; PAI = part des faits de la "
    "seconde moitié à portée de leurs cœurs (ou de leurs faits) / part du territoire à cette portée.",
    "DBSCAN (Ester et al.): un incidente con el mínimo de incidentes a su alcance, él incluido, es un núcleo; los núcleos al "
    "alcance unos de otros forman una agrupación, con lo que queda a su alcance. Alcance automático: aquel en que un reparto "
    "uniforme forma un núcleo una vez de cada mil. HDBSCAN (Campello et al.): agrupaciones con al menos el mínimo de "
    "incidentes a cualquier distancia, donde una arista mide la mayor de las distancias de núcleo de sus extremos y de la que "
    "los separa; elegidas de modo que su estabilidad total, suma sobre los incidentes de 1/distancia de salida menos "
    "1/distancia de inicio, sea la mayor; no se pide alcance, y cerca significa la distancia de núcleo mediana de las "
    "agrupaciones; los valores p comparan la estabilidad por incidente con la mayor de cada reparto uniforme. Jerarquía de vecinos más cercanos, según la descripción de la rutina Nnh "
    "de CrimeStat: el incidente con más incidentes a esa distancia es la semilla de una agrupación que los toma todos, y "
    "luego el siguiente de los que quedan; distancia 0,5√(A/n) − 1,645 · 0,26136/√(n²/A); los centros de las agrupaciones se "
    "agrupan a su vez. STAC, según la misma descripción: en torno a los nodos de una retícula, a un radio de búsqueda unos de "
    "otros, círculos de √2 radios; se conservan los que tienen más incidentes, 25 salvo que se pida otra cosa, y se unen los "
    "que comparten incidentes. Elipses: √2 desviaciones típicas, sobre n − 2. Valor p: proporción agrupada frente a repartos uniformes, (M + 1)/(R + 1). Valor prospectivo: "
    "agrupaciones de la primera mitad del periodo; PAI = proporción de los incidentes de la segunda mitad al alcance de sus "
    "núcleos (o incidentes) / proporción de la zona a ese alcance.",
)


def surface(en: str, fr: str, es: str, *, unit: str = "1", decimals: int = 0) -> Column:
    """Return a column of a cluster: no table publishes its parts, so it stays inside."""
    return Column(label=text(en, fr, es), unit=unit, role="surface", decimals=decimals)


SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "places": shared.PLACES,
    "clusters": shared.estimate("Clusters", "Regroupements", "Agrupaciones", decimals=0),
    "second_order": shared.estimate(
        "Clusters of clusters", "Regroupements de regroupements", "Agrupaciones de agrupaciones", decimals=0
    ),
    "clustered": shared.estimate(
        "Incidents in clusters", "Faits regroupés", "Incidentes agrupados", unit="%", decimals=0
    ),
    "p": lexicon.p_value("incidents"),
    "reach": shared.estimate("Near: within", "Proche : à moins de", "Cerca: a menos de", unit="m", decimals=0),
    "least": Column(label=text("Fewest incidents", "Effectif minimal", "Mínimo de incidentes"), decimals=0),
    "ahead_area": shared.estimate(
        "Area near the clusters of the first half",
        "Part du territoire proche des regroupements de la première moitié",
        "Zona cercana a las agrupaciones de la primera mitad",
        unit="%",
        decimals=1,
    ),
    "ahead_hits": shared.estimate(
        "Incidents of the second half there",
        "Faits de la seconde moitié qui s’y trouvent",
        "Incidentes de la segunda mitad en ella",
        unit="%",
        decimals=1,
    ),
    "pai": shared.estimate(
        "Prediction accuracy index (PAI)",
        "Indice de précision de la prévision (PAI)",
        "Índice de precisión de la predicción (PAI)",
        decimals=1,
    ),
    "simulations": Column(label=text("Simulations", "Simulations", "Simulaciones"), decimals=0),
}
# A cluster is a sum of places that no other table publishes: its numbers would tell hidden ones apart.
CLUSTERS = {
    "rank": Column(label=text("Rank by size", "Rang selon l’effectif", "Rango por tamaño"), decimals=0),
    "x": surface("Centre, east", "Centre, est", "Centro, este", unit="m"),
    "y": surface("Centre, north", "Centre, nord", "Centro, norte", unit="m"),
    "incidents": surface("Incidents inside", "Faits à l’intérieur", "Incidentes en el interior"),
    "radius": surface(
        "Farthest incident from the centre",
        "Fait le plus éloigné du centre",
        "Incidente más alejado del centro",
        unit="m",
    ),
    "long": surface("Ellipse, half of the long axis", "Ellipse, demi-grand axe", "Elipse, semieje mayor", unit="m"),
    "short": surface("Ellipse, half of the short axis", "Ellipse, demi-petit axe", "Elipse, semieje menor", unit="m"),
    "bearing": surface(
        "Ellipse, bearing of the long axis, degrees from north",
        "Ellipse, azimut du grand axe, degrés depuis le nord",
        "Elipse, acimut del eje mayor, grados desde el norte",
    ),
    "hull": surface(
        "Convex hull (hectares)", "Enveloppe convexe (hectares)", "Envolvente convexa (hectáreas)", decimals=1
    ),
}
STABLE_CLUSTERS = CLUSTERS | {
    "stability": surface(
        "Stability per incident, of the largest one (HDBSCAN)",
        "Stabilité par fait, par rapport à la plus grande (HDBSCAN)",
        "Estabilidad por incidente, respecto de la mayor (HDBSCAN)",
        unit="%",
    ),
    "membership": surface(
        "Mean membership (HDBSCAN)", "Appartenance moyenne (HDBSCAN)", "Pertenencia media (HDBSCAN)", unit="%"
    ),
    "p": Column(
        label=text(
            "p-value of the stability (HDBSCAN)",
            "valeur p de la stabilité (HDBSCAN)",
            "valor p de la estabilidad (HDBSCAN)",
        ),
        unit="p",
        role="surface",
        decimals=3,
    ),
}
CLUSTERS_TITLE = text(
    "Clusters, the largest first", "Regroupements, du plus grand au plus petit", "Agrupaciones, de mayor a menor"
)
CLUSTER = Column(
    label=text("Cluster", "Regroupement", "Agrupación"),
    role="surface",
    codes=(
        (1, text("1 (the largest)", "1 (le plus grand)", "1 (la mayor)")),
        *((rank, text(*[str(rank)] * 3)) for rank in range(2, RANKED)),
        (RANKED, text(f"{RANKED} and beyond", f"{RANKED} et suivants", f"{RANKED} y siguientes")),
        (NOWHERE, text("outside", "en dehors", "fuera")),
    ),
)
CELLS = {"x": lexicon.CELL_X, "y": lexicon.CELL_Y, "size": lexicon.CELL_SIZE, "cluster": CLUSTER}
SOME = text(
    "{clusters:cluster holds|clusters hold} {clustered} of the incidents, more than an even spread would.",
    "{clusters:regroupement réunit|regroupements réunissent} {clustered} des faits, plus qu’une répartition uniforme.",
    "{clusters:agrupación reúne|agrupaciones reúnen} el {clustered} de los incidentes, más que un reparto uniforme.",
)
NONE = text(
    "No clustering established: an even spread of as many incidents would gather as much ({clustered}).",
    "Aucun regroupement établi : une répartition uniforme d’autant de faits en réunirait autant ({clustered}).",
    "No se establece agrupación: un reparto uniforme de otros tantos incidentes reuniría lo mismo ({clustered}).",
)
SOME_STABLE = text(
    "{clusters:cluster holds|clusters hold} {clustered} of the incidents; the most stable is more so than any of an even spread "
    "(p = {p}).",
    "{clusters:regroupement réunit|regroupements réunissent} {clustered} des faits ; le plus stable l’est plus que tous ceux "
    "d’une répartition uniforme (p = {p}).",
    "{clusters:agrupación reúne|agrupaciones reúnen} el {clustered} de los incidentes; la más estable lo es más que todas las de "
    "un reparto uniforme (p = {p}).",
)
NONE_STABLE = text(
    "No clustering established: an even spread of as many incidents would have a cluster as stable (p = {p}).",
    "Aucun regroupement établi : une répartition uniforme d’autant de faits aurait un regroupement aussi stable (p = {p}).",
    "No se establece agrupación: un reparto uniforme de otros tantos incidentes tendría una agrupación tan estable (p = {p}).",
)
HEADLINES = {(False, True): SOME, (False, False): NONE, (True, True): SOME_STABLE, (True, False): NONE_STABLE}
VALUE = text(
    "The clusters of the first half of the period, with what lies near them, are {ahead_area} of the area and hold "
    "{ahead_hits} of the incidents of the second half: {pai} times their share (PAI). Within the same data a PAI is always "
    "flattering; this one is not.",
    "Les regroupements de la première moitié de la période, avec leurs abords, occupent {ahead_area} du territoire et "
    "comptent {ahead_hits} des faits de la seconde moitié : {pai} fois leur part (PAI). Calculé sur les mêmes données, un PAI "
    "flatte toujours ; celui-ci, non.",
    "Las agrupaciones de la primera mitad del periodo, con sus alrededores, son el {ahead_area} de la zona y reúnen el "
    "{ahead_hits} de los incidentes de la segunda mitad: {pai} veces su proporción (PAI). Con los mismos datos un PAI siempre "
    "halaga; este no.",
)
NO_VALUE = text(
    "Whether the clusters stay where they are is not known: one half of the period has too few incidents or no cluster.",
    "On ne sait pas si les regroupements restent au même endroit : une moitié de la période a trop peu de faits ou aucun "
    "regroupement.",
    "No se sabe si las agrupaciones permanecen en el mismo lugar: una mitad del periodo tiene muy pocos incidentes o ninguna "
    "agrupación.",
)


def figure(*, has_window: bool) -> Figure:
    """Return the map of the cells that hold incidents of the clusters."""
    return cell_map(
        "cluster",
        has_window=has_window,
        title=text(
            "Cells with incidents of the clusters",
            "Mailles où se trouvent les faits regroupés",
            "Celdas con incidentes de las agrupaciones",
        ),
        alt=text(
            "Map of square cells; those with incidents of the largest clusters stand out. {clusters:cluster|clusters} in all.",
            "Carte de mailles carrées ; celles des plus grands regroupements ressortent. "
            "{clusters:regroupement|regroupements} en tout.",
            "Mapa de celdas cuadradas; destacan las de las mayores agrupaciones. {clusters:agrupación|agrupaciones} en total.",
        ),
        options=MAP_OPTIONS,
    )
