"""The root of every error a user can meet: what is wrong, what was found, what to do next."""

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

    def say(self, locale: str) -> str:
        """Return the message and the remedy in a language."""
        return f"{self.message(locale, **self._spoken(locale))} {self.remedy(locale, **self._spoken(locale))}"

    def _spoken(self, locale: str) -> dict[str, Any]:
        return {name: value(locale) if isinstance(value, Text) else value for name, value in self.values.items()}
