"""Every fixed phrase of a bulletin, in the three languages, in the order a reader meets them."""

from beffroi.vocabulary.text import Text, text

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español"}

# first page
SKIP = text("Skip to the key points", "Aller aux points clés", "Ir a los puntos clave")
LANGUAGE = text("Language", "Langue", "Idioma")
ISSUED = text("Issued on {date}", "Publié le {date}", "Publicado el {date}")
KEY_POINTS = text("Key points", "Points clés", "Puntos clave")
NO_KEY_POINTS = text(
    "No key point can be drawn from the figures that may be shown.",
    "Aucun point clé ne peut être tiré des chiffres diffusables.",
    "No puede extraerse ningún punto clave de las cifras publicables.",
)
COUNTED_IN = text("counted in {unit}", "unité de compte : {unit}", "unidad de conteo: {unit}")
CONTENTS = text("In this bulletin", "Dans ce bulletin", "En este boletín")

# what these figures do not say
LIMITS = text("What these figures do not say", "Ce que ces chiffres ne disent pas", "Lo que estas cifras no dicen")
NOT_EVERYTHING = text(
    "They count what is recorded, one {unit} at a time; what nobody reported or saw is not in them.",
    "Ils comptent ce qui est enregistré (unité de compte : {unit}). Ce que personne n’a signalé ni constaté n’y figure pas.",
    "Cuentan lo que se registra (unidad de conteo: {unit}). Lo que nadie denunció ni observó no figura en ellas.",
)
SEVERAL_UNITS = text(
    "They count what is recorded, each unit by itself and never added together: {units}. What nobody reported or saw is "
    "not in them.",
    "Ils comptent ce qui est enregistré, chaque unité à part et sans jamais les additionner : {units}. Ce que personne n’a "
    "signalé ni constaté n’y figure pas.",
    "Cuentan lo que se registra, cada unidad por separado y sin sumarlas nunca: {units}. Lo que nadie denunció ni observó "
    "no figura en ellas.",
)
COVERED = text(
    "All {asked_days} days of the period are covered ({period}).",
    "Les {asked_days} jours de la période sont tous couverts ({period}).",
    "Los {asked_days} días del periodo están todos cubiertos ({period}).",
)
PARTLY_COVERED = text(
    "Of the {asked_days} days of the period, {covered_days} are covered ({period}). The other days are missing: "
    "missing is not zero.",
    "Sur les {asked_days} jours de la période, {covered_days} sont couverts ({period}). Les autres jours manquent : "
    "l’absence de données n’est pas zéro.",
    "De los {asked_days} días del periodo, {covered_days} están cubiertos ({period}). Los demás días faltan: "
    "la falta de datos no es cero.",
)
UNMAPPED = text(
    "Offence not classified: {share}. They are in totals, not in the offence groups.",
    "Infraction non classée : {share}. Ils entrent dans les totaux, pas dans les groupes d’infractions.",
    "Delito sin clasificar: {share}. Figuran en los totales, no en los grupos de delitos.",
)
NO_GAP = text(
    "Known for every event: {what}.",
    "Renseigné pour tous les faits : {what}.",
    "Consta en todos los incidentes: {what}.",
)
LACKING = {
    "unmapped": text("the class of the offence", "la catégorie de l’infraction", "la categoría del delito"),
    "unplaced": text("the location", "la localisation", "la ubicación"),
    "hour_unknown": text("the hour", "l’heure", "la hora"),
}
UNPLACED = text(
    "Without a usable location: {share}. They are in totals, not on maps.",
    "Sans localisation exploitable : {share}. Ils entrent dans les totaux, pas dans les cartes.",
    "Sin ubicación utilizable: {share}. Figuran en los totales, no en los mapas.",
)
HOUR_UNKNOWN = text(
    "Hour unknown, or a default hour: {share}.",
    "Heure inconnue ou fixée par défaut : {share}.",
    "Hora desconocida o asignada por defecto: {share}.",
)
SHARE = text("{share} of events", "{share} des faits", "{share} de los incidentes")
FEWER = text("fewer than {least} events", "moins de {least} faits", "menos de {least} incidentes")
PRECISION = text(
    "Precision of dates: {date_precision}. Location: {location_kind}.",
    "Précision des dates : {date_precision}. Localisation : {location_kind}.",
    "Precisión de las fechas: {date_precision}. Ubicación: {location_kind}.",
)
PRECISION_METRES = text(
    "Precision of dates: {date_precision}. Location: {location_kind}, to within about {location_metres}.",
    "Précision des dates : {date_precision}. Localisation : {location_kind}, à {location_metres} près environ.",
    "Precisión de las fechas: {date_precision}. Ubicación: {location_kind}, con un margen de unos {location_metres}.",
)
RECORDING = {
    "reported": text(
        "Incidents are recorded because someone reports them: a change in reporting looks like a change in offences.",
        "Les faits sont enregistrés parce que quelqu’un les signale : un changement des habitudes de plainte "
        "ressemble à un changement de la délinquance.",
        "Los hechos se registran porque alguien los denuncia: un cambio en la denuncia parece un cambio en los delitos.",
    ),
    "proactive": text(
        "Incidents are recorded because a service looks for them: more checks make more records, without more offences.",
        "Les faits sont enregistrés parce qu’un service les recherche : davantage de contrôles font davantage "
        "d’enregistrements, sans davantage d’infractions.",
        "Los incidentes se registran porque un servicio los busca: más controles producen más registros, sin más delitos.",
    ),
    "mixed": text(
        "Some incidents are recorded because someone reports them, others because police look for them; the two "
        "cannot be told apart here.",
        "Certains faits sont enregistrés parce que quelqu’un les signale, d’autres parce que la police les constate d’initiative ; "
        "les deux ne peuvent être distingués ici.",
        "Algunos incidentes se registran porque alguien los denuncia y otros porque la policía los descubre por "
        "iniciativa propia; aquí no se pueden distinguir.",
    ),
}
ALREADY_PUBLIC = text(
    "Small counts of “{title}” are shown because their publisher has already released them at this grain.",
    "Les petits effectifs de « {title} » sont montrés parce que leur producteur les a déjà diffusés à ce niveau de détail.",
    "Los recuentos pequeños de «{title}» se muestran porque quien los produce ya los publicó con este detalle.",
)
WITHHELD = text(
    "{hidden} of {all} counts in the tables are withheld because they are small.",
    "{hidden} effectifs sur {all} sont masqués dans les tableaux parce qu’ils sont petits.",
    "Se suprimen {hidden} de los {all} recuentos de las tablas por ser pequeños.",
)
ONE_WITHHELD = text(
    "1 of {all} counts in the tables is withheld because it is small.",
    "1 effectif sur {all} est masqué dans les tableaux parce qu’il est petit.",
    "Se suprime 1 de los {all} recuentos de las tablas por ser pequeño.",
)
NOTHING_WITHHELD = text(
    "No count is withheld in this issue.",
    "Aucun effectif n’est masqué dans ce numéro.",
    "En este número no se suprime ningún recuento.",
)

