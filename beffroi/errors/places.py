"""Errors of adding places and denominators: outlines that cannot be read, codes that do not join, numbers in doubt."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class NotReadable(BeffroiError, ValueError):
    """A file of places or of denominators cannot be read at all."""

    message = text(
        "“{file}” cannot be read: {why}.",
        "« {file} » est illisible : {why}.",
        "«{file}» no se puede leer: {why}.",
    )
    remedy = text(
        "Check that the file is whole and of the expected kind: {expected}.",
        "Vérifiez que le fichier est complet et du type attendu : {expected}.",
        "Compruebe que el archivo está completo y es del tipo esperado: {expected}.",
    )


class UnknownColumn(BeffroiError, LookupError):
    """The file has no column of that name."""

    message = text(
        "“{file}” has no column “{name}”. Its columns are: {found}.",
        "« {file} » n’a pas de colonne « {name} ». Ses colonnes sont : {found}.",
        "«{file}» no tiene ninguna columna «{name}». Sus columnas son: {found}.",
    )
    remedy = text(
        "Name one of them; the closest is: {closest}.",
        "Indiquez l’une d’elles ; la plus proche est : {closest}.",
        "Indique una de ellas; la más parecida es: {closest}.",
    )


class ChooseLayer(BeffroiError, ValueError):
    """The file holds several layers and none was named, or not the one that was."""

    message = text(
        "“{file}” holds several layers: {found}.",
        "« {file} » contient plusieurs couches : {found}.",
        "«{file}» contiene varias capas: {found}.",
    )
    remedy = text("Name one with --layer.", "Indiquez-en une avec --layer.", "Indique una con --layer.")


class NoReference(BeffroiError, ValueError):
    """The file does not say its coordinate reference system."""

    message = text(
        "“{file}” does not say its coordinate reference system. Its coordinates run from {west}, {south} to {east}, {north}.",
        "« {file} » n’indique pas son système de coordonnées. Ses coordonnées vont de {west}, {south} à {east}, {north}.",
        "«{file}» no indica su sistema de coordenadas. Sus coordenadas van de {west}, {south} a {east}, {north}.",
    )
    remedy = text(
        "Ask the publisher, then name it, for example --crs EPSG:4326. It is never guessed.",
        "Demandez-le au producteur, puis indiquez-le, par exemple --crs EPSG:4326. Il n’est jamais deviné.",
        "Pregúntelo al productor e indíquelo, por ejemplo --crs EPSG:4326. Nunca se adivina.",
    )


class WrongReference(BeffroiError, ValueError):
    """The reference system that the file declares is contradicted by its coordinates."""

    message = text(
        "“{file}” declares {declared}, but its coordinates run from {west}, {south} to {east}, {north}: {why}.",
        "« {file} » déclare {declared}, mais ses coordonnées vont de {west}, {south} à {east}, {north} : {why}.",
        "«{file}» declara {declared}, pero sus coordenadas van de {west}, {south} a {east}, {north}: {why}.",
    )
    remedy = text(
        "Name the true system with --crs (the national grid of the publisher, most often).",
        "Indiquez le véritable système avec --crs (le plus souvent, la projection nationale du producteur).",
        "Indique el sistema verdadero con --crs (por lo general, la proyección nacional del productor).",
    )


class NotAreas(BeffroiError, ValueError):
    """The geometries are not areas."""

    message = text(
        "“{file}” holds {found}, not areas.",
        "« {file} » contient des géométries de type {found}, pas des surfaces.",
        "«{file}» contiene {found}, no superficies.",
    )
    remedy = text(
        "Give a file of polygons.",
        "Fournissez un fichier de polygones.",
        "Proporcione un archivo de polígonos.",
    )


class PlaceWithoutCode(BeffroiError, ValueError):
    """Some places have no code."""

    message = text(
        "{n} of {of} rows of “{file}” have no value in “{column}” (rows {rows}).",
        "{n} lignes sur {of} de « {file} » n’ont pas de valeur dans « {column} » (lignes {rows}).",
        "{n} de {of} filas de «{file}» no tienen valor en «{column}» (filas {rows}).",
    )
    remedy = text(
        "Choose a column that is always filled, or correct the file at its publisher.",
        "Choisissez une colonne toujours renseignée, ou faites corriger le fichier par son producteur.",
        "Elija una columna siempre informada, o haga corregir el archivo a su productor.",
    )


class RepeatedPlace(BeffroiError, ValueError):
    """The same code appears on several rows."""

    message = text(
        "{n} codes of “{column}” appear more than once in “{file}”: {codes}.",
        "{n} codes de « {column} » figurent plusieurs fois dans « {file} » : {codes}.",
        "{n} códigos de «{column}» aparecen más de una vez en «{file}»: {codes}.",
    )
    remedy = text(
        "Choose a column that tells the places apart, or say that rows of one code are one place: {option}.",
        "Choisissez une colonne qui distingue les lieux, ou indiquez que les lignes d’un même code ne font qu’un : {option}.",
        "Elija una columna que distinga los lugares, o indique que las filas de un mismo código son un solo lugar: {option}.",
    )


class AmbiguousNumber(BeffroiError, ValueError):
    """A number can be read in two ways, or not at all."""

    message = text(
        "“{value}” in column “{column}” (row {row}) is not a number as written here: {why}.",
        "« {value} » dans la colonne « {column} » (ligne {row}) n’est pas un nombre tel qu’annoncé : {why}.",
        "«{value}» en la columna «{column}» (fila {row}) no es un número tal como se ha indicado: {why}.",
    )
    remedy = text(
        "State the decimal mark and the thousands separator with --decimal and --thousands.",
        "Précisez le signe décimal et le séparateur de milliers avec --decimal et --thousands.",
        "Indique el signo decimal y el separador de miles con --decimal y --thousands.",
    )


class NothingLeft(BeffroiError, ValueError):
    """No row passes the filter."""

    message = text(
        "No row of “{file}” has {asked}. Found in “{column}”: {found}.",
        "Aucune ligne de « {file} » ne vérifie {asked}. Valeurs trouvées dans « {column} » : {found}.",
        "Ninguna fila de «{file}» cumple {asked}. Valores encontrados en «{column}»: {found}.",
    )
    remedy = text(
        "Write the value exactly as the file does.",
        "Écrivez la valeur exactement comme dans le fichier.",
        "Escriba el valor exactamente como en el archivo.",
    )


class NoVintage(BeffroiError, LookupError):
    """None of the vintages of a set of places is in force on the day asked."""

    message = text(
        "No boundaries of “{name}” are in force on {day}. Known: {known}.",
        "Aucun découpage de « {name} » n’est en vigueur le {day}. Connus : {known}.",
        "Ninguna delimitación de «{name}» está vigente el {day}. Conocidas: {known}.",
    )
    remedy = text(
        "Name the vintage to count by, for example {example}, or add the one in force with `beffroi places add --period`.",
        "Indiquez le millésime par lequel compter, par exemple {example}, ou ajoutez celui en vigueur avec `beffroi places "
        "add --period`.",
        "Indique la versión por la que contar, por ejemplo {example}, o añada la vigente con `beffroi places add --period`.",
    )
    exit_code = 2
    status = 404


class NoMeasure(BeffroiError, LookupError):
    """The denominator asked is not known for the places asked."""

    message = text(
        "No measure “{measure}” is known for the places “{places}”.",
        "Aucune mesure « {measure} » n’est connue pour les lieux « {places} ».",
        "No se conoce ninguna medida «{measure}» para los lugares «{places}».",
    )
    remedy = text(
        "Add it with `beffroi exposure add`.",
        "Ajoutez-la avec `beffroi exposure add`.",
        "Añádala con `beffroi exposure add`.",
    )
    exit_code = 2
    status = 404


class NoOutlines(BeffroiError, ValueError):
    """A set of places has no outlines to intersect."""

    message = text(
        "The places “{places}” have no outlines.",
        "Les lieux « {places} » n’ont pas de contours.",
        "Los lugares «{places}» no tienen contornos.",
    )
    remedy = text(
        "Add them from a geographic file with `beffroi places add`.",
        "Ajoutez-les depuis un fichier géographique avec `beffroi places add`.",
        "Añádalos desde un archivo geográfico con `beffroi places add`.",
    )
    exit_code = 2
