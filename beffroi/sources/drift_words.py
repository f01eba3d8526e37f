"""What is said of each change between deliveries, and what the profile would then say."""

import re
from collections.abc import Mapping, Sequence

from beffroi.errors.drift import ACCEPTABLE, ASK_THE_SENDER, PROPOSED
from beffroi.sources.category_match import resembling
from beffroi.sources.draft import literal
from beffroi.sources.drift import Drift
from beffroi.vocabulary import offences
from beffroi.vocabulary.text import LANGUAGES, Text, filled, language_of, text

MARKS = {"en": "; ", "fr": "\u202f; ", "es": "; "}
SHOWN = 6  # categories named in a sentence
LONG = 6  # letters from which a resemblance says something
DRIFTS: dict[str, Text] = {
    "kind_changed": text(
        "the file is of another kind: {now} instead of {was}",
        "le fichier est d’un autre type : {now} au lieu de {was}",
        "el archivo es de otro tipo: {now} en lugar de {was}",
    ),
    "encoding_changed": text(
        "the encoding was {was} and looks like {now}",
        "l’encodage était {was} et semble être {now}",
        "la codificación era {was} y parece ser {now}",
    ),
    "separator_changed": text(
        "the separator was `{was}` and is `{now}`",
        "le séparateur était `{was}` et est `{now}`",
        "el separador era `{was}` y es `{now}`",
    ),
    "column_added": text("new column `{now}`", "nouvelle colonne `{now}`", "columna nueva `{now}`"),
    "column_removed": text(
        "the column `{was}` is gone", "la colonne `{was}` a disparu", "la columna `{was}` ha desaparecido"
    ),
    "column_renamed": text(
        "`{was}` seems to be called `{now}`",
        "`{was}` semble s’appeler `{now}`",
        "`{was}` parece llamarse `{now}`",
    ),
    "columns_reordered": text(
        "the columns come in another order ({now} …): they are read by name",
        "les colonnes viennent dans un autre ordre ({now} …) : elles sont lues par leur nom",
        "las columnas vienen en otro orden ({now} …): se leen por su nombre",
    ),
    "type_changed": text(
        "`{column}` held {was} and holds {now}",
        "`{column}` contenait : {was} ; elle contient : {now}",
        "`{column}` contenía: {was}; ahora contiene: {now}",
    ),
    "date_format_changed": text(
        "the dates of `{column}` were written {was} and are written {now}",
        "les dates de `{column}` s’écrivaient {was} et s’écrivent {now}",
        "las fechas de `{column}` se escribían {was} y se escriben {now}",
    ),
    "decimal_changed": text(
        "the decimal mark of `{column}` was `{was}` and is `{now}`",
        "le séparateur décimal de `{column}` était `{was}` et est `{now}`",
        "el signo decimal de `{column}` era `{was}` y es `{now}`",
    ),
    "reference_changed": text(
        "the coordinates {column} were near ({was}) and are near ({now}): another reference system or unit",
        "les coordonnées {column} étaient proches de ({was}) et le sont de ({now}) : autre système de référence ou autre"
        " unité",
        "las coordenadas {column} estaban cerca de ({was}) y están cerca de ({now}): otro sistema de referencia u otra"
        " unidad",
    ),
    "axes_swapped": text(
        "the coordinates {column} have changed places: ({was}) before, ({now}) now",
        "les coordonnées {column} ont échangé leurs places : ({was}) avant, ({now}) à présent",
        "las coordenadas {column} han cambiado de lugar: ({was}) antes, ({now}) ahora",
    ),
    "column_emptied": text(
        "`{column}` is empty ({now} without a value; {was} before)",
        "`{column}` est vide ({now} sans valeur ; {was} avant)",
        "`{column}` está vacía ({now} sin valor; {was} antes)",
    ),
    "missing_shifted": text(
        "`{column}`: {now} without a value; {was} before",
        "`{column}` : {now} sans valeur ; {was} avant",
        "`{column}`: {now} sin valor; {was} antes",
    ),
    "key_changed": text(
        "the keys of `{column}` were written like {was} and are written like {now}: corrected records would not be known"
        " again",
        "les clés de `{column}` s’écrivaient comme {was} et s’écrivent comme {now} : les enregistrements corrigés ne"
        " seraient pas reconnus",
        "las claves de `{column}` se escribían como {was} y se escriben como {now}: los registros corregidos no se"
        " reconocerían",
    ),
    "categories_new": text(
        "categories that the profile does not know: {now}",
        "catégories que le profil ne connaît pas : {now}",
        "categorías que el perfil no conoce: {now}",
    ),
    "categories_vanished": text(
        "frequent categories of which none came: {was}",
        "catégories fréquentes dont aucune n’est venue : {was}",
        "categorías frecuentes de las que no llegó ninguna: {was}",
    ),
    "times_coarser": text(
        "`{column}` no longer tells the hour: {now} of its times are midnight or absent; {was} before",
        "`{column}` ne dit plus l’heure : {now} de ses heures sont minuit ou absentes ; {was} avant",
        "`{column}` ya no dice la hora: {now} de sus horas son medianoche o faltan; {was} antes",
    ),
    "volume_shifted": text(
        "{now} rows a day covered; {was} before",
        "{now} lignes par jour couvert ; {was} avant",
        "{now} filas por día cubierto; {was} antes",
    ),
}
WRITTEN: dict[str, Text] = {
    "integer": text("whole numbers", "des nombres entiers", "números enteros"),
    "point": text("decimal numbers", "des nombres décimaux", "números decimales"),
    "comma": text("numbers with a comma", "des nombres à virgule", "números con coma"),
    "date": text("dates", "des dates", "fechas"),
    "text": text("words", "des mots", "palabras"),
}


