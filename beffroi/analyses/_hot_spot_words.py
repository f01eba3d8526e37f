"""The words, columns and picture of hot spots."""

from dataclasses import replace

from beffroi.analyses._points import APART, cell_map
from beffroi.evidence.finding import Figure, Refusal
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

TITLE = text("Hot spots", "Points chauds", "Puntos calientes")
QUESTION = text(
    "Where do incidents gather more than if they were spread over the area by chance?",
    "Où les faits se concentrent-ils plus que s’ils étaient répartis au hasard sur le territoire ?",
    "¿Dónde se concentran los incidentes más que si se repartieran al azar por el territorio?",
)
ASSUMPTION = text(
    "Without hot spots, any cell of the study area could hold the count of any other.",
    "Sans point chaud, chaque maille du territoire étudié pourrait avoir l’effectif de n’importe quelle autre.",
    "Sin puntos calientes, cualquier celda de la zona de estudio podría tener el recuento de cualquier otra.",
)


def _surface(en: str, fr: str, es: str, *, unit: str = "1", decimals: int | None = None) -> Column:
    return Column(label=text(en, fr, es), unit=unit, role="surface", decimals=decimals)


CELLS = {
    "x": lexicon.CELL_X,
    "y": lexicon.CELL_Y,
    "size": lexicon.CELL_SIZE,
    "incidents": replace(lexicon.INCIDENTS, only="located"),
    "density": _surface("Incidents per km²", "Faits par km²", "Incidentes por km²", decimals=1),
    "class": _surface(
        "Denser than … % of the area",
        "Plus dense que … % du territoire",
        "Más denso que el … % del territorio",
        decimals=0,
    ),
    "z": _surface("Gi* (standardised)", "Gi* (centré réduit)", "Gi* (estandarizado)", decimals=2),
    "p": _surface("p-value", "valeur p", "valor p", unit="p", decimals=3),
    "significant": _surface("Hot spot (1: yes)", "Point chaud (1 : oui)", "Punto caliente (1: sí)", decimals=0),
}


def _chosen(en: str, fr: str, es: str, *, unit: str = "1") -> Column:
    """A choice that may rest on the incidents: it falls with their number."""
    return Column(label=text(en, fr, es), unit=unit, role="estimate", of=("incidents",), decimals=0)


