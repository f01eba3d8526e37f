"""Which language to speak: found before anything is parsed, so that errors speak it too."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from beffroi.errors.commands import UnknownLanguage
from beffroi.vocabulary.text import LANGUAGES


def language_asked(arguments: Sequence[str]) -> str | None:
    """Find the value of `--language` among arguments."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def known_locale(written: str) -> str:
    """Return a locale as `fr` or `fr_CA`; refuse a language or a region that does not exist.

    >>> known_locale("fr-ca"), known_locale("ES")
    ('fr_CA', 'es')

    Raises
    ------
    UnknownLanguage
        Nothing is worded in that language, or it is not spoken in that region.
    """
    language, _, region = written.strip().replace("-", "_").partition("_")
    locale = f"{language.lower()}_{region.upper()}" if region else language.lower()
    if language.lower() not in LANGUAGES or (region and not _exists(locale)):
        raise UnknownLanguage(name=written)
    return locale


def languages_of(written: str) -> list[str]:
    """Return the languages of a list such as `en,fr,es-MX`; refuse one that nothing is worded in."""
    return list(dict.fromkeys(known_locale(part) for part in written.replace(" ", ",").split(",") if part))


def _exists(locale: str) -> bool:
    """Whether the Unicode CLDR has the locale; looked up without loading it."""
    found = find_spec("babel")
    folders = (found.submodule_search_locations or []) if found else []
    return any((Path(folder) / "locale-data" / f"{locale}.dat").exists() for folder in folders)
