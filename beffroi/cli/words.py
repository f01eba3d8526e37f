"""What the command line says, in three languages."""

from beffroi.cli import fetch_words, receiving_words
from beffroi.vocabulary.text import Text, text

HELP: dict[str, Text] = {
    **fetch_words.HELP,
    **receiving_words.HELP,
    "beffroi": text(
        "An urban-safety observatory in a box.",
        "Un observatoire de la sécurité urbaine, prêt à l’emploi.",
        "Un observatorio de seguridad urbana listo para usar.",
    ),
    "start": text(
        "answer four questions and get a first bulletin",
        "répondre à quatre questions et obtenir un premier bulletin",
        "responder a cuatro preguntas y obtener un primer boletín",
    ),
    "init": text(
        "make an observatory in a folder",
        "créer un observatoire dans un dossier",
        "crear un observatorio en una carpeta",
    ),
    "profile": text(
        "propose a source profile for a file, or update one",
        "proposer un profil de source pour un fichier, ou en mettre un à jour",
        "proponer un perfil de fuente para un archivo, o actualizar uno",
    ),
    "import": text(
        "import a file under a reviewed profile",
        "importer un fichier selon un profil relu",
        "importar un archivo según un perfil revisado",
    ),
    "places": text("add a set of places", "ajouter un ensemble de lieux", "añadir un conjunto de lugares"),
    "exposure": text("add a denominator", "ajouter un dénominateur d’exposition", "añadir una población expuesta"),
    "convert": text(
        "estimate a measure by other boundaries (areal interpolation)",
        "estimer une mesure selon un autre découpage (interpolation spatiale)",
        "estimar una medida según otra delimitación (interpolación por áreas)",
    ),
    "gazetteer": text(
        "add streets and places, find a text, review what was not found",
        "ajouter rues et lieux, chercher un texte, vérifier ce qui n’a pas été trouvé",
        "añadir calles y lugares, buscar un texto, revisar lo que no se encontró",
    ),
    "streets": text(
        "add a street network, cut and cleaned",
        "ajouter un réseau de rues, découpé et nettoyé",
        "añadir una red de calles, cortada y depurada",
    ),
    "locations": text(
        "list the default locations of a data set",
        "lister les localisations par défaut d’un jeu de données",
        "listar las ubicaciones por defecto de un conjunto de datos",
    ),
    "catalogue": text(
        "list every analysis: question, parameters, units",
        "lister les analyses : question, paramètres, unités",
        "listar los análisis: pregunta, parámetros, unidades",
    ),
    "ask": text(
        "ask a question; the answer is not for publication",
        "poser une question ; la réponse n’est pas à diffuser",
        "hacer una pregunta; la respuesta no es para publicar",
    ),
    "bulletin": text(
        "publish a bulletin from released figures",
        "publier un bulletin à partir de chiffres diffusés",
        "publicar un boletín a partir de cifras publicadas",
    ),
    "check": text(
        "verify every checksum and the conservation of rows",
        "vérifier chaque somme de contrôle et la conservation des lignes",
        "verificar cada suma de control y la conservación de las filas",
    ),
    "delete": text(
        "really delete a delivery: raw file, tables, caches",
        "supprimer vraiment une livraison : fichier brut, tables, caches",
        "borrar de verdad una entrega: archivo original, tablas, cachés",
    ),
    "cite": text(
        "cite an answer: question, data hashes, version",
        "citer une réponse : question, empreintes des données, version",
        "citar una respuesta: pregunta, huellas de los datos, versión",
    ),
    "explain-column": text(
        "say whether a column was kept, why, and until when",
        "dire si une colonne est conservée, pourquoi et jusqu’à quand",
        "decir si una columna se conserva, por qué y hasta cuándo",
    ),
    "demo": text(
        "build an observatory from bundled real data and publish its bulletin",
        "construire un observatoire à partir de données réelles fournies et publier son bulletin",
        "construir un observatorio con datos reales incluidos y publicar su boletín",
    ),
    "language": text(
        "language of what is shown: en, fr, es, or with a region (fr-CA)",
        "langue d’affichage : en, fr, es, ou avec une région (fr-CA)",
        "idioma de lo que se muestra: en, fr, es, o con región (es-MX)",
    ),
    "observatory": text(
        "folder of the observatory (default: this one)",
        "dossier de l’observatoire (par défaut : celui-ci)",
        "carpeta del observatorio (por omisión: esta)",
    ),
    "folder": text("folder to make it in", "dossier à créer", "carpeta que se creará"),
    "name": text("name shown on bulletins", "nom affiché sur les bulletins", "nombre que aparece en los boletines"),
    "languages": text(
        "languages of its bulletins, such as en,fr,es",
        "langues des bulletins, comme en,fr,es",
        "idiomas de los boletines, como en,fr,es",
    ),
    "timezone": text(
        "time zone, such as America/Chicago",
        "fuseau horaire, comme Europe/Paris",
        "huso horario, como America/Mexico_City",
    ),
    "crs": text(
        "projected reference system in metres (default: UTM zone of the time zone’s city)",
        "système de coordonnées projetées en mètres (par défaut : zone UTM de la ville du fuseau)",
        "sistema de coordenadas proyectadas en metros (por omisión: zona UTM de la ciudad del huso)",
    ),
    "file": text("the file", "le fichier", "el archivo"),
    "publisher": text("a packaged profile", "un profil fourni", "un perfil incluido"),
    "database": text(
        "import the answer of this database: a SQLAlchemy address, or env:NAME for one held in a variable",
        "importer la réponse de cette base de données\u00a0: une adresse SQLAlchemy, ou env:NOM pour celle d’une variable",
        "importar la respuesta de esta base de datos: una dirección SQLAlchemy, o env:NOMBRE para la de una variable",
    ),
    "query": text(
        "the question put to the database; one statement that reads",
        "la question posée à la base\u00a0; une seule instruction de lecture",
        "la pregunta que se hace a la base; una sola instrucción de lectura",
    ),
    "dataset": text("data set asked", "jeu de données interrogé", "conjunto de datos consultado"),
    "period": text(
        "period asked, such as 2018-01/2018-07",
        "période interrogée, comme 2018-01/2018-07",
        "periodo consultado, como 2018-01/2018-07",
    ),
    "offence": text("ICCS code; may be repeated", "code ICCS ; répétable", "código ICCS; repetible"),
    "place-set": text("name of a set of places", "nom d’un ensemble de lieux", "nombre de un conjunto de lugares"),
    "area": text("code of a place; may be repeated", "code d’un lieu ; répétable", "código de un lugar; repetible"),
    "setting": text("kind of setting; may be repeated", "type de cadre ; répétable", "tipo de entorno; repetible"),
    "unit": text(
        "counting unit, where a data set has several",
        "unité de compte, quand un jeu de données en a plusieurs",
        "unidad de conteo, cuando un conjunto de datos tiene varias",
    ),
    "json": text("print JSON for machines", "écrire du JSON pour les machines", "escribir JSON para máquinas"),
    "csv": text(
        "write the table to a CSV file", "écrire le tableau dans un fichier CSV", "escribir la tabla en un archivo CSV"
    ),
    "svg": text(
        "write the figure to an SVG file",
        "écrire la figure dans un fichier SVG",
        "escribir la figura en un archivo SVG",
    ),
    "control": text(
        "ask again of permuted data, beside the answer",
        "interroger aussi des données permutées, à côté de la réponse",
        "consultar también datos permutados, junto a la respuesta",
    ),
    "out": text("folder to write to", "dossier de sortie", "carpeta de salida"),
    "kind": text(
        "kind of place: area, cell, station…",
        "type de lieu : area, cell, station…",
        "tipo de lugar: area, cell, station…",
    ),
    "vintage": text(
        "when these boundaries are in force, where they change: 2011/2020",
        "quand ce découpage est en vigueur, s’il change : 2011/2020",
        "cuándo está vigente esta delimitación, si cambia: 2011/2020",
    ),
    "id": text("column of the place code", "colonne du code du lieu", "columna del código del lugar"),
    "label": text("column of the place name", "colonne du nom du lieu", "columna del nombre del lugar"),
    "as": text(
        "name of the set (default: the file’s name)",
        "nom de l’ensemble (par défaut : le nom du fichier)",
        "nombre del conjunto (por omisión: el del archivo)",
    ),
    "match": text(
        "how incidents join: by location, by the source’s own code or name",
        "comment les faits s’y rattachent : par localisation, par le code ou le nom de la source",
        "cómo se unen los incidentes: por ubicación, por el código o el nombre de la fuente",
    ),
    "measure": text(
        "what is measured: residents, boardings…",
        "ce qui est mesuré : residents, boardings…",
        "lo que se mide: residents, boardings…",
    ),
    "value": text("column of the value", "colonne de la valeur", "columna del valor"),
    "compact": text(
        "pack the tables of many small deliveries together; no answer changes",
        "regrouper les tables de nombreuses petites livraisons ; aucune réponse ne change",
        "agrupar las tablas de muchas entregas pequeñas; ninguna respuesta cambia",
    ),
    "backup": text(
        "write a verified backup, while others may import",
        "écrire une sauvegarde vérifiée, même pendant une importation",
        "escribir una copia de seguridad verificada, aunque haya importaciones en curso",
    ),
    "restore": text(
        "make an observatory from a backup, in a new folder",
        "recréer un observatoire à partir d’une sauvegarde, dans un nouveau dossier",
        "recrear un observatorio desde una copia de seguridad, en una carpeta nueva",
    ),
    "backup-out": text(
        "what to write: a file that ends in .zip, or a folder; it must not exist",
        "ce qu’il faut écrire : un fichier dont le nom finit par .zip, ou un dossier ; il ne doit pas exister",
        "qué escribir: un archivo cuyo nombre termine en .zip, o una carpeta; no debe existir",
    ),
    "backup-in": text(
        "the backup: a file or a folder",
        "la sauvegarde : un fichier ou un dossier",
        "la copia de seguridad: un archivo o una carpeta",
    ),
    "catalogue-at": text(
        "keep the catalogue in this PostgreSQL database (postgresql://user@server/database); the password is not stored",
        "tenir le catalogue dans cette base PostgreSQL (postgresql://utilisateur@serveur/base) ; le mot de passe n’est pas enregistré",
        "llevar el catálogo en esta base PostgreSQL (postgresql://usuario@servidor/base); la contraseña no se guarda",
    ),
    "remove-orphans": text(
        "remove the files that no delivery names",
        "retirer les fichiers qu’aucune livraison ne cite",
        "eliminar los archivos que ninguna entrega nombra",
    ),
    "repair": text(
        "rebuild damaged tables from the raw files",
        "reconstruire les tables endommagées depuis les fichiers bruts",
        "reconstruir las tablas dañadas desde los archivos originales",
    ),
    "delivery": text(
        "identifier of the delivery, or its beginning",
        "identifiant de la livraison, ou son début",
        "identificador de la entrega, o su comienzo",
    ),
    "column": text("name of the column", "nom de la colonne", "nombre de la columna"),
    "sum-rows": text(
        "add up several rows of one place",
        "additionner plusieurs lignes d’un même lieu",
        "sumar varias filas de un mismo lugar",
    ),
    "where": text(
        "keep only the rows where a column has a value; may be repeated",
        "ne garder que les lignes où une colonne a une valeur ; répétable",
        "conservar solo las filas en las que una columna tiene un valor; repetible",
    ),
    "layer": text("layer of the file", "couche du fichier", "capa del archivo"),
    "merge": text(
        "rows of one code are one place",
        "les lignes d’un même code ne font qu’un lieu",
        "las filas de un mismo código son un solo lugar",
    ),
    "source-crs": text(
        "true reference system of the file, where it says none or a wrong one",
        "véritable système de coordonnées du fichier, s’il n’en indique pas ou en indique un faux",
        "sistema de coordenadas verdadero del archivo, si no lo indica o indica uno falso",
    ),
    "source-title": text(
        "title of the source, as publications print it",
        "titre de la source, tel que les publications l’impriment",
        "título de la fuente, tal como lo imprimen las publicaciones",
    ),
    "source-attribution": text(
        "whom it comes from; printed among the sources",
        "de qui elle vient ; imprimé parmi les sources",
        "de quién procede; se imprime entre las fuentes",
    ),
    "source-licence": text(
        "licence or terms of use; printed among the sources",
        "licence ou conditions d’utilisation ; imprimées parmi les sources",
        "licencia o condiciones de uso; se imprimen entre las fuentes",
    ),
    "encoding": text(
        "encoding of the text (default: utf-8)",
        "codage du texte (par défaut : utf-8)",
        "codificación del texto (por omisión: utf-8)",
    ),
    "separator": text(
        "separator of the columns (default: found in the header)",
        "séparateur des colonnes (par défaut : trouvé dans l’en-tête)",
        "separador de las columnas (por omisión: el del encabezado)",
    ),
    "decimal": text("decimal mark of the numbers", "signe décimal des nombres", "signo decimal de los números"),
    "thousands": text(
        "thousands separator of the numbers", "séparateur de milliers des nombres", "separador de miles de los números"
    ),
    "standard-error": text(
        "column of the standard error of the value",
        "colonne de l’erreur type de la valeur",
        "columna del error estándar del valor",
    ),
    "proposing": text("what to do", "ce qu’il faut faire", "lo que hay que hacer"),
    "version": text("show the version and exit", "afficher la version et quitter", "mostrar la versión y salir"),
    "cite-json": text(
        "print the question and the hashes as JSON",
        "écrire la question et les empreintes en JSON",
        "escribir la pregunta y las huellas en JSON",
    ),
    "default": text(
        "{label} [{unit}] (default {default})",
        "{label} [{unit}] (par défaut {default})",
        "{label} [{unit}] (por omisión {default})",
    ),
    "analysis": text(
        "name of an analysis (`beffroi catalogue`)",
        "nom d’une analyse (`beffroi catalogue`)",
        "nombre de un análisis (`beffroi catalogue`)",
    ),
}


