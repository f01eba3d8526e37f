"""The projected reference system that suits a time zone: the UTM zone of its principal city."""

from importlib.resources import files

from beffroi.errors.projection import UnknownTimezone


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


def _degrees(iso6709: str) -> tuple[float, float]:
    """Read `+4151-08739` or `+415100-0873900`."""
    split = max(iso6709.rfind("+"), iso6709.rfind("-"))
    return _angle(iso6709[:split]), _angle(iso6709[split:])


def _angle(written: str) -> float:
    sign, digits = -1.0 if written[0] == "-" else 1.0, written[1:]
    whole = len(digits) - (2 if len(digits) <= 5 else 4)
    minutes, seconds = int(digits[whole : whole + 2]), int(digits[whole + 2 :] or 0)
    return sign * (int(digits[:whole]) + minutes / 60 + seconds / 3600)
