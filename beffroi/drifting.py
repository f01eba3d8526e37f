"""A file at the counter beside the earlier ones of its source: what changed, whether to stop, what the profile needs."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from beffroi.errors import BeffroiError
from beffroi.errors.drift import NothingToUpdate, SourceDrifted, UnknownChange
from beffroi.sources._base import Account
from beffroi.sources.draft import literal
from beffroi.sources.drift import STOPS, Drift, drifts
from beffroi.sources.profile import Profile
from beffroi.store.catalogue import Delivery

EVERYTHING = "all"  # what a person says to accept whatever changed


def portraits(before: Sequence[Delivery]) -> list[dict[str, Any]]:
    """Return what the deliveries of a data set looked like, the last one last."""
    return [delivery.account["portrait"] for delivery in before if delivery.account.get("portrait")]


def portrait_of(read: Account) -> dict[str, Any]:
    """Return what a file looked like, with the days it covers."""
    return {**read.extra.get("portrait", {}), "days": sum(period.days for period in read.covered)}


def changes_of(read: Account, before: Sequence[Delivery], profile: Profile) -> tuple[Drift, ...]:
    """Compare a file that was read with the earlier deliveries of its data set."""
    return drifts(portrait_of(read), portraits(before), profile)


def check_accepted(
    found: Sequence[Drift], accepted: Collection[str], *, path: Path, profile: Profile, cause: Exception | None = None
) -> None:
    """Stop where reading on would be a guess that nobody accepted.

    Raises
    ------
    SourceDrifted
        It says what changed, and what the profile would say.
    """
    from beffroi.sources.drift_words import all_proposed, all_said

    unknown = [name for name in accepted if name not in (*STOPS, EVERYTHING)]
    if unknown:
        raise UnknownChange(name=unknown[0], known=", ".join(STOPS))
    stopping = [one for one in found if one.stops and not {one.kind, EVERYTHING} & set(accepted)]
    if not stopping:
        return
    raise SourceDrifted(
        path=path.name, dataset=profile.dataset, changes=all_said(stopping),
        proposed=all_proposed(stopping, readable=cause is None), drifts=found,
    ) from cause  # fmt: skip


def changes_of_unread(path: Path, before: Sequence[Delivery], profile: Profile) -> tuple[Drift, ...]:
    """Compare a file that its profile does not read; nothing where it is no table of records."""
    from beffroi.sources.look import look
    from beffroi.sources.portrait import sketched

    earlier = portraits(before)
    if not earlier:
        return ()
    try:
        seen = look(path)
    except BeffroiError:
        return ()
    return drifts(sketched(seen), earlier, profile)


def stored(found: Sequence[Drift]) -> list[dict[str, Any]]:
    """Return changes as they are kept with a delivery: without the words of earlier ones, which may be deleted."""
    return [{**one.as_json(), **({"was": ""} if one.kind == "categories_vanished" else {})} for one in found]


def updated(toml: str, found: Sequence[Drift], *, path: Path) -> str:
    """Write what changed into the text of a profile, version raised by one; comments stay.

    Raises
    ------
    NothingToUpdate
        Nothing that changed is for a profile to say.
    """
    patches = [(section, told) for one in found for section, told in one.patch.items()]
    if not patches:
        raise NothingToUpdate(path=path.name)
    version = int(tomllib.loads(toml).get("version", 1))
    lines = _set(toml.splitlines(), "", "version", version + 1)
    for section, told in patches:
        for key, value in told.items():
            lines = _set(lines, section, key, value)
    return "\n".join(lines) + "\n"


def _set(lines: list[str], section: str, key: str, value: object) -> list[str]:
    """Put one line of a section: in place of the one that says it, else at its end."""
    start = next((at + 1 for at, line in enumerate(lines) if line.strip() == f"[{section}]"), None if section else 0)
    bare = re.fullmatch(r"[A-Za-z0-9_-]+", key)
    line = f"{key if bare else literal(key)} = {literal(value)}"
    if start is None:
        return [*lines, "", f"[{section}]", line]
    end = next((at for at in range(start, len(lines)) if lines[at].startswith("[")), len(lines))
    for at in range(start, end):
        if _says(lines[at], key):
            return [*lines[:at], line, *lines[at + 1 :]]
    while end > start and not lines[end - 1].strip():
        end -= 1
    return [*lines[:end], line, *lines[end:]]


def _says(line: str, key: str) -> bool:
    try:
        told: Mapping[str, Any] = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return False
    return key in told


def drift_words(drift: Any, locale: str) -> tuple[str, list[str]]:
    """Return one change between deliveries in words, and the lines of TOML that a profile would say."""
    from beffroi.sources.drift_words import proposed, said

    return said(drift, locale), proposed(drift)
