"""Parameters of an analysis as a reader meets them: label, unit, default and bounds, written as they are typed."""

from collections.abc import Iterator
from typing import Any

from beffroi.vocabulary.text import Text, language_of, text

_DEFAULT = text("default: {value}", "par défaut : {value}", "por omisión: {value}")
_AUTOMATIC = text("automatic", "automatique", "automático")
_ONE_OF = text("one of: {values}", "au choix : {values}", "uno de: {values}")
_AT_LEAST = text("at least {least}", "au moins {least}", "al menos {least}")
_AT_MOST = text("at most {most}", "au plus {most}", "como máximo {most}")
_BETWEEN = text("{least} to {most}", "de {least} à {most}", "de {least} a {most}")
_ABOVE = text("more than {least}", "plus de {least}", "más de {least}")


def parameters(analysis: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the option and the schema of each parameter of an analysis."""
    for field, schema in analysis.model_json_schema()["properties"].items():
        yield f"--{field.replace('_', '-')}", schema


def described(schema: dict[str, Any], locale: str) -> str:
    """Return the label of a parameter with its particulars in brackets."""
    return f"{labelled(schema, locale)} ({particulars(schema, locale)})"


def labelled(schema: dict[str, Any], locale: str) -> str:
    """Return the label of a parameter."""
    return str(schema["label"][language_of(locale)])


def particulars(schema: dict[str, Any], locale: str) -> str:
    """Return the unit, the default and the bounds of a parameter, as they are typed.

    >>> particulars({"unit": "m", "default": 250.0, "minimum": 10, "maximum": 5000}, "es")
    'm; por omisión: 250; de 10 a 5000'
    """
    default = schema.get("default")
    value = _AUTOMATIC(locale) if default is None else typed(default)
    parts = [_unit(schema["unit"], locale), _DEFAULT(locale, value=value), _bounds(schema, locale)]
    mark = "\u202f; " if language_of(locale) == "fr" else "; "
    return mark.join(part for part in parts if part)


def typed(value: Any) -> str:
    """Return a value as it is typed after its option.

    >>> typed([100.0, 200.0]), typed(True), typed(0.05)
    ('100 200', 'true', '0.05')
    """
    if isinstance(value, list | tuple):
        return " ".join(typed(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _unit(unit: str, locale: str) -> str:
    from beffroi.drawing.words import UNITS

    return UNITS[unit][1](locale) if unit in UNITS else ""


def _bounds(schema: dict[str, Any], locale: str) -> str:
    for part in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "enum" in part:
            return _ONE_OF(locale, values=", ".join(typed(value) for value in part["enum"]))
        least, most = part.get("minimum"), part.get("maximum")
        above = part.get("exclusiveMinimum")
        if least is not None or most is not None or above is not None:
            return _range(least, above, most, locale)
    return ""


def _range(least: Any, above: Any, most: Any, locale: str) -> str:
    if least is not None and most is not None:
        return _BETWEEN(locale, least=typed(least), most=typed(most))
    said: list[tuple[Text, dict[str, str]]] = []
    if least is not None:
        said.append((_AT_LEAST, {"least": typed(least)}))
    elif above is not None:
        said.append((_ABOVE, {"least": typed(above)}))
    if most is not None:
        said.append((_AT_MOST, {"most": typed(most)}))
    return ", ".join(wording(locale, **values) for wording, values in said)
