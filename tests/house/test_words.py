"""The words of the house: complete, typeset, and never about persons."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from beffroi.vocabulary.text import LANGUAGES, text

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "beffroi").rglob("*.py") if "__pycache__" not in path.parts)

# A place-based observatory has no word for a person sought, and none for guessing at one.
NEVER = {
    "any": re.compile(
        r"\bsuspects?\b|\bpredicted offenders?\b|\bprobable offenders?\b|\boffender scores?\b|\brisk scores? of persons?\b"
        r"|\bcriminal hotspots?\b|\bhigh[- ]crime areas?\b|\bbad areas?\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\btarget(s|ed|ing)?\b|\bcrime[- ]?prone\b|\bdangerous (area|place|neighbou?rhood)s?\b", re.IGNORECASE
    ),
    "fr": re.compile(
        r"\bcibl(e|es|er|age|é|ée|és|ées)\b|\bzones? criminogènes?\b|\bquartiers? sensibles?\b|\bquartiers? dangereux\b"
        r"|\bhotspots?\b|\bnear repeat\b|\btaux d’exposition\b|\bcrimes?\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\bsospechos[oa]s?\b|\bobjetivos?\b|\bzonas? peligrosas?\b|\bbarrios? peligrosos?\b|\bhotspots?\b",
        re.IGNORECASE,
    ),
}
ALLOWED = {
    ("fr", "crimes"),  # only in names of official classes and sources
    ("fr", "crime"),
}
BREAKING = re.compile(r"(?<=\S)([\u0020])(?=[;:!?»])")  # an ordinary space before high punctuation
GLUED = re.compile(r"[^\s\u00a0\u202f;:!?({\[/]([;!?](?![\w/=]))")  # no space at all
COLON = re.compile(r"[^\s\u00a0\u202f\d](:)(?=\s|$)")
OPEN = re.compile(r"«(?![\u00a0\u202f])")
CLOSE = re.compile(r"(?<![\u00a0\u202f])»")


class Phrase(NamedTuple):
    """One phrase of the code: where it stands and how each language words it."""

    where: str
    words: dict[str, str]


def phrases() -> Iterator[Phrase]:
    """Every literal call of Text(...) or text(...), and every label of a parameter, as a reader sees it."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                words = wordings(node)
                if len(words) == len(LANGUAGES):
                    typeset = text(**words)
                    shown = {language: typeset.template(language) for language in LANGUAGES}
                    yield Phrase(f"{path.relative_to(ROOT)}:{node.lineno}", shown)


def wordings(call: ast.Call) -> dict[str, str]:
    named = {word.arg: literal(word.value) for word in call.keywords if word.arg in LANGUAGES}
    if not named and len(call.args) >= len(LANGUAGES):
        # text(en, fr, es) and the helpers that pass three wordings on, the last three texts in a row
        texts = [literal(argument) for argument in call.args]
        if all(texts[:3]) and isinstance(call.func, ast.Name):
            named = dict(zip(LANGUAGES, texts, strict=False))
    return {language: words for language, words in named.items() if words}


def literal(node: ast.AST) -> str:
    """The text of a string constant, or nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


PHRASES = list(phrases())


def faults(language: str, pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in the wordings of a language, code between back-quotes and fields left out."""
    found = []
    for phrase in PHRASES:
        words = re.sub(r"`[^`]*`", "`x`", phrase.words[language])
        words = re.sub(r"\{[^{}]*\}", "{x}", words)
        if match := pattern.search(words):
            found.append(f"{phrase.where}: …{words[max(0, match.start() - 25) : match.end() + 15]}…")
    return found


def test_the_walker_finds_the_phrases():
    assert len(PHRASES) > 100
    assert any(phrase.words["fr"] == "Lieu" for phrase in PHRASES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_speaks_of_persons_sought_or_of_places_as_culprits(language):
    assert not faults(language, NEVER["any"])
    assert not [
        fault
        for fault in faults(language, NEVER[language])
        if not (language == "fr" and re.search(r"[Cc]rimes?", fault) and "offences.py" in fault)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_in_the_code_does_either(path):
    names = re.compile(r"suspect|predicted_offender|offender_score|person_score|crime_prone", re.IGNORECASE)
    tree = ast.parse(path.read_text("utf-8"))
    used = {
        getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
        for node in ast.walk(tree)
    }
    assert not [name for name in used if isinstance(name, str) and names.search(name)]


def test_french_high_punctuation_follows_a_no_break_space():
    assert not faults("fr", BREAKING)
    assert not faults("fr", GLUED)
    assert not faults("fr", COLON)


def test_french_uses_narrow_spaces_before_two_part_marks():
    assert not faults("fr", re.compile("\u00a0[;!?]")), "U+202F stands before ; ! and ?"
    assert not faults("fr", re.compile("\u202f[:»]|«\u202f")), "U+00A0 stands before : and inside « »"


def test_french_quotation_marks_hold_no_break_spaces():
    assert not faults("fr", OPEN)
    assert not faults("fr", CLOSE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_and_quotation_marks_are_typographic(language):
    assert not faults(language, re.compile(r"(?<=\w)'(?=\w)")), "’ is the apostrophe"
    assert not faults(language, re.compile(r"\"")), "“ ”, « » or « » quote"


def test_spanish_questions_and_exclamations_open():
    for phrase in PHRASES:
        words = phrase.words["es"]
        assert words.count("?") == words.count("¿"), phrase.where
        assert words.count("!") == words.count("¡"), phrase.where


def test_spanish_quotation_marks_hold_no_spaces():
    assert not faults("es", re.compile("«[\\s\u00a0\u202f]|[\\s\u00a0\u202f]»"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untidy(language):
    assert not faults(language, re.compile(r"  | ,|\bTODO\b|\bXXX\b|\.\.\."))


def test_percent_signs_of_french_and_spanish_follow_a_space():
    assert not faults("fr", re.compile(r"\d%"))
    assert not faults("es", re.compile(r"\d%"))
