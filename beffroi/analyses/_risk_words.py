"""The words, columns and picture of relative risk."""

from beffroi.analyses import _compared as compared
from beffroi.analyses._points import APART, cell_map
from beffroi.evidence.finding import Figure, Refusal
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import text

TITLE = text("Relative risk map", "Carte du risque relatif", "Mapa de riesgo relativo")
QUESTION = text(
    "Where do these incidents take a larger or smaller share than those they are compared with?",
    "Où ces faits ont-ils une part plus grande ou plus petite que ceux auxquels on les compare ?",
    "¿Dónde tienen estos incidentes una proporción mayor o menor que aquellos con los que se comparan?",
)
ASSUMPTION = text(
    "Without a difference, each incident of the two sets could as well have been of the other, wherever it lies; both are "
    "recorded alike.",
    "Sans différence, chaque fait des deux ensembles aurait pu appartenir à l’autre, où qu’il se trouve ; les deux sont "
    "enregistrés de la même façon.",
    "Sin diferencia, cada incidente de los dos conjuntos podría ser del otro, dondequiera que esté; ambos se registran igual.",
)
METHOD = text(
    "ln(f/g): Gaussian kernel densities of the two sets with one bandwidth, from counts of cells, each divided by the share "
    "of the kernel inside the area and scaled to 1 (Kelsall and Diggle). Bandwidth: Scott’s rule for both sets together, or "
    "likelihood cross-validation, or Diggle’s mean square error. Tolerance contours: cells where at most alpha of the random "
    "labellings have as high (as low) a ratio, (M + 1)/(R + 1), cell by cell. p of the whole map: mean square of ln(f/g) "
    "among the random labellings. Cells with fewer than five incidents under the kernel are not compared.",
    "ln(f/g) : densités des deux ensembles par noyau gaussien de même rayon, à partir des effectifs de mailles, chacune "
    "divisée par la part du noyau dans le territoire et ramenée à 1 (Kelsall et Diggle). Rayon de lissage : règle de Scott "
    "pour les deux ensembles réunis, ou validation croisée de la vraisemblance, ou erreur quadratique moyenne de Diggle. "
    "Contours de tolérance : mailles où au plus alpha des étiquetages aléatoires donnent un rapport aussi élevé (aussi "
    "faible), (M + 1)/(R + 1), maille par maille. Valeur p de la carte entière : moyenne des carrés de ln(f/g) parmi les "
    "étiquetages aléatoires. Les mailles comptant moins de cinq faits sous le noyau ne sont pas comparées.",
    "ln(f/g): densidades de los dos conjuntos con núcleo gaussiano de igual ancho, a partir de recuentos de celdas, cada una "
    "dividida por la proporción del núcleo dentro de la zona y escalada a 1 (Kelsall y Diggle). Ancho de banda: regla de "
    "Scott para ambos conjuntos juntos, o validación cruzada de la verosimilitud, o error cuadrático medio de Diggle. "
    "Contornos de tolerancia: celdas donde como mucho alfa de los etiquetados aleatorios dan una razón tan alta (tan baja), "
    "(M + 1)/(R + 1), celda por celda. Valor p del mapa entero: media de los cuadrados de ln(f/g) entre los etiquetados "
    "aleatorios. No se comparan las celdas con menos de cinco incidentes bajo el núcleo.",
)


def _surface(en: str, fr: str, es: str, *, unit: str = "1", decimals: int | None = None) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="surface", decimals=decimals)


def _share(en: str, fr: str, es: str, *, unit: str = "%", decimals: int | None = 0) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("cases", "controls"), decimals=decimals)


