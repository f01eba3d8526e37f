"""A profile being proposed: lines of TOML with the reason of each, and the questions that stay open."""

import json
import textwrap
from typing import Any

from beffroi.sources import proposal_words as words
from beffroi.sources.profile import DECIDE
from beffroi.vocabulary.text import Text

Said = tuple[Text, dict[str, Any]]
WIDTH = 112
SECTIONS = ("", "file", "when", "when.parts", "where", "what", "what.codes", "tally")


class Draft:
    """Collects choices section by section; `toml` writes them with their explanations in one language."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.explanations: list[Said] = []
        self.questions: list[Said] = []
        self._lines: dict[str, list[str]] = {section: [] for section in SECTIONS}

    def choose(self, section: str, key: str, value: object, why: Text | None = None, /, **values: Any) -> None:
        """Write a choice that the file settles, and why."""
        if why is not None:
            self.remark(section, why, **values)
        self._lines[section].append(f"{_key(key)} = {literal(value)}")

    def ask(self, section: str, key: str, options: list[object], why: Text, /, **values: Any) -> None:
        """Leave a choice open: the placeholder that no profile accepts, and the possible values as comments."""
        self.question(section, why, **values)
        self._lines[section].append(f'{_key(key)} = "{DECIDE}"')
        self._lines[section] += [f"# {_key(key)} = {literal(option)}" for option in options]

    def line(self, section: str, key: str, value: object, aside: str = "") -> None:
        """Write one line with a remark behind it."""
        self._lines[section].append(f"{_key(key)} = {literal(value)}" + (f"  # {aside}" if aside else ""))

    def remark(self, section: str, why: Text, /, **values: Any) -> None:
        """Explain something that needs no line."""
        spoken = self._spoken(values)
        self.explanations.append((why, spoken))
        self._comment(section, why(self.locale, **spoken))

    def question(self, section: str, why: Text, /, **values: Any) -> None:
        """Record a question whose lines are written one by one."""
        spoken = self._spoken(values)
        self.questions.append((why, spoken))
        self._comment(section, f"{words.TO_DECIDE(self.locale)}. {why(self.locale, **spoken)}")

    def toml(self) -> str:
        """Return the profile as text."""
        parts = []
        for section, lines in self._lines.items():
            if lines:
                parts.append("\n".join(([f"[{section}]"] if section else []) + lines))
        return "\n\n".join(parts) + "\n"

    def _comment(self, section: str, said: str) -> None:
        written = self._lines[section]
        if written and not written[-1].startswith("# "):
            written.append("")
        written += [f"# {row}" for row in textwrap.wrap(said, WIDTH - 2, break_long_words=False)]

    def _spoken(self, values: dict[str, Any]) -> dict[str, Any]:
        said = {name: value(self.locale) if isinstance(value, Text) else value for name, value in values.items()}
        return {name: _one_line(value) if isinstance(value, str) else value for name, value in said.items()}


def literal(value: object) -> str:
    """Return a value as TOML writes it.

    >>> literal(("a", 1.5)), literal(True), literal('say "no"')
    ('["a", 1.5]', 'true', '"say \\\\"no\\\\""')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(each) for each in value)}]"
    return repr(value)


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else literal(name)


def _one_line(said: str) -> str:
    """Keep a value taken from the file from ending a comment: no line break or control character."""
    return "".join(" " if ord(c) < 32 or c in "\x7f\x85\u2028\u2029" else c for c in said)
