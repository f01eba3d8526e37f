"""`beffroi streets add`: a street network from a file of lines."""

import argparse
from pathlib import Path
from typing import Any

from beffroi.cli import show
from beffroi.cli.commands import _open, _pairs
from beffroi.cli.streets_words import HELP
from beffroi.cli.words import meta

Options = argparse.Namespace


def streets(command: Any, locale: str) -> None:
    """Add the command to the parser."""
    made = command("streets", add)

    def option(name: str, value: str, **more: Any) -> None:
        made.add_argument(name, help=HELP[name](locale), metavar=meta(value, locale), **more)

    made.add_argument("action", choices=["add"], metavar="add", help=HELP["add"](locale))
    option("file", "FILE", type=Path)
    option("--id", "COLUMN")
    option("--name", "COLUMN")
    option("--as", "NAME", dest="set_name")
    option("--layer", "LAYER")
    option("--crs", "SYSTEM")
    option("--where", "COLUMN=VALUE", action="append", default=[])
    made.add_argument(
        "--noding", choices=["ends", "vertices", "crossings"], default="vertices", help=HELP["--noding"](locale)
    )
    made.add_argument("--chains", choices=["kept", "merged"], default="kept", help=HELP["--chains"](locale))
    option("--within", "N", type=float, default=50.0)
    for name in ("--title", "--attribution", "--licence"):
        option(name, "WORDS", default="")


def add(options: Options, locale: str) -> int:
    """Add a street network, and say what was cut, merged and left out."""
    name = options.set_name or options.file.name.split(".")[0]
    with show.progress(locale, options.file.name):
        received = _open(options).add_streets(
            options.file, name=name, code=options.id, label=options.name, layer=options.layer,
            source_crs=options.crs, where=_pairs(options.where), noding=options.noding, chains=options.chains,
            within=options.within, title=options.title, attribution=options.attribution, licence=options.licence,
        )  # fmt: skip
    show.places(received, locale)
    return 0
