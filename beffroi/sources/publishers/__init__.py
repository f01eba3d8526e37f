"""Reviewed profiles of known publishers, by name."""

from importlib import resources

from beffroi.errors.intake import UnknownPublisher
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
