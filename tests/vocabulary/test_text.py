"""Words typeset where they are declared."""

import pytest

from beffroi.vocabulary.text import LANGUAGES, filled, text

LIMIT = text("above 99.8 %", "au-dessus de 99,8 %", "por encima del 99,8 %")


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", "above 99.8%"),
        ("fr_CA", "au-dessus de 99,8\u00a0%"),
        ("es", "por encima del 99,8 %"),
        ("es-MX", "por encima del 99.8%"),
        ("es_CO", "por encima del 99,8%"),
    ],
)
def test_numbers_inside_words_follow_the_region(locale, written):
    assert LIMIT(locale) == written


@pytest.mark.parametrize("name", ["{x}", "{ }", "{", "}}", "{0!r}", "100 %"])
def test_a_value_may_hold_braces(name):
    """File names and answers of portals do; a message is never filled twice."""
    wording = filled(text("no {name}", "pas de {name}", "sin {name}"), name=name)
    assert all(
        name.replace(" ", "") in wording(language).replace("\u00a0", "").replace(" ", "") for language in LANGUAGES
    )
