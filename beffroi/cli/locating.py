"""Commands about where things are: a measure by other boundaries, default locations."""

import argparse
import json
from pathlib import Path
from typing import Any

from beffroi.cli import show
from beffroi.cli.commands import _open, checked_period, scope
from beffroi.cli.grids import Field, lines
from beffroi.cli.locating_words import HELP, SAID
from beffroi.cli.phrases import colon
from beffroi.cli.words import meta

Options = argparse.Namespace
SHOWN = 12  # rows of a table on the screen; --csv gives all


def locating(command: Any, locale: str) -> None:
    """Add the commands to the parser."""
    made = command("convert", convert)
    _option(made, "--measure", "MEASURE", locale=locale)
    _option(made, "--from", "PLACES", locale=locale, dest="source", required=True)
    _option(made, "--to", "PLACES", locale=locale, dest="target", required=True)
    _option(made, "--weight", "MEASURE", locale=locale)
    _option(made, "--weight-places", "PLACES", locale=locale)
    _option(made, "--dataset", "DATASET", locale=locale)
    _option(made, "--period", "PERIOD", locale=locale)
    _option(made, "--offence", "CODE", locale=locale, action="append", default=[])
    _option(made, "--csv", "FILE", locale=locale, type=Path)
    made.add_argument("--keep", action="store_true", help=HELP["--keep"](locale))
    made.add_argument("--json", action="store_true", help=HELP["--json"](locale))

    made = command("locations", locations)
    _option(made, "--dataset", "DATASET", locale=locale)
    made.add_argument("--json", action="store_true", help=HELP["--json"](locale))


def _option(made: Any, name: str, value: str, *, locale: str, **more: Any) -> None:
    made.add_argument(name, help=HELP[name](locale), metavar=meta(value, locale), **more)


def convert(options: Options, locale: str) -> int:
    """Convert a denominator, or the counts of a data set, to another set of places."""
    from beffroi import conversion

    observatory = _open(options)
    how = {
        "source": options.source, "target": options.target, "weight": options.weight, "finer": options.weight_places,
    }  # fmt: skip
    with show.progress(locale, "convert"):
        if options.dataset:
            asked = argparse.Namespace(
                **vars(options) | {"place_set": None, "area": [], "in_setting": [], "unit": None, "as_of": None,
                                   "period": checked_period(options.period)}
            )  # fmt: skip
            made = conversion.convert_counts(observatory, scope(asked), **how)
        else:
            made = conversion.convert_measure(observatory, options.measure or "residents", **how)
    if options.csv:
        made.frame.write_csv(options.csv)
    if options.json:
        print(json.dumps(_as_json(made), ensure_ascii=False, indent=1))
    else:
        _converted(made, locale)
    if options.keep and not options.dataset:
        title = SAID["interpolated-title"](locale, measure=made.measure, source=made.source)
        show.exposure(observatory, conversion.keep(observatory, made, title=title), locale, places=made.target)
    return 0


def _as_json(made: Any) -> dict[str, Any]:
    told = {name: getattr(made, name) for name in ("measure", "source", "target", "given", "rest", "unknown")}
    assumption = {language: made.assumption(language, **made.values) for language in ("en", "fr", "es")}
    return {**told, "interpolated": True, "assumption": assumption, "places": made.frame.to_dicts()}


def _converted(made: Any, locale: str) -> None:
    from beffroi.drawing.format import number

    frame = made.frame.head(SHOWN)
    blank = "–"
    fields = [
        Field(SAID["place"](locale), frame["place"].to_list(), key=True),
        Field(SAID["name"](locale), frame["name"].to_list()),
        Field(
            SAID["estimate"](locale),
            [blank if v is None else number(v, locale, decimals=1) for v in frame["value"]],
            right=True,
        ),
        Field(
            SAID["covered"](locale),
            [number(100 * v, locale, decimals=1) + "\u00a0%" for v in frame["covered"]],
            right=True,
        ),
    ]
    for line in lines(fields):
        print(line)
    if made.frame.height > SHOWN:
        print(SAID["more"](locale, n=made.frame.height - SHOWN))
    print()
    show.point(made.assumption(locale, **made.values))
    known = float(made.frame["value"].sum() or 0.0)
    sums = {"given": made.given, "known": known, "rest": made.rest}
    show.point(SAID["sums"](locale, **{name: number(value, locale, decimals=1) for name, value in sums.items()}))
    for name in ("uncovered", "partly", "unknown"):
        if n := getattr(made, name):
            show.point(f"{SAID[name](locale)}{colon(locale)} {number(n, locale)}")


def locations(options: Options, locale: str) -> int:
    """List the default locations of a data set, and the fullest of its other points, for the eyes of those who keep it."""
    from beffroi.locating import full_points

    observatory = _open(options)
    with show.progress(locale, "locations"):
        piled, fullest = full_points(observatory, options.dataset)
    if options.json:
        print(json.dumps({"default": piled, "fullest": fullest}, ensure_ascii=False, indent=1))
        return 0
    if piled:
        _points(piled, locale)
        show.point(SAID["kept-out"](locale))
    else:
        print(SAID["none-found"](locale))
    if fullest:
        print()
        print(SAID["fullest"](locale))
        _points(fullest, locale)
    return 0


def _points(rows: list[dict[str, Any]], locale: str) -> None:
    from beffroi.drawing.format import number
    from beffroi.observatory import reason_words

    words = reason_words()
    fields = [
        Field(
            SAID["coordinates"](locale), [f"[{row['source_x']:.10g}, {row['source_y']:.10g}]" for row in rows], key=True
        ),
        Field(SAID["area-of"](locale), [row["area"] or "–" for row in rows]),
        Field(SAID["incidents"](locale), [number(row["n"], locale) for row in rows], right=True),
        Field(SAID["why"](locale), [words[row["why"]](locale) if row["why"] else "–" for row in rows]),
    ]
    for line in lines(fields):
        print(line)
