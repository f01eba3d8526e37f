"""Errors of source profiles: a proposal that nobody has settled yet, a file that none can be proposed for."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class OpenChoices(BeffroiError):
    """A proposed profile still holds questions: it cannot be used before a person settles them."""

    message = text(
        "This profile still has open questions: {fields}.",
        "Ce profil comporte encore des questions ouvertes : {fields}.",
        "Este perfil todavía tiene preguntas abiertas: {fields}.",
    )
    remedy = text(
        "Replace each “decide” by one of the values written beside it, then import again.",
        "Remplacez chaque « decide » par l’une des valeurs écrites à côté, puis relancez l’import.",
        "Sustituya cada «decide» por uno de los valores escritos al lado e importe de nuevo.",
    )


class NothingToPropose(BeffroiError, ValueError):
    """No table of records can be recognised in a file."""

    message = text(
        "No profile can be proposed for “{file}”: {why}.",
        "Aucun profil ne peut être proposé pour « {file} » : {why}.",
        "No se puede proponer ningún perfil para «{file}»: {why}.",
    )
    remedy = text(
        "Give a CSV, Parquet, GeoJSON, GeoPackage or Shapefile whose rows are records.",
        "Fournissez un fichier CSV, Parquet, GeoJSON, GeoPackage ou Shapefile dont les lignes sont des enregistrements.",
        "Proporcione un archivo CSV, Parquet, GeoJSON, GeoPackage o Shapefile cuyas filas sean registros.",
    )
