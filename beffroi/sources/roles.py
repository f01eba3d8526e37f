"""Which column of an unknown file plays which part: coordinates, places, keys, counts. By name and by content."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from beffroi.sources.columns import describes_person, plain
from beffroi.sources.look import Look

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_LON = re.compile(r"(^|_)(lon|long|lng|longitude|longitud)(_|$)")
_LAT = re.compile(r"(^|_)(lat|latitude|latitud)(_|$)")
_EAST = re.compile(r"(^|_)(x|easting|este|coord_x|x_coord|x_coordinate|xcoord|utm_x)(_|$)")
_NORTH = re.compile(r"(^|_)(y|northing|norte|coord_y|y_coord|y_coordinate|ycoord|utm_y)(_|$)")
_PLACE = (
    r"lsoa|msoa|ward|beat|precinct|borough|boro|neighbourhood|neighborhood|community_area|census_tract|tract|"
    r"commune|arrondissement|quartier|departement|codgeo|insee|pdq|colonia|barrio|comuna|alcaldia|municipio|district|distrito"
)
_PLACE_CODE = re.compile(rf"(^|_)({_PLACE})(_|$)")
_NAME = re.compile(r"(^|_)(name|nom|nombre|libelle|label)(_|$)")
_CODE = re.compile(r"(^|_)(code|cod|codigo|id|nr|no|num|number|numero)(_|$)")
_KEY = re.compile(
    r"(^|_)(id|key|uid|guid|case_number|crime_id|incident_number|folio|expediente|carpeta|reference|ref|numero|dossier|"
    r"incident_key|event_key|event_number|case)(_|$)"
)
_YEAR = re.compile(r"(^|_)(year|annee|an|anio|ano|jahr)(_|$)")
_VALUE = re.compile(
    r"(^|_)(faits|fait|nombre|number|count|counts|n|total|casos|cases|value|valeur|valor|obs_value|incidents)(_|$)"
)
_UNIT = re.compile(r"(^|_)(unite|unite_de_compte|unit|unidad|counting_unit)(_|$)")
_EVENT = re.compile(r"(^|_)(incident|event|case|evenement|evento|expediente|carpeta|affaire)(_|$)")

_MISSING = {"NA", "N/A", "#N/A", "NAN", "NULL", "NONE", "-", "--", ".", "S/D", "SD", "ND"}

# Projected systems that municipal and national publishers use, tried by where a point lands.
SYSTEMS = (
    "EPSG:27700", "EPSG:2154", "EPSG:31370", "EPSG:28992", "EPSG:2056", "EPSG:25829", "EPSG:25830", "EPSG:25831",
    "EPSG:25832", "EPSG:25833", "EPSG:3035", "EPSG:2263", "EPSG:3435", "EPSG:2229", "EPSG:2272", "EPSG:26910",
    "EPSG:26911", "EPSG:26917", "EPSG:26918", "EPSG:32188", "EPSG:2950", "EPSG:6372", "EPSG:32613", "EPSG:32614",
    "EPSG:3116", "EPSG:9377", "EPSG:31983", "EPSG:32718", "EPSG:32719", "EPSG:3857",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """Two columns of coordinates and what their values say."""

    x: str
    y: str
    degrees: bool
    swapped: bool  # the names or the ranges say that x and y may be exchanged
    bounds: tuple[float, float, float, float]
    middle: tuple[float, float]  # medians
    blank: int
    zeros: int
    distinct: int
    located: int


def numbers_of(values: Sequence[str]) -> list[float] | None:
    """Return the numbers of a column (decimal point or comma), or None when a filled value is none.

    >>> numbers_of(["1,5", "2"]), numbers_of(["1", "a"])
    ([1.5, 2.0], None)
    """
    if not values or not all(_NUMBER.fullmatch(value) for value in values):
        return None
    return [float(value.replace(",", ".")) for value in values]


def coordinates(look: Look) -> Coordinates | None:
    """Return the columns of the location: degrees before metres; None without any."""
    for lon, lat, degrees in ((_LON, _LAT, True), (_EAST, _NORTH, False)):
        x = _first(look, lon)
        y = _first(look, lat)
        if x and y:
            found = _coordinates(look, x=x, y=y, degrees=degrees)
            if found:
                return found
    return None


def _first(look: Look, pattern: re.Pattern[str]) -> str | None:
    named = [name for name in look.columns if pattern.search(plain(name))]
    return next((name for name in named if _mostly_numbers(look.filled(name)[:1000])), None)


def _mostly_numbers(values: Sequence[str]) -> bool:
    return sum(bool(_NUMBER.fullmatch(value)) for value in values) > 0.5 * len(values)


def _coordinates(look: Look, *, x: str, y: str, degrees: bool) -> Coordinates | None:
    pairs, blank, zeros = [], 0, 0
    for written_x, written_y in zip(look.columns[x], look.columns[y], strict=True):
        if not (_NUMBER.fullmatch(written_x) and _NUMBER.fullmatch(written_y)):
            blank += 1
            continue
        pair = (float(written_x.replace(",", ".")), float(written_y.replace(",", ".")))
        zeros += pair == (0.0, 0.0)
        if pair != (0.0, 0.0):
            pairs.append(pair)
    if not pairs:
        return None
    xs, ys = sorted(each for each, _ in pairs), sorted(each for _, each in pairs)
    low, high = len(pairs) // 1000, -1 - len(pairs) // 1000  # a stray point in a thousand does not decide
    bounds = (xs[low], ys[low], xs[high], ys[high])
    in_degrees = -180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90
    swapped = degrees and not in_degrees and abs(bounds[0]) <= 90 and abs(bounds[1]) <= 180
    return Coordinates(
        x=x, y=y, degrees=in_degrees or swapped, swapped=swapped, bounds=bounds,
        middle=(xs[len(xs) // 2], ys[len(ys) // 2]), blank=blank, zeros=zeros,
        distinct=len(set(pairs)), located=len(pairs),
    )  # fmt: skip


def points_of(look: Look, where: Coordinates) -> list[tuple[float, float]]:
    """Return the coordinates of the located records as numbers."""
    pairs = zip(look.columns[where.x], look.columns[where.y], strict=True)
    numbers = [
        (float(x.replace(",", ".")), float(y.replace(",", ".")))
        for x, y in pairs
        if _NUMBER.fullmatch(x) and _NUMBER.fullmatch(y)
    ]
    return [pair for pair in numbers if pair != (0.0, 0.0)]


@cache
def systems_at(x: float, y: float) -> tuple[tuple[str, float, float], ...]:
    """Return the systems in which a projected point lands where that system is meant to be used, with lon and lat."""
    import pyproj

    found = []
    for code in SYSTEMS:
        area = pyproj.CRS.from_user_input(code).area_of_use
        lon, lat = pyproj.Transformer.from_crs(code, "EPSG:4326", always_xy=True).transform(x, y)
        if area and area.west <= lon <= area.east and area.south <= lat <= area.north:
            found.append((code, round(lon, 3), round(lat, 3)))
    return tuple(found)


def zones_near(lon: float, lat: float, most: int = 3) -> tuple[str, ...]:
    """Return the time zones whose principal towns are nearest to a point: candidates, not an answer.

    >>> zones_near(-87.65, 41.85)[0]
    'America/Chicago'
    """
    import math
    from importlib import resources

    rows = resources.files("tzdata").joinpath("zoneinfo", "zone1970.tab").read_text("utf-8").splitlines()
    towns = []
    for row in rows:
        if row and not row.startswith("#"):
            _, where, zone, *_ = row.split("\t")
            town_lat, town_lon = _degrees(where)
            across = (town_lon - lon + 180) % 360 - 180
            towns.append((math.hypot(across * math.cos(math.radians(lat)), town_lat - lat), zone))
    return tuple(zone for _, zone in sorted(towns)[:most])


def _degrees(where: str) -> tuple[float, float]:
    """Read `+DDMM+DDDMM` or `+DDMMSS+DDDMMSS` of the zone table."""
    cut = max(where.rfind("+"), where.rfind("-"))
    made = []
    for part, whole in ((where[:cut], 2), (where[cut:], 3)):
        digits = part[1:]
        seconds = digits[whole + 2 :] or "0"
        value = int(digits[:whole]) + int(digits[whole : whole + 2]) / 60 + int(seconds) / 3600
        made.append(-value if part[0] == "-" else value)
    return made[0], made[1]


_UNITS = {
    "year": r"year|annee|an|anio|ano", "month": r"month|mois|mes", "day": r"day|jour|dia",
    "hour": r"hour|heure|hora", "minute": r"minute|minuto",
}  # fmt: skip
_MOST = {"year": 2200, "month": 12, "day": 31, "hour": 23, "minute": 59}


def date_parts(look: Look) -> dict[str, str]:
    """Return the columns that hold the year, month, day, hour and minute apart, from the year down without a gap."""
    found: dict[str, str] = {}
    for unit, names in _UNITS.items():
        column = next((name for name in look.columns if re.fullmatch(rf"({names})s?", plain(name))), None)
        held = numbers_of(look.filled(column)[:2000]) if column else None
        if column is None or not held or min(held) < 0 or max(held) > _MOST[unit]:
            break
        found[unit] = column
    return found if "month" in found else {}


def place_columns(look: Look) -> tuple[str | None, str | None]:
    """Return the columns of the code and of the name of the finest areas that the file tells apart."""
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    for column in look.columns:
        words = plain(column)
        different = set(look.filled(column)) if _PLACE_CODE.search(words) else set()
        if len(different) < 2:
            continue
        coded = _CODE.search(words) or all(any(c.isdigit() for c in value) for value in different)
        kept = codes if coded and not _NAME.search(words) else names
        kept[column] = len(different)
    finest = (max(kept, key=lambda column: kept[column], default=None) for kept in (codes, names))
    code, name = finest
    return code, name


def person_columns(look: Look) -> tuple[str, ...]:
    """Return the columns whose name says that they describe a person."""
    return tuple(name for name in look.columns if describes_person(name))


def keys(look: Look, *, taken: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the column that tells every row apart, and one that several rows share (an event), when named so."""
    key, event = None, None
    for column in look.columns:
        words = plain(column)
        if column in taken or not _KEY.search(words) or _PLACE_CODE.search(words) or describes_person(column):
            continue
        held = look.filled(column)
        different = len(set(held))
        if held and different == len(held) and different > 1 and len(held) >= 0.5 * look.rows:
            key = key or column
        elif 0.3 * len(held) < different < len(held) and (_EVENT.search(words) or key is None):
            event = event or column
    return key, event


