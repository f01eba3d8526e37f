"""What a text says of a place in a street: an intersection, a number, a hundred block, a street, a name.

Read in English, French and Spanish alike, because one city writes in several: abbreviations, articles, accents,
hyphens and the order of the words do not count.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_TYPES = {
    "street": "street str st",
    "rue": "rue r",
    "avenue": "avenue avenida ave avda av aven",
    "boulevard": "boulevard bulevar boul blvd bld bd blv bvd",
    "road": "road rd",
    "route": "route rte ruta carretera",
    "drive": "drive dr drv",
    "lane": "lane ln",
    "court": "court ct cour",
    "place": "place plaza placette pl plz pza",
    "square": "square sq carre",
    "terrace": "terrace ter terr terrasse",
    "crescent": "crescent cres croissant crois",
    "parkway": "parkway pkwy pky",
    "highway": "highway hwy autoroute aut autopista",
    "expressway": "expressway expy expwy",
    "way": "way wy via",
    "chemin": "chemin ch che camino",
    "calle": "calle cl cll",
    "callejon": "callejon cjon cda cerrada privada priv",
    "carrera": "carrera cra kra cr kr",
    "calzada": "calzada calz czda",
    "paseo": "paseo ps pso",
    "eje": "eje",
    "quai": "quai quay",
    "impasse": "impasse imp",
    "allee": "allee allees alley al",
    "montee": "montee mtee",
    "promenade": "promenade prom",
    "pont": "pont bridge puente br",
    "ruelle": "ruelle",
    "circle": "circle cir cercle",
    "plaza": "glorieta rotonda",
    "diagonal": "diagonal diag",
    "transversal": "transversal transv tv",
}
_TYPE = {word: name for name, words in _TYPES.items() for word in words.split()}
_SIDES = {
    "n": "n north nord norte",
    "s": "s south sud sur",
    "e": "e east est este oriente ote",
    "w": "w west ouest oeste o poniente pte",
    "ne": "ne northeast noreste",
    "nw": "nw northwest noroeste no",
    "se": "se southeast sureste",
    "sw": "sw southwest suroeste so",
}
_SIDE = {word: name for name, words in _SIDES.items() for word in words.split()}
_ARTICLES = frozenset(
    ["the", "de", "du", "des", "d", "la", "le", "les", "l", "el", "los", "las", "del", "of", "a", "au", "aux"]
)
_SAINTS = frozenset(["saint", "sainte", "st", "ste", "san", "santa", "santo", "sto", "sta"])
_WORDS = {
    "dr": "docteur", "doctor": "docteur", "gen": "general", "gral": "general", "pres": "president",
    "presidente": "president", "mgr": "monseigneur", "prof": "professeur", "notre": "notre", "mt": "mont",
    "mount": "mont", "ft": "fort", "mtro": "maestro", "ing": "ingeniero", "lic": "licenciado", "j": "j",
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "premiere": "1", "deuxieme": "2", "troisieme": "3", "quatrieme": "4",
    "primera": "1", "segunda": "2", "tercera": "3", "cuarta": "4",
}  # fmt: skip
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th|er|re|ere|e|eme|nde|a|o|ro|ra)$")
_JOINED = re.compile(
    r"\s*(?:&|/|@|\+|\\|;|\bet\b|\band\b|\by\b|\be\b(?=\s+i)|\bat\b|\bcon\b|\besquina(?:\s+con|\s+de)?\b|\besq\b\.?|"
    r"\bangle(?:\s+de)?\b|\bcoin(?:\s+de)?\b|\bcruce\s+con\b)\s*"
)
_OPENING = re.compile(
    r"^\s*(?:(?:a|à|at|au|en|on|near|pres|cerca)\s+)?(?:l\s*)?(?:the\s+)?"
    r"(?:angle|coin|corner|intersection|interseccion|cruce|esquina|esq)\s*(?:of|de|des|du|d|con)?\s+"
)
_HUNDRED = re.compile(r"^(?:the\s+)?(\d+)\s*(?:block|blk|bloc|cuadra)(?:\s+of)?\s+(.*)$")
_MASKED = re.compile(r"^(\d*)(x+)\s+(.*)$")
_NUMBERED = re.compile(  # not `22 nd avenue`: an ordinal before nothing but a type of street
    r"^(\d+)(?:\s*-\s*(\d+))?\s*[a-d]?\s*,?\s+(?!(?:st|nd|rd|th|e|er|re|ere|eme|nde)\s+[a-z]+$)(.*)$"
)
_NUMBER_LAST = re.compile(r"^(.*\D)\s*,?\s*(?:no|num|numero|n|nr)?\s*#?\s*(\d+)\s*[a-d]?$")
Kind = Literal["intersection", "number", "block", "name"]


@dataclass(frozen=True, slots=True)
class StreetName:
    """A name taken apart: `words` that name it, its type (street, avenue) and its side (n, s, e, w), "" without."""

    words: tuple[str, ...]
    type: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text asks for: one name, two for an intersection, and the first and last number of a block."""

    kind: Kind
    names: tuple[StreetName, ...]
    low: int = 0
    high: int = 0


