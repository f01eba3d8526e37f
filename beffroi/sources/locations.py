"""Locations of a source in metres of the observatory's reference system; a row without one stays."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

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
from beffroi.sources.landing import CLOSE, FAR, REMEDIES, Bounds, metres_outside, remedy_of, within
from beffroi.sources.profile import Profile
from beffroi.sources.rounding import on_fixed_points, written_on_grid
from beffroi.sources.timezone import check_projected
from beffroi.vocabulary.text import LANGUAGES, Text, text

UNDECIDED = "undecided"
_LOOKED_AT = 200_000  # locations of which a message gives the middle
MOST_OUTSIDE = 0.5  # share of locations outside the bounds above which the reference system is contradicted
_MARK = r"[ \u00a0\u202f\u2009'’,]"
_GROUPED = rf"^[-+]?\d{{1,3}}(?:{_MARK}\d{{3}})+(?:\.\d*)?$"
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_SOURCE = text("source", "source", "de origen")
_TARGET = text("metric", "métrique", "métrico")

Points = tuple[NDArray[np.float64], NDArray[np.float64]]
X, Y = "geometry x", "geometry y"  # columns that hold the point geometry of a geographic file


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Projected coordinates, null without a location, and counts: missing_coordinates, zero_coordinates, outside_bounds.

    `faults` is null but for records whose coordinates are plainly exchanged, of the wrong sign, or far outside.
    `metres` is the precision that the coordinates give away themselves (0: none). `by_text` has kind and metres of the
    records that a gazetteer located, null for the others.
    """

    x: pl.Series
    y: pl.Series
    counts: dict[str, int]
    faults: pl.Series | None = None
    metres: float = 0.0
    by_text: pl.DataFrame | None = None

    def kept(self, mask: pl.Series) -> "Located":
        """Return the coordinates of the records where `mask`; the others count no more as outside."""
        counts = self.counts | {"outside_bounds": self.counts["outside_bounds"] - int((~mask).sum())}
        return replace(self, x=self.x.filter(mask), y=self.y.filter(mask), counts=counts, faults=None)


class Spaced:
    """Points (2, n) over any number of batches, of which some stay: every one, every second, every fourth ...

    What stays does not depend on the batches. `first_only`: the first ones stay.
    """

    def __init__(self, *, first_only: bool = False) -> None:
        self.n, self._step, self._first_only = 0, 1, first_only
        self._held: list[NDArray[np.float64]] = []

    def add(self, points: NDArray[np.float64]) -> None:
        """Add points in order."""
        if self._first_only:
            self._held.append(points[:, : max(_LOOKED_AT - self.n, 0)].copy())  # else the whole batch stays
            self.n += points.shape[1]
            return
        self._held.append(points[:, -self.n % self._step :: self._step].copy())
        self.n += points.shape[1]
        while self.n // self._step >= 2 * _LOOKED_AT:
            self._held = [self.points()[:, ::2]]
            self._step *= 2

    def points(self) -> NDArray[np.float64]:
        """Return the points that stayed."""
        return np.concatenate(self._held, axis=1)


class ReadAgain(Exception):
    """Only the whole file told what its coordinates need: `remedy`."""

    def __init__(self, remedy: str | None) -> None:
        self.remedy = remedy
        super().__init__(remedy)


