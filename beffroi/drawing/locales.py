"""Locales: language and region, and what d3 needs to format like Babel."""

from functools import lru_cache
from typing import Any

REGIONS = {"en": "US", "fr": "FR", "es": "ES"}  # likely subtags of the Unicode CLDR


@lru_cache(maxsize=64)
def full_locale(locale: str) -> str:
    """Return `language_REGION`.

    >>> full_locale("fr"), full_locale("es-mx"), full_locale("en_GB")
    ('fr_FR', 'es_MX', 'en_GB')
    """
    parts = locale.replace("-", "_").split("_")
    language = parts[0].lower()
    region = parts[-1].upper() if len(parts) > 1 else REGIONS.get(language, "")
    return f"{language}_{region}" if region else language


@lru_cache(maxsize=64)
def bcp47(locale: str) -> str:
    """Return the tag that HTML and SVG use.

    >>> bcp47("fr_CA")
    'fr-CA'
    """
    return full_locale(locale).replace("_", "-")


@lru_cache(maxsize=64)
def d3_locale(locale: str) -> dict[str, Any]:
    """Return the number and time definitions of d3-format and d3-time-format, taken from the CLDR."""
    from babel import Locale
    from babel.dates import get_day_names, get_month_names
    from babel.numbers import get_decimal_symbol, get_group_symbol

    known = Locale.parse(full_locale(locale))
    week = (6, 0, 1, 2, 3, 4, 5)
    months, short = (get_month_names(width, "stand-alone", known) for width in ("wide", "abbreviated"))
    days, short_days = (get_day_names(width, "stand-alone", known) for width in ("wide", "abbreviated"))
    number = {
        "decimal": get_decimal_symbol(known),
        "thousands": get_group_symbol(known),
        "grouping": [3],
        "currency": ["", ""],
        "percent": ("\u00a0" if known.percent_formats[None].pattern[-2] in "\u00a0\u202f" else "") + "%",
        "minus": "−",
    }
    time = {
        "dateTime": "%x %X",
        "date": "%Y-%m-%d",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": [days[i] for i in week],
        "shortDays": [short_days[i] for i in week],
        "months": [months[i] for i in range(1, 13)],
        "shortMonths": [short[i] for i in range(1, 13)],
    }
    return {"number": number, "time": time}
