"""What the commands about where things are say, in three languages."""

from beffroi.vocabulary.text import Text, text

HELP: dict[str, Text] = {
    "--measure": text(
        "denominator to convert (default: residents)",
        "dénominateur à convertir (par défaut : residents)",
        "denominador que se convierte (por omisión: residents)",
    ),
    "--from": text(
        "places by which it is known, such as lsoa@2011",
        "lieux par lesquels on le connaît, comme lsoa@2011",
        "lugares por los que se conoce, como lsoa@2011",
    ),
    "--to": text("places by which it is wanted", "lieux par lesquels on le souhaite", "lugares por los que se desea"),
    "--weight": text(
        "measure that says where the quantity is (default, with --weight-places: residents)",
        "mesure qui dit où se trouve la quantité (par défaut, avec --weight-places : residents)",
        "medida que dice dónde está la cantidad (por omisión, con --weight-places: residents)",
    ),
    "--weight-places": text(
        "finer places by which that measure is known",
        "lieux plus fins par lesquels cette mesure est connue",
        "lugares más finos por los que se conoce esa medida",
    ),
    "--dataset": text(
        "convert the counts of this data set instead",
        "convertir plutôt les effectifs de ce jeu de données",
        "convertir en su lugar los recuentos de este conjunto de datos",
    ),
    "--period": text("period of the counts", "période des effectifs", "periodo de los recuentos"),
    "--offence": text(
        "ICCS code of the counts; may be repeated",
        "code ICCS des effectifs ; répétable",
        "código ICCS de los recuentos; repetible",
    ),
    "--csv": text("write every row as CSV", "écrire toutes les lignes en CSV", "escribir todas las filas en CSV"),
    "--keep": text(
        "store the estimate as a denominator of the new places",
        "conserver l’estimation comme dénominateur des nouveaux lieux",
        "guardar la estimación como denominador de los nuevos lugares",
    ),
    "add": text(
        "add streets or named places", "ajouter des rues ou des lieux nommés", "añadir calles o lugares con nombre"
    ),
    "find": text(
        "say where a text is, and how sure that is",
        "dire où se trouve un texte, et avec quelle certitude",
        "decir dónde está un texto, y con qué certeza",
    ),
    "review": text(
        "list the texts of a delivery that were not located",
        "lister les textes d’une livraison qui n’ont pas été localisés",
        "listar los textos de una entrega que no se ubicaron",
    ),
    "file": text("file to read", "fichier à lire", "archivo que se lee"),
    "--kind": text(
        "street (lines or blocks with numbers) or place (stations, parks, neighbourhoods)",
        "street (rues, avec leurs numéros) ou place (stations, parcs, quartiers)",
        "street (calles, con sus números) o place (estaciones, parques, barrios)",
    ),
    "--name": text(
        "column of the name; repeat for other languages",
        "colonne du nom ; à répéter pour d’autres langues",
        "columna del nombre; repetir para otros idiomas",
    ),
    "--aliases": text(
        "column of other names, split by ; or |",
        "colonne d’autres noms, séparés par ; ou |",
        "columna de otros nombres, separados por ; o |",
    ),
    "--low": text(
        "column of the first number of a segment; once a side",
        "colonne du premier numéro d’un tronçon ; une fois par côté",
        "columna del primer número de un tramo; una vez por lado",
    ),
    "--high": text(
        "column of the last number of a segment; once a side",
        "colonne du dernier numéro d’un tronçon ; une fois par côté",
        "columna del último número de un tramo; una vez por lado",
    ),
    "--as": text(
        "name of this file in the gazetteer",
        "nom de ce fichier dans le répertoire",
        "nombre de este archivo en el nomenclátor",
    ),
    "--layer": text("layer, where there are several", "couche, s’il y en a plusieurs", "capa, si hay varias"),
    "--crs": text(
        "reference system, where the file says none",
        "système de coordonnées, si le fichier n’en dit rien",
        "sistema de referencia, si el archivo no lo dice",
    ),
    "text": text(
        "address, intersection, block or place, in quotation marks",
        "adresse, intersection, tronçon ou lieu, entre guillemets",
        "dirección, intersección, cuadra o lugar, entre comillas",
    ),
    "delivery": text("delivery, or the beginning of it", "livraison, ou son début", "entrega, o su comienzo"),
    "--all": text("also list what was located", "lister aussi ce qui a été localisé", "listar también lo que se ubicó"),
    "--json": text("print JSON", "écrire en JSON", "escribir en JSON"),
}
SAID: dict[str, Text] = {
    "place": text("Code", "Code", "Código"),
    "name": text("Place", "Lieu", "Lugar"),
    "estimate": text("Interpolated estimate", "Estimation interpolée", "Estimación interpolada"),
    "covered": text("Area covered", "Surface couverte", "Superficie cubierta"),
    "more": text(
        "… {n} more rows (--csv FILE gives all)",
        "… encore {n} lignes (--csv FICHIER donne tout)",
        "… {n} filas más (--csv ARCHIVO da todo)",
    ),
    "sums": text(
        "Known {given} = {known} in the new places + {rest} in none of them.",
        "Connu {given} = {known} dans les nouveaux lieux + {rest} dans aucun d’eux.",
        "Conocido {given} = {known} en los nuevos lugares + {rest} en ninguno de ellos.",
    ),
    "uncovered": text(
        "Places that the source does not reach: no value, which is not zero",
        "Lieux que la source n’atteint pas : sans valeur, ce qui n’est pas zéro",
        "Lugares a los que la fuente no llega: sin valor, que no es cero",
    ),
    "partly": text(
        "Places covered in part: the value is of the part covered",
        "Lieux couverts en partie : la valeur est celle de la partie couverte",
        "Lugares cubiertos en parte: el valor es el de la parte cubierta",
    ),
    "unknown": text(
        "Places of the source without a value: what they reach has none",
        "Lieux de la source sans valeur : ceux qu’ils atteignent n’en ont pas",
        "Lugares de la fuente sin valor: aquellos a los que llegan no lo tienen",
    ),
    "gazetteer-added": text(
        "{n} entries under “{name}” in the gazetteer (delivery {delivery})",
        "{n} entrées sous « {name} » dans le répertoire (livraison {delivery})",
        "{n} entradas en «{name}» del nomenclátor (entrega {delivery})",
    ),
    "nothing-known": text(
        "The gazetteer knows nothing like it.",
        "Le répertoire ne connaît rien de tel.",
        "El nomenclátor no conoce nada parecido.",
    ),
    "found": text(
        "{name}: {kind}, to {metres} m, confidence {confidence}; longitude {lon}, latitude {lat}",
        "{name} : {kind}, à {metres} m près, confiance {confidence} ; longitude {lon}, latitude {lat}",
        "{name}: {kind}, con {metres} m de precisión, confianza {confidence}; longitud {lon}, latitud {lat}",
    ),
    "matched": text(
        "It would be taken (confidence of {least} or more).",
        "Ce lieu serait retenu (confiance d’au moins {least}).",
        "Se tomaría (confianza de {least} o más).",
    ),
    "doubtful": text(
        "It would not be taken (confidence below {least}): it goes to the review list.",
        "Ce lieu ne serait pas retenu (confiance inférieure à {least}) : il va dans la liste à vérifier.",
        "No se tomaría (confianza inferior a {least}): va a la lista por revisar.",
    ),
    "ambiguous": text(
        "Another place, far from it, fits as well: say more (a type of street, a side, a number).",
        "Un autre lieu, éloigné, convient aussi bien : précisez (un type de voie, un côté, un numéro).",
        "Otro lugar, lejano, encaja igual de bien: precise (un tipo de vía, un lado, un número).",
    ),
    "reviewed": text(
        "{n} texts of {of} records to review; {taken} records located by the gazetteer as it stands.",
        "{n} textes à vérifier, pour {of} enregistrements ; {taken} enregistrements localisés par le répertoire actuel.",
        "{n} textos por revisar, de {of} registros; {taken} registros ubicados por el nomenclátor actual.",
    ),
    "records": text("Records", "Enregistrements", "Registros"),
    "asked": text("Text", "Texte", "Texto"),
    "candidate": text("Likely place", "Lieu probable", "Lugar probable"),
    "confidence": text("Confidence", "Confiance", "Confianza"),
    "intersection": text("intersection", "intersection", "intersección"),
    "number": text("number in a street", "numéro dans une rue", "número en una calle"),
    "block": text("block", "tronçon", "cuadra"),
    "street": text("whole street", "rue entière", "calle entera"),
    "area-of": text("Area", "Territoire", "Territorio"),
    "why": text("Reason", "Motif", "Motivo"),
    "incidents": text("Incidents", "Faits", "Incidentes"),
    "coordinates": text("Coordinates in the source", "Coordonnées dans la source", "Coordenadas en la fuente"),
    "none-found": text(
        "No default location: no point holds more than the tail of the counts explains.",
        "Aucune localisation par défaut : aucun point ne porte plus de faits que la distribution ne l’explique.",
        "Ninguna ubicación por defecto: ningún punto tiene más de lo que explica la distribución.",
    ),
    "kept-out": text(
        "Hot spots and near repeats leave these incidents out. In the profile, [where] missing makes such a point “no "
        "location”, and [where] genuine keeps one that is a real place.",
        "Les points chauds et les répétitions rapprochées écartent ces faits. Dans le profil, [where] missing fait d’un tel "
        "point une absence de localisation, et [where] genuine conserve celui qui est un vrai lieu.",
        "Los puntos calientes y las repeticiones cercanas excluyen estos incidentes. En el perfil, [where] missing "
        "convierte un punto así en «sin ubicación», y [where] genuine conserva el que es un lugar real.",
    ),
    "fullest": text(
        "The fullest of the other points, which may be real places or default locations: for a person to judge.",
        "Les plus chargés des autres points, qui peuvent être de vrais lieux ou des localisations par défaut : à une "
        "personne d’en juger.",
        "Los más cargados de los demás puntos, que pueden ser lugares reales o ubicaciones por defecto: que lo juzgue una "
        "persona.",
    ),
    "interpolated-title": text(
        "{measure}, interpolated from {source}",
        "{measure}, interpolé depuis {source}",
        "{measure}, interpolado desde {source}",
    ),
}
