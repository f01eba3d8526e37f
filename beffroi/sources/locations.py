"""Locations of a source in metres of the observatory's reference system; a row without one stays."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beffroi.errors.intake import (
    SIGN_HELPS,
    SWAP_DOES_NOT_HELP,
    SWAP_HELPS,
    ReferenceSystemContradicted,
    UnknownReferenceSystem,
)
from beffroi.sources.profile import Profile
from beffroi.sources.timezone import check_projected
from beffroi.vocabulary.text import LANGUAGES, Text, text

_LOOKED_AT = 200_000  # locations of which a message gives the middle
MOST_OUTSIDE = 0.5  # share of locations outside the bounds above which the reference system is contradicted
_MARK = r"[ \u00a0\u202f\u2009'’,]"
_GROUPED = rf"^[-+]?\d{{1,3}}(?:{_MARK}\d{{3}})+(?:\.\d*)?$"
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_SOURCE = text("source", "source", "de origen")
_TARGET = text("metric", "métrique", "métrico")

X, Y = "geometry x", "geometry y"  # columns that hold the point geometry of a geographic file
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Projected coordinates, null without a location, and counts: missing_coordinates, zero_coordinates, outside_bounds.

    `faults` is null but for records whose coordinates are plainly exchanged or of the wrong sign.
    """

    x: pl.Series
    y: pl.Series
    counts: dict[str, int]
    faults: pl.Series | None = None

    def kept(self, mask: pl.Series) -> "Located":
        """Return the coordinates of the records where `mask`; the others count no more as outside."""
        counts = self.counts | {"outside_bounds": self.counts["outside_bounds"] - int((~mask).sum())}
        return Located(x=self.x.filter(mask), y=self.y.filter(mask), counts=counts)


class Landing:
    """Where the coordinates of a source land, counted over any number of batches."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self.given = self.outside = self.swapped = self.unsigned = 0
        self._some: list[NDArray[np.float64]] = []  # of the first records: only the message of an error needs them

    def add(self, x: NDArray[np.float64], y: NDArray[np.float64], *, outside: int, bounds: Bounds) -> None:
        """Count coordinates that are given, in the units of the source."""
        self.given += len(x)
        self.outside += outside
        self.swapped += int(_within(y, x, bounds).sum())
        self.unsigned += int(_within(-x, y, bounds).sum())
        if sum(some.shape[1] for some in self._some) < _LOOKED_AT:
            self._some.append(np.stack([x, y])[:, :_LOOKED_AT])

    def check(self) -> None:
        """Refuse a file whose locations are not in the reference system of its profile.

        Raises
        ------
        ReferenceSystemContradicted
            More than half of them fall outside `where.bounds`, or outside the world.
        """
        if self.outside <= MOST_OUTSIDE * self.given:
            return
        helps: Text | tuple[Text, str] = SWAP_DOES_NOT_HELP
        for wording, tried in ((SWAP_HELPS, self.swapped), (SIGN_HELPS, self.unsigned)):
            if tried > MOST_OUTSIDE * self.given:
                helps = (wording, f"{100 * tried / self.given:.0f}")
                break
        x, y = np.median(np.concatenate(self._some, axis=1), axis=1)
        crs = self._profile.where.crs
        lon, lat = project(np.array([x]), np.array([y]), source=crs, target="EPSG:4326")
        raise ReferenceSystemContradicted(
            outside=self.outside,
            of=self.given,
            crs=crs,
            lon=f"{lon[0]:.3f}",
            lat=f"{lat[0]:.3f}",
            swapped=_filled(*helps) if isinstance(helps, tuple) else helps,
        )


def locate(records: pl.DataFrame, profile: Profile, *, crs: str, landing: Landing | None = None) -> Located:
    """Project the coordinates of records.

    Parameters
    ----------
    records, profile
        Records with the mapped columns; where.x, where.y, where.crs name and place them.
    crs
        The observatory's projected reference system, in metres.
    landing
        Gathers the counts of several batches, to be checked at the end.

    Raises
    ------
    UnknownReferenceSystem, NotProjected
        The system of the source is unknown; that of the observatory is not in metres.
    ReferenceSystemContradicted
        As `Landing.check`.
    """
    where, n = profile.where, records.height
    check_projected(crs)
    names = (X, Y) if where.geometry else (where.x, where.y)
    if names[0] is None or names[1] is None:
        empty = pl.Series([None], dtype=pl.Float64).new_from_index(0, n) if n else pl.Series([], dtype=pl.Float64)
        return Located(x=empty, y=empty, counts={"missing_coordinates": n})
    x, y = (_numbers(records[name], profile) for name in names if name)
    missing = ~(np.isfinite(x) & np.isfinite(y))
    zero = np.zeros(n, bool)
    for missing_x, missing_y in where.missing:
        zero |= (x == missing_x) & (y == missing_y)
    zero &= ~missing
    given = ~(missing | zero)
    bounds = source_bounds(where.bounds, crs=where.crs)
    inside = given & _within(x, y, bounds)
    outside = int(given.sum() - inside.sum())
    gathered = landing or Landing(profile)
    gathered.add(x[given], y[given], outside=outside, bounds=bounds)
    if landing is None:
        gathered.check()
    px, py = project(x[inside], y[inside], source=where.crs, target=crs)
    counts = {
        "missing_coordinates": int(missing.sum()),
        "zero_coordinates": int(zero.sum()),
        "outside_bounds": outside,
    }
    faults = _faults(x, y, given & ~inside, bounds=bounds) if outside and where.bounds else None
    return Located(x=_spread(px, inside), y=_spread(py, inside), counts=counts, faults=faults)


def _faults(
    x: NDArray[np.float64], y: NDArray[np.float64], outside: NDArray[np.bool_], *, bounds: Bounds
) -> pl.Series | None:
    """Return why coordinates outside the bounds cannot be what the source means; None when nothing says so."""
    swapped, unsigned = (outside & _within(*tried, bounds) for tried in ((y, x), (-x, y)))
    if not (swapped | unsigned).any():
        return None
    return pl.select(
        pl.when(pl.Series(swapped))
        .then(pl.lit("swapped_coordinates"))
        .when(pl.Series(unsigned))
        .then(pl.lit("sign_lost"))
    ).to_series()


def project(
    x: NDArray[np.float64], y: NDArray[np.float64], *, source: str, target: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Transform coordinates, easting or longitude first; what cannot be transformed becomes infinite."""
    transformer = _transformer(source, target)
    return transformer.transform(x, y) if transformer else (x.copy(), y.copy())


