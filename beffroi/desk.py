"""The desk where files are looked at before they are handed in: nothing is stored, nothing is decided."""

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
