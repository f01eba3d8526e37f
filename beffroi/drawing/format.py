"""Everything a reader sees of a value: numbers, dates, codes and sentences in a language and region.

A locale is a language and a region (`fr_CA`); a bare language takes the region
that the Unicode CLDR gives it (`en_US`, `fr_FR`, `es_ES`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import floor, isfinite, log10
from string import Formatter
from typing import Any

from beffroi.drawing import words as w
from beffroi.drawing.dates import day_text, during, grain_of, hour_text, period_text, start_text, weekday_text
from beffroi.drawing.locales import full_locale
from beffroi.evidence.finding import Table
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.period import Every, Period
from beffroi.vocabulary.text import Text

NBSP = "\u00a0"
TINY = 1e-12  # what a p-value that was rounded to 0 is shown as: less than its smallest digit
Words = Mapping[str, Text]


def cell(
    value: Any,
    column: Column,
    locale: str,
    *,
    withheld: str = "",
    words: Words | None = None,
    grain: Every | None = None,
    bare: bool = False,
) -> str:
    """Return one value as a reader sees it.

    `withheld` is the mark of a number that the gate took out ("< 5"); a value
    that never existed is always an en dash. `words` gives the wording of codes
    whose meaning lives above this package. `grain` says what a date that starts
    a period stands for. `bare` leaves the unit out.

    >>> from beffroi.vocabulary.lexicon import INCIDENTS, DISTANCE
    >>> cell(1234, INCIDENTS, "fr_CA").replace(NBSP, " ")
    '1 234'
    >>> cell(None, INCIDENTS, "en_GB", withheld="< 5"), cell(None, DISTANCE, "en_GB", withheld="< 5")
    ('< 5', '–')
    """
    locale = full_locale(locale)
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return withheld if withheld and column.role != "key" else w.MISSING
    if isinstance(value, Text):
        return value(locale)
    if isinstance(value, Period):
        return period_text(value, locale)
    if isinstance(value, datetime):
        return f"{day_text(value.date(), locale)}, {hour_text(value.hour, locale, minute=value.minute)}"
    if isinstance(value, date):
        return start_text(value, grain or _grain_of_unit(column.unit), locale)
    if isinstance(value, str | bool):
        return _code(value, column, locale, words=words or {})
    if column.codes:
        return dict(column.codes)[int(value)](locale)
    if column.unit == "weekday":
        return weekday_text(int(value), locale)
    if column.unit == "year":
        return str(int(value))
    if column.unit == "hour":
        return hour_text(int(value), locale)
    if column.unit == "offence":
        return _offence(str(value), locale)
    shown = number(value or TINY if column.unit == "p" else value, locale, decimals=column.decimals)
    if column.unit == "%" and column.decimals is not None and value < 100 <= round(value, column.decimals):
        shown = f">{NBSP}{number(100 - 10.0**-column.decimals, locale, decimals=column.decimals)}"
    return shown if bare else with_unit(shown, value, column.unit, locale=locale)


def cells(
    table: Table, name: str, locale: str, *, withheld: str = "", words: Words | None = None, bare: bool = False
) -> list[str]:
    """Return a whole column as a reader sees it: one grain of dates, one number of decimals."""
    column, values = table.columns[name], table.frame[name]
    grain = grain_of(values.to_list()) if column.unit in ("date", "month") else None
    column = _same_decimals(column, values.to_list())
    return [
        cell(value, column, locale, withheld=withheld, words=words, grain=grain, bare=bare)
        for value in values.to_list()
    ]


def header(column: Column, locale: str, *, unit: bool = False) -> str:
    """Return the label of a column; with `unit`, the unit in brackets where the label lacks it.

    >>> from beffroi.vocabulary.lexicon import DISTANCE
    >>> header(DISTANCE, "es_MX", unit=True).replace(NBSP, " ")
    'Distancia hasta (m)'
    """
    label = column.label(locale)
    shown = "%" if column.unit == "%" else w.UNITS[column.unit][1](locale) if column.unit in w.UNITS else ""
    if not unit or not shown or shown.lower() in label.lower().split():
        return label
    return f"{label}{NBSP}({shown})"


def number(value: float, locale: str, *, decimals: int | None = None) -> str:
    """Return a number in the conventions of a locale, with a true minus sign.

    A positive number that would be written as zero is written "< 0.01", so that
    a p-value is never "0.000". Without `decimals`, whole numbers have none and
    others three significant digits.

    >>> number(1234.5, "es_ES", decimals=1), number(0.00004, "fr_FR", decimals=3).replace(NBSP, " ")
    ('1.234,5', '< 0,001')
    """
    locale = full_locale(locale)
    if isinstance(value, int) or (decimals is None and float(value).is_integer()):
        return _written(value, 0, locale)
    places = _places(value) if decimals is None else decimals
    smallest = 10.0**-places
    if 0 < abs(value) < smallest / 2:
        sign = "−" if value < 0 else ""
        relation = ">" if value < 0 else "<"
        return f"{relation}{NBSP}{sign}{_written(smallest, places, locale)}"
    return _written(_tidy(value, places), places, locale)


def _written(value: float, places: int, locale: str) -> str:
    """Write a number that is round at these places: what Babel does with `#,##0.00`, without its decimals."""
    return f"{value:,.{places}f}".translate(_marks(locale))


@lru_cache(maxsize=64)
def _marks(locale: str) -> dict[int, str]:
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale), "-": "−"})


def percent(share: float, locale: str, *, decimals: int = 0) -> str:
    """Return a share between 0 and 1 as a percentage.

    >>> percent(0.125, "fr_CA", decimals=1).replace(NBSP, " "), percent(0.125, "en_GB", decimals=1)
    ('12,5 %', '12.5%')
    """
    return with_unit(number(100.0 * share, locale, decimals=decimals), 100.0 * share, "%", locale=locale)


def with_unit(shown: str, value: float, unit: str, *, locale: str) -> str:
    """Return a written number followed by its unit, in the number that the value calls for."""
    if unit == "%":
        return shown + _percent_sign(full_locale(locale))
    if unit in w.UNITS:
        one, many = w.UNITS[unit]
        return f"{shown}{NBSP}{(one if is_singular(value, locale) else many)(locale)}"
    return shown


def is_singular(value: float | None, locale: str) -> bool:
    """Whether a counted noun takes the singular: below two in French, exactly one elsewhere.

    >>> is_singular(0, "fr_FR"), is_singular(0, "en_GB"), is_singular(1.5, "fr_CA")
    (True, False, True)
    """
    if value is None:
        return False
    return abs(value) < 2 if locale.startswith("fr") else abs(value) == 1


def fill(
    text: Text,
    row: Mapping[str, Any],
    columns: Mapping[str, Column],
    *,
    locale: str,
    withheld: str = "",
    words: Words | None = None,
) -> str:
    """Fill the fields of a sentence from a one-row table.

    A unit that the sentence already writes is not repeated, "= < 0.001" becomes
    "< 0.001", and a field may agree its noun: `{n:fait|faits}` writes "1 fait";
    `{n:=est|sont}` writes only the word. A value that the gate took out takes
    the plural. `{period:when}` writes a period as a sentence says it ("from
    January to July 2018"; `When` opens the sentence) and `{change:+}` a number
    with its sign.

    >>> from beffroi.vocabulary.lexicon import INCIDENTS
    >>> from beffroi.vocabulary.text import text
    >>> one = text("{n:incident|incidents}", "{n:fait|faits}", "{n:incidente|incidentes}")
    >>> fill(one, {"n": 1}, {"n": INCIDENTS}, locale="fr_FR").replace(NBSP, " ")
    '1 fait'
    """
    locale = full_locale(locale)
    parts = list(Formatter().parse(text.template(locale)))
    made = []
    for index, (literal, name, spec, _) in enumerate(parts):
        made.append(literal)
        if name is None:
            continue
        value, column = row[name], columns.get(name, _PLAIN)
        after = parts[index + 1][0] if index + 1 < len(parts) else ""
        bare = "|" in (spec or "") or _already_has_unit(after, column.unit)
        shown = cell(value, column, locale, withheld=withheld, words=words, bare=bare)
        if spec:
            shown = _specified(shown, value, spec, locale=locale)
        elif column.unit == "%" and value is not None:
            shown = _in_words(shown, locale)
        made.append(shown)
    return _relations("".join(made))


def _specified(shown: str, value: Any, spec: str, *, locale: str) -> str:
    """Write a value as the field of a sentence asks: agreed with its noun, said as a time, or with its sign."""
    if "|" in spec:
        return _agree(shown, value, spec, locale=locale)
    if spec == "+":
        return f"+{shown}" if isinstance(value, int | float) and value > 0 else shown
    if isinstance(value, str | Period):
        said = during(Period.parse(value) if isinstance(value, str) else value, locale)
        return said[:1].upper() + said[1:] if spec == "When" else said
    return shown


def sentence(text: Text, values: Mapping[str, Any], locale: str) -> str:
    """Fill a sentence whose values carry no column: a refusal, an error. Values may be words, dates, numbers.

    >>> from beffroi.evidence.refusals import not_enough
    >>> refusal = not_enough(found=12, minimum=1000)
    >>> sentence(refusal.reason, refusal.values, "es_MX")
    'Hay 12 incidentes y el método necesita al menos 1,000.'
    """
    read = {name: _maybe_period(value) for name, value in values.items()}
    return fill(text, read, {}, locale=locale)


_PLAIN = Column(label=Text(en="Value", fr="Valeur", es="Valor"), unit="1")
_ISO_PERIOD = re.compile(r"\d{4}-\d{2}(-\d{2})?(/\d{4}-\d{2}(-\d{2})?)?$|\d{4}/\d{4}$")


def _maybe_period(value: Any) -> Any:
    return Period.parse(value) if isinstance(value, str) and _ISO_PERIOD.match(value) else value


def _code(value: str | bool, column: Column, locale: str, *, words: Words) -> str:
    if isinstance(value, bool):
        return w.ENUMERATIONS["boolean"][str(value).lower()](locale)
    if value == "unmapped" and column.unit == "offence":
        return w.NOT_CLASSIFIED(locale)
    if value in words:
        return words[value](locale)
    if column.unit in ("period", "date", "month") and (_ISO_PERIOD.match(value) or column.unit == "period"):
        return period_text(Period.parse(value), locale)
    if column.unit == "periods":
        return ", ".join(period_text(Period.parse(part), locale) for part in value.split(", ") if part)
    if column.unit == "offence":
        return _offence(value, locale)
    known = w.ENUMERATIONS.get(column.unit, {})
    return known[value](locale) if value in known else value


def _offence(code: str, locale: str) -> str:
    from beffroi.vocabulary import offences

    return offences.short(code, locale) if offences.is_known(code) else code


def _agree(shown: str, value: Any, spec: str, *, locale: str) -> str:
    one, many = spec.removeprefix("=").split("|")
    noun = one if isinstance(value, int | float) and is_singular(value, locale) else many
    return noun if spec.startswith("=") else f"{shown}{NBSP}{noun}"


def _in_words(share: str, locale: str) -> str:
    """Write the sign of a share that rounds to nothing, or to everything, as a word."""
    for sign, word in (("<", w.UNDER), (">", w.OVER)):
        if share.startswith(f"{sign}{NBSP}"):
            return word(locale, share=share[2:])
    return share


def _already_has_unit(after: str, unit: str) -> bool:
    following = re.match(r"[\s\u00a0\u202f-]*([^\s\u00a0\u202f.,;:)]+)", after)
    return following is not None and following.group(1).lower() in w.ALREADY_WRITTEN.get(unit, ())


def _relations(written: str) -> str:
    return re.sub(r"=[\s\u00a0\u202f]*([<>])", r"\1", written)


def _places(value: float) -> int:
    if value == 0 or not isfinite(value):
        return 0
    return min(6, max(0, 2 - floor(log10(abs(value)))))


def _tidy(value: float, places: int) -> float:
    rounded = round(float(value), places)
    return 0.0 if rounded == 0 else rounded


def _same_decimals(column: Column, values: Sequence[Any]) -> Column:
    from dataclasses import replace

    floats = [v for v in values if isinstance(v, float) and isfinite(v)]
    if column.decimals is not None or not floats:
        return column
    largest = max(abs(v) for v in floats)
    whole = all(v.is_integer() for v in floats)
    return replace(column, decimals=0 if whole else min(3, max(0, 2 - floor(log10(largest)))) if largest else 0)


def _grain_of_unit(unit: str) -> Every | None:
    return "month" if unit == "month" else None


@lru_cache(maxsize=64)
def _percent_sign(locale: str) -> str:
    from babel import Locale

    pattern = Locale.parse(locale).percent_formats[None].pattern
    return NBSP + "%" if pattern[-2] in (NBSP, "\u202f", " ") else "%"
