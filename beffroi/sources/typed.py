"""Typed files (Parquet, JSON records; layers of points by `geographic`) to records: the file's own types are kept."""

import io
import json
from typing import Any

import polars as pl

from beffroi.errors.intake import BROKEN_JSON, KINDS, NOT_RECORDS, DamagedFile, EmptyFile
from beffroi.sources._base import Records
from beffroi.sources.columns import resolve
from beffroi.sources.decode import RAW_LENGTH, Decoded, Received
from beffroi.sources.geographic import Layer, read_layer
from beffroi.sources.parquet import check_readable
from beffroi.sources.profile import Profile
from beffroi.vocabulary.text import filled


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
    check_readable(received.content, name=name)
    source = io.BytesIO(received.content)
    try:
        columns = tuple(pl.read_parquet_schema(source))
        positions = resolve(profile, columns, path=name)
        source.seek(0)
        read = pl.read_parquet(source, columns=[columns[at] for at in positions.values()])
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
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
    except json.JSONDecodeError as error:
        why = filled(BROKEN_JSON, line=error.lineno, column=error.colno)
        raise DamagedFile(path=name, expected=KINDS["json"], why=why) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedFile(path=name, expected=KINDS["json"], why=NOT_RECORDS) from None
    positions = resolve(profile, tuple(_whole(column) for column in columns), path=name)
    found = {wanted: columns[at] for wanted, at in positions.items()}
    values = {wanted: [_written(record.get(column)) for record in records] for wanted, column in found.items()}
    halves = [any(_is_half(value) for value in row) for row in zip(*values.values(), strict=True)]
    frame = pl.DataFrame({wanted: _column([_whole(value) for value in each]) for wanted, each in values.items()})
    faults = pl.Series(["undecodable_bytes" if half else None for half in halves], dtype=pl.String)
    told = {wanted: _whole(column) for wanted, column in found.items()}
    every = tuple(_whole(column) for column in columns)
    return Layer(frame=frame, columns=every, found=told, faults=faults if any(halves) else None)


def _written(value: Any) -> Any:
    """Return numbers and texts as they are, true and false and lists as JSON writes them."""
    plain = value is None or isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool))
    return value if plain else json.dumps(value, ensure_ascii=False)


def _is_half(value: Any) -> bool:
    """Whether a text holds half of a sign that JSON writes as two (\\ud83d without its \\ude00): it is no text."""
    return isinstance(value, str) and not value.isascii() and _whole(value) != value


def _whole(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _column(values: list[Any]) -> pl.Series:
    """Return numbers as numbers, and as texts where one of them is a text."""
    if all(value is None or not isinstance(value, str) for value in values):
        return pl.Series(values, dtype=None if any(value is not None for value in values) else pl.String, strict=False)
    return pl.Series([None if value is None else _text(value) for value in values], dtype=pl.String)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _RawRows:
    """Raw text of a typed record: its mapped columns as JSON."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __call__(self, rows: pl.Series) -> list[str]:
        found = self._frame[(rows - 1).cast(pl.UInt32)].drop("row", "line") if len(rows) else self._frame.clear()
        return [_json(row) for row in found.iter_rows(named=True)]


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)[:RAW_LENGTH]