QUOTED = text("“{name}”", "« {name} »", "«{name}»")
RESEMBLES = text(
    "“{name}” (resembles {code} {label})",
    "« {name} » (ressemble à {code} {label})",
    "«{name}» (se parece a {code} {label})",
)


def said(drift: Drift, locale: str) -> str:
    """Say one change in a language."""
    told = {name: _spoken(value, drift, locale) for name, value in (("was", drift.was), ("now", drift.now))}
    return DRIFTS[drift.kind](locale, column=drift.column or "–", **told)


def _spoken(value: str, drift: Drift, locale: str) -> str:
    if drift.kind == "type_changed" and value in WRITTEN:
        return WRITTEN[value](locale)
    if drift.kind == "categories_new":
        return _listed([_with_code(source, locale) for source in value.split("; ")])
    if drift.kind == "categories_vanished":
        return _listed([QUOTED(locale, name=source) for source in value.split("; ")])
    return _in_figures(value, locale) or "–"


def _in_figures(value: str, locale: str) -> str:
    """Write a plain number or percentage as the language does."""
    if not re.fullmatch(r"\d[\d.]*( %)?", value):
        return value
    if language_of(locale) == "en":
        return value.replace(" %", "%")
    return value.replace(".", ",").replace(" ", "\u00a0")


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:SHOWN]) + (f" … (+{len(parts) - SHOWN})" if len(parts) > SHOWN else "")


def _with_code(source: str, locale: str) -> str:
    """Name a category with the code it resembles: a proposal, marked as one."""
    near = resembling(source)
    if near is None:
        return QUOTED(locale, name=source)
    code, score = near
    if not offences.is_known(code) or (len(source) < LONG and score < 1):  # short codes resemble anything
        return QUOTED(locale, name=source)
    label = offences.label(code, locale)
    return RESEMBLES(locale, name=source, code=code, label=label)


def _line(key: str, value: object) -> str:
    bare = key.replace("_", "").replace("-", "").isalnum() and key.isascii()
    return f"{key if bare else literal(key)} = {literal(value)}"


def all_said(drifts: Sequence[Drift]) -> Text:
    """Return the changes as one text in every language."""
    return _joined({locale: MARKS[locale].join(said(drift, locale) for drift in drifts) for locale in LANGUAGES})


def all_proposed(drifts: Sequence[Drift], *, readable: bool) -> Text:
    """Return what the profile would say, as one text, and what may be accepted in a file that could be read."""
    lines = list(dict.fromkeys(f"`{line}`" for drift in drifts for line in proposed(drift)))
    advice = filled(PROPOSED, lines="; ".join(lines)) if lines else ASK_THE_SENDER
    if not readable:
        return advice
    accept = " ".join(f"--accept {kind}" for kind in dict.fromkeys(drift.kind for drift in drifts))
    said_in = (ACCEPTABLE.template(locale).replace("{accept}", accept) for locale in LANGUAGES)
    wordings = zip(said_in, LANGUAGES, strict=True)
    return text(*(words.replace("{proposed}", advice.template(locale)) for words, locale in wordings))


def proposed(drift: Drift) -> list[str]:
    """Return what a profile would say after a change, a line of TOML each.

    >>> proposed(Drift(kind="separator_changed", patch={"file": {"separator": ";"}}))
    ['[file] separator = ";"']
    """
    return [f"[{section}] {_line(key, value)}" for section, told in drift.patch.items() for key, value in told.items()]


def _joined(words: Mapping[str, str]) -> Text:
    return text(*(words[locale].replace("{", "{{").replace("}", "}}") for locale in LANGUAGES))