# sections
ONE_KIND = text(
    "This analysis is about one kind of offence, the first of those it suits that these data hold: {offences}. Several "
    "kinds together would mix different patterns.",
    "Cette analyse porte sur un seul type d’infraction, le premier de ceux auxquels elle convient que ces données "
    "comportent : {offences}. Plusieurs types réunis mêleraient des logiques différentes.",
    "Este análisis trata de un solo tipo de delito, el primero de los que le convienen que figura en estos datos: "
    "{offences}. Varios tipos juntos mezclarían patrones distintos.",
)
CANNOT = text(
    "No answer with these data: {reason}; instead: {instead}.",
    "Pas de réponse avec ces données : {reason} ; à la place : {instead}.",
    "Sin respuesta con estos datos: {reason}; en su lugar: {instead}.",
)
CANNOT_SAY = text(
    "No answer with these data: {reason}.",
    "Pas de réponse avec ces données : {reason}.",
    "Sin respuesta con estos datos: {reason}.",
)
NOT_ASKED = text(
    "This question was not asked of these data.",
    "Cette question n’a pas été posée à ces données.",
    "Esta pregunta no se planteó a estos datos.",
)
FIGURE = text("Figure {n}", "Figure {n}", "Figura {n}")
TABLE = text("Table {n}", "Tableau {n}", "Tabla {n}")
FIGURE_DATA = text(
    "The data of this figure are in table {n}.",
    "Les données de cette figure sont dans le tableau {n}.",
    "Los datos de esta figura están en la tabla {n}.",
)
DATA = text("Data: {title}", "Données : {title}", "Datos: {title}")
SUMMARY = text("In brief", "En bref", "En resumen")
BASIS = text("What the answer rests on", "Ce sur quoi repose la réponse", "En qué se apoya la respuesta")
SHOW_ROWS = text("Show the {rows} rows", "Afficher les {rows} lignes", "Mostrar las {rows} filas")
PARTIAL = text(
    "Only the first {shown} of {rows} rows are printed; all of them are in {file}.",
    "Seules les {shown} premières lignes sur {rows} sont imprimées ; toutes figurent dans {file}.",
    "Solo se imprimen las primeras {shown} de {rows} filas; todas están en {file}.",
)
NOTE_SMALL = text(
    "{mark}: withheld, because the count is positive and under {least}, or because it is a zero beside such a count.",
    "{mark} : case masquée (secret statistique), parce que l’effectif est positif et inférieur à {least}, "
    "ou nul à côté d’un tel effectif.",
    "{mark}: celda suprimida (secreto estadístico), porque el recuento es positivo e inferior a {least}, "
    "o nulo junto a un recuento así.",
)
NOTE_SECRET = text(
    "{mark}: withheld, because it rests on a withheld count or on exact points.",
    "{mark} : masqué, parce qu’il repose sur un effectif masqué ou sur des points exacts.",
    "{mark}: suprimido, porque se apoya en un recuento suprimido o en puntos exactos.",
)
NOTE_MISSING = text(
    "–: missing or not defined; missing is not zero.",
    "– : absent ou non défini ; l’absence de données n’est pas zéro.",
    "–: ausente o no definido; la falta de datos no es cero.",
)
CAVEATS = text("How to read it", "Comment le lire", "Cómo leerlo")
CHOICES = text("Chosen automatically", "Choisi automatiquement", "Elegido automáticamente")
METHOD = text("Method card", "Fiche de méthode", "Ficha de método")
METHOD_CARDS = text("Method cards", "Fiches de méthode", "Fichas de método")
TABLES = text("Data tables", "Tableaux de données", "Tablas de datos")
ASSUMPTION = text("Assumption", "Hypothèse", "Supuesto")
MINIMUM = text("Fewest events for an answer", "Effectif minimal pour répondre", "Mínimo de incidentes para responder")
PARAMETERS = text("Parameters", "Paramètres", "Parámetros")
REFERENCES = text("References", "Références", "Referencias")
NOTE = text("Technical note", "Note technique", "Nota técnica")
COMMON_CAVEATS = text("How to read these answers", "Comment lire ces réponses", "Cómo leer estas respuestas")
SAME_AS = text("as table {n}", "comme le tableau {n}", "como la tabla {n}")
VALUE = text("Value", "Valeur", "Valor")
ITEM = text("Item", "Rubrique", "Concepto")

