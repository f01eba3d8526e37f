"""Offence categories of an unknown file: known crosswalks first, then titles that resemble, for a person to judge."""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from beffroi.sources.columns import describes_person, plain
from beffroi.sources.look import Look
from beffroi.vocabulary import offences

_NAMED = re.compile(
    r"(^|_)(crime|crimes|offence|offense|offences|category|categorie|categoria|type|primary_type|delito|delitos|"
    r"infraction|infractions|classe|classification|indicateur|indicator|modalidad|conducta|tipo|nature|descripcion|"
    r"description|iucr|fbi_code)(_|$)"
)
_NOT_NAMED = re.compile(r"(^|_)(location|lieu|lugar|outcome|status|statut|reported|place|premise|premises|arrest)(_|$)")
MOST_CATEGORIES = 600
ENOUGH = 0.9  # share of rows that a packaged crosswalk must know to be proposed
PLAUSIBLE = 0.62


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories:
    """The category column(s) and how their values can be coded.

    Attributes
    ----------
    columns
        One column, or two whose values join with " / ".
    crosswalk, share
        A packaged crosswalk and the share of rows that it knows.
    finer
        Share of rows that it knows by all columns together, not by the first alone.
    counts
        Rows by source category.
    codes
        Source category to ICCS code and resemblance from 0 to 1, where no crosswalk fits.
    """

    columns: tuple[str, ...]
    counts: Mapping[str, int]
    crosswalk: str | None = None
    share: float = 0.0
    finer: float = 0.0
    codes: Mapping[str, tuple[str, float]] | None = None


def categories(look: Look, *, taken: Sequence[str]) -> Categories | None:
    """Return the likely category columns of a file, or None."""
    candidates = [name for name in look.columns if name not in taken and _may_be_category(look, name)]
    if not candidates:
        return None
    best = max((_known(look, (name,)) for name in candidates), key=_fit)
    finer = [_known(look, (*best.columns, name)) for name in candidates if name not in best.columns]
    best = max([best, *(each for each in finer if each.finer)], key=_fit)
    if best.share >= ENOUGH:
        return best
    named = [name for name in candidates if _NAMED.search(plain(name)) and not _NOT_NAMED.search(plain(name))]
    if not named:
        return None
    counts = Counter(look.filled(named[0]))
    proposed = {value: resembling(value) for value in counts}
    return Categories(columns=(named[0],), counts=counts, codes={k: v for k, v in proposed.items() if v})


def resembling(source: str) -> tuple[str, float] | None:
    """Return the code whose wording in any language resembles a category most, and how much; None below a floor.

    >>> resembling("Cambriolages")
    ('0501', 0.96)
    """
    asked = _folded(source)
    known = _wordings()
    if asked in known:
        return known[asked], 1.0
    near = difflib.get_close_matches(asked, list(known), n=1, cutoff=PLAUSIBLE)
    if not near:
        return None
    return known[near[0]], round(difflib.SequenceMatcher(None, asked, near[0]).ratio(), 2)


def _may_be_category(look: Look, name: str) -> bool:
    held = look.filled(name)
    if not held or describes_person(name):
        return False
    different = set(held)
    if not 1 <= len(different) <= MOST_CATEGORIES or len(different) > 0.5 * len(held):
        return False
    return sum(any(c.isalpha() for c in value) for value in different) >= 0.9 * len(different)


def _known(look: Look, columns: tuple[str, ...]) -> Categories:
    """Return the packaged crosswalk that knows most rows, and the share of rows that it knows by several columns."""
    joined = Counter(zip(*(look.columns[name] for name in columns), strict=True))
    counts: Counter[str] = Counter()
    for parts, n in joined.items():
        counts[offences.SEPARATOR.join(filter(None, parts))] += n if parts[0] else 0
    rows = max(sum(counts.values()), 1)
    made = [Categories(columns=columns, counts=counts)]
    for name in offences.crosswalk_names() if len(counts) <= 5 * MOST_CATEGORIES else ():
        table = offences.crosswalk(name)
        known = sum(n for value, n in counts.items() if offences.matched(value, table))
        whole = (
            n for value, n in counts.items() if offences.SEPARATOR in value and offences.normalised(value) in table
        )
        share, finer = known / rows, sum(whole) / rows
        made.append(Categories(columns=columns, counts=counts, crosswalk=name, share=share, finer=finer))
    return max(made, key=_fit)


def _fit(found: Categories) -> tuple[float, float, int]:
    """Order crosswalks: the share they know, how finely, then the one with fewest categories, made for such files."""
    return found.share, found.finer, -len(offences.crosswalk(found.crosswalk)) if found.crosswalk else 0


@cache
def _wordings() -> dict[str, str]:
    """Every wording known for a code: titles and short names in three languages, and the crosswalks' categories."""
    known: dict[str, str] = {}
    for name in offences.crosswalk_names():
        whole = {source: code for source, code in offences.crosswalk(name).items() if offences.SEPARATOR not in source}
        known |= {_folded(source): code for source, code in whole.items()}
    for code in offences.codes():
        for locale in ("en", "fr", "es"):
            known[_folded(offences.label(code, locale))] = code
            known[_folded(offences.short(code, locale))] = code
    return known


def _folded(source: str) -> str:
    plain_text = "".join(c for c in unicodedata.normalize("NFKD", source) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", plain_text.casefold()).strip()
