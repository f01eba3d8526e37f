"""The desk where files are looked at before they are handed in: nothing is stored, nothing is decided."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beffroi.settling import Settling
from beffroi.sources import publishers
from beffroi.sources.peek import likely_code, likely_join, likely_name, likely_value, place_columns, table_columns
from beffroi.sources.profile import Profile
from beffroi.sources.timezone import check_reference, utm_of_timezone

__all__ = [
    "areas", "check_reference", "check_timezone", "fitting", "likely_code", "likely_join",
    "likely_name", "likely_value", "look_at", "people", "place_columns", "proposed", "report", "table_columns",
]  # fmt: skip


def look_at(path: Path) -> tuple[Path, Any]:
    """Return a file of incidents, or a folder of them, with what is seen of the first: kind, columns, values."""
    from beffroi.sources.look import look
    from beffroi.sources.series import first_of

    return path, look(first_of(path))


def fitting(seen: Any) -> Iterator[Profile]:
    """Yield the packaged profiles whose columns a file has."""
    from beffroi.errors.intake import IntakeError
    from beffroi.sources.columns import resolve

    for name in publishers.names():
        profile = publishers.profile(name)
        try:
            resolve(profile, list(seen.columns), path=seen.path.name)
        except IntakeError:
            continue
        if profile.file.kind == seen.kind:
            yield profile


def proposed(seen: Any, *, locale: str) -> tuple[Any, Settling]:
    """Return the proposal of a profile, and its text ready to be settled."""
    from beffroi.sources.propose import propose

    proposal = propose(seen.path, locale=locale)
    return proposal, Settling(proposal.toml, seen.columns)


def check_timezone(zone: str) -> str:
    """Return a time zone that exists; refuse any other."""
    utm_of_timezone(zone)
    return zone


def areas(path: Path, *, code: str, name: str, timezone: str, source_crs: str | None = None) -> list[str]:
    """Return the codes of the areas of a file, read as they will be when they are added."""
    from beffroi.sources.geography import read_places

    found = read_places(path, code=code, name=name, crs=utm_of_timezone(timezone), source_crs=source_crs)
    return found.frame["place"].to_list()


def people(path: Path, *, place: str, value: str) -> list[str]:
    """Return the places of a table of residents, read as it will be when it is added."""
    from beffroi.sources.exposure import read_exposure

    return read_exposure(path, measure="residents", place=place, value=value).frame["place"].to_list()


def report(given: Sequence[str], places: Sequence[str]) -> Any:
    """Return how the codes of a denominator meet those of the places; see `sources.exposure.join_report`."""
    from beffroi.sources.exposure import join_report

    return join_report(given, places)


def propose_profile(path: Path, *, locale: str, out: Path | None = None, near: Any = None) -> Any:
    """Propose a profile for a file, whose points should land in a boundary; write it where nothing is yet."""
    from beffroi.errors.store import NeverOverwritten
    from beffroi.sources.propose import propose

    if out is not None and out.exists():
        raise NeverOverwritten(file=str(out))
    proposal = propose(path, locale=locale, near=near)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(proposal.toml, "utf-8")
    return proposal


def packaged_for(proposal: Any) -> list[str]:
    """Return the names of the packaged profiles whose columns and categories a looked-at file has."""
    wanted = tomllib.loads(proposal.toml).get("what", {}).get("crosswalk")
    return [profile.name for profile in fitting(proposal.seen) if profile.what.crosswalk == wanted]


def drift_words(drift: Any, locale: str) -> tuple[str, list[str]]:
    """Return one change between deliveries in words, and the lines of TOML that a profile would say."""
    from beffroi.sources.drift_words import proposed, said

    return said(drift, locale), proposed(drift)
