"""Dates, periods, weekdays and hours as people write them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Literal

from beffroi.drawing.locales import full_locale
from beffroi.drawing.words import FROM_DAY_TO_DAY, FROM_TO, WEEK_OF, WHEN
from beffroi.vocabulary.period import Every, Period


def day_text(day: date, locale: str, *, year: bool = True, short: bool = False) -> str:
    """Return a day in words; the first of a month is "1er" in French.

    >>> day_text(date(2018, 3, 1), "fr_CA"), day_text(date(2018, 3, 1), "es_ES"), day_text(date(2018, 3, 1), "en_US")
    ('1er mars 2018', '1 de marzo de 2018', 'March 1, 2018')
    """
    from babel.dates import format_date, format_skeleton

    locale = full_locale(locale)
    month = "MMM" if short else "MMMM"
    if year and not short:
        written = format_date(day, "long", locale=locale)
    else:
        written = format_skeleton(("y" if year else "") + month + "d", day, locale=locale)
    return re.sub(r"^1 ", "1er ", written) if locale.startswith("fr") else written


def month_text(day: date, locale: str, *, year: bool = True) -> str:
    """Return a month: "March 2018", "mars 2018", "marzo de 2018".

    >>> month_text(date(2018, 3, 1), "es_MX")
    'marzo de 2018'
    """
    from babel.dates import format_date, format_skeleton

    locale = full_locale(locale)
    return str(format_skeleton("yMMMM", day, locale=locale) if year else format_date(day, "LLLL", locale=locale))


def start_text(day: date, every: Every | None, locale: str) -> str:
    """Return the period of a grain that starts on a day; without a grain, the day.

    >>> start_text(date(2018, 4, 1), "quarter", "fr_FR"), start_text(date(2018, 4, 2), "week", "fr_FR")
    ('2e trimestre 2018', 'semaine du 2 avril 2018')
    """
    from babel.dates import format_skeleton

    locale = full_locale(locale)
    match every:
        case "year":
            return str(day.year)
        case "quarter":
            return str(format_skeleton("yQQQQ", day, locale=locale))
        case "month":
            return month_text(day, locale)
        case "week":
            return WEEK_OF(locale, day=day_text(day, locale))
        case _:
            return day_text(day, locale)


def period_text(period: Period, locale: str) -> str:
    """Return a period as one writes it, both ends included.

    >>> period_text(Period.parse("2018-01/2018-07"), "es_CO")
    'enero–julio de 2018'
    >>> period_text(Period.parse("2018-01-01/2018-08-08"), "fr_FR")
    '1er janvier – 8 août 2018'
    """
    locale = full_locale(locale)
    first, last = period.start, period.end - timedelta(days=1)
    match re.sub(r"[^/-]", "", str(period).split("/", maxsplit=1)[0]):
        case "":
            return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        case "-":
            return _months(first, last, locale)
        case _:
            return _days(first, last, locale)


def during(period: Period, locale: str) -> str:
    """Return a period as a sentence says when something happened: "from 1 January to 7 August 2018".

    >>> during(Period.parse("2018-01-01/2018-08-07"), "fr_FR"), during(Period.parse("2018-12"), "en_GB")
    ('du 1er janvier au 7 août 2018', 'in December 2018')
    >>> during(Period.parse("2020-08/2022-12"), "fr_FR"), during(Period.parse("2018-01-01/2018-08-07"), "es_MX")
    ('d’août 2020 à décembre 2022', 'del 1 de enero al 7 de agosto de 2018')
    """
    locale = full_locale(locale)
    first, last = period.start, period.end - timedelta(days=1)
    grain = re.sub(r"[^/-]", "", str(period).split("/", maxsplit=1)[0])
    one = WHEN["day" if grain == "--" else "span"]
    if first == last or (grain == "-" and _same_month(first, last)) or (grain == "" and first.year == last.year):
        return one(locale, day=period_text(period, locale))
    whole = first.year != last.year
    if grain == "":
        begin, end = str(first.year), str(last.year)
    elif grain == "-":
        begin, end = month_text(first, locale, year=whole), month_text(last, locale)
    else:
        begin, end = day_text(first, locale, year=whole), day_text(last, locale)
    said = (FROM_DAY_TO_DAY if grain == "--" else FROM_TO)(locale, begin=begin, end=end)
    return re.sub(r"^de (?=[aeiouéèê])", "d’", said) if locale.startswith("fr") else said


def _same_month(first: date, last: date) -> bool:
    return (first.year, first.month) == (last.year, last.month)


def weekday_text(day: int, locale: str, *, short: bool = False) -> str:
    """Return the name of a day of the week, 0 for Monday.

    >>> weekday_text(0, "fr_CA"), weekday_text(6, "es_MX", short=True)
    ('lundi', 'dom')
    """
    from babel.dates import get_day_names

    width: Literal["abbreviated", "wide"] = "abbreviated" if short else "wide"
    return str(get_day_names(width, "stand-alone", full_locale(locale))[day % 7])


def hour_text(hour: int, locale: str, *, minute: int = 0) -> str:
    """Return a time of day on the 24-hour clock, "h" in Canadian French, a.m. and p.m. in the United States.

    >>> hour_text(14, "fr_CA").replace(chr(160), " "), hour_text(14, "es_ES"), hour_text(14, "en_GB")
    ('14 h', '14:00', '14:00')
    """
    from babel.dates import format_time

    locale = full_locale(locale)
    if locale.startswith("fr"):
        return f"{hour}\u00a0h" + (f"\u00a0{minute:02d}" if minute else "")
    if locale == "en_US":
        return str(format_time(time(hour, minute), "h:mm a" if minute else "h a", locale=locale)).replace(" ", "\u00a0")
    return f"{hour:02d}:{minute:02d}"


def grain_of(values: Sequence[Any]) -> Every | None:
    """Return the calendar grain that a column of first days stands for, or None if it holds no dates.

    >>> grain_of([date(2018, 1, 1), date(2018, 2, 1)]), grain_of([date(2017, 1, 1), date(2018, 1, 1)])
    ('month', 'year')
    """
    days = sorted({v.date() if isinstance(v, datetime) else v for v in values if isinstance(v, date)})
    if not days:
        return None
    gaps = {(b - a).days for a, b in pairwise(days)}
    if all(d.day == 1 for d in days):
        if gaps and min(gaps) >= 365 and len({d.month for d in days}) == 1:
            return "year"
        if gaps and min(gaps) >= 90 and all(d.month % 3 == 1 for d in days):
            return "quarter"
        return "month"
    return "week" if gaps and all(gap % 7 == 0 for gap in gaps) else "day"


def _months(first: date, last: date, locale: str) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return month_text(first, locale)
    if first.year != last.year:
        return f"{month_text(first, locale)} – {month_text(last, locale)}"
    return f"{month_text(first, locale, year=False)}–{month_text(last, locale)}"


def _days(first: date, last: date, locale: str) -> str:
    if first == last:
        return day_text(first, locale)
    end = day_text(last, locale)
    if first.year != last.year:
        return f"{day_text(first, locale)} – {end}"
    return f"{day_text(first, locale, year=False)} – {end}"
