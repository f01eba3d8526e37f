"""What changed between the deliveries of one source, and what a profile would need: seen, proposed, never guessed."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import median
from typing import Any

from beffroi.sources.portrait import Portrait
from beffroi.sources.profile import DECIDE, Profile
from beffroi.sources.renames import renamed_columns, same_columns
from beffroi.sources.roles import systems_at

LAST = 12  # earlier deliveries that a new one is held against
MOSTLY = 0.8  # share of values from which a column is of one kind
LOST = 20.0  # rows of a category expected, of which none came, before it counts as vanished
FEW_ROWS = 50  # rows below which shares and volumes tell nothing
STOPS = (
    "kind_changed", "encoding_changed", "separator_changed", "column_removed", "column_renamed", "type_changed",
    "date_format_changed", "decimal_changed", "reference_changed", "axes_swapped", "column_emptied", "key_changed",
)  # fmt: skip
NOTES = (
    "column_added", "columns_reordered", "categories_new", "categories_vanished", "missing_shifted", "times_coarser",
    "volume_shifted",
)  # fmt: skip
KINDS = STOPS + NOTES
ROOTS = {"kind_changed", "encoding_changed", "separator_changed", "type_changed"}
FOLLOW = {"categories_new", "categories_vanished", "volume_shifted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One change. `stops`: to read on would be a guess. `patch`: what the profile would say, section by section."""

    kind: str
    column: str = ""
    was: str = ""
    now: str = ""
    stops: bool = False
    patch: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON-able values."""
        return asdict(self)


def drifts(now: Portrait, before: Sequence[Portrait], profile: Profile) -> tuple[Drift, ...]:
    """Compare a file with the earlier deliveries of its source, the latest last; what stops comes first.

    Ordinary variation is no drift: a share must move further than earlier deliveries did, a category must have
    been frequent to vanish, a new one must be unknown to the profile.
    """
    if not before:
        return ()
    last = before[-1]
    held, paired = same_columns(now, last, profile)
    found = [*_file(now, last), *_columns(now, last, profile, paired=paired)]
    for column, (was, seen) in held.items():
        found += [*_column(column, was, seen, profile=profile)]
        if now["rows"] >= FEW_ROWS and last["rows"] >= FEW_ROWS:
            found += _missing(column, seen, [one["of"].get(column, {}) for one in before[-LAST:]])
    found += [*_places(held, profile), *_categories(now, before, profile=profile)]
    found += _volume(now, before[-LAST:])
    found = [replace(one, stops=False, patch={}) if one.stops and _is_said(one, profile) else one for one in found]
    if {one.kind for one in found} & ROOTS:  # what follows from a file read otherwise is not said as well
        found = [one for one in found if one.kind not in FOLLOW]
    order = {kind: at for at, kind in enumerate(KINDS)}
    return tuple(sorted(found, key=lambda one: (not one.stops, order[one.kind], one.column)))


def _is_said(drift: Drift, profile: Profile) -> bool:
    """Whether the profile already says what changed: somebody has read it, and nothing is guessed."""
    told = {section: profile.model_dump(mode="json").get(section, {}) for section in drift.patch}
    return bool(drift.patch) and all(
        _agrees(key, value, told[section].get(key))
        for section, part in drift.patch.items()
        for key, value in part.items()
    )


def _agrees(key: str, proposed: Any, said: Any) -> bool:
    if key == "encoding":
        return _encoding(str(proposed)) == _encoding(str(said))
    if key == "formats" and isinstance(proposed, list):
        return {_zoneless(one) for one in proposed} <= {_zoneless(one) for one in said or ()}
    return bool(proposed == said)


def _file(now: Portrait, last: Portrait) -> Iterator[Drift]:
    if now["kind"] != last["kind"]:
        yield Drift(
            kind="kind_changed", was=last["kind"], now=now["kind"], stops=True, patch=_said("file", kind=now["kind"])
        )
        return
    if now["separator"] != last["separator"]:
        was, seen = (one["separator"].replace("\t", "\\t") for one in (last, now))
        patch = _said("file", separator=now["separator"])
        yield Drift(kind="separator_changed", was=was, now=seen, stops=True, patch=patch)
    one, other = (_encoding(each["encoding"]) for each in (last, now))
    if one and other and one != other:
        named = "windows-1252" if other == "single-byte" else other
        yield Drift(
            kind="encoding_changed", was=last["encoding"], now=named, stops=True, patch=_said("file", encoding=named)
        )


def _encoding(name: str) -> str:
    """Return the family of an encoding; the single-byte ones cannot be told apart."""
    plain = name.lower().replace("_", "-")
    if plain in ("", "ascii", "us-ascii"):
        return ""
    if plain.startswith("utf-16"):
        return "utf-16"
    return "utf-8" if plain in ("utf-8", "utf8", "utf-8-sig") else "single-byte"


def _columns(now: Portrait, last: Portrait, profile: Profile, *, paired: Mapping[str, str]) -> Iterator[Drift]:
    """Columns that came, went, changed their names or their order."""
    mapped = {name: told["named"] for name, told in last["of"].items()}
    spelled = {spelling: name for name, spelling in mapped.items()}
    known = {alias for name in profile.columns() for alias in (name, *profile.aliases.get(name, ()))}
    came = [name for name in now["columns"] if name not in last["columns"]]
    gone = [name for name in last["columns"] if name not in now["columns"]]
    renames = dict(paired) or renamed_columns(gone, came)
    for old, new in renames.items():
        name = spelled.get(old)
        stops = name is not None and new not in known
        patch = {"aliases": {name: [*profile.aliases.get(name, ()), new]}} if name and stops else {}
        yield Drift(kind="column_renamed", column=old, was=old, now=new, stops=stops, patch=patch)
    for name in gone:
        if name not in renames:
            lost = name in spelled and not any(each in known for each in came)
            yield Drift(kind="column_removed", column=name, was=name, stops=lost)
    for name in came:
        if name not in renames.values():
            yield Drift(kind="column_added", column=name, now=name)
    common = [name for name in last["columns"] if name in now["columns"]]
    if [name for name in now["columns"] if name in common] != common:
        yield Drift(kind="columns_reordered", was=", ".join(common[:6]), now=", ".join(now["columns"][:6]))


def _column(column: str, was: Mapping[str, Any], now: Mapping[str, Any], *, profile: Profile) -> Iterator[Drift]:
    role = was["role"]
    mark, new = (_decimal(one) for one in (was, now))
    if role == "date":
        yield from _dates(column, was, now, profile=profile)
    elif role in ("x", "y", "value") and mark and new and mark != new:
        yield Drift(
            kind="decimal_changed", column=column, was=mark, now=new, stops=True, patch=_said("file", decimal=new)
        )
    elif role == "key":
        yield from _keys(column, was, now)
    else:
        one, other = _dominant(was), _dominant(now)
        if one and other and one != other and {one, other} != {"point", "comma"}:
            yield Drift(kind="type_changed", column=column, was=one, now=other, stops=True)
    if role == "time" and was.get("midnight", 1) < 0.5 and now.get("midnight", 0) >= 0.9:
        was_midnight, seen = (f"{100 * one['midnight']:.0f} %" for one in (was, now))
        yield Drift(kind="times_coarser", column=column, was=was_midnight, now=seen)


def _dominant(told: Mapping[str, Any]) -> str:
    kinds = told["kinds"]
    return next((kind for kind, share in kinds.items() if share >= MOSTLY), "")


def _decimal(told: Mapping[str, Any]) -> str:
    kinds = told["kinds"]
    return next((mark for kind, mark in (("point", "."), ("comma", ",")) if kinds.get(kind, 0) >= 0.5), "")


def _keys(column: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Drift]:
    one, other = was.get("shapes", {}), now.get("shapes", {})
    if one and other and sum(min(share, other.get(form, 0.0)) for form, share in one.items()) < 0.3:
        first, second = (max(each, key=each.get) for each in (one, other))
        yield Drift(kind="key_changed", column=column, was=first, now=second, stops=True)


def _dates(column: str, was: Mapping[str, Any], now: Mapping[str, Any], *, profile: Profile) -> Iterator[Drift]:
    """Another order or shape of dates; day numbers; moments that lost their time."""
    orders, seen = was.get("orders"), now.get("orders")
    formats = now.get("formats", {})
    if orders and seen is None and now["kinds"] and _dominant(now) in ("integer", "point"):
        patch = _said("when", formats=["excel"])
        yield Drift(kind="date_format_changed", column=column, was=_written(was), now="45413", stops=True, patch=patch)
    elif orders and seen and (not set(orders) & set(seen) or _other_marks(was, now, profile)):
        proposed = list(formats[seen[0]]) if len(seen) == 1 else DECIDE
        yield Drift(
            kind="date_format_changed", column=column, was=_written(was), now=_written(now), stops=True,
            patch=_said("when", formats=proposed),
        )  # fmt: skip
    elif orders and not seen and now["kinds"]:
        yield Drift(kind="date_format_changed", column=column, was=_written(was), now=_dominant(now) or "–", stops=True)
    elif orders and seen and _timed(was) >= 0.5 and _timed(now) < 0.1:
        midnights = [f"{100 * (1 - _timed(one)):.0f} %" for one in (was, now)]
        yield Drift(kind="times_coarser", column=column, was=midnights[0], now=midnights[1])


def _other_marks(was: Mapping[str, Any], now: Mapping[str, Any], profile: Profile) -> bool:
    """Whether no format that the profile reads is among those seen, while one was before."""
    read = {_zoneless(one) for one in profile.when.formats}
    before, seen = ({_zoneless(one) for each in told["formats"].values() for one in each} for told in (was, now))
    return bool(read & before) and not read & seen


def _zoneless(written: str) -> str:
    return written.removesuffix("Z").removesuffix("%z").replace("%.f", "").replace("T", " ")


def _timed(told: Mapping[str, Any]) -> float:
    """Return the share of moments that have a time of day other than midnight."""
    return float(told["timed"] * (1 - told["midnight"]))


def _written(told: Mapping[str, Any]) -> str:
    formats = dict.fromkeys(one for each in told.get("formats", {}).values() for one in each)
    return " | ".join(list(formats)[:3]) or "–"


def _places(held: Mapping[str, tuple[Any, Any]], profile: Profile) -> Iterator[Drift]:
    """Points that moved to other axes, units or reference systems."""
    pairs = {was["role"]: (column, was, now) for column, (was, now) in held.items() if was["role"] in ("x", "y")}
    if len(pairs) != 2 or not all(told.get("spread") for _, *both in pairs.values() for told in both):
        return
    (x, was_x, now_x), (y, was_y, now_y) = pairs["x"], pairs["y"]
    if _meets(now_x, was_x) and _meets(now_y, was_y):
        return
    was, now = _middle(was_x, was_y), _middle(now_x, now_y)
    if _meets(now_x, was_y) and _meets(now_y, was_x):
        patch = {"where": {"x": y, "y": x}} if profile.where.x else {}
        yield Drift(kind="axes_swapped", column=f"{x}, {y}", was=was, now=now, stops=True, patch=patch)
        return
    systems = _systems(now_x["spread"][1], now_y["spread"][1])
    fits = profile.where.crs if profile.where.crs in systems else systems[0] if len(systems) == 1 else DECIDE
    patch = _said("where", crs=fits) if systems else {}
    yield Drift(kind="reference_changed", column=f"{x}, {y}", was=was, now=now, stops=True, patch=patch)


def _systems(x: float, y: float) -> list[str]:
    if abs(x) <= 180 and abs(y) <= 90:
        return ["EPSG:4326"]
    return [code for code, *_ in systems_at(x, y)]


def _meets(now: Mapping[str, Any], was: Mapping[str, Any]) -> bool:
    """Whether the middle of the numbers lies near those seen before."""
    low, _, high = was["spread"]
    room = 3 * (high - low) + 1e-9
    return bool(low - room <= now["spread"][1] <= high + room)


def _middle(x: Mapping[str, Any], y: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{value:.0f}" if abs(value) > 180 else f"{value:.3f}" for value in (x["spread"][1], y["spread"][1])
    )


def _missing(column: str, now: Mapping[str, Any], before: Sequence[Mapping[str, Any]]) -> Iterator[Drift]:
    earlier = [one["blank"] for one in before if "blank" in one]
    share = now["blank"]
    low, high = min(earlier), max(earlier)
    was, seen = f"{100 * median(earlier):.0f} %", f"{100 * share:.0f} %"
    if share >= 0.99 and high < 0.5:
        yield Drift(kind="column_emptied", column=column, was=was, now=seen, stops=True)
    elif share > high + 0.1 or share < low - 0.1:
        yield Drift(kind="missing_shifted", column=column, was=was, now=seen)


def _categories(now: Portrait, before: Sequence[Portrait], *, profile: Profile) -> Iterator[Drift]:
    """Categories that the profile does not know and no delivery held; frequent ones that are gone."""
    if "codes" not in now:  # a file that could not be read
        return
    values: dict[str, int] = now["codes"]
    known = {value for one in before for value in one.get("codes", {})}
    new = [value for value in now["unmapped"] if value not in known]
    if new:
        patch = {"what.codes": dict.fromkeys(new, DECIDE)}
        yield Drift(kind="categories_new", column=_of(profile), now="; ".join(new), patch=patch)
    earlier: Counter[str] = Counter()
    for one in before[-LAST:]:
        earlier.update(one.get("codes", {}))
    whole, n = sum(earlier.values()), sum(values.values())
    just = [value for value in before[-1].get("codes", {}) if value not in values]  # it is said once, not every month
    gone = [value for value in just if earlier[value] / whole * n >= LOST]
    if gone:
        yield Drift(kind="categories_vanished", column=_of(profile), was="; ".join(gone))


def _of(profile: Profile) -> str:
    return ", ".join(profile.what.category)


def _volume(now: Portrait, before: Sequence[Portrait]) -> Iterator[Drift]:
    """Rows a covered day against those of earlier deliveries: by how much these differ among themselves decides."""
    rates = [one["rows"] / one["days"] for one in before if one.get("days") and one["rows"] >= FEW_ROWS]
    if not rates or not now.get("days") or now["rows"] < FEW_ROWS:
        return
    logs = [math.log(rate) for rate in rates]
    middle = median(logs)
    spread = 1.4826 * median(abs(one - middle) for one in logs) if len(logs) >= 3 else 0.0
    change = math.log(now["rows"] / now["days"]) - middle
    room = max(5 * max(spread, 0.08), math.log(1.6)) if len(logs) >= 3 else math.log(2.5)
    if abs(change) > room:
        was, seen = math.exp(middle), now["rows"] / now["days"]
        yield Drift(kind="volume_shifted", was=f"{was:.3g}", now=f"{seen:.3g}")


def _said(section: str, /, **values: Any) -> dict[str, dict[str, Any]]:
    return {section: values}
