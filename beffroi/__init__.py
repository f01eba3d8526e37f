"""Beffroi: an urban-safety observatory in a box.

>>> from beffroi import Scope
>>> Scope(period="2018-01/2018-07").period.days
212
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_DOORS = {
    "Observatory": "beffroi.observatory",
    "Scope": "beffroi.vocabulary.scope",
    "catalogue": "beffroi.analyses",
}


def __getattr__(name: str) -> Any:
    # imported when asked for: `beffroi --help` and whoever needs the version alone start light
    if name in _DOORS:
        return getattr(import_module(_DOORS[name]), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted([*globals(), *_DOORS])
