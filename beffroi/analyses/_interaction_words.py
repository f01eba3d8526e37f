"""The words, columns and picture of the tests of interaction in space and time."""

from dataclasses import replace

from beffroi.analyses._patterns import INCIDENTS, OUTSIDE
from beffroi.analyses._points import APART
from beffroi.analyses._repeats import BAND
from beffroi.evidence.finding import Figure
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, text

LEVEL = 0.05
KNOX, MANTEL, JACQUEZ = range(3)

TITLE = text(
    "Tests of space-time interaction",
    "Tests d’interaction spatio-temporelle",
    "Pruebas de interacción espaciotemporal",
)
QUESTION = text(
    "Are incidents that are near one another also closer in time than places and dates alone would make them?",
    "Les faits proches dans l’espace sont-ils aussi plus proches dans le temps que les lieux et les dates, pris "
    "séparément, ne l’expliqueraient ?",
    "¿Los incidentes cercanos en el espacio están también más próximos en el tiempo de lo que explicarían por sí solos los "
    "lugares y las fechas?",
)
METHOD = text(
    "All three compare with R permutations of the dates among the places; p = (M + 1)/(R + 1), M the permutations with as "
    "large a value. Knox: pairs both nearer and sooner than two limits. Mantel: sum over pairs of 1/(d + a) · 1/(u + b), d in "
    "metres, u in days, a and b constants (Mantel’s reciprocals), or of d · u as measured; r is the correlation of the two "
    "over pairs. Knox’s count is the same sum with 1 for near or soon and 0 for not. Jacquez: J_k, the events that are among "
    "the k nearest of another both in space and in time, expected n k²/(n − 1); ties at the k-th place share the places left "
    "equally, which is the mean over all ways of breaking them; p over all k at once: the largest standardised excess. The "
    "three together: the smallest p times three (Bonferroni).",
    "Les trois tests se comparent à R permutations des dates entre les lieux ; p = (M + 1)/(R + 1), M étant le nombre de "
    "permutations donnant une valeur au moins aussi grande. Knox : paires à la fois plus proches et plus rapprochées que deux "
    "limites. Mantel : somme sur les paires de 1/(d + a) · 1/(u + b), d en mètres, u en jours, a et b des constantes (inverses "
    "de Mantel), ou de d · u tels que mesurés ; r est leur corrélation sur les paires. Le décompte de Knox est la même somme, "
    "avec 1 pour proche ou rapproché et 0 sinon. Jacquez : J_k, faits qui sont parmi les k plus proches d’un autre à la fois "
    "dans l’espace et dans le temps, valeur attendue n k²/(n − 1) ; les ex æquo à la k-ième place se partagent également les "
    "places restantes, soit la moyenne de toutes les façons de les départager ; p pour tous les k à la fois : le plus grand "
    "excédent standardisé. Les trois ensemble : le plus petit p, fois trois (Bonferroni).",
    "Las tres pruebas se comparan con R permutaciones de las fechas entre los lugares; p = (M + 1)/(R + 1), donde M son las "
    "permutaciones con un valor al menos igual. Knox: pares a la vez más cercanos y más próximos en el tiempo que dos límites. "
    "Mantel: suma sobre los pares de 1/(d + a) · 1/(u + b), d en metros, u en días, a y b constantes (inversos de Mantel), o de "
    "d · u tal como se miden; r es la correlación de ambas sobre los pares. El recuento de Knox es la misma suma, con 1 si es "
    "cercano o próximo y 0 si no. Jacquez: J_k, incidentes que están entre los k más cercanos de otro a la vez en el espacio y "
    "en el tiempo, valor esperado n k²/(n − 1); los empates en el puesto k se reparten por igual los puestos restantes, que es "
    "la media de todas las formas de deshacerlos; p para todos los k a la vez: el mayor exceso estandarizado. Las tres juntas: "
    "el menor p por tres (Bonferroni).",
)
REFERENCES = (
    "Knox 1964, doi:10.2307/2985220",
    "Mantel 1967, The detection of disease clustering and a generalized regression approach, Cancer Research 27(2), 209–220",
    "Jacquez 1996, doi:10.1002/(SICI)1097-0258(19960915)15:18<1935::AID-SIM406>3.0.CO;2-I",
)


def _estimate(label: Text, *, decimals: int = 2, unit: str = "1") -> Column:
    return Column(label=label, role="estimate", of=("incidents",), decimals=decimals, unit=unit)


