"""The words and columns of clusters adjusted to where others gather anyway."""

from beffroi.analyses import _cluster_words as cluster_words
from beffroi.analyses import _compared as compared
from beffroi.analyses import _patterns as shared
from beffroi.analyses._points import APART
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.text import text

LEVEL = 0.05
TITLE = text("Risk-adjusted clusters", "Regroupements ajustés au risque", "Agrupaciones ajustadas al riesgo")
QUESTION = text(
    "Where do incidents lie closer together than other incidents, or activity in general, would make them?",
    "Où les faits sont-ils plus proches les uns des autres que d’autres faits, ou l’activité en général, ne "
    "l’expliqueraient ?",
    "¿Dónde están los incidentes más cerca unos de otros de lo que explicarían otros incidentes, o la actividad en general?",
)
ASSUMPTION = text(
    "What is compared with shows where these incidents could have happened, and how easily: it has the same gaps in "
    "recording.",
    "Ce à quoi l’on compare montre où ces faits auraient pu se produire, et avec quelle facilité : son enregistrement a les "
    "mêmes lacunes.",
    "Aquello con lo que se compara muestra dónde podrían haber ocurrido estos incidentes, y con qué facilidad: su registro "
    "tiene las mismas lagunas.",
)
METHOD = text(
    "Nearest-neighbour hierarchical clusters with the threshold distance adjusted to a baseline, after the description of "
    "CrimeStat’s Rnnh: f, the Gaussian kernel density of the baseline (Scott’s bandwidth; divided by the share of the kernel "
    "in the study area), scaled to the n incidents; own threshold of an incident t = 0.5/√f − 1.645 · 0.26136/√(n f), which "
    "is Nnh’s where f is even; four times that of an even f at most. Two incidents are near when each is within the own "
    "threshold of the other; then as Nnh, its first order. Baseline: the incidents asked and those compared with, together. "
    "p-value: share in clusters among R random choices of n of them, (M + 1)/(R + 1); these keep every place, and the test is "
    "exact.",
    "Regroupements hiérarchiques des plus proches voisins, à distance seuil ajustée à une référence, d’après la description "
    "de la routine Rnnh de CrimeStat : f, densité à noyau gaussien de la référence (rayon de Scott ; divisée par la part du "
    "noyau dans le territoire étudié), ramenée aux n faits ; seuil propre d’un fait t = 0,5/√f − 1,645 · 0,26136/√(n f), celui "
    "de Nnh si f est uniforme ; au plus quatre fois celui d’un f uniforme. Deux faits sont proches quand chacun est en deçà du "
    "seuil propre de l’autre ; puis comme Nnh, au premier ordre. Référence : les faits demandés et ceux de comparaison, "
    "réunis. Valeur p : part regroupée parmi R choix au hasard de n d’entre eux, (M + 1)/(R + 1) ; chaque lieu est conservé, et "
    "le test est exact.",
    "Agrupaciones jerárquicas de vecinos más cercanos con distancia umbral ajustada a una referencia, según la descripción de "
    "la rutina Rnnh de CrimeStat: f, densidad con núcleo gaussiano de la referencia (ancho de Scott; dividida por la "
    "proporción del núcleo dentro de la zona), escalada a los n incidentes; umbral propio de un incidente "
    "t = 0,5/√f − 1,645 · 0,26136/√(n f), el de Nnh si f es uniforme; como máximo, cuatro veces el de un f uniforme. Dos "
    "incidentes son cercanos cuando cada uno está dentro del umbral propio del otro; después, como Nnh, en su primer orden. "
    "Referencia: los incidentes consultados y los de comparación, juntos. Valor p: proporción agrupada entre R elecciones al "
    "azar de n de ellos, (M + 1)/(R + 1); cada lugar se conserva y la prueba es exacta.",
)
SUMMARY = {
    "incidents": shared.INCIDENTS,
    "outside": shared.OUTSIDE,
    "apart": APART,
    "others": compared.OTHERS,
    "clusters": cluster_words.SUMMARY["clusters"],
    "clustered": cluster_words.SUMMARY["clustered"],
    "expected": shared.estimate(
        "Expected from the baseline",
        "Attendus selon la référence",
        "Esperados según la referencia",
        unit="%",
        decimals=0,
    ),
    "p": lexicon.p_value("incidents"),
    "reach": shared.estimate(
        "Threshold where the baseline is even",
        "Seuil là où la référence est uniforme",
        "Umbral donde la referencia es uniforme",
        unit="m",
        decimals=0,
    ),
    "nearest": shared.estimate("Smallest threshold", "Seuil le plus petit", "Umbral menor", unit="m", decimals=0),
    "furthest": shared.estimate("Largest threshold", "Seuil le plus grand", "Umbral mayor", unit="m", decimals=0),
    "bandwidth": shared.estimate("Bandwidth", "Rayon de lissage", "Ancho de banda", unit="m", decimals=0),
    "permutations": compared.LABELLINGS,
}
SOME = text(
    "{clusters:cluster holds|clusters hold} {clustered} of the incidents; as many of those compared with would have "
    "{expected} in clusters.",
    "{clusters:regroupement réunit|regroupements réunissent} {clustered} des faits ; autant de faits de la référence en "
    "auraient {expected} en regroupements.",
    "{clusters:agrupación reúne|agrupaciones reúnen} el {clustered} de los incidentes; otros tantos de la referencia tendrían "
    "el {expected} en agrupaciones.",
)
NONE = text(
    "No clustering beyond that of the incidents compared with is established: {clustered} in clusters, {expected} expected.",
    "Aucun regroupement au-delà de celui des faits de comparaison n’est établi : {clustered} en regroupements, {expected} "
    "attendus.",
    "No se establece agrupación más allá de la de los incidentes de comparación: el {clustered} en agrupaciones, el {expected} "
    "esperado.",
)
BEYOND = text(
    "A cluster here is where these incidents are dense for the place, not where they are most: a quiet area may have one, and "
    "the centre of the city none.",
    "Un regroupement est ici un lieu où ces faits sont denses par rapport à ce qui s’y passe, non où ils sont les plus "
    "nombreux : un quartier calme peut en avoir un, et le centre de la ville aucun.",
    "Aquí una agrupación es donde estos incidentes son densos para el lugar, no donde son más: un barrio tranquilo puede tener "
    "una, y el centro de la ciudad ninguna.",
)
