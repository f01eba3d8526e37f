"""Good and bad files of every kind that is read: what the mutations of `fuzz` start from."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from beffroi.sources.workbook_writer import workbook
from tests.corpus.geojson import feature_collection
from tests.corpus.make import make, names
from tests.corpus.world import LANGUAGES, Variant, X, Y, profile, written

SMALL = 20_000  # bytes of a file of the corpus that is mutated
N = 12
PARSERS = (
    "delimited", "archive", "excel", "json", "geojson", "geopackage", "flatgeobuf", "shapefile", "parquet", "wide",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A file, the profile that reads it, and for an archive what is in it."""

    content: bytes
    profile: dict[str, Any]
    language: str
    suffix: str
    inside: bytes | None = None
    wrap: Callable[[bytes], bytes] = bytes


def variants() -> list[Variant]:
    """One variant a language, with its own chance."""
    return [Variant(language=language, seed=0, random=Random(language)) for language in LANGUAGES]


@cache
def seeds_of(parser: str) -> tuple[Seed, ...]:
    """Return the files that the mutations of a parser start from."""
    makers: dict[str, Callable[[], list[Seed]]] = {
        "delimited": _of_corpus, "archive": _archives, "excel": _workbooks, "json": _json, "geojson": _geojson,
        "parquet": _parquet, "wide": _wide,
    }  # fmt: skip
    return tuple(makers[parser]() if parser in makers else _layers(parser))


def _of_corpus() -> list[Seed]:
    found = []
    for made in map(make, names()):
        if made.suffix == ".csv" and len(made.content) <= SMALL and not made.expected.open:
            found.append(Seed(content=made.content, profile=made.profile, language=made.language, suffix=made.suffix))
    return found


def gzipped(inside: bytes) -> bytes:
    return gzip.compress(inside, mtime=0)


def zipped(inside: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("crimes.csv"), inside)
    return packed.getvalue()


def _archives() -> list[Seed]:
    found = []
    for v in variants():
        inside = written(v, v.rows(N)).encode()
        for wrap, suffix in ((gzipped, ".csv.gz"), (zipped, ".zip")):
            made = {"profile": profile(v), "language": v.language, "suffix": suffix}
            found.append(Seed(content=wrap(inside), inside=inside, wrap=wrap, **made))
    return found


def _workbooks() -> list[Seed]:
    """Workbooks; the accidents within are those of the first sheet's XML."""
    found = []
    for v in variants():
        content = workbook({"A": [v.city.columns, *v.rows(N)], "B": [v.city.columns, *v.rows(2)]})
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = next(name for name in parts if name.startswith("xl/worksheets/"))

        def wrap(inside: bytes, parts: dict[str, bytes] = parts, sheet: str = sheet) -> bytes:
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, part in (parts | {sheet: inside}).items():
                    archive.writestr(zipfile.ZipInfo(name), part)
            return packed.getvalue()

        told = profile(v, file={"kind": "excel"})
        found.append(
            Seed(content=content, profile=told, language=v.language, suffix=".xlsx", inside=parts[sheet], wrap=wrap)
        )
    return found


def _json() -> list[Seed]:
    found = []
    for v in variants():
        records = [dict(zip(v.city.columns, row, strict=True)) for row in v.rows(N)]
        content = json.dumps({"records": records}, ensure_ascii=False).encode()
        told = profile(v, file={"kind": "json", "layer": "records"})
        found.append(Seed(content=content, profile=told, language=v.language, suffix=".json"))
    return found


def _geojson() -> list[Seed]:
    return [
        Seed(
            content=feature_collection(v, v.rows(N), {3: None}).encode(),
            profile=profile(v, file={"kind": "geojson"}, where={"x": None, "y": None, "geometry": True}),
            language=v.language,
            suffix=".geojson",
        )
        for v in variants()
    ]


def _frame(v: Variant) -> pl.DataFrame:
    rows = v.rows(N)
    frame = pl.DataFrame(rows, schema=list(v.city.columns), orient="row")
    return frame.with_columns(pl.col(v.city.columns[X], v.city.columns[Y]).cast(pl.Float64))


def _parquet() -> list[Seed]:
    found = []
    for v in variants():
        for compression in ("uncompressed", "zstd", "snappy"):
            content = io.BytesIO()
            _frame(v).write_parquet(content, compression=compression)
            told = profile(v, file={"kind": "parquet"})
            found.append(Seed(content=content.getvalue(), profile=told, language=v.language, suffix=".parquet"))
    return found


def _wide() -> list[Seed]:
    """Wide tables of counts: a line a category, a column an area."""
    found = []
    for v in variants():
        areas = [f"{at:02d}" for at in range(1, 9)]
        rows = [[kind, "2024", *(str(v.random.randrange(2_000)) for _ in areas)] for kind in v.city.kinds]
        content = written(v, rows, header=["kind", "year", *areas]).encode()
        parts = {"key": None, "table": "recorded_counts", "tally": {"value": "n", "year": "year"}}
        told = profile(v, what={"category": ["kind"]}, unpivot={"into": "area", "value": "n"}, **parts)
        told |= {"when": {"timezone": v.city.zone}, "where": {"place_code": "area"}}
        found.append(Seed(content=content, profile=told, language=v.language, suffix=".csv"))
    return found


DRIVERS = {"geopackage": ("GPKG", "gpkg"), "flatgeobuf": ("FlatGeobuf", "fgb"), "shapefile": ("ESRI Shapefile", "shp")}


def _layers(parser: str) -> list[Seed]:
    """Layers of points; of a zipped shapefile, the accidents within are those of its .dbf."""
    import shapely
    from pyogrio import raw

    driver, suffix = DRIVERS[parser]
    found = []
    for v in variants():
        rows = v.rows(N)
        names_of = [name[:10] for at, name in enumerate(v.city.columns) if at not in (X, Y)]
        values = [np.array([row[at] for row in rows], object) for at in range(len(v.city.columns)) if at not in (X, Y)]
        told = profile(v, file={"kind": parser}, where={"x": None, "y": None, "geometry": True})
        with TemporaryDirectory() as folder:
            raw.write(
                str(Path(folder) / f"points.{suffix}"),
                geometry=shapely.to_wkb(shapely.points([[float(row[X]), float(row[Y])] for row in rows])),
                field_data=values,
                fields=names_of,
                crs="EPSG:4326",
                geometry_type="Point",
                driver=driver,
            )
            parts = {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
        found.append(_layer(parser, parts, told, v.language))
    return found


def _layer(parser: str, parts: dict[str, bytes], told: dict[str, Any], language: str) -> Seed:
    if parser != "shapefile":
        (content,) = parts.values()
        return Seed(content=content, profile=told, language=language, suffix=f".{DRIVERS[parser][1]}")

    def wrap(inside: bytes) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in (parts | {"points.dbf": inside}).items():
                archive.writestr(zipfile.ZipInfo(name), part)
        return packed.getvalue()

    inside = parts["points.dbf"]
    return Seed(content=wrap(inside), profile=told, language=language, suffix=".zip", inside=inside, wrap=wrap)
