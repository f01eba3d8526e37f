"""Words of what an import checks and of what became of its rows; tables carry the codes."""

from beffroi.vocabulary.text import Text, text

CHECKS: dict[str, Text] = {
    "located": text("With a location", "Avec localisation", "Con ubicación"),
    "hour_known": text("With a known hour", "Avec heure connue", "Con hora conocida"),
    "mapped": text("Offence classified (ICCS)", "Infraction classée (ICCS)", "Delito clasificado (ICCS)"),
    "midnight": text("Exactly at midnight", "À minuit précis", "A medianoche exacta"),
    "noon": text("Exactly at noon", "À midi précis", "Al mediodía exacto"),
    "first_of_month": text("On the first of the month", "Le premier du mois", "El primer día del mes"),
    "outside_bounds": text("Outside the area expected", "Hors de la zone attendue", "Fuera de la zona esperada"),
    "just_outside": text(
        "Less than 100 m outside the area expected, kept where they are",
        "À moins de 100 m hors de la zone attendue, gardés à leur place",
        "A menos de 100 m fuera de la zona esperada, conservados en su sitio",
    ),
    "missing_coordinates": text("Coordinates missing", "Coordonnées absentes", "Sin coordenadas"),
    "zero_coordinates": text("Coordinates at (0, 0)", "Coordonnées à (0, 0)", "Coordenadas en (0, 0)"),
    "exact_repeats": text("Rows repeated exactly", "Lignes répétées à l’identique", "Filas repetidas exactamente"),
    "near_duplicates": text(
        "Same offence, same moment, within 50 m of another record of another key: perhaps one event entered twice",
        "Même infraction, même moment, à moins de 50 m d’un enregistrement d’une autre clé : peut-être un même fait saisi"
        " deux fois",
        "Mismo delito, mismo momento, a menos de 50 m de otro registro de otra clave: quizá un mismo hecho anotado dos"
        " veces",
    ),
    "open_interval": text("End of the interval missing", "Fin d’intervalle absente", "Sin fin del intervalo"),
    "dst_gap": text(
        "In an hour skipped when clocks change",
        "Dans une heure sautée au changement d’heure",
        "En una hora omitida por el cambio de hora",
    ),
    "dst_fold": text(
        "In an hour repeated when clocks change",
        "Dans une heure répétée au changement d’heure",
        "En una hora repetida por el cambio de hora",
    ),
    "without_zone": text(
        "Date without a zone, read in the zone of the profile",
        "Date sans fuseau, lue dans le fuseau du profil",
        "Fecha sin huso, leída en el huso del perfil",
    ),
    "piled_up": text(
        "On a point that holds far more records than others: perhaps a default location",
        "Sur un point qui porte bien plus d’enregistrements que les autres : peut-être une localisation par défaut",
        "En un punto con muchos más registros que los demás: quizá una ubicación por defecto",
    ),
    "centre": text(
        "On the centre of an area: perhaps a default location",
        "Au centre d’un territoire : peut-être une localisation par défaut",
        "En el centro de un territorio: quizá una ubicación por defecto",
    ),
    "searched_unknown": text(
        "Whether there was a search is not said", "On ne sait pas s’il y a eu fouille", "No se dice si hubo registro"
    ),
    "found_unknown": text(
        "Whether something was found is not said",
        "On ne sait pas si quelque chose a été trouvé",
        "No se dice si se encontró algo",
    ),
    "arrested_unknown": text(
        "Whether there was an arrest is not said",
        "On ne sait pas s’il y a eu arrestation",
        "No se dice si hubo detención",
    ),
    "located_by_text": text("Located by a text", "Localisés par un texte", "Ubicados por un texto"),
    "text_to_review": text(
        "Text to review: a likely place, not sure or precise enough to be taken",
        "Texte à vérifier : un lieu probable, ni assez sûr ni assez précis pour être retenu",
        "Texto por revisar: un lugar probable, no lo bastante seguro o preciso para tomarlo",
    ),
    "text_unmatched": text(
        "Text that the gazetteer does not know",
        "Texte que le répertoire toponymique ne connaît pas",
        "Texto que el nomenclátor no conoce",
    ),
    "future": text("Dated after the delivery", "Datés d’après la livraison", "Con fecha posterior a la entrega"),
    "end_before_start": text("End before the start", "Fin antérieure au début", "Fin anterior al inicio"),
}

OUTCOMES: dict[str, Text] = {
    "stored": text("stored", "enregistrées", "almacenadas"),
    "quarantined": text("set aside", "mises de côté", "apartadas"),
    "dropped": text("left out", "écartées", "descartadas"),
}

# What a source leaves out, by the codes that a profile names: said with every account and every report on quality.
LEFT_OUT: dict[str, Text] = {
    "delays_only": text(
        "The source is a log of delays: an incident that delayed no train may be absent from it. Counts are of what was "
        "logged, not of all that happened.",
        "La source est un journal des retards : un incident qui n’a retardé aucun train peut en être absent. Les comptages "
        "portent sur ce qui a été consigné et non sur tout ce qui s’est produit.",
        "La fuente es un registro de demoras: un incidente que no demoró ningún tren puede faltar en él. Los recuentos son "
        "de lo anotado, no de todo lo ocurrido.",
    ),
    "units_by_index": text(
        "What one recorded fact is changes from one index to another (a victim, a file, a vehicle, an offence): a total "
        "over several indexes adds up different things.",
        "Ce qu’est un fait constaté change d’un index à l’autre (une victime, une procédure, un véhicule, une infraction)"
        "\u00a0: un total sur plusieurs index additionne des choses différentes.",
        "Qué es un hecho registrado cambia de un índice a otro (una víctima, un expediente, un vehículo, un delito): un total "
        "de varios índices suma cosas diferentes.",
    ),
    "filtered_extract": text(
        "The rows were chosen by whoever made this extract: it is no sample of all encounters, and shares computed from it "
        "hold for it alone.",
        "Les lignes ont été choisies par l’auteur de cet extrait\u00a0: ce n’est pas un échantillon de tous les contrôles, et "
        "les parts qu’on en tire ne valent que pour lui.",
        "Las filas fueron elegidas por quien hizo este extracto: no es una muestra de todos los controles, y las proporciones "
        "que se obtengan solo valen para él.",
    ),
}