def folded(written: str) -> str:
    """Return a text in lower case without accents, with single spaces; `/ & @ # - ,` stay.

    >>> folded("  Côte-des-Neiges /  d’Iberville ")
    'cote-des-neiges / d iberville'
    """
    plain = unicodedata.normalize("NFKD", written.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^0-9a-z/&@+#,;\\-]+", " ", plain).split())


@lru_cache(maxsize=200_000)
def street_name(written: str) -> StreetName:
    """Take the name of a street apart.

    >>> street_name("Rue Sainte-Catherine O."), street_name("ST CATHERINE ST W") == street_name("W Saint Catherine Street")
    (StreetName(words=('saint', 'catherine'), type='rue', side='w'), True)
    >>> street_name("22nd Ave"), street_name("Av. de los Insurgentes Sur").words
    (StreetName(words=('22',), type='avenue', side=''), ('insurgentes',))
    """
    tokens = [word for word in re.split(r"[^0-9a-z]+", folded(written)) if word]
    tokens = _joined_ordinals(tokens)
    side, tokens = _side(tokens)
    type_, tokens = _type(tokens)
    if not side:
        side, tokens = _side(tokens)
    kept = [word for word in tokens if word not in _ARTICLES] or tokens
    words = tuple(_word(word, follows=at + 1 < len(kept)) for at, word in enumerate(kept))
    return StreetName(words or (type_,) * bool(type_), type_ if words else "", side)


def read(written: str) -> Asked | None:
    """Read what a text asks for; None where it says nothing.

    >>> read("angle Sainte-Catherine et Saint-Denis").kind
    'intersection'
    >>> read("22XX W MAIN ST"), read("2100 block of Main St.").low
    (Asked(kind='block', names=(StreetName(words=('main',), type='street', side='w'),), low=2200, high=2299), 2100)
    >>> read("2145, rue Saint-Denis").kind, read("Calle Madero 25").low, read("Station Berri-UQAM").kind
    ('number', 25, 'name')
    """
    text = folded(written).strip(" ,;/&-#")
    if not text:
        return None
    opened = _OPENING.sub("", text, count=1)
    parts = [part for part in (piece.strip(" ,-") for piece in _JOINED.split(opened)) if part]
    if len(parts) == 2 and all(re.search(r"[0-9a-z]", part) for part in parts):
        names = tuple(street_name(_without_number(part)) for part in parts)
        if all(name.words for name in names):
            return Asked("intersection", names)
    if block := _block(text):
        return block
    for low, high, rest in _numbers(text):
        name = street_name(rest)
        if name.words:
            return Asked("number" if low == high else "block", (name,), low, high)
    return Asked("name", (street_name(text),))


def _block(text: str) -> Asked | None:
    if found := _HUNDRED.match(text):
        low = int(found[1]) // 100 * 100
        return Asked("block", (street_name(found[2]),), low, low + 99)
    if found := _MASKED.match(text):
        digits, hidden, rest = found[1] or "0", len(found[2]), found[3]
        low = int(digits) * 10**hidden
        return Asked("block", (street_name(rest),), low, low + 10**hidden - 1)
    return None


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    if found := _NUMBERED.match(text):
        first, last = int(found[1]), int(found[2] or found[1])
        yield min(first, last), max(first, last), found[3]
    elif found := _NUMBER_LAST.match(text):
        yield int(found[2]), int(found[2]), found[1]


def _without_number(part: str) -> str:
    """Drop a civic number before the name of a street that is one of two: `100 Main St & Oak St`."""
    found = _NUMBERED.match(part)
    return found[3] if found and street_name(found[3]).words else part


def _joined_ordinals(tokens: list[str]) -> list[str]:
    """Read `22 nd` and `22nd` as 22."""
    out: list[str] = []
    for word in tokens:
        if out and out[-1].isdigit() and word in ("nd", "rd", "th", "e", "er", "ere", "eme") and len(tokens) > 2:
            continue
        found = _ORDINAL.match(word)
        out.append(found[1] if found else word)
    return out


def _side(tokens: list[str]) -> tuple[str, list[str]]:
    """Take a side from the end or the beginning of a name of several words."""
    for at in (-1, 0):
        if len(tokens) > 1 and tokens[at] in _SIDE:
            return _SIDE[tokens[at]], tokens[:-1] if at else tokens[1:]
    return "", tokens


def _type(tokens: list[str]) -> tuple[str, list[str]]:
    """Take a type from the beginning or the end; an initial `st` is a saint, a final one a street."""
    if len(tokens) < 2:
        return "", tokens
    first, last = tokens[0], tokens[-1]
    if first == "c":
        return "calle", tokens[1:]
    if first in _TYPE and first not in ("st", "dr", "al", "no"):
        return _TYPE[first], tokens[1:]
    if last in _TYPE and last not in ("r", "br"):
        return _TYPE[last], tokens[:-1]
    return "", tokens


def _word(word: str, *, follows: bool) -> str:
    if word in _SAINTS and follows:
        return "saint"
    if word.isdigit():
        return word.lstrip("0") or "0"
    return _WORDS.get(word, word)
