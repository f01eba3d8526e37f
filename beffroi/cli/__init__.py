"""The command line: every question is a sub-command, in the reader's language."""

import sys
from collections.abc import Sequence

from beffroi.errors import BeffroiError
from beffroi.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. No error reaches the user as a traceback."""
    from beffroi.cli.parser import build, language_asked

    given = list(sys.argv[1:] if arguments is None else arguments)
    locale = language_asked(given) or Settings.from_environment().locale()
    try:
        options = build(locale, given).parse_args(given)
        return int(options.command(options, options.language or locale) or 0)
    except BeffroiError as error:
        print(f"beffroi: {error.say(locale)}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130
