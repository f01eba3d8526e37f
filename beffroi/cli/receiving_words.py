"""What the command line says of profiles and of receiving a file, in three languages."""

from beffroi.vocabulary.text import Text, text

HELP: dict[str, Text] = {
    "duplicates": text(
        "list records that one event may have made",
        "lister les enregistrements qui sont peut-être un même fait",
        "listar los registros que pueden ser un mismo hecho",
    ),
    "near-metres": text(
        "distance up to which two records are close",
        "distance jusqu’à laquelle deux enregistrements sont proches",
        "distancia hasta la que dos registros están cerca",
    ),
    "profile-out": text(
        "where to write the proposed profile; never overwrites",
        "où écrire le profil proposé ; n’écrase jamais",
        "dónde escribir el perfil propuesto; nunca sobrescribe",
    ),
    "profile-in": text("the reviewed profile (TOML)", "le profil relu (TOML)", "el perfil revisado (TOML)"),
    "interactive": text(
        "for propose: ask what the file does not say, one question at a time",
        "pour propose : demander ce que le fichier ne dit pas, une question à la fois",
        "para propose: preguntar lo que el archivo no dice, una pregunta a la vez",
    ),
    "profile-old": text(
        "for update: the profile to change", "pour update : le profil à modifier", "para update: el perfil que cambiar"
    ),
    "accept": text(
        "change since earlier deliveries that is right as it is, such as column_emptied, or all; may be repeated",
        "changement depuis les livraisons précédentes qui est juste tel quel, comme column_emptied, ou all ; répétable",
        "cambio desde las entregas anteriores que está bien así, como column_emptied, o all; repetible",
    ),
    "overlap": text(
        "when days or keys were delivered before: newest (of the same key), replace (the days) or add",
        "quand des jours ou des clés ont déjà été livrés : newest (le plus récent, à clé égale), replace (remplacer les"
        " jours) ou add (ajouter)",
        "cuando ya se entregaron días o claves: newest (el más reciente, a igual clave), replace (reemplazar los días) o"
        " add (añadir)",
    ),
    "rows": text(
        "number of rows declared by the sender; fewer is refused",
        "nombre de lignes annoncé par l’expéditeur ; moins est refusé",
        "número de filas declarado por el remitente; menos se rechaza",
    ),
    "sha256": text(
        "SHA-256 declared by the sender", "SHA-256 annoncé par l’expéditeur", "SHA-256 declarado por el remitente"
    ),
    "as-of": text(
        "as it was known then: a day (2024-05-01) or a delivery",
        "tel qu’on le savait alors : un jour (2024-05-01) ou une livraison",
        "tal como se sabía entonces: un día (2024-05-01) o una entrega",
    ),
}
