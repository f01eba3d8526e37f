"""Denominators by place: residents, workers, boardings... read from the tables that statistical offices publish."""

import csv
import difflib
import gzip
import io
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from beffroi.errors.places import (
    AmbiguousNumber,
    NothingLeft,
    NotReadable,
    PlaceWithoutCode,
    RepeatedPlace,
    UnknownColumn,
)
from beffroi.sources.geography import Note, closest, code_texts
from beffroi.sources.parquet import check_readable
from beffroi.vocabulary.period import Period
from beffroi.vocabulary.text import filled, text

EXPOSURE = {"place": pl.String, "value": pl.Float64, "standard_error": pl.Float64}
FORMATS = "CSV (.csv, .tsv, .gz), GeoJSON, JSON, Parquet"
SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"

WITHOUT_VALUE = text(
    "Places without a value, whose rates are withheld ({n}): {codes}.",
    "Lieux sans valeur, dont les taux ne sont pas calculés ({n}) : {codes}.",
    "Lugares sin valor, cuyas tasas no se calculan ({n}): {codes}.",
)
ZERO = text(
    "Places with a value of zero, whose rates are withheld ({n}): {codes}.",
    "Lieux dont la valeur est nulle et dont les taux ne sont pas calculés ({n}) : {codes}.",
    "Lugares con valor cero, cuyas tasas no se calculan ({n}): {codes}.",
)
SUMMED = text(
    "{rows} rows were added up into {n} places.",
    "{rows} lignes ont été additionnées en {n} lieux.",
    "{rows} filas se sumaron en {n} lugares.",
)
TWO_READINGS = text(
    "with three digits after the mark it may be a thousand or a decimal",
    "avec trois chiffres après le signe, ce peut être un millier ou une décimale",
    "con tres cifras tras el signo puede ser un millar o un decimal",
)
NOT_A_NUMBER = text("it is not a number", "ce n’est pas un nombre", "no es un número")
NEGATIVE = text("it is negative", "il est négatif", "es negativo")
SEPARATED = text(
    "it holds a separator that was not announced",
    "il contient un séparateur qui n’a pas été annoncé",
    "contiene un separador que no se ha indicado",
)
NO_FILE = text(
    "there is no such file, or it is empty", "le fichier n’existe pas ou est vide", "el archivo no existe o está vacío"
)
NOT_ENCODED = text(
    "it is not {encoding} text (name its encoding with --encoding)",
    "ce n’est pas du texte {encoding} (indiquez son codage avec --encoding)",
    "no es texto {encoding} (indique su codificación con --encoding)",
)
NO_SEPARATOR = text(
    "its header is not split by a comma, a semicolon or a tab",
    "son en-tête n’est pas découpé par une virgule, un point-virgule ou une tabulation",
    "su encabezado no está separado por coma, punto y coma o tabulación",
)
UNEVEN = text(
    "record {row} has {found} fields where the header has {expected}",
    "l’enregistrement {row} a {found} champs quand l’en-tête en a {expected}",
    "el registro {row} tiene {found} campos y el encabezado {expected}",
)
NOT_RECORDS = text(
    "it is not a list of records", "ce n’est pas une liste d’enregistrements", "no es una lista de registros"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureTable:
    """A denominator by place: `frame` has place, value, standard_error (null where unknown), sorted by place."""

    measure: str
    frame: pl.DataFrame
    period: Period | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinReport:
    """How the codes of a denominator meet those of the places. Proposals are never applied silently.

    Attributes
    ----------
    joined
        Codes present on both sides.
    missing
        Places without a denominator.
    unmatched
        Codes of the denominator that are no place.
    proposed
        For an unmatched code, the one place that differs from it only in
        accents, case, dashes, spaces, leading zeros, or by a few letters.
    """

    joined: tuple[str, ...]
    missing: tuple[str, ...]
    unmatched: tuple[str, ...]
    proposed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How numbers are written. `decimal` None: a point, and refused where it may be a thousands separator."""

    decimal: str | None = None
    thousands: str = ""
    na: tuple[str, ...] = ("",)


def read_exposure(
    path: Path,
    *,
    place: str,
    value: str,
    measure: str,
    period: str | None = None,
    where: Mapping[str, str] | None = None,
    sum_rows: bool = False,
    standard_error: str | None = None,
    numbers: Numbers = Numbers(),
    encoding: str = "utf-8",
    separator: str | None = None,
) -> ExposureTable:
    """Read one value a place.

    Parameters
    ----------
    path
        CSV (also gzip), Parquet, JSON records, or the attributes of a GeoJSON.
    place, value, standard_error
        Columns of the place's code, the value, and its standard error.
    where
        Keeps the rows whose columns hold exactly these texts (`{"SEX": "_T"}`).
    sum_rows
        Rows of one place are parts to add up; otherwise a repeated place is refused.
        Standard errors of parts are combined as if independent.

    Raises
    ------
    NotReadable, UnknownColumn, NothingLeft, PlaceWithoutCode, RepeatedPlace, AmbiguousNumber
    """
    columns = _columns(path, encoding=encoding, separator=separator)
    wanted = [place, value, *([standard_error] if standard_error else []), *(where or {})]
    for name in wanted:
        if name not in columns:
            raise UnknownColumn(
                file=path.name, name=name, found=", ".join(columns) or "-", closest=closest(name, columns)
            )
    kept = _kept(path, columns, where or {})
    codes, _ = code_texts([columns[place][row] for row in kept])
    _check_places(path, place, codes, kept, sum_rows=sum_rows)
    values = parse_numbers([columns[value][row] for row in kept], column=value, rows=kept, how=numbers)
    errors: list[float | None] = [None] * len(kept)
    if standard_error:
        written = [columns[standard_error][row] for row in kept]
        errors = parse_numbers(written, column=standard_error, rows=kept, how=numbers)
    frame = _by_place(codes, values, errors)
    notes = _notes(frame, rows=len(kept))
    return ExposureTable(
        measure=measure, frame=frame, period=Period.parse(period) if period else None, notes=tuple(notes)
    )


def join_report(exposure_codes: Iterable[str], place_codes: Iterable[str]) -> JoinReport:
    """Compare the codes of a denominator with those of the places.

    >>> report = join_report(["1", "02", "St. Denis"], ["1", "2", "Saint-Denis", "St-Denis"])
    >>> report.joined, report.missing, dict(report.proposed)
    (('1',), ('2', 'Saint-Denis', 'St-Denis'), {'02': '2', 'St. Denis': 'St-Denis'})
    """
    given, known = set(exposure_codes), set(place_codes)
    unmatched, missing = sorted(given - known), sorted(known - given)
    folded: dict[str, list[str]] = {}
    for code in missing:
        folded.setdefault(_folded(code), []).append(code)
    proposed = {}
    for code in unmatched:
        same = folded.get(_folded(code), [])
        if not same:
            near = difflib.get_close_matches(_folded(code), list(folded), n=2, cutoff=0.88)
            same = folded[near[0]] if len(near) == 1 and not _folded(code).isdigit() else []
        if len(same) == 1:
            proposed[code] = same[0]
    return JoinReport(
        joined=tuple(sorted(given & known)), missing=tuple(missing), unmatched=tuple(unmatched), proposed=proposed
    )


def parse_numbers(
    written: Sequence[Any], *, column: str, rows: Sequence[int] | None = None, how: Numbers = Numbers()
) -> list[float | None]:
    """Return numbers; None where missing. What can be read in two ways is refused.

    >>> parse_numbers(["1 204", "", "87,5"], column="pop", how=Numbers(decimal=",", thousands=" "))
    [1204.0, None, 87.5]
    """
    numbered = rows if rows is not None else range(len(written))
    texts = [each if isinstance(each, int | float) or each is None else str(each).strip() for each in written]
    if how.decimal is None and not how.thousands:
        _refuse_two_readings(texts, column=column, rows=numbered)
    return [_number(each, column=column, row=row, how=how) for each, row in zip(texts, numbered, strict=True)]


def _refuse_two_readings(texts: Sequence[Any], *, column: str, rows: Sequence[int]) -> None:
    """A column whose every point is followed by exactly three digits may write thousands with it."""
    pointed = [(row, each) for row, each in zip(rows, texts, strict=True) if isinstance(each, str) and "." in each]
    if pointed and all(re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", each) for _, each in pointed):
        row, each = pointed[0]
        raise AmbiguousNumber(value=each, column=column, row=row + 1, why=TWO_READINGS)


def _number(each: Any, *, column: str, row: int, how: Numbers) -> float | None:
    if each is None or each in how.na or (isinstance(each, float) and math.isnan(each)):
        return None
    problem = {"value": each, "column": column, "row": row + 1}
    if isinstance(each, str):
        decimal, plain = how.decimal or ".", each
        if how.thousands:
            plain = _without_thousands(plain, how.thousands, decimal)
        if re.search(rf"[{SPACES}{APOSTROPHES}]", plain) or (("," if decimal == "." else ".") in plain):
            raise AmbiguousNumber(why=SEPARATED, **problem)
        try:
            each = float(plain.replace(decimal, "."))
        except ValueError:
            raise AmbiguousNumber(why=NOT_A_NUMBER, **problem) from None
    if not math.isfinite(each):
        raise AmbiguousNumber(why=NOT_A_NUMBER, **problem)
    if each < 0:
        raise AmbiguousNumber(why=NEGATIVE, **problem)
    return float(each)


def _without_thousands(written: str, thousands: str, decimal: str) -> str:
    """Drop separators that stand between well-formed groups of three; any other stays, and is then refused."""
    same = SPACES if thousands in SPACES else APOSTROPHES if thousands in APOSTROPHES else thousands
    grouped = rf"-?\d{{1,3}}([{re.escape(same)}]\d{{3}})+({re.escape(decimal)}\d*)?"
    return re.sub(rf"[{re.escape(same)}]", "", written) if re.fullmatch(grouped, written) else written


def _folded(code: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", code) if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"[^\w]+", " ", plain).strip()
    return (plain.removesuffix(" 0").lstrip("0") or "0") if plain.replace(" ", "").isdigit() else plain


def _kept(path: Path, columns: Mapping[str, Sequence[Any]], where: Mapping[str, str]) -> list[int]:
    rows = list(range(len(next(iter(columns.values()), []))))
    for name, asked in where.items():
        held, _ = code_texts(columns[name])
        left = [row for row in rows if held[row] == asked]
        if not left:
            values = Counter(each for each in held if each is not None)
            found = ", ".join(each for each, _ in values.most_common(8)) or "-"
            raise NothingLeft(file=path.name, asked=f"{name} = {asked}", column=name, found=found)
        rows = left
    return rows


def _check_places(path: Path, column: str, codes: Sequence[str | None], kept: Sequence[int], *, sum_rows: bool) -> None:
    empty = [str(row + 1) for row, code in zip(kept, codes, strict=True) if code is None]
    if empty:
        raise PlaceWithoutCode(n=len(empty), of=len(codes), file=path.name, column=column, rows=", ".join(empty[:10]))
    repeated = [str(code) for code, n in Counter(codes).items() if n > 1]
    if repeated and not sum_rows:
        shown = ", ".join(repeated[:8]) + (" …" if len(repeated) > 8 else "")
        raise RepeatedPlace(file=path.name, column=column, n=len(repeated), codes=shown, option="--sum-rows")


def _by_place(
    codes: Sequence[str | None], values: Sequence[float | None], errors: Sequence[float | None]
) -> pl.DataFrame:
    """Add up the parts of a place; one missing part makes the whole missing, not smaller."""
    parts: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        parts.setdefault(str(code), []).append(row)
    rows = []
    for code in sorted(parts):
        held = [values[row] for row in parts[code]]
        known = [errors[row] for row in parts[code]]
        total = None if None in held else math.fsum(v for v in held if v is not None)
        spread = None if None in known else math.sqrt(math.fsum(e * e for e in known if e is not None))
        rows.append({"place": code, "value": total, "standard_error": spread})
    return pl.DataFrame(rows, schema=EXPOSURE)


def _notes(frame: pl.DataFrame, *, rows: int) -> list[Note]:
    notes: list[Note] = []
    if rows > frame.height:
        notes.append((SUMMED, {"rows": rows, "n": frame.height}))
    for wording, condition in ((WITHOUT_VALUE, pl.col("value").is_null()), (ZERO, pl.col("value") == 0)):
        listed = frame.filter(condition)["place"].to_list()
        if listed:
            notes.append((wording, {"n": len(listed), "codes": ", ".join(listed[:8]) + (" …" if listed[8:] else "")}))
    return notes


def _columns(path: Path, *, encoding: str, separator: str | None) -> dict[str, list[Any]]:
    """Return the columns of a file, as text or as the file's own types."""
    if not path.is_file() or path.stat().st_size == 0:
        raise NotReadable(file=path.name, why=NO_FILE, expected=FORMATS)
    if path.suffix.lower() in {".parquet", ".pq"}:
        check_readable(path.read_bytes(), name=path.name)
        try:
            return pl.read_parquet(path).to_dict(as_series=False)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise NotReadable(file=path.name, why=NOT_RECORDS, expected=FORMATS) from error
    raw = _bytes(path)
    if path.name.lower().removesuffix(".gz").endswith((".json", ".geojson")):
        return _json_columns(path, raw)
    try:
        written = raw.decode("utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise NotReadable(file=path.name, why=filled(NOT_ENCODED, encoding=encoding), expected=FORMATS) from error
    return _csv_columns(path, written, separator)


def _bytes(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise NotReadable(file=path.name, why=NOT_RECORDS, expected=FORMATS) from error


def _json_columns(path: Path, raw: bytes) -> dict[str, list[Any]]:
    try:
        content = json.loads(raw)
    except ValueError as error:
        raise NotReadable(file=path.name, why=NOT_RECORDS, expected=FORMATS) from error
    if isinstance(content, dict) and isinstance(content.get("features"), list):
        content = [each.get("properties") or {} for each in content["features"]]
    if isinstance(content, dict) and content and all(isinstance(each, dict) for each in content.values()):
        content = [{"key": key, **each} for key, each in content.items()]
    if not (isinstance(content, list) and content and all(isinstance(each, dict) for each in content)):
        raise NotReadable(file=path.name, why=NOT_RECORDS, expected=FORMATS)
    names = list(dict.fromkeys(name for each in content for name in each))
    return {name: [each.get(name) for each in content] for name in names}


def _csv_columns(path: Path, written: str, separator: str | None) -> dict[str, list[Any]]:
    header = written.split("\n", 1)[0]
    mark = separator or max(",;\t|", key=header.count)
    if header.count(mark) == 0:
        raise NotReadable(file=path.name, why=NO_SEPARATOR, expected=FORMATS)
    records = [each for each in csv.reader(io.StringIO(written), delimiter=mark) if each]
    names = [name.strip() for name in records[0]]
    for row, each in enumerate(records[1:], start=1):
        if len(each) != len(names):
            why = filled(UNEVEN, row=row, found=len(each), expected=len(names))
            raise NotReadable(file=path.name, why=why, expected=FORMATS)
    return {name: [each[column] for each in records[1:]] for column, name in enumerate(names)}
