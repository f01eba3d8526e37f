"""What a proposal of a profile says, in three languages: each choice explained, each question asked."""

from beffroi.vocabulary.text import text

HEAD = text(
    "Proposed from “{file}” ({rows} records looked at). Read every line: a proposal is not a profile yet.",
    "Proposé d’après « {file} » ({rows} enregistrements examinés). Relisez chaque ligne : une proposition n’est pas encore un profil.",
    "Propuesto a partir de «{file}» ({rows} registros examinados). Lea cada línea: una propuesta aún no es un perfil.",
)
TO_DECIDE = text(
    "TO DECIDE",
    "À DÉCIDER",
    "POR DECIDIR",
)
ENCODING_UTF8 = text(
    "All bytes read as {encoding}.",
    "Tous les octets se lisent en {encoding}.",
    "Todos los bytes se leen en {encoding}.",
)
ENCODING_OTHER = text(
    "The bytes are not UTF-8. Windows-1252 gives words such as {words}. If they look wrong, the file is in another encoding.",
    "Les octets ne sont pas en UTF-8. Windows-1252 donne des mots comme {words}. S’ils paraissent faux, le fichier est dans un autre codage.",
    "Los bytes no son UTF-8. Windows-1252 da palabras como {words}. Si parecen incorrectas, el archivo usa otra codificación.",
)
SEPARATOR = text(
    "“{mark}” cuts the lines into {width} fields, as in the header.",
    "« {mark} » découpe les lignes en {width} champs, comme l’en-tête.",
    "«{mark}» divide las líneas en {width} campos, como el encabezado.",
)
SEPARATORS = text(
    "Several separators cut the lines evenly; the first gives {width} fields.",
    "Plusieurs séparateurs découpent les lignes régulièrement ; le premier donne {width} champs.",
    "Varios separadores dividen las líneas de forma regular; el primero da {width} campos.",
)
UNEVEN = text(
    "{n} records do not have as many fields as the header: they will be quarantined.",
    "{n} enregistrements n’ont pas autant de champs que l’en-tête : ils seront mis en quarantaine.",
    "{n} registros no tienen tantos campos como el encabezado: irán a cuarentena.",
)
NO_HEADER = text(
    "The first line may not be a header: it holds {found}. A file without column names cannot be imported.",
    "La première ligne n’est peut-être pas un en-tête : elle contient {found}. Un fichier sans noms de colonnes ne peut pas être importé.",
    "La primera línea quizá no sea un encabezado: contiene {found}. Un archivo sin nombres de columna no se puede importar.",
)
DECIMAL = text(
    "Numbers of “{column}” are written with “{mark}” before their decimals, such as {example}.",
    "Les nombres de « {column} » s’écrivent avec « {mark} » avant les décimales, comme {example}.",
    "Los números de «{column}» se escriben con «{mark}» antes de los decimales, como {example}.",
)
MISSING = text(
    "“{mark}” stands among the numbers of “{column}”: it means that the value is missing.",
    "« {mark} » figure parmi les nombres de « {column} » : la valeur est manquante.",
    "«{mark}» aparece entre los números de «{column}»: el valor falta.",
)
KIND = text(
    "The file is of kind {kind}.",
    "Le fichier est de type {kind}.",
    "El archivo es de tipo {kind}.",
)
LAYERS = text(
    "The file holds several layers: {found}.",
    "Le fichier contient plusieurs couches : {found}.",
    "El archivo contiene varias capas: {found}.",
)
START = text(
    "“{column}” reads as dates in {share}% of its values, such as {example}.",
    "« {column} » se lit comme des dates dans {share} % de ses valeurs, comme {example}.",
    "«{column}» se lee como fechas en el {share} % de sus valores, como {example}.",
)
START_OF_SEVERAL = text(
    "Several columns hold dates ({columns}) and their names do not say which is the date of the event.",
    "Plusieurs colonnes contiennent des dates ({columns}) et leurs noms ne disent pas laquelle est celle du fait.",
    "Varias columnas contienen fechas ({columns}) y sus nombres no dicen cuál es la del hecho.",
)
NO_DATE = text(
    "No column reads as dates.",
    "Aucune colonne ne se lit comme des dates.",
    "Ninguna columna se lee como fechas.",
)
END = text(
    "“{column}” closes an interval: the event happened between the two dates.",
    "« {column} » ferme un intervalle : le fait a eu lieu entre les deux dates.",
    "«{column}» cierra un intervalo: el hecho ocurrió entre las dos fechas.",
)
REPORTED = text(
    "“{column}” is named as the date of the report, not of the event.",
    "« {column} » est nommée comme la date de la plainte ou du signalement, non du fait.",
    "«{column}» lleva el nombre de la fecha de la denuncia, no del hecho.",
)
START_TIME = text(
    "“{column}” holds times of day.",
    "« {column} » contient des heures.",
    "«{column}» contiene horas del día.",
)
ORDER = text(
    "Only one order of day and month reads every date of “{column}”.",
    "Un seul ordre du jour et du mois lit toutes les dates de « {column} ».",
    "Un solo orden de día y mes lee todas las fechas de «{column}».",
)
ORDER_OPEN = text(
    "Every date of “{column}” can be read day first or month first: {example} has two readings and no date has a part above 12.",
    "Toutes les dates de « {column} » peuvent se lire jour d’abord ou mois d’abord : {example} a deux lectures et aucune date n’a de partie supérieure à 12.",
    "Todas las fechas de «{column}» pueden leerse con el día o con el mes primero: {example} tiene dos lecturas y ninguna fecha tiene una parte mayor que 12.",
)
ORDER_NONE = text(
    "“{column}” mixes day-first and month-first dates: no single order reads them all.",
    "« {column} » mêle des dates jour d’abord et mois d’abord : aucun ordre ne les lit toutes.",
    "«{column}» mezcla fechas con el día primero y con el mes primero: ningún orden las lee todas.",
)
TIMEZONE = text(
    "The file does not say its time zone. The nearest to its locations are first.",
    "Le fichier n’indique pas son fuseau horaire. Les plus proches de ses localisations viennent d’abord.",
    "El archivo no indica su huso horario. Los más cercanos a sus ubicaciones van primero.",
)
TIMEZONE_UNKNOWN = text(
    "The file does not say its time zone, and nothing in it tells where it is.",
    "Le fichier n’indique pas son fuseau horaire et rien n’y dit où l’on se trouve.",
    "El archivo no indica su huso horario y nada en él dice dónde está.",
)
FALSE_UTC = text(
    "“{column}” says UTC ({example}), but many publishers write local time that way. true: it is local time. false: it is UTC; then write%#z instead of the final Z in the formats.",
    "« {column} » annonce UTC ({example}), mais bien des producteurs écrivent ainsi l’heure locale. true : c’est l’heure locale. false : c’est bien UTC ; remplacez alors le Z final des formats par %#z.",
    "«{column}» dice UTC ({example}), pero muchos productores escriben así la hora local. true: es la hora local. false: es UTC; sustituya entonces la Z final de los formatos por %#z.",
)
PRECISION = text(
    "The dates are known to the {precision}.",
    "La précision des dates est : {precision}.",
    "La precisión de las fechas es: {precision}.",
)
PRECISION_FIRST = text(
    "All dates fall on the first of a month: only the month is known.",
    "Toutes les dates tombent le premier du mois : seul le mois est connu.",
    "Todas las fechas caen en el primer día del mes: solo se conoce el mes.",
)
PRECISION_MIDNIGHT = text(
    "Every time of day is 00:00: only the day is known.",
    "Toutes les heures sont 00:00 : seul le jour est connu.",
    "Todas las horas son 00:00: solo se conoce el día.",
)
DEFAULT_TIMES = text(
    "Times heaped at {times} ({shares} of the records) stand for an unknown hour.",
    "Les heures accumulées à {times} ({shares} des enregistrements) tiennent lieu d’heure inconnue.",
    "Las horas acumuladas a las {times} ({shares} de los registros) indican una hora desconocida.",
)
XY = text(
    "“{x}” and “{y}” hold {what}, from {west}, {south} to {east}, {north}; {blank} blank, {zeros} at 0, 0.",
    "« {x} » et « {y} » contiennent des {what}, de {west}, {south} à {east}, {north} ; {blank} vides, {zeros} en 0, 0.",
    "«{x}» y «{y}» contienen {what}, de {west}, {south} a {east}, {north}; {blank} vacías, {zeros} en 0, 0.",
)
XY_SWAPPED = text(
    "“{x}” and “{y}” hold degrees, but the longitudes look like latitudes: the two may be exchanged.",
    "« {x} » et « {y} » contiennent des degrés, mais les longitudes ressemblent à des latitudes : les deux sont peut-être inversées.",
    "«{x}» y «{y}» contienen grados, pero las longitudes parecen latitudes: quizá estén intercambiadas.",
)
CRS_DEGREES = text(
    "Degrees are read in the worldwide system of GPS.",
    "Les degrés sont lus dans le système mondial du GPS.",
    "Los grados se leen en el sistema mundial del GPS.",
)
CRS_METRES = text(
    "The coordinates are projected and the file does not say in which system. Each candidate lands here: {landings}.",
    "Les coordonnées sont projetées et le fichier ne dit pas dans quel système. Chaque candidat tombe ici : {landings}.",
    "Las coordenadas están proyectadas y el archivo no dice en qué sistema. Cada candidato cae aquí: {landings}.",
)
CRS_FILE = text(
    "The file declares its system.",
    "Le fichier déclare son système.",
    "El archivo declara su sistema.",
)
GEOMETRY = text(
    "Locations come from the point geometry of the file.",
    "Les localisations viennent de la géométrie ponctuelle du fichier.",
    "Las ubicaciones vienen de la geometría de puntos del archivo.",
)
LOCATION_KIND = text(
    "How exact are the locations? {distinct} different points for {located} located records. exact: as recorded; block: moved to the block; snapped: moved to one of a list of map points; area: the middle of an area. Give the precision in metres beside it.",
    "Quelle est l’exactitude des localisations ? {distinct} points différents pour {located} enregistrements localisés. exact : telles qu’enregistrées ; block : ramenées au pâté de maisons ; snapped : ramenées à un point d’une liste ; area : centre d’une zone. Indiquez à côté la précision en mètres.",
    "¿Qué exactitud tienen las ubicaciones? {distinct} puntos distintos para {located} registros ubicados. exact: tal como se registraron; block: llevadas a la manzana; snapped: llevadas a un punto de una lista; area: centro de una zona. Indique al lado la precisión en metros.",
)
NO_LOCATION = text(
    "No column holds coordinates: counts by area remain possible where a column names the area.",
    "Aucune colonne ne contient de coordonnées : les comptes par zone restent possibles si une colonne nomme la zone.",
    "Ninguna columna contiene coordenadas: los recuentos por zona siguen siendo posibles si una columna nombra la zona.",
)
PLACE = text(
    "“{column}” names areas.",
    "« {column} » désigne des zones.",
    "«{column}» designa zonas.",
)
CROSSWALK = text(
    "The packaged crosswalk “{name}” knows {share}% of the records by {columns}.",
    "La table de passage fournie « {name} » connaît {share} % des enregistrements d’après {columns}.",
    "La tabla de correspondencia incluida «{name}» conoce el {share} % de los registros según {columns}.",
)
CATEGORY = text(
    "“{column}” looks like the category of the offence ({n} values); no packaged crosswalk knows it.",
    "« {column} » ressemble à la catégorie de l’infraction ({n} valeurs) ; aucune table de passage fournie ne la connaît.",
    "«{column}» parece la categoría del delito ({n} valores); ninguna tabla de correspondencia incluida la conoce.",
)
NO_CATEGORY = text(
    "No column looks like the category of the offence. If the file holds one kind only, name it as the constant.",
    "Aucune colonne ne ressemble à la catégorie de l’infraction. Si le fichier n’en contient qu’une, nommez-la comme constante.",
    "Ninguna columna parece la categoría del delito. Si el archivo contiene una sola, indíquela como constante.",
)
CODE_SAME = text(
    "same wording as {code} {title}",
    "même libellé que {code} {title}",
    "misma denominación que {code} {title}",
)
CODE_LIKE = text(
    "resembles {code} {title} ({score})",
    "ressemble à {code} {title} ({score})",
    "se parece a {code} {title} ({score})",
)
CODE_NONE = text(
    "nothing resembles it; “not_an_offence” is possible",
    "rien n’y ressemble ; « not_an_offence » est possible",
    "nada se le parece; «not_an_offence» es posible",
)
CODES_LEFT = text(
    "{n} rarer categories ({share}% of the records) have no line and stay unmapped, counted and shown.",
    "{n} catégories plus rares ({share} % des enregistrements) n’ont pas de ligne et restent non classées, comptées et affichées.",
    "{n} categorías menos frecuentes ({share} % de los registros) no tienen línea y quedan sin clasificar, contadas y mostradas.",
)
CODES_OPEN = text(
    "{n} categories need a code of the classification, by a person who knows them.",
    "{n} catégories attendent un code de la classification, choisi par une personne qui les connaît.",
    "{n} categorías necesitan un código de la clasificación, elegido por una persona que las conozca.",
)
KEY = text(
    "“{column}” is different on every row: it is the key.",
    "« {column} » est différente à chaque ligne : c’est la clé.",
    "«{column}» es distinta en cada fila: es la clave.",
)
EVENT_KEY = text(
    "“{column}” is shared by several rows ({n}): is a row a victim, or an offence, of one event? A key of the row, or the rows themselves, must say.",
    "« {column} » est commune à plusieurs lignes ({n}) : une ligne est-elle une victime, ou une infraction, d’un même fait ?",
    "«{column}» es común a varias filas ({n}): ¿es una fila una víctima, o un delito, de un mismo hecho?",
)
NO_KEY = text(
    "No column tells every row apart: exact repeats are kept and counted.",
    "Aucune colonne ne distingue chaque ligne : les répétitions exactes sont gardées et comptées.",
    "Ninguna columna distingue cada fila: las repeticiones exactas se conservan y se cuentan.",
)
ROW_IS = text(
    "A row is read as one offence; change it if the publisher says otherwise.",
    "Une ligne est lue comme une infraction ; modifiez si le producteur dit autrement.",
    "Una fila se lee como un delito; cámbielo si el productor dice otra cosa.",
)
UNIT_OPEN = text(
    "What does one unit of the counts stand for? offence, victim, event, call or file.",
    "Que représente une unité des comptages ? offence (infraction), victim (victime), event (fait), call (appel) ou file (dossier).",
    "¿Qué representa una unidad de los recuentos? offence (delito), victim (víctima), event (hecho), call (llamada) o file (carpeta).",
)
PERSONS = text(
    "These columns describe persons: they are refused and never carried.",
    "Ces colonnes décrivent des personnes : elles sont refusées et jamais reprises.",
    "Estas columnas describen a personas: se rechazan y nunca se conservan.",
)
LICENCE = text(
    "The file does not say who publishes it, nor under which licence.",
    "Le fichier ne dit ni qui le publie ni sous quelle licence.",
    "El archivo no dice quién lo publica ni con qué licencia.",
)
RECORDING = text(
    "Whether people report or a service finds these facts is not in the file; “mixed” promises nothing.",
    "Le fichier ne dit pas si ces faits sont signalés ou trouvés par un service ; « mixed » ne promet rien.",
    "El archivo no dice si estos hechos se denuncian o los descubre un servicio; «mixed» no promete nada.",
)
COVERAGE = text(
    "Only months are known: a month without a row is missing, not zero.",
    "Seuls les mois sont connus : un mois sans ligne est manquant, et non nul.",
    "Solo se conocen los meses: un mes sin filas falta, no es cero.",
)
COUNTS = text(
    "The file holds counts by year, not events: “{value}” by “{year}”.",
    "Le fichier contient des comptages par année, non des faits : « {value} » par « {year} ».",
    "El archivo contiene recuentos por año, no hechos: «{value}» por «{year}».",
)
YEARS = text(
    "Years have two digits, such as {example}.",
    "Les années ont deux chiffres, comme {example}.",
    "Los años tienen dos cifras, como {example}.",
)
FORMATS = text(
    "These formats read every date of “{column}”.",
    "Ces formats lisent toutes les dates de « {column} ».",
    "Estos formatos leen todas las fechas de «{column}».",
)
PERCENT = text(
    "{n}%",
    "{n} %",
    "{n} %",
)
MINUTE = text(
    "minute",
    "à la minute",
    "minuto",
)
DAY = text(
    "day",
    "au jour",
    "día",
)
MONTH = text(
    "month",
    "au mois",
    "mes",
)
DEGREES = text(
    "degrees",
    "degrés",
    "grados",
)
METRES = text(
    "projected coordinates",
    "coordonnées projetées",
    "coordenadas proyectadas",
)
PRECISIONS = {"minute": MINUTE, "day": DAY, "month": MONTH}

