"""Words in the observatory's three languages, checked and typeset when the module is imported."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

LANGUAGES = ("en", "fr", "es")


def language_of(locale: str) -> str:
    """Return the language of a locale: `fr` for `fr_CA`."""
    return locale.replace("-", "_").split("_")[0].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One phrase in every language; `{name}` fields are filled from released numbers.

    `variants` holds wordings for a region where the field's terms differ, such
    as `{"fr_CA": ...}`; any other region falls back on its language. French is
    written here with ordinary spaces and typeset once, see `typeset_french`.

    >>> hello = Text(en="{n} incidents", fr="{n} faits", es="{n} incidentes")
    >>> hello("fr_CA", n=3)
    '3 faits'
    """

    en: str
    fr: str
    es: str
    variants: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.fr, str):
            object.__setattr__(self, "fr", typeset_french(self.fr))
        if isinstance(self.en, str):
            object.__setattr__(self, "en", _BEFORE_PERCENT.sub("", self.en))
        wordings = {lang: getattr(self, lang) for lang in LANGUAGES} | dict(self.variants)
        for locale, wording in wordings.items():
            if not isinstance(wording, str) or not wording.strip():
                msg = f"{self.en!r} has no {locale} wording"
                raise ValueError(msg)
        fields = {locale: _fields(wording) for locale, wording in wordings.items()}
        if len(set(fields.values())) > 1:
            named = {locale: sorted(names) for locale, names in fields.items()}
            msg = f"The languages of {self.en!r} name different fields: {named}"
            raise ValueError(msg)

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields to fill."""
        return _fields(self.en)

    def template(self, locale: str) -> str:
        """Return the unfilled wording for a locale; numbers that Spanish words hold follow its region."""
        variant = self.variants.get(locale.replace("-", "_"))
        wording = variant if variant is not None else str(getattr(self, language_of(locale)))
        return american_numbers(wording, locale) if language_of(locale) == "es" else wording

    def __call__(self, locale: str, /, **values: object) -> str:
        return self.template(locale).format_map(values)

    def __hash__(self) -> int:
        return hash((self.en, self.fr, self.es))


_POINTED = frozenset(["419", "CU", "DO", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "SV", "US"])
_BEFORE_PERCENT = re.compile("(?<=[\\d}])[ \u00a0\u202f](?=%)")


def american_numbers(words: str, locale: str) -> str:
    """Return Spanish words with their numbers as the Unicode CLDR writes them in a region of the Americas.

    No space stands before the percent sign; some regions write a decimal point.

    >>> american_numbers("al 99,8 %", "es_MX"), american_numbers("al 99,8 %", "es_CO")
    ('al 99.8%', 'al 99,8%')
    """
    region = locale.replace("-", "_").partition("_")[2]
    if region in ("", "ES"):
        return words
    words = _BEFORE_PERCENT.sub("", words)
    return re.sub(r"(?<=\d),(?=\d)", ".", words) if region in _POINTED else words


_SPACES = re.compile("`[^`]*`|[ \u00a0\u202f](?=[;:!?»])|(?<=«)[ \u00a0\u202f]|(?<=[\\d}]) (?=%)")


def typeset_french(words: str) -> str:
    """Return French words with the spaces that French puts round its marks, which never break a line.

    Narrow (U+202F) before ; ! and ?, full (U+00A0) before : and % and inside
    « »; code between back-quotes is left as it is.

    >>> typeset_french("Quoi ? « Rien » : `a ; b`")
    'Quoi\\u202f? «\\xa0Rien\\xa0»\\xa0: `a ; b`'
    """
    return _SPACES.sub(_space, words)


def _space(match: re.Match[str]) -> str:
    if match[0].startswith("`"):
        return match[0]
    following = match.string[match.end() : match.end() + 1]
    return "\u202f" if following in (";", "!", "?") else "\u00a0"


def _fields(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def filled(wording: Text, /, **values: object) -> Text:
    """Return a text with its values filled in, in every language; a brace in a value is a brace.

    >>> filled(text("no “{name}”", "pas de « {name} »", "sin «{name}»"), name="{x}")("en")
    'no “{x}”'
    """
    kept = {
        name: value.replace("{", "{{").replace("}", "}}") if isinstance(value, str) else value
        for name, value in values.items()
    }
    en, fr, es = (wording(language, **kept) for language in LANGUAGES)
    return Text(en=en, fr=fr, es=es)


def text(en: str, fr: str, es: str) -> Text:
    """Shorthand for a `Text` without regional variants."""
    return Text(en=en, fr=fr, es=es)
