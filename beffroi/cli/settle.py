"""The questions that a proposed profile leaves open, asked one by one."""

import json
import re
from collections.abc import Sequence

from beffroi.cli.dialogue import Left, Stopped, Talk
from beffroi.cli.start_words import KEYS, SAID
from beffroi.errors.questions import UnknownOffence
from beffroi.settling import Settling
from beffroi.vocabulary import offences

STOP = "q"
LISTED_ONLY = ("kind", "row_is", "unit", "false_utc", "formats", "start")  # nothing but what is listed will do


def settle(talk: Talk, profile: Settling) -> None:
    """Ask every open choice in the order of the file, once; what the person leaves open stays so.

    Raises
    ------
    Stopped, EOFError
        The person goes on in an editor; what was answered stands.
    """
    said, left = "", set[int]()
    while waiting := [number for number in profile.open() if number not in left]:
        number = waiting[0]
        try:
            said = _ask_one(talk, profile, number, said=said)
        except Left:
            left.add(number)


def _ask_one(talk: Talk, profile: Settling, number: int, *, said: str) -> str:
    """Ask one open choice; return the reason that was given for it, which two choices may share."""
    if profile.is_code(number):
        _ask_code(talk, profile, number)
        return said
    reason = profile.reason(number, talk.locale)
    if reason != said:
        print()
        talk.tell(reason)
    _ask_choice(talk, profile, number)
    return reason


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

    near = re.search(r"\b\d{2,6}\b", profile.aside(number))

    def answered() -> str:
        code = _stop(talk.need("code-of", source=source))
        if near and code.casefold() == SAID["yes"](talk.locale).casefold():
            code = near[0]
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