class Landing:
    """Where the coordinates of a source land, counted over any number of batches.

    `remedy` is what the first batch needs to land (see `landing.righted`), unless it is given.
    """

    def __init__(self, profile: Profile, *, remedy: str | None = UNDECIDED) -> None:
        self._profile = profile
        self.remedy = remedy
        self.given = self.outside = 0
        self.lands = dict.fromkeys(REMEDIES, 0)
        self._some: list[NDArray[np.float64]] = []  # of the first records: only the message of an error needs them
        self._written, self._projected = Spaced(), Spaced(first_only=True)
        self.metres: float | None = None  # the precision that the first batch gives away
        self._looked_at: tuple[int, tuple[float, tuple[tuple[str, dict[str, Any]], ...]]] = (0, (0.0, ()))

    def add(self, x: NDArray[np.float64], y: NDArray[np.float64], *, bounds: Bounds) -> str | None:
        """Count coordinates that are given, in the units of the source; return the remedy that they need."""
        self.given += len(x)
        self.outside += len(x) - int(within(x, y, bounds).sum())
        for code, tried in REMEDIES.items():
            self.lands[code] += int(within(*tried(x, y), bounds).sum())
        if sum(some.shape[1] for some in self._some) < _LOOKED_AT:
            self._some.append(np.stack([x, y])[:, :_LOOKED_AT])
        if self.remedy == UNDECIDED:
            self.remedy = self.needed()
        return self.remedy

    def needed(self) -> str | None:
        """Return the remedy that all coordinates so far need, None where they need none or none helps."""
        if self.outside <= MOST_OUTSIDE * self.given or not self._profile.where.bounds:
            return None
        return remedy_of(self.lands, of=self.given)

    def precise(self, written: Points, projected: Points) -> float:
        """Count coordinates as they were written and as they were projected; return what the first batch gives away."""
        self._written.add(np.stack(written))
        self._projected.add(np.stack(projected))
        if self.metres is None:
            self.metres = self.needed_metres()
        return self.metres

    def needed_metres(self) -> float:
        """Return the precision that all coordinates so far give away, in metres; 0 where they give none away."""
        return self._given_away()[0]

    def _given_away(self) -> tuple[float, tuple[tuple[str, dict[str, Any]], ...]]:
        if self._looked_at[0] != self._projected.n:  # not sought twice in the same coordinates
            self._looked_at = self._projected.n, self._sought()
        return self._looked_at[1]

    def _sought(self) -> tuple[float, tuple[tuple[str, dict[str, Any]], ...]]:
        grid, rounded = written_on_grid(*self._written.points(), crs=self._profile.where.crs)
        apart, fixed = on_fixed_points(*self._projected.points()) if not rounded else (0.0, ())
        return max(grid, apart), rounded + fixed

    def notes(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """Say what was done to all coordinates."""
        remedy = self.needed()
        righted = ((remedy, {"n": self.lands[remedy], "of": self.given}),) if remedy else ()
        return righted + self._given_away()[1]

    def check(self) -> None:
        """Refuse a file whose locations are not in the reference system of its profile.

        Raises
        ------
        ReferenceSystemContradicted
            More than half of them fall outside `where.bounds`, or outside the world, and no remedy helps.
        ReadAgain
            The first batch needed another remedy than the whole.
        """
        needed = self.needed()
        if self.outside > MOST_OUTSIDE * self.given and needed is None:
            raise self._contradicted()
        if self.remedy not in (UNDECIDED, needed):
            raise ReadAgain(needed)

    def _contradicted(self) -> ReferenceSystemContradicted:
        helps: Text | tuple[Text, str] = SWAP_DOES_NOT_HELP
        for code, wording in (("coordinates_swapped", SWAP_HELPS), ("sign_restored", SIGN_HELPS)):
            if self.lands[code] > MOST_OUTSIDE * self.given:
                helps = (wording, f"{100 * self.lands[code] / self.given:.0f}")
                break
        x, y = np.median(np.concatenate(self._some, axis=1), axis=1)
        crs = self._profile.where.crs
        lon, lat = project(np.array([x]), np.array([y]), source=crs, target="EPSG:4326")
        return ReferenceSystemContradicted(
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
    gathered = landing or Landing(profile)
    remedy = gathered.add(x[given], y[given], bounds=bounds)
    if landing is None:
        gathered.check()
    if remedy:
        x, y = REMEDIES[remedy](x, y)
    inside = given & within(x, y, bounds)
    away = metres_outside(x, y, bounds=bounds, unit=_unit(where.crs)) if where.bounds else np.zeros(n)
    close = given & ~inside & (away <= CLOSE)
    inside |= close
    outside = int(given.sum() - inside.sum())
    px, py = project(x[inside], y[inside], source=where.crs, target=crs)
    counts = {
        "missing_coordinates": int(missing.sum()),
        "zero_coordinates": int(zero.sum()),
        "outside_bounds": outside,
        **({"just_outside": int(close.sum())} if close.any() else {}),
    }
    faults = _faults(x, y, given & ~inside, bounds=bounds, far=away > FAR) if outside and where.bounds else None
    metres = gathered.precise((x[inside], y[inside]), (px, py))
    return Located(x=_spread(px, inside), y=_spread(py, inside), counts=counts, faults=faults, metres=metres)


def _faults(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    outside: NDArray[np.bool_],
    *,
    bounds: Bounds,
    far: NDArray[np.bool_],
) -> pl.Series | None:
    """Return why coordinates outside the bounds cannot be what the source means; None when nothing says so."""
    swapped, unsigned = (outside & within(*tried, bounds) for tried in ((y, x), (-x, y)))
    far = outside & far
    if not (swapped | unsigned | far).any():
        return None
    return pl.select(
        pl.when(pl.Series(swapped))
        .then(pl.lit("swapped_coordinates"))
        .when(pl.Series(unsigned))
        .then(pl.lit("sign_lost"))
        .when(pl.Series(far))
        .then(pl.lit("outside_boundary"))
    ).to_series()


@lru_cache(maxsize=16)
def _unit(crs: str) -> float | None:
    """Return the metres of one unit of a reference system; None when it is in degrees."""
    system = _system(crs, role=_SOURCE)
    return None if system.is_geographic else float(system.axis_info[0].unit_conversion_factor)


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


def _spread(values: NDArray[np.float64], where: NDArray[np.bool_]) -> pl.Series:
    full = np.full(len(where), np.nan)
    full[where] = np.where(np.isfinite(values), values, np.nan)
    return pl.Series(full, nan_to_null=True)


def _filled(wording: Text, share: str) -> Text:
    en, fr, es = (wording(language, share=share) for language in LANGUAGES)
    return Text(en=en, fr=fr, es=es)
