"""Errors of zip archives and workbooks: nothing in them is opened unless it is safe and named."""

import zipfile
import zlib

from beffroi.errors.intake import IntakeError
from beffroi.vocabulary.text import text

ZIP_FAILURES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)  # what reading a damaged archive raises


class UnsafeArchive(IntakeError, ValueError):
    """A zip archive holds what no honest delivery needs."""

    message = text(
        "The zip archive “{path}” is refused: {why}.",
        "L’archive zip « {path} » est refusée : {why}.",
        "El archivo zip «{path}» se rechaza: {why}.",
    )
    remedy = text(
        "Ask for the file itself, or for a zip archive that holds only that file.",
        "Demandez le fichier lui-même, ou une archive zip qui ne contient que ce fichier.",
        "Pida el archivo mismo, o un archivo zip que solo contenga ese archivo.",
    )


class ChooseMember(IntakeError, ValueError):
    """A zip archive does not hold exactly one file that could be meant."""

    message = text(
        "The zip archive “{path}” holds {found}: {wanted}",
        "L’archive zip « {path} » contient {found} : {wanted}",
        "El archivo zip «{path}» contiene {found}: {wanted}",
    )
    remedy = text(
        "Name the one to read in the profile, [file] member; a * stands for what changes.",
        "Nommez celui qu’il faut lire dans le profil, [file] member ; un * remplace ce qui change.",
        "Nombre el que hay que leer en el perfil, [file] member; un * sustituye lo que cambia.",
    )


WANTS_ONE = text("which one is meant?", "lequel faut-il lire ?", "¿cuál hay que leer?")
WANTS_NAMED = text(
    "not exactly one of them is named “{member}”.",
    "il n’y en a pas exactement un qui se nomme « {member} ».",
    "no hay exactamente uno que se llame «{member}».",
)
ENCRYPTED = text(
    "“{name}” in it is protected by a password",
    "« {name} », à l’intérieur, est protégé par un mot de passe",
    "«{name}», en su interior, está protegido con contraseña",
)
LINK = text(
    "“{name}” in it is a link to another file",
    "« {name} », à l’intérieur, est un lien vers un autre fichier",
    "«{name}», en su interior, es un enlace a otro archivo",
)
OUTSIDE = text(
    "“{name}” in it points outside the archive",
    "« {name} », à l’intérieur, désigne un chemin hors de l’archive",
    "«{name}», en su interior, apunta fuera del archivo",
)
NESTED = text(
    "“{name}” in it is an archive itself",
    "« {name} », à l’intérieur, est lui-même une archive",
    "«{name}», en su interior, es a su vez un archivo comprimido",
)
BOMB = text(
    "it would grow {ratio} times, and at most {limit} times is read",
    "elle grossirait {ratio} fois, et la lecture s’arrête à {limit} fois",
    "crecería {ratio} veces, y se lee como máximo {limit} veces",
)
NO_DIRECTORY = text(
    "its list of files is not at its end, so it is cut or no zip archive",
    "sa liste de fichiers n’est pas à sa fin\u00a0: elle est tronquée ou n’est pas une archive zip",
    "su lista de archivos no está al final: está cortado o no es un archivo zip",
)
WRONG_SUM = text(
    "a checksum in it is wrong", "une somme de contrôle y est fausse", "una suma de control en su interior es errónea"
)
BEYOND = text(
    "“{sheet}” holds a cell {cell}, which no sheet has",
    "«\u00a0{sheet}\u00a0» contient une cellule {cell}, qui n’existe dans aucune feuille",
    "«{sheet}» contiene una celda {cell}, que no existe en ninguna hoja",
)
SPREAD = text(
    "the {n} cells of “{sheet}” are spread over an area of {area}",
    "les {n} cellules de «\u00a0{sheet}\u00a0» sont dispersées sur une étendue de {area} cellules",
    "las {n} celdas de «{sheet}» están dispersas en un área de {area} celdas",
)
DOCTYPE = text(
    "“{name}” in it declares a document type, which may call other files",
    "« {name} », à l’intérieur, déclare un type de document, qui peut appeler d’autres fichiers",
    "«{name}», en su interior, declara un tipo de documento, que puede llamar a otros archivos",
)