CELLS = {
    "x": lexicon.CELL_X,
    "y": lexicon.CELL_Y,
    "size": lexicon.CELL_SIZE,
    "ratio": _surface(
        "Ratio of shares (relative risk)", "Rapport des parts (risque relatif)", "Razón de proporciones (riesgo relativo)",
        decimals=2,
    ),
    "p_higher": _surface("p-value, higher", "valeur p, plus élevé", "valor p, más alto", unit="p", decimals=3),
    "p_lower": _surface("p-value, lower", "valeur p, plus faible", "valor p, más bajo", unit="p", decimals=3),
    "beyond": _surface("Beyond chance (1: yes)", "Au-delà du hasard (1 : oui)", "Más allá del azar (1: sí)", decimals=0),
}  # fmt: skip
SUMMARY = {
    "cases": Column(
        label=text("Incidents compared", "Faits comparés", "Incidentes comparados"), role="count", only="inside"
    ),
    "controls": Column(
        label=text("Incidents they are compared with", "Faits de comparaison", "Incidentes de comparación"),
        role="count",
        only="control",
    ),
    "outside": Column(
        label=text(
            "Incidents outside the study area", "Faits hors du territoire étudié", "Incidentes fuera de la zona"
        ),
        role="count",
        only="outside",
    ),
    "apart": APART,
    "compared": _share("Area compared", "Territoire comparé", "Zona comparada"),
    "higher": _share(
        "Area with a larger share", "Territoire à part plus grande", "Zona con mayor proporción", decimals=1
    ),
    "lower": _share(
        "Area with a smaller share", "Territoire à part plus petite", "Zona con menor proporción", decimals=1
    ),
    "highest": _share("Highest ratio", "Rapport le plus élevé", "Razón más alta", unit="1", decimals=2),
    "p": Column(
        label=text("p-value", "valeur p", "valor p"), unit="p", role="estimate", of=("cases", "controls"), decimals=3
    ),
    "alpha": Column(
        label=text("Level of the contours", "Seuil des contours", "Nivel de los contornos"), unit="%", decimals=0
    ),
    "permutations": compared.LABELLINGS,
    "cell": _share("Cell size", "Côté de la maille", "Lado de la celda", unit="m"),
    "bandwidth": _share("Bandwidth", "Rayon de lissage", "Ancho de banda", unit="m"),
}
DIFFERENT = text(
    "The two maps differ: the incidents compared take a larger share in {higher} of the area, a smaller one in {lower}.",
    "Les deux cartes diffèrent : les faits comparés ont une part plus grande dans {higher} du territoire, plus petite dans "
    "{lower}.",
    "Los dos mapas difieren: los incidentes comparados tienen una proporción mayor en el {higher} de la zona, y menor en el "
    "{lower}.",
)
ALIKE = text(
    "No difference between the two maps is established.",
    "Aucune différence n’est établie entre les deux cartes.",
    "No se establece ninguna diferencia entre los dos mapas.",
)
AGAINST = {
    "year_before": text(
        "Compared with the same dates a year before.",
        "Comparés aux mêmes dates, un an plus tôt.",
        "Comparados con las mismas fechas, un año antes.",
    ),
    "period_before": text(
        "Compared with as many days just before: the season may differ.",
        "Comparés à autant de jours juste avant : la saison peut différer.",
        "Comparados con otros tantos días justo antes: la estación puede diferir.",
    ),
    "offences": text(
        "Compared with other offences of the same period.",
        "Comparés à d’autres infractions de la même période.",
        "Comparados con otros delitos del mismo periodo.",
    ),
}
POINTWISE = text(
    "The outlines hold cell by cell: where nothing differs, some {alpha} of the area would be outlined on each side all the "
    "same. The p-value of the whole map ({p}) says whether there is a difference at all.",
    "Les contours valent maille par maille : là où rien ne diffère, environ {alpha} du territoire seraient tout de même "
    "entourés de chaque côté. La valeur p de la carte entière ({p}) dit s’il existe une différence.",
    "Los contornos valen celda por celda: donde nada difiere, cerca del {alpha} de la zona quedaría rodeado igualmente en "
    "cada lado. El valor p del mapa entero ({p}) dice si existe alguna diferencia.",
)
SHARES = text(
    "Shares are compared, not numbers: a place can take a larger share of fewer incidents.",
    "Des parts sont comparées, non des effectifs : un lieu peut avoir une part plus grande de faits moins nombreux.",
    "Se comparan proporciones, no recuentos: un lugar puede tener una proporción mayor de menos incidentes.",
)
OUTSIDE_SAID = text(
    "{outside:incident lies|incidents lie} outside the study area: left out here.",
    "{outside:fait se trouve|faits se trouvent} hors du territoire étudié : ils sont écartés ici.",
    "{outside:incidente está|incidentes están} fuera de la zona de estudio: aquí se excluyen.",
)
UNFIT = Refusal(
    kind="not_defined",
    reason=text(
        "With these cells the study area cannot be compared: too many cells, too few, or too few incidents in each.",
        "Avec ces mailles, le territoire ne peut être comparé : trop de mailles, trop peu, ou trop peu de faits dans chacune.",
        "Con estas celdas no se puede comparar la zona: demasiadas celdas, muy pocas, o muy pocos incidentes en cada una.",
    ),
    instead=text(
        "Ask for other cells or a larger bandwidth, or check for locations far outside the area.",
        "Demandez d’autres mailles ou un plus grand rayon de lissage, ou vérifiez s’il existe des localisations très "
        "éloignées.",
        "Solicite otras celdas o un ancho de banda mayor, o compruebe si hay ubicaciones muy alejadas.",
    ),
)


