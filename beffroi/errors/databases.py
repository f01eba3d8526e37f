"""Errors of asking a database: nothing is stored, and no password is ever said."""

from beffroi.errors.intake import IntakeError
from beffroi.vocabulary.text import text


class BadDatabase(IntakeError, ValueError):
    """The address of a database cannot be used."""

    message = text(
        "The address of the database cannot be used: {why}.",
        "L’adresse de la base de données est inutilisable\u00a0: {why}.",
        "La dirección de la base de datos no se puede usar: {why}.",
    )
    remedy = text(
        "Write it as sqlite:///folder/file.db or postgresql://user@host/base; `env:NAME` takes it from a variable of the "
        "environment, which keeps a password out of the command.",
        "Écrivez-la sqlite:///dossier/fichier.db ou postgresql://utilisateur@serveur/base\u00a0; `env:NOM` la prend dans une "
        "variable d’environnement, ce qui évite d’écrire un mot de passe dans la commande.",
        "Escríbala como sqlite:///carpeta/archivo.db o postgresql://usuario@servidor/base; `env:NOMBRE` la toma de una variable "
        "de entorno, y así ninguna contraseña queda en la orden.",
    )
    exit_code = 2


class DatabaseRefused(IntakeError, OSError):
    """The database does not answer, or not this query."""

    message = text(
        "The database {database} does not answer the query: {why}.",
        "La base de données {database} ne répond pas à la requête\u00a0: {why}.",
        "La base de datos {database} no responde a la consulta: {why}.",
    )
    remedy = text(
        "Try the query with the database’s own program. It is asked for reading only, one statement at a time.",
        "Essayez la requête avec le programme propre à la base. Elle n’est interrogée qu’en lecture, une instruction à la fois.",
        "Pruebe la consulta con el programa propio de la base. Solo se la consulta para leer, una instrucción a la vez.",
    )


class DriverNotInstalled(IntakeError, ModuleNotFoundError):
    """The package that talks to this kind of database is not installed."""

    message = text(
        "Asking a database of the kind {kind} needs the package {package}, which is not installed.",
        "Pour interroger une base de type {kind}, il faut le paquet {package}, qui n’est pas installé.",
        "Para consultar una base de tipo {kind} hace falta el paquete {package}, que no está instalado.",
    )
    remedy = text(
        "Install it with: pip install {package}",
        "Installez-le avec\u00a0: pip install {package}",
        "Instálelo con: pip install {package}",
    )
    exit_code = 2


class WrongSnapshot(IntakeError, ValueError):
    """The profile reads a kind of file that the answer of a database cannot be kept as."""

    message = text(
        "The profile “{profile}” reads {kind}, and the answer of a database is kept as Parquet or as delimited text.",
        "Le profil «\u00a0{profile}\u00a0» lit {kind}, alors que la réponse d’une base est conservée en Parquet ou en texte "
        "délimité.",
        "El perfil «{profile}» lee {kind}, y la respuesta de una base se conserva como Parquet o como texto delimitado.",
    )
    remedy = text(
        "Write kind = parquet in [file] of the profile.",
        "Écrivez kind = parquet dans la partie [file] du profil.",
        "Escriba kind = parquet en la parte [file] del perfil.",
    )


class NothingToImport(IntakeError, ValueError):
    """Neither a file nor a database was given, or both, or a database without its query."""

    message = text(
        "What is to be imported is not said: files, or a database with its query.",
        "Ce qu’il faut importer n’est pas dit\u00a0: des fichiers, ou une base de données avec sa requête.",
        "No se dice qué hay que importar: archivos, o una base de datos con su consulta.",
    )
    remedy = text(
        "Name one or more files, or give --database with --query.",
        "Nommez un ou plusieurs fichiers, ou donnez --database avec --query.",
        "Nombre uno o varios archivos, o indique --database con --query.",
    )
    exit_code = 2


NOT_AN_ADDRESS = text("it is no address", "ce n’est pas une adresse", "no es una dirección")
NO_VARIABLE = text(
    "there is no variable {name} in the environment",
    "il n’y a pas de variable {name} dans l’environnement",
    "no hay ninguna variable {name} en el entorno",
)
NO_FILE = text("there is no file {name}", "il n’y a pas de fichier {name}", "no existe el archivo {name}")
NO_ROWS = text("it is no question", "ce n’est pas une question", "no es una pregunta")
SEVERAL = text("it holds several statements", "elle contient plusieurs instructions", "contiene varias instrucciones")
TWO_NAMES = text(
    "two of its columns are named {name}",
    "deux de ses colonnes se nomment {name}",
    "dos de sus columnas se llaman {name}",
)