class HiddenSheets(IntakeError, ValueError):
    """A workbook has hidden sheets, and nobody said whether they are meant."""

    message = text(
        "The workbook “{path}” has hidden sheets: {hidden}. Visible: {visible}.",
        "Le classeur « {path} » a des feuilles masquées : {hidden}. Visibles : {visible}.",
        "La hoja de cálculo «{path}» tiene hojas ocultas: {hidden}. Visibles: {visible}.",
    )
    remedy = text(
        "Name the sheets to read in the profile, [file] sheets, or ask for a workbook without hidden ones.",
        "Nommez les feuilles à lire dans le profil, [file] sheets, ou demandez un classeur sans feuille masquée.",
        "Nombre las hojas que hay que leer en el perfil, [file] sheets, o pida un libro sin hojas ocultas.",
    )


class MissingSheet(IntakeError, LookupError):
    """A workbook lacks a sheet that the profile names."""

    message = text(
        "The workbook “{path}” has no sheet “{wanted}”. Found: {found}.",
        "Le classeur « {path} » n’a pas de feuille « {wanted} ». Trouvées : {found}.",
        "La hoja de cálculo «{path}» no tiene la hoja «{wanted}». Encontradas: {found}.",
    )
    remedy = text(
        "Correct [file] sheets in the profile; a * stands for what changes from one workbook to the next.",
        "Corrigez [file] sheets dans le profil ; un * remplace ce qui change d’un classeur à l’autre.",
        "Corrija [file] sheets en el perfil; un * sustituye lo que cambia de un libro a otro.",
    )


class ReaderNotInstalled(IntakeError, ModuleNotFoundError):
    """Workbooks need a reader that is installed apart."""

    message = text(
        "Reading “{path}” needs the package {package}, which is not installed.",
        "Pour lire « {path} », il faut le paquet {package}, qui n’est pas installé.",
        "Para leer «{path}» hace falta el paquete {package}, que no está instalado.",
    )
    remedy = text(
        "Install it with: pip install 'beffroi[excel]'",
        "Installez-le avec : pip install 'beffroi[excel]'",
        "Instálelo con: pip install 'beffroi[excel]'",
    )
    exit_code = 2


class IncompleteShapefile(IntakeError, ValueError):
    """A shapefile lacks one of the files that it is made of."""

    message = text(
        "The shapefile “{stem}” in “{path}” lacks its {missing}.",
        "Il manque au shapefile «\u00a0{stem}\u00a0», dans «\u00a0{path}\u00a0», son fichier {missing}.",
        "Al shapefile «{stem}» de «{path}» le falta su {missing}.",
    )
    remedy = text(
        "A shapefile is several files of one name: zip .shp, .shx, .dbf, .prj and .cpg together.",
        "Un shapefile se compose de plusieurs fichiers de même nom\u00a0: réunissez .shp, .shx, .dbf, .prj et .cpg dans une même "
        "archive zip.",
        "Un shapefile son varios archivos del mismo nombre: reúna .shp, .shx, .dbf, .prj y .cpg en un mismo archivo zip.",
    )


class LayerNotNamed(IntakeError, ValueError):
    """A geographic file holds several layers and the profile names none, or not one of them."""

    message = text(
        "“{path}” holds these layers: {found}. The profile names {wanted}.",
        "«\u00a0{path}\u00a0» contient ces couches\u00a0: {found}. Le profil nomme {wanted}.",
        "«{path}» contiene estas capas: {found}. El perfil nombra {wanted}.",
    )
    remedy = text(
        "Name the one to read in the profile, [file] layer.",
        "Nommez celle qu’il faut lire dans le profil, [file] layer.",
        "Nombre la que hay que leer en el perfil, [file] layer.",
    )


NO_LAYER = text("none of them", "aucune d’elles", "ninguna de ellas")
