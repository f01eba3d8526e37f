"""Words for every code of an intake: why a record is set aside or left out, what a check counts, what a note says."""

from beffroi.vocabulary.text import Text, text

QUARANTINED: dict[str, Text] = {
    "extra_cells": text("more cells than the header", "plus de cellules que l’en-tête", "más celdas que el encabezado"),
    "missing_cells": text(
        "fewer cells than the header", "moins de cellules que l’en-tête", "menos celdas que el encabezado"
    ),
    "unclosed_quote": text("a quote that is never closed", "guillemet jamais refermé", "comilla que nunca se cierra"),
    "stray_quote": text(
        "text after a closing quote", "texte après un guillemet fermant", "texto después de una comilla de cierre"
    ),
    "undecodable_bytes": text(
        "bytes that are not in the encoding of the profile",
        "octets étrangers à l’encodage du profil",
        "bytes ajenos a la codificación del perfil",
    ),
    "cell_too_long": text(
        "a cell of more than a million bytes",
        "cellule de plus d’un million d’octets",
        "celda de más de un millón de bytes",
    ),
    "cut_last_record": text(
        "last record, cut before its end", "dernier enregistrement, tronqué", "último registro, cortado antes del final"
    ),
    "missing_date": text("no date", "date absente", "sin fecha"),
    "bad_date": text(
        "a date that the formats of the profile do not read",
        "date illisible selon les formats du profil",
        "fecha que los formatos del perfil no leen",
    ),
    "implausible_date": text("a date before 1900", "date antérieure à 1900", "fecha anterior a 1900"),
    "future_date": text("a date after the delivery", "date postérieure à la livraison", "fecha posterior a la entrega"),
    "end_before_start": text("an end before its start", "fin antérieure au début", "fin anterior al inicio"),
    "conflicting_key": text(
        "same key as an earlier record, other content",
        "même clé qu’un enregistrement précédent, autre contenu",
        "misma clave que un registro anterior, otro contenido",
    ),
    "bad_value": text(
        "a count that is not a whole number of at least zero",
        "comptage qui n’est pas un entier positif ou nul",
        "recuento que no es un entero mayor o igual que cero",
    ),
}

DROPPED: dict[str, Text] = {
    "blank_line": text("blank lines", "lignes vides", "líneas vacías"),
    "repeated_header": text("header repeated", "en-tête répété", "encabezado repetido"),
    "footer_line": text(
        "totals or source lines at the end",
        "lignes de total ou de source en fin de fichier",
        "líneas de total o de fuente al final",
    ),
    "exact_repeat_of_key": text(
        "same key and same content as an earlier record",
        "même clé et même contenu qu’un enregistrement précédent",
        "misma clave y mismo contenido que un registro anterior",
    ),
}

CHECKED: dict[str, Text] = {
    "unmapped": text(
        "offence not in the crosswalk",
        "infraction absente de la table de passage",
        "delito ausente de la tabla de correspondencia",
    ),
    "not_an_offence": text("not an offence", "ne constitue pas une infraction", "no constituye delito"),
    "unreadable_times": text(
        "time of day unreadable, day kept", "heure illisible, jour conservé", "hora ilegible, día conservado"
    ),
    "hour_24": text(
        "24:00 read as midnight of the next day",
        "24:00 lu comme minuit du jour suivant",
        "24:00 leído como medianoche del día siguiente",
    ),
    "aggregate_rows": text(
        "parent classes, never summed with their parts",
        "classes qui en regroupent d’autres, jamais additionnées à leurs parties",
        "clases que agrupan otras, nunca sumadas con sus partes",
    ),
}

NOTES: dict[str, Text] = {
    "nul_removed": text("{n} NUL bytes removed.", "{n} octets nuls retirés.", "{n} bytes nulos retirados."),
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
    "not_points": text(
        "{n} records have a geometry that is not a point: kept without a location.",
        "{n} enregistrements ont une géométrie qui n’est pas un point : conservés sans localisation.",
        "{n} registros tienen una geometría que no es un punto: se conservan sin ubicación.",
    ),
}

REASONS: dict[str, Text] = QUARANTINED | DROPPED | CHECKED | NOTES
