"""Words that tables and figures need of their own: units, codes of enumerations, legends."""

from beffroi.evidence.refusals import DATE_WORDS, LOCATION_WORDS
from beffroi.vocabulary.text import Text, text

NOT_CLASSIFIED = text("Not classified", "Non classé", "Sin clasificar")
COUNTING_UNITS: dict[str, tuple[Text, Text]] = {  # one, several
    "offence": (text("offence", "infraction", "delito"), text("offences", "infractions", "delitos")),
    "victim": (text("victim", "victime", "víctima"), text("victims", "victimes", "víctimas")),
    "event": (text("event", "fait", "hecho"), text("events", "faits", "hechos")),
    "call": (
        text("call to the police", "appel à la police", "llamada a la policía"),
        text("calls to the police", "appels à la police", "llamadas a la policía"),
    ),
    "encounter": (text("encounter", "contrôle", "control"), text("encounters", "contrôles", "controles")),
    "vehicle": (text("vehicle", "véhicule", "vehículo"), text("vehicles", "véhicules", "vehículos")),
    "heard_victim": (
        text("victim heard", "victime entendue", "víctima oída"),
        text("victims heard", "victimes entendues", "víctimas oídas"),
    ),
    "implicated": (
        text("person implicated", "personne mise en cause", "persona implicada"),
        text("persons implicated", "personnes mises en cause", "personas implicadas"),
    ),
    "file": (
        text("investigation file", "dossier d’enquête", "carpeta de investigación"),
        text("investigation files", "dossiers d’enquête", "carpetas de investigación"),
    ),
}
ENUMERATIONS: dict[str, dict[str, Text]] = {
    "date_precision": DATE_WORDS,
    "location_kind": LOCATION_WORDS,
    "counting_unit": {code: several for code, (_, several) in COUNTING_UNITS.items()},
    "recording": {
        "reported": text("reported by the public", "signalés par le public", "denunciados por la población"),
        "proactive": text(
            "found by police activity", "relevés d’initiative par la police", "detectados por la policía"
        ),
        "mixed": text(
            "partly reported, partly found by police activity",
            "en partie signalés, en partie relevés d’initiative par la police",
            "en parte denunciados, en parte detectados por la policía",
        ),
    },
    "status": {
        "provisional": text("provisional", "provisoire", "provisional"),
        "consolidated": text("consolidated", "consolidé", "consolidado"),
    },
    "boolean": {"true": text("yes", "oui", "sí"), "false": text("no", "non", "no")},
}

# One form for one, one for several; the third tells how a sentence may already have written the unit.
UNITS: dict[str, tuple[Text, Text]] = {
    "m": (text("m", "m", "m"), text("m", "m", "m")),
    "km": (text("km", "km", "km"), text("km", "km", "km")),
    "m2": (text("m²", "m²", "m²"), text("m²", "m²", "m²")),
    "km2": (text("km²", "km²", "km²"), text("km²", "km²", "km²")),
    "d": (text("day", "jour", "día"), text("days", "jours", "días")),
    "h": (text("hour", "heure", "hora"), text("hours", "heures", "horas")),
    "wk": (text("week", "semaine", "semana"), text("weeks", "semaines", "semanas")),
    "mo": (text("month", "mois", "mes"), text("months", "mois", "meses")),
    "a": (text("year", "an", "año"), text("years", "ans", "años")),
}
ALREADY_WRITTEN: dict[str, tuple[str, ...]] = {
    "m": ("m", "metre", "metres", "meter", "meters", "mètre", "mètres", "metro", "metros"),
    "km": ("km", "kilometre", "kilometres", "kilometer", "kilometers", "kilomètre", "kilomètres", "kilómetros"),
    "d": ("day", "days", "jour", "jours", "día", "días", "d", "j"),
    "h": ("hour", "hours", "heure", "heures", "hora", "horas", "h"),
    "wk": ("week", "weeks", "semaine", "semaines", "semana", "semanas"),
    "mo": ("month", "months", "mois", "mes", "meses"),
    "a": ("year", "years", "an", "ans", "année", "années", "año", "años"),
    "%": ("%", "per", "percent", "pour", "por"),
}

MISSING = "–"
NO_DATA = text("No data", "Sans données", "Sin datos")
WITHHELD = text("Withheld", "Masqué", "Suprimido")
WITHHELD_BECAUSE = text("Withheld ({mark})", "Masqué ({mark})", "Suprimido ({mark})")
NORTH = text("N", "N", "N")
AND_MORE = text("{low} and more", "{low} et plus", "{low} y más")
WEEK_OF = text("week of {day}", "semaine du {day}", "semana del {day}")
WHEN = {"day": text("on {day}", "le {day}", "el {day}"), "span": text("in {day}", "en {day}", "en {day}")}
FROM_TO = text("from {begin} to {end}", "de {begin} à {end}", "de {begin} a {end}")
FROM_DAY_TO_DAY = text("from {begin} to {end}", "du {begin} au {end}", "del {begin} al {end}")
UNDER = text("under {share}", "moins de {share}", "menos del {share}")
OVER = text("over {share}", "plus de {share}", "más del {share}")
RANGE = text("{low} to {high}", "{low} à {high}", "{low} a {high}")
EQUALITY = text("Equality", "Égalité", "Igualdad")
INSIDE = text("Within the limits", "Dans les limites", "Dentro de los límites")
OUTSIDE = text("Outside the limits", "Hors des limites", "Fuera de los límites")
CELLS_MERGED = text(
    "{n} cells, drawn as areas of one class",
    "{n} mailles, dessinées par plages de même classe",
    "{n} celdas, dibujadas como zonas de una misma clase",
)
COUNTED = text("number", "effectif", "número")
