"""Reviewed profiles of known publishers, by name."""

import tomllib
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from beffroi.errors.intake import FileMissing
from beffroi.errors.profiles import ProfileUnreadable, UnknownPublisher
from beffroi.sources.profile import Profile


def names() -> tuple[str, ...]:
    """Return the names of the reviewed profiles, sorted.

    >>> "police-uk" in names()
    True
    """
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def profile(name: str) -> Profile:
    """Return a reviewed profile.

    >>> profile("police-uk").when.precision
    'month'

    Raises
    ------
    UnknownPublisher
        No reviewed profile has that name; the message lists those there are.
    """
    if name not in names():
        raise UnknownPublisher(name=name, known=", ".join(names()))
    return Profile.from_toml((resources.files(__package__) / f"{name}.toml").read_text("utf-8"))


def text_of(named: Path | str) -> str:
    """Return the text of a profile: of a packaged one by its name, of a TOML file by its path."""
    if isinstance(named, Path) or named.endswith(".toml"):
        read_profile(Path(named))
        return Path(named).read_text("utf-8")
    profile(named)
    return (resources.files(__package__) / f"{named}.toml").read_text("utf-8")


def read_profile(path: Path) -> Profile:
    """Read a profile that an observatory keeps beside its data.

    Raises
    ------
    FileMissing, ProfileUnreadable
        There is no such file; it is not TOML; or a value is not one that a profile can have.
    """
    try:
        return Profile.from_toml(path)
    except FileNotFoundError:
        raise FileMissing(path=str(path)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileUnreadable(path=path.name, why=str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ProfileUnreadable(path=path.name, why=f"{where}: {first['msg']}") from None