SUMMARY = {
    "incidents": replace(lexicon.INCIDENTS, only="inside"),
    "outside": Column(
        label=text(
            "Incidents outside the study area", "Faits hors du territoire étudié", "Incidentes fuera de la zona"
        ),
        role="count",
        only="outside",
    ),
    "apart": APART,
    "cell": _chosen("Cell size", "Côté de la maille", "Lado de la celda", unit="m"),
    "bandwidth": _chosen("Bandwidth", "Rayon de lissage", "Ancho de banda", unit="m"),
    "cells": _chosen("Cells tested", "Mailles testées", "Celdas evaluadas"),
    "hot_cells": _surface("Hot-spot cells", "Mailles en point chaud", "Celdas en punto caliente", decimals=0),
    "hot_area": _surface(
        "Share of the area in hot spots",
        "Part du territoire en point chaud",
        "Proporción del territorio en punto caliente",
        unit="%",
        decimals=1,
    ),
    "hot_incidents": _surface(
        "Share of the incidents in hot spots",
        "Part des faits en point chaud",
        "Proporción de los incidentes en punto caliente",
        unit="%",
        decimals=1,
    ),
    "densest": _surface(
        "Highest density, incidents per km²",
        "Densité la plus forte, faits par km²",
        "Densidad más alta, incidentes por km²",
        decimals=1,
    ),
    "alpha": Column(
        label=text(
            "Share of false hot spots accepted",
            "Part acceptée de faux points chauds",
            "Proporción aceptada de falsos puntos calientes",
        ),
        unit="%",
        decimals=0,
    ),
    "permutations": lexicon.PERMUTATIONS,
    "permutations_needed": _chosen("Permutations needed", "Permutations nécessaires", "Permutaciones necesarias"),
}
SOME_HOT = text(
    "{hot_incidents} of the incidents lie in hot spots that cover {hot_area} of the study area.",
    "{hot_incidents} des faits se situent dans des points chauds qui couvrent {hot_area} du territoire étudié.",
    "El {hot_incidents} de los incidentes se sitúa en puntos calientes que cubren el {hot_area} de la zona de estudio.",
)
NONE_HOT = text(
    "No hot spot is established: none of the {cells} squares of {cell} holds clearly more incidents than chance explains.",
    "Aucun point chaud n’est établi : aucune des {cells} mailles de {cell} ne compte nettement plus de faits que ne "
    "l’explique le hasard.",
    "No se establece ningún punto caliente: ninguna de las {cells} celdas de {cell} tiene claramente más incidentes de lo "
    "que explica el azar.",
)
WHERE_PEOPLE_ARE = text(
    "Raw counts also map where people are: compare with rates before calling a place risky.",
    "Les effectifs bruts montrent aussi où se trouvent les gens : comparez avec les taux avant de dire un lieu risqué.",
    "Los recuentos brutos muestran también dónde está la gente: compare con las tasas antes de considerar peligroso un "
    "lugar.",
)
BY_PERMUTATIONS = text(
    "Hot spots are decided by {permutations} permutations, with at most {alpha} of false ones expected among them.",
    "Les points chauds sont établis par {permutations} permutations, avec au plus {alpha} de faux attendus parmi eux.",
    "Los puntos calientes se deciden con {permutations} permutaciones; se espera como máximo un {alpha} de falsos "
    "entre ellos.",
)
BY_FORMULA = text(
    "{permutations} permutations cannot tell one cell apart among {cells}: it would take {permutations_needed}. Hot "
    "spots are decided by the computed distribution of sums of cells drawn at random instead, with at most {alpha} of "
    "false ones expected among them.",
    "{permutations} permutations ne permettent pas de distinguer une maille parmi {cells} : il en faudrait "
    "{permutations_needed}. Les points chauds sont donc établis par la distribution calculée des sommes de mailles "
    "tirées au hasard, avec au plus {alpha} de faux attendus parmi eux.",
    "{permutations} permutaciones no permiten distinguir una celda entre {cells}: harían falta {permutations_needed}. "
    "Los puntos calientes se deciden por ello con la distribución calculada de las sumas de celdas tomadas al azar; se "
    "espera como máximo un {alpha} de falsos entre ellos.",
)
EDGE = text(
    "Density is underestimated within {bandwidth} of the border: what happens beyond it is not known.",
    "La densité est sous-estimée à moins de {bandwidth} de la limite : ce qui se passe au-delà n’est pas connu.",
    "La densidad se subestima a menos de {bandwidth} del límite: no se conoce lo que ocurre más allá.",
)
SNAPPED = text(
    "The publisher moved the locations to nearby map points: a cell of {cell} is read as an area, never as an address.",
    "Le diffuseur a déplacé les localisations vers des points voisins : une maille de {cell} se lit comme une zone, "
    "jamais comme une adresse.",
    "El editor desplazó las ubicaciones a puntos cercanos: una celda de {cell} se lee como una zona, nunca como una "
    "dirección.",
)
PROTECTED = text(
    "Drawn from released cells only: a cell whose count is withheld is treated as empty.",
    "Établi à partir des seules mailles diffusées : une maille masquée est traitée comme vide.",
    "Elaborado solo con las celdas publicadas: una celda suprimida se trata como vacía.",
)


SOME_HOT_TITLE = text(
    "Where incidents are densest, and the hot spots",
    "Où les faits sont les plus denses, et les points chauds",
    "Dónde son más densos los incidentes, y los puntos calientes",
)
NONE_HOT_TITLE = text(
    "Where incidents are densest", "Où les faits sont les plus denses", "Dónde son más densos los incidentes"
)
SOME_HOT_ALT = text(
    "Map of square cells of {cell}, darker where incidents are denser; a line runs round the hot spots, "
    "{hot_area} of the area with {hot_incidents} of the incidents.",
    "Carte de mailles carrées de {cell}, plus foncées là où les faits sont plus denses ; un trait entoure les "
    "points chauds, soit {hot_area} du territoire et {hot_incidents} des faits.",
    "Mapa de celdas cuadradas de {cell}, más oscuras donde los incidentes son más densos; una línea rodea los "
    "puntos calientes, el {hot_area} de la zona con el {hot_incidents} de los incidentes.",
)
NONE_HOT_ALT = text(
    "Map of square cells of {cell}, darker where incidents are denser; no hot spot is established, so none is outlined.",
    "Carte de mailles carrées de {cell}, plus foncées là où les faits sont plus denses ; aucun point chaud n’étant "
    "établi, aucun n’est entouré.",
    "Mapa de celdas cuadradas de {cell}, más oscuras donde los incidentes son más densos; no se establece ningún punto "
    "caliente, así que ninguno se rodea.",
)


def figure(*, has_window: bool, is_hot: bool) -> Figure:
    """Return the map of density, with the outline of the study area where it is known, and of hot spots if any."""
    return cell_map(
        "class",
        has_window=has_window,
        series="significant" if is_hot else None,
        title=SOME_HOT_TITLE if is_hot else NONE_HOT_TITLE,
        alt=SOME_HOT_ALT if is_hot else NONE_HOT_ALT,
        options={
            "classes": 6,
            "outlined": text(
                "Hot spot (more than chance)", "Point chaud (plus que le hasard)", "Punto caliente (más que el azar)"
            ),
        },
    )


