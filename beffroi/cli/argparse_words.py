"""The phrases of argparse itself, in three languages."""

from beffroi.vocabulary.text import Text, text

ARGPARSE: dict[str, Text] = {
    "usage: ": text("usage: ", "utilisation : ", "uso: "),
    "positional arguments": text("arguments", "arguments\u00a0", "argumentos"),  # argparse adds the colon
    "options": text("options", "options\u00a0", "opciones"),
    "subcommands": text("commands", "commandes\u00a0", "órdenes"),
    "analyses": text("analyses", "analyses\u00a0", "análisis"),
    "show this help message and exit": text(
        "show this help and exit", "afficher cette aide et quitter", "mostrar esta ayuda y salir"
    ),
    "the following arguments are required: %s": text("missing: %s", "il manque : %s", "falta: %s"),
    "unrecognized arguments: %s": text("unknown option: %s", "option inconnue : %s", "opción desconocida: %s"),
    "one of the arguments %s is required": text(
        "one of these is needed: %s", "il faut l’une de ces options : %s", "hace falta una de estas opciones: %s"
    ),
    "not allowed with argument %s": text("it cannot go with %s", "elle ne va pas avec %s", "no puede ir junto con %s"),
    "expected at most one argument": text(
        "at most one value is expected", "au plus une valeur est attendue", "se espera como máximo un valor"
    ),
    "ignored explicit argument %(arg)r": text(
        "it takes no value (got %(arg)r)",
        "elle ne prend pas de valeur (reçu %(arg)r)",
        "no admite valor (recibido %(arg)r)",
    ),
    "ignored explicit argument %r": text(
        "it takes no value (got %r)", "elle ne prend pas de valeur (reçu %r)", "no admite valor (recibido %r)"
    ),
    "expected one argument": text("one value is expected", "une valeur est attendue", "se espera un valor"),
    "expected at least one argument": text(
        "at least one value is expected", "au moins une valeur est attendue", "se espera al menos un valor"
    ),
    "argument %(argument_name)s: %(message)s": text(
        "%(argument_name)s: %(message)s", "%(argument_name)s : %(message)s", "%(argument_name)s: %(message)s"
    ),
    "invalid choice: %(value)r (choose from %(choices)s)": text(
        "%(value)r is not possible (possible: %(choices)s)",
        "%(value)r n’est pas possible (possibles : %(choices)s)",
        "%(value)r no es posible (posibles: %(choices)s)",
    ),
    "invalid %(type)s value: %(value)r": text(
        "%(value)r is not of type %(type)s", "%(value)r n’est pas du type %(type)s", "%(value)r no es del tipo %(type)s"
    ),
    "ambiguous option: %(option)s could match %(matches)s": text(
        "%(option)s could be %(matches)s", "%(option)s pourrait être %(matches)s", "%(option)s podría ser %(matches)s"
    ),
    "%(prog)s: error: %(message)s\n": text(
        "%(prog)s: %(message)s\n", "%(prog)s : %(message)s\n", "%(prog)s: %(message)s\n"
    ),
}
