"""What a delivery changed of what was held, and how its file differs from earlier ones, in the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beffroi.vocabulary.text import Text, text

REVISED = text(
    "of the records held before: {same} came again unchanged, {corrected} corrected, {new} added to days already"
    " covered, {gone} no longer in this file{fate}",
    "parmi les enregistrements déjà détenus : {same} revenus à l’identique, {corrected} corrigés, {new} ajoutés à des"
    " jours déjà couverts, {gone} absents de ce fichier{fate}",
    "de los registros que ya se tenían: {same} llegaron iguales, {corrected} corregidos, {new} añadidos a días ya"
    " cubiertos, {gone} que ya no están en este archivo{fate}",
)
ASPECTS: dict[str, Text] = {
    "requalified": text("offence {n}", "infraction {n}", "delito {n}"),
    "redated": text("date {n}", "date {n}", "fecha {n}"),
    "relocated": text("place {n}", "lieu {n}", "lugar {n}"),
    "restated": text("status {n}", "statut {n}", "estado {n}"),
}
CORRECTED = text("corrected: {parts}", "corrigés : {parts}", "corregidos: {parts}")
FATES: dict[str, Text] = {
    "replace": text(" (withdrawn: this file holds for its days)", " (retirés : ce fichier fait foi pour ses jours)", " (retirados: este archivo prevalece en sus días)"),
    "newest": text(" (kept: the newest of each key holds)", " (conservés : le plus récent de chaque clé fait foi)", " (conservados: prevalece el más reciente de cada clave)"),
    "add": text(" (kept: both deliveries are counted)", " (conservés : les deux livraisons comptent)", " (conservados: cuentan ambas entregas)"),
}  # fmt: skip
LOOSE = text(
    "rows without a key on days already covered: {same} the same, {new} new, {gone} no longer in this file",
    "lignes sans clé sur des jours déjà couverts : {same} identiques, {new} nouvelles, {gone} absentes de ce fichier",
    "filas sin clave en días ya cubiertos: {same} iguales, {new} nuevas, {gone} que ya no están en este archivo",
)


def revised(account: Mapping[str, Any], rule: str, *, locale: str) -> Iterator[str]:
    """Say how a delivery changed the records held; nothing where it touched none."""
    from beffroi.drawing.format import number

    told = account.get("revision")
    if not told:
        return
    shown = {name: number(told[name], locale) for name in ("same", "corrected", "new", "gone")}
    yield REVISED(locale, **shown, fate=FATES[rule](locale) if told["gone"] else "")
    parts = [words(locale, n=number(told[name], locale)) for name, words in ASPECTS.items() if told[name]]
    if parts:
        yield CORRECTED(locale, parts=", ".join(parts))
    if any(told["loose"].values()):
        yield LOOSE(locale, **{name: number(n, locale) for name, n in told["loose"].items()})


DIFFERS = text(
    "since the delivery before: {change}",
    "depuis la livraison précédente : {change}",
    "desde la entrega anterior: {change}",
)
PROPOSED = text("in the profile: {line}", "dans le profil : {line}", "en el perfil: {line}")
UPDATED = text(
    "Profile written to {out}, version {version}. Read it, settle every “decide”, then import with --profile.",
    "Profil écrit dans {out}, version {version}. Relisez-le, tranchez chaque « decide », puis importez avec --profile.",
    "Perfil escrito en {out}, versión {version}. Léalo, resuelva cada «decide» y luego importe con --profile.",
)


def drifted(drifts: Sequence[Any], locale: str) -> Iterator[str]:
    """Say how a file differs from the earlier ones of its source, and what its profile would say."""
    from beffroi.drifting import drift_words

    for drift in drifts:
        change, lines = drift_words(drift, locale)
        yield DIFFERS(locale, change=change)
        for line in lines:
            yield PROPOSED(locale, line=line)
