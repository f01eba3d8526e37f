"""The writer of layers of points, for the minimised copy: the same records give the same bytes."""

import io
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from beffroi.sources.locations import X, Y
from beffroi.sources.profile import Profile

_DRIVERS = {"geopackage": ("GPKG", "gpkg"), "flatgeobuf": ("FlatGeobuf", "fgb"), "shapefile": ("ESRI Shapefile", "shp")}
_THEN = "1980-01-01"  # stands for the moment of writing, which some formats hold


def layer_of(frame: pl.DataFrame, profile: Profile) -> bytes:
    """Return records as a layer of the profile's kind, points in its reference system; a shapefile as a zip archive."""
    import pyogrio
    import pyogrio.raw

    driver, suffix = _DRIVERS[profile.file.kind]
    fields = frame.drop(X, Y, strict=False)
    options: dict[str, Any] = {"layer": profile.file.layer or "records"} if suffix == "gpkg" else {}
    options |= {"encoding": "UTF-8", "DBF_DATE_LAST_UPDATE": _THEN} if suffix == "shp" else {}
    options |= {"SPATIAL_INDEX": "NO"} if suffix == "fgb" else {}  # an index would change the order of records
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_THEN}T00:00:00.000Z"})
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names of fields that a shapefile shortens: they came from one
            pyogrio.raw.write(
                str(Path(folder) / f"records.{suffix}"),
                geometry=_points(frame),
                field_data=[_values(fields[name]) for name in fields.columns],
                field_mask=[fields[name].is_null().to_numpy() for name in fields.columns],
                fields=fields.columns,
                crs=profile.where.crs,
                geometry_type="Point",
                driver=driver,
                **options,
            )
            parts = {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    return _zipped(parts) if suffix == "shp" else parts[f"records.{suffix}"]


def _points(frame: pl.DataFrame) -> np.ndarray:
    import shapely

    if X not in frame.columns:
        return np.full(frame.height, None)
    x, y = (frame[name].fill_null(np.nan).to_numpy() for name in (X, Y))
    located = np.isfinite(x) & np.isfinite(y)
    points = np.asarray(shapely.to_wkb(shapely.points(x, y)), object)
    points[~located] = None
    return points


def _values(column: pl.Series) -> np.ndarray:
    return column.to_numpy() if column.dtype.is_temporal() or column.dtype.is_numeric() else np.array(column, object)


def _zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
