"""Layers of points (GeoJSON, GeoPackage, FlatGeobuf, zipped shapefile) to records, each with a point or without a location."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from beffroi.errors.archives import NO_LAYER, LayerNotNamed
from beffroi.errors.intake import KINDS, DamagedFile, EmptyFile, IntakeError, UnknownReferenceSystem
from beffroi.sources.columns import resolve
from beffroi.sources.decode import Note, Received
from beffroi.sources.locations import X, Y
from beffroi.sources.profile import Profile
from beffroi.sources.shapefiles import one_shapefile
from beffroi.vocabulary.text import text

_BYTES = "ISO-8859-1"  # how texts are asked for: one sign a byte, so that each text is decoded, and refused, by itself
_STYLES = ("layer_styles",)  # tables that desktop programs leave in a GeoPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Records of a typed file: the mapped columns, all columns as written, and why some records cannot be taken."""

    frame: pl.DataFrame
    columns: tuple[str, ...]
    found: dict[str, str]
    faults: pl.Series | None = None
    notes: tuple[Note, ...] = ()


def read_layer(received: Received, profile: Profile) -> Layer:
    """Read one layer. Without a geometry a record has no location; one that is no point is a fault, as is a text whose
    bytes are not in the encoding of the file.

    Raises
    ------
    IntakeError
        The file is damaged, holds several layers, lacks a mapped column, or states another reference system.
    """
    name, content, encoding = received.path.name, received.content, "utf-8"
    notes: tuple[Note, ...] = ()
    if profile.file.kind == "shapefile":
        one = one_shapefile(content, profile, name=name)
        content, encoding, notes = one.content, one.encoding, one.notes
    meta, geometry, values = _read(content, profile, name=name)
    columns = tuple(_text(field, encoding) or str(field) for field in meta["fields"])
    wanted = profile.model_copy(update={"where": profile.where.model_copy(update=_apart(profile))})
    positions = resolve(wanted, columns, path=name)
    series = {column: _series(values[at], encoding) for column, at in positions.items()}
    frame = pl.DataFrame({column: read for column, (read, _) in series.items()})
    undecodable = np.any([bad for _, bad in series.values()], axis=0)
    faults = ["undecodable_bytes" if bad else None for bad in undecodable]
    if profile.where.geometry:
        _check_same_system(meta.get("crs"), profile)
        x, y, odd = _points(geometry, frame.height)
        frame = frame.with_columns(pl.Series(X, x, nan_to_null=True), pl.Series(Y, y, nan_to_null=True))
        faults = [fault or ("not_a_point" if other else None) for fault, other in zip(faults, odd, strict=True)]
    return Layer(
        frame=frame,
        columns=columns,
        found={column: columns[at] for column, at in positions.items()},
        faults=pl.Series(faults, dtype=pl.String) if any(faults) else None,
        notes=notes,
    )


def _read(content: bytes, profile: Profile, *, name: str) -> tuple[dict[str, Any], np.ndarray | None, list[np.ndarray]]:
    import pyogrio
    import pyogrio.raw

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file in memory has no extension; what is odd in it is said by us
            layer = _layer(pyogrio.list_layers(content), profile, name=name)
            meta, _, geometry, values = pyogrio.raw.read(content, layer=layer, encoding=_BYTES)
    except IntakeError:
        raise
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError) as error:
        raise _damaged(error, profile, name) from None
    except (
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        ValueError,
        RuntimeError,
        OverflowError,
    ) as error:
        raise _damaged(error, profile, name) from None
    return meta, geometry, values


def _damaged(error: Exception, profile: Profile, name: str) -> DamagedFile:
    why = (str(error) or type(error).__name__).splitlines()[0].split(";")[0]
    return DamagedFile(path=name, expected=KINDS[profile.file.kind], why=why.replace("/vsimem/", "")[:160])


def _layer(found: np.ndarray, profile: Profile, *, name: str) -> int:
    """Return the position of the layer to read: the one that the profile names, or the only one."""
    titles = [str(title) for title, _ in found]
    layers = [title for title in titles if title not in _STYLES]
    wanted = None if profile.file.kind == "shapefile" else profile.file.layer
    if wanted in layers or (wanted is None and len(layers) == 1):
        return titles.index(wanted or layers[0])
    if not layers:
        raise EmptyFile(path=name)
    listed = ", ".join(f"`{title[:60]}`" for title in layers[:12])
    raise LayerNotNamed(path=name, found=listed, wanted=f"`{wanted[:60]}`" if wanted else NO_LAYER)


def _apart(profile: Profile) -> dict[str, None]:
    """Columns that come from the geometry are not looked for among the fields."""
    return {"x": None, "y": None} if profile.where.geometry else {}


def _series(values: np.ndarray, encoding: str) -> tuple[pl.Series, np.ndarray]:
    """Return a column, and where its texts do not decode."""
    if values.dtype != object:
        return column_of(values), np.zeros(len(values), bool)
    read = [None if value is None else _text(str(value), encoding) for value in values]
    bad = [text is None and value is not None for text, value in zip(read, values, strict=True)]
    kept = [str(value) if wrong else text for text, value, wrong in zip(read, values, bad, strict=True)]
    return pl.Series(kept, dtype=pl.String), np.array(bad, bool)


def column_of(values: np.ndarray) -> pl.Series:
    """Return a field as a column: texts as texts, dates to the microsecond, a number that is none as null."""
    if values.dtype == object:
        return pl.Series([None if value is None else str(value) for value in values], dtype=pl.String)
    if values.dtype.kind == "M":
        return pl.Series(values.astype("datetime64[us]"))
    return pl.Series(values, nan_to_null=True) if values.dtype.kind == "f" else pl.Series(values)


def _text(value: str, encoding: str) -> str | None:
    """Return a text in its encoding, from one sign a byte; None when its bytes are not in it."""
    if value.isascii() and "utf-16" not in encoding:
        return value
    try:
        return value.encode(_BYTES).decode(encoding)
    except UnicodeError:
        return None


def _points(geometry: np.ndarray | None, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x and y of point geometries, and where there is another geometry: empty, a line, an area."""
    import shapely

    if geometry is None:
        return np.full(n, np.nan), np.full(n, np.nan), np.zeros(n, bool)
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    single = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    given = np.array([each is not None for each in geometry], bool)
    points = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    shapes = np.where(points, shapes, None)
    return shapely.get_x(shapes), shapely.get_y(shapes), given & ~points


def _check_same_system(stated: str | None, profile: Profile) -> None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        same = not stated or CRS.from_user_input(stated).equals(
            CRS.from_user_input(profile.where.crs), ignore_axis_order=True
        )
    except CRSError:  # said by name only, which no list knows: the profile's stands where it has one
        same = False
    if not same:
        said = str(stated)[:40]
        role = text("source", "source", "de origen")
        why = text(f"the file states {said}", f"le fichier indique {said}", f"el archivo indica {said}")
        raise UnknownReferenceSystem(found=profile.where.crs, role=role, why=why)
