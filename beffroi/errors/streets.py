"""Errors of street networks: a file without usable lines, a distance that cannot be."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class NoStreets(BeffroiError, ValueError):
    """No line of the file has a length."""

    message = text(
        "“{file}” holds no street: of the {lines} features read, none is a line with a length.",
        "« {file} » ne contient aucune rue : sur {lines} éléments lus, aucun n’est une ligne ayant une longueur.",
        "«{file}» no contiene ninguna calle: de los {lines} elementos leídos, ninguno es una línea con longitud.",
    )
    remedy = text(
        "Choose the layer of the lines with --layer, and check the filter of --where.",
        "Choisissez la couche des lignes avec --layer et vérifiez le filtre de --where.",
        "Elija la capa de las líneas con --layer y compruebe el filtro de --where.",
    )


class BadSnap(BeffroiError, ValueError):
    """The distance within which incidents are put on a street is not between a metre and a kilometre."""

    message = text(
        "A distance of {found} m does not serve to put incidents on streets.",
        "Une distance de {found} m ne permet pas de rattacher les faits aux rues.",
        "Una distancia de {found} m no sirve para asignar los incidentes a las calles.",
    )
    remedy = text(
        "Give --within a number of metres from 1 to 1000.",
        "Donnez à --within un nombre de mètres de 1 à 1000.",
        "Dé a --within un número de metros de 1 a 1000.",
    )
    exit_code = 2
