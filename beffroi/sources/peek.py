"""A first look at a file of places or of denominators: its columns and which of them a person most likely means."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beffroi.sources.columns import plain

_CODE = re.compile(r"(^|_)(code|id|num|numbe|number|no|insee|geoid|cve|clave|key)(_|$)|_id$|_?code$|\dcd$")  # lsoa21cd
_NAME = re.compile(r"(^|_)(name|nom|nombre|label|libelle|title|community|district|neighbou?rhood|barrio)(_|$)|\dnm$")
_PEOPLE = re.compile(r"(^|_)(population|pop|residents|habitants|habitantes|poblacion)(_|$)")
_TOTAL = re.compile(r"(^|_)(total|value|valeur|valor)(_|$)")


def place_columns(path: Path) -> dict[str, list[Any]]:
    """Return the columns of a file of areas, with their values.

    Raises
    ------
    NotReadable, ChooseLayer, NotAreas
    """
    from beffroi.sources.geography import _fetch, _open

    info, source, layer = _open(path, None)
    _, fields = _fetch(path, source, layer, columns=[str(name) for name in info["fields"]])
    return {name: list(values) for name, values in fields.items()}


def table_columns(path: Path) -> dict[str, list[Any]]:
    """Return the columns of a table of denominators, with their values.

    Raises
    ------
    NotReadable
    """
    from beffroi.sources.exposure import _columns

    return _columns(path, encoding="utf-8", separator=None)


def likely_code(columns: Mapping[str, Sequence[Any]]) -> str | None:
    """Return the column that most likely holds the code of a place: different on every row, and named so.

    >>> likely_code({"label": ["North", "South"], "code": ["N", "S"]})
    'code'
    """
    apart = [name for name, values in columns.items() if _tells_apart(values)]
    return next((name for name in apart if _CODE.search(plain(name))), apart[0] if apart else None)


def likely_name(columns: Mapping[str, Sequence[Any]], *, code: str) -> str | None:
    """Return the column that most likely holds the name of a place, or None."""
    words = [name for name, values in columns.items() if name != code and _are_words(values)]
    return next((name for name in words if _NAME.search(plain(name))), None)


def likely_join(columns: Mapping[str, Sequence[Any]], codes: Sequence[str]) -> str | None:
    """Return the column whose values are most often codes of places.

    >>> likely_join({"value": ["4", "6"], "district": ["N", "S"]}, ["N", "S"])
    'district'
    """
    from beffroi.sources.geography import code_texts

    known = set(codes)
    shared = {name: len(known & set(code_texts(values)[0])) for name, values in columns.items()}
    best = max(shared, key=lambda name: shared[name], default=None)
    return best if best is not None and shared[best] else None


def likely_value(columns: Mapping[str, Sequence[Any]], *, place: str) -> str | None:
    """Return the column of numbers that most likely is the denominator, or None.

    >>> likely_value({"id": ["1"], "age_total": ["7"], "population_total": ["9"]}, place="id")
    'population_total'
    """
    numbers = [name for name, values in columns.items() if name != place and _are_numbers(values)]
    named = [name for pattern in (_PEOPLE, _TOTAL) for name in numbers if pattern.search(plain(name))]
    return named[0] if named else numbers[0] if len(numbers) == 1 else None


def _tells_apart(values: Sequence[Any]) -> bool:
    return None not in values and len({str(value) for value in values}) == len(values)


def _are_words(values: Sequence[Any]) -> bool:
    return all(isinstance(value, str) and not value.replace(".", "").isdigit() for value in values)


def _are_numbers(values: Sequence[Any]) -> bool:
    return all(re.fullmatch(r"[\d\s.,'’]*\d[\d\s.,'’]*", str(value)) for value in values if value not in (None, ""))
