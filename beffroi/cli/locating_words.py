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
    "interpolated-title": text(
        "{measure}, interpolated from {source}",
        "{measure}, interpolé depuis {source}",
        "{measure}, interpolado desde {source}",
    ),
}
