"""The command line: every question is a sub-command, in the reader's language."""

import sys
from collections.abc import Sequence

from beffroi.errors import BeffroiError
from beffroi.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. No error reaches the user as a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _never_fail_to_print()
    locale = Settings.from_environment().locale()
    try:
        return _run(given, locale)
    except BeffroiError as error:
        return _complain(error, _spoken(given, locale))
    except BrokenPipeError:
        return 0
    except OSError as error:
        from beffroi.errors.commands import RefusedBySystem

        refused = RefusedBySystem(file=error.filename or "–", why=error.strerror or type(error).__name__)
        return _complain(refused, _spoken(given, locale))
    except KeyboardInterrupt:
        return 130


def _run(given: list[str], locale: str) -> int:
    from beffroi.cli.languages import known_locale, language_asked
    from beffroi.cli.parser import build

    asked = language_asked(given)
    locale = known_locale(asked) if asked else locale
    options = build(locale, given).parse_args(given)
    options.language = locale if asked else None
    return int(options.command(options, locale) or 0)


def _spoken(given: list[str], locale: str) -> str:
    """The language of a complaint: the one asked, where it is one of ours."""
    from beffroi.cli.languages import language_asked
    from beffroi.vocabulary.text import LANGUAGES, language_of

    asked = language_asked(given)
    return asked if asked and language_of(asked) in LANGUAGES else locale


def _complain(error: BeffroiError, locale: str) -> int:
    print(f"beffroi: {error.say(locale)}", file=sys.stderr)
    return error.exit_code


def _never_fail_to_print() -> None:
    """A terminal that lacks a letter shows a question mark; it does not end the command."""
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(errors="replace")
