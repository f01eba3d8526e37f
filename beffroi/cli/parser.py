"""The parser: commands by hand, `ask` and `cite` derived from the questions."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from beffroi import __version__
from beffroi.cli.argparse_words import ARGPARSE
from beffroi.cli.words import meta, say
from beffroi.errors.commands import UnknownCommand
from beffroi.errors.questions import UnknownAnalysis

_OURS = ("ask", "cite")


def speak(locale: str) -> None:
    """Make argparse say its own phrases in a language, through the hook it has for that."""

    def translate(phrase: str) -> str:
        known = ARGPARSE.get(phrase)
        return known.template(locale) if known else phrase

    argparse._ = translate  # type: ignore[attr-defined]


class Parser(argparse.ArgumentParser):
    """A parser whose unknown commands and analyses are errors of ours."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        names = action.choices or ()
        if isinstance(action, argparse._SubParsersAction) and value not in names:
            unknown = UnknownAnalysis if self.prog.split()[-1] in _OURS else UnknownCommand
            raise unknown(name=value, known=", ".join(names))
        super()._check_value(action, value)


def build(locale: str, arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser; the questions are loaded only for the commands that need them."""
    from beffroi.cli import commands, fetching
    from beffroi.cli.gazetteer import gazetteer
    from beffroi.cli.locating import locating
    from beffroi.cli.streets import streets

    speak(locale)
    top = Parser("beffroi", description=say("beffroi", locale), allow_abbrev=False)
    _shared(top, locale, default=None)
    top.add_argument("--version", action="version", version=f"beffroi {__version__}", help=say("version", locale))
    top.set_defaults(command=commands.welcome)
    parts = top.add_subparsers(metavar=meta("COMMAND", locale), title=ARGPARSE["subcommands"](locale))

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parts.add_parser(
            name, help=say(name, locale), description=say(name, locale), allow_abbrev=False
        )
        _shared(made, locale, default=argparse.SUPPRESS)
        made.set_defaults(command=run)
        return made

    _making(command, locale, commands)
    fetching.arguments(command, locale)
    _importing(command, locale, commands)
    _placing(command, locale, commands)
    _measuring(command, locale, commands)
    locating(command, locale)
    gazetteer(command, locale, _shared)
    streets(command, locale)
    _publishing(command, locale, commands)
    _keeping(command, locale, commands)
    asked = next((argument for argument in arguments if argument in _OURS), None)
    for name in _OURS:
        ask = command(name, commands.ask if name == "ask" else commands.cite)
        ask.set_defaults(analysis=None)
        if name == asked:
            _questions(ask, locale)
    return top


def _shared(made: argparse.ArgumentParser, locale: str, *, default: str | None) -> None:
    """Options that stand before or after a command; the inner parser keeps silent so as not to undo the outer one."""
    made.add_argument("--language", default=default, metavar=meta("LANGUAGE", locale), help=say("language", locale))
    made.add_argument(
        "--observatory", type=Path, default=default, metavar=meta("FOLDER", locale), help=say("observatory", locale)
    )


def _option(made: Any, name: str, key: str, value: str | None = None, /, *, locale: str, **more: Any) -> None:
    """Add an option with its help, and a placeholder for its value."""
    if value is not None:
        more["metavar"] = meta(value, locale)
    made.add_argument(name, help=say(key, locale), **more)


def _json(made: argparse.ArgumentParser, locale: str) -> None:
    _option(made, "--json", "json", locale=locale, action="store_true")


def _file(made: argparse.ArgumentParser, locale: str, **more: Any) -> None:
    _option(made, "file", "file", "FILE", locale=locale, type=Path, **more)


def _making(command: Any, locale: str, commands: Any) -> None:
    start = command("start", commands.start)
    _option(start, "folder", "folder", "FOLDER", locale=locale, type=Path)
    init = command("init", commands.init)
    _option(init, "folder", "folder", "FOLDER", locale=locale, type=Path)
    _option(init, "--name", "name", "NAME", locale=locale)
    _option(init, "--languages", "languages", "LANGUAGES", locale=locale, default="en,fr,es")
    _option(init, "--timezone", "timezone", "ZONE", locale=locale, required=True)
    _option(init, "--crs", "crs", "SYSTEM", locale=locale)
    _option(init, "--catalogue", "catalogue-at", "ADDRESS", locale=locale)
    demo = command("demo", commands.demo)
    _option(demo, "--out", "out", "FOLDER", locale=locale, type=Path, default=Path("demo-observatory"))


def _importing(command: Any, locale: str, commands: Any) -> None:
    profile = command("profile", commands.profile)
    actions = ["propose", "update"]
    profile.add_argument("action", choices=actions, metavar="{propose,update}", help=say("proposing", locale))
    _file(profile, locale)
    _option(profile, "--out", "profile-out", "FILE", locale=locale, type=Path)
    _option(profile, "--interactive", "interactive", locale=locale, action="store_true")
    _option(profile, "--profile", "profile-old", "FILE", locale=locale, type=Path)
    _option(profile, "--publisher", "publisher", "NAME", locale=locale)
    _option(profile, "--dataset", "dataset", "DATASET", locale=locale)
    take = command("import", commands.receive)
    _file(take, locale, nargs="*")
    how = take.add_mutually_exclusive_group(required=True)
    _option(how, "--profile", "profile-in", "FILE", locale=locale, type=Path)
    _option(how, "--publisher", "publisher", "NAME", locale=locale)
    _option(take, "--dataset", "dataset", "DATASET", locale=locale)
    take.add_argument("--overlap", choices=["ask", "newest", "replace", "add"], help=say("overlap", locale))
    _option(take, "--database", "database", "ADDRESS", locale=locale)
    _option(take, "--query", "query", "SQL", locale=locale)
    _option(take, "--accept", "accept", "KIND", locale=locale, action="append", default=[])
    _option(take, "--rows", "rows", "N", locale=locale, type=int)
    _option(take, "--sha256", "sha256", "HASH", locale=locale)
    _json(take, locale)


def _placing(command: Any, locale: str, commands: Any) -> None:
    places = command("places", commands.places)
    places.add_argument("action", choices=["add"], metavar="add", help=say("proposing", locale))
    _file(places, locale)
    _option(places, "--kind", "kind", "KIND", locale=locale, default="area")
    _option(places, "--id", "id", "COLUMN", locale=locale, required=True)
    _option(places, "--name", "label", "COLUMN", locale=locale)
    _option(places, "--as", "as", "NAME", locale=locale, dest="set_name")
    _option(places, "--period", "vintage", "PERIOD", locale=locale)
    places.add_argument("--match", choices=["location", "code", "name"], default="location", help=say("match", locale))
    _option(places, "--layer", "layer", "LAYER", locale=locale)
    _option(places, "--crs", "source-crs", "SYSTEM", locale=locale)
    _option(places, "--merge", "merge", locale=locale, action="store_true")
    _where(places, locale)
    _cited(places, locale)


def _measuring(command: Any, locale: str, commands: Any) -> None:
    exposure = command("exposure", commands.exposure)
    exposure.add_argument("action", choices=["add"], metavar="add", help=say("proposing", locale))
    _file(exposure, locale)
    _option(exposure, "--measure", "measure", "MEASURE", locale=locale, default="residents")
    _option(exposure, "--place", "place-set", "PLACES", locale=locale, dest="places")
    _option(exposure, "--id", "id", "COLUMN", locale=locale, required=True)
    _option(exposure, "--value", "value", "COLUMN", locale=locale, required=True)
    _option(exposure, "--standard-error", "standard-error", "COLUMN", locale=locale)
    _option(exposure, "--period", "period", "PERIOD", locale=locale)
    _where(exposure, locale)
    _option(exposure, "--sum-rows", "sum-rows", locale=locale, action="store_true")
    exposure.add_argument("--decimal", choices=[".", ","], help=say("decimal", locale))
    _option(exposure, "--thousands", "thousands", "MARK", locale=locale)
    _option(exposure, "--encoding", "encoding", "ENCODING", locale=locale, default="utf-8")
    _option(exposure, "--separator", "separator", "MARK", locale=locale)
    _cited(exposure, locale)


def _cited(made: argparse.ArgumentParser, locale: str) -> None:
    for name in ("title", "attribution", "licence"):
        _option(made, f"--{name}", f"source-{name}", "WORDS", locale=locale, default="")


def _where(made: argparse.ArgumentParser, locale: str) -> None:
    _option(made, "--where", "where", "COLUMN=VALUE", locale=locale, action="append", default=[])


def _publishing(command: Any, locale: str, commands: Any) -> None:
    catalogue = command("catalogue", commands.catalogue)
    _option(catalogue, "analysis", "analysis", "ANALYSIS", locale=locale, nargs="?")
    _json(catalogue, locale)
    bulletin = command("bulletin", commands.bulletin)
    _option(bulletin, "--period", "period", "PERIOD", locale=locale)
    _option(bulletin, "--dataset", "dataset", "DATASET", locale=locale, action="append")
    _option(bulletin, "--offence", "offence", "CODE", locale=locale, action="append", default=[])
    _option(bulletin, "--out", "out", "FOLDER", locale=locale, type=Path, default=Path("out"))


def _keeping(command: Any, locale: str, commands: Any) -> None:
    from beffroi.cli import keeping

    check = command("check", commands.check)
    _option(check, "--repair", "repair", locale=locale, action="store_true")
    _option(check, "--remove-orphans", "remove-orphans", locale=locale, action="store_true")
    _json(check, locale)
    from beffroi.cli.duplicated import duplicates

    twice = command("duplicates", duplicates)
    _option(twice, "--dataset", "dataset", "DATASET", locale=locale)
    _option(twice, "--metres", "near-metres", "N", locale=locale, type=float, default=50.0)
    _json(twice, locale)
    delete = command("delete", commands.delete)
    _option(delete, "delivery", "delivery", "DELIVERY", locale=locale)
    command("compact", keeping.compact)
    backup = command("backup", keeping.backup)
    _option(backup, "out", "backup-out", "FILE", locale=locale, type=Path)
    restore = command("restore", keeping.restore)
    _option(restore, "file", "backup-in", "FILE", locale=locale, type=Path)
    _option(restore, "folder", "folder", "FOLDER", locale=locale, type=Path)
    _option(restore, "--catalogue", "catalogue-at", "ADDRESS", locale=locale)
    explain = command("explain-column", commands.explain_column)
    _option(explain, "column", "column", "COLUMN", locale=locale)


def _questions(ask: argparse.ArgumentParser, locale: str) -> None:
    from beffroi.analyses import catalogue

    parts = ask.add_subparsers(metavar=meta("ANALYSIS", locale), title=ARGPARSE["analyses"](locale))
    for name, analysis in catalogue().items():
        about = analysis.about
        made = parts.add_parser(
            name.replace("_", "-"), help=about.title(locale), description=about.question(locale), allow_abbrev=False
        )
        made.set_defaults(analysis=name)
        for field, schema in analysis.model_json_schema()["properties"].items():
            _parameter(made, field, schema, locale)
        _scope(made, locale)
        if ask.prog.endswith("ask"):
            _outputs(made, locale)
        _shared(made, locale, default=argparse.SUPPRESS)


def _parameter(made: argparse.ArgumentParser, field: str, schema: dict[str, Any], locale: str) -> None:
    from beffroi.cli.parameters import described

    many = "array" in (schema.get("type"), *(option.get("type") for option in schema.get("anyOf", ())))
    made.add_argument(
        f"--{field.replace('_', '-')}",
        dest=f"parameter_{field}",
        default=argparse.SUPPRESS,
        nargs="+" if many else None,
        metavar=meta("VALUE", locale),
        help=described(schema, locale).replace("%", "%%"),
    )


def _scope(made: argparse.ArgumentParser, locale: str) -> None:
    _option(made, "--dataset", "dataset", "DATASET", locale=locale)
    _option(made, "--period", "period", "PERIOD", locale=locale)
    _option(made, "--offence", "offence", "CODE", locale=locale, action="append", default=[])
    _option(made, "--place-set", "place-set", "PLACES", locale=locale)
    _option(made, "--area", "area", "CODE", locale=locale, action="append", default=[])
    _option(made, "--in-setting", "setting", "SETTING", locale=locale, action="append", default=[])
    _option(made, "--unit", "unit", "UNIT", locale=locale)
    _option(made, "--as-of", "as-of", "WHEN", locale=locale)
    _json(made, locale)


def _outputs(made: argparse.ArgumentParser, locale: str) -> None:
    _option(made, "--csv", "csv", "FILE", locale=locale, type=Path)
    _option(made, "--svg", "svg", "FILE", locale=locale, type=Path)
    _option(made, "--negative-control", "control", locale=locale, action="store_true")
