"""The copy of a file that is kept under an agreement: the mapped columns and nothing else, readable by its profile."""

import csv
import io
import json
from pathlib import Path

import polars as pl

from beffroi.errors.intake import ChangedMeanwhile
from beffroi.sources.columns import check_no_person
from beffroi.sources.decode import receive
from beffroi.sources.intake import decode
from beffroi.sources.locations import X, Y
from beffroi.sources.profile import Profile
from beffroi.sources.workbook_writer import workbook

_SUFFIX = {"delimited": "csv", "parquet": "parquet", "geojson": "geojson", "excel": "xlsx", "json": "json"}
_SUFFIX |= {"geopackage": "gpkg", "flatgeobuf": "fgb", "shapefile": "zip"}


def minimised(path: Path, profile: Profile, *, into: Path, sha256: str | None = None) -> Path:
    """Write the records of a file with the mapped columns only; the same input gives the same bytes.

    Records that the decoder quarantined are not in the copy: their raw text may hold anything. The copy
    is read with the same profile (separator, encoding, column names are those of the file).

    Raises
    ------
    ChangedMeanwhile
        It is not the file of that SHA-256.
    IntakeError
        The file does not go through its decoder, or the profile maps a column about a person.
    """
    check_no_person(profile)
    received = receive(path, kind=profile.file.kind, member=profile.file.member)
    if sha256 is not None and received.sha256 != sha256:
        raise ChangedMeanwhile(path=path.name)
    decoded = decode(received, profile, clean=False)
    frame = decoded.records.frame.drop("row", "line")
    kind = profile.file.kind
    if kind == "delimited":
        content = _csv(frame.rename(decoded.found), profile)
    elif kind == "parquet":
        content = _parquet(frame.rename(decoded.found))
    elif kind == "excel":
        content = _workbook(frame.rename(decoded.found), profile)
    elif kind == "json":
        content = _json(frame.rename(decoded.found), profile)
    elif kind == "geojson":
        content = _geojson(frame.rename(decoded.found), profile)
    else:
        from beffroi.sources.geographic_writer import layer_of

        content = layer_of(frame.rename(decoded.found), profile)
    into.mkdir(parents=True, exist_ok=True)
    stem = path.name.split(".")[0]
    target = into / f"{stem}.minimised.{_SUFFIX[kind]}"
    target.write_bytes(content)
    return target


def _csv(frame: pl.DataFrame, profile: Profile) -> bytes:
    lines = io.StringIO(newline="")
    lines.write("\n" * profile.file.skip_lines)
    marks = {"delimiter": profile.file.separator, "quotechar": profile.file.quote}
    writer = csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL, **marks)  # type: ignore[arg-type]
    writer.writerow(frame.columns)
    writer.writerows(frame.iter_rows())
    return lines.getvalue().encode(profile.file.encoding)


def _parquet(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd", statistics=False)
    return content.getvalue()


def _workbook(frame: pl.DataFrame, profile: Profile) -> bytes:
    """Write one sheet, under a name that the profile reads."""
    title = next((pattern.replace("*", "").replace("?", "_") for pattern in profile.file.sheets), "") or "records"
    above: list[tuple[str, ...]] = [()] * profile.file.skip_lines
    return workbook({title: [*above, tuple(frame.columns), *frame.iter_rows()]})


def _json(frame: pl.DataFrame, profile: Profile) -> bytes:
    rows = frame.to_dicts()
    return json.dumps({profile.file.layer: rows} if profile.file.layer else rows, ensure_ascii=False).encode()


def _geojson(frame: pl.DataFrame, profile: Profile) -> bytes:
    """Write points as GeoJSON in the reference system that the profile names."""
    features = []
    for row in frame.iter_rows(named=True):
        x, y = row.pop(X, None), row.pop(Y, None)
        located = x is not None and y is not None
        point = {"type": "Point", "coordinates": [x, y]} if located else None
        features.append({"type": "Feature", "properties": row, "geometry": point})
    name = {"type": "name", "properties": {"name": profile.where.crs}}
    whole = {"type": "FeatureCollection", "crs": name, "features": features}
    return json.dumps(whole, ensure_ascii=False, default=str).encode()
