"""A remedy names only options that exist, on the command that it is about."""

import argparse
import re

import pytest

from beffroi.cli.parser import build
from beffroi.vocabulary.text import LANGUAGES
from tests.house.test_words import PHRASES

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]+")
COMMAND = re.compile(r"`beffroi ([a-z-]+)[^`]*`")
COMMANDS = {  # of the files whose errors belong to one command
    "errors/places.py": ("places", "exposure"),
    "sources/geography.py": ("places",),
    "sources/exposure.py": ("exposure",),
    "errors/intake.py": ("import", "profile"),
    "errors/portal_reasons.py": ("fetch",),
    "errors/portals.py": ("fetch",),
    "errors/profiles.py": ("import", "profile"),
    "errors/proposals.py": ("profile", "import"),
    "errors/questions.py": ("ask", "bulletin"),
    "errors/store.py": ("import", "ask", "check", "profile"),
}
NAMED = [
    (phrase, language, option)
    for phrase in PHRASES
    for language in LANGUAGES
    for option in sorted(set(OPTION.findall(phrase.words[language])))
]


def parsers(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (commands,) = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(commands.choices)


def options(made: argparse.ArgumentParser) -> set[str]:
    """The options of a command and of every command below it."""
    found = set(made._option_string_actions)
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                found |= options(below)
    return found


KNOWN = {name: options(made) for name, made in parsers(build("en", ["ask"])).items()}


def test_there_are_remedies_that_name_options():
    assert len(NAMED) > 30
    assert {"--csv", "--permutations"} <= KNOWN["ask"]


@pytest.mark.parametrize(("phrase", "language", "option"), NAMED, ids=lambda value: getattr(value, "where", value))
def test_an_option_that_is_named_exists(phrase, language, option):
    words = phrase.words[language]
    quoted = [command for quote in COMMAND.finditer(words) if option in quote[0] for command in (quote[1],)]
    file = re.sub(r"^beffroi/|:\d+$", "", phrase.where)
    wanted = quoted or COMMANDS.get(file, tuple(KNOWN))
    assert any(option in KNOWN[command] for command in wanted), f"{phrase.where}: {option} is not of {wanted}"


@pytest.mark.parametrize("phrase", [p for p in PHRASES if COMMAND.search(p.words["en"])], ids=lambda p: p.where)
def test_a_command_that_is_named_exists(phrase):
    for language in LANGUAGES:
        for quote in COMMAND.finditer(phrase.words[language]):
            assert quote[1] in KNOWN, f"{phrase.where}: {quote[0]}"
            for option in OPTION.findall(quote[0]):
                assert option in KNOWN[quote[1]], f"{phrase.where}: {quote[0]}"


def test_repeated_places_name_the_option_of_their_own_command():
    assert "--merge" in KNOWN["places"]
    assert "--sum-rows" in KNOWN["exposure"]
