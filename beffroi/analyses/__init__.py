"""Every analysis, one file each: asking for the catalogue finds them all."""

from importlib import import_module
from pkgutil import iter_modules

from beffroi.analyses._base import About as About
from beffroi.analyses._base import Analysis as Analysis
from beffroi.analyses._base import parameter as parameter


def catalogue() -> dict[str, type[Analysis]]:
    """Return every analysis by name, in alphabetical order."""
    for module in iter_modules(__path__):
        if not module.name.startswith("_"):
            import_module(f"{__name__}.{module.name}")
    return dict(sorted(Analysis.known.items()))
