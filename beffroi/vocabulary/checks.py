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
    "missing_coordinates": text("Coordinates missing", "Coordonnées absentes", "Sin coordenadas"),
    "zero_coordinates": text("Coordinates at (0, 0)", "Coordonnées à (0, 0)", "Coordenadas en (0, 0)"),
    "exact_repeats": text("Rows repeated exactly", "Lignes répétées à l’identique", "Filas repetidas exactamente"),
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
    "future": text("Dated after the delivery", "Datés d’après la livraison", "Con fecha posterior a la entrega"),
    "end_before_start": text("End before the start", "Fin antérieure au début", "Fin anterior al inicio"),
}

OUTCOMES: dict[str, Text] = {
    "stored": text("stored", "enregistrées", "almacenadas"),
    "quarantined": text("set aside", "mises de côté", "apartadas"),
    "dropped": text("left out", "écartées", "descartadas"),
}
