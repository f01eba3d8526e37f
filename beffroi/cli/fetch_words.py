"""What `beffroi fetch` says, in three languages."""

from beffroi.vocabulary.text import Text, text

HELP: dict[str, Text] = {
    "fetch": text(
        "fetch a file from a publisher’s portal, once; the only command that uses the network",
        "télécharger un fichier depuis le portail d’un éditeur, une fois ; seule commande qui utilise le réseau",
        "descargar un archivo del portal de un editor, una vez; la única orden que usa la red",
    ),
    "portal": text(
        "kind of portal: police-uk, socrata, ckan, opendatasoft, arcgis, or url for a plain file",
        "type de portail : police-uk, socrata, ckan, opendatasoft, arcgis, ou url pour un simple fichier",
        "tipo de portal: police-uk, socrata, ckan, opendatasoft, arcgis, o url para un simple archivo",
    ),
    "address": text(
        "address of the data set’s page on the portal (https)",
        "adresse de la page du jeu de données sur le portail (https)",
        "dirección de la página del conjunto de datos en el portal (https)",
    ),
    "fetch-month": text(
        "police-uk: month, such as 2024-01", "police-uk : mois, comme 2024-01", "police-uk: mes, como 2024-01"
    ),
    "fetch-force": text(
        "police-uk: force, such as surrey", "police-uk : force, comme surrey", "police-uk: fuerza, como surrey"
    ),
    "fetch-kind": text(
        "police-uk: street (default), outcomes or stop-and-search",
        "police-uk : street (par défaut), outcomes ou stop-and-search",
        "police-uk: street (por omisión), outcomes o stop-and-search",
    ),
    "fetch-resource": text(
        "ckan: the file, by identifier or name",
        "ckan : le fichier, par identifiant ou nom",
        "ckan: el archivo, por identificador o nombre",
    ),
    "fetch-format": text("csv, json, geojson…", "csv, json, geojson…", "csv, json, geojson…"),
    "fetch-filter": text(
        "which rows, in the portal’s own query language",
        "quelles lignes, dans le langage de requête du portail",
        "qué filas, en el lenguaje de consulta del portal",
    ),
    "fetch-as": text(
        "name of the folder of snapshots (default: the portal’s name of the data)",
        "nom du dossier de téléchargements (par défaut : le nom que le portail donne aux données)",
        "nombre de la carpeta de descargas (por omisión: el que el portal da a los datos)",
    ),
    "fetch-rows": text("rows of one page", "lignes par page", "filas por página"),
    "fetch-whole": text(
        "socrata: the portal’s export in one file, instead of pages",
        "socrata : l’export du portail en un fichier, au lieu de pages",
        "socrata: la exportación del portal en un archivo, en vez de páginas",
    ),
    "fetch-bytes": text(
        "most megabytes to take (default: 2000)",
        "nombre maximal de mégaoctets (par défaut : 2000)",
        "máximo de megabytes (por omisión: 2000)",
    ),
    "fetch-most-rows": text(
        "most rows to take (default: 20000000)",
        "nombre maximal de lignes (par défaut : 20000000)",
        "máximo de filas (por omisión: 20000000)",
    ),
    "fetch-again": text(
        "fetch even what the portal says is unchanged",
        "télécharger même ce que le portail dit inchangé",
        "descargar incluso lo que el portal dice que no ha cambiado",
    ),
    "fetch-http": text(
        "accept http, which can be read and changed on the way; keys are never sent over it",
        "accepter http, qui peut être lu et modifié en chemin ; aucune clé n’y est envoyée",
        "aceptar http, que puede leerse y alterarse en el camino; nunca se envía una clave",
    ),
}
METAVARS: dict[str, Text] = {
    "PORTAL": text("PORTAL", "PORTAIL", "PORTAL"),
    "ADDRESS": text("ADDRESS", "ADRESSE", "DIRECCIÓN"),
    "MONTH": text("MONTH", "MOIS", "MES"),
    "FORCE": text("FORCE", "FORCE", "FUERZA"),
    "FORMAT": text("FORMAT", "FORMAT", "FORMATO"),
    "EXPRESSION": text("EXPRESSION", "EXPRESSION", "EXPRESIÓN"),
}
SAID: dict[str, Text] = {
    "fetched": text(
        "{file}: {bytes} bytes from {url}, SHA-256 {sha256}.",
        "{file} : {bytes} octets de {url}, SHA-256 {sha256}.",
        "{file}: {bytes} bytes de {url}, SHA-256 {sha256}.",
    ),
    "rows": text(
        "{received} rows received, {announced} announced",
        "{received} lignes reçues, {announced} annoncées",
        "{received} filas recibidas, {announced} anunciadas",
    ),
    "rows-only": text(
        "{received} rows received; the portal announces no number",
        "{received} lignes reçues ; le portail n’annonce pas de nombre",
        "{received} filas recibidas; el portal no anuncia ningún número",
    ),
    "pages": text(
        "received in {n} pages, kept as they came",
        "reçu en {n} pages, gardées telles quelles",
        "recibido en {n} páginas, conservadas tal cual",
    ),
    "redirected": text(
        "the portal sent it from {url}", "le portail l’a fait venir de {url}", "el portal lo hizo venir de {url}"
    ),
    "unchanged": text(
        "{url}: unchanged since {when}; nothing stored.",
        "{url} : inchangé depuis le {when} ; rien n’a été enregistré.",
        "{url}: sin cambios desde el {when}; no se guardó nada.",
    ),
    "next": text("Then: {command}", "Ensuite : {command}", "Después: {command}"),
}
