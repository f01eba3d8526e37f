"""The glossary is what the code says, and its terms are complete in three languages."""

import re

import pytest

from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.terms import GLOSSARY
from beffroi.vocabulary.text import LANGUAGES
from tests.house.documentation import build

TERMS = [term for terms in GLOSSARY.values() for term in terms]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_is_in_the_page(lang):
    page = build().glossary()
    for term in TERMS:
        assert term.word(lang) in page
        assert term.meaning(lang) in page


def test_every_standard_column_is_in_the_page():
    page = build().glossary()
    columns = [value for value in vars(lexicon).values() if isinstance(value, Column)]
    assert columns
    for column in columns:
        assert all(column.label(lang) in page for lang in LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_terms_share_a_word(lang):
    words = [term.word(lang) for term in TERMS]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word.en)
def test_meanings_are_sentences(term):
    for lang in LANGUAGES:
        assert term.meaning(lang)[0].isupper()
        assert term.meaning(lang).endswith(".")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word.en)
def test_french_is_spaced_as_french(term):
    for words in (term.word("fr"), term.meaning("fr")):
        assert not re.search(r"(?<!\u202f)[;!?]|(?<!\u00a0):|(?<!\u00a0)%|«(?!\u00a0)|(?<!\u00a0)»|'", words)