def too_many_cells(size: float) -> Refusal:
    """Return the refusal of cells too small for the study area."""
    return Refusal(
        kind="not_defined",
        reason=text(
            "Cells of {size:g} m would cut the study area into more cells than can be computed.",
            "Des mailles de {size:g} m découperaient le territoire en trop de mailles pour être calculées.",
            "Celdas de {size:g} m dividirían el territorio en más celdas de las que se pueden calcular.",
        ),
        instead=text(
            "Ask for larger cells, or check for locations far outside the area.",
            "Demandez des mailles plus grandes, ou vérifiez s’il existe des localisations très éloignées.",
            "Solicite celdas más grandes, o compruebe si hay ubicaciones muy alejadas.",
        ),
        values={"size": size},
    )


def too_few_cells(cells: int, size: float) -> Refusal:
    """Return the refusal of a study area that cells cannot tell apart."""
    return Refusal(
        kind="not_defined",
        reason=text(
            "With cells of {size:g} m the study area has {cells} cells, too few or too alike to compare.",
            "Avec des mailles de {size:g} m, le territoire compte {cells} mailles, trop peu nombreuses ou trop "
            "semblables pour être comparées.",
            "Con celdas de {size:g} m, el territorio tiene {cells} celdas, demasiado pocas o demasiado parecidas para "
            "compararlas.",
        ),
        instead=text(
            "Ask about a larger area, or for smaller cells.",
            "Interrogez un territoire plus grand, ou demandez des mailles plus petites.",
            "Consulte un territorio más grande, o solicite celdas más pequeñas.",
        ),
        values={"size": size, "cells": cells},
    )


METHOD = text(
    "Density: each count is spread by the quartic kernel 3 / (π h²) (1 − (d / h)²)², h the bandwidth; on request another "
    "kernel, Abramson’s adaptive bandwidths, or a correction of the border. Gi* of "
    "Getis and Ord: z = (S − m W) / (s √((n W − W²) / (n − 1))), S the sum over a cell and its W − 1 neighbours, "
    "m and s the mean and standard deviation of the n cells. Hot spots: cells with a high sum that remain after "
    "control of the false discovery rate (Benjamini and Hochberg).",
    "Densité : chaque effectif est étalé par le noyau quartique 3 / (π h²) (1 − (d / h)²)², h étant le rayon de "
    "lissage ; sur demande, un autre noyau, les rayons adaptatifs d’Abramson ou une correction des bords. "
    "Gi* de Getis et Ord : z = (S − m W) / (s √((n W − W²) / (n − 1))), S étant la somme sur une maille "
    "et ses W − 1 voisines, m et s la moyenne et l’écart type des n mailles. Points chauds : mailles à somme "
    "élevée retenues après contrôle du taux de fausses découvertes (Benjamini et Hochberg).",
    "Densidad: cada recuento se reparte con el núcleo cuártico 3 / (π h²) (1 − (d / h)²)², donde h es el ancho de "
    "banda; a petición, otro núcleo, los anchos adaptativos de Abramson o una corrección de los "
    "bordes. Gi* de Getis y Ord: z = (S − m W) / (s √((n W − W²) / (n − 1))), donde S es la suma de una celda y "
    "sus W − 1 vecinas, y m y s la media y la desviación típica de las n celdas. Puntos calientes: celdas de suma "
    "elevada que permanecen tras controlar la tasa de falsos descubrimientos (Benjamini y Hochberg).",
)


EMERGING_METHOD = text(
    "Gi* of the cells of each step of time, with a false discovery rate over all cells and steps, and the Mann-Kendall "
    "trend of each cell. Persistent, intensifying, diminishing: hot in 90 % of the steps, without trend, rising or "
    "falling.",
    "Gi* des mailles de chaque pas de temps, avec contrôle du taux de fausses découvertes sur toutes les mailles et tous "
    "les pas, et tendance de Mann-Kendall de chaque maille. Persistant, en hausse, en baisse : chaud à 90 % des pas, "
    "sans tendance, avec une tendance à la hausse ou à la baisse.",
    "Gi* de las celdas de cada paso de tiempo, con control de la tasa de falsos descubrimientos sobre todas las celdas y "
    "pasos, y tendencia de Mann-Kendall de cada celda. Persistente, creciente, decreciente: caliente en el 90 % de los "
    "pasos, sin tendencia, al alza o a la baja.",
)
