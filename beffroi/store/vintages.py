"""Which set of places is meant: by name, by kind, and by vintage where boundaries have changed."""

from collections.abc import Mapping, Sequence
from datetime import date

from beffroi.errors.places import NoVintage
from beffroi.errors.questions import UnknownPlace
from beffroi.store.places import PlaceSet
from beffroi.vocabulary.period import Period


def choose(sets: Mapping[str, PlaceSet], name: str | None, *, on: date | None = None) -> PlaceSet:
    """Return a place set.

    Parameters
    ----------
    sets
        By name, in order of first arrival; a vintage is called `set@period`.
    name
        Of a set; of a kind of which there is one; `set@2011` for the vintage in force at the start of 2011 (or
        `set@` and its whole period). None: the first set of areas, else the first.
    on
        The day whose vintage is meant where none is named; None: the latest.

    Raises
    ------
    UnknownPlace, NoVintage
        There is no such set; none of its vintages is in force then.
    """
    if name is None:
        return _default(sets, on=on)
    if name in sets:
        return sets[name]
    named, _, asked = name.partition("@")
    of_kind = [places for places in sets.values() if places.kind == named]
    bases = {places.name.partition("@")[0] for places in of_kind}
    base = next(iter(bases)) if len(bases) == 1 else named
    vintages = [places for places in sets.values() if places.period and places.name.partition("@")[0] == base]
    if not asked and base in sets:
        return sets[base]
    if not vintages:
        raise UnknownPlace(name=name, known=", ".join(sets) or "–")
    return _in_force(vintages, on=_first_day(asked) if asked else on, base=base)


def _default(sets: Mapping[str, PlaceSet], *, on: date | None) -> PlaceSet:
    """Return the first set of areas, else the first: its vintage in force, or the latest where none is."""
    if not sets:
        raise UnknownPlace(name="–", known="–")
    first = next((places for places in sets.values() if places.kind == "area"), next(iter(sets.values())))
    base = first.name.partition("@")[0]
    try:
        return choose(sets, base, on=on)
    except NoVintage:
        return choose(sets, base)


def _in_force(vintages: Sequence[PlaceSet], *, on: date | None, base: str) -> PlaceSet:
    """Return the vintage in force on a day, the one that starts last where several are; the latest without a day."""
    periods = {places.name: Period.parse(places.period) for places in vintages}
    ordered = sorted(vintages, key=lambda places: (periods[places.name].start, periods[places.name].end))
    held = [places for places in ordered if on is None or periods[places.name].start <= on < periods[places.name].end]
    if not held:
        known = ", ".join(places.name for places in ordered)
        raise NoVintage(name=base, day=str(on or "–"), known=known, example=ordered[-1].name)
    return held[-1]


def _first_day(written: str) -> date:
    from beffroi.errors.questions import BadPeriod

    try:
        return Period.parse(written).start
    except ValueError:
        raise BadPeriod(found=written) from None
