"""The questions that a proposed profile leaves open, asked one by one: a person decides, the file is only edited."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence

from beffroi.cli.dialogue import Stopped, Talk
from beffroi.cli.start_words import KEYS
from beffroi.errors.questions import UnknownOffence
from beffroi.sources.columns import describes_person
from beffroi.sources.draft import literal
from beffroi.sources.profile import DECIDE
from beffroi.sources.proposal_words import TO_DECIDE
from beffroi.vocabulary import offences

STOP = "q"
LISTED = 60  # categories asked one by one; rarer ones stay unmapped, counted and shown
_OPEN = re.compile(rf'^(?P<key>"(?:[^"\\]|\\.)*"|[\w-]+) = "{DECIDE}"(?P<aside>  # .*)?$')


class Settling:
    """The text of a proposed profile while its open choices are settled."""

    def __init__(self, toml: str, columns: Mapping[str, Sequence[str]]) -> None:
        self.lines = toml.splitlines()
        self.columns = {name: values for name, values in columns.items() if not describes_person(name)}
        self.said = ""  # the last reason given: two choices may share one

    def toml(self) -> str:
        """Return the profile as it stands."""
        return "\n".join(self.lines) + "\n"

    def open(self) -> list[int]:
        """Return the lines that still wait."""
        return [number for number, line in enumerate(self.lines) if _OPEN.match(line)]

    def put(self, key: str, value: object) -> None:
        """Settle every open line of a key; an answer that was given before the questions."""
        for number in self.open():
            if self._key(number) == key:
                self._write(number, key, value)

    def offered(self, key: str) -> list[object]:
        """Return the values that the proposal holds possible for an open key."""
        return next((self._options(number) for number in self.open() if self._key(number) == key), [])

    def ask(self, talk: Talk) -> None:
        """Ask every open choice in the order of the file.

        Raises
        ------
        Stopped, EOFError
            The person goes on in an editor; what was answered stands.
        """
        while waiting := self.open():
            number = waiting[0]
            if self._section(number) == "what.codes":
                self._ask_code(talk, number)
            else:
                self._ask_choice(talk, number)

    def _ask_choice(self, talk: Talk, number: int) -> None:
        key, options = self._key(number), self._options(number)
        reason = self._reason(number, talk.locale)
        if reason != self.said:
            print()
            talk.tell(reason)
        self.said = reason
        if key == "constant":
            self._ask_category(talk, number, options)
            return
        shown = [_shown(option) for option in options]
        if not shown:
            value = tomllib.loads(_typed(_answer(talk, "words", label=KEYS[key](talk.locale) if key in KEYS else key)))[
                "value"
            ]
        else:
            free = key not in ("kind", "row_is", "unit", "false_utc", "formats")
            answer = _stop(talk.choose("number-or-words" if free else "number", shown, free=free))
            value = options[shown.index(answer)] if answer in shown else answer
        self._write(number, key, value)
        if key == "kind" and value in ("block", "snapped"):
            self._ask_metres(talk)

    def _ask_metres(self, talk: Talk) -> None:
        while True:
            answer = _answer(talk, "metres", default="100")
            if re.fullmatch(r"\d+([.,]\d+)?", answer):
                break
            talk.say("not-a-number")
        at = next(n for n, line in enumerate(self.lines) if line.startswith("metres = "))
        self.lines[at] = f"metres = {float(answer.replace(',', '.'))}"

    def _ask_category(self, talk: Talk, number: int, options: Sequence[object]) -> None:
        """One constant for every row, or a column whose categories get their codes one by one."""
        talk.say("or-column")
        talk.tell(", ".join(self.columns), first="    ", rest="    ")
        answer = _stop(talk.choose("number-or-words", [*map(_shown, options)], free=True))
        if answer in self.columns:
            self._write(number, "category", [answer])
            counted = Counter(value for value in self.columns[answer] if value)
            self._open_codes([source for source, _ in counted.most_common(LISTED)])
        else:
            self._write(number, "constant", answer)
            self._open_codes([answer])

    def _open_codes(self, sources: Sequence[str]) -> None:
        known = offences.crosswalk("generic")
        unknown = [source for source in sources if offences.matched(source, known) is None]
        if unknown:
            self.lines += ["", "[what.codes]", *(f'{literal(source)} = "{DECIDE}"' for source in unknown)]

    def _ask_code(self, talk: Talk, number: int) -> None:
        source = self._key(number)
        aside = (_OPEN.match(self.lines[number]) or {"aside": ""})["aside"] or ""
        if not any(self._section(n) == "what.codes" for n in range(number) if "=" in self.lines[n]):
            print()
            talk.say("codes")
        if aside:
            talk.tell(aside.strip(" #"), first="    ", rest="    ")

        def answered() -> str:
            code = _answer(talk, "code-of", source=source)
            if code != offences.NOT_AN_OFFENCE and not offences.is_known(code):
                raise UnknownOffence(name=code)
            return code

        self._write(number, source, talk.until(answered))

    def _key(self, number: int) -> str:
        found = _OPEN.match(self.lines[number])
        assert found is not None
        key = found["key"]
        return str(next(iter(tomllib.loads(f"{key} = 0")))) if key.startswith('"') else key

    def _section(self, number: int) -> str:
        heads = (line for line in reversed(self.lines[:number]) if line.startswith("["))
        return next(heads, "").strip("[]")

    def _options(self, number: int) -> list[object]:
        key, options = self._key(number), []
        for line in self.lines[number + 1 :]:
            if not line.startswith(f"# {key} = "):
                break
            options.append(tomllib.loads(line[2:])[key])
        return options

    def _reason(self, number: int, locale: str) -> str:
        """The comment above a line, or above the line before it where both share one."""
        at = number
        while at > 0 and self.lines[at - 1] and not self.lines[at - 1].startswith("#"):
            at -= 1
        said = []
        while at > 0 and self.lines[at - 1].startswith("# "):
            at -= 1
            said.append(self.lines[at][2:])
        return " ".join(reversed(said)).rpartition(f"{TO_DECIDE(locale)}. ")[2] or self.lines[number]

    def _write(self, number: int, key: str, value: object) -> None:
        wanted = key if re.fullmatch(r"[\w-]+", key, re.ASCII) and self._section(number) != "what.codes" else literal(key)  # fmt: skip
        self.lines[number] = f"{wanted} = {literal(value)}"


def _answer(talk: Talk, key: str, *, default: str = "", **values: object) -> str:
    while True:
        answer = _stop(talk.ask(key, default=default, **values))
        if answer:
            return answer


def _stop(answer: str) -> str:
    if answer == STOP:
        raise Stopped
    return answer


def _shown(option: object) -> str:
    return option if isinstance(option, str) else literal(option)


def _typed(answer: str) -> str:
    """A whole number stays one; anything else is text."""
    return f"value = {answer if answer.isdigit() else literal(answer)}"
