"""Outlines of places, from the geographic files that administrations publish, in the observatory's metres."""

import difflib
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from beffroi.errors.places import (
    ChooseLayer,
    NoReference,
    NotAreas,
    NotReadable,
    PlaceWithoutCode,
    RepeatedPlace,
    UnknownColumn,
    WrongReference,
)
from beffroi.vocabulary.text import Text, text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Note = tuple[Text, dict[str, Any]]
Bounds = tuple[float, float, float, float]

PLACES = {"place": pl.String, "name": pl.String, "wkb": pl.Binary, "area_m2": pl.Float64}

REPAIRED = text(
    "Outlines that crossed themselves, repaired ({n}): {codes}.",
    "Contours qui se recoupaient, réparés ({n}) : {codes}.",
    "Contornos que se cruzaban consigo mismos, reparados ({n}): {codes}.",
)
MERGED = text(
    "Codes with several rows, merged into one place each ({n}): {codes}.",
    "Codes présents sur plusieurs lignes, réunies en un seul lieu ({n}) : {codes}.",
    "Códigos presentes en varias filas, reunidas en un solo lugar ({n}): {codes}.",
)
WHOLE_NUMBERS = text(
    "The codes of “{column}” are stored as decimal numbers; they are read as whole numbers (12.0 is 12).",
    "Les codes de « {column} » sont stockés comme nombres décimaux ; ils sont lus comme des entiers (12.0 devient 12).",
    "Los códigos de «{column}» están guardados como decimales; se leen como enteros (12.0 es 12).",
)
FAR_AWAY = text(
    "Places outside the area for which {crs} is meant, whose surfaces are distorted ({n}): {codes}.",
    "Lieux hors de la zone pour laquelle {crs} est prévu, aux surfaces déformées ({n}) : {codes}.",
    "Lugares fuera de la zona prevista para {crs}, con superficies deformadas ({n}): {codes}.",
)
OVERLAPPING = text(
    "Outlines overlap by {share} % of their total area: a point there belongs to the first place in code order.",
    "Les contours se recouvrent sur {share} % de leur surface totale : un point y appartient au premier lieu par code.",
    "Los contornos se solapan en un {share} % de su superficie total: un punto allí pertenece al primer lugar por código.",
)
OUT_OF_RANGE = text(
    "degrees cannot exceed 180 and 90",
    "des degrés ne peuvent dépasser 180 et 90",
    "los grados no pueden superar 180 y 90",
)
IN_DEGREES = text(
    "these are degrees, not metres or feet",
    "ce sont des degrés, non des mètres ou des pieds",
    "son grados, no metros ni pies",
)
ELSEWHERE = text(
    "they land outside the area for which the observatory’s system is meant",
    "elles tombent hors de la zone prévue par le système de l’observatoire",
    "caen fuera de la zona prevista por el sistema del observatorio",
)
NOT_GEOGRAPHIC = text(
    "it is not a geographic file, or it is cut off",
    "ce n’est pas un fichier géographique, ou il est tronqué",
    "no es un archivo geográfico, o está truncado",
)
NO_FILE = text(
    "there is no such file, or it is empty", "le fichier n’existe pas ou est vide", "el archivo no existe o está vacío"
)
FORMATS = "GeoJSON (.geojson, .json, .gz), GeoPackage (.gpkg), Shapefile (.shp, .zip)"
_AREAS = frozenset({"Polygon", "MultiPolygon"})
_ANY = _AREAS | {"Point", "MultiPoint", "LineString", "MultiLineString", "None"}
_MARGIN = 3.0  # degrees around the area of use of a reference system before a landing counts as wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Areas with their outlines.

    `frame` has place (code), name, wkb (well-known binary in `crs`), area_m2,
    sorted by code. `notes` says what was repaired, merged or doubtful.
    """

    frame: pl.DataFrame
    crs: str
    source_crs: str
    notes: tuple[Note, ...] = ()
    attribution: str = ""


def read_places(
    path: Path,
    *,
    code: str,
    crs: str,
    name: str | None = None,
    layer: str | None = None,
    source_crs: str | None = None,
    merge: bool = False,
    attribution: str = "",
    where: Mapping[str, str] | None = None,
) -> Places:
    """Read areas and project them.

    Parameters
    ----------
    path
        GeoJSON (also gzip), GeoPackage, or Shapefile (also in a zip).
    code, name
        Columns of the code and of the name; without a name the code serves.
    crs
        The observatory's projected system, in metres.
    source_crs
        The file's true system, where the file says none or a wrong one.
    where
        Values that columns must have: other features are left out.
    merge
        Rows of one code are one place; otherwise a repeated code is refused.

    Raises
    ------
    NotReadable, ChooseLayer, UnknownColumn, NotAreas, NoReference, WrongReference, PlaceWithoutCode, RepeatedPlace
    """
    info, source, layer = _open(path, layer)
    kept = dict(where or {})
    wanted = list(dict.fromkeys([code, *([name] if name else []), *kept]))
    _check_columns(path, wanted=wanted, found=list(info["fields"]))
    outlines, fields = _fetch(path, source, layer, columns=wanted)
    outlines, fields = _filtered(outlines, fields, kept)
    declared = _declared(path, source_crs or info["crs"], outlines, crs)

    notes: list[Note] = []
    codes, whole = code_texts(fields[code])
    if whole:
        notes.append((WHOLE_NUMBERS, {"column": code}))
    _check_codes(path, code, codes, merge)
    names, _ = code_texts(fields[name]) if name else (codes, False)
    shapes = _project(outlines, declared, crs)
    shapes, repaired = _repair(shapes)
    if repaired.any():
        notes.append((REPAIRED, _listed([c or "" for c, bad in zip(codes, repaired, strict=True) if bad])))
    frame, merged = _assemble(codes, names, shapes)
    if merged:
        notes.append((MERGED, _listed(merged)))
    notes += _landing_notes(frame, crs)
    return Places(frame=frame, crs=crs, source_crs=declared, notes=tuple(notes), attribution=attribution)


def code_texts(values: "NDArray[Any] | Sequence[Any]") -> tuple[list[str | None], bool]:
    """Return codes as text, and whether decimals were read as whole numbers. "007" stays; 12.0 is "12".

    >>> code_texts(["007", 12.0, None, " A "])
    (['007', '12', None, 'A'], True)
    """
    whole = False
    out: list[str | None] = []
    for value in values:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            out.append(None)
            continue
        if isinstance(value, float) and float(value).is_integer():
            whole = True
            value = int(value)
        written = unicodedata.normalize("NFC", str(value)).strip()
        out.append(written or None)
    return out, whole


def closest(name: str, among: Iterable[str]) -> str:
    """Return the most similar of some names, or the first; "-" when there is none.

    >>> closest("Area_Number", ["area_numbe", "community"])
    'area_numbe'
    """
    listed = list(among)
    folded = {each.casefold(): each for each in listed}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.0)
    return folded[near[0]] if near else "-"


def _filtered(
    outlines: "NDArray[np.object_]", fields: dict[str, Any], kept: Mapping[str, str]
) -> tuple["NDArray[np.object_]", dict[str, Any]]:
    import numpy as np

    chosen = np.ones(len(outlines), dtype=bool)
    for column, value in kept.items():
        chosen &= np.array([code == value for code in code_texts(fields[column])[0]])
    return outlines[chosen], {name: values[chosen] for name, values in fields.items()}


def _check_columns(path: Path, *, wanted: Sequence[str], found: Sequence[str]) -> None:
    for column in wanted:
        if column not in found:
            raise UnknownColumn(file=path.name, name=column, found=", ".join(found), closest=closest(column, found))


def _open(path: Path, layer: str | None) -> tuple[dict[str, Any], str, str]:
    """Return what the file says of the layer, its address, and the layer's name."""
    import pyogrio

    if not path.is_file() or path.stat().st_size == 0:
        raise NotReadable(file=path.name, why=NO_FILE, expected=FORMATS)
    where = {".gz": "/vsigzip/", ".zip": "/vsizip/"}.get(path.suffix.lower(), "") + str(path.resolve())
    try:
        layers = [str(row[0]) for row in pyogrio.list_layers(where)]
        if (layer is None and len(layers) > 1) or (layer is not None and layer not in layers):
            raise ChooseLayer(file=path.name, found=", ".join(layers))
        return pyogrio.read_info(where, layer=layer or layers[0]), where, layer or layers[0]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, IndexError) as error:
        raise NotReadable(file=path.name, why=NOT_GEOGRAPHIC, expected=FORMATS) from error


