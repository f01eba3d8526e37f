"""A fingerprint of the content of a table: the same for the same multiset of rows, whatever their order.

It does not depend on the file format or on the version of any library: each
value becomes 64 bits by a fixed rule, each row mixes its values in the order
of the column names, and the rows are added up modulo 2^64, twice.
"""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Words = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_NULL = np.uint64(0xD1B54A32D192ED03)
_SECOND = np.uint64(0x5851F42D4C957F2D)
_ROWS_AT_ONCE = 32_768  # keeps a block of every column in the processor's cache


def content_fingerprint(frame: pl.DataFrame, *, without: tuple[str, ...] = ("row",)) -> str:
    """Return 32 hexadecimal digits that identify the multiset of rows.

    Columns named in `without` (positions in a file) do not count.

    >>> one = pl.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> content_fingerprint(one) == content_fingerprint(one.reverse())
    True
    """
    names = sorted(set(frame.columns) - set(without))
    columns = [_words(frame[name]) for name in names]
    salts = [_salt(name) for name in names]
    first = second = 0
    with np.errstate(over="ignore"):
        for start in range(0, frame.height, _ROWS_AT_ONCE):
            rows = np.full(min(_ROWS_AT_ONCE, frame.height - start), _GOLDEN)
            for words, salt in zip(columns, salts, strict=True):
                rows = _mix(rows * _SECOND + (words[start : start + _ROWS_AT_ONCE] ^ salt))
            first += int(rows.sum(dtype=np.uint64))
            second += int(_mix(rows + _SECOND).sum(dtype=np.uint64))
    return f"{(first + frame.height) % 2**64:016x}{second % 2**64:016x}"


def _words(series: pl.Series) -> _Words:
    """Return one 64-bit word a value; nulls share a word of their own."""
    if series.null_count() == len(series):
        return np.full(len(series), _NULL)
    if series.dtype == pl.String or isinstance(series.dtype, pl.Enum | pl.Categorical):
        words = _words_of_text(series)
    elif series.dtype == pl.Binary:
        words = _words_of_text(series.bin.encode("hex"))
    elif series.dtype.is_float():
        words = (series.fill_null(0.0).cast(pl.Float64).to_numpy() + 0.0).view(np.uint64)
    else:
        words = series.to_physical().cast(pl.Int64).fill_null(0).to_numpy().view(np.uint64)
    return np.where(series.is_null().to_numpy(), _NULL, words) if series.null_count() else words


def _words_of_text(series: pl.Series) -> _Words:
    """Hash each distinct text once, then look it up; texts that hardly repeat are hashed as they stand."""
    distinct = series.cast(pl.String).fill_null("")
    many: Any = distinct.approx_n_unique()
    if many > len(distinct) // 4:
        return _hash_of_text(distinct)
    codes = distinct.cast(pl.Categorical).to_physical().to_numpy()
    texts = pl.DataFrame({"text": distinct, "code": codes}).unique("code")
    table = np.zeros(int(codes.max()) + 1, np.uint64)
    table[texts["code"].to_numpy()] = _hash_of_text(texts["text"])
    return table[codes]


def _hash_of_text(texts: pl.Series) -> _Words:
    """Sum the bytes of each text, each weighted by its position (all modulo 2^64)."""
    lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
    joined = np.frombuffer(str(texts.str.join().item()).encode(), dtype=np.uint8)
    ends = np.cumsum(lengths)
    position = np.arange(len(joined), dtype=np.int64) - np.repeat(ends - lengths, lengths)
    weights = _mix(np.arange(int(lengths.max(initial=0)), dtype=np.uint64) + _GOLDEN)
    with np.errstate(over="ignore"):
        terms = (joined.astype(np.uint64) + np.uint64(1)) * weights[position]
        running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
        return running[ends] - running[ends - lengths] + lengths.astype(np.uint64) * _GOLDEN


def _salt(name: str) -> np.uint64:
    return _hash_of_text(pl.Series([name]))[0]


def _mix(value: _Words) -> _Words:
    """Finish of splitmix64 (Steele, Lea and Flood 2014)."""
    z = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
