"""The projected reference system that suits a time zone: the UTM zone of its principal city."""

from functools import lru_cache
from importlib.resources import files

from beffroi.errors.projection import NotProjected, UnknownReference, UnknownTimezone


def utm_of_timezone(timezone: str) -> str:
    """Return the EPSG code of the UTM zone of the principal city of a time zone.

    Source of the coordinates: `zone.tab` of the IANA time zone database.

    >>> utm_of_timezone("America/Chicago")
    'EPSG:32616'
    """
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            _, coordinates, name = line.split("\t")[:3]
            if name == timezone:
                lat, lon = _degrees(coordinates)
                zone = int((lon + 180) // 6) + 1
                return f"EPSG:{32600 + zone if lat >= 0 else 32700 + zone}"
    raise UnknownTimezone(name=timezone)


@lru_cache(maxsize=16)
def check_projected(crs: str) -> str:
    """Return a reference system that is projected in metres; refuse any other.

    Raises
    ------
    NotProjected
        The system is unknown, in degrees, or in feet.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        found = CRS.from_user_input(crs)
    except CRSError:
        raise NotProjected(found=crs) from None
    if not found.is_projected or found.axis_info[0].unit_conversion_factor != 1.0:
        raise NotProjected(found=crs)
    return crs


def check_reference(crs: str) -> str:
    """Return a reference system that exists; refuse any other.

    Raises
    ------
    UnknownReference
        No system has that name.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(crs)
    except CRSError:
        raise UnknownReference(name=crs) from None
    return crs


def _degrees(iso6709: str) -> tuple[float, float]:
    """Read `+4151-08739` or `+415100-0873900`."""
    split = max(iso6709.rfind("+"), iso6709.rfind("-"))
    return _angle(iso6709[:split]), _angle(iso6709[split:])


def _angle(written: str) -> float:
    sign, digits = -1.0 if written[0] == "-" else 1.0, written[1:]
    whole = len(digits) - (2 if len(digits) <= 5 else 4)
    minutes, seconds = int(digits[whole : whole + 2]), int(digits[whole + 2 :] or 0)
    return sign * (int(digits[:whole]) + minutes / 60 + seconds / 3600)