def read_shapes(
    path: Path, *, columns: list[str], crs: str, layer: str | None = None, source_crs: str | None = None
) -> tuple["NDArray[np.object_]", dict[str, Any]]:
    """Return points, lines or areas projected to `crs` (None without a geometry), and columns of the same length."""
    info, source, layer = _open(path, layer)
    _check_columns(path, wanted=columns, found=list(info["fields"]))
    shapes, fields = _fetch(path, source, layer, columns=columns, kinds=_ANY)
    return _project(shapes, _declared(path, source_crs or info["crs"], shapes, crs), crs), fields


def _fetch(
    path: Path, source: str, layer: str, *, columns: list[str], kinds: frozenset[str] = _AREAS
) -> tuple["NDArray[np.object_]", dict[str, Any]]:
    import pyogrio
    import shapely

    try:
        meta, _, wkb, values = pyogrio.raw.read(source, layer=layer, columns=columns, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, pyogrio.errors.GeometryError) as error:
        raise NotReadable(file=path.name, why=NOT_GEOGRAPHIC, expected=FORMATS) from error
    if wkb is None or not len(wkb):
        raise NotAreas(file=path.name, found="0")
    outlines = shapely.from_wkb(wkb)
    others = {str(shape.geom_type if shape is not None else "None") for shape in outlines} - kinds
    if others:
        raise NotAreas(file=path.name, found=", ".join(sorted(others)))
    return outlines, dict(zip((str(each) for each in meta["fields"]), values, strict=True))


