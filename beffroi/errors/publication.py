"""Errors of publishing: a language the edition lacks, a document that cannot be typeset."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class UnknownLanguage(BeffroiError, LookupError):
    """The edition does not appear in that language."""

    message = text(
        "This bulletin does not appear in “{locale}”.",
        "Ce bulletin ne paraît pas en « {locale} ».",
        "Este boletín no se publica en «{locale}».",
    )
    remedy = text("Its languages: {known}.", "Ses langues : {known}.", "Sus idiomas: {known}.")
    exit_code = 2


class NotTypeset(BeffroiError, RuntimeError):
    """The PDF could not be made; the page is not touched by it."""

    message = text(
        "The PDF could not be typeset: {why}.",
        "Le PDF n’a pas pu être composé : {why}.",
        "No se pudo componer el PDF: {why}.",
    )
    remedy = text(
        "The HTML page is complete and prints the same figures; please report this with the message above.",
        "La page HTML est complète et imprime les mêmes chiffres ; merci de signaler ce message.",
        "La página HTML está completa e imprime las mismas cifras; comunique este mensaje, por favor.",
    )
