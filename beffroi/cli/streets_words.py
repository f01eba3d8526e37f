"""What `beffroi streets` says, in three languages."""

from beffroi.vocabulary.text import Text, text

HELP: dict[str, Text] = {
    "file": text(
        "lines of streets: GeoPackage, GeoJSON, Shapefile or an extract of OpenStreetMap (.pbf)",
        "lignes des rues : GeoPackage, GeoJSON, Shapefile ou extrait d’OpenStreetMap (.pbf)",
        "líneas de las calles: GeoPackage, GeoJSON, Shapefile o un extracto de OpenStreetMap (.pbf)",
    ),
    "--id": text("column of the code", "colonne du code", "columna del código"),
    "--name": text("column of the name", "colonne du nom", "columna del nombre"),
    "--as": text("name of the network", "nom du réseau", "nombre de la red"),
    "--layer": text("layer, where there are several", "couche, s’il y en a plusieurs", "capa, si hay varias"),
    "--crs": text(
        "reference system, where the file says none",
        "système de coordonnées, si le fichier n’en dit rien",
        "sistema de referencia, si el archivo no lo dice",
    ),
    "--where": text(
        "keep only the lines where a column has a value (* for any value); may be repeated",
        "ne garder que les lignes où une colonne a une valeur (* pour toute valeur) ; répétable",
        "conservar solo las líneas en las que una columna tiene un valor (* para cualquier valor); repetible",
    ),
    "--noding": text(
        "where lines are joined: at common ends, at common vertices as OpenStreetMap means it, or wherever they cross on "
        "the map, bridges included",
        "où les lignes sont reliées : aux extrémités communes (ends), aux sommets communs comme l’entend OpenStreetMap "
        "(vertices), ou partout où elles se croisent sur la carte, ponts compris (crossings)",
        "dónde se unen las líneas: en los extremos comunes (ends), en los vértices comunes como lo entiende OpenStreetMap "
        "(vertices), o dondequiera que se crucen en el mapa, puentes incluidos (crossings)",
    ),
    "--chains": text(
        "segments that meet only each other: kept, or merged into one",
        "tronçons qui ne rejoignent que l’un l’autre : gardés (kept) ou réunis en un seul (merged)",
        "tramos que solo se encuentran entre sí: conservados (kept) o unidos en uno (merged)",
    ),
    "--within": text(
        "metres from a street within which an incident counts there (default: 50)",
        "distance à une rue, en mètres, jusqu’à laquelle un fait y est rattaché (par défaut : 50)",
        "metros desde una calle hasta los que un incidente se asigna a ella (por omisión: 50)",
    ),
    "--title": text("title of the source", "titre de la source", "título de la fuente"),
    "--attribution": text("attribution to print", "mention de la source à imprimer", "atribución que se imprime"),
    "--licence": text("licence of the source", "licence de la source", "licencia de la fuente"),
    "add": text("add", "ajouter", "añadir"),
}
