"""Wording of what analyses take as parameters or choose by themselves: the names of choices, and codes."""

from beffroi.vocabulary.text import text

AUTOMATIC = text("automatic", "automatique", "automático")
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
    "offence": text("offence", "infraction", "delito"),
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
    "hdbscan": text(
        "density of any level (HDBSCAN)", "densité de tout niveau (HDBSCAN)", "densidad de cualquier nivel (HDBSCAN)"
    ),
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
    "exposure": text("an exposure", "un dénominateur d’exposition", "una población expuesta"),
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
    "places": text(
        "follows the places of the incidents", "selon les lieux des faits", "según los lugares de los incidentes"
    ),
    "even": text("even", "uniforme", "uniforme"),
    "apart": text("left out and counted", "écartés et comptés", "excluidos y contados"),
    "kept": text("taken as they are", "pris tels quels", "tomados tal cual"),
}
"""Wording of the codes that analyses take as parameters or choose by themselves."""
