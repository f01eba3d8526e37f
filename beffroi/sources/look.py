"""What a file looks like before anyone has written a profile: bytes, separators, columns. Used to propose only."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.intake import KINDS
from beffroi.errors.proposals import NothingToPropose
from beffroi.sources.archives import is_workbook
from beffroi.sources.decode import kind_of, receive
from beffroi.sources.parquet import check_readable
from beffroi.vocabulary.text import text

MOST_ROWS = 200_000  # records looked at; more do not change a proposal
MOST_ABOVE = 20  # lines that may stand above a header
MARKS = ",;\t|"
NO_TABLE = text(
    "no separator cuts its lines into the same number of fields",
    "aucun séparateur ne découpe ses lignes en un même nombre de champs",
    "ningún separador divide sus líneas en el mismo número de campos",
)
NO_RECORDS = text("it holds no record", "il ne contient aucun enregistrement", "no contiene ningún registro")
NOT_A_KIND = text(
    "it is {kind}, which is not read",
    "c’est {kind}, qui n’est pas lu",
    "es {kind}, que no se lee",
)
AREAS = text(
    "it holds areas, not events: `beffroi places add` takes it",
    "il contient des zones, non des faits : `beffroi places add` le prend",
    "contiene zonas, no hechos: `beffroi places add` lo acepta",
)
NOT_GEOJSON = text(
    "its JSON is not a GeoJSON collection of records",
    "son JSON n’est pas une collection GeoJSON d’enregistrements",
    "su JSON no es una colección GeoJSON de registros",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen of a file.

    Attributes
    ----------
    kind, encoding, separator
        As a profile names them. `encodings` are the other readings of bytes that are not UTF-8.
    columns
        Values as text, by column, in file order; empty text where missing.
    typed
        Type of columns of formats that have types.
    rows
        Records looked at, and whether the file holds more.
    geometry, crs, layer
        Of geographic files: kind of geometry, declared system, layer.
    uneven
        Records whose number of fields differs from the header's.
    """

    path: Path
    kind: str
    columns: Mapping[str, Sequence[str]]
    rows: int
    more: bool = False
    encoding: str = "utf-8"
    unusual: tuple[str, ...] = ()  # words with letters that ASCII lacks, as read
    separator: str = ","
    separators: tuple[str, ...] = ()  # every separator that fits
    uneven: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    geometry: str | None = None
    bounds: tuple[float, float, float, float] | None = None
    crs: str | None = None
    layer: str | None = None
    layers: tuple[str, ...] = ()
    skip_lines: int = 0  # lines or rows above the header
    member: str | None = None  # the file of a zip archive that was looked at, and every other one that is a table
    members: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()  # of a workbook: those looked at; the other groups; hidden ones that hold something
    other_sheets: tuple[tuple[str, ...], ...] = ()
    hidden_sheets: tuple[str, ...] = ()

    def filled(self, name: str) -> list[str]:
        """Return the values of a column that are not empty."""
        return [value for value in self.columns[name] if value]


def look(path: Path, *, member: str | None = None) -> Look:
    """Look at a file whose profile is not known; of a zip archive, at the file named, or at its largest table.

    Raises
    ------
    NothingToPropose
        It is no table of records. Missing, empty and cut files raise the intake's own errors.
    """
    kind = _kind(path)
    if kind == "zip":
        from beffroi.sources.packed import look_inside

        return look_inside(path, member=member)
    if kind == "excel":
        from beffroi.sources.packed import look_at_workbook

        return look_at_workbook(path, path.read_bytes())
    if kind == "parquet":
        check_readable(path.read_bytes(), name=path.name)
        return typed(path, pl.read_parquet(path, n_rows=MOST_ROWS), kind=kind)
    if kind == "geojson":
        from beffroi.sources.packed import look_at_json

        records = look_at_json(path, receive(path, kind="geojson").content)
        if records is not None:
            return records
    if kind in {"geopackage", "geojson", "shapefile"}:
        return _geographic(path, kind=kind)
    return delimited(path, receive(path, kind="delimited").content)


def _kind(path: Path) -> str:
    if path.suffix.lower() == ".shp":
        return "shapefile"
    start = _start(path)
    found = kind_of(start)
    if found == "zip":
        content = path.read_bytes()
        return "excel" if is_workbook(content) else "shapefile" if b".shp" in content else "zip"
    if found in {"parquet", "geopackage"}:
        return found
    if found == "text":
        return "geojson" if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")) else "delimited"
    why = text(*(NOT_A_KIND(locale, kind=KINDS[found](locale)) for locale in ("en", "fr", "es")))
    raise NothingToPropose(file=path.name, why=why)


def _start(path: Path) -> bytes:
    import gzip

    if not path.is_file() or path.stat().st_size == 0:
        return receive(path, kind="delimited").content  # raises the intake's own error
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.startswith(b"\x1f\x8b"):
        return start
    try:
        with gzip.open(path) as packed:
            return packed.read(4096)
    except (OSError, EOFError):
        return receive(path, kind="delimited").content