METAVARS: dict[str, Text] = {
    **fetch_words.METAVARS,
    "FILE": text("FILE", "FICHIER", "ARCHIVO"),
    "FOLDER": text("FOLDER", "DOSSIER", "CARPETA"),
    "ADDRESS": text("ADDRESS", "ADRESSE", "DIRECCIÓN"),
    "NAME": text("NAME", "NOM", "NOMBRE"),
    "LANGUAGES": text("LANGUAGES", "LANGUES", "IDIOMAS"),
    "LANGUAGE": text("LANGUAGE", "LANGUE", "IDIOMA"),
    "ZONE": text("ZONE", "FUSEAU", "HUSO"),
    "SYSTEM": text("SYSTEM", "SYSTÈME", "SISTEMA"),
    "DATASET": text("DATASET", "JEU", "DATOS"),
    "PERIOD": text("PERIOD", "PÉRIODE", "PERIODO"),
    "CODE": text("CODE", "CODE", "CÓDIGO"),
    "PLACES": text("PLACES", "LIEUX", "LUGARES"),
    "KIND": text("KIND", "TYPE", "TIPO"),
    "COLUMN": text("COLUMN", "COLONNE", "COLUMNA"),
    "COLUMN=VALUE": text("COLUMN=VALUE", "COLONNE=VALEUR", "COLUMNA=VALOR"),
    "MEASURE": text("MEASURE", "MESURE", "MEDIDA"),
    "LAYER": text("LAYER", "COUCHE", "CAPA"),
    "MARK": text("MARK", "SIGNE", "SIGNO"),
    "ENCODING": text("ENCODING", "CODAGE", "CODIFICACIÓN"),
    "N": text("N", "N", "N"),
    "SQL": text("SQL", "SQL", "SQL"),
    "HASH": text("HASH", "EMPREINTE", "HUELLA"),
    "UNIT": text("UNIT", "UNITÉ", "UNIDAD"),
    "WHEN": text("WHEN", "QUAND", "CUÁNDO"),
    "SETTING": text("SETTING", "CADRE", "ENTORNO"),
    "WORDS": text("WORDS", "MENTION", "MENCIÓN"),
    "DELIVERY": text("DELIVERY", "LIVRAISON", "ENTREGA"),
    "ANALYSIS": text("ANALYSIS", "ANALYSE", "ANÁLISIS"),
    "VALUE": text("VALUE", "VALEUR", "VALOR"),
    "TEXT": text("TEXT", "TEXTE", "TEXTO"),
    "COMMAND": text("COMMAND", "COMMANDE", "ORDEN"),
}


def say(key: str, locale: str, **values: object) -> str:
    """Return a phrase of the command line."""
    return HELP[key](locale, **values)


def meta(name: str, locale: str) -> str:
    """Return the placeholder of a value in a usage line."""
    return METAVARS[name](locale)