@lru_cache(maxsize=16)
def _transformer(source: str, target: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - pyproj is imported late
    """Return what transforms, or None between equal systems."""
    from pyproj import Transformer

    source_system, target_system = _system(source, role=_SOURCE), _system(target, role=_TARGET)
    same = source_system == target_system
    return None if same else Transformer.from_crs(source_system, target_system, always_xy=True)


@lru_cache(maxsize=16)
def source_bounds(bounds: Bounds | None, *, crs: str) -> Bounds:
    """Return bounds given in degrees, in the units of a reference system; those of the world without any."""
    from pyproj import Transformer

    system = _system(crs, role=_SOURCE)
    if system.is_geographic:
        return bounds or _WORLD
    if bounds is None:
        return (-np.inf, -np.inf, np.inf, np.inf)
    transformer = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*bounds, densify_pts=21)
    return (west, south, east, north)


def _system(crs: str, *, role: Text):  # type: ignore[no-untyped-def]  # noqa: ANN202 - pyproj is imported late
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(crs)
    except CRSError as error:
        raise UnknownReferenceSystem(found=crs, role=role, why=str(error).split(":")[0][:120]) from None


def _numbers(column: pl.Series, profile: Profile) -> NDArray[np.float64]:
    """Read coordinates as floats, with marks between thousands; text that is not a number is a missing coordinate."""
    decimal = profile.file.decimal
    if column.dtype == pl.String and decimal == ",":
        column = column.str.replace_all(",", "\0", literal=True).str.replace_all(".", ",", literal=True)
        column = column.str.replace_all("\0", ".", literal=True)
    numbers = column.cast(pl.Float64, strict=False)
    if column.dtype == pl.String and numbers.null_count() > column.null_count():
        numbers = numbers.fill_null(_grouped(column.str.strip_chars()).cast(pl.Float64, strict=False))
    return numbers.fill_null(np.nan).to_numpy()


def _grouped(text: pl.Series) -> pl.Series:
    """Return numbers without the marks between their groups of three digits; other text as it is."""
    grouped = text.str.contains(_GROUPED).fill_null(False)
    return text.str.replace_all(_MARK, "").zip_with(grouped, text)


def _within(x: NDArray[np.float64], y: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def _spread(values: NDArray[np.float64], where: NDArray[np.bool_]) -> pl.Series:
    full = np.full(len(where), np.nan)
    full[where] = np.where(np.isfinite(values), values, np.nan)
    return pl.Series(full, nan_to_null=True)


def _filled(wording: Text, share: str) -> Text:
    en, fr, es = (wording(language, share=share) for language in LANGUAGES)
    return Text(en=en, fr=fr, es=es)