P = lexicon.p_value("incidents")
RATIO = _estimate(lexicon.KNOX_RATIO.label)
TESTS = {
    "test": Column(
        label=text("Test", "Test", "Prueba"),
        dimension="filter",
        codes=(
            (KNOX, text("Knox: near and soon", "Knox : proche et rapproché", "Knox: cercano y próximo")),
            (MANTEL, text("Mantel: all distances", "Mantel : toutes les distances", "Mantel: todas las distancias")),
            (JACQUEZ, text("Jacquez: nearest ones", "Jacquez : plus proches voisins", "Jacquez: los más cercanos")),
        ),
    ),
    "incidents": replace(lexicon.INCIDENTS, only="tested"),
    "observed": _estimate(text("Observed", "Observé", "Observado"), decimals=4),
    "expected": _estimate(text("Expected", "Attendu", "Esperado"), decimals=4),
    "ratio": RATIO,
    "p": P,
}
TESTS_TITLE = text(
    "The three tests (of Jacquez: the number of neighbours that stands out most)",
    "Les trois tests (pour Jacquez : le nombre de voisins qui ressort le plus)",
    "Las tres pruebas (en Jacquez: el número de vecinos que más destaca)",
)
NEIGHBOURS = {
    "neighbours": Column(label=text("Neighbours k", "Voisins k", "Vecinos k"), dimension="filter", decimals=0),
    "incidents": INCIDENTS,
    "observed": _estimate(text("Common neighbours", "Voisins communs", "Vecinos comunes"), decimals=1),
    "expected": _estimate(text("Expected", "Attendus", "Esperados"), decimals=1),
    "ratio": RATIO,
    "lower": _estimate(
        text(
            "Without interaction, lower limit 95 %",
            "Sans interaction, borne inférieure à 95 %",
            "Sin interacción, límite inferior 95 %",
        )
    ),
    "upper": _estimate(
        text(
            "Without interaction, upper limit 95 %",
            "Sans interaction, borne supérieure à 95 %",
            "Sin interacción, límite superior 95 %",
        )
    ),
    "p": P,
}
SUMMARY = {
    "incidents": INCIDENTS,
    "outside": OUTSIDE,
    "apart": APART,
    "sampled": _estimate(
        text("Incidents in Mantel’s test", "Faits du test de Mantel", "Incidentes en la prueba de Mantel"), decimals=0
    ),
    "near": Column(label=text("Near: distance", "Proche : distance", "Cercano: distancia"), unit="m", decimals=0),
    "soon": Column(label=text("Soon: delay", "Rapproché : délai", "Próximo: plazo"), unit="d", decimals=0),
    "correlation": _estimate(text("Mantel’s r", "r de Mantel", "r de Mantel"), decimals=4),
    "knox_ratio": replace(
        RATIO,
        label=text(
            "Near and soon pairs over expected (ratio)",
            "Paires proches et rapprochées sur attendues (rapport)",
            "Pares cercanos y próximos sobre esperados (razón)",
        ),
    ),
    "p_knox": replace(P, label=text("p-value, Knox", "valeur p, Knox", "valor p, Knox")),
    "p_mantel": replace(P, label=text("p-value, Mantel", "valeur p, Mantel", "valor p, Mantel")),
    "p_jacquez": replace(P, label=text("p-value, Jacquez", "valeur p, Jacquez", "valor p, Jacquez")),
    "p": replace(P, label=text("p-value, all three", "valeur p, les trois", "valor p, las tres")),
    "permutations": Column(label=text("Permutations", "Permutations", "Permutaciones"), decimals=0),
}
FIGURE = Figure(
    mark="line",
    table="neighbours",
    x="neighbours",
    y="ratio",
    lower="lower",
    upper="upper",
    title=text(
        "Neighbours common to space and time, over expected",
        "Voisins communs dans l’espace et dans le temps, sur attendus",
        "Vecinos comunes en el espacio y en el tiempo, sobre esperados",
    ),
    alt=text(
        "Line of observed over expected common neighbours by their number, with the band that holds 95 % of {permutations} "
        "permutations of the dates. Jacquez’s test: p = {p_jacquez}.",
        "Courbe des voisins communs observés sur attendus selon leur nombre, avec la bande qui contient 95 % de {permutations} "
        "permutations des dates. Test de Jacquez : p = {p_jacquez}.",
        "Línea de vecinos comunes observados sobre esperados según su número, con la banda que contiene el 95 % de "
        "{permutations} permutaciones de las fechas. Prueba de Jacquez: p = {p_jacquez}.",
    ),
    options={"band": BAND},
)
SOME = text(
    "Near incidents are also closer in time than chance would make them: p = {p} for the three tests together (Knox "
    "{p_knox}, Mantel {p_mantel}, Jacquez {p_jacquez}).",
    "Les faits proches dans l’espace le sont aussi dans le temps, plus que par hasard : p = {p} pour les trois tests réunis "
    "(Knox {p_knox}, Mantel {p_mantel}, Jacquez {p_jacquez}).",
    "Los incidentes cercanos en el espacio lo están también en el tiempo, más que por azar: p = {p} para las tres pruebas "
    "juntas (Knox {p_knox}, Mantel {p_mantel}, Jacquez {p_jacquez}).",
)
NONE = text(
    "No interaction in space and time is established: p = {p} for the three tests together (Knox {p_knox}, Mantel "
    "{p_mantel}, Jacquez {p_jacquez}).",
    "Aucune interaction dans l’espace et le temps n’est établie : p = {p} pour les trois tests réunis (Knox {p_knox}, Mantel "
    "{p_mantel}, Jacquez {p_jacquez}).",
    "No se establece ninguna interacción en el espacio y el tiempo: p = {p} para las tres pruebas juntas (Knox {p_knox}, "
    "Mantel {p_mantel}, Jacquez {p_jacquez}).",
)
SENSITIVE = text(
    "Each test sees another thing: Knox one pair of limits, Mantel mostly the nearest and the furthest pairs, Jacquez ranks "
    "whatever the distances. That one of them finds nothing does not refute the others.",
    "Chaque test voit autre chose : Knox un seul couple de limites, Mantel surtout les paires les plus proches et les plus "
    "éloignées, Jacquez des rangs, quelles que soient les distances. Que l’un ne trouve rien ne réfute pas les autres.",
    "Cada prueba ve algo distinto: Knox, un solo par de límites; Mantel, sobre todo los pares más cercanos y los más alejados; "
    "Jacquez, rangos, sean cuales sean las distancias. Que una no encuentre nada no refuta a las otras.",
)
SAMPLED = text(
    "Mantel’s test, whose cost grows with the square of the number, was computed on {sampled} incidents drawn at random.",
    "Le test de Mantel, dont le coût croît comme le carré de l’effectif, a été calculé sur {sampled} faits tirés au hasard.",
    "La prueba de Mantel, cuyo coste crece con el cuadrado del número, se calculó con {sampled} incidentes elegidos al azar.",
)
