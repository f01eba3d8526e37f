"""The parser: commands by hand, `ask` and `cite` derived from the questions."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from beffroi import __version__
from beffroi.cli import words
from beffroi.cli.words import say

_OURS = ("ask", "cite")


def language_asked(arguments: Sequence[str]) -> str | None:
    """Find `--language` before anything is parsed, so that errors speak it too."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--language="):
            return argument.partition("=")[2]
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def speak(locale: str) -> None:
    """Make argparse say its own phrases in a language, through the hook it has for that."""

    def translate(phrase: str) -> str:
        known = words.ARGPARSE.get(phrase)
        return known.template(locale) if known else phrase

    argparse._ = translate  # type: ignore[attr-defined]


def build(locale: str, arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser; the questions are loaded only for the commands that need them."""
    from beffroi.cli import commands

    speak(locale)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--language", metavar="xx", help=say("language", locale))
    shared.add_argument("--observatory", type=Path, default=None, metavar="DIR", help=say("observatory", locale))
    top = argparse.ArgumentParser("beffroi", description=say("beffroi", locale), parents=[shared], allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"beffroi {__version__}")
    parts = top.add_subparsers(metavar="…", required=True, title=words.ARGPARSE["subcommands"](locale))

    def command(name: str, run: Any) -> argparse.ArgumentParser:
        made = parts.add_parser(
            name, help=say(name, locale), description=say(name, locale), parents=[shared], allow_abbrev=False
        )
        made.set_defaults(command=run)
        return made

    _making(command, locale, commands)
    _receiving(command, locale, commands)
    _publishing(command, locale, commands)
    asked = next((argument for argument in arguments if argument in _OURS), None)
    for name in _OURS:
        ask = command(name, commands.ask if name == "ask" else commands.cite)
        if name == asked:
            _questions(ask, locale)
    return top


def _making(command: Any, locale: str, commands: Any) -> None:
    start = command("start", commands.start)
    start.add_argument("folder", type=Path, help=say("folder", locale))
    init = command("init", commands.init)
    init.add_argument("folder", type=Path, help=say("folder", locale))
    init.add_argument("--name", help=say("name", locale))
    init.add_argument("--languages", default="en,fr,es", help=say("languages", locale))
    init.add_argument("--timezone", required=True, help=say("timezone", locale))
    init.add_argument("--crs", help=say("crs", locale))
    demo = command("demo", commands.demo)
    demo.add_argument("--out", type=Path, default=Path("demo-observatory"), help=say("out", locale))


def _receiving(command: Any, locale: str, commands: Any) -> None:
    profile = command("profile", commands.profile)
    profile.add_argument("action", choices=["propose"])
    profile.add_argument("file", type=Path, help=say("file", locale))
    profile.add_argument("--out", type=Path, help=say("profile-out", locale))
    take = command("import", commands.receive)
    take.add_argument("file", type=Path, nargs="+", help=say("file", locale))
    how = take.add_mutually_exclusive_group(required=True)
    how.add_argument("--profile", type=Path, help=say("profile-in", locale))
    how.add_argument("--publisher", help=say("publisher", locale))
    take.add_argument("--dataset", help=say("dataset", locale))
    take.add_argument("--overlap", choices=["ask", "replace", "add"], help=say("overlap", locale))
    take.add_argument("--rows", type=int, help=say("rows", locale))
    take.add_argument("--sha256", help=say("sha256", locale))
    take.add_argument("--json", action="store_true", help=say("json", locale))
    places = command("places", commands.places)
    places.add_argument("action", choices=["add"])
    places.add_argument("file", type=Path, help=say("file", locale))
    places.add_argument("--kind", default="area", help=say("kind", locale))
    places.add_argument("--id", required=True, help=say("id", locale))
    places.add_argument("--name", help=say("label", locale))
    places.add_argument("--as", dest="set_name", help=say("as", locale))
    places.add_argument("--match", choices=["location", "code", "name"], default="location", help=say("match", locale))
    places.add_argument("--layer", help=say("layer", locale))
    _where(places, locale)
    exposure = command("exposure", commands.exposure)
    exposure.add_argument("action", choices=["add"])
    exposure.add_argument("file", type=Path, help=say("file", locale))
    exposure.add_argument("--measure", default="residents", help=say("measure", locale))
    exposure.add_argument("--place", dest="places", help=say("place-set", locale))
    exposure.add_argument("--id", required=True, help=say("id", locale))
    exposure.add_argument("--value", required=True, help=say("value", locale))
    exposure.add_argument("--period", help=say("period", locale))
    _where(exposure, locale)
    exposure.add_argument("--sum-rows", action="store_true", help=say("sum-rows", locale))


def _where(made: argparse.ArgumentParser, locale: str) -> None:
    made.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help=say("where", locale))


def _publishing(command: Any, locale: str, commands: Any) -> None:
    catalogue = command("catalogue", commands.catalogue)
    catalogue.add_argument("analysis", nargs="?", help=say("analysis", locale))
    catalogue.add_argument("--json", action="store_true", help=say("json", locale))
    bulletin = command("bulletin", commands.bulletin)
    bulletin.add_argument("--period", help=say("period", locale))
    bulletin.add_argument("--dataset", action="append", help=say("dataset", locale))
    bulletin.add_argument("--offence", action="append", default=[], help=say("offence", locale))
    bulletin.add_argument("--out", type=Path, default=Path("out"), help=say("out", locale))
    check = command("check", commands.check)
    check.add_argument("--repair", action="store_true", help=say("repair", locale))
    check.add_argument("--json", action="store_true", help=say("json", locale))
    delete = command("delete", commands.delete)
    delete.add_argument("delivery", help=say("delivery", locale))
    explain = command("explain-column", commands.explain_column)
    explain.add_argument("column", help=say("column", locale))


def _questions(ask: argparse.ArgumentParser, locale: str) -> None:
    from beffroi.analyses import catalogue

    parts = ask.add_subparsers(metavar="…", required=True, title=words.ARGPARSE["subcommands"](locale))
    for name, analysis in catalogue().items():
        about = analysis.about
        made = parts.add_parser(
            name.replace("_", "-"), help=about.title(locale), description=about.question(locale), allow_abbrev=False
        )
        made.set_defaults(analysis=name)
        for field, schema in analysis.model_json_schema()["properties"].items():
            _parameter(made, field, schema, locale)
        _scope(made, locale)


def _parameter(made: argparse.ArgumentParser, field: str, schema: dict[str, Any], locale: str) -> None:
    many = "array" in (schema.get("type"), *(option.get("type") for option in schema.get("anyOf", ())))
    label = schema["label"][locale[:2].lower()]
    default = json.dumps(schema.get("default"), ensure_ascii=False)
    made.add_argument(
        f"--{field.replace('_', '-')}",
        dest=f"parameter_{field}",
        default=argparse.SUPPRESS,
        nargs="+" if many else None,
        metavar="x",
        help=say("default", locale, label=label, unit=schema["unit"], default=default).replace("%", "%%"),
    )


def _scope(made: argparse.ArgumentParser, locale: str) -> None:
    made.add_argument("--dataset", help=say("dataset", locale))
    made.add_argument("--period", help=say("period", locale))
    made.add_argument("--offence", action="append", default=[], help=say("offence", locale))
    made.add_argument("--place-set", help=say("place-set", locale))
    made.add_argument("--area", action="append", default=[], help=say("area", locale))
    made.add_argument("--in-setting", action="append", default=[], help=say("setting", locale))
    made.add_argument("--unit", help=say("unit", locale))
    made.add_argument("--json", action="store_true", help=say("json", locale))
    made.add_argument("--csv", type=Path, help=say("csv", locale))
    made.add_argument("--svg", type=Path, help=say("svg", locale))
    made.add_argument("--negative-control", action="store_true", help=say("control", locale))
    made.add_argument("--language", default=argparse.SUPPRESS, metavar="xx", help=say("language", locale))
    made.add_argument(
        "--observatory", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=say("observatory", locale)
    )