MEMBER = text(
    "Of the zip archive, “{looked}” is the one file that holds a table.",
    "Dans l’archive zip, « {looked} » est le seul fichier qui contient une table.",
    "En el archivo zip, «{looked}» es el único que contiene una tabla.",
)
MEMBERS = text(
    "Several files of the zip archive hold a table ({found}); this proposal looked at “{looked}”, the largest. Which one is"
    " meant?",
    "Plusieurs fichiers de l’archive zip contiennent une table ({found}) ; cette proposition a regardé « {looked} », le plus"
    " grand. Lequel est le bon ?",
    "Varios archivos del zip contienen una tabla ({found}); esta propuesta examinó «{looked}», el mayor. ¿Cuál es el bueno?",
)
SHEETS = text(
    "The sheets are read one after the other ({n}): {sheets}.",
    "Les feuilles sont lues l’une après l’autre ({n}) : {sheets}.",
    "Las hojas se leen una tras otra ({n}): {sheets}.",
)
SHEET_GROUPS = text(
    "The sheets do not hold the same columns. This proposal looked at {sheets}. Which ones are meant?",
    "Les feuilles ne contiennent pas les mêmes colonnes. Cette proposition a regardé {sheets}. Lesquelles sont les bonnes ?",
    "Las hojas no contienen las mismas columnas. Esta propuesta examinó {sheets}. ¿Cuáles son las buenas?",
)
SHEETS_HIDDEN = text(
    "Only the visible sheets are read: {sheets}. Hidden, and left out: {hidden}.",
    "Seules les feuilles visibles sont lues : {sheets}. Masquées, et laissées de côté : {hidden}.",
    "Solo se leen las hojas visibles: {sheets}. Ocultas, y dejadas aparte: {hidden}.",
)
SKIPPED = text(
    "{n} lines stand above the names of the columns, which are: {found}.",
    "{n} lignes précèdent les noms des colonnes, qui sont : {found}.",
    "{n} líneas preceden a los nombres de las columnas, que son: {found}.",
)
PARTS = text(
    "The date stands in columns of its own: {columns}.",
    "La date est répartie en plusieurs colonnes : {columns}.",
    "La fecha está repartida en varias columnas: {columns}.",
)
TIMEZONE_OF = text(
    "The file does not say its time zone; that of the observatory “{name}” is {zone}.",
    "Le fichier ne dit pas son fuseau horaire ; celui de l’observatoire « {name} » est {zone}.",
    "El archivo no dice su huso horario; el del observatorio «{name}» es {zone}.",
)
LANDS = text(
    "Read as {crs} with “{x}” to the east and “{y}” to the north, {share}% of the points land in the places of “{name}”;"
    " no other system and no other order of the axes lands half of them.",
    "Lus en {crs}, « {x} » vers l’est et « {y} » vers le nord, {share} % des points tombent dans les lieux de « {name} » ;"
    " aucun autre système ni ordre des axes n’y amène la moitié d’entre eux.",
    "Leídos como {crs}, «{x}» hacia el este y «{y}» hacia el norte, el {share} % de los puntos cae en los lugares de"
    " «{name}»; ningún otro sistema ni orden de los ejes lleva allí a la mitad.",
)
LANDS_SWAPPED = text(
    "The axes are exchanged: “{x}” holds the east and “{y}” the north. Read so as {crs}, {share}% of the points land in the"
    " places of “{name}”, and nowhere near them otherwise.",
    "Les axes sont échangés : « {x} » contient l’est et « {y} » le nord. Lus ainsi en {crs}, {share} % des points tombent"
    " dans les lieux de « {name} », et loin d’eux autrement.",
    "Los ejes están intercambiados: «{x}» contiene el este y «{y}» el norte. Leídos así como {crs}, el {share} % de los"
    " puntos cae en los lugares de «{name}», y lejos de ellos de otro modo.",
)
LANDS_MIRRORED = text(
    "The minus sign of “{x}” was lost: the import restores it where the bounds of the profile say so.",
    "Le signe moins de « {x} » a été perdu : l’importation le rétablit si les limites du profil le disent.",
    "Se perdió el signo menos de «{x}»: la importación lo restituye donde los límites del perfil lo indican.",
)
LANDS_NOWHERE = text(
    "Tried against the places of “{name}”: the best reading ({crs}) lands only {share}% of the points, or several land as"
    " many. Check that the file is of this observatory.",
    "Essai sur les lieux de « {name} » : la meilleure lecture ({crs}) n’y amène que {share} % des points, ou plusieurs en"
    " amènent autant. Vérifiez que le fichier concerne cet observatoire.",
    "Prueba con los lugares de «{name}»: la mejor lectura ({crs}) lleva allí solo el {share} % de los puntos, o varias llevan"
    " otros tantos. Compruebe que el archivo es de este observatorio.",
)
RECORDS_OF = text(
    "The records are the list “{layer}” of the document.",
    "Les enregistrements sont la liste « {layer} » du document.",
    "Los registros son la lista «{layer}» del documento.",
)
