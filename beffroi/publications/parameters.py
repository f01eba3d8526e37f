"""The parameters of a question and what was chosen automatically, as a reader is told of them."""

import re
from collections.abc import Mapping
from typing import Any

from beffroi.publications import phrases
from beffroi.publications.code_words import AUTOMATIC, CHOSEN, CODES
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import Text, language_of

PLAIN = Column(label=phrases.VALUE)
_AUTOMATIC = re.compile(r"\s*;\s+autom\w+.*$")  # what a label says of its automatic value


def shown(value: Any, column: Column = PLAIN, *, locale: str, words: Mapping[str, Text] | None = None) -> str:
    """Return a single value as a reader of the locale sees it."""
    from beffroi.drawing.format import cell

    return cell(value, column, locale, words=words)


def parameters(question: Any, *, locale: str) -> tuple[tuple[str, str], ...]:
    """Return label and value of every parameter of a question."""
    fields = getattr(type(question), "model_fields", {})
    return tuple(parameter(question, name, getattr(question, name), locale=locale) for name in fields)


def chosen(question: Any, choices: Mapping[str, Any], *, locale: str) -> tuple[tuple[str, str], ...]:
    """Return label and value of what an analysis chose by itself."""
    made = {name: parameter(question, name, value, locale=locale) for name, value in choices.items()}
    return tuple((CHOSEN[name](locale) if name in CHOSEN else label, said) for name, (label, said) in made.items())


def parameter(question: Any, name: str, value: Any, *, locale: str) -> tuple[str, str]:
    """Return label and value of one parameter, in words."""
    about = type(question).model_fields.get(name) if hasattr(type(question), "model_fields") else None
    extra = about.json_schema_extra if about and isinstance(about.json_schema_extra, dict) else {}
    label = extra.get("label", {}).get(language_of(locale)) or name.replace("_", " ")
    if value is None:
        return _AUTOMATIC.sub("", label), AUTOMATIC(locale)
    unit = "period" if name == "period" else extra.get("unit", "1")
    words = CODES if unit != "period" else {}
    values = value if isinstance(value, tuple | list) else (value,)
    columns = [Column(label=phrases.VALUE, unit=unit, decimals=_decimals(one)) for one in values]
    said = ", ".join(
        shown(one, column, locale=locale, words=words) for one, column in zip(values, columns, strict=True)
    )
    return _AUTOMATIC.sub("", label), said


def _decimals(value: Any) -> int | None:
    """Return the decimals that a parameter was given with: 0.05 is not 0.0500."""
    if not isinstance(value, float) or value.is_integer():
        return None
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])
