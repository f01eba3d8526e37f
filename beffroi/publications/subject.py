"""What a release is about, in words: data set, kind of offence, counting unit."""

from beffroi.governance.gate import Release
from beffroi.publications import phrases
from beffroi.vocabulary.lexicon import OFFENCE


def subject(release: Release, *, locale: str) -> str:
    """Return the data set, the kind of offence if it is not all of them, and the counting unit."""
    title = str(release.context.get("title", ""))
    kind = offence_words(release, locale=locale)
    named = ", ".join(part for part in (title, kind[:1].lower() + kind[1:]) if part)
    unit = counted_in(release, locale=locale)
    return "; ".join(part for part in (named, unit) if part).replace(";", "\u202f;" if locale[:2] == "fr" else ";")


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
    """Return a counting unit in the plural.

    >>> unit_word("victim", locale="fr")
    'victimes'
    """
    from beffroi.drawing.words import ENUMERATIONS

    known = ENUMERATIONS["counting_unit"].get(unit)
    return known(locale) if known else ""
