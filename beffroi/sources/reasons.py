"""Words for every code of an intake: why a record is set aside or left out, what a check counts, what a note says."""

from beffroi.vocabulary.checks import LEFT_OUT
from beffroi.vocabulary.text import Text, text

QUARANTINED: dict[str, Text] = {
    "extra_cells": text("More cells than the header", "Plus de cellules que l’en-tête", "Más celdas que el encabezado"),
    "missing_cells": text(
        "Fewer cells than the header", "Moins de cellules que l’en-tête", "Menos celdas que el encabezado"
    ),
    "unclosed_quote": text("A quote that is never closed", "Guillemet jamais refermé", "Comilla que nunca se cierra"),
    "stray_quote": text(
        "Text after a closing quote", "Texte après un guillemet fermant", "Texto después de una comilla de cierre"
    ),
    "undecodable_bytes": text(
        "Bytes that are not in the encoding of the profile",
        "Octets étrangers à l’encodage du profil",
        "Bytes ajenos a la codificación del perfil",
    ),
    "cell_too_long": text(
        "A cell of more than a million bytes",
        "Cellule de plus d’un million d’octets",
        "Celda de más de un millón de bytes",
    ),
    "cut_last_record": text(
        "Last record, cut before its end", "Dernier enregistrement, tronqué", "Último registro, cortado antes del final"
    ),
    "missing_date": text("No date", "Date absente", "Sin fecha"),
    "bad_date": text(
        "A date that the formats of the profile do not read",
        "Date illisible selon les formats du profil",
        "Fecha que los formatos del perfil no leen",
    ),
    "implausible_date": text("A date before 1900", "Date antérieure à 1900", "Fecha anterior a 1900"),
    "future_date": text("A date after the delivery", "Date postérieure à la livraison", "Fecha posterior a la entrega"),
    "end_before_start": text("An end before its start", "Fin antérieure au début", "Fin anterior al inicio"),
    "swapped_coordinates": text(
        "Outside the bounds, and inside with the two coordinates exchanged",
        "Hors des limites, et à l’intérieur si l’on échange les deux coordonnées",
        "Fuera de los límites, y dentro si se intercambian las dos coordenadas",
    ),
    "sign_lost": text(
        "Outside the bounds, and inside with the other sign of the first coordinate",
        "Hors des limites, et à l’intérieur si l’on change le signe de la première coordonnée",
        "Fuera de los límites, y dentro si se cambia el signo de la primera coordenada",
    ),
    "not_a_point": text(
        "A geometry that is empty, or a line or an area, where a point is due",
        "Géométrie vide, ligne ou surface là où un point est attendu",
        "Geometría vacía, línea o superficie donde se espera un punto",
    ),
    "outside_boundary": text(
        "More than a kilometre outside the bounds of the profile",
        "À plus d’un kilomètre hors des limites du profil",
        "A más de un kilómetro fuera de los límites del perfil",
    ),
    "conflicting_key": text(
        "Same key as an earlier record, other content",
        "Même clé qu’un enregistrement précédent, autre contenu",
        "Misma clave que un registro anterior, otro contenido",
    ),
    "bad_value": text(
        "A count that is not a whole number of at least zero",
        "Comptage qui n’est pas un entier positif ou nul",
        "Recuento que no es un entero mayor o igual que cero",
    ),
}

DROPPED: dict[str, Text] = {
    "blank_line": text("Blank lines", "Lignes vides", "Líneas vacías"),
    "repeated_header": text("Header repeated", "En-tête répété", "Encabezado repetido"),
    "footer_line": text(
        "Totals or source lines at the end",
        "Lignes de total ou de source en fin de fichier",
        "Líneas de total o de fuente al final",
    ),
    "earlier_state": text(
        "Same key as a record of a later date of change, which is kept",
        "Même clé qu’un enregistrement modifié plus tard, qui est conservé",
        "Misma clave que un registro modificado más tarde, que se conserva",
    ),
    "exact_repeat_of_key": text(
        "Same key and same content as an earlier record",
        "Même clé et même contenu qu’un enregistrement précédent",
        "Misma clave y mismo contenido que un registro anterior",
    ),
}

CHECKED: dict[str, Text] = {
    "unmapped": text(
        "Offence not in the crosswalk",
        "Infraction absente de la table de passage",
        "Delito ausente de la tabla de correspondencia",
    ),
    "not_an_offence": text("Not an offence", "Ne constitue pas une infraction", "No constituye delito"),
    "unreadable_times": text(
        "Time of day unreadable, day kept", "Heure illisible, jour conservé", "Hora ilegible, día conservado"
    ),
    "hour_24": text(
        "24:00 read as midnight of the next day",
        "24:00 lu comme minuit du jour suivant",
        "24:00 leído como medianoche del día siguiente",
    ),
    "aggregate_rows": text(
        "Parent classes, never summed with their parts",
        "Classes qui en regroupent d’autres, jamais additionnées à leurs parties",
        "Clases que agrupan otras, nunca sumadas con sus partes",
    ),
}