def delimited(path: Path, content: bytes) -> Look:
    """Look at delimited text.

    Raises
    ------
    NothingToPropose
        No separator cuts its lines alike, or it holds no record.
    """
    encoding, written = decoded(content)
    separators = separators_of(written)
    skip = 0
    while not separators and skip < MOST_ABOVE and "\n" in written:
        skip, written = skip + 1, written.partition("\n")[2]
        separators = separators_of(written)
    if not separators:
        raise NothingToPropose(file=path.name, why=NO_TABLE)
    reader = csv.reader(io.StringIO(written), delimiter=separators[0])
    header = next(reader)
    records: list[list[str]] = []
    uneven, more = 0, False
    for record in reader:
        if not record:
            continue
        if len(records) == MOST_ROWS:
            more = True
            break
        if len(record) == len(header):
            records.append(record)
        else:
            uneven += 1
    if not records:
        raise NothingToPropose(file=path.name, why=NO_RECORDS)
    turned = zip(*records, strict=True)
    return Look(
        path=path,
        kind="delimited",
        encoding=encoding,
        unusual=() if encoding == "utf-8" else unusual_words(written),
        separator=separators[0],
        separators=separators,
        columns={
            name.strip(): [value.strip() for value in values] for name, values in zip(header, turned, strict=True)
        },
        rows=len(records),
        more=more,
        uneven=uneven,
        skip_lines=skip,
    )


def decoded(content: bytes) -> tuple[str, str]:
    """Return the encoding that reads all bytes, and the text: UTF-16 by its mark, UTF-8, or Windows-1252.

    >>> decoded("é".encode()), decoded("é".encode("cp1252"))
    (('utf-8', 'é'), ('windows-1252', 'é'))
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", content.decode("utf-16", errors="replace")
    try:
        return "utf-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "windows-1252", content.decode("windows-1252", errors="replace")


def unusual_words(written: str, most: int = 6) -> tuple[str, ...]:
    """Return the most frequent words that hold a letter beyond ASCII: what a person checks an encoding by."""
    words = Counter(word for word in written[:2_000_000].replace('"', " ").split() if not word.isascii())
    return tuple(word[:30] for word, _ in words.most_common(most))


def separators_of(written: str) -> tuple[str, ...]:
    """Return the separators that cut nearly all of the first lines into as many fields as the header, widest first.

    >>> separators_of("a;b\\n1,5;2\\n2,5;3\\n")
    (';',)
    """
    start = "\n".join(written.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:200])
    fits = []
    for mark in MARKS:
        try:
            records = [record for record in csv.reader(io.StringIO(start), delimiter=mark) if record]
        except csv.Error:
            continue
        width = len(records[0]) if records else 0
        same = sum(len(record) == width for record in records)
        if width > 1 and same >= 0.9 * len(records):
            fits.append((width, mark))
    return tuple(mark for _, mark in sorted(fits, key=lambda each: -each[0]))


def typed(path: Path, frame: pl.DataFrame, *, kind: str, **geographic: Any) -> Look:
    """Look at a table whose columns have types."""
    if not frame.height:
        raise NothingToPropose(file=path.name, why=NO_RECORDS)
    return Look(
        path=path,
        kind=kind,
        columns={name: _texts(frame[name]) for name in frame.columns},
        typed={name: str(dtype) for name, dtype in frame.schema.items()},
        rows=frame.height,
        more=frame.height == MOST_ROWS,
        **geographic,
    )


def _texts(column: pl.Series) -> list[str]:
    if isinstance(column.dtype, pl.Datetime):
        column = column.dt.replace_time_zone(None).dt.to_string("%Y-%m-%d %H:%M:%S")
    return column.cast(pl.String, strict=False).fill_null("").to_list()


def _geographic(path: Path, *, kind: str) -> Look:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    from beffroi.sources.geographic import column_of

    where = {".gz": "/vsigzip/", ".zip": "/vsizip/"}.get(path.suffix.lower(), "") + str(path.resolve())
    try:
        layers = tuple(str(row[0]) for row in pyogrio.list_layers(where))
        info = pyogrio.read_info(where, layer=layers[0], force_total_bounds=True)
        meta, _, _, values = pyogrio.raw.read(where, layer=layers[0], read_geometry=False, max_features=MOST_ROWS)
    except (DataSourceError, DataLayerError, IndexError) as error:
        why = NOT_GEOJSON if kind == "geojson" else NO_RECORDS
        raise NothingToPropose(file=path.name, why=why) from error
    if len(layers) == 1 and (info["geometry_type"] or "").endswith("Polygon"):
        raise NothingToPropose(file=path.name, why=AREAS)
    frame = pl.DataFrame({str(name): column_of(column) for name, column in zip(meta["fields"], values, strict=True)})
    several = len(layers) > 1
    return typed(
        path, frame, kind=kind, geometry=info["geometry_type"], crs=info["crs"], layers=layers,
        bounds=info["total_bounds"], layer=layers[0] if several else None,
    )  # fmt: skip
