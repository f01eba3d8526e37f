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
CHOSEN = {
    "permutations": text("permutations", "permutations", "permutaciones"),
    "step": text("step of the tables", "pas des tableaux", "paso de las tablas"),
    "years": text("earlier years compared", "années antérieures comparées", "años anteriores comparados"),
    "every": text("step of the series", "pas de la série", "paso de la serie"),
    "season": text("season fitted", "saison ajustée", "estacionalidad ajustada"),
    "limits": text("limits of the funnel", "limites de l’entonnoir", "límites del embudo"),
    "cell": text("side of the squares", "côté des mailles", "lado de las celdas"),
    "side": text("side of the squares", "côté des carrés", "lado de los cuadrados"),
    "bandwidth": text("how far an incident counts", "portée d’un fait", "alcance de un incidente"),
    "reach": text("distance looked at, up to", "distance considérée, jusqu’à", "distancia considerada, hasta"),
    "correction": text("correction of the edges", "correction des effets de bord", "corrección de los bordes"),
    "distance_bands": text("distances up to", "distances jusqu’à", "distancias hasta"),
    "distances": text("distances up to", "distances jusqu’à", "distancias hasta"),
    "distance_constant": text(
        "constant added to distances", "constante ajoutée aux distances", "constante sumada a las distancias"
    ),
    "same": text("same place up to", "même lieu jusqu’à", "mismo lugar hasta"),
    "before": text("period compared with", "période de comparaison", "periodo de comparación"),
}
AUTOMATIC = text("automatic", "automatique", "automático")
CODES = {
    "auto": AUTOMATIC,
    "rate": text("rates", "taux", "tasas"),
    "count": text("raw counts", "effectifs bruts", "recuentos brutos"),
    "local_moran": text("local Moran", "Moran local", "Moran local"),
    "getis_ord": text("Getis-Ord Gi*", "Gi* de Getis-Ord", "Gi* de Getis-Ord"),
    "local_geary": text("local Geary", "Geary local", "Geary local"),
    "empirical_bayes": text(
        "empirical Bayes, towards the overall rate",
        "bayésien empirique, vers le taux d’ensemble",
        "bayesiano empírico, hacia la tasa global",
    ),
    "local_empirical_bayes": text(
        "empirical Bayes, towards the neighbours",
        "bayésien empirique, vers les voisins",
        "bayesiano empírico, hacia los vecinos",
    ),
    "head_banging": text("head-banging median", "médiane « head-banging »", "mediana «head-banging»"),
    "overall": text("the change of the whole", "l’évolution d’ensemble", "el cambio del conjunto"),
    "steady": text("no change", "l’absence d’évolution", "ningún cambio"),
    "difference": text("by differences", "par différences", "por diferencias"),
    "bootstrap": text("by samples", "par échantillons", "por muestras"),
    "retrospective": text("of any time", "de toute époque", "de cualquier momento"),
    "prospective": text(
        "only those that last to the end",
        "seulement ceux qui durent jusqu’à la fin",
        "solo las que duran hasta el final",
    ),
    "circle": text("circles", "cercles", "círculos"),
    "ellipse": text("circles and ellipses", "cercles et ellipses", "círculos y elipses"),
    "average": text("the average of the period", "la moyenne de la période", "la media del periodo"),
    "city": text("those of the whole city", "ceux de toute la ville", "los de toda la ciudad"),
    "queen": text("those that touch", "ceux qui se touchent", "los que se tocan"),
    "rook": text("those that share a border", "ceux qui partagent une limite", "los que comparten un límite"),
    "nearest": text("the nearest ones", "les plus proches", "los más cercanos"),
    "whole": text("whole period", "période entière", "periodo completo"),
    "period": text("over the covered period", "sur la période couverte", "en el periodo cubierto"),
    "day": text("day", "jour", "día"),
    "week": text("week", "semaine", "semana"),
    "month": text("month", "mois", "mes"),
    "quarter": text("quarter", "trimestre", "trimestre"),
    "year": text("year", "année", "año"),
    "residents": text("residents", "habitants", "habitantes"),
    "poisson": text("those of chance alone", "celles du seul hasard", "los del puro azar"),
    "over_dispersed": text(
        "widened for the ordinary differences between places",
        "élargies pour les différences ordinaires entre lieux",
        "ampliados por las diferencias ordinarias entre lugares",
    ),
    "half_open": text(
        "the lower (half-open bands)", "l’inférieure (classes semi-ouvertes)", "el inferior (bandas semiabiertas)"
    ),
    "closed": text("the upper (closed bands)", "la supérieure (classes fermées)", "el superior (bandas cerradas)"),
    "near_repeat": text(
        "the lower, as the NearRepeat package does",
        "l’inférieure, comme le paquet NearRepeat",
        "el inferior, como el paquete NearRepeat",
    ),
    "uniform": text("uniform", "uniforme", "uniforme"),
    "epanechnikov": text("Epanechnikov", "Epanechnikov", "Epanechnikov"),
    "quartic": text("quartic", "quartique", "cuártico"),
    "incidents": text("other incidents", "d’autres faits", "otros incidentes"),
    "facilities": text("facilities", "équipements", "equipamientos"),
    "place": text("all named places", "tous les lieux nommés", "todos los lugares con nombre"),
    "ang": text("Ang, Baddeley and Nair", "Ang, Baddeley et Nair", "Ang, Baddeley y Nair"),
    "none": text("none", "aucune", "ninguna"),
    "simple": text("whole on every street (simple)", "entier sur chaque rue (simple)", "entero en cada calle (simple)"),
    "discontinuous": text(
        "split equally (discontinuous)",
        "divisé à parts égales (discontinue)",
        "dividido a partes iguales (discontinuo)",
    ),
    "continuous": text(
        "split equally, partly turning back (continuous)",
        "divisé à parts égales, avec retour partiel (continue)",
        "dividido a partes iguales, con retorno parcial (continuo)",
    ),
    "segment": text("the streets added", "les rues ajoutées", "las calles añadidas"),
    "reciprocal": text("reciprocals (Mantel)", "inverses (Mantel)", "inversos (Mantel)"),
    "as_measured": text("as measured", "tels que mesurés", "tal como se miden"),
    "besag_l": text("Besag’s L, less the distance", "L de Besag, moins la distance", "L de Besag, menos la distancia"),
    "ripley_k": text("Ripley’s K", "K de Ripley", "K de Ripley"),
    "pair_correlation": text("pair correlation", "corrélation de paires", "correlación de pares"),
    "nearest_g": text(
        "nearest incident from incidents (G)",
        "fait le plus proche, depuis les faits (G)",
        "incidente más cercano, desde los incidentes (G)",
    ),
    "empty_space_f": text(
        "nearest incident from any place (F)",
        "fait le plus proche, depuis tout lieu (F)",
        "incidente más cercano, desde cualquier lugar (F)",
    ),
    "van_lieshout_j": text(
        "G and F compared (J of van Lieshout and Baddeley)",
        "comparaison de G et F (J de van Lieshout et Baddeley)",
        "comparación de G y F (J de van Lieshout y Baddeley)",
    ),
    "gaussian": text("Gaussian", "gaussien", "gaussiano"),
    "triangular": text("triangular", "triangulaire", "triangular"),
    "fixed": text("one bandwidth", "rayon fixe", "ancho fijo"),
    "adaptive": text("adaptive (Abramson)", "adaptatif (Abramson)", "adaptativo (Abramson)"),
    "by_place": text(
        "by the share of the kernel inside",
        "selon la part du noyau dans le territoire",
        "según la parte del núcleo dentro",
    ),
    "conserved": text(
        "the number of incidents is kept", "l’effectif total est conservé", "se conserva el número de incidentes"
    ),
    "year_before": text(
        "the same dates a year before", "les mêmes dates un an plus tôt", "las mismas fechas un año antes"
    ),
    "period_before": text("the days just before", "les jours qui précèdent", "los días anteriores"),
    "offences": text("other offences", "d’autres infractions", "otros delitos"),
    "scott": text("Scott’s rule", "règle de Scott", "regla de Scott"),
    "likelihood": text(
        "likelihood cross-validation",
        "validation croisée de la vraisemblance",
        "validación cruzada de la verosimilitud",
    ),
    "mean_square": text(
        "least mean square error (Diggle)",
        "erreur quadratique moyenne minimale (Diggle)",
        "error cuadrático medio mínimo (Diggle)",
    ),
    "dbscan": text("density (DBSCAN)", "densité (DBSCAN)", "densidad (DBSCAN)"),
    "nearest_neighbour_hierarchy": text(
        "nearest-neighbour hierarchy (Nnh)",
        "hiérarchie des plus proches voisins (Nnh)",
        "jerarquía de vecinos más cercanos (Nnh)",
    ),
    "stac": text("circles (STAC)", "cercles (STAC)", "círculos (STAC)"),
    "earlier": text(
        "incidents of all earlier periods",
        "faits de toutes les périodes antérieures",
        "incidentes de todos los periodos anteriores",
    ),
    "cross_l": text("cross-type L, less the distance", "L croisé, moins la distance", "L cruzada, menos la distancia"),
    "cross_k": text("cross-type K", "K croisé", "K cruzada"),
    "cross_g": text("cross-type pair correlation", "corrélation de paires croisée", "correlación de pares cruzada"),
    "labels": text("random labels", "étiquettes au hasard", "etiquetas al azar"),
    "shift": text(
        "a random shift of the others", "translation au hasard des autres", "traslación al azar de los otros"
    ),
    "dropped": text("left out", "écartés", "omitidos"),
    "all_kept": text("kept, as CrimeStat does", "conservés, comme dans CrimeStat", "conservados, como en CrimeStat"),
    "rectangular": text("rectangular", "rectangulaire", "rectangular"),
    "yuill": text("Yuill (over n)", "Yuill (sur n)", "Yuill (sobre n)"),
    "arcgis": text("ArcGIS (√2 times)", "ArcGIS (√2 fois)", "ArcGIS (√2 veces)"),
    "crimestat": text(
        "CrimeStat (√2 times, over n − 2)", "CrimeStat (√2 fois, sur n − 2)", "CrimeStat (√2 veces, sobre n − 2)"
    ),
    "isotropic": text("isotropic (Ripley)", "isotrope (Ripley)", "isótropa (Ripley)"),
    "translation": text("translation", "de translation", "de traslación"),
    "rigid": text("rigid motion", "de mouvement rigide", "de movimiento rígido"),
    "border": text("border (reduced sample)", "bordure (échantillon réduit)", "borde (muestra reducida)"),
    "places": text("by place", "selon le lieu", "según el lugar"),
    "even": text("even", "uniforme", "uniforme"),
    "apart": text("left out and counted", "écartés et comptés", "excluidos y contados"),
    "kept": text("taken as they are", "pris tels quels", "tomados tal cual"),
}
"""Wording of the codes that analyses take as parameters or choose by themselves."""


def spoken(locale: str) -> dict[str, str]:
    """Return every phrase without fields in a language, by its lower-case name: what templates read."""
    return {
        name.lower(): phrase(locale)
        for name, phrase in globals().items()
        if isinstance(phrase, Text) and not phrase.fields
    }
