"""What a delivered file looked like: columns, shapes of values, categories. Later deliveries are held against it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import polars as pl

from beffroi.sources.date_shapes import read_dates
from beffroi.sources.decode import Decoded
from beffroi.sources.locations import X, Y
from beffroi.sources.look import Look
from beffroi.sources.profile import Profile

SAMPLE = 2_000  # values of a column whose shapes are looked at, evenly spaced
LOOKED_AT = 1 << 22  # bytes that say their own encoding
CATEGORIES = 400  # of a column that are remembered, most frequent first
KINDS = {
    "integer": r"^[-+]?\d+$",
    "point": r"^[-+]?\d*\.\d+(?:[eE][-+]?\d+)?$",
    "comma": r"^[-+]?\d*,\d+$",
    "date": r"^\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([T ]\d|$|Z)",
}
"""How a value is written; anything else is text."""

Portrait = dict[str, Any]


def roles(profile: Profile) -> dict[str, str]:
    """Return what each mapped column is for, by the name that the profile gives it."""
    w, p, t = profile.when, profile.where, profile.tally
    named: dict[str | None, str] = {
        profile.event_key: "event", profile.key: "key", w.start: "date", w.end: "date", w.reported: "date",
        w.start_time: "time", w.end_time: "time", p.x: "x", p.y: "y", p.place_code: "place", p.place_name: "name",
        profile.what.setting: "setting", profile.status_column: "status",
        **dict.fromkeys(w.parts.values(), "part"), **dict.fromkeys(profile.what.category, "category"),
        **({t.value: "value", t.unit: "unit", t.year: "year"} if t else {}),
        **({X: "x", Y: "y"} if p.geometry else {}),
    }  # fmt: skip
    return {name: role for name, role in named.items() if name}


def portrait(decoded: Decoded, table: pl.DataFrame, *, profile: Profile, encoding: str = "") -> Portrait:
    """Return the portrait of a file as its profile reads it, JSON-able.

    `table` holds its canonical rows. Values are remembered of the category columns only; of every other mapped
    column, how values are written. `encoding` is what the bytes say by themselves, empty where they say nothing.
    """
    sitting = Sitting(profile)
    sitting.add(decoded, table)
    return sitting.portrait(decoded.columns, encoding=encoding)


class Sitting:
    """What a portrait needs of a file, gathered over any number of batches."""

    def __init__(self, profile: Profile) -> None:
        self._profile, self._rows = profile, 0
        self._of: dict[str, tuple[str, _Values]] = {}
        self._named: dict[str, str] = {}
        self._codes, self._unmapped = _Values(), _Values()

    def add(self, decoded: Decoded, table: pl.DataFrame) -> None:
        """Look at the records of a batch, and at its canonical rows."""
        frame = decoded.records.frame
        self._rows += decoded.records.rows_in
        for name, role in roles(self._profile).items():
            if name in frame.columns:
                self._named[name] = decoded.found.get(name, name)
                self._of.setdefault(name, (role, _Values()))[1].add(frame[name], counted=role == "category")
        if "offence_source" not in table.columns:  # encounters have reasons, and no offence to map
            self._codes.add(table["reason"], counted=True)
            return
        self._codes.add(table["offence_source"], counted=True)
        unmapped = table["offence_status"] == "unmapped"
        self._unmapped.add(table["offence_source"].filter(unmapped), counted=True)

    def portrait(self, columns: Sequence[str], *, encoding: str = "") -> Portrait:
        """Return the portrait of all batches; see `portrait`."""
        file = self._profile.file
        return {
            "columns": list(columns),
            "rows": self._rows,
            "kind": file.kind,
            "encoding": (encoding or file.encoding) if file.kind == "delimited" else "",
            "separator": file.separator if file.kind == "delimited" else "",
            "of": {
                name: {"named": self._named[name], **_described(role, seen)} for name, (role, seen) in self._of.items()
            },
            "codes": self._codes.most_common(),
            "unmapped": list(self._unmapped.most_common()),
        }


class _Values:
    """The values of a column over any number of batches: some of them, evenly spaced, and how often each occurs.

    Every value is looked at up to 4,000 of them, then every second, every fourth, and so on: what is looked at
    does not depend on the batches.
    """

    def __init__(self) -> None:
        self.n = self.filled = 0
        self.dtype = ""
        self._step = 1
        self._texts: list[pl.Series] = []
        self._counts: Counter[str] = Counter()

    def add(self, series: pl.Series, *, counted: bool) -> None:
        filled = series.drop_nulls() if series.null_count() else series
        if isinstance(filled.dtype, pl.Datetime):
            filled = filled.dt.replace_time_zone(None)
        if counted:
            found = _text(filled).value_counts(name="n")
            self._counts.update(dict(found.iter_rows()))
        some = _text(filled.gather_every(self._step, offset=-self.filled % self._step))
        self._texts.append(pl.Series(some.to_list(), dtype=pl.String))  # a copy: else the text of the batch stays
        self.n, self.filled, self.dtype = self.n + len(series), self.filled + len(filled), str(series.dtype)
        while self.filled // self._step >= 2 * SAMPLE:
            self._texts = [pl.concat(self._texts).gather_every(2)]
            self._step *= 2

    def texts(self) -> pl.Series:
        """Return some of the values, evenly spaced, as text."""
        return pl.concat(self._texts).str.strip_chars() if self._texts else pl.Series(dtype=pl.String)

    def most_common(self) -> dict[str, int]:
        """Return how often the most frequent values occur, most frequent first."""
        ordered = sorted(self._counts.items(), key=lambda told: (-told[1], told[0]))
        return dict(ordered[:CATEGORIES])


def _text(series: pl.Series) -> pl.Series:
    return series if series.dtype == pl.String else series.cast(pl.String)


def sketched(look: Look) -> Portrait:
    """Return the portrait of a file that its profile does not read, every column with what its values say."""
    return {
        "columns": list(look.columns),
        "rows": look.rows,
        "kind": look.kind,
        "encoding": look.encoding if look.kind == "delimited" else "",
        "separator": look.separator if look.kind == "delimited" else "",
        "of": {name: _any_column(name, values) for name, values in look.columns.items()},
    }


def _any_column(name: str, values: Sequence[str]) -> dict[str, Any]:
    """Look at a column whose role is not known as if it had each."""
    series = pl.Series(values, dtype=pl.String)
    seen = _Values()
    seen.add(series.set(series == "", None), counted=True)
    found: dict[str, Any] = {"named": name}
    for role in ("key", "date", "x", "category"):
        found |= _described(role, seen)
    return found


def _described(role: str, seen: _Values) -> dict[str, Any]:
    texts = seen.texts()
    found: dict[str, Any] = {
        "role": role,
        "type": seen.dtype,
        "blank": round((seen.n - seen.filled) / seen.n, 4) if seen.n else 0.0,
        "kinds": _kinds(texts),
    }
    if role in ("key", "event"):
        found["shapes"] = _shapes(texts)
    if role == "date" and (dates := read_dates(texts.to_list())):
        found |= {
            "orders": list(dates.orders), "formats": {order: list(dates.formats[order]) for order in dates.orders},
            "timed": round(dates.timed, 3), "midnight": round(dates.midnight, 3), "first": round(dates.first_days, 3),
        }  # fmt: skip
    if role == "time" and len(texts):
        found["midnight"] = round(float(texts.str.contains(r"^0?0:?00").sum()) / len(texts), 3)
    if role in ("x", "y") and (spread := _spread(texts)):
        found["spread"] = spread
    if role == "category":
        found["values"] = seen.most_common()
    return found


def _kinds(texts: pl.Series) -> dict[str, float]:
    """Return the share of values written in each way."""
    n = len(texts)
    if not n:
        return {}
    shares = {kind: float(texts.str.contains(pattern).sum()) / n for kind, pattern in KINDS.items()}
    shares["text"] = max(0.0, 1 - sum(shares.values()))
    return {kind: round(share, 3) for kind, share in shares.items() if share >= 0.0005}


def _shapes(texts: pl.Series) -> dict[str, float]:
    """Return the share of values of each shape, the twenty most frequent."""
    counted = shapes(texts).alias("shape").value_counts(name="n").sort("n", "shape", descending=[True, False])
    return {form: round(n / len(texts), 3) for form, n in counted.head(20).iter_rows()}


def shapes(texts: pl.Series) -> pl.Series:
    """Return how keys are written: runs of letters A, of digits 9, other signs as they are; hexadecimal by its length.

    >>> shapes(pl.Series(["2024-00123", "JD12345", "9f86d081884c7d659a2feaa0c55ad015"])).to_list()
    ['9-9', 'A9', 'hex32']
    """
    text = pl.col("text")
    hexadecimal = text.str.contains("^[0-9a-fA-F]{16,}$") & ~text.str.contains("^[0-9]+$")
    length = pl.concat_str(pl.lit("hex"), text.str.len_chars())
    spelled = text.str.replace_all(r"[^\W\d_]+", "A").str.replace_all(r"\d+", "9")
    return texts.alias("text").to_frame().select(pl.when(hexadecimal).then(length).otherwise(spelled)).to_series()


def _spread(texts: pl.Series) -> list[float]:
    """Return the 5th, 50th and 95th percentiles of the numbers of a column; zeros stand for nothing."""
    numbers = texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).drop_nulls()
    numbers = numbers.filter((numbers != 0) & numbers.is_finite())
    if len(numbers) < 0.5 * len(texts) or not len(numbers):
        return []
    return [float(numbers.quantile(share)) for share in (0.05, 0.5, 0.95)]  # type: ignore[arg-type]


def encoding_of(content: bytes) -> str:
    """Return what the first bytes say of their own encoding: utf-16, utf-8, single-byte, or nothing (plain ASCII).

    >>> encoding_of("é".encode()), encoding_of("é".encode("cp1252")), encoding_of(b"e")
    ('utf-8', 'single-byte', '')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:LOOKED_AT]
    if start.isascii():
        return ""
    try:
        start[: start.rfind(b"\n") + 1 or len(start)].decode()
    except UnicodeDecodeError:
        return "single-byte"
    return "utf-8"