NOTES: dict[str, Text] = {
    "nul_removed": text("{n} NUL bytes removed.", "{n} octets nuls retirés.", "{n} bytes nulos retirados."),
    "encoded_twice": text(
        "{n} values had been encoded twice (“Ã©” for “é”): they are read as they were meant.",
        "{n} valeurs avaient été encodées deux fois (« Ã© » au lieu de « é ») : elles sont lues telles qu’elles "
        "devaient l’être.",
        "{n} valores se habían codificado dos veces («Ã©» en lugar de «é»): se leen como debían ser.",
    ),
    "characters_normalised": text(
        "{n} values held invisible marks or digits of another script: the marks are removed, the digits are read as 0 to 9.",
        "{n} valeurs contenaient des marques invisibles ou des chiffres d’une autre écriture : les marques sont retirées, "
        "les chiffres sont lus comme 0 à 9.",
        "{n} valores contenían marcas invisibles o cifras de otra escritura: las marcas se retiran y las cifras se leen "
        "como 0 a 9.",
    ),
    "mixed_line_ends": text(
        "Line ends of several kinds, unified.",
        "Fins de ligne de plusieurs types, unifiées.",
        "Finales de línea de varios tipos, unificados.",
    ),
    "last_record_cut": text(
        "The file stops in the middle of its last record: it may be cut. Compare its size with the sender’s.",
        "Le fichier s’arrête au milieu de son dernier enregistrement : il est peut-être tronqué. Comparez sa taille à celle "
        "de l’expéditeur.",
        "El archivo se detiene en medio de su último registro: puede estar cortado. Compare su tamaño con el del remitente.",
    ),
    "heaped_default_time": text(
        "{n} of {of} times are exactly {time}, more than three times the share of the same minute in other hours: the hour "
        "of these records is taken as unknown.",
        "{n} heures sur {of} sont exactement {time}, soit plus de trois fois la part de la même minute aux autres heures : "
        "l’heure de ces enregistrements est considérée comme inconnue.",
        "{n} de {of} horas son exactamente {time}, más del triple de la proporción del mismo minuto en las demás horas: la "
        "hora de estos registros se considera desconocida.",
    ),
    "outside_declared": text(
        "{n} records fall outside the declared period {period}: they are kept, and the days around them are not covered.",
        "{n} enregistrements tombent hors de la période déclarée {period} : ils sont conservés, et les jours qui les "
        "entourent ne sont pas couverts.",
        "{n} registros quedan fuera del periodo declarado {period}: se conservan, y los días que los rodean no están cubiertos.",
    ),
    "last_day_cut": text(
        "The last day, {day}, holds {n} records against {usual} on a usual day: it is taken as cut short and not covered.",
        "Le dernier jour, {day}, compte {n} enregistrements contre {usual} un jour ordinaire : il est considéré comme "
        "incomplet et non couvert.",
        "El último día, {day}, tiene {n} registros frente a {usual} en un día habitual: se considera incompleto y no cubierto.",
    ),
    "months_without_rows": text(
        "No record in {months}: these months are missing, not zero.",
        "Aucun enregistrement en {months} : ces mois manquent, ils ne valent pas zéro.",
        "Ningún registro en {months}: estos meses faltan, no valen cero.",
    ),
    "sheets_read": text(
        "{n} sheets read, one after the other.",
        "{n} feuilles lues, l’une après l’autre.",
        "{n} hojas leídas, una tras otra.",
    ),
    "sheets_not_read": text(
        "Sheets that the profile does not name, not read: {sheets}.",
        "Feuilles que le profil ne nomme pas, non lues : {sheets}.",
        "Hojas que el perfil no nombra, no leídas: {sheets}.",
    ),
    "nameless_columns": text(
        "Sheet “{sheet}”: {n} columns hold values and have no name; they are not carried.",
        "Feuille « {sheet} » : {n} colonnes contiennent des valeurs mais n’ont pas de nom ; elles ne sont pas reprises.",
        "Hoja «{sheet}»: {n} columnas tienen valores y no tienen nombre; no se conservan.",
    ),
    "cells_as_records": text(
        "A wide table: {lines} lines of {columns} counts are {n} records.",
        "Tableau large\u00a0: {lines} lignes de {columns} comptages donnent {n} enregistrements.",
        "Tabla ancha: {lines} líneas de {columns} recuentos dan {n} registros.",
    ),
    "rounded_to_grid": text(
        "The coordinates are rounded to {step}: locations are taken as known to {metres} m, and analyses that need better "
        "say that they cannot.",
        "Les coordonnées sont arrondies à {step} : la localisation est considérée comme connue à {metres} m près, et les "
        "analyses qui demandent mieux disent qu’elles ne peuvent répondre.",
        "Las coordenadas están redondeadas a {step}: se considera que la ubicación se conoce con {metres} m de precisión, "
        "y los análisis que necesitan más dicen que no pueden responder.",
    ),
    "on_fixed_points": text(
        "The incidents lie on few points, usually {metres} m apart (blocks, intersections or map points): each stands for "
        "its surroundings, and locations are taken as known to {metres} m.",
        "Les faits sont portés à un petit nombre de points, distants en général de {metres} m (tronçons, intersections ou "
        "points de carte) : chacun représente ses abords, et la localisation est considérée comme connue à {metres} m près.",
        "Los incidentes están en pocos puntos, separados normalmente por {metres} m (cuadras, intersecciones o puntos de "
        "mapa): cada uno representa su entorno, y se considera que la ubicación se conoce con {metres} m de precisión.",
    ),
    "coordinates_swapped": text(
        "The file holds the two coordinates in exchanged columns: exchanged, {n} of {of} locations fall inside the bounds of "
        "the profile, and they are read so.",
        "Les deux coordonnées du fichier sont dans des colonnes échangées\u00a0: une fois remises en place, {n} localisations sur "
        "{of} tombent dans les limites du profil\u00a0; elles sont lues ainsi.",
        "Las dos coordenadas del archivo están en columnas intercambiadas: puestas en su lugar, {n} de {of} ubicaciones caen "
        "dentro de los límites del perfil, y así se leen.",
    ),
    "sign_restored": text(
        "The first coordinate has lost its sign: with the other sign, {n} of {of} locations fall inside the bounds of the "
        "profile, and they are read so.",
        "La première coordonnée a perdu son signe\u00a0: avec l’autre signe, {n} localisations sur {of} tombent dans les limites "
        "du profil\u00a0; elles sont lues ainsi.",
        "La primera coordenada perdió su signo: con el otro signo, {n} de {of} ubicaciones caen dentro de los límites del "
        "perfil, y así se leen.",
    ),
    "latin1_controls": text(
        "{n} bytes stand for control marks in Latin-1 and for signs such as ’ œ € in Windows-1252: the file is most likely "
        "in Windows-1252, and the profile should say so.",
        "{n} octets sont des marques de contrôle en Latin-1 et des signes comme ’ œ € en Windows-1252\u00a0: le fichier est "
        "très probablement en Windows-1252, et le profil devrait le dire.",
        "{n} bytes son marcas de control en Latin-1 y signos como ’ œ € en Windows-1252: lo más probable es que el archivo "
        "esté en Windows-1252, y el perfil debería decirlo.",
    ),
    "no_encoding_stated": text(
        "The shapefile does not state the encoding of its texts (.cpg): they are read in that of the profile, {encoding}.",
        "Le shapefile n’indique pas l’encodage de ses textes (.cpg)\u00a0: ils sont lus dans celui du profil, {encoding}.",
        "El shapefile no indica la codificación de sus textos (.cpg): se leen en la del perfil, {encoding}.",
    ),
    "encoding_not_understood": text(
        "The shapefile states an encoding that is not known, “{stated}”: its texts are read in that of the profile, "
        "{encoding}.",
        "Le shapefile indique un encodage inconnu, «\u00a0{stated}\u00a0»\u00a0: ses textes sont lus dans celui du profil, "
        "{encoding}.",
        "El shapefile indica una codificación desconocida, «{stated}»: sus textos se leen en la del perfil, {encoding}.",
    ),
    "encoding_stated": text(
        "The shapefile states the encoding of its texts, {stated}, and is read in it; the profile says {encoding}.",
        "Le shapefile indique l’encodage de ses textes, {stated}, et c’est dans celui-là qu’il est lu\u00a0; le profil dit "
        "{encoding}.",
        "El shapefile indica la codificación de sus textos, {stated}, y en ella se lee; el perfil dice {encoding}.",
    ),
    "no_system_stated": text(
        "The file states no reference system: its coordinates are read in that of the profile, {crs}.",
        "Le fichier n’indique aucun système de référence\u00a0: ses coordonnées sont lues dans celui du profil, {crs}.",
        "El archivo no indica ningún sistema de referencia: sus coordenadas se leen en el del perfil, {crs}.",
    ),
}

NOTES |= LEFT_OUT
REASONS: dict[str, Text] = QUARANTINED | DROPPED | CHECKED | NOTES