def not_covered(period: Period) -> Refusal:
    """Return the refusal of a comparison with days that the data do not all cover."""
    return Refusal(
        kind="not_covered",
        reason=text(
            "The data do not cover every day of {period}, which these incidents would be compared with: missing is not zero.",
            "Les données ne couvrent pas tous les jours de {period}, auxquels ces faits seraient comparés : l’absence de "
            "données n’est pas zéro.",
            "Los datos no cubren todos los días de {period}, con los que se compararían estos incidentes: la falta de datos no "
            "es cero.",
        ),
        instead=text(
            "Ask about a later or shorter period, or compare with other offences: `--against offences`.",
            "Interrogez une période plus récente ou plus courte, ou comparez à d’autres infractions : `--against offences`.",
            "Consulte un periodo posterior o más corto, o compare con otros delitos: `--against offences`.",
        ),
        values={"period": str(period)},
    )


def too_few(found: int, minimum: int) -> Refusal:
    """Return the refusal of a set with too few incidents in the study area."""
    return Refusal(
        kind="not_enough",
        reason=text(
            "One of the two sets has {found} incidents in the study area and the method needs at least {minimum} of each.",
            "L’un des deux ensembles compte {found} faits dans le territoire étudié et la méthode en demande au moins "
            "{minimum} de chaque.",
            "Uno de los dos conjuntos tiene {found} incidentes en la zona de estudio y el método necesita al menos {minimum} "
            "de cada uno.",
        ),
        instead=text(
            "Ask about a longer period, or compare with other offences: `--against offences`.",
            "Interrogez une période plus longue, ou comparez à d’autres infractions : `--against offences`.",
            "Consulte un periodo más largo, o compare con otros delitos: `--against offences`.",
        ),
        values={"found": found, "minimum": minimum},
    )


def figure(*, has_window: bool, differs: bool) -> Figure:
    """Return the map of the ratio, with the tolerance contours where the two maps differ."""
    return cell_map(
        "ratio",
        has_window=has_window,
        series="beyond" if differs else None,
        title=text(
            "Share of the incidents compared over the share of the others",
            "Part des faits comparés rapportée à la part des autres",
            "Proporción de los incidentes comparados sobre la de los otros",
        ),
        alt=text(
            "Map of square cells of {cell}: the ratio of shares, smoothed over {bandwidth}; above 1, the incidents compared "
            "take a larger share. The highest ratio is {highest}.",
            "Carte de mailles carrées de {cell} : rapport des parts, lissé sur {bandwidth} ; au-dessus de 1, les faits "
            "comparés ont une part plus grande. Le rapport le plus élevé est {highest}.",
            "Mapa de celdas cuadradas de {cell}: razón de proporciones, suavizada sobre {bandwidth}; por encima de 1, los "
            "incidentes comparados tienen una proporción mayor. La razón más alta es {highest}.",
        ),
        options={
            "midpoint": 1,
            "outlined": text(
                "Beyond chance (tolerance contour)",
                "Au-delà du hasard (contour de tolérance)",
                "Más allá del azar (contorno de tolerancia)",
            ),
        },
    )
