"""Every analysis has its technical note, and every packaged profile its title, in each language."""

import pytest

from beffroi.analyses import catalogue
from beffroi.sources import publishers
from beffroi.vocabulary.text import LANGUAGES


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_an_analysis_says_how_it_computes(name):
    """`About(method=text(en, fr, es))`: the note is printed in the language of the reader, never a docstring."""
    method = catalogue()[name].about.method
    assert method is not None
    assert not method.fields
    assert len({getattr(method, language) for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("name", publishers.names())
def test_a_packaged_profile_has_its_title_in_each_language(name):
    """`title` is in the language of its publisher; `[translations.xx]` has it in the two others, and the reason too."""
    profile = publishers.profile(name)
    translated = [language for language, words in profile.translations.items() if words.title]
    assert len(translated) == len(LANGUAGES) - 1
    if profile.already_public:
        reasons = [language for language, words in profile.translations.items() if words.already_public]
        assert sorted(reasons) == ["es", "fr"]  # the reason itself is in English
