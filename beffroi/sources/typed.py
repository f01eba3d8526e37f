"""Typed files (Parquet, JSON records; layers of points by `geographic`) to records: the file's own types are kept."""

import io
import json
from typing import Any

import polars as pl

from beffroi.errors.intake import KINDS, DamagedFile, EmptyFile
from beffroi.sources._base import Records
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Received
from beffroi.sources.geographic import Layer, read_layer
from beffroi.sources.profile import Profile


def read_typed(received: Received, profile: Profile) -> Decoded:
    """Read a typed file; `row` counts its records from 1 and `line` repeats it.

    Raises
    ------
    IntakeError
        The file is damaged, empty, lacks a mapped column, or states another reference system.
    """
    reader = {"parquet": _parquet, "json": _json_records}.get(profile.file.kind, read_layer)
    found = reader(received, profile)
    if not found.frame.height:
        raise EmptyFile(path=received.path.name)
    row = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)
    frame = found.frame.select(row.alias("row"), row.alias("line"), pl.all())
    raw = _RawRows(frame)
    sound = frame if found.faults is None else frame.filter(found.faults.is_null())
    bad = frame.clear() if found.faults is None else frame.filter(found.faults.is_not_null())
    reasons = pl.lit(None, pl.String) if found.faults is None else found.faults.drop_nulls()
    records = Records(
        frame=sound,
        quarantined=bad.select("row", "line", reason=reasons, raw=pl.Series(raw(bad["row"]), dtype=pl.String)),
        dropped={},
        rows_in=frame.height,
        notes=found.notes,
    )
    return Decoded(records=records, columns=found.columns, found=found.found, raw=raw)


def _parquet(received: Received, profile: Profile) -> Layer:
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
    return Layer(frame=frame, columns=columns, found={wanted: columns[at] for wanted, at in positions.items()})


def _json_records(received: Received, profile: Profile) -> Layer:
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
    frame = pl.DataFrame({wanted: _column(value) for wanted, value in values.items()})
    return Layer(frame=frame, columns=columns, found=found)


def _column(values: list[Any]) -> pl.Series:
    """Return numbers as numbers and anything else as text, true and false and lists as JSON writes them."""
    if all(value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values):
        return pl.Series(values, dtype=None if any(value is not None for value in values) else pl.String, strict=False)
    written = [
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values
    ]
    return pl.Series(written, dtype=pl.String)


class _RawRows:
    """Raw text of a typed record: its mapped columns as JSON."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __call__(self, rows: pl.Series) -> list[str]:
        found = self._frame[(rows - 1).cast(pl.UInt32)].drop("row", "line") if len(rows) else self._frame.clear()
        return [_json(row) for row in found.iter_rows(named=True)]


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)[:RAW_LENGTH]
