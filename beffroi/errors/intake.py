"""Errors of reading a file: nothing is stored, and the message says what was found."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class IntakeError(BeffroiError):
    """A file cannot be taken in."""

    status = 422


class FileMissing(IntakeError, FileNotFoundError):
    """There is no file at that path."""

    message = text(
        "There is no file “{path}”.",
        "Le fichier « {path} » n’existe pas.",
        "No existe el archivo «{path}».",
    )
    remedy = text("Check the path.", "Vérifiez le chemin.", "Compruebe la ruta.")
    exit_code = 2
    status = 404


class FolderGiven(IntakeError, IsADirectoryError):
    """A folder was given where a file is needed."""

    message = text(
        "“{path}” is a folder, not a file.",
        "« {path} » est un dossier et non un fichier.",
        "«{path}» es una carpeta, no un archivo.",
    )
    remedy = text(
        "Give one file at a time; it holds: {found}.",
        "Indiquez un fichier à la fois ; il contient : {found}.",
        "Indique un archivo cada vez; contiene: {found}.",
    )
    exit_code = 2


class FileUnreadable(IntakeError, OSError):
    """The operating system refuses to hand over the file."""

    message = text(
        "“{path}” cannot be read: {why}.",
        "« {path} » ne peut pas être lu : {why}.",
        "«{path}» no se puede leer: {why}.",
    )
    remedy = text(
        "Check the permissions of the file and of its folder.",
        "Vérifiez les droits d’accès au fichier et à son dossier.",
        "Compruebe los permisos del archivo y de su carpeta.",
    )


class EmptyFile(IntakeError, ValueError):
    """The file holds nothing."""

    message = text(
        "“{path}” holds no record.",
        "« {path} » ne contient aucun enregistrement.",
        "«{path}» no contiene ningún registro.",
    )
    remedy = text(
        "Export it again; an empty month is declared, not delivered as an empty file.",
        "Refaites l’export ; un mois sans fait se déclare, il ne se livre pas sous forme de fichier vide.",
        "Vuelva a exportarlo; un mes sin hechos se declara, no se entrega como archivo vacío.",
    )


class WrongKind(IntakeError, ValueError):
    """The bytes are not of the kind that the profile announces."""

    message = text(
        "“{path}” is {found}, and the profile announces {expected}.",
        "« {path} » est {found}, alors que le profil annonce {expected}.",
        "«{path}» es {found}, y el perfil anuncia {expected}.",
    )
    remedy = text(
        "Download or export it again in the announced format, or use a profile made for it.",
        "Téléchargez-le ou exportez-le de nouveau dans le format annoncé, ou utilisez un profil fait pour lui.",
        "Descárguelo o expórtelo de nuevo en el formato anunciado, o use un perfil hecho para él.",
    )


class EncodingContradicted(IntakeError, ValueError):
    """The text is plainly not in the encoding that the profile names."""

    message = text(
        "“{path}” is not in the encoding that the profile names, {declared}: {why}.",
        "«\u00a0{path}\u00a0» n’est pas dans l’encodage que nomme le profil, {declared}\u00a0: {why}.",
        "«{path}» no está en la codificación que nombra el perfil, {declared}: {why}.",
    )
    remedy = text(
        "Write the encoding of the file in [file] of the profile: utf-8, windows-1252, latin-1 or utf-16.",
        "Indiquez l’encodage du fichier dans la partie [file] du profil\u00a0: utf-8, windows-1252, latin-1 ou utf-16.",
        "Indique la codificación del archivo en la parte [file] del perfil: utf-8, windows-1252, latin-1 o utf-16.",
    )


class CutArchive(IntakeError, ValueError):
    """A compressed file ends before its end, or its checksum is wrong."""

    message = text(
        "The compressed file “{path}” is damaged or cut: {read} bytes could be read.",
        "Le fichier compressé « {path} » est endommagé ou tronqué : {read} octets ont pu être lus.",
        "El archivo comprimido «{path}» está dañado o cortado: se pudieron leer {read} bytes.",
    )
    remedy = text(
        "Transfer it again and compare its size with the sender’s.",
        "Transférez-le de nouveau et comparez sa taille à celle de l’expéditeur.",
        "Transfiéralo de nuevo y compare su tamaño con el del remitente.",
    )


class ArchiveTooLarge(IntakeError, ValueError):
    """A compressed file grows beyond what is read."""

    message = text(
        "“{path}” grows beyond {limit} bytes once decompressed.",
        "« {path} » dépasse {limit} octets une fois décompressé.",
        "«{path}» supera {limit} bytes una vez descomprimido.",
    )
    remedy = text(
        "Deliver it in several files, a month or a year each.",
        "Livrez-le en plusieurs fichiers, d’un mois ou d’une année chacun.",
        "Entréguelo en varios archivos, de un mes o un año cada uno.",
    )


class DamagedFile(IntakeError, ValueError):
    """A typed file cannot be opened by its reader."""

    message = text(
        "“{path}” cannot be opened as {expected}: {why}.",
        "« {path} » ne s’ouvre pas comme {expected} : {why}.",
        "«{path}» no se abre como {expected}: {why}.",
    )
    remedy = text(
        "Transfer or export it again; compare its size with the sender’s.",
        "Transférez-le ou exportez-le de nouveau ; comparez sa taille à celle de l’expéditeur.",
        "Transfiéralo o expórtelo de nuevo; compare su tamaño con el del remitente.",
    )


class ChangedMeanwhile(IntakeError, OSError):
    """The file is no longer what was read: someone writes to it."""

    message = text(
        "“{path}” changed while it was being read.",
        "« {path} » a changé pendant sa lecture.",
        "«{path}» cambió mientras se leía.",
    )
    remedy = text(
        "Nothing was stored. Wait until the file is complete (an export or a transfer may still be running), then import it again.",
        "Rien n’a été enregistré. Attendez que le fichier soit complet (un export ou un transfert est peut-être en cours), puis importez-le de nouveau.",
        "No se guardó nada. Espere a que el archivo esté completo (quizá siga en curso una exportación o una transferencia) y vuelva a importarlo.",
    )


class FewerRows(IntakeError, ValueError):
    """The file holds fewer records than were declared."""

    message = text(
        "“{path}” holds {found} records, and {declared} were declared.",
        "« {path} » contient {found} enregistrements, alors que {declared} étaient déclarés.",
        "«{path}» contiene {found} registros, y se declararon {declared}.",
    )
    remedy = text(
        "The file is probably cut: transfer it again.",
        "Le fichier est sans doute tronqué : transférez-le de nouveau.",
        "El archivo está probablemente cortado: transfiéralo de nuevo.",
    )


class WrongChecksum(IntakeError, ValueError):
    """The file is not the one that was declared."""

    message = text(
        "The SHA-256 of “{path}” is {found}, and {declared} was declared.",
        "L’empreinte SHA-256 de « {path} » est {found}, alors que {declared} était déclarée.",
        "La huella SHA-256 de «{path}» es {found}, y se declaró {declared}.",
    )
    remedy = text(
        "Transfer it again, or ask the sender which file is meant.",
        "Transférez-le de nouveau ou demandez à l’expéditeur de quel fichier il s’agit.",
        "Transfiéralo de nuevo o pregunte al remitente de qué archivo se trata.",
    )


class DatesDoNotFit(IntakeError, ValueError):
    """Most dates cannot be read with the formats of the profile."""

    message = text(
        "{bad} of {of} dates in “{column}” cannot be read as {formats}, for example “{example}”.",
        "{bad} dates sur {of} dans « {column} » ne se lisent pas comme {formats}, par exemple « {example} ».",
        "{bad} de {of} fechas en «{column}» no se leen como {formats}, por ejemplo «{example}».",
    )
    remedy = text(
        "Write the format of this file in the profile, [when] formats.",
        "Indiquez le format de ce fichier dans le profil, [when] formats.",
        "Indique el formato de este archivo en el perfil, [when] formats.",
    )


class DateOrderContradicted(IntakeError, ValueError):
    """Some dates only make sense with day and month the other way round."""

    message = text(
        "{bad} of {of} dates in “{column}” make sense only with day and month exchanged, for example “{example}”.",
        "{bad} dates sur {of} dans « {column} » n’ont de sens qu’en échangeant le jour et le mois, par exemple « {example} ».",
        "{bad} de {of} fechas en «{column}» solo tienen sentido intercambiando día y mes, por ejemplo «{example}».",
    )
    remedy = text(
        "The other dates may be wrong without showing it: ask the publisher for ISO dates (2024-04-03).",
        "Les autres dates peuvent être fausses sans que cela se voie : demandez au producteur des dates ISO (2024-04-03).",
        "Las demás fechas pueden ser erróneas sin que se note: pida al productor fechas ISO (2024-04-03).",
    )


class KeysDestroyed(IntakeError, ValueError):
    """A spreadsheet has rounded the keys of the records."""

    message = text(
        "{n} keys in “{column}” were rounded by a spreadsheet, for example {example}: the records can no longer be told "
        "apart.",
        "{n} clés de «\u00a0{column}\u00a0» ont été arrondies par un tableur, par exemple {example}\u00a0: on ne peut plus "
        "distinguer les enregistrements.",
        "Una hoja de cálculo redondeó {n} claves de «{column}», por ejemplo {example}: ya no se pueden distinguir los "
        "registros.",
    )
    remedy = text(
        "Export again straight from the source system, or with this column formatted as text.",
        "Refaites l’export directement depuis le système source, ou avec cette colonne au format texte.",
        "Vuelva a exportar directamente desde el sistema de origen, o con esta columna en formato de texto.",
    )


class UnknownReferenceSystem(IntakeError, ValueError):
    """A coordinate reference system cannot be built, or is not metric where it must be."""

    message = text(
        "“{found}” cannot be used as {role} reference system: {why}.",
        "« {found} » ne peut pas servir de système de référence {role} : {why}.",
        "«{found}» no sirve como sistema de referencia {role}: {why}.",
    )
    remedy = text(
        "Use a code such as EPSG:4326 for degrees or EPSG:32616 for metres.",
        "Utilisez un code tel qu’EPSG:4326 pour des degrés ou EPSG:32616 pour des mètres.",
        "Use un código como EPSG:4326 para grados o EPSG:32616 para metros.",
    )


class ReferenceSystemContradicted(IntakeError, ValueError):
    """The points do not land where the profile says they must."""

    message = text(
        "{outside} of {of} locations fall outside the bounds of the profile, so its reference system {crs} is contradicted: "
        "the middle point lands at longitude {lon}, latitude {lat}. {swapped}",
        "{outside} localisations sur {of} tombent hors des limites du profil, ce qui contredit son système de référence {crs} : "
        "le point médian tombe à {lon} de longitude et {lat} de latitude. {swapped}",
        "{outside} de {of} ubicaciones caen fuera de los límites del perfil, lo que contradice su sistema de referencia {crs}: "
        "el punto medio cae en longitud {lon}, latitud {lat}. {swapped}",
    )
    remedy = text(
        "Correct [where] crs, x or y in the profile, or its bounds.",
        "Corrigez crs, x ou y dans la partie [where] du profil, ou ses limites.",
        "Corrija crs, x o y en la parte [where] del perfil, o sus límites.",
    )


class FileExists(IntakeError, FileExistsError):
    """A file to write is already there; it is never overwritten."""

    message = text(
        "“{file}” is already there, and nothing is overwritten.",
        "«\u00a0{file}\u00a0» existe déjà, et rien n’est écrasé.",
        "«{file}» ya existe, y no se sobrescribe nada.",
    )
    remedy = text("Give another name.", "Indiquez un autre nom.", "Indique otro nombre.")
    exit_code = 2
    status = 409


SWAP_HELPS = text(
    "Exchanging x and y would bring {share} % of them inside.",
    "En échangeant x et y, {share} % d’entre eux tomberaient à l’intérieur.",
    "Intercambiando x e y, el {share} % caería dentro.",
)
SIGN_HELPS = text(
    "A minus sign before x would bring {share} % of them inside.",
    "Avec un signe moins devant x, {share} % d’entre eux tomberaient à l’intérieur.",
    "Con un signo menos delante de x, el {share} % caería dentro.",
)
SWAP_DOES_NOT_HELP = text(
    "Exchanging x and y would not help.",
    "Échanger x et y n’y changerait rien.",
    "Intercambiar x e y no lo resolvería.",
)
BEGINS_AS_UTF16 = text(
    "it begins as a text in UTF-16", "il commence comme un texte en UTF-16", "empieza como un texto en UTF-16"
)
MOST_UNDECODABLE = text(
    "{n} of its {of} records hold bytes that this encoding does not have",
    "{n} de ses {of} enregistrements contiennent des octets que cet encodage n’a pas",
    "{n} de sus {of} registros contienen bytes que esa codificación no tiene",
)
NOT_RECORDS = text(
    "it holds no list of records",
    "il ne contient pas de liste d’enregistrements",
    "no contiene ninguna lista de registros",
)
STOPS_ITS_READER = text(
    "a length in it is impossible, and its reader stops",
    "une longueur y est impossible, et son lecteur s’arrête",
    "contiene una longitud imposible y su lector se detiene",
)
BROKEN_JSON = text(
    "it breaks off or errs at line {line}, column {column}",
    "il s’interrompt ou est fautif à la ligne {line}, colonne {column}",
    "se interrumpe o falla en la línea {line}, columna {column}",
)
KINDS = {
    "delimited": text("delimited text (CSV)", "un texte délimité (CSV)", "un texto delimitado (CSV)"),
    "parquet": text("a Parquet file", "un fichier Parquet", "un archivo Parquet"),
    "geojson": text("a GeoJSON file", "un fichier GeoJSON", "un archivo GeoJSON"),
    "geopackage": text("a GeoPackage", "un GeoPackage", "un GeoPackage"),
    "shapefile": text("a zipped shapefile", "un shapefile zippé", "un shapefile comprimido (zip)"),
    "flatgeobuf": text("a FlatGeobuf file", "un fichier FlatGeobuf", "un archivo FlatGeobuf"),
    "shp": text(
        "a .shp without the other files of its shapefile",
        "un .shp sans les autres fichiers de son shapefile",
        "un .shp sin los demás archivos de su shapefile",
    ),
    "excel": text("a workbook (xlsx)", "un classeur (xlsx)", "un libro de hojas de cálculo (xlsx)"),
    "json": text("JSON records", "des enregistrements JSON", "registros JSON"),
    "html": text("a web page (HTML)", "une page web (HTML)", "una página web (HTML)"),
    "zip": text(
        "a zip archive or spreadsheet (xlsx)",
        "une archive zip ou un classeur (xlsx)",
        "un archivo zip o una hoja de cálculo (xlsx)",
    ),
    "xls": text("an old spreadsheet (xls)", "un ancien classeur (xls)", "una hoja de cálculo antigua (xls)"),
    "locked": text(
        "a workbook protected by a password",
        "un classeur protégé par un mot de passe",
        "un libro protegido con contraseña",
    ),
    "document": text(
        "a document of another program", "un document d’un autre logiciel", "un documento de otro programa"
    ),
    "pdf": text("a PDF document", "un document PDF", "un documento PDF"),
    "archive": text("an archive of another kind", "une archive d’un autre type", "un archivo comprimido de otro tipo"),
    "text": text("plain text", "du texte brut", "texto sin formato"),
    "binary": text("a file of unknown kind", "un fichier de type inconnu", "un archivo de tipo desconocido"),
}
