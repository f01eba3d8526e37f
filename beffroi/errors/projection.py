"""Errors of time zones and reference systems."""

from beffroi.errors._base import BeffroiError
from beffroi.vocabulary.text import text


class UnknownTimezone(BeffroiError, LookupError):
    """No time zone has that name."""

    message = text(
        "“{name}” is not a time zone.", "« {name} » n’est pas un fuseau horaire.", "«{name}» no es un huso horario."
    )
    remedy = text(
        "Write it as in America/Chicago, Europe/Paris, America/Mexico_City.",
        "Écrivez-le comme America/Chicago, Europe/Paris, America/Mexico_City.",
        "Escríbalo como America/Chicago, Europe/Paris, America/Mexico_City.",
    )
    exit_code = 2


class NotProjected(BeffroiError, ValueError):
    """The reference system is not projected in metres."""

    message = text(
        "The reference system {found} is not projected in metres.",
        "Le système de coordonnées {found} n’est pas projeté en mètres.",
        "El sistema de coordenadas {found} no está proyectado en metros.",
    )
    remedy = text(
        "Name one that is, such as EPSG:32616 (UTM), EPSG:2154 (France), EPSG:27700 (Great Britain).",
        "Indiquez-en un qui le soit, comme EPSG:2154 (France), EPSG:32616 (UTM), EPSG:27700 (Grande-Bretagne).",
        "Indique uno que lo esté, como EPSG:32614 (UTM), EPSG:2154 (Francia), EPSG:27700 (Gran Bretaña).",
    )
    exit_code = 2


class UnknownReference(BeffroiError, LookupError):
    """No coordinate reference system has that name."""

    message = text(
        "“{name}” is not a known coordinate reference system.",
        "« {name} » n’est pas un système de coordonnées connu.",
        "«{name}» no es un sistema de coordenadas conocido.",
    )
    remedy = text(
        "Write its code, such as EPSG:4326 (degrees), EPSG:2154 (France), EPSG:27700 (Great Britain).",
        "Écrivez son code, comme EPSG:4326 (degrés), EPSG:2154 (France), EPSG:27700 (Grande-Bretagne).",
        "Escriba su código, como EPSG:4326 (grados), EPSG:2154 (Francia), EPSG:27700 (Gran Bretaña).",
    )
    exit_code = 2
