"""Typed files (Parquet, JSON records, GeoJSON, GeoPackage, zipped shapefile) to records: the file's own types are kept."""

import io
import json
import warnings
from typing import Any

import numpy as np
import polars as pl

from beffroi.errors.intake import KINDS, DamagedFile, EmptyFile, UnknownReferenceSystem
from beffroi.sources._base import QUARANTINE, Records
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Note, Received
from beffroi.sources.locations import X, Y
from beffroi.sources.profile import Profile
from beffroi.vocabulary.text import text


def read_typed(received: Received, profile: Profile) -> Decoded:
    """Read a typed file; `row` counts its records from 1 and `line` repeats it.

    Raises
    ------
    IntakeError
        The file is damaged, empty, lacks a mapped column, or states another reference system.
    """
    reader = {"parquet": _parquet, "json": _json_records}.get(profile.file.kind, _geographic)
    frame, columns, found = reader(received, profile)
    if not frame.height:
        raise EmptyFile(path=received.path.name)
    row = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)
    frame = frame.select(row.alias("row"), row.alias("line"), pl.all())
    records = Records(
        frame=frame,
        quarantined=pl.DataFrame(schema=QUARANTINE),
        dropped={},
        rows_in=frame.height,
        notes=_notes(frame),
    )
    return Decoded(records=records, columns=columns, found=found, raw=_RawRows(frame))


def _notes(frame: pl.DataFrame) -> tuple[Note, ...]:
    shapes = frame[X].null_count() if X in frame.columns else 0
    return (("not_points", {"n": shapes}),) if shapes else ()


def _parquet(received: Received, profile: Profile) -> tuple[pl.DataFrame, tuple[str, ...], dict[str, str]]:
    name = received.path.name
    source = io.BytesIO(received.content)
    try:
        columns = tuple(pl.read_parquet_schema(source))
        positions = resolve(profile, columns, path=name)
        source.seek(0)
        read = pl.read_parquet(source, columns=[columns[at] for at in positions.values()])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DamagedFile(path=name, expected=KINDS["parquet"], why=str(error).splitlines()[0][:160]) from None
    frame = read.select(pl.col(columns[at]).alias(wanted) for wanted, at in positions.items())
    return frame, columns, {wanted: columns[at] for wanted, at in positions.items()}


def _json_records(received: Received, profile: Profile) -> tuple[pl.DataFrame, tuple[str, ...], dict[str, str]]:
    """Read a list of flat records: the document itself, or what its field `profile.file.layer` holds."""
    name, layer = received.path.name, profile.file.layer
    try:
        document = json.loads(received.content)
        records = document if layer is None else document[layer]
        columns = tuple(dict.fromkeys(field for record in records for field in record.keys()))  # noqa: SIM118
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = (str(error) or type(error).__name__).splitlines()[0][:160]
        raise DamagedFile(path=name, expected=KINDS["json"], why=why) from None
    positions = resolve(profile, columns, path=name)
    found = {wanted: columns[at] for wanted, at in positions.items()}
    values = {wanted: [record.get(column) for record in records] for wanted, column in found.items()}
    return pl.DataFrame({wanted: _column(value) for wanted, value in values.items()}), columns, found


def _column(values: list[Any]) -> pl.Series:
    """Return numbers as numbers and anything else as text, true and false and lists as JSON writes them."""
    if all(value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values):
        return pl.Series(values, dtype=None if any(value is not None for value in values) else pl.String, strict=False)
    written = [
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values
    ]
    return pl.Series(written, dtype=pl.String)


def _geographic(received: Received, profile: Profile) -> tuple[pl.DataFrame, tuple[str, ...], dict[str, str]]:
    import pyogrio.raw
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError

    name = received.path.name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a GeoPackage in memory has no file extension
            meta, _, geometry, values = pyogrio.raw.read(received.content, layer=profile.file.layer)
    except (DataSourceError, DataLayerError, FieldError, ValueError, RuntimeError, UnicodeDecodeError) as error:
        raise DamagedFile(path=name, expected=KINDS[profile.file.kind], why=str(error).splitlines()[0][:160]) from None
    columns = tuple(meta["fields"])
    wanted = profile.model_copy(update={"where": profile.where.model_copy(update=_apart(profile))})
    positions = resolve(wanted, columns, path=name)
    frame = pl.DataFrame({column: _series(values[at]) for column, at in positions.items()})
    found = {column: columns[at] for column, at in positions.items()}
    if profile.where.geometry:
        _check_same_system(meta.get("crs"), profile)
        x, y = _points(geometry)
        frame = frame.with_columns(pl.Series(X, x, nan_to_null=True), pl.Series(Y, y, nan_to_null=True))
    return frame, columns, found


def _apart(profile: Profile) -> dict[str, None]:
    """Columns that come from the geometry are not looked for among the fields."""
    return {"x": None, "y": None} if profile.where.geometry else {}


def _series(values: np.ndarray) -> pl.Series:
    if values.dtype == object:
        return pl.Series([None if value is None else str(value) for value in values], dtype=pl.String)
    if values.dtype.kind == "M":
        return pl.Series(values.astype("datetime64[us]"))
    return pl.Series(values, nan_to_null=True) if values.dtype.kind == "f" else pl.Series(values)


def _points(geometry: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y of point geometries; anything else is a record without a location."""
    import shapely

    if geometry is None:
        return np.empty(0), np.empty(0)
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    shapes = np.where(shapely.get_type_id(shapes) == 0, shapes, None)
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _check_same_system(stated: str | None, profile: Profile) -> None:
    from pyproj import CRS

    if stated and not CRS.from_user_input(stated).equals(
        CRS.from_user_input(profile.where.crs), ignore_axis_order=True
    ):
        role = text("source", "source", "de origen")
        why = text(
            f"the file states {stated[:40]}", f"le fichier indique {stated[:40]}", f"el archivo indica {stated[:40]}"
        )
        raise UnknownReferenceSystem(found=profile.where.crs, role=role, why=why)


class _RawRows:
    """Raw text of a typed record: its mapped columns as JSON."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __call__(self, rows: pl.Series) -> list[str]:
        found = self._frame[(rows - 1).cast(pl.UInt32)].drop("row", "line") if len(rows) else self._frame.clear()
        return [_json(row) for row in found.iter_rows(named=True)]


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)[:RAW_LENGTH]
