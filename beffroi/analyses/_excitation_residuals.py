"""What the self-exciting model leaves over, by super-thinning: its numbers, its table, and its words."""

from dataclasses import replace
from typing import Any

import polars as pl

from beffroi.analyses import _excitation as model
from beffroi.analyses import _patterns as shared
from beffroi.evidence.finding import Table
from beffroi.kernels.super_thinning import evenly_spread, super_thinned
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.text import text


def left_over(seen: model.Ready, one: model.Tried, *, simulations: int, seed: int) -> tuple[dict[str, Any], Table]:
    """Return how many incidents stay and how many places are drawn, the p-value of their evenness, and pairs by scale."""
    left = super_thinned(one.fitted, one.places, seen.rate, window=seen.window, seed=seed)
    found = evenly_spread(
        left,
        window=seen.window,
        spans=seen.rate.spans,
        bandwidth=one.bandwidth,
        simulations=simulations,
        seed=seed,
    )
    kept = int(left.is_kept.sum())
    rows = {
        "distance": [metres for metres, _ in found.scales],
        "lag": [days for _, days in found.scales],
        "incidents": [one.fitted.chance.size] * len(found.scales),
        "pairs": found.pairs,
        "expected": found.expected,
        "deviation": found.deviations,
    }
    numbers = {"kept": kept, "added": left.x.size - kept, "p_left": found.p}
    return numbers, Table(RESIDUALS, pl.DataFrame(rows), title=TITLE)


TITLE = text(
    "What the model leaves over: pairs close in place and time",
    "Ce que le modèle laisse inexpliqué\u00a0: paires proches dans l’espace et le temps",
    "Lo que el modelo deja sin explicar: pares cercanos en el espacio y el tiempo",
)
RESIDUALS = {
    "distance": lexicon.DISTANCE,
    "lag": lexicon.LAG,
    "incidents": shared.INCIDENTS,
    "pairs": shared.estimate("Pairs left over", "Paires restantes", "Pares restantes", decimals=0),
    "expected": shared.estimate(
        "Expected of an even spread",
        "Attendues d’une répartition uniforme",
        "Esperados de un reparto uniforme",
        decimals=1,
    ),
    "deviation": shared.estimate(
        "Difference, in standard deviations",
        "Écart, en écarts types",
        "Diferencia, en desviaciones típicas",
        decimals=1,
    ),
}
SUMMARY = {
    "kept": shared.estimate(
        "Incidents kept by super-thinning",
        "Faits conservés par le super-amincissement",
        "Incidentes conservados por el superadelgazamiento",
        decimals=0,
    ),
    "added": shared.estimate(
        "Places drawn beside them", "Lieux tirés en complément", "Lugares sorteados junto a ellos", decimals=0
    ),
    "p_left": replace(
        lexicon.p_value("incidents"),
        label=text(
            "p-value of the evenness of both together",
            "valeur p de l’uniformité de l’ensemble",
            "valor p de la uniformidad del conjunto",
        ),
    ),
}
METHOD = text(
    "Super-thinning (Clements, Schoenberg and Veen): with b the mean rate, an incident stays with the chance b/λ, at most 1, "
    "and places drawn at the rate b are added with the chance 1 − λ/b, at least 0; under the model all are evenly spread at the "
    "rate b. Their pairs within 50 m and 3 days, 100 m and 7, 200 m and 20, 500 m and 60 (but for the first, no further than "
    "half the bandwidth) beside R even spreads: p-value of the largest standardised difference.",
    "Super-amincissement (Clements, Schoenberg et Veen)\u00a0: b étant le taux moyen, un fait est conservé avec la probabilité "
    "b/λ, au plus 1, et des lieux tirés au taux b sont ajoutés avec la probabilité 1 − λ/b, au moins 0\u202f; selon le modèle, "
    "l’ensemble est réparti uniformément au taux b. Paires à moins de 50 m et 3 jours, 100 m et 7, 200 m et 20, 500 m et 60 "
    "(hormis les premières, au plus la moitié du rayon de lissage), comparées à R répartitions uniformes\u00a0: valeur p du plus "
    "grand écart réduit.",
    "Superadelgazamiento (Clements, Schoenberg y Veen): siendo b la tasa media, un incidente se conserva con probabilidad b/λ, 1 "
    "como máximo, y se añaden lugares sorteados a la tasa b con probabilidad 1 − λ/b, 0 como mínimo; según el modelo, el "
    "conjunto se reparte de modo uniforme a la tasa b. Pares a menos de 50 m y 3 días, 100 m y 7, 200 m y 20, 500 m y 60 (salvo "
    "los primeros, como máximo la mitad del ancho de banda) frente a R repartos uniformes: valor p de la mayor diferencia "
    "tipificada.",
)
NOT_EVEN = text(
    "What the model leaves over is not evenly spread (p = {p_left}): it explains too little, or too much, of what lies close in "
    "place and time. Read its numbers with reserve.",
    "Ce que le modèle laisse inexpliqué n’est pas réparti uniformément (p = {p_left})\u00a0: il explique trop peu, ou trop, de ce "
    "qui est proche dans l’espace et le temps. Ses chiffres sont à lire avec réserve.",
    "Lo que el modelo deja sin explicar no se reparte de modo uniforme (p = {p_left}): explica demasiado poco, o demasiado, de lo "
    "que está cerca en el espacio y el tiempo. Sus cifras deben leerse con reserva.",
)
