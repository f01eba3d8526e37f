"""`beffroi gazetteer`: add streets and places, find a text, review what was not found."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beffroi.cli import show
from beffroi.cli.argparse_words import ARGPARSE
from beffroi.cli.commands import _open
from beffroi.cli.grids import Field, lines
from beffroi.cli.locating_words import HELP, SAID
from beffroi.cli.words import meta

Options = argparse.Namespace
SHOWN = 20


def gazetteer(command: Any, locale: str, shared: Any) -> None:
    """Add the command to the parser; `shared` adds the options that stand before or after every command."""
    parts = command("gazetteer", None).add_subparsers(
        metavar=meta("COMMAND", locale), title=ARGPARSE["subcommands"](locale), required=True, dest="what"
    )

    def part(name: str, run: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parts.add_parser(
            name, help=HELP[name](locale), description=HELP[name](locale), allow_abbrev=False
        )
        shared(made, locale, default=argparse.SUPPRESS)
        made.set_defaults(command=run)
        return made

    def option(made: Any, name: str, value: str, **more: Any) -> None:
        made.add_argument(name, help=HELP[name](locale), metavar=meta(value, locale), **more)

    adding = part("add", add)
    option(adding, "file", "FILE", type=Path)
    adding.add_argument("--kind", choices=["street", "place"], required=True, help=HELP["--kind"](locale))
    option(adding, "--name", "COLUMN", action="append", required=True)
    option(adding, "--aliases", "COLUMN", default="")
    option(adding, "--low", "COLUMN", action="append", default=[])
    option(adding, "--high", "COLUMN", action="append", default=[])
    option(adding, "--as", "NAME", dest="set_name")
    option(adding, "--layer", "LAYER")
    option(adding, "--crs", "SYSTEM")
    finding = part("find", find)
    option(finding, "text", "TEXT")
    finding.add_argument("--json", action="store_true", help=HELP["--json"](locale))
    reviewing = part("review", review)
    option(reviewing, "delivery", "DELIVERY")
    option(reviewing, "--csv", "FILE", type=Path)
    reviewing.add_argument("--all", action="store_true", help=HELP["--all"](locale))


def add(options: Options, locale: str) -> int:
    """Add streets or named places."""
    from beffroi import locating

    name = options.set_name or options.file.name.split(".")[0]
    with show.progress(locale, options.file.name):
        received = locating.add_to_gazetteer(
            _open(options), options.file, name=name, kind=options.kind, names=options.name, aliases=options.aliases,
            low=options.low, high=options.high, layer=options.layer, source_crs=options.crs,
        )  # fmt: skip
    told = received.delivery.account["gazetteer"]
    print(SAID["gazetteer-added"](locale, n=told["entries"], name=name, delivery=received.delivery.id))
    show.remarks(received.delivery, locale)
    return 0


def find(options: Options, locale: str) -> int:
    """Say where a text is, and how sure that is."""
    from beffroi import locating

    found = locating.find_text(_open(options), options.text)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif found["lon"] is None:
        print(SAID["nothing-known"](locale))
    else:
        _found(found, locale)
    return 0 if found["matched"] else 1


def _found(found: Mapping[str, Any], locale: str) -> None:
    from beffroi.drawing.format import number

    def shown(name: str, decimals: int) -> str:
        return number(found[name], locale, decimals=decimals)

    least = number(found["least"], locale, decimals=2)
    print(
        SAID["found"](
            locale, name=found["name"], kind=SAID[found["kind"]](locale), metres=shown("metres", 0),
            confidence=shown("confidence", 2), lon=shown("lon", 6), lat=shown("lat", 6),
        )
    )  # fmt: skip
    show.point(SAID["matched" if found["matched"] else "doubtful"](locale, least=least))
    if found["ambiguous"]:
        show.point(SAID["ambiguous"](locale))


def review(options: Options, locale: str) -> int:
    """List the texts of a delivery that were not located, the most frequent first."""
    from beffroi import locating
    from beffroi.drawing.format import number

    observatory = _open(options)
    with show.progress(locale, "review"):
        whole = locating.review_texts(observatory, options.delivery)
    left = whole if options.all else whole.filter(whole["status"] != "matched")
    if options.csv:
        left.write_csv(options.csv)
    counted = locating.texts_to_review(whole)
    taken = int((whole["status"] == "matched").sum())
    of = whole.height - taken
    print(
        SAID["reviewed"](locale, n=number(counted.height, locale), of=number(of, locale), taken=number(taken, locale))
    )
    if counted.height:
        _reviewed(counted.head(SHOWN), locale)
    return 0


def _reviewed(frame: Any, locale: str) -> None:
    from beffroi.drawing.format import number

    fields = [
        Field(SAID["asked"](locale), frame["text"].to_list(), key=True),
        Field(SAID["records"](locale), [number(n, locale) for n in frame["records"]], right=True),
        Field(SAID["candidate"](locale), [name or "–" for name in frame["name"]]),
        Field(SAID["confidence"](locale), [number(c, locale, decimals=2) for c in frame["confidence"]], right=True),
    ]
    for line in lines(fields):
        print(line)
