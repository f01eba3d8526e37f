"""Errors of the gazetteer: a file without names, numbers of one end only, a text column without a gazetteer."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class NothingNamed(BeffroiError, ValueError):
    """No feature of the file has a name."""

    message = text(
        "No feature of “{file}” has a name in {columns}.",
        "Aucun élément de « {file} » n’a de nom dans {columns}.",
        "Ningún elemento de «{file}» tiene nombre en {columns}.",
    )
    remedy = text(
        "Name the column that holds the names with --name.",
        "Indiquez la colonne des noms avec --name.",
        "Indique la columna de los nombres con --name.",
    )


class NoNumbers(BeffroiError, ValueError):
    """First numbers of segments are named without last ones, or the other way round."""

    message = text(
        "Columns of first numbers ({low}) and of last numbers ({high}) do not go by pairs.",
        "Les colonnes des premiers numéros ({low}) et des derniers ({high}) ne vont pas par paires.",
        "Las columnas de los primeros números ({low}) y de los últimos ({high}) no van por pares.",
    )
    remedy = text(
        "Give --low and --high once a side of the street.",
        "Donnez --low et --high une fois par côté de la rue.",
        "Dé --low y --high una vez por cada lado de la calle.",
    )
    exit_code = 2


class NoGazetteer(BeffroiError, LookupError):
    """A profile locates records by a text, and the observatory has no gazetteer."""

    message = text(
        "The profile “{profile}” locates records by the text of “{column}”, and this observatory has no gazetteer.",
        "Le profil « {profile} » localise par le texte de « {column} », et cet observatoire n’a pas de répertoire toponymique.",
        "El perfil «{profile}» ubica por el texto de «{column}», y este observatorio no tiene nomenclátor.",
    )
    remedy = text(
        "Add streets and places with `beffroi gazetteer add`.",
        "Ajoutez des rues et des lieux avec `beffroi gazetteer add`.",
        "Añada calles y lugares con `beffroi gazetteer add`.",
    )


class NoText(BeffroiError, ValueError):
    """The delivery was not located by a text."""

    message = text(
        "The profile “{profile}” names no text to locate records by.",
        "Le profil « {profile} » n’indique aucun texte par lequel localiser les enregistrements.",
        "El perfil «{profile}» no indica ningún texto con el que ubicar los registros.",
    )
    remedy = text(
        "Name its column under [where] text, and import again.",
        "Indiquez sa colonne sous [where] text, puis importez de nouveau.",
        "Indique su columna en [where] text e importe de nuevo.",
    )
    exit_code = 2
