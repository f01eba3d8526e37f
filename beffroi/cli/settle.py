"""The questions that a proposed profile leaves open, asked one by one."""

import json
import re
from collections.abc import Sequence

from beffroi.cli.dialogue import Stopped, Talk
from beffroi.cli.start_words import KEYS
from beffroi.errors.questions import UnknownOffence
from beffroi.settling import Settling
from beffroi.vocabulary import offences

STOP = "q"
LISTED_ONLY = ("kind", "row_is", "unit", "false_utc", "formats", "start")  # nothing but what is listed will do


def settle(talk: Talk, profile: Settling) -> None:
    """Ask every open choice in the order of the file.

    Raises
    ------
    Stopped, EOFError
        The person goes on in an editor; what was answered stands.
    """
    said = ""
    while waiting := profile.open():
        number = waiting[0]
        if profile.is_code(number):
            _ask_code(talk, profile, number)
            continue
        reason = profile.reason(number, talk.locale)
        if reason != said:  # two choices may share one
            print()
            talk.tell(reason)
        said = reason
        _ask_choice(talk, profile, number)


def _ask_choice(talk: Talk, profile: Settling, number: int) -> None:
    key, options = profile.key(number), profile.options(number)
    if key == "constant":
        _ask_category(talk, profile, number, options)
        return
    if key == "start" and not options:
        options = list(profile.columns)
    shown = [_shown(option) for option in options]
    if shown:
        free = key not in LISTED_ONLY
        answer = _stop(talk.choose("number-or-words" if free else "number", shown, free=free))
        value = options[shown.index(answer)] if answer in shown else answer
    else:
        answer = _stop(talk.need("words", label=KEYS[key](talk.locale) if key in KEYS else key))
        value = int(answer) if answer.isdigit() else answer
    profile.write(number, key, value)
    if key == "kind" and value in ("block", "snapped"):
        profile.set_metres(_metres(talk))


def _metres(talk: Talk) -> float:
    while True:
        answer = _stop(talk.ask("metres", default="100"))
        if re.fullmatch(r"\d+([.,]\d+)?", answer):
            return float(answer.replace(",", "."))
        talk.say("not-a-number")


def _ask_category(talk: Talk, profile: Settling, number: int, options: Sequence[object]) -> None:
    """One constant for every row, or a column whose categories get their codes one by one."""
    talk.say("or-column")
    talk.tell(", ".join(profile.columns), first="    ", rest="    ")
    profile.take_category(number, _stop(talk.choose("number-or-words", [*map(_shown, options)], free=True)))


def _ask_code(talk: Talk, profile: Settling, number: int) -> None:
    source = profile.key(number)
    if profile.is_first_code(number):
        print()
        talk.say("codes")
    if profile.aside(number):
        talk.tell(profile.aside(number), first="    ", rest="    ")

    def answered() -> str:
        code = _stop(talk.need("code-of", source=source))
        if code != offences.NOT_AN_OFFENCE and not offences.is_known(code):
            raise UnknownOffence(name=code)
        return code

    profile.write(number, source, talk.until(answered))


def _stop(answer: str) -> str:
    if answer == STOP:
        raise Stopped
    return answer


def _shown(option: object) -> str:
    return option if isinstance(option, str) else json.dumps(option, ensure_ascii=False)
