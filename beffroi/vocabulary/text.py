"""Words in the observatory's three languages, checked when the module is imported."""

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
    as `{"fr_CA": ...}`; any other region falls back on its language.

    >>> hello = Text(en="{n} incidents", fr="{n} faits", es="{n} incidentes")
    >>> hello("fr_CA", n=3)
    '3 faits'
    """

    en: str
    fr: str
    es: str
    variants: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
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
        """Return the unfilled wording for a locale."""
        variant = self.variants.get(locale.replace("-", "_"))
        return variant if variant is not None else getattr(self, language_of(locale))

    def __call__(self, locale: str, /, **values: object) -> str:
        return self.template(locale).format_map(values)

    def __hash__(self) -> int:
        return hash((self.en, self.fr, self.es))


def _fields(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def text(en: str, fr: str, es: str) -> Text:
    """Shorthand for a `Text` without regional variants."""
    return Text(en=en, fr=fr, es=es)
