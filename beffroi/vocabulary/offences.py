"""Offences: the International Classification of Crime for Statistical Purposes, and crosswalks of known publishers.

The code says the level: section `05` (1), division `0502` (2), group `05021`
(3), class `050211` (4). A parent is the code without its last digits.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from beffroi.vocabulary.text import Text

NOT_AN_OFFENCE = "not_an_offence"
UNMAPPED = "unmapped"
SEPARATOR = " / "  # between the columns that form one source category

_LENGTHS = (2, 4, 5, 6)  # digits of a section, division, group, class

# Codes whose small counts may identify a victim, or harm one: the stricter threshold applies.
SENSITIVE = (
    "0104",  # assisting or instigating suicide
    "0105",  # euthanasia
    "0106",  # illegal feticide
    "02021",  # abduction of a minor
    "02029",  # illegal adoption, forced marriage
    "0203",  # slavery and exploitation
    "0204",  # trafficking in persons
    "02061",  # negligence of persons under care: children, dependants
    "02082",  # stalking: mostly by partners and former partners
    "0210",  # discrimination: tells a characteristic of the victim
    "03",  # injurious acts of a sexual nature
    "08021",  # prostitution offences
    "08022",  # pornography offences
    "110133",  # sexual violence associated with armed conflict
    "110135",  # conscripting or enlisting child soldiers
    "1102",  # acts contrary to youth regulations and acts on minors
)


def is_known(code: str | None) -> bool:
    """Whether a text is a code of the classification.

    >>> is_known("0501"), is_known("0599"), is_known("unmapped")
    (True, False, False)
    """
    return code in _titles()


def title(code: str) -> Text:
    """Return the classification's own title of a code; KeyError if it is not one.

    >>> title("0502").es
    'Hurto'
    """
    return _titles()[code]


def label(code: str, locale: str) -> str:
    """Return the classification's own title of a code in a language.

    >>> label("0401", "fr")
    'Vol avec violence'
    """
    return title(code)(locale)


def short_title(code: str) -> Text:
    """Return a plain everyday name for charts, or the title where there is none."""
    return _shorts().get(code) or title(code)


def short(code: str, locale: str) -> str:
    """Return a plain everyday name for charts, or the title where there is none.

    >>> short("0501", "es")
    'Robo en vivienda o local'
    """
    return short_title(code)(locale)


def level(code: str) -> int:
    """Return 1 for a section, 2 for a division, 3 for a group, 4 for a class.

    >>> level("05"), level("050211")
    (1, 4)
    """
    return _LENGTHS.index(len(_known(code))) + 1


def parent(code: str) -> str | None:
    """Return the code one level up; None for a section.

    >>> parent("050211"), parent("0502"), parent("05")
    ('05021', '05', None)
    """
    rank = level(code)
    return None if rank == 1 else code[: _LENGTHS[rank - 2]]


def at_level(code: str, digits: int) -> str:
    """Return a code cut to at most that many digits (2, 4, 5 or 6); a coarser code, or "unmapped", stays.

    >>> at_level("050211", 4), at_level("05", 4), at_level("unmapped", 2)
    ('0502', '05', 'unmapped')
    """
    if digits not in _LENGTHS:
        msg = f"digits must be one of {_LENGTHS}, not {digits}"
        raise ValueError(msg)
    return code if not code.isdigit() else code[:digits]


def within(code: str, ancestors: Iterable[str]) -> bool:
    """Whether a code is one of, or a part of one of, the given codes.

    >>> within("050211", ["0502"]), within("05", ["0502"]), within("unmapped", ["05"])
    (True, False, False)
    """
    return code.isdigit() and any(code == above or code.startswith(above) for above in ancestors if above)


def common(codes: Iterable[str]) -> str | None:
    """Return the narrowest code that holds all the given ones; None without one.

    >>> common(["050211", "050222"]), common(["0502", "0401"])
    ('0502', None)
    """
    listed = tuple(codes)
    held = (tuple(_ancestry(code)) for code in listed)
    shared = set.intersection(*map(set, held)) if listed else set()
    return max(shared, key=len, default=None)


def is_sensitive(code: str | None) -> bool:
    """Whether counts of a code, or of any part of it, take the stricter threshold of publication.

    A code that holds a sensitive part (`02` holds trafficking) is not itself
    sensitive: a source class that mixes both says so in its crosswalk.

    >>> is_sensitive("03011"), is_sensitive("0502")
    (True, False)
    """
    return bool(code) and within(str(code), SENSITIVE)


def sections() -> tuple[str, ...]:
    """Return the eleven sections, in order."""
    return tuple(code for code in _titles() if len(code) == 2)


def codes() -> tuple[str, ...]:
    """Return every code of the classification, in order."""
    return tuple(_titles())


def children(code: str | None = None) -> tuple[str, ...]:
    """Return the codes one level below a code, or the sections."""
    return sections() if code is None else tuple(each for each in _titles() if parent(each) == code)


def normalised(source: str) -> str:
    """Return a source category as crosswalks are keyed: composed, spaces collapsed, case folded.

    >>> normalised("  VIOLENCIA   FAMILIAR ")
    'violencia familiar'
    """
    return " ".join(unicodedata.normalize("NFC", source).replace("’", "'").split()).casefold()


def crosswalk_names() -> tuple[str, ...]:
    """Return the names of the packaged crosswalks."""
    found = (entry.name for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in found))


def crosswalk(name: str) -> Mapping[str, str]:
    """Return a packaged crosswalk: normalised source category to ICCS code or "not_an_offence".

    >>> crosswalk("police_uk")["shoplifting"]
    '050231'
    """
    return _crosswalk(name)[0]


def sensitive_categories(name: str) -> frozenset[str]:
    """Return the normalised source categories of a crosswalk that take the stricter threshold whatever their code."""
    return _crosswalk(name)[1]


def aggregate_categories(name: str) -> frozenset[str]:
    """Return the normalised source categories that hold other categories of the same source: never summed with them."""
    return _crosswalk(name)[2]


def matched(source: str, table: Mapping[str, str]) -> str | None:
    """Return the code of a source category in a table keyed by normalised categories; None when unmapped.

    The whole category is tried first, then without its last part, and so on:
    "BURGLARY / FORCIBLE ENTRY", then "BURGLARY".

    >>> matched("Burglary / Home Invasion", {"burglary": "0501"})
    '0501'
    """
    asked = normalised(source)
    while asked:
        if asked in table:
            return table[asked]
        asked = asked.rpartition(SEPARATOR)[0]
    return None


def _ancestry(code: str) -> Iterable[str]:
    above: str | None = code
    while above:
        yield above
        above = parent(above)


def _known(code: str) -> str:
    if not is_known(code):
        raise KeyError(code)
    return code


def _read(*parts: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("beffroi.vocabulary").joinpath(*parts).read_text("utf-8"))


def _folder() -> Any:
    return resources.files("beffroi.vocabulary").joinpath("crosswalks")


@cache
def _titles() -> Mapping[str, Text]:
    return MappingProxyType(_texts("title"))


@cache
def _shorts() -> Mapping[str, Text]:
    return MappingProxyType(_texts("short"))


def _texts(table: str) -> dict[str, Text]:
    content = _read("iccs.toml")
    made = {}
    for code, (en, fr, es) in sorted(content[table].items()):
        local = {place: named[code] for place, named in content["variants"].items() if code in named}
        made[code] = Text(en=en, fr=fr, es=es, variants=local if table == "short" else {})
    return made


@cache
def _crosswalk(name: str) -> tuple[Mapping[str, str], frozenset[str], frozenset[str]]:
    if name not in crosswalk_names():
        msg = f"There is no crosswalk named {name!r}; there are {', '.join(crosswalk_names())}"
        raise KeyError(msg)
    content = _read("crosswalks", f"{name}.toml")
    table = {normalised(source): code for source, code in content["codes"].items()}
    listed = (
        frozenset(map(normalised, content.get(kind, {}).get("categories", ()))) for kind in ("sensitive", "aggregate")
    )
    sensitive, aggregate = listed
    return MappingProxyType(table), sensitive, aggregate
