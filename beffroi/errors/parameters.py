"""pydantic's English complaints about a question, said in three languages by their stable type."""

from typing import Any

from pydantic import ValidationError

from beffroi.errors.questions import BadParameter
from beffroi.vocabulary.text import Text, text

_WHY: dict[str, Text] = {
    "greater_than_equal": text(
        "it must be at least {ge}", "il doit être au moins égal à {ge}", "debe ser al menos {ge}"
    ),
    "greater_than": text("it must be more than {gt}", "il doit être supérieur à {gt}", "debe ser mayor que {gt}"),
    "less_than_equal": text("it must be at most {le}", "il doit être au plus égal à {le}", "debe ser como máximo {le}"),
    "less_than": text("it must be less than {lt}", "il doit être inférieur à {lt}", "debe ser menor que {lt}"),
    "int_parsing": text("it must be a whole number", "il faut un nombre entier", "debe ser un número entero"),
    "int_from_float": text("it must be a whole number", "il faut un nombre entier", "debe ser un número entero"),
    "float_parsing": text("it must be a number", "il faut un nombre", "debe ser un número"),
    "finite_number": text("it must be a finite number", "il faut un nombre fini", "debe ser un número finito"),
    "bool_parsing": text("it must be true or false", "il faut « true » ou « false »", "debe ser «true» o «false»"),
    "literal_error": text(
        "it must be one of {expected}",
        "il faut l’une de ces valeurs : {expected}",
        "debe ser uno de estos valores: {expected}",
    ),
    "extra_forbidden": text(
        "the analysis has no such parameter", "l’analyse n’a pas ce paramètre", "el análisis no tiene ese parámetro"
    ),
    "too_short": text(
        "it needs at least {min_length} values",
        "il faut au moins {min_length} valeurs",
        "se necesitan al menos {min_length} valores",
    ),
    "value_error": text("{error}", "{error}", "{error}"),
}
_OTHER = text("it does not have the expected form", "il n’a pas la forme attendue", "no tiene la forma esperada")


def bad_parameter(error: ValidationError, *, analysis: str) -> BadParameter:
    """Return the first complaint as an error of ours."""
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else analysis
    why = _WHY.get(first["type"], _OTHER)
    context: dict[str, Any] = {key: str(value) for key, value in first.get("ctx", {}).items()}
    filled = Text(
        **{
            lang: getattr(why, lang).format_map(context).replace("{", "(").replace("}", ")")
            for lang in ("en", "fr", "es")
        }
    )
    return BadParameter(
        name=name.replace("_", "-"), found=repr(first["input"]), why=filled, analysis=analysis.replace("_", "-")
    )
