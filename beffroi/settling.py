"""A proposed profile while its open choices are settled: a person decides, the text is only edited."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence

from beffroi.sources.columns import describes_person
from beffroi.sources.draft import literal
from beffroi.sources.profile import DECIDE
from beffroi.sources.proposal_words import TO_DECIDE
from beffroi.vocabulary import offences

LISTED = 60  # categories that get a line of their own; rarer ones stay unmapped, counted and shown
_OPEN = re.compile(rf'^(?P<key>"(?:[^"\\]|\\.)*"|[\w-]+) = "{DECIDE}"(?P<aside>  # .*)?$')


class Settling:
    """The text of a proposed profile, line by line. A line that waits is named by its number."""

    def __init__(self, toml: str, columns: Mapping[str, Sequence[str]]) -> None:
        self.lines = toml.splitlines()
        self.columns = {name: values for name, values in columns.items() if not describes_person(name)}

    def toml(self) -> str:
        """Return the profile as it stands."""
        return "\n".join(self.lines) + "\n"

    def open(self) -> list[int]:
        """Return the lines that still wait."""
        return [number for number, line in enumerate(self.lines) if _OPEN.match(line)]

    def put(self, key: str, value: object) -> None:
        """Settle every open line of a key: an answer that was given before the questions."""
        for number in self.open():
            if self.key(number) == key:
                self.write(number, key, value)

    def offered(self, key: str) -> list[object]:
        """Return the values that the proposal holds possible for an open key."""
        return next((self.options(number) for number in self.open() if self.key(number) == key), [])

    def key(self, number: int) -> str:
        """Return the key of an open line, as the file's own word for a category."""
        found = _OPEN.match(self.lines[number])
        assert found is not None
        key = found["key"]
        return str(next(iter(tomllib.loads(f"{key} = 0")))) if key.startswith('"') else key

    def is_code(self, number: int) -> bool:
        """Whether an open line gives a category its code."""
        return self._section(number) == "what.codes"

    def is_first_code(self, number: int) -> bool:
        """Whether no category has had a line before."""
        return not any(self.is_code(earlier) for earlier in range(number) if "=" in self.lines[earlier])

    def options(self, number: int) -> list[object]:
        """Return the values that are written beside an open line."""
        key, options = self.key(number), []
        for line in self.lines[number + 1 :]:
            if not line.startswith(f"# {key} = "):
                break
            options.append(tomllib.loads(line[2:])[key])
        return options

    def aside(self, number: int) -> str:
        """Return the remark behind an open line."""
        found = _OPEN.match(self.lines[number])
        return ((found and found["aside"]) or "").strip(" #")

    def reason(self, number: int, locale: str) -> str:
        """Return the comment above a line, or above the line before it where both share one."""
        at = number
        while at > 0 and self.lines[at - 1] and not self.lines[at - 1].startswith("#"):
            at -= 1
        said = []
        while at > 0 and self.lines[at - 1].startswith("# "):
            at -= 1
            said.append(self.lines[at][2:])
        return " ".join(reversed(said)).rpartition(f"{TO_DECIDE(locale)}. ")[2] or self.lines[number]

    def write(self, number: int, key: str, value: object) -> None:
        """Settle one line; a plain number given for a count stays one."""
        bare = re.fullmatch(r"[\w-]+", key, re.ASCII) and not self.is_code(number)
        self.lines[number] = f"{key if bare else literal(key)} = {literal(value)}"

    def set_metres(self, metres: float) -> None:
        """Write how precise the locations are."""
        at = next(number for number, line in enumerate(self.lines) if line.startswith("metres = "))
        self.lines[at] = f"metres = {metres}"

    def take_category(self, number: int, answer: str) -> None:
        """Take the category from a column, or one word for every row; unknown categories wait for their codes."""
        if answer in self.columns:
            self.write(number, "category", [answer])
            counted = Counter(value for value in self.columns[answer] if value)
            self._open_codes([source for source, _ in counted.most_common(LISTED)])
        else:
            self.write(number, "constant", answer)
            self._open_codes([answer])

    def _open_codes(self, sources: Sequence[str]) -> None:
        known = offences.crosswalk("generic")
        unknown = [source for source in sources if offences.matched(source, known) is None]
        if unknown:
            self.lines += ["", "[what.codes]", *(f'{literal(source)} = "{DECIDE}"' for source in unknown)]

    def _section(self, number: int) -> str:
        heads = (line for line in reversed(self.lines[:number]) if line.startswith("["))
        return next(heads, "").strip("[]")
