"""The first rows of a file as a proposal would read them: what a person checks before anything else."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from beffroi.sources.look import Look
from beffroi.sources.profile import DECIDE
from beffroi.vocabulary import offences

ROWS = 5
OPEN = "?"
DEGREES = 180.0  # beyond which a coordinate is in metres
Row = dict[str, str]


def first_rows(seen: Look, toml: str, *, locale: str) -> list[Row]:
    """Return the first records with a date or a category, as the proposal reads them.

    Each has record, key, when, where, place, offence; what waits for a person is followed by a question mark, and
    a date that reads in two ways is given in both.
    """
    profile = tomllib.loads(toml)
    made = []
    for at in range(min(seen.rows, 200)):
        row = {name: values[at] for name, values in seen.columns.items()}
        read = {"record": str(at + 1), "key": row.get(profile.get("key", ""), ""), **_read(row, profile, locale)}
        if read["when"] or read["offence"]:
            made.append(read)
        if len(made) == ROWS:
            break
    return made


def _read(row: Mapping[str, str], profile: Mapping[str, Any], locale: str) -> Row:
    where, what = profile.get("where", {}), profile.get("what", {})
    place = next((row[where[key]] for key in ("place_name", "place_code") if row.get(where.get(key))), "")
    return {
        "when": _when(row, profile.get("when", {}), profile),
        "where": _where(row, where),
        "place": place,
        "offence": _offence(row, what, locale),
    }


def _when(row: Mapping[str, str], when: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    if profile.get("tally"):
        return row.get(profile["tally"]["year"], "")
    if when.get("parts"):
        parts = [row[column].zfill(2) for column in when["parts"].values()]
        return " ".join(filter(None, ("-".join(parts[:3]), ":".join(parts[3:]))))
    written = row.get(when.get("start", ""), "")
    if not written:
        return ""
    time = row.get(when.get("start_time", ""), "")
    formats = when.get("formats", ["%Y-%m-%d %H:%M:%S"])
    if formats == DECIDE:
        ways = [read for order in ("%d/%m/%Y", "%m/%d/%Y") if (read := _both_ways(written, order))]
        return " / ".join(dict.fromkeys(ways)) + f" {OPEN}" if ways else f"{written} {OPEN}"
    read = next((found for one in formats if (found := _strptime(written, one))), f"{written} {OPEN}")
    return (
        f"{read[:10]} {time.removesuffix(':00') if time.count(':') == 2 else time}"
        if time and OPEN not in read
        else read
    )


def _both_ways(written: str, order: str) -> str:
    for mark in "/-.":
        date = written.replace(mark, "/").split(" ")[0]
        with suppress(ValueError):
            return datetime.strptime(date, order).strftime("%Y-%m-%d")
    return ""


def _strptime(written: str, form: str) -> str:
    plain = written.replace("Z", "") if form.endswith("Z") else written
    form = form.removesuffix("Z").replace("%.f", ".%f").replace("%S.%f", "%S.%f" if "." in plain else "%S")
    with suppress(ValueError):
        moment = datetime.strptime(plain, form)
        return moment.strftime("%Y-%m-%d %H:%M" if "%H" in form or "%I" in form else "%Y-%m-%d")
    return ""


def _where(row: Mapping[str, str], where: Mapping[str, Any]) -> str:
    x, y = str(where.get("x", "")), str(where.get("y", ""))
    if DECIDE in (x, y):
        return OPEN
    if not x or not row.get(x):
        return ""
    shown = [_rounded(row[column]) for column in (x, y)]
    if "" in shown:
        return ""
    return ", ".join(shown) + (f" {OPEN}" if where.get("crs") == DECIDE else "")


def _rounded(written: str) -> str:
    """Return a coordinate with the digits that a person checks; empty where it is no number."""
    try:
        value = float(written.replace(",", "."))
    except ValueError:
        return ""
    return f"{value:.5f}" if abs(value) <= DEGREES else f"{value:.0f}"


def _offence(row: Mapping[str, str], what: Mapping[str, Any], locale: str) -> str:
    columns = what.get("category", ())
    source = offences.SEPARATOR.join(filter(None, (row.get(column, "") for column in columns)))
    if not source:
        return ""
    code = what.get("codes", {}).get(source) or _known(source, what)
    if code is None or code == DECIDE:
        return f"{source} → {OPEN}"
    return f"{source} → {code}" + (f" {offences.short(code, locale)}" if offences.is_known(code) else "")


def _known(source: str, what: Mapping[str, Any]) -> str | None:
    name = what.get("crosswalk")
    return offences.matched(source, offences.crosswalk(name)) if name else None