def tally_columns(look: Look) -> tuple[str, str | None, str] | None:
    """Return the value, unit and year columns of a table of counts, or None."""
    year = next((name for name in look.columns if _YEAR.search(plain(name)) and _whole(look, name)), None)
    value = next((name for name in look.columns if _VALUE.search(plain(name)) and _whole(look, name)), None)
    unit = next((name for name in look.columns if _UNIT.search(plain(name))), None)
    return (value, unit, year) if year and value and year != value else None


def _whole(look: Look, name: str) -> bool:
    held = numbers_of(look.filled(name))
    return held is not None and all(value.is_integer() and value >= 0 for value in held)


def shared_rows(look: Look, column: str) -> int:
    """Return the number of rows whose value of a column is on another row too."""
    return sum(n for n in Counter(look.filled(column)).values() if n > 1)


def comma_column(look: Look) -> tuple[str, str] | None:
    """Return a column whose decimals follow a comma, with an example; None where numbers use a point or have none."""
    for name, values in look.columns.items():
        if not _mostly_numbers([value for value in values[:2000] if value]):
            continue
        example = next((value for value in values if re.fullmatch(r"-?\d+,\d+", value)), None)
        if example and not any(re.fullmatch(r"-?\d+\.\d+", value) for value in values):
            return name, example
    return None


def missing_marks(look: Look) -> dict[str, str]:
    """Return texts that stand for a missing value among numbers (`NA`), with the column where each was seen."""
    seen: dict[str, str] = {}
    for name, values in look.columns.items():
        if _mostly_numbers([value for value in values[:2000] if value]):
            for value in sorted(each for each in set(values) if each.upper() in _MISSING):
                seen.setdefault(value, name)
    return seen