# end matter
GRAIN = text("Grain of publication", "Niveau de détail publié", "Nivel de detalle publicado")
PROVENANCE = text("Where the figures come from", "D’où viennent les chiffres", "De dónde vienen las cifras")
FILES_RECEIVED = text(
    "Files as received (SHA-256)", "Fichiers tels que reçus (SHA-256)", "Archivos tal como se recibieron (SHA-256)"
)
QUESTIONS = text(
    "Questions asked, word for word", "Questions posées, mot pour mot", "Preguntas planteadas, literalmente"
)
MADE_WITH = text(
    "Made with Beffroi {version}. The same data and questions give the same figures, in each language.",
    "Produit avec Beffroi {version}. Les mêmes données et les mêmes questions donnent les mêmes chiffres, "
    "dans chaque langue.",
    "Producido con Beffroi {version}. Los mismos datos y las mismas preguntas dan las mismas cifras, en cada idioma.",
)
SOURCES = text("Sources and licences", "Sources et licences", "Fuentes y licencias")
SOURCE = text("Source", "Source", "Fuente")
LICENCE = text("Licence", "Licence", "Licencia")
NO_SOURCE = text("Source and licence not stated.", "Source et licence non indiquées.", "Fuente y licencia sin indicar.")
RETRIEVED = text("Retrieved", "Récupéré le", "Consultado")
OPEN_DATA = text("Open data", "Données ouvertes", "Datos abiertos")
OPEN_DATA_IN = text(
    "Every table of this bulletin is a CSV file in the folder “{folder}”, described for machines (CSVW, DCAT).",
    "Chaque tableau de ce bulletin est un fichier CSV du dossier « {folder} », décrit pour les machines (CSVW, DCAT).",
    "Cada tabla de este boletín es un archivo CSV de la carpeta «{folder}», descrito para máquinas (CSVW, DCAT).",
)
PAGE_OF = text("{page} of {pages}", "{page} sur {pages}", "{page} de {pages}")
CITATION = text("To cite", "Pour citer", "Para citar")

# tables that no figure draws and that have no title of their own
FURTHER = text("Further figures", "Autres chiffres", "Otras cifras")
# what analyses choose by themselves, and the codes of their parameters


def spoken(locale: str) -> dict[str, str]:
    """Return every phrase without fields in a language, by its lower-case name: what templates read."""
    return {
        name.lower(): phrase(locale)
        for name, phrase in globals().items()
        if isinstance(phrase, Text) and not phrase.fields
    }
