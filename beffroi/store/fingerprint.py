"""A fingerprint of the content of a table: the same for the same multiset of rows, whatever their order.

It does not depend on the file format or on the version of any library: each
value becomes 64 bits by a fixed rule, each row mixes its values in the order
of the column names, and the rows are added up modulo 2^64, twice.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Words = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_NULL = np.uint64(0xD1B54A32D192ED03)
_SECOND = np.uint64(0x5851F42D4C957F2D)
_ROWS_AT_ONCE = 16_384  # keeps a block of a column in the processor's cache
_SAMPLE = 20_000  # rows that tell whether texts repeat: either way gives the same words
_Block = Callable[[int, int], _Words]


def content_fingerprint(frame: pl.DataFrame, *, without: tuple[str, ...] = ("row",)) -> str:
    """Return 32 hexadecimal digits that identify the multiset of rows.

    Columns named in `without` (positions in a file) do not count.

    >>> one = pl.DataFrame({"a": [1, 2], "b": ["x", None]})
    >>> content_fingerprint(one) == content_fingerprint(one.reverse())
    True
    """
    fingerprint = Fingerprint(without=without)
    fingerprint.add(frame)
    return fingerprint.hexdigest()


class Fingerprint:
    """The fingerprint of a table that comes in parts: that of the whole, whatever the parts and their order.

    >>> whole, parts = pl.DataFrame({"a": [1, 2, 3]}), Fingerprint()
    >>> for part in (whole.tail(1), whole.head(2)):
    ...     parts.add(part)
    >>> parts.hexdigest() == content_fingerprint(whole)
    True
    """

    def __init__(self, *, without: tuple[str, ...] = ("row",)) -> None:
        self.height = 0
        self._without = set(without)
        self._first = self._second = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows; every part has the same columns."""
        names = sorted(set(frame.columns) - self._without)
        columns = [(_words(frame[name]), _salt(name)) for name in names]
        self.height += frame.height
        with np.errstate(over="ignore"):
            for start in range(0, frame.height, _ROWS_AT_ONCE):
                end = min(start + _ROWS_AT_ONCE, frame.height)
                rows = np.full(end - start, _GOLDEN)
                for words, salt in columns:
                    rows *= _SECOND
                    rows += words(start, end) ^ salt
                    _mix_in_place(rows)
                self._first += int(rows.sum(dtype=np.uint64))
                self._second += int(_mix_in_place(rows + _SECOND).sum(dtype=np.uint64))

    def hexdigest(self) -> str:
        """Return the 32 hexadecimal digits of the rows so far."""
        return f"{(self._first + self.height) % 2**64:016x}{self._second % 2**64:016x}"


def _words(series: pl.Series) -> _Block:
    """Return what gives one 64-bit word a value for a block of rows; nulls share a word of their own."""
    nulls = series.null_count()
    if nulls == len(series):
        return lambda start, end: np.full(end - start, _NULL)
    words = _words_of_values(series)
    if not nulls:
        return words
    null = series.is_null().to_numpy()
    return lambda start, end: np.where(null[start:end], _NULL, words(start, end))


def _words_of_values(series: pl.Series) -> _Block:
    if isinstance(series.dtype, pl.Enum):
        return _looked_up(_hash_of_text(series.dtype.categories), series.to_physical().fill_null(0).to_numpy())
    if series.dtype == pl.String or isinstance(series.dtype, pl.Categorical):
        return _words_of_text(series.cast(pl.String).fill_null(""))
    if series.dtype == pl.Binary:
        return _words_of_text(series.bin.encode("hex").fill_null(""))
    if series.dtype.is_float():
        floats = series.fill_null(0.0).to_numpy()
        return lambda start, end: (floats[start:end].astype(np.float64) + 0.0).view(np.uint64)
    whole = series.to_physical().fill_null(value=0).to_numpy()
    return lambda start, end: whole[start:end].astype(np.int64).view(np.uint64)


def _words_of_text(texts: pl.Series) -> _Block:
    """Hash each distinct text once, then look it up; texts that hardly repeat are hashed as they stand."""
    if texts[:_SAMPLE].n_unique() > min(len(texts), _SAMPLE) // 4:
        return _hashed(texts)
    codes = texts.cast(pl.Categorical).to_physical().to_numpy()
    example = np.full(int(codes.max()) + 1, -1)
    example[codes] = np.arange(len(codes))  # a row that holds the text of each code
    used = np.flatnonzero(example >= 0)
    table = np.zeros(len(example), np.uint64)
    table[used] = _hash_of_text(texts.gather(example[used]))
    return _looked_up(table, codes)


def _looked_up(table: _Words, codes: NDArray[Any]) -> _Block:
    return lambda start, end: table[codes[start:end]]


def _hash_of_text(texts: pl.Series) -> _Words:
    return _hashed(texts)(0, len(texts))


def _hashed(texts: pl.Series) -> _Block:
    """Sum the bytes of each text, each weighted by its position (all modulo 2^64)."""
    lengths = texts.str.len_bytes().to_numpy().astype(np.int64)
    joined = np.frombuffer(str(texts.str.join().item()).encode(), dtype=np.uint8)
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    weights = _mix_in_place(np.arange(int(lengths.max(initial=0)), dtype=np.uint64) + _GOLDEN)

    def words(start: int, end: int) -> _Words:
        some, begin = lengths[start:end], ends[start]
        stops = ends[start + 1 : end + 1] - begin
        letters = joined[begin : ends[end]]
        position = np.arange(len(letters), dtype=np.int64) - np.repeat(stops - some, some)
        with np.errstate(over="ignore"):
            terms = (letters.astype(np.uint64) + np.uint64(1)) * weights[position]
            running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
            return running[stops] - running[stops - some] + some.astype(np.uint64) * _GOLDEN

    return words


@cache
def _salt(name: str) -> np.uint64:
    return _hash_of_text(pl.Series([name]))[0]


def _mix_in_place(z: _Words) -> _Words:
    """Finish of splitmix64 (Steele, Lea and Flood 2014)."""
    for shift, factor in ((30, np.uint64(0xBF58476D1CE4E5B9)), (27, np.uint64(0x94D049BB133111EB))):
        z ^= z >> np.uint64(shift)
        z *= factor
    z ^= z >> np.uint64(31)
    return z