def _declared(path: Path, declared: str | None, outlines: "NDArray[np.object_]", target: str) -> str:
    """Return the reference system to read the file with, refused where the coordinates contradict it."""
    import pyproj
    import shapely

    west, south, east, north = (float(edge) for edge in shapely.total_bounds(outlines))
    corners = {
        "west": _plain(west),
        "south": _plain(south),
        "east": _plain(east),
        "north": _plain(north),
        "file": path.name,
    }
    if not declared:
        raise NoReference(**corners)
    system = pyproj.CRS.from_user_input(declared)
    degrees = -180.5 <= west <= east <= 180.5 and -90.5 <= south <= north <= 90.5
    if system.is_geographic != degrees:
        why = OUT_OF_RANGE if system.is_geographic else IN_DEGREES
        raise WrongReference(declared=declared, why=why, **corners)
    if not _touches(_to_degrees((west, south, east, north), declared), _area_of_use(target)):
        raise WrongReference(declared=declared, why=ELSEWHERE, **corners)
    return declared


def _plain(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 400 else f"{value:.0f}"


def _area_of_use(crs: str) -> Bounds:
    import pyproj

    area = pyproj.CRS.from_user_input(crs).area_of_use
    if area is None:
        return (-180.0, -90.0, 180.0, 90.0)
    return (area.west - _MARGIN, area.south - _MARGIN, area.east + _MARGIN, area.north + _MARGIN)


def _to_degrees(bounds: Bounds, crs: str) -> Bounds:
    import pyproj

    transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    west, south, east, north = transform.transform_bounds(*bounds)
    return (west, south, east, north)


def _touches(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _check_codes(path: Path, column: str, codes: Sequence[str | None], merge: bool) -> None:
    empty = [str(row + 1) for row, each in enumerate(codes) if each is None]
    if empty:
        raise PlaceWithoutCode(n=len(empty), of=len(codes), file=path.name, column=column, rows=", ".join(empty[:10]))
    repeated = [each for each, n in Counter(codes).items() if n > 1]
    if repeated and not merge:
        listed = _listed([str(each) for each in repeated])
        raise RepeatedPlace(file=path.name, column=column, option="--merge", **listed)


def _project(outlines: "NDArray[np.object_]", source: str, target: str) -> "NDArray[np.object_]":
    import pyproj
    import shapely

    transform = pyproj.Transformer.from_crs(source, target, always_xy=True)

    def convert(xy: "NDArray[np.float64]") -> "NDArray[np.float64]":
        import numpy as np

        return np.column_stack(transform.transform(xy[:, 0], xy[:, 1]))

    projected: NDArray[np.object_] = shapely.transform(outlines, convert)
    return projected


def _repair(shapes: "NDArray[np.object_]") -> tuple["NDArray[np.object_]", "NDArray[np.bool_]"]:
    """Return valid areas, and which ones had to be repaired; lines and points left by a repair are dropped."""
    import shapely

    bad = ~shapely.is_valid(shapes)
    shapes = shapes.copy()
    for row in bad.nonzero()[0]:
        parts = shapely.get_parts(shapely.make_valid(shapes[row]))
        shapes[row] = shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])
    return shapes, bad


def _assemble(
    codes: Sequence[str | None], names: Sequence[str | None], shapes: "NDArray[np.object_]"
) -> tuple[pl.DataFrame, list[str]]:
    import shapely

    rows: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        rows.setdefault(str(code), []).append(row)
    merged = [code for code, held in rows.items() if len(held) > 1]
    ordered = sorted(rows)
    whole = [
        shapes[rows[code][0]] if len(rows[code]) == 1 else shapely.union_all(shapes[rows[code]]) for code in ordered
    ]
    frame = pl.DataFrame(
        {
            "place": ordered,
            "name": [names[rows[code][0]] or code for code in ordered],
            "wkb": [shapely.to_wkb(shape) for shape in whole],
            "area_m2": [float(shape.area) for shape in whole],
        },
        schema=PLACES,
    )
    return frame, merged


def _inside(shapes: "NDArray[np.object_]", crs: str) -> "NDArray[np.bool_]":
    """Whether the middle of each area lies where its reference system is meant to be used."""
    import pyproj
    import shapely

    edges = shapely.bounds(shapes)
    transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = transform.transform((edges[:, 0] + edges[:, 2]) / 2, (edges[:, 1] + edges[:, 3]) / 2)
    west, south, east, north = _area_of_use(crs)
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _landing_notes(frame: pl.DataFrame, target: str) -> list[Note]:
    import shapely

    shapes = shapely.from_wkb(frame["wkb"].to_numpy())
    notes: list[Note] = []
    far = [code for code, inside in zip(frame["place"], _inside(shapes, target), strict=True) if not inside]
    if far:
        notes.append((FAR_AWAY, {"crs": target, **_listed(far)}))
    total = float(shapely.area(shapes).sum())
    shared = total - float(shapely.area(shapely.union_all(shapes)))
    if total and shared / total > 0.001:
        notes.append((OVERLAPPING, {"share": round(100 * shared / total, 1)}))
    return notes


def _listed(codes: Sequence[str], shown: int = 8) -> dict[str, Any]:
    return {"n": len(codes), "codes": ", ".join(codes[:shown]) + (" …" if len(codes) > shown else "")}
