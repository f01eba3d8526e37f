"""`beffroi duplicates`: records that one event may have made, in the terminal or as JSON."""

import argparse
import json

from beffroi.cli.grids import Field, folded, lines, width
from beffroi.vocabulary.text import text

SHOWN = 40
FOUND = text(
    "{n} pairs of records may be one event: same offence, same minute and at most {metres} m apart (same day and same"
    " point where the hour is unknown), with different keys. None was dropped.",
    "{n} paires d’enregistrements sont peut-être un même fait : même infraction, même minute et {metres} m d’écart au plus"
    " (même jour et même point quand l’heure est inconnue), avec des clés différentes. Aucune n’a été écartée.",
    "{n} pares de registros pueden ser un mismo hecho: mismo delito, mismo minuto y {metres} m de distancia como máximo"
    " (mismo día y mismo punto donde no se conoce la hora), con claves distintas. Ninguno se descartó.",
)
HEADERS = {
    "metres": text("Metres", "Mètres", "Metros"),
    "offence": text("Offence", "Infraction", "Delito"),
    "first_key": text("Key", "Clé", "Clave"),
    "second_key": text("Other key", "Autre clé", "Otra clave"),
    "first_occurred": text("When", "Quand", "Cuándo"),
    "second_delivery": text("Delivery of the other", "Livraison de l’autre", "Entrega del otro"),
}


def duplicates(options: argparse.Namespace, locale: str) -> int:
    """List the near-duplicates of a data set."""
    from beffroi.cli.commands import _open
    from beffroi.drawing.format import number
    from beffroi.duplicates import duplicates as found_in

    found = found_in(_open(options), dataset=options.dataset, metres=options.metres)
    if options.json:
        print(json.dumps(found.to_dicts(), ensure_ascii=False, indent=1, default=str))
        return 0
    said = FOUND(locale, n=number(found.height, locale), metres=number(options.metres, locale))
    print("\n".join(folded(said, width())))
    if found.height:
        shown = found.head(SHOWN).to_dicts()
        cells = {name: [_cell(row[name], locale) for row in shown] for name in HEADERS}
        print("", *lines([Field(words(locale), cells[name]) for name, words in HEADERS.items()], blocks=2), sep="\n")
    return 0


def _cell(value: object, locale: str) -> str:
    from beffroi.drawing.format import number

    return number(round(value, 1), locale) if isinstance(value, float) else str(value)[:16]
