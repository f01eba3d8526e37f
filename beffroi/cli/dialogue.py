"""A dialogue in the terminal, or with lines from a pipe: a question, its choices, its default, until an answer fits."""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from beffroi.cli.grids import folded, width
from beffroi.cli.start_words import SAID
from beffroi.errors import BeffroiError

T = TypeVar("T")
FEW = 9  # options that are listed one a line


class Stopped(Exception):
    """The person wants to go on in an editor."""


class Left(Exception):
    """The person leaves one question open."""


class Talk:
    """Asks questions in one language; the end of the input raises EOFError.

    With `leave`, an empty answer to a question without a default raises Left: "you decide" is an answer too.
    """

    def __init__(self, locale: str, *, leave: bool = False) -> None:
        self.locale, self.leave = locale, leave
        self.listed: tuple[str, ...] = ()

    def say(self, key: str, **values: object) -> None:
        """Print one phrase, folded."""
        self.tell(SAID[key](self.locale, **values))

    def tell(self, words: str, *, first: str = "", rest: str = "") -> None:
        """Print words, folded to the terminal."""
        for line in folded(words, width(), first=first, rest=rest):
            print(line)

    def complain(self, error: BeffroiError) -> None:
        """Say what is wrong with an answer; the question comes again."""
        self.tell(error.say(self.locale), first="  ! ", rest="    ")

    def ask(self, key: str, *, default: str = "", **values: object) -> str:
        """Ask for one line; an empty one is the default."""
        question = SAID[key](self.locale, **values)
        shown = f" [{default}]" if default else ""
        print(f"{question}{shown} > ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            print()
            raise EOFError
        answer = line.strip()
        if not sys.stdin.isatty():
            print(answer)
        return answer or default

    def need(self, key: str, **values: object) -> str:
        """Ask for one line until it is not empty."""
        while True:
            answer = self.ask(key, default="", **values)
            if answer:
                return answer
            if self.leave:
                raise Left

    def choose(self, key: str, options: Sequence[str], *, default: str = "", free: bool = False, **values: object) -> str:  # fmt: skip
        """Ask for one of some options, by its number or by itself; `free` also takes other words."""
        self._list(options)
        while True:
            answer = self.ask(key, default=default, **values)
            if not answer and self.leave:
                raise Left
            if answer in options or (free and answer and not answer.isdigit()):
                return answer
            if answer.isdigit() and 0 < int(answer) <= len(options):
                return options[int(answer) - 1]
            self.say("one-of-these", n=len(options))

    def _list(self, options: Sequence[str]) -> None:
        """Number the options, one a line, or in a paragraph where there are many; the same ones are listed once."""
        if tuple(options) == self.listed:
            return
        self.listed = tuple(options)
        if len(options) > FEW:
            numbered = (f"{number}\u00a0{option}" for number, option in enumerate(options, start=1))
            self.tell(" · ".join(numbered), first="    ", rest="    ")
            return
        for number, option in enumerate(options, start=1):
            self.tell(option, first=f"    {number}  ", rest="       ")

    def agree(self, key: str, **values: object) -> bool:
        """Ask for a yes or a no; yes by default."""
        return self.ask(key, default=SAID["yes"](self.locale), **values).lower()[:1] in ("y", "o", "s")

    def until(self, answered: Callable[[], T]) -> T:
        """Repeat a step until it raises no error of ours."""
        while True:
            try:
                return answered()
            except BeffroiError as error:
                self.complain(error)
