"""What a release is about, in words: data set, kind of offence, counting unit, period."""

from collections.abc import Sequence

from beffroi.governance.gate import Release
from beffroi.publications import phrases
from beffroi.vocabulary.lexicon import OFFENCE
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import Text, language_of


def subject(release: Release, *, locale: str) -> str:
    """Return the data set, the kind of offence if it is not all of them, and the counting unit."""
    kind = offence_words(release, locale=locale)
    named = ", ".join(part for part in (titled(release, locale=locale), kind[:1].lower() + kind[1:]) if part)
    unit = counted_in(release, locale=locale)
    return "; ".join(part for part in (named, unit) if part).replace(";", "\u202f;" if locale[:2] == "fr" else ";")


def told(release: Release, name: str, *, locale: str) -> str:
    """Return what the source's profile says under a name, in the language of the locale where it has it."""
    translated = release.context.get("translations", {}).get(language_of(locale), {})
    return str(translated.get(name) or release.context.get(name) or "")


def titled(release: Release, *, locale: str) -> str:
    """Return the title of the data set of a release."""
    return told(release, "title", locale=locale)


def titled_alike(one: Release, other: Release) -> bool:
    """Whether two releases are about the same data set."""
    return bool(one.context.get("title") == other.context.get("title"))


def heading(release: Release, others: Sequence[Release], *, locale: str) -> str:
    """Return what tells an answer from the others of its chapter: data, kind of offence, unit, period.

    What all of them share is left to the line under the question.
    """
    title, period = titled(release, locale=locale), written_period(release, locale=locale)
    kind = offence_words(release, locale=locale)
    same_data = [other for other in others if other.context.get("title") == release.context.get("title")]
    named = [title] if len({other.context.get("title") for other in others}) > 1 else []
    unit = ""
    if len({other.context.get("unit") for other in same_data}) > 1:
        word = unit_word(str(release.context.get("unit", "")), locale=locale)
        unit = phrases.COUNTED_IN(locale, unit=word) if named or kind else word
    if kind:
        named.append(kind[:1].lower() + kind[1:])
    made = ", ".join(named)
    made = f"{made} ({unit})" if made and unit else made or unit
    if len({other.context.get("period") for other in others}) > 1:
        made = ", ".join(part for part in (made, period) if part)
    return made[:1].upper() + made[1:]


def written_period(release: Release, *, locale: str) -> str:
    """Return the period that a release is about, as a reader of the locale writes it."""
    from beffroi.drawing.dates import period_text

    written = str(release.context.get("period", ""))
    try:
        return period_text(Period.parse(written), locale)
    except ValueError:
        return written


def offence_words(release: Release, *, locale: str) -> str:
    """Return the kinds of offence that a release is restricted to; nothing where it is about all."""
    from beffroi.drawing.format import cell

    codes = str(release.context.get("offences", "all"))
    return "" if codes == "all" else ", ".join(cell(code, OFFENCE, locale) for code in codes.split(";"))


def counted_in(release: Release, *, locale: str) -> str:
    """Return "counted in victims", or nothing where the unit is not known."""
    word = unit_word(str(release.context.get("unit", "")), locale=locale)
    return phrases.COUNTED_IN(locale, unit=word) if word else ""


def unit_word(unit: str, *, locale: str) -> str:
    """Return a counting unit in the plural; nothing where it is not known.

    >>> unit_word("victim", locale="fr")
    'victimes'
    """
    known = unit_text(unit, one=False)
    return known(locale) if known else ""


def unit_text(unit: str, *, one: bool = True) -> Text | None:
    """Return the wording of a counting unit, one or several of it."""
    from beffroi.drawing.words import COUNTING_UNITS

    return COUNTING_UNITS[unit][0 if one else 1] if unit in COUNTING_UNITS else None
