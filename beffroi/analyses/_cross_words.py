"""The words of two kinds of incidents set beside one another."""

from beffroi.analyses import _compared as compared
from beffroi.analyses import _curves as curves
from beffroi.evidence.finding import Figure
from beffroi.vocabulary.text import Text, text

LEVEL = 0.05
TITLE = text("Two kinds of incidents", "Deux types de faits", "Dos tipos de incidentes")
QUESTION = text(
    "At which distances do incidents lie near other ones more than chance would place them?",
    "À quelles distances les faits se trouvent-ils près d’autres faits plus que par hasard ?",
    "¿A qué distancias están los incidentes cerca de otros más de lo que los situaría el azar?",
)
ASSUMPTION = text(
    "Random labels: where something happens is given, and which of the two kinds it is does not depend on the place. Random "
    "shift: each kind keeps its own pattern, and the two have nothing to do with one another.",
    "Étiquettes au hasard : les lieux sont donnés, et le type du fait n’en dépend pas. Translation au hasard : chaque type "
    "garde sa propre répartition, et les deux n’ont aucun lien.",
    "Etiquetas al azar: los lugares están dados, y el tipo de incidente no depende de ellos. Traslación al azar: cada tipo "
    "conserva su propia distribución, y los dos no guardan relación.",
)
METHOD = text(
    "Cross-type K: A / (n₁ n₂) times the sum over pairs of an incident and another one at most r apart of their edge weights; "
    "L = √(K/π), shown as L − r; g: the derivative of K over 2πr, by an Epanechnikov kernel. Random labels: which of all these "
    "incidents are those asked about is drawn anew. Random shift: the others are moved together by one random vector, what "
    "leaves a side of the bounding rectangle coming in on the opposite one; in polygons what falls outside is left out. "
    "Envelope over all distances at once and its p-value: extreme rank lengths (Myllymäki et al.), p = (M + 1)/(R + 1).",
    "K croisé : A / (n₁ n₂) fois la somme, sur les couples formés d’un fait et d’un autre distants d’au plus r, de leurs poids "
    "de bord ; L = √(K/π), présenté sous la forme L − r ; g : dérivée de K sur 2πr, par un noyau d’Epanechnikov. Étiquettes au "
    "hasard : on tire au sort lesquels de tous ces faits sont ceux demandés. Translation au hasard : les autres sont déplacés "
    "ensemble d’un même vecteur, ce qui sort d’un côté du rectangle englobant rentrant par le côté opposé ; dans des polygones, "
    "ce qui tombe en dehors est écarté. Enveloppe valable pour toutes les distances à la fois et sa valeur p : longueurs de "
    "rangs extrêmes (Myllymäki et al.), p = (M + 1)/(R + 1).",
    "K cruzada: A / (n₁ n₂) por la suma, en los pares formados por un incidente y otro a distancia r como máximo, de sus pesos "
    "de borde; L = √(K/π), mostrada como L − r; g: derivada de K sobre 2πr, con núcleo de Epanechnikov. Etiquetas al azar: se "
    "sortea cuáles de todos estos incidentes son los consultados. Traslación al azar: los otros se mueven juntos según un mismo "
    "vector, y lo que sale por un lado del rectángulo envolvente entra por el opuesto; en polígonos se omite lo que cae fuera. "
    "Envolvente válida para todas las distancias a la vez y su valor p: longitudes de rangos extremos (Myllymäki et al.), "
    "p = (M + 1)/(R + 1).",
)
NAMES: dict[str, Text] = {
    "cross_l": text("Cross-type L(r) − r", "L croisé(r) − r", "L cruzada(r) − r"),
    "cross_k": text("Cross-type K(r), km²", "K croisé(r), km²", "K cruzada(r), km²"),
    "cross_g": text(
        "Cross-type pair correlation g(r)", "Corrélation de paires croisée g(r)", "Correlación de pares cruzada g(r)"
    ),
}
SUMMARY = {name: column for name, column in curves.SUMMARY.items() if name not in ("places", "since", "until")} | {
    "others": compared.OTHERS,
    "looked_at": curves.estimate("Incidents looked at", "Faits retenus", "Incidentes considerados", decimals=0),
    "sampled": curves.estimate(
        "Of those compared with, looked at",
        "Faits de comparaison retenus",
        "De los de comparación, considerados",
        decimals=0,
    ),
    "since": curves.estimate("Stands out from", "Ressort à partir de", "Destaca desde", unit="m", decimals=0),
    "until": curves.estimate("Stands out up to", "Ressort jusqu’à", "Destaca hasta", unit="m", decimals=0),
}
TOGETHER = text(
    "These incidents and the others lie near one another more than chance would place them, at distances from {since} to "
    "{until} (p = {p}).",
    "Ces faits et les autres sont plus proches les uns des autres que ne le voudrait le hasard, à des distances de {since} à {until} "
    "(p = {p}).",
    "Estos incidentes y los otros están más cerca unos de otros de lo que daría el azar, a distancias de {since} a {until} (p = {p}).",
)
APART = text(
    "These incidents and the others keep apart more than chance would place them, at distances from {since} to {until} "
    "(p = {p}).",
    "Ces faits et les autres sont plus éloignés les uns des autres que ne le voudrait le hasard, à des distances de {since} à {until} "
    "(p = {p}).",
    "Estos incidentes y los otros están más separados entre sí de lo que daría el azar, a distancias de {since} a {until} (p = {p}).",
)
NEITHER = text(
    "Up to {reach}, where these incidents lie cannot be told from chance beside the others (p = {p}).",
    "Jusqu’à {reach}, la position de ces faits par rapport aux autres ne se distingue pas du hasard (p = {p}).",
    "Hasta {reach}, la posición de estos incidentes respecto de los otros no se distingue del azar (p = {p}).",
)
NULLS = {
    "labels": text(
        "Compared with random labels: below the band the two kinds keep to different places, above it they mix more than at "
        "random.",
        "Comparé à des étiquettes au hasard : sous la bande, les deux types occupent des lieux différents ; au-dessus, ils se "
        "mêlent plus qu’au hasard.",
        "Comparado con etiquetas al azar: por debajo de la banda, los dos tipos ocupan lugares distintos; por encima, se "
        "mezclan más que al azar.",
    ),
    "shift": text(
        "Compared with random shifts: two kinds that both happen where people are will lie near one another without having to "
        "do with one another.",
        "Comparé à des translations au hasard : deux types qui se produisent là où il y a du monde seront proches sans avoir "
        "de lien.",
        "Comparado con traslaciones al azar: dos tipos que ocurren donde hay gente estarán cerca sin guardar relación.",
    ),
}
SAMPLED = text(
    "To keep the computation short, {looked_at} of these incidents and {sampled} of the others were drawn at random.",
    "Pour abréger le calcul, {looked_at} de ces faits et {sampled} des autres ont été tirés au hasard.",
    "Para abreviar el cálculo se eligieron al azar {looked_at} de estos incidentes y {sampled} de los otros.",
)


def figure(statistic: str) -> Figure:
    """Return the curve of the function beside its envelope."""
    return curves.figure(
        title=text(
            "Incidents round other incidents, against chance",
            "Faits autour d’autres faits, par rapport au hasard",
            "Incidentes en torno a otros incidentes, frente al azar",
        ),
        alt=text(
            "Curve by distance up to {reach}; the band holds 95 % of {simulations} random arrangements, all distances at once. "
            "p-value {p}.",
            "Courbe selon la distance jusqu’à {reach} ; la bande contient 95 % de {simulations} dispositions au hasard, toutes "
            "distances à la fois. Valeur p : {p}.",
            "Curva según la distancia hasta {reach}; la banda contiene el 95 % de {simulations} disposiciones al azar, todas las "
            "distancias a la vez. Valor p: {p}.",
        ),
        zero=statistic == "cross_k",
    )
