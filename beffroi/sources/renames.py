"""Which column of a file is which column of an earlier one: by name, by alias, and by how its values are written."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beffroi.sources.columns import describes_person, plain
from beffroi.sources.portrait import Portrait
from beffroi.sources.profile import Profile

ALIKE = 0.55  # of names (two fifths) and values (three fifths), from which a renamed column is proposed
ALIKE_NAMES = 0.75  # where only names are known
MARGIN = 0.05  # by which the best candidate must exceed the next


def same_columns(
    now: Portrait, last: Portrait, profile: Profile
) -> tuple[dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]], dict[str, str]]:
    """Pair the mapped columns of two portraits: what was told of each and is now, and which were renamed.

    A column that has neither its name nor an alias is paired with the new column that resembles it most, where
    one plainly does.
    """
    held: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    renamed: dict[str, str] = {}
    for name, was in last["of"].items():
        spellings = (name, was["named"], *profile.aliases.get(name, ()))
        seen = next((now["of"][one] for one in spellings if one in now["of"]), None)
        if seen is None and was["named"] not in now["columns"]:
            new = _resembling(was, now, last, taken=renamed.values())
            if new is not None:
                renamed[was["named"]] = new
                seen = now["of"][new]
        if seen is not None:
            held[name] = (was, {**seen, "role": was["role"]})
    return held, renamed


def _resembling(was: Mapping[str, Any], now: Portrait, last: Portrait, *, taken: Any) -> str | None:
    """Return the new column that may be a renamed one; None where none is plainly the best."""
    came = [
        name for name in now["of"] if name not in last["columns"] and name not in taken and not describes_person(name)
    ]
    scored = sorted(((_likeness(was, now["of"][name]), name) for name in came), reverse=True)
    if not scored or scored[0][0] < ALIKE:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        return None
    return scored[0][1]


def _likeness(was: Mapping[str, Any], now: Mapping[str, Any]) -> float:
    parts = list(_values_alike(was, now))
    return 0.4 * names_alike(was["named"], now["named"]) + 0.6 * (sum(parts) / len(parts) if parts else 0.0)


def names_alike(one: str, other: str) -> float:
    """Return from 0 to 1 how much two column names resemble each other, without accents, case or marks.

    >>> names_alike("date_evt", "DATE_EVENEMENT") > 0.7
    True
    """
    return difflib.SequenceMatcher(None, plain(one), plain(other)).ratio()


def _values_alike(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[float]:
    yield _overlap(was["kinds"], now["kinds"])
    yield 1 - abs(was["blank"] - now["blank"])
    if was.get("values") and now.get("values"):
        known = sum(n for value, n in now["values"].items() if value in was["values"])
        yield known / sum(now["values"].values())
    elif was.get("values"):
        yield 0.0
    if was.get("shapes"):
        yield _overlap(was["shapes"], now.get("shapes", {}))
    if was.get("orders"):
        yield float(bool(set(was["orders"]) & set(now.get("orders", ()))))
    if was.get("spread"):
        low, _, high = was["spread"]
        yield float(bool(now.get("spread")) and low <= now["spread"][1] <= high)


def _overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(min(share, other.get(form, 0.0)) for form, share in one.items())


def renamed_columns(gone: Sequence[str], came: Sequence[str]) -> dict[str, str]:
    """Pair columns of which only the names are known."""
    pairs: dict[str, str] = {}
    for old in gone:
        scored = sorted(((names_alike(old, new), new) for new in came if new not in pairs.values()), reverse=True)
        if scored and scored[0][0] >= ALIKE_NAMES:
            pairs[old] = scored[0][1]
    return pairs
