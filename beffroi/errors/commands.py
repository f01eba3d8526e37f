"""Errors of the command line: an unknown command or language, an answer that fits no choice, a file the system refuses."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text

FOLDER = text(
    "it is a folder, or its folder is not there",
    "c’est un dossier, ou son dossier n’existe pas",
    "es una carpeta, o su carpeta no existe",
)


class UnknownCommand(BeffroiError, LookupError):
    """No command has that name."""

    message = text(
        "There is no command “{name}”.", "Il n’existe pas de commande « {name} ».", "No existe la orden «{name}»."
    )
    remedy = text("Possible: {known}.", "Possibles : {known}.", "Posibles: {known}.")
    exit_code = 2


class UnknownLanguage(BeffroiError, LookupError):
    """A language in which nothing is worded, or a region that does not exist."""

    message = text(
        "“{name}” is not a language of this programme.",
        "« {name} » n’est pas une langue de ce programme.",
        "«{name}» no es un idioma de este programa.",
    )
    remedy = text(
        "It speaks English (en), French (fr) and Spanish (es), with a region if you wish: fr-CA, es-MX.",
        "Il parle anglais (en), français (fr) et espagnol (es), avec une région au besoin : fr-CA, es-MX.",
        "Habla inglés (en), francés (fr) y español (es), con región si se desea: fr-CA, es-MX.",
    )
    exit_code = 2


class ChooseAnalysis(BeffroiError, ValueError):
    """A question was asked without saying which."""

    message = text("Which analysis?", "Quelle analyse ?", "¿Qué análisis?")
    remedy = text("Name one of: {known}.", "Indiquez l’une de : {known}.", "Indique uno de: {known}.")
    exit_code = 2


class RefusedBySystem(BeffroiError, OSError):
    """The system does not let a file be read or written."""

    message = text(
        "The system refuses “{file}” ({why}).",
        "Le système refuse « {file} » ({why}).",
        "El sistema rechaza «{file}» ({why}).",
    )
    remedy = text(
        "Check that its folder exists and that you may use it.",
        "Vérifiez que son dossier existe et que vous y avez accès.",
        "Compruebe que su carpeta existe y que tiene acceso a ella.",
    )
    exit_code = 4


class NeedsOption(BeffroiError, ValueError):
    """A command lacks an option that what it was asked to do needs."""

    message = text("{option} is missing.", "Il manque {option}.", "Falta {option}.")
    remedy = text(
        "Give it; `beffroi profile --help` says what it is.",
        "Indiquez-la ; `beffroi profile --help` dit ce que c’est.",
        "Indíquela; `beffroi profile --help` dice qué es.",
    )
    exit_code = 2
