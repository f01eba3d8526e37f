"""The root of every error a user can meet: what is wrong, what was found, what to do next."""

import re
from typing import Any, ClassVar

from beffroi.vocabulary.text import Text, text


class BeffroiError(Exception):
    """An error with a message and a remedy in three languages.

    Subclasses set `message` and `remedy`; their `{fields}` are the keyword
    arguments of the constructor, so an error cannot be raised half filled.
    """

    message: ClassVar[Text] = text("Something went wrong.", "Une erreur est survenue.", "Se produjo un error.")
    remedy: ClassVar[Text] = text("See the details.", "Voir le détail.", "Consulte el detalle.")
    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 400

    def __init__(self, **values: Any) -> None:
        missing = (self.message.fields | self.remedy.fields) - set(values)
        if missing:
            msg = f"{type(self).__name__} needs {sorted(missing)}"
            raise TypeError(msg)
        self.values = values
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what fills the words: an error of a worker is raised where the question was asked."""
        return _again, (type(self), self.values)

    def say(self, locale: str) -> str:
        """Return the message and the remedy in a language."""
        return f"{self.message(locale, **self._spoken(locale))} {self.remedy(locale, **self._spoken(locale))}"

    def _spoken(self, locale: str) -> dict[str, Any]:
        return {
            name: _plain(value(locale) if isinstance(value, Text) else value) for name, value in self.values.items()
        }


def _again(kind: type[BeffroiError], values: dict[str, Any]) -> BeffroiError:
    return kind(**values)


_MARKS = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _plain(value: Any) -> Any:
    """Return what a file holds without the marks that a terminal or a page would obey."""
    return _MARKS.sub("\u00b7", value) if isinstance(value, str) else value
